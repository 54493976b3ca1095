"""As what a figure is meant: fact, forecast, plan, estimate, condition or denial (modality).

The words before a figure that say so (nlp.modality_words) rule over its clause and what follows it: complements and
lists of further figures, until something that is already so (去年, has risen), another turn (但, while) or, in
English, a verb in the past stands between. Who decides plans (target); who does not, foretells (forecast). Where no
word says anything a date to come decides: of a duty that begins then it makes a plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nlp.clauses import Surroundings
from nlp.modality_words import Cue, cue_behind, cues_before
from nlp.period_notation import lies_after
from nlp.spans import Quantity

_COUNTED = frozenset(("percent", "multiple", "count"))
_NEXT = 3  # characters between two words that are one group: 预计将投资
# A figure that is itself called so, whatever its clause tells: missed the 74 cents expected, 市场预期的1000亿元.
_CALLED = re.compile(
    r"(?P<forecast>(?:原|先前|此前|早前)估的?"
    r"|(?<!预先)(?:预期|预测|预估|预计|指引|财测|共识|目标价)(?:值|数|区间)?"
    r"(?:[的为是达在约近至到由从]|平均|中值|下限|上限){0,3}"
    r"|\b(?:expectations?|forecasts?|estimates?|guidance|projections?|consensus|outlook|expected|predicted|projected)"
    r"(?: (?:of|for|at|was|is|were|range|between|an?|about|around|some|only|just|the|earlier|anywhere|from)){0,4}"
    r"|\b(?:earlier|previous|prior|initial) (?:range|view|call|guess)(?: of| at| for)?)[ ]?$"
    r"|(?P<target>目标(?:[为是至到达在约近]|定[为在]){0,3}"
    r"|\b(?:target|goal|bid|offer)s?(?: (?:of|at|is|was|just|about|around|some|an?|the)){1,3})[ ]?$"
    r"|(?P<estimate>\ban? estimated)[ ]?$"
)
_CALLED_BEHIND = re.compile(
    r"(?P<forecast>[^，,。;；]{0,6}的?(?:预期|预测|指引|预估|财测)(?![将会到至])"
    r"|(?: [a-z-]{1,14}){0,3}? (?:forecasts?|estimates?|projections?|guidance|consensus|price target"
    r"|(?:that )?(?:analysts|economists|investors|wall street|the"
    r" market|it|they|we)(?: had| have)? (?:expected|forecast|predicted|estimated|pencill?ed|projected|anticipated))\b)"
    r"|(?P<target>[^，,。;；]{0,8}的?(?:目标(?!价)|计[划画](?!生育|署)|承诺|提议|提案|草案|方案)"
    r"|(?: [a-z-]{1,14}){0,3}? (?:targets?(?! date)|goal|plan|proposal|pledge|bid)(?<!price target)\b)"
)
_DONE = re.compile(r"(?:完成|实现|达成|达到|超额)了?[^，,。]{0,6}$|\b(?:met|beat|hit|reached|achieved) ")
_ESTIMATED_BEHIND = re.compile(
    r"[^.;]{0,90}, (?:[\w.&’'-]{1,20} ){1,5}?(?:estimates?|estimated|reckons?|reckoned|calculates?|calculated)\b"
)
_CALLED_OFF = re.compile(
    r"[^，,。;；\d]{0,6}(?:计[划画]|传闻|说法|消息|方案|传言|报道)(?:已?被?取消|并?不实|不属实|作废|落空|搁置|告吹)"
    r"|[^，,。;；\d]{0,6}(?:被取消|作废|是谣言|是假消息|纯属虚构)"
)
# What there is already, inside a plan: one in five of its 500 stores, to end the €150 waiver.
_STOCK = re.compile(
    r"\bof (?:its|their|the|his|her)(?: [a-z]{2,14})? (?:[a-z]{2,14} )?$|\b(?:existing|current) (?:[a-z]{2,14} )?$"
    r"|(?:现有|已有|目前|原有|原来|原先)的?$|占(?:其|公司|集团|全体)[约近逾]?$"
    r"|(?:完成|达成|实现|达到?|占)[^，,。]{0,8}(?:计[划画]|目标|任务)的?[约近逾超]?$"
    r"|(?:先前|此前|之前|早前|已)(?:承诺|宣布|公布|投入)的?$"
)
_SCRAPPED = re.compile(
    r"\b(?:scrap|end|abolish|eliminat|remov|repeal|strip|clos|drop|keep|lift)[a-z]{0,4} (?:the|its|their|an?|this)"
    r"(?: own)? $"
)
_RULE_BEHIND = re.compile(
    r"(?: [a-z-]{2,14}){0,2} (?:dut(?:y|ies)|tariffs?|fees?|lev(?:y|ies)|tax(?:es)?|limits?|caps?|rules?"
    r"|subsid(?:y|ies)|requirements?)\b"
)
_STOCK_BEHIND = re.compile(
    r"(?: [a-z-]{2,14}){0,2} (?:exemption|waiver|threshold|relief|loophole|allowance)\b"
    r"|(?: [a-z-]{2,14}){0,2} (?:now|today|currently|at present|so far)\b"
    r"|的?(?:免税额|免税门槛|起征点)(?![升提降调])"
)
# Who was asked is counted, whatever they look for: 三分之二受访厂商认为, 8 per cent said.
_ASKED = re.compile(
    r"的?[^，,。;；\d]{0,8}(?:受访(?![^，,。;；]{0,6}打算)|认为|表示|坦言)"
    r"|(?: of)?(?: [a-z’'-]{1,14}){0,4}? (?:said|say|told|think|thought|believed?|never)\b(?! to\b)"
)
# The old level of what was foretold was foretold: 目标价由320元上调至410元, guidance raised from $5 billion.
_REVISED = re.compile(
    r"(?:指引|预期|预测|预估|财测|目标价|展望(?!指数)|[上下]修)[^。；;]{0,24}$"
    r"|\b(?:guidance|forecasts?|outlook|projections?|price target)\b(?:[^.;]|\.\d){0,60}$"
)
_SPAN_AHEAD = re.compile(r"未来$|\b(?:over|within|in the (?:next|coming)) (?:the (?:next|coming) )?$")
# A share of people who mean to do something: 六成商家打算提价, half of the merchants plan to raise prices.
_MEANS_TO = re.compile(
    r"[^，,。;；\d]{0,8}(?:打算|计[划画](?!生育)|准备|考虑)"
    r"|(?: [\w,’'-]{1,16}){0,9}? (?:plan|intend|aim|want|hope)s? to\b"
)
_MARKET = re.compile(r"[^，,。;；\d]{0,4}(?:增量|市场|规模|赛道|蓝海|空间)")
_TURN = re.compile(
    r"[，,。;；](?:但|而(?!且)|不过|然而|相比|反观|对比|据(?!此)|其实|事实上|只是|[^，,。;；]{1,8}却)"
    r"|[ ,](?:but|while|whereas|although|though|unlike|compared with|versus)[ ]"
)
_PAST = (
    r"(?:was|were|had|made|rose|fell|grew|lost|gave|drew|came|stood|slid|sank|took|got|left|saw|began|sold|paid|spent"
    r"|brought|shrank|swung|beat|won|held|ran|kept|met|led|went|sent|shipped|climbed|jumped|surged|tumbled|gained"
    r"|slipped|dropped|declined|doubled|tripled|earned|reported|posted|recorded|reached|totall?ed|accounted|generated"
    r"|missed|topped|exceeded|increased|decreased|plunged|plummeted|soared|dipped|halved|employed|served|counted)"
)
_PAST_CLAUSE = re.compile(
    r"(?:[,—–:]|\b(?:and|as|after|which|who|because|when|since|where|that)\b) ?"
    rf"(?:[\w$%.’'&-]{{1,20}} ){{0,7}}?{_PAST}\b"
)
_JUST_PAST = re.compile(rf"\b{_PAST}(?: [a-z’'-]{{1,14}}){{0,3}} $")
_PROPOSED = re.compile(
    r"\b(?:bill|propos\w{1,4}|plans?|planned|rules?|law|measures?|legislation|scheme|deal|agreement|directive|draft"
    r"|treaty|pact)\b"
)
_BRINGS = re.compile(
    r" (?:also |still |likely )?(?:affect|cost|generate|bring|save|yield|benefit|hit|create|boost|lead|result"
    r"|push|drive)"
)
_DRAFTED = re.compile(r"\b(?:proposal|proposed|bill|draft|plan)\b")
_REPORTED = re.compile(
    r"\b(?:said|says|announced|told|pledged|added|wrote|confirmed|warned|promised|expected|thought)\b"
)
_IF_BEHIND = re.compile(r"[^.;]{0,120}?\b(?:if|unless|should the|were the)\b(?! (?:any|not))")
# Fees, duties and pay are set, they do not happen.
_SET = re.compile(
    r"[月年会运邮]费|费率|手续费|服务费|关税|税率|薪|工资|票价|定价|售价|租金|门槛|免税额|佣金|起征点"
    r"|\b(?:fees?|tariffs?|dut(?:y|ies)|tax(?:es)?|lev(?:y|ies)|surcharges?|minimum wage|thresholds?)\b"
)
# A duty, a fee, a rule, a thing to be built: with a date to come it is decided already.
_DECIDED = re.compile(
    r"征|缴|税|费|罚|薪|工资|关税|门槛|免征|下调|上调|调[升降高低整为至]|提高|降[至到为息]|涨[至到价]|取消|实施|执行"
    r"|生效|施行|上路|起(?=[，,对将向把])|新[建增开]|开[设业通]|扩|裁|投资|投[产入]|推出|完成|建成|完善|覆盖|延伸"
    r"|培育|引[入进]|招|展店|采购|接收|派发|回购|适用"
    r"|\b(?:duty|duties|tariffs?|tax(?:es)?|fees?|lev(?:y|ies)|surcharges?|charged?|pays?|faces?|raises?|closes?"
    r"|opens?|bans?|caps?|thresholds?|exemption|minimum|effective|takes? effect|starting|begins?|moves? to|must"
    r"|require[ds]?|apply|applies|limit|valued|rates?|quota)\b"
)
_IN_FORCE_BEHIND = re.compile(
    r"[^。；;\n]{0,60}(?:下个?[月周季]|明年|后年|即将|将[于在自从])[^。；;，,]{0,14}"
    r"(?:生效|实施|上路|施行|执行|起征)"
)


def modality_of(
    quantity: Quantity, place: Surroundings, *, role: str | None, period: str | None, today: date | None
) -> str:
    """actual, forecast, target, estimate, hypothetical or negated."""
    page, left = place.page, place.clause_left
    cues = cues_before(place)
    found = _CALLED.search(left[-36:])
    if found and found.lastgroup == "forecast":
        return "forecast"
    if _is_denied(place, cues):
        return "negated"
    if found and found.lastgroup:
        return found.lastgroup
    if called := _called_behind(place, left):
        return called
    if quantity.order and _MARKET.match(page, place.end):
        return "estimate"  # the size of a market, in powers of ten
    if quantity.kind in _COUNTED and _MEANS_TO.match(page, place.end, min(place.clause.end, place.end + 90)):
        return "target"
    if role == "from" and _REVISED.search(place.sentence_left[-80:]):
        return "forecast"
    if _is_there(quantity, place, left, role):
        return "actual"
    if _CALLED_OFF.match(page, place.end, place.end + 24):
        return "negated"
    if quantity.kind == "duration" and not _of_a_time(place, cues):
        return "actual"
    live = _unbroken(place, cues)
    if period and today and _is_over(period, today):
        live = [cue for cue in live if cue.start >= place.clause.start or cue.name == "estimate"]
    name = _ruled(place, live)
    if name:
        return name
    if _ESTIMATED_BEHIND.match(page, place.end, min(len(page), place.end + 150)):
        return "estimate"
    if quantity.kind in _COUNTED and (name := _said_behind(place)):
        return name
    return _by_date(place, cues, period, today)


def _called_behind(place: Surroundings, left: str) -> str | None:
    behind = _CALLED_BEHIND.match(place.page, place.end, min(max(place.after, place.end), place.end + 44))
    if behind is None or _DONE.search(left[-16:]):
        return None
    return behind.lastgroup


def _is_there(quantity: Quantity, place: Surroundings, left: str, role: str | None) -> bool:
    """Whether a figure is of what is there already: an old level, a stock, who was asked."""
    if role == "from" or _STOCK.search(left[-40:]):
        return True
    if _STOCK_BEHIND.match(place.page, place.end, place.end + 40):
        return True
    if _SCRAPPED.search(left[-40:]) and _RULE_BEHIND.match(place.page, place.end, place.end + 40):
        return True
    return quantity.kind in _COUNTED and _ASKED.match(place.page, place.end, place.end + 40) is not None


def _of_a_time(place: Surroundings, cues: Sequence[Cue]) -> bool:
    """Whether a stretch of time is itself foretold or planned: 预计12个月内翻番; 将是15年来最高 is no such."""
    if not cues or cues[-1].name not in ("forecast", "plan", "act"):
        return False
    if place.start - cues[-1].end > 2 and not _SPAN_AHEAD.search(place.clause_left[-24:]):
        return False
    return not re.match(r"[ ]?(?:以?来|以?前|ago\b|before\b)", place.page[place.end : place.end + 8])


def _is_denied(place: Surroundings, cues: Sequence[Cue]) -> bool:
    """A denial in the figure's clause, not joined to something else by 和, and no other figure between."""
    for cue in reversed(cues):
        if cue.start < max(place.clause.start, place.before):
            return False
        if cue.name == "negation":
            between = place.page[cue.end : place.start]
            return len(between) <= 40 and not re.search(r"[和与且]|\b(?:and|at)\b", between)
    return False


