"""Against what a change or a multiple is measured (basis)."""

from __future__ import annotations

import re

from nlp.clauses import Surroundings
from nlp.spans import Quantity

_BASIS = (
    ("CAGR", re.compile(
        r"复合(?:年|年均|年度)?(?:增长|成长)|年均复合|年复合|\bcagr\b|\bcompound annual\b"
        r"|\bcompounded annual")),
    ("YTD", re.compile(
        r"年初至今|今年以来|年初以来|年内累计|\byear[- ]to[- ]date\b|\bytd\b|\bso far this year\b"
        r"|\bthis year so far\b")),
    ("QoQ", re.compile(
        r"环比|季增|季减|月增|月减|较上季|较上一?季|比上季|较上月|比上月|与上季度相比|\bquarter[- ](?:over"
        r"|on)[- ]quarter\b|\bqoq\b|\bq/q\b|\bsequential(?:ly)?\b|\bfrom the (?:previous|prior) (?:quarter"
        r"|month)\b|\bmonth[- ](?:over|on)[- ]month\b|\bmom\b")),
    ("YoY", re.compile(
        r"同比|年增|年减|年成长|按年|(?:较|比|与|跟|和|相较)(?:去年|上年|前一年)|去年同[期月季]"
        r"|上年同[期月季]|同期相比|\byear[- ](?:over"
        r"|on)[- ]year\b|\byoy\b|\by/y\b"
        r"|\b(?:from|than|compared with|compared to|versus|over) (?:the |a |one )?(?:same (?:period"
        r"|quarter|month)|year (?:earlier|ago|before)|last year|the (?:prior|previous) year"
        r"|a year (?:ago|earlier))"
        r"|\b(?:compared (?:to|with)|from|over) the same (?:period|quarter|month)|\ba year (?:ago"
        r"|earlier)\b|\bannual(?:ly)? (?:growth|increase|rise|decline|gain)")),
)  # fmt: skip
_SINCE = re.compile(
    r"(?:自|从)(?P<zh>[^，,。;；\d]{0,6}(?:19|20)\d\d)[ ]?年?[^，,。;；]{0,10}?(?:以来|起|至今)"
    r"|\bsince (?P<en>(?:[a-z]+ ){0,3}(?:19|20)\d\d|[a-z]+)"
)
_VERSUS_ZH = re.compile(
    r"(?:是|为|达到?|相当于|高达|超过?|(?<![性价同环占对])比(?![重例率])|较|高于|低于"
    r"|优于)(?P<what>[\u4e00-\u9fffa-z0-9 ]{1,14}?)(?:的|高出?|低"
    r"|多出?|少|快|贵|便宜|长|大|强|平均)?(?:了|约|近|逾|超过?|整整)?$"
)
_VERSUS_EN = re.compile(
    r"[^.;]{0,40}?\b(?:than|that of|the size of|as (?:much|many|large|big|high|fast) as"
    r"|compared (?:with|to)|versus|vs\.?|relative to)[ ](?P<what>(?:[\w’'&-]+ ?){1,4})"
)
_DOUBLE_THE = re.compile(
    r"[ ](?:that of|what it was in|the (?:size|number|amount|rate|level|average) of|(?:the|its)(?= (?:19|20)\d\d)"
    r"|the(?= (?:national|industry|average|previous|prior|usual|global)\b))[ ](?P<what>(?:[\w’'&-]+ ?){1,3})"
)


def basis_of(quantity: Quantity, place: Surroundings, *, moved: bool) -> str | None:
    """YoY, QoQ, CAGR, YTD, since:X, vs:X: what a change or a multiple is measured against."""
    if quantity.kind not in ("percent", "pp", "multiple", "money", "count", "rate"):
        return None
    changes = quantity.kind in ("percent", "pp", "multiple")
    near = place.clause_left[-40:] + "\x00" + place.right[:60]
    if changes or moved:
        for name, pattern in _BASIS:
            if pattern.search(near) and (changes or name in ("YoY", "QoQ")):
                return "YoY" if name == "QoQ" and _nearest_is_yearly(near) else name
    if changes:
        tail = place.page[place.end : min(place.after, place.sentence.end, place.end + 60)]
        match = _BASIS[3][1].search(tail) or _BASIS[2][1].search(tail)
        if match and not re.search(r"[。；;]", tail[: match.start()]):
            return "YoY" if _BASIS[3][1].search(tail) else "QoQ"
        since = _SINCE.search(place.page, place.clause.start, min(place.clause.end, place.end + 40))
        if since and moved:
            return f"since:{(since['zh'] or since['en']).strip()}"
        return _versus(quantity, place, moved=moved)
    return None


def _nearest_is_yearly(near: str) -> bool:
    """月减4.2%、年减7.8%: of two bases the one right before the figure rules."""
    left = near.split("\x00", maxsplit=1)[0]
    monthly, yearly = (
        max((match.end() for match in pattern.finditer(left)), default=-1)
        for pattern in (_BASIS[2][1], _BASIS[3][1])
    )
    return yearly > monthly


def _versus(quantity: Quantity, place: Surroundings, *, moved: bool) -> str | None:
    behind = place.page[place.end : min(place.sentence.end, place.end + 60)]
    if quantity.kind == "multiple" and (match := _DOUBLE_THE.match(behind)):
        return f"vs:{match['what'].strip().split(' ')[0]}"
    match = (
        _VERSUS_EN.match(behind)
        if re.match(r"[ ](?:higher|lower|more|less|fewer|faster|the|as|than|better|cheaper|that)\b", behind)
        else None
    )
    if match and "of" not in behind.split()[:1]:
        return f"vs:{match['what'].strip()}"
    left = place.left[-20:]
    if match := _VERSUS_ZH.search(left):
        what = match["what"].strip(" 的")
        said = left[match.start() : match.start() + 1]
        if (
            what
            and (quantity.kind == "multiple" or (moved and said in "比较超高低优"))
            and not re.fullmatch(r"过|出|过了?|约|近", what)
        ):
            return f"vs:{what}"
    return None
