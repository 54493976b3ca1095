"""The shifts of a digest: what the test found, and what the stories behind it are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from digests.frames import ENTITY, Frames, Tested
from digests.matched import about
from digests.pairing import parts_of
from digests.parts import Evidence, Name, ShiftLine
from digests.proofs import Proofs
from digests.shifts import Shift

_COMPANIONS = 3
_MORE = 3
_SAME = 0.7  # share of the stories of either that two claims have in common: then they are one line

_HALF = 0.5
_WORD = re.compile(r"\w+")


def ranked(shifts: Sequence[Shift], *, watch: bool) -> list[Shift]:
    """Claims (or the watch list) by how sure they are, names breaking ties."""
    chosen = [shift for shift in shifts if (shift.watch if watch else shift.claim)]
    return sorted(chosen, key=lambda shift: (-shift.score, shift.q, shift.series))


def stories_of(frames: Frames, shift: Shift) -> frozenset[int]:
    """The panel's stories that a claim is made of: of the weeks looked at; for a fall also those before."""
    inside = _panel_articles(frames, frames.tested)
    told = inside[inside["story"].isin(about(frames.members, shift.series))]
    first = frames.now - shift.weeks + 1 if shift.effect > 1 else 0
    return frozenset(told.loc[told["at"] >= first, "story"])


def is_same_news(one: Shift, first: frozenset[int], other: Shift, second: frozenset[int]) -> bool:
    """Whether two claims go the same way on largely the same stories (Jaccard index of at least 0.7)."""
    together = len(first | second)
    same_way = (one.effect > 1) == (other.effect > 1)
    return same_way and together > 0 and len(first & second) >= _SAME * together


def unsaid(
    frames: Frames, proofs: Proofs, shifts: Sequence[Shift], lines: Sequence[ShiftLine]
) -> list[Shift]:
    """Those that are not the news of one of these lines: what is claimed is not to be watched under another name."""
    said = [(line, stories_of(frames, line.shift)) for line in lines]
    kept = []
    for shift in shifts:
        stories, name = stories_of(frames, shift), proofs.name(shift.series)
        shares = (
            (line, _HALF if is_named_in(name, line.name) else _SAME, of)
            for line, of in said  # fewer need be the same where the name is
        )
        if not any(is_part_of(shift, stories, line.shift, of, share) for line, share, of in shares):
            kept.append(shift)
    return kept


def is_part_of(
    one: Shift, stories: frozenset[int], other: Shift, of: frozenset[int], share: float = _SAME
) -> bool:
    """Whether a shift goes the way of another and ``share`` or more of its own stories are the other's."""
    same_way = (one.effect > 1) == (other.effect > 1)
    return same_way and len(stories) > 0 and len(stories & of) >= share * len(stories)


def is_named_in(name: Name, other: Name) -> bool:
    """Whether all words of one name stand in another: de minimis in de minimis & customs."""
    own, others = (set(_WORD.findall(each.en.casefold())) for each in (name, other))
    return bool(own) and own <= others


def build_shift(frames: Frames, proofs: Proofs, shift: Shift) -> ShiftLine | None:
    """A claim with its stories; None when no sentence of theirs can be quoted."""
    inside = _panel_articles(frames, frames.tested)
    told = inside[inside["story"].isin(about(frames.members, shift.series))]
    now = told[told["at"].between(frames.now - shift.weeks + 1, frames.now)]
    evidence = proofs.in_both(shift.series, now["article_id"].tolist())
    if not evidence:  # a subject that fell silent is proved by the last that was said of it
        evidence = proofs.in_both(shift.series, told["article_id"].tolist()[::-1])
    if not evidence:
        return None
    first = now.drop_duplicates("story")
    known = first["article_id"].isin(proofs.printed.articles)
    return ShiftLine(
        name=proofs.name(shift.series),
        shift=shift,
        history=_history(frames, shift.series, told),
        articles=len(now),
        houses=int(now["family"].nunique()),
        stories_zh=int(first["lang"].str.startswith("zh").sum()),
        stories_en=int((first["lang"] == "en").sum()),
        companions=_companions(frames, proofs, shift.series, set(first["story"])),
        evidence=evidence,
        more=_more(first.loc[~known, ["title", "url", "article_id"]].values.tolist(), evidence),
    )


def _history(frames: Frames, series: str, told: pd.DataFrame) -> tuple[int, ...]:
    """The panel's stories by week: of a pair those of the articles ``told``, by their first week."""
    counts = frames.tested.counts
    if series in counts.series:
        return tuple(int(count) for count in counts.stories[counts.series.index(series)].sum(axis=0))
    at = Counter(told.drop_duplicates("story")["at"].tolist())
    return tuple(at[week] for week in range(len(frames.weeks)))


def _panel_articles(frames: Frames, tested: Tested) -> pd.DataFrame:
    names = [tested.counts.sources[index] for index in tested.panel.sources]
    return frames.articles[frames.articles["source_id"].isin(names)]


def _companions(
    frames: Frames, proofs: Proofs, series: str, stories: set[str]
) -> tuple[tuple[Name, int], ...]:
    rows = frames.members[
        frames.members["story"].isin(stories) & ~frames.members["series"].isin(parts_of(series))
    ]
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


def build_lines(
    frames: Frames, proofs: Proofs, shifts: Sequence[Shift], limit: int, known: Sequence[ShiftLine] = ()
) -> tuple[tuple[ShiftLine, ...], tuple[ShiftLine, ...], int]:
    """The lines of ``known`` and the first ``limit`` new ones that can be proved, and how many could not.

    One piece of news is one line, the surest: what largely the same stories carry is mentioned in it.
    """
    lines = list(known)
    behind = [stories_of(frames, line.shift) for line in known]
    withheld = 0
    for shift in shifts:
        stories = stories_of(frames, shift)
        pairs = enumerate(zip(lines, behind, strict=True))
        same = next((at for at, (line, of) in pairs if is_same_news(line.shift, of, shift, stories)), None)
        if same is not None:
            also = (*lines[same].also, (proofs.name(shift.series), shift))
            lines[same] = replace(lines[same], also=also)
            continue
        if len(lines) - len(known) == limit:
            continue
        line = build_shift(frames, proofs, shift)
        if line is None:
            withheld += 1
        else:
            lines.append(line)
            behind.append(stories)
    return tuple(lines[: len(known)]), tuple(lines[len(known) :]), withheld
