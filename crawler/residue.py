"""Lines that are on the page but not of the article: promotion, login walls, licence numbers, "read more".

Works on paragraphs, whatever they came from. Two kinds of rule: a line that is residue wherever it stands
is dropped; a line that opens the tail (the end of the article proper) ends the text, but only in its last
part, so that an article *about* a phrase is not cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAX_RESIDUE_LINE = 120  # code points; longer lines are prose and stay, whatever words they hold
_TAIL_SHARE = 0.45  # a tail may begin after this share of the text

_ANYWHERE = re.compile(
    r"^(?:"
    r"(?:京|沪|滬|粤|浙|苏|闽|鲁|川|渝|津|皖|湘|鄂|冀|豫|桂|陕|赣)(?:ICP|公网安备).*|.{0,30}ICP(?:备|證|证)\s?\d{5,}.*|.{0,20}公网安备.*"
    r"|(?:点击|點擊|點選)?(?:查看|閱讀|阅读|展开|展開)(?:更多|全文|原文|剩余|剩餘).{0,20}"
    r"|(?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|校對|审核|審核|终审|監製|监制)\s{0,2}[:：丨|／/].{1,40}|[（(【\[](?:责任编辑|責任編輯|责编|編輯|编辑).{0,40}[）)】\]]"
    r"|(?:分享到|分享至|分享|打印|列印|收藏|点赞|點讚|评论|評論|留言|转发|轉發|举报|字号|字體|字体)(?:[:：]?\s?[\u4e00-\u9fff]{0,10}){0,4}"
    r"|(?:微信|手机)?扫(?:一扫|码|描).{0,40}|.{0,10}扫描(?:上方|下方)?二维码.{0,30}|.{0,20}(?:掃描|掃碼|QR Code).{0,20}"
    r"|(?:请|請)?(?:登录|登錄|登入|注册|註冊)(?:后|後|即可|之后|以|账号|帳號).{0,30}|(?:已有|没有|還沒有)(?:账号|账户|帳號).{0,20}"
    r"|.{0,20}(?:关注|關注|追蹤|订阅|訂閱)(?:我们|我們|本站|微信公众号|公众号|公眾號|粉絲團|粉丝团|官方微信|頻道|电子报|電子報).{0,40}"
    r"|(?:海量资讯|更多精彩|更多資訊|更多资讯|更多内容|更多內容).{0,60}|.{0,10}尽在.{0,20}(?:APP|客户端)"
    r"|(?:advertisement|advertising|sponsored(?: content)?|广告|廣告|（廣告）|story continues below advertisement|continue reading(?: below)?|article continues (?:after|below).{0,40})"
    r"|(?:share|tweet|email|print|save|comments?|copy link|link copied!?|share (?:this|on) .{1,40}|facebook|twitter|linkedin|whatsapp|reddit|pinterest)(?:\s{1,3}(?:share|tweet|email|print|save|facebook|twitter|linkedin|whatsapp|reddit|pinterest)){0,8}"
    r"|(?:read more|see also|related|also read|read also|recommended|more on this|don'?t miss|read next|watch|listen)\s{0,2}[:：>»|].{0,110}|read more"
    r"|(?:sign up|subscribe|log ?in|sign in|register|create an account)\s(?:now|here|today|for|to|or)\b.{0,90}"
    r"|(?:click|tap) here (?:to|for) (?:subscribe|sign up|read more|join|download|follow).{0,60}"
    r"|(?:©|\(c\)|copyright\s(?:©|\(c\)|\d{4})).{0,100}|.{0,60}all rights reserved\.?"
    r"|(?:get|download) (?:the|our) .{0,30}\bapp\b.{0,30}"
    r")$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^[\s【\[（(▍■◆●▶*—\-#>]{0,4}(?:"
    r"(?:相关|相關|推荐|推薦|延伸|扩展|擴展|更多|热门|熱門|精彩|猜你|你可能|您可能|大家都在|往期|近期)(?:阅读|閱讀|文章|新闻|新聞|报道|報導|推荐|推薦|資訊|资讯|喜欢|喜歡|内容|內容|专题|回顾|回顧|热文|也?感兴趣|也?感興趣|在看|链接|連結).{0,30}"
    r"|下一篇|上一篇|网友评论|網友評論|热门评论|全部评论|发表评论|發表評論|我来说两句|最新评论|文章标签|關鍵字\s?[:：]"
    r"|(?:免责|免責|版权|版權|特别|特別|郑重|鄭重|风险)(?:声明|聲明|提示|申明).{0,60}"
    r"|(?:声明|聲明|申明)\s?[:：].{0,80}|本(?:文|网|站|平台)(?:仅|僅|所有|所载|内容|系|為|为|来源|部分|由).{0,90}|(?:以上|上述)(?:内容|內容|文章|观点|觀點)(?:仅|僅|不).{0,80}"
    r"|(?:未经|未經).{0,20}(?:授权|授權|许可|許可|同意).{0,40}(?:转载|轉載).{0,40}|(?:转载|轉載)(?:请|請|须|需|自).{0,60}"
    r"|(?:related (?:articles?|stories|posts?|coverage|content|topics|reading|news)|more (?:stories|from|news|on this|like this)\b.{0,60}|you (?:may|might) (?:also )?(?:like|be interested).{0,30}|recommended (?:for you|stories|articles|reading)|most (?:read|popular|viewed)|what to read next|read (?:more|next)(?: on| from| about)?.{0,60}|editor'?s picks?|trending(?: now)?|popular posts|latest (?:news|stories|posts)|keep reading|further reading|up next)"
    r"|(?:about the author|leave a (?:reply|comment)|post a comment|join the (?:conversation|discussion)|view comments|\d{0,5}\s?comments|share this(?: article| story| post)?|filed under|tagged(?: with)?|tags|topics)\s?:?.{0,40}"
    r"|(?:follow us|follow .{1,30} on (?:twitter|facebook|x|instagram|linkedin|google news)|sign up (?:for|to)|subscribe (?:to|now|for)|newsletter)\b.{0,100}"
    r")[】\]）)\s:：]{0,4}$",
    re.IGNORECASE,
)


def cut_residue(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without residue. Order and wording of what stays are untouched."""
    kept = [line for line in paragraphs if not is_residue(line)]
    total = sum(len(line) for line in kept)
    read = 0
    for number, line in enumerate(kept):
        if (
            len(line) <= _MAX_RESIDUE_LINE
            and read >= total * _TAIL_SHARE
            and number > 0
            and _TAIL.match(line)
        ):
            return kept[:number]
        read += len(line)
    return kept


def is_residue(line: str) -> bool:
    """Whether a line is page furniture wherever it stands."""
    line = line.strip()
    return len(line) <= _MAX_RESIDUE_LINE and bool(_ANYWHERE.match(line))
