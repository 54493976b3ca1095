"""Which fetched pages are no articles, and by what name: gates, missing pages, log-ins, consent, indexes.

No single word decides. Each kind has signs of several sorts (the title as a whole, what short lines say, forms
and names in the markup, the address, how little else is there), and enough of them must meet; what marks an
article (a date, a writer, a declaration) counts against. So an article about log-ins, or with a cookie banner
beside it, stays one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.reading.gates import blocked_by as blocked_by  # noqa: PLC0414 - the door of this room's refusals
from crawler.reading.gates import gate_of, is_gate_title, says_gate
from crawler.reading.markup import Head, is_article
from crawler.reading.notices import ERROR_TITLE, NOTICES, Notice
from crawler.reading.sights import Sight, is_prose, look, units
from store.records import Reason

MAX_NOTICE = 1_500  # code points; a longer text under a notice's title is an article about it
ENOUGH = 4  # signs
LITTLE = 600  # units of prose: what a notice has to say
LINKED = 0.5  # share of the text that is the text of links: a list
NOTHING = 150  # units: no more than a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a page is no article. ``detail``: the signs that met."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What extraction made of a page, for the refusals to judge. ``dated`` and ``author``: found on the page itself."""

    title: str
    text: str
    dated: bool
    author: bool
    url: str = ""  # where it was found in the end
    too_short: bool = False  # less than an article has

    @property
    def marks(self) -> int:
        """How many marks of an article there are, the declared type apart."""
        return self.dated + self.author


_SEGMENTS = re.compile(r"\s{0,3}[|_–—·•»‹›<>]\s{0,3}|\s-\s|(?<=[\u3400-\u9fff])-|-(?=[\u3400-\u9fff])")

_INDEX_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|search|author|archives?|section|channel|columns?|label|keywords?)/[^/]{0,60}/?(?:page/\d{1,5}/?)?$|"
    r"/page/\d{1,5}/?$|/(?:search|tags?|sitemap|archives?|list|index|home|default|news|newsroom|press-releases)(?:_\d{1,4})?(?:\.(?:s?html?|php|aspx?|jsp))?/?$",
    re.IGNORECASE,
)
_INDEX_TITLE = re.compile(
    r"(?:categor(?:y|ies)|tags?|topics?|author|archives?|search(?: results)?)(?:\s{0,3}[:：].{1,80}| results.{0,80})|"
    r".{1,60}(?:,? author at .{1,60}| archives?)|(?:posts|articles|stories) (?:by|tagged|about) .{1,60}|"
    r"(?:标签|標籤|分类|分類|作者|专栏|專欄|关键词|關鍵字)\s{0,3}[:：].{1,40}|"
    r".{1,40}(?:相关|相關|全部|所有|发表的|發表的)(?:文章|新闻|新聞|资讯|資訊|报道|報導)(?:列表)?|"
    r".{0,40}(?:搜索|搜尋|检索|檢索)(?:结果|結果).{0,40}|.{0,20}文章(?:归档|彙整|归档页|列表)",
    re.IGNORECASE,
)
_DATE = re.compile(  # beside a headline it is no text of its own
    r"\b\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}日?)?|"
    r"\b(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? "
    r"\d{1,4}(?:, \d{4})?|\b\d{1,2}:\d\d\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[“「『\"‘][^”」』\"’]{0,12}$")
_SENTENCE_END = re.compile(r"[。！？；]|[.!?](?:\s|$)")
_MONTH_PATH = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")
_INDEX_QUERY = re.compile(r"(?:^|&)(?:s|q|query|keyword|wd|search)=", re.IGNORECASE)
_INDEX_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
_DAY = re.compile(
    r"\b(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}-\d{1,2}(?= |$))|"
    r"\d{1,3}\s?(?:分钟|小时|天|小時|hours?|days?|minutes?)\s?(?:前|ago)"
)