def _unbroken(place: Surroundings, cues: Sequence[Cue]) -> list[Cue]:
    """The words that still rule at the figure."""
    first = 0
    for index, cue in enumerate(cues):
        if cue.name == "settled" and (cue.start < place.clause.start or place.before <= cue.end):
            first = index + 1
    live = [
        cue
        for index, cue in enumerate(cues)
        if cue.name not in ("settled", "negation")
        and (index >= first or _also_of_facts(place, cue, cues[first - 1]))
    ]
    if not live:
        return []
    turns = [match.end() for match in _TURN.finditer(place.page, live[0].end, place.start)]
    live = [cue for cue in live if not turns or cue.start >= turns[-1] - 1]
    if live and _PAST_CLAUSE.search(place.page, live[-1].end, place.start):
        return []
    return live


def _also_of_facts(place: Surroundings, cue: Cue, settled: Cue) -> bool:
    """估计当地规模已达7万亿: an estimate may be of what is so already, if it is said right before."""
    return cue.name == "estimate" and len(re.findall(r"[，,]", place.page[cue.end : settled.start])) <= 1


def _ruled(place: Surroundings, live: Sequence[Cue]) -> str | None:
    """What the words that rule make of the figure."""
    if not live:
        return None
    names = [cue.name for cue in live]
    last = names[-1]
    if "condition" in names:
        return "hypothetical"
    if last == "possible":
        guessed = _ESTIMATED_BEHIND.match(place.page, place.end, place.sentence.end)
        if guessed and "reckon" not in guessed.group():
            return "estimate"
        return "target" if "plan" in names and _DRAFTED.search(place.sentence_left) else "hypothetical"
    ahead = last in ("act", "will")
    would = last in ("would", "would_act")
    if (would or ahead) and _IF_BEHIND.match(place.page, place.end, place.sentence.end):
        return "hypothetical"
    said = [name for name in names if name in ("plan", "estimate", "forecast")]
    if would and said:
        acts = said[-1] == "plan" or (last == "would_act" and said[-1] == "forecast")
        return "target" if acts else said[-1]
    if would:
        return _told(place, live[-1])
    grouped = names[-2] if len(live) > 1 and live[-1].start - live[-2].end <= _NEXT else None
    if "estimate" in names:
        if ahead or (last == "forecast" and place.page[live[-1].start].isascii()):
            return "forecast"
        return "target" if last == "plan" and grouped is None else "estimate"
    if last in ("act", "plan"):
        foretold = grouped == "forecast" or (last == "act" and names[-2:-1] == ["forecast"])
        return "forecast" if foretold else "target"
    if last == "will":
        is_set = "plan" in names or _SET.search(place.page, place.clause.start, place.start)
        return "target" if is_set else "forecast"
    return "target" if grouped == "plan" else "forecast"


