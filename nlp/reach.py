"""Which calendar period a quantity is about: the nearest one its sentence names, with preference by language."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.periods import Period
from nlp.spans import Quantity

_DONE = re.compile(r"已|曾")  # done already: not of the year that a plan before it names
# A period that only serves comparison is not what the figure is about: than in 2023, 较2023年.
_COMPARED = re.compile(
    r"(?:较|比|与|相较|相比|than(?: in)?|compared (?:with|to)(?: the same period (?:of|in|last))?|versus|vs\.?"
    r"|same period(?: of| in)?|from|double the|the same (?:quarter|month|period)(?: of"
    r"| in)?)[ ]?(?:the )?$"
)
_TO_NEXT = re.compile(
    r" (?:to|and|-) [^.;,]{0,30}$|(?: to| and) "
)  # from 10% to 25% in May: said once for both
_ANNOUNCED = re.compile(
    r"[^。；;\n]{0,16}?(?:公布|发布|宣布|表示|披露|报道|报导|消息|[讯电](?=[，,:： ])|指出|提交|公告称)"
    r"|[ ,]{1,2}(?:[\w’']+ ){0,3}(?:announced|reported|said|released|posted|published)\b"
)
_THROUGH = re.compile(r"\bthrough[ ]$")
_TITLE = re.compile(r"(?:report|annual report|\[[^\]]{0,60}|年报|报告|白皮书)[ (（《]{0,2}$")


def period_of(
    quantity: Quantity,
    place: Surroundings,
    periods: Sequence[Period],
    starts: Sequence[int],
    *,
    role: str | None,
) -> str | None:
    """The period of the notation of records, or None. ``starts`` are the starts of ``periods``, sorted."""
    if quantity.kind == "duration":
        return None
    first = bisect_left(starts, place.sentence.start)
    last = bisect_left(starts, place.sentence.end)
    here = [
        period
        for period in periods[first:last]
        if not _is_title(place.page, period) and not _is_news_day(place.page, period)
    ]
    choice = _choose(here, place, role)
    if choice is None:
        return None
    return f"{choice.period}/" if choice.open_end and "/" not in choice.period else choice.period


def _choose(here: Sequence[Period], place: Surroundings, role: str | None) -> Period | None:
    page = place.page
    behind = next((p for p in here if p.start >= place.end), None)
    if behind is not None and re.fullmatch(r"[ ]?[(（][ ]?", page[place.end : behind.start]):
        return behind
    in_clause = [p for p in here if place.clause.start <= p.start < place.clause.end]
    if role == "from":
        old = [p for p in in_clause if _is_compared(page, p) and p.start < place.after]
        if old:
            return min(old, key=lambda p: min(abs(p.start - place.end), abs(place.start - p.end)))
    choice = _nearest([p for p in in_clause if not _is_compared(page, p)], place)
    if choice is not None:
        return choice
    if page[place.clause.start - 1 : place.clause.start] in ("(", "（") and place.clause.start > 0:
        return None  # an aside speaks for itself
    segment = max(page.rfind(mark, place.sentence.start, place.start) for mark in ";；")
    before = [p for p in here if segment < p.start and p.end <= place.start and not _is_compared(page, p)]
    if before:
        return (
            None
            if _DONE.search(place.clause_left) and "年将" in page[before[-1].start : place.start]
            else before[-1]
        )
    if not _chinese(page[place.sentence.start : place.sentence.end]):
        after = [p for p in here if place.end <= p.start <= place.after and not _is_compared(page, p)]
        return after[0] if after and after[0].start - place.end <= 80 else None
    return None


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
    if after and _TO_NEXT.match(place.page, place.end) and after[0].start - place.end <= 60:
        return after[0]
    return before[-1] if before else None


def _is_compared(page: str, period: Period) -> bool:
    if _THROUGH.search(page[max(0, period.start - 9) : period.start]):
        return True
    return _COMPARED.search(page[max(0, period.start - 34) : period.start]) is not None


def _is_news_day(page: str, period: Period) -> bool:
    """11月19日公布财报: the day of the announcement is not what its figures are about."""
    return len(period.period) == 10 and _ANNOUNCED.match(page, period.end) is not None


def _is_title(page: str, period: Period) -> bool:
    return _TITLE.search(page[max(0, period.start - 40) : period.start]) is not None


def _chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
