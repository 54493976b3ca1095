"""Amounts of money their surroundings name: limits, prices of things, what a duty brings in."""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.clauses import Surroundings
from nlp.spans import Quantity

_GOODS = re.compile(
    r"(?:及|或|含)?(?:以下|以内|以上|之内|\(含\))?(?:者|及以下)?的?(?:进口|跨境|低值|小额|国际|电商|海淘|网购){0,3}(?:低价)?"
    r"(?:包裹|商品|货物|小包|邮件|快件|物品|邮包|小额)"
)
_UNDER = re.compile(r"(?:及|或)?(?:以下|以内|或更少|及以下)|[ ](?:or|and) (?:less|under|below)\b")
_UNDER_BEFORE = re.compile(
    r"(?:低于|不超过|未超过|不足|少于|未满|不满|不到|\b(?:under|below|less than|up to|at or under|no more than"
    r"|not exceeding|exceed(?:s|ing)?|above|worth))"
    r"[^，,。;；]{0,4}$"
)
_FREE = re.compile(
    r"豁免|免税|免征|门槛|起征|小额|限值|免缴|免申报|低值|小包|海淘|包裹|邮包"
    r"|\bde minimis\b|\bexempt|\bthreshold\b|\bduty[- ]free\b"
    r"|\brelief\b|\bloophole\b"
    r"|\blow-value\b|\bparcels?\b|\bpackages?\b|\bduty\b|\btax\b|征(?!求|集|文)|课(?!程)|缴"
)
_MUST = re.compile(
    r"须|需|必须|应当|就得|才|要(?:交|缴|登记)|\b(?:must|required|have to|need to|liable|register)\b"
)
_ABOVE = re.compile(r"(?:及)?以上(?:的|者)|之间的?(?=[^，。]{0,6}(?:\\d|税|征|课))")
_MUST_ZH = re.compile(r"罚|并处|须|应当|列为|征|申报|登记")
_PENALTY = re.compile(r"(?:以[上下])?的?(?:罚|处罚)")
_TAX = re.compile(r"税|关税|\b(?:tax|vat|gst|tariffs?|dut(?:y|ies)|levy|customs)\b")
_TAKEN_IN = re.compile(
    r"入[账帐]|进[账帐]|税收|多收|代收|增收|库收|挹注|国库|财政|征得"
    r"|\b(?:brought in|bring in|collect(?:s|ed)?|rais(?:e|es|ed"
    r"|ing)|yields?|revenue|generat\w+|receipts|totaled|totalled)\b"
)
_TRADED = re.compile(r"\b(?:goods|imports|exports|products|merchandise|trade)\b|商品|货物|进口|出口|产品")
_HEAD_PRICE = re.compile(r"(?:\b(?:an?|its|the|his|her|their|one|each|every|for an?) (?:[a-z]+ ){0,2})$")
_THING_BEHIND = re.compile(r"[ ](?P<noun>(?:[a-z0-9-]+ ){0,3}[a-z]+)\b")
_NOUN_ENDS = re.compile(
    r"\b(?:and|or|in|of|for|is|are|was|with|could|would|will|can|may|from|to|that|which|at|on|by|has|had)\b"
)
_NO_PRICE = re.compile(
    r"\b(?:fine|penalty|deal|loan|grant|fund|fee|charge|tax|duty|tariff|levy|investment|budget|market"
    r"|plan|project|bond|order|contract|package|debt|loss|profit"
    r"|revenue|settlement|stake|exemption|threshold|limit|loophole|waiver|donation|gift|prize|bill|check"
    r"|cheque|payment|bonus|industry|business|company|deficit"
    r"|surplus|valuation|round|facility|plant|factory|investments?|program|programme|initiative|campaign"
    r"|award|salary|raise|cut|increase|rise|drop|decline|buyback"
    r"|acquisition|takeover|judgment|verdict|credit|rebate|discount|subsidy|relief|aid|minimum|cap|in|of"
    r"|for|from|to|on|a|per|and|or|by|as|at|more|less|to|million|billion|purchase|sum|pot|war|share"
    r"|dividend|surcharge|handling|brokerage|postage|writedown|charges?|hit|note|offering|listing|ipo"
    r"|sale|pledge|commitment|allowance|quota|de)\b"
)
_PRICE_UNITS = frozenset(
    (
        "barrel",
        "tonne",
        "ton",
        "kilogram",
        "gallon",
        "pound",
        "ounce",
        "litre",
        "liter",
        "square_metre",
        "gram",
        "bushel",
    )
)


