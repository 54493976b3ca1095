"""A page to an article or a named rejection. Never opens a socket, never raises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.explain import note_article, note_reading
from crawler.publishers import is_aggregator
from crawler.reading.authors import find_author
from crawler.reading.body import clean_line
from crawler.reading.choices import Trace
from crawler.reading.dates import FoundDate, find_date, find_modified, local_text, relative_date
from crawler.reading.editors import find_editor
from crawler.reading.encodings import REPLACEMENT, decode
from crawler.reading.fields import PageFields, read_fields
from crawler.reading.formats import MAX_BYTES as MAX_BYTES  # noqa: PLC0414 - a limit of this door, wherever it is checked
from crawler.reading.formats import MAX_ELEMENTS, RefusedError, html_bytes, refuse_other_formats
from crawler.reading.found_dates import text_beside
from crawler.reading.main_text import is_too_short, read_text
from crawler.reading.markup import Head, parse_html, read_head
from crawler.reading.page_lines import page_lines
from crawler.reading.paged import join_parts
from crawler.reading.pagers import find_pager
from crawler.reading.paywalls import paywall_of
from crawler.reading.refusals import Reading, refusal_of
from crawler.reading.titles import NO_HEADLINE, find_title
from crawler.reading.zones import page_zone
from crawler.urls import UnusableURL, canonical_url
from store.records import Article, Candidate, DateSource, Lang, Page, Reason, Rejection, Source

EXTRACTOR_VERSION = "2"
MAX_DAMAGE = 0.01  # share of U+FFFD in the text from which it is not stored as text


def extract_page(
    page: Page, *, source: Source | None = None, candidate: Candidate | None = None, now: datetime
) -> Article | Rejection:
    """Read one fetched page. ``lang`` stays UNKNOWN: the caller detects it from the text."""
    return read_page(page, Trace(), source=source, candidate=candidate, now=now)


def read_page(
    page: Page, trace: Trace, *, source: Source | None, candidate: Candidate | None, now: datetime
) -> Article | Rejection:
    """The same, and in ``trace`` how each field came about, as far as the reading went."""
    try:
        return _article(page, source, candidate, now, trace)
    except RefusedError as refused:
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
    at = result.published_at
    published = local_text(at, result.published_raw, date_only=result.date_only) if at is not None else None
    return {
        "id": id,
        "url": result.url,
        "title": result.title,
        "author": result.author,
        "published_at": published,
        "date_source": result.date_source.value,
        "modified_at": result.modified_at and text_beside(result.modified_at, published),
        "editor": result.editor,
        "lang": result.lang.value,
        "description": result.description,
        "section": result.section,
        "tags": list(result.tags),
        "access": result.access.value,
        "origin": result.origin,
        "origin_url": result.origin_url,
        "origin_mark": result.origin_mark,
        "translated": result.translated,
        "missing": list(result.missing),
        "text": result.text,
        "paragraphs": [
            {"start": line.start, "end": line.end, "kind": line.kind.value, "lang": line.lang.value}
            for line in result.paragraphs
        ],
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


def _article(
    page: Page, source: Source | None, candidate: Candidate | None, now: datetime, trace: Trace
) -> Article:
    """The straight line: bytes, tree, title, date, people, text, whether it is an article, the lesser fields."""
    tree = _tree(page, trace)
    _held = list(tree.iter())  # lxml makes an element anew each time it is come to, unless somebody holds it
    head, url = read_head(tree), page.final_url or page.url
    zone = _zone(source, url, head)
    read_lines = cache(partial(page_lines, tree))
    dated = partial(find_date, head, tree, url=url, zone=zone, now=now, read_lines=read_lines)
    title, least_title = _title(head, tree, url, candidate, trace)
    found = dated(title=title)
    editor = find_editor(head, tree)
    signed = find_author(head, tree, editor=editor)
    author = signed.value if signed is not None else None
    joined = join_parts(
        read_text(tree, head, url=url, title=title, author=author or "", source=source),
        page,
        find_pager(tree, url),
        title=title,
        author=author or "",
        source=source,
    )
    main, text = joined.main, joined.main.text
    title = _title_beside(title, main.drawn_title, trace) or least_title
    if found is None and main.drawn_title:  # of a page that scripts draw, the headline is known only now
        found = dated(title=main.drawn_title)
    note_reading(trace, main, found=found, signed=signed, parts=joined.parts)
    _refuse_other_pages(tree, head, page, title=title, text=text, found=found, author=author)
    _refuse_no_article(text, title)
    date = _chosen_date(found, candidate)
    if date is None and candidate is not None:  # of a file it is not known when it was fetched
        date = relative_date(tree, title, zone=zone, fetched_at=page.fetched_at)
    article = Article(
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
        modified_at=find_modified(head, tree, zone=zone, now=now, read_lines=read_lines),
        editor=editor,
        parts=joined.parts,
        missing=joined.missing,
    )
    lines, cut = [line.text for line in main.lines], [line.text for line in main.cut]
    fields = read_fields(head, tree, lines, cut=cut, title=title, url=url)
    article = _with_fields(article, fields)
    note_article(trace, article, date=date, fields=fields)
    return article


def _tree(page: Page, trace: Trace) -> HtmlElement:
    """The elements of a page; RefusedError when it has none, or too many."""
    body = html_bytes(page)
    decoded = decode(body, page.content_type)
    trace.measures |= {"bytes": len(body), "encoding": decoded.encoding}
    refuse_other_formats(decoded.text, page.content_type)
    tree = parse_html(decoded.text)
    if tree is None:
        raise RefusedError(Reason.EMPTY, "no markup and no text")
    size = int(tree.xpath("count(//*)"))
    trace.measures["elements"] = size
    if size > MAX_ELEMENTS:
        raise RefusedError(Reason.TOO_LARGE, f"{size} elements, the limit is {MAX_ELEMENTS}")
    return tree


def _title(
    head: Head, tree: HtmlElement, url: str, candidate: Candidate | None, trace: Trace
) -> tuple[str, str]:
    """The page's headline, else the announced one, or ""; and the name of the site, when there is no more than that."""
    chosen = find_title(head, tree, url=url)
    title, rule = clean_line(chosen.value), chosen.rule
    least = title if rule == NO_HEADLINE else ""
    title = "" if least else title
    announced = clean_line((candidate and candidate.title) or "")
    if not title and announced:
        title, rule = announced, "as announced"
    trace.note("title", title or least, rule, chosen.others)
    return title, least


