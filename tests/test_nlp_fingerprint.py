"""Fingerprints: what a shingle is, how far MinHash may be from the truth, and that nothing about them drifts."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.fingerprint import (
    BANDS,
    ROWS,
    VERSION,
    build_fingerprint,
    containment,
    letter_shingles,
    plain,
    resemblance,
    shingles,
)
from store.records import Article, Lang

NOW = datetime(2026, 11, 9, tzinfo=UTC)

EN = (
    "Rotterdam terminals will charge four euros more for each import box from March, the port operator said. "
    "Hauliers expect the increase to reach online sellers within weeks, because their contracts follow the tariff."
)
HANS = "鹿特丹码头自3月起对每个进口柜加收4欧元，港口运营方表示。卡车行预计几周内就会转嫁给线上卖家，因为合同价随码头费率浮动。"
HANT = "鹿特丹碼頭自3月起對每個進口櫃加收4歐元，港口運營方表示。卡車行預計幾週內就會轉嫁給線上賣家，因為合同價隨碼頭費率浮動。"


def article(text: str, *, id: int = 1, title: str = "t", lang: Lang = Lang.EN) -> Article:
    return Article(
        id=id, url=f"http://a.example/{id}", source_id="s", title=title, text=text, lang=lang, fetched_at=NOW
    )


def test_plain_keeps_letters_and_digits_only() -> None:
    assert plain("Temu’s 3.5% — 上涨！ＡＢ\n") == "temus35上涨ab"


def test_plain_folds_both_scripts_to_one() -> None:
    assert plain("關稅與運費") == plain("关税与运费")


@pytest.mark.parametrize("text", ["", " \n\t", "——！？……", "（）"])
def test_a_text_without_letters_has_no_shingles_and_no_bands(text: str) -> None:
    assert len(shingles(text)) == 0
    fingerprint = build_fingerprint(article(text))
    assert fingerprint.bands == ()
    assert fingerprint.shingles == 0


@pytest.mark.parametrize("text", ["a", "ab", "abc", "关", "关税", "1"])
def test_a_text_shorter_than_a_shingle_is_one(text: str) -> None:
    assert len(shingles(text)) == 1


def test_short_texts_that_differ_have_different_shingles() -> None:
    assert resemblance(shingles("关税"), shingles("关口")) == 0
    assert resemblance(shingles("ab"), shingles("abc")) == 0


def test_english_shingles_are_four_letters() -> None:
    # abcdefgh: abcd bcde cdef defg efgh
    assert len(shingles("abcd efgh")) == 5
    assert len(np.intersect1d(shingles("abcdefgh"), shingles("xbcdefgy"))) == 3  # bcde cdef defg


def test_chinese_shingles_are_three_characters() -> None:
    # Windows that begin with a Han character hold three of them; the last window is too short for one more.
    shared = np.intersect1d(shingles("甲乙丙丁戊己"), shingles("子乙丙丁丑寅"))
    assert len(shared) == 1  # 乙丙丁 is in both


def test_spaces_line_breaks_and_punctuation_do_not_count() -> None:
    assert np.array_equal(shingles(EN), shingles(EN.replace(" ", "\n").replace(",", " —")))


def test_case_and_width_do_not_count() -> None:
    assert np.array_equal(shingles("Temu AND Shein"), shingles("ｔｅｍｕ and ＳＨＥＩＮ"))


def test_both_scripts_of_a_text_have_the_same_fingerprint() -> None:
    one, other = build_fingerprint(article(HANS)), build_fingerprint(article(HANT))
    assert one.bands == other.bands
    assert one.shingles == other.shingles


def test_the_title_is_not_part_of_the_fingerprint() -> None:
    assert (
        build_fingerprint(article(EN, title="one")).bands
        == build_fingerprint(article(EN, title="other")).bands
    )


def test_bands_are_signed_64_bit_numbers() -> None:
    bands = build_fingerprint(article(EN)).bands
    assert len(bands) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in bands)
    assert any(band < 0 for band in bands)
    assert len(set(bands)) == BANDS


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    # These numbers stand in stores: whoever changes them has to change VERSION too.
    fingerprint = build_fingerprint(article("Temu与关税 2026"))
    assert VERSION == "minhash-1"
    assert fingerprint.version == VERSION
    assert fingerprint.shingles == 8
    assert fingerprint.bands[:2] == (-5622260654838669803, 3083371551673249469)


def test_resemblance_and_containment_of_known_sets() -> None:
    a = np.array([1, 2, 3, 4], dtype=np.uint64)
    b = np.array([3, 4, 5, 6, 7, 8], dtype=np.uint64)
    assert resemblance(a, b) == pytest.approx(2 / 8)
    assert containment(a, b) == pytest.approx(2 / 4)
    assert resemblance(a, a) == 1
    empty = np.empty(0, dtype=np.uint64)
    assert resemblance(empty, empty) == 0
    assert containment(a, empty) == 0


def test_a_cut_copy_is_contained() -> None:
    half = EN[: len(EN) // 2]
    assert containment(shingles(half), shingles(EN)) > 0.95
    assert resemblance(shingles(half), shingles(EN)) < 0.6


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_fingerprint(text: str) -> None:
    fingerprint = build_fingerprint(article(text))
    assert len(fingerprint.bands) in (0, BANDS)
    assert (fingerprint.shingles == 0) == (fingerprint.bands == ())
    assert fingerprint == build_fingerprint(article(text))


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_letter_shingles_are_those_of_the_text(text: str) -> None:
    assert np.array_equal(letter_shingles(plain(text)), shingles(text))


@given(st.sets(st.integers(0, 2**64 - 1), max_size=40), st.sets(st.integers(0, 2**64 - 1), max_size=40))
@settings(max_examples=100, deadline=None)
def test_resemblance_is_that_of_sets(one: set[int], other: set[int]) -> None:
    a, b = (np.array(sorted(items), dtype=np.uint64) for items in (one, other))
    union = len(one | other)
    assert resemblance(a, b) == pytest.approx(len(one & other) / union if union else 0)
    assert resemblance(a, b) == resemblance(b, a)


def _share_of_equal_bands(overlap: int, size: int, rounds: int) -> float:
    """Share of random pairs of known overlap that share at least one band."""
    rng = np.random.default_rng(7)
    letters = [chr(0x4E00 + n) for n in range(20_000)]
    hits = 0
    for _ in range(rounds):
        places = rng.choice(6_000, size=2 * size - overlap, replace=False) * 3
        # Each chosen place gives three characters that occur nowhere else: one shingle of its own, and two that
        # lie across the border to the next one; keeping the order keeps those as well.
        words = ["".join(letters[place : place + 3]) for place in places]
        one, other = words[:size], words[size - overlap :]
        a, b = build_fingerprint(article("".join(one))), build_fingerprint(article("".join(other)))
        hits += any(x == y for x, y in zip(a.bands, b.bands, strict=True))
    return hits / rounds


def test_half_alike_is_nearly_always_found_and_unlike_hardly_ever() -> None:
    # Overlap 100 of 150 a side: resemblance 0.5. By 1-(1-J^3)^32 that is found in 99 of 100 cases.
    assert _share_of_equal_bands(100, 150, 150) >= 0.94
    # Overlap 27 of 150 a side: resemblance 0.1, found in 3 of 100.
    assert _share_of_equal_bands(27, 150, 150) <= 0.12


def test_a_huge_text_is_hashed_in_bounded_pieces() -> None:
    text = "".join(chr(0x4E00 + (n * n) % 15_000) for n in range(60_000))
    fingerprint = build_fingerprint(article(text))
    assert fingerprint.shingles > 5_000
    assert len(fingerprint.bands) == BANDS
    assert BANDS * ROWS == 96


def test_the_order_of_paragraphs_hardly_matters() -> None:
    lines = [EN, "Carriers from Antwerp and Hamburg said they had no such plans for the coming season."]
    there, back = shingles("\n".join(lines)), shingles("\n".join(reversed(lines)))
    assert resemblance(there, back) > 0.95
