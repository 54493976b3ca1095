"""A page as it reads: lines of text between block boundaries, and the tree of the elements they stand in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.tables import rows_of
from store.records import LineKind

SKIPPED = frozenset(
    (
        *(
            "script",
            "style",
            "noscript",
            "svg",
            "iframe",
            "select",
            "option",
            "button",
            "textarea",
            "template",
        ),
        *(
            "object",
            "embed",
            "canvas",
            "audio",
            "video",
            "input",
            "head",
            "link",
            "meta",
            "map",
            "math",
            "dialog",
        ),
    )
)
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), LineKind.HEADING),
    **dict.fromkeys(("li", "dd", "dt"), LineKind.ITEM),
    **dict.fromkeys(("figcaption", "caption"), LineKind.CAPTION),
    "blockquote": LineKind.QUOTE,
}
_BOLD = frozenset(("strong", "b"))
BLOCKS = frozenset(
    (
        *(
            "p",
            "div",
            "section",
            "article",
            "main",
            "td",
            "th",
            "tr",
            "table",
            "tbody",
            "thead",
            "ul",
            "ol",
            "dl",
        ),
        *(
            "pre",
            "header",
            "footer",
            "aside",
            "nav",
            "form",
            "body",
            "figure",
            "center",
            "address",
            "details",
        ),
        *("summary", "hr", "fieldset", *_KINDS),
    )
)
MAX_LINES = 60_000
_MAX_HEADING = 40.0  # units of a line in bold that may be one
_WORD_UNITS = 2.0  # a Latin word says about as much as two Chinese characters
_PROSE_UNITS = 14.0
_LINK = 0.6  # share of a line inside links from which it is one

_SENTENCE = re.compile(r"[，。！？；、,!?;…]|[:：.](?!\d)")
_SENTENCE_END = re.compile(r"[。．.！!；;，,：:…”\"]\Z")
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、章节節．]|[（(][一二三四五六七八九十]{1,3}[）)])\s?\S"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f'’\-.,%]{0,40}")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line of an article: cleaned, not empty, without line feeds."""

    text: str
    kind: LineKind = LineKind.PARAGRAPH


@dataclass(slots=True)
class Line:
    """A run of text between block boundaries. ``units``: Chinese characters plus twice the Latin words."""

    owner: HtmlElement  # the block it belongs to
    text: str
    units: float
    linked: float  # share of its characters inside links
    kind: LineKind = LineKind.PARAGRAPH
    at: int = 0  # number of the element it stands in, in its sheet
    prose: bool = False  # a sentence or more, not a label, a link or a heading
    residue: str | None = None  # the rule that makes it residue, "" when there is none; None: not asked yet
    elsewhere: str = ""  # why it is not of the article: inside a part of the page named for something else


@dataclass(slots=True)
class Sheet:
    """What a page shows. Elements in document order, each with the number of its parent (-1 at the root) and the
    number after its last descendant; hidden ones and those without text for readers are not among them."""

    elements: list[HtmlElement] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, element: HtmlElement, parent: int) -> int:
        """Take an element in; its number. Its end is known when it is left."""
        self.elements.append(element)
        self.parents.append(parent)
        self.ends.append(0)
        return len(self.elements) - 1

    def bubbled(self, amounts: dict[int, float]) -> list[float]:
        """What each element holds, its descendants' share included, of what stands directly in it."""
        sums = [0.0] * len(self.elements)
        for number, amount in amounts.items():
            sums[number] = amount
        for number in range(len(sums) - 1, 0, -1):  # children before parents
            sums[self.parents[number]] += sums[number]
        return sums

    def above(self, number: int) -> Iterator[int]:
        """An element and those it stands in, outwards."""
        while number >= 0:
            yield number
            number = self.parents[number]


