"""What the commands print: rows as a table, as plain lines for a pipe, or as JSON; notes and progress on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

LEAST_WIDTH = 14  # characters a column of a table needs to be read

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(value: object) -> str:
    """Text of somebody else made safe for a terminal: one line, no control or direction characters."""
    if value is None:
        return ""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value).replace("\r", " ").replace("\n", " "))


def counted(n: int, noun: str, plural: str = "") -> str:
    """``1 letter``, ``2 letters``."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


def to_json(value: object) -> Any:
    """For ``json.dumps(default=...)``: times and days as ISO 8601, Decimals as numbers without an exponent."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def print_json(value: object) -> None:
    """One JSON value on stdout; on a terminal, control and direction characters as their escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=to_json)
    if sys.stdout.isatty():
        text = CONTROL.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)
    print(text)


def print_rows(
    rows: Sequence[Mapping[str, object]],
    *,
    columns: Sequence[str],
    as_json: bool = False,
    title: str = "",
) -> None:
    """Rows as JSON, as a Rich table (or records, where it is narrow) on a terminal, tab-separated in a pipe."""
    if as_json:
        print_json([{name: row.get(name) for name in columns} for row in rows])
    elif sys.stdout.isatty() and console().width < LEAST_WIDTH * len(columns):
        _print_records(rows, columns)
    elif sys.stdout.isatty():
        from rich.table import Table
        from rich.text import Text

        table = Table(title=title or None, title_justify="left", header_style="bold")
        for name in columns:
            numeric = bool(rows) and all(isinstance(row.get(name), (int, float, type(None))) for row in rows)
            table.add_column(name, justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(clean(row.get(name))) for name in columns))
        console().print(table)
    else:
        print("\t".join(columns))
        for row in rows:
            print("\t".join(clean(row.get(name)).replace("\t", " ") for name in columns))


def _print_records(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    """One ``column: value`` line each, for a terminal too narrow for a table; empty values are left out."""
    for row in rows:
        for name in columns:
            if row.get(name) not in (None, ""):
                print(f"{name}: {clean(row.get(name))}")
        print()


def console(*, stderr: bool = False) -> Console:
    """A Rich console; honours NO_COLOR by itself."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def say(text: str) -> None:
    """A note for the person, on stderr so that stdout stays data."""
    print(clean(text), file=sys.stderr, flush=True)


class Meter:
    """A progress bar on a terminal, silence elsewhere."""

    def __init__(self, label: str) -> None:
        self._progress = self._task = None
        if sys.stderr.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}"),
                console=console(stderr=True),
            )
            self._task = self._progress.add_task(label, total=None, note="")

    def update(self, *, done: int, total: int | None = None, note: str = "") -> None:
        """Show ``done`` of ``total``; ``total`` None: not known yet."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total, note=clean(note)[:60])

    def start(self) -> None:
        """Begin to draw."""
        if self._progress is not None:
            self._progress.start()

    def stop(self) -> None:
        """Draw for the last time."""
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def meter(label: str) -> Iterator[Meter]:
    """A Meter that is drawn inside the block."""
    bar = Meter(label)
    bar.start()
    try:
        yield bar
    finally:
        bar.stop()
