"""Days of policy instruments as they stand: what takes effect or closes when, who says so, and who says otherwise.

Rows are policy events joined into instruments (store.policy_rows). The day an official document states stands; a press
day that is another one is shown beside it, never instead of it. Where only the press has told, the day that most
independent publishers state stands. A day that a later event has put another in the place of (``replaced``) stands no
longer: what stands then remembers it. Everything follows from the rows alone, so a calendar made of the rows of some
moment knows nothing of what came after it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Row = Mapping[str, Any]

COLUMNS = {"effective": "effective_on", "deadline": "deadline"}
"""What happens on a day of the calendar, and the column that has it."""
_PROPOSAL = "proposal"  # the stage of what is proposed or open for comment
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDay:
    """A day of an instrument. ``told``: the events that state it, official ones first; never empty."""

    instrument_id: str
    event: str  # effective | deadline
    day: str  # YYYY-MM-DD, or YYYY-MM where only a month is told
    told: tuple[Row, ...]
    differs: tuple[Row, ...] = ()  # events that state another day for the same, none of them official
    was: Row | None = None  # the last event that stated the day it had before
    before: str = ""  # that day

    @property
    def official(self) -> bool:
        """Whether an official document states it."""
        return any(row["official"] for row in self.told)

    @property
    def houses(self) -> int:
        """Independent publishers that state it: reprints count for the house they are of."""
        return len(houses_of(self.told))

    @property
    def column(self) -> str:
        """Where rows have this day."""
        return COLUMNS[self.event]

    @property
    def first_at(self) -> str:
        """When the first that told of it was published, as stored."""
        return min(moment_of(row) for row in self.told)


def moment_of(row: Row) -> str:
    """When an event was told: its article's publication, else the first fetch; ISO 8601 in UTC."""
    return str(row["published_at"] or row["first_fetched_at"])


def houses_of(rows: Iterable[Row]) -> set[str]:
    """Publisher houses of press reports; a reprint says nothing of its own."""
    press = [row for row in rows if not row["official"]]
    own = [row for row in press if not row.get("reprint_of")]
    return {str(row["house"]) for row in own or press}


def is_day(text: Any) -> bool:
    """Whether a stored day is a day or a month of the calendar."""
    if not isinstance(text, str) or not _ISO.fullmatch(text):
        return False
    try:
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return False
    return True


def agree(a: str, b: str) -> bool:
    """Whether two days can be one: a month is not contradicted by a day in it."""
    return a.startswith(b) or b.startswith(a)


def is_ahead(day: str, today: date) -> bool:
    """Whether a day is today or later; a month, whether it is not over."""
    return day >= today.isoformat()[: len(day)]


def marks_of(row: Row, column: str) -> tuple[str, ...]:
    """The fields that ``differs`` or ``replaced`` of a row names: a list, or the JSON text of one."""
    found = row.get(column) or ()
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return ()
    return tuple(str(item) for item in found) if isinstance(found, list | tuple) else ()


