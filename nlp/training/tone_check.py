"""How well the models of sentiment read sentences they have not learned from: cross-validation.

    python -m nlp.training.tone_check [--sentfin CSV] [--folds 5]

Sentences alike fall into one fold: those that share the name that is judged and most of their words. The model is
scored alone, without the rules. Takes some minutes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from nlp.tone_model import ToneModel
from nlp.tone_tokens import stem
from nlp.training.tone_examples import Marked, read_sentfin, read_signed
from nlp.training.tone_learn import Lesson, learn, pack
from nlp.training.tone_train import HEADLINE, HERE, lessons_of, train_chinese, train_english

_ALIKE = 0.6  # of the words of the shorter sentence


def groups_of(examples: Sequence[Marked]) -> list[int]:
    """For each sentence the number of the first one it is like, over as many steps as it takes."""
    parents = list(range(len(examples)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    words = [
        frozenset(stem(word) for word in each.text.lower().split() if len(word) > 2) for each in examples
    ]
    of_name: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(examples):
        for start, end, *_ in each.names:
            of_name[each.text[start:end].lower()].append(number)
    for numbers in of_name.values():
        for place, second in enumerate(numbers[:400]):
            for first in numbers[:place]:
                shared = len(words[first] & words[second])
                if shared >= _ALIKE * max(1, min(len(words[first]), len(words[second]))):
                    parents[root(second)] = root(first)
    return [root(number) for number in range(len(examples))]


def check(
    examples: Sequence[Marked], train: Callable[[Sequence[Lesson]], ToneModel], style: str, folds: int
) -> str:
    """Accuracy and opposite signs of sentences left out, all names and those of conflicting sentences."""
    groups = groups_of(examples)
    fold_of = dict(
        zip(sorted(set(groups)), np.random.default_rng(0).integers(0, folds, len(set(groups))), strict=True)
    )
    lessons = [lessons_of(example) for example in examples]
    right: dict[bool, list[int]] = {True: [], False: []}
    opposite = 0
    for fold in range(folds):
        model = train(
            [
                each
                for rows, group in zip(lessons, groups, strict=True)
                if fold_of[group] != fold
                for each in rows
            ]
        )
        for example, rows, group in zip(examples, lessons, groups, strict=True):
            for each in rows if fold_of[group] == fold else ():
                read = int(np.argmax(model.chances(each.keys, style))) - 1
                right[example.conflicting].append(read == each.sign)
                opposite += read * each.sign < 0
    every = right[True] + right[False]
    return (
        f"{len(every)} names: accuracy {np.mean(every):.3f}, opposite {opposite / len(every):.3f}; "
        f"{len(right[True])} of conflicting sentences: accuracy {np.mean(right[True]):.3f}"
    )


def main() -> None:
    """Prints a line for each kind of text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentfin", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    given = parser.parse_args()
    print(
        "Chinese:", check(read_signed(HERE / "tone_zh.txt"), train_chinese, "report", given.folds), flush=True
    )
    headlines = read_sentfin(given.sentfin) if given.sentfin else []
    if headlines:
        told = check(
            headlines, lambda rows: pack({"headline": learn(rows, HEADLINE)}), "headline", given.folds
        )
        print("SEntFiN:", told, flush=True)
    foreign = [lesson for example in headlines for lesson in lessons_of(example)]
    english = check(
        read_signed(HERE / "tone_en.txt"), lambda rows: train_english(rows, foreign), "report", given.folds
    )
    print("English:", english)


if __name__ == "__main__":
    main()
