"""Is a figure's confidence what it says? The share of figures that are right, by how sure we say we are.

    python benchmarks/figures_reliability.py [--json]

Texts are the sentences of ``tests/data/figures_blind.jsonl``, which the shares of nlp/data/confidence.toml were not
counted on. Right: value, unit, and subject and metric where told. "usable" are those a digest can use (subject and
metric told, a quantity), at and above its threshold and below. The promise: on average a share is off by at most a
tenth (weighted by group), and what the digest prints is right more often than what it leaves out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from figure_scoring import load_blind, weighed  # noqa: E402 - the tests are no package

from digests.reported import MIN_CONFIDENCE  # noqa: E402
from store.records import Figure  # noqa: E402

EDGES = (0.0, 0.3, 0.5, 0.7, 0.9, 1.01)
Told = Sequence[tuple[Figure, bool]]


def reliability(found: Told) -> Iterator[tuple[str, int, float, float]]:
    """(range of confidence, figures, mean confidence, share that is right) of each range that has figures."""
    for low, high in pairwise(EDGES):
        group = [(figure.confidence, right) for figure, right in found if low <= figure.confidence < high]
        if group:
            said, right = (sum(pair[side] for pair in group) / len(group) for side in (0, 1))
            yield f"{low:.1f}-{min(high, 1):.1f}", len(group), said, right


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    kept = True
    for part in ("developed", "evaluated", ""):
        found = weighed(load_blind(part))
        rows = list(reliability(found))
        error = sum(count * abs(said - right) for _, count, said, right in rows) / len(found)
        usable = [(figure, right) for figure, right in found if figure.subject and figure.metric]
        printed = [right for figure, right in usable if figure.confidence >= MIN_CONFIDENCE]
        left = [right for figure, right in usable if figure.confidence < MIN_CONFIDENCE]
        shares = [sum(group) / max(1, len(group)) for group in (printed, left)]
        kept &= error <= 0.1 and (not left or shares[0] > shares[1])
        if arguments.json:
            print(
                json.dumps(
                    {
                        "part": part or "all",
                        "rows": rows,
                        "error": error,
                        "printed": shares[0],
                        "left": shares[1],
                    }
                )
            )
            continue
        print(f"{part or 'all'}: {len(found)} figures, off by {error:.3f}")
        for name, count, said, right in rows:
            print(f"  {name:8} {count:4} figures  said {said:.2f}  right {right:.2f}")
        above = f"{len(printed)} at {MIN_CONFIDENCE} and above, right {shares[0]:.2f}"
        print(f"  usable: {above}; {len(left)} below, right {shares[1]:.2f}")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
