"""What near-duplicates of a text are found by: MinHash over character shingles, cut into bands.

A shingle is three Chinese characters or four other letters and digits in a row: a Chinese word is two characters,
and a longer shingle dies of every edit nearby (a fifth of the words replaced leaves 0.47 of resemblance, not 0.40).

Two texts whose sets of shingles overlap by J (resemblance, Broder 1997) agree in one band of three minima with
probability J^3, so in at least one of 32 with 1-(1-J^3)^32: 0.99 at J = 0.5, 0.74 at 0.35, 0.03 at 0.1. A shared
band makes a candidate pair, no more: ``nlp.stories`` looks at the texts before it calls one a reprint.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.script import fold
from store.records import Article, Fingerprint

VERSION = "minhash-1"
BANDS, ROWS = 32, 3
_SHINGLE, _HAN_SHINGLE = 4, 3  # letters and digits, nothing else counts
_HAN = (0x3400, 0x9FFF)
_CHUNK = 4096  # shingles hashed at once: bounds the memory of a huge text

Hashes = NDArray[np.uint64]


def plain(text: str) -> str:
    """The folded letters and digits of a text: no spaces, no punctuation, one script, one case."""
    return "".join(char for char in fold(text) if char.isalnum())


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of splitmix64 (Vigna 2015): every bit of the input moves every bit of the output."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return values ^ (values >> np.uint64(31))


def _constants(count: int) -> Hashes:
    """``count`` fixed odd multipliers: the splitmix64 sequence from 1, so that no library's generator is in it."""
    with np.errstate(over="ignore"):
        steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return _mixed(steps) | np.uint64(1)


_MULTIPLIERS = _constants(BANDS * ROWS)


def shingles(text: str) -> Hashes:
    """Hashes of the distinct shingles, sorted. A shorter text is one shingle; an empty one has none."""
    return letter_shingles(plain(text))


def letter_shingles(letters: str) -> Hashes:
    """``shingles`` of a text that is ``plain`` already."""
    if not letters:
        return np.empty(0, dtype=np.uint64)
    codes = np.frombuffer(letters.ljust(_SHINGLE, "\0").encode("utf-32-le"), dtype=np.uint32).astype(
        np.uint64
    )
    last = len(codes) - _SHINGLE + 1
    han = (codes[:last] >= _HAN[0]) & (codes[:last] <= _HAN[1])
    grams = np.zeros(last, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(_HAN_SHINGLE):
            grams = grams * np.uint64(0x100000001B3) + codes[place : place + last]
        for place in range(_HAN_SHINGLE, _SHINGLE):
            grams = np.where(han, grams, grams * np.uint64(0x100000001B3) + codes[place : place + last])
    return np.unique(_mixed(grams))


def resemblance(a: Hashes, b: Hashes) -> float:
    """Shared share of all shingles of two texts, 0 to 1. Two empty texts do not resemble one another."""
    shared = len(np.intersect1d(a, b, assume_unique=True))
    union = len(a) + len(b) - shared
    return shared / union if union else 0.0


def containment(a: Hashes, b: Hashes) -> float:
    """Share of the smaller text's shingles that the larger has, 0 to 1: a cut copy is contained."""
    smaller = min(len(a), len(b))
    return len(np.intersect1d(a, b, assume_unique=True)) / smaller if smaller else 0.0


def _minima(grams: Hashes) -> Hashes:
    """The smallest value of each hash function over the shingles."""
    lowest = np.full(len(_MULTIPLIERS), np.iinfo(np.uint64).max, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for start in range(0, len(grams), _CHUNK):
            products = grams[start : start + _CHUNK, None] * _MULTIPLIERS[None, :]
            lowest = np.minimum(lowest, (products ^ (products >> np.uint64(32))).min(axis=0))
    return lowest


def _bands(grams: Hashes) -> tuple[int, ...]:
    """One signed 64-bit number a band, as SQLite stores integers."""
    if not len(grams):
        return ()
    minima = _minima(grams).reshape(BANDS, ROWS)
    mixed = np.arange(1, BANDS + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for row in range(ROWS):
            mixed = _mixed(mixed * np.uint64(0x9E3779B97F4A7C15) + minima[:, row])
    return tuple(int(value) for value in mixed.view(np.int64))


def build_fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of an article's text; its title is not in it, because a reprint may have another."""
    grams = shingles(article.text)
    return Fingerprint(article_id=article.id, version=VERSION, bands=_bands(grams), shingles=len(grams))
