"""How the stored stories speak of things, for `tradewind sentiment`: whom is meant, weeks summed up, sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store import queries
from store.errors import InputError
from store.tones import is_told_of, load_judged, load_told, prevailing_version, told_ids
from tradewind.clock import now
from tradewind.config import Settings

if TYPE_CHECKING:
    from digests.balance import Balance
    from digests.tone_weeks import ToneStory, ToneWeek
    from digests.weeks import Week

_NEAR = 5  # names proposed where nobody has the one that was given


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Stories of some weeks about some things, and how many articles were left out: another version read them."""

    weeks: tuple[Week, ...]  # oldest first
    stories: tuple[ToneStory, ...]
    rows: Mapping[tuple[str, int], Mapping[str, Any]] = field(repr=False)  # by id and article
    unread: int


def newest_week(connection: sqlite3.Connection, zone: str) -> Week:
    """The week of the newest article that is not dated in the future; this week, where the store has none."""
    from digests.weeks import week_of

    newest = queries.newest_published(connection)
    return week_of(min(newest, now()) if newest else now(), zone)


def tell(
    connection: sqlite3.Connection, settings: Settings, week: Week, weeks: int, name: str | None = None
) -> Telling:
    """The stories of the ``weeks`` weeks up to ``week`` about the thing with this id; None: about all things.

    As in a digest only what one version of the tagger read is counted: the one that read most of the newest week.
    """
    from digests.tone_weeks import build_tone_stories
    from digests.weeks import bounds, shift

    zone = settings.config.digest.timezone
    span = tuple(shift(week, -back) for back in reversed(range(weeks)))
    start, end = bounds(span[0], zone)[0], bounds(week, zone)[1]
    with queries.snapshot(connection):
        rows = load_told(connection, start=start, end=end, names=None if name is None else [name])
        reader = prevailing_version(connection, start=bounds(week, zone)[0], end=end)
        reader = reader or prevailing_version(connection, start=start, end=end)
    read = [row for row in rows if row["tagged"] == reader]
    return Telling(
        weeks=span,
        # A story that began before is not of these weeks.
        stories=tuple(story for story in build_tone_stories(read, zone) if story.week >= span[0]),
        rows={(row["id"], row["article_id"]): row for row in read},
        unread=len({row["article_id"] for row in rows}) - len({row["article_id"] for row in read}),
    )


def week_rows(telling: Telling, name: str) -> list[dict[str, Any]]:
    """One row for each week, the oldest first; weeks without a story have no balance."""
    from digests.tone_weeks import build_tone_week

    return [_row(build_tone_week(name, week, telling.stories)) for week in telling.weeks]


