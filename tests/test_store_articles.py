"""Sources, announcements, the queue of candidates, and reading articles back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.announcements import announcement_validators, load_looks, save_look
from store.articles import (
    DiscoveryCount,
    article_validators,
    candidate_counts,
    count_untagged,
    each_article,
    load_articles,
    load_sources,
    pending,
    rejection_counts,
    save_discovery,
    save_fetched,
    save_sources,
    untagged,
)
from store.db import Database, check, open_store
from store.errors import StoreError
from store.pages import PageArchive, open_pages
from store.records import Candidate, DateSource, Lang, Look, Outcome, Reason, SourceKind, Validators
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
    refused,
    rows,
    source,
    unchanged,
)

FEED = "https://harbour.example/feed"


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


def waiting(db: Database, **changes: object) -> list[str]:
    found = pending(db, **({"source_ids": None, "now": NOW + 30 * DAY} | changes))  # type: ignore[arg-type]  # a test's shorthand
    return [item.url.rsplit("/", 1)[1] for item in found]


def test_sources_come_back(db: Database) -> None:
    full = source(
        "tide",
        kind=SourceKind.LISTING,
        lang=Lang.ZH_HANT,
        timezone="Asia/Taipei",
        family="tide-house",
        group="policy",
        region="TW",
        topics=("關稅", "logistics"),
        enabled=False,
        disabled_reason="moved",
        verified_on=date(2026, 10, 1),
        note='said "yes"',
        link_css="a.title",
        delay=2.5,
        body_css="div.text",
        drop_css=".box, aside",
    )
    save_sources(db, [full])
    assert load_sources(db, ["tide"]) == [full]
    assert [item.id for item in load_sources(db)] == ["harbour", "lantern", "tide"]
    assert load_sources(db, ["nobody"]) == []
    assert load_sources(db, []) == []


def test_saving_sources_replaces_their_rows_and_no_others(db: Database) -> None:
    save_sources(db, [source(name="New name", delay=3.0)])
    assert load_sources(db, ["harbour"])[0].name == "New name"
    save_sources(db, [source(name="Newer name")])
    assert load_sources(db, ["harbour"])[0].delay is None
    assert load_sources(db, ["lantern"]) == [source("lantern")]
    save_sources(db, [])
    assert len(load_sources(db)) == 2


def test_sources_can_be_saved_again_when_they_have_articles(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    save_fetched(db, archive, [fetched("a", "A text.")], fold=fold)
    save_sources(db, [source(note="seen again")])
    assert load_sources(db, ["harbour"])[0].note == "seen again"


def test_an_unknown_source_is_told(db: Database, archive: PageArchive) -> None:
    with pytest.raises(StoreError, match="'nobody' is not in the store"):
        save_discovery(db, discovery(candidate("a", of="nobody"), of="nobody"))
    with pytest.raises(StoreError, match="'nobody'"):
        save_discovery(db, discovery(candidate("a", of="nobody")))
    with pytest.raises(StoreError, match="'nobody'"):
        save_fetched(db, archive, [fetched("a", "text", of="nobody")], fold=fold)
    assert one(db.conn, "SELECT count(*) FROM candidates") == 0
    assert archive.counts()["pages"] == 0


def test_new_candidates_are_pending(db: Database) -> None:
    told = candidate(
        "a",
        title="Fees <rise>",
        published_at=NOW - DAY,
        updated_at=NOW - HOUR,
        date_source=DateSource.FEED,
    )
    counts = save_discovery(db, discovery(told, candidate("b"), told))
    assert counts == DiscoveryCount(new=2, known=1, again=0)
    found = pending(db, source_ids=["harbour"], now=NOW)
    assert {item.url for item in found} == {told.url, "https://harbour.example/b"}
    assert next(item for item in found if item.url == told.url) == told


def test_the_same_announcement_twice_changes_nothing(db: Database) -> None:
    brought = discovery(candidate("a", updated_at=NOW), candidate("b"), validators=Validators(etag="1"))
    save_discovery(db, brought)
    before = contents(db.conn)
    assert save_discovery(db, brought) == DiscoveryCount(new=0, known=2, again=0)
    assert contents(db.conn) == before


def test_what_was_unknown_is_filled_in_and_nothing_is_taken_away(db: Database) -> None:
    save_discovery(db, discovery(candidate("a", updated_at=NOW)))
    dated = candidate("a", title="Late title", published_at=NOW - DAY, date_source=DateSource.SITEMAP)
    save_discovery(db, discovery(dated))
    save_discovery(
        db, discovery(candidate("a", title="Other", published_at=NOW, date_source=DateSource.FEED))
    )
    (held,) = pending(db, source_ids=None, now=NOW)
    assert held == replace(dated, updated_at=NOW)


def test_an_update_makes_a_settled_candidate_pending_again(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a", updated_at=NOW - DAY), candidate("b")))
    save_fetched(db, archive, [fetched("a", "One."), refused("b")], fold=fold)
    assert waiting(db) == []
    for same in (None, NOW - DAY, NOW - 2 * DAY):
        counts = save_discovery(
            db, discovery(candidate("a", updated_at=same), candidate("b", updated_at=same))
        )
        assert counts == DiscoveryCount(new=0, known=2, again=0), same
    later = discovery(candidate("a", updated_at=NOW), candidate("b", updated_at=NOW + HOUR))
    assert save_discovery(db, later) == DiscoveryCount(new=0, known=0, again=2)
    assert sorted(waiting(db)) == ["a", "b"]
    assert rejection_counts(db) == {}
    assert save_discovery(db, later) == DiscoveryCount(new=0, known=2, again=0)


def test_an_update_older_than_the_fetch_is_no_news(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    save_fetched(db, archive, [fetched("a", "One.", at=NOW)], fold=fold)
    assert save_discovery(db, discovery(candidate("a", updated_at=NOW - HOUR))).known == 1
    assert save_discovery(db, discovery(candidate("a", updated_at=NOW + HOUR))).again == 1


def test_a_url_of_two_sources_belongs_to_the_first(db: Database) -> None:
    save_discovery(db, discovery(candidate("a")))
    shared = Candidate(url="https://harbour.example/a", source_id="lantern", discovered_at=NOW)
    assert save_discovery(db, discovery(shared, of="lantern")).known == 1
    assert waiting(db, source_ids=["harbour"]) == ["a"]
    assert waiting(db, source_ids=["lantern"]) == []


def test_the_queue_is_newest_first_and_does_not_depend_on_the_order_of_coming(db: Database) -> None:
    items = [
        candidate("old", published_at=NOW - 9 * DAY),
        candidate("updated", updated_at=NOW - DAY),
        candidate("undated", discovered_at=NOW),
        candidate("new", published_at=NOW + HOUR),
        candidate("twin-b", published_at=NOW - 2 * DAY),
        candidate("twin-a", published_at=NOW - 2 * DAY),
    ]
    save_discovery(db, discovery(*items))
    assert waiting(db) == ["new", "undated", "updated", "twin-a", "twin-b", "old"]
    assert waiting(db, limit=2) == ["new", "undated"]
    assert waiting(db, limit=0) == []
    assert waiting(db, source_ids=[]) == []


def test_a_sitemap_of_many_thousands(db: Database) -> None:
    items = [candidate(f"p{i}", published_at=NOW - timedelta(minutes=i)) for i in range(12_345)]
    assert save_discovery(db, discovery(*items)).new == 12_345
    assert save_discovery(db, discovery(*items, candidate("one-more"))).new == 1
    assert len(pending(db, source_ids=["harbour"], now=NOW)) == 12_346


def test_what_is_known_already_is_looked_up_and_not_written(db: Database) -> None:
    many = [candidate(f"news/{number}", title=f"T{number}", updated_at=NOW - DAY) for number in range(2_000)]
    save_discovery(db, discovery(*many))
    before = db.conn.total_changes
    assert save_discovery(db, discovery(*many, at=NOW + HOUR)).known == 2_000
    assert db.conn.total_changes - before < 5
    dated = [
        replace(many[7], published_at=NOW - HOUR),
        replace(many[8], fetch_url="https://m.harbour.example/8"),
    ]
    assert save_discovery(db, discovery(*dated, *dated, at=NOW + DAY)).known == 4
    assert db.conn.total_changes - before < 10
    held = {item.url: item for item in pending(db, source_ids=None, now=NOW)}
    assert held[many[7].url].published_at == NOW - HOUR
    assert held[many[8].url].fetch_url == "https://m.harbour.example/8"


def test_dirty_text_from_a_feed_is_cleaned(db: Database) -> None:
    dirty = candidate("a\x00b\udc80", title="Fees\x00 rise \ud83d")
    assert save_discovery(db, discovery(dirty, detail="bad \ud800 byte")).new == 1
    assert save_discovery(db, discovery(dirty)).known == 1
    (held,) = pending(db, source_ids=None, now=NOW)
    assert held.url == "https://harbour.example/a\ufffdb\ufffd"
    assert held.title == "Fees\ufffd rise \ufffd"


def test_validators_are_replaced_whole(db: Database) -> None:
    assert announcement_validators(db, FEED) is None
    both = Validators(etag='"1"', last_modified="Mon, 09 Nov 2026 08:00:00 GMT")
    save_discovery(db, discovery(validators=both))
    assert announcement_validators(db, FEED) == both
    save_discovery(db, discovery(validators=Validators(etag='"2"'), at=NOW + HOUR))
    assert announcement_validators(db, FEED) == Validators(etag='"2"')
    save_discovery(db, discovery(status="unchanged", at=NOW + DAY))
    assert announcement_validators(db, FEED) == Validators(etag='"2"')
    save_discovery(db, discovery(validators=Validators(), at=NOW + 2 * DAY))
    assert announcement_validators(db, FEED) is None


@pytest.mark.parametrize("status", ["timeout", "http-status", "empty", "unreachable", "not-html"])
def test_no_validators_after_a_failure(db: Database, status: str) -> None:
    save_discovery(db, discovery(validators=Validators(etag='"1"')))
    save_discovery(db, discovery(status=status, at=NOW + HOUR))
    assert announcement_validators(db, FEED) is None
    save_discovery(db, discovery(validators=Validators(etag='"1"'), at=NOW + DAY))
    assert announcement_validators(db, FEED) == Validators(etag='"1"')


def test_failures_of_an_announcement_are_counted(db: Database) -> None:
    def seen() -> tuple[object, ...]:
        return tuple(db.conn.execute("SELECT status, failures, ok_at FROM announcements").fetchone())

    save_discovery(db, discovery())
    assert seen() == ("ok", 0, "2026-11-09T08:00:00Z")
    for hours in (1, 2, 2):  # the last one is the same fetch saved twice
        save_discovery(db, discovery(status="timeout", at=NOW + hours * HOUR))
    assert seen() == ("timeout", 2, "2026-11-09T08:00:00Z")
    save_discovery(db, discovery(status="empty", at=NOW + 3 * HOUR))
    assert seen() == ("empty", 0, "2026-11-09T08:00:00Z")
    save_discovery(db, discovery(status="unchanged", at=NOW + 4 * HOUR))
    assert seen() == ("empty", 0, "2026-11-09T08:00:00Z")
    save_discovery(db, discovery(at=NOW + 5 * HOUR))
    save_discovery(db, discovery(status="unchanged", at=NOW + 6 * HOUR))
    assert seen() == ("unchanged", 0, "2026-11-09T14:00:00Z")


def test_unchanged_after_a_failure_is_still_the_failure(db: Database) -> None:
    def seen() -> tuple[object, ...]:
        return tuple(db.conn.execute("SELECT at, status, detail, failures FROM announcements").fetchone())

    save_discovery(db, discovery(status="not-html", detail="JSON where a feed was expected"))
    save_discovery(db, discovery(status="unchanged", at=NOW + HOUR))
    assert seen() == ("2026-11-09T09:00:00Z", "not-html", "JSON where a feed was expected", 1)
    save_discovery(db, discovery(at=NOW + 2 * HOUR))
    assert seen() == ("2026-11-09T10:00:00Z", "ok", "", 0)


def test_the_timetable_is_kept_with_the_announcement(db: Database) -> None:
    assert load_looks(db, ["harbour"]) == {"harbour": Look(source_id="harbour")}
    save_look(db, Look(source_id="harbour"))  # never looked at: there is nothing to keep
    assert load_looks(db, ["harbour"]) == {"harbour": Look(source_id="harbour")}
    save_discovery(db, discovery())
    look = Look(source_id="harbour", at=NOW, status="ok", every=3600, due_at=NOW + HOUR, news_at=NOW - HOUR)
    save_look(db, look)
    assert load_looks(db, ["harbour"]) == {"harbour": look}
    save_discovery(db, discovery(status="timeout", at=NOW + HOUR))
    assert load_looks(db, ["harbour"])["harbour"].failures == 1
    assert load_looks(db, ["harbour"])["harbour"].every == 3600


def test_a_source_whose_announcement_goes_by_another_name_has_its_line_too(db: Database) -> None:
    """An interface whose address holds today's date is asked under another address each day."""
    save_discovery(db, discovery(url="https://harbour.example/api?day=2026-11-09"))
    look = Look(source_id="harbour", at=NOW, status="ok", every=7200, due_at=NOW + 2 * HOUR)
    save_look(db, look)
    assert load_looks(db, ["harbour"]) == {"harbour": look}


