"""Clauses of a sentence, how much each weighs, and the names in them.

A clause ends at a comma or semicolon, and before a word that starts a new one (但, while, after). A list of names
is never cut. What follows a contrast (but, 卻) weighs more than what a concession (despite, 儘管) grants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp.cues import load_cues
from nlp.terms import TermIndex
from store.records import Mention

_MARK = re.compile(r"[,，;；:：。!！?？|\[\]()（）]|\s-\s|-{2,}|—+|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_JOINT = re.compile(
    r"\s{0,2}(?:[、/&]|'s(?: parent| unit)?|owner|parent|母公司|旗下|和|与|及|跟|以及|或|还有|"
    r"and|or|nor|,? as well as|plus|, and|, or|"
    r"推出的|旗下的|发布的|自研的?|开发的|的)?\s{0,2}(?:和|与|及|and|or)?\s{0,2}"
)
_COMMA = re.compile(r"\s?[,，]\s?")
_AND = re.compile(r"\band\b")


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand together (A, B and C): what is said of one is said of all."""

    start: int
    end: int
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the folded text that says one thing."""

    start: int
    end: int
    weight: float
    groups: tuple[Group, ...]
    unlike: bool = False  # "unlike A, ...": A is only compared with


@cache
def _openers() -> tuple[TermIndex[None], dict[str, TermIndex[None]]]:
    tables = load_cues().tables["clause"]
    return (
        TermIndex((term, None) for term in tables["breaks"]),
        {
            name: TermIndex((term, None) for term in tables[name])
            for name in ("contrast", "concession", "condition")
        },
    )


def build_groups(text: str, mentions: Sequence[Mention]) -> list[Group]:
    """Neighbouring names of one kind that are listed (A, B and C; A's B), in order. ``text`` is folded.

    A comma alone joins names only where an "and" closes the list: "According to A, B grew" is no list.
    """
    groups: list[list[Mention]] = []
    listed: list[list[Mention]] = []  # names after a comma, waiting for the "and"
    for mention in sorted(mentions, key=lambda item: (item.start, -item.end)):
        row = listed[-1] if listed else groups[-1] if groups else None
        last = row[-1] if row else None
        if row is not None and last is not None and mention.start < last.end:
            row.append(mention)  # one name inside another
            continue
        between = text[last.end : mention.start] if last is not None else ""
        if row is None or last is None or len(between) > 14 or not _alike(last.type, mention.type):
            groups += [*listed, [mention]]
            listed = []
        elif _COMMA.fullmatch(between):
            listed.append([mention])
        elif between and _JOINT.fullmatch(between):
            if listed:
                groups[-1] += [item for part in listed for item in part]
                listed = []
            groups[-1].append(mention)
        else:
            groups += [*listed, [mention]]
            listed = []
    groups += listed
    return [Group(row[0].start, max(item.end for item in row), tuple(row)) for row in groups]


def _alike(first: str, second: str) -> bool:
    business = {"ORG", "PRODUCT", "EVENT"}
    return first == second or (first in business and second in business)


def _cuts(text: str, start: int, end: int, groups: Sequence[Group]) -> list[int]:
    """Offsets at which a clause begins."""
    inside = [(group.start, group.end) for group in groups]
    cuts = {start}
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        digits = text[at] in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if not digits:
            cuts.add(match.end())
    breaks, _ = _openers()
    for hit in breaks.find(text, start, end):
        if hit.term == "而" and text[hit.start - 1 : hit.start] in set("反从因然进继时"):
            continue
        if hit.term == "并" and text[hit.end : hit.end + 1] in set("不未非没购"):
            continue
        if hit.term == "却" and not _says_something(
            text, max(cut for cut in cuts if cut <= hit.start), hit.start
        ):
            continue  # 圆通的丢件率却创新高: one statement
        cuts.add(hit.start)
    lexicon = load_cues()
    for match in _AND.finditer(text, start, end):
        ahead = text[match.end() : match.end() + 24].lstrip()
        offset = match.end() + (len(text[match.end() : match.end() + 24]) - len(ahead))
        following = next(lexicon.cues.find(text, offset, min(end, offset + 14)), None)
        if following is not None and following.start == offset and following.value.kind != "metric":
            cuts.add(match.start())
    return sorted(cut for cut in cuts if not any(left < cut < right for left, right in inside))


def _says_something(text: str, start: int, end: int) -> bool:
    """Whether the stretch has a word of gain or loss of its own, not only what one is said of."""
    return any(hit.value.kind != "metric" for hit in load_cues().cues.find(text, start, end))


def _weight(text: str, start: int, end: int) -> float:
    head = text[start : min(end, start + 16)]
    for name, weight in (("contrast", 2.0), ("concession", 0.5), ("condition", 0.3)):
        hit = next(_openers()[1][name].find(head), None)
        if hit is not None and (name != "concession" or hit.start <= 3):
            return weight
    body = next(_openers()[1]["contrast"].find(text, start, end), None)
    return 2.0 if body is not None else 1.0


def build_clauses(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[Clause]:
    """The clauses of the sentence ``text[start:end]``; ``mentions`` are those inside it."""
    groups = build_groups(text, mentions)
    cuts = _cuts(text, start, end, groups)
    clauses: list[Clause] = []
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        if not text[left:right].strip():
            continue
        own = tuple(group for group in groups if left <= group.start < right)
        clauses.append(Clause(left, right, _weight(text, left, right), own))
    return clauses
