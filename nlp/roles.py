"""Who does and who suffers: the names a cue speaks of.

The subject is the nearest name before the cue in its clause, else the subject that the sentence carries on; the
object is the nearest name after it, or the one a preposition (对, 把) or a passive (被, was ... by) marks.
Regulators, courts, media, research houses, persons and laws are never spoken of, places only where their economy is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.cues import Cue, switch_words
from nlp.judged import eligible, is_bystander, is_cited, names_people, says_only, speaks_of, stands_for_trade
from nlp.statements import Clause, Group

_LATTER = re.compile(r"后者|\bthe latter\b")
_FORMER = re.compile(r"前者|\bthe former\b")
_NEAR = 8  # names before a cue that are looked at; more make a list, not a sentence
_OBJECT_BEFORE = re.compile(r"(?:对|向|给|把|将|令|让|使|为|致|替)\s?$")
_OBJECT_OR_ORIGIN = re.compile(r"(?:对|向|给|把|将|从)\s?$")
_UNLIKE_ZH = re.compile(r"不同|相反|不一样|相比|形成(?:鲜明)?对比")
_DESCRIBED_ZH = re.compile(r"[^,，的]{0,4}的[^,，的]{0,5}")
_RELATIVE = re.compile(r"^[\s,]*(?:which|who|whose|that)\b")
_TOPIC_ZH = re.compile(r"^等?为(?:例|核心|代表|主|首|抓手)")
_DESCRIBES_ZH = re.compile(r"^等(?:企业|客户|公司|品牌|平台|机构|案例|伙伴|商家)")
_PEOPLE_OR_GOODS = re.compile(
    r"卖家|商家|用户|买家|客户|顾客|消费者|客群|客人|会员|司机|骑手|主播|品牌|厂商|工厂|订单|货|单|预算"
    r"|流量|份额|员工|人才|团队|大户|户|们|年轻人|妈妈"
    r"|sellers?|customers?|shoppers?|users?|buyers?|merchants?|members|vendors?|clients?|orders"
    r"|listings|advertisers|drivers|volumes?"
    r"|traffic|business|brands|retailers|parcels|cargo|freight|subscribers|viewers|readers|staff"
    r"|engineers|talent|accounts?|fans"
)
_PASSIVE_ZH = re.compile(r"被|遭|受到|遭到|面临|收到|面对|遭受|身陷|卷入|因|吃")
_COMPARED_ZH = re.compile(
    r"(?:与|和|同|比|较|在|于|从|以|据|根据|除|除了|通过|借助|借|向|对|为|给|不含|不包括|剔除)\s?$"
)
_PREPOSITION = re.compile(
    r"\b(?:of|at|for|in|about|from|to|on|into|against|with|by|than|via|through|unlike|like|"
    r"excluding|except|including)\s(?:the\s)?$"
)
_WIDE_OWNER = re.compile(r"\b(?:of|at|for|in|about|from|on|against|to|among|with|by)\s(?:the\s)?$")
_OWNER = re.compile(r"\b(?:of|at|for|in|about|from)\s(?:the\s)?$")
_FOR_WHOM_ZH = re.compile(r"(?:对于?|让|令|使|给)\s?$")
# The name right behind is the subject of what follows: 起诉B销售仿冒品, 让B客流回暖.
_PIVOT_ZH = re.compile(
    r"(?:让|令|使|使得|逼得|逼|迫使|害得|害|导致|致使|助|助力|帮助|协助|推动|带动|促使|任由|眼看|起诉"
    r"|控告|指控|状告|提告|认定|判定|裁定|判决|指责|指|点名"
    r"|举报|批准|核准|授权|要求|责令|勒令|禁止|禁|允许|准许|同意|不准|称赞|警告|提醒|怀疑|质疑)\s?$"
)
_GRANTED_ZH = re.compile(r"获(?!利|客|益|悉|知|奖)|得到|赢得")
_WON_FROM_ZH = re.compile(
    r"(?:的|全部|独家|\w{0,8})(?:订单|标案|标包|合同|合约|大单|采购|供应|供货|代工|业务|专案|配送单"
    r"|门店|授权|代理|项目|牌照)"
)
_CONTRACT = re.compile(
    r"contract|deal|account|order|business|tender|customer|client|partner|订单|合同|客户|大单|业务|合约"
)
_RATING = re.compile(r"rating|target price|price target|investment grade|outlook|评级|评等|目标价|展望|junk")
_AMOUNT = re.compile(
    r"\s?(?:about |nearly |over |more than |[$€£]|了|约|近"
    r"|逾)?\s?[\d一二三四五六七八九十百千万亿两半几数]|监管|要求|法定|规定"
)
_OF_WHOM = (" for ", " at ", " of ", " for the ", " at the ", " of the ", " on ", " in ")
_BENEFICIARY = re.compile(r"^\s?(?:for|of|at|to|by|from)\s(?:the\s)?$")
_BE = re.compile(r"\b(?:was|were|is|are|been|being|be|gets?|got)\s(?:\w+ly\s|also\s|not\s|once\s|again\s)?$")
_CARRIES_ON = re.compile(
    r"^[\s,，]*(?:that|and|but|or|then|also|it|its|they|which|who|while|as|after|because|to|"
    r"by|leaving|sending|helped|yet|so|\w+ing\b|\w+ed\b|will|has|had|is|was|\d)"
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The groups a cue speaks of."""

    subject: Group | None
    object: Group | None
    alone: bool = False  # a frame without an object: the sign of its ``lone`` counts


