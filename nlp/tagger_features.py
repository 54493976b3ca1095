"""What the tagger looks at: for each token of a text a row of hashed features, one for each template.

A feature is the number of a template with what it saw, hashed to a bucket of the table of weights. Templates are
numpy expressions over the whole text. Besides characters and words they see what the lexicon decided and what the
rules of form propose, so that the tagger learns how far to trust them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.names import Known, Name, common_words, word_list
from nlp.script import fold
from nlp.tagger_tokens import (
    DIGIT,
    LOWER,
    SIGN,
    UPPER,
    Flags,
    Hashes,
    Ints,
    Tokens,
    hash_set,
    is_in,
    stretch_hashes,
    word_hash,
)
from nlp.word_classes import word_classes

BUCKET_BITS = 18
TYPES = ("ORG", "PERSON", "GPE", "PRODUCT", "LAW", "EVENT")
_NUMBER = {kind: number for number, kind in enumerate(TYPES)}
_STEP, _SALT = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)
_FAR = 9  # tokens; what is farther away is as good as absent
_QUOTES = '“”"「」『』《》〈〉‘’'
_OPENING, _CLOSING = "（(《「『“【[", "）)》」』”】]"

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The dictionary's cut of a Chinese text: for each token (a character) the word it stands in.

    ``hashes``: of the word; ``place``: 0 begins, 1 inside, 2 ends, 3 is the word; ``size``: characters, at most 5;
    ``classes``: as nlp.word_classes gives them.
    """

    index: Ints
    hashes: Hashes
    sizes: Ints
    classes: Ints
    place: Ints


def _codes(size: int, spans: Sequence[Known] | Sequence[Name]) -> Ints:
    """For each character 0, or the type of the span it stands in: twice its number and 1, 2 where it begins."""
    codes = np.zeros(size, np.int64)
    for span in reversed(spans):  # the first ones are the surest
        number = _NUMBER.get(span.type)
        if number is not None:
            codes[span.start : span.end] = 2 * number + 1
            codes[span.start] = 2 * number + 2
    return codes


