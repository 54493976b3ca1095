"""nlp.flat_rows: tables whose cells were run together still say whom a row is about."""

from __future__ import annotations

import time

import pytest

from nlp.annotate import annotate_document
from nlp.segment import build_document
from store.records import Figure
from tests.timing import grows_evenly

TABLE = (
    "数据一览:\n\n"
    "公司实体 关键事件/指标 具体数据/细节 数据来源/参考\n"
    "Shein 海外仓 履约成本下降 12% [Fenwick Research]\n"
    "青禾实验室 种子轮融资 金额:3亿美元\n"
    "估值:15亿美元\n"
    "[Harbour Daily]\n"
    "Orbeo 推荐系统 转化率提升约 8% [Orbeo Report 2025]\n\n"
    "以上数据显示，行业平均增速为5%。"
)
FORECAST = (
    "市场细分 预测时间点 市场规模/价值预测 年复合增长率 (CAGR) 数据来源\n"
    "AI 客服市场 2030 年 240 亿美元 21.5% [Fenwick Research]\n"
    "冷链机器人\n"
    "2031 年 88 亿美元 17% [Harbour Daily]\n"
)


def figures(text: str) -> dict[str, Figure]:
    made = annotate_document(build_document(text)).figures
    assert all(text[figure.start : figure.end] == figure.quote for figure in made)
    return {figure.quote: figure for figure in made if figure.kind not in ("date", "docref")}


def test_a_row_is_about_what_stands_first() -> None:
    found = figures(TABLE)
    assert (found["12%"].subject, found["8%"].subject) == ("shein", "orbeo")
    assert found["3亿美元"].subject == found["15亿美元"].subject
    assert found["3亿美元"].subject is not None
    assert found["15亿美元"].metric == "valuation"


def test_the_table_ends_at_an_empty_line() -> None:
    prose = "以上数据显示，行业平均增速为5%。"
    assert figures(TABLE)["5%"].subject == figures(prose)["5%"].subject


def test_the_head_says_what_the_rows_do_not() -> None:
    found = figures(FORECAST)
    assert found["240 亿美元"].subject == found["21.5%"].subject == "AI 客服市场"
    assert found["88 亿美元"].subject == found["17%"].subject
    assert found["17%"].subject not in (None, found["21.5%"].subject)
    assert {f.metric for f in found.values()} == {"market_size"}
    assert {f.modality for f in found.values()} == {"forecast"}
    assert found["17%"].basis == "CAGR"


@pytest.mark.parametrize(
    "first",
    [
        "公司今年在各地都加快了开店的步伐",  # prose
        "品牌 公司",  # too few columns
        "Kestrel sold a lot of boxes",
    ],
)
def test_other_lines_are_no_heads(first: str) -> None:
    row = "青禾实验室的仓库成本下降12%"
    assert figures(f"{first}\n{row}")["12%"].subject == figures(f"另外\n{row}")["12%"].subject


@pytest.mark.slow
def test_the_time_grows_evenly_with_the_rows() -> None:
    def read(size: int) -> float:
        document = build_document("公司 指标 数据 来源\n" + "青禾实验室 成本 下降 12% [A]\n" * size)
        began = time.process_time()
        annotate_document(document)
        return time.process_time() - began

    assert grows_evenly(read, 200, 1600, factor=20, free=0.5)
