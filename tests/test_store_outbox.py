"""The outbox: what a message may become, and what nothing ever makes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import outbox
from store.db import Database, atomic, open_store
from store.errors import InputError, StoreError
from store.outbox import Enqueued, Message
from tests.storeroom import HOUR, NOW


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    yield opened
    opened.close()


def message(to: str = "anna@example.org", revision: int = 1, **changes: object) -> Message:
    fields = {
        "message_id": f"<{to.partition('@')[0]}.{revision}@weekly.example.com>",
        "channel": "mail",
        "about": "digest:2026-W46",
        "revision": revision,
        "recipient": to,
        "lang": "en",
        "subject": "Tradewind 2026-W46: a normal week",
        "body": b"Subject: x\r\n\r\nThe whole letter\r\n" * 50,
        "due_at": NOW,
    }
    return Message(**(fields | changes))  # type: ignore[arg-type]


def states(db: Database) -> dict[str, str]:
    return {item.recipient: item.state for item in outbox.list_entries(db.conn)}


def test_from_pending_to_sent(db: Database) -> None:
    assert outbox.enqueue(db, [message()], at=NOW) == Enqueued(new=1)
    claimed = outbox.claim_next(db, at=NOW)
    assert claimed is not None
    entry, body = claimed
    assert (entry.state, entry.attempts, body) == ("sending", 1, message().body)
    assert outbox.claim_next(db, at=NOW) is None
    outbox.settle(db, entry.message_id, "sent", at=NOW + HOUR, code=250, reply="ok")
    (found, kept), rows = outbox.find(db.conn, entry.message_id), outbox.counts(db.conn)
    assert (found.state, found.code, found.reply, found.changed_at, kept) == (
        "sent",
        250,
        "ok",
        NOW + HOUR,
        None,
    )
    assert rows == {"pending": 0, "sending": 0, "sent": 1, "failed": 0, "unknown": 0}


def test_a_claim_is_on_disk_before_it_is_handed_out(db: Database, tmp_path: Path) -> None:
    outbox.make_durable(db)
    outbox.enqueue(db, [message()], at=NOW)
    outbox.claim_next(db, at=NOW)
    other = sqlite3.connect(tmp_path / "news.db")
    assert other.execute("SELECT state, attempts FROM outbox").fetchall() == [("sending", 1)]
    other.close()
    assert db.conn.execute("PRAGMA synchronous").fetchone() == (2,)
    with pytest.raises(StoreError, match="of its own"), atomic(db):
        outbox.claim_next(db, at=NOW)


def test_the_one_who_has_waited_longest_goes_first_and_none_before_its_time(db: Database) -> None:
    outbox.enqueue(
        db,
        [
            message("late@example.org", due_at=NOW + HOUR),
            message("bo@example.org"),
            message("anna@example.org", due_at=NOW - HOUR),
            message("hook", channel="webhook"),
        ],
        at=NOW,
    )
    order = []
    while claimed := outbox.claim_next(db, at=NOW):
        order.append(claimed[0].recipient)
    assert order == ["anna@example.org", "bo@example.org"]
    assert outbox.count_due(db, at=NOW) == 0
    assert outbox.count_due(db, at=NOW + HOUR) == 1
    assert outbox.count_due(db, at=NOW, channel="webhook") == 1


@pytest.mark.parametrize("state", ["sending", "sent", "failed", "unknown"])
def test_the_same_message_again_changes_nothing_once_it_has_left(db: Database, state: str) -> None:
    outbox.enqueue(db, [message()], at=NOW)
    outbox.claim_next(db, at=NOW)
    if state != "sending":
        outbox.settle(db, message().message_id, state, at=NOW, code=1, reply="said")
    before = outbox.find(db.conn, message().message_id)
    assert outbox.enqueue(db, [message(body=b"other", subject="other")], at=NOW + HOUR) == Enqueued(kept=1)
    assert outbox.find(db.conn, message().message_id) == before
    assert outbox.claim_next(db, at=NOW + HOUR) is None


def test_a_pending_message_gets_the_newest_bytes_and_keeps_its_back_off(db: Database) -> None:
    outbox.enqueue(db, [message()], at=NOW)
    assert outbox.enqueue(db, [message(body=b"two", due_at=NOW + HOUR)], at=NOW) == Enqueued(renewed=1)
    assert outbox.find(db.conn, message().message_id)[0].due_at == NOW + HOUR
    claimed = outbox.claim_next(db, at=NOW + HOUR)
    assert claimed is not None
    assert claimed[1] == b"two"
    outbox.settle(db, message().message_id, "pending", at=NOW, code=451, due_at=NOW + 5 * HOUR)
    outbox.enqueue(db, [message(body=b"three", due_at=NOW)], at=NOW)
    entry, body = outbox.find(db.conn, message().message_id)
    assert (entry.due_at, entry.attempts, body) == (NOW + 5 * HOUR, 1, b"three")


def test_a_newer_revision_takes_the_place_of_one_that_nobody_has_got(db: Database) -> None:
    outbox.enqueue(db, [message(), message("bo@example.org")], at=NOW)
    outbox.claim_next(db, at=NOW)  # anna's
    made = outbox.enqueue(db, [message(revision=2), message("bo@example.org", revision=2)], at=NOW)
    assert made == Enqueued(new=2, superseded=1)
    found = outbox.list_entries(db.conn, about="digest:2026-W46")
    assert {(item.recipient[0], item.revision, item.state) for item in found} == {
        ("a", 1, "sending"),
        ("a", 2, "pending"),
        ("b", 2, "pending"),
    }
    other_week = message("bo@example.org", revision=3, about="digest:2026-W47", message_id="<w47@x.y>")
    assert outbox.enqueue(db, [other_week], at=NOW) == Enqueued(new=1)


def test_all_are_enqueued_or_none(db: Database) -> None:
    wrong = message("bo@example.org", subject=None)
    with pytest.raises(Exception, match=r"NOT NULL|str|NoneType"):
        outbox.enqueue(db, [message(), wrong], at=NOW)
    assert outbox.list_entries(db.conn) == []


def test_what_a_dead_sender_left_is_unknown_and_stays_so(db: Database) -> None:
    outbox.enqueue(db, [message(), message("bo@example.org")], at=NOW)
    outbox.claim_next(db, at=NOW)
    assert outbox.recover(db, at=NOW + HOUR) == 1
    assert outbox.recover(db, at=NOW + HOUR) == 0
    assert states(db) == {"anna@example.org": "unknown", "bo@example.org": "pending"}
    claimed = outbox.claim_next(db, at=NOW + 9999 * HOUR)
    assert claimed is not None
    assert claimed[0].recipient == "bo@example.org"
    assert outbox.claim_next(db, at=NOW + 9999 * HOUR) is None


def test_only_by_hand_does_an_unknown_one_go_again_with_the_same_bytes(db: Database) -> None:
    outbox.enqueue(db, [message(), message("bo@example.org")], at=NOW)
    for state in ("unknown", "sent"):
        claimed = outbox.claim_next(db, at=NOW)
        assert claimed is not None
        outbox.settle(db, claimed[0].message_id, state, at=NOW)
    ids = [item.message_id for item in outbox.list_entries(db.conn)]
    assert outbox.put_back(db, ids, at=NOW + HOUR) == 1  # what was sent stays sent
    again = outbox.claim_next(db, at=NOW + HOUR)
    assert again is not None
    assert (again[0].message_id, again[0].attempts, again[1]) == (message().message_id, 1, message().body)


def test_a_claim_that_no_server_heard_of_is_taken_back_whole(db: Database) -> None:
    outbox.enqueue(db, [message()], at=NOW)
    outbox.claim_next(db, at=NOW)
    outbox.release(db, message().message_id, at=NOW, reply="gone")
    entry, body = outbox.find(db.conn, message().message_id)
    assert (entry.state, entry.attempts, entry.due_at, body) == ("pending", 0, NOW, message().body)


def test_who_has_left_the_list_gets_nothing_more(db: Database) -> None:
    alert = message("gone@example.org", about="alert:tariffs", message_id="<alert@x.y>")
    outbox.enqueue(db, [message(), message("gone@example.org"), alert], at=NOW)
    assert outbox.withdraw_digests(db, keep=["anna@example.org"], at=NOW) == 1
    entry, body = outbox.find(db.conn, "gone.1@weekly")
    assert (entry.state, body is not None) == ("failed", True)
    assert "taken off the list" in entry.reply
    assert outbox.find(db.conn, "alert")[0].state == "pending"


@pytest.mark.parametrize("state", ["sending", "new", ""])
def test_a_message_becomes_nothing_else(db: Database, state: str) -> None:
    outbox.enqueue(db, [message()], at=NOW)
    outbox.claim_next(db, at=NOW)
    with pytest.raises(ValueError, match="does not become"):
        outbox.settle(db, message().message_id, state, at=NOW)
    with pytest.raises(ValueError, match="does not become"):
        outbox.settle(db, message().message_id, "pending", at=NOW)


def test_what_is_not_being_sent_cannot_be_settled(db: Database) -> None:
    outbox.enqueue(db, [message()], at=NOW)
    with pytest.raises(StoreError, match="not being sent"):
        outbox.settle(db, message().message_id, "sent", at=NOW)


@pytest.mark.parametrize("wanted", ["", "nobody", "<>", "%"])
def test_no_such_message(db: Database, wanted: str) -> None:
    outbox.enqueue(db, [message(), message("bo@example.org")], at=NOW)
    with pytest.raises(InputError):
        outbox.find(db.conn, wanted)


def test_a_hostile_reply_is_stored_short_and_whole(db: Database) -> None:
    outbox.enqueue(db, [message(subject="小额\x00豁免\ud800")], at=NOW)
    outbox.claim_next(db, at=NOW)
    outbox.settle(db, message().message_id, "failed", at=NOW, code=550, reply="no \x00\udfff" + "x" * 9_000)
    entry, _ = outbox.find(db.conn, message().message_id)
    assert (entry.subject, len(entry.reply)) == ("小额\ufffd豁免\ufffd", 500)


MOVES = st.lists(
    st.sampled_from(
        ["claim", "sent", "failed", "unknown", "later", "recover", "enqueue", "release", "resend"]
    ),
    max_size=30,
)


@given(MOVES)
def test_no_order_of_events_sends_twice_without_a_person(moves: list[str]) -> None:
    """A message that may have reached the server is claimed again only after ``put_back``."""
    db = _memory()
    at, reached, held = NOW, False, False
    outbox.enqueue(db, [message()], at=at)
    for move in moves:
        at += timedelta(days=1)
        if move == "claim":
            claimed = outbox.claim_next(db, at=at)
            if claimed is not None:
                assert not reached
                held = True
        elif move == "enqueue":
            outbox.enqueue(db, [message()], at=at)
        elif move == "recover":
            reached, held = reached or held, False
            outbox.recover(db, at=at)
        elif move == "resend":
            if outbox.find(db.conn, message().message_id)[0].state in ("unknown", "failed"):
                assert outbox.put_back(db, [message().message_id], at=at) == 1
                reached = False
        elif held:
            _answer(db, move, at)
            reached, held = move in ("sent", "unknown", "failed"), False
    assert sum(outbox.counts(db.conn).values()) == 1
    db.close()


def _answer(db: Database, move: str, at: datetime) -> None:
    if move == "release":
        outbox.release(db, message().message_id, at=at, reply="")
    elif move == "later":
        outbox.settle(db, message().message_id, "pending", at=at, due_at=at)
    else:
        outbox.settle(db, message().message_id, move, at=at)


def _memory() -> Database:
    from store import migrations
    from store.transactions import transaction

    db = Database(memory=True)
    with transaction(db.conn):
        migrations.create(db.conn)
    return db
