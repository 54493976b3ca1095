"""Markers of advertising: words that sell to the reader, not words about selling (data/promotion.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from store.records import Span

_MOST_SENTENCES = 600  # of a text that are searched
_LONGEST = 1_000  # characters of a sentence that are searched
_LEAD = 24  # characters before a command that are looked at
# Where a command may stand: behind the beginning, a stop, or words that only lead up to it.
_HEAD_ZH = re.compile(
    r"(?:^|[\s，,。；;：:！!？?、…~\-—|/【】\[\]（）()“”「」*#>→]|\d[.、])"
    r"(?:请|您|你|可|现在|今天|立即|马上|赶紧|赶快|快来|快|来|就|即|并|或|还|再|也|只需|即可|欢迎|感兴趣的?(?:朋友|卖家|读者|商家)|、){0,4}$"
)
_HEAD_EN = re.compile(
    r"(?:^|[.,!?:;–—|(*\[>\-]|\b(?:and|then|please|just|simply|so|today|to learn more|or))[\s\"“]{0,3}$"
)
_CALLS = re.compile(r"[您你]|!|！|\b(?:you|your|yours|yourself)\b|立享|即享|快来|赶紧|来就送|再送")
_LABEL = re.compile(r"\s{0,2}(?:】|:|：|\])")
_LABELLED = re.compile(r"\s{0,2}(?:$|[:：|】\])）—–]|(?<=[a-z])\s(?:by|from|for)\b)")
_CODE = re.compile(
    r"(?:(?:promo|promotional|discount|coupon|referral) code|优惠码|折扣码|邀请码|推荐码)[\s:：]{0,3}$"
)
_OWN_CODE = re.compile(r"[\s:：]{0,3}[“\"]?(?=[A-Z\d]{0,15}[A-Z])[A-Z\d]{4,16}(?![A-Za-z])")
_WARNS = re.compile(
    r"切勿|请勿|勿|不要|不得|谨防|警惕|严禁|禁止|防范|骗|误导|诱导|\b(?:never|do not|not to|avoid|beware|warn\w{0,3})\b"
)
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Markers:
    said: re.Pattern[str]
    commands: re.Pattern[str]
    labels: re.Pattern[str]
    offers: re.Pattern[str]


def count_markers(text: str, folded: str, sentences: Sequence[Span], reported: frozenset[int]) -> int:
    """How many words sell to the reader; ``reported``: numbers of the sentences that name who says so. Linear."""
    return sum(
        _in_sentence(text[span.start : span.end][:_LONGEST], folded[span.start : span.end][:_LONGEST])
        for number, span in enumerate(sentences[:_MOST_SENTENCES])
        if number not in reported
    )


def _in_sentence(text: str, line: str) -> int:
    markers = _markers()
    line = line.replace("’", "'")
    certain = [match for match in markers.said.finditer(line) if _is_meant(line, match)]
    certain += [
        match
        for match in markers.commands.finditer(line)
        if _is_meant(line, match) and _leads(line, match.start())
    ]
    certain += [
        match for match in markers.labels.finditer(line) if _labels(line, match) and _is_meant(line, match)
    ]
    offers = [match for match in markers.offers.finditer(line) if _is_meant(line, match)]
    named = [match for match in offers if _is_label(text, line, match)]
    speaks = certain or named or len({match.group() for match in offers}) > 1 or _CALLS.search(line)
    counted = certain + (offers if speaks else [])
    count, reached = 0, -1
    for match in sorted(counted, key=lambda match: (match.start(), -match.end())):
        count += match.start() >= reached
        reached = max(reached, match.end())
    return count


def _leads(line: str, at: int) -> bool:
    """Whether a command stands at the head of its clause."""
    before = line[max(0, at - _LEAD) : at]
    return (_HEAD_ZH if line[at] > "\u2e80" else _HEAD_EN).search(before) is not None


def _labels(line: str, match: re.Match[str]) -> bool:
    """Whether a label begins the sentence and something is labelled by it: Sponsored: …, 【推广】…, Sponsored by …."""
    if line[: match.start()].strip("【[(（ "):
        return False
    return match.group().endswith(" by") or _LABELLED.match(line, match.end()) is not None


def _is_label(text: str, line: str, match: re.Match[str]) -> bool:
    """【限时优惠】 and 限时优惠： are labels of what follows; a code that is told is there to be used."""
    if _CODE.search(match.group()):
        return _OWN_CODE.match(text, match.end()) is not None
    return not line[: match.start()].strip("【[ ") and _LABEL.match(line, match.end()) is not None


def _is_meant(line: str, match: re.Match[str]) -> bool:
    """Not quoted as the words of others, and not what readers are warned of."""
    before = line[: match.start()]
    if _WARNS.search(before):
        return False
    if before.count('"') % 2 and '"' in line[match.end() :]:
        return False
    return not any(
        before.rfind(opened) > before.rfind(closed) and closed in line[match.end() :]
        for opened, closed in _QUOTES
    )


@cache
def _markers() -> _Markers:
    data = tomllib.loads((resources.files("nlp") / "data/promotion.toml").read_text(encoding="utf-8"))
    return _Markers(**{kind: _pattern(data, kind) for kind in ("said", "commands", "labels", "offers")})


def _pattern(data: dict[str, dict[str, Any]], kind: str) -> re.Pattern[str]:
    chinese = sorted(data["zh"][kind].split(), key=len, reverse=True)
    phrases = sorted(data["en"][kind], key=len, reverse=True)
    return re.compile(
        "|".join(map(re.escape, chinese))
        + rf"|(?<![a-z])(?:{'|'.join(map(re.escape, phrases))})(?![a-z]|,? pay later)"
    )
