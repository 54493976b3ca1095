"""Entries of official registers: read first, read again, changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.articles import DiscoveryCount, save_discovery, save_sources
from store.db import Database, check, open_store
from store.errors import StoreError
from store.records import OfficialRecord
from tests.storeroom import DAY, NOW, candidate, discovery, source


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    save_sources(opened, [source(), source("lantern")])
    yield opened
    assert check(opened) == []
    opened.close()


def entry(key: str, *, of: str = "harbour", days: int = 0, **changes: Any) -> OfficialRecord:
    said: dict[str, Any] = {
        "title": f"Notice {key}",
        "fields": (("type", "Rule"), ("下限", "150 €")),
    } | changes
    return OfficialRecord(source_id=of, key=key, at=NOW + days * DAY, **said)


def save(db: Database, *records: OfficialRecord) -> tuple[int, int]:
    found = save_discovery(db, discovery(records=records))
    return found.entries, found.changed


def held(db: Database) -> dict[str, tuple[str, str, str]]:
    rows = db.conn.execute("SELECT key, title, first_at, changed_at FROM v_official_record ORDER BY key")
    return {key: (title, first[:10], changed[:10]) for key, title, first, changed in rows}


def test_an_entry_is_new_then_known_then_changed(db: Database) -> None:
    assert save(db, entry("a"), entry("b")) == (2, 0)
    assert save(db, entry("a", days=1), entry("b", days=1)) == (0, 0)
    assert save(
        db, entry("a", days=2, title="Notice a, corrected"), entry("b", days=2, fields=(("type", "Notice"),))
    ) == (0, 2)
    assert held(db) == {
        "a": ("Notice a, corrected", "2026-11-09", "2026-11-11"),
        "b": ("Notice b", "2026-11-09", "2026-11-11"),
    }
    assert save(db, entry("a", days=3, title="Notice a, corrected")) == (0, 0)
    assert held(db)["a"][2] == "2026-11-11"


def test_all_that_is_said_is_kept(db: Database) -> None:
    save(
        db,
        entry(
            "2026/7",
            url="https://harbour.example/7",
            published_at=NOW,
            fields=(("a\x00b", "x\ud800"), ("n", "")),
        ),
    )
    row = db.conn.execute("SELECT source, url, published_at, fields FROM v_official_record").fetchone()
    assert row[:3] == ("The Harbour", "https://harbour.example/7", "2026-11-09T08:00:00Z")
    assert list(json.loads(row[3])) != []
    assert json.loads(row[3])["n"] == ""
    save(db, entry("plain"))
    assert db.conn.execute(
        "SELECT json_extract(fields, '$.下限') FROM v_official_record WHERE key = 'plain'"
    ).fetchone() == ("150 €",)


def test_the_same_key_of_two_registers_is_two_entries(db: Database) -> None:
    assert save(db, entry("1"), entry("1", of="lantern")) == (2, 0)


def test_an_older_reading_takes_nothing_back(db: Database) -> None:
    save(db, entry("a", days=5, title="Now"))
    assert save(db, entry("a", title="Then")) == (0, 0)
    assert held(db)["a"][0] == "Now"


def test_entries_and_candidates_come_together(db: Database) -> None:
    found = save_discovery(db, discovery(candidate("x"), records=(entry("a"),)))
    assert found == DiscoveryCount(new=1, known=0, again=0, entries=1, changed=0)
    with pytest.raises(StoreError, match="'nobody' is not in the store"):
        save_discovery(db, discovery(candidate("y"), records=(entry("b", of="nobody"),)))
    assert db.conn.execute("SELECT count(*) FROM candidates").fetchone() == (1,)


def test_a_register_of_thousands(db: Database) -> None:
    records = tuple(entry(str(number)) for number in range(2_345))
    assert save(db, *records) == (2_345, 0)
    assert save(db, *records) == (0, 0)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 3)), max_size=12),
    st.integers(1, 4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_how_readings_are_dealt_out_changes_nothing(
    tmp_path: Path, told: list[tuple[str, str, int]], size: int
) -> None:
    """Whatever the portions: of each entry the last reading in time is held, and the first time it was read."""
    told.sort(key=lambda item: item[2])
    readings = [entry(key, title=title, days=days) for key, title, days in told]
    wanted: dict[str, str] = {key: title for key, title, _ in told}
    with open_store(tmp_path / "r.db").conn as conn:
        opened = Database(conn)
        save_sources(opened, [source()])
        conn.execute("DELETE FROM official_records")
        for start in range(0, len(readings), size):
            save(opened, *readings[start : start + size])
        assert {key: row[0] for key, row in held(opened).items()} == wanted
    conn.close()
