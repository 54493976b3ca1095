"""A story read again: its summary, in the articles' own sentences.

articles of a story --candidates--> sentences that may stand --choose--> summary                 summary
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from store import queries
from store.errors import InputError
from store.stories import StoryRows, load_story
from tradewind.config import Settings

if TYPE_CHECKING:
    from digests.choosing import Chooser
    from digests.summary import Copy

_NO_TELLING = ("docref",)  # kinds of figures that tell a reader nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """A summary and its story. ``rows``: one for each sentence, as the command prints it."""

    story: str  # "": the article is not linked yet
    title: str
    articles: int
    houses: int
    chosen_by: str  # the model that chose; "": the rules
    rows: tuple[Mapping[str, Any], ...]


def summarise_story(
    settings: Settings, key: str, *, limit: int, about: str = "", chooser: Chooser | None = None
) -> StorySummary:
    """The summary of the story with this id, or of the story of the article at this URL.

    ``about``: an entity id, or a name as it is written. InputError where there is no such story, or nothing of it
    names ``about``.
    """
    from digests.choosing import build_summary
    from digests.summary import find_candidates
    from nlp.script import fold

    with closing(queries.connect_readonly(settings.store_path)) as connection:
        rows = load_story(connection, key)
    if rows is None:
        raise InputError(
            f"no story or article {key!r} is in the store",
            remedy="`tradewind search WORDS` prints addresses; stories' ids stand in the table story_links",
        )
    copies = _copies(rows, about, settings.config.digest.timezone)
    if about and not any(copy.focus for copy in copies):
        raise InputError(f"no article of this story names {about!r}", key="--about")
    title = str(rows.articles[0]["title"])
    made = build_summary(
        find_candidates(copies, fold=fold),
        headline=title,
        about=about,
        limit=limit,
        fill=True,
        chooser=chooser,
    )
    return StorySummary(
        story=rows.story,
        title=title,
        articles=len(rows.articles),
        houses=len({row["family"] for row in rows.articles}),
        chosen_by=made.chosen_by,
        rows=tuple(
            {
                "quote": item.quote,
                "source": item.source,
                "published_on": item.published_on.isoformat(),
                "url": item.url,
                "lang": item.lang,
                "start": item.start,
                "end": item.end,
                "text_sha256": item.text_sha256,
                "chosen_by": made.chosen_by or "rules",
            }
            for item in made.evidence
        ),
    )


def _copies(rows: StoryRows, about: str, zone: str) -> list[Copy]:
    from digests.evidence import Origin, read, says
    from digests.summary import Copy
    from store.records import Span

    copies = []
    for article in rows.articles:
        number, text = article["article_id"], article["text"]
        day = datetime.fromisoformat(article["published_at"] or article["fetched_at"])
        origin = Origin(
            article_id=number,
            url=article["url"],
            source=article["source"],
            house=article["family"],
            lang=article["lang"],
            published_on=day.astimezone(ZoneInfo(zone)).date(),
        )
        told = [
            row["start"]
            for row in rows.figures
            if row["article_id"] == number and row["kind"] not in _NO_TELLING
        ]
        named = [row for row in rows.mentions if row["article_id"] == number]
        spans = [(row, span) for row in named if (span := says(text, row)) is not None]
        focus = [span for row, span in spans if about and row["id"] == about]
        if about and not focus:
            focus = [Span(at, at + len(about)) for at in _places(text, about)]
        copies.append(
            Copy(
                reading=read(origin, text, told),
                title=article["title"],
                kinds=rows.kinds.get(number, ()),
                focus=tuple(focus),
                names=tuple(span for _, span in spans),
            )
        )
    return copies


def _places(text: str, name: str) -> list[int]:
    """Where a name is written, in either Chinese script and in small or capital letters."""
    from nlp.script import fold

    folded, wanted, found = fold(text), fold(name), []
    at = folded.find(wanted) if wanted.strip() else -1
    while at >= 0:
        found.append(at)
        at = folded.find(wanted, at + len(wanted))
    return found
