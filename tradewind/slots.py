"""A time of the week that a recipient has chosen: ``Mon 08:30``, ``08:30`` (any day), or none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLOT = re.compile(r"(?:(?P<day>[a-z]{3,9})\s+)?(?P<hour>\d\d?):(?P<minute>\d\d)")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Slot:
    """A wall-clock time; ``weekday`` counts from Monday = 0, None: every day."""

    weekday: int | None
    hour: int
    minute: int


def parse_slot(text: str) -> Slot | None:
    """``Mon 08:30``, ``monday 8:30`` or ``08:30``; None when it is none of them."""
    found = _SLOT.fullmatch(text.strip().lower())
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        return None
    weekday = None
    if day := found["day"]:
        if day not in (*DAYS, *_NAMES):
            return None
        weekday = DAYS.index(day[:3])
    return Slot(weekday, int(found["hour"]), int(found["minute"]))


def next_slot(slot: Slot, after: datetime, zone: str) -> datetime:
    """The first such time that is not before ``after`` (aware), in UTC.

    Where clocks jump over it, the moment that clocks call an hour later; where they show it twice, the first.
    """
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    for ahead in range(9):
        on = day + timedelta(days=ahead)
        moment = datetime.combine(on, time(slot.hour, slot.minute), local).astimezone(UTC)
        if moment >= after and slot.weekday in (None, on.weekday()):
            return moment
    raise AssertionError("nine days in a row hold every weekday")
