"""The catalogue: what is shipped, what a user may write, and what they are told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources import GROUPS, load_sources, parse_sources, render_sources
from crawler.urls import canonical_url
from store.errors import ConfigError
from store.records import Lang, Recipe, Source, SourceKind

GOOD = """
[[source]]
id = "first"
name = "The First"
kind = "feed"
url = "https://first.example/feed"
lang = "zh-Hans"
timezone = "Asia/Shanghai"
region = "CN"
topics = ["customs", "parcels"]
verified_on = 2026-02-19
delay = 2

[[source]]
id = "second"
name = "The Second"
kind = "listing"
url = "https://second.example/latest"
link_css = "h2 a"
enabled = false
disabled_reason = "moved"
"""


def test_what_is_written_is_what_is_read() -> None:
    first, second = parse_sources(GOOD, "mine.toml")
    assert first == Source(
        id="first", name="The First", kind=SourceKind.FEED, url="https://first.example/feed", lang=Lang.ZH_HANS,
        timezone="Asia/Shanghai", region="CN", topics=("customs", "parcels"), verified_on=date(2026, 2, 19), delay=2.0,
    )  # fmt: skip
    assert (second.enabled, second.disabled_reason, second.link_css) == (False, "moved", "h2 a")
    assert parse_sources("", "empty.toml") == []


API = """
[[source]]
id = "gazette"
name = "Gazette"
kind = "api"
url = "https://gazette.example/api?since={today-7}&page={page}"
pages = 4
browser = false

[source.recipe]
items = "results"
link = "html_url"
title = "title"
published = "day"
key = "number"
next = "next"

[source.recipe.fields]
agencies = "agencies.name"
"effective on" = "dates.0.day"

