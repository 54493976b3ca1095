"""What the user's rules have found: each thing once, and whether a message about it was written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from store.columns import clean, key_list, parse_time, parse_time_or_none, time_text
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database

_COLUMNS = (
    'rule, key, at, told_at, title, fact, quote, start, "end", url, source, lang, day, houses, article_id'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One row of ``alerts``; see the data dictionary."""

    rule: str
    key: str
    at: datetime
    told_at: datetime | None
    title: str
    fact: tuple[str, ...]
    quote: str
    start: int | None
    end: int | None
    url: str
    source: str
    lang: str
    day: date
    houses: int
    article_id: int | None


@worded
def known_keys(conn: sqlite3.Connection, rule: str) -> frozenset[str]:
    """What a rule has found so far."""
    return frozenset(row[0] for row in conn.execute("SELECT key FROM alerts WHERE rule = ?", (rule,)))


def save_alerts(db: Database, rows: Sequence[AlertRow]) -> int:
    """Keep what is new of these; how many were. What a rule found before stays as it was found."""
    with transaction(db.conn):
        before = db.conn.total_changes
        db.conn.executemany(
            f"INSERT OR IGNORE INTO alerts ({_COLUMNS}) VALUES ({', '.join('?' * 15)})",
            [_values(row) for row in rows],
        )
        return db.conn.total_changes - before


def _values(row: AlertRow) -> tuple[Any, ...]:
    return (
        clean(row.rule), clean(row.key), time_text(row.at), None if row.told_at is None else time_text(row.told_at),
        clean(row.title), clean(json.dumps(list(row.fact), ensure_ascii=False)), clean(row.quote), row.start, row.end,
        clean(row.url), clean(row.source), row.lang, row.day.isoformat(), row.houses, row.article_id,
    )  # fmt: skip


def mark_told(db: Database, rule: str, keys: Sequence[str], *, at: datetime) -> None:
    """These findings of a rule are in a message now. In the transaction that writes the message."""
    with transaction(db.conn):
        db.conn.execute(
            "UPDATE alerts SET told_at = ? WHERE rule = ? AND told_at IS NULL"
            " AND key IN (SELECT value FROM json_each(?))",
            (time_text(at), rule, key_list(keys)),
        )


@worded
def last_told(conn: sqlite3.Connection, rule: str) -> datetime | None:
    """When a rule last wrote a message; None when it never has."""
    found = conn.execute("SELECT max(told_at) FROM alerts WHERE rule = ?", (rule,)).fetchone()
    return parse_time_or_none(found[0])


@worded
def untold(conn: sqlite3.Connection, rule: str) -> list[AlertRow]:
    """What a rule has found and not told yet, in the order of its finding."""
    return _rows(conn, "rule = ? AND told_at IS NULL ORDER BY at, key", (rule,))


@worded
def list_alerts(conn: sqlite3.Connection, *, rule: str | None = None, limit: int = -1) -> list[AlertRow]:
    """Findings, newest first; of one rule when it is named."""
    return _rows(conn, "rule = coalesce(?, rule) ORDER BY at DESC, rule, key LIMIT ?", (rule, limit))


def _rows(conn: sqlite3.Connection, where: str, values: tuple[object, ...]) -> list[AlertRow]:
    rows = conn.execute(f"SELECT {_COLUMNS} FROM alerts WHERE {where}", values)
    return [
        AlertRow(
            rule=row[0], key=row[1], at=parse_time(row[2]), told_at=parse_time_or_none(row[3]), title=row[4],
            fact=tuple(json.loads(row[5])), quote=row[6], start=row[7], end=row[8], url=row[9], source=row[10],
            lang=row[11], day=date.fromisoformat(row[12]), houses=row[13], article_id=row[14],
        )
        for row in rows
    ]  # fmt: skip


@worded
def coming_days(conn: sqlite3.Connection, *, first: date, last: date) -> list[Mapping[str, Any]]:
    """Policy events with a day of effect or a deadline in [first, last], newest first, with what v_policy says of them.

    Besides, ``source``: its name; ``days``: where the article states those days, JSON list of [day, start, end, quote];
    ``instrument_id``, ``differs`` and ``replaced`` of its link, null where it is joined to nothing yet.
    """
    cursor = conn.execute(
        "SELECT p.*, a.url, a.title, a.source_id, a.lang, a.published_at, s.name AS source,"
        " l.instrument_id, l.differs, l.replaced,"
        ' (SELECT json_group_array(json_array(f.period, f.start, f."end", f.quote))'
        " FROM figures AS f WHERE f.article_id = p.article_id AND f.kind = 'date'"
        " AND f.period IN (p.effective_on, p.deadline)) AS days"
        " FROM policies AS p JOIN articles AS a ON a.id = p.article_id JOIN sources AS s ON s.id = a.source_id"
        " LEFT JOIN policy_links AS l ON l.article_id = p.article_id AND l.n = p.n"
        " WHERE p.effective_on BETWEEN :first AND :last OR p.deadline BETWEEN :first AND :last"
        " ORDER BY a.published_at DESC, a.url, p.start",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@worded
def newest_claims(conn: sqlite3.Connection) -> list[Mapping[str, Any]]:
    """Claims of the newest issue as it stands, each with its first quoted article; keys as digests.alerts says."""
    cursor = conn.execute(
        'SELECT s.*, e.title, e.url, e.source, e.lang, e.article_id, e.start, e."end", e.quote FROM v_shift AS s'
        " LEFT JOIN v_shift_evidence AS e ON e.week = s.week AND e.measure = s.measure AND e.series = s.series"
        " AND e.n = 0 WHERE s.status = 'claim' AND s.week = (SELECT max(week) FROM issues WHERE lang = '*')"
        " ORDER BY s.q, s.measure, s.series"
    )
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
