"""Faults of the connection and of the answer's frame: silence, drips, resets, lengths, status lines, headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from fault_table import DAY, SOON, TRIES, UNTOUCHED, PageFault
from faultserver import Serve, Wire, http, in_turn, says, story, writes

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"
UNREACHABLE = {"reason": "unreachable", "retry": SOON, "asks": TRIES}
# A connection that was used before and ends without a word is no try (RFC 9112, section 9.3.1): it is made anew.
USED = {**UNREACHABLE, "asks": 2 * TRIES}
TIMEOUT = {"reason": "timeout", "retry": SOON, "asks": TRIES}
TRUNCATED = {"reason": "truncated", "retry": SOON, "asks": TRIES}
TOO_LARGE = {"reason": "too-large", "asks": TRIES}  # twice where the machine is slower than the flood


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def page(name: str) -> bytes:
    return story(name).encode()


def sized(name: str, length: bytes, *more: bytes) -> bytes:
    return OK + HTML + b"".join(more) + b"Content-Length: " + length + b"\r\n\r\n" + page(name)


def stuffed(name: str) -> bytes:
    """An answer, and behind its end the beginning of another that nobody asked for."""
    return http(story(name)) + http("<h1>Smuggled</h1><p>This was never the answer to anything.</p>")


def flood(head: bytes, again: bytes, most: int = 64_000_000) -> Serve:
    def serve(wire: Wire) -> None:
        wire.send(head)
        wire.flood(again, most=most)

    return serve


def drip(head: bytes, again: bytes) -> Serve:
    def serve(wire: Wire) -> None:
        wire.send(head)
        wire.drip(again)

    return serve


def _never(wire: Wire) -> None:
    """A behaviour of a port on which nothing is ever asked."""
    wire.close()


# Before anything is asked. The host as a whole does not answer: one page is told so, the others wait.
CONNECTING = [
    PageFault(name="refused", does="nobody listens", serve=_never, **UNREACHABLE, port="refused", beside="waits"),
    PageFault(name="resets", does="RST when connected", serve=_never, **UNREACHABLE, port="resets", beside="waits"),
    PageFault(name="mute", does="takes the connection, never reads", serve=_never, **TIMEOUT, port="mute", beside="waits"),
    PageFault(name="nodns", does="the name has no address", serve=_never, **UNREACHABLE, dns="", beside="waits"),
    PageFault(name="tls-on-plain", does="https where plain HTTP is spoken", serve=_never, **UNREACHABLE, scheme="https", beside="waits"),
    PageFault(name="tls-hushed", does="never answers the TLS hello", serve=_never, **TIMEOUT, scheme="https", port="hushed", beside="waits"),
    PageFault(name="tls-own", does="a certificate nobody vouches for", serve=says(story("tls-own")), **UNREACHABLE, scheme="https", port="tls", beside="waits", detail="certificate|SSL"),
    PageFault(name="tls-star", does="a certificate for *.example, which none may be for", serve=says(story("tls-star")), **UNREACHABLE, scheme="https", port="tls-star", beside="waits"),
    PageFault(name="plain-on-tls", does="plain HTTP where TLS is spoken", serve=_never, **UNREACHABLE, port="tls", beside="waits"),
]  # fmt: skip

SILENCE = [
    PageFault(name="silent", does="takes the request, says nothing", serve=lambda wire: wire.hang(), **TIMEOUT),
    PageFault(name="loris-status", does="the status line a byte at a time", serve=drip(b"H", b"T"), **TIMEOUT),
    PageFault(name="loris-headers", does="a header every now and then", serve=drip(OK, b"X-A: 1\r\n"), **TIMEOUT),
    PageFault(name="loris-body", does="a body of 100 kB, a byte at a time", serve=drip(OK + HTML + b"Content-Length: 100000\r\n\r\n", b"x"), **TIMEOUT),
    PageFault(name="loris-chunks", does="chunks of one byte, now and then", serve=drip(CHUNKED, chunk(b"x")), **TIMEOUT),
    PageFault(name="half-then-silent", does="half of the body, then nothing", serve=writes(sized("half", b"90000"), then="hang"), **TIMEOUT),
    PageFault(name="interim-drip", does="100 Continue, for ever", serve=drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), **TIMEOUT),
]  # fmt: skip

RESETS = [
    PageFault(name="hangs-up", does="closes instead of answering", serve=lambda wire: wire.close(), **USED),
    PageFault(name="reset-request", does="RST instead of an answer", serve=lambda wire: wire.reset(), **USED),
    PageFault(name="reset-status", does="RST in the status line", serve=writes(b"HTTP/1.", then="reset"), **UNREACHABLE),
    PageFault(name="reset-headers", does="RST in the headers", serve=writes(OK + b"Content-Ty", then="reset"), **UNREACHABLE),
    PageFault(name="reset-body", does="RST in the body", serve=writes(sized("reset", b"90000"), then="reset"), **TRUNCATED),
    PageFault(name="close-headers", does="ends in the headers", serve=writes(OK + HTML), **UNREACHABLE),
    PageFault(name="reset-once", does="RST, and well the second time", serve=in_turn(lambda wire: wire.reset(), says(story("reset-once"))), asks=TRIES),
]  # fmt: skip

STATUS_LINES = [
    PageFault(name="no-status", does="a body without a head (HTTP/0.9)", serve=writes(page("no-status")), **UNREACHABLE),
    PageFault(name="tls-bytes", does="bytes that are no HTTP", serve=writes(b"\x16\x03\x01\x00 no HTTP\r\n\r\n"), **UNREACHABLE),
    PageFault(name="word-status", does="a status that is a word", serve=writes(b"HTTP/1.1 fine OK\r\n\r\n"), **UNREACHABLE),
    PageFault(name="no-number", does="a status line without a status", serve=writes(b"HTTP/1.1\r\n\r\n"), **UNREACHABLE),
    PageFault(name="icy", does="ICY 200 OK", serve=writes(b"ICY 200 OK\r\n" + HTML + b"\r\n" + page("icy")), **UNREACHABLE),
    PageFault(name="negative", does="status -1", serve=writes(b"HTTP/1.1 -1 Oops\r\nContent-Length: 0\r\n\r\n"), reason="http-status", detail="-1"),
    PageFault(name="status-zero", does="status 000", serve=writes(b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"), reason="http-status", detail="0"),
    PageFault(name="status-long", does="status 20000", serve=writes(b"HTTP/1.1 20000 OK\r\nContent-Length: 0\r\n\r\n"), reason="http-status", detail="20000"),
    PageFault(name="status-999", does="status 999", serve=says("no", "999 Denied"), reason="http-status", detail="999", retry=SOON, asks=TRIES),
    PageFault(name="no-phrase", does="a status without a phrase", serve=writes(b"HTTP/1.1 200\r\n" + HTML + b"\r\n" + page("no-phrase"))),
    PageFault(name="bare-lf", does="lines end in LF alone", serve=writes(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + page("bare-lf"))),
    PageFault(name="http10", does="HTTP/1.0, ends with the connection", serve=writes(b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + page("http10"))),
    PageFault(name="interim", does="100 and 103 before the answer", serve=writes(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n", http(story("interim")), then="keep")),
    PageFault(name="switching", does="101 Switching Protocols", serve=writes(b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n" + b"\0" * 50), **UNREACHABLE),
]  # fmt: skip

HEADERS = [
    PageFault(name="long-header", does="one header of 1 MB", serve=writes(OK + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n"), **UNREACHABLE),
    PageFault(name="header-flood", does="headers without end", serve=flood(OK, b"X-Again: " + b"b" * 4000 + b"\r\n"), **UNREACHABLE, most=30_000_000),
    PageFault(name="cookie-flood", does="500 cookies", serve=writes(OK + HTML + b"".join(b"Set-Cookie: c%d=1\r\n" % number for number in range(500)) + b"Content-Length: %d\r\n\r\n" % len(page("cookie-flood")) + page("cookie-flood"), then="keep")),
    PageFault(name="interim-flood", does="100 Continue without pause or end", serve=flood(b"", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 100), **UNREACHABLE, most=30_000_000),
    PageFault(name="bare-cr", does="CR inside a header", serve=writes(OK + b"X-A: one\rX-B: two\r\n" + HTML + b"\r\n" + page("bare-cr"))),
    PageFault(name="nul-header", does="NUL in a header", serve=writes(OK + b"X-A: o\x00ne\r\n" + HTML + b"\r\n" + page("nul-header"))),
    PageFault(name="no-colon", does="a header line without a colon", serve=writes(OK + b"What is this\r\n" + HTML + b"\r\n" + page("no-colon"))),
    PageFault(name="folded", does="a header over two lines", serve=writes(OK + b"X-A: one\r\n two\r\n" + HTML + b"\r\n" + page("folded"))),
    PageFault(name="type-lines", does="control characters in Content-Type", serve=writes(OK + b"Content-Type: text/html\x1b[31m\x07; charset=utf-8\r\n\r\n" + page("type-lines"))),
]  # fmt: skip

LENGTHS = [
    PageFault(name="short", does="fewer bytes than announced", serve=writes(sized("short", b"90000")), **TRUNCATED),
    PageFault(name="stuffed", does="a second answer behind the first", serve=writes(stuffed("stuffed"), then="keep")),
    PageFault(name="huge-length", does="announces 10 GB", serve=writes(sized("huge", b"10000000000"), then="hang"), **TOO_LARGE),
    PageFault(name="minus-length", does="Content-Length: -5", serve=writes(sized("minus", b"-5")), **UNREACHABLE),
    PageFault(name="word-length", does="Content-Length: many", serve=writes(sized("word", b"many")), **UNREACHABLE),
    PageFault(name="two-lengths", does="two lengths that differ", serve=writes(sized("two", b"90", b"Content-Length: 700\r\n")), **UNREACHABLE),
    PageFault(name="length-and-chunks", does="a length beside chunks", serve=writes(OK + HTML + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(page("length-and-chunks")) + b"0\r\n\r\n")),
    PageFault(name="chunks", does="in chunks of 100 bytes", serve=writes(CHUNKED + b"".join(chunk(page("chunks")[at : at + 100]) for at in range(0, len(page("chunks")), 100)) + b"0\r\n\r\n", then="keep")),
    PageFault(name="chunk-size", does="a chunk size that is no number", serve=writes(CHUNKED + b"xyz\r\n" + page("chunk-size")), **TRUNCATED),
    PageFault(name="chunk-wide", does="a chunk of 2^80 bytes", serve=writes(CHUNKED + b"ffffffffffffffffffff\r\nabc"), **TRUNCATED),
    PageFault(name="chunk-minus", does="a chunk of -1 bytes", serve=writes(CHUNKED + b"-1\r\nabc\r\n"), **TRUNCATED),
    PageFault(name="chunk-cut", does="ends within a chunk", serve=writes(CHUNKED + b"90000\r\n" + page("chunk-cut")), **TRUNCATED),
    PageFault(name="chunk-last", does="ends before the last chunk", serve=writes(CHUNKED + chunk(page("chunk-last"))), **TRUNCATED),
    PageFault(name="chunk-note", does="a chunk extension without end", serve=flood(CHUNKED + b"5;", b"n" * 4096), **TRUNCATED),
    PageFault(name="trailers", does="trailers without end", serve=flood(CHUNKED + chunk(page("trailers")) + b"0\r\n", b"X-T: " + b"t" * 4000 + b"\r\n"), **TRUNCATED),
    PageFault(name="endless-chunks", does="chunks without end", serve=flood(CHUNKED, chunk(b"y" * 65_536)), **TOO_LARGE),
    PageFault(name="endless-close", does="a body without length or end", serve=flood(OK + HTML + b"\r\n", b"z" * 65_536), **TOO_LARGE),
    PageFault(name="no-length", does="a body that ends with the connection", serve=writes(OK + HTML + b"\r\n" + page("no-length"))),
]  # fmt: skip


def _status(code: int, retry: int | None = None, **more: object) -> PageFault:
    given: dict[str, object] = {"retry": retry, "asks": 1 if retry is None else TRIES, **more}
    return PageFault(
        name=f"status-{code}", does=f"{code} with a body", serve=says(story(f"status {code}"), f"{code} X"),
        reason="http-status", detail=str(code), **given,  # type: ignore[arg-type]  # of a line of the table
    )  # fmt: skip


STATUSES = [
    *(_status(code) for code in (400, 401, 402, 403, 404, 405, 406, 410, 418, 451, 501, 505)),
    *(_status(code, SOON) for code in (408, 425, 500, 502, 503, 504, 507, 509, 520, 524, 529, 530, 598, 600)),
    *(_status(code) for code in (300, 304 + 2, 305)),
    PageFault(name="status-204", does="204 No Content", serve=writes(b"HTTP/1.1 204 No Content\r\n\r\n", then="keep"), reason="empty"),
    PageFault(name="status-205", does="205 Reset Content", serve=says("", "205 Reset Content"), reason="empty"),
    PageFault(name="status-206", does="a part nobody asked for", serve=says(story("part"), "206 Partial Content", Content_Range="bytes 0-700/90000"), reason="truncated", retry=SOON),
    PageFault(name="status-203", does="203 with the page", serve=says(story("status-203"), "203 Non-Authoritative")),
    PageFault(name="status-304", does="not modified, though nothing was held", serve=says("", "304 Not Modified"), reason=UNTOUCHED),
    PageFault(name="flaky", does="502, and well the second time", serve=in_turn(says("", "502 Bad Gateway"), says(story("flaky"))), asks=TRIES),
]  # fmt: skip


def _later(hours: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)


def _asks_for_rest(name: str, value: str | None, retry: int, *, status: str = "429 Too Many") -> PageFault:
    beside = "waits" if retry > 60 else "either"  # a second is over before the crawl is
    headers = {} if value is None else {"Retry_After": value}
    return PageFault(
        name=f"rest-{name}", does=f"{status[:3]}, Retry-After: {value}", serve=says("", status, **headers),
        reason="http-status", detail=status[:3], retry=retry, beside=beside,
    )  # fmt: skip


# The host speaks for itself as a whole: no retry in the run, and the healthy page beside waits as well.
RESTS = [
    _asks_for_rest("seconds", "120", 120),
    _asks_for_rest("date", _later(2), 7_200),
    _asks_for_rest("old-date", "Wed, 21 Oct 2015 07:28:00 GMT", 1),
    _asks_for_rest("zero", "0", 1),
    _asks_for_rest("billion", "1000000000", DAY),
    _asks_for_rest("beyond", "9" * 400, DAY),
    _asks_for_rest("far-date", "Fri, 31 Dec 9999 23:59:59 GMT", DAY),
    _asks_for_rest("minus", "-5", SOON),
    _asks_for_rest("float", "12.5", SOON),
    _asks_for_rest("word", "soon", SOON),
    _asks_for_rest("blank", "", SOON),
    _asks_for_rest("none", None, SOON),
    _asks_for_rest("hex", "0x10", SOON),
    _asks_for_rest("bytes", "\xff\xfe120", SOON),
    _asks_for_rest("503", "7200", 7_200, status="503 Down"),
]

FAULTS = [
    *CONNECTING, *SILENCE, *RESETS, *STATUS_LINES, *HEADERS, *LENGTHS, *STATUSES, *RESTS,
]  # fmt: skip