def test_validators_of_an_article(db: Database, archive: PageArchive) -> None:
    url = "https://harbour.example/a"
    save_discovery(db, discovery(candidate("a")))
    assert article_validators(db, url) is None
    save_fetched(db, archive, [fetched("a", "One.", etag='"1"')], fold=fold)
    assert article_validators(db, url) == Validators(etag='"1"')
    save_discovery(db, discovery(candidate("a", updated_at=NOW + DAY)))
    assert article_validators(db, url) == Validators(etag='"1"')
    save_fetched(db, archive, [unchanged("a", at=NOW + DAY)], fold=fold)
    assert article_validators(db, url) == Validators(etag='"1"')
    save_fetched(db, archive, [fetched("a", "Two.", at=NOW + 2 * DAY)], fold=fold)
    assert article_validators(db, url) is None
    save_fetched(db, archive, [fetched("a", "Two.", at=NOW + 3 * DAY, etag='"3"')], fold=fold)
    assert article_validators(db, url) == Validators(etag='"3"')
    save_fetched(db, archive, [refused("a", Reason.NOT_ARTICLE, at=NOW + 4 * DAY)], fold=fold)
    assert article_validators(db, url) is None


def test_no_validators_of_what_never_was_an_article(db: Database, archive: PageArchive) -> None:
    save_discovery(db, discovery(candidate("a")))
    save_fetched(db, archive, [refused("a")], fold=fold)
    assert article_validators(db, "https://harbour.example/a") is None


