"""Values of numerals in Chinese characters: 三千二百万, 十二点五, 二〇二五, 壹佰零伍, 廿五, 七八百."""

from __future__ import annotations

import re
from decimal import Decimal

SCALES = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
    "兆": Decimal(10**12),
}
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "幺": 1}
# Forms used on cheques and in Taiwanese notices; 廿 and 卅 stand for twenty and thirty.
FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾佰仟圆貳兩", "一二三三四五六七八九十百千元二两")
_GROUPS = re.compile(r"(?P<big>[^万亿兆]*)(?P<scale>[万亿兆]+)")
LONGEST_NUMERAL = 40  # 千 to 兆 in full takes 31 characters; longer runs are not numbers anybody writes


def parse_hanzi(written: str) -> Decimal | None:
    """Value of a numeral in Chinese characters: 三千二百万, 十二点五, 二〇二五, 一百零五. None: malformed."""
    written = written.translate(FORMAL).replace("廿", "二十").replace("卅", "三十")
    if not written or len(written) > LONGEST_NUMERAL:
        return None
    if "点" in written:
        return _parse_point(written)
    if all(c in DIGITS for c in written):
        return Decimal("".join(str(DIGITS[c]) for c in written))
    return _parse_sections(written)


def read_pair(written: str) -> tuple[Decimal, Decimal] | None:
    """七八百 is 700 to 800, 四五十万 is 400000 to 500000, 三五 is 3 to 5."""
    body = written[: trailing(written)]
    scale = product(written[len(body) :])
    prefix = Decimal(0)
    if len(body) > 2 and body[-3] in SCALES:  # 十七八, 三十五六, 一百二三十, 三千五六百
        head = parse_hanzi(body[:-2])
        if head is None or product(body[-3]) <= (scale if scale < 10**4 else 1):
            return None
        prefix, body = head, body[-2:]
        if scale < 10**4:
            prefix /= scale
    if len(body) != 2 or body[0] not in DIGITS or body[1] not in DIGITS:
        return None
    low, high = DIGITS[body[0]], DIGITS[body[1]]
    if not (0 < low < high <= 9 and (high - low == 1 or (low, high) == (3, 5))):
        return None
    return (prefix + low) * scale, (prefix + high) * scale


def trailing(written: str) -> int:
    """Index where the run of scale characters at the end begins."""
    at = len(written)
    while at and written[at - 1] in SCALES:
        at -= 1
    return at


def product(scales: str) -> Decimal:
    result = Decimal(1)
    for character in scales:
        result *= SCALES[character]
    return result


def _parse_point(written: str) -> Decimal | None:
    whole, _, fraction = written.partition("点")
    digits = fraction[: trailing(fraction)]
    scale = product(fraction[len(digits) :])
    head = parse_hanzi(whole)
    if head is None or not digits or not all(c in DIGITS for c in digits):
        return None
    return Decimal(f"{head}.{''.join(str(DIGITS[c]) for c in digits)}") * scale


def _parse_sections(written: str) -> Decimal | None:
    """Sum of sections of 万, 亿 and 兆, each below ten thousand times what precedes it."""
    total, rest, last_scale = Decimal(0), written, None
    for match in _GROUPS.finditer(written):
        section = _parse_small(match["big"].strip("零〇○")) if match["big"].strip("零〇○") else Decimal(1)
        scale = product(match["scale"])
        if section is None or not match["big"]:
            return None
        if last_scale is not None and scale >= last_scale:
            if last_scale != Decimal(10**4) or scale != Decimal(10**8):
                return None
            total = (total + section) * scale  # 一万二千亿
        else:
            total += section * scale
        last_scale, rest = scale, written[match.end() :]
    if rest == written and last_scale is None:
        return _parse_small(written)
    tail = rest.lstrip("零〇○")
    if not tail:
        return total
    if len(tail) == 1 and tail in DIGITS and tail == rest and last_scale is not None:
        return total + DIGITS[tail] * last_scale / 10  # 三万五 is 35000
    small = _parse_small(tail)
    return None if small is None else total + small


def _parse_small(written: str) -> Decimal | None:
    """Below ten thousand: 三千二百, 二百五 (250), 一千零五, 十二."""
    total, digit, last_scale, zero = 0, None, 10_000, False
    if len(written) > 1 and all(character in DIGITS for character in written):
        # 一二五亿: Taiwanese papers write the digits of a section in a row.
        return Decimal("".join(str(DIGITS[character]) for character in written)) if len(written) < 5 else None
    for character in written:
        if character in "零〇○":
            if digit is not None:
                return None
            zero = True
        elif character in DIGITS:
            if digit is not None:
                return None
            digit = DIGITS[character]
        elif character in "十百千":
            scale = int(SCALES[character])
            if scale >= last_scale or (digit is None and scale != 10):
                return None
            total += (1 if digit is None else digit) * scale
            digit, last_scale, zero = None, scale, False
        else:
            return None
    if digit is not None:
        short = last_scale >= 100 and not zero and last_scale < 10_000
        total += digit * (last_scale // 10 if short else 1)
    return Decimal(total)
