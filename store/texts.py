"""What an article is: its text and lines, where its date was read, how open it is, how well it is grounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.sources import Lang


class DateSource(StrEnum):
    """Where a publication date was read. NONE goes with a null date."""

    FEED = "feed"
    JSONLD = "jsonld"
    META = "meta"
    BODY = "body"
    URL = "url"
    SITEMAP = "sitemap"
    GIVEN = "given"  # said by the user (import --published)
    NONE = "none"


class LineKind(StrEnum):
    """What a line of an article's text is. A table is kept as one line a row, its cells separated by " | "."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"  # between paragraphs; the article's own headline is not in the text
    ITEM = "item"  # of a list
    HEADER = "header"  # row of a table that names its columns
    ROW = "row"  # row of a table with its values
    CAPTION = "caption"  # of a picture, a chart or a table
    QUOTE = "quote"  # set apart as one


class Access(StrEnum):
    """What a page says about who may read it whole. UNKNOWN: it says nothing."""

    UNKNOWN = "unknown"
    FREE = "free"
    PAID = "paid"  # for subscribers, though the text was there; a beginning alone is rejected as paywall


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of ``Article.text``; together they are the whole text without its line feeds."""

    start: int
    end: int
    kind: LineKind = LineKind.PARAGRAPH
    lang: Lang = Lang.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How well an article is grounded: for ranking, never for hiding."""

    dated: bool  # it has a date of publication
    sourced: int  # sentences that name who says so
    figures: int  # quantities it states (kinds date and docref aside)
    attributed: int  # of them: with somebody cited, or an official document named, for it
    promotional: int  # markers of advertising found
    score: float  # 0 to 1; nlp/evidence.py has the formula
    grade: str  # A to D, from the score


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text somebody published, cleaned. ``id`` is 0 until the store has given one."""

    id: int = 0
    url: str  # the canonical URL: of rel=canonical when it is on the same site, else the fetched one
    source_id: str
    title: str
    text: str  # paragraphs separated by "\n"; the title is not repeated in it
    lang: Lang
    fetched_at: datetime
    published_at: datetime | None = None
    published_raw: str = ""  # the date as it stood in the page or feed
    date_source: DateSource = DateSource.NONE
    date_only: bool = (
        False  # True: only the day is known; published_at is that day's noon in the source's zone
    )
    author: str | None = None
    declared_lang: str = ""  # html lang attribute or Content-Language
    description: str = ""
    extractor: str = ""  # version of the extractor that made this
    publisher: str = ""  # the house that printed it, where an aggregator announced it; empty: the source's
    paragraphs: tuple[Paragraph, ...] = ()  # one for each line of the text; empty: not known
    modified_at: datetime | None = None  # when the page says that it was last changed
    editor: str | None = None  # who edited it, where the page names one apart from the author
    section: str = ""  # of the site, as the page names it
    tags: tuple[str, ...] = ()  # keywords the page gives itself
    access: Access = Access.UNKNOWN
    origin: str = ""  # the house that first published it, as a reprint mark or the page's data name it
    origin_url: str = ""  # where it says that stands
    origin_mark: str = ""  # the mark as written: "转载自：…", "Originally published by …"
    translated: bool = False  # True: it says that it is a translation or compiled from another language
    parts: tuple[str, ...] = ()  # addresses of its further pages, in order, where it is printed on several
    missing: tuple[str, ...] = ()  # addresses of its pages that are not in the text; empty: it is whole