def test_counts(db: Database, archive: PageArchive) -> None:
    assert candidate_counts(db) == dict.fromkeys(Outcome, 0)
    save_discovery(db, discovery(*(candidate(f"p{i}") for i in range(6))))
    save_discovery(db, discovery(candidate("x", of="lantern"), of="lantern"))
    batch = [fetched("p0", "Text."), refused("p1"), refused("p2"), refused("p3", Reason.ROBOTS)]
    counts = save_fetched(db, archive, batch, fold=fold)
    assert counts == {"article": 1, "rejected": 3, "too-short": 2, "robots": 1}
    assert candidate_counts(db, ["harbour"]) == {
        Outcome.PENDING: 2,
        Outcome.ARTICLE: 1,
        Outcome.REVISION: 0,
        Outcome.DUPLICATE: 0,
        Outcome.REJECTED: 3,
    }
    assert candidate_counts(db)[Outcome.PENDING] == 3
    assert list(rejection_counts(db).items()) == [("too-short", 2), ("robots", 1)]


def test_an_article_comes_back_as_it_was(db: Database, archive: PageArchive) -> None:
    item = fetched(
        "a",
        "第一段。\n第二段 with “quotes” and 𠮷.\n",
        title="標題：A 'quoted' headline",
        lang=Lang.MIXED,
        published_at=datetime(2026, 11, 8, 4, 0, tzinfo=UTC),
        published_raw="2026年11月8日",
        date_source=DateSource.BODY,
        date_only=True,
        author="林 某",
        declared_lang="zh-TW",
        description="What it says of itself",
        extractor="7",
    )
    save_fetched(db, archive, [item], fold=fold)
    (number,) = db.conn.execute("SELECT id FROM articles").fetchone()
    assert load_articles(db, [number]) == [replace(item.result, id=number)]  # type: ignore[type-var]  # an Article


