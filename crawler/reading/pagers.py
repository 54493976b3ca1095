"""Where an article that is printed on several pages goes on: its pager, told from every other row of links.

A link belongs to the pager of a page when its address is the page's own with a number in it (``a.html`` and
``a_2.html``, ``/slug/`` and ``/slug/2/``, ``?page=2``) and its label says a page, not an article. "Next article" has
another address, the pager of a list has too many pages, and that of comments stands among comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from crawler.urls import UnusableURL, canonical_url

MAX_NUMBER = 30  # pages of one article; what has more is a list, a forum or a gallery
MAX_PARTS = 10  # further pages of one article that are read
MAX_LINKS = 3_000  # of a page that are looked at
MAX_SCRIPTS = 60

# Parameters that number pages, in the CMSs and forums that number the pages of a text.
_NAMES = frozenset((
    "page", "p", "pg", "pn", "paged", "pageno", "page_no", "pagenum", "page_num", "pagenumber", "pageindex",
    "page_index", "pageid", "curpage", "currentpage", "current_page", "ipage", "start_page",
))  # fmt: skip
_SUFFIX = re.compile(
    r"(?P<stem>/(?:[^/]{0,200}/){0,20}[^/]{1,200}?)(?P<mark>[_-](?:(?:p|pg|page|part)[_-]?)?)(?P<n>\d{1,3})(?P<end>(?:\.[a-z]{3,5})?/?)",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    r"(?P<stem>/(?:[^/]{0,200}/){0,20}[^/]{1,200})/(?P<mark>(?:p|page|part)?-?)(?P<n>\d{1,3})(?P<end>(?:\.[a-z]{3,5})?/?)",
    re.IGNORECASE,
)
_WHOLE_PATH = re.compile(
    r"(?P<stem>.{1,400}?)(?:[_-]|/)(?:all|full|whole|0)(?P<end>(?:\.[a-z]{3,5})?/?)", re.IGNORECASE
)
_WHOLE_QUERY = re.compile(
    r"(?:[a-z_]{1,20}=(?:all|full|0)|(?:all|full|whole|single_?page|showall)=(?:1|true|yes|y))", re.IGNORECASE
)
_LIST_NAME = re.compile(
    r"(?:index|list|default|home|main|channel|node|archives?)?(?:[_-]?\d{0,3})(?:\.[a-z]{3,5})?",
    re.IGNORECASE,
)

_OPEN, _CLOSE = r"[<\[(（【‹«←\s]{0,4}", r"[>\])）】›»→▶…\.\s]{0,6}"
_NUMBER = re.compile(
    r"[\[(（【第\s]{0,4}(\d{1,3})[\s\])）】页頁]{0,4}|page\s{0,3}(\d{1,3})(?:\s{0,2}[:：–-].{0,80})?",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"[>›»→▶\s]{{1,6}}|{_OPEN}(?:下一?[页頁]|[后後]一?[页頁]|余下全文|餘下全文|[继繼][续續][阅閱][读讀]"
    rf"|next page\b.{{0,80}}|next|continue(?:d)?(?: reading)?(?: (?:to|on) (?:the )?(?:next )?page.{{0,20}})?"
    rf"|read on){_CLOSE}",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    rf"[<‹«←◀\s]{{1,6}}|{_OPEN}(?:上一?[页頁]|前一?[页頁]|首[页頁]|第一[页頁]"
    rf"|prev(?:ious)?(?: page\b.{{0,80}})?){_CLOSE}",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"{_OPEN}(?:余下全文|餘下全文|(?:在本页|单页|單頁|查看|显示|顯示|浏览|瀏覽)?(?:阅读|閱讀)?全文(?:阅读|閱讀|浏览|瀏覽)?"
    rf"|单页(?:阅读|浏览|显示)|單頁閱讀|view (?:as|on|in) (?:a )?(?:single|one) page|(?:view|show) all(?: pages)?"
    rf"|(?:on )?(?:single|one) page|read (?:it )?on one page|full (?:article|story|text)){_CLOSE}",
    re.IGNORECASE,
)
_LABELS = (_NUMBER, _NEXT, _PREVIOUS, _WHOLE)
_AMONG_COMMENTS = re.compile(r"comment|repl(?:y|ies)|respond|disqus|pinglun|liuyan", re.IGNORECASE)
_GALLERY_PATH = re.compile(
    r"/(?:galler(?:y|ies)|photos?|photo-?essays?|slide-?shows?|slides?|pics?|pictures?|tuji|tupian|zutu)(?:/|$)",
    re.IGNORECASE,
)
_GALLERY_TITLE = re.compile(
    r"^[\[(（【]?(?:组图|組圖|图集|圖集|圖輯|高清[组組]?[图圖]|多图)|^[\[(（【]高清[\])）】]"
    r"|slide-?show\b|in pictures\b",
    re.IGNORECASE,
)
# TRS, which most Chinese authorities use, draws its pager by a script: pages, this one from 0, name, suffix.
_TRS_CALL = re.compile(
    r"createPageHTML\(\s{0,9}(?:[\"'][^\"']{0,60}[\"']\s{0,9},\s{0,9})?(\d{1,3})\s{0,9},\s{0,9}(\d{1,3})\s{0,9},\s{0,9}"
    r"[\"']([^\"'/\\<>]{1,120})[\"']\s{0,9},\s{0,9}[\"']([a-z]{2,5})[\"']"
)
_TRS_COUNT = re.compile(r"\bcountPage\s{0,5}=\s{0,5}(\d{1,3})\b")
_TRS_HERE = re.compile(r"\bcurrentPage\s{0,5}=\s{0,5}(\d{1,3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """The pages of one article. Addresses are canonical and of the page's own host."""

    number: int  # of the page that was looked at; the first is 1
    pages: Mapping[
        int, str
    ]  # those it names, by number, itself left out; of a later page at least the one before
    whole: str = ""  # the address of the whole text on one page; "" when it names none


