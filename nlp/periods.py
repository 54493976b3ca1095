"""Calendar periods of a text, resolved against the day it was published.

A bare month or quarter takes the year named before it in the same stretch of text; else the year that
makes it the last one, unless the words speak of the future. Written 2025, 2025Q3, 2025H2, 2025-10,
2025-10-28, FY2023, 2024/2034, 2015/ (open).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nlp.period_forms import find_parts
from nlp.period_parts import Parts
from store.records import Lang

_NEAR = 150  # characters: how far a year named before still rules a bare month
_FUTURE = re.compile(
    r"将|拟|起实施|起施行|生效|预计|截止|will|expect|forecast|plan|scheduled|\bby\b|until|deadline|effective|from"
)
_SINCE = re.compile(r"(?:自|从|since|starting|from)[ ]?$")
_SINCE_AFTER = re.compile(r"[ ]?(?:以来|至今|起至今|onwards?|to date)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A calendar period at a place of the text. ``stated`` False: relative words, context only."""

    start: int
    end: int
    period: str
    stated: bool
    open_end: bool = False  # since then: for a quantity the period is "2015/"


def find_periods(page: str, text: str, *, published_at: datetime | None, lang: Lang) -> list[Period]:
    """Find and resolve calendar periods in a folded text; those that cannot be resolved are left out."""
    today = published_at.date() if published_at else None
    found: list[Period] = []
    named: tuple[int, int] | None = None  # (year, where it ended)
    for parts in find_parts(page, text, traditional=lang is Lang.ZH_HANT):
        year = _year_of(page, parts, today, named)
        period = _year_before(found) if parts.year_ago else _write(parts, year, today, found)
        if period is None:
            continue
        since = bool(_SINCE_AFTER.match(page, parts.end)) or (
            bool(_SINCE.search(page[max(0, parts.start - 9) : parts.start]))
            and page[max(0, parts.start - 6) : parts.start].strip().endswith("since")
        )
        found.append(
            Period(start=parts.start, end=parts.end, period=period, stated=not parts.relative, open_end=since)
        )
        if year is not None and not parts.year_ago and not (parts.relative and parts.offset is None):
            named = (parts.year_end or year, parts.end)
    return found


def shift_year(period: str, years: int) -> str | None:
    """The same period ``years`` later (negative: earlier): 2025Q3 and -1 give 2024Q3. None for ranges."""
    match = re.fullmatch(r"(FY)?(\d{4})(Q[1-4]|H[12]|-\d\d)?", period)
    return f"{match[1] or ''}{int(match[2]) + years}{match[3] or ''}" if match else None


def first_year(period: str) -> int:
    """The year a period begins in."""
    match = re.search(r"\d{4}", period)
    return int(match[0]) if match else 0


def lies_after(period: str, day: date) -> bool:
    """Whether a period begins after the given day."""
    key = period.split("/", maxsplit=1)[0].removeprefix("FY")
    year = int(key[:4])
    rest = key[4:]
    month, day_of = 1, 1
    if rest.startswith("Q"):
        month = int(rest[1]) * 3 - 2
    elif rest.startswith("H"):
        month = int(rest[1]) * 6 - 5
    elif rest.startswith("-"):
        month = int(rest[1:3])
        day_of = int(rest[4:6]) if len(rest) > 3 else 1
    return (year, month, day_of) > (day.year, day.month, day.day)


def _year_before(found: Sequence[Period]) -> str | None:
    """A year before the last named stretch: 去年同期 after 2025Q3 is 2024Q3."""
    for period in reversed(found[-3:]):
        if period.stated:
            return shift_year(period.period, -1)
    return None


def _year_of(page: str, parts: Parts, today: date | None, named: tuple[int, int] | None) -> int | None:
    if parts.year is not None:
        return parts.year
    if parts.offset is not None:
        return today.year + parts.offset if today else None
    near = (
        named is not None
        and 0 <= parts.start - named[1] <= _NEAR
        and _same_stretch(page, named[1], parts.start)
    )
    if named is not None and near and (today is None or abs(named[0] - today.year) <= 2):
        return named[0]
    if today is None:
        return named[0] if named else None
    return _likely_year(page, parts, today)


def _same_stretch(page: str, a: int, b: int) -> bool:
    """No sentence end between two places: 2025年…，10月… but not 2030年…。3月…"""
    between = page[a:b]
    return not re.search(r"[。！？!?\n;；]|\.\s", between)


def _likely_year(page: str, parts: Parts, today: date) -> int:
    month = parts.month
    if parts.quarter is not None:
        month = parts.quarter * 3 - 2
    elif parts.quarters is not None or parts.month_end is not None or parts.half is not None:
        month = 1 if parts.half != 2 else 7
    if month is None:
        return today.year
    future = bool(_FUTURE.search(page[max(0, parts.start - 24) : parts.end + 16]))
    ahead = month - today.month
    if ahead > (2 if parts.day else 0) and not future:
        return today.year - 1 if ahead > 2 or parts.quarter else today.year
    if future and ahead <= -6:
        return today.year + 1
    return today.year


def _write(parts: Parts, year: int | None, today: date | None, before: Sequence[Period]) -> str | None:
    """The period in the notation of the records, or None when a part it needs is unknown."""
    if parts.month_offset is not None or parts.quarter_offset is not None:
        return _relative(parts, today)
    if parts.day is not None and parts.month is None:
        return _day_of_month(parts, today, before)
    if year is None:
        return None
    head = f"FY{year}" if parts.fiscal else str(year)
    if parts.year_end is not None:
        return f"{year}/{parts.year_end}"
    if parts.quarters is not None:
        return f"{head}Q1/{head}Q{parts.quarters}"
    if parts.quarter is not None:
        return f"{head}Q{parts.quarter}"
    if parts.half is not None:
        return f"{head}H{parts.half}"
    if parts.month is None:
        return head
    month = f"{year}-{parts.month:02d}"
    if parts.day is None:
        return f"{month}/{year}-{parts.month_end:02d}" if parts.month_end else month
    day = _valid_day(year, parts.month, parts.day)
    if day is None or parts.day_end is None:
        return day
    last = _valid_day(year, parts.month_end or parts.month, parts.day_end)
    return f"{day}/{last}" if last else day


def _relative(parts: Parts, today: date | None) -> str | None:
    if today is None:
        return None
    if parts.month_offset is not None:
        index = today.year * 12 + today.month - 1 + parts.month_offset
        return f"{index // 12}-{index % 12 + 1:02d}"
    index = today.year * 4 + (today.month - 1) // 3 + (parts.quarter_offset or 0)
    return f"{index // 4}Q{index % 4 + 1}"


def _day_of_month(parts: Parts, today: date | None, before: Sequence[Period]) -> str | None:
    """A bare 15日: of the month named last, else of the month of publication (or the one before it)."""
    month = next((p.period[:7] for p in reversed(before[-3:]) if re.match(r"\d{4}-\d\d", p.period)), None)
    if month is None and today is not None and parts.day is not None:
        late = parts.day > today.day + 7
        index = today.year * 12 + today.month - 1 - (1 if late else 0)
        month = f"{index // 12}-{index % 12 + 1:02d}"
    if month is None or parts.day is None:
        return None
    day = _valid_day(int(month[:4]), int(month[5:7]), parts.day)
    if day and parts.day_end:
        last = _valid_day(int(month[:4]), int(month[5:7]), parts.day_end)
        return f"{day}/{last}" if last else day
    return day


def _valid_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
