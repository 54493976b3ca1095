"""Words that say how far a period reaches: what is compared, what is news of a day, what stands outside of time."""

from __future__ import annotations

import re

from nlp.clauses import Surroundings
from nlp.period_notation import Period, grain

# A period that only serves comparison is not what the figure is about: than in 2023, 较2023年.
_COMPARED = re.compile(
    r"(?:(?:较|比|与)(?:[^，,。；;\d]{1,6}的)?|同|相较于?|相比|不及|优于|高于|低于|相当于其?|超过|接近|好于|逊于"
    r"|than(?: in)?|compared (?:with|to)(?: the same period (?:of|in|last))?|versus|vs\.?"
    r"|same period(?: of| in)?|from|double(?: the)?|triple(?: the)?|(?:times|twice|half) (?:the|that (?:of"
    r"|in))|over|above|below|against|under|(?<!months )(?<!weeks )through"
    r"|the same (?:quarter|month|period)(?: of| in)?)[ ]?(?:the |its |in )?$"
)
_FROM = re.compile(r"\bfrom (?:the )?$")  # From Aug. 29 a rule holds
_FIRST = re.compile(r"(?:^|[.;,\n] ?)from (?:the )?$")
_LEVELS = re.compile(r"(?:'s|’s)? (?:levels?|highs?|lows?|total|peak|baseline)\b")
_ON = re.compile(r"\bon (?:the )?$")
_TIMES = re.compile(
    r"的(?:近|约|逾|超过?|几乎|整整)?(?:(?:[\d.]{1,6}|[一二两三四五六七八九十百]{1,3})[多余]?(?:余)?倍"
    r"|[一二三四五六七八九十]{1,3}分之)"
)
# The month a figure was given out: 公司7月底给出的目标, the 25% threatened in a July 7 letter.
_GIVEN = re.compile(r"(?:给出|预测|预估|公布|提出|宣布|设定|发布|披露)的")
_GIVEN_BEFORE = re.compile(
    r"\b(?:announced|threatened|forecast|given|issued|set|guided|projected|promised|proposed|reported|agreed"
    r"|counted|seen|recorded) (?:back )?(?:in|on)(?: an?)? $"
)
_FROM_OF = re.compile(r"[由从][其]?$")  # 由去年初的六成拉高到八成: of the old level only
# An amount right behind the period it is compared with: 与去年同期的305亿元持平; not 比2023年高5%.
_MOVES = re.compile(
    r"[增减升降涨跌翻扩缩提挫滑落飙劲]|成长|衰退|改善|恶化|放缓|加快|[上下]修|[;；]"
    r"|(?<!最)[高低](?![点峰谷位])|多(?!数)|少(?!数)|相比|持平|倍|[，,、]|\b(?:rose|fell|up|down|grew|more"
    r"|less|higher|lower)\b"
)
# A rule starts, a firm leaves: what the clauses behind say is not of that day.
_BEGINS = re.compile(
    r"[ ]?(?:正式|开始|全面|在[^，,]{1,6})?(?:施行|实施|上路|推出|生效|登场|开跑|上线|撤出|退出|停运|落幕"
    r"|收官|开业|开幕|申请上市|上市|挂牌|成立|启用|截止|起?(?:暂停|停止|停收|不再)[^，,。；\d]{0,14})[，,、]"
)
_UNTIL = re.compile(r"\b(?:until|before|no later than)(?: the end of)? $")
_FOUNDED = re.compile(
    r"(?:成立|创立|创办|创建|始建|建立|诞生|创始)于?[ ]?$|\b(?:founded|established|born|created|launched"
    r"|started)(?: back)? in $"
)
_NAMES = re.compile(r" (?:bonds?|notes?|edition|model|world cup|olympics)\b")
_WAS_IN = re.compile(r"\b(?:where|what) (?:it|they) (?:was|were) in $")
_THAN_OF = re.compile(
    r"(?:\bfrom|\bagainst|\bcompared (?:with|to)|\bversus|\bvs\.?"
    r"|(?<!more )(?<!less )(?<!fewer )\bthan)(?: [a-z]+){0,4} $"
)
_OLDER = re.compile(r"\b(?:from|against|versus|compared (?:with|to))\b[^;]*$")
_ANNOUNCED = re.compile(
    r"[^。；;\n]{0,16}?(?:公布|发布|宣布|宣告|表示|披露|报道|报导|消息|[讯电](?=[，,:： ])|指出|提交|公告"
    r"|发表|发文|刊登|在?[^，。]{0,6}说(?!服))"
    r"|[ ,]{1,2}(?:[\w’']+ ){0,3}(?:announced|reported|said|released|posted|published)\b"
)
_SAID_ON = re.compile(
    r"\b(?:said|says|announced|reported|told|released|wrote|published|posted|showed|unveiled|confirmed"
    r"|disclosed|filed|outlook|guidance|raised its [\w -]{0,24}|statement"
    r"|according to)(?: [^.;]{0,40})?(?: (?:on|late|early))? ?$"
)
_TITLE = re.compile(r"(?:report|annual report|\[[^\]]{0,60}|年报|报告|白皮书)[ (（《]{0,2}$")
_TITLED = re.compile(r"[^《》\n]{0,30}(?:白皮书|报告|蓝皮书|年报|年鉴)》")
# 为2020年以来最大跌幅, the sharpest since 2009: how rare a thing is, not when it is.
_RECORD = re.compile(
    r"[ ]?(?:以来|至今)?[^，,。；;]{0,4}?(?:最|首|第[一二三]|新高|新低|头一|高点|低点|仅见|未见|罕见)"
)
_RECORD_BEFORE = re.compile(
    r"\b(?:\w+est|most|least|first|best|worst|record|biggest)\b[^.;]{0,60}\bsince[^.;]{0,20}$"
)
# A quarter of the year, an announcement: a share price is of a day.
_REPORTS = frozenset({"quarter", "half", "year", "range", "month"})
_OF_A_DAY = frozenset(
    {"fine", "acquisition_price", "stock_price", "market_cap", "index", "shipping_cost", "interest_rate"}
)
_STANDING = frozenset({
    "threshold", "fine", "stake", "store_count", "city_count", "country_count", "region_count", "user_count",
    "mau", "member_count", "seller_count", "account_count", "headcount", "price", "fee", "valuation", "rank",
    "stock_price", "market_cap", "capacity", "time", "net_worth", "funding", "investment", "acquisition_price",
    "coverage", "discount", "layoffs", "buyback",
})  # fmt: skip
_NOW = re.compile(
    r"目前|眼下|如今|现已|现有|现时|当前|迄今|至今|截至(?:目前|发稿|记者)|截稿|累计(?:已|超|逾|突破)|\b(?:now"
    r"|currently|at present|to date|today|so far)\b(?! this year)"
)
_NOW_BEHIND = re.compile(r"[ ,]{0,2}(?:now|currently|at present|today)\b")
_COUNT = r"(?:[\d一二两三四五六七八九十半几数]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several)"
_WINDOW = re.compile(
    rf"(?:近|过去|未来|最近|今后|此前|连续|连)[ ]?{_COUNT}[ ]?个?(?:年|季度?|月|周|天|日|小时)"
    rf"|{_COUNT}[ ]?个?(?:年|季度?|月|周|天|日|小时)(?:[以之]?内|[以之]?来|间|后|可|共|合计|累计)|上市以来|全[周月]"
    rf"|成立以来|即日起|每年"
    rf"|\b(?:past|last|next|coming|previous|prior|over|within|every|each)(?: the (?:past|last"
    rf"|next))? {_COUNT}[ -](?:years?|months?|weeks?|days?|quarters?|decades?)\b"
    rf"|\b{_COUNT}[ -](?:years?|months?) (?:later|from now)\b|\b(?:past|last|next|coming) decade\b|\b(?:a"
    rf"|each|every|per) year\b(?! (?:ago|earlier|before))|\bannual(?:ly)?\b"
)
_WINDOW_ALONE = re.compile(rf"[，,][ ]?(?:而|且|在|并)?(?:{_WINDOW.pattern})[^，,]{{0,2}}[，,]")
_FOLLOWS = re.compile(r"(?:相当于|约?占|折合|等于)[^，,]{0,14}$")
_FROM_THEN = re.compile(r"[ ]?(?:起|开始)")
_FROM_DAY = re.compile(r"\b(?:effective|starting|from|as of|beginning)(?: on)? $")
_PENALTY = re.compile(r"处(?!理|以)|[可并]处|最高|可罚|\b(?:up to|maximum|run to|as much as)\b")
_SIZES = frozenset(
    {"国", "厘米", "公分", "毫米", "英寸", "吋", "岁", "gb", "tb", "mb", "inch", "inches", "cm", "mm"}
)
_LATER = re.compile(r"[，,](?:而)?(?:其后|随后|此后|之后|后来)|\b(?:later|afterwards|since then)\b")
_LIMIT = re.compile(r"[^，,。；;]{0,4}(?:警戒线|门槛|上限|下限|起征点|限额)")
_REACTION = re.compile(
    r"股价|盘[后前中]|收[盘报市跌涨]|股市|目标价|\b(?:shares?|stock)\b(?! of (?:the market|sales))"
)
_DONE = re.compile(r"已|曾")  # done already: not of the year that a plan before it names
_PER_EACH = re.compile(r"每[卖买售出升贬涨跌增减上下提降加]")


