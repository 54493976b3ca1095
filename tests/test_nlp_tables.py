"""nlp.tables: a figure in a cell is read with its column's name and its row's first cell."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate
from nlp.segment import build_document
from nlp.tables import find_cells
from store.records import Article, Figure, Lang, LineKind, Paragraph
from tests.timing import grows_evenly

AT = datetime(2026, 11, 5, 8, tzinfo=UTC)

PLATFORMS = (
    "各平台三季度成绩如下。\n"
    "公司 | 营收（亿元） | 同比 | 市场份额\n"
    "希音 | 320 | +12.5% | 18%\n"
    "Temu | 1,200.5 | -4% | 22%\n"
    "合计 | 1520.5 | - | -"
)
QUARTERS = (
    "Metric | Q3 2026 | Q3 2025 | YoY\n"
    "Revenue | $12.4 billion | $11.0 billion | 12.7%\n"
    "Net income | $1.2 billion | $1.0 billion | 20%"
)


def article(text: str, kinds: str = "", lang: Lang = Lang.EN, title: str = "") -> Article:
    """``kinds``: a letter a line, p h r for paragraph, header and row; empty: the lines' kinds are not known."""
    named = {"p": LineKind.PARAGRAPH, "h": LineKind.HEADER, "r": LineKind.ROW}
    lines, at = [], 0
    for letter, line in zip(kinds, text.split("\n"), strict=bool(kinds)):
        lines.append(Paragraph(start=at, end=at + len(line), kind=named[letter], lang=lang))
        at += len(line) + 1
    return Article(
        id=1, url="https://a.example/1", source_id="a", title=title, text=text, lang=lang, fetched_at=AT,
        published_at=AT, paragraphs=tuple(lines),
    )  # fmt: skip


def figures(text: str, kinds: str = "", lang: Lang = Lang.EN, title: str = "") -> dict[str, Figure]:
    made = annotate(article(text, kinds, lang, title)).figures
    assert all(text[figure.start : figure.end] == figure.quote for figure in made)
    return {figure.quote: figure for figure in made if figure.kind not in ("date", "docref")}


@pytest.mark.parametrize("kinds", ["", "phrrr"])
def test_the_column_names_the_metric_and_the_first_cell_the_subject(kinds: str) -> None:
    found = figures(PLATFORMS, kinds, Lang.ZH_HANS)
    assert (found["18%"].metric, found["18%"].subject) == ("market_share", "shein")
    assert (found["22%"].metric, found["22%"].subject) == ("market_share", "temu")


def test_a_bare_number_takes_the_unit_of_its_column() -> None:
    found = figures(PLATFORMS, "phrrr", Lang.ZH_HANS)
    assert [
        (found[quote].kind, found[quote].currency, found[quote].value) for quote in ("320", "1,200.5")
    ] == [
        ("money", "CNY", Decimal(32_000_000_000)),
        ("money", "CNY", Decimal(120_050_000_000)),
    ]
    assert found["320"].metric == "revenue"
    assert "亿元" not in found  # the unit of a column is no amount


def test_a_column_of_growth_is_of_the_column_before_it() -> None:
    found = figures(PLATFORMS, "phrrr", Lang.ZH_HANS)
    up, down = found["12.5%"], found["4%"]
    assert (up.metric, up.basis, up.direction, up.change_role) == ("revenue", "YoY", "up", "by")
    assert (down.metric, down.basis, down.direction, down.subject) == ("revenue", "YoY", "down", "temu")


def test_a_sum_is_nobodys() -> None:
    assert figures(PLATFORMS, "phrrr", Lang.ZH_HANS)["1520.5"].subject is None


def test_metrics_in_rows_and_periods_in_columns() -> None:
    found = figures(QUARTERS, "hrr")
    read = {quote: (figure.metric, figure.period) for quote, figure in found.items()}
    assert read["$12.4 billion"] == ("revenue", "2026Q3")
    assert read["$11.0 billion"] == ("revenue", "2025Q3")
    assert read["$1.0 billion"] == ("net_income", "2025Q3")
    assert found["20%"].basis == "YoY"
    assert found["20%"].period != "2025Q3"  # the year before is what it is compared with


def test_periods_in_rows() -> None:
    text = (
        "Month | Exports (US$ million) | Growth (YoY)\nJanuary 2026 | 120.5 | 5%\nFebruary 2026 | 98 | -3.1%"
    )
    found = figures(text, "hrr")
    assert (found["120.5"].period, found["120.5"].value, found["120.5"].currency) == (
        "2026-01", Decimal(120_500_000), "USD",
    )  # fmt: skip
    assert (found["98"].metric, found["98"].period) == ("exports", "2026-02")
    assert (found["3.1%"].direction, found["3.1%"].period) == ("down", "2026-02")


