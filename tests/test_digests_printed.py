"""No story is news twice in eight issues: a replay of many weeks in which stories come back."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from digests.digest import build_digest
from digests.frames import build_frames
from digests.parts import Digest
from digests.printed import ISSUES, find_printed
from digests.render import render_json, render_text
from digests.weeks import Week, bounds, shift
from store.records import DigestRows
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows, policy, stamp

REPLAYED = 11
SAID = "The order takes effect on January 15, 2027, the office said in a notice to brokers."


def returning(seed: int) -> Rows:
    """Twenty-four weeks of news; every week old stories come back: as reprints, and under their old headline."""
    rows, chance = Rows(seed).weeks(24, per_source=3), random.Random(seed)
    for back in range(REPLAYED - 1, -1, -1):
        week = shift(WEEK, -back)
        for number in range(3):
            story = f"s-{week.label}-{number}"
            headline = f"Brokers of parcel hub {week.label}-{number} pay {number + 2}% more from now on"
            told = [
                rows.article(week, SOURCES[at], "logistics-fulfilment", "ups", story=story, title=headline)
                for at in (0, 1, 2)
            ]
            rows.texts[told[0]] = f"{SAID}\n{rows.texts[told[0]]}"
            for table in ("mentions", "figures"):
                for row in rows.tables[table]:
                    if row["article_id"] == told[0] and not row.get("in_title"):
                        row["start"], row["end"] = row["start"] + len(SAID) + 1, row["end"] + len(SAID) + 1
            rows.tables["policies"].append(
                policy(told[0], 0, SAID, effective_on="2027-01-15", announced_on=week.monday.isoformat(),
                       action="proposed", jurisdiction="US", doc_number=None)
            )  # fmt: skip
            for later in range(1, min(back, ISSUES) + 1):
                again = shift(week, later)
                if chance.random() < 0.4:
                    rows.article(
                        again,
                        SOURCES[3 + later % 4],
                        "logistics-fulfilment",
                        "ups",
                        story=story,
                        copy_of=told[0],
                    )
                if chance.random() < 0.4:  # the same headline, not recognised as the same story
                    for at in (0, 4):
                        rows.article(
                            again, SOURCES[at], "fees-and-pricing", "amazon",
                            story=f"{story}-{later}", title=f"{headline}!",
                        )  # fmt: skip
    return rows


def issue(rows: Rows, week: Week, printed: dict[str, Any]) -> Digest:
    return build_digest(
        build_frames(rows.build(last=week), week=week, zone=ZONE),
        texts=rows.read,
        watch=("amazon", "temu"),
        names=NAMES,
        printed=printed,
    )


def replay(rows: Rows) -> tuple[list[Digest], dict[str, Any]]:
    printed: dict[str, Any] = {}
    made = []
    for back in range(REPLAYED - 1, -1, -1):
        week = shift(WEEK, -back)
        made.append(issue(rows, week, printed))
        printed[week.label] = json.loads(render_json(made[-1]))
    return made, printed


def news(digest: Digest) -> set[str]:
    """Addresses of what an issue prints as news."""
    lines: list[Any] = [*digest.top, *digest.figures, *digest.new]
    lines += [line for line in digest.policy if line.event == "announced"]
    found = {item.url for line in lines for item in line.evidence} | {line.url for line in digest.top}
    return found | {url for line in digest.shifts for _, url in line.more}


def repeats(rows: Rows, made: list[Digest]) -> list[tuple[str, str]]:
    """(week, story) for everything that is news and was printed, in whatever form, in the eight issues before."""
    story = {row["url"]: row["story_id"] for row in rows.tables["articles"]}
    title = {row["url"]: row["title"].rstrip("!") for row in rows.tables["articles"] if "hub" in row["title"]}
    title |= {url: url for url in story.keys() - title.keys()}
    shown: list[set[str]] = []
    found = []
    for digest in made:
        before = set().union(*shown[-ISSUES:])
        new = news(digest)
        found += [(digest.week.label, story[url]) for url in new if {story[url], title[url]} & before]
        shown.append({key for url in new for key in (story[url], title[url])})
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_no_story_is_news_twice_in_eight_issues(seed: int) -> None:
    rows = returning(seed)
    made, _ = replay(rows)
    assert len(made) >= 9
    assert all(news(digest) for digest in made)
    assert repeats(rows, made) == []


def test_without_what_was_printed_stories_do_come_back() -> None:
    rows = returning(1)
    made = [issue(rows, shift(WEEK, -back), {}) for back in range(3, -1, -1)]
    assert repeats(rows, made)


def test_an_old_week_built_again_ignores_later_issues() -> None:
    rows = returning(1)
    made, printed = replay(rows)
    week = shift(WEEK, -4)
    assert render_json(issue(rows, week, printed)) == render_json(made[REPLAYED - 5])
    assert render_json(issue(rows, WEEK, printed)) == render_json(made[-1])


def test_a_date_says_since_when_it_is_listed() -> None:
    rows = returning(1)
    made, _ = replay(rows)
    line = next(line for line in made[-1].policy if line.day == "2027-01-15")
    assert line.listed == shift(WEEK, -ISSUES).label
    assert f"listed since {line.listed}" in render_text(made[-1], "en", brief=False)
    first = next(line for line in made[0].policy if line.day == "2027-01-15")
    assert first.listed is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"top": None, "policy": [3], "new": [{"name": 5}], "shifts": [{"more": ["x", ["a", "b", "c"]]}]},
        {"top": [{"url": 7, "title": None}], "policy": [{"day": []}], "url": {"url": ["deep"]}},
    ],
)
def test_bodies_of_other_versions_are_read_as_far_as_they_go(body: dict[str, Any]) -> None:
    rows = Rows(3).weeks(3, per_source=1)
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    assert find_printed(frames, {shift(WEEK, -1).label: body}).stories == frozenset()


def test_a_short_headline_is_nobodys() -> None:
    rows = Rows(3)
    for week in (shift(WEEK, -1), WEEK):
        rows.article(week, SOURCES[0], "fees-and-pricing", "amazon", title="Daily")
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    told = {"top": [{"title": "Daily", "url": rows.tables["articles"][0]["url"]}]}
    found = find_printed(frames, {shift(WEEK, -1).label: told})
    assert found.articles == {1}


def test_rows_of_a_week_have_their_bounds() -> None:
    rows: DigestRows = returning(1).build(last=shift(WEEK, -3))
    assert stamp(rows.end) == stamp(bounds(shift(WEEK, -3), ZONE)[1])
