"""What a count counts, by its noun; jobs that go are layoffs, those there are headcount."""

from __future__ import annotations

import re

from nlp.clauses import Surroundings
from nlp.metric_words import NOTHING, counts, singular
from nlp.spans import Quantity

_LAYOFF = re.compile(
    r"\b(?:cut|cuts|cutting|eliminat\w+|lay(?:ing|s)? off|laid off|slash\w*|shed\w*|axe\w*|axing|trim\w*"
    r"|dismiss\w*"
    r"|redundan\w+|job losses)\b|裁(?![判定决缝])|解雇|砍|资遣|遣散|优化(?=[^，。]{0,4}(?:员工|人员|岗位))"
)
_STAFF = re.compile(
    r"\b(?:staff|workforce|employees|jobs|workers|positions|roles|headcount|people|posts)\b|员工|岗位|职位|职缺"
    r"|人员|人手|人力|职务"
)
_JOBS = frozenset(
    (
        "job",
        "employee",
        "worker",
        "staff",
        "position",
        "role",
        "people",
        "person",
        "staffer",
        "post",
        "名",
        "人",
        "个",
        "位",
    )
)
_OF_ITS = re.compile(
    r"(?:\bof (?:its|their|the) (?:roughly |about |nearly |some |more than |almost )?|占其?(?:总|全部)?约?)$"
)
_OF_THE = re.compile(r" of (?:its|their|the) ")
_STAFF_PART = re.compile(r"(?:占|相当于)[^，,。;；]{0,22}(?:员工|人力|雇员|人数)[^，,。;；]{0,5}$")
# Things that are counted, by the noun that stands behind the measure word or, in English, as the unit.
_NOUNS_ZH: tuple[tuple[str, str], ...] = (
    (
        "store_count",
        "门店|分店|店铺|商店|直营店|加盟店|专卖店|门市|据点|网点|新店|餐厅(?!合)|超市|旗舰店|便利店|店(?![员主东长家铺])",
    ),
    ("seller_count", "卖家|商家|商户|店家|品牌(?=商|成交|入驻)|供应商|经销商|卖场|网店"),
    ("city_count", "城市|城镇|乡镇|县市"),
    ("country_count", "国家|成员国|(?:个)?国(?:家)?和地区|会员国|经济体"),
    ("region_count", "地区|区域|可用区|省份|州(?!际)|省区市|省市"),
    ("member_count", "会员"),
    ("user_count", "用户|顾客|客户|买家|网民|粉丝|访客|游客|消费者|使用者|订阅者|网购者"),
    ("headcount", "员工|雇员|职工|劳工|骑手|车手|工人|外卖员|工程师|人员|从业者|岗位|职缺|职位|快递员|司机"),
    ("account_count", "账号|账户|帐户|帐号"),
    ("orders", "订单|新订单"),
    ("shipments", "包裹|小包|快递|快件|邮件|邮包|货柜|集装箱|低值包裹|报单|报关单"),
    ("units_sold", "汽车|新车|手机"),
)
_BEHIND_ZH = re.compile(
    r"(?:以上|左右|上下|多)?(?:的)?(?:[\u4e00-\u9fff]{0,5}?)(?:"
    + "|".join(f"(?P<{name}>{nouns})" for name, nouns in _NOUNS_ZH)
    + r")"
)
_BEFORE_ZH = re.compile(
    r"(?:"
    + "|".join(f"(?P<{name}>{nouns})" for name, nouns in _NOUNS_ZH)
    + r")(?:总?数量?)?(?:已|共|约|达|有|为|超|突破|增至|升至|降至|增加到|扩大到|近|逾|过|到|至){1,3}$"
)
_INSIDE = re.compile(r"的|数据|财长|经理|平台")
_MODIFIES = re.compile(r"数据|财长|领导人|经理|市场|服务网络|价格|平台|总部|机场")
_UNITS_EN = {
    unit: name
    for name, units in {
        "store_count": "store shop outlet location restaurant branch remodel supermarket cafe boutique showroom",
        "seller_count": "seller merchant vendor brand",
        "city_count": "city town",
        "country_count": "country nation",
        "region_count": "region province state",
        "user_count": "user customer subscriber shopper buyer follower viewer visitor",
        "account_count": "account",
        "orders": "order trip ride booking",
        "shipments": "parcel package shipment container teu ffe delivery",
        "downloads": "download install",
        "engagement": "visit view",
        "headcount": "employee worker staff staffer",
    }.items()
    for unit in units.split()
}
_BEHIND_EN = re.compile(
    r"[ ](?:(?!united )[a-z-]+ ){0,3}?(?P<noun>"
    + "|".join(f"{re.escape(unit)}(?:e?s)?|{re.escape(unit[:-1])}ies" for unit in _UNITS_EN)
    + r")\b"
)
_EMPLOYS = re.compile(
    r"\b(?:hir(?:e|es|ed|ing)|employ\w*|headcount|payroll\w*|workforce|recruit\w*|added|adding|creat\w+)\b"
)
_SOLD_UNITS = frozenset(
    (
        "car",
        "vehicle",
        "phone",
        "unit",
        "copy",
        "truck",
        "smartphone",
        "console",
        "device",
        "jet",
        "plane",
        "aircraft",
    )
)
# Whom a survey asked, what a test looked at.
_SAMPLE = re.compile(
    r"(?:调查|访问|抽样|抽验|抽查|抽检|回收)了?(?:约|超过|逾|近)?$"
    r"|\b(?:surveyed|polled|interviewed|(?:survey|study|poll|sample) of)(?: (?:more than|about|some|over"
    r"|nearly))? $"
)
_MAKES = re.compile(
    r"\b(?:produc(?:e|es|ed|ing)|buil(?:d|ds|t|ding)|assembl\w+|manufactur\w+|turn(?:s|ed|ing)? out"
    r"|mak(?:e|es|ing))\b[^,;.]{0,24}$"
)
_HIRES = re.compile(r"\b(?:hir(?:e|es|ed|ing)|recruit\w*|employ(?:s|ed|ing)?)\b[^,;.]{0,24}$")
_MONTHLY = re.compile(r"\bmonthly|\bmau\b|月活|月度活跃")
_SOLD = re.compile(
    r"销|卖|售|交付|\b(?:sold|sell\w*|sales|delivered|deliver\w*|handed over|registrations?)\b"
)
_OUTPUT = re.compile(r"产|造|\b(?:produc\w+|output|built|build\w*|made|manufactur\w+)\b")
_CLOSED = re.compile(r"\b(?:clos(?:e|es|ed|ing)|shut\w*|open(?:s|ed|ing)?)\b|关|闭|开")
_STORES = re.compile(r"\b(?:stores|shops|outlets|branches|restaurants)\b|门店|门市|店铺|分店")


