"""The shift test against week-over-week percentages, in simulated years whose truth is known.

    python benchmarks/shifts.py [--years 24] [--kinds ideal,bursty,...]

For each world: false claims a digest, false claims among all claims, and recall of planted shifts in
their first week and within two; then quiet years; then recall when each method is given the threshold at
which it makes 0.1 false claims a digest, beside an oracle that knows the true mean and dispersion; then
outages. Counts are stories; the peer is "+-50 % against last week, five stories at least".
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.shift_worlds import KINDS, World, build_world, silence
from digests.panel import Counts, find_panel
from digests.shifts import compare_week
from digests.weeks import week_at

FIRST_WEEK = 14  # twelve weeks of baseline, and one more for the second look
ALARMS = 0.1  # false claims a digest, for the comparison at equal false alarms
CASES = ((3, 3.0), (10, 2.0), (10, 3.0), (50, 1.5), (50, 2.0), (50, 3.0))
LATER = ((10, 2.0), (10, 3.0), (50, 2.0))

Array = NDArray[np.float64]


@dataclass
class Score:
    """What one method did over many digests."""

    digests: int = 0
    loud: int = 0  # digests with a claim
    false: int = 0
    true: int = 0
    first: dict[tuple[int, float], list[bool]] = field(default_factory=lambda: defaultdict(list))
    second: dict[tuple[int, float], list[bool]] = field(default_factory=lambda: defaultdict(list))


def counts_of(world: World) -> Counts:
    """A world as the test is given it."""
    rows, sources, weeks = world.stories.shape
    names = tuple(f"k{index}" for index in range(rows))
    houses = tuple(f"s{index}" for index in range(sources))
    span = tuple(week_at(105_600 + index) for index in range(weeks))
    return Counts(span, houses, names, world.stories, world.stories.sum(axis=0))


def ours(world: World) -> tuple[Array, Array]:
    """Claims (series, week) and a score (larger: surer) of the product's own test."""
    counts = counts_of(world)
    claims, sure = np.zeros(world.planted.shape), np.zeros(world.planted.shape)
    for at in range(FIRST_WEEK, world.planted.shape[1]):
        for shift in compare_week(counts, find_panel(counts.totals, at), None).shifts:
            row = int(shift.series[1:])
            claims[row, at] = shift.claim
            sure[row, at] = -np.log(max(shift.p, 1e-300))
    return claims, sure


def week_over_week(world: World) -> tuple[Array, Array]:
    """The peer: +-50 % on five stories at least; scored by the size of the change."""
    counts = world.stories.sum(axis=1)
    change = np.zeros(counts.shape)
    before, now = counts[:, :-1], counts[:, 1:]
    change[:, 1:] = np.abs(now - before) / np.maximum(before, 1)
    enough = np.zeros(counts.shape, dtype=bool)
    enough[:, 1:] = np.maximum(now, before) >= 5
    change[~enough] = 0
    return (change >= 0.5).astype(float), change


def oracle(world: World) -> tuple[Array, Array]:
    """Who knows the true mean without the shift, and the true dispersion. Scored only."""
    counts, mean = world.stories.sum(axis=1), world.means / world.planted
    alpha = np.maximum(world.dispersion, 1e-7)[:, None]
    size, chance = 1 / alpha, 1 / (1 + alpha * mean)
    below = special.betainc(size, counts + 1, chance)
    above = 1 - np.where(counts > 0, special.betainc(size, np.maximum(counts, 1), chance), 0.0)
    p = np.minimum(1, 2 * np.minimum(below, above))
    return np.zeros(counts.shape), -np.log(np.maximum(p, 1e-300))


def judge(score: Score, world: World, claims: Array) -> None:
    """A claim inside a shift is true, up to thirteen weeks after one neither, elsewhere false."""
    for at in range(FIRST_WEEK, world.planted.shape[1]):
        claimed = claims[:, at] > 0
        shifted = world.planted[:, at] != 1
        recent = (world.planted[:, max(0, at - 13) : at] != 1).any(axis=1)
        score.digests += 1
        score.loud += bool(claimed.any())
        score.true += int((claimed & shifted).sum())
        score.false += int((claimed & ~shifted & ~recent).sum())
        for row in np.flatnonzero(world.lasts[:, at]):
            case = (int(world.levels[row]), round(float(world.planted[row, at]), 2))
            score.first[case].append(bool(claimed[row]))
            if world.lasts[row, at] == 4 and at + 1 < claims.shape[1]:
                score.second[case].append(bool(claimed[row] or claims[row, at + 1] > 0))


