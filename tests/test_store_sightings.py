"""What returns on a site is learned after a crawl and cut from then on, whatever came first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.annotations import replace_annotations
from store.articles import load_articles, save_fetched, save_sources
from store.db import Database, check, open_store
from store.links import save_links
from store.pages import PageArchive, open_pages
from store.records import Annotations, Fetched, Fingerprint, LineKind, Mention, Paragraph, StoryLink
from store.search import search
from store.sightings import KEPT, KNOWN, learn_repeats
from tests.storeroom import DAY, NOW, contents, fetched, fold, rows, source

FOOT = ("Sign up for the letter that tells the week in freight, on Friday.", "Follow us", "相关阅读")


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


def body(name: str) -> list[str]:
    return [
        f"Paragraph {number} of {name}: the carrier said that boxes for {name} waited {number + 2} days at the quay."
        for number in range(3)
    ]


def news(name: str, foot: Sequence[str] = FOOT, *, at: datetime = NOW, of: str = "harbour") -> Fetched:
    """An article with this below its text, its lines known as prose, the last one as an item."""
    lines = [*body(name), *foot]
    places, start = [], 0
    for number, line in enumerate(lines):
        kind = LineKind.ITEM if number == len(lines) - 1 else LineKind.PARAGRAPH
        places.append(Paragraph(start=start, end=start + len(line), kind=kind))
        start += len(line) + 1
    return fetched(name, "\n".join(lines), at=at, of=of, paragraphs=tuple(places))


def save(db: Database, archive: PageArchive, *batch: Fetched) -> dict[str, int]:
    return dict(save_fetched(db, archive, batch, fold=fold))


def learn(db: Database, at: datetime = NOW) -> tuple[int, int]:
    return learn_repeats(db, fold=fold, now=at)


def text_of(db: Database, name: str) -> list[str]:
    (found,) = rows(db.conn, "SELECT text FROM articles WHERE url LIKE ?", f"%/{name}")
    return str(found["text"]).split("\n")


def test_lines_on_three_articles_are_learned_and_cut(db: Database, archive: PageArchive) -> None:
    assert save(db, archive, news("a"), news("b")) == {"article": 2}
    assert learn(db) == (0, 0)
    assert text_of(db, "a") == [*body("a"), *FOOT]
    save(db, archive, news("c"))
    assert learn(db) == (3, 3)
    assert [text_of(db, name) for name in "abc"] == [body("a"), body("b"), body("c")]
    assert rows(db.conn, "SELECT DISTINCT host, articles FROM repeated_lines") == [
        {"host": "harbour.example", "articles": 3}
    ]
    save(db, archive, news("d"))
    assert text_of(db, "d") == body("d")  # known by now: cut before it is stored
    assert learn(db) == (0, 0)
    assert rows(db.conn, "SELECT * FROM article_revisions") == []


def test_what_is_known_of_lines_moves_with_them(db: Database, archive: PageArchive) -> None:
    save(db, archive, *(news(name, ("Follow us", "Last")) for name in "ab"), news("c", ("Follow us", "Own")))
    assert learn(db) == (1, 3)
    article = load_articles(db, [3])[0]
    assert article.text.split("\n") == [*body("c"), "Own"]
    cut = [article.text[line.start : line.end] for line in article.paragraphs]
    assert cut == article.text.split("\n")
    assert [line.kind for line in article.paragraphs] == [*[LineKind.PARAGRAPH] * 3, LineKind.ITEM]


def test_another_site_is_another_site(db: Database, archive: PageArchive) -> None:
    save(db, archive, news("a"), news("b"), news("c", of="lantern"), news("d", of="lantern"))
    assert learn(db) == (0, 0)


def test_the_same_article_counts_once(db: Database, archive: PageArchive) -> None:
    """Fetched anew, revised, announced under a second address, saved twice: it is one article."""
    save(db, archive, news("a"), news("b"))
    save(db, archive, news("a"), news("a", at=NOW + DAY), news("a", (*FOOT, "More"), at=NOW + 2 * DAY))
    other = news("b")
    save(db, archive, Fetched(
        candidate_url="https://harbour.example/again", source_id="harbour", at=NOW, page=None, result=other.result,
    ))  # fmt: skip
    assert learn(db) == (0, 0)
    most = rows(db.conn, "SELECT count(*) AS n FROM line_sightings WHERE line <> 0 GROUP BY line ORDER BY n")
    assert most[-1] == {"n": 2}


def test_a_second_look_at_an_article_that_was_cut_is_no_revision(db: Database, archive: PageArchive) -> None:
    save(db, archive, *(news(name) for name in "abc"))
    learn(db)
    assert save(db, archive, news("a", at=NOW + DAY)) == {"duplicate": 1}
    # One that was stored before its lines were known, and has been forgotten by now.
    db.conn.execute("UPDATE articles SET text = ? WHERE url LIKE '%/b'", ("\n".join([*body("b"), *FOOT]),))
    db.conn.commit()
    assert save(db, archive, news("b", at=NOW + DAY)) == {"duplicate": 1}
    # More lines below it push a known one away from the edge.
    pushed = news("c", (FOOT[0], *(f"A reader wrote remark {number}" for number in range(16))), at=NOW + DAY)
    assert save(db, archive, pushed) == {"revision": 1}
    assert save(db, archive, news("c", at=NOW + 2 * DAY)) == {"revision": 1}
    assert text_of(db, "c") == body("c")


def test_a_change_of_the_text_is_a_revision_without_the_lines(db: Database, archive: PageArchive) -> None:
    save(db, archive, *(news(name) for name in "abc"))
    learn(db)
    changed = fetched(
        "a", "\n".join([*body("a"), "The carrier has corrected the figures.", *FOOT]), at=NOW + DAY
    )
    assert save(db, archive, changed) == {"revision": 1}
    assert text_of(db, "a") == [*body("a"), "The carrier has corrected the figures."]


def read(db: Database, *numbers: int) -> None:
    """Tag and link these articles, as the next stages do."""
    made = []
    for article in load_articles(db, numbers):
        name = Mention(start=0, end=9, quote=article.text[:9], type="ORG", id="x")
        made.append(Annotations(article_id=article.id, version="v1", mentions=(name,)))
    assert replace_annotations(db, made) == []
    prints = [Fingerprint(article_id=number, version="f", bands=(number,), shingles=3) for number in numbers]
    links = [
        StoryLink(article_id=n, story_id=f"s{n}", root_id=n, reprint_of=None, reason="alone") for n in numbers
    ]
    save_links(db, prints, links)


def test_what_was_read_before_is_kept_aside_and_read_anew(db: Database, archive: PageArchive) -> None:
    save(db, archive, news("a"), news("b"))
    read(db, 1, 2)
    save(db, archive, news("c"))
    assert search(db.conn, fold("Friday"), limit=9, fold=fold)
    assert learn(db, NOW + DAY) == (3, 3)
    kept = rows(db.conn, "SELECT article_id, number, text, cause, replaced_at FROM article_revisions")
    assert [(row["article_id"], row["number"], row["cause"], row["replaced_at"]) for row in kept] == [
        (1, 1, "extraction", "2026-11-10T08:00:00Z"),
        (2, 1, "extraction", "2026-11-10T08:00:00Z"),
    ]
    assert kept[0]["text"] == "\n".join([*body("a"), *FOOT])
    assert rows(db.conn, "SELECT * FROM mentions") == rows(db.conn, "SELECT * FROM story_links") == []
    assert rows(db.conn, "SELECT version FROM taggings WHERE version IS NOT NULL") == []
    assert search(db.conn, fold("Friday"), limit=9, fold=fold) == []
    assert len(search(db.conn, fold("quay"), limit=9, fold=fold)) == 3
    assert rows(
        db.conn, "SELECT count(*) AS n FROM articles WHERE fetched_at = ?", "2026-11-09T08:00:00Z"
    ) == [{"n": 3}]


def test_versions_of_one_text_keep_their_sentences(db: Database, archive: PageArchive) -> None:
    same = body("the same")
    save(
        db,
        archive,
        *(fetched(f"v{n}", "\n".join([f"Update {n} of the day.", *same, "Follow us"])) for n in range(5)),
    )
    assert learn(db) == (0, 0)


def test_what_was_written_down_is_forgotten(db: Database, archive: PageArchive) -> None:
    save(db, archive, news("a"), news("b"))
    late = NOW + KEPT + DAY
    save(db, archive, news("c", at=late))
    assert learn(db, late) == (0, 0)  # two of the three are too long ago
    left = {row["article_id"] for row in rows(db.conn, "SELECT article_id FROM line_sightings")}
    assert left == {3}
    save(db, archive, news("d", at=late), news("e", at=late))
    assert learn(db, late)[0] == 3
    assert text_of(db, "a") == [*body("a"), *FOOT]  # published long ago, and left as it is
    # A known line is remembered as long as it is met.
    met = late + KNOWN - 2 * DAY
    save(db, archive, news("f", FOOT[:1], at=met))
    learn(db, late + KNOWN + DAY)
    assert rows(db.conn, "SELECT last_at FROM repeated_lines") == [{"last_at": f"{met:%Y-%m-%dT%H:%M:%SZ}"}]


def test_lines_are_judged_while_they_are_met(db: Database, archive: PageArchive) -> None:
    save(db, archive, *(news(name) for name in "abc"))
    late = NOW + 20 * DAY
    assert learn(db, late) == (0, 0)  # each crawl of these twenty days has judged them already
    save(db, archive, news("d", at=late))
    assert learn(db, late) == (3, 4)


def test_known_lines_are_written_once_a_day(db: Database, archive: PageArchive) -> None:
    save(db, archive, *(news(name) for name in "abc"))
    learn(db)
    before = db.conn.total_changes
    save(db, archive, news("d", at=NOW + timedelta(hours=3)))
    assert rows(db.conn, "SELECT DISTINCT last_at FROM repeated_lines") == [
        {"last_at": "2026-11-09T08:00:00Z"}
    ]
    assert db.conn.total_changes - before < 40


def test_texts_without_an_address_are_of_no_site(db: Database, archive: PageArchive) -> None:
    for name in "abc":
        made = fetched(name, "\n".join([*body(name), *FOOT]), url=f"file:///notes/{name}.txt")
        save(db, archive, made)
    assert learn(db) == (0, 0)
    assert rows(db.conn, "SELECT * FROM line_sightings") == []


FIRST = {"a": FOOT, "b": FOOT, "c": FOOT[:2], "d": ("Follow us", "About"), "e": ("About",)}
SECOND = {"f": (*FOOT, "About"), "g": ("About", "Imprint"), "h": ("Imprint",), "i": ("Imprint", "Follow us")}


def end_of(folder: Path, orders: Sequence[Sequence[str]], sizes: int, again: bool) -> object:
    """The store after two crawls that saved in these orders, so many at a time; ``again``: each batch twice."""
    opened = open_store(folder / "news.db")
    save_sources(opened, [source()])
    with open_pages(folder / "news.pages.db") as archive:
        for number, (order, foots) in enumerate(zip(orders, (FIRST, SECOND), strict=True)):
            at = NOW + number * DAY
            batches = [order[start : start + sizes] for start in range(0, len(order), sizes)]
            for batch in batches:
                for _ in range(1 + again):
                    save(opened, archive, *(news(name, foots[name], at=at) for name in batch))
            for _ in range(1 + again):
                learn(opened, at)
    found = contents(opened.conn)
    opened.close()
    return found


@given(st.permutations(list(FIRST)), st.permutations(list(SECOND)), st.integers(1, 5), st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_end_does_not_depend_on_the_order(
    tmp_path_factory: pytest.TempPathFactory, first: list[str], second: list[str], sizes: int, again: bool
) -> None:
    straight = end_of(tmp_path_factory.mktemp("s"), [sorted(FIRST), sorted(SECOND)], 9, again=False)
    assert end_of(tmp_path_factory.mktemp("r"), [first, second], sizes, again) == straight


def test_both_crawls_learned_something(tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    end_of(tmp_path, [sorted(FIRST), sorted(SECOND)], 9, again=False)
    opened = open_store(tmp_path / "news.db")
    assert [text_of(opened, name) for name in "abcdefghi"] == [body(name) for name in "abcdefghi"]
    days = rows(opened.conn, "SELECT last_at, count(*) AS n FROM repeated_lines GROUP BY last_at")
    assert [row["n"] for row in days] == [2, 3]
    opened.close()
