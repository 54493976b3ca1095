"""What is usual for a series, and how far it strays: robust rates and the dispersion of weekly counts.

News comes in bursts, so counts vary more than Poisson: variance = phi m + alpha m^2. Twelve weeks of
one series tell little about that, so phi and alpha are fitted once over all series, and a series has
a factor of its own only as far as the series really differ. Pure numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLIP = 2.58  # standard deviations; a week further out is clipped to it (Farrington's down-weighting)
_MAD_TO_SD = 1.4826
_SKEW = 1.15  # bursts are skewed: the MAD of a gamma of shape 12 understates its variance by a tenth
_MIN_MEAN = 1.0  # residuals of rarer series say nothing about spread
_SERIES_PER_BIN = 6
_FEW_SERIES = 10  # fewer than this cannot show whether series differ
_PRIOR_OF_FEW = 20.0
_SMEAR = np.array([-0.4, -0.2, 0.0, 0.2, 0.4])  # the MAD of whole numbers jumps; of smeared ones it does not
_CHI_SQUARE_MEDIAN = 0.4549  # of one degree of freedom


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of a count with mean m: factor x (phi m + alpha m^2)."""

    phi: float
    alpha: float
    factor: Array  # (series,): 1.0 where all series vary alike
    freedom: Array  # (series,): degrees of freedom of the variance; large where all series vary alike


def find_rates(counts: Array, exposure: Array, phi: float, alpha: float) -> Array:
    """The usual share of each series (rows) of the exposure, over the weeks (columns).

    Starts from the median week (from the mean where the median is near nothing), then clips weeks
    further than 2.58 standard deviations and takes the mean, three times.
    """
    total = exposure.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(exposure > 0, counts / exposure, np.nan)
    seen = total > 0
    median = np.zeros(len(counts))
    if seen.any():
        median[seen] = np.nanmedian(shares[seen], axis=1)
    mean = np.divide(counts.sum(axis=1), total, out=np.zeros(len(counts)), where=seen)
    rate = np.where(median * np.median(exposure, axis=1) >= 2, median, mean)
    for _ in range(3):
        expected = rate[:, None] * exposure
        reach = CLIP * np.sqrt(phi * expected + alpha * expected**2)
        clipped = np.clip(counts, expected - reach, expected + reach + 0.5)
        rate = np.divide(clipped.sum(axis=1), total, out=np.zeros(len(counts)), where=seen)
    return rate


def find_spread(counts: Array, exposure: Array) -> Spread:
    """The pooled dispersion, moderated series by series as far as the series really differ.

    The variance of a series against the pooled one, from L weeks, is worth L - 1 degrees of freedom;
    what the pooled one is worth follows from how much these ratios scatter beyond chance (Smyth 2004,
    https://doi.org/10.2202/1544-6115.1027), which only the bursty part of a variance can.
    """
    phi, alpha = _pool(counts, exposure)
    own = counts.shape[1] - 1
    m = find_rates(counts, exposure, phi, alpha)[:, None] * exposure
    level = m.mean(axis=1)
    usable = level >= _MIN_MEAN
    factor = np.ones(len(counts))
    if usable.sum() < _FEW_SERIES:
        return Spread(phi, alpha, factor, np.full(len(counts), own + _PRIOR_OF_FEW))
    z = (counts - m) / np.sqrt(np.maximum(phi * m + alpha * m**2, 1e-9))
    ratio = np.maximum((np.clip(z, -CLIP, CLIP) ** 2).sum(axis=1) / own, 1e-3)
    logs = np.log(ratio[usable])
    centre = float(np.median(logs))
    burst = 1 - 1 / (phi + alpha * level)  # the share of the variance that is not Poisson
    excess = _excess(logs - centre, burst[usable], float(_trigamma(np.array([own / 2]))[0]))
    usual = max(1.0, float(np.exp(centre)) / (1 - 2 / (9 * own)) ** 3)  # a mean square's median is below 1
    prior = 2 * _inverse_trigamma(np.maximum(excess * burst**2, 1e-4))
    factor[usable] = ((prior * usual + own * ratio) / (prior + own))[usable]
    factor[~usable] = usual
    return Spread(phi, alpha, factor, prior + own)


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


def _excess(deviations: Array, burst: Array, chance: float) -> float:
    """c such that the median of deviation^2 / (chance + c burst^2) is a squared normal's; at least 0."""
    squares = deviations**2
    low, high = 0.0, 50.0
    for _ in range(40):
        middle = (low + high) / 2
        if float(np.median(squares / (chance + middle * burst**2))) > _CHI_SQUARE_MEDIAN:
            low = middle
        else:
            high = middle
    return low


def _trigamma(x: Array) -> Array:
    """The second derivative of log gamma: six steps of its recurrence, then its asymptotic series."""
    total = np.zeros(len(x))
    for _ in range(6):
        total += 1 / x**2
        x = x + 1
    tail: Array = total + 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3) - 1 / (30 * x**5) + 1 / (42 * x**7)
    return tail


def _inverse_trigamma(values: Array) -> Array:
    """x with trigamma(x) = value, by bisection of its logarithm."""
    low, high = np.full(len(values), 1e-3), np.full(len(values), 1e6)
    for _ in range(60):
        middle = np.sqrt(low * high)
        above = _trigamma(middle) > values
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    found: Array = np.sqrt(low * high)
    return found
