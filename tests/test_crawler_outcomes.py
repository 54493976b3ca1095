"""How requests end, and when to try again."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.hosts import FAILURES_IN_A_ROW, Hosts
from crawler.outcomes import (
    MAX_DETAIL,
    RETRY_BLOCKED,
    RETRY_IN,
    HostDownError,
    HostRestsError,
    NoOriginError,
    RobotsForbiddenError,
    RobotsUnreachableError,
    RunEndsError,
    UnsafeAddressError,
    clean_detail,
    ending_of_error,
    ending_of_gate,
    ending_of_status,
    parse_retry_after,
)
from store.records import Reason

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)

RETRY_AFTER = [
    ("120", 120), (" 120 ", 120), ("0", 1), ("-5", None), ("1e3", None), ("soon", None), ("", None), (None, None),
    ("99999999999", 86_400), ("9" * 500, 86_400), ("1.5", None), (format_datetime(AT + timedelta(hours=1), usegmt=True), 3600),
    (format_datetime(AT - timedelta(hours=1), usegmt=True), 1), (format_datetime(AT + timedelta(days=400), usegmt=True), 86_400),
    ("Sat, 14 Nov 2026 10:00:00", 1800), ("Sat, 99 Nov 2026 10:00:00 GMT", None),
]  # fmt: skip


@pytest.mark.parametrize("value, seconds", RETRY_AFTER)
def test_retry_after(value: str | None, seconds: int | None) -> None:
    assert parse_retry_after(value, at=AT) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text(max_size=80))
def test_any_retry_after_is_a_wait_of_up_to_a_day_or_none(value: str) -> None:
    wait = parse_retry_after(value, at=AT)
    assert wait is None or timedelta(seconds=1) <= wait <= timedelta(days=1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 410, 418, 451, 501, 505, 100])
def test_statuses_that_are_final(status: int) -> None:
    ending = ending_of_status(status, "120", at=AT)
    assert (ending.reason, ending.detail, ending.retry_at) == (Reason.HTTP_STATUS, str(status), None)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 507, 520, 522, 524, 529, 599, 999])
def test_statuses_that_pass(status: int) -> None:
    assert ending_of_status(status, None, at=AT).retry_at == AT + RETRY_IN
    assert ending_of_status(status, "garbage", at=AT).retry_at == AT + RETRY_IN
    assert ending_of_status(status, "90", at=AT).retry_at == AT + timedelta(seconds=90)


@pytest.mark.parametrize("location, reason", [
    ("file:///etc/passwd", Reason.UNSAFE_ADDRESS), ("javascript:alert(1)", Reason.UNSAFE_ADDRESS),
    ("data:text/html,x", Reason.UNSAFE_ADDRESS), ("FTP://x.example/", Reason.UNSAFE_ADDRESS), ("", Reason.HTTP_STATUS),
    ("/here", Reason.HTTP_STATUS), ("https://x.example/", Reason.HTTP_STATUS),
])  # fmt: skip
def test_redirects_that_lead_nowhere(location: str, reason: Reason) -> None:
    ending = ending_of_status(302, None, location=location, at=AT)
    assert ending.reason is reason
    assert ending.retry_at is None


WRAPPED = "[<twisted.python.failure.Failure {}>]"


@pytest.mark.parametrize("said, detail", [
    (WRAPPED.format("service_identity.exceptions.VerificationError: VerificationError(errors=[DNSMismatch(x)])"),
     "TLS: the certificate is another host's"),
    (WRAPPED.format("OpenSSL.SSL.Error: [('SSL routines', '', 'certificate verify failed')]"),
     "TLS: nobody we trust vouches for the certificate, or it has run out"),
    (WRAPPED.format("twisted.internet.error.ConnectionDone: Connection was closed cleanly."),
     "ConnectionDone: Connection was closed cleanly."),
    (WRAPPED.format("twisted.web.http.A: one") + WRAPPED.format("b.C: two") + WRAPPED.format("b.C: two"), "A: one; C: two"),
    ("[('SSL routines', '', 'wrong version number')]", "TLS: wrong version number"),
    ("Connection was refused by other side: 111: Connection refused.", "connection refused"),
    ("plain words", "DownloadFailedError: plain words"),
    (WRAPPED.format("a." * 100_000), "DownloadFailedError: [<twisted"),
])  # fmt: skip
def test_a_connection_that_failed_is_told_in_words(said: str, detail: str) -> None:
    ending = ending_of_error(DownloadFailedError(said), at=AT)
    assert ending is not None
    assert ending.reason is Reason.UNREACHABLE
    assert ending.detail.startswith(detail)
    assert len(ending.detail) <= MAX_DETAIL


def test_a_gate_is_asked_again_hours_later() -> None:
    alone = ending_of_gate("slider", at=AT)
    assert (alone.reason, alone.detail, alone.retry_at) == (Reason.BLOCKED, "slider", AT + RETRY_BLOCKED)
    closed = ending_of_gate("slider", ending_of_status(403, None, at=AT), at=AT)
    assert (closed.detail, closed.retry_at, closed.host_rests) == ("403: slider", AT + RETRY_BLOCKED, False)
    # A pause that was asked for is kept, and a shorter one does not bring us back sooner.
    for seconds, wait in ((60, RETRY_BLOCKED), (80_000, timedelta(seconds=80_000))):
        busy = ending_of_gate("slider", ending_of_status(429, str(seconds), at=AT), at=AT)
        assert (busy.retry_at, busy.host_rests) == (AT + wait, True)


def unpacking_error() -> Exception:
    try:
        gzip.decompress(b"not gzip at all")
    except OSError as error:
        return error
    raise AssertionError


ERRORS = [
    (RobotsForbiddenError("no"), Reason.ROBOTS, False),
    (RobotsUnreachableError("503"), Reason.ROBOTS, True),
    (NoOriginError("robots.txt answered 502"), Reason.UNREACHABLE, True),
    (UnsafeAddressError("private"), Reason.UNSAFE_ADDRESS, False),
    (IgnoreRequest("max redirections reached"), Reason.HTTP_STATUS, False),
    (IgnoreRequest("Ignored response because its body exceeded"), Reason.TOO_LARGE, False),
    (DownloadCancelledError("larger"), Reason.TOO_LARGE, False),
    (DownloadTimeoutError("30 s"), Reason.TIMEOUT, True),
    (ResponseDataLossError(), Reason.TRUNCATED, True),
    (CannotResolveHostError("no such host"), Reason.UNREACHABLE, True),
    (DownloadConnectionRefusedError("refused"), Reason.UNREACHABLE, True),
    (DownloadFailedError("TLS"), Reason.UNREACHABLE, True),
    (ConnectionResetError("reset"), Reason.UNREACHABLE, True),
    (ValueError("odd"), Reason.UNREACHABLE, True),
    (unpacking_error(), Reason.TRUNCATED, True),
    (EOFError("ended"), Reason.TRUNCATED, True),
]


@pytest.mark.parametrize("error, reason, again", ERRORS, ids=lambda value: type(value).__name__)
def test_errors(error: Exception, reason: Reason, again: bool) -> None:
    ending = ending_of_error(error, at=AT)
    assert ending is not None
    assert ending.reason is reason
    assert ending.detail
    assert ending.retry_at == (AT + RETRY_IN if again else None)


def test_a_candidate_that_was_not_asked_for_stays_as_it_was() -> None:
    assert ending_of_error(HostRestsError("x"), at=AT) is None
    assert ending_of_error(HostDownError("x"), at=AT) is None
    assert ending_of_error(RunEndsError("SIGTERM"), at=AT) is None


@given(st.text())
def test_details_are_one_short_line(text: str) -> None:
    detail = clean_detail(text)
    assert len(detail) <= MAX_DETAIL
    assert not set(detail) & {"\n", "\r", "\t", "\x00", "\x1b", "\x9b"}


# --- hosts ----------------------------------------------------------------------------------------------------


def test_a_host_rests_for_as_long_as_it_asked() -> None:
    hosts = Hosts()
    hosts.rest("a.example", 60, now=1000, why="answered 429")
    assert hosts.resting("a.example", now=1000)
    assert hosts.resting("a.example", now=1059.9)
    assert not hosts.resting("a.example", now=1060)
    assert not hosts.resting("b.example", now=1000)
    hosts.rest("a.example", 10, now=1001, why="again")  # a shorter wish does not shorten
    assert hosts.resting("a.example", now=1050)
    hosts.rest("a.example", inf, now=1002, why="for good")
    assert hosts.resting("a.example", now=10**9)
    assert hosts.notes == ["a.example: answered 429"]


def test_failures_in_a_row_and_an_answer_between_them() -> None:
    hosts = Hosts()
    for _ in range(FAILURES_IN_A_ROW - 1):
        hosts.failed("a.example", now=0, why="refused")
    hosts.answered("a.example")
    for _ in range(FAILURES_IN_A_ROW - 1):
        hosts.failed("a.example", now=0, why="refused")
    assert not hosts.resting("a.example", now=0)
    hosts.failed("a.example", now=0, why="refused")
    assert hosts.resting("a.example", now=10**9)
    assert hosts.notes == ["a.example: refused, 3 times in a row; left for the next run"]
