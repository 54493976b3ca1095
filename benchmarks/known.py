"""Does a store that knows 100,000 addresses slow discovery down? Run: python benchmarks/known.py

Three ratios, each of two times measured in this run:
- a feed of 30 of which 3 are new, in a store that knows 100,000 addresses, to the same in an empty one;
- a sitemap of 50,000 known addresses saved, to the same sitemap read (parsed) in the first place;
- what a run asks first (which sources are due, what is pending, what is to be asked again), the same two stores.
Fewer rows written than ten is asserted for the sitemap: what is known costs look-ups only.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from crawler.discovery import read_announcement
from store.announcements import load_looks
from store.articles import pending, save_discovery, save_sources
from store.db import Database, open_store
from store.queue import rechecks
from store.records import Candidate, Discovery, Source, SourceKind

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
SITE = "https://harbour.example"
SITEMAP = Source(id="harbour", name="Harbour", kind=SourceKind.SITEMAP, url=f"{SITE}/sitemap.xml")
ROUNDS = 15


def discovery(first: int, last: int) -> Discovery:
    """Addresses first to last (excluded), as a sitemap announces them."""
    found = tuple(
        Candidate(
            url=f"{SITE}/2026/11/parcels-wait-longer-{number}.html",
            source_id="harbour",
            discovered_at=NOW,
            updated_at=NOW - timedelta(minutes=number),
        )
        for number in range(first, last)
    )
    return Discovery(source_id="harbour", url=SITEMAP.url, at=NOW, status="ok", candidates=found)


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def small_feeds(db: Database, start: int) -> float:
    """The median time to save a feed of 30 whose last three are new each time; ``start``: the first that is new."""
    feeds = [discovery(start + 3 * turn - 27, start + 3 * turn + 3) for turn in range(ROUNDS)]
    return median(seconds(partial(save_discovery, db, feed)) for feed in feeds)


def questions(db: Database) -> float:
    """The median time for what a run asks before its first request."""

    def ask() -> None:
        load_looks(db, ["harbour"])
        pending(db, source_ids=["harbour"], now=NOW)
        rechecks(db, source_ids=["harbour"], now=NOW, limit=200)

    return median(seconds(ask) for _ in range(ROUNDS))


def sitemap_of(found: Discovery) -> bytes:
    """The sitemap that announces these candidates."""
    rows = "".join(
        f"<url><loc>{item.url}</loc><lastmod>{item.updated_at:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for item in found.candidates
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def main() -> int:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", type=int, default=100_000)
    known = parser.parse_args().known
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with (
            closing(open_store(folder / "empty.db")) as empty,
            closing(open_store(folder / "full.db")) as full,
        ):
            for db in (empty, full):
                save_sources(db, [SITEMAP])
            first = seconds(lambda: save_discovery(full, discovery(0, known)))
            full.conn.execute(
                "INSERT INTO rejections SELECT url, source_id, ?, 'empty', '' FROM candidates", ("",)
            )
            full.conn.execute("UPDATE candidates SET outcome = 'rejected', tried_at = '2026-11-09T08:00:00Z'")
            save_discovery(empty, discovery(known - 30, known))
            one, other = small_feeds(full, known), small_feeds(empty, known)
            print(f"known addresses {known}, written for the first time in {first:.2f} s")
            print(f"feed of 30, 3 new: {one * 1e3:.2f} ms to {other * 1e3:.2f} ms, ratio {one / other:.2f}")
            again = discovery(0, known // 2)
            before = full.conn.total_changes
            saved = median(seconds(lambda: save_discovery(full, again)) for _ in range(3))
            written = (full.conn.total_changes - before) / 3
            data = sitemap_of(again)
            read = median(
                seconds(lambda: read_announcement(SITEMAP, SITEMAP.url, data, "text/xml", NOW))
                for _ in range(3)
            )
            print(
                f"sitemap of {known // 2} known: saved in {saved:.2f} s, read in {read:.2f} s, ratio {saved / read:.2f}"
            )
            print(f"rows written for it: {written:g}")
            assert written < 10
            one, other = questions(full), questions(empty)
            print(
                f"what a run asks first: {one * 1e3:.2f} ms to {other * 1e3:.2f} ms, ratio {one / other:.2f}"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
