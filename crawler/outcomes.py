"""How a request ended, in the words of the records: a reason, and whether and when to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from store.records import Reason

NO_ORIGIN = frozenset((502, 504, 521, 522, 523))  # said by a gateway of a host it got no answer from
RETRY_IN = timedelta(minutes=30)  # an hourly run finds it due
RETRY_BLOCKED = timedelta(hours=6)  # gates are often shown for hours, and knocking every hour keeps them shut
RETRY_AT_MOST = timedelta(hours=24)
# Server errors, the private ones of gateways among them (509, 529, 530), and statuses beyond 599, which are to be
# taken for such (RFC 9110, section 15). Not implemented and the wrong version of HTTP stay as they are.
TRANSIENT = frozenset((408, 425, 429, *(status for status in range(500, 1000) if status not in (501, 505))))
MAX_DETAIL = 300

_WRAPPED = re.compile(
    r"<twisted\.python\.failure\.Failure (?:[a-z_]{1,40}\.){0,6}([^<>]{1,300})>", re.IGNORECASE
)
_TLS = re.compile(r"\('SSL routines', '[^']{0,80}', '([^']{1,120})'\)")
_SPACE = re.compile(r"[\x00-\x20\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Ending:
    """Why there is no page. ``retry_at`` set: it may come yet."""

    reason: Reason
    detail: str
    retry_at: datetime | None = None
    host_rests: bool = False  # the server spoke for its host, not for this page


class RobotsForbiddenError(IgnoreRequest):
    """robots.txt says no."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be read, which means no for as long as that lasts (RFC 9309, section 2.3.1.4)."""


class ReservedError(IgnoreRequest):
    """Its publisher reserves text and data mining of it."""


class NoOriginError(IgnoreRequest):
    """A proxy or gateway answered in the place of a host that it cannot find or reach."""


class UnsafeAddressError(IgnoreRequest):
    """The guard says no."""


class HostRestsError(IgnoreRequest):
    """The host is not to be asked now; the candidate stays pending as it was."""


class HostDownError(HostRestsError):
    """The same, but nobody asked for the pause: the host does not answer, or does not let us in."""


class RunEndsError(IgnoreRequest):
    """The run is ending; the candidate stays pending as it was."""


def ending_of_status(status: int, retry_after: str | None, *, location: str = "", at: datetime) -> Ending:
    """The ending for an answer that is neither a page nor "unchanged"."""
    if 300 <= status < 400:
        scheme = location.partition(":")[0].lower() if ":" in location[:20] else ""
        if scheme and scheme not in ("http", "https"):
            return Ending(Reason.UNSAFE_ADDRESS, clean_detail(f"redirect to {location}"))
        return Ending(Reason.HTTP_STATUS, f"{status} without a page to go to")
    if status in TRANSIENT:
        wait = parse_retry_after(retry_after, at=at)
        later = at + (RETRY_IN if wait is None else wait)
        return Ending(Reason.HTTP_STATUS, str(status), later, host_rests=status == 429 or wait is not None)
    return Ending(Reason.HTTP_STATUS, str(status))


def ending_of_gate(measure: str, ending: Ending | None = None, *, at: datetime) -> Ending:
    """The ending for a page in whose place a gate was shown. It may open: the page is asked for again, hours later.

    ``ending``: what the status alone would have meant; a pause it asks for is kept.
    """
    later = at + RETRY_BLOCKED
    if ending is not None and ending.retry_at is not None:
        later = max(later, ending.retry_at) if ending.host_rests else later
    rests = ending is not None and ending.host_rests
    status = f"{ending.detail}: " if ending is not None else ""
    return Ending(Reason.BLOCKED, clean_detail(f"{status}{measure}"), later, host_rests=rests)


def ending_of_error(error: BaseException, *, at: datetime) -> Ending | None:
    """The ending for a request that brought no answer; None when the candidate is to stay as it was."""
    later = at + RETRY_IN
    detail = clean_detail(str(error) or type(error).__name__)
    match error:
        case HostRestsError() | RunEndsError():
            return None
        case RobotsForbiddenError():
            return Ending(Reason.ROBOTS, detail)
        case RobotsUnreachableError():
            return Ending(Reason.ROBOTS, detail, later)
        case NoOriginError():
            return Ending(Reason.UNREACHABLE, detail, later)
        case ReservedError():
            return Ending(Reason.RESERVED, detail)
        case UnsafeAddressError():
            return Ending(Reason.UNSAFE_ADDRESS, detail)
        case IgnoreRequest() if "redirect" in detail:
            return Ending(Reason.HTTP_STATUS, "too many redirects")
        case IgnoreRequest() | DownloadCancelledError():
            # What is left of Scrapy's own refusals: a body over the limit, as sent or unpacked.
            return Ending(Reason.TOO_LARGE, "larger than the limit")
        case DownloadTimeoutError():
            return Ending(Reason.TIMEOUT, detail, later)
        case ResponseDataLossError():
            return Ending(Reason.TRUNCATED, "fewer bytes than announced", later)
        case CannotResolveHostError():
            return Ending(Reason.UNREACHABLE, f"no address: {detail}", later)
        case EOFError() | OSError() if not isinstance(error, ConnectionError):
            return Ending(Reason.TRUNCATED, f"cannot be unpacked: {detail}", later)
        case _:
            return Ending(Reason.UNREACHABLE, _told(error), later)


def _told(error: BaseException) -> str:
    """A connection that failed, in a line: Twisted wraps what happened in lists of failures of modules."""
    text = str(error)[: 10 * MAX_DETAIL]
    if "VerificationError" in text:
        return "TLS: the certificate is another host's"
    if "certificate verify failed" in text:
        return "TLS: nobody we trust vouches for the certificate, or it has run out"
    if handshake := _TLS.search(text):
        return clean_detail(f"TLS: {handshake[1]}")
    if "Connection was refused by other side" in text:
        return "connection refused"
    causes = dict.fromkeys(_WRAPPED.findall(text))
    return clean_detail("; ".join(causes) if causes else f"{type(error).__name__}: {text}")


def parse_retry_after(value: str | None, *, at: datetime) -> timedelta | None:
    """Seconds or an HTTP date as a wait from ``at``, at least a second and at most a day; None when it is neither."""
    text = (value or "").strip()[:60]
    if re.fullmatch(r"\d{1,60}", text):
        wait = timedelta(seconds=min(int(text), int(RETRY_AT_MOST.total_seconds())))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at
    return min(max(wait, timedelta(seconds=1)), RETRY_AT_MOST)


def clean_detail(text: str) -> str:
    """One short printable line: details come from servers and end in logs and letters."""
    return _SPACE.sub(" ", text).strip()[:MAX_DETAIL]
