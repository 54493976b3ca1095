"""Sentences of a policy text in which nobody legislates: what the trade says of it, statistics, older acts.

Their figures, terms and days are not those of the act, and whom they speak of is not whom it covers. The first
sentence tells the news; a notice is the act itself, only what it recalls of older ones is left out.
"""

from __future__ import annotations

import re

from nlp.document import Document
from nlp.policy_sentences import background_spans
from nlp.spans import Cover

_OFFICIAL = re.compile(
    r"部|局|署|委员会|委会|海关|法院|政府|国务院|总理|总统|财长|当局|议会|国会"
    r"|\b(?:ministry|minister|commission|agency|authority|court|department|government"
    r"|treasury|regulators?|president"
    r"|parliament|council|customs|officials?)\b"
)
_TRADE_ZH = re.compile(
    r"(?:业内|业者|业界|分析|专家|学者|律师|协会|商会|卖家|商家|厂商|平台|公司|企业"
    r"|发言人|代理|代表|合伙人|负责人|机构|研究"
    r"|经济学|市场人士|店主|从业者|消费者|物流商|货代|人士|[a-z]{3,})[^,，。；;:：]{0,16}"
    r"(?:表示|指出|称|认为|反映|批评|估计|预计|预期|受访|回应|说|透露|呼吁|担心|担忧"
    r"|强调|坦言|提醒|抱怨|欢迎|反对|质疑)"
)
_TRADE_EN = re.compile(
    r"\b(?:sellers?|merchants?|analysts?|traders?|lawyers?|association|lobby|groups?"
    r"|spokes\w+|economists?|critics?|partner"
    r"|consultan\w+|shares|retailers?|importers?|exporters?|carriers?|forwarders?"
    r"|platforms?|marketplaces?|companies|company"
    r"|brokers?|couriers?|industry|campaigners|shop\s?owners?|amazon|temu|shein|alibaba"
    r"|aliexpress|ebay|etsy|tiktok|shopee|lazada)\b"
    r"[^.;]{0,60}?\b(?:sa(?:id|ys?)|told|warn\w*|welcom\w*|critici\w*|estimat\w*|expects?"
    r"|argue\w*|complain\w*|gained|fell|rose"
    r"|dropped|reported|called|declined|would\sappeal|will\sappeal|plans?\sto\sappeal|respond\w*)\b"
)
_STATISTICS = re.compile(
    r"统计|数据显示|同比|环比|去年.{0,16}[亿万]|上半年|前\d{1,2}个月|(?:过去|近|最近)[一二两三四五六七八九十\d]{1,3}(?:个月"
    r"|年|天|周).{0,16}(?:增|降|翻|减|达)"
    r"|\b(?:according\sto\s(?:data|figures|statistics)|statistics|year\son\syear|last\syear[^.;]{0,40}(?:million"
    r"|billion|per\scent|percent|%)"
    r"|(?:million|billion|per\scent|percent|%)[^.;]{0,40}(?:last\syear|in\s20\d\d)"
    r"|accounted\sfor|market\sshare)\b"
)
_RULES = re.compile(
    r"须|应当?(?!对)|必须|不得|将(?!近)|自.{2,16}起|处以|罚款|税率|\b(?:must|shall"
    r"|will|would|required|fined?|from\s\d)\b"
)


def find_asides(document: Document) -> Cover:
    """Spans of the sentences that tell of something else than the act."""
    spans = list(background_spans(document))
    if document.kind != "notice":
        for row in document.sentences[1:]:
            sentence = document.folded[row.start : min(row.end, row.start + 400)]
            if _is_comment(sentence) or (_STATISTICS.search(sentence) and not _RULES.search(sentence)):
                spans.append((row.start, row.end))
    return Cover(spans)


def _is_comment(sentence: str) -> bool:
    """Whether the sentence is what somebody outside the authorities says of the act."""
    said = _TRADE_ZH.search(sentence) or _TRADE_EN.search(sentence)
    return said is not None and not _OFFICIAL.search(sentence[: said.end()])
