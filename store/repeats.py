"""Lines that return on other articles of the same site: menus, calls to subscribe, statements of liability.

Pure: what a line is known by, which lines may be such, when they are, and a text without them. The counting is in
store/sightings.py. The rule: a line of prose, a heading or an item of a list among the first ``FIRST`` or last
``LAST`` lines that stands on ``LEAST`` different articles of a site, on a share of its articles that is the larger the
more the line looks like part of a text, and outside of what is said there:

- a plain line (no sentence): 1 in 100, and on most of them nothing is said between it and an end of the text: "Outlook"
  and "Background" return too, with the text below them;
- an item of a list: 1 in 10, in a list that returns whole: names of firms and countries return in lists of any kind;
- a sentence: 1 in 10, and nearly always at the very edge of the text (nothing but returning lines outside of it); from
  1 in 3 on headlines of other articles may stand between: daily reports say "rates were unchanged" on half of the days;
- a line with an amount or a rate: every second article.

Articles that share half of the shorter one's sentences, numbers aside, are versions of one text, and count once: else a
text that was put up three times would lose its own. Only a line on 2 of 3 articles of a site is counted without that:
on a site of short notices the house's own lines are more than half of each. Rows of tables, captions and quotes are
never cut, nor are the formulas of official documents, which stand on half of a ministry's pages, nor what reporters
write of whom they asked in vain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from store.records import LineKind, Paragraph

K = TypeVar("K")

FIRST, LAST = 5, 15  # lines of a text that may return, at its beginning and at its end
LEAST = 3  # different articles

_PLAIN_SHARE, _PROSE_SHARE, _AMOUNT_SHARE = (
    0.01,
    0.1,
    0.5,
)  # of the site's articles since the line first stood there
_ITEM_SHARE = 0.1
_USUAL = 1 / 3  # from here on headlines of other articles may stand outside of a sentence
_EVERYWHERE, _MANY = (
    2 / 3,
    10,
)  # share and articles from which versions of one text are no explanation any more
_SAME = 0.5  # of the characters of the shorter of two texts: they are versions of one
_MOSTLY, _NEARLY_ALWAYS = 0.5, 0.9  # of the articles with a line: where it stands
_IN_MEMORY = 500  # texts, while the lines of a site are judged
COMPARED = 24  # articles of one line that are looked at

_CUT_KINDS = {LineKind.PARAGRAPH, LineKind.HEADING, LineKind.ITEM}
_WORD = re.compile(r"\w")
_HAN = re.compile("[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。！？!?]|\.(?:\s|[\"'”’)]|$)")
_PROSE_HAN, _PROSE_LATIN = 8, 20  # characters: what is shorter is a label, whatever mark it ends with
_AMOUNT = re.compile(
    r"\d\s?(?:[%％万萬亿億]|percent|per cent|million|billion|trillion|bn\b|pc\b)|[$€£¥￥]\s?\d|(?:usd|rmb|eur|元)\s?\d"
    r"|\d\s?(?:元|美元|usd|rmb|eur)",
    re.IGNORECASE,
)

_CELL = re.compile(
    r"(?!.*(?:\d{4}[-/.年]|\d[:：]\d\d))(?=.*\d).{1,16}"
)  # a value of a table written as lines, not a date
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d[\d.,:]*")  # not one of a name: Q3, A380

# What official documents and tables repeat by their nature: whom they address, who signs, the formula at their end, the
# fields of the Federal Register, the unit of a table, where its numbers are from.
_FORMAL = re.compile(
    r"[^:：]{0,200}[、，,][^:：]{0,200}[:：]"
    r"|[^:：©]{0,30}(?:[部署局院委厅廳]|委员会|委員會|办公室|辦公室|政府|银行|銀行|协会|協會)"
    r"|特此(?:公告|通知|公布|通报|通報|通告|函复|函復|批复|批復|说明|說明|报告|報告)[。.]?"
    r"|(?-i:[A-Z][A-Z ]{2,30}):.{0,200}"
    r"|[(（]?(?:单位|單位|units?)\s?[:：].{0,40}"
    r"|.{0,4}(?:数据|數據|资料|資料)(?:来源|來源).{0,80}|sources?\s?[:：].{0,80}"
    r"|(?:本|此|该|該)[^。]{1,16}自[^。]{1,40}(?:施行|实施|實施|执行|執行|生效)[。.]?"
    r"|this [^.]{1,60} (?:takes|shall take|enters into|shall enter into) (?:effect|force)[^.]{0,80}\.?"
    r"|authority\s?:.{0,200}",
    re.IGNORECASE,
)

# What reporters write of whom they asked: it returns in the same words, and is true of each article anew.
_ASKED = re.compile(
    r"\b(?:request(?:s|ed)?|asked|inquir(?:y|ies)|queries|reached|available)\b.{0,40}\bcomment"
    r"|\bdeclin(?:ed|es)\b.{0,30}\b(?:to )?(?:comment|say|elaborate|discuss)"
    r"|\b(?:not|n't|yet to|never)\b.{0,20}\b(?:respond|repl(?:y|ied)|comment|answer|return)"
    r"|(?:未|没有|沒有|尚未|拒绝|拒絕|不予|不作|不做|婉拒).{0,12}(?:回应|回應|回复|回覆|答复|答覆|置评|置評|评论|評論)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text that is not blank."""

    start: int  # in the text
    text: str
    mark: int  # what it is known by
    kind: LineKind

    @property
    def may_go(self) -> bool:
        """Whether its kind is one that is cut."""
        return self.kind in _CUT_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[K]):
    """Where a line stood on one site: articles by whatever key they have, in an order of their own (by URL)."""

    articles: Callable[[], Sequence[K]]  # asked only of a line on enough of them; the first 24 are looked at
    count: int  # of articles with it
    total: int  # of the site's articles since the first of them


