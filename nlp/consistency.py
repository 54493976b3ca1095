"""One name, one thing: within a document a name keeps its id and type, and is found wherever it stands.

Names are compared by their fold where they are Chinese, letter for letter where they are Latin.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nlp.definitions import Definition
from nlp.finds import Find, filled
from nlp.lexicon import Lexicon, stands_alone
from nlp.names import is_everyday, word_list
from nlp.provisional import free_id, make_id
from nlp.script import fold
from nlp.segment import cut_words, is_dictionary_word
from nlp.word_edges import WordEdges

_HAN = re.compile(r"[\u3400-\u9fff]")
_PARTS = re.compile(r"[\s·•‧・]+")
_WORD_BEFORE = re.compile(r"([A-Za-z.'’-]{1,30}) \Z")
_WORD_AFTER = re.compile(r" ([A-Z][A-Za-z]{1,30})")
_SPEAKS = re.compile(r" (?:said|says|told|added|adds|argued|wrote|noted|expects|warned)\b|['’]s\b")
_MOST_NAMES = 400  # that are looked for again in one document
_FORM = re.compile(
    r"(?:(?:股份|集[团團]|控股)?(?:有限)?(?:責任|责任)?公司|集[团團]|控股|,? (?:Inc|Corp|Co|Ltd|LLC|PLC|plc|Corporation"
    r"|Incorporated|Limited|Company|Holdings|Group)\.?)\Z"
)
_SENTENCE_END = '.!?。！？\n：:“"「'


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What a name stands for in this document."""

    id: str | None
    type: str
    listed: bool  # in the catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The text or the title, and what was found in it."""

    text: str
    folded: str
    finds: Sequence[Find]


def surface_key(quote: str) -> str:
    """What two printings of one name share."""
    return fold(quote) if _HAN.search(quote) else quote


def named_things(
    parts: Sequence[Part], definitions: Sequence[Definition], lexicon: Lexicon
) -> dict[str, Thing]:
    """Every name (by its key) that the catalogue does not decide everywhere, and the thing it stands for here.

    A defined name is what the definition says, the earliest first; one that two definitions give to two things
    is nobody's. A name found by itself is its own thing, of the type most of its places have; where the catalogue
    decides it at another place as something of that type, it is that.
    """
    types: dict[str, Counter[str]] = {}
    quotes: dict[str, str] = {}
    found: dict[str, Find] = {}  # the first of each
    decided: dict[str, Thing] = {}
    for part in parts:
        for find in part.finds:
            quote = part.text[find.start : find.end]
            key = surface_key(quote)
            if find.listed:
                decided.setdefault(key, Thing(id=find.id, type=find.type, listed=True))
                continue
            types.setdefault(key, Counter())[find.type] += 1
            quotes.setdefault(key, quote)
            found.setdefault(key, find)
    own: dict[str, Thing] = {}
    for key, counts in types.items():
        kind = counts.most_common(1)[0][0]
        elsewhere = decided.get(key)
        same = elsewhere is not None and elsewhere.type == kind
        own[key] = elsewhere if elsewhere and same else _own_thing(quotes[key], found[key], kind, lexicon)
    return _defined(own, decided, definitions, lexicon)


def _own_thing(quote: str, find: Find, kind: str, lexicon: Lexicon) -> Thing:
    """What a name stands for that nothing defines.

    An id that its form gave it (印度财政部: india-finance-ministry) stays, as does that of a model of a listed series
    (华为Mate70, Huawei Mate 70: huawei-mate-70). Any other Latin name is its own id.
    """
    composed = find.id
    if composed and (_HAN.search(quote) or find.found_by == "lexicon"):
        entity = lexicon.entities.get(composed)
        if entity is None or entity.type == kind:
            return Thing(id=composed, type=kind, listed=entity is not None)
    own = _listed_person(quote, lexicon) if kind == "PERSON" else _listed_firm(quote, lexicon)
    if own is not None:
        return Thing(id=own, type=lexicon.entities[own].type, listed=True)
    weak = _weakly_listed(quote, find, kind, lexicon)
    if weak is not None:
        return Thing(id=weak, type=kind, listed=True)
    made = make_id(quote, kind) or composed
    if made is None:
        return Thing(id=None, type=kind, listed=False)
    free = free_id(made, quote, kind, lexicon)
    return Thing(id=free, type=kind, listed=free in lexicon.entities)


