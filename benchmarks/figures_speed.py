"""How fast figures are found: characters a second, ours beside the peers, in one run; and what hostile text takes.

    python benchmarks/figures_speed.py [--peers-python PATH] [--rounds N] [--json]

Texts are the sentences of ``tests/data/figures_blind.jsonl`` and articles of the sample newsroom: a figure every 25
characters in Chinese, fewer in English. Everybody reads all texts once a round and the rounds take turns, so that load
on the machine falls on all alike; the best round counts, in CPU seconds. Ours is measured from the folded text, cut
into sentences (cutting is there for every finder of the room and is given apart, as are the names, which the subjects
of figures need):

- spans and values: numbers, units, ranges, calendar periods, document numbers (``find_values``);
- all fields: the same with their meaning (``find_figures``), names given.

A peer's "numbers" are JioNLP's money, and recognizers-text's percentages, money, dimensions, ordinals and numbers;
"and times" adds their dates and durations, which ours always has.

Promises: spans and values at least 3 times as fast as JioNLP and 60 times as fast as recognizers-text, all fields as
fast as JioNLP, each with their times; 100,000 characters of anything under a second, and at most 8 times a quarter of
it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from figure_hostility import HOSTILE, hostile_text  # noqa: E402 - the tests are no package
from figure_scoring import PUBLISHED, load_blind  # noqa: E402
from peers import INSTALL, READS, Peer, python_of_peers  # noqa: E402 - beside this file

from nlp.document import Document  # noqa: E402
from nlp.entities import find_mentions  # noqa: E402
from nlp.figures import find_figures, find_values  # noqa: E402
from nlp.lexicon import load_lexicon  # noqa: E402
from nlp.segment import build_document  # noqa: E402
from store.records import Lang, Mention  # noqa: E402
from tradewind.sample.newsroom import build_newsroom  # noqa: E402

ARTICLES = 40  # of the newsroom, a language
LENGTH = 100_000
# (ours, peer, how many times as fast ours is meant to be)
PROMISES = (
    ("spans and values", "jionlp and times", 3.0),
    ("spans and values", "recognizers-text and times", 60.0),
    ("all fields", "jionlp and times", 1.0),
)


def main() -> int:
    """Measure, print, and answer 1 when a promise is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--peers-python", default=python_of_peers(), help="the interpreter that has the peers"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        started = [stack.enter_context(Peer(name, options.peers_python)) for name in READS]
        peers = [peer for peer in started if not peer.missing]
        speeds = {lang: _speeds(lang, peers, options.rounds) for lang in ("zh", "en")}
    missing = {peer.name: peer.missing for peer in started if peer.missing}
    hostile = _hostile()
    broken = [*_broken(speeds), *_too_long(hostile)]
    if options.json:
        print(json.dumps({"speeds": speeds, "hostile": hostile, "missing": missing, "broken": broken}))
    else:
        _print(speeds, hostile)
        for name, reason in missing.items():
            print(f"{name} is left out: {reason}")
        print(INSTALL if missing else "", "\n".join(broken) or "every promise is kept", sep="\n")
    return 1 if broken else 0


# --- speed ---------------------------------------------------------------------------------------------------


def _documents(lang: str) -> list[Document]:
    """The sentences, and the first articles of the newsroom in the language."""
    articles = [item for item in build_newsroom().articles if item.lang.value.startswith(lang)][:ARTICLES]
    return [
        *(build_document(item.text, lang=item.lang, published_at=item.published_at) for item in articles),
        *(
            build_document(item.text, lang=item.lang, published_at=PUBLISHED)
            for item in load_blind()
            if item.lang.value.startswith(lang)
        ),
    ]


def _speeds(lang: str, peers: Sequence[Peer], rounds: int) -> dict[str, float]:
    """Characters a second of the best round."""
    documents, lexicon = _documents(lang), load_lexicon()
    mentions = [find_mentions(document, lexicon) for document in documents]
    texts = [document.text for document in documents]
    tasks: dict[str, Callable[[], float]] = {
        "spans and values": lambda: _seconds(documents, mentions, find_values),
        "all fields": lambda: _seconds(documents, mentions, find_figures),
        "cutting": lambda: _timed(lambda: [build_document(text, lang=Lang(document.lang)) for text, document in
                                           zip(texts, documents, strict=True)]),
        "names": lambda: _timed(lambda: [find_mentions(document, lexicon) for document in documents]),
    }  # fmt: skip
    for peer in peers:
        if lang in READS[peer.name]:
            tasks[peer.name] = lambda peer=peer: peer.seconds(texts, lang)
            if peer.name != "quantulum3":
                tasks[f"{peer.name} and times"] = lambda peer=peer: peer.seconds(texts, lang, also="times")
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(rounds + 1):  # the first one also builds what is built on first use
        for name, task in tasks.items():
            best[name] = min(best[name], task())
    return {name: sum(map(len, texts)) / seconds for name, seconds in best.items()}


def _seconds(
    documents: Sequence[Document],
    mentions: Sequence[Sequence[Mention]],
    find: Callable[[Document, Sequence[Mention]], Any],
) -> float:
    return _timed(
        lambda: [find(document, named) for document, named in zip(documents, mentions, strict=True)]
    )


def _timed(task: Callable[[], Any]) -> float:
    began = time.process_time()
    task()
    return time.process_time() - began


# --- hostile text --------------------------------------------------------------------------------------------


def _hostile() -> dict[str, dict[str, float]]:
    """Seconds of all fields of a text of one thing over and over, and how many times those of a quarter of it."""
    out = {}
    for piece in HOSTILE:
        seconds = []
        for length in (LENGTH // 4, LENGTH):
            document = hostile_text(piece, length)
            seconds.append(_timed(lambda document=document: find_figures(document, ())))
        out[piece] = {"seconds": round(seconds[1], 3), "times": round(seconds[1] / max(seconds[0], 0.01), 1)}
    return out


# --- verdict -------------------------------------------------------------------------------------------------


def _broken(speeds: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"{lang}: {mine} is {row[mine] / row[other]:.1f} times as fast as {other}, not {times:g}"
        for lang, row in speeds.items()
        for mine, other, times in PROMISES
        if other in row and row[mine] < times * row[other]
    ]


def _too_long(hostile: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"{piece!r} takes {row['seconds']} s for {LENGTH:,} characters, {row['times']} times a quarter of it"
        for piece, row in hostile.items()
        if row["seconds"] > 1 or (row["times"] > 8 and row["seconds"] > 0.2)
    ]


def _print(speeds: dict[str, dict[str, float]], hostile: dict[str, dict[str, float]]) -> None:
    for lang, row in speeds.items():
        for name, speed in row.items():
            ratios = (f"{mine} {row[mine] / speed:5.1f} x" for mine in ("spans and values", "all fields"))
            print(f"{lang} {name:28} {speed:12,.0f} characters a second", *ratios, sep="   ")
    for piece, row in hostile.items():
        print(
            f"{piece!r:24} {row['seconds']:7.3f} s for {LENGTH:,} characters, {row['times']} times a quarter of it"
        )


if __name__ == "__main__":
    sys.exit(main())
