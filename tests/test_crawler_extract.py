"""crawler.extract: pages of three scripts become articles; what is none is refused by name; nothing raises."""

from __future__ import annotations

import gzip
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webpages import EN, HANS, HANT, NOW, SCRIPTS, SITES, TITLES, article_html, page, source

from crawler.extract import (
    EXTRACTOR_VERSION,
    MAX_BYTES,
    extract_page,
    extract_row,
    warm_up,
)
from crawler.reading.main_text import MAX_TEXT, least_length
from store.records import Article, Candidate, DateSource, Lang, Page, Reason, Rejection, Source

CONTAINERS = [
    'div class="article-content"', 'div class="TRS_Editor"', 'div id="endText"', 'article', 'div itemprop="articleBody"',
    'section class="story-body"', 'div class="rich_media_content" id="js_content"', 'div id="zoom"', 'div', 'td',
    'div class="c-7f3a1"', 'div class="entry-content share-enabled"', 'main',
]  # fmt: skip


def read(
    given_page: Page | str | bytes,
    *,
    of: Source | None = None,
    candidate: Candidate | None = None,
    now: datetime = NOW,
) -> Article | Rejection:
    given_page = given_page if isinstance(given_page, Page) else page(given_page)
    return extract_page(given_page, source=of, candidate=candidate, now=now)


def article(*args: object, **options: object) -> Article:
    result = read(*args, **options)  # type: ignore[arg-type]  # passed on as given
    assert isinstance(result, Article), result
    return result


def refused(*args: object, **options: object) -> Rejection:
    result = read(*args, **options)  # type: ignore[arg-type]  # passed on as given
    assert isinstance(result, Rejection), result
    return result


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
@pytest.mark.parametrize("container", CONTAINERS)
def test_the_text_is_the_paragraphs_and_nothing_else(script: str, container: str) -> None:
    found = article(article_html(script, container=container), of=source())
    assert found.text == "\n".join(SCRIPTS[script])
    assert found.title == TITLES[script]
    assert found.lang is Lang.UNKNOWN
    assert found.declared_lang == SITES[script].lang
    assert found.extractor == EXTRACTOR_VERSION
    assert found.fetched_at == NOW


@pytest.mark.parametrize(
    ("script", "charset", "declared"),
    [
        ("hans", "gbk", "gbk"), ("hans", "gb18030", "utf-8"), ("hans", "gbk", "big5"), ("hans", "utf-8", "gb2312"),
        ("hant", "big5", "big5"), ("hant", "big5", "utf-8"), ("hant", "utf-8", "big5"), ("hant", "utf-16-le", "utf-8"),
        ("en", "cp1252", "iso-8859-1"), ("en", "utf-8", "iso-8859-1"), ("en", "utf-16-be", "utf-16"),
    ],
)  # fmt: skip
def test_the_encoding_does_not_show(script: str, charset: str, declared: str) -> None:
    html = article_html(script, charset=declared)
    if charset == "cp1252":
        html = html.replace("\u3000", " ")
    found = article(page(html.encode(charset), content_type=f"text/html; charset={declared}"), of=source())
    assert found.text == "\n".join(SCRIPTS[script])
    assert found.title == TITLES[script]


def test_author_date_and_description() -> None:
    head = '<meta name="description" content="林越解释&amp;了新规">'
    found = article(article_html("hans", head=head), of=source())
    assert (found.author, found.description) == ("周航", "林越解释&了新规")
    assert found.published_at == datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
    assert (found.published_raw, found.date_source, found.date_only) == (
        "2026-11-05 09:30",
        DateSource.BODY,
        False,
    )


def test_a_naive_date_is_read_in_the_zone_of_the_source() -> None:
    html = article_html("hans")
    assert article(html, of=source("America/New_York")).published_at == datetime(
        2026, 11, 5, 14, 30, tzinfo=UTC
    )
    assert article(html, of=source("No/Such_Zone")).published_at == datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
    assert article(html).published_at == datetime(
        2026, 11, 5, 1, 30, tzinfo=UTC
    )  # a zh-CN page without a source


