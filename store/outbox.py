"""Messages on their way: what is to be sent, what is being sent, and what became of each.

    pending --claim--> sending --settle--> sent | failed | unknown, or pending again at a later time

``sending`` is committed before the first byte of a message leaves. A row that is found so when nobody sends may
have arrived or not: it becomes ``unknown``, and only a person puts it back (docs/decisions/outbox.md).
A message is known by its Message-ID; the same message, made again, finds its row and never becomes a second one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import zstandard

from store.columns import clean, key_list, parse_time, parse_time_or_none, time_text
from store.errors import InputError, StoreError
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database

PENDING, SENDING, SENT, FAILED, UNKNOWN = STATES = ("pending", "sending", "sent", "failed", "unknown")
_LEVEL = 9  # of zstd: a letter is written once and read once
_MAX_REPLY = 500  # code points of a server's answer
_WITHDRAWN = "taken off the list of recipients before it was sent"
_LOST = "the sender ended before the server's answer was written down"
_COLUMNS = (
    "message_id, channel, about, revision, recipient, lang, subject, state, attempts, due_at, created_at,"
    " changed_at, code, reply"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one recipient, ready for the wire."""

    message_id: str
    channel: str  # mail | webhook | apprise
    about: str  # digest:2026-W46 | alert:RULE
    revision: int
    recipient: str
    lang: str
    subject: str
    body: bytes  # as it goes on the wire
    due_at: datetime  # not before this


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the outbox without its body."""

    message_id: str
    channel: str
    about: str
    revision: int
    recipient: str
    lang: str
    subject: str
    state: str
    attempts: int  # times it was handed to a server since it was written, or put back by hand
    due_at: datetime
    created_at: datetime
    changed_at: datetime
    code: int | None
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """What became of messages that were to be enqueued."""

    new: int = 0
    renewed: int = 0  # was pending already: has the newest bytes now
    kept: int = 0  # has left pending: untouched
    superseded: int = 0  # pending messages of earlier revisions, taken out for a newer one


def make_durable(db: Database) -> None:
    """From now on a commit of this connection survives a power cut too: a claim must not be forgotten."""
    db.conn.execute("PRAGMA synchronous = FULL")


def enqueue(db: Database, messages: Sequence[Message], *, at: datetime) -> Enqueued:
    """Write messages as pending, all of them or none.

    One that has left ``pending`` stays as it is. One that is pending gets the new bytes, and keeps its time once a
    server has put it off. An earlier revision of the same, still pending, has reached nobody: the new one replaces it.
    """
    new = renewed = kept = superseded = 0
    conn = db.conn
    with transaction(conn):
        for message in messages:
            row = conn.execute(
                "SELECT state FROM outbox WHERE message_id = ?", (message.message_id,)
            ).fetchone()
            if row is not None and row[0] != PENDING:
                kept += 1
                continue
            if row is not None:
                conn.execute(
                    "UPDATE outbox SET lang = ?, subject = ?, body = ?, changed_at = ?,"
                    " due_at = CASE attempts WHEN 0 THEN ? ELSE due_at END WHERE message_id = ?",
                    (
                        message.lang,
                        clean(message.subject),
                        _packed(message.body),
                        time_text(at),
                        time_text(message.due_at),
                        message.message_id,
                    ),
                )
                renewed += 1
                continue
            superseded += conn.execute(
                "DELETE FROM outbox WHERE channel = ? AND about = ? AND recipient = ? AND revision < ?"
                " AND state = 'pending'",
                (message.channel, message.about, message.recipient, message.revision),
            ).rowcount
            _insert(conn, message, at)
            new += 1
    return Enqueued(new=new, renewed=renewed, kept=kept, superseded=superseded)


def _insert(conn: sqlite3.Connection, message: Message, at: datetime) -> None:
    conn.execute(
        "INSERT INTO outbox (message_id, channel, about, revision, recipient, lang, subject, body, state, attempts,"
        " due_at, created_at, changed_at, code, reply)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?, NULL, '')",
        (
            message.message_id,
            message.channel,
            clean(message.about),
            message.revision,
            clean(message.recipient),
            message.lang,
            clean(message.subject),
            _packed(message.body),
            time_text(message.due_at),
            time_text(at),
            time_text(at),
        ),
    )


def _packed(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True).compress(body)


def _unpacked(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(body)


@worded
def count_due(db: Database, *, at: datetime, channel: str = "mail") -> int:
    """How many pending messages may be sent now."""
    row = db.conn.execute(
        "SELECT count(*) FROM outbox WHERE state = 'pending' AND due_at <= ? AND channel = ?",
        (time_text(at), channel),
    ).fetchone()
    return int(row[0])


@worded
def first_due(conn: sqlite3.Connection, *, channel: str = "mail") -> datetime | None:
    """When the first of the pending messages may be sent; None: there is none."""
    row = conn.execute(
        "SELECT min(due_at) FROM outbox WHERE state = 'pending' AND channel = ?", (channel,)
    ).fetchone()
    return parse_time_or_none(row[0])


def claim_next(db: Database, *, at: datetime, channel: str = "mail") -> tuple[Entry, bytes] | None:
    """Take the pending message that has waited longest: it is ``sending`` when this returns, with its bytes.

    Committed in a transaction of its own; inside another one it would be a promise only, so that is an error.
    """
    conn = db.conn
    if conn.in_transaction:
        raise StoreError("a message is claimed in a transaction of its own")
    with transaction(conn):
        row = conn.execute(
            "SELECT message_id, body FROM outbox WHERE state = 'pending' AND due_at <= ? AND channel = ?"
            " ORDER BY due_at, created_at, message_id LIMIT 1",
            (time_text(at), channel),
        ).fetchone()
        if row is None:
            return None
        conn.execute(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, changed_at = ? WHERE message_id = ?",
            (time_text(at), row[0]),
        )
    (entry,) = _entries(conn, "message_id = ?", (row[0],))
    return entry, _unpacked(row[1])


def settle(
    db: Database,
    message_id: str,
    state: str,
    *,
    at: datetime,
    code: int | None = None,
    reply: str = "",
    due_at: datetime | None = None,
) -> None:
    """Write what became of a message that is ``sending``; StoreError when it is not.

    ``pending`` needs the time it is due again. The bytes of what is sent are dropped; all others keep theirs.
    """
    if state not in (SENT, FAILED, UNKNOWN, PENDING) or (state == PENDING) != (due_at is not None):
        raise ValueError(f"a message does not become {state!r} so")
    with transaction(db.conn):
        done = db.conn.execute(
            "UPDATE outbox SET state = ?, changed_at = ?, code = ?, reply = ?, due_at = coalesce(?, due_at),"
            " body = CASE ? WHEN 'sent' THEN NULL ELSE body END WHERE message_id = ? AND state = 'sending'",
            (
                state,
                time_text(at),
                code,
                clean(reply[:_MAX_REPLY]),
                None if due_at is None else time_text(due_at),
                state,
                message_id,
            ),
        )
        if done.rowcount != 1:
            raise StoreError(f"{message_id} is not being sent: another process has changed the outbox")


def release(db: Database, message_id: str, *, at: datetime, reply: str) -> None:
    """A claimed message that no server has heard of is pending again, as if it had not been claimed."""
    with transaction(db.conn):
        db.conn.execute(
            "UPDATE outbox SET state = 'pending', attempts = attempts - 1, changed_at = ?, reply = ?"
            " WHERE message_id = ? AND state = 'sending'",
            (time_text(at), clean(reply[:_MAX_REPLY]), message_id),
        )


def recover(db: Database, *, at: datetime) -> int:
    """Messages a dead sender left as ``sending`` become ``unknown``; how many. Only while nobody else sends."""
    with transaction(db.conn):
        return db.conn.execute(
            "UPDATE outbox SET state = 'unknown', changed_at = ?, code = NULL, reply = ? WHERE state = 'sending'",
            (time_text(at), _LOST),
        ).rowcount


def withdraw_digests(db: Database, *, keep: Sequence[str], at: datetime) -> int:
    """Pending digests to whoever is not among ``keep`` any more become failed; how many. They keep their bytes."""
    with transaction(db.conn):
        return db.conn.execute(
            "UPDATE outbox SET state = 'failed', changed_at = ?, code = NULL, reply = ? WHERE state = 'pending'"
            " AND channel = 'mail' AND about LIKE 'digest:%'"
            " AND recipient NOT IN (SELECT value FROM json_each(?))",
            (time_text(at), _WITHDRAWN, key_list(keep)),
        ).rowcount


def put_back(db: Database, message_ids: Sequence[str], *, at: datetime) -> int:
    """Make unknown or failed messages pending again, due at once, with the bytes they had; how many were.

    A person's decision: one that was unknown may arrive twice (with the same Message-ID).
    """
    with transaction(db.conn):
        return db.conn.execute(
            "UPDATE outbox SET state = 'pending', attempts = 0, due_at = ?, changed_at = ?"
            " WHERE state IN ('unknown', 'failed') AND body IS NOT NULL"
            " AND message_id IN (SELECT value FROM json_each(?))",
            (time_text(at), time_text(at), key_list(message_ids)),
        ).rowcount


@worded
def counts(conn: sqlite3.Connection) -> dict[str, int]:
    """Messages by state; every state has its number."""
    found: Mapping[str, int] = dict(
        conn.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()
    )
    return {state: int(found.get(state, 0)) for state in STATES}


@worded
def list_entries(
    conn: sqlite3.Connection, *, states: Sequence[str] = (), about: str | None = None, limit: int = -1
) -> list[Entry]:
    """Messages of these states (all when none is named), those that changed last first."""
    return _entries(
        conn,
        "state IN (SELECT value FROM json_each(?)) AND about = coalesce(?, about)"
        " ORDER BY changed_at DESC, message_id LIMIT ?",
        (key_list(states or STATES), about, limit),
    )


@worded
def of_recipient(conn: sqlite3.Connection, about: str, recipient: str) -> list[Entry]:
    """The messages about one thing to one recipient, newest revision first."""
    return _entries(conn, "about = ? AND recipient = ? ORDER BY revision DESC", (about, recipient))


@worded
def find(conn: sqlite3.Connection, message_id: str) -> tuple[Entry, bytes | None]:
    """One message and its bytes (None once it is sent). The angle brackets and the end of the id may be left out.

    InputError when there is none, or several.
    """
    wanted = message_id.strip().strip("<>")
    rows = _entries(conn, "substr(message_id, 2, ?) = ? AND ? <> '' LIMIT 2", (len(wanted), wanted, wanted))
    if len(rows) != 1:
        said = "several messages begin so" if rows else "no such message"
        raise InputError(
            f"{said}: {wanted!r}", key="MESSAGE_ID", remedy="`tradewind outbox list` names them all"
        )
    body = conn.execute("SELECT body FROM outbox WHERE message_id = ?", (rows[0].message_id,)).fetchone()[0]
    return rows[0], None if body is None else _unpacked(body)


def _entries(conn: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Entry]:
    rows = conn.execute(f"SELECT {_COLUMNS} FROM outbox WHERE {where}", tuple(values))
    names = _COLUMNS.split(", ")
    found = []
    for row in rows:
        fields = dict(zip(names, row, strict=True))
        for name in ("due_at", "created_at", "changed_at"):
            fields[name] = parse_time(fields[name])
        found.append(Entry(**fields))
    return found
