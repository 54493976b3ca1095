"""The tagger's weights, and the best labels under them.

A linear chain: each token has a score for each label, the sum of its features' weights, and each pair of labels
that follow each other has one. The best sequence is found for all sentences at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nlp.tagger_features import TYPES, Rows
from nlp.tagger_tokens import Ints

Scores = NDArray[np.int32]

# Labels: 0 outside; then for each type the first token of a name, one inside, the last, and the only one.
FIRST, INSIDE, LAST, ONLY = range(4)
LABELS = 1 + 4 * len(TYPES)
_LANES = 32  # labels and padding: rows of the table start at even addresses


def label_of(kind: int, place: int) -> int:
    """The label of a type's number and a place in the name."""
    return 1 + 4 * kind + place


def allowed_transitions() -> NDArray[np.bool_]:
    """[labels, labels]: whether the second may follow the first. A name that is begun is ended."""
    allowed = np.zeros((LABELS, LABELS), np.bool_)
    closed = [0, *(label_of(kind, place) for kind in range(len(TYPES)) for place in (LAST, ONLY))]
    opening = [0, *(label_of(kind, place) for kind in range(len(TYPES)) for place in (FIRST, ONLY))]
    allowed[np.ix_(closed, opening)] = True
    for kind in range(len(TYPES)):
        begun = [label_of(kind, FIRST), label_of(kind, INSIDE)]
        allowed[np.ix_(begun, [label_of(kind, INSIDE), label_of(kind, LAST)])] = True
    return allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights in one fixed-point scale. ``table`` [buckets, lanes], ``steps`` [labels, labels], ``floors`` [types].

    ``floors``: by how much a name must score above no name at all to be believed, for each type.
    """

    table: NDArray[np.int16]
    steps: Scores
    floors: Scores

    def scores(self, rows: Rows) -> Scores:
        """[tokens, labels] of the features [templates, tokens]."""
        total = np.zeros((rows.shape[1], _LANES), np.int16)
        buffer = np.empty((rows.shape[1], _LANES), np.int16)
        for row in rows:
            np.take(self.table, row, axis=0, out=buffer, mode="clip")
            total += buffer
        return total[:, :LABELS].astype(np.int32)


_ILLEGAL = -(1 << 24)


def make_model(table: NDArray[np.int8], steps: NDArray[np.int16], floors: NDArray[np.int16]) -> Model:
    """A model of the arrays as they are stored."""
    wide = np.zeros((len(table), _LANES), np.int16)
    wide[:, :LABELS] = table
    return Model(
        table=wide,
        steps=np.where(allowed_transitions(), steps.astype(np.int32), _ILLEGAL).astype(np.int32),
        floors=floors.astype(np.int32),
    )


def read_model(file: BinaryIO) -> Model:
    """A model from its file."""
    with np.load(file, allow_pickle=False) as stored:
        return make_model(stored["table"], stored["steps"], stored["floors"])


@cache
def shipped_model(code: str) -> Model | None:
    """The model of ``zh`` or ``en`` in nlp/data/tagger; None when there is none. Read once in a process."""
    path = resources.files("nlp") / f"data/tagger/{code}.npz"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_model(file)


def best_labels(scores: Scores, lengths: Ints, steps: Scores) -> Ints:
    """The best legal label of every token; ``lengths`` are the sentences' numbers of tokens, in order.

    The longest sentences come first, so that those still running are always the first rows.
    """
    labels = np.zeros(len(scores), np.int64)
    order = np.argsort(-lengths, kind="stable")
    order = order[lengths[order] > 0]
    if not len(order):
        return labels
    starts = (np.cumsum(lengths) - lengths)[order]
    sizes = lengths[order]
    longest = int(sizes[0])
    running = len(sizes) - np.searchsorted(sizes[::-1], np.arange(longest), side="right")
    opening = np.array([0, *(label_of(k, p) for k in range(len(TYPES)) for p in (FIRST, ONLY))])
    closing = np.array([0, *(label_of(k, p) for k in range(len(TYPES)) for p in (LAST, ONLY))])
    begun = np.array([[label_of(k, FIRST), label_of(k, INSIDE)] for k in range(len(TYPES))])
    going = np.array([[label_of(k, INSIDE), label_of(k, LAST)] for k in range(len(TYPES))])
    between = steps[np.ix_(closing, opening)].T.copy()  # [to, from]
    within = steps[begun[:, None, :], going[:, :, None]]  # [type, to, from]
    back = np.zeros((longest, len(order), LABELS), np.int8)
    best = np.full((len(order), LABELS), _ILLEGAL, np.int32)
    best[:, opening] = scores[starts][:, opening]
    for step in range(1, longest):
        count = int(running[step])
        here = scores[starts[:count] + step]
        outer = best[:count, None, closing] + between
        outer_from = outer.argmax(2)
        inner = best[:count, begun][:, :, None, :] + within
        inner_from = inner.argmax(3)
        fresh = np.empty((count, LABELS), np.int32)
        fresh[:, opening] = np.take_along_axis(outer, outer_from[:, :, None], 2)[:, :, 0]
        fresh[:, going.ravel()] = np.take_along_axis(inner, inner_from[..., None], 3)[..., 0].reshape(
            count, -1
        )
        back[step, :count, opening] = closing[outer_from].T
        for kind in range(len(TYPES)):
            back[step, :count, going[kind]] = begun[kind][inner_from[:, kind]].T
        best[:count] = fresh + here
    last = np.where(np.isin(np.arange(LABELS), closing), best, 2 * _ILLEGAL).argmax(1)
    state = last
    for step in range(longest - 1, -1, -1):
        count = int(running[step])
        labels[starts[:count] + step] = state[:count]
        if step:
            state[:count] = back[step, np.arange(count), state[:count]]
    return labels
