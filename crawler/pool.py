"""Extraction in worker processes that can be killed: a page that hangs or crashes costs itself only.

    pool = ExtractPool(workers=2, deadline=10.0)
    result = await pool.extract(page, source, candidate, now)

Each worker is a spawned process with a pipe of its own. A page that is not done at its deadline, and a
worker that ends, become EXTRACT_TIMEOUT and EXTRACT_FAILED of that page; the worker is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import queue
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Protocol

from store.records import Article, Candidate, Page, Reason, Rejection, Source

START_SECONDS = 60.0  # a new process imports the extractor; on a loaded machine that takes a while
START_PAUSES = (0.5, 2.0)  # seconds before a process that the system refused is asked for again
PAGES_PER_WORKER = 3_000  # then it is replaced: parsers leak a little, and a crawl may run for weeks
MEMORY_BYTES = 2 * 1024**3  # of address space per worker

_Result = Article | Rejection


class Extract(Protocol):
    """What a worker runs for each page; importable by name, because workers are spawned."""

    def __call__(
        self, page: Page, *, source: Source | None, candidate: Candidate | None, now: datetime
    ) -> _Result: ...


class ExtractPool:
    """``workers`` processes; ``deadline`` in seconds from the moment a worker is given a page."""

    def __init__(
        self,
        workers: int = 1,
        deadline: float = 10.0,
        *,
        memory: int | None = MEMORY_BYTES,
        task: Extract | None = None,
    ) -> None:
        if workers < 1 or deadline <= 0:
            raise ValueError("an extraction pool needs at least one worker and a deadline above zero")
        self._deadline, self._memory, self._task = deadline, memory, task
        self._context = multiprocessing.get_context("spawn")
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="extract")
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._all: set[_Worker] = set()
        try:
            for _ in range(workers):  # all at once: they import while the crawl makes its first requests
                self._idle.put(self._start())
        except BaseException:
            self.close()
            raise

    async def extract(
        self, page: Page, source: Source | None, candidate: Candidate | None, now: datetime
    ) -> _Result:
        """Extract a page without holding up the event loop. Never raises for what the page does."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.extract_here, page, source, candidate, now)

    def extract_here(
        self, page: Page, source: Source | None, candidate: Candidate | None, now: datetime
    ) -> _Result:
        """The same for callers without an event loop: blocks until the page is done or given up."""
        if self._closed:
            raise RuntimeError("the extraction pool is closed")
        worker = self._idle.get()  # None: its place is free, for no process could be started
        try:
            if worker is None:
                worker = self._start_patiently()
            result = worker.run((page, source, candidate, now), self._deadline)
            if worker.pages >= PAGES_PER_WORKER:
                self._drop(worker)
                worker = None
        except _WorkerLostError as lost:
            self._drop(worker)
            worker = None
            result = Rejection(
                url=page.url, source_id=page.source_id, at=now, reason=lost.reason, detail=lost.detail
            )
        except BaseException:
            self._drop(worker)
            worker = None
            raise
        finally:
            if worker is None and not self._closed:
                with contextlib.suppress(Exception):  # the next page tries again, and says so when it cannot
                    worker = self._start()
            self._idle.put(worker)
        return result

    def close(self) -> None:
        """End every worker, busy or not. May be called twice."""
        with self._lock:
            self._closed = True
            workers, self._all = list(self._all), set()
        for worker in workers:
            worker.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> ExtractPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _drop(self, worker: _Worker | None) -> None:
        """End a worker and leave its place free."""
        if worker is not None:
            worker.stop()
            with self._lock:
                self._all.discard(worker)

    def _start_patiently(self) -> _Worker:
        """A worker, or _WorkerLostError when the system refuses the process again and again."""
        for pause in (*START_PAUSES, None):
            try:
                return self._start()
            except Exception as error:
                if pause is None or self._closed:
                    detail = f"no worker can be started: {type(error).__name__}: {error}"
                    raise _WorkerLostError(Reason.EXTRACT_FAILED, detail[:200]) from error
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")  # pragma: no cover

    def _start(self) -> _Worker:
        worker = _Worker(self._context, self._deadline, self._memory, self._task)
        with self._lock:
            if self._closed:
                worker.stop()
            else:
                self._all.add(worker)
        return worker


class _WorkerLostError(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class _Worker:
    """One process and our end of its pipe; used by one thread at a time."""

    def __init__(
        self,
        context: multiprocessing.context.SpawnContext,
        deadline: float,
        memory: int | None,
        task: Extract | None,
    ) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, deadline, memory, task), name="tradewind-extract", daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            self._pipe.close()
            raise
        finally:
            theirs.close()
        self._ready = False
        self.pages = 0

    def run(self, given: tuple[Page, Source | None, Candidate | None, datetime], deadline: float) -> _Result:
        """Give a page, wait for its result. Raises _WorkerLostError when there will be none."""
        try:
            if not self._ready:
                if not self._pipe.poll(START_SECONDS):
                    raise _WorkerLostError(Reason.EXTRACT_FAILED, "the worker did not start")
                self._pipe.recv()
                self._ready = True
            self._pipe.send(given)
            if not self._pipe.poll(deadline):
                raise _WorkerLostError(Reason.EXTRACT_TIMEOUT, f"not done after {deadline:g} s")
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join(5)
            code = self._process.exitcode
            raise _WorkerLostError(Reason.EXTRACT_FAILED, f"the worker ended, exit code {code}") from error
        self.pages += 1
        if isinstance(answer, (Article, Rejection)):
            return answer
        raise _WorkerLostError(Reason.EXTRACT_FAILED, str(answer)[:200])

    def stop(self) -> None:
        """Kill the process, whatever it is doing, and reap it."""
        self._process.kill()
        self._process.join(5)
        with contextlib.suppress(OSError):
            self._pipe.close()


def _serve(pipe: Connection, deadline: float, memory: int | None, task: Extract | None) -> None:
    """The life of a worker: import, warm up, say so, then page after page until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl; it ends us when it is done
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _limit_memory(memory)
    run = task or _warm_extractor()
    pipe.send("ready")
    while True:
        try:
            page, source, candidate, now = pipe.recv()
        except (EOFError, OSError):
            return  # the crawl is gone
        # Should the crawl be killed while this page hangs, the kernel ends us: nobody else would.
        _alarm(deadline * 2 + 5)
        try:
            answer: _Result | str = run(page, source=source, candidate=candidate, now=now)
        except Exception as error:  # a failing page is an outcome; the worker goes on
            answer = f"{type(error).__name__}: {error}"
        _alarm(0)
        with contextlib.suppress(OSError):
            pipe.send(answer)


def _warm_extractor() -> Extract:
    """Import the extractor and make it compile what it compiles on its first page."""
    from crawler.extract import extract_page, warm_up

    warm_up()
    return extract_page


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(memory: int | None) -> None:
    """Cap the address space where the system can; a page that wants more gets MemoryError."""
    if memory is None:
        return
    try:
        import resource
    except ImportError:  # pragma: no cover - not on Windows
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
