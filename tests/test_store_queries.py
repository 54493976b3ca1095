"""Reading: a connection that cannot write, SELECTs within limits, and the rows of a digest."""

from __future__ import annotations

import math
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.annotations import replace_annotations
from store.articles import save_discovery, save_fetched, save_sources
from store.db import atomic, open_existing, open_store
from store.digest_rows import load_digest_rows
from store.errors import InputError, StoreError, StoreForeign, StoreMissing, StoreNewer
from store.links import save_links
from store.migrations import SCHEMA_VERSION
from store.pages import open_pages
from store.queries import (
    Table,
    connect_readonly,
    load_texts,
    newest_published,
    run_sql,
    snapshot,
)
from store.records import (
    Amount,
    Annotations,
    Figure,
    Fingerprint,
    Mention,
    Policy,
    Reason,
    Sentiment,
    StoryLink,
    Topic,
)
from tests.storeroom import DAY, HOUR, NOW, candidate, discovery, fetched, fold, refused, source

WEEK = 7 * DAY


def fill(path: Path) -> None:
    """Twelve articles, two an even day apart, of two sources; the twelfth has no date."""
    db = open_store(path)
    with open_pages(path.with_suffix(".pages.db")) as archive:
        save_sources(
            db, [source(), source("tide", family="harbour", group="policy"), source("idle", enabled=False)]
        )
        batch = [
            fetched(
                f"p{i}",
                f"Temu text {i}: 关税 rose by {i}%.",
                of="tide" if i % 3 == 0 else "harbour",
                at=NOW + i * HOUR,
                published_at=None if i == 11 else NOW - i * 2 * DAY,
            )
            for i in range(12)
        ]
        save_discovery(db, discovery(candidate("waiting"), candidate("later", discovered_at=NOW + DAY)))
        save_discovery(db, discovery(of="tide", status="timeout", at=NOW + DAY, detail="30 s"))
        bad = [
            refused("r1"),
            refused("r2"),
            refused("r3", Reason.ROBOTS, of="tide"),
            refused("r4", at=NOW - WEEK),
        ]
        save_fetched(db, archive, [*batch, *bad], fold=fold)
    replace_annotations(
        db,
        [annotated(number, f"Temu text {number - 1}: 关税 rose by {number - 1}%.") for number in range(1, 9)],
    )
    save_links(
        db,
        [Fingerprint(article_id=n, version="f", bands=(n,), shingles=1) for n in (1, 2)],
        [
            StoryLink(article_id=1, story_id="s-1", root_id=2, reprint_of=2, reason="alike", similarity=0.9),
            StoryLink(article_id=2, story_id="s-1", root_id=2, reprint_of=None, reason="alone"),
        ],
    )
    db.close()


def annotated(number: int, text: str) -> Annotations:
    return Annotations(
        article_id=number,
        version="1",
        mentions=(Mention(start=0, end=4, quote="Temu", type="ORG", id="temu"),),
        figures=(Figure(start=len(text) - 2, end=len(text) - 1, quote=text[-2:-1], kind="percent"),),
        sentiments=(Sentiment(sent_start=0, sent_end=len(text), id="temu", polarity=1, score=0.5),),
        topics=(Topic(topic="tariffs-and-duties", score=2.0),),
        policies=(Policy(instrument="duty", rates=(Amount(value=Decimal("2.5"), unit="%"),)),),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("queries") / "news.db"
    fill(made)
    return made


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect_readonly(path, fold=fold)) as opened:
        yield opened


def ask(conn: sqlite3.Connection, sql: str, *, limit: int = 1000, seconds: float = 5.0) -> Table:
    return run_sql(conn, sql, limit=limit, seconds=seconds)


def test_a_select_is_answered(conn: sqlite3.Connection) -> None:
    assert ask(conn, "SELECT source_id, count(*) AS n FROM v_article GROUP BY 1 ORDER BY 1") == Table(
        columns=("source_id", "n"), rows=(("harbour", 8), ("tide", 4)), truncated=False
    )
    assert ask(conn, "SELECT 1 WHERE 0") == Table(columns=("1",), rows=(), truncated=False)


