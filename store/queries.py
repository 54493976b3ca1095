"""Reading the store: a connection that cannot write, SELECTs within limits, texts, the dictionary.

Only the standard library, because sqlite_utils takes as long to load as pandas.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store.columns import key_list, parse_time_or_none
from store.errors import InputError, StoreError, StoreForeign, StoreMissing, StoreNewer
from store.failures import store_error, told
from store.migrations import APPLICATION_ID, SCHEMA_VERSION
from store.search import match_expression
from store.transactions import path_of, roll_back, worded

_MAX_VALUE = 16_000_000  # bytes of one value: randomblob(1e9) must not eat the memory
_MAX_RESULT = 64_000_000  # characters or bytes of all values of one result
_MAX_LIKE = 1_000  # characters of a LIKE or GLOB pattern
_STEPS = 5_000  # SQLite's instructions between two looks at the clock
_CHUNK = 500  # ids of one look-up
_COMMENT = re.compile(r"--[ \t]*([^\n]*)")

# Failures of the file, whatever was asked.
_NOT_THE_QUESTION = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
}
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION}
_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer", "writefile", "edit"}
_PRAGMAS_OF_A_TABLE = {
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
}
_PRAGMAS = {
    "application_id",
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "encoding",
    "freelist_count",
    "function_list",
    "page_count",
    "page_size",
    "user_version",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The answer to a SELECT."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool  # there would have been more rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table or view."""

    name: str
    type: str  # TEXT | INTEGER | REAL | BLOB; empty for computed columns of views
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDoc:
    """One table, virtual table, view or index."""

    name: str
    kind: str  # table | view | index
    meaning: str
    columns: tuple[Column, ...]  # none for an index
    sql: str


def connect_readonly(
    path: Path, *, fold: Callable[[str], str] | None = None, timeout: float = 5.0
) -> sqlite3.Connection:
    """A connection to the store that cannot change it: opened read-only, query_only, writes refused by name.

    In SQL, ``zh_query(words)`` is what a user typed as an expression for ``MATCH``; ``fold`` (nlp.script.fold)
    lets it find both scripts. Raises StoreMissing, StoreForeign, StoreNewer, StoreError.
    """
    if not path.exists():
        raise StoreMissing(
            f"{path}: there is no store yet. `tradewind crawl` or `tradewind import` makes one."
        )
    if not path.is_file():
        raise StoreForeign(f"{path}: not a file.")
    with told(path):
        conn = _connect(path, timeout)
        try:
            _check(conn, path)
            conn.execute("PRAGMA query_only = ON")
            conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
            conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _MAX_LIKE)
            conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            folded = fold or str.lower
            conn.create_function(
                "zh_query", 1, lambda words: match_expression(folded(str(words))) or '""', deterministic=True
            )
            conn.set_authorizer(_authorize)
        except BaseException:
            conn.close()
            raise
    return conn


def run_sql(conn: sqlite3.Connection, sql: str, *, limit: int, seconds: float) -> Table:
    """The first ``limit`` rows of one SELECT, or InputError when it is wrong, forbidden, too slow or too big.

    ``conn``: of ``connect_readonly``. ``seconds``: time it may take, wall clock.
    """
    end = time.monotonic() + seconds
    text_factory = conn.text_factory
    # What CAST makes of bytes need not be UTF-8.
    conn.text_factory = lambda raw: raw.decode(errors="replace")
    conn.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        return _fetch(conn, sql, limit)
    except (sqlite3.Warning, ValueError) as error:
        # One statement at a time; no NUL or lone surrogate in it.
        raise InputError(f"this SQL cannot be run: {error}", remedy="Give one SELECT statement.") from error
    except sqlite3.Error as error:
        raise _told_sql(conn, error, seconds) from error
    finally:
        conn.set_progress_handler(None, _STEPS)
        conn.text_factory = text_factory
        roll_back(conn)


@contextmanager
def snapshot(conn: sqlite3.Connection) -> Iterator[None]:
    """Whatever the block reads is of one moment, though others write meanwhile. Inside another one it joins that one.

    A digest quotes texts that it asks for after the rows: read apart, an article revised in between would no longer
    hold its own quotes. The moment is that of the first read.
    """
    if conn.in_transaction:
        yield
        return
    with told(path_of(conn)):
        conn.execute("BEGIN")
    try:
        yield
    finally:
        roll_back(conn)


@worded
def newest_published(conn: sqlite3.Connection) -> datetime | None:
    """The latest publication time in the store; None when no article has one."""
    return parse_time_or_none(conn.execute("SELECT max(published_at) FROM articles").fetchone()[0])


