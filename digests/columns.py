"""Lines of so many columns, as a terminal or a plain mail shows them: a Chinese character takes two.

Chinese is broken between any two characters, only never before a closing mark nor after an opening one; everything
else at spaces; a web address never.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

WIDTH = 78  # RFC 5322, section 2.1.1
_NOT_FIRST = "，。、；：！？）》」』】〕〉％…—·”’,.;:!?)]}%"
_NOT_LAST = "（《「『【〔〈“‘([{"
_BEGINNING = re.compile(r" {0,8}(?:[*>-] )?")
_ADDRESS = re.compile(r"https?://")


def columns(text: str) -> int:
    """How wide a line is."""
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrap_text(text: str) -> str:
    """Plain text with its longer lines broken at 78 columns under their own beginning (``* ``, ``- ``, ``> ``)."""
    return "\n".join(line for long in text.split("\n") for line in wrap(long))


def wrap(line: str) -> list[str]:
    """One line in as many as it takes; what is quoted stays marked as a quote in each."""
    if columns(line) <= WIDTH:
        return [line]
    begin = _BEGINNING.match(line)
    first = begin[0] if begin else ""
    follow = first if ">" in first else " " * columns(first)
    lines, made, begun = [], first, False
    for space, unit in _units(line[len(first) :], WIDTH - columns(first)):
        if begun and columns(made + space + unit) > WIDTH:
            lines.append(made)
            made = follow + unit
        else:
            made += (space if begun else "") + unit
        begun = True
    return [*lines, made]


def _units(text: str, room: int) -> Iterator[tuple[str, str]]:
    """What must not be broken, each with the space before it. A run without end is cut, unless it is an address."""
    for at, word in enumerate(text.split()):
        space = " " if at else ""
        for piece in _pieces(word):
            for part in [piece] if _ADDRESS.search(piece) else _cut(piece, room):
                yield space, part
                space = ""


def _cut(piece: str, room: int) -> Iterator[str]:
    left = piece
    while columns(left) > room:
        fits = next(n for n in range(len(left), 0, -1) if columns(left[:n]) <= room)
        yield left[:fits]
        left = left[fits:]
    yield left


def _pieces(word: str) -> Iterator[str]:
    """A word without spaces, cut where Chinese may be broken."""
    start = 0
    for at, (left, right) in enumerate(pairwise(word), 1):
        between = _width(left) == 2 or _width(right) == 2
        if between and right not in _NOT_FIRST and left not in _NOT_LAST:
            yield word[start:at]
            start = at
    yield word[start:]
