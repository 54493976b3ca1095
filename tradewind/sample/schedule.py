"""Which events happen in which week, who reports them, and who only copies.

The planned truth of the newsroom: sixteen complete ISO weeks of about the same size, one subject that triples
in the last of them, and one house that is silent for a week before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from store.records import Lang
from tradewind.sample.publishers import Publisher
from tradewind.sample.writing import Event, Family

YEAR = 2026
FIRST_WEEK, LAST_WEEK = 30, 45
OUTAGE_WEEK = 42
PLANTED_TOPIC = "de-minimis-and-customs"
QUIET_PLANTED, LOUD_PLANTED = 3, 16  # events on the planted topic in an ordinary week and in the last one
OTHERS = 11  # events on anything else, every week

_OWN_REPORTS = 2  # independent articles on one event in one language, at most
_WEEKDAY_WEIGHTS = (5, 6, 6, 6, 5, 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One article to be made: who, about what, when; ``copy_of`` is the place of the copied one in the week."""

    event: Event
    publisher: Publisher
    published_at: datetime
    turn: int
    copy_of: int | None = None


def plan_events(families: Sequence[Family], rng: Random) -> dict[int, list[Event]]:
    """Events by week. Pinned cases keep their week; the others fill up, families taking turns."""
    weeks: dict[int, list[Event]] = {number: [] for number in range(FIRST_WEEK, LAST_WEEK + 1)}
    planted = [family for family in families if PLANTED_TOPIC in family.topics]
    others = [family for family in families if PLANTED_TOPIC not in family.topics]
    for group, size in ((planted, QUIET_PLANTED), (others, OTHERS)):
        loose: list[tuple[Family, int]] = []
        for family in group:
            for place, case in enumerate(family.cases):
                if "week" in case:
                    weeks[case["week"]].append(_event(family, place, case["week"], rng))
                else:
                    loose.append((family, place))
        _fill(weeks, group, loose, size, rng)
    return {number: sorted(events, key=lambda item: (item.day, item.id)) for number, events in weeks.items()}


def _fill(
    weeks: dict[int, list[Event]],
    group: Sequence[Family],
    loose: list[tuple[Family, int]],
    size: int,
    rng: Random,
) -> None:
    """Lay the loose cases into the weeks so that a family's cases stand far apart."""
    ids = {family.id for family in group}
    rng.shuffle(loose)
    last_used = {family.id: FIRST_WEEK - 10 for family in group}
    for number, planned in weeks.items():
        here = [event for event in planned if event.family.id in ids]
        for event in here:
            last_used[event.family.id] = number
        goal = size
        if number == LAST_WEEK and any(PLANTED_TOPIC in family.topics for family in group):
            goal = LOUD_PLANTED
        while len(here) < goal and loose:
            used = {event.family.id for event in here}
            choice = min(
                (item for item in loose if item[0].id not in used),
                key=lambda item: last_used[item[0].id],
                default=None,
            )
            if choice is None:
                break
            loose.remove(choice)
            event = _event(choice[0], choice[1], number, rng)
            planned.append(event)
            here.append(event)
            last_used[choice[0].id] = number


def _event(family: Family, case: int, week: int, rng: Random) -> Event:
    """The case on a day of that week: seldom at the week-end."""
    weekday = rng.choices(range(7), weights=_WEEKDAY_WEIGHTS)[0]
    return Event(
        id=f"{family.id}-{case + 1}",
        family=family,
        case=case,
        day=date.fromisocalendar(YEAR, week, weekday + 1),
    )


def plan_week(
    week: int, events: Sequence[Event], houses: Sequence[Publisher], rng: Random
) -> list[Assignment]:
    """Who reports what in one week: every house its quota, every event at least once while quotas last."""
    slots = [house for house in houses for _ in range(_quota(house, week, len(events), rng))]
    rng.shuffle(slots)
    slots.sort(key=lambda house: house.reprints > 0)  # stable: those who copy come last
    order = list(events)
    rng.shuffle(order)
    taken: dict[str, list[Publisher]] = {event.id: [] for event in events}
    made: list[Assignment] = []
    for place, house in enumerate(slots):
        copies = rng.random() < house.reprints
        event = _choose(order, place, house, taken, copies, made)
        if event is None:
            continue
        taken[event.id].append(house)
        made.append(_assign(event, house, copies, made, rng))
    return made


def _quota(house: Publisher, week: int, events: int, rng: Random) -> int:
    """Articles of a house in a week: its quota, now and then one more or less, more when much happens."""
    if house.outage and week == OUTAGE_WEEK:
        return 0
    extra = 1 if events > QUIET_PLANTED + OTHERS else 0
    sway = rng.choice((-1, 0, 0, 0, 0, 1)) if house.quota > 2 else 0
    return house.quota + extra + sway


def _choose(
    order: Sequence[Event],
    place: int,
    house: Publisher,
    taken: dict[str, list[Publisher]],
    copies: bool,
    made: Sequence[Assignment],
) -> Event | None:
    """The event this house takes next: one nobody has yet, else the least reported that it can still take."""

    def own_reports(event: Event) -> int:
        return sum(
            1
            for item in made
            if item.event is event and item.publisher.lang == house.lang and item.copy_of is None
        )

    if copies:
        open_ones = [event for event in order if _copied(event, house, made) is not None]
    else:
        open_ones = [event for event in order if own_reports(event) < _OWN_REPORTS]
    open_ones = [event for event in open_ones if house not in taken[event.id]]
    if not open_ones:
        return None
    turned = open_ones[place % len(open_ones) :] + open_ones[: place % len(open_ones)]
    loud = len(order) > QUIET_PLANTED + OTHERS  # then everybody follows the subject of the week
    return min(
        turned, key=lambda event: len(taken[event.id]) - (loud and PLANTED_TOPIC in event.family.topics)
    )


def _copied(event: Event, house: Publisher, made: Sequence[Assignment]) -> int | None:
    """Place of the article a copying house would take: Chinese copies Chinese of either script."""
    chinese = house.lang is not Lang.EN
    for place, item in enumerate(made):
        if item.event is event and item.copy_of is None and (item.publisher.lang is not Lang.EN) == chinese:
            return place
    return None


def _assign(
    event: Event, house: Publisher, copies: bool, made: Sequence[Assignment], rng: Random
) -> Assignment:
    """The article with its time: on the day of the event or the next, copies hours after what they copy."""
    week_end = datetime.combine(
        date.fromisocalendar(YEAR, event.day.isocalendar().week, 7), time(13, 30), tzinfo=UTC
    )
    turn = sum(
        1
        for item in made
        if item.event is event and item.publisher.lang == house.lang and item.copy_of is None
    )
    first, last = house.hours
    moment = datetime.combine(
        event.day + timedelta(days=1 if turn and rng.random() < 0.5 else 0),
        time(rng.randrange(first, last), rng.randrange(0, 60), rng.randrange(0, 60)),
        tzinfo=UTC,
    )
    copy_of = _copied(event, house, made) if copies else None
    if copy_of is not None:
        moment = made[copy_of].published_at + timedelta(minutes=rng.randrange(35, 600))
    latest = week_end if copy_of is not None else week_end - timedelta(hours=2)
    return Assignment(
        event=event, publisher=house, published_at=min(moment, latest), turn=turn, copy_of=copy_of
    )
