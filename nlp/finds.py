"""A name at its place before it becomes a record, and how two lists of such places are laid together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A name at [start, end) of the text or of the title."""

    start: int
    end: int
    type: str
    id: str | None
    found_by: str  # lexicon | document | form | tagger | model
    listed: bool  # the catalogue knows the thing


def filled(finds: Sequence[Find], more: Iterable[Find]) -> list[Find]:
    """Both, in order; of ``more`` only what touches nothing that is there already, leftmost and longest first."""
    out = sorted(finds, key=lambda find: find.start)
    starts = [find.start for find in out]
    free: list[Find] = []
    for find in sorted(more, key=lambda find: (find.start, -find.end)):
        index = bisect_right(starts, find.start) - 1
        left_free = index < 0 or out[index].end <= find.start
        right_free = index + 1 >= len(out) or out[index + 1].start >= find.end
        if left_free and right_free and (not free or free[-1].end <= find.start):
            free.append(find)
    return sorted((*out, *free), key=lambda find: find.start)
