"""English names by their form: runs of capitals, and the words before, in and after them.

A capital at the head of a sentence says nothing and needs a second sign; a heading in title case is left alone;
a run of everyday words is no name unless its last word says so (``Big Time`` against ``Big Time Records``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from nlp.names import Known, Name, is_everyday, slug, word_list
from store.records import Span

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f&+'\u2019.-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_POSSESSIVE = re.compile(r"['\u2019][sS]?\Z")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z][A-Za-z]+\Z|[a-z]{1,2}[A-Z][a-z]{2,}\Z")
_MODEL_NAME = re.compile(r"(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Z][A-Za-z]*-?\d{1,4}[A-Za-z]?\Z")
_LISTED_IN = re.compile(r"-(?:listed|based|born|owned|backed|headquartered|made)\Z")
_CONTRACTION = re.compile(r".{1,12}['\u2019](?:m|ve|re|ll|d|t)\Z", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[A-Z]\.){2,8}|(?:Inc|Corp|Co|Ltd|Jr|Sr|St|Bros)\.")
_SYLLABLE = (
    r"(?:[bpmf]|[dt]|[nl]|[gkh]|[jqx]|zh|ch|sh|[rzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|o|e|i|u)"
)
_PINYIN_GIVEN = re.compile(rf"{_SYLLABLE}{{1,2}}\Z")
_NUMBER = re.compile(r"\d{1,3}[A-Za-z]{0,2}\Z")
_PERSON_BEHIND = re.compile(r", (?:who|whose|aged|\d{2})\b(?! (?:percent|per cent|million|stores))")
_APPOSITION = re.compile(r", (?:which|whose|an?|the|based|owned|maker|one of) ")
_PLACE_BEHIND = frozenset({"council", "police", "mayor", "residents", "airport", "shopkeepers", "prefecture"})
_PLACE_BEFORE = frozenset({"in", "near", "across", "throughout", "outside"})
_SPEAKS = frozenset(
    {"said", "says", "told", "tells", "added", "adds", "argued", "wrote", "noted", "hinted", "recalled"}
)
_PEOPLES = ("ians", "ese", "ian-American", "istan-born")
_PARTICLES = frozenset({"de", "la", "van", "von", "der", "den", "del", "da", "bin", "al"})
_LONGEST = 7  # words in a name


class _Word(NamedTuple):  # not a dataclass: a text has thousands, and this is made in a third of the time
    start: int
    end: int  # without possessive and closing full stop
    text: str
    capital: bool
    first: bool  # of the sentence
    joined: bool  # only a space stands between this and the word before
    possessive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One sentence, as the rules look at it."""

    text: str  # the whole text the offsets are of
    words: tuple[_Word, ...]
    known: tuple[Known, ...]
    chinese: bool
    lower: frozenset[str]  # words the whole text also writes in lower case


def find_english_names(text: str, sentences: Sequence[Span], known: Sequence[Known]) -> list[Name]:
    """Latin names in the sentences. A name around known ones has ``absorbs``; others touch none of them."""
    lower = frozenset(re.findall(r"\b[a-z]{2,30}\b", text))
    found: list[Name] = []
    position = 0
    for span in sentences:
        while position < len(known) and known[position].end <= span.start:
            position += 1
        ahead = position
        while ahead < len(known) and known[ahead].start < span.end:
            ahead += 1
        words = tuple(_words(text, span))
        chinese = bool(_HAN.search(text, span.start, span.end))
        if not any(word.capital for word in words) or (not chinese and _is_heading(words)):
            continue
        line = _Line(text=text, words=words, known=tuple(known[position:ahead]), chinese=chinese, lower=lower)
        for first, last in _runs(words):
            name = _judge(line, first, last)
            if name is not None:
                found.append(name)
    return _one_sense(text, found)


