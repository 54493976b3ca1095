"""Looking at a site: what its pages name, what its states hold, and which of it is proposed in which order."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.leads import lang_of_tag, read_page, title_of_feed
from crawler.scout import MAX_REQUESTS, SAMPLED, Scout, Survey, name_sources
from crawler.shapes import guess_recipes
from crawler.sources import parse_sources, render_sources
from nlp.script import detect_lang
from store.records import Lang, Page, Source, SourceKind

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
HOME = "https://www.quay-times.example/"
ENGLISH = "Parcel carriers at the northern quay agree on a common window for returns, number {n}"
CHINESE = "海关总署发布跨境包裹新规 卖家须在月底前完成备案 第{n}号"


def page(html: str, url: str = HOME) -> Any:
    return read_page(html.encode(), "text/html; charset=utf-8", url)


def feed(links: list[str], *, title: str = ENGLISH, days: float = 0, zone: str = "") -> str:
    when = AT - timedelta(days=days)
    items = "".join(
        f"<item><title>{title.format(n=n)}</title><link>{link}</link>"
        f"<pubDate>{(zone and f'{when:%a, %d %b %Y} 08:{n:02d}:00 {zone}') or format_datetime(when - timedelta(hours=n))}</pubDate></item>"
        for n, link in enumerate(links)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay Times</title>{items}</channel></rss>'
    )


def explore(site: dict[str, Any], url: str = HOME) -> tuple[Survey, list[str]]:
    """A survey of pages in memory; every request is noted."""
    asked: list[str] = []

    async def ask(wanted: str) -> Page | str:
        asked.append(wanted)
        found = site.get(wanted)
        if found is None:
            return Page(
                url=wanted, final_url=wanted, source_id="", fetched_at=AT, status=404, body=b"not here"
            )
        if isinstance(found, Exception):
            return f"timeout: {found}"
        body = found if isinstance(found, bytes) else found.encode()
        return Page(url=wanted, final_url=wanted, source_id="", fetched_at=AT, status=200, body=body)

    return asyncio.run(Scout(ask, at=AT, detect_lang=detect_lang).explore(url)), asked


def links(count: int, stem: str = "story") -> list[str]:
    return [f"{HOME}2026/11/{stem}-of-the-quay-{n}" for n in range(count)]


# --- what a page names ---------------------------------------------------------------------------------------


def test_declared_feeds_come_first_and_those_of_comments_are_left_out() -> None:
    found = page(
        '<html lang="zh-Hant-TW"><head><title>新聞 | 碼頭時報</title>'
        '<link rel="alternate" type="application/rss+xml" title="碼頭時報 &raquo; 迴響" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="碼頭時報" href="/feed/">'
        '<link rel="alternate" type="application/atom+xml" href="https://feeds.example/quay">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed.json">'
        '<link rel="alternate" hreflang="en" href="/en/"></head><body>'
        '<a href="/rss/tech.xml">Tech</a><a href="https://elsewhere.example/rss">RSS</a><a href="/2026/11/feeding-the-port">Feeding the port</a>'
        '<a href="mailto:x@y">mail</a><a href="/weblog/rsscomments">RSS</a></body></html>'
    )
    assert found.feeds == (f"{HOME}feed/", "https://feeds.example/quay", f"{HOME}rss/tech.xml")
    assert found.title == "新聞 | 碼頭時報"
    assert found.lang is Lang.ZH_HANT


@pytest.mark.parametrize(
    ("anchor", "is_section"),
    [
        ('<a href="/newsroom/">Newsroom</a>', True),
        ('<a href="/xinwen/hangye/">行业</a>', True),
        ('<a href="/zh/list-12/">公司动态</a>', True),
        ('<a href="/press-releases">All releases</a>', True),
        ('<a href="/about/">About the news</a>', False),
        ('<a href="/media-kit/">Media kit</a>', False),
        ('<a href="/blog/how-we-moved-forty-cranes">How we moved cranes</a>', False),
        ('<a href="/news/2026/11/">Archive</a>', False),
        ('<a href="https://elsewhere.example/news/">News</a>', False),
        ('<a href="/products/">Products</a>', False),
        ('<a href="/news/?page=2">News</a>', False),
        ('<a href="/">News</a>', False),
    ],
)
def test_sections(anchor: str, is_section: bool) -> None:
    assert bool(page(f"<html><body>{anchor}</body></html>").sections) is is_section


def test_the_surest_and_nearest_section_is_the_first() -> None:
    found = page(
        '<body><a href="/a/b/updates/">Cranes</a><a href="/zz/">News</a><a href="/news/">News</a><a href="/en/news/">News</a></body>'
    )
    assert [url.removeprefix(HOME) for url in found.sections] == ["news/", "en/news/", "a/b/updates/", "zz/"]


@pytest.mark.parametrize(
    ("tag", "lang"),
    [("en-GB", Lang.EN), ("zh", Lang.ZH_HANS), ("zh_CN", Lang.ZH_HANS), ("zh-HK", Lang.ZH_HANT), ("zh-Hant", Lang.ZH_HANT), ("de", Lang.UNKNOWN), ("", Lang.UNKNOWN)],
)  # fmt: skip
def test_language_tags(tag: str, lang: Lang) -> None:
    assert lang_of_tag(tag) is lang


def test_the_title_of_a_feed_is_its_own() -> None:
    assert title_of_feed(feed(links(2)).encode(), "") == "Quay Times"
    assert title_of_feed(b"<rss><channel><title><![CDATA[Quay & Crane]]></title>", "") == "Quay & Crane"
    assert (
        title_of_feed("<feed><title type='text'>碼頭</title>".encode("big5"), "text/xml; charset=big5")
        == "碼頭"
    )
    assert (
        title_of_feed(b"<rss><channel><image><title>A picture</title></image><item><title>x</title>", "")
        == ""
    )
    assert title_of_feed(b"\x00\xff", "") == ""


@given(st.binary(max_size=400))
def test_no_page_raises(body: bytes) -> None:
    assert read_page(body, "", HOME).feeds == ()
    assert read_page(b"<a href=" + body, "", HOME).title == ""


@pytest.mark.parametrize(
    "hostile", ["<a href='/news/'>" * 50_000, "<link rel=alternate " * 50_000, "<div>" * 100_000, "<title>" + "x" * 1_000_000, "/rss" * 200_000]
)  # fmt: skip
def test_hostile_pages_cost_little(hostile: str) -> None:
    began = time.process_time()
    page(hostile)
    assert time.process_time() - began < 5


# --- what a state holds --------------------------------------------------------------------------------------


def next_data(state: Any) -> str:
    return f'<html><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script></html>'


def stories(count: int, *, date: bool = True) -> list[dict[str, Any]]:
    return [
        {"id": n, "headline": ENGLISH.format(n=n), "url": f"/2026/11/item-{n}", "img": {"url": f"/i/{n}.jpg"}}
        | ({"publishedAt": f"2026-11-{n + 1:02d}T08:00:00Z"} if date else {})
        for n in range(count)
    ]


def test_a_recipe_is_guessed_from_a_state() -> None:
    state = {
        "props": {
            "pageProps": {
                "nav": [{"title": f"Section {n}", "url": f"/s/{n}"} for n in range(9)],
                "latest": {"items": stories(6)},
            }
        }
    }
    (recipe,) = guess_recipes(next_data(state), at=AT)
    assert (recipe.items, recipe.link, recipe.title, recipe.published, recipe.payload) == (
        "props.pageProps.latest.items", "url", "headline", "publishedAt", "__NEXT_DATA__",
    )  # fmt: skip


def test_stamps_and_wrapped_items_and_assignments() -> None:
    rows = [
        {
            "node": {
                "title": CHINESE.format(n=n),
                "link": f"https://www.quay-times.example/a/{n}",
                "ctime": 1_763_000_000 + n,
            }
        }
        for n in range(5)
    ]
    text = f"<script>window.__INITIAL_STATE__ = {json.dumps({'feed': {'rows': rows}})};</script>"
    (recipe,) = guess_recipes(text, at=AT)
    assert (recipe.items, recipe.link, recipe.title, recipe.published) == (
        "feed.rows",
        "node.link",
        "node.title",
        "node.ctime",
    )


@pytest.mark.parametrize(
    "rows",
    [
        [{"title": f"Section {n}", "url": f"/s/{n}"} for n in range(9)],  # a menu
        [{"title": ENGLISH.format(n=1), "url": f"/s/{n}"} for n in range(9)],  # one title
        [{"title": ENGLISH.format(n=n), "url": "/s/1"} for n in range(9)],  # one address
        [{"title": ENGLISH.format(n=n), "url": f"/s/{n}.jpg"} for n in range(9)],  # pictures
        [{"title": ENGLISH.format(n=n), "id": n} for n in range(9)],  # no address
        stories(3),  # too few
    ],
)
def test_no_recipe_for_what_is_no_list_of_news(rows: list[dict[str, Any]]) -> None:
    assert guess_recipes(next_data({"props": {"list": rows}}), at=AT) == []


def test_the_longest_dated_list_is_the_first() -> None:
    state = {"a": stories(12, date=False), "b": stories(5), "c": stories(7)}
    assert [recipe.items for recipe in guess_recipes(next_data(state), at=AT)] == ["c", "b", "a"]


def test_a_deep_state_ends() -> None:
    deep: Any = stories(5)
    for _ in range(40):
        deep = {"x": deep}
    assert guess_recipes(next_data(deep), at=AT) == []


# --- the search ----------------------------------------------------------------------------------------------


def head(*feeds: str, body: str = "", lang: str = "en") -> str:
    named = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in feeds)
    return f'<html lang="{lang}"><head><title>Front page | Quay Times</title>{named}</head><body>{body}</body></html>'


def cards(urls: list[str]) -> str:
    return (
        "<main>"
        + "".join(f'<p><a href="{url}">{ENGLISH.format(n=n)}</a></p>' for n, url in enumerate(urls))
        + "</main>"
    )


def test_two_forms_of_one_feed_are_proposed_once_and_a_stale_one_last() -> None:
    survey, asked = explore({
        HOME: head("/feed/", "/feed/atom/", "/old.xml"),
        f"{HOME}feed/": feed(links(6)),
        f"{HOME}feed/atom/": feed(links(6)),
        f"{HOME}old.xml": feed(links(6, "past"), days=400),
    })  # fmt: skip
    assert [item.source.url for item in survey.proposals] == [f"{HOME}feed/", f"{HOME}old.xml"]
    best = survey.proposals[0]
    assert (best.items, best.dated, best.newest, best.source.lang, best.source.timezone) == (
        6,
        1.0,
        AT,
        Lang.EN,
        "UTC",
    )
    assert f"{HOME}rss.xml" not in asked  # common places are for sites that name nothing


def test_a_site_that_names_nothing_is_tried_at_common_places() -> None:
    survey, asked = explore({HOME: head(), f"{HOME}rss.xml": feed(links(4))})
    assert [item.source.url for item in survey.proposals] == [f"{HOME}rss.xml"]
    assert f"{HOME}atom.xml" not in asked  # nothing is tried behind what was found
    assert len(asked) <= MAX_REQUESTS


def test_a_section_is_tried_in_its_own_folder() -> None:
    section = f"{HOME}press/"
    survey, _ = explore({section: head(), f"{section}feed/": feed(links(4))}, section)
    assert [item.source.url for item in survey.proposals] == [f"{section}feed/"]


def test_a_page_that_lists_feeds_is_read() -> None:
    survey, _ = explore({
        HOME: head(body='<a href="/rss/">RSS</a>'),
        f"{HOME}rss/": head(body='<a href="/rss/trade.xml">Trade</a><a href="/rss/ports.xml">Ports</a>'),
        f"{HOME}rss/trade.xml": feed(links(4, "trade")),
        f"{HOME}rss/ports.xml": feed(links(5, "ports")),
    })  # fmt: skip
    assert {item.source.url for item in survey.proposals} == {f"{HOME}rss/trade.xml", f"{HOME}rss/ports.xml"}


def test_a_zipped_sitemap_index_gives_its_news_child() -> None:
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = "".join(
        f'<url><loc>{url}</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<n:publication_date>2026-11-21</n:publication_date><n:title>{ENGLISH.format(n=n)}</n:title></n:news></url>"
        for n, url in enumerate(links(5))
    )
    survey, asked = explore({
        HOME: head(),
        f"{HOME}robots.txt": "Sitemap: /map.xml.gz",
        f"{HOME}map.xml.gz": gzip.compress(
            f"<sitemapindex {ns}><sitemap><loc>/goods.xml</loc></sitemap><sitemap><loc>/news-1.xml</loc></sitemap></sitemapindex>".encode()
        ),
        f"{HOME}news-1.xml": f"<urlset {ns}>{news}</urlset>",
        f"{HOME}goods.xml": f"<urlset {ns}><url><loc>/bags</loc></url><url><loc>/shoes</loc></url></urlset>",
    })  # fmt: skip
    (found,) = survey.proposals
    assert (found.source.kind, found.source.url, found.items) == (SourceKind.SITEMAP, f"{HOME}news-1.xml", 5)
    assert f"{HOME}sitemap.xml" not in asked


def test_a_list_of_links_and_a_state_of_the_same_articles_are_one() -> None:
    state = {
        "props": {
            "items": [
                {"title": ENGLISH.format(n=n), "url": url, "date": "2026-11-20"}
                for n, url in enumerate(links(8))
            ]
        }
    }
    body = cards(links(8)) + next_data(state).removeprefix("<html>").removesuffix("</html>")
    survey, _ = explore({HOME: head(body='<a href="/news/">News</a>'), f"{HOME}news/": head(body=body)})
    (found,) = survey.proposals
    assert (found.source.kind, found.items, found.dated) == (SourceKind.API, 8, 1.0)
    assert found.source.recipe is not None
    assert found.source.recipe.payload == "__NEXT_DATA__"


def test_time_zones_only_where_they_are_evident() -> None:
    def zone_of(home: str, title: str, offset: str) -> str:
        survey, _ = explore(
            {home: head("/feed.xml", lang=""), f"{home}feed.xml": feed(links(5), title=title, zone=offset)},
            home,
        )
        return survey.proposals[0].source.timezone

    assert zone_of("https://www.quay.cn/", CHINESE, "GMT") == "Asia/Shanghai"
    assert zone_of("https://www.quay.com.tw/", ENGLISH, "+0800") == "Asia/Taipei"
    assert zone_of("https://www.quay.com/", CHINESE, "+0800") == "Asia/Shanghai"
    assert zone_of("https://www.quay.com/", ENGLISH, "+0800") == "UTC"
    assert zone_of("https://www.quay.com/", CHINESE, "GMT") == "UTC"


def test_an_announcement_itself_may_be_given() -> None:
    survey, asked = explore({f"{HOME}feed/": feed(links(4))}, f"{HOME}feed/")
    assert [item.source.url for item in survey.proposals] == [f"{HOME}feed/"]
    assert asked == [f"{HOME}feed/", links(1)[0]]


def test_a_feed_whose_articles_cannot_be_fetched_comes_last_and_says_so() -> None:
    open_, shut = links(6, "open"), links(9, "shut")
    site: dict[str, Any] = {
        HOME: head("/a.xml", "/b.xml"),
        f"{HOME}a.xml": feed(shut),
        f"{HOME}b.xml": feed(open_),
    }
    site |= dict.fromkeys(open_, "<html>a story</html>")
    site |= {url: TimeoutError("never") for url in shut}
    survey, _ = explore(site)
    assert [item.source.url for item in survey.proposals] == [f"{HOME}b.xml", f"{HOME}a.xml"]
    assert [item.trouble for item in survey.proposals] == ["", "timeout: never"]


def test_a_site_that_does_not_answer_is_said() -> None:
    survey, asked = explore({HOME: TimeoutError("30 s")})
    assert (survey.proposals, survey.failure) == ([], f"{HOME}: timeout: 30 s")
    assert asked == [HOME]
    nothing, asked = explore({})
    assert nothing.failure == f"{HOME}: 404"
    assert f"{HOME}feed/" in asked


def test_feeds_beside_a_home_page_that_is_denied_are_found() -> None:
    survey, _ = explore({f"{HOME}feed/": feed(links(4))})
    assert [item.source.url for item in survey.proposals] == [f"{HOME}feed/"]
    assert survey.failure == ""


def test_a_site_that_answers_everything_costs_no_more_than_the_limit() -> None:
    many = [f"/rss/{n}.xml" for n in range(100)]
    sections = "".join(f'<a href="/news/{n}/">News</a>' for n in "abcdefghijkl")

    class Everything(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            return head(*(f"{key}x{path}" for path in many), body=sections)

    survey, asked = explore(Everything())
    assert len(asked) == len(set(asked)) == MAX_REQUESTS - SAMPLED
    assert survey.notes[-1] == f"stopped after {len(asked)} requests"
    assert survey.proposals == []


def test_what_is_proposed_is_a_catalogue() -> None:
    survey, _ = explore({
        HOME: head("/feed/", "/press/feed/"),
        f"{HOME}feed/": feed(links(6)),
        f"{HOME}press/feed/": feed(links(6, "press")),
    })  # fmt: skip
    made = name_sources(survey, taken=["quay-times-feed"], day=AT)
    assert [source.id for source in made] == ["quay-times-feed-2", "quay-times-press-feed"]
    assert {source.family for source in made} == {"quay-times"}
    assert {source.verified_on for source in made} == {AT.date()}
    assert parse_sources(render_sources(made), "x") == made
    survey.proposals = survey.proposals[:1]
    (alone,) = name_sources(survey, taken=[], day=AT)
    assert (alone.id, alone.name, alone.family) == ("quay-times", "Quay Times", "")


@pytest.mark.parametrize(
    "url", ["https://xn--fiq228c.xn--55qx5d/", "http://127.0.0.1:8000/", "https://a.b/" + "long-" * 60]
)
def test_ids_are_slugs_whatever_the_address(url: str) -> None:
    survey, _ = explore({url: feed([f"{url}{n}" for n in range(5)])}, url)
    made = name_sources(survey, taken=[], day=AT)
    assert parse_sources(render_sources(made), "x") == made
    assert isinstance(made[0], Source)
