"""The balance of stories and its interval: what it holds, and what it is built from."""

from __future__ import annotations

from datetime import timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.balance import balance_of, side_of, weighed_balance
from digests.told_words import mark_words, parse_evidence
from digests.tone_weeks import build_tone_stories, build_tone_week
from digests.weeks import Week
from store.records import Span
from tests.tone_store import MONDAY

SIDES = st.lists(st.sampled_from((-1, 0, 1)), min_size=1, max_size=200)


@given(SIDES)
def test_a_balance_lies_in_its_interval_and_that_in_one(sides: list[int]) -> None:
    value, low, high = balance_of(sides.count(1), sides.count(-1), len(sides))
    assert value == pytest.approx(sum(sides) / len(sides))
    assert -1 <= low <= value <= high <= 1
    assert low < high, "no number of stories makes it certain"


@given(st.lists(st.tuples(st.sampled_from((-1, 0, 1)), st.floats(1e-4, 1.0)), min_size=1, max_size=60))
def test_so_does_a_weighed_one(told: list[tuple[int, float]]) -> None:
    found = weighed_balance(told)
    assert found is not None
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert 1 - 1e-9 <= found.n <= len(told) + 1e-9


@given(SIDES, st.floats(0.01, 1.0))
def test_equal_weights_change_nothing(sides: list[int], weight: float) -> None:
    found = weighed_balance([(side, weight) for side in sides])
    assert found is not None
    plain = balance_of(sides.count(1), sides.count(-1), len(sides))
    assert (found.value, found.low, found.high) == pytest.approx(plain)
    assert found.n == pytest.approx(len(sides))


def test_the_subject_outweighs_passing_mentions() -> None:
    told = [(-1, 0.6), (1, 0.02), (1, 0.02), (1, 0.02)]
    assert balance_of(3, 1, 4)[0] == 0.5
    found = weighed_balance(told)
    assert found is not None
    assert found.value < -0.7
    assert found.n < 1.3, "one story decides it, and the interval says so"
    assert found.high > 0


def test_nothing_that_weighs_is_no_number() -> None:
    assert weighed_balance([]) is None
    assert weighed_balance([(1, 0.0), (-1, 0.0)]) is None


@pytest.mark.parametrize(("n", "worst"), [(1, 0.69), (5, 0.86), (14, 0.9), (30, 0.92)])
def test_the_interval_holds_the_truth_as_often_as_it_says(n: int, worst: float) -> None:
    outcomes = [
        (a, b, comb(n, a) * comb(n - a, b), balance_of(a, b, n))
        for a in range(n + 1)
        for b in range(n - a + 1)
    ]
    held = []
    for up, down in [(i / 10, j / 10) for i in range(11) for j in range(11 - i)]:
        rest = max(0.0, 1 - up - down)
        held.append(
            sum(
                ways * up**a * down**b * rest ** (n - a - b)
                for a, b, ways, (_, low, high) in outcomes
                if low - 1e-9 <= up - down <= high + 1e-9
            )
        )
    assert sum(held) / len(held) >= 0.95
    assert min(held) >= worst


def test_few_stories_make_it_wide() -> None:
    widths = [high - low for n in (1, 4, 16, 64) for _, low, high in (balance_of(n, 0, n),)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1


def test_sides() -> None:
    assert [side_of(total) for total in (-3, 0, 2)] == [-1, 0, 1]


def row(number: int, **changes: object) -> dict[str, object]:
    at = (MONDAY + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = {
        "id": "temu", "article_id": number, "favourable": 1, "unfavourable": 0, "role": "subject",
        "salience": 0.5, "published_at": at, "began": at, "house": "h", "story_id": f"s-{number}",
        "root_id": number,
    }  # fmt: skip
    return given | changes


TOLD = st.lists(
    st.tuples(
        st.integers(0, 4),  # story
        st.integers(0, 3),  # text of it
        st.sampled_from(("temu", "shein")),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(("subject", "passing", "promotion", None)),
    ),
    max_size=30,
)


@given(TOLD)
def test_weeks_add_up_to_stories_and_reprints_add_nothing(
    told: list[tuple[int, int, str, int, int, str | None]],
) -> None:
    rows = [
        row(at, story_id=f"s-{story}", root_id=story * 10 + text, id=name, favourable=up, unfavourable=down,
            role=role, salience=None if role is None else 0.3, began=row(0)["began"])
        for at, (story, text, name, up, down, role) in enumerate(told)
    ]  # fmt: skip
    stories = build_tone_stories(rows, "UTC")
    week = Week(2026, 45)
    weeks = [build_tone_week(name, week, stories) for name in ("temu", "shein")]
    assert sum(made.n for made in weeks) == len(stories) == len({(s.id, s.story) for s in stories})
    for made in weeks:
        assert made.favourable + made.unfavourable <= made.n
        assert (made.balance is None) == (made.n == 0)
        assert made.houses <= made.n
    # The same articles again, later: each is a reprint.
    again = [
        {**item, "article_id": 100 + at, "published_at": row(100)["published_at"]}
        for at, item in enumerate(rows)
    ]
    assert [(s.id, s.story, s.side, s.weight) for s in build_tone_stories([*rows, *again], "UTC")] == [
        (s.id, s.story, s.side, s.weight) for s in stories
    ]


def test_a_story_stays_in_the_week_in_which_it_began() -> None:
    late = (MONDAY + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [
        row(0),
        row(1, story_id="s-0", favourable=0, unfavourable=9, published_at=late, began=row(0)["began"]),
    ]
    (story,) = build_tone_stories(rows, "UTC")
    assert (story.week, story.side) == (Week(2026, 45), 1)


def test_weeks_are_those_of_the_zone() -> None:
    sunday = row(0, published_at="2026-11-08T17:00:00Z", began="2026-11-08T17:00:00Z")
    assert build_tone_stories([sunday], "UTC")[0].week == Week(2026, 45)
    assert build_tone_stories([sunday], "Asia/Shanghai")[0].week == Week(2026, 46)


@pytest.mark.parametrize(
    ("stored", "spans"),
    [
        ('[{"start": 5, "end": 9, "quote": "rose"}, {"start": 1, "end": 3, "quote": "ab"}]', (Span(1, 3), Span(5, 9))),
        ('["rose", "sales rose"]', ()),  # of an older version
        ("[]", ()),
        ('{"start": 1, "end": 2}', ()),
        ('[{"start": 3, "end": 2}, {"start": true, "end": 2}, {"start": "1", "end": 2}, {"end": 4}, 7, null]', ()),
        ("not JSON", ()),
        ("[" * 100_000, ()),
    ],
)  # fmt: skip
def test_evidence_is_places_or_nothing(stored: str, spans: tuple[Span, ...]) -> None:
    assert parse_evidence(stored) == spans


def test_words_are_marked_once() -> None:
    spans = [Span(13, 16), Span(15, 18), Span(18, 19), Span(2, 4), Span(19, 90)]
    assert mark_words("0123456789", 10, spans) == "012[345678]9"
    assert mark_words("0123456789", 10, []) == "0123456789"
    assert mark_words("销售额下滑", 0, [Span(3, 5)], before="<b>", after="</b>") == "销售额<b>下滑</b>"
