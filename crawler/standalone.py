"""Scrapy's own commands, without a store: what a crawl works with, and what it exports.

``scrapy crawl``, ``check``, ``shell`` and ``fetch`` start spiders that nobody gave a Work. The project's settings name
the callable that makes one (NEWS_WORK), because the catalogue, the clock and the languages are not this room's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.utils.misc import load_object

from crawler.desk import Work
from store.records import Article, Fetched, Rejection

WorkFactory = Callable[
    [Mapping[str, Any], Mapping[str, str]], Work
]  # Scrapy's settings, the spider's arguments

_without_spider: WeakKeyDictionary[Crawler, Work] = WeakKeyDictionary()

COLUMNS = (
    "type", "url", "source", "title", "author", "published_at", "date_source", "date_only", "lang", "publisher",
    "description", "text", "fetched_at", "reason", "detail", "retry_at",
)  # fmt: skip


def build_work(crawler: Crawler, given: Mapping[str, str]) -> Work:
    """The work that the project's settings make of a spider's arguments. ValueError outside of the project."""
    path = crawler.settings.get("NEWS_WORK")
    if not path:
        raise ValueError("the news spider needs a store to ask; start it with `tradewind crawl`")
    factory: WorkFactory = load_object(path)
    return factory(crawler.settings, given)


def work_of(crawler: Crawler) -> Work:
    """The work of the running spider; where there is none, or not ours (``scrapy shell``, ``fetch``), an empty one."""
    work = getattr(crawler.spider, "work", None)
    if isinstance(work, Work):
        return work
    if crawler not in _without_spider:
        _without_spider[crawler] = build_work(crawler, {"source": ""})
    return _without_spider[crawler]


class Rows:
    """The last item pipeline of a crawl without a store: what came of a candidate as a flat row for feed exports."""

    def process_item(self, item: Any) -> Any:
        """A Fetched as a dict with COLUMNS as its keys; anything else as it is."""
        return export_row(item) if isinstance(item, Fetched) else item


def export_row(fetched: Fetched) -> dict[str, Any]:
    """One row of an export. ``type``: article | rejection | later | unchanged; what is not known is None."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row.update(
        type="unchanged", url=fetched.candidate_url, source=fetched.source_id, fetched_at=_time(fetched.at)
    )
    match fetched.result:
        case Article() as article:
            row.update(
                type="article", url=article.url, title=article.title, author=article.author,
                published_at=_time(article.published_at), date_source=str(article.date_source),
                date_only=article.date_only, lang=str(article.lang), publisher=article.publisher or None,
                description=article.description or None, text=article.text,
            )  # fmt: skip
        case Rejection() as rejection:
            later = fetched.retry_at is not None
            row.update(
                type="later" if later else "rejection", reason=str(rejection.reason), detail=rejection.detail,
                retry_at=_time(fetched.retry_at),
            )  # fmt: skip
    return row


def _time(when: Any) -> str | None:
    return when.isoformat() if when is not None else None
