"""Names in a policy text: who acts and for which country, the number of the document, the name of the instrument."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.document import Document
from nlp.policy_terms import load_policy_terms
from nlp.script import fold
from nlp.spans import Cover
from nlp.terms import Hit
from store.records import Lang

# Numbers as printed. Each pattern reads the text itself, not its fold: letter case and signs are kept.
_DOC_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\u4e00-\u9fff]{2,24}?(?:公告|通告|通知|令)\s?(?:[〔\[(（]?20\d\d[〕\])）]?\s?年?)\s?第?\s?\d{1,5}\s?[号號]",
        r"20\d\d\s?年第\s?\d{1,5}\s?[号號](?:公告|通告|令)",
        r"[\u4e00-\u9fff]{1,8}字第\s?\d{5,14}\s?[号號]",
        r"[\u4e00-\u9fff]{1,8}\s?[〔\[(（【]20\d\d[〕\])）】]\s?第?\s?\d{1,5}\s?[号號]",
        r"(?:国务院|國務院|主席|总统|總統)?令?第\s?\d{1,5}\s?[号號]令?",
        r"第\s?\d{1,5}/20\d\d(?:/[A-Z]{1,4}(?:-[A-Z]{1,4})?)?\s?[号號]",
        r"\((?:EU|UE|EC)\)\s?(?:No\.?\s?)?20\d\d/\d{1,5}",
        r"\((?:EU|EC)\)\s?(?:No\.?\s?)\d{1,5}/20\d\d",
        r"(?<![A-Za-z0-9])COM\s?\(20\d\d\)\s?\d{1,5}(?:\sfinal)?",
        r"(?<![A-Za-z0-9])SWD\s?\(20\d\d\)\s?\d{1,5}",
        r"(?<![A-Za-z0-9])\d{2,3}\s(?:FR|Fed\. Reg\.)\s\d{3,6}(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])(?:USTR|CBP|ITA|BIS|FTC|CPSC|DOC|USCBP)-20\d\d-\d{3,5}(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])[CT][-\u2011]\d{1,4}/\d\d(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])DSA\.\d{4,6}(?![A-Za-z0-9])|(?<![A-Za-z0-9])AT\.\d{4,6}(?![A-Za-z0-9])|"
        r"(?<![A-Za-z0-9])M\.\d{4,6}(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])(?:Executive Order|Proclamation|Decree|Resolution|Ordinance|Circular|"
        r"Order|Directive)(?:\sNo\.?)?\s\d{1,6}(?:/20\d\d)?(?:/[A-Z-]{2,8})?",
        r"(?<![A-Za-z0-9])(?:Docket|Case|File|Court|Slip Op\.)(?:\s(?:No|Nos)\.?)?:?\s"
        r"([A-Z0-9]{1,6}[-:.\u2011][A-Za-z0-9/-]{2,18})",
        r"(?<![A-Za-z0-9])No\.\s(\d{2}-\d{2,6})(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])(?:H\.R\.|S\.)\s?\d{1,5}(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])20\d\d/\d{4}\(COD\)",
    )
)
_REFERRED = re.compile(
    r"(?:amend\w*|repeal\w*|under|pursuant\sto|implementing|replac\w*|修改|修订|修正|废止|"
    r"廢止|根据|根據|依据|依據|依照|按照|所列|原)\s?(?:the\s|Regulation\s|Directive\s|《)?$",
    re.IGNORECASE,
)
_REFERRED_AFTER = re.compile(r"^\s?(?:所列|规定的|規定的|中的|所附|附件)")
_CLAIMED = re.compile(r"《([^《》]{2,60})》|「([^「」]{4,60})」|『([^『』]{4,60})』")
_ACT_WORDS = re.compile(
    r"(?:法|法案|条例|條例|办法|辦法|规定|規定|规则|規則|准则|準則|要点|要點|草案|方案|"
    r"决定|決定|令|通知|公告|指南|指引|规范|規範|协定|協定|意见|意見|条款|清单|清單|目录|"
    r"计划|标准|办法\(.{1,8}\))$"
)
_ARTICLE = re.compile(r"^(?:(?:to|of|on|for|and|in|the|under)\s)+", re.IGNORECASE)
_PAPER = re.compile(r"(?:报|報|社|网|網|杂志|雜誌|周刊|週刊|新闻|新聞|财经|財經)$")
_BARE_ACT = re.compile(
    r"[\u4e00-\u9fff]{2,16}(?:(?<![做作说說看方非违違合执執立司用算手想打写寫])法|条例|條例)(?:修正案|修正草案|修订草案|修訂草案|草案|修正)?(?![院律规定規官国國令治人则則])"
)
_VERB_AHEAD = re.compile(
    r"通过|通過|公布|发布|發布|修订|修訂|修正(?!案|草案)|制定|訂定|批准|提出|审议|審議|"
    r"表决|表決|违反|違反|根据|根據|依据|依據|依|按|对|對|将|將|的|和|与|與|及|在|于|於|"
    r"拟|擬|推出|出台|签署|簽署|称|了|称|，|其"
)
_NO_ACT = re.compile(
    r"^(?:.{0,2}(?:办法|方法|做法|说法|看法|非法|违法|違法|合法|执法|執法|立法|司法|宪法|憲法|修法|依法))$"
)
_ENGLISH_ACT = re.compile(
    r"\b(?:(?:[A-Z][\w'\u2019-]+|of|the|for|on|and|in|to)\s){0,7}?(?:[A-Z][\w'\u2019-]+\s){1,6}?(?:Act|"
    r"Regulation|Directive|Law|Code|Bill|Rules?|Decree|Order|Ordinance|Agreement|Programme|"
    r"Program|Scheme)\b(?:\s\((?:EU|EC)\)\s20\d\d/\d+)?"
)
_ENGLISH_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bcall for evidence on [\w' ,-]{4,70}?(?=[.;,]|$)",
        r"\bconsultation on [\w' ,-]{4,70}?(?=[.;,]|$)",
        r"\bsection \d{3}\w?(?:\([a-z]\))?(?: (?:investigation|tariffs?|duties|action|exclusions?|"
        r"exemptions?))?(?: (?:of|on|into) [\w' -]{4,60}?)?(?=[.;,]|\sin\s|\sto\s|\sfrom\s|"
        r"\suntil\s|\safter\s|$)",
        r"\b(?:investigation|inquiry|probe) (?:into|of) [\w'’ -]{4,70}?(?=[.;,]|$)",
        r"\b(?:anti-dumping|countervailing|anti-subsidy) (?:duties|duty|investigation)(?: on [\w' -]{3,50}?)?(?=[.;,]|"
        r"$)",
        r"\b(?:the )?(?:digital services tax|de minimis (?:exemption|rule|threshold)|customs reform|"
        r"union customs code(?: reform)?)\b",
    )
)


TITLE, PUBLISHER = -1, -2
"""Places of an actor that the text itself does not name."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``name`` is a slug where one is in common use, else the name as the text writes it."""

    name: str | None
    jurisdiction: str
    start: int  # in the text, or TITLE or PUBLISHER