def _governed(text: str, clause: Clause, group: Group) -> bool:
    """Whether a preposition governs the name, or it only describes another noun (X等企业的案例)."""
    before, after = _before(text, clause, group), text[group.end : group.end + 10]
    if _TOPIC_ZH.match(after):
        return False
    return bool(_PREPOSITION.search(before) or _COMPARED_ZH.search(before) or _DESCRIBES_ZH.match(after))


def _before(text: str, clause: Clause, group: Group) -> str:
    return text[max(clause.start, group.start - 12) : group.start]


def _subject(text: str, clause: Clause, cue: Cue, carried: Group | None, places: bool) -> Group | None:
    """The nearest name before the cue that no preposition governs; else the one carried on."""
    left = [group for group in clause.groups if group.end <= cue.start and not is_cited(text, group)]
    left = left[:2] + left[2:][-_NEAR:]
    han = _is_han_text(text, clause)
    for allow_places in (False, True) if places else (False,):
        free = [group for group in left if eligible(group, places=allow_places)]
        plain = [group for group in free if not _governed(text, clause, group)]
        if plain:
            pivots = (
                [group for group in plain if _PIVOT_ZH.search(_before(text, clause, group))] if han else []
            )
            return (pivots or plain[:1] if han else plain)[-1]
        if free and _UNLIKE_ZH.search(text[cue.end : clause.end + 1]):
            return free[-1]
        whose = _OWNER if cue.kind == "frame" else _WIDE_OWNER
        owners = [group for group in free if whose.search(_before(text, clause, group))]
        if owners:
            return owners[-1]
        spoken_of = [group for group in free if _FOR_WHOM_ZH.search(_before(text, clause, group))]
        if spoken_of and (cue.kind != "frame" or not cue.object):
            return spoken_of[-1]
    if han and not any(eligible(group, places=False) for group in left):
        described = _described_zh(text, clause, cue)
        if described is not None:
            return described
    if not any(eligible(group, places=False) for group in left):
        place = next((group for group in left if stands_for_trade(text, clause, group)), None)
        if place is not None and carried is not None and eligible(carried, places=False):
            place = None  # 极兔...,东南亚净利...: where the one spoken of earns it
        if place is not None and cue.kind != "colour":
            return place
        if carried is not None and not place and _carries_on(text[clause.start : cue.start]):
            return carried
    if cue.words.startswith(("fewer ", "more ", "less ")):
        return _after(clause, cue, places)  # fewer shoppers visited A
    return _beneficiary(text, clause, cue)


def _described_zh(text: str, clause: Clause, cue: Cue) -> Group | None:
    """The name that a clause with 的 describes: 被点名的A, 连年亏损的老牌商家B."""
    group = next((item for item in clause.groups if item.start >= cue.end), None)
    if group is None or not eligible(group, places=False):
        return None
    return group if _DESCRIBED_ZH.fullmatch(text, cue.end, group.start) else None


def _carries_on(head: str) -> bool:
    """Whether what stands before a cue leaves room for the subject of the clause before."""
    han = any("㐀" <= char <= "鿿" for char in head)
    short = len(head) <= (14 if han or not head.strip() else 4)
    return short or _CARRIES_ON.match(head) is not None or len(head.strip()) <= 24


def _beneficiary(text: str, clause: Clause, cue: Cue) -> Group | None:
    """Whom a noun behind the cue belongs to: jumped at A, vote of confidence in B."""
    for group in clause.groups:
        if group.start >= cue.end and eligible(group, places=False):
            between = text[cue.end : group.start]
            if _BENEFICIARY.match(between[-12:]) or between.endswith(_OF_WHOM):
                return group
    return None


def _object_zh(text: str, clause: Clause, cue: Cue, places: bool) -> Group | None:
    marks = _OBJECT_OR_ORIGIN if cue.subject > 0 > cue.object else _OBJECT_BEFORE
    for group in [item for item in clause.groups if item.end <= cue.start][-_NEAR:]:
        reachable = group.end <= cue.start and eligible(group, places=places)
        if reachable and marks.search(_before(text, clause, group)):
            return group
    return _after(clause, cue, places)


