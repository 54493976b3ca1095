"""One letter for each recipient: chosen by their topics, in their language, due at their time; then into the outbox.

digest --select--> each recipient's digest --render--> letter --> outbox
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import issues, outbox
from store.db import Database, open_existing
from store.errors import ConfigError
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.console import counted
from tradewind.mail_config import MailConfig, RecipientConfig
from tradewind.named import unknown_topics
from tradewind.slots import next_slot, parse_slot
from tradewind.tagging import printed_names

if TYPE_CHECKING:
    from digests.mail import Letter, Sender
    from digests.parts import Digest
    from digests.weeks import Week
    from tradewind.results import DigestFiles


_SAMPLE_SENDER, _SAMPLE_READER = "digest@tradewind.invalid", "reader@tradewind.invalid"  # RFC 2606
_WANTED, _UNASKED, _UNCHANGED, _LOST = "wanted", "unasked", "unchanged", "lost"  # what a revision is to one
_NO_REVISIONS = (
    "recipient has an earlier revision and does not",
    "recipients have an earlier revision and do not",
)
_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")  # in names of files


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of an issue's letters."""

    outbox: outbox.Enqueued
    unasked: int  # recipients who have an earlier revision and do not ask for another
    unchanged: int  # who ask for revisions, and this one changes nothing that they read of
    lost: int  # whose letter of this week failed for good
    unknown_topics: tuple[str, ...]  # topics of recipients that nothing is called


def post_issue(settings: Settings, made: DigestFiles) -> Posted:
    """Put an issue's letters into the outbox; the same issue again changes nothing that has left it.

    One who has an earlier revision of the week gets this one only if they ask for revisions and it says something else
    about what they read of. ConfigError when [mail] is not set up.
    """
    mail = settings.config.mail
    require_mail(settings)
    with closing(open_existing(settings.store_path)) as db:
        issue = issues.last_issue(db, made.week, "*")
        if made.digest is None or issue is None:
            nothing = outbox.Enqueued()
            return Posted(outbox=nothing, unasked=0, unchanged=0, lost=0, unknown_topics=())
        bodies = _bodies(db, made.week)
        had = partial(_had, db, f"digest:{made.week}", made.revision)
        messages = _messages(settings, mail, made.digest, made.revision, issue.at, had=had, bodies=bodies)
        answers = [_wants(db, person, message, digest) for person, message, digest in messages]
        wanted = [
            message for (_, message, _), answer in zip(messages, answers, strict=True) if answer == _WANTED
        ]
        done = outbox.enqueue(db, wanted, at=now())
    return Posted(
        outbox=done,
        unasked=answers.count(_UNASKED),
        unchanged=answers.count(_UNCHANGED),
        lost=answers.count(_LOST),
        unknown_topics=unknown_topics(settings, mail.recipients),
    )


def write_letters(settings: Settings, made: DigestFiles) -> tuple[Path, ...]:
    """The letters of an issue as .eml files beside it, one for each recipient; nothing is enqueued or sent.

    Where [mail] names nobody, a letter in each language of the issue to an address that cannot exist.
    """
    from tradewind.files import write_files

    mail = settings.config.mail
    sample = not mail.recipients
    with closing(open_existing(settings.store_path)) as db:
        issue = issues.last_issue(db, made.week, "*")
        at = made.as_of or (issue.at if issue else None)
        if made.digest is None or at is None:
            return ()
        had, known = partial(_had, db, f"digest:{made.week}", made.revision), _bodies(db, made.week)
        shown = rehearsed(mail, tuple(made.text))
        messages = _messages(settings, shown, made.digest, made.revision, at, had=had, bodies=known)
    names = [
        message.lang if sample else f"{at:02d}.{_UNSAFE.sub('_', message.recipient)}"
        for at, (_, message, _) in enumerate(messages, 1)
    ]
    bodies = [message.body for _, message, _ in messages]
    files = {f"{made.week}.{name}.eml": body for name, body in zip(names, bodies, strict=True)}
    return write_files(made.letters[0].parent, files)


