"""The one door to spaCy.

Two blank pipelines, Chinese and English, lend the documents of this room their vocabulary; the English one also
its rules of where a word ends.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from store.errors import InputError


@cache
def blank(code: str) -> Any:
    """The blank pipeline of ``zh`` or ``en``, whose vocabulary the documents of that language share."""
    return spacy.blank(code)


def english_words(piece: str) -> Iterator[tuple[str, bool]]:
    """The words of a stretch of text by spaCy's English rules, and whether a space follows each."""
    for token in blank("en").tokenizer(piece):
        yield token.text, bool(token.whitespace_)


def doc_of_words(words: list[str], spaces: list[bool], code: str) -> Any:
    """A Doc of these words in the vocabulary of ``zh`` or ``en``; ``spaces``: whether one follows the word."""
    return Doc(blank(code).vocab, words=words, spaces=spaces)


# --- models of the user's own -----------------------------------------------------------------------------------

# Components that find no names and feed none that does.
_SPARE = (
    "tagger", "morphologizer", "parser", "senter", "sentencizer", "attribute_ruler", "lemmatizer",
    "trainable_lemmatizer", "textcat", "textcat_multilabel", "entity_linker",
)  # fmt: skip
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def spacy_version() -> str:
    """The version of spaCy that is installed."""
    return str(spacy.about.__version__)


def is_compatible(version: str, wanted: str) -> bool:
    """Whether a version is one of ``>=3.8.0,<3.9.0``; a condition that cannot be read is not met."""
    return bool(spacy.util.is_compatible_version(version, wanted))


@cache
def load_model(model: str) -> Any:
    """The pipeline of an installed package or of the folder of a model, without what finds no names.

    Raises InputError when spaCy cannot load it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions: nlp.model_files looked at them
            return spacy.load(Path(model) if Path(model).is_absolute() else model, exclude=_SPARE)
    except Exception as error:  # a damaged model fails in as many ways as it has parts
        raise InputError(
            f"spaCy cannot load the model {model!r}: {type(error).__name__}: {str(error)[:300]}",
            key="tag.models",
            remedy="`tradewind models check` says what is wrong with it; or install it again",
        ) from error


def find_entities(model: str, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """For each text the entities a model finds in it: start, end (characters), label as the model gives it."""
    if not texts:
        return []
    pipeline = load_model(model)
    plain = [_SURROGATE.sub("\ufffd", text) for text in texts]
    with pipeline.memory_zone():  # or its vocabulary grows with every text
        return [
            [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
            for doc in pipeline.pipe(plain)
        ]
