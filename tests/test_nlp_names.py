"""Names known by their form only: nlp.names, nlp.names_en, nlp.names_zh.

The persons, companies and bodies here are invented.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.names import Known, Name, bodies, common_words, slug, with_overlapped, word_list
from nlp.names_en import find_english_names
from nlp.names_zh import find_chinese_names
from nlp.script import fold
from nlp.segment import find_sentences


def english(text: str, known: list[Known] | None = None) -> list[tuple[str, str]]:
    names = find_english_names(text, find_sentences(text), known or [])
    return [(text[name.start : name.end], name.type) for name in names]


def chinese(text: str, known: list[Known] | None = None) -> set[tuple[str, str]]:
    return {(text[n.start : n.end], n.type) for n in find_chinese_names(text, fold(text), known or [])}


def test_each_name_comes_with_the_known_ones_it_overlaps() -> None:
    known = [Known(start=a, end=b, type="GPE", id=None) for a, b in ((0, 2), (4, 6), (6, 9))]
    names = [Name(start=a, end=b, type="ORG", id=None) for a, b in ((1, 5), (2, 4), (5, 7), (8, 12))]
    found = [[(each.start, each.end) for each in over] for _, over in with_overlapped(names, known)]
    assert found == [[(0, 2), (4, 6)], [], [(4, 6), (6, 9)], [(6, 9)]]


def place(text: str, surface: str, kind: str = "GPE", entity_id: str = "somewhere") -> Known:
    start = text.index(surface)
    return Known(start=start, end=start + len(surface), type=kind, id=entity_id)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # persons
        ("The firm is led by Jonathan Matterhorn.", [("Jonathan Matterhorn", "PERSON")]),
        ("It was an idea of analyst Ulla Brinkstad.", [("Ulla Brinkstad", "PERSON")]),
        ("In court, Judge Brinkstad disagreed.", [("Brinkstad", "PERSON")]),
        ("Profit fell, CEO Ulla Brinkstad said.", [("Ulla Brinkstad", "PERSON")]),
        ("A memo by Zhou Lanxiang, a manager, leaked.", [("Zhou Lanxiang", "PERSON")]),
        ("The rest went to Lanxiang Zhou.", [("Lanxiang Zhou", "PERSON")]),
        ("Prices rose, Brinkstad said.", [("Brinkstad", "PERSON")]),
        # organisations
        ("He joined Brinkstad Logistics in May.", [("Brinkstad Logistics", "ORG")]),
        ("A report by Ovalhaus Research showed it.", [("Ovalhaus Research", "ORG")]),
        ("They sued Zappelin, a start-up.", [("Zappelin", "ORG")]),
        ("She works at the University of Brinkstad now.", [("University of Brinkstad", "ORG")]),
        ("It was sold to CloudMeadow.", [("CloudMeadow", "ORG")]),
        ("Zappelin's profit fell.", [("Zappelin", "ORG")]),
        ("Zappelin reported a loss.", [("Zappelin", "ORG")]),
        ("shares of Ovalhaus & Brinkstad Partners rose", [("Ovalhaus & Brinkstad Partners", "ORG")]),
        # laws, events, places, products
        ("Under the Parcel Fairness Act, fees rise.", [("Parcel Fairness Act", "LAW")]),
        ("She spoke at the Brinkstad Retail Summit on it.", [("Brinkstad Retail Summit", "EVENT")]),
        ("Floods hit Brinkstad County again.", [("Brinkstad County", "GPE")]),
        ("A depot in Brinkstad was shut.", [("Brinkstad", "GPE")]),
        ("It ordered the Ovalhaus sedan early.", [("Ovalhaus", "PRODUCT")]),
        ("It runs on the Zappelin ZX-81 chip.", [("Zappelin ZX-81", "PRODUCT")]),
        # nothing
        ("The Retailer Is Raising Its Prices Again", []),
        ("Sellers Everywhere Fear New Parcel Rules Next Month", []),
        ("On Monday, the Chinese and the Germans met in March.", []),
        ("The CEO said GDP and CPI rose in Q3.", []),
        ("I'm sure You'll see that We've won.", []),
        ("Growth slowed. Women bought less.", []),
        ("Sales rose in the Internet age.", []),
        ("an Israeli-occupied or PFC-free area", []),
        ("It fell by R95bn to US$3.", []),
        ("", []),
    ],
)
def test_english_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert english(text) == expected


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("the Bank of Canada kept rates", ("Canada", "GPE"), [("Bank of Canada", "ORG")]),
        ("said WaterMill Ghana today", ("Ghana", "GPE"), [("WaterMill Ghana", "ORG")]),
        ("the Netflix Tech Blog wrote", ("Netflix", "ORG"), [("Netflix Tech Blog", "ORG")]),
        ("at the Nike Investor Day it", ("Nike", "ORG"), [("Nike Investor Day", "EVENT")]),
        ("a Netflix Zappelin box", ("Netflix", "ORG"), [("Netflix Zappelin", "PRODUCT")]),
        ("sales at Netflix fell", ("Netflix", "ORG"), []),
        ("many Netflix Sellers fear", ("Netflix", "ORG"), []),
        ("a flat in Oxnard, California burnt", ("California", "GPE"), [("Oxnard", "GPE")]),
    ],
)
def test_longer_names_around_known_ones(
    text: str, known: tuple[str, str], expected: list[tuple[str, str]]
) -> None:
    assert english(text, [place(text, *known)]) == expected


def test_longer_names_absorb() -> None:
    text = "the Bank of Canada kept rates"
    (name,) = find_english_names(text, find_sentences(text), [place(text, "Canada")])
    assert name.absorbs
    assert name.id == "bank-of-canada"


def test_one_word_has_one_sense_in_a_text() -> None:
    text = "Prices rose, Brinkstad said. Nobody asked Brinkstad about it."
    assert english(text) == [("Brinkstad", "PERSON"), ("Brinkstad", "PERSON")]


def test_a_word_that_the_text_writes_small_is_no_name() -> None:
    assert english("They bought zappelins. A zappelin is dear. The Zappelin is here.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("据 Ovalhaus Research 报告", [("Ovalhaus Research", "ORG")]),
        ("平台CloudMeadow宣布融资", [("CloudMeadow", "ORG")]),
        ("平台Zappelin宣布融资", [("Zappelin", "ORG")]),
        ("专有引擎“Deep Zappelin”上线", [("Deep Zappelin", "PRODUCT")]),
        ("联合创始人 Jonathan Matterhorn 回归", [("Jonathan Matterhorn", "PERSON")]),
        ("用SDK、ROI和Listing优化", []),
        ("打造“ ownership ”文化", []),
        ("下载APP和Token", []),
    ],
)
def test_latin_names_in_chinese(text: str, expected: list[tuple[str, str]]) -> None:
    assert english(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前首席技术官米拉·卡塔里联合创立", {("米拉·卡塔里", "PERSON")}),
        ("對比爾·桑德曼的批評", {("比爾·桑德曼", "PERSON")}),
        ("记者简・卡斯特说", {("简・卡斯特", "PERSON")}),
        ("约翰·霍普金斯大学", {("约翰·霍普金斯", "PERSON")}),
        ("的·了", set()),
        ("发言人何小纹表示", {("何小纹", "PERSON")}),
        ("创始人张晓岚说，会涨价", {("张晓岚", "PERSON")}),
        ("總經理林佑蓉表示", {("林佑蓉", "PERSON")}),
        ("公司高层表示，将涨价", set()),
        ("公司方面表示，将涨价", set()),
        ("《包裹公平条例》生效", {("包裹公平条例", "LAW")}),
        ("《包裹公平條例（草案）》公布", {("包裹公平條例", "LAW")}),
        ("《晨曦商报》报道", {("晨曦商报", "ORG")}),
        ("《如何开店》出版", set()),
        ("赛格岚股份：中标两项目", {("赛格岚股份", "ORG")}),
        ("据赛格岚证券研报", {("赛格岚证券", "ORG")}),
        ("上市公司的股份", set()),
        ("", set()),
    ],
)
def test_chinese_names(text: str, expected: set[tuple[str, str]]) -> None:
    assert chinese(text) == expected


@pytest.mark.parametrize(
    ("text", "surface", "expected", "entity_id"),
    [
        ("印度财政部宣布", "印度", "印度财政部", "india-finance-ministry"),
        ("越南國會通過", "越南", "越南國會", "vietnam-parliament"),
        ("广东省跨境电商协会说", "广东", "广东省跨境电商协会", None),
        ("南京大学的研究", "南京", "南京大学", None),
    ],
)
def test_a_place_and_its_body_are_one_name(
    text: str, surface: str, expected: str, entity_id: str | None
) -> None:
    gpe = place(text, surface, entity_id={"印度": "india", "越南": "vietnam"}.get(surface, "x"))
    (name,) = find_chinese_names(text, fold(text), [gpe])
    assert (text[name.start : name.end], name.type, name.id, name.absorbs) == (
        expected,
        "ORG",
        entity_id,
        True,
    )


def test_a_place_without_body_stays_a_place() -> None:
    text = "印度的平台与财政部"
    assert find_chinese_names(text, fold(text), [place(text, "印度")]) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mr Price", "mr-price"),
        ("L’Oréal", "loreal"),
        ("McClatchy Co.", "mcclatchy"),
        ("Walmart, Inc.", "walmart"),
        ("The New York Times", "new-york-times"),
        ("H&M", "h-and-m"),
        ("Sam's Club", "sam-club"),
        ("São Paulo", "sao-paulo"),
        ("Galaxy S20+", "galaxy-s20"),
        (" 16 Pro", "16-pro"),
        ("Inc", "inc"),
        ("亚马逊", None),
        ("", None),
        ("—", None),
    ],
)
def test_slug(name: str, expected: str | None) -> None:
    assert slug(name) == expected


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
def test_slugs_are_slugs(name: str) -> None:
    made = slug(name)
    assert made is None or (
        made.isascii() and made == made.lower() and not made.startswith("-") and "--" not in made
    )


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=100))
def test_any_string_is_read_without_error(text: str) -> None:
    for name in (
        *find_english_names(text, find_sentences(text), []),
        *find_chinese_names(text, fold(text), []),
    ):
        assert 0 <= name.start < name.end <= len(text)


def test_word_lists_are_clean() -> None:
    assert "said" in common_words()
    assert not any(word != word.lower() for word in common_words())
    assert "temu" not in common_words()
    for key in ("first_names", "titles", "org_last", "no_names", "pinyin_surnames"):
        words = word_list("english", key)
        assert words
        assert all(
            word[0].isupper() or word[0].isdigit() or not word.isascii() or word in ("iOS",) for word in words
        )
    assert all(word == fold(word) for word in word_list("chinese", "says"))
    assert all(key == fold(key) for key in bodies())
    both = word_list("english", "first_names") & word_list("english", "calendar")
    assert both <= {"April", "June", "Jan"}
