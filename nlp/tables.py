"""Rows of tables: which cell a figure stands in, and what its column and its row say of it.

The column's name says what is measured, of which time, and in which unit; the first cell, or a name at the head of
the column, says of whom; a column of sources says who is cited.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlp.document import Document
from nlp.metric_words import MetricWord, find_metric_words, fits_kind, load_metrics
from nlp.period_notation import Period
from nlp.spans import Cover, Quantity
from nlp.table_lines import Cell, find_cells
from nlp.table_units import read_number, unit_above, unit_of_head
from store.records import Figure, Mention

_MAX_NAME = 40  # characters of a first cell that can name somebody
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?"
_VALUE = (
    re.compile(  # a bare number, or the two ends of a range, as cells have them: 约530, 涨3.2, -4, (4), 5-7
        r"(?P<word>约|大约|近|超过?|逾|不到|不足|~|≈|[<>]|about |nearly |over |under )?"
        r"(?P<way>上?[涨升]|下?[跌降]|增长?|减少?|[▲△↑▼▽↓]|up |down )?\s?(?P<sign>[+\-−–(（])?"
        rf"(?P<number>{_NUMBER}(?:\s?[-–—~～至]\s?{_NUMBER})?)[)）]?(?P<plus>\+)?"
    )
)
_WORDS = {
    "约": "about", "大约": "about", "~": "about", "≈": "about", "about ": "about", "近": "nearly",
    "nearly ": "nearly", "超": "over", "超过": "over", "逾": "over", ">": "over", "over ": "over", "不到": "under",
    "不足": "under", "<": "under", "under ": "under",
}  # fmt: skip
_FALLS = re.compile(r"[跌降减▼▽↓\-−–(（]|down")
_UNIT_OF = re.compile(r"单位\s?(?:为|是)?[:：]?\s{0,2}$")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_BASES = (
    (re.compile(r"同比|[较比]上年|[年按]年|年[增减]|年成长|\byoy\b|year[- ](?:on|over)[- ]year"), "YoY"),
    (re.compile(r"环比|季[增减]|按季|\bqoq\b|quarter[- ](?:on|over)[- ]quarter"), "QoQ"),
    (re.compile(r"复合(?:年均?)?(?:增长|成长)率|年均增长率|\bcagr\b"), "CAGR"),
    (re.compile(r"周涨跌|周[增环]|[较比]上周"), "vs:上周"),
    (re.compile(r"\bweek[- ](?:on|over)[- ]week\b|\bwow\b|weekly change"), "vs:last week"),
)
_GROWTH = re.compile(
    r"增长|增速|增幅|增减|涨幅|涨跌|跌幅|变动|变化|成长率|[年季月周按]增|\bgrowth\b|\bchange\b|\bchg\b"
)
_PERCENT = re.compile(r"[%％]")
_MEANT = (
    (
        re.compile(
            r"预测|预计|预估|展望|\bforecast|\bproject(?:ed|ion)|\boutlook\b|20\d\d(?:年)?\s?[(（]?e\b"
        ),
        "forecast",
    ),
    (re.compile(r"目标|计划|\btarget\b|\bgoal\b|\bplan(?:ned)?\b"), "target"),
)
_SOURCES = re.compile(r"(?:数据|资料)?(?:来源|出处)(?:[/／].{0,8})?|(?:data )?(?:sources?|references?)")
# What the first column lists when it does not list who: 指标, item, month.
_NO_OWNER = re.compile(
    r"^(?:指标|项目|类别|科目|时间|日期|年份|年度|季度|月份|期间|序号|排名|合计|总计|小计|平均|"
    r"metric|item|measure|indicator|period|year|quarter|month|date|rank|no\.?|total|average|sum|overall)s?$"
)


def read_tables(
    document: Document,
    page: str,
    figures: Sequence[Figure],
    *,
    periods: Sequence[Period],
    mentions: Sequence[Mention],
) -> list[Figure]:
    """The figures, those of cells with what column and row say of them, and bare numbers whose column has a unit."""
    figures = [figure for figure in figures if not _is_unit(page, figure)]
    cells = find_cells(document)
    if not cells:
        return figures
    words = find_metric_words(page)
    starts = [cell.start for cell in cells]
    numbers = {
        cell.start: made
        for cell in cells
        if cell.column and (made := _numbered(document, page, cell, words, periods))
    }
    heads = Cover(head for cell in cells for head in cell.heads)
    read: list[Figure] = []
    for given in figures:
        at = bisect_right(starts, given.start) - 1
        if given.kind in ("date", "docref"):
            read.append(given)
        elif heads.holds(given.start, given.end):
            if _DIGIT.search(given.quote):  # 亿元 at the head of a column is its unit, no amount
                read.append(given)
        elif at < 0 or given.end > cells[at].end or not cells[at].column:
            read.append(given)
        else:
            cell = cells[at]
            made = numbers.pop(cell.start, None)
            if made is None and _is_bare(page, given, cell):
                continue  # a number of nothing known: none is better than wrong
            figure = given if given.currency or made is None else made
            read.append(_completed(page, document.text, figure, cell, words, periods, mentions))
    blocked = Cover((figure.start, figure.end) for figure in figures)
    for at, figure in numbers.items():
        if not blocked.touches(figure.start, figure.end):
            cell = cells[bisect_right(starts, at) - 1]
            read.append(_completed(page, document.text, figure, cell, words, periods, mentions))
    return sorted(read, key=lambda figure: (figure.start, figure.end))


def _completed(
    page: str,
    text: str,
    figure: Figure,
    cell: Cell,
    words: Sequence[MetricWord],
    periods: Sequence[Period],
    mentions: Sequence[Mention],
) -> Figure:
    """A figure of a cell: its own words first, then its column's, then its row's; nothing of the other cells."""
    head = [cell.head] if cell.head else []
    places = [(cell.start, cell.end), *head, cell.first, cell.above]
    basis = next((basis for form, basis in _BASES if cell.head and form.search(page, *cell.head)), None)
    growth = figure.kind == "percent" and bool(cell.head and (basis or _GROWTH.search(page, *cell.head)))
    before = list(reversed(cell.heads[1 : cell.column])) if growth else []  # "Revenue | YoY": of the revenue
    metric = _metric(figure.kind, [*places[:-1], *before, cell.above], words)
    owner = _owner(page, text, cell, words, periods, mentions)
    told = (
        _period("cell", [(cell.start, cell.end)], periods)
        or _period("column", head, periods)
        or _latest(before, periods)
        or _period("row", [cell.first], periods)
        or (figure.period, figure.period_rule)
    )
    moved = growth and figure.direction is None
    down = figure.kind == "percent" and _FALLS.search(page, cell.start, figure.start) is not None
    meant = (name for form, name in _MEANT for place in (*head, cell.first) if form.search(page, *place))
    return replace(
        figure,
        metric="revenue" if metric == "revenue_growth" and figure.kind == "percent" else metric,
        subject=owner or (figure.subject if metric else None),
        period=told[0],
        period_rule=told[1],
        basis=figure.basis or basis,
        direction=("down" if down else "up") if moved else figure.direction,
        change_role="by" if moved else figure.change_role,
        modality=next(meant, figure.modality),
        source=_source(page, text, cell) or figure.source,
        rule=figure.rule if figure.rule.startswith("table") else f"table {figure.rule}",
    )


def _period(
    where: str, places: Sequence[tuple[int, int]], periods: Sequence[Period]
) -> tuple[str, str] | None:
    """The first period that stands in one of the places, and the rule that told it."""
    found = (item for place in places for item in periods if _within(item, place))
    return next(((item.period, f"{where}, {item.how}") for item in found), None)


def _latest(heads: Sequence[tuple[int, int]], periods: Sequence[Period]) -> tuple[str, str] | None:
    """Of the columns that a growth compares the later one: that is when it grew."""
    named = [item for head in heads for item in periods if _within(item, head)]
    latest = max(named, key=lambda item: item.period, default=None)
    return (latest.period, f"column, {latest.how}") if latest else None


def _source(page: str, text: str, cell: Cell) -> str | None:
    """What the row has in the column of sources."""
    for place, head in zip(cell.row, cell.heads, strict=False):
        if _SOURCES.fullmatch(page, *head):
            return text[slice(*place)].strip("[]【】()（）-–—/ ") or None
    return None


def _metric(kind: str, places: Sequence[tuple[int, int]], words: Sequence[MetricWord]) -> str | None:
    """The first fitting metric of the first place that has one."""
    return next(
        (
            name
            for place in places
            for word in words
            if _within(word, place)
            for name in word.metrics
            if fits_kind(name, kind)
        ),
        None,
    )


def _owner(
    page: str,
    text: str,
    cell: Cell,
    words: Sequence[MetricWord],
    periods: Sequence[Period],
    mentions: Sequence[Mention],
) -> str | None:
    """Whom a cell is about: a name in it, in the row's first cell or at the head of the column; else the first cell."""
    for place in ((cell.start, cell.end), cell.first, cell.head):
        for mention in mentions:
            if place is not None and _within(mention, place) and _names(mention, text, place, cell, words):
                return mention.id or mention.quote
    start, end = cell.first
    name = text[start:end].strip()
    taken = any(_within(word, cell.first) for word in words) or any(
        _within(period, cell.first) for period in periods
    )
    if taken or len(name) > _MAX_NAME or _DIGIT.search(name) or not _LETTER.search(name):
        return None
    return None if _NO_OWNER.match(page[start:end].strip()) else name


