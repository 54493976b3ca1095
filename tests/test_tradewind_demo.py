"""The demo: it plays in a folder of its own, and in no other."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.sources import load_sources
from store import queries
from store.db import open_store
from store.errors import InputError
from tests.newsdesk import inside, tradewind
from tradewind import demo
from tradewind.config import parse_config


def test_a_folder_of_somebody_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = inside(tmp_path, "demo", "--dir", "mine")
    assert done.code == 2
    assert "is not empty, and not a demo of ours" in done.err
    assert "--dir" in done.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in ("file", "file/below"):
        done = inside(tmp_path, "demo", "--dir", place)
        assert done.code == 2
        assert "cannot be written" in done.err
    assert (tmp_path / "file").read_text() == "mine"


def test_an_earlier_demo_is_emptied(tmp_path: Path) -> None:
    folder = demo._fresh(tmp_path / "deep" / "demo")
    assert [path.name for path in folder.iterdir()] == [demo.MARK]
    (folder / "issues").mkdir()
    (folder / "issues" / "old.html").write_text("old")
    assert demo._fresh(folder) == folder
    assert [path.name for path in folder.iterdir()] == [demo.MARK]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert demo._fresh(tmp_path / "empty") == tmp_path / "empty"


def test_a_folder_reached_over_a_link_is_judged_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(InputError, match="not a demo of ours"):
        demo._fresh(tmp_path / "link")


def test_its_configuration_is_one_and_allows_reserved_names_only() -> None:
    crawl = parse_config(demo.CONFIG, "tradewind.toml").crawl
    assert not crawl.shipped_sources
    assert all(pattern.endswith(".example") for pattern in crawl.allow_hosts)
    assert crawl.obey_robots


@pytest.mark.parametrize("question", [question for _, question in demo.QUESTIONS])
def test_its_questions_can_be_asked(tmp_path: Path, question: str) -> None:
    open_store(tmp_path / "t.db").close()
    with closing(queries.connect_readonly(tmp_path / "t.db")) as connection:
        assert queries.run_sql(connection, question, limit=10, seconds=5).columns


def urls_of(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "tradewind.db")) as connection:
        return [row[0] for row in connection.execute("SELECT url FROM articles ORDER BY url")]


def claims_of(folder: Path) -> list[str]:
    """The series the week's digest says have shifted."""
    made = json.loads((folder / "issues" / "2026-W45.json").read_text(encoding="utf-8"))
    return [item["name"]["id"] for item in made["shifts"]]


@pytest.mark.slow
def test_the_demo_twice_in_one_folder(tmp_path: Path) -> None:
    first = tradewind(tmp_path, "demo", "--dir", "here")
    assert first.code == 0, first.err
    assert "the events and figures are invented" in first.err
    assert "2026-W45" in first.out
    for question, statement in demo.QUESTIONS:
        assert question in first.out
        assert statement in first.out
    before = urls_of(tmp_path / "here"), claims_of(tmp_path / "here")
    assert len(before[0]) > 300
    assert before[1]
    assert load_sources(tmp_path / "here" / "sources.toml", shipped=False)
    second = tradewind(tmp_path, "demo", "--dir", "here")
    assert second.code == 0, second.err
    assert (urls_of(tmp_path / "here"), claims_of(tmp_path / "here")) == before
