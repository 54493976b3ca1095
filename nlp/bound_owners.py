"""Owners that stand against the figure itself, and those that the words of a metric point at.

Shopee's 49%, 德国19%, $3.32tn for Microsoft, 九成来自中国: the name next to the figure. A tariff is of those whose
goods pay it, a fine of who is fined, a price paid of what is bought, a price of the product, what comes in of where it
goes.
"""

from __future__ import annotations

import re
from functools import cache

from nlp.clauses import Surroundings
from nlp.countries import adjectives, countries, short_names
from nlp.grammar import english
from nlp.noun_phrases_en import is_measure
from nlp.spans import Quantity
from nlp.themes import Names, Sort, Theme, is_office
from store.records import Mention

_REACH = 90  # characters around a figure in which the words of a metric are looked for
_HOUSES = ("ORG", "PRODUCT")

# --- next to the figure ---------------------------------------------------------------------------------------

_LEFT_ZH = re.compile(
    r"(?:的|则|约|仅|为|是|有|达|近|超|逾|[:：]|\s|市占率?|市场份额|份额|占比?|在华的?|分别为?|各|要价|售价|卖到|只要|起步价){0,4}"
)
_LEFT_EN = re.compile(r"['’]s?(?: (?:about|around|nearly|just|roughly|over|record|own|estimated)){0,2}[ ]?")
_IN_ZH = re.compile(r"[在于向对从由自给与和跟及把将比较往赴寄销到至进资国]$")
_LISTED_EN = re.compile(r"(?:[,;] |\band |\bwhile |\bor |^)$")
_FOR_EN = re.compile(r"(?: (?:of|in) [a-z]+)? (?:for|at) (?:the )?")
_FROM_EN = re.compile(
    r"(?: of (?:them|these|those|it|all [a-z]+|the total))?"
    r"(?: (?:came|come|comes|coming|originat\w+|shipped|were|are|is))? from (?:the )?"
)
_FROM_ZH = re.compile(
    r"(?:以上|左右|多)?(?:的?[\u4e00-\u9fff]{0,6})?(?:都|均|是)?(?:来自|源自|产自|出自|发自)(?:于)?"
)
_ENDS = re.compile(r"[ ]?(?:[,.;)]|$|and\b|in\b|on\b|to\b|last\b|this\b)")


