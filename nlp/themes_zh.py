"""The subject of one Chinese clause: the name or the noun at its head, behind times, connectives and who says so.

第三季度亚马逊营收增长: 亚马逊. 财政部公布，9月出口: the country of the ministry. 小型车月租费为100元: 小型车.
毛利率为23%, 该平台, 其: who was spoken of before.
"""

from __future__ import annotations

import re
from functools import cache

from nlp.countries import countries, short_names
from nlp.grammar import chinese
from nlp.noun_phrases_zh import noun_theme, read_noun
from nlp.script import fold
from nlp.segment import cut_words
from nlp.themes import BACK, NOTHING, Back, Names, Reading, Sort, Theme, is_office
from nlp.witnesses import measures
from store.records import Mention

_STEPS = 6  # names and speakers at the head of a clause that are passed over
_MARKS = re.compile(
    r"[\s《》「」『』“”\"‘’'*#·•|>\[\]【】-]+|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.]|[一二三四五]是"
)
_TIME = re.compile(
    r"(?:(?:今|去|明|前|当|上|本|后|同|早|近|那|这|每|全|单|首|头|过|未)?(?:个)?(?:财年|财季|年|月|周|季度|季|日|天|旬|期)"
    r"(?:(?:初|底|末|中|内|间|前|后|里|来|以来|同期|上半|下半|度|晚间|早间)(?:年|月)?){0,3}"
    r"|[上下]半年|[上中下]旬|年[初底末]|月[初底末]"
    r"|(?:前|后|首|近|过去|未来|最近)(?:[一二两三四五六七八九十\d]{1,3}|半|几)?个?(?:年|月|周|季度|季|天|日|小时)"
    r"|\d{1,4}(?:[年月日号季周点时]|财年|年度|年代)(?:[份度]|[上下]半年?|[初底末中]|晚间?|以来)?|第?[一二三四]季度?"
    r"|(?:fy|q)\d{1,4}|[12]h\d{0,4}|h[12]"
    r"|(?:截至|截止|迄今|在|于|自|从|到|至|迄)(?=[\d今去明前当上下本年月周第q一二三四五六七八九十])|起(?=[，,\u4e00-\u9fff])"
    r"|双(?:11|十一|12)|618|黑五|[~～—–至、-](?=\d)|期间|左右|以来|以上|以下|以内|之际|的|财年|内|前后){1,8}"
)
_QUOTING = re.compile(
    r"(?:根据|依据|据|按照|依(?!托)|按(?![年月季周]))[^，,。；;:：]{0,28}(?=[，,。；;:：]|$)"
)
_VERB = (
    r"公布|发布|通报|披露|表示|指出|显示|统计|调查|预告|预测|预计|预估|估计|估算|测算|推估|(?<![资材原饮面燃塑肥意布预照])料|认为|强调|透露|称(?!为)|宣布|说(?![明法服])"
    r"|指(?![数标引导定南令望挥])|更新|获悉|了解到|上修|下修|直言|笑言|回应|核准|拍板|决议|提议|建议|批评|维持|发表|坦言|写道|喊出|提醒|介绍|预期"
    r"|揭露|通知|公告"
)
_SAYS = re.compile(
    rf"[^，,。；;:：]{{0,14}}?(?:(?:{_VERB})(?![处局署学师])"
    r"|(?:数据|数字|资料|报告)(?=[，,:：]|中[，,]|显示|指出|称|表明|预|估))"
)
_SAID = re.compile(
    rf"(?:的?(?:最新|初步)?(?:数据|数字|资料|报告|统计|{_VERB}|中)|了|的(?=[\u4e00-\u9fff]{{0,4}}(?:数据|报告))){{0,4}}[:：]?"
)
_MEASURERS = re.compile(
    r"(?:交易所|公会|协会|学会|商会|联盟|研究院|经院|研究所|传媒|媒体|新闻|日报|晚报|时报|周刊|网|通讯社|通信社|中心|智库|社)$"
)
# What a place in front makes a thing of its own, and what it makes a part of the house.
_TIED = re.compile(
    r"的?(?:跨境|中小|本土|本地|在华|电商|出口|科技|制造|外贸|零售|直播|网络|线上|快递|生鲜){0,3}"
    r"(?:消费者|卖家|商家|企业|厂商|工厂|用户|网民|居民|家庭|公司|品牌|业者|店家|商户|农户|出口商|进口商|制造商|零售商|供应商"
    r"|买家|人口|人|新创|网店|学生|投资者|受访者|机构|银行|船舶|游客|工人|劳工|车手|骑手|司机|卖场"
    r"|分部|航线|专线|线|航路|市场|站点|业务|地区|区域|路线|分站)(?!的?(?:平台|协会|数据|报告|银行|力))"
)
_BRANCH = re.compile(r"(?:站点?|区|分站|分公司)(?!域)")
_ROUTE = re.compile(r"[ ]?(?:至|到|往|飞|—|–|-|－)[ ]?")
_ROUTE_END = re.compile(r"(?:航线|线)?")
# Between a house and what it owns.
_OWNS = re.compile(
    r"(?:旗下|的|子公司|全资|控股|云端|云|[^，,。；;\d]{0,6}?(?:平台|品牌|业务|部门|子公司|工具|芯片|模型|产品|手机|巨头|系列|基金)"
    r"|所属|母公司|则|(?:[（(][^）)]{1,12}[）)])){1,3}"
)
_APPOSED = re.compile(
    r"[^，,。；;:：\d]{0,14}(?:巨头|平台|公司|品牌|厂商|企业|机构|龙头|独角兽|商|店|行|社|新创|应用|子公司|母公司|厂|部门|团队"
    r"|指数|工具|软件|手机|车型|芯片|大厂|业者|族|个股|股|最新|全新|旗下|新款|上述|一般型|老牌|号称|所谓)的?[「“\"『《]?"
)
_BACK = re.compile(
    r"其(?![他它中余实])|[他她](?!们)|该|此|这|它|本(?=公司|行|集团)|双方|两者|二者|前者|后者|对方|自身|我们|他们|公司|集团|平台|旗下"
)
_GENERIC = re.compile(
    r"(?:该|这家|此|这|本|这款|该款|这个|某)?(?:公司|集团|平台|企业|品牌|机构|行|业务|部门|国|基金|产品|市|省|地|地区|州|店|服务"
    r"|项目|车|机|股|款|系统|app)(?![\u4e00-\u9fff]{0,2}(?:商|业务量))"
)
_ANY_OF = frozenset(("平台", "企业", "品牌", "机构"))  # any of them, where none was named
_HOME = re.compile(r"(?:我国|全国|国内(?!生产)|本港|全台|全港|本地(?!生产|化|卖|商)|中国境内)的?")
_WORLD = re.compile(r"(?:全球|世界)(?!化|购|速|最|第|领|开店|贸易组织|银行)")
_TRADE = re.compile(r"(?:跨境|直播|社交|农村|生鲜|内容|即时)电商(?!平台|卖家|企业|公司|综|巨头|品牌)")
_WORLD_TRADE = re.compile(r"[\u3400-\u9fff]{0,4}电商(?!平台|卖家|企业|公司)")
# A row of a list without bars: AI 营销市场 2028 年 1075 亿美元.
_ROW = re.compile(r"(?P<label>(?:[a-z]{2,6} )?[\u3400-\u9fff]{2,12})[ \t]{1,4}(?=(?:19|20)\d\d|[$€\d])")


