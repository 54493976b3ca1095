"""The watchlist from end to end: a store with unlisted names, the entities commands, and the tagger that follows."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate import TagOptions, annotate, version
from nlp.watchlist import HEADER, Checked, check_own
from store import articles
from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import open_existing, open_store
from store.errors import TryLater
from store.pages import open_pages
from store.records import Annotations, Article, Lang, Mention
from tests.newsdesk import Done, inside, tradewind
from tests.storeroom import DAY, NOW, fetched, fold, source
from tradewind import issuing, pipeline, watchlist
from tradewind.config import Settings, parse_config
from tradewind.tagging import tag_options

# The text, its language and house; every name in it that the catalogue does not list.
TEXTS = (
    ("a", "Brinkley Home sells lamps on Temu.", Lang.EN, "harbour"),
    ("b", "布林克利家居称，Brinkley Home将在德国开店。", Lang.ZH_HANS, "dock"),
    ("c", "布林克利家居與蝦皮合作。布林克利家居表示滿意。", Lang.ZH_HANT, "wire"),
    ("d", "Osprey Mill, a maker of bags, left Amazon. Osprey Mill gave no reason.", Lang.EN, "harbour"),
    ("e", "Osprey Mill is back.", Lang.EN, "harbour"),
    ("f", "Tern Yard opened.", Lang.EN, "wire"),
)
NAMES = {
    "Brinkley Home": ("brinkley-home", "ORG"),
    "布林克利家居": ("brinkley-home", "ORG"),
    "Osprey Mill": ("osprey-mill", "ORG"),
    "Tern Yard": ("tern-yard", "PRODUCT"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a store of six articles, tagged by an annotator of ours."""
    with (
        closing(open_store(tmp_path / "tradewind.db")) as db,
        open_pages(tmp_path / "tradewind.pages.db") as archive,
    ):
        save_sources(db, [source("harbour"), source("dock"), source("wire")])
        batch = [
            fetched(path, text, of=of, lang=lang, title="No name", published_at=NOW - number * DAY)
            for number, (path, text, lang, of) in enumerate(TEXTS)
        ]
        save_fetched(db, archive, batch, fold=fold)
        numbers = dict(db.conn.execute("SELECT url, id FROM articles"))
        made = [
            Annotations(
                article_id=numbers[item.candidate_url],
                version="0+before",
                mentions=tuple(
                    Mention(
                        start=found.start(), end=found.end(), quote=found[0], type=NAMES[found[0]][1],
                        id=NAMES[found[0]][0], provisional=True, found_by="tagger",
                    )
                    for found in re.finditer("|".join(NAMES), text)
                ),
            )
            for item, (_, text, _, _) in zip(batch, TEXTS, strict=True)
        ]  # fmt: skip
        assert replace_annotations(db, made) == []
    return tmp_path


def entities(folder: Path, *arguments: str) -> Done:
    return inside(folder, "entities", *arguments)


def own_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "entities.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ids(folder: Path, text: str, *arguments: str) -> set[str | None]:
    done = inside(folder, "annotate", *arguments, stdin=json.dumps({"id": 1, "text": text}) + "\n")
    assert done.code == 0, done.err
    return {mention["id"] for mention in done.lines()[0]["mentions"]}


# --- list, show ---------------------------------------------------------------------------------------------------


def test_list_filters_by_words_type_sector_and_country(tmp_path: Path) -> None:
    found = entities(tmp_path, "list", "亞馬遜", "--type", "org", "--json").rows()
    assert {"amazon", "aws"} <= {row["id"] for row in found}
    assert {row["type"] for row in found} == {"ORG"}
    media = entities(tmp_path, "list", "--sector", "media", "--json").rows()
    assert len(media) > 50
    assert {row["sector"] for row in media} == {"media"}
    japan = entities(tmp_path, "list", "--country", "jp", "--json").rows()
    assert {row["country"] for row in japan} == {"JP"}
    both = entities(tmp_path, "list", "amazon", "web", "--json").rows()
    assert "aws" in {row["id"] for row in both}
    assert len(both) < len(found)
    assert set(both[0]) == {"id", "type", "sector", "country", "parent", "en", "zh-Hans", "zh-Hant"}