def _one_sense(text: str, found: Sequence[Name]) -> list[Name]:
    """One word names one thing in one text: a bare ORG takes the type that a clearer place gives it."""
    clear: dict[str, str] = {}
    for name in found:
        if name.type in ("PERSON", "GPE"):
            clear.setdefault(text[name.start : name.end], name.type)
    return [
        replace(name, type=clear.get(text[name.start : name.end], name.type)) if name.type == "ORG" else name
        for name in found
    ]


def _words(text: str, span: Span) -> Iterator[_Word]:
    last_end, initial = -1, False
    for match in _WORD.finditer(text, span.start, span.end):
        raw = match.group()
        body = raw if "." in raw and _DOTTED.fullmatch(raw) else raw.rstrip(".-'\u2019&")
        body = body if len(body) > 2 else body.rstrip("+")
        marked = "'" in body or "\u2019" in body
        clipped = _POSSESSIVE.sub("", body) if marked else body
        yield _Word(
            start=match.start(),
            end=match.start() + len(clipped),
            text=clipped,
            capital=not clipped.islower()
            and any(map(str.isupper, clipped[:3]))
            and not text.startswith("$", match.end())
            and not (marked and _CONTRACTION.match(clipped)),
            first=last_end < 0,
            joined=last_end >= 0
            and ((gap := text[last_end : match.start()]) == " " or gap == " & " or (gap == ". " and initial)),
            possessive=len(clipped) < len(body),
        )
        last_end = match.start() + len(clipped)
        initial = len(clipped) == 1 and clipped.isupper()  # Rosalind T. Achterberg


def _is_heading(words: Sequence[_Word]) -> bool:
    """Title case: most of at least five longer words are capitalised."""
    long_words = [word for word in words if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long_words) >= 5 and sum(word.capital for word in long_words) > 0.7 * len(long_words)


