"""Quantities of a text: numbers with what they count, ranges, quantity words, ranks. No meaning yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlp.amounts import (
    TAIL_MORE,
    Reading,
    is_heading,
    is_taken,
    quantity_of,
    read_level,
    read_money,
    with_unit,
)
from nlp.counting import accept_unit, goes_up, is_bound, is_round_money
from nlp.numbers import Number, find_numbers
from nlp.quantity_words import find_quantity_words
from nlp.ranges import join_ranges
from nlp.shares import is_fraction, read_share
from nlp.spans import Cover, Quantity
from nlp.units import Unit, after_number, before_number
from nlp.unwritten_money import with_unwritten_money
from store.records import Lang

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

# A bound says that a number is an amount, however it is written: no less than thirty, 不少于三十.
_BOUND_WORDS = re.compile(
    r"(?:[大小高低多少等]于|不超过|至[少多]|最[多少]|起码|[<>≤≥]=?"
    r"|\b(?:(?:greater|larger|bigger|higher|smaller|lower|less|fewer|more) than(?: or equal to)?|equals? to|above|below"
    r"|exceeding|at least|at most))[ ]?$"
)
_BOUND_BEHIND = re.compile(
    r"(?:或者?)?以[上下内](?![\u4e00-\u9fff])| (?:or|and) (?:more|less|fewer|above|below)\b(?! than)"
)


def find_quantities(page: str, text: str, *, lang: Lang, region: str, blocked: Cover) -> list[Quantity]:
    """Find quantities in a folded text outside the blocked spans, left to right, without overlap."""
    reading = Reading(page=page, text=text, lang=lang, region=region)
    numbers = [number for number in find_numbers(page) if not blocked.touches(number.start, number.end)]
    measured = [quantity for number in numbers if (quantity := _measure(reading, number))]
    joined = with_unwritten_money(page, join_ranges(page, measured))
    words = [
        word if word.rule else replace(word, rule="words")
        for word in find_quantity_words(page)
        if not blocked.touches(word.start, word.end)
    ]
    standing = [quantity for quantity in joined if quantity.stands]
    return _longest([*words, *standing])


def _measure(reading: Reading, number: Number) -> Quantity | None:
    """The quantity a number belongs to; one that does not stand alone is kept as the low end of a range."""
    page = reading.page
    if page[number.start - 1 : number.start] == "第":
        return None  # 第三家 is no count
    if number.vague:
        return _some_money(reading, number)
    quantity = read_share(page, number)
    if quantity is None and not is_fraction(page, number):  # 三分之一 is read by quantity_words
        quantity = _read_unit(reading, number)
    if quantity and goes_up(page, number) and quantity.start == number.start:
        quantity = replace(quantity, start=number.start - 1, more=True)  # 上万名
    return quantity


def _some_money(reading: Reading, number: Number) -> Quantity | None:
    """数十亿元: an order of magnitude, kept where it is money; 数百家 and 几十年 say too little."""
    quantity = _read_unit(reading, number) if number.scale >= 10**4 else None
    if quantity is None or quantity.kind != "money" or quantity.currency is None:
        return None
    return replace(quantity, order=True, rule="some")


# Bare numbers that are rather a year, a firm or a day of sales than an amount: 2024, 618, 双11, 360.
_NAMED = frozenset((*range(1900, 2100), 11, 12, 38, 58, 315, 360, 520, 618, 818, 1688))


def _read_unit(reading: Reading, number: Number) -> Quantity | None:
    page = reading.page
    found = after_number(page, number.end, named=number.plain and number.value in _NAMED)
    before = before_number(page, number.start)
    if (
        before
        and not is_taken(page, before[0])
        and not (found and found[1].kind in ("percent", "pp", "multiple"))
    ):
        return read_money(reading, number, before[0], before[1])
    if found and found[1].kind == "money":
        if number.bare and not _is_amount(page, number, found[0]):
            return None
        return read_money(reading, number, number.start, found[1].currency or "", found)
    if found and found[1].unit == "块" and _is_price(page, number, found[0]):
        return read_money(
            reading, number, number.start, "CNY", (found[0], Unit(kind="money", currency="CNY"))
        )
    if number.letter and not _letter_is_scale(reading, number):
        return _watts(reading, number)
    if _is_glued(page, number) and not (found and (found[1].kind in ("percent", "pp") or number.scale > 1)):
        return None
    if found and (unit := accept_unit(page, number, found[1], found[0])):
        return with_unit(page, number, unit, found[0])
    level = read_level(page, number)
    if level:
        return level
    if number.bare and is_round_money(page, number):  # 千亿目标
        return quantity_of(number, number.start, number.end, "money", unit=None, rule="bare")
    counting = found is not None and found[1].kind in ("count", "duration")
    refused = counting and found is not None and _HAN.match(page, found[0] - 1) is not None
    return _bare(reading, number, refused=refused)


_HAN = re.compile(r"[\u4e00-\u9fff]")
_BEHIND_ROUND = re.compile(
    r"级|以[上下内]|左右|大关|[a-d]\+?轮|天使轮|融资|投资|补贴|罚款|罚单|大单|订单|豪宅|基金|俱乐部"
)
_SPENT = frozenset("获投融募砸斥掷耗费豪募罚赔捐")


def _is_amount(page: str, number: Number, end: int) -> bool:
    """Whether a scale alone with its money is an amount (百亿元, 过亿元, 亿元级) and not the unit of a table."""
    if is_heading(page, number.start, end):
        return False
    if is_bound(page, number, end) or _BEHIND_ROUND.match(page, end):
        return True
    return number.end - number.start > 1 or page[number.start - 1 : number.start] in _SPENT


_PIECES = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:屏|电池|gpu|芯片|显卡|硬盘|主板|面板|玻璃|砖|瓷|表|拼图|土地|地[块皮]|牌|蛋糕|皂|肉|石|板|木|布料|糖|巧克力"
    r"|饼|加速卡)"
)
_CHANGE_BEHIND = re.compile(r"[1-9一二三四五六七八九](?![\d.,个家名万千])|钱")


_PRICED = re.compile(r"[价卖赔赚亏贵涨降收付花省补售租罚]|便宜|运费|成本|低至|只要")


def _is_price(page: str, number: Number, end: int) -> bool:
    """8万块 and 9块9 are money, 3万块屏幕 counts."""
    large = number.scale >= 10**4 or number.value >= 10  # 三五百块 without a thing behind it
    priced = large or _PRICED.search(page, max(0, number.start - 10), number.start)
    return bool(_CHANGE_BEHIND.match(page, end)) or bool(priced and not _PIECES.match(page, end))


_POWER = re.compile(r"充|功率|功耗|电源|瓦|适配器|灯|电机|输出|音响|供电|无线|有线")


def _letter_is_scale(reading: Reading, number: Number) -> bool:
    """10K users and 5M downloads, not 5m of cable and 10t of steel."""
    letter = reading.text[number.end - 1]
    if letter in "kw" or letter in "KMB":
        return True
    if letter == "W":  # 月销30W+, but 25W 快充
        power = _POWER.search(reading.page, max(0, number.start - 8), min(len(reading.page), number.end + 6))
        return reading.lang is not Lang.EN and power is None
    return letter in "mb" and _counted_noun(reading.page, number.end) is not None


def _watts(reading: Reading, number: Number) -> Quantity | None:
    """支持25W快充: a power, in a text whose W elsewhere is ten thousand."""
    if reading.text[number.end - 1] != "W" or reading.lang is Lang.EN:
        return None
    plain = replace(number, value=number.value / number.scale, scale=Decimal(1))
    return quantity_of(plain, number.start, number.end, "capacity", unit="W", rule="capacity")


def _is_glued(page: str, number: Number) -> bool:
    before = page[number.start - 1 : number.start]
    return number.form == "digits" and before.isascii() and before.isalpha()


def _bare(reading: Reading, number: Number, *, refused: bool) -> Quantity:
    """A number without a unit; ``refused``: its measure word makes no figure of it."""
    page = reading.page
    noun = None if refused else _counted_noun(page, number.end, small=number.value <= 12)
    return quantity_of(
        number,
        number.start,
        number.end,
        "count",
        unit=noun,
        rule="bare",
        stands=not refused and _stands(reading, number, noun),
        more=TAIL_MORE.match(page, number.end) is not None,
    )


def _stands(reading: Reading, number: Number, noun: str | None) -> bool:
    """Whether a number alone is a figure: it is large, written out as a number, or counts an English noun."""
    page = reading.page
    spelt = number.form == "words"
    before = page[max(0, number.start - 24) : number.start]
    marked = bool(_AMOUNT_WORDS.search(before))
    bounded = (
        number.value >= 10
        and not number.bare
        and bool(_BOUND_WORDS.search(before) or _BOUND_BEHIND.match(page, number.end))
    )
    after = page[number.end : number.end + 1]
    stands = (
        (number.scale >= 10**4 and (not number.bare or is_bound(page, number, number.end)))
        or (number.form == "digits" and not number.plain and number.figures_end > number.start)
        or (noun is not None and (not spelt or number.value > 1) and (number.form != "hanzi"))
        or (number.form == "digits" and marked and not (after.isascii() and after.isalpha()))
    )
    if (
        number.plain
        and number.value < 10
        and _HAN.match(page, number.start - 1)
        and number.start
        and _HAN.match(after)
    ):
        stands = False  # 变为4阶, 达到1等: no unit that anybody knows
    if spelt and page.startswith("dozen", number.end - 5) and after == " ":
        stands = True  # a dozen warehouses, whatever they are called
    strong = page.startswith("-strong", number.end)  # a 350,000-strong workforce
    if after == "-" and page[number.end + 1 : number.end + 2].isalpha() and noun is None and not strong:
        stands = False
    if (
        number.form == "digits"
        and after.isascii()
        and after.isalpha()
        and not _HAN.match(page, number.end - 1)
    ):
        stands = False  # but 7.8万IPS, 1.5万TEU count
    if number.form == "hanzi" and number.scale < 10**4:
        stands = False
    stands = stands or (bounded and not (after.isascii() and after.isalpha()))
    if number.plain and (_named(reading, number) or (noun is None and 1000 <= number.value < 1900)):
        stands = False  # a name's number, a year of long ago
    return stands


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