_TAIWAN = re.compile(r"民国|台财|[新]台币|行政院|立法院|台湾|关务署|国税局|公平会|字第")
_NUMBER_OWNERS = (
    (re.compile(r"COM\s?\("), "european-commission", "EU"),
    (re.compile(r"\((?:EU|EC|UE)\)|\(COD\)|DSA\.|AT\.\d|M\.\d"), None, "EU"),
    (re.compile(r"\bFR\b|Fed\. Reg|USTR-|CBP-|H\.R\.|Executive Order|Proclamation"), None, "US"),
    (re.compile(r"台財|臺財|字第"), None, "TW"),
)
_GAZETTES = (("federal register", "US"), ("official journal", "EU"), ("eur-lex", "EU"), ("gov.uk", "UK"))
_COMPLIES = re.compile(
    r"(?:配合|因应|响应|应|依据|根据|按照|依照|由于|依|遵守|comply with|response to|due to|"
    r"under|because of|line with|following|after)\s?(?:the\s|new\s)?$"
)
_AGENT_AHEAD = re.compile(
    r"^(?:['’]s)?(?:\s(?!(?:without|of|from|to|and|or|in|into|for|on|at|by|with|under|has|have|is|are|was|will)\s)"
    r"[a-z'’.-]{1,14}){0,3}\s?$"
)
_ADJECTIVE = re.compile(
    r"(?:ese|[iy]sh|[iech]an|ean|man|nch|tch|ech|eek|iss|[aqtn]i|can|^us|^u\.s\.|^eu|^uk)$"
)
_OBJECT_BEFORE_ZH = re.compile(r"(?:对|向|输|原产于|来自|从|于|自|与|和|及|销往|出口)\s?$")
_OBJECT_BEFORE_EN = re.compile(r"\b(?:from|to|on|against|with|in|of|into|outside|for|and)\s(?:the\s)?$")


