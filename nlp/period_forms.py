"""How calendar periods are written in Chinese and in digits: patterns over the folded text, each giving its parts.

A pattern says what stands there (year, quarter, month, day); ``nlp.periods`` decides which year a
bare month belongs to. All repetitions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.period_forms_en import find_english
from nlp.period_parts import YEAR, YEAR_LEAD, Parts, full_year, number_of
from nlp.period_words import find_relative
from nlp.units import after_number
from nlp.word_patterns import LedPattern

_HY = r"[一二][〇零九][〇零一二三四五六七八九]{2}"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_TO = r"[ ]?(?:-|–|—|~|至|到)[ ]?"
_YEAR_WORDS = {
    "今年": 0, "本年": 0, "去年": -1, "昨年": -1, "前年": -2, "明年": 1, "来年": 1, "后年": 2,
}  # fmt: skip
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_CLOCK = r"(?:[ t]?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_FY = r"(?:财年|会计年度|财政年度)"
# What makes a year of 2025 or 25 even without 年 behind it.
_PART = rf"(?=[ ]?(?:第[一二三四1-4]|[一二三四]|[1-4])[ ]?季|[ ]?[上下首]半年|[ ]?[前首][一二两三1-9]|[ ]?首季|{_FY})"
_ZH_YEAR = (
    rf"(?:(?<![\d.])(?P<y>{YEAR})[ ]?(?:年度?|{_PART})"
    rf"|(?P<hy>{_HY})年度?|(?:中华)?民国[ ]?(?P<roc>\d{{2,3}})[ ]?年度?"
    rf"|(?P<era>{'|'.join(_ERAS)})(?P<ey>元|\d{{1,2}})年度?"
    r"|(?<![\d.,])(?P<roc2>1[0-3]\d)年度?"
    rf"|(?<![\d.,])(?P<y2>[0-4]\d)年?(?=[ ]?(?:q[1-4](?!\d)|第?[一二三四]季|[上下]半年|{_FY}))"
    r"|(?<![\d.,])(?P<y3>[0-4]\d)年(?=[ ]?(?:(?:1[0-2]|[1-9])月|[底末初]))"
    rf"|(?P<ry>{'|'.join(_YEAR_WORDS)})(?:度)?(?!的?同[期月季]))"
)
_ZH_DETAIL = (
    rf"(?:(?P<m>(?<!\d){_M})[ ]?(?:月(?:份)?)?{_TO}(?P<m2>{_M})[ ]?月(?:份)?(?![ ]?{_D}[ ]?[日号])"
    rf"|(?P<m1>(?<!\d){_M})[ ]?月(?:份)?(?:[ ]?(?P<d>{_D})[ ]?[日号]"
    rf"(?:{_TO}(?:(?P<dm>{_M})[ ]?月)?(?P<d2>{_D})[ ]?[日号])?{_CLOCK}"
    rf"|(?P<d3>{_D}){_TO}(?P<d4>{_D})[ ]?[日号]|[上中下]{{1,2}}旬|[上下]半月|[底末初])?"
    r"|第?(?P<qa>[一二三1-3])[ ]?季?度?(?:-|–|—|~|至|到)第?(?P<qb>[二三四2-4])[ ]?(?P<qrange>季度?)"
    r"|第?(?P<q>[一二三四1-4])[ ]?(?P<qword>季度?)(?P<qe>[末底](?![薪层价]))?|(?P<q1>首季度?)|(?P<q4>末季)"
    r"|q(?P<ql>[1-4])(?![a-z0-9])"
    r"|(?P<h>[上下]半年)(?P<he>[末底])?|(?P<h1>首半年|中期(?=业绩|报告|财报|营收|股息|派息|净利))"
    r"|(?:(?<![此之以目日先提空])前|[首头])(?:(?P<nq>[二两三23])个?季度?"
    r"|(?P<nm>十[一]?|[二两三四五六七八九]|1[01]|[2-9])个?月(?:份)?)"
    rf"|(?P<fy>{_FY})(?:[ ]?第?(?P<fq>[一二三四1-4])[ ]?(?:财?季度?)|[ ]?q(?P<fl>[1-4])(?![a-z0-9])"
    rf"|[ ]?(?P<f1>首季度?)"
    r"|[ ]?(?P<fh>[上下]半)(?:财?年))?"
    r"|第?(?P<uq>[一二三四1-4])[ ]?财季"
    r"|(?P<yend>年?[底末]|年终)|(?P<ystart>年?初)(?![始步创期次衷中级])|年?中期?(?=[前内])|全年)"
)
# What a match of it can begin with. 年底, 年初 and 全年 alone name no period here.
_CHINESE_LEAD = (
    r"[\d一二三四五六七八九十今本去上昨前明来后令平昭中民第下首头末q财会]"
    r"(?:(?<=\d)\d{0,3}(?=[ ]?[-–—~至到年月季度财会第一二三四上下首前q1-4])"
    r"|(?<=[一二三四五六七八九十])(?=[一二]?[ ]?[-–—~至到月季度财]|[〇零九])|(?<=[今本去上昨前明来后])年"
    r"|(?<=令)和|(?<=平)成|(?<=昭)和|(?<=中)(?:华民国|期)|(?<=民)国|(?<=第)[一二三四1-4]|(?<=[上下首])半"
    r"|(?<=[前首头])[一二两三四五六七八九十季1-9]|(?<=末)季|(?<=q)[1-4]|(?<=财)[年政]|(?<=会)计)"
)
_CHINESE = LedPattern(
    rf"(?:{_ZH_YEAR}[ 的]{{0,2}}(?:{_ZH_DETAIL})?|{_ZH_DETAIL.replace('(?P<', '(?P<b_')})", lead=_CHINESE_LEAD
)
_CHINESE_RANGE = LedPattern(
    rf"(?<![\d.])(?P<a>{YEAR})[ ]?年?(?:{_TO}|/)(?:(?P<b>{YEAR})(?!\d|[-/.]\d)|(?P<b2>\d\d)(?=[ ]?(?:年"
    rf"|{_FY})))[ ]?(?:年度?)?"
    rf"(?!{_M}[ ]?月)(?P<fy>{_FY})?",
    lead=YEAR_LEAD,
)
# 截至9月30日止九个月, 截至2025年3月31日的财政年度
_ZH_RUN = re.compile(
    r"[ ]?(?:止(?:的)?|的)(?:前)?(?:(?P<n>三|六|九|十二|3|6|9|12)个月|(?P<y>(?:财政|会计)?年度|财年|全年)"
    r"|(?P<q>季度?)|(?P<h>半年))"
)
_UNTIL_ZH = re.compile(r"截[至止]?[^，。\n]{0,2}$")
_BARE_DAY = r"(?:3[01]|[12]\d|[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九])"
_MONTH_WORDS = {"本": 0, "上": -1, "上个": -1, "下": 1, "下个": 1}
_CHINESE_DAY = LedPattern(
    rf"(?<![\d.,/第十百零一二三四五六七八九])(?:(?P<this>本|[上下]个?)月|(?<!月))(?P<d>{_BARE_DAY})"
    rf"(?:日?{_TO}(?P<d2>{_BARE_DAY})日|日)(?![元本均内游后活常化产间子用]|报(?![道导]))",
    lead=r"[本上下\d三二十]",
    holds=("日",),
)
_DECADE = LedPattern(
    r"(?:(?P<c>(?:19|20)\d0)(?:s|年代)|(?:20世纪|上世纪)?(?P<z>[二三四五六七八九]十|[2-9]0)年代)",
    holds=("年代", "0s"),
)
_NUMERIC = LedPattern(
    rf"(?<![\d./-])(?P<y>{YEAR})(?:(?P<s>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d"
    rf"|0?[1-9])(?!\d){_CLOCK}"
    rf"|[-/](?P<m1>1[0-2]|0[1-9])(?![\d-])|\.(?P<m2>1[0-2]|0[1-9])(?![\d.%]))",
    lead=YEAR_LEAD,
)
_AMERICAN = LedPattern(
    rf"(?<![\d./-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])/(?P<y>{YEAR})(?!\d)",
    lead=r"\d",
    holds=("/",),
)
# 10/28起: a fraction unless a word says that it is a day
_SLASHED = LedPattern(
    r"(?<![\d./-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?=[ ]?(?:起|止|前|当天|当日|上线|上路"
    r"|开[卖始跑打]|截止|至|到|~)|\([一二三四五六日]\))",
    lead=r"\d",
    holds=("/",),
)
_QUARTER = LedPattern(
    rf"(?<![a-z0-9])(?:(?:(?:cy)?(?P<y>{YEAR}|(?<![\d.,])[12]\d(?=年?[qh]))[ ]?[年-]?[ ]?)?(?P<k>q|h)(?P<n>[1-4])"
    rf"(?:(?:[ -]|[ ]of[ ]|[ ]?')?(?P<f>(?:fy|fiscal)[ ]?'?)?(?P<y1>{YEAR}|(?<=['y])\d\d))?(?![a-z0-9])"
    rf"|(?P<n2>[1-4])(?P<k2>q|h)[ ]?'?(?P<f2>fy)?(?P<y2>{YEAR}|\d\d)?(?![a-z0-9]))",
    lead=r"[qhc12-4](?:(?<=[qh])[1-4]|(?<=c)y|(?<=[1-4])(?:[qh]|[09]?\d))",
)
_HALF_OF = re.compile(
    r"[ ]?(?:营收|收入|净利|利润|业绩|财报|销|gmv|sales|revenues?|results|profits?|earnings|net)"
)
_FISCAL = LedPattern(
    rf"(?<![a-z])(?:fy|fiscal(?:[ ]year)?|financial[ ]year|财年)[ ]?'?(?P<y>{YEAR}|(?<=y)\d\d"
    rf"|(?<=y[ '])\d\d)(?:[-–/](?P<b>{YEAR}|\d\d))?(?!\d)(?:[ ]?(?P<k>q|h)(?P<n>[1-4]))?"
    rf"|(?<![\d./-])(?P<y0>{YEAR})(?:[-–/](?P<b0>{YEAR}|\d\d))?[ ](?:fiscal|financial)[ ]year",
    holds=("fy", "fiscal", "financial", "财年"),
)
_YEAR = LedPattern(
    rf"(?<![\d.,$€£¥₹#/_-])(?<![a-z]-)(?<!section )(?<!room )(?<!article )"
    rf"(?P<y>{YEAR})(?![\d%_])(?![.,:：]\d)(?![-/]\d)",
    lead=YEAR_LEAD,
)
# 2023/24; 2024-25, which is no month
_SEASON = LedPattern(
    rf"(?<![\d./-])(?P<a>{YEAR})(?:/(?P<b>\d\d)|-(?P<c>1[3-9]|[2-9]\d))(?![\d/-])", lead=YEAR_LEAD
)
_JOIN = re.compile(r"[ ]?(?:-|–|—|~|至|到|to|through|until|till)[ ]?")
_BETWEEN = re.compile(r"\bbetween[ ](?:the[ ])?$")
_MOVED = re.compile(r"[延推改调移]|delay|postpon|push|mov(?:e|ing)|shift|extend|bring|brought")


def find_parts(page: str, text: str, *, traditional: bool) -> list[Parts]:
    """Every calendar expression of a folded text, left to right, the longest of those that overlap."""
    found = [*_chinese(page, traditional), *_numeric(page)]
    if re.search(r"[a-z]", page):
        found += find_english(page, text)
    found += _years(page)
    found += find_relative(page, text)
    found.sort(key=lambda parts: (parts.start, parts.relative, -parts.end))
    kept: list[Parts] = []
    for parts in found:
        if not kept or parts.start >= kept[-1].end:
            kept.append(parts)
        elif parts.end > kept[-1].end and kept[-1].relative and not parts.relative:
            kept[-1] = parts
    return _joined(page, kept)


def _joined(page: str, found: list[Parts]) -> list[Parts]:
    """Two ends of one stretch as one: 2025年9月至2026年2月; a day put off to another is no stretch."""
    kept: list[Parts] = []
    for parts in found:
        last = kept[-1] if kept else None
        if last is not None and parts.start - last.end <= 9 and _grain(last) == _grain(parts) is not None:
            gap, before = page[last.end : parts.start], page[max(0, last.start - 24) : last.start]
            whole = _JOIN.fullmatch(gap) or (gap == " and " and _BETWEEN.search(before))
            if whole and not _MOVED.search(before):
                kept[-1] = replace(last, end=parts.end, until=parts)
                continue
        kept.append(parts)
    return kept


def _grain(parts: Parts) -> str | None:
    """Which unit one end of a stretch is written in; None: it is none."""
    if parts.relative or parts.run or parts.until or parts.echo:
        return None
    if any((parts.year_end, parts.quarter_from, parts.month_end, parts.day_end, parts.half)):
        return None
    if parts.day is not None:
        return "day" if parts.month is not None else None
    if parts.month is not None:
        return "month"
    if parts.quarter is not None:
        return "quarter"
    return "year" if parts.year is not None else None


def _chinese(page: str, traditional: bool) -> Iterator[Parts]:
    for match in _CHINESE_RANGE.finditer(page):
        a = int(match["a"])
        b = int(match["b"]) if match["b"] else a // 100 * 100 + int(match["b2"])
        if a >= b:
            continue
        if match["fy"] and b == a + 1:  # 2024-25财年 is one year, called by its end
            yield Parts(start=match.start(), end=match.end(), year=b, fiscal=True)
        else:
            end = match.end() - len(match.group()) + len(match.group().rstrip())
            yield Parts(start=match.start(), end=end, year=a, year_end=b)
    for match in _CHINESE.finditer(page):
        if parts := _read_chinese(page, match, traditional):
            yield _with_run(page, parts)
    for match in _CHINESE_DAY.finditer(page):
        yield Parts(
            start=match.start(),
            end=match.end(),
            day=number_of(match["d"]),
            day_end=number_of(match["d2"]),
            month_offset=_MONTH_WORDS[match["this"]] if match["this"] else None,
        )
    for match in _DECADE.finditer(page):
        century = int(match["c"]) if match["c"] else 1900 + (number_of(match["z"]) or 0)
        if not page[match.start() - 1 : match.start()].isdigit():
            yield Parts(start=match.start(), end=match.end(), year=century, year_end=century + 9)


def _with_run(page: str, parts: Parts) -> Parts:
    """截至9月30日止三个月 is the stretch that ends there."""
    match = _ZH_RUN.match(page, parts.end) if parts.month is not None and not parts.month_end else None
    if match is None:
        return parts
    if match.group().lstrip()[0] != "止" and not _UNTIL_ZH.search(
        page[max(0, parts.start - 6) : parts.start]
    ):
        return parts
    run = number_of(match["n"]) if match["n"] else 12 if match["y"] else 3 if match["q"] else 6
    return replace(parts, end=match.end(), day=None, run=run, fiscal=bool(match["y"]))


def _read_chinese(page: str, match: re.Match[str], traditional: bool) -> Parts | None:
    # The same details stand in the pattern with a year in front and without one (b_).
    group = {name.removeprefix("b_"): written for name, written in match.groupdict().items() if written}

    def get(*names: str) -> str | None:
        return next((group[name] for name in names if name in group), None)

    year, offset = full_year(get("y", "hy", "y2", "y3")), None
    if republic := get("roc", "roc2"):
        if get("roc2") and not (traditional and _is_minguo(page, match)):
            return None
        year = 1911 + int(republic)
    if era := get("era"):
        year = _ERAS[era] + (1 if group["ey"] == "元" else int(group["ey"]))
    if word := get("ry"):
        offset = _YEAR_WORDS[word]
    dated = year is not None or offset is not None
    month, half = number_of(get("m", "m1")), None
    quarter = number_of(get("q", "ql", "fq", "fl", "uq", "qb", "nq"))
    sure = get("qword", "qrange") == "季度" or "第" in match.group() or get("qe")
    if get("q", "qa") and not dated and not sure:
        return None
    if get("q1", "f1"):
        quarter = 1
    if get("q4"):
        quarter = 4
    if get("h", "h1", "fh"):
        half = 2 if (get("h", "fh") or "").startswith("下") else 1
    if get("h1") and not dated:
        return None
    if get("yend"):
        month = 12
    if get("qe", "he"):  # 三季度末 is the month it ends with
        month = quarter * 3 if quarter else (half or 2) * 6
        quarter = half = None
    months = number_of(get("nm"))
    end = match.end() - len(match.group()) + len(match.group().rstrip(" 的"))
    new_year = _NEW_YEAR.match(page, end) if dated and not month else None
    if new_year:
        month, end = 1, new_year.end()
    named = any(x is not None for x in (month, quarter, half, months))
    if not dated and (not named or get("yend", "ystart", "fy")):
        return None
    if not dated and get("m1") and not get("d") and _not_a_month(page, match):
        return None
    return Parts(
        start=match.start(),
        end=end,
        year=year,
        offset=offset,
        fiscal=get("fy", "uq") is not None,
        half=half,
        quarter=quarter,
        quarter_from=1 if get("nq") else number_of(get("qa")),
        month=1 if months else month,
        month_end=months or number_of(get("m2", "dm")),
        day=1 if new_year else number_of(get("d", "d3")),
        day_end=number_of(get("d2", "d4")),
        relative=offset is not None and (not named or get("yend") is not None),
    )


_LASTED = re.compile(
    r"(?:近|过去|成立|已|走过|历时|历经|长达|达|满|超过?|约|逾|第|未来|共|有|这|为期|整整|的)[ ]?$"
)
_NEW_YEAR = re.compile(r"[ ]?元旦")
_LONG = re.compile(r"[ ]?(?:来|以来|历史|老店|前|后|内|期(?!间)|间|之久|以上|多|的历史|校庆|庆)")


def _is_minguo(page: str, match: re.Match[str]) -> bool:
    """114年 is a year of the Republic, not a hundred and fourteen years."""
    if match.end() > match.end("roc2") + 1 and match.group()[-1] not in "年 的":
        return True  # 114年第三季, 114年12月
    if not 105 <= int(match["roc2"]) <= 125:
        return False
    return not (
        _LASTED.search(page[max(0, match.start() - 4) : match.start()])
        or _LONG.match(page, match.end("roc2") + 1)
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
    for pattern in (_NUMERIC, _AMERICAN, _SLASHED):
        for match in pattern.finditer(page):
            group = match.groupdict()
            if group.get("m2") and _has_unit(page, match.end()):
                continue  # 2025.10元
            yield Parts(
                start=match.start(),
                end=match.end(),
                year=number_of(group.get("y")),
                month=number_of(group.get("m") or group.get("m1") or group.get("m2")),
                day=number_of(group.get("d")),
            )
    for match in _QUARTER.finditer(page):
        number = int(match["n"] or match["n2"])
        kind = match["k"] or match["k2"]
        year = full_year(match["y"] or match["y1"] or match["y2"])
        if kind == "h" and (number > 2 or (year is None and not _HALF_OF.match(page, match.end()))):
            continue
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=year,
            fiscal=(match["f"] or match["f2"]) is not None,
            quarter=number if kind == "q" else None,
            half=number if kind == "h" else None,
        )
    for match in _SEASON.finditer(page):
        if int(match["b"] or match["c"]) == (int(match["a"]) + 1) % 100:
            yield Parts(
                start=match.start(), end=match.end(), year=int(match["a"]), year_end=int(match["a"]) + 1
            )
    for match in _FISCAL.finditer(page):
        year = full_year(match["y"] or match["y0"])
        part = number_of(match["n"])
        yield Parts(
            start=match.start(),
            end=match.end(),
            year=year + 1 if year and (match["b"] or match["b0"]) else year,
            fiscal=True,
            quarter=part if match["k"] == "q" else None,
            half=part if match["k"] == "h" else None,
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
