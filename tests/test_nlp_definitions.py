"""What a document says a thing is also called, and that it holds: nlp.definitions, nlp.consistency, nlp.opening.

The persons and companies here are invented.
"""

from __future__ import annotations

import time

import opencc
import pytest
from timing import grows_evenly

from nlp.consistency import Part, surface_key, with_uses
from nlp.definitions import find_definitions, is_name, short_forms
from nlp.entities import find_mentions
from nlp.finds import Find
from nlp.lexicon import load_lexicon
from nlp.script import fold
from nlp.segment import build_document
from store.records import Mention


def find(text: str, surface: str, kind: str = "ORG", *, listed: bool = False) -> Find:
    start = text.index(surface)
    return Find(start=start, end=start + len(surface), type=kind, id=None, found_by="form", listed=listed)


def told(text: str, surface: str, kind: str = "ORG", *, listed: bool = False) -> list[str]:
    finds = [find(text, surface, kind, listed=listed)]
    return [each.surface for each in find_definitions(text, fold(text), finds, load_lexicon()) if each.told]


@pytest.mark.parametrize(
    ("text", "surface", "kind", "expected"),
    [
        # in brackets, in both orders
        ("澄屿（Chengyu Home）召回", "澄屿", "ORG", ["Chengyu Home"]),
        ("澄嶼（chengyu）召回", "澄嶼", "ORG", ["chengyu"]),
        ("Ulla Brinkstad（乌拉·布林斯塔）说", "Ulla Brinkstad", "PERSON", ["乌拉·布林斯塔"]),
        ("Kestora（珂思拓）创始人", "Kestora", "ORG", ["珂思拓"]),
        ("全球包裹联盟（GPA）开会", "全球包裹联盟", "ORG", ["GPA"]),
        ("the Global Parcel Alliance (GPA) met", "Global Parcel Alliance", "ORG", ["GPA"]),
        ("安迪·布兰(Andy Brann)表示", "安迪·布兰", "PERSON", ["Andy Brann"]),
        # with a word for it
        ("顺昌达（以下简称“顺昌”）拖欠", "顺昌达", "ORG", ["顺昌"]),
        ("順昌達（下稱「順昌」）拖欠", "順昌達", "ORG", ["順昌"]),
        ("青禾优选，又称“青禾”，总部", "青禾优选", "ORG", ["青禾"]),
        ("Ostra Cargo, formerly known as Meridian Freight, sank", "Ostra Cargo", "ORG", ["Meridian Freight"]),
        ("Ostra, the company formerly known as Meridian, sank", "Ostra", "ORG", ["Meridian"]),
        ("Ostra Cargo (formerly Meridian) sank", "Ostra Cargo", "ORG", ["Meridian"]),
        ('Ostra Cargo ("Ostra") sank', "Ostra Cargo", "ORG", []),
        # remarks and parties are no names
        ("Ostra Cargo (the Company) sank", "Ostra Cargo", "ORG", []),
        ("顺昌达（以下简称“公司”）拖欠", "顺昌达", "ORG", []),
        ("Kestora（上市公司）的", "Kestora", "ORG", []),
        ("Kestora（拼多多旗下）的", "Kestora", "ORG", []),
        ("Kestora (Berlin) sank", "Kestora", "ORG", []),
        ("澄屿（2025年）召回", "澄屿", "ORG", []),
        ("波兰（Poland）的", "波兰", "GPE", []),
        ("澄屿（CEO）说", "澄屿", "ORG", []),
        ("澄屿召回", "澄屿", "ORG", []),
    ],
)
def test_what_is_told(text: str, surface: str, kind: str, expected: list[str]) -> None:
    assert told(text, surface, kind) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Ulla Brinkstad", "PERSON", {"Brinkstad"}),
        ("Ulla Brink-Stadt", "PERSON", {"Brink-Stadt", "Stadt"}),
        ("Lu Jiayan", "PERSON", {"Jiayan", "Lu"}),
        ("乌拉·布林斯塔", "PERSON", {"布林斯塔"}),
        ("陆嘉言", "PERSON", set()),
        ("Xinhe Logistics", "ORG", {"Xinhe"}),
        ("Xinhe Cargo Group", "ORG", {"Xinhe Cargo", "Xinhe"}),
        ("Carrow & Daughters Haulage", "ORG", {"Carrow & Daughters", "Carrow"}),
        ("Chengyu Home", "ORG", {"Chengyu"}),
        ("General Motors", "ORG", set()),
        ("澜汐科技", "ORG", {"澜汐"}),
        (
            "深圳市澜汐科技有限公司",
            "ORG",
            {"澜汐科技", "澜汐", "深圳市澜汐科技", "深圳市澜汐", "澜汐科技有限公司"},
        ),
        ("VORA 科技集团", "ORG", {"VORA 科技", "VORA"}),
        ("The 有限公司", "ORG", set()),
        ("数据科技", "ORG", {"数据"}),  # believed where it is found, not looked for
        ("Parcel Act", "LAW", set()),
    ],
)
def test_short_forms(name: str, kind: str, expected: set[str]) -> None:
    assert set(short_forms(name, fold(name), kind, load_lexicon())) == expected


