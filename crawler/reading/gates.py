"""The measures that stand in front of sites: whose refusal or challenge a page is, told by its markup.

A name or a word alone proves nothing. Guarded sites carry the scripts of their guard on every page, and people
write about captchas; so a page counts as a gate only when it is bare of prose *and* several signals meet. ``own`` marks
stand on the measure's own pages only, ``shared`` marks on the pages it lets through as well. They are looked for in the
markup, never in the visible words. Marks were taken from the vendors' documentation and from pages as sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.reading.encodings import decode
from crawler.reading.markup import parse_html
from crawler.reading.sights import Sight, look, units

BARE = 900  # units of prose a gate may have: "why was I blocked" takes two paragraphs
LITTLE = 600  # units: not much beside the gate
EMPTY = 150  # units: nothing but the gate
SILENT = 40  # units of anything visible: no words at all
ENOUGH = 3  # points
MAX_BODY = 400_000  # bytes of an answer that are looked at; the largest gate seen has 76,000
REFUSING = frozenset((401, 403, 405, 406, 412, 418, 429, 449, 451, 493, 503, 521))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A measure: marks of its own pages (two points each, two at most), of every page it guards (one point).

    ``said``: visible words in which it names itself on its own pages (one point).
    """

    name: str
    own: tuple[str, ...]
    shared: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    is_product: bool = True  # False: a widget that articles carry in their comments as well