def test_list_of_nothing_and_wrong_filters(tmp_path: Path) -> None:
    done = entities(tmp_path, "list", "zzzz-nothing")
    assert (done.code, done.out.count("\n")) == (4, 1)
    wrong = entities(tmp_path, "list", "--type", "COMPANY")
    assert (wrong.code, "One of EVENT, GPE" in wrong.err) == (2, True)
    near = entities(tmp_path, "list", "--sector", "medai")
    assert (near.code, "Did you mean media?" in near.err) == (2, True)


def test_the_own_rows_are_a_sector(tmp_path: Path) -> None:
    (tmp_path / "entities.csv").write_text(HEADER + "acme,ORG,Acme Toys,,,,,,,,\n", encoding="utf-8")
    (row,) = entities(tmp_path, "list", "--sector", "watchlist", "--json").rows()
    assert (row["id"], row["en"], row["zh-Hans"]) == ("acme", "Acme Toys", None)


@pytest.mark.parametrize("called", ["aws", "Amazon Web Services", "亞馬遜雲端服務", " amazon web services "])
def test_show_by_id_or_any_name(tmp_path: Path, called: str) -> None:
    row = entities(tmp_path, "show", called, "--json").rows()
    assert (row["id"], row["type"], row["parents"], row["named"]) == ("aws", "ORG", ["amazon"], None)
    assert "aws-trainium" in row["children"]
    assert {"name": "AWS", "weak": False, "case": True, "series": False} in row["aliases"]
    assert row["file"].startswith("nlp/data/entities/")


def test_show_for_a_person(tmp_path: Path) -> None:
    done = entities(tmp_path, "show", "aws")
    assert done.code == 0
    assert "name (en): AWS" in done.out
    assert "alias: AWS (case)" in done.out
    assert "parents: amazon" in done.out
    assert "tickers" not in done.out


def test_show_says_where_a_thing_was_named(desk: Path) -> None:
    (desk / "entities.csv").write_text(HEADER + "osprey-mill,ORG,Osprey Mill,,,,,,,,\n", encoding="utf-8")
    named = entities(desk, "show", "Osprey Mill", "--limit", "1", "--json").rows()["named"]
    assert named["articles"] == 2
    assert [(each["source_id"], each["mentions"]) for each in named["newest"]] == [("harbour", 2)]
    assert "named in: 2 articles of the store" in entities(desk, "show", "osprey-mill").out


def test_show_of_an_unknown_or_ambiguous_name(tmp_path: Path) -> None:
    unknown = entities(tmp_path, "show", "Amazn")
    assert (unknown.code, "Did you mean amazon?" in unknown.err) == (2, True)
    rows = HEADER + "moss-a,ORG,~Moss|Mossa Co,,,,,,,x,\nmoss-b,ORG,~Moss|Mossb Co,,,,,,,y,\n"
    (tmp_path / "entities.csv").write_text(rows, encoding="utf-8")
    several = entities(tmp_path, "show", "Moss")
    assert several.code == 2
    assert "moss-a, moss-b" in several.err


def test_show_of_a_name_that_only_texts_know(desk: Path) -> None:
    done = entities(desk, "show", "osprey-mill")
    assert (done.code, "2 articles of the store name it" in done.err) == (2, True)
    assert "`tradewind entities accept osprey-mill`" in done.err


def test_show_prefers_whose_name_it_is_for_good(tmp_path: Path) -> None:
    assert entities(tmp_path, "show", "Amazon", "--json").rows()["id"] == "amazon"


# --- check --------------------------------------------------------------------------------------------------------


