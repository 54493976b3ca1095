"""Who wrote a page, where its own lines say so: （王小明／台北報導）, 本报记者 何未, 文/何未, By Mara Quill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.headings import is_shown
from crawler.reading.names import FULL_NAME, HAN, HAN_PERSON, people_in, set_close
from crawler.reading.sitenames import line_of

_MAX_ELEMENTS = 6_000
_MAX_LINES = 80  # lines with a word of a byline that are read
_MAX_LINE = 220  # code points of a line that is nothing but a byline
_MAX_LINKED = 20  # code points of a byline that is a link; a longer one is the beginning of an article
_NEAR = 150  # elements below the headline within which a bare "By ..." is this page's

_PERSONS = rf"{HAN_PERSON}(?:(?:\s{{0,2}}[、，,／/和及]\s{{0,2}}|\s{{1,2}}){HAN_PERSON}){{0,4}}"
_ANY = (
    rf"[{HAN}·]{{2,8}}(?:\s{{0,2}}[、，]\s{{0,2}}[{HAN}·]{{2,6}}|\s{{1,2}}{HAN_PERSON}(?![{HAN}：:])){{0,4}}"
)
_PLACES = (
    "北京|上海|天津|重庆|广州|深圳|杭州|南京|武汉|成都|西安|郑州|长沙|合肥|福州|厦门|济南|青岛|沈阳|大连|"
    "长春|哈尔滨|石家庄|太原|呼和浩特|南昌|南宁|海口|昆明|"
    "贵阳|拉萨|兰州|西宁|银川|乌鲁木齐|宁波|温州|义乌|苏州|无锡|东莞|佛山|珠海|香港|澳门|纽约|华盛顿|伦敦|"
    "巴黎|东京|首尔|布鲁塞尔|莫斯科|"
    "臺北|台北|新北|桃園|台中|臺中|台南|臺南|高雄|基隆|新竹|苗栗|彰化|南投|雲林|嘉義|屏東|宜蘭|花蓮|台東|"
    "臺東|澎湖|金門|紐約|華盛頓|倫敦|東京"
)
_FILED = (
    rf"(?:\s?[／/]?\s?(?:{_PLACES}|[{HAN}]{{0,8}}?)(?:市|縣|县)?(?:\d{{1,2}}日)?"
    r"(?:即時|即时|專題|专题|綜合|综合|獨家|独家|外電|外电|攝影|摄影)?(?:報導|报道|報道|專電|电|電))"
)
_REPORTER = rf"[{HAN}A-Za-z0-9]{{0,12}}?(?:记者|記者|特派員|特派员|撰稿人|撰稿)"
_TRIGGER = re.compile(
    r"记者|記者|作\s?者|撰\s?文|撰稿|采写|採訪|采访|特派|报道|報導|報道|文\s?[/／|｜丨:：]|电[（(]|電[（(]"
)
_OPENS = (
    # 記者黃立文／台北報導, 【记者何未/上海报道】, 本报讯（记者 何未）, （中央社記者王小明台北20日電）
    re.compile(rf"{_REPORTER}\s{{0,2}}[:：／/|｜丨]?\s{{0,2}}(?P<names>{_PERSONS})(?={_FILED})"),
    re.compile(
        rf"{_REPORTER}\s{{0,2}}[:：／/|｜丨]?\s{{0,2}}(?P<names>{_PERSONS})(?=\s{{0,2}}(?:$|[）)】〕\]／/|"
        rf"｜，。：:,]|\s(?:通讯员|通訊員|编辑|編輯|[{HAN}]{{2,6}}编辑|来源|來源|摄|攝|发自|發自|见习|实习|"
        rf"\d{{2,4}})))"
    ),
    # 財經中心／王小明報導
    re.compile(
        rf"[{HAN}]{{2,6}}(?:中心|組|组|部)\s?[／/]\s?(?P<names>{_PERSONS})(?=\s?[／/]?(?:報導|综合|綜合|"
        rf"报道))"
    ),
)
_LABELLED = re.compile(
    rf"(?:^|[\s（(【〔\[　|｜丨>])(?:图?、?圖?、?文字?|作\s?者|撰\s?文|撰\s?稿|采\s?写|采写|採訪撰文|採訪|"
    rf"采访)\s{{0,2}}[:：/／|｜丨]\s{{0,3}}(?P<names>{_ANY}|{FULL_NAME})"
    rf"(?=\s{{0,3}}(?:$|[/／|｜丨）)】〕\]，。：:;；]|编辑|編輯|报道|報導|发自|發自|来源|來源|责|責|时间|"
    rf"時間|发布|發布|[{HAN}]{{2,6}}\s?[:：|｜]|\d{{2,4}}|\s))"
)
_CLOSES = (
    # ……（王小明／台北報導）, also where a note to the readers follows in the same element
    re.compile(rf"[（(〔【](?:{_REPORTER}\s?)?(?P<names>{_PERSONS}){_FILED}[）)〕】]"),
    # ……（记者 何未）, （本报记者 何未 通讯员 张明）, (作者：何未)
    re.compile(
        rf"[（(〔【](?:{_REPORTER}|作者|"
        rf"文)\s?[:：/／]?\s?(?P<names>{_PERSONS})[^）)〕】。]{{0,40}}[）)〕】]\s{{0,3}}$"
    ),
)
# A label in an element of its own: <small>作者:</small>何未, <span>撰文：</span><span>何未</span>
_LABEL = re.compile(r"(?:作\s?者|撰\s?文|撰稿人?|采写|採訪|文|记者|記者)\s{0,2}[:：]?$")
_VALUE = re.compile(
    rf"(?:[{HAN}·]{{2,12}}(?:[ 、，][{HAN}·]{{2,6}}){{0,4}}|[A-Za-z][\w.\-]{{1,24}}"
    rf"(?:\s\([^()]{{0,30}}\))?|{FULL_NAME})$"
)
# 本文来自微信公众号“港口夜话”，作者：何未，经授权发布。
_LENT = re.compile(
    rf"(?:公众号|公眾號|来自|來自|首发于|转载自|轉載自)[^。]{{0,40}}[，,（(]\s?作者\s?[:：]\s?(?P<names>[{HAN}·]{{2,8}}(?:、[{HAN}·]{{2,6}}){{0,3}})"
    r"(?=[，,）)。])"
)
_PICTURE = re.compile(r"^[（(【\[]?(?:图片|圖片|图源|图为|圖為|资料图|資料照|图[:：/]|圖[:：/])")
_TAKEN = re.compile(r"(?:摄|攝|供图|供圖|提供|翻攝|制图|製圖)[）)】\]]?$")
_BETWEEN = re.compile(r"\s{0,2}[、，,／/和及]\s{0,2}|\s{1,2}")
_NO_LINES = frozenset({"script", "style", "title", "option", "figcaption"})
_BY = re.compile(
    r"^[\W_]{0,3}(?:(?:this|the)\s(?:post|article|story|piece)\s(?:was|is)\s)?"
    r"(?:(?:written|reported|posted|published|words|story|text|analysis|opinion|commentary|review|article|"
    r"guest post"
    r"|perspective)\s){0,2}by\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s{0,9}(?:written |posted |words |story )?by:?\s{0,9}$", re.IGNORECASE)
_BYLINE_CLASS = re.compile(r"byline|meta|author|info|writer", re.IGNORECASE)
_SURELY = re.compile(r"written\sby|^[\W_]{0,3}(?:words|story)\sby|(?:post|article|story)\sby", re.IGNORECASE)
_BYLINE = re.compile(
    rf"(?i:\bby)\s?:?\s{{0,3}}(?P<names>(?!(?:The|Our|This|Using|Clicking)\b){FULL_NAME}"
    rf"(?:\s?(?:,\s(?:and\s)?|and\s|&\s|with\s){FULL_NAME}){{0,6}})"
    r"(?=\s{0,3}(?:$|[,;|•·–—(\[/-]|\d|[A-Z][a-z]{2,8}\b|(?:in|on|for|at|of)\s|@))"
)
_HANDLE = re.compile(
    r"(?:^|\s|\|)(?i:(?:posted |written )?by)\s?:?\s(?P<names>[A-Za-z][\w.\-]{1,24})(?=\s{0,3}(?:$|on\s[A-Z]|"
    r"\|))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The places of a page where a byline may stand: pieces of text, each with the element that holds it."""

    chinese: tuple[tuple[str, HtmlElement], ...]
    english: tuple[tuple[str, HtmlElement, bool], ...]  # and whether it is near the headline


