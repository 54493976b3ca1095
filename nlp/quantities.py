"""Quantities of a text: numbers with what they count, ranges, quantity words, ranks. No meaning yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.counting import accept_unit, after_bound
from nlp.currencies import currency_of, is_code
from nlp.numbers import Number, find_numbers
from nlp.quantity_words import find_quantity_words
from nlp.ranges import join_ranges
from nlp.spans import Cover, Quantity
from nlp.units import Unit, after_number, before_number, denominator
from store.records import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The text and what is known of it while its quantities are read."""

    page: str
    text: str
    lang: Lang
    region: str


_NOT_NOUNS = re.compile(
    r"is|was|has|as|its|this|us|always|perhaps|thus|across|plus|minus|versus"
    r"|less|unless|towards|besides|afterwards|sometimes|does|says|news|series|pros"
)
_STOPS = re.compile(
    r"\b(?:of|to|in|and|or|on|at|by|for|from|with|that|which|is|was|are|were|has|have|had|the|a|an|its"
    r"|than|as|but|after|before|while|will|would)\b"
)
_AMOUNT_WORDS = re.compile(
    r"(?:增至|减至|达到?|为|至|到|超过?|逾|约|近|破|突破|共|仅|有|不足|不到|增加|减少|增长|下降|from"
    r"|to|of|about|over|nearly|around"
    r"|than|roughly|some|by|least|most|:)[ ]?$"
)
_TENTHS = re.compile(r"成(?P<half>[一二三四五六七八九半])?(?![立为员本功长交品果绩都分型就人年份败见熟])")
_PERCENT_BEFORE = re.compile(r"百分之$")
_PARTS_BEFORE = re.compile(r"(?P<bottom>[二三四五六七八九十百千万\d]{1,4})分之$")
_TAIL_MORE = re.compile(r"多(?![数样元项重边方次])|余(?![额下款地量])|\+|-plus\b|[ ]plus\b(?! an?\b| the\b)")
_PIECES = re.compile(r"[\u4e00-\u9fff]")  # 3万块屏幕 counts, 8万块 is money
_LEVEL = re.compile(r"级(?![别联])")


def find_quantities(page: str, text: str, *, lang: Lang, region: str, blocked: Cover) -> list[Quantity]:
    """Find quantities in a folded text outside the blocked spans, left to right, without overlap."""
    reading = Reading(page=page, text=text, lang=lang, region=region)
    numbers = [n for n in find_numbers(page) if not n.vague and not blocked.touches(n.start, n.end)]
    measured = [quantity for number in numbers if (quantity := _measure(reading, number))]
    joined = join_ranges(page, measured)
    words = [
        Quantity(
            start=word.start,
            end=word.end,
            kind=word.kind,
            value=word.value,
            low=word.low,
            high=word.high,
            unit=word.unit,
            direction=word.direction,
            change_role=word.change_role,
            rule=word.rule,
        )
        for word in find_quantity_words(page)
        if not blocked.touches(word.start, word.end)
    ]
    standing = [quantity for quantity in joined if quantity.stands]
    return _longest([*words, *standing])


def _measure(reading: Reading, number: Number) -> Quantity | None:
    """The quantity a number belongs to; one that does not stand alone is kept as the low end of a range."""
    page = reading.page
    if _PERCENT_BEFORE.search(page[max(0, number.start - 3) : number.start]):
        return _of(number, number.start - 3, number.end, "percent", unit="%", rule="百分之")
    parts = _PARTS_BEFORE.search(page[max(0, number.start - 6) : number.start])
    if parts:
        return None  # 三分之一 is read by quantity_words
    tenths = _TENTHS.match(page, number.end)
    if tenths and number.value <= 10:
        return _tenths(number, tenths)
    found = after_number(page, number.end)
    before = before_number(page, number.start)
    if (
        before
        and not _is_taken(page, before[0])
        and not (found and found[1].kind in ("percent", "pp", "multiple"))
    ):
        return _money(reading, number, before[0], before[1])
    if found and found[1].kind == "money":
        if number.bare and number.value < 10**6 and not after_bound(page, number.start):
            return None  # 单位:万元
        return _money(reading, number, number.start, found[1].currency or "", found)
    if found and found[1].unit == "块" and number.scale >= 10**4 and not _PIECES.match(page, found[0]):
        return _money(reading, number, number.start, "CNY", (found[0], Unit(kind="money", currency="CNY")))
    if number.letter and not _letter_is_scale(reading, number):
        return None
    if _is_glued(page, number) and not (found and (found[1].kind in ("percent", "pp") or number.scale > 1)):
        return None
    if found and (unit := accept_unit(page, number, found[1], found[0])):
        return _with_unit(page, number, unit, found[0])
    if _LEVEL.match(page, number.end) and number.scale >= 10**4:
        return replace(_bare(reading, number), kind="money", end=number.end + 1, order=True, stands=True)
    return _bare(reading, number)


