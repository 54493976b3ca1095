"""Pairs, shares, tone and composition: quiet weeks claim next to nothing, what was planted is found, nothing vanishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.claimed import rows_of, shift_rows
from digests.digest import build_digest
from digests.frames import build_frames
from digests.matched import Matched
from digests.measures import measure_weeks
from digests.mix import notes_on
from digests.pairing import pair_of, parts_of
from digests.pairs import compare_pairs
from digests.panel import Counts, Panel
from digests.shares import ShareShift, compare_shares
from digests.shifts import WeekTest, compare_week
from digests.tone_test import ToneShift, compare_tones
from digests.weeks import shift, week_at
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows

WATCH = ("amazon", "temu", "shein")
WEEKS = 14
ALPHA = 0.08  # bursts of each thing and week, as in benchmarks/shift_worlds.py


# --- pairs ---------------------------------------------------------------------------------------------------------


def weeks_of_stories(rng: np.random.Generator, plant: Mapping[tuple[str, str], int]) -> Matched:
    """Some 120 stories a week about one or two of 14 entities and one of 8 topics, in bursts of each and of each two.

    ``plant``: so many more stories of the newest week about two of them.
    """
    things = [f"entity:e{number:02d}" for number in range(14)]
    topics = [f"topic:t{number}" for number in range(8)]
    pull = 1 / np.arange(2, 16) ** 0.7
    told: list[tuple[int, str]] = []
    at: list[int] = []

    def burst(*shape: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        return rng.gamma(1 / ALPHA, ALPHA, shape)

    for week in range(WEEKS):
        weight = pull[:, None] * burst(14, 1) * burst(1, 8) * burst(14, 8)
        flat = (weight / weight.sum()).ravel()
        cells = list(rng.choice(len(flat), rng.poisson(120), p=flat))
        stories = [(things[cell // 8], topics[cell % 8]) for cell in cells]
        if week == WEEKS - 1:
            stories += [pair for pair, more in plant.items() for _ in range(more)]
        for story in stories:
            named = {*story, *([str(rng.choice(things))] if rng.random() < 0.3 else [])}
            told += [(len(at), name) for name in named]
            at.append(week)
    table = pd.DataFrame(told, columns=["story", "series"]).sort_values(["series", "story"])
    table["series"] = pd.Categorical(table["series"])
    houses = [f"h{number}" for number in rng.integers(0, 9, len(at))]
    stories_ = pd.DataFrame({"at": at, "source": houses, "house": houses, "lang": "en"})
    stories_.index.name = "story"
    return Matched(
        week=WEEK,
        sources=("s",),
        weeks=WEEKS,
        baseline=12,
        stories=stories_,
        members=table.reset_index(drop=True),
    )


def attention_of(matched: Matched) -> WeekTest:
    names = tuple(str(name) for name in matched.members["series"].cat.categories)
    weekly, by_house = matched.cubes(matched.members.rename(columns={"series": "name"}), names)
    totals = np.bincount(matched.stories["at"], minlength=WEEKS).astype(float)
    weeks = tuple(week_at(WEEK.ordinal - WEEKS + 1 + index) for index in range(WEEKS))
    counts = Counts(weeks, ("s",), names, weekly[:, None, :], totals[None, :])
    return compare_week(counts, Panel(WEEKS - 1, np.zeros(1, dtype=np.intp), 12, 1.0, ()), by_house)


def pairs_of(rng: np.random.Generator, plant: Mapping[tuple[str, str], int]) -> tuple[WeekTest, WeekTest]:
    matched = weeks_of_stories(rng, plant)
    attention = attention_of(matched)
    return attention, compare_pairs(matched, attention)


def test_quiet_weeks_claim_no_pairs_beyond_the_promise() -> None:
    rng = np.random.default_rng(7)
    quiet = [pairs_of(rng, {})[1] for _ in range(150)]
    claims = [sum(found.claim for found in test.shifts) for test in quiet]
    assert np.mean([len(test.shifts) for test in quiet]) > 80  # enough pairs for chance to strike
    assert np.mean([count > 0 for count in claims]) <= 0.06
    assert np.mean(claims) <= 0.07


def test_a_pair_that_came_together_is_claimed() -> None:
    pair = ("entity:e09", "topic:t5")
    found = 0
    for seed in range(10):
        _, pairs = pairs_of(np.random.default_rng(seed), {pair: 14})
        found += any(item.claim and item.series == pair_of(*pair) for item in pairs.shifts)
    assert found >= 8


def test_a_pair_that_its_claimed_part_explains_is_no_claim() -> None:
    """One thing is in the news with everything: all its pairs have more stories, and none has more than its part."""
    told = said = alone = 0
    for seed in range(8):
        thing = "entity:e04"
        plant = {(thing, f"topic:t{number}"): 16 for number in range(8)}
        attention, pairs = pairs_of(np.random.default_rng(seed), plant)
        told += any(item.claim and item.series == thing for item in attention.shifts)
        with_it = [item for item in pairs.shifts if thing in parts_of(item.series)]
        alone += sum(item.q <= 0.1 and item.effect > 1 for item in with_it)
        said += sum(item.claim for item in with_it)
    assert told == 8
    assert alone >= 20  # of themselves so many would be claimed
    assert said <= 2


@pytest.mark.parametrize(
    "series",
    ["pair:entity:a+topic:b", "pair:entity:a+entity:b", "pair:entity:a-x+topic:b-c"],
)
def test_a_pair_says_its_parts(series: str) -> None:
    first, second = parts_of(series)
    assert pair_of(second, first) == series
    assert parts_of(first) == (first,)


# --- shares --------------------------------------------------------------------------------------------------------


def shares_of(rng: np.random.Generator, change: float = 1.0) -> tuple[ShareShift, ...]:
    level = rng.choice([3.0, 10.0, 30.0], 3)
    if change != 1.0:
        level[0] = 20.0
    mean = np.repeat(level[:, None], WEEKS, axis=1)
    mean[0, -1] *= change
    hits = rng.poisson(rng.gamma(1 / ALPHA, mean * ALPHA)).astype(float)
    of = np.repeat(hits.sum(axis=0)[None, :], 3, axis=0)
    houses = np.repeat(hits[:, None, :] / 3, 3, axis=1)
    return compare_shares(("a", "b", "c"), hits, of, houses, week=WEEK, baseline=12, phi=1.0, alpha=ALPHA)


def test_shares_in_quiet_weeks_rarely_change() -> None:
    rng = np.random.default_rng(3)
    claimed = [any(found.claim for found in shares_of(rng)) for _ in range(120)]
    assert np.mean(claimed) <= 0.1


def test_a_share_that_changed_is_told_with_its_range() -> None:
    rng = np.random.default_rng(4)
    tests = [shares_of(rng, 4.0) for _ in range(20)]
    found = [next(item for item in test if item.series == "a") for test in tests]
    assert sum(item.claim for item in found) >= 10
    for item in found:
        assert 0 <= item.low <= item.share <= item.high <= 1
        assert 0 <= item.range_low <= item.range_high <= 1
        assert not item.claim or not item.range_low <= item.share <= item.range_high


def test_a_share_of_few_stories_is_no_claim() -> None:
    hits = np.array([[1.0] * 13 + [6.0]])
    of = np.array([[4.0] * 13 + [6.0]])
    (found,) = compare_shares(("a",), hits, of, hits[:, None, :], week=WEEK, baseline=12, phi=1.0, alpha=0.0)
    assert found.share == 1.0
    assert not found.claim


# --- tone ----------------------------------------------------------------------------------------------------------


def told(
    rng: np.random.Generator, *, houses: int, stray: float, change: float = 0.0
) -> list[tuple[str, int, int]]:
    """Thirteen weeks in which houses differ from each other, and weeks stray: one affair colours all houses."""
    own = rng.normal(0, 0.3, houses)
    found = []
    for at in range(13):
        week = rng.normal(0, stray) + change * (at == 12)
        for house in range(houses):
            mean = float(np.clip(own[house] + week, -0.9, 0.9))
            for _ in range(rng.poisson(6)):
                side = 0 if rng.random() < 0.4 else 1 if rng.random() < (1 + mean) / 2 else -1
                found.append((f"h{house}", at, side))
    return found


@pytest.mark.parametrize("stray", [0.0, 0.3])
def test_tone_rarely_changes_in_quiet_weeks(stray: float) -> None:
    rng = np.random.default_rng(5)
    claimed = 0
    for _ in range(150):
        names = {name: told(rng, houses=6, stray=stray) for name in ("a", "b", "c")}
        claimed += any(item.claim for item in compare_tones(names, WEEK, 12))
    assert claimed / 150 <= 0.1


def test_a_tone_that_turned_is_found() -> None:
    rng = np.random.default_rng(6)
    found = [compare_tones({"a": told(rng, houses=8, stray=0.1, change=-0.9)}, WEEK, 12) for _ in range(20)]
    assert sum(test[0].claim and test[0].change < 0 for test in found) >= 14


def test_another_crowd_of_houses_is_no_change_of_tone() -> None:
    """Houses that always blame write three times as much this week: the bare mean falls, no house changed."""
    rng = np.random.default_rng(8)
    stories: list[tuple[str, int, int]] = []
    for at in range(13):
        for house in range(8):
            sour = house < 4
            for _ in range(rng.poisson(12 if sour and at == 12 else 4)):
                stories.append(
                    (f"h{house}", at, int(rng.choice([-1, 0], p=[0.8, 0.2]) if sour else rng.integers(0, 2)))
                )
    (found,) = compare_tones({"a": stories}, WEEK, 12)
    now, then = ([side for _, at, side in stories if (at == 12) == today] for today in (True, False))
    assert np.mean(now) < np.mean(then) - 0.15
    assert not found.claim


def test_too_few_houses_have_no_tone_to_compare() -> None:
    assert compare_tones({"a": told(np.random.default_rng(1), houses=3, stray=0.0)}, WEEK, 12) == ()


# --- together ------------------------------------------------------------------------------------------------------


def frames_of(rows: Rows) -> Any:
    return build_frames(rows.build(), week=WEEK, zone=ZONE)


def digest_of(rows: Rows, texts: Any = None) -> Any:
    return build_digest(frames_of(rows), texts=texts or rows.read, watch=WATCH, names=NAMES)


def chinese_only(rows: Rows, topic: str, times: int) -> Rows:
    for _ in range(times):
        for source in SOURCES[4:7]:
            rows.article(WEEK, source, topic, "ups")
    return rows


def test_a_subject_that_only_chinese_papers_write_about_this_time_says_so() -> None:
    rows = chinese_only(Rows(3).weeks(14, per_source=4), "platform-regulation", 9)
    frames = frames_of(rows)
    now, _ = measure_weeks(frames, WATCH)
    notes = notes_on("topic:platform-regulation", now.mix)
    assert [(note.measure, note.value) for note in notes] == [("language", "zh-Hans")]
    line = next(line for line in digest_of(rows).shifts if line.name.id == "topic:platform-regulation")
    assert line.mix == notes
    quiet, _ = measure_weeks(frames_of(Rows(3).weeks(14, per_source=4)), WATCH)
    assert notes_on("*", quiet.mix) == ()


SURGES = st.lists(
    st.tuples(
        st.sampled_from([1, 2]),
        st.sampled_from(["de-minimis-and-customs", "fees-and-pricing"]),
        st.sampled_from(["temu", "ups"]),
        st.integers(2, 4),
    ),
    min_size=1,
    max_size=2,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), SURGES, st.booleans())
def test_no_claim_of_two_weeks_vanishes(
    seed: int, surges: Sequence[tuple[int, str, str, int]], mute: bool
) -> None:
    """Every claim of either week before is followed, with a sentence or without one."""
    rows = Rows(seed).weeks(14, per_source=3)
    for back, topic, who, times in surges:
        rows.surge(topic, who, times, shift(WEEK, -back))
    _, before = measure_weeks(frames_of(rows), WATCH)
    claims = {(measure, found.series) for then in before for measure, found in then.claims()}
    assert claims
    digest = digest_of(rows, (lambda ids: dict.fromkeys(ids, "No sentence here")) if mute else None)
    followed = [(line.measure, line.then.series) for line in digest.follow_ups]
    assert sorted(followed) == sorted(claims)
    assert all(line.outcome in ("again", "still", "over", "unseen") for line in digest.follow_ups)
    assert all(not line.evidence for line in digest.follow_ups) or not mute


def test_a_claim_is_followed_when_nothing_can_be_compared() -> None:
    """Last week's claim, and this week nobody of its panel wrote: it is unseen, and still listed."""
    rows = Rows(5).weeks(13, per_source=4, last=shift(WEEK, -1))
    rows.surge("de-minimis-and-customs", "temu", 4, shift(WEEK, -1))
    lines = digest_of(rows).follow_ups
    found = {line.then.series: line for line in lines if line.measure == "attention"}
    assert found["entity:temu"].outcome == "unseen"
    assert found["entity:temu"].observed == 0
    assert found["entity:temu"].evidence


