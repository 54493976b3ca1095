"""Chinese names as a guess gives them, put in shape: no word of the sentence at their edges, no two names in one.

A guess is right about where a name is more often than about where it ends. What is cut here is no part of names:
运营方 before and 在 behind, the company's city and 企业 in front of it, 市 behind a city.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from nlp.names import Known, Name, bodies, word_list
from nlp.segment import is_dictionary_word
from nlp.tagger_tokens import hash_set, is_in
from nlp.word_classes import name_classes, word_classes

_HAN = re.compile(r"[\u3400-\u9fff]")
_PARTY = re.compile(
    r"(?:运营|主办|承办|合作|投资|品牌|出品|开发|供货)方|(?:服务|供应|开发|制造|代理|运营|经销|零售|物流)商|货代|母公司|子公司"
)
_AFTER_ORG = frozenset("在的把将被与和是已也都就又对从向让")
_AFTER_PERSON = frozenset("屡曾已未不再仍遭获在把将被与和及对向说称则")
_FIRM_OF = re.compile(
    r"\A([\u4e00-\u9fff]{2,4}?)(?:企业|厂商|商家|卖家|品牌|货代|服务商)([\u4e00-\u9fff]{2,8})\Z"
)
_VERB_INSIDE = re.compile(
    r"(?:[升降予料对与和及或在向从]|收购|入股|上调|下调|维持|起诉|投资|控告|联手|携手)\Z"
)
_BLANKS = re.compile(r"[ \u3000]{2}|\u3000|\d[ \u3000]+[\d+-]")
_COUNTED = re.compile(r"[\u4e00-\u9fff]\d+\Z")
_EVENT = re.compile(
    r"(?:[会展节赛杯奖周日季祭档]|论坛|峰会|危机|疫情|战争|之战|大战|事件|风波|泡沫|海啸|协商|谈判|革命|运动|行动"
    r"|地震|台风|[一二三四五六\d])\Z"
)
_LAW = re.compile(
    r"(?:[法例规则章约令案税]|条款|关税|机制|计划|政策|指引|标准|豁免|门槛|制度|配额|新政|措施|清单|协定|协议|办法|规定"
    r"|准则|议定书|认证|方案|工程|倡议|战略|行动|[\da-z])\Z"
)
_RARE_SOUNDS = frozenset("兹茨茉蕾娜妮莎娅蒂黛弗埃奥夫")
_LONG = 9  # characters: longer names of companies and bodies say what they are at the end


def shaped(folded: str, name: Name, known: Sequence[Known]) -> Iterator[Name]:
    """The name without what only stands beside it, as one or two names; nothing when it cannot be one."""
    surface = folded[name.start : name.end]
    if _BLANKS.search(surface):
        return
    if not _HAN.search(surface):
        yield name
        return
    if name.type == "ORG":
        yield from _shaped_firm(folded, name, known)
    elif name.type == "PERSON":
        yield from _shaped_person(folded, name)
    elif name.type == "GPE":
        yield from _shaped_place(folded, name, known)
    elif _is_closed(folded, name):
        yield name


def _shaped_firm(folded: str, name: Name, known: Sequence[Known]) -> Iterator[Name]:
    start, end = name.start, name.end
    if folded[end - 1] in _AFTER_ORG and end - start > 2:
        end -= 1
    party = _PARTY.match(folded, start, end) or (
        folded[start] in "方商" and _PARTY.match(folded, max(0, start - 2), start + 1)
    )
    if party and end - party.end() > 1:
        start = party.end()
    surface = folded[start:end]
    apart = _FIRM_OF.match(surface)
    if apart and is_dictionary_word(apart[1]):
        yield Name(start=start, end=start + len(apart[1]), type="GPE", id=None)
        yield Name(start=end - len(apart[2]), end=end, type="ORG", id=None)
        return
    index = bisect_right(known, start, key=lambda each: each.end)
    last = next((each for each in reversed(known[index : index + 8]) if each.end == end), None)
    if last is not None and last.start > start and _VERB_INSIDE.search(folded, start, last.start):
        return  # 汇丰研究升联想集团
    if len(surface) < _LONG or not _HAN.search(surface[-1]) or any(map(surface.endswith, _closings())):
        yield replace(name, start=start, end=end)


def _shaped_person(folded: str, name: Name) -> Iterator[Name]:
    start, end = name.start, name.end
    if end - start <= 2 and folded[max(0, start - 2) : start] in word_list("chinese", "surnames_double"):
        start -= 2  # 上官|柏青
    surface = folded[start:end]
    if "·" not in surface:
        stop = next((at for at in range(2, len(surface)) if surface[at] in _AFTER_PERSON), len(surface))
        sounds = len(surface) > 2 and all(char in _sounds() for char in surface)
        if not sounds:
            end = start + stop
        elif start and folded[start - 1] in _RARE_SOUNDS:
            start -= 1
        if is_plain_word(folded[start:end]):
            return
    yield replace(name, start=start, end=end)


def _shaped_place(folded: str, name: Name, known: Sequence[Known]) -> Iterator[Name]:
    start, end = name.start, name.end
    index = bisect_right(known, start, key=lambda each: each.end)
    if index < len(known) and known[index].start == start and folded[known[index].end] in "省市州县区":
        start = known[index].end + 1  # 河北|省|遵化
    if end - start > 2 and folded[end - 1] in "市省":
        end -= 1
    placed = start > name.start or folded[end : end + 1] in tuple("省市县区镇乡州港")
    if end - start > 1 and (placed or not is_plain_word(folded[start:end])):
        yield replace(name, start=start, end=end, absorbs=name.absorbs and start == name.start)


def _is_closed(folded: str, name: Name) -> bool:
    """Whether an event ends in what events are, and a law in what laws are; a product may end in anything."""
    surface = folded[name.start : name.end]
    if name.type == "EVENT":
        return _EVENT.search(surface) is not None
    if name.type == "LAW":
        return _LAW.search(surface) is not None
    return (
        not (_COUNTED.search(surface) and _HAN.match(folded[name.end : name.end + 1]))
        or folded[name.end] in "号代系"
    )


@cache
def is_plain_word(word: str) -> bool:
    """Whether the dictionary lists it, and not as the name of anything (治安, 侦讯)."""
    if not is_dictionary_word(word):
        return False
    classes = word_classes(hash_set([word]))
    return bool(classes[0] > 0) and not bool(is_in(classes, name_classes())[0])


def is_kind_alone(surface: str) -> bool:
    """Whether a name is only the kind of a thing: 公安局, 株式会社; bodies that a country has one of may stand so."""
    return surface in _kinds_alone() and surface not in bodies()


@cache
def _kinds_alone() -> frozenset[str]:
    return frozenset[str](("株式会社", "有限公司", "股份有限公司", "公司")).union(
        *(
            word_list("chinese", key)
            for key in ("org_last", "org_open", "org_brand", "org_members", "body_last")
        )
    )


@cache
def _closings() -> tuple[str, ...]:
    return (*_kinds_alone(), *bodies(), *word_list("chinese", "closings"))


@cache
def _sounds() -> frozenset[str]:
    return frozenset("".join(word_list("chinese", "transcription")))
