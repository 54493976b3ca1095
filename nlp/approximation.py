"""How exactly a figure is said: about, over, under, nearly, up to, or of the order of (approx)."""

from __future__ import annotations

import re

from nlp.clauses import Surroundings
from nlp.spans import Quantity

_GAP = r"[ ]?(?:(?:an?|the|its|their|additional|extra|another|further) ){0,4}(?:[*~≈])?[ ]?$"
# Order matters: the first that ends right before the figure decides.
_BEFORE = (
    ("up_to", re.compile(
        r"(?:最高(?:可?达|可|为|能达|可?返|可?减|可?罚|回馈|优惠|补贴|奖励|加征|可?处)?(?:到)?|至多|最多(?:可?达|为)?|上限(?:为|至)?|不超过|不得超过"
        r"|\bup to|\bas (?:much|many|high) as|\bat most|\bno more than|\bnot more than|\bmaximum(?: of)?"
        r"|\bcapped at)" + _GAP)),
    ("over", re.compile(
        r"(?:超过|超出|超|逾|突破|高于|多于|大于|至少|不低于|不少于|不止|跨过|(?<!跌)破|(?<!不)过|站上|冲破|以上的|上(?=$)"
        r"|\bmore than|\bover|\babove|\bat least|\bexceed(?:s|ed|ing)?|\bnorth of|\bupwards of|\btopp(?:ed"
        r"|ing)|\bin excess of|\bsurpass(?:es|ed|ing)?|\bno (?:less|fewer) than|\bgreater than"
        r"|\blarger than|\bbeyond|\bpassed|\bcrossed)" + _GAP)),
    ("under", re.compile(
        r"(?:不到|不足|低于|少于|小于|未满|不满|未达|跌破|\bunder|\bbelow|\bless than|\bfewer than"
        r"|\bshort of|\blower than|\bwithin)" + _GAP)),
    ("nearly", re.compile(
        r"(?:(?<![最附靠邻亲])近|接近|将近|逼近|\bnearly|\balmost|\bclose to|\bapproaching|\bnearing"
        r"|\bverging on)" + _GAP)),
    ("about", re.compile(
        r"(?:大约|(?<![节合制签预契违])约|约合|大概|大致|左右的|\babout|\broughly|\baround|\bapproximately"
        r"|\bapprox\.|\bsome|\bcirca|\bsomewhere near|[~≈])" + _GAP)),
)  # fmt: skip
# over three years, within thirty days, 近三年: in the course of, not more or less than
_DURING = re.compile(r"(?:(?<!\bfor )\b(?:over|within|in under)(?: the (?:next|past|last))?[ ]|(?<!长达)近)$")
_AFTER = (
    (
        "over",
        re.compile(
            r"[ ]?(?:以上|之上|出头|有余|开外|\+|or more|-plus| plus\b(?! an?\b| the\b)|and above|and up\b)"
        ),
    ),
    ("under", re.compile(r"[ ]?(?:以下|之下|or less|or fewer|or below)")),
    ("up_to", re.compile(r"[ ]?(?:以内|之内|封顶)")),
    ("about", re.compile(r"[ ]?(?:左右|上下|前后(?!两)|or so\b)")),
)


def approximation(quantity: Quantity, place: Surroundings) -> str | None:
    """about, over, under, nearly, up_to or order; None when the text says the number itself."""
    if quantity.order:
        return "order"
    left = place.page[max(place.sentence.start, place.before, place.start - 36) : place.start]
    spans_time = quantity.kind == "duration" and _DURING.search(left)
    for name, pattern in _BEFORE:
        if not spans_time and pattern.search(left) and not left.endswith("than the "):
            return name
    if quantity.more:
        return "over"
    right = place.page[place.end : place.end + 12]
    for name, pattern in _AFTER:
        if pattern.match(right):
            return name
    if re.match(r"[*]?[ ]?$", left) and left.startswith("约"):
        return "about"
    return None
