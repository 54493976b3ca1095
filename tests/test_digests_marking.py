"""Which words mark a week: few by chance in quiet weeks, those of an event in the week it happens."""

from __future__ import annotations

import math

import numpy as np
import pytest

from digests.marking import compare_words, find_bar, find_spreads
from tests.word_weeks import quiet_weeks, small_events, two_houses


def test_the_score_is_that_of_the_paper() -> None:
    """One word in 6 of 40 stories this week and in 20 of 400 before; the prior is its share of all, worth 40 stories."""
    counts = np.array([[5.0] * 4 + [6.0], [30.0] * 5])
    stories = np.array([100.0] * 4 + [40.0])
    prior = 40 * 26 / 440
    here, past = 6 + prior, 20 + prior
    delta = math.log(here / (80 - here)) - math.log(past / (440 - past))
    z = delta / math.sqrt(1 / here + 1 / past)
    found = compare_words(counts, stories, two_houses(counts))
    assert found.z[0] == pytest.approx(z)
    assert found.expected[0] == pytest.approx(2.0)


@pytest.mark.parametrize("stories", [25, 150, 600])
@pytest.mark.parametrize("burst", [0.0, 0.2])
def test_quiet_weeks_have_hardly_a_word_by_chance(stories: int, burst: float) -> None:
    rng = np.random.default_rng(stories)
    found = []
    for _ in range(40):
        counts, totals = quiet_weeks(rng, stories=stories, burst=burst)
        found.append(int(compare_words(counts, totals, two_houses(counts)).claimed.sum()))
    assert sum(found) / len(found) <= 0.3
    assert sum(n > 0 for n in found) <= 8


def test_what_every_week_has_marks_none() -> None:
    """Ten small events with six words of their own in every week, this one too: few of these are remarkable."""
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(30):
        counts, totals = quiet_weeks(rng)
        counts = np.concatenate([counts, small_events(rng, 13, a_week=10)])
        told += int(compare_words(counts, totals, two_houses(counts)).claimed.sum())
    assert told / 30 <= 6.0  # of 60 words a week, 25 of them in three stories or more


@pytest.mark.parametrize(
    ("before", "here", "claimed"), [(0, 12, True), (1, 20, True), (0, 2, False), (8, 12, False)]
)
def test_the_words_of_an_event_are_found(before: int, here: int, claimed: bool) -> None:
    rng = np.random.default_rng(8)
    counts, totals = quiet_weeks(rng)
    counts = np.concatenate([counts, [[float(before)] * 12 + [float(here)]]])
    assert bool(compare_words(counts, totals, two_houses(counts)).claimed[-1]) is claimed


def test_one_house_is_no_witness() -> None:
    rng = np.random.default_rng(8)
    counts, totals = quiet_weeks(rng)
    counts = np.concatenate([counts, [[0.0] * 12 + [14.0]]])
    houses = two_houses(counts)
    houses[-1, -1] = 1
    assert not compare_words(counts, totals, houses).claimed[-1]


def test_more_stories_alone_mark_nothing() -> None:
    """A week three times as long: every word is three times as frequent."""
    rng = np.random.default_rng(4)
    counts, totals = quiet_weeks(rng, burst=0.0, swing=0.05)
    more, of = quiet_weeks(rng, stories=450, burst=0.0, swing=0.05)
    counts[:, -1], totals[-1] = more[:, -1], of[-1]
    assert compare_words(counts, totals, two_houses(counts)).claimed.sum() <= 1


def test_bursty_words_have_the_wider_spread() -> None:
    rng = np.random.default_rng(5)
    calm, n = quiet_weeks(rng, burst=0.0)
    wild, m = quiet_weeks(rng, burst=1.0)
    assert np.median(find_spreads(calm, n)) < 0.3 < np.median(find_spreads(wild, m))


@pytest.mark.parametrize("shape", [(0, 5), (3, 1), (3, 5)])
def test_nothing_gives_nothing(shape: tuple[int, int]) -> None:
    counts = np.zeros(shape)
    found = compare_words(counts, np.zeros(shape[1]), two_houses(counts))
    assert not found.claimed.any()
    assert find_bar(counts, np.zeros(shape[1]), two_houses(counts)) == 0.0