@dataclass(frozen=True, slots=True)
class _Form:
    """An address with a page's number taken out of it. ``base`` is the address of the first page."""

    base: str
    style: str
    number: int


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of the page: its canonical address and what it says."""

    url: str
    label: str
    rel: str
    element: HtmlElement


def find_pager(tree: HtmlElement, url: str) -> Pager | None:
    """The pager of the article on this page; None where it has none, or what looks like one is no article's."""
    try:
        own = canonical_url(url)
    except UnusableURL:
        return None
    if _is_list(own) or _is_gallery(tree, own):
        return None
    drawn = _drawn_by_script(tree, own)
    if drawn is not None:
        return drawn
    links = [link for link in _links(tree, own) if not _among_comments(link.element)]
    number, pages = _numbered(links, own)
    if pages and max(pages) > MAX_NUMBER:
        return None
    base = _base(own)
    if number > 1:
        base = next((form.base for form in _forms(own) if form.number == number), base)
    whole = next(
        (link.url for link in links if _WHOLE.fullmatch(link.label) and _is_whole(link.url, base)), ""
    )
    return Pager(number=number, pages=pages, whole=whole) if pages or whole else None


def _is_list(url: str) -> bool:
    parts = urlsplit(url)
    name = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return not parts.path.strip("/") or (_LIST_NAME.fullmatch(name) is not None and not name[:1].isdigit())


def _is_gallery(tree: HtmlElement, url: str) -> bool:
    """Pages of a gallery hold a picture and its caption each: reading them as one text makes no article."""
    if _GALLERY_PATH.search(urlsplit(url).path):
        return True
    title = next((element.text_content() for element in tree.iter("title")), "").strip()[:300]
    kinds = (
        (element.get("content") or "").lower()
        for element in islice(tree.iter("meta"), 200)
        if (element.get("property") or "").lower() == "og:type"
    )
    return _GALLERY_TITLE.search(title) is not None or any(
        "gallery" in kind or "image" in kind for kind in kinds
    )


def _links(tree: HtmlElement, own: str) -> Iterator[_Link]:
    """Links to the page's own host whose label may be one of a pager; those of scripts and of this page left out."""
    host = urlsplit(own).netloc
    for element in islice(tree.iter("a", "link", "option"), MAX_LINKS):
        rel = (element.get("rel") or "").lower() if element.tag != "option" else ""
        label = _label(element) if element.tag != "link" else ""
        if not (any(one.fullmatch(label) for one in _LABELS) if label else {"next", "prev"} & {*rel.split()}):
            continue
        target = (element.get("value" if element.tag == "option" else "href") or "").strip()
        if not target or target[0] == "#" or len(target) > 600:
            continue
        try:
            address = canonical_url(urljoin(own, target.partition("#")[0]))
        except (UnusableURL, ValueError):
            continue
        if urlsplit(address).netloc == host and address != own:
            yield _Link(address, label, rel, element)


def _label(element: HtmlElement) -> str:
    """What a link says, at most 100 characters; what is longer is a headline."""
    said = "".join(islice(element.itertext(), 20)) if len(element) else element.text or ""
    label = " ".join(said[:200].split()) or (element.get("aria-label") or element.get("title") or "").strip()
    return label if len(label) <= 100 else "-"


def _among_comments(element: HtmlElement) -> bool:
    return any(
        _AMONG_COMMENTS.search(f"{above.get('class') or ''} {above.get('id') or ''}"[:300])
        for above in islice(element.iterancestors(), 8)
    )


