"""Simulated news weeks whose truth is known: what digests.shifts is measured on.

A world is counts of stories by series, source and week, and the multiplier that was planted in each
series and week (1.0: nothing). All of it follows from a seed. 60 series (20 each at 3, 10 and 50 stories
a week), 12 sources, 52 weeks, 1.8 planted starts a week (x1.5 x2 x3 x1/2 x1/3, for 1 or 4 weeks), unless
said otherwise. "Bursts" is a gamma factor of variance alpha on every series and week.

    ideal        Poisson counts
    bursty       bursts, alpha 0.08: news comes in heaps
    drifting     bursty, a corpus that grows or shrinks by up to half, and four odd weeks (x0.5 to x1.8)
    syndicated   bursts of alpha 0.03, each story printed in 2.5 copies on average, volume as in drifting
    uneven       drifting with an alpha of its own for every series (log-uniform, 0.01 to 0.3)
    outage       bursty; every source has subjects of its own (a gamma factor of shape 4 per series); half of
                 the sources are dead in two single weeks and once for three, one source joins in week 20,
                 one leaves in week 34, one prints half from week 26 on
    growing      bursty, sources as in outage; the corpus triples over the year, four sources join on the way
    seasonal     bursty; volume swings by a fifth over the year, falls to half at Chinese New Year and to 0.7
                 at Christmas, rises to 1.3 at 11.11 and Black Friday; a third of the series swing by a quarter
                 with a phase of their own (no shift: a claim of it is false). In years with planted shifts ten
                 series of trade also go up 1.5 to 3 times in the weeks of 11.11 and Black Friday: true shifts
    comoving     bursts of alpha 0.04 of the series' own and 0.04 shared by ten series; one event lifts (or
                 lowers) three to five series of a ten together
    few          bursty, 12 series (4 at each level), as many other stories again that belong to no series
    three        bursty, 3 series (one at each level), 60 other stories a week
    many         bursty, 300 series at 0.5 to 3 a week (log-uniform)
    heavy        log-normal bursts (sigma 0.35, alpha 0.13) instead of gamma ones
    sticky       bursts that last: AR(1) of the log rate, rho 0.5, stationary sigma 0.28 (alpha 0.08)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

LEVELS = (3.0, 10.0, 50.0)  # stories a week
MULTIPLIERS = (1.5, 2.0, 3.0, 1 / 2, 1 / 3)
KINDS = (
    "ideal",
    "bursty",
    "drifting",
    "syndicated",
    "uneven",
    "outage",
    "growing",
    "seasonal",
    "comoving",
    "few",
    "three",
    "many",
    "heavy",
    "sticky",
)
COPIES = 2.5
_SERIES = {"few": 12, "three": 3, "many": 300}
_ALPHA = {"ideal": 0.0, "syndicated": 0.03, "comoving": 0.04, "heavy": np.expm1(0.35**2)}
_GROUP = 10  # series that move together
_NEW_YEAR, _TRADE, _CHRISTMAS = (5, 6), (45, 46, 47), (51,)  # weeks of the year, from 0

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    stories: Array  # (series, source, week)
    articles: Array  # the same, every copy counted
    means: Array  # (series, week): true mean of the stories, shifts, volume and silences in
    dispersion: Array  # (series,): true alpha
    planted: Array  # (series, week): multiplier, 1.0 where nothing shifts
    lasts: Array  # (series, week): length in weeks of the shift that starts here, else 0
    levels: Array  # (series,)
    others: Array | None = None  # (source, week): stories that belong to no series

    @property
    def totals(self) -> Array:
        """(source, week): all stories."""
        tracked: Array = self.stories.sum(axis=0)
        return tracked if self.others is None else tracked + self.others


def build_world(
    kind: str, seed: int, *, weeks: int = 52, per_level: int = 20, sources: int = 12, starts: float = 1.8
) -> World:
    """One simulated stretch of weeks; ``starts`` is how many shifts begin in a week on average.

    KeyError for a kind that KINDS does not name.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    rng, more = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    levels = _levels(kind, per_level, more)
    count = len(levels)
    starts *= count / (3 * per_level) if kind in _SERIES else 1
    planted, lasts = (_together if kind == "comoving" else _plant)(rng, count, weeks, starts)
    volume, swing = np.ones(weeks), np.ones((count, weeks))
    if kind in ("drifting", "syndicated", "uneven"):
        volume = np.exp(np.linspace(0, rng.uniform(-0.4, 0.4), weeks))
        odd = rng.choice(weeks, size=min(4, weeks), replace=False)
        volume[odd] *= rng.choice([0.5, 0.7, 1.4, 1.8], size=len(odd))
    elif kind == "growing":
        volume = np.exp(np.linspace(0, np.log(3), weeks))
    elif kind == "seasonal":
        volume, swing = _seasons(more, count, weeks)
        if starts:
            planted = _trade(more, planted)
    dispersion = np.full(count, _ALPHA.get(kind, 0.08))
    if kind == "uneven":
        dispersion = np.exp(rng.uniform(np.log(0.01), np.log(0.3), count))
    means = levels[:, None] * planted * swing * volume[None, :]
    rates, dispersion = _bursts(kind, rng, more, means, dispersion)
    share = rng.dirichlet(np.full(sources, 4.0))
    shares = np.broadcast_to(share[None, :, None], (count, sources, weeks))
    if kind in ("outage", "growing"):
        shares = _comings(kind, more, share, count, weeks)
    stories = rng.poisson(rates[:, None, :] * shares).astype(float)
    articles = stories + rng.poisson(stories * (COPIES - 1)) if kind == "syndicated" else stories
    others = None
    if kind in ("few", "three"):
        usual = levels.sum() if kind == "few" else 60.0
        others = more.poisson(usual * volume[None, :] * share[:, None]).astype(float)
    return World(
        stories,
        articles.astype(float),
        means * shares.sum(axis=1),
        dispersion,
        planted,
        lasts,
        levels,
        others,
    )


