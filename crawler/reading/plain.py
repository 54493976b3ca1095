"""The lines of a text or Markdown file, each with its kind: what a page's tags say, a text says with marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lxml.html import HtmlElement

from crawler.reading.body import clean_line
from crawler.reading.lines import TextLine
from crawler.reading.markup import parse_html
from store.records import LineKind

_MAX_HEADING = 60  # code points of a numbered heading without a mark
_SIGNED, _MAX_SIGNED = 8, 2_000  # lines at either edge that may name a writer; code points of one
_FRONT_LINES = 60  # in which front matter ends

_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)([^*_`]{1,2000})\1")
# One star or bar marks words only where it touches no other word: 3*4*5 and some_file_name are what they are.
_LEAN = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,500})(?<=\S)\1(?![\w*])")
_TABLE_RULE = re.compile(
    r"^\s{0,3}\|?(?:\s{0,9}:?-{2,50}:?\s{0,9}\|){1,50}(?:\s{0,9}:?-{2,50}:?\s{0,9})?$|"
    r"^\s{0,3}\|\s{0,9}:?-{2,50}:?\s{0,9}\|?$"
)
_RULE = re.compile(r"^\s{0,3}(?:[-*_=]\s?){3,200}$")
_FRONT_MATTER = re.compile(r"^(?P<key>[A-Za-z_]{1,30})\s{0,9}:\s{0,9}(?P<value>.{0,500})$")
_MARKS = (  # a mark at the beginning of a line, and what the line is then
    (re.compile(r"^\s{0,3}#{1,6}\s{1,9}"), LineKind.HEADING),
    (re.compile(r"^\s{0,3}>\s?"), LineKind.QUOTE),
    (re.compile(r"^\s{0,9}[-*+•·]\s{1,9}(?=\S)"), LineKind.ITEM),
)
_ROW = re.compile(r"^\s{0,3}\|")
_ORDERED = re.compile(r"^\s{0,9}\d{1,3}[.)、]\s")  # the number stays: a text may speak of "point 2"
# How Chinese texts number their headings when they have no marks for them.
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百]{1,4}[章节節部条]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_SENTENCE_END = re.compile(r"[。！？；：.!?;:，,][”’」』\"')）]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """``front``: title and date of the front matter, as far as it has them; ``lines``: clean, not empty, in order."""

    front: tuple[str, ...]
    lines: tuple[TextLine, ...]


def parse_plain(text: str) -> PlainText:
    """Read a text or Markdown file. A table row is one line, its cells joined by " | "."""
    raw, front = _without_front_matter(text.splitlines())
    found: list[TextLine] = []
    for number, line in enumerate(raw):
        head = line[:1000]
        if _TABLE_RULE.match(head) or _RULE.match(head):
            continue
        under = raw[number + 1][:1000] if number + 1 < len(raw) else ""
        read = _line(
            line,
            is_header="|" in line and bool(_TABLE_RULE.match(under)),
            in_table=bool(found) and _is_table(found[-1]),
        )
        if read.text:
            found.append(read)
    return PlainText(front=front, lines=tuple(found))


def _is_table(line: TextLine) -> bool:
    return line.kind in (LineKind.ROW, LineKind.HEADER)


def _line(line: str, *, is_header: bool, in_table: bool) -> TextLine:
    """One line without its marks. A line with bars is a row when it begins with one, or stands in a table."""
    if is_header or (line.count("|") > 1 and bool(_ROW.match(line))) or (in_table and "|" in line):
        cells = [
            clean_line(_unmarked(cell))
            for cell in line.strip().removeprefix("|").removesuffix("|").split("|")
        ]
        return TextLine(
            text=clean_line(" | ".join(cells)), kind=LineKind.HEADER if is_header else LineKind.ROW
        )
    for mark, kind in _MARKS:
        found = mark.match(line)
        if found:
            return TextLine(text=clean_line(_unmarked(line[found.end() :])), kind=kind)
    text = clean_line(_unmarked(line))
    if _ORDERED.match(line):
        return TextLine(text=text, kind=LineKind.ITEM)
    numbered = len(text) <= _MAX_HEADING and _NUMBERED.match(text) and not _SENTENCE_END.search(text)
    return TextLine(text=text, kind=LineKind.HEADING if numbered else LineKind.PARAGRAPH)


def _unmarked(line: str) -> str:
    return _LEAN.sub(r"\2", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", line)))


def signed_page(title: str, lines: Sequence[str]) -> HtmlElement | None:
    """A page of the lines in which a text names who made it: those at its top and at its end, below the title."""
    edges = [*lines[:_SIGNED], *lines[_SIGNED:][-_SIGNED:]]
    body = "".join(f"<p>{escape(line[:_MAX_SIGNED])}</p>" for line in edges if line != title)
    return parse_html(f"<html><body><h1>{escape(title)}</h1>{body}</body></html>")


def _without_front_matter(lines: Sequence[str]) -> tuple[Sequence[str], tuple[str, ...]]:
    """The lines after the front matter, and its title and date. A first line that is the title again goes."""
    bars = [number for number, line in enumerate(lines[:_FRONT_LINES]) if line.strip() == "---"]
    if len(bars) < 2 or bars[0] != 0:
        return lines, ()
    given = {
        found["key"].lower(): found["value"].strip(" \"'")
        for line in lines[1 : bars[1]]
        if (found := _FRONT_MATTER.match(line))
    }
    rest = lines[bars[1] + 1 :]
    first = next((number for number, line in enumerate(rest) if line.strip()), None)
    if first is not None and rest[first].lstrip("# ").strip() == given.get("title"):
        rest = rest[first + 1 :]
    return rest, tuple(given[key] for key in ("title", "date") if given.get(key))
