"""crawler.reading.moments: a date as it is written, to a moment."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.moments import find_moments, read_moment, read_stamp

SHANGHAI, TAIPEI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Taipei"), ZoneInfo("America/New_York")

WITH_CLOCK = [
    # as written, zone of the source, in UTC
    ("2026-11-05T06:30:00Z", SHANGHAI, "2026-11-05T06:30:00"),
    ("2026-11-05T06:30:00+08:00", UTC, "2026-11-04T22:30:00"),
    ("2026-11-05T06:30:00.123456+0800", UTC, "2026-11-04T22:30:00"),
    ("2026-11-05T06:30:00-05", UTC, "2026-11-05T11:30:00"),
    ("2026-11-05 06:30", SHANGHAI, "2026-11-04T22:30:00"),
    ("2026-11-05 06:30", UTC, "2026-11-05T06:30:00"),
    ("2026/11/5 6:30:15", TAIPEI, "2026-11-04T22:30:15"),
    ("2026.11.05 18:05", SHANGHAI, "2026-11-05T10:05:00"),
    ("2026年11月5日 09:30", SHANGHAI, "2026-11-05T01:30:00"),
    ("2026年11月5日09时30分", SHANGHAI, "2026-11-05T01:30:00"),
    ("2026年11月05日(星期四) 08:01", SHANGHAI, "2026-11-05T00:01:00"),
    ("2026/11/05（週四）21:15", TAIPEI, "2026-11-05T13:15:00"),
    ("2026年11月5日 下午3:20", SHANGHAI, "2026-11-05T07:20:00"),
    ("2026年11月5日 上午 9:05", SHANGHAI, "2026-11-05T01:05:00"),
    ("2026年11月5日 凌晨12:10", SHANGHAI, "2026-11-04T16:10:00"),
    ("2026年11月5日 中午12:10", SHANGHAI, "2026-11-05T04:10:00"),
    ("2026年11月5日 晚上8:45", SHANGHAI, "2026-11-05T12:45:00"),
    ("20261105063000", SHANGHAI, "2026-11-04T22:30:00"),
    ("20261105T0630Z", SHANGHAI, "2026-11-05T06:30:00"),
    ("Thu, 05 Nov 2026 06:30:00 GMT", SHANGHAI, "2026-11-05T06:30:00"),
    ("Thu, 05 Nov 2026 06:30:00 +0800", UTC, "2026-11-04T22:30:00"),
    ("Thu Nov 05 06:30:00 UTC 2026", SHANGHAI, "2026-11-05T06:30:00"),
    ("November 5, 2026 at 6:30 p.m. EST", UTC, "2026-11-05T23:30:00"),
    ("Nov. 5, 2026, 9:30 a.m. ET", UTC, "2026-11-05T14:30:00"),
    ("July 5, 2026 9:30 AM EDT", UTC, "2026-07-05T13:30:00"),
    ("July 5, 2026 9:30 AM PT", UTC, "2026-07-05T16:30:00"),
    ("5 November 2026, 11:07am", UTC, "2026-11-05T11:07:00"),
    ("5 November 2026 - 11:07 HKT", UTC, "2026-11-05T03:07:00"),
    ("6:30 PM EST, Thu November 5, 2026", UTC, "2026-11-05T23:30:00"),
    ("2026-11-05 06:30 CST", SHANGHAI, "2026-11-04T22:30:00"),  # China Standard Time there
    ("2026-11-05 06:30 CST", NEW_YORK, "2026-11-05T12:30:00"),  # Central Standard Time here
    ("12:00 am on the wall, 2026-11-05 12:00 am", UTC, "2026-11-05T00:00:00"),
    ("民國115年11月5日 14:00", TAIPEI, "2026-11-05T06:00:00"),
    ("发布时间：2026-11-05 09:30 来源：出海观察网", SHANGHAI, "2026-11-05T01:30:00"),
    ("2026-11-05 24:00", UTC, "2026-11-06T00:00:00"),
]
DAYS = [
    ("2026-11-05", date(2026, 11, 5)),
    ("2026/11/05", date(2026, 11, 5)),
    ("2026.11.5", date(2026, 11, 5)),
    ("2026年11月5日", date(2026, 11, 5)),
    ("2026 年 11 月 5 日", date(2026, 11, 5)),
    ("20261105", date(2026, 11, 5)),
    ("5 November 2026", date(2026, 11, 5)),
    ("5th of November 2026", date(2026, 11, 5)),
    ("05-Nov-2026", date(2026, 11, 5)),
    ("Nov 5, 2026", date(2026, 11, 5)),
    ("NOVEMBER 5TH, 2026", date(2026, 11, 5)),
    ("Sept. 3, 2026", date(2026, 9, 3)),
    ("May 3 2026", date(2026, 5, 3)),
    ("25/11/2026", date(2026, 11, 25)),
    ("11/25/2026", date(2026, 11, 25)),
    ("05.11.2026", date(2026, 11, 5)),
    ("7/7/2026", date(2026, 7, 7)),
    ("民國115年1月3日", date(2026, 1, 3)),
    ("中華民國一百一十五年十一月二十三日", date(2026, 11, 23)),
    ("民国115/11/05", date(2026, 11, 5)),
    ("二〇二六年十一月五日", date(2026, 11, 5)),
    ("二○二六年十月三十一日", date(2026, 10, 31)),
    ("二零二六年一月廿三日", date(2026, 1, 23)),
]
NOTHING = [
    "", "   ", "2026-13-05", "2026-02-30", "2026年0月5日", "11月5日", "November 5", "2026", "2026-11", "yesterday",
    "1.2026.11", "192.168.2026.1", "20261305", "120261105", "202611051", "99-99-9999", "November 31, 2026", "5 Nov 26",
    "05/11/2026", "1826-11-05", "2126-11-05",
    "ISBN 978-2026-1105", "version 2026.1105", "十一月五日", "民國年月日", "T06:30:00Z",
]  # fmt: skip


@pytest.mark.parametrize(("written", "zone", "expected"), WITH_CLOCK)
def test_a_moment_with_a_clock(written: str, zone: ZoneInfo, expected: str) -> None:
    moment = read_moment(written, zone)
    assert moment is not None
    assert moment.at.astimezone(UTC).isoformat() == expected + "+00:00"
    assert not moment.date_only
    assert moment.raw in written


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_a_day_is_noon_of_that_day_where_the_source_is(written: str, day: date) -> None:
    moment = read_moment(written, TAIPEI)
    assert moment is not None
    assert moment.date_only
    assert moment.at.date() == day
    assert (moment.at.hour, moment.at.tzinfo) == (12, TAIPEI)
    assert written[moment.start : moment.end].strip() == moment.raw


@pytest.mark.parametrize("written", NOTHING)
def test_what_is_no_full_date_is_nothing(written: str) -> None:
    assert read_moment(written, UTC) is None


@pytest.mark.parametrize(
    ("written", "day_first", "expected"),
    [
        ("05/11/2026", True, date(2026, 11, 5)),
        ("05/11/2026", False, date(2026, 5, 11)),
        ("05/11/2026", None, None),
        ("05/11/2026 3:15 PM", None, date(2026, 5, 11)),  # who writes PM writes the month first
        ("05.11.2026", False, date(2026, 11, 5)),  # who writes points writes the day first
        ("13/11/2026", False, date(2026, 11, 13)),
        ("11/13/2026", True, date(2026, 11, 13)),
        ("13/13/2026", True, None),
    ],
)
def test_the_order_of_numbers(written: str, day_first: bool | None, expected: date | None) -> None:
    moment = read_moment(written, UTC, day_first=day_first)
    assert (moment and moment.at.date()) == expected


def test_the_first_of_two_dates_is_read() -> None:
    moment = read_moment("Published 5 November 2026, updated 7 November 2026", UTC)
    assert moment is not None
    assert moment.at.date() == date(2026, 11, 5)


def test_every_date_of_a_line_is_found() -> None:
    days = {
        moment.at.date() for moment in find_moments("2026-11-05 以及 2026年11月7日, Nov 9, 2026", SHANGHAI)
    }
    assert days == {date(2026, 11, 5), date(2026, 11, 7), date(2026, 11, 9)}


def test_a_clock_of_the_next_words_is_not_borrowed() -> None:
    moment = read_moment("2026-11-05 to 2026-11-07 08:30", UTC)
    assert moment is not None
    assert moment.date_only


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1793865600", datetime(2026, 11, 5, 8, 0, tzinfo=UTC)),
        ("1793865600000", datetime(2026, 11, 5, 8, 0, tzinfo=UTC)),
        (" 1793865600.5 ", datetime(2026, 11, 5, 8, 0, tzinfo=UTC)),
        ("179386560", None),
        ("17938656000000000", None),
        ("1793865600 seconds", None),
        ("", None),
    ],
)
def test_a_stamp_in_digits(raw: str, expected: datetime | None) -> None:
    moment = read_stamp(raw)
    assert (moment and moment.at) == expected


@given(st.text(max_size=500))
def test_no_text_raises(text: str) -> None:
    for moment in find_moments(text, SHANGHAI):
        assert moment.at.tzinfo is not None


@given(
    st.datetimes(datetime(1995, 1, 2), datetime(2090, 12, 30)),  # noqa: DTZ001 - hypothesis wants naive bounds
    st.sampled_from(
        [
            "%Y-%m-%d %H:%M:%S",
            "%Y年%m月%d日 %H:%M:%S",
            "%Y/%m/%d %H:%M:%S",
            "%d %B %Y %H:%M:%S",
            "%B %d, %Y %H:%M:%S",
            "%Y%m%d%H%M%S",
        ]
    ),
)
def test_what_is_written_is_read_back(at: datetime, form: str) -> None:
    moment = read_moment(at.strftime(form), UTC)
    assert moment is not None
    assert moment.at == at.replace(microsecond=0, tzinfo=UTC)


@pytest.mark.parametrize(
    "piece",
    ["2026-", "1", "11:", "2026年", "nov ", "5 nov ", " ", "民國", "二〇", "05/", "2026-11-05 ", "9:30 pm "],
)
def test_hostile_lines_take_no_time(piece: str) -> None:
    line = piece * (100_000 // len(piece))
    began = time.process_time()
    list(find_moments(line, UTC))
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("raw", "zone", "expected"),
    [
        # the clock before the day
        ("6:20pm, 2 Nov 2025", "UTC", "2025-11-02T18:20:00+00:00"),
        ("18:20 GMT, 2 November 2025", "UTC", "2025-11-02T18:20:00+00:00"),
        ("18:20 2025/11/02", "Asia/Taipei", "2025-11-02T18:20:00+08:00"),
        ("下午6:20 · 2025年11月2日", "Asia/Shanghai", "2025-11-02T18:20:00+08:00"),
        # and behind it, in ways of its own
        ("2025-11-02 HKT 18:20", "Asia/Hong_Kong", "2025-11-02T18:20:00+08:00"),
        ("2025年11月2日（日）18:20", "Asia/Shanghai", "2025-11-02T18:20:00+08:00"),
        ("2025/11/02(日) 18:20", "Asia/Taipei", "2025-11-02T18:20:00+08:00"),
        ("Nov 2, 2025 / 6:20 PM EST", "UTC", "2025-11-02T18:20:00-05:00"),
        # signs of other keyboards
        ("２０２５年１１月２日 １８：２０", "Asia/Shanghai", "2025-11-02T18:20:00+08:00"),
        ("2025—11—02 18:20", "Asia/Shanghai", "2025-11-02T18:20:00+08:00"),
        # years in short, where they are written so
        ("25-11-02 18:20", "Asia/Shanghai", "2025-11-02T18:20:00+08:00"),
        ("25-11-02 18:20", "Europe/Berlin", None),
        ("114年11月02日", "Asia/Taipei", "2025-11-02T12:00:00+08:00"),
        ("114/11/02 18:20", "Asia/Taipei", "2025-11-02T18:20:00+08:00"),
        ("114年11月02日", "Asia/Shanghai", None),
        ("01/25/26", "UTC", "2026-01-25T12:00:00+00:00"),
        ("25/01/26", "UTC", None),  # a day, or a year
        ("1/2/26", "UTC", None),
        ("Nov 05 Wed 2025", "UTC", "2025-11-05T12:00:00+00:00"),
    ],
)
def test_forms_of_sites(raw: str, zone: str, expected: str | None) -> None:
    moment = read_moment(raw, ZoneInfo(zone))
    assert (moment and moment.at.isoformat()) == expected
