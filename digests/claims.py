"""The shifts of a digest: what the test found, what the stories behind it are, what became of last week's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from digests.frames import ENTITY, Frames, Tested
from digests.parts import Evidence, FollowUp, Name, ShiftLine
from digests.proofs import Proofs
from digests.shifts import Shift, WeekTest, compare_week

_COMPANIONS = 3
_MORE = 3
_STILL = 1.2
_SAME = 0.7  # share of the stories of either that two claims have in common: then they are one line


def compare(tested: Tested) -> WeekTest:
    """The test of one prepared week."""
    return compare_week(tested.counts, tested.panel, tested.witnesses)


def ranked(shifts: Sequence[Shift], *, watch: bool) -> list[Shift]:
    """Claims (or the watch list) by how sure they are, names breaking ties."""
    chosen = [shift for shift in shifts if (shift.watch if watch else shift.claim)]
    return sorted(chosen, key=lambda shift: (-shift.score, shift.q, shift.series))


def stories_of(frames: Frames, shift: Shift) -> frozenset[str]:
    """The panel's stories that a claim is made of: of the weeks looked at; for a fall also those before."""
    inside = _panel_articles(frames, frames.tested)
    stories = frames.members.loc[frames.members["series"] == shift.series, "story"]
    about = inside[inside["story"].isin(stories)]
    first = frames.now - shift.weeks + 1 if shift.effect > 1 else 0
    return frozenset(about.loc[about["at"] >= first, "story"])


def is_same_news(one: Shift, first: frozenset[str], other: Shift, second: frozenset[str]) -> bool:
    """Whether two claims go the same way on largely the same stories (Jaccard index of at least 0.7)."""
    together = len(first | second)
    same_way = (one.effect > 1) == (other.effect > 1)
    return same_way and together > 0 and len(first & second) >= _SAME * together


def build_shift(frames: Frames, proofs: Proofs, shift: Shift) -> ShiftLine | None:
    """A claim with its stories; None when no sentence of theirs can be quoted."""
    inside = _panel_articles(frames, frames.tested)
    stories = frames.members.loc[frames.members["series"] == shift.series, "story"]
    about = inside[inside["story"].isin(stories)]
    now = about[about["at"].between(frames.now - shift.weeks + 1, frames.now)]
    evidence = proofs.in_both(shift.series, now["article_id"].tolist())
    if not evidence:  # a subject that fell silent is proved by the last that was said of it
        evidence = proofs.in_both(shift.series, about["article_id"].tolist()[::-1])
    if not evidence:
        return None
    first = now.drop_duplicates("story")
    told = first["article_id"].isin(proofs.printed.articles)
    row = frames.tested.counts.series.index(shift.series)
    history = frames.tested.counts.stories[row].sum(axis=0)
    return ShiftLine(
        name=proofs.name(shift.series),
        shift=shift,
        history=tuple(int(count) for count in history),
        articles=len(now),
        houses=int(now["family"].nunique()),
        stories_zh=int(first["lang"].str.startswith("zh").sum()),
        stories_en=int((first["lang"] == "en").sum()),
        companions=_companions(frames, proofs, shift.series, set(first["story"])),
        evidence=evidence,
        more=_more(first.loc[~told, ["title", "url", "article_id"]].values.tolist(), evidence),
    )


def _panel_articles(frames: Frames, tested: Tested) -> pd.DataFrame:
    names = [tested.counts.sources[index] for index in tested.panel.sources]
    return frames.articles[frames.articles["source_id"].isin(names)]


def _companions(
    frames: Frames, proofs: Proofs, series: str, stories: set[str]
) -> tuple[tuple[Name, int], ...]:
    rows = frames.members[frames.members["story"].isin(stories) & (frames.members["series"] != series)]
    named = Counter(name for name in rows["series"] if name.startswith(ENTITY) and not proofs.is_place(name))
    best = sorted(named.items(), key=lambda item: (-item[1], item[0]))[:_COMPANIONS]
    return tuple((proofs.name(name), count) for name, count in best if count > 1)


def _more(rows: list[list[str]], evidence: Sequence[Evidence]) -> tuple[tuple[str, str], ...]:
    """Further stories, one a headline: papers of one house print the same one."""
    quoted = {item.url for item in evidence}
    by_title: dict[str, str] = {}
    for title, url, _ in rows:
        if url not in quoted:
            by_title.setdefault(title, url)
    return tuple(by_title.items())[:_MORE]


def build_follow_ups(
    frames: Frames, proofs: Proofs, then: WeekTest, now: WeekTest, printed: set[str]
) -> tuple[FollowUp, ...]:
    """Every claim of the week before, tested with today's rows, and where it stands: none is dropped in silence."""
    today = {shift.series: shift for shift in now.shifts}
    found = []
    for claim in ranked(then.shifts, watch=False):
        current = today.get(claim.series)
        if current is None:
            continue
        row = frames.tested.counts.series.index(claim.series)
        observed = int(frames.tested.counts.stories[row, :, -1].sum())
        expected = current.expected / current.weeks
        effect = observed / max(expected, 0.5)
        off = effect >= _STILL if claim.effect > 1 else effect <= 1 / _STILL
        outcome = "again" if claim.series in printed else "still" if off else "over"
        stories = frames.members.loc[frames.members["series"] == claim.series, "story"]
        about = frames.articles[frames.articles["story"].isin(stories)]
        recent = about[about["at"] >= frames.now - 1]["article_id"].tolist()[::-1]
        evidence = proofs.in_both(claim.series, recent, 1)
        if evidence:
            found.append(
                FollowUp(
                    name=proofs.name(claim.series),
                    then=claim,
                    outcome=outcome,
                    observed=observed,
                    expected=expected,
                    evidence=evidence,
                )
            )
    return tuple(found)
