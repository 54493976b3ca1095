"""Who acts in a policy text, and for which country.

A body is one of the table, one of the catalogue (a mention that is a regulator), or a country with a common noun for
an organ: 波兰财政部, Chile's competition court, the Ministry of Trade of Indonesia. The body that acts is the first
that nothing governs and that a verb of doing follows; a body that is complied with, asked or replied to never acts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp.countries import countries, country_of
from nlp.document import Document
from nlp.judged import is_regulator
from nlp.policy_numbers import find_doc_number
from nlp.policy_organs import common_organs, organs_en, organs_zh
from nlp.policy_sentences import background_spans
from nlp.policy_terms import load_policy_terms
from nlp.script import fold
from nlp.spans import Cover
from nlp.terms import Hit
from store.records import Lang, Mention

_READ = 8000  # characters of a text in which bodies are looked for
TITLE, PUBLISHER = -1, -2
"""Places of an actor that the text itself does not name."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``name`` is a slug where one is in common use, else the name as the text writes it."""

    name: str | None
    jurisdiction: str
    start: int  # in the text, or TITLE or PUBLISHER
    acts: bool = True  # the text lets it do something; else it is only named


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in a text: who it is, where, and its part in the sentence."""

    actor: Actor
    end: int
    part: str  # free | governed (in, of, with another) | addressed (asked, sued, sent to) | obeyed (complied with)
    acts: bool  # a verb of doing follows


_TAIWAN = re.compile(r"民国|台财|[新]台币|行政院|立法院|台湾|关务署|国税局|公平会|字第")
_JOINED = re.compile(r"(?:的|['’]s)?[\u4e00-\u9fff ]{0,3}")
_MAINLAND = re.compile(r"中国|大陆|北京|人民币|国务院|内地")
_BOTH_SIDES = ("财政部", "交通部", "司法部", "央行")  # what both sides of the strait call their own
_NUMBER_OWNERS = (
    (re.compile(r"COM\s?\("), "european-commission", "EU"),
    (re.compile(r"^USTR-"), "ustr", "US"),
    (re.compile(r"\((?:EU|EC|UE)\)|\(COD\)|DSA\.|DMA\.|AT\.\d|M\.\d"), None, "EU"),
    (
        re.compile(
            r"\bFR\b|Fed\. Reg|USTR-|CBP-|H\.R\.|Executive Order|Proclamation|-TA-|Pub\. L|Public Law"
        ),
        None,
        "US",
    ),
    (re.compile(r"台財|臺財|字第"), None, "TW"),
    (re.compile(r"^S\.?S?\.?I\.? (?:No\.? )?20"), None, "UK"),
    (re.compile(r"N[ĐD]-CP|/TT-BTC"), None, "VN"),
    (re.compile(r"令和"), None, "JP"),
    (re.compile(r"[가-힣]"), None, "KR"),
    (re.compile(r"RFB|Portaria|\bLei\b|Instrução"), None, "BR"),
    (re.compile(r"^Bill C-\d"), None, "CA"),
    (re.compile(r"Permendag|PMK|Tahun"), None, "ID"),
    (re.compile(r"Republic Act|Customs Memorandum Order"), None, "PH"),
    (re.compile(r"法释|财关?税|国办发|国发"), None, "CN"),
)
_OBEYED = re.compile(
    r"(?:配合|因应|响应|应|依据|根据|按照|依照|由于|依|遵守|符合|满足|遵循|comply(?:ing)? with"
    r"|response to|due to|"
    r"under|because of|line with|following|after|required by|citing)\s?(?:(?:the|new|its|upcoming|最新"
    r"|新的?)\s?)*$"
)
_ADDRESSED = re.compile(
    r"(?:呼吁|敦促|促请|要求|请求|游说|提请|致函|起诉|状告|告诉|送交?|提交|报请?|报送|移送|回应|回复|答复"
    r"|批评|感谢|配合|预计|预期|预料|期待|认为|相信|应对|针对|向)\s?$"
    r"|\b(?:urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|press(?:es|ed|ing)?"
    r"|petition(?:s|ed|ing)?|"
    r"lobb(?:y|ies|ied|ying)|su(?:e|es|ed|ing)|told|tells?|wrote to|complain(?:s|ed|t)? to|filed with"
    r"|submitted to|"
    r"sent to|goes to|go to|before|criticis\w+|criticiz\w+|accus\w+|expect(?:s|ed|ing)?|predict(?:s|ed)?"
    r"|replied to|responded to)\s(?:the\s)?$"
)
_GOVERNED_ZH = re.compile(r"(?:对|输|原产于|来自|从|于|自|与|和|及|暨|销往|出口|在)\s?$")
_GOVERNED_EN = re.compile(r"\b(?:from|to|on|against|with|in|of|into|outside|for|and)\s(?:the\s)?$")
_DOES = re.compile(
    r"^(?!的(?!公告|通知|公报)|['’]s|[^,，。]{0,8}?(?:回应|答复|谴责|反对)|,? (?:responded|replied|answered)\b"
    r"|\s[^.]{0,24}?\bprotect the rights)[^。;；.!?\n]{0,40}?(?:宣布|发布|公布|印发|通过|批准|决定|裁定|判|罚"
    r"|认定|表示|[称说]|[拟将就]"
    r"|计划|启动|发起|颁布|签署|签发|调整"
    r"|修订|修正|提出|立案|开出|推迟|暂停|取消|废止|要求|下令|刊登|预告|公告|核定|同意|延长|否决|驳回"
    r"|展开|订定|制定|提议|提高|降低|开征"
    r"|\b(?:said|says|announce[sd]?|adopt(?:s|ed)|approve[sd]|publish(?:es|ed)|issue[sd]|impose[sd]"
    r"|fine[sd]|rule[sd]|order(?:s|ed)"
    r"|propose[sd]|open(?:s|ed)|launch(?:es|ed)|initiate[sd]|vote[sd]|will|has|have|is|suspend(?:s|ed)"
    r"|postpone[sd]|delay(?:s|ed)"
    r"|extend(?:s|ed)|repeal(?:s|ed)|abolish(?:es|ed)|amend(?:s|ed)|revise[sd]|raise[sd]|set|pass(?:es"
    r"|ed)|sign(?:s|ed)|plans?"
    r"|request(?:s|ed)|seeks?|sought|invites?|invited|decide[sd]|upheld|struck|dismissed|rejected|made"
    r"|makes|begins?|began)\b)"
)


def _part(folded: str, start: int) -> str:
    before = folded[max(0, start - 24) : start]
    if _OBEYED.search(before):
        return "obeyed"
    if _ADDRESSED.search(before):
        return "addressed"
    if _GOVERNED_ZH.search(before) or _GOVERNED_EN.search(before):
        return "governed"
    return "free"


def find_bodies(folded: str, original: str, mentions: Sequence[Mention] = ()) -> list[Body]:
    """Bodies of states named in a text, in order. ``mentions``: those of this very text, with the catalogue's ids."""
    folded, original = folded[:_READ], original[:_READ]
    terms = load_policy_terms()
    places: list[Hit[str]] = sorted(
        [*terms.countries.find(folded), *terms.regions.find(folded)], key=lambda hit: (hit.start, -hit.end)
    )
    ends = [place.end for place in places]
    rows: list[tuple[int, int, str, str]] = []  # start, end, name, jurisdiction
    listed = _catalogued(original, mentions)
    owners = {start: code for start, _, _, code in listed}
    for hit in terms.authorities.find(folded):
        if hit.term.isascii() and " " not in hit.term and original[hit.start].islower():
            continue  # a commission of 6 % is not the Commission
        name, code = hit.value.slug or original[hit.start : hit.end], hit.value.jurisdiction
        place = _last_before(places, ends, hit.start)
        joined = folded[place.end : hit.start] if place else ""
        if (
            place
            and code != place.value
            and _JOINED.fullmatch(joined)
            and (not joined or len(place.term) > 1)
        ):
            code, name = place.value, original[place.start : hit.end]
        elif code == "CN" and owners.get(hit.start, "CN") != "CN":
            code, name = owners[hit.start], original[hit.start : hit.end]  # 财政部 of the country told of
        rows.append((hit.start, hit.end, name, code))
    taken = Cover([(start, end) for start, end, _, _ in rows])
    for start, end, name, code in [
        *organs_zh(folded, original, places),
        *organs_en(folded, original, places),
        *listed,
    ]:
        if not taken.holds(start, start + 1) and not taken.holds(end - 1, end):
            rows.append((start, end, name, code))
    rows.sort(key=lambda row: (row[0], -row[1]))
    found: list[Body] = []
    for start, end, name, code in rows:
        if not found or start >= found[-1].end:
            does = _DOES.match(folded[end : end + 60]) is not None or folded[
                max(0, start - 7) : start
            ].endswith(("by ", "by the "))
            found.append(Body(Actor(name, code, start), end, _part(folded, start), does))
    return found


