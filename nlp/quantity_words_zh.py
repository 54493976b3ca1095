"""Chinese words that are quantities: 翻两番, 腰斩, 三分之一, 八五折, 半码, 双位数, 第二大, 前十, 每三人有一人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.numerals import FORMAL, parse_hanzi, product
from nlp.spaced import find_spaced
from nlp.spans import Quantity
from nlp.word_patterns import LedPattern

_DIGIT = r"[一二三四五六七八九]"
_N = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,3}(?:\.\d{1,2})?)"
_MARKS = r"(?:近|超|超过|逾|将近|约|接近|至少|不止|整整|足足|了)"  # 翻了近一番
_FOLD = LedPattern(
    rf"翻(?:了|上|出|着)?{_MARKS}?(?:(?P<fan>{_N})番|(?P<bei>{_N})倍|番(?![茄天覆])|倍)"
    r"|(?<!成)(?:倍增|加倍)(?![器镜]|努力|小心|珍惜|关注|重视|认真)"
    r"|(?P<half>减半|腰斩|砍半|折半)",
    holds=("翻", "倍增", "加倍", "减半", "腰斩", "砍半", "折半"),
)
_FRACTION = re.compile(
    r"(?<![一二三四五六七八九十百千万\d点.])(?P<bottom>[二三四五六七八九十]{1,3}|[1-9]\d?)分之"
    r"(?P<top>[一二两三四五六七八九十]{1,3}|\d{1,2}(?!\d))(?!决赛|音符|拍)"
)
# 千分之五, 十万分之三, 万万分之一: hundredths are 百分之, which stands before any number.
_SMALL_PARTS = re.compile(
    r"(?<![一二两三四五六七八九点.\d])(?P<bottom>[一十百拾佰]{0,2}[千万亿仟]{1,2})分之"
    r"(?P<top>[一二两三四五六七八九十百千零壹贰叁肆伍陆柒捌玖拾佰仟]{1,8}(?:点[零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{1,6})?"
    r"|\d{1,3}(?:\.\d{1,3})?)(?!\d)"
)
# 2/3 is a date as well: it needs a word of sharing in front or one of measure behind.
_SLASHED = re.compile(
    r"(?:(?<=[约近占超逾有足减降剩余至达为是的过中])|(?<![\d./-])(?=\d/\d{1,2}(?:的|以上|左右|强|弱)))"
    r"(?P<top>[1-9])/(?P<bottom>[2-9]|1[0-2]|20|100)(?![\d./]|[ ]?[月日号])"
)
_HALF = re.compile(
    r"(?<![一二三四五六七八九十\d大另前后上下])(?:一半(?!儿?天)|半数|五五开)"
    r"|(?<=[过近超约])半(?![年天个小场夜途价月径辈生百截导自制成旧壁晌信官文岛世路空山推公开])"
)
_HALF_TIME = re.compile(
    r"(?<![上下前后大小老好一二两三四五六七八九十\d年月天多])半个?(?P<unit>年|月(?=[内前后间里来,，。])|(?<=个)月"
    r"|(?<=个)世纪|小时|钟头|天(?=之?内|时间|左右|就))(?![报线度刊])"
)
_DIGITS = LedPattern(r"(?P<n>[双两三单个]|[二三四]|[234])位(?:数字|数(?![量目据额]))", holds=("位数",))
_GROWTH = re.compile(r"[增降跌涨升幅率减缩跃提]|%|百分")
_OF_TEN = rf"(?:{_DIGIT}点?{_DIGIT}|{_DIGIT}|两)"  # 八, 八五, 八点五
_OFF = re.compile(
    rf"(?<![\d.a-z一二三四五六七八九十百点第波])(?P<low>[1-9](?:\.\d)?|[1-9]\d|{_OF_TEN})"
    rf"(?:折?(?:[-~—–至到、])(?P<high>[1-9](?:\.\d)?|[1-9]\d|{_OF_TEN}))?折"
    r"(?![扣合旧算叠返腾损射价让现线桂戟断服页屏])|打?(?P<half>对)折"
)
# A quarter of a point, as Taiwanese papers count the steps of interest rates.
_STEP = re.compile(r"(?P<n>半|[一二两三四1-9])码(?![头字农洋表率流数盘本元段位放单云])")
_RATES = re.compile(r"息|利率|联准会|fed\b|点阵图")
_RANK_LEAD = (
    r"[第前跻入进晋闯杀挺迈tn](?:(?<=[第前])|(?<=跻)身|(?<=入)[围选]|(?<=[进闯杀迈])入|(?<=晋)级|(?<=挺)进"
    r"|(?<=t)op|(?<=n)o)"
)
_RANK = LedPattern(
    rf"第(?P<n>[一二三四五六七八九十百]{{1,4}}|\d{{1,3}})[ ]?(?:大|高|多|长|快|名|位(?!数)|强|低|贵|富|宽|佳|好"
    r"|热门|受欢迎|顺位|活跃|繁忙)(?![道楼调街桥厦门]|学(?!市场)|中[学生]|部分|类|家庭)"
    r"|(?<=[\u4e00-\u9fff])(?<![的了和与在从以及或并且把将被让前])"
    r"(?<!安全|质量|用户|客户|顾客|友谊|健康|生命|人民|效率|品质|服务|信誉|员工|学生|实践|读者|国家|公益|首要)(?<!消费者)第(?P<n2>[一二三四五六七八九十]{1,3}"
    r"|\d{1,3})(?=[,，。、;；:：)）的”」』!！?？ \n|]|$)"
    rf"|(?<![以之此目提从午日超当年会赛战生史空先面跟眼身事节周天情夕晚开睡饭胸])前(?P<n3>{_N}|[百千]|\d{{1,4}})[ ]?"
    r"(?:大|名|位(?!数)|强|家|甲)(?!年)"
    rf"|(?<=[进入球国列界居身场业排])前(?P<n4>{_N}|百|\d{{1,4}})(?=[,，。、;；)）的之”」』 \n|]|$)"
    rf"|(?:跻身|入围|入选|进入|晋级|闯入|杀入|挺进|迈入)[\u4e00-\u9fff]{{0,4}}?(?P<n5>{_N}|百|\d{{1,4}})强"
    r"|(?<![a-z])top[ ]?(?P<n6>\d{1,4})(?![\d.]|[ ]?%)"
    r"|(?<=[\u4e00-\u9fff])no\.?[ ]?(?P<n7>\d{1,2})(?![\d.])",
    lead=_RANK_LEAD,
)
_COUNTED = r"(?:名|个|位|家|人|件|辆|台|部|户|单|对|台车|辆车)"
_EACH = re.compile(
    rf"每(?P<bottom>{_N}|百|一百|100)[ ]?{_COUNTED}?[\u4e00-\u9fff]{{0,8}}?[,，]?(?:就|便|中|里|约)有?(?:约|近)?"
    rf"(?P<top>{_N})[ ]?{_COUNTED}"
)
_TIME_UNITS = {"年": "year", "月": "month", "小": "hour", "钟": "hour", "天": "day", "世": "year"}
_HALVED = Decimal("0.5")


def find_chinese_words(page: str) -> Iterator[Quantity]:
    """Every quantity in Chinese words of a folded text, form by form."""
    yield from _folds(page)
    yield from _fractions(page)
    yield from _halves(page)
    yield from _digit_counts(page)
    yield from _prices_off(page)
    yield from find_spaced(page)
    yield from _steps(page)
    yield from _ranks(page)


def _folds(page: str) -> Iterator[Quantity]:
    for match in _FOLD.finditer(page):
        value, direction, role = Decimal(2), "up", "to"
        if match["fan"]:  # 翻两番 is four times
            value = Decimal(2) ** int(min(_value(match["fan"]) or 1, 20))
        elif match["bei"]:  # 翻三倍 is written for "by three" and for "to three"; taken as the growth
            value, role = _value(match["bei"]) or Decimal(1), "by"
        elif match["half"]:
            value, direction = _HALVED, "down"
        yield _word(match, "multiple", value, unit="x", direction=direction, change_role=role)


def _fractions(page: str) -> Iterator[Quantity]:
    if "分之" in page:
        for match in _FRACTION.finditer(page):
            top, bottom = _value(match["top"]), _value(match["bottom"])
            if top and bottom and top < bottom:
                yield _word(match, "multiple", top / bottom, unit="x")
        for match in _SMALL_PARTS.finditer(page):
            top = _value(match["top"])
            if top is not None:
                bottom = product(match["bottom"].lstrip("一").translate(FORMAL))
                yield _word(match, "percent", top * 100 / bottom, unit="%")
    if "/" in page:
        for match in _SLASHED.finditer(page):
            top, bottom = Decimal(match["top"]), Decimal(match["bottom"])
            if top < bottom:
                yield _word(match, "multiple", top / bottom, unit="x")
    if "每" in page:
        for match in _EACH.finditer(page):
            top, bottom = _value(match["top"]), _value(match["bottom"])
            if top and bottom and top < bottom:
                yield _word(match, "multiple", top / bottom, unit="x", rule="each")


def _halves(page: str) -> Iterator[Quantity]:
    if "半" not in page and "五五开" not in page:
        return
    for match in _HALF.finditer(page):
        yield _word(match, "multiple", _HALVED, unit="x")
    for match in _HALF_TIME.finditer(page):
        unit = match["unit"][0]
        value = Decimal(50) if unit == "世" else _HALVED
        yield _word(match, "duration", value, unit=_TIME_UNITS[unit])


def _digit_counts(page: str) -> Iterator[Quantity]:
    """双位数: a percentage between ten and ninety-nine. 个位数 counts things too: only beside words of growth."""
    for match in _DIGITS.finditer(page):
        digits = {"双": 2, "两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}.get(match["n"], 1)
        around = page[max(0, match.start() - 20) : match.end() + 8]
        if digits == 2 or _GROWTH.search(around):
            low = Decimal(10) ** (digits - 1)
            yield _word(match, "percent", None, low=low, high=10 * low - 1, unit="%", rule="digits")


def _prices_off(page: str) -> Iterator[Quantity]:
    """八五折 leaves 85 % of the price."""
    if "折" not in page:
        return
    for match in _OFF.finditer(page):
        if match["half"]:
            yield _word(match, "percent", Decimal(50), unit="%", rule="折")
            continue
        low, high = _left(match["low"]), _left(match["high"]) if match["high"] else None
        if match["high"] is None and re.fullmatch(
            r"三五|一二|二三|三四|四五|五六|六七|七八|八九", match["low"]
        ):
            low, high = _left(match["low"][0]), _left(match["low"][1])  # 七八折
        if high is not None and low < high:
            yield _word(match, "percent", None, low=low, high=high, unit="%", rule="折")
        elif high is None:
            yield _word(match, "percent", low, unit="%", rule="折")


def _left(written: str) -> Decimal:
    """What is left of a hundred: 8, 8.5, 85, 八, 八五, 八点五."""
    written = "二" if written == "两" else written
    if written[0].isdigit():
        return Decimal(written) * (1 if len(written) == 2 else 10)
    digits = Decimal(
        "".join(str("零一二三四五六七八九".index(character)) for character in written if character != "点")
    )
    return digits * (10 if digits < 10 else 1)


def _steps(page: str) -> Iterator[Quantity]:
    """降息2码: half a percentage point."""
    if "码" not in page:
        return
    for match in _STEP.finditer(page):
        if _RATES.search(page, max(0, match.start() - 40), min(len(page), match.end() + 20)):
            steps = _HALVED if match["n"] == "半" else _value(match["n"]) or Decimal(1)
            yield _word(match, "pp", steps / 4, unit="pp", rule="码")


def _ranks(page: str) -> Iterator[Quantity]:
    for match in _RANK.finditer(page):
        group = next(name for name, written in match.groupdict().items() if written)
        value = _value(match[group])
        start = match.start(group) if group == "n5" else match.start()
        if value:
            yield Quantity(start=start, end=match.end(), kind="rank", value=value, rule="rank")


def _word(
    match: re.Match[str],
    kind: str,
    value: Decimal | None,
    *,
    unit: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    direction: str | None = None,
    change_role: str | None = None,
    rule: str = "words",
) -> Quantity:
    return Quantity(
        start=match.start(),
        end=match.end(),
        kind=kind,
        value=value,
        low=low,
        high=high,
        unit=unit,
        direction=direction,
        change_role=change_role,
        rule=rule,
    )


def _value(written: str) -> Decimal | None:
    if written[0].isdigit():
        return Decimal(written)
    return {"百": Decimal(100), "千": Decimal(1000)}.get(written) or parse_hanzi(written)
