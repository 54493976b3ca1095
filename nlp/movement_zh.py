"""Change told in Chinese: 同比增长12%, 由25%降至20%, 较去年多3成, 分别增长3%和5%, 持平.

Read from the figure backwards: the last word of change before it, and what stands between the two, say the role.
"""

from __future__ import annotations

import re

from nlp.movement_words import STILL, Movement, Turn, alike, forms, is_part, way_from, words
from nlp.spans import Quantity

_CUE = re.compile(
    rf"(?P<uprate>{forms('chinese', 'up_rate')})|(?P<downrate>{forms('chinese', 'down_rate')})"
    rf"|(?P<upto>{forms('chinese', 'up_to')})|(?P<downto>{forms('chinese', 'down_to')})"
    rf"|(?P<up>{forms('chinese', 'up')})|(?P<down>{forms('chinese', 'down')})"
)
_PRICED = re.compile(forms("chinese", "priced"))
_SOFT = rf"(?:[ ]|{forms('chinese', 'soft')})"
_PASSED = re.compile(rf"(?:{forms('chinese', 'passed')}){_SOFT}{{0,3}}$")
_DATED = rf"(?:{forms('chinese', 'dated')})"
_REST = r"[^，,；;。]"  # of a clause
_BY = re.compile(rf"(?:{_SOFT}|为){{0,7}}")
_TO = re.compile(
    r"(?P<object>[^，,；;。至到]{0,24}?)"
    r"(?P<mark>至(?!少|今|多|于|上)|(?<![达直得看遇想])到(?![账货期位店家访])|为(?!主|止|期|由)|成(?!本|为|交|长))"
    rf"(?:{_SOFT}|{_DATED}){{0,5}}[^，,；;。至到占]{{0,10}}"
)
_TO_DIRECTLY = re.compile(rf"[至到]?(?:{_SOFT}|{_DATED}){{0,5}}[^，,；;。至到的占]{{0,8}}")
_BY_OBJECT = re.compile(rf"[^，,；;。：:的占至到在以从由比较为约含与和]{{1,12}}?{_SOFT}{{0,4}}")
_TRANSITIVE = words("chinese", "transitive")
_NEW_THINGS = re.compile(rf"(?:{forms('chinese', 'new_things')})[^，,；;。的]{{0,4}}{_SOFT}{{0,4}}")
# 为 tells a new level only behind a verb that sets one: 下调为, 降为; 同比增长为5% tells the growth.
_SETS = re.compile(
    r"(?:[上下][调修]|调[升降高低涨]|提[高升]|降低|缩[小短减]|减少|增加|扩[大增编]|延长|压缩|拉高|[砍降减增升涨缩扩])$"
)
_OLD = re.compile(r"^[^，,；;。]*(?:从|由(?!于)|自(?![动身营有己由然主家]))(?P<what>[^，,；;。]{0,26})$")
_NOT_OLD = re.compile(r"起|以来|开始|之后|以后")
_OLD_LEVEL = re.compile(
    r"(?:较|比(?![例重率])|与|和|跟|相较(?:于)?)(?P<what>[^，,；;。]{2,26}?)的?[近约逾]?$"
)
_EARLIER = re.compile(
    r"(?P<way>[高低多少])于(?:去年|上年|前一?年|一年前|[上前]一?个?[季月周]|此前|先前|原先|原来|前值|年初|(?:19|20)\d\d年)[^，,；;。]{0,8}?的?$"
)
_LEVELS = re.compile(rf"{_REST}{{0,30}}?[，, ]?{_REST}{{0,24}}?(?:[至到为成→➔⇒]|->){_REST}{{0,20}}")
_COMPARED = re.compile(
    rf"(?:(?<!性价)(?<![同环占对配])比(?![例重率])|较|同比|环比|按[年月季周]|高于|低于|优于|落后)(?P<what>{_REST}{{0,18}}?)"
    r"(?P<way>高|多|贵|快|强|大|长|重|好|低|少|便宜|慢|弱|小|短|轻|差|晚|早)(?:出|了|上|卖|赚|收)?"
    rf"{_SOFT}{{0,4}}$"
)
_MARGIN = re.compile(rf"(?P<way>[高贵快强多涨低跌少慢]|便宜)(?:了|出了?){_SOFT}{{0,3}}$")  # 低了12个百分点
_LESS = frozenset(["低", "少", "便宜", "慢", "弱", "小", "短", "轻", "差", "跌", "早"])
_MORE_OR_LESS = _LESS | frozenset(["高", "多", "贵", "快", "强", "大", "长", "重"])
_ABOVE = re.compile(
    r"(?P<way>高于|超(?=同|竞|对手|行业|业界|业内|其他|平均|前代|上一?代|友商|传统|普通|一般)|领先|优于|高出|快过|低于|落后|逊于)"
    rf"(?P<what>[^，,；;。\d的]{{2,14}}){_SOFT}{{0,2}}$"
)
_NOMINAL = re.compile(
    rf"[ ]?(?:以上|左右|多|余)?[ ]?的?[ ]?(?:{forms('chinese', 'qualities')}){{0,3}}的?"
    rf"(?P<cue>{forms('chinese', 'nominal')})(?![至到率点曲]|(?:直接|主要)?来自|动力|空间|目标)"
)
_DOWN_NOUN = re.compile(r"[跌降减缩衰滑折负]")
_STAYS = re.compile(
    rf"(?:维持(?!率)|保持(?!率)|持平(?:于|在)?|稳定在)[于在]?(?:{_SOFT}|[为于]){{0,3}}[^，,；;。\d]{{0,3}}$"
)
_STAYS_BEHIND = re.compile(
    rf"(?:左右|水平)?[，, ]{{0,2}}(?:{_REST}{{0,3}}[较与和跟同][^，,；;。\d]{{1,10}})?(?:基本|大致|大体|维持|保持)?"
    r"(?:持平|不变|未变)"
)
_THEN = re.compile(
    r"[^；;。]{0,2}[，, ]{0,2}(?:增|升|降|减|达到?|总[数额])?(?:至|到|达到?|为|见|报|收[报于在]?)"
    rf"(?:{_SOFT}|{_DATED}){{0,4}}"
)
_AGAIN = re.compile(rf"再{_REST}{{0,4}}[至到]")
_THINGS_OF = re.compile(r"[ ]?的?[^，,；;。\d至到的]{1,8}")
_LISTED = re.compile(r"[ ]?(?:以及|[、和与及跟，,或/])[ ]?(?:近|约|逾|超过?|达)?")
# 新增三座工厂、两座仓库; 营收增长3%、净利5%: the word of change is not said again.
_SAID_ONCE = re.compile(
    r"[^，,；;。\d的占率为达是在]{1,8}(?:以及|[、和及与])|(?:以及|[、和及与])[^，,；;。\d的占率为达是在]{1,6}"
)
_ONWARD = re.compile(r"[^，,；;。\d]{0,6}(?:延伸|扩展|拓展|扩张)")
_WIDTH = re.compile(rf"(?:调幅|幅度|变幅)(?:{_SOFT}|为){{0,4}}$")
_CLOSED = re.compile(r"(?:收[报于在盘]|报收|作收|(?:^|[，, ]|终场|盘)收)[于在]?[^，,；;。\d]{0,4}$")
_LAID_OFF = re.compile(r"削减|缩减|裁|砍|精简")
_STAFF = re.compile(rf"[ ]?[多余]?[名人个位]?{_REST}{{0,6}}(?:{forms('chinese', 'staff')})")
_REBATE = re.compile(r"[满立直再可各享]减$|满[^，,。；;]{0,10}减$")
_SET_ANEW = re.compile(r"[上下][修调]|调[高升降低]|提高|降低|拉高|压低")
_LOWERED = re.compile(r"[下降低减缩]")
_CLAUSE_END = re.compile(r"[，；;：:。！？!?（）()\n]|,")


