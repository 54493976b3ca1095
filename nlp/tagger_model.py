"""The tagger's weights, and the best labels under them.

A linear chain: each token has a score for each label, the sum of its features' weights, and each pair of labels
that follow each other has one. The best sequence is found for all sentences at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import IO

import numpy as np
from numpy.typing import NDArray

from nlp.tagger_features import TYPES, Rows
from nlp.tagger_tokens import Ints

Scores = NDArray[np.int32]

# Labels: 0 outside; then for each type the first token of a name, one inside, the last, and the only one.
FIRST, INSIDE, LAST, ONLY = range(4)
DOUBTFUL, FREE, FORMED = range(3)
LABELS = 1 + 4 * len(TYPES)
_LANES = 32  # labels and padding: rows of the table start at even addresses


_ILLEGAL = -(1 << 24)
_PLAIN = 80  # a label this far below outside is not thought of: at 64 one token in 3 000 changes, at 96 none


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


# Labels by what they do to a name: those inside a begun one, and those that may follow them.
_INNER = np.array([label_of(kind, place) for kind in range(len(TYPES)) for place in (FIRST, INSIDE)])
_GOING = np.array([label_of(kind, place) for kind in range(len(TYPES)) for place in (INSIDE, LAST)])
_OPENING = np.flatnonzero(allowed_transitions()[0])
_CLOSING = np.flatnonzero(allowed_transitions()[:, 0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Scores of one label after another: between names [to, from], inside of one [type, to, from], and all."""

    between: Scores
    within: Scores
    every: Scores


def make_steps(steps: NDArray[np.int16]) -> Steps:
    """The steps [from, to] as they are stored, in the parts they are used in; what is not allowed is ruled out."""
    every = np.where(allowed_transitions(), steps.astype(np.int32), _ILLEGAL).astype(np.int32)
    begun, going = _INNER.reshape(-1, 2), _GOING.reshape(-1, 2)
    return Steps(
        between=np.ascontiguousarray(every[np.ix_(_CLOSING, _OPENING)].T),
        within=every[begun[:, None, :], going[:, :, None]],
        every=every,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights in one fixed-point scale. ``table`` [buckets, lanes], ``steps`` and ``floors`` [3, types].

    ``floors``: by how much a name of each type must score above no name at all to be believed, when it is DOUBTFUL
    (made of everyday words, or around a known name), FREE of that, or FORMED: a rule of form proposes it too.
    """

    table: NDArray[np.int8]
    steps: Steps
    floors: Scores

    def scores(self, rows: Rows) -> Scores:
        """[tokens, labels] of the features [templates, tokens]."""
        total = np.zeros((rows.shape[1], _LANES), np.int16)
        buffer = np.empty((rows.shape[1], _LANES), np.int8)
        for row in rows:
            np.take(self.table, row, axis=0, out=buffer, mode="clip")
            total += buffer
        return total[:, :LABELS].astype(np.int32)


def make_model(table: NDArray[np.int8], steps: NDArray[np.int16], floors: NDArray[np.int16]) -> Model:
    """A model of the arrays as they are stored."""
    wide = np.zeros((len(table), _LANES), np.int8)
    wide[:, :LABELS] = table
    return Model(
        table=wide,
        steps=make_steps(steps),
        floors=floors.astype(np.int32),
    )


def read_model(file: IO[bytes]) -> Model:
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


def best_labels(scores: Scores, lengths: Ints, steps: Steps) -> Ints:
    """The best legal label of every token; ``lengths`` are the sentences' numbers of tokens, in order.

    Tokens that are far from being part of a name cut the sentences into short stretches, which are solved side by
    side: the time of a long sentence is that of its longest stretch.
    """
    plain = (scores[:, 1:].max(1) - scores[:, 0] < -_PLAIN) if len(scores) else np.zeros(0, np.bool_)
    first = np.zeros(len(scores), np.bool_)
    first[(np.cumsum(lengths) - lengths)[lengths > 0]] = True
    opens = ~plain
    opens[1:] &= first[1:] | plain[:-1]
    starts = np.flatnonzero(opens)
    breaks = np.flatnonzero(plain | first)
    following = np.append(breaks, len(scores))[np.searchsorted(breaks, starts, side="right")]
    labels = np.zeros(len(scores), np.int64)
    _solve(scores, starts, following - starts, steps, labels)
    return labels


def _solve(scores: Scores, starts: Ints, sizes: Ints, steps: Steps, labels: Ints) -> None:
    """Writes the best labels of the stretches. The longest come first, so that those still running are first."""
    if not len(starts):
        return
    order = np.argsort(-sizes, kind="stable")
    starts, sizes = starts[order], sizes[order]
    longest = int(sizes[0])
    running = (len(sizes) - np.searchsorted(sizes[::-1], np.arange(longest), side="right")).tolist()
    back = np.zeros((longest, len(starts), LABELS), np.int8)
    # From the label outside, or the edge of the sentence: the step from outside is as good as any.
    best = np.full((len(starts), LABELS), _ILLEGAL, np.int32)
    best[:, _OPENING] = scores[starts][:, _OPENING] + steps.between[:, 0]
    for step in range(1, longest):
        count = running[step]
        here = scores[starts[:count] + step]
        outer = best[:count, None, _CLOSING] + steps.between
        outer_from = outer.argmax(2)
        inner = best[:count, _INNER].reshape(count, len(TYPES), 1, 2) + steps.within
        later = inner[..., 1] > inner[..., 0]
        best[:count, _OPENING] = outer.max(2)
        best[:count, _GOING] = np.where(later, inner[..., 1], inner[..., 0]).reshape(count, -1)
        best[:count] += here
        back[step, :count, _OPENING] = _CLOSING[outer_from].T
        back[step, :count, _GOING] = (
            np.where(later, _INNER[1::2, None], _INNER[::2, None]).reshape(count, -1).T
        )
    best[:, _CLOSING] += steps.between[0]
    best[:, _INNER] = _ILLEGAL
    state = best.argmax(1)
    for step in range(longest - 1, -1, -1):
        count = running[step]
        labels[starts[:count] + step] = state[:count]
        if step:
            state[:count] = back[step, np.arange(count), state[:count]]
