"""The day a source was last seen to work: set in the user's own file without touching the rest, or laid over the shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources import parse_sources
from crawler.verified import (
    load_verified,
    overlay_path,
    parse_verified,
    render_verified,
    set_verified,
    with_verified,
)
from store.errors import ConfigError, InputError
from store.records import Source, SourceKind

DAY = date(2026, 11, 22)
MINE = """\
# my sources
[[source]]  # the quay
id = "quay"
name = "Quay Times"   # its own spelling
kind = "feed"
url = "https://quay.example/feed"
verified_on = 2025-01-02  # by hand

# an interface
[[source]]
id = "customs.api"
name = "Customs"
kind = "api"
url = "https://customs.example/api?page=1"

[source.recipe]
items = "results"
link = "url"

[[source]]
id = "last"
name = "Last"
kind = "feed"
url = "https://last.example/feed"
topics = [
  "ports",
]"""


def test_only_the_key_changes() -> None:
    days = {"quay": DAY, "customs.api": DAY, "last": DAY}
    changed = set_verified(MINE, days, "mine.toml")
    assert [source.verified_on for source in parse_sources(changed, "x")] == [DAY, DAY, DAY]
    assert "verified_on = 2026-11-22  # by hand\n" in changed
    old, new = MINE.splitlines(), changed.splitlines()
    assert [line for line in new if "verified_on" not in line] == [
        line for line in old if "verified_on" not in line
    ]
    assert new.index("verified_on = 2026-11-22") < new.index("[source.recipe]")
    assert set_verified(changed, days, "mine.toml") == changed


def test_one_of_several() -> None:
    changed = set_verified(MINE, {"customs.api": DAY}, "mine.toml")
    assert [source.verified_on for source in parse_sources(changed, "x")] == [date(2025, 1, 2), DAY, None]
    assert set_verified(MINE, {}, "mine.toml") == MINE
    assert set_verified(MINE, {"nobody": DAY}, "mine.toml") == MINE


def test_windows_line_ends_stay() -> None:
    text = MINE.replace("\n", "\r\n")
    changed = set_verified(text, {"quay": DAY, "customs.api": DAY}, "mine.toml")
    assert changed.count("\r\n") == changed.count("\n") == text.count("\n") + 1
    assert [source.verified_on for source in parse_sources(changed, "x")] == [DAY, DAY, None]


@pytest.mark.parametrize(
    "text",
    [
        'source = [{id = "quay", name = "Q", kind = "feed", url = "https://quay.example/feed"}]',
        '[[source]]\nid = "quay"\nname = """\n[[source]]\n"""\nkind = "feed"\nurl = "https://quay.example/feed"\n',
    ],
)
def test_a_file_in_another_form_is_left_alone_with_a_word(text: str) -> None:
    try:
        changed = set_verified(text, {"quay": DAY}, "mine.toml")
    except InputError as error:
        assert "mine.toml" in str(error)
        assert "one key a line" in str(error)
    else:
        assert parse_sources(changed, "x")[0].verified_on == DAY  # never something else


def test_the_inline_form_is_refused() -> None:
    text = 'source = [{id = "quay", name = "Q", kind = "feed", url = "https://quay.example/feed"}]'
    with pytest.raises(InputError, match="cannot be set"):
        set_verified(text, {"quay": DAY}, "mine.toml")


def test_the_overlay_reads_back_and_the_later_day_counts(tmp_path: Path) -> None:
    days = {"quay": DAY, "customs.api": date(2026, 1, 1)}
    assert parse_verified(render_verified(days), "x") == days
    path = overlay_path(tmp_path / "sources.toml")
    assert path.name == "sources.verified.toml"
    assert load_verified(path) == {}
    path.write_text(render_verified(days), encoding="utf-8")
    assert load_verified(path) == days
    quay, customs, other = (
        Source(id=name, name=name, kind=SourceKind.FEED, url=f"https://{name}.example/", verified_on=day)
        for name, day in (("quay", None), ("customs.api", date(2026, 6, 1)), ("other", None))
    )
    laid = with_verified([quay, customs, other], days)
    assert [source.verified_on for source in laid] == [DAY, date(2026, 6, 1), None]
    assert laid[2] is other


@pytest.mark.parametrize(
    "text", ['"quay" = 3', '"quay" = 2026-11-22T08:00:00', "quay 2026", '["quay"]\nday = 2026-11-22']
)
def test_a_damaged_overlay_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match=r"mine\.verified\.toml"):
        parse_verified(text, "mine.verified.toml")


def test_an_overlay_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_verified(tmp_path)
    (tmp_path / "latin").write_bytes(b'"\xff" = 2026-11-22')
    with pytest.raises(ConfigError, match="cannot be read"):
        load_verified(tmp_path / "latin")


@given(st.dictionaries(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True), st.dates(), max_size=6))
def test_any_overlay_reads_back(days: dict[str, date]) -> None:
    assert parse_verified(render_verified(days), "x") == days
