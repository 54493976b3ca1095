"""Amounts whose money is not written behind them: GMV破3000亿, 净利只有300来万, 年入百万, 售价99."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from nlp.spans import Quantity
from nlp.word_patterns import words_pattern

_FAR = 16  # characters in front of a number in which the word that decides may stand
_STOP = re.compile(r"[。！？!?；;\n]")
_CLAUSE = re.compile(r"[，,。！？!?；;：:\n（(]")
# A thing behind the number is what it counts: 10万卖家.
_OPEN = re.compile(
    r"[ ]?(?:[,，。、；;！!?？)）」』”\]\n~—-]|左右|以[上下内]|上下|出头|不到|的(?!用户|人|卖家|商家)|大关|$)"
)
_PRICE = r"(?:[为是仅约近只达到高在了]|均为|高达|大约|最低|最高){0,2}[ ]?$"


@cache
def _words() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str]]:
    data = tomllib.loads(files("nlp").joinpath("data/currencies.toml").read_text(encoding="utf-8"))[
        "unwritten"
    ]
    return (
        re.compile(words_pattern((*data["money"], *data["count"]))),
        frozenset(data["money"]),
        re.compile(words_pattern(data["price"]) + _PRICE),
    )


def with_unwritten_money(page: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities sorted by place, bare numbers that a word in front makes money of as money.

    The currency is that of an amount in the same sentence in front, else it is not told.
    """
    out: list[Quantity] = []
    said: Quantity | None = None
    for quantity in found:
        if quantity.rule in ("bare", "range bare") and quantity.unit is None and _is_money(page, quantity):
            near = said is not None and not _STOP.search(page, said.end, quantity.start)
            currency = said.currency if said and near else None
            out.append(replace(quantity, kind="money", currency=currency, stands=True))
            continue
        if quantity.kind == "money" and quantity.currency:
            said = quantity
        out.append(quantity)
    return out


def _is_money(page: str, quantity: Quantity) -> bool:
    decide, money, price = _words()
    start = max(0, quantity.start - _FAR)
    if quantity.scale < 10**4:
        return (
            price.search(page, start, quantity.start) is not None
            and _OPEN.match(page, quantity.end) is not None
        )
    if not _OPEN.match(page, quantity.end):
        return False
    cuts = [cut.end() for cut in _CLAUSE.finditer(page, start, quantity.start)]
    named = decide.findall(page, cuts[-1] if cuts else start, quantity.start)
    return bool(named) and named[-1] in money
