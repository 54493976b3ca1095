"""Words of an English clause, and which of them is its finite verb.

Without a tagger: auxiliaries and past forms are verbs, forms in -s that are as often nouns only in front of an object
(Amazon plans to), participles that describe a noun are none (shoppers surveyed by the group said).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.grammar import english

_WORD = re.compile(r"[^\s,;:()\"“”]+")
_PLAIN = re.compile(r"[a-z][a-z'-]*")
_CONTRACTED = ("'ve", "'ll", "'re", "'d", "'m")
_NO_NOUN = frozenset(("up", "down", "out", "back", "and", "or", "more", "less", "that", "it"))
_MOST = 400  # characters of a clause that are read


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the page: where it stands, and what it is without its genitive and marks."""

    start: int
    end: int
    text: str


def words_of(page: str, start: int, end: int) -> list[Word]:
    """The words of a stretch of the folded page."""
    return [
        Word(match.start(), match.end(), _bare(match.group()))
        for match in _WORD.finditer(page, start, min(end, start + _MOST))
    ]


def _bare(word: str) -> str:
    bare = word.replace("’", "'").strip("'.*").removesuffix("'s").removesuffix("'")
    return bare.split("'", 1)[0] if bare.endswith(_CONTRACTED) else bare or word


def finite_verb(words: Sequence[Word]) -> int | None:
    """The index of the first finite verb; None: the words are no clause."""
    lists = english()
    for index, word in enumerate(words):
        text = word.text
        before = words[index - 1].text if index else ""
        after = words[index + 1].text if index + 1 < len(words) else ""
        if text in lists.auxiliaries:
            return index
        if before in lists.determiners or before in lists.prepositions:
            continue  # to grow, a cut, of planned
        if text in lists.irregular or text in lists.past:
            if not _describes(words, index, before, after):
                return index
        elif text in lists.present and index:
            if text not in lists.nouns_too or is_object_ahead(after):
                return index
        elif (
            text in lists.regular
            and index
            and _is_plural(before)
            and (is_object_ahead(after) or (not after and text in lists.saying))
        ):
            return index
    return None


def _describes(words: Sequence[Word], index: int, before: str, after: str) -> bool:
    """Whether a past form is a participle: adjusted earnings, shoppers surveyed by the group said."""
    lists, text = english(), words[index].text
    if text in lists.past and is_noun_like(after) and (not index or not is_noun_like(before)):
        return True
    passive = text in lists.past or text in lists.participles
    return passive and after in lists.prepositions and _has_finite(words[index + 2 :])


def _has_finite(words: Sequence[Word]) -> bool:
    """Whether a verb that cannot be a participle follows."""
    lists = english()
    return any(
        word.text in lists.auxiliaries
        or word.text in lists.saying
        or (word.text in lists.irregular and word.text not in lists.participles)
        or (word.text in lists.present and word.text not in lists.nouns_too)
        for word in words
    )


def _is_plural(text: str) -> bool:
    return (text.endswith("s") and not text.endswith("ss")) or text in (
        "people",
        "they",
        "we",
        "you",
        "i",
        "women",
    )


def is_object_ahead(text: str) -> bool:
    """Whether a word begins an object: a number, an article, to."""
    return text[:1].isdigit() or text[:1] in ("$", "€", "£", "¥") or text in english().objects


def is_noun_like(text: str) -> bool:
    """Whether a word can be part of a noun phrase, by its form and by not being one of the closed classes."""
    lists = english()
    return (
        _PLAIN.fullmatch(text) is not None
        and text not in lists.prepositions
        and text not in lists.determiners
        and text not in lists.auxiliaries
        and not text.endswith("ly")
        and text not in _NO_NOUN
    )
