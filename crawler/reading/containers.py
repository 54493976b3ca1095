"""Which element of a page holds the article: the subtree with the most prose after what is not prose is paid for.

Every line of text has a weight: prose counts for it, links, furniture and text in places named for
something else (comments, related, footer) against it. The article is the subtree with the largest sum
(the maximum-subsequence idea of Pasternack and Roth, WWW 2009, on a tree); names that publishing systems
give to the body of an article are worth a little extra, and so is what the page says of its article elsewhere:
prose that its description or its data repeat counts more, prose above its headline less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.lines import Line, Sheet, has_sentence, key_of, read_sheet
from crawler.reading.marks import mark_next_article, mark_replies, mark_teasers
from crawler.reading.residue import rule_of

_ELSEWHERE_TAGS = frozenset({"nav", "footer", "aside", "figcaption"})
# Names of places that are not the article. Bounded by non-letters where the word could be part of another.
_ELSEWHERE = re.compile(
    r"comment|gentie|pinglun|disqus|reply|recommend|tuijian|relate|(?<![a-z])rel(?:ative)?[-_]|more-(?:news|stories|from)|"
    r"read-?more|next-?(?:post|article)|prev-?(?:post|article)|pagination|breadcrumb|crumb|footer|(?<![a-z])foot(?![a-z])|"
    r"side-?bar|sidecol|right-?(?:bar|col|side)|(?<![a-z])aside|copyright|(?<![a-z])nav(?![a-z]{3})|navbar|(?<![a-z])menu|"
    r"share|social|subscri|newsletter|signup|sign-up|login|paywall|cookie|consent|gdpr|banner|(?<![a-z])ads?(?![a-z])|advert|"
    r"sponsor|promo|popup|modal|widget|trending|popular|hot-?(?:news|list|article|read)|rank|paihang|(?<![a-z])tags?(?![a-z])|"
    r"(?<![a-z])cta(?![a-z])|donat|dashang|zanshang|(?<![a-z])ai[-_]?(?:summary|abstract|digest)|"
    r"toolbar|disclaim|declare|shengming|statement|qrcode|erweima|authors?-?(?:bio|box|card|info)|about-?author|"
    r"(?:video|audio|media|(?<![a-z])m|js|xg|dp|ck)[-_]?player|playback|timeline-?feed|stream-?item|news-?list|article-?list|post-?list|list-?(?:news|item)|teaser|taboola|outbrain|editor-?note|"
    # the label above a field (Drupal), what is spoken in a clip beside the text
    r"(?<![\w-])field-label(?![\w-])|field__label|video-(?:full-)?transcript|video-keywords",
    re.IGNORECASE,
)
_SURELY_ELSEWHERE = re.compile(
    r"comments?(?:[-_ ]|$|list|area|box)|gentie|pinglun|disqus|recommend|tuijian|related|(?<![a-z])footer",
    re.IGNORECASE,
)
# The frame around every page: what is named so is not its text, however little else there is.
_FRAME = re.compile(
    r"(?<![a-z])foot(?:er)?(?![a-z])|copyright|beian|friend-?links?|(?<![a-z])nav(?:bar)?(?![a-z])|(?<![a-z])menu|cookie|"
    r"consent|gdpr|breadcrumb|side-?bar",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"article[-_]{0,2}(?:body|content|text|detail|main|cont|con|txt|wrap|entry)|(?:body|content|text)[-_]{0,2}article|"
    r"art[-_]?(?:body|content|text|con|det|box|main)|(?<![a-z])artibody|"
    r"(?:post|entry|story|news|main|detail|text|page|blog|single|rich[-_]?media)[-_]{0,2}(?:body|content|cont|con|text|txt|detail|entry)(?![a-z]*-?(?:list|right))|"
    r"trs_(?:editor|ueditor)|(?<![a-z])js_content|endtext|rm_txt|txt_con|text_con|rwb_zw|cnt-main|caas-body|zhengwen|neirong|"
    r"^(?:zoom|content|article|detail|maintext|u-maintext|main-text|p-detail|story|text|contenttext|newscontent|newstext)$|"
    r"story_body|content__body|post__content|post_text|post_body|prose(?![a-z])|richtext|rich-text|wysiwyg|editor-content|mp-editor",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|cutline|(?:image|photo|picture|img|pic|media|figure)[-_]{0,2}(?:credit|source|desc|info|title|note|by)|"
    r"pic-?txt|photo-?text|(?<![a-z])credits?(?![a-z])|tushuo|tuzhu",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:image|photo|picture|img|pic)[-_]{0,2}(?:box|wrap|container|holder|block|frame)", re.IGNORECASE
)
# What signs a text, short or with a date; it stands above the body as often as in it.
_BYLINE = re.compile(
    r"(?:by\s[^!?]{3,90}[^.!?…]\Z|(?:published|updated|posted)\b.{0,90}\Z|"
    r"(?:来源|來源|作者|记者|記者|编辑|編輯|发布时间|發布時間|发稿时间|日期|时间|時間)\s{0,3}[:：][^。]{0,90}\Z)",
    re.IGNORECASE,
)
_ELSEWHERE_ROLES = frozenset(
    {"complementary", "navigation", "contentinfo", "dialog", "search", "alert", "menu"}
)
_TEXT_IN_FIGURES = frozenset({"table", "blockquote", "pre", "ul", "ol"})
_MAX_WEIGHED = 80  # code points of a line that is asked whether it is residue before the place is known
_MAX_FIGURE = 100  # elements of a figure that are looked at
_MAX_NAME = 300  # code points of class and id that are looked at
_LEAST_HIDDEN = (
    200.0  # units of visible prose below which what is hidden is looked at too, and frames are frames
)
_MOST = 0.6  # share of a page's prose from which a place is not taken for something else by a doubtful name
_CAPTIONS = 0.3  # share of a page's prose that captions have at most
_VOUCHED = 3.0  # what prose counts for that the page's data or description repeat
_ABOVE = 0.4  # what prose above the headline counts for
_LEAD = 24.0
_END = ("。", ".", "！", "？", "!", "?", "”", "…")
_LEAST_KEY = 16  # letters of a description that can be told from chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What a page says of its article outside the text: its headline, a description, the text in its data; "" each
    where it has none."""

    title: str = ""
    description: str = ""
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The container of a page's article. ``share``: how much of the page's prose it holds (0..1);
    ``standing``: how much its name says that it is one (see ``bonus_of``)."""

    element: HtmlElement
    lines: list[Line]  # those inside it; none when the page has no prose
    share: float
    standing: float
    page: list[Line]  # all that are seen, each with what it is marked as


NO_CLUES = Clues()


def find_declared(
    tree: HtmlElement, bodies: Sequence[HtmlElement], dropped: Collection[HtmlElement] = ()
) -> list[Line]:
    """The lines inside the elements that a source names as the text of its pages, hidden or not, without captions."""
    sheet = read_sheet(tree, hidden=True, dropped=dropped)
    named = set(bodies)
    inside = [False] * (len(sheet.elements) + 1)
    for number, element in enumerate(sheet.elements):
        inside[number] = element in named or (number > 0 and inside[sheet.parents[number]])
    lines = [line for line in sheet.lines if inside[line.at]]
    for line in lines:
        if line.owner.tag == "figcaption":
            line.elsewhere = "caption of a picture"
    return lines


def find_container(
    tree: HtmlElement, clues: Clues = NO_CLUES, dropped: Collection[HtmlElement] = ()
) -> Found:
    """The element that holds the article, with no lines when the page has no prose."""
    sheet = read_sheet(tree, dropped=dropped)
    if _prose(sheet.lines) < _LEAST_HIDDEN:
        unseen = read_sheet(tree, hidden=True, dropped=dropped)  # shown by a script when the page has loaded
        if _prose(unseen.lines) > 3 * _prose(sheet.lines) + _LEAST_HIDDEN:
            sheet = unseen
    lines = sheet.lines
    whole = _prose(lines)
    _mark_elsewhere(sheet, _ELSEWHERE, whole)
    if sum(line.units for line in lines if line.prose and not line.elsewhere) < 0.2 * whole:
        # Nearly all prose lies in places named for something else: here the names are wrong.
        _mark_elsewhere(sheet, _SURELY_ELSEWHERE, whole)
    mark_teasers(sheet, bare=whole < _LEAST_HIDDEN)
    mark_replies(sheet)
    headline = _headline(lines, key_of(clues.title))
    mark_next_article(sheet, headline)
    weights = _weights(lines, clues, headline)
    amounts: dict[int, float] = {}
    for line, weight in zip(lines, weights, strict=True):
        amounts[line.at] = amounts.get(line.at, 0.0) + weight
    sums = sheet.bubbled(amounts)
    top = max(sums, default=0.0)
    best, winner = 0.0, -1
    for number, held in enumerate(sums):
        most = held + min(held, 0.2 * top + 40)
        if held > 0 and most >= best and sheet.elements[number].tag != "html":
            value = held + bonus_of(sheet.elements[number]) * min(held, 0.2 * top + 40)
            if value >= best:  # of equals the innermost
                best, winner = value, number
    if winner < 0:
        return Found(tree, [], 0.0, 0.0, lines)
    inside = [line for line in lines if winner <= line.at < sheet.ends[winner]]
    inside = _leads(lines, headline, inside) + inside
    prose = sum(line.units for line in inside if line.prose and not line.elsewhere)
    element = sheet.elements[winner]
    return Found(element, inside, prose / whole if whole else 0.0, bonus_of(element), lines)


def _leads(lines: Sequence[Line], headline: int, inside: list[Line]) -> list[Line]:
    """Sentences between the headline and the container: the introduction, set apart from what follows it."""
    if headline < 0 or any(line is lines[headline] for line in inside):
        return []
    first = next(number for number, line in enumerate(lines) if line is inside[0])
    between = lines[headline + 1 : first]
    return [
        line
        for line in between
        if line.prose and not line.elsewhere and line.text.endswith(_END) and line.units >= _LEAD
    ]


def _prose(lines: Sequence[Line]) -> float:
    return sum(line.units for line in lines if line.prose)


def _weights(lines: Sequence[Line], clues: Clues, headline: int) -> list[float]:
    """What each line says for its place, by the line and by the page's clues."""
    weights = [weight_of(line) for line in lines]
    described, declared = key_of(clues.description)[:60], key_of(clues.declared)
    vouched = False
    for number, line in enumerate(lines):
        if weights[number] > 0 and line.prose and (described or declared):
            key = key_of(line.text[:200])
            opens = not vouched and number >= headline and _opens(key, described)
            if opens or (declared and len(key) >= _LEAST_KEY and key[:40] in declared):
                vouched = True
                weights[number] *= _VOUCHED
        if number < headline and weights[number] > 0:
            weights[number] *= _ABOVE
    return weights


