"""Announcement in, candidates out: what kind of bytes came, who reads them, and what went wrong."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.announced import BREAKS_OFF
from crawler.feeds import FeedContent, read_feed, read_json_feed
from crawler.listings import read_listing
from crawler.paging import next_address
from crawler.publishers import is_closed
from crawler.recipes import read_api
from crawler.sitemaps import SitemapContent, read_sitemap, read_url_list
from crawler.tags import has_crowded_tag
from crawler.traps import without_traps
from store.records import Candidate, Discovery, Reason, Source, SourceKind

MAX_DECODED = 52_428_800  # bytes; the sitemap protocol's own limit for one file, unpacked

_ROOT = re.compile(
    rb"<(?:[A-Za-z][\w.-]{0,30}:)?(rss|RDF|feed|channel|urlset|sitemapindex|html|body|head)[\s>/]",
    re.IGNORECASE,
)
_HTML_ONLY = (b"html", b"body", b"head")
_ALTERNATE = re.compile(
    rb"<link\b(?=[^>]{0,400}application/(?:rss|atom|feed)\+(?:xml|json))[^>]{0,400}?href=[\"']([^\"'>]{1,300})",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What one announcement brought, and the further ones it names: children of a sitemap index, the next page."""

    discovery: Discovery
    further: tuple[str, ...] = ()
    cut: bool = False  # not all of it arrived; asked again, it may be whole


def read_announcement(
    source: Source, url: str, body: bytes, content_type: str, at: datetime, *, page: int = 1
) -> Announcement:
    """Candidates of a fetched feed, sitemap, listing or interface. Never raises: the status names what cannot be read.

    What the bytes are decides, not what the catalogue says: a sitemap behind a feed's address is read as
    one. HTML alone is read as a listing only for sources of that kind, because every error page is HTML. An
    interface is read by its recipe and by nothing else. Addresses that no article has are left out, and counted in
    the detail. ``page`` counts from 1.
    """
    found = _read(source, url, body, content_type, at, page)
    kept, left_out = without_traps(found.discovery.candidates)
    if not left_out:
        return found
    detail = "; ".join(part for part in (found.discovery.detail, left_out) if part)
    discovery = replace(found.discovery, candidates=kept, detail=detail)
    if not (kept or discovery.records or found.further):
        discovery = replace(discovery, status=str(Reason.NOT_ARTICLE))
    return replace(found, discovery=discovery)


def _read(source: Source, url: str, body: bytes, content_type: str, at: datetime, page: int) -> Announcement:
    blank = Discovery(source_id=source.id, url=url, at=at, status="ok")
    data, problem = _unpacked(body)
    if not data.strip():
        return Announcement(discovery=replace(blank, status=str(problem or Reason.EMPTY), detail="no bytes"))
    if sniff(data) in ("feed", "html", "text") and has_crowded_tag(data):
        detail = "a tag with thousands of attributes"
        return Announcement(discovery=replace(blank, status=str(Reason.TOO_LARGE), detail=detail))
    if source.kind is SourceKind.API:
        return _from_api(data, content_type, blank, source, page)
    kind = sniff(data)
    if kind == "sitemap":
        sitemap = read_sitemap(data, content_type, source=source, url=url, at=at)
        return _from_sitemap(sitemap, blank, problem)
    if kind == "text" and source.kind is SourceKind.SITEMAP:
        sitemap = read_url_list(data, content_type, source=source, url=url, at=at)
        if sitemap.candidates:
            return _from_sitemap(sitemap, blank, problem)
    if kind in ("feed", "json") and source.kind is not SourceKind.LISTING:
        reader = read_json_feed(data, source=source, url=url, at=at) if kind == "json" else None
        return _from_feed(
            reader or read_feed(data, content_type, source=source, url=url, at=at), blank, kind, problem
        )
    if source.kind is SourceKind.LISTING:
        return _from_listing(data, content_type, blank, source, kind, page)
    return Announcement(discovery=_refusal(blank, data, kind))


def sniff(data: bytes) -> str:
    """feed | sitemap | json | html | binary | text, from the first kilobytes."""
    head = _readable(data[:8192]).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        return "json"
    root = _ROOT.search(head)
    if root is not None:
        name = root.group(1).lower()
        if name in (b"urlset", b"sitemapindex"):
            return "sitemap"
        return "html" if name in _HTML_ONLY else "feed"
    if head[:14].lower() == b"<!doctype html":
        return "html"
    if head[:5] == b"<?xml":
        return "feed"
    if b"\x00" in head or head[:4] in (b"%PDF", b"\x89PNG", b"PK\x03\x04", b"\xff\xd8\xff\xe0"):
        return "binary"
    return "html" if re.search(rb"<(?:div|p|a|ul|table|script)[\s>]", head, re.IGNORECASE) else "text"


def _from_sitemap(content: SitemapContent, blank: Discovery, problem: str) -> Announcement:
    told = (problem and f"cut: {problem}", content.damage, content.note)
    detail = "; ".join(part for part in told if part)
    if len(content.candidates) < content.entries and not content.children:
        count = f"newest {len(content.candidates)} of {content.entries}"
        detail = f"{count}; {detail}" if detail else count
    found = content.candidates or content.children
    status = "ok" if found else (Reason.TRUNCATED if content.damage else "empty")
    discovery = replace(blank, status=str(status), detail=detail, candidates=content.candidates)
    return Announcement(discovery=discovery, further=content.children, cut=_is_cut(problem, content.damage))


