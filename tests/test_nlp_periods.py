"""Calendar periods: every written form of every period, resolution of bare months, and what is no period."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from nlp.period_notation import first_year, lies_after, shift_year
from nlp.periods import find_periods
from nlp.script import fold
from store.records import Lang

NOW = datetime(2025, 11, 19, 8, tzinfo=UTC)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = st.dates(date(1990, 1, 1), date(2049, 12, 31))


def periods(text: str, lang: Lang = Lang.ZH_HANS, now: datetime | None = NOW) -> list[tuple[str, str]]:
    return [
        (text[p.start : p.end], p.period)
        for p in find_periods(fold(text), text, published_at=now, lang=lang)
        if p.stated
    ]


@given(DAYS)
def test_days_in_every_form(day: date) -> None:
    iso = day.isoformat()
    name = MONTHS[day.month - 1]
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        f"{day.year}年{day.month:02d}月{day.day:02d}日",
        iso,
        iso.replace("-", "/"),
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name} {day.year}",
        f"{iso} 11:44:30",
    ):
        assert periods(f"于{written}。") == [(written, iso)], written


@given(st.integers(1990, 2049), st.integers(1, 12))
def test_months_in_every_form(year: int, month: int) -> None:
    period = f"{year}-{month:02d}"
    for written in (
        f"{year}年{month}月",
        f"{year}年{month}月份",
        f"{year}-{month:02d}",
        f"{MONTHS[month - 1]} {year}",
    ):
        assert periods(f"在{written}，") == [(written, period)], written


@given(st.integers(1990, 2049), st.integers(1, 4))
def test_quarters_in_every_form(year: int, quarter: int) -> None:
    period = f"{year}Q{quarter}"
    han, order = "一二三四"[quarter - 1], ("first", "second", "third", "fourth")[quarter - 1]
    for written in (
        f"{year}年第{han}季度",
        f"{year}年{han}季度",
        f"{year}年第{quarter}季度",
        f"{year}年第{han}季",
        f"{year}Q{quarter}",
        f"{year}年Q{quarter}",
        f"Q{quarter} {year}",
        f"{order} quarter of {year}",
        f"{order}-quarter {year}",
    ):
        assert periods(f"在{written}，") == [(written, period)], written


@given(st.integers(1990, 2049), st.integers(1, 2))
def test_halves(year: int, half: int) -> None:
    for written in (
        f"{year}年{'上下'[half - 1]}半年",
        f"{year}H{half}",
        f"H{half} {year}",
        f"{('first', 'second')[half - 1]} half of {year}",
    ):
        assert periods(f"在{written}，") == [(written, f"{year}H{half}")], written


@given(st.integers(1990, 2040), st.integers(1, 9))
def test_ranges_of_years(year: int, more: int) -> None:
    later = year + more
    for written in (f"{year}-{later}", f"{year}年至{later}年", f"{year}年-{later}年", f"{year}到{later}年"):
        assert periods(f"在{written}间") == [(written, f"{year}/{later}")], written
    assert periods(f"from {year} to {later}.", Lang.EN) == [(f"{year} to {later}", f"{year}/{later}")]


@pytest.mark.parametrize(
    "text,period",
    [
        ("2025年", "2025"),
        ("2025年度", "2025"),
        ("二〇二五年", "2025"),
        ("二〇二五年三月", "2025-03"),
        ("2023财年", "FY2023"),
        ("FY2026", "FY2026"),
        ("FY26", "FY2026"),
        ("fiscal 2025", "FY2025"),
        ("2026财年第一季度", "FY2026Q1"),
        ("2026年底", "2026-12"),
        ("2026年末", "2026-12"),
        ("2026年初", "2026"),
        ("今年6月", "2025-06"),
        ("去年第四季度", "2024Q4"),
        ("明年3月", "2026-03"),
        ("前三季度", "2025Q1/2025Q3"),
        ("今年前10个月", "2025-01/2025-10"),
        ("1-10月", "2025-01/2025-10"),
        ("6月至8月", "2025-06/2025-08"),
        ("10月1日至7日", "2025-10-01/2025-10-07"),
        ("9月28日至10月8日", "2025-09-28/2025-10-08"),
        ("第三季度", "2025Q3"),
        ("三季度", "2025Q3"),
        ("下半年", "2025H2"),
        ("3Q25", "2025Q3"),
        ("民国114年", "2025"),
        ("中华民国115年6月1日", "2026-06-01"),
        ("20世纪90年代", "1990/1999"),
        ("15日", "2025-11-15"),
        ("the end of 2026", "2026-12"),
        ("first nine months of 2025", "2025-01/2025-09"),
        ("first three quarters of 2025", "2025Q1/2025Q3"),
        ("July 8 to 11", "2025-07-08/2025-07-11"),
        ("9 June 2026", "2026-06-09"),
        ("Sept. 3", "2025-09-03"),
        ("2023/24", "2023/2024"),
        ("January to March 2025", "2025Q1"),
        ("February to April 2025", "2025-02/2025-04"),
    ],
)
def test_written_forms(text: str, period: str) -> None:
    assert periods(f"{text}，") == [(text, period)]


@pytest.mark.parametrize(
    "text",
    [
        "12个季度", "三个月", "90天", "2000家门店", "2000 people came", "1950万元", "v2.2025", "It may rise in a march of folly", "编号20251120",
        "每月三次", "第三方", "$2025 paid", "2,025件", "2025%", "三年", "25年经验", "2025-2"[:0] + "一季",
    ],
)  # fmt: skip
def test_no_calendar_period(text: str) -> None:
    assert periods(text) == []


@pytest.mark.parametrize(
    "text,lang,period",
    [
        ("二〇二五年营收大增，10月新订单更多", Lang.ZH_HANS, "2025-10"),
        ("Tariffs rose in May 2019, and the list grew in September", Lang.EN, "2019-09"),
        ("the December quarter of 2024 and October", Lang.EN, "2024-10"),
    ],
)
def test_a_bare_month_takes_the_year_named_before(text: str, lang: Lang, period: str) -> None:
    now = datetime(
        2026 if "二" in text else 2019 if "2019" in text else 2025, 1 if "二" in text else 11, 20, tzinfo=UTC
    )
    assert periods(text, lang, now)[-1][1] == period


@pytest.mark.parametrize(
    "text,now,period",
    [
        ("12月销量", datetime(2026, 1, 10, tzinfo=UTC), "2025-12"),
        ("第四季度营收", datetime(2026, 1, 30, tzinfo=UTC), "2025Q4"),
        ("第三季度营收", datetime(2025, 10, 31, tzinfo=UTC), "2025Q3"),
        ("9月销量", datetime(2025, 11, 20, tzinfo=UTC), "2025-09"),
        ("将于1月1日起实施", datetime(2025, 11, 20, tzinfo=UTC), "2026-01-01"),
        ("28日", datetime(2025, 11, 5, tzinfo=UTC), "2025-10-28"),
    ],
)
def test_without_a_year_it_is_the_last_one_unless_the_future_is_meant(
    text: str, now: datetime, period: str
) -> None:
    assert periods(text, now=now)[0][1] == period


def test_without_a_day_of_publication_nothing_is_guessed() -> None:
    assert periods("10月销量上升", now=None) == []
    assert periods("去年6月", now=None) == []
    assert periods("2025年营收，10月更多", now=None) == [("2025年", "2025"), ("10月", "2025-10")]


def test_an_impossible_day_is_left_out() -> None:
    assert periods("2025年2月30日") == []


@pytest.mark.parametrize(
    "text,period",
    [
        ("去年营收", "2024"),
        ("今年目标", "2025"),
        ("last year", "2024"),
        ("上个月", "2025-10"),
        ("上季度", "2025Q3"),
        ("本月", "2025-11"),
    ],
)
def test_relative_words_give_context_but_are_not_stated(text: str, period: str) -> None:
    found = find_periods(fold(text), text, published_at=NOW, lang=Lang.ZH_HANS)
    assert [(p.period, p.stated) for p in found] == [(period, False)]


def test_the_same_period_a_year_before() -> None:
    text = "2025年第三季度为9亿，去年同期为8亿"
    found = find_periods(text, text, published_at=NOW, lang=Lang.ZH_HANS)
    assert [(p.period, p.stated) for p in found] == [("2025Q3", True), ("2024Q3", False)]


@pytest.mark.parametrize("text", ["2015年以来", "自2015年至今", "since 2015"])
def test_open_ends(text: str) -> None:
    found = find_periods(text, text, published_at=NOW, lang=Lang.ZH_HANS)
    assert [(p.period, p.open_end) for p in found] == [("2015", True)]


@given(DAYS, st.integers(-400, 400))
def test_lies_after(day: date, days: int) -> None:
    other = day + timedelta(days=days)
    assert lies_after(other.isoformat(), day) == (days > 0)
    assert not lies_after(str(day.year), day)
    assert lies_after(str(day.year + 1), day)


@pytest.mark.parametrize(
    "period,years,shifted",
    [
        ("2025Q3", -1, "2024Q3"),
        ("2025", 1, "2026"),
        ("FY2025", -1, "FY2024"),
        ("2025-10", -1, "2024-10"),
        ("2024/2034", -1, None),
        ("2025H1", -2, "2023H1"),
    ],
)
def test_shift_year(period: str, years: int, shifted: str | None) -> None:
    assert shift_year(period, years) == shifted
    assert first_year(period) in range(2023, 2027)


@settings(max_examples=300)
@given(st.text(alphabet="0123456789年月日季度第一二三四上下半底初至-/. Qq今去明财MayJune,", max_size=50))
def test_periods_are_in_order_within_the_text(text: str) -> None:
    found = find_periods(fold(text), text, published_at=NOW, lang=Lang.ZH_HANT)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(p.period for p in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["1", "年", "1月", "2025年", "2025-", "may ", "第一季", "Q3 ", "20", "一", "去年", "2025 to "]
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        began = time.process_time()
        find_periods(text, text, published_at=NOW, lang=Lang.ZH_HANS)
        return time.process_time() - began

    seconds(1000)
    assert grows_evenly(seconds, 50_000, 100_000, factor=4, free=0.5)
