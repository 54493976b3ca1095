"""The last look at each announcement: how it went, what to ask "changed since?" with, and when to look again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from store.columns import (
    clean,
    clean_or_none,
    key_list,
    parse_time_or_none,
    time_text,
    time_text_or_none,
)
from store.db import Database
from store.records import Discovery, Look, Validators
from store.transactions import transaction, worded

_GOOD = ("ok", "unchanged")
_UNREAD = "not read yet"  # detail of a page that is to be read, until it has been
_UNREAD_DAYS = 3  # after them a page that nobody comes to any more is forgotten
_UNREAD_TRIES = 5


@worded
def announcement_validators(db: Database, url: str) -> Validators | None:
    """What to ask "changed since?" with; None for a new announcement, and after a failed or empty fetch.

    (A 304 after a failure would hide the failure.)
    """
    row = db.conn.execute(
        "SELECT etag, last_modified, status FROM announcements WHERE url = ?", (clean(url),)
    ).fetchone()
    return validators_of(row[0], row[1]) if row is not None and row[2] in _GOOD else None


@worded
def load_looks(db: Database, source_ids: Sequence[str]) -> dict[str, Look]:
    """The timetable of these sources, by id: the row of each source's own address. Never looked at: a blank Look."""
    rows = db.conn.execute(
        "SELECT s.id, a.at, coalesce(a.status, ''), coalesce(a.failures, 0), a.every, a.due_at, a.news_at"
        " FROM sources AS s LEFT JOIN announcements AS a ON a.url = s.url"
        " WHERE s.id IN (SELECT value FROM json_each(?))",
        (key_list(source_ids),),
    )
    found = {
        row[0]: Look(
            source_id=row[0],
            at=parse_time_or_none(row[1]),
            status=row[2],
            failures=row[3],
            every=row[4],
            due_at=parse_time_or_none(row[5]),
            news_at=parse_time_or_none(row[6]),
        )
        for row in rows
    }
    return {name: found.get(name) or Look(source_id=name) for name in source_ids}


@worded
def save_look(db: Database, look: Look) -> None:
    """Write when a source is looked at next. How the look itself went is written with what it brought."""
    with transaction(db.conn):
        db.conn.execute(
            "INSERT INTO announcements (url, source_id, at, status, detail, failures, every, due_at, news_at)"
            " SELECT url, id, :at, :status, '', :failures, :every, :due, :news FROM sources WHERE id = :id"
            " AND :at IS NOT NULL"
            " ON CONFLICT (url) DO UPDATE SET every = excluded.every, due_at = excluded.due_at,"
            " news_at = excluded.news_at",
            {
                "id": look.source_id,
                "at": time_text_or_none(look.at),
                "status": clean(look.status),
                "failures": look.failures,
                "every": look.every,
                "due": time_text_or_none(look.due_at),
                "news": time_text_or_none(look.news_at),
            },
        )


def last_look(conn: sqlite3.Connection, url: str) -> str | None:
    """When this announcement was last fetched, as text; None: never."""
    row = conn.execute("SELECT at FROM announcements WHERE url = ?", (clean(url),)).fetchone()
    return None if row is None else str(row[0])


def save_announcement(conn: sqlite3.Connection, discovery: Discovery) -> None:
    """Write how the fetch of an announcement went, inside the caller's transaction.

    "Unchanged" of something that last failed or was empty says only that it still is: the row keeps its status.
    """
    at = time_text(discovery.at)
    good = discovery.status in _GOOD
    failed = not good and discovery.status != "empty"  # an empty announcement is not a broken one
    held = conn.execute("SELECT status FROM announcements WHERE url = ?", (clean(discovery.url),)).fetchone()
    if discovery.status == "unchanged" and held is not None and held[0] not in _GOOD:
        conn.execute("UPDATE announcements SET at = ? WHERE url = ?", (at, clean(discovery.url)))
        return
    conn.execute(
        "INSERT INTO announcements (url, source_id, at, status, detail, ok_at, failures)"
        " VALUES (:url, :source_id, :at, :status, :detail, iif(:good, :at, NULL), :failed)"
        " ON CONFLICT (url) DO UPDATE SET source_id = excluded.source_id,"
        " failures = CASE WHEN NOT :failed THEN 0 WHEN at = excluded.at AND failures > 0 THEN failures"
        " ELSE failures + 1 END,"
        " at = excluded.at, status = excluded.status, detail = excluded.detail,"
        " ok_at = coalesce(excluded.ok_at, ok_at)",
        {
            "url": clean(discovery.url),
            "source_id": discovery.source_id,
            "at": at,
            "status": clean(discovery.status),
            "detail": clean(discovery.detail),
            "good": good,
            "failed": failed,
        },
    )
    if discovery.validators is not None:
        # Replaced whole: a stale validator beside a fresh one hides changes.
        conn.execute(
            "UPDATE announcements SET etag = ?, last_modified = ? WHERE url = ?",
            (
                clean_or_none(discovery.validators.etag),
                clean_or_none(discovery.validators.last_modified),
                clean(discovery.url),
            ),
        )


def expect_page(conn: sqlite3.Connection, discovery: Discovery) -> None:
    """Note that the page behind this one has to be read, inside the caller's transaction; reading it ends that."""
    conn.execute(
        "INSERT INTO announcements (url, source_id, at, status, detail, failures) VALUES (?, ?, ?, 'empty', ?, 0)"
        " ON CONFLICT (url) DO UPDATE SET at = excluded.at, status = excluded.status, detail = excluded.detail",
        (clean(discovery.next_page), discovery.source_id, time_text(discovery.at), _UNREAD),
    )


@worded
def has_unread_pages(db: Database, source_id: str, now: datetime) -> bool:
    """Whether further pages of a source wait to be read: the run ended before them, or they did not come.

    Then a page on which everything is known is not the last one to be read.
    """
    found = db.conn.execute(
        "SELECT 1 FROM announcements AS a JOIN sources AS s ON s.id = a.source_id WHERE a.source_id = ?"
        " AND a.url <> s.url AND a.at >= ? AND a.failures < ?"
        " AND (a.detail = ? OR a.status NOT IN ('ok', 'unchanged', 'empty')) LIMIT 1",
        (source_id, time_text(now - timedelta(days=_UNREAD_DAYS)), _UNREAD_TRIES, _UNREAD),
    )
    return found.fetchone() is not None


def validators_of(etag: str | None, last_modified: str | None) -> Validators | None:
    """Two columns as a record; None when both are null."""
    if etag is None and last_modified is None:
        return None
    return Validators(etag=etag, last_modified=last_modified)
