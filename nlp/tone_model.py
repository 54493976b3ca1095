"""The model of sentiment: weights of hashed features, and how likely each sign is under them.

A softmax over three sums of weights. A file holds one list of features and a table for each style it was learned
for: "report" (sentences of articles) and "headline".
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import IO

import numpy as np
from numpy.typing import NDArray

from nlp.tone_features import Keys, Places
from store.errors import InputError

STYLES = ("report", "headline")
NEGATIVE, NEUTRAL, POSITIVE = range(3)
Chances = tuple[float, float, float]  # of -, 0, +; they add up to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Weights of one style: [features, 3] in units of ``scale``, and the three sums to begin with."""

    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneModel:
    """``features``: 32-bit hashes, ascending; those that are not in it weigh nothing."""

    features: Keys
    tables: dict[str, Table]

    def _rows(self, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        rows = np.minimum(np.searchsorted(self.features, keys), len(self.features) - 1)
        return rows, self.features[rows] == keys

    def chances(self, keys: Keys, style: str = "report") -> Chances:
        """How likely each sign is, given features without repetition."""
        table = self.tables[style]
        rows, known = self._rows(keys)
        sums = table.weights[rows[known]].sum(0, dtype=np.int64) * table.scale + table.bias
        raised = np.exp(sums - sums.max())
        negative, neutral, positive = (raised / raised.sum()).tolist()
        return negative, neutral, positive

    def strengths(
        self, keys: Keys, firsts: Places, sizes: Places, sign: int, tokens: int, style: str = "report"
    ) -> NDArray[np.float64]:
        """[tokens]: how far each token of the sentence speaks for the sign (-1 or 1) against the two others.

        A feature of several tokens is shared among them; ``sizes`` 0 is no token's.
        """
        table = self.tables[style]
        rows, known = self._rows(keys)
        weights = table.weights[rows].astype(np.float64) * table.scale
        gain = np.where(known, weights[:, 1 + sign] - (weights.sum(1) - weights[:, 1 + sign]) / 2, 0.0)
        found = np.zeros(tokens + 2)
        for size in range(1, int(sizes.max(initial=0)) + 1):
            part = sizes == size
            for step in range(size):
                places = np.clip(firsts[part] + step, -1, tokens)
                np.add.at(found, places + 1, gain[part] / size)
        return found[1:-1]


def make_model(features: Keys, tables: dict[str, Table]) -> ToneModel:
    """A model of its parts. Raises InputError where they do not fit together."""
    fits = len(features) > 0 and all(
        table.weights.shape == (len(features), 3)
        and table.bias.shape == (3,)
        and np.isfinite(table.bias).all()
        for table in tables.values()
    )
    if not fits or not tables or (np.diff(features.astype(np.int64)) <= 0).any():
        raise InputError("its tables do not fit its list of features")
    return ToneModel(features=features, tables=tables)


def read_model(file: IO[bytes]) -> ToneModel:
    """A model from its file. Raises InputError where it is no such file."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            tables = {
                style: Table(
                    weights=stored[f"{style}_weights"].astype(np.int8, casting="safe"),
                    scale=float(stored[f"{style}_scale"]),
                    bias=stored[f"{style}_bias"].astype(np.float64),
                )
                for style in STYLES
                if f"{style}_weights" in stored
            }
            return make_model(stored["features"].astype(np.uint32, casting="safe"), tables)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"this is no model of sentiment: {error}") from None


@cache
def shipped_model(code: str) -> ToneModel:
    """The model of ``zh`` or ``en`` in nlp/data/tone, read once in a process.

    Raises InputError where it cannot be read.
    """
    path = resources.files("nlp") / f"data/tone/{code}.npz"
    try:
        with path.open("rb") as file:
            return read_model(file)
    except (OSError, InputError) as error:
        raise InputError(
            f"cannot be read: {error}", path=str(path), remedy="Install tradewind again"
        ) from None
