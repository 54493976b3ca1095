"""What goes from one name to another: customers who move from A to B, share that B takes from A.

Both ends are told by their prepositions (from, to; 从, 到), not by a list of verbs with their objects; a word of
movement or taking has to stand in the clause, and for a taking one of what rivals take from each other: orders and
money "from" somebody come from a customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.cues import Cue
from nlp.judged import eligible
from nlp.statements import Clause, Group

_TAKES = re.compile(
    r"\b(?:t(?:akes?|ook|aken|aking)|st(?:eals?|ole|olen|ealing)|w(?:ins?|on|inning)|grab\w*|snatch\w*|pinch\w*|poach\w*"
    r"|lur(?:es?|ed|ing)|pris(?:es?|ed|ing)|wrest\w*|reclaim\w*|regain\w*|captur\w+|dr(?:aws?|ew|awing)|attract\w*"
    r"|siphon\w*|inherit\w*|pick\w* up|absorb\w*|peel\w*|pull\w*|gain\w*)\s(?:[\w'-]+\s){0,5}?"
    r"(?:share|customers?|shoppers|users|business|sales|sellers|vendors|merchants|ground|crown|title|lead|spot|place"
    r"|position|space|volumes?|parcels|traffic|clients|subscribers|riders|drivers|doors|market|advertisers|brands|viewers"
    r"|staff|engineers|listings|cargo|freight)\s(?:away\s)?from\s(?:the\s)?$"
)
_MOVES = re.compile(
    r"\b(?:mov(?:ed?|es|ing)|switch\w*|trad(?:ed?|es|ing)|shift\w*|migrat\w+|defect\w*|fled|flee\w*|flight|exodus|decamp\w*"
    r"|drift\w*|flock\w*|bail\w*|divert\w*|rerout\w*|steer\w*|redirect\w*|w(?:ent|alk\w*)|jump\w*|transfer\w*|relocat\w+"
    r"|pull\w* out|leav(?:e|es|ing)|left|drove)\b"
)
_CUSTOMERS = re.compile(
    r"\b(?:customers?|shoppers?|users?|buyers?|sellers?|vendors?|merchants?|clients?|accounts?|orders?|volumes?|listings"
    r"|traffic|cargo|freight|advertisers?|subscribers?|drivers?|brands?|viewers?|shelf space|business|retailers?"
    r"|parcels?|production|tourists?|riders?|members)\b"
)
_FROM = re.compile(r"\b(?:from|out of)\s(?:the\s)?$")
_TO = re.compile(r"\bto\s(?:the\s|rival\s|its rival\s)?$")
_FROM_ZH = re.compile(r"(?:从|自)\s?$")
_TO_ZH = re.compile(
    r"(?:去了|流向|流入|涌向|涌入|转到|转往|转向|转投|转给|搬到|搬去|搬往|改投|改由|进了|落进|到了|给了)[^,，]{0,8}$"
)
_CUSTOMERS_ZH = re.compile(
    r"卖家|商家|用户|买家|客户|客人|客流|顾客|消费者|订单|货柜|货量|货|单量|预算|流量|资金|会员|品牌|人才|员工|游客|骑手"
)


def find_transfers(text: str, clause: Clause, carried: Group | None) -> Iterator[tuple[Group, str, Cue]]:
    """Who loses and who gains by what moves in the clause: name, role and a cue with the sign."""
    giver = taker = None
    for group in clause.groups:
        if not eligible(group, places=False):
            continue
        before = text[max(clause.start, group.start - 24) : group.start]
        if _FROM.search(before) or _FROM_ZH.search(before):
            giver = group
        elif _TO.search(before) or _TO_ZH.search(before):
            taker = group
    if giver is not None:
        taking = _TAKES.search(text, clause.start, giver.start)
        if taking is not None:
            first = next(
                (
                    item
                    for item in clause.groups
                    if item.end <= taking.start() and eligible(item, places=False)
                ),
                carried,
            )
            cue = (taking.start(), giver.start, taking[0].strip())
            yield giver, "object", Cue(*cue, -1.0, 0.0, "transfer")
            if first is not None and first is not giver:
                yield first, "subject", Cue(*cue, 1.0, 0.0, "transfer")
            return
    if giver is None and taker is None:
        return
    moving = _MOVES.search(text, clause.start, clause.end) and _CUSTOMERS.search(
        text, clause.start, clause.end
    )
    moving = moving or (_CUSTOMERS_ZH.search(text, clause.start, clause.end) if giver and taker else None)
    if moving:
        cue = (moving.start(), moving.end(), moving[0])
        if giver is not None:
            yield giver, "subject", Cue(*cue, -1.0, 0.0, "transfer")
        if taker is not None:
            yield taker, "object", Cue(*cue, 1.0, 0.0, "transfer")
