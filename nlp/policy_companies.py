"""Whether a text with a body of state in it is still a company's own news: fees, terms, compliance, counts of trade.

A company that changes its own fees or rules makes no policy, whatever words it uses and whatever law it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.datelines import after_dateline
from nlp.document import Document
from nlp.judged import is_regulator
from nlp.policy_actors import Actor, find_bodies, publisher_actor
from nlp.policy_acts import Act, read_action
from nlp.policy_terms import load_policy_terms
from nlp.policy_turns import TESTED
from nlp.script import fold
from store.records import Mention

_COMPLIES = re.compile(
    r"(?:配合|因应|响应|依据|根据|按照|依照|由于|依|遵守|遵循|符合|comply(?:ing)? with|in response to|due to|"
    r"because of|in line with|under|citing)\s?(?:(?:the|new|新的?)\s?)*$"
)
_OPENS_COMPLYING = re.compile(
    r"^[\s“\"]*(?:为(?:了)?(?:遵守|符合|配合|满足|响应)|根据[^,，]{2,30}要求|配合|因应|to comply with"
    r"|in order to comply|in line with"
    r"|as required by|following (?:new|recent))"
)
_PLATFORM_SAYS = re.compile(
    r"平台(?:公告|通知|宣布|将)|(?<!限)公司(?:宣布|公告)|the (?:company|marketplace|retailer|platform"
    r"|carrier) (?:said|will)"
)
_COMPANY_SOURCE = re.compile(
    r"商家|卖家|賣家|开店|帮助中心|幫助中心|说明中心|客服|公司|有限|集团|集團|官网|官網|商城|购物网"
    r"|購物網|超市|招商|物流(?!部)|快递(?!协会)|快遞|速运"
    r"|help cent(?:er|re)|seller|merchant|marketplace|partner cent|support|newsroom|investor relations"
    r"|\binc\b|\bltd\b|\bllc\b|\bplc\b|gmbh|\bcorp\b"
)
_ADDRESSES_SELLERS = re.compile(
    r"(?:尊敬的|亲爱的|各位|請各位)(?:卖家|商家|賣家|合作伙伴|客户)|感谢您的|请您|請您|您的(?:店铺|账户"
    r"|帳戶)|\b(?:dear (?:seller|partner|merchant|customer)s?"
    r"|your (?:account|store|shop|listings?))\b"
)
_GENERIC_COMPANY = re.compile(
    r"(?:the|an?|one|某|一家|该)?\s?(?:[\u4e00-\u9fff]{0,6}|(?:[a-z]+\s){0,2})(?:平台|公司|物流商"
    r"|卖家协会|行业协会|商会|快递企业|电商企业|marketplace|retailer|carrier|platform"
    r"|courier|trade group|seller group|association)(?![\u4e00-\u9fff]{0,4}(?:监管|规则|条例|经济))"
)
_OWN_DOING = re.compile(
    r"^(?![^,，。]{0,16}(?:被|遭|受到|面临|收到|不服))[^,，。;；]{0,16}?(?:宣布|表示|称|将|通知|告知|公告"
    r"|要求|调整|推出|取消|暂停|上调|下调|上线|呼吁|敦促|致函|致信|计划)"
    r"|^(?:['’]s [a-z ]{1,20})?(?:,[^,]{1,40},)?\s(?:\w+ly\s)?(?:said|says|will|has (?!been)|is (?!being"
    r"|facing|accused)|plans?|announced|adds?|added|raise[sd]?|cuts?|suspend(?:s|ed)|stop(?:s|ped)"
    r"|require[sd]?|told|tells|lift(?:s|ed)|lower(?:s|ed)|introduce[sd]|launche[sd]|urge[sd]|call(?:s"
    r"|ed) on|asked|expects?|pause[sd]|halt(?:s|ed))\b"
)
_PAYS = re.compile(
    r"支付|缴纳|和解|认罚|赔偿|同意|承诺|\b(?:pay|pays|paid|settl\w+|agree[sd]?|commit(?:s"
    r"|ted))\b"
)
_NEAR, _FAR = 300, 900  # characters between the body and what it does
_RULE = re.compile(
    r"[《「罚]|计划|安排|机制|程序|系统|税|规定|规则|办法|法(?:案|规|律|令)|法》|条例|公告|通知|政策|措施"
    r"|制度|豁免|免征|许可|禁|协定|监管"
    r"|管制|清单|名单|方案|要求|标准|须|必须|应当|申报|门槛"
    r"|试点|指南|指引|改革|决议|令|费|义务|备案|登记|反倾销|协议|新规|期限|优惠|补贴"
    r"|\b(?:tax\w*|vat|gst|dut(?:y|ies)|tariffs?|fees?|lev(?:y|ies)|exempt\w*|relief|thresholds?|rules?"
    r"|regulat\w+|laws?|legislation|acts?|orders?"
    r"|bans?|banned|bill|measures?|require\w*|scheme|polic(?:y|ies)|waiver|de minimis|quotas?|controls?"
    r"|entity list|licen[cs]\w+|directive|ordinance"
    r"|decree|guid(?:ance|elines?)|codes?|refused|agreement|deal|reform|must|mandat\w+|permit\w*|register|report"
    r"|declare|standards?|sanctions?|customs|fin(?:e|es|ed)|plans?|program(?:me)?s?|systems?|subsid\w+)\b"
)
_COUNTED = re.compile(
    r"同比|按年|按季|环比|数据显示|临时估计|去年全年|景气|货运量|统计[,，公显]|预计每年|估计每年"
    r"|\b(?:year[ -]on[ -]year|estimates? that|according to data|figures show)\b"
)
_STATISTICS = re.compile(
    r"同比|按年|按季|年增|年减|环比|[升降减加]息|基点|利率|lpr|basis points|interest rates?"
    r"|benchmark rate|进出口.{0,16}[亿兆]|(?:增长|成长|下降|减少)\d|year[ -]on[ -]year|from a year earlier"
)


def is_company_notice(
    document: Document, mentions: Sequence[Mention], actor: Actor, doc_number: str | None
) -> bool:
    """Whether a company speaks of its own business: it opens the text or title, and no body acts.

    A body that is only complied with (配合財政部規定) does not act; a country alone acts where it opens the text.
    """
    published_by_body = document.kind == "notice" and publisher_actor(document) is not None
    if published_by_body:
        return False
    if _is_companys_page(document) and not _body_opens(document, mentions):
        return True
    companies = [item for item in mentions if item.type in ("ORG", "PRODUCT") and not is_regulator(item)]
    first = after_dateline(document.text)
    opens = any(item.start - (0 if item.in_title else first) <= 6 for item in companies)
    if _company_does(document, companies, actor, first) or (opens and not actor.acts):
        return True
    if doc_number is not None:
        return False
    if actor.name is not None:
        return _body_stays_behind(document, companies, actor, opens, first)
    if opens or actor.start > 40:
        return True
    near = document.folded[actor.start : actor.start + 60] if actor.start >= 0 else document.title_folded
    return not any(True for _ in load_policy_terms().actions.find(near))


def _company_does(document: Document, companies: Sequence[Mention], actor: Actor, first: int) -> bool:
    """Whether the first sentence is a company's own doing: it opens it, no verb says that it suffers, none fines it."""
    row = next((row for row in document.sentences if row.end > first + 12), None)
    if row is None:
        return False
    named = [item.end for item in companies if not item.in_title and item.start - first <= 6]
    generic = _GENERIC_COMPANY.match(document.folded, first)
    end = max(named, default=generic.end() if generic else -1)
    if end < 0 or not _OWN_DOING.match(document.folded[end : end + 60]):
        return False
    lead = document.folded[row.start : row.end]
    return _PAYS.search(lead) is None or read_action(lead, actor) not in ("ruling", "investigation")


