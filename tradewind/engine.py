"""Where work on many articles runs: in this process, or in a pool of them. Results come back in order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Starting a worker costs about two seconds of dictionary loading: below this many items it does not pay.
WORTH_A_POOL = 150


def workers_for(items: int, asked: int) -> int:
    """How many processes to use: what was asked, or (asked 0) one a core when there is enough to do."""
    if asked:
        return asked
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if items >= WORTH_A_POOL else 1


def map_ordered(
    work: Callable[[Item], Result], items: Iterable[Item], *, workers: int
) -> Iterator[tuple[Item, Result | Exception]]:
    """``(item, work(item))`` for each item, in order; an item that raises yields its exception instead.

    With ``workers`` > 1 the work runs in spawned processes; at most four items a worker are under way, so
    memory stays flat. A worker that dies (out of memory, a crash in native code) takes only its own item:
    the items that were under way are done again one by one, each in a process of its own.
    """
    if workers <= 1:
        for item in items:
            yield item, _attempt(work, item)
        return
    source = iter(items)
    pool: ProcessPoolExecutor | None = None
    try:
        while chunk := list(islice(source, workers * 4)):
            pool = pool or _pool(workers)
            try:
                futures = [pool.submit(_attempt, work, item) for item in chunk]
                results = [future.result() for future in futures]
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = None
                results = [_alone(work, item) for item in chunk]
            yield from zip(chunk, results, strict=True)
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_with_parent)


def _leave_with_parent() -> None:
    """A worker must not outlive a killed parent: the pipe it waits on is held open by its own siblings."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _attempt(work: Callable[[Item], Result], item: Item) -> Result | Exception:
    try:
        return work(item)
    except Exception as error:
        return error


def _alone(work: Callable[[Item], Result], item: Item) -> Result | Exception:
    with _pool(1) as pool:
        try:
            return pool.submit(_attempt, work, item).result()
        except BrokenProcessPool:
            return RuntimeError("the process that worked on it died twice")
