"""JSON as it stands in pages, scripts and wrappers."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.states import find_state, parse_json

NEWS: dict[str, Any] = {"news": [{"t": '运价 "上涨" </b>', "u": "/1"}, {"t": "it's", "u": "/2"}]}
TEXT = json.dumps(NEWS)


@pytest.mark.parametrize("body", [
    TEXT, "\ufeff " + TEXT, f"cb({TEXT});", f"/**/ jQuery_17.done ( {TEXT} )", f")]}}'\n{TEXT}", f"while(1);{TEXT}",
    f"for (;;);{TEXT}", TEXT + "\n\n",
])  # fmt: skip
def test_json_and_what_is_put_around_it(body: str) -> None:
    assert parse_json(body) == NEWS


def test_numbers_stay_as_they_were_written() -> None:
    assert parse_json('{"price": 12.50, "id": 90071992547409931234, "big": 1e999, "no": NaN}') == {
        "price": "12.50", "id": "90071992547409931234", "big": "1e999", "no": None,
    }  # fmt: skip


@pytest.mark.parametrize("body, why", [
    ("", "Expecting value"), ("<html>", "Expecting value"), ("{", "Expecting"), ('{"a": 1} {"b": 2}', "more behind"),
    ("Your query is too short.", "Expecting value"), ("[" * 100_000, "nested too deeply"), ("cb({}) + 1", ""),
])  # fmt: skip
def test_what_is_no_json(body: str, why: str) -> None:
    if body.startswith("cb"):
        assert parse_json(body) == {}  # behind a wrapper's end nobody looks
        return
    with pytest.raises(ValueError, match=why):
        parse_json(body)


def page(script: str, attributes: str = "") -> str:
    return f"<html><head><script>var other = 1;</script></head><body><SCRIPT {attributes}>{script}</script></body></html>"


@pytest.mark.parametrize("script, name, attributes", [
    (TEXT, "__NEXT_DATA__", 'id="__NEXT_DATA__" type="application/json"'),
    (TEXT, "state", "type=application/json id=state"),
    (TEXT.replace('"', "&quot;"), "state", "id='state'"),
    (f"window.__INITIAL_STATE__ = {TEXT};(function(){{}}())", "window.__INITIAL_STATE__", ""),
    (f"window.__INITIAL_STATE__={TEXT}", "__INITIAL_STATE__", ""),
    (f"window['__DATA__'] = {TEXT}", "__DATA__", ""),
    (f"a(window.x == 1); var x = {TEXT}; x = 2", "x", ""),
    (f"var store = JSON.parse({json.dumps(TEXT)});", "store", ""),
    ("var store = JSON.parse('" + TEXT.replace("\\", "\\\\").replace("'", "\\'") + "');", "store", ""),
    (f"app({{config: 1, payload: {TEXT}}})", "payload", ""),
    (f"/* made by us */\n{TEXT}", "state", 'id="state"'),
])  # fmt: skip
def test_states_of_pages(script: str, name: str, attributes: str) -> None:
    assert find_state(page(script, attributes), name) == NEWS


def test_a_name_is_not_the_end_of_another() -> None:
    assert find_state(page("not_window.state = {}; window.state = [1]"), "window.state") == ["1"]
    assert find_state(page("old.state = {}"), "state") == {}
    assert find_state(page("mystate = {}"), "state") is None


def test_what_only_javascript_can_say_is_null() -> None:
    script = (
        'window.s = {"a": undefined, "b": NaN, "c": "undefined stays, NaN too", "d": [void 0, -Infinity]};'
    )
    assert find_state(page(script), "window.s") == {
        "a": None, "b": None, "c": "undefined stays, NaN too", "d": [None, None],
    }  # fmt: skip


def test_all_of_one_type() -> None:
    linked = [
        {"@type": "NewsArticle", "url": "/1"},
        [{"@type": "WebPage"}, {"@type": "Person"}],
        {"@graph": []},
    ]
    text = "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in linked)
    broken = '<script type="application/ld+json">{"@type": </script>'
    assert find_state(broken + text, "application/ld+json") == [
        {"@type": "NewsArticle", "url": "/1"}, {"@type": "WebPage"}, {"@type": "Person"}, {"@graph": []},
    ]  # fmt: skip
    assert find_state(broken, "application/ld+json") is None


def test_a_script_file_is_read_too() -> None:
    assert find_state(f"// flashes\nvar newest = {TEXT};", "newest") == NEWS
    assert find_state("var newest = load();", "newest") is None


def test_nothing_is_run_and_code_is_no_value() -> None:
    for script in (
        "x = (function(){return {}})()",
        "x = alert",
        "x = `{}`",
        "x = JSON.parse(y)",
        "x = JSON.parse('",
    ):
        assert find_state(page(script), "x") is None


@pytest.mark.parametrize("hostile", [
    "<script" * 50_000, "<script>x = {" + '"' * 200_000, '<script>x = {"' + '\\"' * 200_000, "x = {undefined" * 20_000,
    "<script>" + "x = " * 100_000, "x = JSON.parse('" + "\\" * 200_001, "<script " + "id=" * 100_000 + ">",
    "<script id=x>{&quot;a&quot;: &quot;&#" + "9" * 6_000 + ";&quot;}</script>",
])  # fmt: skip
def test_hostile_pages_cost_linear_time(hostile: str) -> None:
    began = time.process_time()
    assert find_state(hostile, "x") is None
    find_state(hostile, "application/ld+json")
    assert time.process_time() - began < 5


@given(st.text(alphabet="{}[]\",:=\\'x<>/script JSON.parse()undefined0", max_size=80))
def test_no_text_raises(text: str) -> None:
    for page in (text, "<script>" + text):
        assert isinstance(find_state(page, "x"), dict | list | str | int | float | None)
    with suppress(ValueError):
        assert isinstance(parse_json(text), dict | list | str | int | float | None)
