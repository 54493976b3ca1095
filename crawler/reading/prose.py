"""The lines of an article among the lines of its container: no headline, byline, captions or furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from crawler.reading.choices import Cut
from crawler.reading.lines import Line, TextLine, key_of
from crawler.reading.moments import read_moment
from crawler.reading.pictures import repeats_picture
from crawler.reading.residue import is_furniture, rule_of, rules_below, tail_rule
from store.records import LineKind

_TOP_LINES = 10  # in which the headline, the byline and the date of an article stand
_BOTTOM_LINES = 5  # in which the author's name stands by itself once more
_MAX_TAILS = 20  # lines that are weighed as the opening of a tail
_CAPTIONS = 0.6  # share of a text from which captions are the text, as in a report in pictures
_LATE = 0.85  # share of the units after which a tail is one even if prose follows in the same place
_MAX_BYLINE = 110  # code points
_MAX_NAMES = 80  # code points
_LAYOUT = 0.8  # share of a text from which a list or a quotation is only how the page is laid out
_LEAD = 24.0  # units of a sentence above the byline that is an introduction
_STOPS = ("。", ".")
_LABELS = 3  # labels in a row above the first sentence from which they are a page's, not the text's
_MAX_LABELS = 200
_LABEL = 14.0  # units of a line that is more than a label
_UTC = ZoneInfo("UTC")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "li"))
_TOLD = frozenset((LineKind.PARAGRAPH, LineKind.HEADING))
_ROWS = frozenset((LineKind.ROW, LineKind.HEADER))
_PICTURE = re.compile(r"[▲△▼↑]|(?:图|圖)\s?(?:为|為|[一二三四五六七八九\d]{0,2}\s?[:：／/])")
_MOSTLY_LINK = 0.5
# "【相关阅读】…", "Read more: …": a label, and the rest is a link.
_LABELLED_LINK = re.compile(r"[【\[(（▶►•·*>\s]{0,3}[^【】\[\]:：]{2,14}[】\])）:：]\s?\S.{0,200}[^。.！!]\Z")
# A comment on the bulletin boards of Taiwan.
_PUSH = re.compile(r"[推噓→]\s?[A-Za-z][A-Za-z0-9]{1,13}\s?:\s")
_FLASH = re.compile(r"【([^】]{6,120})】\s?\S")
_CLOCK = re.compile(
    r"\d{1,2}[:.：]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?\s?(?:GMT|BST|EST|EDT|ET|PT|UTC|CET)?", re.IGNORECASE
)
# Rows that file a notice, as sites of governments print them around it.
_DOCUMENT = re.compile(
    r"(?:索\s?引\s?号|分\s?类|主题分类|发文机关|发布机构|成文日期|发文字号|文\s?号|发布日期|生成日期|有效性|主题词|公开方式|"
    r"發布單位|發布日期|更新日期|點閱次數|點閱數|瀏覽次數|資料來源單位|發佈單位|發佈日期|最後更新)\s?[:：]?\s?\|"
)
_BYLINE_PLACE = re.compile(r"(?:^|[\s_-])(?:byline|dateline|author|meta)(?:$|[\s_-])", re.IGNORECASE)
_BYLINE = re.compile(
    r"^(?:by|from|written by|posted by|reported by|story by|author|published|updated|posted|last updated)\b|"
    r"(?:来源|來源|作者|编辑|編輯|记者|記者|发布时间|發布時間|发表于|責任編輯|撰文|文字)\s{0,3}[:：/／|｜]|"
    r"\b\d{1,2}\s?min(?:ute)?s?\sread|min read|minute read|阅读量|浏览次数|点击数|字号|字體",
    re.IGNORECASE,
)


def article_lines(
    lines: Sequence[Line], title: str, author: str = ""
) -> tuple[list[TextLine], tuple[Cut, ...]]:
    """The lines of the article, in order, from the lines of its container; and what was cut.

    ``author``: names joined with "; "; a line near the top that is one of them, or all of them, is a byline.
    """
    names = {key_of(author), *(key_of(name) for name in author.split(";"))} - {""}
    rules = [_place_rule(line) for line in lines]
    for number in range(_next_flash(lines, title), len(lines)):
        rules[number] = rules[number] or "the next flash of a stream"
    for number in _captions(lines, [number for number, rule in enumerate(rules) if not rule]):
        rules[number] = "caption of a picture"
    inside = [number for number, rule in enumerate(rules) if not rule]
    first = _first([lines[number] for number in inside], title)
    heading = key_of(title)
    leads = _leads([lines[number] for number in inside[:first]], heading)
    for place, number in enumerate(inside[:first]):
        rules[number] = "" if place in leads else "above the text"
    inside = [number for number in inside if not rules[number]]
    ends, tail = _tail([lines[number] for number in inside])
    for number in inside[ends:]:
        rules[number] = tail
    inside = inside[:ends]
    times = Counter(lines[number].text for number in inside)
    seen: set[str] = set()
    longest = 2 * len(heading) + 60
    for place, number in enumerate(inside):
        line = lines[number]
        if line.kind in _ROWS:
            continue
        signed = place >= len(inside) - _BOTTOM_LINES and key_of(line.text) in names
        if signed or (place < _TOP_LINES and _names_writer(line, names)):
            rules[number] = "byline"
        elif len(heading) <= len(line.text) <= longest and key_of(line.text) == heading:
            rules[number] = "the headline again"
        elif is_furniture(line.text) or (times[line.text] > 2 and not line.prose):
            rules[number] = "furniture"
        elif line.prose and line.text in seen:
            rules[number] = "said before"  # captions and pull quotes repeat what the text says
        else:
            rules[number] = line.residue if line.residue is not None else rule_of(line.text) or ""
        seen.add(line.text)
    left = [number for number in inside if not rules[number]]
    bottom = max((place for place, number in enumerate(left) if lines[number].kind in _ROWS), default=-1) + 1
    for place, rule in rules_below([lines[number].text for number in left[bottom:]]).items():
        rules[left[bottom + place]] = rule
    kept = [lines[number] for number in inside if not rules[number]]
    cut = tuple(Cut(text=line.text, rule=rule) for line, rule in zip(lines, rules, strict=True) if rule)
    return _kinds(kept), cut


def drop_heading(paragraphs: Sequence[str], title: str) -> list[str]:
    """Paragraphs from elsewhere (trafilatura, a text file) without headline, byline and image credits."""
    top = 0
    for number, text in enumerate(paragraphs[:_TOP_LINES]):
        if key_of(text) == key_of(title) or _is_byline(text):
            top = number + 1
        elif len(text) > _MAX_BYLINE:
            break
    return [text for text in paragraphs[top:] if not is_furniture(text)]


def _place_rule(line: Line) -> str:
    if line.elsewhere:
        return line.elsewhere
    if line.linked > 0.8 and not _sentence_link(line):
        return "a link"
    if line.linked > _MOSTLY_LINK and line.kind in _TOLD and _LABELLED_LINK.match(line.text):
        return "a link to another text"
    if _CLOCK.fullmatch(line.text):
        return "a time of day"
    if _PUSH.match(line.text):
        return "a comment"
    return "facts about the document" if line.kind is LineKind.ROW and _DOCUMENT.match(line.text) else ""


def _captions(lines: Sequence[Line], inside: Sequence[int]) -> list[int]:
    """The lines that repeat a picture's description, unless they are much of the text."""
    found = [
        number
        for number in inside
        if lines[number].kind is LineKind.PARAGRAPH
        and repeats_picture(lines[number].owner, lines[number].text)
    ]
    total = sum(lines[number].units for number in inside)
    return found if sum(lines[number].units for number in found) <= _CAPTIONS * total else []


