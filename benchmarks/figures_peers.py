"""The figures of texts, ours beside the peers': on the peers' own cases, and on our own annotated sentences.

    python benchmarks/figures_peers.py [--peers-python PATH] [--cases FOLDER] [--failures N] [--json]

Peers: recognizers-text, JioNLP and quantulum3, by the interpreter that has them (``benchmarks/peers.py`` says how to
get one); what is not installed is named and left out. Their own cases are not part of the project: a folder with
``recognizers_dev.jsonl``, ``jionlp_dev.jsonl``, ``quantulum3_dev.jsonl``, ``duckling_dev.jsonl`` (rows ``{src, text,
lang, kind, fair, py, refdate, expected: [{start, end, value, low, high, unit, currency, timex}]}``); only fair rows
are read, and of the dates only calendar days, months and years that are written with a number. ``py`` false: the
Python port of that peer is marked by its makers as not supporting the case; counted apart.

A row passes when all of this is true:

- each expected item meets a found quantity that shares at least half of the shorter span with it;
- with the same value, or the same low and high (one part in a million). An end left open ("at least 20") is met by
  the value with the bound said (approx over or under, or 多 and 余 within the span), and so is 3000多 for "3000 to
  4000": a bare value fails;
- with the same unit: percentages and points are one; money has the currency the row names, or one of those it may
  mean (Dollar, Pound, cent), and may have none only where the row's text names none; a cent is a hundredth; a length
  or weight may be in another unit when it comes to the same;
- nothing contradicts: nothing else that is found touches an expected item, nor, if the row is of percentages,
  money, ranks or dimensions, is of that kind; rows that expect nothing and rows of plain numbers allow nothing else.

recognizers-text is asked on its own cases for the row's kind only, as its makers do. Our rates are of all that we
find. Many of the plain numbers are no figures by our definition (a bare 一, "one" as a pronoun).

The sentences are ``tests/data/figures_blind.jsonl`` (both parts; dates and document numbers left out): F1 of spans
that share at least half of the shorter one, and of those with value (a range needs both ends) and unit right.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from figure_scoring import PUBLISHED, load_blind  # noqa: E402 - the tests are no package
from figure_units import in_base, may_be, same_currency  # noqa: E402 - beside this file
from peers import INSTALL, READS, Peer, python_of_peers  # noqa: E402

from nlp.entities import find_mentions  # noqa: E402
from nlp.figures import find_figures  # noqa: E402
from nlp.lexicon import load_lexicon  # noqa: E402
from nlp.segment import build_document  # noqa: E402
from store.records import Lang  # noqa: E402

CASES = ROOT.parent / "shared" / "gold"
FILES = ("recognizers_dev.jsonl", "jionlp_dev.jsonl", "quantulum3_dev.jsonl", "duckling_dev.jsonl")
LANGS = {"zh": Lang.ZH_HANS, "en": Lang.EN}
TABLE = ("recognizers-text", "jionlp", "quantulum3")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_NUMBER = re.compile(r"[\d０-９零〇一二三四五六七八九十元正]")
_OVER = ("over",)
_UNDER = ("under", "nearly", "up_to")
Quantity = Mapping[str, Any]


def ours(texts: Sequence[str], lang: Lang, today: datetime | None = None) -> list[list[Quantity]]:
    """All that the project finds in each text, names included."""
    lexicon, found = load_lexicon(), []
    for text in texts:
        document = build_document(text, lang=lang, published_at=today)
        figures = find_figures(document, find_mentions(document, lexicon))
        found.append([{name: _plain(getattr(figure, name)) for name in _FIELDS} for figure in figures])
    return found


_FIELDS = ("start", "end", "kind", "value", "low", "high", "unit", "currency", "approx", "period")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else float(value)


# --- the peers' own cases ------------------------------------------------------------------------------------


def passes(row: Quantity, found: Sequence[Quantity]) -> bool:
    """Whether the found quantities are what the row expects, as the head of this file says."""
    dates = row["kind"] == "date"
    left = [item for item in found if (item["kind"] == "date") is dates and item["kind"] != "docref"]
    for want in row["expected"]:
        met = [item for item in left if _meets(want, item)]
        if len(met) != 1 or not (_same_period(want, met[0]) if dates else _same(row, want, met[0])):
            return False
        left = [item for item in left if item is not met[0] and not _touches(want, item)]
    return not any(_counts(row, item) for item in left)


def _touches(a: Quantity, b: Quantity) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _meets(a: Quantity, b: Quantity) -> bool:
    shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return bool(shared > 0 and 2 * shared >= min(a["end"] - a["start"], b["end"] - b["start"]))


def _counts(row: Quantity, item: Quantity) -> bool:
    """Whether a further find counts against the row."""
    kinds = {
        "percent": ("percent", "pp"), "money": ("money",), "rank": ("rank",), "dimension": ("dimension", "capacity"),
    }.get(row["kind"])  # fmt: skip
    if kinds is None or not row["expected"]:
        return kinds is None or item["kind"] in kinds
    return item["kind"] in kinds and not (item["kind"] == "money" and item["currency"] is None)


def _same_period(want: Quantity, item: Quantity) -> bool:
    return bool(want["timex"] == (item["period"] or "").rstrip("/"))


def _same(row: Quantity, want: Quantity, item: Quantity) -> bool:
    if row["kind"] == "percent" and item["kind"] not in ("percent", "pp"):
        return False
    if row["kind"] == "rank" and item["kind"] != "rank":
        return False
    factor = 1.0
    if row["kind"] == "money" or want["currency"]:
        if not same_currency(want, item, row["text"]):
            return False
        factor = 100.0 if "cent" in may_be(want) and item["value"] not in (want["value"], None) else 1.0
    elif want["unit"] and want["unit"] not in ("%", "Unnamed"):
        here, there = in_base(want.get("unit")), in_base(item["unit"])
        if here is None or there is None or here[0] != there[0]:
            return False
        factor = there[1] / here[1]
    said = item.get("approx")
    if re.search("[多余餘几幾]", row["text"][item["start"] : item["end"]]):
        said = "over"
    return _same_bounds(want, item, factor, said)


def _same_bounds(want: Quantity, item: Quantity, factor: float, said: str | None) -> bool:
    value, low, high = (None if item[end] is None else item[end] * factor for end in ("value", "low", "high"))
    if want["value"] is not None:
        return _close(want["value"], value)
    if want["low"] is not None and want["high"] is not None and low is not None:
        return _close(want["low"], low) and _close(want["high"], high)
    if want["low"] is not None and (said in _OVER or want["low"] == want["high"]):
        return _close(want["low"], value) and (
            want["high"] is None or want["low"] <= want["high"] <= 2 * want["low"]
        )
    return want["low"] is None and said in _UNDER and _close(want["high"], value)


def _close(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1e-12)


def load_cases(folder: Path) -> list[dict[str, Any]]:
    """The fair rows of the folder's files, with the name of their source's makers."""
    rows = []
    for name in FILES:
        path = folder / name
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for row in map(json.loads, lines):
            days = [item["timex"] or "" for item in row["expected"]]
            written = [item["text"] for item in row["expected"]]
            if row["fair"] and (row["kind"] != "date" or (
                all(map(_DAY.fullmatch, days)) and all(map(_NUMBER.search, written))
            )):  # fmt: skip
                rows.append({**row, "from": row["src"].split(":")[0]})
    return rows


def run_cases(
    rows: Sequence[dict[str, Any]], peers: Sequence[Peer], failures: int
) -> dict[str, dict[str, Any]]:
    """By source, language and kind: how many rows, and the share that each one passes (None: not its language)."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        port = "" if row["py"] else " (not in its port)"
        groups[f"{row['from']} {row['lang']} {row['kind']}{port}"].append(row)
    table: dict[str, dict[str, Any]] = {}
    for name, group in groups.items():
        found = [ours([row["text"]], LANGS[row["lang"]], _day(row))[0] for row in group]
        failed = [(row, items) for row, items in zip(group, found, strict=True) if not passes(row, items)]
        for row, items in failed[:failures]:
            _explain(name, row, items)
        table[name] = {"rows": len(group), "ours": 1 - len(failed) / len(group)}
        for peer in peers:
            reads = group[0]["lang"] in READS[peer.name]
            table[name][peer.name] = (
                sum(passes(row, _of_peer(peer, row)) for row in group) / len(group) if reads else None
            )
    return table


