"""The calendar of an issue: days of policies that the week's articles name, then those told of before that come near.

An act is an instrument of the store where its events were joined into one (rows ``joined``): what stands of all that
was ever told of it is printed, the official day first, with who says otherwise and what it was before. Where they were
not joined, articles that give the same day of a country's act for overlapping scopes tell of one act.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from digests.act_names import refers
from digests.evidence import one_per_language
from digests.frames import ENTITY, TOPIC, Frames
from digests.parts import Evidence, PolicyLine
from digests.policy_days import StandingDay, agree, coming_days, is_ahead, moment_of
from digests.proofs import Proofs
from digests.reported import printable
from digests.stated import reading_of, sentence_of
from digests.weeks import week_of

Row = Mapping[str, Any]

_NOW, _BEFORE = 8, 8  # lines of the week's own days, and of days told of before; the rest is in the store
_OTHERS = 2  # publishers that say otherwise are quoted
_HORIZON = timedelta(days=400)  # a calendar, not a chronicle of the next decade
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_EVENTS = ("effective", "deadline", "announced")


@dataclass(frozen=True, slots=True)
class _Act:
    """What one or several articles tell of one day of one act."""

    day: str
    event: str
    told: list[tuple[Row, Evidence]] = field(default_factory=list)
    standing: StandingDay | None = None
    was: tuple[str, Evidence] | None = None
    differs: tuple[tuple[str, Evidence], ...] = ()

    def tells(self, row: Row, day: str, event: str) -> bool:
        """Whether a row belongs here: same day, event and country, and the same instrument, number, name or scope."""
        first = self.told[0][0]
        if (day, event, row["jurisdiction"]) != (self.day, self.event, first["jurisdiction"]):
            return False
        if row.get("instrument_id") and row.get("instrument_id") == first.get("instrument_id"):
            return True
        if row["doc_number"] and first["doc_number"]:
            return number_of(row) == number_of(first)
        if row["article_id"] == first["article_id"] or (
            row["instrument"] and row["instrument"] == first["instrument"]
        ):
            return True
        return bool(row["jurisdiction"]) and bool(_scope(row) & _scope(first))


def build_policy(frames: Frames, proofs: Proofs) -> tuple[tuple[PolicyLine, ...], int]:
    """Days that the week's articles name: what comes into force or ends from this week on, then what was announced;
    then days that articles of earlier weeks name, as far ahead as the rows ``joined`` reach.

    With the lines: how many more days there are. No day of the week's own is over when the week begins, and none of
    those told of before when it ends.
    """
    now, before = find_lines(frames, proofs)
    more = max(0, len(now) - _NOW) + max(0, len(before) - _BEFORE)
    return (*now[:_NOW], *before[:_BEFORE]), more


def find_lines(frames: Frames, proofs: Proofs) -> tuple[list[PolicyLine], list[PolicyLine]]:
    """The same, all of them: the week's own and what was announced, and those told of before."""
    newest = {row["article_id"] for row in frames.of_week(frames.rows.policies)}
    joined = [row for row in frames.rows.joined if row["published_at"]]
    standing = coming_days(joined, first=frames.week.monday, last=frames.week.sunday + _HORIZON)
    fresh = [day for day in standing if any(row["article_id"] in newest for row in day.told)]
    told = _together([*_standing(fresh, frames, proofs, newest), *_named(frames, proofs, joined)])
    now = _lines(told, (), frames, proofs)
    last = (frames.rows.ahead or frames.week.sunday).isoformat()
    read_on = frames.week.sunday + timedelta(days=1)  # an issue is read when its week is over
    near = _next(
        day
        for day in standing
        if day not in fresh and is_ahead(day.day, read_on) and day.day <= last[: len(day.day)]
    )
    known = [act for act in _together(_standing(near, frames, proofs, newest)) if not _is_among(act, told)]
    before = _lines(known, now, frames, proofs)
    return now, before


