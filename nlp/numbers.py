"""Written numbers and their values: 1,234.5 · 2.3万 · 1兆2,000億 · 三千二百万 · 20 million · twenty-five.

A number here is only a value with a place; what it counts is decided by ``nlp.quantities``. Every
pattern is a single bounded repetition, so that a hostile page of digits or numerals costs one pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.number_words import WORDS, find_word_numbers
from nlp.numerals import DIGITS, LONGEST_NUMERAL, SCALES, parse_hanzi, product, read_pair, trailing

_HANZI = "零〇一二两三四五六七八九十百千万亿兆廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_LATIN = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
    "quadrillion": Decimal(10**15),
    "lakh": Decimal(10**5),
    "crore": Decimal(10**7),
    "dozen": Decimal(12),
    "mn": Decimal(10**6),
    "mln": Decimal(10**6),
    "mio": Decimal(10**6),
    "mm": Decimal(10**6),
    "bn": Decimal(10**9),
    "bln": Decimal(10**9),
    "tn": Decimal(10**12),
    "trn": Decimal(10**12),
    "k": Decimal(1000),
    "w": Decimal(10**4),  # 30w in Chinese chat style
    "m": Decimal(10**6),
    "b": Decimal(10**9),
    "t": Decimal(10**12),
}
# A scale character that begins a unit is not a scale: 千瓦 千克 千米 千卡 千赫 千伏 兆瓦 兆赫 百分.
_SCALE = r"(?:十|百(?!分)|千(?![瓦克米卡赫伏兆])|万|亿|兆(?![瓦赫帕位比字]))"
# 余额, 多数 and the like begin with the mark of "and more" without being one.
_MORE = r"(?:多(?![数样元项重边方功])|余(?![额下款地量热])|来(?=[万亿个家名人件年天岁]))"
_FIGURES = r"(?:\d{1,3}(?:,\d{3}){1,6}(?![\d])(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?(?!\d))"
_DIGIT_NUMBER = re.compile(
    rf"(?<!\d)(?<!\d\.)(?P<figures>{_FIGURES})"
    rf"(?:(?P<more>{_MORE}|几)?\s?(?P<scale>{_SCALE}{{1,3}})(?P<after>{_MORE})?"
    r"|(?P<word>[ \t\u00a0-]?(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)s?"
    r"(?:[ \t\u00a0](?:thousand|million|billion|trillion|crore))?"
    r"|[ \t\u00a0]?(?:mn|mln|mio|bn|bln|tn|trn|mm)|[kmbtw])(?![a-z0-9])"
    rf"|(?P<bare>{_MORE}))?"
)
_HANZI_NUMBER = re.compile(
    rf"[{_HANZI}]+(?:点[零〇一二三四五六七八九]+[十百千万亿兆]*)?(?:几(?=[十百千万亿]))?"
)
_LETTER_SCALES = frozenset("kmbtw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A value at a place of the text. ``value`` or, for 七八十 and 三五, ``low`` and ``high``."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None  # set: the number runs from value to high
    form: str  # digits | hanzi | words
    scale: Decimal = Decimal(1)  # what the written digits were multiplied by at the end
    more: bool = False  # "and some": 200多, 3万余
    letter: bool = False  # the scale is one letter, which may be a unit instead (5m, 10t)
    figures_end: int = 0  # where the digits end and the scale begins
    plain: bool = False  # bare digits without separator, point or scale
    bare: bool = False  # a scale word alone: 万 in 上万名
    vague: bool = False  # 十几万, 数十: no value that could be stood by


def readable(text: str, folded: str) -> str:
    """The folded text with the full-width commas of sentences kept apart from those inside numbers.

    去年，500家 must not be read with a thousands separator; １，２００ must. Same length.
    """
    if "，" not in text or len(text) != len(folded):
        return folded
    characters = list(folded)
    last = len(text) - 1
    for match in re.finditer("，", text):
        at = match.start()
        inside = 0 < at < last and "０" <= text[at - 1] <= "９" and "０" <= text[at + 1] <= "９"
        characters[at] = "," if inside else "，"
    return "".join(characters)


def parse_number(written: str) -> Decimal | None:
    """Return the value of a string that is one number and nothing else (folded), or None.

    For whoever asks about one number; the tests hold ``find_numbers`` against it.
    """
    written = written.strip()
    found = find_numbers(written)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(written)) and not found[0].vague:
        return found[0].value
    return None


def find_numbers(page: str) -> list[Number]:
    """Find every written number of a folded text, left to right, without overlap."""
    found = [number for match in _DIGIT_NUMBER.finditer(page) if (number := _read_digits(page, match))]
    found = _join_compounds(page, found)
    taken = [(number.start, number.end) for number in found]
    found += _find_hanzi(page, taken)
    if WORDS.search(page):
        found += [
            Number(start=s, end=e, value=v, form="words", scale=scale, figures_end=e)
            for s, e, v, scale in find_word_numbers(page)
        ]
    found.sort(key=lambda number: (number.start, -number.end))
    return _without_overlap(found)


def _read_digits(page: str, match: re.Match[str]) -> Number | None:
    figures = match["figures"]
    if (
        page[match.end("figures") : match.end("figures") + 2].startswith(".")
        and page[match.end("figures") + 1 : match.end("figures") + 2].isdigit()
    ):
        return None  # 1.2.3: a version or a section
    value = Decimal(figures.replace(",", ""))
    scale, letter = Decimal(1), False
    if match["scale"]:
        scale = product(match["scale"])
    elif match["word"]:
        word = match["word"].strip(" \t\u00a0-")
        letter = word in _LETTER_SCALES or word == "mm"  # 38mm is a length
        for part in word.split():
            scale *= _LATIN[part if part in _LATIN else part.rstrip("s")]
    return Number(
        start=match.start(),
        end=match.end(),
        value=value * scale,
        form="digits",
        scale=scale,
        more=bool((match["more"] and match["more"] != "几") or match["after"] or match["bare"]),
        letter=letter,
        figures_end=match.end("figures"),
        plain=figures.isdigit() and match.end() == match.end("figures"),
        vague=match["more"] == "几",
    )


def _join_compounds(page: str, found: list[Number]) -> list[Number]:
    """Join 1兆 2,000億 written without a gap into one number: each part is smaller than the scale before."""
    joined: list[Number] = []
    for number in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.end == number.start
            and before.scale >= 1000
            and page[before.end - 1] in SCALES
            and number.value < before.scale
            and not before.more
            and number.figures_end > number.start
            and not (number.plain and len(page) > number.end and page[number.end] in "年月日季")
        ):
            joined[-1] = Number(
                start=before.start,
                end=number.end,
                value=before.value + number.value,
                form="digits",
                scale=number.scale,
                more=number.more,
                figures_end=number.figures_end,
            )
        else:
            joined.append(number)
    return joined


def _find_hanzi(page: str, taken: list[tuple[int, int]]) -> list[Number]:
    """Numerals in Chinese characters that do not touch a number in digits already read."""
    starts = {end for _, end in taken}
    inside = iter(taken)
    current = next(inside, None)
    found: list[Number] = []
    for match in _HANZI_NUMBER.finditer(page):
        while current is not None and current[1] <= match.start():
            current = next(inside, None)
        if (current is not None and current[0] <= match.start()) or match.start() in starts:
            continue
        found.extend(_read_hanzi(page, match))
    return found


def _read_hanzi(page: str, match: re.Match[str]) -> list[Number]:
    start, end = match.span()
    written = match.group().rstrip("几")
    previous = page[start - 1] if start else ""
    if end - start > LONGEST_NUMERAL:
        return []
    # 千瓦, 百分之: the last character belongs to the unit.
    following = page[end : end + 1]
    if written[-1] in "百千兆" and len(written) > 1 and _begins_unit(written[-1], following):
        written, end = written[:-1], end - 1
    if previous in ("数", "几", "多") or (following == "几" or match.group().endswith("几")):
        return [Number(start=start, end=end, value=Decimal(0), form="hanzi", figures_end=end, vague=True)]
    after = re.compile(_MORE).match(page, end)
    tail = end
    scale = Decimal(1)
    if after:  # 十余万: the scale comes after the mark
        tail = after.end()
        more_scale = re.compile(rf"{_SCALE}{{1,3}}").match(page, tail)
        if more_scale:
            scale, tail = product(more_scale.group()), more_scale.end()
    if all(c in SCALES for c in written) and written[0] != "十":
        value: Decimal | None = product(written)
        bare = True
    else:
        value, bare = parse_hanzi(written), False
    high = None
    if value is None or (len(written) > 1 and all(c in DIGITS for c in written)):
        pair = read_pair(written)
        if pair:
            value, high = pair
    if value is None:
        return []
    own = product(written[trailing(written) :]) if trailing(written) < len(written) else Decimal(1)
    return [
        Number(
            start=start,
            end=tail,
            value=value * scale,
            high=high * scale if high is not None else None,
            form="hanzi",
            scale=own * scale,
            more=after is not None,
            figures_end=start + trailing(written),
            bare=bare,
        )
    ]


def _begins_unit(scale: str, following: str) -> bool:
    if scale == "百":
        return following == "分"
    return following in ("瓦克米卡赫伏兆" if scale == "千" else "瓦赫帕位比字") and following != ""


def _without_overlap(found: list[Number]) -> list[Number]:
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept
