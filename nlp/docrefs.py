"""Numbers of official documents, kept whole: 公告2025年第6号, 〔2024〕5号, (EU) 2022/2065, Section 321, H.R. 1234.

One pattern for each way a state, a court or an international body numbers its papers (data/docrefs.toml; the Chinese
ones in nlp.docrefs_zh).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.docrefs_zh import find_chinese_docrefs
from nlp.word_patterns import words_pattern

_SECTIONS = re.compile(r"sections?|secs?\.|§§")
_NEXT = re.compile(
    r"(?:, (?:and |or )?| and | or | & | to )(?P<next>\d{2,5}[a-z]?(?:\([a-z0-9]{1,4}\)){0,4})(?![.,]?\d|%)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One way of numbering: words of which a text must hold one, the number, the words in front that belong to it."""

    needed: tuple[str, ...]
    number: re.Pattern[str]
    before: re.Pattern[str] | None
    alone: bool  # a number without the words in front too


_FAR = 80  # characters: the longest words in front


@cache
def _forms() -> tuple[_Form, ...]:
    data = tomllib.loads(files("nlp").joinpath("data/docrefs.toml").read_text(encoding="utf-8"))
    return tuple(
        _Form(
            needed=tuple(row["needed"]),
            number=re.compile(row["pattern"]),
            before=re.compile(rf"(?<![a-z]){row['before']}") if "before" in row else None,
            alone=row["alone"],
        )
        for row in data["form"]
    )


@cache
def _needed() -> re.Pattern[str]:
    """Any of the words of which a text must hold one."""
    return re.compile(words_pattern(word for form in _forms() for word in form.needed))


def find_docrefs(page: str) -> list[tuple[int, int]]:
    """Spans of official document numbers in a folded text, left to right, without overlap."""
    found = list(find_chinese_docrefs(page))
    for form in _forms() if _needed().search(page) else ():
        if any(word in page for word in form.needed):
            found += _read(page, form)
    return _longest(found)


def _read(page: str, form: _Form) -> Iterator[tuple[int, int]]:
    for match in form.number.finditer(page):
        start, end = match.span()
        if form.before:
            words = form.before.search(page[max(0, start - _FAR) : start])
            if words is None and not form.alone:
                continue
            start -= len(words.group()) if words else 0
        yield start, end
        yield from _following(page, match)


def _following(page: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Sections 232 and 301 are two."""
    if not _SECTIONS.match(match.group()):
        return
    at = match.end()
    for _ in range(6):
        more = _NEXT.match(page, at)
        if more is None:
            return
        yield more.span("next")
        at = more.end()


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order; of two that overlap the longer."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept
