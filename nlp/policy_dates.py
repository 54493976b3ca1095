"""Days of a policy text, and what they are days of: announced, first day of application, deadline.

A day is resolved against the day of publication (nlp/policy_calendar.py); what it is a day of is told by the words
around it (nlp/policy_roles.py). Days are text: YYYY-MM-DD, or YYYY-MM where only the month is given.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from nlp.policy_calendar import find_moments
from nlp.policy_durations import Duration, add_duration, find_durations, read_count
from nlp.policy_roles import Place, role_of

__all__ = ["Day", "Duration", "add_duration", "find_days", "find_durations", "first_day", "read_count"]

_SENTENCE_END = re.compile(r"[。；！？!?\n]|;|(?<![.\s][a-z])(?<!\bno)(?<!\bart)(?<!\bvs)\.(?=\s)(?!\s\d)")
_MONTH_SHORT = re.compile(r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$")


@dataclass(frozen=True, slots=True)
class Day:
    """One expression resolved. ``text`` is the day, or the month where no day is given."""

    start: int
    end: int
    text: str
    role: str  # announced | effective | deadline | other
    exact: bool  # the expression names the role itself, it is not guessed from past and future
    form: str = "day"  # nlp.policy_calendar: how it is written

    @property
    def first(self) -> date:
        return first_day(self.text)


def first_day(text: str) -> date:
    """The day of YYYY-MM-DD, the first day of YYYY-MM."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)


def _sentence_ends(text: str) -> list[int]:
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not _MONTH_SHORT.search(text[max(0, match.start() - 5) : match.start()])
    ]


def find_days(text: str, published: date, *, month_first: bool = False) -> list[Day]:
    """The days of a folded text in order, without overlap."""
    ends = _sentence_ends(text)
    found = []
    for moment in find_moments(text, published, month_first=month_first):
        index = bisect_right(ends, moment.start)
        start = ends[index - 1] if index else 0
        end = ends[index] if index < len(ends) else len(text)
        place = Place(
            text[max(start, moment.start - 120) : moment.start],
            text[moment.end : min(end, moment.end + 80)],
            index == 0,
        )
        role = role_of(moment, place, published)
        text_of = (
            _last_day(role.text) if role.name == "deadline" and moment.form == "month-end" else role.text
        )
        found.append(Day(moment.start, moment.end, text_of, role.name, role.exact, moment.form))
    return found


def _last_day(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{month[:7]}-{calendar.monthrange(year, number)[1]:02}"
