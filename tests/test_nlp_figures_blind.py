"""What the finder scores on sentences it was not written for; floors, and properties of the scorer itself."""

from __future__ import annotations

from collections import Counter

import pytest
from figure_scoring import FIELDS, Sentence, found_in, load_blind, matched, score, value_right

from nlp.metric_words import metric_names

# A little under what was measured: a rule that costs more than it gives shows here.
FLOORS = {
    "developed": {
        "span": 0.97, "exact": 0.96, "value": 0.97, "value_unit": 0.97, "precision": 0.97, "date": 0.85,
        "docref": 1.0, "approx": 0.88, "direction": 0.96, "change_role": 0.94, "basis": 0.69, "period": 0.74,
        "modality": 0.88, "subject": 0.80, "metric": 0.74, "source": 0.72, "per": 0.90,
    },
    "evaluated": {
        "span": 0.95, "exact": 0.89, "value": 0.95, "value_unit": 0.94, "precision": 0.97, "date": 0.81,
        "docref": 1.0, "approx": 0.93, "direction": 0.93, "change_role": 0.94, "basis": 0.89, "period": 0.74,
        "modality": 0.52, "subject": 0.68, "metric": 0.60, "source": 0.70, "per": 0.66,
    },
}  # fmt: skip


@pytest.mark.parametrize("part", FLOORS)
def test_the_scores_do_not_fall(part: str) -> None:
    scores = score(load_blind(part))
    assert {name: value for name, value in scores.items() if value < FLOORS[part][name]} == {}


def test_the_set_is_what_its_head_says() -> None:
    sentences = load_blind()
    assert Counter(s.part for s in sentences) == {"developed": 80, "evaluated": 40}
    assert set(Counter(s.lang for s in sentences).values()) == {40}
    assert len({s.id for s in sentences}) == len({s.text for s in sentences}) == 120


def test_annotations_are_true_to_their_sentence() -> None:
    for sentence in load_blind():
        end = 0
        for row in sentence.figures:
            assert sentence.text[row["start"] : row["end"]] == row["quote"], sentence.id
            assert row["start"] >= end, sentence.id
            end = row["end"]
            assert row.get("metric") in metric_names() | {None}, (sentence.id, row["metric"])
            assert row["kind"] == "docref" or {"value", "low", "period"} & set(row), sentence.id


@pytest.mark.parametrize("sentence", load_blind("developed"), ids=lambda s: s.id)
def test_what_is_found_is_well_formed(sentence: Sentence) -> None:
    figures = found_in(sentence)
    for figure in figures:
        assert sentence.text[figure.start : figure.end] == figure.quote
    pairs = matched(sentence, figures)
    assert len({id(want) for want, _ in pairs}) == len({id(found) for _, found in pairs}) == len(pairs)
    assert sum(value_right(want, found) for want, found in pairs) >= len(pairs) - 2


def test_a_perfect_answer_scores_one_and_none_scores_nothing() -> None:
    """Only the counting: sentences without figures cost nothing."""
    empty = [s for s in load_blind() if not s.figures]
    assert empty
    assert score(empty)["span"] == 0.0
    assert set(FIELDS) <= set(score(load_blind("evaluated")[:3]))