def refusal_of(tree: HtmlElement, head: Head, reading: Reading) -> Refusal | None:
    """Why this page is no article, or None when it is one as far as can be seen. Bounded in time."""
    says_article = "article" in head.meta("og:type").lower() or any(is_article(item) for item in head.linked)
    titles = _titles(head.title, reading.title)
    is_named = any(notice.title.fullmatch(title) for notice in NOTICES for title in titles)
    is_short = len(reading.text) < MAX_NOTICE
    linked = _linked_share(tree, reading.text)
    if is_short or is_named or _index_address(reading.url) or linked >= LINKED:
        sight = look(tree)
        gate = gate_of(sight) if is_short else None
        if (
            gate is None
            and reading.too_short
            and not reading.marks
            and sight.prose < LITTLE
            and says_gate(sight)
        ):
            gate = "unnamed measure (words, and too little text for an article)"
        if gate is not None and not (says_article and reading.marks == 2):
            return Refusal(reason=Reason.BLOCKED, detail=gate)
        notice = _notice_of(sight, titles, reading, says_article=says_article)
        if notice is not None:
            return notice
        index = _index_of(sight, head, reading, titles, says_article=says_article, linked=linked)
        if index is not None:
            return index
    return None


def _titles(*titles: str) -> set[str]:
    """The titles and what stands between their bars: "404 | Site" is two."""
    parts = {part.strip() for title in titles for part in (title, *_SEGMENTS.split(title[:300]))}
    return {part[:120] for part in parts if part}


def _notice_of(sight: Sight, titles: set[str], reading: Reading, *, says_article: bool) -> Refusal | None:
    """The kind of notice for which enough signs meet."""
    address = _address(reading.url)
    shorts = [line for line in sight.lines[:300] if len(line) <= 200]
    best: tuple[int, Refusal] | None = None
    for notice in NOTICES:
        signs = {
            "title": 2 * any(notice.title.fullmatch(title) for title in titles),
            "address": int(notice.address.search(address) is not None),
            "heading": int(any(notice.title.fullmatch(line) for line in sight.headings[:3])),
            "words": int(
                any(notice.says.search(line) for line in shorts if not notice.title.fullmatch(line))
            ),
            "what only it says": 2 * _tells(notice, sight),
            "markup": 1,  # until it is the one that decides: it is long
            "little prose": int(sight.prose < LITTLE),
            "no mark of an article": int(not says_article and not reading.marks),
        }
        named = signs["title"] or signs["address"] or signs["what only it says"] or sight.prose < NOTHING
        if not named or not _is_enough(signs, reading, says_article=says_article):
            continue
        signs["markup"] = int(_has_markup(notice, sight))
        total = sum(signs.values()) - 2 * says_article - reading.marks
        if _is_enough(signs, reading, says_article=says_article) and (best is None or total >= best[0]):
            detail = ", ".join(name for name, points in signs.items() if points)
            best = total, Refusal(reason=notice.reason, detail=detail)
    if best is not None:
        return best[1]
    if sight.prose >= LITTLE or says_article or reading.marks:
        return None
    for title in sorted(titles):  # nothing but the title says so, and nothing speaks for an article
        if is_gate_title(title):
            return Refusal(reason=Reason.BLOCKED, detail=f"the title is {title[:60]!r}")
        if ERROR_TITLE.fullmatch(title):
            return Refusal(reason=Reason.NOT_ARTICLE, detail=f"the title is {title[:60]!r}")
    return None


def _is_enough(signs: Mapping[str, int], reading: Reading, *, says_article: bool) -> bool:
    """Whether the signs of a notice outweigh what speaks for an article."""
    specific = sum(signs.values()) - signs["little prose"] - signs["no mark of an article"]
    if reading.too_short:  # no article whatever it is: one sign of what it is instead names it
        said = signs["title"] or signs["words"] or signs["what only it says"]
        return specific >= 1 and bool(said) and not reading.marks
    return specific >= 2 and sum(signs.values()) - 2 * says_article - reading.marks >= ENOUGH


def _has_markup(notice: Notice, sight: Sight) -> bool:
    return notice.markup.search(sight.markup) is not None or (
        notice.reason is Reason.LOGIN and sight.passwords > 0
    )


def _tells(notice: Notice, sight: Sight) -> bool:
    """Whether the page says of itself what only such a page does, not in quotation marks, and little else beside it:
    the same words stand in boxes around articles, and between their lines."""
    if sight.prose >= LITTLE:
        return False
    telling = [
        line
        for line in sight.lines[:300]
        if (found := notice.tells.search(line))
        and not _QUOTE.search(line[max(0, found.start() - 12) : found.start()])
    ]
    return bool(telling) and sight.prose - sum(units(line) for line in telling if is_prose(line)) < NOTHING


