"""Which of the lexicon's hits are meant: support for weak aliases, words that only contain a name, overlaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.confusables import is_refused, speaks_of_another
from nlp.document import Document
from nlp.entity_files import Alias
from nlp.lexicon import Hit, Lexicon
from nlp.word_edges import WordEdges, text_edges, title_edges

_WEB = r"https?://[^\s\u3000-\u9fff，。）]{1,2000}|www\.[^\s\u3000-\u9fff，。）]{1,2000}"
_WEB_ADDRESS = re.compile(_WEB)
_ADDRESS = re.compile(rf"{_WEB}|[\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}")
# 美国商务部长 names an office, not the ministry; 商务部长期关注 does name it.
_HEAD_OF_BODY = re.compile(r"[部署局厅院]长(?![期远久达三江安沙春城征])")
# 执行长江以恒 is an office and a name, not the river.
_OFFICE_BEFORE = re.compile(r"(?:执行|营运|财务|技术|资讯|行销|产品|秘书|理事|董事|委员|议)\Z")
_NUMBER_NEXT = re.compile(r"[ -]?[a-z]{0,2}\d")
_CUTTABLE = 2  # characters; longer Chinese aliases do not occur inside other words
_NEAR = 160  # characters to either side in which a cue must stand when two things share a spelling
_LONGEST_CONFUSABLE = 40  # characters
_LATIN = re.compile("[a-z0-9]")
_SHORT_CUE = 4  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """A stretch of text and the one alias that is meant by it."""

    start: int
    end: int
    alias: Alias


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What title and text say together, for aliases that need support."""

    relatives: frozenset[str]  # what is named beyond doubt, and what that belongs to; no places
    folded: str


def address_spans(text: str) -> list[tuple[int, int]]:
    """Where web and mail addresses stand: what they hold are no names."""
    if "@" not in text:  # mail is looked for at every word, which costs as much as the search for all names
        return [match.span() for match in _WEB_ADDRESS.finditer(text)]
    return [match.span() for match in _ADDRESS.finditer(text)]


def find_senses(document: Document, lexicon: Lexicon) -> tuple[list[Sense], list[Sense]]:
    """The lexicon's names in the text and in the title, in order, without overlap."""
    in_text = _words_removed(_hits(document.text, document.folded, lexicon), text_edges(document), lexicon)
    in_title = _words_removed(
        _hits(document.title, document.title_folded, lexicon), title_edges(document), lexicon
    )
    evidence = _weigh((in_text, in_title), document, lexicon)
    memo: dict[str, bool] = {}
    return (
        _choose(in_text, document.text, document.folded, evidence, lexicon, memo),
        _choose(in_title, document.title, document.title_folded, evidence, lexicon, memo),
    )


def _hits(text: str, folded: str, lexicon: Lexicon) -> list[Hit]:
    """Hits outside of web and mail addresses and outside of confusables, leftmost first, longest first."""
    urls = address_spans(text)
    starts = [start for start, _ in urls]
    hits = lexicon.find(text, folded)
    hidden = _confusable_ends(hits)
    kept = []
    for hit in hits:
        index = bisect_right(starts, hit.start) - 1
        if (index >= 0 and hit.start < urls[index][1]) or not hit.aliases or _is_hidden(hit, hidden):
            continue
        if folded[hit.start] == "长" and _OFFICE_BEFORE.search(folded, max(0, hit.start - 3), hit.start):
            continue
        if _HEAD_OF_BODY.match(folded, hit.end - 1) and _is_body(hit, lexicon):
            continue
        kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, -hit.end))


def _is_body(hit: Hit, lexicon: Lexicon) -> bool:
    return all(lexicon.entities[alias.entity_id].type == "ORG" for alias in hit.aliases)


def _confusable_ends(hits: Iterable[Hit]) -> dict[int, int]:
    ends: dict[int, int] = {}
    for hit in hits:
        if not hit.aliases:
            ends[hit.start] = max(hit.end, ends.get(hit.start, 0))
    return ends


def _is_hidden(hit: Hit, ends: Mapping[int, int]) -> bool:
    if not ends:
        return False
    window = range(max(0, hit.start - _LONGEST_CONFUSABLE), hit.start + 1)
    return any(ends.get(start, 0) >= hit.end for start in window)


