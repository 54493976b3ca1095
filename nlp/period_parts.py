"""What a calendar expression names, before anybody decided which year a bare month belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.numerals import parse_hanzi

YEAR = r"(?:19|20)\d\d"


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
    quarters: int | None = None  # 前三季度: from the first to this one
    month: int | None = None
    month_end: int | None = None
    day: int | None = None
    day_end: int | None = None
    relative: bool = False  # no digit: gives context (去年, last year), is not itself a figure
    month_offset: int | None = None  # 上月 is -1
    quarter_offset: int | None = None  # last quarter is -1
    year_ago: bool = False  # 去年同期: the period named last, one year before


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