def test_names_at_the_heads_of_the_columns() -> None:
    found = figures("Item | Amazon | Shopee\nCommission | 15% | 6%\nSellers | 9.7 million | 2 million", "hrr")
    assert {quote: figure.subject for quote, figure in found.items()} == {
        "15%": "amazon", "6%": "shopee", "9.7 million": "amazon", "2 million": "shopee",
    }  # fmt: skip
    assert found["2 million"].metric == "seller_count"


def test_an_unknown_name_is_kept_as_written() -> None:
    found = figures("Group | Commission\nmarket stalls | 7%\ntop 100 | 5%", "hrr")
    assert found["7%"].subject == "market stalls"
    assert found["5%"].subject is None  # a first cell with a number in it may be anything


def test_nothing_is_taken_from_another_cell() -> None:
    found = figures("Company | Revenue | Score\nHarbour | $3 billion | 45%\nLane | $2 billion | 41%", "hrr")
    assert found["$3 billion"].metric == "revenue"
    assert found["45%"].metric is None  # no word says what the score is of


UNITS = (
    # the unit above the table, for what it can be the unit of
    ("单位：亿元\n公司 | 营业收入 | 净利润\n甲云科技 | 12.5 | 1.8\n乙海物流 | 9.8 | 0.6", "12.5", "money", 1_250_000_000, "revenue"),
    ("单位：万人\n平台 | 月活用户 | 日活用户\n云集市 | 5,320 | 1,210\n小岛 | 860 | 95", "860", "count", 8_600_000, "mau"),
    ("表1 港口吞吐量（单位：万标箱）\n港口 | 10月 | 同比\n青岛港 | 268.4 | 6.1%\n厦门港 | 103.7 | 2.4%", "268.4", "count", 2_684_000, "shipments"),
    ("指标（单位：亿元、%）\n指标 | 绝对量 | 同比增长\n进出口总额 | 336078 | 4.0\n出口额 | 199450 | 7.1", "7.1", "percent", "7.1", "exports"),
    ("（單位：百萬港元）\n類別 | 2025年 | 2024年\n出口 | 4,120 | 3,980", "4,120", "money", 4_120_000_000, "exports"),
    ("(in millions of US dollars)\nSegment | Net sales | Operating income\nOnline | 2,870 | 95", "95", "money", 95_000_000, "operating_income"),
    ("All figures in $ millions\nCompany | Net income\nOrbeo | (35)\nLumo | 210", "(35)", "money", -35_000_000, "net_income"),
    # of the column
    ("Company | Revenue ($m) | Net income ($m)\nKestrel | 1,820 | 96\nHarrow | 640 | 12", "96", "money", 96_000_000, "net_income"),
    ("Country | Imports (US$ bn) | Change (%)\nVietnam | 42.1 | 8.4\nIndia | 33.8 | -1.2", "42.1", "money", 42_100_000_000, "trade_value"),
    ("Country | Imports (US$ bn) | Change (%)\nVietnam | 42.1 | 8.4\nIndia | 33.8 | -1.2", "1.2", "percent", "1.2", "trade_value"),
    ("公司 | 營收（新台幣億元） | 毛利率\n鮮送 | 38.2 | 24.1%\n樂購網 | 120.5 | 12.8%", "38.2", "money", 3_820_000_000, "revenue"),
    ("航線 | 運價（美元/FEU） | 週變動\n美西 | 2,140 | -3.1%", "2,140", "rate", 2140, "shipping_cost"),
    ("App | Monthly active users (m)\nPinta | 34.2\nShopa | 28", "34.2", "count", 34_200_000, "mau"),
    ("公司 | 净利润（亿元）\n远屿 | -1.2\n东川 | 3.4", "-1.2", "money", -120_000_000, "net_income"),
    # of the row, and of the corner
    ("指标 | 2025年 | 2024年\n营业收入（亿元） | 56.2 | 48.9\n净利润（亿元） | 4.3 | 3.9", "4.3", "money", 430_000_000, "net_income"),
    ("€ million | 2025 | 2024\nRevenue | 812 | 745\nNet profit | 51 | 44", "44", "money", 44_000_000, "net_income"),
    # counts have none
    ("Retailer | Stores | Employees\nDunmoor | 212 | 9,800\nFairlea | 64 | 2,100", "212", "count", 212, "store_count"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "kind", "value", "metric"), UNITS)