def test_dirty_text_is_cleaned_without_moving_offsets(db: Database, archive: PageArchive) -> None:
    text = "Fees\x00rose \ud800 by 12%."
    dirty = fetched("a", text, title="\udfffHeadline\x00", author="A\x00", extractor="\ud83d")
    assert save_fetched(db, archive, [dirty], fold=fold) == {"article": 1}
    (held,) = load_articles(db, [1])
    assert held.text == "Fees\ufffdrose \ufffd by 12%."
    assert len(held.text) == len(text)
    assert held.title == "\ufffdHeadline\ufffd"
    assert save_fetched(db, archive, [dirty], fold=fold) == {"duplicate": 1}
    assert one(db.conn, "SELECT length(text) FROM articles") == len(text)


def test_articles_are_loaded_in_the_order_asked_for(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched(f"p{i}", f"Text {i}.") for i in range(1200)], fold=fold)
    wanted = [7, 3, 9999, 3, 1200, *range(100, 900)]
    assert [item.id for item in load_articles(db, wanted)] == [n for n in wanted if n != 9999]
    assert load_articles(db, []) == []


def test_all_articles_in_batches_while_the_store_grows(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched(f"p{i}", f"Text {i}.") for i in range(10)], fold=fold)
    sizes, seen = [], []
    for batch in each_article(db, 4):
        sizes.append(len(batch))
        seen += [item.text for item in batch]
        if len(seen) == 4:
            save_fetched(db, archive, [fetched("late", "Late text.")], fold=fold)
    assert sizes == [4, 4, 3]
    assert seen == [f"Text {i}." for i in range(10)] + ["Late text."]
    assert list(each_article(db, 4)) != []


