"""Where digits are not figures: list numbers, citations, names, codes, telephone numbers, clock times, idioms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from nlp.protected_zh import find_protected_chinese
from nlp.units import after_number, before_number
from nlp.word_patterns import words_pattern
from store.records import Mention

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DIGIT = re.compile(r"[\d零一二两三四五六七八九十百千万]")
# A rule is called by its amount (€2 handling fee, 800美元免税), which is a figure all the same.
_AMOUNT = re.compile(
    r"[€$£¥₹][ ]?\d|\d[ -]?(?:%|euros?\b|dollars?\b|pounds?\b|pesos?\b|percent\b|[欧美日加澳韩港]?元|英镑|比索|卢比)"
)
_LEADING = re.compile(
    r"(?:[$€£¥]?\d{1,9}(?:[.,]\d{1,9}){0,4}[十百千万亿]{0,3}|[一二两三四五六七八九十百千万亿几]{1,12})"
    r"(?:[到至~-](?:\d{1,9}(?:\.\d{1,9})?|[一二两三四五六七八九十百千万亿]{1,12})[十百千万亿]{0,3})?"
)
_MARKED = re.compile(r"[a-z$€£¥.]{1,5}[ ]?(?=\d[\d.,]*$)")
# 9.9折, 10 USD and 2.5成 at the beginning of a line are amounts, not the line's own number.
_TENTH_BEHIND = re.compile(r"[ ]{0,4}个[ ]{0,4}百|[ ]?[折成](?![立为员本功长交品果绩就分扣合旧算])")
# A name does not end in half a figure: Groceries 21 of 21%, Days 1 of 1 to 30.
_RUNS_ON = re.compile(r"[.,]?\d|[ ]?(?:%|percent\b|million\b|billion\b|[万亿倍])|[ ](?:to|-|–)[ ]\d")
_LIST = re.compile(
    r"(?m)^[ \t\u3000>*#-]{0,8}(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=[ \u3000a-z\u4e00-\u9fff])(?![ ]?(?:万"
    r"|亿|%|倍|million|billion|percent|个|美元|元))"
    r"|\d{1,2}(?:[.、)](?!\d)|(?=[ ]{1,3}[a-z\u4e00-\u9fff]{0,3}$))"
    r"|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.)]"
    r"|第[一二三四五六七八九十\d]{1,3}[章节篇部][ 、:])"
)
# What begins with a number, tried where one begins.
_FROM_DIGITS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.])\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?:[ ]?[ap]\.?m\.?)?(?!\d)",  # clock times
        r"(?<![\d.:])\d{1,3}:\d{1,2}(?![\d.:]|[ ]?%)",  # 16:9
        r"(?<![\d.])\d{1,5}[ ]?[x×][ ]?\d{1,5}(?:[ ]?[x×][ ]?\d{1,5})?",  # 3440x1440
        r"(?<![\d.,])[248]k(?=[ -](?:uhd|ultra|hd|tvs?|hdtv|oled|video|content|resolution|display|screen|monitor"
        r"|blu|streaming|smart|camera|quality|gaming)\b)",
        r"(?<![\d.])\d{1,2}(?:\.\d\d)?[ ]?(?:am|pm|a\.m\.|p\.m\.)(?![a-z])",
        r"\d{4,6}[.-](?:sh|sz|hk|ss|tw|two|bj)(?![a-z])",
        # telephone numbers
        r"(?<!\.)\d{3,4}\)?[- ]\d{3,4}[- ]?\d{4}(?!\d)|1[3-9]\d{9}(?!\d)|[48]00[- ]\d{3,4}[- ]\d{3,4}(?!\d)",
        r"\d{1,5}号(?!称|召)(?:楼|院|店|线|码头|仓)?",
        r"(?<!-)\d{1,5} (?:[a-z]{1,20} ){1,3}(?:street|avenue|road|blvd|boulevard|lane)\b",
        r"(?<!\.)\d{1,2}(?:st|nd|rd|th)(?![a-z])(?! ?-?(?:largest|biggest|most|highest|place|lowest|richest))",
        r"(?<!\.)(?:[2-6](?:\.5)?g|\d{1,3}(?:d|p|pl|c|nm|hz|ghz|k tv))(?![a-z])",
        r"(?<!\.)3m(?='s|公司| co\b| company)",
    )
)
_ANY_FROM_DIGITS = re.compile("|".join(pattern.pattern for pattern in _FROM_DIGITS))
_NUMBERS = re.compile(r"\d+")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"https?://[^\s\u4e00-\u9fff，。]+",
        r"www\.[^\s\u4e00-\u9fff，。]+",
        r"\[\d{1,3}(?:[-–,、 ]{1,2}\d{1,3}){0,6}\]",  # citations
        r"[\u2460-\u2473\u2474-\u249b]",
        r"\(\d{1,2}\)(?=[^\s%])",  # inline list numbers
        r"\((?:[a-z]{2,6}[:：. ]{1,2})?\d{4,6}(?:[.-][a-z]{1,2})?\)(?<!\((?:19|20)\d\d\))",  # stock codes
        r"[snht](?<![a-z][snht])(?:(?<=s)[hz]|(?<=s)se|(?<=s)zse|(?<=n)asdaq|(?<=n)yse|(?<=h)k|(?<=h)kex|(?<=t)pe)"
        r"[:：. ]{1,2}\d{4,6}(?!\d)",
        # telephone numbers
        r"\+\d{1,3}[- ]?\(?\d{3,4}\)?[- ]\d{3,4}[- ]?\d{4}(?!\d)",
        r"\(\d{3,4}\)?[- ]\d{3,4}[- ]?\d{4}(?!\d)",
        r"(?:电话|热线|致电|tel(?<![a-z0-9]tel)\.?)[^，,。\d\n]{0,6}\d[\d -]{5,16}\d",
        r"第\d{1,6}[条章节款页期届集回讲]",
        r"[a-z](?<![a-z0-9][a-z])\d[a-z](?![a-z0-9])",
    )
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9.-]{1,128}")
# Letters glued to digits are a model or a code, unless the letters are a currency or a calendar mark.
_GLUED = re.compile(
    r"[a-z](?<![a-z0-9][a-z])(?!(?<=[qh])\d|(?<=[fc])y\d|(?<=u)s\d)[a-z.]{0,19}-?\d{1,6}(?!\d)(?![.,]\d)"
    r"(?:[a-z]{1,3}(?![a-z]))?(?![ ]?[%万亿倍年家个名]|[ ]?个?百分点"
    r"|[ ]?(?:美|欧|日|港)元|[ ]?(?:percent|million|billion))"
)


def _refused(first: str) -> str:
    """What must not stand before a phrase: 十分 is not in 三十分钟."""
    if first in "一二三四五六七八九十百千万":
        return r"\d.零一二两三四五六七八九十百千万亿"
    return "a-z0-9" if first.isascii() else ""


def _behind(phrase: str) -> str:
    """What must not follow a phrase."""
    whole = r"(?![a-z0-9])" if phrase[-1].isascii() and phrase[-1].isalnum() else ""
    # Not the end of 3,618 nor the low end of 618-700.
    return whole + (rf"(?<!\d[.,]{phrase})(?![.,]|[-–—~～至到]\d)" if phrase.isdigit() else "")


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(files("nlp").joinpath("data/protected.toml").read_text(encoding="utf-8"))
    numbered = words_pattern(data["numbered"], before=lambda first: "a-z" if first.isascii() else "")
    return (
        re.compile(words_pattern(data["phrases"], before=_refused, behind=_behind)),
        re.compile(
            rf"{numbered}[ -]?\d{{1,4}}(?:[.-]\d{{1,3}}){{0,2}}[a-z]?(?![\d%a-z]|[.,]\d)(?![ ]?(?:万|亿"
            rf"|million|billion|percent))(?![ ]?[年月日个家名季])"
        ),
    )


def find_protected(page: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Spans of a folded text whose numbers are not figures, sorted. Names with digits count by their mention."""
    phrases, numbered = _lists()
    found = [match.span() for match in _LIST.finditer(page) if not _counts(page, match.end())]
    found += [match.span() for pattern in _PATTERNS for match in pattern.finditer(page)]
    places = [
        match.start() for match in _NUMBERS.finditer(page) if _ANY_FROM_DIGITS.match(page, match.start())
    ]
    found += [match.span() for pattern in _FROM_DIGITS for at in places if (match := pattern.match(page, at))]
    found += [
        match.span() for match in _GLUED.finditer(page) if not _is_marked(page, match.start(), match.end())
    ]
    if "@" in page:
        found += [match.span() for match in _MAIL.finditer(page)]
    found += [match.span() for match in phrases.finditer(page) if not _is_counting(page, match)]
    found += [match.span() for match in numbered.finditer(page)]
    if _HAN.search(page):
        found += find_protected_chinese(page)
    found += [
        (mention.start, mention.end)
        for mention in mentions
        if not mention.in_title and _DIGIT.search(mention.quote) and _holds_its_number(page, mention)
    ]
    return sorted(found)