@pytest.mark.parametrize(
    ("kind", "zone", "group", "hour"),
    [
        ("hans", "UTC", "aggregator", 1),  # the page's own, not that of who announces it
        ("hant", "America/New_York", "aggregator", 1),
        ("en", "America/New_York", "aggregator", 14),  # neither country nor script says any
        ("hans", "America/New_York", "press", 14),
        ("hans", "", "local", 1),
    ],
)
def test_the_zone_of_an_aggregator_is_not_that_of_the_houses_it_announces(
    kind: str, zone: str, group: str, hour: int
) -> None:
    of = replace(source(zone), group=group)
    html = article_html(kind)
    assert article(html, of=of).published_at == datetime(2026, 11, 5, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://www.chuhai.example/a/2.html", "https://www.chuhai.example/a/2.html"),
        ("/a/3.html#comments", "https://www.chuhai.example/a/3.html"),
        ("//m.chuhai.example/a/4.html", "https://m.chuhai.example/a/4.html"),
        ("https://elsewhere.example/a/2.html", "https://www.chuhai.example/a/1.html"),
        ("https://www.chuhai.example/", "https://www.chuhai.example/a/1.html"),
        ("javascript:alert(1)", "https://www.chuhai.example/a/1.html"),
        ("https://user:secret@www.chuhai.example/a/2.html", "https://www.chuhai.example/a/1.html"),
        ("https://[broken", "https://www.chuhai.example/a/1.html"),
        ("", "https://www.chuhai.example/a/1.html"),
    ],
)
def test_the_canonical_address_must_be_of_the_same_site(canonical: str, expected: str) -> None:
    assert article(article_html("hans", head=f'<link rel="canonical" href="{canonical}">')).url == expected


@pytest.mark.parametrize(
    ("own", "named", "taken"),
    [
        ("evil.github.example", "victim.github.example", False),
        ("m.news.example", "www.news.example", True),
        ("www.news.example", "news.example", True),
        ("blog.news.example", "news.example", False),
        ("www.example", "m.example", False),
    ],
)
def test_no_host_names_a_page_of_another(own: str, named: str, taken: bool) -> None:
    head = f'<link rel="canonical" href="https://{named}/b.html">'
    found = article(page(article_html("hans", head=head), url=f"https://{own}/a.html"))
    assert found.url == (f"https://{named}/b.html" if taken else f"https://{own}/a.html")


ANNOUNCED = Candidate(
    url="https://www.chuhai.example/a/1.html", source_id="s", discovered_at=NOW, title="从订阅源来的标题",
    published_at=datetime(2026, 11, 5, 3, 0, tzinfo=UTC), date_source=DateSource.FEED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("byline", "url", "source_of_date", "hour"),
    [
        ("2026-11-05 09:30", "/a/1.html", DateSource.BODY, 1),  # the page's own time
        ("2026-11-05", "/a/1.html", DateSource.FEED, 3),  # the page has the day, the feed the time
        ("", "/a/1.html", DateSource.FEED, 3),
        ("", "/2026/11/04/1.html", DateSource.FEED, 3),  # a feed says more than a path
        ("2026-10-01", "/a/1.html", DateSource.BODY, 4),  # the feed repeats an old article with a new date
    ],
)
def test_page_and_feed_agree_on_a_date(byline: str, url: str, source_of_date: DateSource, hour: int) -> None:
    given_page = page(article_html("hans", byline=byline), url="https://www.chuhai.example" + url)
    found = article(given_page, of=source(), candidate=ANNOUNCED)
    assert found.date_source is source_of_date
    assert found.published_at is not None
    assert found.published_at.hour == hour


def test_a_page_without_a_headline_takes_the_announced_one() -> None:
    html = article_html("hans").replace(TITLES["hans"], "").replace("_出海观察网", "")
    assert article(html, candidate=ANNOUNCED).title == "从订阅源来的标题"
    assert refused(html).reason is Reason.NO_TITLE


def test_undated_is_undated() -> None:
    found = article(article_html("hant", byline=""))
    assert (found.published_at, found.published_raw, found.date_source) == (None, "", DateSource.NONE)


def test_a_table_becomes_rows() -> None:
    rows = [("类目", "旧佣金", "新佣金"), ("服装", "8%", "6%"), ("家居", "10%", "10%")]
    table = (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        + "</table>"
    )
    html = article_html("hans").replace(f"<p>{HANS[2]}</p>", f"{table}<p>{HANS[2]}</p>")
    assert article(html).text.split("\n")[2:5] == [
        "类目 | 旧佣金 | 新佣金",
        "服装 | 8% | 6%",
        "家居 | 10% | 10%",
    ]


