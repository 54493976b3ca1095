"""The words by which articles say that they stood elsewhere first: 转载自X, 本文来源：X, Originally published in X.

Each pattern is matched against one line. A mark opens a line, stands in brackets, or is a sentence whose subject is
the article ("本文…", "This article…"): a sentence about somebody else's reprint is no mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = 600  # code points of a line that are looked at, from either end
_MAX_MARK = 200
_SUBJECT = r"(?:本文|本稿|此文|该文|該文|文章|全文|原文|稿件|内容|內容|本篇|以上内容|以上內容)"
_OPENS = r"(?:^|[（(【\[〔]|(?<=[。！？!?；;\s]))[\s*＊※▍■◆●▲—\-#>]{0,4}"
_HOUSE = (
    r"(?:(?:美国|美國|英国|英國|日本|德国|德國|法国|法國|香港|台湾|台灣|新加坡|韩国|韓國)?(?:的)?(?:微信|微博)?(?:公众号|公眾號|公号|公號|网站|網站|杂志|雜誌|媒体|媒體)?\s{0,2}[:：]?\s{0,2})"
    r"(?:(?P<before>[\u3400-\u9fffA-Za-z－\-—]{0,10})[《「『“\"【](?P<quoted>[^《》「」『』“”\"【】\n]{2,40})[》」』”\"】]"
    r"|(?P<bare>[\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9·.&@—\-－+]{1,29}"
    r"|[A-Za-z0-9][\w.&@'’\-]{0,29}(?: (?:[A-Z0-9&][\w.&'’\-]{0,29}|of|the|and|for)){0,6}[\u3400-\u9fff]{0,6}))"
)
# Says that it was printed elsewhere, whoever we are.
_REPRINTED = re.compile(
    rf"(?:{_OPENS}(?:(?P<subject>{_SUBJECT})[^，。；：:\n《“]{{0,12}}?)?|(?<=授权)|(?<=授權))"
    r"(?P<verb>转载自|转载于|转载来源|转自|轉載自|轉載於|轉自|摘自|摘编自|摘編自|節選自|节选自|编译自|編譯自|翻译自|翻譯自|译自|譯自|"
    r"原载于?|原載於?|原刊于|原刊於|原发于|原發於|首发于|首發於|首发自|首刊于|首刊於|最初发表于|最初發表於|刊载于|刊載於|刊登于|刊登於|"
    r"发表于|發表於|来自微信公众号|來自微信公眾號|来自公众号|選自|选自|转载[:：]|轉載[:：]|转帖自|轉貼自)"
    rf"\s{{0,2}}[:：]?\s{{0,2}}{_HOUSE}"
)
# These verbs alone tell when or where something was put up; of the article itself they tell its origin.
_NEEDS_SUBJECT = frozenset(
    (
        *(
            "首发于",
            "首發於",
            "首发自",
            "首刊于",
            "首刊於",
            "最初发表于",
            "最初發表於",
            "刊载于",
            "刊載於",
            "刊登于",
            "刊登於",
        ),
        *("发表于", "發表於", "来自微信公众号", "來自微信公眾號", "来自公众号", "選自", "选自"),
    )
)
# Names a source, which may be the house itself.
_SOURCE = re.compile(
    rf"(?P<open>{_OPENS}|[|｜/\s\d日:：])(?P<subject>{_SUBJECT}|信息|新闻|新聞|文字|文稿|稿|稿件)?"
    rf"(?:来源|來源|稿源|出处|出處)\s{{0,3}}(?:[:：|｜丨]|[于於](?:[:：]|(?=《)))\s{{0,3}}{_HOUSE}"
)
_LABEL = re.compile(
    r"(?:(?P<kind>[\u3400-\u9fff]{0,4})(?:来源|來源)|稿源|(?P<latin>(?<![A-Za-z])Source))\s{0,3}[:：|｜丨]\s{0,3}"
    + _HOUSE
)
# What stands beside "Source:" below a headline.
_TOLD_BESIDE = re.compile(r"\b(?:updated|published|posted|editor|time)\b|\d:\d\d", re.IGNORECASE)
# "图片来源", "数据来源": of a part, not of the article.
_PARTS = re.compile(
    r"(?:图|圖|照片|影|视频|視頻|数据|數據|资料|資料|制图|製圖|题图|題圖|表|音频|素材|流量|收入|货|貨|资金|資金|灵感)[^，。]{0,2}$"
)
_STOPS = re.compile(
    r"作者|责任编辑|責任編輯|责编|責編|编辑|編輯|记者|記者|通讯员|发布|發布|更新|时间|時間|日期|字体|字體|字号|字號|打印|分享|浏览|瀏覽|阅读|閱讀|"
    r"点击|點擊|评论|評論|举报|我要|原标题|原標題|摄影|(?:19|20)\d\d[-年/.]|已获|已獲|授权|授權|经授权|如需|如有|版权|版權|，|。"
)
_NO_HOUSE = re.compile(
    r"(?:互联网|互聯網|网络|網絡|網路|网上|本站|本网|本網|本报|本報|本刊|本台|原创|原創|未知|佚名|不详|综合|綜合|转载|轉載|其他|其它|自媒体|网友|投稿|"
    r"作者|本人|官网|官方|系统|小编|整理|编译|編譯|来源|來源|无|https?|null|none|n/?a|admin|unknown|internet|original|staff|the|this|a)"
    r"(?:综合|綜合|整理|转载|轉載|网络|網絡|原创|稿|资料|消息)?|[\d\W_]+|综合[\u3400-\u9fff].*|綜合[\u3400-\u9fff].*",
    re.IGNORECASE,
)
# Offices within a house: 监管司, 市商务局 on the pages of a government. Their papers and sites are houses.
_OFFICE = re.compile(r"[司处處科室局办辦组組署委股厅廳部]$|(?:中心|办公室|辦公室)$")
_CLAUSE = re.compile(r"[的了吗嗎]|他们|我们|我們|你|自己|这|這|那|因为|可以|不是")
_LANGUAGE = re.compile(
    r"(?:the )?(?:original )?(?:simplified |traditional |brazilian )?"
    r"(?:chinese|mandarin|english|japanese|korean|german|french|spanish|"
    r"portuguese|italian|russian|dutch|arabic)(?: original| version)?",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)\b|https?\b|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\b.{0,12}\d|\d{1,4}\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    re.IGNORECASE,
)
_IN_NAME = r"(?:[\w'’&+\-]|\.(?=\w)|(?<=\b[A-Z])\.){0,30}"
_ENGLISH_HOUSE = (
    r"(?:(?:the|our sister (?:site|publication)|our partners? at|its partner)\s)?[“\"‘']?"
    rf"(?P<house>[A-Z0-9]{_IN_NAME}(?:\s(?:[A-Z0-9&|]{_IN_NAME}|of|the|and|for|to)){{0,7}})"
)
_DONE = (
    r"(?:(?:originally|first|initially) (?:published|appeared|posted|reported|ran|produced|written|shared|run)|"
    r"(?:published|appeared|posted|reported|ran) (?:first|originally)|"
    r"(?:originally |first )?(?:republished|reprinted|reposted|reproduced|syndicated|adapted|excerpted|translated))"
)
_ENGLISH = (
    re.compile(
        r"(?:^|[(\[*]|(?<=[.!?:]\s))\s{0,2}(?i:an? (?:earlier |longer |shorter |edited )?version of )?"
        r"(?i:this|the following)\s(?:[a-z]{1,12}\s)?"
        r"(?:article|story|piece|post|report|column|essay|interview|op-ed|commentary|"
        r"analysis|content|text|press release|item|blog post)(?:,? which)?\s?(?:was|is|has been|has|had)?\s?"
        rf"(?P<verb>{_DONE})\s"
        r"(?:online |here )?(?:with (?:the )?(?:kind )?permission )?(?:in|on|by|at|from|for|via)\s"
        + _ENGLISH_HOUSE
    ),
    re.compile(
        r"^\W{0,3}(?i:(?P<verb>(?:originally|first) (?:published|posted|appeared)|"
        r"republished|reprinted|reposted|reproduced|"
        r"syndicated|excerpted|adapted|translated))\s?(?:with (?:the )?(?:kind )?permission )?"
        r"(?i:in|on|by|at|from|:)\s{1,2}" + _ENGLISH_HOUSE
    ),
    re.compile(r"^The post .{1,300}?(?P<verb>appeared first|first appeared) on " + _ENGLISH_HOUSE),
    re.compile(r"^\W{0,2}(?i:(?P<verb>via|h/t|hat tip))\s{0,2}:?\s" + _ENGLISH_HOUSE + r"\W{0,3}$"),
)
_CLAUSE_END = re.compile(r"[。；;\n]")
_TRAILING = re.compile(r"(?:\s(?:of|the|and|for|to|&|\|)|[.,;:'’\-])+$")
_TRANSLATED = re.compile(
    rf"{_OPENS}(?:{_SUBJECT}[^，。；\n]{{0,10}}?)?(?:编译自|編譯自|翻译自|翻譯自|译自|譯自)|"
    r"^\W{0,2}(?:编译|編譯|翻译|翻譯|译者|譯者|译|譯|综合编译|編譯者)\s{0,2}[:：/／|｜丨]\s{0,2}[\u3400-\u9fffA-Za-z]|"
    r"(?:^|[（(【〔\[])(?:[\u3400-\u9fff]{0,4})?(?:編譯|编译)\s?[\u3400-\u9fff]{2,4}\s?[／/]|"
    r"[／/]\s?(?:综合|綜合|外电|外電)?(?:编译|編譯)\s?[）)】〕\]]|"
    r"(?:由|经)[^，。\s]{2,16}(?:编译|編譯|翻译|翻譯)(?:整理)?[。）)]|"
    r"^\W{0,2}(?i:translated (?:by|from)|translation(?: by|:))\s|"
    r"\b(?:article|story|piece|post|report|interview|text) (?:was|has been|is) (?:originally )?"
    r"(?:(?:written|published) in [A-Z][a-z]{1,15} and )?translated\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A house named as the first to publish. ``strong``: the words say "reprinted", not just "source"."""

    house: str
    text: str  # as written; "": data
    strong: bool = False
    bare: bool = False  # "来源：X" without saying of what
    translated: bool = False
    url: str = ""


