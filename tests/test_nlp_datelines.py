"""Datelines: what stands before the first sentence and is none of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.datelines import after_dateline

LINES = [
    "BRUSSELS, Nov. 3 (Northline) - ",
    "SAN JOSE, March 12 — ",
    "PARIS (Desk) -- ",
    "【本报讯】",
    "【記者 李某 高雄報導】",
    "（本報記者陳某）",
    "[早市电] ",
    "跨海商讯11月3日讯 ",
    "某某社3月12日电，",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("rest", ["Temu told sellers so.", "Temu周三通知卖家。", ""])
def test_the_text_begins_after_its_dateline(line: str, rest: str) -> None:
    assert after_dateline(line + rest) == len(line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Temu told sellers so.",
        "The fee - all of it - rises.",
        "【独家】佣金上调。",
        "（更新）佣金上调。",
        "[早市] 佣金上调。",
        "11月3日，平台通知卖家。",
        "海关总署11月3日公告，税率调整。",
        "USPS said on Monday - and again on Tuesday - that it would pause.",
    ],
)
def test_what_is_no_dateline_is_part_of_the_text(text: str) -> None:
    assert after_dateline(text) == 0


@given(st.text(max_size=200))
def test_the_offset_lies_in_the_text(text: str) -> None:
    assert 0 <= after_dateline(text) <= len(text)


@pytest.mark.parametrize("piece", ["A", "【", "A, ", "讯", "(", "记者【"])
def test_hostile_openings_take_no_time(piece: str) -> None:
    began = time.process_time()
    after_dateline(piece * 100_000)
    assert time.process_time() - began < 2
