"""Pages in the shape of real news sites, in three scripts; every sentence is made up for these tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from store.records import Page, Source, SourceKind

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)

HANS = (
    "跨境电商平台蓝鲸周四宣布，将从下月起把服装类目的佣金从百分之八下调到百分之六，新规先在东南亚四个站点试行。",
    "平台负责人林越在说明会上表示，调整是为了留住中小卖家，过去一个季度新增店铺数量比上一季度少了两成。",
    "一位在义乌做饰品生意的商家说，运费和退货是更大的负担，佣金下降两个点，最多能补上涨价后的包装成本。",
    "分析人士提醒，其他平台是否跟进还不清楚，物流补贴到期以后，卖家真正的支出可能并不会减少。",
)
HANT = (
    "電商平台海燕昨日公布新的退貨規定，消費者收到商品後七天內可以免費退回，運費改由賣家負擔。",
    "經營女裝的業者陳小姐表示，退貨率本來就有三成，規定上路後每個月大約要多付兩萬元的運費。",
    "平台方面回應，將設立半年的補貼期，對評分良好的賣家退還一半的費用，細節下週公布。",
    "學者認為，規定對消費者有利，但小型賣家若無法承受，最後可能以提高售價的方式轉嫁出去。",
)
EN = (
    "The marketplace Bluefin said on Thursday that it would cut the commission on clothing from eight percent to six.",
    "Lin Yue, who runs the seller programme, told reporters that fewer shops had opened in the last quarter than before.",
    "A trader in the wholesale town of Yiwu said freight and returns weighed more on her than the commission ever did.",
    "Analysts warned that rivals might not follow, and that sellers could end up paying as much once subsidies expire.",
)
SCRIPTS = {"hans": HANS, "hant": HANT, "en": EN}
TITLES = {
    "hans": "蓝鲸平台下调服装类目佣金",
    "hant": "海燕平台退貨新制上路 賣家負擔運費",
    "en": "Bluefin cuts commission for clothing sellers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The furniture around an article: what a template of each script puts before and after it."""

    lang: str
    name: str
    nav: tuple[str, ...]
    byline: str
    after: tuple[str, ...] = field(default=())


SITES = {
    "hans": Site(
        lang="zh-CN",
        name="出海观察网",
        nav=("首页", "平台", "物流", "政策", "关于我们"),
        byline="来源：出海观察网　2026-11-05 09:30　作者：周航",
        after=(
            "责任编辑：何一",
            "扫一扫关注我们的微信公众号",
            "版权声明：未经授权不得转载。",
            "京ICP备12345678号",
        ),
    ),
    "hant": Site(
        lang="zh-TW",
        name="島嶼商業日報",
        nav=("首頁", "財經", "科技", "生活", "會員中心"),
        byline="2026-11-05 09:30 島嶼商業日報 記者黃立文／台北報導",
        after=("分享", "加入島嶼商業日報粉絲團", "相關新聞", "網友評論"),
    ),
    "en": Site(
        lang="en-US",
        name="Harbour Trade Times",
        nav=("Home", "Markets", "Logistics", "Policy", "Subscribe"),
        byline="By Mara Quill, November 5, 2026 at 9:30 a.m. EST",
        after=(
            "Read more: Rates on the northern route",
            "Sign up for our newsletter",
            "© 2026 Harbour Trade Times",
        ),
    ),
}


def article_html(
    script: str,
    *,
    charset: str = "utf-8",
    head: str = "",
    container: str = 'div class="article-content"',
    paragraphs: tuple[str, ...] | None = None,
    byline: str | None = None,
    title: str | None = None,
    document_title: str | None = None,
    aside: str = "",
) -> str:
    """A whole page. ``container``: tag and attributes of the element that holds the paragraphs."""
    site, texts = SITES[script], SCRIPTS[script] if paragraphs is None else paragraphs
    title = TITLES[script] if title is None else title
    nav = "".join(f'<li><a href="/{number}">{word}</a></li>' for number, word in enumerate(site.nav))
    body = "".join(f"<p>{text}</p>" for text in texts)
    after = "".join(f'<p class="tools">{text}</p>' for text in site.after)
    shown = f"{title}_{site.name}" if document_title is None else document_title
    return (
        f'<!DOCTYPE html><html lang="{site.lang}"><head><meta charset="{charset}"><title>{shown}</title>{head}</head>'
        f'<body><header><a href="/">{site.name}</a><nav><ul>{nav}</ul></nav></header><div class="main"><h1>{title}</h1>'
        f'<div class="info">{site.byline if byline is None else byline}</div>'
        f"<{container}>{body}</{container.split()[0]}>{after}{aside}</div>"
        f'<div class="footer"><p>{site.name}</p></div></body></html>'
    )


def page(
    body: bytes | str, *, url: str = "https://www.chuhai.example/a/1.html", content_type: str = ""
) -> Page:
    """``body`` as fetched from ``url``."""
    raw = body.encode() if isinstance(body, str) else body
    return Page(
        url=url, final_url=url, source_id="s", fetched_at=NOW, status=200, body=raw, content_type=content_type
    )


def source(timezone: str = "Asia/Shanghai") -> Source:
    return Source(
        id="s", name="S", kind=SourceKind.FEED, url="https://www.chuhai.example/feed", timezone=timezone
    )
