"""Shares that a number is told in: 百分之十二, 三成五, 七八成, 2.5成."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from nlp.amounts import quantity_of
from nlp.numbers import Number
from nlp.spans import Quantity

_PERCENT_BEFORE = "百分之"
_NUMERALS = tuple("一二两三四五六七八九十0123456789")
_PARTS_BEFORE = re.compile(r"[一二三四五六七八九十百千万\d]分之$")
# 成 is a tenth unless it begins a word of its own (成立, 成本, 成年人; but 三成年轻人 are people).
_TENTHS = re.compile(
    r"[ ]?成(?P<half>[一二三四五六七八九半]|[1-9](?![\d.%个万亿年]))?"
    r"(?![立为员本功长交品果绩都型份败见熟套批像语因效色瘾片堆排问吉]|年(?!轻)|人(?!口|群|民)|就(?!业)|分(?!之)|名|才|群|行|方)"
)


def read_share(page: str, number: Number) -> Quantity | None:
    """The percentage that a number is with 百分之 in front or 成 behind, or None."""
    if page.startswith(_PERCENT_BEFORE, number.start - 3) and number.start >= 3:
        if page[max(0, number.start - 4) : number.start - 3] in _NUMERALS:
            return None  # 五百分之二
        return quantity_of(number, number.start - 3, number.end, "percent", unit="%", rule="百分之")
    if number.value > 10 or number.more:
        return None
    match = _TENTHS.match(page, number.end)
    if match is None:
        return None
    quantity = quantity_of(
        number, number.start, match.end(), "percent", unit="%", rule="成", factor=Decimal(10)
    )
    if match["half"] and quantity.value is not None:
        extra = 5 if match["half"] == "半" else "零一二三四五六七八九".find(match["half"])
        return replace(quantity, value=quantity.value + (extra if extra >= 0 else int(match["half"])))
    return quantity


def is_fraction(page: str, number: Number) -> bool:
    """Whether a number is the top of 三分之一, which is read as a word."""
    return _PARTS_BEFORE.search(page, max(0, number.start - 3), number.start) is not None
