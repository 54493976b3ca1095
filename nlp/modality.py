"""As what a figure is meant: fact, forecast, plan, estimate, condition or denial (modality)."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from functools import lru_cache

from nlp.clauses import Surroundings
from nlp.periods import lies_after

_HYPOTHETICAL = re.compile(
    r"如果|假如|假设|倘|一旦|只要|即便|假使|最坏|若(?![干非])|要是|或许"
    r"|\bif\b|\bcould\b|\bmight\b|\bwould\b|\bmay (?:be"
    r"|rise|fall|reach"
    r"|cost|face|have|need|exceed|see|lose|raise|cut)|\bassuming\b|\bin case\b|(?<![尽不很])可能"
)
_TARGET = re.compile(
    r"计划|目标|力拼|喊出|预定|订于|规画|盼(?=[年于在\d])|拼(?=年底|全年|\d)|挑战(?=\d|全年|年)|"
    r"将[^，,。;；]{0,12}?(?:下调|上调|提高至|降低|取消|征收|加征|收取|裁减|裁员|投资|关闭|开设|开通|扩招|调整为|课征)|"
    r"(?<![模虚])拟(?![定合真态])|力争|承诺|旨在|提议|提案|草案|征求意见|规划|打算|争取|有意"
    r"|谋求|力求|致力|要求到|同意(?:以|向|支付|投资|收购)"
    r"|将(?:投资|投入|斥资|裁|关闭|新建|新增|开设|征收|加征|上调|下调|提高|取消|实施|延伸|扩建|扩大"
    r"|招聘|雇|增聘|建设|实现|对)"
    r"|将(?:于|自|从)[^，,。;；]{1,16}?(?:上路|实施|生效|施行|起征|执行|开征|落实|启动)"
    r"|准备(?=[在把将对投涨提加])|志在|冲刺"
    r"|\bto (?:take effect|come into force)\b|按计划"
    r"|\bplan(?:s|ned|ning)?\b|\baim(?:s|ed|ing)?\b|\btarget(?:s|ed|ing)?\b|\bpledg(?:e|es|ed"
    r"|ing)\b|\bcommit(?:s|ted|ting|ment)?\b|\bpropos(?:e|es|ed|ing|al)\b|\bintend(?:s|ed)?\b"
    r"|\bagreed to\b|\bscheduled\b|\bset to (?:invest|cut|close|impose|raise|lay)\b"
    r"|\bwill (?:cut|invest|close|open|spend|build|impose|raise|hire|lay|add|launch|charge|levy"
    r"|take effect|apply|eliminate|reduce|increase|pay|buy|acquire)\b|\bgoal\b|\bseek(?:s|ing)? to\b"
    r"|\bvow(?:s|ed)?\b|\bwants? to\b|\bto be (?:imposed|levied|cut|raised|phased)\b|\bdraft\b"
    r"|\bthreat(?:en|ens|ened)\b"
)
_FORECAST = re.compile(
    r"预计|预测(?!准确|模型|能力|性|引擎|未来|算法|不同|的?需求)|(?<!超)预期|预料|料将|料(?=将|会|在)"
    r"|有望|看好|展望|指引|前瞻|预见|将(?:超|达|突破|增|降|升"
    r"|减|有|会|是|为|在|占|于|持续|进一步|近|从|由|以)|可望|上看|或将|或达|财测|预告|预言|届时|则估|"
    r"料(?=今年|本年|明年|每年|需|达|升|跌|录)|估(?=今年|明年|全年|第|年[增减]|季[增减]|下半年|后年)|看增|"
    r"[上下]修(?=[^，,。;；]{0,6}(?:经济|gdp|财测|成长率|增长率|增速))|料(?=后年|明年|下|全年|年底|可)|最快|"
    r"\bforecasts?\b|\bforecasted\b|\bforecasting\b|\bexpect(?:s|ed|ing|ation|ations)?\b|\bproject(?:s"
    r"|ed|ing|ion|ions)\b|\bguid(?:ed|ance|es|ing)\b|\boutlook\b|\bpredict(?:s|ed|ing|ion)?\b"
    r"|\banticipat(?:e|es|ed|ing)\b|\bset to\b|\bpoised to\b|\bon track to\b|\bsees\b|\blikely to\b"
    r"|\bwill\b|\bseen (?:at|rising|falling|reaching)\b"
)
_ESTIMATE = re.compile(
    r"估计|估算|(?<![低高])估(?=\d|[约达为逾])|据估|预估|估值模型|推算|推估|约莫|测算|\bestimat(?:e|es"
    r"|ed|ing|ion)\b|\breckon(?:s"
    r"|ed)?\b|\bbelieved to\b|\bthought to\b|级(?=增量|市场|规模)"
)
_NEGATED = re.compile(
    r"(?:并未|并没有|没有|未能|从未|尚未|未曾|并非|不会|不再|否认|不是|无意|暂不|不打算|驳斥|无计划)[^，,。;；\d]{0,14}$|\b(?:not"
    r"|never|didn't|did not|doesn't"
    r"|won't|no longer|denied|denies|far from|isn't)\b[^,.;]{0,32}$"
)
_NOT_REALLY = re.compile(r"没有变|不仅|不只|不但|\bnot only\b|\bnot just\b|\bnot (?:more|less) than\b")
_DENIED_BEHIND = re.compile(r"(?:说法|传闻|消息|报道|传言)?(?:并?不实|不属实|是谣言|是假消息|纯属虚构)")
# Said of a plan, would is no condition: the bill would tax…, X said it would spend…
_PROPOSED = re.compile(
    r"\b(?:bill|proposal|proposed|plans?|planned|rules?|law|measure|legislation|scheme|deal|agreement|said|says"
    r"|announced|pledged)\b[^.;]{0,120}\bwould\b|\bplans?\b[^.]{0,160}\bwould\b"
)
_GUESSED = re.compile(r"\bestimates?\b|估[计算]")
# What there is already, inside a plan: one in five of its 500 stores.
_STOCK = re.compile(r"\bof (?:its|their|the) (?:[a-z]+ )?$|现有的?$|已有的?$|目前的?$")
_SETTLED = re.compile(
    r"(?:已(?!宣布|计划|承诺|提议|拟|同意)|达到了"
    r"|上年|前一年|目前|此前|原先|截止|实际上?(?!控)|那轮|当时|实现了|曾|去年|截至"
    r"|\bhas (?:already )?\b(?=[a-z]+ed)|\balready\b)"
)


@lru_cache(maxsize=4)
def _page_cues(page: str) -> tuple[list[tuple[int, str]], list[tuple[int, int]]]:
    """Every word of plan, forecast and estimate of a page as (start, name), and of what is settled, sorted."""
    cues = sorted(
        (match.start(), name)
        for name, pattern in (("target", _TARGET), ("forecast", _FORECAST), ("estimate", _ESTIMATE))
        for match in pattern.finditer(page)
    )
    return cues, [match.span() for match in _SETTLED.finditer(page)]


def _cues_before(place: Surroundings, start: int) -> tuple[int, list[tuple[int, str]]]:
    """Where the last settled word before a figure ends (-1: none), and the cues between it and the figure."""
    cues, done = _page_cues(place.page)
    ends = [end for _, end in done[bisect_left(done, (start, 0)) : bisect_left(done, (place.start, 0))]]
    settled = max((end for end in ends if end <= place.start), default=-1)
    first = bisect_left(cues, (max(start, settled), ""))
    return settled, cues[first : bisect_left(cues, (place.start, ""))]


def modality_of(place: Surroundings, *, period: str | None, today: date | None) -> str:
    """actual, unless the words before or the future of the period say otherwise.

    forecast, target, estimate, hypothetical or negated.
    """
    left, clause = re.split(r"[;；]", place.sentence_left)[-1], place.clause_left
    if _STOCK.search(clause):
        return "actual"
    if (match := _NEGATED.search(clause)) and not _NOT_REALLY.search(match.group()):
        return "negated"
    whole_clause = place.page[place.clause.start : place.clause.end]
    if _DENIED_BEHIND.search(place.page[place.end : min(place.clause.end, place.end + 24)]):
        return "negated"
    settled, cues = _cues_before(place, place.start - len(left))
    if (
        _HYPOTHETICAL.search(left)
        and settled < 0
        and re.search(r"\bif\b|如果|假如|倘|一旦|要是|假设|若(?![干非])|只要", left + whole_clause)
    ):
        return "hypothetical"
    if cues:
        name = max(cues)[1]
        first = min(cues)[1]
        return (
            "forecast"
            if {name, first} == {"target", "forecast"} and first == "forecast" and "预" in left
            else name
        )
    if _HYPOTHETICAL.search(clause):
        if _PROPOSED.search(place.sentence_left) and not re.search(r"\bif\b|如果|若", place.sentence_left):
            return "target"
        if _GUESSED.search(place.sentence_right[:90]):
            return "estimate"
        return "hypothetical"
    behind = place.right[:40]
    if re.match(
        r"[^，,。;；]{0,12}(?:计划|目标|承诺|打算|拟|有意|准备)|[^,.;]{0,30}\b(?:target|goal|plan)\b", behind
    ):
        return "target"
    if re.match(r"[^，,。;；]{0,8}(?:的?预期|预测)", behind):
        return "forecast"
    if settled < 0 and period and today and lies_after(period, today):
        return "forecast"
    return "actual"
