"""English number words: twenty-five, three hundred and twelve, half a billion, a dozen, a third, one in five."""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.word_patterns import LedPattern, words_pattern

_ONES = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_BIG = {
    "thousand": 10**3, "lakh": 10**5, "lakhs": 10**5, "million": 10**6, "crore": 10**7, "crores": 10**7,
    "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_SMALL = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_SCALES = (
    "hundred",
    "dozen",
    "thousand",
    "million",
    "billion",
    "trillion",
    "lakh",
    "lakhs",
    "crore",
    "crores",
)
_SCALE_WORDS = "|".join(sorted(_SCALES, key=len, reverse=True))
_WORD = rf"(?:{_SMALL}|{_SCALE_WORDS})"
# A number in words, or its end, right before a place.
WORD_END = re.compile(rf"\b(?:{_SMALL}|{_SCALE_WORDS})[ ]?$")
WORDS = re.compile(
    words_pattern(
        [*_ONES, *_TENS, "half", "quarter", *_SCALES], before=lambda first: r"\w", behind=lambda word: r"\b"
    )
)
_RUN_LEAD = words_pattern(
    ["a ", "an ", "half ", "quarter ", *_ONES, *_TENS, *_SCALES],
    before=lambda first: r"\w",
    behind=lambda word: rf"(?=(?:and a half )?(?:quarter|{_WORD}))" if word in ("a ", "an ") else "",
)
_RUN = LedPattern(
    rf"\b(?:(?P<half>half (?:an? )?(?P<half_scale>dozen|thousand|million|billion|trillion))"
    rf"|(?P<quarter>(?:a )?quarter(?: of an?)? (?P<quarter_scale>million|billion|trillion))"
    rf"|(?P<one>(?:an?|one)(?: and a half)? )?(?P<run>{_WORD}(?:(?:-| and a half | and |, "
    rf"| ){_WORD}){{0,24}}(?P<plus_half> and a half)?))\b",
    lead=_RUN_LEAD,
)
_SPLIT = re.compile(r"[ ,-]+")
_ORDINAL_FRACTIONS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twentieth": 20,
    "hundredth": 100,
}
_SEVERAL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "nine": 9, "eight": 8}
# "a quarter" is also three months, "a third" also the one after the second: what follows decides.
_PART = (
    r"(?= of\b| of$|\s*(?:[.,;:)]|$)| (?:to|from|in|since|compared|versus|over|lower|higher|more|less"
    r"|year)\b)"
)
# by a third: how much something changed, whatever follows but a noun
_BY_PART = (
    r"(?<=\bby )an? (?P<by>half|third|quarter|fifth|sixth|tenth)\b(?!-)(?! (?:party|person|country|time"
    r"|company|firm|state|man|woman|year|group|judge|court|generation|centimeter|point|of a p)\b)"
)
_FRACTION_LEAD = words_pattern(
    ["a", "an", *_SEVERAL, "one", *"123456789"],
    before=lambda first: r"\w",
    behind=lambda word: (
        "(?=[ -](?:in |out |half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twent|hundredth))"
    ),
)
FRACTION = LedPattern(
    rf"\b(?:(?P<top>an?|one|two|three|four|five|six|seven|eight|nine)[ -]"
    rf"(?P<bottom>thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
    rf"|twentieths?|hundredths?)"
    rf"{_PART}"
    r"|(?P<in>(?:one|two|three|four|five|six|seven|eight|nine|[1-9])) (?:in|out of)(?: every)? "
    r"(?P<every>two|three|four|five|six|seven|eight|nine|ten|twenty|a hundred|100|10|20"
    rf"|[2-9])\b(?! (?:of )?(?:19|20)\d\d)|{_BY_PART})",
    lead=_FRACTION_LEAD,
)


def find_word_numbers(page: str) -> list[tuple[int, int, Decimal, Decimal]]:
    """(start, end, value, scale) of each number in words of a folded text; a lone "a" or "one" of prose included."""
    found = []
    for match in _RUN.finditer(page):
        if match["half"]:
            scale = Decimal(_BIG.get(match["half_scale"], 12))
            found.append((match.start(), match.end(), scale / 2, scale))
            continue
        if match["quarter"]:
            scale = Decimal(_BIG[match["quarter_scale"]])
            found.append((match.start(), match.end(), scale / 4, scale))
            continue
        words = [word for word in _SPLIT.split(match["run"]) if word]
        lead = (match["one"] or "").strip()
        start = match.start("run")
        if words[0] in _BIG or words[0] in ("hundred", "dozen"):
            if not lead or lead.startswith("one") is lead.startswith("a"):
                continue  # "million-dollar", "hundreds": no digit before the scale
            start = match.start()
            words = ["one", *lead.split()[1:], *words]
        value = _value_of(words[:-3] if match["plus_half"] else words)
        if value is not None:
            value += Decimal("0.5") if match["plus_half"] else 0
            scale = Decimal(_BIG.get(words[-1], 1))
            found.append((start, match.end(), value, scale))
    return found


def parse_words(written: str) -> Decimal | None:
    """Value of a number in lower-case English words, or None."""
    found = find_word_numbers(written)
    return found[0][2] if len(found) == 1 and found[0][:2] == (0, len(written)) else None


def fraction_value(match: re.Match[str]) -> Decimal:
    """Value of a match of ``FRACTION``: a third, two-thirds, one in five."""
    if match["in"]:
        top = int(match["in"]) if match["in"].isdigit() else _ONES[match["in"]]
        every = match["every"]
        bottom = (
            int(every)
            if every.isdigit()
            else 100
            if every == "a hundred"
            else _ONES.get(every) or _TENS[every]
        )
        return Decimal(top) / bottom
    if match["by"]:
        return Decimal(1) / _ORDINAL_FRACTIONS[match["by"]]
    top = _SEVERAL.get(match["top"], 1)
    word = match["bottom"]
    return Decimal(top) / _ORDINAL_FRACTIONS[word if word in _ORDINAL_FRACTIONS else word[:-1]]


def _value_of(words: list[str]) -> Decimal | None:
    """Sum of sections; None when the words do not make one number (two, three and four)."""
    total, section = Decimal(0), Decimal(0)
    last = ""
    for word in words:
        if word in ("and", "a"):
            continue
        if word == "half":
            section += Decimal("0.5")
        elif word in _ONES:
            if last in _ONES or (last in _TENS and not 0 < _ONES[word] < 10):
                return None
            section += _ONES[word]
        elif word in _TENS:
            if last in _ONES or last in _TENS:
                return None
            section += _TENS[word]
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        elif word == "dozen":
            section = (section or Decimal(1)) * 12
        else:
            total += (section or Decimal(1)) * _BIG[word]
            section = Decimal(0)
        last = word
    return total + section
