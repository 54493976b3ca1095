"""Which of the lexicon's hits are meant: nlp.senses, with a small lexicon made for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.lexicon import Lexicon, load_lexicon
from nlp.segment import build_document
from nlp.senses import find_senses

ROWS = """
zap-group,ORG,Zappelin Group|Zappelin,泽佩林,,,,泽佩林飞艇
zap-post,PRODUCT,~=Parcel|Zappelin Parcel,~快包,,zap-group,,
zap-bear,PRODUCT,~=Bruno,~布鲁诺熊,,zap-post,,
zap-rail,ORG,~=Ring,,,,railway|铁路,
zap-river,GPE,~=Zappelin,,,,flood|洪水,
zap-chip,PRODUCT,~Z-Core#,~泽芯#,,zap-group,,
zap-city,GPE,Zapville,泽普城,,,,
zap-court,ORG,~=Court,~法庭所,,zap-city,,
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("senses") / "extra.csv"
    path.write_text("id,type,en,zh_hans,zh_hant,parent,cues,not" + ROWS, encoding="utf-8")
    return load_lexicon(path)


def senses(lexicon: Lexicon, text: str, title: str = "") -> list[tuple[str, str]]:
    in_text, _ = find_senses(build_document(text, title=title), lexicon)
    return [(text[sense.start : sense.end], sense.alias.entity_id) for sense in in_text]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        # leftmost, then longest
        ("Zappelin Group and Zappelin", "", [("Zappelin Group", "zap-group"), ("Zappelin", "zap-group")]),
        ("Zappelin Parcel", "", [("Zappelin Parcel", "zap-post")]),
        # weak: nothing, the parent, the grandparent, a sibling, itself in full, the title, a cue
        ("The Parcel is late", "", []),
        ("Zappelin says the Parcel is late", "", [("Zappelin", "zap-group"), ("Parcel", "zap-post")]),
        ("泽佩林的快包涨价", "", [("泽佩林", "zap-group"), ("快包", "zap-post")]),
        ("Zappelin loves Bruno", "", [("Zappelin", "zap-group"), ("Bruno", "zap-bear")]),
        ("the Parcel, or Zappelin Parcel", "", [("Parcel", "zap-post"), ("Zappelin Parcel", "zap-post")]),
        ("The Parcel is late", "Zappelin in trouble", [("Parcel", "zap-post")]),
        ("the Ring was built", "", []),
        ("the Ring railway was built", "", [("Ring", "zap-rail")]),
        ("Ring修建铁路", "", [("Ring", "zap-rail")]),
        # a place is no relative: a court of the town is not every Court in a text on the town
        ("In Zapville the Court sat", "", [("Zapville", "zap-city")]),
        # case counts
        ("Zappelin and a parcel", "", [("Zappelin", "zap-group")]),
        # two things of one spelling: the cue must stand near
        ("The Zappelin flood is over", "", [("Zappelin", "zap-river")]),
        (
            "A flood came." + " Nothing else is new here." * 12 + " Zappelin sells toys.",
            "",
            [("Zappelin", "zap-group")],
        ),
        # a series needs its number
        ("the Z-Core 5 of Zappelin", "", [("Z-Core", "zap-chip"), ("Zappelin", "zap-group")]),
        ("the Z-Core of Zappelin", "", [("Zappelin", "zap-group")]),
        ("泽芯900发布", "", [("泽芯", "zap-chip")]),
        # confusables hide what they cover, and give no support
        ("泽佩林飞艇的快包", "", []),
        ("泽佩林飞艇与泽佩林", "", [("泽佩林", "zap-group")]),
        # addresses
        ("see https://zappelin.example/Zappelin for it", "", []),
        ("mail to Zappelin@toys.example now", "", []),
        ("www.toys.example/Zappelin", "", []),
        ("Zappelin: https://toys.example", "", [("Zappelin", "zap-group")]),
        ("", "", []),
    ],
)
def test_senses(lexicon: Lexicon, text: str, title: str, expected: list[tuple[str, str]]) -> None:
    assert senses(lexicon, text, title) == expected


def test_the_text_supports_the_title(lexicon: Lexicon) -> None:
    _, in_title = find_senses(build_document("Zappelin sells toys.", title="New Parcel"), lexicon)
    assert [(sense.start, sense.end, sense.alias.entity_id) for sense in in_title] == [(4, 10, "zap-post")]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("其中通过三项决议", False),
        ("中通快递涨价", True),
        ("中通涨价", True),
        ("他唱阿里郎", False),
        ("京东的面板", True),
        ("拼多多方面回应", True),
        ("他喝小米粥", False),
        ("小米发布手机", True),
        ("越南语课程", True),
        ("美国硅谷裁员", True),
        ("施用复合肥料", False),
        ("雨后有彩虹桥", False),
        ("沿海地带多雨", False),
    ],
)
def test_short_names_inside_other_words(text: str, there: bool) -> None:
    in_text, _ = find_senses(build_document(text), load_lexicon())
    assert bool(in_text) is there
    _, in_title = find_senses(build_document("今天是晴天。", title=text), load_lexicon())
    assert bool(in_title) is there


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("These things happen, the portal said of Quov.", False),
        ("The app is called Quov.", True),
        ("Apps such as Quov grow.", True),
        ("A port near Quov.", True),
        ("A Canadian at Quov.", True),
        ("他用Quov手机购物", True),
        ("他在Quov购物", False),
    ],
)
def test_a_latin_cue_is_looked_for_at_the_head_of_a_word(tmp_path: Path, text: str, there: bool) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,type,en,cues\nquov,ORG,~Quov,app|port|Canad|手机\n", encoding="utf-8")
    found, _ = find_senses(build_document(text), load_lexicon(path))
    assert ("quov" in {sense.alias.entity_id for sense in found}) is there


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美国商务部长卢特尼克表示", [("美国", "united-states")]),
        ("美國商務部長盧特尼克表示", [("美國", "united-states")]),
        (
            "日本财务省与美国商务部会谈",
            [("日本财务省", "japan-mof"), ("美国商务部", "us-commerce-department")],
        ),
        ("商务部长期关注这一问题", [("商务部", "mofcom")]),
        ("海关总署署长答记者问", [("海关总署", "gacc")]),
    ],
)
def test_an_office_is_not_the_body_it_heads(text: str, expected: list[tuple[str, str]]) -> None:
    found, _ = find_senses(build_document(text), load_lexicon())
    named = [(text[sense.start : sense.end], sense.alias.entity_id) for sense in found]
    assert [each for each in named if each[1] != "howard-lutnick"] == expected
