"""What an instrument is called, as far as a name tells one act from every other: 欧盟数字服务法 = Digital Services Act.

An act's own name joins; a description (a country's VAT, customs reform, de minimis exemption) does not, and neither
does a case that bears the name of the law it is under.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.policy_terms import load_policy_terms
from nlp.script import fold
from store.policy_records import Named, PolicyEvent

_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKS = re.compile(r"[《》「」『』〈〉“”\"'‘’\[\]()（）]")
_DRAFT_ZH = re.compile(
    r"(?:\(?(?:公开征求意见稿|征求意见稿|修订征求意见稿|草案|暂行|试行|预告|二次审议稿)\)?|(?:法律)?草案(?:全文)?)$"
)
_DRAFT_EN = re.compile(
    r"^(?:(?:draft|proposed|proposal for (?:a|an|the)|the|a|an|new)\s)+|\s(?:\(draft\)|draft|proposal)$"
)
# What may stand beside an act's name without making another of it.
_AROUND = re.compile(
    r"修正案|修正|修订|法案|法$|条例$|regulation|amendments?|amended|act$|law$|bill$|\b(?:to|of|the)\b"
    r"|\(?(?:eu|ec)\)? ?\d{4}/\d+|\d{4}"
)
_ACT_ZH = re.compile(r"(?:法|法案|法律|条例|法典|条约|协定)$")
_PAPER_ZH = re.compile(r"(?:办法|规定|规则|细则|公告|通知|决定|意见|方案|目录|清单|准则|指南|规范|要点)$")
_ACT_EN = re.compile(
    r"^(?:act|law|regulation|directive|decree|bill|rules?) (?:on|to|for|concerning|laying down|establishing)\b|"
    r"\b(?:act|law|regulation|directive|code|bill|ordinance|agreement|decree|rules?|order)\b(?: (?:of )?\d{4})?$"
)
_SECTION = re.compile(r"^(?:sections?|articles?|§|第[^法条]{1,6}条)")
# Before and behind the name of an act that something is done under, or of which a part is meant.
_UNDER = re.compile(
    r"(?:依据|根据|依照|按照|按|依|援引|违反|触犯|适用|遵守|符合|\b(?:under|citing|pursuant to|in line with|of"
    r"|comply(?:ing)? with|complian(?:ce|t) with|breach(?:es|ed|ing)?(?: of)?|violat(?:es?|ed|ing)|violations? of"
    r"|infring(?:es?|ed|ing)))\s?(?:the\s|欧盟|美国|eu(?:'s|’s)?\s)?[《「『\"“]?$"
)
_PART = re.compile(r"^[》」』\"”]?(?:第.{1,6}条|的?规定|的?要求|\s?,? (?:article|section|art\.))")
# Words that name no act by themselves: what it is about in general.
_GENERAL_ZH = re.compile(
    r"增值税|加值税|营业税|消费税|所得税|关税|税收|税务|海关|进出口|进口|出口|对外|贸易|跨境|电商|电子商务|平台|网络|数字|数位|服务|商品"
    r"|货物|小额|低值|包裹|免税|豁免|改革|修正|修订|管理|监督|行政|经济|国家|消费者|保护|数据|信息|个人|价格|广告|产品|安全|质量|有关|相关"
    r"|关于|加强|进一步|促进|发展|规范|实施|若干|措施|政策|新|的|和|与|及|等|对|中华人民共和国|共和国"
)
_GENERAL_EN = re.compile(
    r"(?:the|an?|of|on|for|and|in|to|with|under|by|from|its|new|general|national|federal|state|european|union|eu|us|uk"
    r"|tax(?:es|ation)?|vat|gst|customs|dut(?:y|ies)|tariffs?|trade|financ(?:e|ial)|budget|income|sales|goods|services?"
    r"|digital|electronic|e-?commerce|commerce|cross-border|imports?|exports?|consumers?|platforms?|online|internet"
    r"|postal|parcels?|de|minimis|exemption|threshold|reform|package|proposal|draft|amend(?:ments?|ed|ing)|low-value"
    r"|value|added|small|act|law|regulation|directive|code|bill|ordinance|agreement|decree|rules?|order|measures?)"
)
_LEAST_ZH, _LEAST_EN = 2, 2  # characters and words beyond the general ones
_LONG_ZH, _LONG_EN = 12, 7  # a title of this length is one act's even when each word of it is general


@dataclass(frozen=True, slots=True)
class Name:
    """``plain`` is what is compared; ``own`` says that it is one act's name, ``law`` the catalogue's id of that act."""

    plain: str
    han: bool
    own: bool
    lasting: bool  # of a law, not of a paper that may come again under the same title
    law: str | None = None  # its act in the catalogue
    about: frozenset[str] = frozenset()  # catalogue ids of laws that the name contains


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """A row of the catalogue: its country as policies write it, and whether one of its names is an act's."""

    jurisdiction: str
    act: bool


