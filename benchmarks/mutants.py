"""Damaged pages, 20,000 of them: each must come out as an article or a named rejection, none may raise.

No page may take over 2 seconds of CPU or 200 MB of memory. Pages are our own, harmed in one to three ways of nineteen
(``tests/damaged_pages.py``). Memory is what the process grew by at its peak while it read the page, as Linux tells it;
elsewhere it is left out. Prints the slowest and the largest, and ends with 1 when a limit is broken.

    python benchmarks/mutants.py [--count 20000] [--start 0] [--jobs 2] [--only NUMBER]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from damaged_pages import Mutant, mutant  # noqa: E402 - the tests are no package

from crawler.extract import extract_page, warm_up  # noqa: E402
from store.records import Article, Page, Reason, Rejection  # noqa: E402

AT = datetime(2026, 11, 20, tzinfo=UTC)
MAX_SECONDS = 2.0
MAX_BYTES = 200_000_000
CHUNK = 250  # pages
STATUS, PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one damaged page came out. ``grown``: bytes, None where the system does not tell."""

    number: int
    origin: str
    harms: tuple[str, ...]
    size: int
    outcome: str
    seconds: float
    grown: int | None
    raised: bool


def memory(line: str) -> int | None:
    """A line of the process's own status in bytes."""
    if not STATUS.exists():
        return None
    found = [
        row.split()[1] for row in STATUS.read_text(encoding="ascii").splitlines() if row.startswith(line)
    ]
    return int(found[0]) * 1024 if found else None


def reset_peak() -> None:
    """Let the peak of memory begin at what is in use now."""
    try:
        PEAK.write_text("5", encoding="ascii")
    except OSError:
        return


def reading(given: Mutant) -> Reading:
    """One damaged page, read and measured."""
    page = Page(url=given.url, final_url=given.url, source_id="", fetched_at=AT, status=200, body=given.body)
    reset_peak()
    before, began = memory("VmRSS"), time.process_time()
    result = extract_page(page, now=AT)
    seconds, peak = time.process_time() - began, memory("VmHWM")
    refused = isinstance(result, Rejection)
    return Reading(
        number=given.number,
        origin=given.origin,
        harms=given.harms,
        size=len(given.body),
        outcome=outcome_of(result),
        seconds=seconds,
        grown=None if before is None or peak is None else max(0, peak - before),
        raised=refused and result.reason is Reason.EXTRACT_FAILED,
    )


def outcome_of(result: Article | Rejection) -> str:
    """What became of a page; of one that raised, what was raised."""
    if isinstance(result, Article):
        return "article"
    raised = f": {result.detail[:60]}" if result.reason is Reason.EXTRACT_FAILED else ""
    return result.reason.value + raised


def chunk(numbers: range) -> list[Reading]:
    """A few pages in one worker."""
    return [reading(mutant(number)) for number in numbers]


def said(found: Reading) -> str:
    """A line for people."""
    grown = "?" if found.grown is None else f"{found.grown / 1e6:.0f}"
    harms = ", ".join(found.harms)
    cost = f"{found.number:6} {found.seconds:7.3f} s {grown:>5} MB of a page of {found.size / 1e6:.2f} MB"
    return f"{cost}  {found.outcome:16} {harms}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=0, help="the number of the first page")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, help="one page by its number")
    options = parser.parse_args()
    if options.only is not None:
        warm_up()
        print(said(reading(mutant(options.only))))
        return
    end = options.start + options.count
    chunks = [range(at, min(at + CHUNK, end)) for at in range(options.start, end, CHUNK)]
    readings: list[Reading] = []
    with multiprocessing.get_context("spawn").Pool(options.jobs, initializer=warm_up) as pool:
        for part in pool.imap_unordered(chunk, chunks):
            readings += part
            worst = max(part, key=lambda found: found.seconds)
            print(f"{len(readings)} of {options.count}; {said(worst)}", file=sys.stderr, flush=True)
    print(f"{len(readings)} damaged pages:", dict(Counter(found.outcome for found in readings).most_common()))
    for name, key in (("slowest", lambda r: r.seconds), ("largest", lambda r: r.grown or 0)):
        print(f"\n{name}:")
        for found in sorted(readings, key=key, reverse=True)[:8]:
            print(said(found))
    broken = [r for r in readings if r.raised or r.seconds > MAX_SECONDS or (r.grown or 0) > MAX_BYTES]
    print(f"\n{len(broken)} raised or broke a limit ({MAX_SECONDS} s, {MAX_BYTES // 10**6} MB)")
    for found in broken[:50]:
        print(said(found), "raised" if found.raised else "")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
