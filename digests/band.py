"""A series week by week, with the range that was to be expected of it: what a chart of attention shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digests.frames import Tested
from digests.shifts import Shift
from digests.spread import ALPHAS, find_fade, find_rates, find_spread
from digests.tails import normal_range
from digests.weeks import Week


@dataclass(frozen=True, slots=True)
class BandPoint:
    """One week of a series."""

    week: Week
    observed: int  # stories of the panel
    expected: float | None  # by the baseline's share of that week's stories; None: no baseline
    low: int | None  # four of five normal weeks lie in low .. high
    high: int | None


def find_bands(
    tested: Tested, shifts: Sequence[Shift], weekly: Mapping[str, Sequence[int]]
) -> tuple[tuple[BandPoint, ...], ...]:
    """For each shift its baseline and the weeks looked at, oldest first. ``weekly``: stories of a series by week.

    The expected count of a week is the share of the baseline x that week's stories, its range the negative
    binomial's with the dispersion of the series (digests.spread). The newest week of a look at one week has the
    very numbers of the test, which also knows how uncertain the share is.
    """
    counts, panel = tested.counts, tested.panel
    if not shifts:
        return ()
    start = max(0, panel.at - panel.baseline - 1)
    weeks = counts.weeks[start : panel.at + 1]
    stories = counts.stories[:, panel.sources, start : panel.at + 1].sum(axis=1)
    totals = counts.totals[panel.sources, start : panel.at + 1].sum(axis=0)
    spread = find_spread(stories[:, :-1], np.repeat(totals[None, :-1], len(stories), axis=0))
    place = {series: row for row, series in enumerate(counts.series)}
    found = []
    for shift in shifts:
        counted = np.array(weekly[shift.series][start : panel.at + 1], dtype=np.float64)
        end = len(weeks) - shift.weeks
        first = max(0, end - panel.baseline)
        past, of = counted[None, first:end], totals[None, first:end]
        rate = find_rates(past, of, spread.phi, spread.alpha, find_fade(past))[0]
        mean = np.maximum(rate * totals, 1e-9)
        row = place.get(shift.series)
        alpha = spread.alpha if row is None else float(spread.weights[row] @ ALPHAS)
        low, high = normal_range(mean, np.maximum(spread.phi * mean + alpha * mean**2, mean))
        points = [
            BandPoint(weeks[at], int(counted[at]), float(mean[at]), int(low[at]), int(high[at]))
            for at in range(first, len(weeks))
        ]
        if shift.weeks == 1:
            newest = points[-1]
            points[-1] = BandPoint(
                newest.week, newest.observed, shift.expected, shift.range_low, shift.range_high
            )
        found.append(tuple(points))
    return tuple(found)