def read_chinese(turn: Turn) -> Movement:
    """How the thing moved that this figure measures; STILL when the sentence does not say."""
    cuts = [match.end() for match in _CLAUSE_END.finditer(turn.left)]
    lead = turn.left[cuts[-1] :] if cuts else turn.left
    if not lead.strip() and len(cuts) > 1 and turn.left[cuts[-1] - 1] in "：:":
        lead = turn.left[cuts[-2] :]
    return (
        _old_level(turn, lead)
        or _new_level(turn)
        or _by_cue(turn, lead)
        or _by_comparison(turn, lead)
        or _in_a_list(turn)
        or _by_noun(turn)
        or _stays(turn, lead)
        or _passed(turn, lead)
        or STILL
    )


def older_level(turn: Turn, movement: Movement) -> str | None:
    """毛利率为23%，较上年同期的24%收窄: the direction in which the level before this old one has come from it."""
    return movement.direction if re.match(r"[^，,]{0,4}[，,](?:较|比|高于|低于)", turn.left) else None


def _old_level(turn: Turn, lead: str) -> Movement | None:
    """从25%降至20%, 较原先的32%低了12个百分点: the level it came from, told by what follows."""
    after = turn.after
    if after and after.direction and _THINGS_OF.fullmatch(turn.right) and lead.strip()[-1:] in ("将", "把"):
        return Movement(after.direction, "from")  # 将1万元的免税额减半
    match = _OLD.search(lead)
    if match and not _CUE.search(match["what"]) and not _NOT_OLD.search(match["what"]):
        cue = _CUE.search(turn.right[:24])
        if after and alike(turn.quantity, after) and _LEVELS.fullmatch(turn.right):
            way = _way(cue) if cue else way_from(turn.quantity, after)
            return Movement(way, "from") if way else None
        if after and after.direction and len(turn.right) <= 4:
            return Movement(after.direction, "from")  # 从2000元砍半至1000元
        directly = cue and cue.start() <= 6 and not re.search(r"[，,；;]", turn.right[: cue.start()])
        return Movement(_way(cue), "from") if cue and directly else None
    match = _EARLIER.search(lead)
    if match and turn.before and alike(turn.before, turn.quantity) and len(turn.left) <= 20:
        return Movement("down" if match["way"] in _LESS else "up", "from")  # 5.1%，低于上年同期的5.4%
    match = _OLD_LEVEL.search(lead)
    if match and after and not _CUE.search(match["what"]):
        return _compared_level(turn, after)
    return None


