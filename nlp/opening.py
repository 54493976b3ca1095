"""Names that no lexicon lists, from all who propose them: a model of the user's own, the tagger, the rules of form.

What they propose is put in shape (no bracket or mark of the text in a name), and not taken where a name is refused
to the thing of the catalogue by what stands beside it (nlp.confusables): a fruit is no other company either.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp.confusables import is_refused, speaks_of_another
from nlp.document import Document
from nlp.finds import Find, filled
from nlp.names import Known, Name, bodies, is_everyday, word_list
from nlp.names_en import find_english_names
from nlp.names_zh import find_chinese_names
from nlp.script import fold
from nlp.segment import is_dictionary_word
from nlp.senses import address_spans
from nlp.shapes_zh import is_kind_alone, is_plain_word, shaped
from nlp.tagger import find_tagged
from nlp.user_models import find_modelled, split_sentences
from store.records import Span

_OPENING = re.compile(r"[（(]")
_EDGE = " \t\u3000-–—'’\"“”「」『』《》〈〉,，.。、;；:：|/·（("
_CLOSING_EDGE = ' \t\u3000-–—"“”「」『』《》〈〉,，。、;；:：|/·'
_ORDINAL = re.compile(r"(?:第[\d一二三四五六七八九十百]{1,6}[届屆]|首[届屆]|本[届屆]|[新上下]一[届屆])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PHRASE = re.compile(r"[的了在和与是将把被说称让向从到]")
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f|\u2028\u2029]")
_GAP = re.compile(r"(?<=[\u3400-\u9fff])[\u3000 ]+(?=[\u3400-\u9fff])")
_ACT_BEHIND = re.compile(r"['’]s\b|,? (?:Inc|Corp|Co|Ltd|LLC|Group)\b| ([a-z]{2,12})\b")
_OWNED = re.compile(r" ([a-z]{2,20})\b")
_COMMA = re.compile(r"[,;] (?=[a-z])|[,;] \Z")
_NUMBER_BEHIND = re.compile(r" [\d.,]{1,12}\Z")
_MEASURE = re.compile(r" ?(?:%|percent|per cent|to \d|million|billion|trillion|,\d|\.\d)")
_ROUTE = re.compile(r"[ ]*[-–—－~→⇄至到/／][ ]*")
_WHOLE_BRACKET = re.compile(r"[（(][\u4e00-\u9fffA-Za-z]{2,10}[）)][\u4e00-\u9fff]{0,8}(?:公司|厂|行|社)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A name and who proposes it."""

    name: Name
    by: str  # model | tagger | form

    def as_find(self) -> Find:
        name = self.name
        return Find(
            start=name.start, end=name.end, type=name.type, id=name.id, found_by=self.by, listed=False
        )


def propose_names(
    document: Document,
    text: str,
    folded: str,
    sentences: Sequence[Span],
    known: Sequence[Known],
    models: Mapping[str, str],
) -> list[list[Proposal]]:
    """Proposals for the text or the title, those of the more trusted first; each list in order of the text.

    ``models`` (language to the model's name) take the tagger's place in their languages.
    """
    formed = _meant(
        [*find_english_names(text, sentences, known), *find_chinese_names(text, folded, known)],
        document, text, folded,
    )  # fmt: skip
    modelled, others = split_sentences(text, sentences, models) if models else ([], sentences)
    by_model = find_modelled(text, modelled, known, models) if modelled else []
    tagged = _outside_of_persons(find_tagged(document, text, folded, others, known, formed), formed)
    tagged = _with_ids(tagged, formed)
    formed = [name for name in formed if _is_name_alone(text, folded, name)]
    return [
        [Proposal(name=name, by="model") for name in _in_shape(by_model, known, document, text, folded)],
        [Proposal(name=name, by="tagger") for name in _in_shape(tagged, known, document, text, folded)],
        [Proposal(name=name, by="form") for name in formed],
    ]


def _with_ids(names: Sequence[Name], formed: Sequence[Name]) -> list[Name]:
    """With the ids that the form of the same name gave (法国议会: france-parliament)."""
    given = {(name.start, name.end): name.id for name in formed if name.id is not None}
    return [replace(name, id=name.id or given.get((name.start, name.end))) for name in names]


def _outside_of_persons(names: Sequence[Name], formed: Sequence[Name]) -> list[Name]:
    """Without persons cut short: an office in front and a verb behind tell a name's length better (陆嘉|言)."""
    whole = sorted(
        ((name.start, name.end) for name in formed if name.type == "PERSON"), key=lambda span: span[0]
    )

    def is_cut(name: Name) -> bool:
        index = bisect_right(whole, name.start, key=lambda span: span[0]) - 1
        return index >= 0 and name.end <= whole[index][1] and (name.start, name.end) != whole[index]

    return [name for name in names if name.type != "PERSON" or not is_cut(name)]


