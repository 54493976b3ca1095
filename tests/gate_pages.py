"""Pages that gates send, in the shape of each measure; the sentences and the values are made up or the measure's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePage:
    """``says``: what the verdict must name. ``status``: what it came with."""

    name: str
    says: str
    status: int
    html: str


def _html(head: str, body: str, lang: str = "en") -> str:
    return f"<!DOCTYPE html><html lang={lang}><head>{head}</head><body>{body}</body></html>"


CLOUDFLARE = _html(
    "<title>Just a moment...</title><meta http-equiv=refresh content=360>",
    '<div class="main-wrapper"><noscript><span id="challenge-error-text">Enable JavaScript and cookies to continue</span>'
    "</noscript></div><script>window._cf_chl_opt={cvId:'3',cZone:'shop.example',cType:'managed'};"
    "var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1';</script>",
)
ALIYUN = _html(
    '<title>405</title><meta name="data-spm" content="a3c0e">',
    '<div data-spm="1998410538"><div class="message">很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。'
    "<div>您的请求ID是: <strong>781b</strong></div></div>"
    '<img src="https://errors.aliyun.com/images/a.png"></div>',
    "zh",
)
RUISHU = _html(
    '<meta id="9Kq" content="abcdef" r="m"><script r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.nsd=1;'
    '$_ts.cd="qEx";</script><script src="/x/y.js" r="m"></script>',
    "<script>_$gW();</script>",
)
JIASULE = "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname+location.search</script>"

GATE_PAGES = (
    GatePage(name="cloudflare-managed", says="Cloudflare", status=403, html=CLOUDFLARE),
    GatePage(name="cloudflare-with-200", says="Cloudflare", status=200, html=CLOUDFLARE),
    GatePage(name="cloudflare-blocked", says="Cloudflare", status=403, html=_html(
        "<title>Attention Required! | Cloudflare</title>",
        '<div id="cf-wrapper"><div id="cf-error-details"><h1>Sorry, you have been blocked</h1>'
        "<h2>You are unable to access shop.example</h2><p>This site uses a service to guard itself from attacks. What "
        "you did set it off; a certain word, a command for a database or malformed data may do that.</p><p>You can "
        "write to the owner of the site, tell what you were doing, and quote the Ray ID below.</p>"
        '<p>Cloudflare Ray ID: 8f1</p></div></div>')),
    GatePage(name="akamai-denied", says="Akamai", status=403, html=
        "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access "
        '"http://news.example/a" on this server.<P>Reference #18.2f6&#46;1<P>https://errors.edgesuite.net/18.2f6</BODY>'),
    GatePage(name="akamai-behavioural", says="Akamai", status=200, html=_html(
        "<script src='/abc/def?v=1'></script>",
        '<div id="sec-if-cpt-container"><p>Powered and protected by Akamai</p><a href="/privacy">Privacy</a></div>')),
    GatePage(name="perimeterx", says="PerimeterX", status=403, html=_html(
        "<title>Access to this page has been denied</title><script>window._pxAppId='PXabc';</script>",
        '<div id="px-captcha"></div><p>Before we continue, press &amp; hold to confirm you are a human (and not a bot).'
        "</p><p>Reference ID 0f3</p>")),
    GatePage(name="datadome", says="DataDome", status=403, html=_html(
        "<title>shop.example</title>",
        "<p id=cmsg>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'AHr','host':"
        "'geo.captcha-delivery.com'}</script><script src='https://ct.captcha-delivery.com/c.js'></script>")),
    GatePage(name="imperva", says="Imperva", status=200, html=_html(
        "<META NAME=robots CONTENT='noindex,nofollow'><script src='/_Incapsula_Resource?SWJIYLWA=719d'></script>",
        "<iframe id=main-iframe src='/_Incapsula_Resource?CWUDNSAI=9&incident_id=80-1'>Request unsuccessful. Incapsula "
        "incident ID: 80-1</iframe>")),
    GatePage(name="imperva-distil", says="unnamed", status=200, html=_html(
        "<title>Pardon Our Interruption</title>",
        "<h1>Pardon Our Interruption</h1><p>Something about your browser made us think you were a bot.</p>")),
    GatePage(name="aws-challenge", says="AWS WAF", status=202, html=_html(
        "<title></title><script>window.awsWafCookieDomainList=[];window.gokuProps={key:'x',iv:'y'};</script>"
        "<script src='https://a.token.awswaf.com/challenge.js'></script>",
        "<div id=challenge-container></div><noscript>Please enable JavaScript to continue.</noscript>")),
    GatePage(name="sucuri", says="Sucuri", status=403, html=_html(
        "<title>Sucuri WebSite Firewall - Access Denied</title>"
        "<link rel=stylesheet href='https://cdn.sucuri.net/sucuri-firewall-block.css'>",
        "<h1>Access Denied - Sucuri Website Firewall</h1><p>If you own this site, open a ticket.</p><p>Block ID: X1</p>")),
    GatePage(name="aliyun", says="阿里云", status=405, html=ALIYUN),
    GatePage(name="aliyun-with-200", says="阿里云", status=200, html=ALIYUN),
    GatePage(name="aliyun-slider", says="阿里云", status=200, html=_html(
        '<title>访问验证</title><script name="aliyunwaf_6a6f" src="//g.alicdn.com/sd/nvc/1.1.112/guide.js"></script>',
        '<div id="WAF_NC_WRAPPER" class="waf-nc-wrapper"><p class="waf-nc-title">访问验证</p>'
        "<p>为保证您的正常访问，请进行如下验证</p></div>", "zh")),
    GatePage(name="aliyun-script", says="阿里云", status=200, html=
        "<html><script>var arg1='0F6A';function setCookie(n,v){document.cookie=n+'='+v}"
        "function reload(x){setCookie('acw_sc__v2',x);document.location.reload();}</script></html>"),
    GatePage(name="safedog", says="安全狗", status=403, html=_html(
        "<title>网站防火墙</title>",
        '<img src="http://404.safedog.cn/images/safedogsite/head.png"><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>',
        "zh")),
    GatePage(name="yunsuo", says="云锁", status=200, html=_html(
        "<title>安全验证</title><script>function YunSuoAutoJump(){self.location='/?security_verify_data=313932'}</script>",
        '<img class="yunsuologo" src="/y.png"><p>请输入验证码完成安全验证</p>', "zh")),
    GatePage(name="chuangyu", says="创宇盾", status=403, html=_html(
        "<title>访问禁止</title>",
        '<a href="https://www.365cyd.com">创宇盾</a><p>当前访问疑似黑客攻击，您的请求已被拦截。</p>', "zh")),
    GatePage(name="jiasule", says="cookie", status=521, html=JIASULE),
    GatePage(name="ruishu-412", says="瑞数", status=412, html=RUISHU),
    GatePage(name="ruishu-200", says="瑞数", status=200, html=RUISHU),
    GatePage(name="tencent", says="腾讯云", status=403, html=_html(
        "<title>拦截提示</title>",
        "<p>很抱歉，您提交的请求可能对网站造成威胁，已被管理员设置的策略阻断</p><p>腾讯云Web应用防火墙</p>", "zh")),
    GatePage(name="huawei", says="华为云", status=418, html=_html(
        "<title>访问被拦截！</title>",
        '<img src="https://account.hwclouds.com/static/error/images/404img.jpg"><p>您的请求疑似攻击行为！</p>', "zh")),
    GatePage(name="slider-hant", says="slider", status=200, html=_html(
        "<title>安全驗證</title><script src='https://static.geetest.com/static/js/gt.js'></script>",
        '<div class="geetest_holder"></div><p>請完成安全驗證後繼續瀏覽，請拖動滑塊完成拼圖。</p>', "zh-TW")),
    GatePage(name="yidun", says="slider", status=200, html=_html(
        "<title>请稍候</title>", '<div class="yidun_slider"></div><p>您的访问过于频繁，请完成验证后继续</p>', "zh")),
    GatePage(name="amazon-captcha", says="captcha", status=200, html=_html(
        "<title>Robot Check</title>",
        '<form method="get" action="/errors/validateCaptcha"><h4>Type the characters you see</h4>'
        '<input id="captchacharacters"></form><p>Sorry, we need to make sure you are not a robot.</p>')),
    GatePage(name="own-captcha", says="captcha", status=429, html=_html(
        "<title>Security check</title><script src='https://www.google.com/recaptcha/api.js'></script>",
        '<form><div class="g-recaptcha" data-sitekey="k"></div></form><p>We saw unusual traffic from your network.</p>')),
)  # fmt: skip
