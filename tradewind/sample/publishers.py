"""The invented houses of the sample newsroom, as ``data/publishers.toml`` describes them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from store.records import Lang, Source, SourceKind
from tradewind.sample.wording import HouseStyle

_KINDS = {"sitemap": SourceKind.SITEMAP, "listing": SourceKind.LISTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One house: where it publishes, how it writes, and what it does wrong."""

    id: str
    name: str
    host: str
    lang: Lang
    timezone: str
    region: str
    group: str
    quota: int  # articles a complete week
    announce: str  # rss | atom | json | sitemap | listing
    path: str  # of the announcement
    article: str  # pattern of an article's path
    encoding: str  # Python codec of the bytes
    header: str  # charset in Content-Type; "" says none
    meta: str  # charset in the page; "" says none
    look: str  # page template
    bylines: tuple[str, ...]
    residue: tuple[str, ...]  # lines after the article that are none of its text
    hours: tuple[int, int]  # UTC hours of publication, first and last
    family: str = ""
    dateline: str = ""
    cities: tuple[str, ...] = ("",)
    reprints: float = 0.0
    outage: bool = False
    percent: str = "%"
    day_first: bool = False
    grouped: bool = True
    weekday: bool = False
    words: tuple[tuple[str, str], ...] = ()  # the region's words for what the data files say in Taiwan's

    @property
    def origin(self) -> str:
        """Scheme and host, no slash."""
        return f"http://{self.host}"

    @property
    def announcement_url(self) -> str:
        """Where its articles are announced."""
        return self.origin + self.path

    @property
    def style(self) -> HouseStyle:
        """The habits of its copy desk."""
        return HouseStyle(
            lang=self.lang,
            percent=self.percent,
            day_first=self.day_first,
            grouped=self.grouped,
            weekday=self.weekday,
            words=self.words,
        )

    def source(self) -> Source:
        """Its row of the catalogue."""
        return Source(
            id=self.id,
            name=self.name,
            kind=_KINDS.get(self.announce, SourceKind.FEED),
            url=self.announcement_url,
            lang=self.lang,
            timezone=self.timezone,
            family=self.family,
            group=self.group,
            region=self.region,
            note="Sample newsroom: invented publisher, invented events",
            link_css="ul.list a" if self.announce == "listing" else "",
            delay=0.0,
        )


@cache
def load_publishers() -> tuple[Publisher, ...]:
    """Every house, in file order."""
    text = (resources.files(__package__) / "data" / "publishers.toml").read_text(encoding="utf-8")
    found = []
    for row in tomllib.loads(text)["publisher"]:
        lists: dict[str, tuple[Any, ...]] = {
            key: tuple(value) for key, value in row.items() if isinstance(value, list)
        }
        if "words" in row:
            lists["words"] = tuple(row["words"].items())
        found.append(Publisher(**{**row, **lists, "lang": Lang(row["lang"])}))
    return tuple(found)