def _listed_person(quote: str, lexicon: Lexicon) -> str | None:
    """Somebody of the catalogue with a middle name more, or transcribed otherwise by one part: 克劳迪娅·辛鲍姆.

    The surname alone must be that person's, and the other part the same as in the full names of that script the
    catalogue has, if it has any.
    """
    parts = _PARTS.split(quote)
    if len(parts) < 2:
        return None
    for hit in lexicon.find(parts[-1], fold(parts[-1])):
        if (hit.start, hit.end) != (0, len(parts[-1])):
            continue
        for alias in hit.aliases:
            entity = lexicon.entities[alias.entity_id]
            script = [each.folded for each in entity.aliases if each.han is alias.han]
            heads = {_PARTS.split(each)[0] for each in script if _PARTS.search(each)}
            if entity.type == "PERSON" and (not heads or fold(parts[0]) in heads):
                return entity.id
    return None


def _weakly_listed(quote: str, find: Find, kind: str, lexicon: Lexicon) -> str | None:
    """The one thing of the catalogue whose weak alias it is, when the tagger too reads a name of that type there."""
    if find.found_by not in ("tagger", "model") or len(quote) < 2 or is_everyday(quote):
        return None
    for hit in lexicon.find(quote, fold(quote)):
        if (hit.start, hit.end) == (0, len(quote)) and not is_dictionary_word(fold(quote)):
            things = {alias.entity_id for alias in hit.aliases if not alias.series}
            only = next(iter(things)) if len(things) == 1 else None
            return only if only and lexicon.entities[only].type == kind else None
    return None


def _listed_firm(quote: str, lexicon: Lexicon) -> str | None:
    """The company of the catalogue that the name is without its legal form: 波音公司, Boeing Holdings."""
    form = _FORM.search(quote)
    if form is None or form.start() < 2:
        return None
    name = quote[: form.start()]
    for hit in lexicon.find(name, fold(name)):
        if (hit.start, hit.end) == (0, len(name)):
            firms = [alias for alias in hit.aliases if lexicon.entities[alias.entity_id].type == "ORG"]
            strong = [alias for alias in firms if not alias.weak]
            chosen = strong or (firms if _HAN.search(name) or not is_everyday(name) else [])
            return chosen[0].entity_id if len({alias.entity_id for alias in chosen}) == 1 else None
    return None


def _defined(
    own: dict[str, Thing], decided: Mapping[str, Thing], definitions: Sequence[Definition], lexicon: Lexicon
) -> dict[str, Thing]:
    """``own`` with the defined names added, each at the end of its chain of definitions."""
    target: dict[str, str | Thing] = {}  # a name to the name or the listed thing it stands for
    latin: dict[str, Thing] = {}  # a Chinese name to the thing its Latin name makes it
    rivals: dict[str, list[str | Thing]] = {}  # what else a name would stand for
    for each in definitions:
        key, full = surface_key(each.surface), surface_key(each.of_surface)
        if key == full or key in decided:
            continue
        if each.of.listed:
            aim: str | Thing = Thing(id=each.of.id, type=each.of.type, listed=True)
        else:
            aim = full
            if each.told and _HAN.search(full) and not _HAN.search(key) and not each.surface.isupper():
                made = make_id(each.surface, each.of.type)
                if made is not None:
                    free = free_id(made, each.surface, each.of.type, lexicon)
                    latin.setdefault(full, Thing(id=free, type=each.of.type, listed=free in lexicon.entities))
        if target.setdefault(key, aim) != aim and not each.told:
            rivals.setdefault(key, []).append(aim)
    lost = [
        key
        for key, aims in rivals.items()
        if any(_end_of(aim, target) != _end_of(key, target) for aim in aims[:_MOST_NAMES])
    ]
    for key in lost:
        target.pop(key)
    things: dict[str, Thing] = {}
    for key in (*own, *target):
        found = _end_of(key, target)
        thing = found if isinstance(found, Thing) else latin.get(found) or own.get(found)
        if thing is not None:
            things[key] = thing
    return things


