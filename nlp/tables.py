"""Rows of tables: which cell a figure stands in, and what its column and its row say of it.

A row is a line, its cells separated by " | ", below the line that names its columns. The column's name says what is
measured, of which time, and in which unit; the first cell, or a name at the head of the column, says of whom.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.document import Document
from nlp.metrics import MetricWord, find_metric_words, fits_kind
from nlp.periods import Period
from nlp.quantities import find_quantities
from nlp.spans import Cover, Quantity
from store.records import Figure, LineKind, Mention

_BAR = " | "
_MOST_ROWS, _MOST_CELLS = 400, 24  # of the tables of one text, of one row
_MAX_NAME = 40  # characters of a first cell that can name somebody
_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(
    r"[(\[（【/／:：,，]\s{0,2}(?:单位[:：]?\s{0,2})?(?P<unit>[^()\[\]（）【】/／:：]{1,24}?)\s{0,2}[)\]）】]?$"
)
_BASES = (
    (re.compile(r"同比|\byoy\b|year[- ](?:on|over)[- ]year"), "YoY"),
    (re.compile(r"环比|\bqoq\b|quarter[- ](?:on|over)[- ]quarter"), "QoQ"),
)
_GROWTH = re.compile(r"增长|增速|增幅|涨幅|变动|\bgrowth\b|\bchange\b")
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

    @property
    def head(self) -> tuple[int, int] | None:
        return self.heads[self.column] if self.heads else None


def find_cells(document: Document) -> list[Cell]:
    """The cells of all rows of a text, left to right; none for a text without tables."""
    cells: list[Cell] = []
    head: list[tuple[int, int]] = []
    rows, after = 0, -1
    for start, end, kind in _table_lines(document):
        spans = _spans(document.text, start, end)
        if start != after + 1:  # another line stands between: another table
            head = []
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
    cells = find_cells(document)
    if not cells:
        return list(figures)
    words = find_metric_words(page)
    starts = [cell.start for cell in cells]
    numbers = {
        cell.start: made for cell in cells if cell.column and (made := _numbered(document, page, cell))
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
            figure = given if given.currency else numbers.pop(cells[at].start, given)
            numbers.pop(cells[at].start, None)
            read.append(_completed(page, document.text, figure, cells[at], words, periods, mentions))
    blocked = Cover((figure.start, figure.end) for figure in figures)
    for start, figure in numbers.items():
        if not blocked.touches(figure.start, figure.end):
            cell = cells[bisect_right(starts, start) - 1]
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
    places = [(cell.start, cell.end), *([cell.head] if cell.head else []), cell.first]
    basis = next((basis for form, basis in _BASES if cell.head and form.search(page, *cell.head)), None)
    growth = figure.kind == "percent" and bool(cell.head and (basis or _GROWTH.search(page, *cell.head)))
    before = list(reversed(cell.heads[1 : cell.column])) if growth else []  # "Revenue | YoY": of the revenue
    metric = _metric(figure.kind, [*places, *before], words)
    owner = _owner(page, text, cell, words, periods, mentions)
    period = next(
        (item.period for place in places for item in periods if _within(item, place)), figure.period
    )
    moved = growth and figure.direction is None
    down = page[cell.start : figure.start].strip()[-1:] in ("-", "−", "–", "(")
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
            if place is not None and _within(mention, place):
                return mention.id or mention.quote
    start, end = cell.first
    name = text[start:end].strip()
    taken = any(_within(word, cell.first) for word in words) or any(
        _within(period, cell.first) for period in periods
    )
    if taken or len(name) > _MAX_NAME or _DIGIT.search(name) or not _LETTER.search(name):
        return None
    return None if _NO_OWNER.match(page[start:end].strip()) else name


def _numbered(document: Document, page: str, cell: Cell) -> Figure | None:
    """A bare number as a figure of the unit its column is headed with: 120 under "Revenue (US$ million)"."""
    number = _NUMBER.fullmatch(page, cell.start, cell.end)
    unit = _UNIT.search(page, *cell.head) if number and cell.head else None
    if number is None or unit is None:
        return None
    written = _read(document, number.group(), unit["unit"].strip())
    if written is None:
        return None
    return Figure(
        start=cell.start,
        end=cell.end,
        quote=document.text[cell.start : cell.end],
        kind=written.kind,
        value=written.value,
        unit=written.unit,
        currency=written.currency,
        per=written.per,
        rule="table unit of the column",
        confidence=0.7,
    )


def _read(document: Document, number: str, unit: str) -> Quantity | None:
    """The one quantity that number and unit are together, in the order in which they make one."""
    for line in (f"{number}{unit}", f"{number} {unit}", f"{unit}{number}"):
        found = find_quantities(line, line, lang=document.lang, region=document.region, blocked=Cover(()))
        if len(found) == 1 and found[0].end - found[0].start == len(line) and found[0].value is not None:
            return found[0]
    money = re.match(
        r"(?P<sign>us\$|hk\$|nt\$|[$€£¥]|usd|eur|gbp|cny|rmb)\s{0,2}(?P<scale>[a-z]{1,9})$", unit
    )
    if money is None:
        return None
    line = f"{money['sign']}{number} {money['scale']}"
    found = find_quantities(line, line, lang=document.lang, region=document.region, blocked=Cover(()))
    whole = len(found) == 1 and found[0].end - found[0].start == len(line)
    return found[0] if whole and found[0].value is not None else None


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
    """The lines of one table: at least two; the first names the columns when none of its cells is a number."""
    if len(run) < 2:
        return
    named = not any(_NUMBER.fullmatch(text, *span) for span in _spans(text, *run[0][:2]))
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
