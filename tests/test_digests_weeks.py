from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.weeks import Week, bounds, last_complete_week, parse_week, shift, week_at, week_of
from store.errors import InputError

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
MOMENTS = st.integers(788_918_400, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    "label, week",
    [
        ("2026-W46", Week(2026, 46)),
        ("2026W46", Week(2026, 46)),
        (" 2026-w7 ", Week(2026, 7)),
        ("2026-W53", Week(2026, 53)),
        ("2020-W53", Week(2020, 53)),
    ],
)
def test_a_label_is_read(label: str, week: Week) -> None:
    assert parse_week(label) == week


@pytest.mark.parametrize(
    "label",
    [
        "",
        "2026",
        "2026-46",
        "W46",
        "2026-W00",
        "2025-W53",
        "2026-W54",
        "26-W1",
        "0000-W01",
        "9999-W52",
        "2026-W1x",
        "２０２６-W01x",
    ],
)
def test_what_is_no_week_is_refused_with_the_remedy(label: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_week(label)
    assert caught.value.key == "week"
    assert caught.value.remedy


def test_a_year_without_week_53_says_which_weeks_it_has() -> None:
    with pytest.raises(InputError, match="W01 to W52"):
        parse_week("2025-W53")


def test_the_iso_year_is_not_the_calendar_year() -> None:
    assert week_of(datetime(2027, 1, 1, 12, tzinfo=UTC), SHANGHAI) == Week(2026, 53)
    assert week_of(datetime(2024, 12, 30, 12, tzinfo=UTC), SHANGHAI) == Week(2025, 1)


def test_sunday_evening_in_utc_is_monday_in_shanghai() -> None:
    moment = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
    assert week_of(moment, ZoneInfo("UTC")) == Week(2026, 46)
    assert week_of(moment, SHANGHAI) == Week(2026, 47)


def test_bounds_are_utc_and_follow_the_wall_clock() -> None:
    start, end = bounds(Week(2026, 46), SHANGHAI)
    assert start == datetime(2026, 11, 8, 16, tzinfo=UTC)
    assert end - start == timedelta(days=7)
    for week, hours in ((Week(2026, 13), 167), (Week(2026, 43), 169)):  # Berlin changes its clocks
        start, end = bounds(week, BERLIN)
        assert (end - start).total_seconds() == hours * 3600


def test_a_naive_time_belongs_to_no_week() -> None:
    with pytest.raises(ValueError):
        week_of(datetime(2026, 11, 15), SHANGHAI)  # noqa: DTZ001 - the naive time is the case


def test_a_running_week_is_not_complete() -> None:
    sunday = datetime(2026, 11, 15, 15, 59, 59, tzinfo=UTC)
    assert last_complete_week(sunday, SHANGHAI) == Week(2026, 45)
    assert last_complete_week(sunday + timedelta(seconds=1), SHANGHAI) == Week(2026, 46)


def test_days_and_labels() -> None:
    week = Week(2026, 46)
    assert (week.monday, week.sunday) == (date(2026, 11, 9), date(2026, 11, 15))
    assert str(week) == week.label == "2026-W46"
    assert Week(2026, 7).label == "2026-W07"
    assert sorted(["2026-W46", "2025-W52", "2026-W07"]) == ["2025-W52", "2026-W07", "2026-W46"]


@given(MOMENTS, ZONES)
def test_every_moment_lies_in_the_bounds_of_its_week_only(moment: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    week = week_of(moment, zone)
    start, end = bounds(week, zone)
    assert start <= moment < end
    assert bounds(shift(week, -1), zone)[1] == start
    assert bounds(shift(week, 1), zone)[0] == end


@given(MOMENTS, st.integers(-200, 200))
def test_shifting_is_addition(moment: datetime, n: int) -> None:
    week = week_of(moment, SHANGHAI)
    assert shift(shift(week, n), -n) == week
    assert shift(week, n).ordinal - week.ordinal == n
    assert week_at(week.ordinal) == week
    assert parse_week(week.label) == week
    assert (shift(week, n) > week) == (n > 0)


def test_a_zone_may_be_given_by_its_name() -> None:
    assert bounds(Week(2026, 46), "Asia/Shanghai") == bounds(Week(2026, 46), SHANGHAI)
    with pytest.raises(InputError, match="no time zone"):
        bounds(Week(2026, 46), "Asia/Atlantis")
    with pytest.raises(InputError, match="no time zone"):
        bounds(Week(2026, 46), "../../etc/passwd")