def matched(worlds: list[World], sures: list[Array]) -> Array:
    """The threshold at which a score makes ALARMS false claims a digest, as claims of the pooled worlds."""
    quiet, digests = [], 0
    for world, sure in zip(worlds, sures, strict=True):
        for at in range(FIRST_WEEK, sure.shape[1]):
            around = world.planted[:, max(0, at - 13) : at + 1]
            quiet += sure[(around == 1).all(axis=1), at].tolist()
            digests += 1
    return np.sort(quiet)[::-1][int(ALARMS * digests)]


def percent(found: dict[tuple[int, float], list[bool]], cases: tuple[tuple[int, float], ...]) -> str:
    return " ".join(f"{100 * np.mean(found[case]):4.0f}" if found.get(case) else "   -" for case in cases)


def lines_of(kind: str, years: int) -> Iterator[str]:
    worlds = [build_world(kind, seed) for seed in range(years)]
    quiet = [build_world(kind, 10_000 + seed, starts=0) for seed in range(years)]
    for name, method in (("tradewind", ours), ("WoW 50 %", week_over_week), ("oracle", oracle)):
        made = [method(world) for world in worlds]
        native, still, equal = Score(), Score(), Score()
        for world, (claims, _) in zip(worlds, made, strict=True):
            judge(native, world, claims)
        for world in quiet:
            judge(still, world, method(world)[0])
        limit = matched(worlds, [sure for _, sure in made])
        for world, (_, sure) in zip(worlds, made, strict=True):
            judge(equal, world, (sure > limit).astype(float))
        own = (
            f"{native.false / native.digests:6.2f} {100 * native.false / max(1, native.false + native.true):5.1f} % "
            f"| {percent(native.first, CASES)} | {percent(native.second, LATER)} "
            f"| {100 * still.loud / still.digests:5.1f} %"
        )
        yield f"{kind:<11}{name:<10} {own if name != 'oracle' else ' ' * len(own)} | {percent(equal.first, CASES)}"


def outage_lines(runs: int) -> Iterator[str]:
    """One of two groups of sources dead for a week, or all volume halved: nothing shifted."""
    for what in ("one group of sources dead", "all volume halved"):
        false, named, naive = 0, 0, 0
        for seed in range(runs):
            world = build_world("bursty", 20_000 + seed, weeks=16, starts=0)
            if what.startswith("one"):
                dead = np.arange(12) < 6
                world = silence(world, dead, 15, 16)
            else:
                world.stories[:, :, 15] = np.random.default_rng(seed).binomial(
                    world.stories[:, :, 15].astype(int), 0.5
                )
            counts = counts_of(world)
            found = compare_week(counts, find_panel(counts.totals, 15), None)
            false += sum(shift.claim for shift in found.shifts)
            named += len(found.outages) == (6 if what.startswith("one") else 0)
            naive += int(week_over_week(world)[0][:, 15].sum())
        yield (
            f"{what:<28} tradewind {false / runs:5.2f} false claims a digest, WoW {naive / runs:5.1f}; "
            f"outages named rightly in {100 * named / runs:.0f} % of {runs}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--years", type=int, default=24, help="simulated years a world (38 digests each)")
    parser.add_argument("--kinds", default=",".join(KINDS))
    given = parser.parse_args()
    heads = " ".join(f"{level}x{times:g}" for level, times in CASES)
    print(
        f"false a digest, of claims | recall first week {heads} | in two weeks 10x2 10x3 50x2 | quiet, with a claim"
    )
    print(
        f"| recall at {ALARMS} false claims a digest {heads}   ({38 * given.years} digests a world, 60 series)"
    )
    for kind in given.kinds.split(","):
        for line in lines_of(kind, given.years):
            print(line, flush=True)
    for line in outage_lines(200):
        print(line, flush=True)


if __name__ == "__main__":
    main()
