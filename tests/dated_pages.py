"""Pages with dates in the places where real sites have them, and what is read of them."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from webpages import NOW, TITLES, article_html

from crawler.reading.dates import FoundDate, find_date, local_text
from crawler.reading.markup import parse_html, read_head

UTC_ZONE, SHANGHAI, TAIPEI = ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Taipei")
NEW_YORK = ZoneInfo("America/New_York")
URL = "https://www.harbour.example/news/clothing"


def found_date(
    html: str, *, url: str = URL, zone: ZoneInfo = UTC_ZONE, now: datetime = NOW, title: str = TITLES["en"]
) -> FoundDate | None:
    tree = parse_html(html)
    assert tree is not None
    return find_date(read_head(tree), tree, url=url, zone=zone, now=now, title=title)


def day(html: str, *, url: str = URL, zone: ZoneInfo = UTC_ZONE, title: str = TITLES["en"]) -> str | None:
    """The day that `tradewind extract` prints, or None."""
    date = found_date(html, url=url, zone=zone, title=title)
    return local_text(date.at, date.raw, date_only=date.date_only)[:10] if date else None


def page(
    byline: str = "",
    *,
    head: str = "",
    before: str = "",
    after: str = "",
    script: str = "en",
    title: str | None = None,
) -> str:
    """A page with something before the headline, below it, and behind the text."""
    html = article_html(script, head=head, byline=byline, aside=after, title=title)
    return html.replace('<div class="main">', f'{before}<div class="main">', 1)


def linked(*items: dict[str, object]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)


def news(headline: str = TITLES["en"], **fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": headline, **fields}
