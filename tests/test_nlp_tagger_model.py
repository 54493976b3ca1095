"""The best labels of a sentence under scores, found for all sentences at once."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.tagger_model import (
    FIRST,
    LABELS,
    allowed_transitions,
    best_labels,
    label_of,
    make_model,
    make_steps,
    read_model,
    shipped_model,
)


def one_by_one(scores: np.ndarray, steps: np.ndarray) -> list[int]:
    """The best labels of one sentence, the plain way."""
    allowed = allowed_transitions()
    best, came = np.where(allowed[0], scores[0] + steps[0], -(10**9)), []
    for row in scores[1:]:
        paths = best[:, None] + np.where(allowed, steps, -(10**9))
        came.append(paths.argmax(0))
        best = paths.max(0) + row
    state = int(np.where(allowed[:, 0], best + steps[:, 0], -(10**10)).argmax())
    labels = [state]
    for back in reversed(came):
        state = int(back[state])
        labels.append(state)
    return labels[::-1]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(0, 10**6))
def test_the_labels_are_the_best_of_each_sentence(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(-60, 60, (sum(lengths), LABELS)).astype(np.int32)
    raw = random.integers(-40, 40, (LABELS, LABELS)).astype(np.int16)
    found = best_labels(scores, np.array(lengths), make_steps(raw))
    end = np.cumsum(lengths)
    for start, stop in zip(end - lengths, end, strict=True):
        if start < stop:
            part, ours = scores[start:stop], found[start:stop].tolist()
            assert worth(part, ours, raw) == worth(part, one_by_one(part, raw.astype(np.int64)), raw)


def worth(scores: np.ndarray, labels: list[int], raw: np.ndarray) -> int:
    """What a sequence scores, with the steps from and to the edges of the sentence."""
    total = int(raw[0, labels[0]]) + int(raw[labels[-1], 0])
    total += sum(int(scores[place, label]) for place, label in enumerate(labels))
    return total + sum(int(raw[a, b]) for a, b in pairwise(labels))


def test_a_name_that_is_begun_is_ended() -> None:
    scores = np.zeros((3, LABELS), np.int32)
    scores[2, label_of(0, FIRST)] = 99  # nothing can follow
    labels = best_labels(scores, np.array([3]), make_steps(np.zeros((LABELS, LABELS), np.int16)))
    allowed = allowed_transitions()
    assert all(allowed[a, b] for a, b in pairwise([0, *labels.tolist(), 0]))


def test_no_tokens_have_no_labels() -> None:
    steps = make_steps(np.zeros((LABELS, LABELS), np.int16))
    assert best_labels(np.zeros((0, LABELS), np.int32), np.array([], np.int64), steps).tolist() == []


def test_a_model_is_read_as_it_was_written() -> None:
    table = np.arange(8 * LABELS, dtype=np.int8).reshape(8, LABELS)
    steps, floors = np.full((LABELS, LABELS), 3, np.int16), np.zeros((3, 6), np.int16)
    file = io.BytesIO()
    np.savez_compressed(file, table=table, steps=steps, floors=floors)
    file.seek(0)
    model, same = read_model(file), make_model(table, steps, floors)
    assert (model.table == same.table).all()
    assert (model.steps.every == same.steps.every).all()
    assert (
        model.scores(np.array([[2, 3], [2, 2]], np.int32))[0].tolist() == (2 * table[2].astype(int)).tolist()
    )


def test_the_models_of_both_languages_are_shipped() -> None:
    assert shipped_model("zh") is not None
    assert shipped_model("en") is not None
    assert shipped_model("fr") is None
