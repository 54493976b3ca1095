"""The words an article opens with: what its headline and its lead say, each once, without what every report says.

Weeks are told apart by them (words of the week). They are folded, so that one word is one in both Chinese scripts.
Left out are numbers, single characters, the function words and phrases of the trade in data/stop_words.toml, and the
name of the publisher wherever it prints itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from nlp.datelines import after_dateline
from nlp.document import Document
from nlp.script import fold
from nlp.segment import cut_words
from nlp.spacy_door import english_words, storable
from store.records import Lang, LineKind, Span

MOST_WORDS = 60  # of one article; a headline and two sentences have fewer
_LEAD_SENTENCES = 2
_LEAD = 600  # characters of the lead that are looked at
_PROSE = 18  # characters a line has at least that may be a lead
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z][a-z&'-]{0,24}[a-z]")
_CHINESE_WORD = re.compile(r"[\u3400-\u9fff]{2,12}")
_NUMBER = re.compile(
    r"[〇零一二两三四五六七八九十百千万亿几多半数第]+[个家名位项条批次年月日号天周季度届元成倍点多余]*"
)


@cache
def stop_words() -> frozenset[str]:
    """Words of both languages that never mark a week, folded."""
    lists = tomllib.loads((resources.files("nlp") / "data/stop_words.toml").read_text(encoding="utf-8"))
    return frozenset(fold(word) for words in lists.values() for word in words.split())


def find_title_words(document: Document) -> tuple[str, ...]:
    """The different words of headline and lead, folded, in the order in which they first stand there; 60 at most."""
    found = dict.fromkeys(_kept(_title_words(document)))
    found.update(dict.fromkeys(_kept(_lead_words(document))))
    return tuple(found)[:MOST_WORDS]


def _kept(words: Iterable[str]) -> Iterator[str]:
    never, behind_number = stop_words(), False
    for written in words:
        if written.isspace():
            continue
        word, measure = written.removesuffix("'s").strip("'&-"), behind_number
        behind_number = written[-1:].isdigit()
        if word in never:
            continue
        if _LATIN_WORD.fullmatch(word) or (
            _CHINESE_WORD.fullmatch(word) is not None
            and _NUMBER.fullmatch(word) is None
            and not measure  # 1.28|万件, 18|小时, 12月1|日起
        ):
            yield word


def _title_words(document: Document) -> Iterator[str]:
    title = storable(document.title_folded)
    for start, end in _own_names(title, document):
        title = f"{title[:start]}{' ' * (end - start)}{title[end:]}"
    if _is_chinese(document, title):
        yield from cut_words(title)
    else:
        yield from (word for word, _ in english_words(title))


def _lead_words(document: Document) -> Iterator[str]:
    lead = _lead(document)
    if lead is None:
        return
    skipped = [
        (lead.start + start, lead.start + end)
        for start, end in _own_names(document.folded[lead.start : lead.end], document)
    ]
    for token in document.doc:
        if token.idx >= lead.end:
            return
        end = token.idx + len(token)
        if token.idx >= lead.start and not any(token.idx < last and end > first for first, last in skipped):
            yield token.text


def _lead(document: Document) -> Span | None:
    """The first two sentences of the first line that is prose, behind the dateline."""
    line = _first_prose(document)
    if line is None:
        return None
    start = line.start + after_dateline(document.text[line.start : line.end])
    inside = [span for span in document.sentences[:40] if span.end > start and span.start < line.end]
    if not inside:
        return None
    return Span(start, min(inside[:_LEAD_SENTENCES][-1].end, start + _LEAD))


def _first_prose(document: Document) -> Span | None:
    if document.paragraphs:
        for line in document.paragraphs[:12]:
            if line.kind is LineKind.PARAGRAPH and line.end - line.start >= _PROSE:
                return Span(line.start, min(line.end, len(document.text)))
        return None
    start = 0
    for _ in range(12):
        end = document.text.find("\n", start)
        end = len(document.text) if end < 0 else end
        if end - start >= _PROSE:
            return Span(start, end)
        start = end + 1
        if start >= len(document.text):
            break
    return None


def _own_names(folded: str, document: Document) -> Iterator[tuple[int, int]]:
    """Where the publisher's own name stands."""
    name = fold(document.source).strip()
    at = folded.find(name) if len(name) > 1 else -1
    while at >= 0:
        yield at, at + len(name)
        at = folded.find(name, at + len(name))


def _is_chinese(document: Document, text: str) -> bool:
    return document.lang in (Lang.ZH_HANS, Lang.ZH_HANT) or (
        document.lang is not Lang.EN and _HAN.search(text) is not None
    )
