"""Who is cited for a figure: 据X, X数据显示, according to X, X said, (来源：X), [X]; and how far a citation reaches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from nlp.citation_words import citation_words
from nlp.citations_en import find_sayings
from nlp.citations_zh import find_speakers
from nlp.script import fold
from nlp.witnesses import Saying
from store.records import Mention, Span

_MOST = 1_500  # characters a citation can reach
_NEAR = 20  # characters from what was expected to who expected it
_MOST_CITATIONS = 2_000  # of one text
_BRACKET = re.compile(r"\[(?P<who>[^\[\]\n]{2,80})\](?=[ \t]*(?:[。.;；]|\n|$))")
_NOTE = re.compile(  # (来源：X), (X，2025), (X统计)
    r"[(（\[](?:数据|资料)?(?:来源|出处|source)[:：]\s?(?P<who>[^()（）\[\]\n]{2,60})[)）\]]"
    r"|[(（](?P<year>[a-z\u4e00-\u9fff][^()（）\n，,。;；]{1,40})[,，]\s?20\d\d年?[)）]"
    r"|[(（](?P<count>[\u4e00-\u9fffa-z][^()（）\n，,。;；]{1,24}?)\s?(?:数据|统计|报告|预测|预估|调查|测算|估算|研究|报道)[)）]"
)
_LINE = re.compile(
    r"(?:^|\n)[\s\-*>]{0,4}(?:数据|资料|图表)?(?:来源|出处|sources?)\s?[:：]\s?(?P<who>[^\n]{2,60})(?=\n|$)"
)
_NAMED = re.compile(r"[^\d, -]")
_SAME = re.compile(r"^(?:同上|同前|ibid\.?|same)$")
_URL = re.compile(r"^(?:https?:|www\.)")
# A sentence that goes on with what was cited: 该机构还…, 其中…, It also found….
_GOES_ON_ZH = re.compile(
    r"[\s]*(?:并且?|还|也|同时|此外|另外|具体|[，,])*(?:该(?!公司|平台|集团|品牌|企业)|这[份项]|上述|报告|数据|统计|调查|研究|研报"
    r"|其中|其(?![他它实余])|它|他|她|此外|同时|另外|具体|分[地行品]|从|累计|全年)"
)
_GOES_ON_EN = re.compile(
    r"[\s“\"]*(?:And |But |In addition, |Meanwhile, |Of those, |Among them, )?"
    rf"(?:It|He|She|They|Its|His|Her|Their|The {citation_words('en')['again']})\b"
    r"|[^.\n]{0,200}\b(?:he|she|it|they) (?:said|added|says|noted)\b"
)
_TAKES_OVER = re.compile(r"[;；]")
_TURNS = re.compile(r"[;；]|, (?:while|whereas|although|though)\b")
_OTHERS_SAY = re.compile(
    r"[^，,。；;\n\d]{1,10}(?:认为|表示|指出|透露|预[计测估期]|(?<![名简号])称|(?<!据)说)"
)
_OPENERS = re.compile(r"[\s,，]*(?:而|但|不过|另外|此外|同时|至于|and |but |while )?[\s]*")
# The one named before, by what it is: 该局, 公会, the regulator.
_AGAIN = re.compile(
    r"[该此]\S{1,6}|(?P<end>公会|工会|协会|商会|学会|总会|联盟|研究院|研究所|交易所|基金会|委员会|中心|智库|大学|银行)"
    r"|(?:trade |industry |lobby |business |consumer |retail |advocacy |research )?(?:group|body|association|firm)"
    r"|watchdog|regulator|consultancy|brokerage|union|ministry|think[ -]tank|agency|bureau"
)
# What a state or a person decrees is no figure that they are cited for.
_MEASURES = frozenset(("tariff_rate", "tax_rate", "threshold", "fine", "fee", "subsidy"))
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Who is cited, and for which stretch of the text."""

    name: str
    at: int  # where the citing words begin
    first: int  # figures that start in [first, last) are cited
    last: int
    rank: int  # of two that reach a figure the greater one is meant; of equal ones the later
    way: str  # bracket, or as of ``Saying``
    standing: str  # as of ``Saying``


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """The citations of a text by where they begin to reach."""

    all: list[Citation]
    starts: list[int]


