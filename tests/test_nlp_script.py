"""Folding and language detection: nlp.script."""

from __future__ import annotations

import time
import unicodedata

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.script import detect_lang, fold
from store.records import Lang

# Any string Python can hold: astral characters and lone surrogates too.
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
HAN_TEXT = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


@given(ANY_TEXT)
def test_fold_keeps_the_length_of_any_string(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(ANY_TEXT)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT, ANY_TEXT)
def test_fold_works_character_by_character(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(HAN_TEXT)
def test_traditional_and_simplified_copies_fold_alike_character_by_character(text: str) -> None:
    convert = opencc.OpenCC("t2s").convert
    simplified = "".join(convert(char) for char in text)
    assert fold(simplified) == fold(text)


def test_every_character_folds_to_one_character() -> None:
    assert [code for code in range(0x110000) if len(fold(chr(code))) != 1] == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("亞馬遜與臺灣", "亚马逊与台湾"),
        ("隨著", "随着"),
        ("随着", "随着"),
        ("著作", "着作"),
        ("乾燥", "干燥"),
        ("瞭解", "了解"),
        ("徵收", "征收"),
        ("其餘", "其余"),
        ("藉由", "借由"),
        ("麼", "么"),
        ("關稅", "关税"),
        ("Ｔｅｍｕ　２０２５", "temu 2025"),
        ("２０％", "20%"),
        ("＄５．３", "$5.3"),
        ("（測試）", "(测试)"),
        ("Amazon", "amazon"),
        ("L’Oréal", "l'oreal"),
        ("São Paulo", "sao paulo"),
        ("Šefčovič", "sefcovic"),
        ("ÅNGSTRÖM", "angstrom"),
        ("U\u00a0S", "u s"),
        ("e\u2011commerce", "e-commerce"),
        ("安迪‧賈西", "安迪·贾西"),
        ("安迪・賈西", "安迪·贾西"),
        ("安迪•賈西", "安迪·贾西"),
        ("⾦", "金"),
        ("", ""),
    ],
)
def test_fold_table(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("mark", list("，；：！？。、“”《》—…"))
def test_chinese_marks_stay(mark: str) -> None:
    """A folded ， between two numbers would read as a thousands separator."""
    assert fold(mark) == mark


@pytest.mark.parametrize(
    "char", ["ß", "ﬁ", "㎡", "½", "İ", "ŉ", "👩", "\ud83d", "한", "ア", "\u200b", "\x00"]
)
def test_what_has_no_single_fold_is_one_character_still(char: str) -> None:
    folded = fold(char)
    assert len(folded) == len(char)
    assert folded == char or unicodedata.normalize("NFD", char)[0].lower() == folded


def test_fold_is_fast_on_a_large_text() -> None:
    text = "亞馬遜 Amazon，２０２５年；" * 20_000
    fold("預熱")
    began = time.process_time()
    fold(text)
    assert time.process_time() - began < 2.0


# --- language -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("海关总署周一公布了新的监管办法。", Lang.ZH_HANS),
        ("關務署週一公布了新的監管辦法。", Lang.ZH_HANT),
        ("这家公司的后台里没有任何记录", Lang.ZH_HANS),
        ("這家公司的後臺裡沒有任何紀錄", Lang.ZH_HANT),
        ("中国人", Lang.ZH_HANS),
        ("台北后里", Lang.ZH_HANS),  # every character is in both standards
        ("AWS旗下推出Trainium3，Amazon Prime Video也在列", Lang.ZH_HANS),
        ("蝦皮與momo購物推出Black Friday活動", Lang.ZH_HANT),
        ("The retailer said that its sales in Europe would fall.", Lang.EN),
        ("Prime Day sales surge", Lang.EN),
        ("Temu", Lang.EN),
        ("Retailer warns of higher prices as parcels from China are taxed", Lang.EN),
        ("Die Lage auf dem Markt ist nicht gut und wird sich auch nicht bessern", Lang.UNKNOWN),
        ("Les ventes de la marque sont en baisse dans toutes les régions", Lang.UNKNOWN),
        ("Las ventas de la empresa en Europa cayeron por los nuevos aranceles", Lang.UNKNOWN),
        ("As vendas da empresa não param de cair no Brasil", Lang.UNKNOWN),
        ("Penjualan perusahaan itu turun karena bea masuk yang baru", Lang.UNKNOWN),
        ("アマゾンは新しいサービスを発表した", Lang.UNKNOWN),
        ("쿠팡은 새로운 서비스를 발표했다", Lang.UNKNOWN),
        ("Компания объявила о новых тарифах", Lang.UNKNOWN),
        ("أعلنت الشركة عن رسوم جديدة", Lang.UNKNOWN),
        ("2025 - 30% ...", Lang.UNKNOWN),
        ("", Lang.UNKNOWN),
        ("   \n", Lang.UNKNOWN),
    ],
)
def test_detect_lang(text: str, lang: Lang) -> None:
    assert detect_lang(text) is lang


def test_a_text_of_both_languages_is_mixed() -> None:
    text = "平台说新规定将从下月起实施。 The platform said that the new rules would apply from next month, and that sellers have to act."
    assert detect_lang(text) is Lang.MIXED


def test_script_of_a_converted_text() -> None:
    text = "这份报告说，过去一年里跨境电商的进口额增长了两成，但物流费用也涨了不少。"
    for config in ("s2t", "s2tw", "s2hk", "s2twp"):
        assert detect_lang(opencc.OpenCC(config).convert(text)) is Lang.ZH_HANT
    assert detect_lang(text) is Lang.ZH_HANS


@given(ANY_TEXT)
def test_detect_lang_answers_for_any_string(text: str) -> None:
    assert isinstance(detect_lang(text), Lang)


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(["亚", "the ", "a", "カ", "!", "\ud800", "é "]))
def test_detect_lang_reads_a_bounded_part(unit: str) -> None:
    began = time.process_time()
    detect_lang(unit * 200_000)
    assert time.process_time() - began < 2.0
