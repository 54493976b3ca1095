"""The common noun at the head of a Chinese clause: 小型车 of 小型车月租费为100元, 借款用户 of 一个借款用户的数据成本.

Words are cut and classed by jieba's dictionary; the phrase ends before a word of the metric lexicon, a verb or an
adverb. A head that is a measure or says nothing by itself (业务量, 情况) points back to whom was spoken of before.
"""

from __future__ import annotations

import re

from nlp.grammar import chinese
from nlp.segment import cut_words
from nlp.themes import BACK, NOTHING, Back, Names, Reading, Sort, Theme
from nlp.word_classes import word_class

# Han, Latin words with the numbers of a model (DDR5), a number in front of Latin letters (5G手机); no quantities.
_RUN = re.compile(
    r"(?:[\u3400-\u9fff&·.+]|[a-z](?:[a-z ]|\d(?!\d*[.,%万亿日月年号]))*|\d{1,2}(?=[a-z]{1,2}[\u3400-\u9fff]))+"
)
_LATIN = re.compile(r"[a-z]{2,6}(?=[\u3400-\u9fff])")
_REACH = 24  # characters
_LONGEST = 12  # characters of a common noun phrase that is a subject
_NOUN_TAIL = frozenset("商业店机器费车品者员户厂行所院网站群端类区线股债")
_MEASURE_TAIL = frozenset("费价率额量数值金度")
_Word = tuple[int, int, str]  # start, end, text


def noun_theme(names: Names, start: int, end: int, *, tied: bool = False) -> Theme:
    """A stretch of the text as a theme of its own."""
    return Theme(key=names.text[start:end], sort=Sort.NOUN, start=start, end=end, tied=tied)


def read_noun(names: Names, at: int, end: int) -> Reading:
    """The common noun that begins at a place of a clause, up to the measure, verb or adverb behind it."""
    measure = names.measure_from(at, end)
    run = _RUN.match(names.page, at, min(end, measure, at + _REACH))
    if run is None:
        latin = _LATIN.match(
            names.page, at, end
        )  # LPR, SCFI: a measure that is a thing where nobody was named
        return (
            Reading(theme=noun_theme(names, *latin.span()) if latin else None, back=Back.ANY)
            if (measure <= at + 1)
            else NOTHING
        )
    phrase, stop = _phrase(cut_words(run.group()), at)
    phrase = _trimmed(phrase)
    if not phrase:
        return BACK if stop >= measure else NOTHING
    lists = chinese()
    start, last = phrase[0][0], phrase[-1][1]
    if start == at and word_class(phrase[0][2]) == "v" and phrase[0][2] not in lists.attributive:
        return NOTHING  # 引导银行…: a verb and its object
    if last >= end:
        return NOTHING  # nothing is said of it
    key = names.page[start:last].strip(" .")
    if not 2 <= len(key) <= _LONGEST or key in lists.vague or key in lists.definite:
        return BACK
    if key in lists.speakers:
        return Reading(reset=True)
    return Reading(theme=noun_theme(names, start, start + len(key)))


def _phrase(words: list[str], at: int) -> tuple[list[_Word], int]:
    """The last noun phrase of the words before a verb or adverb, and where that stands."""
    phrase: list[_Word] = []
    before: list[_Word] = []  # in front of 的
    place = at
    for index, word in enumerate(words):
        following = word_class(words[index + 1])[:1] if index + 1 < len(words) else ""
        if word in ("的", "之"):
            before, phrase = phrase or before, []
        elif word in chinese().vague and (phrase or following != "n"):
            break
        elif _is_nominal(word, following):
            phrase.append((place, place + len(word), word))
        elif phrase or word_class(word)[:1] not in ("m", "q", "r"):
            break
        place += len(word)
    return phrase or before, place


def _trimmed(phrase: list[_Word]) -> list[_Word]:
    """The phrase without what only describes in front, and without measures at its end: 大型车月租费."""
    lists = chinese()
    while phrase and phrase[0][2] in lists.loose:
        phrase = phrase[1:]
    while phrase:
        word = phrase[-1][2]
        if _can_end(word) and word not in lists.vague and word[-1] not in _MEASURE_TAIL:
            break
        phrase = phrase[:-1]
    return phrase


def _can_end(word: str) -> bool:
    """Whether a noun phrase can end in a word: 平台 can, 最高 and 领先 cannot."""
    kind = word_class(word)
    return (
        kind[:1] in ("n", "j", "s")
        or kind in ("vn", "l")
        or word.strip(" .&").isascii()
        or word[-1] in _NOUN_TAIL
    )


def _is_nominal(word: str, following: str) -> bool:
    """Whether a word can be part of a noun phrase; ``following``: the class of the next one."""
    kind = word_class(word)
    if kind[:1] in ("n", "j", "b", "s") or kind == "l" or word.strip(" .&").isascii():
        return True
    if len(word) == 1:
        return word in _NOUN_TAIL
    if kind == "vn":
        return bool(following)
    if kind in ("v", "a", "an", "zg", "g"):
        return following in ("n", "l", "j", "v")
    return not kind and (word[-1] in _NOUN_TAIL or following == "n")
