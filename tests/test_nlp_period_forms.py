"""Calendar periods in all the forms they are written in, and those that look like one.

Read on 19 November 2025, a Wednesday. None: no period. Of two the texts name both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.numbers import readable
from nlp.period_notation import grain, joined, months_of, moved, shift_year
from nlp.periods import find_periods
from nlp.script import fold
from store.records import Lang

NOW = datetime(2025, 11, 19, 8, tzinfo=UTC)

SIMPLIFIED = [
    ("2025年营收", "2025"), ("2025年度营收", "2025"), ("2025全年营收", "2025"), ("2025年全年营收", "2025"),
    ("2025年三季度", "2025Q3"), ("2025年第3季度", "2025Q3"), ("2025年3季度", "2025Q3"),
    ("2025第三季度", "2025Q3"), ("2025三季度", "2025Q3"), ("25年三季度", "2025Q3"), ("25Q3营收", "2025Q3"),
    ("25年Q3", "2025Q3"), ("2025Q3", "2025Q3"), ("2025年Q3", "2025Q3"), ("Q3'25", "2025Q3"),
    ("2025上半年", "2025H1"), ("2025年上半年", "2025H1"), ("25H1", "2025H1"), ("2025H1", "2025H1"),
    ("1H25", "2025H1"), ("2025年10月", "2025-10"), ("2025年10月份", "2025-10"), ("2025年十月", "2025-10"),
    ("2025/10", "2025-10"), ("2025.10", "2025-10"), ("2025年10月底", "2025-10"), ("2025年10月末", "2025-10"),
    ("2025年10月初", "2025-10"), ("2025年10月中旬", "2025-10"), ("10月中下旬", "2025-10"),
    ("2025年10月上半月", "2025-10"), ("2025年10月28日", "2025-10-28"), ("2025.10.28", "2025-10-28"),
    ("2025-10-28", "2025-10-28"), ("2025/10/28", "2025-10-28"), ("10月28日", "2025-10-28"),
    ("10月28号", "2025-10-28"), ("10/28上线", "2025-10-28"), ("28日公布", "2025-10-28"),
    ("本月15日", "2025-11-15"), ("下月2日", "2025-12-02"), ("上月25日", "2025-10-25"), ("次月5日", None),
    ("1至3日", "2025-11-01/2025-11-03"), ("11月3-9日", "2025-11-03/2025-11-09"),
    ("11月3日-9日", "2025-11-03/2025-11-09"), ("2025年9月28日至10月8日", "2025-09-28/2025-10-08"),
    ("2025年9月至2026年2月", "2025-09/2026-02"), ("2025年9月1日至2026年2月28日", "2025-09-01/2026-02-28"),
    ("2025年一季度至三季度", "2025Q1/2025Q3"), ("一至三季度", "2025Q1/2025Q3"), ("2023年、2024年", "2023;2024"),
    ("2023-2025年", "2023/2025"), ("2023年至2025年", "2023/2025"), ("2023～2025年", "2023/2025"),
    ("2023–2025年", "2023/2025"), ("“十四五”期间", None), ("2021至25年", "2021/2025"), ("2024-25财年", "FY2025"),
    ("2024至25财年", "FY2025"), ("2024/25财年", "FY2025"), ("2024/2025财年", "FY2025"), ("2025财年", "FY2025"),
    ("2025财政年度", "FY2025"), ("2025会计年度", "FY2025"), ("FY25Q3", "FY2025Q3"),
    ("2025财年第三财季", "FY2025Q3"), ("2025财年第三季度", "FY2025Q3"), ("2025财年三季度", "FY2025Q3"),
    ("2025财年Q3", "FY2025Q3"), ("2025财年上半年", "FY2025H1"), ("前三季度", "2025Q1/2025Q3"),
    ("今年前三季度", "2025Q1/2025Q3"), ("首三季", "2025Q1/2025Q3"), ("头三季", "2025Q1/2025Q3"),
    ("前9个月", "2025-01/2025-09"), ("前9月", "2025-01/2025-09"), ("前九月", "2025-01/2025-09"),
    ("首九个月", "2025-01/2025-09"), ("头9个月", "2025-01/2025-09"), ("1-9月", "2025-01/2025-09"),
    ("1—9月", "2025-01/2025-09"), ("1～9月", "2025-01/2025-09"), ("1至9月", "2025-01/2025-09"),
    ("一至九月", "2025-01/2025-09"), ("今年1-9月", "2025-01/2025-09"), ("去年10月至12月", "2024Q4"),
    ("7月-9月", "2025Q3"), ("首季", "2025Q1"), ("首季度", "2025Q1"), ("今年首季", "2025Q1"), ("末季", "2025Q4"),
    ("第四季", "2025Q4"), ("第4季", "2025Q4"), ("四季度", "2025Q4"), ("Q4", "2025Q4"), ("三季度末", "2025-09"),
    ("第三季度末", "2025-09"), ("一季度末不良率", "2025-03"), ("9月末", "2025-09"), ("9月底", "2025-09"),
    ("上半年末", "2025-06"), ("2024年末", "2024-12"), ("2024年底", "2024-12"), ("2024年年底", "2024-12"),
    ("2026年初", "2026"), ("2026年年中", "2026"), ("今年上半年", "2025H1"), ("去年下半年", "2024H2"),
    ("明年上半年", "2026H1"), ("上半年", "2025H1"), ("下半年", "2025H2"), ("去年四季度", "2024Q4"),
    ("去年第4季", "2024Q4"), ("前年四季度", "2023Q4"), ("今年6月", "2025-06"), ("今年6月底", "2025-06"),
    ("去年12月", "2024-12"), ("明年1月1日", "2026-01-01"), ("去年双11", None), ("民国114年", "2025"),
    ("中华民国114年6月", "2025-06"), ("二〇二五年六月三日", "2025-06-03"), ("二零二五年", "2025"),
    ("令和7年", "2025"), ("平成30年", "2018"), ("2015年以来", "2015"), ("自2015年起", "2015"),
    ("截至2025年9月30日止三个月", "2025Q3"), ("截至9月30日止九个月", "2025-01/2025-09"),
    ("截至2025年3月31日止年度", "FY2025"), ("截至9月底", "2025-09"), ("截至2025年9月30日", "2025-09-30"),
    ("到2030年", "2030"), ("2030年前", "2030"), ("90年代", "1990/1999"), ("2010年代", "2010/2019"),
    ("上世纪90年代", "1990/1999"), ("2024年春节", "2024"), ("5月销量", "2025-05"), ("十二月销量", "2025-12"),
    ("12月销量预计", "2025-12"), ("2025年11月19日（周三）", "2025-11-19"),
    ("2025年11月19日8时30分", "2025-11-19"), ("2025年11月19日上午8点", "2025-11-19"),
    ("11月19日晚间", "2025-11-19"), ("2025学年", "2025"), ("2000元", None), ("2000家", None),
    ("2025款车型", None), ("第三财季", "FY2026Q3"), ("2025年中期业绩", "2025H1"), ("2026年元旦", "2026-01-01"),
]  # fmt: skip
TRADITIONAL = [
    ("114年第3季", "2025Q3"), ("114年Q3", "2025Q3"), ("114年12月", "2025-12"), ("114年快遞貨物進口", "2025"),
    ("較113年增加", "2024"), ("115年CPI漲幅", "2026"), ("民國114年度", "2025"),
    ("114年1至10月", "2025-01/2025-10"), ("114年全年", "2025"), ("114年上半年", "2025H1"),
    ("114年底", "2025-12"), ("去年第四季", "2024Q4"), ("前10月", "2025-01/2025-10"), ("前3季", "2025Q1/2025Q3"),
    ("今年首季", "2025Q1"), ("明年首季", "2026Q1"), ("十月", "2025-10"), ("５月１日", "2025-05-01"),
    ("2024／25年度", "2024/2025"), ("105年歷史的公司", None), ("成立已100年", None),
]  # fmt: skip
ENGLISH = [
    ("2025 sales", "2025"), ("in 2025", "2025"), ("Q3 2025", "2025Q3"), ("Q3", "2025Q3"),
    ("third quarter", "2025Q3"), ("third quarter of 2025", "2025Q3"), ("third-quarter 2025", "2025Q3"),
    ("the 2025 third quarter", "2025Q3"), ("third quarter of this year", "2025Q3"),
    ("third quarter of last year", "2024Q3"), ("fourth quarter last year", "2024Q4"), ("3Q25", "2025Q3"),
    ("3Q 2025", "2025Q3"), ("3Q", "2025Q3"), ("2Q sales", "2025Q2"), ("first half", "2025H1"),
    ("first half of 2025", "2025H1"), ("first nine months", "2025-01/2025-09"),
    ("first nine months of the year", "2025-01/2025-09"), ("first three months of the year", "2025Q1"),
    ("first quarter of fiscal 2026", "FY2026Q1"), ("fiscal first quarter of 2026", "FY2026Q1"),
    ("first quarter of fiscal year 2026", "FY2026Q1"), ("fiscal 2025", "FY2025"), ("fiscal year 2025", "FY2025"),
    ("financial year 2025", "FY2025"), ("fiscal 2025/26", "FY2026"), ("FY2025", "FY2025"), ("FY25", "FY2025"),
    ("FY 2025", "FY2025"), ("FY2025-26", "FY2026"), ("FY2024/25", "FY2025"), ("2025 fiscal year", "FY2025"),
    ("the 2025 financial year", "FY2025"), ("the 2024-25 fiscal year", "FY2025"), ("2024-25", "2024/2025"),
    ("2024/25", "2024/2025"), ("2024 to 2030", "2024/2030"), ("between 2024 and 2030", "2024/2030"),
    ("from 2024 through 2030", "2024/2030"), ("October 2025", "2025-10"), ("Oct. 2025", "2025-10"),
    ("in October", "2025-10"), ("October sales", "2025-10"), ("last October", "2025-10"),
    ("next January", "2026-01"), ("this December", "2025-12"), ("October 28", "2025-10-28"),
    ("Oct. 28", "2025-10-28"), ("Oct 28", "2025-10-28"), ("28 October", "2025-10-28"),
    ("28th of October", "2025-10-28"), ("October 28th", "2025-10-28"), ("October 28, 2025", "2025-10-28"),
    ("28 Oct 2025", "2025-10-28"), ("Tuesday, October 28, 2025", "2025-10-28"), ("10/28/2025", "2025-10-28"),
    ("2025-10-28", "2025-10-28"), ("Oct. 1-7", "2025-10-01/2025-10-07"),
    ("October 1 to October 7", "2025-10-01/2025-10-07"), ("Sept. 28 to Oct. 8", "2025-09-28/2025-10-08"),
    ("January-September", "2025-01/2025-09"), ("January to September 2025", "2025-01/2025-09"),
    ("January through September", "2025-01/2025-09"), ("July-September quarter", "2025Q3"),
    ("July–September", "2025Q3"), ("the September quarter", "2025Q3"),
    ("three months ended September 30", "2025Q3"), ("three months to September", "2025Q3"),
    ("three months ended Sept. 30, 2025", "2025Q3"), ("three months to end-September", "2025Q3"),
    ("the quarter ended September 30, 2025", "2025Q3"), ("the quarter ended in September", "2025Q3"),
    ("quarter ending in December", "2025Q4"), ("the six months ended June 30", "2025H1"),
    ("six months to June", "2025H1"), ("nine months ended September 30", "2025-01/2025-09"),
    ("the year ended December 31, 2024", "2024"), ("the year ended March 31, 2025", "FY2025"),
    ("the year to March", "FY2025"), ("the year to March 2025", "FY2025"),
    ("12 months to June", "2024-07/2025-06"), ("twelve months ended June 30, 2025", "2024-07/2025-06"),
    ("the week ending Nov. 15", "2025-11-15"), ("the week ended November 15", "2025-11-15"),
    ("the month of October", "2025-10"), ("the end of 2025", "2025-12"), ("end-2025", "2025-12"),
    ("by end 2026", "2026-12"), ("late 2025", "2025"), ("early 2026", "2026"), ("mid-2026", "2026"),
    ("year-end 2025", "2025-12"), ("the end of June", "2025-06"), ("end-June", "2025-06"),
    ("end of the third quarter", "2025-09"), ("the start of 2026", "2026"), ("summer 2025", "2025"),
    ("summer of 2025", "2025"), ("since 2015", "2015"), ("by 2030", "2030"), ("through October", "2025-10"),
    ("through June 30, 2019", "2019-06-30"), ("as of Sept. 30", "2025-09-30"), ("before January", "2026-01"),
    ("until March", "2026-03"), ("the 2020s", "2020/2029"), ("the 1990s", "1990/1999"),
    ("the mid-1990s", "1990/1999"), ("2025 people", None), ("1930 Tariff Act", "1930"), ("H1 2025", "2025H1"),
    ("2H25", "2025H2"), ("second half", "2025H2"), ("second half of the year", "2025H2"),
    ("last year's fourth quarter", "2024Q4"), ("this year's first half", "2025H1"), ("Q1 FY26", "FY2026Q1"),
    ("Q1 of FY2026", "FY2026Q1"), ("first-half sales", "2025H1"), ("Christmas", None), ("Black Friday", None),
    ("may rise", None), ("May sales", "2025-05"), ("in May", "2025-05"), ("march on", None),
    ("the first six months of 2025", "2025H1"), ("H1 sales", "2025H1"), ("fiscal first quarter", "FY2026Q1"),
]  # fmt: skip

RELATIVE = [
    ("去年", "2024"), ("今年", "2025"), ("明年", "2026"), ("前年", "2023"), ("上月", "2025-10"), ("上个月", "2025-10"),
    ("本月", "2025-11"), ("下月", "2025-12"), ("上季度", "2025Q3"), ("本季", "2025Q4"), ("下季", "2026Q1"),
    ("昨日", "2025-11-18"), ("今日", "2025-11-19"), ("周三", "2025-11-19"), ("周五", "2025-11-14"),
    ("上周五", "2025-11-14"), ("本周一", "2025-11-17"), ("下周二", "2025-11-25"), ("年底", "2025-12"),
    ("去年底", "2024-12"), ("今年年初", "2025"), ("年内", "2025"), ("三年前", "2022"), ("last year", "2024"),
    ("next year", "2026"), ("last month", "2025-10"), ("last quarter", "2025Q3"), ("the current quarter", "2025Q4"),
    ("yesterday", "2025-11-18"), ("Tuesday", "2025-11-18"), ("Friday", "2025-11-14"), ("last Wednesday", "2025-11-12"),
    ("next Monday", "2025-11-24"), ("six months ago", "2025-05"), ("two years ago", "2023"),
    ("the end of the year", "2025-12"), ("the end of next year", "2026-12"), ("the holiday quarter", "2025Q4"),
]  # fmt: skip
ECHOES = [
    ("2025年第三季度为9亿，去年同期为8亿", "2024Q3"), ("2025年3月为9亿，上年同期为8亿", "2024-03"),
    ("2024年为9亿，前一年为8亿", "2023"), ("2024年为9亿，次年为8亿", "2025"), ("2022年为9亿，同年出口增加", "2022"),
    ("2025年第一季度为9亿，前一季为8亿", "2024Q4"), ("2025年8月为9亿，同月出口增加", "2025-08"),
    ("2025年1月为9亿，前一个月为8亿", "2024-12"), ("2025年上半年为9亿，同期出口增加", "2025H1"),
    ("2023年第四季度为9亿，全年为8亿", "2023"), ("2025财年第二季度为9亿，全年预计为8亿", "FY2025"),
    ("It was 9 in the third quarter of 2025, up from 8 a year earlier", "2024Q3"),
    ("It was 9 in June 2025, and 8 in the same period last year", "2024-06"),
    ("It was 9 in fiscal 2025 and 8 the year before", "FY2024"),
    ("It was 9 in the first quarter of 2025 and 8 in the previous quarter", "2024Q4"),
]  # fmt: skip


def periods(
    text: str, lang: Lang, now: datetime | None = NOW, *, stated: bool = True
) -> list[tuple[str, str]]:
    found = find_periods(readable(text, fold(text)), text, published_at=now, lang=lang)
    return [(text[p.start : p.end], p.period) for p in found if p.stated is stated]


def written(form: str, lang: Lang) -> str:
    return f"Sales in {form} were 5." if lang is Lang.EN else f"数据显示，{form}为5。"


FORMS = [
    *((row, Lang.ZH_HANS) for row in SIMPLIFIED),
    *((row, Lang.ZH_HANT) for row in TRADITIONAL),
    *((row, Lang.EN) for row in ENGLISH),
]


@pytest.mark.parametrize("row,lang", FORMS, ids=[row[0] for row, _ in FORMS])
def test_a_form_is_read(row: tuple[str, str | None], lang: Lang) -> None:
    form, wanted = row
    told = [period for _, period in periods(written(form, lang), lang)]
    assert told == ([] if wanted is None else wanted.split(";"))


@pytest.mark.parametrize("word,period", RELATIVE)
def test_a_word_is_counted_from_the_day_of_publication(word: str, period: str) -> None:
    lang = Lang.EN if word.isascii() else Lang.ZH_HANS
    assert periods(written(word, lang), lang, stated=False)[0][1] == period
    assert periods(written(word, lang), lang, None, stated=False) == []


@pytest.mark.parametrize("text,period", ECHOES)
def test_a_word_takes_up_the_period_before(text: str, period: str) -> None:
    lang = Lang.EN if text.isascii() else Lang.ZH_HANS
    assert periods(text, lang, stated=False)[0][1] == period


@pytest.mark.parametrize(
    "text,lang",
    [
        ("当日达服务覆盖全城", Lang.ZH_HANS), ("目前日均订单90万", Lang.ZH_HANS), ("一年内不超过5次", Lang.ZH_HANS),
        ("近三年末端网点增加", Lang.ZH_HANS), ("Black Friday sales", Lang.EN), ("She runs on Fridays", Lang.EN),
        ("接单能见度达二至三季", Lang.ZH_HANT), ("此前两个月", Lang.ZH_HANS), ("公司已成立一百年前后", Lang.ZH_HANS),
    ],
)  # fmt: skip
def test_words_that_only_look_like_a_period(text: str, lang: Lang) -> None:
    assert periods(text, lang) == periods(text, lang, stated=False) == []


@pytest.mark.parametrize(
    "text,period",
    [
        ("新规将于3月1日生效", "2026-03-01"), ("最快1月1日上路", "2026-01-01"), ("截至5月底", "2025-05"),
        ("预计上半年净利润", "2026H1"), ("上半年净利润", "2025H1"), ("下半年运费", "2025H2"), ("12月出口", "2025-12"),
        ("去年12月增加，1月减少", "2025-01"), ("去年8月增加，9月减少", "2024-09"),
    ],
)  # fmt: skip
def test_the_year_of_a_bare_month(text: str, period: str) -> None:
    assert periods(text, Lang.ZH_HANS)[-1][1] == period


def test_a_half_that_just_ended_is_not_next_year_s() -> None:
    told = periods("公司预计上半年净利润下滑", Lang.ZH_HANS, datetime(2025, 7, 11, tzinfo=UTC))
    assert told == [("上半年", "2025H1")]


def test_a_day_put_off_to_another_is_two_days() -> None:
    told = periods("The deadline was moved from July 9 to August 1, 2025.", Lang.EN)
    assert [period for _, period in told] == ["2025-07-09", "2025-08-01"]


@given(st.dates(date(2012, 1, 1), date(2040, 12, 31)), st.sampled_from([3, 6, 9]))
def test_months_that_end_with_one_are_the_months_to_it(day: date, count: int) -> None:
    name, year = f"{day:%B}", day.year
    number = {3: "three", 6: "six", 9: "nine"}[count]
    first = year * 12 + day.month - count
    wanted = months_of(first // 12, first % 12 + 1, year, day.month)
    for text in (
        f"the {number} months ended {name} {day.day}, {year}",
        f"the {number} months to {name} {year}",
    ):
        assert [period for _, period in periods(f"In {text} it grew.", Lang.EN)] == [wanted], text
    told = periods(f"截至{year}年{day.month}月{day.day}日止{'三六九'[count // 3 - 1]}个月", Lang.ZH_HANS)
    assert [period for _, period in told] == [wanted]


@given(st.integers(2000, 2040), st.integers(1, 12), st.integers(0, 40))
def test_a_stretch_of_months_is_one_whichever_way_it_is_written(year: int, month: int, more: int) -> None:
    index = year * 12 + month - 1 + more
    to_year, to_month = index // 12, index % 12 + 1
    first, last = f"{year}-{month:02d}", f"{to_year}-{to_month:02d}"
    if more:
        for form in (
            f"{year}年{month}月至{to_year}年{to_month}月",
            f"{year}年{month}月-{to_year}年{to_month}月",
        ):
            told = periods(f"在{form}间", Lang.ZH_HANS)
            assert [period for _, period in told] == [joined(first, last)], form
    assert months_of(year, month, to_year, to_month).count("/") == (grain(joined(first, last)) == "range")


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_last_one(day: date, weekday: int) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for text, lang in (
        (f"It fell on {names[weekday]}.", Lang.EN),
        (f"周{'一二三四五六日'[weekday]}下跌", Lang.ZH_HANS),
    ):
        ((_, period),) = periods(text, lang, now, stated=False)
        told = date.fromisoformat(period)
        assert told.weekday() == weekday
        assert timedelta(0) <= day - told < timedelta(7)


@given(st.integers(2001, 2040), st.integers(1, 4), st.integers(-20, 20))
def test_moving_there_and_back(year: int, quarter: int, count: int) -> None:
    period = f"{year}Q{quarter}"
    assert moved(moved(period, "quarter", count), "quarter", -count) == period
    assert moved(period, "quarter", 4 * count) == shift_year(period, count)
