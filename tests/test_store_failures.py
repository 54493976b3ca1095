"""Errors of SQLite and of the file system as the user is told them."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from store.articles import (
    candidate_counts,
    each_article,
    pending,
    save_discovery,
    save_fetched,
    save_sources,
    untagged,
)
from store.db import open_existing, open_store
from store.digest_rows import load_digest_rows
from store.errors import StoreBusy, StoreError, StoreForeign, StoreFull, StoreReadOnly, TradewindError
from store.failures import store_error, told
from store.links import unlinked
from store.pages import open_pages
from store.queries import load_texts, newest_published, run_sql
from store.search import search
from store.transactions import path_of, transaction
from tests.storeroom import DAY, NOW, candidate, discovery, fetched, fold, source


def failure(code: int, text: str = "it failed") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_BUSY, StoreBusy),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy),
        (sqlite3.SQLITE_LOCKED, StoreBusy),
        (sqlite3.SQLITE_READONLY, StoreReadOnly),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreReadOnly),
        (sqlite3.SQLITE_PERM, StoreReadOnly),
        (sqlite3.SQLITE_CORRUPT, StoreForeign),
        (sqlite3.SQLITE_CORRUPT_VTAB, StoreForeign),
        (sqlite3.SQLITE_NOTADB, StoreForeign),
        (sqlite3.SQLITE_CANTOPEN, StoreReadOnly),
        (sqlite3.SQLITE_NOMEM, StoreError),
        (sqlite3.SQLITE_IOERR_READ, StoreError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, StoreError),
    ],
)
def test_each_failure_has_its_name(code: int, kind: type[StoreError], tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with pytest.raises(kind) as caught, told(path):
        raise failure(code)
    assert type(caught.value) is kind
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, TradewindError)
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)


def test_an_error_without_a_code_is_told_too() -> None:
    assert type(store_error(sqlite3.InterfaceError("odd"), "x.db")) is StoreError


def test_an_io_error_on_a_full_disk_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.failures.shutil.disk_usage", lambda _: type("Usage", (), {"free": 4096}))
    assert type(store_error(failure(sqlite3.SQLITE_IOERR_WRITE), tmp_path / "x.db")) is StoreFull


def test_an_io_error_where_nothing_can_be_asked(tmp_path: Path) -> None:
    gone = tmp_path / "gone" / "x.db"
    assert type(store_error(failure(sqlite3.SQLITE_IOERR_WRITE), gone)) is StoreError


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StoreFull),
        (errno.EDQUOT, StoreFull),
        (errno.EACCES, StoreReadOnly),
        (errno.EROFS, StoreReadOnly),
        (errno.EPERM, StoreReadOnly),
        (errno.EIO, StoreError),
        (errno.ENAMETOOLONG, StoreError),
    ],
)
def test_the_file_system_too(number: int, kind: type[StoreError]) -> None:
    with pytest.raises(kind) as caught, told("news.db"):
        raise OSError(number, "no")
    assert type(caught.value) is kind


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), told("news.db"):
        raise KeyError("x")
    with pytest.raises(StoreBusy), told("news.db"):
        raise StoreBusy("already told")


def test_a_transaction_names_its_file(tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "some.db", isolation_level=None)
    assert path_of(conn).endswith("some.db")
    with pytest.raises(StoreError, match=r"some\.db.*no such table"), transaction(conn):
        conn.execute("INSERT INTO nowhere VALUES (1)")
    assert not conn.in_transaction
    conn.close()
    memory = sqlite3.connect(":memory:", isolation_level=None)
    assert path_of(memory) == ":memory:"
    memory.close()


def test_a_transaction_that_sqlite_ended_itself(tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "some.db", isolation_level=None)
    conn.execute("CREATE TABLE a (b UNIQUE ON CONFLICT ROLLBACK)")
    with pytest.raises(StoreError, match="UNIQUE"), transaction(conn):  # noqa: PT012  the block is the transaction
        conn.execute("INSERT INTO a VALUES (1)")
        conn.execute("INSERT INTO a VALUES (1)")
    assert conn.execute("SELECT count(*) FROM a").fetchone()[0] == 0
    conn.close()


def test_an_interrupt_undoes_the_transaction(tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "some.db", isolation_level=None)
    conn.execute("CREATE TABLE a (b)")
    with pytest.raises(KeyboardInterrupt), transaction(conn):  # noqa: PT012  the block is the transaction
        conn.execute("INSERT INTO a VALUES (1)")
        raise KeyboardInterrupt
    assert not conn.in_transaction
    assert conn.execute("SELECT count(*) FROM a").fetchone()[0] == 0
    conn.close()


def test_a_closed_connection_is_told_too() -> None:
    conn = sqlite3.connect(":memory:")
    conn.close()
    assert path_of(conn) == "the store"
    with pytest.raises(StoreError, match="closed"):
        newest_published(conn)


def test_damage_met_while_reading_is_told(tmp_path: Path) -> None:
    """The schema is whole, so the file opens; whatever reads on says what is wrong, by name."""
    path = tmp_path / "news.db"
    db = open_store(path)
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        save_discovery(db, discovery(*(candidate(f"c{i}") for i in range(400))))
        texts = [fetched(f"a{i}", f"Parcel duty {i}. " * 80) for i in range(80)]
        save_fetched(db, archive, texts, fold=fold)
    hit = [row[0] for row in db.conn.execute("SELECT pageno FROM dbstat WHERE name <> 'sqlite_schema'")]
    db.close()
    with path.open("r+b") as file:
        for number in hit:
            file.seek((number - 1) * 4096)
            file.write(b"\xff" * 4096)
    db = open_existing(path)
    questions = [
        lambda: pending(db, source_ids=None, now=NOW),
        lambda: list(each_article(db)),
        lambda: untagged(db, "v", after_id=0, limit=99),
        lambda: unlinked(db, "v"),
        lambda: search(db.conn, "parcel", limit=5),
        lambda: candidate_counts(db),
        lambda: load_texts(db.conn, list(range(1, 81))),
        lambda: save_fetched(db, open_archive, texts, fold=fold),
        lambda: run_sql(db.conn, "SELECT sum(length(text)) FROM articles", limit=1, seconds=5),
        lambda: load_digest_rows(db.conn, start=NOW - 9 * DAY, end=NOW + DAY, newest_start=NOW),
    ]
    damaged = 0
    with open_pages(tmp_path / "other.pages.db") as open_archive:
        for question in questions:
            try:
                question()
            except StoreForeign as error:
                damaged += 1
                assert str(path) in str(error)
    db.close()
    assert damaged >= 5