def rehearsed(mail: MailConfig, languages: Sequence[str]) -> MailConfig:
    """[mail] with what a letter needs and it does not say yet; nothing can be sent to or from these addresses."""
    samples = tuple(RecipientConfig(address=_SAMPLE_READER, language=lang) for lang in languages)
    return MailConfig(
        from_address=mail.from_address or _SAMPLE_SENDER,
        from_name=mail.from_name,
        list_id=mail.list_id,
        unsubscribe_url=mail.unsubscribe_url,
        unsubscribe_mailto=mail.unsubscribe_mailto,
        recipients=mail.recipients or samples,
    )


def require_mail(settings: Settings) -> None:
    """Raise ConfigError when nobody can send or nobody is there to receive."""
    mail, path = settings.config.mail, str(settings.file) if settings.file else None
    if not mail.host:
        raise ConfigError(
            "there is no mail server",
            path=path,
            key="mail.host",
            remedy="Write [mail] with host and from_address; `tradewind init` shows all of it",
        )
    if not mail.recipients:
        raise ConfigError(
            "nobody gets the letter",
            path=path,
            key="mail.recipients",
            remedy='Write [[mail.recipients]] and address = "..." for each',
        )


def _messages(
    settings: Settings,
    mail: MailConfig,
    digest: Digest,
    revision: int,
    issued_at: datetime,
    *,
    had: Callable[[str], int],
    bodies: Mapping[int, Mapping[str, Any]],
) -> list[tuple[RecipientConfig, outbox.Message, Digest]]:
    """Who, the message, and the digest it says.

    ``had``: the last revision that an address had. ``bodies``: the earlier revisions, by number.
    """
    from digests.mail import Recipient, build_message, mail_address, message_id, way_out

    letter_of = _letters(settings, mail, digest, revision, issued_at, bodies)
    sender, found = _sender(settings, mail), []
    for person in mail.recipients:
        lang = person.language or settings.config.digest.languages[0]
        address = mail_address(person.address)
        letter, chosen = letter_of(person.topics, lang, way_out(sender), had(address))
        body = build_message(letter, Recipient(address, person.name), sender)
        message = outbox.Message(
            message_id=message_id(letter.list_id, letter.about, address, revision),
            channel="mail",
            about=letter.about,
            revision=revision,
            recipient=address,
            lang=lang,
            subject=letter.subject,
            body=body,
            due_at=due_at(person, digest.week, digest.zone, issued_at),
        )
        found.append((person, message, chosen))
    return found


def _letters(
    settings: Settings,
    mail: MailConfig,
    digest: Digest,
    revision: int,
    issued_at: datetime,
    bodies: Mapping[int, Mapping[str, Any]],
) -> Callable[[tuple[str, ...], str, str, int], tuple[Letter, Digest]]:
    """The letter for some topics in a language, with a way out; what several have in common is made once."""
    from digests.addresses import page_name
    from digests.bottom import letter_subject
    from digests.changes import changed_since
    from digests.columns import wrap_text
    from digests.labels import labels_of
    from digests.mail import MAX_SUBJECT, Letter
    from digests.render import view_html, view_text
    from digests.selection import select
    from digests.view import View
    from digests.wording import build_view

    site_url = settings.config.digest.site_url.rstrip("/")

    @cache
    def since(had: int) -> Digest:
        missed = 0 < had < revision - 1 and had in bodies  # else what changed is told from the last revision
        return changed_since(digest, bodies[had]) if missed else digest

    @cache
    def view_of(topics: tuple[str, ...], lang: str, had: int) -> tuple[View, Digest]:
        chosen = select(since(had), topics, printed_names(settings) if topics else None)
        return build_view(chosen, lang, brief=True), chosen

    @cache
    def letter_of(topics: tuple[str, ...], lang: str, leave: str, had: int) -> tuple[Letter, Digest]:
        view, chosen = view_of(topics, lang, had)
        page = page_name(digest.week.label, lang)
        url = f"{site_url}/{page}" if site_url else ""
        letter = Letter(
            subject=letter_subject(labels_of(lang), chosen, view.subject, MAX_SUBJECT),
            html=view_html(view, page_url=url, page_file=page, leave=leave),
            text=wrap_text(view_text(view, page_url=url, page_file=page, leave=leave)),
            lang=view.lang,
            list_id=mail.list_name,
            about=f"digest:{digest.week}",
            revision=revision,
            date=issued_at,
        )
        return letter, chosen

    return letter_of


