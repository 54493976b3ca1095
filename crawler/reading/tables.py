"""Tables of data as lines, one a row: "quarter | sales | change". Tables that only lay a page out are none.

Columns keep their place: an empty cell is empty between its bars, and one that spans columns leaves those after it
empty. A cell of the first column that spans rows names each of them; a value that spans rows is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from store.records import LineKind

MAX_ROWS = 2_000
MAX_CELLS = 60  # of one row
MAX_CELL = 250  # code points; a table whose cells hold more is the layout of a page
MAX_TEXT = 1_000  # code points of one row
MAX_HEADERS = 3  # rows that name the columns of one table

_BLOCKS = frozenset(
    ("p", "div", "section", "article", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "pre")
)
_BOLD = frozenset(("b", "strong", "th"))
# A cell that states a value: a number, perhaps with a sign, a currency and a unit.
_VALUE = re.compile(
    r"[+\-−–~≈<>≤≥()（]{0,2}\s?(?:US|HK|NT|RMB|CNY|USD|EUR)?\s?[$€£¥￥]?\s?[+\-−]?\d[\d,，.]{0,20}\s?[^\d|]{0,12}"
)
_PERIOD = re.compile(
    r"(?:19|20)\d\d\s?(?:年|年度|财年|財年)?(?:\s?[-/.]?\s?(?:Q[1-4]|H[12]|[01]?\d\s?月?|(?:上|下)半年|第?[一二三四]季度?))?|"
    r"(?:Q[1-4]|H[12]|FY)\s?'?\d{0,4}|[01]?\d\s?月|第?[一二三四1-4]季度?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. ``linked``: share of its characters inside links; ``kind``: caption, header or row."""

    element: HtmlElement
    text: str
    linked: float
    kind: LineKind


def rows_of(table: HtmlElement) -> list[Row] | None:
    """The rows of a table of data in order, its caption first; None for a table that is no more than layout."""
    if (table.get("role") or "").lower() in {"presentation", "none"} or table.find(".//table") is not None:
        return None
    elements = list(_row_elements(table))
    grid = _grid(elements)
    wide = [cells for cells in grid if len(cells) >= 2]
    if len(wide) < 2 or 2 * sum(map(_is_data, elements)) < len(elements):
        return None
    rows: list[Row] = []
    caption = table.find("caption")
    if caption is not None and (said := _text(caption)):
        rows.append(Row(element=caption, text=said[:MAX_TEXT], linked=0.0, kind=LineKind.CAPTION))
    headers = 0
    for number, (element, cells) in enumerate(zip(elements, grid, strict=True)):
        if not any(cells):
            continue
        kind = LineKind.ROW
        if (
            sum(map(bool, cells)) == 1
            and not any(row.kind is LineKind.ROW for row in rows)
            and len(cells) > 1
        ):
            kind = LineKind.CAPTION  # one cell over all columns, above them
        elif headers < MAX_HEADERS and _is_header(element, cells, grid[number + 1 :], first=not headers):
            kind, headers = LineKind.HEADER, headers + 1
        rows.append(Row(element=element, text=_joined(cells, kind), linked=_linked(element), kind=kind))
    return rows


def _row_elements(table: HtmlElement) -> Iterator[HtmlElement]:
    for number, row in enumerate(table.iter("tr")):
        if number >= MAX_ROWS:
            return
        yield row


def _cells_of(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}][:MAX_CELLS]


def _grid(rows: list[HtmlElement]) -> list[list[str]]:
    """The text of every cell by row and column, spans laid out."""
    grid: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}  # column -> rows still covered, what stands there
    for row in rows:
        cells: list[str] = []

        def cover(cells: list[str] = cells) -> None:
            while len(cells) in carried and len(cells) < MAX_CELLS:
                left, text = carried.pop(len(cells))
                if left > 1:
                    carried[len(cells)] = (left - 1, text)
                cells.append(text)

        for cell in _cells_of(row):
            cover()
            text = _text(cell).replace("|", "/")
            for offset in range(min(span_of(cell, "colspan"), MAX_CELLS - len(cells))):
                if (down := span_of(cell, "rowspan")) > 1:
                    carried[len(cells)] = (down - 1, text if not cells else "")
                cells.append("" if offset else text)
        cover()
        grid.append(cells)
    return grid


def span_of(cell: HtmlElement, name: str) -> int:
    """How many columns (``colspan``) or rows (``rowspan``) a cell says it covers, at most ``MAX_CELLS``."""
    value = (cell.get(name) or "").strip()[:4]
    return min(MAX_CELLS, max(1, int(value))) if value.isascii() and value.isdigit() else 1


def _is_data(row: HtmlElement) -> bool:
    """A row that layout would not have: short cells without paragraphs of their own."""
    cells = _cells_of(row)
    return all(
        sum(child.tag in _BLOCKS for child in cell) <= 1 and len(_text(cell)) <= MAX_CELL for cell in cells
    )


def _is_header(row: HtmlElement, cells: list[str], below: list[list[str]], *, first: bool) -> bool:
    """Whether a row names columns: by its markup, or because it states no value where the rows below it do."""
    elements = _cells_of(row)
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    filled = [cell for cell in elements if _text(cell)]
    if filled and len(filled) > 1 and all(_is_bold(cell) for cell in filled):
        return first or all(cell.tag == "th" for cell in filled)
    if not first or any(_is_value(cell) for cell in cells):
        return False
    values = [sum(map(_is_value, other)) for other in below[:20]]
    return bool(values) and 2 * sum(map(bool, values)) >= len(values)


def _is_bold(cell: HtmlElement) -> bool:
    if cell.tag in _BOLD:
        return True
    said = len(_text(cell))
    return said > 0 and sum(len(_text(part)) for part in cell.iter("b", "strong")) >= said


def _is_value(cell: str) -> bool:
    return bool(_VALUE.fullmatch(cell)) and not _PERIOD.fullmatch(cell)


def _joined(cells: list[str], kind: LineKind) -> str:
    if kind is LineKind.CAPTION:
        return next(cell for cell in cells if cell)[:MAX_TEXT]
    return " | ".join(cells).rstrip(" |")[:MAX_TEXT].strip()


def _linked(row: HtmlElement) -> float:
    said = len(_text(row).replace(" ", ""))
    inside = sum(len(_text(link).replace(" ", "")) for link in row.iter("a"))
    return min(1.0, inside / max(1, said))


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(str(part) for part in element.itertext() if part).split())