[[source]]
id = "shelf"
name = "Shelf"
kind = "listing"
url = "https://shelf.example/"
next_css = "a.next"
pages = 50
browser = true
"""


@pytest.mark.parametrize(
    ("lang", "zone"),
    [("zh-Hans", "Asia/Shanghai"), ("zh-Hant", "Asia/Shanghai"), ("en", "UTC"), ("und", "UTC")],
)
def test_a_source_without_a_zone_has_that_of_its_language(lang: str, zone: str) -> None:
    text = f'[[source]]\nid = "quay"\nname = "Quay"\nkind = "feed"\nurl = "https://quay.example/f"\nlang = "{lang}"\n'
    (found,) = parse_sources(text, path="x")
    assert found.timezone == zone
    for said in ("UTC", "Asia/Shanghai", "Asia/Tokyo"):
        (told,) = parse_sources(f'{text}timezone = "{said}"\n', path="x")
        assert told.timezone == said
        assert parse_sources(render_sources([told]), path="x") == [told]


def test_interfaces_and_pages() -> None:
    gazette, shelf = parse_sources(API, "mine.toml")
    assert gazette.recipe == Recipe(
        items="results", link="html_url", title="title", published="day", key="number", next="next",
        fields=(("agencies", "agencies.name"), ("effective on", "dates.0.day")),
    )  # fmt: skip
    assert (gazette.pages, gazette.browser) == (4, False)
    assert (shelf.next_css, shelf.pages, shelf.browser, shelf.recipe) == ("a.next", 50, True, None)
    assert parse_sources(render_sources([gazette, shelf]), "again") == [gazette, shelf]


def test_a_recipe_may_stand_in_one_line() -> None:
    [found] = parse_sources(
        '[[source]]\nid = "a"\nname = "A"\nkind = "api"\nurl = "https://a.example/"\n'
        'recipe = { items = "", link = "https://a.example{path}" }\n', "mine.toml",
    )  # fmt: skip
    assert found.recipe == Recipe(items="", link="https://a.example{path}")


WRONG_API = [
    ('kind = "api"', 'kind = "feed"', "pages", "only a listing or an api has pages"),
    ('kind = "api"\nurl = "https://gazette.example/api?since={today-7}&page={page}"\npages = 4', 'kind = "feed"\nurl = "https://a.example/"', "recipe", "only an api has a recipe"),
    ('link = "html_url"', 'lnk = "html_url"', "recipe.lnk", "Did you mean link"),
    ('link = "html_url"', 'zzz = "html_url"', "recipe.zzz", "Known keys"),
    ('link = "html_url"', "link = 7", "recipe.link", "must be a string"),
    ('link = "html_url"', 'link = "a..b"', "recipe.link", "an empty step"),
    ('link = "html_url"', 'link = "https://a.example{path"', "recipe.link", "a brace without its partner"),
    ('items = "results"', 'items = "results."', "recipe.items", "an empty step"),
    ('agencies = "agencies.name"', 'agencies = ".x"', "recipe.fields.agencies", "an empty step"),
    ('agencies = "agencies.name"', "agencies = 1", "recipe.fields.agencies", "must be a string"),
    ('key = "number"', "", "recipe.fields", "a record needs a key"),
    ('link = "html_url"\ntitle = "title"\npublished = "day"\nkey = "number"\nnext = "next"\n\n[source.recipe.fields]\nagencies = "agencies.name"\n"effective on" = "dates.0.day"', "", "recipe", "needs link"),
    ("pages = 4", "pages = 0", "pages", "from 1 to 50"),
    ("pages = 4", "pages = 51", "pages", "from 1 to 50"),
    ("pages = 4", "pages = true", "pages", "from 1 to 50"),
    ("pages = 4", "pages = 2.5", "pages", "from 1 to 50"),
    ("{today-7}", "{tomorrow}", "url", "is not known"),
    ("browser = true", 'browser = "yes"', "browser", "true or false"),
    ('next_css = "a.next"', 'next_css = "a..next"', "next_css", "not a CSS selector"),
    ('kind = "listing"', 'kind = "sitemap"', "next_css", "only a listing has next_css"),
]  # fmt: skip


@pytest.mark.parametrize("right, wrong, key, why", WRONG_API)
def test_what_is_wrong_with_an_interface_is_named_with_its_line(
    right: str, wrong: str, key: str, why: str
) -> None:
    assert right in API
    text = API.replace(right, wrong, 1)
    with pytest.raises(ConfigError, match=why) as caught:
        parse_sources(text, "mine.toml")
    assert (caught.value.key, caught.value.path) == (key, "mine.toml")
    line = text.splitlines()[(caught.value.line or 0) - 1]
    assert key.rpartition(".")[2] in line or line.startswith("[")


def test_an_interface_without_its_recipe_and_pages_without_their_address() -> None:
    bare = API[: API.index("[source.recipe]")]
    with pytest.raises(ConfigError, match="an api needs a recipe") as caught:
        parse_sources(bare, "mine.toml")
    assert caught.value.key == "kind"
    unpaged = API.replace("&page={page}", "").replace('next = "next"', "")
    with pytest.raises(ConfigError, match="nothing says where the next page is") as caught:
        parse_sources(unpaged, "mine.toml")
    assert (caught.value.key, caught.value.line) == ("pages", 7)
    for recipe, why in (
        ('recipe = "x"', "must be a table"),
        ('recipe = { link = "u", fields = 1 }', "table of paths"),
    ):
        with pytest.raises(ConfigError, match=why):
            parse_sources(API.replace("pages = 4", recipe).split("[source.recipe]")[0], "mine.toml")
    many = "".join(f'f{number} = "x"\n' for number in range(51))
    with pytest.raises(ConfigError, match="more than 50 fields"):
        parse_sources(API.replace('agencies = "agencies.name"', many), "mine.toml")


WRONG = [
    ('kind = "feed"', 'kind = "rss"', "kind", "'rss' is not known"),
    ('kind = "feed"', 'kind = "feeds"', "kind", "Did you mean feed"),
    ('url = "https://first', 'url = "ftp://first', "url", "ftp is not http"),
    ("delay = 2", "delay = -1", "delay", "seconds from 0"),
    ("delay = 2", "delay = true", "delay", "seconds from 0"),
    ("delay = 2", 'delay = "2"', "delay", "seconds from 0"),
    ("delay = 2", "delai = 2", "delai", "Did you mean delay"),
    ("delay = 2", "wait = 2", "wait", "unknown key"),
    ("verified_on = 2026-02-19", 'verified_on = "2026-02-19"', "verified_on", "without quotes"),
    ("verified_on = 2026-02-19", "verified_on = 2026-02-19T08:00:00", "verified_on", "without quotes"),
    ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Shangai"', "timezone", "not an IANA"),
    ('timezone = "Asia/Shanghai"', 'timezone = "../etc/passwd"', "timezone", "not an IANA"),
    ('region = "CN"', 'region = "China"', "region", "two-letter"),
    ('lang = "zh-Hans"', 'lang = "zh"', "lang", "is not known"),
    ('topics = ["customs", "parcels"]', 'topics = "customs"', "topics", "list of strings"),
    ('topics = ["customs", "parcels"]', "topics = [1]", "topics", "list of strings"),
    ('id = "first"', 'id = "The First!"', "id", "not a slug"),
    ('id = "first"', "id = 7", "id", "must be a string"),
    ('id = "first"', 'id = "second"', "id", "used twice"),
    ('name = "The First"', "", "name", "missing"),
    ('name = "The First"', 'name = ""', "name", "missing"),
    ('disabled_reason = "moved"', "", "enabled", "needs a reason"),
    ("enabled = false", 'enabled = "no"', "enabled", "true or false"),
    ('kind = "listing"', 'kind = "feed"', "link_css", "only a listing"),
    ('id = "first"', 'id = "first"\nbody_css = "div["', "body_css", "not a CSS selector"),
    ('id = "first"', 'id = "first"\ndrop_css = "p["', "drop_css", "not a CSS selector"),
]


@pytest.mark.parametrize("right, wrong, key, why", WRONG)
def test_what_is_wrong_is_named_with_its_place(right: str, wrong: str, key: str, why: str) -> None:
    text = GOOD.replace(right, wrong, 1)
    with pytest.raises(ConfigError, match=why) as caught:
        parse_sources(text, "mine.toml")
    assert caught.value.key == key
    assert caught.value.path == "mine.toml"
    assert caught.value.line is not None
    lines = text.splitlines()
    assert key in lines[caught.value.line - 1] or lines[caught.value.line - 1] == "[[source]]"


def test_files_that_are_no_catalogue() -> None:
    with pytest.raises(ConfigError, match="not valid TOML") as caught:
        parse_sources('[[source]]\nid = "a\n', "mine.toml")
    assert caught.value.line == 2
    with pytest.raises(ConfigError, match="unknown key") as caught:
        parse_sources("# mine\n[crawl]\ndelay = 1\n", "mine.toml")
    assert (caught.value.line, caught.value.key) == (2, "crawl")
    with pytest.raises(ConfigError, match="list of tables"):
        parse_sources('source = "x"\n', "mine.toml")
    with pytest.raises(ConfigError, match="list of tables"):
        parse_sources("source = [1, 2]\n", "mine.toml")


@pytest.mark.parametrize("lines, key, line", [
    ('recipe = { items = "", link = "a..b" }', "recipe.link", 6),
    ('recipe.items = "a..b"\nrecipe.link = "u"', "recipe.items", 6),
    ('recipe.items = "a"\nrecipe.link = 1', "recipe.link", 7),
    ('[source.recipe]\n# link\nlink = "{"', "recipe.link", 8),
    ('[source.recipe]\nlink = "u"\nkey = "k"\n[source.recipe.fields]\n"a b" = ""\nlink = "."\n"c" = 1', "recipe.fields.c", 9),
])  # fmt: skip
def test_faults_of_recipes_in_every_way_of_writing_them(lines: str, key: str, line: int) -> None:
    text = f'[[source]]\nid = "a"\nname = "A"\nkind = "api"\nurl = "https://a.example/"\n{lines}\n'
    with pytest.raises(ConfigError) as caught:
        parse_sources(text, "mine.toml")
    assert (caught.value.key, caught.value.line) == (key, line)


def test_the_file_itself(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_sources(tmp_path / "none.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("# caf\xe9".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_sources(latin)
    big = tmp_path / "big.toml"
    big.write_bytes(b"#" * 5_000_000)
    with pytest.raises(ConfigError, match="larger than"):
        load_sources(big)
    marked = tmp_path / "bom.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert [source.id for source in load_sources(marked, shipped=False)] == ["first", "second"]


def test_a_users_source_replaces_the_shipped_one_in_its_place(tmp_path: Path) -> None:
    shipped = load_sources()
    mine = tmp_path / "mine.toml"
    theirs = shipped[3]
    mine.write_text(
        f'[[source]]\nid = "{theirs.id}"\nname = "Mine"\nkind = "feed"\nurl = "https://mine.example/"\n'
        + GOOD,
        encoding="utf-8",
    )
    both = load_sources(mine)
    assert [source.id for source in both] == [*(source.id for source in shipped), "first", "second"]
    assert both[3].name == "Mine"
    assert both[:3] == shipped[:3]


def test_the_shipped_catalogue_keeps_its_own_rules() -> None:
    shipped = load_sources()
    assert len([source for source in shipped if source.enabled]) >= 80
    assert {source.lang for source in shipped} >= {Lang.EN, Lang.ZH_HANS, Lang.ZH_HANT}
    assert {source.group for source in shipped} <= set(GROUPS)
    assert {source.kind for source in shipped} >= {SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING}
    urls = Counter(canonical_url(source.url) for source in shipped)
    assert urls.most_common(1)[0][1] == 1
    for source in shipped:
        assert source.enabled or source.disabled_reason
        assert source.verified_on is None or source.verified_on < date(2026, 11, 21)
        assert source.enabled or source.verified_on is None or "language" in source.disabled_reason
        if source.lang in (Lang.ZH_HANS, Lang.ZH_HANT):
            assert source.timezone in ("Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong"), source.id


def test_the_shipped_catalogue_survives_a_round_trip() -> None:
    shipped = load_sources()
    assert parse_sources(render_sources(shipped), "again") == shipped


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(
    name=words, note=words, topics=st.lists(words, max_size=3).map(tuple), day=st.none() | st.dates(),
    delay=st.none() | st.floats(0, 86_400), kind=st.sampled_from([SourceKind.FEED, SourceKind.LISTING]), lang=st.sampled_from(Lang),
)  # fmt: skip
def test_any_source_survives_a_round_trip(
    name: str,
    note: str,
    topics: tuple[str, ...],
    day: date | None,
    delay: float | None,
    kind: SourceKind,
    lang: Lang,
) -> None:
    source = Source(
        id="x", name=name, kind=kind, url="https://x.example/", note=note, topics=topics, verified_on=day, delay=delay,
        lang=lang,
    )  # fmt: skip
    assert (
        parse_sources(
            render_sources([source, Source(id="y", name="y", kind=kind, url="http://y.example/")]), "x"
        )[0]
        == source
    )


paths = st.lists(st.text("abz09@_*", min_size=1, max_size=4), min_size=1, max_size=3).map(".".join)


@given(
    items=st.just("") | paths, link=paths, title=st.just("") | paths.map("x {{{0}}}".format), key=paths,
    fields=st.dictionaries(words, paths, max_size=4), payload=st.just("") | words, pages=st.integers(1, 50),
)  # fmt: skip
def test_any_recipe_survives_a_round_trip(
    items: str, link: str, title: str, key: str, fields: dict[str, str], payload: str, pages: int
) -> None:
    recipe = Recipe(
        items=items, link=link, title=title, key=key, fields=tuple(fields.items()), payload=payload, next="n"
    )
    source = Source(
        id="x",
        name="x",
        kind=SourceKind.API,
        url="https://x.example/",
        recipe=recipe,
        pages=pages,
        browser=True,
    )
    behind = Source(id="y", name="y", kind=SourceKind.FEED, url="http://y.example/")
    assert parse_sources(render_sources([source, behind]), "x") == [source, behind]


def test_nothing_renders_as_nothing() -> None:
    assert render_sources([]) == ""