@pytest.mark.parametrize(
    ("surface", "expected"),
    [("Meridian", True), ("company", False), ("the", False), ("平台", False), ("珂思拓", True), ("X", False),
     ("CEO", False), ("的确", False), ("a b", False), ("Bank of Ostra", True)],
)  # fmt: skip
def test_is_name(surface: str, expected: bool) -> None:
    assert is_name(surface) is expected


# --- in the document ----------------------------------------------------------------------------------------


def mentions(text: str, title: str = "") -> list[Mention]:
    return find_mentions(build_document(text, title=title), load_lexicon())


def ids_of(text: str, surface: str, title: str = "") -> set[str | None]:
    key = surface_key(surface)
    return {each.id for each in mentions(text, title) if surface_key(each.quote) == key}


@pytest.mark.parametrize(
    ("text", "title", "surfaces", "entity_id"),
    [
        (
            "澄屿（Chengyu Home）宣布召回。Chengyu的电风扇起火，澄屿道歉。",
            "",
            ["澄屿", "Chengyu"],
            "chengyu-home",
        ),
        ("澜汐科技宣布裁员三成。澜汐回应称属正常调整。", "", ["澜汐科技", "澜汐"], "lanxi-keji"),
        ("瀾汐科技宣布裁員三成。瀾汐回應稱屬正常調整。", "", ["瀾汐科技", "瀾汐"], "lanxi-keji"),
        ("物流商顺昌达（以下简称“顺昌”）拖欠运费，顺昌否认。", "", ["顺昌达", "顺昌"], "shunchangda"),
        ("Quillmere Logistics said volumes fell. Quillmere waits.", "", ["Quillmere"], "quillmere-logistics"),
        (
            "Meridian Freight, formerly known as Ostrava Cargo, filed for bankruptcy.",
            "",
            ["Ostrava Cargo"],
            "meridian-freight",
        ),
        ("Kestora（珂思拓）宣布扩张。珂思拓去年营收翻倍。", "珂思拓出海", ["Kestora", "珂思拓"], "kestora"),
        # the title first, the text in full
        (
            "Quillmere Logistics said volumes fell.",
            "Quillmere cuts its outlook",
            ["Quillmere"],
            "quillmere-logistics",
        ),
        # a thing of the catalogue keeps its id
        ("Andy Jassy（安迪·贾西）说，云业务在增长。", "", ["安迪·贾西"], "andy-jassy"),
        # a stock symbol is its owner's
        ("Pindudo Holding (NASDAQ: PDD) said it grew. Pindudo rose.", "", ["Pindudo"], "pdd"),
        ("据悉巴巴利集团（09988.HK）宣布回购。", "", ["巴巴利集团"], "alibaba"),
        ("入仓分销网络（AWD）扩容，AWD费用下调。", "", ["AWD"], "amazon-awd"),
    ],
)
def test_one_name_has_one_id(text: str, title: str, surfaces: list[str], entity_id: str) -> None:
    for surface in surfaces:
        assert ids_of(text, surface, title) == {entity_id}


