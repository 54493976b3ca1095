"""What readers ask of policy, answered from the store: a list, one timeline, a calendar, a week's changes.

Reads the store as of one moment and writes nothing but the iCalendar file that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import policy_rows, queries
from store.errors import InputError
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.files import write_files
from tradewind.version import __version__

if TYPE_CHECKING:
    import sqlite3

    from digests.policy_changes import PolicyChange
    from digests.policy_days import StandingDay
    from digests.timeline import Difference, Step
    from digests.weeks import Week

Row = Mapping[str, Any]
_NEAR, _CANDIDATES = 5, 40


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """One instrument with its steps; or those that the words fit; or the names near them."""

    instrument: Mapping[str, Any] | None = None
    heading: str = ""
    steps: Sequence[Mapping[str, Any]] = ()
    candidates: Sequence[Mapping[str, Any]] = ()
    near: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days from ``first`` to ``last`` as rows to print. ``unstated``: how many no sentence states."""

    first: date
    last: date
    rows: Sequence[Mapping[str, Any]]
    unstated: int = 0
    days: Sequence[StandingDay] = field(default=(), repr=False)


def listed(
    settings: Settings,
    *,
    jurisdictions: Sequence[str] = (),
    tags: Sequence[str] = (),
    kind: str | None = None,
    since: datetime | None = None,
    limit: int = 50,
) -> list[dict[str, object]]:
    """Instruments, those that were told of last first."""
    with _reading(settings) as connection, queries.snapshot(connection):
        wanted = policy_rows.newest_instruments(
            connection,
            jurisdictions=_known(connection, jurisdictions),
            tags=tags,
            kind=kind,
            since=since,
            limit=limit,
        )
        rows = policy_rows.load_events_of(connection, wanted)
    from digests.policy_days import by_instrument

    told = by_instrument(rows)
    today = now().astimezone(_zone(settings)).date()
    return [_listed(told[name], today) for name in wanted if name in told]


def _listed(rows: Sequence[Row], today: date) -> dict[str, object]:
    from digests.act_names import name_of
    from digests.policy_changes import CASE_STEPS, STEPS
    from digests.policy_days import houses_of, is_ahead, marks_of, moment_of, standing_days
    from digests.timeline import furthest

    first = rows[0]
    ahead = [day for day in standing_days(rows) if is_ahead(day.day, today)]
    return {
        "instrument_id": first["instrument_id"],
        "jurisdiction": first["jurisdiction"],
        "kind": first["kind"],
        "name": name_of(rows),
        "stage": furthest(rows, STEPS) or furthest(rows, CASE_STEPS),
        "last_day": max(str(row["announced_on"] or moment_of(row)[:10]) for row in rows),
        "next": f"{ahead[0].day} {ahead[0].event}" if ahead else "",
        "official": len({row["article_id"] for row in rows if row["official"]}),
        "press": len({row["article_id"] for row in rows if not row["official"]}),
        "houses": len(houses_of(rows)),
        "differing": sum(bool(marks_of(row, "differs")) for row in rows),
    }


def timeline(settings: Settings, asked: str) -> Timeline:
    """The timeline of the instrument that the words name."""
    from nlp.script import fold

    with _reading(settings) as connection, queries.snapshot(connection):
        known = policy_rows.load_instruments(connection)
        chosen = _find(known, asked, fold)
        if len(chosen) != 1:
            return Timeline(
                candidates=[_candidate(row) for row in chosen[:_CANDIDATES]], near=_near(known, asked, fold)
            )
        rows = policy_rows.load_events_of(connection, [str(chosen[0]["instrument_id"])])
    from digests.act_names import name_of
    from digests.timeline import build_timeline

    steps = build_timeline(rows)
    names = [name for name in json.loads(chosen[0]["names"]) if name]
    instrument = {
        **{
            key: chosen[0][key]
            for key in ("instrument_id", "name", "doc_number", "jurisdiction", "authority", "kind")
        },
        "scope": json.loads(chosen[0]["scope"]),
        "names": sorted(names),
    }
    heading = " · ".join(
        str(part)
        for part in (name_of(rows), chosen[0]["doc_number"], chosen[0]["jurisdiction"], chosen[0]["kind"])
        if part
    )
    return Timeline(instrument=instrument, heading=heading, steps=[_step(step) for step in steps])


def _candidate(row: Row) -> dict[str, object]:
    titles = json.loads(row["titles"])
    name = row["name"] or row["doc_number"] or (titles[0] if titles else "")
    return {**{key: row[key] for key in ("instrument_id", "jurisdiction", "kind")}, "name": name}


