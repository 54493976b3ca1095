"""What of a text is none of its article: offers, pointers to other articles, picture credits."""

from __future__ import annotations

import time

import pytest
from timing import grows_evenly

from nlp.asides import CREDIT, PROMOTION, find_asides, kind_at
from nlp.segment import build_document
from store.records import LineKind, Paragraph

BODY = "澜汐科技在宁波新开一座分拣中心。\n每天可处理八万件包裹,比去年多一倍。"


def _kinds(text: str) -> list[str]:
    """The kind of each line, at its first letter."""
    asides = find_asides(build_document(text))
    found, at = [], 0
    for line in text.split("\n"):
        found.append(kind_at(asides, at))
        at += len(line) + 1
    return found


@pytest.mark.parametrize(
    "closing",
    [
        "关注“港湾观察”公众号,回复“白皮书”领取全文。",
        "扫码加入卖家交流群",
        "立即預約海汐顧問,開啟您的跨境之路!",
        "延伸閱讀:海汐電商如何轉虧為盈?",
        "相关阅读:",
        "【推荐阅读】海汐电商调整费率",
        "Sign up for our newsletter and get Lumo news in your inbox.",
        "Read more: Lumo cuts its fees",
        "Subscribe to Harbour Weekly today.",
        "联系记者:desk@harbour.example",
        "本文由海汐跨境原创,转载请联系客服。",
    ],
)
def test_a_closing_line_that_sells_or_points_elsewhere(closing: str) -> None:
    assert _kinds(f"{BODY}\n{closing}") == ["", "", PROMOTION]


def test_several_closing_lines_and_the_headlines_they_point_to() -> None:
    text = f"{BODY}\n延伸阅读\n海汐电商调整费率\n港务局公布新规\n关注我们的微信公众号"
    assert _kinds(text) == ["", "", PROMOTION, PROMOTION, PROMOTION, PROMOTION]


def test_what_follows_the_end_of_an_article_is_another_one() -> None:
    text = f"{BODY}\n往下滑看下一篇文章\n海汐推出新方案。\n业者认为,这是大势所趋,并且会持续很多年。"
    assert _kinds(text) == ["", "", PROMOTION, PROMOTION, PROMOTION]


def test_a_pointer_in_the_middle_is_one_line() -> None:
    text = "海汐上调运费。\n延伸阅读:谁在涨价?\n卖家说,一票要多付三元,而且没有提前通知。"
    assert _kinds(text) == ["", PROMOTION, ""]


def test_news_about_promotions_is_no_promotion() -> None:
    text = (
        "海汐推出限时优惠,会员立即领取优惠券的人数翻倍。\n公司说,订阅人数达到三百万。\n分析师认为会继续增长。"
    )
    assert _kinds(text) == ["", "", ""]


def test_only_the_end_of_a_closing_paragraph_sells() -> None:
    text = f"{BODY}\n分拣中心由两家公司共建。扫码领取白皮书。"
    asides = find_asides(build_document(text))
    assert [text[aside.start : aside.end] for aside in asides] == ["扫码领取白皮书。"]


def test_credits_and_captions() -> None:
    text = f"图/ 港湾图片社\n{BODY}\n码头上的集装箱"
    start = text.rindex("码头")
    document = build_document(
        text,
        paragraphs=(
            Paragraph(start=0, end=8),
            Paragraph(start=start, end=len(text), kind=LineKind.CAPTION),
        ),
    )
    asides = find_asides(document)
    assert [kind_at(asides, at) for at in (2, 10, start)] == [CREDIT, "", CREDIT]
    assert _kinds("Photo: Lumo Images\nLumo opened a depot in Ghent.") == [CREDIT, ""]


def test_a_text_of_one_line_is_an_article() -> None:
    assert _kinds("扫码加入卖家交流群") == [""]
    assert find_asides(build_document("")) == []


@pytest.mark.parametrize(
    "unit", ["关注", "延伸阅读\n", "扫码。", "扫码\n", "领取", "read more:\n", "@a.b", "(图"]
)
def test_hostile_texts_cost_by_their_length(unit: str) -> None:
    def seconds(n: int) -> float:
        document = build_document((unit * n)[:n])
        began = time.perf_counter()
        find_asides(document)
        return time.perf_counter() - began

    assert grows_evenly(seconds, 20_000, 80_000, factor=9, free=0.5)