def beside(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """The name that stands against the figure."""
    return (
        _origin(quantity, place, names)
        or _behind(quantity, place, names, metric)
        or _before(quantity, place, names)
    )


def _origin(quantity: Quantity, place: Surroundings, names: Names) -> Theme | None:
    """九成来自中国, 90% of them from China: where a part comes from, when it is one place."""
    if quantity.kind not in ("percent", "multiple", "count"):
        return None
    match = _FROM_ZH.match(place.page, place.end) or _FROM_EN.match(place.page, place.end)
    origin = names.at(match.end()) if match else None
    theme = names.theme(origin) if origin else None
    return theme if theme is not None and not names.grouped(theme).group else None


def _behind(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """$3.32tn for Microsoft, 10 percent for Britain."""
    if quantity.kind not in ("money", "percent") or metric in ("acquisition_price", "fine", "price"):
        return None
    match = _FOR_EN.match(place.page, place.end)
    owner = names.at(match.end()) if match else None
    if owner is None or owner.type not in (*_HOUSES, "GPE") or not _ENDS.match(place.page, owner.end):
        return None
    return names.theme(owner)


def _before(quantity: Quantity, place: Surroundings, names: Names) -> Theme | None:
    """Shopee's 49%, 法国20%, 亚马逊占37%, Northquay: $5bn."""
    page = place.page
    inside = names.within(max(place.sentence.start, place.start - 40), place.start)
    if not inside:
        return None
    name = inside[-1]
    gap = page[name.end : place.start]
    if gap.startswith(("'", "’")):
        return names.theme(name) if _LEFT_EN.fullmatch(gap) else None
    if gap == " " and not place.page[name.end - 1] > "\u2fff":
        listed = _LISTED_EN.search(page, max(0, name.start - 8), name.start)
        return names.theme(name) if listed else None
    if (not gap or not gap.isascii()) and _LEFT_ZH.fullmatch(gap):
        before = page[max(0, name.start - 1) : name.start]
        if _IN_ZH.search(before) and not (gap.startswith("的") and before in "与和及跟"):
            return None
        opens = name.start == place.clause.start or page[name.start - 1] in "、，,；;（("
        return names.theme(name) if name.type != "GPE" or gap or opens else None
    apposed = gap in (": ", "：", " with ", ", with ", " at ") or (
        gap in (" (", "(", "（") and quantity.kind == "percent"
    )
    return names.theme(name) if apposed and name.type in _HOUSES else None


# --- whose goods pay a tariff ---------------------------------------------------------------------------------

_TARIFFS = frozenset(("tariff_rate", "trade_value", "tax_rate", "fee"))
_SEMICOLON = re.compile("[;；]")
_DUTY = re.compile(
    r"关税|税率|税费|加征|征收|港务费|\b(?:charged on|tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharge|tax|fees?)\b"
)
_GOODS_EN = re.compile(
    r"(?:['’]s)?(?: [a-z-]+){0,2}? (?:goods|products?|imports?|exports?|steel|aluminium|aluminum|lumber|cars|autos"
    r"|vehicles|parcels|shipments|items|beef|wine|copper|ships?|vessels?|packages|merchandise|firms|companies)\b|-owned"
)
_MADE_IN_EN = re.compile(
    r"\b(?:goods|products|imports|exports|shipments|parcels|items|packages) (?:made )?(?:from|of|in) (?:the )?$"
    r"|\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)) (?:on|against) (?:the )?$"
)
_MADE_IN_ZH = re.compile(r"(?:原产于?|产自|来自)$")
_ONTO_ZH = re.compile(r"(?:对|向|针对|给)$")
_GOODS_ZH = re.compile(
    r"(?:的|输美|输入|出口|进口)?(?:所有|全部|部分|约|价值|\d|[\u4e00-\u9fff]{0,4})?"
    r"(?:商品|产品|货物|进口|小包|包裹|关税|税率|加征|征收|钢铝|汽车|铜|输|的对等)"
)


def taxed(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """The country whose goods a tariff is put on, where the clause or what stands around it says so."""
    if quantity.kind not in ("percent", "money", "rate", "pp", "multiple"):
        return None
    if metric is not None and metric not in _TARIFFS:
        return None
    page, sentence = place.page, place.sentence
    if _DUTY.search(page, sentence.start, sentence.end) is None:
        return None
    clause = (max(place.clause.start, place.start - _REACH), min(place.clause.end, place.end + _REACH))
    low = max(page.rfind(mark, sentence.start, place.start) for mark in ";；")
    stop = _SEMICOLON.search(page, place.end, sentence.end)
    high = stop.start() if stop else sentence.end
    around = (max(low + 1, sentence.start, place.start - _REACH), min(high, place.end + 40))
    for low, high in (clause, around):
        if found := _goods_zh(names, low, high) or _goods_en(names, low, high):
            return Theme(key=found, sort=Sort.PLACE, start=place.start, end=place.start)
    return None


def _goods_en(names: Names, start: int, end: int) -> str | None:
    """Whose goods an English stretch speaks of: Chinese goods, imports from Mexico."""
    for adjective in adjectives().finditer(names.page, start, end):
        if _GOODS_EN.match(names.page, adjective.end()):
            return countries().by_word[adjective.group()]
    for mention in names.within(start, end):
        before = names.page[max(start, mention.start - 30) : mention.start]
        if mention.type == "GPE" and _MADE_IN_EN.search(before):
            return mention.id
    return None


def _goods_zh(names: Names, start: int, end: int) -> str | None:
    """Whose goods a Chinese stretch speaks of: 对华关税, 原产于美国的煤炭, 对中国商品加征."""
    page = names.page
    onto: str | None = None
    for mention in names.within(start, end):
        if mention.type != "GPE":
            continue
        before = page[max(start, mention.start - 4) : mention.start]
        if _MADE_IN_ZH.search(before) and not page.startswith(("以外", "之外"), mention.end):
            return mention.id
        if _ONTO_ZH.search(before) and _GOODS_ZH.match(page, mention.end):
            onto = mention.id
    if onto:
        return onto
    match = _onto_short().search(page, start, end)
    return countries().by_word[match["onto"] or match["flag"]] if match else None


@cache
def _onto_short() -> re.Pattern[str]:
    short = short_names()
    return re.compile(
        rf"对(?P<onto>{short})(?:国|方)?(?:商品|产品|进口|货物|小包|包裹|关税|加征|征收|的?对等|则由|[^，,。；;\d]{{0,6}}(?:税率|关税|税费))"
        rf"|(?P<flag>{short})(?:籍|国籍|资)的?[船企货]"
    )


# --- who is fined, what is bought, what is sold at a price, where things go ----------------------------------

_FINED_EN = re.compile(
    r"\b(?:fined|penali[sz]ed|ordered|sued|hit|slapped) (?:the )?(?:company running )?"
    r"|\b(?:penalty|penalties|fines?) (?:on|against|for) (?:the )?(?:company running |owner of )?"
)
_FINED_ZH = re.compile(r"[对向给罚]$")
_FINES_ZH = re.compile(r"开出|处以|罚款|罚锾|开罚|罚单|处罚|重罚|裁罚|开铡")


def fined(place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """Who is fined."""
    page, start, end = place.page, place.sentence.start, place.sentence.end
    if metric != "fine":
        start, end = place.clause.start, min(place.clause.end, place.after)
    for match in _FINED_EN.finditer(page, start, end):
        mention = names.at(match.end())
        if mention is not None and mention.type in _HOUSES:
            return names.theme(mention)
    if _FINES_ZH.search(page, start, end):
        for mention in names.within(start, end):
            before = page[max(start, mention.start - 1) : mention.start]
            if mention.type in _HOUSES and not is_office(mention) and _FINED_ZH.search(before):
                return names.theme(mention)
    return None


_PAID_EN = re.compile(
    r"\b(?:bought|acquired?|acquiring|purchased?|purchase of|acquisition of|takeover of|buyout of|buying) (?:the )?"
    r"(?P<name>[^,;]{2,40}?)(?: for| in a deal (?:worth|valued at))(?: about| around| nearly| some| up to)? $"
)
_BOUGHT_EN = re.compile(
    r"\b(?:bought|buys?|buying|acquired?|acquires|acquiring|purchased?|purchase of|acquisition of|takeover of"
    r"|takes? over|buyout of|stake (?:held )?in|shareholder (?:of|in)|position in|interest in|valued?|values)"
    r" (?:the |all of |part of |a majority of )?(?:owner |parent |rival |maker |start-?up )?"
)
_BOUGHT_ZH = re.compile(r"收购|并购|买下|购得|入股")
_STOP_ZH = re.compile(r"[，,。；;]")


def bought(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """What is bought, or whose shares are held: the name behind the verb."""
    if quantity.kind not in ("money", "percent", "rate"):
        return None
    page, start, end = place.page, place.sentence.start, place.sentence.end
    if metric not in ("acquisition_price", "stake"):  # only with the price right behind: bought X for $3bn
        left = page[max(start, place.start - 90) : place.start]
        match = _PAID_EN.search(left)
        paid = names.at(place.start - len(left) + match.start("name")) if match else None
        return names.theme(paid) if paid is not None else None
    best: Mention | None = None
    for match in _BOUGHT_EN.finditer(page, max(start, place.start - 140), min(end, place.end + _REACH)):
        mention = names.at(match.end())
        best = mention if mention is not None and mention.type in _HOUSES else best
    for match in _BOUGHT_ZH.finditer(page, start, end):
        stop = _STOP_ZH.search(page, match.end(), min(end, match.end() + 30))
        inside = names.within(match.end(), stop.start() if stop else min(end, match.end() + 30))
        best = next((m for m in reversed(inside) if m.type in _HOUSES), best)
    return names.theme(best) if best is not None else None


_OF_PRODUCTS = frozenset(["price", "performance", "price_performance", "speed", "efficiency"])


def priced(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """The product whose price or speed it is: a $3,499 Vision Pro, 每部 iPhone 的售价."""
    if quantity.kind in ("money", "rate") and place.page.startswith(" ", place.end):
        behind = names.at(place.end + 1)
        if behind is not None and behind.type == "PRODUCT":
            return names.theme(behind)
    if metric not in _OF_PRODUCTS:
        return None
    if (thing := _PRICED.match(place.page, place.end)) and _ARTICLE.search(place.left):
        noun = thing["noun"]
        if not is_measure(noun) and noun not in english().abstract:
            return Theme(key=noun, sort=Sort.NOUN, start=thing.start("noun"), end=thing.end("noun"))
    inside = [m for m in names.within(place.sentence.start, place.start) if m.type == "PRODUCT"]
    return names.theme(inside[-1]) if inside else None


_PRICED = re.compile(
    r" (?P<noun>[a-z]{3,14})(?= (?:is|was|would|will|could|can|may|costs?|from|for|in|at)\b|[,.;])"
)
_ARTICLE = re.compile(r"\b(?:an?|the|each|its|their) $")
_ENTERED = re.compile(
    r"\b(?:enter(?:ed|ing)?|flood(?:ed|ing)?(?: into)?|pour(?:ed|ing) into|reach(?:ed|ing)?|arriv(?:ed|ing) in|into)"
    r" (?:the )?|涌入|流入|进入|输入|入境|运抵|抵达"
)


def entered(quantity: Quantity, place: Surroundings, names: Names) -> Theme | None:
    """Where what is counted goes: 46亿件包裹涌入欧盟, 4.6 billion items entered the EU."""
    if quantity.kind != "count":
        return None
    match = _ENTERED.search(place.page, place.end, min(place.clause.end, place.end + 48))
    goal = names.at(match.end()) if match else None
    return names.theme(goal) if goal is not None and goal.type == "GPE" else None
