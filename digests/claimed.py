"""What an issue claims beside attention, as rows of the store: pairs, shares, tone, composition, with their stories.

Attention and pairs have pages of their own, and rows with them (digests.cases). The rows of all measures have the same
columns: for a share ``observed`` and ``expected`` are shares and the effect is their ratio; for a tone they are
balances and the effect is their difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digests.frames import Frames
from digests.labels import term
from digests.matched import Matched, find_matched
from digests.measures import ATTENTION, PAIR, TONE, VOICE, AnyShift
from digests.mix import KIND, LANGUAGE, kinds_of, subject_of
from digests.parts import Digest, Evidence, MixNote, Name
from digests.shares import ShareShift
from digests.shifts import Shift
from digests.tone import stories_told
from store.records import ShiftEvidenceRow, ShiftRow

_FOLLOWED = ("still", "over")


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that an issue says, and what it quotes for it."""

    measure: str
    name: str
    status: str
    shift: AnyShift
    quoted: tuple[Evidence, ...]


def rows_of(frames: Frames, digest: Digest) -> tuple[tuple[ShiftRow, ...], tuple[ShiftEvidenceRow, ...]]:
    """The rows of ``digest``, which was built from these frames: each measure and series once, claims first.

    A follow-up that says the same again has the row of its claim; one that cannot be compared has no numbers, no row.
    """
    matched = find_matched(frames, frames.tested)
    said: dict[tuple[str, str], _Said] = {}
    for item in _said(digest):
        said.setdefault((item.measure, item.shift.series), item)
    evidence = [row for item in said.values() for row in _evidence(frames, matched, item)]
    shifts = tuple(_row(item, digest.method.baseline, matched.sources) for item in said.values())
    return shifts, tuple(evidence)


def _said(digest: Digest) -> Iterator[_Said]:
    for line in (*digest.shifts, *digest.pairs):
        for name, shift in ((line.name, line.shift), *line.also):
            quoted = line.evidence if shift is line.shift else ()
            if shift.series.startswith(f"{PAIR}:"):
                yield _Said(PAIR, name.en, "claim", shift, quoted)
        yield from (_noted(note, line.name, ()) for note in line.mix)
    for mixed in digest.mix:
        yield _noted(mixed.note, None, mixed.evidence)
    for voice in digest.voice:
        if voice.change is not None:
            yield _Said(VOICE, voice.name.en, "claim", voice.change, voice.evidence)
    for tone in digest.tone:
        if tone.change is not None:
            yield _Said(TONE, tone.name.en, "claim", tone.change, tone.evidence)
    for follow in digest.follow_ups:
        if follow.measure != ATTENTION and follow.outcome in _FOLLOWED and follow.now is not None:
            called = f"{_value(follow.measure, follow.value)}{follow.name.en}".removesuffix(" in *")
            yield _Said(follow.measure, called, follow.outcome, follow.now, follow.evidence)


def _noted(note: MixNote, subject: Name | None, quoted: tuple[Evidence, ...]) -> _Said:
    called = _value(note.measure, note.value)
    name = called + subject.en if subject is not None else called.removesuffix(" in ")
    return _Said(note.measure, name, "claim", note.test, quoted)


def _value(measure: str, value: str) -> str:
    return f"{term(measure, value, 'en')} in " if measure in (LANGUAGE, KIND) else ""


def _row(item: _Said, baseline: int, panel: tuple[str, ...]) -> ShiftRow:
    return ShiftRow(
        measure=item.measure,
        series=item.shift.series,
        name=item.name,
        status=item.status,
        panel=panel,
        **{"baseline": baseline} | numbers_of(item.shift),
    )


def numbers_of(shift: AnyShift) -> dict[str, Any]:
    """What a test found, as columns of table shifts; a tone has the weeks it was compared with beside them."""
    shared = {"p": float(f"{shift.p:.6g}"), "q": float(f"{shift.q:.6g}"), "effect": round(shift.effect, 6)}
    if isinstance(shift, Shift):
        return shared | {
            "weeks": shift.weeks,
            "observed": float(shift.observed),
            "expected": round(shift.expected, 4),
            "range_low": float(shift.range_low),
            "range_high": float(shift.range_high),
            "low": round(shift.low, 6),
            "high": round(shift.high, 6),
            "n": shift.observed,
            "witnesses": shift.witnesses,
        }
    if isinstance(shift, ShareShift):
        usual = max(shift.usual, 0.5 / max(shift.of, 1))
        return shared | {
            "weeks": shift.weeks,
            "observed": round(shift.share, 6),
            "expected": round(shift.usual, 6),
            "range_low": round(shift.range_low, 6),
            "range_high": round(shift.range_high, 6),
            "low": round(shift.low / usual, 6),
            "high": round(shift.high / usual, 6),
            "n": shift.of,
            "witnesses": shift.witnesses,
        }
    return shared | {
        "weeks": 1,
        "observed": round(shift.balance, 6),
        "expected": round(shift.usual, 6),
        "range_low": round(shift.range_low, 6),
        "range_high": round(shift.range_high, 6),
        "low": round(shift.low, 6),
        "high": round(shift.high, 6),
        "n": shift.stories,
        "witnesses": shift.houses,
        "baseline": shift.baseline,
    }


def shift_rows(measured: Sequence[tuple[str, AnyShift]]) -> list[Mapping[str, object]]:
    """Every test of a week, claimed or not, as the rows that ``tradewind shifts`` prints."""
    return [
        {
            "week": shift.week.label,
            "measure": measure,
            "series": shift.series,
            **numbers_of(shift),
            "claim": shift.claim,
            "second_look": getattr(shift, "weeks", 1) == 2,
        }
        for measure, shift in measured
    ]


def _evidence(frames: Frames, matched: Matched, item: _Said) -> Iterator[ShiftEvidenceRow]:
    """What is quoted first, then the first article of each further story that was counted, as they came."""
    story_of = frames.articles.set_index("article_id")["story"]
    quoted = {int(story_of[said.article_id]) for said in item.quoted}
    rows: list[tuple[int, int | None, int | None, str | None, str | None]] = [
        (said.article_id, said.start, said.end, said.quote, said.text_sha256) for said in item.quoted
    ]
    counted = sorted(_stories(frames, matched, item) - quoted)
    first = frames.stories.set_index("story")["first"]
    rows += [(int(first[story]), None, None, None, None) for story in counted]
    for n, (article, start, end, quote, text_sha256) in enumerate(rows):
        yield ShiftEvidenceRow(
            measure=item.measure,
            series=item.shift.series,
            n=n,
            article_id=article,
            start=start,
            end=end,
            quote=quote,
            text_sha256=text_sha256,
        )


def _stories(frames: Frames, matched: Matched, item: _Said) -> set[int]:
    """The stories that count: of the weeks looked at."""
    weeks = getattr(item.shift, "weeks", 1)
    newest = matched.stories[matched.stories["at"] >= matched.weeks - weeks]
    if item.measure == TONE:
        name = item.shift.series.partition(":")[2]
        told = set(stories_told(frames, (name,))[name])
        at = frames.stories.set_index("story")["at"]
        return {int(story) for story in told if at[story] == frames.now}
    if item.measure not in (LANGUAGE, KIND):
        return {int(story) for story in matched.about(item.shift.series) & set(newest.index)}
    subject, value = subject_of(item.shift.series)
    values = newest["lang"] if item.measure == LANGUAGE else newest["source"].map(kinds_of(frames))
    chosen = set(newest.index[values == value])
    return {int(story) for story in (chosen if subject == "*" else chosen & matched.about(subject))}
