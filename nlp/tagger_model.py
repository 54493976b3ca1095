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


# Labels in the order they are solved in, so that those that do one thing stand together: first tokens of names,
# outside, only ones, last ones, inner ones.
_ORDER = np.array(
    [
        *(label_of(kind, FIRST) for kind in range(len(TYPES))),
        0,
        *(label_of(kind, place) for place in (ONLY, LAST, INSIDE) for kind in range(len(TYPES))),
    ]
)
_PLACES = np.argsort(_ORDER)  # of each label in that order
_BEGUN, _OPENING, _CLOSING = (
    slice(0, len(TYPES)),
    slice(0, 2 * len(TYPES) + 1),
    slice(len(TYPES), 3 * len(TYPES) + 1),
)
_GOING, _INNER = slice(2 * len(TYPES) + 1, LABELS), slice(3 * len(TYPES) + 1, LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Scores of one label after another, ruled out where not allowed. ``every`` [from, to] in the labels' order.

    In the order they are solved in, with an axis for the stretches: ``between`` names [from, to, 1], and from the
    ``first`` and the ``inner`` token of a name to its last and inner ones [2, type, 1].
    """

    every: Scores
    between: Scores
    first: Scores
    inner: Scores


def make_steps(steps: NDArray[np.int16]) -> Steps:
    """The steps [from, to] as they are stored, in the parts they are used in."""
    every = np.where(allowed_transitions(), steps.astype(np.int32), _ILLEGAL).astype(np.int32)
    solved = every[np.ix_(_ORDER, _ORDER)]
    kinds = np.arange(len(TYPES))
    first, inner = (solved[begun, _GOING].reshape(-1, 2, len(TYPES)) for begun in (_BEGUN, _INNER))
    return Steps(
        every=every,
        between=solved[_CLOSING, _OPENING, None].copy(),
        first=first[kinds, :, kinds].T[:, :, None].copy(),
        inner=inner[kinds, :, kinds].T[:, :, None].copy(),
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
    """Writes the best labels of the stretches: forth for the best scores, and back along those that made them.

    The longest come first, so that those still running are first. All arrays are [labels, stretches], place by place.
    """
    if not len(starts):
        return
    order = np.argsort(-sizes, kind="stable")
    starts, sizes = starts[order], sizes[order]
    longest = int(sizes[0])
    running = len(sizes) - np.searchsorted(sizes[::-1], np.arange(longest), side="right")
    heads = np.cumsum(running) - running
    ranks = np.arange(int(sizes.sum())) - np.repeat(heads, running)
    tokens = starts[ranks] + np.repeat(np.arange(longest), running)
    best = np.ascontiguousarray(scores[tokens].T[_ORDER])
    counts, at = running.tolist(), heads.tolist()
    # From the label outside, or the edge of the sentence: the step from outside is as good as any.
    best[_OPENING, : counts[0]] += steps.between[0]
    best[_GOING, : counts[0]] = _ILLEGAL
    for step in range(1, longest):
        before = best[:, at[step - 1] : at[step - 1] + counts[step]]
        here = best[:, at[step] : at[step] + counts[step]]
        here[_OPENING] += (before[_CLOSING, None] + steps.between).max(0)
        here[_GOING] += np.maximum(before[_BEGUN] + steps.first, before[_INNER] + steps.inner).reshape(
            2 * len(TYPES), -1
        )
    best = best[_PLACES]
    ends = best[:, heads[sizes - 1] + np.arange(len(sizes))]
    state = (ends + steps.every[:, :1]).argmax(0)
    found = np.empty(len(tokens), np.int64)
    for step in range(longest - 1, 0, -1):
        found[at[step] : at[step] + counts[step]] = state[: counts[step]]
        before = best[:, at[step - 1] : at[step - 1] + counts[step]]
        state[: counts[step]] = (before + steps.every.take(state[: counts[step]], 1)).argmax(0)
    found[: counts[0]] = state
    labels[tokens] = found
