"""What an instrument covers: tags of the closed list, and the origins of goods, out of title and lead.

A tag is found by its words (nlp/data/policy.toml), not where the trade or background is told (nlp/policy_asides.py).
A few words mean the tag in certain company only: sellers are covered where something is asked of them, 平台 of a
public service is no marketplace, an amount makes low-value parcels where goods stay below it.
"""

from __future__ import annotations

import re

from nlp.document import Document
from nlp.policy_actors import Actor
from nlp.policy_asides import find_asides
from nlp.policy_terms import SCOPES, load_policy_terms

_READ = 1800  # characters of the text in which what an act covers is told
_GOODS_ZH = r"(?:商品|货物|货品|包裹|产品|邮件|邮包|快件|快递|小包|物品|进口|网购)"
_ORIGIN_AFTER = re.compile(
    rf"^\s?(?:的?(?:{_GOODS_ZH}|小包裹|平台|输美|卖家|制|产(?!业)|输)|goods|imports"
    rf"|products|parcels|-made|-origin)"
)
_ORIGIN_BEFORE = re.compile(r"(?:原产(?:于|地为)|来自|产自|产地为|源自|自)$")
_GOODS_FROM = re.compile(
    r"\b(?:goods|imports|products|parcels|shipments|items|merchandise|articles|consignments)\s(?:made\sin"
    r"|from|of|originating\sin"
    r"|that\soriginate\sin|shipped\sfrom|imported\sfrom|produced\sin)\s(?:the\s|mainland\s)?$"
    r"|\b(?:originating\sin|made\sin|products\sof)\s(?:the\s)?$"
)
_COINS = (
    r"(?:欧元|美元|英镑|日元|日圆|韩元|令吉|比索|卢布|卢比|雷亚尔|泰铢|越南盾|兰特"
    r"|里拉|法郎|澳元|加元|港元|新台币|元|圆|盾)"
)
_LOW_VALUE = re.compile(
    r"(?:[€$£]\s?[\d,]{1,8}|\d[\d,]{0,8}[ -](?:euro|dollar|pound|peso))\s(?:customs "
    r"|duty |duty-free |import )?"
    r"(?:exemption|threshold|relief|de minimis)"
    rf"|{_COINS}(?:及|或)?以下的?(?:[\u4e00-\u9fff]{{0,6}}){_GOODS_ZH}|(?:不超过|低于"
    rf"|不足|不满)[^,，。]{{0,10}}{_COINS}的?(?:[\u4e00-\u9fff]{{0,6}}){_GOODS_ZH}"
    r"|\b(?:consignments?|parcels?|shipments?|packages?|goods|imports|items)\s(?:\w+\s){0,2}(?:not\sexceeding"
    r"|worth|valued|up\sto|under|below|of\sless"
    r"|costing)\s(?:at\s|up\sto\s|less\sthan\s|under\s|below\s|or\s|no\smore\sthan\s)*(?:[€$£¥]"
    r"|[a-z]{2,3}[$]?\s?\d|\d)"
)
_ADDED = re.compile(r"加征(?:\d|[^,，。]{0,8}(?:关税|附加税))")
_ASKED = re.compile(
    r"(?:(?:要求|责令|禁止|允许|规定|督促|针对|为|对|向)(?:[\u4e00-\u9fff]{0,6}))$"
    r"|\b(?:requir\w+|oblig\w+|order\w*|ask\w*|bans?|allow\w*|for|on|by|tax)\s(?:all\s"
    r"|online\s|domestic\s|small\s|individual\s|third-party\s)*$"
)
_MUST = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,8})(?:须|应|必须|需|不得|报送|缴纳|申报)"
    r"|^\s(?:must|shall|will\s(?:have|need|be)|would\s(?:have|be)|are\srequired|have\sto"
    r"|need\sto|may\snot|with\s(?:more|annual|sales))"
)
_SERVICE = re.compile(r"(?:服务|信息|监管|申报|通关|公共|备案|反馈|办事|政务|管理|系统|窗口)$")


def find_scope(document: Document, actor: Actor) -> tuple[str, ...]:
    """Tags in the order of the closed list, then ``origin:XX`` by country."""
    terms = load_policy_terms()
    asides = find_asides(document)
    found: dict[str, None] = {}
    text = document.folded[:_READ]
    for part, in_title in ((document.title_folded, True), (text, False)):
        for pattern, tag in ((_LOW_VALUE, "low-value-parcels"), (_ADDED, "additional-duty")):
            hit = pattern.search(part)
            if hit and (in_title or not asides.touches(*hit.span())):
                found[tag] = None
        longest = 0
        for term in terms.scopes.find_all(part):
            inside, longest = term.end <= longest, max(longest, term.end)
            if not in_title and asides.touches(term.start, term.end):
                continue
            found.update(
                (tag, None) for tag in term.value if _means(tag, part, term.start, term.end, inside=inside)
            )
        for country in terms.countries.find(part):
            if not in_title and asides.touches(country.start, country.end):
                continue
            if country.value not in (actor.jurisdiction, "EU") and _is_origin(
                part, country.start, country.end
            ):
                found[f"origin:{country.value}"] = None
    order = {tag: index for index, tag in enumerate(SCOPES)}
    return tuple(sorted(found, key=lambda tag: (order.get(tag, len(order)), tag)))


def _is_origin(text: str, start: int, end: int) -> bool:
    """Whether a country is where goods come from: 原产于印度, goods from China, Chinese parcels."""
    before, after = text[max(0, start - 32) : start], text[end : end + 12]
    return bool(_GOODS_FROM.search(before) or _ORIGIN_AFTER.match(after) or _ORIGIN_BEFORE.search(before))


def _means(tag: str, text: str, start: int, end: int, *, inside: bool) -> bool:
    """Whether a word stands for its tag here. ``inside``: it is part of a longer word of the lists."""
    before, after = text[max(0, start - 40) : start], text[end : end + 24]
    if tag == "sellers":
        return not inside and bool(_ASKED.search(before) or _MUST.match(after))
    if tag == "platforms":
        return not (text[start:end] == "平台" and _SERVICE.search(before))
    if tag == "exports":
        return not before.endswith("进")
    return True
