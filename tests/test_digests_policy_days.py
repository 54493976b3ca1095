"""Which day of an instrument stands: laws over any events, whatever their order, and the rules one by one."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.policy_days import agree, coming_days, is_ahead, standing_days

DAYS = ["2026-11", "2026-11-10", "2026-11-30", "2026-12", "2026-12-15", "2027-01-01", "2027-02", None]
STAGES = ["proposal", "adoption", "amendment", None]


def event(number: int = 0, **fields: Any) -> dict[str, Any]:
    published = fields.pop("published", f"2026-10-{1 + number:02d}T08:00:00Z")
    row: dict[str, Any] = {
        "instrument_id": "eu-1", "name": "", "number": None, "jurisdiction": "EU", "official": 0, "stage": "adoption",
        "differs": "[]", "replaced": "[]", "article_id": number, "n": 0, "action": "adopted", "effective_on": None,
        "deadline": None, "url": f"https://{number}.example/", "house": f"house-{number}", "story_id": None,
        "reprint_of": None, "published_at": published, "first_fetched_at": published,
    }  # fmt: skip
    return row | fields


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "instrument_id": st.sampled_from(["eu-1", "eu-2"]),
            "effective_on": st.sampled_from(DAYS),
            "deadline": st.sampled_from(DAYS),
            "official": st.integers(0, 1),
            "stage": st.sampled_from(STAGES),
            "replaced": st.sampled_from(
                ["[]", '["effective_on"]', '["deadline", "effective_on"]', "no json"]
            ),
            "house": st.sampled_from(["a", "b", "c"]),
            "story_id": st.sampled_from([None, "s-1", "s-2"]),
        }
    ),
    max_size=8,
).map(lambda rows: [event(number, **row) for number, row in enumerate(rows)])


@given(rows=EVENTS, today=st.dates(date(2026, 11, 1), date(2027, 3, 1)), seed=st.integers(0, 99))
def test_no_day_ahead_is_over_and_somebody_states_each(
    rows: list[dict[str, Any]], today: date, seed: int
) -> None:
    found = coming_days(rows, first=today, last=date(2027, 12, 31))
    for day in found:
        assert is_ahead(day.day, today)
        assert any(row[day.column] == day.day for row in day.told)
        assert all(agree(row[day.column], day.day) for row in day.told)
        assert not any(row["official"] for row in day.differs)
        assert all(not agree(row[day.column], day.day) for row in day.differs)
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    assert coming_days(mixed, first=today, last=date(2027, 12, 31)) == found


@given(rows=EVENTS)
def test_a_press_day_never_stands_against_a_document_that_holds(rows: list[dict[str, Any]]) -> None:
    for day in standing_days(rows):
        if day.event != "effective" or day.official:
            continue
        same = [row for row in rows if row["instrument_id"] == day.instrument_id and row["official"]]
        # Every official day was put off, or what was only proposed became another one.
        assert all(
            not row["effective_on"] or "effective" in row["replaced"] or row["stage"] == "proposal"
            for row in same
        )


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([event(1, effective_on="2026-12"), event(2, effective_on="2026-12-15")], ["2026-12-15"]),
        (
            [event(1, effective_on="2026-12-15"), event(2, effective_on="2026-12-16", official=1)],
            ["2026-12-16"],
        ),
        (
            [event(n, effective_on=day) for n, day in enumerate(["2026-12-15", "2026-12-16", "2026-12-15"])],
            ["2026-12-15"],
        ),
        (
            [event(1, effective_on="2026-12-15"), event(1, n=1, effective_on="2027-07-01")],
            ["2026-12-15", "2027-07-01"],
        ),
        (
            [event(1, effective_on="2027-01-01", stage="proposal"), event(2, effective_on="2026-12-15")],
            ["2026-12-15"],
        ),
        (
            [event(1, deadline="2026-12-01", stage="proposal"), event(2, deadline="2029-12-31")],
            ["2026-12-01", "2029-12-31"],
        ),
        ([event(1, effective_on="someday"), event(2, effective_on="2026-13-40")], []),
    ],
    ids=["month", "official", "most houses", "steps", "proposal", "two deadlines", "no day"],
)
def test_the_day_that_stands(rows: list[dict[str, Any]], days: list[str]) -> None:
    assert [day.day for day in standing_days(rows)] == days
