"""The number of the document a text tells of, as printed: 公告2026年第55号, (EU) 2022/2065, 91 FR 41277, Bill C-29.

Numbers are found by ``nlp.docrefs`` and, for the papers it does not know, by the forms below; statutes, tariff lines
and chapters that are only cited are left out. Of several, the document's own is the first that nothing refers to:
根据, 修改, under, amending, and the number behind a quoted act that is applied, are references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.docrefs import find_docrefs
from nlp.document import Document
from nlp.script import fold

_READ = 4000  # characters of the text in which its number is looked for
_YEAR = r"(?:19|20)\d\d"
_HAN_PAPER = (
    r"(?:公告|通告|公示|告示|通知|令|条例|规定|办法|法令|政令|省令|府令|部令|决议|决定|通函|指令"
    r"|法规|法律|规则)"
)
# Forms that nlp.docrefs leaves out, on the folded text.
_FOLDED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:令和|平成)(?:\d{1,2}|元)年[\u4e00-\u9fff]{0,10}?(?:令|告示|法律|规则)第?\s?\d{1,5}\s?[号號]",
        r"[\u4e00-\u9fff]{2,8}省(?:令|告示)第\s?\d{1,5}\s?号",
        rf"[\u4e00-\u9fff]{{0,14}}{_HAN_PAPER}\s?{_YEAR}\s?年第\s?\d{{1,5}}\s?号",
        rf"[\u4e00-\u9fff]{{0,14}}(?:公告|通告|公示|告示|通知|训令)第?\s?{_YEAR}-\d{{1,5}}\s?号",
        rf"[\u4e00-\u9fff]{{2,14}}?(?:公告|通告|通知"
        rf"|令)\s?(?:[〔\[(]?{_YEAR}[〕\])]?\s?年?)\s?第?\s?\d{{1,5}}\s?号",
        rf"{_YEAR}\s?年第\s?\d{{1,5}}\s?号(?:部长|政府|总统|内阁|行政)?{_HAN_PAPER}",
        r"第\s?[\d.]{1,9}/\d{2,4}(?:[/-][a-zđ]{1,10}(?:-[a-zđ]{1,6})?)?\s?号",
        r"(?:国务院|主席|总统|部)令?第\s?\d{1,5}\s?号令?|第\s?\d{1,5}\s?号(?:行政|总统|部长|政府)?(?:令"
        r"|法令|法案|条例)",
        rf"(?<![a-z])s\.?s?\.?i\.?\s(?:no\.?\s)?{_YEAR}(?:/|\sno\.?\s)\d{{1,4}}(?!\d)",
        rf"(?<![a-z\d])(?:pmk|permendag|permenkeu|regulation|peraturan)\s(?:(?:nomor|number"
        rf"|no\.?)\s)\d{{1,4}}\s(?:tahun|of)\s{_YEAR}",
        rf"(?<![a-z])(?:notification|circular|public notice|trade notice|instruction"
        rf"|press note)\s(?:nos?\.?\s?)?\d{{1,4}}[/-]"
        rf"{_YEAR}(?:-\d\d(?!\d))?(?:[- ](?:customs|central tax|integrated tax)(?:\s?\(n\.?t\.?\))?)?",
        r"(?<![a-z\d])(?:a\d{1,2}-\d{4}/20\d\d|b\d{1,2}-\d{1,3}/\d\d|\d\d-dc?c?-\d{2,3}|ps\d{4,5})(?!\d)",
        r"(?<![a-z\d/])(?:(?:pmk|per|kep|se)-\d{1,4}(?:/[a-z.]{2,5})?/20\d\d|(?:resolution "
        r"|law no\. )?\d{1,4}/20\d\d/(?:qh\d\d"
        r"|[a-zđ]{2,6}-[a-zđ]{2,6}))",
        r"(?<![a-z\d.])(?:p\.u\.\s?\([ab]\)\s\d{1,4}/20\d\d|(?:g\.s\.r|s\.o)\.\s?\d{1,5}\(e\)"
        r"|[lg]\.n\.\s?\d{1,4}(?:\sof\s20\d\d)?"
        r"|(?:cmo|cao|rmc|rr|jao|dao|cn)\s(?:no\.\s)?\d{1,3}-(?:20)?\d\d|cbp dec\.\s\d\d-\d\d"
        r"|csms\s#\s?\d{7,8})(?!\d)",
        r"第\s?\d{1,6}\s?号(?:共和国法|联邦法律?|紧急命令|总统令|王室法令|内阁决议|国会决议)",
        r"第\s?(?:\d{1,3}(?:\.\d{3})+|[a-z]{1,2}/\d{1,4})\s?号(?:王室)?(?:令|法令|法律|决议|决定|条例)",
        r"(?:[가-힣]{2,12}\s?)?(?:고시|공고|의결|훈령|예규|대통령령|법률|부령"
        r"|시행령)\s?제\s?\d{1,6}(?:-\d{1,5})?\s?호",
        r"(?:案[件卷]?编?号|案件|立案号|卷宗号|文号|编号)(?:为|是"
        r"|[:：])?\s?(?P<own>(?:[a-z]{1,8}[-.:/]?|\d{2}-)[\d(][a-z\d./:()-]{2,22}\d)",
        r"(?<![a-z])s\.?r\.?o\.?\s\d{1,5}\s?\([ivx]{1,4}\)/\d{4}",
        r"(?<![a-z])(?:general\s|government\s)?notice\s(?:gn\s?)?r\.?\s?\d{3,5}(?!\d)",
        r"(?<![a-z\d])[ct][-\u2011]\d{1,4}/\d\d(?!\d)",
        r"(?<![a-z\d])20\d\d/\d{4}\s?\(cod\)",
        r"(?<![a-z\d])(?:dsa|dma|at|m|sa|cpc)\.\d{4,6}(?!\d)",
        r"(?<![a-z\d])(?:docket|case|file|court|slip op\.)(?:\s(?:no|nos|number)\.?)?:?\s"
        r"(?P<own>[a-z\d]{1,6}[-:./\u2011][a-z\d/-]{2,18})",
        r"(?<![a-z\d])no\.\s(?P<own>\d{2}-\d{2,6})(?![a-z\d])",
        r"(?<![a-z\d])no\.?\s(?P<own>\d{1,4}/20\d\d(?:/[a-zđ\d-]{2,12})?)(?![\d/])",
    )
)
# Papers of any state in Latin letters, on the text itself: capitals tell the name of the paper from what stands before.
_PAPER = (
    r"(?:Act|Law|Decree|Order|Regulations?|Resolution|Circular|Notification|Notice|Ordinance|Directive"
    r"|Decision|Ruling"
    r"|Bulletin|Instruction|Announcement|Proclamation|Inv\.|Investigation|Proposal|Memorandum|Decreto|Lei"
    r"|Ley|Portaria"
    r"|Resolu[cç][aã]o|Resolución|Normativa|Acuerdo|Consulta|P[uú]blica|Medida|Provis[oó]ria|RFB|MF|SECEX"
    r"|Gecex|Bill|Statute"
    r"|Rule|Measure|Communiqué|Edict|Review)"
)
_NUMBERED = re.compile(
    rf"\b(?P<own>(?:[A-Z][\w.'’&-]*\s){{0,5}}{_PAPER}\s(?:[A-Z]{{2,6}}\s)?(?:No\.?|Nos\.|n[º°o]\.?|N[º°]"
    rf"|№|Number)\s?"
    r"[A-Z]{0,4}[-/]?\d[\w./-]{0,18}(?:\sof\s(?:19|20)\d\d)?)"
)
_OF_MINISTER = re.compile(
    r"\b(?:Act|Law|Decree|Order|Regulation|Decision|Resolution"
    r"|Circular)\sof\s(?:the\s)?(?:[A-Z]\w+\s(?:of\s|and\s)?){1,5}"
    r"(?:No\.?|Number|Nomor)\s?\d{1,5}(?:\sof\s|/)(?:19|20)\d\d"
)
_LATIN_LAW = re.compile(
    r"\b(?:Real Decreto(?:-ley)?|Decreto(?:-Lei| Supremo| Legislativo)?|Resolución(?: General)?|Acuerdo"
    r"|Lei|Ley|Décret|Loi|Portaria"
    r"|Provvedimento|Resolu[cç][aã]o)\s(?:[A-Z]{2,6}\s)?(?:[nN][º°o.]{0,2}\s?)?\d[\d.]{0,7}(?:[/-]\d{2,4})?"
)
_BILL = re.compile(
    r"\b(?:(?:Senate|House|Assembly)\s)?(?:Bill|PL|PEC)\s(?:No\.?\s"
    r"|nº\s)?(?!(?:19|20)\d\d\b(?!/))[A-Z]{0,2}-?\d{1,5}(?:/\d{2,4})?(?!\.?\d)"
)
_CITED = re.compile(
    r"(?:sec(?:tion|\.|s\.)|§|第?\s?\d{3}\s?(?:条|节)|\d{1,2}\s(?:u\.?s\.?c|c\.?f\.?r)|o\.?j\.?\s"
    r"|(?:sub)?heading|hts|hs\s"
    r"|\d{4}\.\d\d|税[号则目]|品目|商品编|海关编码|\d{3}(?:\s?调查|$)|[gsa]/|cap\.|prop)"
)
_LEADING = re.compile(
    r"(?:joined\s)?cases?\s(?:no\.?\s)?|docket\s(?:no\.?\s|number\s|id\s(?:no\.?\s)?)?"
    r"|(?:council\s|commission\s|eu\s)?(?:implementing\s|delegated\s)?(?:regulation|directive"
    r"|decision)s?\s(?=\()"
    r"|(?:实施条例|条例|指令|法规)(?=\()|the\s|under\s|in\s|by\s|of\s|see\s|and\s|\d{0,2}日(?!本)"
)
_PROSE = re.compile(  # Chinese words that run into a number from the sentence before it
    r"(?:以|发布|公布|根据|依据|依照|按照|签发|颁布|印发|关于|出台|签署|实施|执行|废止|修改|修订|刊登"
    r"|通过|生效|核释"
    r"|(?<![部署局委会院办])、|[的了称，,于对为由与和及在将自从据见按]|\d日|\d月"
    r"|年(?!第))(?=[\u4e00-\u9fff]{2,}.{0,4}\d|第\s?\d)"
)
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,14}(?:部|(?<!签)署|局|委|院|会|办公室)$")
_REFERRED = re.compile(
    r"(?:amend\w*|repeal\w*|under|pursuant\sto|implement\w*|replac\w*|supersed\w*|revok\w*|extend\w*"
    r"|breach(?:ed|es|ing)?(?:\sof)?"
    r"|violat\w+(?:\sof)?|with|based\son|last|修改|修订|修正|废止|根据|依据|依照|按照|违反|对|所列|原"
    r"|延长|取代|替代|援引)"
    r"\s?(?:(?:the|its|of|existing|current|earlier)\s)*(?:regulation\s|directive\s|order\s|《)?$"
)
_REFERRED_FAR = re.compile(  # under the Digital Services Act (Regulation (EU) 2022/2065
    r"\b(?:amending|repealing|under|pursuant\sto|implementing|replacing|breach(?:ed|es|ing)?|violat\w+"
    r"|in\sline\swith|based\son"
    r"|comply\swith)\b[^.;,\n]{0,70}\(\s?(?:regulation\s|directive\s)?$"
)
_REFERRED_NAME = re.compile(
    r"(?:修改|修订|修正|废止|根据|依据|依照|按照|违反)[《「][^《》「」]{2,60}[》」][(（]\s?$"
)
_REFERRED_AFTER = re.compile(
    r"^[)）]?\s?(?:所列|规定的|中的|所附|附件|有关|第\S{1,4}条|作出?修|同时废止|予以废止|不再)"
)
_OF_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_CASE_LIKE = re.compile(
    r"[ct]-\d|at\.|m\.\d|dsa|dma|case|inv|docket|-(?:cv|ta)-|com\(|swd|法|民|行|cod|ustr|wt/"
)


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A number of a document as printed, and where: half-open offsets of the text that was searched."""

    start: int
    end: int
    text: str
    referred: bool  # the text speaks of another document by it


