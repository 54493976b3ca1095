"""What a reader is told of at once, apart from articles: days of policies that come near, claims of an issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from digests.alerts import Alert, Rule, speaks
from digests.frames import ENTITY, TOPIC

Row = Mapping[str, Any]


def find_dates(
    rules: Sequence[Rule], rows: Iterable[Row], *, today: date, zone: ZoneInfo
) -> tuple[Alert, ...]:
    """Days of policies that come within a rule's time: rows of view v_policy, the newest article of each first.

    A row tells of up to two days: that of taking effect, and a deadline. Only whole days count; one day of one
    instrument is told once, and a day that was moved is another one.
    """
    found: dict[tuple[str, str], Alert] = {}
    for row in rows:
        for event in ("effective_on", "deadline"):
            day = _day(row[event])
            if day is None:
                continue
            for rule in rules:
                if rule.on != "policy" or not _concerns(rule, row):
                    continue
                if not today <= day <= today + timedelta(days=rule.within_days):
                    continue
                key = f"policy:{row['jurisdiction'] or ''}|{instrument_of(row)}|{event}|{day}"
                found.setdefault((rule.name, key), _dated(rule, key, row, event, day, zone))
    order = {rule.name: number for number, rule in enumerate(rules)}
    return tuple(sorted(found.values(), key=lambda alert: (order[alert.rule], alert.fact[1], alert.key)))


def _concerns(rule: Rule, row: Row) -> bool:
    return (
        (not rule.jurisdictions or row["jurisdiction"] in rule.jurisdictions)
        and (not rule.actions or row["action"] in rule.actions)
        and speaks(rule.languages, row["lang"])
    )


def instrument_of(row: Row) -> str:
    """What a policy is known by: its number, else its name, else the headline that tells of it."""
    return " ".join(str(row["doc_number"] or row["instrument"] or row["title"]).casefold().split())


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text and len(str(text)) == 10 else None
    except ValueError:
        return None


def _dated(rule: Rule, key: str, row: Row, event: str, day: date, zone: ZoneInfo) -> Alert:
    at = row["published_at"]
    return Alert(
        rule=rule.name,
        key=key,
        title=str(row["instrument"] or row["title"]),
        fact=(event, day.isoformat(), str(row["jurisdiction"] or "")),
        url=str(row["url"]),
        source=str(row["source"]),
        lang=str(row["lang"]),
        on=datetime.fromisoformat(at).astimezone(zone).date() if at else day,
        quote=str(row["quote"]),
        start=row["start"],
        end=row["end"],
        article_id=row["article_id"],
    )


def find_claims(rules: Sequence[Rule], rows: Iterable[Row], *, monday: date) -> tuple[Alert, ...]:
    """Claims of the newest issue: rows of view v_shift with status "claim", each with its first quote.

    Keys of a row besides the view's: title, url, source, lang, article_id, start, end, quote of its first evidence.
    """
    found = []
    for rule in rules:
        if rule.on != "shift":
            continue
        wanted = {ENTITY + name for name in rule.entities} | {TOPIC + name for name in rule.topics}
        for row in rows:
            rising = row["effect"] > 1
            if wanted and row["series"] not in wanted:
                continue
            if rule.direction and rising != (rule.direction == "up"):
                continue
            fact = (
                str(row["name"]),
                "up" if rising else "down",
                f"{row['observed']:.0f}",
                f"{row['expected']:.1f}",
            )
            found.append(
                Alert(
                    rule=rule.name,
                    key=f"shift:{row['week']}|{row['measure']}|{row['series']}",
                    title=str(row["name"]),
                    fact=(*fact, str(row["week"])),
                    url=str(row["url"] or ""),
                    source=str(row["source"] or ""),
                    lang=str(row["lang"] or ""),
                    on=monday,
                    quote=str(row["quote"] or ""),
                    start=row["start"],
                    end=row["end"],
                    article_id=row["article_id"],
                    houses=int(row["witnesses"]),
                )
            )
    return tuple(found)
