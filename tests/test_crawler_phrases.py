"""crawler.reading.phrases: what is left of a line when the words of furniture are taken out."""

from __future__ import annotations

import time
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_evenly

from crawler.reading.phrases import cover
from nlp.script import fold


def phrases() -> dict[str, object]:
    return tomllib.loads(
        resources.files("crawler.reading").joinpath("phrases.toml").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("扫描下方二维码，加入卖家交流群", "follow us"),
        ("掃描下方二維碼，加入賣家交流群", "follow us"),
        ("登入後查看更多內容", "login wall"),
        ("登录后查看更多内容", "login wall"),
        ("Get the Tidewater briefing in your inbox every morning", "newsletter"),
        ("隱私權政策 | 服務條款", "statement"),
        ("相關報導", "related articles"),
        ("收藏 点赞 分享", "share bar"),
        ("网友评论", "comments"),
    ],
)
def test_a_line_of_furniture_is_covered_by_the_words_of_its_topic(line: str, topic: str) -> None:
    found = cover(line)
    assert found is not None
    assert (found.topic, found.share >= 0.6) == (topic, True)


@pytest.mark.parametrize(
    "line",
    [
        "该公司的微信公众号在昨晚被封停。",
        "掃描器的訂單排到明年三月，業者說二維碼包裝是主因。",
        "The newsletter business has become the most profitable arm of the group.",
        "平台要求用户登录后查看订单明细，否则无法申请退税。",
    ],
)
def test_a_sentence_about_such_things_leaves_its_subject_and_verb(line: str) -> None:
    found = cover(line)
    assert found is None or found.share < 0.6


@pytest.mark.parametrize("line", ["", " ", "港口整夜没有停工。", "Freight rates fell again.", "12,300", "——"])
def test_a_line_without_a_telling_word_has_no_topic(line: str) -> None:
    assert cover(line) is None


def test_names_in_quotes_and_addresses_weigh_nothing() -> None:
    bare, named = cover("扫码关注公众号"), cover("扫码关注“港湾商报”公众号")
    assert bare is not None
    assert named is not None
    assert named.share == bare.share == 1.0
    assert (found := cover("Contact us at desk@harbor.example")) is not None
    assert found.share == 1.0


def test_an_unknown_name_weighs_less_than_an_unknown_word() -> None:
    name, word = cover("Subscribe to the Lantern newsletter"), cover("Subscribe to the lantern newsletter")
    assert name is not None
    assert word is not None
    assert name.share > word.share


def test_both_scripts_are_read_alike() -> None:
    pairs = [("转载请注明出处", "轉載請註明出處"), ("延伸阅读", "延伸閱讀"), ("更多新闻报道", "更多新聞報導")]
    for simple, traditional in pairs:
        assert cover(simple) == cover(traditional) is not None


def test_each_character_of_the_list_has_its_traditional_forms() -> None:
    lists = phrases()
    written = {
        char for char in f"{lists['glue']}{lists['topic']}{lists['regional']}" if "\u3400" <= char <= "\u9fff"
    }
    forms = [char for char in map(chr, range(0x3400, 0xA000)) if fold(char) != char and fold(char) in written]
    remedy = f"traditional = {''.join(forms)} simplified = {fold(''.join(forms))}"
    assert (lists["traditional"], lists["simplified"]) == ("".join(forms), fold("".join(forms))), remedy


def test_the_words_of_the_list_are_written_in_the_form_they_are_compared_in() -> None:
    topics = phrases()["topic"]
    assert isinstance(topics, list)
    for topic in topics:
        for key in ("strong", "late", "words"):
            words = topic.get(key, "")
            assert fold(words) == words, [char for char in words if fold(char) != char]


@given(st.text(max_size=400))
def test_a_share_is_a_share(line: str) -> None:
    found = cover(line)
    assert found is None or 0.0 <= found.share <= 1.0


@given(
    st.lists(
        st.sampled_from(["登录", "后", "share", "the", "更多", " ", "“", "”", "@x", "3", "newsletter", "港"]),
        max_size=60,
    )
)
def test_any_mixture_of_words_has_an_answer(words: list[str]) -> None:
    found = cover("".join(words))
    assert found is None or 0.0 <= found.share <= 1.0


@pytest.mark.parametrize("piece", ["登录后", "share ", "“", "“a”登录", "a@b ", "更多", "by signing "])
def test_time_grows_evenly_with_the_line(piece: str) -> None:
    def seconds(size: int) -> float:
        line = (piece * size)[:size]
        began = time.process_time()
        for _ in range(20):
            cover(line)
        return time.process_time() - began

    assert grows_evenly(seconds, 100, 600, factor=18, free=0.05)
