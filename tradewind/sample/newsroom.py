"""The sample newsroom: twelve invented houses, sixteen weeks of articles, and the truth about them.

``build_newsroom`` is deterministic: one seed, one newsroom, byte for byte. Companies and authorities are real,
events, figures and quoted people are invented, and every page and feed says so outside of the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from random import Random

from store.records import Lang, Reason, Source
from tradewind.sample.announcements import Item, render_announcement
from tradewind.sample.oddities import odd_pages
from tradewind.sample.pages import render_article
from tradewind.sample.publishers import Publisher, load_publishers
from tradewind.sample.reprints import Edit, reprint
from tradewind.sample.schedule import (
    LAST_WEEK,
    OUTAGE_WEEK,
    PLANTED_TOPIC,
    YEAR,
    Assignment,
    plan_events,
    plan_week,
)
from tradewind.sample.wording import day_words
from tradewind.sample.writing import Copy, entities_of, load_families, write

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)  # the Monday after the last complete week
DIGEST_WEEK = f"{YEAR}-W{LAST_WEEK}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What the server answers for one URL."""

    url: str
    body: bytes
    content_type: str
    status: int = 200
    last_modified: datetime = NOW
    location: str = ""  # of a redirect
    cut_short: bool = False  # fewer bytes are sent than announced

    @property
    def etag(self) -> str:
        """Strong validator of the body."""
        return f'"{sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One article as it was planned: the truth that extraction and tagging can be held against."""

    url: str
    source_id: str
    lang: Lang
    title: str
    text: str
    published_at: datetime
    byline: str
    event: str  # id of what happened; articles of one event are one story
    reprint_of: str | None  # URL of the article whose text this repeats
    edit: Edit | None
    topics: tuple[str, ...]
    entities: frozenset[str]

    @property
    def week(self) -> str:
        """ISO week of publication, 2026-W45."""
        year, number, _ = self.published_at.isocalendar()
        return f"{year}-W{number:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRow:
    """Stories of one source on one series in one week; series ``*`` is everything."""

    week: str
    source: str
    series: str
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What the newsroom was built to show."""

    week: str = DIGEST_WEEK
    series: tuple[str, ...] = (f"topic:{PLANTED_TOPIC}", "entity:temu")
    outage_week: str = f"{YEAR}-W{OUTAGE_WEEK}"
    outage_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Everything there is to fetch, and what it really says."""

    seed: int
    sources: tuple[Source, ...]
    resources: Mapping[str, Resource]
    articles: tuple[SampleArticle, ...]
    rejections: Mapping[str, Reason]  # URLs that are announced and are no articles, and why
    planted: Planted
    now: datetime = NOW
    robots: Mapping[str, str] = field(default_factory=dict)  # by host

    def truth(self) -> list[TruthRow]:
        """Stories by week, source and series; a story that a source tells twice counts once."""
        seen = {
            (article.week, article.source_id, series, article.event)
            for article in self.articles
            for series in (
                "*",
                *(f"topic:{topic}" for topic in article.topics),
                *(f"entity:{entity}" for entity in article.entities),
            )
        }
        counts = Counter((week, source, series) for week, source, series, _ in seen)
        return [
            TruthRow(week=week, source=source, series=series, stories=stories)
            for (week, source, series), stories in sorted(counts.items())
        ]


def build_newsroom(seed: int = 45) -> Newsroom:
    """The newsroom of this seed. The cases are the same for every seed; who tells them, when and how is not."""
    rng = Random(seed)
    houses = load_publishers()
    articles: list[SampleArticle] = []
    for number, events in plan_events(load_families(), rng).items():
        week = plan_week(number, events, houses, rng)
        articles += _written(week, len(articles), rng)
    articles.sort(key=lambda article: (article.published_at, article.url))
    resources, rejections = _published(houses, articles)
    outage = next(house.id for house in houses if house.outage)
    return Newsroom(
        seed=seed,
        sources=tuple(house.source() for house in houses),
        resources=resources,
        articles=tuple(articles),
        rejections=rejections,
        planted=Planted(outage_source=outage),
        robots={house.host: "User-agent: *\nDisallow: /private/\n" for house in houses},
    )


