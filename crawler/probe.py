"""Examining sources: each announcement and a few of its articles fetched as a crawl would, and a verdict.

    checks = check_sources(sources, options, detect_lang=detect_lang, now=now)

Nothing is stored. Guard, robots.txt, delays and proxies are those of every crawl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.desk import FINE, CrawlOptions, CrawlSummary
from crawler.leads import kind_of, plain_head
from crawler.memory import MemoryDesk
from crawler.reading.encodings import decode
from store.records import Article, Candidate, Discovery, Fetched, Lang, Page, Reason, Rejection, Source

SAMPLE = 2  # articles read of each source
MAX_ANNOUNCEMENTS = 4  # of one source: a sitemap index and its three newest children
STALE = timedelta(days=90)  # a source whose newest item is older is no news
DENIED = frozenset((Reason.BLOCKED, Reason.LOGIN, Reason.CONSENT, Reason.PAYWALL))
FORBIDS = "forbids"  # in the detail where robots.txt was read and says no; else it could not be read
DENIED_STATUS = ("401", "403", "451")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article that was tried. ``reason`` is empty when it could be read, and names the rejection when not."""

    url: str
    reason: str = ""
    title: str = ""
    characters: int = 0
    published_at: datetime | None = None
    date_source: str = ""
    author: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found of one source.

    ``verdict``: ok | weak (read, but with something missing) | stale | empty | refused (robots.txt, a reservation) |
    blocked | broken | unknown (not asked, because the run ended or its host rests).
    """

    source_id: str
    verdict: str
    why: str = ""  # empty when there is nothing to say
    status: int | None = None  # HTTP status of the announcement; None: no answer
    kind: str = ""  # what the bytes are: feed | sitemap | json | html | binary | text
    encoding: str = ""  # Python codec that reads the announcement
    robots: str = (
        ""  # allowed, partly (a sample is forbidden), forbidden, unreadable, not obeyed; "": unknown
    )
    items: int = 0  # candidates and records announced
    dated: float | None = None  # share of the candidates with a date, 0..1; None: there are none
    newest: datetime | None = None
    samples: tuple[Sample, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """A plain dict for tables and JSON."""
        read = [item for item in self.samples if not item.reason]
        return {
            "id": self.source_id, "verdict": self.verdict, "why": self.why, "status": self.status, "kind": self.kind,
            "encoding": self.encoding, "robots": self.robots, "items": self.items,
            "dated": None if self.dated is None else round(self.dated, 2), "newest": self.newest,
            "sampled": len(self.samples), "articles": len(read),
            "with_date": sum(1 for item in read if item.published_at),
            "with_author": sum(1 for item in read if item.author),
            "characters": max((item.characters for item in read), default=None),
            "samples": [
                {"url": item.url, "reason": item.reason, "title": item.title, "characters": item.characters,
                 "published_at": item.published_at, "date_source": item.date_source, "author": item.author,
                 "lang": item.lang} for item in self.samples
            ],
        }  # fmt: skip


def check_sources(
    sources: Sequence[Source],
    options: CrawlOptions,
    *,
    detect_lang: Callable[[str], Lang],
    now: Callable[[], datetime],
    resting: Mapping[str, datetime] | None = None,
    progress: Callable[[int, int | None, str], Any] | None = None,
) -> tuple[list[Check], CrawlSummary]:
    """Crawl a little of each source, without a store. In the order given. Once in a process, as every crawl."""
    from crawler.run import crawl

    memory = MemoryDesk(detect_lang=detect_lang, now=now, sample=SAMPLE, resting=resting, progress=progress)
    limited = replace(options, max_announcements=MAX_ANNOUNCEMENTS, max_pages=None, max_parts=0, since=None)
    summary = crawl([replace(source, pages=1) for source in sources], limited, memory.desk())
    at = now()
    return [judge(source, memory, at=at, obeyed=options.obey_robots) for source in sources], summary


def judge(source: Source, memory: MemoryDesk, *, at: datetime, obeyed: bool = True) -> Check:
    """The verdict on one source, from what a crawl remembered of it."""
    discoveries = [item for item in memory.discoveries if item.source_id == source.id]
    fetched = [item for item in memory.fetched if item.source_id == source.id]
    answer = next(
        (page for page in memory.answers if (page.source_id, page.url) == (source.id, source.url)), None
    )
    candidates = {item.url: item for found in discoveries for item in found.candidates}
    times = [when for item in candidates.values() if (when := item.published_at or item.updated_at)]
    newest = max(times, default=None)
    verdict, why = _verdict(source, discoveries, candidates, fetched, newest, at)
    return Check(
        source_id=source.id,
        verdict=verdict,
        why=why,
        status=answer.status if answer else None,
        kind=_kind(answer),
        encoding=_encoding(answer),
        robots=_robots(discoveries, fetched) if obeyed else "not obeyed",
        items=len(candidates) + sum(len(found.records) for found in discoveries),
        dated=len(times) / len(candidates) if candidates else None,
        newest=newest,
        samples=tuple(_sample(item) for item in fetched),
    )


def _verdict(
    source: Source,
    discoveries: Sequence[Discovery],
    candidates: dict[str, Candidate],
    fetched: Sequence[Fetched],
    newest: datetime | None,
    at: datetime,
) -> tuple[str, str]:
    first = next((found for found in discoveries if found.url == source.url), None)
    if first is None:
        return "unknown", "its announcement was not asked for: the run ended, or its host rests"
    if first.status not in FINE:
        return _failed(first.status, first.detail, "its announcement")
    if not candidates:
        if any(found.records for found in discoveries):
            return "ok", ""
        broken = next((found for found in discoveries if found.status not in FINE), None)
        if broken is not None:
            return _failed(broken.status, broken.detail, f"its announcement {broken.url}")
        return "empty", first.detail or "it announces nothing"
    read = [item.result for item in fetched if isinstance(item.result, Article)]
    if not read:
        return _unread(fetched)
    if newest is not None and newest < at - STALE:
        return "stale", f"the newest it announces is of {newest:%Y-%m-%d}"
    if not any(article.published_at for article in read):
        return "weak", "no sample article has a date"
    if len(read) < len(fetched):
        return "ok", f"{len(read)} of {len(fetched)} sample pages are articles: {_reasons(fetched)}"
    return "ok", ""


def _failed(status: str, detail: str, what: str) -> tuple[str, str]:
    """The verdict for an announcement that brought nothing."""
    if status == Reason.RESERVED or (status == Reason.ROBOTS and FORBIDS in detail):
        return "refused", f"{what}: {detail or status}"
    denied = status == Reason.HTTP_STATUS and detail.startswith(DENIED_STATUS)
    if denied or status in DENIED:
        return "blocked", f"{what}: {status} {detail}".rstrip()
    return "broken", f"{what}: {status} {detail}".rstrip()


def _unread(fetched: Sequence[Fetched]) -> tuple[str, str]:
    """The verdict when candidates were announced and none could be read."""
    if not fetched:
        return "unknown", "no sample article was asked for: the run ended, or its host rests"
    rejections = [item.result for item in fetched if isinstance(item.result, Rejection)]
    why = f"no sample page is an article: {_reasons(fetched)}"
    if rejections and all(item.reason is Reason.RESERVED or _forbidden(item) for item in rejections):
        return "refused", why
    if rejections and all(
        item.reason in DENIED or (item.reason is Reason.HTTP_STATUS and item.detail.startswith(DENIED_STATUS))
        for item in rejections
    ):
        return "blocked", why
    return "weak", why


def _forbidden(item: Rejection) -> bool:
    return item.reason is Reason.ROBOTS and FORBIDS in item.detail


def _reasons(fetched: Sequence[Fetched]) -> str:
    """Reasons with how often, and the detail of the first of each."""
    told: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for item in fetched:
        if isinstance(item.result, Rejection):
            reason = str(item.result.reason)
            counts[reason] += 1
            told.setdefault(reason, item.result.detail)
    return ", ".join(
        (f"{number} " if number > 1 else "") + reason + (f" ({told[reason]})" if told[reason] else "")
        for reason, number in counts.most_common()
    )


def _kind(answer: Page | None) -> str:
    if answer is None or not 200 <= answer.status < 300 or not answer.body:
        return ""
    return kind_of(answer.body)


def _encoding(answer: Page | None) -> str:
    if not _kind(answer) or answer is None or kind_of(answer.body) == "binary":
        return ""
    return decode(plain_head(answer.body), answer.content_type).encoding


def _robots(discoveries: Sequence[Discovery], fetched: Sequence[Fetched]) -> str:
    """What robots.txt says to the announcement and to the articles."""
    said = [found.detail for found in discoveries if found.status == Reason.ROBOTS]
    pages = [
        item.result.detail
        for item in fetched
        if isinstance(item.result, Rejection) and item.result.reason is Reason.ROBOTS
    ]
    if any(FORBIDS not in detail for detail in (*said, *pages)):
        return "unreadable"
    if said or (pages and len(pages) == len(fetched)):
        return "forbidden"
    if pages:
        return "partly"
    return "allowed" if any(found.status in FINE for found in discoveries) else ""


def _sample(item: Fetched) -> Sample:
    if isinstance(item.result, Article):
        article = item.result
        return Sample(
            url=article.url, title=article.title, characters=len(article.text), published_at=article.published_at,
            date_source=str(article.date_source), author=article.author or "", lang=str(article.lang),
        )  # fmt: skip
    reason = str(item.result.reason) if item.result else "unchanged"
    return Sample(url=item.candidate_url, reason=reason)
