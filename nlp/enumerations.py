"""Chinese enumerations: what stands in a list of names is a name (于冬、郝戎、尹鸿、孙立军; 品牌有甲、乙及丙).

A list speaks for an unknown member when most of the others are known as companies or persons, or when the words in
front announce companies. Members that are words of the dictionary stay what they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.finds import Find, filled
from nlp.names import word_list
from nlp.names_firms import NOT_IN_NAMES
from nlp.segment import cut_words, is_dictionary_word

_MEMBER = r"[\u4e00-\u9fffA-Za-z0-9&.'’· ]{2,16}"
_LIST = re.compile(rf"{_MEMBER}(?:、{_MEMBER}){{2,40}}")
_LAST = re.compile(r"以及|及|和|与")
_END = re.compile(r"等|(?<=.)(?:共同|参加|出席|加入|上榜|入选|都|均|也)")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9&.'’·]{2,8}\Z")
_HAN = re.compile(r"[\u3400-\u9fff]")


def with_members(text: str, folded: str, finds: Sequence[Find]) -> list[Find]:
    """The finds, and the unknown members of lists of companies and persons."""
    if text.count("、") < 2:
        return list(finds)
    starts = [find.start for find in finds]
    return filled(
        finds, [new for match in _LIST.finditer(folded) for new in _members(folded, match, finds, starts)]
    )


def _members(
    folded: str, match: re.Match[str], finds: Sequence[Find], starts: Sequence[int]
) -> Iterator[Find]:
    places = list(_places(folded, *match.span()))
    votes = {"ORG": 0, "PERSON": 0}
    unknown: list[tuple[int, int]] = []
    for start, end in places:
        index = bisect_left(starts, start)
        if index < len(finds) and finds[index].start < end:
            if finds[index].start == start and finds[index].type in votes:
                votes[finds[index].type] += 1
        elif index == 0 or finds[index - 1].end <= start:
            unknown.append((start, end))
    announced = _heads().search(folded, max(0, match.start() - 12), places[0][0] if places else 0) is not None
    kind = "PERSON" if votes["PERSON"] > votes["ORG"] else "ORG"
    if (
        len(places) < 3
        or not unknown
        or (votes[kind] < max(2, len(unknown)) and not (announced and kind == "ORG"))
    ):
        return
    for start, end in unknown:
        if _fits(folded[start:end], kind):
            yield Find(start=start, end=end, type=kind, id=None, found_by="form", listed=False)


def _places(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the members stand: the first after what announces it, the last in front of 等."""
    at = start
    for piece in folded[start:end].split("、"):
        stop = at + len(piece)
        first, last = at, stop
        if at == start:
            head = max(
                (
                    piece.rfind(word) + len(word)
                    for word in ("有", "包括", "包含", "例如", "如", "为", "是")
                    if word in piece
                ),
                default=0,
            )
            first += head
        if stop == end:
            closing = _END.search(piece)
            last = at + closing.start() if closing else stop
            link = _LAST.search(folded, first + 1, last)
            if link:
                yield first, link.start()
                first = link.end()
        while first < last and folded[first] == " ":
            first += 1
        while last > first and folded[last - 1] == " ":
            last -= 1
        if last - first > 1:
            yield first, last
        at = stop + 1


@cache
def _heads() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, word_list("chinese", "list_heads")), key=len, reverse=True))
    return re.compile(rf"(?:{words})(?:[(（]部分[)）])?(?:有|包括|包含|例如|如|：|:|分别是|分别为)+\Z")


def _fits(member: str, kind: str) -> bool:
    plain = word_list("chinese", "plain") | word_list("chinese", "generic") | word_list("chinese", "no_names")
    if not _NAME.match(member) or not _HAN.search(member) or member in plain or is_dictionary_word(member):
        return False
    if kind == "PERSON":
        singles = word_list("chinese", "surnames") | word_list("chinese", "surnames_rare")
        return (
            2 <= len(member) <= 3
            and any(member[0] in each for each in singles)
            and not set(member) & NOT_IN_NAMES
        )
    if set(member) & NOT_IN_NAMES or not _HAN.search(member):
        return False
    words = cut_words(member)
    ending = words[-1] in _endings() and len(words) > 1
    return ending or not all(len(word) > 1 and (is_dictionary_word(word) or word in plain) for word in words)


@cache
def _endings() -> frozenset[str]:
    return frozenset[str]().union(
        *(word_list("chinese", key) for key in ("org_last", "org_open", "org_brand", "org_members"))
    )
