"""The ledger of runs: what was started when, how it ended, what it did."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from store.columns import clean, list_text, parse_time, parse_time_or_none, time_text
from store.errors import StoreError
from store.records import RunRecord
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database


def start_run(db: Database, *, command: str, version: str, at: datetime) -> int:
    """Write that a run began; its number. A run that is killed stays without an end."""
    with transaction(db.conn):
        number = db.conn.execute(
            "INSERT INTO runs (command, version, started_at, counts, notes) VALUES (?, ?, ?, '{}', '[]')",
            (clean(command), clean(version), time_text(at)),
        ).lastrowid
    if number is None:
        raise StoreError("SQLite gave no number to a new run")
    return number


def finish_run(
    db: Database,
    run_id: int,
    *,
    at: datetime,
    exit_code: int,
    counts: Mapping[str, int],
    notes: Sequence[str] = (),
) -> None:
    """Write how the run ended, and let SQLite look at how the tables have grown. StoreError: no such run."""
    numbers = {str(name): int(count) for name, count in sorted(counts.items())}
    with transaction(db.conn):
        done = db.conn.execute(
            "UPDATE runs SET finished_at = ?, exit_code = ?, counts = ?, notes = ? WHERE id = ?",
            (
                time_text(at),
                exit_code,
                clean(json.dumps(numbers, ensure_ascii=False)),
                list_text(notes),
                run_id,
            ),
        )
        if done.rowcount != 1:
            raise StoreError(f"there is no run {run_id} in the store")
    _sample_tables(db.conn)


@worded
def killed_run(conn: sqlite3.Connection, command: str) -> int | None:
    """The newest run of a command when it has no end; None when it has one, or there is none.

    Only while nobody else can be running it: else it may be at work.
    """
    row = conn.execute(
        "SELECT id, finished_at FROM runs WHERE command = ? ORDER BY id DESC LIMIT 1", (command,)
    ).fetchone()
    return int(row[0]) if row is not None and row[1] is None else None


@worded
def last_runs(conn: sqlite3.Connection, n: int) -> list[RunRecord]:
    """The last ``n`` runs, newest first."""
    rows = conn.execute(
        "SELECT id, command, started_at, finished_at, exit_code, version, counts, notes FROM runs"
        " ORDER BY id DESC LIMIT ?",
        (max(n, 0),),
    )
    return [
        RunRecord(
            id=number,
            command=command,
            started_at=parse_time(started),
            finished_at=parse_time_or_none(finished),
            exit_code=exit_code,
            version=version,
            counts=json.loads(counts),
            notes=tuple(json.loads(notes)),
        )
        for number, command, started, finished, exit_code, version, counts, notes in rows
    ]


def _sample_tables(conn: sqlite3.Connection) -> None:
    """Statistics for the planner of queries, from at most 400 rows of an index: milliseconds at any size.

    Without them "mentions of last week" reads all mentions (ten times slower at 20,000 articles).
    """
    if not conn.in_transaction:
        # Help, not content: a store that is busy or full just now keeps the old statistics.
        with suppress(sqlite3.OperationalError):
            conn.execute("PRAGMA analysis_limit = 400")
            conn.execute("ANALYZE")
