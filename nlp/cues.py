"""Words of gain and loss in a clause: which they are, and which sign they carry.

A direction (rose, 下滑) takes the sign of the metric it goes with: a rising cost is bad news, a narrowing loss is
good news. A frame (fined, 超过) has a sign for its subject and another for its object. A negation in front of a
cue turns it round, a denial does not. Lists: nlp/data/sentiment.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import zip_longest

from nlp.measures import bad_measure_before
from nlp.terms import Hit, TermIndex, expand_term

_NUMBER_AHEAD = re.compile(
    r"\s{0,2}(?:by |about |nearly |almost |more than |over |around )?[$€£]?\d|\s?sharply"
)
_WORDS_BACK = 34  # characters before an English cue in which a negation still reaches it: five words or so
_HAN_BACK = 7  # the same in Chinese; a whole verb (撤销, 驳回) reaches further
_HAN_VERB_BACK = 18
_HAN_RELIEF_BACK = 10
# Regulators tell firms to do something; what is only told (told the court, told Reuters that) weighs nothing.
_TOLD_TO = re.compile(r"(?: [^\s,.;]{1,30}){0,5} to (?!the |a |an |its |their )[a-z]")
_NO = re.compile(r"\b(?:no|zero|without|little)\b")
_COMPARED = re.compile(r"(?:较|比|相比|占|than)\s?$")  # than before the tariff: not the tariff's move
# Between a trouble and the verb that says how it moves.
_JOINED = re.compile(
    r"[的之]?(?:\w{0,4}(?:潮|率|幅度|速度|程度|比例|人数|件数|数量|问题|压力|阴影|风险|金额|情况"
    r"|趋势))?(?:已|也|正|均|都|则|亦|在|有所|逐渐|逐步|进一步|明显|显著|大幅|持续|开始|陆续)?"
    r"|(?:\s(?:\w+\s){0,3}?)(?:is|are|was|were|has|have|had|will|to|have been|has been)?\s?"
)
_FILES = ("sentiment.toml", "sentiment_zh.toml", "sentiment_en.toml")
_GOES_ON = re.compile(
    r"\s?(?:已|也|则|却|更)?(?:从|由|自|较|比)\s?"
    r"(?:\d|[一二三四五六七八九十百千两几]|去年|上年|上季|原)"
)
_OPEN_BACK = 18  # characters of the clause before in which an open metric stands
_FAR = 44  # characters between a direction and its metric at most
_SIGNS = {"good": 1.0, "bad": -1.0, "good_soft": 0.5, "bad_soft": -0.5, "none": 0.0}
_FRAMES = {
    "harm": (0.0, -1.0),
    "help": (0.0, 1.0),
    "beat": (1.0, -1.0),
    "lose": (-1.0, 1.0),
    "quit": (-1.0, -1.0),
}
_LEANS = frozenset(
    {"dependence", "reliance", "依赖", "依赖度"}
)  # of one on another: what frees one hits the other


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that speaks for or against its subject and its object. Offsets into the folded text."""

    start: int
    end: int
    words: str  # the cue, with its metric
    subject: float  # sign for the subject, 0: none
    object: float  # sign for the object, 0: none
    kind: str  # "direction" | "state" | "colour" | "frame"
    bare: bool = False  # a direction without a metric
    metric: tuple[int, int] | None = None  # where the metric of a direction stands
    lone: float = 0.0  # sign of a frame for its subject where nobody is its object
    negated: bool = False  # a negation has turned the signs round


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: str  # up down metric subject frame
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The lists of sentiment.toml, ready to be matched."""

    cues: TermIndex[_Meaning]
    alone: dict[str, float]  # words of other lists that say something where they find no partner
    negations: TermIndex[bool]
    denials: TermIndex[None]
    reliefs: TermIndex[None]  # they turn bad news only
    spoilers: TermIndex[None]  # they turn good news only
    tables: dict[str, dict[str, list[str]]]


def _read_tables() -> dict[str, dict[str, list[str]]]:
    """The lists of the three files, those of one name laid together."""
    tables: dict[str, dict[str, list[str]]] = {}
    for name in _FILES:
        read = tomllib.loads((resources.files("nlp") / "data" / name).read_text(encoding="utf-8"))
        for table, lists in read.items():
            for key, terms in lists.items():
                tables.setdefault(table, {}).setdefault(key, []).extend(terms)
    return tables


def _shadowed(tables: dict[str, dict[str, list[str]]]) -> dict[str, float]:
    """The words of the table ``subject`` and their signs: what they say where another table has them too."""
    return {
        form: _SIGNS[name]
        for name in ("good", "bad")
        for term in tables["subject"][name]
        for form in expand_term(term)
    }


@cache
def load_cues() -> Lexicon:
    """The lists, read once. Later classes win over earlier ones where a term stands in both."""
    tables = _read_tables()
    terms: list[tuple[str, _Meaning]] = []
    for kind in ("subject", "metric", "direction", "frame"):
        for name, values in tables[kind].items():
            if not name.startswith("alone"):
                terms += [(term, _Meaning(kind, name)) for term in values]
    negation = tables["negation"]
    return Lexicon(
        cues=TermIndex(terms),
        alone=_shadowed(tables)
        | dict.fromkeys(tables["metric"]["alone"], -1.0)
        | dict.fromkeys(tables["metric"]["alone_good"], 0.6),
        negations=TermIndex(
            [(term, True) for name in ("before_zh", "before_en") for term in negation[name]]
            + [(term, False) for name in ("not_zh", "not_en") for term in negation[name]]
        ),
        denials=TermIndex((term, None) for term in negation["denial"]),
        reliefs=TermIndex((term, None) for term in negation["relief"]),
        spoilers=TermIndex((term, None) for term in negation["spoil"]),
        tables=tables,
    )


@cache
def switch_words() -> frozenset[str]:
    """The words of customers who go elsewhere: 转投, switched to."""
    return frozenset(form for term in load_cues().tables["switch"]["words"] for form in expand_term(term))


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _negated(text: str, at: int, clause_start: int, lexicon: Lexicon) -> bool:
    """Whether an odd number of negations reaches the cue at ``at`` from inside its clause."""
    if text.startswith("in favo", at):
        return False  # dropped A in favour of B
    reach = _HAN_VERB_BACK if _is_han(text[at]) else _WORDS_BACK
    start = max(clause_start, at - reach)
    while start > clause_start and not _is_han(text[at]) and text[start - 1].isalnum():
        start -= 1
    hits = [
        hit
        for hit in lexicon.negations.find(text, start, at)
        if hit.value and (len(hit.term) > 1 or at - hit.start <= (1 if hit.term == "零" else _HAN_BACK))
    ]
    contracted = len(re.findall(r"n't\b", text[start:at]))
    if not hits and not contracted:
        return False
    if any(True for _ in lexicon.denials.find(text, start, at)):
        return False
    return (len(hits) + contracted) % 2 == 1


def _metric_of(
    direction: Hit[_Meaning], metrics: list[Hit[_Meaning]], transitive: bool
) -> Hit[_Meaning] | None:
    """The metric a direction goes with: the nearest one; after a transitive verb the one that follows."""
    best: tuple[float, Hit[_Meaning]] | None = None
    for metric in metrics:
        after = metric.start >= direction.end
        gap = metric.start - direction.end if after else direction.start - metric.end
        if gap < 0 or gap > _FAR:
            continue
        # English verbs that take an object look right, all others look left first.
        cost = gap * (0.4 if after else 1.6) if transitive else gap * (2.0 if after else 1.0)
        if best is None or cost < best[0]:
            best = (cost, metric)
    return best[1] if best else None


def _direction_cue(
    hit: Hit[_Meaning], metrics: list[Hit[_Meaning]]
) -> tuple[Cue, Hit[_Meaning] | None] | None:
    up = 1.0 if hit.value.name.startswith(("up", "face")) else -1.0
    transitive = hit.value.name.endswith("transitive") and not _is_han(hit.term[0])
    if hit.value.name == "face":  # it speaks of what is bad only, and only of what follows
        metrics = [item for item in metrics if item.value.name == "bad" and item.start >= hit.end]
        up, transitive = 1.0, True
    metric = _metric_of(hit, metrics, transitive)
    if metric is None and hit.value.name == "face":
        return None
    if metric is None:
        if hit.value.name.endswith("transitive"):
            return None
        return Cue(hit.start, hit.end, hit.term, up, 0.0, "direction", bare=True), None
    sign = {"good": up, "bad": -up, "neutral": 0.0}[metric.value.name]
    lean = up if metric.term in _LEANS else 1.0 if hit.term.startswith("los") else 0.0
    words = f"{metric.term} {hit.term}" if metric.start < hit.start else f"{hit.term} {metric.term}"
    at = (metric.start, metric.end)
    return Cue(hit.start, hit.end, words, sign, lean, "direction", metric=at), metric


def _as_metric(hit: Hit[_Meaning], following: Hit[_Meaning] | None, text: str) -> Hit[_Meaning]:
    """A direction right before another one is what that one moves: 增长放缓, 跌幅收窄, growth slowed."""
    if (
        following is not None
        and hit.value.kind == following.value.kind == "direction"
        and _is_han(text[hit.start])
        and 0 <= following.start - hit.end <= 1
        and not hit.value.name.endswith(("transitive", "number"))
        and following.term not in ("只剩", "仅剩")
    ):
        return Hit(
            hit.start, hit.end, hit.term, _Meaning("metric", "good" if hit.value.name == "up" else "bad")
        )
    return hit


def find_cues(text: str, start: int, end: int, lexicon: Lexicon) -> list[Cue]:
    """The cues of the clause ``text[start:end]``, signs after negation, in order of their place."""
    hits = list(lexicon.cues.find(text, start, end))
    hits = [_as_metric(hit, following, text) for hit, following in zip_longest(hits, hits[1:])]
    hits = list(_with_troubles(hits, text))
    metrics = [
        hit
        for hit in hits
        if hit.value.kind == "metric" and not _COMPARED.search(text[max(start, hit.start - 6) : hit.start])
    ]
    if not metrics and _GOES_ON.match(text, start, end):
        metrics = _open_metrics(text, start, lexicon)
    used: set[int] = set()
    cues: list[Cue] = []
    for hit in hits:
        if hit.value.kind == "direction":
            if hit.value.name.endswith("number") and not _NUMBER_AHEAD.match(text, hit.end):
                continue
            made = _direction_cue(hit, metrics)
            if made is None and hit.term in lexicon.alone:
                sign = lexicon.alone[hit.term]
                made = Cue(hit.start, hit.end, hit.term, sign, 0.0, "state"), None
            if made is None:
                continue
            cue, metric = made
            if metric is not None:
                used.add(metric.start)
            elif cue.bare and (unnamed := bad_measure_before(text, start, hit.start)):
                cue = replace(cue, subject=-cue.subject, bare=False, metric=unnamed)
            cues.append(cue)
        elif hit.value.kind in ("subject", "frame"):
            cues += _plain_cue(hit, text, lexicon)
    for metric in metrics:
        if metric.start not in used and metric.term in lexicon.alone:
            sign = lexicon.alone[metric.term]
            cues.append(Cue(metric.start, metric.end, metric.term, sign, 0.0, "state"))
    turned = [
        replace(cue, subject=-cue.subject, object=-cue.object, lone=-cue.lone, negated=True)
        if _turned(text, cue, start, lexicon)
        else cue
        for cue in cues
    ]
    return sorted(turned, key=lambda cue: (cue.start, cue.end))


def _turned(text: str, cue: Cue, start: int, lexicon: Lexicon) -> bool:
    """Whether the sign of a cue in the clause from ``start`` is the other one."""
    if _negated(text, cue.start, start, lexicon) != _none_of(text, cue):
        return True
    if cue.kind not in ("state", "colour") and not cue.lone:
        return False
    bad = (cue.subject or cue.lone) < 0
    back = max(start, cue.start - (_HAN_RELIEF_BACK if _is_han(text[cue.start]) else _WORDS_BACK))
    if not bad and (cue.subject or cue.lone) == 0:
        return False
    return any(True for _ in (lexicon.reliefs if bad else lexicon.spoilers).find(text, back, cue.start))


def _none_of(text: str, cue: Cue) -> bool:
    """Whether a "no" stands between a verb and its metric: booked no write-down."""
    return cue.metric is not None and _NO.search(text, cue.end, max(cue.end, cue.metric[0])) is not None


def _open_metrics(text: str, start: int, lexicon: Lexicon) -> list[Hit[_Meaning]]:
    """The metric that the clause before leaves open: 妥投时间,从三天缩到四小时."""
    hits = list(lexicon.cues.find(text, max(0, start - _OPEN_BACK), start))
    if any(hit.value.kind == "direction" for hit in hits):
        return []
    return [hit for hit in hits if hit.value.kind == "metric" and text[hit.start - 1 : hit.start] != "占"][
        -1:
    ]


def _plain_cue(hit: Hit[_Meaning], text: str, lexicon: Lexicon) -> list[Cue]:
    """The cue of a word that needs no metric; none for words that say nothing here."""
    name = hit.value.name
    if hit.value.kind == "subject":
        kind = "colour" if name.endswith("soft") else "state"
        return [Cue(hit.start, hit.end, hit.term, _SIGNS[name], 0.0, kind)]
    if hit.term == "told" and not _TOLD_TO.match(text, hit.end):
        return []
    subject, target = _FRAMES[name]
    lone = lexicon.alone.get(hit.term, 0.0)
    return [Cue(hit.start, hit.end, hit.term, subject, target, "frame", lone=lone)]


def _with_troubles(hits: list[Hit[_Meaning]], text: str) -> Iterator[Hit[_Meaning]]:
    """A trouble right before a direction is what rises or falls: shortages eased, 流失放慢, 风波平息."""
    for hit, following in zip_longest(hits, hits[1:]):
        if (
            following is not None
            and hit.value.kind == "subject"
            and hit.value.name in ("good", "bad", "bad_soft")
            and following.value.kind == "direction"
            and not following.value.name.endswith(("transitive", "number", "face"))
            and _JOINED.fullmatch(text, hit.end, following.start)
        ):
            name = "good" if hit.value.name == "good" else "bad"
            yield Hit(hit.start, hit.end, hit.term, _Meaning("metric", name))
        else:
            yield hit