def _title_beside(title: str, drawn: str, trace: Trace) -> str:
    """The headline in the data of a text that scripts draw, where ours is none, or has the site's name behind it."""
    tail = title[len(drawn) :].strip()[:1] if drawn and title.startswith(drawn) else ""
    if not drawn or (title and tail not in {*"-|_–—·"}):
        return title
    trace.note(
        "title", drawn, "beside the text in the data of scripts", [("of the page", title)] if title else ()
    )
    return drawn


def _with_fields(article: Article, fields: PageFields) -> Article:
    reprint = fields.reprint
    return replace(
        article,
        section=fields.section.value if fields.section is not None else "",
        tags=fields.tags,
        access=fields.access,
        origin=reprint.house if reprint is not None else "",
        origin_url=reprint.url if reprint is not None else "",
        origin_mark=reprint.mark if reprint is not None else "",
        translated=reprint is not None and reprint.translated,
    )


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
        too_short=is_too_short(text),
    )
    refusal = refusal_of(tree, head, reading)
    if refusal is not None:
        raise RefusedError(refusal.reason, refusal.detail)
    closed = paywall_of(tree, head, text)
    if closed is not None:
        raise RefusedError(Reason.PAYWALL, closed)


def _refuse_no_article(text: str, title: str) -> None:
    if not text:
        raise RefusedError(Reason.EMPTY, "no text found")
    if text.count(REPLACEMENT) > MAX_DAMAGE * len(text):
        raise RefusedError(
            Reason.BAD_ENCODING, f"{text.count(REPLACEMENT)} of {len(text)} characters unreadable"
        )
    if not title:
        raise RefusedError(Reason.NO_TITLE)
    if is_too_short(text):
        raise RefusedError(Reason.TOO_SHORT, f"{len(text)} characters")


def _zone(source: Source | None, url: str, head: Head) -> ZoneInfo:
    """The zone of values that name none: the source's, else that of the page's country or script.

    An aggregator's zone is that of its announcements; the pages are of the houses that printed them.
    """
    stated = source.timezone if source is not None else ""
    try:
        zone = ZoneInfo(stated or "UTC")
    except (KeyError, ValueError, OSError):
        zone, stated = ZoneInfo("UTC"), "UTC"
    if source is None or not stated or is_aggregator(source):
        return page_zone(url, head.lang, head.title, otherwise=zone.key)
    return zone


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
