"""Guesses put in shape: nlp.shapes_zh."""

from __future__ import annotations

import opencc
import pytest

from nlp.names import Known, Name
from nlp.script import fold
from nlp.shapes_zh import is_kind_alone, is_plain_word, shaped


def shape(text: str, guess: str, kind: str, *known: tuple[str, str]) -> list[tuple[str, str]]:
    folded = fold(text)
    start = text.index(guess)
    places = [
        Known(start=text.index(name), end=text.index(name) + len(name), type=type_, id=None)
        for name, type_ in known
    ]
    name = Name(start=start, end=start + len(guess), type=kind, id=None)
    return [(text[each.start : each.end], each.type) for each in shaped(folded, name, places)]


CASES = [
    ("运营方鹿塔信息致歉", "方鹿塔信息", "ORG", [("鹿塔信息", "ORG")]),
    ("供应商沐阶在公告里说", "沐阶在", "ORG", [("沐阶", "ORG")]),
    ("例子是宁海企业卡乐途", "宁海企业卡乐途", "ORG", [("宁海", "GPE"), ("卡乐途", "ORG")]),
    ("官员施明德屡查不倒", "施明德屡查", "PERSON", [("施明德", "PERSON")]),
    ("上官柏青上月辞职", "柏青", "PERSON", [("上官柏青", "PERSON")]),
    ("物流依旧是难题", "物流", "GPE", []),
    ("香港-欧洲  33.5  38.1", "香港-欧洲  33.5", "ORG", []),
    ("2024香港激光矫视", "2024香港激光矫视", "EVENT", []),
    ("充分发挥严格进京", "格进京", "LAW", []),
    ("加工户林石旺头一回做直播", "加工户林石旺头一回做直播", "ORG", []),
    ("布达佩斯近郊的毛格洛德", "毛格洛德", "GPE", [("毛格洛德", "GPE")]),
    ("苏州澜汐云仓科技股份有限公司", "苏州澜汐云仓科技股份有限公司", "ORG", [("苏州澜汐云仓科技股份有限公司", "ORG")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "guess", "kind", "expected"), CASES)
def test_a_guess_loses_what_stands_beside_the_name(
    text: str, guess: str, kind: str, expected: list[tuple[str, str]]
) -> None:
    assert shape(text, guess, kind) == expected


@pytest.mark.parametrize(("text", "guess", "kind", "expected"), CASES)
def test_both_scripts_are_cut_alike(
    text: str, guess: str, kind: str, expected: list[tuple[str, str]]
) -> None:
    convert = opencc.OpenCC("s2t").convert
    assert shape(convert(text), convert(guess), kind) == [(convert(name), of) for name, of in expected]


def test_a_place_in_its_province_is_the_place() -> None:
    assert shape("在河北省遵化市的田间", "河北省遵化市", "GPE", ("河北", "GPE")) == [("遵化", "GPE")]


def test_a_verb_between_two_companies_makes_no_third() -> None:
    assert shape("汇丰研究升联想集团目标价", "汇丰研究升联想集团", "ORG", ("联想集团", "ORG")) == []


def test_words_and_kinds_are_no_names() -> None:
    assert is_plain_word("难题")
    assert not is_plain_word("北京")
    assert not is_plain_word("澜汐")
    assert is_kind_alone("公安局")
    assert not is_kind_alone("商务部")
