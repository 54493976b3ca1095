"""A pattern of many words finds what trying each word at each place would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from nlp.word_patterns import LedPattern, words_pattern

WORDS = st.lists(st.text("ab一+", min_size=1, max_size=5), min_size=1, max_size=12)
TEXTS = st.text("ab一+", max_size=40)


def _slowly(words: list[str], text: str, refused: str, behind: str) -> list[tuple[int, int]]:
    """Left to right, the longest word whose neighbours allow it."""
    found, at = [], 0
    while at < len(text):
        fits = [
            word
            for word in words
            if text.startswith(word, at)
            and not (at and text[at - 1] in refused)
            and not text.startswith(behind, at + len(word))
        ]
        end = at + max(map(len, fits), default=0)
        if end > at:
            found.append((at, end))
        at = max(end, at + 1)
    return found


@given(WORDS, TEXTS)
def test_it_finds_the_longest_word_at_each_place(words: list[str], text: str) -> None:
    pattern = re.compile(words_pattern(words))
    assert [match.span() for match in pattern.finditer(text)] == _slowly(words, text, "", "\0")


@given(WORDS, TEXTS)
def test_neighbours_can_be_refused(words: list[str], text: str) -> None:
    pattern = re.compile(words_pattern(words, before=lambda first: "a", behind=lambda word: "(?!b)"))
    assert [match.span() for match in pattern.finditer(text)] == _slowly(words, text, "a", "b")


def test_no_words_match_nothing() -> None:
    assert not re.search(words_pattern([]), "anything")


@given(st.text("ab12 ", max_size=40))
def test_a_lead_loses_nothing(text: str) -> None:
    pattern = LedPattern(r"(?<!a)(?:a{1,2}b|\d\d? ?b|b(?=a))", lead=r"[a\db](?:(?<=b)(?=a)|(?<=[a\d]))")
    assert [match.span() for match in pattern.finditer(text)] == [
        match.span() for match in pattern.pattern.finditer(text)
    ]
