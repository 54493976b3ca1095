"""Rates and thresholds of a policy text, out of the figures found in it.

A percentage is a rate, a fine is a rate, a charge per parcel is a rate; an amount of money that something is
measured against (以下, up to, exemption), a number of things and a stretch of time are thresholds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from nlp.document import Document
from nlp.policy_asides import find_asides
from nlp.policy_dates import Duration, read_count
from nlp.spans import Cover
from store.records import Amount, Figure

_LIMIT_AFTER = re.compile(
    r"^[\s-]?(?:[\u4e00-\u9fff]{0,3}(?:以下|以内|以上|及以下|及以上|的?免税|的?豁免"
    r"|门槛|限额|限值|起征点|的?起征)"
    r"|.{0,24}?(?:exemption|threshold|relief|limit|or\s(?:less|more|under|over|above"
    r"|below)|de\sminimis|duty-free|allowance)|\sa\syear\b)"
)
_LIMIT_BEFORE = re.compile(
    r"(?:不超过|不超出|未超过|低于|少于|不足|不满|未达|达到?|满|超过|超出|逾|高于|不低于|不少于|至多|至少|以"
    r"|\b(?:under|below|up\sto|exceed(?:s|ing)?|over|above|more\sthan|less\sthan|at\sleast"
    r"|at\smost|no\smore\sthan|not\smore\sthan|worth"
    r"|valued\sat(?:\sor)?|value\sof|not\sabove|beyond))\s?(?:up\sto\s|under\s|below\s"
    r"|less\sthan\s|about\s|a\stotal\sof\s)?$"
)
_LIMIT_NOUN = re.compile(
    r"门槛|限额|限值|额度|免税额|起征点|起征额|最低(?:售|单)?价|单价|售价|货值|价值"
    r"|完税价格|销售额|营业额|营收|收入|交易额|资本|保证金|净资产"
    r"|\b(?:threshold|exemption|limit|ceiling|relief|de\sminimis|allowance|minimum\sprice"
    r"|value|turnover|sales|revenues?|bond|deposit|capital"
    r"|transactions?)\b"
)
_FEE_NOUN = re.compile(
    r"罚|过怠料|处以|费(?!者)|(?<!免)税(?!号|则|目|务|籍|收政策)|征收|加征|课征|收取|附加"
    r"|每[件票单个包]|赔偿|和解金|没收"
    r"|\b(?:fin(?:e|ed|es|ing)|fees?|lev(?:y|ies|ied)|charge[sd]?|dut(?:y(?![\s-](?:free"
    r"|exempt|relief))|ies)|tax(?:es"
    r"|ed)?|pay|paid|penalt(?:y|ies)|surcharges?|tariffs?"
    r"|settlement|damages|per\s(?:item|parcel|package|shipment)|each)\b"
)
_FINED_AFTER = re.compile(
    r"^(?:以[上下])?的?(?:罚|过怠料|处罚|滞纳金|\sfines?\b|\spenalt|\s(?:handling\s"
    r"|processing\s)?(?:fee|charge|levy|duty|tax)\b)"
)
_FAR = 300
_CLAUSE_ENDS = "。;；,，!?\n"
_SENTENCE_END = re.compile(r"[。;；！？!?\n]|\.\s(?!\d)")
_BUSINESS = re.compile(
    r"成本|利润|毛利|出口额|进口额|市场份额|占(?!有)|运费|增长|下降|翻|订单|客单价|涨幅|跌"
    r"|\b(?:costs?|profits?|margins?|earnings|shipments?|orders|share\sof|volumes?"
    r"|shares|gained|fell|rose|grew|growth|inflation)\b"
)
_SALES = re.compile(r"营收|收入|销售|交易额|售价|价格|\b(?:revenues?|sales|turnover|prices?)\b")
_CHARGE = re.compile(
    r"税|罚|征|费率|收费|附加费|手续费|退税|补贴|返还|比例|折扣|利率|\b(?:tax(?:es"
    r"|ed)?|vat|gst|tariffs?|dut(?:y|ies)|lev(?:y|ies|ied)"
    r"|fin(?:e|es|ed)|penalt(?:y|ies)|surcharges?|surtax|charge[sd]?|fees?|rates?"
    r"|withhold(?:ing|s)?|rebate|subsid(?:y|ies)|royalty)\b"
)
_GREW = re.compile(
    r"(?:增长|增加|增幅|减少|下滑|上涨|下跌|年增|年减|同比|环比|回升)(?:了|约|逾|近)?\s?$"
    r"|\b(?:rose|fell|grew|grown|gained|dropped|declined|jumped|climbed|slid|up|down"
    r"|growth\sof|increase\sof)\s(?:by\s)?(?:about\s|around\s|nearly\s)?$"
)
_PER_ITEM = re.compile(
    r"每件|每票|每单|每个|每包|每公斤|单件|/件|per (?:item|parcel|package|shipment)|each|"
    r"an item|a parcel|per-item|per-parcel"
)
_CHARGED = re.compile(
    r"(?:fine|fined|fines|charge|fee|levy|penalt\w+|罚款|罚锾|罚金|收费|费|处)\s?(?:of\s"
    r"|最高|可达|上限|可处|以)?"
    r"(?:up to\s|不超过|to a maximum of\s|from\s)?$"
)
_FEW = re.compile(
    r"([一二三四五六七八九十两]{1,3})(?:个|项|座|种|类)(?=[\u4e00-\u9fff]{0,9}(?:试验区"
    r"|城市|税号|税目|商品|国家|条款|口岸|项目|类别|清单))"
)
_DROPPED = re.compile(r"^.{0,10}(?:之?规定)?[,，]?\s?(?:不再适用|同时废止|停止适用|予以废止)")
_COST_BEFORE = re.compile(
    r"\b(?:costs?|worth\sof\strade|trade|budget|investment|payment)\b[^.;]{0,24}$"
    r"|(?:成本|预算|投资|补助|贸易额|缴款)[^,，。]{0,6}$"
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
    r"个(?!百分)|项|种|类|家(?=实体|[\u4e00-\u9fff]{0,6}列入)|款|座|城市|税号|税目"
    r"|条|件|名|笔|单|万|亿|人|用户|million"
    r"|users|items|codes|subheadings|headings|lines"
    r"|zones|countries|products|categories|transactions|parcels"
    r"|cities|entities|listings"
)
_PERSONS = re.compile(
    r"^\s?(?:名?(?:月活|活跃)?(?:用户|消费者|员工|雇员|会员(?!国)|人(?![民工均]))|(?:\w+\s){0,2}(?:users"
    r"|people|persons|employees|consumers|customers|recipients)\b)"
)
_PERSONS_IN = re.compile(r"(?:人|用户|users?|people|persons)$")
_PERSONS_BEFORE = re.compile(r"(?:用户|人数|会员|雇员)[\u4e00-\u9fff]{0,6}(?:超过|达到?|不少于|逾|超)?\s?$")
_DIGITS = re.compile(r"^[\s-]?(?:digit|位)")


def _clause(text: str, start: int, end: int) -> str:
    """What stands between two marks around a place; at most ``_FAR`` characters to each side."""
    low, high = max(0, start - _FAR), min(len(text), end + _FAR)
    left = max(text.rfind(mark, low, start) for mark in _CLAUSE_ENDS)
    right = min((at for at in (text.find(mark, end, high) for mark in _CLAUSE_ENDS) if at >= 0), default=high)
    return text[max(left + 1, low) : right]


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    before = _SENTENCE_END.split(text[max(0, start - _FAR) : start])[-1]
    return before, _SENTENCE_END.split(text[end : end + _FAR])[0]


def _is_of_business(before: str, after: str) -> bool:
    """Whether a percentage is of costs, sales or shares, or of growth: no rate of an act."""
    if _GREW.search(before[-24:]):
        return True
    sentence = before + " " + after
    return (_BUSINESS.search(sentence) or _SALES.search(sentence)) is not None and _CHARGE.search(
        sentence
    ) is None


def _unit(figure: Figure) -> str | None:
    if figure.kind == "percent":
        return "%"
    if figure.kind in ("money", "rate"):
        return figure.currency
    return None


def read_amounts(
    document: Document, figures: Sequence[Figure], durations: Sequence[Duration], jurisdiction: str | None
) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    """(rates, thresholds) in the order of the text, each value once; nothing of sentences beside the act."""
    text = document.folded
    asides = find_asides(document)
    told = [figure for figure in figures if not asides.touches(figure.start, figure.end)]
    rates: list[tuple[int, Amount]] = []
    limits: list[tuple[int, Amount]] = []
    for figure in told:
        unit = _unit(figure)
        if figure.modality == "negated" and not _LIMIT_AFTER.match(text[figure.end : figure.end + 24]):
            continue
        if unit is None:
            limits += _counted(text, figure)
        elif role := _role(text, figure, unit):
            per = unit != "%" and role == "rate" and _is_per_item(text, figure)
            row = [
                (figure.start, Amount(value=abs(value), unit=unit + "/item" if per else unit))
                for value in _values(figure)
            ]
            (rates if role == "rate" else limits).extend(row)
    taken = Cover((item.start, item.end) for item in figures)
    limits += [
        (match.start(), Amount(value=Decimal(read_count(match.group(1))), unit="count"))
        for match in _FEW.finditer(text)
        if not taken.touches(match.start(), match.start() + 1) and not asides.touches(*match.span())
    ]
    limits += _local_money(text, figures, jurisdiction)
    limits += [
        (item.start, Amount(value=Decimal(item.count), unit=item.unit))
        for item in durations
        if item.unit != "week"
        and not _ORDINAL.search(text[max(0, item.start - 1) : item.end])
        and not asides.touches(item.start, item.end)
        and not _is_past(text, item)
    ]
    return _once(rates), _once(limits)


def _values(figure: Figure) -> list[Decimal]:
    given = (figure.value,) if figure.value is not None else (figure.low, figure.high)
    return [value for value in given if value is not None]


def _role(text: str, figure: Figure, unit: str) -> str | None:
    """``rate`` or ``limit``; None for an amount that the act neither charges nor measures anything against.

    Of the words for a charge and those for a limit the nearest before the amount decides: 免稅限額由2,000元,
    but 手續費限額以下每件5元.
    """
    before, after = _sentence(text, figure.start, figure.end)
    if unit == "%":
        return None if _is_of_business(before, after) else "rate"
    if _DROPPED.match(after) or _COST_BEFORE.search(before[-48:]):
        return None
    if _FINED_AFTER.match(after):
        return "rate"
    if _LIMIT_AFTER.match(after[:48]):
        return "limit"
    near = before[-24:]
    if _CHARGED.search(near):
        return "rate"
    if _LIMIT_BEFORE.search(near):
        return "limit"
    heads = [(match.start(), "limit") for match in _LIMIT_NOUN.finditer(before)]
    heads += [(match.start(), "rate") for match in _FEE_NOUN.finditer(before)]
    clause = _clause(text, figure.start, figure.end)
    if heads:
        return max(heads)[1]
    if _FEE_NOUN.search(clause) or _FEE_NOUN.search(after[:80]):
        return "rate"
    return "limit" if _LIMIT_NOUN.search(after[:80]) else None


def _is_per_item(text: str, figure: Figure) -> bool:
    before, after = _sentence(text, figure.start, figure.end)
    return figure.per in ("item", "parcel", "piece", "package", "shipment") or bool(
        _PER_ITEM.search(before[-30:] + figure.quote + after[:32])
    )


def _counted(text: str, figure: Figure) -> list[tuple[int, Amount]]:
    """Things counted: tariff codes, zones, products; people apart."""
    before, after = text[max(0, figure.start - 12) : figure.start], text[figure.end : figure.end + 32]
    value = figure.value if figure.value is not None else figure.high
    if figure.kind != "count" or value is None or value != int(value) or _DIGITS.match(after):
        return []
    if _PERSONS.match(after) or _PERSONS_IN.search(figure.quote) or _PERSONS_BEFORE.search(before):
        return [(figure.start, Amount(value=abs(value), unit="person"))]
    if not _COUNTED.search(figure.quote + after[:28]):
        return []
    return [(figure.start, Amount(value=abs(value), unit="count"))]


_PAST = re.compile(
    r"(?:过去|近|最近|前|此前|历时|长达|已|了|每)[\u4e00-\u9fff]{0,2}$|\b(?:past|last"
    r"|previous|recent|every|each|after)\s(?:the\s)?$"
)
_AGO = re.compile(
    r"^\s(?:after|before|later|ahead|into)\b(?!\s(?:the\s)?(?:date|day|publication"
    r"|its|their|promulgation|signature|adoption|it\b|entry|being|receipt|order|notice))"
    r"|^\s?(?:前(?!提交)|以来|之久|\sago\b|\searlier\b|-old\b|\sold\b)"
)


_ORDINAL = re.compile(
    r"第|th\s(?:day|month|year)|\b(?:1st|2nd|3rd|first|second|third)\s"
)  # the twentieth day is a day


def _is_past(text: str, item: Duration) -> bool:
    """Whether a stretch of time lies behind or comes round: 过去三个月, two years ago, every year."""
    before = text[max(0, item.start - 14) : item.start]
    return bool(
        (_PAST.search(before) and item.unit in ("month", "year"))
        or _AGO.match(text[item.end : item.end + 40])
    )


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
