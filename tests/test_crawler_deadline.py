"""A block that takes too long is left, whatever it catches; one that does not is left alone."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

import pytest

from crawler.deadline import DeadlineError, deadline


def stubborn() -> None:
    """Goes on after any exception, as parsers of broken feeds do."""
    while True:
        try:
            sum(range(1_000))
        except Exception:
            continue


def busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_block_that_does_not_end_is_ended() -> None:
    with pytest.raises(DeadlineError, match=r"not done after 0\.2 s"), deadline(0.2):
        stubborn()


def test_what_is_done_in_time_is_not_interrupted_later() -> None:
    with deadline(0.05):
        pass
    busy(0.1)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_waiting_is_no_work() -> None:
    began = time.monotonic()
    with deadline(0.05):
        time.sleep(0.2)
    assert time.monotonic() - began >= 0.2


def test_the_former_use_of_the_signal_comes_back() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGPROF, lambda number, _: seen.append(number))
    try:
        with deadline(5):
            pass
        signal.raise_signal(signal.SIGPROF)
    finally:
        signal.signal(signal.SIGPROF, before)
    assert seen == [signal.SIGPROF]


def test_errors_of_the_block_pass_and_end_the_deadline() -> None:
    with pytest.raises(ValueError, match="mine"), deadline(0.05):
        raise ValueError("mine")
    busy(0.1)


def test_in_another_thread_it_does_nothing() -> None:
    done: list[Any] = []

    def work() -> None:
        with deadline(0.01):
            busy(0.05)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    assert done == [True]
