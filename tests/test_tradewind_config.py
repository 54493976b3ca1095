"""tradewind.toml: what is accepted, and that every mistake is named with file, line, key and remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigError
from tradewind.config import (
    TEMPLATE,
    Config,
    line_of_key,
    load_settings,
    parse_config,
    proxies_of,
)


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "tradewind.toml")
    return caught.value


def test_the_template_says_exactly_the_defaults() -> None:
    assert parse_config(TEMPLATE, "t") == Config()


def test_the_template_documents_every_key() -> None:
    written = tomllib.loads(TEMPLATE)
    for section in msgspec.structs.fields(Config):
        keys = {item.name for item in msgspec.structs.fields(section.type)}
        # These are tables of their own: shown as a comment, see the tests of [mail] and [alerts].
        assert set(written[section.name]) == keys - {"recipients", "rules", "targets"}


def test_an_empty_file_is_the_defaults() -> None:
    assert parse_config("", "t") == Config()


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        ("[crawl]\ndeley = 2.0\n", 2, "crawl.deley", "crawl.delay"),
        ("[crawl]\n\n# note\nmaxbytes = 2\n", 4, "crawl.maxbytes", "crawl.max_bytes"),
        ("[digests]\nout = 'x'\n", 1, "digests", "digest"),
        ("[crawl]\ndelay = 'slow'\n", 2, "crawl.delay", "Expected `float`"),
        ("[crawl]\ndelay = -1\n", 2, "crawl.delay", ">= 0"),
        ("[crawl]\nconcurrency = 0\n", 2, "crawl.concurrency", ">= 1"),
        ("[crawl]\npoll_min = 10\n", 2, "crawl.poll_min", ">= 60"),
        ("[crawl]\npoll_max = 600\n", 2, "crawl.poll_min", "more than the most"),
        ("[crawl]\npoll_max = 90\npoll_min = 3600\n", 3, "crawl.poll_min", "poll_max larger"),
        ("[crawl]\nrecheck_days = 31\n", 2, "crawl.recheck_days", "<= 30"),
        ("[store]\npath = 7\n", 2, "store.path", "Expected `str`"),
        ("[store]\npath = ''\n", 2, "store.path", "empty path"),
        ("[digest]\ntimezone = 'Mars/Olympus'\n", 2, "digest.timezone", "no such time zone"),
        ("[digest]\ntimezone = '../../etc/passwd'\n", 2, "digest.timezone", "no such time zone"),
        ("[digest]\nlanguages = ['en', 'fr']\n", 2, "digest.languages", "'fr'"),
        ("[digest]\nwatch = 'amazon'\n", 2, "digest.watch", "Expected `array`"),
        ("crawl = 3\n", 1, "crawl", "is a section"),
        ("crawl.dely = 3\n", 1, "crawl.dely", "crawl.delay"),
    ],
)
def test_a_mistake_is_named_with_its_line_key_and_remedy(text: str, line: int, key: str, said: str) -> None:
    error = refused(text)
    assert (error.path, error.line, error.key) == ("tradewind.toml", line, key)
    assert said in str(error)
    assert f"tradewind.toml:{line}:" in str(error)
    assert error.remedy
    assert error.exit_code == 2


def test_broken_toml_names_the_line() -> None:
    error = refused("[crawl]\ndelay = 1.0\ncontact = me@example.org\n")
    assert error.line == 3
    assert "not valid TOML" in str(error)


def test_a_far_off_key_lists_the_known_ones() -> None:
    assert "store.path" in str(refused("[store]\nzzzzqqq = 1\n"))


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    file = tmp_path / "here" / "tradewind.toml"
    file.write_text('[store]\npath = "data/news.db"\n', encoding="utf-8")
    settings = load_settings(file)
    assert settings.store_path == tmp_path / "here" / "data" / "news.db"
    assert settings.sources_path == tmp_path / "here" / "sources.toml"


def test_without_a_file_the_defaults_lie_in_the_folder(tmp_path: Path) -> None:
    settings = load_settings(folder=tmp_path)
    assert settings.file is None
    assert settings.store_path == tmp_path / "tradewind.db"


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such configuration file") as caught:
        load_settings(tmp_path / "nowhere.toml")
    assert "tradewind init" in str(caught.value)


def test_a_folder_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="folder"):
        load_settings(tmp_path)


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    file = tmp_path / "tradewind.toml"
    file.write_bytes(b"\xff\xfe\x00[store]")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(file)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("[a]\nx = 1\n[b]\nx = 2\n", "b.x", 4),
        ("[a]\nx = 1\n[b]\nx = 2\n", "a.x", 2),
        ('["a"]\n"x" = 1\n', "a.x", 2),
        ("[a]\ny = 1\n", "a.x", None),
        ("[a] # note\nx=1\n", "a", 1),
    ],
)
def test_the_line_of_a_key(text: str, key: str, line: int | None) -> None:
    assert line_of_key(text, key) == line


@given(st.text(max_size=200))
def test_any_text_is_a_config_or_a_config_error(text: str) -> None:
    try:
        config = parse_config(text, "t")
    except ConfigError as error:
        assert str(error).startswith("t")
    else:
        assert isinstance(config, Config)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("", "", "")),
        ({"http_proxy": "http://p:1"}, ("http://p:1", "", "")),
        ({"HTTPS_PROXY": "http://q:2"}, ("", "http://q:2", "")),
        ({"https_proxy": "http://a", "HTTPS_PROXY": "http://b"}, ("", "http://a", "")),
        ({"NO_PROXY": "intranet.org", "no_proxy": ""}, ("", "", "intranet.org")),
        ({"HTTP_PROXY": "http://evil"}, ("", "", "")),
    ],
)
def test_proxies_of_the_environment(environment: dict[str, str], expected: tuple[str, str, str]) -> None:
    assert tuple(proxies_of(environment).values()) == expected
