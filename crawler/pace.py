"""How long to leave a host between two requests: what was promised at least, more while it has trouble keeping up."""

from __future__ import annotations

from dataclasses import dataclass

EASY = 0.5  # seconds; a host that answers within them is not burdened
SHARE = 2.0  # of its time at most one part in so many is ours: an answer of 3 s has 6 s from start to start
GROWTH = 2.0  # after each answer that says "too much"
RECOVERY = 0.9  # after each good one: a doubling is gone after seven
LEAST_STEP = 0.1  # seconds; doubling nothing gives nothing
LONGEST = 60.0  # seconds, unless more was promised
_WEIGHT = 0.3  # of the newest answer in the usual one


@dataclass(slots=True, kw_only=True)
class Pace:
    """Seconds between the starts of two requests to one host.

    ``floor``: the configured delay, the source's own or robots.txt's Crawl-delay; it is never gone below.
    """

    floor: float
    delay: float = 0.0
    usual: float | None = None  # seconds to an answer, smoothed; None: not asked yet

    def __post_init__(self) -> None:
        self.delay = max(self.delay, self.floor)

    def promise(self, floor: float) -> float:
        """A longer delay was asked for; the delay from now on."""
        self.floor = max(self.floor, floor)
        self.delay = max(self.delay, self.floor)
        return self.delay

    def answered(self, latency: float, *, trouble: bool) -> float:
        """An answer after ``latency`` seconds; ``trouble``: 429, 5xx or none at all. The delay from now on."""
        self.usual = latency if self.usual is None else self.usual + _WEIGHT * (latency - self.usual)
        wanted = max(self.floor, SHARE * self.usual if self.usual > EASY else 0.0)
        held = max(GROWTH * self.delay, LEAST_STEP) if trouble else RECOVERY * self.delay
        self.delay = max(self.floor, min(max(wanted, held), LONGEST))
        return self.delay
