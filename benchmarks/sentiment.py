"""Sentiment of names in sentences: how right it is beside readers of whole sentences, and what it costs.

    python benchmarks/sentiment.py [--marked FILE]... [--sentfin CSV] [--headlines CSV]

Promises: a name is judged better than its sentence as a whole is; all of sentiment adds at most 30 % to the time of
tagging. Marked sentences (``[[name|TYPE|sign]]``, by default tests/data/sentiment_fresh.txt) are judged with the names
as marked. SEntFiN's table is worth scoring only where its rows were not learned from. Headlines are a table with a
column of text and one of two labels (0/1, -1/1, neg/pos, 负面/正面). Peers read the sentence and say the same of every
name in it: VADER, snownlp, and the sum of our own signs; those that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from own_pages import all_articles  # noqa: E402 - after the path; the tests are no package

from nlp.annotate import annotate_document  # noqa: E402
from nlp.segment import build_document  # noqa: E402
from nlp.sentiment import read_rules  # noqa: E402
from nlp.tone import combine, read_headline  # noqa: E402
from nlp.training.tone_examples import Marked, as_mentions, read_sentfin, read_signed  # noqa: E402

FRESH = ROOT / "tests" / "data" / "sentiment_fresh.txt"
ROUNDS = 3
LABELS = {
    "0": -1,
    "-1": -1,
    "1": 1,
    "neg": -1,
    "negative": -1,
    "pos": 1,
    "positive": 1,
    "负面": -1,
    "正面": 1,
}
Reader = Callable[[str], int]


def judge(example: Marked) -> dict[str, tuple[int, int]]:
    """By name as written: the sign that is right and the one that is read."""
    document = build_document(example.text)
    right = {example.text[start:end].lower(): sign for start, end, _, sign in example.names}
    read = dict.fromkeys(right, 0)
    for item in combine(document, read_rules(document, as_mentions(example), ())):
        if item.polarity and item.rules.id in read:
            read[item.rules.id] = item.polarity
    return {name: (sign, read[name]) for name, sign in right.items()}


def scores(pairs: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Accuracy, macro-F1 and the share of opposite signs."""
    f1 = []
    for sign in (-1, 0, 1):
        right = sum(pair == (sign, sign) for pair in pairs)
        told = sum(wanted == sign for wanted, _ in pairs) + sum(read == sign for _, read in pairs)
        if told:
            f1.append(2 * right / told)
    return {
        "n": len(pairs),
        "accuracy": round(sum(wanted == read for wanted, read in pairs) / max(1, len(pairs)), 3),
        "macro_f1": round(sum(f1) / max(1, len(f1)), 3),
        "opposite": round(sum(wanted * read < 0 for wanted, read in pairs) / max(1, len(pairs)), 3),
    }


def peers() -> dict[str, Reader]:
    """Readers of whole sentences that are installed, our own among them."""
    found: dict[str, Reader] = {"the sentence, by us": lambda text: _sign(read_headline(text))}
    try:
        analyser: Any = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
        found["VADER"] = lambda text: _of(analyser.polarity_scores(text)["compound"], 0.05)
    except ImportError:
        print("VADER: not installed")
    try:
        snow: Any = importlib.import_module("snownlp").SnowNLP
        found["snownlp"] = lambda text: _of(2 * snow(text).sentiments - 1, 0.2)
    except ImportError:
        print("snownlp: not installed")
    return found


def _sign(chances: Sequence[float]) -> int:
    return max((-1, 0, 1), key=lambda sign: chances[1 + sign])


def _of(value: float, bar: float) -> int:
    return 0 if abs(value) < bar else 1 if value > 0 else -1


def tell(name: str, examples: Sequence[Marked], readers: dict[str, Reader]) -> None:
    """One line for each reader: all names, and those of sentences in which one gains and another loses."""
    ours = [(example, judge(example)) for example in examples]
    rows = {"rules and model": ours}
    for label, reader in readers.items():
        rows[label] = [
            (example, {key: (wanted, reader(example.text)) for key, (wanted, _) in judged.items()})
            for example, judged in ours
        ]
    for label, judged in rows.items():
        parts = {
            "all": [pair for _, found in judged for pair in found.values()],
            "both signs": [pair for each, found in judged if each.both_signs for pair in found.values()],
            "conflicting": [pair for each, found in judged if each.conflicting for pair in found.values()],
        }
        print(name, "|", label, "|", {part: scores(pairs) for part, pairs in parts.items() if pairs})


def tell_headlines(path: Path, readers: dict[str, Reader]) -> None:
    """Two classes: good is what is likelier good than bad."""
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            label = next(
                (LABELS[cell.strip().lower()] for cell in row if cell.strip().lower() in LABELS), None
            )
            text = max(row, key=len, default="")
            if label is not None and text:
                rows.append((text, label))
    read = [read_headline(text) for text, _ in rows]
    pairs = [(label, 1 if each[2] >= each[0] else -1) for (_, label), each in zip(rows, read, strict=True)]
    print("headlines | rules and model |", scores(pairs))
    for name, reader in readers.items():
        print("headlines |", name, "|", scores([(label, reader(text)) for text, label in rows]))


def tell_time() -> None:
    """The share of sentiment beside the rest of tagging, the least of some rounds, on the texts of the tests."""
    texts = ["\n".join(line for _, line in article.body) for article in all_articles()]
    documents = [build_document(text) for text in texts]
    whole, own = [], []
    for _ in range(ROUNDS + 1):
        begun = time.process_time()
        made = [annotate_document(document) for document in documents]
        whole.append(time.process_time() - begun)
        begun = time.process_time()
        for document, each in zip(documents, made, strict=True):
            combine(document, read_rules(document, each.mentions, each.figures))
        own.append(time.process_time() - begun)
    cutting = time.process_time()
    for document in documents:
        build_document(document.text)
    cutting = time.process_time() - cutting
    share = min(own[1:]) / (min(whole[1:]) + cutting - min(own[1:]))
    print(f"time | sentiment adds {share:.0%} to the rest of tagging; promised: at most 30 %")


def main() -> None:
    """Prints one line for each set and reader."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--marked", type=Path, action="append")
    parser.add_argument("--sentfin", type=Path)
    parser.add_argument("--headlines", type=Path)
    given = parser.parse_args()
    readers = peers()
    for path in given.marked or [FRESH]:
        examples = read_signed(path)
        for code in sorted({example.code for example in examples}):
            part = [example for example in examples if example.code == code]
            for split in sorted({example.columns[-1:] for example in part}):
                chosen = [example for example in part if example.columns[-1:] == split]
                tell(f"{path.name} {code} {' '.join(split)}", chosen, readers)
    if given.sentfin:
        tell("SEntFiN", read_sentfin(given.sentfin), readers)
    if given.headlines:
        tell_headlines(given.headlines, readers)
    tell_time()


if __name__ == "__main__":
    main()
