"""Citations in Chinese: 据X统计, X数据显示, X预计, 海关总署：…; who is cited, and from where to where.

Patterns are read on the folded page; the names come out as printed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from nlp.citation_words import citation_words
from nlp.script import fold
from nlp.witnesses import Saying, is_body, standing_of, standing_of_id
from store.records import Mention

_MOST_CUES = 1_500  # of one form in one text
_REACH = 48  # characters before a verb in which its speaker stands
_STOPS = "，,。；;：:！!？?\n“”「」"
_STOP = re.compile(f"[{_STOPS}]")

_W = citation_words("zh")
_BY = re.compile(
    r"(?<![数占论单证凭票收割拮])(?:根据|依据|据)(?![说悉点守此为])"
    r"|(?:综合|援引|引述|引用)(?=[^，。；]{2,24}(?:数据|报道|报告|统计))"
    r"|从(?=[^，。；]{2,16}(?:获悉|了解到|得知|获知))|来自(?=[^，。；]{2,24}(?:数据|统计|调查)(?:显示|指出))"
)
_VERB = re.compile(
    f"(?P<guess>{_W['guesses']})|(?P<count>{_W['counts']})|(?P<say>{_W['says']})"
    f"|(?P<publish>{_W['publishes']})|(?P<colon>[:：])"
)
_NOUN = _W["papers"]
_NOUNS = re.compile(_NOUN)
_RECKONS = ("测算", "估算", "推算", "推估")  # who nobody knows is believed where it reckons
_IN_PAPER = re.compile(r"研报|报告|数据|统计|调查|展望")
_OWN_PAPER = re.compile(_W["own_papers"])
_TIME, _MANNER = _W["times"], _W["manner"]
_WHERE = (
    r"(?:(?:在|于|对|向|就|接受|针对|透过|通过|告诉|发给)[^，,。；;\n]{1,18}?(?:[上中里时内后间谈者体报》号媒]|采访|专访)"
    r"|[撰发行]文|致[函信]|app|客户端|(?:援引|引述|引用)[^，,。；;\n]{1,18}?(?:的话|文件|消息|人士|说法))"
)
_LIGHT = rf"(?:{_TIME}|{_MANNER}|{_WHERE}|\([^()\n]{{1,20}}\)|《[^》\n]{{1,30}}》|[\s·])*"
_GAP = re.compile(_LIGHT)
_PAPER_GAP = re.compile(rf"[^，,。；;\n]{{0,30}}?(?:{_NOUN}|》)[中里上内]?{_LIGHT}")
_PARTS = (
    r"(?:[\u4e00-\u9fff]{1,10}?(?:中心|研究[院所]|协会|委员会|[局处司署所]|实验室|研究室|团队|大学|学院))"
)
_EXTENDED = re.compile(rf"(?!{_NOUN}){_PARTS}(?![\u4e00-\u9fff]{{0,2}}长)")
_OF_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}?(?:委员会|统计局|总署|海关|[^全内外总]部|[^格结布当]局|署|央行|政府|法院|警方|商会|协会|银行|大学)|一?家?货代|卖家)"
)
# A name by its form alone: what cannot stand inside one, and how it ends.
_CHAR = r"(?:(?![的在是对将把被从让使为若每])[\u4e00-\u9fffa-z0-9·&.\-])"
_BY_FORM = re.compile(
    rf"(?:^|的)(?P<name>{_CHAR}{{1,14}}?(?:{_W['ends']}))(?P<gap>{_LIGHT}"
    rf"|[^，,。；;\n]{{0,24}}?{_NOUN}[中里上]?{_LIGHT})$"
)
_BY_TRADE = re.compile(rf"(?:^|的)(?P<name>{_CHAR}{{0,6}}?(?:{_W['trades']}))(?P<gap>{_LIGHT})$")
_LATIN = re.compile(rf"(?:^|[\u4e00-\u9fff])(?P<name>[a-z][a-z0-9&.'’ -]{{1,30}}[a-z0-9])(?P<gap>{_LIGHT})$")
_BY_TITLE = re.compile(
    rf"{_W['titles']}(?!{_TIME})(?P<name>[\u4e00-\u9fff]{{2,3}}?"
    rf"|[\u4e00-\u9fff]{{1,6}}·[\u4e00-\u9fff]{{1,6}})(?P<gap>{_LIGHT})$"
)
_LEAD = re.compile(
    rf"(?:[\s\-*•|>#]|\d{{1,2}}[.、]|但是?|而|不过|然而|另外?|此外|同时|其中|目前|随着|且|由于|其次|首先|据悉|{_TIME}|有|某|一[家位名项份]|[多数几]"
    r"[家位名]|一些|部分|不少|知名|权威|专业|著名|根据|据|最新|日媒|美媒|外媒|港媒|台媒|媒体"
    r"|(?:市场|行业|数据|统计|调研|研调|研究|咨询|分析|评级|民调|调查|财经|外国|海外|第三方|智库|监测|金融|物流|航运|独立){1,3}(?:机构|公司|媒体|平台|服务商|网站|杂志|商))+"
)
# What may stand between the beginning of the clause and a name that speaks.
_MODIFIER = re.compile(
    r"(?:的|机构|公司|媒体|智库|投行|大行|银行|券商|平台|单位|组织|杂志|网站|巨头|部门|《|英国|美国|日本|德国|法国|和|与|、)$"
)
_NOBODY = re.compile(f"{_W['nobody']}$")
_LAW = re.compile(f"{_W['laws']}》?$")
_END_OF_BY = re.compile(
    rf"(?:所|最新|近日|日前|此前|最近|昨日|今日|初步|官网|一[项份]|{_TIME})*的?(?:最新|一[项份]|内部|初步)?"
    rf"(?:{_TIME}|20\d\d年?)?(?:公布|发布|披露|发表|提供|出具|援引|引述|引用|处?获悉|处?得知|处?获知|显示|指出|表示|介绍|透露|称|了解|{_NOUN})"
)
_ABBREVIATED = re.compile(r"\s?\((?P<short>[a-z][a-z&\-]{1,9})\)")
_JOINT = re.compile(r"\s?(?:和|与|及|、|/)\s?")
_FOR_HOUSE = re.compile(
    r"[^，,。；]{0,14}(?:分析[师员]|经济学?家|经济师|策略师|研究员|研究主管|研究总监|发言人|官员)\s?"
)
# Whoever holds an office in the part of a house that studies: 研究部总监, 研究院副院长.
_STUDIES = re.compile(r"(?:研究|分析|策略|调研)[部院所室中心]{0,2}$")
_STUDIES_FOR = re.compile(
    r"[^，,。；]{0,8}?(?:研究|分析|策略|调研)?[部院所室]?[^，,。；]{0,10}(?:[^，,。；机外](?:监|管|席|长|事|理|人)|首席[^，,。；]{0,6})\s?"
)
# 晨星数据显示: who stands before what is cited of it, where it opens the clause.
_BY_PAPER = re.compile(
    rf"(?P<name>{_CHAR}{{2,9}}?)(?P<gap>的?(?:{_TIME}|{_MANNER}){{0,3}}(?:数据|统计|报告|调查|调研|研报|民调|监测)(?:数据|结果|报告)?{_LIGHT})$"
)
_ANY_PAPER = re.compile(
    r"官方|公开|历史|行业|市场|后台|平台|财务|监测|多项|多份|[相有]关|统计|调查|调研|实验|研究|检测|测试|运营|销售|用户|内部|第三方|上述|这|该|其|本|经济|贸易|物流"
    r"|数据|报告|问卷|临床|初步|综合|结果|最新|今年|去年|各[地国]|[\d一二三四五六七八九十]|[与和及或有为以到由不也]|公司|集团"
)
_OWN_PLAN = re.compile(r"(?:正?考虑|将(?!会)|会|计划|拟|要|已|正|不会|打算|决定|准备)")
_SAMPLE = re.compile(r"[了过]?(?:约|超过|逾|近)?[\d一二三四五六七八九十百千万]")
_GOES_ON = re.compile(
    r"(?:并|还|也|同时|此外|另外|其中|[，,])*(?:该|这[份项]|上述|报告|数据|统计|调查|研究|研报|文件|分析|其中|其|它|他|她|此外|同时|另外|具体|分|从)"
)
_RUNS_ON = re.compile(r"(?:但|而|不过|且|其中)?[，,]?")


_EXPECTED = re.compile(
    r"(?<!汇[整编总]的)(?<!调查的)(?P<who>市场|分析[师员]|经济学家|法人|外资|华尔街)(?:普遍|一致|平均|此前|原先|原本|先前){0,2}(?:预期|预估|预测|预计|共识)"
    r"(?:[均中]?值|中位数)?(?:的|为|是|达)?[约近逾]{0,2}(?=[\d一二三四五六七八九十百千万负-])"
)
_IN_THE_VIEW = re.compile(r"在(?P<who>[^，,。；;\n]{2,12})看来")


def find_speakers(
    page: str, text: str, mentions: Sequence[Mention], starts: Sequence[int]
) -> Iterator[Saying]:
    """Everybody who is cited, by place of the citing words; ``end`` is where what is cited begins."""
    for match in islice(_BY.finditer(page), _MOST_CUES):
        if (speaker := _cited(page, text, match.end(), mentions, starts)) is not None:
            yield speaker
    for match in islice(_IN_THE_VIEW.finditer(page), _MOST_CUES):
        named = _first_name(page, match.start("who"), match.end("who"), mentions, starts)
        if (
            named is not None
            and (name := _printed(page, text, named[0], named[1]))
            and named[2] in ("person", "teller", "state")
        ):
            yield Saying(name=name, start=match.start(), end=match.end(), standing=named[2], way="word")
    for match in islice(_EXPECTED.finditer(page), _MOST_CUES):
        yield Saying(
            name=text[match.start("who") : match.end("who")],
            start=match.start(),
            end=match.end(),
            standing="common",
            way="guess",
            near=True,
        )
    for match in islice(_VERB.finditer(page), _MOST_CUES):
        if (speaker := _saying(page, text, match, mentions, starts)) is not None:
            yield speaker


def _cited(
    page: str, text: str, at: int, mentions: Sequence[Mention], starts: Sequence[int]
) -> Saying | None:
    """Behind 据: up to the word for what is cited of it."""
    stop = _STOP.search(page, at, at + _REACH)
    end = stop.start() if stop else min(len(page), at + _REACH)
    noun = _END_OF_BY.search(page, at, end)
    named = _first_name(page, at, noun.start() if noun else end, mentions, starts)
    if named is not None:
        start, last, standing = named
    elif noun is not None:
        lead = _LEAD.match(page, at, noun.start())
        start, last, standing = lead.end() if lead else at, noun.start(), "common"
        if "的" in page[start:last]:
            start = page.rindex("的", start, last) + 1 if page.find("的", start) < last - 2 else start
    else:
        return None
    name = _printed(page, text, start, last, named=named is not None)
    if name is None or _LAW.search(page[at:end]) or (standing == "common" and is_body(name)):
        if name is None or _LAW.search(page[at:end]):
            return None
        standing = "teller"
    if _OWN_PAPER.search(page, last, end) and standing not in ("state", "teller"):
        return None
    return Saying(name=name, start=at, end=end, standing=standing, way="data")


def _first_name(
    page: str, at: int, end: int, mentions: Sequence[Mention], starts: Sequence[int]
) -> tuple[int, int, str] | None:
    """The first organisation or person between two places, with the place before it and what follows it joined."""
    first = bisect_left(starts, at)
    place: Mention | None = None
    for index in range(first, bisect_left(starts, end)):
        mention = mentions[index]
        if mention.end > end + 8:
            continue
        if mention.type == "GPE":
            grown = _OF_PLACE.match(page, mention.end, end + 2)
            if grown:
                return mention.start, grown.end(), "state"
            place = mention
            continue
        if mention.type not in ("ORG", "PERSON", "PRODUCT"):
            return None
        start = place.start if place and place.end == mention.start else mention.start
        last = _joined(page, mention, index, mentions)
        return start, last, standing_of(mention)
    return None


def _joined(page: str, mention: Mention, index: int, mentions: Sequence[Mention]) -> int:
    """X和Y: two that are cited together; 发改委价格监测中心: an office of a body."""
    for following in mentions[index + 1 : index + 2]:
        if following.type == "ORG" and _JOINT.fullmatch(page, mention.end, following.start):
            return following.end
    grown = _EXTENDED.match(page, mention.end)
    return grown.end() if grown and mention.type == "ORG" else mention.end


def _segment(page: str, at: int) -> int:
    """Where the clause of a verb begins; a closed bracket on the way belongs to it."""
    begin, floor = at, max(0, at - _REACH)
    while begin > floor and page[begin - 1] not in _STOPS:
        begin -= 1
        if page[begin] in ")）" and (opening := page.rfind("(", floor, begin)) >= 0:
            begin = opening
        elif page[begin] in "(（":
            return begin + 1
    return begin


def _saying(
    page: str, text: str, verb: re.Match[str], mentions: Sequence[Mention], starts: Sequence[int]
) -> Saying | None:
    way = verb.lastgroup or ""
    if page[verb.end() : verb.end() + 1] in (")", "）"):
        return None  # a bracket is a note of what stands before it
    begin = _segment(page, verb.start())
    if verb.start() - begin < 2:
        return None
    if way == "colon":
        line = max(page.rfind("\n", 0, verb.start()), page.rfind("。", 0, verb.start())) + 1
        if begin - line > 1:
            return None
    found = (
        _by_mention(page, text, begin, verb, mentions, starts)
        or _by_form(page, text, begin, verb)
        or _by_pronoun(page, text, begin, verb, mentions, starts)
    )
    if found is None:
        return None
    name, start, standing, paper = found
    if standing in ("person", "state") and not paper and _OWN_PLAN.match(page, verb.end()):
        return None  # what they will do themselves
    if not _may_say(way, verb.group(), standing, paper=paper):
        return None
    end = verb.end()
    if way == "count" and verb.group() in ("调查", "调研", "调查了", "访问了") and _SAMPLE.match(page, end):
        stop = _STOP.search(page, end)  # whom they asked is not what they found
        start = end = stop.end() if stop else len(page)
    kind = "data" if paper or way == "count" else {"guess": "guess", "publish": "published"}.get(way, "word")
    return Saying(name=name, start=start, end=end, standing=standing, way=kind)


def _may_say(way: str, said: str, standing: str, *, paper: bool) -> bool:
    """Whether one of this standing is a witness when it speaks this way: a company's own word is none."""
    if standing in ("teller", "state", "bank"):
        return True
    if standing == "common":
        return way != "publish" or paper or "目标价" in said
    if standing == "person":
        return way in ("say", "guess", "colon")
    if paper:
        return True
    return standing == "" and (way == "count" or said in _RECKONS)


