"""From a number and what stands beside it to a quantity: money with its mark and its small change, counts, times."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.currencies import currency_of, is_code
from nlp.denominators import denominator
from nlp.number_words import WORD_END
from nlp.numbers import Number
from nlp.spans import Quantity
from nlp.units import Unit, after_number
from store.records import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The text and what is known of it while its quantities are read."""

    page: str
    text: str
    lang: Lang
    region: str


TAIL_MORE = re.compile(
    r"多(?!数|样|元化|边|方|次|重[要大])|余(?![额下款地量])|\+|-plus\b|[ ]plus\b(?! an?\b| the\b)"
)
_NUMERAL = "零一二三四五六七八九"
# 3元5角, 9块9, 三块五: what comes after the whole 元. A digit behind 块 is tenths unless it counts something.
_CHANGE = re.compile(
    r"(?P<tenths>[1-9一二三四五六七八九])[角毛](?:(?P<cents>[1-9一二三四五六七八九])分)?钱?"
    r"|(?<=块)(?P<bare>[1-9一二三四五六七八九])(?![\d.,%万千百十亿年月日个家名人倍成一二三四五六七八九])"
)
# 亿级, 千万美元级: an order of magnitude; of what, the next words say.
_LEVEL = re.compile(r"级(?![联数差长配组])别?")
_COUNTED_LEVEL = re.compile(
    r"的?(?:日活|月活|活跃|用户|会员|粉丝|流量|播放|曝光|访问|浏览|参数|人口|消费者|下载|订单|单量|销量|月销|日单|sku|商品|单品"
    r"|token|数据|样本|标签|点击|并发|请求|卖家|商家|人群|人才|员工|设备|城市|件|家|人|台|辆|颗|店|产能|出货)"
)
_HEADED = re.compile(r"(?:单位[ ]?[:：]?|[(（\[【/])[ ]?(?:人民币|新台币|港币|美元)?[ ]?$")


def quantity_of(
    number: Number,
    start: int,
    end: int,
    kind: str,
    *,
    unit: str | None,
    rule: str,
    factor: Decimal = Decimal(1),
    stands: bool = True,
    more: bool = False,
) -> Quantity:
    value = _tidy(number.value * factor)
    high = _tidy(number.high * factor) if number.high is not None else None
    return Quantity(
        start=start,
        end=end,
        kind=kind,
        value=value if high is None else None,
        low=value if high is not None else None,
        high=high,
        unit=unit,
        more=number.more or more,
        stands=stands,
        scale=number.scale,
        factor=factor,
        rule=rule,
    )


