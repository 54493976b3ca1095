"""Words that are quantities: doubled, a third, one in ten, double digits, top 10; the Chinese ones beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.number_words import FRACTION, fraction_value, parse_words
from nlp.quantity_words_zh import find_chinese_words
from nlp.spans import Quantity
from nlp.word_patterns import LedPattern, words_pattern

_FOLD = LedPattern(
    r"\b(?:(?P<double>doubl(?:e|ed|es|ing)|two-?fold)|(?P<triple>tripl(?:e|ed|es|ing)|threefold)"
    r"|(?P<quad>quadrupl(?:e|ed|es|ing)|fourfold)"
    r"|(?P<quint>quintupl(?:e|ed|es|ing)|fivefold)|(?P<ten>tenfold)|(?P<halve>halv(?:e|ed|es"
    r"|ing)))\b(?!-(?:digit|edged|check|sided|standard))",
    holds=("doubl", "tripl", "quadr", "quint", "fold", "halv"),
)
_TIMES = LedPattern(
    r"(?<![\w.,])(?P<n>\d{1,3}(?:\.\d{1,2})?|two|three|four|five|six|seven|eight|nine|ten|twenty"
    r"|a hundred|100)[ -]times"
    r"(?=[ -](?:as|the|that|its|their|more|higher|larger|bigger|greater|faster|longer|over|what|last"
    r"|better|cheaper|lower)\b)",
    holds=("times",),
)
_TWICE = LedPattern(
    r"\b(?P<word>twice|thrice)(?= (?:as|the|that|its|their|more|what|last)\b)", holds=("twice", "thrice")
)
_HALF_BY = LedPattern(
    r"\b(?:by|in)(?: (?:nearly|almost|about|roughly|around|over|more than|as much as|up to))? (?P<half>half)\b(?! an? )"
    r"|\b(?P<half2>half)(?= (?:of|the|its|their|all)\b)(?! of (?:19|20)\d\d)",
    holds=("half",),
)
_DIGITS = LedPattern(
    r"\b(?:(?:low|mid)[- ]to[- ](?:high|mid)[- ]|(?P<part>high|low|mid)[- ])?"
    r"(?P<en>double|single|triple)[- ]digits?\b",
    holds=("digit",),
)
# Analysts' thirds of the single digits.
_THIRDS = {"low": (1, 3), "mid": (4, 6), "high": (7, 9)}
# half a point, a quarter-point cut: of a percentage
_POINTS = LedPattern(
    r"\b(?:(?P<three>three)[- ]quarter|(?P<part>quarter|half)|half a)(?:[- ]of[- ]a)?"
    r"[- ](?:percentage[- ])?points?\b",
    holds=("point",),
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
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
_RANK_LEAD = words_pattern(
    [*_ORDINAL, "top", "no.", "number ", "rank", "#", *"0123456789"],
    before=lambda first: r"\w",
    behind=lambda word: r"(?=\d{0,2}(?:st|nd|rd|th))" if word.isdigit() else "",
)
_RANK_EN = LedPattern(
    rf"\b(?P<o>{_ORD})[ -]{_GREATEST}\b(?![ -]of[ -]all)|\btop[ -]?(?P<t>\d{{1,3}}|two|three|four|five"
    rf"|six|seven|eight|nine|ten|twenty|fifty|hundred)\b(?! (?:percent|%|per cent))(?!%)"
    rf"|\bno\.[ ]?(?P<n>\d{{1,3}})\b|\bnumber (?P<w>one|two|three|four|five)\b(?! of)|\brank(?:s|ed"
    rf"|ing)? (?:as )?(?:the )?(?P<r>{_ORD}|\d{{1,3}})\b(?!%)|(?<![\w&#])#(?P<h>\d{{1,3}})\b",
    lead=_RANK_LEAD,
)


def find_quantity_words(page: str) -> list[Quantity]:
    """Every quantity in words of a folded text, sorted by place."""
    found = [
        *_folds(page),
        *_times(page),
        *_fractions(page),
        *_points(page),
        *_digit_counts(page),
        *_ranks(page),
    ]
    if _HAN.search(page):
        found += find_chinese_words(page)
    return sorted(found, key=lambda word: (word.start, -word.end))


def _folds(page: str) -> Iterator[Quantity]:
    for match in _FOLD.finditer(page):
        value, direction, role = Decimal(2), "up", "to"
        if match["halve"]:
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
        yield Quantity(
            start=match.start(),
            end=match.end(),
            kind="multiple",
            value=value,
            unit="x",
            direction=word,
            change_role=role if word else None,
        )
    for match in _TWICE.finditer(page):
        yield Quantity(
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


def _times(page: str) -> Iterator[Quantity]:
    """three times as high: a multiple. Three times a year is a count of occasions."""
    for match in _TIMES.finditer(page):
        yield Quantity(
            start=match.start(), end=match.end(), kind="multiple", value=_int(match["n"]), unit="x"
        )


def _fractions(page: str) -> Iterator[Quantity]:
    for match in FRACTION.finditer(page):
        yield Quantity(
            start=match.start(), end=match.end(), kind="multiple", value=fraction_value(match), unit="x"
        )
    for match in _HALF_BY.finditer(page):
        group = "half" if match["half"] else "half2"
        yield Quantity(
            start=match.start(group), end=match.end(group), kind="multiple", value=Decimal("0.5"), unit="x"
        )


def _points(page: str) -> Iterator[Quantity]:
    for match in _POINTS.finditer(page):
        value = "0.75" if match["three"] else "0.25" if match["part"] == "quarter" else "0.5"
        yield Quantity(start=match.start(), end=match.end(), kind="pp", value=Decimal(value), unit="pp")


def _digit_counts(page: str) -> Iterator[Quantity]:
    """Double-digit: a percentage between ten and ninety-nine."""
    for match in _DIGITS.finditer(page):
        digits = {"single": 1, "double": 2, "triple": 3}[match["en"]]
        if digits == 1 and match["part"]:
            low, high = (Decimal(end) for end in _THIRDS[match["part"]])
            yield Quantity(
                start=match.start(),
                end=match.end(),
                kind="percent",
                low=low,
                high=high,
                unit="%",
                rule="digits",
            )
        else:
            low = Decimal(10) ** (digits - 1)
            yield Quantity(
                start=match.start(),
                end=match.end(),
                kind="percent",
                low=low,
                high=10 * low - 1,
                unit="%",
                rule="digits",
            )


def _ranks(page: str) -> Iterator[Quantity]:
    for match in _RANK_EN.finditer(page):
        written = next(group for group in match.groups() if group)
        rank: Decimal | None
        rank = (
            Decimal(_ORDINAL[written])
            if written in _ORDINAL
            else _int(re.sub(r"(?:st|nd|rd|th)$", "", written))
        )
        if rank:
            yield Quantity(start=match.start(), end=match.end(), kind="rank", value=rank, rule="rank")


def _int(written: str) -> Decimal | None:
    return Decimal(written) if written[0].isdigit() else parse_words(written)
