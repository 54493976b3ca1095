"""Names in a policy text: who acts and for which country, the number of the document, the name of the instrument."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.document import Document
from nlp.policy_terms import load_policy_terms

# Numbers as printed. Each pattern reads the text itself, not its fold: letter case and signs are kept.
_DOC_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\u4e00-\u9fff]{2,24}?(?:公告|通告|通知|令)\s?(?:[〔\[(（]?20\d\d[〕\])）]?\s?年?)\s?第?\s?\d{1,5}\s?[号號]",
        r"[\u4e00-\u9fff]{1,8}字第\s?\d{5,14}\s?[号號]",
        r"[\u4e00-\u9fff]{1,8}\s?[〔\[(（【]20\d\d[〕\])）】]\s?第?\s?\d{1,5}\s?[号號]",
        r"(?:国务院|國務院|主席|总统|總統)?令?第\s?\d{1,5}\s?[号號]令?",
        r"第\s?\d{1,5}/20\d\d(?:/[A-Z]{1,4}(?:-[A-Z]{1,4})?)?\s?[号號]",
        r"\((?:EU|UE|EC)\)\s?(?:No\.?\s?)?20\d\d/\d{1,5}",
        r"\((?:EU|EC)\)\s?(?:No\.?\s?)\d{1,5}/20\d\d",
        r"\bCOM\s?\(20\d\d\)\s?\d{1,5}(?:\sfinal)?",
        r"\bSWD\s?\(20\d\d\)\s?\d{1,5}",
        r"\b\d{2,3}\s(?:FR|Fed\. Reg\.)\s\d{3,6}\b",
        r"\b(?:USTR|CBP|ITA|BIS|FTC|CPSC|DOC|USCBP)-20\d\d-\d{3,5}\b",
        r"\b[CT][-\u2011]\d{1,4}/\d\d\b",
        r"\bDSA\.\d{4,6}\b|\bAT\.\d{4,6}\b|\bM\.\d{4,6}\b",
        r"\b(?:Executive Order|Proclamation|Decree|Resolution|Ordinance|Circular|Order|Directive)(?:\sNo\.?)?\s\d{1,6}(?:/20\d\d)?(?:/[A-Z-]{2,8})?",
        r"\b(?:Docket|Case|File|Court|Slip Op\.)(?:\s(?:No|Nos)\.?)?:?\s([A-Z0-9]{1,6}[-:.\u2011][A-Za-z0-9-]{2,18})",
        r"\bNo\.\s(\d{2}-\d{2,6})\b",
        r"\b(?:H\.R\.|S\.)\s?\d{1,5}\b",
        r"\b20\d\d/\d{4}\(COD\)",
    )
)
_REFERRED = re.compile(
    r"(?:amend\w*|repeal\w*|under|pursuant\sto|implementing|replac\w*|修改|修订|修正|废止|廢止|根据|根據|依据|依據|依照|按照|所列|原)\s?(?:the\s|Regulation\s|Directive\s|《)?$",
    re.IGNORECASE,
)
_CLAIMED = re.compile(r"《([^《》]{2,60})》|「([^「」]{4,60})」|『([^『』]{4,60})』")
_ACT_WORDS = re.compile(
    r"(?:法|法案|条例|條例|办法|辦法|规定|規定|规则|規則|准则|準則|要点|要點|草案|方案|决定|決定|令|通知|公告|指南|指引|规范|規範|协定|協定|意见|意見|条款|清单|清單|目录|计划|标准|办法\(.{1,8}\))$"
)
_ENGLISH_ACT = re.compile(
    r"\b(?:(?:[A-Z][\w'\u2019-]+|of|the|for|on|and|in|to)\s){0,7}?(?:[A-Z][\w'\u2019-]+\s){1,6}?(?:Act|Regulation|Directive|Law|Code|Bill|Rules?|Decree|Order|Ordinance|Agreement|Programme|Program|Scheme)\b(?:\s\((?:EU|EC)\)\s20\d\d/\d+)?"
)
_ENGLISH_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bcall for evidence on [\w' ,-]{4,70}?(?=[.;,]|$)",
        r"\bconsultation on [\w' ,-]{4,70}?(?=[.;,]|$)",
        r"\bsection \d{3}\w?(?:\([a-z]\))?(?: (?:investigation|tariffs?|duties|action|exclusions?|exemptions?))?(?: (?:of|on|into) [\w' -]{4,60}?)?(?=[.;,]|\sin\s|\sto\s|\sfrom\s|\suntil\s|\safter\s|$)",
        r"\b(?:investigation|inquiry|probe) (?:into|of) [\w'’ -]{4,70}?(?=[.;,]|$)",
        r"\b(?:anti-dumping|countervailing|anti-subsidy) (?:duties|duty|investigation)(?: on [\w' -]{3,50}?)?(?=[.;,]|$)",
        r"\b(?:the )?(?:digital services tax|de minimis (?:exemption|rule|threshold)|customs reform|union customs code(?: reform)?)\b",
    )
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``name`` is a slug where one is in common use, else the name as the text writes it."""

    name: str | None
    jurisdiction: str
    start: int  # in the text; -1: in the title; -2: the publisher


