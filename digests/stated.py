"""The sentence of an article that states a day of a policy, for articles of whatever week."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from digests.evidence import Origin, Reading, names_day, quote_around, read, says
from digests.parts import Evidence
from digests.policy_days import StandingDay
from store.records import Span

Row = Mapping[str, Any]


def reading_of(row: Row, text: str, zone: ZoneInfo, otherwise: date | None = None) -> Reading:
    """The text of a row's article in sentences. ``otherwise``: its day where the article has no date.

    Keys: article_id, url, source, source_id, lang, published_at and, where they are known, house, first_fetched_at.
    """
    at = row["published_at"] or row.get("first_fetched_at")
    day = datetime.fromisoformat(at).astimezone(zone).date() if at else otherwise
    origin = Origin(
        article_id=row["article_id"], url=str(row["url"]), source=str(row["source"]),
        house=str(row.get("house") or row["source_id"]), lang=str(row["lang"]), published_on=day or date.min,
    )  # fmt: skip
    return read(origin, text)


def sentence_of(row: Row, day: str, reading: Reading) -> Evidence | None:
    """The sentence that names the day, by the dates found in the article; else the policy's own, when it states it.

    A day that was computed is stated by the policy's own sentence with the term in it: within 30 days. Keys besides
    those of a policy: ``days``, JSON list of [day, start, end, quote]; ``terms``, durations in the policy's sentence.
    """
    for stated, start, end, quote in json.loads(row["days"] or "[]"):
        span = says(reading.text, {"start": start, "end": end, "quote": quote})
        if stated == day and span and (evidence := quote_around(reading, span)) is not None:
            return evidence
    evidence = own_sentence(row, reading)
    if evidence is None:
        return None
    terms = json.loads(row.get("terms") or "[]")
    told = any(evidence.start <= start and end <= evidence.end for start, end in terms)
    return evidence if told or names_day(evidence.quote, day) else None


def own_sentence(row: Row, reading: Reading) -> Evidence | None:
    """The sentence of an event; a dateline before it is no part of it, then it is the one in which the event's ends."""
    own = says(reading.text, row)
    if own is None:
        return None
    return quote_around(reading, own) or quote_around(reading, Span(own.end - 1, own.end))


def proof_of(day: StandingDay, texts: Mapping[int, str], zone: ZoneInfo) -> Evidence | None:
    """A sentence that states a day as it stands: of an official document, else of the first report that has one."""
    return next(iter(proofs_of(day, texts, zone)), None)


def proofs_of(day: StandingDay, texts: Mapping[int, str], zone: ZoneInfo) -> list[Evidence]:
    """The sentences of all reports that state it, in their order; a report of the month alone is not among them."""
    return [
        evidence
        for row in day.told
        if row[day.column] == day.day
        and (text := texts.get(row["article_id"], ""))
        and (evidence := sentence_of(row, day.day, reading_of(row, text, zone))) is not None
    ]
