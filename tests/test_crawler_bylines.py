"""Who wrote it, which headline is meant, and days told from the moment of reading."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webpages import EN, HANS, HANT, TITLES

from crawler.extract import extract_page
from crawler.reading.authors import find_author
from crawler.reading.markup import parse_html, read_head
from crawler.reading.relative import read_relative
from crawler.reading.titles import find_title
from store.records import Article, Candidate, DateSource, Page

NOW = datetime(2026, 11, 14, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://news.shop/story"
TEXT = {"hans": HANS, "hant": HANT, "en": EN}


def author_of(body: str, head: str = "") -> str | None:
    tree = parse_html(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    found = find_author(read_head(tree), tree)
    return found.value if found is not None else None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<span class="author">何未</span>', "何未"),
        ('<span class="author">港务员阿曼</span>', "港务员阿曼"),
        ('<p class="meta"><span class="author">林亭萱</span></p>', "林亭萱"),
        ('<span class="author">何未 宋晓</span>', "何未; 宋晓"),
        ('<span class="author">Saskia de Boer</span>', "Saskia de Boer"),
        ('<div class="meta">By Mara Quill October 5, 2026</div>', "Mara Quill"),
        ('<div class="author">Author Mara Quill</div>', "Mara Quill"),
        ('<div class="meta">作者：何未 来源：海风网</div>', "何未"),
        ("<p>文/何未</p>", "何未"),
        ("<p>作者：何未</p><p>正文从这里开始。</p>", "何未"),
        ("<p>本报记者 何未</p>", "何未"),
        ("<p>記者黃立文／台北報導</p>", "黃立文"),
        ("<p>【记者何未、宋晓/上海报道】港口恢复作业。</p>", "何未; 宋晓"),
        ("<p>港口恢復作業。（黃立文／台北報導）<b>謝謝收看</b></p>", "黃立文"),
        ("<p>港口恢复作业。（记者 何未）</p>", "何未"),
        ('<span class="author">关注</span>', None),
        ('<span class="author">订阅专栏</span>', None),
        ('<div class="author">About the author</div>', None),
        ('<a rel="author" href="/all">View more posts</a>', None),
        ("<p>记者从海关了解到，查验率下降了。</p>", None),
        ("<p>记者获悉，三家货代暂停接单。</p>", None),
        ("<p>文件规定，卖家须保存单据五年。</p>", None),
    ],
)  # fmt: skip
def test_the_writer(body: str, expected: str | None) -> None:
    assert author_of(body) == expected


def test_the_house_signs_only_where_no_person_does() -> None:
    house = '<meta name="author" content="海风新闻网"><meta property="og:site_name" content="海风新闻网">'
    assert author_of("<p>港口恢复作业。（何未／上海报道）</p>", house) == "何未"
    assert author_of("<p>港口恢复作业。</p>", house) == "海风新闻网"


@given(st.text(max_size=300))
def test_any_text_may_stand_where_a_byline_stands(text: str) -> None:
    author = author_of(f"<p>{text.replace('<', '')}</p><p>记者 {text[:40].replace('<', '')}</p>")
    assert author is None or author.strip()


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
@pytest.mark.parametrize(
    "place",
    [
        '<p class="meta"><span class="author">{name}</span></p>',
        '<p class="byline">{name}</p>',
        "<p>{name}</p>",
        '<div class="post-meta">{name}</div>',
    ],
)
def test_a_byline_is_no_paragraph(script: str, place: str) -> None:
    name = {"hans": "何未", "hant": "林亭萱", "en": "Saskia de Boer"}[script]
    title = TITLES[script]
    body = "".join(f"<p>{line}</p>" for line in TEXT[script])
    linked = json.dumps({"@type": "NewsArticle", "headline": title, "author": {"name": name}})
    html = (
        f"<html><head><title>{title}</title><script type='application/ld+json'>{linked}</script></head>"
        f"<body><article><h1>{title}</h1>{place.format(name=name)}<div class=content>{body}</div></article></body></html>"
    )
    found = _extract(html)
    assert found.author == name
    assert found.text.split("\n") == list(TEXT[script])


def test_a_sentence_with_a_day_in_it_is_no_byline() -> None:
    first = "On 5 November 2026 the council raised the duty on parcels."
    body = "".join(f"<p>{line}</p>" for line in (first, *EN))
    assert (
        _extract(f"<title>T</title><article><h1>{TITLES['en']}</h1>{body}</article>").text.split("\n")[0]
        == first
    )


# --- headlines ------------------------------------------------------------------------------------------------


def title_of(*, h1: str, title: str, social: str, linked: str, kind: str = "NewsArticle") -> str:
    data = json.dumps({"@type": kind, "headline": linked}) if linked else "{}"
    tree = parse_html(
        f"<html><head><title>{title}</title><meta property='og:title' content='{social}'>"
        f"<script type='application/ld+json'>{data}</script></head><body><h1>{h1}</h1><p>x</p></body></html>"
    )
    assert tree is not None
    return find_title(read_head(tree), tree).value


FULL = "Northern ports clear parcels within a day as new scanners start"
SHORT = "Ports clear northern parcels in a day with new scanners"


@pytest.mark.parametrize(
    ("h1", "title", "social", "linked", "kind", "expected"),
    [
        (SHORT, FULL + " | Harbour News", FULL, FULL, "NewsArticle", FULL),
        (SHORT, FULL + " | Harbour News", "Scanners start", FULL, "NewsArticle", FULL),
        (SHORT, "Ports clear parcels", FULL, FULL, "NewsArticle", FULL),
        (SHORT, FULL, SHORT, FULL, "NewsArticle", SHORT),  # the heading is confirmed too
        (SHORT, FULL, FULL, "", "NewsArticle", SHORT),  # written together for search engines
        (SHORT, FULL, FULL, SHORT, "NewsArticle", SHORT),
        (SHORT, FULL, FULL, FULL, "BlogPosting", SHORT),
    ],
)
def test_a_heading_against_what_is_declared(
    h1: str, title: str, social: str, linked: str, kind: str, expected: str
) -> None:
    assert title_of(h1=h1, title=title, social=social, linked=linked, kind=kind) == expected


# --- relative dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("3小时前", 14), ("10小时前", 13), ("昨天 18:20", 13), ("昨日", 13), ("前天", 12), ("刚刚", 14), ("今天 08:00", 14),
        ("5天前", 9), ("两天前", 12), ("兩天前", 12), ("3 個小時前", 14), ("30分鐘前", 14), ("1周前", 7),
        ("2 hours ago", 14), ("an hour ago", 14), ("12 hrs ago", 13), ("Yesterday", 13), ("3 days ago", 11), ("one week ago", 7),
    ],
)  # fmt: skip
def test_a_day_seen_from_now(line: str, day: int) -> None:
    found = read_relative(line, zone=SHANGHAI, now=NOW)
    assert found is not None
    assert found.at == datetime(2026, 11, day, 12, tzinfo=SHANGHAI)
    assert found.date_only


@pytest.mark.parametrize(
    "line", ["", "2026", "小时", "400天前", "30 weeks ago", "hours ago", "1.5小时前", "从前"]
)
def test_no_day(line: str) -> None:
    assert read_relative(line, zone=SHANGHAI, now=NOW) is None


@given(st.text(max_size=60))
def test_no_line_raises_or_speaks_of_the_future(line: str) -> None:
    found = read_relative(line, zone=SHANGHAI, now=NOW)
    assert found is None or found.at <= NOW + timedelta(days=1)


CANDIDATE = Candidate(url=URL, source_id="n", discovered_at=NOW)


def _extract(html: str, candidate: Candidate | None = None) -> Article:
    page = Page(url=URL, final_url=URL, source_id="n", fetched_at=NOW, status=200, body=html.encode())
    found = extract_page(page, candidate=candidate, now=NOW)
    assert isinstance(found, Article), found
    return found


def _page(line: str, extra: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in EN)
    return f"<html lang=en><title>{TITLES['en']}</title><article><h1>{TITLES['en']}</h1><div class=meta><span>{line}</span></div>{body}{extra}</article>"


def test_a_relative_day_is_the_last_resort() -> None:
    found = _extract(_page("3 days ago"), CANDIDATE)
    assert (found.published_at, found.date_only) == (datetime(2026, 11, 11, 12, tzinfo=UTC), True)
    assert (found.date_source, found.published_raw) == (DateSource.BODY, "3 days ago")
    # the feed's date, and the page's own, are better
    announced = replace(CANDIDATE, published_at=NOW - timedelta(days=9), date_source=DateSource.FEED)
    assert _extract(_page("3 days ago"), announced).published_at == NOW - timedelta(days=9)
    stated = _extract(_page("3 days ago", "<time pubdate datetime='2026-11-02T08:00:00Z'></time>"), CANDIDATE)
    assert stated.published_at == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_a_relative_day_in_the_text_or_of_a_file_is_not_believed() -> None:
    assert _extract(_page("Ports"), CANDIDATE).published_at is None
    assert _extract(_page("The strike ended 3 days ago."), CANDIDATE).published_at is None
    assert _extract(_page("3 days ago")).published_at is None  # nobody knows when the file was fetched
    other = "<aside><h3>Most read</h3><span>2 hours ago</span></aside>"
    assert _extract(_page("Ports", other), CANDIDATE).published_at is None
