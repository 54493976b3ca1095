"""Text as arrays for the tagger: its characters, and its tokens with hashes of any stretch of them.

A token is a Chinese character, a Latin word with its digits, a number, or a sign. Everything is numpy over the
whole text: a loop over tokens would cost more than all the rest of the tagger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.records import Span

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

# Classes of characters.
SPACE, HAN, LOWER, UPPER, DIGIT, SIGN = range(6)
_TABLE_SIZE = 0x10000  # beyond it: rare Chinese characters and emoji
_EXTENSION_B = 0x20000  # the first code point of the rare Chinese characters
_BASE = 0x9E3779B97F4A7C15  # odd, so that powers of it have an inverse modulo 2**64
_WORD_BITS = 64
_AT_ONCE = 4096  # words hashed together
_JOINERS = "'.’&"  # inside a word: O'Brien, amazon.com, H&M, 3.5


@cache
def _classes() -> NDArray[np.uint8]:
    """Class of each code point below 2**16."""
    table = np.full(_TABLE_SIZE, SIGN, np.uint8)
    for code in range(_TABLE_SIZE):
        char = chr(code)
        if char.isspace():
            table[code] = SPACE
        elif 0x2E80 <= code <= 0x9FFF and char.isalpha():
            table[code] = HAN  # kana too: they are no words either
        elif 0xF900 <= code <= 0xFAFF:
            table[code] = HAN
        elif char.isdigit() and char.isascii():
            table[code] = DIGIT
        elif char.isupper():
            table[code] = UPPER
        elif char.isalpha():
            table[code] = LOWER
    return table


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse, modulo 2**64; ``size`` is a power of two, so few are kept."""
    base, inverse = np.full(size, _BASE, np.uint64), np.full(size, pow(_BASE, -1, 1 << _WORD_BITS), np.uint64)
    base[0] = inverse[0] = 1
    return np.cumprod(base), np.cumprod(inverse)


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as code points; lone surrogates keep theirs."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def mixed(values: Hashes) -> Hashes:
    """Hashes whose high bits depend on all bits of the given ones (splitmix64's last steps)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def rolling(codes: NDArray[np.uint32]) -> Hashes:
    """Prefix sums from which ``stretch_hashes`` reads the hash of any stretch; one longer than the codes."""
    powers, _ = _powers(1 << max(8, len(codes).bit_length()))
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers[: len(codes)], out=sums[1:])
    return sums


def stretch_hashes(sums: Hashes, starts: Ints, ends: Ints) -> Hashes:
    """Hash of each [start, end) of the text: equal for equal stretches wherever they stand."""
    _, inverses = _powers(1 << max(8, (len(sums) - 1).bit_length()))
    return mixed((sums[ends] - sums[starts]) * inverses[starts])


def word_hash(word: str) -> int:
    """The hash that ``stretch_hashes`` gives a stretch that reads like the word."""
    sums = rolling(code_points(word))
    return int(stretch_hashes(sums, np.array([0]), np.array([len(word)]))[0])


def hash_set(words: Iterable[str]) -> Hashes:
    """Sorted hashes of the words."""
    found = [np.zeros(0, np.uint64)]
    chosen = list(words)
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]
        ends = np.cumsum(np.array([len(word) for word in some], np.int64))
        starts = np.append(0, ends[:-1])
        found.append(stretch_hashes(rolling(code_points("".join(some))), starts, ends))
    return np.unique(np.concatenate(found))


def is_in(hashes: NDArray[Any], among: NDArray[Any], where: Flags | None = None) -> Flags:
    """Which hashes are among the sorted ones; only those ``where`` can be are looked for."""
    found: Flags
    if where is not None:
        found = where.copy()
        found[where] = is_in(hashes[where], among)
        return found
    if not len(among):
        return np.zeros(len(hashes), np.bool_)
    places = np.minimum(np.searchsorted(among, hashes), len(among) - 1)
    found = among[places] == hashes
    return found


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The tokens of some sentences of a text, in order.

    ``starts``, ``ends``: offsets into the text; ``sentence``: index of the sentence of each token; ``kinds``: class
    of its first character; ``classes``: class of every character of the text.
    """

    folded: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    starts: Ints
    ends: Ints
    sentence: Ints

    def __len__(self) -> int:
        return len(self.starts)

    def of_sentences(self, chosen: Flags) -> Tokens:
        """Only the tokens of the chosen sentences; they keep the sentences' indices."""
        kept = chosen[self.sentence]
        return replace(self, starts=self.starts[kept], ends=self.ends[kept], sentence=self.sentence[kept])

    @cached_property
    def sums(self) -> Hashes:
        """Prefix sums of the folded text."""
        return rolling(self.folded)

    @cached_property
    def words(self) -> Hashes:
        """Hash of each token, folded."""
        return stretch_hashes(self.sums, self.starts, self.ends)

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        return self.classes[self.starts]

    @cached_property
    def shapes(self) -> Hashes:
        """Hash of the classes of each token's characters, runs of one class as one: ``iPhone11`` is aAa0."""
        codes = self.classes.astype(np.uint32)
        turns = np.ones(len(codes), np.bool_)
        turns[1:] = codes[1:] != codes[:-1]
        turns[self.starts] = True
        # Two of a kind differ from one: A and AA are no single shape.
        turns[np.minimum(self.starts + 1, len(codes) - 1)] = True
        places = np.zeros(len(codes) + 1, np.int64)
        np.cumsum(turns, out=places[1:])
        return stretch_hashes(rolling(codes[turns]), places[self.starts], places[self.ends])

    def heads(self, length: int) -> Hashes:
        """Hash of the first characters of each token."""
        return stretch_hashes(self.sums, self.starts, np.minimum(self.starts + length, self.ends))

    def tails(self, length: int) -> Hashes:
        """Hash of the last characters of each token."""
        return stretch_hashes(self.sums, np.maximum(self.ends - length, self.starts), self.ends)


