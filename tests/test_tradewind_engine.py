"""Work on many items: in order, errors kept apart, a dying worker costs only its own item."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tradewind.engine import WORTH_A_POOL, map_ordered, workers_for

pytestmark = pytest.mark.slow  # worker processes are started


def double(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return number * 2


def die_on_five(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_an_error_stays_with_its_item(workers: int) -> None:
    results = list(map_ordered(double, range(30), workers=workers))
    assert [item for item, _ in results] == list(range(30))
    for item, result in results:
        if item == 13:
            assert isinstance(result, ValueError)
        else:
            assert result == item * 2


def test_a_worker_that_dies_takes_only_its_own_item() -> None:
    results = dict(map_ordered(die_on_five, range(12), workers=2))
    assert isinstance(results.pop(5), RuntimeError)
    assert results == {number: number for number in range(12) if number != 5}


ORPHANS = """
import os, signal, sys, time
sys.path.insert(0, {root!r})
from tests.test_tradewind_engine import slow
from tradewind.engine import map_ordered
if __name__ == "__main__":
    for item, result in map_ordered(slow, range(100), workers=2):
        print(result, flush=True)
"""


def slow(number: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(ORPHANS.format(root=str(Path(__file__).resolve().parents[1])))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = {int(parent.stdout.readline()) for _ in range(8)}
        assert workers
        assert parent.pid not in workers
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(psutil.pid_exists(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [worker for worker in workers if psutil.pid_exists(worker)]


def test_nothing_to_do_starts_nothing() -> None:
    assert list(map_ordered(double, [], workers=4)) == []


def test_the_source_is_read_as_needed_not_all_at_once() -> None:
    read = []

    def items():
        for number in range(1000):
            read.append(number)
            yield number

    results = map_ordered(double, items(), workers=1)
    next(results)
    assert len(read) == 1


@pytest.mark.parametrize(("items", "asked", "low"), [(0, 0, 1), (WORTH_A_POOL - 1, 0, 1), (10, 3, 3)])
def test_how_many_workers(items: int, asked: int, low: int) -> None:
    assert workers_for(items, asked) == low


def test_one_worker_a_core_when_it_pays() -> None:
    assert 1 <= workers_for(WORTH_A_POOL, 0) <= (os.cpu_count() or 1)
