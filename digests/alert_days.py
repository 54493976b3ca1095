"""What a reader is told of at once, apart from articles: days of policies that come near, claims of an issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from digests.alerts import Alert, Rule, Texts, speaks
from digests.frames import ENTITY, TOPIC
from digests.parts import Evidence
from digests.policy_days import marks_of
from digests.stated import reading_of, sentence_of

Row = Mapping[str, Any]


def find_dates(
    rules: Sequence[Rule], rows: Iterable[Row], texts: Texts, *, today: date, zone: ZoneInfo
) -> tuple[Alert, ...]:
    """Days of policies that come within a rule's time: rows of store.alerts.coming_days, the newest article first.

    A row tells of up to two days: that of taking effect, and a deadline. Only whole days count, and only those that a
    sentence names: it is the quote. One day of one country is told once, apart from acts of other numbers; a day that
    was moved is another one, and then the old one is none; nor is one that an official document contradicts.
    """
    found: dict[tuple[str, str], Alert] = {}
    rows = list(rows)
    called = _called(rows)
    for row in rows:
        for event in ("effective_on", "deadline"):
            day = _day(row[event])
            if day is None or event in (*marks_of(row, "differs"), *marks_of(row, "replaced")):
                continue
            for rule in rules:
                if rule.on != "policy" or not _concerns(rule, row):
                    continue
                if not today <= day <= today + timedelta(days=rule.within_days):
                    continue
                act = called.get((row.get("instrument_id"), event, row[event])) or act_of(row)
                key = f"policy:{act}|{event}|{day}"
                if (rule.name, key) in found:
                    continue
                evidence = _sentence(row, day, texts, zone)
                if evidence is not None:
                    found[rule.name, key] = _dated(rule, key, row, event, day, evidence)
    order = {rule.name: number for number, rule in enumerate(rules)}
    return tuple(sorted(found.values(), key=lambda alert: (order[alert.rule], alert.fact[1], alert.key)))


def _called(rows: Sequence[Row]) -> dict[tuple[Any, ...], str]:
    """What the day of an instrument is known by: as the first that told of it has it, so that a second is no news."""
    return {
        (row["instrument_id"], event, row[event]): act_of(row)
        for row in rows  # the newest first: the oldest is what stays
        for event in ("effective_on", "deadline")
        if row.get("instrument_id") and row[event]
    }


def _concerns(rule: Rule, row: Row) -> bool:
    return (
        (not rule.jurisdictions or row["jurisdiction"] in rule.jurisdictions)
        and (not rule.actions or row["action"] in rule.actions)
        and speaks(rule.languages, row["lang"])
    )


def act_of(row: Row) -> str:
    """What an act is known by: its country and its number; without a country its name or its headline.

    Names of one act differ from paper to paper, so where there is a country they tell nothing apart.
    """
    number = "".join(str(row["doc_number"] or "").casefold().split())
    named = "" if row["jurisdiction"] else " ".join(str(row["instrument"] or row["title"]).casefold().split())
    return f"{row['jurisdiction'] or ''}|{number or named}"


def _sentence(row: Row, day: date, texts: Texts, zone: ZoneInfo) -> Evidence | None:
    """The sentence that names the day; else the policy's own, when the day stands in it."""
    text = texts([row["article_id"]]).get(row["article_id"], "")
    return sentence_of(row, day.isoformat(), reading_of(row, text, zone, otherwise=day))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text and len(str(text)) == 10 else None
    except ValueError:
        return None


def _dated(rule: Rule, key: str, row: Row, event: str, day: date, evidence: Evidence) -> Alert:
    return Alert(
        rule=rule.name,
        key=key,
        title=str(row["title"]),
        fact=(event, day.isoformat(), str(row["jurisdiction"] or "")),
        url=evidence.url,
        source=evidence.source,
        lang=evidence.lang,
        on=evidence.published_on,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        article_id=evidence.article_id,
    )


def find_claims(rules: Sequence[Rule], rows: Iterable[Row], *, monday: date) -> tuple[Alert, ...]:
    """Claims of the newest issue on attention, pairs and share of voice: rows of view v_shift with status "claim".

    Keys of a row besides the view's: title, url, source, lang, article_id, start, end, quote of its first evidence.
    What fell is quoted by nothing: the last that was said of it is of another week, and of something else.
    """
    found = []
    for rule in rules:
        if rule.on != "shift":
            continue
        for row in rows:
            rising = row["observed"] > row["expected"]
            if row["measure"] not in _NUMBERS or not _wanted(rule, str(row["series"])):
                continue
            if not rule.direction or rising == (rule.direction == "up"):
                found.append(_claim(rule, row, monday, rising=rising))
    return tuple(found)


# How the numbers of a measure are written: what was observed, and what was expected.
_NUMBERS = {"attention": ("{:.0f}", "{:.1f}"), "pair": ("{:.0f}", "{:.1f}"), "voice": ("{:.0%}", "{:.0%}")}


def _wanted(rule: Rule, series: str) -> bool:
    """Whether a series is, or is a pair of, what the rule names; a rule that names nothing wants all."""
    wanted = {ENTITY + name for name in rule.entities} | {TOPIC + name for name in rule.topics}
    return not wanted or bool(wanted & set(series.removeprefix("pair:").split("+")))


def _claim(rule: Rule, row: Row, monday: date, *, rising: bool) -> Alert:
    now, usual = _NUMBERS[row["measure"]]
    numbers = (now.format(row["observed"]), usual.format(row["expected"]))
    way = "up" if rising else "down"
    return Alert(
        rule=rule.name,
        key=f"shift:{row['week']}|{row['measure']}|{row['series']}",
        title=str(row["name"]),
        fact=(str(row["name"]), way, *numbers, str(row["week"]), str(row["measure"])),
        url=str(row["url"] or "") if rising else "",
        source=str(row["source"] or ""),
        lang=str(row["lang"] or ""),
        on=monday,
        quote=str(row["quote"] or "") if rising else "",
        start=row["start"] if rising else None,
        end=row["end"] if rising else None,
        article_id=row["article_id"],
        houses=int(row["witnesses"]),
    )
