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
