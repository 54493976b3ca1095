"""How one fact is put into words: money, counts, shares and days, in three scripts and several house styles.

A sentence of the data files holds slots such as ``{fee|eur}``; the form after the bar is a row of ``FORMS``.
The same case rendered in two languages states the same facts, which is what makes the newsroom consistent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from store.records import Lang

LANG_KEYS = {"en": Lang.EN, "hans": Lang.ZH_HANS, "hant": Lang.ZH_HANT}

_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS_AP = (
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
)
_DIGITS = "零一二三四五六七八九"

# English sign, Simplified word after the number, Traditional words before and after it.
_CURRENCIES: dict[str, tuple[str, str, str, str]] = {
    "usd": ("$", "美元", "", "美元"),
    "eur": ("€", "欧元", "", "歐元"),
    "gbp": ("£", "英镑", "", "英鎊"),
    "cny": (" yuan", "元", "人民幣", "元"),
    "jpy": (" yen", "日元", "", "日圓"),
    "twd": ("NT$", "元新台币", "新台幣", "元"),
    "hkd": ("HK$", "港元", "", "港元"),
    "thb": (" baht", "泰铢", "", "泰銖"),
    "sgd": ("S$", "新加坡元", "", "新加坡元"),
    "brl": (" reais", "雷亚尔", "", "雷亞爾"),
    "mxn": (" pesos", "墨西哥比索", "", "墨西哥披索"),
    "vnd": (" dong", "越南盾", "", "越南盾"),
    "krw": (" won", "韩元", "", "韓元"),
    "aud": ("A$", "澳元", "", "澳元"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStyle:
    """The habits of one publisher's copy desk."""

    lang: Lang
    percent: str = "%"  # "%", " percent" or the full-width sign
    day_first: bool = False  # English only: 3 November instead of Nov. 3
    grouped: bool = True  # Chinese only: 3,400萬 instead of 3400万
    weekday: bool = False  # Chinese only: 週二 instead of 3日
    words: tuple[tuple[str, str], ...] = ()  # regional words: written this way, printed that way


def _plain(value: Decimal, grouped: bool) -> str:
    """Decimal without trailing zeros, with commas if the house groups digits."""
    text = f"{value:,}" if grouped else f"{value}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scaled(value: Decimal, style: HouseStyle) -> tuple[str, str]:
    """Number and scale word: (1.2, billion), (12, 亿), (3,400, 萬)."""
    if style.lang is Lang.EN:
        steps = ((10**12, " trillion"), (10**9, " billion"), (10**6, " million"))
    elif style.lang is Lang.ZH_HANT:
        steps = ((10**12, "兆"), (10**8, "億"), (10**4, "萬"))
    else:
        steps = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
    grouped = style.grouped or style.lang is Lang.EN
    for size, word in steps:
        if value >= size:
            return _plain((value / size).quantize(Decimal("0.001")), grouped), word
    return _plain(value, grouped), ""


def money(value: Decimal, style: HouseStyle, code: str) -> str:
    """``money(1200000000, usd)``: $1.2 billion, 12亿美元, 12億美元; 新台幣3.5億元."""
    sign, hans, hant_before, hant = _CURRENCIES[code]
    number, scale = _scaled(value, style)
    if style.lang is Lang.EN:
        if value != value.to_integral_value() and value < 1000:
            number = f"{value:.2f}"
        return f"{number}{scale}{sign}" if sign.startswith(" ") else f"{sign}{number}{scale}"
    if style.lang is Lang.ZH_HANS:
        return f"{number}{scale}{hans}"
    return f"{hant_before}{number}{scale}{hant}"


def count(value: Decimal, style: HouseStyle) -> str:
    """34,000 in English, 3.4万 in Simplified, 3.4萬 in Traditional Chinese."""
    number, scale = _scaled(value, style)
    return f"{number}{scale}"


def percent(value: Decimal, style: HouseStyle) -> str:
    """A share or rate with the house's sign: 12.5%, 12.5 percent, 12.5%."""
    return f"{_plain(value, False)}{style.percent}"


