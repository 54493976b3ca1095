"""How the week's stories speak of the watched names: a balance with its interval, and a change only when it is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digests.balance import balance_of, side_of
from digests.evidence import one_per_language
from digests.frames import ENTITY, Frames
from digests.parts import Evidence, ToneLine
from digests.proofs import Proofs
from digests.told_words import parse_evidence
from digests.tone_test import ToneShift, compare_tones
from store.records import Span

Row = Mapping[str, Any]

_LEVEL = 5  # stories: to state a balance
_TOLD = 3  # stories that take a side: fewer say nothing of a name
_QUOTES = 2


def stories_told(frames: Frames, watch: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
    """The rows that say something of each watched name, by story: of the week and of those before it.

    Of an article and its reprints the earliest that names it speaks: they are one witness.
    """
    ids = frames.articles["article_id"].tolist()
    story = dict(zip(ids, frames.articles["story"], strict=True))
    root = dict(zip(ids, frames.articles["root_id"].tolist(), strict=True))
    rows: dict[str, dict[str, list[Row]]] = {name: {} for name in watch}
    speaks: dict[tuple[str, Any], int] = {}
    for row in frames.rows.sentiments:
        article = row["article_id"]
        if row["id"] not in rows or article not in story:
            continue
        text = article if root[article] is None else root[article]
        if speaks.setdefault((row["id"], text), article) == article:
            rows[row["id"]].setdefault(story[article], []).append(row)
    return rows


def compare_tone(frames: Frames, watch: Sequence[str], at: int) -> tuple[ToneShift, ...]:
    """Test the tone about each watched name in week ``at`` of the frames against the weeks before it."""
    when = dict(zip(frames.stories["story"], frames.stories["at"], strict=True))
    house = dict(zip(frames.stories["story"], frames.stories["house"], strict=True))
    told = {
        ENTITY + name: [
            (house[story], int(when[story]), _side(rows)) for story, rows in sorted(stories.items())
        ]
        for name, stories in stories_told(frames, watch).items()
    }
    return compare_tones(told, frames.weeks[at], at)


def build_tone(
    frames: Frames, proofs: Proofs, watch: Sequence[str], tested: Sequence[ToneShift] = ()
) -> tuple[ToneLine, ...]:
    """The balance of favourable and unfavourable stories of each watched name that has enough of them.

    ``tested``: of ``compare_tone``. Nothing is said of a change that it does not claim.
    """
    claimed = {shift.series: shift for shift in tested if shift.claim}
    at = dict(zip(frames.stories["story"], frames.stories["at"], strict=True))
    lines = []
    for name, rows in stories_told(frames, watch).items():
        sign = {story: _side(found) for story, found in rows.items()}
        now = [story for story in sorted(sign) if at[story] == frames.now]
        up, down = sum(sign[story] > 0 for story in now), sum(sign[story] < 0 for story in now)
        if (len(now) < _LEVEL or up + down < _TOLD) and ENTITY + name not in claimed:
            continue
        evidence = _tone_evidence(proofs, [row for story in now for row in rows[story]])
        if not evidence:
            continue
        balance, low, high = balance_of(up, down, len(now))
        lines.append(
            ToneLine(
                name=proofs.name(ENTITY + name),
                stories=len(now),
                favourable=up,
                unfavourable=down,
                balance=balance,
                low=low,
                high=high,
                change=claimed.get(ENTITY + name),
                history=_history(sign, at, len(frames.weeks)),
                evidence=evidence,
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name.id)))


def _history(
    sign: Mapping[str, int], at: Mapping[str, int], weeks: int
) -> tuple[tuple[int, float, float, float] | None, ...]:
    """Stories, balance and its interval by week, oldest first; None: too few stories to state a balance."""
    by_week: list[list[int]] = [[] for _ in range(weeks)]
    for story, side in sign.items():
        by_week[at[story]].append(side)
    return tuple(
        (len(week), *balance_of(week.count(1), week.count(-1), len(week))) if len(week) >= _LEVEL else None
        for week in by_week
    )


def _side(rows: Sequence[Row]) -> int:
    """The side a story takes; what its sentences tell of the past takes none."""
    return side_of(sum(row["polarity"] for row in rows if not row["past"]))


def _tone_evidence(proofs: Proofs, rows: Sequence[Row]) -> tuple[Evidence, ...]:
    """Sentences that say why, never of the past: of the side that prevails first, then those whose subject the name
    is, then the strongest (by tenths of a score), then the newest.
    """
    side = _side(rows) or 1
    told = [row for row in rows if row["polarity"] != 0 and not row["past"]]
    told.sort(
        key=lambda row: (
            -row["polarity"] * side,
            not _comes_first(proofs, row),
            -round(abs(row["score"]), 1),
            -proofs.place[row["article_id"]],
        )
    )
    proofs.load(row["article_id"] for row in told[:20])
    found = [proofs.sentence(row["article_id"], row["sent_start"], row["sent_end"]) for row in told[:20]]
    found.sort(key=lambda item: item is not None and proofs.only_background(item))
    return one_per_language(found, _QUOTES)


def _comes_first(proofs: Proofs, row: Row) -> bool:
    """Whether the name stands before the first deciding word: in all three writings so does a subject."""
    words = parse_evidence(row["evidence"])
    first = min((word.start for word in words), default=row["sent_start"])
    return proofs.names_within(row["id"], row["article_id"], Span(row["sent_start"], first))