def test_rows_are_cut_at_the_limit(conn: sqlite3.Connection) -> None:
    assert ask(conn, "SELECT id FROM articles", limit=5).truncated
    assert len(ask(conn, "SELECT id FROM articles", limit=5).rows) == 5
    assert not ask(conn, "SELECT id FROM articles", limit=12).truncated
    assert ask(conn, "SELECT id FROM articles", limit=0) == Table(columns=("id",), rows=(), truncated=True)


def test_search_in_sql(conn: sqlite3.Connection) -> None:
    sql = "SELECT title FROM v_search WHERE grams MATCH zh_query('關稅 TEMU') ORDER BY rank, url LIMIT 2"
    assert len(ask(conn, sql).rows) == 2
    for odd in ("", "!!", 'a"b', "NEAR("):
        quoted = odd.replace("'", "''")
        assert ask(conn, f"SELECT url FROM v_search WHERE grams MATCH zh_query('{quoted}')").rows == ()
    assert ask(conn, "SELECT zh_query(NULL)").rows == (('"none"',),)


WRITES = [
    "DELETE FROM articles",
    "UPDATE articles SET title = 'x'",
    "INSERT INTO settings VALUES ('a', 'b')",
    "REPLACE INTO settings VALUES ('a', 'b')",
    "DROP TABLE articles",
    "DROP VIEW v_article",
    "CREATE TABLE mine (a)",
    "CREATE TEMP TABLE mine (a)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE TEMP TRIGGER t AFTER INSERT ON runs BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE temp.mine USING fts5(a)",
    "ALTER TABLE articles RENAME TO texts",
    "ATTACH DATABASE ':memory:' AS other",
    "ATTACH DATABASE '/etc/passwd' AS other",
    "DETACH DATABASE main",
    "VACUUM",
    "VACUUM INTO '/tmp/copy.db'",
    "REINDEX",
    "ANALYZE",
    "PRAGMA writable_schema = ON",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version = 9",
    "PRAGMA application_id(7)",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA temp_store_directory = '/tmp'",
    "PRAGMA hard_heap_limit = 1",
    "SELECT * FROM pragma_journal_mode('delete')",
    "UPDATE sqlite_master SET sql = ''",
    "DELETE FROM sqlite_master",
    "INSERT INTO article_grams (article_grams) VALUES ('delete-all')",
    "SELECT load_extension('/tmp/evil.so')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT writefile('/tmp/x', 'y')",
    "SELECT readfile('/etc/passwd')",
    "WITH a AS (SELECT 1) INSERT INTO settings SELECT 'a', 'b' FROM a",
    "EXPLAIN DELETE FROM articles",
]


@pytest.mark.parametrize("sql", WRITES)
def test_nothing_can_be_written(path: Path, sql: str) -> None:
    before = path.read_bytes()
    with closing(connect_readonly(path)) as conn:
        with pytest.raises(InputError):
            ask(conn, sql)
        assert ask(conn, "SELECT count(*) FROM articles").rows == ((12,),)
        assert ask(conn, "PRAGMA user_version").rows == ((SCHEMA_VERSION,),)
    assert path.read_bytes() == before
    assert not Path("/tmp/copy.db").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "   ",
        "-- nothing",
        "SELEC 1",
        "SELECT nothing FROM articles",
        "SELECT 1; SELECT 2",
        "SELECT '\x00'",
        "SELECT '\ud800'",
        "BEGIN",
        "COMMIT",
        "SELECT ?",
        "SELECT :name",
        "SELECT * FROM v_search WHERE grams MATCH 'NEAR('",
        "SELECT json('{')",
        "SELECT 1 FROM articles WHERE",
    ],
)
def test_wrong_sql_is_told_in_one_line(conn: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(conn, sql)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2
    assert not conn.in_transaction
    assert ask(conn, "SELECT 1").rows == ((1,),)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r",
        "SELECT count(*) FROM articles a, articles b, articles c, articles d, articles e, articles f, articles g",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r ORDER BY x DESC",
    ],
)
def test_a_query_without_end_is_ended(conn: sqlite3.Connection, sql: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"longer than 0\.3 s"):
        ask(conn, sql, seconds=0.3)
    assert time.monotonic() - begun < 5
    assert ask(conn, "SELECT 1").rows == ((1,),)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT randomblob(1000000000)",
        "SELECT zeroblob(1000000000)",
        "SELECT replace(hex(zeroblob(7000000)), '0', 'xxxxxxxxxx')",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r LIMIT 40)"
        " SELECT group_concat(hex(zeroblob(1000000))) FROM r",
    ],
)
def test_a_huge_value_is_refused(conn: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(InputError, match="too big"):
        ask(conn, sql, seconds=20)


def test_a_huge_result_is_cut(conn: sqlite3.Connection) -> None:
    sql = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r LIMIT 500) SELECT hex(zeroblob(1000000)) FROM r"
    table = ask(conn, sql, seconds=60)
    assert table.truncated
    assert len(table.rows) == 32


