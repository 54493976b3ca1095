"""The dated lines a reader sees: which of them is the article's own, and how the page writes its days.

The line stands close to the headline, in an element named for it, with a label or a clock. What stands in a menu,
a footer, a list of other articles or under comments is somebody else's; what is labelled as an event or an end of
a term is not a publication.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.found_dates import FoundDate, in_range, stamp_of
from crawler.reading.moments import Moment, find_moments, read_moment
from crawler.reading.page_lines import (
    BLOCKS,
    MAX_LINE,
    alike,
    headline_line,
    letters_of,
    page_lines,
    parents_of,
    same_start,
    short_text,
)
from crawler.reading.relative import read_relative
from store.records import DateSource

BELIEVED = 2.0  # standing from which a line is taken for the article's own date
CERTAIN = 3.0  # and from which it may speak against what the page's head says
_MAX_DATED = 1_000  # dated lines of a page that are weighed; an article's own is not behind so many
_MAX_RELATIVE_LINE = 50  # code points; "昨天" in a longer line is part of the news
_TEMPLATE = 3  # different days in elements of one template: a list of articles, not a byline

_BOXED = frozenset(("h1", "h2", "h3", "h4", "h5"))
_APART = frozenset(("footer", "aside", "nav", "figcaption"))

_TIMELY = re.compile(r"date|time|pub|post|issue|publish|ctime|riqi|shijian|pdate", re.IGNORECASE)
_BYLINE = re.compile(r"info|source|meta|author|byline|origin|sub|head|msg|from|artic", re.IGNORECASE)
# Whole words of class names: "hot" in "photo" and "nav" in "navy" say nothing.
_WORDS = re.compile(r"[A-Z]?[a-z]{2,40}|[A-Z]{2,40}")
_ELSEWHERE = frozenset(
    (
        *("foot", "footer", "copyright", "comment", "comments", "reply", "replies", "related", "relate"),
        *("recommend", "recommended", "recommendation", "recommendations", "relation", "sidebar"),
        *("hot", "hotnews", "rank", "ranking", "menu", "nav", "navbar", "navigation", "ticker"),
        *("popular", "trending", "next", "prev", "previous", "more", "readmore", "latest", "carousel"),
        *("calendar", "megamenu", "dropdown", "suggested", "suggestions", "upcoming", "pagination"),
        *("today", "clock", "weather", "lunar", "nowtime", "nowdate"),
    )
)
_SIDES = frozenset(("aside", "side", "side-bar", "side_bar", "right-col", "left-col"))
_CHANGED_WORDS = frozenset(("updated", "modified", "changed", "revised", "update", "modify"))

_PUBLISHED_LABEL = re.compile(
    r"(?:发布|發布|发佈|發佈|发表|發表|刊登|刊出|上传|出版|公布|上架)(?:时间|時間|日期|于|於)?\s{0,2}[:：]?\s{0,3}$|"
    r"(?:时间|時間|日期)\s{0,2}[:：]\s{0,3}$|"
    r"\b(?:published|posted|date published|publication date|publish date)(?:\son)?\s{0,2}:?\s{0,3}$",
    re.IGNORECASE,
)
_FIRST_LABEL = re.compile(
    r"(?:首发|首發|首次发布|首次發布|最初发布|最初發布|原发布|原發布)(?:时间|時間|日期|于|於)?\s{0,2}[:：]?\s{0,3}$|"
    r"\b(?:originally|first)\s(?:published|posted|appeared)(?:\son)?\s{0,2}:?\s{0,3}$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"发布|發布|发佈|發佈|发表|發表|刊登|时间|時間|日期|来源|來源|published|posted|first\s|\bdate\b|on:",
    re.IGNORECASE,
)
_CHANGES = r"更新|修改|修订|修訂|编辑于|編輯於|modified|last\s|edited|reviewed"
_CHANGED = re.compile(rf"{_CHANGES}|updated?\b", re.IGNORECASE)
_MAY_CHANGE = re.compile(rf"{_CHANGES}|{'|'.join(sorted(_CHANGED_WORDS))}", re.IGNORECASE)
_CHANGED_LABEL = re.compile(
    r"(?:更新|修改|修订|修訂)(?:时间|時間|日期|于|於)?\s{0,2}[:：]?\s{0,3}$|(?:编辑于|編輯於)\s{0,3}$|"
    r"\b(?:updated?|modified|edited|reviewed)(?:\son)?\s{0,2}:?\s{0,3}$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
# What the day in a labelled line is of, when it is not of the publication; the label stands right before it.
_OTHER_DAY = re.compile(
    r"(?:截至|截止|截稿|成文|签发|簽發|施行|实施|實施|生效|有效期|活动|活動|会议|會議|举办|舉辦|举行|舉行|开庭|開庭|"
    r"演出|报名|報名|开播|上映|出生|成立|注册|註冊|到期|起息|上市|今天是|今天|今日|现在是|現在是)"
    r"[^。，,；;]{0,6}$|"
    r"\b(?:deadline|due|effective|expires?|expiry|until|through|event|when|starts?|ends?|begins?|closes?|opens?|"
    r"as of|ended|ending|since|born|founded|est|release date|today is|today|hearing|meeting|valid|from|to|before|after)"
    r"(?:\sdate)?\s{0,2}:?\s{0,3}(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s{0,2})?$",
    re.IGNORECASE,
)
_PUBLISHED_ON = re.compile(r"published|posted|updated|modified|appeared|发布|發布|更新", re.IGNORECASE)
_LINK_LABEL = re.compile(r"\b(?:published|posted|updated|on|at)\b|发布于|發布於|发布|發布", re.IGNORECASE)
_OWNED = re.compile(r"©|\(c\)|copyright|版权|版權|备案|備案|all rights", re.IGNORECASE)
_DAY_THEN_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8},?\s(?:19|20)\d\d")
_MONTH_THEN_DAY = re.compile(r"[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d")
_NUMERAL = re.compile(r"[\d二民]")
_NUMBERS = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})/(?:19|20)?\d\d(?![\d/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dated line of the page that may be the article's own. ``standing``: 2 and more is believed."""

    found: FoundDate
    standing: float
    near: bool  # at the headline
    changed: bool  # labelled as the day of a change
    first: bool  # labelled as the day of the first publication
    labelled: bool  # labelled as the day of the publication


