"""The archive of raw pages: what was fetched, before anybody looked at it, in a second SQLite file.

It lies beside the store as ``<name>.pages.db``. Bodies are kept by their SHA-256, compressed, each one once.
It can be copied, moved away or deleted without harm to the store; extraction can be repeated from it offline.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import zstandard

from store.columns import clean, clean_or_none, parse_time, time_text, time_text_or_none
from store.errors import StoreError, StoreForeign, StoreNewer, StoreReadOnly
from store.failures import told
from store.migrations import statements
from store.records import Page, Validators
from store.transactions import transaction

APPLICATION_ID = 0x54524450  # "TRDP"
SCHEMA_VERSION = 2
_LEVEL = 6  # of zstd: news pages shrink to about a sixth at some 100 MB/s
_NOT_MODIFIED = 304  # brings no body

_SCHEMA = """
CREATE TABLE bodies ( -- What servers sent, each body once
  sha256 BLOB PRIMARY KEY, -- of the bytes as fetched
  size INTEGER NOT NULL, -- of the bytes as fetched
  zstd BLOB NOT NULL -- the bytes, one zstd frame
) STRICT;

CREATE TABLE pages ( -- Every fetch that brought a body
  url TEXT NOT NULL, -- the candidate's URL
  fetched_at TEXT NOT NULL, -- ISO 8601, UTC
  sha256 BLOB NOT NULL REFERENCES bodies (sha256), -- which body
  final_url TEXT NOT NULL, -- after redirects
  source_id TEXT NOT NULL, -- who announced it
  status INTEGER NOT NULL, -- of HTTP
  content_type TEXT NOT NULL, -- the header as sent
  etag TEXT, -- validator
  last_modified TEXT, -- validator
  PRIMARY KEY (url, fetched_at, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX pages_fetched -- serves: reading all pages in the order they came
  ON pages (fetched_at, url, sha256);
"""
_PARTS = """
CREATE TABLE parts ( -- Further pages of an article that was printed on several, as they came with its first page
  url TEXT NOT NULL, -- of the first page in pages
  fetched_at TEXT NOT NULL, -- of the first page in pages
  first_sha256 BLOB NOT NULL, -- of the first page in pages
  n INTEGER NOT NULL, -- 2 is the page behind the first
  part_url TEXT NOT NULL, -- its address
  final_url TEXT NOT NULL, -- after redirects
  part_fetched_at TEXT NOT NULL, -- ISO 8601, UTC
  sha256 BLOB NOT NULL REFERENCES bodies (sha256), -- which body
  status INTEGER NOT NULL, -- of HTTP; 0: it was asked for in vain
  content_type TEXT NOT NULL, -- the header as sent
  PRIMARY KEY (url, fetched_at, first_sha256, n)
) STRICT, WITHOUT ROWID;
"""
_COLUMNS = (
    "p.url, p.final_url, p.source_id, p.fetched_at, p.status, p.content_type, p.etag, p.last_modified,"
    " p.sha256, b.size, b.zstd"
)


class PageArchive:
    """An open archive, closed at the end of a ``with``. Not to be shared between threads or processes."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self.path = path
        self.conn = conn
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def save(self, pages: Sequence[Page]) -> int:
        """Keep the pages, in one transaction; how many were new. Known ones are left as they are.

        Answers without a body (304) are nothing to keep; what its publisher wants no copy of (Page.keep) is not kept,
        and nothing of an article that has such a part: from the rest it would be read as a shorter one.
        Raises StoreFull, StoreBusy, StoreReadOnly.
        """
        kept = [
            page
            for page in pages
            if page.status != _NOT_MODIFIED and all(part.keep for part in (page, *page.parts))
        ]
        if not kept:
            return 0
        with transaction(self.conn):
            return sum(self._save_one(page) for page in kept)

    def load(self, url: str, at: datetime | None = None) -> Page | None:
        """The page last fetched from this URL, or the one fetched at that time; None when there is none."""
        when = time_text_or_none(at)
        with told(self.path):
            row = self.conn.execute(
                f"SELECT {_COLUMNS} FROM pages AS p JOIN bodies AS b ON b.sha256 = p.sha256"
                " WHERE p.url = ? AND (? IS NULL OR p.fetched_at = ?) ORDER BY p.fetched_at DESC, p.sha256 LIMIT 1",
                (clean(url), when, when),
            ).fetchone()
        return None if row is None else self._page(row)

    def each(self) -> Iterator[Page]:
        """Every page ever kept, oldest first; one at a time in memory."""
        with told(self.path):
            rows = self.conn.execute(
                f"SELECT {_COLUMNS} FROM pages AS p JOIN bodies AS b ON b.sha256 = p.sha256"
                " ORDER BY p.fetched_at, p.url, p.sha256"
            )
            for row in rows:
                yield self._page(row)

    def counts(self) -> dict[str, int]:
        """How many ``pages`` and ``bodies``, and how many ``bytes`` as fetched and ``stored``."""
        with told(self.path):
            pages = self.conn.execute("SELECT count(*) FROM pages").fetchone()[0]
            bodies, size, stored = self.conn.execute(
                "SELECT count(*), coalesce(sum(size), 0), coalesce(sum(length(zstd)), 0) FROM bodies"
            ).fetchone()
        return {"pages": pages, "bodies": bodies, "bytes": size, "stored": stored}

    def close(self) -> None:
        """Close the file."""
        self.conn.close()

    def _save_one(self, page: Page) -> int:
        digest, at = self._save_body(page.body), time_text(page.fetched_at)
        done = self.conn.execute(
            "INSERT INTO pages (url, fetched_at, sha256, final_url, source_id, status, content_type, etag,"
            " last_modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                clean(page.url),
                at,
                digest,
                clean(page.final_url),
                clean(page.source_id),
                page.status,
                clean(page.content_type),
                clean_or_none(page.validators.etag),
                clean_or_none(page.validators.last_modified),
            ),
        )
        for n, part in enumerate(page.parts, 2):
            self.conn.execute(
                "INSERT INTO parts (url, fetched_at, first_sha256, n, part_url, final_url, part_fetched_at, sha256,"
                " status, content_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    clean(page.url),
                    at,
                    digest,
                    n,
                    clean(part.url),
                    clean(part.final_url),
                    time_text(part.fetched_at),
                    self._save_body(part.body),
                    part.status,
                    clean(part.content_type),
                ),
            )
        return done.rowcount

    def _save_body(self, body: bytes) -> bytes:
        digest = hashlib.sha256(body).digest()
        known = self.conn.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (digest,)).fetchone()
        if known is None:
            self.conn.execute(
                "INSERT INTO bodies (sha256, size, zstd) VALUES (?, ?, ?)",
                (digest, len(body), self._compressor.compress(body)),
            )
        return digest

    def _page(self, row: tuple[Any, ...]) -> Page:
        url, final_url, source_id, fetched_at, status, content_type, etag, modified, digest, size, packed = (
            row
        )
        return Page(
            url=url,
            final_url=final_url,
            source_id=source_id,
            fetched_at=parse_time(fetched_at),
            status=status,
            body=self._body(url, digest, size, packed),
            content_type=content_type,
            validators=Validators(etag=etag, last_modified=modified),
            parts=self._parts(url, source_id, fetched_at, digest),
        )

    def _parts(self, url: str, source_id: str, fetched_at: str, digest: bytes) -> tuple[Page, ...]:
        rows = self.conn.execute(
            "SELECT p.part_url, p.final_url, p.part_fetched_at, p.status, p.content_type, p.sha256, b.size, b.zstd"
            " FROM parts AS p JOIN bodies AS b ON b.sha256 = p.sha256"
            " WHERE p.url = ? AND p.fetched_at = ? AND p.first_sha256 = ? ORDER BY p.n",
            (url, fetched_at, digest),
        ).fetchall()
        return tuple(
            Page(
                url=part_url,
                final_url=final_url,
                source_id=source_id,
                fetched_at=parse_time(at),
                status=status,
                body=self._body(part_url, sha256, size, packed),
                content_type=content_type,
            )
            for part_url, final_url, at, status, content_type, sha256, size, packed in rows
        )

    def _body(self, url: str, digest: bytes, size: int, packed: bytes) -> bytes:
        try:
            body = self._decompressor.decompress(packed, max_output_size=size) if size else b""
        except zstandard.ZstdError as error:
            raise StoreForeign(f"{self.path}: the body of {url} is damaged ({error}).") from error
        if hashlib.sha256(body).digest() != digest:
            raise StoreForeign(f"{self.path}: the body of {url} is damaged (its hash is another).")
        return body