def test_a_short_form_of_two_things_is_nobodys() -> None:
    text = "Anna Brinkstad met Peter Brinkstad. Brinkstad said it was raining."
    assert "anna-brinkstad" not in ids_of(text, "Brinkstad")
    assert "peter-brinkstad" not in ids_of(text, "Brinkstad")


def test_an_unknown_thing_is_provisional() -> None:
    found = {each.quote: each for each in mentions("Quillmere Logistics and Temu said volumes fell.")}
    assert found["Quillmere Logistics"].provisional
    assert not found["Temu"].provisional
    assert found["Temu"].found_by == "lexicon"


def test_a_name_does_not_link_by_the_back_door() -> None:
    """A name the lexicon decided against is not its thing because its slug is that thing's id."""
    for mention in mentions(
        "Shell companies registered in Delaware hid the money. They gap in the Wish list."
    ):
        assert mention.provisional or mention.type == "GPE"


def test_a_transcription_of_a_person_of_the_catalogue_is_that_person() -> None:
    assert ids_of("墨西哥总统克劳迪娅·辛鲍姆说不加税。", "克劳迪娅·辛鲍姆") == {"claudia-sheinbaum"}


NEWS = [
    "澄屿（Chengyu Home）宣布召回两款电风扇。Chengyu的经销商说，澄屿会赔偿。",
    "苏州珞石云仓科技股份有限公司宣布完成融资。珞石云仓表示，珞石的客户超过百家。",
    "联合创始人陆嘉言表示，澜汐科技明年进入墨西哥。澜汐的对手是亚马逊。",
]


@pytest.mark.parametrize("text", NEWS)
@pytest.mark.parametrize("config", ["s2t", "s2tw"])
def test_both_scripts_define_alike(text: str, config: str) -> None:
    copy = opencc.OpenCC(config).convert(text)
    assert [(each.start, each.end, each.type, each.id) for each in mentions(copy)] == [
        (each.start, each.end, each.type, each.id) for each in mentions(text)
    ]


def test_uses_respect_words_and_longer_names() -> None:
    text = "Reed met Jane. Reed Hastings and Price spoke; the Price fell."
    part = Part(text=text, folded=fold(text), finds=[])
    from nlp.consistency import Thing

    things = {"Reed": Thing(id="reed", type="PERSON", listed=False)}
    assert [(each.start, each.end) for each in with_uses(part, things, None)] == [(0, 4)]


HOSTILE = {
    "brackets": "澄屿（（（",
    "aliases": "澄屿科技（Chengyu Home）",
    "chains": "Ab Cd (Ef Gh) (Ij Kl) ",
    "markers": "又称又称",
    "names": "Quill{} Freight said no. ",
    "persons": "Ulla Brink{} said no. ",
    "quotes": "澄屿（以下简称“",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.slow
def test_time_is_linear_on_hostile_text(name: str) -> None:
    lexicon = load_lexicon()
    letters = "abcdefghijklmnopqrstuvwxyz"

    def seconds(size: int) -> float:
        unit = HOSTILE[name]
        pieces = [
            unit.replace("{}", letters[i % 26] + letters[i // 26 % 26] + letters[i // 676 % 26])
            for i in range(size // len(unit))
        ]
        document = build_document("".join(pieces))
        began = time.process_time()
        find_mentions(document, lexicon)
        return time.process_time() - began

    seconds(500)
    assert grows_evenly(seconds, 4_000, 32_000, factor=24, free=0.5)
