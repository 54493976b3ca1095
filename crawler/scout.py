"""Finding what a site announces: its feeds, sitemaps, lists of news and page states, each read before it is proposed.

    survey = await Scout(ask, at=at, detect_lang=detect_lang).explore("https://news.example.org/")

At most MAX_REQUESTS requests, one after the other; paths that sites commonly use are tried only where the site
itself names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from crawler.announced import clean_title
from crawler.discovery import read_announcement
from crawler.leads import (
    COMMON_FEEDS,
    COMMON_SITEMAPS,
    PageLeads,
    is_newsy,
    kind_of,
    newsy_first,
    read_page,
    title_of_feed,
)
from crawler.reading.encodings import decode
from crawler.reading.zones import COUNTRY_ZONES
from crawler.robots import read_robots
from crawler.shapes import guess_recipes
from crawler.urls import site_of
from store.records import Candidate, Lang, Page, Recipe, Source, SourceKind

MAX_REQUESTS = 30
MAX_FEEDS = 8  # of those the site names
MAX_SECTIONS = 5
SAMPLED = 3  # proposals of which an article is tried
MAX_SITEMAPS = 4  # and of an index its two most promising children
MAX_PAGE_BYTES = 3_000_000  # of a page that is searched for leads
MIN_LISTED = 5  # links that make a page a list of news
STALE = timedelta(days=90)
SAME = 0.8  # share of its articles that another proposal has too: then it is the same one

# Countries that keep one time. Others, and .com, are no evidence.
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_WORTH = {SourceKind.FEED: 100, SourceKind.API: 70, SourceKind.LISTING: 60, SourceKind.SITEMAP: 40}
_EAST_OF_GREENWICH = re.compile(rb"\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?\s?\+08:?00")
_ARTICLE_PATH = re.compile(r"\d{4,}|(?:[^-/]+-){2,}[^-/]+$|(?:%[0-9A-F]{2}){6,}")

Ask = Callable[[str], Awaitable[Page | str]]  # the answer, or why there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An announcement that was read and brought articles. ``source`` has no id and name yet where they are empty."""

    source: Source
    how: str  # where it was found
    items: int
    dated: float  # share of the items with a date, 0..1
    newest: datetime | None
    urls: frozenset[str]
    sample: str  # one of them: the newest
    score: int
    trouble: str = ""  # why the sample article could not be fetched; "" when it could, or was not tried


