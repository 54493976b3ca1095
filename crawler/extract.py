"""A page to an article or a named rejection. Never opens a socket, never raises."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.authors import find_author
from crawler.body import clean_line
from crawler.dates import FoundDate, find_date, local_text, relative_date
from crawler.encodings import REPLACEMENT, decode
from crawler.main_text import least_length, read_text
from crawler.markup import Head, parse_html, read_head
from crawler.paged import join_parts
from crawler.pagers import find_pager
from crawler.paywalls import paywall_of
from crawler.refusals import Reading, refusal_of
from crawler.titles import find_title
from crawler.urls import UnusableURL, canonical_url
from store.records import Article, Candidate, DateSource, Lang, Page, Reason, Rejection, Source

EXTRACTOR_VERSION = "2"
MAX_BYTES = 5_000_000  # of HTML, after decompression: extraction is super-linear beyond
MAX_ELEMENTS = 100_000  # of a page; the largest of 484 saved news pages has 4,000
MAX_DAMAGE = 0.01  # share of U+FFFD in the text from which it is not stored as text

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"),
    (b"PK\x03\x04", "zip"), (b"RIFF", "riff"), (b"\x00\x00\x01\x00", "icon"), (b"\x7fELF", "elf"),
    (b"MZ\x90", "exe"), (b"\xd0\xcf\x11\xe0", "ole"), (b"ID3", "mp3"), (b"wOFF", "font"), (b"wOF2", "font"),
    (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"SQLite format", "sqlite"),
)  # fmt: skip


class _RefusedError(Exception):
    """Why a page is not an article; turned into a Rejection at the door."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def extract_page(
    page: Page, *, source: Source | None = None, candidate: Candidate | None = None, now: datetime
) -> Article | Rejection:
    """Read one fetched page. ``lang`` stays UNKNOWN: the caller detects it from the text."""
    try:
        return _article(page, source, candidate, now)
    except _RefusedError as refused:
        return _rejection(page, refused.reason, refused.detail, now)
    except (MemoryError, RecursionError) as error:
        return _rejection(page, Reason.EXTRACT_FAILED, type(error).__name__, now)
    except Exception as error:
        return _rejection(page, Reason.EXTRACT_FAILED, f"{type(error).__name__}: {error}"[:200], now)


def warm_up() -> None:
    """Extract a small page, so that the first real one does not pay for patterns and tables being built."""
    line = "A worker reads this page before any other, and throws it away. " * 9
    body = f"<html lang=en><title>Warm</title><h1>Warm</h1><p>1 May 2020</p><p>{line}</p>".encode()
    at = datetime(2020, 5, 2, tzinfo=UTC)
    extract_page(Page(url="", final_url="", source_id="", fetched_at=at, status=200, body=body), now=at)


def extract_row(result: Article | Rejection, *, id: str | None = None) -> dict[str, Any]:
    """The row `tradewind extract` prints: an article's fields, or ``{id, url, rejection, detail}``."""
    if isinstance(result, Rejection):
        return {"id": id, "url": result.url, "rejection": result.reason.value, "detail": result.detail}
    published = result.published_at
    return {
        "id": id,
        "url": result.url,
        "title": result.title,
        "author": result.author,
        "published_at": published and local_text(published, result.published_raw, date_only=result.date_only),
        "date_source": result.date_source.value,
        "lang": result.lang.value,
        "description": result.description,
        "text": result.text,
    }


def _rejection(page: Page, reason: Reason, detail: str, now: datetime) -> Rejection:
    return Rejection(
        url=page.url,
        source_id=page.source_id,
        at=now,
        reason=reason,
        detail=detail,
        extractor=EXTRACTOR_VERSION,
    )


def _article(page: Page, source: Source | None, candidate: Candidate | None, now: datetime) -> Article:
    body = _html_bytes(page)
    decoded = decode(body, page.content_type)
    _refuse_other_formats(decoded.text, page.content_type)
    tree = parse_html(decoded.text)
    if tree is None:
        raise _RefusedError(Reason.EMPTY, "no markup and no text")
    size = sum(1 for _ in tree.iter())
    if size > MAX_ELEMENTS:
        raise _RefusedError(Reason.TOO_LARGE, f"{size} elements, the limit is {MAX_ELEMENTS}")
    head = read_head(tree)
    zone = _zone(source, page.final_url or page.url, head)
    title = clean_line(find_title(head, tree, url=page.final_url or page.url).value) or clean_line(
        (candidate and candidate.title) or ""
    )
    found = find_date(head, tree, url=page.final_url or page.url, zone=zone, now=now, title=title)
    signed = find_author(head, tree)
    author = signed.value if signed is not None else None
    pager = find_pager(tree, page.final_url or page.url)
    main = read_text(tree, head, url=page.final_url or page.url, title=title, author=author or "")
    joined = join_parts(main, page, pager, title=title, author=author or "")
    main = joined.main
    text, drawn_title = main.text, main.drawn_title
    if drawn_title and title.startswith(drawn_title) and title[len(drawn_title) :].strip()[:1] in {*"-|_–—·"}:
        title = drawn_title  # ours was the document's, with the name of the site behind it
    title = title or drawn_title
    _refuse_other_pages(tree, head, page, title=title, text=text, found=found, author=author)
    _refuse_no_article(text, title)
    date = _chosen_date(found, candidate)
    if date is None and candidate is not None:  # of a file it is not known when it was fetched
        date = relative_date(tree, title, zone=zone, fetched_at=page.fetched_at)
    return Article(
        url=joined.first or _canonical(head, page),
        source_id=page.source_id,
        title=title,
        text=text,
        lang=Lang.UNKNOWN,
        fetched_at=page.fetched_at,
        published_at=date.at if date else None,
        published_raw=date.raw if date else "",
        date_source=date.source if date else DateSource.NONE,
        date_only=bool(date and date.date_only),
        author=author,
        declared_lang=head.lang,
        description=clean_line(head.meta("og:description", "description", "twitter:description"))[:1000],
        extractor=EXTRACTOR_VERSION,
        publisher=candidate.publisher if candidate else "",
        paragraphs=main.paragraphs(),
        parts=joined.parts,
        missing=joined.missing,
    )