def _catalogued(original: str, mentions: Sequence[Mention]) -> list[tuple[int, int, str, str]]:
    """Mentions of regulators whose country the catalogue or their id tells."""
    found = []
    for item in mentions:
        if item.type != "ORG" or not is_regulator(item):
            continue
        code = code_of(item.id)
        if code and original[item.start : item.end] == item.quote:
            found.append((item.start, item.end, item.quote, code))
    return found


@cache
def code_of(entity_id: str | None) -> str | None:
    """The code of the country a catalogued body acts for: UK, not GB; None where nothing tells it."""
    if entity_id is None:
        return None
    place = country_of(entity_id)
    for code, own in countries().by_code.items():
        if own == place or (place is None and entity_id.startswith(own + "-")):
            return "UK" if code == "GB" else code
    return None


def _last_before(places: Sequence[Hit[str]], ends: Sequence[int], at: int) -> Hit[str] | None:
    """The last country that ends before a place of the text."""
    index = bisect_right(ends, at) - 1
    return places[index] if index >= 0 else None


def _at_home(document: Document, actor: Actor) -> Actor:
    """A 財政部 or 經濟部 in a text that counts in 民國 years or names Taiwan's organs is Taiwan's."""
    if actor.jurisdiction != "CN" or actor.name in ("gacc", "mofcom", "samr", "cac", "ndrc"):
        return actor
    here = document.folded[:2000] + document.title_folded
    taiwan = document.region == "TW" or (document.lang is Lang.ZH_HANT and _TAIWAN.search(here))
    if fold(actor.name or "") in _BOTH_SIDES and document.lang is Lang.ZH_HANT and not _MAINLAND.search(here):
        taiwan = True
    return replace(actor, jurisdiction="TW") if taiwan else actor


