"""One connection to the mail server: opened and logged in before a message is claimed, then one message at a time.

What can be known decides what is said of a message. An answer of the server is believed, wherever it comes. A
connection that ends before the final dot was written cannot have delivered anything; one that ends between that dot
and its answer may have, and nobody can tell: that is ``unknown``, and nothing else is (RFC 5321, 4.2.5 and 6.1).

A server is a stranger too: its answers are read up to a length and within a time, which smtplib does not do by itself.
"""

from __future__ import annotations

import select
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from store.errors import ConfigError, InputError, TradewindError, TryLater
from tradewind.console import clean
from tradewind.mail_config import MailConfig, ascii_domain, is_loopback, path_in

_MAX_LINE, _MAX_LINES = 2048, 100  # octets and lines of one answer; RFC 5321 has 512 octets to a line
_LAST_ANSWER = 5.0  # times the timeout: who gives up too early here makes duplicates (RFC 1047)
_MAX_REPLY = 400
_PASSING = 421
_MISCONFIGURED = frozenset((530, 534, 535, 538))  # about us and our password, not about a recipient
_TOO_LARGE = 552


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one message."""

    state: str  # sent | failed | unknown | pending (not accepted, and may be offered again)
    code: int | None = None
    reply: str = ""
    usable: bool = True  # whether the connection can take another message
    untouched: bool = False  # the server had not heard of this message: it is not its fault


class _Replies(smtplib.SMTP):
    """smtplib with answers that end: in time, in length, and with plain text forgotten when encryption begins."""

    patience = 60.0
    peer = ""  # the name that the certificate must have
    _held = b""

    def getreply(self) -> tuple[int, bytes]:
        """(code, text) of one answer; code -1 when it is none. SMTPServerDisconnected when it does not come."""
        until = time.monotonic() + self.patience
        said: list[bytes] = []
        while len(said) < _MAX_LINES:
            line = self._line(until)
            said.append(line[4:].strip(b" \t\r\n"))
            if not line[:3].isdigit() or line[3:4] not in (b" ", b"-", b"\r", b"\n"):
                self.close()
                return -1, line.strip(b"\r\n")
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(said)
        self.close()
        raise smtplib.SMTPServerDisconnected("an answer without end")

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._held:
            left = until - time.monotonic()
            try:
                if left <= 0:
                    raise TimeoutError
                if self.sock is None or len(self._held) > _MAX_LINE:
                    raise OSError("an answer that is none")
                self.sock.settimeout(left)
                more = self.sock.recv(_MAX_LINE)
            except OSError as error:
                self.close()
                why = "no answer in time" if isinstance(error, TimeoutError) else f"connection lost: {error}"
                raise smtplib.SMTPServerDisconnected(why) from None
            if not more:
                self.close()
                raise smtplib.SMTPServerDisconnected("the server closed the connection")
            self._held += more
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        line, _, self._held = self._held.partition(b"\n")
        return line + b"\n"

    def has_spoken(self) -> bool:
        """Whether something of the server's is there already, unasked; the end of the connection is something too."""
        if self._held or self.sock is None:
            return True
        poll = select.poll()
        poll.register(self.sock.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        """The same, and SMTPServerDisconnected when something was said behind the last plain answer."""
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("no STARTTLS")
        code, text = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        if self._held or self.sock is None:
            self.close()
            raise smtplib.SMTPServerDisconnected("plain text after the answer to STARTTLS")
        self.sock = (context or ssl.create_default_context()).wrap_socket(
            self.sock, server_hostname=self.peer
        )
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        return code, text

    def close(self) -> None:
        """Forget what the server had said too."""
        self._held = b""
        super().close()


class _Encrypted(_Replies):
    """The same on a connection that is encrypted from its first byte."""

    context: ssl.SSLContext

    def connect(self, host: str = "", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        """Connect, encrypt, and read the greeting."""
        plain = socket.create_connection((host, port), self.timeout)
        try:
            self.sock = self.context.wrap_socket(plain, server_hostname=self.peer)
        except (OSError, ValueError):
            plain.close()
            raise
        self.file = None
        return self.getreply()


class Line:
    """A connection that is logged in. ``offered``: messages that it was used for."""

    def __init__(self, server: _Replies, patience: float) -> None:
        self._server, self._patience = server, patience
        self.offered = 0

    def post(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Offer one message to one recipient. ConfigError when the server takes nothing from this sender."""
        server, step, fresh = self._server, "MAIL", not self.offered
        self.offered += 1
        options = [f"SIZE={len(message)}"] if server.has_extn("size") else []
        try:
            code, reply = server.mail(sender, options)
            if 200 <= code < 300:
                step = "RCPT"
                code, reply = server.rcpt(recipient)
            if 200 <= code < 300:
                step = "DATA"
                code, reply = server.docmd("DATA")
            if step == "MAIL" and 500 <= code < 600 and not fresh:  # of what was before, perhaps: asked anew
                return Answer(state="pending", reply=_text(reply), usable=False, untouched=True)
            if not (step == "DATA" and code == 354):
                return self._refused(step, code, reply)
            server.send(_stuffed(message))
            if server.has_spoken():  # before its turn: it gave up, and has not seen the end
                answer = self._refused("DATA", *server.getreply())
                server.close()
                return replace(answer, usable=False)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            server.close()
            said = f"{_words(error)} (before the message was whole)"
            return Answer(state="pending", reply=said, usable=False, untouched=step == "MAIL" and not fresh)
        try:
            server.patience = self._patience * _LAST_ANSWER
            server.send(b".\r\n")
            code, reply = server.getreply()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            server.close()
            said = f"{_words(error)} (after the message, before its answer)"
            return Answer(state="unknown", reply=said, usable=False)
        finally:
            server.patience = self._patience
        return self._ended(code, reply)

    def _refused(self, step: str, code: int, reply: bytes) -> Answer:
        """The server did not want the message. At MAIL that is about us: nothing is settled by it."""
        said = f"{step}: {_text(reply)}"
        permanent = 500 <= code < 600
        if code in _MISCONFIGURED or (permanent and step == "MAIL" and code != _TOO_LARGE):
            self.close()
            raise ConfigError(
                f"the mail server takes nothing from us: {code} {_text(reply)}",
                key="mail.from_address" if code not in _MISCONFIGURED else "mail.user",
                remedy="Mend sender, user or password; every letter is kept",
            )
        if permanent:
            return Answer(state="failed", code=code, reply=said, usable=self._reset())
        usable = 400 <= code < 500 and code != _PASSING and self._reset()
        return Answer(state="pending", code=code if code > 0 else None, reply=said, usable=usable)

    def _ended(self, code: int, reply: bytes) -> Answer:
        """The answer to the whole message."""
        said = _text(reply)
        if 200 <= code < 300:
            return Answer(state="sent", code=code, reply=said)
        if 500 <= code < 600:
            return Answer(state="failed", code=code, reply=said, usable=self._reset())
        if 400 <= code < 500:
            usable = code != _PASSING and self._reset()
            return Answer(state="pending", code=code, reply=said, usable=usable)
        self._server.close()
        return Answer(state="unknown", code=code if code > 0 else None, reply=said, usable=False)

    def _reset(self) -> bool:
        try:
            return self._server.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def close(self) -> None:
        """Say QUIT when anybody listens; what became of the messages is known by now."""
        try:
            self._server.patience = min(self._patience, 5.0)
            self._server.quit()
        except (OSError, smtplib.SMTPException, ValueError):
            self._server.close()


def open_line(mail: MailConfig, password: str, *, folder: Path) -> Line:
    """Connect, encrypt and log in. TryLater (exit 75) for what passes, ConfigError (exit 2) for what does not."""
    place = f"{mail.host}:{mail.server_port}"
    server: _Replies | None = None
    try:
        context = None if mail.security == "none" else _context(mail, folder)
        server = (_Encrypted if mail.security == "tls" else _Replies)(
            timeout=mail.timeout, local_hostname=_own_name(mail)
        )
        if isinstance(server, _Encrypted) and context is not None:
            server.context = context
        server.patience = mail.timeout
        server.peer = mail.host
        code, reply = server.connect(mail.host, mail.server_port)
        if code != 220:
            raise smtplib.SMTPResponseException(code, reply)
        server.ehlo_or_helo_if_needed()
        if mail.security == "starttls":
            server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
        if mail.user:
            server.login(mail.user, password)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        if server is not None:
            server.close()
        raise _opening_failed(error, place, mail) from None
    return Line(server, mail.timeout)


def _opening_failed(error: Exception, place: str, mail: MailConfig) -> TradewindError:
    kept = "Nothing was sent, every letter is kept"
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConfigError(
            f"{place}: the certificate is not to be trusted: {clean(error.verify_message)}",
            key="mail.host",
            remedy=f'Name the host as the certificate does; for a server of your own, ca_file = "..." . {kept}',
        )
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:
        what = "no way to log in that we know" if mail.security != "starttls" else "no STARTTLS, or no log-in"
        return ConfigError(
            f"{place}: the server offers {what}",
            key="mail.security",
            remedy=f'Ask your provider which of "starttls" and "tls" it has. {kept}',
        )
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return ConfigError(
            f"{place}: user and password are refused: {error.smtp_code} {_text(error.smtp_error)}",
            key="mail.user",
            remedy=f"Check mail.user and the password. {kept}",
        )
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
        return ConfigError(
            f"{place}: the server refuses us: {error.smtp_code} {_text(error.smtp_error)}",
            key="mail.host",
            remedy=f"Ask who runs it. {kept}",
        )
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return ConfigError(
            f"{place}: no encrypted connection: {_words(error)}",
            key="mail.security",
            remedy=f'"starttls" is usual at port 587, "tls" at 465. {kept}',
        )
    return TryLater(f"{place}: {_words(error)}. {kept}: run again later")


def _context(mail: MailConfig, folder: Path) -> ssl.SSLContext:
    """Certificates are checked, always; TLS 1.2 at least (RFC 8996)."""
    if not mail.ca_file:
        context = ssl.create_default_context()
    else:
        path = path_in(folder, mail.ca_file)
        try:
            context = ssl.create_default_context(cafile=str(path))
        except (OSError, ssl.SSLError) as error:
            raise InputError(
                f"no certificates there: {error}",
                path=str(path),
                key="mail.ca_file",
                remedy="Name a PEM file",
            ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _own_name(mail: MailConfig) -> str:
    """What we call ourselves in EHLO: this machine's full name; where it has none, an address literal."""
    name = ascii_domain(socket.gethostname())
    return name if "." in name and not is_loopback(mail.host) else "[127.0.0.1]"


def _stuffed(message: bytes) -> bytes:
    """Lines end in CRLF already; one that begins with a dot gets another (RFC 5321, 4.5.2)."""
    whole = message if message.endswith(b"\r\n") else message + b"\r\n"
    whole = whole.replace(b"\r\n.", b"\r\n..")
    return b"." + whole if whole.startswith(b".") else whole


def _text(reply: bytes | str) -> str:
    said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return clean(said)[:_MAX_REPLY]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    said = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return clean(said)[:_MAX_REPLY]
