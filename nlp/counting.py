"""Which counts are figures: 两家 and 12个 are; 一个, 三条建议, 每一天 and the 两国 just named are none."""

from __future__ import annotations

import re

from nlp.numbers import Number
from nlp.numerals import SCALES
from nlp.units import Unit

_LISTED = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:方面|维度|层面|层次|阶段|方向|问题|原因|特点|特征|要点|关键|步骤|环节|角度|视角|领域|部分|趋势|重点"
    r"|核心|因素|挑战|目标|原则|优势|劣势|建议|条件|前提|标准|选择|例子|支柱|抓手|提醒|误区|问号|信号|变化|特质|模块|板块|路径|策略"
    r"|思路|逻辑|理由|启示|教训|经验|结论|观点|看点|亮点|痛点|难点|变量|不确定|可能|场景|动作|措施|举措|关键词|转变|结合)"
    r"|字|月(?![\u4e00-\u9fff])|大"
)
_LISTED_BEFORE = re.compile(r"[、和与及跟][\u4e00-\u9fff]{1,5}$|[中美日韩英法德俄印欧]{2}$")
# 每一天, 那一年: the numeral points, it does not count.
_POINTING = frozenset("每哪那这有同某前后任")
# 两个仓库 counts things; 三个转变 lists arguments.
_THINGS = re.compile(
    r"[ ]?(?:[\u4e00-\u9fff]{0,4}?)(?:国家|经济体|成员国|城市|地区|仓|工厂|厂|品牌|市场|站点|州|省|市|县|港|店|村|乡|镇"
    r"|街道"
    r"|数据中心|中心|区域|部门|项目|平台|品类|产品|商品|型号|车型|机型|航班|航线|产线|生产线|基地|园区|机构|公司|企业|席位|岗位"
    r"|职位|职缺|账号|账户|地点|交易日|类目|包裹|订单|基金|学校|医院|酒店|机场|码头|泊位|专利|案件|家庭|孩子|子女|牌子|大奖|频道"
    r"|直播间|网点|集装箱|货柜|柜|工作日|小区|社区|车间|仓位|语种|人(?![才员力工民类物生性格])|货车|卡车|船|飞机)"
)
# Units that say too little to make a small number a figure, except these, which are only said of things counted.
_COUNTING = frozenset(
    (
        "个",
        "次",
        "项",
        "笔",
        "条",
        "点",
        "种",
        "只",
        "股",
        "张",
        "套",
        "份",
        "场",
        "起",
        "班",
        "趟",
        "sku",
        "类",
        "块",
        "宗",
        "则",
        "支",
    )
)
# What makes a bare scale an amount: 上万, 近百家, 过亿元; 网上百家 and 市场上万科 have another 上.
_BOUND = frozenset("过破近超逾达约每足至")
_NOT_UP = frozenset("以网线路界场加晚早马史身海台股事际本基楼车船手天地面会赶赛跟沿岸桌街市湖江河水陆空")
# 千元档, 百亿补贴, 千亿目标: said of round amounts.
_ROUND_BEHIND = re.compile(
    r"以[上下内]|之内|左右|上下|出头|大关|门槛|价位|价格带|关口|俱乐部|[档机](?![会制构构关位])|级"
)
_ROUND_BEFORE = re.compile(r"(?:[年月日]入|身[价家]|年薪|豪掷|斥资|耗资|狂赚|吸金|净赚|砸下?|损失)了?$")
_ROUND_MONEY = re.compile(
    r"(?:元|美元|人民币)?(?:目标|补贴|投资|融资|市场|规模|市值|估值|营收|收入|销售|gmv|资金|资产|基金|赛道|产业|身家|身价|年薪|财富|大单"
    r"|订单|罚单|罚款|债务|负债|利润|成交|交易|阵营|房企|巨头|豪宅|红包|体量|大厂|级)"
)


def accept_unit(page: str, number: Number, unit: Unit, end: int) -> Unit | None:
    """Whether the number with this unit is a figure: 一个 and 三条建议 are not, 两家 and 12个 are."""
    if unit.kind == "multiple" and unit.unit == "x" and page[end - 1] == "x" and number.scale > 1:
        return None
    if unit.kind in ("percent", "pp", "capacity", "multiple"):
        return unit
    if unit.kind == "duration":
        return unit if _lasts(page, number, unit, end) else None
    if number.bare and number.value < 10**6 and not is_bound(page, number, end):
        return None
    if unit.unit == "点" and is_clock(page, number):
        return None
    if unit.unit == "条" and page[number.start - 1 : number.start] == "章":
        return None  # 共六章四十二条: how a law is built
    if unit.unit == "字" and number.form == "hanzi" and number.value == 10:
        return None  # 十字路口
    if _is_small(number) and not _counts_things(page, number, unit, end):
        return None
    if number.form == "words" and number.value == 1:
        return None
    whole = number.value == number.value.to_integral_value()
    if not unit.strong and number.value < 10 and whole and not _in_range(page, number, end):
        listed = number.form == "digits" and _LISTED.match(page, end)
        return None if listed or unit.unit not in _COUNTING else unit
    return unit


