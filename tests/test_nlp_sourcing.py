"""nlp.sourcing: sentences that name who says what they say."""

from __future__ import annotations

import time

import opencc
import pytest
from timing import grows_evenly

from nlp.segment import build_document
from nlp.sourcing import says_who
from store.records import Lang

NAMED = (
    "海关总署8日公布的数据显示，前十月出口增长。",
    "统计局贸易司司长何文表示，家电的销售回升。",
    "“货量比九月多，”港口集团业务部经理陈立对记者说。",
    "公司称，利润下滑与折旧有关。",
    "公告显示，合同为期五年。",
    "记者从宁波市商务局获悉，新规下月施行。",
    "据市场发展委员会介绍，摊位全部租出。",
    "世贸组织首席经济学家在报告中指出，亚洲的出口会增长。",
    "港口集团今日发布了三季报，收入增长两成。",
    "平台宣布下调佣金。",
    "该公司创始人周明透露，明年再开五座仓。",
    "商戶黃女士說，艙位要到二月才鬆動。",
    "The company told sellers in an email that fees would rise.",
    "The ministry’s survey found that fewer goods were bought online.",
    "“Consumers kept buying,” said Dana Whitlock, chief economist at a bank.",
    "A spokesperson for the port authority said a berth opens in June.",
    "Harrow Research estimated that prices rose.",
)
UNNAMED = (
    "有人说广告越来越贵，有人说算法变了。",
    "业内人士认为，门槛降低了。",
    "专家普遍认为，影响会逐步显现。",
    "消息人士透露，谈判已近尾声。",
    "有分析认为，补贴大战将告一段落。",
    "“能撑过去就好。”他说。",
    "预计明年还会上涨。",
    "该平台号称全球最大。",
    "笔者认为不必焦虑。",
    "平台补贴大战将告一段落。",
    "外傳某百貨有意退出市場。",
    "新仓大部分货物来自华东。",
    "小说销量上升，说明书也要翻译。",
    "Somebody said the landlord wants to build flats.",
    "Analysts say that shopping will change.",
    "Many said they would wait. It is said that prices fall.",
    "The company opened its first store on Saturday.",
    "The parcel carrier lost the box.",
)


def sourced(text: str) -> int:
    document = build_document(text)
    return sum(says_who(document, sentence, frozenset()) for sentence in document.sentences)


@pytest.mark.parametrize("line", NAMED)
def test_somebody_is_named(line: str) -> None:
    assert sourced(line) >= 1


@pytest.mark.parametrize("line", UNNAMED)
def test_nobody_in_particular(line: str) -> None:
    assert sourced(line) == 0


@pytest.mark.parametrize("line", [line for line in NAMED + UNNAMED if line[0] > "\u2e80" or line[0] == "“"])
def test_both_scripts_alike(line: str) -> None:
    turned = opencc.OpenCC("s2t").convert(line)
    document = build_document(turned, lang=Lang.ZH_HANT)
    made = sum(says_who(document, sentence, frozenset()) for sentence in document.sentences)
    assert made == sourced(line)


def test_a_known_name_speaks_whatever_its_form() -> None:
    document = build_document("远屿表示，今年再添三仓。")
    (sentence,) = document.sentences
    assert not says_who(document, sentence, frozenset())
    assert says_who(document, sentence, frozenset({"远屿"}))


@pytest.mark.parametrize(
    "piece", ["公司在", "表示", "从公司", "a company ", "said A B ", "据", "主席王", "the port "]
)
def test_time_grows_with_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        document = build_document((piece * size)[:size], lang=Lang.MIXED)
        began = time.process_time()
        for sentence in document.sentences:
            says_who(document, sentence, frozenset())
        return time.process_time() - began

    assert grows_evenly(seconds, 20_000, 40_000, factor=4, free=1.0)
