"""What a figure measures: what the words right behind it say, what its form says, else the nearest fitting word.

A clause without a word of its own (同比增长9%, up from $83 billion) goes on speaking of what the figure before it
measures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.metric_counts import about_staff, counted
from nlp.metric_money import by_measure, is_charged, is_limit, is_priced, large, of_duties
from nlp.metric_reading import (
    PARTS,
    RATE_OF_GROWTH,
    Reading,
    fits,
    likeliest,
    own_words,
    read,
    whole_multiple,
    word_behind,
)
from nlp.metric_shares import leads_to_part, part_of
from nlp.metric_words import NOTHING, MetricWord
from nlp.spans import Quantity
from store.records import Figure

_NO_METRIC = frozenset(("date", "docref", "duration"))
_VAT = re.compile(
    r"增值税|销售税|商品及服务税|消费税|营业税|数字服务税|数字税|所得税"
    r"|\b(?:vat|gst|sales tax|value[- ]added|digital services tax"
    r"|income tax|corporate tax)\b"
)
_DUTY = re.compile(
    r"关税|加征|进口税|反倾销|对等"
    r"|\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|ad valorem|reciprocal|section \d{3}|surcharge)\b"
)
# Vietnamese goods will face 20%
_PAYS = re.compile(
    r"\b(?:goods|imports|products|exports|cars|parcels|steel|articles)\b[^.;]{0,40}\b(?:fac(?:e|es|ing)"
    r"|pay(?:s|ing)?|carr(?:y|ies)|attract|incur)\b[^.;]{0,30}$"
)
_SAVED = frozenset(
    ("cost", "shipping_cost", "fee", "ad_cost", "fulfillment_cost", "marketing_spend", "spending")
)
_SAVES = re.compile(r"节省|节约|省下|少付|\b(?:saves?|saved|saving)\b")
_PENAL = re.compile(r"罚|\b(?:fines?|fined|penalt(?:y|ies))\b")
_VEHICLES = re.compile(r"\b(?:vehicles|cars|jets|planes|aircraft)\b")
_EACH = re.compile(r"\brespectively\b")
_EACH_FAR = 60
_MORE = re.compile(r"\d(?:\.\d+)?(?:[%％]|个百分点|倍| per ?cent)|[一二三四五六七八九]成")
_COSTS = re.compile(r"\b(?:pays?|paying|costs?|costing)\b|多付|多花")
_COUNTED_ELSE = re.compile(r"(?!以|左右|上下|多|，|的|增|升|降|减|不)[\u4e00-\u9fff]{2}")
_PACE = re.compile(r"[较比][^，,。]{0,12}$|放缓|加快|加速|\b(?:slow(?:ed|ing|er)|accelerat\w+)\b")
_BY_SEA = re.compile(r"标准箱|货柜|集装箱|大柜|空运|海运|\b(?:foot container|containers?|teu|feu)\b")
_PUBLIC = re.compile(
    r"税|关|政府|财政|海关|国库|公库|\b(?:tax\w*|tariffs?|dut(?:y|ies)|lev(?:y|ies)|customs|treasury|government"
    r"|states?|yield|vat)\b"
)
_OF_STATE = frozenset(("tariff_rate", "tax_rate", "tariff_revenue", "threshold", "fee"))
_BOUGHT = re.compile(r"收购|并购|\b(?:acquir\w+|acquisition|takeover|buyout|stake)\b")
# A clause that names nothing and only goes on: 国际分部409亿美元, 上季为17.5%, 一年前是1.43美元.
_BARE_ZH = re.compile(
    r"[^，,。；;：:（()）]{0,10}?(?:则|以|仅|也|约|为|是|达|报|各|分别|有|近|逾|超|突破|只有|升|降|增|减|涨|跌|增长|下降|成长|回落|微跌|微升|再|由|从|到"
    r"|至){0,4}\s?"
)
_HANZI = re.compile("[\u4e00-\u9fff]")
_COMPARED_EN = re.compile(
    r"[ ,]{0,2}(?:[a-z’'-]+ ){0,3}(?:than|from|against|versus|vs\.?|with|to|of|the|and|or|about|some"
    r"|nearly|instead of)(?: the| some| about| a| an)? "
)
_TIMES_ZH = re.compile(
    r"(?:增幅|增速|涨幅|跌幅|降幅|折合|上季|上年|去年|前年|今年|明年|同期|一年前|年前|上月|前\d|累计|其中|首[一二三四\d]?季|[上下]半年|前[一二三四]季|全年|此前|\d月"
    r"|[一二三四]季)"
)


def metric_of(
    quantity: Quantity,
    place: Surroundings,
    words: Sequence[MetricWord],
    starts: Sequence[int],
    *,
    direction: str | None,
    role: str | None,
    approx: str | None,
    figures: Sequence[Figure],
) -> str | None:
    """The metric of one quantity, None when none fits.

    ``words`` are those of the text, sorted, with their ``starts``; ``figures`` the figures before, in order.
    """
    if quantity.kind in _NO_METRIC:
        return None
    reading = read(quantity, place, words, starts, direction=direction, role=role, figures=figures)
    behind = word_behind(reading)
    if quantity.kind == "rank":
        return "market_size" if behind and behind.metrics[0] == "market_size" else "rank"
    best = (
        _respectively(reading, figures)
        or _named(reading, behind, approx)
        or _nearest(reading)
        or _in_tax(reading)
        or by_measure(quantity, place)
    )
    return _fitted(reading, best) if best and best != NOTHING else None


def _named(reading: Reading, behind: MetricWord | None, approx: str | None) -> str | None:
    """What the form of the phrase says, whatever other words stand around."""
    quantity, place = reading.quantity, reading.place
    if quantity.kind == "count" or (quantity.kind == "rate" and quantity.currency is None):
        return counted(quantity, place)
    if quantity.kind in PARTS and (staff := about_staff(quantity, place)):
        return staff
    if is_limit(quantity, place, approx):
        return "threshold"
    if behind is not None and (best := likeliest(reading, [behind])) is not None:
        return best
    if is_charged(quantity, place):
        return "fee"
    if is_priced(quantity, place):
        return "price"
    if place.page[place.start : place.end].endswith("折"):
        return "discount"
    part = not reading.grew or leads_to_part(place)
    if quantity.kind in ("percent", "multiple") and part and not whole_multiple(quantity):
        return part_of(
            place,
            reading.before.metric if reading.before and reading.joined else None,
            still=reading.role is None,
        )
    return None


def _respectively(reading: Reading, figures: Sequence[Figure]) -> str | None:
    """用户2.6亿、日活4100万，同比分别增长19%和8%: the first grew by the first; 营收和净利润分别为92亿元和6亿元."""
    quantity, place = reading.quantity, reading.place
    mark = place.page.rfind("分别", place.clause.start, place.start)
    ends = min(place.sentence.end, place.end + _EACH_FAR)
    if mark < 0 and not (quantity.kind in PARTS and _EACH.search(place.page, place.end, ends)):
        return None
    here = [f for f in figures[-8:] if f.start >= place.sentence.start and f.kind not in _NO_METRIC]
    if mark >= 0:
        done = [f for f in here if f.kind == quantity.kind and f.start > mark]
    else:
        done = [f for f in here[-1:] if f.kind == quantity.kind]
    if quantity.kind not in PARTS:
        named = [w.metrics[0] for w in own_words(reading) if w.end <= mark and fits(reading, w.metrics[0])]
        return named[len(done)] if 2 <= len(named) <= 3 and len(done) < len(named) else None
    count = len(done) + 1 + len(_MORE.findall(place.page, place.end, place.clause.end if mark >= 0 else ends))
    told = here[: len(here) - len(done)][-count:]
    if count < 2 or len(told) < count or any(f.kind == quantity.kind for f in told):
        return None
    return told[len(done)].metric


def _nearest(reading: Reading) -> str | None:
    """The words since the figure before, to the end of the clause; what that measured; the words further off."""
    own = own_words(reading)
    since = reading.before.end if reading.before and reading.joined else 0
    best = likeliest(reading, [word for word in own if word.start >= since and not word.weak])
    if best is None and reading.before is not None and _goes_on(reading):
        best = reading.before.metric
    if best is None:
        best = likeliest(reading, own)
    if best is None and reading.quantity.kind != "count":
        end = reading.place.clause.end
        best = likeliest(reading, [word for word in reading.words if not word.weak and word.start < end])
    return best


def _goes_on(reading: Reading) -> bool:
    """Whether a clause without a word of its own speaks of what the figure before it measures."""
    before, quantity, place = reading.before, reading.quantity, reading.place
    if before is None or before.metric in (None, "rank"):
        return False
    if quantity.kind == "count" and _COUNTED_ELSE.match(place.page, place.end):
        return False  # 约300名同学: others than the jobs before
    grown = before.change_role == "by" or before.kind == "multiple"
    alike = (
        quantity.kind == before.kind
        or (grown and before.kind in PARTS)
        or (quantity.kind in PARTS and reading.grew)
    )
    lead = place.page[max(place.clause.start, before.end) : place.start]
    compared = reading.joined and _COMPARED_EN.fullmatch(lead) is not None
    if not (alike or (compared and quantity.kind in PARTS)) or not (
        fits(reading, before.metric) or quantity.kind == before.kind
    ):
        return False
    if reading.joined and (quantity.kind in PARTS or reading.direction):
        return True
    if compared:
        return True
    if not _BARE_ZH.fullmatch(lead) or not _HANZI.search(lead or place.page[place.start - 1]):
        return False
    return before.end > place.sentence.start or _TIMES_ZH.search(lead) is not None


def _in_tax(reading: Reading) -> str | None:
    """A percentage of a text about duties that nothing else explains: 德国19%, will face 20% instead of 46%."""
    quantity, place, before = reading.quantity, reading.place, reading.before
    if quantity.kind not in ("percent", "pp") or reading.grew:
        return None
    if before is not None and before.metric in ("tariff_rate", "tax_rate"):
        return before.metric
    if _VAT.search(place.sentence_left):
        return "tax_rate"
    taxed = _DUTY.search(place.sentence_left) or _PAYS.search(place.sentence_left[-70:])
    return "tariff_rate" if taxed else None


def _fitted(reading: Reading, best: str) -> str | None:
    """The chosen name as it is called of this kind of figure."""
    quantity, place, role = reading.quantity, reading.place, reading.role
    if quantity.per == "share":
        best = {"net_income": "eps", "net_loss": "eps"}.get(best, best)
    if best in _SAVED and quantity.kind in ("money", "percent") and _SAVES.search(place.clause_left):
        return "cost_saving"
    if best == "revenue_share" and _PENAL.search(place.clause_left):
        return "fine"
    if best in ("fee", "cost", "price") and quantity.kind != "count" and _BY_SEA.search(place.sentence_left):
        return "shipping_cost"
    if best == "tariff_revenue" and not _PUBLIC.search(place.page, place.sentence.start, place.sentence.end):
        return "tariff_revenue" if reading.before and reading.before.metric in _OF_STATE else "revenue"
    if best == "shipments" and _VEHICLES.search(place.page, place.sentence.start, place.sentence.end):
        return "units_sold"
    if best == "stock_price" and quantity.kind in ("money", "rate") and _BOUGHT.search(place.sentence_left):
        return "acquisition_price"
    if best in ("tariff_rate", "fee", "tax_rate") and quantity.kind in ("percent", "money", "rate", "pp"):
        return _levied(reading, best)
    if best == "gdp_growth" and quantity.kind != "pp" and role not in ("from", "to"):
        return "gdp"
    if quantity.kind == "pp":
        return {"gdp": "gdp_growth", "revenue": "revenue_growth"}.get(best, best)
    if best in ("revenue", "revenue_growth") and quantity.kind == "percent":
        moved = role in ("from", "to") or _PACE.search(place.page, place.clause.start, place.clause.end)
        told = best == "revenue_growth" or RATE_OF_GROWTH.search(place.clause_left)
        return "revenue_growth" if moved and told else "revenue"
    return best


def _levied(reading: Reading, best: str) -> str | None:
    """Duties, taxes and fees: an amount that is large is what they bring in; a surcharge on imports is a duty."""
    quantity, place = reading.quantity, reading.place
    sentence = place.page[place.sentence.start : place.sentence.end]
    if best == "tariff_rate" and quantity.kind in ("money", "rate") and large(quantity):
        return of_duties(quantity, place)
    if (
        best == "tariff_rate"
        and quantity.kind == "money"
        and not (_DUTY.search(place.sentence_left) or word_behind(reading))
    ):
        return "cost" if _COSTS.search(place.left) else None
    before = reading.before.metric if reading.before else None
    if best == "fee" and quantity.kind == "percent" and before in ("tariff_rate", "tax_rate"):
        return before
    if best == "tariff_rate" and _VAT.search(sentence) and not _DUTY.search(sentence):
        return "tax_rate"
    surcharge = best == "fee" and quantity.kind == "percent" and "surcharge" in sentence
    return "tariff_rate" if surcharge and _DUTY.search(sentence.replace("surcharge", "")) else best
