"""Verbatim sentences with their offsets: the proof behind every line of a digest.

Sentences are chosen for a question (who or what the line is about), not as a summary: they contain
the name or term, rather with a figure in them, rather early in the article; one a publisher house.
A generic summariser picked the advertisement at a page's end (TextRank and LSA, measured).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from digests.furniture import read_lines
from digests.parts import Evidence
from store.records import Span

# What could change how the text around a quote is read: controls, bidirectional and invisible marks.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_END = re.compile("[。！？!?]+[”’」』）)\"']*|\\.[”’\"')]*(?=\\s|$)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Sr|Jr|Inc|Corp|Co|Ltd|No|Nos|vs|etc|approx|Art|Sec|Fig|Gov|Sen|Rep|Jan|Feb|Mar|Apr"
    r"|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Za-z]|\.[A-Za-z])$"
)
_CLAUSE = re.compile("[，；：,;:、—]")
_FINISHED = re.compile("[。！？!?.][”’」』）)\"']*$")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)
# What a house puts before its first sentence: place, day and agency, or who reports. It is no part of the sentence.
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][a-z]{2,8}\.?(?: \d{1,2})?)?(?: ?\([^()\n]{1,30}\))? ?(?:[-–—]|--) "
    r"|[【〔（(\[][^】〕）)\]\n]{0,20}(?:[讯訊电電]|记者|記者|[报報][导導道])[^】〕）)\]\n]{0,20}[】〕）)\]]\s?"
    r"|[\u4e00-\u9fff]{2,12}\d{1,2}月\d{1,2}日(?:[讯訊电電])[，,：: ]?\s?"
)
# What was so before this week: how long, since when, founded where. It explains the news and is not the news.
_BACKGROUND = re.compile(
    r"\b(?:for (?:almost |nearly |more than |over |about )?(?:a|two|three|five|ten|many|several)? ?(?:decades?|years)\b"
    r"|has long|have long|have (?:said|complained)|had said|(?:since|until|in) (?:19|20)\d\d\b"
    r"|founded in|headquartered|is based in|previously|already (?:do|does|did|has|have)|applies its own)"
    r"|创立[于於]|創立[于於]|成立[于於]|总部|總部|此前均|此前曾|多年|近十年|一直|以[来來](?!，?首)|此前已|早在",
    re.IGNORECASE,
)
# A sentence that begins with what the one before it named cannot be read alone.
_LEANING = re.compile(
    '[“"「『‘]?(?:(?:This|That|These|Those|Its?|He|She|They|His|Her|Their|Such|The (?:latter|former))\\b'
    "|[这這该該此其它他她]|上述|前述|对此|對此|为此|為此)"
)
_SHORT = 20  # characters: less says little
_MIN_WIDTH, _MAX_WIDTH = 36, 300  # in half-width columns: 18 Chinese characters to some 50 English words
_MAX_TEXT = 400_000  # characters searched; an article is never longer, a hostile one may be


def find_sentences(text: str) -> list[Span]:
    """Sentences of a text in order, white space at their ends and datelines left out. Linear in the text."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text, 0, min(len(text), _MAX_TEXT)):
        if match[0][0] == "." and _ABBREVIATION.search(text, max(start, match.start() - 8), match.start()):
            continue
        _append(spans, text, start, match.start() if match[0] == "\n" else match.end())
        start = match.end()
    _append(spans, text, start, min(len(text), _MAX_TEXT))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == 0 or text[start - 1] == "\n":
        dateline = _DATELINE.match(text, start, end)
        start = dateline.end() if dateline else start
    if start < end:
        spans.append(Span(start, end))


def width(text: str) -> int:
    """Columns of a fixed-width terminal: a Chinese character counts two."""
    return len(text) + len(_WIDE.findall(text))


def quotable(quote: str) -> bool:
    """Whether a sentence can stand alone: finished, no table row, nothing invisible in it."""
    return " | " not in quote and UNSAFE.search(quote) is None and _FINISHED.search(quote) is not None