GATES: tuple[Gate, ...] = (
    Gate(
        name="Cloudflare",
        own=("_cf_chl_opt", "cf-chl-", "/cdn-cgi/l/chk_captcha", "cf-browser-verification", "cf-error-details",
             "cf-wrapper", "/orchestrate/chl_page/", "/orchestrate/jsch/", "challenge-error-text"),
        shared=("/cdn-cgi/challenge-platform/", "challenges.cloudflare.com", "cf-turnstile", "cloudflare.com/5xx"),
    ),
    Gate(
        name="Akamai",
        own=("sec-if-cpt-container", "sec-cpt-if", "errors.edgesuite.net", "bm-verify=", "/_sec/verify",
             "/_sec/cp_challenge"),
        shared=("/akam/", "_abck", "bmak."),
        said=("errors.edgesuite.net", "powered and protected by akamai"),
    ),
    Gate(
        name="HUMAN (PerimeterX)",
        own=("px-captcha", "captcha.px-cdn.net", "/captcha/captcha.js?a="),
        shared=("_pxappid", "_pxvid", "_pxuuid", "client.perimeterx.net", "px-cloud.net"),
    ),
    Gate(
        name="DataDome",
        own=("captcha-delivery.com", "interstitial.datadome", "var dd={", "var dd = {"),
        shared=("datadome", "ddjskey"),
    ),
    Gate(
        name="Imperva",
        own=("_incapsula_resource?cwudnsai", "_incapsula_resource?swudnsai", "incident_id", "distil_r_captcha",
             "distilidentificationblock", "errors.imperva", "/_incapsula_resource?swhanedl"),
        shared=("_incapsula_resource", "reese84", "distil"),
        said=("incapsula incident id",),
    ),
    Gate(
        name="AWS WAF",
        own=("gokuprops", "captcha.awswaf.com", "awswafcookiedomainlist", "awswafintegration.checkforcerefresh"),
        shared=("token.awswaf.com", "awswafintegration"),
    ),
    Gate(
        name="Sucuri",
        own=("sucuri_cloudproxy_js", "cdn.sucuri.net/sucuri-firewall-block", "sucuri.net/privacy-policy",
             "cloudproxy@sucuri.net", "sucuri-firewall-block.css"),
        shared=("sucuri.net",),
        said=("sucuri website firewall",),
    ),
    Gate(name="Kasada", own=("kpsdk.configure", "kpsdk={}", "kpsdk = {}"), shared=("kpsdk", "/ips.js")),
    Gate(name="Anubis", own=("anubis_challenge", "/.within.website/x/cmd/anubis"), shared=("anubis",)),
    Gate(
        name="DDoS-Guard",
        own=("/.well-known/ddos-guard/js-challenge", "check.ddos-guard.net"),
        shared=("ddos-guard",),
    ),
    Gate(
        name="阿里云 WAF",
        own=("errors.aliyun.com", "errors.aliyundun", "aliyunwaf_", "aliyun_waf_aa", "waf-nc-title", "waf_nc_block",
             "waf-nc-wrapper", "waf_nc_wrapper", "acw_sc__v2", "acw_sc__v3", "block_traceid_tips", "var arg1='",
             "sd-base/static"),
        shared=("nc_1_wrapper", "nocaptcha", "aliyuncaptcha", "g.alicdn.com/sd/", "punish"),
        said=("阿里云 web应用防火墙", "由于您访问的url有可能对网站造成安全威胁"),
    ),
    Gate(
        name="安全狗",
        own=("404.safedog.cn", "safedogsite/", "sitedog_stat"),
        shared=("safedog",),
        said=("网站安全狗", "安全狗拦截"),
    ),
    Gate(
        name="云锁",
        own=("yunsuologo", "yunsuoautojump", "security_verify_data", "security_session_verify"),
        shared=("yunsuo",),
        said=("云锁",),
    ),
    Gate(
        name="创宇盾",
        own=("365cyd.com", "365cyd.net", "ks-waf-error", "ks_waf_error", "cyd-error-help"),
        shared=("yunaq.com", "knownsec"),
        said=("创宇盾", "知道创宇"),
    ),
    Gate(
        name="加速乐",
        own=("__jsl_clearance", "jiasule.com/html/error"),
        shared=("__jsluid", "jiasule"),
    ),
    Gate(name="瑞数", own=(), shared=("$_ts=window['$_ts']", "$_ts.cd=")),
    Gate(
        name="腾讯云 WAF",
        own=("waf.tencent-cloud.com", "__tst_status", "eo_bot_ssid"),
        shared=("turing.captcha.qcloud.com", "tcaptcha.js", "tencentcaptcha"),
        said=("腾讯云web应用防火墙", "腾讯云 web 应用防火墙"),
    ),
    Gate(
        name="华为云 WAF",
        own=("hws_security@", "hwclouds.com/static/error", "huaweicloudwaf"),
        shared=("hwwafsesid", "hwclouds.com"),
    ),
    Gate(name="360 网站卫士", own=("wzws-waf-cgi", "wzwschallenge", "wzws_confirm"), shared=("wangzhan.360.cn",)),
    Gate(
        name="云盾",
        own=("yundun.com/yd_http_error", "yundun.com/yd-http-error"),
        shared=("yundun",),
        said=("blocked by yundun cloud waf",),
    ),
    Gate(name="宝塔防火墙", own=("btwaf", "_yanzheng_ip", "_yanzheng_huadong"), said=("宝塔",)),
    Gate(
        name="slider captcha",
        is_product=False,
        own=("geetest_holder", "geetest_box", "yidun_slider", "slidercaptcha", "slide-verify", "verify-img-panel",
             "tcaptcha_transform", "nc_wrapper", "waf-captcha"),
        shared=("geetest", "dun.163.com", "necaptcha", "vaptcha"),
    ),
    Gate(
        name="captcha",
        is_product=False,
        own=("captcha-form", "captcha_form", "captchaform", "captcha-container", "captcha-page", "challenge-form",
             "errors/validatecaptcha", "opfcaptcha", "/sorry/index", "captcha-image", "captchaimg", "verifycode.png"),
        shared=("g-recaptcha", "recaptcha/api.js", "recaptcha/enterprise.js", "h-captcha", "hcaptcha.com", "captcha",
                "cf-turnstile", "arkoselabs", "funcaptcha", "yanzhengma", "verifycode"),
    ),
)  # fmt: skip