def _runs(words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of words that may be one name."""
    titles, of_heads = word_list("english", "titles"), word_list("english", "org_of")
    calendar = word_list("english", "calendar")
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
            if word.capital and word.text not in titles and word.text not in calendar:
                end += 1
                continue
            follows = end + 1 < len(words) and words[end + 1].capital and words[end + 1].joined
            heads = any(each.text in of_heads for each in words[index:end])
            if follows and (word.text in _PARTICLES or (heads and word.text in ("of", "for"))):
                end += 2
                continue
            if end > index + 1 and _NUMBER.match(word.text):
                end += 1
            break
        yield index, end
        index = end


def _is_everyday(word: _Word) -> bool:
    return is_everyday(word.text)


def _trimmed(line: _Line, first: int, last: int) -> tuple[int, int]:
    """The run without what only stands beside the name: openers, peoples, months, general words."""
    no_names, org_last = word_list("english", "no_names"), word_list("english", "org_last")
    openers, calendar = word_list("english", "openers"), word_list("english", "calendar")
    words = line.words
    closed = last - first > 1 and words[last - 1].text.rstrip(".") in org_last
    while first < last and (
        words[first].text.lower() in openers
        or _LISTED_IN.search(words[first].text) is not None
        or (words[first].first and not closed and not line.chinese and _is_everyday(words[first]))
        or words[first].text in calendar
        or (words[first].text in no_names and not closed)
    ):
        first += 1
    while last > first and words[last - 1].text.rstrip(".") in no_names | calendar and (
        (words[last - 1].text.rstrip(".") not in org_last and words[last - 2].text not in ("of", "for"))
        or last - first == 1
    ):  # fmt: skip
        last -= 1
    return first, last


def _judge(line: _Line, first: int, last: int) -> Name | None:
    """The name a run of capitals is, if it is one."""
    first, last = _trimmed(line, first, last)
    if first >= last:
        return None
    start, end = line.words[first].start, line.words[last - 1].end
    inside = [each for each in line.known if each.start < end and each.end > start]
    if inside:
        return _absorbing(line, first, last, inside)
    kind = _kind(line, first, last)
    return None if kind is None else Name(start=start, end=end, type=kind, id=slug(line.text[start:end]))


def _absorbing(line: _Line, first: int, last: int, inside: Sequence[Known]) -> Name | None:
    """A longer name around known ones: Bank of Canada, Netflix Tech Blog, Nike Investor Day."""
    run = line.words[first:last]
    start, end = run[0].start, run[-1].end
    whole = len(inside) == 1 and (inside[0].start, inside[0].end) == (start, end)
    if inside[0].start < start or inside[-1].end > end or whole or (line.chinese and len(run) < 3):
        return None
    closing = run[-1].text.rstrip(".")
    of_head = run[0].text in word_list("english", "org_of") and any(word.text == "of" for word in run[1:])
    kind = None
    if of_head:
        kind = "ORG"
    elif inside[-1].end != end:
        kind = next(
            (
                found
                for found, key in (("ORG", "org_last"), ("EVENT", "event_last"), ("LAW", "law_last"))
                if closing in word_list("english", key)
            ),
            None,
        )
        if kind is None and inside[0].start == start and inside[0].type == "ORG" and len(inside) == 1:
            rest = [word for word in run if word.start >= inside[0].end]
            uncommon = not any(
                _is_everyday(word) or word.text in word_list("english", "no_names") for word in rest
            )
            kind = "PRODUCT" if uncommon and rest and rest[0].joined else None
    elif inside[-1].type == "GPE" and len(inside) == 1 and not run[0].first and not _is_everyday(run[0]):
        kind = "ORG"  # a company and its country: WaterHealth Ghana
    elif inside[-1].type == "PERSON" and len(inside) == 1 and len(run) < 5 and all(
        _looks_personal(word) or len(word.text) == 1 for word in run
    ) and not _is_everyday(run[0]):  # fmt: skip
        kind = "PERSON"  # somebody by given name and a surname that is known: Elon R. Musk, Claire Musk
    if kind is None:
        return None
    return Name(start=start, end=end, type=kind, id=slug(line.text[start:end]), absorbs=True)


def _kind(line: _Line, first: int, last: int) -> str | None:
    """The type a run's own words give it, else the one its neighbours give it, else None."""
    run = line.words[first:last]
    own = _own_kind(run)
    if own is not None:
        return own
    if line.chinese:
        return _kind_in_chinese(line, run)
    before = line.words[first - 1].text if first > 0 and run[0].joined else ""
    after = line.words[last].text if last < len(line.words) and line.words[last].joined else ""
    if all(word.text.isupper() for word in run) and len(run) > 1:
        return None
    titled = before in word_list("english", "titles") or before.lower() in word_list(
        "english", "titles_lower"
    )
    if len(run) <= 3 and titled and not any(map(_is_everyday, run)):
        return "PERSON" if not run[0].text.isupper() else None
    if after in word_list("english", "product_after") and not run[0].first:
        return "PRODUCT"
    if any(each.type == "GPE" and line.text[run[-1].end : each.start] == ", " for each in line.known):
        return "GPE"  # Oxnard, California
    if len(run) == 1:
        return _single_kind(line, run[0], before, after)
    if before in _PLACE_BEFORE and run[0].text in word_list("english", "place_first"):
        return "GPE"
    if all(map(_is_everyday, run)):
        return None
    if not any(map(_is_everyday, run)) and (
        (len(run) == 2 and (after in _SPEAKS or _has_office(line, last) or all(map(_looks_personal, run))))
        or (1 < len(run) < 5 and _speaks_of_a_person(line, run, before))
    ):
        return "PERSON"
    return "ORG"


_PERSONAL = re.compile(r"(?:(?:Mc|Mac|O['’]|D['’]|El-|Al-)?[A-Z\u00c0-\u00de][a-z\u00df-\u024f]+-?){1,3}\Z")


def _looks_personal(word: _Word) -> bool:
    return len(word.text) > 1 and _PERSONAL.match(word.text) is not None


def _speaks_of_a_person(line: _Line, run: Sequence[_Word], before: str) -> bool:
    """An initial inside, an age or "who" behind, a verb of saying in front: said Ho Kwok-leung, 34."""
    inner = any(len(word.text) == 1 for word in run[1:-1])
    return (
        (inner or before in _SPEAKS or _PERSON_BEHIND.match(line.text, run[-1].end) is not None)
        and _looks_personal(run[-1])
        and not run[0].text.isupper()
    )


def _has_office(line: _Line, last: int) -> bool:
    """Whether a comma and an office follow: ``Ann Lee, an analyst at ...``."""
    words = line.words
    if last >= len(words) or line.text[words[last - 1].end : words[last].start] != ", ":
        return False
    return any(word.text.lower() in word_list("english", "titles_lower") for word in words[last : last + 4])


def _kind_in_chinese(line: _Line, run: Sequence[_Word]) -> str | None:
    """Latin words in Chinese are names when they are in quotes or written as brands are (VentureBeat)."""
    quoted = line.text[max(0, run[0].start - 1) : run[0].start] in ("“", "「", "‘", "《")
    if quoted and not all(map(_is_everyday, run)) and len(run[0].text) > 3:
        return "PRODUCT"
    if len(run) > 1 or quoted:
        return None
    word = run[0].text
    plain = len(word) > 3 and word[0].isupper() and word[1:].islower() and not _is_everyday(run[0])
    return "ORG" if plain or _CAMEL.match(word) else None


def _own_kind(run: Sequence[_Word]) -> str | None:
    closing, head = run[-1].text.rstrip("."), run[0].text
    if len(run) > 1:
        for kind, key in (
            ("ORG", "org_last"),
            ("LAW", "law_last"),
            ("EVENT", "event_last"),
            ("GPE", "place_last"),
        ):
            if closing in word_list("english", key):
                return kind
        if head in word_list("english", "org_of") and len(run) > 2:
            return "ORG"
        plain = len(run) <= 3 and closing.isalpha() and not closing.isupper()
        if plain and head in word_list("english", "first_names"):
            return "PERSON"
        if plain and len(run) == 2 and _is_pinyin(head, closing):
            return "PERSON"
        if head in word_list("english", "place_first") and len(run) == 2 and not _is_everyday(run[-1]):
            return "GPE"
    return (
        "PRODUCT" if _MODEL_NAME.match(closing) and closing not in word_list("english", "no_names") else None
    )


def _is_pinyin(head: str, closing: str) -> bool:
    """Peng Mei, Meng Wanzhou, Yiming Zhang: one of the two is a Chinese family name, the other reads as pinyin."""
    families = word_list("english", "pinyin_surnames")
    return (head in families and bool(_PINYIN_GIVEN.match(closing.lower()))) or (
        closing in families and bool(_PINYIN_GIVEN.match(head.lower()))
    )


def _single_kind(line: _Line, word: _Word, before: str, after: str) -> str | None:
    """One capitalised word alone: a name when it is not the sentence's capital and something says what it is."""
    text = word.text
    camel = bool(_CAMEL.match(text))
    if len(text) < 3 or any(map(str.isdigit, text)) or (_is_everyday(word) and not camel):
        return None
    if text.endswith(_PEOPLES) or re.search(r"-[a-z]", text):
        return None  # Hungarians, Israeli-occupied
    acting = word.possessive or after in word_list("english", "acts")
    if text.isupper():
        return "ORG" if acting and len(text) <= 6 else None
    if not camel and text.lower() in line.lower:
        return None
    if after in _SPEAKS or text in word_list("english", "first_names"):
        return "PERSON"
    if after in _PLACE_BEHIND:
        return "GPE"
    if before in _PLACE_BEFORE and not word.possessive and not camel:
        return "GPE"
    if word.first and not acting and not camel and not _APPOSITION.match(line.text, word.end):
        return None
    return "ORG"
