"""Training of a linear chain on hashed features: conditional likelihood by AdaGrad, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.tagger_features import Rows
from nlp.tagger_model import LABELS, allowed_transitions
from nlp.tagger_tokens import Flags

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence to learn from.

    ``rows`` [tokens, templates]: buckets; ``allowed`` [tokens, labels]: the labels each token may have (one where
    it is known); ``weight``: how much the sentence counts.
    """

    rows: Rows
    allowed: Flags
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to learn."""

    epochs: int = 6
    rate: float = 0.1
    decay: float = 2e-5
    batch: int = 48
    seed: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """``table`` [buckets, labels] and ``steps`` [labels, labels], in natural units."""

    table: NDArray[np.float32]
    steps: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    buckets: NDArray[np.int64]  # that occur in it
    features: csr_matrix  # [tokens, buckets], tokens step by step
    lengths: NDArray[np.int64]  # of the sentences, longest first
    allowed: Flags  # [steps, sentences, labels]
    weights: Floats  # [sentences]


def learn(sentences: Sequence[Sentence], buckets: int, settings: Settings) -> Weights:
    """Weights that make the allowed labels likely. The same input gives the same weights."""
    order = np.random.default_rng(settings.seed)
    batches = _batches(sentences, settings.batch, order)
    table = np.zeros((buckets, LABELS), np.float32)
    squares = np.full((buckets, LABELS), 1e-2, np.float32)
    steps = np.zeros((LABELS, LABELS))
    step_squares = np.full((LABELS, LABELS), 1e-2)
    total, total_steps, summed = np.zeros_like(table), np.zeros_like(steps), 0
    for epoch in range(settings.epochs):
        for number in order.permutation(len(batches)):
            batch = batches[number]
            part = table[batch.buckets]
            gradient, step_gradient = _gradient(batch, part, steps)
            gradient += settings.decay * len(batch.lengths) * part
            held = squares[batch.buckets] + gradient**2
            squares[batch.buckets] = held
            table[batch.buckets] = part - settings.rate * gradient / np.sqrt(held)
            step_squares += step_gradient**2
            steps -= settings.rate * step_gradient / np.sqrt(step_squares)
        if epoch >= settings.epochs // 2:  # the mean of the later epochs is steadier than the last one
            total += table
            total_steps += steps
            summed += 1
    return Weights(table=total / np.float32(summed), steps=total_steps / summed)


def _batches(sentences: Sequence[Sentence], size: int, order: np.random.Generator) -> list[_Batch]:
    """Sentences of like length together, at random among equals."""
    shuffled = order.permutation(len(sentences))
    by_length = sorted(shuffled, key=lambda number: -len(sentences[number].rows))
    chunks = [by_length[start : start + size] for start in range(0, len(by_length), size)]
    return [_batch([sentences[number] for number in chunk]) for chunk in chunks]


def _batch(sentences: Sequence[Sentence]) -> _Batch:
    lengths = np.array([len(each.rows) for each in sentences], np.int64)
    longest, templates = int(lengths[0]), sentences[0].rows.shape[1]
    rows = np.full((longest, len(sentences), templates), -1, np.int64)
    allowed = np.ones((longest, len(sentences), LABELS), np.bool_)
    for column, each in enumerate(sentences):
        rows[: len(each.rows), column] = each.rows
        allowed[: len(each.rows), column] = each.allowed
    real = rows[:, :, 0] >= 0
    buckets, inverse = np.unique(rows[real], return_inverse=True)
    count = int(real.sum())
    features = csr_matrix(
        (np.ones(inverse.size, np.float32), inverse.ravel(), np.arange(count + 1) * templates),
        shape=(count, len(buckets)),
    )
    return _Batch(
        buckets=buckets,
        features=features,
        lengths=lengths,
        allowed=allowed,
        weights=np.array([each.weight for each in sentences]),
    )


def _gradient(batch: _Batch, part: NDArray[np.float32], steps: Floats) -> tuple[NDArray[np.float32], Floats]:
    """Of the negative likelihood, for the weights of the batch's buckets and for the steps."""
    longest, count, _ = batch.allowed.shape
    real = np.arange(longest)[:, None] < batch.lengths[None, :]
    scores = np.zeros((longest, count, LABELS))
    scores[real] = batch.features @ part
    odds = np.exp(scores - scores.max(2, keepdims=True))
    moves = np.where(allowed_transitions(), np.exp(steps), 0.0)
    free, free_steps = _expected(odds, moves, batch)
    bound, bound_steps = _expected(odds * batch.allowed, moves, batch)
    difference = ((free - bound) * batch.weights[None, :, None])[real].astype(np.float32)
    return np.asarray(batch.features.T @ difference, np.float32), free_steps - bound_steps


def _expected(odds: Floats, moves: Floats, batch: _Batch) -> tuple[Floats, Floats]:
    """Probability of each label at each token, and the expected number of each step, weighed by sentence."""
    longest, count, labels = odds.shape
    running = [int((batch.lengths > step).sum()) for step in range(longest)]
    forward, backward = np.zeros_like(odds), np.zeros_like(odds)
    forward[0] = _scaled(odds[0] * moves[0])  # the edges of a sentence are as a token outside of names
    for step in range(1, longest):
        live = running[step]
        forward[step, :live] = _scaled((forward[step - 1, :live] @ moves) * odds[step, :live])
    expected = np.zeros((labels, labels))
    backward[batch.lengths - 1, np.arange(count)] = moves[:, 0]
    for step in range(longest - 1, 0, -1):
        live = running[step]
        ahead = odds[step, :live] * backward[step, :live]
        backward[step - 1, :live] = _scaled(ahead @ moves.T)
        before = forward[step - 1, :live]
        mass = np.einsum("si,ij,sj->s", before, moves, ahead, optimize=True)
        scale = batch.weights[:live] / np.maximum(mass, 1e-300)
        expected += moves * (before.T @ (ahead * scale[:, None]))
    both = forward * backward
    likely = both / np.maximum(both.sum(2, keepdims=True), 1e-300)
    expected[0] += batch.weights @ likely[0]
    expected[:, 0] += batch.weights @ likely[batch.lengths - 1, np.arange(count)]
    return likely, expected


def _scaled(rows: Floats) -> Floats:
    result: Floats = rows / np.maximum(rows.sum(1, keepdims=True), 1e-300)
    return result