def _end_of(key: str | Thing, target: Mapping[str, str | Thing]) -> str | Thing:
    """What a chain of definitions ends in; 8 links at most, and a circle ends where it is entered."""
    current = key
    for _ in range(8):
        following = target.get(current) if isinstance(current, str) else None
        if following is None or following == key:
            return current
        current = following
    return current


def agreed(part: Part, things: Mapping[str, Thing], told: Iterable[Definition]) -> list[Find]:
    """The finds of a part as the document decides them, with the names it defines at their places."""
    spans = [
        Find(
            start=each.start,
            end=each.end,
            type=each.of.type,
            id=each.of.id,
            found_by="document",
            listed=False,
        )
        for each in told
        if each.start < each.end and surface_key(each.surface) in things
    ]
    listed = [find for find in part.finds if find.listed]
    starts = [span.start for span in spans]

    def is_part(find: Find) -> bool:
        """Yining in Chen Yining; the name of a thing of the catalogue that fills the bracket is no part."""
        index = bisect_right(starts, find.start) - 1
        return (
            index >= 0
            and find.end <= spans[index].end
            and (find.start, find.end) != (spans[index].start, spans[index].end)
        )

    inner = [find for find in part.finds if not find.listed]
    outer = filled([find for find in listed if not is_part(find)], spans)
    return [_as_decided(part.text, find, things) for find in filled(outer, inner)]


def _as_decided(text: str, find: Find, things: Mapping[str, Thing]) -> Find:
    thing = None if find.listed else things.get(surface_key(text[find.start : find.end]))
    return replace(find, type=thing.type, id=thing.id, listed=thing.listed) if thing else find


def with_uses(part: Part, things: Mapping[str, Thing], edges: WordEdges | None) -> list[Find]:
    """The finds, and every other place where a name of the document stands free."""
    names = {key: thing for key, thing in things.items() if _is_searched(key)}
    if not names:
        return list(part.finds)
    longest = sorted(names, key=len, reverse=True)[:_MOST_NAMES]
    found = [
        *_matches(part, [key for key in longest if _HAN.search(key)], part.folded, names, edges),
        *_matches(part, [key for key in longest if not _HAN.search(key)], part.text, names, None),
    ]
    return filled(part.finds, found)


@lru_cache(maxsize=8192)
def _is_searched(key: str) -> bool:
    """Whether a name is looked for where nobody found it: not one that is made of everyday words (智能体)."""
    if not _HAN.search(key):
        return len(key) > 1
    if len(key) < 2 or is_dictionary_word(key):
        return False
    words = cut_words(key)
    plain = word_list("chinese", "plain")
    single = sum(len(word) == 1 for word in words)
    return single > 1 or not all(
        len(word) == 1 or word in plain or is_dictionary_word(word) for word in words
    )


def _matches(
    part: Part, keys: Sequence[str], text: str, things: Mapping[str, Thing], edges: WordEdges | None
) -> Iterator[Find]:
    if not keys:
        return
    for match in re.finditer("|".join(map(re.escape, keys)), text):
        start, end = match.span()
        if not stands_alone(part.folded, start, end):
            continue
        if edges is not None and edges.cut(start, end):
            continue
        if not _HAN.search(match.group()) and _is_other_word(part.text, start, end):
            continue
        thing = things[match.group()]
        yield Find(
            start=start, end=end, type=thing.type, id=thing.id, found_by="document", listed=thing.listed
        )


def _is_other_word(text: str, start: int, end: int) -> bool:
    """Whether a Latin name is part of a longer one here, or an everyday word at the head of a sentence."""
    before = _WORD_BEFORE.search(text, max(0, start - 32), start)
    after = _WORD_AFTER.match(text, end)
    beside = {"titles", "calendar", "org_last"}
    if after and not any(after[1] in word_list("english", key) for key in beside):
        return True
    if before and before[1][0].isupper() and not (
        before[1] in word_list("english", "titles") or before[1].lower() in word_list("english", "openers")
    ):  # fmt: skip
        return True
    if not is_everyday(text[start:end]) or _SPEAKS.match(text, end):
        return False
    head = text[:start].rstrip()[-1:] if start < 3 else text[max(0, start - 3) : start].rstrip()[-1:]
    return not head or head in _SENTENCE_END
