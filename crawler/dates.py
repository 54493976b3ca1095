"""When a page was published: JSON-LD, meta elements, the line beside the headline, the URL.

No date is better than a wrong one: a date in the future, before the web, in a footer or a list of other
articles is refused, and a value that names no zone is read in the zone of its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.markup import Head, is_article, text_of
from crawler.moments import Moment, find_moments, read_moment, read_stamp
from crawler.relative import read_relative
from store.records import DateSource

EARLIEST_YEAR = 1995
FUTURE_SLACK = timedelta(days=1)  # clocks and zones differ; more than this is a wrong date
_MAX_LINES = 6_000  # text lines of a page that are looked at
_DAY_FIRST_HOSTS = frozenset(
    ("uk", "au", "nz", "in", "ie", "za", "sg", "eu", "de", "fr", "it", "es", "my", "hk", "pk")
)
_MAX_RELATIVE_LINE = 50  # code points; "昨天" in a longer line is part of the news
_MAX_LINE = 160  # code points; a longer line is prose, its dates are those of events

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "bytedance:published_time",
    "datepublished", "article:published", "published", "publishdate", "publish_date", "publish-date",
    "publication_date", "pubdate", "pub_date", "published_time", "published-date", "published_at",
    "publishedtime", "dateposted", "cxenseparse:recs:publishtime", "parsely-pub-date", "sailthru.date",
    "weibo:article:create_at", "apub:time", "rnews:datepublished", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dcsext.articlefirstpublished",
    "citation_publication_date", "citation_date", "article.published", "article.created", "displaydate",
    "cdate", "datecreated", "og:release_date", "originalpublicationdate", "article_date_original",
    "timestamp", "date", "_pubtime", "firstcreatetime", "creationdate", "created",
)  # fmt: skip
_CHANGED_METAS = (
    "article:modified_time", "og:article:modified_time", "og:modified_time", "datemodified", "dateupdate",
    "modified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified", "og:updated_time",
    "article:updated_time", "updated_time", "date_modified", "modifieddate",
)  # fmt: skip
_LINKED_KEYS = ("datePublished", "pubDate", "dateCreated", "uploadDate")

_TIMELY = re.compile(r"date|time|pub|post|issue|publish|ctime|riqi|shijian|pdate", re.IGNORECASE)
_BYLINE = re.compile(r"info|source|meta|author|byline|origin|sub|head|msg|from|artic", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"foot|copyright|comment|reply|related|recommend|relat|aside|side-?bar|hot|rank|widget|menu|nav|ticker|most-|popular|trending|next|prev|more",
    re.IGNORECASE,
)
_PUBLISHED_LABEL = re.compile(
    r"(?:发布|發布|发表|發表|刊登|上传|出版)(?:时间|時間|日期|于|於)?\s{0,2}[:：]?\s{0,3}$|(?:时间|時間|日期)\s{0,2}[:：]\s{0,3}$|"
    r"\b(?:published|posted|date published|publication date)(?:\son)?\s{0,2}:?\s{0,3}$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"发布|發布|发表|發表|刊登|时间|時間|日期|来源|來源|published|posted|first\s|date|on:", re.IGNORECASE
)
_CHANGED = re.compile(r"更新|修改|updated|modified|last\s|edited|reviewed|截至|截止|截稿", re.IGNORECASE)
_OWNED = re.compile(r"©|\(c\)|copyright|版权|版權|备案|備案|all rights", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "td",
        "th",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "nav",
        "ul",
        "ol",
        "table",
        "tr",
        "body",
        "dd",
        "dt",
    ]
)
_URL_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[/\-_]?)(?P<month>1[0-2]|0[1-9])(?:(?P=sep)|/|-)?(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``at`` is aware UTC; noon of the day in the source's zone when ``date_only``. ``raw`` as written.

    ``rule`` names the evidence; ``others`` are rule and text of what was passed over.
    """

    at: datetime
    raw: str
    source: DateSource
    date_only: bool
    rule: str = ""
    others: tuple[tuple[str, str], ...] = ()


