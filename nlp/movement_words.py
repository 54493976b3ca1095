"""The words of change (data/movement.toml), and what both languages say with them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from nlp.clauses import Surroundings
from nlp.spans import Quantity


class Movement(NamedTuple):
    """Which way the measured thing moved, and what the figure is of that: the amount (by), the new or old level."""

    direction: str | None = None  # up | down | flat
    role: str | None = None  # by | to | from


STILL = Movement()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One quantity on its way through a sentence: what stands before and behind it, and how the one before moved."""

    quantity: Quantity
    place: Surroundings
    before: Quantity | None  # the quantity before it in the same sentence
    moved: Movement  # how that one moved
    after: Quantity | None  # the next one of the same sentence
    left: str  # from the quantity before, or the start of the sentence, up to the figure
    right: str  # from the figure to the next quantity, or to the end of the sentence


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("nlp").joinpath("data/movement.toml").read_text(encoding="utf-8"))


def words(language: str, *names: str) -> frozenset[str]:
    """The words of some lists together."""
    return frozenset(word for name in names for word in _lists()[language][name].split())


def forms(language: str, *names: str) -> str:
    """The forms of some lists as one alternation: plain words first, the longest of them before the others."""
    found = words(language, *names)
    return "|".join(sorted(found, key=lambda form: ("(" in form[:2], -len(form), form)))


def is_part(quantity: Quantity) -> bool:
    """Whether it says a part or a multiple of something, not an amount of its own."""
    return quantity.kind in ("percent", "pp", "multiple")


def alike(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities may be levels of one thing."""
    return a.kind == b.kind or {a.kind, b.kind} <= {"money", "count", "rate", "capacity"}


def way_from(old: Quantity, new: Quantity) -> str | None:
    """The direction from one level to another; None when they cannot be compared."""
    before, after = (item.value if item.value is not None else item.high for item in (old, new))
    if before is None or after is None or before == after or not alike(old, new):
        return None
    return "up" if after > before else "down"


_SIGN = re.compile(
    r"(?:(?P<up>[+↑▲△⬆])|(?P<down>[-−–↓▼▽⬇]|(?<![担增减降])负(?!增长|数)|\b(?:minus|negative)))[ ]?$"
)
_SIGN_BEHIND = re.compile(r"[ ]?(?:(?P<up>[↑▲⬆])|(?P<down>[↓▼⬇]))")


def signed(turn: Turn) -> Movement | None:
    """+12%, ↓3.1%, 8%↑: a sign that is no hyphen of a range or of a word."""
    if turn.quantity.kind not in ("percent", "pp"):
        return None
    page, start = turn.place.page, turn.place.start
    match = _SIGN.search(page[max(0, start - 10) : start])
    if match:
        at = start - len(match.group())
        before = page[at - 1] if at else " "
        if (
            before in " \n\t(（:：,，、;；|/约超近达"
            or (match["up"] and match["up"] != "+")
            or match["down"] in ("负", "minus", "negative")
            or before > "\u4e00"
        ):
            return Movement("up" if match["up"] else "down", "by")
    match = _SIGN_BEHIND.match(page, turn.place.end)
    return Movement("up" if match["up"] else "down", "by") if match else None
