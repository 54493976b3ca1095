"""Years of invented sources, look by look: what the rules of source health are tried on.

A source publishes as a Poisson process whose rate follows the hour, the day of the week and the season; it is looked at
as the timetable would, and its looks fail now and then. Nothing here knows the rules.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.health import judge_all
from store.records import SourceRun, SourceState

START = datetime(2026, 1, 5, tzinfo=UTC)
FOR_EVER = 1e9  # hours
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(kw_only=True)
class Kind:
    """How a kind of source publishes and is read. Times in hours."""

    name: str
    a_day: float  # items on a usual working day
    every: float = 4.0  # hours between two looks
    weekend: float = 1.0  # share of the usual
    night: float = 0.2
    burst: float = 0.0  # shape of a day's luck: variance = mean + burst * mean^2
    holidays: Sequence[tuple[int, int, float]] = ()  # first day, last day, share of the usual
    keeps: float = (
        1e9  # hours an announcement lists an item for: a news sitemap is empty after two quiet days
    )
    fails: float = 0.01  # share of looks that fail by chance
    undated: float = 0.02
    signed: float = 0.8
    misread: float = 0.08
    group: str = "en"


@dataclass(kw_only=True)
class Trouble:
    """What goes wrong from a day on. Everything else of the source stays as it was."""

    day: float
    what: str  # dies | fails | empties | blocks | floods | undates | misreads | shrinks


@dataclass
class Life:
    """One source on its way through the time."""

    id: str
    kind: Kind
    dice: random.Random
    trouble: Trouble | None = None
    items: list[float] = field(default_factory=list)  # hours of publication not seen yet
    shown: list[float] = field(default_factory=list)  # of those that the announcement lists
    luck: float = 1.0
    day: int = -1

    def hour(self, hour: float) -> None:
        """One more hour of publishing."""
        kind, day = self.kind, int(hour // 24)
        if day != self.day:
            self.day = day
            self.luck = self.dice.gammavariate(1 / kind.burst, kind.burst) if kind.burst else 1.0
        awake = 8 <= hour % 24 < 20
        share = (1.0 if awake else kind.night) / (0.5 + 0.5 * kind.night) / 24
        share *= kind.weekend if day % 7 >= 5 else 1.0
        for first, last, factor in kind.holidays:
            share *= factor if first <= day % 365 <= last else 1.0
        rate = kind.a_day * share * self.luck
        match self.troubled(hour):
            case "dies":
                rate = 0.0
            case "floods":
                rate *= 10
        self.items += [hour] * poisson(self.dice, rate)

    def troubled(self, hour: float) -> str:
        return self.trouble.what if self.trouble and hour >= self.trouble.day * 24 else ""

    def look(self, hour: float, first: bool) -> SourceRun:
        """What a crawl sees at this hour."""
        kind, trouble, at = self.kind, self.troubled(hour), START + hour * HOUR
        if trouble in ("fails", "blocks") or self.dice.random() < kind.fails:
            status, detail = {"fails": ("http-status", "404"), "blocks": ("http-status", "403")}.get(
                trouble, ("timeout", "too slow")
            )
            return SourceRun(source_id=self.id, at=at, status=status, detail=detail)
        if first:
            self.items += [hour - min(kind.keeps, 500) * self.dice.random() for _ in range(60)]
        new = len(self.items)
        self.shown = [item for item in [*self.shown, *self.items] if item > hour - kind.keeps][-100:]
        self.items = []
        if trouble == "empties" or not self.shown:
            return SourceRun(source_id=self.id, at=at, status="empty")
        pages = [self.page(trouble) for _ in range(new)]
        read = [page for page in pages if page is not None]
        short = new - len(read)
        usual = 25 + self.dice.randint(-5, 5) if kind.keeps > FOR_EVER / 2 else len(self.shown)
        listed = min(usual, 3) if trouble == "shrinks" else usual
        return SourceRun(
            source_id=self.id, at=at, status="ok" if new else "unchanged", announced=listed if new else 0, new=new,
            articles=len(read), rejected=short, reasons={"too-short": short} if short else {},
            dated=sum(dated for dated, _, _ in read), authored=sum(signed for _, signed, _ in read),
            characters=sorted(length for _, _, length in read)[len(read) // 2] if read else None,
        )  # fmt: skip

    def page(self, trouble: str) -> tuple[bool, bool, int] | None:
        """Dated, signed, characters; None: no article."""
        misread = 0.95 if trouble == "misreads" else self.kind.misread
        undated = 0.95 if trouble == "undates" else self.kind.undated
        if self.dice.random() < misread:
            return None
        length = round(math.exp(self.dice.gauss(7.6, 0.6)))
        return self.dice.random() >= undated, self.dice.random() < self.kind.signed, length


def poisson(dice: random.Random, mean: float) -> int:
    if mean > 30:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    count, product, limit = 0, dice.random(), math.exp(-mean)
    while product > limit:
        count, product = count + 1, product * dice.random()
    return count


def live(
    kinds: Sequence[Kind],
    days: int,
    *,
    seed: int = 1,
    trouble: Callable[[Kind], Trouble | None] = lambda _: None,
) -> Iterator[list[SourceRun]]:
    """The judged runs of each crawl; source ids are ``kind-number``. Histories are cut as the store cuts them."""
    lives = [
        Life(f"{kind.name}-{number}", kind, random.Random(f"{seed} {number} {kind.name}"), trouble(kind))
        for number, kind in enumerate(kinds)
    ]
    groups = {life.id: life.kind.group for life in lives}
    histories: dict[str, list[SourceRun]] = {life.id: [] for life in lives}
    due = {life.id: life.dice.random() * life.kind.every for life in lives}
    for hour in range(days * 24):
        runs = []
        for life in lives:
            life.hour(hour)
            if hour >= due[life.id]:
                runs.append(life.look(hour, first=not histories[life.id]))
                due[life.id] = hour + life.kind.every * life.dice.uniform(0.9, 1.1)
        judged = judge_all(runs, lambda names: {name: histories[name] for name in names}, groups)
        for run in judged:
            histories[run.source_id] = remembered([*histories[run.source_id], run])
        if judged:
            yield judged


def remembered(history: list[SourceRun]) -> list[SourceRun]:
    """What store.health would hand back: eventful looks, and the newest thirty."""
    if len(history) <= 60 or len(history) % 30:
        return history
    old, recent = history[:-30], history[-30:]
    return [run for run in old if run.new or run.rejected or run.status not in ("ok", "unchanged")][
        -570:
    ] + recent


def alarms(crawls: Iterator[list[SourceRun]]) -> tuple[list[SourceRun], dict[str, list[SourceRun]]]:
    """Every change to a state that is not ok, and all runs by source."""
    state: dict[str, SourceState] = {}
    found: list[SourceRun] = []
    runs: dict[str, list[SourceRun]] = {}
    for crawl in crawls:
        for run in crawl:
            if run.state is not SourceState.OK and state.get(run.source_id, SourceState.OK) is not run.state:
                found.append(run)
            state[run.source_id] = run.state
            runs.setdefault(run.source_id, []).append(run)
    return found, runs


HOLIDAYS = ((274, 281, 0.1), (46, 53, 0.1))  # eight days in autumn, eight in winter
KINDS = (
    Kind(name="wire", a_day=150, every=1, weekend=0.5),
    Kind(name="daily", a_day=25, weekend=0.3, burst=0.1),
    Kind(name="office-hours", a_day=12, weekend=0.0, night=0.0, burst=0.1, holidays=HOLIDAYS),
    Kind(name="trade-paper", a_day=6, weekend=0.1, burst=0.3, holidays=HOLIDAYS),
    Kind(name="blog", a_day=0.7, every=8, weekend=0.5, burst=0.5),
    Kind(name="ministry", a_day=0.4, every=12, weekend=0.0, night=0.0, burst=1.0, holidays=HOLIDAYS),
    Kind(name="monthly", a_day=0.05, every=24, burst=0.5),
    Kind(name="bursty", a_day=4, every=6, burst=3.0, undated=0.3, signed=0.3, misread=0.4),
    Kind(name="news-sitemap", a_day=8, every=2, weekend=0.05, night=0.0, keeps=48, holidays=HOLIDAYS),
    Kind(name="once-a-week", a_day=5, every=24 * 7, weekend=0.3, burst=0.2),
    Kind(name="shaky", a_day=10, every=4, weekend=0.5, fails=0.1),
    Kind(name="unsigned", a_day=8, every=6, signed=0.05, undated=0.6, misread=0.25, weekend=0.4),
)