def test_check_without_a_file(tmp_path: Path) -> None:
    done = entities(tmp_path, "check")
    assert (done.code, done.out) == (0, "")
    assert "shipped things, 0 problems" in done.err
    missing = entities(tmp_path, "check", "none.csv")
    assert (missing.code, "none.csv: cannot be read" in missing.err) == (2, True)


def test_check_tells_every_problem_with_line_key_and_remedy(tmp_path: Path) -> None:
    rows = (
        "# our own\nacme,ORG,Acme Toys,,,,,,,,\nacme,ORG,Acme Games,,,,,,,,\nbrio,FIRM,Brio,,,,,,,,\n"
        "cole,ORG,Cole,,,,nobody,,,,\ndame,ORG,ACME TOYS,,,,,,,,\n"
    )
    (tmp_path / "mine.csv").write_text(HEADER + rows, encoding="utf-8")
    done = entities(tmp_path, "check", "mine.csv", "--json")
    assert done.code == 2
    assert [(row["line"], row["state"], row["key"]) for row in done.rows()] == [
        (4, "bad", "id"), (5, "bad", "type"), (6, "bad", "parent"), (7, "bad", None),
    ]  # fmt: skip
    assert all(row["detail"] and row["remedy"] for row in done.rows())
    assert "mine.csv: 3 rows beside" in done.err
    assert done.err.rstrip().endswith("4 problems")


def test_check_tells_names_that_are_words(tmp_path: Path) -> None:
    (tmp_path / "entities.csv").write_text(HEADER + "grove,ORG,Grove Nine,果园,,,,,,,\n", encoding="utf-8")
    done = entities(tmp_path, "check", "--json")
    assert (done.code, [(row["line"], row["state"]) for row in done.rows()]) == (0, [(2, "doubt")])
    assert "~果园" in done.rows()[0]["remedy"]


def test_check_tells_what_the_rows_change(tmp_path: Path) -> None:
    rows = "temu,ORG,Temu|Teemu,,,,,,,,\nmoss,ORG,Shein,,,,,,,,\n"
    (tmp_path / "entities.csv").write_text(HEADER + rows, encoding="utf-8")
    done = entities(tmp_path, "check")
    assert done.code == 0
    assert "takes the place of the shipped temu" in done.out
    assert "takes the name 'Shein' from the shipped shein" in done.out


# --- suggest ------------------------------------------------------------------------------------------------------


def test_suggest_ranks_by_houses_then_articles(desk: Path) -> None:
    rows = entities(desk, "suggest", "--min-articles", "1", "--json").rows()
    assert [(row["id"], row["type"], row["articles"], row["houses"]) for row in rows] == [
        ("brinkley-home", "ORG", 3, 3), ("osprey-mill", "ORG", 2, 1), ("tern-yard", "PRODUCT", 1, 1),
    ]  # fmt: skip
    first = rows[0]
    assert (first["first"], first["last"]) == ("2026-11-07", "2026-11-09")
    assert first["scripts"] == ["en", "zh-Hans", "zh-Hant"]
    assert first["row"] == {
        "id": "brinkley-home", "type": "ORG", "en": "Brinkley Home", "zh_hans": "布林克利家居",
        "zh_hant": "布林克利家居",
    }  # fmt: skip
    assert [each["source_id"] for each in first["contexts"]] == ["harbour", "dock", "wire"]
    assert first["contexts"][0]["text"] == "Brinkley Home sells lamps on Temu."
    assert first["contexts"][0]["url"] == "https://harbour.example/a"


