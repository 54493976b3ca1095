"""nlp.label_lines: what a label says of the figure behind it, and what it leaves to the figure's own words."""

from __future__ import annotations

import time

import pytest

from nlp.annotate import annotate_document
from nlp.segment import build_document
from store.records import Figure
from tests.timing import grows_evenly


def figures(text: str) -> dict[str, Figure]:
    made = annotate_document(build_document(text)).figures
    assert all(text[figure.start : figure.end] == figure.quote for figure in made)
    return {figure.quote: figure for figure in made if figure.kind not in ("date", "docref")}


@pytest.mark.parametrize("bullet", ["", "- ", "• ", "1. ", "(2) ", "③ ", "一、"])
def test_the_label_names_the_metric(bullet: str) -> None:
    found = figures(f"要点如下\n{bullet}毛利率：31.5%，去年为28%\n{bullet}广告费占比：9.4%")
    assert {quote: figure.metric for quote, figure in found.items()} == {
        "31.5%": "gross_margin", "28%": "gross_margin", "9.4%": "ad_cost",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "quote", "subject", "metric"),
    [
        ("- Temu：月活1.9亿，增长7%", "1.9亿", "temu", "mau"),
        ("- Temu：月活1.9亿，增长7%", "7%", "temu", "mau"),
        ("- Shein revenue: $12 billion, up 4%", "$12 billion", "shein", "revenue"),
        ("宠物用品市场规模：2,100亿元", "2,100亿元", "宠物用品", "market_size"),
        ("2025年全年营收：320亿元", "320亿元", None, "revenue"),  # a time is nobody
        ("月活用户\n- Temu：1.9亿\n- Shein：1.4亿", "1.4亿", "shein", "mau"),  # what the list is of
    ],
)
def test_the_label_names_whom_and_what(text: str, quote: str, subject: str | None, metric: str) -> None:
    found = figures(text)[quote]
    assert (found.subject, found.metric) == (subject, metric)


def test_the_words_beside_a_figure_go_first() -> None:
    found = figures("- Temu：营收12亿美元，亏损3亿美元；同期Shein净利润5亿美元")
    assert (found["12亿美元"].metric, found["3亿美元"].metric) == ("revenue", "loss")
    assert (found["5亿美元"].subject, found["5亿美元"].metric) == ("shein", "net_income")


def test_a_label_tells_the_time() -> None:
    found = figures("2025Q3 revenue: $5 billion\nMargin: 12%, 2024: 11%")
    assert (found["$5 billion"].period, found["$5 billion"].period_rule) == ("2025Q3", "label, written")
    assert figures("2025年第三季度要点：\n- 营收：12亿元\n- 毛利率：31%")["31%"].period == "2025Q3"


@pytest.mark.parametrize(
    ("line", "direction", "basis"),
    [
        ("营收同比增长：12.4%", "up", "YoY"),
        ("营收同比：-3.1%", "down", "YoY"),
        ("Revenue growth: 8.2%", "up", None),
        ("出口降幅：5.6%", "down", None),
        ("毛利率：31%", None, None),
    ],
)
def test_a_label_that_names_a_growth(line: str, direction: str | None, basis: str | None) -> None:
    (found,) = figures(line).values()
    assert (found.direction, found.basis) == (direction, basis)
    assert found.change_role == ("by" if direction else None)


@pytest.mark.parametrize(
    "line",
    [
        "公司表示：今年毛利率之外的成本下降了5%。",
        "王敏说：“我们今年多卖了5%。”",
        "Note: the 5% is a rounded value.",
        "快递协会数据：派费三年跌了5%。",
    ],
)
def test_who_speaks_is_no_label(line: str) -> None:
    assert figures(line)["5%"].period_rule != "label"
    assert figures(line)["5%"].metric == figures(line.replace("：", "，").replace(": ", ", "))["5%"].metric


def test_prose_with_a_colon_is_read_as_before() -> None:
    text = "仓储战略深化：" + "依托在各地自建的仓库网络与合作伙伴，" * 3 + "履约成本下降了12%。"
    assert figures(text)["12%"].metric == figures(text.replace("：", "，"))["12%"].metric


@pytest.mark.slow
def test_the_time_grows_evenly_with_the_lines() -> None:
    def read(size: int) -> float:
        document = build_document("- 毛利率：31.5%，去年为28%\n" * size)
        began = time.process_time()
        annotate_document(document)
        return time.process_time() - began

    assert grows_evenly(read, 200, 1600, factor=20, free=0.5)