@cache
def _leads() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(chinese().leads, key=len, reverse=True))))


@cache
def _spokesmen() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(chinese().speakers, key=len, reverse=True)))
    return re.compile(rf"[^，,。；;:：\d的]{{0,6}}?(?:{words})")


@cache
def _party() -> re.Pattern[str]:
    """美方, 中方: a country as a party."""
    return re.compile(rf"(?P<word>{short_names()})方")


def read_chinese(names: Names, start: int, end: int) -> Reading:
    """What the clause ``page[start:end]`` speaks of."""
    page = names.page
    if not start or page[start - 1] == "\n":
        row = _ROW.match(page, start, end)
        if row is not None and names.at(start) is None:
            return Reading(theme=noun_theme(names, *row.span("label"), tied=True))
    at, said = _skip(names, start, end), None
    for _ in range(_STEPS):
        if at >= end:
            break
        mention = names.at(at) or _described(names, at, end)
        if mention is not None and mention.type == "EVENT":
            at = _skip(names, mention.end, end)
            continue
        behind, speaker = _spoken(names, mention, at, end)
        if behind is None:
            found = _unnamed(names, at, end) if mention is None else _named(names, mention, end)
            return said if said is not None and found.theme is None else found
        at, said = _skip(names, behind, end), said or speaker
    return said or NOTHING


def _spoken(names: Names, mention: Mention | None, at: int, end: int) -> tuple[int | None, Reading]:
    """Behind the verb of saying, where somebody speaks who is not the theme, and what he speaks for."""
    silent = Reading(reset=True)
    if mention is None:
        match = _spokesmen().match(names.page, at, end)
        return (_speech(names.page, match.end() - 2, end) if match else None), silent
    behind = _speech(names.page, mention.end, end)
    if mention.type == "PERSON":
        return behind, silent
    if is_office(mention):
        theme = names.theme(mention)
        return behind, Reading(theme=theme) if theme else silent
    return (behind if _measures(mention) else None), silent


