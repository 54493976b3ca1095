"""Whether all articles of a digest were read by one version of the tagger: only then can their counts be compared.

Another version knows other names and gives other roles. Half a store read anew would show falls and rises that are
the tagger's. So names and topics are counted from articles that were read by one version, the one that read most of
the digest's week; the others are said to be missing. ``tradewind tag`` reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from store.records import DigestRows

Row = Mapping[str, Any]


def find_unread(rows: DigestRows, week: Collection[int]) -> frozenset[int]:
    """Articles that another version read than most of ``week`` (article ids), or that none has read yet.

    None, where no row says which version read it: then there is nothing to tell apart.
    """
    read_by = _versions(rows)
    version = _prevailing(read_by[number] for number in week if number in read_by)
    if version is None:
        version = _prevailing(read_by.values())
    if version is None:
        return frozenset()
    return frozenset(number for number, read in read_by.items() if read != version)


def _versions(rows: DigestRows) -> dict[int, str | None]:
    """The version that read each article; None: it is not told, or nobody has."""
    before = rows.earlier.articles
    found = dict(zip(before.get("article_id", ()), before.get("tagged", ()), strict=True))
    return found | {row["article_id"]: row.get("tagged") for row in rows.articles}


def without_counts(rows: DigestRows, unread: Collection[int]) -> DigestRows:
    """The same rows without what is counted in those articles; what is quoted from them still stands in them."""
    if not unread:
        return rows
    return replace(
        rows,
        mentions=_others(rows.mentions, unread),
        roles=_others(rows.roles, unread),
        sentiments=_others(rows.sentiments, unread),
        topics=_others(rows.topics, unread),
    )


def _prevailing(versions: Iterable[str | None]) -> str | None:
    """The most frequent; of equally frequent ones the first by name."""
    counted = Counter(version for version in versions if version is not None)
    return min(counted, key=lambda version: (-counted[version], version), default=None)


def _others(rows: Collection[Row], unread: Collection[int]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row["article_id"] not in unread)