def site_of(url: str) -> str:
    """The host of an address without ``www.`` and ``m.``; "" when it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")


def line_mark(line: str) -> int:
    """64 bits, signed, that a line is known by: case and spaces make no difference; numbers do."""
    said = " ".join(line.lower().split()).encode("utf-8", "replace")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def lines_of(text: str, paragraphs: Sequence[Paragraph]) -> list[Line]:
    """The lines of a text that are not blank. ``paragraphs``: what is known of them; none: all are prose."""
    return _lines(_split(text), paragraphs)


def edges_of(text: str, paragraphs: Sequence[Paragraph]) -> list[Line]:
    """Of these lines, those at the beginning and the end that may be such as return."""
    split = _split(text)
    edges = split if len(split) <= FIRST + LAST else [*split[:FIRST], *split[-LAST:]]
    return [line for line in _lines(edges, paragraphs) if line.may_go]


def _split(text: str) -> list[tuple[int, str]]:
    """Where each line begins, and the line; blank ones and those without any letter or digit are left out."""
    found, start = [], 0
    for line in text.split("\n"):
        if _WORD.search(line):
            found.append((start, line))
        start += len(line) + 1
    return found


def _lines(chosen: Iterable[tuple[int, str]], paragraphs: Sequence[Paragraph]) -> list[Line]:
    kinds = {line.start: line.kind for line in paragraphs}
    return [
        Line(start, line, line_mark(line), kinds.get(start, LineKind.PARAGRAPH)) for start, line in chosen
    ]


def cut_text(
    text: str, paragraphs: Sequence[Paragraph], drop: Collection[int]
) -> tuple[str, tuple[Paragraph, ...]]:
    """The text without the lines that have one of these marks and may go; what is known of the others, moved along.

    A text of nothing but such lines stays as it is. A paragraph that is no line of the text goes: nothing is known of
    it then.
    """
    lines = lines_of(text, paragraphs)
    gone = {line.start for line in lines if line.may_go and line.mark in drop}
    if not gone or len(gone) == len(lines):
        return text, tuple(paragraphs)
    known = {line.start: line for line in paragraphs}
    kept: list[str] = []
    moved: list[Paragraph] = []
    start = at = 0
    for line in text.split("\n"):
        if start not in gone:
            of_line = known.get(start)
            if of_line is not None and of_line.end == start + len(line):
                moved.append(replace(of_line, start=at, end=at + len(line)))
            kept.append(line)
            at += len(line) + 1
        start += len(line) + 1
    return "\n".join(kept), tuple(moved)


def find_repeated(
    seen: Mapping[int, Seen[K]],
    lines: Callable[[K], Sequence[Line]],
    known: Collection[int] = frozenset(),
) -> dict[int, int]:
    """Which lines of one site are no part of its articles, and on how many articles each stood.

    ``seen``: by mark, of the lines that are not known yet; ``lines``: of an article; ``known``: marks of the lines that
    are known. What comes does not depend on the order in which articles were met.
    """
    often = {mark for mark, item in seen.items() if item.count >= LEAST}
    outside = often.union(known)
    texts: dict[K, _Text] = {}

    def text_of(article: K) -> _Text:
        if article not in texts:
            if len(texts) >= _IN_MEMORY:
                texts.clear()
            texts[article] = _text(lines(article), outside)
        return texts[article]

    found = {}
    for mark in sorted(often):
        item = seen[mark]
        if item.count >= _PLAIN_SHARE * item.total and _returns(mark, item, text_of):
            found[mark] = item.count
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text while the lines of its site are judged. Lines that stand on enough articles say nothing of its own."""

    lines: Sequence[Line]
    places: Mapping[int, tuple[int, int]]  # first and last place of each line, by its mark
    own: tuple[int, int]  # first and last place of a line that does not return; (number of lines, -1): none
    said: tuple[int, int]  # the same of a sentence or a value of a table
    sizes: Mapping[int, int]  # code points of its sentences, numbers aside, by mark
    outside: Collection[int]


