"""What others call a shift, on the counts digests.shifts is given: the peers of benchmarks/shifts.py.

Each takes a world and gives claims (series, week) and a score (series, week; larger is surer). All count
stories of all sources; a baseline is the twelve weeks before. None of them knows a panel of sources.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from benchmarks.shift_worlds import World

BASELINE = 12
LEAST = 5  # stories: who works with percentages and z-scores leaves out less
Q = 0.1
_PRIOR = 500.0  # words of prior in Monroe's log-odds; here stories

Array = NDArray[np.float64]
Found = tuple[Array, Array]


def week_over_week(world: World) -> Found:
    """+-50 % against last week, on five stories at least; scored by the size of the change."""
    counts = world.stories.sum(axis=1)
    change = np.zeros(counts.shape)
    before, now = counts[:, :-1], counts[:, 1:]
    change[:, 1:] = np.abs(now - before) / np.maximum(before, 1)
    enough = np.zeros(counts.shape, dtype=bool)
    enough[:, 1:] = np.maximum(now, before) >= LEAST
    change[~enough] = 0
    return (change >= 0.5).astype(float), change


def z_of_counts(world: World) -> Found:
    """More than three standard deviations of the baseline from its mean."""
    counts = world.stories.sum(axis=1)
    return _z(counts, counts, 1.0)


def z_of_shares(world: World) -> Found:
    """The same of the series' share of all stories."""
    counts = world.stories.sum(axis=1)
    totals = np.maximum(world.totals.sum(axis=0), 1.0)
    return _z(counts / totals, counts, 1 / float(totals.mean()))


def exact_poisson(world: World) -> Found:
    """Both tails of a Poisson whose mean is the baseline's share of this week; Benjamini-Hochberg."""
    counts, totals = world.stories.sum(axis=1), world.totals.sum(axis=0)
    mean = _before(counts) / np.maximum(_before(totals[None, :]), 1.0) * totals
    mean = np.maximum(mean, 1e-9)
    below = special.pdtr(counts, mean)
    above = np.where(counts > 0, special.pdtrc(np.maximum(counts - 1, 0), mean), 1.0)
    return _significant(np.minimum(1.0, 2 * np.minimum(below, above)))


def log_odds(world: World) -> Found:
    """Log-odds with an informative Dirichlet prior (Monroe et al. 2008), two-sided; Benjamini-Hochberg."""
    counts, totals = world.stories.sum(axis=1), world.totals.sum(axis=0)[None, :]
    past, past_total = _before(counts), _before(totals)
    everything = np.maximum(past + counts, 0.1)
    prior = _PRIOR * everything / np.maximum(past_total + totals, 1.0)

    def odds(part: Array, whole: Array) -> Array:
        found: Array = np.log((part + prior) / np.maximum(whole + _PRIOR - part - prior, 1e-9))
        return found

    z = (odds(counts, totals) - odds(past, past_total)) / np.sqrt(1 / (counts + prior) + 1 / (past + prior))
    return _significant(2 * special.ndtr(-np.abs(z)))


def oracle(world: World) -> Found:
    """Who knows the true mean without the shift, and the true dispersion; Benjamini-Hochberg."""
    counts, mean = world.stories.sum(axis=1), np.maximum(world.means / world.planted, 1e-9)
    alpha = np.maximum(world.dispersion, 1e-7)[:, None]
    size, chance = 1 / alpha, 1 / (1 + alpha * mean)
    below = special.betainc(size, counts + 1, chance)
    above = 1 - np.where(counts > 0, special.betainc(size, np.maximum(counts, 1), chance), 0.0)
    return _significant(np.minimum(1, 2 * np.minimum(below, above)))


def _before(counts: Array) -> Array:
    """The sum of the twelve columns before each one."""
    running = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
    at = np.arange(counts.shape[1])
    found: Array = running[:, at] - running[:, np.maximum(at - BASELINE, 0)]
    return found


def _z(values: Array, counts: Array, least: float) -> Found:
    """``least``: the smallest standard deviation, one story."""
    mean = _before(values) / BASELINE
    square = _before(values**2) / BASELINE
    spread = np.sqrt(np.maximum(square - mean**2, 0.0) * BASELINE / (BASELINE - 1))
    z = np.abs(values - mean) / np.maximum(spread, least)
    z[np.maximum(counts, _before(counts) / BASELINE) < LEAST] = 0.0
    return (z > 3).astype(float), z


def _significant(p: Array) -> Found:
    """Benjamini-Hochberg week by week."""
    order = np.argsort(p, axis=0, kind="stable")
    ranked = np.take_along_axis(p, order, axis=0) * len(p) / np.arange(1, len(p) + 1)[:, None]
    q = np.empty(p.shape)
    np.put_along_axis(q, order, np.minimum.accumulate(ranked[::-1], axis=0)[::-1], axis=0)
    return (q <= Q).astype(float), -np.log(np.maximum(p, 1e-300))
