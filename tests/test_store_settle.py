"""How a fetched candidate ends, and that settling twice, late or in any mixture never breaks the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.annotations import replace_annotations
from store.articles import load_articles, pending, save_discovery, save_fetched, save_sources
from store.db import Database, check, open_store
from store.links import save_links
from store.pages import PageArchive, open_pages
from store.records import (
    Annotations,
    DateSource,
    Fetched,
    Fingerprint,
    Mention,
    Outcome,
    Reason,
    Rejection,
    StoryLink,
    Topic,
    Validators,
)
from store.search import search
from store.settle import MAX_ATTEMPTS
from tests.storeroom import (
    DAY,
    HOUR,
    NOW,
    candidate,
    contents,
    discovery,
    fetched,
    fold,
    one,
    page,
    refused,
    rows,
    source,
    unchanged,
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    save_sources(opened, [source(), source("lantern")])
    yield opened
    assert check(opened) == []
    opened.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PageArchive]:
    with open_pages(tmp_path / "news.pages.db") as opened:
        yield opened


def end_of(db: Database, path: str) -> tuple[str, str]:
    url = f"https://harbour.example/{path}"
    return tuple(db.conn.execute("SELECT outcome, detail FROM candidates WHERE url = ?", (url,)).fetchone())  # type: ignore[return-value]  # two columns


def texts(db: Database) -> list[str]:
    return [row[0] for row in db.conn.execute("SELECT text FROM articles ORDER BY url")]


def test_an_article_is_kept_with_its_page(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    assert save_fetched(db, archive, [fetched("a", "Fees rose.")], fold=fold) == {"article": 1}
    assert end_of(db, "a") == ("article", "")
    assert texts(db) == ["Fees rose."]
    assert archive.counts()["pages"] == 1
    row = rows(db.conn, "SELECT * FROM articles")[0]
    assert row["first_fetched_at"] == row["fetched_at"] == "2026-11-09T08:00:00Z"


def test_an_unannounced_article_is_kept_too(db: Database, archive: PageArchive) -> None:
    assert save_fetched(db, archive, [fetched("found", "Fees rose.")], fold=fold) == {"article": 1}
    assert end_of(db, "found") == ("article", "")


def test_the_same_batch_twice_changes_nothing(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(*(candidate(name) for name in "abcdefg")))
    batch = [
        fetched("a", "One."),
        fetched("b", "One.", title="Headline of a"),
        refused("c", Reason.NOT_HTML),
        refused("d", Reason.TIMEOUT, retry_at=NOW + HOUR),
        unchanged("e"),
        fetched("f", "Old.", at=NOW),
        fetched("f", "New.", at=NOW + HOUR),
        fetched("g", "Canonical elsewhere.", url="https://harbour.example/a"),
    ]
    save_fetched(db, archive, batch, fold=fold)
    before, pages_before = contents(db.conn), archive.counts()
    save_fetched(db, archive, batch, fold=fold)
    assert contents(db.conn) == before
    assert archive.counts() == pages_before
    save_fetched(db, archive, list(reversed(batch)), fold=fold)
    assert check(db) == []


def test_a_changed_text_is_a_revision(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "Fees: 12%.", title="First", published_at=NOW)], fold=fold)
    later = fetched(
        "a",
        "Fees: 15%.",
        title="Second",
        at=NOW + DAY,
        published_at=NOW + HOUR,
        date_source=DateSource.META,
        published_raw="9 Nov",
    )
    assert save_fetched(db, archive, [later], fold=fold) == {"revision": 1}
    assert end_of(db, "a") == ("revision", "")
    (now,) = rows(db.conn, "SELECT * FROM articles")
    assert (now["title"], now["text"]) == ("Second", "Fees: 15%.")
    assert (now["published_at"], now["date_source"]) == ("2026-11-09T09:00:00Z", "meta")
    assert now["first_fetched_at"] == "2026-11-09T08:00:00Z"
    assert now["fetched_at"] == "2026-11-10T08:00:00Z"
    (old,) = rows(db.conn, "SELECT * FROM article_revisions")
    assert (old["number"], old["title"], old["text"]) == (1, "First", "Fees: 12%.")
    assert (old["fetched_at"], old["replaced_at"]) == ("2026-11-09T08:00:00Z", "2026-11-10T08:00:00Z")


def test_revisions_are_numbered_and_searched_by_their_newest_text(db: Database, archive: PageArchive) -> None:
    for number, word in enumerate(["alpha", "bravo", "charlie", "alpha"]):
        save_fetched(db, archive, [fetched("a", f"The word is {word}.", at=NOW + number * DAY)], fold=fold)
    assert [row["number"] for row in rows(db.conn, "SELECT number FROM article_revisions ORDER BY 1")] == [
        1,
        2,
        3,
    ]
    assert [len(search(db.conn, word, limit=9)) for word in ("alpha", "bravo", "charlie")] == [1, 0, 0]


def test_a_revision_without_a_date_keeps_the_known_one(db: Database, archive: PageArchive) -> None:
    first = fetched("a", "One.", published_at=NOW, date_only=True, date_source=DateSource.URL, author="Lin")
    save_fetched(db, archive, [first], fold=fold)
    save_fetched(db, archive, [fetched("a", "Two.", at=NOW + DAY, published_at=None)], fold=fold)
    held = load_articles(db, [1])[0]
    assert held.text == "Two."
    assert (held.published_at, held.date_only, held.date_source) == (NOW, True, DateSource.URL)
    assert held.author == "Lin"


def test_an_older_text_that_comes_late_changes_nothing(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "New.", at=NOW + DAY)], fold=fold)
    assert save_fetched(db, archive, [fetched("a", "Old.", at=NOW)], fold=fold) == {"duplicate": 1}
    assert texts(db) == ["New."]
    assert end_of(db, "a") == ("article", "")
    other = fetched("b", "Older.", at=NOW, url="https://harbour.example/a")
    assert save_fetched(db, archive, [other], fold=fold) == {"duplicate": 1}
    assert end_of(db, "b") == ("duplicate", "superseded")


def test_a_revision_forgets_what_was_said_of_the_old_text(db: Database, archive: PageArchive) -> None:
    batch = [fetched("a", "Temu grows."), fetched("b", "Temu grows too."), fetched("c", "Shein grows.")]
    save_fetched(db, archive, batch, fold=fold)
    said = [
        Annotations(
            article_id=number,
            version="v1",
            mentions=(Mention(start=0, end=4, quote=quote, type="ORG", id=quote.lower()),),
            topics=(Topic(topic="expansion", score=1.0),),
        )
        for number, quote in ((1, "Temu"), (2, "Temu"), (3, "Shei"))
    ]
    assert replace_annotations(db, said) == []
    prints = [Fingerprint(article_id=n, version="f1", bands=(1, -2), shingles=9) for n in (1, 2, 3)]
    links = [
        StoryLink(article_id=1, story_id="s-1", root_id=1, reprint_of=None, reason="alone"),
        StoryLink(
            article_id=2, story_id="s-1", root_id=1, reprint_of=1, reason="0.97 alike", similarity=0.97
        ),
        StoryLink(article_id=3, story_id="s-3", root_id=3, reprint_of=None, reason="alone"),
    ]
    save_links(db, prints, links)
    save_fetched(db, archive, [fetched("a", "Temu shrinks.", at=NOW + DAY)], fold=fold)
    conn = db.conn
    assert [row[0] for row in conn.execute("SELECT DISTINCT article_id FROM mentions ORDER BY 1")] == [2, 3]
    assert [row[0] for row in conn.execute("SELECT article_id FROM topics ORDER BY 1")] == [2, 3]
    assert rows(conn, "SELECT version FROM taggings ORDER BY article_id") == [
        {"version": None},
        {"version": "v1"},
        {"version": "v1"},
    ]
    assert [row[0] for row in conn.execute("SELECT article_id FROM fingerprints ORDER BY 1")] == [2, 3]
    assert {row[0] for row in conn.execute("SELECT article_id FROM bands")} == {2, 3}
    # Article 2 hung on article 1: it is linked anew as well.
    assert [row[0] for row in conn.execute("SELECT article_id FROM story_links")] == [3]


def test_an_unchanged_page_is_counted_and_otherwise_nothing(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    save_fetched(db, archive, [fetched("a", "One.")], fold=fold)
    save_discovery(db, discovery(candidate("a", updated_at=NOW + DAY)))
    assert end_of(db, "a") == ("pending", "")
    assert save_fetched(db, archive, [unchanged("a", at=NOW + DAY)], fold=fold) == {"duplicate": 1}
    assert end_of(db, "a") == ("article", "")
    save_discovery(db, discovery(candidate("a", updated_at=NOW + 2 * DAY)))
    assert save_fetched(db, archive, [fetched("a", "One.", at=NOW + 2 * DAY)], fold=fold) == {"duplicate": 1}
    assert end_of(db, "a") == ("article", "")
    assert one(db.conn, "SELECT fetched_at FROM articles") == "2026-11-09T08:00:00Z"
    assert one(db.conn, "SELECT count(*) FROM article_revisions") == 0


def test_not_modified_may_bring_new_validators(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "One.", etag='"1"')], fold=fold)
    answer = replace(
        unchanged("a", at=NOW + DAY),
        page=page("a", b"", status=304, at=NOW + DAY, validators=Validators(etag='"2"')),
    )
    save_fetched(db, archive, [answer], fold=fold)
    assert one(db.conn, "SELECT etag FROM candidates") == '"2"'
    assert archive.counts()["pages"] == 1


def test_not_modified_of_what_we_do_not_hold_is_asked_again_and_ends(
    db: Database, archive: PageArchive
) -> None:
    save_discovery(db, discovery(candidate("a")))
    for attempt in range(MAX_ATTEMPTS):
        at = NOW + attempt * HOUR
        assert [item.url for item in pending(db, source_ids=None, now=at)] == ["https://harbour.example/a"]
        save_fetched(db, archive, [unchanged("a", at=at)], fold=fold)
    assert pending(db, source_ids=None, now=NOW + DAY) == []
    assert rows(db.conn, "SELECT reason, detail FROM rejections") == [
        {"reason": "unreachable", "detail": "not modified, but nothing is stored (tried 5 times)"}
    ]


def test_the_same_text_under_another_url_of_the_source_is_a_duplicate(
    db: Database, archive: PageArchive
) -> None:
    save_fetched(db, archive, [fetched("a", "One.", title="Same")], fold=fold)
    assert save_fetched(db, archive, [fetched("b", "One.", title="Same")], fold=fold) == {"duplicate": 1}
    assert end_of(db, "b") == ("duplicate", "same text")
    assert one(db.conn, "SELECT count(DISTINCT article_id) FROM candidates") == 1
    # Another headline or another publisher: an article of its own (a reprint, which stories are about).
    assert save_fetched(db, archive, [fetched("c", "One.", title="Other")], fold=fold) == {"article": 1}
    other = fetched("d", "One.", title="Same", of="lantern")
    assert save_fetched(db, archive, [other], fold=fold) == {"article": 1}


def test_a_duplicate_stays_one_when_its_page_is_unchanged(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "One.", title="T"), fetched("b", "One.", title="T")], fold=fold)
    save_discovery(db, discovery(candidate("b", updated_at=NOW + DAY)))
    save_fetched(db, archive, [unchanged("b", at=NOW + DAY)], fold=fold)
    assert end_of(db, "b") == ("duplicate", "unchanged")


def test_a_duplicate_that_goes_its_own_way_becomes_an_article(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "One.", title="T"), fetched("b", "One.", title="T")], fold=fold)
    later = fetched("b", "Two.", title="T", at=NOW + DAY)
    assert save_fetched(db, archive, [later], fold=fold) == {"article": 1}
    assert texts(db) == ["One.", "Two."]


def test_a_page_that_names_another_url_as_its_own_is_a_duplicate_of_it(
    db: Database, archive: PageArchive
) -> None:
    save_fetched(db, archive, [fetched("a", "One.")], fold=fold)
    amp = fetched("a-amp", "One.", url="https://harbour.example/a")
    assert save_fetched(db, archive, [amp], fold=fold) == {"duplicate": 1}
    assert end_of(db, "a-amp") == ("duplicate", "unchanged")
    assert end_of(db, "a") == ("article", "")


def test_a_rejection_is_named_and_a_later_success_wipes_it_out(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    counts = save_fetched(db, archive, [refused("a", Reason.HTTP_STATUS, detail="404\x00")], fold=fold)
    assert counts == {"rejected": 1, "http-status": 1}
    (row,) = rows(db.conn, "SELECT * FROM v_rejection")
    assert (row["reason"], row["detail"], row["at"]) == ("http-status", "404\ufffd", "2026-11-09T08:00:00Z")
    save_fetched(db, archive, [fetched("a", "There it is.", at=NOW + DAY)], fold=fold)
    assert one(db.conn, "SELECT count(*) FROM rejections") == 0
    assert end_of(db, "a") == ("article", "")


def test_an_article_outlives_the_loss_of_its_page(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", "One.")], fold=fold)
    save_fetched(db, archive, [refused("a", Reason.HTTP_STATUS, at=NOW + DAY)], fold=fold)
    assert texts(db) == ["One."]
    assert end_of(db, "a") == ("rejected", "")
    save_fetched(db, archive, [fetched("a", "One.", at=NOW + 2 * DAY)], fold=fold)
    assert one(db.conn, "SELECT count(*) FROM articles") == 1


def test_a_put_off_candidate_waits_and_is_given_up_after_five_tries(
    db: Database, archive: PageArchive
) -> None:
    save_discovery(db, discovery(candidate("a")))
    for attempt in range(1, MAX_ATTEMPTS):
        at = NOW + attempt * HOUR
        item = refused("a", Reason.TIMEOUT, at=at, retry_at=at + HOUR, detail="slow")
        assert save_fetched(db, archive, [item], fold=fold) == {"pending": 1}
        assert save_fetched(db, archive, [item], fold=fold) == {"pending": 1}
        assert one(db.conn, "SELECT attempts FROM candidates") == attempt
        assert pending(db, source_ids=None, now=at + HOUR - timedelta(seconds=1)) == []
        assert len(pending(db, source_ids=None, now=at + HOUR)) == 1
    last = refused("a", Reason.TIMEOUT, at=NOW + DAY, retry_at=NOW + 2 * DAY, detail="slow")
    for _ in range(2):
        assert save_fetched(db, archive, [last], fold=fold) == {"rejected": 1, "timeout": 1}
    assert pending(db, source_ids=None, now=NOW + 9 * DAY) == []
    assert rows(db.conn, "SELECT reason, detail FROM rejections") == [
        {"reason": "timeout", "detail": "slow (tried 5 times)"}
    ]


def test_success_resets_the_count_of_tries(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    for attempt in range(MAX_ATTEMPTS - 1):
        at = NOW + attempt * HOUR
        save_fetched(db, archive, [refused("a", Reason.TIMEOUT, at=at, retry_at=at)], fold=fold)
    save_fetched(db, archive, [fetched("a", "One.", at=NOW + DAY)], fold=fold)
    assert one(db.conn, "SELECT attempts FROM candidates") == 0
    save_discovery(db, discovery(candidate("a", updated_at=NOW + 2 * DAY)))
    late = refused("a", Reason.TIMEOUT, at=NOW + 2 * DAY, retry_at=NOW + 3 * DAY)
    assert save_fetched(db, archive, [late], fold=fold)["pending"] == 1
    save_fetched(db, archive, [fetched("a", "One.", at=NOW + 3 * DAY)], fold=fold)
    assert end_of(db, "a") == ("article", "")


@pytest.mark.slow
def test_a_hostile_batch_never_ends_in_a_traceback(db: Database, archive: PageArchive) -> None:
    long = "关税" * 400_000
    batch = [
        fetched("empty", "", title=""),
        fetched("spaces", " \n\t ", title="\u202e\u200b"),
        fetched("long", long, title="x" * 100_000),
        fetched("quotes", "';DROP TABLE articles;--", title='" OR 1=1'),
        fetched("emoji", "👩‍👩‍👧‍👦 rose 📈 " * 50),
        fetched("one-token", "a" * 1_000_000),
        refused("x" * 5000, detail="'" * 5000),
    ]
    counts = save_fetched(db, archive, batch, fold=fold)
    assert counts["article"] == 6
    assert len(search(db.conn, "关税", limit=5)) == 1
    assert [hit["url"].rsplit("/", 1)[1] for hit in search(db.conn, "drop table", limit=5)] == ["quotes"]


names = st.sampled_from("abcd")
words = st.sampled_from(["One.", "Two.", "Three."])
moments = st.integers(0, 6).map(lambda hours: NOW + hours * HOUR)


@st.composite
def results(draw: st.DrawFn) -> Fetched:
    name, at = draw(names), draw(moments)
    kind = draw(st.sampled_from(["article", "canonical", "unchanged", "rejected", "put off"]))
    if kind == "article":
        return fetched(name, draw(words), title=draw(st.sampled_from("TU")), at=at)
    if kind == "canonical":
        return fetched(name, draw(words), title="T", at=at, url=f"https://harbour.example/{draw(names)}")
    if kind == "unchanged":
        return unchanged(name, at=at)
    retry = at + HOUR if kind == "put off" else None
    return refused(name, draw(st.sampled_from([Reason.TIMEOUT, Reason.EMPTY])), at=at, retry_at=retry)


_serial = iter(range(1_000_000))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(results(), max_size=5), max_size=6))
@pytest.mark.slow
def test_whatever_comes_the_sums_hold_and_every_batch_can_be_saved_again(
    tmp_path: Path, batches: list[list[Fetched]]
) -> None:
    name = f"s{next(_serial)}"
    db = open_store(tmp_path / f"{name}.db")
    with open_pages(tmp_path / f"{name}.pages.db") as archive:
        save_sources(db, [source()])
        save_discovery(db, discovery(*(candidate(path) for path in "abcd")))
        for batch in batches:
            counts = save_fetched(db, archive, batch, fold=fold)
            assert sum(counts[outcome] for outcome in Outcome) == len(batch)
            assert check(db) == []
        ends = Counter(row[0] for row in db.conn.execute("SELECT outcome FROM candidates"))
        assert sum(ends.values()) == 4
        for word in ("One", "Two", "Three"):
            expected = {
                row[0] for row in db.conn.execute("SELECT url FROM articles WHERE text = ?", (f"{word}.",))
            }
            assert {hit["url"] for hit in search(db.conn, word.lower(), limit=9)} == expected
        versions = rows(
            db.conn,
            "SELECT article_id, fetched_at, replaced_at FROM article_revisions ORDER BY article_id, number",
        )
        assert all(row["fetched_at"] <= row["replaced_at"] for row in versions)
    db.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(results(), max_size=6, unique_by=lambda item: item.candidate_url))
@pytest.mark.slow
def test_any_batch_saved_twice_is_saved_once(tmp_path: Path, batch: list[Fetched]) -> None:
    name = f"s{next(_serial)}"
    db = open_store(tmp_path / f"{name}.db")
    with open_pages(tmp_path / f"{name}.pages.db") as archive:
        save_sources(db, [source()])
        save_fetched(db, archive, batch, fold=fold)
        before = contents(db.conn)
        save_fetched(db, archive, batch, fold=fold)
        assert contents(db.conn) == before
    db.close()


def test_a_rejection_keeps_its_own_time(db: Database, archive: PageArchive) -> None:
    item = refused("a", at=NOW)
    assert isinstance(item.result, Rejection)
    late = replace(item, at=NOW + HOUR)
    save_fetched(db, archive, [late], fold=fold)
    assert one(db.conn, "SELECT at FROM rejections") == "2026-11-09T08:00:00Z"


def test_a_page_of_another_host_does_not_rewrite_an_article(db: Database, archive: PageArchive) -> None:
    """Whoever names an article as the original of his own page must not thereby put words into it."""
    save_fetched(db, archive, [fetched("a", "Fees rose.")], fold=fold)
    planted = replace(
        fetched("a", "Fees were dropped, says nobody.", at=NOW + HOUR), candidate_url="https://quay.example/x"
    )
    assert save_fetched(db, archive, [planted], fold=fold) == {"duplicate": 1}
    assert texts(db) == ["Fees rose."]
    assert rows(
        db.conn, "SELECT outcome, detail, article_id FROM candidates WHERE url = 'https://quay.example/x'"
    ) == [{"outcome": "duplicate", "detail": "other host", "article_id": 1}]
    assert save_fetched(db, archive, [replace(planted, at=NOW + DAY)], fold=fold) == {"duplicate": 1}
    mobile = replace(
        fetched("a", "Fees rose by 4%.", at=NOW + DAY), candidate_url="https://m.harbour.example/a"
    )
    assert save_fetched(db, archive, [mobile], fold=fold) == {"revision": 1}
    assert texts(db) == ["Fees rose by 4%."]


def test_an_article_that_came_from_another_host_is_revised_from_there(
    db: Database, archive: PageArchive
) -> None:
    first = replace(fetched("a", "Fees rose."), candidate_url="https://feeds.example/a")
    assert save_fetched(db, archive, [first], fold=fold) == {"article": 1}
    second = replace(fetched("a", "Fees rose by 4%.", at=NOW + HOUR), candidate_url="https://feeds.example/a")
    assert save_fetched(db, archive, [second], fold=fold) == {"revision": 1}
    assert texts(db) == ["Fees rose by 4%."]


QUAY = "The port of Elm opened a quay for parcels on Monday. Customs officers expect fifty ships a week."
COURT = "A court in Lisbon ruled that marketplaces owe tax on imports. Sellers have until March to register."


def test_articles_that_all_name_one_address_as_their_own_do_not_replace_each_other(
    db: Database, archive: PageArchive
) -> None:
    one_for_all = "https://harbour.example/news/"
    batch = [fetched("news/1", QUAY, url=one_for_all), fetched("news/2", COURT, url=one_for_all)]
    assert save_fetched(db, archive, batch, fold=fold) == {"article": 2}
    assert texts(db) == [QUAY, COURT]
    # Again, and changed: each is a version of its own article.
    assert save_fetched(db, archive, batch, fold=fold) == {"duplicate": 2}
    later = fetched("news/2", COURT.replace("March", "April"), url=one_for_all, at=NOW + HOUR)
    assert save_fetched(db, archive, [later], fold=fold) == {"revision": 1}
    assert texts(db) == [QUAY, COURT.replace("March", "April")]
    assert (
        one(db.conn, "SELECT url FROM articles WHERE text LIKE 'A court%'")
        == "https://harbour.example/news/2"
    )


def test_another_address_of_an_article_brings_its_newer_text(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched("a", QUAY)], fold=fold)
    amp = fetched("a/amp", QUAY.replace("fifty", "sixty"), url="https://harbour.example/a", at=NOW + HOUR)
    assert save_fetched(db, archive, [amp], fold=fold) == {"revision": 1}
    assert one(db.conn, "SELECT count(*) FROM articles") == 1


def test_a_page_that_now_stands_at_the_address_of_its_lost_article_is_that_article(
    db: Database, archive: PageArchive
) -> None:
    """It was rejected meanwhile, and all of it is new: its address decides."""
    save_fetched(db, archive, [fetched("a", QUAY)], fold=fold)
    save_fetched(db, archive, [refused("a", at=NOW + HOUR)], fold=fold)
    assert save_fetched(db, archive, [fetched("a", COURT, at=NOW + DAY)], fold=fold) == {"revision": 1}
