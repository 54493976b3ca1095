"""Which judged sentences tell of the past, in three writings; a comparison that matters now is not past."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest

from nlp.annotate import annotate_document
from nlp.past import last_day
from nlp.segment import build_document
from store.records import Sentiment

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)

PAST = (
    "Temu opened its first shop in Spain in March 2023 and has since entered dozens of markets.",
    "In 2023, Temu lost market share in Germany.",
    "Back in March 2024 Temu was fined 5 million euros.",
    "Sales of Temu fell 12% in 2023.",
    "Temu于2023年3月在西班牙开业，此后进入数十个市场。",
    "2023年，Temu遭罚款500万欧元。",
    "Temu曾在2023年因侵权被罚款500万元。",
    "2022年Temu较2021年亏损扩大三成。",
    "Temu於2023年3月在西班牙開業，之後進軍數十個市場。",
    "Temu曾於2024年3月被韓國罰款。",
)
CURRENT = (
    "Temu lost market share in Germany.",
    "In October 2026 Temu lost market share.",
    "Temu's sales fell 12% compared with 2019.",
    "Temu's share rose from 12% in 2023 to 15%.",
    "Since 2020, Temu's sales have tripled.",
    "Temu opened in 2022 and has since tripled its sales by 200%.",
    "Temu opened in the United States in September 2022 and is now losing market share.",
    "Temu, founded in 2022, lost market share in Germany.",
    "The 2019 agreement hurt Temu's sales.",
    "Temu销售额较2019年增长30%。",
    "自2020年以来，Temu销售额增长了三倍。",
    "成立于2015年的拼多多利润下降12%。",
    "Temu于2022年在美国上线，目前市场份额下降。",
    "Temu銷售額比2019年下降30%。",
    "Temu銷售額跌至2019年以來最低水平，下降30%。",
    "Temu 10月銷售額下降12%。",
)


@cache
def signs(text: str, published_at: datetime | None = NOW) -> tuple[Sentiment, ...]:
    made = annotate_document(build_document(text, published_at=published_at))
    found = tuple(item for item in made.sentiments if item.polarity)
    assert found, text
    return found


@pytest.mark.parametrize("text", PAST)
def test_what_ended_long_ago_is_past(text: str) -> None:
    assert all(item.past for item in signs(text))


@pytest.mark.parametrize("text", CURRENT)
def test_what_matters_now_is_not(text: str) -> None:
    assert not any(item.past for item in signs(text))


@pytest.mark.parametrize("text", PAST)
def test_it_is_measured_from_publication(text: str) -> None:
    assert not any(item.past for item in signs(text, None))
    year = 2024 if "2024" in text else 2023
    if "2022" not in text:
        assert not any(item.past for item in signs(text, datetime(year, 4, 15, tzinfo=UTC)))


@pytest.mark.parametrize(
    "period, day",
    [
        ("2025", date(2025, 12, 31)),
        ("FY2024", date(2024, 12, 31)),
        ("2025Q3", date(2025, 9, 30)),
        ("2025H1", date(2025, 6, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-10-28", date(2025, 10, 28)),
        ("2024/2034", date(2034, 12, 31)),
        ("2025-07/2026-01", date(2026, 1, 31)),
    ],
)
def test_the_last_day_of_each_kind_of_period(period: str, day: date) -> None:
    assert last_day(period) == day
