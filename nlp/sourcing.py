"""Sentences that name who says what they say: an office, a house, a person with an office; not "some" or "experts".

Wider than nlp.citations, which must find the name itself and how far it reaches: here it is enough that there is one.
"""

from __future__ import annotations

import re

from nlp.document import Document
from store.records import Span

# Who says it, by what stands around a name.
_CITES_ZH = re.compile(
    r"(?:根据|依据|据|来源[:：]"
    r"|数据来源[:：])[ ]?(?P<who>[^，,。；;：:\n\d]{2,24}?)(?:的?(?:最新)?(?:公布|发布|披露|报道|报导"
    r"|统计|数据"
    r"|资料|调查|研究|报告|预测|估计|估算|分析|显示|消息|测算|说法|财报|指出))"
    r"|(?P<who2>[\u4e00-\u9fffa-z][\u4e00-\u9fffa-z·&. ]{1,19}?)(?:的?(?:报告|数据|统计|调查|研究|资料"
    r"|预测|财报))?(?:表示"
    r"|指出|称(?!为)|透露|预测|预计|预估|估计|估算|认为|披露|报道|报导|显示|公布的|强调|分析称|(?<=[部局署处院会行])(?:公布|发布|通报|回应|上修|下修))"
)
_CITES_EN = re.compile(
    r"\b[Aa]ccording to (?:data (?:from|by) |figures from |estimates (?:from|by) |a (?:report|survey"
    r"|study) (?:from|by) |research (?:from|by) )?(?:the )?(?P<who>(?:[A-Z][\w’'&.-]*|of|and|for"
    r"|the)(?: (?:[A-Z][\w’'&.-]*|of|and|for|the))*)"
    r"|\b(?:surveyed|polled|compiled|tracked|published) by (?:the )?(?P<who4>[A-Z][\w’'&.-]*(?: [A-Z][\w’'&.-]*){0,4})"
    r"|\b(?:data|figures|estimates|research|a report|a survey|a study|statistics) (?:from|by"
    r"|of) (?:the )?(?P<who2>[A-Z][\w’'&.-]*(?: (?:[A-Z][\w’'&.-]*|of|and|for|the))*)"
    r"|(?P<who3>[A-Z][\w&.-]*(?: (?:[A-Z][\w&.-]*|of|and|for|the))*)(?: (?:analysts?|data|researchers?"
    r"|economists?))? (?:said|says|estimates?|estimated|forecasts?|projects|projected|predicts?"
    r"|predicted|reported|expects|reckons|shows?|found)\b"
)
_SELF = re.compile(
    r"^(?:the|it|he|she|they|we|a|an|this|that|and|but|in|for|on|at|of|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$",
    re.I,
)
_GENERIC = re.compile(
    r"(?:消息人士|知情人士|记者|外媒|媒体|业内人士|官方|公司|该公司|市场|分析师|专家|报道|此前|这|其"
    r"|他|她|它|我们|可靠消息|了解|悉)$"
)
_TRIM = ("的", "有关", "相关", "最新")
_SPEAKERS = re.compile(
    r"(?:公司|集团|银行|证券|协会|学会|商会|联盟|研究院|研究所|研究中心|机构|咨询|总署|署|部|局|委"
    r"|委员会|组织|基金|智库|大学|报|社|网|统计局|中心|院|办|行|平台"
    r"|联合会|CEO|先生|女士)$|^[A-Za-z][\w&. -]+$"
)
_LONGEST = 1_000  # characters of a sentence that are searched
_CLAUSE = 48  # characters before a verb in which its speaker may stand
_STOPS = "，,。；;：:！!？?\n“”"
# To say something; to publish counts with what can be published.
_SAYS_ZH = re.compile(
    r"表示|指出|(?<![名简号自])称(?![为号作之呼得])|透露|认为|介绍|强调|回应|坦言|告诉|披露|说明|解释|预[计估测](?!将?于)|宣布|通报"
    r"|显示|公告(?![牌])|(?<![小传学听据再])说(?![明法服])"
    r"|(?:公布|发布)了?(?=[^，。；]{0,24}(?:数据|统计|报告|财报|季报|年报|公告|通知|指引|指数|声明|业绩|办法|预测|草案|名单|消息|规定|结果))"
    r"|公布的|发布的"
)
_FROM_ZH = re.compile(r"从(?P<who>[^，,。；;：:！!？?\n]{2,24}?)(?:处)?(?:获悉|了解到|得知|获知|了解)")
_BY_ZH = re.compile(r"(?:根据|依据|据|按照?)(?P<who>[^，,。；;：:！!？?\n]{2,30})")
# What speaks for many: the form of the names of offices, companies, associations, papers.
_HOUSE = re.compile(
    r"总署|[^格当结布大全时变]局(?![面势部限促])|[^全内外细一分顶底腰]部(?![分门署件落位])|财政署|开发署|[关海贸法外]署|委员会|[发贸工]委(?![托任员婉])"
    r"|统计处|[^社机都约与]会(?=发|秘|主席|会长|表|指|称|的|今|日|\d|$)|组织(?!者)|公司|集团|企业协会|平台(?=方|表|称|宣|公|回|透|介|预|说|今|\d|日|$)|银行|证券"
    r"|研究[院所]|研究中心|智库|大学|学院|法院|检察院|警方|大使馆|海关(?=表|称|介|通|公|发|\d|今|日|$)|政府|交易所|日报|时报|新闻社|通讯社|统计局|机构|院(?=发布|公布|表示)"
    r"|商城|科技|物流|电商|超市|航运|海运|控股|股份|实业|网(?=宣|表|称|公|今|\d|日|$)"
)
_PERSON = re.compile(
    r"(?:发言人|司长|局长|部长|署长|处长|厅长|主任|总裁|经理|董事长|执行长|首席|ceo|cfo|创办人|创始人|分析师|研究员|教授|学者|负责人|会长|理事长"
    r"|主席|秘书长|总监|经济学家|主管|院长|行长|律师|合伙人|总干事|代表|店主|业者|厂长|老板|卖家)"
    r"(?:[\u4e00-\u9fff][\u4e00-\u9fff·]{1,7}|[a-z][a-z .·]{1,30})$"
    r"|[\u4e00-\u9fff](?:先生|女士|小姐|博士)$"
)
_PAPER = re.compile(
    r"^(?:该|此|上述)?(?:公告|财报|季报|年报|半年报|招股书|通知|声明|通报|公报|文件)(?:中|并|还|同时)?$"
)
# Nobody in particular: 有人说, 业内人士认为, 专家普遍认为, 消息人士透露.
_NOBODY = re.compile(
    r"^(?:但|而|也|不过|此外|另外|目前)?(?:有|一些|部分|不少|许多|多数|多位|多名|某些|某|大家|人们|外界|外传|网传|市场|舆论|坊间|业内|业界|消息|知情|笔者|我们?|他们?|她们?|其|专家|分析人?士?|媒体|外媒)"
)
_TIMES = re.compile(
    r"(?:(?:今日|今天|昨日|昨天|日前|近日|同日|当天|\d{1,2}日|\d{1,2}月\d{1,2}日|周[一二三四五六日])(?:早|晚|上午|下午|晚间)?"
    r"|最新|正式|联合|同时|还|并|也|均|则|亦|就此|对此|特别|进一步|公开|初步|率先"
    r"|(?:对|向)[^，]{1,12}|在[^，]{1,24}[上中里时])+$"
)
_SAYS_EN = re.compile(
    r"\b(?:said|says|told|tells|announced|reported|estimated|estimates|forecasts?|expects|found|warned|added|noted"
    r"|confirmed|disclosed|shows|showed|stated|wrote)\b"
)
# A house that the text has named before: the company said, the ministry's survey found, a Lumo spokesman said.
_KNOWN_EN = re.compile(
    r"\b(?:the|its|his|her|their|a|an)\s(?:[\w.’'-]{1,24}\s){0,4}(?:company|bureau|agency|ministry|commission|regulator"
    r"|retailer|platform|authority|firm|marketplace|bank|department|office|association|group|watchdog|court"
    r"|administration|federation|union|council|port|carrier|startup|maker|spokesperson|spokeswoman|spokesman"
    r"|minister|filing|statement)(?:[’']s (?:\w{1,16} ){0,2}\w{1,16})?(?:\s(?:\w{1,12}\s){0,3})?$",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(r"\b(?:said|says|added|noted|wrote)\s[A-Z][\w’'-]+(?:\s[A-Z][\w.’'-]+)+")
_ANYBODY_EN = re.compile(
    r"^(?:somebody|someone|some|others?|many|people|analysts|experts|critics|sources|everyone|everybody|nobody|no one"
    r"|observers|insiders|sellers|shoppers|consumers|there|who|what|rumou?rs)$",
    re.IGNORECASE,
)


def says_who(document: Document, sentence: Span, known: frozenset[str]) -> bool:
    """Whether a sentence names who says what it says; ``known``: names of organisations and persons, lower case."""
    end = min(sentence.end, sentence.start + _LONGEST)
    span = Span(sentence.start, end)
    return (
        _names_somebody(document, span, known)
        or _chinese(document.folded[span.start : span.end], known)
        or _english(document.text[span.start : span.end])
    )


def _names_somebody(document: Document, sentence: Span, known: frozenset[str]) -> bool:
    """A name where a citation has one: 据X, X表示, according to X, X said."""
    for match in _CITES_ZH.finditer(document.folded, sentence.start, sentence.end):
        group = "who" if match["who"] else "who2"
        name = _clean(document.text[match.start(group) : match.end(group)])
        if name and (group == "who" or _can_speak(name, known)):
            return True
    for match in _CITES_EN.finditer(document.text, sentence.start, sentence.end):
        name = _clean(match["who"] or match["who2"] or match["who4"] or match["who3"] or "")
        if name and not _SELF.match(name) and not _ANYBODY_EN.match(name):
            return True
    return False


def _can_speak(name: str, known: frozenset[str]) -> bool:
    """A speaker is a known name, or looks like an organisation: 总容量预计 has none."""
    return name.lower() in known or _SPEAKERS.search(name) is not None


def _clean(name: str) -> str | None:
    name = name.strip(" ,.《》“”\"'’的")
    for word in _TRIM:
        name = name.removeprefix(word).removesuffix(word)
    name = re.sub(r"(?:'s|’s)$", "", name).strip()
    name = re.sub(r"(?: (?:of|and|for|the))+$", "", name)
    return None if len(name) < 2 or _GENERIC.search(name) or len(name) > 60 else name


def _chinese(line: str, known: frozenset[str]) -> bool:
    for match in _SAYS_ZH.finditer(line):
        first = max(0, match.start() - _CLAUSE)
        begin = max(first, *(line.rfind(stop, first, match.start()) + 1 for stop in _STOPS))
        if _speaker(line[begin : match.start()].strip(), known):
            return True
    return any(
        _HOUSE.search(match["who"]) is not None
        for form in (_FROM_ZH, _BY_ZH)
        for match in form.finditer(line)
    )


def _speaker(clause: str, known: frozenset[str]) -> bool:
    if not clause or _NOBODY.match(clause):
        return False
    head = _TIMES.sub("", clause).strip() or clause
    if _PAPER.match(head) or _HOUSE.search(clause) or _PERSON.search(head):
        return True
    return any(name in clause for name in known if len(name) > 1 and name[0] > "\u2e80")


def _english(line: str) -> bool:
    if _NAMED_EN.search(line):
        return True
    return any(
        _KNOWN_EN.search(line[max(0, match.start() - 120) : match.start()]) is not None
        for match in _SAYS_EN.finditer(line)
    )
