"""crawler.reading.tables: rows of data keep their columns and their header; layout is no table."""

from __future__ import annotations

from time import perf_counter

import pytest
from lxml.html import fromstring
from timing import grows_evenly

from crawler.reading.tables import MAX_CELLS, MAX_ROWS, MAX_TEXT, Row, rows_of


def rows(html: str) -> list[Row] | None:
    return rows_of(fromstring(f"<div><table>{html}</table></div>").find("table"))


def said(html: str) -> list[tuple[str, str]]:
    found = rows(html)
    assert found is not None
    return [(row.kind.value, row.text) for row in found]


SALES = (
    "<tr><td>东南亚</td><td>3.2亿元</td><td>12%</td></tr><tr><td>拉美</td><td>1.1亿元</td><td>-4%</td></tr>"
)


@pytest.mark.parametrize(
    "top",
    [
        "<thead><tr><td>地区</td><td>销售额</td><td>同比</td></tr></thead>",
        "<tr><th>地区</th><th>销售额</th><th>同比</th></tr>",
        "<tr><td><strong>地区</strong></td><td><b>销售额</b></td><td><b>同比</b></td></tr>",
        "<tr><td>地区</td><td>销售额</td><td>同比</td></tr>",  # states no value, and the rows below do
    ],
)
def test_the_header_is_known_by_markup_or_because_it_states_no_value(top: str) -> None:
    assert said(top + SALES) == [
        ("header", "地区 | 销售额 | 同比"),
        ("row", "东南亚 | 3.2亿元 | 12%"),
        ("row", "拉美 | 1.1亿元 | -4%"),
    ]


def test_periods_name_columns_and_values_do_not() -> None:
    found = said(
        "<tr><td>指标</td><td>2024年</td><td>2025年Q1</td></tr><tr><td>订单</td><td>4,100</td><td>980</td></tr>"
    )
    assert found[0] == ("header", "指标 | 2024年 | 2025年Q1")
    without = said("<tr><td>订单</td><td>4,100</td></tr><tr><td>退货</td><td>210</td></tr>")
    assert [kind for kind, _ in without] == ["row", "row"]


def test_a_table_of_words_without_markup_has_no_header() -> None:
    words = said("<tr><td>平台</td><td>负责人</td></tr><tr><td>蓝鲸</td><td>林越</td></tr>")
    assert [kind for kind, _ in words] == ["row", "row"]


def test_a_label_in_front_of_its_value_is_a_row() -> None:
    found = said("<tr><th>Fee</th><td>$12</td></tr><tr><th>Weight</th><td>3 kg</td></tr>")
    assert found == [("row", "Fee | $12"), ("row", "Weight | 3 kg")]


def test_what_is_over_the_columns_is_a_caption() -> None:
    head = "<caption>表1 各区销售</caption><tr><td colspan=3>单位：人民币</td></tr>"
    found = said(head + "<tr><td>地区</td><td>销售额</td><td>同比</td></tr>" + SALES)
    assert [kind for kind, _ in found] == ["caption", "caption", "header", "row", "row"]
    assert [text for _, text in found[:2]] == ["表1 各区销售", "单位：人民币"]


def test_columns_keep_their_place() -> None:
    found = said(
        "<tr><th></th><th colspan=2>2025</th><th>2026</th></tr>"
        "<tr><td rowspan=2>Air</td><td>Jan</td><td>4.1</td><td>5</td></tr>"
        "<tr><td>Feb</td><td rowspan=2>6.2</td><td></td></tr>"
        "<tr><td>Sea</td><td>Mar</td><td>9</td></tr>"
    )
    assert [text for _, text in found] == [
        "| 2025 |  | 2026",
        "Air | Jan | 4.1 | 5",
        "Air | Feb | 6.2",
        "Sea | Mar |  | 9",  # the value of February is not said again for March
    ]


def test_a_bar_inside_a_cell_is_no_border() -> None:
    assert said("<tr><td>a|b</td><td>1</td></tr><tr><td>c</td><td>2</td></tr>")[0] == ("row", "a/b | 1")


@pytest.mark.parametrize(
    "html",
    [
        "<tr><td>left column</td><td>right column</td></tr>",  # one row
        "<tr><td>a</td></tr><tr><td>b</td></tr>",  # one column
        "<tr><td><p>one</p><p>two</p></td><td>x</td></tr>" * 3,  # paragraphs in a cell
        f"<tr><td>{'long ' * 80}</td><td>x</td></tr>" * 3,
        "<tr><td><table><tr><td>1</td></tr></table></td><td>x</td></tr><tr><td>a</td><td>b</td></tr>",
        "",
    ],
)
def test_layout_is_no_table(html: str) -> None:
    assert rows(html) is None


def test_a_table_declared_to_be_layout_is_none() -> None:
    table = fromstring(f"<div><table role=presentation>{SALES}</table></div>").find("table")
    assert rows_of(table) is None


def test_links_are_measured_and_empty_rows_left_out() -> None:
    found = rows(
        "<tr><td><a href=/>abcd</a></td><td><a href=/>ef</a></td></tr><tr><td></td><td></td></tr>" * 2
    )
    assert found is not None
    assert len(found) == 2
    assert found[0].linked > 0.8


def test_spans_and_sizes_are_bounded() -> None:
    wide = "<tr>" + "<td colspan=9999 rowspan=9999>x</td>" * 200 + "</tr>"
    found = rows(wide * 5 + "<tr><td>a</td><td>b</td></tr>" * (MAX_ROWS + 50))
    assert found is not None
    assert len(found) <= MAX_ROWS
    assert all(len(row.text) <= MAX_TEXT and row.text.count("|") < MAX_CELLS for row in found)


@pytest.mark.parametrize("span", ["x", "-3", "0", "", "٣", "1e9"])
def test_a_span_that_is_no_number_is_one(span: str) -> None:
    found = said(f"<tr><td colspan='{span}'>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr>")
    assert found[0] == ("row", "a | 1")


@pytest.mark.slow
def test_time_grows_evenly_with_the_rows() -> None:
    def seconds(size: int) -> float:
        table = fromstring(
            "<div><table>" + "<tr><td rowspan=9>a</td><td colspan=3>1</td></tr>" * size + "</table></div>"
        ).find("table")
        start = perf_counter()
        rows_of(table)
        return perf_counter() - start

    assert grows_evenly(seconds, 150, 1_500, factor=30, free=0.2)
