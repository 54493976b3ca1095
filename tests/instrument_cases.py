"""The labelled cases of tests/data/instruments*.toml as events, and how well a joining of them does by pairs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from nlp.instrument_ids import build_instruments
from nlp.instrument_names import KnownLaw, known_laws
from nlp.lexicon import load_lexicon
from store.policy_records import Named, PolicyEvent

_FOLDER = Path(__file__).parent / "data"
FILES = ("instruments.toml", "instruments_blind.toml")


@cache
def laws() -> dict[str, KnownLaw]:
    return known_laws(
        (row.id, row.type, row.country, [alias.surface for alias in row.aliases])
        for row in load_lexicon().entities.values()
    )


@cache
def cases(file: str = FILES[0]) -> tuple[tuple[str, tuple[PolicyEvent, ...], tuple[str, ...]], ...]:
    """Of each case what it is about, its events, and the act of each."""
    given = tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))["case"]
    return tuple(
        (
            case["about"],
            tuple(_event(row, place, at) for at, row in enumerate(case["events"])),
            tuple(row["act"] for row in case["events"]),
        )
        for place, case in enumerate(given)
    )


def _event(row: dict[str, Any], place: int, at: int) -> PolicyEvent:
    named = [
        Named(type=kind, id=item.partition("=")[0], quote=item.partition("=")[2])
        for kind, key in (("LAW", "laws"), ("ORG", "orgs"))
        for item in row.get(key, ())
    ]
    return PolicyEvent(
        article_id=place * 100 + at,
        n=0,
        url=f"https://house{at}.example/{place}",
        published=row["day"],
        official=row.get("official", False),
        house=f"house{at}",
        title=row.get("title", row.get("name", "")),
        instrument=row.get("name"),
        kind=row.get("kind"),
        doc_number=row.get("no"),
        jurisdiction=row["j"],
        authority=row.get("by"),
        action=row.get("does"),
        announced_on=row.get("ann"),
        effective_on=row.get("eff"),
        deadline=row.get("due"),
        rates=tuple(row.get("rates", ())),
        thresholds=tuple(row.get("thr", ())),
        scope=tuple(row.get("scope", ())),
        quote=row.get("quote", ""),
        root_id=row.get("root", 0),
        printed=row.get("printed", True),
        named=tuple(named),
    )


def partition(events: Sequence[PolicyEvent]) -> dict[tuple[str, int], str]:
    """Event to instrument id."""
    urls = {(event.article_id, event.n): (event.url, event.n) for event in events}
    _, links = build_instruments(events, laws(), {})
    return {urls[link.article_id, link.n]: link.instrument_id for link in links}


def judged(file: str = FILES[0]) -> Iterator[tuple[str, PolicyEvent, PolicyEvent, bool, bool]]:
    """Each pair of events of a case: what it is about, the two, whether they are one act, and whether they are joined."""
    for about, events, acts in cases(file):
        found = partition(events)
        for (a, one), (b, other) in combinations(zip(events, acts, strict=True), 2):
            yield about, a, b, one == other, found[a.url, a.n] == found[b.url, b.n]
