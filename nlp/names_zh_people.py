"""Chinese persons nobody lists, by what stands beside them: an office, a verb of saying, a line of credits.

A surname alone says little, most are words as well (于, 方, 高). One of two characters (欧阳, 闻人) says more: such a
name needs no office beside it, only an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.names import Name, word_list
from nlp.segment import cut_words, is_dictionary_word

_NOT_GIVEN = frozenset(
    "的了和与在是等各这那该其多家个只将被从到为及或某本所不也都就又还使让把称说走免副正们位名后前"
)
_HEAD = r"(?:(?<![\u4e00-\u9fff])|(?<=[和与及由是对向让的叫跟、]))"
_BEHIND = r"研究员|教授|院士|律师|先生|女士|博士|老师|医生|导演|经理|校长"
_CREDIT = re.compile(
    r"(?:摄影|文字|撰文|图文|编辑|责编|责任编辑|记者|作者|整理|制表|制图|采访|校对|编译|文|图) ?[/|:：] ?"
    r"([\u4e00-\u9fff]{2,4})(?=[\s,，。、;；)）\]】|/]|\Z)"
)
_SOURCE = re.compile(
    r"(?:(?<=来源：)|(?<=来源:)|(?<=来源/)|(?<=来源\|)|(?<=来源: ))"
    r"([\u4e00-\u9fff][\u4e00-\u9fffa-z0-9]{1,7})(?=[\s,，。、;；)）\]】|/]|\Z)"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """After an office, at the head of a clause, beside pinyin, before an office, of a double surname."""

    def either(*keys: str) -> str:
        words = set[str]().union(*(word_list("chinese", key) for key in keys))
        return "|".join(sorted(map(re.escape, words), key=len, reverse=True))

    single = "".join(sorted(word_list("chinese", "surnames") | word_list("chinese", "surnames_rare")))
    double = either("surnames_double")
    surname = rf"(?:{double}|[{single}])"
    end = r"(?=[，,、。（）()；;：:“”「」\"\s!！?？]|\Z"
    return (
        re.compile(rf"(?:{either('titles')})[ \"“]?({surname}[\u4e00-\u9fff]{{1,2}}?){end}|{either('says')})"),
        re.compile(
            rf"(?:(?<=[，,。；;\n“])|\A)({surname}[\u4e00-\u9fff]{{1,2}}?)"
            rf"(?={either('person_acts')}|说[，,：:]|自.{{1,10}}离职)"
        ),
        re.compile(
            rf"(?:(?<![\u4e00-\u9fff])|(?<=[和与由是]))({surname}[\u4e00-\u9fff]{{1,2}})"
            r"(?=[（(][a-z]{2,6} [a-z]{2,12}[)）])"  # folded
        ),
        re.compile(rf"{_HEAD}({surname}[\u4e00-\u9fff]{{2}})(?={_BEHIND})"),
        re.compile(rf"{_HEAD}((?:{double})[\u4e00-\u9fff]{{1,2}}?){end}|{either('says', 'person_acts', 'titles')})"),
    )  # fmt: skip


def find_people(folded: str) -> Iterator[Name]:
    """Persons by what stands beside them, in the folded text; the surest first."""
    after_office, at_head, pinyin, before_office, double = _patterns()
    for pattern in (after_office, at_head, pinyin):
        for match in pattern.finditer(folded):
            if pattern is pinyin or not is_dictionary_word(match[1]):
                yield _person(match)
    for match in before_office.finditer(folded):
        if _is_personal(match[1]):
            yield _person(match)
    for match in double.finditer(folded):
        if not is_dictionary_word(match[1]) and not set(match[1][2:]) & _NOT_GIVEN:
            yield _person(match)
    for match in _CREDIT.finditer(folded):
        if _is_credited(match[1]):
            yield _person(match)


def find_sources(folded: str) -> Iterator[Name]:
    """Who is named as the source of a picture or table (来源：港航眼): a name that is no word."""
    plain = word_list("chinese", "plain") | word_list("chinese", "generic")
    if "来源" not in folded:
        return
    for match in _SOURCE.finditer(folded):
        words = cut_words(match[1])
        if not all(len(word) > 1 and (is_dictionary_word(word) or word in plain) for word in words) and not (
            set(match[1]) & _NOT_GIVEN
        ):
            yield Name(start=match.start(1), end=match.end(1), type="ORG", id=None)


def _person(match: re.Match[str]) -> Name:
    return Name(start=match.start(1), end=match.end(1), type="PERSON", id=None)


def _is_personal(name: str) -> bool:
    """Whether three characters before an office are somebody, not the field of it (石化业分析师)."""
    if is_dictionary_word(name) or set(name[1:]) & _NOT_GIVEN:
        return False
    words = cut_words(name)
    return len(words) == 1 or (len(words[0]) == 1 and name[1:] not in word_list("chinese", "plain"))


def _is_credited(name: str) -> bool:
    """Whether the name in a line of credits is a person's: a surname first, and no word."""
    surnames = word_list("chinese", "surnames") | word_list("chinese", "surnames_rare")
    singles = frozenset("".join(surnames))
    size = 2 if name[:2] in word_list("chinese", "surnames_double") else 1
    if (size == 1 and name[0] not in singles) or not 1 <= len(name) - size <= 2:
        return False
    return not is_dictionary_word(name) and not set(name[size:]) & _NOT_GIVEN and _is_no_phrase(name)


def _is_no_phrase(name: str) -> bool:
    words = cut_words(name)
    return len(words) == 1 or any(len(word) == 1 for word in words)
