"""One transaction at a time on one connection, with errors the user can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from store.failures import told


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """One IMMEDIATE transaction: all of the block, or nothing. Inside another one it joins that one.

    Raises StoreFull, StoreBusy, StoreReadOnly, StoreForeign or StoreError instead of errors of sqlite3.
    """
    if conn.in_transaction:
        yield
        return
    with told(path_of(conn)):
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            conn.execute("COMMIT")
        except BaseException:
            roll_back(conn)
            raise


def roll_back(conn: sqlite3.Connection) -> None:
    """Undo the open transaction. Some errors (full disk) have undone it already."""
    if conn.in_transaction:
        conn.execute("ROLLBACK")


def path_of(conn: sqlite3.Connection) -> str:
    """The file behind a connection, for messages; ":memory:" when there is none."""
    files = [str(row[2]) for row in conn.execute("PRAGMA database_list") if row[1] == "main"]
    return files[0] if files and files[0] else ":memory:"
