"""Units of tables: what the head of a column, the first cell of a row or the line above says of bare numbers.

营收（亿元）, Revenue ($m), 新台币亿元, € million at the head of the first column, 单位：万标箱 above the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.document import Document
from nlp.quantities import find_quantities
from nlp.spans import Cover, Quantity

_BRACKET = re.compile(
    r"[(\[（【]\s{0,2}(?:单位\s?[:：]?\s{0,2})?(?P<unit>[^()\[\]（）【】]{1,32}?)\s{0,2}[)\]）】]\s{0,2}$"
)
_BEHIND = re.compile(r"[/／:：,，]\s{0,2}(?P<unit>[^()\[\]（）【】/／:：,，]{1,24})$")
_ABOVE_ZH = re.compile(r"单位\s?[:：]?\s{0,2}(?P<unit>[^\s:：,，、;；。()（）\[\]|]{1,16})")
_ABOVE_EN = re.compile(
    r"(?:\bin|\bunits?:?|^[(\[]?)\s{0,2}(?P<unit>(?:us\$|hk\$|nt\$|[$€£¥]|usd|eur|gbp|rmb|cny)\s?(?:thousands?|millions?|billions?|mn?|bn)"
    r"|(?:thousands|millions|billions) of (?:u\.?s\.? )?(?:dollars|euros|pounds|yuan|yen))\b"
)
_ALONE = re.compile(
    r"(?:us\$|hk\$|nt\$|[$€£¥]|usd|eur|gbp|rmb|cny)\s?(?:thousands?|millions?|billions?|mn?|bn)"
    r"|(?:单位[:：]\s?)?(?:[百千]?[万亿]|百万)?(?:元|美元|港元|欧元|人|件|辆|吨|标箱)"
)
_SCALES = {
    "m": "million", "mn": "million", "mm": "million", "mln": "million", "mil": "million", "millions": "million",
    "bn": "billion", "b": "billion", "bln": "billion", "billions": "billion",
    "k": "thousand", "000": "thousand", "000s": "thousand", "'000": "thousand", "’000": "thousand",
    "thousands": "thousand", "million": "million", "billion": "billion", "thousand": "thousand",
}  # fmt: skip
_SIGN_FIRST = re.compile(
    r"(?P<sign>us\$|hk\$|nt\$|[$€£¥]|usd|eur|gbp|cny|rmb|hkd|twd|jpy)\s{0,2}(?P<scale>'?[a-z0-9]{1,9})"
)
_WORDS_OF = re.compile(
    r"(?P<scale>thousands|millions|billions) of (?:u\.?s\.? )?(?P<coin>dollars|euros|pounds|yuan|yen)"
)
_COINS = {"dollars": "$", "euros": "€", "pounds": "£", "yuan": "cny ", "yen": "jpy "}
# 新台币亿元, 港币百万元: the coin stands before the amount when it is read: 新台币38.2亿元.
_COIN_ZH = re.compile(
    r"(?P<coin>新台币|台币|港币|人民币|美金)(?P<scale>(?:百万|千万|十亿|[百千万亿]){0,2}元?)"
)
_COIN_NAMES = {"新台币": "新台币", "台币": "新台币", "港币": "港元", "人民币": "人民币", "美金": "美元"}


def unit_of_head(head: str) -> str | None:
    """The unit at the end of a column's or row's name; the name itself when it is nothing but a unit."""
    for form in (_BRACKET, _BEHIND):
        if match := form.search(head):
            return match["unit"].strip()
    return head.removeprefix("单位：").removeprefix("单位:").strip() if _ALONE.fullmatch(head) else None


def unit_above(line: str) -> str | None:
    """The unit that a line above a table gives to all of it: 单位：亿元, (in millions of US dollars)."""
    match = _ABOVE_ZH.search(line) or _ABOVE_EN.search(line)
    return match["unit"].strip() if match else None


def read_number(document: Document, number: str, unit: str) -> Quantity | None:
    """The one quantity that a bare number and a unit are together; None: they make none, or the value is not told."""
    for line in _written(number, unit):
        found = find_quantities(line, line, lang=document.lang, region=document.region, blocked=Cover(()))
        if len(found) == 1 and found[0].end - found[0].start == len(line):
            told = found[0].value is not None or None not in (found[0].low, found[0].high)
            if told:
                return found[0]
    return None


def _written(number: str, unit: str) -> Iterator[str]:
    """The orders in which number and unit make a quantity."""
    unit = re.sub(r"^in ", "", unit)
    if words := _WORDS_OF.fullmatch(unit):
        yield f"{_COINS[words['coin']]}{number} {_SCALES[words['scale']]}"
        return
    if money := _SIGN_FIRST.fullmatch(unit):
        yield f"{money['sign']}{number} {_SCALES.get(money['scale'], money['scale'])}"
        return
    if coin := _COIN_ZH.fullmatch(unit):
        scale = coin["scale"].removesuffix("元")
        name = _COIN_NAMES[coin["coin"]]
        yield f"{number}{scale}{name}" if name in ("港元", "美元") else f"{name}{number}{scale}元"
        return
    if unit in _SCALES:
        yield f"{number} {_SCALES[unit]}"
        return
    yield from (f"{number}{unit}", f"{number} {unit}", f"{unit}{number}")
    before, slash, _ = unit.partition("/")
    if slash and before.strip():  # 美元/FEU: the amount is in dollars, whatever it is for
        yield f"{number}{before.strip()}"
        yield f"{before.strip()}{number}"
