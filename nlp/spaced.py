"""Chinese shares printed with spaces between their characters, as word-cut corpora do: 百 分 之 五, 六 个 百 分点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.numerals import parse_hanzi
from nlp.spans import Quantity

_NUMERAL = "零〇○一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟"
_PART = rf"[\d.,{_NUMERAL}负个分之成折半k-]"
# What cannot be read as it stands: a space after a numeral, or more than one before the unit.
_GAP = re.compile(rf"[{_NUMERAL}分之个成\d](?:(?<=\D)[ ]+(?={_PART})|(?<=\d)(?:[ ]+[\d成折]|[ ]{{2,4}}个))")
_RUN = re.compile(rf"[\d{_NUMERAL}](?:[ ]{{0,4}}{_PART}){{1,40}}")
_VALUE = rf"(?:\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,6}})?k?|[{_NUMERAL}]{{1,24}})"
_SHARE = re.compile(
    rf"[百佰]分之(?P<percent>{_VALUE})|(?P<points>{_VALUE})个?百分点"
    rf"|(?P<tenths>{_VALUE})成(?P<more>[一二三四五六七八九半])?|(?P<left>{_VALUE})折"
)
_DIGITS = "零一二三四五六七八九"
_OTHER_WORD = re.compile(r"(?<=折)[扣合旧算叠返]|(?<=成)[立为员本功长交品果]")  # 五 折扣, 三 成立


def find_spaced(page: str) -> Iterator[Quantity]:
    """Shares of a folded text with spaces inside; those without are read elsewhere."""
    if not _GAP.search(page):
        return
    for run in _RUN.finditer(page):
        places = [at for at in range(run.start(), run.end()) if page[at] != " "]
        if len(places) == run.end() - run.start():
            continue
        closed = "".join(page[at] for at in places)
        for match in _SHARE.finditer(closed):
            value = _share_of(match)
            if value is not None and not _OTHER_WORD.match(page, places[match.end() - 1] + 1):
                pp = match["points"] is not None
                yield Quantity(
                    start=places[match.start()],
                    end=places[match.end() - 1] + 1,
                    kind="pp" if pp else "percent",
                    value=value,
                    unit="pp" if pp else "%",
                    rule="spaced",
                )


def _share_of(match: re.Match[str]) -> Decimal | None:
    """The number of hundredths."""
    written = match["percent"] or match["points"] or match["tenths"] or match["left"]
    value = _number(written)
    if value is None or match["percent"] or match["points"]:
        return value
    if match["left"] and len(written) == 2 and value > 10:
        return value  # 八五折, 72折
    if value > 10:
        return None
    extra = {None: 0, "半": 5}.get(match["more"], _DIGITS.find(match["more"] or ""))
    return value * 10 + extra


def _number(written: str) -> Decimal | None:
    if written[0] in "0123456789":
        thousand = written.endswith("k")
        return Decimal(written.rstrip("k").replace(",", "")) * (1000 if thousand else 1)
    return parse_hanzi(written)