def _by_mention(
    page: str, text: str, begin: int, verb: re.Match[str], mentions: Sequence[Mention], starts: Sequence[int]
) -> tuple[str, int, str, bool] | None:
    """The name nearest to the verb with nothing but office, time and paper between."""
    first, last = bisect_left(starts, begin), bisect_left(starts, verb.start())
    for index in range(last - 1, first - 1, -1):
        mention = mentions[index]
        if mention.end > verb.start() or mention.type not in ("ORG", "PERSON", "GPE", "PRODUCT"):
            continue
        end, standing = mention.end, standing_of(mention)
        if mention.type == "GPE":
            grown = _OF_PLACE.match(page, end, verb.start())
            if grown is None:
                continue
            end, standing = (
                grown.end(),
                "common" if "货代" in grown.group() or "卖" in grown.group() else "state",
            )
        elif mention.type == "ORG" and (grown := _EXTENDED.match(page, end, verb.start())):
            end = grown.end()
        light = _GAP.fullmatch(page, end, verb.start()) is not None
        paper = not light and _PAPER_GAP.fullmatch(page, end, verb.start()) is not None
        if not (light or paper) or (verb.lastgroup == "colon" and not light and standing != "state"):
            continue
        if standing not in ("state", "teller") and _OWN_PAPER.search(page, end, verb.end()):
            return None
        if not _leads(page, begin, mention):
            continue
        paper = paper or (verb.group() in ("显示", "表明") and light)
        paper = paper or _IN_PAPER.search(page, end, verb.start()) is not None
        start = mention.start
        if mention.type == "PERSON" and (house := _house_of(page, mentions, index, first)) is not None:
            mention = house
            start, end, standing, paper = house.start, house.end, standing_of(house), True
        before = mentions[index - 1] if index > first else None
        if (before and before.type == "GPE" and before.end == start) or (
            before and before.type == "ORG" and _JOINT.fullmatch(page, before.end, start)
        ):
            start = before.start
        name = _printed(page, text, start, end)
        return None if name is None else (name, start, standing, paper)
    return None


