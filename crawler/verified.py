"""When a source was last seen to work: written into the user's own tables, and beside them for shipped sources.

A shipped source is not copied into the user's file to change one key of it: it would never again follow the
catalogue. Its day stands in an overlay file, one ``"id" = 2026-11-22`` a line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from crawler.sources import parse_sources
from store.errors import ConfigError, InputError
from store.records import Source

HEAD = "# Written by `tradewind sources check --write`: when a source of the shipped catalogue was last seen to work.\n"
MAX_FILE_BYTES = 1_000_000

_TABLE = re.compile(r"\s*\[\[\s*source\s*\]\]")
_ANY_TABLE = re.compile(r"\s*\[")
_KEY = re.compile(r"\s*verified_on\s*=")


def overlay_path(sources: Path) -> Path:
    """Where the days of shipped sources stand: sources.verified.toml beside sources.toml."""
    return sources.with_suffix(".verified.toml")


def load_verified(path: Path) -> dict[str, date]:
    """The days of the overlay file by source id; none when there is no file. Raises ConfigError for a damaged one."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ConfigError(f"larger than {MAX_FILE_BYTES} bytes", path=str(path))
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=str(path)) from None
    return parse_verified(text, str(path))


def parse_verified(text: str, path: str) -> dict[str, date]:
    """Ids and days of an overlay; ``path`` is for the messages."""
    remedy = "Remove the file; `tradewind sources check --write` writes it anew"
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", path=path, remedy=remedy) from None
    for key, value in rows.items():
        if not isinstance(value, date) or hasattr(value, "hour"):
            raise ConfigError("must be a date such as 2026-11-22", path=path, key=key, remedy=remedy)
    return rows


def render_verified(days: Mapping[str, date]) -> str:
    """The overlay as TOML, in the order of the ids."""
    return HEAD + "".join(f'"{name}" = {day.isoformat()}\n' for name, day in sorted(days.items()))


def with_verified(sources: Iterable[Source], days: Mapping[str, date]) -> list[Source]:
    """The sources with the later of the day they say themselves and the overlay's."""
    return [
        replace(source, verified_on=max(filter(None, (source.verified_on, days.get(source.id)))))
        if source.id in days
        else source
        for source in sources
    ]


def set_verified(text: str, days: Mapping[str, date], path: str) -> str:
    """A user's catalogue with ``verified_on`` of these ids changed or added; every other character stays.

    Raises InputError when the file is written so that the key cannot be set line by line.
    """
    before = parse_sources(text, path)
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if _TABLE.match(line)]
    for index in reversed(range(min(len(starts), len(before)))):
        if before[index].id in days:
            _set_line(lines, starts[index], f"verified_on = {days[before[index].id].isoformat()}")
    changed = "".join(lines)
    wanted = [replace(item, verified_on=days.get(item.id, item.verified_on)) for item in before]
    try:
        if parse_sources(changed, path) == wanted:
            return changed
    except ConfigError:
        pass
    raise InputError(
        "verified_on cannot be set in it",
        path=path,
        remedy="Write each source as a [[source]] table with one key a line",
    )


def _set_line(lines: list[str], start: int, setting: str) -> None:
    """Replace the key in the table that starts here, or add it behind the last key of the table's own."""
    last = start
    for number in range(start + 1, len(lines)):
        if _ANY_TABLE.match(lines[number]) and not lines[number].lstrip().startswith(("[[", '["', "['")):
            break  # [source.recipe]: what follows belongs to it
        if _TABLE.match(lines[number]):
            break
        if _KEY.match(lines[number]):
            tail = lines[number].partition("#")
            lines[number] = setting + (f"  #{tail[2]}" if tail[1] else _line_end(lines[number]))
            return
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            last = number
    end = _line_end(lines[start]) or "\n"
    if not lines[last].endswith("\n"):
        lines[last] += end
    lines.insert(last + 1, setting + end)


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
