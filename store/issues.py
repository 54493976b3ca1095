"""Digests as they were issued: a digest that comes out differently later is a new revision beside the old one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from store.claims import ShiftEvidenceRow, ShiftRow
from store.columns import clean, parse_time, parse_time_or_none, time_text, time_text_or_none
from store.shifts import save_shifts
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One digest as it was issued."""

    week: str  # ISO week, 2026-W46
    lang: str  # * for the digest itself; en | zh | zh-Hant for its line in the list of issues
    revision: int  # 1 is the first
    as_of: datetime | None  # only what was known before this; None: everything
    sha256: str  # of the body, hexadecimal
    at: datetime  # when it was built
    body_json: str  # the digest, or its line


def save_issue(
    db: Database,
    *,
    week: str,
    lang: str,
    as_of: datetime | None,
    sha256: str,
    body_json: str,
    at: datetime,
    shifts: Sequence[ShiftRow] = (),
    evidence: Sequence[ShiftEvidenceRow] = (),
) -> int:
    """Keep a digest; its revision. The same as the newest one, letter for letter, keeps that one's revision.

    One that comes out again as it did before the newest is a revision of its own: the newest is what stands.
    ``shifts`` and ``evidence``, what the digest claims and shows, are written with a new revision or not at all.
    """
    conn = db.conn
    with transaction(conn):
        newest = conn.execute(
            "SELECT revision, sha256 FROM issues WHERE week = ? AND lang = ? ORDER BY revision DESC LIMIT 1",
            (week, lang),
        ).fetchone()
        last, held = newest or (0, None)
        if held == sha256:
            return int(last)
        conn.execute(
            "INSERT INTO issues (week, lang, revision, as_of, sha256, at, body_json) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (week, lang, last + 1, time_text_or_none(as_of), sha256, time_text(at), clean(body_json)),
        )
        save_shifts(conn, week=week, revision=last + 1, shifts=shifts, evidence=evidence)
        return int(last) + 1


@worded
def newest_issues(db: Database, lang: str) -> list[tuple[str, str]]:
    """(week, body) of the newest revision of every week that was issued in one language, oldest week first."""
    rows = db.conn.execute(
        "SELECT week, body_json FROM issues AS i WHERE lang = ? AND revision ="
        " (SELECT max(revision) FROM issues WHERE week = i.week AND lang = i.lang) ORDER BY week",
        (lang,),
    )
    return [(row[0], row[1]) for row in rows]


@worded
def newest_before(db: Database, week: str) -> str | None:
    """The newest week before ``week`` that was issued; None when none was."""
    found = db.conn.execute("SELECT max(week) FROM issues WHERE lang = '*' AND week < ?", (week,)).fetchone()
    return None if found[0] is None else str(found[0])


@worded
def issued(conn: sqlite3.Connection, *, first: str, last: str) -> dict[str, str]:
    """The body of the newest revision of every week from ``first`` to ``last``, by week."""
    rows = conn.execute(
        "SELECT week, body_json FROM issues AS i WHERE lang = '*' AND week BETWEEN ? AND ? AND revision ="
        " (SELECT max(revision) FROM issues WHERE week = i.week AND lang = '*') ORDER BY week",
        (first, last),
    )
    return {row[0]: row[1] for row in rows}


@worded
def issue_revisions(db: Database, week: str, lang: str) -> list[str]:
    """The bodies of all revisions of a week's digest in one language, oldest first."""
    rows = db.conn.execute(
        "SELECT body_json FROM issues WHERE week = ? AND lang = ? ORDER BY revision", (week, lang)
    )
    return [row[0] for row in rows]


@worded
def issue_languages(db: Database) -> set[str]:
    """The languages that any issue was written in."""
    return {row[0] for row in db.conn.execute("SELECT DISTINCT lang FROM issues WHERE lang <> '*'")}


@worded
def issue_times(db: Database) -> dict[str, tuple[datetime, datetime]]:
    """For every week that was issued: when its first revision was built, and when its newest was."""
    rows = db.conn.execute("SELECT week, at FROM issues WHERE lang = '*' ORDER BY week, revision")
    times: dict[str, tuple[datetime, datetime]] = {}
    for week, at in rows:
        moment = parse_time(at)
        times[week] = (times[week][0] if week in times else moment, moment)
    return times


@worded
def newest_unsent(conn: sqlite3.Connection) -> str | None:
    """The newest week that was issued, if no message about it was ever written; else None."""
    row = conn.execute(
        "SELECT newest FROM (SELECT max(week) AS newest FROM issues WHERE lang = '*') WHERE newest IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE about = 'digest:' || newest)"
    ).fetchone()
    return None if row is None else str(row[0])


@worded
def last_issue(db: Database, week: str, lang: str) -> Issue | None:
    """The newest revision of a week's digest in one language; None when none was issued."""
    row = db.conn.execute(
        "SELECT revision, as_of, sha256, at, body_json FROM issues WHERE week = ? AND lang = ?"
        " ORDER BY revision DESC LIMIT 1",
        (week, lang),
    ).fetchone()
    if row is None:
        return None
    return Issue(
        week=week,
        lang=lang,
        revision=row[0],
        as_of=parse_time_or_none(row[1]),
        sha256=row[2],
        at=parse_time(row[3]),
        body_json=row[4],
    )
