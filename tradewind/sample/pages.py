"""Pages of the sample newsroom: the article in the middle of what real pages put around it.

Each look says the date in another place (JSON-LD, meta, <time>, a line of the body) and has its own headers,
side lists and lines after the article. The mark that all of it is invented stands in the footer of every page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from store.records import Lang
from tradewind.sample.publishers import Publisher

MARK = {
    Lang.EN: "Sample newsroom: invented events",
    Lang.ZH_HANS: "示例新闻室：所载事件均属虚构（Sample newsroom: invented events）",
    Lang.ZH_HANT: "示範新聞室：所載事件均屬虛構（Sample newsroom: invented events）",
}
_NAV = {
    Lang.EN: ("Home", "Customs", "Marketplaces", "Logistics", "Policy", "About"),
    Lang.ZH_HANS: ("首页", "平台", "物流", "政策", "数据", "关于我们"),
    Lang.ZH_HANT: ("首頁", "平台", "物流", "政策", "數據", "關於我們"),
}
_MORE = {Lang.EN: "Most read", Lang.ZH_HANS: "热门文章", Lang.ZH_HANT: "熱門新聞"}
_SOURCE = {Lang.EN: "Source", Lang.ZH_HANS: "来源", Lang.ZH_HANT: "來源"}


def render_article(
    house: Publisher,
    *,
    url: str,
    title: str,
    paragraphs: Sequence[str],
    published_at: datetime,
    byline: str,
    aside: Sequence[tuple[str, str]],
) -> bytes:
    """The page's bytes in the house's encoding. ``aside`` is (title, url) of other articles."""
    local = published_at.astimezone(ZoneInfo(house.timezone))
    head, place = _dated(house, url, title, local, byline)
    body = "\n".join(f"<p>{escape(line)}</p>" for line in paragraphs)
    after = "\n".join(f"<p>{escape(line.format(byline=byline))}</p>" for line in house.residue)
    heading = f"<h1>{escape(title)}</h1>"
    article = f'<article class="entry">{heading}\n{place}\n<div class="content">\n{body}\n</div></article>'
    if house.look == "portal":
        article = (
            f'<div class="main"><div class="crumb">{escape(house.name)} &gt; {_NAV[house.lang][1]}</div>'
            f'<h1>{escape(title)}</h1>\n{place}\n<div id="content" class="article-body">\n{body}\n</div></div>'
        )
    tail = f'<div class="after">\n{after}\n</div>'
    return page(house, title=title, head=head, main=article + "\n" + tail + _side(house, aside))


def page(house: Publisher, *, title: str, head: str, main: str) -> bytes:
    """A whole page of the house around ``main``, with its navigation and the mark in its footer."""
    meta = f'<meta charset="{house.meta}">\n' if house.meta else ""
    links = "".join(f'<a href="{house.origin}/c{n}/">{name}</a> ' for n, name in enumerate(_NAV[house.lang]))
    html = f"""<!DOCTYPE html>
<html lang="{house.lang}">
<head>
{meta}<title>{escape(title)}{" | " if house.lang is Lang.EN else "_"}{escape(house.name)}</title>
<meta property="og:site_name" content="{escape(house.name)}">
{head}
</head>
<body class="{house.look}">
<header><div class="logo"><a href="{house.origin}/">{escape(house.name)}</a></div><nav>{links}</nav></header>
{main}
<footer><p class="sample-mark">{MARK[house.lang]}</p><p>© 2026 {escape(house.name)}</p></footer>
</body>
</html>
"""
    return html.encode(house.encoding, errors="xmlcharrefreplace")


def _dated(house: Publisher, url: str, title: str, local: datetime, byline: str) -> tuple[str, str]:
    """What this look puts into the head, and the line under the headline: the date is in one of the two."""
    shown = local.strftime("%Y-%m-%d %H:%M")
    canonical = (
        f'<link rel="canonical" href="{escape(url)}">\n<meta property="og:title" content="{escape(title)}">'
    )
    by = f'<span class="author">{escape(byline)}</span>'
    if house.look == "wire":
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": local.isoformat(),
            "author": {"@type": "Person", "name": byline},
            "publisher": {"@type": "Organization", "name": house.name},
        }
        script = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
        return (
            f'{canonical}\n<script type="application/ld+json">{script}</script>',
            f'<p class="meta">{by}</p>',
        )
    if house.look == "magazine":
        head = f'{canonical}\n<meta property="article:published_time" content="{local.isoformat()}">'
        return head, f'<div class="meta">{by} <time datetime="{local.isoformat()}">{shown}</time></div>'
    if house.look == "blog":
        return (
            canonical,
            f'<div class="meta"><time datetime="{local.isoformat()}">{shown}</time> · {by}</div>',
        )
    source = f"{_SOURCE[house.lang]}：{escape(house.name)}"
    return (
        "",
        f'<div class="info"><span>{local.strftime("%Y-%m-%d %H:%M:%S")}</span> <span>{source}</span> {by}</div>',
    )


def _side(house: Publisher, aside: Sequence[tuple[str, str]]) -> str:
    """The side list of other headlines."""
    items = "".join(f'<li><a href="{escape(url)}">{escape(title)}</a></li>' for title, url in aside)
    return f'\n<aside class="side"><h3>{_MORE[house.lang]}</h3><ul>{items}</ul></aside>'


def render_plain(house: Publisher, *, title: str, lines: Sequence[str]) -> bytes:
    """A page of the house that is no article: a login form, a soft 404, a flash of one line."""
    main = f"<div><h1>{escape(title)}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>"
    return page(house, title=title, head="", main=main)


def render_index(house: Publisher, *, title: str, items: Sequence[tuple[str, str, datetime]]) -> bytes:
    """A page of links, as a listing source announces its articles and as tag pages look."""
    zone = ZoneInfo(house.timezone)
    rows = "\n".join(
        f'<li><a href="{escape(url)}">{escape(name)}</a><span class="date">{at.astimezone(zone):%m-%d}</span></li>'
        for name, url, at in items
    )
    main = f'<div class="main"><h2>{escape(title)}</h2><ul class="list">\n{rows}\n</ul></div>'
    return page(house, title=title, head="", main=main)