def _find(known: Sequence[Row], asked: str, fold: Any) -> list[Row]:
    """The one whose id, number or name it is; else all whose names have every word; else by headlines."""
    whole = " ".join(fold(asked).split())
    exact = [row for row in known if asked.strip() == row["instrument_id"]] or [
        row for row in known if whole in {" ".join(fold(name).split()) for name in _called(row)}
    ]
    if exact:
        return exact
    words = whole.split()
    for names in (_called, _headed):
        fitting = [row for row in known if all(word in fold(" ".join(names(row))) for word in words)]
        if fitting:
            return fitting
    return []


def _called(row: Row) -> list[str]:
    names = [row["name"], row["doc_number"], *json.loads(row["names"])]
    return [str(name) for name in names if name]


def _headed(row: Row) -> list[str]:
    return [*_called(row), str(row["authority"] or ""), *json.loads(row["titles"])]


def _near(known: Iterable[Row], asked: str, fold: Any) -> list[str]:
    names = {fold(name): name for row in known for name in _called(row)}
    return [names[near] for near in get_close_matches(fold(asked), list(names), n=_NEAR, cutoff=0.4)]


def _step(step: Step) -> dict[str, object]:
    """A step as a row; the same for people and as JSON, where its proofs stand one by one."""
    first = step.told[0]
    days = [
        (word, step.stated(column))
        for word, column in (("takes effect", "effective_on"), ("until", "deadline"))
    ]
    what = [f"{word} {' / '.join(found)}" for word, found in days if found]
    what += [", ".join(found) for name in ("rates", "thresholds") if (found := step.values(name))]
    return {
        "day": step.day,
        "action": step.action,
        "what": "; ".join(what),
        "said_by": _said_by(step.official, len(step.houses)),
        "differs": "; ".join(_difference(item) for item in step.differs),
        "quote": first["quote"],
        "url": first["url"],
        "effective_on": step.stated("effective_on"),
        "deadline": step.stated("deadline"),
        "rates": step.values("rates"),
        "thresholds": step.values("thresholds"),
        "houses": step.houses,
        "differences": [
            {"field": item.field, "says": item.says, "official": item.official, "source": item.row["source"],
             "url": item.row["url"]}
            for item in step.differs
        ],
        "proofs": [
            {"official": bool(row["official"]), "source": row["source"], "lang": row["lang"], "title": row["title"],
             "published_at": row["published_at"], "quote": row["quote"], "url": row["url"]}
            for row in step.told
        ],
    }  # fmt: skip


def _difference(item: Difference) -> str:
    return f"{item.row['source']}: {_WORDS[item.field]} {item.says}, official {item.official}"


_WORDS = {"announced_on": "announced", "effective_on": "takes effect", "deadline": "until"}


def _said_by(official: bool, houses: int) -> str:
    """``official + 2 houses``, ``1 house``."""
    press = f"{houses} house{'' if houses == 1 else 's'}" if houses else ""
    return " + ".join(filter(None, ("official" if official else "", press)))


def calendar(
    settings: Settings,
    *,
    first: date,
    weeks: int | None = None,
    jurisdictions: Sequence[str] = (),
) -> Calendar:
    """The days that stand from ``first`` on for so many weeks, each with a sentence that states it."""
    from digests.policy_days import coming_days
    from digests.stated import proof_of

    last = first + timedelta(days=7 * (weeks or settings.config.digest.calendar_weeks) - 1)
    zone = _zone(settings)
    with _reading(settings) as connection, queries.snapshot(connection):
        wanted = _known(connection, jurisdictions)
        days = [
            day
            for day in coming_days(
                policy_rows.load_coming(connection, first=first, last=last), first=first, last=last
            )
            if not wanted or day.told[0]["jurisdiction"] in wanted
        ]
        texts = queries.load_texts(
            connection, sorted({row["article_id"] for day in days for row in day.told})
        )
    found = [(day, proof) for day in days if (proof := proof_of(day, texts, zone)) is not None]
    return Calendar(
        first=first,
        last=last,
        rows=[_day(day, proof, zone) for day, proof in found],
        unstated=len(days) - len(found),
        days=[day for day, _ in found],
    )


