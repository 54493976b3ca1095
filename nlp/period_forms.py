"""How calendar periods are written: patterns over the folded text, each giving the parts it names.

A pattern says what stands there (year, quarter, month, day); ``nlp.periods`` decides which year a
bare month belongs to. All repetitions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.period_forms_en import find_english
from nlp.period_parts import YEAR, Parts, full_year, number_of
from nlp.units import after_number

_HY = r"[一二][〇零九][〇零一二三四五六七八九]{2}"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_TO = r"[ ]?(?:-|–|—|~|至|到)[ ]?"
_RELATIVE_YEARS = {
    "今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "来年": 1, "后年": 2,
}  # fmt: skip
_CLOCK = r"(?:[ t]?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_ZH_YEAR = (
    rf"(?:(?<![\d.])(?P<y>{YEAR})[ ]?(?:年度?|(?=财年|会计年度|财政年度))"
    rf"|(?P<hy>{_HY})年度?|(?:中华)?民国[ ]?(?P<roc>\d{{2,3}})[ ]?年度?"
    rf"|(?<![\d.,])(?P<roc2>1[0-3]\d)年度?(?=[ ]?(?:\d{{1,2}}[ ]?月|第?[一二三四1-4]季|[上下]半年|全年|q[1-4]))"
    rf"|(?<![\d.,])(?P<y2>[0-4]\d)年(?=[ ]?(?:q[1-4]|第?[一二三四]季|[上下]半年|(?:1[0-2]|[1-9])月|[底末初]))"
    rf"|(?P<ry>{'|'.join(_RELATIVE_YEARS)})(?:度)?(?!的?同[期月季]))"
)
_ZH_DETAIL = (
    rf"(?:(?P<m>(?<!\d){_M})[ ]?(?:月(?:份)?)?{_TO}(?P<m2>{_M})[ ]?月(?:份)?(?![ ]?{_D}[ ]?[日号])"
    rf"|(?P<m1>(?<!\d){_M})[ ]?月(?:份)?(?:[ ]?(?P<d>{_D})[ ]?[日号]"
    rf"(?:{_TO}(?:(?P<dm>{_M})[ ]?月)?(?P<d2>{_D})[ ]?[日号])?{_CLOCK}"
    rf"|(?P<d3>{_D}){_TO}(?P<d4>{_D})[ ]?[日号]|[上中下]旬|[底末初])?"
    r"|第?(?P<q>[一二三四1-4])[ ]?(?P<qword>季度?)|(?P<q1>首季度?)|(?P<qend>末季)|q(?P<ql>[1-4])(?![a-z0-9])"
    r"|(?P<h>[上下]半年)|前(?P<nq>[一二两三23])个?季度?|前(?P<nm>[一二两三四五六七八九十]{1,2}|1[01]|[2-9])个?月"
    r"|(?P<fy>财年|会计年度|财政年度)(?:[ ]?第?(?P<fq>[一二三四1-4])[ ]?季度?)?"
    r"|(?P<yend>年?[底末]|年终)|(?P<ystart>年?初)(?![始步创期次衷中级])|年?中期?(?=[前内])|全年)"
)
_CHINESE = re.compile(rf"(?:{_ZH_YEAR}[ 的]{{0,2}}(?:{_ZH_DETAIL})?|{_ZH_DETAIL.replace('(?P<', '(?P<b_')})")
_CHINESE_RANGE = re.compile(
    rf"(?<![\d.])(?P<a>{YEAR})[ ]?年?{_TO}(?P<b>{YEAR})(?!\d|[-/.]\d)[ ]?年?(?!{_M}[ ]?月)(?P<fy>度?财年)?"
)
_BARE_DAY = r"(?:3[01]|[12]\d|[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九])"
_CHINESE_DAY = re.compile(
    rf"(?<![\d.,/第十百零一二三四五六七八九])(?P<this>本月|当月|(?<!月))(?P<d>{_BARE_DAY})日"
    rf"(?:{_TO}(?P<d2>{_BARE_DAY})日)?(?![元本均内游后活常化产间子用]|报(?![道导]))"
)
_DECADE = re.compile(
    r"(?:(?P<c>(?:19|20)\d0)(?:s|年代)|(?:20世纪|上世纪)(?P<z>[二三四五六七八九]十|\d0)年代)"
)
_NUMERIC = re.compile(
    rf"(?<![\d./-])(?P<y>{YEAR})(?:(?P<s>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d"
    rf"|0?[1-9])(?!\d){_CLOCK}"
    rf"|[-/](?P<m1>1[0-2]|0[1-9])(?![\d-]))"
)
_AMERICAN = re.compile(rf"(?<![\d./-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])/(?P<y>{YEAR})(?!\d)")
_QUARTER = re.compile(
    rf"(?<![a-z0-9])(?:(?:(?P<y>{YEAR})[ ]?[年-]?[ ]?)?(?P<k>q|h)(?P<n>[1-4])(?:(?:[ -]|[ ]of[ ]"
    rf"|[ ]?')?(?P<f>fy[ ]?'?)?(?P<y1>{YEAR}|(?<=['y])\d\d))?(?![a-z0-9])"
    rf"|(?P<n2>[1-4])(?P<k2>q|h)[ ]?'?(?P<y2>{YEAR}|\d\d)?(?![a-z0-9]))"
)
_FISCAL = re.compile(
    rf"(?<![a-z])(?:fy|fiscal(?:[ ]year)?|财年)[ ]?'?(?P<y>{YEAR}|(?<=y)\d\d"
    rf"|(?<=y[ '])\d\d)(?!\d)(?:[ ]?q(?P<q>[1-4]))?"
)
_YEAR = re.compile(rf"(?<![\d.,$€£¥₹#/_-])(?<![a-z]-)(?P<y>{YEAR})(?![\d%_])(?![.,:：]\d)(?![-/]\d)")


_SEASON = re.compile(rf"(?<![\d./-])(?P<a>{YEAR})/(?P<b>\d\d)(?![\d/])")  # 2023/24
_YEAR_AGO = re.compile(
    r"(?:去年|上年|前一年|上一年度?)(?:的)?(?:同期|同月|同季)|\ba year (?:earlier|ago|before)\b"
    r"|\bthe (?:same (?:period"
    r"|quarter|month) (?:of )?(?:last year|a year (?:ago|earlier))|year-ago (?:period|quarter|month)"
    r"|prior-year (?:period|quarter))\b"
)
_RELATIVE = (
    (re.compile(
        r"(?:去年|上年)(?!同期|同月|同季)|\blast year(?!'s (?:quarter|period))|\bthe (?:prior|previous) year\b"
    ), "y", -1),
    (re.compile(r"今年|本年度?|\bthis year\b"), "y", 0),
    (re.compile(r"明年|来年|\bnext year\b"), "y", 1),
    (re.compile(r"前年(?!同期)"), "y", -2),
    (re.compile(r"上个?月(?!同期)|\blast month\b"), "m", -1),
    (re.compile(r"本月|当月|\bthis month\b"), "m", 0),
    (re.compile(r"下个?月|\bnext month\b"), "m", 1),
    (re.compile(r"上一?个?季度?(?!同期)|\b(?:last|the previous|the prior) quarter\b"), "q", -1),
    (re.compile(r"本季度?|\b(?:this|the current) quarter\b"), "q", 0),
    (re.compile(r"下一?个?季度?|\bnext quarter\b"), "q", 1),
)  # fmt: skip


def find_parts(page: str, text: str, *, traditional: bool) -> list[Parts]:
    """Every calendar expression of a folded text, left to right, the longest of those that overlap."""
    found = [*_chinese(page, traditional), *_numeric(page)]
    if re.search(r"[a-z]", page):
        found += find_english(page, text)
    found += _years(page)
    found += _relative(page)
    found += [
        Parts(start=match.start(), end=match.end(), relative=True, year_ago=True)
        for match in _YEAR_AGO.finditer(page)
    ]
    found.sort(key=lambda parts: (parts.start, parts.relative, -parts.end))
    kept: list[Parts] = []
    for parts in found:
        if not kept or parts.start >= kept[-1].end:
            kept.append(parts)
        elif parts.end > kept[-1].end and kept[-1].relative and not parts.relative:
            kept[-1] = parts
    return kept


def _chinese(page: str, traditional: bool) -> Iterator[Parts]:
    for match in _CHINESE_RANGE.finditer(page):
        a, b = int(match["a"]), int(match["b"])
        if a < b:
            yield Parts(start=match.start(), end=match.end(), year=a, year_end=b)
    for match in _CHINESE.finditer(page):
        parts = _read_chinese(page, match, traditional)
        if parts:
            yield parts
    for match in _CHINESE_DAY.finditer(page):
        yield Parts(
            start=match.start(), end=match.end(), day=number_of(match["d"]), day_end=number_of(match["d2"])
        )
    for match in _DECADE.finditer(page):
        century = int(match["c"]) if match["c"] else 1900 + (number_of(match["z"]) or 0)
        yield Parts(start=match.start(), end=match.end(), year=century, year_end=century + 9)


def _read_chinese(page: str, match: re.Match[str], traditional: bool) -> Parts | None:
    group = match.groupdict()

    def get(name: str) -> str | None:
        return group.get(name) or group.get(f"b_{name}")

    year, offset = full_year(group["y"] or group["hy"] or group["y2"]), None
    if group["roc"] or group["roc2"]:
        if group["roc2"] and not traditional:
            return None
        year = 1911 + int(group["roc"] or group["roc2"])
    if group["ry"]:
        offset = _RELATIVE_YEARS[group["ry"]]
    dated = year is not None or offset is not None
    month, quarter = number_of(get("m") or get("m1")), number_of(get("q") or get("ql") or get("fq"))
    if get("q") and not dated and not (get("qword") == "季度" or "第" in match.group()):
        return None
    if get("q1"):
        quarter = 1
    if get("qend"):
        quarter = 4
    half = {"上": 1, "下": 2}[(get("h") or "上")[0]] if get("h") else None
    if get("yend"):
        month = 12
    quarters, months = number_of(get("nq")), number_of(get("nm"))
    named = any(x is not None for x in (month, quarter, half, quarters, months))
    if not dated and (not named or get("yend") or get("ystart") or get("fy")):
        return None
    if not dated and get("m1") and not get("d") and _not_a_month(page, match):
        return None
    return Parts(
        start=match.start(),
        end=match.end() - len(match.group()) + len(match.group().rstrip(" 的")),
        year=year,
        offset=offset,
        fiscal=get("fy") is not None,
        half=half,
        quarter=quarter,
        quarters=quarters,
        month=1 if months else month,
        month_end=months or number_of(get("m2") or get("dm")),
        day=number_of(get("d") or get("d3")),
        day_end=number_of(get("d2") or get("d4")),
        relative=offset is not None and not named and not get("ystart"),
    )


def _not_a_month(page: str, match: re.Match[str]) -> bool:
    """三月 alone is a month; 3月期 and 每月 are not, nor is the tail of a longer numeral."""
    before = page[match.start() - 1 : match.start()]
    return before in ("十", "个", "每", "第", "逐", "历", "满") or page[match.end() : match.end() + 1] in (
        "租",
        "费",
        "薪",
        "期",
        "活",
    )


def _numeric(page: str) -> Iterator[Parts]:
    for pattern in (_NUMERIC, _AMERICAN):
        for match in pattern.finditer(page):
            group = match.groupdict()
            yield Parts(
                start=match.start(),
                end=match.end(),
                year=int(match["y"]),
                month=number_of(group.get("m") or group.get("m1")),
                day=number_of(group.get("d")),
            )
    for match in _QUARTER.finditer(page):
        number = int(match["n"] or match["n2"])
        kind = match["k"] or match["k2"]
        year = full_year(match["y"] or match["y1"] or match["y2"])
        if kind == "h" and (number > 2 or year is None):
            continue
        if match["n2"] and year is None and kind == "h":
            continue
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=year,
            fiscal=match["f"] is not None,
            quarter=number if kind == "q" else None,
            half=number if kind == "h" else None,
        )
    for match in _SEASON.finditer(page):
        if int(match["b"]) == (int(match["a"]) + 1) % 100:
            yield Parts(
                start=match.start(), end=match.end(), year=int(match["a"]), year_end=int(match["a"]) + 1
            )
    for match in _FISCAL.finditer(page):
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=full_year(match["y"]),
            fiscal=True,
            quarter=number_of(match["q"]),
        )


_LAST_YEAR = 2060  # a later one is more often part of a name, unless a word says it is a year
_BEFORE_YEAR = re.compile(r"(?:[到至在自从]|\b(?:in|by|to|until|of|since|from|before|after|through))[ ]?$")
_COUNTED = re.compile(
    r"[ ]?(?:多|余|万|亿|千|个|家|名|人|台|件|次|元|美元|欧元|吨|公里|米|平方|种|款|项|座|倍|点|年代"
    r"|million|billion|thousand|percent"
    r"|per cent"
    r"|(?:new |more |additional |corporate |office |global )?(?:people|employees|workers|jobs|stores"
    r"|items|sellers|staff|units|companies|shops|drivers|products|miles|km|kg|tons|tonnes|dollars|euros"
    r"|yuan|points|users)\b)"
)


def _has_unit(page: str, at: int) -> bool:
    found = after_number(page, at)
    return found is not None and not (
        found[1].kind == "duration" or (found[1].kind == "count" and not found[1].strong)
    )


def _years(page: str) -> Iterator[Parts]:
    for match in _YEAR.finditer(page):
        before = page[max(0, match.start() - 1) : match.start()]
        if (
            _COUNTED.match(page, match.end())
            or _has_unit(page, match.end())
            or (before.isascii() and before.isalpha() and page[match.end() : match.end() + 1] not in "年 ")
        ):
            continue
        if int(match["y"]) > _LAST_YEAR and not _BEFORE_YEAR.search(
            page[max(0, match.start() - 8) : match.start()]
        ):
            continue
        yield Parts(start=match.start(), end=match.end(), year=int(match["y"]))


def _relative(page: str) -> Iterator[Parts]:
    for pattern, kind, offset in _RELATIVE:
        for match in pattern.finditer(page):
            yield Parts(
                start=match.start(),
                end=match.end(),
                offset=offset if kind == "y" else None,
                month_offset=offset if kind == "m" else None,
                quarter_offset=offset if kind == "q" else None,
                relative=True,
            )