def test_a_layout_table_is_no_table() -> None:
    body = "".join(f"<p>{text}</p>" for text in HANS)
    menu = "<p><a href=/1>平台</a></p><p><a href=/2>物流</a></p>"
    html = f"<html><title>{TITLES['hans']}</title><h1>{TITLES['hans']}</h1><table><tr><td>{menu}</td><td>{body}</td></tr></table></html>"
    assert article(html).text == "\n".join(HANS)


def test_lines_broken_by_br_are_paragraphs() -> None:
    html = article_html("hans", paragraphs=("<br><br>".join(HANS),))
    assert article(html).text == "\n".join(HANS)


def test_other_articles_on_the_page_stay_out() -> None:
    items = "".join(
        f'<li><h3><a href="/o/{n}">另一家平台第{n}次调整运费标准</a></h3><p>{HANT[n % 4]}{HANS[n % 4]}</p></li>'
        for n in range(8)
    )
    found = article(article_html("hans", aside=f"<h2>相关阅读</h2><ul>{items}</ul>"))
    assert found.text == "\n".join(HANS)


def test_a_short_report_among_long_comments_is_found() -> None:
    comments = "".join(
        f'<div class="comment"><p>{HANT[n % 4]}{HANT[(n + 1) % 4]}</p></div>' for n in range(12)
    )
    html = article_html("hans", paragraphs=HANS[:2], aside=f'<div class="comment-list">{comments}</div>')
    assert article(html).text == "\n".join(HANS[:2])


def test_captions_and_credits_stay_out() -> None:
    figure = "<figure><img src=a.jpg><figcaption>义乌的仓库，周航摄</figcaption></figure><p>图片来源：出海观察网</p>"
    html = article_html("hans").replace(f"<p>{HANS[1]}</p>", f"{figure}<p>{HANS[1]}</p>")
    assert article(html).text == "\n".join(HANS)


def test_markup_inside_a_paragraph_leaves_no_seam() -> None:
    text = "<b>跨境</b>电商平台<a href=/b>蓝鲸</a>周四<em>宣布</em>，佣金下调<sup>1</sup>。" + HANS[0]
    found = article(article_html("hans", paragraphs=(text, *HANS[1:])))
    assert found.text.startswith("跨境电商平台蓝鲸周四宣布，佣金下调1。")


def test_characters_that_hide_or_reorder_are_removed() -> None:
    text = "蓝鲸\u200b平台\u202e周四\ufeff宣布\x00，\u3000佣金\u00a0下调。" + HANS[0]
    found = article(article_html("hans", paragraphs=(text, *HANS[1:])))
    assert found.text.startswith("蓝鲸平台周四宣布， 佣金 下调。")
    assert not set(found.text) & set("\x00\u200b\u202e\ufeff\u3000\u00a0")


def test_text_that_only_the_json_holds() -> None:
    body = json.dumps({"@type": "NewsArticle", "headline": TITLES["en"], "articleBody": "\n\n".join(EN * 2)})
    html = f'<html><title>{TITLES["en"]}</title><script type="application/ld+json">{body}</script><body><div id=app></div></body></html>'
    assert article(html).text == "\n".join(EN * 2)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
REFUSED = {
    "nothing": (b"", Reason.EMPTY),
    "blanks": (b" \r\n\t " * 99, Reason.EMPTY),
    "zeros": (b"\x00" * 5000, Reason.EMPTY),
    "pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 30, Reason.NOT_HTML),
    "png": (PNG, Reason.NOT_HTML),
    "zip": (b"PK\x03\x04" + bytes(500), Reason.NOT_HTML),
    "noise": (bytes((n * 37 + 11) % 251 for n in range(9000)), Reason.NOT_HTML),
    "json": (json.dumps({"code": 0, "data": {"html": "<p>" + EN[0] + "</p>"}}).encode(), Reason.NOT_HTML),
    "json list": (b'[{"title": "a"}]', Reason.NOT_HTML),
    "feed": (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>',
        Reason.NOT_HTML,
    ),
    "damaged gzip": (b"\x1f\x8b\x08\x00" + b"\xff" * 300, Reason.NOT_HTML),
    "50 MB": (b"<p>x</p>" * 6_250_000, Reason.TOO_LARGE),
    "gzip bomb": (gzip.compress(b"<p>x</p>" * 3_000_000), Reason.TOO_LARGE),
    "no text": (b"<html><head><title>A title</title></head><body><img src=a></body></html>", Reason.EMPTY),
    "one word": (b"<html><title>A title</title><body><p>Hello.</p></body></html>", Reason.TOO_SHORT),
    "no markup": (b"\xef\xbb\xbf", Reason.EMPTY),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_refused_by_name(name: str) -> None:
    body, reason = REFUSED[name]
    rejection = refused(body)
    assert rejection.reason is reason
    assert rejection.detail
    assert (rejection.url, rejection.source_id, rejection.at) == (
        "https://www.chuhai.example/a/1.html",
        "s",
        NOW,
    )


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("404 Not Found", Reason.SOFT_404), ("Page not found | Harbour Trade Times", Reason.SOFT_404),
        ("Just a moment...", Reason.BLOCKED), ("Access Denied", Reason.BLOCKED), ("Log in - Harbour", Reason.LOGIN),
        ("页面不存在_出海观察网", Reason.SOFT_404), ("安全验证", Reason.BLOCKED), ("用户登录", Reason.LOGIN),
        ("登入 | 島嶼商業日報", Reason.LOGIN), ("Attention Required! | Gate", Reason.BLOCKED),
        ("403 Forbidden", Reason.NOT_ARTICLE), ("503 Service Unavailable", Reason.NOT_ARTICLE),
    ],
)  # fmt: skip
def test_notices_instead_of_an_article(title: str, reason: Reason) -> None:
    text = (
        "Please check the address, go back to the front page, or write to us if you think that something is broken. "
        * 3
    )
    rejection = refused(f"<html><title>{title}</title><body><div><p>{text}</p></div></body></html>")
    assert rejection.reason is reason