def test_ids_of_one_name_are_one_suggestion(desk: Path) -> None:
    """A text that gives the Latin name makes the id of that, one that does not makes it of the Chinese one."""
    with closing(open_existing(desk / "tradewind.db")) as db, db.conn:
        db.conn.execute(
            "UPDATE mentions SET id = 'bulinkeli-jiaju' WHERE article_id = (SELECT id FROM articles WHERE url LIKE '%/c')"
        )
    rows = entities(desk, "suggest", "--json").rows()
    assert [(row["id"], row["articles"], row["houses"], row["also"]) for row in rows] == [
        ("brinkley-home", 3, 3, ["bulinkeli-jiaju"]), ("osprey-mill", 2, 1, []),
    ]  # fmt: skip
    assert [each["source_id"] for each in rows[0]["contexts"]] == ["harbour", "dock", "wire"]
    done = entities(desk, "accept", "bulinkeli-jiaju", "--json").rows()
    assert (done["row"]["id"], done["row"]["en"], done["articles"]) == ("bulinkeli-jiaju", "Brinkley Home", 3)
    assert [row["id"] for row in entities(desk, "suggest", "--json").rows()] == ["osprey-mill"]


def test_suggest_can_be_narrowed(desk: Path) -> None:
    assert [row["id"] for row in entities(desk, "suggest", "--json").rows()] == [
        "brinkley-home",
        "osprey-mill",
    ]
    chinese = entities(desk, "suggest", "--lang", "zh", "--json").rows()
    assert [(row["id"], row["articles"]) for row in chinese] == [("brinkley-home", 2)]
    lately = entities(desk, "suggest", "--since", "2026-11-08", "--json").rows()
    assert [(row["id"], row["articles"]) for row in lately] == [("brinkley-home", 2)]
    assert len(entities(desk, "suggest", "--limit", "1", "--json").rows()) == 1


def test_suggest_as_a_table(desk: Path) -> None:
    done = entities(desk, "suggest")
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert lines[0] == ["id", "type", "articles", "houses", "first", "last", "scripts", "names", "context"]
    assert lines[1][6:8] == ["en zh-Hans zh-Hant", "Brinkley Home / 布林克利家居 / 布林克利家居"]
    assert "tradewind entities accept ID" in done.err


def test_suggest_with_nothing_to_say(desk: Path) -> None:
    done = entities(desk, "suggest", "--min-articles", "9")
    assert (done.code, "no unlisted name" in done.err) == (4, True)
    assert entities(desk, "suggest", "--lang", "fr").code == 2
    assert entities(desk, "suggest", "--since", "soon").code == 2


