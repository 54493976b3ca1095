"""The message on the wire: read back by Python's strict parser, byte by byte, and by a parser of its own."""

from __future__ import annotations

import base64
import email.policy
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from digests.columns import wrap_text
from digests.mail import (
    MAX_SUBJECT,
    Attachment,
    Letter,
    Recipient,
    Sender,
    build_message,
    mail_address,
    message_id,
    way_out,
)
from digests.render import view_html, view_text
from digests.view import clean
from digests.wording import build_view
from store.errors import InputError
from tests.test_digests_render import quiet

STRICT = email.policy.SMTP.clone(raise_on_defect=True)
CHINESE = "小额豁免报道升至往常的三倍，其余主题处于正常波动范围内。\n" * 40
LETTER = Letter(
    subject="Tradewind 2026-W46: De minimis ▲ 3.1×",
    html='<!DOCTYPE html>\n<html lang="en"><body><p>Temu raised prices.</p></body></html>\n',
    text="Temu raised prices.\n",
    lang="en",
    list_id="weekly.tradewind.example",
    about="2026-W46",
    revision=1,
    date=datetime(2026, 11, 16, 8, 30, tzinfo=timezone(timedelta(hours=8))),
)
ANN = Recipient("ann@example.org", "Ann Reader")
SENDER = Sender(
    address="digest@tradewind.example",
    name="Tradewind",
    list_name="Tradewind weekly",
    list_id="weekly.tradewind.example",
    unsubscribe_url="https://tradewind.example/leave?who={recipient}",
    unsubscribe_mailto="leave@tradewind.example",
    archive_url="https://tradewind.example/issues/",
)
OURS = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Post",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Archive",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


def parse(wire: bytes) -> EmailMessage:
    message = BytesParser(policy=STRICT).parsebytes(wire)
    assert isinstance(message, EmailMessage)
    return message


def raw_fields(wire: bytes) -> list[tuple[str, str]]:
    """The head by RFC 5322 alone: unfold, then split at the first colon."""
    head = wire.partition(b"\r\n\r\n")[0].decode("ascii")
    return [
        (name, value.strip())
        for name, _, value in (
            line.partition(":") for line in re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n")
        )
    ]


def decoded(value: str) -> str:
    """What RFC 2047 makes of a field (Python's parser of addresses keeps the space between encoded words)."""
    return str(make_header(decode_header(value)))


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_wire(wire: bytes) -> None:
    wire.decode("ascii")
    assert b"\x00" not in wire
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire), "a bare CR or LF"
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998


# --- what the fields say -----------------------------------------------------------------------------------------


def test_the_fields_of_a_letter() -> None:
    wire = build_message(LETTER, ANN, SENDER)
    check_wire(wire)
    assert [name for name, _ in raw_fields(wire)] == OURS
    message = parse(wire)
    assert message["Date"].datetime == LETTER.date
    assert message["Date"].datetime.utcoffset() == timedelta(hours=8)
    (sender,) = message["From"].addresses
    (to,) = message["To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Tradewind", "digest@tradewind.example")
    assert (to.display_name, to.addr_spec) == ("Ann Reader", "ann@example.org")
    assert message["Subject"] == LETTER.subject
    raw = dict(raw_fields(wire))
    assert raw["List-Id"] == "Tradewind weekly <weekly.tradewind.example>"
    assert raw["List-Unsubscribe"] == (
        "<https://tradewind.example/leave?who=ann%40example.org>, <mailto:leave@tradewind.example?subject=unsubscribe>"
    )
    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert raw["List-Archive"] == "<https://tradewind.example/issues/>"
    assert raw["List-Post"] == "NO"
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["Content-Language"] == "en"
    assert raw["MIME-Version"] == "1.0"
    assert re.fullmatch(r"<[0-9a-f]{40}@weekly\.tradewind\.example>", raw["Message-ID"])


def test_one_click_is_promised_for_https_only() -> None:
    for url, mailto in (("", "leave@tradewind.example"), ("http://tradewind.example/leave", ""), ("", "")):
        wire = build_message(LETTER, ANN, replace(SENDER, unsubscribe_url=url, unsubscribe_mailto=mailto))
        names = [name for name, _ in raw_fields(wire)]
        assert "List-Unsubscribe-Post" not in names
        assert ("List-Unsubscribe" in names) == bool(url or mailto)
    assert "List-Archive" not in dict(raw_fields(build_message(LETTER, ANN, replace(SENDER, archive_url=""))))


