"""Contracts for ``scrapy check``: the callbacks of the news spider run on pages of our own, without a network.

In a callback's docstring::

    @saved feed               the request is answered with the page of that name
    @announces TITLE          its first request is for the candidate announced under this title, with its date
    @article TITLE            its page is extracted to an article with this title, a date, an author and a text
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.contracts import Contract
from scrapy.exceptions import ContractFail
from scrapy.http import Response

from crawler.desk import Arrived
from store.records import Article, Candidate, Source, SourceKind

KEY = "saved_page"  # of Request.meta; no request but a contract's has it


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page of our own and the source it stands for."""

    url: str
    content_type: str
    body: str
    kind: SourceKind = SourceKind.FEED


PAGES = {
    "feed": SavedPage(
        url="https://quay.example/feed.xml",
        content_type="application/rss+xml; charset=utf-8",
        body="""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Quay Times</title>
<item><title>Ningbo terminal opens a second parcel hall</title><link>https://quay.example/2026/11/parcel-hall</link>
<pubDate>Thu, 12 Nov 2026 08:30:00 +0800</pubDate></item>
<item><title>宁波口岸小包查验提速</title><link>https://quay.example/2026/11/cha-yan</link>
<pubDate>Wed, 11 Nov 2026 17:05:00 +0800</pubDate></item>
<item><title>An item without an address</title></item></channel></rss>""",
    ),
    "article": SavedPage(
        url="https://quay.example/2026/11/parcel-hall",
        content_type="text/html; charset=utf-8",
        body="""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Ningbo terminal opens a second parcel hall | Quay Times</title>
<meta property="article:published_time" content="2026-11-12T08:30:00+08:00"><meta name="author" content="Lin Yue">
</head><body><nav><a href="/">Home</a> <a href="/ports">Ports</a></nav><article>
<h1>Ningbo terminal opens a second parcel hall</h1>
<p>The terminal at Ningbo opened a second hall for small parcels on Thursday, with room for 140,000 pieces a day,
which is twice what its first hall could take when it was built six years ago.</p>
<p>Sellers who ship through the port said that clearance had taken up to five days before the long holiday. The
operator expects it to fall to two days by the end of the year, and has hired 300 people for the new shift.</p>
<p>A third hall is planned for the spring. Customs officers will check parcels there by image before they are opened,
so that most of them need not leave the belt at all, the operator said in a notice to its customers.</p>
</article><footer>Quay Times, all rights reserved</footer></body></html>""",
    ),
}  # fmt: skip


class SavedPages:
    """Downloader middleware, before all others: answers the requests of contracts, and no other."""

    def process_request(self, request: Request) -> Response | None:
        """The saved page that the request asks for; None for the requests of crawls."""
        page = PAGES.get(request.meta.get(KEY, ""))
        if page is None:
            return None
        headers = {"Content-Type": page.content_type}
        return Response(page.url, status=200, headers=headers, body=page.body.encode(), request=request)


class SavedContract(Contract):
    """``@saved NAME``: the request the spider itself would make for that page, answered from here."""

    name = "saved"

    def __init__(self, method: Any, *args: str) -> None:
        super().__init__(method, *args)
        self.spider, self.callback = method.__self__, method.__name__

    def adjust_request_args(self, args: dict[str, Any]) -> dict[str, Any]:
        """The spider's own request for the saved page, whatever its callback needs to be given."""
        page, spider = PAGES[self.args[0]], self.spider
        source = Source(id="quay", name="Quay Times", kind=page.kind, url=page.url, timezone="Asia/Shanghai")
        if self.callback == "parse_article":
            at = datetime(2026, 11, 14, tzinfo=UTC)
            given: dict[str, Any] = {
                "source": source, "candidate": Candidate(url=page.url, source_id=source.id, discovered_at=at)
            }  # fmt: skip
        else:
            given = spider.announcement(source, source.url, depth=0).cb_kwargs
        return {**args, "url": page.url, "cb_kwargs": given, "meta": {KEY: self.args[0]}}


class AnnouncesContract(Contract):
    """``@announces TITLE``: the first request is for the candidate of this title, and has its date."""

    name = "announces"

    def post_process(self, output: list[Any]) -> None:
        """Fail unless it is."""
        wanted = " ".join(self.args)
        found = [
            item.cb_kwargs["candidate"]
            for item in output
            if isinstance(item, Request) and "candidate" in item.cb_kwargs
        ]
        if not found or found[0].title != wanted:
            raise ContractFail(f"announced {[item.title for item in found]}, not {wanted!r}")
        if found[0].published_at is None:
            raise ContractFail("the announced date is not read")


class ArticleContract(Contract):
    """``@article TITLE``: the page that came is an article with this title, and with date, author and text."""

    name = "article"

    def post_process(self, output: list[Any]) -> None:
        """Fail unless it is."""
        arrived = [item for item in output if isinstance(item, Arrived)]
        if len(arrived) != 1:
            raise ContractFail(f"{len(arrived)} pages came, not one")
        from crawler.extract import extract_page  # not before: crawls leave it to their workers

        page = arrived[0].page
        made = extract_page(
            page, source=arrived[0].source, candidate=arrived[0].candidate, now=page.fetched_at
        )
        if not isinstance(made, Article):
            raise ContractFail(f"rejected: {made.reason} {made.detail}")
        if made.title != " ".join(self.args):
            raise ContractFail(f"its title is read as {made.title!r}")
        if made.published_at is None or not made.author or len(made.text) < 200:
            raise ContractFail(
                f"date {made.published_at}, author {made.author!r}, {len(made.text)} characters"
            )
