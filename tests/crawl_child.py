"""A crawl in a process of its own, because a reactor starts once: job on stdin as JSON, result on stdout as JSON.

Everything is real but, unless the job says so, the extractor: its place is taken by one that starts at once.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import socket
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

JOB: dict[str, Any] = json.load(sys.stdin) if __name__ == "__main__" else {}
_getaddrinfo = socket.getaddrinfo


def _lying_getaddrinfo(host: Any, *given: Any, **named: Any) -> Any:
    """DNS as the job wants it: names that resolve to other addresses than they should, or ("") to none, or (a list) to another each time."""
    address = JOB.get("dns", {}).get(host, host)
    if isinstance(address, list):
        address = address.pop(0) if len(address) > 1 else address[0]
    if not address:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return _getaddrinfo(address, *given, **named)


socket.getaddrinfo = _lying_getaddrinfo  # before Twisted is imported, which keeps the function
for _hidden in JOB.get("hide", ()):
    sys.modules[_hidden] = None  # type: ignore[assignment]  # as if it were not installed

from crawler import pace  # noqa: E402 - as above
from crawler.run import CrawlOptions, Desk, crawl  # noqa: E402 - as above
from nlp.script import detect_lang, fold  # noqa: E402 - as above
from store import announcements, articles, pages, queue  # noqa: E402 - as above
from store.columns import parse_recipe  # noqa: E402 - as above
from store.db import Database, open_store  # noqa: E402 - as above
from store.records import Article, Candidate, DateSource, Lang, Page, Reason, Rejection, Source, SourceKind  # noqa: E402 - as above

if "pace_share" in JOB:  # a test machine that does other things too is no slow host
    pace.SHARE = JOB["pace_share"]


if "bug_at" in JOB:  # a fault of ours in the callback of one page
    from crawler.spiders import news

    _permitted = news.permitted

    def _faulty(page: Any, *given: Any, **named: Any) -> Any:
        if page.url.endswith(JOB["bug_at"]):
            raise ZeroDivisionError("a fault of ours")
        return _permitted(page, *given, **named)

    news.permitted = _faulty


class QuickExtractor:
    """Paragraphs and the first heading; what the tests here are about is how pages come, not what is in them."""

    async def extract(
        self, page: Page, source: Source | None, candidate: Candidate | None, now: datetime
    ) -> Article | Rejection:
        text = page.body.decode("utf-8", "replace")
        title = re.search(r"<h1>(.*?)</h1>", text)
        paragraphs = re.findall(r"<p>(.*?)</p>", text)
        if title is None or not paragraphs:
            return Rejection(url=page.url, source_id=page.source_id, at=now, reason=Reason.NOT_ARTICLE)
        if "explode" in title.group(1):
            raise RuntimeError("the extractor broke")
        return Article(
            url=page.url, source_id=page.source_id, title=html.unescape(title.group(1)),
            text=html.unescape("\n".join(paragraphs)), lang=Lang.UNKNOWN, fetched_at=now,
            published_at=candidate.published_at if candidate else None,
            date_source=candidate.date_source if candidate else DateSource.NONE,
        )  # fmt: skip

    def close(self) -> None:
        """Nothing to end."""


def main() -> None:
    with closing(open_store(Path(JOB["db"]))) as db:
        work(JOB, db)


def work(job: dict[str, Any], db: Database) -> None:
    sources = [
        Source(**{
            **row, "kind": SourceKind(row["kind"]), "recipe": parse_recipe(json.dumps(row["recipe"]) if "recipe" in row else ""),
        })
        for row in job["sources"]
    ]  # fmt: skip
    articles.save_sources(db, sources)
    options = CrawlOptions(
        **{"user_agent": "tradewind-test", "delay": 0.0, "retry_wait": 0.01, **job["options"]}
    )
    if options.since:
        options = replace(options, since=datetime.fromisoformat(str(options.since)))
    counts: Counter[str] = Counter()
    saved: list[dict[str, Any]] = []
    progress: list[tuple[int, int | None, str]] = []

    with closing(pages.open_pages(Path(job["db"]).with_suffix(".pages.db"))) as archive:

        def save(batch: list[Any]) -> None:
            if job.get("fail_on_save"):
                raise OSError(28, "no space left on the disk")
            counts.update(articles.save_fetched(db, archive, batch, fold=fold))
            for item in batch:
                result = item.result
                saved.append(
                    {
                        "url": item.candidate_url,
                        "at": time.monotonic(),
                        "reason": str(result.reason) if isinstance(result, Rejection) else None,
                        "detail": result.detail if isinstance(result, Rejection) else None,
                        "article": isinstance(result, Article),
                        "retry_in": (item.retry_at - item.at).total_seconds() if item.retry_at else None,
                    }
                )

        desk = Desk(
            announcement_validators=lambda url: announcements.announcement_validators(db, url),
            save_discovery=lambda discovery: articles.save_discovery(db, discovery).new,
            pending=lambda ids: articles.pending(db, source_ids=ids, now=_now()),
            article_validators=lambda url: articles.article_validators(db, url),
            save_fetched=save,
            detect_lang=detect_lang,
            now=_now,
            progress=lambda done, total, note: progress.append((done, total, note)),
            unfinished=lambda source_id: announcements.has_unread_pages(db, source_id, _now()),
            resting=lambda: queue.resting_hosts(db, _now()),
            save_rest=lambda host, until, why: queue.save_rest(db, host, until, why),
        )
        print("ready", file=sys.stderr, flush=True)
        try:
            summary = crawl(
                sources, options, desk, make_extractor=None if job.get("real_extractor") else QuickExtractor
            )
            if job.get("twice"):
                crawl(sources, options, desk, make_extractor=QuickExtractor)
        except Exception as error:
            json.dump({"error": f"{type(error).__name__}: {error}", "saved": saved}, sys.stdout)
            return
    result = {
        "summary": summary.as_row(), "failures": summary.failures(), "lines": summary.lines(), "saved": saved,
        "counts": {str(name): number for name, number in counts.items()}, "progress": progress,
        "pending": articles.candidate_counts(db).get("pending", 0),
        "memory": _most_memory(),
    }  # fmt: skip
    json.dump(result, sys.stdout)


def _now() -> datetime:
    """The clock, set forward by as many seconds as the job says."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=JOB.get("later", 0))


def _most_memory() -> int | None:
    """Bytes this process has held at most; getrusage would count those of the parent before exec. None: not told."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        return int(found.group(1)) * 1024 if found else None
    return None


if __name__ == "__main__":
    main()
