"""The one door to spaCy.

Two blank pipelines, Chinese and English, lend the documents of this room their vocabulary; the English one also
its rules of where a word ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import spacy
from spacy.tokens import Doc


@cache
def blank(code: str) -> Any:
    """The blank pipeline of ``zh`` or ``en``, whose vocabulary the documents of that language share."""
    return spacy.blank(code)


def english_words(piece: str) -> Iterator[tuple[str, bool]]:
    """The words of a stretch of text by spaCy's English rules, and whether a space follows each."""
    for token in blank("en").tokenizer(piece):
        yield token.text, bool(token.whitespace_)


def doc_of_words(words: Sequence[str], spaces: Sequence[bool], code: str) -> Any:
    """A Doc of these words in the vocabulary of ``zh`` or ``en``; ``spaces``: whether one follows the word."""
    return Doc(blank(code).vocab, words=words, spaces=spaces)