def _index_of(
    sight: Sight, head: Head, reading: Reading, titles: set[str], *, says_article: bool, linked: float
) -> Refusal | None:
    """A front, tag, search or list page: its address or its own word, and links that outweigh the text."""
    headlines = [len(link) for link in sight.links[:2000] if len(link) >= 12 or units(link) >= 24]
    declared = any(
        item.get("@type") in _INDEX_TYPES for item in head.linked[:20] if isinstance(item.get("@type"), str)
    )
    days = sum(len(line) <= 60 and _DAY.search(line) is not None for line in sight.lines[:600])
    teasers = _teasers(sight, reading.text)
    signs = {
        "it says so itself": 2 * declared,
        "title": int(any(_INDEX_TITLE.fullmatch(title) for title in titles)),
        "address": _index_address(reading.url),
        "links outweigh the text": 2
        * (linked >= LINKED or (len(headlines) >= 15 and sum(headlines) > 2 * len(reading.text))),
        "what is not a link stands below one": 2 * (teasers > 0),
        "many dates": int(days >= 6),
        "nothing says when it was published": int(not reading.dated and not says_article),
    }
    sentences = sum(line.strip()[-1:] in "。.!?！？”」』" for line in reading.text.splitlines()[:50])
    tells = reading.dated and sentences >= 3 and not teasers
    total = sum(signs.values()) - 2 * says_article - reading.author - tells
    listing = signs["links outweigh the text"] or signs["what is not a link stands below one"]
    undated = (
        signs["links outweigh the text"]
        and not (reading.dated and _SENTENCE_END.search(reading.text))
        and not says_article
        and (len(reading.text) < MAX_NOTICE or linked >= LINKED)
    )
    named = signs["title"] and signs["address"] and not says_article
    dated_each = teasers >= 3 and days >= teasers and not says_article and not reading.author
    if undated or named or dated_each or (total >= ENOUGH and (listing or signs["many dates"])):
        return Refusal(
            reason=Reason.NOT_ARTICLE, detail=", ".join(name for name, points in signs.items() if points)
        )
    return None


def _teasers(sight: Sight, text: str) -> int:
    """How many paragraphs of the text stand right below a headline that is a link, when that is most of it; else 0."""
    heads = {link for link in sight.links[:2000] if units(link) >= 15}
    below, lines = 0, sight.lines[:600]
    paragraphs = {line.strip() for line in text[:40_000].splitlines() if units(line) >= 40}
    covered: set[str] = set()
    for number, line in enumerate(lines):
        if (
            line in paragraphs
            and line not in heads
            and any(one in heads for one in lines[max(0, number - 2) : number])
        ):
            covered.add(line)
    below = len(covered)
    whole = sum(map(units, paragraphs))
    return below if below >= 3 and sum(map(units, covered)) >= 0.7 * whole else 0


def _linked_share(tree: HtmlElement, text: str) -> float:
    """The share of the extracted text that is headlines of other pages; 0 for fewer than eight of them, or four where
    the text has no sentence."""
    found, text = [], text[:40_000]
    for link in islice(tree.iter("a"), 1000):
        words = " ".join((link.text_content() if len(link) else link.text or "").split())
        if 10 <= len(words) <= 200 and words in text:
            found.append(units(words))
    least = 8 if _SENTENCE_END.search(text) else 4
    if len(found) < least:
        return 0.0
    whole = units(_DATE.sub("", text))
    return min(1.0, sum(found) / whole) if whole else 0.0


def _address(url: str) -> str:
    """Host and path, as the patterns of addresses expect them."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{(parts.hostname or '')[:253]}{parts.path[:500]}"


def _index_address(url: str) -> int:
    """2 for a front page, 1 for the address of a list or search, 0 for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0
    if parts.path in {"", "/"} and not parts.query:
        return (
            2 if parts.hostname and not parts.fragment else 0
        )  # "/#/news/1" is the address of an application
    return int(
        _INDEX_PATH.search(parts.path[-300:]) is not None
        or _MONTH_PATH.fullmatch(parts.path[-300:]) is not None
        or (parts.path in {"", "/"} and _INDEX_QUERY.search(parts.query[:500]) is not None)
    )
