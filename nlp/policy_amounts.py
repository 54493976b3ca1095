"""Rates and thresholds of a policy text, out of the figures found in it.

A percentage is a rate, a fine is a rate, a charge per parcel is a rate; an amount of money that something is
measured against (以下, up to, exemption), a number of things and a stretch of time are thresholds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from nlp.document import Document
from nlp.policy_dates import Duration, read_count
from nlp.spans import Cover
from store.records import Amount, Figure

_LIMIT_AFTER = re.compile(
    r"^[\s-]?(?:[\u4e00-\u9fff]{0,3}(?:以下|以内|以內|以上|及以下|的?免税|的?豁免|门槛|"
    r"限额|起征点|的?起征)|.{0,24}?(?:exemption|threshold|relief|limit|or less|or under|"
    r"de minimis|duty-free))"
)
_LIMIT_BEFORE = re.compile(
    r"(?:(?:门槛|限额|额度|免税额|起征点)[\u4e00-\u9fff]{0,6}|不超过|低于|不足|不满|超过|"
    r"高于|门槛(?:由|从|为|定为|降至|至)?|限额(?:为)?|免税额(?:为)?|起征点(?:为)?|至多|"
    r"under|below|up to|exceeding|over|above|more than|less than|not exceed|worth|valued at|"
    r"threshold of|threshold from|exemption of|limit of)\s?(?:up to\s|under\s|below\s|less than\s|"
    r"about\s)?$"
)
_FEE = re.compile(
    r"罚|罰|处以|處|费|稅|税|征收|每件|每票|每单|每個|每个|每包|fine|fee|levy|charge|duty|"
    r"tax|pay|penalt|per (?:item|parcel|package)|each"
)
_FAR = 300
_CLAUSE_ENDS = "。;；,，!?\n"
_SENTENCE_END = re.compile(r"[。;；！？!?\n]|\.\s")
_BUSINESS = re.compile(
    r"成本|营收|收入|销售|利润|毛利|出口额|进口额|交易额|市场份额|占(?!有)|售价|价格|运费|增长|下降"
    r"|\b(?:costs?|revenues?|sales|profits?|margins?|turnover|earnings|prices?|shipments?|orders|share of"
    r"|volumes?)\b"
)
_CHARGE = re.compile(
    r"税|罚|罰|征|费率|收费|附加费|手续费|\b(?:tax(?:es|ed)?|vat|gst|tariffs?|dut(?:y|ies)|lev(?:y|ies"
    r"|ied)|fin(?:e|es|ed)"
    r"|penalt(?:y|ies)|surcharges?|surtax|charge[sd]?|fees?|rates?|withhold(?:ing|s)?)\b"
)
_PER_ITEM = re.compile(
    r"每件|每票|每单|每个|每包|每公斤|单件|/件|per (?:item|parcel|package|shipment)|each|"
    r"an item|a parcel|per-item|per-parcel"
)
_CHARGED = re.compile(
    r"(?:fine|fined|fines|charge|fee|levy|penalt\w+|罚款|罰鍰|罚锾|收费|费)\s?(?:of\s|最高|"
    r"可达|上限)?(?:up to\s|不超过)?$"
)
_FEW = re.compile(
    r"([一二三四五六七八九十两]{1,3})(?:个|项|座|种|类)(?=[\u4e00-\u9fff]{0,9}(?:试验区|"
    r"城市|税号|税目|商品|国家|条款|口岸|项目))"
)
_PESO = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})*|\d+)-(peso|euro|dollar|pound|baht|ringgit|rupee|rand|"
    r"real|yen|won|franc|dong|lira)\b"
)
_COIN = {
    "euro": "EUR",
    "pound": "GBP",
    "baht": "THB",
    "ringgit": "MYR",
    "rand": "ZAR",
    "real": "BRL",
    "yen": "JPY",
    "won": "KRW",
    "franc": "CHF",
    "dong": "VND",
    "lira": "TRY",
}
_LOCAL = {
    "peso": {"PH": "PHP", "MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP"},
    "dollar": {"US": "USD", "CA": "CAD", "AU": "AUD", "HK": "HKD", "SG": "SGD", "NZ": "NZD", "TW": "TWD"},
    "rupee": {"IN": "INR", "PK": "PKR", "LK": "LKR", "ID": "IDR"},
}
_COUNTED = re.compile(
    r"个|個|项|項|种|種|类|類|家|款|座|城市|税号|条|件|名|万|亿|人|million|users|items|"
    r"codes|zones|countries|products|platforms"
)


def _clause(text: str, start: int, end: int) -> str:
    """What stands between two marks around a place; at most ``_FAR`` characters to each side."""
    low, high = max(0, start - _FAR), min(len(text), end + _FAR)
    left = max(text.rfind(mark, low, start) for mark in _CLAUSE_ENDS)
    right = min((at for at in (text.find(mark, end, high) for mark in _CLAUSE_ENDS) if at >= 0), default=high)
    return text[max(left + 1, low) : right]


def _is_of_business(text: str, figure: Figure) -> bool:
    """Whether a percentage is of costs, sales or shares in a sentence that names no charge: no rate of an act."""
    before = _SENTENCE_END.split(text[max(0, figure.start - _FAR) : figure.start])[-1]
    sentence = before + " " + _SENTENCE_END.split(text[figure.end : figure.end + _FAR])[0]
    return _BUSINESS.search(sentence) is not None and _CHARGE.search(sentence) is None


def _unit(figure: Figure) -> str | None:
    if figure.kind == "percent":
        return "%"
    if figure.kind in ("money", "rate"):
        return figure.currency
    return None


def read_amounts(
    document: Document, figures: Sequence[Figure], durations: Sequence[Duration], jurisdiction: str | None
) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    """(rates, thresholds) in the order of the text, each value once."""
    text = document.folded
    rates: list[tuple[int, Amount]] = []
    limits: list[tuple[int, Amount]] = []
    for figure in figures:
        value = figure.value if figure.value is not None else figure.high
        if value is None or figure.modality == "negated":
            continue
        before, after = text[max(0, figure.start - 24) : figure.start], text[figure.end : figure.end + 32]
        per_item = bool(_PER_ITEM.search(before[-12:] + figure.quote + after))
        charged = bool(_CHARGED.search(before))  # a charge of up to 10 euros is a rate
        limit = bool(_LIMIT_AFTER.match(after) or (_LIMIT_BEFORE.search(before) and not charged))
        unit = _unit(figure)
        if unit is None:
            if figure.kind == "count" and _COUNTED.search(figure.quote + after[:12]) and value == int(value):
                limits.append((figure.start, Amount(value=abs(value), unit="count")))
            continue
        clause = _clause(text, figure.start, figure.end)
        if unit != "%" and not limit and not _FEE.search(clause):
            continue
        if unit == "%" and _is_of_business(text, figure):
            continue
        if unit != "%" and not limit and per_item:
            unit += "/item"
        (limits if limit and unit != "%" else rates).append(
            (figure.start, Amount(value=abs(value), unit=unit))
        )
    taken = Cover((item.start, item.end) for item in figures)
    limits += [
        (match.start(), Amount(value=Decimal(read_count(match.group(1))), unit="count"))
        for match in _FEW.finditer(text)
        if not taken.touches(match.start(), match.start() + 1)
    ]
    limits += _local_money(text, figures, jurisdiction)
    limits += [(item.start, Amount(value=Decimal(item.count), unit=item.unit)) for item in durations]
    return _once(rates), _once(limits)


def _local_money(text: str, figures: Sequence[Figure], jurisdiction: str | None) -> list[tuple[int, Amount]]:
    """A 10,000-peso exemption: the coin is that of the country that acts."""
    found = []
    money = Cover((item.start, item.end) for item in figures if item.currency)
    for match in _PESO.finditer(text):
        coin = _COIN.get(match.group(2)) or _LOCAL.get(match.group(2), {}).get(jurisdiction or "")
        if coin and not money.touches(match.start(), match.end()):
            found.append((match.start(), Amount(value=Decimal(match.group(1).replace(",", "")), unit=coin)))
    return found


def _once(rows: list[tuple[int, Amount]]) -> tuple[Amount, ...]:
    kept: dict[tuple[Decimal, str], Amount] = {}
    for _, amount in sorted(rows, key=lambda row: row[0]):
        kept.setdefault((amount.value, amount.unit.split("/")[0]), amount)
    return tuple(kept.values())
