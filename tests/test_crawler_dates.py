"""crawler.reading.dates: which of the dates on a page is the publication's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webpages import EN, HANS, NOW, TITLES, article_html

from crawler.reading.dates import FoundDate, date_in_url, find_date, local_text, read_dateline
from crawler.reading.markup import parse_html, read_head
from crawler.reading.titles import find_title
from store.records import DateSource

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://www.chuhai.example/a/1.html"


def found(html: str, *, url: str = URL, zone: ZoneInfo = SHANGHAI, now: datetime = NOW) -> FoundDate | None:
    tree = parse_html(html)
    assert tree is not None
    head = read_head(tree)
    return find_date(head, tree, url=url, zone=zone, now=now, title=find_title(head, tree).value)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day, ...


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize("script", ["hans", "hant"])
def test_the_line_below_the_headline(script: str) -> None:
    date = found(article_html(script))
    assert date is not None
    assert (date.at, date.source, date.date_only) == (at(2026, 11, 5, 1, 30), DateSource.BODY, False)
    assert date.raw == "2026-11-05 09:30"


def test_the_byline_of_an_english_page() -> None:
    date = found(article_html("en"), zone=ZoneInfo("America/New_York"))
    assert date is not None
    assert (date.at, date.source) == (at(2026, 11, 5, 14, 30), DateSource.BODY)


@pytest.mark.parametrize(
    ("head", "source", "expected"),
    [
        (linked(datePublished="2026-11-04T10:00:00+08:00"), DateSource.JSONLD, at(2026, 11, 4, 2)),
        (linked(datePublished=["2026-11-04T10:00:00+08:00"]), DateSource.JSONLD, at(2026, 11, 4, 2)),
        (
            '<meta property="article:published_time" content="2026-11-04T10:00:00Z">',
            DateSource.META,
            at(2026, 11, 4, 10),
        ),
        ('<meta name="pubdate" content="2026-11-04 10:00:00">', DateSource.META, at(2026, 11, 4, 2)),
        ('<meta name="PublishDate" content="2026-11-04 10:00">', DateSource.META, at(2026, 11, 4, 2)),
        ('<meta itemprop="datePublished" content="20261104100000">', DateSource.META, at(2026, 11, 4, 2)),
        ('<meta name="_pubtime" content="1793865600">', DateSource.META, at(2026, 11, 5, 8)),
        # both: JSON-LD first; and an article's before its page's
        (
            linked(datePublished="2026-11-04T10:00:00Z")
            + '<meta property="article:published_time" content="2026-11-03T10:00:00Z">',
            DateSource.JSONLD,
            at(2026, 11, 4, 10),
        ),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01T00:00:00Z"},'
            '{"@type":"Article","datePublished":"2026-11-04T10:00:00Z"}]}</script>',
            DateSource.JSONLD,
            at(2026, 11, 4, 10),
        ),
        (
            '<script type="application/ld+json">{"pubDate":"2026-11-04T10:00:00"}</script>',
            DateSource.JSONLD,
            at(2026, 11, 4, 2),
        ),
    ],
)
def test_what_the_head_declares(head: str, source: DateSource, expected: datetime) -> None:
    date = found(article_html("hans", head=head))
    assert date is not None
    assert (date.source, date.at) == (source, expected)


@pytest.mark.parametrize(
    "head",
    [
        linked(datePublished="2027-03-01T00:00:00Z"),  # the future
        linked(datePublished="1970-01-01T00:00:00Z"),  # a clock that was never set
        linked(datePublished="0000-00-00"),
        linked(datePublished=""),
        linked(datePublished=None),
        linked(datePublished={"@value": 5}),
        '<meta property="article:published_time" content="today">',
        '<meta property="article:modified_time" content="2026-11-08T00:00:00Z">',
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":</script>',
        '<script type="application/ld+json">{"@type":"Person","datePublished":"2026-01-01"}</script>',
    ],
)
def test_what_cannot_be_is_passed_over(head: str) -> None:
    date = found(article_html("hans", head=head))
    assert date is not None
    assert (date.source, date.at) == (DateSource.BODY, at(2026, 11, 5, 1, 30))


@pytest.mark.parametrize("days_ahead", [0, 1])
def test_a_day_ahead_is_forgiven_more_is_not(days_ahead: int) -> None:
    head = linked(datePublished=f"2026-11-{9 + days_ahead:02d}T08:00:00Z")
    date = found(article_html("hans", head=head, byline="无日期"))
    assert date is not None
    head = linked(datePublished="2026-11-10T08:00:01Z")
    assert found(article_html("hans", head=head, byline="无日期")) is None


def test_a_declared_day_takes_the_time_from_the_line_below_the_headline() -> None:
    date = found(article_html("hans", head=linked(datePublished="2026-11-05")))
    assert date is not None
    assert (date.at, date.date_only) == (at(2026, 11, 5, 1, 30), False)


def test_a_declared_day_alone_is_noon_where_the_source_is() -> None:
    date = found(article_html("hans", head=linked(datePublished="2026-11-05"), byline="来源：本站"))
    assert date is not None
    assert (date.at, date.date_only, date.raw) == (at(2026, 11, 5, 4), True, "2026-11-05")


def test_a_builders_day_gives_way_to_the_day_that_readers_see() -> None:
    head = linked(datePublished="Nov 08, 2026")
    date = found(article_html("en", head=head, byline="<time>October 2, 2026</time>"))
    assert date is not None
    assert date.at.date().isoformat() == "2026-10-02"


@pytest.mark.parametrize(
    "byline",
    [
        "© 2026-11-01 出海观察网 版权所有",
        "<a href=/x>2026-11-01 另一篇报道</a>",
        "",
    ],
)
def test_no_date_is_better_than_a_wrong_one(byline: str) -> None:
    html = article_html(
        "hans", byline=byline, aside='<div class="related"><li>2026-10-01 更早的报道</li></div>'
    )
    assert found(html) is None


def test_dates_in_prose_are_those_of_events() -> None:
    texts = ("平台将于2026年10月1日起执行新的佣金标准，" + HANS[0], *HANS[1:])
    assert found(article_html("hans", byline="", paragraphs=texts)) is None


@pytest.mark.parametrize(
    "place",
    ['<footer>2026-11-02 10:00</footer>', '<div class="comment-list"><span class="time">2026-11-02 10:00</span></div>',
     '<aside><time datetime="2026-11-02T10:00:00Z">2 November 2026</time></aside>',
     '<ul class="hot-news"><li><span class="date">2026-11-02</span></li></ul>'],
)  # fmt: skip
def test_places_that_are_not_the_article_say_nothing(place: str) -> None:
    assert found(article_html("hans", byline="", aside=place)) is None


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("发布时间：2026-11-05", at(2026, 11, 5, 4)),
        ("时间：2026/11/5 18:00 来源：综合", at(2026, 11, 5, 10)),
        ("<span class='pubtime'>2026年11月5日 18:00</span>", at(2026, 11, 5, 10)),
        ("<time datetime='2026-11-05T18:00:00+08:00'>三天前</time>", at(2026, 11, 5, 10)),
        ("更新時間：2026-11-07 發布時間：2026-11-05 18:00", at(2026, 11, 5, 10)),
        ("民國115年11月5日", at(2026, 11, 5, 4)),
    ],
)
def test_forms_of_the_line_below_the_headline(byline: str, expected: datetime) -> None:
    date = found(article_html("hans", byline=byline))
    assert date is not None
    assert date.at == expected


def test_a_marked_element_is_believed_anywhere() -> None:
    date = found(
        article_html("en", byline="", aside='<span itemprop="datePublished">2026-11-05T10:00:00Z</span>')
    )
    assert date is not None
    assert (date.at, date.source) == (at(2026, 11, 5, 10), DateSource.BODY)


@pytest.mark.parametrize(
    ("url", "lang", "zone", "expected"),
    [
        ("https://news.example.co.uk/a", "en-GB", "UTC", "2026-11-05"),
        ("https://news.example/a", "en-US", "UTC", "2026-05-11"),
        ("https://news.example/a", "en", "America/Chicago", "2026-05-11"),
        ("https://news.example/a", "en", "Europe/London", "2026-11-05"),
        ("https://news.example/a", "en", "UTC", None),
    ],
)
def test_who_writes_the_day_first(url: str, lang: str, zone: str, expected: str | None) -> None:
    html = article_html("en", byline='<span class="date">05/11/2026</span>').replace("en-US", lang)
    date = found(html, url=url, zone=ZoneInfo(zone))
    assert (date and date.at.date().isoformat()) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/11/05/clothing.html", "2026-11-05"),
        ("/20261105/1.shtml", "2026-11-05"),
        ("/a/2026-11-05-commission", "2026-11-05"),
        ("/gj/202611/t20261105_1526.htm", "2026-11-05"),
        ("/n1/2026/1105/c100-1.html", "2026-11-05"),
        ("/article?id=1&day=20261105", "2026-11-05"),
        ("/2026/11/", None),
        ("/news/20261305.html", None),
        ("/a/1202611051.html", None),
        ("/2027/11/05/", None),
        ("/1980/11/05/", None),
        ("/", None),
    ],
)
def test_a_day_in_the_path(path: str, expected: str | None) -> None:
    date = date_in_url("https://news.example" + path, zone=SHANGHAI, now=NOW)
    assert (date and date.at.astimezone(SHANGHAI).date().isoformat()) == expected
    if date:
        assert (date.source, date.date_only) == (DateSource.URL, True)


def test_the_path_is_the_last_resort() -> None:
    html = article_html("hans", byline="来源：本站")
    date = found(html, url="https://www.chuhai.example/2026/11/03/1.html")
    assert date is not None
    assert (date.source, date.at) == (DateSource.URL, at(2026, 11, 3, 4))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([HANS[0], "2026-11-05"], at(2026, 11, 5, 4)),
        (["2026年11月5日 10:00　来源：出海观察网"], at(2026, 11, 5, 2)),
        (["Published: 5 November 2026"], at(2026, 11, 5, 4)),
        (["© 2026-11-05 Harbour"], None),
        (
            [
                "平台称，二〇二六年十一月五日之前提交申请的卖家仍然适用旧的佣金标准，其余卖家按照新的标准收取，详情见后台公告，逾期不再受理补交的材料。"
            ],
            None,
        ),
        ([], None),
        (["2030-01-01"], None),
    ],
)
def test_the_dateline_of_a_plain_text(lines: list[str], expected: datetime | None) -> None:
    date = read_dateline(lines, zone=SHANGHAI, now=NOW)
    assert (date and date.at) == expected


@pytest.mark.parametrize(
    ("raw", "zone", "day_only", "expected"),
    [
        ("2026-11-05 06:30", "Asia/Shanghai", False, "2026-11-05T06:30:00+08:00"),
        ("2026-11-05T06:30:00Z", "UTC", False, "2026-11-05T06:30:00Z"),
        ("2026-11-05T06:30:00-05:00", "UTC", False, "2026-11-05T06:30:00-05:00"),
        ("5 November 2026 06:30", "Asia/Kolkata", False, "2026-11-05T06:30:00+05:30"),
        ("2026-11-05", "Asia/Shanghai", True, "2026-11-05"),
        ("", "UTC", False, "2026-11-05T00:00:00Z"),
    ],
)
def test_the_day_that_is_shown_is_the_publishers(raw: str, zone: str, day_only: bool, expected: str) -> None:
    from crawler.reading.moments import read_moment

    moment = read_moment(raw, ZoneInfo(zone))
    when = moment.at.astimezone(UTC) if moment else at(2026, 11, 5)
    assert local_text(when, raw, date_only=day_only) == expected


def test_the_headline_is_told_from_others() -> None:
    other = f'<div class="list"><p>{TITLES["en"]} and more of it elsewhere</p></div>'
    html = article_html("en", byline="<span>3 November 2026</span>", aside=other + "<p>1 November 2026</p>")
    date = found(html)
    assert date is not None
    assert date.at.date().isoformat() == "2026-11-03"


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_page_and_no_url_raise(text: str, path: str) -> None:
    html = article_html("en", byline=text.replace("<", ""), head=linked(datePublished=text))
    date = found(html, url="https://news.example/" + path.replace("[", "").replace("]", ""))
    assert date is None or date.at.tzinfo is UTC


def test_twenty_thousand_dated_lines_are_bounded() -> None:
    html = article_html("en", byline="", paragraphs=EN, aside="<p class=x>no date 12</p>" * 20_000)
    assert found(html) is None
