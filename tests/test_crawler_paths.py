"""The path language of recipes: what is found, what is said, what is refused."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.paths import (
    MAX_FOUND,
    MAX_TEXT,
    check_value,
    find_nodes,
    parse_path,
    read_all,
    read_value,
    text_of,
)

ANSWER: dict[str, Any] = {
    "results": [
        {"url": "/a", "agencies": [{"name": "Harbour Board"}, {"name": "Excise"}], "kind": "rule", "dc.title": "Dotted"},
        {"url": "/b", "agencies": [], "kind": "notice", "title": None, "subtitle": "Second"},
    ],
    "by_id": {"17": {"url": "/x"}, "18": {"url": "/y"}},
    "rows": [["5", "first", "/5"], ["6", "second", "/6"]],
    "groups": [{"items": [{"n": "1"}, {"n": "2"}]}, {"items": [{"n": "3"}]}],
    "total": 2,
    "open": True,
    "none": None,
}  # fmt: skip

XML = etree.fromstring(
    b"""<w:report xmlns:w='urn:w'><w:week no='45'><w:entry id='A1' state='open'><w:maker>Kettle <b>Works</b></w:maker>
    <w:risk>Burns</w:risk><w:risk>Shock</w:risk></w:entry><w:entry id='A2' state='shut'><!-- none --></w:entry>
    </w:week></w:report>"""
)

FOUND = [
    ("results.url", ["/a", "/b"]),
    ("results.0.url", ["/a"]),
    ("results.1.agencies.name", []),
    ("results.agencies.name", ["Harbour Board", "Excise"]),
    ("results.*.kind", ["rule", "notice"]),
    ("results.?kind=notice.url", ["/b"]),
    ("results.?agencies.name=Excise.kind", ["rule"]),
    ("results.?kind=decree.url", []),
    ("by_id.*.url", ["/x", "/y"]),
    ("rows.*.2", ["/5", "/6"]),
    ("rows.1.1", ["second"]),
    ("rows.9", []),
    ("groups.items.n", ["1", "2", "3"]),
    ("**.n", ["1", "2", "3"]),
    ("total", ["2"]),
    ("open", ["true"]),
    ("none", []),
    ("results.0.dc.title", ["Dotted"]),
    ("headline|total", ["2"]),
    ("total|open", ["2"]),
    ("results", []),  # objects have no text
]


@pytest.mark.parametrize("path, texts", FOUND)
def test_paths_into_json(path: str, texts: list[str]) -> None:
    assert read_all(ANSWER, path) == texts


XML_FOUND = [
    ("report.week.entry.@id", ["A1", "A2"]),
    ("week.entry.@id", ["A1", "A2"]),  # the root's own name may be left out
    ("week.@no", ["45"]),
    ("week.entry.maker", ["Kettle Works"]),
    ("week.entry.risk", ["Burns", "Shock"]),
    ("week.entry.?@state=shut.@id", ["A2"]),
    ("**.risk", ["Burns", "Shock"]),
    ("week.*.@state", ["open", "shut"]),
    ("w:week.w:entry.@id", ["A1", "A2"]),
    ("week.other", []),
]


@pytest.mark.parametrize("path, texts", XML_FOUND)
def test_paths_into_xml(path: str, texts: list[str]) -> None:
    assert read_all(XML, path) == texts


def test_values_of_an_item() -> None:
    first, second = ANSWER["results"]
    assert (
        read_value(first, "https://port.example/read{url}?k={kind}") == "https://port.example/read/a?k=rule"
    )
    assert (
        read_value(second, "https://port.example/{title}/{url}") == ""
    )  # a part is missing: no address at all
    assert read_value(second, "title|subtitle") == "Second"
    assert read_value(second, "{title|subtitle}!") == "Second!"
    assert read_value("plain", ".") == "plain"
    assert read_value({"a": [None, "", "x"]}, "a") == "x"


def test_an_empty_path_is_the_whole_taken_apart() -> None:
    assert find_nodes([1, 2], "") == [1, 2]
    assert find_nodes({"a": 1}, "") == [{"a": 1}]


@pytest.mark.parametrize("path, why", [
    ("", "empty path"), ("a..b", "empty step"), (".a", "empty step"), ("a|", "empty path"), ("?kind", "has no ="),
    ("a." * 30 + "b", "more than"), ("x" * 600, "longer than"),
])  # fmt: skip
def test_what_is_no_path(path: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_path(path)


@pytest.mark.parametrize("value", ["{a", "a}", "x{a}{", "{a..b}", "{}"])
def test_what_is_no_template(value: str) -> None:
    with pytest.raises(ValueError):
        check_value(value)


def test_text_is_one_printable_line_of_bounded_length() -> None:
    assert text_of("a\x00b\u202e\n\t c\ud800") == "a b c?"
    assert len(text_of("长" * 10_000)) == MAX_TEXT
    assert text_of(None) == text_of({"a": 1}) == text_of([1]) == ""
    assert text_of(3.5) == "3.5"


def test_large_answers_cost_bounded_work() -> None:
    wide = {"a": [{"b": [{"c": str(n)} for n in range(300)]} for _ in range(300)]}
    began = time.process_time()
    assert len(find_nodes(wide, "a.b.c")) <= MAX_FOUND
    assert len(find_nodes(wide, "**")) <= MAX_FOUND
    deep: Any = "end"
    for _ in range(50_000):
        deep = {"a": deep}
    assert find_nodes(deep, "**.z") == []
    assert time.process_time() - began < 10


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ab*?0"), inner, max_size=4),
    max_leaves=20,
)


@given(
    json_values,
    st.lists(st.sampled_from(["a", "b", "0", "1", "*", "**", "?a=b", "@a"]), min_size=1, max_size=4),
)
def test_any_path_into_any_value_finds_texts(value: Any, steps: list[str]) -> None:
    path = ".".join(steps)
    found = read_all(value, path)
    assert all(text and isinstance(text, str) for text in found)
    assert len(set(found)) == len(found)
    json.dumps(found)
