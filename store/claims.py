"""What an issue claims and shows for it, as records: the rows of ``shifts`` and ``shift_evidence``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRow:
    """One tested change that an issue claims, watches or follows up. The key is (measure, series)."""

    measure: str  # attention | pair | voice | tone | language | kind
    series: str  # topic:SLUG, entity:ID, pair:ID+ID, ...
    name: str  # what it is called in English
    status: str  # claim | watch | over | still
    weeks: int  # 1: the week; 2: this week and the last together
    observed: float  # stories in those weeks; for shares and balances the share or balance
    expected: float  # the same by the baseline
    range_low: float  # four of five normal weeks lie in range_low .. range_high
    range_high: float
    effect: float  # observed / expected; for balances observed - expected
    low: float  # 80 % interval of the effect
    high: float
    p: float
    q: float  # Benjamini-Hochberg over all tests of the issue
    n: int  # stories the number rests on
    witnesses: int  # independent publisher houses of them
    baseline: int  # weeks compared with
    panel: tuple[str, ...]  # ids of the sources compared over


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEvidenceRow:
    """A story behind a shift. ``quote`` None: it is counted, not quoted; else ``text[start:end] == quote``."""

    measure: str  # as in its ShiftRow
    series: str
    n: int  # order, from 0: quoted ones first
    article_id: int  # first article of the story, or the one that is quoted
    start: int | None = None  # code points into the article's text
    end: int | None = None
    quote: str | None = None
    text_sha256: str | None = None  # of the text that was quoted, hexadecimal