def _names(
    mention: Mention, text: str, place: tuple[int, int], cell: Cell, words: Sequence[MetricWord]
) -> bool:
    """Whether a mention is what its cell names: 青岛 is not 青岛港; Tariff at the head of a column is measured."""
    if mention.type == "GPE":
        return text[place[0] : place[1]].strip() == text[mention.start : mention.end].strip()
    if place != cell.head:
        return True
    measured = any(word.start < mention.end and mention.start < word.end for word in words)
    return not measured and mention.type in ("ORG", "PERSON", "PRODUCT")


def _is_unit(page: str, figure: Figure) -> bool:
    """单位：亿元 tells the unit of the numbers that follow; it is no amount of a hundred million."""
    return (
        not _DIGIT.search(figure.quote)
        and _UNIT_OF.search(page[max(0, figure.start - 8) : figure.start]) is not None
    )


def _is_bare(page: str, figure: Figure, cell: Cell) -> bool:
    """Whether a figure is all its cell holds, and a number without a unit."""
    whole = _VALUE.fullmatch(page, cell.start, cell.end)
    return figure.kind == "count" and figure.unit is None and whole is not None


def _numbered(
    document: Document, page: str, cell: Cell, words: Sequence[MetricWord], periods: Sequence[Period]
) -> Figure | None:
    """A bare number as a figure of its unit: 120 under "Revenue (US$ million)"; of its count when that has none."""
    match = _VALUE.fullmatch(page, cell.start, cell.end)
    if match is None:
        return None
    written = _united(document, page, match["number"], cell, words, periods)
    if written is None:
        return None
    # The sign of a percentage is its direction; that of an amount is its own, and stands in its quote.
    negative = match["sign"] not in (None, "+") and written.kind != "percent" and written.value is not None
    start, end = match.span("number")
    if negative:
        start, end = match.start("sign"), cell.end
    return Figure(
        start=start,
        end=end,
        quote=document.text[start:end],
        kind=written.kind,
        value=-written.value if negative and written.value is not None else written.value,
        low=written.low,
        high=written.high,
        unit=written.unit,
        currency=written.currency,
        per=written.per,
        approx="over" if match["plus"] else _WORDS.get(match["word"] or ""),
        rule="table unit of the column",
    )


