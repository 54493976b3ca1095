"""Everything that is tested of one week, measure by measure: what a digest claims and what the next two follow up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from digests.frames import Frames, Tested
from digests.matched import Matched, find_matched
from digests.mix import ALL, KIND, LANGUAGE, compare_mix, kinds_of, subject_of
from digests.pairs import compare_pairs
from digests.shares import ShareShift
from digests.shifts import Shift, WeekTest, compare_week
from digests.tone import compare_tone
from digests.tone_test import ToneShift
from digests.voice import compare_voice

ATTENTION, PAIR, VOICE, TONE = "attention", "pair", "voice", "tone"
MEASURES = (ATTENTION, PAIR, VOICE, TONE, LANGUAGE, KIND)

AnyShift = Shift | ShareShift | ToneShift


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The tests of one week. Each measure is a Benjamini-Hochberg family of its own."""

    attention: WeekTest
    pairs: WeekTest
    voice: tuple[ShareShift, ...]
    tone: tuple[ToneShift, ...]
    language: tuple[ShareShift, ...]
    kind: tuple[ShareShift, ...]
    matched: Matched

    @property
    def mix(self) -> dict[str, tuple[ShareShift, ...]]:
        """The tests of composition by measure."""
        return {LANGUAGE: self.language, KIND: self.kind}

    def each(self) -> Iterator[tuple[str, AnyShift]]:
        """Every test, claimed or not, with its measure; in the order of MEASURES."""
        for shift in self.attention.shifts:
            yield ATTENTION, shift
        for shift in self.pairs.shifts:
            yield PAIR, shift
        for share in self.voice:
            yield VOICE, share
        for tone in self.tone:
            yield TONE, tone
        for measure, shares in self.mix.items():
            for share in shares:
                yield measure, share

    def claims(self) -> Iterator[tuple[str, AnyShift]]:
        """Those that are claimed."""
        return ((measure, shift) for measure, shift in self.each() if shift.claim)


def measure(
    frames: Frames, tested: Tested, watch: Sequence[str], *, subjects: Collection[str] = ()
) -> Measured:
    """Test a week of the frames: its own (``frames.tested``) or one before it.

    ``subjects``: whose composition is tested beside that of what is claimed, so that a claim of composition can be
    followed when its subject is claimed no longer.
    """
    attention = compare_week(tested.counts, tested.panel, tested.witnesses)
    matched = find_matched(frames, tested)
    pairs = compare_pairs(matched, attention)
    claimed = {shift.series for test in (attention, pairs) for shift in test.shifts if shift.claim}
    about = sorted(claimed | set(subjects))
    kinds = kinds_of(frames)
    return Measured(
        attention=attention,
        pairs=pairs,
        voice=compare_voice(matched, attention, watch),
        tone=compare_tone(frames, watch, tested.panel.at),
        language=compare_mix(matched, attention, LANGUAGE, kinds, about),
        kind=compare_mix(matched, attention, KIND, kinds, about),
        matched=matched,
    )


def measure_weeks(frames: Frames, watch: Sequence[str]) -> tuple[Measured, list[Measured]]:
    """The tests of the frames' week, and those of the two before it. Whose composition had changed is tested again."""
    then = [measure(frames, tested, watch) for tested in (frames.before, frames.two_before)]
    shares = [share for test in then for found in test.mix.values() for share in found if share.claim]
    subjects = {subject_of(share.series)[0] for share in shares} - {ALL}
    return measure(frames, frames.tested, watch, subjects=subjects), then
