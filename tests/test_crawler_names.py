"""crawler.reading.names: bylines to names, and what is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from crawler.reading.names import MAX_NAMES, Grade, grade_of, people_in, read_names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Mara Quill and Jo Lane", ["Mara Quill", "Jo Lane"]),
        ("Mara Quill, Jo Lane & Ana de Souza", ["Mara Quill", "Jo Lane", "Ana de Souza"]),
        ("Mara Quill, Port Editor at Harbour News", ["Mara Quill"]),
        ("Mara Quill, Ph.D.", ["Mara Quill"]),
        ("Mara Quill, MD, FOMA", ["Mara Quill"]),
        ("MARA QUILL and JO LANE, Associated Press", ["MARA QUILL", "JO LANE"]),
        ("MARA QUILLAssociated Press", ["MARA QUILL"]),
        ("Mara Quill - Harbour Editorial Team", ["Mara Quill"]),
        ("Mara Quill (@mara)", ["Mara Quill"]),
        ("Mara Quill for Harbour News", ["Mara Quill"]),
        ("Mara Quill November 20, 2026", ["Mara Quill"]),
        ("Dr. Mara Quill", ["Dr. Mara Quill"]),
        ("Theresa May", ["Theresa May"]),
        ("Mara O’Hara-Smith", ["Mara O’Hara-Smith"]),
        ("何未 宋晓", ["何未", "宋晓"]),
        ("何未、宋晓", ["何未", "宋晓"]),
        ("何　未 宋晓文", ["何未", "宋晓文"]),
        ("记者何未", ["何未"]),
        ("海风晚报记者 何未", ["何未"]),
        ("海风新闻何未文", ["何未文"]),
        ("記者林亭萱／台北報導", ["林亭萱"]),
        ("林晓_NE0011", ["林晓"]),
        ("欧阳静", ["欧阳静"]),
        ("阿米娜·哈桑", ["阿米娜·哈桑"]),
        ("https://social.example/mara", []),
        ("mara@harbour.example", []),
        ("@mara", []),
        ("admin", []),
        ("作者", []),
        ("我已授权", []),
        ("澎湖縣28日電", []),
        ("$undefined", []),
        ("NOVEMBER 20", []),
        ("Written By", []),
        ("Watch live", []),
        ("", []),
        ("—", []),
    ],
)
def test_a_byline_as_names(raw: str, names: list[str]) -> None:
    assert read_names(raw) == names


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("Mara Quill", Grade.PERSON),
        ("Saskia de Boer", Grade.PERSON),
        ("何未", Grade.PERSON),
        ("林亭萱", Grade.PERSON),
        ("欧阳静文", Grade.PERSON),
        ("mangosteen77", Grade.HOUSE),  # an account's name with figures
        ("BeauHD", Grade.PEN),
        ("八卦大相公", Grade.PEN),
        ("海风新闻网", Grade.HOUSE),
        ("港务集团", Grade.HOUSE),
        ("The Harbour Team", Grade.HOUSE),
        ("Harbour Press", Grade.HOUSE),
        ("HARBOUR TODAY", Grade.HOUSE),
        ("Northport Gazette", Grade.HOUSE),
        ("Quay Business", Grade.HOUSE),
        ("harbour_web2", Grade.HOUSE),
        ("Port Reporter", Grade.HOUSE),
        ("x", Grade.NONE),
        ("分享文章", Grade.NONE),
        ("Read more", Grade.NONE),
        ("one two three four five six seven", Grade.NONE),
    ],
)
def test_what_a_name_is(name: str, grade: Grade) -> None:
    assert grade_of(name) is grade


def test_names_in_elements_of_their_own() -> None:
    card = "<div>By <a>Mara Quill</a><span>Port Reporter</span><a>Share</a></div>"
    assert people_in(fragment_fromstring(card)) == ["Mara Quill"]
    row = "<ul><li>Mara Quill</li><li>and</li><li>Jo Lane</li></ul>"
    assert people_in(fragment_fromstring(row)) == ["Mara Quill", "Jo Lane"]
    bio = f"<div><p>{'Harbour Street has been closed since May. ' * 5}</p><b>Jo Lane</b></div>"
    assert people_in(fragment_fromstring(bio)) == []


def test_a_crowd_is_cut() -> None:
    crowd = ", ".join(f"Mara Quill{letter}" for letter in "abcdefghijklmnop")
    assert len(read_names(crowd)) <= MAX_NAMES


@given(st.text(max_size=400))
def test_no_byline_raises(text: str) -> None:
    for name in read_names(text):
        assert grade_of(name) is not Grade.NONE
