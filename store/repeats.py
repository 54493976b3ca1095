"""Lines that return on other articles of the same site: menus, calls to subscribe, statements of liability.

Pure: what a line is known by, which lines may be such, when they are, and a text without them. The counting is in
store/sightings.py. The rule: a line of prose, a heading or an item of a list among the first ``FIRST`` or last
``LAST`` lines that stands on ``LEAST`` different articles of a site, and on a share of its articles that is the
larger the more the line looks like part of a text:

- a plain line (no sentence): 1 in 100;
- a sentence: 1 in 10, and as often at the very edge of the text (with nothing but returning lines outside of it) as it
  needs articles, unless 1 in 3 articles has it: "X did not respond to a request for comment" returns too, inside;
- a line with an amount or a rate: every second article.

Articles that share half of the shorter one's sentences are versions of one text, and count once: else a text that was
put up three times would lose its own. Only a line on 2 of 3 articles of a site is counted without that: on a site of
short notices the house's own lines are more than half of each. Rows of tables, captions and quotes are never cut, nor
are the formulas of official documents, which stand on half of a ministry's pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain, islice
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
_USUAL = 1 / 3  # from here on a sentence may stand anywhere at the edge
_EVERYWHERE, _MANY = (
    2 / 3,
    10,
)  # share and articles from which versions of one text are no explanation any more
_SAME = 0.5  # of the characters of the shorter of two texts: they are versions of one
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

# What official documents and tables repeat by their nature: whom they address, who signs, the formula at their end, the
# fields of the Federal Register, the unit of a table, where its numbers are from.
_FORMAL = re.compile(
    r"[^:：]{0,200}[、，,][^:：]{0,200}[:：]"
    r"|[^:：©]{0,30}(?:[部署局院委厅廳]|委员会|委員會|办公室|辦公室|政府|银行|銀行|协会|協會)"
    r"|特此(?:公告|通知|公布|通报|通報|通告|函复|函復|批复|批復|说明|說明|报告|報告)[。.]?"
    r"|(?-i:[A-Z][A-Z ]{2,30}):.{0,200}"
    r"|[(（]?(?:单位|單位|units?)\s?[:：].{0,40}"
    r"|.{0,4}(?:数据|數據|资料|資料)(?:来源|來源).{0,80}|sources?\s?[:：].{0,80}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text that is not blank."""

    start: int  # in the text
    text: str
    mark: int  # what it is known by
    may_go: bool  # its kind is one that is cut


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
        Line(start, line, line_mark(line), kinds.get(start, LineKind.PARAGRAPH) in _CUT_KINDS)
        for start, line in chosen
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
    texts: dict[K, Sequence[Line]] = {}

    def text_of(article: K) -> Sequence[Line]:
        if article not in texts:
            if len(texts) >= _IN_MEMORY:
                texts.clear()
            texts[article] = lines(article)
        return texts[article]

    found = {}
    for mark in sorted(often):
        item = seen[mark]
        if item.count >= _PLAIN_SHARE * item.total and _returns(mark, item, text_of, outside):
            found[mark] = item.count
    return found


def _returns(
    mark: int, item: Seen[K], lines: Callable[[K], Sequence[Line]], outside: Collection[int]
) -> bool:
    """Whether a line that stands on enough articles is one of the site's own."""
    texts = (lines(article) for article in islice(item.articles(), COMPARED))
    holding = (text for text in texts if any(line.mark == mark for line in text))
    first = next(holding, None)  # most lines that are none of the site's are known by their wording and share
    if first is None:
        return False
    wording = next(line.text for line in first if line.mark == mark)
    share = item.count / max(item.total, item.count)
    if share < _share_needed(wording) or _FORMAL.fullmatch(wording.strip()):
        return False
    if share >= _EVERYWHERE and item.total >= _MANY:
        return True
    inside_too = share >= _USUAL or not _is_sentence(wording)
    fitting = (text for text in chain([first], holding) if inside_too or _outermost(text, mark, outside))
    return len(list(islice(_different(fitting), LEAST))) == LEAST


def _share_needed(line: str) -> float:
    if _AMOUNT.search(line):
        return _AMOUNT_SHARE
    return _PROSE_SHARE if _is_sentence(line) else _PLAIN_SHARE


def _is_sentence(line: str) -> bool:
    least = _PROSE_HAN if _HAN.search(line) else _PROSE_LATIN
    return len(line) >= least and _SENTENCE.search(line) is not None


def _outermost(lines: Sequence[Line], mark: int, outside: Collection[int]) -> bool:
    """Whether nothing but lines that return stands between this one and the nearer end of the text."""
    places = [n for n, line in enumerate(lines) if line.mark == mark]
    before, after = lines[: places[0]], lines[places[-1] + 1 :]
    return any(all(line.mark in outside for line in side) for side in (before, after))


def _different(texts: Iterable[Sequence[Line]]) -> Iterator[Mapping[int, int]]:
    """Of texts that are versions of one, the first."""
    taken: list[Mapping[int, int]] = []
    for lines in texts:
        said = [line for line in lines if _is_sentence(line.text)] or lines
        sizes = {line.mark: len(line.text) for line in said}
        if not any(_versions(sizes, other) for other in taken):
            taken.append(sizes)
            yield sizes


def _versions(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    shared = sum(size for mark, size in one.items() if mark in other)
    return shared >= _SAME * min(sum(one.values()), sum(other.values()))