def _day(row: Quantity) -> datetime | None:
    """When a row was said, where it matters."""
    return datetime.fromisoformat(f"{row['refdate'][:10]}T09:00+00:00") if row.get("refdate") else None


def _of_peer(peer: Peer, row: Quantity) -> list[dict[str, Any]]:
    own = None
    if peer.name == "recognizers-text" and row["from"] == "recognizers":
        own = "number" if row["kind"] == "range" else row["kind"]
    return peer.read([row["text"]], row["lang"], own=own, today=(row.get("refdate") or "")[:10] or None)[0]


def _explain(name: str, row: Quantity, items: Sequence[Quantity]) -> None:
    fields = ("value", "low", "high", "unit", "currency", "timex")
    want = [
        (item["text"], *(item[field] for field in fields if item.get(field) is not None))
        for item in row["expected"]
    ]
    got = [
        (
            row["text"][item["start"] : item["end"]],
            *(item[field] for field in _FIELDS[2:] if item[field] is not None),
        )
        for item in items
    ]
    print(f"{name}: {row['text']!r}\n    expected {want}\n    found    {got}")


# --- our own sentences ---------------------------------------------------------------------------------------

SENTENCES = {"zh-Hans": Lang.ZH_HANS, "zh-Hant": Lang.ZH_HANT, "en": Lang.EN}


