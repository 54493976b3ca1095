"""English names by their form: runs of capitals, and the words before, in and after them.

A capital at the head of a sentence says nothing and needs a second sign; a heading in title case is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.names import Known, Name, slug, word_list
from store.records import Span

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f&+'\u2019.-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_POSSESSIVE = re.compile(r"['\u2019][sS]?\Z")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z][A-Za-z]+\Z|[a-z]{1,2}[A-Z][a-z]+")
_MODEL_NAME = re.compile(r"(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Z][A-Za-z]*-?\d{1,4}[A-Za-z]?\Z")
_DOTTED = re.compile(r"(?:[A-Z]\.){2,8}|(?:Inc|Corp|Co|Ltd|Jr|Sr|St|Bros)\.")
_PLACE_BEFORE = frozenset({"in", "near", "across", "throughout", "outside"})
_LONGEST = 7  # words in a name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    start: int
    end: int  # without possessive and closing full stop
    text: str
    capital: bool
    first: bool  # of the sentence
    joined: bool  # only a space stands between this and the word before
    possessive: bool


def find_english_names(text: str, sentences: Sequence[Span], known: Sequence[Known]) -> list[Name]:
    """Latin names in the sentences. Those that lie inside known names are not given."""
    lower = _lower_words(text)
    found: list[Name] = []
    position = 0
    for span in sentences:
        while position < len(known) and known[position].end <= span.start:
            position += 1
        here = []
        ahead = position
        while ahead < len(known) and known[ahead].start < span.end:
            here.append(known[ahead])
            ahead += 1
        words = _words(text, span)
        chinese = bool(_HAN.search(text, span.start, span.end))
        if not any(word.capital for word in words) or (not chinese and _is_heading(words)):
            continue
        for first, last in _runs(words, text):
            name = _judge(text, words, first, last, here, chinese, lower)
            if name is not None:
                found.append(name)
    return found


def _lower_words(text: str) -> frozenset[str]:
    """Words the text also writes in lower case: a capital on one of them is the sentence's, not a name's."""
    return frozenset(re.findall(r"\b[a-z]{2,30}\b", text))


def _words(text: str, span: Span) -> list[_Word]:
    words: list[_Word] = []
    last_end = -1
    for match in _WORD.finditer(text, span.start, span.end):
        raw = match.group()
        body = raw.rstrip(".-'\u2019+&") if not _DOTTED.fullmatch(raw) else raw
        if raw.endswith("+") and len(raw) > 2:
            body = raw
        clipped = _POSSESSIVE.sub("", body)
        gap = text[last_end : match.start()] if last_end >= 0 else None
        words.append(
            _Word(
                start=match.start(),
                end=match.start() + len(clipped),
                text=clipped,
                capital=any(char.isupper() for char in clipped[:3])
                and text[match.end() : match.end() + 1] != "$",
                first=not words,
                joined=gap in (" ", " & "),
                possessive=clipped not in (raw, body),
            )
        )
        last_end = match.start() + len(clipped)
    return words


def _is_heading(words: Sequence[_Word]) -> bool:
    long_words = [word for word in words if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long_words) >= 4 and sum(word.capital for word in long_words) > 0.7 * len(long_words)


def _runs(words: Sequence[_Word], text: str) -> Iterator[tuple[int, int]]:
    """Half-open ranges of words that may be one name."""
    titles, of_heads = word_list("english", "titles"), word_list("english", "org_of")
    index = 0
    while index < len(words):
        if not words[index].capital or words[index].text in titles:
            index += 1
            continue
        end = index + 1
        while (
            end < len(words)
            and end - index < _LONGEST
            and words[end].joined
            and not words[end - 1].possessive
        ):
            word = words[end]
            if word.capital and word.text not in titles:
                end += 1
                continue
            follows = end + 1 < len(words) and words[end + 1].capital and words[end + 1].joined
            head = {each.text for each in words[index:end]}
            if follows and word.text in ("of", "for") and head & of_heads:
                end += 2
                continue
            if follows and word.text in ("de", "la", "van", "von", "der", "den", "del", "da", "bin", "al"):
                end += 2
                continue
            if end > index + 1 and re.fullmatch(r"\d{1,4}[A-Za-z]{0,2}", word.text) and len(word.text) < 4:
                end += 1
            break
        yield index, end
        index = end


def _judge(
    text: str,
    words: Sequence[_Word],
    first: int,
    last: int,
    known: Sequence[Known],
    chinese: bool,
    lower: frozenset[str],
) -> Name | None:
    """The name a run of capitals is, if it is one."""
    no_names, openers = word_list("english", "no_names"), word_list("english", "openers")
    org_last = word_list("english", "org_last")
    while first < last and (
        (words[first].first or len(words[first].text) < 4) and words[first].text.lower() in openers
    ):
        first += 1
    closed = first < last and words[last - 1].text in org_last and last - first > 1
    while first < last and words[first].text in no_names and not closed:
        first += 1
    while last > first and words[last - 1].text in no_names and words[last - 1].text not in org_last:
        last -= 1
    if first >= last:
        return None
    start, end = words[first].start, words[last - 1].end
    inside = [each for each in known if each.start < end and each.end > start]
    run = words[first:last]
    if inside:
        return _absorbing(text, run, start, end, inside)
    kind = _kind(text, words, first, last, chinese, lower)
    return None if kind is None else Name(start=start, end=end, type=kind, id=slug(text[start:end]))


def _absorbing(text: str, run: Sequence[_Word], start: int, end: int, inside: Sequence[Known]) -> Name | None:
    """A longer name around known ones: Bank of Canada, Netflix Tech Blog, Nike Investor Day."""
    whole = len(inside) == 1 and (inside[0].start, inside[0].end) == (start, end)
    if inside[0].start < start or inside[-1].end > end or whole:
        return None
    last = run[-1].text
    of_head = run[0].text in word_list("english", "org_of") and any(
        text[a.end : b.start] == " of " for a, b in pairwise(run)
    )
    ends_known = inside[-1].end == end
    if of_head or (not ends_known and last in word_list("english", "org_last")):
        kind = "ORG"
    elif not ends_known and last in word_list("english", "event_last") and len(run) > 2:
        kind = "EVENT"
    elif not ends_known and last in word_list("english", "law_last"):
        kind = "LAW"
    elif run[0].text == "Statistics" and ends_known:
        kind = "ORG"
    else:
        return None
    return Name(start=start, end=end, type=kind, id=slug(text[start:end]), absorbs=True)


def _kind(
    text: str, words: Sequence[_Word], first: int, last: int, chinese: bool, lower: frozenset[str]
) -> str | None:
    """The type a run's own words give it, else the one its neighbours give it, else None."""
    run = words[first:last]
    own = _own_kind(run)
    if own is not None:
        return own
    before = words[first - 1].text if first > 0 and run[0].joined else ""
    after = words[last].text if last < len(words) and words[last].joined else ""
    quoted = text[run[0].start - 1 : run[0].start] in ("“", "「", "‘", '"') and run[0].start > 0
    if len(run) <= 3 and not chinese and (
        before in word_list("english", "titles") or before.lower() in word_list("english", "titles_lower")
    ):  # fmt: skip
        return "PERSON" if not run[0].text.isupper() else None
    if chinese:
        if len(run) == 1:
            return (
                "ORG"
                if _CAMEL.match(run[0].text) and not quoted
                else ("PRODUCT" if quoted and len(run[0].text) > 4 else None)
            )
        return "PRODUCT" if quoted else None
    if after in word_list("english", "product_after") and not run[0].first:
        return "PRODUCT"
    if len(run) == 1:
        return _single_kind(run[0], words, first, before, after, lower)
    if before in _PLACE_BEFORE and run[0].text in word_list("english", "place_first"):
        return "GPE"
    if any(word.text.lower() in lower for word in run[:1] if word.first):
        return None
    return "PERSON" if after in ("said", "says", "told", "wrote") and len(run) == 2 else "ORG"


