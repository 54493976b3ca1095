"""Telling a watchman on the web that a run began, and how it ended: who hears nothing, raises the alarm.

The addresses are those of Healthchecks and of what speaks like it: URL/start, URL when the job ran to its end,
URL/CODE when it did not. A watchman that cannot be reached never fails the job.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from tradewind.version import __version__

RAN = (0, 3, 4)  # exit codes of a job that ran to its end: done, partly done, nothing new
_TIMEOUT = 10.0  # seconds for each attempt
_PAUSES = (1.0, 3.0)  # seconds between attempts
_LONGEST = 10_000  # bytes of a message; Healthchecks keeps as many


def ping_start(url: str, *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Say that a run began; "" or why it could not be said."""
    return _send(_below(url, "start"), "", sleep)


def ping_end(url: str, code: int, message: str, *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Say how a run ended, with its exit code and some words; "" or why it could not be said."""
    told = f"exit code {code}\n{message}"
    return _send(url if code in RAN else _below(url, str(code)), told, sleep)


def _below(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def _send(url: str, message: str, sleep: Callable[[float], None]) -> str:
    body = message.encode("utf-8", "replace")[:_LONGEST]
    agent = {"User-Agent": f"tradewind/{__version__}", "Content-Type": "text/plain; charset=utf-8"}
    wrong = ""
    for pause in (*_PAUSES, None):
        try:
            # The address was checked when the configuration was read: http or https.
            request = urllib.request.Request(url, data=body, headers=agent, method="POST")  # noqa: S310
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                answer.read(1)
            return ""
        except urllib.error.HTTPError as error:
            wrong = f"it answers {error.code}"
            error.close()
            if error.code < 500 and error.code != 429:
                return wrong  # asking again changes nothing
        except (OSError, ValueError) as error:
            wrong = str(getattr(error, "reason", error)) or type(error).__name__
        if pause is not None:
            sleep(pause)
    return wrong