def _words_removed(hits: list[Hit], edges: WordEdges, lexicon: Lexicon) -> list[Hit]:
    """Without short Chinese aliases that are pieces of other words: 中通 in 其中通过, 京东 in 京东方."""

    def is_piece(hit: Hit) -> bool:
        if not hit.aliases[0].han or hit.end - hit.start > _CUTTABLE:
            return False
        is_place = any(lexicon.entities[alias.entity_id].type == "GPE" for alias in hit.aliases)
        return edges.cut(hit.start, hit.end, inside_allowed=is_place)

    return [hit for hit in hits if not is_piece(hit)]


def _weigh(parts: Iterable[list[Hit]], document: Document, lexicon: Lexicon) -> _Evidence:
    named: set[str] = set()
    for hits in parts:
        end = -1
        for hit in hits:
            if hit.start < end:
                continue  # inside a longer name: Amazon in Amazon rainforest
            strong = [alias.entity_id for alias in hit.aliases if not alias.weak]
            if strong:
                named.update(strong)
                end = hit.end
    for entity_id in tuple(named):
        named.update(lexicon.ancestors(entity_id))
    relatives = frozenset(each for each in named if lexicon.entities[each].type != "GPE")
    return _Evidence(relatives=relatives, folded=f"{document.title_folded}\n{document.folded}")


def _is_supported(alias: Alias, evidence: _Evidence, lexicon: Lexicon) -> bool:
    entity = lexicon.entities[alias.entity_id]
    if not evidence.relatives.isdisjoint((entity.id, *lexicon.ancestors(entity.id))):
        return True
    return any(_is_said(cue, evidence.folded) for cue in entity.cues)


def _is_said(cue: str, folded: str) -> bool:
    """Whether a cue stands in a folded text, a Latin one at the head of a word: app in apps, not in happen."""
    return cue in folded and (not _LATIN.match(cue) or _cue_pattern(cue).search(folded) is not None)


@cache
def _cue_pattern(cue: str) -> re.Pattern[str]:
    """Long cues may be the head of a word (Canad), short ones are the whole of it (port, not portal)."""
    tail = "(?:s?(?![a-z0-9]))" if len(cue) <= _SHORT_CUE and cue.isalnum() else ""
    return re.compile(rf"(?<![a-z0-9]){re.escape(cue)}{tail}")


def _is_everyday(name: str, evidence: _Evidence, memo: dict[str, bool]) -> bool:
    """Whether the text speaks of the fruit, not of the company: one sense in one text."""
    key = f"everyday {name}"
    if key not in memo:
        memo[key] = speaks_of_another(name, evidence.folded)
    return memo[key]


def _meant(
    hit: Hit, text: str, folded: str, evidence: _Evidence, lexicon: Lexicon, memo: dict[str, bool]
) -> Alias | None:
    """The alias that is meant at a hit; None when only weak ones without support are there, or it is refused.

    Refused is what the name means first; a namesake that is weak may be meant then (the Amazon, which floods).
    """
    if is_refused(text, folded, hit.start, hit.end):
        namesakes = any(not each.weak for each in hit.aliases)
        return next((each for each in hit.aliases if each.weak), None) if namesakes else None
    strong = next((alias for alias in hit.aliases if not alias.weak), None)
    if strong is not None and _is_everyday(folded[hit.start : hit.end], evidence, memo):
        return None
    for alias in hit.aliases:
        if not alias.weak:
            continue
        if strong is not None:
            near = folded[max(0, hit.start - _NEAR) : hit.end + _NEAR]
            if any(_is_said(cue, near) for cue in lexicon.entities[alias.entity_id].cues):
                return alias
            continue
        if alias.series:
            if _NUMBER_NEXT.match(folded, hit.end):
                return alias
            continue  # 麒麟 without a number is an animal
        if alias.entity_id not in memo:
            memo[alias.entity_id] = _is_supported(alias, evidence, lexicon)
        if memo[alias.entity_id]:
            return alias
    return strong


def _choose(
    hits: Sequence[Hit], text: str, folded: str, evidence: _Evidence, lexicon: Lexicon, memo: dict[str, bool]
) -> list[Sense]:
    """Leftmost, then longest, of the hits that mean something."""
    senses: list[Sense] = []
    end = -1
    for hit in hits:
        if hit.start < end:
            continue
        alias = _meant(hit, text, folded, evidence, lexicon, memo)
        if alias is not None:
            senses.append(Sense(start=hit.start, end=hit.end, alias=alias))
            end = hit.end
    return senses
