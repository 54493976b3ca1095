"""A letter as one message on the wire: RFC 5322 with MIME, 7-bit, the same bytes for the same letter.

The body is made by the ``email`` package (policy SMTP); the head is written here, field by field. The
package reads what it is given as a header that may be encoded already, decodes it and folds it anew,
differently from one version of Python to the next: a subject that looks like an encoded word would come
out as another text, and the same letter as other bytes. docs/decisions/mail.md says what each field is for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from markupsafe import escape

from digests.columns import wrap_text
from digests.view import clean
from store.errors import InputError

MAX_SUBJECT = 200  # characters, before it is encoded
MAX_NAME = 100
_WIDTH = (
    76  # columns of a line with encoded words (RFC 2047, section 2); all others keep to it where they can
)
_WORD_BYTES = (
    39  # of text in an encoded word: 52 in base64 and 12 around them, beside the longest name of a field
)
_MAX_URL = 900  # a URL is never folded, and a line has at most 998 octets
_MAX_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less its angle brackets
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_LIST_ID = re.compile(rf"{_LABEL}(\.{_LABEL})+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_URL_SAFE = "/?:@!$&'()*+;=%-._~"
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=_WIDTH)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter; ``media_type`` such as "text/csv"."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, the same for all who read its language.

    ``about`` is what makes it one letter of its list ("2026-W46"); ``date`` is aware, and of the letter, not
    of the moment of sending. ``lang`` is a BCP 47 tag.
    """

    subject: str
    html: str
    text: str
    lang: str
    list_id: str  # RFC 2919: "weekly.tradewind.example"
    about: str
    revision: int
    date: datetime
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person; a letter has one."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends and how to leave. ``{recipient}`` in ``unsubscribe_url`` becomes the address, percent-encoded."""

    address: str
    name: str
    list_name: str
    list_id: str
    unsubscribe_url: str = ""
    unsubscribe_mailto: str = ""  # an address
    archive_url: str = ""


def message_id(list_id: str, about: str, recipient: str, revision: int) -> str:
    """``<40 hexadecimal digits@list id>``: the same letter to the same person always has the same."""
    of = [_list_id(list_id), about, mail_address(recipient), revision]
    digest = hashlib.sha256(json.dumps(of).encode("ascii")).hexdigest()
    return f"<{digest[:40]}@{of[0]}>"


def build_message(letter: Letter, to: Recipient, sender: Sender) -> bytes:
    """The message with CRLF line ends, ASCII throughout, no line over 998 octets, its text in 78 columns.

    Raises InputError when an address, list id or URL cannot be used, naming it; ValueError when the date has
    no zone.
    """
    if letter.date.tzinfo is None:
        raise ValueError("the date of a letter has a zone")
    list_id = _list_id(letter.list_id)
    subject = clean(letter.subject, MAX_SUBJECT) or clean(sender.list_name, MAX_SUBJECT) or list_id
    address = mail_address(to.address)
    head = [
        _field("Date", [format_datetime(letter.date)]),
        _field("From", _mailbox(sender.name, mail_address(sender.address))),
        _field("To", _mailbox(to.name, address)),
        _field("Subject", _words(subject)),
        _field("Message-ID", [message_id(letter.list_id, letter.about, to.address, letter.revision)]),
        _field("List-Id", _mailbox(sender.list_name, _list_id(sender.list_id))),
        _field("List-Post", ["NO"]),
        *_ways_out(sender, address),
        *([_field("List-Archive", [f"<{_url(sender.archive_url)}>"])] if sender.archive_url else []),
        _field("Auto-Submitted", ["auto-generated"]),
        _field("Content-Language", [_lang(letter.lang)]),
    ]
    return "".join(head).encode("ascii") + _body(_personal(letter, sender, address))


def way_out(sender: Sender) -> str:
    """The address for the foot of a letter; ``build_message`` fills in ``{recipient}``. "" when there is none."""
    return sender.unsubscribe_url or _leave_mailto(sender)


def mail_address(text: str) -> str:
    """``name@domain`` in ASCII: the domain in lower case and as IDNA (A-labels), the name as it is.

    Raises InputError for whatever cannot be written without SMTPUTF8, and for what is no address.
    """
    shown = clean(text, MAX_NAME)
    local, at, domain = text.strip().rpartition("@")
    if not local.isascii():
        raise InputError(
            f"{shown!r} has letters beyond ASCII before the @, which needs SMTPUTF8: it is not supported",
            remedy="Use another address of this recipient",
        )
    try:
        host = idna.encode(domain, uts46=True).decode("ascii") if not domain.isascii() else domain.lower()
    except UnicodeError:
        host = ""
    found = f"{local}{at}{host}"
    if (
        not _LOCAL.fullmatch(local)
        or not _DOMAIN.fullmatch(host)
        or len(local) > 64
        or len(found) > _MAX_ADDRESS
    ):
        raise InputError(f"{shown!r} is no mail address", remedy="Write name@domain")
    return found


def _list_id(text: str) -> str:
    found = text.strip().lower()
    if not _LIST_ID.fullmatch(found) or len(found) > _MAX_ADDRESS:
        raise InputError(
            f"{clean(text)!r} is no list id",
            remedy="Write a name under your domain, such as weekly.example.com",
        )
    return found


