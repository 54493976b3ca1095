"""Articles that are printed on several pages: what the store knows of the further ones.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3

from store.columns import clean, time_text
from store.records import Article


def settle_parts(conn: sqlite3.Connection, number: int, article: Article, source_id: str) -> None:
    """The further pages in an article are duplicates of it: announced on their own, they are not asked for."""
    at = time_text(article.fetched_at)
    for part in article.parts:
        url = clean(part)
        conn.execute(
            "INSERT INTO candidates (url, source_id, discovered_at, date_source, outcome, detail, attempts, tried_at,"
            " article_id) VALUES (?, ?, ?, 'none', 'duplicate', 'further page', 0, ?, ?) ON CONFLICT (url) DO UPDATE"
            " SET outcome = 'duplicate', previous = NULL, detail = excluded.detail, attempts = 0, retry_at = NULL,"
            " tried_at = excluded.tried_at, article_id = excluded.article_id, etag = NULL, last_modified = NULL"
            " WHERE outcome = 'rejected' OR (outcome = 'pending' AND coalesce(previous, 'rejected') = 'rejected')",
            (url, source_id, at, at, number),
        )
        conn.execute(
            "DELETE FROM rejections WHERE url = ? AND EXISTS"
            " (SELECT 1 FROM candidates WHERE url = ? AND outcome <> 'rejected')",
            (url, url),
        )


def ask_whole(conn: sqlite3.Connection, number: int) -> None:
    """Have the next look at an article ask for its page whole: "not modified" would leave it without its others."""
    conn.execute(
        "UPDATE candidates SET etag = NULL, last_modified = NULL WHERE article_id = ? AND outcome <> 'duplicate'",
        (number,),
    )


def lacks_known_part(conn: sqlite3.Connection, number: int, article: Article) -> bool:
    """Whether a reading of the article is without a page that the one that stands has: it takes nothing from that."""
    if not article.missing:
        return False
    row = conn.execute("SELECT parts FROM articles WHERE id = ?", (number,)).fetchone()
    return row is not None and not set(json.loads(row[0])) <= {clean(part) for part in article.parts}
