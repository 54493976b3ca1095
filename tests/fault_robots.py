"""Faults of robots.txt. ``/a`` is what is asked for; ``/private/a`` is forbidden wherever rules can be read."""

from __future__ import annotations

from fault_table import SOON, UNTOUCHED, PageFault
from fault_transport import CHUNKED, OK, chunk, drip, flood
from faultserver import Serve, goes_to, in_turn, says, story, writes

RULES = "User-agent: *\nDisallow: /a\n"
TEXT = "text/plain"
FORBIDDEN = {"reason": "robots", "asks": 0, "detail": "forbids"}
# The rules could not be read: nothing of the host is asked in this run, one page is told why, the others wait.
UNREAD = {"asks": 0, "retry": SOON, "beside": "waits"}


def _rules(name: str, does: str, robots: Serve, **more: object) -> PageFault:
    return PageFault(
        name=f"robots-{name}", does=does, serve=says(story(f"robots {name}")), robots=robots, **more
    )  # type: ignore[arg-type]  # of a line of the table


BIG = "User-agent: *\nDisallow: /a\n" + "# padding\n" * 1_000_000 + "Disallow: /ok\n"

FAULTS = [
    _rules("forbids", "forbids the page", says(RULES, kind=TEXT), **FORBIDDEN),
    _rules("bom", "begins with a byte order mark", says(b"\xef\xbb\xbf" + RULES.encode(), kind=TEXT), **FORBIDDEN),
    _rules("cr", "lines end in CR alone", says(RULES.replace("\n", "\r"), kind=TEXT), **FORBIDDEN),
    _rules("nul", "NULs between the lines", says(RULES.replace("\n", "\n\0\n"), kind=TEXT), **FORBIDDEN),
    _rules("latin", "bytes that are no UTF-8", says(b"# caf\xe9\n" + RULES.encode(), kind=TEXT), **FORBIDDEN),
    _rules("octets", "called application/octet-stream", says(RULES, kind="application/octet-stream"), **FORBIDDEN),
    _rules("untyped", "without a type", says(RULES, kind=""), **FORBIDDEN),
    _rules("html", "the site's page in place of rules", says("<html><body>Disallow: nothing</body></html>")),
    _rules("json", "JSON in place of rules", says('{"error": "no"}', kind="application/json")),
    _rules("binary", "random bytes", says(bytes(range(256)) * 200, kind="application/octet-stream")),
    _rules("empty", "no bytes", says("", kind=TEXT)),
    _rules("missing", "404", says("", "404 Not Found")),
    _rules("gone", "410", says("", "410 Gone")),
    _rules("locked", "401", says("", "401 Unauthorized")),
    _rules("refused", "403", says("", "403 Forbidden")),
    _rules("500", "500", says("", "500 Broken"), reason="robots", detail="500", **UNREAD),
    _rules("503", "503", says("", "503 Down"), reason="robots", detail="503", **UNREAD),
    _rules("507", "507", says("", "507 Full"), reason="robots", detail="507", **UNREAD),
    _rules("503-rest", "503 with Retry-After", says("", "503 Down", Retry_After="7200"), reason=UNTOUCHED, asks=0, beside="waits", rests=True),
    _rules("429", "429 with Retry-After", says("", "429 Too Many", Retry_After="3600"), reason=UNTOUCHED, asks=0, beside="waits", rests=True),
    _rules("hangs", "never answers", lambda wire: wire.hang(), reason="timeout", **UNREAD),
    _rules("drips", "a byte at a time", drip(OK + b"Content-Length: 9000\r\n\r\n", b"#"), reason="timeout", **UNREAD),
    _rules("reset", "RST", lambda wire: wire.reset(), reason="unreachable", **UNREAD),
    _rules("once", "RST, and well the second time", in_turn(lambda wire: wire.reset(), says(RULES, kind=TEXT)), **FORBIDDEN),
    _rules("cut", "fewer bytes than announced", writes(OK + b"Content-Length: 9000\r\n\r\n" + RULES.encode()), reason="truncated", **UNREAD),
    _rules("garbage", "no HTTP", writes(b"User-agent: *\nDisallow: /\n"), reason="unreachable", **UNREAD),
    _rules("big", "10 MB: the first 500 kB hold", says(BIG, kind=TEXT), **FORBIDDEN),
    _rules("endless", "without end: the first 500 kB hold", flood(CHUNKED + chunk(RULES.encode()), chunk(b"# more\n" * 1_000)), **FORBIDDEN),
    _rules("moved", "moved, as RFC 9309 lets it", goes_to("/rules.txt", "301 Moved"), also={"/rules.txt": says(RULES, kind=TEXT)}, **FORBIDDEN),
    _rules("loop", "redirects to itself", goes_to("/robots.txt"), reason="robots", detail="redirect", **UNREAD),
    _rules("inside", "redirects to this machine", goes_to("http://127.0.0.1:{port}/secret"), reason="robots", **UNREAD),
    _rules("file", "redirects to a file", goes_to("file:///etc/passwd")),
    _rules("nowhere", "302 without Location", says("", "302 Found")),
    _rules("day", "Crawl-delay: 86400", says("User-agent: *\nCrawl-delay: 86400\nDisallow: /a\n", kind=TEXT), **FORBIDDEN, beside="none"),
    _rules("delay-word", "Crawl-delay: slowly", says("User-agent: *\nCrawl-delay: slowly\n", kind=TEXT)),
    _rules("delay-minus", "Crawl-delay: -3", says("User-agent: *\nCrawl-delay: -3\n", kind=TEXT)),
    _rules("delay-inf", "Crawl-delay: inf and nan", says("User-agent: *\nCrawl-delay: inf\nCrawl-delay: nan\nDisallow: /a", kind=TEXT), **FORBIDDEN, beside="none"),
    _rules("stars", "a pattern of a thousand stars", says("User-agent: *\nDisallow: /" + "*a" * 1_000 + "$\n", kind=TEXT)),
    _rules("many", "20,000 rules", says("User-agent: *\n" + "".join(f"Disallow: /x{number}*y\n" for number in range(20_000)), kind=TEXT), heavy=True),
]  # fmt: skip
