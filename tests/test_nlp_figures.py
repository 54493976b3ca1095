"""Figures end to end: every example of figure_examples, the invariants of spans, and hostile text."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from figure_examples import ENGLISH, FIELDS, NOT_FIGURES, SIMPLIFIED, TRADITIONAL, Expected, Row
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from nlp.document import Document
from nlp.figures import find_figures
from nlp.metric_words import metric_names
from nlp.script import fold
from store.records import Figure, Lang, Mention, Span

SHARED = Path(__file__).resolve().parents[2] / "shared"
PUBLISHED = datetime(2025, 11, 20, 9, tzinfo=UTC)
KINDS = frozenset(
    ["money", "percent", "pp", "count", "multiple", "rate", "duration", "date", "rank", "capacity", "docref"]
)


def document(text: str, lang: Lang = Lang.ZH_HANS, region: str = "") -> Document:
    """A document of one sentence a line; the finder splits lines itself."""
    return Document(
        text=text,
        folded=fold(text),
        lang=lang,
        title="",
        title_folded="",
        sentences=tuple(_sentences(text)),
        published_at=PUBLISHED,
        source="",
        kind="",
        region=region,
        doc=None,
    )


def _sentences(text: str) -> list[Span]:
    spans, start = [], 0
    for at, character in enumerate(text):
        ends = character in "。！？\n" or (character == "." and text[at + 1 : at + 2] in (" ", ""))
        if ends:
            spans.append(Span(start, at + 1))
            start = at + 1
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans


def language(text: str) -> Lang:
    return (
        Lang.EN if text.isascii() or "€" in text or ("£" in text[:30] and "元" not in text) else Lang.ZH_HANS
    )


def quantities(text: str, lang: Lang) -> list[Figure]:
    return [f for f in find_figures(document(text, lang), []) if f.kind not in ("date", "docref")]


def agrees(expected: Expected, figure: Figure) -> bool:
    quote, kind, value, unit = expected
    if (quote, kind) != (figure.quote, figure.kind):
        return False
    if isinstance(value, tuple):
        right = (figure.low, figure.high) == (Decimal(value[0]), Decimal(value[1]))
    else:
        right = figure.value == Decimal(str(value))
    return right and (unit is None or unit in (figure.currency, figure.unit))


ROWS = [
    *[(row, Lang.ZH_HANS) for row in SIMPLIFIED],
    *[(row, Lang.ZH_HANT) for row in TRADITIONAL],
    *[(row, Lang.EN) for row in ENGLISH],
]


@pytest.mark.parametrize("row,lang", ROWS, ids=[row[0] for row, _ in ROWS])
def test_each_quantity_of_the_line_is_found_and_no_other(row: Row, lang: Lang) -> None:
    text, expected = row
    found = quantities(text, lang)
    assert [f.quote for f in found] == [quote for quote, *_ in expected]
    for want, figure in zip(expected, found, strict=True):
        assert agrees(want, figure), figure


@pytest.mark.parametrize("text,quote,fields", FIELDS, ids=[f"{t}:{q}" for t, q, _ in FIELDS])
def test_fields(text: str, quote: str, fields: dict[str, str | None]) -> None:
    lang = Lang.EN if text[0].isascii() and not any("\u4e00" <= c <= "\u9fff" for c in text) else Lang.ZH_HANS
    figure = next(f for f in find_figures(document(text, lang), []) if f.quote == quote and f.kind != "date")
    assert {name: getattr(figure, name) for name in fields} == fields


@pytest.mark.parametrize("text", NOT_FIGURES)
def test_digits_that_are_not_figures(text: str) -> None:
    assert [f.quote for f in find_figures(document(text, language(text)), []) if f.kind != "docref"] == []


@pytest.mark.parametrize(
    "text,quote",
    [
        ("依据海关总署公告2025年第6号执行。", "海关总署公告2025年第6号"),
        ("见财关税〔2024〕5号文。", "财关税〔2024〕5号"),
        ("Under Regulation (EU) 2022/2065 platforms report.", "Regulation (EU) 2022/2065"),
        ("Section 321 entry ended.", "Section 321"),
        ("The bill, H.R. 1234, passed.", "H.R. 1234"),
        ("Executive Order 14256 applies.", "Executive Order 14256"),
    ],
)
def test_document_numbers_are_kept_whole(text: str, quote: str) -> None:
    found = find_figures(document(text, language(text)), [])
    assert [(f.quote, f.kind) for f in found] == [(quote, "docref")]


def test_a_number_inside_a_name_is_not_a_figure() -> None:
    text = "光环8号发布，售价99元。"
    name = Mention(start=0, end=4, quote="光环8号", type="PRODUCT", id=None)
    assert [f.quote for f in find_figures(document(text), [name])] == ["99元"]


def test_the_subject_is_the_company_that_leads_the_sentence() -> None:
    text = "Acme agreed to inject $6 billion into Bolt."
    mentions = [
        Mention(start=0, end=4, quote="Acme", type="ORG", id="acme"),
        Mention(start=38, end=42, quote="Bolt", type="ORG", id="bolt"),
    ]
    assert find_figures(document(text, Lang.EN), mentions)[0].subject == "acme"


def test_the_subject_is_carried_over_from_the_sentence_before() -> None:
    text = "宏图集团发布财报。营收为20亿元。"
    mentions = [Mention(start=0, end=4, quote="宏图集团", type="ORG", id="hongtu")]
    figure = find_figures(document(text), mentions)[0]
    assert (figure.subject, figure.metric) == ("hongtu", "revenue")


def test_a_source_is_not_a_subject_and_an_own_report_has_no_source() -> None:
    text = "据蓝鲸研究统计，宏图集团营收增长8%。"
    mentions = [
        Mention(start=1, end=5, quote="蓝鲸研究", type="ORG", id="lanjing"),
        Mention(start=8, end=12, quote="宏图集团", type="ORG", id="hongtu"),
    ]
    figure = find_figures(document(text), mentions)[0]
    assert (figure.subject, figure.source) == ("hongtu", "蓝鲸研究")
    own = find_figures(
        document("Acme said its sales rose 8%.", Lang.EN),
        [Mention(start=0, end=4, quote="Acme", type="ORG", id="acme")],
    )[0]
    assert (own.subject, own.source) == ("acme", None)


def test_title_mentions_have_other_offsets_and_are_left_alone() -> None:
    title = Mention(start=0, end=3, quote="99元", type="PRODUCT", id=None, in_title=True)
    assert [f.quote for f in find_figures(document("99元起售。"), [title])] == ["99元"]


@pytest.mark.parametrize(
    "lang,region,text,currency",
    [
        (Lang.ZH_HANS, "", "售价20元", "CNY"),
        (Lang.ZH_HANT, "TW", "售價20元", "TWD"),
        (Lang.ZH_HANT, "HK", "售價20元", "HKD"),
        (Lang.ZH_HANT, "", "售價20元", None),
        (Lang.ZH_HANT, "", "售價20元，台北今日發售", "TWD"),
        (Lang.ZH_HANT, "HK", "售價$20", "HKD"),
        (Lang.EN, "", "It costs $20.", "USD"),
        (Lang.EN, "AU", "It costs $20.", "AUD"),
        (Lang.EN, "JP", "It costs ¥20.", "JPY"),
        (Lang.ZH_HANS, "", "售价¥20", "CNY"),
    ],
)
def test_ambiguous_currency(lang: Lang, region: str, text: str, currency: str | None) -> None:
    assert find_figures(document(text, lang, region), [])[0].currency == currency


def test_a_table_row_takes_its_bracketed_source() -> None:
    text = "品牌 指标 数据来源\n蓝鲸 复购率提升 15% [Example Survey]\n"
    figure = next(f for f in find_figures(document(text), []) if f.kind == "percent")
    assert figure.source == "Example Survey"


def test_unknown_fields_are_none() -> None:
    figure = find_figures(document("共37.5%。"), [])[0]
    assert (figure.metric, figure.subject, figure.source, figure.period, figure.basis) == (None,) * 5
    assert figure.modality == "actual"


def test_every_metric_is_of_the_closed_list() -> None:
    assert {"revenue", "tariff_rate", "rank", "threshold"} <= metric_names()
    for row, lang in ROWS:
        assert {f.metric for f in quantities(row[0], lang)} - {None} <= metric_names()


PIECES = st.sampled_from(
    [
        "2025年",
        "第三季度",
        "10月1日",
        "去年",
        "营收",
        "增长",
        "下降至",
        "从",
        "到",
        "约",
        "近",
        "超",
        "3.5",
        "1,200",
        "二十",
        "三千万",
        "万",
        "亿",
        "%",
        "元",
        "美元",
        "家",
        "倍",
        "个百分点",
        "$",
        "€",
        "-",
        "~",
        "、",
        "，",
        "。",
        "\n",
        "(",
        ")",
        "rose",
        "fell",
        "to",
        "from",
        "by",
        "in",
        "billion",
        "percent",
        "a",
        "third",
        "double",
        "Q3",
        "2025",
        "Nov.",
        "19",
        "USD",
        "/month",
        "per",
        "share",
        "S&P",
        "500",
        "iPhone",
        "17",
        "第",
        "前",
        "大",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(PIECES, max_size=25).map(" ".join)
    | st.lists(PIECES, max_size=25).map("".join)
    | st.text(max_size=80)
)
def test_spans_are_true_sorted_and_do_not_overlap(text: str) -> None:
    found = find_figures(document(text), [])
    for figure in found:
        assert text[figure.start : figure.end] == figure.quote != ""
        assert figure.kind in KINDS
        assert figure.quote == figure.quote.strip()
        assert not (figure.value is not None and figure.low is not None)
        assert (figure.low is None) == (figure.high is None)
        assert figure.low is None or figure.high is None or figure.low < figure.high
        assert figure.kind != "date" or figure.period
        assert figure.kind in ("date", "docref") or figure.value is not None or figure.low is not None
    for a, b in itertools.pairwise(found):
        assert a.end <= b.start


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_the_same_text_gives_the_same_figures(text: str) -> None:
    assert find_figures(document(text), []) == find_figures(document(text), [])


def test_full_width_says_the_same() -> None:
    plain, wide = "增长12.5%，达1,200万美元", "增长１２．５％，达１，２００万美元"
    assert [(f.value, f.kind) for f in quantities(wide, Lang.ZH_HANS)] == [
        (f.value, f.kind) for f in quantities(plain, Lang.ZH_HANS)
    ]


@pytest.mark.parametrize("traditional,simplified", [("營收達３億元，年增兩成", "营收达３亿元，年增两成")])
def test_traditional_says_the_same(traditional: str, simplified: str) -> None:
    a = [replace(f, quote="") for f in quantities(traditional, Lang.ZH_HANS)]
    b = [replace(f, quote="") for f in quantities(simplified, Lang.ZH_HANS)]
    assert a == b


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("从第一便士起征税。", Lang.ZH_HANS),
        ("每件包裹从第一分钱起计税。", Lang.ZH_HANS),
        ("每件包裹從第一塊錢起計稅。", Lang.ZH_HANT),
        ("Duty is due from the first penny.", Lang.EN),
        ("Duty applies from the very first cent of value.", Lang.EN),
    ],
)
def test_the_first_penny_is_no_amount(text: str, lang: Lang) -> None:
    assert quantities(text, lang) == []


@pytest.mark.slow
def test_many_names_and_many_figures_cost_linear_time() -> None:
    """Every sentence names a company and cites one; twice the text costs about twice the time."""

    def seconds(size: int) -> float:
        piece = "据甲乙研究统计，丙丁集团营收增长8%，丙丁集团称利润为3亿元。"
        named = [
            Mention(start=len(piece) * n + at, end=len(piece) * n + at + 4, quote=quote, type="ORG", id=quote)
            for n in range(size)
            for at, quote in ((1, "甲乙研究"), (8, "丙丁集团"), (19, "丙丁集团"))
        ]
        given = document(piece * size)
        began = time.process_time()
        assert len(find_figures(given, named)) == 2 * size
        return time.process_time() - began

    seconds(20)
    assert grows_evenly(seconds, 400, 800, factor=4, free=1.0)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold is not part of the project")
def test_span_and_value_on_the_development_gold() -> None:
    """A floor, not a goal: recall of span and value of the annotated quantities."""
    rows = [json.loads(line) for line in (SHARED / "gold/figures_dev.jsonl").read_text("utf-8").splitlines()]
    hits = wanted = 0
    for row in rows:
        if row.get("optional") or row.get("context") is None or row.get("value") is None:
            continue
        wanted += 1
        found = find_figures(document(row["context"], Lang.EN), [])
        hits += any(f.quote == row["quote"] and f.value == Decimal(str(row["value"])) for f in found)
    assert wanted > 20
    assert hits / wanted >= 0.9
