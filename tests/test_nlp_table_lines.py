"""nlp.table_lines: a table says the same however its cells are set apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate_document
from nlp.segment import build_document
from nlp.table_lines import find_cells
from store.records import Figure

ROWS = (
    ("平台", "2025年GMV（亿美元）", "同比增长（%）", "佣金率（%）", "时效（天）"),
    ("希音", "412", "涨22", "10", "7-12"),
    ("Temu", "约560", "-3.5", "5-8.5", "6-9"),
)


def drawn(rows: tuple[tuple[str, ...], ...], way: str) -> str:
    if way == "markdown":
        ruled = [rows[0], ("---",) * len(rows[0]), *rows[1:]]
        return "\n".join("| " + " | ".join(row) + " |" for row in ruled)
    if way == "tight":
        return "\n".join("|" + "|".join(row) + "|" for row in rows)
    return "\n".join(way.join(row) for row in rows)


WAYS = (" | ", "\t", "｜", "│", "markdown", "tight")


def figures(text: str) -> list[Figure]:
    made = annotate_document(build_document(text)).figures
    assert all(text[figure.start : figure.end] == figure.quote for figure in made)
    return [figure for figure in made if figure.kind != "date"]


@pytest.mark.parametrize("way", WAYS)
def test_cells_are_read_with_their_heads_however_they_are_cut(way: str) -> None:
    found = figures(f"各平台速览\n{drawn(ROWS, way)}\n数据由本站整理。")
    read = [(f.quote, f.subject, f.metric, f.value, f.low, f.high, f.approx, f.direction) for f in found]
    assert [row[:3] for row in read] == [
        ("412", "shein", "gmv"), ("22", "shein", "gmv"), ("10", "shein", "fee"), ("7-12", "shein", read[3][2]),
        ("560", "temu", "gmv"), ("3.5", "temu", "gmv"), ("5-8.5", "temu", "fee"), ("6-9", "temu", read[7][2]),
    ]  # fmt: skip
    assert read[0][3] == Decimal(41_200_000_000)
    assert (read[1][3], read[1][7], read[5][7]) == (Decimal(22), "up", "down")
    assert (read[4][3], read[4][6]) == (Decimal(56_000_000_000), "about")
    assert read[6][4:6] == (Decimal(5), Decimal("8.5"))
    assert [(f.kind, f.unit) for f in (found[3], found[7])] == [("duration", "day")] * 2
    assert {f.period for f in found[:2]} == {"2025"}  # a growth is of the time of what grew


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 99_999), st.decimals(0, 99, places=1), st.sampled_from(WAYS)),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(WAYS),
)
def test_every_way_of_drawing_gives_the_same_values(rows: list[tuple[int, Decimal, str]], way: str) -> None:
    table = (
        ("Company", "Revenue ($m)", "Market share (%)"),
        *((f"Harbour {chr(65 + n)}", f"{sales:,}", f"{share}") for n, (sales, share, _) in enumerate(rows)),
    )
    found = [(f.value, f.currency, f.metric) for f in figures(drawn(table, way))]
    wanted: list[tuple[Decimal, str | None, str]] = []
    for sales, share, _ in rows:
        wanted += [(Decimal(sales) * 10**6, "USD", "revenue"), (share, None, "market_share")]
    assert found == wanted


def test_a_table_without_heads_is_named_by_its_first_cells() -> None:
    found = figures("营业收入\t12.5亿元\n净利润\t1.8亿元\n门店数\t320家")
    assert [(f.quote, f.metric) for f in found] == [
        ("12.5亿元", "revenue"), ("1.8亿元", "net_income"), ("320家", "store_count"),
    ]  # fmt: skip


def test_a_column_of_sources_says_who_is_cited() -> None:
    found = figures(
        "市场 | 规模 | 来源\n冷链市场 | 420亿元 | [Fenwick Research]\n宠物市场 | 310亿元 | 甲乙咨询"
    )
    assert [figure.source for figure in found] == ["Fenwick Research", "甲乙咨询"]


def test_heads_say_what_is_only_expected() -> None:
    found = figures("公司 | 2025年营收（亿元） | 2026年营收预测（亿元）\n远屿 | 12 | 15\n东川 | 30 | 36")
    assert [(f.period, f.modality == "forecast") for f in found] == [("2025", False), ("2026", True)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "首页|关于我们\n今天下了5场雨。",
        "Home | About | Contact\nA rainy week: 5% more of it.",
        "\tIndented prose, 5% more.\n\tAnd more of it, 7%.",
        "A\tB",
        "| --- | --- |",
        "",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert find_cells(build_document(text)) == []


def test_the_corner_of_a_table_may_be_empty() -> None:
    for way in (
        "| 2025 | 2024\nRevenue | $3 billion | $2 billion",
        "\t2025\t2024\nRevenue\t$3 billion\t$2 billion",
    ):
        assert [(f.metric, f.period) for f in figures(way)] == [("revenue", "2025"), ("revenue", "2024")]
