"""The door to the database file: open it, check whose it is, and write to it in one transaction at a time.

Only this module imports sqlite_utils; the rest of the store is handed a ``Database``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from store import migrations
from store.errors import StoreError, StoreForeign, StoreMissing, StoreNewer, StoreReadOnly
from store.failures import told
from store.transactions import path_of, transaction

Database = sqlite_utils.Database

_MAGIC = b"SQLite format 3\x00"
_WAL_KEPT = 64 * 1024 * 1024  # bytes the write-ahead log keeps on disk after a checkpoint


def open_store(path: Path, *, timeout: float = 30.0) -> Database:
    """Open the store at ``path``; make the file and its folder when there is none.

    ``timeout``: seconds to wait for another writer. Raises StoreForeign (not ours, damaged), StoreNewer,
    StoreReadOnly, StoreBusy, StoreFull.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return _open(path, timeout)


def open_existing(path: Path, *, timeout: float = 30.0) -> Database:
    """The same, but StoreMissing when there is no file."""
    if not path.exists():
        raise StoreMissing(
            f"{path}: there is no store yet. `tradewind crawl` or `tradewind import` makes one."
        )
    with told(path):
        return _open(path, timeout)


@contextmanager
def atomic(db: Database) -> Iterator[None]:
    """One IMMEDIATE transaction: all of the block, or nothing. Inside another one it joins that one.

    Raises StoreFull, StoreBusy, StoreReadOnly, StoreForeign or StoreError instead of errors of sqlite3.
    """
    with transaction(db.conn):
        yield


def check(db: Database) -> list[str]:
    """What is wrong with the file, in words; empty: nothing.

    Looks at the pages of the file, at references between rows, at the search index, and at the sums: every
    candidate has exactly one end, and that end has its row.
    """
    conn = db.conn
    with told(path_of(conn)):
        found = [row[0] for row in conn.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        if found:
            return found
        for table, _, parent, _ in conn.execute("PRAGMA foreign_key_check").fetchmany(20):
            found.append(f"a row of {table} points to a row of {parent} that is not there")
        found += [f"{n} {what}" for what, sql in _SUMS.items() if (n := conn.execute(sql).fetchone()[0])]
    return found


_SUMS = {
    "candidates are rejected without a reason": (
        "SELECT count(*) FROM candidates AS c WHERE c.outcome = 'rejected'"
        " AND NOT EXISTS (SELECT 1 FROM rejections AS r WHERE r.url = c.url)"
    ),
    "rejections belong to candidates that are not rejected": (
        "SELECT count(*) FROM rejections AS r"
        " WHERE NOT EXISTS (SELECT 1 FROM candidates AS c WHERE c.url = r.url AND c.outcome = 'rejected')"
    ),
    "candidates are settled as articles without an article": (
        "SELECT count(*) FROM candidates"
        " WHERE outcome IN ('article', 'revision', 'duplicate') AND article_id IS NULL"
    ),
    "candidates have an unknown outcome": (
        "SELECT count(*) FROM candidates"
        " WHERE outcome NOT IN ('pending', 'article', 'revision', 'duplicate', 'rejected')"
    ),
    "articles are not in the search index": (
        "SELECT count(*) FROM articles AS a"
        " WHERE NOT EXISTS (SELECT 1 FROM article_grams_docsize AS d WHERE d.id = a.search_id)"
    ),
    "articles have no row in taggings": (
        "SELECT count(*) FROM articles AS a"
        " WHERE NOT EXISTS (SELECT 1 FROM taggings AS t WHERE t.article_id = a.id)"
    ),
}


def _open(path: Path, timeout: float) -> Database:
    _refuse_other_files(path)
    conn = sqlite3.connect(path, timeout=timeout, isolation_level=None)
    try:
        _check_owner(conn, path)
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            raise StoreReadOnly(
                f"{path}: the store cannot be written. Check the owner and mode of file and folder."
            )
        _set_pragmas(conn)
        _bring_up_to_date(conn, path)
        return Database(conn, execute_plugins=False)
    except BaseException:
        conn.close()
        raise


def _refuse_other_files(path: Path) -> None:
    """Look at the first bytes before SQLite does: it must not touch a file that is not ours."""
    if not path.exists():
        return
    if not path.is_file():
        raise StoreForeign(f"{path}: not a file. Name a file for the store, such as news.db.")
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head and head != _MAGIC:
        raise StoreForeign(f"{path}: not an SQLite database. Name another file for the store.")


def _check_owner(conn: sqlite3.Connection, path: Path) -> None:
    # One snapshot: another process may be making the store between two questions.
    conn.execute("BEGIN")
    empty = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    owner = conn.execute("PRAGMA application_id").fetchone()[0]
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    conn.execute("COMMIT")
    if owner == migrations.APPLICATION_ID:
        if version > migrations.SCHEMA_VERSION:
            raise StoreNewer(
                f"{path}: written by a newer tradewind (schema {version}, this one knows"
                f" {migrations.SCHEMA_VERSION}). Update tradewind; nothing was changed."
            )
        if version < 1:
            raise StoreForeign(f"{path}: a tradewind store without schema version. Restore it from a backup.")
    elif owner != 0 or version != 0 or not empty:
        raise StoreForeign(
            f"{path}: an SQLite database, but not of tradewind. Name another file for the store."
        )


def _set_pragmas(conn: sqlite3.Connection) -> None:
    # WAL: readers do not wait for the crawl. NORMAL: a killed process loses nothing that was acknowledged, a
    # power cut at most the last transactions; the file stays whole either way.
    mode = conn.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise StoreError(
            f"the file system does not let SQLite keep a write-ahead log here (journal mode {mode})."
        )
    conn.execute("PRAGMA synchronous = NORMAL")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT}")
    conn.execute("PRAGMA cell_size_check = ON")


def _bring_up_to_date(conn: sqlite3.Connection, path: Path) -> None:
    if conn.execute("PRAGMA user_version").fetchone()[0] == 0:
        with transaction(conn):
            # Another process may have been quicker.
            if conn.execute("PRAGMA user_version").fetchone()[0] == 0:
                migrations.create(conn)
        _check_owner(conn, path)
    migrations.migrate(conn)
