"""ISO weeks in the reader's time zone: the unit everything in a digest is counted in.

A week runs from Monday 00:00 to the next Monday 00:00 on the wall clock of the zone, so it has 167
or 169 hours when the clocks change. Bounds are given in UTC because the store keeps UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.errors import InputError

Zone = ZoneInfo | str  # a time zone or its IANA name

_LABEL = re.compile(r"([0-9]{4})-?[Ww]([0-9]{1,2})")
_FIRST_YEAR, _LAST_YEAR = 1900, 9998  # what datetime can shift by a few weeks without overflow


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO 8601 week; sorts by time. Near New Year the ISO year is not the calendar year."""

    year: int
    number: int

    @property
    def label(self) -> str:
        """``2026-W46``: sorts as text, and is how a week is written everywhere."""
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def ordinal(self) -> int:
        """Weeks counted without a gap, so that the distance of two weeks is a subtraction."""
        return (self.monday.toordinal() - 1) // 7

    def __str__(self) -> str:
        return self.label


def parse_week(label: str) -> Week:
    """``2026-W46`` (also ``2026W46``, ``2026-w46``) as a Week; InputError when there is no such week."""
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        raise InputError(f"{label!r} is not a week", key="week", remedy="Write it as 2026-W46")
    year, number = int(match[1]), int(match[2])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InputError(f"{label!r} is not a year of news", key="week", remedy="Write it as 2026-W46")
    try:
        date.fromisocalendar(year, number, 1)
    except ValueError:
        last = date(year, 12, 28).isocalendar().week  # 28 December is always in the last week
        raise InputError(
            f"{year} has no week {number}", key="week", remedy=f"Its weeks are W01 to W{last}"
        ) from None
    return Week(year, number)


def week_at(ordinal: int) -> Week:
    """The inverse of ``Week.ordinal``."""
    iso = date.fromordinal(ordinal * 7 + 1).isocalendar()
    return Week(iso.year, iso.week)


def zone_of(zone: Zone) -> ZoneInfo:
    """The time zone of this name; InputError when there is none."""
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"{zone!r} is no time zone", key="timezone", remedy="Write Asia/Shanghai") from None


def week_of(moment: datetime, zone: Zone) -> Week:
    """The week in which an aware time falls for a reader in ``zone``."""
    if moment.tzinfo is None:
        raise ValueError("a naive time belongs to no week")
    iso = moment.astimezone(zone_of(zone)).date().isocalendar()
    return Week(iso.year, iso.week)


def bounds(week: Week, zone: Zone) -> tuple[datetime, datetime]:
    """The half-open interval of the week, in UTC."""
    local = zone_of(zone)
    first = datetime.combine(week.monday, time(), local)
    after = datetime.combine(week.monday + timedelta(days=7), time(), local)
    return first.astimezone(UTC), after.astimezone(UTC)


def shift(week: Week, n: int) -> Week:
    """``n`` weeks later (earlier when negative)."""
    return week_at(week.ordinal + n)


def last_complete_week(now: datetime, zone: Zone) -> Week:
    """The newest week that is over at ``now``: a running week is not reported."""
    return shift(week_of(now, zone), -1)
