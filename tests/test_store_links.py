"""Fingerprints, bands and story links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.articles import load_articles, save_fetched, save_sources
from store.db import Database, check, open_store
from store.errors import StoreError
from store.links import peers_of, save_links, unlinked
from store.pages import open_pages
from store.records import Fingerprint, StoryLink
from tests.storeroom import DAY, HOUR, NOW, fetched, fold, one, rows, source

COUNT = 8


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(opened, [source()])
        # Article 1 is the newest, article 8 the oldest; 3 has no date of its own.
        batch = [
            fetched(f"p{i}", f"Text {i}.", published_at=None if i == 3 else NOW - i * HOUR)
            for i in range(1, COUNT + 1)
        ]
        save_fetched(opened, archive, batch, fold=fold)
    yield opened
    assert check(opened) == []
    opened.close()


def mark(number: int, *bands: int, version: str = "f1") -> Fingerprint:
    return Fingerprint(article_id=number, version=version, bands=bands, shingles=100 + number)


def link(number: int, story: str | None = None, root: int | None = None, of: int | None = None) -> StoryLink:
    return StoryLink(
        article_id=number,
        story_id=story or f"s-{number}",
        root_id=root or number,
        reprint_of=of,
        reason="alone" if of is None else "0.91 of 100 shingles alike",
        similarity=None if of is None else 0.91,
    )


def ids(db: Database, *prints: Fingerprint) -> list[int]:
    return [peer.article.id for peer in peers_of(db, prints)]


def test_what_is_unlinked_comes_oldest_first(db: Database) -> None:
    # Number 3 counts from when it was fetched: it is the newest.
    assert [item.id for item in unlinked(db, "f1")] == [8, 7, 6, 5, 4, 2, 1, 3]
    assert [item.id for item in unlinked(db, "f1", limit=3)] == [8, 7, 6]
    assert unlinked(db, "f1")[0] == load_articles(db, [8])[0]


def test_linked_articles_are_done_until_the_version_changes(db: Database) -> None:
    save_links(db, [mark(n, n) for n in (8, 7, 6)], [link(8), link(7)])
    # 6 has a fingerprint but no link.
    assert [item.id for item in unlinked(db, "f1")] == [6, 5, 4, 2, 1, 3]
    assert len(unlinked(db, "f2")) == COUNT
    save_links(db, [mark(8, 1, version="f2")], [])
    assert unlinked(db, "f2")[0].id == 7


def test_peers_share_a_band_at_the_same_place(db: Database) -> None:
    save_links(db, [mark(1, 10, 20), mark(2, 30, 40), mark(3, 20, 10)], [link(1), link(2), link(3)])
    assert ids(db, mark(5, 10, 99)) == [1]
    assert ids(db, mark(5, 99, 10)) == [3]
    assert ids(db, mark(5, 10, 10)) == [1, 3]
    assert ids(db, mark(5, 99, 98)) == []
    assert ids(db) == []
    assert ids(db, mark(5, 10, 99), mark(6, 30, 99)) == [2, 1]


def test_peers_come_with_fingerprint_and_link(db: Database) -> None:
    low, high = -(2**63), 2**63 - 1
    save_links(db, [mark(1, low, high, 0), mark(2, 7, 8, 9)], [link(1), link(2, "s-1", 1, of=1)])
    first, second = peers_of(db, [mark(5, low, 0, 0)])
    assert (first.article.id, second.article.id) == (2, 1)
    assert second.fingerprint == mark(1, low, high, 0)
    assert second.link == link(1)
    assert first.link == link(2, "s-1", 1, of=1)
    assert first.article == load_articles(db, [2])[0]


def test_peers_bring_their_whole_story(db: Database) -> None:
    save_links(
        db,
        [mark(1, 1), mark(2, 2), mark(3, 3), mark(4, 4)],
        [link(1, "s-x"), link(2, "s-x", 1, of=1), link(3, "s-x", 1, of=2), link(4)],
    )
    assert ids(db, mark(5, 3)) == [2, 1, 3]


def test_the_given_articles_are_not_their_own_peers(db: Database) -> None:
    save_links(db, [mark(1, 1), mark(2, 1)], [link(1, "s-x"), link(2, "s-x", 1, of=1)])
    assert ids(db, mark(1, 1)) == [2]
    assert ids(db, mark(1, 1), mark(2, 1)) == []


def test_fingerprints_of_another_version_are_no_peers(db: Database) -> None:
    save_links(
        db,
        [mark(1, 1), mark(2, 1, version="f0"), mark(3, 1)],
        [link(1, "s-x"), link(2, "s-x", 1, of=1), link(3)],
    )
    assert ids(db, mark(5, 1)) == [1, 3]
    assert ids(db, mark(5, 1, version="f0")) == [2]


def test_unlinked_articles_are_no_peers(db: Database) -> None:
    save_links(db, [mark(1, 1), mark(2, 1)], [link(2)])
    assert ids(db, mark(5, 1)) == [2]


def test_saving_replaces(db: Database) -> None:
    save_links(db, [mark(1, 1, 2)], [link(1)])
    save_links(db, [mark(1, 3, 4, version="f2")], [link(1, "s-new", 2, of=2), link(2, "s-new")])
    assert rows(db.conn, "SELECT band, hash FROM bands ORDER BY 1") == [
        {"band": 0, "hash": 3},
        {"band": 1, "hash": 4},
    ]
    assert rows(
        db.conn, "SELECT story_id, root_id, reprint_of, similarity FROM story_links ORDER BY article_id"
    ) == [
        {"story_id": "s-new", "root_id": 2, "reprint_of": 2, "similarity": 0.91},
        {"story_id": "s-new", "root_id": 2, "reprint_of": None, "similarity": None},
    ]
    before = rows(db.conn, "SELECT * FROM story_links")
    save_links(db, [mark(1, 3, 4, version="f2")], [link(1, "s-new", 2, of=2), link(2, "s-new")])
    assert rows(db.conn, "SELECT * FROM story_links") == before
    save_links(db, [], [])


def test_a_link_to_nobody_is_refused_whole(db: Database) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        save_links(db, [mark(1, 1)], [link(1), link(2, "s-1", 99)])
    assert one(db.conn, "SELECT count(*) FROM story_links") == 0
    assert one(db.conn, "SELECT count(*) FROM fingerprints") == 0


def test_texts_without_shingles_have_no_bands(db: Database) -> None:
    save_links(db, [mark(1)], [link(1)])
    assert ids(db, mark(2)) == []
    assert [item.id for item in unlinked(db, "f1")] == [8, 7, 6, 5, 4, 2, 3]


def test_a_story_counts_articles_texts_and_houses(db: Database, tmp_path: Path) -> None:
    save_sources(db, [source("tide", family="harbour"), source("reef")])
    with open_pages(tmp_path / "news.pages.db") as archive:
        batch = [fetched("t", "Tide text.", of="tide"), fetched("r", "Reef text.", of="reef", at=NOW + DAY)]
        save_fetched(db, archive, batch, fold=fold)
    save_links(
        db,
        [],
        [link(8, "s-x"), link(1, "s-x", 8, of=8), link(9, "s-x", 8, of=8), link(10, "s-x"), link(2)],
    )
    first, second = rows(db.conn, "SELECT * FROM v_story ORDER BY articles DESC")
    assert (first["story_id"], first["articles"], first["texts"], first["families"]) == ("s-x", 4, 2, 2)
    assert (first["title"], first["url"]) == ("Headline of p8", "https://harbour.example/p8")
    assert (first["first_at"], first["last_at"]) == ("2026-11-09T00:00:00Z", "2026-11-09T07:00:00Z")
    assert (second["articles"], second["texts"], second["families"]) == (1, 1, 1)


bands = st.lists(st.integers(0, 3), min_size=3, max_size=3).map(tuple)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    marks=st.dictionaries(st.integers(1, COUNT - 1), bands, max_size=COUNT - 1),
    stories=st.lists(st.integers(0, 2), min_size=COUNT, max_size=COUNT),
    asked=bands,
)
def test_peers_are_what_a_plain_reading_says(
    db: Database, marks: dict[int, tuple[int, ...]], stories: list[int], asked: tuple[int, ...]
) -> None:
    for table in ("story_links", "bands", "fingerprints"):
        db.conn.execute(f"DELETE FROM {table}")
    save_links(db, [mark(n, *b) for n, b in marks.items()], [link(n, f"s-{stories[n]}") for n in marks])
    near = {n for n, b in marks.items() if any(x == y for x, y in zip(b, asked, strict=True))}
    expected = {n for n in marks if stories[n] in {stories[m] for m in near}}
    assert set(ids(db, mark(COUNT, *asked))) == expected
