"""Which way the measured thing moved, and whether a figure is the amount, the new or the old level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.spans import Quantity

Movement = tuple[str | None, str | None]  # direction, change_role

_UP_ZH = (
    "增长|增加|增至|增到|增为|成长|上升|上涨|上扬|上调|上修|提升|提高|提升|扩大|扩张|扩增|扩至|攀升"
    "|飙升|飚升|跃升|跳升|爬升|回升|抬升|激增|剧增|猛增|劲增|大增|暴增|大涨"
    "|暴涨|劲扬|上行|走高|调升|调高|调涨"
    "|拉升|拉高|推高|加征|新增|净增|增收|增持|涨至|涨到|涨了|升至|升到|升了|增了|涨价|扩充|延伸至"
    "|扩展至|拓展至|同比增|环比增|年增|季增|月增|增幅|涨幅|升幅|增速|增长率"
    "|成长率|增率|收涨|劲升|反弹|加薪|高出|高于去年|多出|加快|放大|"
    "(?<=[股价率额量润入本出])[升涨增](?=\\d|[约近逾超至到了])|(?<=[月年季比周日])[升涨增](?=\\d"
    "|[约近逾超至到了])|延伸|膨胀|放宽|再加(?=\\d)|(?<=[，,。 ])涨(?=\\d"
    "|[约近逾超])|(?<=比)增"
)
_DOWN_ZH = (
    "下降|下滑|下跌|下调|下修|降低|降至|降到|降为|减少|减至|减到|缩减|缩小|缩水|萎缩|收缩|收窄|回落"
    "|滑落|滑坡|跌至|跌到|跌破|跌去|跌了|降了|少了|骤降|骤减|锐减|锐降|暴跌"
    "|大跌|急跌|重挫|跳水|走低|走跌|调降|调低|削减|裁减|衰退|衰减"
    "|年减|季减|月减|同比减|同比降|降幅|跌幅|减幅|收跌|蒸发|放缓|减亏|低于去年|压缩|缩短|下挫|下探"
    "|腰斩|收敛|便宜|(?<=[股价率额量润入本出])[降跌减](?=\\d|[约近逾超至到了])"
    "|(?<=[月年季比周日])[降跌减](?=\\d|[约近逾超至到了])|(?<=[，,。 ])跌(?=\\d|[约近逾超])"
)
_UP_EN = (
    r"rose|rises?|risen|rising|grew|grows?|grown|growing|growth|increas(?:e|es|ed|ing)|jump(?:s|ed"
    r"|ing)?|surg(?:e|es|ed|ing)|climb(?:s|ed|ing)?|gain(?:s|ed|ing)?|up|higher|soar(?:s|ed|ing)?|"
    r"rall(?:y|ied)|advanc(?:e|ed)|expand(?:s|ed|ing)?|expansion|improv(?:e|ed|ing|ement)|rais(?:e|es"
    r"|ed|ing)|hik(?:e|ed|es|ing)|boost(?:ed|s)?|lift(?:ed|s)?|widen(?:ed|s)?|accelerat(?:e|ed|ing)|"
    r"swell(?:ed)?|swollen|balloon(?:ed)?|spik(?:e|ed)|skyrocket(?:ed)?|rebound(?:ed)?|edged up"
    r"|ticked up|upped|adding|added|climbing|outpac(?:e|ed|ing)"
)
_DOWN_EN = (
    r"fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|down"
    r"|lower(?:ed|ing)?|slump(?:s|ed)?|slid|slid(?:e|es|ing)|sank|sink(?:s|ing)?|sunk|plung(?:e|es|ed"
    r"|ing)|"
    r"plummet(?:ed|ing)?|tumbl(?:e|es|ed|ing)|shr(?:a|i|u)nk(?:s|ing)?|cuts?|cutting|reduc(?:e|es|ed"
    r"|ing|tion)|lost|shed|dip(?:s|ped)?|eased?|slip(?:s|ped)?|contract(?:ed|ion)|narrow(?:s|ed|ing)?"
    r"|slash(?:es|ed|ing)?|"
    r"trim(?:s|med)?|wip(?:es|ed|ing)|slow(?:ed|ing)? to|weaken(?:ed)?|crash(?:ed)?|edged down|ticked down|shrinkage"
    r"|reduction"
)
_FLAT = (
    r"持平|不变|未变|维持不变|\bunchanged\b|\bflat\b(?=[ ](?:at|from|year|on|in|compared)|[,.])|\bsteady at\b"
    r"|\bheld at\b"
)
_CUE = re.compile(
    rf"(?P<up>{_UP_ZH}|(?<!-)\b(?:{_UP_EN})\b(?! to date)(?! to \d+(?:\.\d+)?x))|(?P<down>{_DOWN_ZH}"
    rf"|(?<!-)\b(?:{_DOWN_EN})\b(?! payment))|(?P<flat>{_FLAT})"
)
_UP_TO = re.compile(r"\bup to (?:an? |the |about |another |additional )*$")
_TAKEN = re.compile(r"\brais(?:e|es|ed|ing)$")  # $5 billion raised is money got, not a rise
_NEW_LEVEL = re.compile(r"[至到达为成]|\bto\b(?! date)|\bat\b")
_OLD_LEVEL = re.compile(
    r"(?:从|由(?!于)|自(?![动身营有]))(?:[^，,。；;%]{0,16})$|\bfrom\b[^,;.\d]{0,48}$"
    r"|\b(?:compared (?:with|to)|versus|vs\.?"
    r"|against)\b[^,;.\d]{0,30}$"
)
_AFTER_ZH = re.compile(
    r"(?:以上|左右|多|余)?的?(?:同比|环比|年均|年|季度?|销售额?|营收|收入|利润|大幅|强劲|高速|正"
    r"|负)?(?P<cue>增长|增幅|涨幅|成长|升幅|增速|上涨|提升|跌幅"
    r"|降幅|下降|下滑|跌势|减幅|衰退|萎缩|折扣价)(?!至|到|率从|点|曲线|直接来自|来自)"
)
_AFTER_EN = re.compile(
    r"[ -](?:year-over-year |year-on-year |yoy |annual |annualized |sequential |quarterly |monthly "
    r"|sales |revenue |price |rate |tariff |pay |wage |per cent |point )?"
    r"(?P<cue>increase|rise|growth|jump|gain|surge|hike|climb|improvement|uptick|expansion|drop|decline"
    r"|decrease|fall|cut|reduction|slump|plunge|dip|contraction|higher|lower|more(?! than)|fewer"
    r"|less)\b"
)
_DOWN_WORDS = frozenset(
    [
        "drop",
        "decline",
        "decrease",
        "fall",
        "cut",
        "reduction",
        "slump",
        "plunge",
        "dip",
        "contraction",
        "lower",
        "fewer",
        "less",
        "跌幅",
        "降幅",
        "下降",
        "下滑",
        "跌势",
        "减幅",
        "衰退",
        "萎缩",
    ]
)
_COMPARED_ZH = re.compile(
    r"(?:(?<![性价同环占对])比(?![重例率])|较|超过?|高于|领先)[^，,。；;\d]{1,16}?(?P<way>高出?|多出?|快|贵|强|低"
    r"|少|慢|便宜)?(?:了|约|近|逾)?$"
)
_MORE = frozenset(["高", "高出", "多", "多出", "快", "贵", "强"])
_MOVING = frozenset(("money", "percent", "pp", "count", "multiple", "rate", "capacity", "duration"))
_TO_GAP = re.compile(
    r"(?:[^.;。；]{0,60})\b(?:to|up to|down to)\b(?: (?:an?|the|about|around|nearly|over|more than|just"
    r"|as much as|roughly|record|some|peak|high|low|above|below|of))*[ ]?$"
    r"|[^，,。；;]{0,24}[至到为][约近超过逾]{0,2}[ ]?$"
)
_FROM_GAP = re.compile(r"[^.;。；]{0,60}\bfrom\b[^.;\d]{0,40}$|[^。；;]{0,8}(?:从|由|较)[^。；;\d]{0,12}$")
_AND_GAP = re.compile(r"[ ]?(?:,? and|和|及|以及|与|、)[ ]?(?:about |the |a |an |prior )*(?:[\w-]+ ){0,6}$")
_DATED = re.compile(
    r"(?:19|20)\d\d年(?:底|末|初|\d{1,2}月)?的?"
    r"|第?[一二三四]季度?的?|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?的?|(?:去年|今年|上年)(?:同期)?的?"
)  # 升至2024年的14.1%
_RATES = frozenset(("增速", "增长率", "成长率", "增幅", "涨幅", "降幅", "跌幅", "增率", "升幅", "growth"))
_RATE_MOVED = re.compile(r"[上下]修|[上下]调|调[高升降低]|提高|降低")  # 上修经济成长率至4.45%
_MARGIN = re.compile(r"(?P<way>[高贵快强多涨]|[低跌少慢])(?:了|出了?)[约近逾超]{0,2}$")  # 低了12个百分点
_TIME_CHANGE = re.compile(r"缩短|延长|提前|减少|降至|压缩|\b(?:cut|shorten|extend|reduc)")
_PEOPLE = re.compile(
    r"\b(?:cut|cuts|cutting|shed|slash\w*|trim\w*|eliminat\w*|lost|add\w*|reduc\w*)\b|裁|削减|裁减|减少"
)


def find_movements(quantities: Sequence[Quantity], around: Sequence[Surroundings]) -> list[Movement]:
    """(direction, change_role) of each quantity; what neither words nor neighbours tell is None."""
    found: list[Movement] = []
    for index, (quantity, place) in enumerate(zip(quantities, around, strict=True)):
        movement: Movement = (None, None)
        if quantity.direction:
            movement = (quantity.direction, quantity.change_role)
        elif quantity.kind in _MOVING:
            movement = _chained(quantities, around, found, index) or _own(quantity, place)
        if quantity.kind == "duration" and not _TIME_CHANGE.search(place.left):
            movement = (None, None)
        found.append(movement)
    return found


def _own(quantity: Quantity, place: Surroundings) -> Movement:
    left = place.left[-60:]
    if _UP_TO.search(left[-24:]):
        return None, None
    old = _OLD_LEVEL.search(left)
    if old and old.group()[0] in "从由自" and _last_cue(old.group()):
        old = None  # 自中国直购金额跌破3,000亿: the origin of goods, not an old level
    cue = (
        _last_cue(left[: old.start()]) if old else _last_cue(left, place.page[place.start : place.start + 1])
    )
    if old and "from" not in old.group() and old.group()[0] not in "从由自":
        return (None, None)
    if old:
        direction = _next_direction(place) or (_direction(cue) if cue else _later_direction(place))
        return (direction, "from") if direction else (None, None)
    if cue:
        between = left[cue.end() :]
        if _reaches(between):
            return _role(quantity, cue, left)
    margin = _MARGIN.search(left)
    if margin:
        return ("down" if margin["way"] in "低跌少慢" else "up"), "by"
    after = _AFTER_ZH.match(place.right) or _AFTER_EN.match(place.right)
    if after and quantity.kind in ("percent", "pp", "multiple", "money", "count"):
        return ("down" if after["cue"] in _DOWN_WORDS else "up"), "by"
    if re.match(r"[^，,。;；\d]{0,6}(?:不变|持平)|[ ](?:unchanged|flat)\b", place.right):
        return "flat", None
    if quantity.kind in ("percent", "multiple", "pp"):
        compared = _COMPARED_ZH.search(left)
        if (
            compared
            and (compared["way"] or left[compared.start()] == "超")
            and len(left) - compared.start() > 3
        ):
            return ("up" if compared["way"] is None or compared["way"] in _MORE else "down"), "by"
    return None, None


def _role(quantity: Quantity, cue: re.Match[str], left: str) -> Movement:
    between = left[cue.end() :]
    direction = _direction(cue)
    written = cue.group()
    if quantity.kind == "money" and _TAKEN.search(written) and not re.search(r"\b(?:to|by)\b", between):
        return None, None
    if quantity.kind == "count" and _PEOPLE.search(written) and not _NEW_LEVEL.search(between):
        return None, None
    if direction == "flat":
        return "flat", None
    if quantity.kind == "percent" and re.search(r"\bat an? $", between):
        return direction, "by"  # expanded at a 3.8% rate
    is_rate = written in _RATES or between.startswith("率")
    if written[-1] in "至到为" or (_NEW_LEVEL.search(between) and not re.search(r"\bby\b", between)):
        # 增幅达15%: the growth is the amount; 增速降至15%: it is what moved.
        moved = re.search(r"[升降]", between) or (is_rate and _RATE_MOVED.search(left[: cue.start()]))
        return direction, ("by" if is_rate and not moved else "to")
    return direction, ("to" if written == "跌破" else "by")


def _reaches(between: str) -> bool:
    """Whether a cue still speaks of the figure after ``between``."""
    between = _DATED.sub("", between)
    if re.search(r"[\u4e00-\u9fff]", between):
        return len(between) <= 14 and not re.search(r"[的占]", between)
    return len(between.split()) <= 8 and not re.search(
        r"\b(?:and|which|that|was|were|is|are|has|have)\b", between
    )


def _last_cue(left: str, follows: str = "") -> re.Match[str] | None:
    """The last word of movement in ``left``; ``follows`` is what stands behind it (周跌 needs its 3%)."""
    last = None
    for match in _CUE.finditer(left + follows):
        if match.end() <= len(left):
            last = match
    return last


def _direction(cue: re.Match[str]) -> str:
    return "up" if cue["up"] else "down" if cue["down"] else "flat"


def _next_direction(place: Surroundings) -> str | None:
    """从25%降至20%: the word right behind an old level rules, whatever stood before."""
    near = place.page[place.end : min(place.sentence.end, place.end + 8)]
    cue = _CUE.search(near) if re.search(r"[\u4e00-\u9fff]", near) else None
    return _direction(cue) if cue else None


def _later_direction(place: Surroundings) -> str | None:
    """从25%降至20%: the movement is said behind the old level."""
    cue = _CUE.search(place.page, place.end, min(place.sentence.end, place.end + 40))
    return _direction(cue) if cue else None


def _chained(
    quantities: Sequence[Quantity], around: Sequence[Surroundings], found: Sequence[Movement], index: int
) -> Movement | None:
    """A movement carried on from the figure before: grew a fifth to $33 billion, from X in 2020 to Y."""
    for back in range(index - 1, max(-1, index - 4), -1):
        direction, role = found[back]
        if quantities[back].end < around[index].sentence.start:
            return None
        gap = around[index].page[quantities[back].end : quantities[index].start]
        if direction is None or len(gap) > 90:
            continue
        if _last_cue(gap[-40:]) and not (role == "from" and re.search(r"[至到]|\bto\b", gap)):
            return None
        if (
            role in ("by", "from")
            and _TO_GAP.fullmatch(gap)
            and (role == "from" or quantities[back].kind != quantities[index].kind or len(gap) < 8)
        ):
            cue = _last_cue(gap)
            return (_direction(cue) if cue else direction), "to"
        if role in ("by", "to") and _FROM_GAP.fullmatch(gap):
            return direction, "from"
        if (
            _AND_GAP.fullmatch(gap)
            and quantities[back].kind == quantities[index].kind
            and role in ("by", "from")
        ):
            return direction, role
    return None
