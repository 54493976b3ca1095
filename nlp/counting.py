"""Which counts are figures: 两家 and 12个 are; 一个, 三条建议, 每一天 and the 两国 just named are none."""

from __future__ import annotations

import re

from nlp.numbers import Number
from nlp.units import Unit

_LISTED = re.compile(
    r"(?:方面|维度|层面|阶段|方向|问题|原因|特点|要点|关键|步骤|环节|角度|领域|部分|趋势|重点|核心"
    r"|因素|挑战|目标|原则|优势|建议|条件|前提|标准|选择|例子|字|月|层次"
    r"|支柱|抓手|大)"
)


_LISTED_BEFORE = re.compile(r"[、和与及跟][\u4e00-\u9fff]{1,5}$|[中美日韩英法德俄印欧]{2}$")
# 每一天, 那一年: the numeral points, it does not count.
_POINTING = frozenset("每哪那这有同某前后第任")
# 两个仓库 counts things; 三个转变 lists arguments.
_THINGS = re.compile(
    r"[ ]?(?:[\u4e00-\u9fff]{0,4}?)(?:国家|城市|地区|仓|工厂|厂|品牌|市场|站点|州|省|市|县|港|店"
    r"|数据中心|中心|区域|部门|项目|平台|品类|产品|型号|航班|基地|园区|机构|公司|企业|席位|岗位|账号"
    r"|地点|交易日|类目)"
)


# Units that say too little to make a small number a figure, except these, which are only said of things counted.
_COUNTING = frozenset(
    ("个", "次", "项", "笔", "条", "点", "种", "只", "股", "张", "套", "份", "场", "起", "班", "趟", "sku")
)


def accept_unit(page: str, number: Number, unit: Unit, end: int) -> Unit | None:
    """Whether the number with this unit is a figure: 一个 and 三条建议 are not, 两家 and 12个 are."""
    if unit.kind == "multiple" and unit.unit == "x" and page[end - 1] == "x" and number.scale > 1:
        return None
    if unit.kind in ("percent", "pp", "capacity", "multiple"):
        return unit
    if unit.kind == "duration":
        return unit if _lasts(page, number, unit, end) else None
    if number.bare and number.value < 10**6 and not after_bound(page, number.start):
        return None
    if _is_small(number) and not _counts_things(page, number, unit, end):
        return None
    if number.form == "words" and number.value == 1:
        return None
    if not unit.strong and unit.unit not in _COUNTING and number.value < 10:
        return None
    return unit


def _is_small(number: Number) -> bool:
    """One Chinese numeral below ten: it counts, points and lists alike."""
    return number.form == "hanzi" and number.high is None and number.value < 10


def _lasts(page: str, number: Number, unit: Unit, end: int) -> bool:
    """Whether a stretch of time is one: 每一天 points, 四季 are the seasons, 2024年 is a date."""
    before = page[number.start - 1 : number.start]
    if _is_small(number) and number.value == 1 and before in _POINTING:
        return False
    seasons = unit.unit == "quarter" and page[end - 1] == "季" and number.form == "hanzi"
    if seasons and number.high is None and before not in ("至", "到", "连"):
        return False
    return not (number.value >= 1900 and page[end - 1] == "年")


def _counts_things(page: str, number: Number, unit: Unit, end: int) -> bool:
    """Whether a small Chinese number counts things of the world: 两个仓库 does, 三个转变 lists arguments."""
    if number.value == 1 or _LISTED.match(page, end):
        return False
    if unit.unit == "国" and _LISTED_BEFORE.search(page[max(0, number.start - 12) : number.start]):
        return False  # 巴西、韩国两国 names them again
    return _THINGS.match(page, end) is not None if unit.unit == "个" else unit.strong


def after_bound(page: str, at: int) -> bool:
    return page[at - 1 : at] in ("上", "过", "破", "近", "超", "逾", "达", "约", "数", "每", "足") and at > 0
