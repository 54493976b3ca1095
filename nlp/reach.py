"""Which calendar period a quantity is about.

The one its clause names, by the word order of the language; else the one named before it in the sentence, which goes
on from figure to figure until another is named or the words step out of it (now, in three years, the share price);
else, for what is reported of a period (sales, profit, exports), the one of the sentence before, or of the report the
article opens with. A level that is compared with keeps its own: 1589亿 in 去年同期为1589亿.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.clauses import Surroundings
from nlp.period_notation import Period, grain, moved, shift_year
from nlp.reach_lists import shared_out
from nlp.reach_words import (
    follows,
    goes_far,
    is_attached,
    is_compared,
    is_day_measure,
    is_given,
    is_noise,
    is_now,
    is_size,
    is_standing,
    stands_apart,
    starts_rule,
)
from nlp.spans import Quantity

_TO_NEXT = re.compile(
    r" (?:to|and|-) [^.;,]{0,30}$|(?: to| and| from) "
)  # from 10% to 25% in May: said once for both
_ROLLING = re.compile(r"[^.;,]{0,24}\b(?:months|weeks) (?:through|to) ")
_BRACKET = re.compile(r"[ ]?[(（][ ]?")
_SEGMENT = re.compile(r"[;；]")
# Measured over a stretch of time: what is said of them goes on being about the period of the report.
_REPORTED = frozenset({
    "revenue", "revenue_growth", "revenue_share", "sales", "comparable_sales", "sales_share", "gmv", "orders",
    "operating_income", "operating_income_share", "operating_loss", "net_income", "net_loss", "pretax_income",
    "loss", "gross_margin", "profit_margin", "eps", "free_cash_flow", "ad_revenue", "capex", "gdp", "gdp_growth",
    "inflation", "trade_value", "exports", "shipments", "units_sold", "production", "growth_share",
    "tariff_revenue", "marketing_spend", "ad_spend", "fulfillment_cost", "inventory_days", "index", "order_backlog",
})  # fmt: skip
# Nobody keeps accounts of a single day: the day is when they were given out.
_ACCOUNTS = frozenset({
    "revenue", "operating_income", "operating_loss", "net_income", "net_loss", "pretax_income", "eps", "gross_margin",
    "profit_margin", "free_cash_flow", "ad_revenue",
})  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RULES = frozenset({"tariff_rate", "tax_rate", "threshold"})  # they hold from the day that is named
_CORE = _REPORTED - {"orders", "index", "inflation", "gdp", "gdp_growth", "capex", "exports", "trade_value"}
_ON_YEAR = re.compile(
    r"同比|环比|[年月季]增|[年月季]减|按[年季月]|年成长|year[- ](?:over|on)[- ]year|(?:较|比)(?:去年|上年"
    r"|上月|上季|前一)"
)
_OF_THESE = re.compile(
    r"其中|当中|当季|占(?:比|总|全|整|了|约|近|逾)?|\bof (?:them|which|that)\b|\b(?:their|its)\b"
)
_GROWS = re.compile(r"[,，](?:同比|环比|按[年季月]|年|季|月)?(?:大|微|劲|猛|略)?[增升降减跌涨飙](?!至|到)")
# A sentence that begins with its figure says what part of the figure before it is meant.
_PART_OF = re.compile(r"(?:(?:roughly|about|some|nearly|almost|around|over|more than|fully|only) )?")
_BARE = re.compile(r"[^，,]{0,10}(?:，|,)?[^，,]{0,6}$")
_TURNS = re.compile(r"\b(?:though|although|but|while|whereas|goes|after|until|before)\b")
_LAST_QUARTER = re.compile(r"上(?:一?个?)季度?(?=为|是|的|仅|只)|last quarter'?s?")
_LOOKS_AHEAD = re.compile(
    r"预计|预期|预估|预测|指引|展望|目标|计划|将|料|有望|若|如果|\b(?:will|would|expect|forecast|outlook|guid"
    r"|plan|target|could|predict|should|may|if|sees?)"
)
_REPORT = re.compile(
    r"[^，,。；;\n]{0,4}?(?:财报|业绩|季报|年报|中报|财务报告|营收|净利|财年业绩)|[ ]?(?:results|earnings"
    r"|report|revenue|sales|profit)\b"
)
_LEAD = 240  # characters: where an article says which report it is about


@dataclass(frozen=True, slots=True)
class Told:
    """The period of a figure and the rule that told it; both None: the text does not say."""

    period: str | None = None
    rule: str | None = None


_UNTOLD = Told()


class Reach:
    """Tells the period of the quantities of one text, which are asked for in order of place."""

    def __init__(self, page: str, periods: Sequence[Period], quantities: Sequence[Quantity]) -> None:
        self._page = page
        self._periods = periods
        self._starts = [period.start for period in periods]
        self._old: set[int] = set()  # starts of the periods of old levels: they are nobody else's
        self._skipped = False  # the figure before stands outside of time, and what follows from it
        self._lists = shared_out(page, quantities, periods)
        self._report = self._find_report()
        self._sentence = self._segment = -1
        self._end = 0  # of the quantity before
        self._topic: Period | None = None  # of the stretch between semicolons
        self._apart = (
            ""  # "on": a figure of the stretch stands outside of time, and so do those behind it; "lost"
        )
        self._recent: Period | None = None  # the last topic of the sentence
        self._main: Period | None = None  # the first one of the sentence
        self._last_main: Period | None = None  # of the sentence before

    def tell(self, quantity: Quantity, place: Surroundings, *, role: str | None, metric: str | None) -> Told:
        """The period of the next quantity. ``role`` and ``metric``: what is known of it already."""
        self._move_on(place)
        if quantity.kind == "duration" or is_size(quantity.unit):
            return _UNTOLD
        listed = self._lists.get(quantity.start)
        if listed is not None:
            self._take(listed, place)
            return _told(listed, "list")
        told = self._tell(quantity, place, role, metric)
        self._end, self._skipped = place.end, told is _UNTOLD
        return told

    def _move_on(self, place: Surroundings) -> None:
        """A new sentence keeps the main period of the one before, within a paragraph; a semicolon ends a topic."""
        if place.sentence.start != self._sentence:
            between = self._page[max(self._end, place.sentence.start - 300) : place.sentence.start]
            self._last_main = None if "\n" in between else self._main or self._last_main
            self._topic = self._recent = self._main = None
            self._sentence, self._apart = place.sentence.start, ""
        marks = [m.start() for m in _SEGMENT.finditer(self._page, place.sentence.start, place.start)]
        segment = marks[-1] if marks else place.sentence.start
        if segment != self._segment:
            self._segment, self._topic, self._apart = segment, None, ""

    def _take(self, period: Period, place: Surroundings) -> None:
        """A figure is about the period; what is only expected gives it on no further than to its own stretch."""
        self._apart, self._topic = "", period
        if not _LOOKS_AHEAD.search(place.clause_left):
            self._recent = period
            self._main = self._main or period

    def _tell(self, quantity: Quantity, place: Surroundings, role: str | None, metric: str | None) -> Told:
        here = self._here(place, metric)
        own, old = _own(here, place, role, quantity)
        if own is not None and is_now(place, own):
            self._apart = "on"
            return _UNTOLD
        if own is not None:
            if old:
                self._old.add(own.start)
                return _told(self._aged(own), "clause")
            own = self._before_topic(own)
            self._take(own, place)
            return _told(own, "clause")
        if self._page[place.clause.start - 1 : place.clause.start] in ("(", "（") and place.clause.start > 0:
            return _UNTOLD  # an aside speaks for itself
        named = [p for p in here if self._segment <= p.start and p.end <= place.start and self._reaches(p)]
        fresh = named[-1] if named and named[-1].start >= self._end else None
        candidate, rule = (fresh, "sentence") if fresh else (self._topic, "figure before")
        if candidate is None and named and self._end <= self._segment:
            candidate, rule = named[-1], "sentence"
        if candidate is None:
            given = [
                p for p in here if place.clause.start <= p.start < place.start and is_given(self._page, p)
            ]
            if given:
                return _told(given[-1], "clause")
        if candidate is None or (self._apart and not fresh):
            return self._from_afar(quantity, place, here, role, metric)
        if self._skipped and not fresh and follows(place):
            return _UNTOLD
        apart = stands_apart(place, candidate, metric, near=True)
        if apart:
            self._topic, self._apart = candidate, "on" if apart == "on" else ""
            return _UNTOLD
        self._take(candidate, place)
        return _told(candidate, rule)

    def _reaches(self, period: Period) -> bool:
        return (
            period.start not in self._old
            and not is_compared(self._page, period)
            and goes_far(self._page, period)
        )

    def _before_topic(self, own: Period) -> Period:
        """上季为17.5% beside the quarter that 上季 would be is the one before it."""
        topic = self._recent
        if (
            topic is None
            or topic.period != own.period
            or topic.start == own.start
            or not _LAST_QUARTER.match(self._page, own.start)
        ):
            return own
        return replace(own, period=moved(own.period, "quarter", -1))

    def _aged(self, own: Period) -> Period:
        """去年同期 of what the figures before are about, when that is known better than by the words alone."""
        topic = self._topic or self._recent or self._main or self._last_main or self._report
        if own.shift is None or topic is None or topic.open_end:
            return own
        earlier = shift_year(topic.period, own.shift)
        return replace(own, period=earlier) if earlier else own

    def _from_afar(
        self,
        quantity: Quantity,
        place: Surroundings,
        here: Sequence[Period],
        role: str | None,
        metric: str | None,
    ) -> Told:
        """From over a semicolon, behind the figure, the sentence before, or the report of the article."""
        page = self._page
        if not _chinese(page[place.sentence.start : place.sentence.end]):
            after = [p for p in here if place.end <= p.start <= place.after and not is_compared(page, p)]
            if (
                after
                and after[0].start - place.end <= 80
                and not _TURNS.search(page[place.end : after[0].start])
            ):
                self._take(after[0], place)
                return _told(after[0], "sentence")
        before = [p for p in here if p.end <= place.start and self._reaches(p)]
        moves = role == "by" and self._moves(quantity, place, here, metric)
        goes_on = (moves and self._apart != "on") or (
            not self._apart and self._goes_on(quantity, place, role, metric)
        )
        ahead = _LOOKS_AHEAD.search(place.sentence_left)
        reports = metric in _CORE and not before
        for candidate, rule, fits in (
            (self._recent or (before[-1] if before else None), "figure before", goes_on),
            (self._last_main, "sentence before", goes_on and not ahead),
            (self._report, "report", reports and not ahead),
        ):
            if candidate is None:
                continue
            apart = stands_apart(place, candidate, metric, near=False)
            if fits and not apart:
                self._take(candidate, place)
                return _told(candidate, rule)
            self._apart = "on" if apart == "on" else self._apart
        self._apart = self._apart or ("lost" if self._recent else "")
        return _UNTOLD

    def _moves(
        self, quantity: Quantity, place: Surroundings, here: Sequence[Period], metric: str | None
    ) -> bool:
        """Whether a figure tells by how much what is reported moved: against a period, or in per cent."""
        if any(place.clause.start <= p.start < place.start for p in here):
            return True
        if self._recent is not None and grain(self._recent.period) == "day":
            return is_day_measure(metric)
        short = self._recent is not None or here or _BARE.match(place.sentence_left)
        return quantity.kind in ("percent", "pp") and bool(short)

    def _goes_on(self, quantity: Quantity, place: Surroundings, role: str | None, metric: str | None) -> bool:
        """Whether a figure carries on what the figures before it report."""
        if _ON_YEAR.search(place.left):
            return True
        recent = self._recent or self._last_main
        if recent is not None and grain(recent.period) == "day":
            return is_day_measure(metric) or (metric in _RULES and starts_rule(self._page, recent))
        if is_standing(metric):
            return False
        if metric in _REPORTED:
            return True
        if self._recent is not None and (
            (quantity.kind in ("percent", "pp") and role) or _GROWS.match(place.sentence_right)
        ):
            return True  # ；国际分部409亿元，增长14%
        if quantity.kind not in ("percent", "multiple"):
            return False
        return bool(_OF_THESE.search(place.clause_left) or _PART_OF.fullmatch(place.sentence_left))

    def _here(self, place: Surroundings, metric: str | None) -> list[Period]:
        first = bisect_left(self._starts, place.sentence.start)
        last = bisect_left(self._starts, place.sentence.end)
        here = self._periods[first:last]
        if metric in _ACCOUNTS:
            here = [p for p in here if not _DAY.fullmatch(p.period or "")]
        kept = [p for p in here if not is_noise(self._page, p, of_a_day=False)]
        if is_day_measure(metric) and not any(p.end <= place.start for p in kept):
            kept = [p for p in here if not is_noise(self._page, p, of_a_day=True)]
        return kept

    def _find_report(self) -> Period | None:
        """The period of the report that the article opens with: Q3财报出炉, third-quarter results."""
        for period in self._periods:
            if period.start > _LEAD:
                return None
            unit = grain(period.period)
            if unit in ("quarter", "half") and not period.old and _REPORT.match(self._page, period.end):
                return period
        return None


def _told(period: Period, where: str) -> Told:
    written = f"{period.period}/" if period.open_end and "/" not in period.period else period.period
    return Told(period=written, rule=f"{where}, {period.how}")


def _own(
    here: Sequence[Period], place: Surroundings, role: str | None, quantity: Quantity
) -> tuple[Period | None, bool]:
    """The period that the clause of a figure names for it, and whether it is an old level's."""
    page = place.page
    chinese = _chinese(page[place.clause.start : place.clause.end])
    behind = next((p for p in here if p.start >= place.end), None)
    if behind is not None and _BRACKET.fullmatch(page[place.end : behind.start]):
        return behind, False
    in_clause = [p for p in here if place.clause.start <= p.start < place.clause.end]
    if role == "from" and quantity.low is not None and not chinese:
        role = None  # from zero to 4%
    if (quantity.kind not in ("multiple", "pp") and role != "by") or role == "from":
        near = [p for p in here if place.start - 24 <= p.end and p.start <= place.end + 64]
        old = [p for p in near if _is_old_level(page, p, place, role)]
        if old:
            return min(old, key=lambda p: min(abs(p.start - place.end), abs(place.start - p.end))), True
    return _nearest([p for p in in_clause if not is_compared(page, p)], place, quantity), False


