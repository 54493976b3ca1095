"""Shares with spaces between their characters say what they say without."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Figure, Lang


def _shares(text: str) -> list[Figure]:
    found = find_figures(build_document(text, lang=Lang.ZH_HANS), ())
    return [figure for figure in found if figure.kind in ("percent", "pp")]


@pytest.mark.parametrize(
    ("closed", "value"),
    [
        ("百分之五十", "50"),
        ("百分之二点五", "2.5"),
        ("百分之12.5", "12.5"),
        ("一百二十个百分点", "120"),
        ("3.5个百分点", "3.5"),
        ("四点五个百分点", "4.5"),
        ("七成六", "76"),
        ("三成半", "35"),
        ("八点五折", "85"),
        ("六五折", "65"),
    ],
)
@given(gaps=st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_spaces_change_nothing(closed: str, value: str, gaps: list[int]) -> None:
    # A number in digits is one word; the spaces are around it.
    parts: list[str] = []
    for character in closed:
        if parts and character in "0123456789." and parts[-1][-1] in "0123456789.":
            parts[-1] += character
        else:
            parts.append(character)
    spaced = "".join(part + " " * gap for part, gap in zip(parts, gaps, strict=False)).rstrip()
    (figure,) = _shares(f"比重为{spaced}，不变。")
    assert figure.quote == spaced
    assert figure.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "分 为 三 类 产品",
        "二 零 二 五 成立",
        "五 折扣 多多",
        "1 2 3 4 5",
        "表 一 二 三 四 五 六",
        "第 一 百 货",
    ],
)
def test_spaced_words_are_no_shares(text: str) -> None:
    assert _shares(text) == []
