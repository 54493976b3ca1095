"""What counts for what: which things a story is about, which it only cites, and which do not count at all.

By the role each thing has in an article (rows ``roles``, made by the tagger): a story is about what is its subject,
acts in it or is affected by it, and about what takes a fifth of it whatever its part. Who is only cited is counted
apart; what stands in a promotion never counts. An article without roles was tagged before there were any: it is about
everything it names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from digests.tables import build_tables
from store.records import DigestRows

Row = Mapping[str, Any]
Pair = tuple[int, str]  # article_id, entity id

_ABOUT = frozenset(("subject", "actor", "affected"))
_SOURCE, _PROMOTION = "source", "promotion"
_MUCH = 0.2  # salience from which a thing counts in whatever part


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Pairs of article and entity id."""

    about: frozenset[Pair]  # what articles are about, of the things that the catalogue lists
    proposed: frozenset[Pair]  # the same of things no catalogue lists: their ids are made of their names
    cited: frozenset[Pair]  # who is cited in them, of the things that the catalogue lists


def attention_of(rows: DigestRows) -> Attention:
    """What the articles of these rows are about and whom they cite."""
    tables = build_tables(rows)
    found = find_attention(tables.roles, tables.mentions)
    return Attention(**{name: _pairs(table) for name, table in found.items()})


def find_attention(roles: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The same for tables (digests.tables): article_id and id, by the names of Attention; a pair may stand twice."""
    known = roles["provisional"] == 0
    about = roles["role"].isin(_ABOUT) | ((roles["role"] == "passing") & (roles["salience"] >= _MUCH))
    cited = known & (roles["role"] == _SOURCE) & (roles["type"] == "ORG")
    untold = mentions[~mentions["article_id"].isin(roles["article_id"].unique())]
    listed = untold["provisional"] == 0
    pair = ["article_id", "id"]
    return {
        "about": pd.concat([roles.loc[about & known, pair], untold.loc[listed, pair]]),
        "proposed": pd.concat([roles.loc[about & ~known, pair], untold.loc[~listed, pair]]),
        "cited": roles.loc[cited, pair],
    }


def _pairs(table: pd.DataFrame) -> frozenset[Pair]:
    return frozenset(zip(table["article_id"].tolist(), table["id"].tolist(), strict=True))


def sold_in(roles: pd.DataFrame) -> pd.DataFrame:
    """article_id and id of the things that articles name in promotions only."""
    return roles.loc[roles["role"] == _PROMOTION, ["article_id", "id"]]


def without_promotion(rows: DigestRows, also: Collection[Pair] = ()) -> DigestRows:
    """The same rows without what articles say of things that they name in promotions only.

    ``also``: such pairs of articles whose roles are not among the rows.
    """
    sold = {(row["article_id"], row["id"]) for row in rows.roles if row["role"] == _PROMOTION} | set(also)
    if not sold:
        return rows
    return replace(
        rows,
        mentions=_kept(rows.mentions, sold, "id"),
        figures=_kept(rows.figures, sold, "subject"),
        sentiments=_kept(rows.sentiments, sold, "id"),
    )


def _kept(rows: Collection[Row], sold: Collection[Pair], name: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if (row["article_id"], row[name]) not in sold)
