"""What the tagger looks at: for each token of a text a row of hashed features, one for each template.

A feature is the number of a template with what it saw, hashed to a bucket of the table of weights. Templates are
numpy expressions over the whole text. Besides characters and words they see what the lexicon decided and what the
rules of form propose, so that the tagger learns how far to trust them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.names import Known, Name, common_words
from nlp.script import fold
from nlp.tagger_tokens import (
    SIGN,
    Flags,
    Hashes,
    Ints,
    Tokens,
    hash_set,
    is_in,
)

BUCKET_BITS = 18
TYPES = ("ORG", "PERSON", "GPE", "PRODUCT", "LAW", "EVENT")
_NUMBER = {kind: number for number, kind in enumerate(TYPES)}
_STEP, _SALT = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)
_HALF, _KEPT = np.uint64(32), np.uint64(64 - BUCKET_BITS)
_REACH = 3  # tokens to either side that a template may look at
FAR = 9  # tokens; what is farther away is as good as absent
_OPENING, _CLOSING = "（(《「『“【[", "）)》」』”】]"

Rows = NDArray[np.int32]


def _codes(size: int, spans: Sequence[Known | Name]) -> Ints:
    """For each character 0, or the type of the span it stands in: twice its number and 1, 2 where it begins."""
    codes = np.zeros(size, np.int64)
    for span in reversed(spans):  # the first ones are the surest
        number = _NUMBER.get(span.type)
        if number is not None:
            codes[span.start : span.end] = 2 * number + 1
            codes[span.start] = 2 * number + 2
    return codes


class FeatureRows:
    """Collects the templates' hashes of one text.

    Its arrays are spread: each sentence stands between places that are no tokens, so that what stands so many tokens
    further is the same array, read from another place on.
    """

    def __init__(self, tokens: Tokens) -> None:
        size = len(tokens)
        self._seen: list[tuple[Hashes, ...]] = []
        self._spread: dict[int, tuple[NDArray[Any], Hashes]] = {}
        turns = np.ones(size, np.int64)
        turns[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
        self.places: Ints = np.arange(size) + _REACH * (np.cumsum(turns) - 1)
        """[tokens]: where each token stands in the arrays that ``at`` gives."""
        self._size = int(self.places[-1]) + 1 if size else 0

    def at(self, values: NDArray[Any], offset: int = 0) -> Hashes:
        """The value of the token so many places further in the same sentence (at most 3); all ones where there is none.

        ``values`` [tokens]: whole numbers or flags. The answer is not to be written to.
        """
        known = self._spread.get(id(values))
        if known is None:
            wide = np.full(self._size + 2 * _REACH, 0xFFFFFFFFFFFFFFFF, np.uint64)
            wide[self.places + _REACH] = values.astype(np.uint64, copy=False)
            known = self._spread[id(values)] = (
                values,
                wide,
            )  # the values too, or another array gets their id
        start = _REACH + offset
        return known[1][start : start + self._size]

    def add(self, *parts: Hashes) -> None:
        """One template: what it sees, in order, spread."""
        self._seen.append(parts)

    def rows(self) -> Rows:
        """[templates, tokens]: bucket of each feature. Templates that see as much are hashed together."""
        out = np.empty((len(self._seen), len(self.places)), np.int32)
        for count in {len(parts) for parts in self._seen}:
            chosen = [number for number, parts in enumerate(self._seen) if len(parts) == count]
            salts = (np.array(chosen, np.uint64)[:, None] + np.uint64(1)) * _SALT
            mix, turned = (np.empty((len(chosen), self._size), np.uint64) for _ in range(2))
            for place in range(count):
                np.concatenate([self._seen[number][place] for number in chosen], out=turned.reshape(-1))
                np.bitwise_xor(mix if place else salts, turned, out=mix)
                np.multiply(mix, _STEP, out=mix)
                np.right_shift(mix, _HALF, out=turned)
                np.bitwise_xor(mix, turned, out=mix)
            np.multiply(mix, _SALT, out=mix)
            np.right_shift(mix, _KEPT, out=mix)
            out[chosen] = mix.take(self.places, axis=1)
        return out


# --- what both languages see ----------------------------------------------------------------------------------


def add_hints(rows: FeatureRows, tokens: Tokens, known: Sequence[Known], formed: Sequence[Name]) -> Ints:
    """What lexicon and rules say here and beside; returns the lexicon's part."""
    size = len(tokens.classes)
    by_lexicon, by_form = _codes(size, known)[tokens.starts], _codes(size, formed)[tokens.starts]
    near = [rows.at(by_lexicon, offset) for offset in (-2, -1, 0, 1, 2)]
    forms = [rows.at(by_form, offset) for offset in (-2, -1, 0, 1, 2)]
    rows.add(near[2])
    rows.add(near[1], near[2], near[3])
    rows.add(near[0], near[1], near[2])
    rows.add(near[2], near[3], near[4])
    rows.add(forms[2])
    rows.add(forms[1], forms[2], forms[3])
    rows.add(near[2], forms[2], forms[1], near[1])
    rows.add(near[2], forms[2], forms[3], near[3])
    words = rows.at(tokens.words)
    rows.add(words, near[1], near[2])
    rows.add(words, near[2], near[3])
    return by_lexicon


