"""The text of a page's article, line by line. The one door of trafilatura.

The container of the article is found by our own reading of the page (``containers``); trafilatura is asked where that
is not sure; the page's own data (JSON-LD, the state its scripts hold) where the page shows little or nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement

from crawler.body import clean_line, paragraphs_of
from crawler.choices import Cut
from crawler.containers import Clues, Found, find_container
from crawler.lines import TextLine
from crawler.markup import Head, is_article, text_of_body
from crawler.payloads import find_payload
from crawler.prose import article_lines, drop_heading
from crawler.residue import cut_lines, cut_residue
from crawler.sights import units
from store.records import Paragraph

MAX_TEXT = 400_000  # code points of an article that are kept
MAX_BARE = 900  # units of text below which the data of a page's scripts is looked at
MIN_CHARS = {
    "zh": 60,
    "en": 180,
}  # least text of an article: a short flash in Chinese, two sentences in English

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


def read_text(tree: HtmlElement, head: Head, *, url: str, title: str, author: str) -> MainText:
    """The article's lines: from its container where that is sure, else trafilatura's, else from the data of scripts."""
    declared = next((text_of_body(item) for item in head.linked if is_article(item)), [])
    clues = Clues(
        title=title,
        description=head.meta("og:description", "description", "twitter:description"),
        declared="".join(declared),
    )
    found = find_container(tree, clues)
    own, cut = article_lines(found.lines, title, author) if found is not None else ([], ())
    rule = "container"
    if found is None or not _is_sure(found, own) or _length(own) < least_length(_joined(own)):
        second = _plain(_second_opinion(tree, url, title))
        if _length(second) > _length(own) or (found is not None and found.share < 0.5 and second):
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


def least_length(text: str) -> int:
    """Code points below which a text is too short for an article: Chinese says more in fewer."""
    han = len(_HAN.findall(text))
    return MIN_CHARS["zh"] if han * 4 > len(text) else MIN_CHARS["en"]


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
    document = trafilatura.bare_extraction(
        tree, url=url or None, include_comments=False, include_tables=True, with_metadata=False
    )
    if document is None or isinstance(document, dict):
        return []
    return drop_heading(cut_residue(paragraphs_of(document.body)), title)