def find_tokens(text: str, folded: str, sentences: Sequence[Span]) -> Tokens:
    """Tokens of the sentences, which are in order and apart. Characters outside of them belong to no token."""
    codes = code_points(text)
    table = _classes()
    classes = table[np.minimum(codes, _TABLE_SIZE - 1)]
    classes[codes >= _TABLE_SIZE] = SIGN
    classes[codes >= _EXTENSION_B] = HAN
    in_word = (classes == LOWER) | (classes == UPPER) | (classes == DIGIT)
    inside = _joined(codes, in_word)
    first = np.ones(len(codes), np.bool_)
    first[1:] = ~(inside[1:] & inside[:-1])
    first &= classes != SPACE
    heads = np.asarray([span.start for span in sentences], np.int64)
    tails = np.asarray([span.end for span in sentences], np.int64)
    starts = np.flatnonzero(first)
    sentence = np.searchsorted(heads, starts, side="right") - 1
    covered = sentence >= 0
    if len(heads):
        covered &= starts < tails[np.maximum(sentence, 0)]
    ends = _ends(inside, starts)
    starts, ends, sentence = starts[covered], ends[covered], sentence[covered]
    return Tokens(
        folded=code_points(folded),
        classes=classes,
        starts=starts,
        ends=np.minimum(ends, tails[np.maximum(sentence, 0)]) if len(heads) else ends,
        sentence=sentence,
    )


def _joined(codes: NDArray[np.uint32], in_word: Flags) -> Flags:
    """Characters of words, with the signs that join two of them; an apostrophe before ``s``, ``ll`` ... does not."""
    inside = in_word.copy()
    if len(codes) < 3:
        return inside
    joiner = np.isin(codes[1:-1], np.array([ord(sign) for sign in _JOINERS], np.uint32))
    joins = joiner & in_word[:-2] & in_word[2:]
    apostrophe = (codes[1:-1] == ord("'")) | (codes[1:-1] == ord("’"))
    second, third = np.zeros(len(codes) - 2, np.bool_), np.zeros(len(codes) - 2, np.bool_)
    second[:-1] = in_word[3:]
    third[:-2] = in_word[4:]
    short = ~second | ~third  # at most two letters follow
    following = codes[2:]
    lower = (following >= ord("a")) & (following <= ord("z")) | (following == ord("S"))
    inside[1:-1] |= joins & ~(apostrophe & short & lower)
    return inside


def _ends(inside: Flags, starts: Ints) -> Ints:
    """End of the token that begins at each start: the next character that is not inside the word, or its own end."""
    size = len(inside)
    breaks = np.where(inside, size, np.arange(size))
    following = np.minimum.accumulate(breaks[::-1])[::-1]
    result: Ints = np.where(inside[starts], following[starts], starts + 1)
    return result
