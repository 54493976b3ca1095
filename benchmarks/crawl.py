"""What a crawl costs beside a bare Scrapy spider that only downloads the same pages.

    python benchmarks/crawl.py [--pages 600] [--hosts 20] [--rounds 3] [--known 100000]

Four crawls take turns over the same loopback server, each in a process of its own, after a warm start:
  bare      a Scrapy spider that downloads every page and throws it away: no robots.txt, no delay, nothing kept
  collect   tradewind without reading the pages: feeds, robots.txt, guard, limits, conditional requests, store
  known     the same with ``--known`` settled addresses in the store
  full      tradewind as it is: collect, and the text of every page extracted, dated and kept
Held to: ``known`` is less than 5 % slower than ``collect`` (processor time), and every page becomes an article.
The rest is reported: pages a second by the clock, processor milliseconds a page with child processes, peak memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

PAGE_BYTES = 66_000  # mean of news pages as saved from the web
LIMIT = 1.05
ORDER = ("bare", "collect", "known", "full")


@dataclass(frozen=True)
class Trial:
    """One crawl. ``cpu`` is of the process and its children, from the first request to the last save."""

    mode: str
    pages: int
    kept: int
    seconds: float
    cpu: float
    memory: float  # MB, of the process at its largest
    child_memory: float  # MB, of its largest child


# --- the site ------------------------------------------------------------------------------------------------


def page_url(host: int, number: int) -> str:
    """The address of a page of the site."""
    return f"http://site{host}.example/2026/11/report-{number}.html"


def build_site(hosts: int, pages: int) -> dict[str, bytes]:
    """Feeds and pages by URL: sample articles, each under many addresses and with a number of its own."""
    from tradewind.sample.newsroom import build_newsroom

    texts = [(article.title, article.text) for article in build_newsroom().articles]
    filler = "<!-- " + "assets " * 9 + "-->\n"
    site: dict[str, bytes] = {}
    for host in range(hosts):
        links = []
        for number in range(pages // hosts):
            title, text = texts[(host * 131 + number) % len(texts)]
            url = page_url(host, number)
            body = "".join(f"<p>{escape(line)}</p>" for line in [*text.split("\n"), f"Ref {host}/{number}"])
            page = (
                f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)} {host}-{number}</title>'
                '<meta property="article:published_time" content="2026-11-02T08:00:00Z"></head><body>'
                f"<article><h1>{escape(title)} {host}-{number}</h1>{body}</article>"
            )
            page += filler * max(0, (PAGE_BYTES - len(page.encode())) // len(filler)) + "</body></html>"
            site[url] = page.encode()
            links.append(f"<item><title>{escape(title)}</title><link>{url}</link></item>")
        site[f"http://site{host}.example/feed.xml"] = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{"".join(links)}'
            "</channel></rss>"
        ).encode()
    return site


async def serve_site(site: dict[str, bytes]) -> None:
    """A forward proxy on a free port of loopback; prints the port, then serves until it is ended."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                url = head.split(b" ", 2)[1].decode("ascii")
                body = site.get(url)
                status = b"200 OK" if body is not None else b"404 Not Found"
                kind = b"application/rss+xml" if url.endswith(".xml") else b"text/html; charset=utf-8"
                body = body or b""
                writer.write(
                    b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
                    % (status, kind, len(body))
                )
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving(hosts: int, pages: int) -> Iterator[str]:
    """The site in a process of its own, so that its work is not counted."""
    with subprocess.Popen(
        [sys.executable, __file__, "--child", "serve", "--hosts", str(hosts), "--pages", str(pages)],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


# --- the crawls, each in a process of its own -------------------------------------------------------------------


def used() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def crawl_bare(urls: list[str], proxy: str) -> tuple[int, int]:
    """Download every page with Scrapy's own defaults but for the numbers in flight."""
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    got = []

    class Bare(Spider):
        name = "bare"

        async def start(self) -> Any:
            for url in urls:
                yield Request(url, meta={"proxy": proxy})

        def parse(self, response: Any) -> None:
            got.append(len(response.body))

    process = CrawlerProcess(
        {"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
         "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False}
    )  # fmt: skip
    process.crawl(Bare)
    process.start()
    return len(got), 0


class Unread:
    """Stands in the extractor's place for ``collect``: every page is an article of one line."""

    async def extract(self, page: Any, source: Any, candidate: Any, now: Any) -> Any:
        from store.records import Article, Lang

        return Article(
            url=page.url, source_id=page.source_id, title=page.url, lang=Lang.UNKNOWN, fetched_at=now,
            text="Parcels from abroad wait longer for customs in Rotterdam than they did a month ago. " * 3 + page.url,
        )  # fmt: skip

    def close(self) -> None:
        """Nothing to end."""


def crawl_with_tradewind(folder: Path, hosts: int, proxy: str, *, read: bool) -> tuple[int, int]:
    """A crawl into the store of ``folder``; the extractor only when pages are to be read."""
    from unittest import mock

    from crawler import pool, run
    from crawler.desk import CrawlOptions
    from store.records import Source, SourceKind
    from tradewind import pipeline
    from tradewind.config import load_settings

    sources = [
        Source(id=f"site{host}", name=f"Site {host}", kind=SourceKind.FEED, url=f"http://site{host}.example/feed.xml")
        for host in range(hosts)
    ]  # fmt: skip
    options = CrawlOptions(
        user_agent="tradewind-benchmark", delay=0.0, http_proxy=proxy, allow_hosts=("*.example", "127.0.0.1")
    )
    extractor = pool.ExtractPool if read else lambda *_: Unread()
    with mock.patch.object(run, "ExtractPool", extractor):
        result = pipeline.crawl(load_settings(folder=folder), sources, options)
    return result.summary.pages, result.outcomes.get("article", 0)


def fill(folder: Path, hosts: int, known: int) -> None:
    """A store with ``known`` settled addresses, spread over the same sources and hosts."""
    from store import articles
    from store.db import atomic, open_store
    from store.records import Source, SourceKind

    db = open_store(folder / "tradewind.db")
    articles.save_sources(
        db,
        [
            Source(id=f"site{host}", name="", kind=SourceKind.FEED, url=f"http://site{host}.example/feed.xml")
            for host in range(hosts)
        ],
    )
    at = "2026-10-01T00:00:00Z"
    rows = [
        (f"http://site{number % hosts}.example/2026/10/old-{number}.html", f"site{number % hosts}")
        for number in range(known)
    ]
    with atomic(db):
        db.conn.executemany(
            "INSERT INTO candidates (url, source_id, discovered_at, date_source, outcome, detail, attempts)"
            f" VALUES (?, ?, '{at}', 'none', 'rejected', '', 0)",
            rows,
        )
        db.conn.executemany(
            "INSERT INTO rejections (url, source_id, at, reason, detail)"
            f" VALUES (?, ?, '{at}', 'too-short', '')",
            rows,
        )
    db.close()


def child(given: argparse.Namespace) -> None:
    """One part of the benchmark in this process; the result on stdout as JSON."""
    if given.child == "serve":
        asyncio.run(serve_site(build_site(given.hosts, given.pages)))
        return
    folder = Path(given.folder)
    urls = [
        page_url(host, number) for host in range(given.hosts) for number in range(given.pages // given.hosts)
    ]
    for name in ("scrapy.crawler",) if given.child == "bare" else ("crawler.run", "tradewind.pipeline"):
        import_module(name)  # what a process loads once is not what a page costs
    began, before = time.monotonic(), used()
    if given.child == "bare":
        pages, kept = crawl_bare(urls, given.proxy)
    else:
        pages, kept = crawl_with_tradewind(folder, given.hosts, given.proxy, read=given.child == "full")
    trial = Trial(
        mode=given.child, pages=pages, kept=kept, seconds=time.monotonic() - began, cpu=used() - before,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        child_memory=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )  # fmt: skip
    print(json.dumps(asdict(trial)))


def run_trial(mode: str, folder: Path, proxy: str, given: argparse.Namespace) -> Trial:
    """One crawl in a fresh folder."""
    folder.mkdir(parents=True)
    if mode == "known":
        fill(folder, given.hosts, given.known)
    done = subprocess.run(
        [sys.executable, __file__, "--child", mode, "--folder", str(folder), "--proxy", proxy,
         "--hosts", str(given.hosts), "--pages", str(given.pages)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return Trial(**json.loads(done.stdout.splitlines()[-1]))


def report(trials: list[Trial], known: int) -> int:
    """Print medians and ratios; 1 when the promise does not hold."""
    by_mode = {mode: [trial for trial in trials if trial.mode == mode] for mode in ORDER}
    cost = {mode: statistics.median(t.cpu / t.pages * 1000 for t in found) for mode, found in by_mode.items()}
    print(f"{'crawl':9}{'pages/s':>9}{'CPU ms/page':>13}{'x bare':>8}{'memory MB':>11}{'of a child':>12}")
    for mode, found in by_mode.items():
        rate = statistics.median(t.pages / t.seconds for t in found)
        print(
            f"{mode:9}{rate:9.1f}{cost[mode]:13.2f}{cost[mode] / cost['bare']:8.2f}"
            f"{max(t.memory for t in found):11.0f}"
            + (f"{max(t.child_memory for t in found):12.0f}" if mode == "full" else f"{'-':>12}")
        )
    slower = statistics.median(
        b.cpu / a.cpu for a, b in zip(by_mode["collect"], by_mode["known"], strict=True)
    )
    lost = [t for t in trials if t.mode != "bare" and t.kept != t.pages]
    print(f"{known:,} known addresses: {slower:.3f} of the processor time without them (limit {LIMIT})")
    for trial in lost:
        print(f"{trial.mode}: {trial.kept} articles of {trial.pages} pages")
    return int(slower > LIMIT or bool(lost))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--known", type=int, default=100_000)
    for hidden in ("--child", "--folder", "--proxy"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.pages -= given.pages % given.hosts
    if given.child:
        child(given)
        return 0
    with tempfile.TemporaryDirectory() as place, serving(given.hosts, given.pages) as proxy:
        trials = [
            run_trial(mode, Path(place) / f"{number}-{mode}", proxy, given)
            for number in range(given.rounds)
            for mode in ORDER
        ]
    return report(trials, given.known)


if __name__ == "__main__":
    sys.exit(main())
