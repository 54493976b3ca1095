"""Share of voice: how many of the stories about the watched names are about each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from digests.frames import ENTITY, Frames
from digests.matched import Matched
from digests.parts import VoiceLine
from digests.proofs import Proofs
from digests.shares import ShareShift, compare_shares
from digests.shifts import WeekTest

_Z95 = 1.96


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson): holds the share, stays inside 0..1 and is honest about small numbers."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, _Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z95 / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    # At 0 and at 1 a bound equals the share; rounding may put it a hair on the wrong side.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def compare_voice(matched: Matched, attention: WeekTest, watch: Sequence[str]) -> tuple[ShareShift, ...]:
    """Test each watched name's share of the stories about any of them; one name alone has no share."""
    names = tuple(ENTITY + name for name in dict.fromkeys(watch))
    if len(names) < 2:
        return ()
    table = matched.members.rename(columns={"series": "name"})
    hits, by_house = matched.cubes(table, names)
    of = matched.weekly(frozenset(table.loc[table["name"].isin(names), "story"]))
    return compare_shares(
        names,
        hits,
        np.repeat(of[None, :], len(names), axis=0),
        by_house,
        week=matched.week,
        baseline=matched.baseline,
        phi=attention.phi,
        alpha=attention.alpha,
    )


def build_voice(
    frames: Frames, proofs: Proofs, watch: Sequence[str], tested: Sequence[ShareShift] = ()
) -> tuple[VoiceLine, ...]:
    """Share of voice of the watched names among the stories that are about at least one of them.

    Every watched name has a line: that nobody wrote of it is what its reader asks. ``tested``: of ``compare_voice``.
    """
    claimed = {shift.series: shift for shift in tested if shift.claim}
    members = frames.members[frames.members["series"].isin([ENTITY + name for name in watch])]
    at = members["story"].map(frames.stories.set_index("story")["at"])
    now, past = members[at == frames.now], members[at < frames.now]
    of, of_past = now["story"].nunique(), past["story"].nunique()
    if not of and not of_past:
        return ()
    in_headline = _headlines(frames)
    lines = []
    for name in dict.fromkeys(watch):
        series = ENTITY + name
        stories = set(now.loc[now["series"] == series, "story"])
        about = frames.articles[
            frames.articles["story"].isin(stories) & (frames.articles["at"] == frames.now)
        ]
        evidence = proofs.in_both(series, about["article_id"].tolist(), 1)
        if not stories and series in claimed:  # who fell silent is shown by the last that was said of it
            evidence = proofs.in_both(series, _last(frames, series), 1)
        low, high = wilson(len(stories), of)
        before = int((past["series"] == series).sum())
        lines.append(
            VoiceLine(
                name=proofs.name(series),
                stories=len(stories),
                of=of,
                share=len(stories) / of if of else 0.0,
                low=low,
                high=high,
                headlines=len({story for story in stories if (name, story) in in_headline}),
                usual=before / of_past if of_past else None,
                evidence=evidence,
                change=claimed.get(series),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name.id)))


def _last(frames: Frames, series: str) -> list[int]:
    """The articles about a series, newest first."""
    told = frames.about.loc[frames.about["series"] == series, "article_id"]
    return sorted(told.tolist(), key=lambda article: -frames.place[article])


def _headlines(frames: Frames) -> set[tuple[str, str]]:
    story = dict(zip(frames.articles["article_id"], frames.articles["story"], strict=True))
    rows = (row for row in frames.rows.mentions if row["in_title"] and row["article_id"] in story)
    return {(row["id"], story[row["article_id"]]) for row in rows}
