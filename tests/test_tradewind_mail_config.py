"""[mail] and its recipients: what is accepted, and that every mistake is named; where the password is."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigError
from tradewind.config import TEMPLATE, line_of_key, parse_config
from tradewind.mail_config import MailConfig, RecipientConfig, address_fault, address_key
from tradewind.mail_password import load_password
from tradewind.slots import Slot, next_slot, parse_slot

MAIL = "[mail]\nhost = 'post.example'\nfrom_address = 'digest@example.com'\n"
ANNA = "\n[[mail.recipients]]\naddress = 'anna@example.org'\n"
BO = "\n[[mail.recipients]]\nname = 'Bo'\naddress = 'bo@example.org'\n"


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "tradewind.toml")
    return caught.value


def test_a_server_and_its_recipients() -> None:
    mail = parse_config(MAIL + ANNA + "topics = ['temu']\nat = 'Mon 08:30'\n" + BO, "t").mail
    assert [item.address for item in mail.recipients] == ["anna@example.org", "bo@example.org"]
    assert mail.recipients[0].topics == ("temu",)
    assert (mail.security, mail.server_port, mail.list_name) == ("starttls", 587, "tradewind.example.com")


@pytest.mark.parametrize("security,port", [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_is_the_usual_one(security: str, port: int) -> None:
    text = f"[mail]\nhost = 'localhost'\nfrom_address = 'a@b.example'\nsecurity = '{security}'\n"
    assert parse_config(text, "t").mail.server_port == port
    assert parse_config(text + "port = 2525\n", "t").mail.server_port == 2525


def test_the_template_shows_every_key_of_a_recipient() -> None:
    _, _, sample = TEMPLATE.partition("# [[mail.recipients]]\n")
    sample = sample.partition("\n\n")[0]
    lines = ["[[mail.recipients]]", *(line.removeprefix("# ") for line in sample.splitlines())]
    (row,) = tomllib.loads("\n".join(lines))["mail"]["recipients"]
    assert row.keys() == {item.name for item in msgspec.structs.fields(RecipientConfig)}
    shown = TEMPLATE.partition("# [[mail.recipients]]\n")[0].replace('host = "" ', 'host = "post.example" ')
    shown = shown.replace('from_address = "" ', 'from_address = "a@b.example" ')
    assert len(parse_config(shown + "\n" + "\n".join(lines), "t").mail.recipients) == 1


@pytest.mark.parametrize(
    "text,line,key,said",
    [
        ("[mail]\nhsot = 'x'\n", 2, "mail.hsot", "mail.host"),
        ("[mail]\npassword = 'x'\n", 2, "mail.password", "TRADEWIND_SMTP_PASSWORD"),
        ("[mail]\nport = 70000\n", 2, "mail.port", "65535"),
        ("[mail]\nsecurity = 'ssl'\n", 2, "mail.security", "Invalid enum value"),
        ("[mail]\ntimeout = 0\n", 2, "mail.timeout", ">= 1"),
        ("[mail]\nhost = 'post.example'\n", 1, "mail.from_address", "nobody sends"),
        ("[mail]\nhost = 'smtp://post.example'\nfrom_address = 'a@b.example'\n", 2, "mail.host", "cannot be used"),
        (MAIL + "from_name = \"a\\r\\nBcc: x@y.z\"\n", 4, "mail.from_name", "control characters"),
        (MAIL + "security = 'none'\n", 4, "mail.security", "allow_plain"),
        (MAIL + "list_id = 'weekly list'\n", 4, "mail.list_id", "no list id"),
        (MAIL + "unsubscribe_url = 'javascript:alert(1)'\n", 4, "mail.unsubscribe_url", "https://"),
        (MAIL + "unsubscribe_mailto = 'x'\n", 4, "mail.unsubscribe_mailto", "name@domain"),
        ("[mail]\nhost = 'x'\nfrom_address = 'Digest <a@b.example>'\n", 3, "mail.from_address", "name@domain"),
        (ANNA, 2, "mail.host", "no server"),
        (MAIL + ANNA + BO + "adress = 'x'\n", 11, "mail.recipients[1].adress", "address"),
        (MAIL + ANNA + "\n[[mail.recipients]]\nname = 'Bo'\n", 8, "mail.recipients[1].address", "required"),
        (MAIL + ANNA + BO + "topics = 'temu'\n", 11, "mail.recipients[1].topics", "Expected `array`"),
        (MAIL + ANNA + BO + "topics = ['temu', '']\n", 11, "mail.recipients[1].topics", "empty topic"),
        (MAIL + ANNA + BO + "language = 'fr'\n", 11, "mail.recipients[1].language", "zh-Hant"),
        (MAIL + ANNA + BO + "at = 'Mondays'\n", 11, "mail.recipients[1].at", "Mon 08:30"),
        (MAIL + ANNA + BO + "timezone = 'Mars/Base'\n", 11, "mail.recipients[1].timezone", "IANA"),
        (MAIL + ANNA + BO + "revisions = 'yes'\n", 11, "mail.recipients[1].revisions", "Expected `bool`"),
        (MAIL + ANNA + ANNA.replace("anna@", "Anna@"), 9, "mail.recipients[1].address", "is recipient 1 already"),
        (MAIL + ANNA.replace("anna@example.org", "anna@example.org\\r\\nRCPT TO:<x@y.z>").replace("'", '"'), 6, "mail.recipients[0].address", "no mail address"),
        (MAIL + "recipients = [{ address = 'a b@c.example' }]\n", 4, "mail.recipients[0].address", "no mail address"),
        (MAIL + "recipients = 'anna'\n", 4, "mail.recipients", "Expected `array`"),
        (MAIL + "recipients = ['anna']\n", 4, "mail.recipients[0]", "Expected `object`"),
        ("mail = 3\n", 1, "mail", "is a section"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_line_key_and_remedy(
    text: str, line: int | None, key: str, said: str
) -> None:
    error = refused(text)
    assert (error.line, error.key) == (line, key)
    assert said in str(error)
    assert error.remedy


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "127.9.9.9"])
def test_to_this_machine_itself_the_way_may_be_plain(host: str) -> None:
    text = f"[mail]\nhost = '{host}'\nsecurity = 'none'\nfrom_address = 'a@b.example'\n"
    assert parse_config(text, "t").mail.host == host
    assert parse_config(text.replace(host, "far.example") + "allow_plain = true\n", "t").mail.allow_plain


@pytest.mark.parametrize(
    "text,key,line",
    [
        ("[[a.b]]\nx = 1\n\n[[a.b]]\ny = 2\nx = 3\n", "a.b[1].x", 6),
        ("[[a.b]]\nx = 1\n\n[[a.b]]\ny = 2\n", "a.b[1].x", 4),
        ("[[a.b]]\n[a.b.c]\nx = 1\n[[a.b]]\n[a.b.c]\nx = 2\n", "a.b[1].c.x", 6),
        ('[a]\nb = """\n[[a.c]]\nx = 1\n"""\nx = 2\n', "a.x", 6),
        ("[a]\nb = [\n  { x = 1 },\n]\n", "a.b[0].x", 2),
        ("a.b = { c = 1 }\n", "a.b.c", 1),
        ('[[ "a" . b ]]\n"x" = 1\n', "a.b[0].x", 2),
    ],
)
def test_the_line_of_a_key_inside_tables_of_tables(text: str, key: str, line: int) -> None:
    assert line_of_key(text, key) == line


@pytest.mark.parametrize(
    "address",
    ["anna@example.org", "a.b+tag@mail.example.co.uk", "x@localhost", "o'neil@example.ie", "li@例子.广告", "a@bücher.example"],
)  # fmt: skip
def test_addresses_we_write_to(address: str) -> None:
    assert address_fault(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "", "anna", "@example.org", "anna@", "a b@example.org", " anna@example.org", "anna@example.org\n", "Anna <a@b.c>",
        "a@b.c,d@e.f", '"a b"@example.org', "a..b@example.org", ".a@example.org", "a@-x.example", "a@x..example",
        "a@exa_mple.org", "李@example.org", "a@b.c\u202e", "a@[127.0.0.1]", "a" * 65 + "@example.org", "a@" + "b" * 64 + ".org",
        "a@" + "abcdefgh." * 30 + "org", "a\x00@b.org", "a@b.org>", "<a@b.org>",
    ],
)  # fmt: skip
def test_addresses_we_do_not(address: str) -> None:
    assert address_fault(address)


@given(st.text(max_size=40))
def test_an_accepted_address_is_safe_on_the_wire(text: str) -> None:
    if not address_fault(text):
        key = address_key(text)
        assert key.isascii()
        assert key.isprintable()
        assert not set(key) & set(' <>,;:\\"()[]')


def test_two_spellings_of_one_mailbox() -> None:
    assert address_key("Li@Bücher.example") == address_key("li@xn--bcher-kva.EXAMPLE")


@pytest.mark.parametrize(
    "text,slot",
    [
        ("Mon 08:30", Slot(0, 8, 30)),
        ("sunday 23:59", Slot(6, 23, 59)),
        ("8:05", Slot(None, 8, 5)),
        ("Mon 24:00", None),
        ("Mon 8", None),
        ("Mond 08:30", None),
        ("08:30 Mon", None),
        ("Mon 08:30 pm", None),
    ],
)
def test_times_of_the_week(text: str, slot: Slot | None) -> None:
    assert parse_slot(text) == slot


@pytest.mark.parametrize(
    "slot,after,zone,found",
    [
        ("Mon 08:30", "2026-11-16T00:29:59", "Asia/Shanghai", "2026-11-16T00:30:00"),
        ("Mon 08:30", "2026-11-16T00:30:00", "Asia/Shanghai", "2026-11-16T00:30:00"),
        ("Mon 08:30", "2026-11-16T00:30:01", "Asia/Shanghai", "2026-11-23T00:30:00"),
        ("08:30", "2026-11-16T00:30:01", "Asia/Shanghai", "2026-11-17T00:30:00"),
        ("Mon 08:30", "2026-11-15T23:00:00", "America/Los_Angeles", "2026-11-16T16:30:00"),
        ("Sun 02:30", "2026-03-28T12:00:00", "Europe/London", "2026-03-29T01:30:00"),
        ("Sun 01:30", "2026-03-28T12:00:00", "Europe/London", "2026-03-29T01:30:00"),  # 01:30 did not happen
        ("Sun 01:30", "2026-10-24T12:00:00", "Europe/London", "2026-10-25T00:30:00"),  # it happened twice
    ],
)
def test_the_next_such_time(slot: str, after: str, zone: str, found: str) -> None:
    parsed = parse_slot(slot)
    assert parsed is not None
    moment = next_slot(parsed, datetime.fromisoformat(after).replace(tzinfo=UTC), zone)
    assert moment == datetime.fromisoformat(found).replace(tzinfo=UTC)


USER = MailConfig(host="post.example", user="us", password_file="secret")


def write(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def password(tmp_path: Path, mail: MailConfig = USER, **environment: str) -> str:
    return load_password(mail, folder=tmp_path, environment=environment)


def test_the_environment_wins_over_the_file_and_the_file_over_systemd(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    write(tmp_path / "run" / "smtp_password", b"of systemd\n", 0o444)
    held = {"CREDENTIALS_DIRECTORY": str(tmp_path / "run")}
    no_file = MailConfig(host="post.example", user="us")
    assert password(tmp_path, no_file, **held) == "of systemd"
    write(tmp_path / "secret", b"of the file\n")
    assert password(tmp_path, USER, **held) == "of the file"
    assert password(tmp_path, USER, **held, TRADEWIND_SMTP_PASSWORD="of the shell") == "of the shell"


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602])
def test_a_password_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path / "secret", b"hunter2\n", mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}") as caught:
        password(tmp_path)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"two\nlines\n", b"\xff\xfe", "密码".encode(), b"a\x00b", b"tab\there", b"x" * 5_000],
)
def test_what_is_no_password(tmp_path: Path, content: bytes) -> None:
    write(tmp_path / "secret", content)
    with pytest.raises(ConfigError) as caught:
        password(tmp_path)
    assert caught.value.exit_code == 2


def test_no_password_anywhere_names_the_three_places(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"TRADEWIND_SMTP_PASSWORD.*password_file.*LoadCredential"):
        password(tmp_path, MailConfig(host="post.example", user="us"))
    with pytest.raises(ConfigError, match="cannot be read"):
        password(tmp_path)
