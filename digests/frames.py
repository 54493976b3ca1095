"""The rows of some weeks, as pandas tables and as the counts that are tested.

The unit is the story: ten reprints of one dispatch are one. A story belongs to the week and source of
its earliest article, and its witness is the publisher house of its root.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from digests.attention import Pair, attention_of, without_promotion
from digests.panel import BASELINE_WEEKS, Counts, Cube, Panel, find_panel
from digests.readings import find_unread, without_counts
from digests.weeks import Week, Zone, shift, week_at, zone_of
from store.records import DigestRows

TOPIC, ENTITY = "topic:", "entity:"
ARTICLE_COLUMNS = (
    "article_id",
    "source_id",
    "family",
    "lang",
    "url",
    "title",
    "published_at",
    "story_id",
    "root_id",
    "reprint_of",
)
_EPOCH_MONDAY = 719163  # ordinal of 1970-01-01; day 1 of the calendar is a Monday


@dataclass(frozen=True, slots=True)
class Tested:
    """What digests.shifts compares for one week: its matched panel, and the counts of that panel."""

    counts: Counts
    panel: Panel
    witnesses: Cube  # (series, house, week)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """One week and the weeks before it. ``at`` is the place of a row's week in ``weeks`` (newest last)."""

    week: Week
    zone: ZoneInfo
    weeks: tuple[Week, ...]
    articles: pd.DataFrame  # ARTICLE_COLUMNS, at and story; by published_at, url
    stories: pd.DataFrame  # story, at, first (article_id), source, house, articles, houses; by story
    members: pd.DataFrame  # story, series: what each story is about, once each; by series, story
    things: (
        pd.DataFrame
    )  # the things among them, with those no catalogue lists: these may be new, they are not tested
    cited: pd.DataFrame  # the same for whom each story cites and is not about
    seen: frozenset[str]  # ids that articles of the weeks before name anywhere
    unread: frozenset[
        int
    ]  # articles of these weeks that another version of the tagger read, or none: not counted
    tested: Tested  # of the digest's week
    before: Tested  # of the week before it: what was claimed then, with today's rows
    two_before: Tested  # of the week before that; its baseline is a week shorter
    place: Mapping[
        int, int
    ]  # article_id: its place in ``articles``. Ids are the order of arrival, they decide nothing
    rows: DigestRows  # in the order of their articles

    @property
    def now(self) -> int:
        """The place of the digest's week."""
        return len(self.weeks) - 1

    @property
    def stories_this_week(self) -> int:
        """Stories that began in the digest's week, of all sources."""
        return int((self.stories["at"] == self.now).sum())

    def of_week(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those rows that belong to an article of the digest's week, in their given order."""
        newest = set(self.articles.loc[self.articles["at"] == self.now, "article_id"])
        return [row for row in rows if row["article_id"] in newest]


def build_frames(rows: DigestRows, *, week: Week, zone: Zone, weeks: int = BASELINE_WEEKS + 1) -> Frames:
    """Tables of ``week`` and the ``weeks`` before it (thirteen: twelve of baseline, for two looks)."""
    zone = zone_of(zone)
    first = shift(week, -weeks)
    span = tuple(week_at(first.ordinal + index) for index in range(weeks + 1))
    articles = _articles(rows, first, weeks, zone)
    place = {article: index for index, article in enumerate(articles["article_id"].tolist())}
    earlier = set(articles.loc[articles["at"] < weeks, "article_id"])
    seen = frozenset(row["id"] for row in rows.mentions if row["id"] and row["article_id"] in earlier)
    newest = set(articles.loc[articles["at"] == weeks, "article_id"])
    unread = find_unread(rows, newest) & place.keys()
    rows = _in_order(without_promotion(without_counts(rows, unread)), place)
    attention = attention_of(rows)
    members = _membership(rows, articles, attention.about)
    return Frames(
        week=week,
        zone=zone,
        weeks=span,
        articles=articles,
        stories=_stories(articles),
        members=_unique(articles, members),
        things=_unique(articles, _table(attention.about | attention.proposed, articles)),
        seen=seen,
        unread=unread,
        cited=_cited(articles, _table(attention.cited, articles), members),
        tested=_tested(articles, members, unread, span, weeks),
        before=_tested(articles, members, unread, span, weeks - 1),
        two_before=_tested(articles, members, unread, span, weeks - 2),
        place=place,
        rows=rows,
    )


def _in_order(rows: DigestRows, place: Mapping[int, int]) -> DigestRows:
    """The same rows by the place of their article, then by where they stand in it: in whatever order they came."""

    def key(row: Mapping[str, Any]) -> tuple[int, int, str]:
        start = row.get("start", row.get("sent_start")) or 0
        rest = sorted((name, str(value)) for name, value in row.items() if name != "article_id")
        return place.get(row["article_id"], len(place)), int(start), str(rest)

    return replace(
        rows,
        mentions=tuple(sorted(rows.mentions, key=key)),
        roles=tuple(sorted(rows.roles, key=key)),
        figures=tuple(sorted(rows.figures, key=key)),
        sentiments=tuple(sorted(rows.sentiments, key=key)),
        topics=tuple(sorted(rows.topics, key=key)),
        policies=tuple(sorted(rows.policies, key=key)),
    )


def _tested(
    articles: pd.DataFrame, members: pd.DataFrame, unread: Collection[int], span: tuple[Week, ...], at: int
) -> Tested:
    """The panel is chosen by articles (a source that only reprints is alive), then stories are counted in it.

    A source whose articles were not read is not in the panel, but it was not silent either.
    """
    names = tuple(sorted(articles["source_id"].unique()))
    panel = find_panel(_by_source(articles, names, len(span)), at, longest=len(span) - 2)
    if unread:
        articles, outages = articles[~articles["article_id"].isin(unread)], panel.outages
        panel = find_panel(_by_source(articles, names, len(span)), at, longest=len(span) - 2)
        panel = replace(panel, outages=outages)
    inside = articles[articles["source_id"].isin([names[index] for index in panel.sources])]
    counts, witnesses = _counts(inside, members, span, names)
    return Tested(counts, panel, witnesses)


def _articles(rows: DigestRows, first: Week, weeks: int, zone: ZoneInfo) -> pd.DataFrame:
    table = pd.DataFrame(
        [[row.get(name) for name in ARTICLE_COLUMNS] for row in rows.articles], columns=list(ARTICLE_COLUMNS)
    )
    moments = pd.to_datetime(table["published_at"], utc=True, format="ISO8601")
    local = moments.dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D")
    days = (local - pd.Timestamp(1970, 1, 1)) // pd.Timedelta(days=1) + _EPOCH_MONDAY
    table["published_at"] = moments
    table["at"] = (days - 1) // 7 - first.ordinal
    table = table[table["at"].between(0, weeks)].astype({"article_id": "int64", "at": "int64"})
    alone = "a-" + table["article_id"].astype(str)  # an article the linker has not seen is a story of its own
    table["story"] = table["story_id"].where(table["story_id"].notna(), alone)
    table["family"] = table["family"].where(table["family"].fillna("") != "", table["source_id"])
    table = table.sort_values(["published_at", "url", "article_id"], kind="stable").reset_index(drop=True)
    # Story ids hold article ids: a story is called by the place of its first article instead.
    table["story"] = [f"{number:07d}" for number in table.groupby("story", sort=False).ngroup()]
    return table


def _by_source(articles: pd.DataFrame, sources: tuple[str, ...], weeks: int) -> Cube:
    """Articles by source and week: who was alive, reprints and all."""
    cube = np.zeros((len(sources), weeks))
    place = {name: index for index, name in enumerate(sources)}
    np.add.at(cube, (articles["source_id"].map(place).to_numpy(int), articles["at"].to_numpy(int)), 1)
    return cube


def _membership(rows: DigestRows, articles: pd.DataFrame, about: Collection[Pair]) -> pd.DataFrame:
    """article_id, series: topics of the article and the known things it is about, once each."""
    topics = {(row["article_id"], TOPIC + row["topic"]) for row in rows.topics}
    return pd.concat([_table(about, articles), _pairs(topics, articles)], ignore_index=True)


def _table(pairs: Collection[Pair], articles: pd.DataFrame) -> pd.DataFrame:
    return _pairs({(article, ENTITY + entity) for article, entity in pairs}, articles)


def _pairs(pairs: Collection[Pair], articles: pd.DataFrame) -> pd.DataFrame:
    """article_id, series, of the articles given."""
    table = pd.DataFrame(sorted(pairs), columns=["article_id", "series"])
    return table[table["article_id"].isin(articles["article_id"])].astype({"series": "object"})


def _unique(articles: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    story = articles.set_index("article_id")["story"]
    table = pd.DataFrame({"story": members["article_id"].map(story), "series": members["series"]})
    return table.drop_duplicates().sort_values(["series", "story"]).reset_index(drop=True)


def _cited(articles: pd.DataFrame, cited: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Whom each story cites: not who printed it, nor whom another article of the story is about."""
    house = cited["article_id"].map(articles.set_index("article_id")["family"])
    table = _unique(articles, cited[cited["series"] != ENTITY + house.astype("object")])
    about = _unique(articles, members)
    known = set(zip(about["story"], about["series"], strict=True))
    pairs = zip(table.index, table["story"], table["series"], strict=True)
    return table.drop([at for at, story, series in pairs if (story, series) in known]).reset_index(drop=True)


def _stories(articles: pd.DataFrame) -> pd.DataFrame:
    """One row a story, of the articles given. Its house is the root's, or the earliest article's."""
    root = (
        articles[articles["article_id"] == articles["root_id"]]
        .drop_duplicates("story")
        .set_index("story")["family"]
    )
    grouped = articles.groupby("story", sort=True)
    table = pd.DataFrame(
        {
            "at": grouped["at"].first(),
            "first": grouped["article_id"].first(),
            "source": grouped["source_id"].first(),
            "earliest_house": grouped["family"].first(),
            "articles": grouped.size(),
            "houses": grouped["family"].nunique(),
        }
    )
    house = table.index.to_series().map(root)
    table["house"] = house.where(house.notna(), table["earliest_house"])
    return table.drop(columns="earliest_house").reset_index()


def _counts(
    articles: pd.DataFrame, members: pd.DataFrame, weeks: tuple[Week, ...], sources: tuple[str, ...]
) -> tuple[Counts, Cube]:
    """The cubes that are tested: stories by source and by house."""
    stories = _stories(articles).set_index("story")
    unique = _unique(articles, members[members["article_id"].isin(articles["article_id"])])
    series = tuple(sorted(unique["series"].unique()))
    houses = tuple(sorted(stories["house"].unique()))
    source_of = stories["source"].map({name: index for index, name in enumerate(sources)})
    house_of = stories["house"].map({name: index for index, name in enumerate(houses)})
    totals = np.zeros((len(sources), len(weeks)))
    np.add.at(totals, (source_of.to_numpy(int), stories["at"].to_numpy(int)), 1)
    row = unique["series"].map({name: index for index, name in enumerate(series)}).to_numpy(int)
    at = unique["story"].map(stories["at"]).to_numpy(int)
    cube = np.zeros((len(series), len(sources), len(weeks)))
    np.add.at(cube, (row, unique["story"].map(source_of).to_numpy(int), at), 1)
    witnesses = np.zeros((len(series), len(houses), len(weeks)))
    np.add.at(witnesses, (row, unique["story"].map(house_of).to_numpy(int), at), 1)
    return Counts(weeks, sources, series, cube, totals), witnesses