def _numbered(links: list[_Link], own: str) -> tuple[int, dict[int, str]]:
    """The number of this page, and the pages its links name; nothing where no link leads to a neighbour."""
    base, mine = _base(own), {(form.base, form.style): form.number for form in _forms(own)}
    found: dict[tuple[str, str], dict[int, str]] = {}
    for link in links:
        for form in _forms(link.url):
            key = (form.base, form.style)
            here = mine.get(key, 1 if form.base == base else 0)
            if here and _says(link, form.number, here):
                found.setdefault(key, {}).setdefault(form.number, link.url)
        for (first, style), here in mine.items():  # from a later page back to the first, which has no number
            if (
                here > 1
                and _base(link.url) == first
                and not _is_numbered(link.url, style)
                and _says(link, 1, here)
            ):
                found.setdefault((first, style), {})[1] = link.url
    for key, pages in sorted(found.items(), key=lambda item: -len(item[1])):
        here = mine.get(key, 1)
        if (here == 1 and 2 in pages) or (here > 1 and here - 1 in pages):
            return here, {number: pages[number] for number in sorted(pages)}
    return 1, {}


def _says(link: _Link, number: int, here: int) -> bool:
    """Whether a link's label says that it leads to the page of this number.

    What the link alone says of itself (rel) counts where it has no words: blogs say it of the next article too.
    """
    named = _NUMBER.fullmatch(link.label)
    if named is not None:
        return int(named.group(1) or named.group(2)) == number
    bare = not link.label or link.element.tag == "link"
    if number == here + 1:
        return _NEXT.fullmatch(link.label) is not None or (bare and "next" in link.rel.split())
    if number < here and _PREVIOUS.fullmatch(link.label) is not None:
        return True
    return number == here - 1 and bare and "prev" in link.rel.split()


def _base(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(("", parts.netloc, parts.path.rstrip("/"), parts.query, ""))


def _is_numbered(url: str, style: str) -> bool:
    return any(form.style == style for form in _forms(url))


def _forms(url: str) -> list[_Form]:
    """Every way in which a page's number may stand in an address."""
    parts, forms = urlsplit(url), []
    for name, pattern in (("suffix", _SUFFIX), ("folder", _FOLDER)):
        found = pattern.fullmatch(parts.path)
        if found is not None and int(found["n"]) > 0:
            stem, end = found["stem"], found["end"].rstrip("/")
            style = f"{name} {found['mark'].lower()}"
            for path in {stem + end, stem} if name == "folder" else {stem + end}:
                forms.append(
                    _Form(urlunsplit(("", parts.netloc, path, parts.query, "")), style, int(found["n"]))
                )
    pairs = parts.query.split("&") if parts.query else []
    for pair in pairs[:30]:
        name, _, value = pair.partition("=")
        if name.lower() in _NAMES and value.isdecimal() and 0 < len(value) <= 3 and int(value) > 0:
            rest = "&".join(other for other in pairs if other != pair)
            base = urlunsplit(("", parts.netloc, parts.path.rstrip("/"), rest, ""))
            forms.append(_Form(base, f"query {name.lower()}", int(value)))
    return forms


def _is_whole(url: str, base: str) -> bool:
    """Whether an address is that of the page with "all" in the place of a number."""
    parts = urlsplit(url)
    pairs = parts.query.split("&") if parts.query else []
    rest = "&".join(pair for pair in pairs if not _WHOLE_QUERY.fullmatch(pair))
    if (
        len(rest) < len(parts.query)
        and urlunsplit(("", parts.netloc, parts.path.rstrip("/"), rest, "")) == base
    ):
        return True
    found = _WHOLE_PATH.fullmatch(parts.path)
    if found is None:
        return False
    path = found["stem"] + found["end"].rstrip("/")
    return bool(urlunsplit(("", parts.netloc, path, parts.query, "")) == base)


def _drawn_by_script(tree: HtmlElement, own: str) -> Pager | None:
    """The pager that a script of TRS writes: of a page of several it says how many, and which this one is."""
    for script in islice(tree.iter("script"), MAX_SCRIPTS):
        text = (script.text or "")[:20_000]
        if "createPageHTML(" not in text and "countPage" not in text:
            continue
        called, counted, here = _TRS_CALL.search(text), _TRS_COUNT.search(text), _TRS_HERE.search(text)
        if called is not None:
            return _of_trs(own, int(called[1]), int(called[2]), called[3], called[4])
        if counted is not None and here is not None:
            stem, dot, suffix = urlsplit(own).path.rsplit("/", 1)[-1].rpartition(".")
            name = stem.removesuffix(f"_{here[1]}") if dot else ""
            return _of_trs(own, int(counted[1]), int(here[1]), name, suffix) if name else None
    return None


def _of_trs(own: str, count: int, index: int, name: str, suffix: str) -> Pager | None:
    if not 1 < count <= MAX_NUMBER or index >= count or _LIST_NAME.fullmatch(name):
        return None
    files = [f"{name}.{suffix}", *(f"{name}_{n}.{suffix}" for n in range(1, count))]
    try:
        pages = {number: canonical_url(urljoin(own, file)) for number, file in enumerate(files, 1)}
    except (UnusableURL, ValueError):
        return None
    if pages.pop(index + 1) != own:
        return None  # what the script says is of another page
    return Pager(number=index + 1, pages=pages)
