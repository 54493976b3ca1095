"""An article that is printed on several pages, joined to one text in their order, without what the pages repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.choices import Cut
from crawler.reading.encodings import decode
from crawler.reading.formats import MAX_ELEMENTS, RefusedError, html_bytes, refuse_other_formats
from crawler.reading.lines import TextLine
from crawler.reading.main_text import MAX_TEXT, MainText, read_text
from crawler.reading.markup import Head, parse_html, read_head
from crawler.reading.pagers import MAX_PARTS, Pager, find_pager
from crawler.urls import UnusableURL, canonical_url
from store.records import LineKind, Page, Source

SAME_TEXT = 0.8  # share of the first page's characters from which a page that has them is the whole article
_TABLE = (LineKind.HEADER, LineKind.ROW)  # rows may well be alike
_SHORT = 12  # code points; a line below that may return ("Conclusion"), unless at the top of a part

_MARKS = re.compile(
    r"[\s\-_|·,，:：(（\[【]{0,6}(?:第\s?\d{1,2}\s?[页頁]|page\s?\d{1,2}(?:\s?of\s?\d{1,2})?|[(（\[【]\d{1,2}(?:/\d{1,2})?[)）\]】]|\d{1,2}/\d{1,2})"
    r"[)）\]】\s]{0,3}",
    re.IGNORECASE,
)
_NOT_WORDS = re.compile(r"[\W_]{1,1000}")
_PAGER_WORD = re.compile(
    r"[\s\[\]()（）【】|<>«»‹›…·.,:：/-]|(?<!\d)\d{1,3}(?!\d)|[上下]一?[页頁]|[首尾末][页頁]|[第共]|[页頁]|余下全文|餘下全文"
    r"|全文阅读|閱讀全文|next|prev(?:ious)?|pages?|of|single|view as|all",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The text of an article and of the further pages that came with its first.

    ``parts``: addresses of those that are in it, in order. ``missing``: of those that are not. ``first``: the address
    of its first page where the page that was given is a later one, which then stands first in ``missing``.
    """

    main: MainText
    parts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    first: str = ""


def join_parts(
    main: MainText, page: Page, pager: Pager | None, *, title: str, author: str, source: Source | None = None
) -> Joined:
    """The article of a page and of its ``parts``. ``pager``: of the page; None where it has none.

    A part that tells of something else, or has no line that the pages before it have not, ends the article: what
    looked like its pager was none.
    """
    if pager is None or (pager.number > 1 and 1 not in pager.pages):
        return Joined(main=main)
    if pager.number > 1:
        later = tuple(address for number, address in sorted(pager.pages.items()) if number > 1)
        return Joined(main=main, missing=(pager.pages[1], *later), first=pager.pages[1])
    main = _without_pager_lines(main)
    known, used, ended = dict(pager.pages), list[str](), False
    for part in page.parts[:MAX_PARTS]:
        read = _read_part(part, title, author, source) if 200 <= part.status < 300 else None
        if read is None or not _tells_of(title, read):
            # Sent on to another address, as to a login, says nothing of the pager.
            ended = ended or (read is not None and part.url not in {pager.whole, *_elsewhere(part)})
            continue
        if part.url == pager.whole and _has_all(read.main, main):
            return Joined(main=replace(read.main, cut=(*main.cut, *read.main.cut)), parts=(part.url,))
        longer = _with_new_lines(main, read.main, _words(title))
        if longer is main:
            ended = True
            continue
        main = longer
        used.append(part.url)
        known |= {number: url for number, url in read.pages.items() if number not in known}
    if ended:
        return Joined(main=main, parts=tuple(used))
    if pager.whole and not any(part.url == pager.whole for part in page.parts):
        return Joined(main=main, missing=(pager.whole,))
    missing = tuple(url for number, url in sorted(known.items()) if number > 1 and url not in used)
    return Joined(main=main, parts=tuple(used), missing=missing)


def _elsewhere(part: Page) -> tuple[str, ...]:
    """The part's address, when its request was sent on to another one."""
    try:
        return () if canonical_url(part.final_url or part.url) == part.url else (part.url,)
    except UnusableURL:
        return (part.url,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    main: MainText
    titles: tuple[str, ...]
    pages: dict[int, str]


def _read_part(part: Page, title: str, author: str, source: Source | None) -> _Part | None:
    """What is on a further page; None for what is no page of text."""
    try:
        text = decode(html_bytes(part), part.content_type).text
        refuse_other_formats(text, part.content_type)
    except RefusedError:
        return None
    tree = parse_html(text)
    if tree is None or tree.xpath("count(//*)") > MAX_ELEMENTS:
        return None
    head, url = read_head(tree), part.final_url or part.url
    pager, titles = find_pager(tree, url), _titles(head, tree)
    main = _without_pager_lines(read_text(tree, head, url=url, title=title, author=author, source=source))
    return _Part(main=main, titles=titles, pages=dict(pager.pages) if pager is not None else {})


def _titles(head: Head, tree: HtmlElement) -> tuple[str, ...]:
    headings = (element.text_content()[:300] for element in islice(tree.iter("h1", "h2"), 12))
    return tuple(filter(None, (head.title[:500], head.meta("og:title", "twitter:title")[:500], *headings)))


def _tells_of(title: str, part: _Part) -> bool:
    """Whether a page names the article's headline, or names none at all."""
    wanted = _words(title)
    said = [found for found in map(_words, part.titles) if found]
    return not said or any(wanted in found or (len(found) > 8 and found in wanted) for found in said)


def _words(title: str) -> str:
    return _NOT_WORDS.sub("", _MARKS.sub(" ", title)).casefold()


def _has_all(whole: MainText, first: MainText) -> bool:
    """Whether a page has nearly all of what the first page of the article has."""
    held = {_key(line) for line in whole.lines}
    length = sum(len(line.text) for line in first.lines)
    return sum(len(line.text) for line in first.lines if _key(line) in held) >= SAME_TEXT * length > 0


def _with_new_lines(main: MainText, part: MainText, headline: str) -> MainText:
    """The text with those lines of a part behind it that it has not; itself when there are none."""
    held = {_key(line) for line in main.lines}
    new: list[TextLine] = []
    left = MAX_TEXT - sum(len(line.text) + 1 for line in main.lines)
    cut = [*part.cut]
    for line in part.lines:
        known = _key(line) in held and (not new or len(line.text) >= _SHORT) and line.kind not in _TABLE
        known = known or (not new and _words(line.text) == headline)
        if known or len(line.text) + 1 > left:
            cut.append(Cut(text=line.text, rule="stands on a page before" if known else "too long"))
            continue
        new.append(line)
        left -= len(line.text) + 1
    if not any(_key(line) not in held for line in new):
        return main
    return replace(main, lines=(*main.lines, *new), cut=(*main.cut, *cut))


def _key(line: TextLine) -> str:
    return "".join(line.text.split())


def _without_pager_lines(main: MainText) -> MainText:
    """The text without the pager itself, where it stands as a line of its own."""
    kept, cut = list[TextLine](), list[Cut]()
    for line in main.lines:
        is_pager = line.kind not in _TABLE and _is_pager_line(line.text)
        cut.append(Cut(text=line.text, rule="pager")) if is_pager else kept.append(line)
    return replace(main, lines=tuple(kept), cut=(*main.cut, *cut)) if cut else main


def _is_pager_line(text: str) -> bool:
    """Whether a line is made of numbers of pages and words of pagers only; a number alone may be a value."""
    if len(text) > 200 or _PAGER_WORD.sub("", text):
        return False
    return not text.replace(".", "").replace(",", "").strip().isdecimal()