def counted(quantity: Quantity, place: Surroundings) -> str | None:
    """The metric of a count by what is counted; "nothing": something else; None: the words around must tell."""
    staff = about_staff(quantity, place)
    if staff is not None:
        return staff
    if _SAMPLE.search(place.left):
        return NOTHING
    unit = singular(quantity.unit or "")
    if place.page[place.start : place.end].rstrip("家").endswith("国"):
        return "country_count"
    if not unit and (noun := _BEHIND_EN.match(place.page, place.end, min(place.clause.end, place.end + 48))):
        unit = singular(noun["noun"])
    if unit.isascii() and (unit or _HIRES.search(place.left)):
        return _of_unit(place, unit)
    behind = _BEHIND_ZH.match(place.page, place.end, min(place.sentence.end, place.end + 16))
    if behind is None and (named := _BEFORE_ZH.search(place.left)) is not None:
        # 成交额破亿的品牌有62个
        monthly = named.lastgroup == "user_count" and _MONTHLY.search(place.clause_left)
        name = "mau" if monthly else named.lastgroup or ""
        return name if counts(name, quantity.unit) else None
    if behind is None or _MODIFIES.match(place.page, behind.end()) or _INSIDE.search(behind.group()[1:-2]):
        return None
    name = behind.lastgroup or ""
    if not counts(name, quantity.unit):
        return None
    if name == "user_count" and _MONTHLY.search(place.clause_left):
        return "mau"
    if name == "units_sold":
        made = _OUTPUT.search(place.clause_left) and not _SOLD.search(place.clause_left)
        return "production" if made else name
    return name


def _of_unit(place: Surroundings, unit: str) -> str | None:
    name = _UNITS_EN.get(unit)
    if unit == "office" and _CLOSED.search(place.left):
        return "store_count"
    clause = place.page[place.clause.start : place.clause.end]
    if name == "user_count" and _MONTHLY.search(clause):
        return "mau"
    if unit in _SOLD_UNITS:
        return "units_sold" if _SOLD.search(clause) else "production" if _OUTPUT.search(clause) else None
    if name is None and unit not in _JOBS and _MAKES.search(place.left):
        return "production"
    if name is None and (unit in _JOBS or _HIRES.search(place.left)):
        people = unit in ("people", "person")
        return None if people and not _EMPLOYS.search(clause) else "headcount"
    return name


def about_staff(quantity: Quantity, place: Surroundings) -> str | None:
    """Jobs that are cut are layoffs, whatever the noun: cut 14,000 corporate jobs; those there are, headcount."""
    behind = place.page[place.end : min(place.sentence.end, place.end + 48)]
    if quantity.kind == "count":
        if _OF_ITS.search(place.left) and _STAFF.search(behind):
            return "headcount"
        stop = min(max(place.clause.end, place.end + 2), place.end + 40)
        around = place.page[max(place.sentence.start, place.start - 70) : stop]
        people = _STAFF.search(behind) or quantity.unit in _JOBS - {"个"}
        return "layoffs" if people and _LAYOFF.search(around) and not _SOLD.search(behind[:12]) else None
    part = _STAFF.search(behind) if _OF_THE.match(behind) else _STAFF_PART.search(place.clause_left)
    if part is None:
        part = _STAFF.search(place.page[place.end : min(place.clause.end, place.end + 8)])
    if part:
        return "layoffs" if _LAYOFF.search(place.sentence_left) else None
    stores = _OF_THE.match(behind) and _STORES.search(behind) and _CLOSED.search(place.left)
    return "store_count" if stores else None