def actor_of_number(doc_number: str | None) -> Actor | None:
    """The body that a document number belongs to."""
    if doc_number is None:
        return None
    for pattern, name, code in _NUMBER_OWNERS:
        if pattern.search(doc_number):
            return Actor(name, code, PUBLISHER)
    return None


def publisher_actor(document: Document) -> Actor | None:
    """The body, or the state whose gazette it is, that publishes the text itself; None for a paper or a company."""
    if not document.source:
        return None
    folded = fold(document.source)
    bodies = find_bodies(folded, document.source)
    if bodies:
        return Actor(bodies[0].actor.name, bodies[0].actor.jurisdiction, PUBLISHER)
    gazette = next(iter(load_policy_terms().gazettes.find(folded)), None)
    return Actor(None, gazette.value, PUBLISHER) if gazette else None


def find_actor(document: Document, mentions: Sequence[Mention] = ()) -> Actor | None:
    """Who acts, or None. With no body at all, a country that acts itself: ``name`` is None.

    A notice is of its publisher; in it, of the first body of the same country that the text lets act.
    """
    rows = find_bodies(document.folded, document.text, [item for item in mentions if not item.in_title])
    titled = find_bodies(document.title_folded, document.title, [item for item in mentions if item.in_title])
    past = Cover(background_spans(document))
    free = [body.actor for body in rows if body.part == "free" and not past.holds(body.actor.start, body.end)]
    doing = [
        body.actor
        for body in rows
        if body.part == "free" and body.acts and not past.holds(body.actor.start, body.end)
    ]
    in_title = [
        Actor(body.actor.name, body.actor.jurisdiction, TITLE)
        for body in titled
        if body.part not in ("addressed", "obeyed")
    ]
    numbered = actor_of_number(find_doc_number(document))
    if document.kind == "notice":
        own = publisher_actor(document)
        if own:
            same = [
                actor
                for actor in [*free, *in_title]
                if _at_home(document, actor).jurisdiction == own.jurisdiction
            ]
            return _at_home(document, same[0] if same else own)
    owner = [numbered] if numbered and numbered.jurisdiction != "CN" else []
    if owner and not any(_at_home(document, actor).jurisdiction == owner[0].jurisdiction for actor in free):
        same = [
            actor
            for actor in [*in_title, *(body.actor for body in rows)]
            if _at_home(document, actor).jurisdiction == owner[0].jurisdiction
        ]
        return same[0] if same and owner[0].name is None else owner[0]
    if owner:  # a ministry of another state that answers does not own the number
        doing = [
            item for item in doing if _at_home(document, item).jurisdiction == owner[0].jurisdiction
        ] or doing
    for known in (
        doing,
        free,
        in_title,
        [numbered] if numbered and numbered.name else [],
        _nameless(document),
        [body.actor for body in rows if body.part == "governed"],
    ):
        if known:
            return _at_home(document, known[0])
    return numbered or _country_actor(document)