def _kinds(lines: Sequence[Line]) -> list[TextLine]:
    """The lines with their kinds. A list item or a quotation that is nearly the whole text is how it is laid out."""
    total = sum(line.units for line in lines)
    found = []
    for line in lines:
        kind = line.kind
        if kind is LineKind.PARAGRAPH and _PICTURE.match(line.text) and len(line.text) <= 120:
            kind = LineKind.CAPTION
        found.append(kind)
    layout = {
        kind
        for kind in (LineKind.ITEM, LineKind.QUOTE, LineKind.HEADING, LineKind.CAPTION)
        if sum(line.units for line, its in zip(lines, found, strict=True) if its is kind) > _LAYOUT * total
    }
    return [
        TextLine(text=line.text, kind=LineKind.PARAGRAPH if kind in layout else kind)
        for line, kind in zip(lines, found, strict=True)
    ]


def _first(lines: Sequence[Line], title: str) -> int:
    """Where the text begins: after the headline, the standfirst, the byline and the date above it."""
    key = key_of(title)
    start, prose = _below_menu(lines, key), 0
    first = start
    for number, line in enumerate(lines[start : start + _TOP_LINES + 6], start):
        if line.kind in _ROWS:
            break
        if len(key) > 3 and key_of(line.text) == key:
            first, prose = number + 1, 0
        elif number < first + _TOP_LINES and prose <= 1 and _is_byline(line.text):
            # Prose above a byline is a standfirst when the headline came before it; else it is the text.
            if prose and not first:
                break
            first, prose = number + 1, 0
        elif line.prose:
            prose += 1
    first = _past_labels(lines, first)
    rest = sum(line.units for line in lines[first:])
    return first if rest >= 0.5 * sum(line.units for line in lines[start:]) else start


