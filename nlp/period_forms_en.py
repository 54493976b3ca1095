"""How calendar periods are written in English: November 19, 2025, first half of 2025, three months ended June 30."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.period_parts import YEAR, YEAR_LEAD, Parts, number_of
from nlp.word_patterns import LedPattern, words_pattern


def _month_names() -> dict[str, int]:
    full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    names = {name: i for i, name in enumerate(full, 1)}
    names |= {name[:3]: i for name, i in names.items()}
    return names | {"sept": 9}


MONTHS = _month_names()
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "opening": 1,
    "final": 4,
    "last": 4,
}
_ORD = "|".join(word for word in _ORDINALS if word != "last")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "eleven": 11, "twelve": 12} | {str(i): i for i in range(2, 13)}  # fmt: skip
_MON = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_NEAR = {"last": -1, "this": 0, "next": 1}
# A month, last, this and next in front of one, a day before one.
_MONTH_LEAD = words_pattern(
    [*{name[:3] for name in MONTHS}, "last ", "this ", "next ", *"0123456789"],
    before=lambda first: "a-z0-9",
    behind=lambda word: r"(?=\d?(?:st|nd|rd|th)?[ -](?:of[ ])?[jfmasond])" if word.isdigit() else "",
)
_ENGLISH = LedPattern(
    rf"(?<![a-z0-9])(?:(?P<m>{_MON})\.?[ ](?P<d>{_DAY})(?![\d%:]|[.,]\d|[ ]?(?:percent|million"
    rf"|billion))(?:[ ]?(?:-|–|to|and)[ ]?(?P<d2>{_DAY})(?![\d%]))?(?:,?[ ](?P<y>{YEAR})(?!\d))?"
    rf"|(?P<dd>{_DAY})[ -](?:of[ ])?(?P<dm>{_MON})(?![a-z])\.?(?:,?[ -](?P<dy>{YEAR})(?!\d))?"
    rf"|(?P<ma>{_MON})\.?(?:[ ](?P<may>{YEAR}))?[ ]?(?:-|–|to"
    rf"|through)[ ]?(?P<mb>{_MON})(?![a-z])\.?(?![ ]\d\d?(?!\d))(?:,?[ ](?:of[ ])?"
    rf"(?P<mby>{YEAR})(?!\d))?(?:[ ](?:quarter|period)\b)?"
    rf"|(?P<my>{_MON})\.?,?[ -](?:of[ ])?(?P<myy>{YEAR})(?!\d)"
    rf"|(?P<mq>{_MON})[ ]quarter(?:[ ]of[ ](?P<mqy>{YEAR}))?"
    rf"|(?:(?P<near>last|this|next)[ ])?(?P<mo>{_MON})(?![a-z]))",
    lead=_MONTH_LEAD,
)
_FISCAL = r"(?:fiscal|financial)(?:[ -]year)?"
_ENGLISH_QUARTER = LedPattern(
    rf"(?<![a-z0-9])(?:(?:(?P<ff>{_FISCAL})[ -]?)?(?P<y0>{YEAR})(?:['’]s)?[ ]|(?P<r0>last|this"
    rf"|next)[ ]year['’]s[ ])?(?P<f0>{_FISCAL}[ -])?"
    rf"(?P<o>{_ORD})[ -](?P<fq>fiscal[ -])?(?P<k>quarter|half)(?![ -](?:finger|mile|point|century))(?!s)"
    rf"(?:(?:,?[ ](?:of[ ]|in[ ])?(?:its[ ])?(?P<f>(?:the[ ])?{_FISCAL}[ ]"
    rf"|fy[ ]?)?(?P<y>{YEAR})(?:[-/](?P<yb>\d\d))?(?!\d)"
    rf"|(?:[ ]of)?[ ](?P<ry>last|this|next)[ ]year|[ ]of[ ]the[ ](?P<fy>{_FISCAL}|(?:current[ ])?year)))?",
    holds=("quarter", "half"),
)
_ENGLISH_RUN = LedPattern(
    rf"(?<![a-z0-9])(?:first|initial)[ ](?P<n>{'|'.join(_COUNTS)})[ ](?P<k>months|quarters)(?:[ ](?:of"
    rf"|in)[ ](?:(?P<y>{YEAR})(?!\d)|(?P<ry>last|this)[ ]year|the[ ]year))?",
    holds=("months", "quarters"),
)
# The stretch that ends with a month: three months ended June 30, the year to March
_ENDED = LedPattern(
    rf"(?<![a-z0-9])(?:(?P<n>{'|'.join(_COUNTS)})[ -]months?|(?:(?P<f>{_FISCAL})|(?P<u>quarter|half|half-year"
    rf"|year)))[ ](?:period[ ])?"
    r"(?:that[ ])?(?:ended|ending|to|through|up[ ]to)[ ](?:the[ ]end[ ]of[ ]|end[- ]|in[ ]|on[ ])?"
    rf"(?:(?P<d1>{_DAY})[ ])?(?P<m>{_MON})(?![a-z])\.?(?:[ ](?P<d>{_DAY})(?![\d%]))?(?:,?[ ](?P<y>{YEAR})(?!\d))?",
    holds=("end", "to", "through"),
)
_ENDED_MONTHS = {"quarter": 3, "half": 6, "half-year": 6, "year": 12}
_ENGLISH_END = LedPattern(
    rf"(?<![a-z0-9])(?:(?:the[ ])?end(?:[ ]of[ ]|[ -])(?P<y>{YEAR})|year-?end[ ](?P<y1>{YEAR})"
    rf"|end(?:[ ]of[ ](?:the[ ])?)(?:(?P<o>{_ORD})[ ](?P<k>quarter|half)(?:[ ]of[ ](?P<yq>{YEAR}))?)"
    rf"|end-(?P<m>{_MON})(?![a-z])(?:[ ](?P<ym>{YEAR}))?|mid-(?P<ymid>{YEAR}))(?![\d%s])",
    holds=("end", "mid-"),
)
_ENGLISH_YEARS = LedPattern(
    rf"(?<![\d.$-])(?P<a>{YEAR})[ ]?(?:-|–|—|to|through|until|and)[ ]?(?P<b>{YEAR}|\d\d(?=[ ]?(?:season|fiscal"
    rf"|financial|tax|crop|marketing|period|school)))(?P<fy>[ ](?:fiscal|financial)[ ]year)?(?![\d%]|[-/.]\d)",
    lead=YEAR_LEAD,
)
_BETWEEN = re.compile(r"\bbetween[ ]$")


def find_english(page: str, text: str) -> Iterator[Parts]:
    """English calendar expressions of a folded text; ``text`` for the capital of a month."""
    for match in _ENGLISH_YEARS.finditer(page):
        a = int(match["a"])
        b = int(match["b"]) if len(match["b"]) == 4 else a // 100 * 100 + int(match["b"])
        if " and " in match.group() and not _BETWEEN.search(page[max(0, match.start() - 8) : match.start()]):
            continue
        if match["fy"] and b == a + 1:
            yield Parts(start=match.start(), end=match.end(), year=b, fiscal=True)
        elif a < b:
            yield Parts(start=match.start(), end=match.end(), year=a, year_end=b)
    for match in _ENGLISH.finditer(page):
        if parts := _read_english(page, text, match):
            yield parts
    for match in _ENGLISH_QUARTER.finditer(page):
        if parts := _read_quarter(match):
            yield parts
    for match in _ENGLISH_RUN.finditer(page):
        count, months = _COUNTS[match["n"]], match["k"] == "months"
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=number_of(match["y"]),
            offset=_NEAR.get(match["ry"] or ""),
            month=1 if months else None,
            month_end=count if months else None,
            quarter_from=None if months else 1,
            quarter=None if months else count,
        )
    yield from _ends(page, text)


def _ends(page: str, text: str) -> Iterator[Parts]:
    for match in _ENDED.finditer(page):
        rolling = match["n"] in ("twelve", "12") and "through" in match.group()
        if text[match.start("m")].isupper() and not rolling:
            yield Parts(
                start=match.start(),
                end=match.end(),
                year=number_of(match["y"]),
                month=MONTHS[match["m"]],
                run=_COUNTS[match["n"]] if match["n"] else _ENDED_MONTHS[match["u"] or "year"],
                fiscal=bool(match["f"] or match["u"] == "year"),
            )
    for match in _ENGLISH_END.finditer(page):
        year = number_of(match["y"] or match["y1"] or match["yq"] or match["ym"] or match["ymid"])
        month = 12
        if match["k"]:
            month = _ORDINALS[match["o"]] * (3 if match["k"] == "quarter" else 6)
        elif match["m"]:
            month = MONTHS[match["m"]]
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=year,
            month=None if match["ymid"] else month,
        )


def _read_quarter(match: re.Match[str]) -> Parts | None:
    number, is_half = _ORDINALS[match["o"]], match["k"] == "half"
    if is_half and (number > 2 or match["o"] in ("final", "opening")):
        return None
    year = number_of(match["y"] or match["y0"])
    of_fiscal = (match["fy"] or "").startswith(("fiscal", "financial"))
    return Parts(
        start=match.start(),
        end=match.end(),
        year=year + 1 if year and match["yb"] else year,
        offset=_NEAR.get(match["ry"] or match["r0"] or ""),
        fiscal=bool(match["f"] or match["fq"] or match["f0"] or match["ff"] or of_fiscal),
        quarter=None if is_half else number,
        half=number if is_half else None,
    )


def _read_english(page: str, text: str, match: re.Match[str]) -> Parts | None:
    name = match["m"] or match["dm"] or match["ma"] or match["my"] or match["mq"] or match["mo"]
    at = match.start("dm") if match["dm"] else match.start("mo") if match["mo"] else match.start()
    if not text[at : at + 1].isupper():
        return None
    bare = match["mo"] is not None
    if bare and (len(name) == 3 and name != "may" and page[match.end() : match.end() + 1] != "."):
        return None
    if (
        bare
        and match["near"] is None
        and name in ("may", "march", "april", "june", "august")
        and not _after_preposition(page, match.start())
    ):
        return None
    year = number_of(
        match["y"] or match["dy"] or match["mby"] or match["may"] or match["myy"] or match["mqy"]
    )
    month = MONTHS[name]
    return Parts(
        start=match.start("mo") if bare else match.start(),
        end=match.end(),
        year=year,
        near=_NEAR.get(match["near"] or ""),
        month=None if match["mq"] else month,
        quarter=(month + 2) // 3 if match["mq"] else None,
        month_end=MONTHS[match["mb"]] if match["mb"] else None,
        day=number_of(match["d"] or match["dd"]),
        day_end=number_of(match["d2"]),
    )


_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|by|until|till|through|from|last|this|next|early|late|mid|between|during|and|to"
    r"|the|before|after|for|on|below|above|than|versus|as of|with)[ -]$"
)


def _after_preposition(page: str, at: int) -> bool:
    return _BEFORE_MONTH.search(page[max(0, at - 10) : at]) is not None
