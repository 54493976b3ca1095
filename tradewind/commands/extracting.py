"""``tradewind extract``: HTML files to JSON Lines through the same killable workers a crawl uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file to be read, and what is said of it."""

    id: Any
    url: str
    file: Path


def rows_of_paths(paths: Sequence[Path]) -> Iterator[Wanted]:
    """Files named on the command line; the id is the path."""
    for path in paths:
        yield Wanted(id=str(path), url="", file=path)


def rows_of_stdin() -> Iterator[Wanted]:
    """JSON Lines {id, url, file}."""
    from tradewind.commands.given import json_lines, text_of

    for line, row in json_lines():
        file = Path(text_of(row, "file", line=line, required=True))
        if not file.is_file():
            raise InputError(f"no such file: {file}", path="stdin", line=line, key="file", remedy="Check the path")
        yield Wanted(id=row.get("id", str(file)), url=text_of(row, "url", line=line), file=file)
