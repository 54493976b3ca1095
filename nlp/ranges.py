"""Two numbers that are the ends of one range become one quantity: 15%-20%, $20-25 billion, 三至五年."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlp.spans import Quantity

_CONNECT = re.compile(
    r"[ ]?(?:--?|–|——?|―|─|~~?|～|〜|∼|至|到|或|、|以上(?:[、,，]|至|到)?|[和与及跟]"
    r"|[ ]to[ ]|-to-|[ ]through[ ]|[ ]or[ ]|[ ]and[ ])[ ]?"
)
# 2万元以上10万元以下, 介于3%与5%之间: the words on both sides make the range.
_BELOW = re.compile(r"[ ]?(?:以下|以内|未满|不满|不足)")
_AMID = re.compile(r"(?:介于|介乎|在|处于|位于)(?:大约|约)?[ ]?$")
_FROM = re.compile(r"(?:从|由|自|\bfrom(?: about| roughly| around| nearly| an?| the)?)[ ]?$")
_UP_FROM = re.compile(r"\b(?:up|down) from[ ]$")
_WITHIN = re.compile(
    r"\b(?:anywhere|rang(?:es?|ed|ing)|vary|varies|varying)[ ]from[ ]$|(?:范围|区间)(?:从|由)$"
)
_BETWEEN = re.compile(r"\bbetween(?: about| roughly)?[ ]$")
_SPAN = re.compile(r"[ ]?(?:之间|不等|区间|范围|的区间)")
_MOVED = re.compile(
    r"[升降增减涨跌提调扩缩上下攀飙跳回]|rais|rise|rose|fell|fall|drop|cut|increas|decreas|grew|grow|climb|jump|surg"
    r"|slid|slip|declin|lower|widen|narrow|shr[aiu]nk|"
    r"doubl|tripl|soar|plung|expand|reduc|hik|\bup\b|\bdown\b|went|mov|dipp|edg"
)


def join_ranges(page: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Join the ends of ranges in quantities sorted by place; a change from one to the other stays two."""
    joined: list[Quantity] = []
    for quantity in found:
        before = joined[-1] if joined else None
        merged = (
            (
                _range(page, before, quantity)
                or _each(page, before, quantity)
                or _with_cents(page, before, quantity)
                or _bounded(page, before, quantity)
            )
            if before
            else None
        )
        if merged:
            joined[-1] = merged
        else:
            joined.append(quantity)
    return joined


def _range(page: str, a: Quantity, b: Quantity) -> Quantity | None:
    if b.start - a.end > 6 or a.value is None or b.value is None:
        return None
    gap = page[a.end : b.start]
    if not _CONNECT.fullmatch(gap):
        return None
    word = gap.strip()
    between = bool(_BETWEEN.search(page[max(0, a.start - 20) : a.start]))
    if word == "and" and not between:
        return None
    if not _same_unit(a, b):
        return None
    if word in ("至", "到", "to") and _is_change(page, a, b, word):
        return None
    low = _lift(a, b)
    if low is None or low >= b.value or (word in ("、", "或", "or") and not _are_neighbours(a, low, b)):
        return None
    if word.startswith("以上") and not _BELOW.match(page, b.end):
        return None
    if word in ("和", "与", "及", "跟"):
        between = bool(_SPAN.match(page, b.end) and _AMID.search(page[max(0, a.start - 4) : a.start]))
        if not between:
            return None
    return replace(
        b,
        start=a.start,
        value=None,
        low=low,
        high=b.value,
        more=b.more,
        stands=b.stands or a.stands or between,
        rule=f"range {b.rule}",
        currency=a.currency if a.currency and not (b.currency and b.told) else b.currency,
        kind=a.kind if a.kind in ("money", "percent") and b.rule == "bare" else b.kind,
        unit=a.unit if a.kind == "percent" and b.rule == "bare" else b.unit,
    )


def _are_neighbours(a: Quantity, low: Decimal, b: Quantity) -> bool:
    """30、40万 and 2、3家 are about as much; 1、500家 are two numbers."""
    if b.value is None:
        return False
    apart = b.value - low
    step = Decimal(10) ** low.adjusted() if low else Decimal(1)
    return apart <= max(a.scale, Decimal(1)) or (a.rule == "bare" and apart == step)


def _each(page: str, a: Quantity, b: Quantity) -> Quantity | None:
    """每100元销售额对应6元: an amount for every so much is one rate."""
    if a.kind != "money" or b.kind != "money" or a.value is None or a.value not in (1, 10, 100, 1000, 10000):
        return None
    if page[a.start - 1 : a.start] != "每" or a.start == 0:
        return None
    if not re.fullmatch(r"[^，,。;；\d]{1,16}", page[a.end : b.start]):
        return None
    per = f"{a.value} {a.currency}" if a.currency else str(a.value)
    return replace(b, start=a.start - 1, kind="rate", per=per, rule="rate")


_CENTS = re.compile(r"(?:cents?|pence|penn(?:y|ies)|p|¢|sens?|paise|kopecks?|美分|美仙|欧分|便士|港仙|分)$")
_CENTS_BEHIND = re.compile(r"[ ]?(?:and|又|零|,)?[ ]?")
_ENDS = re.compile(r"[.,;:!?)，。；！？）]*(?:\s|$)(?![ ]?[a-z0-9])")


