"""crawler.reading.zones: the clock of a page of which no source says one."""

from __future__ import annotations

import pytest

from crawler.reading.zones import COUNTRY_ZONES, page_zone


@pytest.mark.parametrize(
    ("url", "lang", "title", "expected"),
    [
        ("https://news.example.cn/1", "", "", "Asia/Shanghai"),
        ("https://news.example.tw/1", "en", "", "Asia/Taipei"),
        ("https://news.example.com.hk/1", "zh-HK", "", "Asia/Hong_Kong"),
        ("https://news.example.co.uk/1", "en", "", "Europe/London"),
        ("https://news.example/1", "zh_TW", "", "Asia/Taipei"),
        ("https://news.example/1", "zh-CN", "", "Asia/Shanghai"),
        ("https://news.example/1", "en-GB", "", "Europe/London"),
        ("https://news.example/1", "", "平台下调佣金", "Asia/Shanghai"),  # declares no language
        ("https://news.example/1", "", "新しい送料の発表", "UTC"),
        ("https://news.example/1", "en-US", "Commission cut", "UTC"),  # a country of many zones
        ("", "", "", "UTC"),
        ("http://[::1]/", "", "", "UTC"),
    ],
)
def test_the_zone_of_a_page(url: str, lang: str, title: str, expected: str) -> None:
    assert str(page_zone(url, lang, title)) == expected


def test_every_zone_exists() -> None:
    for country in COUNTRY_ZONES:
        assert str(page_zone(f"https://a.{country}/", "", "")) == COUNTRY_ZONES[country]
