"""The queue of candidates: hosts that rest, what is asked again and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db import Database, open_store
from store.queue import resting_hosts, save_rest
from tests.storeroom import HOUR, NOW


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
