"""Which year a bare month, quarter or half belongs to, seen from the day the text was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from nlp.period_parts import Parts

_FUTURE = re.compile(
    r"将|拟|预计|预期|预估|最快|计划|定于|订于|料(?!理)|有望|上路|登场|起(?:实施|施行|征|生效|执行)|生效|施行"
    r"|实施|启用|截止|届满|到期|截标|开跑|上市|"
    r"展望|指引|明年|\b(?:will|would|expect(?:s|ed)?|forecasts?|plans?|planned|schedul(?:ed)?|deadline"
    r"|effective|sees?|project(?:s|ed)|due|set to"
    r"|begin(?:s|ning)?|starts?|starting|upcoming|guid(?:ed|es|ance)|outlook|anticipat(?:es|ed)|until"
    r"|targets?|aims?|slated|moves?|rises?|goes|takes? effect"
    r"|expires?|proposes?)\b"
)
_FUTURE_BEFORE = re.compile(
    r"(?:\b(?:by|before|until|till|effective|starting|next)|(?<!截)[到至])[ ]?(?:the )?$"
)
_FUTURE_DAY = re.compile(r"(?:\bfrom|[自从由])[ ]?$")  # before a day: from March 1, not from the March high
_PAST = re.compile(r"已(?!经?拟)|曾|\b(?:has|had|have|was|were)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The year that was named last, with its month if it had one, and where its name ended."""

    year: int
    month: int | None
    end: int


def likely_year(page: str, parts: Parts, today: date) -> int:
    """The year of a bare month, quarter or half: the last one, or the next one when the words look ahead."""
    first, last = _months(parts)
    if parts.near is not None and parts.month is not None:
        return _counted_year(parts.month, parts.near, today)
    future = _looks_ahead(page, parts)
    ahead = first - today.month
    if ahead > 0:
        if future or ahead <= (1 if parts.quarter else 4 if parts.half else 2):
            return today.year
        return today.year - 1
    return today.year + 1 if future and today.month - last >= 5 else today.year


def fiscal_year(parts: Parts, today: date) -> int:
    """The fiscal year of a bare fiscal quarter: it ended about six weeks ago, and its year ends with its fourth one."""
    left = (4 - (parts.quarter or (parts.half or 2) * 2)) * 3
    index = today.year * 12 + today.month - 1 - (1 if today.day > 14 else 2) + left
    return index // 12


def _months(parts: Parts) -> tuple[int, int]:
    """The first and the last month of what is named."""
    if parts.quarter is not None:
        return (parts.quarter_from or parts.quarter) * 3 - 2, parts.quarter * 3
    if parts.half is not None:
        return parts.half * 6 - 5, parts.half * 6
    if parts.month is None:
        return 1, 12
    if parts.run is not None:
        return parts.month, parts.month
    return parts.month, parts.month_end or parts.month


def _counted_year(month: int, near: int, today: date) -> int:
    """last October is the one before this month, next January the one after it."""
    if near < 0:
        return today.year - (month >= today.month)
    if near > 0:
        return today.year + (month <= today.month)
    return today.year


def _looks_ahead(page: str, parts: Parts) -> bool:
    reach = 24 if re.match(r"[\u3400-\u9fff]", page[parts.end - 1]) else 48
    left = page[max(0, parts.start - reach) : parts.start]
    left = re.split(r"[。；;！？\n]|\. ", left)[-1]
    right = re.split(r"[，,。；;！？\n]|\. ", page[parts.end : parts.end + reach * 2 // 3])[0]
    if _FUTURE_BEFORE.search(left) or (parts.day is not None and _FUTURE_DAY.search(left)):
        return True
    return bool(_FUTURE.search(left) or _FUTURE.search(right)) and not _PAST.search(left[-12:])
