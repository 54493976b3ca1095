"""One connection to a mail server that behaves, and to servers that do not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from smtp_server import Fault, Post, serve
from tls import authority, server_context

from store.errors import ConfigError, TradewindError, TryLater
from tradewind.mail_config import MailConfig
from tradewind.smtp import Answer, Line, open_line

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")

HERE = "127.0.0.1"
LETTER = b"Message-ID: <one@list.example>\r\nSubject: dots\r\n\r\n.a line\r\n..another\r\n.\r\nthe end\r\n"
BIG = b"Message-ID: <big@list.example>\r\n\r\n" + b"0123456789abcdef" * 60 + b"\r\n"
BIG += (b"." + b"x" * 900 + b"\r\n") * 9_000


def mail_to(post: Post, **changes: object) -> MailConfig:
    fields = {
        "host": HERE,
        "port": post.port,
        "security": "none",
        "from_address": "digest@example.com",
        "timeout": 1,
    }
    return MailConfig(**(fields | changes))  # type: ignore[arg-type]


@contextmanager
def line_to(post: Post, folder: Path, password: str = "", **changes: object) -> Iterator[Line]:
    line = open_line(mail_to(post, **changes), password, folder=folder)
    try:
        yield line
    finally:
        line.close()


def offer(line: Line, message: bytes = LETTER, to: str = "anna@example.org") -> Answer:
    return line.post("digest@example.com", to, message)


def opening_fails(post: Post, folder: Path, password: str = "", **changes: object) -> TradewindError:
    with pytest.raises(TradewindError) as caught:
        open_line(mail_to(post, **changes), password, folder=folder)
    return caught.value


def test_several_messages_on_one_line_arrive_byte_by_byte(tmp_path: Path) -> None:
    with serve() as post, line_to(post, tmp_path) as line:
        said = [offer(line, LETTER), offer(line, BIG, "bo@example.org")]
    assert [(answer.state, answer.code, answer.usable) for answer in said] == [("sent", 250, True)] * 2
    assert [(item.recipient, item.body) for item in post.accepted] == [
        ("anna@example.org", LETTER),
        ("bo@example.org", BIG),
    ]
    assert post.steps.count("connect") == 1
    assert post.steps[-1] == "quit"


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
def test_encrypted_and_logged_in(tmp_path: Path, implicit: bool) -> None:
    ours = authority(tmp_path)
    context = server_context(tmp_path, [HERE], signed_by=ours)
    how = {"security": "tls" if implicit else "starttls", "ca_file": "ca.pem", "user": "us"}
    with serve(tls=context, implicit=implicit, user="us", password="open sesame") as post:
        with line_to(post, tmp_path, "open sesame", **how) as line:
            assert offer(line).state == "sent"
        assert post.logins == [("us", "open sesame")]
        assert post.encrypted == [True]
        assert post.accepted[0].body == LETTER


@pytest.mark.parametrize(
    "hosts,days,signed", [(["post.example"], 2, True), ([HERE], -1, True), ([HERE], 2, False)]
)
@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
def test_a_certificate_of_somebody_else_ends_it_before_the_password(
    tmp_path: Path, hosts: list[str], days: int, signed: bool, implicit: bool
) -> None:
    ours = authority(tmp_path)
    context = server_context(tmp_path, hosts, signed_by=ours if signed else None, days=days)
    with serve(tls=context, implicit=implicit, user="us", password="secret") as post:
        how = {"security": "tls" if implicit else "starttls", "ca_file": "ca.pem", "user": "us"}
        error = opening_fails(post, tmp_path, "secret", **how)
        assert post.logins == []
    assert error.exit_code == 2
    assert "certificate" in str(error)
    assert "every letter is kept" in str(error)


def test_the_system_s_certificates_do_not_know_ours(tmp_path: Path) -> None:
    context = server_context(tmp_path, [HERE], signed_by=authority(tmp_path))
    with serve(tls=context) as post:
        assert "ca_file" in str(opening_fails(post, tmp_path, security="starttls"))


def test_a_wrong_password_is_the_configuration_s_fault(tmp_path: Path) -> None:
    context = server_context(tmp_path, [HERE], signed_by=authority(tmp_path))
    with serve(tls=context, user="us", password="right") as post:
        error = opening_fails(post, tmp_path, "wrong", security="starttls", ca_file="ca.pem", user="us")
    assert isinstance(error, ConfigError)
    assert "535" in str(error)
    assert "wrong" not in str(error)


@pytest.mark.parametrize(
    "fault,code,said",
    [
        (Fault("connect", "421 too busy"), 75, "421 too busy"),
        (Fault("connect", "554 go away"), 2, "554 go away"),
        (Fault("connect", "drop"), 75, "closed the connection"),
        (Fault("connect", "hang"), 75, "no answer in time"),
        (Fault("connect", "garbage"), 75, "what? no"),
        (Fault("connect", "drip"), 75, "no answer in time"),
        (Fault("ehlo", "flood"), 75, "without end"),
        (Fault("ehlo", "drop", times=-1), 75, "closed the connection"),
        (Fault("starttls", "454 not now"), 75, "454 not now"),
        (Fault("starttls", "drop"), 75, "closed the connection"),
        (Fault("starttls", "502 never"), 2, "502 never"),
        (Fault("auth", "454 try again", times=-1), 75, "454 try again"),
        (Fault("auth", "drop", times=-1), 75, "closed the connection"),
        (Fault("auth", "535 no", times=-1), 2, "535 no"),
    ],
    ids=lambda item: f"{item.at} {item.do}" if isinstance(item, Fault) else "",
)
def test_a_line_that_does_not_open(tmp_path: Path, fault: Fault, code: int, said: str) -> None:
    context = server_context(tmp_path, [HERE], signed_by=authority(tmp_path))
    with serve(fault, tls=context, user="us", password="secret") as post:
        error = opening_fails(post, tmp_path, "secret", security="starttls", ca_file="ca.pem", user="us")
    assert error.exit_code == code
    assert said in str(error)
    assert "every letter is kept" in str(error)
    assert "secret" not in str(error)


def test_a_server_without_starttls_is_not_talked_to_in_the_clear(tmp_path: Path) -> None:
    with serve(user="us", password="secret") as post:
        error = opening_fails(post, tmp_path, "secret", security="starttls", user="us")
        assert post.logins == []
    assert error.exit_code == 2
    assert "no STARTTLS" in str(error)


def test_words_behind_the_answer_to_starttls_are_an_attack() -> None:
    """What stands behind the plain answer would be read as if it had come encrypted (CVE-2011-0411 and its kin)."""

    def speak(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
            client.sendall(b"220 post\r\n")
            client.recv(999)
            client.sendall(b"250-post\r\n250 STARTTLS\r\n")
            client.recv(999)
            client.sendall(b"220 go\r\n250 AUTH PLAIN\r\n")
            client.recv(999)

    with socket.create_server((HERE, 0)) as listener:
        thread = threading.Thread(target=speak, args=(listener,), daemon=True)
        thread.start()
        mail = MailConfig(host=HERE, port=listener.getsockname()[1], from_address="a@b.example", timeout=2)
        with pytest.raises(TryLater, match="plain text after"):
            open_line(mail, "", folder=Path())
        thread.join(5)


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.create_server((HERE, 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TryLater, match="refused"):
        open_line(MailConfig(host=HERE, port=port, security="none"), "", folder=tmp_path)


@pytest.mark.parametrize(
    "fault,state,code,usable",
    [
        (Fault("mail", "451 later"), "pending", 451, True),
        (Fault("mail", "421 later"), "pending", 421, False),
        (Fault("mail", "552 too big"), "failed", 552, True),
        (Fault("mail", "drop"), "pending", None, False),
        (Fault("mail", "garbage"), "pending", None, False),
        (Fault("mail", "drip"), "pending", None, False),
        (Fault("mail", "flood"), "pending", None, False),
        (Fault("rcpt", "550 nobody"), "failed", 550, True),
        (Fault("rcpt", "450 greylisted"), "pending", 450, True),
        (Fault("rcpt", "421 later"), "pending", 421, False),
        (Fault("rcpt", "hang"), "pending", None, False),
        (Fault("data", "554 no"), "failed", 554, True),
        (Fault("data", "451 later"), "pending", 451, True),
        (Fault("data", "250 what"), "pending", 250, False),
        (Fault("data", "drop"), "pending", None, False),
        (Fault("end", "451 later"), "pending", 451, True),
        (Fault("end", "421 later"), "pending", 421, False),
        (Fault("end", "550 spam"), "failed", 550, True),
        (Fault("end", "354 what"), "unknown", 354, False),
        (Fault("end", "drop"), "unknown", None, False),
        (Fault("end", "accept-drop"), "unknown", None, False),
        (Fault("end", "accept-hang"), "unknown", None, False),
        (Fault("end", "garbage"), "unknown", None, False),
        (Fault("answered", "drop"), "sent", 250, True),
    ],
    ids=lambda item: f"{item.at} {item.do}" if isinstance(item, Fault) else "",
)
def test_what_is_said_of_a_message(
    tmp_path: Path, fault: Fault, state: str, code: int | None, usable: bool
) -> None:
    with serve(fault) as post, line_to(post, tmp_path) as line:
        answer = offer(line)
        assert (answer.state, answer.code, answer.usable, answer.untouched) == (state, code, usable, False)
        assert answer.reply or fault.do == "flood"
        if usable and fault.at != "answered":
            assert offer(line, to="bo@example.org").state == "sent"
    taken = {"sent": 1, "unknown": int(fault.do.startswith("accept")), "pending": 0, "failed": 0}[state]
    assert len([item for item in post.accepted if item.recipient.startswith("anna")]) == taken


def test_a_server_that_gives_up_in_the_middle_has_not_got_the_message(tmp_path: Path) -> None:
    with serve(Fault("body", "drop")) as post, line_to(post, tmp_path) as line:
        answer = offer(line, BIG)
    assert (answer.state, answer.usable) == ("pending", False)
    assert post.accepted == []


@pytest.mark.parametrize("reply,state", [("552 full", "failed"), ("452 full", "pending")])
def test_a_server_that_refuses_in_the_middle_is_heard_before_the_dot(
    tmp_path: Path, reply: str, state: str
) -> None:
    """It says so while we write: the final dot never leaves, so nothing is unknown."""
    with serve(Fault("body", reply)) as post, line_to(post, tmp_path) as line:
        answer = offer(line, BIG)
    assert (answer.state, answer.code, answer.usable) == (state, int(reply[:3]), False)
    assert post.accepted == []


def test_a_line_that_died_between_two_messages_is_no_fault_of_the_second(tmp_path: Path) -> None:
    with serve(Fault("answered", "drop")) as post, line_to(post, tmp_path) as line:
        first, second = offer(line), offer(line)
    assert (first.state, second.state, second.untouched) == ("sent", "pending", True)
    assert len(post.accepted) == 1


@pytest.mark.parametrize("reply", ["530 log in first", "550 sender unknown", "535 no"])
def test_a_sender_nobody_takes_is_the_configuration_s_fault(tmp_path: Path, reply: str) -> None:
    with serve(Fault("mail", reply)) as post, line_to(post, tmp_path) as line:
        with pytest.raises(ConfigError, match=reply[:3]):
            offer(line)
        assert post.accepted == []


def test_an_answer_is_one_short_line_for_the_terminal(tmp_path: Path) -> None:
    with serve(Fault("rcpt", "550 no\x1b[31m \u202e" + "x" * 900)) as post, line_to(post, tmp_path) as line:
        answer = offer(line)
    assert "\x1b" not in answer.reply
    assert "\u202e" not in answer.reply
    assert len(answer.reply) < 500
