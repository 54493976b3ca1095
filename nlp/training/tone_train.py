"""Learns the models of sentiment and writes them to nlp/data/tone.

    python -m nlp.training.tone_train --sentfin CSV [--only zh|en] [--output DIRECTORY]

Chinese is learned from our own sentences, English from ours and SEntFiN's. The same sentences and word lists
give the same files. Takes some two minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from nlp.script import fold
from nlp.tone_features import look
from nlp.tone_model import ToneModel
from nlp.tone_tokens import Name, see
from nlp.training.tone_examples import Marked, read_sentfin, read_signed
from nlp.training.tone_learn import Learned, Lesson, Settings, learn, of_kind, pack, with_copies

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "tone"
OWN, FOREIGN = 1, 2
_FOREIGN_WEIGHT = (
    0.1  # of a headline of stock news beside a sentence of ours, in what is learned for articles
)
REPORT = Settings(penalty=10.0, power=0.5)
HEADLINE = Settings(penalty=20.0, power=1.0)


def lessons_of(example: Marked, weight: float = 1.0) -> list[Lesson]:
    """One lesson for each name of the sentence."""
    folded = fold(example.text)
    names = [Name(start=start, end=end, type=kind) for start, end, kind, _ in example.names]
    seen = see(folded, 0, len(folded), names)
    own: dict[str, list[Name]] = {}
    signs: dict[str, int] = {}
    for name, (start, end, _, sign) in zip(names, example.names, strict=True):
        own.setdefault(example.text[start:end].lower(), []).append(name)
        signs.setdefault(example.text[start:end].lower(), sign)
    found: list[Lesson] = []
    for key, each in own.items():
        view = look(seen, each)
        if view is not None:
            found.append(Lesson(keys=view.keys(), sign=signs[key], weight=weight))
    return found


def train_chinese(own: Sequence[Lesson]) -> ToneModel:
    """The model of Chinese of both scripts."""
    return pack({"report": learn(own, REPORT)})


def train_english(own: Sequence[Lesson], headlines: Sequence[Lesson]) -> ToneModel:
    """The model of English: for articles from both with less weight on headlines, for headlines from them alone."""
    styles: dict[str, Learned] = {}
    if headlines:
        light = [Lesson(keys=each.keys, sign=each.sign, weight=_FOREIGN_WEIGHT) for each in headlines]
        both = [with_copies(each, OWN) for each in own] + [with_copies(each, FOREIGN) for each in light]
        keys = np.unique(np.concatenate([each.keys for each in (*own, *headlines)]))
        styles["report"] = of_kind(learn(both, REPORT), keys, OWN)
        styles["headline"] = learn(headlines, HEADLINE)
    else:
        styles["report"] = learn(own, REPORT)
    return pack(styles)


def write_model(model: ToneModel, path: Path) -> None:
    """The file that ``nlp.tone_model.read_model`` reads."""
    arrays: dict[str, np.ndarray] = {"features": model.features}
    for style, table in model.tables.items():
        arrays[f"{style}_weights"] = table.weights
        arrays[f"{style}_scale"] = np.array(table.scale)
        arrays[f"{style}_bias"] = table.bias
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def all_lessons(examples: Iterable[Marked]) -> list[Lesson]:
    """The lessons of all sentences, in order."""
    return [lesson for example in examples for lesson in lessons_of(example)]


def main() -> None:
    """Reads the sentences, learns, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sentfin", type=Path, help="SEntFiN's table (MIT); without it English is learned from ours alone"
    )
    parser.add_argument("--only", choices=("zh", "en"))
    parser.add_argument("--output", type=Path, default=DATA)
    given = parser.parse_args()
    if given.only != "en":
        write_model(train_chinese(all_lessons(read_signed(HERE / "tone_zh.txt"))), given.output / "zh.npz")
    if given.only != "zh":
        headlines = all_lessons(read_sentfin(given.sentfin)) if given.sentfin else []
        own = all_lessons(read_signed(HERE / "tone_en.txt"))
        write_model(train_english(own, headlines), given.output / "en.npz")


if __name__ == "__main__":
    main()
