"""What is usual for a series, and how far it strays: robust rates and the dispersion of weekly counts.

News comes in bursts, so counts vary more than Poisson: variance = phi m + alpha m^2. Twelve weeks of one
series tell little about its alpha, so what the alphas of all series look like is learned first, and then
each series is given the alphas that its own weeks allow, every one with a weight (empirical Bayes; the
purpose of Smyth 2004, https://doi.org/10.2202/1544-6115.1027, on counts).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.tails import log_chance

Array = NDArray[np.float64]

CLIP = 2.58  # standard deviations; a week further out is clipped to it (Farrington's down-weighting)
ALPHAS = np.array([1e-4, 0.005, 0.01, 0.02, 0.035, 0.05, 0.07, 0.1, 0.14, 0.2, 0.3, 0.45, 0.7, 1.0])
FADE = 0.87  # the weight of a week beside that of the next
PHIS = (1.0, 1.3, 1.7, 2.2, 3.0, 4.0, 5.5)  # 1: single stories; more: copies counted as if they were news
LASTING = 0.2  # the least share of a burst that is taken to go on into the next week
_SPARE = 5.0  # stories a week
_MAD_TO_SD = 1.4826
_SKEW = 1.15  # bursts are skewed: the MAD of a gamma of shape 12 understates its variance by a tenth
_MIN_MEAN = 1.0  # residuals of rarer series say nothing about spread
_SERIES_PER_BIN = 6
_SMEAR = np.array([-0.4, -0.2, 0.0, 0.2, 0.4])  # the MAD of whole numbers jumps; of smeared ones it does not
_BELIEF = np.exp(-0.5 * (np.log(ALPHAS / 0.06) / 1.2) ** 2)  # of alphas before anything was counted
_BELIEF_SERIES = 3.0  # as much as so many series would say
_STRAY, _STRAY_ALPHA = (
    0.02,
    1.0,
)  # one week in fifty is a shift of its own: it says nothing of the usual spread
_ROUNDS = 25
_CALM = 1.5  # standard deviations a week counts for at most, when it is asked how bursts last
_BURSTY, _ENOUGH_SERIES, _ENOUGH_WEEKS = 0.3, 10, 8


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of a count with mean m: phi m + alpha m^2, with alpha[k] = ALPHAS[k] of weight weights[:, k]."""

    phi: float
    alpha: float  # of all series pooled
    weights: Array  # (series, alphas); rows add up to 1
    lasting: float  # correlation of the bursts of two adjacent weeks, LASTING .. 0.8


def find_fade(counts: Array) -> Array:
    """The weight of each week (columns) in what is usual for a series (rows); the newest weighs 1.

    A week counts 0.87 of the next one: subjects drift with the seasons, and so the usual is that of four
    weeks ago and not of six. A series of less than five stories a week forgets more slowly: it has no week
    to spare.
    """
    slow = np.minimum(1.0, counts.mean(axis=1) / _SPARE) if counts.size else np.ones(len(counts))
    fade: Array = FADE ** (slow[:, None] * np.arange(counts.shape[1])[::-1])
    return fade


def find_rates(counts: Array, exposure: Array, phi: float, alpha: float, fade: Array | None = None) -> Array:
    """The usual share of each series (rows) of the exposure, over the weeks (columns).

    Starts from the median week (from the mean where the median is near nothing), then clips weeks
    further than 2.58 standard deviations and takes the mean, three times. ``fade`` weighs the weeks; all
    alike when None.
    """
    fade = np.ones(counts.shape) if fade is None else fade
    total = (exposure * fade).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(exposure > 0, counts / exposure, np.nan)
    seen = total > 0
    median = np.zeros(len(counts))
    if seen.any():
        median[seen] = np.nanmedian(shares[seen], axis=1)
    mean = np.divide((counts * fade).sum(axis=1), total, out=np.zeros(len(counts)), where=seen)
    rate = np.where(median * np.median(exposure, axis=1) >= 2, median, mean)
    for _ in range(3):
        expected = rate[:, None] * exposure
        reach = CLIP * np.sqrt(phi * expected + alpha * expected**2)
        clipped = np.clip(counts, expected - reach, expected + reach + 0.5)
        rate = np.divide((clipped * fade).sum(axis=1), total, out=np.zeros(len(counts)), where=seen)
    return rate


def find_spread(counts: Array, exposure: Array) -> Spread:
    """The spread of series (rows) over weeks (columns) that are not themselves to be tested.

    The likelihood of each series at every alpha (profiled over its rate, with the adjustment of Cox and
    Reid 1987; one week in fifty may be anything); the mix of alphas over all series by EM; Bayes' rule.
    """
    pooled, alpha = _pool(counts, exposure)
    mean = np.maximum(
        find_rates(counts, exposure, pooled, alpha, find_fade(counts))[:, None] * exposure, 1e-9
    )
    telling = mean.mean(axis=1) >= _MIN_MEAN
    phi, best = PHIS[0], _weigh(counts, mean, PHIS[0], telling)
    for further in PHIS[1:]:
        found = _weigh(counts, mean, further, telling)
        if found[0] <= best[0]:
            break
        phi, best = further, found
    weights = best[1]
    return Spread(phi, alpha, weights, _lasting(counts, mean, phi, weights @ ALPHAS))


