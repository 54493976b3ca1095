"""Composition: the languages and kinds of source of the week's stories, and of what is claimed. Silent when normal.

A share is compared with the same subject's usual share: that Chinese papers write most about exports is no news, that
they alone write about a subject that both languages used to share is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from digests.evidence import one_per_house
from digests.frames import Frames
from digests.matched import Matched
from digests.panel import Cube
from digests.parts import MixLine, MixNote
from digests.proofs import Proofs
from digests.shares import Array, ShareShift, compare_shares
from digests.shifts import WeekTest

LANGUAGE, KIND = "language", "kind"
ALL = "*"  # the subject that is all stories
_BETWEEN = "/"  # subject/value
_QUOTES, _LOOKED_AT = 2, 12


def kinds_of(frames: Frames) -> Mapping[str, str]:
    """The kind of each source: newsroom, press, policy, aggregator or local."""
    return {row["source_id"]: str(row.get("group") or "") for row in frames.rows.sources}


def compare_mix(
    matched: Matched, attention: WeekTest, measure: str, kinds: Mapping[str, str], subjects: Sequence[str]
) -> tuple[ShareShift, ...]:
    """Test each language (or kind of source) among all stories and among those of each subject: one family.

    Series are ``*/zh-Hans`` and ``topic:x/zh-Hans``. Where all stories of a subject have one value nothing can change.
    """
    stories = matched.stories
    value = stories["lang"] if measure == LANGUAGE else stories["source"].map(kinds)
    names: list[str] = []
    hits: list[Array] = []
    of: list[Array] = []
    houses: list[Cube] = []
    for subject in (ALL, *subjects):
        chosen = (
            stories.index if subject == ALL else stories.index[stories.index.isin(matched.about(subject))]
        )
        table = pd.DataFrame({"story": chosen, "name": value.loc[chosen].to_numpy()})
        values = sorted(str(name) for name in table["name"].dropna().unique() if name)
        if len(values) < 2:
            continue
        weekly, by_house = matched.cubes(table, values)
        names += [f"{subject}{_BETWEEN}{name}" for name in values]
        hits.append(weekly)
        houses.append(by_house)
        of.append(np.repeat(matched.weekly(frozenset(chosen))[None, :], len(values), axis=0))
    if not names:
        return ()
    return compare_shares(
        names,
        np.concatenate(hits),
        np.concatenate(of),
        np.concatenate(houses),
        week=matched.week,
        baseline=matched.baseline,
        phi=attention.phi,
        alpha=attention.alpha,
    )


def subject_of(series: str) -> tuple[str, str]:
    """(subject, value) of a series of ``compare_mix``."""
    subject, _, value = series.rpartition(_BETWEEN)
    return subject, value


def notes_on(subject: str, tested: Mapping[str, Sequence[ShareShift]]) -> tuple[MixNote, ...]:
    """What is claimed of a subject's composition (or of all stories'), by measure: rises first, the surest first.

    Of two values that are all there is, one rises as the other falls: the rise is said.
    """
    found: list[MixNote] = []
    for measure in (LANGUAGE, KIND):
        shifts = [shift for shift in tested.get(measure, ()) if subject_of(shift.series)[0] == subject]
        claims = sorted((shift for shift in shifts if shift.claim), key=lambda shift: (shift.q, shift.series))
        rises = [shift for shift in claims if shift.share > shift.usual]
        chosen = rises[:1] or claims[:1]
        found += [MixNote(measure=measure, value=subject_of(shift.series)[1], test=shift) for shift in chosen]
    return tuple(found)


def build_mix(
    frames: Frames, proofs: Proofs, tested: Mapping[str, Sequence[ShareShift]]
) -> tuple[MixLine, ...]:
    """What is claimed of the composition of all the week's stories, with headlines' first sentences to show for it."""
    lines = []
    week = frames.articles[frames.articles["at"] == frames.now]
    kinds = kinds_of(frames)
    for note in notes_on(ALL, tested):
        value = week["lang"] if note.measure == LANGUAGE else week["source_id"].map(kinds)
        rows = week if note.test.share < note.test.usual else week[value == note.value]
        proofs.load(rows["article_id"].tolist()[:_LOOKED_AT])
        found = (proofs.lead(article) for article in rows["article_id"].tolist()[:_LOOKED_AT])
        evidence = one_per_house(found, _QUOTES)
        if evidence:
            lines.append(MixLine(note=note, evidence=evidence))
    return tuple(lines)