_AMOUNT_KINDS = frozenset(("money", "percent", "pp", "multiple", "capacity"))


def _is_counting(page: str, match: re.Match[str]) -> bool:
    """Whether digits that are a name elsewhere count something here: 618美元, 996家."""
    if not match.group().isdigit():
        return False
    behind = page[match.end() : match.end() + 1]
    return behind in tuple("十百千万亿兆多余几") or after_number(page, match.end()) is not None


def _holds_its_number(page: str, mention: Mention) -> bool:
    """Whether the digits of a name are part of what it is called, and say no amount."""
    name = page[mention.start : mention.end]
    if "年" in name or (mention.type == "LAW" and _AMOUNT.search(name)) or _is_amount(page, mention):
        return False
    return not (name[-1:].isdigit() and _RUNS_ON.match(page, mention.end))


def _counts(page: str, at: int) -> bool:
    """Whether what ends at a place is a number with its unit behind it."""
    if not page[at - 1].isdigit():
        return False
    found = after_number(page, at)
    return (found is not None and found[1].kind in _AMOUNT_KINDS) or _TENTH_BEHIND.match(page, at) is not None


def _is_marked(page: str, start: int, end: int) -> bool:
    """Whether letters and digits are a currency and its amount: RM42, EUR20."""
    marked = _MARKED.match(page, start, end)
    found = before_number(page, marked.end()) if marked else None
    return found is not None and found[0] == start


def _is_amount(page: str, mention: Mention) -> bool:
    """Whether what was taken for a name is nothing but an amount: 500令吉, RM42."""
    if _is_marked(page, mention.start, mention.end):
        return True
    number = _LEADING.match(page, mention.start)
    found = after_number(page, number.end()) if number else None
    return (
        found is not None
        and found[0] >= mention.end
        and (found[1].kind in _AMOUNT_KINDS or found[1].unit == "块")
    )