def _opens(key: str, described: str) -> bool:
    """Whether a line begins as the page's description does."""
    return min(len(key), len(described)) >= _LEAST_KEY and key[:_LEAST_KEY] == described[:_LEAST_KEY]


def _headline(lines: Sequence[Line], key: str) -> int:
    """The number of the line that is the article's headline; -1 when none can be told."""
    if len(key) < 4:
        return -1
    longest = 2 * len(key) + 60
    same = [
        number
        for number, line in enumerate(lines)
        if line.linked < 0.8 and len(key) <= len(line.text) <= longest and key_of(line.text) == key
    ]
    headings = [number for number in same if lines[number].owner.tag in {"h1", "h2"}]
    chosen = (headings or same or [-1])[0]
    return chosen if chosen >= 0 and _prose(lines[:chosen]) <= 0.5 * _prose(lines) else -1


def _mark_elsewhere(sheet: Sheet, names: re.Pattern[str], whole: float) -> None:
    """Mark the lines that stand in comments, related links, captions and the like. ``whole``: units of all prose."""
    amounts: dict[int, float] = {}
    for line in sheet.lines:
        if line.prose:
            amounts[line.at] = amounts.get(line.at, 0.0) + line.units
    prose = sheet.bubbled(amounts)
    heading = next((number for number, item in enumerate(sheet.elements) if item.tag == "h1"), -1)
    around = set(sheet.above(heading))
    places: list[str] = []
    for number, element in enumerate(sheet.elements):
        place = places[sheet.parents[number]] if number else ""
        if not place and number not in around:
            share = prose[number] / whole if whole else 0.0
            place = _elsewhere(element, names, share, bare=whole < _LEAST_HIDDEN)
        places.append(place)
    for line in sheet.lines:
        line.elsewhere = places[line.at]


