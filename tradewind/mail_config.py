"""The section [mail] of tradewind.toml: which server sends, in whose name, and to whom.

The password is never in the file: tradewind/mail_password.py says where it is. What can be told wrong without
asking anybody is told when the file is read, with line, key and remedy.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from store.errors import ConfigError
from tradewind.slots import parse_slot
from tradewind.toml_lines import line_of_key

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_MAX_ADDRESS, _MAX_LOCAL = 254, 64  # octets: RFC 5321, section 4.5.3.1, less the angle brackets
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SECRETS = ("password", "pass", "passwd", "secret", "token")


class RecipientConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One who gets the letter. Empty: what the digest has (language, timezone), all topics, as soon as it is made."""

    address: str
    name: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    at: str = ""
    timezone: str = ""
    revisions: bool = False


class MailConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How letters leave. Without a host none does."""

    host: str = ""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    allow_plain: bool = False
    ca_file: str = ""
    user: str = ""
    password_file: str = ""
    from_address: str = ""
    from_name: str = "Tradewind"
    list_id: str = ""
    unsubscribe_url: str = ""
    unsubscribe_mailto: str = ""
    timeout: Annotated[float, Meta(ge=1, le=600)] = 60.0
    max_messages: Annotated[int, Meta(ge=1, le=100_000)] = 500
    retry_hours: Annotated[int, Meta(ge=0, le=240)] = 48
    recipients: tuple[RecipientConfig, ...] = ()

    @property
    def server_port(self) -> int:
        """The port, by what is usual for the security chosen when none is named."""
        return self.port or PORTS[self.security]

    @property
    def list_name(self) -> str:
        """The id of the list (RFC 2919): the one named, else one under the sender's domain."""
        return self.list_id or f"tradewind.{self.from_address.rpartition('@')[2].lower()}"


def refuse_unknown_mail_keys(values: object, text: str, path: str) -> None:
    """Raise ConfigError for a key of a recipient that nobody knows, and for a secret in the file.

    ``values``: the section as tomllib read it; one that is no table is somebody else's to refuse.
    """
    if not isinstance(values, dict):
        return
    for key in values:
        if key.lower() in _SECRETS:
            raise ConfigError(
                "a secret does not stand in this file",
                path=path,
                line=line_of_key(text, f"mail.{key}"),
                key=f"mail.{key}",
                remedy="Put it into the environment as TRADEWIND_SMTP_PASSWORD, or into a file and name that"
                ' as password_file = "..."',
            )
    rows = values.get("recipients", [])
    if not isinstance(rows, list):
        return  # its type is told where all types are
    known = [item.name for item in msgspec.structs.fields(RecipientConfig)]
    for at, row in enumerate(rows):
        for key in row if isinstance(row, dict) else ():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                raise ConfigError(
                    "unknown key",
                    path=path,
                    line=line_of_key(text, f"mail.recipients[{at}].{key}"),
                    key=f"mail.recipients[{at}].{key}",
                    remedy=f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(known),
                )


def check_mail(mail: MailConfig, text: str, path: str, *, languages: Iterable[str]) -> None:
    """Raise ConfigError for what cannot be sent so. ``languages``: those a digest can be written in."""

    def wrong(key: str, message: str, remedy: str) -> ConfigError:
        dotted = f"mail.{key}"
        places = (line_of_key(text, place) for place in (dotted, "mail", "mail.recipients[0]"))
        line = next((place for place in places if place is not None), None)
        return ConfigError(message, path=path, line=line, key=dotted, remedy=remedy)

    one_line = {"host": mail.host, "user": mail.user, "from_name": mail.from_name}
    for key, value in one_line.items():
        if _CONTROL.search(value) or (key == "host" and re.search(r"[\s/@]", value)):
            raise wrong(key, f"{value!r} cannot be used", "Write it without control characters")
    for key, value in (("ca_file", mail.ca_file), ("password_file", mail.password_file)):
        if "\0" in value:
            raise wrong(key, "not a path", "Name a file")
    if mail.host and not mail.from_address:
        raise wrong("from_address", "nobody sends", 'Write from_address = "digest@your-domain.example"')
    if mail.recipients and not mail.host:
        raise wrong("host", "there are recipients and no server", 'Write host = "smtp.your-provider.example"')
    for key, value in (("from_address", mail.from_address), ("unsubscribe_mailto", mail.unsubscribe_mailto)):
        if value and (why := address_fault(value)):
            raise wrong(key, f"{value!r} {why}", "Write it as name@domain")
    if mail.host and not _is_list_id(mail.list_name):
        raise wrong("list_id", f"{mail.list_name!r} is no list id", "Write a name such as weekly.example.com")
    if mail.unsubscribe_url and not re.fullmatch(r"https?://[^\s<>\"\x00-\x1f\x7f]+", mail.unsubscribe_url):
        raise wrong("unsubscribe_url", "not a web address", "Write https://...")
    if mail.host and mail.security == "none" and not mail.allow_plain and not is_loopback(mail.host):
        raise wrong(
            "security",
            f"without encryption everybody on the way to {mail.host} reads the letters and the password",
            'Use "starttls" or "tls"; where the way is safe all the same, write allow_plain = true',
        )
    seen: dict[str, int] = {}
    for at, person in enumerate(mail.recipients):
        _check_recipient(person, at, wrong, languages)
        spelling = address_key(person.address)
        if spelling in seen:
            raise wrong(
                f"recipients[{at}].address",
                f"{person.address!r} is recipient {seen[spelling] + 1} already",
                "Each address stands once; join their topics",
            )
        seen[spelling] = at


