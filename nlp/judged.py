"""Whose business a sentence may judge at all, and where.

Regulators, courts, media, research houses, persons and laws are never spoken of; a place only where it stands for
its economy, its makers or its sellers; who is only cited is left out of what he says.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from nlp.cues import load_cues
from nlp.script import fold
from nlp.sectors import sector_of
from nlp.statements import Clause, Group
from nlp.terms import TermIndex
from store.records import Mention

_PEOPLE = re.compile(
    r"(?:'s )?(?:的|跨境|出口|中小|本地|本土| small| online)?\s?"
    r"(?:卖家|商家|企业|工厂|制造商|厂商|出口商|进口商|零售商|供应商|农户|exporters|sellers|factories"
    r"|manufacturers|makers)"
)
# The name is followed by what its owner counted, foresaw or thinks.
_CITED = re.compile(
    r"\s?(?:的|旗下|最新|发布的|首席|一位|'s )?\s?(?:\w{0,4}分析师|经济学家|研究|报告|数据|统计|调查"
    r"|调研|测算|估算|推算|预估|预测|估计|认为|研判"
    r"|发现|监测|民调|指数|首席|研报|榜单|点评"
    r"|(?:analysts?|economists?|data|surveys?|research(?:ers)?|reports?|study|figures|estimates?"
    r"|estimated|reckons?"
    r"|calculates?|found|finds|counts|strategists?|index)\b)"
)
# Media, raters, counters and learned bodies, by the form of their names.
_SOURCE_NAME = re.compile(
    r"(?:资信|資信|评级|評級|咨询|諮詢|研究院|研究所|研究中心|智库|智庫|通讯社|通訊社|日报|日報|晚报"
    r"|晚報|周刊|週刊|新闻|新聞|财经|財經|大学|大學|统计局|統計局|交易所)$"
    r"|(?i:\b(?:ratings|research|institute|university|news|journal|herald|gazette|tribune|daily"
    r"|consult(?:ing|ants|ancy)"
    r"|intelligence|analytics|advisory)$)"
)
# What may stand before a name that opens its clause.
_OPENS = re.compile(
    r"[\s,，、:：;；\"“'‘(（]*(?:而|但|但是|同期|同时|如今|目前|今年|去年|其中|反观|不过|只有|连|就连|则|却"
    r"|后|令|让|使|使得|对|随着.{0,8}|the|a|an|and|but|while"
    r"|meanwhile|whereas|as|yet|now|that|where|unlike|for|makes?|in|tariffs? on|duties on)?[\s,，]*"
)
# A place that acts: it lays a duty, it decides.
_ACTS = re.compile(
    r"(?:今|昨|近日|上周|本周|周[一二三四五])?(?:拟|将|把|宣布|要求|取消|终结|计划|加税|加征|开征|上调|下调|考虑|决定|判|裁定|通过|批准|推出|发布|实施|修订|征收|禁止|一方面)"
    r"|\s(?:will|would|has|plans|wants|is (?:set|planning|considering)|imposed"
    r"|imposes|ordered|approved|banned|scrapped|ended|raised)\b"
)
# What makes of a place the seat of an office, or of somebody who acts.
_SEAT = re.compile(
    r"(?:'s)?\s?(?:的|联邦|中央|地方|反垄断|竞争|最高|上诉|高等|地方|行政|数据|金融|消费者|税务|食品"
    r"|药品|\w{0,4}贸易)*(?:政府|法院|法官|海关|议会|国会|参议院"
    r"|众议院|央行|财政部|商务部|经济部|司法部|外交部|监管|当局|警方|检方|检察|公平|总统|总理|首相|部长"
    r"|议员|法案|新规|法律|税务局|消费者|买家|用户|买主|网友|媒体|客户"
    r"|陪审团|州|检察长|工会|码头工会|一位|店主|站|市场|业务|仓|海外仓|总部|机场|分公司|子公司|团队|航线"
    r"|\s?(?:\w+ ){0,2}(?:government|courts?|judges?|regulators?|customs|ministry|parliament|senate"
    r"|congress|police|watchdog"
    r"|authorit(?:y|ies)|lawmakers?|president|officials?|prosecutors?|antitrust|competition|consumers?"
    r"|shoppers|buyers"
    r"|market|unit|arm|business|subsidiary|law|bill)\b)"
)


# A body of state that no catalogue lists, by the form of its name; a firm has departments too (事业部).
_OFFICE = re.compile(
    r"(?:财政|商务|经贸|贸易|贸工|工商|工业|产业|经济|外交|内政|司法|交通|运输|农业|卫生|环境|环保|能源"
    r"|劳动|劳工"
    r"|教育|国防|文化|旅游|通信|技术|信息化|发展|事务)部$|(?:署|[^当格结布]局|[法议]院|[国议]会|检察院"
    r"|警方|党)$"
    r"|\b(?:department|police|bureau)\b"
)


@cache
def _place_words(matter: str) -> TermIndex[None]:
    return TermIndex((term, None) for term in load_cues().tables["role"][matter])


@cache
def _word_lists() -> tuple[frozenset[str], TermIndex[None], frozenset[str]]:
    role = load_cues().tables["role"]
    return (
        frozenset(role["regulators"]),
        TermIndex((term, None) for term in role["regulator_words"]),
        frozenset(role["sources"]),
    )


@lru_cache(maxsize=4096)
def _names_regulator(entity: str | None, name: str) -> bool:
    ids, words, _ = _word_lists()
    if entity in ids or any(True for _ in words.find(fold(name))):
        return True
    sector = sector_of(entity)
    return sector == "government" or (not sector and _OFFICE.search(fold(name)) is not None)


def is_regulator(mention: Mention) -> bool:
    """A regulator, ministry, court or parliament: by id, by the catalogue, or by the words of its name."""
    return _names_regulator(mention.id, mention.quote)


def bystander_reason(mention: Mention) -> str:
    """Why the business of a thing is never judged: person | law | source | regulator; "" where it is."""
    if mention.type in ("PERSON", "LAW"):
        return mention.type.lower()
    _, _, sources = _word_lists()
    if mention.id in sources or (mention.type == "ORG" and _SOURCE_NAME.search(mention.quote)):
        return "source"
    return "regulator" if is_regulator(mention) else ""


def is_bystander(mention: Mention) -> bool:
    """Something whose business a sentence does not judge."""
    return bool(bystander_reason(mention))


@lru_cache(maxsize=512)
def _holds(words: str, matter: str) -> bool:
    return any(True for _ in _place_words(matter).find(words))


def speaks_of(text: str, clause: Clause, matter: str) -> bool:
    """``matter``: "economy" or "aimed" (what a measure is aimed at a place with)."""
    return _holds(text[clause.start : clause.end], matter)


def names_people(text: str, clause: Clause) -> bool:
    """Whether a place stands for its sellers or makers: 中国跨境卖家, Vietnam exporters."""
    return any(
        group.mentions[-1].type == "GPE" and _PEOPLE.match(text[group.end : group.end + 16])
        for group in clause.groups
    )


def eligible(group: Group, *, places: bool) -> bool:
    return any(not is_bystander(item) and (places or item.type != "GPE") for item in group.mentions)


def is_cited(text: str, group: Group) -> bool:
    """Whether the name is only that of who counted or foresaw it: 星图测算, analysts at A, B's data."""
    return _CITED.match(text[group.end : group.end + 24]) is not None


_SPEAKING = re.compile(
    r"(?:说|表示|称|坦言|指出|认为|透露|告诉\w{1,6})\s?$|\b(?:said|says|told \w+|added)\s?$"
)


def says_only(text: str, clause: Clause, group: Group) -> bool:
    """Whether a place tells only where somebody who is quoted comes from: 厦门卖家蔡文彬说."""
    if any(item.type != "GPE" for item in group.mentions):
        return False
    return _SPEAKING.search(text[group.end : clause.end].rstrip(" :,：，")) is not None


def stands_for_trade(text: str, clause: Clause, group: Group, *, leads: bool = True) -> bool:
    """Whether a place is what its clause is about, and not the seat of an office; ``leads``: it must open it."""
    if any(item.type != "GPE" for item in group.mentions) or says_only(text, clause, group):
        return False
    head = text[clause.start : group.start]
    if leads and not _OPENS.fullmatch(head):
        return False
    behind = next((item for item in clause.groups if item.start >= group.end), None)
    if behind is not None and behind.start - group.end <= 6 and eligible(behind, places=False):
        return False  # 立陶宛电商A: where A is from
    after = text[group.end : group.end + 40]
    return _SEAT.match(after) is None and _ACTS.match(after) is None