def read_traces(tree: HtmlElement) -> Traces:
    """One pass over the page for the words that bylines have."""
    chinese: list[tuple[str, HtmlElement]] = []
    english: list[tuple[str, HtmlElement, bool]] = []
    below = -1
    for element in islice(tree.iter(), _MAX_ELEMENTS):
        tag = element.tag
        below = 0 if tag == "h1" else below + 1 if below >= 0 else below
        for raw, inside in ((element.text, True), (element.tail, False)):
            if raw is None or raw.isspace() or (inside and (tag in _NO_LINES or not isinstance(tag, str))):
                continue
            is_english = len(raw) <= _MAX_LINE and _BY.match(raw.lstrip()) is not None
            if not is_english and (
                raw.isascii() or not (_TRIGGER.search(raw[:120]) or _TRIGGER.search(raw[-80:]))
            ):
                continue
            holder = element if inside else element.getparent()
            if holder is not None and is_english and len(english) < _MAX_LINES:
                english.append((raw, holder, 0 <= below <= _NEAR))
            elif holder is not None and not is_english and len(chinese) < _MAX_LINES:
                chinese.append((raw, holder))
    if below < 0:  # no h1: the first line of the page that has one is its own
        english = [(raw, holder, number == 0) for number, (raw, holder, _) in enumerate(english)]
    return Traces(chinese=tuple(chinese), english=tuple(english))


