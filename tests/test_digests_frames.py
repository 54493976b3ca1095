from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import numpy as np
import pytest

from digests.frames import ENTITY, TOPIC, build_frames
from digests.shifts import find_shifts
from digests.weeks import parse_week, shift, week_of
from store.errors import InputError
from store.records import DigestRows
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows

EMPTY = DigestRows(
    start=datetime(2026, 8, 1, tzinfo=UTC), end=datetime(2026, 11, 15, 16, tzinfo=UTC), as_of=None
)


def test_nothing_stored_is_an_empty_week() -> None:
    frames = build_frames(EMPTY, week=WEEK, zone=ZONE)
    assert frames.stories_this_week == 0
    assert len(frames.weeks) == 14
    assert frames.weeks[-1] == WEEK
    assert frames.tested.panel.baseline == 0
    assert find_shifts(frames) == ()
    assert list(frames.articles.columns)[:3] == ["article_id", "source_id", "family"]


def test_an_article_is_in_the_week_of_the_readers_zone() -> None:
    rows = Rows()
    rows.article(WEEK, SOURCES[0], "fees-and-pricing", "temu")
    rows.tables["articles"][0]["published_at"] = "2026-11-15T15:59:59Z"
    assert build_frames(rows.build(), week=WEEK, zone=ZONE).stories_this_week == 1
    rows.tables["articles"][0]["published_at"] = "2026-11-15T16:00:00Z"  # Monday in Shanghai
    assert build_frames(rows.build(), week=WEEK, zone=ZONE).stories_this_week == 0
    assert build_frames(rows.build(), week=WEEK, zone="UTC").stories_this_week == 1


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin"])
def test_weeks_agree_with_the_calendar(zone: str) -> None:
    rows = Rows(2).weeks(14, per_source=2).build()
    frames = build_frames(rows, week=WEEK, zone=zone)
    by_id = {row["article_id"]: row for row in rows.articles}
    for article, at in frames.articles[["article_id", "at"]].values.tolist():
        moment = datetime.fromisoformat(by_id[article]["published_at"])
        assert frames.weeks[at] == week_of(moment, zone)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(InputError, match="no time zone"):
        build_frames(EMPTY, week=WEEK, zone="Mars/Olympus")


def test_reprints_are_one_story_of_the_house_that_wrote_it() -> None:
    rows = Rows()
    root = rows.article(WEEK, SOURCES[2], "fees-and-pricing", "temu", story="s-one")
    for source in (SOURCES[0], SOURCES[4]):
        rows.article(WEEK, source, "fees-and-pricing", "temu", story="s-one", copy_of=root)
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    assert len(frames.articles) == 3
    assert frames.stories[["story", "house", "articles", "houses"]].values.tolist() == [
        [0, "cross-media", 3, 3]
    ]
    assert frames.members["series"].tolist() == [ENTITY + "temu", TOPIC + "fees-and-pricing"]


def test_an_article_nobody_linked_is_a_story_of_its_own() -> None:
    rows = Rows()
    number = rows.article(WEEK, SOURCES[0], "fees-and-pricing", "temu")
    rows.tables["articles"][0] |= {"story_id": None, "root_id": None, "family": ""}
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    assert frames.stories["first"].tolist() == [number]
    assert frames.stories["house"].tolist() == ["harbour"]


def test_counts_are_what_a_slow_count_says() -> None:
    rows = Rows(5).weeks(14, per_source=3)
    root = rows.article(WEEK, SOURCES[0], "fees-and-pricing", "shein", story="s-many")
    for source in SOURCES[1:5]:
        rows.article(WEEK, source, "fees-and-pricing", "shein", story="s-many", copy_of=root)
    built = rows.build()
    counts = build_frames(built, week=WEEK, zone=ZONE).tested.counts
    stories = {row["article_id"]: row["story_id"] for row in built.articles}
    first_week: dict[str, str] = {}
    for row in sorted(built.articles, key=lambda row: (row["published_at"], row["url"])):
        first_week.setdefault(
            row["story_id"], week_of(datetime.fromisoformat(row["published_at"]), ZONE).label
        )
    slow: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in built.topics:
        story = stories[row["article_id"]]
        slow[TOPIC + row["topic"], first_week[story]].add(story)
    for row in built.mentions:
        story = stories[row["article_id"]]
        slow[ENTITY + row["id"], first_week[story]].add(story)
    for index, series in enumerate(counts.series):
        for at, week in enumerate(counts.weeks):
            assert counts.stories[index, :, at].sum() == len(slow[series, week.label]), (series, week)
    assert counts.totals.sum() == len(first_week)


