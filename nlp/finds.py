"""A name at its place before it becomes a record, and how two lists of such places are laid together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A name at [start, end) of the text or of the title."""

    start: int
    end: int
    type: str
    id: str | None
    found_by: str  # lexicon | document | form | tagger
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


def with_names(finds: Sequence[Find], names: Sequence[Name], opened: Sequence[Find]) -> list[Find]:
    """Known names and open ones; a longer open name takes the place of the known ones it is made of.

    ``opened`` are the finds of ``names``, one for each.
    """
    same = {(find.start, find.end) for find in finds}
    absorbing = [
        find
        for name, find in zip(names, opened, strict=True)
        if name.absorbs and (find.start, find.end) not in same
    ]
    covered = filled([], absorbing)
    starts = [find.start for find in covered]

    def is_part(find: Find) -> bool:
        index = bisect_right(starts, find.start) - 1
        return index >= 0 and find.end <= covered[index].end

    kept = [find for find in finds if not is_part(find)]
    rest = [find for name, find in zip(names, opened, strict=True) if not name.absorbs]
    return filled(filled(kept, covered), rest)
