"""Whether a source keeps to its own rhythm: how long it may be silent, and how much is far too much.

Nothing is known here of publishers but what their own past shows: newsrooms sleep at night and at weekends, ministries
for weeks. Two rules, both from the distances and counts of earlier looks, with no table of what is usual:

- A silence is too long when a source that goes on as before would show one like it once in fifty years: the longest
  tenth of its pauses is taken for exponential (their mean excess, with a margin for how few there are), and never
  less than twice the second longest pause. What that comes to is measured by benchmarks/health.py and held by
  tests/test_crawler_health_year.py.
- A flood is three times what the second heaviest day of the past brought, more than such a source would bring once
  in fifty years by the same rule, and forty addresses at least.

Time goes by what other sources bring: over a holiday, when its peers bring a third of their usual, three silent days
count as one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from store.records import SourceRun, SourceState

FINE = ("ok", "unchanged", "empty")  # statuses of an announcement that came

KNOWN = timedelta(days=14)  # two weekends: before it nothing is said of a source's rhythm
WINDOW = timedelta(days=180)  # pauses longer ago say little of today's
MIN_PAUSES = 8
LEAST_SILENCE = timedelta(days=2)  # shorter ones are nobody's concern
ALARMS_A_YEAR = 0.02  # silences of a healthy source that are taken for more
_TAIL = 10  # of the pauses one in so many makes the tail, and five at least
_MANY = 20  # with so many pauses a single odd one does not decide

FLOOD = 40  # fewer new addresses are no flood
_FLOOD_TIMES = 3
_DAYS = 10  # that must be known
_MOST_DAYS = 60
_ADAPTS = timedelta(days=14)  # a flood that lasts longer is how the source is now

MIN_PEERS = 5
_PEER_ITEMS = 3.0  # a peer must be expected to bring so many to say anything
_LEAST_ACTIVITY = 0.2
_DAY = timedelta(days=1)

Peers = Callable[[], Sequence[Sequence[SourceRun]]]


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence that is too long: since when, and the longest it showed before that was taken for usual."""

    since: datetime
    longest: timedelta
    limit: timedelta


@dataclass(frozen=True, slots=True)
class Flood:
    """``new`` addresses in ``days`` days, where such a time brought ``most`` before, ``usual`` in the median."""

    new: int
    days: float
    most: int
    usual: float


def alone() -> Sequence[Sequence[SourceRun]]:
    """For a source without peers."""
    return ()


def find_pause(looks: Sequence[SourceRun], peers: Peers = alone) -> Pause | None:
    """Whether the newest look ends a silence that is too long. None: it does not, or too little is known.

    ``looks``: those that asked the announcement, oldest first, the newest last. ``peers``: the same of other sources,
    by which time is measured; only asked for when it matters.
    """
    newest = looks[-1]
    news = [look for look in looks if look.new > 0]
    if newest.new > 0 or newest.status not in FINE or not news:
        return None
    since = news[-1].at
    heard = max((look.at for look in looks if look.status not in FINE), default=since)
    quiet = newest.at - max(since, heard)  # while it failed, it could not bring anything
    recent = [look for look in looks if look.at >= since - WINDOW]
    pauses = pauses_of(recent)
    first = next(look.at for look in recent if look.new > 0)
    if len(pauses) < MIN_PAUSES or since - first < KNOWN:
        return None
    limit = limit_of(pauses, since - first)
    if quiet <= limit or quiet * activity(peers(), newest.at - quiet, newest.at) <= limit:
        return None
    return Pause(since, sorted(pauses)[-1], limit)


def pauses_of(looks: Iterable[SourceRun]) -> list[timedelta]:
    """Distances between looks that brought something new, but for those in which the announcement failed."""
    pauses: list[timedelta] = []
    last: datetime | None = None
    failed = False
    for look in looks:
        if look.status not in FINE:
            failed = True
        elif look.new > 0:
            if last is not None and not failed:
                pauses.append(look.at - last)
            last, failed = look.at, False
    return pauses


def limit_of(pauses: Sequence[timedelta], span: timedelta) -> timedelta:
    """The silence that a source with these pauses in ``span`` would show ALARMS_A_YEAR times a year."""
    ordered = sorted(pause / _DAY for pause in pauses)
    known = ordered[-2] if len(ordered) >= _MANY else ordered[-1]
    return max(LEAST_SILENCE, max(2 * known, extreme_of(ordered, span)) * _DAY)


def extreme_of(ordered: Sequence[float], span: timedelta) -> float:
    """What is passed ALARMS_A_YEAR times a year by values like these, smallest first, that were seen in ``span``."""
    tail = min(max(5, len(ordered) // _TAIL), len(ordered) - 1)
    base = ordered[-tail - 1]
    excess = math.fsum(ordered[-tail:]) / tail - base
    margin = 1 + 1 / math.sqrt(tail)
    yearly = tail * timedelta(days=365) / span
    return base + excess * margin * math.log(max(yearly / ALARMS_A_YEAR, math.e))


def activity(peers: Sequence[Sequence[SourceRun]], start: datetime, end: datetime) -> float:
    """What the peers brought between two times, as a share of what they brought before: 0.2 to 1.

    The median of the peers, so that a dead one and a flooded one say nothing; 1 where there are too few. A peer that
    was last asked before ``end`` speaks for the time until then.
    """
    shares = []
    for looks in peers:
        before = [look for look in looks if start - WINDOW <= look.at <= start]
        if len(before) < 2 or before[-1].at - before[0].at < KNOWN or looks[-1].status not in FINE:
            continue
        rate = sum(look.new for look in before[1:]) / ((before[-1].at - before[0].at) / _DAY)
        expected = rate * ((min(end, looks[-1].at) - start) / _DAY)
        if expected >= _PEER_ITEMS:
            shares.append(sum(look.new for look in looks if start < look.at <= end) / expected)
    return min(max(median(shares), _LEAST_ACTIVITY), 1.0) if len(shares) >= MIN_PEERS else 1.0


def find_flood(looks: Sequence[SourceRun]) -> Flood | None:
    """Whether the last day (or the distance of two looks, where that is longer) brought far more than any before.

    The first look brings what a source has kept for years, and is not counted; neither are the days of a flood until
    it has lasted for two weeks. What piled up while nobody looked is spread over that time.
    """
    now, first = looks[-1].at, looks[0].at
    days = _days_of(looks[-30:])
    step = days * _DAY
    counts = [0] * _MOST_DAYS
    for look in looks:
        place = int((now - look.at) / step)
        usual = look.state is not SourceState.FLOODED or now - look.at > _ADAPTS
        if place < _MOST_DAYS and (place == 0 or usual):
            counts[place] += look.new
    known = min(int((now - first - _DAY) / step), _MOST_DAYS)
    before = sorted(counts[1:known])
    if counts[0] < FLOOD or len(before) < _DAYS or now - first < KNOWN:
        return None
    earlier = [look.at for look in looks if look.at <= now - step and look.status in FINE]
    exposure = max(1.0, (now - earlier[-1]) / step) if earlier else 1.0
    if counts[0] <= max(_FLOOD_TIMES * before[-2], extreme_of(before, len(before) * step)) * exposure:
        return None
    return Flood(counts[0], days * exposure, round(before[-1] * exposure), median(before) * exposure)


def _days_of(looks: Sequence[SourceRun]) -> int:
    """The days that are counted together: one, or so many that two looks fall into them."""
    distances = [(after.at - before.at) / _DAY for before, after in pairwise(looks)]
    return max(1, math.ceil(median(distances) - 0.25)) if distances else 1