def _sender(settings: Settings, mail: MailConfig) -> Sender:
    from digests.mail import Sender

    return Sender(
        address=mail.from_address,
        name=mail.from_name,
        list_name=mail.from_name,
        list_id=mail.list_name,
        unsubscribe_url=mail.unsubscribe_url,
        unsubscribe_mailto=mail.unsubscribe_mailto,
        archive_url=settings.config.digest.site_url,
    )


def due_at(person: RecipientConfig, week: Week, zone: str, issued_at: datetime) -> datetime:
    """When a letter may leave: at the recipient's first time after the week, or at once when that is over.

    An issue that was late (a machine that was off) does not wait for a week more; nor does a revision.
    """
    from digests.weeks import bounds

    slot = parse_slot(person.at)
    if slot is None:
        return issued_at
    over = bounds(week, zone)[1]
    return max(issued_at, next_slot(slot, over, person.timezone or zone))


def _bodies(db: Database, week: str) -> dict[int, Mapping[str, Any]]:
    """All revisions of a week's issue as they were recorded, by number."""
    found: dict[int, Mapping[str, Any]] = {}
    for body in map(json.loads, issues.issue_revisions(db, week, "*")):
        if isinstance(body, dict) and isinstance(body.get("revision"), int):
            found[body["revision"]] = body
    return found


def _had(db: Database, about: str, revision: int, address: str) -> int:
    """The newest revision before ``revision`` that has left for an address; 0: none."""
    return max(
        (
            entry.revision
            for entry in outbox.of_recipient(db.conn, about, address)
            if entry.revision < revision and entry.state not in (outbox.PENDING, outbox.FAILED)
        ),
        default=0,
    )


def _wants(db: Database, person: RecipientConfig, message: outbox.Message, digest: Digest) -> str:
    """Whether this revision is for them: the first one they get, or one that they asked for and that matters.

    An earlier one that failed for good was final for the week; one that is pending is replaced by this.
    """
    from digests.selection import matters

    earlier = [
        entry
        for entry in outbox.of_recipient(db.conn, message.about, message.recipient)
        if entry.revision < message.revision and entry.state != outbox.PENDING
    ]
    if not earlier:
        return _WANTED
    if all(entry.state == outbox.FAILED for entry in earlier):
        return _LOST
    if not person.revisions:
        return _UNASKED
    return _WANTED if matters(digest) else _UNCHANGED


def in_words(posted: Posted) -> str:
    """For the person: how many letters lie in the outbox now, and what was left alone."""
    done = posted.outbox
    parts = [
        f"{counted(done.new + done.renewed, 'letter')} in the outbox" if done.new + done.renewed else "",
        f"{done.superseded} of an earlier revision replaced" if done.superseded else "",
        f"{done.kept} sent or settled before" if done.kept else "",
        f"for {counted(posted.unchanged, 'recipient')} nothing changed that they read of"
        if posted.unchanged
        else "",
        f"{counted(posted.unasked, *_NO_REVISIONS)} ask for revisions" if posted.unasked else "",
        f"for {counted(posted.lost, 'recipient')} this week's letter failed for good" if posted.lost else "",
    ]
    return "; ".join(part for part in parts if part) or "no letters"


def is_configured(mail: MailConfig) -> bool:
    """Whether letters can be sent at all."""
    return bool(mail.host and mail.recipients)