def _tidy(value: Decimal) -> Decimal:
    """Without the trailing zeros that multiplying leaves: 2.06万亿 is 2060000000000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def read_money(
    reading: Reading, number: Number, start: int, mark: str, found: tuple[int, Unit] | None = None
) -> Quantity:
    page, end = reading.page, number.end
    factor = Decimal(1)
    if found:
        end, factor = found[0], found[1].factor
    elif (tail := after_number(page, number.end)) and tail[1].kind == "money":
        end = tail[0]  # 新台币3.5亿元, US$5 billion dollars
        if tail[1].currency and is_code(tail[1].currency) and not is_code(mark):
            mark = tail[1].currency
    quantity = quantity_of(number, start, end, "money", unit=None, rule="money", factor=factor)
    if factor < 1 and mark == "USD":
        mark = _whose_cents(page, start)
    currency = currency_of(mark, lang=reading.lang, region=reading.region, page=page, at=start)
    quantity = replace(quantity, currency=currency, told=is_code(mark))
    quantity = _with_change(page, quantity)
    level = _LEVEL.match(page, quantity.end) if number.scale >= 10**4 else None
    if level:
        return replace(quantity, end=level.start() + 1, order=True)
    quantity = and_more(page, quantity)
    per = denominator(page, quantity.end)
    if per and not page[quantity.end : per[0]].startswith(" every"):
        return replace(quantity, kind="rate", end=per[0], per=per[1], rule="rate")
    return quantity


_EURO = re.compile(r"€|\beuros?\b|\beur\b")


def _whose_cents(page: str, start: int) -> str:
    """€2 a parcel, or 50 cents: cents are of the money named just before, else of the dollar."""
    near = page[max(0, start - 60) : start]
    return "EUR" if _EURO.search(near) and "$" not in near else "USD"


def is_taken(page: str, start: int) -> bool:
    """A currency word behind a number belongs to that number: 5 亿美元 32%, twenty ringgit 43."""
    if WORD_END.search(page, max(0, start - 12), start):
        return True
    before = page[max(0, start - 2) : start].rstrip()[-1:]
    return before.isdigit() or (before in ("十", "百", "千", "万", "亿", "兆", "余", "多") and before != "")


def _with_change(page: str, quantity: Quantity) -> Quantity:
    """3元5角 and 9块9 with their tenths and hundredths."""
    if quantity.value is None or page[quantity.end - 1] not in "元块":
        return quantity
    match = _CHANGE.match(page, quantity.end)
    if match is None:
        return quantity
    tenths = _digit(match["tenths"] or match["bare"])
    cents = _digit(match["cents"]) if match["cents"] else Decimal(0)
    return replace(quantity, value=_tidy(quantity.value + tenths / 10 + cents / 100), end=match.end())


def _digit(written: str) -> Decimal:
    return Decimal(written) if written.isdigit() else Decimal(_NUMERAL.index(written))


def read_level(page: str, number: Number) -> Quantity | None:
    """千亿级 and 亿级用户: an order of magnitude, of money unless the next words count something."""
    match = _LEVEL.match(page, number.end) if number.scale >= 10**4 else None
    if match is None:
        return None
    kind = "count" if _COUNTED_LEVEL.match(page, match.end()) else "money"
    return replace(quantity_of(number, number.start, number.end + 1, kind, unit=None, rule=kind), order=True)


def is_heading(page: str, start: int, end: int) -> bool:
    """Whether 亿元 is the unit of a table or of all that follows: 单位:亿元, 营收(百万美元)."""
    return bool(_HEADED.search(page[max(0, start - 8) : start])) or (
        page[end : end + 1] in (")", "）", "]", "】")
        and page[start - 1 : start] in ("(", "（", "[", "【", "/", " ")
    )


def and_more(page: str, quantity: Quantity) -> Quantity:
    """500元多, 12亿美元+: the mark of "and some" behind the unit; the Chinese ones belong to the span."""
    after = TAIL_MORE.match(page, quantity.end)
    if after is None:
        return quantity
    return replace(quantity, more=True, end=after.end() if after.group() in "多余" else quantity.end)


_AND_HALF = re.compile(r"个半(?:小时|钟头|月|季度|星期|礼拜)")


def with_unit(page: str, number: Number, unit: Unit, end: int) -> Quantity:
    kind = unit.kind
    quantity = quantity_of(number, number.start, end, kind, unit=unit.unit, rule=kind, factor=unit.factor)
    if "多" in page[number.end : end]:  # 一个多月
        quantity = replace(quantity, more=True)
    quantity = and_more(page, quantity)
    half = _AND_HALF.match(page, number.end) if kind == "duration" else None
    if half and quantity.value is not None:  # 三个半月
        return replace(quantity, value=quantity.value + Decimal("0.5"), end=half.end())
    halved = kind == "duration" or (kind == "multiple" and page[end - 1] == "倍")
    if halved and page[quantity.end : quantity.end + 1] == "半" and quantity.value is not None:
        value = (quantity.value or Decimal(0)) + Decimal("0.5")
        quantity = replace(quantity, value=value, end=quantity.end + 1)
    if kind == "count":
        per = denominator(page, quantity.end)
        if per:
            quantity = replace(quantity, per=per[1])
    return quantity
