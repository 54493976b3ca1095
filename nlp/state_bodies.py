"""Bodies of state that are named without their country (最高法院, 商务部): whose they are, by the text around.

The catalogue's bare name is that of the country whose papers write so (商务部: China's). In a text that never speaks
of that country and tells what another government does, it is the other's; a supreme court is that of the country
in front.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp.finds import Find, filled
from nlp.lexicon import Lexicon
from nlp.names import bodies

_RULES = re.compile(r"(?:联邦|的)?(?:政府|总统|总理|首相|内阁|当局|国会|议会|法院|央行)")
_HOME = {"CN": re.compile(r"中方|对华|我国|中国|中美|中欧|中日|人民币|国务院|沪深|外贸")}
_COURT = "最高法院"
_NO_STATE = ("EU",)  # a union has a Commission; the ministries are those of its members
_NEAR = 400  # characters in front in which a court's country is looked for
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """A country that the text names at a place; ``rules``: as one whose government or courts act here."""

    start: int
    country: str  # as in the catalogue: US
    rules: bool


@cache
def _bare() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, bodies()), key=len, reverse=True))
    return re.compile(names)


def placed_bodies(folded: str, finds: Sequence[Find], lexicon: Lexicon) -> list[Find]:
    """The finds, bodies of state without a country's name as those of the country that the text speaks of."""
    if _bare().search(folded) is None:
        return list(finds)
    signs = list(_signs(folded, finds, lexicon))
    kept = [find for find in finds if not folded.startswith(_COURT, find.start) or find.end > find.start + 4]
    courts = [
        _court(match.start(), signs, lexicon)
        for match in re.finditer(rf"(?<![\u4e00-\u9fff]联邦){_COURT}", folded)
    ]
    out = filled(kept, courts)
    foreign = [sign for sign in signs if sign.rules and sign.country not in _NO_STATE]
    return [_of_another(folded, find, signs, foreign, lexicon) for find in out] if foreign else out


def _signs(folded: str, finds: Sequence[Find], lexicon: Lexicon) -> Iterator[_Sign]:
    table = bodies()
    for find in finds:
        entity = lexicon.entities.get(find.id) if find.id else None
        if entity is None or entity.country is None or folded[find.start : find.end] in table:
            continue
        if entity.type == "GPE":
            rules = _RULES.match(folded, find.end) is not None
            yield _Sign(start=find.start, country=entity.country, rules=rules)
        elif entity.sector == "government" and not folded.startswith(_COURT[:3], find.start):
            yield _Sign(start=find.start, country=entity.country, rules=True)


def _court(start: int, signs: Sequence[_Sign], lexicon: Lexicon) -> Find:
    """The supreme court of the country in front whose courts or government act, else of the one named last."""
    before = signs[: bisect_left(signs, start, key=lambda sign: sign.start)]
    near = [sign for sign in before if start - sign.start <= _NEAR]
    chosen = next((sign for sign in reversed(near) if sign.rules), near[-1] if near else None)
    found = _body_of(chosen.country, _COURT, lexicon) if chosen else None
    return Find(
        start=start, end=start + len(_COURT), type="ORG", id=found,
        found_by="lexicon" if found in lexicon.entities else "form", listed=found in lexicon.entities,
    )  # fmt: skip


def _of_another(
    folded: str, find: Find, signs: Sequence[_Sign], foreign: Sequence[_Sign], lexicon: Lexicon
) -> Find:
    """The find, as the body of the country that the text speaks of when it never names the catalogue's one."""
    surface = folded[find.start : find.end]
    if surface not in bodies() or surface == _COURT:
        return find
    entity = lexicon.entities.get(find.id) if find.id and find.listed else None
    own = entity.country if entity else "CN"  # a bare name that no row claims is not China's for that
    home = _HOME.get(own) if own else None
    if own is None or any(sign.country == own for sign in signs) or (home and home.search(folded)):
        return find
    before = foreign[: bisect_left(foreign, find.start, key=lambda sign: sign.start)]
    if not before:
        return find
    other = _body_of(before[-1].country, surface, lexicon)
    if other is None:
        return find
    listed = other in lexicon.entities
    return replace(find, id=other, listed=listed, found_by="lexicon" if listed else "form")


def _body_of(country: str, name: str, lexicon: Lexicon) -> str | None:
    """Id of a country's body of that kind: the catalogue's own, else one made of both."""
    place = _country_id(country, lexicon)
    if place is None:
        return None
    for alias in lexicon.entities[place].aliases:
        whole = alias.folded + name
        if not _HAN.match(whole):
            continue
        for hit in lexicon.find(whole, whole):
            if (hit.start, hit.end) == (0, len(whole)):
                return hit.aliases[0].entity_id if hit.aliases else None
    return f"{place}-{bodies()[name]}"


def _country_id(country: str, lexicon: Lexicon) -> str | None:
    """The place that most bodies of a country belong to: united-states for US."""
    parents = Counter(
        entity.parent
        for entity in lexicon.entities.values()
        if entity.country == country and entity.sector == "government" and entity.parent in lexicon.entities
    )
    places = [each for each, _ in parents.most_common() if each and lexicon.entities[each].type == "GPE"]
    return places[0] if places else None