def test_the_way_out_in_the_foot_is_the_readers_own() -> None:
    sender = replace(SENDER, unsubscribe_url="https://tradewind.example/leave?list=1&who={recipient}")
    leave = way_out(sender)
    digest = build_view(quiet(), "en", brief=True)
    letter = replace(LETTER, html=view_html(digest, leave=leave), text=view_text(digest, leave=leave))
    message = parse(build_message(letter, Recipient("ann+news@example.org"), sender))
    own = "https://tradewind.example/leave?list=1&who=ann%2Bnews%40example.org"
    plain, rich = message.iter_parts()
    assert own in plain.get_content()
    assert lxml_html.fromstring(rich.get_content()).xpath("//td[@role='contentinfo']//a/@href") == [own]
    assert "{recipient}" not in plain.get_content() + rich.get_content()
    assert (
        way_out(replace(SENDER, unsubscribe_url="")) == "mailto:leave@tradewind.example?subject=unsubscribe"
    )
    assert way_out(replace(SENDER, unsubscribe_url="", unsubscribe_mailto="")) == ""


def test_html_and_text_are_alternatives_and_the_richer_one_comes_last() -> None:
    for text in ("Plain English = no growth.\n", CHINESE):
        letter = replace(LETTER, text=text, html=f"<p>{text}</p>\n")
        wire = build_message(letter, ANN, SENDER)
        check_wire(wire)
        assert max(len(line) for line in wire.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
        message = parse(wire)
        assert message.get_content_type() == "multipart/alternative"
        plain, rich = message.iter_parts()
        assert plain.get_content_type() == "text/plain"
        assert rich.get_content_type() == "text/html"
        assert unix(plain.get_content()) == wrap_text(letter.text)
        assert unix(rich.get_content()) == letter.html
        assert message.get_body(("html",)) is rich


def test_english_stays_readable_on_the_wire_and_chinese_does_not_grow_threefold() -> None:
    assert b"Temu raised prices." in build_message(LETTER, ANN, SENDER)
    wire = build_message(replace(LETTER, text=CHINESE, html=""), ANN, SENDER)
    assert len(wire) < 1.5 * len(CHINESE.encode()) + 1500


def test_files_go_beside_the_letter() -> None:
    files = (
        Attachment("周报.json", b'{"a": 1}', "application/json"),
        Attachment("rows.csv", b"a,b\n", "text/csv"),
    )
    wire = build_message(replace(LETTER, attachments=files), ANN, SENDER)
    check_wire(wire)
    message = parse(wire)
    assert message.get_content_type() == "multipart/mixed"
    assert unix(message.get_body(("html",)).get_content()) == LETTER.html
    found = [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]
    assert found == [("周报.json", b'{"a": 1}'), ("rows.csv", b"a,b\n")]


def test_the_date_of_a_letter_has_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        build_message(replace(LETTER, date=datetime(2026, 11, 16)), ANN, SENDER)  # noqa: DTZ001


# --- identity -----------------------------------------------------------------------------------------------------


def test_one_letter_to_one_person_has_one_id() -> None:
    base = ("weekly.tradewind.example", "2026-W46", "ann@example.org", 1)
    others = [
        ("daily.tradewind.example", *base[1:]),
        (base[0], "2026-W47", *base[2:]),
        (*base[:2], "bob@example.org", 1),
        (
            *base[:2],
            "Ann@example.org",
            1,
        ),  # the name before the @ belongs to its host, which may tell them apart
        (*base[:3], 2),
    ]
    assert len({message_id(*item) for item in [base, *others]}) == 6
    assert message_id(*base) == message_id(base[0].upper(), base[1], " ann@EXAMPLE.org", 1)
    assert message_id(*base) == "<ID@weekly.tradewind.example>".replace("ID", message_id(*base)[1:41])


def test_the_parts_of_an_id_do_not_run_together() -> None:
    assert message_id("weekly.t.example", "2026-W4", "6a@x.example", 1) != message_id(
        "weekly.t.example", "2026-W46", "a@x.example", 1
    )


def test_the_same_letter_is_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; sys.path.insert(0, '.')\n"
        "from dataclasses import replace\n"
        "from tests.test_digests_mail import ANN, CHINESE, LETTER, SENDER, build_message\n"
        "import hashlib\n"
        "letter = replace(LETTER, text=CHINESE, subject=CHINESE)\n"
        "print(hashlib.sha256(build_message(letter, ANN, SENDER)).hexdigest())"
    )
    root = Path(__file__).resolve().parents[1]
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(seen) == 1


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, written",
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann.Reader+news@EXAMPLE.org ", "Ann.Reader+news@example.org"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a@例子.测试", "a@xn--fsqu00a.xn--0zwm56d"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_addresses_as_they_are_written(given: str, written: str) -> None:
    assert mail_address(given) == written


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "ann", "ann@", "@example.org", "ann@@example.org", "a b@example.org", "ann@exa mple.org",
        "ann@example.org\r\nBcc: eve@example.org", "ann@example.org, eve@example.org", "<ann@example.org>",
        "ann.@example.org", ".ann@example.org", "a..b@example.org", "ann@-example.org", "ann@example..org",
        f"{'a' * 65}@example.org", f"a@{'b' * 250}.org", "a@\u202eexample.org", "a@[127.0.0.1]", "a@exa\x00mple.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="is no mail address"):
        build_message(LETTER, Recipient(address), SENDER)


