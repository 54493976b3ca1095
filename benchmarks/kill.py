"""kill -9 at random moments of crawl and tag, then run again: is the database that of an undisturbed run?

    python benchmarks/kill.py [--kills 10] [--seed 1]

Promise: a run survives kill -9 anywhere; nothing fetched is lost, nothing is done twice. Limit it is held to:
the two databases are equal in everything but ids and times of running, and no page whose outcome was saved
before a kill is fetched again after it. Prints the figures; exits 1 when the promise does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler.sources import render_sources
from tradewind.demo import CONFIG
from tradewind.sample.newsroom import Newsroom, build_newsroom
from tradewind.sample.server import Serving, serve

# What a run writes that may differ between two equal runs: row numbers, and when things happened.
PASSING = {
    "discovered_at", "first_fetched_at", "fetched_at", "replaced_at", "tried_at", "retry_at", "at", "ok_at",
    "search_id", "failures", "attempts", "every", "due_at", "news_at", "recheck_at",
    "seen_on", "last_at",
}  # fmt: skip
IDS = {"id", "article_id", "root_id", "reprint_of", "run_id", "beside_article_id"}
CONTENT = (
    "sources", "candidates", "announcements", "articles", "article_revisions", "rejections", "mentions", "figures",
    "sentiments", "topics", "policies", "taggings", "fingerprints", "bands", "story_links",
    "instruments", "policy_links",
    "paragraphs", "line_sightings", "repeated_lines",
)  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """What killing one command did."""

    command: str
    kills: int
    seconds: float
    fetched_twice: int
    fetched_after_saved: int  # pages fetched again although an earlier run had saved what came of them
    orphans: int


def contents(path: Path) -> dict[str, list[str]]:
    """Every table of meaning as sorted JSON rows; article ids replaced by the article's URL."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        urls = {row["id"]: row["url"] for row in connection.execute("SELECT id, url FROM articles")}
        found = {}
        for table in CONTENT:
            rows = []
            for row in connection.execute(f"SELECT * FROM {table}"):
                kept = {}
                for name in row.keys():  # noqa: SIM118 (sqlite3.Row iterates over values)
                    value = row[name]
                    if name in PASSING or (
                        name == "id" and table not in ("mentions", "sentiments", "sources")
                    ):
                        continue
                    if name in IDS and isinstance(value, int):
                        value = urls.get(value, value)
                    if table == "announcements" and name == "status" and value == "unchanged":
                        value = "ok"  # a second visit sees the same announcement, as a 304
                    kept[name] = value.hex() if isinstance(value, bytes) else value
                rows.append(json.dumps(kept, ensure_ascii=False, sort_keys=True))
            found[table] = sorted(rows)
        return found


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Tables that differ, with the first rows that only one of the two has."""
    said = []
    for table in CONTENT:
        only, missing = (
            Counter(one[table]) - Counter(other[table]),
            Counter(other[table]) - Counter(one[table]),
        )
        if only or missing:
            said.append(f"{table}: {sum(only.values())} rows more, {sum(missing.values())} rows fewer")
            said.extend(f"  more:  {row[:300]}" for row in list(only)[:2])
            said.extend(f"  fewer: {row[:300]}" for row in list(missing)[:2])
    return said


def prepare(folder: Path, newsroom: Newsroom) -> Path:
    """A folder with the configuration and sources of the newsroom."""
    folder.mkdir(parents=True)
    (folder / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "sources.toml").write_text(render_sources(newsroom.sources), encoding="utf-8")
    return folder


def start(folder: Path, arguments: list[str], proxy: str) -> subprocess.Popen[bytes]:
    """The command in a process group of its own."""
    environment = {**os.environ, "http_proxy": proxy, "no_proxy": ""}
    with (folder / "stderr.txt").open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "tradewind", *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )


def run_to_the_end(folder: Path, arguments: list[str], proxy: str) -> float:
    """Run and return the seconds it took; an exit code other than 0, 3 or 4 is the end of the trial."""
    began = time.monotonic()
    with start(folder, arguments, proxy) as process:
        if process.wait() not in (0, 3, 4):
            error = (folder / "stderr.txt").read_text(encoding="utf-8", errors="replace")
            sys.exit(f"tradewind {' '.join(arguments)} ended with {process.returncode}:\n{error[-2000:]}")
    return time.monotonic() - began


def kill_while(folder: Path, arguments: list[str], proxy: str, *, after: float) -> bool:
    """Start, wait, kill -9 the command itself (not its workers). False when it had ended by itself."""
    with start(folder, arguments, proxy) as process:
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            return True
        return False


def survivors(folder: Path) -> int:
    """Processes that still run in ``folder`` although their command was killed."""
    import psutil

    deadline = time.monotonic() + 10
    while True:
        alive = []
        for process in psutil.process_iter(["pid"]):
            try:
                if process.cwd() == str(folder) and process.pid != os.getpid():
                    alive.append(process.pid)
            except (psutil.Error, OSError):
                continue
        if not alive or time.monotonic() > deadline:
            return len(alive)
        time.sleep(0.2)


def trial(
    folder: Path, arguments: list[str], serving: Serving, *, kills: int, whole: float, dice: random.Random
) -> Trial:
    """Kill runs at random moments, ``kills`` at most, until one ends by itself."""
    began = time.monotonic()
    before = len(serving.requests)
    done = orphans = 0
    kept: list[
        tuple[int, frozenset[str]]
    ] = []  # after each kill: requests so far, and what was settled by then
    while done < kills and kill_while(folder, arguments, serving.proxy_url, after=dice.uniform(0.2, whole)):
        done += 1
        orphans += survivors(folder)
        kept.append((len(serving.requests), settled(folder)))
    run_to_the_end(folder, arguments, serving.proxy_url)
    fetched = Counter(_pages(serving, before))
    ends = [position for position, _ in kept[1:]]
    again = sum(
        url in saved
        for (position, saved), end in zip(kept, [*ends, None], strict=False)
        for url in _pages(serving, position, end)
    )
    return Trial(
        command=" ".join(arguments), kills=done, seconds=time.monotonic() - began,
        fetched_twice=sum(number - 1 for number in fetched.values()), fetched_after_saved=again,
        orphans=orphans,
    )  # fmt: skip


def settled(folder: Path) -> frozenset[str]:
    """Addresses whose fetch is over and saved; none before there is a store."""
    path = folder / "tradewind.db"
    if not path.exists():
        return frozenset()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'candidates'").fetchone() is None:
            return frozenset()
        rows = connection.execute("SELECT url FROM candidates WHERE outcome <> 'pending'")
        return frozenset(url for (url,) in rows)


def _pages(serving: Serving, start: int, end: int | None = None) -> list[str]:
    """Addresses of the pages that were served whole between two counts of requests."""
    return [
        request.url
        for request in serving.requests[start:end]
        if request.method == "GET" and request.status == 200 and _is_page(request.url, serving)
    ]


def _is_page(url: str, serving: Serving) -> bool:
    resource = serving.resources.get(url)
    return resource is not None and "html" in resource.content_type


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=10, help="of crawl and of tag each, at least")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)
    newsroom = build_newsroom()
    steps = ("crawl", "tag", "link")
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory() as place, serve(newsroom) as serving:
        calm = prepare(Path(place) / "calm", newsroom)
        whole = {step: run_to_the_end(calm, [step], serving.proxy_url) for step in steps}
        expected = contents(calm / "tradewind.db")
        while (
            min(_kills(trials, "crawl"), _kills(trials, "tag")) < given.kills
            and len(trials) < given.kills * 9
        ):
            rough = prepare(Path(place) / f"rough{len(trials)}", newsroom)
            for step in steps:
                made = trial(rough, [step], serving, kills=5, whole=whole[step], dice=dice)
                trials.append(made)
                print(
                    f"{step:5} killed {made.kills} times, then run to its end: {made.seconds:.0f} s, undisturbed"
                    f" {whole[step]:.1f} s; pages fetched again {made.fetched_twice},"
                    f" of them saved before {made.fetched_after_saved};"
                    f" processes left behind {made.orphans}",
                    flush=True,
                )
            said = differences(contents(rough / "tradewind.db"), expected)
            print(
                f"database: {'equal to the undisturbed one' if not said else 'DIFFERENT'}",
                *said,
                sep="\n",
                flush=True,
            )
            if said or any(item.orphans or item.fetched_after_saved for item in trials):
                return 1
    print(", ".join(f"{step}: {_kills(trials, step)} kills" for step in steps))
    return 0


def _kills(trials: list[Trial], command: str) -> int:
    return sum(item.kills for item in trials if item.command == command)


if __name__ == "__main__":
    sys.exit(main())
