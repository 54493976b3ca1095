from __future__ import annotations

import numpy as np
import pytest

from digests.spread import ALPHAS, LASTING, find_fade, find_rates, find_spread

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
    assert np.median([spread.phi for spread in found]) == 1.0


def test_copies_counted_as_news_are_seen_in_the_small_counts() -> None:
    rng = np.random.default_rng(3)
    stories = rng.poisson(np.repeat(MEANS[:, None], WEEKS, axis=1))
    copies = stories + rng.poisson(stories * 1.5)
    assert 2.0 < find_spread(copies.astype(float), exposure(90)).phi < 5.0


def test_shifts_in_some_weeks_do_not_widen_everything() -> None:
    calm = world(0.05, 3, MEANS)
    stirred = calm.copy()
    stirred[::5, 8:10] *= 3
    before, after = find_spread(calm, exposure(90)), find_spread(stirred, exposure(90))
    assert after.alpha < 1.6 * before.alpha + 0.01


def test_series_that_vary_alike_are_given_much_the_same_alpha() -> None:
    spreads = [find_spread(world(0.08, seed, MEANS), exposure(90)) for seed in range(6)]
    alphas = np.array([(spread.weights @ ALPHAS)[60:] for spread in spreads])
    assert np.median(alphas) == pytest.approx(0.08, rel=0.3)
    assert np.quantile(alphas, 0.9) < 2.5 * np.quantile(alphas, 0.1)


def test_weights_are_weights() -> None:
    spread = find_spread(world(0.08, 3, MEANS), exposure(90))
    assert spread.weights.shape == (90, len(ALPHAS))
    assert spread.weights.min() >= 0
    assert spread.weights.sum(axis=1) == pytest.approx(np.ones(90))


def test_bursty_series_are_given_more_room_than_calm_ones() -> None:
    rng = np.random.default_rng(5)
    means = np.full(60, 40.0)
    alphas = np.repeat([0.005, 0.4], 30)
    counts = rng.poisson(rng.gamma(1 / alphas[:, None], (means * alphas)[:, None], (60, WEEKS))).astype(float)
    found = find_spread(counts, exposure(60)).weights @ ALPHAS
    assert np.median(found[30:]) > 8 * np.median(found[:30])
    assert np.median(found[30:]) > 0.15


def test_few_series_are_believed_to_be_as_bursty_as_news_usually_is() -> None:
    spread = find_spread(world(0.05, 1, np.array([10.0, 20.0])), exposure(2))
    assert (spread.weights @ ALPHAS > 0.03).all()
    assert (spread.weights @ ALPHAS < 0.3).all()


def test_one_stray_week_does_not_make_a_series_bursty() -> None:
    calm = world(0.02, 8, np.full(40, 50.0))
    stray = calm.copy()
    stray[0, 6] = 200
    before, after = (find_spread(counts, exposure(40)).weights[0] @ ALPHAS for counts in (calm, stray))
    assert after < before + 0.03


def test_bursts_that_last_are_noticed_and_those_that_do_not_are_not() -> None:
    rng = np.random.default_rng(4)
    log = np.zeros((60, WEEKS))
    for week in range(1, WEEKS):
        log[:, week] = 0.7 * log[:, week - 1] + rng.normal(0, 0.25, 60)
    lasting = rng.poisson(50 * np.exp(log)).astype(float)
    assert find_spread(lasting, exposure(60)).lasting > 0.35
    fleeting = [find_spread(world(0.08, seed, MEANS), exposure(90)).lasting for seed in range(8)]
    assert np.median(fleeting) == LASTING


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


def test_a_late_week_says_more_than_an_early_one_unless_there_are_few_stories() -> None:
    frequent, rare = np.full((1, WEEKS), 10.0), np.full((1, WEEKS), 0.5)
    assert find_fade(frequent)[0, -1] == 1.0
    assert find_fade(frequent)[0, 0] < 0.25
    assert find_fade(rare)[0, 0] > 0.8
    early, late = frequent.copy(), frequent.copy()
    early[0, 0] = late[0, -1] = 14
    rates = [find_rates(one, exposure(1), 1.0, 0.05, find_fade(one))[0] for one in (early, late)]
    assert rates[0] < rates[1]


def test_weeks_of_nothing_are_survived() -> None:
    nothing = np.zeros((12, WEEKS))
    assert find_rates(nothing, nothing, 1.0, 0.1).tolist() == [0.0] * 12
    spread = find_spread(nothing, nothing)
    assert np.isfinite([spread.phi, spread.alpha]).all()