def _of(
    number: Number,
    start: int,
    end: int,
    kind: str,
    *,
    unit: str | None,
    rule: str,
    factor: Decimal = Decimal(1),
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
        more=number.more,
        scale=number.scale,
        rule=rule,
    )


def _tidy(value: Decimal) -> Decimal:
    """Without the trailing zeros that multiplying leaves: 2.06万亿 is 2060000000000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _tenths(number: Number, match: re.Match[str]) -> Quantity:
    quantity = _of(number, number.start, match.end(), "percent", unit="%", rule="成", factor=Decimal(10))
    if match["half"] and quantity.value is not None:
        extra = 5 if match["half"] == "半" else "零一二三四五六七八九".index(match["half"])
        return replace(quantity, value=quantity.value + extra)
    return quantity


def _money(
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
    quantity = _of(number, start, end, "money", unit=None, rule="money", factor=factor)
    if factor != 1 and mark == "USD":
        mark = _whose_cents(page, start)
    currency = currency_of(mark, lang=reading.lang, region=reading.region, page=page, at=start)
    quantity = replace(quantity, currency=currency)
    after = _TAIL_MORE.match(page, end)
    if after:
        quantity = replace(quantity, more=True)
        if after.group() in "多余":
            quantity = replace(quantity, end=after.end())
    per = denominator(page, quantity.end)
    if per and not page[quantity.end : per[0]].startswith(" every"):
        return replace(quantity, kind="rate", end=per[0], per=per[1], rule="rate")
    return quantity


_EURO = re.compile(r"€|\beuros?\b|\beur\b")


def _whose_cents(page: str, start: int) -> str:
    """€2 a parcel, or 50 cents: cents are of the money named just before, else of the dollar."""
    near = page[max(0, start - 60) : start]
    return "EUR" if _EURO.search(near) and "$" not in near else "USD"


def _letter_is_scale(reading: Reading, number: Number) -> bool:
    """10K users and 5M downloads, not 5m of cable and 10t of steel."""
    letter = reading.text[number.end - 1]
    if letter in "kw" or letter in "KMB":
        return True
    return letter in "mb" and _counted_noun(reading.page, number.end) is not None


def _is_taken(page: str, start: int) -> bool:
    """A currency word behind a number belongs to that number: 5 亿美元 32%."""
    before = page[max(0, start - 2) : start].rstrip()[-1:]
    return before.isdigit() or (before in ("十", "百", "千", "万", "亿", "兆", "余", "多") and before != "")


def _is_glued(page: str, number: Number) -> bool:
    before = page[number.start - 1 : number.start]
    return number.form == "digits" and before.isascii() and before.isalpha()


def _with_unit(page: str, number: Number, unit: Unit, end: int) -> Quantity:
    kind = unit.kind
    quantity = _of(number, number.start, end, kind, unit=unit.unit, rule=kind, factor=unit.factor)
    after = _TAIL_MORE.match(page, end)
    if after:
        quantity = replace(quantity, more=True)
        if after.group() in "多余":
            quantity = replace(quantity, end=after.end())
    if kind == "duration" and page[quantity.end : quantity.end + 1] == "半" and number.form != "words":
        value = (quantity.value or Decimal(0)) + Decimal("0.5")
        quantity = replace(quantity, value=value, end=quantity.end + 1)
    if kind == "count":
        per = denominator(page, quantity.end)
        if per:
            quantity = replace(quantity, per=per[1])
    return quantity


def _bare(reading: Reading, number: Number) -> Quantity:
    """A number without a unit: it stands when it is large, written out as a number, or counts an English noun."""
    page = reading.page
    quantity = _of(number, number.start, number.end, "count", unit=None, rule="bare")
    noun = _counted_noun(page, number.end, small=number.value <= 12)
    spelt = number.form == "words"
    marked = bool(_AMOUNT_WORDS.search(page[max(0, number.start - 10) : number.start]))
    after = page[number.end : number.end + 1]
    stands = (
        (number.scale >= 10**4 and (not number.bare or after_bound(page, number.start)))
        or (number.form == "digits" and not number.plain and number.figures_end > number.start)
        or (noun is not None and (not spelt or number.value > 1) and (number.form != "hanzi"))
        or (number.form == "digits" and marked and not (after.isascii() and after.isalpha()))
    )
    if spelt and page.startswith("dozen", number.end - 5) and after == " ":
        stands = True  # a dozen warehouses, whatever they are called
    strong = page.startswith("-strong", number.end)  # a 350,000-strong workforce
    if after == "-" and page[number.end + 1 : number.end + 2].isalpha() and noun is None and not strong:
        stands = False
    if number.form == "digits" and after.isascii() and after.isalpha():
        stands = False
    if number.form == "hanzi" and number.scale < 10**4:
        stands = False
    if number.plain and (_named(reading, number) or (noun is None and 1000 <= number.value < 1900)):
        stands = False  # a name's number, a year of long ago
    plus = _TAIL_MORE.match(page, number.end)
    return replace(quantity, unit=noun, stands=stands, more=quantity.more or plus is not None)


def _named(reading: Reading, number: Number) -> bool:
    """English: a capitalised word right before a bare number makes it part of a name (Windows 11, Article 5)."""
    before = re.search(r"([A-Za-z][A-Za-z’'.-]*)[ ]$", reading.text[max(0, number.start - 24) : number.start])
    if not before:
        return False
    word = before.group(1)
    at = number.start - len(before.group(0))
    sentence_start = (
        at <= 0 or reading.text[:at].rstrip()[-1:] in (".", "!", "?", "\n", "", "。", "”", '"')
        if at < 400
        else False
    )
    return (
        word[0].isupper()
        and not sentence_start
        and word.lower() not in ("the", "about", "some", "over", "nearly")
    )


_NOUN_PHRASE = re.compile(
    r"(?:[ -](?:plus|odd|some)|[ ](?:new|more)){0,2}"
    r"(?:[ ](?P<words>[a-z][a-z’'-]{1,20}(?:[ -][a-z][a-z’'-]{1,20}){0,3}))"
)
# Five tips, three ways: an article lists its own points, it does not count things of the world.
_ARGUMENTS = re.compile(
    r"tips|ways|reasons|things|steps|takeaways|facts|questions|rules|lessons|secrets|ideas|signs|mistakes|myths"
    r"|types|kinds|parts|aspects|points|principles|factors|pillars|stages|phases|sections|categories|sides"
)


def _counted_noun(page: str, at: int, *, small: bool = False) -> str | None:
    """The plural noun an English number counts, up to three words away: 14,000 corporate jobs.

    ``small``: a number that may as well list an article's own points.
    """
    match = _NOUN_PHRASE.match(page, at)
    if not match:
        return None
    for word in re.split(r"[ -]", match["words"]):
        if _ARGUMENTS.fullmatch(word) and small:
            return None
        if _STOPS.fullmatch(word):
            return None
        if word in ("people", "staff", "aircraft", "men", "women", "children"):
            return word
        if (
            word.endswith("s")
            and not word.endswith(("ss", "us", "is", "'s", "’s", "ous"))
            and not _NOT_NOUNS.fullmatch(word)
        ):
            return word[:-1]
    return None


def _longest(found: Sequence[Quantity]) -> list[Quantity]:
    """Drop what overlaps something that begins earlier or reaches further."""
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda quantity: (quantity.start, -quantity.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
        elif quantity.end - quantity.start > kept[-1].end - kept[-1].start:
            kept[-1] = quantity
    return kept
