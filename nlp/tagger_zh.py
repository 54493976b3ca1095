"""What the tagger looks at in Chinese sentences: characters, the words a dictionary cuts them into, and the lists
of names.toml. The text is folded, so both scripts look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from nlp.names import Known, Name, word_list
from nlp.tagger_features import (
    FAR,
    FeatureRows,
    Rows,
    WordLists,
    add_hints,
    add_neighbours,
    enclosed,
    everyday_words,
    merged_lists,
    since,
    until,
)
from nlp.tagger_tokens import LOWER, SIGN, UPPER, Flags, Hashes, Ints, Tokens, hash_set, is_in, stretch_hashes
from nlp.word_classes import name_classes, word_classes

# What a name is said to be, before or after it, and what places are.
_KINDS = (
    "商 品牌 卖家 旗下 平台 公司 企业 集团 店 厂 工具 软件 系统 应用 产品 服务 型号 系列 "
    "省 市 县 区 镇 港 村 园 岛"
)


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


def ordinary_words(words: Words) -> Flags:
    """Tokens in words of two characters and more that the dictionary lists, not as a name of anything."""
    ordinary = (words.classes > 0) & ~is_in(words.classes, name_classes()) & (words.sizes > 1)
    result: Flags = ordinary[words.index]
    return result


@cache
def _chinese_lists() -> tuple[WordLists, WordLists]:
    """Of single characters, and of words."""
    chars = [
        hash_set("".join(word_list("chinese", key))) for key in ("surnames", "surnames_sure", "transcription")
    ]
    words = [hash_set(word_list("chinese", key)) for key in ("titles", "says", "acts", "plain")]
    endings = (
        word_list("chinese", "org_last")
        | word_list("chinese", "org_open")
        | word_list("chinese", "body_last")
    )
    words += [hash_set(endings), hash_set(word_list("chinese", "law_last")), hash_set(_KINDS.split())]
    return merged_lists(chars), merged_lists(words)


def chinese_features(tokens: Tokens, words: Words, known: Sequence[Known], formed: Sequence[Name]) -> Rows:
    """[templates, tokens] of Chinese sentences."""
    rows = FeatureRows(tokens)
    add_hints(rows, tokens, known, formed)
    _add_characters(rows, tokens, words)
    _add_words(rows, tokens, words)
    _add_surroundings(rows, tokens, words)
    return rows.rows()


def _add_characters(rows: FeatureRows, tokens: Tokens, words: Words) -> None:
    c = add_neighbours(rows, tokens)
    rows.add(c[-2], c[-1], c[0])
    rows.add(c[-1], c[0], c[1])
    rows.add(c[0], c[1], c[2])
    rows.add(c[-3], c[-2], c[-1])
    rows.add(c[1], c[2], c[3])
    rows.add(c[0], rows.at(words.place))


def _add_words(rows: FeatureRows, tokens: Tokens, words: Words) -> None:
    index = np.zeros(len(rows.at(words.index)), np.int64)
    index[rows.places] = words.index
    nothing = np.full(2, 0, np.uint64)
    hashes = np.concatenate((nothing, words.hashes, nothing))
    forms = np.concatenate((~nothing, (words.sizes * 256 + words.classes).view(np.uint64), ~nothing))

    def word_at(offset: int) -> tuple[Hashes, Hashes]:
        """Hash, and size with class, of the word so many words away."""
        places = index + (offset + 2)
        return hashes[places], forms[places]

    around = {offset: word_at(offset) for offset in (-2, -1, 0, 1, 2)}
    place = rows.at(words.place)
    rows.add(around[0][0], place)
    rows.add(around[-1][0], place)
    rows.add(around[1][0], place)
    rows.add(around[-1][0], around[0][1], place)
    rows.add(around[1][0], around[0][1], place)
    rows.add(around[-2][0], around[-1][1], around[0][1], place)
    rows.add(around[2][0], around[1][1], around[0][1], place)
    rows.add(around[-1][1], around[0][1], around[1][1], place)
    rows.add(around[-2][1], around[-1][1], around[0][1], around[1][1], around[2][1], place)


def _add_surroundings(rows: FeatureRows, tokens: Tokens, words: Words) -> None:
    """Kinds of characters and words near by: surnames, offices, endings of companies, brackets."""
    char_lists, word_lists = _chinese_lists()
    kinds = tokens.kinds
    k = {offset: rows.at(kinds, offset) for offset in (-2, -1, 0, 1, 2)}
    masks = char_lists.look_up(tokens.words)
    m = {offset: rows.at(masks, offset) for offset in (-2, -1, 0, 1, 2)}
    word_masks = word_lists.look_up(words.hashes)[words.index]
    wm = {offset: rows.at(word_masks, offset) for offset in (-1, 0, 1, 2, 3)}
    shapes = {offset: rows.at(tokens.shapes, offset) for offset in (-1, 0, 1)}
    place, listed = rows.at(words.place), rows.at((words.classes > 0)[words.index])
    rows.add(k[-2], k[-1], k[0], k[1], k[2])
    rows.add(shapes[0], k[-1], k[1])
    rows.add(shapes[-1], shapes[0], shapes[1])
    rows.add(m[-1], m[0], m[1])
    rows.add(m[-2], m[-1], m[0], m[1], m[2])
    rows.add(m[0], place, wm[0], wm[2], wm[3])
    rows.add(wm[-1], wm[0], wm[1], place)
    until_sign = until(kinds == SIGN, tokens)
    until_ending = until((word_masks & 16 > 0) & (words.place >= 2), tokens)
    ending = rows.at(np.where(until_ending <= until_sign, until_ending, FAR))
    begins = words.place % 3 == 0
    office = rows.at(since((word_masks & 1 > 0) & (words.place >= 2), tokens))
    says = rows.at(until((word_masks & 2 > 0) & begins, tokens))
    acts = rows.at(until((word_masks & 4 > 0) & begins, tokens))
    since_sign = rows.at(since(kinds == SIGN, tokens))
    rows.add(ending, place)
    rows.add(ending, since_sign, listed)
    rows.add(office, says, m[0])
    rows.add(since_sign, says, m[0])
    rows.add(since_sign, acts, listed)
    rows.add(since_sign, rows.at(until_sign))
    rows.add(rows.at(enclosed(tokens)), k[0])
    rows.add(rows.at(tokens.tails(3)), k[0])
    rows.add(rows.at(tokens.heads(3)), k[0])
    rows.add(
        rows.at(is_in(tokens.words, everyday_words(), (kinds == LOWER) | (kinds == UPPER))),
        shapes[0],
        k[-1],
        k[1],
    )