def clip(text: str, sentence: Span, focus: Span) -> Span | None:
    """The clauses of a too long sentence around ``focus``; None when even its own clause is too long."""
    cuts = [sentence.start]
    cuts += [match.end() for match in _CLAUSE.finditer(text, sentence.start, sentence.end)]
    cuts.append(sentence.end)
    first = bisect_right(cuts, focus.start) - 1
    last = first + 1
    while last < len(cuts) - 1 and cuts[last] < focus.end:
        last += 1
    if width(text[cuts[first] : cuts[last]]) > _MAX_WIDTH:
        return None
    while last < len(cuts) - 1 and width(text[cuts[first] : cuts[last + 1]]) <= _MAX_WIDTH:
        last += 1
    while first > 0 and width(text[cuts[first - 1] : cuts[last]]) <= _MAX_WIDTH:
        first -= 1
    start, end = cuts[first], cuts[last]
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or (end < sentence.end and _CLAUSE.match(text[end - 1]))):
        end -= 1
    return Span(start, end) if start <= focus.start and focus.end <= end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The article a quote comes from, as far as a reader wants to know."""

    article_id: int
    url: str
    source: str
    house: str
    lang: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Reading:
    """One article's text with what was found in it, ready to be quoted from."""

    origin: Origin
    text: str
    sha256: str
    sentences: tuple[Span, ...]
    starts: tuple[int, ...]
    figures: tuple[int, ...]  # start offsets of what makes a sentence worth quoting
    stated: tuple[int, ...] = ()  # start offsets of figures that the weeks before stated already
    aside: frozenset[int] = (
        frozenset()
    )  # sentences that are no report: adverts, credits, headings (digests.furniture)

    def sentence_at(self, offset: int) -> int | None:
        """Index of the sentence that holds this code point."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.sentences[index].end else None


def read(
    origin: Origin,
    text: str,
    figures: Iterable[int] = (),
    stated: Iterable[int] = (),
    kinds: Sequence[tuple[int, str]] = (),
) -> Reading:
    """Cut a text into sentences once. ``kinds``: start and kind of each of its lines, as stored; empty: not known."""
    sentences = tuple(find_sentences(text))
    lines = read_lines(text[:_MAX_TEXT], kinds)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Reading(
        origin=origin,
        text=text,
        sha256=digest,
        sentences=sentences,
        starts=tuple(span.start for span in sentences),
        figures=tuple(sorted(set(figures))),
        stated=tuple(sorted(set(stated))),
        aside=frozenset(at for at, span in enumerate(sentences) if not lines.tells(span)),
    )


def says(text: str, row: Mapping[str, Any], start: str = "start", end: str = "end") -> Span | None:
    """The span of a row, if its quote still stands there. A stale row proves nothing."""
    first, last = row[start], row[end]
    if not 0 <= first < last <= len(text) or text[first:last] != row["quote"]:
        return None
    return Span(first, last)


def quote_around(reading: Reading, focus: Span) -> Evidence | None:
    """The sentence that holds ``focus``, or the clauses around it when the sentence is too long."""
    index = reading.sentence_at(focus.start)
    if index is None:
        return None
    sentence = reading.sentences[index]
    if focus.end > sentence.end:
        return None
    whole = reading.text[sentence.start : sentence.end]
    if not quotable(whole):
        return None
    found: Span | None = sentence
    if width(whole) > _MAX_WIDTH:
        found = clip(reading.text, sentence, focus)
    if found is None or width(reading.text[found.start : found.end]) < _MIN_WIDTH:
        return None
    return _evidence(reading, found, sentence)


def _evidence(reading: Reading, span: Span, sentence: Span) -> Evidence:
    origin = reading.origin
    return Evidence(
        article_id=origin.article_id,
        url=origin.url,
        source=origin.source,
        house=origin.house,
        lang=origin.lang,
        published_on=origin.published_on,
        quote=reading.text[span.start : span.end],
        start=span.start,
        end=span.end,
        cut_before=span.start > sentence.start,
        cut_after=span.end < sentence.end,
        text_sha256=reading.sha256,
    )


def best_quote(reading: Reading, focuses: Sequence[Span]) -> Evidence | None:
    """The best sentence about any of ``focuses`` (spans of the name or term in the text)."""
    ranked: dict[int, tuple[float, Span]] = {}
    for focus in focuses:
        index = reading.sentence_at(focus.start)
        if index is not None and index not in ranked:
            ranked[index] = (-_worth(reading, index), focus)
    for _, index in sorted((worth, index) for index, (worth, _) in ranked.items()):
        evidence = quote_around(reading, ranked[index][1])
        if evidence is not None:
            return evidence
    return None


def lead_quote(reading: Reading) -> Evidence | None:
    """The first of six sentences that can stand alone; background comes after it, then what leans on others, and
    what is no report last."""
    found: list[tuple[bool, bool, bool, int, Evidence]] = []
    for index, sentence in enumerate(reading.sentences[:6]):
        evidence = quote_around(reading, Span(sentence.start, sentence.start + 1))
        if evidence is not None:
            weak = is_leaning(evidence.quote), is_background(reading, sentence)
            found.append((index in reading.aside, *weak, index, evidence))
    return min(found, key=lambda item: item[:4])[4] if found else None


def is_leaning(quote: str) -> bool:
    """Whether a quote leans on the sentence before it (This, 该费用), or is too short to say much."""
    return len(quote) < _SHORT or _LEANING.match(quote) is not None


def worth(reading: Reading, span: Span) -> float:
    """What a sentence of an article tells a reader: its news first, figures before adjectives, background last."""
    index = reading.sentence_at(span.start)
    return -20.0 if index is None else _worth(reading, index)


def _worth(reading: Reading, index: int) -> float:
    """Figures say more than adjectives; the lead says more than the tail; what was always so says least."""
    sentence = reading.sentences[index]
    inside = _count(reading.figures, sentence)
    lead = 1.0 if index == 0 else 0.5 if index == 1 else 0.0
    aside = 8.0 * (index in reading.aside)
    leaning = 6.0 * is_leaning(reading.text[sentence.start : sentence.end])
    return (
        lead
        + min(inside, 2)
        - 0.15 * min(index, 20)
        - 2.0 * is_background(reading, sentence)
        - leaning
        - aside
    )


def is_background(reading: Reading, span: Span) -> bool:
    """Whether a sentence says how things have been, not what happened: by its words, or as all its figures are old."""
    old = _count(reading.stated, span)
    return _BACKGROUND.search(reading.text, span.start, span.end) is not None or (
        old > 0 and _count(reading.figures, span) == 0
    )


def _count(starts: tuple[int, ...], span: Span) -> int:
    return bisect_right(starts, span.end - 1) - bisect_right(starts, span.start - 1)


def one_per_house(found: Iterable[Evidence | None], limit: int) -> tuple[Evidence, ...]:
    """The first quotes of different publisher houses that do not repeat each other."""
    kept: list[Evidence] = []
    for evidence in found:
        if evidence is None or any(
            evidence.house == other.house or evidence.quote == other.quote for other in kept
        ):
            continue
        kept.append(evidence)
        if len(kept) == limit:
            break
    return tuple(kept)


def one_per_language(found: Iterable[Evidence | None], limit: int) -> tuple[Evidence, ...]:
    """Up to ``limit`` quotes from Chinese and as many from other articles, each of its own house."""
    known = [evidence for evidence in found if evidence is not None]
    chinese = [evidence for evidence in known if evidence.lang.startswith("zh")]
    other = [evidence for evidence in known if not evidence.lang.startswith("zh")]
    return one_per_house(chinese, limit) + one_per_house(other, limit)


def names_day(quote: str, day: str) -> bool:
    """Whether year, month and day all stand in the quote as numbers, the month by name at least: 15 January 2027."""
    numbers = {int(number) for number in re.findall(r"[0-9]{1,4}", quote)}
    year, month, *rest = (int(part) for part in day.split("-"))
    return (
        year in numbers
        and all(part in numbers for part in rest)
        and (month in numbers or _MONTHS[month - 1] in quote)
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
