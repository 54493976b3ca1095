"""Written numbers and their values: 1,234.5 · 2.3万 · 1兆2,000億 · 三千二百万 · 20 million · twenty-five.

A number here is only a value with a place; what it counts is decided by ``nlp.quantities``. Every
pattern is a single bounded repetition, so that a hostile page of digits or numerals costs one pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.number_words import WORDS, find_word_numbers
from nlp.numerals import DIGITS, FORMAL, LONGEST_NUMERAL, SCALES, parse_hanzi, product, read_pair, trailing
from nlp.word_patterns import LedPattern

_HANZI = "零〇○一二两三四五六七八九十百千万亿兆廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
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
# A scale character that begins a unit is not a scale: 千瓦 千克 千米 千卡 千赫 千伏 兆瓦 兆赫 百分, 100兆宽带.
_SCALE = (
    r"(?:十|百(?![分帕])|千(?![瓦克米卡赫伏焦帕兆])|万|亿"
    r"|兆(?![瓦赫帕位比字欧]|的?(?:宽带|带宽|流量|内存|网速|网络|光纤)))"
)
# 余额, 多数 and the like begin with the mark of "and more" without being one.
_MORE = (
    r"(?:多(?!数|样|元化|边|重[要大])|余(?![额下款地量热])|\+(?=[ ]?[\u4e00-\u9fff])"
    r"|来(?=[万亿个家名人件年天岁次块元台位条款种只分里吨]))"
)
# 5 400人: a space in front of every three digits, between Chinese characters only.
_SPACED = r"(?<=[\u4e00-\u9fff])[1-9]\d{0,2}(?: \d{3}){1,4}(?=[\u4e00-\u9fff%])"
# 2 1/2 and 7½; 12,34,567 as India groups digits.
_PARTS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333333333", "⅔": "0.6666666667", "⅛": "0.125"}
_HALVED = r"\d{1,4}(?:[ -][1-9]/(?:[23458]|16)(?![\d/])|[½¼¾⅓⅔⅛])"
_INDIAN = r"\d{1,2}(?:,\d{2}){1,4},\d{3}(?![\d,])(?:\.\d{1,12})?"
_FIGURES = (
    rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}(?![\d])(?:\.\d{{1,12}})?|{_SPACED}|{_INDIAN}|{_HALVED}"
    r"|\d{1,18}(?:\.\d{1,12})?(?!\d))"
)
_DIGIT_NUMBER = LedPattern(
    rf"(?<!\d)(?<!\d\.)(?P<figures>{_FIGURES})"
    rf"(?:(?P<more>{_MORE}|几)?\s?(?:个(?=亿(?!级|[美欧日港]?元级)))?(?P<scale>{_SCALE}{{1,3}})(?:(?P<after>{_MORE})(?P<rest>{_SCALE}{{1,2}})?)?"
    r"|(?P<word>[ \t\u00a0-]?(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)s?"
    r"(?:[ \t\u00a0](?:thousand|million|billion|trillion|crore))?"
    r"|[ \t\u00a0]?(?:mn|mln|mio|bn|bln|tn|trn|mm)|[kmbtw])(?![a-z0-9])"
    rf"|(?P<bare>{_MORE}|几(?=[个家名人件年天岁次块元台位条款种只])))?",
    lead=r"\d(?<!\d\d)",
)
_HANZI_NUMBER = re.compile(rf"[{_HANZI}]+(?:点[零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖]+[十百千万亿兆]*)?")
# 十几万, 三千几百亿: some more than what is said.
_AND_SOME = re.compile(rf"几[十百千]?(?P<scale>{_SCALE}{{1,3}})?")
_AND_MORE = re.compile(rf"{_MORE}(?P<scale>{_SCALE}{{1,3}})?")
_BARE = re.compile(r"[百千]?(?:万亿|[万亿兆])|[百千]")
_FORMAL_DIGITS = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
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
    vague: bool = False  # 数十亿: from one of them to ten


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
    value = _written(figures)
    if value is None:
        return None
    scale, letter = Decimal(1), False
    if match["scale"]:
        scale = product(match["scale"] + (match["rest"] or ""))  # 3百多万
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
        more=bool(match["more"] or match["after"] or match["bare"]),
        letter=letter,
        figures_end=match.end("figures"),
        plain=figures.isdigit() and match.end() == match.end("figures"),
    )


def _written(figures: str) -> Decimal | None:
    """Value of what the pattern of digits takes: 1,204.5, 5 400, 2 1/2, 7½."""
    if figures[-1] in _PARTS:
        return Decimal(figures[:-1]) + Decimal(_PARTS[figures[-1]])
    if "/" in figures:
        whole, top, bottom = re.split(r"[ /-]", figures)
        return Decimal(whole) + Decimal(top) / Decimal(bottom) if int(top) < int(bottom) else None
    return Decimal(figures.replace(",", "").replace(" ", ""))


def _join_compounds(page: str, found: list[Number]) -> list[Number]:
    """Join 1兆2,000億, 3萬3,000, 3千5百億 and 1 兆 2,000 億 into one number each."""
    joined: list[Number] = []
    run: list[Number] = []
    for number in found:
        if run and not _goes_on(page, run[-1], number):
            joined += _add_up(page, run)
            run = []
        run.append(number)
    return [*joined, *_add_up(page, run)]


def _goes_on(page: str, before: Number, number: Number) -> bool:
    """Whether a number may be the next part of the one before it, which ends in a Chinese scale."""
    if page[before.end - 1] not in SCALES or before.more or number.figures_end == number.start:
        return False
    gap = number.start - before.end
    if gap == 0:
        return not (number.plain and page[number.end : number.end + 1] in tuple("年月日季"))
    # A space within is a matter of style: 1 兆 2,000 億 has one in front of every scale.
    return (
        gap == 1
        and page[before.end] == " "
        and number.scale >= 10**4
        and page[before.figures_end : before.figures_end + 1] == " "
    )


def _add_up(page: str, run: list[Number]) -> list[Number]:
    """One number of parts that follow each other; the parts, when they make none (3万5亿)."""
    if len(run) < 2:
        return run
    total, section, last, small = Decimal(0), Decimal(0), Decimal(10**20), Decimal(10**4)
    for part in run:
        written = page[part.figures_end : part.end].strip()
        units, big = Decimal(1), Decimal(1)
        for character in written.rstrip("多余来+"):
            if character in "十百千":
                units *= SCALES[character]
            elif character in SCALES:
                big *= SCALES[character]
        own = part.value / (units * big)
        if part is run[-1] and part.plain and own < 10:
            own *= max(small if small < 10**4 else last, Decimal(10)) / 10  # 3万5 is 35000
        elif part is not run[-1] and own != own.to_integral_value():
            return run
        if units * own >= small and not (section == 0 and big > 1):
            return run
        section += own * units
        small = units
        if big > 1:
            if big >= last or section >= last / big:
                return run
            total += section * big
            section, last, small = Decimal(0), big, Decimal(10**4)
    if section >= last:
        return run
    end = run[-1]
    return [
        Number(
            start=run[0].start,
            end=end.end,
            value=total + section,
            form="digits",
            scale=end.scale if end.scale > 1 else run[0].scale,
            more=end.more,
            figures_end=end.figures_end,
        )
    ]


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
    written = match.group()
    previous = page[start - 1] if start else ""
    if end - start > LONGEST_NUMERAL or page.startswith("分之", end):
        return []  # 三 of 三分之一, 百 of 百分之五
    # 千瓦, 百分之: the last character belongs to the unit.
    following = page[end : end + 1]
    if written[-1] in "百千兆" and len(written) > 1 and _begins_unit(written[-1], following):
        written, end = written[:-1], end - 1
    if _FORMAL_DIGITS.intersection(written) and not _is_formal(page, start, written):
        return []
    written = written.translate(FORMAL)
    if previous in ("数", "几") and written[0] in SCALES:
        return _some(start, end, written)
    # 十余万, 十几万: the scale comes after the mark.
    after = _AND_MORE.match(page, end) or _AND_SOME.match(page, end)
    tail = after.end() if after else end
    scale = product(after["scale"]) if after and after["scale"] else Decimal(1)
    bare = _BARE.fullmatch(written) is not None
    value, high = (product(written), None) if bare else _value_of(written)
    if not value:  # 零部件, 零售: nothing counts nothing
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


_WORD_DIGITS = frozenset("陆伍肆")  # 大陆, 队伍, 放肆


def _is_formal(page: str, start: int, written: str) -> bool:
    """壹佰万 is a numeral, 陆 of 大陆架 and 大陆百家 is land."""
    if len(written) == 1:
        return False
    mixed = any(character in "一二三四五六七八九十百千" for character in written)
    if mixed and not _WORD_DIGITS.isdisjoint(written):
        return False
    return written[0] != "陆" or page[start - 1 : start] not in tuple("大登着内水海空")


def _some(start: int, end: int, written: str) -> list[Number]:
    """数十亿, 几百万: between one and ten of them."""
    if any(character not in SCALES for character in written):
        return []
    one = product(written)
    return [
        Number(
            start=start - 1,
            end=end,
            value=one,
            high=10 * one,
            form="hanzi",
            scale=one,
            figures_end=start,
            vague=True,
        )
    ]


def _value_of(written: str) -> tuple[Decimal | None, Decimal | None]:
    """The value, or both ends: 七八十. Digits in a row are one number only with a zero or a scale: 一二五亿."""
    pair = read_pair(written)
    if pair:
        return pair
    in_a_row = len(written) > 1 and all(character in DIGITS for character in written)
    return (None if in_a_row and not set("零〇○") & set(written) else parse_hanzi(written)), None


def _begins_unit(scale: str, following: str) -> bool:
    if scale == "百":
        return following != "" and following in "分帕"
    return following in ("瓦克米卡赫伏焦帕兆" if scale == "千" else "瓦赫帕位比字欧") and following != ""


def _without_overlap(found: list[Number]) -> list[Number]:
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept
