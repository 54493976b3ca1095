"""An extracted tree to paragraphs of plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml.etree import _Element

_BLOCKS = frozenset(  # of trafilatura's own vocabulary, and of HTML
    (
        *("p", "head", "item", "quote", "code", "row", "div", "table", "list"),
        *("section", "article", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "pre"),
        *("dt", "dd", "ul", "ol", "figcaption"),
    )
)
# C0 and C1 controls, bidirectional overrides and invisible marks: they hide or reorder what is read.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{1,999}")


def clean_line(text: str) -> str:
    """One line of text: NFC, no invisible characters, single spaces, trimmed."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\u2028", " ")))
    return _SPACES.sub(" ", text.replace("\n", " ").replace("\t", " ")).strip()


def paragraphs_of(body: _Element) -> list[str]:
    """Text blocks of an extracted tree in order; a table row becomes "a | b | c". A line feed parts two blocks."""
    return [line for raw in _pieces(body) for part in raw.split("\n") if (line := clean_line(part))]


def _pieces(body: _Element) -> Iterator[str]:
    buffer: list[str] = []
    for event, element in _walk(body):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in {"row", "tr"}:
                yield "".join(buffer)
                buffer = []
                yield _row(element)
            elif tag in {"lb", "br"} or tag in _BLOCKS:
                yield "".join(buffer)
                buffer = [element.text or ""]
            else:
                buffer.append(element.text or "")
        elif tag in _BLOCKS:
            yield "".join(buffer)
            buffer = [element.tail or ""]
        else:
            buffer.append(element.tail or "")
    yield "".join(buffer)


def _walk(body: _Element) -> Iterator[tuple[str, _Element]]:
    """Start and end events without recursion; the inside of a table row is left to ``_row``."""
    stack: list[tuple[_Element, Iterator[_Element]]] = [(body, iter(body))]
    yield "start", body
    while stack:
        element, children = stack[-1]
        child = None if element.tag in {"row", "tr"} else next(children, None)
        if child is not None:
            stack.append(
                (child, iter(child))
            )  # by iterator: child number n of lxml is found by counting to n
            yield "start", child
        else:
            stack.pop()
            if element is not body:
                yield "end", element


def _row(row: _Element) -> str:
    cells = [clean_line(" ".join(str(part) for part in cell.itertext())) for cell in row]
    return " | ".join(cell for cell in cells) if any(cells) else ""