def _in_shape(
    names: Iterable[Name], known: Sequence[Known], document: Document, text: str, folded: str
) -> list[Name]:
    tidied = [
        each
        for name in names
        for piece in _tidied(text, name)
        for each in shaped(folded, piece, known)
        if _is_one_name(text, folded, each, known)
    ]
    return _outside_of_addresses(_meant(tidied, document, text, folded), text)


def _outside_of_addresses(names: list[Name], text: str) -> list[Name]:
    if "." not in text or not names:
        return names
    spans = address_spans(text)
    starts = [start for start, _ in spans]

    def is_inside(name: Name) -> bool:
        index = bisect_right(starts, name.end - 1) - 1
        return index >= 0 and spans[index][1] > name.start

    return [name for name in names if not is_inside(name)]


def _is_one_name(text: str, folded: str, name: Name, known: Sequence[Known]) -> bool:
    """Whether a proposal is no title or currency, no phrase (酷澎在桃园), no known name with a plain word."""
    surface = folded[name.start : name.end]
    if surface.rstrip(".") in _lower_titles() or text.startswith("$", name.end) or _BREAK.search(surface):
        return False
    if _is_amount(folded, name):
        return False
    if _fills_cell(text, name) and is_everyday(surface):
        return False  # Tariff at the head of a column
    if not _is_name_alone(text, folded, name):
        return False
    inside = bisect_right(known, name.start, key=lambda each: each.end)
    rest, at = "", name.start
    if _is_route(text, name, known, inside):
        return False
    while inside < len(known) and known[inside].start < name.end:
        rest += f"{text[at : known[inside].start]} "
        at = known[inside].end
        inside += 1
    if at == name.start:
        return True  # nothing known is in it
    rest = (rest + text[at : name.end]).strip()
    if not _HAN.search(rest):
        plain = word_list("english", "no_names")
        return not all(
            word in plain or not word.strip("0123456789.,%") or (word.islower() and is_everyday(word))
            for word in rest.split()
        )  # U.S. market
    if fold(rest) in word_list("chinese", "plain") or len(rest) == 1:
        return False
    if name.type == "PRODUCT" and known[inside - 1].type == "GPE" and is_dictionary_word(fold(rest)):
        return False  # 亚马逊雨林火灾
    if name.type == "ORG" and known[inside - 1].type == "GPE" and _is_trade(fold(rest)):
        return False  # 佛山厨具商, 美国贸易代表
    return name.type == "LAW" or not _PHRASE.search(fold(rest))


_MONEY_IN = re.compile(r"[$€£¥]\s?\d|^\d[\d.,]*[ -]?(?:euros?|dollars?|pounds?|yuan|yen|cents?|percent|%)")


def _is_amount(folded: str, name: Name) -> bool:
    """Whether a proposal is an amount and what it is of: $800 loophole, 150-euro waiver, the 300M of $300M."""
    surface = folded[name.start : name.end]
    if _MONEY_IN.search(surface):
        return True
    before = folded[max(0, name.start - 2) : name.start].rstrip()
    if surface[:1].isdigit() and before.endswith(("$", "€", "£", "¥")):
        return True
    return surface[-1:].isdigit() and folded.startswith((" million", " billion", " trillion"), name.end)


def _is_trade(rest: str) -> bool:
    """Whether what is left beside a place is a plain word that no body is named by."""
    closing = word_list("chinese", "org_last") | word_list("chinese", "body_last") | frozenset(bodies())
    return (
        rest not in closing
        and is_plain_word(rest)
        and not rest.endswith(("会", "院", "局", "署", "部", "所"))
    )


def _is_route(text: str, name: Name, known: Sequence[Known], first: int) -> bool:
    """Whether two known places and a dash are all that is in it: 香港－中東 in a table of routes."""
    return (
        first + 1 < len(known)
        and known[first].start == name.start
        and known[first + 1].end == name.end
        and _ROUTE.fullmatch(text, known[first].end, known[first + 1].start) is not None
    )


def _fills_cell(text: str, name: Name) -> bool:
    """Whether nothing else stands in the cell or line."""
    before, after = (
        text[max(0, name.start - 2) : name.start].strip(" "),
        text[name.end : name.end + 2].strip(" "),
    )
    return before[-1:] in ("", "|", "\n") and after[:1] in ("", "|", "\n")


def _is_name_alone(text: str, folded: str, name: Name) -> bool:
    """Whether the name is no word of trade, of offers, of money."""
    surface = folded[name.start : name.end]
    return surface not in _no_chinese_names() and not is_kind_alone(surface) and not _is_jargon(text, name)


@cache
def _no_chinese_names() -> frozenset[str]:
    """Money, and words of headings and offers (folded)."""
    return frozenset[str]().union(
        *(word_list("chinese", key) for key in ("currencies", "no_names", "generic"))
    )


