"""What articles name and no catalogue lists: counted by articles and houses, with the places that name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import Database, open_store
from store.pages import open_pages
from store.records import Annotations, Lang, Mention
from store.unlisted import AROUND, load_contexts, load_namings, load_spellings, load_unlisted
from tests.storeroom import DAY, NOW, fetched, fold, rows, source

NAMES = {
    "Brinkley": "brinkley",
    "Brinkley Home": "brinkley",
    "布林克利": "brinkley",
    "Osprey Mill": "osprey-mill",
}

SAME = {name: name for name in NAMES.values()}

Say = Callable[..., None]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "news.db")) as opened:
        save_sources(
            opened,
            [source("harbour", family="quay"), source("pier", family="quay"), source("dock"), source("wire")],
        )
        yield opened


@pytest.fixture
def say(db: Database, tmp_path: Path) -> Say:
    """Keep an article and annotate its names: those of NAMES as unlisted, Temu as listed."""

    def save(path: str, text: str, *, of: str = "harbour", listed: bool = False, **changes: object) -> None:
        with open_pages(tmp_path / "news.pages.db") as archive:
            save_fetched(db, archive, [fetched(path, text, of=of, **changes)], fold=fold)
        number = rows(db.conn, "SELECT id FROM articles WHERE url LIKE ?", f"%/{path}")[0]["id"]
        title = str(changes.get("title", f"Headline of {path}"))
        mentions = [
            Mention(
                start=found.start(), end=found.end(), quote=found[0], in_title=in_title,
                type="ORG", id=NAMES.get(found[0], "temu"), provisional=found[0] in NAMES and not listed,
            )
            for in_title, body in ((False, text), (True, title))
            for found in re.finditer("|".join([*sorted(NAMES, key=len, reverse=True), "Temu"]), body)
        ]  # fmt: skip
        assert not replace_annotations(
            db, [Annotations(article_id=number, version="1", mentions=tuple(mentions))]
        )

    return save


def test_most_houses_first_then_most_articles(db: Database, say: Say) -> None:
    say("a", "Brinkley Home and Temu.")
    say("b", "Brinkley and Brinkley.", of="pier", published_at=NOW - 3 * DAY)
    say("c", "Brinkley again.", of="harbour")
    say("d", "Osprey Mill.", of="dock")
    say("e", "Osprey Mill.", of="wire", published_at=None)
    found = load_unlisted(db.conn, SAME)
    assert [(item.id, item.articles, item.houses) for item in found] == [
        ("osprey-mill", 2, 2),
        ("brinkley", 3, 1),  # the harbour and the pier are one house
    ]
    assert (found[1].first, found[1].last) == ("2026-11-06", "2026-11-09")


def test_the_publisher_of_an_aggregated_article_is_its_house(db: Database, say: Say) -> None:
    say("a", "Brinkley.", of="wire", publisher="north")
    say("b", "Brinkley.", of="wire", publisher="south")
    assert load_unlisted(db.conn, SAME)[0].houses == 2


def test_ids_counted_under_one_count_each_article_and_house_once(db: Database, say: Say) -> None:
    say("a", "Brinkley and Osprey Mill.")
    say("b", "Osprey Mill.", of="dock")
    (found,) = load_unlisted(db.conn, dict.fromkeys(SAME, "brinkley"))
    assert (found.id, found.articles, found.houses) == ("brinkley", 2, 2)
    both = load_contexts(db.conn, ["brinkley", "osprey-mill"])
    assert {item.url[-1] for item in both} == {"a", "b"}


def test_what_is_counted_can_be_narrowed(db: Database, say: Say) -> None:
    say("a", "Brinkley.", published_at=NOW - 9 * DAY)
    say("b", "布林克利。", of="dock", lang=Lang.ZH_HANS)
    say("c", "Osprey Mill.", of="dock", published_at=None)
    assert [item.articles for item in load_unlisted(db.conn, SAME)] == [2, 1]
    assert [item.id for item in load_unlisted(db.conn, SAME, least=2)] == ["brinkley"]
    assert {item.id: item.articles for item in load_unlisted(db.conn, SAME, since=NOW - DAY)} == {
        "brinkley": 1,
        "osprey-mill": 1,
    }
    assert [item.id for item in load_unlisted(db.conn, SAME, langs=("zh-Hans", "zh-Hant"))] == ["brinkley"]
    assert [item.id for item in load_unlisted(db.conn, {"osprey-mill": "osprey-mill"})] == ["osprey-mill"]
    assert load_unlisted(db.conn, {"temu": "temu"}) == load_unlisted(db.conn, {}) == []


def test_what_the_catalogue_lists_is_not_told(db: Database, say: Say) -> None:
    say("a", "Brinkley and Temu.", listed=True)
    assert load_unlisted(db.conn, SAME) == []
    assert load_spellings(db.conn) == {}


def test_spellings_by_language(db: Database, say: Say) -> None:
    say("a", "Brinkley Home, Brinkley Home.")
    say("b", "Brinkley Home.", of="dock")
    say("c", "布林克利。", of="dock", lang=Lang.ZH_HANT)
    assert [(item.quote, item.lang, item.articles) for item in load_spellings(db.conn)["brinkley"]] == [
        ("Brinkley Home", "en", 2),
        ("布林克利", "zh-Hant", 1),
    ]


def test_contexts_are_of_different_houses_first_and_the_newest(db: Database, say: Say) -> None:
    for number in range(4):
        say(f"a{number}", "Brinkley here.", published_at=NOW - number * DAY)
    say("b", "x" * 200 + " Brinkley " + "y" * 200, of="dock", published_at=NOW - 9 * DAY)
    found = load_contexts(db.conn, ["brinkley"])
    assert [(item.house, item.url[-2:]) for item in found] == [("quay", "a0"), ("dock", "/b"), ("quay", "a1")]
    assert (found[0].before, found[0].quote, found[0].after) == ("", "Brinkley", " here.")
    assert (found[1].before, found[1].after) == ("x" * (AROUND - 1) + " ", " " + "y" * (AROUND - 1))
    assert load_contexts(db.conn, ["nobody"]) == []


def test_a_context_in_a_title_and_beside_characters_of_four_bytes(db: Database, say: Say) -> None:
    say("a", "Nothing.", title="News of Brinkley Home today")
    say("b", "🚢" * 70 + "布林克利" + "🚢" * 3, of="dock", lang=Lang.ZH_HANS)
    title, body = sorted(load_contexts(db.conn, ["brinkley"]), key=lambda item: not item.in_title)
    assert (title.before, title.quote, title.after) == ("News of ", "Brinkley Home", " today")
    assert (body.before, body.quote, body.after) == ("🚢" * AROUND, "布林克利", "🚢" * 3)


def test_where_a_thing_was_named_lately(db: Database, say: Say) -> None:
    for number in range(3):
        say(f"a{number}", "Temu and Temu.", published_at=NOW - number * DAY)
    total, newest = load_namings(db.conn, "temu", limit=2)
    assert (total, [item.mentions for item in newest]) == (3, [2, 2])
    assert [item.url[-2:] for item in newest] == ["a0", "a1"]
    assert load_namings(db.conn, "nobody") == (0, [])
