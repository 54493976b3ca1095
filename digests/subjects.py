"""What the lines of a digest are about, by the stories behind them, so that they can be chosen by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar, cast

from digests.claims import stories_of
from digests.frames import ENTITY, TOPIC, Frames
from digests.parts import Digest, Evidence, ShiftLine
from digests.proofs import Proofs

T = TypeVar("T")


def with_subjects(digest: Digest, frames: Frames, proofs: Proofs) -> Digest:
    """The digest whose lines say what they are about.

    Of a shift, that is what more than half of its stories are about, and ``named`` is what each quote names. Names and
    words may stand in any article: they are about what all the stories quoted are about. A figure, a day, an act and a
    story are about what any of theirs is.
    """

    def told(line: T, *, every: bool = False) -> T:
        found = [_about(frames, [item]) for item in getattr(line, "evidence", ())]
        both = (set.intersection if every else set.union)(*found) if found else set()
        known = getattr(line, "about", ())  # of articles that are of none of these weeks
        return cast("T", replace(cast("Any", line), about=tuple(sorted(both.union(known)))))

    def shifted(line: ShiftLine) -> ShiftLine:
        stories = set(stories_of(frames, line.shift))
        members = frames.members.loc[frames.members["story"].isin(stories), ["story", "series"]]
        count = Counter(members["series"].tolist())
        about = tuple(sorted(series for series, n in count.items() if 2 * n > len(stories)))
        named = tuple(_named(item, _about(frames, [item]), proofs) for item in line.evidence)
        return replace(line, about=about, named=named)

    return replace(
        digest,
        shifts=tuple(shifted(line) for line in digest.shifts),
        watch=tuple(shifted(line) for line in digest.watch),
        pairs=tuple(shifted(line) for line in digest.pairs),
        figures=tuple(told(line) for line in digest.figures),
        policy=tuple(told(line) for line in digest.policy),
        stages=tuple(told(line) for line in digest.stages),
        top=tuple(told(line) for line in digest.top),
        new=tuple(told(line, every=True) for line in digest.new),
        terms=tuple(told(line, every=True) for line in digest.terms),
    )


def _about(frames: Frames, quotes: Iterable[Evidence]) -> set[str]:
    """Series that the stories quoted are about."""
    quoted = [item.article_id for item in quotes]
    stories = frames.articles.loc[frames.articles["article_id"].isin(quoted), "story"]
    return set(frames.members.loc[frames.members["story"].isin(stories), "series"].tolist())


def _named(item: Evidence, about: set[str], proofs: Proofs) -> tuple[str, ...]:
    """Those of the series that a quote names, or has the terms of."""
    reading = proofs.reading(item.article_id)
    if reading is None:
        return ()
    return tuple(
        series
        for series in sorted(about)
        if series.startswith((ENTITY, TOPIC))
        and any(item.start <= at.start < item.end for at in proofs.spans(series, item.article_id, reading))
    )
