"""What a percentage or a fraction is a part of: of revenue, of sales, of those asked; else just a share."""

from __future__ import annotations

import re

from nlp.clauses import Surroundings

# 占…的26%, accounts for 26%: the figure is a part, not a growth.
_PART_LEFT = re.compile(
    r"(?P<zh>(?<!市)占(?![领据地有])|贡献了?|比重[为达升降]?|占比[为达约升降至到]{0,3}|份额[为达约升降至到]{0,3})(?P<gap>[^，,。;；]{0,24})$"
    r"|(?P<en>\b(?:accounts? for|accounted for|accounting for|made up|makes? up|making up|represent(?:s"
    r"|ed|ing)?|contributed"
    r"|comprise[sd]?|share of)\b)[^,;.]{0,30}$"
)
_OF = re.compile(
    r"(?:[ ]of[ ](?P<en>(?:the |its |their |all |total |his |her )*[^,;.()]{0,60})"
    r"|(?:以上|左右|上下|多)?(?:的|是|来自|由|出自|属于|源自|归|流向|为|在)?(?P<zh>[^，,。;；()]{0,14}))"
)
_OUT_OF = (  # what the whole is, in order
    ("revenue_share", re.compile(r"营收|收入|晶圆销售|营业额|\brevenues?\b|\bturnover\b")),
    ("operating_income_share", re.compile(r"营业利[润益]|经营利润|\boperating (?:income|profit)\b")),
    ("cost_share", re.compile(r"成本|费用|支出|售价|\bcosts?\b|\bexpenses\b|\bspending\b")),
    ("growth_share", re.compile(r"增长|增量|成长|\bgrowth\b|\bincrease\b")),
    (
        "sales_share",
        re.compile(r"销售|零售|销量|付费单位|网购|电商交易|\bsales\b|\bpaid units\b|\bunits sold\b"),
    ),
    ("market_share", re.compile(r"市场|\bmarkets?\b|e-commerce\b")),
    ("content_share", re.compile(r"观看|播放|\bviewing\b|\bwatch\w*")),
    (
        "consumer_share",
        re.compile(
            r"人口|消费者|受访(?:者|民众|消费者)|购物者|\b(?:consumers|respondents|shoppers|those (?:surveyed|polled"
            r"|asked)|population)\b"
        ),
    ),
)
_WHOLE_BEFORE = {
    "revenue": "revenue_share",
    "sales": "sales_share",
    "operating_income": "operating_income_share",
    "cost": "cost_share",
    "ad_revenue": "revenue_share",
    "revenue_share": "revenue_share",
    "sales_share": "sales_share",
    "consumer_share": "consumer_share",
    "cost_share": "cost_share",
    "market_share": "market_share",
}
_CAME = re.compile(
    r"(?:以上|左右)?(?:来自|出自|源自|由(?=[\u4e00-\u9fff])|是(?=[\u4e00-\u9fff])|销往|卖往|流向)"
)
_SUBJECT_EN = re.compile(
    r"[ ](?:of\b|came\b|comes?\b|coming\b|were\b|are\b|is\b|was\b|would\b|have\b|had\b|say\b|said\b"
    r"|want\b|plan\b|think\b|told\b|went\b|goes\b"
    r"|(?!moved|rated|related|based|priced|valued|imposed|announced|charged|threatened)[a-z]{3,}ed\b)"
)
_LEADS_EN = re.compile(
    r"(?:^|[,;:(—–-]|\b(?:and|only|just|about|roughly|some|nearly|almost|over|more than|less than|that"
    r"|while|but|with|at|up to|around|an overwhelming|another|least)) ?$"
)
# 不到商品平均售价的0.5%
_MEASURED = re.compile(
    r"(?:不到|相当于|等于|仅|仅为|约为|[达提升降]到?|到|至|为)(?P<gap>[^，,。;；]{2,16})的[约近逾]?$"
)
_USED = re.compile(r"(?:以上|左右)?(?:将|会|是)?(?:用于|投向|花在|用在|投入|用来)")
_MARKET = re.compile(r"市占|份额|占有率")
_COVERED = re.compile(
    r"(?:(?<!拨备)覆盖|涵盖|渗透率|普及率)[^，,。]{0,10}$|\bcover(?:s|ed|ing)? [a-z ]{0,16}$"
)
_LOST = re.compile(r"\b(?:lost|shed|gained|wiped|lose|loses|losing|erased) (?:[a-z]+ ){0,2}$")
_WITH = re.compile(r"\b(?:with|tied at) $")
_LEAD = 12  # characters of a clause before the part that leads it
_NO_PART = re.compile(r"[增升降跌减长为至到率涨较比与]|的$")
_NOUN_ZH = re.compile(
    r"(?:以上)?的?(?![以左至到和与及或时后前之不为是降升增减上下并而则且也的收扩回低高少多位居列排领稳持])[\u4e00-\u9fff]{2}"
)
_ASKED = re.compile(
    r"受访(?!(?:企业|厂商|商家|店家|卖家|公司))|消费者|购物者|网友|\b(?:respondents|shoppers|consumers)\b"
)


