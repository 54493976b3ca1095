"""Days as policy texts write them, resolved against the day of publication: 20日, 令和8年10月1日, last Thursday.

An expression that names no year (or month) can mean the last such day or the next one: both are kept, and the
words around it decide (nlp/policy_roles.py). What does not exist (2月30日) is no day. Chinese eras count from the
year before their first: 民國 1911, 令和 2018, 平成 1988, 佛曆 is 543 ahead.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nlp.policy_durations import read_count

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_ERAS = {"令和": 2018, "平成": 1988, "民国": 1911, "中华民国": 1911, "佛历": -543}
_YEAR_WORDS = {"明": 1, "翌": 1, "次": 1, "去": -1, "后": 2, "next": 1, "last": -1}

_HAN = "〇零○一二三四五六七八九"
_NUM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = (
    rf"(?:(?P<era>令和|平成|(?:中华)?民国|佛历)\s?(?P<count>\d{{1,4}}|元|[{_HAN}十百]{{1,5}})"
    rf"|(?<!\d)(?P<full>20\d{{2}})|(?<![\d.,])(?P<short>1\d{{2}})(?=\s?年)|(?P<han>二[{_HAN}]{{3}})"
    r"|(?P<year>[明今本去翌次后]))\s?年\s?"
)
_MONTH_ZH = rf"(?:(?P<rel>[本上下])个?月|(?<![\d第]){'(?P<month>' + _NUM + ')'}\s?月)"
_MONTH_EN = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR_EN = r"(?:,?\s(?P<full>20\d{2})(?!\d)|\s(?:of\s)?(?P<year>next|this|last)\syear)"
_WEEKDAY_EN = "(?P<weekday>" + "|".join(_WEEKDAYS) + r")\b"
_PUBLISHED_ZH = (
    r"(?:公布|发布|印发|公告|颁布|刊登|刊载|签署|签发|批准|通过)(?:公报|官报|于公报|于官报)?之?日(?:起|开始)?"
)
_PUBLISHED_EN = r"(?:publication|promulgation|signature|issuance|signing|enactment|royal assent)\b"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("day", rf"(?:{_YEAR})?(?<!每){_MONTH_ZH}\s?(?P<day>{_NUM})\s?[日号]"),
    (
        "month",
        rf"(?<![每至\d])(?:{_YEAR})?{_MONTH_ZH}份?(?!\s?(?:\d|[一二三四五六七八九十]{{1,3}}[日号]))(?P<part>底"
        rf"|末)?",
    ),
    (
        "month",
        rf"(?<!\d至)(?<=至)(?:{_YEAR})?{_MONTH_ZH}份?(?!\s?(?:\d|[一二三四五六七八九十]{{1,3}}[日号]))(?P<part>底"
        rf"|末)?",
    ),
    ("day-of-month", r"[昨今明前](?:天|日|晚|早|晨)?\((?:\d{1,2}/)?(?P<day>\d{1,2})[日号]?\)[日天晚早晨]?"),
    (
        "day-of-month",
        r"(?<![\d月年第〕\])）.·:/每-])(?P<day>\d{1,2})(?:日(?![以之]?内(?![阁政容地部])|后|间|元"
        r"|期|均|线)|号(?=起|开始|宣布|表示|发布|通过|公布|前))",
    ),
    ("new-year", rf"(?:{_YEAR})?元旦|\b(?P<en>new\syear's\sday)\b"),
    ("weekday", r"(?<!每)(?P<which>下|上|本|这)?个?(?:周|星期|礼拜)(?P<han_day>[一二三四五六日天])"),
    (
        "shift",
        r"今(?:[日天早晨晚]|(?=起))|昨[日天晚夜]?(?!天)|前天|前日(?!本)|(?<!说)明(?:[日天]|(?=起))|后天",
    ),
    ("same", r"[当同][日天]|同一天|\b(?:the\s)?(?:same|that)\sday\b"),
    ("now", r"即日起?|即[时刻起](?:起)?(?=生效|施行|实施|执行|适用)|立即(?=生效|施行|实施|执行)"),
    ("now", _PUBLISHED_ZH + r"(?!.{0,3}(?:满|第|\d|[一二三四五六七八九十两]))"),
    (
        "now",
        r"\bwith immediate effect\b|\b(?:effective|effect|force|appl(?:y|ies|icable)|starting) immediately\b",
    ),
    ("now", r"\bimmediately (?:effective|applicable|enforceable)\b"),
    (
        "now",
        rf"(?<!days )(?<!months )\b(?:from|on|upon|as\sof|with\seffect\sfrom)\s(?:the\s(?:date|day)\sof\s)?"
        rf"(?:(?:its|their|this|official)\s){{0,2}}{_PUBLISHED_EN}",
    ),
    ("notation", r"(?<!\d)(?P<full>20\d{2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)"),
    (
        "notation",
        r"(?<![\d.])(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<full>20\d{2})(?!\d)",
    ),
    (
        "notation",
        r"(?<=[\u4e00-\u9fff(:：])(?P<short>1[0-3]\d)(?P<sign>[/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d.])",
    ),
    ("day", rf"\b{_MONTH_EN}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|,\d|\sper\s?cent){_YEAR_EN}?"),
    (
        "day",
        rf"(?<![\d.,/])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:day\sof\s|of\s)?{_MONTH_EN}(?![a-z]){_YEAR_EN}?",
    ),
    ("month", rf"(?:(?P<part>\bend)\s(?:of\s)?)?\b{_MONTH_EN}{_YEAR_EN}"),
    (
        "bare-month",
        r"\b(?:from|in|by|until|till|through|since|before|after|starting|beginning"
        r"|effective|(?P<year>next|last)"
        rf"|this|early|late|mid|(?P<part>end)(?:\sof)?)[\s-](?P<at>{_MONTH_EN})(?![a-z])(?!,?\s\d"
        rf"|\s(?:next|this|last)\syear)",
    ),
    ("month", r"\b(?P<rel>next|this|last)\smonth\b"),
    ("weekday", rf"\b(?:(?P<which>next|last|this)\s)?{_WEEKDAY_EN}"),
    (
        "day-of-month",
        r"(?:\b(?:on|by|from|until|before)\s)the\s(?P<day>\d{1,2})(?:st|nd|rd|th)(?=[\s,]+(?:of this month\b"
        r"|and\b)|[.,;]|$)",
    ),
    ("shift", r"\b(?:today|yesterday|tomorrow|this\s(?:morning|afternoon|evening))\b"),
    ("ago", r"\b(?P<ago>\d{1,2}|two|three|four|five|six|seven|ten)\sdays\s(?:ago|earlier)\b"),
    (
        "year-end",
        r"(?:(?P<full>20\d{2})|(?<!\d)(?P<short>1\d{2})(?=年)|(?P<year>[明今本去]))?年(?:年)?[底末]"
        r"|(?P<this>年[底末])",
    ),
    (
        "year-end",
        r"\b(?:end\sof\s(?:the\s)?(?:calendar\s)?(?:(?P<full>20\d{2})|(?P<year>this|next)\syear|year)"
        r"|year[-\s]end)\b",
    ),
    ("year-end", r"(?<=\bthrough\s)(?P<full>20\d{2})(?![\d-])"),
    ("first-month", rf"(?:{_YEAR})第?(?P<quarter>[一二三四1-4])季度?(?=起|开始|开征|上路)"),
    (
        "first-month",
        r"\b(?:from|as\sof|as\sfrom|starting(?:\s(?:in|from|with))?|beginning(?:\s(?:in"
        r"|from|with))?)\s(?:the\s)?"
        r"(?:(?:start|beginning)\sof\s(?:the\s)?)?"
        r"(?P<at>(?:(?P<quarter>first|second|third|fourth|last)\squarter|q(?P<q>[1-4]))"
        r"\s(?:of\s)?(?:(?P<full>20\d{2})|(?P<year>next|this)\syear))",
    ),
    ("first-month", r"\b(?:start|beginning)\sof\s(?:(?P<full>20\d{2})|(?P<year>next)\syear)"),
)
_FORMS = tuple((form, re.compile(pattern)) for form, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Moment:
    """One expression. ``text``: YYYY-MM-DD, or YYYY-MM where only the month is given.

    ``past`` and ``future`` are the last such day not after publication and the first not before it: they differ
    from ``text`` only where the expression leaves the year, the month or the week open.
    """

    start: int
    end: int
    form: str
    text: str
    past: str
    future: str


@dataclass(frozen=True, slots=True)
class _Given:
    """What one match says, with the day it is resolved against."""

    match: re.Match[str]
    published: date
    month_first: bool

    def get(self, name: str) -> str | None:
        return self.match.groupdict().get(name)

    def number(self, name: str) -> int:
        return read_count(self.get(name) or "0")


def _iso(year: int, month: int, day: int | None = None) -> str | None:
    try:
        made = date(year, month, day or 1).isoformat()
    except ValueError:
        return None
    return made if day is not None else made[:7]


def _read_year(given: _Given) -> int | None:
    """The year as the match gives it; None where it is left open."""
    full, short, era, word = given.get("full"), given.get("short"), given.get("era"), given.get("year")
    if full:
        return int(full)
    if short:
        return int(short) + 1911
    if era:
        return _ERAS[era] + (1 if given.get("count") == "元" else given.number("count"))
    if given.get("han"):
        return given.number("han")
    return given.published.year + _YEAR_WORDS.get(word, 0) if word else None


def year_near(month: int, published: date) -> int:
    """The year in which that month is nearest to the day of publication, somewhat more often ahead of it."""
    ahead = (month - published.month) % 12
    if ahead <= 8:
        return published.year + (1 if published.month + ahead > 12 else 0)
    return published.year - (1 if month > published.month else 0)


def _triple(at: Callable[[int], str | None], near: int, published: date) -> tuple[str, str, str] | None:
    """(nearest, last, next) of a yearly or monthly thing: ``at`` gives it for a count of years or months."""
    text = at(near)
    if text is None:
        return None
    today = published.isoformat()[: len(text)]
    past = next((day for shift in (1, 0, -1, -2) if (day := at(near + shift)) and day <= today), text)
    future = next((day for shift in (-1, 0, 1, 2) if (day := at(near + shift)) and day >= today), text)
    return text, past, future


def _dated(given: _Given, day: int | None) -> tuple[str, str, str] | None:
    """A month, or a day of one."""
    published = given.published
    if given.get("rel"):
        index = published.year * 12 + published.month - 1
        index += {"下": 1, "next": 1, "上": -1, "last": -1}.get(given.get("rel") or "", 0)
        text = _iso(index // 12, index % 12 + 1, day)
        return _fixed(text)
    name = given.get("name")
    month = _MONTHS[name] if name else given.number("month")
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    year = _read_year(given)
    if year is None:
        return _triple(lambda count: _iso(count, month, day), year_near(month, published), published)
    text = _iso(year, month, day)
    return _fixed(text)


def _bare_month(given: _Given) -> tuple[str, str, str] | None:
    """next March is the first one ahead, last March the last one behind."""
    month, published = _MONTHS[given.get("name") or ""], given.published
    triple = _triple(lambda count: _iso(count, month), year_near(month, published), published)
    which = given.get("year")
    if triple is None or which not in ("next", "last"):
        return triple
    return (triple[2],) * 3 if which == "next" else (triple[1],) * 3


def _new_year(given: _Given) -> tuple[str, str, str] | None:
    year, published = _read_year(given), given.published
    if year is not None:
        return _fixed(_iso(year, 1, 1))
    return _triple(lambda count: _iso(count, 1, 1), year_near(1, published), published)


def _day_of_month(given: _Given) -> tuple[str, str, str] | None:
    """Of a bare 20日 the last one; one that the months around do not have is none."""
    day, published = given.number("day"), given.published
    if not 1 <= day <= 31:
        return None
    near = published.year * 12 + published.month - 1
    at = lambda count: _iso(count // 12, count % 12 + 1, day)  # noqa: E731
    triple = _triple(at, near if day <= published.day else near - 1, published)
    if triple is None:
        return None
    return triple[1], triple[1], triple[2]


def _week_day(given: _Given) -> tuple[str, str, str]:
    published, which = given.published, given.get("which")
    name = given.get("weekday")
    number = _WEEKDAYS[name] if name else _HAN_WEEKDAYS[given.get("han_day") or ""]
    monday = published - timedelta(days=published.weekday())
    if which:
        shift = {"next": 7, "下": 7, "last": -7, "上": -7}.get(which, 0)
        text = (monday + timedelta(days=shift + number)).isoformat()
        return text, text, text
    past = published - timedelta(days=(published.weekday() - number) % 7)
    future = published + timedelta(days=(number - published.weekday()) % 7)
    return past.isoformat(), past.isoformat(), future.isoformat()


def _shifted(given: _Given) -> tuple[str, str, str]:
    word = given.match.group()
    shift = -2 if word.startswith("前") else -1 if word.startswith(("昨", "yest")) else 0
    shift = 2 if word.startswith("后") else 1 if word.startswith(("明", "tom")) else shift
    text = (given.published + timedelta(days=shift)).isoformat()
    return text, text, text


def _first_month(given: _Given) -> tuple[str, str, str] | None:
    """Of a quarter or a year that something starts with."""
    quarter = given.get("quarter") or given.get("q")
    number = (_QUARTERS.get(quarter) or read_count(quarter)) if quarter else 1
    return _fixed(_iso(_read_year(given) or given.published.year, number * 3 - 2))


def _notation(given: _Given) -> tuple[str, str, str] | None:
    """2027-03-04, 116/3/4, 4.3.2027; 03/04/2027 is 3 April, or 4 March where the text writes the month first."""
    year, month, day = _read_year(given), given.number("month"), given.number("day")
    backward = given.match.start("day") < given.match.start("month")
    if backward and given.get("sign") == "/" and (given.month_first or month > 12):
        month, day = day, month
    return _fixed(_iso(year, month, day)) if year and day else None


def _fixed(text: str | None) -> tuple[str, str, str] | None:
    return (text, text, text) if text else None


_READERS: dict[str, Callable[[_Given], tuple[str, str, str] | None]] = {
    "day": lambda given: _dated(given, given.number("day")),
    "month": lambda given: _dated(given, None),
    "bare-month": _bare_month,
    "new-year": _new_year,
    "day-of-month": _day_of_month,
    "weekday": _week_day,
    "ago": lambda given: _fixed((given.published - timedelta(days=given.number("ago"))).isoformat()),
    "year-end": lambda given: _fixed(f"{_read_year(given) or given.published.year:04}-12-31"),
    "first-month": _first_month,
    "notation": _notation,
    "shift": _shifted,
    "same": _shifted,
    "now": lambda given: _fixed(given.published.isoformat()),
}
_MONTH_FIRST = re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/20\d{2}(?!\d)")


def find_moments(text: str, published: date, *, month_first: bool = False) -> list[Moment]:
    """The days of a folded text in order, without overlap; of two readings of one place the longer.

    ``month_first``: 03/04/2027 is 4 March; taken for granted where another date of the text can be read no other way.
    """
    month_first = month_first or _MONTH_FIRST.search(text) is not None
    matches = [(match, form) for form, pattern in _FORMS for match in pattern.finditer(text)]
    matches.sort(key=lambda row: (_start(row[0]), -row[0].end()))
    found: list[Moment] = []
    end = 0
    for match, form in matches:
        if _start(match) < end:
            continue
        resolved = _READERS[form](_Given(match, published, month_first))
        if resolved is None:
            continue
        if form == "same" and (
            last := next((item for item in reversed(found) if len(item.text) == 10), None)
        ):
            resolved = (last.text,) * 3
        name = "month-end" if match.groupdict().get("part") else form
        found.append(_carried(found, Moment(_start(match), match.end(), name, *resolved), text))
        end = match.end()
    return [item for index, item in enumerate(found) if not _doubled(found, index)]


def _start(match: re.Match[str]) -> int:
    """Where the day itself begins: a word that only tells a month from a verb (in May) is not part of it."""
    return match.start("at") if "at" in match.groupdict() and match.group("at") else match.start()


def _doubled(found: list[Moment], index: int) -> bool:
    """Whether a weekday only repeats the date beside it: Wednesday, 4 November; 5月8日(周五)."""
    if found[index].form != "weekday":
        return False
    start, end = found[index].start, found[index].end
    near = found[max(0, index - 1) : index + 2]
    return any(
        item.form == "day" and (0 <= item.start - end <= 3 or 0 <= start - item.end <= 2) for item in near
    )


def _carried(found: list[Moment], moment: Moment, text: str) -> Moment:
    """自2027年3月1日至12月31日: the end of a range without a year is the first one after its beginning."""
    if (
        not found
        or moment.form not in ("day", "month", "month-end", "bare-month")
        or moment.past == moment.future
    ):
        return moment
    before = found[-1]
    if moment.start - before.end > 8 or not _RANGE.fullmatch(text[before.end : moment.start]):
        return moment
    later = next((day for day in (moment.past, moment.text, moment.future) if day > before.text), None)
    if later is None:
        later = f"{int(moment.future[:4]) + 1:04}{moment.future[4:]}"
    return replace(moment, text=later, past=later, future=later)


_RANGE = re.compile(r"\s?(?:起|开始)?(?:至|到|-|~|—|to|until|through)\s?")
