"""The text of a page's article, line by line. The one door of trafilatura.

The container of the article is found by our own reading of the page (``containers``); trafilatura is asked where that
is not sure; the page's own data (JSON-LD, the state its scripts hold) where the page shows little or nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import trafilatura
from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement

from crawler.reading.body import clean_line, paragraphs_of
from crawler.reading.choices import Cut
from crawler.reading.containers import Clues, Found, find_container, find_declared
from crawler.reading.lines import TextLine, key_of
from crawler.reading.markup import Head, is_article, text_of_body
from crawler.reading.payloads import find_payload
from crawler.reading.prose import article_lines, drop_heading
from crawler.reading.residue import cut_lines, cut_residue, late_rule
from crawler.reading.sights import is_prose, units
from crawler.reading.tables import span_of
from store.records import Paragraph, Source

MAX_TEXT = 400_000  # code points of an article that are kept
MAX_BARE = 900  # units of text below which the data of a page's scripts is looked at
MAX_SELECTED = 200  # elements that a source's selector may name on one page
MIN_CHARS = {
    "zh": 60,
    "en": 180,
}  # least text of an article: a short flash in Chinese, two sentences in English

_AMPLE = 1_000  # code points of a text that is no mere furniture, whatever its lines say
_MAX_OPINION = 20_000  # elements of a tree that trafilatura is asked about
_MAX_RESCUE = 5_000  # the same for its rescue
_MAX_DEPTHS = (
    500_000  # levels all elements stand deep together; 53,000 on the deepest of 484 saved news pages
)
_MAX_SPANNED = 20_000  # places in tables that their cells say they cover; it lays each of them out
_HAN = re.compile("[\u3400-\u9fff]")

logging.getLogger("trafilatura").setLevel(
    logging.CRITICAL
)  # it logs every odd page; the outcome is in our records


@dataclass(frozen=True, slots=True, kw_only=True)
class MainText:
    """The article of a page: at most ``MAX_TEXT`` code points, line feeds included.

    ``cut``: lines that stood in its place and are not of it; ``rule``: what gave the text; ``drawn_title``: the
    headline beside a text that scripts draw, "" for any other.
    """

    lines: tuple[TextLine, ...]
    cut: tuple[Cut, ...]
    rule: str
    drawn_title: str

    @property
    def text(self) -> str:
        """The lines joined by line feeds."""
        return "\n".join(line.text for line in self.lines)

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Where each line stands in ``text``, and its kind."""
        found, start = [], 0
        for line in self.lines:
            found.append(Paragraph(start=start, end=start + len(line.text), kind=line.kind))
            start += len(line.text) + 1
        return tuple(found)


def read_text(
    tree: HtmlElement, head: Head, *, url: str, title: str, author: str, source: Source | None = None
) -> MainText:
    """The article's lines: from where its source says, else from its container where that is sure, else trafilatura's,
    else from the data of scripts."""
    dropped = _selected(tree, source.drop_css) if source is not None else ()
    if source is not None and (declared_at := _selected(tree, source.body_css)):
        own, cut = article_lines(find_declared(tree, declared_at, dropped), title, author)
        if _length(own) >= least_length(_joined(own)):
            return MainText(lines=tuple(bounded(own)), cut=cut, rule="body_css of the source", drawn_title="")
    declared = next((text_of_body(item) for item in head.linked if is_article(item)), [])
    clues = Clues(
        title=title,
        description=head.meta("og:description", "description", "twitter:description"),
        declared="".join(declared),
    )
    found = find_container(tree, clues, dropped)
    own, cut = article_lines(found.lines, title, author)
    rule = "container"
    if not _is_sure(found, own) or _length(own) < least_length(_joined(own)):
        second = _plain(_believed(_second_opinion(tree, url, title), found))
        if _length(second) > _length(own) or (found.lines and found.share < 0.5 and second):
            own, cut, rule = second, (), "trafilatura"
    drawn = len(own) <= 1 < len(declared) and sum(map(len, declared)) > 0.9 * _length(own)
    if drawn or sum(map(len, declared)) > max(300, 3 * _length(own)):
        own, cut = _without_residue(declared)  # a page that scripts draw
        rule = "jsonld articleBody"
    drawn_title = ""
    if units(_joined(own)) < MAX_BARE:
        shown = "\n".join(line.text for line in own)
        payload = find_payload(tree, (title, head.title, head.meta("og:title", "twitter:title")), shown)
        if payload is not None and units("".join(payload.lines)) > 2 * units(_joined(own)):
            own, cut = _without_residue(drop_heading(payload.lines, title))
            rule, drawn_title = "state of the page's scripts", clean_line(payload.title)
    lines = tuple(bounded(own))
    return MainText(lines=lines, cut=cut, rule=rule if lines else "", drawn_title=drawn_title)