def pages_path(store: Path) -> Path:
    """Where the archive of a store lies: ``news.db`` has ``news.pages.db``."""
    return store.with_suffix(".pages.db")


def open_pages(path: Path, *, timeout: float = 30.0) -> PageArchive:
    """Open the archive at ``path`` (see ``pages_path``); make it when there is none.

    Raises StoreForeign, StoreNewer, StoreReadOnly, StoreBusy, StoreFull.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, timeout=timeout, isolation_level=None)
        try:
            _check_owner(conn, path)
            if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
                raise StoreReadOnly(f"{path}: the archive cannot be written. Check owner and mode.")
            mode = conn.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise StoreError(f"{path}: no write-ahead log on this file system (journal mode {mode}).")
            conn.execute("PRAGMA synchronous = NORMAL")
            conn.execute("PRAGMA foreign_keys = ON")
            _create(conn)
        except BaseException:
            conn.close()
            raise
    return PageArchive(path, conn)


def _check_owner(conn: sqlite3.Connection, path: Path) -> None:
    owner = conn.execute("PRAGMA application_id").fetchone()[0]
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    empty = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if owner == APPLICATION_ID and version > SCHEMA_VERSION:
        raise StoreNewer(f"{path}: written by a newer tradewind. Update tradewind; nothing was changed.")
    if owner != APPLICATION_ID and (owner != 0 or version != 0 or not empty):
        raise StoreForeign(f"{path}: an SQLite database, but no page archive of tradewind.")


def _create(conn: sqlite3.Connection) -> None:
    """The tables of this version, whatever the file has of them. Archives of version 1 knew no parts."""
    if conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
        return
    with transaction(conn):
        # Another process may have been quicker.
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        for script in (_SCHEMA, _PARTS)[version:SCHEMA_VERSION]:
            for statement in statements(script):
                conn.execute(statement)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
