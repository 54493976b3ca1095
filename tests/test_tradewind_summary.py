"""`tradewind summary`: a story in its articles' own sentences, from the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.newsdesk import TEXTS, inside


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for arguments in (["import", *TEXTS], ["tag"], ["link"]):
        assert inside(folder, *arguments).code == 0
    return folder


def address(desk: Path, words: str) -> str:
    rows = inside(desk, "search", words, "--json").rows()
    return str(rows[0]["url"])


def test_a_story_is_told_in_its_own_sentences(desk: Path) -> None:
    done = inside(desk, "summary", address(desk, "Temu commission"), "--json", "--sentences", "2")
    assert done.code == 0, done.err
    made = done.rows()
    assert made["chosen_by"] == "rules"
    assert 1 <= len(made["sentences"]) <= 2
    text = TEXTS["temu-fee.txt"]
    assert all(row["quote"] in text for row in made["sentences"])
    assert "12% from 8%" in made["sentences"][0]["quote"]
    assert {"source", "url", "published_on", "start", "end", "text_sha256"} <= made["sentences"][0].keys()


def test_about_somebody_by_id_or_by_name_in_the_other_script(desk: Path) -> None:
    for about in ("amazon", "亚马逊"):
        done = inside(desk, "summary", address(desk, "蝦皮"), "--about", about, "--sentences", "1", "--json")
        assert done.code == 0, done.err
        (row,) = done.rows()["sentences"]
        assert "亞馬遜" in row["quote"]


def test_people_read_it_as_text(desk: Path) -> None:
    done = inside(desk, "summary", address(desk, "海关总署"))
    assert done.code == 0
    assert "2.5%" in done.out
    assert "2026-11-04" in done.out
    assert "chosen by" not in done.out


@pytest.mark.parametrize("story", ["s-nowhere", "https://nowhere.example/1", "'; DROP TABLE articles; --"])
def test_what_is_not_there_is_said(desk: Path, story: str) -> None:
    done = inside(desk, "summary", story)
    assert done.code == 2
    assert "in the store" in done.err


def test_a_subject_nobody_names_is_said(desk: Path) -> None:
    done = inside(desk, "summary", address(desk, "海关总署"), "--about", "nintendo")
    assert done.code == 2
    assert "nintendo" in done.err