def find_date(
    head: Head, tree: HtmlElement, *, url: str, zone: tzinfo, now: datetime, title: str = ""
) -> FoundDate | None:
    """The publication date a page states, best evidence first; None when nothing credible states one."""
    day_first = _day_first(urlsplit(url).hostname or "", zone, head.lang)
    stated: list[FoundDate] = []
    for source, values in (
        (DateSource.JSONLD, _linked_values(head)),
        (DateSource.META, _meta_values(head)),
        (DateSource.BODY, _time_values(tree)),
    ):
        found = next(_credible(values, source, zone, now, day_first), None)
        if found is not None:
            stated.append(found)
            if source is not DateSource.BODY and not found.date_only:
                return found
    beside = _beside_title(tree, title, zone=zone, now=now, day_first=day_first)
    by_url = date_in_url(url, zone=zone, now=now)
    if beside and stated and stated[0].source is DateSource.JSONLD and not stated[0].raw[:4].isdigit():
        # "Jun 24, 2025" instead of ISO 8601: site builders fill it with the day of the last build.
        stated.pop(0)
    return _agreed([*stated, *([beside] if beside else []), *([by_url] if by_url else [])])


def find_modified(head: Head, tree: HtmlElement, *, zone: tzinfo, now: datetime) -> datetime | None:
    """When the page says that it was last changed, aware UTC; None when nothing credible says so."""
    values = [text_of(item.get("dateModified")) for item in head.linked if is_article(item)]
    values += [value for name in _CHANGED_METAS for value in head.metas.get(name, ())]
    values += [
        element.get("datetime") or element.get("content") or element.text_content()[:100]
        for element in tree.iterfind(".//*[@itemprop]")
        if (element.get("itemprop") or "").lower() == "datemodified" and element.tag != "meta"
    ]
    found = next(_credible(values, DateSource.META, zone, now, None), None)
    return found.at if found else None


def date_in_url(url: str, *, zone: tzinfo, now: datetime) -> FoundDate | None:
    """A day written into the path: /2025/11/05/, /20251105/, /2025-11-05-, t20251105_1, /2025/1105/."""
    parts = urlsplit(url)
    for found in _URL_DAY.finditer(f"{parts.path}?{parts.query}"[:500]):
        try:
            at = datetime(int(found["year"]), int(found["month"]), int(found["day"]), 12, tzinfo=zone)
        except ValueError:
            continue
        if _in_range(at, now):
            return FoundDate(at.astimezone(UTC), found.group(), DateSource.URL, True)
    return None


def read_dateline(lines: Iterable[str], *, zone: tzinfo, now: datetime) -> FoundDate | None:
    """The date of a plain text: the first line near its top that is little more than a date."""
    for line in lines:
        if len(line) > _MAX_LINE or _OWNED.search(line):
            continue
        for moment in sorted(find_moments(line, zone), key=lambda item: item.start):
            rest = len(line) - (moment.end - moment.start)
            if _in_range(moment.at, now) and (rest <= 40 or _LABEL.search(line)):
                return FoundDate(moment.at.astimezone(UTC), moment.raw, DateSource.BODY, moment.date_only)
    return None


def relative_date(tree: HtmlElement, title: str, *, zone: tzinfo, fetched_at: datetime) -> FoundDate | None:
    """The day of "3小时前" or "2 hours ago" in the line at the headline, seen from the moment of the fetch.

    The last resort: the caller asks only when neither the page nor its announcement states a date.
    """
    best: tuple[float, FoundDate] | None = None
    lines = list(_lines(tree))
    anchor = _headline_line(lines, _key(title))
    for number, (element, line) in enumerate(lines):
        moment = read_relative(line, zone=zone, now=fetched_at) if len(line) <= _MAX_RELATIVE_LINE else None
        if moment is None or anchor is None or line.endswith(("。", ".", "！", "？")):
            continue
        score = _standing(element, line, moment, number - anchor)
        if score >= 2 and number != anchor and (best is None or score > best[0]):
            best = (score, FoundDate(moment.at.astimezone(UTC), moment.raw, DateSource.BODY, True))
    return best[1] if best else None


