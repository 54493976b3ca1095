"""What a crawl has learnt of each host in this run: who asked for a pause, who is down, who has had enough of us."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from crawler.pace import Pace

PUT_OFF = (
    "put-off"  # of an announcement: its host asked for a pause that is not over; not asked, and no failure
)
FAILURES_IN_A_ROW = 3  # then a host is taken for down: its other pages stay pending for the next run
BLOCKED_IN_A_ROW = (
    3  # gates shown instead of pages; then the host is left alone, for asking on makes it worse
)


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause of a host. ``asked``: it asked for it; else it is down, or we are not wanted, in this run."""

    until: float
    why: str
    asked: bool


def turn_of(host: str) -> str:
    """The host in whose turn this one is asked: with and without "www." it is one server."""
    return host.removeprefix("www.")


class Hosts:
    """Hosts that rest, and how often each was asked. Times are seconds of a monotonic clock, given by the caller."""

    def __init__(self) -> None:
        self._rests: dict[str, Rest] = {}
        self._untold: set[str] = set()  # at rest since an earlier run, and not met in this one
        self._failed: dict[str, int] = {}
        self._blocked: dict[str, int] = {}
        self._planned: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._full: set[str] = set()  # hosts whose budget is spent
        self.paces: dict[str, Pace] = {}
        self.notes: list[str] = []  # what the user should know of hosts, one line each

    def rest(self, host: str, seconds: float, *, now: float, why: str, asked: bool = True) -> None:
        """No request to this host for so many seconds; a longer rest is not shortened."""
        held = self._rests.get(host)
        if held is None:
            self.notes.append(f"{host}: {why}")
        if held is None or now + seconds > held.until:
            self._rests[host] = Rest(now + seconds, why, asked)

    def keep_rest(self, host: str, seconds: float, *, now: float, why: str) -> None:
        """A pause of an earlier run goes on. It is noted when it keeps this run from something."""
        self._rests[host] = Rest(now + seconds, why, True)
        self._untold.add(host)

    def resting(self, host: str, *, now: float) -> bool:
        """True while the host is to be left alone."""
        return self.rest_of(host, now=now) is not None

    def rest_of(self, host: str, *, now: float) -> Rest | None:
        """The pause the host is in, or None."""
        held = self._rests.get(host)
        if held is None or now >= held.until:
            return None
        if host in self._untold:
            self._untold.discard(host)
            self.notes.append(f"{host}: {held.why}")
        return held

    def answered(self, host: str) -> None:
        """An answer of whatever status: the host is up."""
        self._failed.pop(host, None)

    def failed(self, host: str, *, now: float, why: str) -> None:
        """A page that did not come after all tries. The third in a row puts the host to rest for this run."""
        count = self._failed[host] = self._failed.get(host, 0) + 1
        if count >= FAILURES_IN_A_ROW:
            said = f"{why}, {count} times in a row; left for the next run"
            self.rest(host, math.inf, now=now, why=said, asked=False)

    def blocked(self, host: str, *, now: float, why: str) -> bool:
        """A gate in place of a page; True when the host is left alone from now on, in this run."""
        count = self._blocked[host] = self._blocked.get(host, 0) + 1
        if count < BLOCKED_IN_A_ROW:
            return False
        said = f"blocked {count} times in a row ({why}); left for the next run"
        self.rest(host, math.inf, now=now, why=said, asked=False)
        return True

    def let_in(self, host: str) -> None:
        """A page came, and no gate."""
        self._blocked.pop(host, None)

    def plan(self, host: str, budget: int) -> bool:
        """Whether one page more is to be asked of the host in this run, before redirects and second tries."""
        return self._within(self._planned, host, budget)

    def spend(self, host: str, budget: int) -> bool:
        """Whether one page more may be asked of the host in this run; ``budget`` 0: as many as there are."""
        return self._within(self._pages, host, budget)

    def _within(self, counts: Counter[str], host: str, budget: int) -> bool:
        if not budget or counts[host] < budget:
            counts[host] += 1
            return True
        if host not in self._full:  # said once
            self._full.add(host)
            self.notes.append(f"{host}: {budget} pages in this run; the rest waits for the next")
        return False