def _elsewhere(element: HtmlElement, names: re.Pattern[str], share: float, *, bare: bool) -> str:
    """What an element is named for when it is not the article, or "". ``share``: of the page's prose that it holds;
    with most of it only a sure name counts against it, unless the page is ``bare``: hardly any of it is prose."""
    tag = element.tag
    if tag in _ELSEWHERE_TAGS:
        if share > _MOST and not bare:
            return ""
        return "caption of a picture" if tag == "figcaption" else f"inside <{tag}>"
    if tag in {"body", "html", "main"}:
        return ""
    small = share <= _CAPTIONS
    if small and tag == "figure" and _is_picture(element):
        return "caption of a picture"
    role = element.get("role")
    if small and role is not None and role.lower() in _ELSEWHERE_ROLES:
        return f"inside role {role.lower()}"
    name = f"{element.get('class') or ''} {element.get('id') or ''}"[:_MAX_NAME]
    if len(name) < 2 or not any(map(_is_telling, name.split())):
        return ""
    if small and _is_named(name, _CAPTION):
        return "caption of a picture"
    if share <= _CAPTIONS / 2 and _is_named(name, _PICTURE) and element.find(".//img") is not None:
        return "caption of a picture"
    named = _is_named(name, _SURELY_ELSEWHERE if share > _MOST else names) or (
        bare and _is_named(name, _FRAME)
    )
    if tag != "p" and named:
        return "inside a part named for something else"
    return ""


