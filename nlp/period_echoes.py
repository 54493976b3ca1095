"""Words that take up the period named before: 同期, 当季, 前一年, a year earlier; and whole years that nobody names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from nlp.period_notation import Period, first_year, grain, last_year, moved, shift_year
from nlp.period_parts import Parts

_NEAR = 60  # characters: how far a whole year goes with a period long ago
_FAR = 400  # characters: how far 同期 looks back


def echoed(page: str, parts: Parts, today: date | None, found: Sequence[Period]) -> tuple[str, str] | None:
    """What takes up the period named before; a whole year or a day that nobody named is that of publication."""
    unit = parts.echo or "any"
    near = [period for period in reversed(found[-8:]) if not period.old and parts.start - period.end <= _FAR]
    if unit == "any":
        if _BY_THEN.match(page, parts.start):
            near = [p for p in near if grain(p.period) != "range"] or near
        base = next((p for p in near if grain(p.period) != "day"), None) or next(iter(near), None)
        if base is None and parts.shift and _QUARTER.search(page, parts.start, parts.end) and today:
            done = today - timedelta(days=20)  # the last quarter that is over and reported
            last = f"{done.year}Q{(done.month + 2) // 3}"
            return shift_year(moved(last, "quarter", -1), parts.shift) or last, "nearest"
        shifted = shift_year(base.period, parts.shift) if base and parts.shift else base and base.period
        return (shifted, "same") if shifted else None
    if unit in ("whole", "within", "year"):
        return _echoed_year(page, parts, today, near)
    base = next((p for p in near if grain(p.period) == unit), None)
    if base is None:
        return _unnamed(parts, unit, today)
    return (moved(base.period, unit, parts.shift), "same")


_BY_THEN = re.compile("届时|到时|by then")
_QUARTER = re.compile("quarter|季")
_PLANNED = re.compile(
    r"预计|预期|预估|预测|目标|挑战|[上下]修|[上下]调|指引|有望|展望|将|财测|重申|料|估|看|拼|达成|力争|计划"
    r"|\b(?:expect|forecast|guid|outlook|sees|plan|target|now|rais|cut|lower|maintain|reaffirm|kept|stuck)"
)


def _echoed_year(
    page: str, parts: Parts, today: date | None, near: Sequence[Period]
) -> tuple[str, str] | None:
    """当年, 前一年, 全年 and 年底: of the year named before; a whole year of plans is that of publication."""
    base = next((p for p in near if grain(p.period) != "range" and not p.open_end), None)
    if parts.echo == "year":
        if base is None:
            return (str(today.year - 1), "published") if today and parts.shift == -1 else None
        year = last_year(base.period) + parts.shift
        return (f"FY{year}" if base.period.startswith("FY") else str(year)), "same"
    close = base is not None and (
        today is None or parts.start - base.end <= _NEAR or abs(first_year(base.period) - today.year) <= 1
    )
    if base is not None and close and parts.echo == "whole":
        head = "FY" if base.period.startswith("FY") else ""
        return f"{head}{first_year(base.period)}", "same"
    if today is None:
        return None
    if parts.echo == "whole":
        around = page[max(0, parts.start - 24) : parts.end + 20]
        if not _PLANNED.search(around) and 2 < today.month < 12:
            return None
        return str(today.year - (1 if today.month <= 2 and not _PLANNED.search(around) else 0)), "nearest"
    return (f"{today.year}-{parts.month:02d}" if parts.month else str(today.year)), "published"


def _unnamed(parts: Parts, unit: str, today: date | None) -> tuple[str, str] | None:
    """前一季 or 当日 of nothing named: seen from the day of publication."""
    if today is None or (unit != "day" and parts.shift == 0):
        return None
    if unit == "day":
        return today.isoformat(), "published"
    now = f"{today.year}Q{(today.month + 2) // 3}" if unit == "quarter" else f"{today.year}-{today.month:02d}"
    return moved(now, unit, parts.shift), "published"