def said_in_text(line: str, *, at_edge: bool = True) -> Mark | None:
    """The mark in one line of an article or of what was cut from it; None when it holds none.

    ``at_edge``: it stands where an article begins or ends; elsewhere a bare "来源：X" belongs to a chart or a table.
    """
    line = " ".join(line[:_LINE].split())
    for found in _REPRINTED.finditer(line):
        if found["verb"] in _NEEDS_SUBJECT and not found["subject"]:
            continue
        if not found["subject"] and len(line) > 160 and "（" not in found[0] and "(" not in found[0]:
            continue  # prose; who wrote it may have cut something out of a book
        house = _house(found)
        if house:
            text = _until_end(line, found)
            return Mark(house=house, text=text, strong=True, translated=says_translated(text))
    for found in _SOURCE.finditer(line):
        house, subject = _house(found), found["subject"] or ""
        of_part = _PARTS.search(line[: found.end("open")] + subject)
        if house and not of_part and (subject or (at_edge and _stands_alone(line, found))):
            return Mark(house=house, text=_labelled(found, house), bare=not subject)
    return _english(line)


def _stands_alone(line: str, found: re.Match[str]) -> bool:
    """Whether "来源：X" is a line of its own, or a bracket behind a whole sentence: behind words it is a picture's."""
    before = line[: found.start()].rstrip()
    if found["open"].strip()[:1] in {*"（(【[〔"}:
        return not before or before[-1] in "。！？!?”」』"
    return len(line) <= 60


