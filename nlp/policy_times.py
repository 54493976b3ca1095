"""The times of a policy event, out of the days of its text: announced, first day of application, deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.document import Document
from nlp.policy_dates import Day, Duration, add_duration, first_day

_TWENTIETH = re.compile(r"(?:第二十[天日]|第20[天日]|twentieth day|20th day|20 days after|20 days following)")
_NEXT_DAY = re.compile(r"(?:day (?:after|following) (?:its )?publication|公布之?次日|发布之?次日|翌日起)")
_SENTENCE_END = re.compile(r"[。;；！？!?\n]|\.\s")
_COMMENT = re.compile(
    r"意见|征询|评论|反馈|答复|回复|回应|申辩|申诉|应诉|异议|上诉|公示|预告"
    r"|\b(?:comment\w*|respon[ds]\w*|repl(?:y|ies)|feedback|consult\w*|object(?:ions?)?|appeal|submi\w+"
    r"|answer)\b"
)
_IN_FORCE = re.compile(
    r"有效|为期|期限|暂停|中止|延长|延期|展期|试行|到期|届满|过渡期|宽限期"
    r"|\b(?:suspen\w+|pause\w*|exten[ds]\w*|expir\w+|lapse\w*|grace|transition\w*|in force|valid)\b"
)
_FOR_BEFORE = re.compile(r"\bfor (?:an? |another |the |a (?:further|period of|maximum of) |up to )?$")
_TERM_OF_ACT = re.compile(
    r"存储|储存|存放|保管|保存|留存|仓储|暂存|登记|注册|备案|退货|退款|送达|交付|发货|申报"
    r"|\b(?:stor(?:ed?|age|ing)|h[eo]ld|kept|keep|retain\w*|retention|regist\w+|warehous\w*|return\w*|refund\w*"
    r"|deliver\w*|detain\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Times:
    """Days as text: YYYY-MM-DD, or YYYY-MM where only the month is given; None where the text tells none."""

    announced: str | None
    effective: str | None
    deadline: str | None


def read_times(
    document: Document,
    days: Sequence[Day],
    durations: Sequence[Duration],
    published: date | None,
) -> Times:
    """The times of the event a text tells of. ``days`` and ``durations``: nlp.policy_dates on its folded text."""

    def pick(role: str) -> str | None:
        rows = [day for day in days if day.role == role and not _is_history(day, published)]
        exact = [day for day in rows if day.exact]
        if not rows:
            return None
        best = (exact or rows)[0]
        if role == "effective" and "之日" in document.folded[best.start : best.end]:
            return pick("announced") or best.text  # 自发布之日起: the day it was announced, not reported
        return best.text

    announced = pick("announced")
    if announced is None and document.kind == "notice" and published:
        announced = published.isoformat()
    effective = pick("effective")
    start = first_day(announced) if announced else published
    if effective is None and start and _TWENTIETH.search(document.folded):
        effective = (start + timedelta(days=20)).isoformat()
    elif effective is None and start and _NEXT_DAY.search(document.folded):
        effective = (start + timedelta(days=1)).isoformat()
    deadline = pick("deadline")
    if deadline is None:
        deadline = _computed_deadline(document, durations, announced, effective, published)
    if announced is None and re.search(r"即日|公布之日|发布之日|印发之日", document.folded) and published:
        announced = published.isoformat()
    return Times(announced, effective, deadline)


def _is_history(day: Day, published: date | None) -> bool:
    """Whether a day lies so far back that it is of an older act: the article tells of a new one."""
    return published is not None and first_day(day.text) < published - timedelta(days=400)


def _computed_deadline(
    document: Document,
    durations: Sequence[Duration],
    announced: str | None,
    effective: str | None,
    published: date | None,
) -> str | None:
    base = effective or announced or (published.isoformat() if published else None)
    for item in durations:
        if base and len(base) == 10 and _ends_something(document.folded, item):
            end = add_duration(first_day(base), item.count, item.unit)
            return end.isoformat() if end else None
    return None


def _ends_something(text: str, item: Duration) -> bool:
    """Whether a stretch of time ends with a deadline: time to comment or to reply, or how long an act is in force.

    How long goods may be stored, records kept or sellers take to register is a term of the act, not its deadline.
    """
    before = _SENTENCE_END.split(text[max(0, item.start - 40) : item.start])[-1]
    after = _SENTENCE_END.split(text[item.end : item.end + 40])[0]
    around = before + text[item.start : item.end] + after
    if _TERM_OF_ACT.search(around) and not _COMMENT.search(around):
        return False
    return bool(_COMMENT.search(around) or _IN_FORCE.search(around) or _FOR_BEFORE.search(before))