def _levels(kind: str, per_level: int, rng: np.random.Generator) -> Array:
    if kind == "many":
        return np.sort(np.exp(rng.uniform(np.log(0.5), np.log(3.0), _SERIES[kind])))
    return np.repeat(LEVELS, _SERIES[kind] // 3 if kind in _SERIES else per_level)


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


def _together(rng: np.random.Generator, count: int, weeks: int, starts: float) -> tuple[Array, Array]:
    """Events: each moves three to five series of one group alike; ``starts`` still counts series."""
    planted, lasts = np.ones((count, weeks)), np.zeros((count, weeks))
    group = np.arange(count) % max(1, count // _GROUP)  # every group has series of every level
    for week in range(13, weeks):
        for _ in range(rng.poisson(starts / 4)):
            members = np.flatnonzero(group == rng.integers(group.max() + 1))
            moved = rng.choice(members, size=min(len(members), int(rng.integers(3, 6))), replace=False)
            length, times = int(rng.choice([1, 4])), float(rng.choice(MULTIPLIERS))
            for row in moved:
                if (planted[row, max(0, week - 8) :] != 1).any():
                    continue
                planted[row, week : week + length] = times
                lasts[row, week] = length
    return planted, lasts


def _bursts(
    kind: str, rng: np.random.Generator, more: np.random.Generator, means: Array, dispersion: Array
) -> tuple[Array, Array]:
    """The rate of every series and week, and the alpha of each series an oracle would use."""
    count, weeks = means.shape
    if kind == "heavy":
        return means * more.lognormal(-(0.35**2) / 2, 0.35, means.shape), dispersion
    if kind == "sticky":
        rho, sigma = 0.5, 0.28
        log = np.zeros(means.shape)
        log[:, 0] = more.normal(0, sigma, count)
        for week in range(1, weeks):
            log[:, week] = rho * log[:, week - 1] + more.normal(0, sigma * np.sqrt(1 - rho**2), count)
        return means * np.exp(log - sigma**2 / 2), dispersion
    if not dispersion.any():
        return means, dispersion
    shape = 1 / dispersion[:, None]
    rates = rng.gamma(np.broadcast_to(shape, means.shape), means / shape)
    if kind == "comoving":
        groups = max(1, count // _GROUP)
        common = more.gamma(1 / 0.04, 0.04, (groups, weeks))
        return rates * common[np.arange(count) % groups], dispersion + 0.04 + 0.04 * dispersion
    return rates, dispersion


def _comings(kind: str, rng: np.random.Generator, share: Array, count: int, weeks: int) -> Array:
    """(series, source, week): what each source brings of each series, in sources that come and go."""
    mix = share[None, :] * rng.gamma(4.0, 0.25, (count, len(share)))
    mix /= mix.sum(axis=1, keepdims=True)
    alive = np.ones((len(share), weeks))
    order = rng.permutation(len(share))
    if kind == "growing":
        for source in order[:4]:
            alive[source, : int(rng.integers(8, weeks - 4))] = 0
    else:
        half = order[: len(share) // 2]
        first, second, long = np.sort(rng.choice(np.arange(14, weeks - 4), size=3, replace=False))
        for start, end in ((first, first + 1), (second, second + 1), (long, long + 3)):
            alive[half, start:end] = 0
        alive[order[-1], :20] = 0
        alive[order[-2], 34:] = 0
        alive[order[-3], 26:] *= 0.5
    shares: Array = mix[:, :, None] * alive[None, :, :]
    return shares


def _seasons(rng: np.random.Generator, count: int, weeks: int) -> tuple[Array, Array]:
    """(week,): the volume of all; (series, week): the swing of some."""
    week = np.arange(weeks)
    volume = 1 + 0.2 * np.sin(2 * np.pi * (week / 52 + rng.uniform()))
    for names, times in ((_NEW_YEAR, 0.5), (_CHRISTMAS, 0.7), (_TRADE, 1.3)):
        volume[np.isin(week % 52, names)] *= times
    swing = np.ones((count, weeks))
    moved = rng.choice(count, size=count // 3, replace=False)
    phase = rng.uniform(size=len(moved))
    swing[moved] = 1 + 0.25 * np.sin(2 * np.pi * (week[None, :] / 52 + phase[:, None]))
    return volume, swing


def _trade(rng: np.random.Generator, planted: Array) -> Array:
    """Ten series go up with the shopping weeks, where nothing else was planted."""
    found = planted.copy()
    peak = np.isin(np.arange(planted.shape[1]) % 52, _TRADE)
    for row in rng.choice(len(planted), size=min(10, len(planted)), replace=False):
        free = peak & (found[row] == 1)
        found[row, free] = rng.uniform(1.5, 3.0)
    return found


def silence(world: World, dead: Array, start: int, end: int) -> World:
    """The same world with the sources of ``dead`` (a mask) saying nothing in weeks [start, end)."""
    stories, articles = world.stories.copy(), world.articles.copy()
    stories[:, dead.astype(bool), start:end] = 0
    articles[:, dead.astype(bool), start:end] = 0
    others = None if world.others is None else world.others.copy()
    if others is not None:
        others[dead.astype(bool), start:end] = 0
    return replace(world, stories=stories, articles=articles, others=others)
