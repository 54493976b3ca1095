"""robots.txt as RFC 9309 has it: read within bounds, obeyed, and asked for once a run."""

from __future__ import annotations

import asyncio
import math
import re
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawler.desk import Work
from crawler.guard import resolver_refusal
from crawler.middlewares import WithWork, pace_of, set_pace
from crawler.outcomes import (
    NO_ORIGIN,
    TRANSIENT,
    HostDownError,
    HostRestsError,
    NoOriginError,
    RobotsForbiddenError,
    RobotsUnreachableError,
    RunEndsError,
    UnsafeAddressError,
    ending_of_error,
)
from crawler.urls import host_of

MAX_ROBOTS_BYTES = 512_000  # RFC 9309 asks for 500 KiB at least; what stands behind them is not read
MAX_CRAWL_DELAY = (
    30.0  # seconds; a robots.txt that asks for a day means "go away" and is told so in the notes
)
MAX_SITEMAPS = 100
_UNPACKED = 25_000_000  # bytes; a packed robots.txt may not grow beyond
_FIRST = 1000  # priority: a host's pages wait for its rules
_AGENT = re.compile(r"user[- ]?agent[\s:]", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)  # RFC 9309, section 2.2.1: all a product token may hold


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to us. ``delay``: seconds between requests it asks for, None when it names none."""

    parser: ProtegoRobotParser
    bot: str
    delay: float | None
    sitemaps: tuple[str, ...]  # absolute http(s) URLs

    def allowed(self, url: str) -> bool:
        """Whether we may fetch this URL of the site."""
        return bool(self.parser.allowed(url, self.bot))


def product_token(user_agent: str) -> str:
    """The name robots.txt knows a crawler by: of "tradewind/0.3 (+https://...)" it is "tradewind"."""
    found = _TOKEN.match(user_agent.strip())
    return found.group().lower() if found else "tradewind"


def read_robots(body: bytes, *, site: str, bot: str) -> Rules:
    """The rules for ``bot`` (a product token) of a robots.txt; bytes of any kind are a robots.txt, most say nothing.

    Only the groups that may be ours are read: a file that names thousands of robots over thousands of rules would
    otherwise cost their product in time and memory.
    """
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", errors="ignore")
    ours = "\n".join(_named_for(line, bot) for line in text.splitlines())
    parser = ProtegoRobotParser(ours.encode(), None)
    rate = parser.rp.request_rate(bot)
    asked = [parser.crawl_delay(bot), rate.seconds / rate.requests if rate else None]
    delay = max((each for each in asked if each), default=None)
    sitemaps: dict[str, None] = {}
    for address in parser.rp.sitemaps:
        if len(sitemaps) < MAX_SITEMAPS and (whole := _absolute(address, site)):
            sitemaps[whole] = None
    return Rules(parser, bot, delay, tuple(sitemaps))


def _named_for(line: str, bot: str) -> str:
    """A line as it is; but a User-agent line names us, all, or one other, and nobody else."""
    bare = line.partition("#")[0].strip()
    found = _AGENT.match(bare)
    if found is None:
        return bare
    name = bare[found.end() :].lstrip(" \t:").strip().lower()
    if name == "*":
        return "User-agent: *"
    token = _TOKEN.match(name)
    return f"User-agent: {bot if token and token.group() == bot else 'another'}"


def _absolute(address: str, site: str) -> str:
    try:
        whole = urljoin(site + "/", address[:2000])
        return whole if urlsplit(whole).scheme in ("http", "https") else ""
    except ValueError:
        return ""


class Robots(WithWork):
    """Obeys robots.txt: 4xx is no rules, anything that failed is no entry for this run (RFC 9309, section 2.3.1)."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        self._bot = product_token(work.options.user_agent)
        self._rules: dict[str, asyncio.Future[Rules | Exception | None]] = {}
        crawler.signals.connect(self.heard_bytes, signal=signals.bytes_received)

    async def process_request(self, request: Request) -> None:
        """Raise for a request that robots.txt forbids."""
        if not self.work.options.obey_robots or request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        key = f"{parts.scheme}://{parts.netloc}"
        if key not in self._rules:
            self._rules[key] = asyncio.ensure_future(self._load(key))
        asked = self._rules[key]
        # Shielding makes a task, and a host is asked for hundreds of pages.
        rules = asked.result() if asked.done() else await asyncio.shield(asked)
        if isinstance(rules, Exception):
            # One candidate is told; the others of the host stay as they were, for this is not their fault.
            host = host_of(request.url)
            rest = self.work.hosts.rest_of(host, now=monotonic())
            if rest is not None:
                if isinstance(rules, HostRestsError):
                    self._rules.pop(key, None)  # it was not asked: when the pause is over, it will be
                raise HostRestsError(rest.why) if rest.asked else HostDownError(str(rules))
            ending = ending_of_error(rules, at=self.work.desk.now())
            why = ending.detail if ending else str(rules)
            self.work.hosts.rest(host, math.inf, now=monotonic(), why=why, asked=False)
            raise rules
        if rules is not None and not rules.allowed(request.url):
            raise RobotsForbiddenError("robots.txt forbids it")

    def heard_bytes(self, data: bytes, request: Request) -> None:
        """Stop a robots.txt that does not end where crawlers stop reading; what has come is its beginning."""
        if not request.meta.get("is_robots"):
            return
        request.meta["robots_read"] = read = request.meta.get("robots_read", 0) + len(data)
        if read >= MAX_ROBOTS_BYTES:
            raise StopDownload(fail=False)

    async def _load(self, site: str) -> Rules | Exception | None:
        """The rules of a site, None when it has none, or why they could not be read."""
        request = Request(
            f"{site}/robots.txt",
            callback=NO_CALLBACK,
            priority=_FIRST,
            dont_filter=True,
            headers={"Accept-Encoding": "identity"},  # the beginning of a packed file cannot be read
            meta={"is_robots": True, "download_maxsize": _UNPACKED},
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except UnsafeAddressError as error:
            if resolver_refusal(host_of(site)):  # the page's own host is
                return error
            return RobotsUnreachableError(f"robots.txt leads to an unsafe address: {error}")
        except (RunEndsError, HostRestsError) as error:
            return error
        except IgnoreRequest as error:
            return RobotsUnreachableError(f"robots.txt: {error}")
        except (
            Exception
        ) as error:  # a host that gives no robots.txt gives no page: the page's error is this one
            return error
        if response.status in NO_ORIGIN:
            return NoOriginError(f"robots.txt answered {response.status}")
        if response.status in TRANSIENT or response.status >= 500:
            return RobotsUnreachableError(f"robots.txt answered {response.status}")
        if not 200 <= response.status < 300:
            return None
        rules = read_robots(response.body, site=site, bot=self._bot)
        self._slow_down(host_of(site), rules.delay)
        return rules

    def _slow_down(self, host: str, delay: float | None) -> None:
        """Obey Crawl-delay and Request-rate where they ask for more than we would give anyway."""
        pace = pace_of(self.crawler, self.work, host)
        if not delay or delay <= pace.floor:
            return
        if delay > MAX_CRAWL_DELAY:
            self.work.hosts.notes.append(
                f"{host}: asks for {delay:g} s between requests, gets {MAX_CRAWL_DELAY:g}"
            )
        set_pace(self.crawler, host, pace.promise(min(delay, MAX_CRAWL_DELAY)))