def test_suggest_without_a_store(tmp_path: Path) -> None:
    done = entities(tmp_path, "suggest")
    assert (done.code, "there is no store yet" in done.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


# --- accept -------------------------------------------------------------------------------------------------------


def test_accept_makes_the_file_and_the_name_is_known_then(desk: Path) -> None:
    done = entities(desk, "accept", "brinkley-home", "--country", "de")
    assert (done.code, done.out) == (0, f"{desk / 'entities.csv'}:2\n")
    assert "reads all 6 stored articles anew; 3 of them name it" in done.err
    (row,) = own_rows(desk)
    assert (row["id"], row["type"], row["en"], row["country"]) == (
        "brinkley-home",
        "ORG",
        "Brinkley Home",
        "DE",
    )
    assert [row["id"] for row in entities(desk, "suggest", "--json").rows()] == ["osprey-mill"]
    assert entities(desk, "check").code == 0
    assert [path.name for path in desk.glob(".*")] == []
    again = entities(desk, "accept", "brinkley-home")
    assert (again.code, "entities.csv:2: brinkley-home has a row already" in again.err) == (2, True)


def test_accept_with_changes(desk: Path) -> None:
    done = entities(
        desk, "accept", "tern-yard", "--id", "tern", "--type", "org", "--en", "Tern Yard|~=Tern", "--zh-hans", "燕鸥场",
        "--parent", "osprey", "--json",
    )  # fmt: skip
    assert (done.code, "parent osprey of tern is not in the lexicon" in done.err) == (2, True)
    assert not (desk / "entities.csv").exists()
    done = entities(
        desk, "accept", "tern-yard", "--id", "tern", "--type", "org", "--zh-hans", "燕鸥场", "--json"
    )
    assert done.rows() == {
        "file": str(desk / "entities.csv"), "line": 2, "written": True, "takes": [], "doubts": [],
        "articles": 1, "stored": 6,
        "row": {"id": "tern", "type": "ORG", "en": "Tern Yard", "zh_hans": "燕鸥场"},
    }  # fmt: skip
    # Listed under another id by now, though the store still has the old one.
    assert "tern-yard" not in {
        row["id"] for row in entities(desk, "suggest", "--min-articles", "1", "--json").rows()
    }


def test_accept_keeps_what_is_in_the_file(desk: Path) -> None:
    before = "\ufeff# shelf one\r\n\r\nid,type,en,zh_hans\r\nacme,ORG,Acme Toys,\r\n# the last word"
    path = desk / "entities.csv"
    path.write_bytes(before.encode())
    done = entities(desk, "accept", "brinkley-home")
    assert done.code == 0, done.err
    assert path.read_bytes().decode() == before + "\r\nbrinkley-home,ORG,Brinkley Home,布林克利家居\r\n"
    assert done.out.endswith("entities.csv:6\n")


def test_accept_writes_nothing_beside_a_mistake(desk: Path) -> None:
    path = desk / "entities.csv"
    path.write_text(HEADER + "acme,FIRM,Acme Toys,,,,,,,,\n", encoding="utf-8")
    before = path.read_bytes()
    done = entities(desk, "accept", "osprey-mill")
    assert (done.code, "entities.csv:2: 'FIRM' is not a type" in done.err) == (2, True)
    assert path.read_bytes() == before


def test_accept_does_not_claim_a_name_of_another_row(desk: Path) -> None:
    (desk / "entities.csv").write_text(HEADER + "acme,ORG,Osprey,,,,,,,,\n", encoding="utf-8")
    done = entities(desk, "accept", "osprey-mill", "--en", "Osprey")
    assert (done.code, "already belongs to acme" in done.err) == (2, True)
    assert len(own_rows(desk)) == 1


def test_accept_dry_run_says_it_all_and_writes_nothing(desk: Path) -> None:
    done = entities(desk, "accept", "osprey-mill", "--en", "Osprey Mill|Shein", "--dry-run")
    assert done.code == 0
    assert "takes the name 'Shein' from the shipped shein" in done.err
    assert "nothing was written" in done.err
    assert not (desk / "entities.csv").exists()


def test_accept_of_an_unknown_id(desk: Path) -> None:
    near = entities(desk, "accept", "osprey-mil")
    assert (near.code, "Did you mean osprey-mill?" in near.err) == (2, True)
    far = entities(desk, "accept", "zzzz")
    assert "`tradewind entities suggest` lists them" in far.err
    assert entities(desk, "accept", "zzzz", "--type", "ORG").code == 2
    assert not (desk / "entities.csv").exists()


def test_a_row_of_ones_own_needs_no_store(tmp_path: Path) -> None:
    done = entities(tmp_path, "accept", "acme", "--type", "ORG", "--zh-hant", "亞克米玩具")
    assert (done.code, "the next `tradewind tag` knows it" in done.err) == (0, True)
    assert [path.name for path in tmp_path.iterdir()] == ["entities.csv"]
    assert ids(tmp_path, "亚克米玩具与Temu合作。") == {"acme", "temu"}


def test_a_name_for_a_shipped_thing_is_added_to_a_copy_of_its_row(desk: Path) -> None:
    done = entities(desk, "accept", "tern-yard", "--id", "temu", "--country", "cn")
    assert done.code == 0, done.err
    (row,) = own_rows(desk)
    assert (row["id"], row["type"], row["parent"], row["country"]) == ("temu", "ORG", "pdd", "CN")
    assert row["en"].split("|")[0].strip("=") == "Temu"
    assert row["en"].endswith("|Tern Yard")
    assert ids(desk, "Sellers left Tern Yard and Temu.") == {"temu"}
    nameless = entities(desk, "accept", "shein")
    assert (nameless.code, "no name to add" in nameless.err) == (2, True)


def test_a_folder_that_cannot_be_written(desk: Path) -> None:
    (desk / "tradewind.toml").write_text('[tag]\nentities = "tradewind.db/own.csv"\n', encoding="utf-8")
    done = entities(desk, "accept", "osprey-mill")
    assert done.code == 2
    assert "tag.entities" in done.err


def test_accept_says_that_a_name_is_a_word(desk: Path) -> None:
    done = entities(desk, "accept", "grove", "--type", "ORG", "--zh-hans", "果园", "--dry-run")
    assert (
        done.code,
        "'果园' is a word or number of everyday too\nif texts use it otherwise, write ~果园" in done.err,
    ) == (0, True)
    assert (
        entities(desk, "accept", "grove", "--type", "ORG", "--zh-hans", "~果园|果园贸易", "--json").rows()[
            "doubts"
        ]
        == []
    )


def test_a_name_given_over_two_lines_is_one(desk: Path) -> None:
    assert entities(desk, "accept", "grove", "--type", "ORG", "--en", "Grove\n Nine").code == 0
    assert own_rows(desk)[0]["en"] == "Grove Nine"


def test_the_file_stays_as_private_as_it_was(desk: Path) -> None:
    path = desk / "entities.csv"
    path.write_text(HEADER, encoding="utf-8")
    path.chmod(0o600)
    assert entities(desk, "accept", "osprey-mill").code == 0
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_of_many_who_accept_at_once_nobody_loses_a_row(desk: Path) -> None:
    numbers = range(6)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tradewind", "entities", "accept", f"acme-{number}", "--type", "ORG",
             "--en", f"Acme {number} Toys"],
            cwd=desk, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for number in numbers
    ]  # fmt: skip
    for each in running:
        _, err = each.communicate(timeout=300)
        assert each.returncode == 0, err.decode()
    assert {row["id"] for row in own_rows(desk)} == {f"acme-{number}" for number in numbers}
    assert [path.name for path in desk.glob(".*")] == []


