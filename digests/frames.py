"""The rows of some weeks, as pandas tables and as the counts that are tested.

The unit is the story: ten reprints of one dispatch are one. A story belongs to the week and source of
its earliest article, and its witness is the publisher house of its root.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from digests.attention import Pair, find_attention, sold_in, without_promotion
from digests.counting import Counting, among, distinct, first_and_house
from digests.counting import Tested as Tested  # noqa: PLC0414 - known from here
from digests.panel import BASELINE_WEEKS
from digests.readings import find_unread, without_counts
from digests.surfaces import Surfaces, count_surfaces
from digests.tables import ARTICLES, Tables, build_tables
from digests.weeks import Week, Zone, shift, week_at, zone_of
from store.records import DigestRows, EarlierRows

TOPIC, ENTITY = "topic:", "entity:"
ARTICLE_COLUMNS = tuple(name for name in ARTICLES if name != "tagged")
_EPOCH_MONDAY = 719163  # ordinal of 1970-01-01; day 1 of the calendar is a Monday
_STATED = ("subject", "metric", "kind", "value", "currency", "unit")

Row = Mapping[str, Any]
Numbers = NDArray[np.int64]
Pairs = tuple[Numbers, Numbers]  # place of an article, number of a series


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """One week and the weeks before it. ``at`` is the place of a row's week in ``weeks`` (newest last).

    Columns of names (series, source_id, family, lang, source, house) are categories: they compare by number.
    """

    week: Week
    zone: ZoneInfo
    weeks: tuple[Week, ...]
    articles: pd.DataFrame  # ARTICLE_COLUMNS, at and story; by published_at, url
    stories: pd.DataFrame  # story, at, first (article_id), source, house, articles, houses; by story
    about: (
        pd.DataFrame
    )  # article_id, series: what each article is about, once each; by series, then as articles
    members: pd.DataFrame  # story, series: what each story is about, once each; by series, story
    things: pd.DataFrame  # the things among them, with those no catalogue lists: these may be new, not tested
    cited: pd.DataFrame  # the same for whom each story cites and is not about
    seen: frozenset[str]  # ids that articles of the weeks before name anywhere
    surfaces: Surfaces  # what articles of these weeks call the things they name
    stated: frozenset[tuple[Any, ...]]  # figure_key of what articles of the weeks before state
    unread: frozenset[int]  # articles that another version of the tagger read, or none: not counted
    counting: Counting
    tested: Tested  # of the digest's week
    place: Mapping[
        int, int
    ]  # article_id: place in ``articles``. Ids are the order of arrival, they decide nothing
    rows: DigestRows  # in the order of their articles; of the weeks before only what store.records says

    @property
    def now(self) -> int:
        """The place of the digest's week."""
        return len(self.weeks) - 1

    @property
    def before(self) -> Tested:
        """Of the week before: what was claimed then, with today's rows. Counted at each call."""
        return self.counting.tested(self.now - 1)

    @property
    def two_before(self) -> Tested:
        """Of the week before that; its baseline is a week shorter. Counted at each call."""
        return self.counting.tested(self.now - 2)

    @property
    def stories_this_week(self) -> int:
        """Stories that began in the digest's week, of all sources."""
        return int((self.stories["at"] == self.now).sum())

    def of_week(self, rows: Sequence[Row]) -> list[Row]:
        """Those rows that belong to an article of the digest's week, in their given order."""
        newest = set(self.articles.loc[self.articles["at"] == self.now, "article_id"])
        return [row for row in rows if row["article_id"] in newest]


