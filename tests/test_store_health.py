"""What each crawl saw of each source: written, read back, thinned out, and asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.health import judge_all
from store.articles import save_sources
from store.db import Database, open_store
from store.digest_rows import load_digest_rows
from store.errors import StoreError
from store.health import HISTORY, WHOLE, load_histories, save_source_runs, source_health
from store.queries import connect_readonly
from store.records import SourceRun, SourceState
from store.runs import start_run
from tests.storeroom import NOW, source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FULL = SourceRun(
    source_id="a", at=NOW, asked=True, status="http-status", detail="403 Forbidden", announced=9, new=8, articles=7,
    revisions=6, duplicates=5, rejected=4, later=3, reasons={"too-short": 3, "http-status 404": 1}, dated=2, authored=1,
    characters=1234, bytes=99, state=SourceState.BLOCKED, since=NOW - DAY, why="refused", measure="refused",
    numbers={"status": "http-status", "looks": 3.5},
)  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    store = open_store(tmp_path / "news.db")
    save_sources(store, [source("a"), source("b")])
    yield store
    store.close()


def save(db: Database, *runs: SourceRun) -> None:
    """One crawl for each."""
    for run in runs:
        number = start_run(db, command="crawl", version="1", at=run.at)
        save_source_runs(db, number, [run])


def quiet(at: Any, **given: Any) -> SourceRun:
    return SourceRun(**{"source_id": "a", "at": at, "status": "unchanged", "since": NOW - 900 * DAY, **given})


def kept(db: Database, source_id: str = "a") -> list[SourceRun]:
    return load_histories(db, [source_id], now=NOW)[source_id]


def test_a_run_comes_back_as_it_was(db: Database) -> None:
    save(db, FULL)
    assert kept(db) == [FULL]
    assert load_histories(db, ["a", "b", "unknown"], now=NOW) == {"a": [FULL], "b": [], "unknown": []}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=40),
    reasons=st.dictionaries(st.text(max_size=12), st.integers(0, 10**9), max_size=4),
    characters=st.one_of(st.none(), st.integers(0, 10**9)),
)
def test_whatever_a_server_says_can_be_stored(
    db: Database, text: str, reasons: dict[str, int], characters: int | None
) -> None:
    number = start_run(db, command="crawl", version="1", at=NOW)
    save_source_runs(db, number, [replace(FULL, detail=text, reasons=reasons, characters=characters)])
    back = kept(db)[-1]
    assert back.characters == characters
    assert len(back.detail) == len(text)


def test_saving_a_crawl_again_replaces_its_rows(db: Database) -> None:
    number = start_run(db, command="crawl", version="1", at=NOW)
    save_source_runs(db, number, [FULL])
    save_source_runs(db, number, [replace(FULL, new=1)])
    assert [run.new for run in kept(db)] == [1]


def test_an_unjudged_run_is_refused_and_nothing_is_written(db: Database) -> None:
    number = start_run(db, command="crawl", version="1", at=NOW)
    with pytest.raises(ValueError, match="not judged"):
        save_source_runs(db, number, [FULL, replace(FULL, source_id="b", since=None)])
    assert kept(db) == []


def test_a_source_that_is_not_in_the_store_is_refused(db: Database) -> None:
    number = start_run(db, command="crawl", version="1", at=NOW)
    with pytest.raises(StoreError):
        save_source_runs(db, number, [replace(FULL, source_id="nobody")])


def test_a_history_is_oldest_first_with_the_eventful_looks_and_the_newest(db: Database) -> None:
    looks = [quiet(NOW - n * HOUR) for n in range(100, 0, -1)]
    looks[10] = replace(looks[10], new=2, status="ok")
    looks[20] = replace(looks[20], status="timeout")
    looks[30] = replace(looks[30], status="empty")
    save(db, *looks)
    assert kept(db) == [looks[10], looks[20], looks[30], *looks[-30:]]


def test_old_looks_that_say_nothing_are_forgotten(db: Database) -> None:
    long_ago = NOW - WHOLE - 5 * DAY
    looks = [quiet(long_ago + n * HOUR) for n in range(10)]
    looks[3] = replace(looks[3], new=1, status="ok")
    # A state that began with a look in which nothing came: the look stays, the state of that week is known.
    looks[6:] = [replace(look, state=SourceState.SILENT, since=long_ago, why="x") for look in looks[6:]]
    ancient = replace(FULL, at=NOW - HISTORY - DAY)
    save(db, ancient, *looks, quiet(NOW - HOUR), quiet(NOW))
    rows = db.conn.execute("SELECT at, state FROM source_runs ORDER BY run_id").fetchall()
    stay = [looks[0], looks[3], looks[6]]
    assert [at for at, _ in rows[:-2]] == [f"{look.at:%Y-%m-%dT%H:%M:%SZ}" for look in stay]
    assert [state for _, state in rows] == ["ok", "ok", "silent", "ok", "ok"]


def test_one_source_s_old_looks_are_not_another_s(db: Database) -> None:
    old = [quiet(NOW - WHOLE - DAY + n * HOUR, source_id="b") for n in range(3)]
    save(db, *old, quiet(NOW))
    assert len(kept(db, "b")) == 3
    save(db, quiet(NOW, source_id="b"))
    assert [run.at for run in kept(db, "b")] == [old[0].at, NOW]
    assert len(kept(db)) == 1


def test_health_is_the_newest_row_of_each_source(db: Database, tmp_path: Path) -> None:
    save(db, FULL, quiet(NOW + HOUR, source_id="b"), replace(FULL, at=NOW + HOUR, since=NOW, why="worse"))
    with closing(connect_readonly(tmp_path / "news.db")) as connection:
        both = source_health(connection)
        assert [(row["source_id"], row["state"], row["why"]) for row in both] == [
            ("a", "blocked", "worse"), ("b", "ok", ""),
        ]  # fmt: skip
        assert both[0]["since"] == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
        assert [row["source_id"] for row in source_health(connection, ["b", "unknown"])] == ["b"]


def test_the_history_of_a_source_is_read_by_its_key(db: Database) -> None:
    plan = db.conn.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM source_runs WHERE source_id = 'a' ORDER BY run_id DESC LIMIT 30"
    ).fetchall()
    assert "PRIMARY KEY (source_id=?)" in plan[0][3]
    assert not any("TEMP B-TREE" in step[3] for step in plan)


# --- what a digest is told -----------------------------------------------------------------------------------


def told(path: Path, *, as_of: Any = None, end: Any = NOW + DAY) -> list[tuple[str, str]]:
    with closing(connect_readonly(path)) as connection:
        rows = load_digest_rows(
            connection, start=NOW - 90 * DAY, end=end, newest_start=end - 7 * DAY, as_of=as_of
        )
    return [(row["source_id"], row["state"]) for row in rows.health]


def test_a_digest_knows_who_was_not_well_in_its_week(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    save(db, quiet(NOW - DAY), FULL, quiet(NOW, source_id="b"))
    assert told(path) == [("a", "blocked")]
    assert told(path, as_of=NOW) == []  # the crawl that saw it was later
    assert told(path, as_of=NOW + HOUR) == [("a", "blocked")]


def test_a_state_that_began_after_the_week_is_not_of_it(db: Database, tmp_path: Path) -> None:
    path, end = tmp_path / "news.db", NOW - 6 * HOUR
    save(db, quiet(NOW - DAY), replace(FULL, since=NOW - HOUR))
    assert told(path, end=end) == []
    save(db, replace(FULL, since=NOW - 7 * HOUR, at=NOW + HOUR))  # Monday's crawl tells of Sunday
    assert told(path, end=end) == [("a", "blocked")]
    save(db, quiet(NOW + 9 * DAY))  # what a later week brought does not change an old digest
    assert told(path, end=end) == [("a", "blocked")]


def test_disabled_sources_are_not_told_of(db: Database, tmp_path: Path) -> None:
    save(db, FULL)
    save_sources(db, [replace(source("a"), enabled=False, disabled_reason="gone")])
    assert told(tmp_path / "news.db") == []


def test_rows_that_a_digest_reads_are_those_it_names(db: Database, tmp_path: Path) -> None:
    save(db, FULL)
    with closing(connect_readonly(tmp_path / "news.db")) as connection:
        connection.row_factory = sqlite3.Row
        rows = load_digest_rows(connection, start=NOW - DAY, end=NOW + DAY, newest_start=NOW - DAY)
    assert list(rows.health[0]) == ["source_id", "state", "since", "measure", "numbers", "status", "detail"]


def test_a_clock_that_was_ahead_is_not_the_past(db: Database) -> None:
    """Days counted back from now, such a look lies at a negative one."""
    looks = [quiet(NOW - n * DAY, new=9, status="ok") for n in range(40, 0, -1)]
    save(db, *looks)
    save(db, replace(quiet(NOW), at=NOW + 300 * DAY, new=60, status="ok"))
    assert kept(db) == looks
    now = replace(quiet(NOW, new=60, status="ok"), since=None)
    (judged,) = judge_all([now], lambda names: load_histories(db, names, now=NOW), {"a": "en"})
    assert judged.state is SourceState.FLOODED