def _is_jargon(text: str, name: Name) -> bool:
    """Whether a Latin name of everyday words has nothing that makes it one: Demo Day, Days 1, Attorneys for.

    Product Information Management is a trade, not a firm, unless it acts, owns, or is incorporated.
    """
    quote = text[name.start : name.end]
    if _HAN.search(quote) or not quote[:1].isupper():
        return False
    words = quote.replace("-", " ").split(" ")
    plain = word_list("english", "no_names")
    if not all(is_everyday(word) or word in plain or word.rstrip(".,").isdigit() for word in words):
        return False
    if any(word[0].isdigit() for word in words if word) or words[0].lower() in word_list(
        "english", "number_words"
    ):
        return True
    acts = _acts_behind(text, name.end)
    if len(words) == 1:
        return _begins(text, name.start) and not acts and name.type in ("ORG", "PERSON")
    if name.type == "EVENT":
        return words[-1] in ("Day", "Days", "Week", "Sale", "Show", "Forum", "Conference") and not acts
    return name.type == "ORG" and words[-1] in word_list("english", "org_trades") and not acts


def _acts_behind(text: str, end: int) -> bool:
    match = _ACT_BEHIND.match(text, end)
    return match is not None and (match[1] is None or match[1] in word_list("english", "acts"))


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, line or quotation begins here."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in '.!?\n:|•·*“"‘(-–—'


@cache
def _lower_titles() -> frozenset[str]:
    return frozenset(
        word.lower() for key in ("titles", "no_names", "calendar") for word in word_list("english", key)
    )


def _meant(names: Sequence[Name], document: Document, text: str, folded: str) -> list[Name]:
    whole = f"{document.title_folded}\n{document.folded}"
    everyday: dict[str, bool] = {}
    kept = []
    for name in names:
        surface = folded[name.start : name.end]
        if surface not in everyday:
            everyday[surface] = speaks_of_another(surface, whole)
        if not everyday[surface] and not is_refused(text, folded, name.start, name.end):
            kept.append(name)
    return kept


def _tidied(text: str, name: Name) -> Iterator[Name]:
    """The name without marks at its edges; one that runs into a bracket is two (轻羚（Qingling Bikes）)."""
    quote = text[name.start : name.end]
    bracket = _OPENING.search(quote, 1)
    if bracket is None or _WHOLE_BRACKET.search(quote):
        pieces = [(name.start, name.end)]
    else:
        pieces = [(name.start, name.start + bracket.start())]
        inside = quote[bracket.end() :].rstrip("）) ")
        if not re.search(r"[（()）]", inside):
            pieces.append((name.start + bracket.end(), name.start + bracket.end() + len(inside)))
    for start, end in pieces:
        first, last = start, end
        while first < last and text[first] in _EDGE:
            first += 1
        while last > first and text[last - 1] in _CLOSING_EDGE:
            last -= 1
        gap = _GAP.search(text, first, last)
        if gap:
            last = gap.start()
        if not _HAN.search(text, first, last):
            first = _without_openers(text, first, last)
            last = _without_possessive(text, first, last)
            last = _without_clause(text, first, last)
        ordinal = _ORDINAL.match(text, first, last)
        if ordinal and last - ordinal.end() > 1:
            first = ordinal.end()
        if last - first > 1 and any(map(str.isalpha, text[first:last])):
            yield replace(name, start=first, end=last)


def _without_clause(text: str, first: int, last: int) -> int:
    """Where a name ends that a guess drew on into what follows: Corey Stallard, it was sold; Groceries 21%."""
    comma = _COMMA.search(text, first, last)
    last = comma.start() if comma else last
    number = _NUMBER_BEHIND.search(text, first, last)
    return number.start() if number and _MEASURE.match(text, last) else last


def _without_possessive(text: str, first: int, last: int) -> int:
    """Where a name ends that owns what follows: Kessler's claims, but Wendy's opened."""
    owned = _OWNED.match(text, last)
    if last - first < 4 or text[last - 2 : last] not in ("'s", "’s") or owned is None:
        return last
    acts = owned[1] in word_list("english", "acts") and not owned[1].endswith("s")
    return last if acts else last - 2


def _without_openers(text: str, first: int, last: int) -> int:
    """Where an English name begins: Australian in front of a person is no part of it, but in a company's."""
    words = text[first:last].split(" ")
    if words[-1].rstrip(".") in word_list("english", "org_last"):
        return first
    for word in words[:-1]:
        if word not in word_list("english", "no_names") and word.lower() not in word_list(
            "english", "openers"
        ):
            break
        first += len(word) + 1
    return first


def with_names(finds: Sequence[Find], proposals: Sequence[Sequence[Proposal]]) -> list[Find]:
    """Known names and open ones, the more trusted first; a longer open name takes the place of known ones in it."""
    same = {(find.start, find.end) for find in finds}
    covered: list[Find] = []
    for group in proposals:
        absorbing = [each.as_find() for each in group if each.name.absorbs]
        covered = filled(covered, [find for find in absorbing if (find.start, find.end) not in same])
    starts = [find.start for find in covered]

    def is_part(find: Find) -> bool:
        index = bisect_right(starts, find.start) - 1
        return index >= 0 and find.end <= covered[index].end

    out = filled([find for find in finds if not is_part(find)], covered)
    for group in proposals:
        out = filled(out, [each.as_find() for each in group if not each.name.absorbs])
    return out
