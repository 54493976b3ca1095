"""What a document itself says a thing is also called.

Told: in brackets (入仓分销网络（AWD）, Andy Jassy（安迪·贾西）, 下称「珞石」), after a word for it (又称, known as, the
company formerly known as), by its stock symbol (NASDAQ: AMZN). Understood: a person's surname once the full name
has been given, a company without its kind (澜汐科技: 澜汐; Xinhe Logistics: Xinhe). Nothing said here holds in
another document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp.entity_files import Entity
from nlp.finds import Find
from nlp.lexicon import Lexicon
from nlp.names import is_everyday, word_list
from nlp.segment import is_dictionary_word
from nlp.tickers import owner_of

_BRACKET = re.compile(r"\s?[（(]([^（）()\n]{1,80})[）)]")
_MARKER = (  # on the folded text
    r"(?:以下|下文)?(?:统称|合称|简称|下称|又称|也称|亦称|俗称|别称|又名|亦名|原名|旧称|前称|曾用名|现名|前身|更名|改名"
    r"|英文名称?|英文简称|中文名称?|中文简称)(?:为|是|叫)?:?|即"
    r"|(?:the company )?(?:also |better |formerly |previously |now |commonly )?known as|formerly|previously|hereinafter"
    r"|hereafter|aka|a\.k\.a\.|dba"
)
_IN_BRACKET = re.compile(rf"\s*(?P<marker>{_MARKER}|即|or)?\s*(?:the )?")
_QUOTED = re.compile(r"[“\"「『‘]([^“”\"「」『』‘’\n]{2,30})[”\"」』’]")
_SEPARATOR = re.compile(r"[,，;；、/]")
_AFTER = re.compile(
    r"(?:[，,]\s?(?:the [a-z]{1,20} )?|\s)?"
    rf"(?:{_MARKER})\s*(?:为|是|the )?(?P<quote>[“\"「『‘《]?)"
)
_LATIN_WORD = r"[A-Z][A-Za-z0-9\u00c0-\u024f&.'’-]{0,24}"
_LATIN_NAME = re.compile(rf"{_LATIN_WORD}(?: (?:{_LATIN_WORD}|&|of|and|de|van|der|von)){{0,4}}")
_LOWER_BRAND = re.compile(r"[a-z][a-z0-9.-]{3,20}\Z")
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]{1,9}\Z")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·・•‧A-Za-z0-9]{2,20}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_NAMES = frozenset("的了在是等各这那该其与和及或旗下")
_LEGAL = re.compile(r"(?:股份|集团)?有限(?:责任)?公司\Z|集团\Z")
_MOST_SHORT = 8  # short forms of one name


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """``surface`` names ``of``, which is printed ``of_surface``, in this document."""

    start: int  # where the surface is introduced; start == end: understood, it stands nowhere by itself yet
    end: int
    surface: str
    of: Find
    of_surface: str

    @property
    def told(self) -> bool:
        return self.start < self.end


def find_definitions(text: str, folded: str, finds: Sequence[Find], lexicon: Lexicon) -> list[Definition]:
    """All that one part of a document (text or title) defines, what is told before what is understood."""
    told: list[Definition] = []
    understood: list[Definition] = []
    inside = -1  # end of the last bracket: what stands in it defines nothing
    for find in finds:
        if find.start < inside:
            continue
        bracket = _BRACKET.match(text, find.end)
        if bracket:
            inside = bracket.end()
            places = list(_in_bracket(text, folded, find, *bracket.span(1)))
            owner = owner_of(bracket[1], lexicon) if find.type == "ORG" and not find.listed else None
            if owner is not None:
                told.append(_by_symbol(text, find, lexicon.entities[owner]))
        else:
            places = list(_after(text, folded, find))
        quote = text[find.start : find.end]
        told += [
            Definition(start=start, end=end, surface=text[start:end], of=find, of_surface=quote)
            for start, end in places
        ]
        names = [(quote, folded[find.start : find.end])]
        names += [(text[start:end], folded[start:end]) for start, end in places]
        understood += [
            Definition(start=find.end, end=find.end, surface=short, of=find, of_surface=quote)
            for name, own in names
            for short in short_forms(name, own, find.type, lexicon)
            if short != quote
        ]
    return [*told, *understood]


def _by_symbol(text: str, find: Find, entity: Entity) -> Definition:
    """A name is that of the thing whose stock symbol stands behind it."""
    return Definition(
        start=find.start,
        end=find.end,
        surface=text[find.start : find.end],
        of=replace(find, id=entity.id, type=entity.type, listed=True),
        of_surface=entity.id,
    )


def _in_bracket(text: str, folded: str, find: Find, start: int, end: int) -> Iterator[tuple[int, int]]:
    marked = _IN_BRACKET.match(folded, start, end)
    if marked and marked["marker"]:
        quoted = list(_QUOTED.finditer(text, start, end))
        for each in quoted:
            if is_name(each[1]):
                yield each.span(1)
        if quoted:
            return
    at = start
    for _ in range(3):
        mark = _SEPARATOR.search(text, at, end)
        stop = mark.start() if mark else end
        head = _IN_BRACKET.match(folded, at, stop)
        first = head.end() if head else at
        surface = text[first:stop].strip().strip('“”"「」『』‘’')
        told = bool(head and head["marker"])
        if surface and is_name(surface) and _fits(text[find.start : find.end], surface, find, told=told):
            where = text.index(surface, first)
            yield where, where + len(surface)
        if mark is None:
            return
        at = mark.end()


def is_name(surface: str) -> bool:
    """Whether it may name one thing: the Company and 平台 do not."""
    generic = word_list("english", "generic") | word_list("chinese", "generic")
    if (
        not 2 <= len(surface) <= 40
        or surface.lower() in generic
        or surface in word_list("english", "no_names")
    ):
        return False
    if _HAN.search(surface):
        return _HAN_NAME.fullmatch(surface) is not None and not set(surface) & _NOT_NAMES
    return bool(_LATIN_NAME.fullmatch(surface) or _LOWER_BRAND.match(surface))


def _fits(quote: str, surface: str, find: Find, *, told: bool) -> bool:
    """Whether the bracket after a name is another form of it, not a remark."""
    if find.type == "GPE":
        return False
    han, latin = bool(_HAN.search(quote)), not _HAN.search(surface)
    if latin and not han:
        letters = iter(surface.upper())
        initials = iter(_initials(quote))
        fitting = _ACRONYM.match(surface) and all(letter in initials for letter in letters)
        return bool(fitting) or (told and surface[0].isupper())
    if latin:
        if not told and all(map(is_everyday, surface.split())):
            return False  # 智能体（Agent）: a translation
        return surface[0].isupper() or (find.type == "ORG" and not find.listed)
    if han:
        return told or all(char in quote for char in surface)
    if find.type == "PERSON":
        return len(surface) >= 2
    return told or not _is_plain(surface)


def _is_plain(han: str) -> bool:
    """Whether a Chinese remark is made of words everybody knows: 上市公司 is no name, 文石 may be one."""
    return is_dictionary_word(han) or len(han) > 8


def _initials(quote: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", quote)).upper()


def _after(text: str, folded: str, find: Find) -> Iterator[tuple[int, int]]:
    """Jessy Wu, also known as ...; 珞石云仓，又称“...”."""
    marked = _AFTER.match(folded, find.end)
    if marked is None or find.type == "GPE":
        return
    start = marked.end()
    pattern = _HAN_NAME if _HAN.match(text, start) else _LATIN_NAME
    name = pattern.match(text, start)
    if name is None or not is_name(name.group()):
        return
    closing = text[name.end() : name.end() + 1]
    if marked["quote"] or pattern is _LATIN_NAME or closing in "，。；、,.;)） \n" or not closing:
        surface = name.group().rstrip(".'’-&")
        yield start, start + len(surface)


# --- what is understood ---------------------------------------------------------------------------------------


def short_forms(quote: str, folded: str, kind: str, lexicon: Lexicon) -> list[str]:
    """What a thing is called once it has been named in full; nothing for a name that has no shorter one."""
    if kind == "PERSON":
        forms = _surnames(quote)
    elif kind == "ORG":
        forms = _han_stems(quote, folded, lexicon) if _HAN.search(quote) else _latin_stems(quote)
    else:
        forms = []
    return [form for form in forms if form != quote][:_MOST_SHORT]


def _surnames(quote: str) -> list[str]:
    parts = re.split(r"[\s·•‧・]+", quote)
    if len(parts) < 2:
        return []
    forms = [parts[-1]]
    if parts[0] in word_list("english", "pinyin_surnames") and len(parts) == 2:
        forms.append(parts[0])
    if "-" in parts[-1]:
        forms.append(parts[-1].rpartition("-")[2])
    return [form for form in forms if len(form) >= 2 and (form[0].isupper() or _HAN.match(form))]


def _latin_stems(quote: str) -> list[str]:
    """Xinhe Logistics Group: Xinhe Logistics, Xinhe. Everyday words are nobody's short form."""
    last, no_names = word_list("english", "org_last"), word_list("english", "no_names")
    words = quote.replace(",", "").split(" ")
    forms: list[str] = []
    rest = [word for word in words[1:] if word.rstrip(".") not in last]
    coined = not is_everyday(words[0]) and all(map(is_everyday, rest))  # Chengyu Home
    while len(words) > 1 and (coined or words[-1].rstrip(".") in last or words[-1] in ("&", "and")):
        words = words[:-1]
        if words[-1] in ("&", "and", "of"):
            continue
        short = " ".join(words)
        if "&" in words:  # Carrow & Daughters: Carrow
            forms.append(short)
            words = words[: words.index("&")]
            short = " ".join(words)
        if len(words) > 1 or (len(short) > 2 and short not in no_names and not is_everyday(short)):
            forms.append(short)
    return forms