def read_sheet(tree: HtmlElement, *, hidden: bool = False, dropped: Collection[HtmlElement] = ()) -> Sheet:
    """The lines of a page in order. ``hidden``: also what its own style attributes hide;
    ``dropped``: elements that are not read."""
    sheet = Sheet()
    buffer = _Buffer(tree, sheet)
    blocks = [(tree, 0, LineKind.PARAGRAPH)]
    opened = [-1]
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    passed = False  # the element that ends next was not read
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in SKIPPED or (not hidden and _is_hidden(element)) or (dropped and element in dropped):
                walker.skip_subtree()
                passed = True
                continue
            number = sheet.add(element, opened[-1])
            opened.append(number)
            if tag in BLOCKS:
                buffer.flush()
                if tag == "table" and _add_table(sheet, element, number):
                    walker.skip_subtree()
                blocks.append((element, number, _KINDS.get(tag, blocks[-1][2])))
                buffer.owner, buffer.at, buffer.kind = blocks[-1]
            elif tag == "br":
                buffer.flush()
            buffer.open(tag)
            if text := element.text:
                buffer.add(text)
            continue
        if passed:
            passed = False
        elif event == "end":
            sheet.ends[opened.pop()] = len(sheet.elements)
            if tag in BLOCKS:
                buffer.flush()
                blocks.pop()
                buffer.owner, buffer.at, buffer.kind = blocks[-1] if blocks else (tree, 0, LineKind.PARAGRAPH)
            else:
                buffer.close(tag)
        if element is not tree and (tail := element.tail):
            buffer.add(tail)
        if len(sheet.lines) >= MAX_LINES:
            break
    buffer.flush()
    for number in opened[1:]:  # of a page that is too long to be read to its end
        sheet.ends[number] = len(sheet.elements)
    return sheet


def _add_table(sheet: Sheet, table: HtmlElement, number: int) -> bool:
    """Add the rows of a table of data; False for a table that is layout, which is read as any other place."""
    rows = rows_of(table)
    sheet.lines += [
        _line(row.element, row.text, units_of(row.text), row.linked, row.kind, number) for row in rows or ()
    ]
    return rows is not None


def units_of(text: str) -> float:
    """How much a text says: Chinese characters plus twice the Latin words."""
    han = 0 if text.isascii() else len(_HAN.findall(text))
    return han + _WORD_UNITS * len(_WORD.findall(text))


def has_sentence(text: str) -> bool:
    """Whether a text is punctuated as sentences are."""
    return bool(_SENTENCE.search(text[:400]))


def key_of(text: str) -> str:
    """A text's letters and digits alone, lower case: what two printings of one line share."""
    return _NOT_LETTERS.sub("", text.lower())


def is_heading(text: str, *, bold: bool, units: float) -> bool:
    """Whether a line that is no heading by its element is one by how it looks: short and bold, or numbered as the
    parts of a Chinese document are."""
    if units > _MAX_HEADING or _SENTENCE_END.search(text):
        return False
    return bold or (len(text) <= 40 and bool(_NUMBERED.match(text)) and "，" not in text and "。" not in text)


def _line(owner: HtmlElement, text: str, units: float, linked: float, kind: LineKind, at: int) -> Line:
    prose = units >= _PROSE_UNITS and linked < _LINK and has_sentence(text)
    return Line(owner, text, units, linked, kind, at, prose)


class _Buffer:
    """The line being read: its pieces, and how much of it lies inside links and in bold."""

    def __init__(self, owner: HtmlElement, sheet: Sheet) -> None:
        self.owner, self.at, self.kind = owner, 0, LineKind.PARAGRAPH
        self._lines = sheet.lines
        self._parts: list[str] = []
        self._links = self._bolds = 0  # open <a> and <strong> elements
        self._linked = self._bold = 0

    def open(self, tag: str) -> None:
        if tag == "a":
            self._links += 1
        elif tag in _BOLD:
            self._bolds += 1

    def close(self, tag: str) -> None:
        if tag == "a":
            self._links -= 1
        elif tag in _BOLD:
            self._bolds -= 1

    def add(self, text: str) -> None:
        if not self._parts and text.isspace():
            return
        self._parts.append(text)
        if self._links or self._bolds:
            said = sum(map(len, text.split()))
            self._linked += said if self._links else 0
            self._bold += said if self._bolds else 0

    def flush(self) -> None:
        """Write the line that has been read; nothing when there is none."""
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split())
        if text:
            said = max(1, len(text) - text.count(" "))
            units, kind = units_of(text), self.kind
            if kind is LineKind.PARAGRAPH and is_heading(text, bold=self._bold >= said, units=units):
                kind = LineKind.HEADING
            self._lines.append(_line(self.owner, text, units, min(1.0, self._linked / said), kind, self.at))
        self._parts, self._linked, self._bold = [], 0, 0


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style is not None and "display" in (lowered := style.lower()):
        return "display:none" in lowered.replace(" ", "") or element.get("hidden") is not None
    return element.get("hidden") is not None
