"""Faults of what a page says: wrong types, lies about its encoding, walls and errors in an article's place."""

from __future__ import annotations

import json
import random

from fault_table import ANY, PageFault
from faultserver import Serve, says, story

TRADITIONAL = [
    "財政部關務署表示，跨境電商包裹的免稅額度自明年一月起調整，低價商品將改為逐件申報。",
    "業者估計，每件包裹的平均通關時間會增加兩天，倉儲與退貨的成本也會跟著提高。",
    "平台方回應，已經在桃園與高雄設立集貨倉，並且與三家物流公司簽訂了長期合約。",
]
SIMPLIFIED = [
    "海关总署表示，跨境电商包裹的免税额度自明年一月起调整，低价商品将改为逐件申报。",
    "企业估计，每件包裹的平均通关时间会增加两天，仓储与退货的成本也会跟着提高。",
    "平台方回应，已经在宁波与深圳设立集货仓，并且与三家物流公司签订了长期合同。",
]
ENGLISH = [
    "The customs office said that parcels below the threshold will be declared one by one – a “costly” change.",
    "Carriers in Zürich and Malmö expect that clearing a parcel will take two days longer than it does now.",
    "The marketplace answered that it has signed contracts with three carriers and rented two new warehouses.",
]


def chinese(
    lines: list[str], *, meta: str = "", lang: str = "zh", title: str = "跨境电商包裹新规公布"
) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines * 2)
    charset = f'<meta charset="{meta}">' if meta else ""
    return f'<!doctype html><html lang="{lang}"><head>{charset}<title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>'


def _lie(
    name: str, does: str, lines: list[str], codec: str, *, header: str = "", meta: str = "", mark: bytes = b""
) -> PageFault:
    """A page written in ``codec`` that says it is something else."""
    title = (
        "Parcels will be declared one by one"
        if lines is ENGLISH
        else "包裹逐件申報"
        if lines is TRADITIONAL
        else "包裹逐件申报"
    )
    own = [f"{line} ({name})" for line in lines]  # no two pages are the same
    html = chinese(own, meta=meta, lang="en" if lines is ENGLISH else "zh", title=title)
    kind = f"text/html; charset={header}" if header else "text/html"
    return PageFault(
        name=f"lie-{name}",
        does=does,
        serve=says(mark + html.encode(codec), kind=kind),
        text=own[0],
        beside="none",
    )


LIES = [
    _lie("gbk-utf8", "GBK called UTF-8 in the header", SIMPLIFIED, "gbk", header="utf-8"),
    _lie("gbk-meta", "GBK called UTF-8 in the meta", SIMPLIFIED, "gbk", meta="utf-8"),
    _lie("gbk-both", "GBK called UTF-8 twice", SIMPLIFIED, "gbk", header="utf-8", meta="utf-8"),
    _lie("gbk-latin", "GBK called ISO-8859-1", SIMPLIFIED, "gbk", header="iso-8859-1"),
    _lie("gbk-none", "GBK, and nothing said", SIMPLIFIED, "gbk"),
    _lie("gb18030", "GB18030 called gb2312", SIMPLIFIED, "gb18030", meta="gb2312"),
    _lie("big5-utf8", "Big5 called UTF-8", TRADITIONAL, "big5", header="utf-8", meta="utf-8"),
    _lie("big5-gbk", "Big5 called GBK", TRADITIONAL, "big5", header="gbk"),
    _lie("big5-none", "Big5, and nothing said", TRADITIONAL, "big5"),
    _lie("utf8-gb2312", "UTF-8 called gb2312 in the header", SIMPLIFIED, "utf-8", header="gb2312"),
    _lie("utf8-gb2312-meta", "UTF-8 called gb2312 in the meta", SIMPLIFIED, "utf-8", meta="gb2312"),
    _lie("utf8-latin", "UTF-8 called ISO-8859-1", SIMPLIFIED, "utf-8", header="iso-8859-1"),
    _lie("utf8-big5", "UTF-8 called Big5", TRADITIONAL, "utf-8", header="big5"),
    _lie("utf8-utf16", "UTF-8 called UTF-16 in the meta", SIMPLIFIED, "utf-8", meta="utf-16"),
    _lie("utf8-unknown", "UTF-8 called x-nonsense", SIMPLIFIED, "utf-8", header="x-nonsense", meta="x-nonsense"),
    _lie("utf8-rot13", "a codec that is no charset", SIMPLIFIED, "utf-8", header="rot13"),
    _lie("utf8-utf7", "UTF-8 called UTF-7", SIMPLIFIED, "utf-8", header="utf-7", meta="utf-7"),
    _lie("utf8-mark", "UTF-8 with a mark, called GBK", SIMPLIFIED, "utf-8", header="gbk", mark=b"\xef\xbb\xbf"),
    _lie("utf16-mark", "UTF-16 with a mark, called UTF-8", SIMPLIFIED, "utf-16-le", header="utf-8", mark=b"\xff\xfe"),
    _lie("utf16le-bare", "UTF-16 without mark or name", SIMPLIFIED, "utf-16-le"),
    _lie("utf16be-bare", "UTF-16, big end first, without mark", SIMPLIFIED, "utf-16-be", header="utf-8"),
    _lie("utf32-mark", "UTF-32 with a mark", SIMPLIFIED, "utf-32-le", mark=b"\xff\xfe\x00\x00"),
    _lie("cp1252-utf8", "windows-1252 called UTF-8", ENGLISH, "cp1252", header="utf-8"),
    _lie("cp1252-latin", "windows-1252 called ISO-8859-1", ENGLISH, "cp1252", header="iso-8859-1"),
    _lie("utf8-ascii", "UTF-8 called us-ascii", ENGLISH, "utf-8", header="us-ascii"),
]  # fmt: skip


