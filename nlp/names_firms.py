"""Chinese companies that no lexicon lists: by what their name ends in and by what stands beside it.

A name begins where a clause begins or after what it is (物流商, 旗下), and its heart is no word of the dictionary.
Endings that are also plain nouns (物流, 电子) and names without an ending need a second sign right after them: a
verb of business (宣布, 拖欠), an office of the company, or its Latin name in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.names import Name, word_list
from nlp.segment import cut_words, is_dictionary_word

# Characters that stand between words, not inside the name of a company or body.
NOT_IN_NAMES = frozenset("的了和与在是等各这那该其一多家个只有将被从到为及或某本所不也都就又还使让把称说走免")
_NOT_IN_BARE = NOT_IN_NAMES | frozenset(
    "两二三四五六七八九十几数每年月日时后前中内外上下均已曾再更最很向对由据并虽则而且但若如随着于要化围绕股未"
)
# What a bare word ends in that is a kind of thing or person, not a name.
_KINDS = frozenset("方国部局会厅院官者人商店厂家省市县区币队军党司社站户员们率量额价税费法案率品业轮期")
# Behind these a pattern of companies begins (but that of founders), and at the head of the text.
_HEADS = re.compile(r"[，。；：、！？“”（）()|\n\s]|商|品牌|卖家|旗下|企业")
_CLAUSE_HEAD = r"(?:(?<=[，。；：、！？“”（）()|\n\s])|\A)"
_LEADS = (  # what may open a clause before a name
    r"(?:据悉|据了解|据报道|日前|近日|昨日|今日|昨天|今天|当天|上周|本周|上月|本月|目前|其中|另外|同时|此外|据|由|与|和|向|对于|对|在|虽然|尽管|来自|现任|曾任|原|继|就读于?|毕业于|例如|比如|包括|以及|随着|而|但|因|随后|此前|作为|像|如)?+"
)
_LATIN = r"[（(][a-z][a-z0-9&.'-]{3,24}(?: [a-z][a-z0-9&.'-]{0,24}){0,3}[)）]"  # folded


def _either(key: str) -> str:
    return "|".join(sorted(map(re.escape, word_list("chinese", key)), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Closed (运达股份), legal (…有限公司), open (华澜电子宣布), bare (物流商顺昌达拖欠), founded names."""
    before = rf"(?:{_CLAUSE_HEAD}{_LEADS}|(?<=商)|(?<=品牌)|(?<=卖家)|(?<=旗下)|(?<=企业))"
    after = rf"(?={_either('acts')}|{_either('acts_weak')}|{_LATIN}|[一两二三四五六七八九十]+(?:天|个月|年))"
    strong = rf"(?={_either('acts')}|{_LATIN})"
    kinds = r"(?:(?<=物流商)|(?<=服务商)|(?<=制造商)|(?<=零售商)|(?<=供应商)|(?<=具商)|(?<=品牌)|(?<=卖家)|(?<=旗下))"
    return (
        re.compile(
            rf"{_CLAUSE_HEAD}{_LEADS}"
            rf"([\u4e00-\u9fff]{{2,4}}(?:{_either('org_last')}))(?![\u4e00-\u9fff]{{0,1}}[人法]|支出|市场|运作|结构|开支|利得|外流|管制|充足)"
        ),
        re.compile(rf"{before}([\u4e00-\u9fff]{{4,16}}(?:有限责任公司|有限公司))"),
        re.compile(rf"{before}([\u4e00-\u9fff]{{2,4}}?(?:{_either('org_open')})){after}"),
        re.compile(rf"{_CLAUSE_HEAD}([\u4e00-\u9fff]{{2}}(?:{_either('org_brand')})){strong}"),
        re.compile(rf"{_CLAUSE_HEAD}([\u4e00-\u9fff]{{2,4}}?){strong}"),
        re.compile(rf"{kinds}([\u4e00-\u9fff]{{2,4}}?){after}"),
        re.compile(r"(?:创办|创立|创建)了?([\u4e00-\u9fff]{2,6})(?=[，。；、（(\s]|\Z)"),
    )


def find_firms(folded: str) -> Iterator[Name]:
    """Names of companies in the folded text; several may lie on each other, the first ones are the surest."""
    closed, legal, opened, brand, bare, kinds, founded = _patterns()
    heads = [0, *(match.end() for match in _HEADS.finditer(folded))]
    for match in _at(heads, closed, folded):
        stem = _stem(match[1], "org_last")
        if stem and not set(stem) & NOT_IN_NAMES and not is_dictionary_word(stem):
            yield _firm(match)
    for match in _at(heads, legal, folded):
        if not set(match[1].removesuffix("有限公司")) & (NOT_IN_NAMES - set("家一本多")):
            yield Name(start=match.start(1), end=match.end(1), type="ORG", id=None, absorbs=True)
    for match in _at(heads, opened, folded):
        if _is_coined(_stem(match[1], "org_open")):
            yield _firm(match)
    for match in _at(heads, brand, folded):
        stem = _stem(match[1], "org_brand")
        if stem not in word_list("chinese", "plain") and not set(stem) & _NOT_IN_BARE and len(stem) == 2:
            yield _firm(match)
    for matches in (_at(heads, bare, folded), _at(heads, kinds, folded), founded.finditer(folded)):
        for match in matches:
            if match[1][-1] not in _KINDS and _is_coined(match[1]) and not _is_person(match[1]):
                yield _firm(match)


def _at(places: Sequence[int], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """As finditer, of a pattern that can begin at these places alone; ten times as fast."""
    end = 0
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match:
            end = match.end()
            yield match


def _firm(match: re.Match[str]) -> Name:
    return Name(start=match.start(1), end=match.end(1), type="ORG", id=None)


def _stem(name: str, key: str) -> str:
    """The name without its ending."""
    last = next(
        (word for word in sorted(word_list("chinese", key), key=len, reverse=True) if name.endswith(word)), ""
    )
    return name[: len(name) - len(last)]


def _is_coined(stem: str) -> bool:
    """Whether the word is made up: the dictionary knows neither it nor all of what it falls into."""
    if set(stem) & _NOT_IN_BARE or stem in word_list("chinese", "plain") or is_dictionary_word(stem):
        return False
    pieces = cut_words(stem)
    plain = word_list("chinese", "plain")
    return not all(
        len(piece) > 1 and (is_dictionary_word(piece) or piece in plain) for piece in pieces
    ) and not any(piece in plain for piece in pieces)


def _is_person(word: str) -> bool:
    return len(word) == 3 and word[0] in "".join(word_list("chinese", "surnames_sure"))