@worded
def load_texts(conn: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """The texts of these articles by number; unknown numbers are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        found.update(
            conn.execute(
                "SELECT id, text FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (key_list(ids[start : start + _CHUNK]),),
            )
        )
    return found


@worded
def schema_tables(conn: sqlite3.Connection) -> list[TableDoc]:
    """Tables, then views, then indexes, each in the order of their making.

    SQLite's own tables and the parts of the search index are left out; what a user added is in, uncommented.
    """
    rows = conn.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'"
        " AND name NOT GLOB 'article_grams_*' AND type IN ('table', 'view', 'index')"
        " ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'view' THEN 1 ELSE 2 END, rowid"
    ).fetchall()
    return [_doc(conn, name, kind, sql) for name, kind, sql in rows]


def _connect(path: Path, timeout: float) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    # Where nobody can write (a read-only medium), SQLite cannot make its shared-memory file either; nobody can
    # change the database then, and it may be read as it lies.
    sealed = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    return sqlite3.connect(uri + "&immutable=1" * sealed, uri=True, timeout=timeout, isolation_level=None)


def _check(conn: sqlite3.Connection, path: Path) -> None:
    owner = conn.execute("PRAGMA application_id").fetchone()[0]
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if owner != APPLICATION_ID:
        raise StoreForeign(f"{path}: an SQLite database, but not of tradewind.")
    if version > SCHEMA_VERSION:
        raise StoreNewer(f"{path}: written by a newer tradewind. Update tradewind.")
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"{path}: written by an older tradewind. Any command that writes, such as `tradewind tag`,"
            " brings it up to date."
        )


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    allowed = (
        action in _READING
        # Table-valued functions (json_each) declare their columns this way; nothing is written, and a statement
        # that tries to is refused by SQLite itself.
        or (action == sqlite3.SQLITE_UPDATE and first == "sqlite_master")
        or (action == sqlite3.SQLITE_FUNCTION and second not in _REFUSED_FUNCTIONS)
        or (
            action == sqlite3.SQLITE_PRAGMA
            and (first in _PRAGMAS_OF_A_TABLE or (first in _PRAGMAS and second is None))
        )
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _fetch(conn: sqlite3.Connection, sql: str, limit: int) -> Table:
    cursor = conn.execute(sql)
    if cursor.description is None:
        raise InputError("this SQL returns nothing", remedy="Give one SELECT statement.")
    rows: list[tuple[Any, ...]] = []
    size = 0
    for row in cursor:
        size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
        if len(rows) >= limit or size > _MAX_RESULT:
            return Table(columns=_names(cursor), rows=tuple(rows), truncated=True)
        rows.append(row)
    return Table(columns=_names(cursor), rows=tuple(rows), truncated=False)


def _names(cursor: sqlite3.Cursor) -> tuple[str, ...]:
    return tuple(str(item[0]) for item in cursor.description)


def _told_sql(conn: sqlite3.Connection, error: sqlite3.Error, seconds: float) -> InputError | StoreError:
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF in _NOT_THE_QUESTION:
        return store_error(error, path_of(conn))
    if code == sqlite3.SQLITE_INTERRUPT:
        return InputError(
            f"the query took longer than {seconds:g} s", remedy="Narrow it down, or allow it more time."
        )
    if code == sqlite3.SQLITE_TOOBIG:
        return InputError("a value of the result is too big", remedy="Select less of it.")
    if isinstance(error, sqlite3.ProgrammingError):
        return InputError(f"this SQL cannot be run: {error}", remedy="Give one SELECT statement.")
    if code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY):
        return InputError(
            f"the store is open for reading only ({error})", remedy="Give one SELECT statement."
        )
    return InputError(f"SQLite does not take this SQL: {error}", remedy="`tradewind schema` lists tables.")


def _doc(conn: sqlite3.Connection, name: str, kind: str, sql: str) -> TableDoc:
    head, _, body = sql.partition("\n")
    said_first = _COMMENT.search(head)
    columns: tuple[Column, ...] = ()
    if kind != "index":
        shape = conn.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall()
        # SQLite keeps the comments of a CREATE statement. Ours stand behind the columns, in their order (the
        # search index has options after them); a table that somebody added has other habits.
        said = _COMMENT.findall(body)
        if sql.startswith("CREATE VIRTUAL TABLE"):
            said = said[: len(shape)]
        if len(said) != len(shape):
            said = [""] * len(shape)
        columns = tuple(
            Column(name=column, type=type_, meaning=text.strip())
            for (column, type_), text in zip(shape, said, strict=True)
        )
    return TableDoc(
        name=name,
        kind=kind,
        meaning=said_first.group(1).strip() if said_first else "",
        columns=columns,
        sql=sql,
    )
