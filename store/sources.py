"""Records of the catalogue: where articles are announced, how that is read, how it goes (see store.records)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """How a source announces its articles."""

    FEED = "feed"  # RSS 0.9x-2.0, RDF, Atom, JSON Feed
    SITEMAP = "sitemap"  # urlset, sitemap index, news sitemap; gzip or not
    LISTING = "listing"  # an HTML page of links
    API = "api"  # JSON, XML or a page's own state, read by a declared recipe


class Lang(StrEnum):
    """Language and script of a text, detected from its characters."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"
    MIXED = "mixed"  # neither Chinese nor English makes up most of it
    UNKNOWN = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Where an interface keeps what an announcement says. Values are paths into one item: crawler.paths.

    A path is dotted names and list positions (``results.0.url``); in XML ``@name`` is an attribute. A value with
    braces is a template of paths: ``https://www.gov.uk{link}``.
    """

    items: (
        str  # path to the list of items; XML: path to the repeated element; "": the whole answer is the list
    )
    link: str = ""  # the article's address; empty: items are kept as records only
    page: str = ""  # where people read an item that is kept as a record; nobody fetches it. Empty: link
    title: str = ""
    published: str = ""
    updated: str = ""
    publisher: str = ""  # the house that printed it, for aggregators
    key: str = ""  # the register's own name for an item; with it every item is kept as an OfficialRecord
    fields: tuple[tuple[str, str], ...] = ()  # of that record: (name, path), in order
    next: str = ""  # path from the root of the answer to the address of its next page
    payload: str = ""  # HTML only: the state that holds the data, for example __NEXT_DATA__


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row of the catalogue: where articles are announced, and what is known of the publisher."""

    id: str  # lower-case slug, unique in the catalogue
    name: str  # as printed in the digest
    kind: SourceKind
    url: str  # of the feed, sitemap, listing or interface; http or https
    lang: Lang = Lang.UNKNOWN  # declared by the catalogue; articles are detected one by one
    timezone: str = "UTC"  # IANA name; for dates that carry no zone. Empty: told from each page
    family: str = ""  # publisher house; sources of one family are one witness. Empty: the id
    group: str = "press"  # newsroom | press | policy | aggregator | local
    region: str = ""  # ISO 3166-1 alpha-2 of the publisher, for 元 and the like; empty: unknown
    topics: tuple[str, ...] = ()
    enabled: bool = True
    disabled_reason: str = ""  # required when not enabled
    verified_on: date | None = None  # None: unverified
    note: str = ""  # licence, robots, provenance
    link_css: str = ""  # listing only: CSS selector of article links; empty: automatic
    delay: float | None = None  # seconds between requests to its host; None: the configured one
    next_css: str = ""  # listing only: CSS selector of the link to its next page; empty: it has one page
    pages: int = 1  # listing and api: pages of the announcement that one run reads at most
    recipe: Recipe | None = None  # api only, and required there
    browser: bool = False  # its pages are rendered by a browser before they are read (extra "browser")
    body_css: str = (
        ""  # CSS selector of what holds the text on its pages; empty, or no match: found by itself
    )
    drop_css: str = ""  # CSS selector of what is not read on its pages

    @property
    def witness_family(self) -> str:
        """The publisher house that this source's articles are one witness of."""
        return self.family or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The last look at a source's own announcement and the next one: its line in the timetable (crawler.timetable)."""

    source_id: str
    at: datetime | None = None  # None: never looked at
    status: str = ""  # of that look; empty: never
    failures: int = 0  # in a row
    every: int | None = None  # seconds between two looks, as learned; None: not learned yet
    due_at: datetime | None = None  # a run that keeps to the timetable does not look before; None: at once
    news_at: datetime | None = None  # when it last brought an address that was not known


class SourceState(StrEnum):
    """How a source stands after a crawl. All but OK is something a reader of the news does not see."""

    OK = "ok"
    EMPTY = "empty"  # its announcement comes well, with nothing in it
    BROKEN = "broken"  # its announcement does not come
    BLOCKED = "blocked"  # it, or most of its pages, are refused to us
    SILENT = "silent"  # nothing new for longer than its own history allows
    FLOODED = "flooded"  # far more than its own history
    LAYOUT_CHANGED = "layout-changed"  # pages or lists no longer read as they did


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """What one crawl saw of one source, and how the source stood after it. See crawler.health for the rules."""

    source_id: str
    at: datetime  # when the crawl ended
    asked: bool = True  # False: its announcement was not asked, only pending pages were fetched
    status: str = "ok"  # of its announcement: ok | unchanged | empty | a Reason value; "" when not asked
    detail: str = ""
    announced: int = 0
    new: int = 0  # of them never seen before
    articles: int = 0
    revisions: int = 0
    duplicates: int = 0
    rejected: int = 0
    later: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)  # of ``rejected``; http-status with its number
    dated: int = 0  # of articles and revisions
    authored: int = 0  # of the same
    characters: int | None = None  # of the same: median length of the text
    bytes: int = 0
    state: SourceState = SourceState.OK
    since: datetime | None = None  # what the state goes by began then; None: not judged yet
    why: str = ""
    measure: str = ""  # which rule of crawler.health decided; "": nothing is wrong
    numbers: Mapping[str, float | str] = field(default_factory=dict)  # of that measure

    @property
    def read(self) -> int:
        """Pages that gave a text worth keeping: what the fill rates are shares of."""
        return self.articles + self.revisions
