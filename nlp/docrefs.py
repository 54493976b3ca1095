"""Numbers of official documents, kept whole: 公告2025年第6号, 〔2024〕5号, (EU) 2022/2065, Section 321, H.R. 1234.

One pattern for each way a state, a court or an international body numbers its papers (data/docrefs.toml; the Chinese
ones in nlp.docrefs_zh).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from nlp.docrefs_zh import find_chinese_docrefs

_SECTIONS = re.compile(r"sections?|secs?\.|§§")
_NEXT = re.compile(
    r"(?:, (?:and |or )?| and | or | & | to )(?P<next>\d{2,5}[a-z]?(?:\([a-z0-9]{1,4}\)){0,4})(?![.,]?\d|%)"
)


@cache
def _forms() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Words of which a text must hold one, and the pattern that is then tried."""
    data = tomllib.loads(files("nlp").joinpath("data/docrefs.toml").read_text(encoding="utf-8"))
    return tuple((tuple(form["needed"]), re.compile(form["pattern"])) for form in data["form"])


def find_docrefs(page: str) -> list[tuple[int, int]]:
    """Spans of official document numbers in a folded text, left to right, without overlap."""
    found = list(find_chinese_docrefs(page))
    for needed, pattern in _forms():
        if any(word in page for word in needed):
            for match in pattern.finditer(page):
                found.append(match.span())
                found += _following(page, match)
    return _longest(found)


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
