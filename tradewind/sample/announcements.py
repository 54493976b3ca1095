"""How the houses announce: RSS, Atom, JSON Feed, a sitemap and a page of links, each with its own habits of dating."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tradewind.sample.pages import MARK, render_index
from tradewind.sample.publishers import Publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of an announcement."""

    title: str
    url: str
    at: datetime
    summary: str


def render_announcement(house: Publisher, items: Sequence[Item]) -> tuple[bytes, str]:
    """Body and Content-Type of the house's feed, sitemap or listing; newest first."""
    newest_first = sorted(items, key=lambda item: (item.at, item.url), reverse=True)
    if house.announce == "listing":
        rows = [(item.title, item.url, item.at) for item in newest_first]
        return render_index(house, title=house.name, items=rows), _html_type(house)
    if house.announce == "json":
        return _json_feed(house, newest_first), "application/feed+json"
    builders = {"rss": _rss, "atom": _atom, "sitemap": _sitemap}
    encoding = "utf-8" if house.announce != "rss" else house.encoding
    declared = {"big5hkscs": "big5"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + builders[house.announce](house, newest_first)
    kind = {"rss": "application/rss+xml", "atom": "application/atom+xml", "sitemap": "application/xml"}
    return text.encode(encoding, errors="xmlcharrefreplace"), kind[house.announce]


def _html_type(house: Publisher) -> str:
    return f"text/html; charset={house.header}" if house.header else "text/html"


def _rss(house: Publisher, items: Sequence[Item]) -> str:
    """RSS 2.0. A house with GB bytes also leaves the zone out of its dates, as many portals do."""
    zone = ZoneInfo(house.timezone)
    rows = []
    for item in items:
        local = item.at.astimezone(zone)
        when = f"{local:%Y-%m-%d %H:%M:%S}" if house.encoding == "gb18030" else format_datetime(local)
        rows.append(
            f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
            f'<guid isPermaLink="true">{escape(item.url)}</guid><pubDate>{when}</pubDate>'
            f"<description>{escape(item.summary)}</description></item>"
        )
    return (
        f'<rss version="2.0"><channel><title>{escape(house.name)}</title><link>{house.origin}/</link>'
        f"<description>{escape(MARK[house.lang])}</description><language>{house.lang}</language>\n"
        + "\n".join(rows)
        + "\n</channel></rss>\n"
    )


def _atom(house: Publisher, items: Sequence[Item]) -> str:
    zone = ZoneInfo(house.timezone)
    rows = []
    for item in items:
        when = item.at.astimezone(zone).isoformat()
        rows.append(
            f'<entry><title>{escape(item.title)}</title><link rel="alternate" href="{escape(item.url)}"/>'
            f"<id>{escape(item.url)}</id><published>{when}</published><updated>{when}</updated>"
            f"<summary>{escape(item.summary)}</summary></entry>"
        )
    newest = items[0].at.isoformat() if items else "2026-01-01T00:00:00+00:00"
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{house.lang}"><title>{escape(house.name)}</title>'
        f"<subtitle>{escape(MARK[house.lang])}</subtitle><id>{house.origin}/</id><updated>{newest}</updated>\n"
        + "\n".join(rows)
        + "\n</feed>\n"
    )


def _json_feed(house: Publisher, items: Sequence[Item]) -> bytes:
    zone = ZoneInfo(house.timezone)
    rows = [
        {
            "id": item.url,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "date_published": item.at.astimezone(zone).isoformat(),
        }
        for item in items
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": house.name,
        "home_page_url": house.origin + "/",
        "feed_url": house.announcement_url,
        "description": MARK[house.lang],
        "language": str(house.lang),
        "items": rows,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _sitemap(house: Publisher, items: Sequence[Item]) -> str:
    zone = ZoneInfo(house.timezone)
    rows = [
        f"<url><loc>{escape(item.url)}</loc><lastmod>{item.at.astimezone(zone).isoformat()}</lastmod></url>"
        for item in items
    ]
    return (
        f"<!-- {MARK[house.lang]} -->\n"
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' + "\n".join(rows) + "\n</urlset>\n"
    )