def build_frames(rows: DigestRows, *, week: Week, zone: Zone, weeks: int = BASELINE_WEEKS + 1) -> Frames:
    """Tables of ``week`` and the ``weeks`` before it (thirteen: twelve of baseline, for two looks)."""
    zone = zone_of(zone)
    first = shift(week, -weeks)
    span = tuple(week_at(first.ordinal + index) for index in range(weeks + 1))
    tables = build_tables(rows)
    articles = _articles(tables.articles, first, weeks, zone)
    index = pd.Index(articles["article_id"])
    place = {article: at for at, article in enumerate(index.tolist())}
    unread = find_unread(rows, set(articles.loc[articles["at"] == weeks, "article_id"])) & place.keys()
    seen = _seen(tables.mentions, articles, index, weeks)
    tables, sold = _counted(tables, index, unread)
    rows = in_order(without_promotion(without_counts(rows, unread), sold), place)
    found = find_attention(tables.roles, tables.mentions)
    series = _Series.of(tables)
    about = _join(series.pairs(found["about"], index), series.pairs(tables.topics, index))
    proposed = _join(series.pairs(found["about"], index), series.pairs(found["proposed"], index))
    members = series.stories(about, articles)
    cited = _cited(articles, series, series.pairs(found["cited"], index), members)
    counting = _counting(articles, about, series, index.isin(unread), span)
    surfaces = count_surfaces(tables.mentions, articles["lang"].array[_places(tables.mentions, index)])
    stated = _stated(rows, articles, weeks, sold)
    rows = replace(rows, earlier=EarlierRows())
    del tables, found, sold  # tens of megabytes, before the cubes are made
    return Frames(
        week=week,
        zone=zone,
        weeks=span,
        articles=articles,
        stories=_stories(articles, counting),
        about=pd.DataFrame({"article_id": index[about[0]], "series": series.column(about[1])}),
        members=members,
        things=series.stories(proposed, articles),
        cited=cited,
        seen=seen,
        surfaces=surfaces,
        stated=stated,
        unread=unread,
        counting=counting,
        tested=counting.tested(weeks),
        place=place,
        rows=rows,
    )


def figure_key(row: Row) -> tuple[Any, ...]:
    """What makes two figures the same statement: a threshold of 800 dollars is one, whoever repeats it."""
    return tuple(row[name] for name in _STATED)


def in_order(rows: DigestRows, place: Mapping[int, int]) -> DigestRows:
    """The same rows by the place of their article, then by where they stand in it: in whatever order they came."""

    def key(row: Row) -> tuple[int, int, str]:
        # What a thing or a topic is to an article stands nowhere in its text.
        start = int(row.get("start", row.get("sent_start")) or 0)
        return place.get(row["article_id"], len(place)), start, "" if "quote" in row else _named(row)

    def rest(row: Row) -> str:
        return str(sorted((name, str(value)) for name, value in row.items() if name != "article_id"))

    def ordered(table: Sequence[Row]) -> tuple[Row, ...]:
        keys = [key(row) for row in table]
        at = sorted(range(len(keys)), key=keys.__getitem__)
        together = (list(group) for _, group in groupby(at, keys.__getitem__))
        found = (
            group if len(group) == 1 else sorted(group, key=lambda n: rest(table[n])) for group in together
        )
        return tuple(table[n] for group in found for n in group)

    return replace(
        rows,
        mentions=ordered(rows.mentions),
        roles=ordered(rows.roles),
        figures=ordered(rows.figures),
        sentiments=ordered(rows.sentiments),
        topics=ordered(rows.topics),
        policies=ordered(rows.policies),
    )


def _named(row: Row) -> str:
    return str(row.get("id") or row.get("topic") or "")


def _seen(mentions: pd.DataFrame, articles: pd.DataFrame, index: pd.Index[int], weeks: int) -> frozenset[str]:
    """The things that articles of the weeks before name, counted or not."""
    at = np.append(articles["at"].to_numpy(), weeks)[_places(mentions, index)]
    return frozenset(mentions.loc[at < weeks, "id"].unique())


