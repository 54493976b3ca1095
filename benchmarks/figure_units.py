"""Words for units and currencies, as the peers of ``figures_peers.py`` and we write them, made comparable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# name of the dimension: {form: how much of its base}
_DIMENSIONS: dict[str, dict[str, float]] = {
    "length": {
        "meter metre m 米 公尺": 1, "kilometer kilometre km 公里 千米": 1e3, "centimeter centimetre cm 厘米 公分": 1e-2,
        "millimeter millimetre mm 毫米": 1e-3, "decimeter decimetre dm 分米": 1e-1, "mile mi 英里": 1609.344,
        "foot feet ft 英尺 -foot": 0.3048, "inch in \" 英寸 -inch": 0.0254, "yard yd": 0.9144,
    },
    "area": {
        "square meter|square metre|m2|m²|平方米|sq m": 1, "square kilometer|square kilometre|km2|km²|平方公里": 1e6,
        "acre|英亩|-acre": 4046.8564224, "hectare|公顷": 1e4, "square foot|square feet|sq ft|平方英尺": 0.09290304,
    },
    "weight": {
        "gram gramme g 克": 1, "kilogram kilogramme kilo kg k.g. 公斤 千克": 1e3, "milligram mg 毫克": 1e-3,
        "microgram μg": 1e-6, "斤 市斤 jin": 500, "两 liang": 50, "pound lb lbs 磅 pound-mass": 453.59237,
        "ounce oz 盎司": 28.349523125,
    },
    "tonnes": {"ton|tonne|metric ton|吨|公吨|-ton": 1},
    "volume": {"liter|litre|l|升": 1, "milliliter|millilitre|ml|毫升": 1e-3, "gallon|加仑|-gallon": 3.785411784},
    "oil": {"barrel|桶": 1},
    "cups": {"cup": 1},
    "tablespoons": {"tablespoon": 1},
    "teaspoons": {"teaspoon": 1},
    "data": {
        "bit|-bit|比特": 1, "kilobit|千比特": 1e3, "byte|字节": 8, "kilobyte|kb|千字节": 8e3, "megabyte|mb|兆字节": 8e6,
        "gigabyte|gb": 8e9, "terabyte|tb": 8e12,
    },
    "frequency": {"hertz|hz|赫兹": 1, "megahertz|mhz|兆赫兹|兆赫": 1e6},
    "heat": {"kilocalorie|kcal|千卡": 1},
    "speed": {"kilometer per hour|kilometre per hour|km/h|kmph|kph|km/hr": 1, "mile per hour|mph": 1.609344},
    "angle": {"degree|度": 1, "radian|rad": 57.29577951308232},
    "power": {"watt|w|瓦": 1, "kilowatt|kw|千瓦": 1e3, "megawatt|mw|兆瓦": 1e6, "gigawatt|gw|吉瓦": 1e9},
    "energy": {"kilowatt-hour|kwh": 1, "megawatt-hour|mwh": 1e3, "gigawatt-hour|gwh": 1e6, "terawatt-hour|twh": 1e9},
    "years": {"year|年": 1},
    "quarters": {"quarter|季度": 1},
    "months": {"month|月": 1},
    "time": {"second|秒": 1, "minute|分钟": 60, "hour|小时": 3600, "day|天|日": 86400, "week|周": 604800},
}  # fmt: skip
_FORMS = {
    form: (name, factor)
    for name, group in _DIMENSIONS.items()
    for forms, factor in group.items()
    for form in (forms.split("|") if "|" in forms else forms.split(" "))
}
_FORMS |= {"square meter": ("area", 1.0), "square kilometer": ("area", 1e6)}

# A word that may be the money of several countries: any code of the group, "cent" where it is a hundredth.
_DOLLARS = "USD CAD AUD HKD TWD SGD NZD"
_WORDS = {
    "dollar": _DOLLARS, "$": _DOLLARS, "cent": f"cent {_DOLLARS} EUR CNY", "pence": "cent GBP", "pound": "GBP LBP EGP",
    "pound sterling": "GBP", "british pound": "GBP", "franc": "CHF FRF", "swiss franc": "CHF", "rupee": "INR LKR PKR",
    "united states dollar": "USD", "canadian dollar": "CAD", "hong kong dollar": "HKD", "new taiwan dollar": "TWD",
    "netherlands guilder": "NLG", "chinese yuan": "CNY", "yuan": "CNY", "japanese yen": "JPY", "yen": "JPY",
    "euro": "EUR", "bitcoin": "BTC XBT", "dinar": "KWD BHD JOD", "rial": "OMR QAR IRR YER SAR", "turkish lira": "TRY",
    "indian rupee": "INR", "won": "KRW", "south korean won": "KRW", "ruble": "RUB", "baht": "THB", "thai baht": "THB",
    "ringgit": "MYR", "元": "CNY TWD HKD", "人民币": "CNY", "美元": "USD", "港元": "HKD", "港币": "HKD", "台币": "TWD",
    "新台币": "TWD", "日元": "JPY", "欧元": "EUR", "英镑": "GBP", "韩元": "KRW", "澳元": "AUD", "澳大利亚元": "AUD",
    "加元": "CAD", "泰铢": "THB", "卢布": "RUB", "新加坡元": "SGD",
}  # fmt: skip
_SAID = re.compile(
    r"[$€£¥￥₹₩₭₾₿฿元圆圓块塊毛角分币幣镑鎊铢銖卢盧蚊毫仙刀]"
    r"|dollar|pound|euro|\brs\b|rupee|cent|penn|bucks|(?-i:\b[A-Z]{3}\b)|yen|yuan|franc|ringgit|dinar|rial|lira",
    re.IGNORECASE,
)


def in_base(unit: Any) -> tuple[str, float] | None:
    """(dimension, factor to its base) of a unit's name in any of its forms; None for a word we do not know."""
    form = str(unit or "").strip().lower()
    for tried in (form, form.removesuffix("s"), form.removesuffix("es"), form.lstrip("-")):
        if tried in _FORMS:
            return _FORMS[tried]
    return None


def may_be(item: Mapping[str, Any]) -> frozenset[str]:
    """The ISO codes an item's money may have, by its currency or else its unit; empty where neither is said."""
    word = str(item.get("currency") or item.get("unit") or "").strip()
    if not word or word == "Unnamed":
        return frozenset()
    if len(word) == 3 and word.isascii() and word.isupper():
        return frozenset((word,))
    known = _WORDS.get(word.lower()) or _WORDS.get(word.lower().removesuffix("s")) or word
    return frozenset(known.split(" "))


def same_currency(want: Mapping[str, Any], item: Mapping[str, Any], text: str) -> bool:
    """Whether the found money may be the expected one. None is right only where the text names no money."""
    expected = may_be(want)
    found = may_be({"currency": item["currency"], "unit": item["unit"] if item["kind"] == "money" else None})
    if not found:
        return not expected or not _SAID.search(text)
    return not expected or bool((expected - {"cent"}) & found) or expected == found