def _lang(tag: str) -> str:
    return tag if re.fullmatch(r"[A-Za-z0-9-]{1,35}", tag) else "und"


def _url(text: str) -> str:
    """A web address for a header: ASCII, nothing that would end its angle brackets or begin another."""
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except ValueError:  # of urlsplit, of the port, of idna
        parts, host, port = urlsplit(""), "", ""
    made = urlunsplit(
        (parts.scheme, host + port, *(quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query)), "")
    )
    if parts.scheme not in ("https", "http") or not _DOMAIN.fullmatch(host) or len(made) > _MAX_URL:
        raise InputError(f"{clean(text)!r} is no web address", remedy="Write https://...")
    return made


def _ways_out(sender: Sender, recipient: str) -> list[str]:
    """List-Unsubscribe (RFC 2369), and the promise of RFC 8058 that one request to the URL is enough."""
    ways = [f"<{_url(_filled(sender.unsubscribe_url, recipient))}>"] if sender.unsubscribe_url else []
    ways += [f"<{_leave_mailto(sender)}>"] if sender.unsubscribe_mailto else []
    said = [_field("List-Unsubscribe", [f"{way}," for way in ways[:-1]] + ways[-1:])] if ways else []
    if ways and ways[0].startswith("<https:"):
        said.append(_field("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
    return said


def _leave_mailto(sender: Sender) -> str:
    if not sender.unsubscribe_mailto:
        return ""
    local, _, domain = mail_address(sender.unsubscribe_mailto).rpartition("@")
    return f"mailto:{quote(local, safe='')}@{domain}?subject=unsubscribe"


def _filled(address: str, recipient: str) -> str:
    return address.replace("{recipient}", quote(recipient, safe=""))


def _personal(letter: Letter, sender: Sender, recipient: str) -> Letter:
    """The letter with the recipient in the address to leave by, wherever it is printed."""
    url = sender.unsubscribe_url
    if "{recipient}" not in url:
        return letter
    text = letter.text.replace(url, _filled(url, recipient))
    page = letter.html.replace(str(escape(url)), str(escape(_filled(url, recipient))))
    return replace(letter, html=page, text=text)


def _field(name: str, words: Sequence[str]) -> str:
    """``Name: words`` folded between words at 76 columns, ending in CRLF."""
    lines, line = [], f"{name}:"
    for at, word in enumerate(words):
        if at and len(line) + 1 + len(word) > _WIDTH:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line]) + "\r\n"


def _mailbox(name: str, address: str) -> list[str]:
    shown = clean(name, MAX_NAME)
    if not shown:
        return [f"<{address}>"]
    plain = shown.isascii() and "=?" not in shown
    if plain and not _ATOMS.fullmatch(shown):
        escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
        return [f'"{escaped}"', f"<{address}>"]
    return [*_words(shown), f"<{address}>"]


def _words(text: str) -> list[str]:
    """Text for a header: as it is when it is ASCII, else as encoded words (RFC 2047) of whole characters."""
    if text.isascii() and "=?" not in text:
        return text.split(" ")
    words, piece = [], b""
    for character in text:
        more = character.encode()
        if len(piece) + len(more) > _WORD_BYTES:
            words.append(piece)
            piece = b""
        piece += more
    return [f"=?utf-8?B?{base64.b64encode(word).decode('ascii')}?=" for word in [*words, piece]]


def _body(letter: Letter) -> bytes:
    """MIME-Version, Content-Type and all that follows. The boundary begins with "=_": no encoding writes that."""
    seed = hashlib.sha256(json.dumps([letter.text, letter.html]).encode("ascii")).hexdigest()[:24]
    message = EmailMessage(policy=_POLICY)
    message.make_alternative(boundary=f"=_a_{seed}")
    message.attach(_text_part(wrap_text(letter.text), "plain"))
    message.attach(_text_part(letter.html, "html"))
    if letter.attachments:
        message.make_mixed(boundary=f"=_m_{seed}")
        for file in letter.attachments:
            message.attach(_file_part(file))
    return b"MIME-Version: 1.0\r\n" + message.as_bytes()


def _text_part(text: str, subtype: str) -> EmailMessage:
    """Quoted-printable or base64, whichever is shorter: English stays readable, Chinese does not grow threefold."""
    octets = text.encode("utf-8", "replace")
    escaped = sum(byte > 126 or byte == 61 for byte in octets)
    cte = "quoted-printable" if 2 * escaped < len(octets) / 3 else "base64"
    part = EmailMessage(policy=_POLICY)
    part.set_content(octets.decode(), subtype=subtype, charset="utf-8", cte=cte)
    del part["MIME-Version"]  # one is enough
    return part


def _file_part(file: Attachment) -> EmailMessage:
    maintype, _, subtype = file.media_type.partition("/")
    name = clean(file.name, MAX_NAME)
    part = EmailMessage(policy=_POLICY)
    part.set_content(
        file.content, maintype=maintype, subtype=subtype, disposition="attachment", filename=name
    )
    del part["MIME-Version"]
    return part
