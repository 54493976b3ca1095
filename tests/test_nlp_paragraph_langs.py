"""nlp.script: the language and script of each line of a text."""

from __future__ import annotations

from datetime import UTC, datetime

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.script import detect_paragraph_langs, label_paragraphs
from store.records import Article, Lang, LineKind, Paragraph

HANS = "平台负责人在说明会上表示，调整是为了留住中小卖家，过去一个季度新增店铺少了两成。"
HANT = "平臺負責人在說明會上表示，調整是為了留住中小賣家，過去一個季度新增店鋪少了兩成。"
EN = "The head of the seller programme told reporters that the change was meant to keep small shops."
DE = "Die Leiterin des Programms sagte, dass die Änderung für kleine Händler gedacht ist und bleibt."
JA = "プラットフォームは来月から手数料を引き下げると発表した。"


def lines(*texts: str) -> tuple[str, tuple[Paragraph, ...]]:
    found, at = [], 0
    for text in texts:
        found.append(Paragraph(start=at, end=at + len(text), kind=LineKind.PARAGRAPH))
        at += len(text) + 1
    return "\n".join(texts), tuple(found)


def langs(*texts: str, lang: Lang | None = None) -> list[Lang]:
    return [line.lang for line in detect_paragraph_langs(*lines(*texts), lang=lang)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [(HANS, Lang.ZH_HANS), (HANT, Lang.ZH_HANT), (EN, Lang.EN), (DE, Lang.UNKNOWN), (JA, Lang.UNKNOWN)],
)
@pytest.mark.parametrize("around", [HANS, HANT, EN])
def test_a_long_line_is_told_by_itself(text: str, lang: Lang, around: str) -> None:
    assert langs(around, text, around)[1] is lang


@pytest.mark.parametrize(
    "short", ["2026年11月5日", "12.5%", "Temu", "Amazon FBA", "三、影响", "***", "", "（完）"]
)
@pytest.mark.parametrize(("around", "lang"), [(HANS, Lang.ZH_HANS), (HANT, Lang.ZH_HANT)])
def test_a_short_line_has_the_language_of_the_text(short: str, around: str, lang: Lang) -> None:
    assert langs(around, short, around)[1] is lang


@pytest.mark.parametrize(
    ("short", "lang"),
    [
        ("Key points at a glance", Lang.EN),
        ("Temu", Lang.EN),
        ("12.5%", Lang.EN),
        ("附件：名单", Lang.ZH_HANS),
    ],
)
def test_a_short_line_of_an_english_text(short: str, lang: Lang) -> None:
    assert langs(EN, short, EN)[1] is lang


def test_a_clear_short_line_in_english_within_a_chinese_text() -> None:
    assert langs(HANS, "What the platform said in its letter", HANS)[1] is Lang.EN


def test_a_line_that_is_the_same_in_both_scripts_is_in_the_texts() -> None:
    same = "中小卖家".replace("卖", "")  # no character here is of one script only
    assert langs(HANT, same, HANT)[1] is Lang.ZH_HANT
    assert langs(HANS, same, HANS)[1] is Lang.ZH_HANS


def test_one_odd_character_does_not_change_the_script() -> None:
    assert langs(HANS, "記者周航", HANS)[1] is Lang.ZH_HANS


def test_a_bilingual_text_line_by_line() -> None:
    assert langs(EN, HANS, EN, HANT) == [Lang.EN, Lang.ZH_HANS, Lang.EN, Lang.ZH_HANT]


def test_a_mixed_line() -> None:
    mixed = "Seller fees fall: 平台下调佣金 and the change is meant to keep small shops 留住中小卖家 in the programme"
    assert langs(EN, mixed, EN)[1] is Lang.MIXED


NAMES_ONLY = (
    "Walmart shares climbed nearly five percent Tuesday after strong holiday guidance surprised analysts."
)
NAMES = "The rules take effect next year, Minister Lin told reporters in Taipei on Friday."


def test_a_sentence_of_names_is_english_with_one_frequent_word() -> None:
    for around in (EN, HANS, HANT):
        assert langs(around, NAMES, around)[1] is Lang.EN
    assert langs(EN, NAMES_ONLY, EN)[1] is Lang.EN


@pytest.mark.parametrize(
    "other",
    [
        "Les ventes ont progressé de douze pour cent au troisième trimestre selon la direction.",
        "Las ventas crecieron un doce por ciento en el tercer trimestre, dijo la empresa.",
        "Doanh thu tăng mười hai phần trăm trong quý ba theo công ty.",
    ],
)
@pytest.mark.parametrize("around", [EN, HANS])
def test_a_third_language_stays_unknown(other: str, around: str) -> None:
    assert langs(around, other, around)[1] is Lang.UNKNOWN


def test_kind_and_place_stay() -> None:
    text, found = lines(HANS, EN)
    labelled = detect_paragraph_langs(text, found)
    assert [(line.start, line.end, line.kind) for line in labelled] == [
        (line.start, line.end, line.kind) for line in found
    ]


def test_an_article_is_labelled_and_one_without_lines_stays() -> None:
    text, found = lines(HANS, EN)
    at = datetime(2026, 11, 5, tzinfo=UTC)
    article = Article(
        url="a", source_id="a", title="", text=text, lang=Lang.ZH_HANS, fetched_at=at, paragraphs=found
    )
    assert [line.lang for line in label_paragraphs(article).paragraphs] == [Lang.ZH_HANS, Lang.EN]
    bare = Article(url="a", source_id="a", title="", text=text, lang=Lang.ZH_HANS, fetched_at=at)
    assert label_paragraphs(bare) is bare


@pytest.mark.parametrize("config", ["s2t", "s2twp", "s2hk"])
def test_every_way_of_writing_traditional_characters(config: str) -> None:
    assert langs(opencc.OpenCC(config).convert(HANS), lang=Lang.ZH_HANS) == [Lang.ZH_HANT]


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=60), max_size=6))
def test_every_line_of_any_text_gets_an_answer(texts: list[str]) -> None:
    assert len(langs(*texts)) == len(texts)
