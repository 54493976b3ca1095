"""Which element of a page holds the article: the subtree with the most prose after what is not prose is paid for.

Every line of text has a weight: prose counts for it, links, furniture and text in places named for
something else (comments, related, footer) against it. The article is the subtree with the largest sum
(the maximum-subsequence idea of Pasternack and Roth, WWW 2009, on a tree); names that publishing systems
give to the body of an article are worth a little extra.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.residue import is_residue

SKIPPED = frozenset(
    [
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
    ]
)
BLOCKS = frozenset(
    [
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
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "header",
        "footer",
        "aside",
        "nav",
        "form",
        "body",
        "figure",
        "figcaption",
        "center",
        "address",
        "details",
        "summary",
        "hr",
        "fieldset",
    ]
)
_ELSEWHERE_TAGS = frozenset({"nav", "footer", "aside", "figcaption"})
# Names of places that are not the article. Bounded by non-letters where the word could be part of another.
_ELSEWHERE = re.compile(
    r"comment|gentie|pinglun|disqus|reply|recommend|tuijian|relate|(?<![a-z])rel(?:ative)?[-_]|more-(?:news|stories|from)|"
    r"read-?more|next-?(?:post|article)|prev-?(?:post|article)|pagination|breadcrumb|crumb|footer|(?<![a-z])foot(?![a-z])|"
    r"side-?bar|sidecol|right-?(?:bar|col|side)|(?<![a-z])aside|copyright|(?<![a-z])nav(?![a-z]{3})|navbar|(?<![a-z])menu|"
    r"share|social|subscri|newsletter|signup|sign-up|login|paywall|cookie|consent|gdpr|banner|(?<![a-z])ads?(?![a-z])|advert|"
    r"sponsor|promo|popup|modal|widget|trending|popular|hot-?(?:news|list|article|read)|rank|paihang|(?<![a-z])tags?(?![a-z])|"
    r"toolbar|disclaim|declare|shengming|statement|qrcode|erweima|author-?(?:bio|box|card|info)|about-?author|"
    r"timeline-?feed|stream-?item|news-?list|article-?list|post-?list|list-?(?:news|item)|teaser|taboola|outbrain|editor-?note",
    re.IGNORECASE,
)
_SURELY_ELSEWHERE = re.compile(
    r"comments?(?:[-_ ]|$|list|area|box)|gentie|pinglun|disqus|recommend|tuijian|related|(?<![a-z])footer",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"article[-_]{0,2}(?:body|content|text|detail|main|cont|con|txt|wrap|entry)|(?:body|content|text)[-_]{0,2}article|"
    r"art[-_]?(?:body|content|text|con|det|box|main)|(?<![a-z])artibody|"
    r"(?:post|entry|story|news|main|detail|text|page|blog|single|rich[-_]?media)[-_]{0,2}(?:body|content|cont|con|text|txt|detail|entry)(?![a-z]*-?(?:list|right))|"
    r"trs_(?:editor|ueditor)|(?<![a-z])js_content|endtext|rm_txt|txt_con|text_con|rwb_zw|cnt-main|caas-body|zhengwen|neirong|"
    r"^(?:zoom|content|article|detail|maintext|u-maintext|main-text|p-detail|story|text|contenttext|newscontent|newstext)$|"
    r"story_body|content__body|post__content|post_text|post_body|prose(?![a-z])|richtext|rich-text|wysiwyg|editor-content|mp-editor",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[，。！？；、,!?;…]|[:：.](?!\d)")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f'’\-.,%]{0,40}")
_WORD_UNITS = 2.0  # a Latin word says about as much as two Chinese characters
_PROSE_UNITS = 14.0
_MAX_LINES = 60_000
_TEASER_LEVELS = 7  # elements between the line of a teaser and its item in the list
_MAX_CELL = 250  # code points; a cell with more is a column of a page layout


@dataclass(slots=True)
class Line:
    """A run of text between block boundaries. ``units``: Chinese characters plus twice the Latin words."""

    owner: HtmlElement  # the block it belongs to
    text: str
    units: float
    linked: float  # share of its characters inside links
    elsewhere: bool = False  # inside a part of the page named for something else


@dataclass(frozen=True, slots=True)
class Found:
    """The container of a page's article. ``share``: how much of the page's prose it holds (0..1);
    ``standing``: how much its name says that it is one (see ``bonus_of``)."""

    element: HtmlElement
    lines: list[Line]  # those inside it
    share: float
    standing: float


def find_container(tree: HtmlElement) -> Found | None:
    """The element that holds the article, or None when the page has no prose."""
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    lines = list(lines_of(tree))
    whole = sum(line.units for line in lines if is_prose(line))
    _mark_elsewhere(lines, elements, _ELSEWHERE, whole)
    if sum(line.units for line in lines if is_prose(line) and not line.elsewhere) < 0.2 * whole:
        # Nearly all prose lies in places named for something else: here the names are wrong.
        _mark_elsewhere(lines, elements, _SURELY_ELSEWHERE, whole)
    _mark_teasers(lines, elements)
    sums = _bubbled(elements, ((line.owner, weight_of(line)) for line in lines))
    top = max(sums.values(), default=0.0)
    best, winner = 0.0, None
    for element in elements:
        value = sums.get(element, 0.0)
        if value <= 0 or element.tag == "html":
            continue
        value += bonus_of(element) * min(value, 0.2 * top + 40)
        if value >= best:  # of equals the innermost
            best, winner = value, element
    if winner is None:
        return None
    inside = set(winner.iter())
    held = [line for line in lines if line.owner in inside]
    prose = sum(line.units for line in held if is_prose(line) and not line.elsewhere)
    return Found(winner, held, prose / whole if whole else 0.0, bonus_of(winner))


def _mark_elsewhere(
    lines: list[Line], elements: list[HtmlElement], names: re.Pattern[str], whole: float
) -> None:
    """Mark the lines that stand in comments, related links and the like. ``whole``: units of all prose."""
    prose = _bubbled(elements, ((line.owner, line.units) for line in lines if is_prose(line)))
    heading = next((element for element in elements if element.tag == "h1"), None)
    around = {heading, *heading.iterancestors()} if heading is not None else set()
    elsewhere: set[HtmlElement] = set()
    for element in elements:
        inherited = element.getparent() in elsewhere
        if inherited or (
            element not in around and _is_elsewhere(element, names, prose.get(element, 0.0) > 0.6 * whole)
        ):
            elsewhere.add(element)
    for line in lines:
        line.elsewhere = line.owner in elsewhere


def _mark_teasers(lines: list[Line], elements: list[HtmlElement]) -> None:
    """Mark prose that introduces other articles: one of several like items, each a headline link and a line."""
    said = [line for line in lines if line.units >= 8]
    prose = _bubbled(elements, ((line.owner, 1.0) for line in said if is_prose(line)))
    count = _bubbled(elements, ((line.owner, 1.0) for line in said))
    led: dict[HtmlElement, bool] = {}  # whether the first line an element says is a link
    for line in said:
        for element in (line.owner, *line.owner.iterancestors()):
            if element in led:
                break
            led[element] = line.linked > 0.6

    def is_item(element: HtmlElement) -> bool:
        return led.get(element, False) and prose.get(element, 0.0) == 1 and count.get(element, 0.0) <= 4

    like: dict[tuple[HtmlElement, str], int] = {}  # items of one tag in one parent; counted once

    for line in said:
        if line.elsewhere or not is_prose(line):
            continue
        for element in (line.owner, *islice(line.owner.iterancestors(), _TEASER_LEVELS)):
            parent = element.getparent()
            if parent is None or prose.get(element, 0.0) > 1:
                break
            if is_item(element):
                kind = (parent, element.tag)
                if kind not in like:
                    like[kind] = sum(is_item(other) for other in parent if other.tag == element.tag)
                line.elsewhere = like[kind] >= 3
                break


def _bubbled(
    elements: list[HtmlElement], amounts: Iterable[tuple[HtmlElement, float]]
) -> dict[HtmlElement, float]:
    """What each element holds, its descendants' share included."""
    sums: dict[HtmlElement, float] = {}
    for owner, amount in amounts:
        sums[owner] = sums.get(owner, 0.0) + amount
    for element in reversed(elements):  # children before parents
        own, parent = sums.get(element), element.getparent()
        if parent is not None and own is not None:
            sums[parent] = sums.get(parent, 0.0) + own
    return sums


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence or more, not a label, a link or a heading."""
    return line.units >= _PROSE_UNITS and line.linked < 0.6 and bool(_SENTENCE.search(line.text[:400]))


def weight_of(line: Line) -> float:
    """What a line says for (positive) or against its subtree being the article."""
    if line.elsewhere:
        return -0.7 * line.units
    if is_residue(line.text):
        return -line.units - 2
    if line.linked > 0.6:
        return -0.7 * line.units - 3
    marks = len(_SENTENCE.findall(line.text[:400]))
    if line.units >= _PROSE_UNITS and marks:
        return line.units * (1 - line.linked)
    return 0.15 * line.units if marks else -0.5


def bonus_of(element: HtmlElement) -> float:
    """1 for the declared body of an article, less for a telling name, below 0 for a name that tells otherwise."""
    if (element.get("itemprop") or "").lower() == "articlebody" or element.get("property") == "articleBody":
        return 1.0
    names = [*(element.get("class") or "").split(), element.get("id") or ""]
    if any(_ELSEWHERE.search(name) for name in names):
        return -0.5
    if any(_BODY.search(name) for name in names if name):
        return 0.7
    return 0.35 if element.tag == "article" else 0.0


def lines_of(tree: HtmlElement) -> Iterator[Line]:
    """The lines of a page in order, each with the block element it belongs to."""
    buffer = _Buffer(tree)
    blocks = [tree]
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    count = 0
    while stack and count < _MAX_LINES:
        element, done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if not done and (not tag or tag in SKIPPED or _hidden(element)):
            buffer.add(element.tail)
            continue
        if tag == "tr" and not done and (row := _data_row(element)) is not None:
            for line in (buffer.flush(), row):
                if line is not None:
                    count += 1
                    yield line
            continue
        if tag in BLOCKS or tag == "br":
            line = buffer.flush()
            if line is not None:
                count += 1
                yield line
            if tag in BLOCKS:
                if done:
                    blocks.pop()
                else:
                    blocks.append(element)
            buffer.owner = blocks[-1] if blocks else tree
        if done:
            buffer.links -= tag == "a"
            buffer.add(element.tail if element is not tree else None)
        else:
            buffer.links += tag == "a"
            buffer.add(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
    last = buffer.flush()
    if last is not None:
        yield last


def _data_row(row: HtmlElement) -> Line | None:
    """A row of a table of data as one line, "a | b | c"; None for the rows that layout is made of."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if len(cells) < 2 or row.find(".//table") is not None:
        return None
    if any(sum(child.tag in BLOCKS for child in cell) > 1 for cell in cells):
        return None  # several paragraphs in a cell: a column
    texts = [" ".join(cell.text_content().split()) for cell in cells]
    if max(map(len, texts)) > _MAX_CELL or sum(map(len, texts)) > 4 * _MAX_CELL:
        return None
    text = " | ".join(text for text in texts if text)
    linked = sum(len(link.text_content()) for link in row.iter("a"))
    return Line(row, text, _units(text), min(1.0, linked / max(1, len(text)))) if text else None


def _units(text: str) -> float:
    return len(_HAN.findall(text)) + _WORD_UNITS * len(_WORD.findall(text))


class _Buffer:
    """The line being read: its pieces, and how much of it lies inside links."""

    def __init__(self, owner: HtmlElement) -> None:
        self.owner = owner
        self.links = 0  # open <a> elements
        self._parts: list[str] = []
        self._linked = 0

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self.links:
                self._linked += sum(map(len, text.split()))

    def flush(self) -> Line | None:
        text, linked = " ".join("".join(self._parts).split()), self._linked
        self._parts, self._linked = [], 0
        if not text:
            return None
        return Line(self.owner, text, _units(text), min(1.0, linked / max(1, len(text.replace(" ", "")))))


def _hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _is_elsewhere(element: HtmlElement, names: re.Pattern[str], most: bool) -> bool:
    """``most``: the element holds most of the page's prose, so only a sure name counts against it."""
    if element.tag in _ELSEWHERE_TAGS:
        return not most
    if element.tag in {"body", "html", "main", "p"}:
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(name) > 1 and bool((_SURELY_ELSEWHERE if most else names).search(name))