def _after(clause: Clause, cue: Cue, places: bool) -> Group | None:
    for allow_places in (False, True) if places else (False,):
        for group in clause.groups:
            if group.start >= cue.end and eligible(group, places=allow_places):
                return group
    return None


def assign(text: str, clause: Clause, cue: Cue, carried: Group | None, pointed: Group | None = None) -> Roles:
    """Subject and object of a cue. ``carried``: the subject of the clauses before; ``pointed``: the latter."""
    if pointed is not None:
        return Roles(pointed, _after(clause, cue, places=False))
    places = cue.kind != "colour" and (speaks_of(text, clause, "economy") or names_people(text, clause))
    if cue.kind != "frame":
        subject = _moved(text, clause, cue) or _subject(text, clause, cue, carried, places)
        if cue.object:
            subject = _owner_after(text, clause, cue) or subject
        if subject is None and cue.kind == "state":
            subject = _left_behind(text, clause, cue)
        return Roles(subject, _leaned_on(text, clause, cue, places))
    if cue.subject and cue.object and not any(eligible(group, places=False) for group in clause.groups):
        places = True  # one country's port overtakes another's
    subject = _subject(text, clause, cue, carried, places)
    places = places or speaks_of(text, clause, "aimed")
    if "㐀" <= text[cue.start] <= "鿿":
        return _frame_zh(text, clause, cue, carried, subject, places)
    return _frame_en(text, clause, cue, subject, places)


def _frame_zh(
    text: str, clause: Clause, cue: Cue, carried: Group | None, subject: Group | None, places: bool
) -> Roles:
    head = text[clause.start : cue.start]
    passive = list(_PASSIVE_ZH.finditer(head))
    if cue.object > 0 and not cue.subject:
        passive += list(_GRANTED_ZH.finditer(head))
    if passive and not _OBJECT_BEFORE.search(head[: passive[-1].start()]):
        return _passive_zh(text, clause, cue, carried, clause.start + passive[-1].start(), places)
    target = _object_zh(text, clause, cue, places) or _next_place(text, clause, cue)
    taken = cue.subject > 0 > cue.object and target is not None and target.start >= cue.end
    if taken and target and _WON_FROM_ZH.match(text[target.end : min(target.end + 16, clause.end)]):
        target = None  # 拿下A的标案: A is the customer
    return _with_target(text, clause, cue, subject, target)


def _next_place(text: str, clause: Clause, cue: Cue) -> Group | None:
    """A place right behind the verb whose trade is meant: 放过越南的鞋类."""
    group = next((item for item in clause.groups if cue.end <= item.start <= cue.end + 2), None)
    return group if group and stands_for_trade(text, clause, group, leads=False) else None


def _frame_en(text: str, clause: Clause, cue: Cue, subject: Group | None, places: bool) -> Roles:
    head = text[clause.start : cue.start]
    active = cue.words.split(" ")[0].endswith("ing")  # is losing, was helping
    target = _after(clause, cue, places)
    if (_BE.search(head) and not active) or text[cue.end : cue.end + 4] == " by ":
        return Roles(target, subject)
    return _with_target(text, clause, cue, subject, target)


def _with_target(text: str, clause: Clause, cue: Cue, subject: Group | None, target: Group | None) -> Roles:
    if target is subject:
        subject = None
    if target is None and cue.lone and (subject is None or eligible(subject, places=False)):
        return Roles(subject, None, alone=True)  # 遭除名, 抢下第一
    if target is None and cue.subject == 0.0:
        rest = text[cue.end : clause.end].strip(" 。.!?！？")
        han = "㐀" <= text[cue.start] <= "鿿"
        said_last = len(rest) <= (8 if han else 40) or rest[:1].isdigit()
        if said_last and (han or cue.object < 0):
            return Roles(None, subject)  # "Temu fined" in a headline; 诉讼缠身
        return Roles(None, None)
    if target is None and cue.subject and cue.object and _AMOUNT.match(text, cue.end, clause.end):
        return Roles(None, None)  # 超过6亿人次: more than a number, not than somebody
    if cue.subject < 0 < cue.object and not _leavers(text, clause, cue, subject):
        subject = None
        if target is not None and not eligible(target, places=False):
            target = None  # a plant moved to a place
    return Roles(subject, target)


def _leavers(text: str, clause: Clause, cue: Cue, subject: Group | None) -> bool:
    """Whether "switched to B" is said of customers, not of the subject itself, who then only buys elsewhere."""
    if subject is None or cue.words not in switch_words():
        return True
    return _PEOPLE_OR_GOODS.search(text, subject.end, cue.start) is not None or subject.end > cue.start


