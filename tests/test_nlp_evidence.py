"""nlp.evidence: how well a text is grounded, by what is found in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate, annotation_row
from store.records import Article, Evidence, Lang

JUDGED = Path(__file__).parent / "data/evidence_judged.jsonl"
AT = datetime(2026, 11, 5, 8, tzinfo=UTC)

SOURCED = (
    "海关总署表示，十月跨境电商出口额为1200亿元，同比增长12%。"
    "据商务部数据，前三季度进口额为430亿元。"
    "艾媒咨询指出，全年规模预计达到2万亿元。"
)
BARE = "平台的佣金是6%。卖家付3元运费。仓储费涨了15%。"
SELLING = "想了解更多方法？扫码添加微信，免费领取干货资料包，立即注册还有优惠码，名额有限！"


def evidence(text: str, *, lang: Lang = Lang.ZH_HANS, dated: bool = True, title: str = "") -> Evidence:
    made = annotate(
        Article(
            id=1, url="https://a.example/1", source_id="a", title=title, text=text, lang=lang, fetched_at=AT,
            published_at=AT if dated else None,
        )
    )  # fmt: skip
    assert made.evidence is not None
    return made.evidence


def test_what_is_counted() -> None:
    found = evidence(SOURCED)
    assert (found.dated, found.sourced, found.promotional) == (True, 3, 0)
    assert found.figures >= 4
    assert found.attributed >= 3
    assert found.grade == "A"


def test_the_formula() -> None:
    found = evidence(BARE)
    assert (found.sourced, found.figures, found.attributed) == (0, 3, 0)
    assert (found.score, found.grade) == (0.25, "C")
    assert evidence(BARE, dated=False).score == 0
    found = evidence("平台调整了退货的办法。海关总署表示，办法从下月起施行。")
    assert found.figures == 0
    assert found.score == pytest.approx(
        0.25 + 0.75 * (1 - 0.6), abs=0.001
    )  # without figures sourcing is both


def test_the_order_of_texts() -> None:
    scores = [evidence(text).score for text in (SOURCED, SOURCED + SELLING, BARE, BARE + SELLING)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4
    assert evidence(SELLING, dated=False).grade == "D"


def test_an_official_document_attributes_the_figures_of_its_sentence() -> None:
    with_number = evidence("财关税〔2026〕12号将限额提高到8000元。")
    without = evidence("新办法将限额提高到8000元。")
    assert (with_number.attributed, without.attributed) == (1, 0)


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("Use code HARBOUR for your first order. Shop now.", 2),
        ("This post contains affiliate links; we may earn something.", 2),
        ("Sponsored content from the port.", 1),
        ("Start your free trial today. Don’t miss out!", 2),
        # news about the same things
        ("The regulator fined the app over promotions that it called time-limited.", 0),
        ("Sellers who click through the ads pay by the click.", 0),
        ("The court ruled that affiliates are not employees.", 0),
        ("Shoppers bought now what they had put off in spring.", 0),
    ],
)
def test_markers_of_advertising_in_english(text: str, markers: int) -> None:
    assert evidence(text, lang=Lang.EN).promotional == markers


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("扫码关注，立即注册。", 2),
        ("點擊連結免費領取，名額有限。", 3),
        ("优惠码：HARBOUR，限时优惠中。", 2),
        # news about the same things
        ("平台注册商家数量同比增长两成。", 0),
        ("监管部门处罚了以限时折扣误导消费者的商家。", 0),
        ("消费者关注退货运费由谁承担。", 0),
        ("二维码支付在夜市已经普及。", 0),
    ],
)
def test_markers_of_advertising_in_chinese(text: str, markers: int) -> None:
    assert evidence(text).promotional == markers


def test_a_headline_sells_too() -> None:
    assert evidence(BARE, title="限时优惠：佣金减半").promotional == 1


@pytest.mark.parametrize("text", [SOURCED, BARE, SELLING, SOURCED + SELLING])
def test_both_scripts_of_a_text_are_graded_alike(text: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(text)
    one, other = evidence(text), evidence(traditional, lang=Lang.ZH_HANT)
    assert (one.sourced, one.promotional, one.grade) == (other.sourced, other.promotional, other.grade)


@pytest.mark.parametrize(
    ("text", "sourced"),
    [
        ("According to Harbour Research, prices fell.", 1),
        ("Prices fell, according to the Bureau of Trade.", 1),
        ("Lin Yue said prices would fall.", 1),
        ("Prices fell. They fell again. It is said that they will rise.", 0),
    ],
)
def test_sentences_that_name_who_says_so(text: str, sourced: int) -> None:
    assert evidence(text, lang=Lang.EN).sourced == sourced


def test_advertising_that_is_reported_is_not_the_articles_own() -> None:
    assert evidence("法院认为，后台回复关键词领取红包的做法违反竞争规则。").promotional == 0
    assert evidence("后台回复关键词领取红包。").promotional == 1


def test_figures_of_a_sentence_that_names_who_says_so_are_attributed() -> None:
    found = evidence("平台宣布佣金由15%降到12%。仓储费涨了3%。")
    assert (found.sourced, found.figures, found.attributed) == (1, 3, 2)


def test_grades_agree_with_what_a_reader_judged() -> None:
    """Sixty texts of our own, graded A to D before anything was computed."""
    rows = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    steps = [
        abs(ord(evidence(row["text"], lang=Lang(row["lang"]), dated=row["dated"]).grade) - ord(row["grade"]))
        for row in rows
    ]
    assert len(steps) == 60
    assert max(steps) <= 1
    assert steps.count(0) >= 40


def test_it_is_printed_with_the_annotations() -> None:
    made = annotate(
        Article(id=1, url="a", source_id="a", title="", text=BARE, lang=Lang.ZH_HANS, fetched_at=AT)
    )
    assert annotation_row(made)["evidence"] == {
        "dated": False, "sourced": 0, "figures": 3, "attributed": 0, "promotional": 0, "score": 0.0, "grade": "D",
    }  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_grade(text: str) -> None:
    found = evidence(text)
    assert 0 <= found.score <= 1
    assert 0 <= found.attributed <= found.figures
    assert found.grade in "ABCD"
