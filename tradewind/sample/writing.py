"""Articles from facts: families of events, their cases, and the sentences that can report them.

A family (``data/events_*.toml``) is one kind of event with sentences in three scripts; a case is one such
event with facts chosen by hand. Two houses that report a case in one language get different headlines, leads and
body sentences, so a rewrite is a rewrite and only a reprint repeats a text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from store.records import Lang
from tradewind.sample.wording import (
    LANG_KEYS,
    HouseStyle,
    amount,
    day_of,
    day_words,
    event_day_words,
    month_words,
    quarter_words,
)

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([a-z]+))?\}")
_SENTENCE_START = re.compile(r"(^|(?<=[a-z0-9%)])[.!?] )([a-z][A-Za-z]*)")  # not after "U.S. "
_LOWER_CASE_NAMES = frozenset({"eBay"})
_NAME_THEN_DAY = re.compile(r"(?<=[A-Za-z])(?=\d{1,2}[月日])")  # Temu11月3日 is not how it is written
_SHORT_PARAGRAPH = {Lang.EN: 110, Lang.ZH_HANS: 40, Lang.ZH_HANT: 40}
_COLUMN = {Lang.EN: 0, Lang.ZH_HANS: 1, Lang.ZH_HANT: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """What one language has to say of a family's events. ``body`` sentences stand in any order."""

    titles: tuple[str, ...]
    leads: tuple[str, ...]
    body: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of event. ``cases`` are its events: facts by slot name, ``week`` when a case is pinned."""

    id: str
    topics: tuple[str, ...]
    entities: tuple[str, ...]
    cases: tuple[Mapping[str, Any], ...]
    sentences: Mapping[Lang, Sentences]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A case that happened: which one, and on what day."""

    id: str
    family: Family
    case: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A written article: headline and paragraphs, before any page is made of it."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs as ``Article.text`` holds them."""
        return "\n".join(self.paragraphs)


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "data" / name).read_text(encoding="utf-8"))


@cache
def names() -> Mapping[str, Sequence[str]]:
    """Real-world names by id: English, Simplified, Traditional."""
    return dict(_read_toml("names.toml")["names"])


@cache
def experts() -> Mapping[str, Sequence[str]]:
    """Invented people who are quoted, by language key."""
    return dict(_read_toml("names.toml")["experts"])


@cache
def background() -> Mapping[str, Sequence[Sequence[str]]]:
    """Sentences that give the context of a topic or an entity: English, Simplified, Traditional."""
    return _read_toml("background.toml")


@cache
def load_families() -> tuple[Family, ...]:
    """Every family of the data files, in file order."""
    folder = resources.files(__package__) / "data"
    found: list[Family] = []
    for entry in sorted(item.name for item in folder.iterdir() if item.name.startswith("events_")):
        for row in _read_toml(entry)["family"]:
            found.append(
                Family(
                    id=row["id"],
                    topics=tuple(row["topics"]),
                    entities=tuple(row["entities"]),
                    cases=tuple(row["cases"]),
                    sentences={
                        lang: Sentences(**{part: tuple(lines) for part, lines in row[key].items()})
                        for key, lang in LANG_KEYS.items()
                    },
                )
            )
    return tuple(found)


def entities_of(event: Event) -> frozenset[str]:
    """Ids of the real-world names an event is about: the family's, and those its case's facts name."""
    facts = event.family.cases[event.case]
    named = {value[1:] for value in facts.values() if isinstance(value, str) and value.startswith("@")}
    return frozenset({*named, *event.family.entities, *facts.get("about", ())})


def fill(sentence: str, event: Event, style: HouseStyle, expert: str) -> str:
    """The sentence with its slots filled. A slot without a fact is a KeyError that names it."""
    facts = event.family.cases[event.case]

    def words(match: re.Match[str]) -> str:
        slot, form = match.group(1), match.group(2)
        if slot in facts:
            return _fact_words(facts[slot], form, event.day, style)
        if slot == "expert":
            return expert
        return _calendar_words(slot, event.day, style)

    filled = _SLOT.sub(words, sentence)
    if style.lang is Lang.EN:
        return _SENTENCE_START.sub(_capital, filled)
    at = "于" if style.lang is Lang.ZH_HANS else "於"
    filled = _NAME_THEN_DAY.sub(at, filled)
    for ours, theirs in style.words:
        filled = filled.replace(ours, theirs)
    return filled


