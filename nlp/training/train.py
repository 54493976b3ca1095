"""Trains the taggers of nlp/data/tagger from the marked sentences beside this file.

    python -m nlp.training.train [--uner DIRECTORY] [--out DIRECTORY]

Same sentences, catalogue and word lists: the same weights, byte for byte. Takes some minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from nlp.lexicon import Lexicon, load_lexicon
from nlp.tagger_features import BUCKET_BITS, TYPES
from nlp.training.crf import Settings, Weights, learn
from nlp.training.examples import Example, read_iob2, read_marked
from nlp.training.prepare import prepare
from nlp.training.swaps import Variant, collect_names, vary

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "data" / "tagger"
_FILES = {"zh": ("hans.txt", "hant.txt"), "en": ("en.txt",)}
_UNER = {"zh": "uner_zhs_train.iob2", "en": "uner_en_dev.iob2"}
_UNER_WEIGHT = 0.2
_COPIES = 3
_COPY_WEIGHT = 0.5
_SEED = 5
_SCALE = 32  # steps of a weight in one natural unit
# By how much a name must score above none, in natural units, for each of TYPES.
_FLOORS = {"zh": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0), "en": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)}


def train(
    code: str,
    examples: Sequence[Example],
    lexicon: Lexicon,
    *,
    copies: int = _COPIES,
    settings: Settings | None = None,
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
    lessons = prepare(variants, lexicon)
    return learn(lessons.sentences[code], 1 << BUCKET_BITS, settings or Settings())


def write_weights(weights: Weights, floors: Sequence[float], path: Path) -> None:
    """The weights in fixed point, compressed. Weights that round to nothing take no space."""
    table = np.clip(np.round(weights.table * _SCALE), -127, 127).astype(np.int8)
    steps = np.clip(np.round(weights.steps * _SCALE), -3000, 3000).astype(np.int16)
    limits = np.round(np.array(floors) * _SCALE).astype(np.int16)
    if len(limits) != len(TYPES):
        raise ValueError("one floor for each type")
    np.savez_compressed(path, table=table, steps=steps, floors=limits)


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the sentences, trains both models and writes their files."""
    parser = argparse.ArgumentParser(description="Train the taggers of names")
    parser.add_argument("--uner", type=Path, help="folder with files of Universal NER to learn from too")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--code", choices=sorted(_FILES), action="append", help="only this model")
    chosen = parser.parse_args(arguments)
    lexicon = load_lexicon()
    for code in chosen.code or sorted(_FILES):
        examples = [example for name in _FILES[code] for example in read_marked(HERE / name)]
        if chosen.uner:
            examples += read_iob2(chosen.uner / _UNER[code], weight=_UNER_WEIGHT)
        weights = train(code, examples, lexicon)
        path = chosen.out / f"{code}.npz"
        write_weights(weights, _FLOORS[code], path)
        print(f"{path}: {len(examples)} sentences, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
