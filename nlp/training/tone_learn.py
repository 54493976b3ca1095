"""The learner of the model of sentiment: a softmax over hashed features, with a penalty on large weights.

Features that tell the signs apart are scaled up before (log ratios as in naive Bayes: Wang and Manning, "Baselines and
bigrams", ACL 2012), so that the penalty falls on those that do not. What is learned from two kinds of text has every
feature twice, shared and of the kind (Daume, "Frustratingly easy domain adaptation", ACL 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from nlp.tone_features import Keys
from nlp.tone_model import Table, ToneModel, make_model

Floats = NDArray[np.float64]

_ROUNDS = 120
_OWN_COPY = (np.uint64(2654435761), np.uint64(13))
_LARGEST = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one name in one sentence is learned from: its features, its sign (-1, 0, 1), how much it counts."""

    keys: Keys
    sign: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``penalty`` on the squares of weights; ``power`` of the log ratios; ``least`` times a feature must be seen."""

    penalty: float
    power: float
    least: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Weights [features, 3] of the ascending hashes ``features``, and the three sums to begin with."""

    features: Keys
    weights: Floats
    bias: Floats


def learn(lessons: Sequence[Lesson], settings: Settings) -> Learned:
    """Weights that make the signs likely. The same lessons in the same order give the same weights."""
    every, counts = np.unique(np.concatenate([lesson.keys for lesson in lessons]), return_counts=True)
    features = every[counts >= settings.least]
    matrix = _matrix([lesson.keys for lesson in lessons], features)
    signs = np.eye(3)[[1 + lesson.sign for lesson in lessons]]
    weights = np.array([lesson.weight for lesson in lessons])
    scale = _log_ratios(matrix, signs, weights) ** settings.power
    learned = _minimise((matrix @ diags(scale)).tocsr(), signs, weights, settings.penalty)
    return Learned(features=features, weights=learned[:-1] * scale[:, None], bias=learned[-1])


def _matrix(rows: Sequence[Keys], features: Keys) -> csr_matrix:
    columns = [np.searchsorted(features, keys).clip(max=len(features) - 1) for keys in rows]
    columns = [found[features[found] == keys] for found, keys in zip(columns, rows, strict=True)]
    ends = np.cumsum([0, *(len(found) for found in columns)])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(columns), ends), shape=(len(rows), len(features)))


def _log_ratios(matrix: csr_matrix, signs: Floats, weights: Floats) -> Floats:
    """[features]: how far a feature tells one sign from the two others, the best of the three."""
    seen = np.asarray(matrix.T @ (signs * weights[:, None])) + 1.0  # [features, 3]
    rest = seen.sum(1, keepdims=True) - seen - 1.0
    ratios = np.log(seen / seen.sum(0)) - np.log(rest / rest.sum(0))
    best: Floats = np.abs(ratios).max(1)
    return best


def _minimise(matrix: csr_matrix, signs: Floats, weights: Floats, penalty: float) -> Floats:
    """[features + 1, 3]: the last row is the bias, which is not penalised."""
    size = matrix.shape[1]
    turned = matrix.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(size + 1, 3)
        sums = matrix @ table[:-1] + table[-1]
        sums -= sums.max(1, keepdims=True)
        logs = sums - np.log(np.exp(sums).sum(1, keepdims=True))
        error = (np.exp(logs) - signs) * weights[:, None]
        slope = np.vstack([turned @ error + penalty * table[:-1], error.sum(0)])
        value = -float((weights * (signs * logs).sum(1)).sum()) + penalty / 2 * float((table[:-1] ** 2).sum())
        return value, slope.ravel()

    found = minimize(
        loss, np.zeros((size + 1) * 3), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS, "maxcor": 8}
    )
    table: Floats = found.x.reshape(size + 1, 3)
    return table


def _copies(keys: Keys, kind: int) -> Keys:
    factor, step = _OWN_COPY
    return ((keys.astype(np.uint64) * factor + np.uint64(kind) * step) & np.uint64(0xFFFFFFFF)).astype(
        np.uint32
    )


def with_copies(lesson: Lesson, kind: int) -> Lesson:
    """The lesson with a second copy of each feature, of its kind of text (1, 2, ...)."""
    return Lesson(
        keys=np.unique(np.concatenate([lesson.keys, _copies(lesson.keys, kind)])),
        sign=lesson.sign,
        weight=lesson.weight,
    )


def of_kind(learned: Learned, keys: Keys, kind: int) -> Learned:
    """The weights of features ``keys`` for one kind of text: the shared ones and those of their copies together."""
    total = np.zeros((len(keys), 3))
    for wanted in (keys, _copies(keys, kind)):
        rows = np.searchsorted(learned.features, wanted).clip(max=len(learned.features) - 1)
        known = learned.features[rows] == wanted
        total[known] += learned.weights[rows[known]]
    held = np.abs(total).max(1) > 0
    return Learned(features=keys[held], weights=total[held], bias=learned.bias)


def pack(styles: dict[str, Learned]) -> ToneModel:
    """The styles in 8 bits over one list of features; what rounds to nothing everywhere is left out."""
    features = np.unique(np.concatenate([learned.features for learned in styles.values()]))
    tables: dict[str, Table] = {}
    for style, learned in styles.items():
        # A few large weights would make all others coarse: they are cut off.
        scale = float(np.quantile(np.abs(learned.weights).max(1), 0.9995)) / _LARGEST
        weights = np.zeros((len(features), 3), np.int8)
        weights[np.searchsorted(features, learned.features)] = np.rint(
            (learned.weights / scale).clip(-_LARGEST, _LARGEST)
        ).astype(np.int8)
        tables[style] = Table(weights=weights, scale=scale, bias=learned.bias)
    used = np.zeros(len(features), np.bool_)
    for table in tables.values():
        used |= (table.weights != 0).any(1)
    return make_model(
        features[used],
        {
            style: Table(weights=table.weights[used], scale=table.scale, bias=table.bias)
            for style, table in tables.items()
        },
    )