def _counted(tables: Tables, index: pd.Index[int], unread: Collection[int]) -> tuple[Tables, set[Pair]]:
    """The rows of articles of these weeks that were read, without what is named in promotions only; and those pairs."""

    def kept(table: pd.DataFrame) -> pd.DataFrame:
        inside = table["article_id"].isin(index)
        return table[inside & ~table["article_id"].isin(unread)] if unread else table[inside]

    roles, mentions, topics = kept(tables.roles), kept(tables.mentions), kept(tables.topics)
    sold = sold_in(roles)
    if len(sold):
        pairs = [_keys(table, index) for table in (sold, mentions)]
        mentions = mentions[~among(pairs[1], pairs[0])]
    named = set(zip(sold["article_id"].tolist(), sold["id"].tolist(), strict=True))
    return replace(tables, roles=roles, mentions=mentions, topics=topics), named


def _places(table: pd.DataFrame, index: pd.Index[int]) -> Numbers:
    """The place of the article of each row; -1: it is not of these weeks."""
    return index.get_indexer(pd.Index(table["article_id"])).astype(np.int64)


def _codes(column: pd.Series[Any]) -> Numbers:
    """The number of each row's text among the categories of a column."""
    return np.asarray(column.cat.codes, dtype=np.int64)


def _keys(table: pd.DataFrame, index: pd.Index[int]) -> Numbers:
    """A number for each pair of article and thing."""
    return _places(table, index) * len(table["id"].cat.categories) + _codes(table["id"])


def _stated(
    rows: DigestRows, articles: pd.DataFrame, weeks: int, sold: Collection[Pair]
) -> frozenset[tuple[Any, ...]]:
    """The statements of the weeks before: who repeats one of them this week brings no news."""
    before = set(articles.loc[articles["at"] < weeks, "article_id"])
    found = {figure_key(row) for row in rows.figures if row["article_id"] in before and row["metric"]}
    columns = rows.earlier.figures
    pairs = zip(columns.get("article_id", ()), columns.get("statement", ()), strict=True)
    return frozenset(
        found | {said for article, said in pairs if article in before and (article, said[0]) not in sold}
    )


