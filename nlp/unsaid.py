"""Cues that say nothing where they stand: words cut out of others, a price its owner sets, a rumour that is denied.

Each rule is one of grammar or of a family of words; what is left is given to names by nlp/roles.py.
"""

from __future__ import annotations

import re

from nlp.cues import Cue
from nlp.document import Document
from nlp.segment import is_dictionary_word

_SENTENCE_BACK = 80  # characters before a cue in which its measure may stand, in its sentence
_SENTENCE_END = re.compile(r"[。!！?？;；\n]|[.](?!\d)")
# What a seller of services sets himself, or an auction of his sets: dearer is neither good nor bad news for him.
_PRICE = re.compile(
    r"(?:每次|单次)点击|点击(?:单价|成本|费)|(?:配送|仓储|服务|手续|处理|物流|广告|佣金|年|月租|运)费|佣金|收费|费用|费率|单价|定价|售价|竞价"
    r"|\b(?:per click|fees?|commissions?|(?<!share )(?<!stock )prices?|surcharges?|charg(?:es?|ed|ing)|auction|dearer"
    r"|postage)\b"
)
_CHARGE_BETWEEN = re.compile(
    r"\b(?:what (?:it|they) charges?|fees?|charges?|commissions?|prices?|surcharges?)\b"
)
_CHARGES = re.compile(r"\b(?:charges?|duty|duties|fees?|vat|tax(?:es)?|surcharges?)$|(?:费|税|税费|关税)$")
_ADDS = re.compile(r"^(?:add(?:s|ed|ing)?\b|加收|加上|代收|增收)")
# How a whole is divided says nothing of how any of it fares.
_PART_OF = re.compile(
    r"\b(?:account(?:s|ed|ing)? for|m(?:ak|ad)es? up|represent(?:s|ed|ing)?)\s(?:\w+\s){0,2}$|占(?:了|据|到|去)?$"
)
_LARGER = re.compile(r"(?:larger|greater|bigger|more|higher|更多|更大|较多|较大)")
_OWN_GOODS_ZH = re.compile(
    r"\s?了?\s?(?:[\d一二三四五六七八九十百千万数]|相关|违规|不合格|问题|涉事|上述|这些|该批)"
)
_MADE_TO_ZH = re.compile(r"被|遭|令|要求|责成|勒|强制|从|惨|罚")
_TAKES_DOWN = re.compile(r"\b(?:has|have|had|it|they|and)\s(?:since\s|already\s|now\s)?$")
_RUMOUR = re.compile(
    r"\s?(?:了|有关|外界|关于|任何|市场|将|会|正|要|计划|that it |that they |any |media |press |having )*\s?"
    r"(?:[^,，。]{0,12}(?:传闻|传言|谣言|流言|消息|报道)|收购|并购|合并|出售业务|上市"
    r"|(?:market )?rumou?rs?|(?:\w+ )?reports?\b|speculation|plans?\b|(?:is|was|are|were) (?:in talks|planning"
    r"|considering|looking|seeking)|talks)"
)
_ACCUSED = re.compile(
    r"违|侵权|售假|假货|欺诈|造假|泄露|强迫|垄断|歧视|裁员|亏损|指控"
    r"|\b(?:counterfeit|fake|illegal|fraud|breach|violat|forced|abuse|mislead|cheat|lay-?offs?|unsafe|accus|alleg)\w*"
)
_DENIALS = frozenset({"否认", "denied", "denies", "deny"})
_SINCE = re.compile(r"\b(?:has|have) since\s(?:then\s|also\s)?$|此后[^,，]{0,4}$")
_REACHES = frozenset(
    {"entered", "opened", "expanded", "进入", "登陆", "进驻", "打入", "开设", "拓展", "扩张"}
)
_LICENCE_VERB = re.compile(r"获|拿|取得|颁|发|批|领|得到|持|失|丢|吊|撤|缺|没|无|到手|下来|落地|申请|通过")
_PERMITS = frozenset({"牌照"})
_SOLD = frozenset({"售出", "卖出", "sold"})


def find_seams(document: Document) -> frozenset[int]:
    """Where two words of the folded text meet, one of them at least a word of the dictionary of two characters or more.

    A cue of two characters across such a place is none: 法国站|上次, 很快|过不了.
    """
    seams: set[int] = set()
    last = ""
    for token in document.doc:
        word = token.text
        if any(len(item) > 1 and is_dictionary_word(item) for item in (last, word)):
            seams.add(token.idx)
        last = word
    return frozenset(seams)


def straddles(cue: Cue, seams: frozenset[int]) -> bool:
    """Whether a Chinese cue of two characters is put together from two words."""
    return cue.end - cue.start == 2 and cue.start + 1 in seams


def says_nothing(text: str, start: int, end: int, cue: Cue) -> bool:
    """Whether the cue in the clause ``text[start:end]`` tells nothing of how anybody fares."""
    return _of_price(text, cue) or _of_parts(text, start, cue) or _of_acts(text, start, end, cue)


def _of_price(text: str, cue: Cue) -> bool:
    """A charge that goes up or down, said by the direction alone, or that one adds for others."""
    if cue.kind != "direction":
        return False
    if cue.metric is None:
        if not cue.bare:
            return False
        back = text[max(0, cue.start - _SENTENCE_BACK) : cue.start]
        return _PRICE.search(_SENTENCE_END.split(back)[-1]) is not None
    if cue.metric[0] < cue.end:
        return False
    if _CHARGE_BETWEEN.search(text, cue.end, cue.metric[0]):
        return True
    adds = _ADDS.match(text[cue.start : cue.end]) is not None
    return adds and _CHARGES.search(text[cue.metric[0] : cue.metric[1]]) is not None


def _of_parts(text: str, start: int, cue: Cue) -> bool:
    if cue.kind != "direction" or not _LARGER.match(text, cue.start):
        return False
    return _PART_OF.search(text[max(start, cue.start - 30) : cue.start]) is not None


def _of_acts(text: str, start: int, end: int, cue: Cue) -> bool:
    """Goods one takes down oneself, a rumour denied, a market entered long since, goods described as sold."""
    words = text[cue.start : cue.end]
    before, after = text[max(start, cue.start - 24) : cue.start], text[cue.end : end]
    if words == "下架":
        return _OWN_GOODS_ZH.match(after) is not None and not _MADE_TO_ZH.search(before)
    if words == "taken down":
        return _TAKES_DOWN.search(before) is not None
    if words in _DENIALS or words.startswith(("denied ", "denies ", "deny ")):
        said = text[cue.start : end]
        head = re.sub(r"^(?:否认|den(?:ied|ies|y))(?: that| any| all| the)?", "", said)
        return _RUMOUR.match(head) is not None and not _ACCUSED.search(head)
    if words in _PERMITS:
        return not _LICENCE_VERB.search(text, max(start, cue.start - 10), min(end, cue.end + 6))
    if words in _SOLD:
        return after.startswith("的") or (words == "sold" and after.startswith((" in its", " on its")))
    return (
        words.split(" ")[0] in _REACHES
        and _SINCE.search(text[max(0, cue.start - 16) : cue.start]) is not None
    )
