"""Dates in the lines of pages in the shapes of real sites: which one is the article's, and when there is none."""

from __future__ import annotations

import pytest
from dated_pages import SHANGHAI, UTC_ZONE, day, page
from webpages import EN, HANS, NOW, TITLES

from crawler.reading.datelines import day_first_of, find_datelines
from crawler.reading.markup import parse_html
from crawler.reading.page_lines import headline_line, page_lines

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
        # a date in pieces, a hint of the pointer, the root of a page that scripts drew
        ('<ul><li class="publish"><span>Nov</span> <span>02</span> <span>Mon</span> <span>2026</span></li></ul>',
         "2026-11-02"),
        ('<span class="ago" title="November 2, 2026 10:11 PM">7 days ago</span>', "2026-11-02"),
        ('<div id="__next"><span>November 2, 2026</span></div>', "2026-11-02"),
        # not the day of the publication
        ("<p>Deadline: 20 October 2026</p>", None),
        ("<p>Effective date: 1 October 2026</p>", None),
        ("<p>For the quarter ended September 30, 2026</p>", None),
        ("<p>Prices as of November 1, 2026</p>", None),
        ("<p>Offer ends November 3, 2026</p>", None),
        ('<div class="event-date">Date: March 3, 2026, Rotterdam</div>', None),
        ("<figure><figcaption>The port on October 1, 2026. Photo: a reader</figcaption></figure>", None),
        # other builders of sites
        ('<div class="submitted">Submitted by admin on Mon, 11/02/2026 - 09:30</div>', "2026-11-02"),
        ('<div class="stamp">11/2/26 9:30 AM</div>', "2026-11-02"),
        ("<dl><dt>Published</dt><dd>2 November 2026</dd><dt>Last updated</dt><dd>5 November 2026</dd></dl>", "2026-11-02"),
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


FORUM = (
    '<div class="authi"><em id="authorposton1">发表于 <span title="2026-11-2 18:20:03">3&nbsp;天前</span></em></div>'
    '<div class="answer"><em id="authorposton2">发表于 2026-11-3 08:20:03</em></div>'
)
TODAY = '<div class="top"><span>2026年11月9日 星期一</span></div>'


@pytest.mark.parametrize(
    ("before", "byline", "expected"),
    [
        ("", FORUM, "2026-11-02"),
        (TODAY, "来源：本站", None),
        (TODAY, "2026年11月2日", "2026-11-02"),
        ('<div id="today">2026年11月9日</div>', "来源：本站", None),
        ("", "更新时间：2026-11-05 10:00 发布时间：2026-11-02 09:00", "2026-11-02"),
        (
            "<table><tr><td>成文日期：</td><td>2026年10月12日</td><td>发布日期：</td><td>2026年11月02日</td></tr></table>",
            "",
            "2026-11-02",
        ),
    ],
)
def test_heads_of_chinese_sites(before: str, byline: str, expected: str | None) -> None:
    html = page(byline, before=before, script="hans")
    assert day(html, zone=SHANGHAI, title=TITLES["hans"]) == expected


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


def test_a_heading_further_down_the_box_of_the_headline_makes_no_other_story() -> None:
    title = "某跨境公司发布半年报"
    html = (
        f"<html><head><title>{title}</title></head><body><div class=detail><div class=detail-title>{title}</div>"
        "<div class=detail-info><span>来源：潮商报</span><span>2026-11-05 20:57</span></div>"
        f"<div>{''.join(f'<p>{text}</p>' for text in HANS)}</div><h3>为你推荐</h3><p>另一条消息</p></div></body></html>"
    )
    tree = parse_html(html)
    assert tree is not None
    lines = find_datelines(page_lines(tree), title, zone=SHANGHAI, now=NOW, day_first=None)
    assert [line.found.raw for line in lines] == ["2026-11-05 20:57"]


@pytest.mark.parametrize("label", ["编辑于", "編輯於", "修改于 "])
def test_the_day_of_an_edit_is_one_of_a_change(label: str) -> None:
    tree = parse_html(
        f"<html><body><h1>{TITLES['hans']}</h1><div>{label} 2026-11-05 13:20・广东</div></body></html>"
    )
    assert tree is not None
    lines = find_datelines(page_lines(tree), TITLES["hans"], zone=SHANGHAI, now=NOW, day_first=None)
    assert [line.changed for line in lines] == [True]