def _next(days: Iterable[StandingDay]) -> list[StandingDay]:
    """The next day of each instrument on which it takes effect, and the next on which it closes."""
    found: dict[tuple[str, str], StandingDay] = {}
    for day in days:
        found.setdefault((day.instrument_id, day.event), day)
    return list(found.values())


def _standing(
    days: Sequence[StandingDay], frames: Frames, proofs: Proofs, newest: Iterable[int]
) -> list[_Act]:
    """Days of instruments with the sentences that state them; a day that no sentence states is none."""
    week = set(newest)
    rows = [row for day in days for row in (*day.told, *day.differs, *([day.was] if day.was else []))]
    texts = proofs.texts_of(row["article_id"] for row in rows)

    def said(row: Row, day: str) -> Evidence | None:
        text = texts.get(row["article_id"], "")
        return sentence_of(row, day, reading_of(row, text, frames.zone)) if text else None

    acts = []
    for day in days:
        order = sorted(day.told, key=lambda row: (not row["official"], row["article_id"] not in week))
        told = [
            (row, evidence)
            for row in order
            if row[day.column] == day.day and (evidence := said(row, day.day)) is not None
        ]
        if not told:
            continue
        others: dict[str, tuple[str, Evidence]] = {}
        for row in day.differs:
            if (evidence := said(row, str(row[day.column]))) is not None:
                others.setdefault(str(row["house"]), (str(row[day.column]), evidence))
        was = said(day.was, day.before) if day.was is not None else None
        acts.append(
            _Act(
                day.day,
                day.event,
                told,
                day,
                (day.before, was) if was is not None else None,
                tuple(others.values())[:_OTHERS],
            )
        )
    return acts


def _named(frames: Frames, proofs: Proofs, joined: Iterable[Row]) -> list[_Act]:
    """Days of the week's articles that belong to no instrument, and all that was announced."""
    linked = {(row["article_id"], row["n"]): str(row["instrument_id"]) for row in joined}
    rows = frames.of_week(frames.rows.policies)
    proofs.load(row["article_id"] for row in rows)
    acts = []
    for row in rows:
        instrument = linked.get((row["article_id"], row.get("n")), "")
        for event in _EVENTS:
            day = row["deadline" if event == "deadline" else f"{event}_on"]
            if not _in_view(day, event, frames) or (instrument and event != "announced"):
                continue
            if event == "announced" and not _is_act_news(row, proofs):
                continue
            if (evidence := proofs.dated(row, day)) is not None:
                titled = {**row, "instrument_id": instrument, "title": proofs.title(row["article_id"])}
                acts.append(_Act(str(day), event, [(titled, evidence)]))
    return acts


def _together(acts: Iterable[_Act]) -> list[_Act]:
    """Acts of which several articles tell, once each."""
    found: list[_Act] = []
    for act in acts:
        row = act.told[0][0]
        same = next((other for other in found if other.tells(row, act.day, act.event)), None)
        if same is None:
            found.append(act)
        else:
            same.told.extend(act.told)
    return found


def _is_among(act: _Act, acts: Iterable[_Act]) -> bool:
    return any(other.tells(act.told[0][0], act.day, act.event) for other in acts)


def _lines(
    acts: Iterable[_Act], above: Sequence[PolicyLine], frames: Frames, proofs: Proofs
) -> list[PolicyLine]:
    """A line for each act that has none yet, by day; what was announced comes last."""
    lines: list[PolicyLine] = []
    for act in sorted(acts, key=lambda act: (act.event == "announced", act.day, _EVENTS.index(act.event))):
        if not any(_same(line, act) for line in (*above, *lines)):
            lines.append(_line(act, frames, proofs))
    return lines


def _same(line: PolicyLine, act: _Act) -> bool:
    """Whether this article has a line for the day already, or for any day when it only announces."""
    told = {item.article_id for item in line.evidence}
    return act.told[0][1].article_id in told and (line.day == act.day or act.event == "announced")


