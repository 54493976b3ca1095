"""A date told from the moment of reading: 3小时前, 昨天, 2 hours ago. Only its day is believed."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

from crawler.reading.moments import Moment

_MAX_AGO = 60  # days; beyond it "2 months ago" is too coarse for a day
_AGO = re.compile(
    r"(?<![\d.])(?P<count>\d{1,3}|an?|one|[一二两兩三四五六七八九十])\s{0,2}(?:"
    r"(?P<minute>分钟|分鐘|min(?:ute)?s?)|(?P<hour>个?小时|個?小時|hours?|hrs?)|(?P<day>天|日|days?)|(?P<week>周|週|个?星期|個?星期|weeks?)"
    r")\s{0,2}(?:前|之前|以前|ago\b)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?P<back2>前天|前日)|(?P<back1>昨天|昨日|昨晚|\byesterday\b)|"
    r"(?P<back0>今天|今日|刚刚|剛剛|刚才|\bjust now\b|\btoday\b)",
    re.IGNORECASE,
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "两": 2, "兩": 2} | {
    char: n for n, char in enumerate("一二三四五六七八九十", 1)
}
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


def read_relative(line: str, *, zone: tzinfo, now: datetime) -> Moment | None:
    """Noon of the day a short line speaks of, seen from ``now`` (aware) in ``zone``; None when it names none."""
    found = _AGO.search(line)
    if found is not None:
        count = found["count"].lower()
        number = int(count) if count.isdigit() else _NUMBERS[count]
        back = number * next(size for name, size in _UNITS.items() if found[name])
    else:
        found = _DAY.search(line)
        if found is None:
            return None
        back = timedelta(days=2 if found["back2"] else 1 if found["back1"] else 0)
    if back > timedelta(days=_MAX_AGO):
        return None
    day = (now.astimezone(zone) - back).date()
    return Moment(
        datetime.combine(day, time(12), zone), True, found.group().strip(), found.start(), found.end()
    )