def is_preposition(page: str, at: int, end: int) -> bool:
    """Whether a word of its own at a place takes what follows as its object: 受需求带动, not 受访厂商."""
    words = cut_words(page[at : min(end, at + 8)])
    return bool(words) and words[0] in chinese().prepositions


def _skip(names: Names, at: int, end: int) -> int:
    """Behind connectives, times, marks and quotations at the head of a clause."""
    page = names.page
    while at < end and names.at(at) is None:
        for form in (_MARKS, _QUOTING, _TIME, _leads()):
            match = form.match(page, at, end)
            if match and match.end() > at:
                at = match.end()
                break
        else:
            return at
    return at


def _measures(mention: Mention) -> bool:
    """Whether a house publishes the figures of others."""
    return mention.type == "ORG" and (measures(mention) or _MEASURERS.search(fold(mention.quote)) is not None)


def _speech(page: str, at: int, end: int) -> int | None:
    """Behind the verb of saying that follows a name in its clause: 20日公布, 数据显示."""
    match = _SAYS.match(page, at, end)
    if match is None:
        return None
    behind = _SAID.match(page, match.end(), end)
    return behind.end() if behind else match.end()


def _described(names: Names, at: int, end: int) -> Mention | None:
    """研调机构TrendForce, 成立不到一年的思维机器实验室: the first name of a clause behind what it is."""
    first = next(iter(names.within(at, min(end, at + 48))), None)
    if first is None or first.start > at + 26:
        return None
    if first.start <= at + 18 and _APPOSED.fullmatch(names.page, at, first.start):
        return first
    relative = names.page[max(at, first.start - 2) : first.start].rstrip().endswith("的")
    owned = relative and first.type in ("ORG", "PRODUCT") and not is_preposition(names.page, at, end)
    return first if owned else None


def _named(names: Names, mention: Mention, end: int) -> Reading:
    """A clause with a name at its head: the name, what it owns, or the noun it only places."""
    page = names.page
    if mention.type == "PERSON":
        return Reading(reset=True)
    for other in names.within(mention.end, min(end, mention.end + 40))[:2]:
        beside = other.start == mention.end or _OWNS.fullmatch(page, mention.end, other.start)
        if beside and other.type in ("ORG", "PRODUCT"):
            return _named(names, other, end)
    theme = names.theme(mention)
    if theme is None:
        return NOTHING
    if theme.sort is not Sort.PLACE:
        return Reading(theme=theme)
    route = _ROUTE.match(page, mention.end, end)
    goal = names.at(route.end()) if route else None
    if goal is not None:
        tail = _ROUTE_END.match(page, goal.end, end)
        return Reading(theme=noun_theme(names, mention.start, tail.end() if tail else goal.end, tied=True))
    if _BRANCH.match(page, mention.end):
        return BACK  # 美国站, 中国区: a part of the house
    tied = _TIED.match(page, mention.end, end)
    return Reading(theme=noun_theme(names, mention.start, tied.end(), tied=True) if tied else theme)


def _unnamed(names: Names, at: int, end: int) -> Reading:
    """A clause without a name at its head."""
    page = names.page
    if match := _party().match(page, at, end):
        key = countries().by_word[match["word"]]
        return Reading(theme=Theme(key=key, sort=Sort.PLACE, start=at, end=match.end()))
    if (match := _HOME.match(page, at, end)) and names.home:
        trade = _TRADE.match(page, match.end(), end)
        noun = noun_theme(names, *trade.span()) if trade else read_noun(names, match.end(), end).theme
        home = Theme(key=names.home, sort=Sort.PLACE, start=at, end=match.end())
        return Reading(theme=noun or home)
    if match := _WORLD.match(page, at, end):
        if trade := _WORLD_TRADE.match(page, match.end(), end):
            return Reading(theme=noun_theme(names, at, trade.end(), tied=True))
        return Reading(
            theme=Theme(key=names.text[at : match.end()], sort=Sort.PLACE, start=at, end=match.end())
        )
    if match := _GENERIC.match(page, at, end):
        noun = noun_theme(names, at, match.end()) if match.group() in _ANY_OF else None
        return Reading(theme=noun, back=Back.PLACE if match.group()[-1] in "国市省区州地" else Back.HOUSE)
    if match := _BACK.match(page, at, end):
        noun = read_noun(names, match.end(), end).theme if match.group() in ("该", "这", "此") else None
        return Reading(theme=noun, back=Back.ANY)
    if is_preposition(page, at, end):
        return NOTHING
    if trade := _TRADE.match(page, at, end):
        return Reading(theme=noun_theme(names, at, trade.end()))
    return read_noun(names, at + page.startswith("某", at), end)