def _nameless(document: Document) -> list[Actor]:
    """The ministry, lawmakers, 税务部门 that act without their country's name: of the country the text is about."""
    country = _about(document)
    for start, end in common_organs(document.folded[:900]) if country else ():
        if _part(document.folded, start) == "free" and _DOES.match(document.folded[end : end + 60]):
            return [Actor(document.text[start:end], country or "", start)]
    return []


def _about(document: Document) -> str | None:
    """The country of the title, else the first of the text, else of the publisher."""
    terms = load_policy_terms()
    for folded in (document.title_folded, document.folded[:600], fold(document.source)):
        for hit in [*terms.countries.find(folded), *terms.regions.find(folded)]:
            if len(hit.term) > 1 and _part(folded, hit.start) in ("free", "governed"):
                return hit.value
    return document.region or None


_RUNS_ON = re.compile(r"[\u4e00-\u9fff](?<![日月年天昨今晚一二三四五六但而])$")
_SHORT_ACTS = frozenset(
    "拟将对方宣恢取加终开上下拒要欲批通叫正"
)  # what a country named by one character does


_SITES = ("站", "线", "专线", "仓")


def _country_actor(document: Document) -> Actor | None:
    countries_named = load_policy_terms().countries
    for folded, place in ((document.folded[:160], 0), (document.title_folded, TITLE)):
        for hit in countries_named.find(folded):
            if len(hit.term) == 1 and folded[hit.end : hit.end + 1] not in _SHORT_ACTS:
                continue  # 美 of 美西 is a coast
            if hit.term[0] > "\u3400" and _RUNS_ON.search(folded[max(0, hit.start - 1) : hit.start]):
                continue  # 红杉中国 is a firm
            if folded.startswith(_SITES, hit.end):
                continue  # Temu法国站 is a shop
            if _part(folded, hit.start) == "free":
                return Actor(None, hit.value, hit.start if place == 0 else TITLE)
    for hit in load_policy_terms().regions.find(document.folded[:48]):  # Rome has pushed back its levy
        if _part(document.folded, hit.start) == "free" and _DOES.match(
            document.folded[hit.end : hit.end + 60]
        ):
            return Actor(None, hit.value, hit.start)
    return None