_AGENT_AHEAD = re.compile(r"^[\w\s'’.,-]{0,24}?\b(?:'s)?\s?$")
_OBJECT_BEFORE_ZH = re.compile(r"(?:对|向|输|原产于|来自|从|于|自|与|和|及|销往|出口)\s?$")
_OBJECT_BEFORE_EN = re.compile(r"\b(?:from|to|on|against|with|in|of|into|outside|for|and)\s(?:the\s)?$")


def _authorities(folded: str, original: str, offset: int) -> list[tuple[Actor, bool]]:
    """Known bodies, and bodies of a country named before them. True: nothing governs the name."""
    terms = load_policy_terms()
    found: list[tuple[int, Actor, bool]] = []
    spans: list[tuple[int, int]] = []
    countries = list(terms.countries.find(folded))
    for hit in terms.authorities.find(folded):
        if hit.term in ("sat", "acm", "dpc", "congress") and original[hit.start].islower():
            continue
        spans.append((hit.start, hit.end))
        name = hit.value.slug or original[hit.start : hit.end]
        code = hit.value.jurisdiction
        near = [c for c in countries if 0 <= hit.start - c.end <= 3]
        if near and hit.value.jurisdiction != near[-1].value and not hit.value.slug:
            code, name = near[-1].value, original[near[-1].start : hit.end]
        found.append((hit.start, Actor(name, code, hit.start + offset), _is_free(folded, hit.start)))
    for organ in terms.organs.find(folded):
        if any(start <= organ.start < end or start < organ.end <= end for start, end in spans):
            continue
        near = [c for c in countries if 0 <= organ.start - c.end <= (2 if c.term[0] > "\u3400" else 24)]
        if near and (near[-1].term[0] > "\u3400" or _AGENT_AHEAD.match(folded[near[-1].end : organ.start])):
            country = near[-1]
            joined = folded[country.end : organ.start]
            name = original[country.start : organ.end] if not joined.startswith("'s") else original[organ.start : organ.end]
            found.append((country.start, Actor(name, country.value, country.start + offset), _is_free(folded, country.start)))
    found.sort(key=lambda row: row[0])
    return [(actor, free) for _, actor, free in found]


def _is_free(folded: str, at: int) -> bool:
    before = folded[max(0, at - 12) : at]
    return not (_OBJECT_BEFORE_ZH.search(before) or _OBJECT_BEFORE_EN.search(before))


def find_actor(document: Document) -> Actor | None:
    """Who acts: the first body of the text that nothing governs, else of the title, else the publisher.

    With no body at all, a country that stands first in the text or title and acts itself: ``name`` is None.
    """
    rows = _authorities(document.folded, document.text, 0)
    titled = _authorities(document.title_folded, document.title, 0)
    free = [actor for actor, is_free in rows if is_free]
    in_title = [Actor(actor.name, actor.jurisdiction, -1) for actor, _ in titled]
    if free:
        return free[0]
    if in_title:
        return in_title[0]
    if rows:
        return rows[0][0]
    if document.source and document.kind == "notice":
        published = _authorities(_fold_source(document.source), document.source, 0)
        if published:
            return Actor(published[0][0].name, published[0][0].jurisdiction, -2)
    return _country_actor(document)


def _fold_source(source: str) -> str:
    from nlp.script import fold

    return fold(source)


def _country_actor(document: Document) -> Actor | None:
    countries = load_policy_terms().countries
    for folded, place in ((document.folded[:160], 0), (document.title_folded, -1)):
        for hit in countries.find(folded):
            if _is_free(folded, hit.start):
                return Actor(None, hit.value, hit.start if place == 0 else -1)
    return None


def find_doc_number(document: Document) -> str | None:
    """The document's own number as printed: of the title, else the first in the text that is not referred to."""
    for text in (document.title, document.text[:4000]):
        best: tuple[int, str] | None = None
        for pattern in _DOC_NUMBERS:
            for match in pattern.finditer(text):
                if _REFERRED.search(text[max(0, match.start() - 16) : match.start()]):
                    continue
                number = (match.group(match.lastindex) if match.lastindex else match.group()).strip()
                if best is None or match.start() < best[0]:
                    best = (match.start(), number)
                break
        if best:
            return _trim_number(best[1])
    return None


def _trim_number(number: str) -> str:
    """Words that run into the number from the sentence before it are cut."""
    cut = re.search(r"(?:发布|發布|公布|根据|根據|依据|的|了|称|，|,|关于|印发)([\u4e00-\u9fff]{2,}.*\d.*)$", number)
    return cut.group(1) if cut else number


def find_instrument(document: Document, doc_number: str | None) -> str | None:
    """The name of the act, proposal or case where the text gives one; None otherwise."""
    for text in (document.text[:4000], document.title):
        for match in _CLAIMED.finditer(text):
            name = next(part for part in match.groups() if part)
            if _ACT_WORDS.search(name.replace("》", "")):
                return name
    for text in (document.title, document.text[:3000]):
        for pattern in _ENGLISH_PHRASES:
            found = pattern.search(text)
            if found:
                return " ".join(found.group().split())
        act = _ENGLISH_ACT.search(text)
        if act and len(act.group().split()) > 1:
            return act.group()
    if doc_number:
        return document.title if doc_number in document.title else doc_number
    return None
