"""Seeded weeks of words: counts of stories by word and week, quiet or with events in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def quiet_weeks(
    rng: np.random.Generator,
    *,
    stories: int = 150,
    words: int = 3000,
    each: int = 12,
    weeks: int = 13,
    burst: float = 0.2,
    swing: float = 0.2,
) -> tuple[Array, Array]:
    """(word, week) and (week,): Zipf's words, ``each`` a story; their rates vary by ``burst`` (a gamma's variance)
    from week to week, the number of stories by ``swing``. Nothing happens."""
    share = 1 / np.arange(1, words + 1) ** 0.9
    total = np.maximum(1, rng.poisson(stories * rng.gamma(1 / swing**2, swing**2, weeks))).astype(float)
    mean = np.minimum((share / share.sum())[:, None] * each * total[None, :], 0.6 * total[None, :])
    if burst:
        mean = mean * rng.gamma(1 / burst, burst, mean.shape)
    return np.minimum(rng.poisson(mean), total[None, :]).astype(float), total


def small_events(rng: np.random.Generator, weeks: int, *, a_week: float, words: int = 6) -> Array:
    """Words of events that every week has: each event has ``words`` of its own and a few stories."""
    rows = []
    for week in range(weeks):
        for _ in range(int(rng.poisson(a_week))):
            row = np.zeros(weeks)
            row[week] = min(int(rng.geometric(0.35)), 40)
            rows += [row] * words
    return np.array(rows).reshape(-1, weeks)


def two_houses(counts: Array) -> NDArray[np.int64]:
    """Houses behind the counts: two wherever two are asked for."""
    return np.where(counts >= 2, 2, counts).astype(np.int64)