@pytest.mark.parametrize(
    "title",
    [
        "登录伦敦交易所后的第一周",
        "404 sellers leave the platform",
        "Login rules change for sellers",
        "Forbidden goods found in parcels",
    ],
)
def test_news_with_such_words_in_the_title_is_news(title: str) -> None:
    assert article(article_html("en", title=title)).title == title


def test_an_index_page_is_no_article() -> None:
    links = "".join(
        f'<li><a href="/{n}">Bluefin adjusts the fee for lane {n} in the northern ports</a></li>'
        for n in range(80)
    )
    blurb = (
        "<p>"
        + "All our reports on the marketplace, its fees, its sellers and the couriers that serve them, in one place. "
        * 2
        + "</p>"
    )
    rejection = refused(f"<html><title>Bluefin reports</title><body><ul>{links}</ul>{blurb}</body></html>")
    assert rejection.reason in {Reason.NOT_ARTICLE, Reason.TOO_SHORT, Reason.EMPTY}


def test_unreadable_text_is_not_stored_as_text() -> None:
    texts = tuple(text[:20] + "\ufffd\ufffd" + text[20:] for text in HANS)
    rejection = refused(article_html("hans", paragraphs=texts))
    assert rejection.reason is Reason.BAD_ENCODING
    assert article(article_html("hans", aside="\ufffd" * 90)).text == "\n".join(
        HANS
    )  # damage beside the text is none


def test_a_truncated_page_gives_what_arrived() -> None:
    body = article_html("hans").encode()
    found = article(body[: body.index(HANS[3].encode()) + 40])
    assert found.text.startswith("\n".join(HANS[:3]))


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "b", "table><tr><td", "ul><li"])
def test_five_thousand_nested_tags(tag: str) -> None:
    deep = (
        f"<{tag}>" * 5000
        + f"<div class='article'><h1>{TITLES['en']}</h1>"
        + "".join(f"<p>{text}</p>" for text in EN)
    )
    result = read(f"<html><title>{TITLES['en']}</title><body>{deep}</body></html>")
    assert isinstance(result, Article), result
    assert EN[3] in result.text


def test_what_lies_deeper_than_the_parser_goes_is_not_lost() -> None:
    deep = "<div>" * 3000 + "".join(f"<p>{text}</p>" for text in HANS) + "</div>" * 3000
    assert article(f"<html><h1>{TITLES['hans']}</h1>{deep}</html>").text == "\n".join(HANS)


def test_entities_are_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    found = article(bomb + article_html("hans", paragraphs=("&b;&c;" + HANS[0], *HANS[1:])))
    assert "root:" not in found.text
    assert "xxxxx" not in found.text


@pytest.mark.parametrize(
    "html",
    ["<p>" * 20_000, "<a href='" + "x" * 500_000, "<table>" + "<tr><td colspan=9999999>1" * 4000, "<!--" * 20_000, "&#x110000;&#0;&bogus;" * 3000,
     "<title>" + "t" * 1_000_000 + "</title><p>" + EN[0] * 9, "<h1>" + "<h1>" * 3000, "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace") * 999,
     "<script type='application/ld+json'>" + "[" * 90_000 + "</script><p>x", "<meta property='og:title' content='a'>" * 9000],
)  # fmt: skip
@pytest.mark.slow
def test_hostile_markup_has_an_outcome(html: str) -> None:
    assert isinstance(read(html), (Article, Rejection))