def test_what_is_untagged_is_a_query(db: Database, archive: PageArchive) -> None:
    save_fetched(db, archive, [fetched(f"p{i}", f"Text {i}.") for i in range(5)], fold=fold)
    db.conn.execute("UPDATE taggings SET version = 'v1' WHERE article_id IN (2, 4)")
    assert [item.id for item in untagged(db, "v1", after_id=0, limit=10)] == [1, 3, 5]
    assert [item.id for item in untagged(db, "v1", after_id=1, limit=1)] == [3]
    assert [item.id for item in untagged(db, "v2", after_id=0, limit=10)] == [1, 2, 3, 4, 5]
    assert count_untagged(db, "v1") == 3
    assert count_untagged(db, "v2") == 5


paths = st.sampled_from(["a", "b", "c"])
whens = st.none() | st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.tuples(paths, whens, whens), max_size=5), max_size=5))
@pytest.mark.slow
def test_every_announced_url_is_counted_once_and_kept_once(
    tmp_path: Path, announced: list[list[tuple[str, datetime | None, datetime | None]]]
) -> None:
    db = open_store(tmp_path / f"{one_name()}.db")
    save_sources(db, [source()])
    seen: set[str] = set()
    latest: dict[str, datetime] = {}
    for number, entries in enumerate(announced):
        items = [candidate(path, published_at=p, updated_at=u) for path, p, u in entries]
        counts = save_discovery(db, discovery(*items, at=NOW + number * HOUR))
        fresh = {item.url for item in items} - seen
        assert counts == DiscoveryCount(new=len(fresh), known=len(items) - len(fresh), again=0)
        seen |= fresh
        for item in items:
            if item.updated_at is not None:
                latest[item.url] = max(item.updated_at, latest.get(item.url, item.updated_at))
    held = pending(db, source_ids=None, now=NOW)
    assert {item.url for item in held} == seen
    assert {item.url: item.updated_at for item in held if item.updated_at} == latest
    assert rows(db.conn, "SELECT count(*) AS n FROM announcements WHERE failures > 0") == [{"n": 0}]
    db.close()


_names = iter(range(1_000_000))


def one_name() -> str:
    return f"store{next(_names)}"
