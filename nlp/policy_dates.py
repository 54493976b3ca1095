"""Days of a policy text, and what they are days of: announced, first day of application, deadline.

A day is resolved against the day of publication: 20日 and "on Tuesday" are the last such day not after it, a month
without a year is the one nearest to it, 民國 years count from 1911. What an expression is a day of is told by the
words around it (自…起, effective, 截至, until). Days are text: YYYY-MM-DD, or YYYY-MM where only the month is given.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAY = "(" + "|".join(_WEEKDAYS) + ")"
_HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_HAN_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}

_YEAR_ZH = r"(?:(?:中华)?民国\s?(\d{2,3})|(20\d{2})|(\d{3})(?=年)|(明|今|本|去|翌|次|后))\s?年\s?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("zh-day", re.compile(rf"(?:{_YEAR_ZH})?(?<!\d)(\d{{1,2}})\s?月\s?(\d{{1,2}})\s?[日号]")),
    ("zh-month", re.compile(rf"(?:{_YEAR_ZH})?(?<!\d)(\d{{1,2}})\s?月(?!\s?\d)(底|末|初)?")),
    (
        "zh-dom",
        re.compile(r"(?<![\d月年第])(\d{1,2})[日号](?![内前起后元])|(?<![\d月年第])(\d{1,2})日(?=起)"),
    ),
    ("zh-week", re.compile(r"(下|上|本|这)?(?:周|星期|礼拜)([一二三四五六日天])")),
    (
        "zh-word",
        re.compile(
            r"即日起?|(?:自|从)?(?:公布|发布|印发|公告|颁布)之日起|今日|今天|昨日|昨天|昨起|今起|"
            r"昨(?=[^天日])|前天|前日|明日|明天|明起"
        ),
    ),
    ("iso", re.compile(r"(?<!\d)(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")),
    ("en-mdy", re.compile(rf"\b{_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(20\d{{2}}))?")),
    ("en-dmy", re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s(20\d{{2}}))?\b")),
    ("en-month", re.compile(rf"\b{_MONTH}\s(20\d{{2}})\b")),
    ("en-week", re.compile(rf"\b(next|last|this)?\s?{_WEEKDAY}\b")),
    ("en-word", re.compile(r"\b(?:today|yesterday|tomorrow|immediately)\b")),
    ("en-year", re.compile(r"\b(?:from|in|by|until|of)\s(?:the\sstart\sof\s)?(20\d{2})\b")),
)

_DEADLINE_AFTER = re.compile(r"^\s?(?:前(?!瞻)|之前|以前|截止|为止|止|届满|到期|期满|24时)")
_DEADLINE_BEFORE = re.compile(
    r"(?:截至|截止(?:日期|时间)?(?:为|是|:|：)?|至|到|迄|不晚于|不迟于|最迟|限期|延长至|"
    r"延至|展延至|于(?=.{0,12}前)|until|till|through|by|due|due\son|due\sby|no\slater\sthan|"
    r"deadline\sof|deadline\sis|closes\son|close\son|ends\son|expires?\son|expiring\son|"
    r"before|to)"
    r"(?:\s(?:the\send\sof|midnight\son|at\sleast))?[\s,，]?$"
)
_EFFECTIVE_BEFORE = re.compile(
    r"(?:自|从|由|于|起自|自从|effective(?:\s(?:from|on|as\sof))?|from|starting(?:\sfrom|"
    r"\son)?|beginning(?:\son)?|as\sof|(?:takes?|taking|took)\seffect(?:\son|\sfrom)?|(?:enters?|"
    r"entered|entering|came|comes?)\sinto\s(?:force|effect)\son|in\sforce\s(?:from|since)|"
    r"appl(?:y|ies)\s(?:from|as\sof)|since)[\s,，]?$"
)
_EFFECTIVE_AFTER = re.compile(r"^\s?(?:正式)?(?:起|开始|生效|施行|实施|执行|适用|取消|后|之后)")
_FUTURE_ON = re.compile(r"(?:\bon|\bin|于|在|将于|拟于)[\s,，]?$")
_SAID_AFTER = re.compile(
    r"^.{0,3}(?:,|，)?(?:表示|宣布|发布|公告|通过|裁定|公布|说|称|对|认定|提出|启动|就|"
    r"表决|批准|决定|签署|召开|判决|作出|在|以|向|刊登|印发|通报|开出|拟|裁罚|要求|核定|"
    r"预告|处|拍板|修正|三读)"
)
_SAID_BEFORE = re.compile(
    r"(?:\bon|\blast|\blate|published\son|announced\son|dated|发布(?:于|日期[:：])|公布日期[:：]|"
    r",|said|ruled|fined|adopted|proposed|opened|voted|approved|decided|announced|signed)[\s,，]?$"
)
_OTHER = re.compile(r"hearing|听证|会议将于|to be held|court date|next session|开庭|published at|上年|同期")
_DURATION = re.compile(
    r"(\d{1,4}|[一二三四五六七八九十两]{1,3}|one|two|three|six|twelve)[\s-]?(个?工作日|"
    r"working days?|business days?|日|天|days?|个?月|months?|年|years?)(?:期)?"
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "six": 6, "twelve": 12}


@dataclass(frozen=True, slots=True)
class Day:
    """One expression resolved. ``text`` is the day, or the month where no day is given."""

    start: int
    end: int
    text: str
    role: str  # announced | effective | deadline | other
    exact: bool  # the expression names the role itself, it is not guessed from past and future

    @property
    def first(self) -> date:
        return first_day(self.text)


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time in the text: 90 days, 一年."""

    start: int
    end: int
    count: int
    unit: str  # day | working-day | month | year


