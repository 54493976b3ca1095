"""How names stand in the clauses of a sentence: who acts, to whom something is done, who is only placed there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from nlp.statements import Clause, Group, build_clauses
from store.records import Mention

AGENT, PARTNER, PATIENT, PLACED, NAMED = "agent", "partner", "patient", "placed", "named"

_NEAR = 24  # characters on either side of a name that are read
_DONE_TO_ZH = re.compile(
    r"(?:对|向|针对|令|让|使|给|起诉|诉|处罚|裁罚|罚|收购|并购|买下|停止|终止|关闭|叫停|下架|裁撤|警告"
    r"|要求|指控|调查|打击|冲击|波及"
    r"|突袭|禁止|限制|诉讼|服务|影响|威胁|利好|取代|超越|领先)"
    r"(?:的|了|着)?\s?《?$"
)
# What is bought is called what it is first: 收购德国零售商X, buys stablecoin firm X.
_BOUGHT = re.compile(
    r"(?:收购|并购|买下|竞购|裁罚)[^，,。]{0,10}$|\b(?:buy|buys|bought|buying|acquir(?:e|es|ed|ing)"
    r"|takes? over)(?:\s[\w-]{1,16}){0,3}\s?$"
)
_DONE_BEHIND_ZH = re.compile(
    r"(?:[^，,。]{0,6}?(?:被|遭|受(?:到|损|益|冲击|影响|挫)|获(?!悉)|面临|首当其冲))|(?:的)?股价|(?:等"
    r"|上)?(?:的)?(?:卖家|商家|商品|包裹|小包|出口)?(?:受|将受)"
)
_DONE_TO_EN = re.compile(
    r"\b(?:fin(?:e|es|ed|ing)|su(?:e|es|ed|ing)|against|prob(?:e|es|ed|ing)(?: of| into)?"
    r"|investigat(?:e|es|ed|ing|ion into|ion of)|acquir(?:e|es|ed|ing)"
    r"|buy|buys|bought|buying|hit|hits|hitting|hurt|hurts|ban|bans|banned|block|blocks|blocked|blocking"
    r"|warn|warns|warned|tax|taxes|taxed|target|targets|targeted"
    r"|raid|raids|raided|search(?:es|ed)?|overtakes?|overtook|looking into|affects?|affected|threatens?"
    r"|threatened|stops?|stopped|stopping|ordered|orders"
    r"|let|lets|letting|require|requires|required|accus(?:e|es|ed)|sellers on|parcels from|goods from"
    r"|imports from|come from)"
    r"(?:\s(?:the|rival|its|\w+ly))?\s?$",
    re.IGNORECASE,
)
_DONE_BEHIND_EN = re.compile(
    r"\s?(?:(?:['’]s)? (?:shares|stock)\b|\s?(?:was|were|has been|have been|is being|are being"
    r"|will be) \w+ed\b|(?:fined|sued|raided|banned|probed|blocked)(?=\s(?:by|over|for|in|after|as|at"
    r"|[$€£\d])|$))",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:由|遭|被|\bby)\s?(?:the )?$", re.IGNORECASE)
# By whom something is owned or has to be approved: that is no deed of the news.
_IDLE = re.compile(
    r"\b(?:run|owned|operated|made|sold|handled|approval|approved|reviewed) by\s?(?:the )?$", re.IGNORECASE
)
_WITH = re.compile(r"(?:与|和|携手|联手|联合|\bwith)\s?(?:the )?$", re.IGNORECASE)
_TOGETHER = re.compile(r"(?:签署|签订|达成|合作|宣布|结盟|联手)")
_PLACED_ZH = re.compile(
    r"(?:在|于|到|往|从|至|自|位于|来自|赴|进军|入驻|采用|包括|除|不含|按照|依据|根据)\s?《?$"
)
_PLACED_EN = re.compile(
    r"\b(?:in|at|from|to|into|near|on|of|for|via|through|under|than|unlike|like|including|include"
    r"|around|outside|between|(?<!such )as|after|before|since)(?: the)?\s?$",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"[^，,。]{0,10}?(?:领投|跟投|入股|参投|协办|承办|参与|加入|起诉|控告)|\s(?:(?:will|has|have|had"
    r"|also|each)\s)?(?:invested|joined|sued|backed|led)\b"
)
_LAID_ON = re.compile(
    r"(?:对|针对|向|\bagainst|\bon|\b(?:goods|parcels|imports|products|packages) from|\bfor goods from"
    r"|\bcome from)\s?$"
)
_IN_OFFICE = re.compile(
    r"卸任|接任|辞职|离职|辞任|出任|升任|接替|任命|免职|上任|退休|\b(?:steps?|stepped|stepping) down\b"
    r"|\bresign|\bappoint|\bsucceed|\bis back as\b|\bretir|\bousted\b|\bbecomes?\b"
)
_ITS_PEOPLE = re.compile(
    r"(?:的|跨境|出口|中小|本地|本土)?(?:卖家|商家|企业|工厂|制造商|出口商|零售商)"
    r"|(?:['’]s)? (?:exporters|sellers|factories|manufacturers)"
)
_FOR_ZH = re.compile(r"(?:对|向|为|给|针对)$")
_DUTIES = re.compile(
    r"税|制裁|免税|豁免|小包|包裹|禁令|\btariff|\bdut(?:y|ies)\b|\btax|\bexemption|\bban|\bparcels"
)
_PLACE_ACTS = re.compile(
    r"政府|当局|方面|将(?!是|成)|对|自(?=\d|今)|拟|已|宣布|取消|通过|立法|计划|叫停|禁|要求|决定|推出|启动|与"
    r"|同意|达成|暂停|废除|课|征|开征|上调|下调"
    r"|(?:['’]s)?(?: government)?\s(?:will|has|have|had|plans?|demand\w*|oppos\w+|backs?|backed"
    r"|is (?:considering|planning|preparing|weighing)|impos\w+|rais\w+|cuts?|charges?|taxes"
    r"|fines|drops?|bans?|scraps?|agree[sd]?|ends?|said|approv\w+|propos\w+|probes?|sues?)\b"
)
_FOLLOWS_ZH = re.compile(r"[\u4e00-\u9fffa-z0-9]")
_RIVALS = re.compile(
    r"竞争|对手|竞品|同样|类似|过去也|此前也|此前曾|两年前|去年(?:已|底|初|末)|早在(?:19|20)\d\d|曾[于在被因]|先前也|先前已|跟进|仍是|也在|也已"
    r"|则(?:承诺|封锁|不)|\brivals?\b|\bcompetitors?\b|\balso\b|\bunlike\b"
    r"|\bearlier\b|\ba year (?:ago|earlier)\b|\blast year\b|\balready\b|\bsimilar\b|\bin (?:19"
    r"|20)\d\d\b|\bnever\b",
    re.IGNORECASE,
)


_BEARS = re.compile(
    r"受(?:此|其|到)?(?:影响|冲击|波及|益|挫|损)|影响|冲击|首当其冲|利好|担心|担忧|忧心|承压|压力|流失"
    r"|激增|负担|不满"
    r"|\b(?:affect(?:s|ed|ing)?|hit|hits|hurt|suffer(?:s|ed)?|fret|worr(?:y|ies|ied)|rely|relies|relied"
    r"|would have owed|exposed|losing|lose|gain(?:s|ed)?)\b",
    re.IGNORECASE,
)


def is_sideways(folded: str, start: int, end: int, mentions: Sequence[Mention] = ()) -> bool:
    """Whether a sentence looks sideways: at rivals, and at what others did before.

    A word in a name of ``mentions``, those of the sentence, says nothing: a competition authority is no competitor.
    """
    if bears(folded, start, end):
        return False
    for match in islice(_RIVALS.finditer(folded, start, end), len(mentions) + 1):
        if not any(item.start <= match.start() and match.end() <= item.end for item in mentions):
            return True
    return False


def bears(folded: str, start: int, end: int) -> bool:
    """Whether a sentence says who has to bear something, or gains by it."""
    return _BEARS.search(folded, start, end) is not None


def stand(folded: str, start: int, end: int, mentions: Sequence[Mention]) -> dict[int, str]:
    """Start of each name in the sentence ``folded[start:end]``: how it stands there."""
    found: dict[int, str] = {}
    for clause in build_clauses(folded, start, end, mentions):
        acted = False
        for group in clause.groups:
            manner = _manner(folded, clause, group)
            if manner == NAMED and not acted and _leads(folded, clause, group, first=clause.start == start):
                joins = _JOINS.match(folded, group.end, clause.end) and group.mentions[-1].type != "GPE"
                manner = PARTNER if joins and clause.start > start else AGENT
            acted = acted or manner in (AGENT, PATIENT)
            for mention in group.mentions:
                found[mention.start] = manner
    return found


def _manner(folded: str, clause: Clause, group: Group) -> str:
    before = folded[max(clause.start, group.start - _NEAR) : group.start]
    after = folded[group.end : group.end + _NEAR]
    if group.mentions[-1].type == "PERSON" and _IN_OFFICE.search(folded, clause.start, clause.end):
        return PATIENT
    if group.mentions[-1].type == "GPE":
        return _manner_of_place(folded, clause, before, after)
    if _DONE_TO_ZH.search(before) or _DONE_TO_EN.search(before) or _BOUGHT.search(before):
        return PATIENT
    if _DONE_BEHIND_ZH.match(after) or _DONE_BEHIND_EN.match(after):
        return PATIENT
    if _IDLE.search(before):
        return PLACED
    if _BY.search(before) or (_WITH.search(before) and (before.isascii() or _TOGETHER.search(after))):
        return PARTNER
    return PLACED if _PLACED_ZH.search(before) or _PLACED_EN.search(before) else NAMED


def _manner_of_place(folded: str, clause: Clause, before: str, after: str) -> str:
    """A place acts where its government does, and bears what is laid on its goods; elsewhere it is only where."""
    if _LAID_ON.search(before) and _DUTIES.search(folded, clause.start, clause.end):
        return PATIENT
    if _ITS_PEOPLE.match(after) and (_FOR_ZH.search(before) or bears(folded, clause.start, clause.end)):
        return PATIENT
    if _PLACE_ACTS.match(after) and not (_PLACED_ZH.search(before) or _PLACED_EN.search(before)):
        return NAMED
    return PLACED


def _leads(folded: str, clause: Clause, group: Group, *, first: bool) -> bool:
    """Whether the name begins its clause and something is said of it there, or, in the ``first``, behind it."""
    head = folded[clause.start : group.start].strip()
    if not _FOLLOWS_ZH.search(folded[group.end : clause.end]):
        return first and not head
    return len(head) <= (8 if any(char > "\u2e80" for char in head) else 30)
