"""A digest of a store of a million articles: seconds and memory. Run: python benchmarks/digest.py [--folder DIR]

Builds the store of benchmarks/digest_store.py once (some minutes, 5 GB; kept in ``--folder``, else a temporary one) and
one of 10,000 articles, and runs the real command, ``tradewind digest --week 2026-W46``, as a process of its own: wall
clock with its imports, processor time, and the most memory it held. Warm: the file is in the page cache from the run
before; cold: it is dropped from it first (posix_fadvise, which only takes what is not dirty). The limits are 5 s and
500 MB, the same two stores side by side tell how it grows. Then one run in this process tells where the time goes.

Other work on the machine shows in the wall clock and, through shared caches, in processor time too: the load is
printed with the numbers.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.digest_store import Size, build_store
from digests.digest import build_digest
from digests.frames import build_frames
from digests.render import render_html, render_json, render_text
from digests.weeks import bounds, parse_week, shift
from store.digest_rows import load_article_rows, load_digest_rows
from store.queries import connect_readonly, load_texts, snapshot

WEEK, ZONE = parse_week("2026-W46"), "Asia/Shanghai"
SECONDS, MEGABYTES = 5.0, 500.0
WATCH = ("amazon", "temu", "shein")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command."""

    wall: float
    processor: float
    megabytes: float


def find_store(folder: Path, articles: int) -> Path:
    """The store of this size; made when it is not there yet."""
    size = Size(articles)
    path = folder / size.name
    if not path.exists():
        seconds = build_store(path, size)
        print(f"{articles:,} articles built in {seconds:.0f} s", flush=True)
    print(f"{path.name}: {path.stat().st_size / 1e9:.2f} GB")
    return path


def run_command(store: Path, *, command: str = "digest", cold: bool = False) -> Run:
    """The command in a process of its own, its issue thrown away with the copy of nothing but the configuration."""
    if cold:
        drop(store)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "tradewind.toml"
        config.write_text(f'[store]\npath = "{store}"\n[digest]\nout = "{folder}/issues"\n', encoding="utf-8")
        line = [sys.executable, "-m", "tradewind", "-c", str(config), command, "--week", WEEK.label, "--json"]
        began = time.perf_counter()
        child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = child.stderr.read() if child.stderr else b""
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(said.decode(errors="replace"))
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def drop(store: Path) -> None:
    """Take the file out of the page cache."""
    with store.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def told(name: str, runs: list[Run]) -> Run:
    """Print the median of some runs beside the limits; that median."""
    middle = Run(
        *(median(getattr(run, field) for run in runs) for field in ("wall", "processor", "megabytes"))
    )
    print(
        f"{name:38} {middle.wall:6.2f} s wall (limit {SECONDS:.0f})  {middle.processor:6.2f} s processor"
        f"  {middle.megabytes:4.0f} MB (limit {MEGABYTES:.0f})"
    )
    return middle


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Print what the block took."""
    began = time.process_time()
    yield
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name:36} {time.process_time() - began:6.2f} s processor, {held:4.0f} MB held at most by then")


def told_by_stage(store: Path) -> None:
    """Where the time goes, in this process."""
    newest, end = bounds(WEEK, ZONE)
    with contextlib.closing(connect_readonly(store)) as conn, snapshot(conn):
        with stage("rows (SQL)"):
            start = bounds(shift(WEEK, -13), ZONE)[0]
            rows = load_digest_rows(conn, start=start, end=end, newest_start=newest, names=WATCH)
        with stage("frames"):
            frames = build_frames(rows, week=WEEK, zone=ZONE)
        asked = [0, 0]

        def texts(ids: object) -> dict[int, str]:
            found = load_texts(conn, list(ids))  # type: ignore[call-overload]
            asked[0] += len(found)
            return found

        with stage("tests and composition (no words)"):
            made = build_digest(
                frames, texts=texts, watch=WATCH, more=lambda ids: load_article_rows(conn, ids)
            )
        with stage("rendering (JSON, two letters)"):
            render_json(made)
            for lang in ("en", "zh"):
                render_html(made, lang)
                render_text(made, lang)
    print(f"  articles of these weeks {len(frames.articles):,}; texts read {asked[0]:,}")


def imports_alone() -> float:
    """Processor seconds of a process that imports what the command needs and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    what = "import tradewind.issuing, digests.digest, digests.render, digests.site, digests.terms"
    subprocess.run([sys.executable, "-c", what], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, and say by how much the limits were kept or missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, help="where stores are kept between runs")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    try:
        large, small = find_store(folder, given.articles), find_store(folder, 10_000)
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        told(f"{given.articles:,} articles, cold", [run_command(large, cold=True)])
        warm = told(f"{given.articles:,} articles, warm", [run_command(large) for _ in range(given.runs)])
        tenth = told("10,000 articles, warm", [run_command(small) for _ in range(given.runs)])
        told("tradewind shifts, large, warm", [run_command(large, command="shifts")])
        print(
            f"large / small: {warm.wall / tenth.wall:.1f} x wall, {warm.processor / tenth.processor:.1f} x processor,"
            f" {warm.megabytes / tenth.megabytes:.1f} x memory for {given.articles // 10_000} x the articles"
        )
        print(f"imports alone: {imports_alone():.2f} s processor")
        told_by_stage(large)
    finally:
        if given.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