def by_instrument(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Events of each instrument in the order in which they were told."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row["instrument_id"])].append(row)
    for told in found.values():
        told.sort(key=lambda row: (moment_of(row), str(row["url"]), int(row["n"])))
    return dict(found)


def standing_days(rows: Iterable[Row]) -> list[StandingDay]:
    """Every day that stands, past ones too, by day."""
    found = [
        day
        for instrument, told in by_instrument(rows).items()
        for event in COLUMNS
        for day in _standing(instrument, event, told)
    ]
    return sorted(
        found, key=lambda day: (day.day, day.event, str(day.told[0]["jurisdiction"] or ""), day.instrument_id)
    )


def coming_days(rows: Iterable[Row], *, first: date, last: date) -> list[StandingDay]:
    """The days that stand from ``first`` to ``last``, both included, each once. None of them is over on ``first``.

    Where one article has a day as an act's beginning and as its end, it is the beginning. Instruments that were not
    joined, though articles of one story tell the same of each on the same day, are one here.
    """
    ahead = [
        day
        for day in standing_days(rows)
        if is_ahead(day.day, first) and day.day <= last.isoformat()[: len(day.day)]
    ]
    begins = {(day.instrument_id, day.day) for day in ahead if day.event == "effective"}
    found: list[StandingDay] = []
    for day in ahead:
        if day.event == "deadline" and (day.instrument_id, day.day) in begins:
            continue
        same = next((at for at, other in enumerate(found) if _retells(day, other)), None)
        if same is None:
            found.append(day)
        else:
            found[same] = _together(found[same], day)
    return found


def _retells(day: StandingDay, other: StandingDay) -> bool:
    """Whether another article of the same story tells of the same day and event in the same place."""
    ours, theirs = day.told[0], other.told[0]
    if (day.day, day.event, ours["jurisdiction"]) != (other.day, other.event, theirs["jurisdiction"]):
        return False
    if ours["number"] and theirs["number"]:
        return False
    stories = {row["story_id"] for row in other.told if row["story_id"]}
    articles = {row["article_id"] for row in other.told}
    return any(row["story_id"] in stories for row in day.told) and not any(
        row["article_id"] in articles for row in day.told
    )


def _together(day: StandingDay, other: StandingDay) -> StandingDay:
    """The day of what was told of first, with what the other's articles say."""
    one, two = sorted((day, other), key=lambda item: (item.first_at, item.instrument_id))
    told = sorted((*one.told, *two.told), key=lambda row: (not row["official"], moment_of(row)))
    return replace(one, told=tuple(told), differs=(*one.differs, *two.differs))


def _standing(instrument: str, event: str, rows: Sequence[Row]) -> list[StandingDay]:
    column = COLUMNS[event]
    stated = [row for row in rows if is_day(row[column])]
    live = [row for row in stated if not _is_replaced(row, column, stated)]
    gone = [row for row in stated if row not in live]
    days: set[str] = set()
    for matter in _matters(event, live):
        documents = {str(row[column]) for row in matter if row["official"]}
        days |= _most_exact(documents) or _best_told(matter, column)
    alone = len(days) == 1
    found = []
    for day in sorted(days):
        told = [row for row in live if agree(str(row[column]), day)]
        told.sort(key=lambda row: (not row["official"], len(str(row[column])) < len(day)))
        others = [row for row in live if not any(agree(str(row[column]), one) for one in days)]
        was = (
            next((row for row in reversed(gone) if not agree(str(row[column]), day)), None) if alone else None
        )
        found.append(
            StandingDay(
                instrument_id=instrument,
                event=event,
                day=day,
                told=tuple(told),
                differs=tuple(others) if alone else (),
                was=was,
                before=str(was[column]) if was is not None else "",
            )
        )
    return found


def _matters(event: str, live: Sequence[Row]) -> list[list[Row]]:
    """A proposal closes for comments, and the act it becomes expires: neither deadline contradicts the other."""
    if event != "deadline":
        return [list(live)]
    split: dict[bool, list[Row]] = defaultdict(list)
    for row in live:
        split[row["stage"] == _PROPOSAL].append(row)
    return list(split.values())


def _is_replaced(row: Row, column: str, stated: Sequence[Row]) -> bool:
    """Whether a later event among these has put another day in its place; what is adopted does so with a proposal's."""
    later = [
        other
        for other in stated
        if moment_of(other) > moment_of(row) and not agree(str(row[column]), str(other[column]))
    ]
    if column in marks_of(row, "replaced"):
        return bool(later)
    if column != "effective_on" or row["stage"] != _PROPOSAL:
        return False
    return any(other["stage"] not in (None, _PROPOSAL) for other in later)


def _most_exact(days: Iterable[str]) -> set[str]:
    """The days without the months that they lie in."""
    found = set(days)
    return {day for day in found if not any(other != day and other.startswith(day) for other in found)}


def _best_told(live: Sequence[Row], column: str) -> set[str]:
    """What the press says: the day most houses state, the newest of equals; and all days of an act with several.

    Several are of one act where one article states them all: it comes into force in steps.
    """
    days = _most_exact(str(row[column]) for row in live)
    if len(days) < 2:
        return days
    steps: dict[str, set[str]] = defaultdict(set)
    for row in live:
        steps[str(row["url"])].add(str(row[column]))
    if any(days <= told for told in steps.values()):
        return days

    def weight(day: str) -> tuple[int, str, str]:
        told = [row for row in live if agree(str(row[column]), day)]
        return len(houses_of(told)), max(moment_of(row) for row in told), day

    return {max(days, key=weight)}
