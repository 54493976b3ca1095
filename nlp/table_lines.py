"""Lines that are rows of tables, and their cells: bars as we keep them, Markdown, tabs.

The lines of an article say themselves what they are. Of a bare text, a run of lines cut in the same way is a table;
its first line names the columns when it holds no values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.document import Document
from store.records import LineKind

_MOST_ROWS, _MOST_CELLS = 400, 24  # of the tables of one text, of one row
_MAX_CAPTION = 120  # characters of a line above a table that can be its caption
_MAX_LINE = 2000  # characters of a row
_BARS = re.compile(r"[|｜│]")
_BAR = "|｜│"
_KEPT = " | "  # between the cells of a row as the crawler keeps it
_CUTS = {"\t": re.compile(r"\t"), _KEPT: re.compile(r"(?:^| )\|(?: |$)")}
_RULE = re.compile(r"[\s|｜│:+=—–-]{3,}")  # the line below a head: | --- | --- |
_PERIOD = re.compile(
    r"(?:fy)?\s?(?:19|20)\d\d(?!\d)[^,.，。]{0,16}|q[1-4][^,.，。]{0,12}|[1-4]q[^,.，。]{0,8}|h[12][^,.，。]{0,8}"
    r"|\d{1,2}月.{0,8}|'\d\d.{0,8}"
)
_VALUE = re.compile(
    r"[^\w]{0,3}(?:约|近|超过?|逾|不到|不足|[涨跌升降增减]|about |over |up |down )?\s?(?:[a-z]{1,3}\s?)?[$€£¥]?\s?\d"
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
    row: tuple[tuple[int, int], ...] = ()  # all cells of its row

    @property
    def head(self) -> tuple[int, int] | None:
        return self.heads[self.column] if self.heads else None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    kind: LineKind
    spans: tuple[tuple[int, int], ...]


def find_cells(document: Document) -> list[Cell]:
    """The cells of all rows of a text, left to right; none for a text without tables."""
    cells: list[Cell] = []
    head: tuple[tuple[int, int], ...] = ()
    above = (0, 0)
    rows, after = 0, -1
    for line in _table_lines(document):
        if line.start != after + 1 or after < 0:  # another line stands between: another table
            head, above = (), _line_above(document.text, line.start)
        after = line.end
        if line.kind is LineKind.HEADER:
            head = line.spans
        elif line.spans:
            rows += 1
            if rows > _MOST_ROWS:
                break
            cells += [
                Cell(
                    start=start,
                    end=end,
                    column=column,
                    heads=head if len(head) == len(line.spans) else (),
                    first=line.spans[0],
                    above=above,
                    row=line.spans,
                )
                for column, (start, end) in enumerate(line.spans)
            ]
    return cells


def _table_lines(document: Document) -> Iterator[_Line]:
    """Lines that are rows: as the paragraphs say; of a bare text, runs of lines that are cut in the same way."""
    text = document.text
    if document.paragraphs:
        for line in document.paragraphs:
            if line.kind in (LineKind.HEADER, LineKind.ROW) and line.end <= len(text):
                yield _Line(line.start, line.end, line.kind, _spans(text, line.start, line.end, _KEPT))
        return
    if not any(mark in text for mark in _BAR + "\t"):
        return
    at = 0
    run: list[tuple[int, int]] = []
    cut = ""
    for part in [*text.split("\n"), ""]:
        how = _cut_by(part)
        if run and how != cut:
            yield from _run(document, run, cut)
            run = []
        if how:
            run.append((at, at + len(part)))
        cut = how
        at += len(part) + 1


def _cut_by(line: str) -> str:
    """What cuts a line into cells, with how many there are where one of another number is no row; "": nothing does."""
    inner = line.strip()
    if not inner or len(inner) > _MAX_LINE:
        return ""
    if "\t" in inner:
        return "\t"
    bars = len(_BARS.findall(inner))
    if not bars:
        return ""
    if (inner[0] in _BAR and inner[-1] in _BAR) or _RULE.fullmatch(inner):
        return "|"
    return f"|{bars}" if inner.count(" | ") == bars or bars > 1 else ""


def _run(document: Document, run: Sequence[tuple[int, int]], cut: str) -> Iterator[_Line]:
    """The lines of one table: at least two; the first names the columns when it holds no values."""
    if len(run) < 2:
        return
    text = document.text
    lines = [
        (start, end, () if _RULE.fullmatch(text, start, end) else _spans(text, start, end, cut))
        for start, end in run
    ]
    if all(len(spans) > 1 and spans[0][0] == spans[0][1] for _, _, spans in lines if spans):  # indented
        lines = [(start, end, spans[1:]) for start, end, spans in lines]
    ruled = next((number for number, (_, _, spans) in enumerate(lines) if not spans), 0)
    named = ruled > 0 or (
        len(lines[0][2]) > 1 and not any(_is_value(document.folded, *span) for span in lines[0][2][1:])
    )
    for number, (start, end, spans) in enumerate(lines):
        is_head = named and (number == max(0, ruled - 1))
        yield _Line(start, end, LineKind.HEADER if is_head else LineKind.ROW, spans)


def _is_value(page: str, start: int, end: int) -> bool:
    """Whether a cell holds a value: it begins with a number that is no year and no quarter."""
    return _VALUE.match(page, start, end) is not None and not _PERIOD.fullmatch(page, start, end)


def _spans(text: str, start: int, end: int, cut: str) -> tuple[tuple[int, int], ...]:
    """The cells of a line, white space at their ends left out; bars around the whole line hold no cells.

    A bar before the line and none behind it leaves the first cell empty: the corner of a table.
    """
    if cut != "\t":
        start, end = _trimmed(text, start, end)
    if cut != "\t" and end - start > 1 and text[start] in _BAR and text[end - 1] in _BAR:
        start, end = start + 1, end - 1
    spans: list[tuple[int, int]] = []
    at = start
    for match in _CUTS.get(cut, _BARS).finditer(text, start, end):
        spans.append(_trimmed(text, at, match.start()))
        at = match.end()
    spans.append(_trimmed(text, at, end))
    return tuple(spans[:_MOST_CELLS])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _line_above(text: str, start: int) -> tuple[int, int]:
    """The place of the line before a table when it is short enough to be its caption."""
    begin = text.rfind("\n", 0, max(0, start - 1)) + 1
    return (begin, start - 1) if 0 < start - 1 - begin <= _MAX_CAPTION else (0, 0)
