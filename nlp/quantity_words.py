"""Words that are quantities: 翻倍, 减半, 三分之一, 双位数, 第二大, doubled, a third, one in ten, top 10."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nlp.number_words import FRACTION, fraction_value, parse_words
from nlp.numerals import parse_hanzi


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityWord:
    """A quantity said in words, with the movement the word itself carries."""

    start: int
    end: int
    kind: str  # multiple | percent | rank | duration
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    direction: str | None = None
    change_role: str | None = None
    rule: str = "words"


_N = r"[一二两三四五六七八九十\d]{1,3}"
_FOLD = re.compile(
    rf"翻(?:了|上)?(?:(?P<fan>{_N})番|(?P<bei>{_N})倍|番|倍|一倍)|(?:成倍|倍增|加倍|翻一倍)(?!器|镜)"
    r"|(?P<half>减半|腰斩|砍半|折半)"
    r"|\b(?:(?P<double>doubl(?:e|ed|es|ing)|two-?fold)|(?P<triple>tripl(?:e|ed|es|ing)|threefold)"
    r"|(?P<quad>quadrupl(?:e|ed|es|ing)|fourfold)"
    r"|(?P<quint>quintupl(?:e|ed|es|ing)|fivefold)|(?P<ten>tenfold)|(?P<halve>halv(?:e|ed|es"
    r"|ing)))\b(?!-(?:digit|edged|check|sided|standard))"
)
_TIMES = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,3}(?:\.\d{1,2})?|two|three|four|five|six|seven|eight|nine|ten|twenty"
    r"|a hundred|100)[ -]times"
    r"(?=[ -](?:as|the|that|its|their|more|higher|larger|bigger|greater|faster|longer|over|what|last"
    r"|better|cheaper|lower)\b)"
)
_TWICE = re.compile(r"\b(?P<word>twice|thrice)(?= (?:as|the|that|its|their|more|what|last)\b)")
_HALF_BY = re.compile(
    r"\b(?:by|in) (?P<half>half)\b|\b(?P<half2>half)(?= (?:of|the|its|their|all)\b)(?! of (?:19|20)\d\d)"
)
_FRACTION_ZH = re.compile(
    r"(?<![百千万])(?P<bottom>[二三四五六七八九十]|二十|三十|[2-9]"
    r"|10)分之(?P<top>[一二两三四五六七八九十]{1,3}|\d{1,2}(?!\d))"
)
_SMALL_PARTS = re.compile(
    r"(?P<bottom>[千万])分之(?P<top>[一二两三四五六七八九十]{1,3}|\d{1,3}(?:\.\d{1,3})?)"
)
_HALF_ZH = re.compile(
    r"(?<![一二三四五六七八九十\d多大])(?:一半(?!儿?天)|半数|五五开)|(?<=[过近超约])半(?=的|以上|数"
    r"|[^\u4e00-\u9fff]|$)"
)
_HALF_TIME = re.compile(
    r"(?<![上下前后大小一二两三四五六七八九十\d年月天])半(?:个)?(?P<unit>年|月(?=[内前后间里来,，。])"
    r"|小时|天)(?!报|线|度)"
)
_DIGITS = re.compile(
    r"(?P<zh>[双两三单个]|[一二三四]|[1234])(?:位数|位数字)"
    r"|\b(?:(?:low|mid)[- ]to[- ](?:high|mid)[- ]|(?P<part>high|low|mid)[- ])?"
    r"(?P<en>double|single|triple)[- ]digits?\b"
)
# Analysts' thirds of the single digits.
_THIRDS = {"low": (1, 3), "mid": (4, 6), "high": (7, 9)}
# half a point, a quarter-point cut: of a percentage
_POINTS = re.compile(
    r"\b(?:(?P<three>three)[- ]quarter|(?P<part>quarter|half)|half a)(?:[- ]of[- ]a)?"
    r"[- ](?:percentage[- ])?points?\b"
)
_RANK_ZH = re.compile(
    r"第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})[ ]?(?:大|高|多|长|快|名|位(?!数)|强|低|贵|富|宽|佳)(?!道|楼|调)"
    r"|(?<=[列居排为占到跃升至名序界球国内场业]|是)第(?P<n2>[一二三四五六七八九十]{1,3}"
    r"|\d{1,3})(?=[,，。、;；)）的 \n]|$)"
    r"|(?<![以之此目提从午日超])前(?P<n3>[一二三四五六七八九十]{1,3}|\d{1,4})(?:大|名|位|强|家|甲)(?!年)"
    r"|(?<=[进入球国列界居跻身场业])前(?P<n4>[一二三四五六七八九十]{1,3}|\d{1,4})(?=[,，。、;；)）的之”\" \n]|$)"
    r"|top[ ]?(?P<n5>\d{1,4})(?![\d.])"
)
_ORDINAL = {
    w: i
    for i, w in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}
_ORD = rf"(?:{'|'.join(_ORDINAL)}|\d{{1,3}}(?:st|nd|rd|th))"
_GREATEST = (
    r"(?:largest|biggest|highest|lowest|smallest|most|best|fastest|busiest|richest|longest|strongest|worst"
    r"|leading|place|top)"
)
_RANK_EN = re.compile(
    rf"\b(?P<o>{_ORD})[ -]{_GREATEST}\b(?![ -]of[ -]all)|\btop[ -](?P<t>\d{{1,3}}|two|three|four|five"
    rf"|six|seven|eight|nine|ten|twenty|fifty|hundred)\b(?! (?:percent|%|per cent))(?!%)"
    rf"|\bno\.[ ]?(?P<n>\d{{1,3}})\b|\bnumber (?P<w>one|two|three|four|five)\b(?! of)|\brank(?:s|ed"
    rf"|ing)? (?:as )?(?:the )?(?P<r>{_ORD}|\d{{1,3}})\b(?!%)|(?<![\w&#])#(?P<h>\d{{1,3}})\b"
)


def find_quantity_words(page: str) -> list[QuantityWord]:
    """Every quantity in words of a folded text, sorted by place."""
    found = [
        *_folds(page),
        *_times(page),
        *_fractions(page),
        *_points(page),
        *_digit_counts(page),
        *_ranks(page),
    ]
    return sorted(found, key=lambda word: (word.start, -word.end))


def _folds(page: str) -> Iterator[QuantityWord]:
    for match in _FOLD.finditer(page):
        value, direction, role = Decimal(2), "up", "to"
        if match["fan"]:  # 翻两番 is four times
            value = Decimal(2) ** int(min(_int(match["fan"]) or 1, 20))
        elif match["bei"]:  # 翻三倍 is written for "by three" and for "to three"; taken as the growth
            value = _int(match["bei"]) or Decimal(1)
            role = "by"
        elif match["half"] or match["halve"]:
            value, direction = Decimal("0.5"), "down"
        elif match["triple"]:
            value = Decimal(3)
        elif match["quad"]:
            value = Decimal(4)
        elif match["quint"]:
            value = Decimal(5)
        elif match["ten"]:
            value = Decimal(10)
        word: str | None = direction
        if match.group() in _BARE_FOLDS and not _is_verb(page, match):
            continue  # double haters, a triple-double
        # "double the 2023 total" compares, it does not move.
        if match.group() in ("double", "triple", "quadruple") and re.match(
            r" (?:the|that|its|what|last)\b", page[match.end() : match.end() + 6]
        ):
            word = None
        yield QuantityWord(
            start=match.start(),
            end=match.end(),
            kind="multiple",
            value=value,
            unit="x",
            direction=word,
            change_role=role if word else None,
        )
    for match in _TWICE.finditer(page):
        yield QuantityWord(
            start=match.start(),
            end=match.end(),
            kind="multiple",
            value=Decimal(2 if match["word"] == "twice" else 3),
            unit="x",
        )


_BARE_FOLDS = ("double", "triple", "quadruple", "doubles", "triples", "quadruples")
_VERB_BEFORE = re.compile(
    r"\b(?:to|will|would|could|can|may|might|must|should|nearly|almost|than|roughly|about|is|are|was|were|at|it|that"
    r"|which|'ll|not)(?: (?:more than|almost|nearly|roughly|about))? $"
)
_VERB_BEHIND = re.compile(
    r" (?:the|that|its|their|his|her|our|your|this|these|what|last|in|from|to|by|over|since|within|again|output|sales"
    r"|production|capacity|revenue|tariffs|duties|down on)\b| [$€£\d]|[.,;]|$"
)


def _is_verb(page: str, match: re.Match[str]) -> bool:
    """Whether double is what something does or how much it is, not an adjective or a noun of sports."""
    if page[match.start() - 1 : match.start()] == "-" or page.startswith("-", match.end()):
        return False
    before = page[max(0, match.start() - 24) : match.start()]
    return bool(_VERB_BEFORE.search(before) or _VERB_BEHIND.match(page, match.end()))


def _times(page: str) -> Iterator[QuantityWord]:
    """three times as high: a multiple. Three times a year is a count of occasions."""
    for match in _TIMES.finditer(page):
        yield QuantityWord(
            start=match.start(), end=match.end(), kind="multiple", value=_int(match["n"]), unit="x"
        )


def _fractions(page: str) -> Iterator[QuantityWord]:
    for match in FRACTION.finditer(page):
        yield QuantityWord(
            start=match.start(), end=match.end(), kind="multiple", value=fraction_value(match), unit="x"
        )
    for match in _HALF_BY.finditer(page):
        group = "half" if match["half"] else "half2"
        yield QuantityWord(
            start=match.start(group), end=match.end(group), kind="multiple", value=Decimal("0.5"), unit="x"
        )
    for match in _FRACTION_ZH.finditer(page):
        top, bottom = _int(match["top"]), _int(match["bottom"])
        if top and bottom and top < bottom:
            yield QuantityWord(
                start=match.start(), end=match.end(), kind="multiple", value=top / bottom, unit="x"
            )
    for match in _SMALL_PARTS.finditer(page):
        top = _int(match["top"])
        if top is not None:
            bottom = Decimal(1000 if match["bottom"] == "千" else 10_000)
            yield QuantityWord(
                start=match.start(), end=match.end(), kind="percent", value=top * 100 / bottom, unit="%"
            )
    for match in _HALF_ZH.finditer(page):
        yield QuantityWord(
            start=match.start(), end=match.end(), kind="multiple", value=Decimal("0.5"), unit="x"
        )
    for match in _HALF_TIME.finditer(page):
        unit = {"年": "year", "月": "month", "小": "hour", "天": "day"}[match["unit"][0]]
        yield QuantityWord(
            start=match.start(), end=match.end(), kind="duration", value=Decimal("0.5"), unit=unit
        )


def _points(page: str) -> Iterator[QuantityWord]:
    for match in _POINTS.finditer(page):
        value = "0.75" if match["three"] else "0.25" if match["part"] == "quarter" else "0.5"
        yield QuantityWord(start=match.start(), end=match.end(), kind="pp", value=Decimal(value), unit="pp")


def _digit_counts(page: str) -> Iterator[QuantityWord]:
    """双位数, double-digit: a percentage between ten and ninety-nine."""
    for match in _DIGITS.finditer(page):
        digits = {"单": 1, "个": 1, "一": 1, "1": 1, "双": 2, "两": 2, "二": 2, "2": 2, "三": 3, "3": 3}.get(
            match["zh"] or "", 0
        )
        if match["en"]:
            digits = {"single": 1, "double": 2, "triple": 3}[match["en"]]
        if digits == 1 and match["part"]:
            low, high = (Decimal(end) for end in _THIRDS[match["part"]])
            yield QuantityWord(
                start=match.start(),
                end=match.end(),
                kind="percent",
                low=low,
                high=high,
                unit="%",
                rule="digits",
            )
        elif digits:
            low = Decimal(10) ** (digits - 1)
            yield QuantityWord(
                start=match.start(),
                end=match.end(),
                kind="percent",
                low=low,
                high=10 * low - 1,
                unit="%",
                rule="digits",
            )


def _ranks(page: str) -> Iterator[QuantityWord]:
    for match in _RANK_ZH.finditer(page):
        value = _int(next(group for group in match.groups() if group))
        if value:
            yield QuantityWord(start=match.start(), end=match.end(), kind="rank", value=value, rule="rank")
    for match in _RANK_EN.finditer(page):
        written = next(group for group in match.groups() if group)
        rank: Decimal | None
        rank = (
            Decimal(_ORDINAL[written])
            if written in _ORDINAL
            else _int(re.sub(r"(?:st|nd|rd|th)$", "", written))
        )
        if rank:
            yield QuantityWord(start=match.start(), end=match.end(), kind="rank", value=rank, rule="rank")


def _int(written: str) -> Decimal | None:
    if written[0].isdigit():
        return Decimal(written)
    return parse_words(written) if written.isascii() else parse_hanzi(written)