def local_text(at: datetime, raw: str, *, date_only: bool) -> str:
    """``at`` as ISO 8601 in the zone ``raw`` was written in, so that its day is the publisher's day."""
    written = read_moment(raw, UTC)
    if written is None:
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if date_only:
        return written.at.date().isoformat()
    if written.at.utcoffset() == timedelta(
        0
    ):  # named UTC, or named nothing: the difference is the zone's offset
        offset = written.at - at
        if abs(offset) <= timedelta(hours=14):
            return f"{written.at:%Y-%m-%dT%H:%M:%S}{_offset_text(offset)}"
    return written.at.isoformat()


def _offset_text(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return (
        "Z"
        if minutes == 0
        else f"{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    )


def _agreed(stated: list[FoundDate]) -> FoundDate | None:
    """The first stated date; one with a clock that names the same day is preferred to a bare day."""
    if not stated:
        return None
    first = stated[0]
    if first.date_only:
        for other in stated[1:]:
            if not other.date_only and abs(other.at - first.at) <= timedelta(hours=26):
                return other
    return first


def _in_range(at: datetime, now: datetime) -> bool:
    return at.year >= EARLIEST_YEAR and at <= now + FUTURE_SLACK


def _day_first(host: str, zone: tzinfo, lang: str) -> bool | None:
    """Whether 05/11/2025 is 5 November there; None when host, language and zone do not tell."""
    last, lang = host.rsplit(".", 1)[-1], lang.lower().replace("_", "-")
    if last in _DAY_FIRST_HOSTS or lang in {"en-gb", "en-au", "en-nz", "en-in", "en-ie", "en-za"}:
        return True
    if last in {"gov", "us", "edu", "mil"} or lang == "en-us" or str(zone).startswith(("America/", "US/")):
        return False
    return True if str(zone).startswith(("Europe/", "Australia/")) else None


def _credible(
    values: Iterable[str], source: DateSource, zone: tzinfo, now: datetime, day_first: bool | None
) -> Iterator[FoundDate]:
    for raw in values:
        moment: Moment | None = read_moment(raw, zone, day_first=day_first) or read_stamp(raw)
        if moment is not None and _in_range(moment.at, now):
            yield FoundDate(moment.at.astimezone(UTC), raw.strip()[:80], source, moment.date_only)


def _linked_values(head: Head) -> Iterator[str]:
    for item in sorted(head.linked, key=lambda item: not is_article(item)):
        kinds = str(item.get("@type"))
        if is_article(item) or "WebPage" in kinds or "VideoObject" in kinds or "@type" not in item:
            for key in _LINKED_KEYS:
                yield text_of(item.get(key))


def _meta_values(head: Head) -> Iterator[str]:
    for name in _PUBLISHED_METAS:
        yield from head.metas.get(name, ())


def _time_values(tree: HtmlElement) -> Iterator[str]:
    """Values of elements that are marked up as the publication date."""
    for element in tree.iterfind(".//*[@itemprop]"):
        if (element.get("itemprop") or "").lower() in {
            "datepublished",
            "datecreated",
        } and element.tag != "meta":
            yield element.get("datetime") or element.get("content") or element.text_content()[:100]
    for element in tree.iterfind(".//time"):
        label = f"{element.get('class') or ''} {element.get('pubdate') or ''}"
        if "publish" in label or "pubdate" in element.attrib or "entry-date" in label:
            yield element.get("datetime") or element.text_content()[:100]


def _beside_title(
    tree: HtmlElement, title: str, *, zone: tzinfo, now: datetime, day_first: bool | None
) -> FoundDate | None:
    """The best dated line of the page: close below the headline, in an element named for it, labelled."""
    best: tuple[float, FoundDate] | None = None
    lines = list(_lines(tree))
    anchor = _headline_line(lines, _key(title))
    for number, (element, line) in enumerate(lines):
        if _OWNED.search(line):
            continue
        exact = read_moment(element.get("datetime") or "", zone)
        moments = [exact] if exact else _dated(line, zone, day_first)
        for moment in moments:
            if not _in_range(moment.at, now):
                continue
            score = _standing(element, line, moment, None if anchor is None else number - anchor)
            if score >= 2 and (best is None or score > best[0]):
                found = FoundDate(moment.at.astimezone(UTC), moment.raw, DateSource.BODY, moment.date_only)
                best = (score, found)
    return best[1] if best else None


def _dated(line: str, zone: tzinfo, day_first: bool | None) -> list[Moment]:
    """The moments of a line in its order; where two forms read one place, the longer reading."""
    if not any(char.isdigit() or char in "二民" for char in line):
        return []
    found = sorted(find_moments(line, zone, day_first=day_first), key=lambda item: (item.start, -item.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return kept


def _headline_line(lines: list[tuple[HtmlElement, str]], title: str) -> int | None:
    """The number of the line that is the headline: a heading that says it, else any line, else a long heading."""
    anchor: int | None = None
    for number, (element, line) in enumerate(lines):
        key, heading = _key(line), element.tag == "h1"
        says = len(title) >= 4 and _same_start(title, key)
        if (says and (anchor is None or heading)) or (heading and anchor is None and len(key) >= 8):
            anchor = number
    return anchor


def _same_start(title: str, line: str) -> bool:
    """Whether a line is the headline, or either of them the beginning of the other."""
    short, long = sorted((title, line), key=len)
    return long.startswith(short) and (short == long or len(short) >= 8)


def _standing(element: HtmlElement, line: str, moment: Moment, distance: int | None) -> float:
    """How much a dated line looks like the article's own date; 2 and more is believed."""
    names = [f"{node.get('class') or ''} {node.get('id') or ''}" for node in (element, *_parents(element, 5))]
    score = 0.0
    if distance is not None and -6 <= distance <= 12:
        score += 2.0 - abs(distance) * 0.08
    elif distance is not None and -20 <= distance <= 30:
        score += 0.5
    score += 1.0 if element.tag == "time" else 0.0
    score += 1.0 if _TIMELY.search(names[0]) else 0.0
    score += 0.5 if any(_TIMELY.search(name) or _BYLINE.search(name) for name in names[:3]) else 0.0
    before = line[: moment.start]
    score += 1.6 if _PUBLISHED_LABEL.search(before) else 1.0 if _LABEL.search(before) else 0.0
    score += 0.4 if not moment.date_only else 0.0
    score += 0.6 if len(line) - len(moment.raw) <= 30 else -0.6
    score -= 0.8 if _CHANGED.search(before) else 0.0
    score -= 2.5 if any(_ELSEWHERE.search(name) for name in names) else 0.0
    score -= (
        2.5
        if any(node.tag in {"footer", "aside", "nav"} for node in (element, *_parents(element, 8)))
        else 0.0
    )
    score -= 1.5 if any(node.tag in {"li", "a"} for node in (element, *_parents(element, 2))) else 0.0
    return score


def _parents(element: HtmlElement, count: int) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    node = element.getparent()
    while node is not None and len(found) < count and node.tag not in {"body", "html"}:
        found.append(node)
        node = node.getparent()
    return found


def _lines(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Short lines of text in page order, with the innermost element that holds them whole."""
    count = 0
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {
            "script",
            "style",
            "noscript",
            "option",
            "head",
            "title",
            "meta",
        }:
            continue
        if count > _MAX_LINES:
            return
        own = (element.text or "") + " ".join(child.tail or "" for child in element)
        if not own.strip():
            continue
        # The whole element when it is short: "2025-11-05 <span>06:30</span>" is one line.
        whole = own if any(child.tag in _BLOCKS for child in element) else _short_text(element)
        line = " ".join(whole.split())
        if line and len(line) <= _MAX_LINE:
            count += 1
            yield element, line


def _short_text(element: HtmlElement) -> str:
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > _MAX_LINE * 3:
            break
    return " ".join(parts)


def _key(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