@dataclass(frozen=True, slots=True)
class _Dated:
    number: int
    element: HtmlElement
    line: str
    moment: Moment


def find_datelines(
    lines: list[tuple[HtmlElement, str]],
    title: str,
    *,
    zone: tzinfo,
    now: datetime,
    day_first: bool | None,
) -> list[Dateline]:
    """Dated lines that can be the article's own, the best first; of equals the first on the page."""
    anchor = headline_line(lines, title)
    headline = None if anchor is None else lines[anchor][0]
    wanted = letters_of(title)
    dated = list(islice(_dated_lines(lines, zone, day_first, now), _MAX_DATED))
    days: dict[str, set[str]] = {}
    for item in dated:
        days.setdefault(_template(item.element), set()).add(item.moment.at.date().isoformat())
    found = []
    for item in dated:
        line = _dateline(item, None if anchor is None else item.number - anchor)
        if len(days[_template(item.element)]) >= _TEMPLATE:
            line = replace(line, standing=line.standing - 2.5)
        if (
            not line.labelled
            and headline is not None
            and wanted
            and _heads_another(item.element, headline, wanted)
        ):
            line = replace(line, standing=line.standing - 2.5)
        if line.standing >= BELIEVED or line.first:
            found.append(line)
    return sorted(found, key=lambda line: -line.standing)


def may_tell_change(lines: Iterable[tuple[HtmlElement, str]]) -> bool:
    """Whether a dated line may be labelled as the day of a change. Quick: on most pages there is none."""
    for element, line in lines:
        if not (_NUMERAL.search(line) or element.get("datetime") or element.get("title")):
            continue
        if _MAY_CHANGE.search(line) or _MAY_CHANGE.search(_text_before(element)):
            return True
        for node in (element, *parents_of(element, 1)):
            if _MAY_CHANGE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
                return True
    return False


def is_change(element: HtmlElement) -> bool:
    """Whether an element's text says that its day is that of a change: "Last updated on 5 May"."""
    return bool(_CHANGED.search(element.text_content()[:100]))


def has_older_comment(lines: list[tuple[HtmlElement, str]], at: datetime, zone: tzinfo) -> bool:
    """Whether readers wrote comments before that day: what they commented on was published earlier."""
    for element, line in lines:
        if len(line) > _MAX_RELATIVE_LINE or not any(char.isdigit() for char in line):
            continue
        names = " ".join(node.get("class") or "" for node in (element, *parents_of(element, 3)))
        if "comment" in names.lower():
            moment = read_moment(element.get("datetime") or line, zone)
            if moment is not None and moment.at < at:
                return True
    return False


