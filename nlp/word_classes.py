"""Classes of Chinese words (verb, place, person ...), as jieba's dictionary gives them.

The dictionary is read once and kept as sorted hashes with a class number each: 4 MB instead of the 40 that a dict of
its words would take.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from nlp.script import fold
from nlp.tagger_tokens import Hashes, Ints, code_points, hash_set, is_in, rolling, stretch_hashes

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
def _listed() -> tuple[NDArray[np.uint32], NDArray[np.uint8], Ints]:
    """Upper halves of the hashes of all (folded) words, sorted, the class number of each word, from 1, and the
    sorted numbers of the classes that are names.
    """
    text = fold((resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").replace("\r", ""))
    pieces = [_hashes_of(piece) for piece in _pieces(text.rstrip("\n"))]
    words, tags = (np.concatenate([piece[part] for piece in pieces]) for part in (0, 1))
    names, numbers = np.unique(tags, return_inverse=True)
    named = np.flatnonzero(is_in(names, hash_set(_NAMES))) + 1
    hashes, first = np.unique((words >> np.uint64(32)).astype(np.uint32), return_index=True)
    return hashes, (numbers[first] + 1).astype(np.uint8), named.astype(np.int64)


def word_classes(hashes: Hashes) -> Ints:
    """Class number of each word given by its hash (nlp.tagger_tokens); 0 for words the dictionary does not list."""
    known, numbers, _ = _listed()
    halves = (hashes >> np.uint64(32)).astype(np.uint32)
    places = np.minimum(np.searchsorted(known, halves), len(known) - 1)
    result: Ints = np.where(known[places] == halves, numbers[places], 0).astype(np.int64)
    return result


def name_classes() -> Ints:
    """Numbers of the classes whose words are names, sorted."""
    return _listed()[2]
