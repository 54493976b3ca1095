"""What the tagger looks at in English sentences: words, their shapes, lists of names, and runs of capitals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from nlp.names import Known, Name, word_list
from nlp.script import fold
from nlp.tagger_features import (
    FeatureRows,
    Rows,
    WordLists,
    add_hints,
    add_neighbours,
    enclosed,
    everyday_words,
    merged_lists,
    since,
)
from nlp.tagger_tokens import DIGIT, LOWER, UPPER, Flags, Hashes, Ints, Tokens, hash_set, is_in, word_hash

GAZETTEERS = Path(__file__).resolve().parent / "data" / "tagger" / "gazetteers.npz"


@cache
def _english_lists() -> WordLists:
    keys = (
        "first_names", "pinyin_surnames", "titles", "titles_lower", "org_last", "org_of", "law_last", "event_last",
        "place_last", "place_first", "product_after", "acts", "calendar", "no_names", "openers",
    )  # fmt: skip
    return merged_lists(
        [*(hash_set(fold(word) for word in word_list("english", key)) for key in keys), everyday_words()]
    )


@cache
def _gazetteers() -> WordLists:
    """Upper halves of the hashes of surnames, first names and places that nlp.training.gazetteers collected."""
    with np.load(GAZETTEERS, allow_pickle=False) as stored:
        return merged_lists([stored[key] for key in ("frequent", "surnames", "firsts", "places")])


def english_features(tokens: Tokens, known: Sequence[Known], formed: Sequence[Name]) -> Rows:
    """[templates, tokens] of English sentences."""
    rows = FeatureRows(tokens)
    by_lexicon = add_hints(rows, tokens, known, formed)
    masks = _english_lists().look_up(tokens.words)
    listed = _gazetteers().look_up((tokens.words >> np.uint64(32)).astype(np.uint32))
    capital = _capitals(tokens)
    _add_latin_words(rows, tokens, masks)
    _add_gazetteers(rows, tokens, masks, np.where(capital, listed, 0))
    _add_shapes(rows, tokens, masks, capital)
    _add_runs(rows, tokens, masks, capital, by_lexicon, listed)
    return rows.rows()


def _capitals(tokens: Tokens) -> Flags:
    """Tokens with a capital letter anywhere."""
    uppers = np.zeros(len(tokens.classes) + 1, np.int64)
    np.cumsum(tokens.classes == UPPER, out=uppers[1:])
    result: Flags = uppers[tokens.ends] > uppers[tokens.starts]
    return result


def _add_latin_words(rows: FeatureRows, tokens: Tokens, masks: Ints) -> None:
    add_neighbours(rows, tokens)
    for length in (1, 2, 3, 4):
        rows.add(rows.at(tokens.tails(length)))
    for length in (2, 3, 4):
        rows.add(rows.at(tokens.heads(length)))
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


def _add_gazetteers(rows: FeatureRows, tokens: Tokens, masks: Ints, listed: Ints) -> None:
    near = {offset: rows.at(listed, offset) for offset in (-1, 0, 1, 2)}
    rows.add(near[0])
    rows.add(near[-1], near[0], near[1])
    rows.add(near[0], near[1], near[2])
    rows.add(near[0], rows.at(tokens.words, -1))
    rows.add(near[0], rows.at(tokens.words, 1))
    rows.add(near[0], rows.at(masks, -1), rows.at(masks))
    rows.add(near[0], *(rows.at(tokens.shapes, offset) for offset in (-1, 0, 1)))


def _add_shapes(rows: FeatureRows, tokens: Tokens, masks: Ints, capital: Flags) -> None:
    shapes = {offset: rows.at(tokens.shapes, offset) for offset in (-2, -1, 0, 1, 2)}
    listed_before = rows.at(masks, -1)[rows.places] > np.uint64(1 << 40)
    first = (since(np.ones(len(tokens), np.bool_), tokens) == 0) & listed_before
    lowered = is_in(tokens.words, np.unique(tokens.words[(tokens.kinds == LOWER) & ~capital]))
    common = rows.at(masks >> 15)
    rows.add(shapes[0])
    rows.add(shapes[-1], shapes[0], shapes[1])
    rows.add(shapes[-2], shapes[-1], shapes[0])
    rows.add(shapes[0], shapes[1], shapes[2])
    rows.add(shapes[0], rows.at(first), rows.at(lowered), common)
    rows.add(shapes[0], rows.at(_capital_share(tokens, capital)), common)
    rows.add(shapes[0], rows.at(np.minimum(tokens.ends - tokens.starts, 12)), common)
    rows.add(rows.at(enclosed(tokens)), shapes[0])


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


def _add_runs(
    rows: FeatureRows, tokens: Tokens, masks: Ints, capital: Flags, by_lexicon: Ints, listed: Ints
) -> None:
    """The run of capitals a token stands in: its length, its first and last word, and what stands around it."""
    size = len(tokens)
    if not size:
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
    at_head = np.ones(size, np.bool_)
    at_head[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
    at = rows.at
    place, back = at(np.minimum(np.arange(size) - first, 6)), at(np.minimum(last - np.arange(size), 6))
    head, flag, ordinal = at(at_head[first]), at(inside), at(first == np.arange(size))
    heads, ends = np.zeros(len(flag), np.int64), np.zeros(len(flag), np.int64)  # of the run, spread
    heads[rows.places], ends[rows.places] = rows.places[first], rows.places[last]
    before = [at(tokens.words, -1)[heads], at(tokens.words, -2)[heads]]
    after = [at(tokens.words, 1)[ends], at(tokens.words, 2)[ends]]
    before_mask, after_mask = at(masks, -1)[heads], at(masks, 1)[ends]
    first_mask, last_mask = at(masks)[heads], at(masks)[ends]
    first_listed, last_listed = at(listed)[heads], at(listed)[ends]
    rows.add(flag, place, back, head)
    rows.add(flag, before[0], place)
    rows.add(flag, after[0], back)
    rows.add(flag, before[0], before[1])
    rows.add(flag, after[0], after[1])
    rows.add(flag, before_mask, place, back)
    rows.add(flag, after_mask, place, back)
    rows.add(flag, before_mask, after_mask)
    rows.add(flag, at(tokens.words)[ends], back)
    rows.add(flag, at(tokens.words)[heads], place)
    rows.add(flag, last_mask, back, first_mask, place)
    rows.add(flag, last_mask, first_mask, before_mask)
    rows.add(flag, at(tokens.tails(3))[ends], ordinal)
    rows.add(flag, at(tokens.shapes, 1)[ends], after[0], head)
    rows.add(flag, at(by_lexicon)[heads], at(by_lexicon)[ends], place, back)
    rows.add(flag, before[0], after[0])
    rows.add(flag, first_listed, last_listed, place, back)
    rows.add(flag, first_listed, last_listed, after[0], back)
    rows.add(flag, first_listed, last_listed, before[0], place)


@cache
def _bridges() -> Hashes:
    return hash_set(("-", "&", ".", "of"))