def _moved(text: str, clause: Clause, cue: Cue) -> Group | None:
    """Whose metric a verb moves: raised A's rating, 下调A评级, 将A的评级上调."""
    if cue.kind != "direction" or cue.metric is None:
        return None
    first, last = min(cue.end, cue.metric[1]), max(cue.start, cue.metric[0])
    rating = _RATING.search(text, cue.metric[0], cue.metric[1]) is not None
    for group in clause.groups:
        if not eligible(group, places=True):
            continue
        behind = text[group.end : group.end + 3]
        owns = rating or behind.startswith(("'s", "的", "' "))
        if cue.end <= group.start and group.end <= cue.metric[0]:
            contract = _CONTRACT.search(text, cue.metric[0], cue.metric[1]) is not None
            if owns and not contract and eligible(group, places=False):
                return group
        granted = re.search(r"[获被遭]\s?$", _before(text, clause, group)) is not None
        if rating and not granted and first <= group.start and group.end <= last:
            return group
        if rating and group.end <= first and re.search(r"[将把对予]\s?$", _before(text, clause, group)):
            return group
    return None


def _left_behind(text: str, clause: Clause, cue: Cue) -> Group | None:
    """Whom others leave: 卖家成批从A搬家."""
    if not cue.subject < 0:
        return None
    for group in clause.groups:
        near = group.end <= cue.start <= group.end + 6
        if near and text[group.start - 1 : group.start] == "从" and eligible(group, places=False):
            return group
    return None


def _leaned_on(text: str, clause: Clause, cue: Cue, places: bool) -> Group | None:
    """The object of a direction: whom a dependence is on, and to whom something was lost."""
    if cue.object:
        for group in clause.groups:
            before = _before(text, clause, group)
            if re.search(r"(?:\b(?:on|upon|to)|对)\s?$", before) and eligible(group, places=places):
                return group
    return None


def _owner_after(text: str, clause: Clause, cue: Cue) -> Group | None:
    """Whose dependence it is: reducing A's dependence on B, 减少A对B的依赖."""
    for group in clause.groups:
        if group.start >= cue.end and text[group.end : group.end + 2].startswith(("'s", "对")):
            return group
    return None


def _passive_zh(
    text: str, clause: Clause, cue: Cue, carried: Group | None, marker: int, places: bool
) -> Roles:
    sufferer = _subject(text, clause, Cue(marker, marker, "", 0, 0, "state"), carried, places)
    agent = next((group for group in clause.groups if marker < group.start and group.end <= cue.start), None)
    return Roles(agent, sufferer)


def main_subject(
    text: str, clause: Clause, sofar: Group | None, *, said: bool, more: bool = False
) -> Group | None:
    """What the next clause carries on with when it names nobody: the name this clause is about.

    A name deep inside a clause is part of what is said of the one carried on, not a new subject.
    ``said``: the clause has a cue of its own; ``more``: the sentence goes on to name others.
    """
    place: Group | None = None
    for group in clause.groups:
        if _governed(text, clause, group) or is_cited(text, group) or says_only(text, clause, group):
            continue
        if more and text[group.end : group.end + 1] in (":", "："):
            continue  # "A: B's margin in doubt": A only says it
        if sofar is not None and not said and text[group.end : group.end + 2] == "'s":
            continue  # "Rufus, Amazon's chatbot, ...": still Rufus
        if not any(not is_bystander(item) for item in group.mentions):
            continue
        deep = group.start - clause.start > (10 if _is_han_text(text, clause) else 30)
        if sofar is not None and deep:
            return sofar
        if eligible(group, places=False):
            return group
        if (sofar is None or not eligible(sofar, places=False)) and stands_for_trade(text, clause, group):
            return group
        place = place or group
    return sofar or place


def last_named(clause: Clause) -> Group | None:
    """The antecedent of a "which": the last name of the clause before, where it ends that clause."""
    if clause.groups and clause.end - clause.groups[-1].end <= 3:
        return clause.groups[-1]
    return None


def opens_relative(text: str, clause: Clause) -> bool:
    return _RELATIVE.match(text[clause.start : clause.end]) is not None


def _is_han_text(text: str, clause: Clause) -> bool:
    return any("㐀" <= char <= "鿿" for char in text[clause.start : clause.end])


def pointed_at(text: str, clause: Clause, before: Sequence[Group]) -> Group | None:
    """Whom "the latter" (后者) or "the former" (前者) in a clause means, of the names before it in the sentence."""
    named = [group for group in before if eligible(group, places=True)]
    if len(named) > 1 and _LATTER.search(text, clause.start, clause.end):
        return named[-1]
    if len(named) > 1 and _FORMER.search(text, clause.start, clause.end):
        return named[0]
    return None
