"""Words of the week: how many come out of weeks without news, and which events are found, against two usual ways.

    python benchmarks/terms.py [--weeks 60] [--seed 7]

Worlds are seeded (tests/word_weeks.py): Zipf's words whose rates vary from week to week, with and without the small
events that every week has. Compared with z > 1.96 of the log-odds alone (Monroe, Colaresi, Quinn 2008), with its
Benjamini-Hochberg, and with the words that have risen most by percentage.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

from digests.marking import compare_words
from tests.word_weeks import quiet_weeks, small_events, two_houses

Flags = NDArray[np.bool_]
Way = Callable[[NDArray[np.float64], NDArray[np.float64]], Flags]


def ours(counts: NDArray[np.float64], stories: NDArray[np.float64]) -> Flags:
    return compare_words(counts, stories, two_houses(counts)).claimed


def z_alone(counts: NDArray[np.float64], stories: NDArray[np.float64]) -> Flags:
    found: Flags = (compare_words(counts, stories, two_houses(counts)).z > 1.96) & (counts[:, -1] >= 3)
    return found


def z_with_bh(counts: NDArray[np.float64], stories: NDArray[np.float64]) -> Flags:
    """The usual keyword list: normal tails of z, q <= 0.05."""
    z = compare_words(counts, stories, two_houses(counts)).z
    p = special.ndtr(-z)
    ranked = np.sort(p)
    below = np.flatnonzero(ranked * len(p) / np.arange(1, len(p) + 1) <= 0.05)
    bar = ranked[below[-1]] if len(below) else -1.0
    found: Flags = (p <= bar) & (counts[:, -1] >= 3)
    return found


def doubled(counts: NDArray[np.float64], stories: NDArray[np.float64]) -> Flags:
    """Twice last week's share or more, in three stories at least."""
    found: Flags = (counts[:, -1] / stories[-1] >= 2 * counts[:, -2] / stories[-2]) & (counts[:, -1] >= 3)
    return found


WAYS: dict[str, Way] = {
    "this project": ours,
    "log-odds z > 1.96": z_alone,
    "log-odds, BH .05": z_with_bh,
    "twice last week": doubled,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    print(f"words a week by chance, mean of {given.weeks} weeks (share of weeks with any)")
    print(f"{'world':38}" + "".join(f"{name:>22}" for name in WAYS))
    for stories in (25, 150, 600):
        for burst in (0.0, 0.2, 0.5):
            for events in (0, 10):
                line = f"{stories} stories, burst {burst}, {events} events"
                print(
                    f"{line:38}"
                    + "".join(chance(way, given, stories, burst, events) for way in WAYS.values())
                )
    print("\na new word in n stories of 150 is listed (%), burst 0.2")
    print(f"{'':38}" + "".join(f"{name:>22}" for name in WAYS))
    for here in (4, 6, 8, 12, 16, 24):
        for events in (0, 10):
            line = f"n = {here}, {events} events"
            print(f"{line:38}" + "".join(found(way, given, here, events) for way in WAYS.values()))


def chance(way: Way, given: argparse.Namespace, stories: int, burst: float, events: int) -> str:
    rng, told = np.random.default_rng(given.seed), []
    for _ in range(given.weeks):
        counts, totals = quiet_weeks(rng, stories=stories, burst=burst)
        if events:
            counts = np.concatenate([counts, small_events(rng, counts.shape[1], a_week=events)])
        told.append(int(way(counts, totals).sum()))
    any_word = sum(n > 0 for n in told) / len(told)
    return f"{sum(told) / len(told):14.2f} ({any_word:4.0%})"


def found(way: Way, given: argparse.Namespace, here: int, events: int) -> str:
    rng, hits = np.random.default_rng(given.seed), 0
    for _ in range(given.weeks):
        counts, totals = quiet_weeks(rng)
        rows = [counts, np.array([[0.0] * 12 + [float(here)]])]
        if events:
            rows.insert(1, small_events(rng, counts.shape[1], a_week=events))
        hits += bool(way(np.concatenate(rows), totals)[-1])
    return f"{hits / given.weeks:22.0%}"


if __name__ == "__main__":
    main()
