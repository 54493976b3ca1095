"""The short lines of a page as a reader sees them, and which of them is the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

MAX_LINE = 160  # code points; a longer line is prose
_MAX_LINES = 6_000  # text lines of a page that are looked at

_UNREAD = frozenset(("script", "style", "noscript", "option", "head", "title", "meta"))
BLOCKS = frozenset(
    (
        *("p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header"),
        *("footer", "aside", "nav", "ul", "ol", "table", "tr", "body", "dd", "dt"),
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3"))
_TIMELY = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")


def page_lines(tree: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Short lines of text in page order, with the innermost element that holds them whole; bounded."""
    return list(_lines(tree))


def headline_line(lines: list[tuple[HtmlElement, str]], title: str) -> int | None:
    """The number of the line that is the headline: a heading that says it, else any line, else a long heading."""
    wanted, best = letters_of(title), None
    for number, (element, line) in enumerate(lines):
        key, rank = letters_of(line), 0
        if len(wanted) >= 4 and same_start(wanted, key):
            rank = 4 if element.tag == "h1" else 3 if _heading_of(element) else 2
        elif element.tag in _HEADINGS and len(key) >= 8:
            rank = 2 if alike(wanted, key) else 1 if element.tag == "h1" else 0
        # Of several headings that say it the last: a menu and a slide show come first. Of other lines the first.
        if rank and (best is None or rank > best[0] or (rank == best[0] == 4)):
            best = (rank, number)
    return best[1] if best else None


def same_start(title: str, line: str) -> bool:
    """Whether a line is the headline, or either of them the beginning of the other."""
    short, long = sorted((title, line), key=len)
    return long.startswith(short) and (short == long or len(short) >= 8)


def alike(title: str, line: str) -> bool:
    """Whether a heading is the headline in other words: the page's title is often written for search engines."""
    pairs = _pairs(title)
    if len(pairs) < 8 or len(line) < 0.4 * len(title):
        return False
    return len(pairs & _pairs(line)) >= 0.6 * min(len(pairs), len(line) - 1)


def letters_of(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())


def short_text(element: HtmlElement) -> str:
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part[: MAX_LINE * 3])
        length += len(part)
        if length > MAX_LINE * 3:
            break
    return " ".join(parts)


def parents_of(element: HtmlElement, count: int) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    node = element.getparent()
    while node is not None and len(found) < count and node.tag not in {"body", "html"}:
        found.append(node)
        node = node.getparent()
    return found


def _heading_of(element: HtmlElement) -> bool:
    return any(node.tag in _HEADINGS for node in (element, *parents_of(element, 2)))


def _pairs(key: str) -> set[str]:
    return {key[n : n + 2] for n in range(len(key) - 1)}


def _in_pieces(element: HtmlElement) -> bool:
    """Whether an element is a date in pieces: <li class=publish><span>Dec</span> <span>06</span> <span>2025</span>."""
    if not 2 <= len(element) <= 8 or not _TIMELY.search(element.get("class") or ""):
        return False
    return all(child.tag not in BLOCKS and len(child) == 0 for child in element)


def _lines(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    count = 0
    for element in tree.iter(etree.Element):
        if element.tag in _UNREAD:
            continue
        if count > _MAX_LINES:
            return
        own, children = element.text or "", list(element)
        if children:
            own += " ".join([child.tail or "" for child in children])
        if (not own or own.isspace()) and not (children and _in_pieces(element)):
            continue
        # The whole element when it is short: "2025-11-05 <span>06:30</span>" is one line.
        apart = not children or any(child.tag in BLOCKS for child in children)
        whole = own if apart else short_text(element)
        line = " ".join(whole.split())
        if line and len(line) <= MAX_LINE:
            count += 1
            yield element, line
