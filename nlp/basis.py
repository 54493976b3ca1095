"""Against what a change or a multiple is measured: YoY, QoQ, CAGR, YTD, since:X, vs:X.

Chinese says it before the change (较去年同期增长), once for those that follow; English behind it (up 5% from a year
earlier), once for those it joins with "and". Where a text does not compare there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.basis_words import (
    BESIDE_ZH,
    COMPARED_EN,
    COMPARED_ZH,
    PHRASE_EN,
    PHRASE_ZH,
    RATE_ZH,
    RECORD_EN,
    RIGHT_ZH,
    TIMES_EN,
    TIMES_ZH,
)
from nlp.clauses import Surroundings
from nlp.movement_words import Movement, is_part, words
from nlp.spans import Quantity

_HAN = re.compile(r"[\u4e00-\u9fff]")
# What begins a comparison of its own: a basis told before it does not reach behind it.
_ANEW_ZH = re.compile(
    r"股价|收盘|盘[中后]|[美港台]股|单[日周月]|当日|一[周天日]|[近过][一二两三四五六七八九十\d]{1,2}[年月]|[三两五十]年|连续|明年|后年"
    r"|[两三四五六七八九十\d]个月[内来间以]|预[计期估测料]|目标|将|再|到(?:19|20)\d\d年"
)
_ANEW_EN = re.compile(
    r";|\b(?:whereas|but|forecast\w*|expect\w*|guidance|shares?|stock|(?:mon|tues|wednes|thurs|fri)day)\b"
)
_PARALLEL_EN = re.compile(r"\b(?:while|and|as)\b|,")
# During the same period a year ago tells when; compared with a year ago tells against what.
_COMPARES_EN = re.compile(
    r"\b(?:compared|from|than|versus|against|over|on|annual|average|sequential|cagr|compound|ytd|so far|yoy|start of"
    r"|(?:year|quarter|month|week)[- ](?:over|on|to))"
)
_ENDS_EN = re.compile(r";|,? (?:while|whereas|but)\b|, (?:and|as|said)\b|\bafter\b")
_ADVERB_EN = re.compile(r"year[- ]|yoy|y[/-]|on-year|annual|quarter|month|week|[qm]|cagr|compound|sequential")
_JOINED_EN = re.compile(r",? (?:and|or) (?:[a-z’'-]+ ){0,5}|, ")
# A clause that only says against what: 与去年同期相比, 今年以来.
_ONLY_BASIS = re.compile(r"(?:相比|来看|计算?|口径|看)[，,]$")
_LISTED_ZH = re.compile(r"[ ]?(?:以及|[、和与及，,或])[ ]?[近约逾]?")
_CLAUSE_ZH = re.compile(r"[，,；;。：:（）()]")
_THEN_OR_USUAL = re.compile(
    r"(?:去年|上年|前年|同期|年|月|疫情前|高[峰位点]|峰值|均值|平均|平时|节前|对手|同行)$"
)
_FINED = re.compile(r"[^，,。]{0,6}罚")
_GROWTH_COLUMN = re.compile(r"复合(?:年|年均)?(?:增长|成长)率|\bcagr\b")
_AMOUNT_END = re.compile(r"(?:[元圆镑]|\d|[mb]n|illion)$")
_VERBS_EN = words("english", "up", "down")
_REACH = 140
_CARRIED = frozenset(["YoY", "YTD", "QoQ", "CAGR"])
_COUNTED_AGAINST = frozenset(["money", "count", "rate", "capacity", "duration"])


def find_bases(
    quantities: Sequence[Quantity], around: Sequence[Surroundings], movements: Sequence[Movement]
) -> list[str | None]:
    """The basis of each quantity; all three lists sorted by place."""
    found: list[str | None] = []
    for index, place in enumerate(around):
        basis = None
        if _may_have(quantities[index], movements[index]):
            before = _change_before(quantities, around, movements, index)
            near = place.page[max(place.sentence.start, place.start - 30) : place.end + 20]
            read = _chinese if _HAN.search(near) else _english
            basis = read(_Case(quantities, place, movements, index, before), found)
        found.append(basis)
    for index in range(len(found) - 2, -1, -1):
        if found[index] is None and movements[index].role == "by" and is_part(quantities[index]):
            found[index] = _shared(quantities, around, movements, found, index)
    return found


class _Case:
    """One figure that may be measured against something, and the amount of change before it in its sentence."""

    __slots__ = ("before", "end", "index", "moved", "page", "place", "quantity", "start")

    def __init__(
        self,
        quantities: Sequence[Quantity],
        place: Surroundings,
        movements: Sequence[Movement],
        index: int,
        before: int | None,
    ) -> None:
        self.quantity, self.place, self.moved = quantities[index], place, movements[index]
        self.page, self.before, self.index = place.page, before, index
        # Where the text begins and ends that may speak of this change and of no other.
        told = quantities[before].end if before is not None else place.sentence.start
        self.start = max(told, place.sentence.start, place.start - _REACH)
        self.end = min(place.sentence.end, place.end + _REACH)
        for ahead in range(index + 1, min(len(quantities), index + 8)):
            if quantities[ahead].start >= self.end:
                break
            if movements[ahead].role == "by" or quantities[ahead].direction:
                self.end = quantities[ahead].start
                break


def in_growth_column(page: str, quantity: Quantity) -> bool:
    """A table whose head names a compound growth rate: the percentage right behind an amount of its rows."""
    line = page.rfind("\n", 0, quantity.start) + 1
    before = page[line : quantity.start].rstrip()
    if not before or not _AMOUNT_END.search(before) or len(before) > 120:
        return False
    return _GROWTH_COLUMN.search(page[max(0, line - 300) : line]) is not None


def _may_have(quantity: Quantity, moved: Movement) -> bool:
    if quantity.kind in ("rank", "date", "docref"):
        return False
    return moved.role == "by" or moved.direction == "flat" or is_part(quantity)


def _change_before(
    quantities: Sequence[Quantity], around: Sequence[Surroundings], movements: Sequence[Movement], index: int
) -> int | None:
    for back in range(index - 1, max(-1, index - 8), -1):
        if quantities[back].end < around[index].sentence.start:
            return None
        if movements[back].role == "by" or quantities[back].direction:
            return back
    return None


def _named(match: re.Match[str]) -> str:
    name = match.lastgroup or ""
    if match["since"]:
        return f"since:{match['start'].strip()}"
    return {"month": "vs:上月", "week": "vs:上周"}.get(name, name)


def _chinese(case: _Case, found: Sequence[str | None]) -> str | None:
    place, moved, quantity = case.place, case.moved, case.quantity
    left, right = case.page[case.start : place.start], case.page[place.end : case.end]
    cuts = [match.end() for match in _CLAUSE_ZH.finditer(left)]
    clause = left[cuts[-1] :] if cuts else left
    if moved.direction == "flat":
        match = PHRASE_ZH.search(right[:20])
        return _named(match) if match else None
    if moved.role in ("to", "from") and not quantity.direction:
        rate = RATE_ZH.search(place.sentence_left[-40:]) if quantity.kind == "percent" else None
        return _times_zh(case, left) or (_kind_of(rate) if rate else None)
    if moved.role is None and not quantity.direction:
        match = PHRASE_ZH.search(clause[-12:])
        if match and match.group()[0] in "同环按年季月" and quantity.kind == "percent":
            return _named(match)  # CPI同比3.1%
        return _times_zh(case, left)
    told = _last_phrase(left, clause)
    if told:
        return told
    match = RIGHT_ZH.match(right)
    if match:
        return "YoY" if match["YoY"] or match["year"] else "QoQ"
    return _carried_zh(case, found, left)


def _kind_of(match: re.Match[str]) -> str:
    return "YoY" if match["YoY"] else "QoQ"


def _last_phrase(left: str, clause: str) -> str | None:
    """The last phrase in the clause of the change, or in one before it that only says against what."""
    if re.fullmatch(r"[ ]?[高低多少贵快慢强弱大小]出?", clause):
        clause = left  # 比最好的（第二名）高5倍
    own = len(left) - len(clause)
    phrase = None
    for match in PHRASE_ZH.finditer(left):
        aside = left[match.end() : match.end() + 1] in "，," or _ONLY_BASIS.search(left[:own])
        if match.end() > own or aside:
            phrase = match
    compared = COMPARED_ZH.search(clause) or BESIDE_ZH.search(left)
    if compared and re.match(r"原|此前|先前|之前|预期|市场", compared["what"] or ""):
        compared = None
    if compared:
        at = compared.start() + (own if compared.re is COMPARED_ZH else 0)
        if phrase is None or at > phrase.start():
            what = compared["what"] or compared.groupdict().get("other") or ""
            return f"vs:{re.split('的(?=[0-9])', what)[0].strip(' 的')}"
    return _named(phrase) if phrase else None


def _times_zh(case: _Case, left: str) -> str | None:
    """是第二名的3.3倍, 恢复到节前的九成: a multiple of something that is named."""
    quantity = case.quantity
    if quantity.kind not in ("multiple", "percent") or _FINED.match(case.page, case.place.end):
        return None
    left = case.page[max(case.place.sentence.start, case.place.start - 40) : case.place.start]
    match = TIMES_ZH.search(left[max(left.rfind(mark) for mark in "，,；;。、") + 1 :])
    if match is None or "占" in left or not re.search(r"的[近约逾超过大不到足]{0,3}$", left):
        return None
    whole = quantity.kind == "multiple" and "倍" in case.page[case.place.start : case.place.end]
    verb = match["verb"] or ""
    share = quantity.kind == "multiple" and verb[:1] in tuple("是相恢仅只剩保")
    if whole or share or verb[:1] in ("恢", "回") or (verb and _THEN_OR_USUAL.search(match["what"])):
        return f"vs:{match['what'].strip(' 的')}"
    return None


def _carried_zh(case: _Case, found: Sequence[str | None], left: str) -> str | None:
    """同比增长6.4%；其中出口增长6.6%: told once for the changes that follow in the sentence."""
    if case.before is None:
        return None
    basis = found[case.before]
    if basis == "QoQ" and "YoY" in found[max(0, case.index - 4) : case.before]:
        basis = "YoY"  # 按年增长3%，按季升2%；其中出口升8%: the parts are told as the whole was first
    if basis and _LISTED_ZH.fullmatch(left):
        return basis
    return basis if basis in (*_CARRIED, "vs:上月", "vs:上周") and not _ANEW_ZH.search(left) else None


def _english(case: _Case, found: Sequence[str | None]) -> str | None:
    place, moved, quantity = case.place, case.moved, case.quantity
    right = case.page[place.end : case.end]
    stop = _ENDS_EN.search(right)
    right = right[: stop.start()] if stop else right
    if quantity.kind == "multiple" and moved.direction is None:
        match = TIMES_EN.match(right)
        return f"vs:{_plain_name(match['what'])}" if match else None
    if moved.role != "by" and not quantity.direction:
        if moved.role is not None or quantity.kind != "percent":
            return None
        match = PHRASE_EN.search(right[:24]) or PHRASE_EN.search(case.page[case.start : place.start][-24:])
        # inflation of 3.1% year on year, at a CAGR of 5%; but 10.2% a year earlier is a level of its own
        return _named(match) if match and _ADVERB_EN.match(match.group()) else None
    match = PHRASE_EN.search(right)
    if match and not (match["since"] and RECORD_EN.search(right[: match.start()])):
        return _named(match)
    compared = COMPARED_EN.search(right)
    what = next(filter(None, compared.groups())).strip() if compared else ""
    if _plain_name(what):
        return f"vs:{_plain_name(what)}"
    left = case.page[case.start : place.start].rpartition(";")[2]
    match = PHRASE_EN.search(left if case.before is None else left[-30:])
    if match and not match["since"] and _COMPARES_EN.search(left[max(0, match.start() - 14) : match.end()]):
        return _named(match)
    if case.before is None or not is_part(quantity):
        return None
    basis = found[case.before]
    parallel = len(left) < _REACH - 20 and _PARALLEL_EN.search(left) and not _ANEW_EN.search(left)
    return basis if basis in _CARRIED and parallel else None


def _plain_name(words: str) -> str:
    return re.sub(r"^(?:(?:an?|the|its|their|in|on|at)(?: |$))+", "", words.strip(" .,"))


def _shared(
    quantities: Sequence[Quantity],
    around: Sequence[Surroundings],
    movements: Sequence[Movement],
    found: Sequence[str | None],
    index: int,
) -> str | None:
    """5% and 8% from a year earlier: what stands behind the last of them is said of all."""
    following = index + 1
    if movements[following].role != "by" or quantities[following].start >= around[index].sentence.end:
        return None
    gap = around[index].page[quantities[index].end : quantities[following].start]
    basis = found[following]
    joined = _JOINED_EN.fullmatch(gap) and _VERBS_EN.isdisjoint(gap.split())
    return basis if basis in _CARRIED and joined else None