def _articles(table: pd.DataFrame, first: Week, weeks: int, zone: ZoneInfo) -> pd.DataFrame:
    moments = pd.to_datetime(table["published_at"], utc=True, format="ISO8601")
    local = moments.dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D")
    days = (local - pd.Timestamp(1970, 1, 1)) // pd.Timedelta(days=1) + _EPOCH_MONDAY
    table = table[list(ARTICLE_COLUMNS)].assign(published_at=moments, at=(days - 1) // 7 - first.ordinal)
    table = table[table["at"].between(0, weeks)].astype({"article_id": "int64", "at": "int64"})
    if not _is_sorted(table):
        table = table.sort_values(["published_at", "url", "article_id"], kind="stable")
    table = table.reset_index(drop=True)
    nowhere = table["family"].isna() | (table["family"] == "")
    if nowhere.any():
        houses = table["family"].astype("object").where(~nowhere, table["source_id"].astype("object"))
        table["family"] = pd.Categorical(houses)
    # Story ids hold article ids: a story is called by the place of its first article instead. An article the linker
    # has not seen is a story of its own.
    pairs = zip(table["story_id"].tolist(), table["article_id"].tolist(), strict=True)
    names = np.array(
        [story if isinstance(story, str) else f"a-{article}" for story, article in pairs], dtype=object
    )
    table["story"] = pd.factorize(names)[0].astype(np.int64)
    return table


def _is_sorted(table: pd.DataFrame) -> bool:
    """Whether articles come in the order of publication and URL, as the store gives them."""
    if not table["published_at"].is_monotonic_increasing:
        return False
    moments = table["published_at"].dt.tz_localize(None).to_numpy()
    same = np.flatnonzero(moments[1:] == moments[:-1])
    urls, ids = table["url"].tolist(), table["article_id"].tolist()
    return all((urls[at], ids[at]) <= (urls[at + 1], ids[at + 1]) for at in same.tolist())


@dataclass(frozen=True, slots=True)
class _Series:
    """The names of what can be counted, in the order of their letters: things, then topics."""

    names: pd.Index[str]
    things: int  # how many of them are things

    @classmethod
    def of(cls, tables: Tables) -> _Series:
        """All things and topics of these tables."""
        things, topics = tables.roles["id"].cat.categories, tables.topics["topic"].cat.categories
        names = [ENTITY + str(name) for name in things] + [TOPIC + str(name) for name in topics]
        return cls(pd.Index(names, dtype="object"), len(things))

    def pairs(self, table: pd.DataFrame, index: pd.Index[int]) -> Pairs:
        """Articles and series of a table of article_id and id, or topic."""
        column, first = ("id", 0) if "id" in table else ("topic", self.things)
        codes = _codes(table[column]) + first
        return _places(table, index), codes

    def column(self, codes: Numbers) -> pd.Categorical[str]:
        """Numbers of series as names."""
        return pd.Categorical.from_codes(codes, self.names)

    def stories(self, pairs: Pairs, articles: pd.DataFrame) -> pd.DataFrame:
        """story, series of the articles' pairs, once each; by series, story."""
        story, codes = _join((articles["story"].to_numpy(np.int64)[pairs[0]], pairs[1]))
        return pd.DataFrame({"story": story, "series": self.column(codes)})


def _join(*given: Pairs) -> Pairs:
    """All these pairs, once each, by their second number, then by their first."""
    first, second = (np.concatenate([pairs[side] for pairs in given]) for side in (0, 1))
    wide = int(first.max(initial=0)) + 1
    second, first = np.divmod(distinct(second * wide + first), wide)
    return first, second


def _cited(articles: pd.DataFrame, series: _Series, cited: Pairs, members: pd.DataFrame) -> pd.DataFrame:
    """Whom each story cites: not who printed it, nor whom another article of the story is about."""
    houses = articles["family"].cat
    printed = series.names.get_indexer(
        pd.Index([ENTITY + str(house) for house in houses.categories], dtype="object")
    )
    own = printed[_codes(articles["family"])[cited[0]]] if len(printed) else cited[1][:0]
    others = cited[1] != own
    table = series.stories((cited[0][others], cited[1][others]), articles)
    return table[~_contained(table, members)].reset_index(drop=True)


def _contained(table: pd.DataFrame, members: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows of story and series stand in both."""
    wide = (
        int(max(table["story"].max() if len(table) else 0, members["story"].max() if len(members) else 0)) + 1
    )
    keys = [_codes(each["series"]) * wide + each["story"].to_numpy() for each in (table, members)]
    return among(*keys)


def _counting(
    articles: pd.DataFrame, about: Pairs, series: _Series, unread: NDArray[np.bool_], span: tuple[Week, ...]
) -> Counting:
    """The same as numbers."""
    sources = articles["source_id"].cat.remove_unused_categories()
    root = articles["root_id"].to_numpy(dtype=object) == articles["article_id"].to_numpy(dtype=object)
    return Counting(
        weeks=span,
        sources=tuple(sources.cat.categories),
        series=tuple(series.names),
        at=articles["at"].to_numpy(np.int64),
        source=_codes(sources),
        house=_codes(articles["family"]),
        story=articles["story"].to_numpy(np.int64),
        is_root=root.astype(bool),
        unread=unread,
        about=about,
    )


def _stories(articles: pd.DataFrame, counting: Counting) -> pd.DataFrame:
    """One row a story. Its house is the root's, or the earliest article's."""
    story, house = counting.story, counting.house
    told, first, own = first_and_house(story, house, counting.is_root, np.ones(len(story), dtype=bool))
    wide = int(house.max(initial=0)) + 1
    printed = distinct(story * wide + house) // wide
    return pd.DataFrame(
        {
            "story": told,
            "at": counting.at[first],
            "first": articles["article_id"].to_numpy()[first],
            "source": articles["source_id"].array[first],
            "articles": np.bincount(story, minlength=len(told)),
            "houses": np.bincount(printed, minlength=len(told)),
            "house": pd.Categorical.from_codes(own, articles["family"].cat.categories),
        }
    )