def test_what_an_editor_saved_meanwhile_is_not_lost(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk / "entities.csv"
    mine = HEADER + "brio,ORG,Brio Toys,,,,,,,,\n"

    def saved_meanwhile(content: str, name: str) -> Checked:
        path.write_text(mine, encoding="utf-8")
        return check_own(content, name)

    monkeypatch.setattr(watchlist, "check_own", saved_meanwhile)
    with pytest.raises(TryLater, match="changed just now"):
        watchlist.accept(settings(desk), "osprey-mill", {})
    assert path.read_text(encoding="utf-8") == mine


# --- the tagger follows -------------------------------------------------------------------------------------------


def settings(folder: Path, config: str = "") -> Settings:
    return Settings(config=parse_config(config, "tradewind.toml"), folder=folder, file=None)


def test_the_version_follows_the_rows_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "entities.csv"
    options = TagOptions(watchlist=path)
    path.write_text(HEADER, encoding="utf-8")
    assert version(options) == version()
    path.write_text(HEADER + "acme,ORG,Acme Toys,,,,,,,,\n", encoding="utf-8")
    first = version(options)
    path.write_text("# toys\n" + HEADER + "\nacme,ORG,Acme Toys,,,,,,,,\n", encoding="utf-8")
    assert version(options) == first != version()
    path.write_text(HEADER + "acme,ORG,Acme Tops,,,,,,,,\n", encoding="utf-8")
    assert version(options) not in (first, version())
    assert version(TagOptions(models=(("en", "some_model"),))) != version()


def test_annotations_carry_the_version_of_the_rows_they_were_made_with(tmp_path: Path) -> None:
    path = tmp_path / "entities.csv"
    options = TagOptions(watchlist=path)
    article = Article(
        id=1, url="local:1", source_id="", title="", text="Acme Toys sued Temu.", lang=Lang.EN, fetched_at=NOW
    )  # fmt: skip
    for name in ("Acme Toys", "Acme Tops"):
        path.write_text(HEADER + f"acme,ORG,{name},,,,,,,,\n", encoding="utf-8")
        made = annotate(article, options=options)
        assert made.version == version(options)
        known = {mention.id for mention in made.mentions if not mention.provisional}
        assert known == ({"acme", "temu"} if name == "Acme Toys" else {"temu"})


@pytest.mark.slow
def test_an_accepted_name_is_tagged_anew_and_known_to_the_digest(desk: Path) -> None:
    assert inside(desk, "tag").code == 0
    assert inside(desk, "tag").code == 4
    assert (
        entities(
            desk, "accept", "acme", "--type", "ORG", "--en", "Brinkley Home", "--zh-hans", "布林克利家居"
        ).code
        == 0
    )
    done = inside(desk, "tag", "--json")
    assert (done.code, done.rows()["tagged"]) == (0, len(TEXTS))
    with closing(open_existing(desk / "tradewind.db")) as db:
        assert articles.count_untagged(db, version(tag_options(settings(desk)))) == 0
        found = db.conn.execute(
            "SELECT a.url, m.provisional, m.found_by FROM mentions AS m JOIN articles AS a ON a.id = m.article_id"
            " WHERE m.id = 'acme' GROUP BY a.url ORDER BY a.url"
        ).fetchall()
    assert {(url[-1], provisional) for url, provisional, _ in found} == {("a", 0), ("b", 0), ("c", 0)}
    assert inside(desk, "tag").code == 4
    week = issuing.digest(settings(desk, '[digest]\nwatch = ["acme"]\n'), _week(), languages=["en"])
    assert not week.empty
    assert '"id": "entity:acme",\n    "zh_hans": "布林克利家居"' in week.json


def _week() -> Any:
    from digests.weeks import parse_week

    return parse_week("2026-W45")


def test_a_broken_watchlist_stops_the_run_before_it_began(desk: Path) -> None:
    (desk / "entities.csv").write_text(HEADER + "acme,ORG\n", encoding="utf-8")
    for command in (("tag",), ("entities", "list"), ("annotate",)):
        done = inside(desk, *command)
        assert (done.code, "entities.csv:2: 2 cells where 11 belong" in done.err) == (2, True), command
    with closing(open_existing(desk / "tradewind.db")) as db:
        assert db.conn.execute("SELECT DISTINCT version FROM taggings").fetchall() == [("0+before",)]


@pytest.mark.slow
def test_workers_know_the_watchlist(desk: Path) -> None:
    (desk / "entities.csv").write_text(HEADER + "acme,ORG,Tern Yard,,,,,,,,\n", encoding="utf-8")
    counts, code = pipeline.tag(settings(desk, "[tag]\nworkers = 2\n"))
    assert (counts["tagged"], code) == (len(TEXTS), 0)
    with closing(open_existing(desk / "tradewind.db")) as db:
        assert db.conn.execute("SELECT quote FROM mentions WHERE id = 'acme'").fetchall() == [("Tern Yard",)]


def test_annotate_takes_a_watchlist_or_the_configured_one(tmp_path: Path) -> None:
    text = "Acme Toys left Temu."
    (tmp_path / "mine.csv").write_text(HEADER + "acme,ORG,Acme Toys,,,,,,,,\n", encoding="utf-8")
    assert "acme" not in ids(tmp_path, text)
    assert "acme" in ids(tmp_path, text, "--watchlist", "mine.csv")
    (tmp_path / "tradewind.toml").write_text('[tag]\nentities = "mine.csv"\n', encoding="utf-8")
    assert "acme" in ids(tmp_path, text)
    missing = inside(tmp_path, "annotate", "--watchlist", "none.csv")
    assert (missing.code, "none.csv: cannot be read" in missing.err) == (2, True)


def test_a_figure_is_told_by_the_name_its_text_uses_and_the_id_of_an_own_thing(tmp_path: Path) -> None:
    (tmp_path / "entities.csv").write_text(HEADER + "acme,ORG,Acme Toys|Acmeco,,,,,,,,\n", encoding="utf-8")
    row = {"id": 1, "text": "Acmeco raised its commission to 12% from 8%."}
    done = inside(tmp_path, "annotate", stdin=json.dumps(row) + "\n")
    subjects = {(figure["subject"], figure["subject_id"]) for figure in done.lines()[0]["figures"]}
    assert ("Acmeco", "acme") in subjects


@pytest.mark.slow
def test_doctor_and_the_watched_ids(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text('[digest]\nwatch = ["acme"]\n', encoding="utf-8")

    def found() -> dict[str, tuple[str, str]]:
        return {
            row["check"]: (row["state"], row["detail"]) for row in inside(tmp_path, "doctor", "--json").rows()
        }

    assert found()["watch"][0] == "bad"
    assert found()["entities"][0] == "ok"
    entities(tmp_path, "accept", "acme", "--type", "ORG", "--en", "Acme Toys")
    assert found()["watch"] == ("ok", "acme")
    assert "1 of your own" in found()["entities"][1]
    (tmp_path / "entities.csv").write_text("id\n", encoding="utf-8")
    assert found()["entities"][0] == "bad"
    (tmp_path / "tradewind.toml").write_text('[tag]\nentities = "lists/own.csv"\n', encoding="utf-8")
    assert found()["entities"][0] == "note"


def test_a_file_that_is_named_and_not_there_is_told(desk: Path) -> None:
    (desk / "tradewind.toml").write_text('[tag]\nentities = "lists/own.csv"\n', encoding="utf-8")
    done = inside(desk, "tag")
    assert (done.code, "own.csv (tag.entities) is not there" in done.err) == (0, True)
    (desk / "tradewind.toml").write_text("[tag]\n", encoding="utf-8")
    assert "tag.entities" not in inside(desk, "tag").err


# --- the shell ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("entities show osprey", {"osprey-mill"}),
        ("entities list --type P", {"PERSON", "PRODUCT"}),
        ("entities list --sector watch", {"watchlist"}),
        ("entities accept bri", {"brinkley-home"}),
    ],
)
def test_completions(desk: Path, words: str, offered: set[str]) -> None:
    (desk / "entities.csv").write_text(HEADER + "osprey-mill,ORG,Osprey Mill,,,,,,,,\n", encoding="utf-8")
    line = f"tradewind {words}"
    environment = {
        "_TRADEWIND_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - 1),
    }
    done = tradewind(desk, env={**os.environ, **environment})
    assert set(done.out.split()) == offered, done.err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["list temu", "show temu", "suggest", "accept osprey-mill"])
def test_what_a_person_waits_for_loads_no_tagger(desk: Path, command: str) -> None:
    asked = f"import sys; from tradewind.__main__ import run; run({['entities', *command.split()]!r})"
    told = f"{asked}; sys.exit('spacy' in sys.modules or 'jieba' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=desk, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


# --- the docs -----------------------------------------------------------------------------------------------------


def test_the_example_of_the_docs_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs/entities.md").read_text(encoding="utf-8")
    (tmp_path / "entities.csv").write_text(page.split("```csv\n")[1].split("```")[0], encoding="utf-8")
    done = entities(tmp_path, "check", "--json")
    assert (done.code, done.rows()) == (0, []), done.out
    text = "澜汐科技发布Lanxi Sweep 2。陸嘉言称，瀾汐將進入歐洲。Orchard sells them, an orchard does not."
    found = ids(tmp_path, text)
    assert {"lanxi-tech", "lanxi-sweep-2", "lu-jiayan", "orchard-trading"} <= found, found
