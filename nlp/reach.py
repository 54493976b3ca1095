"""Which calendar period a quantity is about: the nearest one its sentence names, with preference by language."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.periods import Period
from nlp.spans import Quantity

_DEADLINE = re.compile(r"(?:截至|截止|至|到|by|until|through|as of)[ ]?$")
# A period that only serves comparison is not what the figure is about: than in 2023, 较2023年.
_COMPARED = re.compile(
    r"(?:较|比|与|相较|相比|than(?: in)?|compared (?:with|to)(?: the same period (?:of|in|last))?|versus|vs\.?|same period(?: of| in)?|from|double the|the same (?:quarter|month|period)(?: of| in)?)[ ]?(?:the )?$"
)
_TITLE = re.compile(r"(?:report|annual report|\[[^\]]{0,60}|年报|报告|白皮书)[ (（《]{0,2}$")


def period_of(
    quantity: Quantity, place: Surroundings, periods: Sequence[Period], starts: Sequence[int]
) -> str | None:
    """The period of the notation of records, or None. ``starts`` are the starts of ``periods``, sorted."""
    first = bisect_left(starts, place.sentence.start)
    last = bisect_left(starts, place.sentence.end)
    here = [period for period in periods[first:last] if not _is_title(place.page, period)]
    if not here:
        return None
    if (
        quantity.kind in ("duration", "rank")
        and quantity.rule != "range duration"
        and quantity.kind == "duration"
    ):
        return None
    in_clause = [p for p in here if place.clause.start <= p.start < place.clause.end]
    fits = [p for p in in_clause if not _is_compared(place.page, p)]
    choice = _nearest(fits, place)
    if choice is None:
        before = [p for p in here if p.end <= place.start and not _is_compared(place.page, p)]
        choice = before[-1] if before else None
    if choice is None and not _chinese(place.page[place.sentence.start : place.sentence.end]):
        after = [
            p for p in here if place.end <= p.start <= place.after + 60 and not _is_compared(place.page, p)
        ]
        choice = after[0] if after and after[0].start - place.end <= 80 else None
    if choice is None:
        return None
    return f"{choice.period}/" if choice.open_end and "/" not in choice.period else choice.period


def _nearest(periods: Sequence[Period], place: Surroundings) -> Period | None:
    """In Chinese the period stands before; in English mostly behind, up to the next figure, else before."""
    before = [p for p in periods if p.end <= place.start]
    after = [p for p in periods if p.start >= place.end]
    close_after = [p for p in after if p.start <= max(place.after, place.end + 1)]
    if _chinese(place.page[place.clause.start : place.clause.end]):
        if before:
            return before[-1]
        return close_after[0] if close_after and close_after[0].start - place.end <= 12 else None
    if close_after and close_after[0].start - place.end <= 48:
        return close_after[0]
    if before and before[-1].end > place.before - 1:
        return before[-1]
    if after:
        return after[0]
    return before[-1] if before else None


def _is_compared(page: str, period: Period) -> bool:
    return _COMPARED.search(page[max(0, period.start - 34) : period.start]) is not None


def _is_title(page: str, period: Period) -> bool:
    return _TITLE.search(page[max(0, period.start - 40) : period.start]) is not None


def _chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
