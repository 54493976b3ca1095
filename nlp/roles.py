"""Who does and who suffers: the names a cue speaks of.

The subject is the nearest name before the cue in its clause, else the subject that the sentence carries on; the
object is the nearest name after it, or the one a preposition (对, 把) or a passive (被, was ... by) marks.
Regulators, courts, media, research houses, persons and laws are never spoken of, places only where their economy is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.cues import Cue, load_cues
from nlp.script import fold
from nlp.sectors import sector_of
from nlp.statements import Clause, Group
from nlp.terms import TermIndex
from store.records import Mention

_NEAR = 8  # names before a cue that are looked at; more make a list, not a sentence
_OBJECT_BEFORE = re.compile(r"(?:对|向|给|把|将|令|让|使|为|致|替)\s?$")
_OBJECT_OR_ORIGIN = re.compile(r"(?:对|向|给|把|将|从)\s?$")
_UNLIKE_ZH = re.compile(r"不同|相反|不一样|相比|形成(?:鲜明)?对比")
_RELATIVE = re.compile(r"^[\s,]*(?:which|who|whose|that)\b")
_TOPIC_ZH = re.compile(r"^等?为(?:例|核心|代表|主|首|抓手)")
_DESCRIBES_ZH = re.compile(r"^等(?:企业|客户|公司|品牌|平台|机构|案例|伙伴|商家)")
_PEOPLE = re.compile(
    r"(?:'s )?(?:的|跨境|出口|中小|本地|本土| small| online)?\s?"
    r"(?:卖家|商家|企业|工厂|制造商|厂商|出口商|进口商|零售商|供应商|农户|exporters|sellers|factories|manufacturers|makers)"
)
_PASSIVE_ZH = re.compile(r"被|遭|受到|遭到|面临|收到|面对|遭受|身陷|卷入|因|吃")
_COMPARED_ZH = re.compile(
    r"(?:与|和|同|比|较|在|于|从|以|据|根据|除|除了|通过|借助|借|向|对|为|给|不含|不包括|剔除)\s?$"
)
_PREPOSITION = re.compile(
    r"\b(?:of|at|for|in|about|from|to|on|into|against|with|by|than|via|through|unlike|like|"
    r"excluding|except|including)\s(?:the\s)?$"
)
_OWNER = re.compile(r"\b(?:of|at|for|in|about|from)\s(?:the\s)?$")
_BENEFICIARY = re.compile(r"^\s?(?:for|of|at|to|by|from)\s(?:the\s)?$")
_BE = re.compile(r"\b(?:was|were|is|are|been|being|be|gets?|got)\s(?:\w+ly\s|also\s|not\s|once\s|again\s)?$")
_CARRIES_ON = re.compile(
    r"^[\s,，]*(?:and|but|or|then|also|it|its|they|which|who|while|as|after|because|to|"
    r"by|leaving|sending|helped|yet|so|\w+ing\b|\w+ed\b|will|has|had|is|was|\d)"
)


# A body of state that no catalogue lists, by the form of its name; a firm has departments too (事业部).
_OFFICE = re.compile(
    r"(?:财政|商务|经贸|贸易|贸工|工商|工业|产业|经济|外交|内政|司法|交通|运输|农业|卫生|环境|环保|能源|劳动|劳工"
    r"|教育|国防|文化|旅游|通信|技术|信息化|发展|事务)部$|(?:署|[^当格结布]局|[法议]院|[国议]会|检察院|警方|党)$"
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
    if mention.id in sources:
        return "source"
    return "regulator" if is_regulator(mention) else ""


def is_bystander(mention: Mention) -> bool:
    """Something whose business a sentence does not judge."""
    return bool(bystander_reason(mention))


@lru_cache(maxsize=512)
def _holds(words: str, matter: str) -> bool:
    return any(True for _ in _place_words(matter).find(words))


def _speaks_of(text: str, clause: Clause, matter: str) -> bool:
    """``matter``: "economy" or "aimed" (what a measure is aimed at a place with)."""
    return _holds(text[clause.start : clause.end], matter)


def _names_people(text: str, clause: Clause) -> bool:
    """Whether a place stands for its sellers or makers: 中国跨境卖家, Vietnam exporters."""
    return any(
        group.mentions[-1].type == "GPE" and _PEOPLE.match(text[group.end : group.end + 16])
        for group in clause.groups
    )


@dataclass(frozen=True, slots=True)
class Roles:
    """The groups a cue speaks of."""

    subject: Group | None
    object: Group | None


def _eligible(group: Group, *, places: bool) -> bool:
    return any(not is_bystander(item) and (places or item.type != "GPE") for item in group.mentions)


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
    left = [group for group in clause.groups if group.end <= cue.start]
    left = left[:2] + left[2:][-_NEAR:]
    for allow_places in (False, True) if places else (False,):
        free = [group for group in left if _eligible(group, places=allow_places)]
        plain = [group for group in free if not _governed(text, clause, group)]
        if plain:
            return plain[0] if _is_han_text(text, clause) else plain[-1]
        if free and _UNLIKE_ZH.search(text[cue.end : clause.end + 1]):
            return free[-1]
        owners = [group for group in free if _OWNER.search(_before(text, clause, group))]
        if owners:
            return owners[-1]
    if not left or not any(_eligible(group, places=False) for group in left):
        head = text[clause.start : cue.start]
        short = len(head) <= (14 if any("㐀" <= char <= "鿿" for char in head) or not head.strip() else 4)
        if carried is not None and (short or _CARRIES_ON.match(head) or len(head.strip()) <= 24):
            return carried
    if cue.words.startswith(("fewer ", "more ", "less ")):
        return _after(clause, cue, places)  # fewer shoppers visited A
    for group in clause.groups:
        if group.start >= cue.end and _eligible(group, places=False):
            between = text[cue.end : group.start]
            if _BENEFICIARY.match(between[-12:]) or between.endswith((" for ", " at ", " of ", " for the ")):
                return group
    return None


def _object_zh(text: str, clause: Clause, cue: Cue, places: bool) -> Group | None:
    marks = _OBJECT_OR_ORIGIN if cue.subject > 0 > cue.object else _OBJECT_BEFORE
    for group in [item for item in clause.groups if item.end <= cue.start][-_NEAR:]:
        reachable = group.end <= cue.start and _eligible(group, places=places)
        if reachable and marks.search(_before(text, clause, group)):
            return group
    return _after(clause, cue, places)


def _after(clause: Clause, cue: Cue, places: bool) -> Group | None:
    for allow_places in (False, True) if places else (False,):
        for group in clause.groups:
            if group.start >= cue.end and _eligible(group, places=allow_places):
                return group
    return None


def assign(text: str, clause: Clause, cue: Cue, carried: Group | None) -> Roles:
    """Subject and object of a cue. ``carried``: the subject of the clauses before."""
    places = cue.kind != "colour" and (_speaks_of(text, clause, "economy") or _names_people(text, clause))
    subject = _subject(text, clause, cue, carried, places)
    if cue.kind != "frame":
        if cue.object:
            subject = _owner_after(text, clause, cue) or subject
        return Roles(subject, _leaned_on(text, clause, cue, places))
    places = places or _speaks_of(text, clause, "aimed")
    head = text[clause.start : cue.start]
    han = "㐀" <= text[cue.start] <= "鿿"
    if han:
        passive = list(_PASSIVE_ZH.finditer(head))
        if passive and not _OBJECT_BEFORE.search(head[: passive[-1].start()]):
            return _passive_zh(text, clause, cue, carried, clause.start + passive[-1].start(), places)
        target = _object_zh(text, clause, cue, places)
    else:
        active = cue.words.split(" ")[0].endswith("ing")  # is losing, was helping
        if (_BE.search(head) and not active) or text[cue.end : cue.end + 4] == " by ":
            return Roles(_after(clause, cue, places), subject)
        target = _after(clause, cue, places)
    if target is subject:
        subject = None
    if target is None and cue.subject == 0.0 and cue.object < 0:
        return Roles(None, subject)  # "Temu fined" in a headline; 诉讼缠身
    return Roles(subject, target)


def _leaned_on(text: str, clause: Clause, cue: Cue, places: bool) -> Group | None:
    """The object of a direction: whom a dependence is on, and to whom something was lost."""
    if cue.object:
        for group in clause.groups:
            before = _before(text, clause, group)
            if re.search(r"(?:\b(?:on|upon|to)|对)\s?$", before) and _eligible(group, places=places):
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


def main_subject(text: str, clause: Clause, sofar: Group | None, *, said: bool) -> Group | None:
    """What the next clause carries on with when it names nobody: the name this clause is about.

    A name deep inside a clause is part of what is said of the one carried on, not a new subject.
    ``said``: the clause has a cue of its own.
    """
    place: Group | None = None
    for group in clause.groups:
        if _governed(text, clause, group):
            continue
        if sofar is not None and not said and text[group.end : group.end + 2] == "'s":
            continue  # "Rufus, Amazon's chatbot, ...": still Rufus
        if not any(not is_bystander(item) for item in group.mentions):
            continue
        deep = group.start - clause.start > (10 if _is_han_text(text, clause) else 30)
        if sofar is not None and deep:
            return sofar
        if _eligible(group, places=False):
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
