"""Values in columns, there and back."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.columns import (
    clean,
    clean_or_none,
    day_text,
    decimal_real,
    decimal_text,
    key_list,
    list_text,
    parse_time,
    parse_time_or_none,
    text_hash,
    time_text,
    time_text_or_none,
)
from store.errors import StoreError

any_text = st.text(st.characters(categories=None, exclude_categories=()), max_size=60)
times = st.datetimes(
    min_value=datetime(1000, 1, 2),  # noqa: DTZ001  hypothesis wants naive bounds
    max_value=datetime(9998, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5, minutes=-30))]
    ),
)


@given(any_text)
def test_whatever_text_comes_can_be_stored_and_keeps_its_length(text: str) -> None:
    stored = clean(text)
    assert len(stored) == len(text)
    assert "\x00" not in stored
    assert stored.encode().decode() == stored
    conn = sqlite3.connect(":memory:")
    back, length = conn.execute("SELECT ?, length(?)", (stored, stored)).fetchone()
    conn.close()
    assert (back, length) == (stored, len(text))
    assert clean(stored) == stored


@given(any_text)
def test_only_what_cannot_be_stored_is_changed(text: str) -> None:
    for before, after in zip(text, clean(text), strict=True):
        if before == "\x00" or "\ud800" <= before <= "\udfff":
            assert after == "\ufffd"
        else:
            assert after == before


def test_null_stays_null() -> None:
    assert clean_or_none(None) is None
    assert clean_or_none("a\x00b") == "a\ufffdb"
    assert time_text_or_none(None) is None
    assert parse_time_or_none(None) is None
    assert decimal_text(None) is None
    assert decimal_real(None) is None
    assert day_text(None) is None


@given(times)
def test_times_come_back_to_the_second(moment: datetime) -> None:
    text = time_text(moment)
    assert len(text) == 20
    assert text.endswith("Z")
    back = parse_time(text)
    assert back.tzinfo is UTC
    assert timedelta(0) <= moment - back < timedelta(seconds=1)
    assert time_text(back) == text


@given(times, times)
def test_times_sort_as_text(one: datetime, other: datetime) -> None:
    if time_text(one) < time_text(other):
        assert one < other
    elif time_text(one) == time_text(other):
        assert abs(one - other) < timedelta(seconds=1)


def test_a_time_in_another_zone_is_stored_in_utc() -> None:
    beijing = datetime(2026, 11, 9, 7, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert time_text(beijing) == "2026-11-08T23:30:59Z"


def test_a_time_without_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="without zone"):
        time_text(datetime(2026, 11, 9))  # noqa: DTZ001  that is the point


def test_what_others_wrote_is_read_or_told() -> None:
    assert parse_time("2026-11-09 07:30:00") == datetime(2026, 11, 9, 7, 30, tzinfo=UTC)
    assert parse_time("2026-11-09T07:30:00+08:00") == datetime(2026, 11, 8, 23, 30, tzinfo=UTC)
    with pytest.raises(StoreError, match="yesterday"):
        parse_time("yesterday")


def test_days() -> None:
    assert day_text(date(2026, 11, 9)) == "2026-11-09"


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_come_back_exactly(value: Decimal) -> None:
    text = decimal_text(value)
    assert text is not None
    assert Decimal(text) == value
    real = decimal_real(value)
    assert real is None or real == float(value)


@pytest.mark.parametrize(
    ("value", "text", "real"),
    [
        ("1.20E+8", "120000000", 1.2e8),
        ("0.10", "0.10", 0.1),
        ("-0.005", "-0.005", -0.005),
        ("1E+400", "1E+400", None),
        ("-1E+400", "-1E+400", None),
        ("1E-400", "1E-400", 0.0),
        ("0", "0", 0.0),
    ],
)
def test_decimals_as_they_stand(value: str, text: str, real: float | None) -> None:
    assert decimal_text(Decimal(value)) == text
    assert decimal_real(Decimal(value)) == real


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_value(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        decimal_text(Decimal(value))


@given(st.lists(any_text, max_size=5))
def test_lists_are_json(items: list[str]) -> None:
    assert json.loads(list_text(items)) == [clean(item) for item in items]


def test_lists_are_readable_in_any_script() -> None:
    assert list_text(("关税", 'say "no"')) == '["关税", "say \\"no\\""]'


def test_one_parameter_for_any_number_of_keys() -> None:
    conn = sqlite3.connect(":memory:")
    count = conn.execute(
        "SELECT count(*) FROM json_each(?)", (key_list(str(number) for number in range(40_000)),)
    ).fetchone()[0]
    conn.close()
    assert count == 40_000


def test_hashes_are_of_the_text_in_utf8() -> None:
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_hash("关税") != text_hash("關稅")
    assert len(text_hash("关税")) == 64
