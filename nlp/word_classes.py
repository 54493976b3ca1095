"""Classes of Chinese words (verb, place, person ...), as jieba's dictionary gives them.

The dictionary is read once and kept as sorted hashes with a class number each: 4 MB instead of the 40 that a dict of
its words would take.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from nlp.script import fold
from nlp.tagger_tokens import Hashes, Ints, code_points, hash_set, is_in, rolling, stretch_hashes, word_hash

_NAMES = ("nr", "ns", "nt", "nz")  # jieba's tags of persons, places, bodies and other names
_PIECE = 100_000
_LINE_END, _SPACE = ord("\n"), ord(" ")


def _pieces(text: str) -> Iterator[str]:
    """Whole lines of about 100 000 characters: the powers that hashes are made with are kept for so many."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE) + 1 or len(text)
        yield text[start:end].rstrip("\n") + "\n"
        start = end


def _hashes_of(piece: str) -> tuple[Hashes, Hashes]:
    """The word and the first two letters of the tag of each line ``word count tag``."""
    codes = code_points(piece)
    ends, spaces = np.flatnonzero(codes == _LINE_END), np.flatnonzero(codes == _SPACE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    word_ends = spaces[np.searchsorted(spaces, starts)]
    tag_starts = spaces[np.searchsorted(spaces, ends) - 1] + 1
    sums = rolling(codes)
    tags = stretch_hashes(sums, tag_starts, np.minimum(ends, tag_starts + 2))  # nr, nrt and nrfg are persons
    return stretch_hashes(sums, starts, word_ends), tags


@cache
def _listed() -> tuple[NDArray[np.uint32], NDArray[np.uint8], Ints, Hashes]:
    """Upper halves of the hashes of all (folded) words, sorted, the class number of each word, from 1, the
    sorted numbers of the classes that are names, and the hashes of the classes' tags in the order of their numbers.
    """
    text = fold((resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").replace("\r", ""))
    pieces = [_hashes_of(piece) for piece in _pieces(text.rstrip("\n"))]
    words, tags = (np.concatenate([piece[part] for piece in pieces]) for part in (0, 1))
    names, numbers = np.unique(tags, return_inverse=True)
    named = np.flatnonzero(is_in(names, hash_set(_NAMES))) + 1
    hashes, first = np.unique((words >> np.uint64(32)).astype(np.uint32), return_index=True)
    return hashes, (numbers[first] + 1).astype(np.uint8), named.astype(np.int64), names


def word_classes(hashes: Hashes) -> Ints:
    """Class number of each word given by its hash (nlp.tagger_tokens); 0 for words the dictionary does not list."""
    known, numbers, _, _ = _listed()
    halves = (hashes >> np.uint64(32)).astype(np.uint32)
    places = np.minimum(np.searchsorted(known, halves), len(known) - 1)
    result: Ints = np.where(known[places] == halves, numbers[places], 0).astype(np.int64)
    return result


def name_classes() -> Ints:
    """Numbers of the classes whose words are names, sorted."""
    return _listed()[2]


# Tags of jieba's dictionary: n noun, v verb, vn verbal noun, a adjective, d adverb, p preposition, m number ...
_TAGS = (
    "a", "ad", "ag", "an", "b", "c", "d", "df", "dg", "e", "g", "h", "i", "j", "k", "l", "m", "mg", "mq", "n", "ng",
    "nr", "ns", "nt", "nz", "o", "p", "q", "r", "rg", "rr", "rz", "s", "t", "tg", "u", "ud", "ug", "uj", "ul", "uv",
    "uz", "v", "vd", "vg", "vi", "vn", "vq", "x", "y", "z", "zg",
)  # fmt: skip


@cache
def _tag_of_class() -> dict[int, str]:
    """Class number to tag: classes are numbered by the hash of their tag's first two letters."""
    return {number: tag for tag in _TAGS if (number := _class_of_tag(tag))}


def _class_of_tag(tag: str) -> int:
    names = _listed()[3]
    place = int(np.searchsorted(names, np.uint64(word_hash(tag))))
    return place + 1 if place < len(names) and int(names[place]) == word_hash(tag) else 0


@lru_cache(maxsize=16384)
def word_class(word: str) -> str:
    """The tag jieba's dictionary gives a (folded) word, "" for one it does not list."""
    number = int(word_classes(np.array([word_hash(word)], np.uint64))[0])
    return _tag_of_class().get(number, "")