def newest_rows(telling: Telling, watch: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """One row for each thing of the newest week: watched ones first, then those about which most stories take a side.

    Unwatched things about which none does are left out.
    """
    from digests.tone_weeks import build_tone_week

    week = telling.weeks[-1]
    by_name: dict[str, list[ToneStory]] = {}
    for story in telling.stories:
        if story.week == week:
            by_name.setdefault(story.id, []).append(story)
    made = [
        build_tone_week(name, week, stories)
        for name, stories in by_name.items()
        if name in watch or any(story.side for story in stories)
    ]
    place = {name: at for at, name in enumerate(watch)}
    made.sort(
        key=lambda row: (place.get(row.id, len(place)), -(row.favourable + row.unfavourable), -row.n, row.id)
    )
    return [_row(row) for row in made[: max(limit, sum(row.id in place for row in made))]]


def sentence_rows(
    connection: sqlite3.Connection, telling: Telling, name: str, limit: int
) -> list[dict[str, Any]]:
    """The sentences behind the numbers that take a side, the newest ``limit``, in order of publication.

    ``evidence``: {start, end, quote} of the words that decided each, offsets into the article's text.
    """
    from digests.told_words import parse_evidence

    week_by = {number: story.week for story in telling.stories for number in story.articles}
    # The newest articles first, so that no more are read than are shown.
    told = {number: telling.rows[name, number] for number in week_by}
    taking = [
        number for number, row in told.items() if row["favourable"] or row["unfavourable"] or row["past"]
    ]
    taking.sort(key=lambda number: (told[number]["published_at"], told[number]["url"]), reverse=True)
    judged = load_judged(connection, name, taking[:limit])[-limit:]
    return [
        {
            "id": name,
            "week": str(week_by[row["article_id"]]),
            "published_at": at["published_at"],
            "source": at["source"],
            "polarity": row["polarity"],
            "score": row["score"],
            "past": bool(row["past"]),
            "sentence": row["sentence"],
            "sent_start": row["sent_start"],
            "sent_end": row["sent_end"],
            "evidence": [
                {
                    "start": span.start,
                    "end": span.end,
                    "quote": row["sentence"][span.start - row["sent_start"] : span.end - row["sent_start"]],
                }
                for span in parse_evidence(row["evidence"])
                if row["sent_start"] <= span.start and span.end <= row["sent_end"]
            ],
            "role": at["role"],
            "salience": at["salience"],
            "title": at["title"],
            "url": at["url"],
            "article_id": row["article_id"],
        }
        for row, at in ((row, told[row["article_id"]]) for row in judged)
    ]


def _row(week: ToneWeek) -> dict[str, Any]:
    """The same names as the columns of the view v_tone_week."""
    return {
        "id": week.id,
        "week": str(week.week),
        "n": week.n,
        "favourable": week.favourable,
        "unfavourable": week.unfavourable,
        "houses": week.houses,
        **_ends("balance", "low", "high", week.balance),
        **_ends("weighed", "weighed_low", "weighed_high", week.weighed),
        "effective": None if week.weighed is None else round(week.weighed.n, 3),
    }


def _ends(value: str, low: str, high: str, balance: Balance | None) -> dict[str, float | None]:
    if balance is None:
        return {value: None, low: None, high: None}
    return {value: round(balance.value, 4), low: round(balance.low, 4), high: round(balance.high, 4)}


def notes(settings: Settings, telling: Telling) -> Iterator[str]:
    """What the reader of these numbers should know: articles left out, and a week that is not over."""
    from digests.weeks import bounds
    from tradewind.console import counted

    if telling.unread:
        yield f"{counted(telling.unread, 'article')} left out: another version read them. Run tradewind tag"
    if bounds(telling.weeks[-1], settings.config.digest.timezone)[1] > now():
        yield f"{telling.weeks[-1]} is not over: its numbers will change"


# --- whom is meant -------------------------------------------------------------------------------------------


def find_thing(connection: sqlite3.Connection, settings: Settings, given: str) -> str:
    """The id of the thing that is called so: an id, a name in any script, or a name that only texts of the store have.

    InputError, with names that are near, where there is none; with the ids, where several things are called so.
    """
    from nlp.lexicon import load_lexicon
    from nlp.provisional import make_id
    from nlp.script import fold
    from tradewind.named import near_to
    from tradewind.tagging import own_things

    asked = " ".join(given.encode("utf-8", "replace").decode("utf-8").split())
    things = load_lexicon(own_things(settings)).entities
    if asked in things or (asked and is_told_of(connection, asked)):
        return asked
    folded = fold(asked)
    called = sorted(
        key for key, thing in things.items() if any(alias.folded == folded for alias in thing.aliases)
    )
    # Of several things of one name those that the store tells of.
    told = [key for key in called if is_told_of(connection, key)] if len(called) > 1 else called
    if len(told or called) == 1:
        return (told or called)[0]
    if called:
        raise InputError(
            f"{len(told or called)} things are called {asked!r}",
            key="NAME",
            remedy="Give the id of one: " + ", ".join((told or called)[:_NEAR]),
        )
    made = {key for kind in ("ORG", "PERSON") if (key := make_id(asked, kind))} if asked else set()
    for key in sorted(made):
        for form in (key, f"{key}-unlisted"):
            if is_told_of(connection, form):
                return form
    names = {alias.folded: key for key, thing in things.items() for alias in thing.aliases}
    ids = told_ids(connection, folded[:1]) if folded else []
    likest = near_to(settings, [asked], topics=False)[asked]
    near = list(_nearest(folded, {**{key: key for key in (*things, *ids)}, **names}))
    near = list(dict.fromkeys([likest, *near] if likest else near))[:_NEAR]
    raise InputError(
        f"nothing is called {asked!r}",
        key="NAME",
        remedy=f"Did you mean {' or '.join(near)}?" if near else "`tradewind entities list WORDS` finds ids",
    )


def _nearest(folded: str, names: Mapping[str, str]) -> Iterator[str]:
    """Ids whose name is like the one given, the likest first."""
    from difflib import get_close_matches

    if 0 < len(folded) <= 80:
        near = get_close_matches(folded, names, n=_NEAR, cutoff=0.6)
        yield from dict.fromkeys(names[name] for name in near)


def telling_of(settings: Settings) -> closing[sqlite3.Connection]:
    """The store, open for reading."""
    return closing(queries.connect_readonly(settings.store_path))
