"""Fingerprints and story links: which articles are the same text, and in which story they stand."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

from store.article_rows import ARTICLE_COLUMNS, read_article
from store.columns import clean, key_list
from store.records import Article, Fingerprint, Peer, StoryLink
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database

_CHUNK = 500  # keys of one look-up


@worded
def unlinked(db: Database, version: str, *, limit: int | None = None) -> list[Article]:
    """Articles without a fingerprint of this version, or without a link, oldest first, then by URL."""
    rows = db.conn.execute(
        f"SELECT {_qualified(ARTICLE_COLUMNS)} FROM taggings AS t"
        " LEFT JOIN fingerprints AS f ON f.article_id = t.article_id"
        " LEFT JOIN story_links AS l ON l.article_id = t.article_id"
        " CROSS JOIN articles AS a ON a.id = t.article_id"
        " WHERE f.version IS NOT ? OR l.article_id IS NULL"
        " ORDER BY coalesce(a.published_at, a.fetched_at), a.url LIMIT ?",
        (version, -1 if limit is None else limit),
    )
    return [read_article(row) for row in rows]


@worded
def count_unlinked(db: Database, version: str) -> int:
    """How many articles ``unlinked`` would give without a limit."""
    row = db.conn.execute(
        "SELECT count(*) FROM taggings AS t"
        " LEFT JOIN fingerprints AS f ON f.article_id = t.article_id"
        " LEFT JOIN story_links AS l ON l.article_id = t.article_id"
        " WHERE f.version IS NOT ? OR l.article_id IS NULL",
        (version,),
    ).fetchone()
    return int(row[0])


@worded
def peers_of(db: Database, fingerprints: Sequence[Fingerprint]) -> list[Peer]:
    """Linked articles that share at least one band with these, and everybody in the stories of those.

    Only articles whose fingerprint has the same version; the given articles themselves are left out. In the
    order of publication, then by URL.
    """
    given = {item.article_id for item in fingerprints}
    stories: set[str] = set()
    for item in fingerprints:
        for band, value in enumerate(item.bands):
            stories.update(
                row[0]
                for row in db.conn.execute(
                    "SELECT l.story_id FROM bands AS b"
                    " JOIN fingerprints AS f ON f.article_id = b.article_id AND f.version = ?"
                    " JOIN story_links AS l ON l.article_id = b.article_id"
                    " WHERE b.band = ? AND b.hash = ? AND b.article_id <> ?",
                    (item.version, band, value, item.article_id),
                )
            )
    versions = {item.version for item in fingerprints}
    peers = [peer for peer in _members(db, sorted(stories)) if peer.article.id not in given]
    peers = [peer for peer in peers if peer.fingerprint.version in versions]
    return sorted(
        peers, key=lambda peer: (peer.article.published_at or peer.article.fetched_at, peer.article.url)
    )


def save_links(db: Database, fingerprints: Sequence[Fingerprint], links: Sequence[StoryLink]) -> None:
    """Write fingerprints and links in one transaction; what these articles had before is replaced."""
    conn = db.conn
    with transaction(conn):
        for item in fingerprints:
            _forget_fingerprint(conn, item.article_id)
            conn.execute(
                "INSERT INTO fingerprints (article_id, version, shingles, bands) VALUES (?, ?, ?, ?)",
                (item.article_id, clean(item.version), item.shingles, _pack(item.bands)),
            )
            conn.executemany(
                "INSERT INTO bands (band, hash, article_id) VALUES (?, ?, ?)",
                [(band, value, item.article_id) for band, value in enumerate(item.bands)],
            )
        conn.executemany(
            "INSERT INTO story_links (article_id, story_id, root_id, reprint_of, reason, similarity)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id,"
            " root_id = excluded.root_id, reprint_of = excluded.reprint_of, reason = excluded.reason,"
            " similarity = excluded.similarity",
            [
                (
                    link.article_id,
                    clean(link.story_id),
                    link.root_id,
                    link.reprint_of,
                    clean(link.reason),
                    link.similarity,
                )
                for link in links
            ],
        )


def forget_links(conn: sqlite3.Connection, article_id: int) -> None:
    """Drop an article's fingerprint and link, inside the caller's transaction.

    Articles that hang on it lose their links too (they are linked anew with the next run), so that no link
    points to a text that is no longer there.
    """
    _forget_fingerprint(conn, article_id)
    conn.execute(
        "DELETE FROM story_links WHERE article_id = :id OR root_id = :id OR reprint_of = :id",
        {"id": article_id},
    )


def _members(db: Database, stories: Sequence[str]) -> list[Peer]:
    peers: list[Peer] = []
    for start in range(0, len(stories), _CHUNK):
        rows = db.conn.execute(
            f"SELECT {_qualified(ARTICLE_COLUMNS)}, f.version, f.shingles, f.bands, l.story_id, l.root_id,"
            " l.reprint_of, l.reason, l.similarity FROM story_links AS l"
            " JOIN fingerprints AS f ON f.article_id = l.article_id"
            " JOIN articles AS a ON a.id = l.article_id"
            " WHERE l.story_id IN (SELECT value FROM json_each(?))",
            (key_list(stories[start : start + _CHUNK]),),
        )
        for row in rows:
            article = read_article(row)
            version, shingles, bands, story_id, root_id, reprint_of, reason, similarity = row[-8:]
            peers.append(
                Peer(
                    article=article,
                    fingerprint=Fingerprint(
                        article_id=article.id, version=version, bands=_unpack(bands), shingles=shingles
                    ),
                    link=StoryLink(
                        article_id=article.id,
                        story_id=story_id,
                        root_id=root_id,
                        reprint_of=reprint_of,
                        reason=reason,
                        similarity=similarity,
                    ),
                )
            )
    return peers


def _qualified(columns: str) -> str:
    return ", ".join(f"a.{column.strip()}" for column in columns.split(","))


def _forget_fingerprint(conn: sqlite3.Connection, article_id: int) -> None:
    row = conn.execute("SELECT bands FROM fingerprints WHERE article_id = ?", (article_id,)).fetchone()
    if row is None:
        return
    conn.executemany(
        "DELETE FROM bands WHERE band = ? AND hash = ? AND article_id = ?",
        [(band, value, article_id) for band, value in enumerate(_unpack(row[0]))],
    )
    conn.execute("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))


def _pack(bands: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(bands)}q", *bands)


def _unpack(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 8}q", packed)