def add_neighbours(rows: FeatureRows, tokens: Tokens) -> dict[int, Hashes]:
    """The token, its neighbours and pairs of them; returns the tokens by their distance, from -3 to 3."""
    near = {offset: rows.at(tokens.words, offset) for offset in range(-3, 4)}
    for offset in range(-2, 3):
        rows.add(near[offset])
    rows.add(near[-1], near[0])
    rows.add(near[0], near[1])
    rows.add(near[-2], near[-1])
    rows.add(near[1], near[2])
    rows.add(near[-1], near[1])
    return near


def since(flags: Flags, tokens: Tokens) -> Ints:
    """Tokens since the last flagged one of the sentence (0: itself), at most FAR."""
    places = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, places, -1))
    same = (last >= 0) & (tokens.sentence[np.maximum(last, 0)] == tokens.sentence)
    result: Ints = np.where(same, np.minimum(places - last, FAR), FAR)
    return result


def until(flags: Flags, tokens: Tokens) -> Ints:
    """Tokens until the next flagged one of the sentence (0: itself), at most FAR."""
    size = len(flags)
    places = np.arange(size)
    following = np.minimum.accumulate(np.where(flags, places, size)[::-1])[::-1]
    inside = following < size
    same = inside & (tokens.sentence[np.minimum(following, size - 1)] == tokens.sentence)
    result: Ints = np.where(same, np.minimum(following - places, FAR), FAR)
    return result


@cache
def _sign_sets() -> tuple[Hashes, Hashes]:
    return hash_set(fold(_OPENING)), hash_set(fold(_CLOSING))


def enclosed(tokens: Tokens) -> Ints:
    """1 + tokens since an opening sign when no closing one came after it, else 0."""
    opening, closing = _sign_sets()
    signs = tokens.kinds == SIGN
    opened, closed = (since(is_in(tokens.words, some, signs), tokens) for some in (opening, closing))
    result: Ints = np.where((opened < closed) & (opened < FAR), opened + 1, 0)
    return result


@dataclass(frozen=True, slots=True)
class WordLists:
    """Several lists of words in one: sorted hashes, and a bit for each list a word is in."""

    hashes: NDArray[Any]
    masks: Ints

    def look_up(self, hashes: NDArray[Any]) -> Ints:
        """The bits of each word; 0 for those in no list."""
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        result: Ints = np.where(self.hashes[places] == hashes, self.masks[places], 0)
        return result


def merged_lists(lists: Sequence[NDArray[Any]]) -> WordLists:
    """The lists (hashes, or the upper halves of them) as one."""
    hashes = np.unique(np.concatenate(lists))
    masks = np.zeros(len(hashes), np.int64)
    for bit, each in enumerate(lists):
        masks[np.searchsorted(hashes, each)] |= 1 << bit
    return WordLists(hashes, masks)


@cache
def everyday_words() -> Hashes:
    """Hashes of everyday English words."""
    return hash_set(common_words())
