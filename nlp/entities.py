"""Which things a text names, and where: the lexicon decides first, open rules (nlp.names) fill the gaps.

Names that stand together are one name: a product after its company (亚马逊Kindle), a legal suffix
(``McClatchy Co.``), a model number (iPhone 11). What the document itself defines holds in it: an abbreviation in
brackets after a name, the surname of a person named in full.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.document import Document
from nlp.lexicon import Lexicon, stands_alone
from nlp.names import Known, Name, homonyms, slug, word_list
from nlp.names_en import find_english_names
from nlp.names_zh import find_chinese_names
from nlp.senses import Sense, find_senses
from store.records import Mention, Span

_SUFFIX = re.compile(
    r",? (?:Inc|Corp|Co|Ltd|LLC|PLC|plc|AG|SA|NV|SE|Corporation|Incorporated|Limited|Holdings|Group)(?![A-Za-z])\.?"
)
_HAN_SUFFIX = re.compile(r"(?:集[团團]|股份|控股)(?![\u4e00-\u9fff]?[权權份东東])")
_MODEL = re.compile(
    r"[ -]?(?:[A-Z]{1,2}(?=\d))?\d{1,4}[A-Za-z]{0,3}(?![A-Za-z0-9%]|[.,]\d)"
    r"(?: (?:Pro|Max|Plus|Ultra|Mini|Air|SE)(?![A-Za-z])){0,3}"
)
_BRACKET = re.compile(
    r"\s?[（(]\s?(?:以?下?[简簡][称稱]|下称|the |or )?[“\"「‘]?"
    r"([A-Z][A-Za-z&]{1,9}|[\u4e00-\u9fff]{2,8})[”\"」’]?\s?[）)]"
)
_LATIN_NAME = re.compile(
    r"\s?[（(]([A-Z][A-Za-z0-9&.'’-]{1,24}(?: (?:[A-Z][A-Za-z0-9&.'’-]{0,24}|&|of|and|de)){0,4})[）)]"
)
_GOVERNMENT = re.compile(r"方面|当局|政府|官方")
_BEFORE_CITY = re.compile(
    r"\b(?:in|from|at|near|outside|to|into|around|of) (?:downtown |central |and )?$", re.IGNORECASE
)
# A capital is named for its government, unless the sentence speaks of the place.
_CAPITALS = {"washington": "united-states", "beijing": "china", "brussels": "european-union"}


@dataclass(frozen=True, slots=True)
class _Find:
    """A mention before it becomes a record."""

    start: int
    end: int
    type: str
    id: str | None


def find_mentions(document: Document, lexicon: Lexicon) -> list[Mention]:
    """Mentions of the text in order, then those of the title (``in_title``). No two of one part overlap.

    ``id`` is the lexicon's; a Latin name the lexicon does not know gets a slug of itself, a Chinese one None.
    """
    known_text, known_title = find_senses(document, lexicon)
    mentions: list[Mention] = []
    defined: dict[str, _Find] = {}
    for text, folded, sentences, senses, in_title in (
        (document.text, document.folded, document.sentences, known_text, False),
        (document.title, document.title_folded, (Span(0, len(document.title)),), known_title, True),
    ):
        finds = _joined(text, [_as_find(text, folded, sense, lexicon) for sense in senses], lexicon)
        known = [Known(start=f.start, end=f.end, type=f.type, id=f.id) for f in finds]
        names = [
            *find_english_names(text, sentences, known),
            *find_chinese_names(text, folded, known),
        ]
        names = [name for name in names if folded[name.start : name.end] not in homonyms()]
        finds = _bilingual(text, _with_suffixes(text, _with_names(finds, names)))
        defined |= _definitions(text, finds)
        finds = _filled(_as_defined(text, finds, names, defined), _uses(text, folded, defined))
        mentions += [
            Mention(
                start=f.start, end=f.end, quote=text[f.start : f.end], type=f.type, id=f.id, in_title=in_title
            )
            for f in finds
        ]
    return mentions


def _as_find(text: str, folded: str, sense: Sense, lexicon: Lexicon) -> _Find:
    """The mention of a decided alias, with its model number; a capital may stand for its government."""
    entity = lexicon.entities[sense.alias.entity_id]
    end, entity_id, kind = sense.end, entity.id, entity.type
    if sense.alias.series:
        model = _MODEL.match(text, sense.end)
        if model:
            end = model.end()
            entity_id = f"{entity.id}-{slug(model.group())}"
            kind = "PRODUCT" if kind == "ORG" else kind
    elif entity_id in _CAPITALS:
        latin = text[sense.start].isascii()
        before = text[max(0, sense.start - 24) : sense.start]
        if _GOVERNMENT.match(folded, end) or (
            latin and not _BEFORE_CITY.search(before) and not text.startswith(("-based", ", D"), end)
        ):
            entity_id = _CAPITALS[entity_id]
    return _Find(sense.start, end, kind, entity_id)


def _joined(text: str, finds: Sequence[_Find], lexicon: Lexicon) -> list[_Find]:
    """Neighbours that are one name made one: the thing after what it belongs to."""
    out: list[_Find] = []
    for find in finds:
        current = find
        if out and current.id is not None:
            last = out[-1]
            gap = text[last.end : current.start]
            owners = lexicon.ancestors(current.id)
            close = gap in ("", " ") if last.type != "GPE" else gap == "" and current.type == "ORG"
            if (close and last.id in owners) or (gap == "" and last.id == current.id):
                out[-1] = replace(current, start=last.start)
                continue
        out.append(current)
    return out


def _with_suffixes(text: str, finds: Sequence[_Find]) -> list[_Find]:
    """Companies with their legal suffix: it is part of the name."""
    out: list[_Find] = []
    limits = [find.start for find in finds[1:]] + [len(text)]
    for find, limit in zip(finds, limits, strict=False):
        pattern = _SUFFIX if text[find.end - 1].isascii() else _HAN_SUFFIX
        suffix = pattern.match(text, find.end, limit) if find.type == "ORG" else None
        out.append(replace(find, end=suffix.end()) if suffix else find)
    return out


def _bilingual(text: str, finds: Sequence[_Find]) -> list[_Find]:
    """澄屿（Chengyu Home）: the Latin name in brackets is that thing's too, and names an unknown one."""
    out: list[_Find] = []
    for find in finds:
        if out and find.start < out[-1].end:
            continue  # a part of the bracket
        latin = _LATIN_NAME.match(text, find.end)
        if (
            latin is None
            or text[find.end - 1].isascii()
            or find.type not in ("ORG", "PERSON")
            or latin[1].isupper()
            or latin[1] in word_list("english", "no_names")
        ):
            out.append(find)
            continue
        entity_id = find.id or slug(latin[1])
        out += [replace(find, id=entity_id), _Find(latin.start(1), latin.end(1), find.type, entity_id)]
    return out