def _written(week: Sequence[Assignment], serial: int, rng: Random) -> list[SampleArticle]:
    """The week's articles, originals first: a copy needs what it copies."""
    made: list[SampleArticle] = []
    for place, task in enumerate(week):
        house = task.publisher
        byline = rng.choice(house.bylines)
        edit: Edit | None = None
        original = made[task.copy_of] if task.copy_of is not None else None
        if original is None:
            turns = sum(_own_report(other, task) for other in week)
            copy = write(task.event, house.style, task.turn, turns, rng)
            copy = _with_dateline(copy, task, byline, rng)
        else:
            copy, edit = reprint(original.title, original.text, original.lang, house.lang, rng)
        moment = task.published_at
        path = house.article.format(
            year=moment.year,
            month=moment.month,
            day=moment.day,
            slug=task.event.family.id,
            serial=880_000 + (serial + place) * 7,
        )
        if "{serial}" not in house.article:
            path += f"-{moment:%m%d}"
        made.append(
            SampleArticle(
                url=house.origin + path,
                source_id=house.id,
                lang=house.lang,
                title=copy.title,
                text=copy.text,
                published_at=moment,
                byline=byline,
                event=task.event.id,
                reprint_of=original.url if original else None,
                edit=edit,
                topics=task.event.family.topics,
                entities=entities_of(task.event),
            )
        )
    return made


def _own_report(other: Assignment, task: Assignment) -> bool:
    """Whether the other is an independent article on the same event in the same language."""
    return other.copy_of is None and other.event is task.event and other.publisher.lang == task.publisher.lang


def _with_dateline(copy: Copy, task: Assignment, byline: str, rng: Random) -> Copy:
    """The house's dateline before the first paragraph, if it has one."""
    house = task.publisher
    if not house.dateline:
        return copy
    line = house.dateline.format(
        city=rng.choice(house.cities),
        byline=byline,
        date=day_words(task.published_at.date(), task.published_at.date(), house.style),
        day=day_words(task.event.day, task.event.day, house.style),
    )
    return Copy(title=copy.title, paragraphs=(line + copy.paragraphs[0], *copy.paragraphs[1:]))


def _published(
    houses: Sequence[Publisher], articles: Sequence[SampleArticle]
) -> tuple[dict[str, Resource], dict[str, Reason]]:
    """Pages, announcements and what is odd among them, by URL."""
    resources: dict[str, Resource] = {}
    rejections: dict[str, Reason] = {}
    for house in houses:
        own = [article for article in articles if article.source_id == house.id]
        content_type = f"text/html; charset={house.header}" if house.header else "text/html"
        items = []
        for place, article in enumerate(own):
            around = [(other.title, other.url) for other in own[max(0, place - 5) : place]]
            resources[article.url] = Resource(
                url=article.url,
                body=render_article(
                    house,
                    url=article.url,
                    title=article.title,
                    paragraphs=article.text.split("\n"),
                    published_at=article.published_at,
                    byline=article.byline,
                    aside=around,
                ),
                content_type=content_type,
                last_modified=article.published_at,
            )
            first = article.text.split("\n", 1)[0]
            items.append(Item(title=article.title, url=article.url, at=article.published_at, summary=first))
        for odd in odd_pages(house, content_type):
            resources[odd.url] = Resource(
                url=odd.url,
                body=odd.body,
                content_type=odd.content_type,
                status=odd.status,
                location=odd.location,
                cut_short=odd.cut_short,
            )
            rejections[odd.url] = odd.reason
            items.append(Item(title=odd.title, url=odd.url, at=odd.at, summary=odd.title))
        body, kind = render_announcement(house, items)
        url = house.announcement_url
        newest = max((item.at for item in items), default=NOW)
        resources[url] = Resource(url=url, body=body, content_type=kind, last_modified=newest)
    return resources, rejections