def _html_bytes(page: Page) -> bytes:
    body = page.body
    if body.startswith(b"\x1f\x8b"):  # compressed without saying so
        unpacker = zlib.decompressobj(wbits=31)
        try:
            body = unpacker.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise _RefusedError(Reason.NOT_HTML, "damaged gzip") from error
    if not body.strip(b" \t\r\n\x00"):
        raise _RefusedError(Reason.EMPTY, "no bytes")
    if len(body) > MAX_BYTES:
        raise _RefusedError(Reason.TOO_LARGE, f"{len(body)} bytes, the limit is {MAX_BYTES}")
    for magic, name in _MAGIC:
        if body.startswith(magic):
            raise _RefusedError(Reason.NOT_HTML, name)
    return body


def _refuse_other_formats(text: str, content_type: str) -> None:
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["}:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            raise _RefusedError(Reason.NOT_HTML, "json")
    if start.startswith("<?xml") and any(
        root in start[:600] for root in ("<rss", "<feed", "<urlset", "<sitemapindex", "<rdf:RDF")
    ):
        raise _RefusedError(Reason.NOT_HTML, "feed")
    odd = sum(char < " " and char not in "\t\r\n\f" for char in text[:20_000])
    if odd > 0.02 * len(text[:20_000]) and "<p" not in text[:200_000].lower():
        raise _RefusedError(Reason.NOT_HTML, "binary")
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")) and "<" not in text[:2000]:
        raise _RefusedError(Reason.NOT_HTML, kind)


def _refuse_other_pages(
    tree: HtmlElement,
    head: Head,
    page: Page,
    *,
    title: str,
    text: str,
    found: FoundDate | None,
    author: str | None,
) -> None:
    """Pages that stand in the place of an article, and beginnings of articles that are closed."""
    reading = Reading(
        title=title,
        text=text,
        dated=found is not None and found.source is not DateSource.URL,
        author=author is not None,
        url=page.final_url or page.url,
        too_short=len(text) < least_length(text),
    )
    refusal = refusal_of(tree, head, reading)
    if refusal is not None:
        raise _RefusedError(refusal.reason, refusal.detail)
    closed = paywall_of(tree, head, text)
    if closed is not None:
        raise _RefusedError(Reason.PAYWALL, closed)


def _refuse_no_article(text: str, title: str) -> None:
    if not text:
        raise _RefusedError(Reason.EMPTY, "no text found")
    if text.count(REPLACEMENT) > MAX_DAMAGE * len(text):
        raise _RefusedError(
            Reason.BAD_ENCODING, f"{text.count(REPLACEMENT)} of {len(text)} characters unreadable"
        )
    if not title:
        raise _RefusedError(Reason.NO_TITLE)
    if len(text) < least_length(text):
        raise _RefusedError(Reason.TOO_SHORT, f"{len(text)} characters")


def _zone(source: Source | None, url: str, head: Head) -> ZoneInfo:
    """The zone of values that name none: the source's, else that of the page's country or script."""
    if source is not None:
        try:
            return ZoneInfo(source.timezone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")
    host, lang = urlsplit(url).hostname or "", head.lang.lower()
    if host.endswith(".tw") or lang in {"zh-tw", "zh-hant", "zh-hant-tw"}:
        return ZoneInfo("Asia/Taipei")
    if host.endswith(".hk") or lang in {"zh-hk", "zh-hant-hk"}:
        return ZoneInfo("Asia/Hong_Kong")
    return ZoneInfo("Asia/Shanghai" if host.endswith(".cn") or lang.startswith("zh") else "UTC")


def _chosen_date(found: FoundDate | None, candidate: Candidate | None) -> FoundDate | None:
    """The page's date; the announced one when the page has none, or only a day and the announcement the time."""
    if candidate is None or candidate.published_at is None:
        return found
    announced = FoundDate(
        candidate.published_at, candidate.published_at.isoformat(), candidate.date_source, False
    )
    if found is None or found.source is DateSource.URL:
        return announced
    if found.date_only and abs(found.at - announced.at).total_seconds() <= 26 * 3600:
        return announced
    return found


def _canonical(head: Head, page: Page) -> str:
    """rel=canonical when it is a page of the same host and not its front page; else the page's own URL.

    Of the same host, not the same site: on shared hosts one tenant could put its text under another's address.
    """
    own = page.final_url or page.url
    if not head.canonical:
        return page.url
    try:
        there, here = urlsplit(urljoin(own, head.canonical.strip())), urlsplit(own)
        if (
            there.scheme not in {"http", "https"}
            or there.username
            or _publisher(there.hostname) != _publisher(here.hostname)
        ):
            return page.url
    except ValueError:
        return page.url
    if there.path in {"", "/"} and not there.query and here.path not in {"", "/"}:
        return page.url
    try:
        return canonical_url(there.geturl())  # servers echo what they were asked with
    except UnusableURL:
        return page.url


def _publisher(host: str | None) -> str:
    """A host without the labels under which everybody serves the same pages again."""
    name = (host or "").lower().rstrip(".")
    short = name.removeprefix("www.").removeprefix("m.")
    return short if "." in short else name