def _weigh(counts: Array, mean: Array, phi: float, telling: NDArray[np.bool_]) -> tuple[float, Array]:
    """How likely ``phi`` is (a log-likelihood over all telling series), and the weights of the alphas with it."""
    variance = phi * mean + ALPHAS[:, None, None] * mean**2
    stray = np.log(_STRAY) + log_chance(counts, mean, phi * mean + _STRAY_ALPHA * mean**2)
    each = np.logaddexp(np.log1p(-_STRAY) + log_chance(counts, mean, variance), stray)
    total = (each.sum(axis=2) - 0.5 * np.log((mean**2 / variance).sum(axis=2))).T
    most = total.max(axis=1)
    likely = np.exp(total - most[:, None])
    belief = _BELIEF / _BELIEF.sum()
    mix = belief
    for _ in range(_ROUNDS):
        share = likely[telling] * mix
        share /= share.sum(axis=1, keepdims=True)
        mix = share.sum(axis=0) + _BELIEF_SERIES * belief
        mix /= mix.sum()
    weights = likely * mix
    whole = weights.sum(axis=1)
    return float((np.log(whole) + most)[telling].sum()), weights / whole[:, None]


def _lasting(counts: Array, mean: Array, phi: float, alpha: Array) -> float:
    """How far a burst goes on into the next week: the median series' lag-1 correlation, of its bursty part.

    The median, and residuals clipped early: a planted month must not pass for a habit of all series.
    """
    bursts = alpha[:, None] * mean**2
    part = (bursts / (phi * mean + bursts)).mean(axis=1)
    usable, weeks = part >= _BURSTY, mean.shape[1]
    if weeks < _ENOUGH_WEEKS or usable.sum() < _ENOUGH_SERIES:
        return LASTING
    z = np.clip((counts - mean) / np.sqrt(phi * mean + bursts), -_CALM, _CALM)[usable]
    squares = np.maximum((z**2).sum(axis=1), 1e-9)
    lag = ((z[:, 1:] * z[:, :-1]).sum(axis=1) / squares + 1 / weeks) / part[usable]  # of noise: -1 / weeks
    error = 1.25 * float(lag.std()) / np.sqrt(len(lag))
    return float(np.clip(np.median(lag) - error / 2, LASTING, 0.8))


def _pool(counts: Array, exposure: Array) -> tuple[float, float]:
    """phi and alpha over all series, from the MAD of Pearson residuals in bins of like level.

    The MAD, because a real shift in a few weeks must not widen the range of everything: in simulation
    it halves the false claims of a least-squares fit.
    """
    phi, alpha = 1.0, 0.05
    weeks = counts.shape[1]
    for _ in range(3):
        expected = find_rates(counts, exposure, phi, alpha)[:, None] * exposure
        level = expected.mean(axis=1)
        usable = np.flatnonzero(level >= _MIN_MEAN)
        if len(usable) < 3:
            return phi, alpha
        order = usable[np.argsort(level[usable], kind="stable")]
        bins = np.array_split(order, max(1, len(order) // _SERIES_PER_BIN))
        levels, scales = np.zeros(len(bins)), np.zeros(len(bins))
        for index, rows in enumerate(bins):
            m = np.maximum(expected[rows], 1e-9)
            residual = ((counts[rows] - m)[..., None] + _SMEAR) / np.sqrt(m)[..., None]
            scale = (_MAD_TO_SD * np.median(np.abs(residual))) ** 2 * weeks / (weeks - 1)
            levels[index] = level[rows].mean()
            scales[index] = scale - (1 / 12 / m).mean()  # what the smearing added
        phi, alpha = _fit_variance(levels, scales, np.array([float(len(rows)) for rows in bins]))
    return phi, alpha * _SKEW


def _fit_variance(levels: Array, scales: Array, sizes: Array) -> tuple[float, float]:
    """Weighted least squares of scale = phi + alpha level, with phi >= 1 and alpha >= 0."""
    phi, alpha = 1.0, 0.0
    for _ in range(4):
        weights = (
            sizes / np.maximum(phi + alpha * levels, 1e-6) ** 2
        )  # an estimated variance varies with its square
        level, scale = np.average(levels, weights=weights), np.average(scales, weights=weights)
        below = float((weights * (levels - level) ** 2).sum())
        slope = float((weights * (levels - level) * (scales - scale)).sum()) / below if below > 1e-12 else 0.0
        phi, alpha = float(scale - slope * level), slope
        if alpha < 0:
            phi, alpha = max(1.0, float(scale)), 0.0
        elif phi < 1:
            free = float((weights * levels * (scales - 1)).sum()) / float((weights * levels**2).sum())
            phi, alpha = 1.0, max(0.0, free)
    return phi, alpha
