"""Sentences and words: from a text to the Document that every finder of this room is given.

The only module that knows jieba. Words are cut on the folded text, piece by piece, so that the time
is linear whatever the text is; sentence spans are offsets into the text as given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jieba import Tokenizer

from nlp.document import Document
from nlp.script import detect_lang, fold
from nlp.spacy_door import doc_of_words, english_words, storable
from store.records import Lang, Paragraph, Span

MOST_READ = 150_000  # characters of a text; no article has a tenth of that
MOST_TITLE = 1_000
_BREAK = re.compile(r"[\s。！？；，]")
_BREAK_NEAR = 200  # characters before the limit in which the text may be cut at a break

_SHORT = 24  # characters of a stretch that is a name rather than a text
_PIECE = 400  # characters cut into words at a time; jieba and spaCy slow down on longer unbroken runs
_SENTENCE_CAP = 1200  # characters; a longer run without a full stop is cut at a clause mark
_CLOSERS = "\"'”’」』）)】》]"
_STOP = re.compile(r"[。！？!?…]+|\.+|\n|\r|\u2028|\u2029")
_CLAUSE = re.compile(r"[，,；;、：:\s]")
_FIRST_WORD = re.compile(r"[\"'”’)\]]{0,3}[ \t]{1,20}[\"'“‘(\[]{0,3}([A-Za-z]{1,20})")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _stop_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Abbreviations, those that may end a sentence, and the words that show that one did."""
    lists = tomllib.loads((resources.files("nlp") / "data/words.toml").read_text(encoding="utf-8"))[
        "sentence"
    ]
    abbreviations, may_end, starters = (
        frozenset(lists[key].split()) for key in ("abbreviations", "may_end", "starters")
    )
    return abbreviations, may_end, starters


class _Words:
    """jieba's dictionary, read from its package; jieba's own loader trusts a cache in the shared /tmp."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total = _jieba_dictionary()
        self._tokenizer.initialized = True

    def cut(self, piece: str) -> list[str]:
        return [word for word in self._tokenizer.cut(piece, cut_all=False) if word]

    def knows(self, word: str) -> bool:
        return bool(self._tokenizer.FREQ.get(word))


def _jieba_dictionary() -> tuple[dict[str, int], int]:
    freq: dict[str, int] = {}
    total = 0
    # Folded as a whole, which is quicker than word by word: 著名 is looked for as 着名.
    text = fold((resources.files("jieba") / "dict.txt").read_text(encoding="utf-8"))
    for line in text.splitlines():
        folded, count, _ = line.split(" ", 2)
        number = int(count)
        freq[folded] = freq.get(folded, 0) + number
        total += number
        for end in range(1, len(folded)):
            freq.setdefault(folded[:end], 0)  # jieba walks prefixes
    return freq, total


@cache
def _chinese_words() -> _Words:
    return _Words()


def is_dictionary_word(folded: str) -> bool:
    """Whether jieba's dictionary lists the (folded) word itself, not only as the head of a longer one."""
    return _chinese_words().knows(folded)


def cut_words(folded: str) -> list[str]:
    """The words jieba cuts a (folded) stretch into; meant for a few characters."""
    if len(folded) > _SHORT:
        return _chinese_words().cut(folded)
    return list(_cut_before(folded))


@lru_cache(maxsize=8192)
def _cut_before(folded: str) -> tuple[str, ...]:
    """The same names are cut again and again, by all who look at them."""
    return tuple(_chinese_words().cut(folded))


