"""What a calendar expression names, before anybody decided which year a bare month belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.numerals import parse_hanzi

YEAR = r"(?:19|20)\d\d"
YEAR_LEAD = r"[12](?=[09]\d\d)"  # where one may begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one calendar expression names. A field that is None is not named."""

    start: int
    end: int
    year: int | None = None
    year_end: int | None = None  # of a range of years
    offset: int | None = None  # 去年 is -1: relative to the year of publication
    fiscal: bool = False
    half: int | None = None
    quarter: int | None = None
    quarter_from: int | None = None  # 一至三季度, 前三季度: the first one; ``quarter`` is the last
    month: int | None = None
    month_end: int | None = None
    near: int | None = None  # last October is -1, next January 1: the one before or after publication
    day: int | None = None
    day_end: int | None = None
    run: int | None = None  # months that end with ``month``: three months ended September
    until: Parts | None = None  # the other end of 2025年9月至2026年2月
    relative: bool = False  # no digit: gives context (去年, last year), is not itself a figure
    month_offset: int | None = None  # 上月 is -1
    quarter_offset: int | None = None  # last quarter is -1
    day_offset: int | None = None  # 昨日 is -1
    weekday: int | None = None  # Monday is 0
    week_offset: int | None = None  # 上周五 is -1; None: the nearest
    ago: bool = False  # 三年前: a level to compare with, nothing the text is about
    echo: str | None = None  # takes up the period named before: any, year, whole, within, quarter, month, day
    shift: int = 0  # 去年同期, 前一季: that many years (of "any"), quarters, months before it


def number_of(written: str | None) -> int | None:
    """A number in digits or in Chinese numerals; None for None or what is neither."""
    if written is None:
        return None
    if written.isascii():
        return int(re.sub(r"\D", "", written))
    value = parse_hanzi(written)
    return None if value is None else int(value)


def full_year(written: str | None) -> int | None:
    """A year, two digits of one taken as of this century."""
    year = number_of(written)
    return year if year is None or year >= 100 else 2000 + year