def find_numbers(text: str, folded: str, limit: int = _READ) -> list[DocNumber]:
    """Numbers of documents in a text, left to right, without overlap; statutes that are cited are left out."""
    part, page = text[:limit], folded[:limit]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(_spans(part, page)), key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            if end - start > kept[-1][1] - kept[-1][0]:
                kept[-1] = (start, end)
        else:
            kept.append((start, end))
    return [DocNumber(at, end, part[at:end].strip(), _is_referred(page, at, end)) for at, end in kept]


def _spans(text: str, page: str) -> Iterator[tuple[int, int]]:
    found = [span for span in find_docrefs(page) if not _CITED.match(page[span[0] : span[1]])]
    for pattern in _FOLDED:
        found += [match.span("own" if "own" in pattern.groupindex else 0) for match in pattern.finditer(page)]
    found += [match.span("own") for match in _NUMBERED.finditer(text)]
    found += [
        match.span() for pattern in (_BILL, _OF_MINISTER, _LATIN_LAW) for match in pattern.finditer(text)
    ]
    for start, end in found:
        yield _trimmed(text, page, start, end)


def _trimmed(text: str, page: str, start: int, end: int) -> tuple[int, int]:
    """Without the words that run into the number, with the issuer that stands directly before it."""
    lead = _LEADING.match(page, start, end)
    while lead and lead.end() < end:
        start = lead.end()
        lead = _LEADING.match(page, start, end)
    cuts = [match.end() for match in _PROSE.finditer(page, start, end)]
    if cuts and not page.startswith(("令和", "平成"), start):
        start = cuts[-1]
    if page.endswith("决定", start, end) and page[end : end + 1] > "\u3400":
        end -= 2  # 公告2026年第21号决定暂停: what it decides
    while end > start and page[end - 1] in ".-/ ":
        end -= 1
    if (page[start] in "第0123456789" and page[end - 1] in "告令例定") or page[start : start + 2] in (
        "公告",
        "令第",
    ):
        before = _ISSUER.search(page[max(0, start - 18) : start])
        if before:
            whole = start - len(before.group())
            inner = [match.end() for match in _PROSE.finditer(page, whole, end) if match.end() <= start]
            start = inner[-1] if inner else whole
    return start, end


def _is_referred(page: str, start: int, end: int) -> bool:
    before, after = page[max(0, start - 24) : start], page[end : end + 12]
    if _REFERRED.search(before) or _REFERRED_AFTER.match(after):
        return True
    far = page[max(0, start - 90) : start]
    return bool(_REFERRED_FAR.search(far) or _REFERRED_NAME.search(far))


def _is_old(number: DocNumber, published: int | None) -> bool:
    """Whether a number is of a year long before the text, so that another document is meant."""
    if published is None or _CASE_LIKE.search(fold(number.text)):
        return False
    years = [int(year) for year in _OF_YEAR.findall(number.text)]
    return bool(years) and max(years) < published - 1


def find_doc_number(document: Document) -> str | None:
    """The document's own number as printed: of the title, else the first in the text that is not referred to."""
    published = document.published_at.year if document.published_at else None
    for text, folded in (
        (document.title, document.title_folded),
        (document.text, document.folded),
    ):
        for number in find_numbers(text, folded):
            if not number.referred and not _is_old(number, published):
                return number.text
    return None
