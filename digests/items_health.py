"""The sources that were not well, as a table to read: state, since when, and the measure behind it as a sentence."""

from __future__ import annotations

from digests.labels import Labels
from digests.parts import Digest, HealthLine
from digests.view import NAME, Item, clean

_HEALTH_SHOWN = 20  # sources; a letter has 102 kB
_SHARES = ("misread", "undated", "unsigned")  # measures whose "before" is a share of pages
_DAYS = ("days", "longest", "limit")


def health_item(say: Labels, digest: Digest) -> Item:
    """The sources that were not well, as a table: name, state, since when, why."""
    lines = digest.blind.health
    rows = tuple(
        (
            clean(line.name, NAME),
            say.term("state", line.state),
            say.day(line.since, year=line.since.year != digest.week.monday.year),
            health_reason(say, line),
        )
        for line in lines[:_HEALTH_SHOWN]
    )
    body = [
        say.say("health", "intro", ill=say.integer(len(lines)), sources=say.count("source", digest.sources))
    ]
    if len(lines) > _HEALTH_SHOWN:
        body.append(say.say("health", "more", sources=say.count("source", len(lines) - _HEALTH_SHOWN)))
    return Item(body=tuple(body), columns=tuple(say.sentences["health"]["columns"]), rows=rows)


def health_reason(say: Labels, line: HealthLine) -> str:
    """The measure behind a state as a sentence; "" for a measure that this version does not know."""
    if line.measure not in say.sentences["health"]:
        return ""
    parts: dict[str, str] = {"status": _status(say, line)}
    for name, value in line.numbers.items():
        if name == "reason":
            parts[name] = _reason(say, str(value))
        elif name == "before" and line.measure in _SHARES:
            parts[name] = say.percent(float(value))
        elif not isinstance(value, str):
            parts[name] = _number(say, value, days=name in _DAYS)
    return say.say("health", line.measure, **parts)


def _number(say: Labels, value: float, *, days: bool) -> str:
    """Whole numbers as such, others to a tenth; of days with the word for them."""
    number = say.integer(round(value)) if value == round(value) or value >= 100 else f"{value:.1f}"
    one, more = say.sentences["count"]["day"]
    return str(one if value == 1 else more).format(n=number) if days else number


def _status(say: Labels, line: HealthLine) -> str:
    return _reason(say, f"{line.status} {line.detail[:3]}")


def _reason(say: Labels, reason: str) -> str:
    """A reason of the closed list; of a status its number."""
    name, _, code = reason.partition(" ")
    if name == "http-status" and len(code) == 3 and code.isascii() and code.isdigit():
        return say.say("health", "http", code=code)
    return say.term("reason", clean(name, NAME))
