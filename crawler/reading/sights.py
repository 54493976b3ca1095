"""What a page shows before anybody asks what it means: its words by line, its markup without them, its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

MAX_ELEMENTS = 20_000  # looked at; what a page is shows long before
MAX_SCRIPT = 60_000  # characters kept of one script
MAX_MARKUP = 600_000

_UNSEEN = frozenset({"script", "style", "template", "svg", "head", "title", "meta", "link", "iframe"})
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "img", "ins", "kbd", "label"),
        *(
            "mark",
            "q",
            "s",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
            "u",
            "var",
            "wbr",
        ),
    )
)
_TOLD = ("id", "class", "src", "href", "action", "name", "content", "data-sitekey", "placeholder", "type")
_SENTENCE = re.compile(r"[，。！？；、,.!?;…]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_ALERT = re.compile(r"\balert\(\s{0,9}[\"']([^\"'\\<>]{4,120})[\"']")  # what a page says by a window
HAN_UNITS = 3  # a Chinese character says about as much as three Latin letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A page as it shows. ``prose`` counts the characters of sentences outside links, a Han character as three."""

    title: str
    lines: tuple[str, ...]  # visible text by block, links included, in page order
    headings: tuple[str, ...]  # text of h1 to h3
    markup: str  # lower case: scripts and the values of telling attributes, none of the visible words
    passwords: int  # fields for a password
    links: tuple[str, ...]  # visible text of links
    prose: int
    scripts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def words(self) -> str:
        """The visible lines in one string."""
        return "\n".join(self.lines)


def look(tree: HtmlElement) -> Sight:
    """Look at a page once. Linear in its elements, of which the first ``MAX_ELEMENTS`` count."""
    markup: list[str] = []
    scripts: list[str] = []
    links: list[str] = []
    passwords = size = 0
    for number, element in enumerate(tree.iter()):
        if number >= MAX_ELEMENTS:
            break
        tag = element.tag
        if not isinstance(tag, str):
            continue
        given = dict(element.items())  # all at once: each look into the tree costs
        told = [value for name in _TOLD if (value := given.get(name))] if given else []
        if tag == "script" and element.text:
            scripts.append(element.text[:MAX_SCRIPT])
            told.append(element.text[:MAX_SCRIPT])
        if tag == "input" and given.get("type", "").lower() == "password":
            passwords += 1
        if tag == "a" and (words := " ".join(element.text_content().split())):
            links.append(words[:300])
        if told and size < MAX_MARKUP:
            markup.append(" ".join(told))
            size += len(markup[-1])
    lines = [(text, linked) for text, linked in _lines(tree) if text]
    lines += [(found.group(1), False) for script in scripts for found in islice(_ALERT.finditer(script), 5)]
    return Sight(
        title=next((" ".join(item.text_content().split()) for item in tree.iter("title")), "")[:500],
        lines=tuple(text for text, _ in lines),
        headings=tuple(
            text for item in tree.iter("h1", "h2", "h3") if (text := " ".join(item.text_content().split()))
        )[:60],
        markup="\n".join(markup).lower()[:MAX_MARKUP],
        passwords=passwords,
        links=tuple(links),
        prose=sum(units(text) for text, linked in lines if not linked and is_prose(text)),
        scripts=tuple(scripts),
    )


def units(text: str) -> int:
    """The length of a text in letters, a Chinese character counting ``HAN_UNITS``."""
    return len(text) if text.isascii() else len(text) + (HAN_UNITS - 1) * len(_HAN.findall(text))


def is_prose(text: str) -> bool:
    """Whether a line is long enough for a sentence, and punctuated as one."""
    return units(text) >= 40 and _SENTENCE.search(text) is not None


def _lines(tree: HtmlElement) -> Iterator[tuple[str, bool]]:
    """Blocks of visible text, and whether most of a block is links. Without recursion."""
    parts: list[str] = []
    linked = 0
    for text, in_link, breaks in _pieces(tree):
        if breaks:
            line = " ".join("".join(parts).split())
            yield line[:20_000], linked * 2 > len(line)
            parts, linked = [], 0
        if text:
            parts.append(text)
            linked += len(text) if in_link else 0
    line = " ".join("".join(parts).split())
    yield line[:20_000], linked * 2 > len(line)


def _pieces(tree: HtmlElement) -> Iterator[tuple[str, bool, bool]]:
    """Pieces of visible text as (text, inside a link, whether a new block begins before it)."""
    stack: list[tuple[HtmlElement, bool, bool]] = [(tree, False, False)]
    seen = 0
    while stack and seen < 4 * MAX_ELEMENTS:
        seen += 1
        element, in_link, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else "script"
        block = tag not in _INLINE
        if leaving:
            yield "", False, block
            if element is not tree and element.tail:
                yield element.tail, in_link, False
            continue
        if tag in _UNSEEN:
            if element is not tree and element.tail:
                yield element.tail, in_link, False
            continue
        inside = in_link or tag == "a"
        yield element.text or "", inside, block
        if not len(element):  # it is left at once
            seen += 1
            yield "", False, block
            if element is not tree and element.tail:
                yield element.tail, in_link, False
            continue
        stack.append((element, in_link, True))
        stack.extend((child, inside, False) for child in reversed(element))