def _leads(above: Sequence[Line], key: str) -> set[int]:
    """Whole sentences between the headline and the byline: an introduction that the text need not repeat."""
    headline = next((place for place, line in enumerate(above) if key_of(line.text) == key), len(above))
    return {
        place
        for place, line in enumerate(above)
        if place > headline
        and line.prose
        and line.units >= _LEAD
        and line.text.endswith(_STOPS)
        and not _is_byline(line.text)
    }


def _below_menu(lines: Sequence[Line], key: str) -> int:
    """Where the headline stands when nothing but labels is above it: a place as wide as the page has its menu in it."""
    for number, line in enumerate(lines[:_MAX_LABELS] if len(key) > 3 else ()):
        if key_of(line.text) == key:
            return number
        if line.prose or line.units >= _LABEL or line.kind in _ROWS:
            break
    return 0


def _past_labels(lines: Sequence[Line], first: int) -> int:
    """Where the first sentence stands when only labels are above it: a player's buttons, a place, "follow"."""
    for number in range(first, min(len(lines), first + _MAX_LABELS)):
        line = lines[number]
        if line.prose or line.units >= _LABEL or line.kind in _ROWS:
            return number if number - first >= _LABELS and line.prose else first
    return first


def _tail(lines: Sequence[Line]) -> tuple[int, str]:
    """How many lines come before one that opens a tail, unless text goes on after it in the kind of place it stood in;
    and the rule by which it is one."""
    total, read = sum(line.units for line in lines), 0.0
    homes: set[object] = set()
    tails = 0
    for number, line in enumerate(lines):
        rule = tail_rule(line.text) if homes and tails < _MAX_TAILS and line.kind not in _ROWS else None
        if rule is not None:
            tails += 1
            after = [item for item in lines[number + 1 :] if item.prose and tail_rule(item.text) is None]
            if read > _LATE * total or not any(homes & _home(item) for item in after):
                return number, rule
        if line.prose:
            homes |= _home(line)
        read += line.units
    return len(lines), ""


def _next_flash(lines: Sequence[Line], title: str) -> int:
    """How many lines come before the next item of a stream of news in brief: each has its headline in brackets, after
    one that is ours or below a time of day. A digest of the morning has brackets too, and no such line before."""
    key, ours, read = key_of(title), False, False
    for number, line in enumerate(lines):
        told = _FLASH.match(line.text) if line.prose else None
        if told is not None and key_of(told[1]) != key:
            if ours or (read and _CLOCK.fullmatch(lines[number - 1].text)):
                return number
            return len(lines)
        ours = ours or told is not None
        read = read or line.prose
    return len(lines)


def _home(line: Line) -> set[object]:
    """Where a line stands: its parent element, and the names of that place."""
    parent = line.owner.getparent()
    if parent is None:
        return set()
    place = (line.owner.tag, line.owner.get("class"), parent.tag, parent.get("class"))
    return {parent, place} if line.owner.tag == "p" or line.owner.get("class") else {parent}


def _is_byline(text: str) -> bool:
    """A short line that states a date, a source or an author, and no more."""
    if len(text) > _MAX_BYLINE:
        return False
    moment = read_moment(text, _UTC)
    if moment is not None:
        if text.endswith(".") and len(text) - len(moment.raw) > 25 and not text.endswith(moment.raw):
            return False  # "On 5 November the council raised the duty."
        return (
            len(text) - len(moment.raw) <= 60
            and not text.endswith(("。", "！", "？"))
            and text.count("，") < 2
        )
    return bool(_BYLINE.search(text)) and not text.endswith(("。", "."))


def _names_writer(line: Line, names: set[str]) -> bool:
    """A line that is the author's name, with or without "By", or a short one in an element named for bylines."""
    if len(line.text) > _MAX_NAMES or line.prose or line.text.endswith(("。", ".", "！", "？", "：", ":")):
        return False
    key = key_of(line.text)
    if key in names or (key.startswith("by") and key[2:] in names):
        return True
    place = line.owner.get("class") or ""
    return line.owner.tag not in _HEADINGS and bool(_BYLINE_PLACE.search(place))


def _sentence_link(line: Line) -> bool:
    """A whole sentence inside a link is text; a headline inside a link is not."""
    return line.prose and line.text.endswith(("。", ".", "！", "”", "？")) and line.units > 40