class _Rows:
    """Collects the templates' hashes of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._columns: list[Rows] = []
        self._within: dict[int, Flags] = {}

    def at(self, values: Hashes | Ints, offset: int) -> Hashes:
        """The value of the token so many places further in the same sentence; all ones where there is none."""
        size = len(values)
        out = np.full(size, 0xFFFFFFFFFFFFFFFF, np.uint64)
        if abs(offset) >= size:
            return out
        sentence = self._tokens.sentence
        if offset not in self._within:
            same = sentence[abs(offset) :] == sentence[: size - abs(offset)]
            self._within[offset] = same
        same = self._within[offset]
        if offset >= 0:
            np.copyto(out[: size - offset], values[offset:].astype(np.uint64, copy=False), where=same)
        else:
            np.copyto(out[-offset:], values[:offset].astype(np.uint64, copy=False), where=same)
        return out

    def add(self, *parts: Hashes | Ints) -> None:
        """One template: what it sees, in order."""
        start = (len(self._columns) + 1) * int(_SALT) % 2**64  # a product of scalars would warn that it wraps
        mix = np.full(len(self._tokens), start, np.uint64)
        for part in parts:
            mix = (mix ^ part.astype(np.uint64, copy=False)) * _STEP
            mix ^= mix >> np.uint64(32)
        self._columns.append(((mix * _SALT) >> np.uint64(64 - BUCKET_BITS)).astype(np.int32))

    def rows(self) -> Rows:
        """[templates, tokens]: bucket of each feature."""
        return np.array(self._columns, np.int32).reshape(len(self._columns), len(self._tokens))


# --- what both languages see ----------------------------------------------------------------------------------


def _add_hints(rows: _Rows, tokens: Tokens, known: Sequence[Known], formed: Sequence[Name]) -> Ints:
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
    rows.add(tokens.words, near[1], near[2])
    rows.add(tokens.words, near[2], near[3])
    return by_lexicon


def _since(flags: Flags, tokens: Tokens) -> Ints:
    """Tokens since the last flagged one of the sentence (0: itself), at most _FAR."""
    places = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, places, -1))
    same = (last >= 0) & (tokens.sentence[np.maximum(last, 0)] == tokens.sentence)
    result: Ints = np.where(same, np.minimum(places - last, _FAR), _FAR)
    return result


def _until(flags: Flags, tokens: Tokens) -> Ints:
    """Tokens until the next flagged one of the sentence (0: itself), at most _FAR."""
    size = len(flags)
    places = np.arange(size)
    following = np.minimum.accumulate(np.where(flags, places, size)[::-1])[::-1]
    inside = following < size
    same = inside & (tokens.sentence[np.minimum(following, size - 1)] == tokens.sentence)
    result: Ints = np.where(same, np.minimum(following - places, _FAR), _FAR)
    return result


@cache
def _sign_sets() -> tuple[Hashes, Hashes, Hashes]:
    return hash_set(fold(_OPENING)), hash_set(fold(_CLOSING)), hash_set(fold(_QUOTES))


def _enclosed(tokens: Tokens) -> Ints:
    """1 + tokens since an opening sign when no closing one came after it, else 0."""
    opening, closing, _ = _sign_sets()
    opened, closed = (
        _since(is_in(tokens.words, opening), tokens),
        _since(is_in(tokens.words, closing), tokens),
    )
    result: Ints = np.where((opened < closed) & (opened < _FAR), opened + 1, 0)
    return result


def _masks(hashes: Hashes, sets: Sequence[Hashes]) -> Ints:
    """A bit for each of the sets."""
    mask = np.zeros(len(hashes), np.int64)
    for bit, among in enumerate(sets):
        mask |= is_in(hashes, among).astype(np.int64) << bit
    return mask


# --- Chinese --------------------------------------------------------------------------------------------------


def cut_to_words(tokens: Tokens, sizes: Ints) -> Words:
    """The words of a text, given the number of characters of each, from its beginning."""
    ends = np.cumsum(sizes)
    starts = ends - sizes
    index = np.minimum(np.searchsorted(ends, tokens.starts, side="right"), max(len(ends) - 1, 0))
    hashes = stretch_hashes(tokens.sums, starts, ends)
    begins, finishes = starts[index] == tokens.starts, ends[index] == tokens.ends
    return Words(
        index=index,
        hashes=hashes,
        sizes=np.minimum(ends - starts, 5),
        classes=word_classes(hashes),
        place=np.where(begins, np.where(finishes, 3, 0), np.where(finishes, 2, 1)),
    )


@cache
def _chinese_sets() -> tuple[tuple[Hashes, ...], tuple[Hashes, ...]]:
    """Of single characters, and of words."""
    chars = tuple(
        hash_set("".join(word_list("chinese", key))) for key in ("surnames", "surnames_sure", "transcription")
    )
    words = [hash_set(word_list("chinese", key)) for key in ("titles", "says", "acts", "plain")]
    endings = (
        word_list("chinese", "org_last")
        | word_list("chinese", "org_open")
        | word_list("chinese", "body_last")
    )
    kinds = "商 品牌 卖家 旗下 平台 公司 企业 集团 店 厂 工具 软件 系统 应用 产品 服务 型号 系列 省 市 县 区 镇 港 村 园 岛 州"
    return chars, (
        *words,
        hash_set(endings),
        hash_set(word_list("chinese", "law_last")),
        hash_set(kinds.split()),
    )


def chinese_features(tokens: Tokens, words: Words, known: Sequence[Known], formed: Sequence[Name]) -> Rows:
    """[templates, tokens] of Chinese sentences."""
    rows = _Rows(tokens)
    _add_hints(rows, tokens, known, formed)
    _add_characters(rows, tokens, words)
    _add_words(rows, tokens, words)
    _add_surroundings(rows, tokens, words)
    return rows.rows()


def _add_characters(rows: _Rows, tokens: Tokens, words: Words) -> None:
    c = {offset: rows.at(tokens.words, offset) for offset in range(-3, 4)}
    for offset in range(-2, 3):
        rows.add(c[offset])
    rows.add(c[-1], c[0])
    rows.add(c[0], c[1])
    rows.add(c[-2], c[-1])
    rows.add(c[1], c[2])
    rows.add(c[-1], c[1])
    rows.add(c[-2], c[-1], c[0])
    rows.add(c[-1], c[0], c[1])
    rows.add(c[0], c[1], c[2])
    rows.add(c[-3], c[-2], c[-1])
    rows.add(c[1], c[2], c[3])
    rows.add(c[0], words.place)


def _add_words(rows: _Rows, tokens: Tokens, words: Words) -> None:
    count = len(words.hashes)

    def word_at(offset: int) -> tuple[Hashes, Ints]:
        """Hash, and size with class, of the word so many words away."""
        places = words.index + offset
        inside = (places >= 0) & (places < count)
        places = np.clip(places, 0, max(count - 1, 0))
        form = words.sizes[places] * 256 + words.classes[places]
        return np.where(inside, words.hashes[places], np.uint64(0)), np.where(inside, form, -1)

    around = {offset: word_at(offset) for offset in (-2, -1, 0, 1, 2)}
    place = words.place
    rows.add(around[0][0], place)
    rows.add(around[-1][0], place)
    rows.add(around[1][0], place)
    rows.add(around[-1][0], around[0][1], place)
    rows.add(around[1][0], around[0][1], place)
    rows.add(around[-2][0], around[-1][1], around[0][1], place)
    rows.add(around[2][0], around[1][1], around[0][1], place)
    rows.add(around[-1][1], around[0][1], around[1][1], place)
    rows.add(around[-2][1], around[-1][1], around[0][1], around[1][1], around[2][1], place)


def _add_surroundings(rows: _Rows, tokens: Tokens, words: Words) -> None:
    """Kinds of characters and words near by: surnames, offices, endings of companies, brackets."""
    char_sets, word_sets = _chinese_sets()
    kinds = tokens.kinds.astype(np.int64)
    k = {offset: rows.at(kinds, offset) for offset in (-2, -1, 0, 1, 2)}
    masks = _masks(tokens.words, char_sets)
    m = {offset: rows.at(masks, offset) for offset in (-2, -1, 0, 1, 2)}
    word_masks = _masks(words.hashes, word_sets)[words.index]
    wm = {offset: rows.at(word_masks, offset) for offset in (-1, 0, 1)}
    shapes = {offset: rows.at(tokens.shapes, offset) for offset in (-1, 0, 1)}
    rows.add(k[-2], k[-1], k[0], k[1], k[2])
    rows.add(shapes[0], k[-1], k[1])
    rows.add(shapes[-1], shapes[0], shapes[1])
    rows.add(m[-1], m[0], m[1])
    rows.add(m[-2], m[-1], m[0], m[1], m[2])
    rows.add(m[0], words.place, wm[0], rows.at(word_masks, 2), rows.at(word_masks, 3))
    rows.add(wm[-1], wm[0], wm[1], words.place)
    until_sign = _until(kinds == SIGN, tokens)
    ending = _until((word_masks & 16 > 0) & (words.place >= 2), tokens)
    ending = np.where(ending <= until_sign, ending, _FAR)
    office = _since((word_masks & 1 > 0) & (words.place >= 2), tokens)
    says = _until((word_masks & 2 > 0) & (words.place % 3 == 0), tokens)
    acts = _until((word_masks & 4 > 0) & (words.place % 3 == 0), tokens)
    since_sign = _since(kinds == SIGN, tokens)
    rows.add(ending, words.place)
    rows.add(ending, since_sign, (words.classes > 0)[words.index].astype(np.int64))
    rows.add(office, says, m[0])
    rows.add(since_sign, says, m[0])
    rows.add(since_sign, acts, (words.classes > 0)[words.index].astype(np.int64))
    rows.add(since_sign, until_sign)
    rows.add(_enclosed(tokens), k[0])
    rows.add(tokens.tails(3), k[0])
    rows.add(tokens.heads(3), k[0])
    rows.add(is_in(tokens.words, _common()).astype(np.int64), shapes[0], k[-1], k[1])


@cache
def _common() -> Hashes:
    return hash_set(common_words())


# --- English --------------------------------------------------------------------------------------------------


@cache
def _english_sets() -> tuple[Hashes, ...]:
    keys = (
        "first_names", "pinyin_surnames", "titles", "titles_lower", "org_last", "org_of", "law_last", "event_last",
        "place_last", "place_first", "product_after", "acts", "calendar", "no_names", "openers",
    )  # fmt: skip
    return (*(hash_set(fold(word) for word in word_list("english", key)) for key in keys), _common())


def english_features(tokens: Tokens, known: Sequence[Known], formed: Sequence[Name]) -> Rows:
    """[templates, tokens] of English sentences."""
    rows = _Rows(tokens)
    by_lexicon = _add_hints(rows, tokens, known, formed)
    masks = _masks(tokens.words, _english_sets())
    capital = _capitals(tokens)
    _add_latin_words(rows, tokens, masks)
    _add_shapes(rows, tokens, masks, capital)
    _add_runs(rows, tokens, masks, capital, by_lexicon)
    return rows.rows()


def _capitals(tokens: Tokens) -> Flags:
    """Tokens with a capital letter anywhere."""
    uppers = np.zeros(len(tokens.classes) + 1, np.int64)
    np.cumsum(tokens.classes == UPPER, out=uppers[1:])
    result: Flags = uppers[tokens.ends] > uppers[tokens.starts]
    return result


def _add_latin_words(rows: _Rows, tokens: Tokens, masks: Ints) -> None:
    w = {offset: rows.at(tokens.words, offset) for offset in range(-3, 4)}
    for offset in range(-2, 3):
        rows.add(w[offset])
    rows.add(w[-1], w[0])
    rows.add(w[0], w[1])
    rows.add(w[-2], w[-1])
    rows.add(w[1], w[2])
    rows.add(w[-1], w[1])
    for length in (1, 2, 3, 4):
        rows.add(tokens.tails(length))
    for length in (2, 3, 4):
        rows.add(tokens.heads(length))
    tails = tokens.tails(3)
    rows.add(rows.at(tails, -1))
    rows.add(rows.at(tails, 1))
    g = {offset: rows.at(masks, offset) for offset in (-2, -1, 0, 1, 2)}
    rows.add(g[0])
    rows.add(g[-1], g[0])
    rows.add(g[0], g[1])
    rows.add(g[-1], g[0], g[1])
    rows.add(g[-2], g[-1])
    rows.add(g[1], g[2])


def _add_shapes(rows: _Rows, tokens: Tokens, masks: Ints, capital: Flags) -> None:
    shapes = {offset: rows.at(tokens.shapes, offset) for offset in (-2, -1, 0, 1, 2)}
    first = (_since(np.ones(len(tokens), np.bool_), tokens) == 0) & (rows.at(masks, -1) > np.uint64(1 << 40))
    lowered = is_in(tokens.words, np.unique(tokens.words[(tokens.kinds == LOWER) & ~capital])).astype(
        np.int64
    )
    common = masks >> 15
    share = _capital_share(tokens, capital)
    rows.add(shapes[0])
    rows.add(shapes[-1], shapes[0], shapes[1])
    rows.add(shapes[-2], shapes[-1], shapes[0])
    rows.add(shapes[0], shapes[1], shapes[2])
    rows.add(shapes[0], first.astype(np.int64), lowered, common)
    rows.add(shapes[0], share, common)
    rows.add(shapes[0], np.minimum(tokens.ends - tokens.starts, 12), common)
    rows.add(_enclosed(tokens), shapes[0])


def _capital_share(tokens: Tokens, capital: Flags) -> Ints:
    """Tenths of the sentence's words that are capitalised: headings have many."""
    if not len(tokens):
        return np.zeros(0, np.int64)
    words = (tokens.kinds == LOWER) | (tokens.kinds == UPPER)
    count = int(tokens.sentence[-1]) + 1
    total = np.bincount(tokens.sentence, weights=words, minlength=count)
    upper = np.bincount(tokens.sentence, weights=words & capital, minlength=count)
    share = np.floor(5 * upper / np.maximum(total, 1)).astype(np.int64)
    result: Ints = share[tokens.sentence]
    return result


