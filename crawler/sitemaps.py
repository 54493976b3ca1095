"""Sitemaps: urlset, sitemap index and news sitemap, read as a stream so that size costs no memory."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO

from lxml import etree

from crawler.announced import BREAKS_OFF, announce, parse_announced_date, xml_as_utf8
from crawler.reading.encodings import decode
from crawler.urls import UnusableURL, canonical_url
from store.records import Candidate, DateSource, Source

MAX_CANDIDATES = 2_000  # the newest of one sitemap; a first crawl of an archive of 100,000 is not the news
MAX_CHILDREN = 20  # the newest of one sitemap index
MAX_ENTRIES = 200_000  # four times what the protocol allows in one file
MIN_STAMPS = 5  # times of change below which nothing is said of them all
MANY_STAMPS = 100

_ROOT_END = re.compile(rb"</(?:\w{1,20}:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
_WHEN_UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SitemapContent:
    """What one sitemap file holds, newest first; ``entries`` counts what was there before the caps."""

    candidates: tuple[Candidate, ...] = ()
    children: tuple[str, ...] = ()
    entries: int = 0
    damage: str = ""  # why reading ended early; "" when it did not
    note: str = ""  # what was found out about it that is no damage


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    """A <url> in the order of news: by date, then earlier in the file first. Addresses are read when it is kept."""

    when: datetime
    order: int
    texts: dict[str, str] = field(compare=False)
    published: datetime | None = field(compare=False)
    updated: datetime | None = field(compare=False)


def read_sitemap(
    body: bytes, content_type: str = "", *, source: Source, url: str, at: datetime
) -> SitemapContent:
    """Candidates and child sitemaps of an XML sitemap. Resolves no entity, fetches nothing, never raises.

    ``lastmod`` is when a page changed, so it becomes ``updated_at`` and never the publication date; only
    ``news:publication_date`` is one. Where most entries were changed at one time, somebody stamped the whole
    sitemap: then it says nothing of a page, and ``updated_at`` stays unknown.
    """
    body = xml_as_utf8(body, content_type)
    newest: list[_Entry] = []
    stamps: Counter[datetime] = Counter()
    children: list[tuple[datetime, int, str]] = []
    entries, damage = 0, ""
    try:
        for _, element in etree.iterparse(
            BytesIO(body), events=("end",), tag=("{*}url", "{*}sitemap"),
            resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False,
        ):  # fmt: skip
            entries += 1
            if entries > MAX_ENTRIES:
                damage = f"more than {MAX_ENTRIES} entries"
                break
            entry = _texts(element)
            if etree.QName(element).localname == "sitemap":
                _keep_child(entry, children, entries, source=source, url=url, at=at)
            else:
                updated = _keep_page(entry, newest, entries, source=source, at=at)
                stamps.update([updated] if updated else [])
            _forget(element)
    except (etree.XMLSyntaxError, ValueError, UnicodeError) as error:
        damage = _first_line(error)
    if not damage and not _ROOT_END.search(body, max(0, len(body) - 1_000)):
        # The parser closes what the file leaves open, and half a link is a link to somewhere else.
        damage = BREAKS_OFF
        newest = [item for item in newest if item.order != -entries]
        children = [item for item in children if item[1] != entries]
    note = find_restamp(stamps)
    seen: dict[str, Candidate] = {}
    for kept in sorted(newest, reverse=True):
        candidate = _candidate(kept, source, url, at, dated=not note)
        if candidate is not None:
            seen.setdefault(candidate.url, candidate)
    named = sorted(children, key=lambda item: (item[0], item[1]), reverse=True)
    return SitemapContent(
        candidates=tuple(seen.values()),
        children=tuple(dict.fromkeys(child for _, _, child in named))[:MAX_CHILDREN],
        entries=entries,
        damage=damage,
        note=note,
    )


def read_url_list(
    body: bytes, content_type: str, *, source: Source, url: str, at: datetime
) -> SitemapContent:
    """Candidates of a sitemap that is plain text, one address a line; nothing when the text is something else."""
    lines = [
        line.strip() for line in decode(body, content_type).text.splitlines()[:MAX_ENTRIES] if line.strip()
    ]
    links = [line for line in lines if line.startswith(("http://", "https://")) and " " not in line]
    if not links or len(links) < len(lines):
        return SitemapContent(entries=len(lines), damage="no list of addresses")
    found = (announce(link, base=url, source_id=source.id, at=at) for link in links[:MAX_CANDIDATES])
    kept = {item.url: item for item in found if item is not None}
    return SitemapContent(candidates=tuple(kept.values()), entries=len(links))


def find_restamp(stamps: Counter[datetime]) -> str:
    """How the times of change show that they are of the sitemap and not of its pages; "" when they do not.

    ``stamps`` counts the entries of each lastmod. A publisher changes pages one by one; a program that writes the
    sitemap anew gives hundreds of them one time, one day, or the few days it took.
    """
    total = stamps.total()
    if total < MIN_STAMPS:
        return ""
    moment, same = stamps.most_common(1)[0]
    if same > total / 2:
        return f"lastmod dates nothing: {same} of {total} entries have {moment:%Y-%m-%dT%H:%MZ}"
    days: Counter[date] = Counter()
    for stamp, number in stamps.items():
        days[stamp.date()] += number
    day, same = days.most_common(1)[0]
    if same > total / 2:
        return f"lastmod dates nothing: {same} of {total} entries have {day}"
    few = sum(number for _, number in days.most_common(3))
    if total >= MANY_STAMPS and few > 0.9 * total:
        return f"lastmod dates nothing: {few} of {total} entries are of 3 days"
    return ""


def _keep_page(
    entry: dict[str, str],
    newest: list[_Entry],
    number: int,
    *,
    source: Source,
    at: datetime,
) -> datetime | None:
    """Push one <url> onto the heap of the newest; returns when it says that it was changed.

    Without dates the first win: sites list the new first.
    """
    published = parse_announced_date(entry.get("publication_date"), timezone=source.timezone, at=at)
    updated = parse_announced_date(entry.get("lastmod"), timezone=source.timezone, at=at)
    found = _Entry(published or updated or _WHEN_UNKNOWN, -number, entry, published, updated)
    if "loc" not in entry:
        return None
    if len(newest) < MAX_CANDIDATES:
        heapq.heappush(newest, found)
    elif found > newest[0]:
        heapq.heapreplace(newest, found)
    return updated


def _candidate(entry: _Entry, source: Source, url: str, at: datetime, *, dated: bool) -> Candidate | None:
    return announce(
        entry.texts["loc"],
        base=url,
        source_id=source.id,
        at=at,
        title=entry.texts.get("title"),
        published_at=entry.published,
        updated_at=entry.updated if dated else None,
        date_source=DateSource.SITEMAP,
    )


def _keep_child(
    entry: dict[str, str],
    children: list[tuple[datetime, int, str]],
    number: int,
    *,
    source: Source,
    url: str,
    at: datetime,
) -> None:
    try:
        child = canonical_url(entry.get("loc", ""), url)
    except UnusableURL:
        return
    if child == url:
        return
    updated = parse_announced_date(entry.get("lastmod"), timezone=source.timezone, at=at)
    # Numbered archives grow at the end: without dates the last children are the newest.
    found = (updated or _WHEN_UNKNOWN, number, child)
    if len(children) < 50 * MAX_CHILDREN:  # more than are wanted: some name one child many times
        heapq.heappush(children, found)
    else:
        heapq.heappushpop(children, found)


def _texts(element: etree._Element) -> dict[str, str]:
    """Local name to text of all descendants; the first of a name wins."""
    found: dict[str, str] = {}
    for node in element.iter("{*}loc", "{*}lastmod", "{*}publication_date", "{*}title"):
        if node.text:
            found.setdefault(etree.QName(node).localname, node.text.strip())
    return found


def _forget(element: etree._Element) -> None:
    """Free what has been read: the element and the ones before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
