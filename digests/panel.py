"""Who was there to be counted: counts by source, outages, and the matched panel of a week.

A source that died is not a fall in what it used to write about, and a source that joined is not a
rise. So a week is compared with its baseline only over sources that were there for both. In
simulation, with one of two groups of sources dead, the test of digests.shifts makes about 3 false
claims in a digest over all sources and 0.01 over the matched panel (benchmarks/shifts.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digests.weeks import Week, parse_week, week_at
from store.errors import InputError

ALL_STORIES = "*"  # the series that counts every story of a source
BASELINE_WEEKS = 12
MIN_BASELINE_WEEKS = 4
PRESENCE = 0.8  # share of the baseline weeks in which a panel source published
MIN_COVERAGE = 0.25  # a panel with less of the week's stories speaks for nobody
GOOD_COVERAGE = 0.5  # a shorter baseline is taken when it reaches this and the longer does not
SILENCE = 0.01  # a silence less likely than this is an outage
SOURCE_DISPERSION = 0.05  # a source's weekly output: variance = m + 0.05 m^2
_HOLIDAY = 0.25  # the least share of the usual that is still put down to the calendar
ALIVE_STATUSES = ("ok", "unchanged", "empty")  # of an announcement: what is not a failure
_PARTIAL = 0.2  # a source at under a fifth of its usual output may be half broken
_MAX_WEEKS = 2600  # fifty years: a typing error in a year must not allocate a terabyte
_MAX_CELLS = 200_000_000

Cube = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Stories by series, source and week. Weeks are contiguous, oldest first."""

    weeks: tuple[Week, ...]
    sources: tuple[str, ...]
    series: tuple[str, ...]
    stories: Cube  # (series, source, week)
    totals: Cube  # (source, week): all stories, whatever they are about


@dataclass(frozen=True, slots=True)
class Panel:
    """The sources and the earlier weeks that week ``at`` may be compared over."""

    at: int  # index into Counts.weeks
    sources: NDArray[np.intp]  # indices into Counts.sources
    baseline: int  # how many weeks before ``at`` (and before ``at`` - 1) are compared with; 0: none
    coverage: float  # the panel's share of the week's stories
    outages: tuple[int, ...]  # sources that are silent and should not be


def parse_counts(rows: Iterable[Mapping[str, Any]]) -> Counts:
    """Rows {week, source, series, stories} as Counts. A row that is not there counts nothing.

    InputError, naming the row, for a wrong shape, a count below zero, a row given twice, or a
    source that reports stories of a series but not how many there were in all (series "*").
    """
    cells: dict[tuple[int, str, str], float] = {}
    for number, row in enumerate(rows, 1):
        key, stories = _read_row(row, number)
        week, source, name = key
        if key in cells:
            raise InputError(
                f"row {number}: {source} {name} in {week_at(week)} is counted twice", line=number
            )
        cells[key] = stories
    if not cells:
        return Counts((), (), (), np.zeros((0, 0, 0)), np.zeros((0, 0)))
    first, last = min(key[0] for key in cells), max(key[0] for key in cells)
    if last - first >= _MAX_WEEKS:
        raise InputError(f"{week_at(first)} to {week_at(last)} is more than {_MAX_WEEKS} weeks", key="week")
    sources = sorted({key[1] for key in cells})
    series = sorted({key[2] for key in cells} - {ALL_STORIES})
    row_of = {name: index for index, name in enumerate(series)}
    column_of = {name: index for index, name in enumerate(sources)}
    if len(series) * len(sources) * (last - first + 1) > _MAX_CELLS:
        raise InputError(
            f"{len(series)} series x {len(sources)} sources x {last - first + 1} weeks is too much at once",
            remedy="Give fewer weeks or series",
        )
    stories_cube = np.zeros((len(series), len(sources), last - first + 1))
    totals = np.zeros((len(sources), last - first + 1))
    for (week, source, name), count in cells.items():
        if name == ALL_STORIES:
            totals[column_of[source], week - first] = count
        else:
            stories_cube[row_of[name], column_of[source], week - first] = count
    weeks = tuple(week_at(ordinal) for ordinal in range(first, last + 1))
    counts = Counts(weeks, tuple(sources), tuple(series), stories_cube, totals)
    _check_totals(counts)
    return counts


def _read_row(row: Mapping[str, Any], number: int) -> tuple[tuple[int, str, str], float]:
    for key in ("week", "source", "series", "stories"):
        if key not in row:
            raise InputError(f"row {number} lacks {key!r}", line=number, key=key)
    week, source, series, stories = row["week"], row["source"], row["series"], row["stories"]
    for key, value in (("week", week), ("source", source), ("series", series)):
        if not isinstance(value, str) or not value:
            raise InputError(f"row {number}: {key} must be a text", line=number, key=key)
    if isinstance(stories, bool) or not isinstance(stories, int | float):
        raise InputError(f"row {number}: stories must be a number", line=number, key="stories")
    if not math.isfinite(stories) or stories < 0 or stories != int(stories):
        raise InputError(f"row {number}: {stories} is not a count of stories", line=number, key="stories")
    return (parse_week(week).ordinal, source, series), float(stories)


