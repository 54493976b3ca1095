"""The queue of candidates: hosts that rest, what is asked again and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.announcements import load_looks
from store.articles import pending, save_discovery, save_sources
from store.columns import time_text
from store.db import Database, open_store
from store.queue import rechecks, resting_hosts, save_rest, waiting
from tests.storeroom import HOUR, NOW, candidate, discovery, source


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with_sources = open_store(tmp_path / "news.db")
    yield with_sources
    with_sources.close()


def test_a_host_that_asked_for_a_pause_rests_until_the_time_it_gave(db: Database) -> None:
    save_rest(db, "Harbour.example.", NOW + 2 * HOUR, "answered 429")
    save_rest(db, "quay.example", NOW + HOUR, "answered 503")
    assert resting_hosts(db, NOW) == {"harbour.example": NOW + 2 * HOUR, "quay.example": NOW + HOUR}
    assert resting_hosts(db, NOW + HOUR) == {"harbour.example": NOW + 2 * HOUR}
    assert resting_hosts(db, NOW + 2 * HOUR) == {}


def test_a_longer_rest_is_not_shortened(db: Database) -> None:
    save_rest(db, "quay.example", NOW + 3 * HOUR, "the first")
    save_rest(db, "quay.example", NOW + HOUR, "the second")
    assert resting_hosts(db, NOW) == {"quay.example": NOW + 3 * HOUR}
    save_rest(db, "quay.example", NOW + 4 * HOUR, "the third")
    rows = db.conn.execute("SELECT host, why FROM host_rests").fetchall()
    assert rows == [("quay.example", "the third")]


def test_what_waits_for_its_time_is_told_from_what_can_be_asked_at_once(db: Database) -> None:
    save_sources(db, [source()])
    save_discovery(db, discovery(candidate("a"), candidate("b"), candidate("c")))
    for address, wait in (("a", HOUR), ("b", -HOUR)):
        db.conn.execute(
            "UPDATE candidates SET retry_at = ? WHERE url LIKE ?", (time_text(NOW + wait), f"%/{address}")
        )
    assert waiting(db, NOW) == 1
    assert waiting(db, NOW + HOUR) == 0


def test_what_is_due_is_found_by_its_index_however_many_are_known(db: Database) -> None:
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    rechecks(db, source_ids=["harbour"], now=NOW)
    load_looks(db, ["harbour"])
    pending(db, source_ids=["harbour"], now=NOW)
    db.conn.set_trace_callback(None)
    plans = [" ".join(row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")) for sql in asked]
    assert "INDEX candidates_recheck (source_id=? AND recheck_at<?)" in plans[0]
    assert not [plan for plan in plans if "SCAN candidates" in plan or "SCAN announcements" in plan]


def test_an_address_that_a_sister_feed_brought_first_is_known_and_yet_new_to_this_one(db: Database) -> None:
    """Else adding the feed of everything to that of a section would have the section fall silent."""

    save_sources(db, [source(), source("lantern")])

    def told(of: str, hours: int, *names: str) -> tuple[int, int]:
        at = NOW + hours * HOUR
        found = [candidate(name, of="harbour", source_id=of, discovered_at=at) for name in names]
        done = save_discovery(db, discovery(*found, of=of, at=at))
        return done.new, done.shared

    assert told("harbour", 0, "a") == (1, 0)
    assert told("lantern", 1, "a", "b") == (1, 0)  # its first look: what it has kept is no news
    assert told("harbour", 2, "a", "b") == (0, 1)
    assert told("harbour", 3, "a", "b") == (0, 0)
    assert told("lantern", 4, "a", "b", "c") == (1, 0)
    assert told("harbour", 5, "b", "c") == (0, 1)


def test_a_rest_that_a_wrong_clock_wrote_binds_nobody(db: Database) -> None:
    save_rest(db, "harbour.example", NOW + timedelta(days=1300), "by a clock that was ahead")
    assert resting_hosts(db, NOW) == {}
    save_rest(db, "harbour.example", NOW + HOUR, "429")
    assert resting_hosts(db, NOW) == {"harbour.example": NOW + HOUR}
