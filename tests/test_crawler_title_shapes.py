"""crawler.reading.titles on pages built as sites build them: where the headline stands, and what stands beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from crawler.reading.markup import parse_html, read_head
from crawler.reading.titles import find_title

HANS = "浙江卖家抱团出海，三家货代共用一个海外仓"
HANT = "賣家改走海運 桃園倉儲租金三個月漲兩成"
EN = "Small sellers share one warehouse to escape the new parcel duty"
LINES = {
    HANS: "<p>三家货代的负责人周二在义乌签下合同，仓位按月结算，先到先用。</p><p>第一批货柜预计下月到港。</p>",
    HANT: "<p>桃園的倉儲業者表示，旺季提早開始，空位所剩無幾。</p><p>業者預估年底前租金還會再漲。</p>",
    EN: "<p>The three firms signed on Tuesday and will split the rent by pallet.</p><p>The first boxes are due next month.</p>",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way to build a page; ``{t}`` in the parts is the headline."""

    name: str
    title: str = "{t}"  # of the document
    head: str = ""
    body: str = "<h1>{t}</h1>{p}"
    headline: str = HANS
    url: str = "https://www.example.com/2026/11/20/4711.html"


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields, ensure_ascii=False)}</script>'


def og(title: str = "{t}", site: str = "") -> str:
    named = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f'<meta property="og:title" content="{title}">{named}'


