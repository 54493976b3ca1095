"""Tokens and hashes the tagger reads a text by."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.script import fold
from nlp.tagger_tokens import (
    Tokens,
    code_points,
    find_tokens,
    hash_set,
    is_in,
    rolling,
    stretch_hashes,
    word_hash,
)
from store.records import Span


def tokens_of(text: str, *spans: Span) -> Tokens:
    return find_tokens(text, fold(text), spans or (Span(0, len(text)),))


def cut(text: str) -> list[str]:
    tokens = tokens_of(text)
    return [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]


def test_a_chinese_character_is_a_token_and_a_latin_word_is_one() -> None:
    assert cut("平台Temu在2025年") == ["平", "台", "Temu", "在", "2025", "年"]


def test_signs_inside_of_names_do_not_part_them() -> None:
    assert cut("H&M O'Brien amazon.com 3.5%") == ["H&M", "O'Brien", "amazon.com", "3.5", "%"]


def test_what_is_no_part_of_a_name_is_parted() -> None:
    assert cut("Fox’s I'm we'll doesn't T-Mobile Co.") == [
        *("Fox", "’", "s", "I", "'", "m", "we", "'", "ll", "doesn", "'", "t", "T", "-", "Mobile", "Co", "."),
    ]


@given(st.text(max_size=80))
def test_tokens_are_in_order_and_hold_every_sign(text: str) -> None:
    tokens = tokens_of(text)
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends[:-1] <= tokens.starts[1:]).all()
    held = {
        place for start, end in zip(tokens.starts, tokens.ends, strict=True) for place in range(start, end)
    }
    assert held == {place for place, char in enumerate(text) if not char.isspace()}


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_equal_stretches_hash_alike_wherever_they_stand(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    hashes = stretch_hashes(rolling(code_points(text)), np.array([start]), np.array([end]))
    assert int(hashes[0]) == word_hash(text[start:end])


def test_a_lone_surrogate_is_a_sign_like_others() -> None:
    assert cut("a\ud800b") == ["a", "\ud800", "b"]


def test_only_tokens_of_the_sentences_given_are_read() -> None:
    tokens = tokens_of("one two\nthree four", Span(0, 3), Span(8, 18))
    assert tokens.starts.tolist() == [0, 8, 14]
    assert tokens.sentence.tolist() == [0, 1, 1]
    assert tokens.of_sentences(np.array([False, True])).starts.tolist() == [8, 14]


def test_shapes_tell_capitals_from_small_letters_and_digits() -> None:
    shapes = tokens_of("Temu Shein WTO 3C IPhone eBay").shapes
    assert shapes[0] == shapes[1]
    assert len(set(shapes.tolist())) == 5


def test_both_scripts_hash_alike() -> None:
    assert tokens_of("亞馬遜雲端").words.tolist() == tokens_of("亚马逊云端").words.tolist()


def test_a_word_is_found_among_others() -> None:
    words = tokens_of("amazon fell").words
    assert is_in(words, hash_set(["amazon", "shein"])).tolist() == [True, False]
    assert is_in(words, hash_set([])).tolist() == [False, False]
