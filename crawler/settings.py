"""Scrapy settings, written by hand: every default that is unsafe or impolite for a crawler of strangers is closed.

The upper-case names are what ``scrapy list`` and the shell read; crawl_settings adds what one crawl is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from crawler.desk import CrawlOptions
from crawler.hosts import turn_of
from crawler.rendering import browser_settings
from crawler.urls import host_of
from store.records import Source

BOT_NAME = "tradewind"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
USER_AGENT = "tradewind"

# Only the web: no files of this machine, no ftp, no buckets, no data URLs.
DOWNLOAD_HANDLERS = {
    "file": None, "ftp": None, "s3": None, "data": None,
    "http": "crawler.heads.BoundedHandler", "https": "crawler.heads.BoundedHandler",
}  # fmt: skip
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_WARNSIZE = 0
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
REACTOR_THREADPOOL_MAXSIZE = 20  # of which every name look-up takes one

# Nobody steers this process from outside, and it keeps no state but the store's.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
REFERRER_POLICY = "scrapy.spidermiddlewares.referer.NoReferrerPolicy"
HTTPCACHE_ENABLED = False

REDIRECT_MAX_TIMES = 10
METAREFRESH_MAXDELAY = 5  # seconds; beyond it a page reloads itself rather than sends us on
HTTPERROR_ALLOW_ALL = True  # the spider names every status itself
RETRY_ENABLED = False  # crawler.middlewares.Patience retries, with pauses
ROBOTSTXT_OBEY = False  # crawler.robots.Robots obeys, and tells "forbidden" from "could not be read"
DOWNLOAD_DELAY_JITTER = 0  # the delay is a promise, not an average

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,zh-TW;q=0.8,en;q=0.7",
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.Guard": 50,
    "crawler.robots.Robots": 100,
    "crawler.reservations.Reservations": 110,
    "crawler.middlewares.Patience": 550,
    "crawler.redirects.Refreshes": 580,
    "crawler.unpacking.Unpacking": 590,
    "crawler.redirects.Redirects": 600,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
ITEM_PIPELINES = {"crawler.pipelines.Extraction": 100, "crawler.pipelines.Saving": 900}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}
LOG_INSTALL_ROOT_HANDLER = False  # the door decides who hears of what
LOG_LEVEL = "WARNING"
# A page is one item; Scrapy starts this many tasks for every response, 100 of them unasked.
CONCURRENT_ITEMS = 1
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the order the store gave


# Scrapy 2.19 starts transfers as tasks and counts them when they run: without a delay its downloader
# empties a host's whole queue before the first is counted. With any delay the limit of a host holds.
LEAST_DELAY = 0.001  # seconds
# Nothing more is asked for while this many bytes wait for an extractor: what waits is fetched again after a kill.
WAITING_BYTES = 100_000
_NO_SETTINGS = ("LEAST_DELAY", "WAITING_BYTES", "_NO_SETTINGS")


def crawl_settings(options: CrawlOptions, sources: Sequence[Source]) -> dict[str, Any]:
    """Everything above, and the options of one crawl."""
    settings = {
        name: value for name, value in globals().items() if name.isupper() and name not in _NO_SETTINGS
    }
    settings.update(
        USER_AGENT=options.user_agent,
        CONCURRENT_REQUESTS=options.concurrency,
        CONCURRENT_REQUESTS_PER_DOMAIN=options.per_host,
        DOWNLOAD_DELAY=max(options.delay, LEAST_DELAY),
        DOWNLOAD_SLOTS=slot_settings(options, sources),
        DOWNLOAD_TIMEOUT=options.timeout,
        SCRAPER_SLOT_MAX_ACTIVE_SIZE=WAITING_BYTES * options.extract_workers,
        DOWNLOAD_MAXSIZE=options.max_bytes,
        GUARD_ALLOW_HOSTS=list(options.allow_hosts),
        GUARD_PROXY_HOSTS=list(proxy_hosts(options)),
    )
    settings.update(browser_settings(options, sources))
    return settings


def slot_settings(options: CrawlOptions, sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
    """Hosts whose sources ask for a delay of their own; of two wishes for one host the longer holds."""
    slots: dict[str, dict[str, Any]] = {}
    for source in sources:
        if source.delay is not None:
            slot = slots.setdefault(
                turn_of(host_of(source.url)), {"concurrency": options.per_host, "delay": LEAST_DELAY}
            )
            slot["delay"] = max(slot["delay"], source.delay)
    return slots


def proxy_hosts(options: CrawlOptions) -> tuple[str, ...]:
    """The hosts of the configured proxies, whose names the guard's resolver does not judge."""
    return tuple(filter(None, map(_proxy_host, (options.http_proxy, options.https_proxy))))


def _proxy_host(url: str) -> str:
    if not url:
        return ""
    return urlsplit(url if "://" in url else f"http://{url}").hostname or ""
