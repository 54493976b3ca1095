"""One transaction at a time on one connection, with errors the user can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from store.failures import store_error, told

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")


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


@contextmanager
def rehearsal(conn: sqlite3.Connection) -> Iterator[None]:
    """A transaction of which nothing stays, whatever the block wrote. Not inside another one."""
    with told(path_of(conn)):
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            roll_back(conn)


def roll_back(conn: sqlite3.Connection) -> None:
    """Undo the open transaction. Some errors (full disk) have undone it already."""
    if conn.in_transaction:
        conn.execute("ROLLBACK")


def path_of(conn: sqlite3.Connection) -> str:
    """The file behind a connection, for messages; ":memory:" when there is none."""
    try:
        files = [str(row[2]) for row in conn.execute("PRAGMA database_list") if row[1] == "main"]
    except sqlite3.Error:
        return "the store"
    return files[0] if files and files[0] else ":memory:"


def worded(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """For functions of a store or connection: an error of SQLite leaves them as a StoreError.

    Reading a damaged file fails wherever the damage is met, not when it is opened.
    """

    @wraps(function)
    def wrapped(store: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(store, *args, **kwargs)
        except sqlite3.Error as error:
            conn: Any = getattr(store, "conn", store)
            raise store_error(error, path_of(conn)) from error

    return wrapped