def _is_cut(problem: str, damage: str) -> bool:
    return problem == Reason.TRUNCATED or damage.endswith(BREAKS_OFF)


def _from_feed(content: FeedContent, blank: Discovery, kind: str, problem: str) -> Announcement:
    closed = sum(1 for item in content.candidates if is_closed(item.url))
    told = (
        problem or content.damage, content.note, closed and f"{closed} links do not say where the article is",
    )  # fmt: skip
    detail = "; ".join(part for part in told if part)
    if content.candidates:
        discovery = replace(blank, detail=detail, candidates=content.candidates)
        return Announcement(discovery=discovery, cut=_is_cut(problem, content.damage))
    if content.is_feed and not content.entries:
        # A feed that breaks off before its first item is not an empty feed.
        status = Reason.TRUNCATED if content.damage else "empty"
        return Announcement(discovery=replace(blank, status=str(status), detail=detail))
    if content.is_feed:
        return Announcement(
            discovery=replace(blank, status=str(Reason.NOT_ARTICLE), detail="no item has a usable link")
        )
    if kind != "json":
        detail = "XML without a feed in it"
    return Announcement(discovery=replace(blank, status=str(Reason.NOT_ARTICLE), detail=detail))


def _from_api(data: bytes, content_type: str, blank: Discovery, source: Source, page: int) -> Announcement:
    content = read_api(data, content_type, source=source, url=blank.url, at=blank.at)
    found = bool(content.candidates or content.records)
    if content.reason is not None:
        return Announcement(discovery=replace(blank, status=str(content.reason), detail=content.damage))
    found = found or bool(content.next and page < source.pages)  # an index that names where the items are
    discovery = replace(
        blank, status="ok" if found else "empty", detail=content.damage, candidates=content.candidates,
        records=content.records,
    )  # fmt: skip
    further = content.next or next_address(source, blank.at, page)
    return Announcement(
        discovery=discovery, further=(further,) if found and further and page < source.pages else ()
    )


def _from_listing(
    data: bytes, content_type: str, blank: Discovery, source: Source, kind: str, page: int
) -> Announcement:
    if kind in ("json", "binary"):
        what = "JSON" if kind == "json" else "no text"
        return Announcement(
            discovery=replace(
                blank, status=str(Reason.NOT_HTML), detail=f"{what} where a page of links was expected"
            )
        )
    if kind == "feed":
        content = read_feed(data, content_type, source=source, url=blank.url, at=blank.at)
        if content.is_feed:
            return _from_feed(content, blank, kind, "")
    listing = read_listing(data, content_type, source=source, url=blank.url, at=blank.at)
    if listing.candidates:
        further = (listing.next,) if listing.next and page < source.pages else ()
        return Announcement(discovery=replace(blank, candidates=listing.candidates), further=further)
    detail = listing.damage or f"none of {listing.links} links looks like an article's"
    status = Reason.NOT_ARTICLE if listing.damage or listing.links else Reason.EMPTY
    return Announcement(discovery=replace(blank, status=str(status), detail=detail))


def _refusal(blank: Discovery, data: bytes, kind: str) -> Discovery:
    """HTML, plain text or bytes where a feed should be; says which feed the page names, if it names one."""
    if kind == "html":
        named = _ALTERNATE.search(data[:100_000])
        hint = f"; the page names {named.group(1).decode('utf-8', 'replace')}" if named else ""
        return replace(blank, status=str(Reason.NOT_ARTICLE), detail=f"HTML where a feed was expected{hint}")
    what = {"binary": "binary bytes", "json": "JSON"}.get(kind, "plain text")
    return replace(blank, status=str(Reason.NOT_HTML), detail=f"{what} where a feed was expected")


def _unpacked(body: bytes) -> tuple[bytes, str]:
    """The bytes, unzipped when they are gzip (sitemap.xml.gz), and what was wrong: a Reason value or ""."""
    if body[:2] != b"\x1f\x8b":
        return body, ""
    unzip = zlib.decompressobj(wbits=31)
    try:
        data = unzip.decompress(body, MAX_DECODED)
    except zlib.error:
        return b"", str(Reason.TRUNCATED)
    if unzip.unconsumed_tail:
        return data, str(Reason.TOO_LARGE)
    return data, "" if unzip.eof else str(Reason.TRUNCATED)


def _readable(head: bytes) -> bytes:
    """UTF-16 text as ASCII-compatible bytes, so that its root element can be seen. Markup alone is ASCII."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace").encode("utf-8", "replace")
    for codec, zero in (("utf-16-le", 1), ("utf-16-be", 0)):  # without its mark
        if head[zero:16:2].strip(b"\x00") == b"" and head[1 - zero : 16 : 2].isascii() and len(head) >= 16:
            return head.decode(codec, "replace").encode("utf-8", "replace")
    return head


def candidates_since(candidates: tuple[Candidate, ...], since: datetime | None) -> tuple[Candidate, ...]:
    """Those that may have been published at or after ``since``: a page last changed before it was not."""
    if since is None:
        return candidates
    return tuple(
        candidate
        for candidate in candidates
        if (candidate.published_at or candidate.updated_at or since) >= since
    )
