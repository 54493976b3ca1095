"""The text of a page's article, line by line. The one door of trafilatura.

The container of the article is found by our own reading of the page (``containers``); trafilatura is asked where that
is not sure; the page's own data (JSON-LD, the state its scripts hold) where the page shows little or nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement

from crawler.body import clean_line, paragraphs_of
from crawler.choices import Cut
from crawler.containers import Found, find_container
from crawler.markup import Head, is_article, text_of_body
from crawler.payloads import find_payload
from crawler.prose import article_lines, drop_heading
from crawler.residue import cut_residue
from crawler.sights import units
from store.records import LineKind, Paragraph

MAX_TEXT = 400_000  # code points of an article that are kept
MAX_BARE = 900  # units of text below which the data of a page's scripts is looked at
MIN_CHARS = {
    "zh": 60,
    "en": 180,
}  # least text of an article: a short flash in Chinese, two sentences in English

logging.getLogger("trafilatura").setLevel(
    logging.CRITICAL
)  # it logs every odd page; the outcome is in our records


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line of an article: cleaned, not empty, without line feeds."""

    text: str
    kind: LineKind = LineKind.PARAGRAPH


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


def read_text(tree: HtmlElement, head: Head, *, url: str, title: str, author: str) -> MainText:
    """The article's lines: from its container where that is sure, else trafilatura's, else from the data of scripts."""
    found = find_container(tree)
    own, rule = article_lines(found.lines, title, author) if found is not None else [], "container"
    if found is None or not _is_sure(found, own) or _length(own) < least_length("".join(own)):
        second = _second_opinion(tree, url, title)
        if _length(second) > _length(own) or (found is not None and found.share < 0.5 and second):
            own, rule = second, "trafilatura"
    declared = next((text_of_body(item) for item in head.linked if is_article(item)), [])
    drawn = len(own) <= 1 < len(declared) and _length(declared) > 0.9 * _length(own)
    if drawn or _length(declared) > max(300, 3 * _length(own)):
        own, rule = cut_residue(declared), "jsonld articleBody"  # a page that scripts draw
    drawn_title = ""
    if units("".join(own)) < MAX_BARE:
        payload = find_payload(
            tree, (title, head.title, head.meta("og:title", "twitter:title")), "\n".join(own)
        )
        if payload is not None and units("".join(payload.lines)) > 2 * units("".join(own)):
            own, rule = drop_heading(cut_residue(list(payload.lines)), title), "state of the page's scripts"
            drawn_title = clean_line(payload.title)
    lines = tuple(_bounded(TextLine(text=line) for text in own if (line := clean_line(text))))
    return MainText(lines=lines, cut=(), rule=rule if lines else "", drawn_title=drawn_title)


def least_length(text: str) -> int:
    """Code points below which a text is too short for an article: Chinese says more in fewer."""
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    return MIN_CHARS["zh"] if han * 4 > len(text) else MIN_CHARS["en"]


def _bounded(lines: Iterable[TextLine]) -> Iterable[TextLine]:
    left = MAX_TEXT
    for line in lines:
        text = line.text[:left].rstrip()
        if not text:
            return
        yield TextLine(text=text, kind=line.kind)
        left -= len(text) + 1
        if left <= 0:
            return


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _is_sure(found: Found, lines: list[str]) -> bool:
    """Whether the container can be trusted without a second opinion.

    Measured on 475 saved pages: with half of the page's prose, or a body's name and a fifth of it, the container
    beats trafilatura; Chinese pages carry so much other prose that it wins whatever its share.
    """
    if found.share >= 0.5 or (found.standing >= 0.7 and found.share >= 0.2):
        return True
    text = "".join(lines)
    return sum("\u3400" <= char <= "\u9fff" for char in text) > max(30, 0.3 * len(text))


def _second_opinion(tree: HtmlElement, url: str, title: str) -> list[str]:
    document = trafilatura.bare_extraction(
        tree, url=url or None, include_comments=False, include_tables=True, with_metadata=False
    )
    if document is None or isinstance(document, dict):
        return []
    return drop_heading(cut_residue(paragraphs_of(document.body)), title)
