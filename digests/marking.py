"""Which words mark a week: log-odds with an informative Dirichlet prior, and how sure that is.

The score z of a word is that of Monroe, Colaresi and Quinn 2008 (https://doi.org/10.1093/pan/mpn018, section 3.5.1):
the difference of the log-odds in this week and in the weeks before, each with the word's share of all weeks as prior,
over its standard error. Counted are stories that have the word, not how often it stands there.

News comes in bursts: z alone calls an ordinary week's words remarkable. So z only ranks, and a word is claimed by the
chance of as many stories in a normal week: a gamma-Poisson whose spread is that of words equally frequent in the weeks
before, with Benjamini-Hochberg over all words. And as every week has its small events, it must reach a z that four
words of an earlier week reach on average: what all weeks have marks none. benchmarks/terms.py shows what comes out of
weeks without news.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

MIN_STORIES = 3
MIN_HOUSES = 2
MIN_RATIO = 2.0  # times the usual share; less is no mark of a week, however sure
MIN_Z = 1.96
CLAIM_Q = 0.05
USUAL_WORDS = 4  # of an earlier week, on average, that may be as remarkable as one that is claimed
_EVER = 3  # stories in all weeks: a rarer word cannot be claimed and would only dilute
_LEVELS = (0.1, 0.3, 1.0, 3.0, 10.0)  # stories a week: words of one level share a spread
_ENOUGH = 20  # words a level needs to have a spread of its own
_LEAST_SPREAD = 0.05


@dataclass(frozen=True, slots=True)
class Marked:
    """What is known of each word (rows), for the newest week."""

    z: Array  # log-odds over their standard error: above 0, more frequent than before
    expected: Array  # stories in a week like this
    p: Array  # chance of as many stories or more in a normal week
    q: Array  # Benjamini-Hochberg; 1.0 for words that were not tested
    claimed: NDArray[np.bool_]


def compare_words(counts: Array, stories: Array, houses: NDArray[np.int64]) -> Marked:
    """The newest week against those before it.

    counts: (word, week) stories that have the word, newest week last; stories: (week,) stories in all; houses:
    (word, week) publisher houses behind those counts.
    """
    here, past = counts[:, -1], counts[:, :-1]
    n_here, n_past = float(stories[-1]), float(stories[:-1].sum())
    before = past.sum(axis=1)
    if not len(counts) or n_here <= 0 or n_past <= 0:
        none = np.ones(len(counts))
        return Marked(0 * none, 0 * none, none, none, none < 0)
    z, prior = _log_odds(here, before, n_here, n_past)
    ever = here + before >= _EVER
    tested = ever & (here > 0)
    expected = (before + prior) / (n_past + n_here) * n_here
    p = np.ones(len(counts))
    spread = 1 / (before + prior)[tested] + find_spreads(past, stories[:-1])[tested]
    p[tested] = _upper_tail(here[tested], expected[tested], spread)
    q = np.ones(len(counts))
    q[tested] = _step_up(p[tested], int(ever.sum()))
    usual = before / n_past * n_here
    claimed = (q <= CLAIM_Q) & (z >= max(MIN_Z, find_bar(past, stories[:-1], houses[:, :-1])))
    claimed &= (here >= MIN_STORIES) & (houses[:, -1] >= MIN_HOUSES) & (here >= MIN_RATIO * usual)
    return Marked(z, usual, p, q, claimed)


def find_bar(counts: Array, stories: Array, houses: NDArray[np.int64]) -> float:
    """The z that ``USUAL_WORDS`` words of these weeks exceed on average, each week against the others."""
    found: list[Array] = []
    total, n = counts.sum(axis=1), float(stories.sum())
    for week in range(counts.shape[1]):
        rows = (counts[:, week] >= MIN_STORIES) & (houses[:, week] >= MIN_HOUSES)
        n_here = float(stories[week])
        if rows.any() and 0 < n_here < n:
            here = counts[rows, week]
            found.append(_log_odds(here, total[rows] - here, n_here, n - n_here)[0])
    ranked = np.sort(np.concatenate(found))[::-1] if found else np.zeros(0)
    place = USUAL_WORDS * counts.shape[1]
    return float(ranked[place]) if len(ranked) > place else 0.0


def _log_odds(here: Array, before: Array, n_here: float, n_past: float) -> tuple[Array, Array]:
    """z by equations 15, 20 and 22 of the paper, with stories for words; and the prior, worth a week like this one."""
    prior = n_here * (here + before) / (n_here + n_past)
    a, b = np.maximum(here + prior, 1e-9), np.maximum(before + prior, 1e-9)
    odds_here = np.log(a) - np.log(np.maximum(2 * n_here - a, 0.5))
    odds_past = np.log(b) - np.log(np.maximum(n_past + n_here - b, 0.5))
    return (odds_here - odds_past) / np.sqrt(1 / a + 1 / b), prior


def find_spreads(past: Array, stories: Array) -> Array:
    """For each word the alpha of variance = m + alpha m^2, pooled over words of like frequency.

    By moments over all weeks: a burst of a rare word is what the next one must be measured with, so nothing is
    clipped. A rarer level is never calmer than the next: rare words come in bursts.
    """
    weeks = past.shape[1]
    total = float(stories.sum())
    mean = past.sum(axis=1)[:, None] * (stories / total)[None, :]
    squares = ((past - mean) ** 2).sum(axis=1) * weeks / max(weeks - 1, 1) - past.sum(axis=1)
    level = past.mean(axis=1)
    of = np.searchsorted(np.array(_LEVELS), level, side="right")
    alphas, last = np.full(len(_LEVELS) + 1, _LEAST_SPREAD), _LEAST_SPREAD
    for place in range(len(_LEVELS), -1, -1):
        rows = (of == place) & (level > 0)
        if int(rows.sum()) >= _ENOUGH:
            last = max(last, float(squares[rows].sum() / (mean[rows] ** 2).sum()))
        alphas[place] = last
    found: Array = alphas[of]
    return found


def _upper_tail(count: Array, mean: Array, spread: Array) -> Array:
    """P(X >= count) of a gamma-Poisson with this mean and variance mean + spread mean^2; both above 0."""
    size = 1 / spread
    tail: Array = special.betainc(count, size, mean / (mean + size))
    return tail


def _step_up(p: Array, tests: int) -> Array:
    """q values of Benjamini and Hochberg; ``tests``: how many there were in all, the untold ones at 1."""
    order = np.argsort(p, kind="stable")
    ranked = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q
