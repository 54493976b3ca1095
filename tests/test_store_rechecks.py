"""Articles that are asked again: when, what a second look may change, and what it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.articles import article_validators, pending, save_discovery, save_fetched, save_sources
from store.db import Database, check, open_store
from store.pages import PageArchive, open_pages
from store.queue import ask_again, rechecks
from store.records import Fetched, Outcome, Reason, Validators
from store.revisions import diff_versions, load_revised, load_versions
from store.settle import MAX_ATTEMPTS
from tests.storeroom import (
    DAY,
    HOUR,
    NOW,
    candidate,
    contents,
    discovery,
    fetched,
    fold,
    one,
    refused,
    rows,
    source,
    unchanged,
)

AFTER = (6 * HOUR, 24 * HOUR, 72 * HOUR)
URL = "https://harbour.example/a"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    save_sources(opened, [source(), source("lantern")])
    yield opened
    assert check(opened) == []
    opened.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PageArchive]:
    with open_pages(tmp_path / "news.pages.db") as opened:
        yield opened


def keep(db: Database, archive: PageArchive, *batch: Fetched) -> Counter[str]:
    return save_fetched(db, archive, batch, fold=fold, recheck=AFTER)


def due(db: Database, at: datetime, limit: int | None = None) -> list[str]:
    return [item.url.rsplit("/", 1)[1] for item in rechecks(db, source_ids=["harbour"], now=at, limit=limit)]


def recheck_at(db: Database) -> Any:
    return one(db.conn, "SELECT recheck_at FROM candidates")


def test_a_young_article_is_asked_again_three_times_and_then_no_more(
    db: Database, archive: PageArchive
) -> None:
    keep(db, archive, fetched("a", "One."))
    assert due(db, NOW + 5 * HOUR) == []
    for hours, until in ((6, "2026-11-10T08:00:00Z"), (25, "2026-11-12T08:00:00Z"), (80, None)):
        at = NOW + hours * HOUR
        assert due(db, at) == ["a"]
        assert keep(db, archive, unchanged("a", at=at)) == {"duplicate": 1}
        assert recheck_at(db) == until
        assert due(db, at) == []
    assert due(db, NOW + 999 * DAY) == []
    assert rows(db.conn, "SELECT outcome, detail FROM candidates") == [{"outcome": "article", "detail": ""}]


def test_a_look_that_comes_late_skips_the_one_it_missed(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One."))
    keep(db, archive, unchanged("a", at=NOW + 30 * HOUR))
    assert recheck_at(db) == "2026-11-12T08:00:00Z"


@pytest.mark.parametrize(
    ("published", "asked"),
    [(NOW - DAY, True), (NOW - 71 * HOUR, True), (NOW - 4 * DAY, False), (None, True), (NOW + HOUR, True)],
)
def test_what_was_old_when_we_met_it_is_not_asked_again(
    db: Database, archive: PageArchive, published: datetime | None, asked: bool
) -> None:
    keep(db, archive, fetched("a", "One.", published_at=published))
    assert (due(db, NOW + DAY) == ["a"]) is asked


def test_only_articles_of_their_own_are_asked_again(db: Database, archive: PageArchive) -> None:
    keep(
        db,
        archive,
        fetched("a", "One.", title="T"),
        fetched("b", "One.", title="T"),
        refused("c"),
        refused("d", Reason.TIMEOUT, retry_at=NOW + HOUR),
        fetched("e", "Elsewhere.", of="lantern"),
    )
    assert due(db, NOW + DAY) == ["a"]


def test_switched_off_nothing_is_asked_again(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "One.")], fold=fold)
    assert due(db, NOW + 99 * DAY) == []


def test_those_found_last_come_first_and_a_run_takes_so_many(db: Database, archive: PageArchive) -> None:
    for number, name in enumerate("abc"):
        save_discovery(db, discovery(candidate(name, discovered_at=NOW + number * HOUR)))
        keep(db, archive, fetched(name, f"{name}.", title=name))
    assert due(db, NOW + DAY) == ["c", "b", "a"]
    assert due(db, NOW + DAY, limit=2) == ["c", "b"]


def test_a_changed_text_is_a_revision_of_the_same_article(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "Fees: 12%.", etag='"1"'))
    assert article_validators(db, URL) == Validators(etag='"1"')
    later = fetched("a", "Fees: 15%.", at=NOW + 6 * HOUR, etag='"2"')
    assert keep(db, archive, later) == {"revision": 1}
    assert article_validators(db, URL) == Validators(etag='"2"')
    assert recheck_at(db) == "2026-11-10T08:00:00Z"
    assert one(db.conn, "SELECT count(*) FROM articles") == 1
    assert due(db, NOW + DAY) == ["a"]


def test_a_counter_that_ticked_is_no_revision_and_the_text_stays(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "Fees rose.\n120 views", etag='"1"'))
    ticked = fetched("a", "Fees rose.\n340 views\nUpdated 3 minutes ago", at=NOW + 6 * HOUR, etag='"2"')
    assert keep(db, archive, ticked) == {"duplicate": 1}
    assert one(db.conn, "SELECT text FROM articles") == "Fees rose.\n120 views"
    assert one(db.conn, "SELECT fetched_at FROM articles") == "2026-11-09T08:00:00Z"
    assert article_validators(db, URL) == Validators(etag='"2"')
    assert one(db.conn, "SELECT count(*) FROM article_revisions") == 0


def test_an_article_that_moves_to_another_address_stays_one(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "Fees: 12%."))
    moved = fetched(
        "a", "Fees: 15%.", at=NOW + 6 * HOUR, url="https://harbour.example/fees-rise-to-15", title="New"
    )
    assert keep(db, archive, moved) == {"revision": 1}
    assert rows(db.conn, "SELECT url, title FROM articles") == [{"url": URL, "title": "New"}]
    same = fetched("a", "Fees: 15%.", at=NOW + DAY, url="https://harbour.example/third")
    assert keep(db, archive, same) == {"duplicate": 1}
    assert one(db.conn, "SELECT count(*) FROM articles") == 1


def test_put_up_again_with_todays_date_it_is_not_news(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a", published_at=NOW - HOUR)))
    keep(db, archive, fetched("a", "Fees rose."))
    found = save_discovery(
        db, discovery(candidate("a", published_at=NOW + 9 * DAY, updated_at=NOW + 9 * DAY), at=NOW + 9 * DAY)
    )
    assert (found.new, found.again) == (0, 1)
    again = fetched("a", "Fees rose.", at=NOW + 9 * DAY, published_at=NOW + 9 * DAY)
    assert keep(db, archive, again) == {"duplicate": 1}
    assert one(db.conn, "SELECT published_at FROM articles") == "2026-11-09T07:00:00Z"
    changed = fetched("a", "Fees rose twice.", at=NOW + 10 * DAY, published_at=NOW + 10 * DAY)
    assert keep(db, archive, changed) == {"revision": 1}
    assert one(db.conn, "SELECT published_at FROM articles") == "2026-11-09T07:00:00Z"


def test_a_better_reading_of_the_same_day_is_taken(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One.", published_at=NOW, date_only=True))
    keep(db, archive, fetched("a", "Two.", at=NOW + HOUR, published_at=NOW - 3 * HOUR))
    assert rows(db.conn, "SELECT published_at, date_only FROM articles") == [
        {"published_at": "2026-11-09T05:00:00Z", "date_only": 0}
    ]


@pytest.mark.parametrize("reason", [Reason.HTTP_STATUS, Reason.BLOCKED, Reason.TOO_SHORT, Reason.PAYWALL])
def test_a_second_look_that_fails_takes_nothing_from_the_article(
    db: Database, archive: PageArchive, reason: Reason
) -> None:
    keep(db, archive, fetched("a", "One.", etag='"1"'))
    gone = refused("a", reason, at=NOW + 6 * HOUR)
    for _ in range(2):
        assert keep(db, archive, gone) == {"pending": 1}
        assert rows(db.conn, "SELECT outcome, recheck_at FROM candidates") == [
            {"outcome": "article", "recheck_at": "2026-11-10T08:00:00Z"}
        ]
    assert article_validators(db, URL) == Validators(etag='"1"')
    assert one(db.conn, "SELECT count(*) FROM rejections") == 0
    assert pending(db, source_ids=None, now=NOW + 9 * DAY) == []


def test_the_last_look_may_fail_too(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One."))
    gone = refused("a", Reason.HTTP_STATUS, at=NOW + 80 * HOUR)
    for _ in range(2):
        assert keep(db, archive, gone) == {"pending": 1}
        assert recheck_at(db) is None
    assert one(db.conn, "SELECT outcome FROM candidates") == "article"


def test_a_look_that_is_put_off_is_tried_again_and_given_up_in_the_end(
    db: Database, archive: PageArchive
) -> None:
    keep(db, archive, fetched("a", "One."))
    for attempt in range(1, MAX_ATTEMPTS):
        at = NOW + 6 * HOUR + attempt * HOUR / 2
        assert keep(db, archive, refused("a", Reason.TIMEOUT, at=at, retry_at=at + HOUR / 2)) == {
            "pending": 1
        }
        assert due(db, at) == []
        assert due(db, at + HOUR / 2) == ["a"]
    last = NOW + 12 * HOUR
    keep(db, archive, refused("a", Reason.TIMEOUT, at=last, retry_at=last + HOUR))
    assert recheck_at(db) == "2026-11-10T08:00:00Z"
    assert one(db.conn, "SELECT attempts FROM candidates") == 0


def test_an_update_that_was_announced_waits_as_before(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One."))
    save_discovery(db, discovery(candidate("a", updated_at=NOW + 2 * HOUR)))
    assert due(db, NOW + DAY) == []  # it is pending: not asked twice
    assert [item.url for item in pending(db, source_ids=None, now=NOW + DAY)] == [URL]
    keep(db, archive, fetched("a", "Two.", at=NOW + 3 * HOUR))
    assert due(db, NOW + 6 * HOUR) == ["a"]


def test_asking_for_all_is_kept_until_it_is_done(db: Database, archive: PageArchive) -> None:
    keep(
        db,
        archive,
        fetched("old", "One.", title="O", published_at=NOW - 400 * DAY),
        fetched("new", "Two.", title="N", published_at=NOW - HOUR),
        fetched("undated", "Three.", title="U", published_at=None),
        fetched("e", "Elsewhere.", of="lantern"),
        refused("c"),
    )
    at = NOW + HOUR
    assert ask_again(db, ["harbour"], now=at, since=NOW - DAY) == 2
    assert sorted(due(db, at)) == ["new", "undated"]
    assert ask_again(db, ["harbour"], now=at, since=None) == 3
    assert sorted(due(db, at)) == ["new", "old", "undated"]
    keep(db, archive, unchanged("old", at=at), fetched("new", "Two!", title="N", at=at))
    assert due(db, at) == ["undated"]
    assert ask_again(db, [], now=at, since=None) == 0


def test_what_changed_is_told_by_paragraphs(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "Fees rose.\nBy 12%.\nShippers wait.", title="Fees"))
    keep(db, archive, fetched("a", "Fees rose.\nBy 15%.\nShippers wait.", title="Fees", at=NOW + HOUR))
    keep(db, archive, fetched("a", "Fees rose.\nBy 15%.\nShippers wait.\nMore.", title="Up", at=NOW + DAY))
    keep(db, archive, fetched("b", "Never changed.", of="lantern"))
    (row,) = load_revised(db.conn, limit=9)
    assert row == {
        "changed_at": "2026-11-10T08:00:00Z",
        "versions": 3,
        "source_id": "harbour",
        "title": "Up",
        "url": URL,
    }
    assert load_revised(db.conn, source_ids=["lantern"], limit=9) == []
    assert len(load_revised(db.conn, source_ids=["lantern", "harbour"], limit=9)) == 1
    found = load_versions(db.conn, URL)
    assert found is not None
    assert [version.number for version in found.versions] == [1, 2, 3]
    first, second = diff_versions(found)
    assert first[2] == [
        "--- version 1\t2026-11-09T08:00:00Z",
        "+++ version 2\t2026-11-09T09:00:00Z",
        "@@ -2,3 +2,3 @@",
        " Fees rose.",
        "-By 12%.",
        "+By 15%.",
        " Shippers wait.",
    ]
    assert [line for line in second[2] if line[0] in "+-"][2:] == ["-Fees", "+Up", "+More."]


def test_versions_are_found_under_any_address_of_the_article(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One."), fetched("a-amp", "One.", url=URL))
    found = load_versions(db.conn, "https://harbour.example/a-amp")
    assert found is not None
    assert (found.url, len(found.versions), diff_versions(found)) == (URL, 1, [])
    assert load_versions(db.conn, "https://harbour.example/nowhere") is None


def test_a_text_of_endless_paragraphs_is_compared_in_part(db: Database, archive: PageArchive) -> None:
    lines = [f"Line {number % 7}." for number in range(30_000)]
    keep(db, archive, fetched("a", "\n".join(lines)))
    keep(db, archive, fetched("a", "\n".join([*lines[:50], "New.", *reversed(lines)]), at=NOW + HOUR))
    found = load_versions(db.conn, URL)
    assert found is not None
    assert diff_versions(found)[0][2][-1] == "\\ only the first 2000 paragraphs were compared"


_serial = iter(range(1_000_000))
looks = st.tuples(
    st.sampled_from("ab"), st.integers(0, 90), st.sampled_from(["same", "new", "304", "gone", "later"])
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(looks, max_size=8))
def test_whatever_second_looks_bring_no_article_is_lost_or_doubled(
    tmp_path: Path, told: list[tuple[str, int, str]]
) -> None:
    name = f"s{next(_serial)}"
    db = open_store(tmp_path / f"{name}.db")
    with open_pages(tmp_path / f"{name}.pages.db") as archive:
        save_sources(db, [source()])
        keep(db, archive, *(fetched(path, f"Text of {path}.") for path in "ab"))
        for path, hours, kind in sorted(told, key=lambda look: look[1]):
            at = NOW + hours * HOUR + timedelta(minutes=1)
            result = {
                "same": fetched(path, f"Text of {path}.", at=at),
                "new": fetched(path, f"Text of {path} after {hours} hours.", at=at),
                "304": unchanged(path, at=at),
                "gone": refused(path, Reason.HTTP_STATUS, at=at),
                "later": refused(path, Reason.TIMEOUT, at=at, retry_at=at + HOUR),
            }[kind]
            ask_again(db, ["harbour"], now=at, since=None)
            assert sum(keep(db, archive, result)[outcome] for outcome in Outcome) == 1
            before = contents(db.conn)
            keep(db, archive, result)
            assert contents(db.conn) == before
        assert one(db.conn, "SELECT count(*) FROM articles") == 2
        ends = {row[0] for row in db.conn.execute("SELECT outcome FROM candidates")}
        assert ends <= {"article", "revision"}
        assert check(db) == []
    db.close()


def test_an_unanswered_question_costs_no_validators(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One.", etag='"1"'))
    answer = replace(unchanged("a", at=NOW + 6 * HOUR), page=None)
    keep(db, archive, answer)
    assert article_validators(db, URL) == Validators(etag='"1"')


def test_unchanged_after_a_failure_is_still_the_failure(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "One.", etag='"1"')], fold=fold)
    save_fetched(db, archive, [refused("a", Reason.BLOCKED, at=NOW + DAY)], fold=fold)
    assert article_validators(db, URL) is None
    save_discovery(db, discovery(candidate("a", updated_at=NOW + 2 * DAY)))
    assert keep(db, archive, unchanged("a", at=NOW + 2 * DAY)) == {"pending": 1}
    assert one(db.conn, "SELECT outcome FROM candidates") == "pending"
    assert keep(db, archive, fetched("a", "One.", at=NOW + 3 * DAY)) == {"duplicate": 1}
    assert one(db.conn, "SELECT outcome FROM candidates") == "duplicate"


def headlines(db: Database) -> list[str]:
    return [row["title"] for row in rows(db.conn, "SELECT title FROM v_revision ORDER BY number")]


def test_another_headline_over_the_same_text_is_a_revision(db: Database, archive: PageArchive) -> None:
    keep(db, archive, fetched("a", "One.", title="Fees rise 15%"))
    db.conn.execute("UPDATE taggings SET version = 'x'")
    corrected = fetched("a", "One.", title="Fees rise 1.5%", at=NOW + 7 * HOUR)
    assert keep(db, archive, corrected) == {"revision": 1}
    before = contents(db.conn)
    assert keep(db, archive, corrected) == {"duplicate": 1}
    assert contents(db.conn) == before
    assert headlines(db) == ["Fees rise 15%"]
    assert one(db.conn, "SELECT title FROM articles") == "Fees rise 1.5%"
    assert one(db.conn, "SELECT version FROM taggings") is None
    found = load_versions(db.conn, URL)
    assert found is not None
    ((_, _, lines),) = diff_versions(found)
    assert lines[3:5] == ["-Fees rise 15%", "+Fees rise 1.5%"]


def test_a_page_with_two_headlines_in_turn_is_revised_once(db: Database, archive: PageArchive) -> None:
    for hour, title in enumerate(
        ("Fees rise", "Sellers pay more", "Fees rise", "Sellers pay more", "Fees rise")
    ):
        keep(db, archive, fetched("a", "One.", title=title, at=NOW + (hour or -6) * HOUR + 7 * HOUR))
    assert headlines(db) == ["Fees rise"]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "FEES RISE - The Harbour"},
        {"title": "Read by another", "extractor": "next"},
        {"title": "Of its copy for phones", "path": "m/a"},
    ],
)
def test_what_is_no_new_headline(db: Database, archive: PageArchive, changes: dict[str, str]) -> None:
    keep(db, archive, fetched("a", "One.", title="Fees rise"))
    path = changes.pop("path", "a")
    again = fetched(path, "One.", at=NOW + 7 * HOUR, **{"url": URL, **changes})
    assert keep(db, archive, again) == {"duplicate": 1}
    assert headlines(db) == []
    assert one(db.conn, "SELECT title FROM articles") == "Fees rise"