def find_citations(page: str, text: str, sentences: Sequence[Span], mentions: Sequence[Mention]) -> Citations:
    """Everybody a text cites, and for which stretches. ``page`` is the folded text, ``mentions`` are sorted."""
    starts = [mention.start for mention in mentions]
    begins = [sentence.start for sentence in sentences]
    found: list[Citation] = []
    if _CHINESE.search(page):
        for saying in islice(find_speakers(page, text, mentions, starts), _MOST_CITATIONS):
            sentence = _sentence_at(saying.start, sentences, begins)
            closes = saying.end >= sentence.end or page[saying.end : saying.end + 1] in ("。", "\n")
            last = _until(page, saying.end, sentence.end, saying.name, mentions, starts)
            found.append(_citation(replace(saying, trails=closes), sentence, last))
    for saying in islice(find_sayings(text, mentions, starts), _MOST_CITATIONS):
        sentence = _sentence_at(saying.start, sentences, begins)
        stop = _TURNS.search(page, saying.end, sentence.end) if saying.trails else None
        found.append(_citation(saying, sentence, stop.start() if stop else sentence.end))
    found.sort(key=lambda each: (each.first, each.at))
    found = _carried(page, _named_again(page, found), sentences, mentions, starts)
    found += _noted(page, text, sentences, begins)
    found.sort(key=lambda each: (each.first, each.at))
    return Citations(all=found, starts=[each.first for each in found])


def source_of(kind: str, start: int, metric: str | None, citations: Citations) -> Citation | None:
    """The citation that reaches the figure of this kind that starts at ``start``; None: nobody is cited for it."""
    if kind == "duration":
        return None
    best: Citation | None = None
    for index in range(bisect_right(citations.starts, start) - 1, -1, -1):
        each = citations.all[index]
        if each.first < start - _MOST:
            break
        if each.last > start and (best is None or each.rank > best.rank):
            best = each
    if best is None:
        return None
    if metric in _MEASURES and best.standing in ("state", "person") and best.way in ("word", "published"):
        return None
    return best


def reports_itself(cited: Citation, subject: str | None, meant: frozenset[tuple[str, str]]) -> bool:
    """Who reports its own figure is no source of it: Amazon said its sales rose; an office that counts others is.

    ``meant``: the names of the text in lower case, each with whom it means.
    """
    own = (cited.standing == "company" and cited.way != "data") or (
        cited.standing == "bank" and cited.way == "word"
    )
    return own and (cited.name.lower(), subject or "") in meant


def _citation(saying: Saying, sentence: Span, last: int) -> Citation:
    first = sentence.start if saying.trails else saying.start
    if saying.near:
        first = max(sentence.start, saying.start - _NEAR) if saying.trails else saying.start
        last = min(last, saying.end + (_NEAR if saying.trails else 2))
    return Citation(
        name=saying.name,
        at=saying.start,
        first=first,
        last=last,
        rank=2
        + (saying.standing != "common")
        + 2 * (saying.trails or saying.near),  # who closes the sentence, who has a name
        way=saying.way,
        standing=saying.standing,
    )


def _sentence_at(at: int, sentences: Sequence[Span], begins: Sequence[int]) -> Span:
    index = bisect_right(begins, at) - 1
    return sentences[index] if index >= 0 else Span(at, at)


def _until(
    page: str, at: int, end: int, name: str, mentions: Sequence[Mention], starts: Sequence[int]
) -> int:
    """Where a citation ends in its sentence: at a semicolon behind which somebody else comes on."""
    for mark in _TAKES_OVER.finditer(page, at, end):
        opener = _OPENERS.match(page, mark.end(), end)
        begin = opener.end() if opener else mark.end()
        index = bisect_left(starts, begin)
        following = mentions[index] if index < len(mentions) else None
        comes_on = (
            following is not None
            and following.start <= begin + 3
            and following.type in ("ORG", "PERSON", "PRODUCT")
            and following.quote.lower() not in name.lower()
        )
        if comes_on or _OTHERS_SAY.match(page, begin, end):
            return mark.start()
    return end