def known_laws(rows: Iterable[tuple[str, str, str | None, Iterable[str]]]) -> dict[str, KnownLaw]:
    """Laws of catalogue rows (id, type, country, aliases)."""
    return {
        id_: KnownLaw("UK" if country == "GB" else country or "", any(_is_act(alias) for alias in aliases))
        for id_, kind, country, aliases in rows
        if kind == "LAW"
    }


def _is_act(alias: str) -> bool:
    folded = fold(alias)
    return bool(_ACT_ZH.search(folded) or _ACT_EN.search(folded))


@cache
def _countries(code: str) -> tuple[str, ...]:
    """The ways to write a country, longest first."""
    names = load_policy_terms().country_names.get(code, ())
    return tuple(sorted((fold(name) for name in names), key=len, reverse=True))


def is_case(event: PolicyEvent) -> bool:
    """Whether the event is of a body against somebody, or of a dispute: such things bear names of laws."""
    return event.kind == "case" or event.action in ("investigation", "ruling")


def read_name(event: PolicyEvent, laws: Mapping[str, KnownLaw]) -> Name | None:
    """The name of an event's instrument. None: it has none."""
    if not event.instrument:
        return None
    folded = " ".join(_MARKS.sub(" ", fold(event.instrument)).split())
    han = _HAN.search(folded) is not None
    plain = _without_country(
        _DRAFT_ZH.sub("", folded) if han else _DRAFT_EN.sub("", folded), event.jurisdiction, han
    )
    about = [
        item for item in event.named if item.type == "LAW" and item.id in laws and fold(item.quote) in folded
    ]
    law = _law_of(plain, about, event, laws, han)
    act = bool((_ACT_ZH if han else _ACT_EN).search(plain))
    paper = han and _PAPER_ZH.search(plain) is not None
    specific = law is not None or ((act or paper) and _is_specific(plain, han))
    own = specific and not is_case(event) and not _SECTION.search(plain) and _is_told_of(event)
    return Name(
        plain=plain,
        han=han,
        own=own,
        lasting=act,
        law=law if own else None,
        about=frozenset(item.id for item in about),
    )


def _is_told_of(event: PolicyEvent) -> bool:
    """Whether headline or telling sentence name the act itself, not the act that something is done under."""
    name = fold(event.instrument or "").strip("《》「」『』 ")
    for text in (fold(event.title), fold(event.quote)):
        at = text.find(name)
        while at >= 0:
            around = text[max(0, at - 24) : at], text[at + len(name) : at + len(name) + 12]
            if not _UNDER.search(around[0]) and not _PART.match(around[1]):
                return True
            at = text.find(name, at + 1)
    return False


def _without_country(plain: str, code: str | None, han: bool) -> str:
    plain = plain.strip()
    for name in _countries(code or ""):
        if plain.startswith(name) and (han or plain[len(name) : len(name) + 1] in (" ", "'", "’")):
            rest = re.sub(r"^(?:['’]s)?\s*的?", "", plain[len(name) :])
            return re.sub(r"^the\s", "", rest) or plain
    return plain


def _law_of(
    plain: str, about: Iterable[Named], event: PolicyEvent, laws: Mapping[str, KnownLaw], han: bool
) -> str | None:
    """The catalogue's act that the name is, and not only speaks of: hardly a word stands beside it."""
    for item in sorted(about, key=lambda named: (-len(named.quote), named.id)):
        law = laws[item.id]
        if not law.act or law.jurisdiction != event.jurisdiction:
            continue
        rest = plain.replace(_without_country(fold(item.quote), event.jurisdiction, han), " ", 1)
        rest = _AROUND.sub(" ", rest)
        if len("".join(rest.split())) <= (1 if han else 3):
            return item.id
    return None


def _is_specific(plain: str, han: bool) -> bool:
    """Whether a name says more than what acts of its kind are about everywhere."""
    terms = load_policy_terms()
    beyond = plain
    for hits in (terms.scopes.find(plain), terms.countries.find(plain)):
        for hit in hits:
            beyond = beyond[: hit.start] + " " * (hit.end - hit.start) + beyond[hit.end :]
    if han:
        beyond = _GENERAL_ZH.sub("", _PAPER_ZH.sub("", _ACT_ZH.sub("", beyond)))
        return len(_HAN.findall(beyond)) >= _LEAST_ZH or len(plain) >= _LONG_ZH
    words = re.findall(r"[a-z][a-z'’-]+", beyond)
    return (
        len([word for word in words if not _GENERAL_EN.fullmatch(word)]) >= _LEAST_EN
        or len(plain.split()) >= _LONG_EN
    )