def labelled_house(line: str) -> Mark | None:
    """The house behind "来源：" in the line below a headline; None when there is no label or no house."""
    line = " ".join(line[:_LINE].split())
    for found in _LABEL.finditer(line):
        if found["latin"] and not (_TOLD_BESIDE.search(line) and len(line) <= 160):
            continue  # of a picture or a figure
        if not _PARTS.search(found["kind"] or ""):
            house = _house(found)
            if house and not (found["kind"] == "信息" and is_office(house)):
                return Mark(house=house, text=_labelled(found, house))
    return None


def is_office(name: str) -> bool:
    """Whether a name is called like an office: no publishing house on the pages of its own government."""
    return bool(_OFFICE.search(name))


def says_translated(line: str) -> bool:
    """Whether a line says that the article is a translation, or compiled from another language."""
    return bool(_TRANSLATED.search(line[:_LINE]))


def _english(line: str) -> Mark | None:
    for form in _ENGLISH:
        found = form.search(line)
        if found is None:
            continue
        house = _TRAILING.sub("", found["house"])
        translated = "translated" in found["verb"].lower()
        if _LANGUAGE.fullmatch(house):
            return None
        if _MONTH.match(house) or _NO_HOUSE.fullmatch(house) or len(house) < 2:
            continue
        text = line[found.start() : found.start() + _MAX_MARK].lstrip(" ([*")
        return Mark(house=house, text=text.rstrip(")] "), strong=True, translated=translated)
    return None


def _house(found: re.Match[str]) -> str:
    """The name a Chinese mark gives, as printed; "" when it is none of a house."""
    quoted, bare = found["quoted"], found["bare"]
    name = quoted or bare or ""
    if bare:
        stop = _STOPS.search(name, 1)
        name = name[: stop.start()] if stop else name
        name = re.sub(r"(?:\d{1,4}[-/.年月日:]?){1,6}$", "", name) if not name.isascii() else name
    name = name.strip(" .-—－·@+&")
    if len(name) < 2 or _NO_HOUSE.fullmatch(name) or (not quoted and _CLAUSE.search(name)) or len(name) > 40:
        return ""
    before = (found["before"] or "").strip("－-— ") if quoted else ""
    return f"{before}-{name}" if before and found["before"][-1] in "－-—" else name


def _until_end(line: str, found: re.Match[str]) -> str:
    """The mark as written, to the end of its clause, without what opens it."""
    text = _unopened(line[found.start() :])
    end = _CLAUSE_END.search(text, max(0, found.end() - found.start() - 2))
    text = text[: end.start()] if end else text
    for opening, closing in ("（）", "()", "【】", "[]"):
        if text.count(closing) > text.count(opening):
            text = text[: text.rindex(closing)]
    return text[:_MAX_MARK].strip()


def _labelled(found: re.Match[str], house: str) -> str:
    """The label and the name behind it, as written."""
    text = found[0]
    name = house.rpartition("-")[2] if found["quoted"] else house
    place = text.rfind(name)
    end = place + len(name) + bool(found["quoted"]) if place >= 0 else len(text)
    return _unopened(text[:end])


def _unopened(text: str) -> str:
    return text.lstrip(" （(【[〔*＊※▍■◆●▲—-#>|｜/\t日0123456789:：。！？!?；;")