def written_authors(traces: Traces) -> Iterator[str]:
    """The names of the first Chinese line that opens or closes with a byline, or holds one behind its label."""
    for raw, holder in traces.chinese:
        if _is_teaser(raw, holder):
            continue
        names = _read_line(raw, holder)
        if names and is_shown(holder) and not _is_teaser(raw, holder):
            yield from [names] if names.isascii() else _BETWEEN.split(names)
            return


def _is_teaser(raw: str, holder: HtmlElement) -> bool:
    """Whether a line is the beginning of another article in a list: it breaks off, is its link, or is beside it."""
    if raw.rstrip().endswith(("…", "...")):
        return True
    around = [holder, *islice(holder.iterancestors(), 4)]
    if len(raw) > _MAX_LINKED and any(element.tag == "a" for element in around):
        return True
    item = next((element for element in around if element.tag == "li"), None)
    return item is not None and item.find(".//a") is not None and holder.find(".//a") is None


def _read_line(raw: str, holder: HtmlElement) -> str:
    """The names in a line; the text of the element counts only where the line is no more than that."""
    line = " ".join(raw[:4000].split())
    beside = holder.getparent()
    if _LABEL.match(line) and line_of(holder) == line and beside is not None:
        tail = " ".join((holder.tail or "").split()).strip(":： ")
        following = holder.getnext()
        value = tail or (line_of(following) if following is not None else "")
        return value if _VALUE.match(value) else ""
    if len(line) < 60:
        whole = line_of(holder)
        if len(whole) <= _MAX_LINE:
            line = whole
    if _PICTURE.search(line[:60]) or (len(line) <= 60 and _TAKEN.search(line)):
        return ""
    line = set_close(line)
    start, end = line[:90], line[-90:]
    for form in _OPENS:
        found = form.search(start)
        if found and found.start() <= 30 and not re.search(r"[，。；！？]", start[: found.start()]):
            return found["names"]
    labelled = _LABELLED.search(line) if len(line) <= _MAX_LINE else _LABELLED.match(line[:60])
    if labelled:
        return labelled["names"]
    lent = _LENT.search(line[:_MAX_LINE])
    if lent:
        return lent["names"]
    for form in _CLOSES:
        closed = form.search(end)
        if closed:
            return closed["names"]
    return ""


def printed_authors(traces: Traces) -> Iterator[str]:
    """The names of the first English line "By ..." near the headline, or of one that says who wrote the article."""
    handle = ""
    for raw, holder, near in traces.english:
        people, plain = _read_byline(raw, holder, near=near)
        if people:
            yield from people
            return
        handle = handle or plain
    if handle:
        yield handle


def _read_byline(raw: str, holder: HtmlElement, *, near: bool) -> tuple[list[str], str]:
    """The persons of a line that begins with "By", or the one word behind it; nothing of a card of another article."""
    beside = holder.getparent()
    if _ALONE.match(raw) and beside is not None and line_of(holder) == raw.strip():
        holder = beside  # the name is in the element beside
    if any(parent.tag == "a" for parent in islice(holder.iterancestors(), 6)) or not is_shown(holder):
        return [], ""
    line = line_of(holder) if holder.tag not in {"body", "main", "article"} else " ".join(raw.split())
    near = near or bool(_BYLINE_CLASS.search((holder.get("class") or "")[:300]))
    if not near and not _SURELY.search(line):
        return [], ""
    people = people_in(holder) if len(holder) and len(line) <= _MAX_LINE else []
    found = _BYLINE.search(line[:_MAX_LINE])
    if people or (found and found.start() <= 60):
        return people or [found["names"] if found else ""], ""
    plain = _HANDLE.search(line[:80]) if near else None
    return [], plain["names"] if plain else ""
