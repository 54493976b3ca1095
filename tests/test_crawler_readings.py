"""A released version of the extractor reads our pages as it did; another reading has another version."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from readings import Readings, difference, load_readings, next_readings, read_pages, render

from crawler.extract import EXTRACTOR_VERSION

ROOT = Path(__file__).resolve().parents[1]
SEALED = Readings(version="2", released=True, pages={"a": "1", "b": "2"})
DRAFT = Readings(version="2", released=False, pages={})


@pytest.mark.slow
def test_our_pages_are_read_as_by_the_released_version() -> None:
    committed = load_readings()
    pages = read_pages() if committed.released else {}
    assert difference(committed, EXTRACTOR_VERSION, pages) == ""


def test_a_release_seals_its_version() -> None:
    """Who turns "Unreleased" into a version in the changelog seals the readings with it."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = not re.search(r"^## Unreleased$", changes, re.MULTILINE)
    assert load_readings().released or not released, "make readings RELEASE=1"


def test_what_is_read_otherwise_is_told_with_its_remedy() -> None:
    assert difference(SEALED, "2", {"a": "1", "b": "2", "new": "3"}) == ""
    told = difference(SEALED, "2", {"a": "1", "b": "other"})
    assert told.startswith("1 of our pages are not read as by the released version 2 (b)")
    assert "raise EXTRACTOR_VERSION" in told
    assert "a" in difference(SEALED, "2", {"b": "2"})  # a page that is gone
    assert "make readings" in difference(SEALED, "3", {"a": "1", "b": "2"})
    assert difference(DRAFT, "2", {"a": "whatever"}) == ""
    many = Readings(version="2", released=True, pages={f"p{n}": "1" for n in range(40)})
    assert len(difference(many, "2", {})) < 300


def test_a_draft_is_free_and_a_seal_is_not_broken() -> None:
    pages = {"a": "9"}
    raised = next_readings(SEALED, "3", pages, release=False)
    assert raised == Readings(version="3", released=False, pages={})
    assert next_readings(raised, "3", {"a": "10"}, release=False) == raised
    sealed = next_readings(raised, "3", pages, release=True)
    assert sealed == Readings(version="3", released=True, pages=pages)
    assert next_readings(sealed, "3", pages, release=False) == sealed
    with pytest.raises(ValueError, match="raise EXTRACTOR_VERSION"):
        next_readings(sealed, "3", {"a": "10"}, release=True)


def test_the_file_says_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "readings.toml"
    for readings in (SEALED, DRAFT, Readings(version="2", released=True, pages={'odd "id" 页': "a"})):
        path.write_text(render(readings), encoding="utf-8")
        assert load_readings(path) == readings


@pytest.mark.slow
def test_a_reading_is_the_same_twice() -> None:
    assert read_pages() == read_pages()
