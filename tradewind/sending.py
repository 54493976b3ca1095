"""The arrow behind the digest: what lies in the outbox goes to the mail server, one message at a time.

    outbox --claim--> server --answer--> outbox

Whatever happens between claim and answer, kill -9 included, is told by the state of the row (store/outbox.py): no
message is sent twice by itself, and none is lost without a word.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from store import outbox
from store.db import Database, open_existing
from store.errors import ConfigError, InputError, TradewindError, TryLater
from store.queries import connect_readonly
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.ledger import ledger
from tradewind.lock import only_one
from tradewind.mail_config import MailConfig
from tradewind.mail_password import load_password
from tradewind.smtp import Answer, Line, open_line

STATES = outbox.STATES
_WAITS = (5, 15, 60)  # minutes before the second, third, fourth offer; then
_LAST_WAIT = 240
_PER_LINE = 50  # messages on one connection; many servers end it after a hundred
_LOST_IN_A_ROW = 3  # connections that broke: then it is the server, not a message


@dataclass
class Sent:
    """What one run of the sender did."""

    counts: Counter[str] = field(
        default_factory=Counter
    )  # sent, failed, unknown, pending (put off), recovered
    stopped: TradewindError | None = None  # why it ended before its time
    left: int = 0  # messages that are due and were not tried

    @property
    def exit_code(self) -> int:
        """0 all sent, 2 the server takes nothing from us, 3 some failed or unknown, 4 nothing to send, 75 later."""
        if self.counts["failed"] or self.counts["unknown"] or self.counts["recovered"]:
            return 3
        if self.stopped is not None:
            return self.stopped.exit_code
        if self.counts["pending"] or self.left:
            return 75
        return 0 if self.counts["sent"] else 4


def send_due(settings: Settings, *, environment: Mapping[str, str] = os.environ) -> Sent:
    """Send what is due. TryLater (exit 75) when another sender is at work, ConfigError when [mail] is not set up.

    Messages that a sender which died had claimed become unknown first; they are in the counts as "recovered".
    """
    mail = settings.config.mail
    done = Sent()
    with only_one(sender_lock(settings)), closing(open_existing(settings.store_path)) as db:
        outbox.make_durable(db)
        done.counts["recovered"] = outbox.recover(db, at=now())
        done.counts["failed"] = _withdraw(db, mail)
        if not outbox.count_due(db, at=now()):
            return done
        with ledger(db, "outbox send") as book:
            try:
                _send(db, mail, done, lambda: _open(settings, environment))
            except TradewindError as error:
                done.stopped = error
                book.notes.append(str(error))
            done.left = outbox.count_due(db, at=now())
            book.counts.update(done.counts)
            book.exit_code = done.exit_code
    return done


def sender_lock(settings: Settings) -> Path:
    """What is locked while messages leave: a crawl and a sender do not wait for each other."""
    return settings.store_path.with_name(settings.store_path.name + ".outbox")


def _withdraw(db: Database, mail: MailConfig) -> int:
    from digests.mail import mail_address

    keep = [mail_address(person.address) for person in mail.recipients]
    return outbox.withdraw_digests(db, keep=keep, at=now())


def _open(settings: Settings, environment: Mapping[str, str]) -> Line:
    mail = settings.config.mail
    if not mail.host:
        raise ConfigError(
            "there is no mail server",
            path=str(settings.file) if settings.file else None,
            key="mail.host",
            remedy="Write [mail] with host and from_address; `tradewind init` shows all of it",
        )
    password = load_password(mail, folder=settings.folder, environment=environment) if mail.user else ""
    return open_line(mail, password, folder=settings.folder)


def _send(db: Database, mail: MailConfig, done: Sent, connect: Callable[[], Line]) -> None:
    """Until nothing is due, the run has its share, or the server has had enough. The line is open before a claim."""
    line: Line | None = None
    lost = tried = 0
    try:
        while tried < mail.max_messages and outbox.count_due(db, at=now()):
            line = line or connect()
            claimed = outbox.claim_next(db, at=now())
            if claimed is None:
                break
            answer = _post(db, line, mail, *claimed)
            if not answer.untouched:
                done.counts[_settle(db, claimed[0], answer, mail.retry_hours)] += 1
                tried += 1
                lost = 0 if answer.usable or answer.code is not None else lost + 1
            if not answer.usable or line.offered >= _PER_LINE:
                line.close()
                line = None
            if answer.code == 421 or lost >= _LOST_IN_A_ROW:
                raise TryLater(f"{mail.host}: {answer.reply}. What is left waits: run again later")
    finally:
        if line is not None:
            line.close()


def _post(db: Database, line: Line, mail: MailConfig, entry: outbox.Entry, body: bytes) -> Answer:
    """Offer a claimed message. One the server had not heard of, or that is not to blame, is due again at once."""
    from digests.mail import mail_address

    try:
        answer = line.post(mail_address(mail.from_address), entry.recipient, body)
    except ConfigError as error:
        outbox.release(db, entry.message_id, at=now(), reply=error.message)
        raise
    if answer.untouched:
        outbox.release(db, entry.message_id, at=now(), reply=answer.reply)
    return answer


def _settle(db: Database, entry: outbox.Entry, answer: Answer, retry_hours: int) -> str:
    """Write an answer down; the state it makes."""
    at, state, due, reply = now(), answer.state, None, answer.reply
    if state == outbox.PENDING:
        wait = next_wait(entry.attempts, retry_hours)
        if wait is None:
            state, reply = outbox.FAILED, f"put off {entry.attempts} times, the last time with: {reply}"
        else:
            due = at + wait
    outbox.settle(db, entry.message_id, state, at=at, code=answer.code, reply=reply, due_at=due)
    return state


def next_wait(attempts: int, retry_hours: int) -> timedelta | None:
    """How long a message waits after ``attempts`` offers; None when it has been put off for long enough.

    5 minutes, 15, an hour, then every four hours; counted from offer to offer, so that hours in which nobody tried
    (a machine that was off) take nothing away.
    """
    waits = [*_WAITS[:attempts], *[_LAST_WAIT] * max(0, attempts - len(_WAITS))]
    if sum(waits) > retry_hours * 60:
        return None
    return timedelta(minutes=waits[-1])


def put_back(settings: Settings, message_ids: Sequence[str], *, states: Sequence[str] = ()) -> list[str]:
    """Unknown and failed messages, named or all of some states, are pending again by hand; their ids.

    InputError for a name that is none, and for one of a message that is pending, being sent or sent.
    """
    with only_one(sender_lock(settings)), closing(open_existing(settings.store_path)) as db:
        outbox.recover(db, at=now())
        entries = [outbox.find(db.conn, message_id)[0] for message_id in message_ids]
        for entry in entries:
            if entry.state not in (outbox.UNKNOWN, outbox.FAILED):
                raise InputError(
                    f"{entry.message_id} is {entry.state}: there is nothing to put back",
                    key="MESSAGE_ID",
                    remedy="Only what failed, or is unknown, is sent again",
                )
        if states:
            entries += outbox.list_entries(db.conn, states=states)
        chosen = list(dict.fromkeys(entry.message_id for entry in entries))
        outbox.put_back(db, chosen, at=now())
        return chosen


def entries(settings: Settings, *, states: Sequence[str], limit: int) -> list[outbox.Entry]:
    """Messages of the outbox, those that changed last first; none where there is no store yet."""
    with closing(connect_readonly(settings.store_path)) as connection:
        return outbox.list_entries(connection, states=states, limit=limit)


def entry_of(settings: Settings, message_id: str) -> tuple[outbox.Entry, bytes | None]:
    """One message and its bytes; see store.outbox.find."""
    with closing(connect_readonly(settings.store_path)) as connection:
        return outbox.find(connection, message_id)


def is_due(settings: Settings) -> bool:
    """Whether there is anything for a sender to do: a message that is due, or one that a dead sender left."""
    with closing(connect_readonly(settings.store_path)) as connection:
        found = outbox.counts(connection)
        at = outbox.first_due(connection)
    return bool(found[outbox.SENDING]) or (at is not None and at <= now())


def next_due(settings: Settings) -> datetime | None:
    """When the next pending message may leave; None when there is none."""
    with closing(connect_readonly(settings.store_path)) as connection:
        return outbox.first_due(connection)


def check_server(settings: Settings, *, environment: Mapping[str, str] = os.environ) -> str:
    """Connect, encrypt, log in, say good-bye: what the server said yes to. The errors are those of sending."""
    line = _open(settings, environment)
    line.close()
    mail = settings.config.mail
    how = {"starttls": "STARTTLS", "tls": "TLS", "none": "no encryption"}[mail.security]
    return f"{mail.host}:{mail.server_port} with {how}" + (f", logged in as {mail.user}" if mail.user else "")
