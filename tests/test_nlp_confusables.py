"""Names that are other things too: every row of nlp/data/confusables.toml by its own examples."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from timing import grows_evenly

from nlp.confusables import confusable_rows, confusable_rules, is_refused, speaks_of_another
from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.script import fold
from nlp.segment import build_document

ROWS: tuple[dict[str, Any], ...] = confusable_rows()
MEANT = [(row["words"], text) for row in ROWS for text in row["yes"]]
OTHER = [(row["words"], text) for row in ROWS for text in row["no"]]


def listed(words: list[str], text: str) -> list[str]:
    """Ids of the catalogue's companies and products that a name of the row is taken for."""
    folded = {fold(word) for word in words}
    found = find_mentions(build_document(text), load_lexicon())
    return [
        mention.id or ""
        for mention in found
        if not mention.provisional and mention.type != "GPE" and fold(mention.quote) in folded
    ]


@pytest.mark.parametrize(("words", "text"), MEANT)
def test_the_thing_is_found_where_it_is_meant(words: list[str], text: str) -> None:
    folded = {fold(word) for word in words}
    found = find_mentions(build_document(text), load_lexicon())
    assert any(
        not mention.provisional and any(word in fold(mention.quote) for word in folded) for mention in found
    )


@pytest.mark.parametrize(("words", "text"), OTHER)
def test_the_thing_is_not_found_where_it_is_not_meant(words: list[str], text: str) -> None:
    folded = fold(text)
    assert not listed(words, text)
    assert any(fold(word) in folded for word in words)


@pytest.mark.parametrize(("words", "text"), OTHER)
def test_nor_is_another_thing_of_that_name(words: list[str], text: str) -> None:
    names = {fold(word) for word in words}
    for mention in find_mentions(build_document(text), load_lexicon()):
        assert fold(mention.quote) not in names or mention.type == "GPE"


def left_by_the_rule(words: list[str], text: str) -> list[bool]:
    """For each place of a word of the row, whether the row lets it be the thing."""
    folded = fold(text)
    return [
        not is_refused(text, folded, *match.span()) and not speaks_of_another(word, folded)
        for word in map(fold, words)
        for match in re.finditer(re.escape(word), folded)
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["words"][0])
def test_the_row_itself_tells_its_examples_apart(row: dict[str, Any]) -> None:
    """Whether or not the catalogue knows the name: a sentence of "no" is refused by the row, one of "yes" is not."""
    assert row["yes"]
    assert row["no"]
    for text in row["yes"]:
        assert any(left_by_the_rule(row["words"], text)), text
    for text in row["no"]:
        assert not all(left_by_the_rule(row["words"], text)), text


def test_a_name_is_refused_by_its_neighbours_alone() -> None:
    text = "Shell companies and Shell"
    assert is_refused(text, fold(text), 0, 5)
    assert not is_refused(text, fold(text), 20, 25)
    assert not is_refused("Zappelin companies", "zappelin companies", 0, 8)


def test_one_sense_in_one_text() -> None:
    assert speaks_of_another("苹果", "果农说苹果涨价")
    assert not speaks_of_another("苹果", "果农用苹果手机")
    assert not speaks_of_another("亚马逊", "果农")


def test_every_rule_can_refuse() -> None:
    for rule in confusable_rules().values():
        assert rule.behind or rule.front or rule.head or rule.capital or rule.told


@pytest.mark.parametrize("name", ["Target ", "苹果", "the the Gap ", "Amazon Fresh "])
@pytest.mark.slow
def test_time_is_linear(name: str) -> None:
    def seconds(size: int) -> float:
        text = name * (size // len(name))
        folded = fold(text)
        width = len(name.strip())
        began = time.process_time()
        for start in range(0, len(text) - width, len(name)):
            is_refused(text, folded, start, start + width)
        return time.process_time() - began

    seconds(1_000)
    assert grows_evenly(seconds, 8_000, 64_000, factor=24, free=0.5)
