"""Bodies of state named without their country: nlp.state_bodies."""

from __future__ import annotations

import pytest

from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document


def ids(text: str) -> dict[str, str | None]:
    return {each.quote: each.id for each in find_mentions(build_document(text), load_lexicon())}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("美国国际贸易法院判它胜诉，案件随后进入最高法院。", "最高法院", "us-supreme-court"),
        ("美國國際貿易法院判它勝訴，案件隨後進入最高法院。", "最高法院", "us-supreme-court"),
        ("印度尼西亚进口商一路上诉到最高法院。", "最高法院", "indonesia-supreme-court"),
        ("越南政府表示，商务部将调查低价包裹。", "商务部", "vietnam-commerce-ministry"),
        ("商务部周四表示，将调查低价包裹。", "商务部", "mofcom"),
        ("针对美国加征关税，商务部表示反对。", "商务部", "mofcom"),
        ("美国政府宣布对华加征关税，商务部回应。", "商务部", "mofcom"),
        ("最高人民法院发布解释。", "最高人民法院", "supreme-court-china"),
    ],
)
def test_the_country_around_says_whose_body_it_is(text: str, name: str, expected: str) -> None:
    assert ids(text)[name] == expected


def test_a_court_nobody_places_is_no_countrys() -> None:
    assert ids("案件已进入最高法院。").get("最高法院") not in ("supreme-court-china", "us-supreme-court")


def test_a_ministry_may_list_what_it_is_for() -> None:
    assert "投资、贸易及工业部" in ids("签发权统一交给投资、贸易及工业部。")
