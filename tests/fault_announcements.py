"""Faults of feeds, sitemaps and listings. What they name beside their fault are healthy pages of their own host."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from fault_bodies import CHALLENGE, PDF, SIMPLIFIED
from fault_table import TRIES, FeedFault, healthy_page
from fault_transport import CHUNKED, OK, chunk, drip, flood
from fault_unpacking import PACK, packed
from faultserver import Serve, Wire, goes_to, in_turn, says, writes

RSS = "application/rss+xml"
XML = "application/xml"


def item(link: str, title: str = "An item", *more: str) -> str:
    return f"<item><title>{title}</title><link>{link}</link>{''.join(more)}</item>"


def rss(items: Iterable[str], *, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>Feed</title>{"".join(items)}</channel></rss>'


def sitemap(locations: Iterable[str], *, end: str = "</urlset>") -> str:
    urls = "".join(f"<url><loc>{location}</loc></url>" for location in locations)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}{end}'


def index(locations: Iterable[str]) -> str:
    maps = "".join(f"<sitemap><loc>{location}</loc></sitemap>" for location in locations)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'


TWO = [item("/p/1", "One"), item("/p/2", "Two")]
GOOD = rss(TWO)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1/secret">]>'


def _feed(body: str | bytes, kind: str = RSS, **headers: str) -> Serve:
    return says(body, kind=kind, **headers)


def _gone(status: str) -> Serve:
    return says("", status)


TRANSPORT = [
    FeedFault(name="feed-404", does="404", serve=_gone("404 Not Found"), status="http-status", detail="404"),
    FeedFault(name="feed-410", does="410", serve=_gone("410 Gone"), status="http-status", detail="410"),
    FeedFault(name="feed-403", does="403", serve=_gone("403 Forbidden"), status="http-status", detail="403"),
    FeedFault(name="feed-500", does="500", serve=_gone("500 Broken"), status="http-status", detail="500", asks=TRIES),
    FeedFault(name="feed-304", does="not modified, never asked before", serve=_gone("304 Not Modified"), status="http-status"),
    FeedFault(name="feed-204", does="204", serve=writes(b"HTTP/1.1 204 No Content\r\n\r\n"), status="empty"),
    FeedFault(name="feed-206", does="a part of the feed", serve=says(GOOD, "206 Partial Content", RSS), status="truncated"),
    FeedFault(name="feed-silent", does="says nothing", serve=lambda wire: wire.hang(), status="timeout", asks=TRIES),
    FeedFault(name="feed-loris", does="drips", serve=drip(OK + b"Content-Length: 100000\r\n\r\n", b"<"), status="timeout", asks=TRIES),
    FeedFault(name="feed-reset", does="RST in the body", serve=writes(CHUNKED + chunk(GOOD.encode()), then="reset"), status="truncated", asks=TRIES),
    FeedFault(name="feed-short", does="fewer bytes than announced", serve=writes(OK + b"Content-Length: 99999\r\n\r\n" + GOOD.encode()), status="truncated", asks=TRIES),
    FeedFault(name="feed-cut-gzip", does="gzip that breaks off", serve=packed(lambda: gzip.compress(GOOD.encode() * 3)[:-90], "gzip"), status="truncated", asks=TRIES),
    FeedFault(name="feed-bomb", does="a gzip bomb", serve=packed(lambda: gzip.compress(bytes(60_000_000)), "gzip"), status="too-large"),
    FeedFault(name="feed-br-bomb", does="a brotli bomb", serve=packed(lambda: PACK["br"](bytes(60_000_000)), "br"), status="too-large"),
    FeedFault(name="feed-endless", does="without end", serve=flood(CHUNKED, chunk(b"<item></item>" * 5_000), 200_000_000), status="too-large", heavy=True),
    FeedFault(name="feed-refused", does="nobody listens", serve=_feed(GOOD), status="unreachable", port="refused"),
    FeedFault(name="feed-nodns", does="the name has no address", serve=_feed(GOOD), status="unreachable", dns=""),
    FeedFault(name="feed-inside", does="redirects to this machine", serve=goes_to("http://127.0.0.1:{port}/secret"), status="unsafe-address"),
    FeedFault(name="feed-file", does="redirects to a file", serve=goes_to("file:///etc/passwd"), status="unsafe-address"),
    FeedFault(name="feed-loop", does="redirects to itself", serve=goes_to("/feed"), status="http-status", detail="too many redirects", asks=11),
    FeedFault(name="feed-moved", does="moved for good", serve=goes_to("/new", "301 Moved"), also={"/new": _feed(GOOD)}, pages=2),
    FeedFault(name="feed-robots", does="robots.txt forbids it", serve=_feed(GOOD), robots=says("User-agent: *\nDisallow: /feed", kind="text/plain"), status="robots", asks=0),
    FeedFault(name="feed-no-rules", does="robots.txt answers 503", serve=_feed(GOOD), robots=_gone("503 Down"), status="robots", asks=0),
    FeedFault(name="feed-once", does="502, and well the second time", serve=in_turn(_gone("502 Bad"), _feed(GOOD)), pages=2, asks=TRIES),
]  # fmt: skip

SHAPES = [
    FeedFault(name="shape-html", does="HTML where a feed was", serve=says("<html><body><h1>Welcome</h1><p>Our feeds have moved.</p></body></html>"), status="not-article", detail="HTML where a feed"),
    FeedFault(name="shape-challenge", does="a challenge where a feed was", serve=says(CHALLENGE), status="blocked"),
    FeedFault(name="shape-json", does="a JSON error where a feed was", serve=says('{"error": "rate"}', kind="application/json"), status="not-article"),
    FeedFault(name="shape-pdf", does="PDF where a feed was", serve=says(PDF, kind=RSS), status="not-html"),
    FeedFault(name="shape-noise", does="bytes without meaning", serve=says(bytes(range(256)) * 50, kind=RSS), status="not-html"),
    FeedFault(name="shape-text", does="plain text", serve=says("Service temporarily unavailable", kind=RSS), status="not-html"),
    FeedFault(name="shape-empty", does="no bytes", serve=says("", kind=RSS), status="empty"),
    FeedFault(name="shape-blank", does="blank lines", serve=says("\n \r\n\t" * 40, kind=RSS), status="empty"),
    FeedFault(name="shape-no-items", does="a feed without items", serve=_feed(rss([])), status="empty"),
    FeedFault(name="shape-no-links", does="items without links", serve=_feed(rss(["<item><title>x</title></item>"] * 3)), status="not-article", detail="usable link"),
    FeedFault(name="shape-typed-html", does="a feed called text/html", serve=_feed(GOOD, "text/html"), pages=2),
    FeedFault(name="shape-space", does="blank lines before the XML", serve=_feed("\n\n  " + GOOD), pages=2),
    FeedFault(name="shape-cut", does="breaks off in an item", serve=_feed(rss([*TWO, "<item><title>Half</title><link>/p/thi"]).partition("</channel>")[0]), pages=2),
    FeedFault(name="shape-bad-xml", does="a bare ampersand and an open tag", serve=_feed(rss([item("/p/1", "A & B <b>"), item("/p/2")])), pages=2),
    FeedFault(name="shape-bad-entity", does="an entity nobody declared", serve=_feed(rss([item("/p/1", "Caf&eacute; &nbsp;&unknown;"), item("/p/2")])), pages=2),
    FeedFault(name="shape-controls", does="control characters in the XML", serve=_feed(rss([item("/p/1", "Be\x07ll\x0c"), item("/p/2", "N\x00UL")])), pages=2),
    FeedFault(name="shape-gzip", does="gzip, without saying so", serve=_feed(gzip.compress(GOOD.encode())), pages=2),
    FeedFault(name="shape-sitemap", does="a sitemap where a feed was", serve=_feed(sitemap(["/p/1", "/p/2"])), pages=2),
    FeedFault(name="shape-html-map", does="HTML where a sitemap was", kind="sitemap", serve=says("<!doctype html><html><body>404</body></html>"), status="not-article"),
    FeedFault(name="shape-json-deep", does="JSON of 100,000 brackets", serve=says("[" * 100_000, kind="application/json"), status="not-article"),
    FeedFault(name="shape-xml-deep", does="XML of 50,000 open elements", serve=_feed(rss(["<a>" * 50_000, *TWO])), status="*", pages=None),
    FeedFault(name="shape-listing-empty", does="a listing without links", kind="listing", serve=says("<html><body><p>Nothing today.</p></body></html>"), status="empty"),
    FeedFault(name="shape-listing-json", does="JSON where a listing was", kind="listing", serve=says("{}", kind="application/json"), status="not-html"),
]  # fmt: skip

CONTENTS = [
    FeedFault(name="laughs", does="a billion laughs", serve=_feed(rss([item("/p/1", "&j;"), item("/p/2")], head=LAUGHS)), pages=2),
    FeedFault(name="xxe", does="entities of files and of this machine", serve=_feed(rss([item("/p/1", "&x;"), item("/p/2", "&y;")], head=XXE)), pages=2),
    FeedFault(name="xxe-map", does="the same in a sitemap", kind="sitemap", serve=_feed(sitemap(["/p/1", "/p/2", "&x;"]).replace('<?xml version="1.0"?>', XXE.replace("rss", "urlset")), XML), pages=2),
    FeedFault(name="same-guid", does="one guid for all items", serve=_feed(rss([item(f"/p/{n}", "T", "<guid>1</guid>") for n in range(4)])), pages=4),
    FeedFault(name="new-guid", does="one link under many guids", serve=_feed(rss([item("/p/1", "T", f"<guid>{n}</guid>") for n in range(9)])), pages=1),
    FeedFault(name="dates", does="dates of 1970, 2099, 99999 and nonsense", serve=_feed(rss([item(f"/p/{n}", "T", f"<pubDate>{date}</pubDate>") for n, date in enumerate(("Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT", "99999-99-99T99:99:99Z", "Mon, 99 Foo 20266 77:88:99 +9999", "\u0661\u0662"))])), pages=5),
    FeedFault(name="big-title", does="a title of 1 MB", serve=_feed(rss([item("/p/1", "Parcel " * 150_000), item("/p/2")])), pages=2),
    FeedFault(name="long-links", does="links of 10 kB", serve=_feed(rss([item("/" + "x" * 10_000), *TWO])), pages=2),
    FeedFault(name="bad-links", does="javascript:, mailto:, passwords, port 0", serve=_feed(rss([*(item(link) for link in ("javascript:alert(1)", "mailto:a@b.example", "http://a:b@c.example/", "http://c.example:0/", "file:///etc/passwd", "http://[::zz]/", "http://", "", "#top")), *TWO])), pages=2),
    FeedFault(name="traps", does="900 addresses that a site makes without end", serve=_feed(rss([*(item(link) for n in range(300) for link in (f"/a/b/a/b/a/b/{n}", f"/events/calendar/2026/{n % 12 + 1}/?view=month&n={n}", f"/shop?sort=a&order=b&filter={n}")), *TWO])), pages=2, detail="left out"),
    FeedFault(name="visits", does="one page under 500 numbers of a visit", serve=_feed(rss(item(f"/p/1;jsessionid={n:032x}?PHPSESSID={n:032x}") for n in range(500))), pages=1),
    FeedFault(name="gbk-feed", does="GBK called UTF-8", serve=_feed(rss([item("/p/1", SIMPLIFIED[0]), item("/p/2", SIMPLIFIED[1])]).encode("gbk")), pages=2),
    FeedFault(name="utf16-feed", does="UTF-16 without a mark", serve=_feed(rss(TWO, head='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16-le")), pages=2),
    FeedFault(name="self-index", does="a sitemap index that names itself", kind="sitemap", serve=_feed(index(["/feed", "/feed?x=1"]), XML), also={"/feed?x=1": _feed(index(["/feed", "/feed?x=1"]), XML)}, status="*"),
    FeedFault(name="index-circle", does="indexes in a circle, and one good map", kind="sitemap", serve=_feed(index(["/i2", "/m"]), XML), also={"/i2": _feed(index(["/feed", "/i2"]), XML), "/m": _feed(sitemap(["/p/1", "/p/2"]), XML)}, pages=2),
    FeedFault(name="index-inside", does="an index that leads inside", kind="sitemap", serve=_feed(index(["http://127.0.0.1/map.xml", "http://10.0.0.1/m", "/m"]), XML), also={"/m": _feed(sitemap(["/p/1", "/p/2"]), XML)}, pages=2, status="*"),
    FeedFault(name="cut-map", does="a sitemap that breaks off", kind="sitemap", serve=_feed(sitemap(["/p/1", "/p/2"], end="<url><loc>/p/thi"), XML), pages=2),
]  # fmt: skip


def endless_indexes(wire: Wire) -> None:
    """Each index names twenty others that nobody has seen."""
    if not wire.asked.path.startswith("/feed"):
        healthy_page(wire)
        return
    path = wire.asked.path.rstrip("/")
    wire.answer(index(f"{path}/{number}" for number in range(20)), kind=XML)


def calendar(wire: Wire) -> None:
    """A page of a calendar: two days, and the next month, for ever."""
    if not wire.asked.path.startswith("/feed"):
        healthy_page(wire)
        return
    month = int(wire.asked.path.partition("month=")[2] or 1)
    days = "".join(
        f'<li><a href="/p/{month}-{day}">Customs notice number {day} of month {month}, in full</a></li>'
        for day in (1, 2)
    )
    wire.answer(
        f'<html><head><link rel="next" href="/feed?month={month + 1}"></head><body><ul>{days}</ul><a rel="next" class="next" href="/feed?month={month + 1}">Next month</a></body></html>'
    )


ATTRIBUTES = " ".join(f'a{number}="1"' for number in range(60_000))
CROWDS = [
    FeedFault(name="crowd-feed", does="50,000 items", serve=_feed(rss(item(f"/p/{n}") for n in range(50_000))), pages=None, detail="first 1000", heavy=True),
    FeedFault(name="crowd-map", does="a sitemap of 100,000", kind="sitemap", serve=_feed(sitemap(f"/p/{n}" for n in range(100_000)), XML), pages=None, heavy=True),
    FeedFault(name="crowd-index", does="an index of 100,000 maps", kind="sitemap", serve=_feed(index(f"/m/{n}" for n in range(100_000)), XML), pages=None, status="*", heavy=True),
    FeedFault(name="endless-indexes", does="indexes of indexes of indexes", kind="sitemap", serve=endless_indexes, otherwise=endless_indexes, pages=0, status="*", heavy=True),
    FeedFault(name="calendar", does="a listing whose next page never ends", kind="listing", serve=calendar, otherwise=calendar, pages=None, settings={"pages": 5}, heavy=True),
    FeedFault(name="crowd-links", does="a listing of 30,000 links", kind="listing", serve=says("<html><body>" + "".join(f'<p><a href="/p/{n}">Customs notice number {n} of the year, in full</a></p>' for n in range(30_000)) + "</body></html>"), pages=None, heavy=True),
    FeedFault(name="crowd-attributes", does="an item of 60,000 attributes", serve=_feed(rss([f"<item {ATTRIBUTES}><title>x</title><link>/p/1</link></item>"])), status="too-large"),
    FeedFault(name="crowd-page", does="a listing with a link of 60,000 attributes", kind="listing", serve=says(f"<html><body><a {ATTRIBUTES}>x</a>"), status="too-large"),
    FeedFault(name="crowd-tags", does="an item of 3 million elements", serve=_feed(rss([f"<item><title>x</title><link>/p/1</link>{'<a>b</a>' * 3_000_000}</item>"])), status="extract-timeout", asks=TRIES, heavy=True),
    FeedFault(name="crowd-bytes", does="a feed of 24 MB in one item", serve=_feed(rss([item("/p/1", "T", f"<description>{'x' * 24_000_000}</description>"), item("/p/2")])), pages=2, asks=TRIES, heavy=True),
    FeedFault(name="zipped-map", does="a zipped sitemap of 200 MB", kind="sitemap", serve=_feed(gzip.compress((sitemap(["/p/1", "/p/2"], end="") + " " * 200_000_000).encode())), pages=1, detail="cut", heavy=True),
]  # fmt: skip

FAULTS = [*TRANSPORT, *SHAPES, *CONTENTS, *CROWDS]