def _han_stems(quote: str, folded: str, lexicon: Lexicon) -> list[str]:
    """苏州珞石云仓科技股份有限公司: 珞石云仓科技, 珞石云仓, with the place in front and without.

    A word of the dictionary may be one (立夏 of 立夏织品); it is not looked for, but believed where it is found.
    """
    end = _LEGAL.search(folded)
    stop = end.start() if end else len(folded)
    stops = [stop] if end else []
    for _ in range(3):
        ending = next((word for word in _endings() if folded.endswith(word, 0, stop)), None)
        if ending is None or stop - len(ending) < 2:
            break
        stop -= len(ending)
        stops.append(stop)
    head = _place_length(quote, folded, lexicon)
    plain = word_list("chinese", "plain")
    forms = [(start, stop) for stop in (len(folded), *stops) for start in dict.fromkeys((head, 0))]
    stems = [(quote[start:stop].strip(), folded[start:stop].strip()) for start, stop in forms]
    return [
        stem
        for stem, own in stems
        if len(stem) >= 2
        and own not in plain
        and (_HAN.search(stem) or (is_name(stem) and not is_everyday(stem)))  # VORA 科技集团: VORA
    ]


@cache
def _endings() -> tuple[str, ...]:
    words = set[str]().union(*(word_list("chinese", key) for key in ("org_last", "org_open", "org_brand")))
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _place_length(quote: str, folded: str, lexicon: Lexicon) -> int:
    """Characters of the place a company's name begins with (东莞市恒瑞达: 3)."""
    length = max(
        (
            hit.end
            for hit in lexicon.find(quote, folded)
            if hit.start == 0
            and any(lexicon.entities[alias.entity_id].type == "GPE" for alias in hit.aliases)
        ),
        default=0,
    )
    return length + (folded[length : length + 1] in tuple("省市州县区")) if length else 0
