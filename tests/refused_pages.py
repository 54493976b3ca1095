"""Pages that are no articles, and articles that look like such pages; all of our own writing, in three scripts."""

from __future__ import annotations

from dataclasses import dataclass, field

from webpages import EN, HANS, HANT, article_html

from store.records import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page and what must become of it. ``reason``: None when it is an article."""

    name: str
    reason: Reason | None
    html: str
    url: str = "https://www.chuhai.example/a/20261105/881.html"
    holds: str = field(default="")  # words its text must have


def page(title: str, body: str, *, lang: str = "en", head: str = "") -> str:
    """A page without furniture."""
    return f"<!DOCTYPE html><html lang={lang}><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def links(count: int, text: str) -> str:
    """A list of headlines, each with its own address and day."""
    return "".join(
        f'<li><a href="/n/{n}.html">{text.format(n=n)}</a><span>2026-11-{n % 28 + 1:02}</span></li>'
        for n in range(count)
    )


LOGIN_FORM = (
    '<form action="/user/login" method="post"><input name="account"><input type="password" name="password">'
    "<button>{button}</button></form>"
)
NAV = '<nav><a href="/">首页</a><a href="/tech">科技</a><a href="/trade">外贸</a></nav>'
COOKIE_BANNER = (
    '<div id="cookie-consent-banner" class="consent-overlay"><h2>We value your privacy</h2><p>We and our 412 partners use '
    "cookies to store and access information on your device.</p><form action='/consent'><button>Accept all</button>"
    "<button>Reject all</button></form></div>"
)

SOFT_404 = (
    Sample(name="en plain", reason=Reason.SOFT_404, html=page(
        "Page not found - Quayside Post",
        "<h1>Page not found</h1><p>The page you asked for could not be found. It may have been moved.</p>")),
    Sample(name="en with recommendations", reason=Reason.SOFT_404, html=page(
        "404 | Quayside Post",
        "<div class='error-404'><h1>Sorry, we can't find that page</h1><p>The article you are looking for no longer exists."
        "</p></div><h2>Most read</h2><ul>" + links(12, "Rates on the northern lane rise for week {n}") + "</ul>")),
    Sample(name="en oops", reason=Reason.SOFT_404, html=page(
        "Oops! Page not found",
        "<h2>404</h2><p>This page does not exist. You will be redirected in 5 seconds.</p>",
        head="<meta name=robots content=noindex><meta http-equiv=refresh content='5;url=/'>")),
    Sample(name="en by address", reason=Reason.SOFT_404, url="https://quay.example/404.html", html=page(
        "Quayside Post", "<h1>Nothing found</h1><p>The story was removed or is no longer available.</p>")),
    Sample(name="hans plain", reason=Reason.SOFT_404, html=page(
        "页面不存在_潮汐财经", NAV + "<h1>404</h1><p>抱歉，您访问的页面不存在或者已被删除，请返回首页。</p>", lang="zh-CN")),
    Sample(name="hans countdown", reason=Reason.SOFT_404, html=page(
        "提示信息 - 港湾论坛", "<p>抱歉，指定的文章不存在或已被删除或正在被审核</p><p>5秒后自动跳转到首页</p>", lang="zh-CN")),
    Sample(name="hans walked away", reason=Reason.SOFT_404, html=page(
        "出错了！-云帆网", "<div class=page-404><h2>您要找的页面走丢了</h2><p>看看别的吧</p></div>", lang="zh-CN")),
    Sample(name="hans article gone", reason=Reason.SOFT_404, html=page(
        "您访问的文章已被删除", "<p>该内容已被作者删除，无法查看。</p><a href='/'>返回首页</a>", lang="zh-CN")),
    Sample(name="hant plain", reason=Reason.SOFT_404, html=page(
        "找不到頁面 | 島嶼商業日報", "<h1>找不到頁面</h1><p>很抱歉，您要找的頁面不存在，可能已經移除。</p>", lang="zh-TW")),
    Sample(name="hant article", reason=Reason.SOFT_404, html=page(
        "文章不存在 - 海角新聞網", "<p>這篇文章已下架或網址錯誤。</p><img src='/img/404.png'>", lang="zh-TW")),
)  # fmt: skip
LOGIN = (
    Sample(name="en", reason=Reason.LOGIN, html=page(
        "Sign in to continue - Harbour Pro", "<h1>Sign in to continue</h1>" + LOGIN_FORM.format(button="Sign in")
        + "<a href=/reset>Forgot your password?</a><p>Don't have an account? Register.</p>")),
    Sample(name="en by address", reason=Reason.LOGIN, url="https://accounts.harbour.example/login?next=%2Fa", html=page(
        "Harbour Pro", "<h1>Welcome back</h1>" + LOGIN_FORM.format(button="Go") + "<p>Remember me</p>")),
    Sample(name="en register", reason=Reason.LOGIN, html=page(
        "Create an account | Harbour Pro", "<p>Already have an account? Log in.</p>" + LOGIN_FORM.format(button="Register"))),
    Sample(name="hans", reason=Reason.LOGIN, html=page(
        "用户登录-智慧外贸平台", NAV + "<div class=login-box><h2>用户登录</h2>" + LOGIN_FORM.format(button="登录")
        + "<a>忘记密码</a><a>立即注册</a></div>", lang="zh-CN")),
    Sample(name="hans sso", reason=Reason.LOGIN, url="https://passport.waimao.example/login", html=page(
        "统一身份认证", "<p>扫码登录</p><p>密码登录</p>" + LOGIN_FORM.format(button="登录"), lang="zh-CN")),
    Sample(name="hans wall", reason=Reason.LOGIN, html=page(
        "请先登录", "<p>登录后即可查看本文内容</p><a href='/user/login'>去登录</a>", lang="zh-CN")),
    Sample(name="hant", reason=Reason.LOGIN, html=page(
        "會員登入 | 島嶼商業日報", "<h1>會員登入</h1>" + LOGIN_FORM.format(button="登入") + "<p>忘記密碼</p>", lang="zh-TW")),
)  # fmt: skip
CONSENT = (
    Sample(name="en", reason=Reason.CONSENT, url="https://consent.harbour.example/v2/collectConsent?sessionId=3", html=page(
        "Harbour is part of the Lagoon family of brands", "<p>We and our 236 partners use cookies.</p>"
        "<form method=post><button>Accept all</button><button>Reject all</button></form>")),
    Sample(name="en before", reason=Reason.CONSENT, html=page(
        "Before you continue to Harbour", "<h1>Before you continue to Harbour</h1><p>We use cookies and data to deliver "
        "services and measure them.</p><form action='/consent/save'><button>Reject all</button></form>")),
    Sample(name="en privacy", reason=Reason.CONSENT, html=page(
        "Your privacy choices - Quayside Post", "<h1>Your privacy choices</h1><p>Some of our vendors rely on legitimate "
        "interest. Manage preferences below.</p><div class=consent-form></div>")),
    Sample(name="hans", reason=Reason.CONSENT, html=page(
        "Cookie 设置", "<h1>您的隐私选择</h1><p>我们及合作伙伴需要收集数据，请选择是否接受所有 Cookie。</p><button>全部接受</button>", lang="zh-CN")),
    Sample(name="hant", reason=Reason.CONSENT, html=page(
        "隱私權設定", "<p>我們的合作夥伴會使用 cookie 與個人資料。</p><form action=/consent><button>全部接受</button><button>全部拒絕</button></form>",
        lang="zh-TW")),
)  # fmt: skip
INDEX = (
    Sample(name="front page", reason=Reason.NOT_ARTICLE, url="https://quay.example/", html=page(
        "Quayside Post", "<h1>Quayside Post</h1><p>Trade news from the ports.</p><ul>"
        + links(60, "Carriers add a surcharge on lane {n} from next month") + "</ul>")),
    Sample(name="tag", reason=Reason.NOT_ARTICLE, url="https://www.chaoxi.example/tag/temu", html=page(
        "Temu 相关新闻_潮汐财经", "<p>2026-11-06 10:00</p><ul>" + links(40, "平台第{n}次调整半托管商家的发货时限，卖家忙着改价") + "</ul>",
        lang="zh-CN")),
    Sample(name="search", reason=Reason.NOT_ARTICLE, url="https://quay.example/?s=tariff", html=page(
        "Search results for tariff", "<p>Found 812 results in 0.3 seconds for the words you gave us today.</p><ul>"
        + links(30, "Tariff notice number {n} is published in the gazette") + "</ul>")),
    Sample(name="collection", reason=Reason.NOT_ARTICLE, url="https://quay.example/logistics", html=page(
        "Logistics", "<h1>Logistics</h1><ul>" + links(25, "Warehouse rents rise again in district {n}") + "</ul>",
        head='<script type="application/ld+json">{"@type": "CollectionPage", "name": "Logistics"}</script>')),
    Sample(name="hant category", reason=Reason.NOT_ARTICLE, url="https://island.example/category/retail/page/3", html=page(
        "零售 - 島嶼商業日報", "<ul>" + links(35, "零售業者第{n}季營收公布，電商佔比再創新高") + "</ul>", lang="zh-TW")),
)  # fmt: skip

# Bodies too small for an article: what they are instead is named from one sign.
SMALL = (
    Sample(name="words only, hans", reason=Reason.SOFT_404, html=page(
        "潮汐财经_每天看一点生意", "<p>哎呀，你打开的页面不见了</p><a href=/>回首页</a>", lang="zh-CN")),
    Sample(name="no title", reason=Reason.SOFT_404, html=page("", "<h2>此内容已被发布者删除</h2>", lang="zh-CN")),
    Sample(name="a window", reason=Reason.SOFT_404,
           html='<script>alert("您要看的信息不存在！");history.back();</script>'),
    Sample(name="server's own", reason=Reason.SOFT_404, html=page(
        "Object not found", "<p>The address was not found on this server.</p>")),
    Sample(name="colon", reason=Reason.SOFT_404, html=page("Error 404: Page Not Found", "<p>Hmm. That was nothing.</p>")),
    Sample(name="not available", reason=Reason.SOFT_404, html=page(
        "Quayside Post", "<p>Sorry, this content isn't available right now.</p>")),
    Sample(name="hant address", reason=Reason.SOFT_404, html=page(
        "404 - 找不到您要的網頁", "<p>您輸入的網址有誤。</p>", lang="zh-TW")),
    Sample(name="environment", reason=Reason.BLOCKED, html=page(
        "", "<h2>环境异常</h2><p>完成验证后即可继续阅读。</p><a>去验证</a>", lang="zh-CN")),
    Sample(name="search engine", reason=Reason.BLOCKED, html=page(
        "云搜", "<p>此验证码用于确认这些操作不是自动程序发出的。</p><img src=/code.png>", lang="zh-CN")),
    Sample(name="robot", reason=Reason.BLOCKED, html=page(
        "shop.example", "<p>We need to make sure you're not a robot before we show this.</p>")),
    Sample(name="hant robot", reason=Reason.BLOCKED, html=page(
        "人機驗證", "<p>請輸入圖片中的文字，完成驗證後再繼續。</p>", lang="zh-TW")),
    Sample(name="automated access", reason=Reason.BLOCKED, html=page(
        "Request Access - Gazette", "<p>Because of automated scraping, access to this site is limited to the interface for "
        "programs. If you are a person and see this, take the bot test below and we will let your address in.</p>"
        "<form><div class=g-recaptcha></div></form><script src='https://www.google.com/recaptcha/api.js'></script>")),
    Sample(name="members only", reason=Reason.LOGIN, html=page(
        "潮汐智库", "<p>本报告仅对会员开放，请登录后查看</p><input type=password>", lang="zh-CN")),
    Sample(name="registered users", reason=Reason.LOGIN, html=page(
        "Login required - Harbour Pro", "<p>This is available to registered users. Please log in.</p>")),
)  # fmt: skip
_COMMENT_LOGIN = (
    '<div class="comment-box"><p>请登录后发表评论</p>' + LOGIN_FORM.format(button="登录") + "</div>"
)
ARTICLES = (
    Sample(name="hans with log-in for comments", reason=None, html=article_html("hans", aside=_COMMENT_LOGIN), holds=HANS[2]),
    Sample(name="hans flash with log-in for comments", reason=None, holds=HANS[0],
           html=article_html("hans", paragraphs=HANS[:2], aside=_COMMENT_LOGIN)),
    Sample(name="en with cookie banner", reason=None, html=article_html("en", aside=COOKIE_BANNER), holds=EN[1]),
    Sample(name="en with banner first", reason=None, holds=EN[1],
           html=article_html("en").replace("<body>", "<body>" + COOKIE_BANNER)),
    Sample(name="en with newsletter box", reason=None, holds=EN[3], html=article_html("en", aside=(
        "<aside class=newsletter><h3>Subscribe to our newsletter</h3><form><input type=email><button>Sign up</button></form>"
        "</aside>"))),
    Sample(name="en about captchas", reason=None, holds="slide a puzzle", html=article_html(
        "en", title="Shoppers abandon carts over captchas", paragraphs=(
            "Shoppers asked to slide a puzzle into place leave without paying twice as often, a retail group said.",
            "Verify you are human, the page says, and one in nine never comes back, according to its survey of shops.",
            "The group wants platforms to show checks only after unusual traffic, not to every buyer at the till."))),
    Sample(name="en about 404s", reason=None, holds="dead listing", html=article_html(
        "en", title="404: Page not found, and other costs of moving a shop", paragraphs=(
            "A dead listing that answers page not found costs a shop its rank within a week, a study of stores found.",
            "Half of the merchants that moved platforms last year left their old addresses without a forward.",
            "Consultants advise keeping the addresses alive for a year and telling the search engines at once."))),
    Sample(name="en about consent", reason=None, holds="regulator fined", html=article_html(
        "en", title="Cookie consent pages cost retailer a fine", paragraphs=(
            "The privacy regulator fined a fashion retailer for a page that offered to accept all cookies but not reject all.",
            "The retailer and its 212 partners had stored and accessed information before shoppers chose, it found.",
            "Lawyers expect more such cases as agencies share their methods across the bloc this winter."))),
    Sample(name="hans about log-in", reason=None, holds="短信验证码", html=article_html(
        "hans", title="多家平台要求卖家登录时人脸识别", paragraphs=(
            "三家跨境电商平台本周通知卖家，登录后台除了密码和短信验证码，还要完成一次人脸识别。",
            "有卖家抱怨，登录后才能查看订单，人在国外常常收不到验证码，店铺一停就是半天。",
            "平台回应称，此举是为了防止账号被盗卖，未完成验证的账号将无法提现。"))),
    Sample(name="hans about dead links", reason=None, holds="已被删除", html=article_html(
        "hans", title="商品页面不存在：下架潮背后的合规压力", paragraphs=(
            "打开收藏夹，页面显示“商品不存在或已被删除”，不少买家这周发现常买的店铺空了。",
            "平台称，下架的是没有提交欧盟负责人信息的商品，补交资料后可以重新上架。",
            "服务商说，资料审核要排队两周，旺季的广告预算已经打了水漂。"))),
    Sample(name="hans about a slider", reason=None, holds="滑块", html=article_html(
        "hans", title="安全验证把老人挡在门外", paragraphs=(
            "“请拖动滑块完成拼图”，七十岁的陈阿姨试了五次，还是没能抢到补贴券。",
            "社区工作人员说，每天都有老人来求助，有人干脆放弃了网购，改去菜场。",
            "平台表示将上线语音验证，并允许子女代为完成安全验证，时间另行通知。"))),
    Sample(name="hant about log-in", reason=None, holds="會員登入", html=article_html(
        "hant", title="會員登入改版 消費者抱怨步驟變多", paragraphs=(
            "電商平台海燕上週改版會員登入流程，新增裝置驗證，有消費者抱怨步驟變多，忘記密碼就卡關。",
            "平台說明，改版後盜用申訴減少四成，未來會開放以指紋登入，詳細時程下個月公布。",
            "資安業者建議，業者應提供備援方式，避免消費者在檔期當天無法結帳。"))),
    Sample(name="hant about consent", reason=None, holds="全部接受", html=article_html(
        "hant", title="網站只有「全部接受」 個資會開罰", paragraphs=(
            "個資保護機關昨天公布，一家購物網站的 Cookie 視窗只有「全部接受」而沒有拒絕的按鈕，依法開罰。",
            "業者表示，視窗由合作夥伴提供，將在一週內改版，並重新徵求會員的同意。",
            "律師提醒，把同意綁在服務條款裡的做法，往後都可能被認定無效。"))),
    Sample(name="en dated short with many links", reason=None, holds=EN[0], html=article_html(
        "en", paragraphs=EN[:2], aside="<ul>" + links(60, "Rates on the northern lane rise in week {n}") + "</ul>",
        head='<meta property="og:type" content="article">')),
    Sample(name="hans in a topic channel", reason=None, holds=HANS[1], url="https://www.chuhai.example/topic/20261105881.html",
           html=article_html("hans", aside="<ul>" + links(40, "平台第{n}次调整半托管商家的发货时限，卖家忙着改价") + "</ul>")),
    Sample(name="en application route", reason=None, holds=EN[1], url="https://app.example/#/news/1", html=article_html(
        "en", aside="<ul>" + links(40, "Rates on the northern lane rise in week {n}") + "</ul>")),
    Sample(name="en titled just a moment", reason=None, holds=EN[2], html=article_html("en", title="Just a moment", byline=(
        "By Mara Quill, November 5, 2026"))),
    Sample(name="hant plain", reason=None, html=article_html("hant"), holds=HANT[1]),
    Sample(name="hans behind a guard", reason=None, holds=HANS[1], html=article_html("hans", paragraphs=HANS[:2], head=(
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><script>window._pxAppId='PX1'</script>"))),
    Sample(name="hans flash about a site that was down", reason=None, holds="无法访问", html=article_html(
        "hans", title="海关申报系统一度无法访问", paragraphs=(
            "海关申报系统周一上午一度无法访问，页面提示“访问过于频繁，请稍后再试”，约两小时后恢复。",
            "多家货代表示，当天截关的货柜被迫改到周三，额外产生堆存费用。"))),
    Sample(name="en short about scraping", reason=None, holds="price trackers", html=article_html(
        "en", title="Marketplace limits automated access", paragraphs=(
            "The marketplace Bluefin said it had blocked automated requests from a dozen price trackers since Monday.",
            "Its rules prohibit automated tools, and accounts behind them would be denied access, a spokeswoman said."))),
    Sample(name="hans short about members", reason=None, holds="仅对会员", html=article_html(
        "hans", title="折扣仓库店开放日 非会员也可入场", paragraphs=(
            "一直仅对会员开放的仓储店本周末试行开放日，非会员登记手机号后可以进店购物一次。",
            "店方说，若效果好，明年每季度举办一次，价格与会员一致。"))),
    Sample(name="hant short about removed listings", reason=None, holds="已下架", html=article_html(
        "hant", title="衛福部：違規商品網頁應立即移除", paragraphs=(
            "衛福部昨天要求平台清查，違規減肥食品的商品頁面應立即移除，已下架者須留存紀錄半年。",
            "平台回應，相關網頁已不存在，並會主動通知買家退款。"))),
)  # fmt: skip
REFUSED = (*SOFT_404, *LOGIN, *CONSENT, *INDEX)