def _is_companys_page(document: Document) -> bool:
    """Whether the publisher's name or the way it speaks to its sellers tells a company's own page."""
    if _OPENS_COMPLYING.match(document.folded) and _ADDRESSES_SELLERS.search(document.folded[:1200]):
        return True
    named = _COMPANY_SOURCE.search(fold(document.source)) is not None
    return document.kind == "notice" and (named or bool(_OPENS_COMPLYING.match(document.folded)))


def _body_opens(document: Document, mentions: Sequence[Mention]) -> bool:
    """Whether a body acts in the headline: a company's page may reprint a state's paper."""
    titled = [item for item in mentions if item.in_title]
    return any(
        body.part == "free" and body.acts
        for body in find_bodies(document.title_folded, document.title, titled)
    )


def _body_stays_behind(
    document: Document, companies: Sequence[Mention], actor: Actor, opens: bool, first: int
) -> bool:
    end = next((row.end for row in document.sentences if row.end > first + 12), len(document.text))
    told = any(item.in_title or item.start < end for item in companies)
    if told and actor.start >= end:
        return True  # the news is a company's; the body is named where the text explains why
    complied = actor.start >= 0 and _COMPLIES.search(document.folded[max(0, actor.start - 24) : actor.start])
    if not complied:
        return False
    return opens or _PLATFORM_SAYS.search(document.folded[:80]) is not None or document.kind == "notice"


def tells_no_rule(document: Document, act: Act | None, actor: Actor) -> bool:
    """Whether a report's weak act (announced, will) is about no rule, counts something, or stands far from the body.

    A body that announces figures, forecasts or a meeting makes no event; neither does an explainer that names one.
    """
    if document.kind == "notice" or act is None or act.span is None:
        return False
    told = document.folded[act.span.start : act.span.end]
    weak = act.action in ("adopted", "effective")
    around = document.title_folded + " " + told
    if weak and (_RULE.search(around) is None or _COUNTED.search(told) or TESTED.search(told)):
        return True
    if actor.start < 0 or act.span.start <= actor.start < act.span.end:
        return False
    apart = max(act.span.start - actor.start, actor.start - act.span.end)
    return apart > (_NEAR if weak else _FAR)


def only_counts(document: Document) -> bool:
    """Whether headline or first sentence report statistics, and the headline no act: customs that count exports."""
    first = next((row for row in document.sentences if row.end > after_dateline(document.text) + 12), None)
    lead = document.folded[first.start : first.end] if first else ""
    acts = any(True for _ in load_policy_terms().actions.find(document.title_folded))
    return not acts and bool(_STATISTICS.search(document.title_folded) or _STATISTICS.search(lead))
