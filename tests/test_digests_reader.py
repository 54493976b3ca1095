"""What a reader checks: shares, what was not seen, numbers side by side, quotes that stand alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests.digest import build_digest
from digests.evidence import is_leaning
from digests.frames import build_frames
from digests.items_shifts import shift_item, shift_lead
from digests.labels import labels_of
from digests.parts import Digest
from digests.render import render_text
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows


def made(rows: Rows, watch: tuple[str, ...], undated: int = 0) -> Digest:
    frames = build_frames(rows.build(undated=undated), week=WEEK, zone=ZONE)
    return build_digest(frames, texts=rows.read, watch=watch, names=NAMES)


def test_every_watched_name_has_a_line() -> None:
    rows = Rows(3).weeks(6, per_source=2)
    voice = made(rows, ("amazon", "temu", "orbita")).voice
    assert {line.name.id for line in voice} == {"entity:amazon", "entity:temu", "entity:orbita"}
    silent = next(line for line in voice if line.name.id == "entity:orbita")
    assert (silent.stories, silent.usual, silent.evidence) == (0, 0.0, ())
    assert "no story this week; usually 0%" in render_text(
        made(rows, ("amazon", "orbita")), "en", brief=False
    )


def test_one_watched_name_has_no_share() -> None:
    rows = Rows(3)
    rows.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon")
    assert "The 1 story this week about Amazon." in render_text(made(rows, ("amazon",)), "en")


def test_a_name_in_the_headline_alone_counts_with_the_lead() -> None:
    rows = Rows(3)
    rows.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon")
    rows.tables["mentions"] = [row for row in rows.tables["mentions"] if row["in_title"]]
    (line,) = made(rows, ("amazon",)).voice
    assert (line.stories, line.evidence[0].start) == (1, 0)


def test_what_was_not_heard_or_compared_is_said() -> None:
    rows = Rows(3)
    rows.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon")
    text = render_text(made(rows, ("amazon",), undated=2), "en")
    assert "No article of this week from 7 of 8 sources:" in text
    assert "2 articles without a date" in text
    assert "Nothing was compared" in text
    assert "Nothing that we know of" not in text


def test_the_printed_numbers_divide() -> None:
    digest = made(Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3), ("amazon",))
    line = digest.shifts[0]
    assert line.also
    assert "Largely the same stories carry " in " ".join(shift_item(labels_of("en"), digest, line).body)
    rare = replace(line, shift=replace(line.shift, observed=4, expected=0.2, effect=8.0, more_than=True))
    assert shift_lead(labels_of("en"), rare).endswith("▲>8.0×")


@pytest.mark.parametrize(
    "quote",
    ["这笔费用包含录单、代缴和仓储，关税和增值税另计。", "It takes effect in May next year.", "Short."],
)
def test_a_sentence_that_leans_on_another(quote: str) -> None:
    assert is_leaning(quote)
    assert not is_leaning("IT services are left out of the order, the ministry said.")


def test_periods_in_chinese() -> None:
    assert labels_of("zh").week(WEEK) == "2026年第46周"
    assert [labels_of("zh").period(text) for text in ("2026Q3", "2026-W44", "2026-11")] == [
        "2026年第三季度",
        "2026年第44周",
        "2026年11月",
    ]