def _compared_level(turn: Turn, after: Quantity) -> Movement | None:
    right = re.sub(r"^(?:左右|上下)?(?:相比)?[，, ]{0,2}", "", turn.right)
    cue = _CUE.match(right) or (_CUE.search(right[:10]) if "相比" in turn.right else None)
    if cue and _BY.fullmatch(right, cue.end()):
        return Movement(_way(cue), "from")
    margin = re.match(r"(?P<way>[高贵快强多涨低跌少慢]|便宜)(?:了|出了?)?", right)
    if margin and _BY.fullmatch(right, margin.end()):
        return Movement("down" if margin["way"] in _LESS else "up", "from")
    return Movement(after.direction, "from") if after.direction and len(right) <= 4 else None


def _new_level(turn: Turn) -> Movement | None:
    """…至20%, the level behind an old one; 增长12%至100亿, the level behind an amount of change."""
    before, moved, quantity = turn.before, turn.moved, turn.quantity
    if before is None or moved.direction in (None, "flat"):
        return None
    if moved.role == "from" and alike(before, quantity) and _LEVELS.fullmatch(turn.left):
        cue = _last(turn.left)
        return Movement(_way(cue) if cue else moved.direction, "to")
    # A percentage behind a percentage of change is another one, unless points led to it.
    again = before.kind in ("percent", "multiple") and quantity.kind in ("pp", "multiple")
    other = before.kind != quantity.kind or before.kind == "count" or len(turn.left) < 3
    if (moved.role == "by" or before.direction) and other and not again and _THEN.fullmatch(turn.left):
        return Movement(moved.direction, "to")
    if moved.role == "to" and alike(before, quantity) and _AGAIN.fullmatch(turn.left):
        return Movement(moved.direction, "to")
    return None


def _by_cue(turn: Turn, lead: str) -> Movement | None:
    cues = list(_CUE.finditer(lead))
    for cue in reversed(cues[-2:]):
        movement = _by_one(turn, lead, cue)
        if movement:
            return movement
    if _WIDTH.search(lead):
        said = _last(turn.place.sentence_left[-60:-2])
        way = turn.moved.direction or (_way(said) if said else None)
        return Movement(way, "by") if way in ("up", "down") else None
    return None


def _by_one(turn: Turn, lead: str, cue: re.Match[str]) -> Movement | None:
    between, way, written = lead[cue.end() :], _way(cue), cue.group()
    if turn.right.startswith("兑") or _refused(turn, cue, lead, between):
        return None  # 贬至1美元兑156日元: the second amount is the level
    if cue["upto"] or cue["downto"]:
        if written[0] == "重" and re.search(r"增速|增长率|增幅", lead[: cue.start()]):
            return Movement(way, "by")  # 增速重回20%
        told = _BY.fullmatch(between) or _TO.fullmatch(between) or _TO_DIRECTLY.fullmatch(between)
        return Movement(way, "to") if told else None
    if _BY.fullmatch(between) and not (between.startswith("为") and _SETS.search(written)):
        return Movement(way, "by")
    level = _TO.fullmatch(between)
    if level and (level["mark"] in "至到" or _SETS.search(written + level["object"])) and not _against(level):
        return _level_of(cue, lead, level)
    if _BY_OBJECT.fullmatch(between) and not (cue["uprate"] or cue["downrate"]):
        named = written == "新增" and _NEW_THINGS.fullmatch(between)
        if is_part(turn.quantity) or named or (written in _TRANSITIVE and len(between) <= 8):
            return Movement(way, "by")
    return None


