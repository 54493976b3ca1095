"""A digest as it will be read: sections, items and quotes in one language, before anybody thinks of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digests.evidence import UNSAFE, width
from digests.labels import Labels
from digests.parts import Evidence

_MAX_TITLE = 160  # code points of a foreign headline; longer ones are attacks or mistakes
NAME = 60  # code points of a name of a thing or source
SHORT = 30  # columns of a name in the subject and the bottom line: a Chinese character is two
_MAX_URL = 2048
_SPACE = re.compile(r"\s+")
_QUOTES_SHOWN = 2
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quote and where it stands. ``before`` and ``after`` are "… " or nothing."""

    text: str
    before: str
    after: str
    source: str  # name and day
    url: str  # "" when it is no web address
    lang: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a section says."""

    lead: str = ""
    arrow: str = ""  # "" | up | down: colour, never the only sign
    url: str = ""  # of the lead
    page: str = ""  # where the archive has all evidence for it, from the folder's top; "" when nowhere
    body: tuple[str, ...] = ()  # sentences
    spark: str = ""
    spark_label: str = ""  # the same in numbers
    history: tuple[int, ...] = ()  # those numbers
    bar: int = 0  # 0..100, width of a bar; 0: none
    quotes: tuple[Quote, ...] = ()
    columns: tuple[str, ...] = ()  # of ``rows``
    rows: tuple[tuple[str, ...], ...] = ()  # a table
    more: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    heading: str
    note: str
    items: tuple[Item, ...]
    left: int = 0  # items that only the page has
    rest: str = ""  # the sentence that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A digest as it will be read."""

    lang: str  # BCP 47
    week: str
    subject: str
    name: str
    tagline: str
    title: str
    head: str
    bottom: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    skip: str


def clean(text: str, limit: int = _MAX_TITLE) -> str:
    """Foreign text on one line: nothing invisible, nothing that turns the reading direction, not endless."""
    one_line = _SPACE.sub(" ", UNSAFE.sub("", text[: 4 * limit])).strip()
    return one_line if len(one_line) <= limit else one_line[: limit - 1].rstrip() + "…"


def short(text: str) -> str:
    """A foreign name where there is little room."""
    one_line = clean(text, SHORT)
    while width(one_line) > SHORT:
        one_line = one_line[:-2].rstrip() + "…"
    return one_line


def web_address(url: str) -> str:
    """The URL if a mail client may open it, else nothing."""
    safe = url.startswith(("https://", "http://")) and len(url) <= _MAX_URL
    return url if safe and UNSAFE.search(url) is None and not _SPACE.search(url) else ""


def first_address(evidence: Sequence[Evidence]) -> str:
    """Where the first of these quotes stands, for a line that is a link to its proof."""
    return next((url for item in evidence if (url := web_address(item.url))), "")


def names_of(say: Labels, names: Sequence[str], limit: int = _NAMES_SHOWN) -> str:
    """Names side by side, the first eight of them."""
    shown = [clean(name, NAME) if limit == _NAMES_SHOWN else short(name) for name in names[:limit]]
    if len(names) > limit:
        shown.append(f"+{len(names) - limit}")
    return say.comma.join(shown)


def quotes_of(say: Labels, evidence: Sequence[Evidence], limit: int = _QUOTES_SHOWN) -> tuple[Quote, ...]:
    """The reader's own language first, then the own script, then in the order of worth; never two of one publisher."""
    chinese = say.lang.startswith("zh")
    order = sorted(evidence, key=lambda item: (item.lang.startswith("zh") != chinese, item.lang != say.lang))
    houses: set[str] = set()
    shown: list[Quote] = []
    for item in order:
        if item.house in houses or len(shown) == limit:
            continue
        houses.add(item.house)
        source = say.say("format", "source", source=clean(item.source, NAME), day=say.day(item.published_on))
        marks = ("… " if item.cut_before else "", " …" if item.cut_after else "")
        shown.append(Quote(item.quote, *marks, source, web_address(item.url), item.lang))
    return tuple(shown)
