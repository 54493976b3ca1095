"""Figures that are given one each to names given before: A和B分别为3亿元和5亿元, A and B at 8% and 6%, respectively."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.themes import Theme

_EACH_ZH = re.compile(r"分别|依次|各(?:为|占|达)")
_EACH_EN = re.compile(r"\brespectively\b")
_LEADS_EN = (" were ", " was ", " at ", " to ", " of ", " by ")
_NUMBER = re.compile(r"(?<![\d.a-z])\d[\d.,]*|[一二三四五六七八九十两][成倍]")
_END = re.compile(r"[，。；;!？\n]|, (?!respectively|\d|and \d)|\. ")


def respective(place: Surroundings, theme: Theme | None, spoken: Sequence[Theme]) -> Theme | None:
    """Whose figure it is in such a series; None outside of one.

    ``theme``: what the clause is about, whose ``group`` are the names that stand together; ``spoken``: what the
    sentence spoke of before, in order, when the names stand apart (美西报价…，美东报价…，跌幅分别为…).
    """
    span = _series(place)
    if span is None:
        return None
    numbers = [match.start() for match in _NUMBER.finditer(place.page, *span)]
    index = next((i for i, at in enumerate(numbers) if place.start - 3 <= at < place.end), None)
    if index is None:
        return None
    if theme is not None and theme.group:
        return theme.group[index % len(theme.group)] if len(numbers) % len(theme.group) == 0 else None
    apart = list(dict.fromkeys(spoken))[-len(numbers) :]
    alike = len({each.sort for each in apart}) == 1
    return apart[index] if 1 < len(numbers) == len(apart) and alike else None


def _series(place: Surroundings) -> tuple[int, int] | None:
    """Where the numbers of the series stand that the figure is one of."""
    page, sentence = place.page, place.sentence
    each = list(_EACH_ZH.finditer(page, max(sentence.start, place.start - 60), place.start))
    if each:
        if _END.search(page, each[-1].end(), place.start):
            return None
        stop = _END.search(page, place.end, sentence.end)
        return each[-1].end(), stop.start() if stop else sentence.end
    behind = _EACH_EN.search(page, place.end, min(sentence.end, place.end + 90))
    if behind is None:
        return None
    start = max(
        page.rfind(mark, sentence.start, place.start)
        for mark in (" were ", " was ", " at ", " to ", " of ", " by ")
    )
    return (start if start > sentence.start else sentence.start, behind.start())