def _filled(finds: Sequence[_Find], more: Iterable[_Find]) -> list[_Find]:
    """Both, in order; of ``more`` only what touches nothing that is there already."""
    out = sorted(finds, key=lambda find: find.start)
    starts = [find.start for find in out]
    free: list[_Find] = []
    for find in sorted(more, key=lambda find: (find.start, -find.end)):
        index = bisect_right(starts, find.start) - 1
        left_free = index < 0 or out[index].end <= find.start
        right_free = index + 1 >= len(out) or out[index + 1].start >= find.end
        if left_free and right_free and (not free or free[-1].end <= find.start):
            free.append(find)
    return sorted((*out, *free), key=lambda find: find.start)


def _with_names(finds: Sequence[_Find], names: Sequence[Name]) -> list[_Find]:
    """Known names and open ones; a longer open name takes the place of the known ones it is made of."""
    same = {(find.start, find.end) for find in finds}
    absorbing = [
        _Find(n.start, n.end, n.type, n.id) for n in names if n.absorbs and (n.start, n.end) not in same
    ]
    covered = _filled([], sorted(absorbing, key=lambda find: find.start - find.end))
    starts = [find.start for find in covered]

    def is_part(find: _Find) -> bool:
        index = bisect_right(starts, find.start) - 1
        return index >= 0 and find.end <= covered[index].end

    kept = [find for find in finds if not is_part(find)]
    rest = [_Find(n.start, n.end, n.type, n.id) for n in names if not n.absorbs]
    return _filled(_filled(kept, covered), rest)


def _as_defined(
    text: str, finds: Sequence[_Find], names: Sequence[Name], defined: Mapping[str, _Find]
) -> list[_Find]:
    """Open names that are a short form of something the text names in full: they are that thing."""
    opened = {(name.start, name.end) for name in names}
    return [
        replace(find, type=defined[quote].type, id=defined[quote].id)
        if (find.start, find.end) in opened and (quote := text[find.start : find.end]) in defined
        else find
        for find in finds
    ]


def _initials(quote: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", quote)).upper()


def _definitions(text: str, finds: Sequence[_Find]) -> dict[str, _Find]:
    """Short forms that this document introduces: surface to the find it stands for."""
    defined: dict[str, _Find] = {}
    for find in finds:
        quote = text[find.start : find.end]
        bracket = _BRACKET.match(text, find.end)
        if bracket and bracket[1] not in word_list("english", "no_names"):
            short = bracket[1]
            letters = iter(_initials(quote))
            initials = short.isascii() and all(char in letters for char in short.upper())
            contained = not short.isascii() and all(char in quote for char in short)
            if initials or contained or (short.isascii() and short.isupper() and not quote.isascii()):
                defined.setdefault(short, find)
        if find.type == "PERSON":
            surname = re.split(r"[\s·•‧・]", quote)[-1]
            if len(surname) >= 2 and surname != quote and find.id is not None:
                defined.setdefault(surname, find)
    return defined


def _uses(text: str, folded: str, defined: dict[str, _Find]) -> list[_Find]:
    """Where the short forms of a document are used, letter for letter."""
    if not defined:
        return []
    found: list[_Find] = []
    pattern = re.compile("|".join(re.escape(short) for short in sorted(defined, key=len, reverse=True)[:200]))
    for match in pattern.finditer(text):
        find = defined[match.group()]
        if not stands_alone(folded, match.start(), match.end()):
            continue
        found.append(_Find(match.start(), match.end(), find.type, find.id))
    return found
