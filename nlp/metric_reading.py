"""One quantity read for its metric: the words of its sentence, how far each is, and whether a name fits its kind."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.clauses import Surroundings
from nlp.metric_money import huge, large
from nlp.metric_words import NOTHING, MetricWord, counts, fits_kind, load_metrics
from nlp.spans import Quantity
from store.records import Figure

PARTS = frozenset(("percent", "multiple", "pp"))
RATE_OF_GROWTH = re.compile(r"增速|增长率|成长率|年增率|增幅|\bgrowth(?: rate)?\b")
STOP = re.compile(r"[;；]")
_GROWTH = re.compile(
    r"[增升涨减降跌缩扩挫飙]|回落|下滑|成长|同比|环比|高出|[多少](?=[\d一两三四五六七八九])"
    r"|\b(?:growth|grew|grow|ris\w+|rose|increas\w+|declin\w+|drop\w*|fell|fall\w*|up|down|jump\w*"
    r"|gain\w*|slump\w*|plung\w+|climb\w*"
    r"|surg\w+|higher|lower|more|less|fewer|slid\w*|lost|shrank|soar\w*|tumbl\w*|sank|pace)\b"
)
_PHRASE_ZH = re.compile(r"(?:以[上下内]|左右|上下|多)?(?:的|规模的)?[\u4e00-\u9fff]{0,4}")
_PHRASE_EN = re.compile(r"(?: |-)(?:in |worth of )?(?:[a-z’'-]+ ){0,2}")
_PHRASE_OF = re.compile(r" of (?:[a-z’'-]+ ){0,2}")
# Words between a figure and a name behind it that make the name another's: $5 billion as sales, 9%使收入.
_BROKEN = re.compile(
    r"[就便才使让令而且但较比至到将被把对向与和及]"
    r"|\b(?:as|and|while|than|to|by|after|with|on|from|for|over|when|because|since|if|of|at|is|are|was"
    r"|were|last|this|next|year|could|would|will|may|can|must)\b"
)
_OBJECT = re.compile(
    r"\b(?:at|in|for|from|by|on|with|per|into|via|through) (?:the |its |their )?(?:[a-z-]+ )?$"
)
_OF_OTHERS = 16.0
_BEHIND = 28  # characters behind a figure in which what it is may be named
_BACK, _FAR = 3, 300  # figures, characters
_INSIDE = {"(": ")", "（": "）"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A quantity with what stands around it."""

    quantity: Quantity
    place: Surroundings
    words: Sequence[MetricWord]  # of the sentence
    direction: str | None
    role: str | None
    before: Figure | None  # the figure before it in the paragraph, asides in brackets left out
    joined: bool  # nothing ends between the two: no semicolon, no sentence
    grew: bool  # it is the amount of a change
    moving: bool  # something is said to move


def read(
    quantity: Quantity,
    place: Surroundings,
    words: Sequence[MetricWord],
    starts: Sequence[int],
    *,
    direction: str | None,
    role: str | None,
    figures: Sequence[Figure],
) -> Reading:
    """``words`` of the text, sorted, with their ``starts``; ``figures`` those before, in order."""
    page = place.page
    before = _before(page, place, figures)
    joined = (
        before is not None
        and before.end > place.sentence.start
        and not STOP.search(page, before.end, place.start)
    )
    return Reading(
        quantity=quantity,
        place=place,
        words=words[bisect_left(starts, place.sentence.start) : bisect_left(starts, place.sentence.end)],
        direction=direction,
        role=role,
        before=before,
        joined=joined,
        grew=direction is not None and role == "by",
        moving=role is not None
        or quantity.kind == "pp"
        or _GROWTH.search(page, place.clause.start, place.clause.end) is not None,
    )


def _before(page: str, place: Surroundings, figures: Sequence[Figure]) -> Figure | None:
    """The figure before, of the same paragraph; one in an aside that is closed is passed over."""
    for figure in reversed(figures[-_BACK:]):
        gap = page[figure.end : place.start]
        if "\n" in gap or len(gap) > _FAR:
            return None
        if figure.kind not in ("duration", "date", "docref", "rank") and not _in_aside(gap):
            return figure
    return None