def run_sentences(peers: Sequence[Peer]) -> dict[str, dict[str, dict[str, float]]]:
    """By language: F1 of spans and of spans with value and unit, of ours and of each peer that reads the language."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, lang in SENTENCES.items():
        chosen = [sentence for sentence in load_blind() if sentence.lang == lang]
        texts = [sentence.text for sentence in chosen]
        truth = [
            [row for row in sentence.figures if row["kind"] not in ("date", "docref")] for sentence in chosen
        ]
        table[name] = {"ours": _f1(truth, ours(texts, lang, PUBLISHED))}
        short = "en" if lang is Lang.EN else "zh"
        for peer in peers:
            if short in READS[peer.name]:
                found = peer.read(texts, short, today=PUBLISHED.date().isoformat())
                table[name][peer.name] = _f1(truth, found)
    return table


def _f1(truth: Sequence[Sequence[Quantity]], found: Sequence[Sequence[Quantity]]) -> dict[str, float]:
    spans = right = total = 0
    for wanted, items in zip(truth, found, strict=True):
        free = [item for item in items if item["kind"] not in ("date", "docref")]
        total += len(wanted) + len(free)
        for want in wanted:
            met = next((item for item in free if _meets(want, item)), None)
            if met is not None:
                free.remove(met)
                spans += 1
                right += _right(want, met)
    return {"span": 2 * spans / total, "value_unit": 2 * right / total}


def _right(want: Quantity, item: Quantity) -> bool:
    """Value and unit of an annotated figure, by what its kind asks for."""
    kind, found = want["kind"], item["kind"]
    if want.get("low") is not None:
        value = _close(want["low"], item["low"]) and _close(want["high"], item["high"])
    else:
        value = _close(want["value"], item["value"])
    if kind in ("money", "rate") and want.get("currency"):
        named = {"unit": None, "currency": want["currency"]}
        return value and same_currency(named, item, "")
    if kind in ("percent", "pp"):
        return value and found in ("percent", "pp")
    if kind in ("duration", "capacity"):
        here, there = in_base(want.get("unit")), in_base(item["unit"])
        return value and here is not None and here == there
    if kind == "rank":
        return value and found == "rank"
    if kind == "count":
        return value and found not in ("money", "percent", "pp", "rank", "duration")
    return value


# --- the page ------------------------------------------------------------------------------------------------


def main() -> None:
    """Run all, print tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--peers-python", default=python_of_peers(), help="the interpreter that has the peers"
    )
    parser.add_argument("--cases", type=Path, default=CASES, help="the folder of the peers' own cases")
    parser.add_argument("--failures", type=int, default=0, help="print so many failed rows of each group")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        started = [stack.enter_context(Peer(name, options.peers_python)) for name in TABLE]
        peers = [peer for peer in started if not peer.missing]
        rows = load_cases(options.cases)
        cases = run_cases(rows, peers, options.failures)
        sentences = run_sentences(peers)
    missing = {peer.name: peer.missing for peer in started if peer.missing}
    if options.json:
        print(json.dumps({"cases": cases, "sentences": sentences, "missing": missing}, ensure_ascii=False))
        return
    columns = ["ours", *(peer.name for peer in peers)]
    show = Columns(columns)
    show("share of the peers' own cases passed", *columns)
    for name, row in sorted(cases.items()):
        show(f"{name}: {row['rows']}", *(row[column] for column in columns))
    if not rows:
        print(f"no cases: {options.cases} has none of {', '.join(FILES)}; --cases FOLDER names another")
    show("F1 of spans, of value and unit: own sentences", *columns)
    for lang, scores in sentences.items():
        for measure in ("span", "value_unit"):
            show(f"{lang} {measure}", *(scores.get(column, {}).get(measure) for column in columns))
    for name, reason in missing.items():
        print(f"{name} is left out: {reason}")
    if missing:
        print(INSTALL)


class Columns:
    """Prints rows of a table: a name, then numbers or words, right-aligned under the heads."""

    def __init__(self, heads: Sequence[str]) -> None:
        self._widths = [max(8, len(head)) for head in heads]

    def __call__(self, name: str, *cells: float | str | None) -> None:
        shown = ("-" if cell is None else cell if isinstance(cell, str) else f"{cell:.3f}" for cell in cells)
        print(name.ljust(52), *(cell.rjust(width) for cell, width in zip(shown, self._widths, strict=True)))


if __name__ == "__main__":
    main()
