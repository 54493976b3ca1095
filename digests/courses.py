"""What the archive's page of policy shows: every day ahead, and how instruments that were told of lately came so far.

It is made from the same rows as the calendar of the issue, which shows the first of these days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digests.act_names import refers
from digests.frames import Frames
from digests.parts import Evidence, PolicyLine
from digests.policy_days import by_instrument, moment_of
from digests.policy_lines import find_lines
from digests.proofs import Proofs
from digests.stated import own_sentence, reading_of
from digests.timeline import Step, build_timeline
from digests.weeks import Week

Row = Mapping[str, Any]

_COURSES = 24  # instruments with a timeline on the page, the newest told first


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseStep:
    """A step of an instrument, with its sentence. ``differs``: (source, its day, the official day)."""

    day: str
    action: str
    official: bool
    houses: int
    differs: tuple[tuple[str, str, str], ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An instrument from its first step that is known to its last."""

    name: str
    jurisdiction: str
    steps: tuple[CourseStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPage:
    """Days ahead by day, each instrument's; and the courses of those that have one."""

    week: Week
    days: tuple[PolicyLine, ...]
    courses: tuple[Course, ...]


def build_policy_page(frames: Frames, proofs: Proofs) -> PolicyPage:
    """All days of the calendar that are still ahead when ``frames.week`` is over, and courses of two steps or more."""
    now, before = find_lines(frames, proofs)
    sunday = frames.week.sunday.isoformat()
    ahead = [line for line in (*now, *before) if line.event != "announced" and _is_after(line.day, sunday)]
    ahead.sort(key=lambda line: (line.day, line.event, line.jurisdiction or "", line.title))
    return PolicyPage(week=frames.week, days=tuple(ahead), courses=_courses(frames, proofs))


def _is_after(day: str, sunday: str) -> bool:
    """Whether a day lies behind the week, or a month is not over with it."""
    return day > sunday if len(day) == 10 else day >= sunday[:7]


def _courses(frames: Frames, proofs: Proofs) -> tuple[Course, ...]:
    """Instruments that an article names or numbers, and that took steps on two days at least."""
    told = by_instrument(row for row in frames.rows.joined if row["published_at"])
    several = [rows for rows in told.values() if _name(rows) and len({row["action"] for row in rows}) > 1]
    several.sort(key=lambda rows: (moment_of(rows[-1]), str(rows[-1]["instrument_id"])), reverse=True)
    chosen = several[: 2 * _COURSES]
    texts = proofs.texts_of(row["article_id"] for rows in chosen for row in rows)
    found = []
    for rows in chosen:
        made = (_made(step, texts, frames) for step in build_timeline(rows) if step.action)
        steps = tuple(step for step in made if step is not None)
        if len({step.day for step in steps}) > 1:
            where = str(rows[0]["jurisdiction"] or "")
            found.append(Course(name=_name(rows), jurisdiction=where, steps=steps))
    return tuple(found[:_COURSES])


def _name(rows: Sequence[Row]) -> str:
    """As the first article that prints it, official ones before others, else the number."""
    named = [row for row in rows if row["instrument"] and row["led"] is not None and not refers(row["led"])]
    named.sort(key=lambda row: not row["official"])
    return str(named[0]["instrument"]) if named else str(rows[0]["number"] or "")


def _made(step: Step, texts: Mapping[int, str], frames: Frames) -> CourseStep | None:
    """A step with the first sentence that says so; None where none can be quoted."""
    row = step.told[0]
    text = texts.get(row["article_id"], "")
    evidence = own_sentence(row, reading_of(row, text, frames.zone)) if text else None
    if evidence is None:
        return None
    return CourseStep(
        day=step.day,
        action=step.action,
        official=step.official,
        houses=len(step.houses),
        differs=tuple(
            (str(item.row["source"]), item.says, item.official)
            for item in step.differs
            if item.official and item.field != "announced_on"
        ),
        evidence=(evidence,),
    )