def _cut_character() -> bytes:
    html = chinese(SIMPLIFIED).encode()
    return html[: html.index(b"</p></article>") - 1]


def _noise(size: int) -> bytes:
    """Bytes without meaning, the same each time."""
    return random.Random(7).randbytes(size)


def _html(title: str, body: str, *, lang: str = "en", head: str = "") -> str:
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


LINES = "".join(f"<p>{line}</p>" for line in ENGLISH * 2)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type /Catalog >> endobj\n" + bytes(500)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)
NOT_HTML = {"reason": "not-html"}

TYPES = [
    PageFault(name="pdf-as-html", does="PDF called text/html", serve=says(PDF), **NOT_HTML, detail="pdf"),
    PageFault(name="pdf", does="PDF", serve=says(PDF, kind="application/pdf"), **NOT_HTML),
    PageFault(name="png-as-html", does="PNG called text/html", serve=says(PNG), **NOT_HTML, detail="png"),
    PageFault(name="html-as-octets", does="HTML called application/octet-stream", serve=says(story("octets"), kind="application/octet-stream")),
    PageFault(name="html-as-text", does="HTML called text/plain", serve=says(story("as text"), kind="text/plain")),
    PageFault(name="html-untyped", does="HTML without a type", serve=says(story("untyped"), kind="")),
    PageFault(name="html-as-png", does="HTML called image/png", serve=says(story("as png"), kind="image/png")),
    PageFault(name="json-error", does="a JSON error with status 200", serve=says(json.dumps({"error": {"code": 500, "message": "upstream failed"}}), kind="application/json"), **NOT_HTML, detail="json"),
    PageFault(name="json-as-html", does="the same called text/html", serve=says(json.dumps({"ok": False, "errors": ["no such id"] * 30})), **NOT_HTML, detail="json"),
    PageFault(name="feed-as-page", does="a feed in an article's place", serve=says('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', kind="text/html"), **NOT_HTML, detail="feed"),
    PageFault(name="zip", does="a zip called text/html", serve=says(b"PK\x03\x04" + bytes(900)), **NOT_HTML),
    PageFault(name="noise", does="random bytes called text/html", serve=says(_noise(9_000)), reason="not-html"),
    PageFault(name="empty", does="no bytes", serve=says(""), reason="empty"),
    PageFault(name="blank", does="spaces and NULs", serve=says(b" \r\n\0\0 " * 90), reason="empty"),
]  # fmt: skip