def _pieces(text: str) -> Iterator[str]:
    """The text in runs of at most _PIECE characters, cut at white space or a mark where there is one."""
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        cut = max(text.rfind(mark, start + _PIECE // 2, end) for mark in "\n。，, ")
        end = cut + 1 if cut > start else end
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _build_doc(folded: str, lang: Lang) -> Any:
    """A spaCy Doc of the words of the folded text. ``doc.text`` has the length of the text."""
    text = storable(folded)
    chinese = lang in (Lang.ZH_HANS, Lang.ZH_HANT) or (lang is not Lang.EN and _HAS_HAN.search(text))
    words: list[str] = []
    spaces: list[bool] = []
    for piece in _pieces(text):
        if chinese:
            for word in _chinese_words().cut(piece):
                if word == " " and words and not spaces[-1] and not words[-1].isspace():
                    spaces[-1] = True
                else:
                    words.append(word)
                    spaces.append(False)
        else:
            for word, spaced in english_words(piece):
                words.append(word)
                spaces.append(spaced)
    return doc_of_words(words, spaces, "zh" if chinese else "en")


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the full stop (or dots) at [start, end) ends a sentence."""
    after = text[end : end + 1]
    if end - start == 1:
        if after and not after.isspace() and after not in _CLOSERS and not _HAS_HAN.match(after):
            return False  # 3.5, amazon.com, U.S.
        word_start = start
        while word_start > 0 and start - word_start < 12 and (text[word_start - 1].isascii() and (
            text[word_start - 1].isalnum() or text[word_start - 1] in ".'"
        )):  # fmt: skip
            word_start -= 1
        word = text[word_start:start].lower()
        abbreviations, may_end, starters = _stop_words()
        if len(word) == 1 and word.isalpha():
            return False  # an initial
        if word in abbreviations:
            following = _FIRST_WORD.match(text, end)
            return bool(
                word in may_end
                and following
                and following[1][0].isupper()
                and following[1].lower() in starters
            )
        if word.isdigit() and len(word) <= 2 and text[max(word_start - 1, 0) : word_start] in ("", "\n"):
            return False  # "1. First" at the head of a line
    if _HAS_HAN.match(after):
        return True
    return not text[end : end + 40].lstrip(_CLOSERS + " \t")[:1].islower()


def _raw_sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        mark, end = match.group(), match.end()
        if mark[0] == "." and not _ends_sentence(text, match.start(), end):
            continue
        if mark in "!?" and text[end : end + 1].isalnum() and text[end : end + 1].isascii():
            continue  # Yahoo!finance, a query string
        limit = min(len(text), end + 4)
        while end < limit and text[end] in _CLOSERS and mark not in "\n\r":
            end += 1
        if end > start:
            yield start, end
            start = end
    if start < len(text):
        yield start, len(text)


def find_sentences(text: str) -> tuple[Span, ...]:
    """Sentence spans in order, white space trimmed, none longer than 1 200 characters.

    A line end always ends a sentence; a semicolon does not.
    """
    spans: list[Span] = []
    for first, end in _raw_sentences(text):
        start = first
        while start < end:
            stop = end
            if end - start > _SENTENCE_CAP:
                marks = [
                    m.end() for m in _CLAUSE.finditer(text, start + _SENTENCE_CAP // 2, start + _SENTENCE_CAP)
                ]
                stop = marks[-1] if marks else start + _SENTENCE_CAP
            body = text[start:stop]
            left = start + len(body) - len(body.lstrip())
            right = start + len(body.rstrip())
            if left < right:
                spans.append(Span(left, right))
            start = stop
    return tuple(spans)


def _first_part(text: str, most: int) -> str:
    """At most that many characters, up to the last white space or mark near the limit: no number is cut in two."""
    if len(text) <= most:
        return text
    ends = [match.end() for match in _BREAK.finditer(text, most - _BREAK_NEAR, most)]
    return text[: ends[-1] if ends else most]


def build_document(
    text: str,
    *,
    lang: Lang | None = None,
    title: str = "",
    published_at: datetime | None = None,
    source: str = "",
    kind: str = "",
    region: str = "",
    paragraphs: tuple[Paragraph, ...] = (),
) -> Document:
    """Fold, cut and label a text once for all finders. ``lang`` None: detected from title and text.

    Of a text its first ``MOST_READ`` characters are read, of a title its first ``MOST_TITLE``: whatever a page
    holds, its reading ends within seconds. What is cut off is not in the document and nothing is said of it.
    """
    text, title = _first_part(text, MOST_READ), _first_part(title, MOST_TITLE)
    folded = fold(text)
    known = detect_lang(f"{title}\n{text}") if lang is None else lang
    return Document(
        text=text,
        folded=folded,
        lang=known,
        title=title,
        title_folded=fold(title),
        sentences=find_sentences(text),
        published_at=published_at,
        source=source,
        kind=kind,
        region=region,
        paragraphs=paragraphs,
        doc=_build_doc(folded, known),
    )
