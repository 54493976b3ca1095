"""Rows of tables: which cell a figure stands in, and what its column and its row say of it.

A row is a line, its cells separated by " | ", below the line that names its columns. The column's name says what is
measured, of which time, and in which unit; the first cell, or a name at the head of the column, says of whom.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.document import Document
from nlp.metrics import MetricWord, find_metric_words, fits_kind, load_metrics
from nlp.periods import Period
from nlp.spans import Cover, Quantity
from nlp.table_units import read_number, unit_above, unit_of_head
from store.records import Figure, LineKind, Mention

_BAR = " | "
_MOST_ROWS, _MOST_CELLS = 400, 24  # of the tables of one text, of one row
_MAX_NAME = 40  # characters of a first cell that can name somebody
_SIGNED = re.compile(
    r"(?P<sign>[+\-−–(（])?(?P<number>(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?)[)）]?"
)
_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_OF = re.compile(r"单位\s?(?:为|是)?[:：]?\s{0,2}$")
_MAX_CAPTION = 120  # characters of a line above a table that can be its caption
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_BASES = (
    (re.compile(r"同比|[较比]上年|[年按]年|年[增减]|年成长|\byoy\b|year[- ](?:on|over)[- ]year"), "YoY"),
    (re.compile(r"环比|季[增减]|按季|\bqoq\b|quarter[- ](?:on|over)[- ]quarter"), "QoQ"),
)
_GROWTH = re.compile(
    r"增长|增速|增幅|增减|涨幅|涨跌|跌幅|变动|变化|成长率|[年季月周按]增|\bgrowth\b|\bchange\b|\bchg\b"
)
_PERCENT = re.compile(r"[%％]")
# What the first column lists when it does not list who: 指标, item, month.
_NO_OWNER = re.compile(
    r"^(?:指标|项目|类别|科目|时间|日期|年份|年度|季度|月份|期间|序号|排名|合计|总计|小计|平均|"
    r"metric|item|measure|indicator|period|year|quarter|month|date|rank|no\.?|total|average|sum|overall)s?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a row; ``head`` and ``first`` are the places of its column's name and of its row's first cell."""

    start: int
    end: int
    column: int
    heads: tuple[tuple[int, int], ...]  # names of the columns; empty: the table does not name them
    first: tuple[int, int]
    above: tuple[int, int] = (0, 0)  # the line before the table; empty: there is none

    @property
    def head(self) -> tuple[int, int] | None:
        return self.heads[self.column] if self.heads else None


def find_cells(document: Document) -> list[Cell]:
    """The cells of all rows of a text, left to right; none for a text without tables."""
    cells: list[Cell] = []
    head: list[tuple[int, int]] = []
    above = (0, 0)
    rows, after = 0, -1
    for start, end, kind in _table_lines(document):
        spans = _spans(document.text, start, end)
        if start != after + 1 or after < 0:  # another line stands between: another table
            head, above = [], _line_above(document.text, start)
        after = end
        if kind is LineKind.HEADER:
            head = spans
            continue
        rows += 1
        if rows > _MOST_ROWS:
            break
        cells += [
            Cell(
                start=span[0],
                end=span[1],
                column=column,
                heads=tuple(head) if len(head) == len(spans) else (),
                first=spans[0],
                above=above,
            )
            for column, span in enumerate(spans)
        ]
    return cells


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
    places = [(cell.start, cell.end), *([cell.head] if cell.head else []), cell.first, cell.above]
    basis = next((basis for form, basis in _BASES if cell.head and form.search(page, *cell.head)), None)
    growth = figure.kind == "percent" and bool(cell.head and (basis or _GROWTH.search(page, *cell.head)))
    before = list(reversed(cell.heads[1 : cell.column])) if growth else []  # "Revenue | YoY": of the revenue
    metric = _metric(figure.kind, [*places[:-1], *before, cell.above], words)
    owner = _owner(page, text, cell, words, periods, mentions)
    period = next(
        (item.period for place in places[:-1] for item in periods if _within(item, place)), figure.period
    )
    moved = growth and figure.direction is None
    down = figure.kind == "percent" and page[cell.start : figure.start].strip()[-1:] in ("-", "−", "–", "(")
    return replace(
        figure,
        metric="revenue" if metric == "revenue_growth" and figure.kind == "percent" else metric,
        subject=owner or (figure.subject if metric else None),
        period=period,
        basis=figure.basis or basis,
        direction=("down" if down else "up") if moved else figure.direction,
        change_role="by" if moved else figure.change_role,
        rule=figure.rule if figure.rule.startswith("table") else f"table {figure.rule}",
        confidence=min(figure.confidence, 0.8 if metric else 0.5),
    )


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