def part_of(place: Surroundings, before: str | None, *, still: bool) -> str | None:
    """The metric of a part that nothing says moved; ``before``: that of the figure before it; None: it is no part.

    ``still``: no word of movement says that it is a new or an old level.
    """
    if _MARKET.search(place.left):
        return "market_share"
    if _COVERED.search(place.left):
        return "coverage"
    if _LOST.search(place.left):
        return None
    if before is not None and _USED.match(place.page, place.end):
        return before  # 其中三分之二用于鲜食厂: of what was just told
    left = _PART_LEFT.search(place.clause_left[-60:])
    of = _OF.match(place.page, place.end, place.sentence.end)
    if left is not None:
        gap = left["gap"] or ""
        behind = (of["en"] or (of["zh"] if "的" in of.group()[:3] else "") or "") if of else ""
        named = _whole(gap) or _whole(behind)
        if named:
            return named
        # 资料中心业务占88%: of the revenue just told
        lead = (
            _whole(place.clause_left[: left.start()][-14:])
            if "占比" in left.group() or "比重" in left.group()
            else None
        )
        return lead or _WHOLE_BEFORE.get(before or "") or _asked(place)
    if (measured := _MEASURED.search(place.left)) is not None:
        return _whole(measured["gap"])
    if of is None:
        return None
    if of["en"]:
        return "fine" if before == "fine" else _whole(of["en"]) or _asked(place)
    if _CAME.match(place.page, place.end):
        return "share"
    return _led(place) if still else None


def _asked(place: Surroundings) -> str:
    """A part of those a survey asked, or just a part."""
    return (
        "consumer_share" if _ASKED.search(place.page[place.sentence.start : place.sentence.end]) else "share"
    )


def leads_to_part(place: Surroundings) -> bool:
    """making up 9%, 占收入的31%: up is no rise there."""
    return _PART_LEFT.search(place.clause_left[-60:]) is not None


def _whole(words: str) -> str | None:
    return next((name for name, form in _OUT_OF if form.search(words)), None)


def _led(place: Surroundings) -> str | None:
    """The part leads its clause and does something: 57% confessed, 三成受访者认为, roughly 60% came from China."""
    if place.page[place.end : place.end + 1] in (")", "）") and place.page[place.start - 1] in "(（":
        return "share"  # image ads (38%), text (7%)
    if _WITH.search(place.left) and place.page[place.end : place.end + 1] in ",;.":
        return "share"  # leading the way is health care, with 22%
    behind = place.page[place.end : min(place.clause.end, place.end + 24)]
    if behind[:1] == " " and _SUBJECT_EN.match(behind) and _LEADS_EN.search(place.left[-24:]):
        return _asked(place)
    if not _NOUN_ZH.match(behind) or len(place.left) > _LEAD or _NO_PART.search(place.left):
        return None
    return "consumer_share" if _ASKED.search(behind[:8]) else "share"
