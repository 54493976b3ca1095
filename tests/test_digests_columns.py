from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.columns import WIDTH, columns, wrap, wrap_text

ADDRESS = "https://news.example/" + "a" * 120


@pytest.mark.parametrize(
    "text, wide", [("abc", 3), ("关税", 4), ("é", 1), ("e\u0301", 1), ("Temu（7条）", 11), ("▂█", 2), ("ｶﾅ", 2)]
)  # fmt: skip
def test_a_chinese_character_takes_two_columns(text: str, wide: int) -> None:
    assert columns(text) == wide


def test_english_is_broken_at_spaces_under_its_beginning() -> None:
    assert wrap("  - " + "stories " * 12) == [
        "  - stories stories stories stories stories stories stories stories stories",
        "    stories stories stories",
    ]


def test_chinese_is_broken_between_characters_but_not_before_a_stop() -> None:
    first, second = wrap("  " + "小额豁免取消之后" * 4 + "包裹改走海外仓，" + "清关")
    assert columns(first) <= WIDTH
    assert second.startswith("  ")
    assert second.strip()[0] not in "，。"
    for stop in range(60, 80):
        for line in wrap("包裹" * 10 + "x" * (stop - 40) + "，。》海外仓的库存已经足够支撑旺季销售" * 2)[1:]:
            assert line.strip()[0] not in "，。》"


def test_an_opening_mark_stays_with_what_it_opens() -> None:
    for stop in range(60, 80):
        for line in wrap("x" * stop + "（《海外仓的库存已经足够支撑旺季销售》）" * 2):
            assert line[-1] not in "（《"


def test_a_quote_is_marked_on_every_line() -> None:
    lines = wrap("  > “" + "parcels wait at the port and " * 10 + "”")
    assert len(lines) > 3
    assert all(line.startswith("  > ") for line in lines)


def test_an_address_is_never_broken() -> None:
    assert wrap(f"    {ADDRESS}") == [f"    {ADDRESS}"]
    assert f"  {ADDRESS}" in wrap(
        f"  It stands at {ADDRESS} and nowhere else in all of the wide world of the web"
    )


def test_a_word_without_end_is_cut() -> None:
    lines = wrap("* " + "x" * 500)
    assert max(columns(line) for line in lines) <= WIDTH
    assert "".join(line[2:] for line in lines) == "x" * 500


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="ab 关税，。（《“”x>*-\n", max_size=400))
def test_wrapping_loses_nothing_and_is_done_once(text: str) -> None:
    wrapped = wrap_text(text)
    assert wrap_text(wrapped) == wrapped

    def bare(lines: str) -> str:
        return re.sub(r"[\s>]+", "", lines)

    assert bare(wrapped) == bare(text)
    assert all(columns(line) <= WIDTH for line in wrapped.split("\n"))
