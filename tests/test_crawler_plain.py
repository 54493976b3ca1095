"""crawler.reading.plain: the lines of a text file, and what each of them is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.plain import parse_plain
from store.records import LineKind

P, H, I, Q, R, T = (  # noqa: E741  # the kinds, short enough for a table
    LineKind.PARAGRAPH,
    LineKind.HEADING,
    LineKind.ITEM,
    LineKind.QUOTE,
    LineKind.ROW,
    LineKind.HEADER,
)


def read(text: str) -> list[tuple[str, LineKind]]:
    return [(line.text, line.kind) for line in parse_plain(text).lines]


@pytest.mark.parametrize(
    ("line", "text", "kind"),
    [
        ("港口整夜没有停工。", "港口整夜没有停工。", P),
        ("## 卖家怎么说", "卖家怎么说", H),
        ("> 我们等了十天。", "我们等了十天。", Q),
        ("- 退货要自费", "退货要自费", I),
        ("• 退货要自费", "退货要自费", I),
        ("1. Returns are paid by the seller", "1. Returns are paid by the seller", I),
        ("一、关税之外", "一、关税之外", H),
        ("（二）谁在承担成本", "（二）谁在承担成本", H),
        ("第三章 仓库", "第三章 仓库", H),
        ("一、卖家须在三日内提交材料，逾期不予受理。", "一、卖家须在三日内提交材料，逾期不予受理。", P),
        ("三十家店铺被关闭", "三十家店铺被关闭", P),
        ("- 5% 的佣金", "5% 的佣金", I),
        ("-5% on the year", "-5% on the year", P),
        ("The **whole** list is [here](https://a.example/x)", "The whole list is here", P),
        ("2.5 million parcels", "2.5 million parcels", P),
        ("#hashtag of the day", "#hashtag of the day", P),
    ],
)
def test_the_kind_of_one_line(line: str, text: str, kind: LineKind) -> None:
    assert read(line) == [(text, kind)]


def test_a_table_keeps_its_rows_and_its_header() -> None:
    text = "| 品类 | 旧 | 新 |\n|:--|--:|--:|\n| 服装 | 8% | 6% |\n| 家具 | | 5% |\n\n正文。"
    assert read(text) == [("品类 | 旧 | 新", T), ("服装 | 8% | 6%", R), ("家具 | | 5%", R), ("正文。", P)]


def test_a_table_without_outer_bars() -> None:
    text = "Item | Old | New\n--- | --- | ---\nShirts | 8% | 6%\n"
    assert read(text) == [("Item | Old | New", T), ("Shirts | 8% | 6%", R)]


def test_a_bar_in_a_sentence_makes_no_table() -> None:
    assert read("出海观察 | 港口整夜没有停工。") == [("出海观察 | 港口整夜没有停工。", P)]


def test_rules_and_empty_lines_are_no_lines() -> None:
    assert read("a\n\n---\n***\n=====\n \t\nb") == [("a", P), ("b", P)]


def test_front_matter_is_apart_and_the_title_is_not_said_twice() -> None:
    found = parse_plain("---\ntitle: 'A port'\ndate: 2026-11-05\ntags: x\n---\n\n# A port\nText.")
    assert found.front == ("A port", "2026-11-05")
    assert [line.text for line in found.lines] == ["Text."]


@pytest.mark.parametrize(
    "text", ["---\ntitle: A port\nText.", "text\n---\ntitle: b\n---\n", "---", "---\n---\n"]
)
def test_what_only_looks_like_front_matter_is_none(text: str) -> None:
    assert parse_plain(text).front == ()


@given(st.text(max_size=600))
def test_no_line_is_empty_or_has_a_line_feed(text: str) -> None:
    for line in parse_plain(text).lines:
        assert line.text.strip()
        assert "\n" not in line.text
