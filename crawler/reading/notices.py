"""What servers send in the place of an article, by kind: how its titles, short lines, markup and addresses look.

Chinese (both scripts) and English. Titles are matched as a whole; ``refusals`` weighs the signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from store.records import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A kind of page that servers send in the place of an article. Patterns: of a whole title, of a short line, of
    markup, of an address (host and path).

    ``tells``: what only such a page says to its reader, about itself. Enough where little else stands and nothing
    marks an article.
    """

    reason: Reason
    title: re.Pattern[str]
    says: re.Pattern[str]
    markup: re.Pattern[str]
    address: re.Pattern[str]
    tells: re.Pattern[str]


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


_NEVER = _pattern(r"(?!)")


NOTICES: tuple[Notice, ...] = (
    Notice(
        reason=Reason.SOFT_404,
        title=_pattern(
            r"(?:error |http |http status )?(?:404|410)[:,]?(?: ?[–-])?(?: ?error| ?not found|"
            r" ?page(?: not found)?|页面|頁面|"
            r"错误|錯誤|提示)?[!！。.]?",
            r"(?:oops[!,.]? )?(?:sorry[!,.]? )?(?:the |this |that )?(?:requested )?(?:page|article|story|"
            r"content|file|url|"
            r"object|resource|website)(?: you requested| requested)? ?"
            r"(?:was |is |has |does |could |can)?(?:not |n.t )?(?:be )?(?:missing|not found|found|"
            r"unavailable|"
            r"exist|been removed|removed|gone|available)[!.]?",
            r"not found|page missing|nothing found|(?:we )?(?:can|could)(?:no|n.)t find (?:that|this|"
            r"the|your) page",
            r"(?:您|你)?(?:所)?(?:访问|訪問|浏览|瀏覽|查看|请求|要查找|要找)?的?(?:页面|頁面|网页|網頁|"
            r"文章|内容|內容|新闻|新聞)(?:已经|已經|已)?"
            r"(?:不存在|找不到|未找到|无法找到|無法找到|出错了?|走丢了|消失了|被?(?:发布者|作者)?删除|"
            r"被?(?:發布者|作者)?刪除|"
            r"失效|下架|不見了|不见了)(?:了|啦)?[！!。]?",
            r"(?:抱歉|对不起|對不起|很抱歉)?[，,！! ]?(?:找不到|未找到|没有找到|沒有找到)(?:您|"
            r"你)?(?:要)?(?:访问|訪問|找|的|该|該|此|這個|这个)?的?(?:页面|頁面|网页|網頁|文章|内容|內容)",
            r"(?:出错|出錯)(?:了|啦)[！!]?|信息提示|提示信息|系统提示",
        ),
        says=_pattern(
            r"(?:page|article|story|url|link|content|file)[^.\n]{0,40}(?:could not be found|"
            r"cannot be found|can.t be found|was not found|not found|"
            r"no longer (?:exists?|available)|does(?: not|n.t) exist|(?:been|was) (?:moved|removed|"
            r"deleted))",
            r"(?:could not|couldn.t|can.t|cannot|unable to) find (?:the|that|this) (?:page|article|story)",
            r"(?:页面|頁面|网页|網頁|文章|内容|內容|新闻|新聞|链接|連結|网址|網址|"
            r"信息)[^。\n]{0,10}(?:不存在|找不到|未找到|已(?:被|经|經)?(?:删除|刪除|移除|下架|失效)|走丢|"
            r"无法访问|無法訪問)",
            r"(?:秒|seconds?)(?:钟|鐘)?[后後]?[^。\n]{0,12}(?:自动|自動)?(?:跳转|跳轉|返回|redirect)",
            r"not found on this server|did not find (?:a|the)|(?:isn.t|is not|no longer|"
            r"not) available(?: right now| any ?more)|"
            r"nothing (?:was found|here)|(?:页面|頁面|网页|網頁|文章|内容|內容|新闻|新聞|信息|"
            r"资讯)[^。\n]{0,8}(?:不见了|不見了|尚未审核|"
            r"未通过审核|已?被[^。\n]{0,6}(?:删除|刪除))|(?:网址|網址)(?:有误|有誤|错误|錯誤)",
        ),
        markup=_pattern(
            r"\berror-?_?404\b|\b404-?_?(?:page|error|box|wrap|img|content)|\bpage-?_?404\b|"
            r"\bnot-?_?found\b|\berr(?:or)?-?_?page\b|\bpage-?not-?found",
            r"/404\.(?:png|jpg|gif|svg|webp)",
        ),
        tells=_pattern(
            r"(?:page|article|story|link|content)(?: that)? you(?:.re| are|.ve| have| were)? "
            r"(?:looking for|request(?:ed|ing)|follow(?:ed|ing)|clicked|tr(?:ied|ying) to (?:reach|open|view))"
            r"[^.\n]{0,60}\b(?:moved|expired|removed|deleted|never existed|no longer|broken|"
            r"taken down|not (?:be )?(?:found|available|exist))",
            r"(?:您|你)(?:所|要|想|正在|正)*(?:访问|訪問|浏览|瀏覽|查看|寻找|尋找|找)的"
            r"[^。，,\n]{0,8}(?:不存在|走丢|失效|已?(?:被|经|經)?(?:删除|刪除|移除|下线|下線|下架))|"
            r"(?:此|该|該|本)(?:内容|內容|文章|帖子|页面|頁面)[^。\n]{0,6}(?:违规|违法|违反|投诉|违規)[^。\n]{0,6}"
            r"(?:无法|無法|不能|不予)(?:查看|阅读|显示)",
        ),
        address=_pattern(r"/(?:404|410|error|notfound|not-found|page-not-found|err404|404error|errorpage)(?:\.\w{2,5})?/?$"),
    ),
    Notice(
        reason=Reason.LOGIN,
        title=_pattern(
            r"\w{2,20} visitor system|(?:please )?(?:log ?in|sign ?in|log ?on|sign ?up|register|"
            r"registration|create (?:an|"
            r"your) account|member login|subscriber login|subscribe)"
            r"(?: (?:to|or|and|for|required|here|page|now)(?: [\w’' ]{1,30})?)?[.!]?",
            r"(?:请先?|請先?)?(?:用户|用戶|会员|會員|账号|帳號|统一|統一|统一身份|统一认证|扫码|掃碼|"
            r"读者|讀者)?(?:身份)?"
            r"(?:登录|登錄|登入|注册|註冊)(?:/|与|與|或|和)?(?:注册|註冊|登录|登入)?(?:页面?|頁面?|界面|"
            r"中心|系统|系統|账号|帳號|会员|會員)?",
        ),
        says=_pattern(
            r"(?:log|sign) ?in (?:to|or|with|using)|(?:create|register)[^.\n]{0,20} (?:free )?account|"
            r"forgot(?:ten)? (?:your )?password|"
            r"don.t have an account|already (?:a (?:member|subscriber)|have an account)|remember me",
            r"(?:请|請)先?(?:登录|登錄|登入)|(?:登录|登錄|登入)(?:后|後|以后|之後)(?:可|才|即可|方可|"
            r"才能|再|继续|繼續|查看|阅读|閱讀)|(?:扫码|掃碼|密码|密碼|短信|手机号|手機號)(?:登录|登錄|"
            r"登入)|"
            r"(?:忘记|忘記)(?:密码|密碼)|(?:没有|沒有|还没有|還沒有)(?:账号|帳號|账户)|记住(?:密码|我)|"
            r"(?:立即|免费)(?:注册|註冊)",
            r"(?:must|need to|please) (?:be )?(?:logg?(?:ed)? ?in|sign(?:ed)? ?in)|"
            r"available (?:only )?to (?:registered|logged|members|subscribers)|"
            r"(?:仅|僅|只)(?:对|對|限|供)[^。\n]{0,8}(?:会员|會員|登录用户|注册用户|訂戶)",
        ),
        markup=_pattern(
            r"/(?:log-?in|sign-?in|passport|sso|oauth2?|cas|session|auth)(?:[/?.\s]|$)",
            r"\b(?:login|signin|passport)-?_?(?:form|box|page|panel|container|wrap|main)\b",
        ),
        tells=_NEVER,
        address=_pattern(
            r"^(?:passport|login|signin|sso|accounts?|auth)\.|/(?:log-?in|sign-?in|logon|passport|sso|"
            r"cas/login|user/login|account/login|register|signup)"
            r"(?:\.\w{2,5})?/?$"
        ),
    ),
    Notice(
        reason=Reason.CONSENT,
        title=_pattern(
            r"before you (?:continue|proceed)(?: to [\w ]{1,30})?|(?:your )?(?:cookies?|"
            r"privacy)(?: (?:consent|settings?|notice|preferences?|choices|policy update|options))+|"
            r"(?:we value |we care about |manage )?your (?:privacy|data|cookies)(?: (?:choices|"
            r"matters))?|cookie wall|consent(?: required| page)?|"
            r"[\w!. ]{2,30} is part of the [\w!. ]{2,30} family of brands|cookies|(?:privacy|consent|"
            r"age) ?(?:gate|wall|verification|check)",
            r"(?:您|你)的(?:隐私|隱私|個人資料)(?:权|權)?(?:选择|選擇|设置|設定)?|(?:cookie|隐私|隱私權?|"
            r"同意)\s?(?:设置|設定|偏好|选择|選擇|声明|聲明|政策更新|管理)|(?:在|在您)?(?:继续|"
            r"繼續)(?:前往|访问|瀏覽)?之?前|(?:征求|徵求|需要)(?:您的)?同意",
        ),
        says=_pattern(
            r"\bour (?:[\d,.]{1,7} )?(?:partners|vendors)|use cookies|"
            r"store and(?:/or)? access information|legitimate interest",
            r"(?:accept|reject|agree to|allow) all|manage (?:options|settings|preferences|choices)|"
            r"i (?:agree|accept)",
            r"(?:使用|接受|拒绝|拒絕|同意|允许|允許)(?:所有|全部|我们的|我們的)?\s?cookie|(?:全部|"
            r"一律)(?:接受|拒绝|拒絕|同意|允许)|(?:合作伙伴|合作夥伴)[^。\n]{0,20}(?:数据|資料|信息|"
            r"cookie)|同意(?:并|並)(?:继续|繼續)",
        ),
        markup=_pattern(
            r"/(?:collect-?)?consent|consent-?_?(?:page|form|wall|body|overlay)|cookie-?wall|/gdpr|"
            r"\bcsrftoken\b[^\n]{0,80}consent|privacy-?(?:gate|wall)",
        ),
        tells=_pattern(
            r"(?:need|ask for|require) your (?:permission|consent|agreement) (?:before|to (?:show|continue|"
            r"display))",
            r"(?:continue|read|visit[^.\n]{0,24}|use[^.\n]{0,24}) with(?:out)? (?:ads|advert(?:s|ising)|"
            r"(?:ad )?tracking)\b",
            r"you must be (?:over \d\d|of legal [a-z]{2,10} age)|(?:选择|選擇)是否同意(?:后|後)",
        ),
        address=_pattern(r"^consent\.|/(?:collect)?consent(?:/|$)|/cookie-?wall|/gdpr(?:-consent)?/?$|/privacy-gate"),
    ),
    Notice(  # refused for where the reader is; the other refusals are told in crawler.reading.gates
        reason=Reason.BLOCKED,
        title=_pattern(
            r"(?:451[: ]{1,3})?unavailable (?:due to|for) legal reasons|"
            r"(?:this )?(?:content|page|site)?(?: is)? ?(?:not available|unavailable) in your (?:country|region)"
        ),
        says=_NEVER,
        tells=_pattern(
            r"access (?:can ?not|can.t) be granted|attempting to access this (?:web ?site|page) from|"
            r"(?:not available|unavailable) (?:in|from) your (?:country|region|location)",
            r"(?:您|你)所在的?(?:地区|地區|区域|區域|国家|國家)[^。\n]{0,8}(?:不支持|不支援|无法|無法|不提供|受限)",
        ),
        markup=_NEVER,
        address=_NEVER,
    ),
    Notice(  # out of order: under repair, for sale, or to be read in some other program
        reason=Reason.NOT_ARTICLE,
        title=_pattern(
            r"(?:(?:web)?site|system|server|scheduled|planned|down for|under|undergoing|"
            r"temporar(?:y|ily)) ?(?:(?:is |down )?(?:for |under |undergoing )?(?:scheduled |planned )?)maintenance"
            r"(?: mode| page| notice)?",
            r"we(?:.ll| will| shall) be (?:right )?back(?: soon| shortly)?[.!]?|(?:temporarily|currently) (?:down|"
            r"offline|closed)|coming soon",
            r"(?:网站|網站|系统|系統|站点|服务器|伺服器|平台)?(?:正在|停机|停機|例行|升级|升級)*"
            r"(?:维护|維護)(?:中|公告|通知|提示)?",
            r"[\w.-]{3,60} (?:is |may be )?(?:available )?for sale[.!]?|(?:this )?domain (?:name )?(?:is |has )?"
            r"(?:for sale|expired|parked|suspended)",
            r"[\w.-]{0,60}(?:该|此|本)?域名(?:已经?)?(?:出售|转让|過期|过期|到期|停放|停止解析)",
            r"(?:请)?(?:打开|下载|開啟|下載|前往)\s?(?:app|客户端|應用程式)[\u4e00-\u9fff]{0,8}|"
            r"(?:get|download|open) the [\w ]{1,30} app",
            r"(?:unsupported|outdated|old) browser|browser (?:not supported|upgrade)|浏览器(?:版本)?(?:过低|不支持|"
            r"升级)(?:提示)?",
        ),
        says=_NEVER,
        tells=_pattern(
            r"\bwe(?:.re| are) (?:currently |now |just )?(?:performing|doing|carrying out|down for|"
            r"undergoing|offline for)[^.\n]{0,24} ?maintenance",
            r"(?:本站|(?:本|我们的?|我們的?)(?:网站|網站|平台|系统|系統))[^。\n]{0,80}(?:暂停|暫停|无法|無法)[^。\n]{0,6}(?:服务|服務|访问|訪問)[^。\n]{0,12}"
            r"(?:敬请|敬請)(?:谅解|諒解|见谅|見諒)",
            r"(?:系统|系統|网站|網站)正?在?(?:进行|進行)?[^。\n]{0,10}(?:维护|維護)[^。\n]{0,24}(?:稍后|稍後)",
            r"this (?:web ?site|domain)(?: name)? (?:is|may be) (?:available )?for sale|buy this domain|"
            r"sponsored listings displayed above|this domain (?:has expired|is parked)",
            r"(?:您|你)(?:正在|所|要)*(?:访问|訪問)的(?:域名|網域)[^。\n]{0,8}(?:转让|轉讓|出售|过期|過期)|"
            r"(?:此|该|該|本)(?:域名|網域)(?:名稱)?(?:已|正在|可)[^。\n]{0,4}(?:过期|過期|到期|出售|转让|轉讓)",
            r"(?:story|article|page|content) is only available (?:in|on|through) (?:the|our) app|"
            r"(?:open|download|get)[^.\n]{0,24}\bapp to (?:read|continue|view|keep)",
            r"(?:打开|打開|下载|下載|开启|開啟)[^。，,\n]{0,8}(?:app|客户端)[，, ]?(?:即可|才能|继续|繼續|后|後)?"
            r"(?:阅读|閱讀|查看|浏览|瀏覽)(?:全文|完整)",
            r"(?:您|你)的(?:浏览器|瀏覽器)(?:版本)?(?:过低|過低|太旧|太舊|不(?:被)?支持|不支援)|"
            r"(?:you are using|your browser is) (?:an? )?(?:outdated|unsupported|no longer supported)",
        ),
        markup=_pattern(r"\b(?:maintenance|domain-?parking|parked-?domain|parkingcrew|sedoparking)\b"),
        address=_pattern(r"/maintenance(?:\.\w{2,5})?/?$"),
    ),
)  # fmt: skip
ERROR_TITLE = _pattern(
    r"(?:error |http )?(?:40[0-35-9]|50\d)(?: (?:error|forbidden|unauthorized|bad gateway|bad request|"
    r"server error|internal server error|"
    r"service (?:temporarily )?unavailable|gateway time-?out))?|forbidden|bad gateway|"
    r"service unavailable|internal server error|"
    r"(?:this page|service) is (?:temporarily )?unavailable|under maintenance|网站维护中?|系统维护中?|"
    r"系統維護中?|服务器错误|伺服器錯誤"
)
