"""How calendar periods are written in English: November 19, 2025, the first half of 2025, the December quarter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.period_parts import YEAR, Parts, number_of


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
    "final": 4,
}
_ORD = "|".join(_ORDINALS)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "eleven": 11} | {str(i): i for i in range(2, 12)}  # fmt: skip
_MON = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_ENGLISH = re.compile(
    rf"(?<![a-z0-9])(?:(?P<m>{_MON})\.?[ ](?P<d>{_DAY})(?![\d%:]|[.,]\d|[ ]?(?:percent|million"
    rf"|billion))(?:[ ]?(?:-|–|to|and)[ ]?(?P<d2>{_DAY})(?![\d%]))?(?:,?[ ](?P<y>{YEAR})(?!\d))?"
    rf"|(?P<dd>{_DAY})[ -](?:of[ ])?(?P<dm>{_MON})(?![a-z])\.?(?:,?[ -](?P<dy>{YEAR})(?!\d))?"
    rf"|(?P<ma>{_MON})\.?(?:[ ](?P<may>{YEAR}))?[ ]?(?:-|–|to"
    rf"|through)[ ]?(?P<mb>{_MON})(?![a-z])\.?(?:,?[ ](?:of[ ])?(?P<mby>{YEAR})(?!\d))?"
    rf"|(?P<my>{_MON})\.?,?[ -](?:of[ ])?(?P<myy>{YEAR})(?!\d)"
    rf"|(?P<mq>{_MON})[ ]quarter(?:[ ]of[ ](?P<mqy>{YEAR}))?"
    rf"|(?P<mo>{_MON})(?![a-z]))"
)
_ENGLISH_QUARTER = re.compile(
    rf"(?<![a-z0-9])(?P<o>{_ORD})[ -](?P<fq>fiscal[ -])?(?P<k>quarter|half)(?![ -](?:finger|mile))"
    rf"(?:,?[ ](?:of[ ])?(?P<f>(?:the[ ])?(?:fiscal|financial)[ ](?:year[ ])?"
    rf"|fy[ ]?)?(?:(?P<y>{YEAR})(?!\d)|(?P<ry>last|this|next)[ ]year))?"
)
_ENGLISH_RUN = re.compile(
    rf"(?<![a-z0-9])(?:first|initial)[ ](?P<n>{'|'.join(_COUNTS)})[ ](?P<k>months|quarters)(?:[ ](?:of"
    rf"|in)[ ](?:(?P<y>{YEAR})(?!\d)|(?P<ry>last|this)[ ]year|the[ ]year))?"
)
_ENGLISH_END = re.compile(
    rf"(?<![a-z0-9])(?:(?:the[ ])?end[ ](?:of[ ])?(?P<y>{YEAR})|year-?end[ ](?P<y1>{YEAR}))(?![\d%])"
)
_ENGLISH_YEARS = re.compile(
    rf"(?<![\d.$-])(?P<a>{YEAR})[ ]?(?:-|–|—|to|through|until)[ ]?(?P<b>{YEAR}|\d\d(?=[ ]?(?:season|fiscal"
    rf"|period|school)))(?![\d%]|[-/.]\d)"
)


def find_english(page: str, text: str) -> Iterator[Parts]:
    """English calendar expressions of a folded text; ``text`` for the capital of a month."""
    for match in _ENGLISH_YEARS.finditer(page):
        a = int(match["a"])
        b = int(match["b"]) if len(match["b"]) == 4 else a // 100 * 100 + int(match["b"])
        if a < b:
            yield Parts(start=match.start(), end=match.end(), year=a, year_end=b)
    for match in _ENGLISH.finditer(page):
        if parts := _read_english(page, text, match):
            yield parts
    for match in _ENGLISH_QUARTER.finditer(page):
        number, is_half = _ORDINALS[match["o"]], match["k"] == "half"
        if is_half and (number > 2 or match["o"] == "final"):
            continue
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=number_of(match["y"]),
            offset={"last": -1, "this": 0, "next": 1}.get(match["ry"] or ""),
            fiscal=bool(match["f"] or match["fq"]),
            quarter=None if is_half else number,
            half=number if is_half else None,
        )
    for match in _ENGLISH_RUN.finditer(page):
        count, months = _COUNTS[match["n"]], match["k"] == "months"
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=number_of(match["y"]),
            offset={"last": -1, "this": 0}.get(match["ry"] or ""),
            month=1 if months else None,
            month_end=count if months else None,
            quarters=None if months else count,
        )
    for match in _ENGLISH_END.finditer(page):
        yield Parts(start=match.start(), end=match.end(), year=int(match["y"] or match["y1"]), month=12)


def _read_english(page: str, text: str, match: re.Match[str]) -> Parts | None:
    name = match["m"] or match["dm"] or match["ma"] or match["my"] or match["mq"] or match["mo"]
    at = match.start("dm") if match["dm"] else match.start()
    if not text[at : at + 1].isupper():
        return None
    bare = match["mo"] is not None
    if bare and (len(name) == 3 and name != "may" and page[match.end() : match.end() + 1] != "."):
        return None
    if (
        bare
        and name in ("may", "march", "april", "june", "august")
        and not _after_preposition(page, match.start())
    ):
        return None
    year = number_of(
        match["y"] or match["dy"] or match["mby"] or match["may"] or match["myy"] or match["mqy"]
    )
    month = MONTHS[name]
    return Parts(
        start=match.start(),
        end=match.end(),
        year=year,
        month=None if match["mq"] else month,
        quarter=(month + 2) // 3 if match["mq"] else None,
        month_end=MONTHS[match["mb"]] if match["mb"] else None,
        day=number_of(match["d"] or match["dd"]),
        day_end=number_of(match["d2"]),
        relative=match["mq"] is not None and year is None,
    )


_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|by|until|till|through|from|last|this|next|early|late|mid|between|during|and|to"
    r"|the|before|after|for|on)[ -]$"
)


def _after_preposition(page: str, at: int) -> bool:
    return _BEFORE_MONTH.search(page[max(0, at - 10) : at]) is not None
