"""What a page shows beyond a letter: the case of each claim, and share of voice over the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digests.cases import Case, build_cases
from digests.claimed import rows_of
from digests.courses import PolicyPage, build_policy_page
from digests.figure_series import Stated, find_series
from digests.frames import Frames
from digests.parts import Digest, Name
from digests.proofs import Proofs
from digests.weeks import Week
from store.records import ShiftEvidenceRow, ShiftRow


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCourse:
    """Share of voice week by week: of the stories about any of the names, the share about each (None: no story)."""

    weeks: tuple[Week, ...]
    lines: tuple[tuple[Name, tuple[float | None, ...]], ...]  # in the order of the digest's lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """All of it, for one digest."""

    cases: tuple[Case, ...] = ()
    voice: VoiceCourse | None = None  # None: fewer than two names, or one week
    figures: tuple[tuple[Stated, ...], ...] = ()  # of each figure of the digest its values by period, if any
    # Rows of what is claimed beside attention, which has no pages of its own.
    shifts: tuple[ShiftRow, ...] = ()
    evidence: tuple[ShiftEvidenceRow, ...] = ()
    policy: PolicyPage | None = None  # None: it is no issue, or there is nothing on it


def build_backing(frames: Frames, proofs: Proofs, digest: Digest) -> Backing:
    """What stands behind ``digest``, which was built from these frames with these proofs."""
    shifts, evidence = rows_of(frames, digest)
    page = build_policy_page(frames, proofs)
    return Backing(
        policy=page if page.days or page.courses else None,
        cases=build_cases(frames, proofs, digest),
        figures=tuple(find_series(frames, proofs, line) for line in digest.figures),
        voice=_voice(frames, [line.name for line in digest.voice]),
        shifts=shifts,
        evidence=evidence,
    )


def _voice(frames: Frames, names: Sequence[Name]) -> VoiceCourse | None:
    if len(names) < 2 or len(frames.weeks) < 2:
        return None
    members = frames.members[frames.members["series"].isin([name.id for name in names])]
    at = members["story"].map(frames.stories.set_index("story")["at"])
    of = members.groupby(at)["story"].nunique()
    hits = members.groupby([at, members["series"]], observed=True)["story"].nunique()
    first = min((int(week) for week in of.index), default=frames.now)
    span = range(first, frames.now + 1)
    if len(span) < 2:
        return None
    lines = [
        (
            name,
            tuple(
                int(hits.get((week, name.id), 0)) / int(of[week]) if week in of.index else None
                for week in span
            ),
        )
        for name in names
    ]
    return VoiceCourse(weeks=frames.weeks[first:], lines=tuple(lines))
