"""Which way the measured thing moved, and whether a figure is the amount, the new or the old level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.movement_en import earlier_level, read_english
from nlp.movement_words import STILL, Movement, Turn, alike, signed
from nlp.movement_zh import older_level, read_chinese
from nlp.spans import Quantity

_HAN = re.compile(r"[\u4e00-\u9fff]")
_MOVING = frozenset(("money", "percent", "pp", "count", "multiple", "rate", "capacity", "duration"))
_TIME_CHANGE = re.compile(
    r"缩短|(?<!可)延长|减少|降至|缩减|压缩|拉长|增至|增加|升至|变成|变为|\b(?:cut|shorten|extend|reduc|add|lengthen)"
)
_COMPARES = re.compile(r" (?:the|that|its|what|last)\b")
_VERB_BEFORE = re.compile(r"\b(?:to|will|would|could|may|might|can|should|must|and|not|n[’']t) $")
_REACH = 120  # characters read on either side of a figure


def find_movements(quantities: Sequence[Quantity], around: Sequence[Surroundings]) -> list[Movement]:
    """(direction, change_role) of each quantity; what neither words nor neighbours tell is None."""
    found: list[Movement] = []
    for index, place in enumerate(around):
        turn = _turn(quantities, around, found, index)
        movement = _read(turn) if quantities[index].kind in _MOVING else STILL
        if (
            quantities[index].kind == "duration"
            and movement.role != "from"
            and not _TIME_CHANGE.search(place.left)
        ):
            movement = STILL
        found.append(movement)
        if movement.role == "from" and (way := earlier_level(turn) or older_level(turn, movement)):
            _tell_level(quantities, around, found, index, way)
    return found


def _turn(
    quantities: Sequence[Quantity], around: Sequence[Surroundings], found: Sequence[Movement], index: int
) -> Turn:
    place = around[index]
    page, start, end = place.page, place.start, place.end
    last = index - 1
    while last > max(0, index - 3) and _only_time(quantities[last], quantities[index]):
        last -= 1
    before = quantities[last] if last >= 0 and quantities[last].end >= place.sentence.start else None
    after = quantities[index + 1] if index + 1 < len(quantities) else None
    if after is not None and after.start >= place.sentence.end:
        after = None
    first = max(place.sentence.start, before.end if before else 0, start - _REACH)
    until = min(place.sentence.end, after.start if after else len(page), end + _REACH)
    return Turn(
        quantity=quantities[index],
        place=place,
        before=before,
        moved=found[last] if before else STILL,
        after=after,
        left=page[first:start],
        right=page[end:until],
    )


def _only_time(before: Quantity, quantity: Quantity) -> bool:
    """the prior 12-month average of 15.2%: a stretch of time on the way says nothing of the movement."""
    return before.kind in ("duration", "rank") and quantity.kind != "duration"


def _read(turn: Turn) -> Movement:
    quantity = turn.quantity
    if quantity.direction:
        return Movement(quantity.direction, quantity.change_role)
    if quantity.kind == "multiple" and _doubles(turn):
        return Movement("up", "to")
    if sign := signed(turn):
        return sign
    place = turn.place
    near = place.page[max(place.sentence.start, place.start - 30) : min(place.sentence.end, place.end + 20)]
    return read_chinese(turn) if _HAN.search(near) else read_english(turn)


def _doubles(turn: Turn) -> bool:
    """To double the levy moves it; double the levy of last year only compares."""
    page, place = turn.place.page, turn.place
    return (
        page.startswith(("double", "triple", "quadruple"), place.start)
        and _COMPARES.match(page, place.end) is not None
        and _VERB_BEFORE.search(page[max(0, place.start - 12) : place.start]) is not None
    )


def _tell_level(
    quantities: Sequence[Quantity],
    around: Sequence[Surroundings],
    found: list[Movement],
    index: int,
    way: str,
) -> None:
    """58% of them …, up from 49%: the nearest level of the same kind before the old one is the new one."""
    for back in range(index - 1, max(-1, index - 4), -1):
        if quantities[back].end < around[index].sentence.start:
            return
        if alike(quantities[back], quantities[index]) and quantities[back].kind == quantities[index].kind:
            if found[back] == STILL:
                found[back] = Movement(way, "to")
            return
