"""Errors of SQLite and of the file system as the user is told them."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from store.errors import StoreBusy, StoreError, StoreForeign, StoreFull, StoreReadOnly, TradewindError
from store.failures import store_error, told
from store.transactions import path_of, transaction


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