def _is_old_level(page: str, period: Period, place: Surroundings, role: str | None) -> bool:
    if period.end <= place.start:
        return is_compared(page, period) and is_attached(page, period, place, role)
    return is_attached(page, period, place, role)


_OF_IT = re.compile(r"的?(?:近|约|逾|超过?|几乎)?$")


def _nearest(periods: Sequence[Period], place: Surroundings, quantity: Quantity) -> Period | None:
    """In Chinese the period stands before; in English mostly behind, up to the next figure, else before."""
    before = [p for p in periods if p.end <= place.start]
    if quantity.kind == "multiple" and before and _OF_IT.fullmatch(place.page[before[-1].end : place.start]):
        before = before[:-1]  # 前年的1.95倍 is not of that year
    after = [p for p in periods if p.start >= place.end]
    close_after = [p for p in after if p.start <= max(place.after, place.end + 1)]
    if _chinese(place.page[place.clause.start : place.clause.end]):
        if before:
            return before[-1]
        return close_after[0] if close_after and close_after[0].start - place.end <= 12 else None
    if close_after and close_after[0].start - place.end <= 48:
        return close_after[0]
    if after and _ROLLING.fullmatch(place.page[place.end : after[0].start]):
        return after[0]  # up 3% in the 12 months through September
    if before and before[-1].end > place.before - 1:
        return before[-1]
    if after and _TO_NEXT.match(place.page, place.end) and after[0].start - place.end <= 60:
        return after[0]
    return before[-1] if before else None


def _chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
