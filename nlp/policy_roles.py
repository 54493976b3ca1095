"""What a day of a policy text is a day of: the act was announced, it applies from then, something closes then.

Read off the words that govern the day in its own sentence, nearest first: 截至, until and before close something,
自…起 and "takes effect on" open it, a verb of acting beside a past day announces. Days of hearings, of older acts,
of complaints, statistics and plans that were given up are days of something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp import policy_role_words as words
from nlp.policy_calendar import Moment

_NEAR = 48  # characters before a day in which the words that govern it stand


@dataclass(frozen=True, slots=True)
class Role:
    """``name``: announced | effective | deadline | other. ``exact``: the expression itself says so."""

    name: str
    exact: bool
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a day stands: its sentence before and after it, and whether the sentence tells of older things."""

    before: str
    after: str
    first: bool  # the sentence is the first of its text

    @property
    def clause_before(self) -> str:
        return words.CLAUSE.split(self.before)[-1]

    @property
    def clause_after(self) -> str:
        return words.CLAUSE.split(self.after)[0]

    @property
    def clause(self) -> str:
        return self.clause_before + " " + self.clause_after


def role_of(moment: Moment, place: Place, published: date) -> Role:
    """What the day is a day of. The words right beside it decide before those further off."""
    if moment.form == "now" and place.before.endswith("后"):
        return Role("other", True, moment.text)
    if moment.form == "now":
        asks = re.match(r"(?:接受|征求|公开|听取|受理)", place.after.lstrip(",， 起"))
        return Role("other" if asks else "effective", True, moment.text)
    if not place.first and words.BACKGROUND.search(place.before[-60:] + "\0" + place.after[:20]):
        return Role("other", True, moment.text)
    for read in (_moved, _closing, _opening, _announcing):
        role = read(moment, place, published)
        if role is not None:
            return role
    return Role("other", False, moment.text)


def _nearest(moment: Moment, published: date, text: str) -> str:
    """Which of the days an open expression can mean, by the tense around it."""
    if moment.past == moment.future:
        return moment.text
    if words.PAST.search(text) and not re.search(r"将|拟|\bwill\b", text):
        return moment.past
    if re.search(r"将|拟|\b(?:will|would|shall|must)\b", text):
        return moment.future
    if moment.form not in ("day-of-month", "weekday"):
        return moment.text
    gaps = (published - date.fromisoformat(moment.past), date.fromisoformat(moment.future) - published)
    return moment.past if gaps[0] <= gaps[1] and gaps[0] < timedelta(days=12) else moment.future


def _moved(moment: Moment, place: Place, published: date) -> Role | None:
    """The new day of what is postponed or extended; the old one is a day of nothing any more."""
    before = place.before[-100:]
    if words.OLD_PLAN.search(before) and (
        words.MOVED_AFTER.match(place.after) or not re.search(r"[由从]$|\bnot\b", before)
    ):
        return Role("other", True, moment.text)
    if (
        re.search(r"(?:from)\s$", before)
        and re.match(r",?\s(?:until|to)\s", place.after)
        and re.search(r"\b(?:postpon|delay|defer|push|mov|shift|exten)", before)
    ):
        return Role("other", True, moment.text)
    if words.LAPSED_AFTER.match(place.after) or (
        words.LAPSES.search(before) and words.EXTENDED.search(place.after)
    ):
        return Role("other", True, moment.text)
    if words.BACK_TO.search(before) or words.ON_OR_AFTER.search(before):
        return Role("effective", True, moment.text)
    if not words.MOVES.search(before):
        return None
    closing = words.CLOSES.search(before) and not re.search(
        rf"(?:{words.ENTERS_ZH})|\b(?:start|entry|appl|implement)", before[-60:]
    )
    return Role("deadline" if closing else "effective", True, moment.future)


