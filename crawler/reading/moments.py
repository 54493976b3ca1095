"""A date as people and machines write it, to a moment: ISO, RFC 2822, English, Chinese, 民國, digits.

No locale tables and no guessing library: a fixed set of forms, each one regular expression that is
linear on hostile input. What is not one of them is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

MAX_RAW = 400  # code points of a string that are looked at


@dataclass(frozen=True, slots=True)
class Moment:
    """``at`` is aware, in the zone it was written in; noon of the day when ``date_only``."""

    at: datetime
    date_only: bool
    raw: str
    start: int  # offsets of ``raw`` in the string that was searched
    end: int


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)

# Offsets in minutes. CST and IST mean several zones: the source's own zone decides (see _offset).
_ABBREVIATIONS = {
    "z": 0, "utc": 0, "gmt": 0, "est": -300, "edt": -240, "et": None, "cst": None, "cdt": -300, "ct": None, "mst": -420,
    "mdt": -360, "mt": None, "pst": -480, "pdt": -420, "pt": None, "bst": 60, "cet": 60, "cest": 120, "jst": 540,
    "kst": 540, "hkt": 480, "sgt": 480, "ist": None,
}  # fmt: skip
_NAMED = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "cst": "America/Chicago", "ist": "Asia/Kolkata",
}  # fmt: skip
_TAIWAN = "Asia/Taipei"
_EASTERN_CHINA = ("Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Macau", "Asia/Singapore")

_CLOCK = (
    r"(?:(?:\s{0,5}[T,，|·•\-–—@/]?\s{0,5}(?:at\s{1,3}|hkt\s{1,3})?|"
    r"\s{0,3}(?:[（(]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?|[（(][一二三四五六日][)）])\s{0,3})"
    r"(?P<half>上午|下午|中午|凌晨|早上|晚上|傍晚)?\s{0,3}"
    r"(?P<hour>[01]?\d|2[0-4])\s{0,2}[:：时時點点]\s{0,2}(?P<minute>[0-5]\d)(?:\s{0,2}[:：分]\s{0,2}(?P<second>[0-6]\d)(?!\d))?(?:[.,]\d{1,9})?[分秒]?"
    r"\s{0,3}(?P<ampm>[ap]\.?m\b\.?)?"
    r"(?:\s{0,3}\(?(?P<zone>z\b|(?:utc|gmt)?\s?[+-]\d{1,2}:?(?:[0-5]\d)?(?!\d)|[ecmp][sd]?t\b|utc\b|gmt\b|bst\b|cest?\b|jst\b|kst\b|hkt\b|sgt\b|ist\b|cst\b))?)?"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_HMS = r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
_WEEKDAY = r"(?:(?:on\s)?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s{1,2})?"
_HAN_MONTH = r"(?P<hanmonth>\d{1,2}|[一二三四五六七八九十]{1,3})"
_HAN_DAY = r"(?P<handay>\d{1,2}|[一二三四五六七八九十廿卅]{1,4})"
_HAN_ZERO = "〇○零ＯO0"
_HAN_DIGIT = "一二三四五六七八九"
_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2025-11-05, 2025/11/5, 2025.11.05, 2025年11月5日, with or without a clock
        r"(?<![\d.])" + _YEAR + r"\s{0,2}(?P<sep>[-/.年‐–—－])\s{0,2}(?P<month>1[0-2]|0?[1-9])"
        r"\s{0,2}(?:(?P=sep)|月)\s{0,2}" + _DAY + r"(?!\d)\s{0,2}[日号號]?" + _CLOCK,
        # 20251105, 20251105063000, 20251105T0630
        r"(?<!\d)" + _YEAR + r"(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])"
        r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>z\b|[+-]\d{2}:?\d{2})?)?(?!\d)",
        # Wed, 05 Nov 2025 06:30:00 GMT; 5th of November 2025; 05-Nov-2025
        r"(?<![\d])" + _DAY + r"(?:st|nd|rd|th)?[\s\-./,]{1,3}(?:of\s)?" + _MONTH
        + r"[\s\-./,']{1,3}" + _YEAR + r"(?!\d)" + _CLOCK,
        # November 5, 2025; Nov. 5th 2025; Nov 05 Wed 2025
        r"(?<![a-z])" + _MONTH + r"[\s\-]{1,3}" + _DAY + r"(?:st|nd|rd|th)?\s{0,2}[,，\s\-]\s{0,2}" + _WEEKDAY
        + _YEAR + r"(?!\d)" + _CLOCK,
        # Wed Nov 05 06:30:00 UTC 2025
        r"(?<![a-z])" + _MONTH + r"\s{1,3}" + _DAY + r"\s{1,2}" + _HMS
        + r"\s{1,2}(?:(?P<zone>[a-z]{1,4}|(?:gmt|utc)?[+-]\d{2}:?\d{2})\s)?" + _YEAR + r"(?!\d)",
        # 6:30 PM EST, Wed November 5, 2025
        r"(?<!\d)" + _HMS + r"\s{0,2}(?P<ampm>[ap]\.?m\.?)?\s{0,2}(?P<zone>[ecmp][sd]?t|utc|gmt|bst)?,?\s{1,3}"
        + _WEEKDAY + _MONTH + r"\s{1,3}" + _DAY + r"(?:st|nd|rd|th)?,?\s{1,3}" + _YEAR + r"(?!\d)",
        # 6:20pm, 5 Nov 2025; 18:20 GMT, 5 November 2025
        r"(?<![\d:])" + _HMS + r"\s{0,2}(?P<ampm>[ap]\.?m\b\.?)?"
        r"\s{0,2}(?P<zone>[ecmp][sd]?t\b|utc\b|gmt\b|bst\b|hkt\b)?[\s,，|·]{1,4}"
        + _WEEKDAY + _DAY + r"(?:st|nd|rd|th)?\s{1,2}" + _MONTH + r",?\s{1,2}" + _YEAR + r"(?!\d)",
        # 18:20 2025/11/05; 下午6:20 · 2025年11月5日
        r"(?<![\d:])(?P<half>上午|下午|中午|凌晨|早上|晚上|傍晚)?\s{0,2}" + _HMS + r"[\s,，|·]{1,4}"
        + _YEAR + r"\s{0,2}(?P<sep>[-/.年])\s{0,2}(?P<month>1[0-2]|0?[1-9])\s{0,2}(?:(?P=sep)|月)\s{0,2}"
        + _DAY + r"(?![\d:])(?!\s{0,3}\d{1,2}:\d)\s{0,2}[日号號]?",
        # 25-11-05 06:30, in China; 115年11月5日 and 115/11/05, in Taiwan
        r"(?<![\d\-])(?P<late>2\d)-(?P<month>1[0-2]|0[1-9])-(?P<day>3[01]|[12]\d|0[1-9])\s{0,2}" + _HMS,
        r"(?<![\d/.\-])(?P<minguo>1[01]\d)\s{0,2}(?P<sep>[年./\-])\s{0,2}(?P<month>1[0-2]|0?[1-9])\s{0,2}"
        r"(?:(?P=sep)|月)\s{0,2}" + _DAY + r"(?![\d.])日?" + _CLOCK,
        # 11/05/2025 and 05.11.2025: only with a known order, or when one number cannot be a month
        r"(?<![\d/.])(?P<first>3[01]|[12]\d|0?[1-9])(?P<sep>[/.\-])(?P<other>3[01]|[12]\d|0?[1-9])(?P=sep)"
        + _YEAR + r"(?![\d/])" + _CLOCK,
        # 01/25/26: only with a known order, or when the second number cannot be a month
        r"(?<![\d/.])(?P<first>3[01]|[12]\d|0?[1-9])/(?P<other>3[01]|[12]\d|0?[1-9])/(?P<short>\d\d)(?![\d/])",
        # 民國115年11月5日, 中華民國一百一十五年十一月五日, 二〇二五年十一月五日
        r"民[國国]\s{0,2}(?P<roc>\d{2,3}|[〇零一二三四五六七八九十百]{1,6})\s{0,2}[年./-]\s{0,2}"
        + _HAN_MONTH + r"\s{0,2}[月./-]\s{0,2}" + _HAN_DAY + r"日?" + _CLOCK,
        r"(?P<hanyear>二[" + _HAN_ZERO + r"][" + _HAN_ZERO + _HAN_DIGIT + r"]{2})年"
        + _HAN_MONTH + r"月" + _HAN_DAY + r"日",
    )
)  # fmt: skip

_WIDE = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF1A: 0x3A, 0xFF0F: 0x2F}
_UNIX = re.compile(r"\s{0,9}(\d{10})(?:\d{3})?(?:\.\d{1,6})?\s{0,9}")
_HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "0": 0,
}


def find_moments(text: str, zone: tzinfo, *, day_first: bool | None = None) -> Iterator[Moment]:
    """Every dated moment of a text, form by form, inside the first ``MAX_RAW`` code points."""
    text = text[:MAX_RAW].translate(_WIDE)
    for form in _FORMS:
        for found in form.finditer(text):
            moment = _moment(found, zone, day_first)
            if moment is not None:
                yield moment


def read_moment(raw: str, zone: tzinfo, *, day_first: bool | None = None) -> Moment | None:
    """The first moment a short string states. ``zone`` is for values that name none."""
    return min(
        find_moments(raw, zone, day_first=day_first), key=lambda item: (item.start, -item.end), default=None
    )


def read_stamp(raw: str) -> Moment | None:
    """Seconds or milliseconds since 1970 written as digits, as some meta elements carry them."""
    found = _UNIX.fullmatch(raw[:MAX_RAW])
    if found is None:
        return None
    at = datetime.fromtimestamp(int(found.group(1)), UTC)
    return Moment(at, False, raw.strip(), 0, len(raw))


def _moment(found: re.Match[str], zone: tzinfo, day_first: bool | None) -> Moment | None:
    parts = {key: value for key, value in found.groupdict().items() if value}
    if ("late" in parts and str(zone) not in _EASTERN_CHINA) or ("minguo" in parts and str(zone) != _TAIWAN):
        return None  # elsewhere 25-11-05 may begin with the day, and 115 is no year
    day = _calendar_day(parts, day_first)
    if day is None:
        return None
    year, month, number = day
    try:
        if "hour" not in parts:
            at = datetime(year, month, number, 12, tzinfo=zone)
        else:
            at = datetime(year, month, number, tzinfo=_offset(parts.get("zone"), zone)) + _time_of_day(parts)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(at, "hour" not in parts, found.group().strip(), found.start(), found.end())


def _calendar_day(parts: dict[str, str], day_first: bool | None) -> tuple[int, int, int] | None:
    if "roc" in parts:
        year: int | None = _han_number(parts["roc"])
        year = None if year is None else year + 1911  # year 1 of the Republic is 1912
    elif "minguo" in parts:
        year = int(parts["minguo"]) + 1911
    elif "late" in parts:
        year = 2000 + int(parts["late"])
    elif "hanyear" in parts:
        year = int("".join(str(_HAN_DIGITS[char]) for char in parts["hanyear"]))
    elif "short" in parts:
        if day_first is None and int(parts["other"]) <= 12:
            return None  # 25/01/26 may begin with the year
        year = 2000 + int(parts["short"])
        parts["sep"] = "/"
    else:
        year = int(parts["year"])
    if "first" in parts:
        pair = _ordered(int(parts["first"]), int(parts["other"]), day_first, parts)
    elif "hanmonth" in parts:
        pair = (_han_number(parts["hanmonth"]), _han_number(parts["handay"]))
    else:
        pair = (MONTHS[parts["mon"].lower()] if "mon" in parts else int(parts["month"]), int(parts["day"]))
    if year is None or pair[0] is None or pair[1] is None:
        return None
    return year, pair[0], pair[1]


def _ordered(
    first: int, other: int, day_first: bool | None, parts: dict[str, str]
) -> tuple[int | None, int | None]:
    """(month, day) of 11/05/2025. Unknown order and both could be a month: unknown day."""
    if first > 12:
        return other, first
    if other > 12 or first == other:
        return first, other
    if parts["sep"] == ".":
        return other, first  # 05.11.2025 is written by those who put the day first
    if day_first is None and "ampm" not in parts:
        return None, None
    return (other, first) if day_first else (first, other)


def _time_of_day(parts: dict[str, str]) -> timedelta:
    hour, half = int(parts["hour"]), parts.get("half", "")
    ampm = parts.get("ampm", "").lower()[:1]
    if ((ampm == "p" or half in {"下午", "晚上", "傍晚"}) and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif (ampm == "a" or half == "凌晨") and hour == 12:
        hour = 0
    return timedelta(hours=hour, minutes=int(parts["minute"]), seconds=min(59, int(parts.get("second", "0"))))


def _offset(named: str | None, zone: tzinfo) -> tzinfo:
    if not named:
        return zone
    label = named.lower().strip()
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", label)
    if found:
        minutes = int(found.group(2)) * 60 + int(found.group(3) or 0)
        return timezone(timedelta(minutes=-minutes if found.group(1) == "-" else minutes))
    if label == "cst" and str(zone) in _EASTERN_CHINA:
        return zone  # China Standard Time
    minutes_east = _ABBREVIATIONS.get(label)
    if minutes_east is not None:
        return timezone(timedelta(minutes=minutes_east))
    return ZoneInfo(_NAMED[label]) if label in _NAMED else zone


def _han_number(text: str) -> int | None:
    """十一 to 11, 一百一十五 to 115, 廿三 to 23; digits as they are."""
    if text.isascii() and text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in "十廿卅":
            total += {"十": max(digit, 1) * 10, "廿": 20, "卅": 30}[char]
            digit = 0
        elif char == "百":
            total, digit = total + max(digit, 1) * 100, 0
        elif char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        else:
            return None
    return total + digit
