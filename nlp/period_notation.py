"""The notation of calendar periods: 2025, 2025Q3, 2025H2, 2025-10, 2025-10-28, FY2023, 2024/2034, 2015/ (open).

What fills a quarter, a half or a year is written as one: the months from July to September are a Q3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A calendar period at a place of the text. ``stated`` False: relative words, context only.

    ``how`` it was resolved: written (its year stands there), named (by the year named before), published
    (counted from the day of publication), nearest (the last or next one, seen from that day), same (it takes
    up a period named before: 同期, a year earlier).
    """

    start: int
    end: int
    period: str
    stated: bool
    how: str = "written"
    open_end: bool = False  # since then: for a quantity the period is "2015/"
    old: bool = False  # 去年同期, 前一季, a year earlier: what a figure is compared with
    shift: int | None = None  # 去年同期 is -1: years before what the figures beside it are about
    reaches: bool = True  # False: full-year, which tells of its own clause only


def shift_year(period: str, years: int) -> str | None:
    """The same period ``years`` later (negative: earlier): 2025Q3 and -1 give 2024Q3. None for ranges of years."""
    ends = period.split("/")
    if len(ends) == 2 and all(re.fullmatch(r"(?:FY)?\d{4}|", end) for end in ends):
        return None
    moved = [
        re.sub(r"^((?:FY)?)(\d{4})", lambda match: f"{match[1]}{int(match[2]) + years}", end) for end in ends
    ]
    if any(end.endswith("-02-29") for end in moved):
        return None
    return "/".join(moved)


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


def grain(period: str) -> str:
    """Which unit a period is written in: year, half, quarter, month, day, or range."""
    if "/" in period:
        return "range"
    rest = period.removeprefix("FY")[4:]
    if not rest:
        return "year"
    return {"Q": "quarter", "H": "half"}.get(rest[0]) or ("day" if len(rest) > 3 else "month")


def last_year(period: str) -> int:
    """The year a period ends in."""
    return int(re.findall(r"\d{4}", period)[-1])


def moved(period: str, unit: str, shift: int) -> str:
    """That many quarters or months later; a day stays."""
    head = "FY" if period.startswith("FY") else ""
    rest = period.removeprefix("FY")
    if unit == "quarter":
        index = int(rest[:4]) * 4 + int(rest[5]) - 1 + shift
        return f"{head}{index // 4}Q{index % 4 + 1}"
    if unit == "month":
        index = int(rest[:4]) * 12 + int(rest[5:7]) - 1 + shift
        return f"{index // 12}-{index % 12 + 1:02d}"
    return period


def ended(year: int, month: int, run: int, *, fiscal: bool) -> str:
    """The months that end with one: the year to March is the fiscal year called by its end."""
    if run == 12 and fiscal and month != 12:
        return f"FY{year}"
    first = year * 12 + month - run
    return months_of(first // 12, first % 12 + 1, year, month)


def months_of(year: int, month: int, to_year: int, to_month: int) -> str:
    """Months from the first to the last; those that fill a quarter, a half or a year as that."""
    if (to_year, to_month) < (year, month):
        year -= 1
    count = (to_year - year) * 12 + to_month - month + 1
    if count == 12 and month == 1:
        return str(year)
    if count in (3, 6) and month % count == 1:
        return f"{year}{'Q' if count == 3 else 'H'}{to_month // count}"
    return f"{year}-{month:02d}/{to_year}-{to_month:02d}" if count > 1 else f"{year}-{month:02d}"


def joined(first: str, last: str) -> str:
    """One stretch out of its two ends."""
    if grain(first) == grain(last) == "month":
        return months_of(int(first[:4]), int(first[5:7]), int(last[:4]), int(last[5:7]))
    return f"{first}/{last}"


def valid_day(year: int, month: int, day: int) -> str | None:
    """A day as 2025-10-28; None when the calendar has none such."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
