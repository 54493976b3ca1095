"""A store of which a part is read by other rules shows no change that is the rules'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows

from digests.digest import build_digest
from digests.frames import ENTITY, build_frames
from digests.parts import Digest
from digests.readings import find_unread, without_counts
from digests.render import render_text
from digests.shifts import find_shifts
from digests.weeks import Week, shift
from store.records import DigestRows

BOTH = "amazon"  # named in every third article; the newer rules see that it is named in passing


def _world() -> tuple[Rows, dict[int, Week]]:
    """Thirteen weeks of seven stories a source, and in every third an aside on ``BOTH``."""
    grown, week_of = Rows(3), {}
    for back in range(-13, 1):
        for source in SOURCES:
            for _ in range(7):
                number = grown.article(shift(WEEK, back), source, "fees-and-pricing", "temu")
                week_of[number] = shift(WEEK, back)
                if number % 3 == 0:
                    named = grown.tables["mentions"][-1]
                    grown.tables["mentions"].append({**named, "id": BOTH})
    return grown, week_of


def _rows(grown: Rows, newer: Callable[[int], bool]) -> DigestRows:
    """As the store holds them when the newer rules have read only the articles that ``newer`` names."""
    rows = grown.build()
    roles: list[dict[str, Any]] = []
    for row in rows.mentions:
        key = (row["article_id"], row["id"])
        if newer(row["article_id"]) and key not in {(role["article_id"], role["id"]) for role in roles[-4:]}:
            part = (
                {"role": "passing", "salience": 0.05}
                if row["id"] == BOTH
                else {"role": "subject", "salience": 0.9}
            )
            roles.append(
                {
                    "article_id": key[0],
                    "id": key[1],
                    "type": "ORG",
                    "mentions": 1,
                    "in_title": 0,
                    "provisional": 0,
                }
                | part
            )
    articles = tuple(
        {**row, "tagged": "newer" if newer(row["article_id"]) else "older"} for row in rows.articles
    )
    return replace(rows, articles=articles, roles=tuple(roles))


def _digest(grown: Rows, rows: DigestRows) -> Digest:
    return build_digest(build_frames(rows, week=WEEK, zone=ZONE), texts=grown.read, names=NAMES)


def _shifted(rows: DigestRows) -> set[str]:
    shifts = find_shifts(build_frames(rows, week=WEEK, zone=ZONE))
    return {shift.series for shift in shifts if shift.claim or shift.watch}


@pytest.mark.slow
def test_half_a_store_read_anew_shifts_nothing() -> None:
    grown, week_of = _world()
    halves: dict[str, Callable[[int], bool]] = {
        "the oldest half": lambda number: week_of[number] < shift(WEEK, -6),
        "all but the newest week": lambda number: week_of[number] < WEEK,
        "the newest week alone": lambda number: week_of[number] == WEEK,
        "every second article": lambda number: number % 2 == 0,
        "one source in two": lambda number: number % 14 < 7,
    }
    for name, newer in halves.items():
        rows = _rows(grown, newer)
        digest = _digest(grown, rows)
        assert ENTITY + BOTH not in _shifted(rows), name
        assert digest.new == (), name
        assert digest.blind.outages == (), name
        assert digest.blind.unread > len(SOURCES), name
        # Without the versions the fall would be claimed: what is tested here is not nothing.
        if name == "the newest week alone":
            blind = replace(rows, articles=grown.build().articles)
            assert ENTITY + BOTH in _shifted(blind), name


def test_a_store_of_one_version_is_counted_whole() -> None:
    grown, _ = _world()
    for newer in (True, False):
        digest = _digest(grown, _rows(grown, (lambda _: True) if newer else (lambda _: False)))
        assert digest.blind.unread == 0
        assert digest.method.tests > 0
        assert "tradewind tag" not in render_text(digest, "en")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "not yet read by the rules"),
        ("zh", "尚未按同一套规则标注"),
        ("zh-Hant", "尚未按同一套規則標註"),
    ],
)
def test_what_is_not_read_is_said(lang: str, said: str) -> None:
    grown = Rows()
    numbers = [grown.article(WEEK, source, "fees-and-pricing", "temu") for source in SOURCES[:4]]
    rows = _rows(grown, lambda number: number != numbers[0])
    digest = _digest(grown, rows)
    assert digest.blind.unread == 1
    assert digest.articles == 4  # it is there, only nothing of it is counted by name
    assert said in render_text(digest, lang)


def test_articles_nobody_read_are_not_read() -> None:
    grown = Rows()
    first, second = (grown.article(WEEK, source, "fees-and-pricing", "temu") for source in SOURCES[:2])
    rows = grown.build()
    unread = {**rows.articles[0], "tagged": None}
    rows = replace(rows, articles=(unread, {**rows.articles[1], "tagged": "newer"}))
    gone = {unread["article_id"]}
    assert find_unread(rows, {first, second}) == gone
    assert find_unread(rows, gone) == gone  # nothing of the week is read: what the other weeks were read by
    kept = without_counts(rows, gone)
    assert {row["article_id"] for row in (*kept.mentions, *kept.topics)} == {first, second} - gone
    assert kept.articles == rows.articles
    assert kept.figures == rows.figures
    assert find_unread(grown.build(), {first}) == frozenset()  # no row says which version read it
