"""kill -9 during crawl and tag: the next run goes on, and the database is that of an undisturbed run.

benchmarks/kill.py does the same with many kills.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.kill import contents, differences, prepare, run_to_the_end, survivors, trial
from tradewind.sample.newsroom import Newsroom, build_newsroom
from tradewind.sample.server import serve

pytestmark = pytest.mark.slow


def smaller(newsroom: Newsroom, share: int) -> Newsroom:
    """The newsroom with every ``share``-th source only, so that a trial takes seconds."""
    return replace(newsroom, sources=newsroom.sources[::share])


def test_killed_runs_end_in_the_database_of_an_undisturbed_one(tmp_path: Path) -> None:
    newsroom = smaller(build_newsroom(), 3)
    dice = random.Random(7)
    calm, rough = prepare(tmp_path / "calm", newsroom), prepare(tmp_path / "rough", newsroom)
    with serve(newsroom) as serving:
        whole = {name: run_to_the_end(calm, [name], serving.proxy_url) for name in ("crawl", "tag", "link")}
        for name, seconds in whole.items():
            done = trial(rough, [name], serving, kills=3, whole=seconds, dice=dice)
            assert done.orphans == 0, f"{done.orphans} processes outlived a killed {name}"
            assert done.fetched_after_saved == 0
    expected, found = contents(calm / "tradewind.db"), contents(rough / "tradewind.db")
    assert sum(map(len, expected.values())) > 500
    assert differences(found, expected) == []
    assert survivors(rough) == 0


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    newsroom = smaller(build_newsroom(), 6)
    folder = prepare(tmp_path / "one", newsroom)
    with serve(newsroom) as serving:
        run_to_the_end(folder, ["crawl"], serving.proxy_url)
    before = contents(folder / "tradewind.db")
    with closing(sqlite3.connect(folder / "tradewind.db")) as connection, connection:
        connection.execute(
            "UPDATE articles SET title = title || '!' WHERE id = (SELECT min(id) FROM articles)"
        )
    assert any(
        line.startswith("articles: 1 rows more, 1 rows fewer")
        for line in differences(contents(folder / "tradewind.db"), before)
    )
