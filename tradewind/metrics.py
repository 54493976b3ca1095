"""What a monitoring system wants to know of the last runs, as a Prometheus text file.

The node exporter's textfile collector reads it; it is written beside its place and renamed, so nobody reads half of it.
All of it is read from the store: what the file says and what the store says cannot differ.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import ConfigError, InputError
from tradewind.ping import RAN

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

Sample = tuple[tuple[str, ...], float]  # values of the labels, and the number

_LAST_RUNS = """
SELECT command, CAST(strftime('%s', max(started_at)) AS REAL), CAST(strftime('%s', finished_at) AS REAL), exit_code
FROM runs GROUP BY command ORDER BY command
"""
_LAST_GOOD = f"""
SELECT command, CAST(strftime('%s', max(finished_at)) AS REAL) FROM runs
WHERE exit_code IN ({", ".join(str(code) for code in RAN)}) GROUP BY command ORDER BY command
"""
_OF_SOURCES = """
SELECT source_id, articles, revisions, duplicates, rejected, later, state = 'ok' FROM source_runs AS s
WHERE run_id = (SELECT max(run_id) FROM source_runs WHERE source_id = s.source_id) ORDER BY source_id
"""
_ISSUES = "SELECT CAST(strftime('%s', max(at)) AS REAL), max(week) FROM issues WHERE lang = '*'"
_OUTBOX = "SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state"


def require_metrics() -> None:
    """ConfigError when the library that writes the file is not installed."""
    try:
        import prometheus_client  # noqa: F401
    except ImportError:
        raise ConfigError(
            "the file of metrics needs the library prometheus-client, which is not installed",
            key="run.metrics_file",
            remedy="pip install 'tradewind[metrics]', or leave run.metrics_file empty",
        ) from None


def write_metrics(store: Path, target: Path) -> None:
    """Write the file ``target`` from the store. InputError when it cannot be written."""
    from prometheus_client import write_to_textfile

    from store.queries import connect_readonly, snapshot

    with closing(connect_readonly(store)) as conn, snapshot(conn):
        registry = build_registry(conn)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(target), registry)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            path=str(target),
            key="run.metrics_file",
            remedy="Check the folder's permissions and the free space",
        ) from None


def build_registry(conn: sqlite3.Connection) -> CollectorRegistry:
    """Every metric, each with its help. Times are seconds since 1970."""
    from prometheus_client import CollectorRegistry, Gauge

    registry = CollectorRegistry()
    for name, told, labels, samples in _families(conn):
        gauge = Gauge(f"tradewind_{name}", told, labels, registry=registry)
        for values, number in samples:
            (gauge.labels(*values) if labels else gauge).set(number)
    return registry


def _families(conn: sqlite3.Connection) -> Iterator[tuple[str, str, Sequence[str], Sequence[Sample]]]:
    runs = conn.execute(_LAST_RUNS).fetchall()
    yield "run_start_timestamp_seconds", "When the last run of a command began", ["command"], _column(runs, 1)
    yield (
        "run_end_timestamp_seconds",
        "When the last run ended; absent while it runs or when it was killed",
        ["command"],
        _column(runs, 2),
    )
    yield "run_exit_code", "How the last run ended; absent as above", ["command"], _column(runs, 3)
    yield (
        "run_success_timestamp_seconds",
        "When a run of a command last ran to its end (exit code 0, 3 or 4)",
        ["command"],
        _column(conn.execute(_LAST_GOOD).fetchall(), 1),
    )
    sources = conn.execute(_OF_SOURCES).fetchall()
    pages = [
        ((str(row[0]), name), float(number))
        for row in sources
        for name, number in zip(
            ("articles", "revisions", "duplicates", "rejected", "later"), row[1:6], strict=True
        )
    ]
    yield "source_pages", "What became of a source's pages in its last crawl", ["source", "outcome"], pages
    yield (
        "source_ok",
        "1: nothing is wrong with a source; 0: see tradewind sources health",
        ["source"],
        _column(sources, 6),
    )
    count = conn.execute("SELECT count(*) FROM articles").fetchone()[0]
    yield "articles", "Articles in the store", [], [((), float(count))]
    at, week = conn.execute(_ISSUES).fetchone()
    if at is not None:
        yield "issue_timestamp_seconds", "When a digest was last issued", [], [((), float(at))]
        yield "issue_week_timestamp_seconds", "Monday of the newest week issued", [], [((), _monday(week))]
    letters = conn.execute(_OUTBOX).fetchall()
    yield "outbox_messages", "Messages by what became of them", ["state"], _column(letters, 1)


def _column(rows: Sequence[Sequence[object]], at: int) -> list[Sample]:
    """The numbers of one column, labelled by the first; nulls are left out."""
    return [((str(row[0]),), float(str(row[at]))) for row in rows if row[at] is not None]


def _monday(week: str) -> float:
    year, _, number = week.partition("-W")
    return datetime.combine(
        datetime.fromisocalendar(int(year), int(number), 1), datetime.min.time(), UTC
    ).timestamp()
