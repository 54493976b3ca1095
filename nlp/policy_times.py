"""The times of a policy event, out of the days of its text: announced, first day of application, deadline.

What is stated as a stretch (30 days after publication, 有效期一年, comments within 60 days) is computed from the day
it is counted from, where the text tells that day. Working days are not: which days an office keeps is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.document import Document
from nlp.policy_asides import find_asides
from nlp.policy_dates import Day, Duration, add_duration, find_days, first_day

_OLD_ACT, _OLD_NEWS, _OLD_NOTICE = 400, 150, 45  # days back

_ENTERS = (
    r"施行|生效|实施|执行|适用|上路|开征|启用|实行|开始|失效|\b(?:effect|force|effective"
    r"|appl(?:y|ies|icable)|start\w*|begin\w*|commence\w*)\b"
)
_PUBLISH_ZH = r"(?:公布|发布|印发|公告|颁布|刊登|刊载|签署|签发|批准|通过|登报|刊报|宣布)"
_COUNTED_ZH = re.compile(
    rf"{_PUBLISH_ZH}[\u4e00-\u9fff]{{0,6}}?(?:之日|日|之)?(?:起|后|翌日起|次日起|起算)?(?:算"
    rf"|计)?[,，]?(?:满|的)?\s?$"
)
_COUNTED_AFTER_ZH = re.compile(
    r"^(?:之?后|期满后|届满后|起|的?次日)?(?:起)?[,，]?(?:正式|开始)?(?:"
    + _ENTERS.split("|\\b", maxsplit=1)[0]
    + ")"
)
_LATER_ZH = re.compile(
    r"^(?:之?后|期满后)(?:起)?(?:正式|开始|才)?(?:" + _ENTERS.split("|\\b", maxsplit=1)[0] + ")"
)
_COUNTED_EN = re.compile(
    r"^\s(?:after|from|following|of)\s(?:the\s)?(?:(?:date|day)\sof\s)?(?:(?:that\sof"
    r"|its|their|the|this|official)\s){0,2}"
    r"(?P<event>publication|promulgation|signature|signing|enactment|issuance|adoption"
    r"|approval|passage|royal\sassent|today|announcement"
    r"|being\spublished|it\s(?:is|was)\spublished)"
)
_TWENTIETH = re.compile(
    r"第(?P<zh>二十|三十|十五|十|九十|20|30|15|10|90)[天日](?:起|生效|施行|实施|开始)"
    r"|\b(?P<en>twentieth|20th|thirtieth|30th|fifteenth|tenth|third|3rd|10th|15th)\sday\s(?:after"
    r"|following)\s(?:that\sof\s|the\s(?:date|day)\sof\s)?"
    r"(?:its\s|their\s|the\s)?publication"
)
_ORDINALS = {
    "二十": 20,
    "三十": 30,
    "十五": 15,
    "十": 10,
    "九十": 90,
    "twentieth": 20,
    "thirtieth": 30,
    "fifteenth": 15,
    "tenth": 10,
    "third": 3,
}
_IN_GAZETTE = re.compile(
    r"\b(?:after|following|of)\s(?:that\sof\s)?(?:its\s|the\s)?publication\b|刊登(?:公报"
    r"|官报|行政院公报)"
)
_PUBLISHED_ON = re.compile(r"\b(?:was|were|is)\spublished\s(?:\w+\s){0,6}on\s")
_OWN_DATE = re.compile(
    r"^[^.\n]{0,40}\b(?:order|regulation|directive|decision|proclamation|determination"
    r"|act|notice|memorandum)\b[^.]{0,48}\b(?:of|dated)\s$"
)
_NEXT_DAY = re.compile(
    rf"\b(?:effect|force)\s(?:on\s)?the\s(?:next|following)\sday\b|(?:[,，并于自]"
    rf"|法令|命令)(?:次日|翌日|隔日)起?(?:正式)?(?:生效|施行|实施)"
    rf"|\bday\s(?:after|following)\s(?:that\sof\s)?(?:its\s)?publication|{_PUBLISH_ZH}(?:之日"
    rf"|之)?的?(?:次日|翌日|隔日|第二[天日])起?(?=[^\d,，。]{{0,4}}(?:生效|施行|实施"
    rf"|执行|适用))"
)
_NEXT_MONTH = re.compile(
    rf"{_PUBLISH_ZH}(?:之日|日)?后?(?:之|的)?次月(?:1日|一日|首日)?起?(?:生效|施行|实施)"
    r"|\bfirst\sday\sof\sthe\smonth\s(?:following|after)\s(?:that\sof\s)?(?:its\s|the\s)?publication"
)
_MAYBE = re.compile(r"可(?:再)?延长|最多延长|最长|\b(?:extended|extension)\s(?:by|of|for)\s(?:up\sto\s)?$")
_DEMANDED = re.compile(
    r"(?:要求|责令|勒令|限令|限|给予)(?:其|该[\u4e00-\u9fff]{0,4}|于|在|须|[a-z]+"
    r"|当事人|上述[\u4e00-\u9fff]{0,4}|这家[\u4e00-\u9fff]{0,4})*\s?$"
)
_REPLY_AFTER = re.compile(r"^[以之]?内?[^,，。]{0,10}?(?:说明|提交|提供|提出|答复|报告|解释|回应|作出|书面)")
_FROM = re.compile(r"^\s(?:from|after|starting(?:\son)?|beginning(?:\son)?|of)\s(?:the\s)?$")
_ON = re.compile(r"^\s?起")
_SENTENCE_END = re.compile(r"[。;；！？!?\n]|\.\s(?!\d)")
_COMMENT = re.compile(
    r"意见|征询|评论|反馈|答复|回复|回应|申辩|申诉|应诉|异议|公示|预告|陈述|提交材料|登记应诉"
    r"|\b(?:comment\w*|respon[ds]\w*|repl(?:y|ies)|feedback|consult\w*|object(?:ions?)?"
    r"|submi\w+|answer|contributions?|views|representations)\b"
)
_IN_FORCE = re.compile(
    r"有效|为期|期限|暂停|中止|延长|延期|展期|试行|试办|到期|届满|过渡期|宽限期"
    r"|\b(?:suspen\w+|pause\w*|exten[ds]\w*|expir\w+|lapse\w*|grace|transition\w*"
    r"|in force|valid|truce|moratorium|pilot)\b"
)
_FOR_BEFORE = re.compile(
    r"\b(?:appl\w+|run|runs|last|lasts|remain\w*|stay\w*|continue\w*|effect)\b[^.;]{0,24}\bfor (?:an? "
    r"|another |the |a (?:further|period of|maximum of) |up to )?$"
)
_TERM_OF_ACT = re.compile(
    r"存储|储存|存放|保管|保存|留存|仓储|暂存|登记|注册|备案|退货|退款|送达|交付|发货"
    r"|申报|清关|通关|库存|物流|缴纳|缴清|下架|整改"
    r"|\b(?:stor(?:ed?|age|ing)|h[eo]ld|kept|keep|retain\w*|retention|regist\w+|warehous\w*"
    r"|return\w*|refund\w*"
    r"|deliver\w*|detain\w*|clear(?:ance|ed)|remov\w+|records?)\b"
)
# Who passes a mark has so long to do something: no day of the act ends there, whoever answers in the same sentence.
_TERM_BEHIND = re.compile(
    r"^[以之]?内[^,，。;；]{0,6}(?:登记(?!应诉|參加|参加)|注册|备案|申报|缴纳|下架|整改|退货|退运|完成|送达|交付|发货)"
    r"|^\s(?:to|of)\s(?:regist|ship|deliver|return|pay|file)\w*"
)
_MUST_WITHIN = re.compile(r"\b(?:regist\w+|ship\w*|deliver\w*|return\w*|pay|file)\s(?:\w+\s){0,4}within\s$")
# 生效前15天截止, 15 days before it takes effect: counted back from the first day.
_BACK_ZH = re.compile(r"(?:生效|实施|施行|执行|上路|开征|适用|启用)(?:之日|日期|日)?(?:之)?前\s?$")
_BACK_EN = re.compile(
    r"^\s(?:before|ahead\sof|prior\sto)\s(?:(?:it|they|the\s\w+(?:\s\w+)?|its|their)\s)?(?:\w+\s)?"
    r"(?:takes?|comes?|enters?|start\w*|begin\w*|appl\w+|effect\w*|entry|implementation|launch)\b"
)
_HERE = re.compile(
    r"近日|日前|近期|不久前|最近|\b(?:recently|earlier this (?:month|week|year)|last (?:month|week))\b"
)
_PASSED = re.compile(
    r"通过|三读|表决|议决|议会|国会|立法院|理事会|\b(?:adopt\w*|approv\w*|pass(?:ed"
    r"|es)|vot(?:ed|es)|agree[ds]?|back(?:ed|s)|clear(?:ed|s)|parliament|council|senate"
    r"|assembly)\b"
)


@dataclass(frozen=True, slots=True)
class Times:
    """Days as text: YYYY-MM-DD, or YYYY-MM where only the month is given; None where the text tells none."""

    announced: str | None
    effective: str | None
    deadline: str | None


def read_times(document: Document, durations: Sequence[Duration], published: date | None) -> Times:
    """The times of the event a text tells of. ``durations``: nlp.policy_dates on its folded text."""
    if published is None:
        return Times(None, None, None)
    asides = find_asides(document)
    days = [
        day
        for day in find_days(document.folded, published, month_first=document.region == "US")
        if not _is_history(day, published, notice=document.kind == "notice")
        and not asides.touches(day.start, day.end)
    ]
    durations = [item for item in durations if not asides.touches(item.start, item.end)]
    announced = _announced(document, days, published)
    start = _counted_from(document, announced, published)
    effective = _effective(document, days, durations, start, published)
    deadline = _pick(days, "deadline")
    if deadline is None:
        deadline = _computed_deadline(document, days, durations, start, effective)
    if deadline is not None and deadline == effective:
        deadline = None  # what must be ready by the first day of application: one day, not two
    if announced is None and start is not None and any(day.form == "now" for day in days):
        announced = start.isoformat()
    return Times(announced, effective, deadline)


def _pick(days: Sequence[Day], role: str) -> str | None:
    rows = [day for day in days if day.role == role]
    best = next((day for day in rows if day.exact), rows[0] if rows else None)
    return best.text if best else None


def _announced(document: Document, days: Sequence[Day], published: date) -> str | None:
    """The day the body acted; a notice that tells none is announced by being published."""
    rows = [day for day in days if day.role == "announced"]
    if document.kind != "notice":
        return _pick(rows, "announced")
    signed = next((day for day in rows if _stands_alone(document.folded, day)), None)
    if signed is not None:
        return signed.text
    own = next(
        (
            day
            for day in rows
            if day.exact or _OWN_DATE.search(document.folded[max(0, day.start - 90) : day.start])
        ),
        None,
    )
    return own.text if own else published.isoformat()


def _stands_alone(text: str, day: Day) -> bool:
    """Whether the day is a line of its own: the date under the signature."""
    before, after = text[max(0, day.start - 12) : day.start], text[day.end : day.end + 12]
    if not text[day.end :].strip(" \n。.") and day.start > len(text) // 2 and before[-1:].isspace():
        return True  # the last words of the text: signed
    alone = not before.rpartition("\n")[2].strip(" (中华民国") and not after.partition("\n")[0].strip(" )")
    return alone and ("\n" in before or ("\n" in after and day.start <= 8))


def _counted_from(document: Document, announced: str | None, published: date) -> date | None:
    """The day that "after publication" and 即日起 are counted from; None where the text only says: recently."""
    if announced is not None:
        return first_day(announced)
    if document.kind != "notice" and _HERE.search(document.folded[:400]):
        return None
    return published


def _effective(
    document: Document,
    days: Sequence[Day],
    durations: Sequence[Duration],
    start: date | None,
    published: date,
) -> str | None:
    rows = [day for day in days if day.role == "effective"]
    exact = next((day for day in rows if day.exact), rows[0] if rows else None)
    if exact is not None:
        if exact.form in ("now", "same"):  # 自发布之日起: the day it was announced, not reported
            return start.isoformat() if start else None
        return exact.text
    return _counted_effective(document, durations, start, published)


def _counted_effective(
    document: Document, durations: Sequence[Duration], start: date | None, published: date
) -> str | None:
    """30 days after publication, 公布後三個月施行, the twentieth day following publication.

    A notice in a gazette is counted from the gazette's day, whatever day the act itself bears.
    """
    if (
        document.kind == "notice"
        and _IN_GAZETTE.search(document.folded)
        and not _PUBLISHED_ON.search(document.folded)
    ):
        start = published
    if start is None:
        return None
    text = document.folded
    waits = document.kind != "notice" and _PASSED.search(text[:200]) is not None
    for item in durations:
        before = _SENTENCE_END.split(text[max(0, item.start - 60) : item.start])[-1]
        after = _SENTENCE_END.split(text[item.end : item.end + 60])[0]
        counted = _COUNTED_ZH.search(before) and _COUNTED_AFTER_ZH.match(after)
        english = _COUNTED_EN.match(after)
        enters = english and re.search(_ENTERS, before + after) and not _COMMENT.search(before)
        later = _LATER_ZH.match(after) and not _COMMENT.search(before)
        if not (counted or enters or later) or item.unit == "working-day":
            continue
        if waits and not (english and english.group("event") in ("adoption", "approval", "passage", "today")):
            return None  # passed, and published on a day that nobody knows yet
        end = add_duration(start, item.count, item.unit)
        return end.isoformat() if end else None
    if waits and not _PUBLISHED.search(text):
        return None
    twentieth = _TWENTIETH.search(text)
    if twentieth:
        raw = twentieth.group("zh") or twentieth.group("en")
        count = _ORDINALS.get(raw) or int(re.sub(r"\D", "", raw))
        return (start + timedelta(days=count)).isoformat()
    if _NEXT_DAY.search(text):
        return (start + timedelta(days=1)).isoformat()
    if _NEXT_MONTH.search(text):
        following = start.replace(day=1) + timedelta(days=31)
        return following.replace(day=1).isoformat()
    return None


_PUBLISHED = re.compile(r"官方公报公布|公报(?:刊登|公布)|\b(?:was|were)\s(?:also\s)?published\b")


def _is_history(day: Day, published: date, *, notice: bool) -> bool:
    """Whether a day lies so far back that it is of an older act: the article tells of a new one."""
    back = _OLD_ACT
    if day.role in ("announced", "effective"):
        back = _OLD_NOTICE if notice and day.role == "announced" else _OLD_NEWS
    return first_day(day.text) < published - timedelta(days=back)


def _computed_deadline(
    document: Document,
    days: Sequence[Day],
    durations: Sequence[Duration],
    start: date | None,
    effective: str | None,
) -> str | None:
    """The end of a stretch: time to comment runs from publication, a measure from the day it applies."""
    for item in durations:
        kind = _ends_something(document.folded, item)
        if (
            kind is None
            or item.unit == "working-day"
            or _MAYBE.search(document.folded[max(0, item.start - 12) : item.start])
        ):
            continue
        if _counted_back(document.folded, item):
            if effective is None or len(effective) != 10:
                continue
            end = _days_before(first_day(effective), item)
            return end.isoformat() if end else None
        base = _beside(document.folded, days, item) or start
        if kind == "measure" and effective is not None:
            base = first_day(effective) if len(effective) == 10 else None
        if base is not None:
            end = add_duration(base, item.count, item.unit)
            return end.isoformat() if end else None
    return None


def _days_before(day: date, item: Duration) -> date | None:
    length = {"day": 1, "week": 7}.get(item.unit)
    return day - timedelta(days=item.count * length) if length and item.count <= 400 else None


def _counted_back(text: str, item: Duration) -> bool:
    return bool(
        _BACK_ZH.search(text[max(0, item.start - 10) : item.start])
        or _BACK_EN.match(text[item.end : item.end + 48])
    )


def _beside(text: str, days: Sequence[Day], item: Duration) -> date | None:
    """The day a stretch is said to run from: four weeks from 8 March, 自3月12日起90日."""
    for day in days:
        if len(day.text) == 10 and (
            (0 <= day.start - item.end <= 12 and _FROM.search(text[item.end : day.start]))
            or (0 <= item.start - day.end <= 4 and _ON.search(text[day.end : item.start]))
        ):
            return day.first
    return None


def _ends_something(text: str, item: Duration) -> str | None:
    """``comment`` or ``measure`` where a stretch of time ends with a deadline: time to comment or to reply, or how
    long an act is in force.

    How long goods may be stored, records kept or sellers take to register is a term of the act, not its deadline.
    """
    before = _SENTENCE_END.split(text[max(0, item.start - 80) : item.start])[-1]
    after = _SENTENCE_END.split(text[item.end : item.end + 40])[0]
    around = before + text[item.start : item.end] + after
    if _TERM_BEHIND.match(text[item.end : item.end + 16]) and not _DEMANDED.search(before):
        return None
    if _MUST_WITHIN.search(text[max(0, item.start - 48) : item.start]):
        return None
    if _TERM_OF_ACT.search(around) and not _COMMENT.search(around):
        return None
    if _DEMANDED.search(before) and _REPLY_AFTER.match(after):
        return "comment"
    asked = re.split(r"[。;；\n]|\.\s(?!\d)", text[max(0, item.start - 160) : item.start])[-1]
    if _COMMENT.search(asked + around) or (
        _COUNTED_EN.match(after) and _COMMENT.search(text[max(0, item.start - 240) : item.start])
    ):
        return "comment"
    return "measure" if _IN_FORCE.search(around) or _FOR_BEFORE.search(before) else None