def first_day(text: str) -> date:
    """The day of YYYY-MM-DD, the first day of YYYY-MM."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)


def add_duration(start: date, count: int, unit: str) -> date | None:
    """The day ``count`` units after ``start``; None for an absurd count. Working days leave out weekends only."""
    if count < 0 or count > 4000:
        return None
    if unit == "day":
        return start + timedelta(days=count)
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


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _year_near(month: int, published: date) -> int:
    """The year in which that month is nearest to the day of publication, somewhat more often ahead of it."""
    ahead = (month - published.month) % 12
    if ahead <= 8:
        return published.year + (1 if published.month + ahead > 12 else 0)
    return published.year - (1 if month > published.month else 0)


def _year_zh(match: re.Match[str], month: int, published: date) -> int:
    roc, full, short, word = match.group(1), match.group(2), match.group(3), match.group(4)
    if roc or short:
        return int(roc or short) + 1911
    if full:
        return int(full)
    if word:
        return published.year + {"明": 1, "翌": 1, "次": 1, "去": -1, "后": 2}.get(word, 0)
    return _year_near(month, published)


def _weekday(which: int, word: str | None, published: date) -> date:
    back = (published.weekday() - which) % 7
    day = published - timedelta(days=back)
    if word in ("next", "下"):
        return published - timedelta(days=published.weekday()) + timedelta(days=7 + which)
    if word in ("last", "上"):
        return published - timedelta(days=published.weekday()) - timedelta(days=7 - which)
    return day


def _resolve(form: str, match: re.Match[str], published: date) -> str | None:
    if form == "zh-day":
        month = int(match.group(5))
        return _day(_year_zh(match, month, published), month, int(match.group(6))) if month <= 12 else None
    if form == "zh-month":
        month = int(match.group(5))
        return f"{_year_zh(match, month, published):04}-{month:02}" if 1 <= month <= 12 else None
    if form == "zh-dom":
        return _day_of_month(int(match.group(1) or match.group(2)), published)
    if form == "zh-week":
        return _weekday(_HAN_WEEKDAYS[match.group(2)], match.group(1), published).isoformat()
    if form in ("zh-word", "en-word"):
        word = match.group()
        shift = -2 if word.startswith("前") else -1 if word.startswith(("昨", "yest")) else 0
        shift = 1 if word.startswith(("明", "tom")) else shift
        return (published + timedelta(days=shift)).isoformat()
    if form == "iso":
        return _day(*(int(part) for part in match.groups()))
    if form == "en-year":
        return None
    return _resolve_en(form, match, published)


def _resolve_en(form: str, match: re.Match[str], published: date) -> str | None:
    if form == "en-week":
        return _weekday(_WEEKDAYS[match.group(2)], match.group(1), published).isoformat()
    if form == "en-month":
        return f"{match.group(2)}-{_MONTHS[match.group(1)]:02}"
    day, name = (match.group(2), match.group(1)) if form == "en-mdy" else (match.group(1), match.group(2))
    month = _MONTHS[name]
    year = int(match.group(3)) if match.group(3) else _year_near(month, published)
    return _day(year, month, int(day))


def _day_of_month(day: int, published: date) -> str | None:
    """The last such day not after publication, unless that is more than three weeks ago."""
    if not 1 <= day <= 31:
        return None
    if day <= published.day:
        return _day(published.year, published.month, day)
    previous = published.replace(day=1) - timedelta(days=1)
    return _day(previous.year, previous.month, day)


def _role(text: str, match: re.Match[str], resolved: str, published: date, form: str) -> tuple[str, bool]:
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 24]
    clause = re.split(r"[。;；.]\s", before)[-1]
    word = match.group()
    if _OTHER.search(clause) or _OTHER.search(after[:10]):
        return "other", True
    if word.startswith(
        (
            "即日",
            "自公",
            "自发",
            "自印",
            "自颁",
            "从公",
            "公布之",
            "发布之",
            "印发之",
            "昨起",
            "今起",
            "明起",
            "immed",
        )
    ):
        return "effective", True
    if _DEADLINE_AFTER.match(after):
        return "deadline", True
    if _EFFECTIVE_AFTER.match(after) and not before.rstrip().endswith("至"):
        return "effective", True
    if _DEADLINE_BEFORE.search(before):
        return "deadline", True
    if _EFFECTIVE_BEFORE.search(before):
        return "effective", first_day(resolved) > published or not before.rstrip().endswith(("于", "由"))
    future = first_day(resolved) > published
    if future:
        return ("effective", bool(_FUTURE_ON.search(before)))
    if form in ("zh-month", "en-month"):
        return "other", False
    said = form in ("zh-dom", "zh-week", "en-week", "zh-word", "en-word")
    return "announced", said or bool(_SAID_AFTER.match(after) or _SAID_BEFORE.search(before))


def find_days(text: str, published: date) -> list[Day]:
    """The days of a folded text in order, without overlap."""
    taken = bytearray(len(text))
    found: list[Day] = []
    for form, pattern in _FORMS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            resolved = _resolve(form, match, published)
            if resolved is None:
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            role, exact = _role(text, match, resolved, published, form)
            found.append(Day(match.start(), match.end(), resolved, role, exact))
    return sorted(found, key=lambda day: day.start)


def read_count(raw: str) -> int:
    """A small number in digits, Chinese or English words; 0 when it is none."""
    if raw.isdigit():
        return int(raw)
    if raw in _NUMBER_WORDS:
        return _NUMBER_WORDS[raw]
    if "十" in raw:
        tens, _, ones = raw.partition("十")
        return _HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0)
    return _HAN_DIGITS.get(raw, 0)


def find_durations(text: str) -> list[Duration]:
    """Stretches of time that are not part of a date."""
    found = []
    for match in _DURATION.finditer(text):
        unit = match.group(2)
        if unit in ("年", "日") and (match.group(1).isdigit() and len(match.group(1)) == 4):
            continue
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 2]
        if unit in ("日", "月", "年") and (before in ("月", "年") or re.match(r"\d|第|度", after)):
            continue
        if unit == "月":
            continue
        if unit == "日" and not after.startswith(("内", "期", "公示", "的")):
            continue
        term = re.search(
            r"期限|为期|实施|有效|起$|延长|暂停|执行", text[max(0, match.start() - 16) : match.start()]
        )
        if (
            unit == "年"
            and not after.startswith(("内", "期", "间"))
            and not match.group(1).isalpha()
            and not term
        ):
            continue
        name = (
            "working-day"
            if "工" in unit or unit.startswith(("w", "b"))
            else "day"
            if unit.startswith(("日", "天", "d"))
            else "month"
            if unit.startswith(("个", "月", "m"))
            else "year"
        )
        count = read_count(match.group(1))
        if count:
            found.append(Duration(match.start(), match.end(), count, name))
    return found
