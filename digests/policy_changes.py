"""What changed in policy between two moments: instruments that are new, steps taken, days put off or corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digests.policy_days import StandingDay, by_instrument, moment_of, standing_days

Row = Mapping[str, Any]

STEPS = ("proposed", "consultation", "adopted", "effective", "amended", "suspended", "repealed")
"""Actions of a measure, each further than the one before. A case has its own two."""
CASE_STEPS = ("investigation", "ruling")
KINDS = ("new", "step", "postponed", "brought forward", "corrected")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """One thing that changed. ``row``: the event that says so now; ``then``: the one that said otherwise before."""

    instrument_id: str
    jurisdiction: str
    kind: str  # of KINDS
    row: Row
    then: Row | None = None
    event: str = ""  # effective | deadline: of a day
    before: str = ""  # the action or day before
    after: str = ""  # the action or day now


def find_changes(rows: Iterable[Row], *, since: str, until: str) -> list[PolicyChange]:
    """What the events told in [since, until) change against all told before; moments as stored.

    A day is moved when a later event of its instrument puts another in its place, and corrected when an official
    document shows that the press had another. What was told by ``since`` and what by ``until`` decide alone.
    """
    found: list[PolicyChange] = []
    for instrument, all_told in by_instrument(rows).items():
        told = [row for row in all_told if moment_of(row) < until]
        then = [row for row in told if moment_of(row) < since]
        now = [row for row in told if moment_of(row) >= since]
        if not now:
            continue
        jurisdiction = str(now[0]["jurisdiction"] or "")
        if not then:
            row = _best(now)
            found.append(
                PolicyChange(
                    instrument_id=instrument,
                    jurisdiction=jurisdiction,
                    kind="new",
                    row=row,
                    after=str(row["action"] or ""),
                )
            )
            continue
        if (step := _step(instrument, jurisdiction, then, now)) is not None:
            found.append(step)
        found += _moved(instrument, jurisdiction, then, told)
    return sorted(found, key=_order)


def _order(change: PolicyChange) -> tuple[bool, str, int, str, str]:
    where = change.jurisdiction
    return not where, where, KINDS.index(change.kind), moment_of(change.row), change.instrument_id


def _best(rows: Sequence[Row]) -> Row:
    """What an official document says, else what was told first with a number, else what was told first."""
    return min(rows, key=lambda row: (not row["official"], not row["doc_number"]))


def _step(instrument: str, where: str, then: Sequence[Row], now: Sequence[Row]) -> PolicyChange | None:
    """The furthest step that is told now, where it lies behind all that were told before."""
    for steps in (STEPS, CASE_STEPS):
        known = [row for row in then if row["action"] in steps]
        fresh = [row for row in now if row["action"] in steps]
        if not known or not fresh:
            continue

        def reached(row: Row, steps: Sequence[str] = steps) -> int:
            return steps.index(row["action"])

        last, furthest = max(known, key=reached), max(map(reached, fresh))
        if steps[furthest] == "amended" and reached(last) < steps.index("adopted"):
            continue  # a consultation that is extended: a day is moved, no step is taken
        if furthest > reached(last):
            row = _best([row for row in fresh if reached(row) == furthest])
            return PolicyChange(
                instrument_id=instrument,
                jurisdiction=where,
                kind="step",
                row=row,
                then=last,
                before=str(last["action"]),
                after=str(row["action"]),
            )
    return None


def _moved(instrument: str, where: str, then: Sequence[Row], told: Sequence[Row]) -> list[PolicyChange]:
    """Days that stood before and are others now."""
    found = []
    earlier, later = _single(then), _single(told)
    for event in sorted(earlier.keys() & later.keys()):
        old, new = earlier[event], later[event]
        if old.day.startswith(new.day) or new.day.startswith(old.day):
            continue
        corrected = new.official and not old.official and not new.before
        kind = "corrected" if corrected else "postponed" if new.day > old.day else "brought forward"
        found.append(
            PolicyChange(
                instrument_id=instrument,
                jurisdiction=where,
                kind=kind,
                row=new.told[0],
                then=old.told[0],
                event=event,
                before=old.day,
                after=new.day,
            )
        )
    return found


def _single(rows: Sequence[Row]) -> dict[str, StandingDay]:
    """The day of each event, where one stands alone."""
    days = standing_days(rows)
    return {
        event: of[0]
        for event in ("effective", "deadline")
        if len(of := [day for day in days if day.event == event]) == 1
    }