def _authorities(folded: str, original: str, offset: int) -> list[tuple[Actor, bool]]:
    """Known bodies, and bodies of a country named before them. True: nothing governs the name."""
    terms = load_policy_terms()
    found: list[tuple[int, Actor, bool]] = []
    known = list(terms.authorities.find(folded))
    spans: list[tuple[int, int]] = []
    countries = list(terms.countries.find(folded))
    ends = [country.end for country in countries]
    for hit in known:
        if hit.term.isascii() and " " not in hit.term and original[hit.start].islower():
            continue  # a commission of 6 % is not the Commission
        spans.append((hit.start, hit.end))
        name = hit.value.slug or original[hit.start : hit.end]
        code = hit.value.jurisdiction
        country = _last_before(countries, ends, hit.start)
        if country and hit.start - country.end <= 3 and hit.value.jurisdiction != country.value:
            code, name = country.value, original[country.start : hit.end]
        found.append((hit.start, Actor(name, code, hit.start + offset), _is_free(folded, hit.start)))
    taken = Cover(spans)
    for organ in terms.organs.find(folded):
        country = _last_before(countries, ends, organ.start)
        if (
            country is None
            or taken.holds(organ.start, organ.start + 1)
            or taken.holds(organ.end - 1, organ.end)
        ):
            continue
        joined = original[country.end : organ.start]
        if not _is_of_country(country.term, joined):
            continue
        start = organ.start if joined.startswith(("'s", "’s")) else country.start
        actor = Actor(original[start : organ.end], country.value, country.start + offset)
        found.append((country.start, actor, _is_free(folded, country.start)))
    found.sort(key=lambda row: row[0])
    return [(actor, free) for _, actor, free in found]


def _last_before(countries: Sequence[Hit[str]], ends: Sequence[int], at: int) -> Hit[str] | None:
    """The last country that ends before a place of the text."""
    index = bisect_right(ends, at) - 1
    return countries[index] if index >= 0 else None


def _is_of_country(country: str, joined: str) -> bool:
    """Whether what stands between a country and an organ makes them one body.

    Japan's tax authority, the Japanese federal customs and Japan Fair Trade Commission do; "Japan without customs"
    and "Japan said customs" do not.
    """
    if country[0] > "\u3400":
        return len(joined) <= 2
    if len(joined) > 24 or not _AGENT_AHEAD.match(joined.lower()):
        return False
    words = joined.split()
    return (
        not words
        or joined.startswith(("'s", "’s"))
        or _ADJECTIVE.search(country) is not None
        or all(word[0].isupper() for word in words)
    )


def _is_free(folded: str, at: int) -> bool:
    before = folded[max(0, at - 12) : at]
    return not (
        _OBJECT_BEFORE_ZH.search(before) or _OBJECT_BEFORE_EN.search(before) or _COMPLIES.search(before)
    )


def _at_home(document: Document, actor: Actor) -> Actor:
    """A 財政部 or 經濟部 in a text that counts in 民國 years or names Taiwan's organs is Taiwan's."""
    if actor.jurisdiction != "CN" or actor.name in ("gacc", "mofcom", "samr", "cac", "ndrc"):
        return actor
    here = document.folded[:2000] + document.title_folded
    taiwan = document.region == "TW" or (document.lang is Lang.ZH_HANT and _TAIWAN.search(here))
    return Actor(actor.name, "TW", actor.start) if taiwan else actor