def day_first_of(lines: Iterable[tuple[HtmlElement, str]]) -> bool | None:
    """Whether the page writes the day before the month, by its other dates; None when they do not tell."""
    votes: Counter[bool] = Counter()
    for _, line in lines:
        if not _NUMERAL.search(line):
            continue
        for first, other in _NUMBERS.findall(line):
            if (int(first) > 12) != (int(other) > 12):
                votes[int(first) > 12] += 3  # the same form says more than the same language
        votes[True] += bool(_DAY_THEN_MONTH.search(line))
        votes[False] += bool(_MONTH_THEN_DAY.search(line))
    if not votes or votes[True] == votes[False]:
        return None
    winner = votes[True] > votes[False]
    return winner if votes[winner] >= 3 * votes[not winner] else None


def read_dateline(lines: Iterable[str], *, zone: tzinfo, now: datetime) -> FoundDate | None:
    """The date of a plain text: the first line near its top that is little more than a date."""
    for line in lines:
        if len(line) > MAX_LINE or _OWNED.search(line):
            continue
        for moment in sorted(find_moments(line, zone), key=lambda item: item.start):
            rest = len(line) - (moment.end - moment.start)
            before = line[: moment.start]
            if _OTHER_DAY.search(before) and not _PUBLISHED_ON.search(before):
                continue
            if in_range(moment.at, now) and (rest <= 40 or _LABEL.search(line)):
                return _found(moment, "line at the top of the text")
    return None


def relative_date(tree: HtmlElement, title: str, *, zone: tzinfo, fetched_at: datetime) -> FoundDate | None:
    """The day of "3小时前" or "2 hours ago" in the line at the headline, seen from the moment of the fetch.

    The last resort: the caller asks only when neither the page nor its announcement states a date.
    """
    best: tuple[float, FoundDate] | None = None
    lines = page_lines(tree)
    anchor = headline_line(lines, title)
    for number, (element, line) in enumerate(lines):
        moment = read_relative(line, zone=zone, now=fetched_at) if len(line) <= _MAX_RELATIVE_LINE else None
        if moment is None or anchor is None or line.endswith(("。", ".", "！", "？")):
            continue
        made = _dateline(_Dated(number, element, line, moment), number - anchor)
        if made.standing >= BELIEVED and number != anchor and (best is None or made.standing > best[0]):
            at = made.found
            best = (
                made.standing,
                FoundDate(at.at, at.raw, at.source, True, "time since, seen from the fetch"),
            )
    return best[1] if best else None


def _dated_lines(
    lines: list[tuple[HtmlElement, str]], zone: tzinfo, day_first: bool | None, now: datetime
) -> Iterator[_Dated]:
    for number, (element, line) in enumerate(lines):
        # "3 days ago" often has the day itself in the hint that a pointer shows.
        stamp = stamp_of(element, zone) or (element.get("title") if len(line) <= _MAX_RELATIVE_LINE else None)
        if not (stamp or _NUMERAL.search(line)) or _OWNED.search(line):
            continue
        exact = read_moment(stamp, zone) if stamp else None
        printed = _moments(line, zone, day_first)
        if exact and printed and printed[0].date_only and printed[0].at.date() != exact.at.date():
            exact = None  # written for machines in another zone: the printed day is the publisher's
        if exact:  # what stands before it in the line says of what day it is
            place = printed[0].start if printed else len(line)
            printed = [replace(exact, start=place, end=place)]
        for moment in printed:
            if in_range(moment.at, now):
                yield _Dated(number, element, line, moment)