def tenths(value: Decimal, style: HouseStyle) -> str:
    """30 is 三成; 35 is 三成五 in Traditional Chinese only. What is not said in tenths stays a percentage."""
    if style.lang is Lang.EN or (style.lang is Lang.ZH_HANS and value % 10):
        return percent(value, style)
    whole, rest = divmod(int(value), 10)
    return f"{_DIGITS[whole]}成{_DIGITS[rest] if rest else ''}"


def points(value: Decimal, style: HouseStyle) -> str:
    """Percentage points: 1.2 percentage points, 1.2个百分点, 1.2個百分點."""
    words = {Lang.EN: " percentage points", Lang.ZH_HANS: "个百分点", Lang.ZH_HANT: "個百分點"}
    return f"{_plain(value, False)}{words[style.lang]}"


def multiple(value: Decimal, style: HouseStyle) -> str:
    """2.4 is "2.4 times" or 2.4倍."""
    return f"{_plain(value, False)} times" if style.lang is Lang.EN else f"{_plain(value, False)}倍"


def plain_number(value: Decimal, style: HouseStyle) -> str:
    """The number as it is, for days, ranks and index points."""
    return _plain(value, style.grouped or style.lang is Lang.EN)


FORMS: dict[str, Callable[[Decimal, HouseStyle], str]] = {
    "n": count,
    "pct": percent,
    "cheng": tenths,
    "pp": points,
    "x": multiple,
    "num": plain_number,
}


def amount(value: Decimal, form: str, style: HouseStyle) -> str:
    """A number in one of ``FORMS`` or in a currency of ``_CURRENCIES``. Unknown form: KeyError."""
    if form in _CURRENCIES:
        return money(value, style, form)
    return FORMS[form](value, style)


def day_of(spec: str, event: date) -> date:
    """A day given relative to the event: ``day+21``, ``month+1`` (its first day), ``year+1``, or ISO."""
    if spec.startswith("day"):
        return event + timedelta(days=int(spec[3:]))
    if spec.startswith("month"):
        months = event.year * 12 + event.month - 1 + int(spec[5:])
        return date(months // 12, months % 12 + 1, 1)
    if spec.startswith("year"):
        return date(event.year + int(spec[4:]), 1, 1)
    return date.fromisoformat(spec)


def day_words(day: date, event: date, style: HouseStyle) -> str:
    """A calendar day as this house prints it; the year only when it is not the event's."""
    other_year = day.year != event.year
    if style.lang is Lang.EN:
        if style.day_first:
            text = f"{day.day} {_MONTHS_EN[day.month - 1]}"
            return f"{text} {day.year}" if other_year else text
        text = f"{_MONTHS_AP[day.month - 1]} {day.day}"
        return f"{text}, {day.year}" if other_year else text
    text = f"{day.month}月{day.day}日"
    if not other_year:
        return text
    next_year = day.year == event.year + 1 and style.lang is Lang.ZH_HANT
    return f"明年{text}" if next_year else f"{day.year}年{text}"


def event_day_words(event: date, style: HouseStyle) -> str:
    """The day of the event in running text: Tuesday, 11月3日, 3日 or 週二."""
    if style.lang is Lang.EN:
        return _WEEKDAYS_EN[event.weekday()]
    if style.weekday:
        return f"週{'一二三四五六日'[event.weekday()]}"
    if style.lang is Lang.ZH_HANT:
        return f"{event.day}日"
    return f"{event.month}月{event.day}日"


def month_words(day: date, style: HouseStyle) -> str:
    """A month's name: October, 10月."""
    return _MONTHS_EN[day.month - 1] if style.lang is Lang.EN else f"{day.month}月"


def quarter_words(event: date, style: HouseStyle) -> str:
    """The last complete quarter before the event: the third quarter, 三季度, 第三季."""
    number = (event.month - 1) // 3 or 4
    if style.lang is Lang.EN:
        return ("first quarter", "second quarter", "third quarter", "fourth quarter")[number - 1]
    return f"{_DIGITS[number]}季度" if style.lang is Lang.ZH_HANS else f"第{_DIGITS[number]}季"
