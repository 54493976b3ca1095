"""Names in texts: what finding them costs beside cutting words, how right it is, and what hostile text does.

    python benchmarks/entities.py [--json]

Promises: finding all names of a Chinese article adds at most the time that spaCy's blank pipeline with jieba takes
alone; a Traditional text costs at most 1.3 times a Simplified one, letter for letter; a text five times as long takes
some five times as long, whatever it is made of; starting and the first text take less than 3 seconds and 400 MB
(measured on Linux). Texts are those of ``tests/data/pages``, the Traditional ones the same texts converted; they are
short (notes), so five of them make an article. Peers for quality, on the sentences of
``tests/data/entities_fresh.jsonl`` (our own writing): the catalogue alone, and jieba's tagger (nr, ns, nt, nz).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import opencc  # noqa: E402 - after the path
from name_scoring import Found, Row, score_names  # noqa: E402 - the tests are no package
from own_pages import all_articles  # noqa: E402

from nlp.entities import find_mentions  # noqa: E402
from nlp.lexicon import load_lexicon  # noqa: E402
from nlp.script import fold  # noqa: E402
from nlp.segment import build_document  # noqa: E402
from nlp.senses import find_senses  # noqa: E402

ROUNDS = 5
JOINED = 5  # texts of the test pages that make one of article length, about 1,500 characters
SMALLEST_MEMO = 1_000  # entries; what holds fewer is a table
FRESH = ROOT / "tests" / "data" / "entities_fresh.jsonl"
KINDS = {"nr": "PERSON", "ns": "GPE", "nt": "ORG", "nz": "PRODUCT"}
HOSTILE = {
    "one character": "某",
    "digits": "7",
    "brackets": "（",
    "names": "亚马逊Temu",
    "unknown names": "Zorvex 澜汐 ",
    "dots": "阿·",
    "capitals": "Aa Bb ",
    "book marks": "《法案》",
    "apposition": "澄屿（Chengyu）",
}
COLD = """
import time
start = time.process_time()
from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document
text = "亚马逊（Amazon）与澜汐科技签约，陆嘉言说。Temu sued Zorvex Ltd in Ohio."
found = find_mentions(build_document(text), load_lexicon())
seconds = time.process_time() - start
# Of this program alone: what resource tells of a child begins with the memory of its parent.
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(seconds, int(peak[0]) / 1024, len(found))
"""


def main() -> int:
    """Measure, print, and answer 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    wants_json = parser.parse_args().json
    costs, hostile, cold = _costs(), _hostile(), _cold()
    quality = {name: _quality(read) for name, read in READERS.items()}
    broken = _broken(costs, hostile, cold)
    if wants_json:
        report = {"costs": costs, "quality": quality, "hostile": hostile, "cold": cold, "broken": broken}
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print(costs, quality, hostile, cold, broken)
    return 1 if broken else 0


# --- cost ----------------------------------------------------------------------------------------------------


def _texts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"zh-Hans": [], "zh-Hant": [], "en": []}
    converter = opencc.OpenCC("s2t")
    for article in all_articles():
        text = "\n".join(line for _, line in article.body)
        if article.lang == "zh-Hans":
            found["zh-Hans"].append(text)
            found["zh-Hant"].append(converter.convert(text))
        elif article.lang == "en":
            found["en"].append(text)
    return found


def _of_article_length(texts: list[str]) -> list[str]:
    """Some texts as one: those of the test pages are a fifth as long as articles are."""
    return ["\n".join(texts[at : at + JOINED]) for at in range(0, len(texts), JOINED)]


def _costs() -> dict[str, dict[str, float]]:
    """By language and length: nanoseconds a character of cutting and of finding names (best of five), their ratio.

    Names that were met in one round are not remembered in the next.
    """
    lexicon = load_lexicon()
    short = _texts()
    texts = {f"{lang} articles": _of_article_length(each) for lang, each in short.items()}
    texts |= {f"{lang} notes": each for lang, each in short.items()}
    best: dict[str, tuple[float, float]] = {}
    for _ in range(ROUNDS + 1):  # the first one also builds what is built on first use
        for lang, chosen in texts.items():
            _forget()
            start = time.process_time()
            documents = [build_document(text) for text in chosen]
            cut = time.process_time()
            for document in documents:
                find_mentions(document, lexicon)
            end = time.process_time()
            known = best.get(lang, (float("inf"), float("inf")))
            best[lang] = (min(known[0], cut - start), min(known[1], end - cut))
    return {
        lang: {
            "characters": sum(map(len, texts[lang])),
            "cut_ns": round(1e9 * cut / sum(map(len, texts[lang]))),
            "names_ns": round(1e9 * names / sum(map(len, texts[lang]))),
            "ratio": round(names / cut, 2),
        }
        for lang, (cut, names) in best.items()
    }


