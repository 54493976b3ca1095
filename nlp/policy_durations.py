"""Stretches of time in a policy text: 90 days, 一年, 60個工作天, a six-month period."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.spans import Cover

_HAN_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "元": 1,
}
_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ]
    )
} | {
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
    "twentieth": 20,
    "thirtieth": 30,
}
_COUNT = r"\d{1,4}|[一二三四五六七八九十两百]{1,5}|半|" + "|".join(
    sorted((word for word in _WORDS if len(word) > 2), key=len, reverse=True)
)
_DURATION = re.compile(
    rf"(?<![\d.第])(?<!\d,)(?P<count>{_COUNT}|\b(?:a|an)(?=\s))(?:\s\(\d+\)|\(\d+\))?[\s-]?"
    r"(?P<unit>个?工作(?:日|天)|(?:working|business)[\s-]days?|(?:calendar |consecutive )?days?\b"
    r"|个?自然日|日历[日天]|日|天"
    r"|weeks?\b|个?星期|周|个月|months?\b|年|years?\b)(?P<half>半)?"
)
_UNITS = (
    ("working-day", ("个工作", "工作", "working", "business")),
    ("day", ("日", "天", "day", "calendar", "consecutive", "个自然", "自然")),
    ("week", ("week", "周", "个星", "星")),
    ("month", ("个月", "month")),
    ("year", ("年", "year")),
)
_AFTER_DAYS = re.compile(r"[以之]?(?:内(?![阁政容地部])|后|期|公示|的(?:期限|公示|征)|反馈|免|时限)")
_ENTERS = re.compile(r"[后,，]?(?:施行|生效|实施|执行|适用)")
_AFTER_YEARS = re.compile(r"[以之]?(?:内|期|间|的?(?:过渡|有效|宽限|缓冲)|后)")
_BEFORE_YEARS = re.compile(
    r"期限|期为|为期|实施|有效|延长|暂停|中止|执行|暂缓|展期|延期|豁免|再延|试行|试办|禁止|不得超过|起$"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time in the text: 90 days, 一年."""

    start: int
    end: int
    count: int
    unit: str  # day | working-day | week | month | year


def read_count(raw: str) -> int:
    """A small number in digits, Chinese or English words; 二〇二六 digit by digit; 0 when it is none."""
    if raw.isascii() and raw.isdigit():
        return int(raw)
    if raw in _WORDS:
        return _WORDS[raw]
    if raw in ("a", "an"):
        return 1
    if "百" in raw:
        hundreds, _, rest = raw.partition("百")
        return (
            _HAN_DIGITS.get(hundreds, 1) * 100 + read_count(rest.lstrip("零〇"))
            if rest
            else (_HAN_DIGITS.get(hundreds, 1) * 100)
        )
    if "十" in raw:
        tens, _, ones = raw.partition("十")
        return _HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0)
    if raw and all(char in _HAN_DIGITS for char in raw):
        return int("".join(str(_HAN_DIGITS[char]) for char in raw))
    return 0


def add_duration(start: date, count: int, unit: str) -> date | None:
    """The day ``count`` units after ``start``; None for an absurd count. Working days leave out weekends only."""
    if count < 0 or count > 4000:
        return None
    if unit in ("day", "week"):
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    if unit == "working-day":
        day = start
        for _ in range(count):
            day += timedelta(days=1)
            while day.weekday() > 4:
                day += timedelta(days=1)
        return day
    months = count * (12 if unit == "year" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > 2200:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def find_durations(text: str, days: Iterable[tuple[int, int]] = ()) -> list[Duration]:
    """Stretches of time of a folded text, in order; those inside ``days`` (spans of dates) are parts of a date."""
    dates = Cover(days)
    found = []
    for match in _DURATION.finditer(text):
        raw, unit = match.group("count"), match.group("unit")
        after = text[match.end("unit") : match.end("unit") + 6]
        if dates.touches(match.start(), match.end()) or not _is_stretch(text, match, after):
            continue
        name = next(name for name, heads in _UNITS if unit.startswith(heads))
        count = read_count(raw)
        if raw == "半":
            count, name = (6, "month") if name == "year" else (15, "day")
        elif match.group("half") and name == "year":
            count, name = count * 12 + 6, "month"
        if count:
            found.append(Duration(match.start(), match.end(), count, name))
    return found


def _is_stretch(text: str, match: re.Match[str], after: str) -> bool:
    """Whether a number and 日, 年 or "a year" are a length, and not a day, a year's name or "twice a year"."""
    raw, unit = match.group("count"), match.group("unit")
    before = text[max(0, match.start() - 16) : match.start()]
    if raw in ("a", "an"):
        return bool(re.search(r"\b(?:for|by|within|after|another)\s$", before))
    if unit == "日":
        counted = before.endswith(("后", "起", "满")) and _ENTERS.match(after)
        return before[-1:] not in ("月", "年") and bool(_AFTER_DAYS.match(after) or counted)
    if unit == "周":
        return bool(re.match(r"[以之]?(?:内|的|后|期|截止)|[,，。、)]|$", after))
    if unit == "年":
        if raw.isdigit() and len(raw) > 2:
            return False
        return bool(_AFTER_YEARS.match(after) or _BEFORE_YEARS.search(re.split(r"[,，。;；]", before)[-1]))
    return True
