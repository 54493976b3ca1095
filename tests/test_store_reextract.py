"""A new reading of a stored page: a revision of extraction, not of the article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from store import articles
from store.annotations import replace_annotations
from store.db import Database, check, open_store
from store.pages import PageArchive, open_pages
from store.records import (
    Annotations,
    Article,
    DateSource,
    Fetched,
    LineKind,
    Page,
    Paragraph,
    Reason,
    Rejection,
)
from store.reextract import (
    count_stale,
    raw_page,
    refused_page,
    save_refusal,
    save_reread,
    stale_articles,
    stale_refusals,
)
from store.revisions import load_revised
from store.search import search
from store.sightings import KEPT, learn_repeats
from store.transactions import rehearsal, transaction
from tests.storeroom import DAY, HOUR, NOW, article, candidate, discovery, fetched, fold, page, source

HOST = "https://harbour.example/"
TEXT = "The port opened a second hall.\nIt takes 140,000 parcels a day."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PageArchive]:
    with open_pages(tmp_path / "news.pages.db") as opened:
        yield opened


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "news.db")) as opened:
        articles.save_sources(opened, [source(), source("lantern")])
        yield opened


def save(db: Database, archive: PageArchive, *batch: Fetched) -> None:
    articles.save_fetched(db, archive, list(batch), fold=fold)


def old(path: str, text: str = TEXT, **changes: Any) -> Fetched:
    """A page as the first version of the extractor read it."""
    return fetched(path, text, **{"extractor": "1", **changes})


def read(path: str, text: str = TEXT, **changes: Any) -> Article:
    """The same page as the second version reads it."""
    return article(path, text, **{"extractor": "2", **changes})


def tagged(db: Database, number: int) -> None:
    assert replace_annotations(db, [Annotations(article_id=number, version="t")]) == []


def untagged(db: Database) -> int:
    return articles.count_untagged(db, "t")


def stored(db: Database, number: int = 1) -> Article:
    return articles.load_articles(db, [number])[0]


def revisions(db: Database) -> list[tuple[Any, ...]]:
    return db.conn.execute(
        "SELECT title, text, cause, extractor, replaced_at FROM article_revisions ORDER BY article_id, number"
    ).fetchall()


def reread(db: Database, new: Article, *, number: int = 1, now: datetime = NOW + DAY) -> str:
    return save_reread(db, number, new, fold=fold, now=now)


def test_what_reads_differently_is_a_revision_of_extraction(db: Database, archive: PageArchive) -> None:
    save(db, archive, old("a", TEXT + "\nSubscribe to our letter"))
    tagged(db, 1)
    assert reread(db, read("a")) == "changed"
    now = stored(db)
    assert (now.text, now.extractor, now.url, now.fetched_at) == (TEXT, "2", HOST + "a", NOW)
    assert revisions(db) == [
        ("Headline of a", TEXT + "\nSubscribe to our letter", "extraction", "1", "2026-11-10T08:00:00Z")
    ]
    assert untagged(db) == 1
    assert search(db.conn, "letter", limit=9, fold=fold) == []
    assert [row["url"] for row in search(db.conn, "second hall", limit=9, fold=fold)] == [HOST + "a"]
    assert check(db) == []


def test_what_reads_the_same_keeps_its_tags(db: Database, archive: PageArchive) -> None:
    save(db, archive, old("a"))
    tagged(db, 1)
    assert reread(db, read("a", description="new to us", tags=("ports",), editor="Lin Yue")) == "same"
    now = stored(db)
    assert (now.extractor, now.description, now.tags, now.editor) == ("2", "new to us", ("ports",), "Lin Yue")
    assert (revisions(db), untagged(db)) == ([], 0)
    assert stale_articles(db, "2", limit=9) == []
    # Twice is as once.
    assert reread(db, read("a", description="new to us", tags=("ports",), editor="Lin Yue")) == "same"


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": NOW - DAY},
        {"author": "Lin Yue"},
        {"origin": "Quay Times"},
        {"translated": True},
        {"paragraphs": (Paragraph(start=0, end=30, kind=LineKind.HEADING),)},
    ],
)
def test_other_facts_that_the_tagger_reads_have_it_read_again(
    db: Database, archive: PageArchive, change: dict[str, Any]
) -> None:
    save(db, archive, old("a"))
    tagged(db, 1)
    assert reread(db, read("a", **change)) == "same"
    assert (revisions(db), untagged(db)) == ([], 1)


def test_a_wrong_date_and_a_wrong_author_go_with_the_extractor_that_found_them(
    db: Database, archive: PageArchive
) -> None:
    save(db, archive, old("a", author="Admin", date_source=DateSource.BODY))
    reread(db, read("a", published_at=None, date_source=DateSource.NONE))
    assert (stored(db).published_at, stored(db).date_source, stored(db).author) == (
        None,
        DateSource.NONE,
        None,
    )


def test_a_date_that_a_person_gave_stays(db: Database, archive: PageArchive) -> None:
    save(db, archive, old("a", date_source=DateSource.GIVEN))
    reread(db, read("a", published_at=NOW - DAY, date_source=DateSource.META))
    assert (stored(db).published_at, stored(db).date_source) == (NOW - HOUR, DateSource.GIVEN)


def test_the_day_of_an_article_whose_page_changed_later_is_its_first(
    db: Database, archive: PageArchive
) -> None:
    save(db, archive, old("a"))
    changed = old(
        "a", "Another hall was opened, and a third one is planned.", at=NOW + 9 * DAY, published_at=None
    )
    save(db, archive, changed)
    reread(db, read("a", "Another hall was opened.", at=NOW + 9 * DAY, published_at=NOW + 9 * DAY))
    assert stored(db).published_at == NOW - HOUR
    assert [row[2] for row in revisions(db)] == ["page", "extraction"]


def test_stale_is_what_another_version_read(db: Database, archive: PageArchive) -> None:
    save(
        db, archive, old("a"), old("b", of="lantern"), fetched("c", "Three.", extractor="2"),
        old("d", published_at=None, at=NOW - 9 * DAY), old("e", published_at=NOW - 9 * DAY),
    )  # fmt: skip
    assert [item.url for item in stale_articles(db, "2", limit=9)] == [
        HOST + "a", "https://lantern.example/b", HOST + "d", HOST + "e",
    ]  # fmt: skip
    assert [item.id for item in stale_articles(db, "2", after_id=1, limit=1)] == [2]
    assert [item.id for item in stale_articles(db, "2", source_ids=["lantern"], limit=9)] == [2]
    assert [item.id for item in stale_articles(db, "2", since=NOW - DAY, limit=9)] == [1, 2]
    assert count_stale(db, "2") == (4, 0)
    assert count_stale(db, "2", source_ids=["harbour"], since=NOW - DAY) == (1, 0)


def test_the_raw_page_is_that_of_the_text_that_stands(db: Database, archive: PageArchive) -> None:
    articles.save_discovery(db, discovery(candidate("a", title="As announced")))
    first = old("a")
    save(db, archive, first)
    # A second look found nothing new: the text that stands is that of the first.
    save(db, archive, old("a", at=NOW + HOUR))
    (held,) = stale_articles(db, "2", limit=9)
    kept = raw_page(db, archive, held)
    assert kept is not None
    assert (kept[0], kept[1] and kept[1].title) == (first.page, "As announced")


def test_a_page_that_is_not_kept(db: Database, archive: PageArchive) -> None:
    item = old("a")
    assert item.page is not None
    save(db, archive, replace(item, page=replace(item.page, keep=False)))
    save(db, archive, replace(old("b"), page=None))
    assert [raw_page(db, archive, held) for held in stale_articles(db, "2", limit=9)] == [None, None]


def test_a_copy_without_a_part_of_the_text_is_none(db: Database, archive: PageArchive) -> None:
    save(db, archive, old("a", parts=(HOST + "a_2",)))
    (held,) = stale_articles(db, "2", limit=9)
    assert raw_page(db, archive, held) is None
    assert reread(db, read("a", "The port", missing=(HOST + "a_2",))) == "shorter"
    assert stored(db).text == TEXT


def test_a_damaged_copy_is_none(db: Database, archive: PageArchive) -> None:
    save(db, archive, old("a"))
    archive.conn.execute("UPDATE bodies SET zstd = x'00112233'")
    (held,) = stale_articles(db, "2", limit=9)
    assert raw_page(db, archive, held) is None


def turned_away(
    path: str, *, extractor: str = "1", reason: Reason = Reason.TOO_SHORT, **changes: Any
) -> Fetched:
    fresh = page(path, b"<p>body</p>", **changes)
    refusal = Rejection(
        url=fresh.url, source_id="harbour", at=fresh.fetched_at, reason=reason, extractor=extractor
    )
    return Fetched(
        candidate_url=fresh.url, source_id="harbour", at=fresh.fetched_at, page=fresh, result=refusal
    )


def test_refusals_of_another_version(db: Database, archive: PageArchive) -> None:
    save(
        db, archive, turned_away("a"), turned_away("b", extractor="2"), turned_away("c", extractor=""),
        turned_away("d", reason=Reason.HTTP_STATUS), turned_away("e", at=NOW - 9 * DAY),
    )  # fmt: skip
    assert [item.url for item in stale_refusals(db, "2", limit=9)] == [HOST + name for name in "ace"]
    assert [item.url for item in stale_refusals(db, "2", after=HOST + "a", since=NOW, limit=9)] == [
        HOST + "c"
    ]
    assert count_stale(db, "2") == (0, 3)


def test_a_refused_page_may_be_an_article_now(db: Database, archive: PageArchive) -> None:
    save(db, archive, turned_away("a"), turned_away("b"))
    first, second = stale_refusals(db, "2", limit=9)
    kept = refused_page(db, archive, first)
    assert kept is not None
    assert save_refusal(db, kept[0], read("a"), fold=fold) == "now-articles"
    assert (stored(db).text, stored(db).fetched_at) == (TEXT, NOW)
    again = Rejection(url=second.url, source_id="harbour", at=NOW, reason=Reason.NOT_ARTICLE, extractor="2")
    kept = refused_page(db, archive, second)
    assert kept is not None
    assert save_refusal(db, kept[0], again, fold=fold) == "still-refused"
    assert db.conn.execute("SELECT url, reason, extractor FROM rejections").fetchall() == [
        (HOST + "b", "not-article", "2")
    ]
    assert (stale_refusals(db, "2", limit=9), check(db)) == ([], [])


def test_a_rehearsal_leaves_nothing(db: Database, archive: PageArchive) -> None:
    save(db, archive, old("a"))
    with rehearsal(db.conn):
        assert reread(db, read("a", "Another text.")) == "changed"
        with transaction(db.conn):
            db.conn.execute("DELETE FROM paragraphs")
    assert (stored(db).text, revisions(db)) == (TEXT, [])
    with pytest.raises(ZeroDivisionError), rehearsal(db.conn):
        raise ZeroDivisionError
    assert not db.conn.in_transaction


def test_the_raw_page_of_a_later_page_stands_under_its_first(db: Database, archive: PageArchive) -> None:
    """The candidate was the second page; what was read is the first with its parts."""
    whole = page("a", b"<p>one</p>")
    whole = replace(whole, parts=(page("a_2", b"<p>two</p>"),))
    item = old("a", parts=(HOST + "a_2",))
    save(db, archive, replace(item, candidate_url=HOST + "a_2", page=whole))
    (held,) = stale_articles(db, "2", limit=9)
    kept: tuple[Page, Any] | None = raw_page(db, archive, held)
    assert kept is not None
    assert (kept[0], kept[1].url) == (whole, HOST + "a_2")


def test_an_article_that_lacks_a_part_now_is_asked_for_whole(db: Database, archive: PageArchive) -> None:
    """An older extractor did not look for further pages: the server would say "not modified" of the first for ever."""
    save(db, archive, old("a", etag='"1"'), old("b", "Ferries were late.", etag='"1"'))
    part = HOST + "a?page=2"
    assert articles.article_validators(db, HOST + "a") is not None
    assert reread(db, read("a", missing=(part,))) == "same"
    assert articles.article_validators(db, HOST + "a") is None
    assert articles.article_validators(db, HOST + "b") is not None


@pytest.mark.parametrize(("version", "cause"), [("1", "page"), ("2", "extraction")])
def test_a_second_look_by_another_version_is_no_news_of_the_page(
    db: Database, archive: PageArchive, version: str, cause: str
) -> None:
    """A new version reads other lines on pages that have not changed at all."""
    save(db, archive, old("a"))
    save(db, archive, fetched("a", TEXT + "\nA third hall is planned.", at=NOW + DAY, extractor=version))
    assert [row[2:4] for row in revisions(db)] == [(cause, "1")]
    assert stored(db).text.endswith("planned.")
    assert len(load_revised(db.conn, limit=9)) == (cause == "page")
    assert len(load_revised(db.conn, extraction=True, limit=9)) == 1


def test_lines_on_pages_that_were_read_anew_are_judged_whatever_their_age(
    db: Database, archive: PageArchive
) -> None:
    """Also when the run that wrote them down was killed before it came to judging them."""
    days, foot = 40 * DAY, "\nFollow the harbour"
    names = ("a", "b", "c")
    save(db, archive, *(old(name, f"{name} {TEXT}") for name in names))
    for number, name in enumerate(names, 1):
        reread(db, read(name, f"The port of {name} opened a hall.{foot}"), number=number, now=NOW + days)
    assert learn_repeats(db, fold=fold, now=NOW + days) == (0, 0)
    assert learn_repeats(db, fold=fold, now=NOW + days, within=KEPT) == (1, 3)
    assert [stored(db, number).text for number in (1, 2, 3)] == [
        f"The port of {name} opened a hall." for name in names
    ]