def _forget() -> None:
    """Drop what is remembered of single names; tables that are read once stay."""
    modules = [module for name, module in tuple(sys.modules.items()) if name.startswith("nlp.")]
    for memo in (
        value for module in modules for value in vars(module).values() if hasattr(value, "cache_info")
    ):
        if (memo.cache_parameters()["maxsize"] or 0) >= SMALLEST_MEMO:
            memo.cache_clear()


def _hostile() -> dict[str, dict[str, float]]:
    """Seconds for a text of one thing over and over, and how many times those of one a fifth as long it took."""
    lexicon = load_lexicon()
    out: dict[str, dict[str, float]] = {}
    for name, piece in HOSTILE.items():
        seconds = []
        for length in (24_000, 120_000):
            document = build_document(piece * (length // len(piece)))
            start = time.process_time()
            find_mentions(document, lexicon)
            seconds.append(time.process_time() - start)
        out[name] = {"seconds": round(seconds[1], 3), "times": round(seconds[1] / max(seconds[0], 1e-3), 1)}
    return out


def _cold() -> dict[str, float]:
    """A fresh process: seconds of work until the first text is read, and its memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", COLD], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    seconds, megabytes, _ = done.stdout.split()
    return {"seconds": round(float(seconds), 2), "mb": round(float(megabytes))}


# --- quality -------------------------------------------------------------------------------------------------


def _ours(row: Row) -> Sequence[Found]:
    mentions = find_mentions(build_document(row["text"]), load_lexicon())
    return [(item.start, item.end, item.type, item.id) for item in mentions if not item.in_title]


def _catalogue(row: Row) -> Sequence[Found]:
    lexicon = load_lexicon()
    senses, _ = find_senses(build_document(row["text"]), lexicon)
    found = []
    for sense in senses:
        entity = lexicon.entities[sense.alias.entity_id]
        found.append((sense.start, sense.end, entity.type, entity.id))
    return found


def _jieba(row: Row) -> Sequence[Found]:
    from jieba import posseg

    found, at = [], 0
    # On the fold: its tagger takes a hundred times as long on Traditional text.
    for word, flag in posseg.cut(fold(row["text"])):
        if (kind := KINDS.get(flag)) and len(word) > 1:
            found.append((at, at + len(word), kind, None))
        at += len(word)
    return found


READERS: dict[str, Callable[[Row], Sequence[Found]]] = {
    "ours": _ours,
    "catalogue alone": _catalogue,
    "jieba.posseg": _jieba,
}


def _quality(read: Callable[[Row], Sequence[Found]]) -> dict[str, dict[str, float]]:
    lines = FRESH.read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [row for row in map(json.loads, lines) if "about" not in row]
    out: dict[str, dict[str, float]] = {}
    for lang in ("zh-Hans", "zh-Hant", "en"):
        for split in ("tuned", "evaluated"):
            chosen = [row for row in rows if row["lang"] == lang and row["split"] == split]
            made = score_names(chosen, read)
            out[f"{lang} {split}"] = {
                name: round(getattr(made, name), 3)
                for name in ("precision", "recall", "f1", "typed", "span_and_id", "unseen")
            }
    return out


# --- verdict -------------------------------------------------------------------------------------------------


def _broken(
    costs: dict[str, dict[str, float]], hostile: dict[str, dict[str, float]], cold: dict[str, float]
) -> list[str]:
    each = {lang: row["cut_ns"] + row["names_ns"] for lang, row in costs.items()}
    return [
        *(f"{lang}: names cost {costs[lang]['ratio']} of cutting" for lang in ("zh-Hans articles", "zh-Hant articles")
          if costs[lang]["ratio"] > 1),
        *(["Traditional text costs more than 1.3 of Simplified"]
          if each["zh-Hant articles"] > 1.3 * each["zh-Hans articles"] else []),
        *(f"{name}: {row['times']} times the time for five times the text" for name, row in hostile.items()
          if row["times"] > 8 and row["seconds"] > 0.2),
        *([f"start took {cold['seconds']} s and {cold['mb']} MB"] if cold["seconds"] > 3 or cold["mb"] > 400 else []),
    ]  # fmt: skip


def _print(
    costs: dict[str, dict[str, float]],
    quality: dict[str, dict[str, dict[str, float]]],
    hostile: dict[str, dict[str, float]],
    cold: dict[str, float],
    broken: list[str],
) -> None:
    for lang, row in costs.items():
        print(
            f"{lang:16} {row['characters']:7} characters  cutting {row['cut_ns']:5} ns  names {row['names_ns']:5} ns"
            f"  ratio {row['ratio']}"
        )
    print(f"cold start {cold['seconds']} s, {cold['mb']} MB")
    for name, table in quality.items():
        for rows, row in table.items():
            print(f"{name:16} {rows:18} " + "  ".join(f"{key} {value:.3f}" for key, value in row.items()))
    for name, row in hostile.items():
        print(f"{name:16} {row['seconds']:7.3f} s for 120,000 characters, {row['times']} times a fifth of it")
    print("\n".join(broken) or "every promise is kept")


if __name__ == "__main__":
    sys.exit(main())
