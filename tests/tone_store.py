"""A store of articles that say given things of given names, for the tests of roll-ups of sentiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import open_store
from store.links import save_links
from store.pages import open_pages
from store.records import Annotations, Quoted, Role, Sentiment, StoryLink
from tests.storeroom import fetched, fold, source

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)  # of 2026-W45
WORDS = {1: "gained", -1: "lost", 0: "met"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """One article: what its sentences say of one name. ``story`` and ``copy_of`` are places in the list; None: own."""

    name: str = "temu"
    says: Sequence[int] = (1,)
    past: Sequence[int] = ()  # places in ``says`` of what tells of the past
    hours: float = 0.0  # after MONDAY
    house: str = "harbour"
    role: str | None = "subject"  # None: tagged before there were roles
    salience: float = 0.5
    story: int | None = None
    copy_of: int | None = None
    linked: bool = True
    version: str = "v"

    @property
    def text(self) -> str:
        return " ".join(f"{self.name.title()} {WORDS[sign]} sellers there." for sign in self.says)


def tone_store(path: Path, articles: Sequence[Said]) -> list[int]:
    """Write such a store; the articles' numbers. The text of each ends with a line of its own."""
    db = open_store(path)
    save_sources(db, [source(house) for house in sorted({said.house for said in articles} or {"harbour"})])
    pages = [
        fetched(
            f"a{at}",
            f"{said.text}\nDesk note {at}",
            of=said.house,
            published_at=MONDAY + timedelta(hours=said.hours),
            title=f"Note {at}",
        )
        for at, said in enumerate(articles)
    ]
    with open_pages(path.with_suffix(".pages.db")) as archive:
        save_fetched(db, archive, pages, fold=fold)
    by_url = dict(db.conn.execute("SELECT url, id FROM articles").fetchall())
    numbers = [by_url[page.candidate_url] for page in pages]
    assert not replace_annotations(
        db, [replace(_read(said), article_id=n) for said, n in zip(articles, numbers, strict=True)]
    )
    links = []
    for at, said in enumerate(articles):
        root = at if said.copy_of is None else said.copy_of
        story = root if said.story is None else said.story
        if said.linked:
            links.append(
                StoryLink(
                    article_id=numbers[at],
                    story_id=f"s-{story}",
                    root_id=numbers[root],
                    reprint_of=None if said.copy_of is None else numbers[root],
                    reason="given",
                )
            )
    save_links(db, [], links)
    db.close()
    return numbers


def _read(said: Said) -> Annotations:
    sentiments, at = [], 0
    for place, sign in enumerate(said.says):
        end = at + len(f"{said.name.title()} {WORDS[sign]} sellers there.")
        first = at + len(said.name) + 1
        word = Quoted(start=first, end=first + len(WORDS[sign]), quote=WORDS[sign])
        sentiments.append(
            Sentiment(
                sent_start=at,
                sent_end=end,
                id=said.name,
                polarity=sign,
                score=sign / 2,
                evidence=(word,) if sign else (),
                past=bool(sign) and place in said.past,
            )
        )
        at = end + 1
    roles = []
    if said.role is not None:
        roles.append(
            Role(
                id=said.name,
                type="ORG",
                role=said.role,
                salience=said.salience,
                mentions=len(said.says),
                in_title=False,
            )
        )
    return Annotations(article_id=0, version=said.version, sentiments=tuple(sentiments), roles=tuple(roles))
