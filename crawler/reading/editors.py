"""Who edited a page: 责任编辑：何未, 核稿編輯／林亭, Editing by Mara Quill. Proof-readers are no editors."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.markup import Head
from crawler.reading.names import FULL_NAME, HAN, HAN_PERSON, Grade, grade_of, read_names, set_close
from crawler.reading.sitenames import line_of

_MAX_ELEMENTS = 20_000
_MAX_LINES = 200
_MAX_LINE = 400  # code points of a line that may name the editor
_METAS = ("editor", "article:editor", "editorname", "责任编辑", "responsibleeditor")

_TRIGGER = re.compile(r"编\s?辑|編\s?輯|责编|責編|[Ee]dit(?:ed|ing|or)")
_SOLE = rf"[{HAN}·]{{2,5}}"
_WORDS = (
    "责任编辑|責任編輯|核稿編輯|責任编辑|网络编辑|本文编辑|文字编辑|新媒体编辑|执行编辑|每经编辑|责编|責編"
    rf"|(?<![{HAN}])(?:编\s?辑|編\s?輯)"
)
_SOLES = rf"{_SOLE}(?:\s{{0,2}}[、，,/／]\s{{0,2}}{_SOLE}|\s{_SOLE}(?=\s|$|[)）\]】])){{0,3}}"
_HAN = re.compile(
    rf"(?:{_WORDS})(?:\s{{0,3}}[:：/／|｜丨]\s{{0,3}}(?P<marked>{_SOLES}|[A-Z][a-z]{{1,15}}(?:\s[A-Z][a-z]{{1,15}}){{0,2}})"
    rf"|\s{{1,3}}(?P<apart>{HAN_PERSON}(?:[\s、]{{1,2}}{HAN_PERSON}){{0,3}}))(?![{HAN}])"
)
_ENGLISH = re.compile(
    rf"(?:\b[Ee]dit(?:ed|ing)\sby|"
    rf"^[(\[]?(?:Web\s)?[Ee]ditors?\s?:)\s{{0,3}}(?P<marked>{FULL_NAME}(?:(?:,\s(?:and\s)?|\sand\s|\s&\s|"
    rf";\s){FULL_NAME}){{0,4}})"
)
_OTHER_TASK = re.compile(
    r"校对|校對|审核|審核|审校|监制|監製|值班|记者|記者|来源|來源|作者|编辑部|編輯部|总监|主任|初审|复审|终审"
)


def find_editor(head: Head, tree: HtmlElement) -> str | None:
    """Who edited it, names joined with "; "; None when nobody is named. Marks of accounts (_NE0011) are left out."""
    for name in _METAS:
        names = _persons(head.meta(name))
        if names:
            return "; ".join(names)
    read, last = 0, ""
    for element in islice(tree.iter(), _MAX_ELEMENTS):
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "title", "option"}:
            continue
        for raw, inside in ((element.text, True), (element.tail, False)):
            if not raw or ("dit" not in raw and raw.isascii()) or not _TRIGGER.search(raw):
                continue
            holder = element if inside else element.getparent()
            if holder is None:
                continue
            read += 1
            if read > _MAX_LINES:
                return last or None
            last = "; ".join(_persons(_named(raw, holder))) or last
    return last or None


def _named(raw: str, holder: HtmlElement) -> str:
    """The names behind the word for the editor, in a line of its own or at the end of a paragraph."""
    line = " ".join(raw.split())
    if len(line) < 40:
        whole = line_of(holder)
        line = whole if len(whole) <= _MAX_LINE else line
    found = list(islice(_HAN.finditer(set_close(line[-_MAX_LINE:])), 4)) or list(
        islice(_ENGLISH.finditer(line[-_MAX_LINE:]), 2)
    )
    return next(filter(None, found[-1].groups()), "") if found else ""


def _persons(raw: str) -> list[str]:
    """The names in what stands for the editor, without the words of the next task in the same line."""
    task = _OTHER_TASK.search(raw)
    names = read_names(raw[: task.start()] if task else raw)
    return [name for name in names if grade_of(name) in {Grade.PERSON, Grade.PEN} and not name.isdigit()]
