"""Messages that go another way than mail: a POST of JSON to an address, or whatever apprise knows.

What can be known of an attempt decides what becomes of the message, as with mail: never asked is asked again, told
"no" is final, and no answer to what was sent is unknown: then nobody knows whether it arrived.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from store.errors import ConfigError
from store.outbox import FAILED, PENDING, SENT, UNKNOWN
from tradewind.version import __version__

_MAX_REPLY = 300  # bytes of an answer that are kept


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one attempt."""

    state: str  # sent | pending (try again later) | failed | unknown
    code: int | None  # HTTP status; None: none came
    reply: str


def post_json(url: str, body: bytes, message_id: str, *, timeout: float) -> Told:
    """POST ``body`` to ``url``, with the message's id as Idempotency-Key: who is told twice can see it.

    No redirect is followed and no proxy asked. ``url``: http or https, checked by the configuration.
    """
    parts = urlsplit(url)
    line = (
        http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=timeout, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    )
    try:
        try:
            line.connect()
        except (OSError, http.client.HTTPException) as error:
            return Told(PENDING, None, _said(error))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        head = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"tradewind/{__version__}",
            "Idempotency-Key": message_id,
        }
        try:
            line.request("POST", path, body, head)
            answer = line.getresponse()
            said = answer.read(_MAX_REPLY).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            return Told(UNKNOWN, None, f"no answer to what was sent: {_said(error)}")
        return Told(_state(answer.status), answer.status, f"{answer.status} {answer.reason} {said}".strip())
    finally:
        line.close()


def _state(status: int) -> str:
    if 200 <= status < 300:
        return SENT
    return PENDING if status >= 500 or status in (408, 425, 429) else FAILED


def _said(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "the host has no address"
    return str(error) or type(error).__name__


def notify(url: str, title: str, text: str) -> Told:
    """Hand a message to the service behind an apprise URL. ConfigError when the library is not installed.

    Apprise says only whether it worked: what did not is tried again later.
    """
    try:
        import apprise
    except ImportError:
        raise ConfigError(
            "an apprise target needs the library apprise, which is not installed",
            key="alerts.targets",
            remedy="pip install 'tradewind[channels]'",
        ) from None
    sender = apprise.Apprise()
    if not sender.add(url):
        return Told(FAILED, None, "apprise does not know this kind of address")
    done = sender.notify(body=text, title=title)
    return Told(SENT, None, "") if done else Told(PENDING, None, "apprise says it did not work")
