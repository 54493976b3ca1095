"""How well the tagger reads sentences it has not learned from: cross-validation on our own sentences.

    python -m nlp.training.check [--uner DIRECTORY] [--folds 5] [--run 2]

Every sentence is read alone, with what lexicon and forms say of it; a name is unseen when the lexicon knows no part
of it. Takes a minute or two for each fold and language.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from nlp.lexicon import Lexicon, load_lexicon
from nlp.segment import build_document
from nlp.tagger import find_names
from nlp.tagger_model import Model, make_model
from nlp.training.examples import Example, read_iob2, read_marked
from nlp.training.prepare import find_hints
from nlp.training.train import HERE, RECIPES, Recipe, in_fixed_point, train


def count_names(examples: Sequence[Example], code: str, model: Model, lexicon: Lexicon) -> Counter[str]:
    """Names wanted, found and right, over lexicon and tagger together; those of them that are unseen."""
    count: Counter[str] = Counter()
    for example in examples:
        document = build_document(example.text)
        known, formed = find_hints(document, lexicon)
        text, folded, sentences = document.text, document.folded, document.sentences
        tagged = find_names(document, text, folded, sentences, known, formed, {code: model})
        held = [(name.start, name.end) for name in tagged if name.absorbs]
        found = {(name.start, name.end): name.type for name in tagged} | {
            (each.start, each.end): each.type
            for each in known
            if not any(start <= each.start and each.end <= end for start, end in held)
        }
        wanted = {(start, end): kind for start, end, kind in example.names}
        count["wanted"] += len(wanted)
        count["found"] += len(found)
        count["right"] += len(wanted.keys() & found.keys())
        count["typed"] += len(wanted.items() & found.items())
        for start, end in wanted:
            if not any(each.start < end and each.end > start for each in known):
                count["unseen"] += 1
                count["unseen met"] += any(first < end and last > start for first, last in found)
    return count


def told(count: Counter[str]) -> str:
    """The counts as shares, in one line."""
    right, found, wanted = count["right"], max(count["found"], 1), max(count["wanted"], 1)
    return (
        f"precision {right / found:.3f} recall {right / wanted:.3f} F1 {2 * right / (found + wanted):.3f} "
        f"typed F1 {2 * count['typed'] / (found + wanted):.3f} "
        f"unseen {count['unseen']}, met in part {count['unseen met'] / max(count['unseen'], 1):.3f}"
    )


def check_fold(
    code: str, recipe: Recipe, more: Sequence[Example], fold: int, folds: int, lexicon: Lexicon
) -> Counter[str]:
    """Counts on every ``folds``-th sentence of ours, from ``fold`` on, learned from the others."""
    own = [example for name in recipe.files for example in read_marked(HERE / name)]
    learned = [example for number, example in enumerate(own) if number % folds != fold]
    weights = train(code, [*learned, *more], lexicon, recipe=recipe)
    return count_names(own[fold::folds], code, make_model(*in_fixed_point(weights, recipe)), lexicon)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a line for each language."""
    parser = argparse.ArgumentParser(description="Cross-validate the taggers of names")
    parser.add_argument("--uner", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--run", type=int, default=2, help="how many of the folds to run")
    parser.add_argument("--code", choices=sorted(RECIPES), action="append")
    chosen = parser.parse_args(arguments)
    lexicon = load_lexicon()
    for code in chosen.code or sorted(RECIPES):
        recipe = RECIPES[code]
        more = [
            example
            for name in (recipe.uner if chosen.uner else ())
            for example in read_iob2(chosen.uner / name, weight=recipe.uner_weight)
        ]
        count = sum(
            (check_fold(code, recipe, more, fold, chosen.folds, lexicon) for fold in range(chosen.run)),
            Counter(),
        )
        print(code, told(count))


if __name__ == "__main__":
    main()
