"""Where Chinese texts write numbers that are no figures: clock times, scores, ratios, sizes, versions, registrations.

Words and names stand in data/protected_zh.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nlp.word_patterns import words_pattern

_H = r"[零〇一二两三四五六七八九十廿卅]"
_DAYTIME = (
    r"(?:上午|下午|晚上|晚间|凌晨|中午|正午|早上|早晨|清晨|傍晚|午夜|深夜|半夜|当晚|昨晚|今晚|明早|[日晚夜])"
)
# What makes an amount of the digits behind a colon or a name.
_COUNTED = r"[ ]?(?:[%‰万亿兆元块美欧港英家个名人台件款辆位倍成次吨年天月日季岁座条项种张只]|百分|多|余)"
# What begins with a digit that no digit and no point stands before.
_DIGITS = "|".join(
    (
        # clock times: 8点半, 20时30分
        rf"\d{{1,2}}[点时](?:(?:\d{{1,2}}|{_H}{{1,3}})[分刻]|半(?![年个天])|整(?![改个])|许|钟(?!头))",
        # ratios and scores: 5.3:1, 3比1, 77比73
        rf"\d{{1,4}}(?:\.\d{{1,3}})?[:：]\d{{1,4}}(?:\.\d{{1,3}})?(?![\d.:：]|{_COUNTED})",
        rf"\d{{1,3}}(?:\.\d)?比\d{{1,3}}(?:\.\d)?(?![\d.]|{_COUNTED})",
        # 12+128GB, 98+2, 1+1+N; 128/256/512GB
        rf"\d{{1,2}}(?:gb)?\+\d{{1,3}}(?:\+[\dn]{{1,3}}){{0,3}}(?:gb|tb|g|t)?(?![\d.]|{_COUNTED})",
        r"\d{1,4}(?:gb|tb|g|t)?(?:/\d{1,4}){1,4}[ ]?(?:gb|tb|g|t)(?![a-z])",
        # 161.9×73.7×7.8mm
        r"\d{1,5}(?:\.\d{1,3})?[ ]?[x×*][ ]?\d{1,5}(?:\.\d{1,3})?(?:[ ]?[x×*][ ]?\d{1,5}(?:\.\d{1,3})?)?"
        r"(?:[ ]?(?:mm|cm|毫米|厘米|公分|像素))?",
        # pictures and waves: 8K/30FPS, 2K 分辨率, 1080P, 120Hz, 3纳米, 8吋晶圆, 40呎柜
        r"\d{2,4}[ ]?(?:fps|hz|khz|mhz|ghz|dpi|ppi|mbps|gbps)(?![a-z])|\d{3,4}p(?![a-z\d])",
        r"[248]k(?=[ ]?[/+]|[ ]?(?:分辨率|超高清|高清|视频|电视|屏|画质|摄像|投影|hdr|蓝光|直播|修复|拍摄))",
        r"\d{1,3}(?:\.\d)?[ ]?(?:奈米|纳米)",
        r"(?:20|40|45|53)[ ]?(?:呎|英尺|尺)(?:高|标|标准|货|集装|冷藏|平|开顶|普)?[柜箱]",
        r"(?:6|8|12)[ ]?(?:吋|英寸|寸)(?=[ ]?(?:晶圆|产能|厂|产线|硅片|碳化硅))",
        # versions: 2.0时代, 工业4.0, 3.1版
        rf"\d{{1,2}}\.0(?![\d.]|{_COUNTED}|[ ]?[分级度米升英毫厘公千克磅])|\d{{1,2}}\.\d{{1,2}}(?=版本?|时代)",
        # days of sales and of memory: 3.15晚会, 11·11; those born in the nineties: 90后, 00后
        r"(?:3\.15|6\.18|11\.11|12\.12|8\.18|5\.20|4\.15|9\.9)(?=大促|购物|电商|晚会|活动|期间|狂欢|预售|战报|年中|节|曝光|包邮)",
        r"\d{1,2}·\d{1,2}(?![\d.])|(?:[05-9]0|[0789]5|10)[、/和]?(?:[05-9]0|[0789]5|10)?后(?![续来期面天])",
        # 24小时客服; 4S店, 5A级, 3C; 360度; modes of customs: 9810
        r"(?:7天)?24小时(?=不间断|营业|在线|客服|服务|热线|值班|无休|全天|自助|便利|到货|轮班|运转|开放|待命|监控|直播)",
        r"\d[acs](?=级|店|公司|景区|产品|认证|数码|类|端|企业|业务|客户|领域|家电|用品|消费|电子)",
        r"(?:360|180)[ ]?(?:度|°)(?=全|无|旋|转|立|看|环|大)",
        r"(?:9610|9710|9810|1210|1239|0110)(?=[ ]?(?:模式|方式|出口|进口|监管|业务|项下|报关|备货|保税|直购|海外仓"
        r"|代码|b2b|[)）、,，和/]))",
        r"\d{1,2}(?:[-–~至到、]\d{1,2})?世纪|\d0年代|\d{1,3}[xen](?=[线路])|1/(?:2|4|8|16|32)决赛",
        r"\d{6,12}号|\d{1,4}(?:室|单元|号楼|栋\d|弄|胡同)",
        r"(?:19|20)\d\d[级届](?=[\u4e00-\u9fff]{0,4}(?:学生|毕业|本科|硕士|博士|新生|校友|班))",
    )
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?=\d)(?<![\d.:：])(?<!\d,)(?:{_DIGITS})",
        # 零时卅五分, 下午三点, 晚8点, 八点半
        rf"{_DAYTIME}[ ]?(?:\d{{1,2}}|{_H}{{1,3}})[点时](?:(?:\d{{1,2}}|{_H}{{1,3}})分|半|整|许|钟|多)?",
        rf"{_H}(?<![{_H[1:-1]}]{_H}){_H}{{0,2}}[点时](?:{_H}{{1,3}}[分刻]|半(?![年个天])|整(?![改个])|许|钟(?!头))",
        rf"{_H}(?<![{_H[1:-1]}]{_H}){_H}{{0,2}}(?:世纪|届[一二三四五六七]中全会)",
        r"[ntdx](?<![a-z\d][ntdx])\+\d(?!\d)|v\d{1,2}\.\d{1,2}(?=版本?|时代)|\+\d{1,4}(?:gb|tb)(?![a-z])",
        # list numbers inside a line: 原因有三:1.价格, 2.品质
        r"(?=\d)(?<=[:：;；。！？!?,，、 \n])\d{1,2}[.、)）](?=[\u4e00-\u9fffa-z“《])(?!\d)",
        r"(?:编码|税号|品目|号码|代码)[\u4e00-\u9fff\d]{0,6}?[为是:：]\d{2,10}(?![\d.])|(?:编码|税号|号码|代码|数字)前\d{1,2}位",
        # what stands behind its word: 编号8823, 备案号12345678, 客服热线:95588
        r"(?:icp备|icp证|公网安备|许可证|备案|编号|注册号|准字|卡号|账号|帐号|单号|代码|代号|工号|身份证|邮编|qq|微信号?|电话"
        r"|手机号?|客服|热线|专线|传真|群号|车牌|尾号|货号|批号|条码|流水号|证书|专利号|登记号|保单号|案号|编码|邮箱|分机)"
        rf"(?:(?:为|是|[:：]|号|号码)[:：]?[ ]?[a-z]{{0,6}}-?\d[\d-]{{2,20}}|[ ]?[a-z]{{0,4}}\d[\d-]{{5,20}})"
        rf"(?![\d.,]|{_COUNTED})",
    )
)


def find_protected_chinese(page: str) -> Iterator[tuple[int, int]]:
    """Spans of a folded text with Chinese in it whose numbers are not figures, pattern by pattern."""
    phrases, numbered = _lists()
    for pattern in (*_PATTERNS, phrases):
        for match in pattern.finditer(page):
            yield match.span()
    for match in numbered.finditer(page):
        yield match.start("number"), match.end()


def _refused(first: str) -> str:
    """What must not stand before a phrase: 十分 is not in 三十分钟, 三季 not in 二十三季."""
    if first in "百千万亿兆":  # 上万网友, 过亿欧元
        return r"\d.零一二两三四五六七八九十百千万亿上过近破超逾达数几约成余多"
    return r"\d.零一二两三四五六七八九十百千万亿" if first in "零一二两三四五六七八九十" else ""


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(files("nlp").joinpath("data/protected_zh.toml").read_text(encoding="utf-8"))
    phrases = [*data["idioms"], *data["names"], *data["public"]]
    return (
        re.compile(
            words_pattern(phrases, before=_refused, behind=lambda word: "(?!期)" if word == "三星" else "")
        ),
        re.compile(
            rf"{words_pattern(data['numbered'])}(?<![代发外仪企试地拼报]表)(?<![企试地拼]图)(?P<number>[ ]?\d{{1,4}}"
            rf"(?:[.-]\d{{1,3}}){{0,2}}[a-z]{{0,2}})(?![\d%a-z]|[.,]\d|[-–—~～至到]\d|{_COUNTED})"
        ),
    )
