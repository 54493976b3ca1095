"""The name of the instrument a policy text tells of, as the text prints it."""

from __future__ import annotations

import re

from nlp.document import Document

_CLAIMED = re.compile(r"《([^《》]{2,60})》|「([^「」]{4,60})」|『([^『』]{4,60})』")
_ACT_WORDS = re.compile(
    r"(?:法|法案|条例|條例|办法|辦法|规定|規定|规则|規則|准则|準則|要点|要點|草案|方案|"
    r"决定|決定|令|通知|公告|指南|指引|规范|規範|协定|協定|意见|意見|条款|清单|清單|目录|"
    r"计划|标准|办法\(.{1,8}\))$"
)
_ARTICLE = re.compile(r"^(?:(?:to|of|on|for|and|in|the|under)\s)+", re.IGNORECASE)
_APPLIED = re.compile(
    r"(?:违反|違反|依据|依據|根据|根據|依照|按照|依|适用|適用|涉嫌违反|配合|遵守|因应|因應|纳入|納入)\s?$"
)
_APPLIED_FAR = re.compile(r"(?:违反|違反|依据|依據|根据|根據|依照|按照|触犯|觸犯)[^。；;]{0,30}$")
_APPLIED_EN = re.compile(
    r"\b(?:under|breach(?:ed|es|ing)?(?: of)?|violat\w+(?: of)?|comply with|pursuant to|in line with"
    r"|infring\w+|as required by)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_BODY_NAME = re.compile(
    r"\b(?:Commission|Court|Ministry|Department|Office|Agency|Authority|Council|Committee|Parliament)\b"
)
_PAPER_TITLE = re.compile(
    r"^(?:[^,，。:：]{0,40})?(?:关于|關於).{4,}(?:通知|公告|通告|意见|意見|解释|解釋|办法|辦法|决定|決定"
    r"|规定|規定|批复|令|函|指引|指南)$"
    r"|(?:办法|辦法|条例|條例|规则|規則|规定|規定|细则|細則|省令|政令|准则|準則|要点|要點|须知|須知|指引"
    r"|指南|目录|目錄|清单|清單)(?:\(.{1,12}\))?$"
    r"|\b(?:Regulations?|Rules?|Order|Act|Directive|Ordinance|Decree|Bill|Notice|Proclamation"
    r"|Decision)(?: (?:19|20)\d\d)?$"
    r"|; (?:Final|Interim Final|Proposed|Temporary|Direct Final) Rule$|; (?:Notice|Request|Initiation"
    r"|Extension|Correction)\b"
)
_PAPER = re.compile(r"(?:报|報|社|网|網|杂志|雜誌|周刊|週刊|新闻|新聞|财经|財經)$")
_BARE_ACT = re.compile(
    r"(?:(?:19|20)\d\d(?=年))?[\u4e00-\u9fff]{2,16}(?:(?<![做作说說看方非违違合执執立司用算手想打写寫])法|条例|條例)(?:修正案"
    r"|修正草案|修订草案|修訂草案|草案|修正)?(?![院律规定規官国國令治人则則])"
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
        r"\b(?:anti-dumping|countervailing|anti-subsidy) (?:duties|duty"
        r"|investigation)(?: on [\w' -]{3,50}?)?(?=[.;,]|"
        r"$)",
        r"\b(?:the )?(?:digital services tax|de minimis (?:exemption|rule|threshold)|customs reform|"
        r"union customs code(?: reform)?)\b",
    )
)


def find_instrument(document: Document, doc_number: str | None, action: str | None = None) -> str | None:
    """The name of the act, proposal or case where the text gives one; None otherwise.

    A law that a case is about or that a body only applies (违反《…》, under the … Act) is not the instrument.
    """
    titled = _titled(document, doc_number)
    if titled:
        return titled
    is_case = action in ("investigation", "ruling")
    for text in (document.text[:4000], document.title):
        for match in _CLAIMED.finditer(text):
            name = next(part for part in match.groups() if part)
            if _APPLIED.search(text[max(0, match.start() - 12) : match.start()]) or (
                is_case and _APPLIED_FAR.search(text[max(0, match.start() - 40) : match.start()])
            ):
                continue
            is_title = match.group(1) is not None and not _PAPER.search(name)
            if is_title or _ACT_WORDS.search(name):
                return name
    return _english_name(document, is_case) or _by_number(document, doc_number, is_case)


def _titled(document: Document, doc_number: str | None) -> str | None:
    """The headline of a notice that is the paper's own name, without the number behind it."""
    if document.kind != "notice" or not document.title:
        return None
    title = document.title.strip()
    if doc_number:
        title = re.sub(rf"\s?[(（〔\[]?{re.escape(doc_number)}[)）〕\]]?\s?$", "", title).strip() or title
    claimed = _CLAIMED.search(title)
    if claimed and not title.startswith(("《", "「")):
        return None
    return title if _PAPER_TITLE.search(title) and title != doc_number else None


def _english_name(document: Document, is_case: bool) -> str | None:
    for text in (document.title, document.text[:3000]):
        for pattern in _ENGLISH_PHRASES:
            found = pattern.search(text)
            if found:
                return _ARTICLE.sub("", " ".join(found.group().split()))
        for act in _ENGLISH_ACT.finditer(text):
            if len(act.group().split()) < 2 or _BODY_NAME.search(act.group()):
                continue
            if is_case or _APPLIED_EN.search(text[max(0, act.start() - 40) : act.start()]):
                continue
            return _ARTICLE.sub("", act.group())
    return None


def _by_number(document: Document, doc_number: str | None, is_case: bool) -> str | None:
    if doc_number:
        return document.title if doc_number in document.title else doc_number
    return None if is_case else _unquoted_act(document)


def _unquoted_act(document: Document) -> str | None:
    """關稅法修正草案 without marks: the characters before 法 back to the verb."""
    for text in (document.text[:2000], document.title):
        for match in _BARE_ACT.finditer(text):
            name = _VERB_AHEAD.split(match.group())[-1]
            if len(name) >= 3 and not _NO_ACT.search(name):
                return name
    return None
