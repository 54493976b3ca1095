"""What an amount is per (per): a year, a share, a parcel. Words and names are data (data/denominators.toml).

The denominator stands right behind the amount and belongs to its span ($9 a month, 5元/公斤); behind what is counted
(4 million parcels a day); before the amount (每人每年节省300元, 日均1200单, an annual fee of $99, earnings per share of
$2); or at the figure it is compared with (每股1.95元, 一年前是1.43元).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from nlp.clauses import Surroundings
from nlp.movement_words import Movement
from nlp.spans import Quantity

_TIMES = frozenset(("year", "quarter", "month", "week", "day", "hour", "minute", "second"))
_FLOWS = frozenset(("money", "count", "capacity"))
_LEVELS = _FLOWS | {"rate"}
# Characters between a denominator and its amount: an adverb of time reaches over a verb and its object.
_FAR, _NEAR = 30, 16
_BEHIND = 80
_NOT_BEHIND = (
    r"(?![a-z-])(?! (?:ago|earlier|before|later|after|in a row|since|prior|to date)\b)(?! from (?![$€£¥\d]))"
    r"(?! of (?!goods|revenue|sales|tax))"
)
_WORD = r"(?:(?!(?:and|or|but|that|which|who|was|were|is|are|will|would|has|have|had)\b)[\w’'%-]{1,20}[ ])"
_IN_COURSE_OF = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "over", "in", "within", "for", "after", "about", "than", "once", "of", "by", "to", "with", "at", "from", "half",
        "as", "and", "during", "under", "nearly", "almost",
    )
)  # fmt: skip
# What 个, 家 and the like measure is said by the noun behind; without one that is known, this.
_LOOSE = {"个": "item", "家": "company", "项": "item", "款": "item", "种": "item", "类": "item"}
_MEASURES = frozenset((*_LOOSE, "只", "条", "座", "位", "名", "台", "部"))
_ONLY_AFTER_SLASH = frozenset(("时", "方", "呎", "立方", "克"))
_COMPARED = re.compile(
    r"(?:一年前|去年同?期?|上年同?期?|前一年|同期|此前|之前|原先|原来|早前|上[季月周])[^，,。；;\d]{0,8}$"
    r"|\d\d[年月](?:同期|末|底|初)?(?:则|仅|只|还)?(?:为|是|有|达)?(?:约|近|逾)?$"
    r"|(?:[到至成]|[调改增减提降升涨压跌掉]为|[再又续][涨跌升降增减加])(?:了|约|近|逾|超过?|不足|不到|最[低高])?$"
    r"|\b(?:from|to|against|versus|vs\.?|than|missed|beat|topped|or|compared (?:with|to)|up|down)\b[^.;]{0,24}$"
)
_LISTED = re.compile(r"[^，,。；;]{0,6}[、和及或与][^，,。；;\d]{0,6}")
_CHANGES = frozenset(("percent", "pp", "multiple"))
_RATIO = 30  # a level carried over is no more than so many times the other


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    inside: re.Pattern[str]  # at the end of the span
    counted: re.Pattern[str]  # English, behind what is counted
    before: re.Pattern[str]  # both languages, before the amount
    nouns: re.Pattern[str]  # Chinese nouns
    names: Mapping[str, str]  # by word


def denominator(page: str, at: int) -> tuple[int, str] | None:
    """The denominator that begins at ``at``: "/month", " a share", "/吨" as (end, name), or None."""
    forms = _forms()
    match = forms.inside.match(page, at)
    if match is None or match.lastgroup is None:
        return None
    word = match[match.lastgroup]
    return match.end(), forms.names.get(word, word)


def with_denominators(
    quantities: Sequence[Quantity], around: Sequence[Surroundings], movements: Sequence[Movement]
) -> list[Quantity]:
    """The quantities with the denominators that stand outside of their spans; same order."""
    found: list[Quantity] = []
    for index, (quantity, place) in enumerate(zip(quantities, around, strict=True)):
        per = quantity.per or _behind(quantity, place, movements[index])
        if per is None and quantity.kind in _FLOWS:
            raised = movements[index][1] == "to" and index > 0 and quantities[index - 1].kind in _CHANGES
            per = _before(place.clause_left if raised else place.left)
        found.append(quantity if per == quantity.per else replace(quantity, per=per))
    for index in range(1, len(found)):
        first, second = found[index - 1], found[index]
        if first.end <= around[index].sentence.start or not _alike(first, second):
            continue
        if first.per and not second.per and _carries(first, second, around[index], movements[index]):
            found[index] = replace(second, per=first.per)
        elif (
            second.per and not first.per and (movements[index - 1][1], movements[index][1]) == ("from", "to")
        ):
            found[index - 1] = replace(first, per=second.per)
    return found


def _behind(quantity: Quantity, place: Surroundings, movement: Movement) -> str | None:
    """4 million parcels a day, $136 per family; a percentage may be of a time only: interest at 7% a year."""
    standing = quantity.kind == "percent" and movement[0] is None
    if quantity.kind not in _FLOWS and not standing:
        return None
    end = min(max(place.after, place.end), place.end + _BEHIND)
    match = _forms().counted.match(place.page, place.end, end)
    if match is None or match.lastgroup is None:
        return None
    name = _forms().names[match[match.lastgroup]]
    return name if name in _TIMES or not standing else None


def _before(left: str) -> str | None:
    """The last denominator of the words before an amount that is near enough."""
    forms = _forms()
    name = None
    for match in forms.before.finditer(left):
        group = match.lastgroup or ""
        found = group.removesuffix("_") if group.endswith("_") else forms.names[match[group]]
        if group == "each" and match[group] in _MEASURES:
            noun = forms.nouns.search(left, match.end(), match.end() + 12)
            found = forms.names[noun.group()] if noun else found
        if len(left) - match.end() <= (_FAR if found in _TIMES else _NEAR):
            name = found
    return name


def _carries(first: Quantity, second: Quantity, place: Surroundings, movement: Movement) -> bool:
    """Whether a figure is of the same measure as the one before it: its other level, its change, its partner."""
    gap = place.page[first.end : second.start]
    if len(gap) > 40 or re.search(r"[。；;\n]", gap):
        return False
    return movement[1] is not None or bool(_COMPARED.search(gap)) or bool(_LISTED.fullmatch(gap))


def _alike(first: Quantity, second: Quantity) -> bool:
    kinds = {first.kind, second.kind}
    if not (kinds <= {"money", "rate"} or kinds <= {"count", "rate"}) or first.currency != second.currency:
        return False
    one, other = (q.value if q.value is not None else q.low for q in (first, second))
    return bool(one and other and max(one, other) <= _RATIO * min(one, other))


@cache
def _forms() -> _Forms:
    """Read the words once."""
    data = tomllib.loads(files("nlp").joinpath("data/denominators.toml").read_text(encoding="utf-8"))
    zh = {form: name for name, words in data["names"].items() for form in words["zh"]}
    en = {form: name for name, words in data["names"].items() for form in words["en"]}
    adverbs = {form: name for name, words in data["adverbs"].items() for form in words}
    regular = data["regular"]["adjectives"]
    chinese, english = _any(zh), _any(en)
    times = _any(form for form, name in en.items() if name in _TIMES)
    holding = "|".join(f"(?P<{name}_>{'|'.join(words)})" for name, words in data["holding"].items())
    return _Forms(
        inside=re.compile(
            rf"(?:[ \u00a0]?/[ \u00a0]?每?|-(?:per|an?)-)(?P<slash>{_any({*zh, *en})})(?![a-z])"
            rf"|[ ]?每一?(?P<each>{chinese})|一(?!.[性体线口旦直样起半定些共时生]|[年月天日周季][内前后来间期多半份])"
            rf"(?P<one>{chinese})"
            rf"|[ ](?:per|each|every)[ ](?P<per>{english}){_NOT_BEHIND}|[ ]an?[ ](?P<a>{english}){_NOT_BEHIND}"
            rf"|[ ]per[ ](?P<any>(?!cent|se\b|the\b)[a-z]{{3,16}})(?![a-z-])(?! (?:{english})\b)"
        ),
        counted=re.compile(
            rf"[ ]{_WORD}{{0,4}}?(?:"
            rf"(?:per|each|every)[ ](?:[a-z-]{{2,16}}[ ]){{0,2}}?(?P<each>{english}){_NOT_BEHIND}"
            rf"|{_IN_COURSE_OF}an?[ ](?P<a>{times}){_NOT_BEHIND}"
            rf"|(?P<adverb>{_any(adverbs)})(?![a-z-])(?! (?:active|users?|visitors?|workers?|staff|employees|average"
            r"|other|side|of|one|year|month|week|day)\b))"
            rf"|[ ]?逐(?P<by>[日月年])|[ ]?[(（/]每?(?P<slash>{chinese})[)）]"
        ),
        before=re.compile(
            rf"{holding}|每一?(?P<each>{_any({*zh, *_LOOSE} - _ONLY_AFTER_SLASH)})(?!民币)"
            r"|按(?P<by>[日月年季天周件次票单吨箱])(?=[加计收征缴罚付])"
            rf"|一(?P<one>{chinese})(?=[就要卖售收只约才价得能可赚亏])"
            rf"|\b(?:per|each|every)[ -](?:[a-z-]{{2,16}} )?(?P<per>{english})(?![a-z])"
            rf"|\b(?P<regular>{_any(regular)}) (?:[a-z-]{{2,16}} ){{0,2}}?(?:{'|'.join(data['regular']['paid'])})\b"
            rf"|\b(?:typical|average|given) (?P<typical>{times})\b"
        ),
        nouns=re.compile(_any(form for form in zh if len(form) > 1 or form in "股单箱柜桶")),
        names=_LOOSE | zh | en | adverbs | regular,
    )


def _any(forms: Iterable[str]) -> str:
    """Longest first."""
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
