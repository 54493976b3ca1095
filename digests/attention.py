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
    told = {row["article_id"] for row in rows.roles}
    about: set[Pair] = set()
    proposed: set[Pair] = set()
    cited: set[Pair] = set()
    for row in rows.roles:
        pair = row["article_id"], row["id"]
        if _counts(row):
            (proposed if row.get("provisional") else about).add(pair)
        elif row["role"] == _SOURCE and row["type"] == "ORG" and not row.get("provisional"):
            cited.add(pair)
    for row in rows.mentions:
        if row["id"] and row["article_id"] not in told:
            (proposed if row.get("provisional") else about).add((row["article_id"], row["id"]))
    return Attention(about=frozenset(about), proposed=frozenset(proposed), cited=frozenset(cited))


def _counts(row: Row) -> bool:
    return row["role"] in _ABOUT or (row["role"] == "passing" and float(row["salience"]) >= _MUCH)


def without_promotion(rows: DigestRows) -> DigestRows:
    """The same rows without what articles say of things that they name in promotions only."""
    sold = {(row["article_id"], row["id"]) for row in rows.roles if row["role"] == _PROMOTION}
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
