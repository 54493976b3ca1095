"""Whether a line says anything beside the words that page furniture is made of: buttons, calls, statements.

A pattern knows the wordings its author has seen; sites word the same call in a thousand ways, but out of few words.
So a line is covered with the words of one topic (``phrases.toml``), longest first, and what counts is the share that
is left. "Scan the code below and join our sellers' group" leaves nothing; a sentence about codes, groups or
newsletters leaves its subject and its verb.
"""

from __future__ import annotations

import operator
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

_HAN = r"\u3400-\u9fff"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}])|(?P<contact>\S{{1,64}}@\S{{1,64}}|@\w{{1,40}}|https?://\S{{1,200}})|"
    r"(?P<number>\d[\d.,:]{0,20}(?:[wk](?![a-z]))?)|(?P<word>[a-z0-9][a-z0-9/-]{0,40}(?:'[a-z]{1,3})?)",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[a-z0-9][a-z0-9/'-]*")
_QUOTED = re.compile(
    r"[“「『《\"【][^“”「」『』《》\"【】]{1,16}[”」』》\"】]"
)  # names of accounts, channels and buttons
_WORD = 2.0  # weight of a word in Latin letters; a Han character weighs 1
_NAME = 0.5  # share of its weight that an unknown capitalised word has: the name of a paper or a person
_LONGEST = 10  # tokens of a term


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a line the words of a topic cover.

    ``topic``: its name in ``phrases.toml``; ``share``: 0 to 1, of the weight of what is not glue; ``late``: no word of
    the line tells but at the end of a text.
    """

    topic: str
    share: float
    late: bool


@dataclass(slots=True, kw_only=True)
class _Term:
    """A word of the list: the topics it belongs to, and those it can name."""

    topics: set[str] = field(default_factory=set)
    strong: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)

    @property
    def is_glue(self) -> bool:
        return not self.topics


def cover(line: str) -> Coverage | None:
    """The topic whose words cover most of a line, or None when no telling word is in it.

    ``line``: of a length the caller bounds.
    """
    if not _may_tell(line):
        return None
    tokens = [
        (found.group().lower().translate(_simple()), found)
        for found in _TOKEN.finditer(line.replace("’", "'"))
    ]
    found_terms, free = _matches(tuple(token for token, _ in tokens))
    strong = [topic for term, _ in found_terms for topic in sorted(term.strong)]
    telling = strong or [topic for term, _ in found_terms for topic in sorted(term.late)]
    if not telling:
        return None
    quoted = [span.span() for span in _QUOTED.finditer(line)]
    left = sum(_weight(tokens[place][1], quoted) for place in free)
    whole = sum(weight for _, weight in found_terms) + left
    shares = {
        topic: sum(weight for term, weight in found_terms if topic in term.topics or term.strong or term.late)
        / (whole or 1)
        for topic in dict.fromkeys(telling)  # in the order of the line: of equal shares the first names it
    }
    topic = max(shares, key=shares.__getitem__)
    return Coverage(topic=topic, share=shares[topic], late=not strong)


def _may_tell(line: str) -> bool:
    """Whether a telling word may be in a line: nearly all lines of a page have none, and this is quick."""
    text = line.lower().translate(_simple())
    han, latin = _starts()
    if not text.isascii() and not han.isdisjoint(map(operator.add, text, text[1:])):
        return True
    return not latin.isdisjoint(_LATIN.findall(text))


@cache
def _starts() -> tuple[frozenset[str], frozenset[str]]:
    """How telling words begin: the first two Han characters, or the first word in Latin letters."""
    telling = [tokens for tokens, term in _terms().by_tokens.items() if term.strong or term.late]
    return (
        frozenset("".join(tokens[:2])[:2] for tokens in telling if not tokens[0].isascii()),
        frozenset(tokens[0] for tokens in telling if tokens[0].isascii()),
    )


def _matches(tokens: tuple[str, ...]) -> tuple[list[tuple[_Term, float]], list[int]]:
    """Terms from left to right, longest first, with their weight; and the places no term covers."""
    terms = _terms()
    found: list[tuple[_Term, float]] = []
    free: list[int] = []
    place = 0
    while place < len(tokens):
        for length in terms.lengths.get(tokens[place], ()):
            term = terms.by_tokens.get(tokens[place : place + length])
            if term is not None:
                found.append((term, _term_weight(tokens[place : place + length], term)))
                place += length
                break
        else:
            free.append(place)
            place += 1
    return found, free


def _term_weight(tokens: tuple[str, ...], term: _Term) -> float:
    """Glue and single Han characters, which stand inside other words, weigh nothing."""
    if term.is_glue or (len(tokens) == 1 and not tokens[0].isascii()):
        return 0.0
    return sum(_WORD if token.isascii() else 1.0 for token in tokens)


def _weight(found: re.Match[str], quoted: list[tuple[int, int]]) -> float:
    """What a token that no term covers says for the line being a text."""
    if found["contact"] or found["number"] or any(start <= found.start() < end for start, end in quoted):
        return 0.0
    if found["han"]:
        return 1.0
    return _WORD * (_NAME if found.start() and found.group()[0].isupper() else 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    by_tokens: dict[tuple[str, ...], _Term]
    lengths: dict[str, tuple[int, ...]]  # by first token, longest first


@cache
def _lists() -> dict[str, Any]:
    with resources.files("crawler.reading").joinpath("phrases.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _simple() -> dict[int, int]:
    """Traditional characters of the words in the list to simplified ones."""
    return str.maketrans(str(_lists()["traditional"]), str(_lists()["simplified"]))


def _wordings(words: str) -> set[str]:
    """A word of the list as each region has it; nothing for nothing."""
    return {words, *(words.replace(one, other) for one, other in _lists()["regional"])} - {""}


@cache
def _terms() -> _Terms:
    lists = _lists()
    by_tokens: dict[tuple[str, ...], _Term] = {}

    def term_of(words: str) -> _Term:
        tokens = tuple(found.group().lower() for found in _TOKEN.finditer(words))[:_LONGEST]
        return by_tokens.setdefault(tokens, _Term())

    for words in str(lists["glue"]).split():
        term_of(words)
    for topic in lists["topic"]:
        name = topic["name"]
        for key in ("strong", "late", "words"):
            for words in topic.get(key, "").replace("\n", "").split("|"):
                for wording in _wordings(words):
                    term = term_of(wording)
                    term.topics.add(name)
                    getattr(term, key, term.topics).add(name)
    lengths: dict[str, set[int]] = {}
    for tokens in by_tokens:
        lengths.setdefault(tokens[0], set()).add(len(tokens))
    return _Terms(
        by_tokens=by_tokens,
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )
