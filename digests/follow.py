"""What became of the claims of the last two weeks: again, still off, over, or unseen. None is dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from digests.frames import Frames
from digests.matched import about
from digests.measures import AnyShift, Measured
from digests.mix import ALL, KIND, LANGUAGE, subject_of
from digests.parts import Evidence, FollowUp
from digests.proofs import Proofs
from digests.shares import MIN_CHANGE, ShareShift
from digests.shifts import Shift
from digests.tone_test import MIN_CHANGE as MIN_TONE
from digests.tone_test import ToneShift

_STILL = 1.2
_AGAIN, _OFF, _OVER, _UNSEEN = "again", "still", "over", "unseen"


def build_follow_ups(
    frames: Frames, proofs: Proofs, now: Measured, before: Sequence[Measured], printed: Collection[str]
) -> tuple[FollowUp, ...]:
    """A line for each claim of ``before`` (the week before first), however little there is to say of it today.

    What was claimed in both weeks has one line, of the newer claim. ``printed``: the series this issue claims in lines.
    """
    today = {(measure, shift.series): shift for measure, shift in now.each()}
    found: dict[tuple[str, str], FollowUp] = {}
    for then in before:
        for measure, claim in _in_order(then):
            key = measure, claim.series
            if key not in found:
                found[key] = _follow(frames, proofs, now, today.get(key), measure, claim, printed)
    return tuple(found.values())


def _in_order(then: Measured) -> Iterator[tuple[str, AnyShift]]:
    """The claims of a week as its issue ranked them."""
    order = {measure: place for place, (measure, _) in reversed(list(enumerate(then.each())))}
    return iter(
        sorted(
            then.claims(),
            key=lambda item: (
                order[item[0]],
                -item[1].score if isinstance(item[1], Shift) else 0.0,
                item[1].q,
                item[1].series,
            ),
        )
    )


def _follow(
    frames: Frames,
    proofs: Proofs,
    now: Measured,
    current: AnyShift | None,
    measure: str,
    claim: AnyShift,
    printed: Collection[str],
) -> FollowUp:
    subject, value = subject_of(claim.series) if measure in (LANGUAGE, KIND) else (claim.series, "")
    more: dict[str, Any]
    if isinstance(claim, Shift):
        more = _counted(now, current if isinstance(current, Shift) else None, claim, printed)
    elif isinstance(claim, ShareShift):
        more = _shared(current if isinstance(current, ShareShift) else None, claim)
    else:
        more = _toned(current if isinstance(current, ToneShift) else None, claim)
    return FollowUp(
        name=proofs.name(subject),
        measure=measure,
        value=value,
        then=claim,
        now=current,
        evidence=() if subject == ALL else _evidence(frames, proofs, subject),
        **more,
    )


def _counted(now: Measured, current: Shift | None, claim: Shift, printed: Collection[str]) -> dict[str, Any]:
    """Stories against what is expected; of a series too rare to be tested, by its plain share of the weeks before."""
    matched = now.matched
    weekly = matched.weekly(matched.about(claim.series))
    observed = int(weekly[-1]) if len(weekly) else 0
    if matched.baseline == 0:
        expected, outcome = claim.expected / claim.weeks, _UNSEEN
    else:
        totals = matched.weekly(frozenset(matched.stories.index))
        usual = float(weekly[:-1].sum() / max(totals[:-1].sum(), 1.0) * totals[-1])
        expected = usual if current is None else current.expected / current.weeks
        effect = observed / max(expected, 0.5)
        off = effect >= _STILL if claim.effect > 1 else effect <= 1 / _STILL
        outcome = _AGAIN if claim.series in printed else _OFF if off else _OVER
    return {"observed": observed, "expected": expected, "outcome": outcome}


def _shared(current: ShareShift | None, claim: ShareShift) -> dict[str, Any]:
    if current is None:
        return {"observed": 0, "expected": 0.0, "outcome": _UNSEEN}
    change, way = current.share - current.usual, 1 if claim.share > claim.usual else -1
    outcome = _AGAIN if current.claim else _OFF if change * way >= MIN_CHANGE / 2 else _OVER
    return {
        "observed": current.hits,
        "expected": current.usual * current.of,
        "of": current.of,
        "outcome": outcome,
    }


def _toned(current: ToneShift | None, claim: ToneShift) -> dict[str, Any]:
    if current is None:
        return {"observed": 0, "expected": 0.0, "outcome": _UNSEEN}
    way = 1 if claim.change > 0 else -1
    outcome = _AGAIN if current.claim else _OFF if current.change * way >= MIN_TONE / 2 else _OVER
    return {
        "observed": current.stories,
        "expected": float(current.stories),
        "balance": (current.balance, current.usual),
        "outcome": outcome,
    }


def _evidence(frames: Frames, proofs: Proofs, subject: str) -> tuple[Evidence, ...]:
    """The newest sentence of this week or the last; else the last that was said; () where nothing can be quoted."""
    told = frames.articles[frames.articles["story"].isin(about(frames.members, subject))]
    newest = told.iloc[::-1]
    recent = newest.loc[newest["at"] >= frames.now - 1, "article_id"].tolist()
    found = proofs.in_both(subject, recent, 1)
    return found or proofs.in_both(subject, newest["article_id"].tolist(), 1)
