"""What a figure measures: the nearest fitting word of the bilingual metric list (data/metrics.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from nlp.clauses import Surroundings
from nlp.spans import Quantity
from nlp.word_patterns import words_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricList:
    """The words of data/metrics.toml, compiled: longest first, Latin words whole."""

    words: re.Pattern[str]
    metric_of: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricWord:
    """One metric word in the text."""

    start: int
    end: int
    metrics: tuple[str, ...]


_NO_METRIC = frozenset(("date", "docref", "duration"))
_PARTS = frozenset(("percent", "multiple", "pp"))
_OF_ITS = re.compile(r"\bof (?:its|their|the) $")
_OF_THE = re.compile(r" of (?:its|their|the) ")
_STAFF_PART = re.compile(r"占[^，,。;；]{0,14}(?:员工|人力|雇员)[^，,。;；]{0,4}$")
_SHARES = {  # a part of a level has its own name
    "revenue": "revenue_share",
    "sales": "sales_share",
    "operating_income": "operating_income_share",
    "cost": "cost_share",
    "ad_revenue": "revenue_share",
}
# 占…的26%, 26% of revenue, accounts for 26%: the figure is a part, not a growth.
_PART_LEFT = re.compile(
    r"(?:占|贡献(?:了)?|accounts? for|accounted for|accounting for|made up|makes up|represent(?:s|ed)?"
    r"|contributed)(?P<gap>[^，,。;；]{0,24})$"
)
_PART_RIGHT = re.compile(
    r"(?:以上|左右|左右)?(?:的|[ ]of[ ](?:the |its |their |all |total |group |company |annual )*)"
)
_GROWTH = re.compile(r"增速|增长率|成长率|\bgrowth(?: rate)?\b")
_SEMICOLON = re.compile(r"[;；]")
_LIMIT = re.compile(r"豁免|免税|免征|门槛|起征|小额|限值|\bde minimis\b|\bexempt|\bthreshold\b|\bduty-free\b")
_GOODS = re.compile(
    r"(?:及)?(?:以下|以内|\(含\))?的?(?:进口|跨境|低值|小额|国际|电商)?(?:包裹|商品|货物|小包|邮件|快件|物品|邮包)"
)
_GOODS_BEFORE = re.compile(
    r"(?:\b(?:imports|packages|parcels|goods|shipments|items)\b[a-z ]{0,16}|价值[^，,。]{0,4}|完税价格[^，,。]{0,4})$"
)
_LAYOFF = re.compile(
    r"\b(?:cut|cuts|cutting|eliminat\w+|lay(?:ing|s)? off|laid off|slash\w*|shed\w*|axe\w*|trim\w*"
    r"|dismiss\w*)\b|裁|解雇|砍"
)
# Names that count people, and what is counted that is none: 3.1万个商品, of which 买家 are told, are not buyers.
_PEOPLE = frozenset(("user_count", "mau", "member_count", "seller_count", "headcount", "account_count"))
_THINGS = frozenset("件款台辆箱吨双枚艘架单") | {"listing", "item", "product", "parcel", "package", "piece"}
_THING_BEHIND = re.compile(
    r"(?:相关|违规|问题|侵权|不合格|涉事|涉案|疑似|同类|在售|假冒|危险)?(?:商品|产品|链接|物品|包裹|货物|订单|玩具)(?!的)"
)
_STAFF = re.compile(
    r"\b(?:staff|workforce|employees|jobs|workers|positions|roles|headcount)\b|员工|岗位|职位|人员|人手"
)


@cache
def load_metrics() -> MetricList:
    """Read data/metrics.toml once."""
    data = tomllib.loads(files("nlp").joinpath("data/metrics.toml").read_text(encoding="utf-8"))
    metric_of: dict[str, tuple[str, ...]] = {}
    for metric, row in data.items():
        for word in (*row["zh"], *row["en"]):
            metric_of[word] = (*metric_of.get(word, ()), metric)
    ordered = sorted(metric_of, key=lambda word: (-len(word), word))
    pattern = words_pattern(
        ordered,
        before=lambda first: "a-z" if first.isascii() and first.isalpha() else "",
        behind=lambda word: "(?![a-z])" if word[0].isascii() and word[0].isalpha() else "",
    )
    # A word inside a longer one speaks too, after it: "of operating income" is also operating income.
    for word in ordered:
        inner = [
            m for part in ordered if part != word and len(part) > 2 and part in word for m in metric_of[part]
        ]
        metric_of[word] = tuple(dict.fromkeys((*metric_of[word], *inner)))
    return MetricList(
        words=re.compile(pattern),
        metric_of=metric_of,
        kinds={metric: frozenset(row.get("kinds", ())) for metric, row in data.items()},
    )


def metric_names() -> frozenset[str]:
    """Every name of the closed list, with rank, which has no words of its own: what a metric may be called."""
    return frozenset(load_metrics().kinds) | {"rank"}


def find_metric_words(page: str) -> list[MetricWord]:
    """Every metric word of a folded text, left to right."""
    table = load_metrics()
    return [
        MetricWord(start=match.start(), end=match.end(), metrics=table.metric_of[match.group()])
        for match in table.words.finditer(page)
    ]


def metric_of(
    quantity: Quantity,
    place: Surroundings,
    words: list[MetricWord],
    *,
    moved: bool,
    role: str | None,
    approx: str | None,
    before: str | None,
) -> str | None:
    """The metric of one quantity, from the metric words of its sentence; None when none fits.

    ``before`` is the metric of the figure before it in the sentence: a clause without a metric word of
    its own (同比增长9%, up from $83 billion) goes on speaking of that.
    """
    if quantity.kind in _NO_METRIC:
        return None
    grew = moved and role == "by"  # a growth, not a level that moved
    own = [word for word in words if place.clause.start <= word.start and word.end <= place.clause.end]
    best = _best(quantity, place, own, grew=grew)
    if (
        best is None
        and before is not None
        and before != "rank"
        and _goes_on(before, quantity, moved=moved, grew=grew)
    ):
        best = before
    if best is None:
        best = _best(quantity, place, words, grew=grew)
    if quantity.kind == "rank":
        return best if best in ("market_size",) else "rank"
    if quantity.kind == "money" and approx in ("under", "up_to"):
        goods = _GOODS.match(place.page, place.end) or _GOODS_BEFORE.search(place.left)
        if goods or _LIMIT.search(_sentence(place)):
            return "threshold"
    if quantity.kind in ("count", "percent", "multiple") and (staff := _about_people(quantity, place)):
        return staff
    if quantity.per == "share":
        return {"net_income": "eps", "net_loss": "eps", None: None}.get(best, best)
    if best is None:
        return None
    if best == "revenue_growth" and role not in ("from", "to"):
        return "revenue"
    if quantity.kind in _PARTS and best in _SHARES and not moved and _is_part(place):
        return _SHARES[best]
    if (
        best == "revenue"
        and role in ("from", "to")
        and quantity.kind == "percent"
        and _GROWTH.search(place.clause_left)
    ):
        return "revenue_growth"
    return best


def _best(quantity: Quantity, place: Surroundings, words: list[MetricWord], *, grew: bool) -> str | None:
    ranked: list[tuple[float, str]] = []
    thing = quantity.kind == "count" and (
        quantity.unit in _THINGS or _THING_BEHIND.match(place.page, place.end) is not None
    )
    for word in words:
        distance = _distance(place, word, counting=quantity.kind == "count")
        if distance is None:
            continue
        for order, metric in enumerate(word.metrics):
            if _fits(metric, quantity, grew=grew) and not (thing and metric in _PEOPLE):
                # A longer word says more: 广告收入 beats 收入 one character nearer. "share" and 市场 say least.
                length = word.end - word.start
                weak = metric == "share" or (length == 2 and metric == "market_size")
                weight = 1.5 * min(length, 8) - 3 * order - (20 if weak else 0)
                ranked.append((distance - weight, metric))
    return min(ranked)[1] if ranked else None


def _distance(place: Surroundings, word: MetricWord, *, counting: bool) -> float | None:
    """How far a word is, in characters, with penalties for every boundary between; None: not in reach."""
    if word.end <= place.start:
        away = float(place.start - word.end) + (8 if counting else 0)  # what is counted stands behind
        if word.end <= place.sentence.start or _SEMICOLON.search(place.page, word.end, place.start):
            return None
        if word.start < place.clause.start:
            away += 25
        if word.end <= place.before:
            away += 20
    else:
        if word.start >= place.sentence.end or _SEMICOLON.search(place.page, place.end, word.start):
            return None
        away = float(word.start - place.end)
        if "、" in place.page[place.end : word.start]:
            away += 30
        away += 0 if counting or away <= 1 else 6  # 2欧元处理费: what is paid stands right behind
        if word.start >= place.clause.end:
            away += 80
        if word.start >= place.after:
            away += 30
    chinese = "\u4e00" <= place.page[max(0, word.start) : word.start + 1] <= "\u9fff"
    return away if chinese else away * 0.5


def _fits(metric: str, quantity: Quantity, *, grew: bool) -> bool:
    kind = "money" if quantity.kind == "rate" and quantity.currency else quantity.kind
    if grew and metric.endswith("_share") and metric != "market_share" and quantity.kind != "pp":
        return False
    if metric == "tariff_rate" and kind == "money" and quantity.per is None and _amount(quantity) > 1000:
        return False  # a duty in money is by the item; billions of duties are not a rate
    return fits_kind(metric, quantity.kind) or fits_kind(metric, kind)


def fits_kind(metric: str, kind: str) -> bool:
    """Whether a figure of this kind can be a value of the metric."""
    kinds = load_metrics().kinds[metric]
    return kind in kinds if kinds else not (kind == "count" and metric in _MONEY_ONLY)


_MONEY_ONLY = frozenset(
    [
        "revenue",
        "sales",
        "gmv",
        "operating_income",
        "operating_loss",
        "net_income",
        "net_loss",
        "pretax_income",
        "loss",
        "free_cash_flow",
        "capex",
        "cost",
        "fee",
        "price",
        "wages",
        "market_cap",
        "valuation",
        "spending",
        "market_size",
        "ad_spend",
        "ad_revenue",
        "marketing_spend",
        "shipping_cost",
        "fulfillment_cost",
        "ad_cost",
        "acquisition_cost",
        "buyback",
        "comparable_sales",
        "order_backlog",
        "gdp",
        "gdp_per_capita",
        "discount",
    ]
)


def _goes_on(before: str, quantity: Quantity, *, moved: bool, grew: bool) -> bool:
    if quantity.kind in ("count", "capacity", "money") and not moved:
        return False
    return _fits(before, quantity, grew=grew)


def _amount(quantity: Quantity) -> Decimal:
    return quantity.value or quantity.high or Decimal(0)


def _sentence(place: Surroundings) -> str:
    return place.page[place.sentence.start : place.sentence.end]


def _is_part(place: Surroundings) -> bool:
    return bool(_PART_LEFT.search(place.left) or _PART_RIGHT.match(place.page, place.end))


def _about_people(quantity: Quantity, place: Surroundings) -> str | None:
    """Jobs that are cut are layoffs, whatever the noun: cut 14,000 corporate jobs; those there are, headcount."""
    behind = place.page[place.end : min(place.sentence.end, place.end + 30)]
    if quantity.kind == "count":
        if _OF_ITS.search(place.left) and _STAFF.search(behind):
            return "headcount"
        around = place.page[
            max(place.sentence.start, place.start - 70) : min(place.sentence.end, place.end + 40)
        ]
        people = _STAFF.search(behind) or quantity.unit in ("名", "人")
        return "layoffs" if people and _LAYOFF.search(around) else None
    part = _STAFF.search(behind) if _OF_THE.match(behind) else _STAFF_PART.search(place.left)
    return "layoffs" if part and _LAYOFF.search(place.sentence_left) else None