def test_a_long_text_is_cut() -> None:
    texts = tuple(f"{n}：{HANS[n % 4]}" for n in range(8000))
    assert len(article(article_html("hans", paragraphs=texts)).text) == MAX_TEXT


def test_a_page_at_the_limit_is_read() -> None:
    html = article_html("hans", aside="<!--" + "x" * (MAX_BYTES - 20_000) + "-->")
    assert article(html).text == "\n".join(HANS)


def test_extraction_never_opens_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("extraction opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    remote = (
        '<link rel="stylesheet" href="https://tracker.example/a.css"><script src="https://tracker.example/a.js"></script>'
        '<base href="https://elsewhere.example/"><meta http-equiv="refresh" content="0;url=https://elsewhere.example/">'
    )
    images = '<img src="https://tracker.example/p.gif"><iframe src="https://tracker.example/f"></iframe>'
    dtd = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
    html = dtd + article_html("hans", head=remote, aside=images).removeprefix("<!DOCTYPE html>")
    assert article(html).text == "\n".join(HANS)
    assert isinstance(
        read("<html><p>one</p><p>" + "two " * 90 + "</p></html>"), (Article, Rejection)
    )  # trafilatura's way


def test_the_same_page_gives_the_same_article() -> None:
    assert article(article_html("hant")) == article(article_html("hant"))


def test_an_error_inside_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("inside the parser")

    monkeypatch.setattr("crawler.reading.main_text.find_container", broken)
    rejection = refused(article_html("hans"))
    assert (rejection.reason, rejection.detail) == (
        Reason.EXTRACT_FAILED,
        "ZeroDivisionError: inside the parser",
    )
    monkeypatch.setattr(
        "crawler.reading.main_text.find_container", lambda *_: (_ for _ in ()).throw(MemoryError())
    )
    assert refused(article_html("hans")).detail == "MemoryError"


def test_rows_of_the_command_line() -> None:
    row = extract_row(article(article_html("hans"), of=source()), id="7")
    assert row["id"] == "7"
    assert row["published_at"] == "2026-11-05T09:30:00+08:00"  # the publisher's day, not that of Greenwich
    assert (row["title"], row["author"], row["date_source"]) == (TITLES["hans"], "周航", "body")
    assert row["text"] == "\n".join(HANS)
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row
    day = extract_row(article(article_html("hans", byline="2026-11-05"), of=source()))
    assert day["published_at"] == "2026-11-05"
    assert extract_row(article(article_html("hans", byline="")))["published_at"] is None
    assert extract_row(refused(b""), id="8") == {
        "id": "8", "url": "https://www.chuhai.example/a/1.html", "rejection": "empty", "detail": "no bytes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [("", 180), ("a" * 90, 180), ("佣金" * 40, 60), ("佣金" * 9 + "a" * 40, 60)]
)
def test_chinese_says_more_in_fewer_characters(text: str, expected: int) -> None:
    assert least_length(text) == expected


def test_warming_up_leaves_nothing_behind() -> None:
    assert warm_up() is None  # type: ignore[func-returns-value]  # that it returns nothing is the point


def test_the_clock_is_an_argument() -> None:
    html = article_html("hans", byline="2026-11-05 09:30")
    assert article(html, now=NOW - timedelta(days=30), of=source()).published_at is None


def test_the_final_address_counts_after_a_redirect() -> None:
    moved = replace(
        page(article_html("hans", byline="")), final_url="https://www.chuhai.example/2026/11/03/9.html"
    )
    found = article(moved, of=source())
    assert (found.date_source, found.url) == (DateSource.URL, "https://www.chuhai.example/a/1.html")


@settings(max_examples=60)
@given(st.binary(max_size=2000), st.text(max_size=40))
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(read(page(body, content_type=content_type)), (Article, Rejection))


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "<br>",
                "<a href=x>",
                "</a>",
                "<h1>",
                "</h1>",
                "<script>",
                "</script>",
                EN[0],
                HANS[0],
                "<!--",
                "-->",
            ]
        ),
        max_size=80,
    )
)
def test_no_markup_raises(pieces: list[str]) -> None:
    assert isinstance(read("".join(pieces)), (Article, Rejection))