def _told(place: Surroundings, would: Cue) -> str:
    """What would is: of a bill it plans; of what that brings or was said it foretells; else it supposes."""
    before = place.page[place.sentence.start : would.start]
    brings = would.name == "would" and _BRINGS.match(place.page, would.end)
    if _PROPOSED.search(before):
        return "forecast" if brings else "target"
    if _REPORTED.search(before):
        return "target" if would.name == "would_act" else "forecast"
    return "hypothetical"


def _said_behind(place: Surroundings) -> str | None:
    """A figure that is itself the subject: a third of its shops may close, 九成进口商将获豁免."""
    behind = cue_behind(place)
    if behind is None:
        return None
    between = place.page[place.end : behind.start]
    passive = behind.name in ("forecast", "estimate", "plan") and re.search(r"\b(?:is|are) $", between)
    if not passive and behind.name not in ("act", "will", "possible", "would_act"):
        return None
    if re.search(rf"[，,。;；:：]|\b(?:that|which|who|and|but|{_PAST})\b", between):
        return None
    if len(between) > (12 if re.search(r"[\u4e00-\u9fff]", between) else 44):
        return None
    return _ruled(place, [behind])


def _by_date(place: Surroundings, cues: Sequence[Cue], period: str | None, today: date | None) -> str:
    """What a date to come makes of a figure that no word says more of."""
    if any(cue.name == "settled" and cue.start >= place.clause.start for cue in cues):
        return "actual"
    if _IN_FORCE_BEHIND.match(place.page, place.end, place.sentence.end):
        return "target"
    if not (period and today) or _JUST_PAST.search(place.clause_left[-60:]):
        return "actual"
    behind = cue_behind(place)
    if (
        behind
        and behind.name in ("will", "act", "forecast")
        and re.search(r" and | but ", place.page[place.end : behind.start])
    ):
        return "actual"  # the date is of what comes: is at 3% now and will ease to 2.5% by December
    first, _, last = period.partition("/")
    if not lies_after(first, today) and not (len(last) == 4 and lies_after(last, today)):
        return "actual"
    foretold = any(cue.name == "forecast" for cue in cues)
    decided = _DECIDED.search(place.page, place.sentence.start, place.sentence.end)
    return "target" if decided and not foretold else "forecast"


def _is_over(period: str, today: date) -> bool:
    """Whether a period ended before the month of the day."""
    last = period.rsplit("/", maxsplit=1)[-1].removeprefix("FY")
    if not last:
        return False  # since then
    month = 12
    if last[4:5] in ("Q", "H"):
        month = int(last[5]) * (3 if last[4] == "Q" else 6)
    elif last[4:5] == "-":
        month = int(last[5:7])
    return (int(last[:4]), month) < (today.year, today.month)