def is_noise(page: str, period: Period, *, of_a_day: bool) -> bool:
    """Whether a period tells nothing of the figures around: the year of a report, the day of the news."""
    before = page[max(0, period.start - 40) : period.start]
    if _TITLE.search(before) or (period.stated and _TITLED.match(page, period.end)):
        return True
    if _NAMES.match(page, period.end) or _FOUNDED.search(before):
        return True
    if _RECORD.match(page, period.end) and (period.open_end or before.endswith(("为", "是", "创", "创下"))):
        return True
    if period.open_end and _RECORD_BEFORE.search(page[max(0, period.start - 100) : period.start]):
        return True
    if grain(period.period) != "day" or of_a_day:
        return False
    if _ANNOUNCED.match(page, period.end):
        return True
    return not period.stated and _SAID_ON.search(page[max(0, period.start - 60) : period.start]) is not None


def is_compared(page: str, period: Period, place: Surroundings | None = None) -> bool:
    """Whether a figure beside the period is set against it rather than about it."""
    before = page[max(0, period.start - 34) : period.start]
    if period.old:
        return True
    if _COMPARED.search(before) and not (
        _FROM.search(before) and (grain(period.period) == "day" or _FIRST.search(before))
    ):
        return True
    if _WAS_IN.search(before):
        return True
    if _ON.search(before) and _LEVELS.match(page, period.end):
        return True
    if _TIMES.match(page, period.end) or _GIVEN.match(page, period.end) or _GIVEN_BEFORE.search(before):
        return True
    return bool(_FROM_OF.search(before)) and page[period.end : period.end + 1] == "的"


