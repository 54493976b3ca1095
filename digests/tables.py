"""What is counted of the rows of a digest, as columns: the weeks before in columns already, the newest week's dicts
put below them.

Texts that return (ids, sources, surfaces) are categories, in the order of their letters: comparing them compares
numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from store.records import Coded, Columns, DigestRows

Row = Mapping[str, Any]

_TEXTS = {"source_id", "lang", "family", "tagged", "id", "type", "quote", "role", "topic"}
_ZERO = {
    "provisional": "int8",
    "salience": "float64",
    "article_id": "int64",
}  # a row without it has none of it
ARTICLES = (
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
    "tagged",
)
_ROLES = ("article_id", "id", "type", "role", "salience", "provisional")
_MENTIONS = ("article_id", "id", "type", "quote", "provisional")
_TOPICS = ("article_id", "topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Rows of all weeks, as they came."""

    articles: pd.DataFrame  # ARTICLES
    roles: pd.DataFrame  # article_id, id, type, role, salience, provisional
    mentions: pd.DataFrame  # article_id, id, type, quote, provisional, of what has an id; ids as in roles
    topics: pd.DataFrame  # article_id, topic


def build_tables(rows: DigestRows) -> Tables:
    """The columns that are counted, of the weeks before and of the newest."""
    earlier = rows.earlier
    named = [row for row in rows.mentions if row["id"]]
    roles = _table(_ROLES, earlier.roles, rows.roles)
    mentions = _table(_MENTIONS, earlier.mentions, named)
    ids = roles["id"].cat.categories.union(mentions["id"].cat.categories)
    for table in (roles, mentions):
        table["id"] = table["id"].cat.set_categories(ids)
    return Tables(
        articles=_table(ARTICLES, earlier.articles, rows.articles),
        roles=roles,
        mentions=mentions,
        topics=_table(_TOPICS, earlier.topics, rows.topics),
    )


def _table(names: Sequence[str], columns: Columns, rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame({name: _column(name, columns.get(name), rows) for name in names}, copy=False)


def _column(name: str, before: Coded | Sequence[Any] | None, rows: Sequence[Row]) -> Any:
    if name in _TEXTS:
        return _texts(before if isinstance(before, Coded) else Coded(), [row.get(name) for row in rows])
    if name in _ZERO:
        kind = _ZERO[name]
        newest = np.array([row.get(name) or 0 for row in rows], dtype=kind)
        return np.concatenate([np.asarray(before if before is not None else (), dtype=kind), newest])
    values = np.empty(len(before or ()) + len(rows), dtype=object)
    values[:] = [*(before or ()), *(row.get(name) for row in rows)]
    return values


def _texts(before: Coded, newest: Sequence[str | None]) -> pd.Categorical:
    """One column of texts; None is no category."""
    categories = sorted({text for text in (*before.values, *newest) if text is not None})
    code: dict[str | None, int] = {text: place for place, text in enumerate(categories)}
    code[None] = -1
    places = np.array([code[text] for text in before.values], dtype=np.int32)
    old = places[np.asarray(before.codes, dtype=np.int32)] if len(before) else places[:0]
    codes = np.concatenate([old, np.array([code[text] for text in newest], dtype=np.int32)])
    return pd.Categorical.from_codes(codes, pd.Index(categories, dtype="object"))