def actor_of_number(doc_number: str | None) -> Actor | None:
    """The body that a document number belongs to."""
    if doc_number is None:
        return None
    for pattern, name, code in _NUMBER_OWNERS:
        if pattern.search(doc_number):
            return Actor(name, code, PUBLISHER)
    return None


def find_actor(document: Document) -> Actor | None:
    """Who acts: the first body of the text that nothing governs, else of the title, else the publisher.

    With no body at all, a country that stands first in the text or title and acts itself: ``name`` is None.
    """
    rows = _authorities(document.folded, document.text, 0)
    titled = _authorities(document.title_folded, document.title, 0)
    free = [actor for actor, is_free in rows if is_free]
    in_title = [Actor(actor.name, actor.jurisdiction, TITLE) for actor, _ in titled]
    numbered = actor_of_number(find_doc_number(document))
    for known in (
        free,
        in_title,
        [numbered] if numbered and numbered.name else [],
        [actor for actor, _ in rows],
    ):
        if known:
            return _at_home(document, known[0])
    if document.source and document.kind == "notice":
        published = _authorities(fold(document.source), document.source, 0)
        if published:
            return _at_home(document, Actor(published[0][0].name, published[0][0].jurisdiction, PUBLISHER))
        gazette = next((code for name, code in _GAZETTES if name in fold(document.source)), None)
        if gazette:
            return numbered or Actor(None, gazette, PUBLISHER)
    return numbered or _country_actor(document)


_SHORT_ACTS = frozenset(
    "拟将对方宣恢取加终开上下拒要欲批通叫正"
)  # what a country named by one character does


def _country_actor(document: Document) -> Actor | None:
    countries = load_policy_terms().countries
    for folded, place in ((document.folded[:160], 0), (document.title_folded, TITLE)):
        for hit in countries.find(folded):
            if len(hit.term) == 1 and folded[hit.end : hit.end + 1] not in _SHORT_ACTS:
                continue  # 美 of 美西 is a coast
            if _is_free(folded, hit.start):
                return Actor(None, hit.value, hit.start if place == 0 else TITLE)
    return None


def find_doc_number(document: Document) -> str | None:
    """The document's own number as printed: of the title, else the first in the text that is not referred to."""
    for text in (document.title, document.text[:4000]):
        best: tuple[int, str] | None = None
        for pattern in _DOC_NUMBERS:
            for match in pattern.finditer(text):
                before, after = (
                    text[max(0, match.start() - 16) : match.start()],
                    text[match.end() : match.end() + 4],
                )
                if _REFERRED.search(before) or _REFERRED_AFTER.match(after):
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
    cut = re.search(
        r"(?:以|发布|發布|公布|根据|根據|依据|的|了|称|，|,|关于|印发)([\u4e00-\u9fff]{2,}.*\d.*)$", number
    )
    return cut.group(1) if cut else number


def find_instrument(document: Document, doc_number: str | None) -> str | None:
    """The name of the act, proposal or case where the text gives one; None otherwise."""
    for text in (document.text[:4000], document.title):
        for match in _CLAIMED.finditer(text):
            name = next(part for part in match.groups() if part)
            titled = match.group(1) is not None and not _PAPER.search(name)
            if titled or _ACT_WORDS.search(name):
                return name
    for text in (document.title, document.text[:3000]):
        for pattern in _ENGLISH_PHRASES:
            found = pattern.search(text)
            if found:
                return _ARTICLE.sub("", " ".join(found.group().split()))
        act = _ENGLISH_ACT.search(text)
        if act and len(act.group().split()) > 1:
            return _ARTICLE.sub("", act.group())
    if doc_number:
        return document.title if doc_number in document.title else doc_number
    return _unquoted_act(document)


def _unquoted_act(document: Document) -> str | None:
    """關稅法修正草案 without marks: the characters before 法 back to the verb."""
    for text in (document.text[:2000], document.title):
        for match in _BARE_ACT.finditer(text):
            name = _VERB_AHEAD.split(match.group())[-1]
            if len(name) >= 3 and not _NO_ACT.search(name):
                return name
    return None
