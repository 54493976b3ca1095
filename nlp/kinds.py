"""The type of an open name by what stands beside it, where that is plainer than what proposed the name.

A province, a supercomputer, somebody's byline, an office in front of Latin letters: the word beside the name says
what it is. Names whose own last word says it (Freight Ltd, Trade Act) keep their type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from nlp.finds import Find
from nlp.names import is_everyday, word_list

_HAN = re.compile(r"[\u3400-\u9fff]")
_NEXT = re.compile(r" ([a-z]{2,16})\b")
_LAWFUL = re.compile(
    r"(?:act|acts|law|laws|regulation|regulations|directive|treaty|accord|code|agreement|amendment|protocol|rule|rules"
    r"|tariff|tariffs|exemption|bill|order|convention|ordinance|section|duty|duties|package|deal|tax|levy|scheme"
    r"|mechanism|list|measures|program|programme|initiative|decree|decision|quota|regime|charter|pact"
    r"|\d+|[A-Z]{2,6})\Z",
    re.IGNORECASE,
)
# Firms have shareholders, boards and stakes; so have not persons and places.
_OWNED_FIRM = re.compile(
    r"['’]s? (?:former |new |largest |biggest |second-largest )?(?:chairman|chief executive|board|shares"
    r"|shareholders?|stock|stores|customers|revenue|sales|profit|subsidiary|parent company|insurance|headquarters)\b"
)
_FIRM_BEFORE = re.compile(
    r"\b(?:shareholders? (?:of|in)|stake in|stake held by|shares (?:of|in)|acquisition of|acquir(?:e|es|ed|ing)"
    r"|takeover of|merger with|subsidiary of) \Z"
)
_SPOKE = re.compile(r"(?:表示|说|称|认为|指出|坦言|透露|回忆|直言|却|笑说|补充|解释)")
_PERSON_WORD = re.compile(
    r"(?:Mc|Mac|O['’]|D['’]|[A-Z]['’])?[A-Z\u00c0-\u00de][a-z\u00df-\u024f]+(?:-[A-Z]?[a-z]+){0,2}\Z"
)


def with_kinds(text: str, folded: str, finds: Sequence[Find]) -> list[Find]:
    """The finds, open ones with the type that their surroundings give them."""
    out = [find if find.listed else _by_surroundings(text, folded, find) for find in finds]
    return _bylines(text, out)


def _by_surroundings(text: str, folded: str, find: Find) -> Find:
    quote = text[find.start : find.end]
    if _HAN.search(quote):
        return find
    words = quote.split(" ")
    closing = words[-1].rstrip(".")
    if any(closing in word_list("english", key) for key in ("org_last", "event_last")) and find.type != "LAW":
        return find
    kind = _kind(text, folded, find, words, closing)
    return find if kind == find.type else replace(find, type=kind)


def _kind(text: str, folded: str, find: Find, words: Sequence[str], closing: str) -> str:
    after = _NEXT.match(text, find.end)
    behind = after[1] if after else ""
    if (
        find.type in ("ORG", "PERSON", "PRODUCT")
        and behind in word_list("english", "places_behind")
        and not words[0].isupper()
    ):
        return "GPE"
    if find.type in ("ORG", "GPE", "LAW", "PERSON") and (
        behind in word_list("english", "goods_behind")
        or (closing in word_list("english", "goods_last") and len(words) > 1)
    ):
        return "PRODUCT"
    if find.type in ("GPE", "PERSON") and len(words) == 1 and (
        _OWNED_FIRM.match(text, find.end) or _FIRM_BEFORE.search(text, max(0, find.start - 24), find.start)
    ):  # fmt: skip
        return "ORG"
    if find.type == "LAW" and not _LAWFUL.match(closing) and not _LAWFUL.match(words[0]):
        return "ORG"
    personal = 1 < len(words) < 4 and all(_PERSON_WORD.match(word) or _is_initial(word) for word in words)
    if find.type in ("ORG", "GPE", "PRODUCT") and personal:
        before = folded[max(0, find.start - 6) : find.start].rstrip(' “"「')
        named = words[0] in word_list("english", "first_names") and not is_everyday(closing)
        if named or _role().search(before) or (find.type == "ORG" and _SPOKE.match(folded, find.end)):
            return "PERSON"
    return find.type


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(word_list('chinese', 'roles')))})\Z")


def _bylines(text: str, finds: Sequence[Find]) -> list[Find]:
    """Adrienne So, Martin Cizmar, and Matt Jancer: one of a list of persons is a person."""
    out = list(finds)
    for index, find in enumerate(out):
        if find.listed or find.type != "ORG" or not _is_full_name(text[find.start : find.end]):
            continue
        beside = [
            out[other]
            for other in (index - 1, index + 1)
            if 0 <= other < len(out)
            and _is_link(text, *sorted((find, out[other]), key=lambda each: each.start))
        ]
        if beside and all(
            each.type == "PERSON" and _is_full_name(text[each.start : each.end]) for each in beside
        ):
            out[index] = replace(find, type="PERSON")
    return out


def _is_link(text: str, left: Find, right: Find) -> bool:
    return text[left.end : right.start] in (", ", " and ", ", and ", " & ")


def _is_full_name(quote: str) -> bool:
    words = quote.split(" ")
    return (
        len(words) == 2
        and all(map(_PERSON_WORD.match, words))
        and words[1] not in word_list("english", "org_last")
    )
