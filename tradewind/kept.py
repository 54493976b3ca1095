"""Pages of the store as they were fetched: the raw copy behind an article, or behind a refusal."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from store import pages
from store.articles import load_articles, load_sources
from store.columns import clean, parse_time
from store.db import Database, open_existing
from store.errors import InputError
from store.records import Article, Candidate, Page, Source
from store.reextract import Refused, raw_page, refused_page
from store.transactions import worded
from tradewind.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page with what was known of it when it was read. ``article``: what was made of it; None: it was refused."""

    page: Page
    source: Source | None
    candidate: Candidate | None
    article: Article | None


def load_kept(settings: Settings, url: str) -> KeptPage:
    """The raw copy of the page at ``url``, an article's own address or the one it was announced under.

    Raises InputError when the store knows no such page, or keeps no copy of it; StoreError and its kinds.
    """
    archive_path = pages.pages_path(settings.store_path)
    with closing(open_existing(settings.store_path)) as db:
        article, refused = _article_at(db, url), _refusal_at(db, url)
        if article is None and refused is None:
            raise InputError(
                f"the store has no page at {url}",
                key="URL",
                remedy="`tradewind search WORDS` lists articles; a page that is not stored can be given as a file",
            )
        found = None
        if archive_path.exists():
            with pages.open_pages(archive_path) as archive:
                if article is not None:
                    found = raw_page(db, archive, article)
                elif refused is not None:
                    found = refused_page(db, archive, refused)
        if found is None:
            raise InputError(
                f"no raw copy of {url} is kept",
                key="URL",
                remedy="It was imported, its publisher wants no copies, or the archive is gone; give it as a file",
            )
        page, candidate = found
        source = next(iter(load_sources(db, [page.source_id])), None)
    return KeptPage(page=page, source=source, candidate=candidate, article=article)


@worded
def _article_at(db: Database, url: str) -> Article | None:
    row = db.conn.execute(
        "SELECT id FROM articles WHERE url = :url UNION ALL"
        " SELECT article_id FROM candidates WHERE url = :url AND article_id IS NOT NULL LIMIT 1",
        {"url": clean(url)},
    ).fetchone()
    return None if row is None else next(iter(load_articles(db, [row[0]])), None)


@worded
def _refusal_at(db: Database, url: str) -> Refused | None:
    row = db.conn.execute("SELECT url, source_id, at FROM rejections WHERE url = ?", (clean(url),)).fetchone()
    return None if row is None else Refused(url=row[0], source_id=row[1], at=parse_time(row[2]))
