"""Press beside the official document of the same stage, and days that a later event puts in the place of others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nlp.instrument_days import contradict, days_between
from store.policy_records import STAGES, PolicyEvent

_PRINTED_LATER = 7  # days: an official journal prints some days after the body acted and the press told of it
_ONE_STEP = 31  # days between two stated announcements of one step; more are two steps
_CHANGES = ("amended", "suspended")  # actions that put new days in the place of old ones


def official_beside(event: PolicyEvent, documents: Sequence[PolicyEvent]) -> PolicyEvent | None:
    """The official document that a press report of the same instrument and stage can be held against.

    ``documents``: the official ones of the instrument. The newest that was out, or about to be, when the report was
    written; None for official documents themselves.
    """
    if event.official or event.action not in STAGES:
        return None
    stage = STAGES[event.action]
    known = [
        other for other in documents if STAGES.get(other.action or "") == stage and _was_out(other, event)
    ]
    return max(known, key=lambda other: (other.published, other.url, -other.n)) if known else None


def documents_of(events: Iterable[PolicyEvent]) -> list[PolicyEvent]:
    """The official ones."""
    return [event for event in events if event.official]


def setters_of(events: Iterable[PolicyEvent]) -> list[PolicyEvent]:
    """Events that may put other days in the place of earlier ones, one for each different thing they say."""
    found = {
        (event.published, event.action, event.official, event.effective_on, event.deadline): event
        for event in events
        if event.official or event.action in _CHANGES
    }
    return list(found.values())


def _was_out(official: PolicyEvent, report: PolicyEvent) -> bool:
    ahead = days_between(report.published, official.published)
    return ahead is None or ahead <= _PRINTED_LATER


def differing(event: PolicyEvent, official: PolicyEvent) -> tuple[str, ...]:
    """Fields in which a report contradicts the official document of its stage.

    A month is not contradicted by a day in it. Announcements more than a month apart are two steps of one stage,
    a vote and a publication say, and no contradiction.
    """
    fields = [
        field
        for field in ("effective_on", "deadline")
        if contradict(getattr(event, field), getattr(official, field))
    ]
    apart = days_between(event.announced_on, official.announced_on)
    if contradict(event.announced_on, official.announced_on) and (apart is None or abs(apart) <= _ONE_STEP):
        fields.insert(0, "announced_on")
    return tuple(fields)


def replaced_days(event: PolicyEvent, setters: Sequence[PolicyEvent]) -> tuple[str, ...]:
    """Days of an event that a later one of its instrument (of ``setters_of``) contradicts and replaces.

    That is one that amends or suspends, or an official document of the same stage. What the press says does not
    replace what an official document says, unless it tells of an amendment.
    """
    found = []
    for field in ("effective_on", "deadline"):
        mine = getattr(event, field)
        if mine and any(
            contradict(mine, getattr(other, field)) and _replaces(other, event, mine)
            for other in setters
            if other.url != event.url
        ):
            found.append(field)
    return tuple(found)


def _replaces(later: PolicyEvent, event: PolicyEvent, day: str) -> bool:
    if not later.published or not event.published or later.published <= event.published:
        return False
    if later.action in _CHANGES and (event.action not in _CHANGES or not event.official):
        return day >= later.published[: len(day)]  # what has begun is amended, not put off
    return later.official and STAGES.get(later.action or "") == STAGES.get(event.action or "", "")