def _is_picture(figure: HtmlElement) -> bool:
    """Whether a figure holds no table, quotation or list: its words are about a picture."""
    return not any(part.tag in _TEXT_IN_FIGURES for part in islice(figure.iter(), _MAX_FIGURE))


@lru_cache(maxsize=16384)
def _is_telling(word: str) -> bool:
    """Whether a word of a name is one of any that count; pages repeat the same few words on most elements."""
    return any(names.search(word) for names in (_CAPTION, _PICTURE, _ELSEWHERE, _SURELY_ELSEWHERE, _FRAME))


@lru_cache(maxsize=8192)
def _is_named(name: str, names: re.Pattern[str]) -> bool:
    return bool(names.search(name))


def weight_of(line: Line) -> float:
    """What a line says for (positive) or against its subtree being the article."""
    if line.elsewhere:
        return -0.7 * line.units
    if line.linked > 0.6:
        return -0.7 * line.units - 3
    if (not line.prose and not has_sentence(line.text)) or _BYLINE.match(line.text):
        return -0.5
    if len(line.text) <= _MAX_WEIGHED:
        line.residue = rule_of(line.text) or ""
        if line.residue:
            return -line.units - 2
    return line.units * (1 - line.linked) if line.prose else 0.15 * line.units


def bonus_of(element: HtmlElement) -> float:
    """1 for the declared body of an article, less for a telling name, below 0 for a name that tells otherwise."""
    if (element.get("itemprop") or "").lower() == "articlebody" or element.get("property") == "articleBody":
        return 1.0
    names = [*(element.get("class") or "")[:_MAX_NAME].split(), (element.get("id") or "")[:_MAX_NAME]]
    if any(_is_named(name, _ELSEWHERE) for name in names if name):
        return -0.5
    if any(_is_named(name, _BODY) for name in names if name):
        return 0.7
    return 0.35 if element.tag == "article" else 0.0
