"""What the tests of the store share: records with sensible fields, and the content of a store as plain rows."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from store.records import (
    Article,
    Candidate,
    Discovery,
    Fetched,
    Lang,
    Page,
    Reason,
    Rejection,
    Source,
    SourceKind,
    Validators,
)

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# A folding of our own, so that these tests need no other room: the Traditional characters of the sample texts.
_SIMPLE = str.maketrans(
    "關稅賣跨電業務貿據過國際運費豁額網際當徵東歐亞馬遜數萬億這區貨",
    "关税卖跨电业务贸据过国际运费豁额网际当征东欧亚马逊数万亿这区货",
)


def fold(text: str) -> str:
    """Traditional to Simplified, full width to half width, lower case; length kept."""
    return "".join(_plain(char) for char in text.translate(_SIMPLE))


def _plain(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" else char
    low = wide.lower()
    return low if len(low) == 1 else char


def source(id: str = "harbour", **changes: Any) -> Source:
    fields: dict[str, Any] = {
        "id": id,
        "name": f"The {id.title()}",
        "kind": SourceKind.FEED,
        "url": f"https://{id}.example/feed",
    }
    return Source(**(fields | changes))


def candidate(path: str, *, of: str = "harbour", **changes: Any) -> Candidate:
    fields: dict[str, Any] = {"url": f"https://{of}.example/{path}", "source_id": of, "discovered_at": NOW}
    return Candidate(**(fields | changes))


def discovery(*candidates: Candidate, of: str = "harbour", at: datetime = NOW, **changes: Any) -> Discovery:
    fields: dict[str, Any] = {
        "source_id": of,
        "url": f"https://{of}.example/feed",
        "at": at,
        "status": "ok",
        "candidates": candidates,
    }
    return Discovery(**(fields | changes))


def article(path: str, text: str, *, of: str = "harbour", at: datetime = NOW, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "url": f"https://{of}.example/{path}",
        "source_id": of,
        "title": f"Headline of {path}",
        "text": text,
        "lang": Lang.EN,
        "fetched_at": at,
        "published_at": NOW - HOUR,
    }
    return Article(**(fields | changes))


def page(path: str, body: bytes, *, of: str = "harbour", at: datetime = NOW, **changes: Any) -> Page:
    fields: dict[str, Any] = {
        "url": f"https://{of}.example/{path}",
        "final_url": f"https://{of}.example/{path}",
        "source_id": of,
        "fetched_at": at,
        "status": 200,
        "body": body,
        "content_type": "text/html; charset=utf-8",
    }
    return Page(**(fields | changes))


def fetched(
    path: str, text: str, *, of: str = "harbour", at: datetime = NOW, etag: str | None = None, **changes: Any
) -> Fetched:
    """A page that turned out to be an article; ``changes`` are fields of the article."""
    return Fetched(
        candidate_url=f"https://{of}.example/{path}",
        source_id=of,
        at=at,
        page=page(path, text.encode("utf-8", "replace"), of=of, at=at, validators=Validators(etag=etag)),
        result=article(path, text, of=of, at=at, **changes),
    )


def unchanged(path: str, *, of: str = "harbour", at: datetime = NOW) -> Fetched:
    """A 304."""
    return Fetched(candidate_url=f"https://{of}.example/{path}", source_id=of, at=at, page=None, result=None)


def refused(
    path: str,
    reason: Reason = Reason.TOO_SHORT,
    *,
    of: str = "harbour",
    at: datetime = NOW,
    retry_at: datetime | None = None,
    detail: str = "",
) -> Fetched:
    """A page that is no article; with ``retry_at`` one that is tried again."""
    url = f"https://{of}.example/{path}"
    return Fetched(
        candidate_url=url,
        source_id=of,
        at=at,
        page=None,
        result=Rejection(url=url, source_id=of, at=at, reason=reason, detail=detail),
        retry_at=retry_at,
    )


def rows(conn: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def one(conn: sqlite3.Connection, sql: str, *values: object) -> Any:
    """The first value of the first row."""
    return conn.execute(sql, values).fetchone()[0]


CONTENT: Mapping[str, str] = {
    "sources": "id",
    "announcements": "url",
    "articles": "url",
    "candidates": "url",
    "rejections": "url",
    "taggings": "article_id",
    "article_revisions": "article_id, number",
    "paragraphs": "article_id, n",
    "line_sightings": "host, line, article_id",
    "repeated_lines": "host, line",
    "mentions": "article_id, n",
    "figures": "article_id, n",
    "sentiments": "article_id, n",
    "topics": "article_id, n",
    "policies": "article_id, n",
    "fingerprints": "article_id",
    "bands": "band, hash, article_id",
    "story_links": "article_id",
    "instruments": "instrument_id",
    "policy_links": "article_id, n",
}


def contents(conn: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """Everything a store holds, with URLs in the place of the numbers that a file gives as it likes."""
    urls = dict(conn.execute("SELECT id, url FROM articles"))
    found = {}
    for table in CONTENT:
        plain = rows(conn, f"SELECT * FROM {table}")
        for row in plain:
            for key in ("article_id", "root_id", "reprint_of", "beside_article_id"):
                if row.get(key) is not None:
                    row[key] = urls[row[key]]
            if table == "articles":
                del row["id"], row["search_id"]
        found[table] = sorted(plain, key=repr)
    return found
