"""A deadline for reading in this process: what is read on the event loop holds up everything else meanwhile.

Pages are read in processes that can be killed (crawler.pool). Announcements are few and mostly small, and are read
where they arrive; one that was made to take hours is given up by a signal.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class DeadlineError(BaseException):
    """The time is up. Not an Exception: parsers that go on after any would go on after this one."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise DeadlineError in the block when it takes more of this process's own time than that.

    On a machine that does other things the clock on the wall would blame the block for them.
    Python code is interrupted at once, a parser written in C when it returns. Without effect outside of the main
    thread and where the system has no timers (Windows). Not nested, and no other use of SIGPROF beside it.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    running = True

    def give_up(*_: object) -> None:
        if running:  # a signal that was on its way when the block ended is late
            raise DeadlineError(f"not done after {seconds:g} s")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        if callable(before):  # else ours stays: one signal late would end the process
            signal.signal(signal.SIGPROF, before)