def _selected(tree: HtmlElement, css: str) -> tuple[HtmlElement, ...]:
    """The elements that a source's selector names, in page order; none for a selector that is none."""
    if not css:
        return ()
    try:
        found = _selector(css)(tree)
    except SelectorError:
        return ()
    elements = found if isinstance(found, list) else []
    return tuple(element for element in elements[:MAX_SELECTED] if isinstance(element, HtmlElement))


@lru_cache(maxsize=256)
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def least_length(text: str) -> int:
    """Code points below which a text is too short for an article: Chinese says more in fewer."""
    han = len(_HAN.findall(text))
    return MIN_CHARS["zh"] if han * 4 > len(text) else MIN_CHARS["en"]


def is_too_short(text: str) -> bool:
    """Whether a text is too short for an article, or has neither a sentence nor a row of a table.

    Lines that stand below any article (who is to be called, whose rights are reserved) are not counted: on a page with
    next to no text they, and the menu, are all that is found.
    """
    least = least_length(text)
    if not least <= len(text) < _AMPLE:
        return len(text) < least
    said = [line for line in text.split("\n") if late_rule(line) is None]
    return sum(map(len, said)) < least or not any(is_prose(line) or " | " in line for line in said)


def bounded(lines: Iterable[TextLine]) -> Iterable[TextLine]:
    """The lines cleaned, without empty ones, up to ``MAX_TEXT`` code points with their line feeds."""
    left = MAX_TEXT
    for line in lines:
        text = clean_line(line.text)[:left].rstrip()
        if not text:
            continue
        yield TextLine(text=text, kind=line.kind)
        left -= len(text) + 1
        if left <= 0:
            return


def _plain(texts: Iterable[str]) -> list[TextLine]:
    return [TextLine(text=text) for text in texts]


def _without_residue(texts: Sequence[str]) -> tuple[list[TextLine], tuple[Cut, ...]]:
    kept, cut = cut_lines(texts)
    return _plain(texts[index] for index in kept), cut


def _joined(lines: Iterable[TextLine]) -> str:
    return "".join(line.text for line in lines)


def _length(lines: Iterable[TextLine]) -> int:
    return sum(len(line.text) for line in lines)


def _is_sure(found: Found, lines: list[TextLine]) -> bool:
    """Whether the container can be trusted without a second opinion.

    Measured on 475 saved pages: with half of the page's prose, or a body's name and a fifth of it, the container
    beats trafilatura; Chinese pages carry so much other prose that it wins whatever its share.
    """
    if found.share >= 0.5 or (found.standing >= 0.7 and found.share >= 0.2):
        return True
    text = _joined(lines)
    return len(_HAN.findall(text)) > max(30, 0.3 * len(text))


def _second_opinion(tree: HtmlElement, url: str, title: str) -> list[str]:
    """What trafilatura reads; nothing of a tree it would take seconds for, without its rescue where that would.

    Its rescue weighs each paragraph against all others, and the largest of 484 saved news pages has 4,000 elements.
    It reads the text below an element once for every element above: a deep tree costs the square of its depth.
    """
    size, depths = _extent(tree)
    if size > _MAX_OPINION or depths > _MAX_DEPTHS or _spanned(tree) > _MAX_SPANNED:
        return []
    try:
        document = trafilatura.bare_extraction(
            tree,
            url=url or None,
            fast=size > _MAX_RESCUE,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
        )
    except RecursionError:  # it goes down a tree by calling itself
        return []
    if document is None or isinstance(document, dict):
        return []
    return drop_heading(cut_residue(paragraphs_of(document.body)), title)


def _believed(lines: Sequence[str], found: Found) -> Sequence[str]:
    """A second opinion without what we have seen to be something else; nothing when half of it is no sentences.

    Where trafilatura finds no article it gives all words of the page: menus, teasers and what is hidden. A long
    opinion is not of that kind.
    """
    if sum(map(len, lines)) < _AMPLE:
        seen = "".join(key_of(line.text) for line in found.page if not line.elsewhere)
        lines = [line for line in lines if key_of(line) in seen]
    told = sum(units(line) for line in lines if is_prose(line))
    return lines if 2 * told >= sum(map(units, lines)) else []


def _spanned(tree: HtmlElement) -> int:
    return sum(span_of(cell, "rowspan") * span_of(cell, "colspan") for cell in tree.iter("td", "th"))


def _extent(tree: HtmlElement) -> tuple[int, int]:
    """How many elements a tree has, and how many levels they stand deep, all together."""
    size = depths = depth = 0
    level = [tree]
    while level:
        size += len(level)
        depths += depth * len(level)
        level, depth = [child for element in level for child in element], depth + 1
    return size, depths
