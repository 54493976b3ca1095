"""When a source is looked at again, learned from what its announcement brought. Pure: times are arguments.

The distance between two looks grows by one step with each look that brought nothing new, and shrinks by one step
for each new address, so it settles where a look brings something about every other time: a wire is asked every half
hour, a ministry's page once a day. Linear, as in Media Cloud's rss-fetcher: doubling would sleep through the morning
after a quiet night. The wishes of the publisher (ttl, sy:updatePeriod, skipHours, Retry-After) make it longer, never
shorter than the configured least distance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from store.records import Discovery, Look

RECHECKS = (timedelta(hours=6), timedelta(hours=24))  # after the first fetch; then three times as far each
RECHECK_GROWTH = 3
WISH_AT_MOST = 6 * 3600  # seconds; what a template writes into every feed (ttl 1440) must not cost the news
EARLY_AT_MOST = 900  # seconds; a timer's next start is not to miss a look by the minutes that a crawl takes
WEEK = 7 * 24  # hours
HEAD_BYTES = 65_536  # a feed says how often it changes before its first item

_GOOD = ("ok", "unchanged", "empty")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,7})(?:\.0{1,3})?\s{0,20}</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w{1,20}:updatePeriod>\s{0,50}([a-z]{5,7})\s{0,50}</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<\w{1,20}:updateFrequency>\s{0,50}(\d{1,5})\s{0,50}</", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_HOUR = re.compile(rb"<hour>\s{0,20}(\d{1,2})\s{0,20}</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s{0,20}([a-z]{6,9})\s{0,20}</day>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Seconds between two looks: at least, which is also the step, and at most."""

    least: int = 1_800
    most: int = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look brought: the announcement itself and, of an index, everything below it."""

    at: datetime
    status: str  # "ok" | "unchanged" | "empty" | the reason of the failure
    announced: int = 0  # addresses it names
    new: int = 0  # of them: never seen before
    period: int | None = None  # seconds the announcement asks to leave between two looks
    not_before: datetime | None = None  # its server asked to be left alone until then
    quiet: frozenset[int] = frozenset()  # hours of the week, see Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a feed says of when to come back."""

    period: int | None = None  # seconds
    quiet: frozenset[int] = frozenset()  # hours of the week in UTC not to come in; 0 is Monday's first


@dataclass(frozen=True, slots=True)
class Timetable:
    """The looks of one run: where each source stood before it, and what it has brought since."""

    looks: Mapping[str, Look]  # by source id, as they were when the run began
    bounds: Bounds
    seen: dict[str, Seen] = field(default_factory=dict)

    def not_due(self, now: datetime) -> frozenset[str]:
        """Sources that a run which keeps to the timetable does not ask."""
        return frozenset(name for name, look in self.looks.items() if not is_due(look, now, self.bounds))

    def note(self, discovery: Discovery, new: int) -> Look:
        """The source's next look, after an announcement of it that brought ``new`` unknown addresses or entries.

        The first of a run is the source's own; what follows (children of an index, further pages) adds to it.
        """
        first = self.seen.get(discovery.source_id)
        seen = first or Seen(
            at=discovery.at,
            status=discovery.status,
            period=discovery.period,
            not_before=discovery.not_before,
            quiet=discovery.quiet,
        )
        announced = max(len(discovery.candidates), len(discovery.records))
        seen = replace(seen, announced=seen.announced + announced, new=seen.new + new)
        self.seen[discovery.source_id] = seen
        held = self.looks.get(discovery.source_id) or Look(source_id=discovery.source_id)
        return next_look(held, seen, self.bounds)


