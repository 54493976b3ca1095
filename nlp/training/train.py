"""Trains the taggers of nlp/data/tagger from the marked sentences beside this file.

    python -m nlp.training.train [--uner DIRECTORY] [--out DIRECTORY]

Same sentences, catalogue, rules of form and word lists: the same weights, byte for byte. Takes some minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import Lexicon, load_lexicon
from nlp.tagger_features import BUCKET_BITS, TYPES
from nlp.tagger_model import LABELS
from nlp.training.crf import Sentence, Settings, Weights, learn
from nlp.training.examples import Example, read_iob2, read_marked
from nlp.training.prepare import prepare
from nlp.training.swaps import Variant, collect_names, vary

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "data" / "tagger"
_COPIES = 3  # variants of each sentence
_COPY_WEIGHT = 0.5
_SEED = 5
_SCALE = 32  # steps of a weight in one natural unit
_NO_BUCKET = (1 << BUCKET_BITS) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the model of a language is made.

    ``uner``: files of Universal NER and the weight of their sentences; ``looks``: times each sentence is seen in an
    epoch, each time without another share (``blur``) of its features; ``floors``: by how much a name must score
    above none to be believed, in natural units, for each of TYPES; a row each for the kinds of nlp.tagger_model;
    ``lean``: what staying outside of names costs at each token, which trades precision for recall.
    """

    files: tuple[str, ...]
    uner: tuple[str, ...]
    uner_weight: float
    looks: int
    blur: float
    settings: Settings
    floors: tuple[tuple[float, ...], ...]
    lean: float


RECIPES = {
    "zh": Recipe(
        files=("hans.txt", "hant.txt", "plain.txt"),
        uner=("uner_zhs_train.iob2", "uner_zhs_dev.iob2"),
        uner_weight=0.3,
        looks=1,
        blur=0.0,
        settings=Settings(epochs=8),
        floors=((3.0, 0.5, 1.0, 2.0, 2.0, 3.0), (0.0, 0.0, 0.0, 0.0, 1.0, 1.0), (0.0,) * 6),
        lean=0.3,
    ),
    "en": Recipe(
        files=("en.txt", "plain.txt"),
        uner=("uner_en_dev.iob2",),
        uner_weight=0.2,
        looks=2,
        blur=0.2,
        settings=Settings(epochs=6),
        floors=(
            (4.0, 3.0, 2.0, 3.0, 3.0, 3.0),
            (2.0, 1.0, 0.0, 1.0, 2.0, 2.0),
            (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
        ),
        lean=0.0,
    ),
}


def train(
    code: str, examples: Sequence[Example], lexicon: Lexicon, *, recipe: Recipe, copies: int = _COPIES
) -> Weights:
    """Weights of the ``zh`` or ``en`` model from the examples and from variants of them with other names."""
    random = Random(_SEED)
    pool = collect_names(examples, lexicon)
    variants = [Variant(example=example, hidden=()) for example in examples]
    for _ in range(copies):
        for example in examples:
            if example.names and example.whole:
                variant = vary(example, pool, random)
                weighed = replace(variant.example, weight=example.weight * _COPY_WEIGHT)
                variants.append(replace(variant, example=weighed))
    sentences = prepare(variants, lexicon).sentences[code]
    generator = np.random.default_rng(_SEED)
    seen = [blur(sentence, recipe.blur, generator) for _ in range(recipe.looks) for sentence in sentences]
    return learn(seen, 1 << BUCKET_BITS, recipe.settings)


def blur(sentence: Sentence, share: float, generator: np.random.Generator) -> Sentence:
    """The sentence without a share of its features, so that no weight rests on a single one."""
    rows = sentence.rows.copy()
    rows[generator.random(rows.shape) < share] = _NO_BUCKET
    return replace(sentence, rows=rows)


def in_fixed_point(
    weights: Weights, recipe: Recipe
) -> tuple[NDArray[np.int8], NDArray[np.int16], NDArray[np.int16]]:
    """Table, steps and floors as they are stored. ValueError when a row of floors has not one for each type."""
    if any(len(row) != len(TYPES) for row in recipe.floors):
        raise ValueError("one floor for each type")
    table = np.clip(np.round(weights.table * _SCALE), -127, 127).astype(np.int8)
    lean = np.where(np.arange(LABELS) == 0, recipe.lean, 0.0)  # by the label that is stepped to
    steps = np.clip(np.round((weights.steps - lean) * _SCALE), -3000, 3000).astype(np.int16)
    return table, steps, np.round(np.array(recipe.floors) * _SCALE).astype(np.int16)


def write_weights(weights: Weights, recipe: Recipe, path: Path) -> None:
    """The weights in fixed point, compressed. Weights that round to nothing take no space."""
    table, steps, floors = in_fixed_point(weights, recipe)
    np.savez_compressed(path, table=table, steps=steps, floors=floors)


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the sentences, trains both models and writes their files."""
    parser = argparse.ArgumentParser(description="Train the taggers of names")
    parser.add_argument("--uner", type=Path, help="folder with files of Universal NER to learn from too")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--code", choices=sorted(RECIPES), action="append", help="only this model")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)  # now, not after minutes of work
    lexicon = load_lexicon()
    for code in chosen.code or sorted(RECIPES):
        recipe = RECIPES[code]
        examples = [example for name in recipe.files for example in read_marked(HERE / name)]
        for name in recipe.uner if chosen.uner else ():
            examples += read_iob2(chosen.uner / name, weight=recipe.uner_weight)
        weights = train(code, examples, lexicon, recipe=recipe)
        path = chosen.out / f"{code}.npz"
        write_weights(weights, recipe, path)
        print(f"{path}: {len(examples)} sentences, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
