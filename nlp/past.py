"""Which judged sentences tell of the past: an agency's background line is not this week's tone.

"Temu于2022年9月在美国上线,此后进入数十个市场" is good news of 2022. A sentence tells of the past where each clause that
holds a deciding word does: its days, months or years are written out and all ended more than half a year before
publication, and it says nothing of now. A date that is compared with (较2019年), that something lasts since
(2019年以来) or that names a thing ("the 2019 agreement", 成立于2015年的) does not date what is said. In doubt a
sentence is current.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nlp.document import Document
from nlp.period_notation import Period, grain, last_year
from nlp.periods import find_periods
from store.records import Figure, Lang, Sentiment

AGE = timedelta(days=180)  # what ended longer ago is background
_MAY_DATE = re.compile(r"[\d年月]|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)")
_CUT = re.compile(r"[;；，:：()]|,(?!\d)|\b(?:and|but|while|whereas|which|who|although|though)\b")
# What is so now, goes on or is to come, whatever day stands beside it.
_NOW = re.compile(
    r"目前|如今|现在|现已|当前|今[年日天]|本[周月季]|正[在值]?|仍|依然|一直|持续|不断|近期|最近|将|拟|计划|预计"
    r"|\b(?:now|currently|today|still|recently|lately|continu\w+|ongoing|will|would|may|might|could|plans?|expects?)\b"
)
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|says|does|do)\b|\b(?:it|that|he|she|they)'(?:s|re|ve)\b|已(?!故)"
)
# Takes up a day named before in the sentence.
_THEN = re.compile(
    r"此后|之后|其后|随后|后来|当时|当年|次年|翌年"
    r"|\b(?:ha(?:s|ve|d) since|then|later|afterwards?|that year|the (?:following|next) year)\b"
)
_ONCE = re.compile(r"曾|当年|\b(?:back in|had once|at the time)\b")
_LASTING = re.compile(r"以来|至今|此后|之后|\bsince\b")
_COMPARED = re.compile(
    r"(?:较|比|与|同|高于|低于|超过|不及|恢复到|回到|从|由|自|至)[ ]?$"
    r"|\b(?:than(?: in)?|from|versus|vs\.?|above|below|over|since|against|compared (?:with|to)|up on|down on)"
    r"(?: the)? $"
    r"|\b(?:from|than|above|below|compared (?:with|to)|versus|against) [^,;]{0,14}\d[^,;]{0,24} (?:in|of|by|at|for) $"
)
_STANDARD = re.compile(
    r"[ ]?(?:的?(?:水平|同期|以来|至今|高点|低点)|levels?\b|onwards?|起|版|[^，。]{0,3}第?\d+号)"
)
_WHEN = re.compile(
    r"(?:^|\b(?:in|on|during|until|till|by|through|between|of|around|for|and|to|early|late|mid|ending|ended))"
    r"(?:[ -](?:early|late|mid|the|fiscal|year|first|second|third|fourth|half|quarter|of|in))*[ -]?$"
)
_NOUN = re.compile(r"[ ]?的|[ ]?[》』」]")
_AT_HEAD = re.compile(r"(?:(?:早在|早于|在|于|回顾|back|in|on|during|as early as|early|late|by) ?)*")
_CHANGES = frozenset({"percent", "pp", "multiple", "money", "rate"})  # figures that tell how things stand


@dataclass(frozen=True, slots=True)
class _Dates:
    """The days of one sentence: ``telling`` date what is said, ``recent`` are of now; offsets into the text."""

    telling: tuple[Period, ...]
    others: tuple[Period, ...]  # compared with, lasting since, or a part of a name
    recent: tuple[Period, ...]
    cuts: tuple[int, ...]  # where its clauses begin and end


def mark_past(document: Document, found: Sequence[Sentiment], figures: Sequence[Figure]) -> list[Sentiment]:
    """The same records in the same order, ``past`` set on those with a sign whose sentence tells of the past.

    ``figures``: those of the text. A text without a day of publication has no past.
    """
    if document.published_at is None:
        return list(found)
    read: dict[int, _Dates | None] = {}
    marked = []
    for item in found:
        if item.polarity and item.evidence:
            if item.sent_start not in read:
                read[item.sent_start] = _dates_of(document, item.sent_start, item.sent_end)
            dates = read[item.sent_start]
            if dates is not None and _tells_past(document, dates, item, figures):
                marked.append(replace(item, past=True))
                continue
        marked.append(item)
    return marked


def last_day(period: str) -> date:
    """The day a period ends on; a fiscal year is taken for the calendar year it is called by."""
    last = period.rsplit("/", maxsplit=1)[-1]
    year, kind = last_year(last), grain(last)
    rest = last.removeprefix("FY")[4:]
    if kind == "day":
        return date.fromisoformat(last.removeprefix("FY"))
    month = {"quarter": 3, "half": 6}.get(kind, 1) * int(rest[1:]) if rest else 12
    return date(year, month, monthrange(year, month)[1])


def _dates_of(document: Document, start: int, end: int) -> _Dates | None:
    """None where no day dates what the sentence says."""
    page = document.folded[start:end]
    if document.published_at is None or not _MAY_DATE.search(page):
        return None
    periods = find_periods(
        page, document.text[start:end], published_at=document.published_at, lang=document.lang
    )
    limit = document.published_at.date() - AGE
    telling, others, recent = [], [], []
    for period in periods:
        moved = replace(period, start=period.start + start, end=period.end + start)
        if period.open_end or period.old or _is_beside(page, period, document.lang):
            others.append(moved)
        elif last_day(period.period) >= limit:
            recent.append(moved)
        elif period.stated:
            telling.append(moved)
    if not telling:
        return None
    cuts = [
        place
        for match in _CUT.finditer(page)
        for place in (match.start() + start,)
        if not any(period.start + start <= place < period.end + start for period in periods)
    ]
    return _Dates(tuple(telling), tuple(others), tuple(recent), (start, *cuts, end))


def _is_beside(page: str, period: Period, lang: Lang) -> bool:
    """Whether a day is only compared with, lasted since, or a part of a name."""
    before = page[max(0, period.start - 50) : period.start]
    if _COMPARED.search(before) or _STANDARD.match(page, period.end):
        return True
    if lang is Lang.EN:
        return _WHEN.search(before) is None
    return _NOUN.match(page, period.end) is not None and not before.endswith("在")


def _tells_past(document: Document, dates: _Dates, item: Sentiment, figures: Sequence[Figure]) -> bool:
    spans = {_clause_at(dates.cuts, word.start) for word in item.evidence}
    return all(_is_past(document, dates, start, end, figures) for start, end in spans)


def _clause_at(cuts: Sequence[int], place: int) -> tuple[int, int]:
    at = max(number for number, cut in enumerate(cuts[:-1]) if cut <= place)
    return cuts[at], cuts[at + 1]


def _is_past(document: Document, dates: _Dates, start: int, end: int, figures: Sequence[Figure]) -> bool:
    """Of one clause that holds a deciding word."""
    page = document.folded
    clause = page[start:end]
    own = [period for period in dates.telling if start <= period.start < end]
    if any(start <= period.start < end for period in dates.recent) or _NOW.search(clause):
        return False
    if own:
        return not (_PRESENT.search(clause) and not _THEN.search(clause)) and not _stands(
            clause, figures, start, end
        )
    if not any(period.start < start for period in dates.telling):
        return False
    if _ONCE.search(clause):
        return True
    if dates.recent or dates.others:
        return False
    if _THEN.search(clause):
        return not _stands(clause, figures, start, end)
    # 2023年,Temu遭罚款,股价下跌: a day at the head dates the whole sentence.
    first = dates.telling[0]
    opens = _AT_HEAD.fullmatch(page[dates.cuts[0] : first.start]) is not None
    return opens and not _PRESENT.search(clause)


def _stands(clause: str, figures: Sequence[Figure], start: int, end: int) -> bool:
    """Whether a clause tells how far things have come since: that is how they stand now."""
    return _LASTING.search(clause) is not None and any(
        figure.kind in _CHANGES or figure.direction is not None
        for figure in figures
        if start <= figure.start < end and figure.kind != "date"
    )