def _text(lines: Sequence[Line], outside: Collection[int]) -> _Text:
    places: dict[int, tuple[int, int]] = {}
    for n, line in enumerate(lines):
        places[line.mark] = (places.get(line.mark, (n, n))[0], n)
    own = [n for n, line in enumerate(lines) if line.mark not in outside]
    said = [n for n in own if _is_said(lines[n])]
    sizes: Counter[int] = Counter()
    for line in [line for line in lines if _is_sentence(line.text)] or lines:
        sizes[line_mark(_NUMBER.sub("0", line.text))] += len(line.text)
    return _Text(
        lines=lines,
        places=places,
        own=(own[0], own[-1]) if own else (len(lines), -1),
        said=(said[0], said[-1]) if said else (len(lines), -1),
        sizes=sizes,
        outside=outside,
    )


def _is_said(line: Line) -> bool:
    """Whether a line that does not return is of the text for certain; headlines of other articles may look like it."""
    return (
        line.kind in (LineKind.HEADER, LineKind.ROW)
        or _is_sentence(line.text)
        or _CELL.fullmatch(line.text.strip()) is not None
    )


def _returns(mark: int, item: Seen[K], text_of: Callable[[K], _Text]) -> bool:
    """Whether a line that stands on enough articles is one of the site's own."""
    texts = (text_of(article) for article in islice(item.articles(), COMPARED))
    holding = (text for text in texts if mark in text.places)
    first = next(holding, None)  # most lines that are none of the site's are known by their wording and share
    if first is None:
        return False
    line = first.lines[first.places[mark][0]]
    share = item.count / max(item.total, item.count)
    if share < _share_needed(line) or _FORMAL.fullmatch(line.text.strip()) or _ASKED.search(line.text):
        return False
    sentence = _is_sentence(line.text)
    at_very_edge = sentence and share < _USUAL
    held = [first, *holding]
    fitting = [text for text in held if _at_edge(mark, text.places, text.own if at_very_edge else text.said)]
    if len(fitting) < (_NEARLY_ALWAYS if sentence else _MOSTLY) * len(held):
        return False
    if line.kind is LineKind.ITEM:
        fitting = _in_one_list(mark, fitting)
    if share >= _EVERYWHERE and item.total >= _MANY:
        return bool(fitting)
    return len(list(islice(_different(fitting), LEAST))) == LEAST


def _share_needed(line: Line) -> float:
    if _AMOUNT.search(line.text):
        return _AMOUNT_SHARE
    if _is_sentence(line.text):
        return _PROSE_SHARE
    return _ITEM_SHARE if line.kind is LineKind.ITEM else _PLAIN_SHARE


def _is_sentence(line: str) -> bool:
    least = _PROSE_HAN if _HAN.search(line) else _PROSE_LATIN
    return len(line) >= least and _SENTENCE.search(line) is not None


def _at_edge(mark: int, places: Mapping[int, tuple[int, int]], inner: tuple[int, int]) -> bool:
    """Whether nothing of what lies between these places stands between a line and the nearer end of the text."""
    first, last = places[mark]
    return first < inner[0] or last > inner[1]


def _in_one_list(mark: int, texts: Sequence[_Text]) -> list[_Text]:
    """The texts that have an item in the same list, of nothing but returning lines; of several lists the commonest."""
    by_list: dict[tuple[int, ...], list[_Text]] = {}
    for text in texts:
        items = _list_around(text.lines, text.places[mark][1])
        if all(item in text.outside for item in items):
            by_list.setdefault(items, []).append(text)
    return max(by_list.values(), key=len, default=[])


def _list_around(lines: Sequence[Line], place: int) -> tuple[int, ...]:
    """Marks of the items in an unbroken row around this place; of a long list those near it; of no item its own."""
    if lines[place].kind is not LineKind.ITEM:
        return (lines[place].mark,)
    first = last = place
    while first > max(0, place - LAST) and lines[first - 1].kind is LineKind.ITEM:
        first -= 1
    while last + 1 < min(len(lines), place + LAST) and lines[last + 1].kind is LineKind.ITEM:
        last += 1
    return tuple(line.mark for line in lines[first : last + 1])


def _different(texts: Iterable[_Text]) -> Iterator[_Text]:
    """Of texts that are versions of one, the first."""
    taken: list[_Text] = []
    for text in texts:
        if not any(_versions(text.sizes, other.sizes) for other in taken):
            taken.append(text)
            yield text


def _versions(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    shared = sum(size for mark, size in one.items() if mark in other)
    return shared >= _SAME * min(sum(one.values()), sum(other.values()))
