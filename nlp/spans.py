"""Places of a text: sets of spans that can be asked quickly, and the quantity found at a place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


class Cover:
    """A set of half-open spans, merged, that answers in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        """Whether any span shares a character with [start, end)."""
        at = bisect_left(self._starts, end) - 1
        return at >= 0 and self._ends[at] > start

    def holds(self, start: int, end: int) -> bool:
        """Whether [start, end) lies inside one span."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and self._ends[at] >= end


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A stretch of text that states a quantity, with its value and what it counts."""

    start: int
    end: int
    kind: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    currency: str | None = None
    told: bool = True  # False: the currency is what the 元 or $ of this text must mean
    per: str | None = None
    more: bool = False  # 多, 余, -plus inside or right behind: "over"
    order: bool = False  # 千亿级: an order of magnitude
    direction: str | None = None  # of words that say it themselves: 翻倍, halved
    change_role: str | None = None
    stands: bool = True  # False: a bare number that only its context can make a figure
    scale: Decimal = Decimal(1)  # of the number: 万, billion
    factor: Decimal = Decimal(1)  # of the unit: cents, tenths
    rule: str = ""
