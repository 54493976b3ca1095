"""Articles whose text has changed since we first had it: which, and what was different."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from itertools import pairwise
from typing import Any

from store.columns import clean, key_list, parse_time
from store.transactions import worded

MAX_PARAGRAPHS = 2_000  # of a version that are compared; difflib takes the square of it at worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an article."""

    number: int  # 1 is the oldest
    title: str
    text: str  # paragraphs separated by line feeds
    fetched_at: datetime
    cause: str = ""  # why the next one took its place: "page" or "extraction"; empty: it stands
    extractor: str = ""  # version of the extractor that made it


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """An article and all versions of it that were kept, the oldest first, the one that stands last."""

    url: str
    source_id: str
    versions: tuple[Version, ...]


@worded
def load_revised(
    conn: sqlite3.Connection,
    *,
    source_ids: Sequence[str] | None = None,
    extraction: bool = False,
    limit: int,
) -> list[dict[str, Any]]:
    """Revised articles, those changed last first: changed_at, versions (with the one that stands), source_id,
    title, url. ``extraction``: also those whose page is the same and was read anew."""
    where, values = " WHERE (? OR r.cause = 'page')", list[Any]((extraction,))
    if source_ids is not None:
        where += " AND a.source_id IN (SELECT value FROM json_each(?))"
        values.append(key_list(source_ids))
    rows = conn.execute(
        "SELECT max(r.replaced_at) AS changed_at, count(*) + 1, a.source_id, a.title, a.url"
        " FROM article_revisions AS r JOIN articles AS a ON a.id = r.article_id"
        f"{where} GROUP BY a.id ORDER BY changed_at DESC, a.url LIMIT ?",
        (*values, limit),
    )
    names = ("changed_at", "versions", "source_id", "title", "url")
    return [dict(zip(names, row, strict=True)) for row in rows]


@worded
def load_versions(conn: sqlite3.Connection, url: str) -> Versions | None:
    """The versions of the article at this address, or announced under it; None when there is no such article."""
    row = conn.execute(
        "SELECT id, url, source_id, title, text, fetched_at, extractor FROM articles WHERE url = :url UNION ALL"
        " SELECT a.id, a.url, a.source_id, a.title, a.text, a.fetched_at, a.extractor FROM candidates AS c"
        " JOIN articles AS a ON a.id = c.article_id WHERE c.url = :url LIMIT 1",
        {"url": clean(url)},
    ).fetchone()
    if row is None:
        return None
    number, address, source_id, title, text, fetched_at, extractor = row
    earlier = conn.execute(
        "SELECT number, title, text, fetched_at, cause, extractor FROM article_revisions WHERE article_id = ?"
        " ORDER BY number",
        (number,),
    ).fetchall()
    found = [*earlier, (len(earlier) + 1, title, text, fetched_at, "", extractor)]
    return Versions(
        url=address,
        source_id=source_id,
        versions=tuple(
            Version(
                number=number,
                title=title,
                text=text,
                fetched_at=parse_time(at),
                cause=cause,
                extractor=made_by,
            )
            for number, title, text, at, cause, made_by in found
        ),
    )


def diff_versions(found: Versions, *, extraction: bool = False) -> list[tuple[Version, Version, list[str]]]:
    """Each version, the next one, and the lines of a unified diff of their paragraphs; the headline comes first.

    Only where the page had changed between the two, unless ``extraction``: what another version of the extractor
    read on the same page is no news of the article.
    """
    return [
        (old, new, _diff(old, new))
        for old, new in pairwise(found.versions)
        if extraction or old.cause != "extraction"
    ]


def _diff(old: Version, new: Version) -> list[str]:
    before, after = _paragraphs(old), _paragraphs(new)
    names = f"version {old.number}", f"version {new.number}"
    times = f"{old.fetched_at:%Y-%m-%dT%H:%M:%SZ}", f"{new.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
    lines = list(unified_diff(before, after, *names, *times, 1, ""))
    if max(old.text.count("\n"), new.text.count("\n")) >= MAX_PARAGRAPHS:
        lines.append(f"\\ only the first {MAX_PARAGRAPHS} paragraphs were compared")
    return lines


def _paragraphs(version: Version) -> list[str]:
    return [version.title, *version.text.split("\n")[:MAX_PARAGRAPHS]]
