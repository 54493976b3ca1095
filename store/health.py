"""What each crawl saw of each source: written after it, read by the rules of the next one and by people."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from store.columns import clean, key_list, parse_time, time_text
from store.sources import SourceRun, SourceState
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database

HISTORY = timedelta(days=400)  # longer ago than this says nothing of how a source is doing
WHOLE = timedelta(days=30)  # so far back every look is kept; before it the eventful ones
_RECENT = 30  # of the newest looks, eventful or not
_MOST = 600  # rows of one source that a crawl reads

_COLUMNS = (
    "source_id, at, asked, status, detail, announced, new, articles, revisions, duplicates, rejected, later, reasons,"
    " dated, authored, characters, bytes, state, since, why, measure, numbers"
)
# A look that found everything as it was: it says no more than the looks beside it.
_UNEVENTFUL = (
    "new = 0 AND articles = 0 AND revisions = 0 AND rejected = 0 AND status IN ('', 'ok', 'unchanged')"
)


@worded
def load_histories(db: Database, source_ids: Iterable[str], *, now: datetime) -> dict[str, list[SourceRun]]:
    """What earlier crawls saw of these sources, oldest first; every id is a key.

    Looks that brought nothing new and changed nothing are left out, but for the newest; so are those of a clock that
    was ahead: they are not the past of this crawl.
    """
    conn = db.conn
    return {source_id: _history(conn, source_id, now) for source_id in source_ids}


def _history(conn: sqlite3.Connection, source_id: str, now: datetime) -> list[SourceRun]:
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM source_runs WHERE source_id = :id AND at BETWEEN :from AND :now"
        f" AND (NOT ({_UNEVENTFUL}) OR run_id > coalesce((SELECT n.run_id FROM source_runs AS n WHERE n.source_id = :id"
        " ORDER BY n.run_id DESC LIMIT 1 OFFSET :recent), -1)) ORDER BY run_id DESC LIMIT :most",
        {
            "id": source_id,
            "from": time_text(now - HISTORY),
            "now": time_text(now),
            "recent": _RECENT,
            "most": _MOST,
        },
    ).fetchall()
    return [_read(row) for row in reversed(rows)]


@worded
def save_source_runs(db: Database, run_id: int, runs: Sequence[SourceRun]) -> None:
    """Write what crawl ``run_id`` saw, and forget old looks that say nothing. Saving again replaces.

    ValueError for a run that was not judged.
    """
    with transaction(db.conn):
        for run in runs:
            db.conn.execute(
                f"INSERT OR REPLACE INTO source_runs (run_id, {_COLUMNS}) VALUES (?{', ?' * 22})",
                (run_id, *_values(run)),
            )
            _forget(db.conn, run.source_id, run.at)


def _forget(conn: sqlite3.Connection, source_id: str, now: datetime) -> None:
    """Hourly looks at a hundred sources are a million rows a year: of old ones the eventful stay for a year.

    The first look of a state stays too, so that a digest of an old week finds the state of that week.
    """
    conn.execute(
        "DELETE FROM source_runs WHERE source_id = :id AND (at < :oldest OR run_id IN (SELECT run_id FROM"
        f" (SELECT run_id, lag(since) OVER (ORDER BY run_id) AS before, since, {_UNEVENTFUL} AS dull"
        "  FROM source_runs WHERE source_id = :id AND at < :whole) WHERE dull AND since = before))",
        {"id": source_id, "oldest": time_text(now - HISTORY), "whole": time_text(now - WHOLE)},
    )


@worded
def source_health(conn: sqlite3.Connection, source_ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """How each source stood after the last crawl that had to do with it, one row each, by id.

    ``source_ids`` None: of all. Keys are the columns of the view v_health; times are text.
    """
    where, values = "", []
    if source_ids is not None:
        where, values = " WHERE source_id IN (SELECT value FROM json_each(?))", [key_list(source_ids)]
    cursor = conn.execute(f"SELECT * FROM v_health{where} ORDER BY source_id", values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _values(run: SourceRun) -> tuple[Any, ...]:
    if run.since is None:
        raise ValueError(f"{run.source_id}: its run was not judged")
    return (
        run.source_id, time_text(run.at), int(run.asked), clean(run.status), clean(run.detail), run.announced,
        run.new, run.articles, run.revisions, run.duplicates, run.rejected, run.later, _object(run.reasons),
        run.dated, run.authored, run.characters, run.bytes, str(run.state), time_text(run.since), clean(run.why),
        clean(run.measure), _object(run.numbers),
    )  # fmt: skip


def _object(pairs: Mapping[str, Any]) -> str:
    return clean(json.dumps(dict(sorted(pairs.items())), ensure_ascii=False))


def _read(row: Sequence[Any]) -> SourceRun:
    return SourceRun(
        source_id=row[0], at=parse_time(row[1]), asked=bool(row[2]), status=row[3], detail=row[4], announced=row[5],
        new=row[6], articles=row[7], revisions=row[8], duplicates=row[9], rejected=row[10], later=row[11],
        reasons=json.loads(row[12]), dated=row[13], authored=row[14], characters=row[15], bytes=row[16],
        state=SourceState(row[17]), since=parse_time(row[18]), why=row[19], measure=row[20],
        numbers=json.loads(row[21]),
    )  # fmt: skip