# What gates say, as a whole line or title of their own; an article's sentences are longer or say something else.
_TITLE = re.compile(
    r"^\W{0,3}(?:just a moment|attention required|access (?:to this page has been )?denied|"
    r"you have been blocked|"
    r"sorry,? you have been blocked|security (?:check|verification|challenge)|are you (?:a )?(?:robot|human)|"
    r"robot check|bot (?:challenge|verification)|human verification|pardon our interruption|one more step|"
    r"please (?:wait|verify)|verif(?:y|ying) (?:that )?(?:you are|you're) (?:a )?human|"
    r"checking your browser|captcha|"
    r"request (?:blocked|rejected|unsuccessful|access|rate [\w ]{4,30})|[\w. ]{0,20}security checkpoint|"
    r"blocked|making sure you(?:'|’)re not a bot|ddos-guard|"
    r"[\u4e00-\u9fff]{0,4}(?:安全|人机|人機|访问|訪問|滑动|滑動|滑块|身份|真人)(?:验证|驗證|校验|检测|"
    r"檢測|检查)(?:码|碼|中)?|验证码(?:拦截)?|驗證碼|验证中心|"
    r"环境异常|網路異常|网络环境异常|"
    r"访问(?:受限|被拒绝|被拦截|被阻断|过于频繁|异常|禁止)|訪問(?:受限|被拒絕|異常)|拒绝访问|禁止访问|"
    r"网站防火墙|"
    r"(?:请求|网页|网站)?(?:被)?拦截(?:提示|页面)?|请稍候|請稍候|(?:创宇盾|安全狗|云锁|云盾|雷池|[\u4e00-\u9fff]{0,4}防火墙|网站安全(?:狗)?)(?:拦截|安全)?(?:提示|页面)?)"
    r"\W{0,3}(?:$|[|_\-–—·])",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?:verify|confirm|prove|checking (?:if|that)|mak(?:e|ing) sure)[^.\n]{0,30}(?:human|robot|not a bot)|"
    r"(?:enable|turn on)[^.\n]{0,12}(?:javascript|js|cookies)[^.\n]{0,40}(?:continue|proceed|reload|"
    r"ad ?blocker|verif)|"
    r"(?:checking|verifying) your browser|unusual (?:traffic|activity)|you have been blocked|"
    r"your support id|bot test|"
    r"(?:automated|bot) (?:tools?|scraping|requests?|traffic|queries|access)[^.\n]{0,80}(?:limit|block|"
    r"den(?:y|ied)|restrict|prohibit)|"
    r"(?:limit|block|den(?:y|ied)|restrict|prohibit)[^.\n]{0,60} (?:undeclared |"
    r"suspected )?automated (?:tools?|scraping|requests?|traffic|queries)|"
    r"undeclared automated|identified as (?:a bot|part of a network)|"
    r"(?:access to this [a-z]{3,12}|(?:your|this) (?:access|request))[^.\n]{0,24}(?:has been|was|is) "
    r"(?:denied|blocked|rejected)|performance (?:&|and) security by|"
    r"you don(?:'|’)t have permission to access|press (?:&|and) hold|incident id|reference #?\d|ray id|"
    r"needs to review the security of your connection|made us think (?:that )?you (?:were|might be) a bot|"
    r"(?:请|請)[^。\n]{0,12}(?:完成|进行|進行|通过|通過|输入|輸入|点击|點擊|拖动|拖動|"
    r"按住)[^。\n]{0,14}(?:验证|驗證|滑块|滑塊|拼图|拼圖)|"
    r"(?:完成|进行|進行|通过|通過)[^。\n]{0,6}(?:验证|驗證)[^。\n]{0,3}(?:后|後|即可|以继续)|验证码用于|"
    r"驗證碼用於|环境(?:存在)?异常|"
    r"异常请求|異常請求|不是(?:自动程序|机器人|機器人)|按照提示完成|"
    r"(?:拖动|拖動|滑动|滑動|按住)[^。\n]{0,10}(?:滑块|滑塊|完成拼图|完成拼圖)|"
    r"(?:您|你)的(?:访问|訪問|请求|請求|IP)[^。\n]{0,24}(?:阻断|阻斷|拦截|攔截|拒绝|拒絕|频繁|頻繁|异常|"
    r"異常|禁止|威胁|威脅|封禁|不合法)|"
    r"(?:检测|檢測)到(?:您|你|异常|異常)[^。\n]{0,24}(?:访问|訪問|流量|操作|请求|請求|网络环境)|"
    r"(?:访问|訪問|操作)(?:过于|過於|太)?(?:频繁|頻繁)[^。\n]{0,16}(?:验证|驗證|稍后|稍後)|(?:请|"
    r"請)(?:开启|開啟|启用|啟用)\s?(?:javascript|cookie)|"
    r"(?:确认|確認)(?:您|你)(?:是|不是)[^。\n]{0,6}(?:真人|机器人|機器人)|包含危险的攻击请求|"
    r"触发了?(?:安全|防护|防火墙)|"
    r"(?:疑似|可能|涉嫌)[^。\n]{0,8}(?:攻击|入侵|恶意)[^。\n]{0,24}(?:拦截|阻断|禁止)",
    re.IGNORECASE,
)