@dataclass(slots=True, kw_only=True)
class Survey:
    """What was found, best first, and what there is to say about the search."""

    url: str
    proposals: list[Proposal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    requests: int = 0
    failure: str = ""  # why the site could not be looked at; "" when it could
    title: str = ""


class Scout:
    """One search. ``at``: the time dates are judged by."""

    def __init__(self, ask: Ask, *, at: datetime, detect_lang: Callable[[str], Lang]) -> None:
        self._ask, self._at, self._detect_lang = ask, at, detect_lang
        self._heard: dict[str, Page | None] = {}
        self._leads: dict[str, PageLeads] = {}
        self._trouble: dict[str, str] = {}
        self._answered: set[str] = set()  # with whatever status
        self._found: list[Proposal] = []
        self._declared = Lang.UNKNOWN

    async def explore(self, url: str) -> Survey:
        """Look at a site; ``url`` is its home page, a section of it, or an announcement itself."""
        survey = Survey(url=url)
        home = await self._get(url, survey)
        if home is None:
            return await self._without_home(url, survey)
        if kind_of(home.body) not in ("html", "text", "binary"):
            await self._announcement(home, "the address given", survey)
            return await self._finish(survey)
        named = self._read(home)
        survey.title, self._declared = named.title, named.lang
        pages = [home]
        await self._feeds(named.feeds[:MAX_FEEDS], "named by the page", survey)
        for section in named.sections[:MAX_SECTIONS]:
            page = await self._get(section, survey)
            if page is None or kind_of(page.body) != "html":
                continue
            pages.append(page)
            await self._feeds(self._read(page).feeds[:2], f"named by {section}", survey)
        if not self._found:
            await self._commonly_fed(home.final_url, survey)
        await self._sitemaps(home.final_url, survey)
        for page in pages:
            self._listed(page)
        return await self._finish(survey)

    async def _without_home(self, url: str, survey: Survey) -> Survey:
        """A home page that answers 403 or 404 says nothing of the feeds beside it; one that does not answer does."""
        failure = survey.notes[-1]
        if url in self._answered:
            await self._commonly_fed(url, survey)
            await self._sitemaps(url, survey)
        survey.failure = "" if self._found else failure
        return await self._finish(survey)

    async def _get(
        self, url: str, survey: Survey, *, quiet: bool = False, limit: int = MAX_REQUESTS - SAMPLED
    ) -> Page | None:
        """A page with status 200 and bytes; None for everything else, and when enough has been asked."""
        if url in self._heard:
            return self._heard[url]
        if survey.requests >= limit:
            return None
        survey.requests += 1
        answer = await self._ask(url)
        if isinstance(answer, Page):
            self._answered.add(url)
        page = answer if isinstance(answer, Page) and answer.status == 200 and answer.body.strip() else None
        if page is None:
            self._trouble[url] = _why(answer)
            if not quiet:
                survey.notes.append(f"{url}: {self._trouble[url]}")
        self._heard[url] = page
        return page

    def _read(self, page: Page) -> PageLeads:
        if page.url not in self._leads:
            leads = read_page(page.body[:MAX_PAGE_BYTES], page.content_type, page.final_url)
            self._leads[page.url] = replace(leads, title=_short(leads.title))
        return self._leads[page.url]

    async def _feeds(self, urls: Sequence[str], how: str, survey: Survey) -> None:
        for url in urls:
            page = await self._get(url, survey)
            if page is None:
                continue
            if kind_of(page.body) == "html":  # a page that lists the feeds of a large house
                for inner in self._read(page).feeds[:MAX_FEEDS]:
                    if (further := await self._get(inner, survey)) is not None:
                        await self._announcement(further, f"listed by {url}", survey)
            else:
                await self._announcement(page, how, survey)

    async def _commonly_fed(self, home: str, survey: Survey) -> None:
        folder = urljoin(home, ".") if urlsplit(home).path not in ("", "/") else ""
        urls = [urljoin(folder, name) for name in ("feed/", "rss.xml")] if folder else []
        for url in dict.fromkeys((*urls, *(urljoin(home, path) for path in COMMON_FEEDS))):
            page = await self._get(url, survey, quiet=True)
            if page is not None and await self._announcement(page, "at a common place", survey):
                return

    async def _sitemaps(self, home: str, survey: Survey) -> None:
        robots = await self._get(urljoin(home, "/robots.txt"), survey, quiet=True)
        named = (
            newsy_first(read_robots(robots.body, site=urljoin(home, "/")[:-1], bot="*").sitemaps)
            if robots
            else ()
        )
        for url in (named or tuple(urljoin(home, path) for path in COMMON_SITEMAPS))[:MAX_SITEMAPS]:
            page = await self._get(url, survey, quiet=not named)
            if page is None:
                continue
            found = await self._announcement(
                page, "named by robots.txt" if named else "at a common place", survey
            )
            if found and not named:
                return

    async def _announcement(self, page: Page, how: str, survey: Survey) -> bool:
        """Read a feed or sitemap; of an index its children. True when something in it can be proposed."""
        kind = SourceKind.SITEMAP if kind_of(page.body) == "sitemap" else SourceKind.FEED
        further = self._propose(page, kind, how)
        before = len(self._found)
        for url in newsy_first(further)[:2]:
            child = await self._get(url, survey)
            if child is None:
                continue
            self._propose(
                child, SourceKind.SITEMAP, f"{how}, in {page.url}", index="" if is_newsy(url) else page.url
            )
        return len(self._found) > before or any(item.source.url == _address(page) for item in self._found)

    def _listed(self, page: Page) -> None:
        """A page of links as a listing, or better by the state it carries for its scripts."""
        text = decode(page.body[:MAX_PAGE_BYTES], page.content_type).text
        for recipe in guess_recipes(text, at=self._at)[:3]:
            self._propose(page, SourceKind.API, f"the state {recipe.payload} of the page", recipe=recipe)
        self._propose(page, SourceKind.LISTING, "a page of links")

    def _propose(
        self, page: Page, kind: SourceKind, how: str, *, recipe: Recipe | None = None, index: str = ""
    ) -> tuple[str, ...]:
        """Read it as a crawl would, and keep what brings articles. Returns the further announcements it names."""
        url = index or _address(page)
        source = Source(id="", name="", kind=kind, url=url, recipe=recipe)
        source = replace(source, timezone=_zone(url, page.body, self._declared))
        found = read_announcement(source, _address(page), page.body, page.content_type, self._at)
        candidates = found.discovery.candidates
        if kind is SourceKind.SITEMAP and not any(item.published_at for item in candidates):
            candidates = tuple(item for item in candidates if _ARTICLE_PATH.search(urlsplit(item.url).path))
            if len(candidates) * 2 < len(found.discovery.candidates):
                return found.further
        if len(candidates) < (MIN_LISTED if kind in (SourceKind.LISTING, SourceKind.API) else 1):
            return found.further
        lang = self._lang(candidates, page)
        zone = source.timezone if source.timezone != "UTC" else _zone(url, page.body, lang)
        title = title_of_feed(page.body, page.content_type) if kind is SourceKind.FEED else ""
        if kind in (SourceKind.LISTING, SourceKind.API):
            title = self._read(page).title
        proposal = _proposal(replace(source, name=title, lang=lang, timezone=zone), how, candidates, self._at)
        if all(item.source.url != url or item.source.kind is not kind for item in self._found):
            self._found.append(proposal)
        return found.further

    def _lang(self, candidates: Sequence[Candidate], page: Page) -> Lang:
        """The language of the announced titles; where they say nothing, the one that the pages declare."""
        titles = "\n".join(item.title or "" for item in candidates[:50])
        said = self._detect_lang(titles) if len(titles) > 40 else Lang.UNKNOWN
        declared = self._read(page).lang if kind_of(page.body) == "html" else Lang.UNKNOWN
        return (
            said if said is not Lang.UNKNOWN else declared if declared is not Lang.UNKNOWN else self._declared
        )

    async def _finish(self, survey: Survey) -> Survey:
        """The best first; those whose article cannot be fetched behind the others."""
        best = without_doubles(self._found)
        for place, item in enumerate(best[:SAMPLED]):
            await self._get(item.sample, survey, quiet=True, limit=MAX_REQUESTS)
            best[place] = replace(item, trouble=self._trouble.get(item.sample, ""))
        survey.proposals = sorted(best, key=lambda item: bool(item.trouble))
        if survey.requests >= MAX_REQUESTS - SAMPLED:
            survey.notes.append(f"stopped after {survey.requests} requests")
        return survey


def without_doubles(found: Sequence[Proposal]) -> list[Proposal]:
    """Best first; left out is one whose articles a better one announces too, and a sitemap of what is long past."""
    kept: list[Proposal] = []
    for item in sorted(found, key=lambda proposal: -proposal.score):
        if item.score > 0 and all(len(item.urls & other.urls) < SAME * len(item.urls) for other in kept):
            kept.append(item)
    return kept


def name_sources(survey: Survey, *, taken: Sequence[str], day: datetime) -> list[Source]:
    """Complete sources of the proposals: a free id, a name, one family for all, and where they come from."""
    house = (
        re.sub(r"[^a-z0-9-]", "-", site_of(survey.url).split(".")[0].removeprefix("xn--")).strip("-")
        or "site"
    )
    ids = set(taken)
    made = []
    for proposal in survey.proposals:
        source = proposal.source
        parts = [part for part in re.split(r"[^a-z0-9]+", urlsplit(source.url).path.lower()) if part]
        parts = [
            part for part in parts if part not in ("xml", "html", "htm", "gz", "index", "php", "aspx", "www")
        ]
        stem = (
            "-".join((house[:30], *parts[-2:]))[:56].rstrip("-")
            if house in ids or len(survey.proposals) > 1
            else house
        )
        name = next(
            name
            for number in range(1, len(ids) + 2)
            if (name := stem if number == 1 else f"{stem}-{number}") not in ids
        )
        ids.add(name)
        made.append(
            replace(
                source,
                id=name,
                name=source.name or survey.title or site_of(source.url),
                family=house[:64] if len(survey.proposals) > 1 else "",
                verified_on=day.date(),
                note=f"found by `tradewind sources discover`: {proposal.how}",
            )
        )
    return made


def _why(answer: Page | str) -> str:
    if isinstance(answer, str):
        return answer
    return f"{answer.status}" if answer.status != 200 else "no bytes"


def _proposal(source: Source, how: str, candidates: Sequence[Candidate], at: datetime) -> Proposal:
    times = [when for item in candidates if (when := item.published_at or item.updated_at)]
    dated, newest = len(times) / len(candidates), max(times, default=None)
    score = _WORTH[source.kind] + min(len(candidates), 20) // 2
    if source.kind is SourceKind.SITEMAP and any(item.published_at for item in candidates):
        score += 45  # a news sitemap: with dates, and nothing but articles
    score -= 30 * (len(candidates) < 3) + 10 * (dated < 0.5)
    score -= 60 * (newest is not None and newest < at - STALE)
    home = site_of(source.url)
    score -= 25 * (sum(site_of(item.url) != home for item in candidates) * 2 > len(candidates))
    return Proposal(
        source=source, how=how, items=len(candidates), dated=dated, newest=newest,
        urls=frozenset(item.url for item in candidates), score=score,
        sample=max(candidates, key=lambda item: item.published_at or item.updated_at or _NEVER).url,
    )  # fmt: skip


def _zone(url: str, body: bytes, lang: Lang) -> str:
    """The time zone where it is evident: a country that keeps one, or mainland Chinese with the offset of Beijing."""
    top = (urlsplit(url).hostname or "").rpartition(".")[2]
    if top in COUNTRY_ZONES:
        return COUNTRY_ZONES[top]
    eastern = len(_EAST_OF_GREENWICH.findall(body[:200_000])) >= 3
    return "Asia/Shanghai" if eastern and lang is Lang.ZH_HANS else "UTC"


def _address(page: Page) -> str:
    """Where the announcement is: behind redirects within its site, else as it was named."""
    return page.final_url if site_of(page.final_url) == site_of(page.url) else page.url


def _short(title: str) -> str:
    """The name in a page's title: the last part of "News | House"."""
    parts = [part.strip() for part in re.split(r"\s[|–—-]\s|[|_]", title) if part.strip()]
    return (clean_title(parts[-1]) or "")[:80] if parts else ""
