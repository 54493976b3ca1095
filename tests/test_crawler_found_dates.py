"""Dates by evidence: the head, the line, the path, the scripts of a page, and what each says against the other."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from dated_pages import NEW_YORK, SHANGHAI, TAIPEI, URL, UTC_ZONE, day, found_date, linked, news, page
from webpages import NOW, TITLES

from crawler.reading.dates import find_date, find_modified, local_text
from crawler.reading.markup import parse_html, read_head
from store.records import DateSource
from tests.timing import grows_evenly

# --- what the head says, and what speaks against it ---------------------------------------------------------


def test_the_item_of_another_page_is_not_this_ones() -> None:
    other = news(
        "Ports reopen after the storm", url="https://www.harbour.example/ports", datePublished="2026-10-01"
    )
    own = news(url=URL, datePublished="2026-11-02T08:00:00+00:00")
    assert day(page(head=linked(other, own))) == "2026-11-02"
    assert day(page(head=linked(other))) is None


def test_a_headline_for_search_engines_is_still_this_page() -> None:
    item = news(
        "Commission for clothing sellers: why Bluefin cuts it", datePublished="2026-11-02T08:00:00+01:00"
    )
    assert day(page(head=linked(item))) == "2026-11-02"


def test_a_stamp_of_the_build_gives_way_to_the_day_that_is_shown() -> None:
    stamp = "2026-11-06T16:02:46.767Z"
    head = linked(news(datePublished=stamp, dateModified=stamp))
    assert day(page('<div class="blog-date">May 14, 2026</div>', head=head)) == "2026-05-14"
    assert day(page('<div class="blog-date">November 6, 2026</div>', head=head)) == "2026-11-06"


def test_a_stamp_that_the_template_fills_in_gives_way_to_the_printed_day() -> None:
    own = linked(news(datePublished="2026-05-21T11:44+08:00"))
    line = '<time pubdate datetime="2026-10-13" class="time">建立時間：2026/05/21 11:44</time>'
    assert day(page(line, head=own, script="hant"), zone=TAIPEI, title=TITLES["hant"]) == "2026-05-21"
    assert day(page(line, script="hant"), zone=TAIPEI, title=TITLES["hant"]) == "2026-05-21"


def test_a_local_clock_that_the_head_calls_utc_is_local() -> None:
    head = '<meta name="pubdate" content="2026-07-31T08:19:35Z">'
    wrong = found_date(
        page("<span class=time>2026-07-31 08:19</span>", head=head, script="hant"),
        zone=TAIPEI,
        title=TITLES["hant"],
    )
    assert wrong is not None
    assert wrong.at == datetime(2026, 7, 31, 0, 19, tzinfo=UTC)
    right = found_date(
        page("<span class=time>2026-07-31 16:19</span>", head=head, script="hant"),
        zone=TAIPEI,
        title=TITLES["hant"],
    )
    assert right is not None
    assert right.at == datetime(2026, 7, 31, 8, 19, 35, tzinfo=UTC)


def test_a_stamp_stays_where_the_words_beside_it_may_mean_its_day() -> None:
    for words in ("05/11/2026 10:00", "3 days ago", "4 November 2026 8:08 pm", ""):
        line = f'<time class="entry-date" datetime="2026-11-05T01:00:00Z">{words}</time>'
        assert day(page(line)) == "2026-11-05", words


def test_a_real_publication_is_not_moved_by_a_shown_update() -> None:
    head = linked(news(datePublished="2026-03-01T09:00:00Z", dateModified="2026-11-02T09:00:00Z"))
    assert day(page("<p>Updated 2 November 2026</p>", head=head)) == "2026-03-01"
    assert day(page("<time>2 November 2026</time>", head=head)) == "2026-03-01"


def test_the_line_and_the_meta_agree_against_the_data() -> None:
    head = (
        linked(news(datePublished="2026-03-01T09:00:00Z")) + '<meta name="date" content="November 2, 2026">'
    )
    html = page('<span class="posted-on">Nov 2, 2026 5:00 am PST</span>', head=head)
    assert day(html) == "2026-11-02"


def test_the_line_and_the_path_know_better_than_a_restamped_head() -> None:
    head = linked(news(datePublished="2026-11-05T09:00:00Z"))
    head += '<meta property="article:published_time" content="2026-11-05T09:00:00Z">'
    html = page('<p class="date">Published: 2 November 2026</p>', head=head)
    assert day(html, url="https://www.harbour.example/2026/11/02/clothing") == "2026-11-02"


def test_a_path_is_older_than_an_unlabelled_line() -> None:
    html = page("<p>6 November 2026</p>")
    assert day(html, url="https://www.harbour.example/2026/10/02/clothing") == "2026-10-02"
    labelled = page("<p>Published: 6 November 2026</p>")
    assert day(labelled, url="https://www.harbour.example/2026/10/02/clothing") == "2026-11-06"


def test_months_in_words_in_the_path() -> None:
    assert day(page(), url="https://www.harbour.example/blog/2026/october/03/clothing/") == "2026-10-03"
    assert day(page(), url="https://www.harbour.example/blog/2026/flags/03/clothing/") is None


def test_a_publication_marked_up_inside_comments_is_theirs() -> None:
    review = '<div itemscope itemtype="https://schema.org/Review"><span itemprop="datePublished">2026-10-01</span></div>'
    comment = '<div class="comment"><time pubdate datetime="2026-10-01T08:00:00Z">1 Oct</time></div>'
    assert day(page(after=review + comment)) is None


def test_an_element_marked_as_published_that_says_updated() -> None:
    html = page('<time class="entry-date published" datetime="2026-11-02">Last Updated on November 2nd, 2026</time>',
                after='<div class="comments"><span class="comment-date">4 October 2026</span></div>')  # fmt: skip
    assert day(html) is None


# --- zones ---------------------------------------------------------------------------------------------------

LATE = "2026-11-03T02:41:41+00:00"  # in the evening of 2 November in America


def test_a_moment_in_utc_falls_on_the_day_that_is_shown() -> None:
    head = linked(news(datePublished=LATE))
    assert day(page("<time>November 2, 2026</time>", head=head)) == "2026-11-02"
    assert day(page("<time>November 3, 2026</time>", head=head)) == "2026-11-03"
    assert day(page(head=head), url="https://www.harbour.example/2026/11/02/clothing") == "2026-11-02"


def test_the_same_moment_with_its_offset_keeps_its_clock() -> None:
    shown = '<time datetime="2026-11-02T21:41:41-05:00">November 2, 2026</time>'
    date = found_date(page(shown, head=linked(news(datePublished=LATE))))
    assert date is not None
    assert (date.at, date.date_only) == (datetime(2026, 11, 3, 2, 41, 41, tzinfo=UTC), False)
    assert date.raw == "2026-11-02T21:41:41-05:00"


def test_the_zone_of_the_source_keeps_the_clock_too() -> None:
    date = found_date(
        page("<time>November 2, 2026</time>", head=linked(news(datePublished=LATE))), zone=NEW_YORK
    )
    assert date is not None
    assert (date.at, date.date_only) == (datetime(2026, 11, 3, 2, 41, 41, tzinfo=UTC), False)
    assert local_text(date.at, date.raw, date_only=False) == "2026-11-02T21:41:41-05:00"


@pytest.mark.parametrize(
    ("stamp", "shown", "expected"),
    [
        ("2026-11-01T22:20:33.000Z", "", "2026-11-02T06:20:33+08:00"),
        ("2026-11-01T22:20:33.000Z", "2026年11月2日 週一 上午6:20", "2026-11-02T06:20:33+08:00"),
        ("2026-11-02T02:20:33.000Z", "2026年11月2日", "2026-11-02T10:20:33+08:00"),
    ],
)
def test_a_moment_in_utc_is_printed_in_the_zone_of_the_page(stamp: str, shown: str, expected: str) -> None:
    html = page(shown, head=linked(news(TITLES["hant"], datePublished=stamp)), script="hant")
    date = found_date(html, zone=TAIPEI, title=TITLES["hant"])
    assert date is not None
    assert date.at == datetime.fromisoformat(stamp)
    assert local_text(date.at, date.raw, date_only=date.date_only) == expected


def test_a_day_too_far_off_is_no_matter_of_zones() -> None:
    head = linked(news(datePublished="2026-11-03T18:00:00Z"))
    assert day(page("<time>November 2, 2026</time>", head=head)) == "2026-11-03"


def test_a_machines_stamp_in_utc_below_a_printed_day() -> None:
    shown = (
        '<span itemprop="datePublished"><time datetime="2026-11-03T04:13:00Z">November 2, 2026</time></span>'
    )
    assert day(page(shown)) == "2026-11-02"


# --- the data of scripts -------------------------------------------------------------------------------------


STATE = (
    '[{"title":"HEADLINE","publishedAt":"2026-11-02"},{"title":"x","body":"'
    + "文" * 900
    + '","publishedAt":"2026-10-30"}]'
)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('var ct = "1793577600";', "2026-11-02"),  # WeChat: seconds, midnight in Beijing and an hour
        ('{"props":{"article":{"publishedAt":"2026-11-02T08:00:00Z"}}}', "2026-11-02"),
        (r'self.push([1,"{\"datePublished\":\"2026-11-02T08:00:00Z\"}"])', "2026-11-02"),
        ('{"publishTime":1793577600000}', "2026-11-02"),
        ('window.d = {createTime: "2026-11-02 08:00"}', "2026-11-02"),
        # two days: of this article and of another
        ('{"publishedAt":"2026-11-02"},{"publishedAt":"2026-10-30"}', None),
        # of several days the one beside the headline, also where its characters are escaped
        (STATE.replace("HEADLINE", TITLES["hans"]), "2026-11-02"),
        (STATE.replace('"HEADLINE"', json.dumps(TITLES["hans"])), "2026-11-02"),
        ('{"republishTime":"2026-11-02"}', None),
        ('{"publishTime":"2027-11-02"}', None),
        ('{"publishTime":"soon"}', None),
    ],
)
def test_what_only_scripts_say(script: str, expected: str | None) -> None:
    html = page("", after=f"<script>{script}</script>", script="hans")
    assert day(html, zone=SHANGHAI, title=TITLES["hans"]) == expected


def test_a_shown_date_goes_before_what_scripts_say() -> None:
    html = page(
        "发布时间：2026-11-02 10:00",
        after='<script>{"publishTime":"2026-10-01 10:00"}</script>',
        script="hans",
    )
    assert day(html, zone=SHANGHAI, title=TITLES["hans"]) == "2026-11-02"


# --- provenance ----------------------------------------------------------------------------------------------


def test_a_found_date_says_by_which_rule_and_what_was_passed_over() -> None:
    head = linked(news(datePublished="2026-11-02")) + '<meta name="date" content="2026-11-02T10:00:00Z">'
    date = found_date(page("<p>Published: 2 November 2026 at 10:00</p>", head=head))
    assert date is not None
    assert (date.rule, date.source) == ("meta of publication", DateSource.META)
    assert ("jsonld datePublished", "2026-11-02") in date.others
    assert any(rule.startswith("line at the headline") for rule, _ in date.others)


@pytest.mark.parametrize(
    ("head", "byline", "expected"),
    [
        (linked(news(dateModified="2026-11-05T10:00:00Z")), "", datetime(2026, 11, 5, 10, tzinfo=UTC)),
        ('<meta property="article:modified_time" content="2026-11-05T10:00:00Z">', "",
         datetime(2026, 11, 5, 10, tzinfo=UTC)),
        ("", '<time itemprop="dateModified" datetime="2026-11-05T10:00:00Z">5 Nov</time>',
         datetime(2026, 11, 5, 10, tzinfo=UTC)),
        ("", "<p>Updated: 5 November 2026</p>", datetime(2026, 11, 5, 12, tzinfo=UTC)),
        (linked(news(dateModified="2027-11-05T10:00:00Z")), "", None),
        ("", "<p>Published: 5 November 2026</p>", None),
    ],
)  # fmt: skip
def test_when_a_page_was_changed(head: str, byline: str, expected: datetime | None) -> None:
    tree = parse_html(page(byline, head=head))
    assert tree is not None
    assert find_modified(read_head(tree), tree, zone=UTC_ZONE, now=NOW) == expected


def test_of_several_changes_that_articles_declare_the_first_on_the_page_is_read() -> None:
    days = [5, 7, 4, 8, 3, 9, 6]
    items = [linked({"@type": "WebPage", "dateModified": "2026-11-01T10:00:00Z"})]
    items += [linked(news(dateModified=f"2026-11-{day:02}T10:00:00Z")) for day in days]
    tree = parse_html(page("", head="".join(items)))
    assert tree is not None
    found = find_modified(read_head(tree), tree, zone=UTC_ZONE, now=NOW)
    assert found == datetime(2026, 11, 5, 10, tzinfo=UTC)


def test_a_changed_page_without_a_publication_is_undated() -> None:
    assert day(page(head='<meta property="article:modified_time" content="2026-11-05T10:00:00Z">')) is None


# --- hostile pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "<p class=date>2 November 2026</p>",
        "<time datetime=2026-11-02>x</time>",
        "<span>",
        "<div class=pubdate><i>1</i><i>2</i></div>",
        "<li><a href=/x>2026-11-02</a>",
        '<script>{"publishedAt":"2026-11-02"}</script>',
        "<meta itemprop=datePublished content=2026-11-02>",
        '<div itemprop="datePublished"><div>',
    ],
)
def test_the_time_grows_evenly_with_the_page(piece: str) -> None:
    def seconds(size: int) -> float:
        tree = parse_html(page("", after=piece * size))
        assert tree is not None
        head, began = read_head(tree), time.process_time()
        find_date(head, tree, url=URL, zone=UTC_ZONE, now=NOW, title=TITLES["en"])
        find_modified(head, tree, zone=UTC_ZONE, now=NOW)
        return time.process_time() - began

    assert grows_evenly(seconds, 400, 1600, factor=10, free=0.15)


@pytest.mark.parametrize(
    "unit", ["1/", "2026-", "Nov ", "publishedAt:", "更新", "last ", "[", " on", '\\\\"']
)
def test_no_pattern_runs_away(unit: str) -> None:
    html = page(unit * 40, after=f"<script>{unit * 20_000}</script><p>{unit * 60}</p>")
    began = time.process_time()
    found_date(html)
    assert time.process_time() - began < 2
