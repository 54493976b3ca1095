"""What a body does to an instrument: one of ``nlp.policy_terms.ACTIONS``, read from the grammar of title and lead.

A word of an action counts where it is the act of the sentence: not what sellers must do (平台须暂停), not what is only
threatened (may be fined), not part of a name (《关于取消…的决定》, 修正案), not an older event the sentence starts from
(after the end of). Of several acts the news is that of the headline and of the sentence in which the body acts;
intent (拟, plans to) outranks what is intended. Definitions: an act that is in force when it is told is effective.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp import policy_turns as turns
from nlp.document import Document
from nlp.policy_actors import Actor
from nlp.policy_asides import find_asides
from nlp.policy_sentences import is_background
from nlp.policy_terms import load_policy_terms
from store.records import Span

_LEAD = 900  # characters of the text in which the event itself is told
_ORDER = (
    "consultation",
    "investigation",
    "ruling",
    "proposed",
    "suspended",
    "repealed",
    "amended",
    "effective",
    "adopted",
)
_ONLY_POSSIBLE = re.compile(
    r"(?:以[上下]|倍|可|最高|可能|或|不代表|不等于|并非|尚未|未能?|may|might|could|can|up to|risks?|face"
    r"|faces|facing"
    r"|not)\s?"
    r"(?:be\s|被|处以?|处|a\s|认定)?$"
)
_POSSIBLE_AFTER = re.compile(
    r"^(?:\w{0,4}\s)?(?:up to|as much as|of up to|最高|上限|下限|额度)|^[\u4e00-\u9fff]{0,3}以下|^\sis\s[€$£\d]"
)
# Before the word in its clause: somebody else's duty, not the body's act.
_DUTY = re.compile(
    r"(?:违者|违反者|违规者|逾期|否则|必须|应当|应(?!对|诉|因)|(?<!无)须|不得|有权|有义务|有责任"
    r"|需要?(?!求)|要求(?:其|平台|卖家|商家"
    r"|企业)|以便)[^,，。;；]{0,40}$"
    r"|\b(?:must|should|required to|have to|has to|needs? to|obliged to|obligation to|failing to|fail(?:s"
    r"|ed)? to|so that|able to"
    r"|allow(?:s|ed)? \w+ to|forces? \w+ to)\b[^.;,]{0,70}$"
)
_SINCE = re.compile(  # an older event that only dates or explains the news
    r"(?:\b(?:after|since|following|despite|before|until|once|when|citing|with|amid|ahead of"
    r"|by)\s(?:the\s|its\s|last\syear's\s)?"
    r"(?:\w+\s){0,2}|(?:自|随着|继|在|同时))$"
)
_NOUN_AFTER = re.compile(
    r"^\s?(?:of\s(?:the\s)?(?:year|month|week|quarter|century|\d)|草案|法案|稿|版|-|users?\b"
    r"|customers?\b|product)"
)
_IN_NAME = re.compile(r"《[^《》]{1,80}》|[“「『][^“”「」『』]{2,60}[”」』]")
_NAME_ACT = re.compile(
    r"《关于(?:继续)?(?:部分)?(暂停|调整|废止|延长|延续|修改|修订|取消|推迟|终止|停止)[^《》]{1,70}》"
)
_NOT_AN_INSTRUMENT = re.compile(
    r"^(?:\s?(?:the|its|their|all|any|an?|some|部分|其))?\s?(?:\w+\s){0,2}?(?:提现|销售|收寄|发货"
    r"|账[户号]|店铺|营业|运营|业务|合作|航线|服务(?!税)"
    r"|accounts?|sellers?|shops?|stores?|listings?|products?|items?|goods\b|posts?|payments?|flights?"
    r"|payouts?|sales|prices|shipments?"
    r"|deliver\w+|orders?\b|costs?|jobs|forecasts?|profits?)"
)
# What a rate or a rule is: amended, suspended or repealed of nothing else.
_INSTRUMENT = re.compile(
    r"税|率|费|限|额|清单|目录|名单|标准|规定|规则|办法|法|条例|要求|范围|措施|方案|政策|制度|豁免|优惠"
    r"|待遇|安排|公告|通知|许可|禁令|协定|试点|试验区"
    r"|监管|管制|单价|售价|价格下限|日期|计划|程序|资格|认证|申报|指南|申请|机制|系统|程序|细则|须知|要点"
    r"|准则|作业|令|案"
    r"|\b(?:tax\w*|vat|gst|dut(?:y|ies)|tariffs?|rates?|fees?|lev(?:y|ies)|exempt\w*|relief|thresholds?"
    r"|limits?|caps?|rules?|regulations?"
    r"|laws?|acts?|orders?|bans?|bill|measures?|requirements?|deadlines?|dates?|schemes?|programmes?"
    r"|programs?|polic(?:y|ies)|waivers?|de minimis"
    r"|quotas?|controls?|lists?|licen[cs]\w+|schedule|introduction|implementation|start|enforcement|entry"
    r"|directive|ordinance|decree|code"
    r"|treatment|allowance|suspension|truce|investigation|action|surcharge|provisions?|standards?|period"
    r"|pilot|restrictions?|sanctions?"
    r"|collection|customs|minimum|exclusions?|exceptions?|derogations?|systems?|forms?|statements?"
    r"|certificates?|procedures?|process|clearance"
    r"|applications?|penalt(?:y|ies))\b"
)
_PLANNED = re.compile(r"[自于在对将从向把就以取征推出开提修调降上下禁设要扩停暂延制订废明今后年月\d对,，]")
_PERFORMED = re.compile(  # a bill or draft that is law now
    r"三读|royal assent|signed into law|\b(?:passed|enacted|adopted|approved|signed|clears?|cleared"
    r"|voted (?:for|through))\b[^.]{0,50}\b(?:bill|law|act|reform|package|regulation)"
    r"|\b(?:bill|law|act|reform|regulation)\b[^.]{0,40}\b(?:was|has been|is)\s(?:passed|signed|enacted"
    r"|approved|adopted)"
    r"|(?:国会|议会|立法院|参议院|众议院|参院|众院|人大(?:常委会)?|下议院|上议院|国民议会|立法会"
    r"|理事会)[^。;；]{0,16}?(?:表决|投票|三读|正式|最终|审议)?(?:通过|批准)"
    r"|(?:表决|投票|审议)通过|签署(?!协)|经总统签署|完成立法"
)
_ONWARD = re.compile(  # ... but it goes on to those who decide
    r"提请|送(?:交)?[^。,，]{0,8}审议|提交[^。,，]{0,10}(?:审议|表决|国会|议会|议院)|一读|二读|初审"
    r"|征求意见|\b(?:committee|first reading|second reading|now (?:goes|moves|heads)|goes to|heads to"
    r"|sent to|still needs?|awaits?)\b"
)
_TO_COME = re.compile(  # a vote that decides nothing yet
    r"(?:提请|提交|送交?|交付|交由|还须|尚须|仍须|有待)[^。;；]{0,12}?(?:审议|表决|全体会议|参议院|众议院"
    r"|国会|议会|议院|批准|立法院|通过)|初审通过|一读通过|委员会(?:初步)?通过"
    r"|\b(?:(?:now|then|next)?\s?(?:goes|moves|heads) to|sent to the|must still|still needs?|awaits?"
    r"|has yet to|committee (?:backed|approved|voted|passed))\b"
)
_PROLONGED = re.compile(
    r"延长[^,，。]{0,16}暂停|暂停[^,，。]{0,10}(?:延长|展延|延续)|\b(?:extend\w*|prolong\w*|renew\w*"
    r"|extension)\b[^.,;]{0,50}\b(?:suspension|pause|truce|moratorium)\b"
    r"|\b(?:suspension|pause|truce|moratorium)\b[^.,;]{0,40}\b(?:extended|prolonged|renewed)\b"
)
_ALREADY = re.compile(
    r"已(?:经)?(?:由|于|自|从)[^,，。;；]{1,16}?(?:实施|施行|生效|执行|上路)|已(?:正式|全面|开始)(?:实施"
    r"|施行|生效|执行)"
    r"|\b(?:has|have)\s(?:already\s)?(?:taken effect|entered into force|come into (?:force|effect))"
    r"|\bnow in (?:force|effect)\b"
)
_PROBES = re.compile(
    r"(?:启动|发起|展开|开展|着手|进行|扩大|开启)[^,，。;；]{0,30}?调查(?!项下|措施|结果|显示|报告|数据"
    r"|问卷|期|发现)"
    r"|对[^,，。;；]{1,30}?(?:的|立案|反垄断|反补贴|反倾销)?调查(?!项下|措施|结果|显示|报告|数据|问卷|期"
    r"|发现|税)(?=[,，。;；]|$|进入|升级|启动|程序)"
)
_INDIRECT = re.compile(r"\b(?:said|says|announced|confirmed|added|told|promised)\b[^.;]{0,70}$")
_DRAFTED = re.compile(
    r"\b(?:propos\w+|draft|bill|plans?|consultation|budget|if (?:passed|approved|adopted))\b"
)
_OF_A_FINE = re.compile(  # what a rule says of fines
    r"(?:免除|减免|豁免|免予|取消|提高|加重|规定|不服|上诉)[^,，。;；]{0,12}$|\b(?:waiv\w+|rais\w+"
    r"|doubl\w+|maximum|higher|appeal(?:s|ed|ing)? (?:against|the))\b[^.;,]{0,24}$"
)
_CONDITIONAL = re.compile(  # what would be, not what is done
    r"[\s“\"「]*(?:[\u4e00-\u9fff]{2,6}[,，])?(?:若(?!干)|如果|假如|倘若|一旦|要是)|[\s“\"]*(?:if|should"
    r"|were)\b"
)
_PRELIMINARY = re.compile(r"初步|初裁|preliminar\w+|provisional finding|statement of objections|异议声明")
_ENDED = re.compile(
    r"(?:结束|终止|终结|完成|撤销|经)[^,，。;；]{0,24}调查|调查(?:后|结束|终结)|\b(?:clos(?:e[sd]?|ing)"
    r"|end(?:s|ed"
    r"|ing)|conclud\w+|drop(?:s|ped)|terminat\w+|after an?|following an?)\s(?:\w+\s){0,4}(?:investigation"
    r"|probe|inquiry)"
)
_COURT = re.compile(r"(?<!立)法院|法庭|仲裁|审裁处|court|tribunal|judge|法官")
_WEAK = ("adopted", "effective")
_TELLS = frozenset(("公布", "发布", "宣布", "announce", "announces", "announced", "公告"))


@dataclass(frozen=True, slots=True)
class Act:
    """An action and the sentence that tells it; ``span`` is None where only the title does."""

    action: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class _Word:
    action: str
    start: int
    end: int
    term: str


def find_act(document: Document, actor: Actor) -> Act | None:
    """What ``actor`` does, or None where title and lead tell of no act."""
    titled = read_action(document.title_folded, actor)
    rows = [row for row in document.sentences if row.start < _LEAD]
    own = next((row for row in rows if row.start <= actor.start < row.end), None)
    asides = find_asides(document)
    news = [
        row
        for row in rows
        if row is rows[0]
        or (
            not is_background(document.folded[row.start : row.end])
            and not asides.touches(row.start, row.start + 1)
        )
    ]
    ordered = ([own] if own else []) + [row for row in news if row is not own]
    first: Act | None = None
    for row in ordered:
        sentence = document.folded[row.start : row.end]
        told = read_action(sentence, actor)
        if told is None or (told in _WEAK and document.kind != "notice" and turns.only_finds(sentence)):
            continue
        strong = told not in _WEAK
        if first is None:
            first = Act(told, row)
            if strong or (document.kind != "notice" and row is own and titled is None):
                break
        elif strong and first.span and _may_follow(document, first, told):
            if row.start - first.span.end < 200:
                first = Act(told, first.span)
            break
    if first is None:
        return Act(titled, None) if titled else None
    if first.action in ("adopted", "amended", "repealed") and any(
        _TO_COME.search(document.folded[row.start : row.end]) for row in news
    ):
        return Act("proposed", first.span)
    if titled is None or _ORDER.index(titled) >= _ORDER.index(first.action):
        return first
    if first.action in ("adopted", "effective") or (
        titled == "proposed" and first.action in ("amended", "repealed")
    ):
        return Act(titled, first.span)
    return first


def _may_follow(document: Document, first: Act, told: str) -> bool:
    """Whether a later sentence says better what the first only announced: that views are asked, a rule is proposed."""
    if document.kind == "notice":
        return told != "repealed"
    opening = document.folded[first.span.start : first.span.end] if first.span else ""
    return told in ("consultation", "proposed") and not _PERFORMED.search(opening)


def read_action(folded: str, actor: Actor | None = None) -> str | None:
    """The action one sentence tells, or None."""
    if _CONDITIONAL.match(folded):
        return None
    words = list(_words(folded))
    kinds = {word.action for word in words}
    if _PROLONGED.search(folded):
        kinds.discard("suspended")
    if "final rule" in folded:
        kinds -= {"consultation", "proposed"}
        kinds.add("adopted")
    named = _NAME_ACT.search(folded)
    if named and not kinds & {"repealed", "amended", "suspended", "proposed", "consultation"}:
        kinds.add(_action_of_name(named.group(1)))
    if _ALREADY.search(folded):
        kinds.add("effective")
    if turns.recommends(folded) and not kinds & {"consultation", "investigation", "ruling"}:
        return "proposed"
    if not kinds:
        return None
    if "proposed" in kinds and _PERFORMED.search(folded) and not _ONWARD.search(folded):
        kinds.discard("proposed")
        kinds.add("adopted")
    if "consultation" in kinds and "proposed" in kinds:
        return _consultation_or_proposal(folded)
    if "consultation" in kinds:
        return _consultation_or_proposal(folded) if "预告" in folded else "consultation"
    if "proposed" in kinds and _intends(folded, words):
        return "proposed"
    if _TO_COME.search(folded) and not kinds & {"ruling", "investigation", "suspended"}:
        return "proposed"
    if {"investigation", "ruling"} <= kinds:
        return _ruling_or_investigation(folded, words)
    if "ruling" in kinds and _only_preliminary(folded, words):
        return "investigation"
    if actor and _COURT.search(actor.name or "") and kinds & {"suspended", "repealed", "amended", "ruling"}:
        return "ruling"
    if kinds & {"repealed", "amended"} and "proposed" not in kinds and _adopts_reform(folded):
        return "adopted"
    return next((action for action in _ORDER if action in kinds), None)


def _action_of_name(verb: str) -> str:
    if verb in ("暂停", "推迟"):
        return "suspended"
    return "repealed" if verb in ("废止", "取消", "终止", "停止") else "amended"


def _words(folded: str) -> Iterator[_Word]:
    """Words of actions that are acts of this sentence."""
    names = [match.span() for match in _IN_NAME.finditer(folded)]
    for probe in [*_PROBES.finditer(folded), *turns.ASKS_ANSWERS.finditer(folded)]:
        if not _SINCE.search(folded[max(0, probe.start() - 28) : probe.start()]):
            yield _Word("investigation", probe.start(), probe.end(), "调查")
    told = False
    for hit in load_policy_terms().actions.find(folded):
        if any(start < hit.start < end for start, end in names) or _is_plan(folded, hit.start, hit.end):
            continue
        before, after = folded[max(0, hit.start - 90) : hit.start], folded[hit.end : hit.end + 84]
        weighs = hit.value not in ("consultation", "proposed", "adopted", "effective")
        if weighs and (_DUTY.search(before) or _SINCE.search(before[-28:])):
            continue
        if hit.value == "ruling" and (_ONLY_POSSIBLE.search(before[-14:]) or _POSSIBLE_AFTER.match(after)):
            continue
        if hit.value == "ruling" and _OF_A_FINE.search(before):
            continue
        if (weighs and turns.POSSIBLE.search(before)) or turns.is_none(hit.term, before, after):
            continue
        if hit.value in ("amended", "suspended", "repealed") and not _is_of_instrument(
            hit.term, before, after
        ):
            continue
        if hit.term == "would" and _INDIRECT.search(before) and not _DRAFTED.search(folded):
            continue  # said it would delay: it will
        if told and hit.term.endswith("ing") and before.endswith((", ", ", thereby ", " by ")):
            continue  # agreed to tax parcels, scrapping a relief: what is agreed is the act
        told = told or hit.term in (
            "agreed",
            "approved",
            "approves",
            "passed",
            "passes",
            "voted to",
            "adopted",
        )
        yield _Word(hit.value, hit.start, hit.end, hit.term)


def _is_plan(folded: str, start: int, end: int) -> bool:
    """Whether 计划 and 建议 are things with a name (先导计划实施) and not what somebody means to do."""
    if folded[start:end] not in ("计划", "建议"):
        return False
    return _PLANNED.match(folded, end) is None or folded[max(0, start - 1) : start] in tuple(
        "导点动项展作业划本该原"
    )


def _is_of_instrument(term: str, before: str, after: str) -> bool:
    """Whether what is changed, paused or ended is a rule or a rate and not goods, accounts or prices."""
    after = turns.AT_ONCE.sub("", after)
    if (
        _NOUN_AFTER.match(after)
        or turns.WAIT_AFTER.match(after)
        or (term.startswith("end") and before.endswith(("the ", "year-", "at ")))
    ):
        return False
    if _NOT_AN_INSTRUMENT.match(after):
        return False
    return _INSTRUMENT.search(after[:50]) is not None or _INSTRUMENT.search(before[-50:]) is not None


def _intends(folded: str, words: list[_Word]) -> bool:
    """Whether an intent governs the act: it stands before it, or the sentence tells of nothing but a draft."""
    first = min(word.start for word in words if word.action == "proposed")
    others = [word for word in words if word.action not in ("proposed", "adopted", "effective")]
    return not others or first < min(word.start for word in others) or not _done_before(folded, others)


def _done_before(folded: str, words: list[_Word]) -> bool:
    """Whether the first of the acts is done: 已, 了, has, a past tense."""
    word = words[0]
    return (
        word.term.endswith("ed")
        or re.search(r"(?:已|正式|周[一二三四五]|\d日)[^,，]{0,6}$", folded[: word.start]) is not None
    )


def _consultation_or_proposal(folded: str) -> str:
    """A body that proposes and asks for comment proposes; one that asks for comment on a draft consults."""
    if re.search(r"预告(?:修[正订]|订定|制定|废止)", folded) and not re.search(
        r"征求|征询|意见|咨询", folded
    ):
        return "proposed"
    verb = re.search(
        r"拟(?!定|议)|提出|提议|预告修[正订]|计划|打算|\b(?:wants?|plans?|intends?|aims?) to\b"
        r"|\bpropos(?:ed|es)\b(?!\s(?:section|rule|action"
        r"|regulation|measure|change|amendment))"
        r"|\brule proposed\b|would\b",
        folded,
    )
    asks = re.search(
        r"征求|征询|咨询|预告(?!修)|听取|consultation|request|seek|sought|call for|comment|invit|views"
        r"|feedback",
        folded,
    )
    return "proposed" if verb and (not asks or verb.start() < asks.start()) else "consultation"


def _only_preliminary(folded: str, words: list[_Word]) -> bool:
    """Whether what is found is found for now only: 初步 stands before the first of the rulings."""
    marked = _PRELIMINARY.search(folded)
    ruled = [word.start for word in words if word.action == "ruling"]
    return marked is not None and (not ruled or marked.start() <= min(ruled))


def _ruling_or_investigation(folded: str, words: list[_Word]) -> str:
    if _only_preliminary(folded, words):
        return "investigation"
    if _ENDED.search(folded):
        return "ruling"
    first = next(word for word in words if word.action in ("investigation", "ruling"))
    return first.action


def _adopts_reform(folded: str) -> bool:
    """A vote on a reform adopts it, whatever the reform takes away."""
    return (
        re.search(
            r"通过.{0,14}(?:方案|法案|改革|法(?!院)|条例)(?!修正)|(?:adopt(?:ed|s)?|approv(?:ed|es|e)"
            r"|pass(?:ed|es)?|back(?:ed|s)?"
            r"|voted (?:for|through)|signed) (?:a |the |its )?(?:\w+ ){0,4}(?:bill|reform|law|act|package"
            r"|regulation)",
            folded[:160],
        )
        is not None
    )
