"""Digits inside names: part of the name, unless the name is called by an amount or was cut out of a figure."""

from __future__ import annotations

import pytest

from nlp.protected import find_protected
from nlp.script import fold
from store.records import Mention


def is_protected(text: str, name: str, kind: str) -> bool:
    start = text.index(name)
    mention = Mention(start=start, end=start + len(name), quote=name, type=kind, id="x")
    return (start, start + len(name)) in find_protected(fold(text), [mention])


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("观潮发布望舒4.6，价格不变。", "望舒4.6", "PRODUCT"),
        ("六国化工涨停。", "六国化工", "ORG"),
        ("The rule is known as Proposition 65 in that state.", "Proposition 65", "LAW"),
        ("Seller group 24k Pets was suspended.", "24k Pets", "ORG"),
        ("It arrived on a Cessna 208B.", "Cessna 208B", "PRODUCT"),
        ("Windlass 9 to be sold.", "Windlass 9", "PRODUCT"),
    ],
)
def test_digits_of_a_name_are_no_figure(text: str, name: str, kind: str) -> None:
    assert is_protected(text, name, kind)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("欧盟拟收取2欧元手续费。", "2欧元手续费", "LAW"),
        ("台灣取消2000元免稅。", "2000元免稅", "LAW"),
        ("The EU plans a €2 handling fee.", "€2 handling fee", "LAW"),
        ("The 150-euro exemption ends.", "150-euro exemption", "LAW"),
        ("50%穿透规则生效。", "50%穿透规则", "LAW"),
        ("Fashion 44%, Groceries 21%, the rest online.", "Groceries 21", "ORG"),
        ("- Days 1 to 30: audit the feed", "Days 1", "PRODUCT"),
        ("香港－歐洲 33.5", "歐洲 33", "ORG"),
    ],
)
def test_an_amount_stays_a_figure(text: str, name: str, kind: str) -> None:
    assert not is_protected(text, name, kind)