def _moments(line: str, zone: tzinfo, day_first: bool | None) -> list[Moment]:
    """The moments of a line in its order; where two forms read one place, the longer reading."""
    if not _NUMERAL.search(line):
        return []
    found = sorted(find_moments(line, zone, day_first=day_first), key=lambda item: (item.start, -item.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return kept


def _found(moment: Moment, rule: str) -> FoundDate:
    return FoundDate(moment.at.astimezone(UTC), moment.raw, DateSource.BODY, moment.date_only, rule)


def _dateline(item: _Dated, distance: int | None) -> Dateline:
    """How much a dated line looks like the article's own date."""
    element, line, moment = item.element, item.line, item.moment
    around = (element, *parents_of(element, 5))
    names = [f"{node.get('class') or ''} {node.get('id') or ''}" for node in around] + [""]
    before = line[: moment.start]
    words = {word.lower() for name in names[:2] for word in _WORDS.findall(name)}
    # Without a printed day ("3 days ago") the line is no label unless it says so.
    bare = not before.strip() or (moment.start == len(line) and not _PUBLISHED_ON.search(line))
    aside = _text_before(element) if bare else before
    first = bool(_FIRST_LABEL.search(before))
    event = bool(_OTHER_DAY.search(aside)) and not _PUBLISHED_ON.search(aside)
    event = event or not words.isdisjoint(("event", "events", "deadline"))
    labelled = not event and not _CHANGED_LABEL.search(aside) and bool(_PUBLISHED_LABEL.search(aside))
    changed = not labelled and not first and bool(_CHANGED.search(aside) or words & _CHANGED_WORDS)
    score = _nearness(distance) + _naming(element, names)
    score += 1.6 if labelled else 1.0 if _LABEL.search(before) or _CHANGED.search(aside) else 0.0
    score += 0.0 if moment.date_only else 0.4
    score += 0.6 if len(line) - len(moment.raw) <= 30 else -0.6
    score -= 4.0 if event else 0.0
    # Above the headline a day of the week without a clock is that of the reader: "Monday, 9 November".
    above = distance is not None and distance < 0 and moment.date_only
    score -= 1.5 if above and not labelled and _WEEKDAY.search(line) else 0.0
    score -= _belonging_elsewhere(around, names, line)
    score -= 1.5 if _in_link_list(element, line, moment) else 0.0
    where = "line at the headline" if distance is not None and -6 <= distance <= 12 else "dated line"
    rule = "line says first published" if first else f"{where}, labelled" if labelled else where
    near = distance is not None and -6 <= distance <= 20
    return Dateline(
        found=_found(moment, rule), standing=score, near=near, changed=changed, first=first, labelled=labelled
    )


def _nearness(distance: int | None) -> float:
    if distance is not None and -6 <= distance <= 12:
        return 2.0 - abs(distance) * 0.08
    return 0.5 if distance is not None and -20 <= distance <= 30 else 0.0


def _naming(element: HtmlElement, names: list[str]) -> float:
    score = 1.0 if element.tag == "time" else 0.0
    own = names[0] if names[0].strip() or element.tag != "span" else names[1]
    score += 1.0 if _TIMELY.search(own) else 0.0
    return score + (0.5 if any(_TIMELY.search(name) or _BYLINE.search(name) for name in names[:3]) else 0.0)


def _belonging_elsewhere(around: tuple[HtmlElement, ...], names: list[str], line: str) -> float:
    # Utility classes such as md:[grid-area:sidebar] say where a thing stands, not what it is.
    # And the root of every page that Next.js draws is called __next.
    classes = [part for name in names for part in name.split() if not {"[", ":"} & set(part)]
    classes = [part for part in classes if part != "__next"]
    words = {word.lower() for part in classes for word in _WORDS.findall(part)}
    score = 2.5 if words & _ELSEWHERE or not _SIDES.isdisjoint(map(str.lower, classes)) else 0.0
    score += 2.5 if any(node.tag in _APART for node in (*around, *parents_of(around[-1], 3))) else 0.0
    return score


def _in_link_list(element: HtmlElement, line: str, moment: Moment) -> bool:
    """Whether the date stands in a link or list item with a headline of its own: that is the headline's date."""
    for node in (element, *parents_of(element, 2)):
        if node.tag not in {"li", "a"}:
            continue
        said = short_text(node).replace(moment.raw, " ")
        if len(letters_of(_LINK_LABEL.sub(" ", said))) > (3 if node.tag == "a" else 14):
            return True
    return False


def _text_before(element: HtmlElement) -> str:
    """The label in the element before: "Updated on" in a span of its own."""
    before = element.getprevious()
    if before is not None and before.tail and before.tail.strip():
        return " ".join(before.tail.split())[-40:]
    if before is None:
        parent = element.getparent()
        return " ".join((parent.text or "").split())[-40:] if parent is not None else ""
    return (
        " ".join(short_text(before).split())[-40:]
        if before.tag not in BLOCKS or before.tag in {"div", "dt", "td", "th"}
        else ""
    )


def _template(element: HtmlElement) -> str:
    parent = element.getparent()
    above = "" if parent is None else f"{parent.tag}.{parent.get('class') or ''}"
    return f"{above}>{element.tag}.{element.get('class') or ''}"


def _heads_another(element: HtmlElement, headline: HtmlElement, title: str) -> bool:
    """Whether a dated line stands in a box with a heading of its own: it is the date of that story.

    A box that holds the headline too is the article's, whatever headings it has further down.
    """
    above = set(parents_of(headline, 4))
    for node in parents_of(element, 2):
        if node in above:
            return False
        inside = islice(node.iterdescendants(), 40)
        heading = next((item for item in inside if item.tag in _BOXED and item is not element), None)
        if heading is not None:
            key = letters_of(short_text(heading))
            return heading.tag != "h1" and not same_start(title, key) and not alike(title, key)
    return False
