"""What an instrument is, by the words of its name, its number and what is done to it: one of ``KINDS``.

A case is told by the action; then the last words of the name count, then the number, then what the act covers.
"""

from __future__ import annotations

import re

from nlp.script import fold

_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bill", re.compile(r"(?:法案|修正案|草案|法律提案)[)）」》]?$|\bbill\b|\bh\.r\.|\bdraft (?:law"
                        r"|act)\b|修正法案")),
    ("notice", re.compile(r"(?:通知|公告|通告|通函|指南|指引|意见|征求意见稿?|咨询|谘询|问答|解释)$"
                          r"|\b(?:notice|guidance|guidelines?|consultation|call for evidence|circular"
                          r"|bulletin|advisory|communication|request for (?:comments?|information))\b")),
    ("agreement", re.compile(r"(?:协定|协议|备忘录|条约|公约)|\b(?:agreement|treaty"
                             r"|memorandum of understanding|convention|protocol|trade deal)\b")),
    ("programme", re.compile(r"(?:试点|计划|行动|方案|规划|综试区|试验区)$|\b(?:programme|program|pilot"
                             r"|scheme|action plan|strategy)\b")),
    ("order", re.compile(r"行政令|总统令|行政命令|(?:决定|决议|命令)$|\b(?:executive order|proclamation"
          r"|order|decision|resolution)\b")),
    ("regulation", re.compile(r"(?:办法|规定|规则|条例|细则|要点|规范|标准|总则|须知|省令|政令|部令|令"
                              r"|议定|守则|清单|目录)(?:修正|修订|第\S{1,5}条)?\S{0,4}$|\b(?:regulations?"
                              r"|directive|rules?|ordinance|decree|code|final rule|standard|instruction"
                              r"|normative)\b")),
    ("law", re.compile(r"(?:法|法律|法典)(?:修正|修订|\([^)]{1,8}\))?$|\b(?:act|law|statute)\b")),
    ("tariff", re.compile(r"关税|税率|税$|免税|豁免|增值税|附加费|处理费|手续费|tariffs?|dut(?:y|ies)"
                          r"|\btax(?:es)?\b|\bvat\b|de minimis|exemption|\bfee\b|\blev(?:y|ies)\b"
                          r"|section (?:301|232|201|122)")),
)  # fmt: skip
_NUMBERED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bill", re.compile(r"^(?:h\.?\s?r\.?|s\.|bill|pl|pec)\s?|com\(|\(cod\)|法案")),
    ("law", re.compile(r"pub\.? ?l|public law|republic act|^lei\b|^act\b")),
    ("order", re.compile(r"executive order|proclamation|presidential decision|行政令|总统令|决定")),
    ("regulation", re.compile(r"\((?:eu|ec)\)|s\.?i\.?\s?(?:20|no)|decree|regulation|ordinance|条例|省令"
                              r"|令|nđ-cp|nd-cp|portaria|normativa|order|议定|法释")),
    ("case", re.compile(r"^[ct]-\d|^(?:at|m|dsa|dma)\.|inv\.|-ta-|\d-cv-|民|行初")),
    ("notice", re.compile(r"公告|通告|通知|字第|〔|notice|notification|circular|\bfr\b|docket|-20\d\d-\d{4}")),
)  # fmt: skip
_TARIFF_SCOPES = {
    "additional-duty",
    "vat",
    "low-value-parcels",
    "handling-fee",
    "digital-services-tax",
    "income-tax",
}


def kind_of(instrument: str | None, doc_number: str | None, action: str, scope: tuple[str, ...]) -> str:
    """One of ``nlp.policy_terms.KINDS``. ``instrument`` is the name, printed or described."""
    name, number = fold(instrument or ""), fold(doc_number or "")
    if action in ("investigation", "ruling") and not number.startswith("法释"):
        return "case"
    if action == "proposed" and re.search(r"法(?:律)?(?:修正|修订|\(|$)|\b(?:act|law)\b", name):
        return "bill"
    found = next((kind for kind, pattern in _NAMED if pattern.search(name)), None)
    if found:
        return found
    by_number = (
        next((kind for kind, pattern in _NUMBERED if pattern.search(number)), None) if number else None
    )
    if by_number:
        return by_number
    if action == "consultation":
        return "notice"
    if _TARIFF_SCOPES & set(scope):
        return "tariff"
    return "regulation" if action in ("adopted", "effective", "amended", "repealed") else "notice"
