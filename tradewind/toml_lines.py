"""Where a key stands in TOML text: tomllib says what a file holds, not on which line.

Only for messages: text that tomllib refuses is never asked about here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

Path = tuple[str | int, ...]  # ("mail", "recipients", 1, "address"): places in arrays of tables count from 0

_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_WORD}(?:\s*\.\s*{_WORD})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_FENCE = re.compile(r'"""|' + "'''")
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def line_of_key(text: str, dotted: str) -> int | None:
    """The line (from 1) of ``section.key`` or ``section.array[2].key``; None when it cannot be told.

    A key of a table that is written on one line, or a key that one of several ``[[tables]]`` lacks, has the line
    of that table.
    """
    wanted: Path = tuple(int(place) if place else word for word, place in _PART.findall(dotted))
    nearest: tuple[int, int] | None = None  # how much of the path it is, its line
    for number, path, is_header in _places(text):
        if path == wanted:
            return number
        holds = path == wanted[: len(path)] and (not is_header or isinstance(path[-1], int))
        if holds and (nearest is None or len(path) > nearest[0]):
            nearest = len(path), number
    return nearest[1] if nearest else None


def _places(text: str) -> Iterator[tuple[int, Path, bool]]:
    """Line, path, and whether it is a header, of every header and key."""
    table: Path = ()
    seen: Counter[Path] = Counter()
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        inside, fenced = fenced, fenced != (len(_FENCE.findall(line)) % 2 == 1)
        if inside:
            continue
        if header := _HEADER.match(line):
            table = _numbered(_words(header[2]), seen)
            if header[1] == "[[":
                seen[table] += 1
                table = (*table, seen[table] - 1)
            yield number, table, True
        elif key := _KEY.match(line):
            yield number, (*table, *_words(key[1])), False


def _words(dotted: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in re.findall(_WORD, dotted))


def _numbered(words: tuple[str, ...], seen: Counter[Path]) -> Path:
    """``[a.b.c]`` below ``[[a.b]]`` is part of the last a.b so far."""
    path: Path = ()
    for at, word in enumerate(words):
        path = (*path, word)
        if at < len(words) - 1 and seen[path]:
            path = (*path, seen[path] - 1)
    return path
