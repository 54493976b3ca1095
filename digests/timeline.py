"""One instrument's events in order: what official documents and the press say of each step, told once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digests.policy_days import StandingDay, agree, houses_of, marks_of, moment_of

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A report that gives another day than the official document of the same stage."""

    field: str  # announced_on | effective_on | deadline
    says: str
    official: str  # the day that the document has; "" where it is not among the events
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened on a day: all events of one action and announcement. ``told``: official ones first; never empty."""

    day: str  # of the announcement, else of the first publication
    action: str
    told: tuple[Row, ...]
    differs: tuple[Difference, ...] = ()

    @property
    def official(self) -> bool:
        """Whether an official document is among them."""
        return any(row["official"] for row in self.told)

    @property
    def houses(self) -> tuple[str, ...]:
        """Publisher houses of the press among them, sorted."""
        return tuple(sorted(houses_of(self.told)))

    def stated(self, column: str) -> tuple[str, ...]:
        """The days that these events state in a column: the official ones where there are any, else all."""
        rows = [row for row in self.told if row["official"] and row[column]] or self.told
        return tuple(sorted({str(row[column]) for row in rows if row[column]}))

    def values(self, column: str) -> tuple[str, ...]:
        """Rates or thresholds as ``20 %``, of the official documents where these have any, else of all."""
        lists = [(row, _amounts(row[column])) for row in self.told]
        chosen = [found for row, found in lists if row["official"] and found] or [found for _, found in lists]
        return tuple(dict.fromkeys(item for found in chosen for item in found))


def build_timeline(rows: Iterable[Row]) -> list[Step]:
    """The steps of one instrument, oldest first.

    Reports that name no day of announcement belong to the step of their action that was announced last before them,
    if one was: they tell of it again.
    """
    told = sorted(rows, key=lambda row: (moment_of(row), str(row["url"]), int(row["n"])))
    steps: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(told, key=lambda row: not row["announced_on"]):
        action, day = str(row["action"] or ""), str(row["announced_on"] or "")
        if not day:
            published = moment_of(row)[:10]
            known = [at for at, of in steps if of == action and at <= published]
            day = max(known, default=published)
        elif (same := _same_step(row, action, day, steps)) is not None:
            day = same
        steps.setdefault((day, action), []).append(row)
    made = [_step(day, action, found) for (day, action), found in steps.items()]
    return sorted(made, key=lambda step: (step.day, moment_of(step.told[0]), step.action))


def _same_step(row: Row, action: str, day: str, steps: Mapping[tuple[str, str], Sequence[Row]]) -> str | None:
    """The official day of the step that a report gives another day for: the report is of that step."""
    if "announced_on" not in marks_of(row, "differs"):
        return None
    days = [at for (at, of), found in steps.items() if of == action and any(one["official"] for one in found)]
    return min(days, key=lambda at: (abs(_ordinal(at) - _ordinal(day)), at), default=None)


def _ordinal(day: str) -> int:
    year, month, *rest = (int(part) for part in day.split("-"))
    return 372 * year + 31 * month + (rest[0] if rest else 1)


def _step(day: str, action: str, rows: Sequence[Row]) -> Step:
    told = sorted(rows, key=lambda row: (not row["official"], moment_of(row), str(row["url"]), int(row["n"])))
    documents = [row for row in told if row["official"]]
    differs = [
        Difference(field=field, says=str(row[field]), official=_official(documents, field), row=row)
        for row in told
        for field in marks_of(row, "differs")
        if not row["official"] and row[field]
    ]
    return Step(day=day, action=action, told=tuple(told), differs=tuple(differs))


def _official(documents: Sequence[Row], field: str) -> str:
    return next((str(row[field]) for row in reversed(documents) if row[field]), "")


def _amounts(stored: Any) -> list[str]:
    """Rates as text out of a JSON list of {value, unit}."""
    try:
        found = json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        return []
    items = found if isinstance(found, list) else []
    return [
        f"{item['value']}{'' if item.get('unit') == '%' else ' '}{item.get('unit') or ''}".strip()
        for item in items
        if isinstance(item, dict) and item.get("value") is not None
    ]


def furthest(rows: Iterable[Row], steps: Sequence[str]) -> str:
    """The furthest action among these, by the order of ``steps``; "" when none of them is told."""
    told = [str(row["action"]) for row in rows if row["action"] in steps]
    return max(told, key=steps.index, default="")


def said_otherwise(day: StandingDay) -> list[tuple[str, str]]:
    """(name of the source, day) of each house that states another day, once each."""
    found: dict[str, tuple[str, str]] = {}
    for row in day.differs:
        other = str(row[day.column])
        if not agree(other, day.day):
            found.setdefault(str(row["house"]), (str(row["source"]), other))
    return list(found.values())
