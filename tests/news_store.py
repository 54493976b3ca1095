"""Seeded weeks of invented news (tests.digest_rows) in a real store, as if crawled, tagged and linked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import open_store
from store.links import save_links
from store.pages import open_pages
from store.records import (
    Annotations,
    Article,
    Fetched,
    Figure,
    Lang,
    Mention,
    Page,
    Sentiment,
    StoryLink,
    Topic,
)
from tests.digest_rows import SOURCES, Rows
from tests.storeroom import fold, source
from tradewind.config import Settings, load_settings


def newsroom(
    folder: Path,
    rows: Rows,
    *,
    name: Callable[[str], str] = str,
    extra: str = "",
    languages: str = '"en", "zh", "zh-Hant"',
) -> Settings:
    """A folder with a configuration and a store that holds ``rows``. ``name``: what a source is called."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "tradewind.toml"
    config.write_text(f"[digest]\nlanguages = [{languages}]\n{extra}", encoding="utf-8")
    settings = load_settings(config)
    put(settings, rows, name=name)
    return settings


def put(settings: Settings, rows: Rows, *, name: Callable[[str], str] = str) -> None:
    """Put what of ``rows`` is not in the store yet into it."""
    db = open_store(settings.store_path)
    with open_pages(settings.store_path.with_suffix(".pages.db")) as archive:
        save_sources(
            db, [source(key, name=name(called), family=family) for key, called, family, _ in SOURCES]
        )
        held = {row[0] for row in db.conn.execute("SELECT url FROM articles")}
        new = [row for row in rows.tables["articles"] if row["url"] not in held]
        save_fetched(db, archive, [_fetched(rows, row) for row in new], fold=fold)
    ids = dict(db.conn.execute("SELECT url, id FROM articles").fetchall())
    number = {row["article_id"]: ids[row["url"]] for row in rows.tables["articles"]}
    assert not replace_annotations(db, [_annotations(rows, row["article_id"], number) for row in new])
    links = [
        StoryLink(
            article_id=number[row["article_id"]],
            story_id=row["story_id"],
            root_id=number[row["root_id"]],
            reprint_of=number.get(row["reprint_of"]),
            reason="alone",
        )
        for row in new
    ]
    save_links(db, [], links)
    db.close()


def _fetched(rows: Rows, row: dict) -> Fetched:
    at = datetime.fromisoformat(row["fetched_at"])
    # The same words twice in one house would be one article: each has a line of its own behind them.
    text = f"{rows.texts[row['article_id']]}\nDesk note {row['article_id']}"
    article = Article(
        url=row["url"],
        source_id=row["source_id"],
        title=row["title"],
        text=text,
        lang=Lang(row["lang"]),
        fetched_at=at,
        published_at=datetime.fromisoformat(row["published_at"]),
    )
    body = f"{row['url']}\n{text}".encode()
    page = Page(
        url=row["url"], final_url=row["url"], source_id=row["source_id"], fetched_at=at, status=200, body=body
    )
    return Fetched(candidate_url=row["url"], source_id=row["source_id"], at=at, page=page, result=article)


def _annotations(rows: Rows, article: int, number: dict[int, int]) -> Annotations:
    def of(table: str) -> list[dict]:
        return [row for row in rows.tables[table] if row["article_id"] == article]

    (title,) = (row["title"] for row in of("articles"))

    def at(row: dict) -> int:  # headlines are templates: where a name stands in one is looked up
        return title.index(row["quote"]) if row["in_title"] else row["start"]

    return Annotations(
        article_id=number[article],
        version="test",
        mentions=tuple(
            Mention(
                start=at(row),
                end=at(row) + len(row["quote"]),
                quote=row["quote"],
                type=row["type"],
                id=row["id"],
                in_title=bool(row["in_title"]),
            )
            for row in of("mentions")
        ),
        topics=tuple(Topic(topic=row["topic"], score=row["score"]) for row in of("topics")),
        figures=tuple(
            Figure(
                start=row["start"],
                end=row["end"],
                quote=row["quote"],
                kind=row["kind"],
                value=Decimal(row["value"]),
                unit=row["unit"],
                subject=row["subject"],
                metric=row["metric"],
                confidence=row["confidence"],
            )
            for row in of("figures")
        ),
        sentiments=tuple(
            Sentiment(
                sent_start=row["sent_start"],
                sent_end=row["sent_end"],
                id=row["id"],
                polarity=row["polarity"],
                score=row["score"],
            )
            for row in of("sentiments")
        ),
    )
