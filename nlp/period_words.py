"""Words that name a period without a digit: 去年, 上月, last quarter, 周五, and those that take one up: 同期, 当季.

They are no figures themselves; they tell what period the figures beside them are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.period_parts import Parts
from nlp.word_patterns import LedPattern, words_pattern

# Counted from the day of publication: in years, quarters, months, days.
_COUNTED = {
    "year": {
        "大前年": -3, "前年": -2, "去年": -1, "昨年": -1, "上一年": -1, "今年": 0, "本年": 0,
        "明年": 1, "来年": 1, "后年": 2,
        "last year": -1, "this year": 0, "the current year": 0, "next year": 1, "the coming year": 1,
    },
    "quarter": {
        "上季": -1, "上一季": -1, "上个季度": -1, "本季": 0, "这一季": 0, "下季": 1, "下一季": 1, "下个季度": 1,
        "last quarter": -1, "the latest quarter": -1, "the most recent quarter": -1, "this quarter": 0,
        "the current quarter": 0, "next quarter": 1, "the coming quarter": 1,
    },
    "month": {
        "上月": -1, "上个月": -1, "本月": 0, "这个月": 0, "下月": 1, "下个月": 1,
        "last month": -1, "this month": 0, "next month": 1,
    },
    "day": {
        "前日": -2, "前天": -2, "昨日": -1, "昨天": -1, "昨晚": -1, "今日": 0, "今天": 0, "今早": 0, "今晚": 0,
        "明日": 1, "明天": 1, "yesterday": -1, "tonight": 0, "tomorrow": 1,
    },
}  # fmt: skip
# Counted from the period named before. 前一年 is the year before that one, 翌年 the year after.
_ECHOES = {
    "year": {
        "当年": 0, "同年": 0, "该年": 0, "那年": 0, "那一年": 0, "前一年": -1, "上年": -1, "上一年度": -1,
        "次年": 1, "翌年": 1,
        "that year": 0, "the same year": 0, "the previous year": -1, "the prior year": -1,
        "the preceding year": -1, "the year before": -1, "a year later": 1, "the following year": 1,
    },
    "quarter": {
        "当季": 0, "该季": 0, "同季": 0, "前季": -1, "前一季": -1, "次季": 1,
        "that quarter": 0, "the same quarter": 0, "the previous quarter": -1, "the prior quarter": -1,
        "the preceding quarter": -1, "the following quarter": 1,
    },
    "month": {
        "当月": 0, "同月": 0, "该月": 0, "前月": -1, "前一月": -1, "前一个月": -1, "次月": 1, "翌月": 1,
        "that month": 0, "the same month": 0, "the previous month": -1, "the prior month": -1,
        "the following month": 1,
    },
    "day": {"当日": 0, "当天": 0, "同日": 0, "同一天": 0, "that day": 0, "the same day": 0},
    "any": {
        "同期": 0, "同一时期": 0, "同时期": 0, "期内": 0, "届时": 0, "到时": 0,
        "the same period": 0, "in the period": 0, "by then": 0,
    },
}  # fmt: skip
# The same period a year (or two) before the one named.
_YEARS_AGO = (
    r"(?P<two>前年同[期月季])|(?P<ago>(?:去年|上年|前一年|上一年度?|上一?财年|上年度)的?(?:同[期月季]"
    r"|同一?时期)|(?<!\d)(?<!第)一年[之以]?前(?!后)"
    r"|(?<!half )\b(?:a|one) year (?:earlier|ago|before|previously|prior)\b|\b(?:twelve|12) months (?:earlier"
    r"|ago|before)\b"
    r"|\b(?:the )?(?:same|corresponding|comparable) (?:\w+[ -])?(?:period|quarter|month|week|time|half)(?: of"
    r"| in)? (?:last year|the (?:previous|prior) year|a year (?:ago|earlier|before))"
    r"|\b(?:the )?(?:year-ago|year-earlier|prior-year|previous-year)(?: (?:period|quarter|month|figure|level"
    r"|loss|profit))?\b"
    r"|\b(?:the )?(?:comparable|corresponding) (?:\w+[ -])?(?:period|quarter))"
)
# A whole year that is not named: of the period named before, else of publication.
_WHOLE = (
    r"(?P<whole>全年(?!龄)|整年|年度(?=目标|预算|预测|指引|财测|派息|股息|业绩)|\bfor the (?:full |whole "
    r"|entire |fiscal |financial )?year\b"
    r"(?! (?:to|ended|ending|ago|before|earlier|following|after|that|19|20))|\b(?:end|finish"
    r"|close)(?= the year\b) the year\b|\bfull-year\b|\bthe full year\b"
    r"|\bthe year(?=['’]s\b))"
    r"|(?P<within>(?<![\d一二两三四五六七八九十半百几多])年内)"
    r"|(?P<yend>(?<![\d一二两三四五六七八九十])(?:年底(?!薪)|年末(?!端)|年终(?!奖)|岁末|岁尾)|\b(?:by|before"
    r"|until|till|at) (?:the )?(?:year-end|end of the year)\b|\b(?:the )?end of (?:the|this) year\b"
    r"|\bat year-end\b|\byear-end\b)"
    r"|(?P<nyend>\b(?:the )?end of next year\b)|(?P<lyend>\b(?:the )?end of last year\b)"
    r"|(?P<holiday>\bholiday quarter\b)"
)
_PLANS = {"十三五": 2016, "十四五": 2021, "十五五": 2026}  # the first year of each five-year plan
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ZH_DAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_WEEK_WORDS = {"上": -1, "上个": -1, "本": 0, "这": 0, "这个": 0, "下": 1, "下个": 1, "last": -1, "next": 1}
_AGO = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_AGO |= {str(i): i for i in range(1, 31)} | {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _table() -> dict[str, tuple[str, int, bool]]:
    counted = {w: (unit, n, False) for unit, words in _COUNTED.items() for w, n in words.items()}
    return counted | {w: (unit, n, True) for unit, words in _ECHOES.items() for w, n in words.items()}


_WORDS = _table()


def _form(word: str) -> str:
    """English words whole; a Chinese year, quarter or month not where it goes on as another word."""
    if word.isascii():
        return rf"\b{word}\b" + ("" if word.endswith(("day", "night", "row")) else r"(?!-)")
    if word in ("前年", "上年", "本年", "今年", "去年", "明年", "昨年"):
        return rf"{word}度?(?!的?同[期月季])"
    if word.endswith("季"):
        return rf"{word}度?(?!的?同期)"
    if word.endswith("月"):
        return rf"{word}份?(?!的?同期)(?!饼|球|亮)"
    if word in ("前日", "前天"):
        return rf"(?<![目此之以]){word}"
    if word.endswith(("日", "天")):
        return rf"{word}(?![达送配到取往])"  # 当日达 is a service
    return word


# What a match of it can begin with: the Chinese words, the first English ones, numbers of years and months.
_COUNTED_TIME = r"(?=\d?(?:年|个月|[ ](?:year|month|quarter)))"
_LEAD = words_pattern(
    [
        *(word for word in _WORDS if not word.isascii()),
        *{
            word.partition(" ")[0]
            for word in (*_WORDS, *_WEEKDAYS, *_AGO)
            if word.isascii() and word[0].isalpha()
        },
        *(
            "前年同",
            "去年",
            "上年",
            "前一年",
            "上一年",
            "上财年",
            "上一财年",
            "上年度",
            "全年",
            "整年",
            "年度",
            "年内",
        ),
        *("年底", "年末", "年终", "岁末", "岁尾", "十三五", "十四五", "十五五"),
        *(
            f"{week}{day}"
            for week in ("上", "上个", "下", "下个", "本", "这", "这个", "")
            for day in ("周", "星期", "礼拜")
        ),
        *(
            "a",
            "one",
            "twelve",
            "same",
            "corresponding",
            "comparable",
            "year",
            "prior",
            "previous",
            "for",
            "full",
            "by",
        ),
        *("before", "until", "till", "at", "end", "holiday", "last", "next", "the"),
        *"0123456789一二两三四五六七八九十",
    ],
    before=lambda first: "a-z0-9" if first.isascii() and first.isalpha() else "",
    behind=lambda word: _COUNTED_TIME if word in "0123456789一二两三四五六七八九十" else "",
)

_RELATIVE = LedPattern(
    rf"{_YEARS_AGO}|{_WHOLE}"
    r"|(?P<plan>十[三四五]五)(?=[\"”」』]?(?:期间|时期|规划|以来|期末|末|收官))"
    r"|(?:(?P<week>[上下]个?|本|这个?)?(?:周|星期|礼拜)(?P<zhday>[一二三四五六日天])(?![年岁期线栏边围])"
    rf"|\b(?:(?P<enweek>last|next) )?(?P<enday>{'|'.join(_WEEKDAYS)})\b)"
    r"|(?P<n>(?<![\d.第])(?:[一二两三四五六七八九十]|\d{1,2}))(?P<zhunit>年|个月)[之以]?前(?!后|[三四两]?[季月])"
    rf"|\b(?P<enn>{'|'.join(w for w in _AGO if w.isascii())}) (?P<enunit>year|month|quarter)s? ago\b"
    rf"|(?P<word>{'|'.join(_form(word) for word in sorted(_WORDS, key=len, reverse=True))})",
    lead=_LEAD,
)
_UNITS = {"年": 12, "year": 12, "quarter": 3, "个月": 1, "month": 1}
_NOT_FREE = re.compile(r"(?:black|cyber|super|good|giving|easter|ash)[ ]$")


def find_relative(page: str, text: str) -> Iterator[Parts]:
    """Words that name a period without writing it, left to right; ``text`` for the capital of a weekday."""
    for match in _RELATIVE.finditer(page):
        if parts := _read(page, text, match):
            yield parts


def _read(page: str, text: str, match: re.Match[str]) -> Parts | None:
    start, end = match.span()
    kind = match.lastgroup
    if match["word"]:
        return _word(match)
    if match["two"] or match["ago"]:
        return Parts(start=start, end=end, relative=True, echo="any", shift=-2 if match["two"] else -1)
    if match["zhday"] or match["enday"]:
        day = _ZH_DAYS[match["zhday"]] if match["zhday"] else _WEEKDAYS.index(match["enday"])
        if match["enday"] and (
            not text[match.start("enday")].isupper()
            or _NOT_FREE.search(page[max(0, start - 7) : start])
            or page[end : end + 1] in ("s", "-")
        ):
            return None
        week = match["week"] or match["enweek"]
        return Parts(
            start=start,
            end=end,
            relative=True,
            weekday=day,
            week_offset=_WEEK_WORDS[week] if week else None,
        )
    if match["n"] or match["enn"]:
        months = -_AGO.get(match["n"] or match["enn"], 0) * _UNITS[match["zhunit"] or match["enunit"]]
        years = months // 12 if (match["zhunit"] or match["enunit"]) in ("年", "year") else None
        return Parts(
            start=start,
            end=end,
            relative=True,
            offset=years,
            month_offset=None if years is not None else months,
            ago=True,
        )
    if match["plan"]:
        first = _PLANS[match["plan"]]
        return Parts(start=start, end=end, relative=True, year=first, year_end=first + 4)
    if match["holiday"]:
        return Parts(start=start, end=end, relative=True, quarter=4)
    if match["whole"] or match["within"]:
        return Parts(start=start, end=end, relative=True, echo="whole" if match["whole"] else "within")
    next_year, last_year = kind == "nyend", kind == "lyend"
    offset = 1 if next_year else -1 if last_year else None
    return Parts(
        start=start, end=end, relative=True, month=12, offset=offset, echo=None if offset else "within"
    )


def _word(match: re.Match[str]) -> Parts:
    written = match["word"].removesuffix("度") if match["word"] not in _WORDS else match["word"]
    unit, count, echo = _WORDS[written.removesuffix("份") if written not in _WORDS else written]
    return Parts(
        start=match.start(),
        end=match.end(),
        relative=True,
        offset=count if unit == "year" and not echo else None,
        quarter_offset=count if unit == "quarter" and not echo else None,
        month_offset=count if unit == "month" and not echo else None,
        day_offset=count if unit == "day" and not echo else None,
        echo=unit if echo else None,
        shift=count if echo else 0,
    )
