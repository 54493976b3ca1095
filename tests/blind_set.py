"""The blind set of tests/data and what a reading of it scores: names exact, typed and by id, tone by entity.

Rows of the split "held" are only ever scored; ``failures`` lists those of the split "open".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlp.entities import find_mentions
from nlp.figures import find_figures
from nlp.lexicon import load_lexicon
from nlp.segment import build_document
from nlp.sentiment import find_sentiments
from store.records import Mention, Sentiment

DATA = Path(__file__).parent / "data"
SIGNS = (-1, 0, 1)


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file of tests/data, without the head line that describes it."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if "about" not in row]


def read(text: str) -> tuple[list[Mention], list[Sentiment]]:
    """The mentions and the tones of one text, its language to be found out."""
    document = build_document(text, lang=None)
    mentions = find_mentions(document, load_lexicon())
    return mentions, find_sentiments(document, mentions, find_figures(document, mentions))


@cache
def readings() -> dict[int, tuple[list[Mention], list[Sentiment]]]:
    return {row["doc"]: read(row["text"]) for row in rows("entities_blind.jsonl")}


@dataclass(frozen=True, slots=True)
class NameScore:
    """Exact spans: precision and recall together (f1), the same with the type right, share of ids right."""

    precision: float
    recall: float
    f1: float
    typed: float
    id: float
    type_recall: dict[str, float]


def _spans(row: dict[str, Any]) -> set[tuple[int, int]]:
    return {(item["start"], item["end"]) for item in row["mentions"]}


def score_names(chosen: Sequence[dict[str, Any]]) -> NameScore:
    hits = typed = found = wanted = with_id = id_hits = 0
    all_types: Counter[str] = Counter()
    type_hits: Counter[str] = Counter()
    for row in chosen:
        mentions = {(item.start, item.end): item for item in readings()[row["doc"]][0]}
        found += len(mentions)
        for item in row["mentions"]:
            wanted += 1
            all_types[item["type"]] += 1
            with_id += item["id"] is not None
            mention = mentions.get((item["start"], item["end"]))
            if mention is None:
                continue
            hits += 1
            type_hits[item["type"]] += 1
            typed += _same_type(mention.type, item["type"])
            id_hits += item["id"] is not None and mention.id == item["id"]
    return NameScore(
        precision=hits / found,
        recall=hits / wanted,
        f1=2 * hits / (found + wanted),
        typed=2 * typed / (found + wanted),
        id=id_hits / with_id,
        type_recall={kind: type_hits[kind] / count for kind, count in all_types.items()},
    )


def _same_type(ours: str, theirs: str) -> bool:
    """A shop that is a platform may be either (TikTok Shop)."""
    return ours == theirs or {ours, theirs} == {"ORG", "PRODUCT"}


@dataclass(frozen=True, slots=True)
class ToneScore:
    """Share right, mean F1 of the three signs, share of signs turned into their opposite."""

    accuracy: float
    macro_f1: float
    flipped: float


def tones(split: str | None, *, known_only: bool) -> Iterator[tuple[dict[str, Any], int]]:
    """Each annotated tone with ours; a name without a verdict counts as 0."""
    for row in rows("sentiment_blind.jsonl"):
        if (split and row["split"] != split) or (known_only and row["id"] is None):
            continue
        mentions, sentiments = readings()[row["doc"]]
        at = {(item.start, item.end): item.id for item in mentions}
        entity = at.get((row["start"], row["end"]), row["id"])
        ours = next(
            (each.polarity for each in sentiments
             if each.id == entity and each.sent_start <= row["start"] < each.sent_end),
            0,
        )  # fmt: skip
        yield row, ours


def score_tones(split: str | None, *, known_only: bool = False) -> ToneScore:
    pairs = [(row["polarity"], ours) for row, ours in tones(split, known_only=known_only)]
    f1 = []
    for sign in SIGNS:
        both = sum(gold == ours == sign for gold, ours in pairs)
        either = sum(gold == sign for gold, _ in pairs) + sum(ours == sign for _, ours in pairs)
        f1.append(2 * both / either if either else 1.0)
    return ToneScore(
        accuracy=sum(gold == ours for gold, ours in pairs) / len(pairs),
        macro_f1=sum(f1) / len(f1),
        flipped=sum(gold * ours < 0 for gold, ours in pairs) / len(pairs),
    )


def failures() -> Iterator[str]:
    """What the open rows miss, one line each."""
    for row in rows("entities_blind.jsonl"):
        if row["split"] != "open":
            continue
        gold = {(item["start"], item["end"]): item for item in row["mentions"]}
        ours = {(item.start, item.end): item for item in readings()[row["doc"]][0]}
        for span, item in gold.items():
            if span not in ours:
                yield f"{row['doc']} missed {item['type']} {item['quote']}"
            elif not _same_type(ours[span].type, item["type"]):
                yield f"{row['doc']} type {item['quote']}: {ours[span].type} for {item['type']}"
            elif item["id"] and ours[span].id != item["id"]:
                yield f"{row['doc']} id {item['quote']}: {ours[span].id} for {item['id']}"
        for span in sorted(ours.keys() - gold.keys()):
            yield f"{row['doc']} false {ours[span].type} {ours[span].quote}"
    for row, ours_sign in tones("open", known_only=False):
        if row["polarity"] != ours_sign:
            yield f"{row['doc']} tone {row['surface']}: {ours_sign} for {row['polarity']}"


def main() -> None:
    """``python tests/blind_set.py`` prints the scores and the open failures."""
    every = rows("entities_blind.jsonl")
    for split in ("open", "held"):
        print(split, score_names([row for row in every if row["split"] == split]))
        print(split, score_tones(split), "known ids:", score_tones(split, known_only=True))
    for lang in ("zh-Hans", "zh-Hant", "en"):
        print(lang, score_names([row for row in every if row["lang"] == lang]))
    print("all", score_names(every), score_tones(None), sep="\n")
    print(*failures(), sep="\n")


if __name__ == "__main__":
    main()