def _own_kind(run: Sequence[_Word]) -> str | None:
    last, head = run[-1].text, run[0].text
    if len(run) > 1:
        if last in word_list("english", "org_last"):
            return "ORG"
        if last in word_list("english", "law_last"):
            return "LAW"
        if last in word_list("english", "event_last"):
            return "EVENT"
        if last in word_list("english", "place_last"):
            return "GPE"
        if head in word_list("english", "org_of") and len(run) > 2:
            return "ORG"
        if (
            head in word_list("english", "first_names")
            and len(run) <= 3
            and last.isalpha()
            and not last.isupper()
        ):
            return "PERSON"
        if (
            head in word_list("english", "place_first")
            and len(run) == 2
            and last not in word_list("english", "no_names")
        ):
            return "GPE"
    if _MODEL_NAME.match(last):
        return "PRODUCT"
    return None


def _single_kind(
    word: _Word, words: Sequence[_Word], index: int, before: str, after: str, lower: frozenset[str]
) -> str | None:
    """One capitalised word alone: a name when it is not the sentence's capital and something says what it is."""
    if len(word.text) < 2 or (word.text.isupper() and len(word.text) > 6):
        return None
    if word.first or not word.text[0].isupper() or word.text.lower() in lower:
        camel = bool(_CAMEL.match(word.text))
        if not camel and not (word.first and word.possessive and word.text.lower() not in lower):
            acting = word.first and word.text.lower() not in lower and after in word_list("english", "acts")
            if not acting or word.text.lower() in word_list("english", "openers"):
                return None
    if before in _PLACE_BEFORE and word.text[0].isupper() and not word.text.isupper() and not word.possessive:
        return "GPE"
    return "ORG"
