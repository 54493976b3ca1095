"""The queue of candidates: what announcements put into it, and which hosts asked to be left alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from store.columns import (
    clean,
    clean_or_none,
    key_list,
    parse_time,
    parse_time_or_none,
    time_text,
    time_text_or_none,
)
from store.db import Database
from store.records import Candidate, DateSource, Outcome
from store.transactions import transaction, worded

LONGEST_REST = timedelta(
    days=2
)  # a day is the most that is granted; later than this is what a wrong clock wrote


@worded
def save_rest(db: Database, host: str, until: datetime, why: str) -> None:
    """Remember that a host (no port) asked to be left alone; a longer rest that is known is not shortened."""
    with transaction(db.conn):
        db.conn.execute(
            "INSERT INTO host_rests (host, until, why) VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE"
            " SET until = excluded.until, why = excluded.why WHERE excluded.until > until"
            f" OR until > strftime('%Y-%m-%dT%H:%M:%SZ', excluded.until, '+{LONGEST_REST.days} days')",
            (_host_key(host), time_text(until), clean(why)),
        )


@worded
def resting_hosts(db: Database, now: datetime) -> dict[str, datetime]:
    """Hosts that said "too many requests" or "come back later", with the latest time they gave, after ``now``."""
    saved = db.conn.execute(
        "SELECT host, until FROM host_rests WHERE until > ? AND until <= ?",
        (time_text(now), time_text(now + LONGEST_REST)),
    )
    return {host: parse_time(until) for host, until in saved}


def _host_key(host: str) -> str:
    return clean(host).lower().rstrip(".")


CANDIDATE_COLUMNS = (
    "url, source_id, discovered_at, title, published_at, updated_at, date_source, fetch_url, publisher"
)


def read_candidate(row: Sequence[Any]) -> Candidate:
    """A row of CANDIDATE_COLUMNS as a record."""
    url, source_id, discovered, title, published, updated, date_source, fetch_url, publisher = row
    return Candidate(
        url=url,
        source_id=source_id,
        discovered_at=parse_time(discovered),
        title=title,
        published_at=parse_time_or_none(published),
        updated_at=parse_time_or_none(updated),
        date_source=DateSource(date_source),
        fetch_url=fetch_url,
        publisher=publisher,
    )


@worded
def waiting(db: Database, now: datetime) -> int:
    """How many pending candidates are not to be asked for yet: each has a time before which we stay away."""
    sql = "SELECT count(*) FROM candidates WHERE outcome = 'pending' AND retry_at > ?"
    return int(db.conn.execute(sql, (time_text(now),)).fetchone()[0])


@worded
def rechecks(
    db: Database, *, source_ids: Sequence[str], now: datetime, limit: int | None = None
) -> list[Candidate]:
    """Articles of these sources that are to be asked "changed since?" by now, those discovered last first."""
    rows = db.conn.execute(
        f"SELECT {CANDIDATE_COLUMNS} FROM candidates WHERE source_id IN (SELECT value FROM json_each(?))"
        " AND recheck_at <= ? AND outcome IN ('article', 'revision')"
        " ORDER BY discovered_at DESC, url LIMIT ?",
        (key_list(source_ids), time_text(now), -1 if limit is None else limit),
    )
    return [read_candidate(row) for row in rows]


@worded
def ask_again(db: Database, source_ids: Sequence[str], *, now: datetime, since: datetime | None) -> int:
    """Have all articles of these sources asked again, whatever their age; how many those are.

    ``since``: only articles published, or first fetched where that is unknown, at or after it. The wish is kept in
    the store: what a run does not come to, the next one does.
    """
    with transaction(db.conn):
        done = db.conn.execute(
            "UPDATE candidates SET recheck_at = :now WHERE source_id IN (SELECT value FROM json_each(:ids))"
            " AND outcome IN ('article', 'revision') AND article_id IN (SELECT id FROM articles WHERE :since IS NULL"
            " OR coalesce(published_at, first_fetched_at) >= :since)",
            {"now": time_text(now), "ids": key_list(source_ids), "since": time_text_or_none(since)},
        )
    return done.rowcount


class _Known(NamedTuple):
    """What the queue holds of an address that is announced again."""

    outcome: str
    updated_at: str | None
    tried_at: str | None
    titled: int  # 1 or 0
    dated: int
    fetch_url: str
    source_id: str
    discovered_at: str

    def learns_from(self, item: Candidate) -> bool:
        """Whether the announcement knows something of the address that we do not."""
        return (
            (item.title is not None and not self.titled)
            or (item.published_at is not None and not self.dated)
            or clean(item.fetch_url) != self.fetch_url
        )


def put_in_queue(
    conn: sqlite3.Connection, chunk: Sequence[Candidate], *, looked_at: str | None = None
) -> Counter[str]:
    """Write announced candidates inside the caller's transaction; counts of new, known, again and shared.

    ``looked_at``: the last look at this announcement, as text. What another source announced since, and so before
    this one could, is known and shared: new to this source all the same.
    """
    known = {
        row[0]: _Known(*row[1:])
        for row in conn.execute(
            "SELECT url, outcome, updated_at, tried_at, title IS NOT NULL, published_at IS NOT NULL, fetch_url,"
            " source_id, discovered_at"
            " FROM candidates WHERE url IN (SELECT value FROM json_each(?))",
            (key_list(clean(item.url) for item in chunk),),
        )
    }
    counts: Counter[str] = Counter()
    for item in chunk:
        url, updated = clean(item.url), time_text_or_none(item.updated_at)
        held = known.get(url)
        if held is None:
            counts["new"] += 1
            _insert_candidate(conn, url, item, updated)
            known[url] = _Known(
                str(Outcome.PENDING),
                updated,
                None,
                item.title is not None,
                item.published_at is not None,
                clean(item.fetch_url),
                item.source_id,
                time_text(item.discovered_at),
            )
            continue
        if looked_at is not None and held.source_id != item.source_id and held.discovered_at > looked_at:
            counts["shared"] += 1
        # What we hold is as new as the announcement that led to it, or else as the fetch.
        newer = updated is not None and updated > (held.updated_at or held.tried_at or "")
        again = newer and held.outcome != Outcome.PENDING
        counts["again" if again else "known"] += 1
        if not newer and not held.learns_from(item):
            continue  # of a sitemap's 50,000 nearly all are as they were: those cost a look-up and no write
        _update_candidate(conn, url, item, updated)
        if again:
            _make_pending(conn, url)
        known[url] = held._replace(
            outcome=str(Outcome.PENDING) if again else held.outcome,
            updated_at=max(held.updated_at or "", updated or "") or None,
            titled=held.titled or item.title is not None,
            dated=held.dated or item.published_at is not None,
            fetch_url=clean(item.fetch_url),
        )
    return counts


def _update_candidate(conn: sqlite3.Connection, url: str, item: Candidate, updated: str | None) -> None:
    conn.execute(
        "UPDATE candidates SET title = coalesce(title, :title), date_source = iif(published_at IS NULL, :date_source,"
        " date_source), published_at = coalesce(published_at, :published), fetch_url = :fetch_url, updated_at ="
        " CASE WHEN :updated IS NULL THEN updated_at ELSE max(coalesce(updated_at, :updated), :updated) END"
        " WHERE url = :url",
        {
            "title": clean_or_none(item.title),
            "date_source": str(item.date_source),
            "published": time_text_or_none(item.published_at),
            "fetch_url": clean(item.fetch_url),
            "updated": updated,
            "url": url,
        },
    )


def _insert_candidate(conn: sqlite3.Connection, url: str, item: Candidate, updated: str | None) -> None:
    conn.execute(
        "INSERT INTO candidates (url, source_id, discovered_at, title, published_at, updated_at, date_source,"
        " fetch_url, publisher, outcome, detail, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', '', 0)",
        (
            url,
            item.source_id,
            time_text(item.discovered_at),
            clean_or_none(item.title),
            time_text_or_none(item.published_at),
            updated,
            str(item.date_source),
            clean(item.fetch_url),
            clean(item.publisher),
        ),
    )


def _make_pending(conn: sqlite3.Connection, url: str) -> None:
    conn.execute(
        "UPDATE candidates SET previous = outcome, outcome = 'pending', detail = '', attempts = 0,"
        " retry_at = NULL, recheck_at = NULL WHERE url = ?",
        (url,),
    )
    conn.execute("DELETE FROM rejections WHERE url = ?", (url,))
