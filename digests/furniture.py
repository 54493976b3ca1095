"""What of a page's text is no report: adverts, calls to subscribe, bylines, credits, captions, headings, tables.

A stored text knows the kind of each of its lines (headings, rows of tables, captions); what only words tell, this
module tells by them. Measured on own texts in three scripts (benchmarks/summaries.py): the usual summarisers pick an
advert, a heading or a row in every second text that has one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from store.records import Span

_PROSE = ("paragraph", "quote", "item", "")
_QUOTED = re.compile(r"“[^”\n]{0,400}”|\"[^\"\n]{0,400}\"|「[^」\n]{0,400}」|『[^』\n]{0,400}』")
# Who speaks to the reader sells something, or hands out the paper's own news.
_SELLS = re.compile(
    r"\b(?:you|your|yours)\b|\bour (?:teams?|experts?|platform|dashboard|customers|services?|courses?"
    r"|daily|free"
    r"|newsletter|app|clients|partners?)\b|\b(?:sign up|subscribe|newsletter|free (?:demo|trial|guide"
    r"|quote|consultation|webinar)"
    r"|\d+ ?% off|follow us|sponsored (?:by|content|post)|advertorial|terms (?:and conditions )?apply"
    r"|all rights reserved|copyright (?:©|\d)|click (?:here|below|on (?:the|this) (?:link|button|banner))"
    r"|contact us|talk to (?:us|our)|join us|register (?:now|today|here)"
    r"|seats are limited|limited offer|promo(?:tion)? code|coupons?|related (?:stories|articles|posts)"
    r"|read (?:more|also)|see also|is a consultant|affiliate links?)\b"
    r"|©|※"
    r"|[扫掃](?:一[扫掃]|描)?(?:码|碼|二维码|二維碼)|[点點][击擊](?:关注|關注|阅读|閱讀|链接|連結|下方"
    r"|领取|領取|查看|進入|进入)"
    r"|公众号|公眾號|粉[丝絲](?:专页|專頁|团|團)|追蹤我們|关注我们|關注我們|(?:添加|加).{0,4}(?:客服"
    r"|微信|好友|line)|客服(?:微信|热线|熱線)"
    r"|line好友|电子报|電子報|[订訂](?:阅|閱)(?:本|我|电|電|免)|下[载載](?:本[报報])?app|[领領]取|优惠券"
    r"|優惠券|\d折优惠|\d折優惠|红包|紅包|立减|立減"
    r"|首[单單重](?:只要|立|免)|免[费費](?:咨询|諮詢|领|領|试|試|体验|體驗)|(?:欢迎|歡迎|请|請)(?:来电"
    r"|來電|致电|致電)|[详詳][询詢]|(?:来电|來電)(?:咨询|諮詢)"
    r"|(?:欢迎|歡迎|立即|马上|馬上)(?:报名|報名|[注註][册冊]|下[单單]|加入)|公开课|公開課|名[额額]有限"
    r"|限[时時](?:优惠|優惠|特惠|折扣)|特惠"
    r"|(?:赞助|贊助)(?:播出|内容|內容|刊出)|广编|廣編|业配|業配|免[责責][声聲]明|不构成投资|不構成投資"
    r"|版[权權]所有|未[经經]授[权權]|禁止[转轉][载載]"
    r"|延伸[阅閱][读讀]|推[荐薦][阅閱][读讀]|相[关關](?:新闻|新聞|阅读|閱讀|推荐|推薦)|看更多"
    r"|更多.{0,12}(?:请|請)(?:下|关|關|点|點|看|加)|必看|一次看懂"
    r"|我[们們]的|咱[们們]|您|小伙伴|[为為][卖賣]家(?:省|提供一站)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:about (?:us|the (?:author|company|firm))|related(?: (?:stories|articles|posts|news))?"
    r"|more (?:news|stories|from)|read (?:more|next|also)|recommended|you may also like|sponsored"
    r"|advertisement|disclaimer|contact|media contact"
    r"|boilerplate|关于(?:我们|作者|公司).{0,8}|關於(?:我們|作者|公司).{0,8}|推[荐薦](?:阅读|閱讀|文章)"
    r"|相[关關](?:阅读|閱讀|新闻|新聞|文章|推荐|推薦|链接|連結)"
    r"|延伸[阅閱][读讀]|更多(?:新闻|新聞|文章)|免[责責][声聲]明|广告|廣告|推[广廣]|[编編]者按"
    r"|热门(?:推荐|文章)|熱門(?:推薦|文章)|[▍▌■●]?\s*看更多)\s*[:：]?\s*",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\s*(?:by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:,|$|\s+and\b)"
    r"|(?:photo|image|picture|graphic|chart|source|credit|caption)(?: caption| credit)?s?\s?:"
    r"|(?:reporting|editing|writing|additional reporting|edited|translated|compiled) by\b"
    r"|[▲▼△◎►]|[（(]?(?:本报|本報|本网|本網)?(?:记者|記者|通讯员|通訊員|作者|编译|編譯|文|图"
    r"|圖)\s?[:：／/丨|]"
    r"|(?:本报|本報|本网|本網)?(?:记者|記者)\s?[\u4e00-\u9fff]{2,4}(?:[／/、 ]|$)"
    r"|(?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|校對|审核|審核|[数數]据来源|資料來源|[来來]源"
    r"|摄影|攝影)\s?[:：／/丨|]|图[说为源]|圖[說為源])",
    re.IGNORECASE,
)
_CREDIT_CASED = re.compile(r"\s*(?:By|BY) [A-Z]")
_CREDIT_END = re.compile(r"(?:摄影|攝影|提供[）)]|摄[）)]|攝[）)]|photo\)|handout\.?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text, and which of them are part of the report."""

    starts: tuple[int, ...]
    told: tuple[bool, ...]

    def tells(self, span: Span) -> bool:
        """Whether the stretch stands in a line that is part of the report."""
        index = bisect_right(self.starts, span.start) - 1
        return index >= 0 and self.told[index]


def read_lines(text: str, kinds: Sequence[tuple[int, str]] = ()) -> Lines:
    """``kinds``: start and kind of each line, as stored; without them every line may be prose.

    What stands behind a heading as "About us", or behind a line of the second half that sells, is no report either.
    """
    known = dict(kinds)
    starts: list[int] = []
    told: list[bool] = []
    start, over = 0, False
    for line in text.split("\n"):
        kind = known.get(start, "")
        prose = kind in _PROSE and not is_credit(line)
        over = over or _TAIL.fullmatch(line) is not None
        selling = not over and kind in _PROSE and sells(line)  # of the others it decides nothing
        starts.append(start)
        told.append(prose and not selling and not over)
        over = over or (selling and start * 2 >= len(text))
        start += len(line) + 1
    return Lines(tuple(starts), tuple(told))


def sells(line: str) -> bool:
    """Whether a line speaks to its reader: an advert, a call to subscribe, a note of rights. Speech does not count."""
    return _SELLS.search(_QUOTED.sub(" ", line[:2_000])) is not None


def is_credit(line: str) -> bool:
    """Whether a line says who wrote, photographed or supplied something."""
    if _CREDIT_CASED.match(line) and len(line) < 80 and not line.rstrip().endswith((".", "。")):
        return True
    found = _CREDIT.match(line)
    if found is None:
        return _CREDIT_END.search(line[-40:]) is not None and len(line) < 120
    return len(line) < 160 and not (found[0].lower().lstrip().startswith("by ") and len(line) > 80)
