"""Simulated news weeks whose truth is known: what digests.shifts is measured on.

A world is counts of stories (or articles) by series, source and week, and the multiplier that was
planted in each series and week (1.0: nothing). All of it follows from a seed.

    ideal        A  Poisson counts
    bursty       B  gamma-Poisson, alpha 0.08: news comes in bursts
    drifting     C  B, a corpus that grows or shrinks, and four odd weeks (x0.5 to x1.8)
    syndicated   E  bursty stories (alpha 0.03), each printed in 2.5 copies on average, volume as in C
    uneven       F  C with an alpha of its own for every series (0.01 to 0.3)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = (3.0, 10.0, 50.0)  # stories a week
MULTIPLIERS = (1.5, 2.0, 3.0, 1 / 2, 1 / 3)
KINDS = ("ideal", "bursty", "drifting", "syndicated", "uneven")
COPIES = 2.5

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    stories: Array  # (series, source, week)
    articles: Array  # the same, every copy counted
    means: Array  # (series, week): true mean of the stories, shifts and volume in
    dispersion: Array  # (series,): true alpha
    planted: Array  # (series, week): multiplier, 1.0 where nothing shifts
    lasts: Array  # (series, week): length in weeks of the shift that starts here, else 0
    levels: Array  # (series,)


def build_world(
    kind: str, seed: int, *, weeks: int = 52, per_level: int = 20, sources: int = 12, starts: float = 1.8
) -> World:
    """One simulated stretch of weeks; ``starts`` is how many shifts begin in a week on average."""
    rng = np.random.default_rng(seed)
    levels = np.repeat(LEVELS, per_level)
    count = len(levels)
    planted, lasts = _plant(rng, count, weeks, starts)
    volume = np.ones(weeks)
    if kind in ("drifting", "syndicated", "uneven"):
        volume = np.exp(np.linspace(0, rng.uniform(-0.4, 0.4), weeks))
        odd = rng.choice(weeks, size=min(4, weeks), replace=False)
        volume[odd] *= rng.choice([0.5, 0.7, 1.4, 1.8], size=len(odd))
    alpha = {"ideal": 0.0, "syndicated": 0.03}.get(kind, 0.08)
    dispersion = np.full(count, alpha)
    if kind == "uneven":
        dispersion = np.exp(rng.uniform(np.log(0.01), np.log(0.3), count))
    means = levels[:, None] * planted * volume[None, :]
    rates = means
    if dispersion.any():
        shape = 1 / dispersion[:, None]
        rates = rng.gamma(np.broadcast_to(shape, means.shape), means / shape)
    share = rng.dirichlet(np.full(sources, 4.0))
    stories = rng.poisson(rates[:, None, :] * share[None, :, None]).astype(float)
    articles = stories + rng.poisson(stories * (COPIES - 1)) if kind == "syndicated" else stories
    return World(stories, articles.astype(float), means, dispersion, planted, lasts, levels)


def _plant(rng: np.random.Generator, count: int, weeks: int, starts: float) -> tuple[Array, Array]:
    planted, lasts = np.ones((count, weeks)), np.zeros((count, weeks))
    for week in range(13, weeks):
        for _ in range(rng.poisson(starts)):
            row = int(rng.integers(count))
            if (planted[row, max(0, week - 8) :] != 1).any():
                continue  # one shift at a time, and a while to forget it
            length = int(rng.choice([1, 4]))
            planted[row, week : week + length] = rng.choice(MULTIPLIERS)
            lasts[row, week] = length
    return planted, lasts


def silence(world: World, dead: Array, start: int, end: int) -> World:
    """The same world with the sources of ``dead`` (a mask) saying nothing in weeks [start, end)."""
    stories, articles = world.stories.copy(), world.articles.copy()
    stories[:, dead.astype(bool), start:end] = 0
    articles[:, dead.astype(bool), start:end] = 0
    return World(stories, articles, world.means, world.dispersion, world.planted, world.lasts, world.levels)
