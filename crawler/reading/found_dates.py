"""A date that was found, the days that can be one, and a date as its publisher would print it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.reading.moments import MONTHS, read_moment
from store.records import DateSource

EARLIEST_YEAR = 1995
FUTURE_SLACK = timedelta(days=1)  # clocks and zones differ; more than this is a wrong date
SAME_DAY = timedelta(hours=26)  # two readings of one day in two zones are not further apart

_URL_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[/\-_]?)(?P<month>1[0-2]|0[1-9])(?:(?P=sep)|/|-)?"
    r"(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
)
_URL_NAMED = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<month>[a-z]{3,9})/(?P<day>3[01]|[12]\d|0?[1-9])(?:/|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``at`` is aware UTC; noon of the day in the source's zone when ``date_only``.

    ``raw`` as written; of a moment that was written in UTC, the same in the zone of its source.

    ``rule`` names the evidence; ``others`` are rule and text of what was passed over.
    """

    at: datetime
    raw: str
    source: DateSource
    date_only: bool
    rule: str = ""
    others: tuple[tuple[str, str], ...] = ()


def in_range(at: datetime, now: datetime) -> bool:
    """Whether something on the web can have been published then."""
    return at.year >= EARLIEST_YEAR and at <= now + FUTURE_SLACK


def stamp_of(element: HtmlElement, zone: tzinfo) -> str | None:
    """The ``datetime`` of an element; None without one, or when the words it prints say another day beyond doubt.

    A template that fills in its own day, or that of the last build, is older than the article or younger: of the two
    only the printed day was ever read by an editor.
    """
    stamp: str | None = element.get("datetime")
    if not stamp:
        return None
    words = element.text_content()[:100]
    readings = [read_moment(words, zone, day_first=first) for first in (True, False)]
    exact = read_moment(stamp, zone)
    if exact is None or any(item is None or abs(item.at - exact.at) <= SAME_DAY for item in readings):
        return stamp
    return stamp if len({item.at for item in readings if item}) > 1 else None


def date_in_url(url: str, *, zone: tzinfo, now: datetime) -> FoundDate | None:
    """A day written into the path: /2025/11/05/, /20251105/, /2025-11-05-, t20251105_1, /2025/1105/, /2025/nov/05/."""
    parts = urlsplit(url)
    text = f"{parts.path}?{parts.query}"[:500]
    for found in (*_URL_DAY.finditer(text), *_URL_NAMED.finditer(parts.path[:500])):
        month = MONTHS.get(found["month"].lower(), 0) if found["month"].isalpha() else int(found["month"])
        try:
            at = datetime(int(found["year"]), month, int(found["day"]), 12, tzinfo=zone)
        except ValueError:
            continue
        if in_range(at, now):
            return FoundDate(at.astimezone(UTC), found.group(), DateSource.URL, True, "day in the URL")
    return None


def local_text(at: datetime, raw: str, *, date_only: bool) -> str:
    """``at`` as ISO 8601 in the zone ``raw`` was written in, so that its day is the publisher's day."""
    written = read_moment(raw, UTC)
    if written is None:  # of a bare day, noon: the same day in UTC for every zone but the last in the east
        if date_only:
            return at.astimezone(UTC).date().isoformat()
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if date_only:
        return written.at.date().isoformat()
    if written.at.utcoffset() == timedelta(0):  # named UTC, or nothing: the difference is the zone's offset
        offset = written.at - at
        if abs(offset) <= timedelta(hours=14):
            return f"{written.at:%Y-%m-%dT%H:%M:%S}{_offset_text(offset)}"
    return written.at.isoformat()


def text_beside(at: datetime, other: str | None) -> str:
    """``at`` as ISO 8601 in the zone of ``other``, a text of local_text, so that people see which came first."""
    zone = datetime.fromisoformat(other).tzinfo if other else None
    return at.astimezone(zone or UTC).isoformat().replace("+00:00", "Z")


def _offset_text(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    sign = "+" if minutes > 0 else "-"
    return "Z" if minutes == 0 else f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