def test_what_an_issue_claims_has_rows_with_its_stories() -> None:
    rows = chinese_only(
        Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 4), "fees-and-pricing", 6
    )
    frames, digest = frames_of(rows), digest_of(rows)
    shifts, evidence = rows_of(frames, digest)
    keys = [(row.measure, row.series) for row in shifts]
    assert len(set(keys)) == len(keys)
    said = {("voice", line.change.series) for line in digest.voice if line.change}
    said |= {("pair", line.shift.series) for line in digest.pairs}
    said |= {(note.measure, note.test.series) for line in digest.shifts for note in line.mix}
    assert said
    assert said <= set(keys)
    for row in shifts:
        behind = [item for item in evidence if (item.measure, item.series) == (row.measure, row.series)]
        assert [item.n for item in behind] == list(range(len(behind)))
        assert len({item.article_id for item in behind}) == len(behind)
        assert row.status != "claim" or behind
        assert set(row.panel) <= {source[0] for source in SOURCES}
        for item in behind:
            if item.quote is not None:
                assert rows.texts[item.article_id][item.start : item.end] == item.quote
    for measure, series in said & {key for key in keys if key[0] == "voice"}:
        row = next(row for row in shifts if (row.measure, row.series) == (measure, series))
        counted = [item for item in evidence if (item.measure, item.series) == (measure, series)]
        if row.weeks == 1:
            assert len(counted) == round(row.observed * row.n)


def test_the_command_prints_every_measure() -> None:
    rows = Rows(3).weeks(14, per_source=5).surge("de-minimis-and-customs", "temu", 3)
    now, _ = measure_weeks(frames_of(rows), WATCH)
    printed = shift_rows(tuple(now.each()))
    assert {row["measure"] for row in printed} >= {"attention", "pair", "voice", "language"}
    assert len({(row["measure"], row["series"]) for row in printed}) == len(printed)
    assert all(0 <= float(str(row["p"])) <= float(str(row["q"])) <= 1 for row in printed)


def test_a_tone_shift_is_a_difference() -> None:
    rng = np.random.default_rng(2)
    (found,) = compare_tones({"a": told(rng, houses=6, stray=0.1)}, WEEK, 12)
    assert isinstance(found, ToneShift)
    assert found.effect == pytest.approx(found.balance - found.usual)
    assert replace(found, change=0.5).effect == 0.5
