"""A description of an instrument that the text gives no name: country, what it is about, what kind of act it is.

Composed of the words of the text itself in its own script: 越南 + 加值稅 + 措施; Philippine + de minimis exemption.
"""

from __future__ import annotations

import re
from itertools import pairwise

from nlp.document import Document
from nlp.policy_actors import Actor
from nlp.policy_terms import load_policy_terms

_TAG_WORDS = {
    "low-value-parcels": "de minimis exemption",
    "vat": "VAT",
    "income-tax": "withholding tax",
    "digital-services-tax": "digital services tax",
    "additional-duty": "additional duty",
    "export-control": "export controls",
    "handling-fee": "handling fee",
    "product-safety": "product safety",
    "data-transfer": "data transfer",
    "fast-fashion": "fast-fashion",
    "anti-subsidy": "anti-subsidy",
    "tax-reporting": "tax reporting",
    "identity-verification": "trader verification",
    "customs-code": "customs reform",
    "intellectual-property": "intellectual property",
    "antitrust": "antitrust",
    "shipping": "port fees",
    "pricing": "pricing",
    "environment": "environmental",
    "postal": "postal parcels",
    "overseas-warehouse": "overseas warehouse",
    "platforms": "online platforms",
}
_ENGLISH_KINDS = {
    "proposed": "proposal",
    "consultation": "consultation",
    "investigation": "investigation",
    "ruling": "decision",
    "suspended": "suspension",
}
_CHINESE_KINDS = {
    "proposed": "草案",
    "consultation": "征求意见",
    "investigation": "调查",
    "ruling": "处罚决定",
    "suspended": "暂停措施",
    "adopted": "规定",
}
_FINED = re.compile(
    r"\bfin(?:ed|es|ing)\s((?:an?\s|the\s)?(?:[\w'’-]+\s){1,4}?)(?=[$€£¥]|\d|a record|more than|"
    r"nearly|about|over|for\b)"
)
_PUNISHED_ZH = re.compile(
    r"(?:对|對|裁定|认定|認定|约谈|約談|起诉|起訴|向)([\u4e00-\u9fffA-Za-z]{2,12}?)(?:处以|"
    r"處以|处|處|误导|誤導|隐|隱|违|違|开|開|罚|罰|,|，|作出|发起|發起|启动|啟動|展开|展開)"
)
_BREACHED_ZH = re.compile(r"(?:违反|違反)[^。；;]{0,8}?(《[^《》]{2,40}》)")
_BREACHED_EN = re.compile(
    r"\b(?:breach\w*|violat\w+|infring\w+|under)(?: of)?(?: the| its"
    r"| EU['’]s)* ((?:[A-Z][\w'’-]+ ){1,5}(?:Act|Regulation|Directive|Law|Code))"
)
_MOST = 3  # topics in a description


def has_han(folded: str) -> bool:
    """Whether the text is written in Chinese: short ones are often of no sure language."""
    return sum("㐀" <= char <= "鿿" for char in folded[:400]) >= 8


def describe_instrument(
    document: Document, actor: Actor, action: str | None, scope: tuple[str, ...]
) -> str | None:
    """A description in the language of the text; None where the text names nothing the act is about."""
    if not has_han(document.folded):
        return _describe_en(document, actor, action, scope)
    return _describe_zh(document, actor, action)


def _describe_en(document: Document, actor: Actor, action: str | None, scope: tuple[str, ...]) -> str | None:
    if action == "ruling":
        fined = _FINED.search(document.text)
        who = _acting_name(document, actor)
        if fined and who:
            law = _BREACHED_EN.search(document.text)
            under = f" under the {law.group(1)}" if law else ""
            return f"{who} penalty against {re.sub(r'^(?:an?|the)[ ]', '', fined.group(1).strip())}{under}"
    tags = [tag for tag in scope if tag in _TAG_WORDS]
    if "low-value-parcels" in tags and action not in ("investigation", "ruling"):
        tags = ["low-value-parcels"]
    specific = [tag for tag in tags if tag != "platforms"] or tags
    if not specific:
        return None
    adjective = _adjective(actor.jurisdiction)
    kind = _ENGLISH_KINDS.get(action or "", "")
    words = " and ".join(_TAG_WORDS[tag] for tag in specific[:2])
    return " ".join(part for part in (adjective, words, kind) if part)


def _acting_name(document: Document, actor: Actor) -> str | None:
    """The body as the text writes it."""
    if actor.start >= 0:
        for hit in load_policy_terms().authorities.find(document.folded, actor.start):
            return document.text[hit.start : hit.end] if hit.start - actor.start < 40 else actor.name
    return actor.name


def _adjective(code: str) -> str:
    names = load_policy_terms().country_names.get(code, ())
    latin = [name for name in names if name[0].isascii()]
    if code in ("US", "EU", "UK"):
        return code
    return (latin[-1] if latin else code).title()


def _describe_zh(document: Document, actor: Actor, action: str | None) -> str | None:
    """The country and the first words of the text that say what the act covers, in their order."""
    terms = load_policy_terms()
    text = document.folded[:600]
    hits = [
        hit
        for hit in terms.scopes.find(text)
        if not set(hit.value) <= {"amazon", "temu", "shein", "aliexpress"}
    ]
    country = next(
        (
            document.text[hit.start : hit.end]
            for hit in terms.countries.find(text)
            if hit.value == actor.jurisdiction
        ),
        "",
    )
    if action == "ruling":
        punished = _PUNISHED_ZH.search(document.text)
        if punished:
            law = _BREACHED_ZH.search(document.text)
            breached = f"违反{law.group(1)}的" if law else ""
            return f"{country or _acting_name(document, actor) or ''}对{punished.group(1)}{breached}处罚决定"
    if not hits:
        return None
    words: list[str] = []
    for hit in hits:
        word = document.text[hit.start : hit.end]
        if word not in words:
            words.append(word)
    close = [words[0]]
    for before, after in pairwise(hits):
        if after.start - before.end <= 20 and len(close) < _MOST:
            word = document.text[after.start : after.end]
            if word not in close:
                close.append(word)
    return country + "".join(close) + _CHINESE_KINDS.get(action or "", "措施")
