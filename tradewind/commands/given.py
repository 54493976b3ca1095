"""What a person or a program gave on the command line, parsed: settings, days, JSON Lines on stdin."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import InputError

if TYPE_CHECKING:
    import typer

    from store.records import Source
    from tradewind.config import Settings


def settings_of(context: typer.Context) -> Settings:
    """The configuration this command runs with."""
    from tradewind.config import load_settings

    return load_settings(context.obj if isinstance(context.obj, Path) else None)


def catalogue(settings: Settings) -> list[Source]:
    """Every source this configuration knows, disabled ones too: the shipped ones, then the user's own."""
    from crawler.sources import load_sources
    from crawler.verified import load_verified, overlay_path, with_verified

    path = settings.sources_path
    known = load_sources(path if path.exists() else None, shipped=settings.config.crawl.shipped_sources)
    return with_verified(known, load_verified(overlay_path(path)))


def require_stored(wanted: Sequence[str] | None, known: Sequence[str]) -> None:
    """Raise InputError for a name of ``--source`` that is none of the store's source ids."""
    for name in wanted or ():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else "Name a source that the store has"
            raise InputError(f"no source {name!r} in the store", key="--source", remedy=remedy)


def parse_when(text: str | None, *, option: str) -> datetime | None:
    """An ISO 8601 day or time as aware UTC; a day alone is its first instant, no zone is UTC."""
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"not a date: {text!r}", key=option, remedy="Write it as 2026-11-15 or 2026-11-15T08:00:00+08:00"
        ) from None


def parse_address(text: str | None, *, option: str) -> str | None:
    """An http(s) address in its one spelling; another scheme must not become a link of a digest."""
    from crawler.urls import UnusableURL, canonical_url

    if text is None:
        return None
    try:
        return canonical_url(text)
    except UnusableURL as error:
        raise InputError(
            f"not an address: {text!r}: {error}", key=option, remedy="Write it as https://example.org/page"
        ) from None


def json_lines(
    stream: Iterable[str] | None = None, *, path: str = "stdin"
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) for each line that is not blank; a line that is no JSON object is an InputError."""
    for number, line in enumerate(sys.stdin if stream is None else stream, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"not JSON: {error}", path=path, line=number, remedy="Give one JSON object on each line"
            ) from None
        if not isinstance(row, dict):
            raise InputError(
                f"expected an object, got {type(row).__name__}",
                path=path,
                line=number,
                remedy="Give one JSON object on each line",
            )
        yield number, row


def text_of(row: dict[str, Any], key: str, *, line: int, path: str = "stdin", required: bool = False) -> str:
    """A text field of a JSON row; null or missing is "" unless required, another type is an InputError."""
    value = row.get(key)
    if value is None and not required:
        return ""
    if isinstance(value, (int, float)) and key == "id" and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InputError(
            f"expected text, got {type(value).__name__}",
            path=path,
            line=line,
            key=key,
            remedy=f'Give "{key}" as a string',
        )
    return value


def when_of(row: dict[str, Any], key: str, *, line: int) -> datetime | None:
    """A date field of a JSON row; an unreadable one is an InputError that names the line."""
    value = text_of(row, key, line=line)
    if not value:
        return None
    try:
        return parse_when(value, option=key)
    except InputError:
        raise InputError(
            f"not a date: {value!r}", path="stdin", line=line, key=key, remedy="Write it as ISO 8601"
        ) from None