def _house_of(page: str, mentions: Sequence[Mention], index: int, first: int) -> Mention | None:
    """高盛分析师张颖, 商务部发言人何咏前: who speaks for a house is cited as the house."""
    for house in reversed(mentions[first:index]):
        if house.type == "ORG":
            between = (house.end, mentions[index].start)
            if _FOR_HOUSE.fullmatch(page, *between):
                return house
            studies = _STUDIES.search(page, house.start, house.end) or "研究" in page[slice(*between)]
            return house if studies and _STUDIES_FOR.fullmatch(page, *between) else None
    return None


def _leads(page: str, begin: int, mention: Mention) -> bool:
    """Whether a name stands first in its clause, or behind what only describes it."""
    lead = _LEAD.match(page, begin, mention.start)
    at = lead.end() if lead else begin
    if at >= mention.start or mention.type == "PERSON":
        return True
    before = page[at : mention.start]
    return _MODIFIER.search(before) is not None or len(before) <= 3


def _by_form(page: str, text: str, begin: int, verb: re.Match[str]) -> tuple[str, int, str, bool] | None:
    """A name no catalogue and no tagger knows: the form of its end, the trade, the office before it."""
    lead = _LEAD.match(page, begin, verb.start())
    at = lead.end() if lead else begin
    segment = page[at : verb.start()]
    for form, standing in ((_BY_TRADE, "common"), (_BY_FORM, "state"), (_BY_TITLE, "person"), (_LATIN, "")):
        match = form.search(segment)
        if match is None:
            continue
        name = _printed(page, text, at + match.start("name"), at + match.end("name"), named=False)
        if name is None:
            continue
        paper = _NOUNS.search(match["gap"]) is not None
        if standing in ("common", "state"):
            fallback = "common" if standing == "common" else "teller"
            return name, at + match.start("name"), standing_of_id(None, name) or fallback, paper
        return name, at + match.start("name"), standing, paper
    match = _BY_PAPER.match(segment) if way_of_paper(verb) else None
    if match is not None and not _ANY_PAPER.search(match["name"]):
        name = _printed(page, text, at, at + match.end("name"), named=False)
        return None if name is None else (name, at, standing_of_id(None, name) or "teller", True)
    return None


