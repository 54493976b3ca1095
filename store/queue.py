"""The queue of candidates: what announcements put into it, and which hosts asked to be left alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from store.columns import clean, clean_or_none, key_list, parse_time, time_text, time_text_or_none
from store.db import Database
from store.records import Candidate, Outcome
from store.transactions import transaction, worded

HOST_RESTS = "host rests"  # candidates.detail: its host asked for the pause, not this page alone


@worded
def save_rest(db: Database, host: str, until: datetime, why: str) -> None:
    """Remember that a host (no port) asked to be left alone; a longer rest that is known is not shortened."""
    with transaction(db.conn):
        db.conn.execute(
            "INSERT INTO host_rests (host, until, why) VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE"
            " SET until = excluded.until, why = excluded.why WHERE excluded.until > until",
            (_host_key(host), time_text(until), clean(why)),
        )


@worded
def resting_hosts(db: Database, now: datetime) -> dict[str, datetime]:
    """Hosts that said "too many requests" or "come back later", with the latest time they gave, after ``now``."""
    saved = db.conn.execute("SELECT host, until FROM host_rests WHERE until > ?", (time_text(now),))
    found = {str(host): parse_time(until) for host, until in saved}
    rows = db.conn.execute(
        "SELECT url, retry_at FROM candidates WHERE outcome = 'pending' AND detail = ? AND retry_at > ?",
        (HOST_RESTS, time_text(now)),
    )
    for url, retry_at in rows:
        host, until = _host_key(urlsplit(url).hostname or ""), parse_time(retry_at)
        found[host] = max(until, found.get(host, until))
    return found


def _host_key(host: str) -> str:
    return clean(host).lower().rstrip(".")


def put_in_queue(conn: sqlite3.Connection, chunk: Sequence[Candidate]) -> Counter[str]:
    """Write announced candidates inside the caller's transaction; counts of new, known and again."""
    known = {
        row[0]: (row[1], row[2], row[3])
        for row in conn.execute(
            "SELECT url, outcome, updated_at, tried_at FROM candidates"
            " WHERE url IN (SELECT value FROM json_each(?))",
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
            known[url] = (str(Outcome.PENDING), updated, None)
            continue
        outcome, held_updated, tried_at = held
        # What we hold is as new as the announcement that led to it, or else as the fetch.
        newer = updated is not None and updated > (held_updated or tried_at or "")
        again = newer and outcome != Outcome.PENDING
        counts["again" if again else "known"] += 1
        conn.execute(
            "UPDATE candidates SET title = coalesce(title, ?), date_source = iif(published_at IS NULL, ?,"
            " date_source), published_at = coalesce(published_at, ?), fetch_url = ?,"
            " updated_at = max(coalesce(updated_at, ?), ?) WHERE url = ?"
            if updated is not None
            else "UPDATE candidates SET title = coalesce(title, ?), date_source = iif(published_at IS NULL, ?,"
            " date_source), published_at = coalesce(published_at, ?), fetch_url = ? WHERE url = ?",
            (
                clean_or_none(item.title),
                str(item.date_source),
                time_text_or_none(item.published_at),
                clean(item.fetch_url),
                *((updated, updated) if updated is not None else ()),
                url,
            ),
        )
        if again:
            _make_pending(conn, url)
        known[url] = (
            str(Outcome.PENDING) if again else outcome,
            max(held_updated or "", updated or "") or None,
            tried_at,
        )
    return counts


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
        " retry_at = NULL WHERE url = ?",
        (url,),
    )
    conn.execute("DELETE FROM rejections WHERE url = ?", (url,))