def _line_above(text: str, start: int) -> tuple[int, int]:
    """The place of the line before a table when it is short enough to be its caption."""
    begin = text.rfind("\n", 0, max(0, start - 1)) + 1
    return (begin, start - 1) if 0 < start - 1 - begin <= _MAX_CAPTION else (0, 0)


def _is_unit(page: str, figure: Figure) -> bool:
    """单位：亿元 tells the unit of the numbers that follow; it is no amount of a hundred million."""
    return (
        not _DIGIT.search(figure.quote)
        and _UNIT_OF.search(page[max(0, figure.start - 8) : figure.start]) is not None
    )


def _is_bare(page: str, figure: Figure, cell: Cell) -> bool:
    """Whether a figure is all its cell holds, and a number without a unit."""
    whole = _SIGNED.fullmatch(page, cell.start, cell.end)
    return figure.kind == "count" and figure.unit is None and whole is not None


def _numbered(
    document: Document, page: str, cell: Cell, words: Sequence[MetricWord], periods: Sequence[Period]
) -> Figure | None:
    """A bare number as a figure of its unit: 120 under "Revenue (US$ million)"; of its count when that has none."""
    match = _SIGNED.fullmatch(page, cell.start, cell.end)
    if match is None:
        return None
    minus = match["sign"] not in (None, "+")
    written = _united(document, page, match["number"], cell, words, periods)
    if written is None:
        return None
    percent = written.kind == "percent"  # its sign is its direction
    start = match.start("number") if percent else cell.start
    return Figure(
        start=start,
        end=match.end("number") if percent else cell.end,
        quote=document.text[start : match.end("number") if percent else cell.end],
        kind=written.kind,
        value=-written.value if minus and not percent and written.value is not None else written.value,
        unit=written.unit,
        currency=written.currency,
        per=written.per,
        rule="table unit of the column",
        confidence=0.7,
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


def _table_lines(document: Document) -> Iterator[tuple[int, int, LineKind]]:
    """Lines that are rows: as the paragraphs say; of a bare text, runs of lines with as many bars as their first."""
    if document.paragraphs:
        for line in document.paragraphs:
            if line.kind in (LineKind.HEADER, LineKind.ROW) and line.end <= len(document.text):
                yield line.start, line.end, line.kind
        return
    if _BAR not in document.text:
        return
    at = 0
    run: list[tuple[int, int, int]] = []
    for part in [*document.text.split("\n"), ""]:
        bars = part.count(_BAR)
        if run and bars != run[0][2]:
            yield from _run(document.text, run)
            run = []
        if bars:
            run.append((at, at + len(part), bars))
        at += len(part) + 1


def _run(text: str, run: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, LineKind]]:
    """The lines of one table: at least two; the first names the columns when its only numbers are years."""
    if len(run) < 2:
        return
    named = not any(
        _NUMBER.fullmatch(text, *span) and not _YEAR.fullmatch(text, *span)
        for span in _spans(text, *run[0][:2])
    )
    for number, (start, end, _) in enumerate(run):
        yield start, end, LineKind.HEADER if named and number == 0 else LineKind.ROW


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a line, white space at their ends left out."""
    spans: list[tuple[int, int]] = []
    at = start
    for cell in text[start:end].split(_BAR)[:_MOST_CELLS]:
        lead = len(cell) - len(cell.lstrip())
        spans.append((at + lead, at + max(lead, len(cell.rstrip()))))
        at += len(cell) + len(_BAR)
    return spans


def _within(item: MetricWord | Period | Mention, place: tuple[int, int]) -> bool:
    return place[0] <= item.start and item.end <= place[1]