def _named_again(page: str, found: list[Citation]) -> list[Citation]:
    """With the name of the house for 该局, 公会, the regulator, where the text cited it before."""
    made: list[Citation] = []
    house: Citation | None = None
    for each in found:
        name = fold(each.name)
        again = _AGAIN.fullmatch(name)
        english = name[:1] < "\u2e80"
        if again is None or (english and not page.startswith("the ", max(0, each.at - 4))):
            house = each if each.standing in ("teller", "state", "bank", "") else house
            made.append(each)
        elif house is not None and (again["end"] is None or fold(house.name).endswith(again["end"])):
            made.append(replace(each, name=house.name, standing=house.standing))
        elif name[:1] not in "该此":
            made.append(each)
    return made


def _carried(
    page: str,
    found: list[Citation],
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    starts: Sequence[int],
) -> list[Citation]:
    """With the sentences that go on with what the sentence before them cited."""
    made: list[Citation] = []
    at = 0
    active: Citation | None = None
    before = -1
    for sentence in sentences:
        own: Citation | None = None
        while at < len(found) and found[at].first < sentence.end:
            if own is None or found[at].rank >= own.rank:
                own = found[at]
            made.append(found[at])
            at += 1
        if own is not None:
            active, before = (own if own.last >= sentence.end else None), sentence.end
            continue
        if active is None or "\n" in page[before : sentence.start]:
            active = None
            continue
        if not _goes_on(page, sentence, active, mentions, starts):
            active = None
            continue
        made.append(replace(active, first=sentence.start, last=sentence.end, rank=0))
        before = sentence.end
    return made


def _goes_on(
    page: str, sentence: Span, active: Citation, mentions: Sequence[Mention], starts: Sequence[int]
) -> bool:
    head = page[sentence.start : sentence.end]
    if (
        _GOES_ON_ZH.match(head)
        if _CHINESE.search(head[:40])
        else _GOES_ON_EN.match(head[:1].upper() + head[1:])
    ):
        return True
    if active.way not in ("data", "published") or active.standing not in ("state", "teller"):
        return False
    index = bisect_left(starts, sentence.start)
    first = mentions[index] if index < len(mentions) else None
    return first is None or first.start > sentence.start + 6 or first.type == "GPE"


def _noted(page: str, text: str, sentences: Sequence[Span], begins: Sequence[int]) -> list[Citation]:
    """Sources in brackets: of their line back to the bracket before; of a line alone, for the rows above it."""
    made: list[Citation] = []
    same = ""
    for match in _NOTE.finditer(page):
        group = match.lastgroup or "who"
        name = text[match.start(group) : match.end(group)].strip()
        if _SAME.match(page[match.start(group) : match.end(group)].strip()):
            name = same
        if not name or _URL.match(name.lower()):
            continue
        same = name
        line = page.rfind("\n", 0, match.start()) + 1
        first = max(line, made[-1].last if made else 0)
        made.append(_note(name, first, match.start()))
    for match in _BRACKET.finditer(page):
        name = text[match.start("who") : match.end("who")].strip()
        if _NAMED.search(name):
            made.append(_note(name, _cell_start(page, match.start()), match.start()))
    for match in _LINE.finditer(page):
        name = text[match.start("who") : match.end("who")].strip(" 。.")
        if not _URL.match(name.lower()):
            made.append(_note(name, _block_start(page, match.start()), match.start()))
    return made


def _note(name: str, first: int, last: int) -> Citation:
    return Citation(name=name, at=last, first=first, last=last, rank=9, way="bracket", standing="")


def _cell_start(page: str, at: int) -> int:
    """The line of a bracket; alone on its line, back over the label: value lines of its cell."""
    line = page.rfind("\n", 0, at) + 1
    if page[line:at].strip():
        return line
    for _ in range(3):
        above = page.rfind("\n", 0, max(0, line - 1)) + 1
        if line == 0 or not re.match(r"[^。.\n]{1,16}[:：]", page[above:line]):
            return line
        line = above
    return line


def _block_start(page: str, at: int) -> int:
    """The lines without an empty one between, right above."""
    begin = max(0, at - _MOST)
    gap = page.rfind("\n\n", begin, at)
    return gap + 2 if gap >= 0 else begin
