"""One week as a Digest: every section from rows, every quote checked against its text.

What has no row cannot be said: a claim without a sentence to quote is left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from digests.blind import build_blind, heard
from digests.claims import build_lines, ranked, stories_of, unsaid
from digests.follow import build_follow_ups
from digests.frames import Frames
from digests.measures import Measured, measure_weeks
from digests.mix import build_mix, notes_on
from digests.panel import MIN_BASELINE_WEEKS
from digests.parts import Digest, Evidence, FigureLine, Method, NewLine, ShiftLine
from digests.policy_lines import build_policy
from digests.printed import find_printed
from digests.proofs import Names, Proofs, Rows, Texts
from digests.reported import build_figures
from digests.retold import in_both_languages
from digests.sections import build_cited, build_new, build_top
from digests.series import add_series
from digests.shares import ShareShift
from digests.shifts import CLAIM_Q, Shift
from digests.stages import build_stages
from digests.subjects import with_subjects
from digests.terms import Words, build_terms
from digests.tone import build_tone
from digests.tone_test import ToneShift
from digests.voice import build_voice
from digests.weeks import Week

SCHEMA = "tradewind.digest/1"
_SHIFTS, _WATCH, _PAIRS, _STAKES = 7, 3, 3, 2
_LONE = re.compile("[\ud800-\udfff]")  # half a character: no bytes can be made of it
_INNER = {"article_id"}  # the order of arrival in one store: outside it, an article is its URL


def build_digest(
    frames: Frames,
    *,
    texts: Texts,
    watch: Sequence[str] = (),
    version: str = "",
    names: Names | None = None,
    words: Words | None = None,
    printed: Mapping[str, Mapping[str, Any]] | None = None,
    more: Rows | None = None,
    proofs: Proofs | None = None,
) -> Digest:
    """The digest of ``frames.week``. The same frames and texts give an equal one.

    ``texts`` gives the text of articles by id, in batches. ``watch``: entity ids of the share of voice. ``names``:
    what entities are called, {id: {"en": ..., "zh-Hans": ..., "zh-Hant": ...}}, others as articles call them.
    ``words``: what headlines and leads say; without it, no words of the week. ``printed``: the bodies of issues by
    week; the last eight before this week decide what is no news any more. ``more`` gives all rows of articles of the
    weeks before (store.records.EarlierRows). ``proofs``: new ones of all that, for who goes on quoting.
    """
    proofs = proofs or Proofs(frames, texts, names or {}, more)
    proofs.printed = find_printed(frames, printed or {})
    now, then = measure_weeks(frames, watch)
    shifts, pairs, withheld = _claims(frames, proofs, now)
    watched = unsaid(frames, proofs, ranked(now.attention.shifts, watch=True), (*shifts, *pairs))
    worth_watching = build_lines(frames, proofs, watched, _WATCH)[1]
    claimed = [series for line in (*shifts, *pairs) for series in _series(line)]
    figures = in_both_languages(frames, proofs, build_figures(frames, proofs, watch, claimed))
    policy, policy_more = build_policy(frames, proofs)
    new = build_new(frames, proofs)
    sources_heard, sources = heard(frames)
    digest = Digest(
        week=frames.week,
        zone=str(frames.zone),
        version=version,
        stories=frames.stories_this_week,
        articles=int((frames.articles["at"] == frames.now).sum()),
        sources_heard=sources_heard,
        sources=sources,
        shifts=tuple(_with_stakes(frames, line, figures) for line in shifts),
        watch=worth_watching,
        pairs=pairs,
        mix=build_mix(frames, proofs, now.mix),
        follow_ups=build_follow_ups(frames, proofs, now, then, set(claimed)),
        voice=build_voice(frames, proofs, watch, now.voice),
        figures=add_series(frames, proofs, figures),
        policy=policy,
        policy_more=policy_more,
        stages=build_stages(frames, proofs),
        tone=build_tone(frames, proofs, watch, now.tone),
        top=build_top(frames, proofs),
        new=new,
        terms=build_terms(frames, proofs, words, _spellings((*shifts, *pairs, *worth_watching), new)),
        cited=build_cited(frames, proofs),
        blind=build_blind(frames, now.attention.outages, withheld),
        method=_method(frames, now),
    )
    digest = _counted(digest)
    check_evidence(digest, texts)
    return with_subjects(digest, frames, proofs)


def _claims(
    frames: Frames, proofs: Proofs, now: Measured
) -> tuple[tuple[ShiftLine, ...], tuple[ShiftLine, ...], int]:
    """What is claimed of subjects and of pairs, with their composition; and how many nobody can be quoted for."""
    single, paired = (ranked(test.shifts, watch=False) for test in (now.attention, now.pairs))
    _, shifts, withheld = build_lines(frames, proofs, single, _SHIFTS)
    shifts, pairs, unproved = build_lines(frames, proofs, paired, _PAIRS, shifts)
    shifts, pairs = (
        tuple(replace(line, mix=notes_on(line.shift.series, now.mix)) for line in lines)
        for lines in (shifts, pairs)
    )
    return shifts, pairs, withheld + unproved


def _spellings(shifts: Sequence[ShiftLine], new: Sequence[NewLine]) -> list[str]:
    """What these lines name, in every language."""
    names = [line.name for line in shifts] + [line.name for line in new]
    names += [name for line in shifts for name, _ in line.also]
    return [spelling for name in names for spelling in (name.en, name.zh_hans, name.zh_hant)]


def _with_stakes(frames: Frames, line: ShiftLine, figures: Sequence[FigureLine]) -> ShiftLine:
    """A claim with the figures of the issue that its stories of this week state."""
    stories = stories_of(frames, line.shift)
    week = frames.articles[frames.articles["at"] == frames.now]
    about = set(week.loc[week["story"].isin(stories), "article_id"])
    told = [at for at, figure in enumerate(figures) if any(q.article_id in about for q in figure.evidence)]
    return replace(line, stakes=tuple(told[:_STAKES]))


def _series(line: ShiftLine) -> tuple[str, ...]:
    """What a line claims: its own series and those it also mentions."""
    return (line.shift.series, *(shift.series for _, shift in line.also))


def _counted(digest: Digest) -> Digest:
    """The same with the number of its claims, of all measures, and how many of them are chance."""
    lines = [*digest.shifts, *digest.pairs]
    claims = sum(1 + len(line.also) + len(line.mix) for line in lines) + len(digest.mix)
    claims += sum(voice.change is not None for voice in digest.voice)
    claims += sum(tone.change is not None for tone in digest.tone)
    chance = round(CLAIM_Q * claims, 1)
    return replace(digest, method=replace(digest.method, claims=claims, expected_false=chance))


def _method(frames: Frames, now: Measured) -> Method:
    test = now.attention
    return Method(
        baseline=test.baseline,
        needed=MIN_BASELINE_WEEKS,
        have=int(frames.articles.loc[frames.articles["at"] < frames.now, "at"].nunique()),
        panel=len(test.panel),
        coverage=test.coverage,
        tests=len(test.shifts),
        phi=test.phi,
        alpha=test.alpha,
        q=CLAIM_Q,
        expected_false=0.0,
        pairs=len(now.pairs.shifts),
        unusual=sum(shift.claim or shift.watch for shift in test.shifts),
    )


def evidence_of(part: Any) -> Iterator[Evidence]:
    """Every quote in a digest or a part of it."""
    if isinstance(part, Evidence):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from evidence_of(item)
    elif is_dataclass(part) and not isinstance(part, Week | Shift | ShareShift | ToneShift):
        for item in fields(part):
            yield from evidence_of(getattr(part, item.name))


def check_evidence(digest: Digest, texts: Texts) -> None:
    """Ask for the texts again and compare: AssertionError if any quote does not stand where it says."""
    quotes = list(evidence_of(digest))
    found = texts(sorted({item.article_id for item in quotes}))
    for item in quotes:
        if found.get(item.article_id, "")[item.start : item.end] != item.quote or not item.quote:
            raise AssertionError(f"{item.url}: {item.quote!r} does not stand at {item.start}..{item.end}")


def plain(part: Any) -> Any:
    """A digest as JSON values: weeks and days as text, exact decimals as text, everything by field name.

    Articles are named by URL: what is printed depends on what they say, not on the order in which they came.
    """
    if isinstance(part, Week):
        return part.label
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, Decimal):
        return str(part)
    if isinstance(part, str):
        return _LONE.sub("\ufffd", part)
    if isinstance(part, float):
        return float(f"{part:.6g}")
    if isinstance(part, Mapping):
        return {str(key): plain(value) for key, value in part.items()}
    if isinstance(part, tuple | list):
        return [plain(item) for item in part]
    if is_dataclass(part) and not isinstance(part, type):
        return {
            item.name: plain(getattr(part, item.name)) for item in fields(part) if item.name not in _INNER
        }
    return part