def _in_aside(gap: str) -> bool:
    """Whether a bracket that holds the figure before is closed in between."""
    return any(0 <= gap.find(close) < (gap + opening).find(opening) for opening, close in _INSIDE.items())


def whole_multiple(quantity: Quantity) -> bool:
    """Twice, three times: compares two levels; a half or a third is a part."""
    return quantity.kind == "multiple" and quantity.value is not None and quantity.value >= Decimal(1)


def own_words(reading: Reading) -> list[MetricWord]:
    """The words of the clause of the figure."""
    clause = reading.place.clause
    return [word for word in reading.words if clause.start <= word.start and word.end <= clause.end]


def word_behind(reading: Reading) -> MetricWord | None:
    """The word that stands right behind: 2欧元处理费, 30%的市场份额, $3 billion buyout."""
    place = reading.place
    for word in reading.words:
        if word.start < place.end:
            continue
        if word.start >= min(place.clause.end, place.after, place.end + _BEHIND):
            return None
        gap = place.page[place.end : word.start]
        form = _PHRASE_EN if gap[:1] in (" ", "-") else _PHRASE_ZH
        if form.fullmatch(gap) and not _BROKEN.search(gap):
            return word
        # $11.4 billion of operating income; 30% of income is a part of it
        return word if reading.quantity.kind not in PARTS and _PHRASE_OF.fullmatch(gap) else None
    return None


def likeliest(reading: Reading, words: Sequence[MetricWord]) -> str | None:
    """The name that fits best among those of some words; "nothing" where the nearest names what has no name."""
    ranked: list[tuple[float, str]] = []
    for word in words:
        distance = _distance(reading, word)
        if distance is None:
            continue
        for order, metric in enumerate(word.metrics):
            if fits(reading, metric):
                # A longer word says more: 广告收入 beats 收入 one character nearer.
                weight = 1.5 * min(word.end - word.start, 8) - 3 * order - (20 if word.weak else 0)
                ranked.append((distance - weight, metric))
    return min(ranked)[1] if ranked else None


def _distance(reading: Reading, word: MetricWord) -> float | None:
    """How far a word is, in characters, with penalties for every boundary between; None: not in reach."""
    place = reading.place
    counting = reading.quantity.kind == "count"
    if word.end <= place.start:
        away = float(place.start - word.end) + (8 if counting else 0)  # what is counted stands behind
        if word.end <= place.sentence.start or STOP.search(place.page, word.end, place.start):
            return None
        if word.start < place.clause.start:
            away += 25
        if word.end <= place.before:
            away += 20
    else:
        if word.start >= place.sentence.end or STOP.search(place.page, place.end, word.start):
            return None
        away = float(word.start - place.end)
        if "、" in place.page[place.end : word.start]:
            away += 30
        away += 0 if counting or away <= 1 else 6  # 2欧元处理费: what is paid stands right behind
        if word.start >= place.clause.end:
            away += 80
        if word.start >= place.after:
            away += 30
    if _OBJECT.search(place.page, max(0, word.start - 14), word.start):
        away += _OF_OTHERS  # sales at stores: of sales
    chinese = "\u4e00" <= place.page[word.start : word.start + 1] <= "\u9fff"
    return away if chinese else away * 0.5


def fits(reading: Reading, metric: str) -> bool:
    """Whether the figure can be of this name, by its kind, its size, and by whether something moved."""
    quantity = reading.quantity
    if metric == NOTHING:
        return True
    kind = "money" if quantity.kind == "rate" and quantity.currency else quantity.kind
    if not (fits_kind(metric, kind) or (kind == "rate" and fits_kind(metric, "count"))):
        return False
    if quantity.kind == "count" or kind == "rate":
        return counts(metric, quantity.unit)
    if kind == "money" and metric in ("stock_price", "eps", "discount") and large(quantity):
        return False
    if metric == "price" and huge(quantity):
        return False
    if quantity.kind not in PARTS:
        return True
    share = metric.endswith("share") and metric != "market_share"
    if share and ((reading.grew and quantity.kind != "pp") or whole_multiple(quantity)):
        return False
    if load_metrics().sort[metric] not in ("amount", "thing"):
        return True
    if reading.role in ("from", "to") and quantity.kind == "percent":
        return RATE_OF_GROWTH.search(reading.place.clause_left) is not None
    return reading.moving or whole_multiple(quantity)
