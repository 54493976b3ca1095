"""Numbers of official documents as Chinese texts write them: 海关总署公告2025年第6号, 财税〔2023〕4号, 台财关字第114号.

The number is found first, by what it begins with; then the words in front that belong to it (the issuer and 公告, 令 or
字) are looked for behind it. Source: GB/T 9704 and the forms of Taiwan's and Hong Kong's official papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_YEAR = r"(?:19|20)\d\d"
_HAN = r"[零〇一二三四五六七八九十百]"
_NUMBER = rf"(?:\d{{1,6}}|{_HAN}{{1,7}})"
_PAPER = r"(?:公告|通告|通知|令|决定|意见|命令|指引|通函|法律公告)"
# What a bare 第6号 must be followed by to be an official paper: not a typhoon, a line or a house.
_SUFFIX = (
    r"(?:法律公告|公告|通告|总统令|行政令|行政命令|命令|法令|令|法律|决定|条例|法案|决议案?|公约|文件|文|指令|法规|规例|建议书|裁定|判决|议案"
    r"|提案|批复|公报|通函|指引)"
)
_DATED = re.compile(
    rf"[(（]?{_YEAR}[ ]?年[ ]?(?P<nth>第)?[ ]?{_NUMBER}[ ]?号[)）]?(?P<suffix>{_SUFFIX})?(?![线楼店院馆厅站台仓门])"
)
_BRACKETED = re.compile(rf"[〔\[(（【﹝［]{_YEAR}[〕\])）】﹞］][ ]?第?[ ]?\d{{1,6}}[ ]?号")
_COURT = re.compile(rf"[(（〔]{_YEAR}[)）〕][\u4e00-\u9fff][\u4e00-\u9fff\d]{{1,10}}?\d{{1,6}}号")
_LETTER = re.compile(r"字第[ ]?\d{1,14}[ ]?号")
_NUMBERED = re.compile(rf"(?:[(（]第[ ]?{_NUMBER}[ ]?号[)）]|第[ ]?{_NUMBER}[ ]?号)(?P<suffix>{_SUFFIX})?")
_SLASHED = re.compile(
    rf"第?[ ]?\d{{1,5}}/\d{{2,4}}(?:/[a-z\u0111-]{{2,12}}|号)(?:(?<!号)号)?{_SUFFIX}?"
    r"|\d{{4,5}}号(?:行政令|行政命令|总统令|法案)"
)
_TARIFF_LAW = re.compile(
    r"(?<![\d.])第[ ]?\d{3}[ ]?(?:条款?|节)|(?<![\d.,])\d{3}[ ]?(?:条款(?:调查|关税)?|条(?:调查|关税))"
    r"|(?<![\d.])\d{3}(?=[ ]?(?:[、和及与/]|以及)[ ]?\d{3}条款)|(?<![\d.,])(?:301|232|337|201|421)调查"
)
_PRESIDENT = re.compile(
    r"(?:行政令|行政命令|总统令|总统公告|公共法案?|公法)[ ]?(?:第|no\.?)?[ ]?\d{2,5}(?:-\d{1,4})?号?"
)
_TARIFF_LINE = re.compile(
    r"(?:税号|税则号列?|税目|品目|商品编[号码]|海关编码|hs编码)"
    r"[ ]?(?:为|是|[:：])?[ ]?\d{4}(?:\.\d{2}){0,3}\d{0,6}(?![\d%])"
)
_STANDARD = re.compile(r"(?<![a-z])gb(?:/[tz])?[ ]?\d{3,6}(?:\.\d{1,2})?(?:[-—]\d{4})?(?![\d.万亿])")
_ISSUER = re.compile(rf"[\u4e00-\u9fff、 ]{{0,22}}{_PAPER}[ ]?$")
_ISSUING = re.compile(r"(?:令|公告|通告|命令|通函)[ ]?$")
_LETTERS = re.compile(r"[\u4e00-\u9fff]{1,14}$")
_WORDS = re.compile(r"(?:\d{2,3}年度?)?[\u4e00-\u9fff]{1,12}$")
# Prose in front of an issuer: 根据海关总署公告 begins at 海关总署.
_LEAD = re.compile(
    r"根据|依据|参见|依照|按照|违反|发布|印发|以及|适用|执行|废止|详见|对照|修订|签署|颁布|公布|出台|援引|随着"
    r"|[见据以和的了与及按由将把在是为对从被并或等称依](?![员会局部院])"
    r"|部门|单位|机构"
)


def find_chinese_docrefs(page: str) -> Iterator[tuple[int, int]]:
    """Spans of official numbers in Chinese words, form by form; they may overlap."""
    if "号" in page:
        yield from _announcements(page)
    if "条" in page or "节" in page or "调查" in page:
        yield from (match.span() for match in _TARIFF_LAW.finditer(page))
    for needed, pattern in (("令", _PRESIDENT), ("公", _PRESIDENT), ("gb", _STANDARD)):
        if needed in page:
            yield from (match.span() for match in pattern.finditer(page))
    if "税" in page or "编" in page or "品目" in page:
        yield from (match.span() for match in _TARIFF_LINE.finditer(page))


def _announcements(page: str) -> Iterator[tuple[int, int]]:
    for match in _DATED.finditer(page):
        start = _issuer(page, match.start(), _ISSUER)
        if start < match.start() or match["nth"] or match["suffix"]:
            yield _bare(page, start, match.end())
    for match in _BRACKETED.finditer(page):
        start = _issuer(page, match.start(), _LETTERS)
        if start < match.start() or page[match.start()] in "〔【﹝［":
            yield start, match.end()
    for match in _LETTER.finditer(page):
        start = _issuer(page, match.start(), _WORDS)
        if start < match.start():
            yield start, match.end()
    for match in _NUMBERED.finditer(page):
        issued = _ISSUING.search(page[max(0, match.start() - 4) : match.start()])
        if issued:
            yield _issuer(page, match.start(), _ISSUER), match.end()
        elif match["suffix"]:
            yield match.span()
    for pattern in (_COURT, _SLASHED):
        yield from (match.span() for match in pattern.finditer(page))


def _issuer(page: str, at: int, pattern: re.Pattern[str]) -> int:
    """Where the words in front that belong to a number begin; ``at`` when none do."""
    before = pattern.search(page[max(0, at - 26) : at])
    if before is None:
        return at
    words = before.group()
    cut = 0
    for lead in _LEAD.finditer(words):
        if lead.end() < len(words):
            cut = lead.end()
    rest = words[cut:]
    return at - len(rest.lstrip(" 、"))


def _bare(page: str, start: int, end: int) -> tuple[int, int]:
    """Without brackets around the whole: (2025年第6号)."""
    if page[start] in "(（" and page[end - 1] in ")）":
        return start + 1, end - 1
    return start, end - (
        1 if page[end - 1] in ")）" and "(" not in page[start:end] and "（" not in page[start:end] else 0
    )