def _day(day: StandingDay, proof: Any, zone: Any) -> dict[str, object]:
    from digests.act_names import name_of
    from digests.timeline import said_otherwise
    from digests.weeks import week_of

    return {
        "day": day.day,
        "what": day.event,
        "jurisdiction": day.told[0]["jurisdiction"],
        "name": name_of(day.told),
        "said_by": _said_by(day.official, day.houses),
        "differs": "; ".join(f"{source}: {other}" for source, other in said_otherwise(day)),
        "before": day.before,
        "first_reported": week_of(datetime.fromisoformat(day.first_at), zone).label,
        "quote": proof.quote,
        "url": proof.url,
        "instrument_id": day.instrument_id,
    }


def write_ics(found: Calendar, path: Path) -> None:
    """The days of a calendar as an iCalendar file, whole or not at all."""
    from digests.ics import Entry, render_ics
    from digests.policy_days import moment_of

    alone = {(day.instrument_id, day.event): 0 for day in found.days}
    for day in found.days:
        alone[day.instrument_id, day.event] += 1
    entries = []
    for day, row in zip(found.days, found.rows, strict=True):
        whole = len(day.day) == 10
        begin = date.fromisoformat(day.day if whole else f"{day.day}-01")
        following = (begin.replace(day=28) + timedelta(days=4)).replace(day=1)
        single = alone[day.instrument_id, day.event] == 1
        where = f"{row['jurisdiction']}: " if row["jurisdiction"] else ""
        told = [f"“{row['quote']}”", f"Said by: {row['said_by']}"]
        told += [
            f"{label}: {row[key]}"
            for label, key in (("Says otherwise", "differs"), ("Before", "before"))
            if row[key]
        ]
        entries.append(
            Entry(
                key="|".join((day.instrument_id, day.event, *(() if single else (day.day,)))),
                day=begin,
                days=1 if whole else (following - begin).days,
                summary=f"{where}{row['name']} {_EVENTS[day.event]}",
                description="\n".join([*told, str(row["url"])]),
                url=str(row["url"]),
                categories=(str(row["jurisdiction"]),) if row["jurisdiction"] else (),
                told_at=datetime.fromisoformat(max(moment_of(item) for item in day.told)).astimezone(UTC),
            )
        )
    text = render_ics(entries, name="Policy calendar", version=__version__)
    write_files(path.parent, {path.name: text.encode()}, key="--ics")


_EVENTS = {"effective": "takes effect", "deadline": "closes"}


def changed(settings: Settings, week: Week, *, jurisdictions: Sequence[str] = ()) -> list[dict[str, object]]:
    """What articles of a week change, by jurisdiction."""
    from digests.policy_changes import find_changes
    from digests.policy_days import by_instrument
    from digests.weeks import bounds
    from store.columns import time_text

    since, until = bounds(week, settings.config.digest.timezone)
    with _reading(settings) as connection, queries.snapshot(connection):
        wanted = _known(connection, jurisdictions)
        rows = policy_rows.load_told(connection, since=since, until=until)
    told = by_instrument(rows)
    found = find_changes(rows, since=time_text(since), until=time_text(until))
    return [
        _changed(change, told[change.instrument_id])
        for change in found
        if not wanted or change.jurisdiction in wanted
    ]


def _changed(change: PolicyChange, rows: Sequence[Row]) -> dict[str, object]:
    from digests.act_names import name_of
    from digests.policy_days import houses_of

    event = f"{_EVENTS[change.event]}: " if change.event else ""
    same = [row for row in rows if row["action"] == change.row["action"]]
    return {
        "jurisdiction": change.jurisdiction,
        "change": change.kind,
        "name": name_of(rows),
        "what": event + " → ".join(filter(None, (change.before, change.after))),
        "said_by": _said_by(bool(change.row["official"]), len(houses_of(same))),
        "quote": change.row["quote"],
        "url": change.row["url"],
        "instrument_id": change.instrument_id,
    }


def _reading(settings: Settings) -> closing[sqlite3.Connection]:
    return closing(queries.connect_readonly(settings.store_path))


def _zone(settings: Settings) -> Any:
    from digests.weeks import zone_of

    return zone_of(settings.config.digest.timezone)


def _known(connection: sqlite3.Connection, wanted: Sequence[str]) -> tuple[str, ...]:
    """The jurisdictions asked for in capitals; one that no instrument of the store has is an error."""
    if not wanted:
        return ()
    known = policy_rows.jurisdictions(connection)
    for code in wanted:
        if code.upper() not in known:
            raise InputError(
                f"no instrument of the store is of {code!r}",
                key="--jurisdiction",
                remedy=f"The store has {', '.join(known)}"
                if known
                else "`tradewind link` joins what articles tell of",
            )
    return tuple(code.upper() for code in wanted)