def next_look(held: Look, seen: Seen, bounds: Bounds) -> Look:
    """The source's place in the timetable after a look at it; ``held`` is the one before."""
    every = next_distance(held.every, seen, bounds)
    failures = held.failures + 1 if seen.status not in _GOOD else 0
    # The rhythm of a source that fails is kept for when it is back; until then each failure is one step more.
    wait = min(every + failures * bounds.least, bounds.most)
    early = min(wait // 4, EARLY_AT_MOST) if not failures else 0
    due = seen.at + timedelta(seconds=max(bounds.least, wait - early))
    if seen.not_before is not None:
        due = max(due, min(seen.not_before, seen.at + timedelta(seconds=bounds.most)))
    due = next_allowed(due, seen.quiet)
    return replace(
        held,
        at=seen.at,
        status=seen.status,
        failures=failures,
        every=every,
        due_at=due,
        news_at=seen.at if seen.new else held.news_at,
    )


def next_distance(every: int | None, seen: Seen, bounds: Bounds) -> int:
    """Seconds between this look and the next, wishes of the publisher included."""
    wish = min(seen.period or 0, WISH_AT_MOST, bounds.most)
    if every is None:
        distance = bounds.least
    elif seen.status not in _GOOD:
        distance = every
    elif seen.new and seen.new >= seen.announced:
        distance = bounds.least  # all of it is new: something may have come and gone between the looks
    else:
        distance = every - bounds.least * seen.new if seen.new else every + bounds.least
    return max(wish, min(max(distance, bounds.least), bounds.most))


def is_due(look: Look, now: datetime, bounds: Bounds) -> bool:
    """Whether the source is to be asked by a run that keeps to the timetable."""
    if look.at is None or look.due_at is None or now >= look.due_at:
        return True
    # A clock that was set back, or a longest distance that was made shorter since.
    return look.at > now or now >= look.at + timedelta(seconds=bounds.most)


def announced_wishes(body: bytes) -> Wishes:
    """ttl (RSS 2.0, minutes), skipHours, skipDays, sy:updatePeriod and sy:updateFrequency of a feed's head.

    Reads the bytes before the first item, 64 KiB at most; anything that is not as specified is no wish.
    """
    head = body[:HEAD_BYTES]
    first = _ITEM.search(head)
    # RSS 1.0 and some RSS 2.0 writers put the channel's own words behind the items; those say nothing here.
    head = head[: first.start()] if first else head
    hours = {int(found) % 24 for found in _HOUR.findall(_inside(head, b"skiphours")) if int(found) <= 24}
    names = [found.decode("ascii").lower() for found in _DAY.findall(_inside(head, b"skipdays"))]
    days = {_DAYS.index(name) for name in names if name in _DAYS}
    quiet = frozenset(hour for hour in range(WEEK) if hour % 24 in hours or hour // 24 in days)
    return Wishes(period=_period(head), quiet=quiet if len(quiet) < WEEK else frozenset())


def next_allowed(moment: datetime, quiet: frozenset[int]) -> datetime:
    """The first time from ``moment`` on whose hour is none of ``quiet`` hours of the week."""
    for _ in range(WEEK):
        utc = moment.astimezone(UTC)
        if utc.weekday() * 24 + utc.hour not in quiet:
            break
        moment = utc.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def recheck_distances(days: int) -> tuple[timedelta, ...]:
    """How long after its first fetch an article is asked "changed since?", at most ``days`` after it; 0: never."""
    limit, found = timedelta(days=days), list(RECHECKS)
    while found[-1] * RECHECK_GROWTH <= limit:
        found.append(found[-1] * RECHECK_GROWTH)
    return tuple(distance for distance in found if distance <= limit)


def _period(head: bytes) -> int | None:
    ttl = _TTL.search(head)
    stated = [int(ttl[1]) * 60] if ttl and int(ttl[1]) else []
    period = _PERIOD.search(head)
    unit = _PERIODS.get(period[1].decode("ascii").lower()) if period else None
    if unit is not None:
        times = _FREQUENCY.search(head)
        stated.append(unit // max(1, int(times[1]) if times else 1))
    # Two statements that differ: the publisher meant neither as the longer one.
    return min(stated) if stated else None


def _inside(head: bytes, name: bytes) -> bytes:
    """What stands in an element of the channel; b"" when it is not there."""
    low = head.lower()
    start, end = low.find(b"<" + name + b">"), low.find(b"</" + name + b">")
    return head[start:end] if 0 <= start < end else b""
