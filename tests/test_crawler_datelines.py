"""Dates of pages in the shapes of real sites: which day is the publication's, and when there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from webpages import EN, HANS, NOW, TITLES, article_html

from crawler.datelines import day_first_of, find_datelines
from crawler.dates import FoundDate, find_date, find_modified, local_text
from crawler.markup import parse_html, read_head
from crawler.page_lines import headline_line, page_lines
from store.records import DateSource

UTC_ZONE, SHANGHAI, TAIPEI = ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Taipei")
NEW_YORK = ZoneInfo("America/New_York")
URL = "https://www.harbour.example/news/clothing"


def found(
    html: str, *, url: str = URL, zone: ZoneInfo = UTC_ZONE, now: datetime = NOW, title: str = TITLES["en"]
) -> FoundDate | None:
    tree = parse_html(html)
    assert tree is not None
    return find_date(read_head(tree), tree, url=url, zone=zone, now=now, title=title)


def day(html: str, *, url: str = URL, zone: ZoneInfo = UTC_ZONE, title: str = TITLES["en"]) -> str | None:
    """The day that `tradewind extract` prints, or None."""
    date = found(html, url=url, zone=zone, title=title)
    return local_text(date.at, date.raw, date_only=date.date_only)[:10] if date else None


def page(
    byline: str = "",
    *,
    head: str = "",
    before: str = "",
    after: str = "",
    script: str = "en",
    title: str | None = None,
) -> str:
    """A page with something before the headline, below it, and behind the text."""
    html = article_html(script, head=head, byline=byline, aside=after, title=title)
    return html.replace('<div class="main">', f'{before}<div class="main">', 1)


def linked(*items: dict[str, object]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)


def news(headline: str = TITLES["en"], **fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": headline, **fields}


# --- what is shown to readers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        # WordPress: the date is a link to the post itself, or to its month
        ('<span class="posted-on">Posted on <a href="/x" rel="bookmark"><time class="entry-date">2 November 2026'
         "</time></a></span>", "2026-11-02"),
        ('<span class="meta-date"><a href="/2026/11/">November 2, 2026</a></span>', "2026-11-02"),
        # lists as bylines
        ('<ul class="post-info"><li class="post-date">2 November 2026</li><li>By Mara Quill</li></ul>', "2026-11-02"),
        # the label in an element of its own
        ("<div><span>Published</span> <span>Nov 2, 2026</span></div>", "2026-11-02"),
        ("<dl><dt>Published on</dt><dd>Nov 2, 2026</dd></dl>", "2026-11-02"),
        # both days, published and updated, in both orders
        ("<p>Published: 2 November 2026 | Updated: 6 November 2026</p>", "2026-11-02"),
        ("<p>Updated: 6 November 2026 | Published: 2 November 2026</p>", "2026-11-02"),
        ('<p><span class="updated">6 November 2026</span> <span class="date">2 November 2026</span></p>', "2026-11-02"),
        ("<p>By Mara Quill | Last updated on November 6, 2026, first published on November 2, 2026</p>", "2026-11-02"),
        # elements for machines
        ('<time datetime="2026-11-02T08:00:00+01:00">a week ago</time>', "2026-11-02"),
        ('<div class="sc-a1b2c3"><time>11:34 PM EST Nov 2, 2026</time></div>', "2026-11-02"),
        ("<small>November 2, 2026 &middot; 4 min read</small>", "2026-11-02"),
        ('<p class="published-on">Published on 11/22/25</p>', "2025-11-22"),
        ("<p>Mara Quill, Nov. 2, 2026</p>", "2026-11-02"),
        ('<img src="/photo.jpg" class="photo-frame"><div class="photographer-date">2 November 2026</div>', "2026-11-02"),
        ('<div class="elementor-widget elementor-widget-text-editor"><p>November 2, 2026</p></div>', "2026-11-02"),
        # not the day of the publication
        ("<p>Deadline: 20 October 2026</p>", None),
        ("<p>Effective date: 1 October 2026</p>", None),
        ("<p>Event: 4 November 2026, Rotterdam</p>", None),
        ("<p>Today is Monday, November 9, 2026</p>", None),
        ("<p>© 2026 Harbour, 2 November 2026</p>", None),
        ("<p>Prices were last compared on a Sunday.</p>", None),
    ],
)  # fmt: skip
def test_the_line_at_an_english_headline(byline: str, expected: str | None) -> None:
    assert day(page(byline)) == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("发布时间：2026年11月02日 18:20　来源：出海观察网", "2026-11-02"),
        ("2026年11月02日18:20 | 来源：出海观察网", "2026-11-02"),
        ("2026-11-02 18:20:33 星期一　点击：301", "2026-11-02"),
        ("2026.11.02 周一", "2026-11-02"),
        ("【字号：大 中 小】 时间：2026-11-02", "2026-11-02"),
        ("發佈時間：2026/11/02 18:20 最後更新：2026/11/05 09:00", "2026-11-02"),
        ("最後更新：2026/11/05 09:00　發布日期：2026/11/02", "2026-11-02"),
        ("中華民國115年11月2日", "2026-11-02"),
        ("二〇二六年十一月二日", "2026-11-02"),
        ("记者 周航 发自上海　2026-11-02", "2026-11-02"),
        ("更新时间：2026-11-02 09:10", "2026-11-02"),  # the only date a story has, so labelled
        # tables of government notices
        ("<table><tr><td>成文日期：</td><td>2026年10月12日</td><td>发布日期：</td><td>2026年11月02日</td></tr></table>",
         "2026-11-02"),
        ("成文日期：2026年10月12日　发布日期：2026年11月02日", "2026-11-02"),
        ("施行日期：2026年10月12日", None),
        ("报名截止：2026年10月30日", None),
        ("活动时间：2026年10月30日", None),
        ("今天是2026年11月9日 星期一", None),
        ("版权所有 2026-11-02", None),
    ],
)  # fmt: skip
def test_the_line_at_a_chinese_headline(byline: str, expected: str | None) -> None:
    assert day(page(byline, script="hans"), zone=SHANGHAI, title=TITLES["hans"]) == expected


CARDS = "".join(
    f'<div class="card"><h3>Another story number {n}</h3><time class="card-time">{n} October 2026</time></div>'
    for n in range(10, 15)
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CARDS, ""),
        ("", CARDS),
        (
            "".join(
                f'<div class="views-row"><time datetime="2026-10-{n}">10/{n}/2026</time></div>'
                for n in (11, 12, 13)
            ),
            "",
        ),
        ('<nav><span class="today">Monday, November 9, 2026</span></nav>', ""),
        ("", '<div class="comments"><span class="comment-date">4 November 2026</span></div>'),
        ("", '<section class="related-posts"><span class="date">1 October 2026</span></section>'),
        ("", '<div class="sidebar"><span class="date">1 October 2026</span></div>'),
        ("", "<footer><time>9 November 2026</time></footer>"),
        (
            "",
            '<ul><li><a href="/o">Older story of the week</a> <span class="date">1 October 2026</span></li></ul>',
        ),
    ],
)
def test_other_dates_of_the_page_do_not_disturb(before: str, after: str) -> None:
    html = page('<p class="byline">By Mara Quill, 2 November 2026</p>', before=before, after=after)
    assert day(html) == "2026-11-02"


@pytest.mark.parametrize(
    "after",
    [
        CARDS,
        '<div class="comments"><span class="comment-date">4 November 2026</span></div>',
        '<section class="related-posts"><span class="date">1 October 2026</span></section>',
        "<footer><time>9 November 2026</time></footer>",
        "<p>The rule took effect on 1 October 2026, after a year of talks between the two sides of it.</p>",
    ],
)
def test_without_a_date_of_its_own_a_page_has_none(after: str) -> None:
    assert day(page("<p>By Mara Quill</p>", after=after)) is None


def test_an_update_that_is_younger_than_a_comment_is_no_publication() -> None:
    comments = '<div class="comments"><span class="comment-date">4 October 2026</span></div>'
    assert day(page("<p>Updated 2 November 2026</p>", after=comments)) is None
    assert day(page("<p>Updated 2 November 2026</p>")) == "2026-11-02"


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
    date = found(page(shown, head=linked(news(datePublished=LATE))))
    assert date is not None
    assert (date.at, date.date_only) == (datetime(2026, 11, 3, 2, 41, 41, tzinfo=UTC), False)
    assert date.raw == "2026-11-02T21:41:41-05:00"


def test_the_zone_of_the_source_keeps_the_clock_too() -> None:
    date = found(page("<time>November 2, 2026</time>", head=linked(news(datePublished=LATE))), zone=NEW_YORK)
    assert date is not None
    assert (date.at, date.date_only) == (datetime(2026, 11, 3, 2, 41, 41, tzinfo=UTC), False)
    assert local_text(date.at, date.raw, date_only=False) == "2026-11-02T21:41:41-05:00"


def test_a_day_too_far_off_is_no_matter_of_zones() -> None:
    head = linked(news(datePublished="2026-11-03T18:00:00Z"))
    assert day(page("<time>November 2, 2026</time>", head=head)) == "2026-11-03"


def test_a_machines_stamp_in_utc_below_a_printed_day() -> None:
    shown = (
        '<span itemprop="datePublished"><time datetime="2026-11-03T04:13:00Z">November 2, 2026</time></span>'
    )
    assert day(page(shown)) == "2026-11-02"


# --- days whose order is not told ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elsewhere", "expected"),
    [
        ("<p>Archive: 25/10/2026</p>", "2026-11-02"),
        ("<p>Archive: 10/25/2026</p>", "2026-02-11"),
        ("<p>See also: 16 October 2026</p>", "2026-11-02"),
        ("<p>See also: October 16, 2026</p>", "2026-02-11"),
        ("<p>See also: October 16, 2026 and 17 October 2026</p>", None),
        ("", None),
    ],
)
def test_the_other_dates_of_a_page_tell_the_order(elsewhere: str, expected: str | None) -> None:
    html = page('<span class="date">02/11/2026</span>', after=elsewhere).replace('lang="en-US"', 'lang="en"')
    assert day(html) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        (["1/2/2026"], None),
        (["13/2/2026"], True),
        (["2/13/2026"], False),
        (["May 2, 2026"], False),
    ],
)
def test_day_first_of(lines: list[str], expected: bool | None) -> None:
    tree = parse_html("<div></div>")
    assert tree is not None
    assert day_first_of([(tree, line) for line in lines]) is expected


# --- the data of scripts -------------------------------------------------------------------------------------


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
    date = found(page("<p>Published: 2 November 2026 at 10:00</p>", head=head))
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


def test_a_changed_page_without_a_publication_is_undated() -> None:
    assert day(page(head='<meta property="article:modified_time" content="2026-11-05T10:00:00Z">')) is None


# --- the headline --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "title", "expected"),
    [
        ("<h1>Harbour</h1><h2>Bluefin cuts commission</h2>", "Bluefin cuts commission", "Bluefin cuts commission"),
        ("<p>Bluefin cuts commission</p><h1>Bluefin cuts commission</h1>", "Bluefin cuts commission", "h1"),
        ("<h2>Seven ways to help you sell to small shops</h2>", "Seven ways to sell to small shops",
         "Seven ways to help you sell to small shops"),
        ("<p>something else</p>", "Bluefin cuts commission", None),
        ("<h1>A long heading of its own</h1>", "", "A long heading of its own"),
    ],
)  # fmt: skip
def test_the_line_of_the_headline(html: str, title: str, expected: str | None) -> None:
    tree = parse_html(html)
    assert tree is not None
    lines = page_lines(tree)
    at = headline_line(lines, title)
    said = None if at is None else lines[at][0].tag if expected == "h1" else lines[at][1]
    assert said == expected


def test_dates_without_a_headline_need_more_than_standing_there() -> None:
    tree = parse_html("<div>2 November 2026</div><p>" + EN[0] + "</p><p>" + HANS[0] + "</p>")
    assert tree is not None
    lines = page_lines(tree)
    assert find_datelines(lines, "", zone=UTC_ZONE, now=NOW, day_first=None) == []