def likeness(a: Name, b: Name) -> float:
    """Dice coefficient of character pairs, 0 to 1; 1 where one holds the other."""
    if a.plain in b.plain or b.plain in a.plain:
        return 1.0
    return _dice(a.plain, b.plain)


def _dice(a: str, b: str) -> float:
    ours, theirs = _pairs(a), _pairs(b)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


@lru_cache(maxsize=8192)
def _pairs(plain: str) -> frozenset[str]:
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


# --- who acts ------------------------------------------------------------------------------------------------

_EXECUTIVE = re.compile(
    r"政府|内阁|总统|白宫|当局|国务院|行政院|government|cabinet|president|white house|administration$"
)
_ACRONYM = re.compile(r"[a-z]{2,8}")
_NEARLY = 0.25  # of two names in one script that may be one body's
# What a body is for, as its Chinese names say it: 海关与边境安全局, 關稅署.
_OFFICES = {
    "customs": re.compile(r"海关|关务|关税|边境|边防"),
    "tax": re.compile(r"税务|国税|税收|财政|财务|财长|国库"),
    "trade": re.compile(r"贸易|经贸|商务|经济|产业|工业"),
    "competition": re.compile(r"竞争|公平交易|反垄断|反托拉斯|消费者"),
    "data": re.compile(r"数据|资料|隐私|个资|个人信息|网络|通信|通讯"),
    "safety": re.compile(r"安全|标准|计量|检验|质量|品质"),
}
_OWN_CHINESE = frozenset(("CN", "TW", "HK", "MO"))
_UNION = frozenset(
    ("european-commission", "european-parliament", "council-of-the-european-union", "european-union")
)
_OF_UNION = re.compile(
    r"理事会|议会|委员会|执委会|财长|council|parliament|commission|ecofin|brussels|finance ministers"
)


@dataclass(frozen=True, slots=True)
class Body:
    """Who acts. ``ids``: slugs of the lists or of the catalogue."""

    ids: frozenset[str]
    name: str  # folded, without its country

    @property
    def han(self) -> bool:
        return _HAN.search(self.name) is not None


def read_body(text: str | None, named: Iterable[Named], jurisdiction: str | None) -> Body | None:
    """The body that a text names: of an authority field, or the words around a number."""
    if not text or not text.strip():
        return None
    folded = " ".join(fold(text).split())
    ids = set(_slugs(folded, jurisdiction))
    if (
        re.fullmatch(r"[a-z]+(?:-[a-z]+)*", folded)
        and folded == text.strip()
        and ("-" in folded or len(folded) < 6)
    ):
        ids.add(folded)
    ids.update(item.id for item in named if item.type == "ORG" and fold(item.quote) in folded)
    return Body(frozenset(ids), _without_country(folded, jurisdiction, _HAN.search(folded) is not None))


@lru_cache(maxsize=4096)
def _slugs(folded: str, jurisdiction: str | None) -> frozenset[str]:
    """Of a country's bodies in a text, those that the lists have a slug for. France's 海关总署 is not China's."""
    return frozenset(
        hit.value.slug
        for hit in load_policy_terms().authorities.find(folded)
        if hit.value.slug and hit.value.jurisdiction == jurisdiction
    )


def is_government(body: Body | None) -> bool:
    """Whether the name is of a country's government as a whole, whose agencies act for it."""
    return body is not None and _EXECUTIVE.search(body.name) is not None


def bodies_agree(a: Body | None, b: Body | None, jurisdiction: str | None) -> bool | None:
    """Whether two names are of one body, or of two that act together. None: it cannot be told."""
    if a is None or b is None:
        return None
    if a.ids & b.ids or a.name == b.name:
        return True
    if is_government(a) or is_government(b):
        return None
    if jurisdiction == "EU" and _is_union(a) and _is_union(b):
        return True  # proposes, adopts, puts in force
    if a.ids and b.ids:
        return False
    if a.han != b.han:
        return None
    if a.name in b.name or b.name in a.name:
        return True
    if a.han and jurisdiction not in _OWN_CHINESE and _offices(a.name) & _offices(b.name):
        return None  # a foreign body has as many Chinese names as translators
    if _ACRONYM.fullmatch(a.name) or _ACRONYM.fullmatch(b.name):
        return None  # the consumer watchdog, and DGCCRF
    return None if _dice(a.name, b.name) >= _NEARLY else False


def _offices(name: str) -> frozenset[str]:
    return frozenset(office for office, words in _OFFICES.items() if words.search(name))


def _is_union(body: Body) -> bool:
    """Whether a body of the European Union makes its law; its courts do not."""
    if body.ids & _UNION:
        return True
    return _OF_UNION.search(body.name) is not None and not re.search(r"法院|court", body.name)
