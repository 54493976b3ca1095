"""The space of Chinese amounts: how a value is written, what it counts, what stands around it, which script.

Every list here is a closed class. A test takes one member of each, writes the sentence and asks for what went in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import opencc
from hypothesis import strategies as st

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")
_TRADITIONAL = opencc.OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Written:
    """A value and one way of writing it. ``scale``: how much its last digits were multiplied by."""

    text: str
    value: Decimal
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """What may stand around a number: a mark in front, a unit behind, and what both make of it."""

    before: str
    after: str
    kind: str
    unit: str | None  # the unit, or the currency of money
    factor: Decimal = Decimal(1)
    sentence: str = "去年合计{}。"
    fraction: bool = True  # may the value have a point


def hanzi(number: int) -> str:
    """The standard Chinese numeral, by sections of ten thousand (own writer, the reader's opposite)."""
    if number == 0:
        return "零"
    parts: list[str] = []
    for scale, name in ((10**12, "兆"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, scale)
        if section:
            if parts and section < 1000:
                parts.append("零")
            parts.append(section_of(section) + name)
    return "".join(parts)


def section_of(section: int) -> str:
    written, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, section = divmod(section, scale)
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + name
            gap = False
        elif written:
            gap = True
    return written


def spoken(number: int) -> str:
    """As it is said: 两千, 两万, 十二."""
    written = hanzi(number).replace("二千", "两千").replace("二万", "两万").replace("二亿", "两亿")
    return written[1:] if written.startswith("一十") else written


def traditional(text: str) -> str:
    """The text in Traditional characters, as long as it was."""
    written = _TRADITIONAL.convert(text)
    return written if len(written) == len(text) else text


# --- how a value is written ------------------------------------------------------------------------------------

SCALES = {
    "万": 4, "亿": 8, "万亿": 12, "兆": 12, "十万": 5, "百万": 6, "千万": 7, "十亿": 9, "百亿": 10, "千亿": 11, "百": 2, "千": 3,
}  # fmt: skip


def _plain(number: int) -> Written:
    return Written(str(number), Decimal(number))


def _separated(number: int) -> Written:
    return Written(f"{number:,}", Decimal(number))


def _wide(number: int) -> Written:
    return Written(f"{number:,}".translate(WIDE), Decimal(number))


def _numeral(number: int) -> Written:
    return Written(hanzi(number), Decimal(number))


def _spoken(number: int) -> Written:
    return Written(spoken(number), Decimal(number))


def _formal(number: int) -> Written:
    return Written(hanzi(number).translate(FORMAL), Decimal(number))


# From ten: 一家 and 两个 are a question of their own. No plain years, no single digits that may be a list.
WHOLE: st.SearchStrategy[Written] = st.one_of(
    st.integers(11, 999).map(_plain),
    st.integers(2101, 10**7).map(_plain),
    st.integers(1000, 10**9).map(_separated),
    st.integers(1000, 10**8).map(_wide),
    st.integers(11, 99_999).map(_numeral),
    st.integers(11, 10**9).map(_spoken),
    st.integers(10**4, 10**8).map(_formal),
)


@st.composite
def scaled(draw: st.DrawFn) -> Written:
    """2.3万, 129.8 億, 1,802亿, 三点二亿, 八百万."""
    name, power = draw(st.sampled_from(sorted(SCALES.items())))
    if draw(st.booleans()):
        tenths = draw(st.integers(11, 99_999).filter(lambda number: number % 10))
        value = Decimal(tenths) / 10
        gap = draw(st.sampled_from(["", "", " "])) if power >= 4 else ""
        figures = f"{value:,}" if draw(st.booleans()) else str(value)
        return Written(f"{figures}{gap}{name}", value * 10**power, 10**power)
    whole, tenth = draw(st.integers(2, 9)), draw(st.integers(1, 9))
    return Written(
        f"{DIGITS[whole]}点{DIGITS[tenth]}{name}", Decimal(f"{whole}.{tenth}") * 10**power, 10**power
    )


@st.composite
def compound(draw: st.DrawFn) -> Written:
    """1兆2,000亿, 3万3,000, 3千5百亿, 2万5千."""
    big, small = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    hundreds = draw(st.integers(1, 9999))
    return draw(
        st.sampled_from(
            [
                Written(f"{big}兆{hundreds:,}亿", Decimal(big * 10**12 + hundreds * 10**8), 10**8),
                Written(f"{big}亿{hundreds}万", Decimal(big * 10**8 + hundreds * 10**4), 10**4),
                Written(f"{big}千{small}百亿", Decimal(big * 1000 + small * 100) * 10**8, 10**10),
                Written(f"{big}万{small}千", Decimal(big * 10**4 + small * 1000), 1000),
                Written(f"{big}万{small},000", Decimal(big * 10**4 + small * 1000), 10**4),
                Written(f"{big}百{small}十万", Decimal(big * 100 + small * 10) * 10**4, 10**5),
            ]
        )
    )


@st.composite
def pointed(draw: st.DrawFn) -> Written:
    """12.5, 1,204.75: digits with a point and no scale."""
    whole, part = draw(st.integers(1, 9999)), draw(st.integers(1, 99))
    value = Decimal(f"{whole}.{part:02d}")
    return Written(f"{value:,}" if draw(st.booleans()) else str(value), value)


NUMBERS: st.SearchStrategy[Written] = st.one_of(WHOLE, scaled(), compound())

# --- what is counted -------------------------------------------------------------------------------------------

BEHIND = {
    "元": "CNY", "元人民币": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
    "日圆": "JPY", "韩元": "KRW", "港元": "HKD", "港币": "HKD", "新台币": "TWD", "台币": "TWD", "澳元": "AUD", "加元": "CAD",
    "新西兰元": "NZD", "新元": "SGD", "坡币": "SGD", "令吉": "MYR", "林吉特": "MYR", "马币": "MYR", "泰铢": "THB", "越南盾": "VND",
    "印尼盾": "IDR", "菲律宾比索": "PHP", "墨西哥披索": "MXN", "印度卢比": "INR", "卢比": "INR", "巴基斯坦卢比": "PKR", "卢布": "RUB",
    "雷亚尔": "BRL", "阿根廷比索": "ARS", "智利比索": "CLP", "兰特": "ZAR", "里拉": "TRY", "瑞士法郎": "CHF", "瑞典克朗": "SEK",
    "挪威克朗": "NOK", "丹麦克朗": "DKK", "捷克克朗": "CZK", "兹罗提": "PLN", "福林": "HUF", "列伊": "RON", "格里夫纳": "UAH",
    "谢克尔": "ILS", "里亚尔": "SAR", "迪拉姆": "AED", "埃及镑": "EGP", "奈拉": "NGN", "坚戈": "KZT", "澳门元": "MOP",
    "RMB": "CNY", "CNY": "CNY", "USD": "USD", "HKD": "HKD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY",
}  # fmt: skip
IN_FRONT = {
    "¥": "CNY", "￥": "CNY", "RMB": "CNY", "RMB ": "CNY", "人民币": "CNY", "US$": "USD", "USD ": "USD", "美元": "USD", "$": "USD",
    "HK$": "HKD", "港币": "HKD", "NT$": "TWD", "新台币": "TWD", "€": "EUR", "欧元": "EUR", "£": "GBP", "日元": "JPY", "A$": "AUD",
    "C$": "CAD", "S$": "SGD", "RM": "MYR", "₹": "INR", "₩": "KRW", "瑞士法郎": "CHF", "令吉": "MYR", "泰铢": "THB",
}  # fmt: skip
MONEY = [
    *[Counted("", name, "money", code) for name, code in BEHIND.items()],
    *[Counted(mark, "", "money", code) for mark, code in IN_FRONT.items()],
    *[
        Counted(mark, "元", "money", code)
        for mark, code in (("新台币", "TWD"), ("人民币", "CNY"), ("港币", "HKD"))
    ],
]
CENTS = [
    Counted("", name, "money", code, Decimal("0.01"))
    for name, code in (("美分", "USD"), ("欧分", "EUR"), ("便士", "GBP"), ("港仙", "HKD"), ("美仙", "USD"))
]
TIMES = [
    Counted("", name, "duration", unit, factor, "流程耗时{}。")
    for name, unit, factor in (
        ("个工作日", "day", Decimal(1)), ("天", "day", Decimal(1)), ("个星期", "week", Decimal(1)), ("周", "week", Decimal(1)),
        ("个月", "month", Decimal(1)), ("个季度", "quarter", Decimal(1)), ("小时", "hour", Decimal(1)), ("个钟头", "hour", Decimal(1)),
        ("分钟", "minute", Decimal(1)), ("秒", "second", Decimal(1)), ("毫秒", "second", Decimal("0.001")), ("周岁", "year", Decimal(1)),
    )
]  # fmt: skip
CAPACITIES = [
    Counted("", name, "capacity", unit, sentence="新增装机{}。")
    for name, unit in (
        ("吉瓦", "GW"), ("GW", "GW"), ("兆瓦", "MW"), ("MW", "MW"), ("千瓦", "kW"), ("千瓦时", "kWh"), ("兆瓦时", "MWh"), ("GWh", "GWh"),
        ("马力", "hp"),
    )
]  # fmt: skip
COUNTS = [
    Counted("", name, "count", name, sentence="当地共有{}。", fraction=False)
    for name in (
        "家", "名", "人", "台", "件", "位", "款", "座", "辆", "架", "艘", "户", "间", "个", "次", "项", "种", "条", "笔", "套", "张", "份", "只",
        "支", "颗", "枚", "处", "篇", "宗", "批", "场", "股", "栋", "幢", "席", "床", "例", "箱", "桶", "瓶", "盒", "袋", "包", "吨", "公斤", "公里",
        "平方米", "亩", "公顷", "坪", "立方米", "标箱", "个标准箱", "人次", "架次", "台次", "则", "案", "组", "桌", "株", "匹", "公吨", "盎司",
    )
]  # fmt: skip
SHARES = [
    Counted("", "%", "percent", "%", sentence="占比为{}。"),
    Counted("", "个百分点", "pp", "pp", sentence="毛利率提高{}。"),
    Counted("", "个基点", "pp", "pp", Decimal("0.01"), "利率下调{}。"),
    Counted("", "‰", "percent", "%", Decimal("0.1"), "费率为{}。"),
    Counted("", "倍", "multiple", "x", sentence="价格是原来的{}。"),
]
ALL_COUNTED = [*MONEY, *CENTS, *TIMES, *CAPACITIES, *COUNTS]

# What stands in front of an amount or behind it, and is no part of it.
BEFORE = [
    "",
    "约",
    "近",
    "逾",
    "超过",
    "不到",
    "不足",
    "至少",
    "最高",
    "大约",
    "将近",
    "接近",
    "高达",
    "仅",
    "达",
    "突破",
]
BEHIND_IT = ["", "左右", "以上", "以下", "上下", "不等"]
CONNECTORS = ["-", "–", "—", "~", "～", "至", "到", "－"]

# --- words -----------------------------------------------------------------------------------------------------

# (sentence, words, kind, value or (low, high))
WORDS: list[tuple[str, str, str, str | tuple[str, str]]] = [
    ("{}的卖家涨价。", "三成", "percent", "30"),
    ("{}的卖家涨价。", "三成五", "percent", "35"),
    ("{}的卖家涨价。", "2成5", "percent", "25"),
    ("{}的卖家涨价。", "七成半", "percent", "75"),
    ("{}的卖家涨价。", "七八成", "percent", ("70", "80")),
    ("{}的卖家涨价。", "两到三成", "percent", ("20", "30")),
    ("占比为{}。", "百分之十二点五", "percent", "12.5"),
    ("占比为{}。", "百分之3", "percent", "3"),
    ("占比为{}。", "百分之十到二十", "percent", ("10", "20")),
    ("占比为{}。", "百分之十至百分之十五", "percent", ("10", "15")),
    ("费率为{}。", "千分之三", "percent", "0.3"),
    ("费率为{}。", "万分之五", "percent", "0.05"),
    ("费率为{}。", "百万分之二", "percent", "0.0002"),
    ("占全部的{}。", "三分之一", "multiple", "0.3333333333333333333333333333"),
    ("占全部的{}。", "二十分之一", "multiple", "0.05"),
    ("占全部的{}。", "10分之3", "multiple", "0.3"),
    ("约{}用于扩产。", "2/3", "multiple", "0.6666666666666666666666666667"),
    ("占全部的{}。", "一半", "multiple", "0.5"),
    ("近{}受访者同意。", "半数", "multiple", "0.5"),
    ("销量{}。", "翻倍", "multiple", "2"),
    ("销量{}。", "翻番", "multiple", "2"),
    ("销量{}。", "翻了一番", "multiple", "2"),
    ("销量{}。", "翻两番", "multiple", "4"),
    ("销量{}。", "翻了近一番", "multiple", "2"),
    ("销量{}。", "倍增", "multiple", "2"),
    ("股价{}。", "腰斩", "multiple", "0.5"),
    ("税额{}。", "减半", "multiple", "0.5"),
    ("增长{}。", "一倍半", "multiple", "1.5"),
    ("增长{}。", "两倍多", "multiple", "2"),
    ("全场{}起。", "八折", "percent", "80"),
    ("全场{}起。", "7.5折", "percent", "75"),
    ("全场{}起。", "八五折", "percent", "85"),
    ("全场{}。", "3-5折", "percent", ("30", "50")),
    ("实现{}增长。", "双位数", "percent", ("10", "99")),
    ("实现{}增长。", "两位数", "percent", ("10", "99")),
    ("实现{}增长。", "三位数", "percent", ("100", "999")),
    ("央行升息{}。", "半码", "pp", "0.125"),
    ("联准会降息{}。", "2码", "pp", "0.5"),
    ("工期为{}。", "半年", "duration", "0.5"),
    ("工期为{}。", "一年半", "duration", "1.5"),
    ("工期为{}。", "三个半月", "duration", "3.5"),
    ("工期为{}。", "两个半小时", "duration", "2.5"),
    ("工期为{}。", "三五年", "duration", ("3", "5")),
    ("工期超过{}。", "半个世纪", "duration", "50"),
    ("已有{}员工离开。", "上万名", "count", "10000"),
    ("近{}企业参展。", "百家", "count", "100"),
    ("共有{}企业参展。", "十余家", "count", "10"),
    ("共有{}企业参展。", "百余家", "count", "100"),
    ("共有{}企业参展。", "200多家", "count", "200"),
    ("共有{}企业参展。", "200+家", "count", "200"),
    ("共有{}企业参展。", "七八百家", "count", ("700", "800")),
    ("共有{}企业参展。", "两三千家", "count", ("2000", "3000")),
    ("共有{}企业参展。", "四五十万家", "count", ("400000", "500000")),
    ("共有{}企业参展。", "十七八家", "count", ("17", "18")),
    ("共有{}企业参展。", "三十五六家", "count", ("35", "36")),
    ("客单价{}。", "一百二三十元", "money", ("120", "130")),
    ("共有{}企业参展。", "三千五六百家", "count", ("3500", "3600")),
    ("营收做到{}。", "1.2个亿", "money", "120000000"),
    ("净利只有{}。", "300来万", "money", "3000000"),
    ("他终于年入{}。", "百万", "money", "1000000"),
    ("投了{}广告。", "10万块", "money", "100000"),
    ("每单赔{}。", "3到5块", "money", ("3", "5")),
    ("性能为{}IPS。", "7.8万", "count", "78000"),
    ("这是{}市场。", "千亿级", "money", "100000000000"),
    ("融资达{}。", "百万美元级", "money", "1000000"),
    ("坐拥{}用户。", "亿级", "count", "100000000"),
    ("推出{}补贴。", "百亿", "money", "10000000000"),
    ("融资{}。", "上千万美元", "money", "10000000"),
    ("成交额过{}。", "亿元", "money", "100000000"),
    ("售价{}。", "3元5角", "money", "3.5"),
    ("售价{}。", "9块9", "money", "9.9"),
    ("售价{}。", "5毛钱", "money", "0.5"),
    ("罚款{}。", "一二五亿元", "money", "12500000000"),
    ("处{}以下罚款。", "2万元以上10万元", "money", ("20000", "100000")),
    ("是全球{}市场。", "第二大", "rank", "2"),
    ("销量居全国{}。", "第三", "rank", "3"),
    ("跻身全球{}。", "前十", "rank", "10"),
    ("产量位列全球{}。", "前五大", "rank", "5"),
    ("首次跻身{}。", "十强", "rank", "10"),
    ("{}买过它。", "每三人就有一人", "multiple", "0.3333333333333333333333333333"),
    ("{}买过它。", "每10个家庭里有3个", "multiple", "0.3"),
]
# Amounts that nobody could stand by. Of money at least the size is said; that is tried elsewhere.
VAGUE = [
    "数十家",
    "几十万人",
    "好几百台",
    "若干家",
    "成千上万的人",
    "成百上千家",
    "三三两两",
    "几个",
    "数年",
    "多家",
]


def parts(written: Written, counted: Counted) -> str:
    """The amount as it stands in a text."""
    return f"{counted.before}{written.text}{counted.after}"


Number = Callable[[int], Written]