def _with_cents(page: str, a: Quantity, b: Quantity) -> Quantity | None:
    """3 dollars 50 cents, 两美元又三美分, 15 dollars and 50: one amount with its small change."""
    if a.kind != "money" or a.value is None or b.value is None or b.start - a.end > 5 or a.scale != 1:
        return None
    if a.value != a.value.to_integral_value() or not _CENTS_BEHIND.fullmatch(page[a.end : b.start]):
        return None
    if b.kind == "money" and b.value < 1 and _CENTS.search(page[b.start : b.end]):
        return replace(a, end=b.end, value=a.value + b.value)
    two_digits = b.rule == "bare" and 10 <= b.value < 100 and b.value == b.value.to_integral_value()
    if two_digits and page[a.end - 1].isalpha() and page[a.end] == " " and _ENDS.match(page, b.end):
        return replace(a, end=b.end, value=a.value + b.value / 100)
    return None


_AT_LEAST = re.compile(
    r"(?:(?:大|高|多|超)[于过](?:或者?等于)?|超过|不(?:小|少|低)于|至少|最少|起码"
    r"|\b(?:greater|larger|bigger|higher|more) than(?: or equal to)?|\babove|\bover|\bat least|\bno (?:less|fewer) than"
    r"|\bnot less than|\bexceeding|>[ ]?=?|≥)(?:有)?[ ]?$"
)
_AT_MOST = re.compile(
    r"[ ,，]{0,2}(?:并且|而且|且|并|但|and|but)?[ ]?(?:(?:小|低|少)于(?:或者?等于)?|不(?:大|多|高|超)[于过]|至多|最多"
    r"|(?:smaller|lower|less|fewer) than(?: or equal to)?|below|under|at most|no more than|not more than"
    r"|<[ ]?=?|≤)(?:有)?[ ]?"
)
_AT_MOST_FIRST = re.compile(
    r"(?:不(?:大|多|高|超)[于过]|至多|最多|\bat most|\bno more than|\bnot more than)(?:有)?[ ]?$"
)
_AT_LEAST_NEXT = re.compile(
    r"[ ,，]{0,2}(?:并且|而且|且|并|但|and|but)?[ ]?(?:不(?:小|少|低)于|至少|最少|at least|no less than|not less than)"
    r"(?:有)?[ ]?"
)


def _bounded(page: str, a: Quantity, b: Quantity) -> Quantity | None:
    """大于100并且小于300, at most 100 and at least 20: both ends of one range are bounds."""
    if a.value is None or b.value is None or b.start - a.end > 36 or not _same_unit(a, b):
        return None
    near, gap = page[max(0, a.start - 30) : a.start], page[a.end : b.start]
    rising = a.value < b.value and _AT_LEAST.search(near) and _AT_MOST.fullmatch(gap)
    falling = b.value < a.value and _AT_MOST_FIRST.search(near) and _AT_LEAST_NEXT.fullmatch(gap)
    if not rising and not falling:
        return None
    low, high = sorted((a.value, b.value))
    return replace(
        b,
        start=a.start,
        value=None,
        low=low,
        high=high,
        stands=True,
        rule=f"range {b.rule}",
        currency=b.currency or a.currency,
    )


def _same_unit(a: Quantity, b: Quantity) -> bool:
    """The ends agree, or one of them (usually the first) leaves the unit to the other."""
    if a.kind == b.kind and a.unit == b.unit and (a.currency == b.currency or (a.told and not b.told)):
        return True  # 新台币2-3元: the second is of the same money
    if a.rule == "bare":
        return b.kind != "count" or a.unit is None or b.unit is None or a.unit == b.unit
    if a.rule == "百分之":
        return b.rule == "bare" and b.value is not None and b.value <= 100  # 百分之十到二十
    return (
        b.rule == "bare" and (a.kind == "money" or (a.kind == "percent" and b.unit is None and b.scale == 1))
    ) or (b.kind == "rate" and a.kind == "money" and a.currency == b.currency)


def _lift(a: Quantity, b: Quantity) -> Decimal | None:
    """The low end with the scale of the high end where it was left out: 20-25 billion, 一到两千万."""
    if a.value is None or b.value is None:
        return None
    if a.rule == "bare" and b.factor != 1:
        return a.value * b.factor  # 三至五成, 20-30 cents
    if a.scale >= b.scale or (a.rule != "bare" and a.kind != "money"):
        return a.value
    for scale in (b.scale, Decimal(10**12), Decimal(10**8), Decimal(10**4)):
        if scale <= b.scale and b.scale % scale == 0 and a.scale < 10**4 and a.value * scale < b.value:
            return a.value * scale
    return a.value


# 增5亿元至45亿元: by so much, to so much.
_BY = re.compile(
    r"(?:[增减升降涨跌挫扬]|增长|增加|增至?|减少|上升|上涨|上扬|下降|下跌|下滑|提高|提升|降低|[上下]调|扩大|收窄|大[增减涨跌升降]|激增|锐减)"
    r"(?:了|约|近|逾|超过?)?[ ]?$"
)


def _is_change(page: str, a: Quantity, b: Quantity, word: str) -> bool:
    """从25%到20% beside a word of movement is a change from one to the other, not a range."""
    if _SPAN.match(page, b.end):
        return False  # 50美元至3000美元之间
    if _WITHIN.search(page[max(0, a.start - 16) : a.start]):
        return False
    if _UP_FROM.search(page[max(0, a.start - 16) : a.start]):
        return False  # up from 3.75% to 4.75%: the old level was a range
    if _FROM.search(page[max(0, a.start - 16) : a.start]):
        return bool(
            _MOVED.search(page[max(0, a.start - 60) : a.start])
            or _MOVED.match(page[b.end : b.end + 1] or " ")
        )
    if not a.value or not b.value:
        return False
    if word != "to":
        if a.rule == "bare" and a.scale == 1:
            return False  # 淨增150至200家: the first leaves unit and scale to the second
        moved = _BY.search(page[max(0, a.start - 6) : a.start])
        return bool(moved) and (a.kind not in ("percent", "pp", "multiple") or b.value / a.value > 3)
    return a.kind == "money" and b.value / a.value > 3
