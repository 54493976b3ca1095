"""The words of a page that say as what its figures are meant, each with its place (data/modality.toml)."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from nlp.clauses import Surroundings

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# After a semicolon a bare noun goes on with the list before: 营业利润210亿至260亿美元; 其中出口约1.6万亿元.
_GOES_ON = re.compile(r"[；;](?:其中)?[^；;，,。:：为是达了升降增减涨跌\d]{0,10}?(?=[\d约近逾])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """act, will, would, would_act, plan, forecast, estimate, condition, possible, negation or settled, at its place."""

    start: int
    end: int
    name: str


def cues_before(place: Surroundings) -> Sequence[Cue]:
    """The words of the sentence up to the figure, in order, from the last semicolon that does not go on with a list."""
    starts, cues = _page_cues(place.page)
    start = place.sentence.start
    mark = max(place.page.rfind(mark, start, place.start) for mark in ";；")
    if mark >= 0 and not _GOES_ON.match(place.page, mark, place.start + 1):
        start = mark
    return cues[bisect_left(starts, start) : bisect_left(starts, place.start)]


def cue_behind(place: Surroundings) -> Cue | None:
    """The first word behind the figure in its clause."""
    starts, cues = _page_cues(place.page)
    at = bisect_left(starts, place.end)
    return cues[at] if at < len(cues) and cues[at].start < place.clause.end else None


@lru_cache(maxsize=4)
def _page_cues(page: str) -> tuple[list[int], list[Cue]]:
    patterns = _patterns() if _CHINESE.search(page) else _patterns()[:1]
    found = [
        Cue(start=match.start(), end=match.end(), name=match.lastgroup or "")
        for pattern in patterns
        for match in pattern.finditer(page)
    ]
    found.sort(key=lambda cue: (cue.start, -cue.end))
    return [cue.start for cue in found], found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """English and Chinese words, each as one pattern; the group says what a word means."""
    data = tomllib.loads(files("nlp").joinpath("data/modality.toml").read_text(encoding="utf-8"))
    acts, outcomes, future = (data.pop(name) for name in ("acts", "outcomes", "future"))
    soon, deeds = _any(future["en"]), _any(acts["en"])
    english = [
        rf"(?P<act>{soon} {deeds}\b)",
        rf"(?P<will>{soon}\b)",
        rf"(?P<would_act>would(?: also| then| instead| now)? {deeds}\b)",
        *(f"(?P<{name}>{_any(words['en'])})" for name, words in data.items()),
    ]
    when = r"(?:[在于从自][^，,。;；：:]{1,14}?(?:起|开始|前|内|中)?)?"
    chinese = [
        f"(?P<act>{_any(future['zh'])}{when}{_any(acts['zh'])})",
        f"(?P<will>{_any(future['zh'][1:])}|将(?={_any(outcomes['zh'])}))",
        *(f"(?P<{name}>{_any(words['zh'])})" for name, words in data.items() if "zh" in words),
    ]
    return (
        re.compile(rf"(?:(?<![a-z])|(?=['’]))(?=[a-z'’])(?:{'|'.join(english)})(?![a-z])"),
        re.compile(f"(?=[\u4e00-\u9fff])(?:{'|'.join(chinese)})"),
    )


def _any(pieces: Sequence[str]) -> str:
    return f"(?:{'|'.join(pieces)})"
