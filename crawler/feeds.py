"""Feeds: RSS 0.9x to 2.0, RDF and Atom through feedparser, JSON Feed by hand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser

from crawler.announced import BREAKS_OFF, announce, clean_title, parse_announced_date, xml_as_utf8
from crawler.publishers import own_address, publisher_of, without_publisher
from crawler.reading.encodings import decode
from store.records import Candidate, DateSource, Source

MAX_ITEMS = 1_000  # a feed is the news, not the archive
MIN_CHANGES = 5  # times of change, the same
MIN_DATES = 10  # of items, below which nothing is said of them all
MAX_JSON_DEPTH_BYTES = 64  # opening brackets in a row: no feed nests like that, and json would recurse

_ITEM_END = re.compile(rb"</(?:\w{1,20}:)?(item|entry)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(rb"<(?:\w{1,20}:)?(item|entry)[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(rb"</(?:\w{1,20}:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_DEEP = re.compile(rb"(?:[\[{]\s{0,4}){%d}" % MAX_JSON_DEPTH_BYTES)


@dataclass(frozen=True, slots=True)
class FeedContent:
    """The items of a feed in its order; ``is_feed`` is False when the bytes are no feed at all."""

    candidates: tuple[Candidate, ...] = ()
    is_feed: bool = False
    entries: int = 0
    damage: str = ""  # what was wrong with a feed that could be read all the same
    note: str = ""  # what was found out about it that is no damage


def read_feed(body: bytes, content_type: str, *, source: Source, url: str, at: datetime) -> FeedContent:
    """Items of an XML feed. Entities are not resolved and nothing is fetched; never raises."""
    cut, damage = _first_items(xml_as_utf8(body, content_type))
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        # A stream, because feedparser takes bytes that look like a path or URL for one.
        feed = feedparser.parse(
            BytesIO(cut), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser lets whatever its parsers raise on hostile input through
        return FeedContent(damage=f"feedparser: {type(error).__name__}")
    entries = feed.get("entries", [])[:MAX_ITEMS]
    version = str(feed.get("version") or "")
    candidates = [_of_entry(entry, version, url, source, at) for entry in entries]
    if feed.get("bozo") and not damage:
        damage = _complaint(feed.get("bozo_exception"))
    return _content(_once_each(candidates, url), bool(version or entries), len(entries), damage, at)


def read_json_feed(body: bytes, *, source: Source, url: str, at: datetime) -> FeedContent:
    """Items of a JSON Feed (jsonfeed.org, versions 1 and 1.1); never raises."""
    if _DEEP.search(body):
        return FeedContent(damage="JSON nested too deeply")
    try:
        content = json.loads(decode(body).text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        return FeedContent(damage=f"not JSON: {str(error)[:150]}")
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list) or not (items or "jsonfeed" in str(content.get("version", ""))):
        return FeedContent(damage="JSON without a list of items")
    candidates = [_of_item(item, url, source, at) for item in items[:MAX_ITEMS] if isinstance(item, dict)]
    if items and not any(candidates):
        return FeedContent(damage="JSON whose items have no url")
    damage = f"only the first {MAX_ITEMS} items were read" if len(items) > MAX_ITEMS else ""
    return _content(_once_each(candidates, url), True, len(items), damage, at)


def _content(
    candidates: tuple[Candidate, ...], is_feed: bool, entries: int, damage: str, at: datetime
) -> FeedContent:
    """The items of a feed; without their dates where those are of the moment the feed was made."""
    note = find_stamp_of_now([item.published_at for item in candidates if item.published_at], at)
    if note:
        candidates = tuple(
            replace(item, published_at=None, date_source=DateSource.NONE) for item in candidates
        )
    changes = Counter(item.updated_at for item in candidates if item.updated_at)
    if changes.total() >= MIN_CHANGES and 2 * max(changes.values()) > changes.total():
        # Believed, such a feed would have all its pages fetched again whenever it is made anew.
        candidates = tuple(replace(item, updated_at=None) for item in candidates)
        note = note or "its times of change are of the feed, not of its items"
    return FeedContent(candidates, is_feed, entries, damage, note)


def find_stamp_of_now(dates: list[datetime], at: datetime) -> str:
    """How the dates of a feed show that they are of its making and not of its items; "" when they do not.

    Some programs that make feeds date every item with the moment they are asked. Half of ten or more items of the
    last two minutes, or of one and the same second of the last hour, is no coincidence of publishing.
    """
    if len(dates) < MIN_DATES:
        return ""
    lately = sum(1 for date in dates if at - timedelta(minutes=2) <= date)
    same = max(Counter(date for date in dates if at - timedelta(hours=1) <= date).values(), default=0)
    if 2 * max(lately, same) <= len(dates):
        return ""
    return f"its dates are of the moment it was made: {max(lately, same)} of {len(dates)} items"


def _of_entry(entry: Any, version: str, base: str, source: Source, at: datetime) -> Candidate | None:
    """One RSS item or Atom entry. dict.get, because feedparser's own look-up lends one date to another."""
    published = parse_announced_date(
        dict.get(entry, "published") or dict.get(entry, "created"), timezone=source.timezone, at=at
    )
    updated = parse_announced_date(dict.get(entry, "updated"), timezone=source.timezone, at=at)
    if published is None and not version.startswith("atom"):
        published, updated = (
            updated,
            None,
        )  # RSS has no update: its one date is the publication's
    link = dict.get(entry, "feedburner_origlink") or dict.get(entry, "link") or _permalink(entry)
    link = own_address(link) if isinstance(link, str) else None
    address, name = _origin(entry)
    publisher = publisher_of(source, named=address or name, link=link or "")
    title = clean_title(dict.get(entry, "title"))
    return announce(
        link, base=base, source_id=source.id, at=at, published_at=published, updated_at=updated,
        title=without_publisher(title, name) if title and publisher else title,
        date_source=DateSource.FEED, publisher=publisher,
    )  # fmt: skip


