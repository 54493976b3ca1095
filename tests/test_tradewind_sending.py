"""From the issue to the mail server: who gets which letter when, and what every fault makes of it."""

from __future__ import annotations

import email
import email.policy
import fcntl
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from smtp_server import Fault, Post, serve
from tls import authority, server_context

from digests.changes import changed_since, find_changes
from digests.parts import Change, Digest
from digests.weeks import parse_week
from digests.wording import build_view
from store import issues, outbox
from store.db import open_existing
from tests.newsdesk import Done, inside, write_texts
from tradewind import letters
from tradewind.config import load_settings
from tradewind.sending import next_wait

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")

HERE = "127.0.0.1"
WEEK = "2026-W45"
THREE = """
[[mail.recipients]]
address = "anna@example.org"
name = "Anna"
topics = ["temu"]

[[mail.recipients]]
address = "bo@bücher.example"
language = "zh"

[[mail.recipients]]
address = "chen@example.org"
language = "zh-Hant"
"""
ALL = ("anna@example.org", "bo@xn--bcher-kva.example", "chen@example.org")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an issue; copied for each test."""
    folder = tmp_path_factory.mktemp("issued")
    write_texts(folder)
    for command in (("import", "texts"), ("tag",), ("link",), ("digest", "--week", WEEK)):
        assert inside(folder, *command).code == 0
    return folder


@pytest.fixture
def desk(issued: Path, tmp_path: Path) -> Path:
    with (
        closing(sqlite3.connect(issued / "tradewind.db")) as old,
        closing(sqlite3.connect(tmp_path / "tradewind.db")) as new,
    ):
        old.backup(new)
    return tmp_path


def configure(folder: Path, port: int, recipients: str = THREE, **keys: object) -> None:
    fields = {
        "host": HERE,
        "port": port,
        "security": "none",
        "from_address": "digest@example.com",
        "timeout": 1.0,
    } | keys
    lines = [f"{name} = {json.dumps(value)}" for name, value in fields.items()]
    (folder / "tradewind.toml").write_text("\n".join(["[mail]", *lines, recipients]), encoding="utf-8")


@contextmanager
def posting(folder: Path, *faults: Fault, recipients: str = THREE, **keys: object) -> Iterator[Post]:
    """A server, and the configuration that names it."""
    with serve(*faults) as post:
        configure(folder, post.port, recipients, **keys)
        yield post


def digest(folder: Path, *more: str) -> Done:
    return inside(folder, "digest", "--week", WEEK, *more)


def rows(folder: Path) -> dict[str, dict[str, object]]:
    done = inside(folder, "outbox", "list", "--json")
    assert done.code in (0, 4), done.err
    return {row["recipient"]: row for row in done.rows()}


def states(folder: Path) -> dict[str, str]:
    return {name.partition("@")[0]: str(row["state"]) for name, row in rows(folder).items()}


def later(folder: Path, hours: float = 24) -> None:
    """Time passes: whatever waits is due that much earlier."""
    with closing(sqlite3.connect(folder / "tradewind.db")) as connection, connection:
        for message_id, due in connection.execute(
            "SELECT message_id, due_at FROM outbox WHERE state = 'pending'"
        ).fetchall():
            moved = datetime.fromisoformat(due) - timedelta(hours=hours)
            connection.execute(
                "UPDATE outbox SET due_at = ? WHERE message_id = ?",
                (moved.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z", message_id),
            )


def test_each_recipient_gets_one_letter_of_their_own(desk: Path) -> None:
    with posting(desk) as post:
        done = digest(desk, "--send")
    assert done.code == 0, done.err
    assert sorted(item.recipient for item in post.accepted) == sorted(ALL)
    anna, bo, chen = (
        email.message_from_bytes(item.body, policy=email.policy.default)
        for item in sorted(post.accepted, key=lambda item: item.recipient)
    )
    assert [anna["To"], bo["To"], chen["To"]] == ["Anna <anna@example.org>", *ALL[1:]]
    assert [anna["Content-Language"], bo["Content-Language"], chen["Content-Language"]] == [
        "en",
        "zh-Hans",
        "zh-Hant",
    ]
    assert len({item["Message-ID"] for item in (anna, bo, chen)}) == 3
    plain = anna.get_body(("plain",))
    assert plain is not None
    assert "Selected for your topics: Temu." in plain.get_content()
    whole = bo.get_body(("plain",))
    assert whole is not None
    assert "选编" not in whole.get_content()
    assert {row["state"] for row in rows(desk).values()} == {"sent"}


def test_again_is_nothing_to_send(desk: Path) -> None:
    with posting(desk) as post:
        assert digest(desk, "--send").code == 0
        again = digest(desk, "--send")
        assert again.code == 0, again.err  # the digest is there
        assert "3 sent or settled before" in again.err
        assert inside(desk, "outbox", "send").code == 4
    assert len(post.accepted) == 3


def test_a_letter_waits_for_its_recipient_s_time(desk: Path) -> None:
    with posting(desk, recipients=THREE + 'at = "Mon 08:30"\ntimezone = "Europe/London"\n') as post:
        assert digest(desk, "--send").code == 0
        # The week is over, and so is its Monday: nobody waits for another.
        assert sorted(item.recipient for item in post.accepted) == sorted(ALL)
    person, week = load_settings(folder=desk).config.mail.recipients[2], parse_week(WEEK)
    sunday = datetime(2026, 11, 8, 17, 0, tzinfo=UTC)  # Monday 01:00 in Shanghai
    monday = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
    tuesday = monday + timedelta(days=1)
    assert letters.due_at(person, week, "Asia/Shanghai", sunday) == monday
    assert letters.due_at(person, week, "Asia/Shanghai", tuesday) == tuesday


def test_what_is_not_due_is_not_sent(desk: Path) -> None:
    with posting(desk) as post:
        settings = load_settings(folder=desk)
        with closing(open_existing(settings.store_path)) as db:
            tomorrow = datetime.now(UTC) + timedelta(days=1)
            outbox.enqueue(db, [simple("anna@example.org", due_at=tomorrow)], at=datetime.now(UTC))
        done = inside(desk, "outbox", "send", "--json")
        assert (done.code, done.rows()["left"]) == (4, 0)
        assert post.accepted == []
        later(desk, 25)
        assert inside(desk, "outbox", "send").code == 0
    assert [item.recipient for item in post.accepted] == ["anna@example.org"]


def simple(to: str, number: int = 1, **changes: object) -> outbox.Message:
    identity = f"<{number}.{to.partition('@')[0]}@tradewind.example.com>"
    fields = {
        "message_id": identity,
        "channel": "mail",
        "about": "digest:2026-W45",
        "revision": number,
        "recipient": to,
        "lang": "en",
        "subject": "A letter",
        "body": f"Message-ID: {identity}\r\nSubject: A letter\r\n\r\nHello\r\n".encode(),
        "due_at": datetime(2026, 11, 9, tzinfo=UTC),
    }
    return outbox.Message(**(fields | changes))  # type: ignore[arg-type]


def fill(folder: Path) -> None:
    with closing(open_existing(folder / "tradewind.db")) as db:
        outbox.enqueue(db, [simple(name) for name in ALL], at=datetime.now(UTC))


def test_one_bad_recipient_stops_nobody(desk: Path) -> None:
    fill(desk)
    with posting(desk, Fault("rcpt", "550 no such user", recipient=ALL[1])) as post:
        done = inside(desk, "outbox", "send")
        assert done.code == 3
        assert [item.recipient for item in post.accepted] == [ALL[0], ALL[2]]
        assert inside(desk, "outbox", "send").code == 4  # 5xx is final
    row = rows(desk)[ALL[1]]
    assert (row["state"], row["code"], row["reply"]) == ("failed", 550, "RCPT: no such user")


def test_put_off_is_tried_again_later_and_later(desk: Path) -> None:
    fill(desk)
    with posting(desk, Fault("rcpt", "451 greylisted", times=2, recipient=ALL[1])) as post:
        assert inside(desk, "outbox", "send").code == 75
        assert inside(desk, "outbox", "send").code == 4  # it is not due yet
        later(desk, 1)
        assert inside(desk, "outbox", "send").code == 75
        assert rows(desk)[ALL[1]]["attempts"] == 2
        later(desk, 1)
        assert inside(desk, "outbox", "send").code == 0
    assert sorted(item.recipient for item in post.accepted) == sorted(ALL)
    assert len(set(post.message_ids)) == 3


@pytest.mark.parametrize(
    "attempts,hours,minutes",
    [(1, 48, 5), (2, 48, 15), (3, 48, 60), (4, 48, 240), (9, 48, 240), (14, 48, 240), (15, 48, None), (1, 0, None), (3, 1, None)],
)  # fmt: skip
def test_the_waits_grow_and_end(attempts: int, hours: int, minutes: int | None) -> None:
    assert next_wait(attempts, hours) == (None if minutes is None else timedelta(minutes=minutes))


def test_what_is_put_off_for_too_long_has_failed_and_says_how(desk: Path) -> None:
    fill(desk)
    with posting(desk, Fault("rcpt", "451 greylisted", times=-1, recipient=ALL[1]), retry_hours=0) as post:
        assert inside(desk, "outbox", "send").code == 3
        assert len(post.accepted) == 2
    row = rows(desk)[ALL[1]]
    assert row["state"] == "failed"
    assert "put off 1 times, the last time with: RCPT: greylisted" in str(row["reply"])


@pytest.mark.parametrize("do,taken", [("drop", 0), ("accept-drop", 1), ("accept-hang", 1), ("garbage", 0)])
def test_an_unknown_end_is_never_sent_again_by_itself(desk: Path, do: str, taken: int) -> None:
    fill(desk)
    with posting(desk, Fault("end", do, recipient=ALL[0])) as post:
        assert inside(desk, "outbox", "send").code == 3
        assert states(desk) == {"anna": "unknown", "bo": "sent", "chen": "sent"}
        later(desk, 999)
        assert inside(desk, "outbox", "send").code == 4
        assert len(post.accepted) == 2 + taken
        put = inside(desk, "outbox", "resend", "--unknown", "--json")
        assert (put.code, put.rows()) == (0, ["<1.anna@tradewind.example.com>"])
        assert inside(desk, "outbox", "send").code == 0
    again = [item for item in post.accepted if item.recipient == ALL[0]]
    assert len(again) == 1 + taken
    assert len({item.body for item in again}) == 1
    assert states(desk)["anna"] == "sent"


def test_421_ends_the_run_and_loses_nothing(desk: Path) -> None:
    fill(desk)
    with posting(desk, Fault("mail", "421 closing")) as post:
        done = inside(desk, "outbox", "send", "--json")
        assert (done.code, done.rows()["left"]) == (75, 2)
        assert "421" in done.rows()["stopped"] or "closing" in done.rows()["stopped"]
        later(desk, 1)
        assert inside(desk, "outbox", "send").code == 0
    assert sorted(item.recipient for item in post.accepted) == sorted(ALL)


def test_a_line_that_ends_after_a_letter_is_opened_anew_at_once(desk: Path) -> None:
    fill(desk)
    with posting(desk, Fault("answered", "drop", times=2)) as post:
        assert inside(desk, "outbox", "send").code == 0
    assert [item.recipient for item in post.accepted] == sorted(ALL)
    assert post.steps.count("connect") == 3
    assert {row["attempts"] for row in rows(desk).values()} == {1}


def test_a_server_that_breaks_every_line_is_left_alone_after_three(desk: Path) -> None:
    with closing(open_existing(desk / "tradewind.db")) as db:
        outbox.enqueue(db, [simple(f"p{n}@example.org") for n in range(9)], at=datetime.now(UTC))
    people = "".join(f'[[mail.recipients]]\naddress = "p{n}@example.org"\n' for n in range(9))
    with posting(desk, Fault("data", "drop", times=-1), recipients=people) as post:
        done = inside(desk, "outbox", "send", "--json")
    assert (done.code, done.rows()["left"], done.rows()["pending"]) == (75, 6, 3)
    assert post.steps.count("connect") == 3


def test_no_server_no_password_no_sender_keep_every_letter_pending(desk: Path) -> None:
    fill(desk)
    with serve() as post:
        port = post.port
    configure(desk, port)
    assert inside(desk, "outbox", "send").code == 75
    with posting(desk, user="us") as post:
        done = inside(desk, "outbox", "send")
        assert done.code == 2
        assert "TRADEWIND_SMTP_PASSWORD" in done.err
    with posting(desk, Fault("mail", "550 sender unknown")) as post:
        assert inside(desk, "outbox", "send").code == 2
    assert set(states(desk).values()) == {"pending"}
    assert {row["attempts"] for row in rows(desk).values()} == {0}
    with posting(desk) as post:
        assert inside(desk, "outbox", "send").code == 0
    assert len(post.accepted) == 3


def test_starttls_and_the_password_of_a_file(desk: Path) -> None:
    fill(desk)
    context = server_context(desk, [HERE], signed_by=authority(desk))
    secret = desk / "smtp-password"
    secret.write_text("open sesame\n", encoding="utf-8")
    secret.chmod(0o644)
    with serve(tls=context, user="us", password="open sesame") as post:
        configure(
            desk, post.port, security="starttls", ca_file="ca.pem", user="us", password_file="smtp-password"
        )
        done = inside(desk, "outbox", "send")
        assert done.code == 2
        assert "chmod 600" in done.err
        assert "sesame" not in done.err
        secret.chmod(0o600)
        assert inside(desk, "outbox", "send").code == 0
        assert post.encrypted == [True] * 3
        assert inside(desk, "doctor", "--mail", "--json").rows()[-1] == {
            "check": "mail server",
            "state": "ok",
            "detail": f"127.0.0.1:{post.port} with STARTTLS, logged in as us",
        }
    assert "sesame" not in (desk / "tradewind.db").read_bytes().decode("latin-1")


def test_a_run_sends_its_share_and_says_what_is_left(desk: Path) -> None:
    fill(desk)
    with posting(desk, max_messages=2) as post:
        done = inside(desk, "outbox", "send", "--json")
        assert (done.code, done.rows()["sent"], done.rows()["left"]) == (75, 2, 1)
        assert inside(desk, "outbox", "send").code == 0
    assert len(post.accepted) == 3


def test_two_senders_do_not_meet(desk: Path) -> None:
    fill(desk)
    with posting(desk) as post, (desk / "tradewind.db.outbox.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert inside(desk, "outbox", "send").code == 75
        assert post.accepted == []
        assert set(states(desk).values()) == {"pending"}


def test_what_a_dead_sender_left_is_told(desk: Path) -> None:
    fill(desk)
    with closing(open_existing(desk / "tradewind.db")) as db:
        outbox.claim_next(db, at=datetime.now(UTC))
    with posting(desk) as post:
        done = inside(desk, "outbox", "send")
        assert done.code == 3
        assert "1 of a run that died is unknown now: it may" in done.err
    assert len(post.accepted) == 2
    assert sorted(states(desk).values()) == ["sent", "sent", "unknown"]


def test_who_left_the_list_gets_no_letter_that_still_waits(desk: Path) -> None:
    fill(desk)
    only = THREE.replace('[[mail.recipients]]\naddress = "chen@example.org"\nlanguage = "zh-Hant"\n', "")
    with posting(desk, recipients=only) as post:
        assert inside(desk, "outbox", "send").code == 3
    assert ALL[2] not in {item.recipient for item in post.accepted}
    assert "taken off the list" in str(rows(desk)[ALL[2]]["reply"])


def test_show_and_resend_name_one_letter(desk: Path) -> None:
    fill(desk)
    configure(desk, 1)
    shown = inside(desk, "outbox", "show", "1.anna", "--json")
    assert (shown.rows()["state"], shown.rows()["subject"]) == ("pending", "A letter")
    assert inside(desk, "outbox", "show", "<1.anna@tradewind.example.com>", "--eml").out.startswith(
        "Message-ID: <1.anna"
    )
    assert "state: pending" in inside(desk, "outbox", "show", "1.anna").out
    assert inside(desk, "outbox", "show", "9.nobody").code == 2
    refused = inside(desk, "outbox", "resend", "1.anna")
    assert refused.code == 2
    assert "is pending" in refused.err
    assert inside(desk, "outbox", "resend", "--failed").code == 4
    assert inside(desk, "outbox", "resend").code == 2
    assert inside(desk, "outbox", "list", "--state", "lost").code == 2


def test_a_dry_run_writes_each_letter_and_sends_none(desk: Path) -> None:
    with posting(desk) as post:
        done = digest(desk, "--dry-run")
        assert done.code == 0, done.err
        files = sorted((desk / "issues").glob("*.eml"))
        assert len(files) == 3
        assert post.steps == []
        assert rows(desk) == {}
        first = {path.name: path.read_bytes() for path in files}
        digest(desk, "--dry-run")
        assert {path.name: path.read_bytes() for path in files} == first
        assert digest(desk, "--send").code == 0
    assert sorted(first.values()) == sorted(item.body for item in post.accepted)


def test_a_dry_run_without_mail_writes_a_sample_in_each_language(desk: Path) -> None:
    (desk / "tradewind.toml").write_text(
        '[digest]\nsite_url = "https://digest.example/all"\nlanguages = ["en", "zh"]\n', encoding="utf-8"
    )
    done = digest(desk, "--dry-run")
    assert done.code == 0, done.err
    assert "samples, to an address that cannot exist" in done.err
    assert rows(desk) == {}
    files = sorted((desk / "issues").glob("*.eml"))
    assert [path.name for path in files] == [f"{WEEK}.en.eml", f"{WEEK}.zh.eml"]
    first = [path.read_bytes() for path in files]
    for path, lang in zip(files, ("en", "zh"), strict=True):
        wire = path.read_bytes()
        wire.decode("ascii")
        assert max(len(line) for line in wire.split(b"\r\n")) <= 998
        message = email.message_from_bytes(wire, policy=email.policy.SMTP.clone(raise_on_defect=True))
        assert message["To"] == "reader@tradewind.invalid"
        assert message["From"] == "Tradewind <digest@tradewind.invalid>"
        assert message["Content-Language"] == {"en": "en", "zh": "zh-Hans"}[lang]
        plain, rich = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
        assert plain == (desk / "issues" / f"{WEEK}.{lang}.txt").read_text("utf-8")
        assert rich.rstrip() == (desk / "issues" / f"{WEEK}.{lang}.html").read_text("utf-8").rstrip()
        assert f"https://digest.example/all/{WEEK}.{lang}.page.html" in plain
    digest(desk, "--dry-run")
    assert [path.read_bytes() for path in files] == first


@pytest.mark.parametrize("more", [("--send", "--dry-run"), ("--send", "--as-of", "2026-11-10")])
def test_sending_is_of_the_whole_issue_only(desk: Path, more: tuple[str, ...]) -> None:
    configure(desk, 1)
    assert digest(desk, *more).code == 2


def test_send_without_a_server_or_recipients_is_told_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text("", encoding="utf-8")
    done = inside(tmp_path, "digest", "--week", WEEK, "--send")
    assert done.code == 2
    assert "mail.host" in done.err
    configure(tmp_path, 1, "")
    assert "mail.recipients" in inside(tmp_path, "digest", "--week", WEEK, "--send").err


def test_a_topic_nobody_knows_is_told_and_costs_nobody_the_letter(desk: Path) -> None:
    with posting(desk, recipients=THREE.replace('"temu"', '"temu", "temoo"')) as post:
        done = digest(desk, "--send")
        assert done.code == 3
        assert "nothing is called 'temoo'" in done.err
        assert len(post.accepted) == 3
        assert inside(desk, "doctor", "--json").rows()[-2]["state"] == "bad"


def test_a_revision_goes_to_whoever_asked_and_only_when_it_matters(desk: Path) -> None:
    from dataclasses import replace

    from tradewind import issuing

    people = THREE.replace('language = "zh-Hant"\n', 'language = "zh-Hant"\nrevisions = true\n')
    with posting(desk, recipients=people):
        assert digest(desk, "--send").code == 0
    settings = load_settings(folder=desk)
    made = issuing.digest(settings, parse_week(WEEK))
    assert made.digest is not None
    name = made.digest.figures[0].subject
    for revision, changes, expected, told in (
        (
            2,
            (Change(what="articles", how="other", before=3, after=4),),
            0,
            "for 1 recipient nothing changed that they read of; "
            "2 recipients have an earlier revision and do not ask for revisions",
        ),
        (2, (Change(what="figure", how="new", name=name),), 1, "1 letter in the outbox; 2 recipients"),
        (2, (Change(what="figure", how="new", name=name),), 0, "1 letter in the outbox; 2 recipients"),
    ):
        newer = replace(
            made, revision=revision, digest=replace(made.digest, revision=revision, changes=changes)
        )
        posted = letters.post_issue(settings, newer)
        assert posted.outbox.new == expected, (revision, expected)
        assert letters.in_words(posted).startswith(told)
    with closing(open_existing(settings.store_path)) as db:
        found = outbox.list_entries(db.conn, states=["pending"])
    assert [(item.recipient, item.revision) for item in found] == [(ALL[2], 2)]
    assert found[0].subject.startswith("更正：Tradewind 2026-W45")


LATER = {
    "late.txt": "Temu raises commission for European sellers again to 14%\n\n2026-11-06\n\n"
    + 4
    * "Temu will raise its commission for sellers in Spain to 14% from 12% on December 8, it told merchants on Friday. ",
    "later.txt": "Shein adds warehouses near Lodz\n\n2026-11-06\n\n"
    + 4
    * "Shein opened a warehouse of 40,000 square metres near Lodz and hired 300 people for it, it said on Friday. ",
}


def test_the_changes_told_are_those_since_the_revision_one_had(desk: Path) -> None:
    people = THREE.replace('language = "zh-Hant"\n', 'language = "en"\nrevisions = true\n')
    with posting(desk, recipients=people) as post:
        assert digest(desk, "--send").code == 0
        for name, text in LATER.items():  # two revisions more; of the second nothing was sent
            (desk / name).write_text(text, encoding="utf-8")
            for command in (("import", name), ("tag",), ("link",)):
                assert inside(desk, *command).code in (0, 4)
            assert digest(desk, *(("--send",) if name == "later.txt" else ())).code == 0
    letter = post.accepted[-1]
    assert letter.recipient == ALL[2]
    message = email.message_from_bytes(letter.body, policy=email.policy.default)
    assert message["Subject"].startswith("Revised: Tradewind 2026-W45")
    plain = message.get_body(("plain",))
    assert plain is not None
    with closing(open_existing(desk / "tradewind.db")) as db:
        bodies = [json.loads(body) for body in issues.issue_revisions(db, WEEK, "*")]
    assert [body["revision"] for body in bodies] == [1, 2, 3]
    assert "revision 3" in plain.get_content()
    assert len(bodies[2]["changes"]) < len(list(find_changes(bodies[0], bodies[2])))
    view = build_view(changed_view(desk, bodies[0]), "en", brief=True)
    for item in view.sections[0].items:
        assert item.lead in " ".join(plain.get_content().split())


def changed_view(desk: Path, since: dict[str, object]) -> Digest:
    """The issue as it stands, told to one who had ``since``."""
    from tradewind import issuing

    made = issuing.digest(load_settings(folder=desk), parse_week(WEEK)).digest
    assert made is not None
    return changed_since(made, since)


def test_one_who_failed_for_good_is_not_written_to_again_that_week(desk: Path) -> None:
    from dataclasses import replace

    from tradewind import issuing

    with posting(desk, Fault("rcpt", "550 nobody", recipient=ALL[0])):
        assert digest(desk, "--send").code == 3
    settings = load_settings(folder=desk)
    made = issuing.digest(settings, parse_week(WEEK))
    assert made.digest is not None
    newer = replace(made, revision=2, digest=replace(made.digest, revision=2))
    posted = letters.post_issue(settings, newer)
    assert posted.outbox.new == 0
    assert "for 1 recipient this week's letter failed for good" in letters.in_words(posted)


def test_the_run_ledger_tells_of_sending(desk: Path) -> None:
    fill(desk)
    with posting(desk, Fault("rcpt", "550 nobody", recipient=ALL[1])):
        inside(desk, "outbox", "send")
    with closing(sqlite3.connect(desk / "tradewind.db")) as connection:
        command, code, counts = connection.execute(
            "SELECT command, exit_code, counts FROM runs ORDER BY id DESC"
        ).fetchone()
    assert (command, code) == ("outbox send", 3)
    assert json.loads(counts)["sent"] == 2
