"""nlp.confidence: every kind of evidence has a share, and the shares are what happens on texts they were not counted on."""

from __future__ import annotations

import itertools
from functools import cache

import pytest
from figure_scoring import load_blind, weighed

from digests.reported import MIN_CONFIDENCE
from nlp.annotate import annotate_document
from nlp.confidence import load_shares
from nlp.segment import build_document
from store.records import Figure

METRICS = ("clause", "sentence", "carried", "none")
SUBJECTS = ("clause", "sentence", "words", "carried", "none")


def figures(text: str) -> dict[str, Figure]:
    return {figure.quote: figure for figure in annotate_document(build_document(text)).figures}


@cache
def found() -> list[tuple[Figure, bool]]:
    return weighed(load_blind())


def test_every_evidence_has_a_share() -> None:
    shares = load_shares()
    told = {" ".join(cell) for cell in itertools.product(("prose", "cell"), METRICS, SUBJECTS)}
    assert set(shares) == told | {"date", "docref", "bare"}
    assert all(0 < share < 1 for share in shares.values())


def test_the_more_is_claimed_in_running_text_the_less_sure_it_is() -> None:
    claimed = figures("Shein said its revenue rose 12%.")["12%"]
    bare_of_claims = figures("They walked for 12 kilometres.")["12 kilometres"]
    table = figures("Company | Revenue\nShein | $3 billion\nTemu | $2 billion")["$3 billion"]
    assert None not in (claimed.subject, claimed.metric, table.subject, table.metric)
    assert (bare_of_claims.subject, bare_of_claims.metric) == (None, None)
    assert claimed.confidence < table.confidence
    assert claimed.confidence < bare_of_claims.confidence


def test_confidence_is_no_constant_and_a_share() -> None:
    assert len({figure.confidence for figure, _ in found()}) > 5
    assert all(0 < figure.confidence < 1 for figure, _ in found())


def test_on_blind_sentences_the_surer_half_is_right_more_often() -> None:
    ordered = sorted(found(), key=lambda pair: pair[0].confidence)
    half = len(ordered) // 2
    low, high = (sum(right for _, right in part) / len(part) for part in (ordered[:half], ordered[half:]))
    assert high > low + 0.1


def test_on_blind_sentences_what_is_said_is_near_to_what_is() -> None:
    said = sum(figure.confidence for figure, _ in found()) / len(found())
    right = sum(right for _, right in found()) / len(found())
    assert said == pytest.approx(right, abs=0.12)


def test_what_the_digest_prints_is_right_more_often_than_what_it_leaves_out() -> None:
    usable = [(figure, right) for figure, right in found() if figure.subject and figure.metric]
    printed = [right for figure, right in usable if figure.confidence >= MIN_CONFIDENCE]
    left = [right for figure, right in usable if figure.confidence < MIN_CONFIDENCE]
    assert len(printed) >= len(usable) / 3
    assert sum(printed) / len(printed) > max(0.65, sum(left) / len(left))
