from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from digests.spread import _inverse_trigamma, _trigamma, find_rates, find_spread

WEEKS = 13


def world(alpha: float, seed: int, means: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(seed)
    m = np.repeat(means[:, None], WEEKS, axis=1)
    return rng.poisson(rng.gamma(1 / alpha, m * alpha) if alpha else m).astype(float)


def exposure(series: int, total: float = 1000.0) -> np.ndarray:
    return np.full((series, WEEKS), total)


MEANS = np.repeat([3.0, 10.0, 50.0], 30)


@pytest.mark.parametrize("alpha", [0.0, 0.03, 0.08, 0.2])
def test_the_dispersion_that_was_put_in_is_found(alpha: float) -> None:
    found = [find_spread(world(alpha, seed, MEANS), exposure(90)) for seed in range(12)]
    assert np.median([spread.alpha for spread in found]) == pytest.approx(alpha, abs=0.02 + 0.2 * alpha)
    assert np.median([spread.phi for spread in found]) == pytest.approx(1.1, abs=0.2)


def test_shifts_in_some_weeks_do_not_widen_everything() -> None:
    calm = world(0.05, 3, MEANS)
    stirred = calm.copy()
    stirred[::5, 8:10] *= 3
    before, after = find_spread(calm, exposure(90)), find_spread(stirred, exposure(90))
    assert after.alpha < 1.6 * before.alpha + 0.01


def test_series_that_vary_alike_share_one_variance() -> None:
    factors = np.array([find_spread(world(0.08, seed, MEANS), exposure(90)).factor for seed in range(8)])
    assert np.median(np.abs(factors - 1)) < 0.15


def test_bursty_series_are_given_more_room_than_calm_ones() -> None:
    rng = np.random.default_rng(5)
    means = np.full(60, 40.0)
    alphas = np.repeat([0.005, 0.4], 30)
    counts = rng.poisson(rng.gamma(1 / alphas[:, None], (means * alphas)[:, None], (60, WEEKS))).astype(float)
    spread = find_spread(counts, exposure(60))
    assert np.median(spread.factor[30:]) > 2 * np.median(spread.factor[:30])
    assert spread.freedom.max() < 60


def test_few_series_share_a_cautious_variance() -> None:
    spread = find_spread(world(0.05, 1, np.array([10.0, 20.0])), exposure(2))
    assert spread.factor.tolist() == [1.0, 1.0]
    assert np.isfinite(spread.freedom).all()


def test_a_week_of_ten_times_the_usual_hardly_moves_the_usual() -> None:
    counts = np.full((1, WEEKS), 10.0)
    counts[0, 5] = 100
    rate = find_rates(counts, exposure(1), 1.0, 0.05)
    assert rate[0] * 1000 == pytest.approx(10, rel=0.1)


def test_a_rate_is_a_share_so_a_bigger_corpus_is_not_a_rise() -> None:
    volume = np.linspace(500, 2000, WEEKS)
    counts = (volume * 0.02)[None, :]
    rate = find_rates(counts, volume[None, :], 1.0, 0.05)
    assert rate[0] == pytest.approx(0.02, rel=0.01)


def test_rare_series_have_a_rate_although_their_median_is_nothing() -> None:
    counts = np.zeros((1, WEEKS))
    counts[0, [2, 6, 11]] = 1
    assert find_rates(counts, exposure(1), 1.0, 0.05)[0] == pytest.approx(3 / 13 / 1000)


def test_weeks_of_nothing_are_survived() -> None:
    nothing = np.zeros((12, WEEKS))
    assert find_rates(nothing, nothing, 1.0, 0.1).tolist() == [0.0] * 12
    spread = find_spread(nothing, nothing)
    assert np.isfinite([spread.phi, spread.alpha]).all()


def test_trigamma_is_trigamma() -> None:
    x = np.array([0.05, 0.5, 1.0, 3.3, 5.5, 40.0, 1e4])
    assert _trigamma(x) == pytest.approx(special.polygamma(1, x), rel=1e-7)
    assert _inverse_trigamma(_trigamma(x)) == pytest.approx(x, rel=1e-5)
