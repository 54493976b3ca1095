"""What a crawl has learnt of each host in this run: who asked for a pause, who is down."""

from __future__ import annotations

import math

FAILURES_IN_A_ROW = 3  # then a host is taken for down: its other pages stay pending for the next run


class Hosts:
    """Hosts that rest. Times are seconds of a monotonic clock, given by the caller."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._failed: dict[str, int] = {}
        self.notes: list[str] = []  # one line for each host that was put to rest

    def rest(self, host: str, seconds: float, *, now: float, why: str) -> None:
        """No request to this host for so many seconds; a longer rest is not shortened."""
        until = now + seconds
        if until > self._until.get(host, -math.inf):
            if host not in self._until:
                self.notes.append(f"{host}: {why}")
            self._until[host] = until

    def resting(self, host: str, *, now: float) -> bool:
        """True while the host is to be left alone."""
        return now < self._until.get(host, -math.inf)

    def answered(self, host: str) -> None:
        """An answer of whatever status: the host is up."""
        self._failed.pop(host, None)

    def failed(self, host: str, *, now: float, why: str) -> None:
        """A page that did not come after all tries. The third in a row puts the host to rest for this run."""
        count = self._failed[host] = self._failed.get(host, 0) + 1
        if count >= FAILURES_IN_A_ROW:
            self.rest(host, math.inf, now=now, why=f"{why}, {count} times in a row; left for the next run")