def test_a_pattern_that_backtracks_is_bounded(conn: sqlite3.Connection) -> None:
    pattern = "%a" * 400 + "%b"
    begun = time.monotonic()
    with pytest.raises(InputError):
        ask(conn, f"SELECT replace(hex(zeroblob(2000000)), '0', 'a') LIKE '{pattern + 'x' * 500}'")
    assert time.monotonic() - begun < 5


def test_bytes_that_are_no_text_come_as_marks(conn: sqlite3.Connection) -> None:
    assert ask(conn, "SELECT CAST(x'41FF42' AS TEXT), x'FF', 1.5, NULL").rows == (
        ("A\ufffdB", b"\xff", 1.5, None),
    )
    assert conn.execute("SELECT 'plain'").fetchone() == ("plain",)


def test_pragmas_that_read_are_allowed(conn: sqlite3.Connection) -> None:
    assert ("url", "TEXT") in {(row[1], row[2]) for row in ask(conn, "PRAGMA table_info(articles)").rows}
    assert ask(conn, "SELECT count(*) FROM pragma_table_info('articles')").rows[0][0] > 10
    assert ask(conn, "SELECT value FROM json_each('[1, 2]')").rows == ((1,), (2,))


def test_a_reader_does_not_wait_for_a_writer(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    shutil.copy(path, copy)
    db = open_existing(copy)
    with atomic(db):
        save_sources(db, [source("fresh")])
        with closing(connect_readonly(copy, timeout=0.1)) as conn:
            # Within the 0.1 s of its timeout; a reader that waits would raise StoreBusy.
            assert ask(conn, "SELECT count(*) FROM sources").rows == ((3,),)
    with closing(connect_readonly(copy)) as conn:
        assert ask(conn, "SELECT count(*) FROM sources").rows == ((4,),)
    db.close()


def test_stores_that_are_none(tmp_path: Path, path: Path) -> None:
    with pytest.raises(StoreMissing):
        connect_readonly(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(StoreForeign):
        connect_readonly(tmp_path)
    text = tmp_path / "text.db"
    text.write_bytes(b"words " * 1000)
    with pytest.raises(StoreForeign):
        connect_readonly(text)
    other = tmp_path / "other.db"
    foreign = sqlite3.connect(other)
    foreign.execute("CREATE TABLE a (b)")
    foreign.commit()
    foreign.close()
    with pytest.raises(StoreForeign, match="not of tradewind"):
        connect_readonly(other)
    for version, kind, remedy in ((9, StoreNewer, "Update tradewind"), (0, StoreError, "tradewind tag")):
        copy = tmp_path / f"version{version}.db"
        shutil.copy(path, copy)
        changed = sqlite3.connect(copy)
        changed.execute(f"PRAGMA user_version = {version}")
        changed.close()
        with pytest.raises(kind, match=remedy):
            connect_readonly(copy)


def test_odd_file_names(path: Path, tmp_path: Path) -> None:
    for name in ("a b.db", "100%25.db", "x?mode=rwc.db", "#1.db", "新闻.db"):
        copy = tmp_path / name
        shutil.copy(path, copy)
        with closing(connect_readonly(copy)) as conn:
            assert ask(conn, "SELECT count(*) FROM articles").rows == ((12,),)


def test_a_store_on_a_read_only_disk_can_be_asked(path: Path, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(place)], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if mounted.returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        shutil.copy(path, place / "news.db")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        with closing(connect_readonly(place / "news.db")) as conn:
            assert ask(conn, "SELECT count(*) FROM articles").rows == ((12,),)
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_texts_and_newest(conn: sqlite3.Connection, tmp_path: Path) -> None:
    assert newest_published(conn) == NOW
    assert load_texts(conn, [2, 99, 1, 1]) == {
        1: "Temu text 0: 关税 rose by 0%.",
        2: "Temu text 1: 关税 rose by 1%.",
    }
    assert load_texts(conn, []) == {}
    assert len(load_texts(conn, list(range(5000)))) == 12
    open_store(tmp_path / "new.db").close()
    with closing(connect_readonly(tmp_path / "new.db")) as empty:
        assert newest_published(empty) is None


def window(conn: sqlite3.Connection, **changes: datetime | None) -> Any:
    times: dict[str, Any] = {"start": NOW - 2 * WEEK, "end": NOW + WEEK, "newest_start": NOW, **changes}
    return load_digest_rows(conn, **times)


def urls(found: Any) -> list[str]:
    """Of all articles of the window, those of the weeks before first."""
    return [url[-2:] for url in [*found.earlier.articles["url"], *(row["url"] for row in found.articles)]]


def test_the_rows_of_a_digest(conn: sqlite3.Connection) -> None:
    found = window(conn, newest_start=NOW - 2 * WEEK)
    assert [row["url"][-2:] for row in found.articles] == ["p7", "p6", "p5", "p4", "p3", "p2", "p1", "p0"]
    newest = found.articles[-1]
    assert newest == {
        "article_id": 1,
        "evidence": None,  # nothing has been said of it yet
        "tagged": "1",
        "source_id": "tide",
        "family": "harbour",
        "lang": "en",
        "url": "https://tide.example/p0",
        "title": "Headline of p0",
        "published_at": "2026-11-09T08:00:00Z",
        "fetched_at": "2026-11-09T08:00:00Z",
        "story_id": "s-1",
        "root_id": 2,
        "reprint_of": 2,
    }
    assert found.articles[0]["story_id"] is None
    order = [row["article_id"] for row in found.articles]
    for name in ("mentions", "figures", "sentiments", "topics", "policies"):
        assert [row["article_id"] for row in getattr(found, name)] == order, name
    assert set(found.mentions[0]) >= {"article_id", "start", "end", "quote", "type", "id", "in_title"}
    assert set(found.figures[0]) >= {
        "value",
        "value_real",
        "unit",
        "period",
        "modality",
        "subject",
        "metric",
        "confidence",
        "usd",
    }
    assert set(found.sentiments[0]) >= {"sent_start", "sent_end", "id", "polarity", "score", "evidence"}
    assert set(found.policies[0]) >= {"instrument", "action", "effective_on", "rates", "quote"}
    assert found.topics[0]["topic"] == "tariffs-and-duties"
    found = window(conn)
    assert urls(found) == ["p7", "p6", "p5", "p4", "p3", "p2", "p1", "p0"]
    assert [row["url"][-2:] for row in found.articles] == ["p0"]
    assert [(row["source_id"], row["family"], row["group"], row["enabled"]) for row in found.sources] == [
        ("harbour", "harbour", "press", 1),
        ("idle", "idle", "press", 0),
        ("tide", "harbour", "policy", 1),
    ]
    assert found.sources[0]["first_article_at"] == "2026-10-20T08:00:00Z"
    assert found.sources[1]["first_article_at"] is None
    assert [tuple(row.values()) for row in found.rejections] == [
        ("harbour", "too-short", 2),
        ("tide", "robots", 1),
    ]
    assert [(row["source_id"], row["status"], row["detail"]) for row in found.announcements] == [
        ("harbour", "ok", ""),
        ("tide", "timeout", "30 s"),
    ]
    assert (found.undated, found.pending) == (1, 2)
    assert not conn.in_transaction


def test_a_failure_that_nobody_met_again_is_not_of_this_week(path: Path, tmp_path: Path) -> None:
    """An address the source had before, a child its index lists no more; and a source that was switched off."""
    own = tmp_path / "own.db"
    own.write_bytes(path.read_bytes())
    with closing(open_existing(own)) as db, closing(connect_readonly(own)) as conn:
        assert window(conn).announcements != ()
        db.conn.execute("UPDATE announcements SET at = '2026-10-01T00:00:00Z' WHERE source_id = 'tide'")
        db.conn.execute("UPDATE sources SET enabled = 0 WHERE id = 'harbour'")
        assert window(conn).announcements == ()


def test_the_window_is_half_open(conn: sqlite3.Connection) -> None:
    found = window(conn, start=NOW - 4 * DAY, end=NOW)
    assert urls(found) == ["p2", "p1"]
    assert len(found.earlier.mentions["id"]) == 2
    nothing = window(conn, start=NOW + DAY, end=NOW + 2 * DAY, newest_start=NOW + DAY)
    assert (nothing.articles, nothing.mentions, nothing.undated) == ((), (), 0)


def test_what_came_after_as_of_is_left_out(conn: sqlite3.Connection) -> None:
    found = window(conn, as_of=NOW + 3 * HOUR)
    assert urls(found) == ["p2", "p1", "p0"]
    assert {row["article_id"] for row in found.mentions} == {1}
    assert set(found.earlier.mentions["article_id"]) == {2, 3}
    assert (found.undated, found.pending) == (0, 1)
    assert [row["source_id"] for row in found.announcements] == ["harbour"]
    assert found.sources[0]["first_article_at"] == "2026-11-05T08:00:00Z"
    early = window(conn, as_of=NOW)
    assert urls(early) == []
    assert early.rejections == ()
    assert early.sources[0]["first_article_at"] is None


def test_a_revised_article_is_known_since_it_was_first_seen(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = open_store(path)
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        save_fetched(db, archive, [fetched("a", "One.", at=NOW)], fold=fold)
        save_fetched(db, archive, [fetched("a", "Two.", at=NOW + WEEK)], fold=fold)
    db.close()
    with closing(connect_readonly(path)) as conn:
        (row,) = window(conn, newest_start=NOW - WEEK, as_of=NOW + DAY).articles
        assert row["fetched_at"] == "2026-11-09T08:00:00Z"


def test_the_rows_are_of_one_moment(path: Path, tmp_path: Path) -> None:
    """A crawl that saves while the rows are read shows up in all of them, or in none."""
    copy = tmp_path / "news.db"
    shutil.copy(path, copy)
    stop = threading.Event()

    def write() -> None:
        db = open_existing(copy)
        with open_pages(tmp_path / "w.pages.db") as archive:
            for number in range(10_000):
                if stop.is_set():
                    break
                with atomic(db):
                    text = f"Temu text {number}!"
                    save_fetched(db, archive, [fetched(f"w{number}", text)], fold=fold)
                    newest = db.conn.execute("SELECT max(id) FROM articles").fetchone()[0]
                    said = Mention(start=0, end=4, quote="Temu", type="ORG", id="temu")
                    replace_annotations(db, [Annotations(article_id=newest, version="1", mentions=(said,))])
        db.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        with closing(connect_readonly(copy)) as conn:
            for _ in range(15):
                found = window(conn)
                articles = {row["article_id"] for row in found.articles}
                assert articles == {row["article_id"] for row in found.mentions}
    finally:
        stop.set()
        thread.join()


def test_a_text_stays_what_its_rows_were_read_from(path: Path, tmp_path: Path) -> None:
    """Rows and texts that are asked for one after the other agree, though the article is revised in between."""
    copy = tmp_path / "news.db"
    shutil.copy(path, copy)

    def revise(text: str) -> None:
        with closing(open_existing(copy)) as db, open_pages(tmp_path / "w.pages.db") as archive:
            save_fetched(db, archive, [fetched("p1", text, at=NOW + WEEK)], fold=fold)

    with closing(connect_readonly(copy)) as conn:
        with snapshot(conn):
            found = window(conn, newest_start=NOW - 2 * WEEK)
            revise("Another text altogether, about parcels and duties.")
            texts = load_texts(conn, [row["article_id"] for row in found.articles])
            assert found.mentions
            for row in found.mentions:
                assert texts[row["article_id"]][row["start"] : row["end"]] == row["quote"]
        assert not conn.in_transaction
        assert "parcels" in "".join(load_texts(conn, list(texts)).values())
        with pytest.raises(RuntimeError, match="a bug"), snapshot(conn):
            raise RuntimeError("a bug")
        assert not conn.in_transaction


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | st.text("SELECT*FROMarticles();,'\"-1=x ", max_size=60))
def test_any_text_as_sql_is_answered_or_told(conn: sqlite3.Connection, sql: str) -> None:
    try:
        table = ask(conn, sql, limit=3, seconds=1)
    except InputError:
        return
    assert len(table.rows) <= 3
    assert all(not isinstance(value, float) or not math.isnan(value) for row in table.rows for value in row)