_RANGE_BEFORE = re.compile(r"\d[^\d，,。、]{0,3}[-–—~～至到]$")
_RANGE_BEHIND = re.compile(r"[-–—~～至到]\d")


def _in_range(page: str, number: Number, end: int) -> bool:
    """An end of 2-3颗 or 2颗至3颗: who gives a range does not list arguments."""
    if number.form != "digits":
        return False
    before = _RANGE_BEFORE.search(page[max(0, number.start - 6) : number.start])
    return bool(before or _RANGE_BEHIND.match(page, end))


_MOVED = re.compile(r"[涨跌升降挫扬低高滑]了?[ ]?$")


def is_clock(page: str, number: Number) -> bool:
    """8点 is a time of day, 跌8点 and 3,000点 are an index."""
    if number.value > 24 or not (number.plain or number.form == "hanzi"):
        return False
    return not _MOVED.search(page[max(0, number.start - 3) : number.start])


def _is_small(number: Number) -> bool:
    """One Chinese numeral below ten: it counts, points and lists alike."""
    return number.form == "hanzi" and number.high is None and number.value < 10


def _lasts(page: str, number: Number, unit: Unit, end: int) -> bool:
    """Whether a stretch of time is one: 每一天 points, 四季 are the seasons, 2024年 is a date."""
    before = page[number.start - 1 : number.start]
    if _is_small(number) and number.value == 1 and unit.unit not in ("hour", "minute", "second"):
        # 一天到晚, 有一年: only with a word of time is it as long as that.
        left = page[max(0, number.start - 3) : number.start]
        if before in _POINTING or not (_LASTING.match(page, end) or _LASTING_BEFORE.search(left)):
            return False
    if (
        number.form == "hanzi"
        and page[end - 1] == "年"
        and _REIGN.search(page[max(0, number.start - 2) : number.start])
    ):
        return False
    if unit.unit == "week" and number.form == "hanzi" and number.value == 4 and page[end - 1] == "周":
        # 四周 is all around as well.
        left = page[max(0, number.start - 3) : number.start]
        return bool(_LASTING.match(page, end) or _LASTING_BEFORE.search(left) or _LASTING_FALL.search(left))
    if unit.unit == "week" and before == "周":
        return False  # 周三周四
    if page[end - 1] == "年" and _is_year(page, number, end):
        return False
    if unit.unit == "week" and number.form == "hanzi" and number.value == 4 and page[end - 1] == "周":
        # 四周 is all around as well.
        left = page[max(0, number.start - 3) : number.start]
        return bool(_LASTING.match(page, end) or _LASTING_BEFORE.search(left) or _LASTING_FALL.search(left))
    if unit.unit == "week" and before == "周":
        return False  # 周三周四
    if number.form == "digits" and number.plain and page[end - 1] == "年":
        if 1000 <= number.value <= 2100:
            return False
        if number.value >= 100:  # a year of Taiwan's count, or of long ago
            left = page[max(0, number.start - 3) : number.start]
            return bool(_LASTING.match(page, end) or _LASTING_BEFORE.search(left))
    if unit.unit == "quarter" and number.high is None and number.value <= 4:
        # 四季, 三季度: the seasons, the third of the year; 连续三季 lasts.
        named = page[number.end] == "季" and before not in ("至", "到", "连", "续", "近", "去")
        if named and (number.form == "hanzi" or page.startswith("季度", number.end)):
            return False
    if page[end - 1] == "日" and number.value <= 31 and page[end - 2] not in "作易然息":
        return _DAYS.match(page, end) is not None or bool(
            _DAYS_BEFORE.search(page[max(0, number.start - 4) : number.start])
        )
    return True


