"""What every finder of this room is given: one text, folded once, cut into sentences once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.records import Lang, Paragraph, Span

KINDS = ("", "notice", "press", "blog")  # of a text, as far as its publisher tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text ready to be read. ``len(folded) == len(text)``: a span of one is a span of the other."""

    text: str
    folded: str  # nlp.script.fold(text): Simplified, half width, lower case
    lang: Lang
    title: str
    title_folded: str
    sentences: tuple[Span, ...]  # cover the text without overlap; white space at the ends left out
    published_at: datetime | None  # aware UTC
    source: str  # name of the publisher, "" if unknown
    kind: str  # one of KINDS
    region: str  # ISO 3166-1 alpha-2 of the publisher, "" if unknown
    paragraphs: tuple[Paragraph, ...] = ()  # lines of the text and their kind; empty: not known
    doc: Any  # the spaCy Doc of ``folded``, tokens only
