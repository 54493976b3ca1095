"""Calendar periods of a text, resolved against the day it was published.

A bare month or quarter takes the year named before it in the same stretch of text; else the year that
makes it the last one, unless the words speak of the future.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from nlp.period_echoes import echoed
from nlp.period_forms import find_parts
from nlp.period_notation import Period, ended, grain, joined, last_year, months_of, valid_day
from nlp.period_parts import Parts
from nlp.period_years import Named, fiscal_year, likely_year
from store.records import Lang

_NEAR = 150  # characters: how far a year named before still rules a bare month
_SINCE_AFTER = re.compile(r"[ ]?(?:以来|至今|起至今|onwards?|to date)")
_STARTS = re.compile(r"[ ]?起(?![诉步码到来])")
_STARTS_BEFORE = re.compile(r"\b(?:starting|beginning|effective)(?: in| from)?[ ]$")
# A year that a figure is only compared with does not name the year of the months behind it.
_COMPARED = re.compile(
    r"(?:较|比|与|相较|than(?: in)?|from|versus|vs\.?|above|below|over|since|against)[ ]?(?:the )?$"
)


def find_periods(page: str, text: str, *, published_at: datetime | None, lang: Lang) -> list[Period]:
    """Find and resolve calendar periods in a folded text; those that cannot be resolved are left out."""
    today = published_at.date() if published_at else None
    found: list[Period] = []
    named: Named | None = None
    for parts in find_parts(page, text, traditional=lang is Lang.ZH_HANT):
        told = _told(page, parts, today, named, found)
        if told is None:
            continue
        period, how = told
        found.append(
            Period(
                start=parts.start,
                end=parts.end,
                period=period,
                stated=not parts.relative,
                how=how,
                open_end=_is_open(page, parts, period),
                old=parts.ago
                or (parts.echo is not None and parts.shift < 0 and (how == "same" or parts.echo == "any")),
                shift=parts.shift if parts.echo == "any" and parts.shift else None,
                reaches=page[parts.start : parts.end] != "full-year",
            )
        )
        names = parts.year is not None or parts.offset is not None or how in ("named", "nearest")
        if names and not parts.ago and not _COMPARED.search(page[max(0, parts.start - 9) : parts.start]):
            named = Named(year=last_year(period), month=parts.month, end=parts.end)
    return found


def _is_open(page: str, parts: Parts, period: str) -> bool:
    """自2015年以来, 2027年起: from then on. 今年以来 is this year; a day that a rule starts stays a day."""
    if parts.offset is not None and parts.month is None:
        return False
    before = page[max(0, parts.start - 20) : parts.start]
    if _SINCE_AFTER.match(page, parts.end) or before.rstrip().endswith("since"):
        return True
    starts = _STARTS.match(page, parts.end) or _STARTS_BEFORE.search(before)
    return bool(starts) and not parts.relative and grain(period) in ("year", "month")


def _told(
    page: str, parts: Parts, today: date | None, named: Named | None, found: Sequence[Period]
) -> tuple[str, str] | None:
    """The period in the notation of the records and how it was resolved; None when a part it needs is unknown."""
    if parts.echo is not None:
        return echoed(page, parts, today, found)
    if parts.weekday is not None or parts.day_offset is not None:
        day = _counted_day(page, parts, today)
        return (day, "published") if day else None
    if parts.month_offset is not None or parts.quarter_offset is not None:
        period = _counted(parts, today)
        return (period, "published") if period else None
    if parts.day is not None and parts.month is None:
        return _day_of_month(parts, today, found)
    year, how = _year_of(page, parts, today, named)
    if year is None:
        return None
    period = _write(parts, year)
    if period is None or parts.until is None:
        return (period, how) if period else None
    last = parts.until
    to_year = last.year or year + (
        1 if (last.month or last.quarter or 0) < (parts.month or parts.quarter or 0) else 0
    )
    end = _write(last, to_year)
    return (joined(period, end), how) if end and end > period else (period, how)


def _year_of(page: str, parts: Parts, today: date | None, named: Named | None) -> tuple[int | None, str]:
    if parts.year is not None:
        return parts.year, "written"
    if parts.until is not None and parts.until.year is not None:
        return parts.until.year - (1 if (parts.month or 0) > (parts.until.month or 12) else 0), "written"
    if parts.offset is not None:
        return (today.year + parts.offset if today else None), "published"
    near = (
        named is not None
        and parts.near is None
        and 0 <= parts.start - named.end <= _NEAR
        and _same_stretch(page, named.end, parts.start)
    )
    if named is not None and near and (today is None or abs(named.year - today.year) <= 2):
        return named.year + _wraps(parts, named, today), "named"
    if today is None:
        return (named.year if named and not parts.fiscal else None), "named"
    if parts.fiscal:
        return fiscal_year(parts, today), "nearest"
    return likely_year(page, parts, today), "nearest"


def _wraps(parts: Parts, named: Named, today: date | None) -> int:
    """去年12月…, 1月…: the January after that December, when it is over already."""
    if today is None or named.month is None or parts.month is None or named.month - parts.month < 6:
        return 0
    return int((named.year + 1, parts.month) <= (today.year, today.month))


def _same_stretch(page: str, a: int, b: int) -> bool:
    """No sentence end between two places: 2025年…，10月… but not 2030年…。3月…"""
    between = page[a:b]
    return not re.search(r"[。！？!?\n;；]|\.\s", between)


def _write(parts: Parts, year: int) -> str | None:
    """The period in the notation of the records."""
    head = f"FY{year}" if parts.fiscal else str(year)
    if parts.year_end is not None:
        return f"{year}/{parts.year_end}"
    if parts.quarter is not None:
        first = parts.quarter_from
        return f"{head}Q{first}/{head}Q{parts.quarter}" if first else f"{head}Q{parts.quarter}"
    if parts.half is not None:
        return f"{head}H{parts.half}"
    if parts.month is None:
        return head
    if parts.run is not None:
        return ended(year, parts.month, parts.run, fiscal=parts.fiscal)
    month = f"{year}-{parts.month:02d}"
    if parts.day is None:
        return months_of(year, parts.month, year, parts.month_end) if parts.month_end else month
    day = valid_day(year, parts.month, parts.day)
    if day is None or parts.day_end is None:
        return day
    last = valid_day(year, parts.month_end or parts.month, parts.day_end)
    return f"{day}/{last}" if last else day


def _counted(parts: Parts, today: date | None) -> str | None:
    if today is None:
        return None
    if parts.month_offset is not None:
        index = today.year * 12 + today.month - 1 + parts.month_offset
        month = f"{index // 12}-{index % 12 + 1:02d}"
        if parts.day is None:
            return month
        day = valid_day(index // 12, index % 12 + 1, parts.day)
        last = valid_day(index // 12, index % 12 + 1, parts.day_end) if parts.day_end else None
        return f"{day}/{last}" if day and last else day
    index = today.year * 4 + (today.month - 1) // 3 + (parts.quarter_offset or 0)
    return f"{index // 4}Q{index % 4 + 1}"


_COMING = re.compile(
    r"将|拟|起(?!诉)|定于|预计|预定|\b(?:will|would|starting|beginning|expected|due|scheduled|set to|next|until|by)\b"
)


def _counted_day(page: str, parts: Parts, today: date | None) -> str | None:
    """昨日, and the weekday nearest before publication (or after it, when the words look ahead)."""
    if today is None:
        return None
    if parts.weekday is None:
        return (today + timedelta(days=parts.day_offset or 0)).isoformat()
    if parts.week_offset is not None and re.match(r"[\u4e00-\u9fff]", page[parts.start]):
        monday = today - timedelta(days=today.weekday())
        return (monday + timedelta(days=7 * parts.week_offset + parts.weekday)).isoformat()
    back = (today.weekday() - parts.weekday) % 7
    around = page[max(0, parts.start - 16) : parts.end + 4]
    if parts.week_offset == 1 or (parts.week_offset is None and back and _COMING.search(around)):
        return (today + timedelta(days=7 - back)).isoformat()
    return (today - timedelta(days=back or (7 if parts.week_offset == -1 else 0))).isoformat()


def _day_of_month(parts: Parts, today: date | None, before: Sequence[Period]) -> tuple[str, str] | None:
    """A bare 15日: of the month named last, else of the month of publication (or the one before it)."""
    month = next((p.period[:7] for p in reversed(before[-3:]) if re.match(r"\d{4}-\d\d", p.period)), None)
    how = "named"
    if month is None and today is not None and parts.day is not None:
        late = parts.day > today.day + 7
        index = today.year * 12 + today.month - 1 - (1 if late else 0)
        month, how = f"{index // 12}-{index % 12 + 1:02d}", "nearest"
    if month is None or parts.day is None:
        return None
    day = valid_day(int(month[:4]), int(month[5:7]), parts.day)
    if day and parts.day_end:
        last = valid_day(int(month[:4]), int(month[5:7]), parts.day_end)
        return (f"{day}/{last}" if last else day), how
    return (day, how) if day else None