def test_units_of_bare_numbers(text: str, quote: str, kind: str, value: object, metric: str) -> None:
    found = figures(text, lang=Lang.ZH_HANS if text[0] > "\u2e80" else Lang.EN)[quote]
    assert (found.kind, found.value, found.metric) == (kind, Decimal(str(value)), metric)


@pytest.mark.parametrize(
    "text",
    [
        "排名 | 公司 | 营收\n1 | 甲云 | 320\n2 | 乙海 | 210",  # of what, nobody says
        "Rank | Company | Revenue\n1 | Kestrel | 1,820\n2 | Harrow | 640",
        "姓名 | 电话 | 分机\n张三 | 88123456 | 210\n李四 | 88123457 | 211",
        "Warehouse | Height (m) | Docks\nLeeds | 12 | 40\nHull | 9 | 22",  # metres are no millions
        "单位：亿元\n公司 | 员工 | 评分\n甲云 | 3.5 | 82",  # not the unit of these columns
        "Company | Revenue (quux)\nKestrel | 1,820\nHarrow | 640",
    ],
)
def test_a_number_of_nothing_known_is_no_figure(text: str) -> None:
    assert figures(text, lang=Lang.ZH_HANS if text[0] > "\u2e80" else Lang.EN) == {}


def test_a_place_within_a_name_is_not_the_name() -> None:
    assert figures(UNITS[2][0], lang=Lang.ZH_HANS)["268.4"].subject == "qingdao-port"


def test_what_is_measured_owns_no_figure() -> None:
    found = figures("Product | Tariff\nToasters | 15%\nKettles | 10%")
    assert {quote: figure.subject for quote, figure in found.items()} == {"15%": "Toasters", "10%": "Kettles"}


@pytest.mark.parametrize("above", ["", "年增率", "按年", "成長率"])
def test_growth_in_the_words_of_taiwan_and_hong_kong(above: str) -> None:
    text = f"公司 | 營收（億元） | {above or '年增'}\n長嶼 | 452 | 12.3%\n東舟 | 210 | -4.5%"
    found = figures(text, lang=Lang.ZH_HANT)
    assert (found["12.3%"].metric, found["12.3%"].direction) == ("revenue", "up")
    assert (found["4.5%"].metric, found["4.5%"].direction) == ("revenue", "down")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Prose with a bar | in it, and 5% more.", 0),  # one line is no table
        ("a | b\nc | d", 2),  # named columns and a row
        ("a | 1\nb | 2", 4),  # the first line holds a number: two rows
        ("a | b | c\nx | y", 0),  # of different widths: two lines of prose
        ("", 0),
    ],
)
def test_tables_of_texts_whose_lines_are_not_known(text: str, count: int) -> None:
    assert len(find_cells(build_document(text))) == count


def test_a_row_wider_than_the_head_is_read_without_it() -> None:
    document = build_document("A | B\nx | 1 | 2", paragraphs=article("A | B\nx | 1 | 2", "hr").paragraphs)
    assert [cell.head for cell in find_cells(document)] == [None, None, None]


def test_a_line_of_prose_ends_a_table() -> None:
    text = "Company | Revenue\nHarbour | $3 billion\nAnother table follows.\nLane | 41%"
    document = build_document(text, paragraphs=article(text, "hrpr").paragraphs)
    assert [cell.head is not None for cell in find_cells(document)] == [True, True, False, False]


def test_prose_is_read_as_before() -> None:
    text = "Shein said revenue rose 12% to $10 billion in 2025."
    assert figures(text) == figures(text, "p")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\n\r\u2028\u2029"), max_size=8), min_size=1, max_size=4
        ),
        max_size=5,
    )
)
def test_no_table_raises_and_every_quote_stands(rows: list[list[str]]) -> None:
    text = "\n".join(" | ".join(row) for row in rows)
    for figure in figures(text, "h" * bool(rows) + "r" * (len(rows) - 1) if rows else "").values():
        assert 0 <= figure.start < figure.end <= len(text)


@pytest.mark.slow
def test_the_time_grows_evenly_with_the_rows() -> None:
    def read(size: int) -> float:
        page = article("Company | Revenue | Share\n" + "Harbour | $3 billion | 4%\n" * size)
        began = time.process_time()
        annotate(page)
        return time.process_time() - began

    assert grows_evenly(read, 90, 360, factor=10, free=0.2)