def test_a_name_beyond_ascii_before_the_at_is_told_apart() -> None:
    with pytest.raises(InputError, match=r"'王@example\.org'.*SMTPUTF8.*not supported"):
        build_message(LETTER, Recipient("王@example.org"), SENDER)


@pytest.mark.parametrize(
    "url",
    [
        "tradewind.example", "javascript:alert(1)", "https://", "ftp://x.example/", "https://a b.example/",
        "https://x.example:port/", "https://x.example/" + "a" * 1000, "https://[::1/", "mailto:a@x.example",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    for sender in (replace(SENDER, unsubscribe_url=url), replace(SENDER, archive_url=url)):
        with pytest.raises(InputError, match="is no web address"):
            build_message(LETTER, ANN, sender)


def test_an_address_cannot_leave_its_brackets() -> None:
    url = "https://例子.example/u/>,<mailto:eve@x.example>?q=名 字\r\nBcc: eve@x.example"
    wire = build_message(LETTER, ANN, replace(SENDER, archive_url=url))
    value = dict(raw_fields(wire))["List-Archive"]
    assert re.fullmatch(r"<https://xn--fsqu00a\.example/[!-;=?-~]*>", value)
    assert [name for name, _ in raw_fields(wire)] == OURS


def test_a_list_id_is_a_name_under_a_domain() -> None:
    for wrong in ("weekly", "weekly@x.example", "a b.example", "", "周报.example", "x.example>\r\nBcc: y"):
        with pytest.raises(InputError, match="is no list id"):
            build_message(replace(LETTER, list_id=wrong), ANN, SENDER)


# --- hostile text -------------------------------------------------------------------------------------------------

WILD = st.text(max_size=300) | st.text(alphabet=' \r\n\t:=?_<>",;@\\()[]aB\x00é标\u202e\ud800', max_size=120)


@settings(max_examples=80, deadline=None)
@given(subject=WILD, name=WILD, own=WILD, lst=WILD, body=WILD, about=WILD, lang=WILD)
def test_whatever_is_written_the_fields_are_ours(
    subject: str, name: str, own: str, lst: str, body: str, about: str, lang: str
) -> None:
    letter = replace(LETTER, subject=subject, text=body, html=body, about=about, lang=lang)
    sender = replace(SENDER, name=own, list_name=lst)
    wire = build_message(letter, Recipient("ann@example.org", name), sender)
    check_wire(wire)
    assert [field for field, _ in raw_fields(wire)] == OURS
    message = parse(wire)
    assert message.keys() == OURS
    assert str(message["Subject"]) == (
        clean(subject, MAX_SUBJECT) or clean(lst, MAX_SUBJECT) or "weekly.tradewind.example"
    )
    raw = dict(raw_fields(wire))
    for field, text, address in (("To", name, "ann@example.org"), ("From", own, "digest@tradewind.example")):
        assert [found.addr_spec for found in message[field].addresses] == [address]
        shown = clean(text, 100)
        if not shown.isascii():
            assert decoded(raw[field]) == f"{shown} <{address}>"
        elif "=?" not in shown:
            assert message[field].addresses[0].display_name == shown
    plain, rich = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert rich.get_content_type() == "text/html"
    assert unix(plain.get_content()).rstrip("\n") == unix(body.encode("utf-8", "replace").decode()).rstrip(
        "\n"
    )


@pytest.mark.parametrize(
    "subject",
    [
        "a\r\nBcc: eve@example.org",
        "a\n\n<script>alert(1)</script>",
        "=?utf-8?Q?a=0D=0ABcc:_eve@example.org?=",
        "\u202egnp.exe\u2066",
        "标题" * 5000,
        "x" * 10_000,
        "",
    ],
)
def test_a_subject_is_one_line(subject: str) -> None:
    wire = build_message(replace(LETTER, subject=subject), ANN, SENDER)
    check_wire(wire)
    assert [name for name, _ in raw_fields(wire)] == OURS
    found = str(parse(wire)["Subject"])
    assert found == (clean(subject, MAX_SUBJECT) or "Tradewind weekly")
    assert len(found) <= MAX_SUBJECT
    head = wire.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?utf-8?" in line)


def test_an_encoded_word_holds_whole_characters() -> None:
    wire = build_message(replace(LETTER, subject="关税𠮷▲é" * 30), ANN, SENDER)
    words = re.findall(rb"=\?utf-8\?B\?([A-Za-z0-9+/=]+)\?=", wire)
    assert len(words) > 3
    for word in words:
        base64.b64decode(word, validate=True).decode("utf-8")
        assert len(word) + 12 <= 75


def test_utc_is_a_zone() -> None:
    wire = build_message(replace(LETTER, date=datetime(2026, 11, 16, tzinfo=UTC)), ANN, SENDER)
    assert dict(raw_fields(wire))["Date"] == "Mon, 16 Nov 2026 00:00:00 +0000"