TEXTS = [
    PageFault(name="nuls", does="NULs between the words", serve=says(story("nuls").replace(" ", " \0")), text="Paragraph 0 of nuls"),
    PageFault(name="controls", does="bells, escapes and bidi overrides", serve=says(story("controls").replace("took", "\x07\x1b[31m\u202etook\u200b")), text="marketplaces took 3 days longer"),
    PageFault(name="surrogates", does="half characters as entities", serve=says(story("surrogates").replace("took", "&#xD800;&#x110000;took", 1))),
    PageFault(name="cut-character", does="breaks off within a character", serve=says(_cut_character()), text=SIMPLIFIED[0]),
    PageFault(name="long-title", does="a title of 1 MB", serve=says(_html("Customs " * 100_000, f"<article><h1>Customs in autumn</h1>{LINES}</article>"))),
    PageFault(name="long-word", does="one word of 800 kB", serve=says(_html("One word", f"<article><h1>One word</h1><p>{'a' * 800_000}</p>{LINES}</article>"))),
    PageFault(name="nested", does="20,000 elements, each in the one before", serve=says(_html("Nested", "<div>" * 20_000 + LINES + "</div>" * 20_000)), reason=ANY),
    PageFault(name="entities", does="a billion laughs in HTML", serve=says('<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + story("entities").replace("took", "&b;&b;took"))),
    PageFault(name="comment", does="a comment that does not end", serve=says("<!--" + "x" * 300_000), reason=ANY),
    PageFault(name="base", does="a base element that leads inside", serve=says(story("base").replace("<title>", '<base href="http://127.0.0.1/"><link rel="canonical" href="/secret"><title>'))),
    PageFault(name="canonical", does="names another host's page as its own", serve=says(story("canonical").replace("<title>", '<link rel="canonical" href="http://victim.example/a"><title>'))),
    PageFault(name="script-only", does="a page that scripts draw", serve=says(_html("Loading", '<div id="root"></div><script src="/app.js"></script>')), reason=ANY),
    PageFault(name="german", does="neither Chinese nor English", serve=says(_html("Zollbericht", "<article><h1>Zollbericht</h1>" + "".join(f"<p>Der Zoll hat die Pakete aus dem Ausland in der Woche {n} länger geprüft als davor und wird das auch weiter tun.</p>" for n in range(5)) + "</article>", lang="de")), reason="language"),
]  # fmt: skip

CHALLENGE = _html(
    "Just a moment...",
    '<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cType:"managed"};</script><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
)
WALLS = [
    PageFault(name="challenge-200", does="a challenge with status 200", serve=says(CHALLENGE), reason="blocked", retry=6 * 3_600),
    PageFault(name="challenge-403", does="a challenge with status 403", serve=says(CHALLENGE, "403 Forbidden", Server="cloudflare", Cf_Mitigated="challenge"), reason="blocked", retry=6 * 3_600),
    PageFault(name="captcha-zh", does="a Chinese slider captcha", serve=says(_html("安全验证", '<div class="captcha" id="nc_1_wrapper"><p>请按住滑块，拖动到最右边，完成验证后继续访问。</p></div><script src="/awsc/nc.js"></script>', lang="zh")), reason="blocked", retry=6 * 3_600),
    PageFault(name="soft-404", does="not found, said with 200", serve=says(_html("Page not found | The Parcel Post", "<h1>Page not found</h1><p>Sorry, we could not find the page you were looking for. It may have been moved or deleted.</p><p>Try the search, or go back to the front page of the Parcel Post.</p>")), reason="soft-404"),
    PageFault(name="soft-404-zh", does="找不到页面, said with 200", serve=says(_html("页面不存在", "<h1>404</h1><p>抱歉，您访问的页面不存在或已被删除。</p><p>您可以返回首页，或者使用站内搜索查找相关内容，也可以联系网站管理员报告这个问题，感谢您的支持与理解。</p>", lang="zh")), reason="soft-404"),
    PageFault(name="login", does="a login form in its place", serve=says(_html("Log in", '<h1>Log in to continue</h1><form action="/login" method="post"><input name="email"><input type="password" name="password"><button>Log in</button></form>')), reason="login-wall"),
    PageFault(name="to-login", does="redirected to the login page", serve=lambda wire: wire.answer("", "302 Found", Location="/login?next=/a"), also={"/login?next=/a": says(_html("Sign in", '<h1>Sign in</h1><form method="post"><input name="user"><input type="password" name="pass"><button>Sign in</button></form>'))}, reason="login-wall"),
    PageFault(name="consent", does="asks for consent in its place", serve=says(_html("Before you continue", '<h1>Before you continue</h1><p>We and our 812 partners use cookies and process personal data to show ads and measure them.</p><form action="/consent" method="post"><button>Accept all</button><button>Reject all</button><button>Manage options</button></form>')), reason="consent"),
    PageFault(name="reserved", does="reserves text and data mining", serve=says(story("reserved"), tdm_reservation="1"), reason="reserved"),
]  # fmt: skip


def _many(tag: str, number: int) -> Serve:
    return says(_html("Many elements", f"<h1>Many elements</h1>{f'<{tag}>x</{tag}>' * number}{LINES}"))


HEAVY = [
    PageFault(name="many-tags", does="400,000 elements", serve=_many("i", 400_000), reason="too-large", heavy=True),
    PageFault(name="many-rows", does="a table of 30,000 rows", serve=says(_html("Rows", "<h1>Rows</h1><table>" + "<tr><td>one</td><td>two</td></tr>" * 30_000 + f"</table>{LINES}")), reason=ANY, heavy=True),
    PageFault(name="deep", does="400,000 elements, one in the other", serve=says(_html("Deep", "<b>" * 400_000 + LINES)), reason=ANY, heavy=True),
    PageFault(name="attributes", does="an element of 200,000 attributes", serve=says(_html("Attributes", "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</p>" + LINES)), reason=ANY, heavy=True),
    PageFault(name="four-megabytes", does="4 MB of one sentence", serve=says(_html("Long", "<h1>Long</h1>" + f"<p>{ENGLISH[1]}</p>" * 36_000)), reason=ANY, heavy=True),
    PageFault(name="half-tags", does="2 MB of opening brackets", serve=says("<" * 2_000_000), reason=ANY, heavy=True),
    PageFault(name="figures", does="a line of 300,000 digits and commas", serve=says(_html("Figures", f"<h1>Figures</h1><p>{'1,' * 150_000}</p>{LINES}")), reason=ANY, heavy=True),
]  # fmt: skip

FAULTS = [*LIES, *TYPES, *TEXTS, *WALLS, *HEAVY]