def is_limit(quantity: Quantity, place: Surroundings, approx: str | None) -> bool:
    """An amount up to which, or from which on, something is owed: 50美元以下的包裹, worth $800 or less."""
    under = (
        _UNDER.match(place.page, place.end)
        or _UNDER_BEFORE.search(place.left)
        or approx in ("under", "up_to")
    )
    sentence = place.page[place.sentence.start : place.sentence.end]
    if quantity.kind not in ("money", "rate") or large(quantity):
        return False
    goods = _GOODS.match(place.page, place.end)
    if _PENALTY.match(place.page, place.end):
        return False
    if under and (goods or _FREE.search(sentence)):
        return True
    if _ABOVE.match(place.page, place.end) and _MUST_ZH.search(place.page, place.end, place.sentence.end):
        return True
    return approx == "over" and _MUST.search(sentence) is not None and _TAX.search(sentence) is not None


def large(quantity: Quantity) -> bool:
    """An amount no single parcel is worth."""
    small = quantity.currency in ("VND", "IDR", "KRW", "JPY", "COP", "CLP", "PKR", "IRR", "UZS", "HUF")
    return (quantity.value or quantity.high or Decimal(0)) > (100_000_000 if small else 1_000_000)


def huge(quantity: Quantity) -> bool:
    """An amount no single thing is sold for."""
    return quantity.kind == "money" and (quantity.value or quantity.high or Decimal(0)) >= 100_000_000


def of_duties(quantity: Quantity, place: Surroundings) -> str | None:
    """A large amount beside a duty: what the state takes in, or what is traded; never the duty itself."""
    around = place.page[max(place.sentence.start, place.start - 60) : min(place.sentence.end, place.end + 40)]
    behind = place.page[place.end : min(place.sentence.end, place.end + 36)]
    if _TAKEN_IN.search(around):
        return "tariff_revenue"
    return "trade_value" if _TRADED.search(behind) else None


def is_priced(quantity: Quantity, place: Surroundings) -> bool:
    """A $45 hat, its $3,499 headset: an article, an amount, a thing."""
    if quantity.kind != "money" or quantity.per is not None or large(quantity):
        return False
    if not _HEAD_PRICE.search(place.left[-24:]):
        return False
    behind = _THING_BEHIND.match(place.page, place.end, min(place.clause.end, place.end + 40))
    if behind is None:
        return False
    noun = _NOUN_ENDS.split(behind["noun"], maxsplit=1)[0].strip()
    return noun != "" and not _NO_PRICE.search(noun)


def is_charged(quantity: Quantity, place: Surroundings) -> bool:
    """What somebody takes for each piece: 每票收15元, charges $5 a parcel; a cost told before is another's."""
    if quantity.kind not in ("money", "rate") or quantity.currency is None or large(quantity):
        return False
    each = quantity.per in ("item", "order") or _EACH_ZH.search(place.left) is not None
    return each and _CHARGES.search(place.left) is not None and _TAX.search(place.left) is None


def by_measure(quantity: Quantity, place: Surroundings) -> str | None:
    """What the denominator alone says: $127 a barrel is a price, $50 per net ton that is paid a fee."""
    if quantity.kind not in ("rate", "money") or quantity.currency is None:
        return None
    if quantity.per in ("container", "hour"):
        return "shipping_cost" if quantity.per == "container" else "wages"
    if quantity.per in _PRICE_UNITS:
        return "fee" if _PAID.search(place.left) else "price"
    if quantity.per == "share":
        return "stock_price" if _ISSUED.search(place.page, place.start, place.sentence.end) else None
    return "fee" if quantity.per in ("item", "order") and _PAID.search(place.left) else None


_EACH_ZH = re.compile(r"每(?:[票件单笔箱包]|个?包裹|份订单)")
# Right before the amount; 营收, 税收 and their like are sums, nobody takes them for a piece.
_CHARGES = re.compile(
    r"(?<![营年月日税吸回接招创增签没验])(?:加|酌|计|预|另)?收(?:取|费)?(?:每[\u4e00-\u9fff]{1,2})?(?:人民币|新台币|约|近|至多|最多)?\s?$"
    r"|\b(?:charg(?:e|es|ed|ing)|collects?)(?: (?:about|up to|another|an extra|an additional|sellers|buyers|customers"
    r"|shippers|senders|merchants|importers|recipients))?\s?$"
)
_ISSUED = re.compile(r"发行|认购|现增|定价|增发|配售|\b(?:offering|priced|ipo)\b")
_PAID = re.compile(r"\b(?:pays?|paid|charged?|charges|flat)\b|收取|加收|征收|缴")