def test_witnesses_are_houses_not_sources() -> None:
    rows = Rows(5).weeks(14, per_source=3)
    tested = build_frames(rows.build(), week=WEEK, zone=ZONE).tested
    assert tested.counts.stories.shape[1] == 8
    assert tested.witnesses.shape[1] == 7
    assert np.array_equal(tested.witnesses.sum(axis=1), tested.counts.stories.sum(axis=1))


def test_a_dead_source_is_counted_nowhere() -> None:
    rows = Rows(6).weeks(14, per_source=6, dead={"haiwai": [WEEK]})
    tested = build_frames(rows.build(), week=WEEK, zone=ZONE).tested
    dead = tested.counts.sources.index("haiwai")
    assert tested.panel.outages == (dead,)
    assert tested.counts.totals[dead].sum() == 0


def test_last_week_is_prepared_with_its_own_panel() -> None:
    rows = Rows(6).weeks(14, per_source=6, dead={"haiwai": [WEEK]})
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    assert frames.before.panel.at == frames.now - 1
    assert frames.before.panel.outages == ()


def test_rows_outside_the_weeks_are_left_out() -> None:
    rows = Rows().weeks(3, per_source=2)
    before, after = shift(WEEK, -14), shift(WEEK, 1)
    rows.article(before, SOURCES[0], "fees-and-pricing", "temu")
    rows.article(after, SOURCES[0], "fees-and-pricing", "temu")
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    assert frames.articles["at"].between(0, 13).all()
    assert len(frames.articles) == len(rows.texts) - 2


def test_the_order_of_rows_does_not_matter() -> None:
    rows = Rows(8).weeks(14, per_source=2).build()
    turned = DigestRows(
        start=rows.start,
        end=rows.end,
        as_of=None,
        sources=rows.sources,
        articles=rows.articles[::-1],
        mentions=rows.mentions[::-1],
        topics=rows.topics[::-1],
    )
    one, other = (build_frames(given, week=WEEK, zone=ZONE) for given in (rows, turned))
    assert one.articles.equals(other.articles)
    assert one.members.equals(other.members)
    assert np.array_equal(one.tested.counts.stories, other.tested.counts.stories)


def test_only_rows_of_the_week_are_of_the_week() -> None:
    frames = build_frames(Rows(8).weeks(14, per_source=2).build(), week=WEEK, zone=ZONE)
    newest = set(frames.articles.loc[frames.articles["at"] == 13, "article_id"])
    assert {row["article_id"] for row in frames.of_week(frames.rows.topics)} == newest


def test_weeks_of_another_length_of_baseline() -> None:
    frames = build_frames(Rows(8).weeks(14, per_source=2).build(), week=WEEK, zone=ZONE, weeks=7)
    assert len(frames.weeks) == 8
    assert frames.tested.panel.baseline == 6


def test_a_surge_is_found_through_the_frames() -> None:
    rows = Rows(9).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    claims = {
        found.series for found in find_shifts(build_frames(rows.build(), week=WEEK, zone=ZONE)) if found.claim
    }
    assert {TOPIC + "de-minimis-and-customs", ENTITY + "temu"} <= claims
    assert NAMES.keys() >= {series.removeprefix(ENTITY) for series in claims if series.startswith(ENTITY)}
    assert parse_week("2026-W46") == WEEK
