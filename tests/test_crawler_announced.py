"""Titles and dates as feeds and sitemaps write them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.announced import announce, clean_title, parse_announced_date
from store.records import DateSource

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)

DATES = [
    ("2026-11-02T08:15:30Z", "2026-11-02T08:15:30"),
    ("2026-11-02T08:15Z", "2026-11-02T08:15:00"),
    ("2026-11-02T08:15:30.123456Z", "2026-11-02T08:15:30"),
    ("2026-11-02T08:15:30+08:00", "2026-11-02T00:15:30"),
    ("2026-11-02T08:15:30+0800", "2026-11-02T00:15:30"),
    ("2026-11-02T08:15:30+08", "2026-11-02T00:15:30"),
    ("2026-11-02T08:15:30-05:30", "2026-11-02T13:45:30"),
    ("2026-11-02 08:15:30", "2026-11-02T00:15:30"),
    ("2026-11-02 08:15", "2026-11-02T00:15:00"),
    ("2026/11/2 8:05", "2026-11-02T00:05:00"),
    ("2026.11.02", "2026-11-02T04:00:00"),
    ("2026-11-02", "2026-11-02T04:00:00"),
    ("2026年11月2日", "2026-11-02T04:00:00"),
    ("2026年11月2日 18:30", "2026-11-02T10:30:00"),
    ("2026-11-02 24:00", "2026-11-02T16:00:00"),
    ("2026-06-30T23:59:60Z", "2026-06-30T23:59:59"),
    ("Mon, 02 Nov 2026 08:15:30 GMT", "2026-11-02T08:15:30"),
    ("Mon, 02 Nov 2026 08:15:30 +0800", "2026-11-02T00:15:30"),
    ("Mon, 02 Nov 2026 08:15:30 -0500", "2026-11-02T13:15:30"),
    ("Mon, 02 Nov 2026 08:15:30 EST", "2026-11-02T13:15:30"),
    ("Mon, 02 Nov 2026 08:15:30 HKT", "2026-11-02T00:15:30"),
    ("Mon, 02 Nov 2026 08:15:30 CST", "2026-11-02T00:15:30"),
    ("Mon, 02 Nov 2026 08:15:30", "2026-11-02T00:15:30"),
    ("02 Nov 26 08:15 GMT", "2026-11-02T08:15:00"),
    ("  Mon,\n 02 Nov 2026 08:15:30 GMT ", "2026-11-02T08:15:30"),
]


@pytest.mark.parametrize("raw, wanted", DATES)
def test_dates_of_a_source_in_shanghai(raw: str, wanted: str) -> None:
    found = parse_announced_date(raw, timezone="Asia/Shanghai", at=AT)
    assert found == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


def test_cst_is_americas_unless_the_source_is_in_asia() -> None:
    raw = "Mon, 02 Nov 2026 08:00:00 CST"
    assert parse_announced_date(raw, timezone="UTC", at=AT) == datetime(2026, 11, 2, 14, tzinfo=UTC)
    assert parse_announced_date(raw, timezone="Asia/Taipei", at=AT) == datetime(2026, 11, 2, 0, tzinfo=UTC)


NO_DATE = [
    None, "", " ", "yesterday", "昨天", "3小时前", "1970-01-01T00:00:00Z", "1994-12-31", "2026-11-16", "2027-01-01T00:00:00Z",
    "2026-13-01", "2026-02-30", "2026-11-02T25:00:00Z", "2026-11-02T08:61:00Z", "0000-00-00 00:00:00", "1762070400",
    "Mon, 32 Nov 2026 08:15:30 GMT", "Mon, 02 Foo 2026 08:15:30 GMT", "2026-11", "11/02/2026", "\x00", "9" * 5000,
    "99999-01-01",
]  # fmt: skip


@pytest.mark.parametrize("raw", NO_DATE)
def test_what_is_no_date_is_none(raw: str | None) -> None:
    assert parse_announced_date(raw, timezone="Asia/Shanghai", at=AT) is None


def test_a_clock_that_is_a_little_fast_is_believed() -> None:
    soon = AT + timedelta(hours=23)
    assert parse_announced_date(soon.isoformat(), timezone="UTC", at=AT) == soon
    assert parse_announced_date((AT + timedelta(hours=25)).isoformat(), timezone="UTC", at=AT) is None


@given(st.datetimes(datetime(1995, 1, 2), datetime(2026, 11, 13)), st.integers(-12, 14))  # noqa: DTZ001 - a zone is added
def test_any_iso_time_with_a_zone_is_read_to_the_second(moment: datetime, hours: int) -> None:
    moment = moment.replace(microsecond=0, fold=0)
    raw = f"{moment.isoformat()}{hours:+03}:00"
    wanted = moment.replace(tzinfo=UTC) - timedelta(hours=hours)
    found = parse_announced_date(raw, timezone="UTC", at=AT)
    assert found == (wanted if datetime(1995, 1, 1, tzinfo=UTC) <= wanted <= AT + timedelta(days=1) else None)


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_announced_date(text, timezone="Asia/Taipei", at=AT)
    assert found is None or found.tzinfo is UTC


TITLES = [
    ("Parcels wait", "Parcels wait"),
    ("  Parcels\n\twait ", "Parcels wait"),
    ("A &amp; B", "A & B"),
    ("A &amp;amp; B", "A & B"),
    ("<b>Bold</b> claim", "Bold claim"),
    ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
    ("小额&nbsp;豁免", "小额 豁免"),
    ("Profit < 3 and > 2", "Profit < 3 and > 2"),
    ("One\u200b \u202eword\x07", "One word"),
    ("&#x27;quoted&#39;", "'quoted'"),
    (None, None), ("", None), ("   ", None), ("<img src=x>", None), ("\x00", None),
]  # fmt: skip


@pytest.mark.parametrize("raw, wanted", TITLES)
def test_titles(raw: str | None, wanted: str | None) -> None:
    assert clean_title(raw) == wanted


def test_titles_are_bounded_and_cheap() -> None:
    began = time.process_time()
    assert len(clean_title("标题" * 500_000) or "") == 500
    assert clean_title("<" * 1_000_000) is not None
    assert clean_title("&" * 1_000_000) is not None
    assert time.process_time() - began < 2


@given(st.text(max_size=700))
def test_any_title_is_one_clean_line(text: str) -> None:
    title = clean_title(text)
    if title is not None:
        assert 0 < len(title) <= 500
        assert title == " ".join(title.split(" ")).strip()
        assert not set(title) & {"\n", "\r", "\t", "\x00", "\u202e"}
        title.encode()


def test_a_candidate_knows_where_its_date_is_from() -> None:
    found = announce("/a?utm_source=rss", base="https://x.example/f", source_id="x", at=AT, title="A", published_at=AT,
                     date_source=DateSource.FEED)  # fmt: skip
    assert found is not None
    assert (found.url, found.source_id, found.discovered_at) == ("https://x.example/a", "x", AT)
    assert (found.published_at, found.date_source) == (AT, DateSource.FEED)
    undated = announce("/a", base="https://x.example/f", source_id="x", at=AT, date_source=DateSource.FEED)
    assert undated is not None
    assert undated.date_source is DateSource.NONE


@pytest.mark.parametrize(
    "link", [None, "", "javascript:void(0)", "mailto:a@x.example", "http://u:p@x.example/"]
)
def test_links_that_cannot_be_articles(link: str | None) -> None:
    base = "https://x.example/feed"
    found = announce(link, base=base, source_id="x", at=AT)
    assert found is None