def _level_of(cue: re.Match[str], lead: str, level: re.Match[str]) -> Movement:
    """上修成长率至4%: what moved is the rate itself, the way its verb says; 增幅达到4% tells the growth."""
    is_rate = cue["uprate"] or cue["downrate"]
    if not is_rate and cue.group() not in ("增长", "成长"):
        return Movement(_way(cue), "to")
    mover = _SET_ANEW.search(lead[: cue.start()]) or _last(level["object"])
    if mover is None:
        return Movement(_way(cue), "by" if is_rate else "to")
    return Movement("down" if _LOWERED.search(mover.group()) else "up", "to")


def _against(level: re.Match[str]) -> bool:
    """Another verb stands between: 提高效率以达到, 增加的部分占到."""
    return re.search(r"[占以的]$|用于|相当|来自|达", level["object"]) is not None


def _refused(turn: Turn, cue: re.Match[str], lead: str, between: str) -> bool:
    """满300减50 gives a rebate, 裁减1.4万个岗位 tells of people: neither is a movement of what is measured."""
    kind = turn.quantity.kind
    if cue.group() == "减" and kind == "money" and not between:
        return _REBATE.search(lead) is not None or turn.before is not None
    staff = kind == "count" and _LAID_OFF.search(lead[-8:])
    return bool(staff and _STAFF.match(turn.place.page, turn.place.end - 1))


def _by_comparison(turn: Turn, lead: str) -> Movement | None:
    """比上一代贵了500元, 较去年多3成, 性价比超同类产品30%."""
    match = _COMPARED.search(lead) or _MARGIN.search(lead)
    if match is None and lead.strip() in _MORE_OR_LESS and re.search(r"[比较]", turn.left[-40:]):
        match = re.fullmatch(r"[ ]?(?P<way>.*?)[ ]?", lead)  # 比最好的（第二名）高5倍
    if match:
        return Movement("down" if match["way"] in _LESS else "up", "by")
    match = _ABOVE.search(lead)
    if match and is_part(turn.quantity) and not re.search(r"(?:预期|目标)$", match["what"]):
        if turn.quantity.kind == "percent" and match["way"] in ("高于", "低于"):
            return None  # 高于全国平均3%: the level itself
        return Movement("down" if match["way"] in ("低于", "落后", "逊于") else "up", "by")
    return None


def _in_a_list(turn: Turn) -> Movement | None:
    """分别增长3%、5%和7%; 跌153点或0.64%: one word of change for all of them."""
    before, moved = turn.before, turn.moved
    if before is None or moved.role is None:
        return None
    if moved.role == "by" and before.kind == turn.quantity.kind and _SAID_ONCE.fullmatch(turn.left):
        return None if _CUE.search(turn.left) else moved
    if not _LISTED.fullmatch(turn.left):
        return None
    mark = turn.left.strip()[:1]
    if before.kind == turn.quantity.kind and (mark not in "，," or "分别" in turn.place.sentence_left):
        return moved
    return moved if moved.role == "by" and mark == "或" else None


def _by_noun(turn: Turn) -> Movement | None:
    """5%的增长, 三成降幅: the noun behind."""
    if turn.quantity.kind not in ("percent", "pp", "multiple", "money", "count"):
        return None
    match = _NOMINAL.match(turn.right)
    return Movement("down" if _DOWN_NOUN.search(match["cue"]) else "up", "by") if match else None


def _stays(turn: Turn, lead: str) -> Movement | None:
    if _STAYS.search(lead) or _STAYS_BEHIND.match(turn.place.page, turn.place.end):
        return Movement("flat", None)
    return None


def _passed(turn: Turn, lead: str) -> Movement | None:
    """Of a price, a level passed is a movement (股价站上1000元), and a close with its change (收23,916点，跌153点)."""
    if turn.quantity.kind not in ("money", "count", "rate", "percent"):
        return None
    if lead.strip()[-1:] in ("向", "往") and _ONWARD.match(turn.right):
        return Movement("up", "to")  # 向2300个城镇延伸
    if _PASSED.search(lead) and _PRICED.search(lead):
        return Movement("up", "to")
    if _CLOSED.search(lead):
        if turn.before and turn.moved.role == "by" and len(turn.left) <= 12:
            return Movement(turn.moved.direction, "to")
        comma = re.match(r"[，, ]{1,2}", turn.right)
        cue = _CUE.match(turn.right, comma.end()) if comma and turn.quantity.kind == "count" else None
        if cue and turn.after and _BY.fullmatch(turn.right, cue.end()):
            return Movement(_way(cue), "to")
    return None


def _last(text: str) -> re.Match[str] | None:
    found = list(_CUE.finditer(text))
    return found[-1] if found else None


def _way(cue: re.Match[str]) -> str:
    return "up" if cue["up"] or cue["upto"] or cue["uprate"] else "down"