_LASTING = re.compile(
    r"之?内|以[内上下后前来]|[后前来](?![年天])|多(?![次种])|半|期|的?时间|左右|有余|余|间|有效|免费|缓冲|宽限|过渡|的?(?:期限|历史|经验|窗口|保修|合同|试用)"
)
_LASTING_BEFORE = re.compile(
    r"(?:不到|不足|未满|满|近|约|超过?|逾|为期|仅|只|了|用|历时|过去|最近|未来|成立"
    r"|长达|缩短|延长|至少|最多|最长|最短|短短|每隔|第|前|首|达"
    r"|推迟|提前|拘留|监禁|徒刑|禁赛|停赛|停业)[ ]?$"
)
# 光绪三年, 令和六年: years of a reign.
_REIGN = re.compile(
    r"民国|令和|平成|昭和|大正|明治|宣统|光绪|同治|咸丰|道光|嘉庆|乾隆|雍正|康熙|顺治|崇祯|万历|嘉靖|成化|宣德|永乐|洪武|贞观|开元"
)
# 19日 is a date; 7日内, 连续三日, 满90日 last.
_DAYS = re.compile(
    r"之?内|以[内上下]|期|间|游|的(?:期限|时间|公示|宽限|缓冲)|[后前](?=[内可须不自完])|左右|无理由"
)
_DAYS_BEFORE = re.compile(
    r"(?:连续?|最多|最长|至少|限|满|为期|提前|每|历时|逾|超过?|不足|不到|未满|长达|共|延长|宽限|近|过去)[ ]?$"
)


_NAMED_BEFORE = frozenset("这那哪此该其后头末")
_CASUALTIES = re.compile(
    r"造成|致(?:使)?|导致|至少|超过|逾|另有|共有?|已有|仅有?|新增|裁(?:员|减)|招聘?|死|受?伤|遇难|失踪|获救|被捕|不治|以[上下]|亡"
)


_LASTING_FALL = re.compile(r"[连跌涨升降增减续]$")
_YEARS_BEFORE = re.compile(r"1\d{3}[-–—~/]$|20\d\d[-–—~/]$|(?:公元|西元|[（(、，,。\n ])前$|公元$|西元$")
_REIGN_BEHIND = re.compile(r"[（(](?:公元|西元)?前?\d{2,4}年")


def _is_year(page: str, number: Number, end: int) -> bool:
    """Whether 年 makes a year of the number: 1839年, 光绪三年, 前71年, 1997-98年, 114年."""
    left = page[max(0, number.start - 5) : number.start]
    if number.form == "hanzi":
        return bool(_REIGN.search(left[-2:]) or _REIGN_BEHIND.match(page, end))
    if not number.plain or number.value < 10:
        return False
    if 1000 <= number.value <= 2100 or _YEARS_BEFORE.search(left):
        return True
    if number.value < 100:
        return False
    lasting = _LASTING.match(page, end) or _LASTING_BEFORE.search(left[-3:])
    return not lasting or left.endswith("前")


def _counts_things(page: str, number: Number, unit: Unit, end: int) -> bool:
    """Whether a small Chinese number counts things of the world: 两个仓库 does, 三个转变 lists arguments."""
    if number.value == 1 or _LISTED.match(page, end):
        return False
    if page[number.start - 1 : number.start] in _NAMED_BEFORE and number.start:
        return False  # 这两家, 该三款: they were named before
    if number.value == 2 and (
        unit.unit == "人" or page.startswith("人", end)
    ):  # 李某二人, 两人随后: they were named before
        before = page[max(0, number.start - 4) : number.start]
        return bool(_CASUALTIES.search(before) or _CASUALTIES.match(page, end))
    if unit.unit == "国" and _LISTED_BEFORE.search(page[max(0, number.start - 12) : number.start]):
        return False  # 巴西、韩国两国 names them again
    return unit.strong or _THINGS.match(page, end) is not None


def is_bound(page: str, number: Number, end: int) -> bool:
    """Whether a scale alone is an amount: 上万, 近百, 千余, 千元以下; not 单位:万元."""
    return (
        number.more
        or page[number.start - 1 : number.start] in _BOUND
        or goes_up(page, number)
        or _ROUND_BEHIND.match(page, end) is not None
        or _ROUND_BEFORE.search(page, max(0, number.start - 4), number.start) is not None
    )


def is_round_money(page: str, number: Number) -> bool:
    """千亿目标, 百亿补贴: a scale of two characters said of money."""
    return (
        number.value >= 10**8 and number.end - number.start > 1 and bool(_ROUND_MONEY.match(page, number.end))
    )


def goes_up(page: str, number: Number) -> bool:
    """上万, 上百家: "ten thousand and up", unless 上 ends another word (网上, 以上)."""
    at = number.start
    return (
        number.form == "hanzi"
        and page[at : at + 1] in SCALES
        and page[at - 1 : at] == "上"
        and at > 0
        and page[at - 2 : at - 1] not in _NOT_UP
    )