def _check_recipient(person: RecipientConfig, at: int, wrong: Any, languages: Iterable[str]) -> None:
    place = f"recipients[{at}]"
    if why := address_fault(person.address):
        raise wrong(f"{place}.address", f"{person.address!r} {why}", "Write it as name@domain")
    if _CONTROL.search(person.name):
        raise wrong(f"{place}.name", "control characters in a name", "Write the name on one line")
    if person.language and person.language not in languages:
        raise wrong(
            f"{place}.language", f"no digest in language {person.language!r}", "Use " + ", ".join(languages)
        )
    if person.at and parse_slot(person.at) is None:
        raise wrong(
            f"{place}.at", f"{person.at!r} is no time of the week", 'Write it as "Mon 08:30" or "08:30"'
        )
    if person.timezone:
        try:
            ZoneInfo(person.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise wrong(
                f"{place}.timezone",
                f"no such time zone: {person.timezone!r}",
                "Use an IANA name such as Asia/Shanghai or Europe/London",
            ) from None
    for topic in person.topics:
        if not topic.strip() or _CONTROL.search(topic):
            raise wrong(f"{place}.topics", "an empty topic", "Name topics and things by their ids")


def address_fault(text: str) -> str:
    """Why this is no address we can write to, in words; "" when it is one.

    ``name@domain`` and nothing else: no display name, quotes, comments or spaces. The name is ASCII (others need
    SMTPUTF8, which few servers have); the domain may be international.
    """
    local, at, domain = text.rpartition("@")
    if not at or re.search(r"\s", text) or _CONTROL.search(text):
        return "is no mail address"
    if not local.isascii():
        return "has letters beyond ASCII before the @, which few servers take"
    if not _LOCAL.fullmatch(local) or len(local) > _MAX_LOCAL:
        return "is no mail address"
    host = ascii_domain(domain)
    if not host or len(f"{local}@{host}") > _MAX_ADDRESS:
        return f"has no usable domain ({domain})"
    return ""


def ascii_domain(domain: str) -> str:
    """The domain as the wire has it: lower case, international labels as IDNA 2008; "" when it is none."""
    host = domain.lower()
    if not host.isascii():
        import idna

        try:
            host = idna.encode(domain, uts46=True).decode("ascii")
        except UnicodeError:
            return ""
    return host if all(_LABEL.fullmatch(label) for label in host.split(".")) else ""


def address_key(address: str) -> str:
    """What makes two spellings one mailbox for us: no server tells Anna@ from anna@."""
    local, _, domain = address.rpartition("@")
    return f"{local.lower()}@{ascii_domain(domain)}"


def _is_list_id(text: str) -> bool:
    return "." in text and len(text) <= _MAX_ADDRESS and ascii_domain(text) == text.lower()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name: nothing is looked up."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") in ("localhost", "ip6-localhost")


def path_in(folder: Path, name: str) -> Path:
    """A file named in the configuration: relative to its folder, ``~`` is home."""
    return folder / Path(name).expanduser()