def _united(
    document: Document,
    page: str,
    number: str,
    cell: Cell,
    words: Sequence[MetricWord],
    periods: Sequence[Period],
) -> Quantity | None:
    """The quantity of a bare number: by its column's unit, its row's, the table's, or as a count of what is counted."""
    head = page[slice(*cell.head)] if cell.head else ""
    own = [unit for place in (head, page[slice(*cell.first)]) if (unit := unit_of_head(place))]
    named = [
        name
        for place in (cell.head, cell.first)
        if place
        for word in words
        if _within(word, place)
        for name in word.metrics
    ]
    for unit in own:
        written = read_number(document, number, unit)
        if written and (unit not in ("m", "k", "b") or any(fits_kind(name, written.kind) for name in named)):
            return written
    if cell.head and unit_of_head(head) and not any(_within(item, cell.head) for item in periods):
        return None  # a unit that is not understood
    if _GROWTH.search(head) or any(form.search(head) for form, _ in _BASES) or _PERCENT.search(head):
        return read_number(document, number, "%") if _PERCENT.search(page, *cell.above) else None
    corner = page[slice(*cell.heads[0])] if cell.heads else ""
    for unit in (unit_of_head(corner), unit_above(page[slice(*cell.above)])):
        written = read_number(document, number, unit) if unit else None
        of_time = not named and cell.head is not None and _DIGIT.search(head)
        if written and (of_time or any(fits_kind(name, written.kind) for name in named)):
            return written
    counted = _counted(cell, words)
    if counted and "." not in number:
        return read_number(document, number, "") or Quantity(
            start=0, end=len(number), kind="count", value=Decimal(number.replace(",", ""))
        )
    return None


def _counted(cell: Cell, words: Sequence[MetricWord]) -> bool:
    """Whether the first thing measured that column or row names is something that is counted: stores, employees."""
    for place in (cell.head, cell.first):
        names = [name for word in words if place and _within(word, place) for name in word.metrics]
        if names:
            kinds = load_metrics().kinds[names[0]]
            return "count" in kinds and "money" not in kinds
    return False


def _within(item: MetricWord | Period | Mention, place: tuple[int, int]) -> bool:
    return place[0] <= item.start and item.end <= place[1]
