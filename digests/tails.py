"""The arithmetic of the shift test: tails of the negative binomial, and Benjamini-Hochberg.

A count with a mean and a variance above it is negative binomial, in the limit of equal ones Poisson.
Imports scipy.special alone: scipy.stats has the same functions and costs seconds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

TAIL = 0.1  # each side of an 80 % interval
_STEPS = 26  # bisections of a factor between 1e-4 and 1e4: to a millionth


def lower(count: Array, mean: Array, variance: Array) -> Array:
    """P(X <= count) of the negative binomial with this mean and variance."""
    mean = np.maximum(mean, 1e-9)
    size = mean**2 / np.maximum(variance - mean, 1e-6 * mean)
    tail: Array = special.betainc(size, np.maximum(count, 0) + 1, size / (size + mean))
    return np.where(count < 0, 0.0, tail)


def middle(count: Array, mean: Array, variance: Array) -> Array:
    """P(X < count) + P(X = count) / 2: a distribution function that is fair to whole numbers."""
    return (lower(count, mean, variance) + lower(count - 1, mean, variance)) / 2


def log_chance(count: Array, mean: Array, variance: Array) -> Array:
    """log P(X = count) of the same distribution; shapes broadcast."""
    mean = np.maximum(mean, 1e-9)
    size = mean**2 / np.maximum(variance - mean, 1e-4 * mean)
    found: Array = (
        special.gammaln(count + size)
        - special.gammaln(size)
        - special.gammaln(count + 1)
        - size * np.log1p(mean / size)
        + count * np.log(mean / (size + mean))
    )
    return found


def two_sided(count: Array, mean: Array, variances: Array, weights: Array) -> Array:
    """Twice the smaller tail, averaged over the ``variances`` (variance, series) a count may have."""
    below = (weights * lower(count, mean, variances)).sum(axis=0)
    above = 1 - (weights * lower(count - 1, mean, variances)).sum(axis=0)
    one = np.clip(np.minimum(below, above), 1e-300, 0.5)
    return np.where(mean > 0, np.minimum(1.0, 2 * one), 1.0)


def adjust(p: Array) -> Array:
    """Benjamini-Hochberg (1995) q-values, in the order of ``p``."""
    if len(p) == 0:
        return p
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return q


def effect_interval(observed: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """The multiples of ``mean`` under which ``observed`` is in neither tail of a tenth."""
    burst = (variance - mean) / mean**2

    def of_multiplier(multiplier: Array) -> Array:
        m = mean * multiplier
        return middle(observed, m, m + burst * m**2)

    low = np.where(observed > 0, _solve(of_multiplier, 1 - TAIL, mean), 0.0)
    return low, _solve(of_multiplier, TAIL, mean)


def normal_range(mean: Array, variance: Array) -> tuple[Array, Array]:
    """The whole numbers whose middle probability lies in 0.1 .. 0.9, by bisection."""
    ends = []
    for target in (TAIL, 1 - TAIL):
        low, high = np.full(len(mean), -1.0), np.ceil(mean + 20 * np.sqrt(variance) + 20)
        while bool((high - low > 1).any()):
            between = np.floor((low + high) / 2)
            under = middle(between, mean, variance) < target
            low, high = np.where(under & (high - low > 1), between, low), np.where(under, high, between)
        ends.append((low, high))
    return ends[0][1], np.maximum(ends[1][0], ends[0][1])


def _solve(falling: Callable[[Array], Array], target: float, like: Array) -> Array:
    """Where a falling function of a multiplier passes ``target``, by bisection of its logarithm."""
    low, high = np.full(len(like), 1e-4), np.full(len(like), 1e4)
    for _ in range(_STEPS):
        between = np.sqrt(low * high)
        above = falling(between) > target
        low, high = np.where(above, between, low), np.where(above, high, between)
    found: Array = np.sqrt(low * high)
    return found
