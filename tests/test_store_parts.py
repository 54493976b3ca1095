"""Articles on several pages in the store: their raw parts, and what becomes of a part announced on its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store import articles
from store.db import Database, check, open_store
from store.pages import PageArchive, open_pages
from store.records import Fetched, Outcome, Page, Reason
from tests.storeroom import DAY, HOUR, NOW, candidate, discovery, fetched, fold, page, refused, source

HOST = "https://harbour.example/"
PARTS = (HOST + "a_2", HOST + "a_3")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PageArchive]:
    with open_pages(tmp_path / "news.pages.db") as opened:
        yield opened


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "news.db")) as opened:
        articles.save_sources(opened, [source()])
        yield opened


def with_parts(path: str, *bodies: bytes, **changes: object) -> Page:
    parts = tuple(page(f"{path}_{n}", body, at=NOW) for n, body in enumerate(bodies, 2))
    return replace(page(path, b"<p>first</p>", **changes), parts=parts)


def save(db: Database, archive: PageArchive, *batch: Fetched) -> dict[str, int]:
    return dict(articles.save_fetched(db, archive, list(batch), fold=fold))


def outcomes(db: Database) -> dict[str, tuple[str, str]]:
    return {
        url.removeprefix(HOST): (outcome, detail)
        for url, outcome, detail in db.conn.execute("SELECT url, outcome, detail FROM candidates")
    }


def test_parts_come_back_with_their_page(archive: PageArchive) -> None:
    kept = with_parts("a", b"<p>two</p>", b"", content_type="text/html; charset=gbk")
    assert archive.save([kept]) == 1
    assert archive.load(kept.url) == kept
    assert archive.load(kept.url, kept.fetched_at) == kept
    assert archive.load(kept.url, kept.fetched_at + HOUR) is None
    assert list(archive.each()) == [kept]
    assert archive.save([kept]) == 0
    assert archive.load(kept.parts[0].url) is None  # a part is no page of its own


def test_each_fetch_has_its_own_parts(archive: PageArchive) -> None:
    first = with_parts("a", b"<p>two</p>", b"<p>three</p>")
    later = with_parts("a", b"<p>two, again</p>", at=NOW + DAY)
    archive.save([first, later])
    assert archive.load(first.url, NOW) == first
    assert archive.load(first.url) == later
    assert archive.counts()["bodies"] == 4


def test_an_article_of_which_a_part_allows_no_copy_is_not_kept(archive: PageArchive) -> None:
    kept = with_parts("a", b"<p>two</p>")
    shy = replace(kept, parts=(replace(kept.parts[0], keep=False),))
    assert archive.save([shy]) == 0
    assert archive.load(kept.url) is None


def test_an_archive_of_before_learns_of_parts(tmp_path: Path) -> None:
    path = tmp_path / "old.pages.db"
    kept = page("a", b"<p>old</p>")
    with open_pages(path) as opened:
        opened.save([kept])
        opened.conn.execute("DROP TABLE parts")
        opened.conn.execute("PRAGMA user_version = 1")
    with open_pages(path) as opened:
        assert opened.load(kept.url) == kept
        assert opened.save([with_parts("b", b"<p>two</p>")]) == 1
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (2,)


def test_further_pages_are_duplicates_of_their_article(db: Database, archive: PageArchive) -> None:
    articles.save_discovery(db, discovery(candidate("a"), candidate("a_2")))
    save(db, archive, fetched("a", "one two three", parts=PARTS))
    assert outcomes(db) == {
        "a": ("article", ""),
        "a_2": ("duplicate", "further page"),
        "a_3": ("duplicate", "further page"),
    }
    articles.save_discovery(db, discovery(candidate("a_3"), candidate("b")))
    assert [item.url for item in articles.pending(db, source_ids=None, now=NOW)] == [HOST + "b"]
    assert check(db) == []
    (stored,) = articles.load_articles(db, [1])
    assert (stored.parts, stored.missing) == (PARTS, ())


def test_a_part_that_was_refused_before_is_part_of_the_article(db: Database, archive: PageArchive) -> None:
    save(db, archive, refused("a_2"), refused("a_9", Reason.PAYWALL))
    save(db, archive, fetched("a", "one two three", parts=PARTS))
    assert outcomes(db)["a_2"] == ("duplicate", "further page")
    assert [row[0] for row in db.conn.execute("SELECT url FROM rejections")] == [HOST + "a_9"]
    assert check(db) == []


def test_an_article_of_its_own_stays_one(db: Database, archive: PageArchive) -> None:
    save(db, archive, fetched("a_2", "another report altogether"))
    save(db, archive, fetched("a", "one two three", parts=PARTS))
    assert outcomes(db)["a_2"] == ("article", "")
    assert check(db) == []


@pytest.mark.parametrize("order", [("a", "a_2"), ("a_2", "a")])
def test_the_order_of_arrival_makes_no_difference(
    db: Database, archive: PageArchive, order: tuple[str, str]
) -> None:
    """A later page leads to the first: both candidates bring the same article."""
    for path in order:
        item = fetched("a", "one two three", parts=PARTS)
        save(db, archive, replace(item, candidate_url=HOST + path))
    assert db.conn.execute("SELECT url, text FROM articles").fetchall() == [(HOST + "a", "one two three")]
    assert db.conn.execute("SELECT count(*) FROM article_revisions").fetchone() == (0,)
    assert sorted(outcome for outcome, _ in outcomes(db).values()).count("article") == 1
    assert check(db) == []


def test_an_article_that_lacks_a_part_is_asked_for_whole_next_time(
    db: Database, archive: PageArchive
) -> None:
    save(db, archive, fetched("a", "one two", etag='"1"', parts=PARTS[:1], missing=PARTS[1:]))
    assert articles.article_validators(db, HOST + "a") is None
    save(db, archive, fetched("a", "one two three", at=NOW + HOUR, etag='"1"', parts=PARTS))
    held = articles.article_validators(db, HOST + "a")
    assert held is not None
    assert held.etag == '"1"'
    (stored,) = articles.load_articles(db, [1])
    assert (stored.text, stored.missing) == ("one two three", ())


def test_a_second_look_that_misses_a_part_takes_nothing_away(db: Database, archive: PageArchive) -> None:
    save(db, archive, fetched("a", "one two three", parts=PARTS))
    again = fetched("a", "one two", at=NOW + HOUR, parts=PARTS[:1], missing=PARTS[1:])
    assert save(db, archive, again) == {Outcome.DUPLICATE: 1}
    (stored,) = articles.load_articles(db, [1])
    assert (stored.text, stored.parts) == ("one two three", PARTS)
    # That the publisher made it shorter is another thing: then its pager names no more.
    shorter = fetched("a", "one two, and that is all", at=NOW + DAY, parts=PARTS[:1])
    assert save(db, archive, shorter) == {Outcome.REVISION: 1}
    row = db.conn.execute("SELECT parts FROM articles").fetchone()
    assert json.loads(row[0]) == list(PARTS[:1])