def _origin(entry: Any) -> tuple[str, str]:
    """Address and name of the feed that an item says it was taken from."""
    origin = dict.get(entry, "source")
    if not isinstance(origin, dict):
        return "", ""
    address = dict.get(origin, "href") or dict.get(origin, "link") or ""
    return str(address), clean_title(str(dict.get(origin, "title") or "")) or ""


def _of_item(item: Mapping[str, Any], base: str, source: Source, at: datetime) -> Candidate | None:
    def text(key: str) -> str | None:
        value = item.get(key)
        return value if isinstance(value, str) else None

    published = parse_announced_date(text("date_published"), timezone=source.timezone, at=at)
    updated = parse_announced_date(text("date_modified"), timezone=source.timezone, at=at)
    link = own_address(text("url") or text("external_url") or text("id") or "")
    return announce(
        link, base=base, source_id=source.id, at=at, title=text("title"), published_at=published,
        updated_at=updated, date_source=DateSource.FEED, publisher=publisher_of(source, named="", link=link),
    )  # fmt: skip


def _permalink(entry: Any) -> str | None:
    """A guid that is a URL stands in for a missing link."""
    guid = dict.get(entry, "id")
    return guid if isinstance(guid, str) and guid.startswith(("http://", "https://")) else None


def _first_items(body: bytes) -> tuple[bytes, str]:
    """The whole items among the first 1,000, closed again, and what was left out.

    A feed of 50,000 costs no more than that, and of one that breaks off the last item is not half read: half a
    link is a link to somewhere else.
    """
    last = None
    for number, match in enumerate(_ITEM_END.finditer(body), 1):
        if number > MAX_ITEMS:
            return _closed(body, last), f"only the first {MAX_ITEMS} items were read"
        last = match
    if _ROOT_END.search(body, max(0, len(body) - 4_000)):
        return body, ""
    return _closed(body, last), f"damaged: {BREAKS_OFF}"


def _closed(body: bytes, last: re.Match[bytes] | None) -> bytes:
    """The document up to the end of an item, or up to its first item, with the tags that end it."""
    start = _ITEM_START.search(body)
    end = last.end() if last else start.start() if start else len(body)
    item = last or start
    atom = item is not None and item.group(1).lower() == b"entry"
    return body[:end] + (b"</feed>" if atom else b"</channel></rss>")


def _once_each(candidates: list[Candidate | None], url: str) -> tuple[Candidate, ...]:
    """The usable ones, each URL once (the first wins), the feed itself left out."""
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate is not None and candidate.url != url:
            found.setdefault(candidate.url, candidate)
    return tuple(found.values())


def _complaint(error: object) -> str:
    text = str(error).splitlines()[0][:150] if str(error) else type(error).__name__
    return f"damaged: {text}"