def _closing(moment: Moment, place: Place, published: date) -> Role | None:
    near, clause = place.before[-_NEAR:], place.clause
    after = words.DEADLINE_AFTER.match(place.after)
    before = words.DEADLINE_BEFORE.search(near) and not words.VOTES_BEFORE.search(near)
    if not after and not before:
        return None
    text = moment.future if moment.form in ("day-of-month", "weekday") else moment.text
    if words.EVERY_YEAR.search(place.clause[:40]) or words.STUDY_DUE.search(place.clause):
        return Role("other", True, text)
    if words.TO_PASS.match(place.after):
        return Role("other", True, text)
    if words.RELIEF_ENDS.search(near):
        return Role("effective", True, text)
    if words.DECIDES_BY.match(place.after):
        return Role("other", True, text)
    past = text < published.isoformat()[: len(text)]
    if past and not re.search(r"征求|意见|comment|consult|clos", place.before + place.after):
        return Role("other", True, text)  # a count as of a day: 截至9月底
    if words.AT_THE_LATEST.search(near) and words.EFFECTIVE_AFTER.match(place.after):
        return Role("other", True, text)
    if not after and words.EFFECTIVE_AFTER.match(place.after) and not near.endswith(("至", "到")):
        return None
    enters = re.search(
        rf"(?:{words.ENTERS_ZH})|\b(?:in\sforce|into\sforce|effect|transposed?)\b",
        place.after[:16] if after else clause,
    )
    if (
        enters
        and not words.ASKS.search(clause)
        and (after or re.search(r"(?:晚|迟|by|before|later\sthan)\s?(?:于)?\s?$", near))
    ):
        return Role("other", True, text)  # in force by then at the latest
    if words.OTHER.search(clause) and not words.ASKS.search(clause):
        return Role("other", True, text)
    if (
        re.search(r"\bby\s$", near)
        and not words.ASKS.search(clause)
        and not words.ASKS.search(place.before[-80:])
    ):
        return Role("other", False, text)
    if re.search(r"\b(?:decision|ruling|conclude|results?|publish)\b[^.;]{0,30}\b(?:by|before)\s$", near):
        return Role("other", True, text)
    return Role("deadline", True, text)


def _opening(moment: Moment, place: Place, published: date) -> Role | None:
    near = place.before[-_NEAR:]
    beside = words.EFFECTIVE_AFTER.match(place.after) or words.EFFECTIVE_BEFORE.search(near)
    far = (
        not beside and words.ENTERS_FAR.search(place.before[-90:]) and not _is_said(moment, place, published)
    )
    if not beside and not far:
        return None
    if words.ASKS_FROM.match(place.after):
        return Role("announced", True, moment.past) if len(moment.past) == 10 else None
    if moment.form in ("year-end", "month-end") and not words.EFFECTIVE_AFTER.match(place.after):
        return Role("other", True, moment.text)
    text = _nearest(moment, published, place.before[-24:] + "\0" + place.after[:16])
    if (
        (words.COUNTED.search(near) and not words.LASTS.search(place.before))
        or words.OLDER.search(place.clause_before)
        or (words.OTHER.search(place.clause) and not re.search(r"生效|施行|实施|执行", place.after[:8]))
    ):
        return Role("other", True, text)
    return Role("effective", bool(beside) or text > published.isoformat(), text)


def _is_said(moment: Moment, place: Place, published: date) -> bool:
    """Whether the verb nearest before the day is one of saying: "effective at once, the ministry said on Monday"."""
    enters = [match.start() for match in words.ENTERS_VERB.finditer(place.before[-90:])]
    says = [match.start() for match in words.SAYS_VERB.finditer(place.before[-90:])]
    if not says or not enters:
        return bool(says)
    return says[-1] > enters[-1] or (says[-1] == enters[-1] and moment.text <= published.isoformat())


def _announcing(moment: Moment, place: Place, published: date) -> Role | None:
    """A past day on which somebody acts; of days to come only those on which something begins to apply."""
    if len(moment.text) == 7 or moment.form == "year-end":
        return _to_come(moment, place, published)
    next_to = (
        words.SAID_NEXT.match(place.after)
        or words.NUMBERED.match(place.after)
        or words.LABEL.search(place.before[-24:])
    )
    to_come = words.TO_COME.search(place.clause_before)
    text = moment.past if next_to and not to_come else moment.text
    if text > published.isoformat():
        return _to_come(moment, place, published)
    if (
        words.OLDER.search(place.clause_before)
        or (words.CITED.search(place.clause_before) and not next_to)
        or words.RECEIVED_AFTER.match(place.after)
        or (words.OTHER.search(place.clause) and not next_to)
        or words.STATISTICS.search(place.clause)
    ):
        return Role("other", True, text)
    said = next_to or words.SAID_AFTER.match(place.after) or words.SAID_BEFORE.search(place.before[-110:])
    names_itself = moment.form in ("day-of-month", "weekday", "shift", "ago")
    return Role("announced", bool(said) or names_itself, text)


def _to_come(moment: Moment, place: Place, published: date) -> Role | None:
    text = moment.text
    if text <= published.isoformat()[: len(text)] or moment.form in ("year-end", "month-end"):
        return None
    if words.WILL_ACT.search(place.before[-90:]) or words.VOTED_AFTER.match(place.after):
        return Role("other", True, text)
    if (
        words.OTHER.search(place.clause)
        or words.SAID_NEXT.match(place.after)
        or words.STATISTICS.search(place.clause)
    ):
        return Role("other", True, text)
    if words.ENTERS_LATER.search(place.before[-80:]) or words.ENTERS_LATER.search(place.after[:40]):
        return Role("effective", bool(re.search(r"(?:\bon|\bin|于|在)[\s,，]?$", place.before)), text)
    return None