def _add_runs(rows: _Rows, tokens: Tokens, masks: Ints, capital: Flags, by_lexicon: Ints) -> None:
    """The run of capitals a token stands in: its length, its first and last word, and what stands around it."""
    size = len(tokens)
    if not size:
        for _ in range(16):
            rows.add(masks)
        return
    bridge = np.zeros(size, np.bool_)
    sign = is_in(tokens.words, _bridges())
    bridge[1:-1] = sign[1:-1] & capital[:-2] & capital[2:]
    touching = tokens.starts[1:-1] == tokens.ends[:-2]
    bridge[1:-1] &= touching | (tokens.words[1:-1] == np.uint64(word_hash("&")))
    number = np.zeros(size, np.bool_)
    number[1:] = (tokens.kinds[1:] == DIGIT) & capital[:-1]
    inside = capital | bridge | number
    starts_run = np.ones(size, np.bool_)
    starts_run[1:] = (inside[1:] != inside[:-1]) | (tokens.sentence[1:] != tokens.sentence[:-1]) | ~inside[1:]
    firsts = np.flatnonzero(starts_run)
    run = np.cumsum(starts_run) - 1
    lasts = np.append(firsts[1:], size) - 1
    first, last = firsts[run], lasts[run]
    place, back = np.minimum(np.arange(size) - first, 6), np.minimum(last - np.arange(size), 6)
    at_head = np.ones(size, np.bool_)
    at_head[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
    head = at_head[first].astype(np.int64)
    flag = inside.astype(np.int64)
    before = [rows.at(tokens.words, -1)[first], rows.at(tokens.words, -2)[first]]
    after = [rows.at(tokens.words, 1)[last], rows.at(tokens.words, 2)[last]]
    before_mask, after_mask = rows.at(masks, -1)[first], rows.at(masks, 1)[last]
    after_shape = rows.at(tokens.shapes, 1)[last]
    rows.add(flag, place, back, head)
    rows.add(flag, before[0], place)
    rows.add(flag, after[0], back)
    rows.add(flag, before[0], before[1])
    rows.add(flag, after[0], after[1])
    rows.add(flag, before_mask, place, back)
    rows.add(flag, after_mask, place, back)
    rows.add(flag, before_mask, after_mask)
    rows.add(flag, tokens.words[last], back)
    rows.add(flag, tokens.words[first], place)
    rows.add(flag, masks[last], back, masks[first], place)
    rows.add(flag, masks[last], masks[first], before_mask)
    rows.add(flag, tokens.tails(3)[last], place == 0)
    rows.add(flag, after_shape, after[0], head)
    rows.add(flag, by_lexicon[first], by_lexicon[last], place, back)
    rows.add(flag, before[0], after[0])


@cache
def _bridges() -> Hashes:
    return hash_set(("-", "&", ".", "of"))