SHAPES = (
    # --- mainland: portals, DedeCMS, Empire CMS, TRS, Founder, Discuz, WeChat ---------------------------------------------
    Shape(name="channel and site behind underscores", title="{t}_产业频道_海贸资讯网", body="<div class='main'><h2 class='tit'>{t}</h2>{p}</div>"),
    Shape(name="dedecms: place, headline, info", title="{t}-海贸之家", body="<div class='place'><a href='/'>海贸之家</a> > <a href='/wl/'>物流</a> > </div><div class='viewbox'><div class='title'><h2>{t}</h2></div><div class='info'><small>时间:</small>2026-11-20 09:12</div>{p}</div>"),
    Shape(name="empire cms table", title="{t} - 物流快讯 - 港城在线", body="<table><tr><td align='center'><font size='5'><b>{t}</b></font></td></tr><tr><td>2026-11-20 08:10:22 来源：港城在线</td></tr><tr><td>{p}</td></tr></table>"),
    Shape(name="trs: meta ArticleTitle", title="{t}_某某市商务局", head="<meta name='SiteName' content='某某市商务局'><meta name='ArticleTitle' content='{t}'><meta name='PubDate' content='2026-11-20 10:00'>", body="<div class='con_bt'>{t}</div>{p}"),
    Shape(name="trs: the h1 is the office's name", title="{t}", head="<meta name='SiteName' content='某某市商务局'>", body="<h1 class='logo'><a href='/'>某某市商务局</a></h1><div class='xl-title'>{t}</div>{p}"),
    Shape(name="founder: kicker, headline, subtitle", title="{t}-江海日报", body="<div class='text_c'><h3>我市外贸观察</h3><h1>{t}</h1><h4>——来自义乌市场的调查</h4>{p}</div>"),
    Shape(name="the h1 is a logo with a picture", title="{t}_跨境眼", body="<h1><a href='/'><img src='l.png' alt='跨境眼'></a></h1><h2>{t}</h2>{p}"),
    Shape(name="the h1 says the site's name", title="{t}_跨境眼", head=og(site="跨境眼"), body="<header><h1><a href='https://www.example.com/'>跨境眼</a></h1></header><h2>{t}</h2>{p}"),
    Shape(name="discuz", title="{t} - 卖家交流区 - 出海人论坛 -  Powered by Discuz!", body="<h1 class='ts'><a href='forum.php?filter=1'>[物流]</a> <span id='thread_subject'>{t}</span></h1>{p}"),
    Shape(name="wechat", title="", head=og() + "<meta property='twitter:title' content='{t}'>", body="<h1 class='rich_media_title' id='activity-name'>\n  {t}\n</h1><div id='meta_content'><span>原创</span> <a id='js_name'>跨境早读</a></div>{p}"),
    Shape(name="the name in corner brackets", title="{t}_【贸易头条】", body="<span class='article__title'>{t}</span><time>2026-11-20</time>{p}"),
    Shape(name="the tail is the host in latin letters", title="{t}-TRD 贸易与设计", url="https://www.trdchina.com/a/1.html", body="<h4>{t}</h4><span>时间：2026-11-20</span>{p}"),
    Shape(name="the document is called by its channel", title="新闻中心--海贸协会官网", body="<h3>首页 - 新闻中心</h3><div><h5>{t}</h5><b>发布时间：2026-11-20</b></div>{p}"),
    Shape(name="the document is called detail", title="新闻详情", body="<div class='nav'><a href='/'>首页</a></div><div class='art-title'>{t}</div><p>2026-11-20 10:20　来源：本站</p>{p}"),
    Shape(name="site name first", title="海贸资讯网 - {t}", head=og(site="海贸资讯网"), body="<div>{p}</div>"),
    Shape(name="nothing but the title and a tail", title="{t}｜跨境", body="{p}"),
    Shape(name="a column before a bar", title="港口观察｜{t}_海贸网", body="<h1>港口观察｜{t}</h1>{p}", headline="港口观察｜" + HANS),
    Shape(name="a video mark before 丨", title="视频丨{t}_海贸网", body="<h1>视频丨{t}</h1>{p}", headline="视频丨" + HANS),
    Shape(name="broken into two lines", title="{t}_海贸网", body="<h1>浙江卖家抱团出海，<br>三家货代共用一个海外仓</h1>{p}"),
    Shape(name="pictures marked by the head only", title="{t}(组图)_海贸网", body="<h1>{t}</h1>{p}"),
    Shape(name="a hot list above the text", title="{t}_海贸网", body="<ul><li><h3>港口罢工进入第三天，卸货改走北线</h3></li><li><h3>铁路班列增开六趟，运价回落一成</h3></li></ul><div class='article-title'>{t}</div>{p}"),
    Shape(name="a modal before the page", title="{t}_海贸网", body="<div class='modal'><h1>登录后查看更多</h1></div><div class='detail'><h1>{t}</h1>{p}</div>"),
    Shape(name="related headings behind", title="{t} - 海贸网", body="<article><h1>{t}</h1>{p}</article><aside><h1>相关阅读</h1><h2>铁路班列增开六趟，运价回落一成</h2></aside>"),
    Shape(name="next article in the title element's neighbour", title="{t}", body="<h1>{t}</h1>{p}<div class='title'>下一篇：铁路班列增开六趟，运价回落一成</div>"),
    # --- Traditional ------------------------------------------------------------------------------------------------------
    Shape(name="bars, section and site", title="{t} | 產經 | 島嶼日報", headline=HANT, body="<h1>{t}</h1>{p}"),
    Shape(name="full-width bars", title="{t}｜產業｜島嶼新聞網", headline=HANT, head=og("{t}｜島嶼新聞網", "島嶼新聞網"), body="<div>{p}</div>"),
    Shape(name="english tail", title="{t} | IslandToday財經雲 | IslandToday新聞雲", headline=HANT, head=og("{t} | IslandToday財經雲 | IslandToday新聞雲", "IslandToday"), body="<header><h1 class='title'>{t}</h1></header>{p}", url="https://finance.islandtoday.example/news/1"),
    Shape(name="logo h1 first, headline h1 second", title="{t} - 生活 - 島嶼時報", headline=HANT, body="<h1 class='logo'>島嶼時報</h1><div class='whitecon'><h1>{t}</h1>{p}</div>"),
    Shape(name="the h1 holds the date", title="{t} - 島嶼電子報", headline=HANT, body="<h1>{t}<span class='date'>2026/11/20 10:12</span></h1>{p}"),
    Shape(name="twice for phone and desk", title="{t}｜島嶼網", headline=HANT, body="<h1><span class='pc'>{t}</span> <span class='mobile'>{t}</span></h1>{p}"),
    Shape(name="hidden h1 of the section", title="{t} | 島嶼週刊", headline=HANT, body="<h1 style='display: none'>產經最新消息列表</h1><h2 class='post-title'>{t}</h2>{p}"),
    Shape(name="json-ld of a news article only", title="島嶼新聞", headline=HANT, head=linked(**{"@type": "NewsArticle", "headline": HANT, "publisher": {"name": "島嶼新聞"}}), body="<div>{p}</div>"),
    Shape(name="json-ld of another item first", title="{t} - 島嶼新聞", headline=HANT, head=linked(**{"@type": "WebSite", "name": "島嶼新聞"}) + linked(**{"@type": "NewsArticle", "headline": HANT}), body="<h1>{t}</h1>{p}"),
    Shape(name="slashes in the title", title="{t}/島嶼財經/新聞", headline=HANT, head=og(), body="<div class='headline'>{t}</div>{p}"),
    Shape(name="hong kong: site, section, headline", title="港島電台 > 財經 > {t}", headline=HANT, head=og(site="港島電台"), body="<h2 class='itemTitle'>{t}</h2>{p}"),
    Shape(name="exclusive in brackets stays", title="【獨家】{t} | 島嶼網", headline="【獨家】" + HANT, body="<h1>【獨家】{t}</h1>{p}".replace("{t}", HANT)),
    Shape(name="breadcrumb inside the header", title="{t} - 島嶼通訊社", headline=HANT, body="<ul class='breadcrumb'><li><h2>產經新聞列表頁面</h2></li></ul><h1><span>{t}</span></h1>{p}"),
    # --- English: WordPress, Ghost, Drupal, Arc, Brightspot, Shopify, forums ----------------------------------------------
    Shape(name="wordpress", title="{t} – Harbour Ledger", headline=EN, head='<link rel="alternate" type="application/rss+xml" title="Harbour Ledger » Feed" href="/feed">', body="<p class='site-title'><a href='/'>Harbour Ledger</a></p><h1 class='entry-title'>{t}</h1>{p}"),
    Shape(name="wordpress: site title is the h1", title="{t} | Quayside", headline=EN, body="<h1 class='site-title'><a href='/'>Quayside</a></h1><h2 class='entry-title'><a href='/a'>{t}</a></h2>{p}"),
    Shape(name="a blog whose name is long", title="{t} | Notes from a Small Container Port", headline=EN, head=og(), body="<h1>Notes from a Small Container Port</h1><h2>{t}</h2><h1>What the firms signed</h1>{p}"),
    Shape(name="section tail inside the h1", title="The whole story of the parcel duty | Opinion", headline=EN, head=og("{t} | Opinion"), body="<h1>{t} | Opinion</h1>{p}"),
    Shape(name="kicker inside the h1", title="{t} - Quay Times", headline=EN, body="<h1><span class='kicker'>Logistics</span> {t}</h1>{p}"),
    Shape(name="source and counter inside the h1", title="{t} - Dotdot", headline=EN, body="<h1><span><a href='/s'>{t}</a></span> <span class='from'>(quaytimes.example)</span> <span>87</span></h1>{p}"),
    Shape(name="arc: h1 against the search title", title="Parcel duty: how small sellers cope | Quay Times", headline=EN, head=og(), body="<h1>{t}</h1>{p}"),
    Shape(name="brightspot: many names at once", title="{t} — Trade — Quay Public Media", headline=EN, head=og(site="Quay Public Media"), body="<h1 class='ArticlePage-headline'>{t}</h1>{p}"),
    Shape(name="drupal: page title block", title="{t} | Ministry of Ports", headline=EN, body="<div id='block-title'><h1 class='page-header'>{t}</h1></div>{p}", url="https://ports.gov.example/n/1"),
    Shape(name="shopify: no h1", title="{t} – Crate & Quay", headline=EN, head=og(site="Crate & Quay"), body="<h2>Your cart is empty</h2><h2 class='article-title'>{t}</h2>{p}"),
    Shape(name="host as tail", title="{t} | Quay.Chat", headline=EN, url="https://www.quay.chat/blog/a", body="<div>{p}</div>"),
    Shape(name="initials as tail", title="{t} - Institute of Port Economics", headline=EN, url="https://www.ipe.example/a", body="<div>{p}</div>"),
    Shape(name="h1 of the template", title="{t}", headline=EN, head=og() + "<meta name='twitter:title' content='{t}'>", body="<h1>The Blog Single</h1>{p}"),
    Shape(name="h1 of the section", title="{t} | Quay", headline=EN, head=og(), body="<h1>News</h1><div class='big'>{t}</div>{p}"),
    Shape(name="permalink sign", title="{t}", headline=EN, body="<h1>{t}<a class='headerlink' href='#a'>¶</a></h1>{p}"),
    Shape(name="hidden for sight, read aloud", title="{t} | Quay", headline=EN, body="<h1 class='sr-only'>Quay front page</h1><h1>{t}</h1>{p}"),
    Shape(name="share button in the h1", title="{t} | Quay", headline=EN, body="<h1>{t} <button>Share</button></h1>{p}"),
    Shape(name="subtitle behind a colon stays", title="Parcel duty: {t} | Quay", headline="Parcel duty: " + EN, body="<h1>Parcel duty: {t}</h1>{p}".replace("{t}", EN)),
    Shape(name="a dash inside stays", title="Sellers share a warehouse - and the rent | Quay Times", headline="Sellers share a warehouse - and the rent", body="<h1>Sellers share a warehouse - and the rent</h1>{p}"),
    Shape(name="curly quotes in the page, straight ones in the head", title="Sellers call duty 'unfair' and share a warehouse - Quay", headline="Sellers call duty ‘unfair’ and share a warehouse", body="<h1>Sellers call duty ‘unfair’ and share a warehouse</h1>{p}"),
    Shape(name="only h2, nothing in the head", title="", headline=EN, body="<h2>{t}</h2>{p}"),
    Shape(name="untitled", title="Untitled Document", headline=EN, body="<center><b>{t}</b></center><p>November 20, 2026</p>{p}"),
    # --- what the first ones do not have ----------------------------------------------------------------------------------
    Shape(name="many names behind small hyphens", title="{t}-财经-行业-海贸之声", body="<div class='head'><h1 id='title'>{t}</h1></div>{p}"),
    Shape(name="channel and province behind hyphens", title="{t}--外贸频道--义乌", body="<h2>{t}</h2>{p}"),
    Shape(name="chevrons", title="{t} >> 海贸网 >> 新闻", body="<h1>{t}</h1>{p}"),
    Shape(name="colon before the site", title="{t}：海贸网", head=og(site="海贸网"), body="<h1>{t}</h1>{p}"),
    Shape(name="the title element is empty, the h1 in a table", title="", body="<table><tr><td><h1>{t}</h1></td></tr></table>{p}"),
    Shape(name="a title in a div of its own, a date below", title="海贸网", body="<div class='top'>欢迎您</div><div class='wz_bt'>{t}</div><div class='wz_sj'>2026年11月20日 10:20</div>{p}", head="<meta name='ArticleTitle' content='{t}'>"),
    Shape(name="h1 with the source in a span", title="{t}_海贸网", body="<h1>{t}<span class='source'>海贸网</span></h1>{p}"),
    Shape(name="h1 with the number of readers", title="{t}_海贸网", body="<h1>{t} <em class='count'>1203</em></h1>{p}"),
    Shape(name="h1 with a badge of the channel", title="{t}_海贸网", body="<h1><i class='tag'>独家</i>{t}</h1>{p}"),
    Shape(name="a subtitle below in its own h2", title="{t}_海贸网", body="<h1>{t}</h1><h2>三家货代负责人讲述合租的算盘</h2>{p}"),
    Shape(name="a name that looks like a site stays", title="义乌商城开出首家跨境保税书店：卖家说要办成新华书店网", headline="义乌商城开出首家跨境保税书店：卖家说要办成新华书店网", body="<h1>义乌商城开出首家跨境保税书店：卖家说要办成新华书店网</h1>{p}"),
    Shape(name="dashes of a sentence stay", title="小包时代落幕——访海贸网创始人何未_海贸网", headline="小包时代落幕——访海贸网创始人何未", body="<h1>小包时代落幕——访海贸网创始人何未</h1>{p}"),
    Shape(name="a bar inside the printed headline", title="仓租年中盘点｜谁在退租_海贸网", headline="仓租年中盘点｜谁在退租", body="<h1>仓租年中盘点｜谁在退租</h1>{p}"),
    Shape(name="old page: title in font and center", title="{t}", headline=HANT, body="<center><font size='5' color='red'>{t}</font></center><hr>{p}"),
    Shape(name="blog at a portal", title="{t} @ 小林的出海筆記 :: 島嶼部落格", headline=HANT, head=og(site="小林的出海筆記"), body="<h1><a href='/'>小林的出海筆記</a></h1><li class='title'><h2><a href='/p/1'>{t}</a></h2></li>{p}"),
    Shape(name="forum board and tail", title="[新聞] {t} - 看板 Trade - 島嶼實業坊", headline="[新聞] " + HANT, head=og("[新聞] {t}"), body="<span class='article-meta-value'>[新聞] {t}</span>{p}"),
    Shape(name="english name first", title="Islandnews - {t}", headline=HANT, head=og("{t}", "Islandnews"), body="<div>{p}</div>"),
    Shape(name="numbers of the page", title="{t} (2) | 產經 | 島嶼日報", headline=HANT, body="<h1>{t}</h1>{p}"),
    Shape(name="press release", title="{t} | Quaywire", headline=EN, body="<h1 class='title'>{t}</h1><h2 class='subtitle'>Three firms, one lease</h2>{p}"),
    Shape(name="live blog", title="Parcel duty live: sellers react | Quay Times", headline="Parcel duty live: sellers react", body="<h1>Parcel duty live: sellers react</h1><h2>10:40 Sellers share a warehouse</h2>{p}"),
    Shape(name="question mark and site", title="Who pays the duty? - Quay Times", headline="Who pays the duty?", body="<h1>Who pays the duty?</h1>{p}"),
    Shape(name="topic tail of a portal", title="{t} | Trade News | Quay", headline=EN, body="<h1>{t}</h1>{p}"),
    Shape(name="two h1s, the second of the newsletter", title="{t} | Quay", headline=EN, body="<h1>{t}</h1>{p}<h1>Get our letter on the parcel duty every week</h1>"),
    Shape(name="h1 with a time inside", title="{t} | Quay", headline=EN, body="<h1>{t} <time>2h ago</time></h1>{p}"),
    Shape(name="double title", title="{t} {t}", headline=EN, body="<h1>{t}</h1>{p}"),
    Shape(name="json-ld with markup left", title="{t} &amp;#8211; Quay", headline=EN, head=linked(**{"@type": "Article", "headline": EN + " &#8211; Quay"}), body="<h1>{t}</h1>{p}"),
    Shape(name="document title cut short by the CMS", title="Small sellers share one warehouse to...", headline=EN, body="<h1>{t}</h1>{p}"),
    Shape(name="shopify: a title for search, an h2 in other words", title="Sellers Share One Warehouse to Escape the Parcel Duty – Quay", headline=EN, head=og("Sellers Share One Warehouse to Escape the Parcel Duty", "Quay"), body="<h2>Your cart is empty</h2><h2>{t}</h2>{p}"),
    Shape(name="social title of another kind", title="{t} - Quay", headline=EN, head=og("You will not believe what sellers do now"), body="<h1>{t}</h1>{p}"),
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_headline_of_a_page_of_this_shape(shape: Shape) -> None:
    text = next((key for key in LINES if key in shape.headline), EN)

    def filled(part: str) -> str:
        return part.replace("{t}", text).replace("{p}", LINES[text])

    tree = parse_html(
        f"<html><head><title>{filled(shape.title)}</title>{filled(shape.head)}</head><body>{filled(shape.body)}</body></html>"
    )
    assert tree is not None
    found = find_title(read_head(tree), tree, url=shape.url)
    assert found.value == shape.headline
    assert found.rule


def test_there_are_shapes_of_every_script() -> None:
    assert len(SHAPES) >= 80