def blocked_by(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Which measure refused or challenged us with this answer, and by which signs; None when nothing says so.

    ``headers``: names in any case. Never raises: an answer that cannot be read names nobody.
    """
    told = {name.lower(): value.lower().strip() for name, value in headers.items()}
    if told.get("cf-mitigated") == "challenge":  # Cloudflare's documentation: the only valid value
        return "Cloudflare (cf-mitigated: challenge)"
    if told.get("x-amzn-waf-action") in {"challenge", "captcha"}:
        return f"AWS WAF (x-amzn-waf-action: {told['x-amzn-waf-action']})"
    if told.get("x-sucuri-block") and status in REFUSING:
        return "Sucuri (x-sucuri-block)"
    if not body:
        return None
    try:
        tree = parse_html(
            decode(body[:MAX_BODY], headers.get("Content-Type", told.get("content-type", ""))).text
        )
        return None if tree is None else gate_of(look(tree), status)
    except (ValueError, RecursionError, MemoryError):
        return None


def gate_of(sight: Sight, status: int = 200) -> str | None:
    """The measure whose page this is, with the signs that met; None for every other page."""
    if sight.prose >= BARE:
        return None
    visible = sight.words[:4000].lower()
    points = {
        "status": int(status in REFUSING),
        "title": int(is_gate_title(sight.title)),
        "words": int(says_gate(sight)),
        "nothing else": int(sight.prose < EMPTY and len(sight.links) < 12),
    }
    silent = not sight.links and units("".join(sight.lines)) <= SILENT
    best, best_points = None, 0
    for gate in GATES:
        own = [mark for mark in gate.own if mark in sight.markup]
        other = [mark for mark in gate.shared if mark in sight.markup]
        other += [words for words in gate.said if words in visible]
        tells = points["title"] or points["words"] or silent
        if not (own or other) or not (tells or (own and gate.is_product and sum(points.values()))):
            continue
        total = 2 * min(len(own), 2) + min(len(other), 1) + sum(points.values()) + 2 * silent
        total += points["title"] and points["words"] and sight.prose < LITTLE
        if total >= ENOUGH + (not own) and total > best_points:
            best, best_points = f"{gate.name} ({_signs((own + other)[:2], points, status)})", total
    if best is None and points["title"] and points["words"] and sight.prose < LITTLE:
        return f"unnamed measure ({_signs([], points, status)})"
    if best is None and silent and any(map(_sets_a_cookie, sight.scripts)):
        return "unnamed measure (a script sets a cookie and loads the page again, nothing else)"
    return best


def is_gate_title(title: str) -> bool:
    """Whether a title is what gates call their pages, as a whole or up to the name of the site."""
    return _TITLE.match(title[:200]) is not None


def says_gate(sight: Sight) -> bool:
    """Whether the page says what gates say, in a line too short for a paragraph about them."""
    return any(len(line) <= 400 and _SAYS.search(line) for line in sight.lines[:200])


def _sets_a_cookie(script: str) -> bool:
    """Writes a cookie and goes to the same address again: a test for browsers."""
    return "document.cookie" in script and "location" in script


def _signs(marks: list[str], points: Mapping[str, int], status: int) -> str:
    named = [f"status {status}" if name == "status" else name for name, point in points.items() if point]
    return ", ".join((*marks, *named))