def is_given(page: str, period: Period) -> bool:
    """Whether a figure was given out then: the topic says what it is of, if there is one."""
    return _GIVEN.match(page, period.end) is not None


def goes_far(page: str, period: Period) -> bool:
    """Whether a period tells of the clauses behind its own."""
    if not period.reaches or _BEGINS.match(page, period.end):
        return False
    return not _UNTIL.search(page[max(0, period.start - 28) : period.start])


def is_attached(page: str, period: Period, place: Surroundings, role: str | None) -> bool:
    """Whether a figure is the level that is compared with: 与去年同期的305亿元, from $3bn a year earlier."""
    if _GIVEN.match(page, period.end):
        return False
    if period.end <= place.start:
        gap = page[period.end : place.start]
        return len(gap) <= 16 and place.before <= period.end and not _MOVES.search(gap)
    gap = page[place.end : period.start]
    if len(gap) > 60 or re.search(r"[;；。]|[.](?!\d)", gap):
        return False
    if _GIVEN_BEFORE.fullmatch(gap.lstrip(" ")) and not gap.lstrip(" ").startswith("threatened"):
        return True
    if period.old and gap.strip(" ,") == "" and _OLDER.search(page[max(0, place.start - 60) : place.start]):
        return True
    said = role == "from" or _THAN_OF.search(page[max(0, place.start - 60) : place.start])
    return bool(said) and (period.start <= place.after or bool(re.search(r"^,? or ", gap)))


def is_day_measure(metric: str | None) -> bool:
    """Prices and indices are of the very day that the news of them comes out."""
    return metric in _OF_A_DAY


def is_standing(metric: str | None) -> bool:
    """Counts and prices that stand until they change: a quarter named for the sales is not theirs."""
    return metric in _STANDING


def follows(place: Surroundings) -> bool:
    """Whether a figure says again, as a share or in other money, what the figure before it says."""
    return _FOLLOWS.match(place.clause_left) is not None


def starts_rule(page: str, period: Period) -> bool:
    """Whether a rule holds from that day on: 自8月1日起, effective May 2."""
    return bool(
        _FROM_THEN.match(page, period.end) or _FROM_DAY.search(page[max(0, period.start - 24) : period.start])
    )


def is_size(unit: str | None) -> bool:
    """Sizes, ages and how many countries a union has: no figures of a time."""
    return unit in _SIZES


def is_now(place: Surroundings, period: Period) -> bool:
    """Whether a figure is said to be of now although its clause names a period: 2012年成立，目前有200家."""
    if _NOW_BEHIND.match(place.page, place.end):
        return True
    return period.end <= place.start and _NOW.search(place.page, period.end, place.start) is not None


def stands_apart(place: Surroundings, period: Period, metric: str | None, *, near: bool) -> str:
    """Whether the words of its clause keep a figure from a period named elsewhere in the sentence.

    "" no; "once" this one; "on" it and those behind it: 未来三年内，将开店百家. ``near``: only commas stand between.
    """
    page = place.page
    clause = page[place.clause.start : place.clause.end]
    if _NOW.search(clause) or _PER_EACH.search(place.clause_left):
        return "on"
    if near and (
        _WINDOW_ALONE.search(page, period.end, place.start) or _LATER.search(page, period.end, place.start)
    ):
        return "on"
    if _WINDOW.search(clause) or _LIMIT.match(page, place.end):
        return "once"
    if (
        metric in ("fine", "threshold")
        and _PENALTY.search(place.clause_left)
        and (metric == "fine" or "处" in place.clause_left)
    ) or (period.open_end and _DONE.search(place.clause_left)):
        return "once"
    reports = grain(period.period) in _REPORTS
    if reports and _REACTION.search(place.clause_left):
        return "on"
    return "once" if not near and _DONE.search(place.clause_left) and is_standing(metric) else ""
