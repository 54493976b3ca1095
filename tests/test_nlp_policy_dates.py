"""Days of policy texts: resolved against the day of publication, and what each is a day of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.policy_dates import add_duration, find_days, find_durations, first_day, read_count
from nlp.script import fold

WEDNESDAY = date(2027, 3, 10)


def days(text: str, published: date = WEDNESDAY) -> list[tuple[str, str]]:
    return [(day.text, day.role) for day in find_days(fold(text), published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2027年4月1日起施行", [("2027-04-01", "effective")]),
        ("自４月１日起執行", [("2027-04-01", "effective")]),
        ("自民國116年5月1日生效", [("2027-05-01", "effective")]),
        ("自中華民國一一六年", []),
        ("明年1月1日起", [("2028-01-01", "effective")]),
        ("去年12月3日公布", [("2026-12-03", "announced")]),
        ("截止时间为4月9日", [("2027-04-09", "deadline")]),
        ("4月9日前提交", [("2027-04-09", "deadline")]),
        ("征求意见至9月11日", [("2027-09-11", "deadline")]),
        ("延长至2027年8月31日", [("2027-08-31", "deadline")]),
        ("9日表示", [("2027-03-09", "announced")]),
        ("28日表示", [("2027-02-28", "announced")]),
        ("周一表示", [("2027-03-08", "announced")]),
        ("星期五公布", [("2027-03-05", "announced")]),
        ("昨日通过", [("2027-03-09", "announced")]),
        ("前天宣布", [("2027-03-08", "announced")]),
        ("即日起实施", [("2027-03-10", "effective")]),
        ("自公布之日起施行", [("2027-03-10", "effective")]),
        ("将于2028年3月取消", [("2028-03", "effective")]),
        ("said on Tuesday", [("2027-03-09", "announced")]),
        ("announced last Friday", [("2027-03-05", "announced")]),
        ("from next Monday", [("2027-03-15", "effective")]),
        ("today opened", [("2027-03-10", "announced")]),
        ("effective April 15", [("2027-04-15", "effective")]),
        ("takes effect on 1 July 2027", [("2027-07-01", "effective")]),
        ("from March 2029", [("2029-03", "effective")]),
        ("open until 9 June 2027", [("2027-06-09", "deadline")]),
        ("comments are due April 12, 2027", [("2027-04-12", "deadline")]),
        ("no later than May 3rd", [("2027-05-03", "deadline")]),
        ("a hearing will be held on July 8, 2027", [("2027-07-08", "other")]),
        ("will be abolished on August 1", [("2027-08-01", "effective")]),
        ("on December 18 fined", [("2026-12-18", "announced")]),
        ("2月30日公布", []),
        ("13月1日", []),
        ("the May report and a march", []),
    ],
)
def test_days_and_roles(text: str, expected: list[tuple[str, str]]) -> None:
    assert days(text) == expected


def test_a_range_has_a_beginning_and_an_end() -> None:
    assert days("自4月1日起適用至2027年12月31日") == [("2027-04-01", "effective"), ("2027-12-31", "deadline")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20日内登记", [(20, "day")]),
        ("六十天内", [(60, "day")]),
        ("一年内", [(1, "year")]),
        ("公布后六个月施行", [(6, "month")]),
        ("within 60 working days", [(60, "working-day")]),
        ("15个工作日内答复", [(15, "working-day")]),
        ("for 90 days", [(90, "day")]),
        ("a 30-day comment period", [(30, "day")]),
        ("9日公告", []),
        ("2027年公布", []),
        ("5月1日起", []),
    ],
)
def test_durations(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(item.count, item.unit) for item in find_durations(fold(text))] == expected


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2027, 1, 31), 1, "month", date(2027, 2, 28)),
        (date(2027, 12, 15), 2, "month", date(2028, 2, 15)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        (date(2027, 3, 12), 1, "working-day", date(2027, 3, 15)),
        (date(2027, 3, 10), 20, "day", date(2027, 3, 30)),
    ],
)
def test_durations_are_added_by_the_calendar(start: date, count: int, unit: str, end: date) -> None:
    assert add_duration(start, count, unit) == end


def test_an_absurd_duration_ends_nowhere() -> None:
    assert add_duration(WEDNESDAY, 99999, "day") is None
    assert add_duration(WEDNESDAY, 900, "year") is None


@pytest.mark.parametrize(
    ("raw", "number"), [("12", 12), ("十", 10), ("十五", 15), ("六十", 60), ("两", 2), ("six", 6), ("零", 0)]
)
def test_small_numbers(raw: str, number: int) -> None:
    assert read_count(raw) == number


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31)))
def test_a_full_day_reads_back_in_every_notation(day: date) -> None:
    for text in (
        f"自{day.year}年{day.month}月{day.day}日起",
        f"自民國{day.year - 1911}年{day.month}月{day.day}日起",
        f"from {day:%B} {day.day}, {day.year}",
        f"from {day.day} {day:%B} {day.year}",
        f"from {day.isoformat()}",
    ):
        assert [found for found, _ in days(text)] == [day.isoformat()]


@given(st.dates(min_value=date(2021, 1, 1), max_value=date(2039, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_last_one(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    assert days(f"said on {day:%A}", published) == [(day.isoformat(), "announced")]


@given(st.text(alphabet="0123456789年月日号/-. MayJune自起至 next Monday民國", max_size=80))
def test_any_text_gives_days_in_order_and_valid(text: str) -> None:
    last = 0
    for day in find_days(fold(text), WEDNESDAY):
        assert last <= day.start < day.end
        assert first_day(day.text).year >= 1911
        last = day.end