def _check_totals(counts: Counts) -> None:
    """A series cannot have more stories than there were; without the total there is no share."""
    if not counts.series:
        return
    largest = counts.stories.max(axis=0)
    wrong = np.argwhere(largest > counts.totals)
    if len(wrong) == 0:
        return
    source, week = (int(index) for index in wrong[0])
    name = counts.series[int(counts.stories[:, source, week].argmax())]
    raise InputError(
        f"{counts.sources[source]} in {counts.weeks[week]}: {largest[source, week]:.0f} stories of {name!r}, "
        f"but {counts.totals[source, week]:.0f} in all",
        key="series",
        remedy=f'Give a row with series "{ALL_STORIES}" for all stories of that source and week',
    )


def find_panel(totals: Cube, at: int, longest: int = BASELINE_WEEKS) -> Panel:
    """The matched panel of week ``at``: sources alive now and in at least 80 % of the baseline weeks.

    ``totals`` (source, week) says who published how much. The baseline is the longest of ``longest``,
    ... 5, 4 weeks whose panel still covers half of the week; when a store is young that is a short one.
    """
    outages = find_outages(totals, at)
    present: NDArray[np.bool_] = np.asarray(totals[:, at] > 0)
    present[list(outages)] = False
    here = totals[:, at]
    everything = here.sum()
    best = Panel(at, np.zeros(0, dtype=np.intp), 0, 0.0, outages)
    for length in range(min(longest, at), MIN_BASELINE_WEEKS - 1, -1):
        # One week more than the baseline: the second look's ends a week earlier.
        past: NDArray[np.bool_] = np.asarray(totals[:, max(0, at - length - 1) : at] > 0)
        alive_weeks: NDArray[np.bool_] = np.asarray(past.any(axis=0))
        if alive_weeks[-length:].sum() < MIN_BASELINE_WEEKS:
            continue
        share_alive = past[:, alive_weeks].mean(axis=1)
        sources = np.flatnonzero(present & (share_alive >= PRESENCE - 1e-9))
        coverage = float(here[sources].sum() / everything) if everything else 0.0
        if coverage > best.coverage + 1e-9:
            best = Panel(at, sources, length, coverage, outages)
        if best.coverage >= GOOD_COVERAGE:
            break
    return best if best.coverage >= MIN_COVERAGE else Panel(at, best.sources[:0], 0, best.coverage, outages)


def find_outages(totals: Cube, at: int) -> tuple[int, ...]:
    """Indices of sources whose silence in week ``at`` is no chance, in order.

    For each source: its usual output is the median of the baseline weeks it was alive in, times what
    the median of the other sources that spoke brought of theirs (a holiday is nobody's outage; when
    nobody spoke it was the crawl). Silence over a run of weeks multiplies; under a fifth of the usual
    counts as broken in part when it is as improbable.
    """
    past = totals[:, max(0, at - BASELINE_WEEKS) : at]
    if past.shape[1] < MIN_BASELINE_WEEKS:
        return ()
    usual = np.array([float(np.median(row[row > 0])) if (row > 0).any() else 0.0 for row in past])
    ratio = np.divide(totals[:, at], usual, out=np.zeros(len(usual)), where=usual > 0)
    found = []
    for source in np.flatnonzero(usual).tolist():
        others = np.delete(ratio, source)
        others = others[others > 0]
        common = float(np.clip(np.median(others), _HOLIDAY, 1.0)) if len(others) else 1.0
        if _is_outage(past[source] > 0, float(totals[source, at]), usual[source] * common):
            found.append(source)
    return tuple(found)


def _is_outage(alive: NDArray[np.bool_], now: float, mean: float) -> bool:
    """Whether ``now`` stories are too few for a source with this mean that was alive in these weeks."""
    weeks = np.flatnonzero(alive)
    if len(weeks) < 2 or len(alive) - weeks[0] < MIN_BASELINE_WEEKS:
        return False  # too little known of it
    if now > 0:
        return now < _PARTIAL * mean and _lower_tail(now, mean) < SILENCE
    active = len(weeks) / (weeks[-1] - weeks[0] + 1)  # share of weeks with a story while it lived
    quiet = len(alive) - weeks[-1]  # silent weeks, this one included
    return bool(max(_lower_tail(0, mean), 1 - active) ** quiet < SILENCE)


def _lower_tail(count: float, mean: float) -> float:
    """P(X <= count) of a negative binomial with variance mean + SOURCE_DISPERSION * mean^2."""
    size = 1 / SOURCE_DISPERSION
    chance = size / (size + mean)
    term: float = chance**size
    total = term
    for step in range(1, int(count) + 1):
        term *= (size + step - 1) / step * (1 - chance)
        total += term
    return min(total, 1.0)