def _capital(match: re.Match[str]) -> str:
    """The first letter of an English sentence as a capital, whatever name or noun the slot put there."""
    word = match.group(2)
    return match.group() if word in _LOWER_CASE_NAMES else match.group(1) + word[0].upper() + word[1:]


def _fact_words(value: Any, form: str | None, event: date, style: HouseStyle) -> str:
    """One fact: a name (``@id``), a text in three languages, a day, or a number in the asked form."""
    column = _COLUMN[style.lang]
    if isinstance(value, list):
        return str(value[column])
    if isinstance(value, dict):
        return amount(Decimal(str(value["n"])), value["c"], style)
    if isinstance(value, str):
        if value.startswith("@"):
            return str(names()[value[1:]][column])
        if form == "date":
            return day_words(day_of(value, event), event, style)
        if form == "month":
            return month_words(day_of(value, event), style)
        return value
    if form is None:
        return str(value)
    return amount(Decimal(str(value)), form, style)


def _calendar_words(slot: str, event: date, style: HouseStyle) -> str:
    """Slots every event has: its day and the periods that end before it."""
    last_month = event.replace(day=1) - timedelta(days=1)
    table = {
        "day": event_day_words(event, style),
        "date": day_words(event, event, style),
        "month": month_words(event, style),
        "lastmonth": month_words(last_month, style),
        "quarter": quarter_words(event, style),
        "year": str(event.year),
        "lastyear": str(event.year - 1),
    }
    return table[slot]


def write(event: Event, style: HouseStyle, turn: int, turns: int, rng: Random) -> Copy:
    """The ``turn``-th of ``turns`` independent articles on this event in this language (turn counts from 0).

    Turns take different headlines, leads and body sentences; a lone report takes nearly all there is. The case's
    number shifts the choice, so that two cases of a family do not open alike.
    """
    said = event.family.sentences[style.lang]
    shift = event.case + turn
    people = experts()[next(key for key, lang in LANG_KEYS.items() if lang is style.lang)]
    voice = people[rng.randrange(len(people))]
    body = list(said.body)
    if turns > 1:
        body = [line for place, line in enumerate(body) if (place + shift) % 2 == 0]
    else:
        del body[shift % len(body)]
    head, rest = body[:1], body[1:]
    rng.shuffle(rest)
    lines = [said.leads[shift % len(said.leads)], *head, *rest]
    lines += _context(event, style, rng)
    lines.append(said.ends[shift % len(said.ends)])
    return Copy(
        title=fill(said.titles[shift % len(said.titles)], event, style, voice),
        paragraphs=tuple(fill(line, event, style, voice) for line in _joined(lines, style, rng)),
    )


def _context(event: Event, style: HouseStyle, rng: Random) -> list[str]:
    """One sentence of background in three of four articles, on what the event is about."""
    keys = (*event.family.topics, *sorted(entities_of(event)))
    known = [row for key in keys for row in background().get(key, ())]
    if not known or rng.random() < 0.25:
        return []
    return [known[rng.randrange(len(known))][_COLUMN[style.lang]]]


def _joined(lines: Sequence[str], style: HouseStyle, rng: Random) -> list[str]:
    """Sentences as paragraphs: after the lead, now and then two share one."""
    paragraphs = [lines[0]]
    for line in lines[1:]:
        if len(paragraphs) > 1 and len(paragraphs[-1]) < _SHORT_PARAGRAPH[style.lang] and rng.random() < 0.6:
            paragraphs[-1] += (" " if style.lang is Lang.EN else "") + line
        else:
            paragraphs.append(line)
    return paragraphs