def way_of_paper(verb: re.Match[str]) -> bool:
    """Whether a verb says what a paper says: 显示, 指出, 预测."""
    return verb.lastgroup in ("count", "say", "guess")


_PRONOUN = re.compile(rf"(?:{_LEAD.pattern})?(?:[他她其])?{_LIGHT}")
_BACK = 160  # characters before a pronoun in which whom it means stands


def _by_pronoun(
    page: str, text: str, begin: int, verb: re.Match[str], mentions: Sequence[Mention], starts: Sequence[int]
) -> tuple[str, int, str, bool] | None:
    """他表示, 但此前曾表示: who led the sentence, of those who can be cited."""
    if verb.lastgroup not in ("say", "guess") or not _PRONOUN.fullmatch(page, begin, verb.start()):
        return None
    floor = max(0, begin - _BACK)
    floor = max(floor, *(page.rfind(mark, floor, begin) + 1 for mark in "。\n"))
    told = page.startswith(("他", "她"), begin) or page[verb.start() - 1] in "他她"
    for mention in mentions[bisect_left(starts, floor) : bisect_left(starts, begin)]:
        standing = standing_of(mention)
        if standing == "person" or (standing in ("state", "teller") and not told):
            name = _printed(page, text, mention.start, mention.end)
            return None if name is None else (name, begin, standing, False)
    return None


def _printed(page: str, text: str, start: int, end: int, *, named: bool = True) -> str | None:
    """The name as printed: its short form where one stands in brackets behind it; None for nobody in particular."""
    short = _ABBREVIATED.match(page, end)
    if short:
        return text[short.start("short") : short.end("short")]
    name = text[start:end].strip(" 《》“”\"'’的·,，")
    folded = fold(name)
    nobody = _NOBODY.fullmatch(folded) if named else _NOBODY.search(folded)
    return None if len(name) < 2 or nobody or folded.isdigit() else name
