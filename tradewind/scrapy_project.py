"""The Scrapy project that scrapy.cfg names: ``scrapy list``, ``crawl``, ``check``, ``shell``, ``fetch``, no store.

Settings are those of every crawl (crawler.settings) with the options of the tradewind.toml of this folder; ``-s`` on
the command line wins. Articles and rejections come out as items, so Scrapy's feed exports write them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crawler import settings as _crawler
from crawler.settings import crawl_settings
from store.errors import InputError, TradewindError
from tradewind.commands.collect import chosen_sources, crawl_options
from tradewind.commands.given import catalogue
from tradewind.config import Settings, load_settings

if TYPE_CHECKING:
    from crawler.desk import CrawlOptions, Work
    from store.records import Discovery, Source

_log = logging.getLogger("news")
ARGUMENTS = ("source", "url", "announcement", "kind", "max_pages", "since")


def _read_config() -> tuple[Settings, list[Source]]:
    """tradewind.toml of this folder and its catalogue. Scrapy imports its settings: a mistake ends it with one line."""
    try:
        settings = load_settings()
        return settings, catalogue(settings)
    except TradewindError as error:
        raise SystemExit(f"tradewind: {error}") from None


_config, _known = _read_config()
globals().update(crawl_settings(crawl_options(_config), [item for item in _known if item.enabled]))

NEWS_WORK = "tradewind.scrapy_project.build_work"
LOG_LEVEL = "INFO"
LOG_INSTALL_ROOT_HANDLER = True
FEED_EXPORT_ENCODING = "utf-8"
EXTENSIONS = {name: order for name, order in _crawler.EXTENSIONS.items() if "feedexport" not in name}
ITEM_PIPELINES = {**_crawler.ITEM_PIPELINES, "crawler.standalone.Rows": 950}
DOWNLOADER_MIDDLEWARES = {"crawler.contracts.SavedPages": 10, **_crawler.DOWNLOADER_MIDDLEWARES}
SPIDER_CONTRACTS = {
    "crawler.contracts.SavedContract": 100,
    "crawler.contracts.AnnouncesContract": 500,
    "crawler.contracts.ArticleContract": 500,
}


def build_work(settings: Mapping[str, Any], given: Mapping[str, str]) -> Work:
    """What a spider of this project works with, by its arguments (``-a NAME=VALUE``):

    ``source`` ids with commas (else all enabled ones); ``url`` one page, read as an article of that source;
    ``announcement`` and ``kind`` an address of no source yet; ``max_pages``; ``since`` a day.
    Ends the process with one line for an argument that is not right.
    """
    from crawler.desk import Work
    from crawler.memory import MemoryDesk
    from crawler.pool import ExtractPool
    from nlp.script import detect_lang
    from tradewind.clock import now

    try:
        sources = _sources(given)
        options = _options(settings, given)
        memory = MemoryDesk(detect_lang=detect_lang, now=now, keep=False)
        if page := given.get("url"):
            memory.add([_candidate(page, sources[0])])
            sources = sources[:1]
            options = replace(options, not_due=frozenset({sources[0].id}))
    except TradewindError as error:
        raise SystemExit(f"tradewind: {error}") from None

    def save_discovery(discovery: Discovery) -> Any:
        number, status = len(discovery.candidates), discovery.status
        _log.info("%s: %s, %d candidates %s", discovery.source_id, status, number, discovery.detail)
        return memory.save_discovery(discovery)

    return Work(
        sources=sources,
        options=options,
        desk=replace(memory.desk(), save_discovery=save_discovery),
        make_extractor=lambda: ExtractPool(options.extract_workers, options.extract_deadline),
    )


def _options(settings: Mapping[str, Any], given: Mapping[str, str]) -> CrawlOptions:
    """The options of tradewind.toml, with what the command line set instead."""
    from tradewind.commands.given import parse_when

    limit = given.get("max_pages", "")
    if limit and not limit.isdecimal():
        raise InputError(f"{limit!r} is no number", key="-a max_pages", remedy="For example -a max_pages=20")
    return replace(
        crawl_options(
            _config,
            max_pages=int(limit) if limit else None,
            since=parse_when(given.get("since"), option="-a since"),
        ),
        user_agent=str(settings["USER_AGENT"]),
        delay=float(settings["DOWNLOAD_DELAY"]),
        timeout=float(settings["DOWNLOAD_TIMEOUT"]),
        max_bytes=int(settings["DOWNLOAD_MAXSIZE"]),
        concurrency=int(settings["CONCURRENT_REQUESTS"]),
    )


def _sources(given: Mapping[str, str]) -> list[Source]:
    from store.records import Source, SourceKind
    from tradewind.commands.given import parse_address

    for name in given:
        if name not in ARGUMENTS:
            raise InputError("unknown argument", key=f"-a {name}", remedy=f"Known: {', '.join(ARGUMENTS)}")
    address = given.get("announcement") or (given.get("url") if not given.get("source") else None)
    if address:
        kind = given.get("kind", "listing" if not address.endswith(".json") else "feed")
        if kind not in ("feed", "sitemap", "listing"):
            raise InputError(f"no kind {kind!r}", key="-a kind", remedy="Use feed, sitemap or listing")
        url = parse_address(address, option="-a announcement") or address
        return [Source(id="given", name="Given", kind=SourceKind(kind), url=url)]
    if given.get("source") == "" or os.environ.get("SCRAPY_CHECK"):
        return []  # `scrapy shell` and `fetch` bring their own address, and `scrapy check` needs none
    return chosen_sources(_config, given["source"].split(",") if "source" in given else None)


def _candidate(address: str, source: Source) -> Any:
    from store.records import Candidate
    from tradewind.clock import now
    from tradewind.commands.given import parse_address

    url = parse_address(address, option="-a url") or address
    return Candidate(url=url, source_id=source.id, discovered_at=now(), fetch_url=address)