def _line(act: _Act, frames: Frames, proofs: Proofs) -> PolicyLine:
    row = next((row for row, _ in act.told if row["doc_number"]), act.told[0][0])
    titles: dict[str, str] = {}
    for told, evidence in act.told:
        titles.setdefault(evidence.lang, str(told["title"]))
    day = act.standing

    def label(column: str) -> str | None:
        return label_of(row, column) if "led" in row else printed_label(row, column, proofs)

    return PolicyLine(
        day=act.day,
        event=act.event,
        action=row["action"] or None,
        jurisdiction=row["jurisdiction"] or None,
        authority=printable(row["authority"]),
        **{column: label(column) for column in ("instrument", "doc_number")},
        title=str(row["title"]),
        titles=tuple(titles.items()),
        listed=proofs.printed.days.get((act.day, act.event, row["jurisdiction"] or "")),
        instrument_id=str(row.get("instrument_id") or ""),
        since=_since(day, frames) if day is not None else None,
        official=day is not None and day.official,
        houses=len({evidence.house for told, evidence in act.told if not told.get("official")}),
        was=act.was,
        differs=act.differs,
        about=tuple(sorted({series for told, _ in act.told for series in _about(told)})),
        evidence=one_per_language([evidence for _, evidence in act.told], 1),
    )


def _since(day: StandingDay, frames: Frames) -> str | None:
    """The week in which the day was first told, where it is before the digest's."""
    stated = [row for row in day.told if agree(str(row[day.column]), day.day)]
    week = week_of(datetime.fromisoformat(min(map(moment_of, stated))), frames.zone)
    return week.label if week < frames.week else None


def _about(row: Row) -> set[str]:
    """What an article that may be of any week is about, as series."""
    topics, things = (json.loads(row.get(name) or "[]") for name in ("topics", "things"))
    return {*(TOPIC + topic for topic in topics), *(ENTITY + thing for thing in things)}


def label_of(row: Row, column: str) -> str | None:
    """A name only if the article has it word for word: a name put together by us is nobody's. Rows are ``joined``."""
    label = printable(row[column])
    if column == "instrument":
        return label if row["led"] is not None and not refers(row["led"]) else None
    return label if label and label in f"{row['quote']}\n{row['title']}" else None


def printed_label(row: Row, column: str, proofs: Proofs) -> str | None:
    """The same for an article of these weeks: its text is looked at."""
    label, reading = printable(row[column]), proofs.reading(row["article_id"])
    if label is None or reading is None:
        return None
    at = reading.text.find(label)
    if column == "instrument" and at >= 0 and refers(reading.text[max(0, at - 24) : at]):
        return None
    return label if at >= 0 or label in proofs.title(row["article_id"]) else None


def _is_act_news(row: Row, proofs: Proofs) -> bool:
    """Whether there is something to announce that was not printed: a numbered act, or a step of a procedure.

    Test results are neither.
    """
    if row["article_id"] in proofs.printed.articles:
        return False
    return bool(row["doc_number"]) or row["action"] not in (None, "", "adopted", "effective")


def number_of(row: Row) -> str:
    """A document's number without its words: 第19號公告 is 第19号公告."""
    return "-".join(re.findall(r"[A-Z0-9]+", str(row["doc_number"])))


def _scope(row: Row) -> set[str]:
    """What a row says its act covers: a list, or the JSON text of one."""
    tags = row["scope"]
    if isinstance(tags, str):
        try:
            tags = json.loads(tags)
        except ValueError:
            return set()
    return {str(tag) for tag in tags} if isinstance(tags, list | tuple) else set()


def _in_view(day: Any, event: str, frames: Frames) -> bool:
    """From the digest's week to some 13 months on; announcements of this week only."""
    if not isinstance(day, str) or not _DAY.fullmatch(day):
        return False
    try:
        first = date.fromisoformat(day if len(day) == 10 else f"{day}-01")
    except ValueError:
        return False
    monday, sunday = frames.week.monday, frames.week.sunday
    if event == "announced":
        return len(day) == 10 and monday <= first <= sunday
    start = monday if len(day) == 10 else monday.replace(day=1)
    return start <= first <= sunday + _HORIZON
