"""Who wrote a Chinese article, where the text itself says so: （王小明／台北報導）, 本报记者 何未, 文/何未."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

_MAX_PARAGRAPHS = 200
_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?"
_NAMES = rf"(?P<names>{_NAME}(?:[、，\s]{{1,2}}{_NAME}){{0,3}})"
_FILED = r"[／/]\s?[\u4e00-\u9fff]{0,8}(?:報導|报道|報道|電|电|综合|綜合)"
_OPENS = (
    # 記者黃立文／台北報導, 【记者何未/上海报道】
    re.compile(rf"[（(【〔]?(?:[\u4e00-\u9fff]{{0,4}}(?:记者|記者))\s?{_NAMES}\s?{_FILED}"),
    # 文/何未, 作者：何未, 本报记者 何未
    re.compile(
        r"[（(【〔]?(?:文|作者|撰文|撰稿|采写|採訪|编译|編譯|[\u4e00-\u9fff]{0,4}(?:记者|記者))"
        rf"\s{{0,2}}[:：/／|｜丨\s]\s{{0,2}}{_NAMES}(?=\s?(?:$|[/／|｜丨）)】〕，。：:]|编辑|編輯|报道|報導|发自|發自|来源|來源))"
    ),
)
_CLOSES = (
    # ……（王小明／台北報導）, also where a note to the readers follows in the same element
    re.compile(rf"[（(〔【]{_NAMES}\s?{_FILED}[）)〕】]"),
    # ……（记者 何未）
    re.compile(rf"[（(〔【](?:[\u4e00-\u9fff]{{0,4}}(?:记者|記者)|作者)\s?[:：]?\s?{_NAMES}[）)〕】]$"),
)


def written_authors(tree: HtmlElement) -> Iterator[str]:
    """The names of the first paragraph that opens or closes with a byline."""
    for element in islice(tree.iter("p", "div"), _MAX_PARAGRAPHS):
        if element.tag == "div" and len(element) > 12:
            continue
        text = " ".join(element.text_content()[:4000].split())
        if len(text) < 4:
            continue
        for found in (
            *(form.match(text[:60]) for form in _OPENS),
            *(form.search(text) for form in _CLOSES),
        ):
            if found:
                yield from re.split(r"[、，\s]{1,2}", found["names"])
                return
