"""A sentence cut for the model of sentiment: tokens, the names masked, numbers by their kind, word classes.

Tokens are stemmed words in English and single characters in Chinese, always of the folded text, so both scripts look
alike. What is the same for all names of a sentence is done once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.cues import load_cues
from nlp.terms import TermIndex

Hashes = NDArray[np.uint64]

_TOKEN = re.compile(r"[a-z]+(?:['’&.-][a-z]+)*|\d[\d,.]*|[^\sa-z0-9]")
_ENDING = re.compile(r"(?:ingly|edly|ing|ied|ies|ed|es|s|ly|er)$")
_HAN = re.compile(r"[㐀-鿿]")
_CHUNK = (4, 5)  # letters of the pieces of English words


def hash_word(word: str) -> int:
    """A number for a word, the same in every process."""
    return crc32(word.encode("utf-8", "surrogatepass")) + 1


TARGET, OTHER, OPEN, CLOSE = (hash_word(word) for word in ("<target>", "<other>", "<open>", "<close>"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a sentence: half-open offsets into the folded text, and its type ("" when not known)."""

    start: int
    end: int
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sentence cut once, for all names in it. Arrays are over its tokens, or its word classes."""

    han: bool
    words: list[str]  # the tokens, "" for a name
    starts: list[int]  # offsets of the tokens into the folded text
    ends: list[int]
    hashes: Hashes
    edges: list[int]  # tokens at which a clause may end
    names: list[int]  # tokens that are names
    spoken: list[list[str]]  # for each of them the words of the name
    marks: Hashes  # word classes, names and marks of clauses, in order
    mark_tokens: NDArray[np.int64]  # for each of them the token it begins at
    polar: NDArray[np.bool_]  # for each of them whether it is a word of gain or loss, or a name
    pieces: Hashes  # pieces of English words
    piece_ends: list[int]  # [tokens + 1]: how many pieces there are up to each token


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    edges: frozenset[str]
    turns: frozenset[str]
    links: frozenset[str]
    money_before: frozenset[str]
    money_after: frozenset[str]
    percent_after: frozenset[str]


@cache
def _marks() -> _Marks:
    path = resources.files("nlp") / "data/tone/marks.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    lists |= lists.pop("number")
    return _Marks(**{name: frozenset(words.split()) for name, words in lists.items()})


def stem(word: str) -> str:
    """An English word without its ending, roughly: rises, rising and rise are one. Needs no dictionary."""
    if len(word) == 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    if len(word) <= 4:
        return word
    base = _ENDING.sub("", word)
    if len(base) < 3:
        return word
    if base[-1] == base[-2] and base[-1] not in "sl":
        base = base[:-1]
    if base.endswith("e"):
        base = base[:-1]
    return base[:-1] + "y" if base.endswith("i") else base


@lru_cache(maxsize=1 << 14)
def _token_hash(word: str) -> int:
    return hash_word(stem(word) if word.isascii() and word.isalpha() else word)


@lru_cache(maxsize=1 << 14)
def _pieces(word: str) -> tuple[int, ...]:
    """Hashes of the pieces of an English word of four letters or more."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return ()
    framed = f"<{word}>"
    found = {framed[at : at + size] for size in _CHUNK for at in range(len(framed) - size + 1)}
    return tuple(sorted(hash_word(piece) for piece in found))


def _apart(names: Iterable[Name], start: int, end: int) -> list[Name]:
    """Names that do not overlap, the longest kept, in order."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda item: (item.start - item.end, item.start)):
        inside = start <= name.start < name.end <= end
        if inside and all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda item: item.start)


def _cut(
    folded: str, start: int, end: int, names: Sequence[Name]
) -> tuple[list[str], list[int], list[int], list[int]]:
    """Tokens with their offsets, and which of them are names."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    slots: list[int] = []
    at = start
    for name in [*names, None]:
        for match in _TOKEN.finditer(folded, at, name.start if name else end):
            words.append(match.group())
            starts.append(match.start())
            ends.append(match.end())
        if name:
            slots.append(len(words))
            words.append("")
            starts.append(name.start)
            ends.append(name.end)
            at = name.end
    return words, starts, ends, slots


def _kind_of_number(words: Sequence[str], at: int, marks: _Marks) -> str:
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if after in marks.percent_after:
        return "<percent>"
    if before in marks.money_before or after in marks.money_after:
        return "<money>"
    return f"<number {min(len(words[at]), 4)}>"


def see(folded: str, start: int, end: int, names: Sequence[Name]) -> Seen:
    """The sentence ``folded[start:end]`` with the names in it, ready to be looked at from each of them."""
    marks = _marks()
    apart = _apart(names, start, end)
    words, starts, ends, slots = _cut(folded, start, end, apart)
    seen = [
        _kind_of_number(words, at, marks) if word[:1].isdigit() else word for at, word in enumerate(words)
    ]
    hashes = np.array([_token_hash(word) for word in seen], np.uint64)
    hashes[slots] = OTHER
    han = _HAN.search(folded, start, end) is not None
    found = _classes(folded, start, end, words, starts, marks) | dict.fromkeys(slots, (OTHER, True))
    order = sorted(found)
    pieces: list[int] = []
    piece_ends = [0]
    for word in () if han else words:
        pieces += _pieces(word)
        piece_ends.append(len(pieces))
    return Seen(
        han=han,
        words=words,
        starts=starts,
        ends=ends,
        hashes=hashes,
        edges=[at for at, word in enumerate(words) if word in marks.edges],
        names=slots,
        spoken=[_TOKEN.findall(folded[name.start : name.end]) for name in apart],
        marks=np.array([found[at][0] for at in order], np.uint64),
        mark_tokens=np.array(order, np.int64),
        polar=np.array([found[at][1] for at in order], np.bool_),
        pieces=np.array(pieces, np.uint64),
        piece_ends=piece_ends,
    )


def _classes(
    folded: str, start: int, end: int, words: Sequence[str], starts: Sequence[int], marks: _Marks
) -> dict[int, tuple[int, bool]]:
    """By token: the class of a word of gain or loss, or what joins them; and whether it says which way."""
    token_at = {offset: at for at, offset in enumerate(starts)}
    found: dict[int, tuple[int, bool]] = {}
    for at, word in enumerate(words):
        if word in marks.edges:
            found[at] = hash_word(word), word in marks.turns
        elif word in marks.links:
            found[at] = hash_word(word), False
    for hit in _word_classes().find(folded, start, end):
        if hit.start in token_at:
            found[token_at[hit.start]] = hit.value, True
    return found


@cache
def _word_classes() -> TermIndex[int]:
    """The words of gain and loss and the negations of the rules, each with a number for its kind."""
    tables = load_cues().tables
    negation = hash_word("<negation>")
    terms = [(term, negation) for name in ("before_zh", "before_en") for term in tables["negation"][name]]
    for kind in ("subject", "metric", "direction", "frame"):
        for name, listed in tables[kind].items():
            family = name.split("_")[0] if kind == "direction" else name
            terms += [(term, hash_word(f"<{kind} {family}>")) for term in listed]
    return TermIndex(terms)
