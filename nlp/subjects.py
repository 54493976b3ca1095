"""Who or what a figure is about.

The first of these that the text gives; each is plainer than the next, and where none is given it is nobody:

1. the name that stands against the figure (德国19%, Shopee's 49%, 九成来自中国), nlp.bound_owners;
2. whom the words of its metric point at: who is fined, what is bought, whose goods a tariff is put on;
3. what its clause speaks of: the grammatical subject, or what it goes on about, nlp.discourse. A common noun gives
   way to the name it is a part of (momo's orders), unless it is told what the noun takes up (资料中心业务占88%);
4. the country at home in the text, for what only countries have (出口, 失业率), and the country of the office cited;
5. the world or a trade named before it in its sentence (全球产量3亿支);
6. the house the title names, or that a longer text speaks of most, for what houses have;
7. the only name of its sentence that can own it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from nlp.bound_owners import beside, bought, entered, fined, priced, taxed
from nlp.clauses import Surroundings
from nlp.countries import acts, countries
from nlp.discourse import Discourse, Topic, whole
from nlp.respective import respective
from nlp.spans import Quantity
from nlp.themes import Names, Sort, Theme, is_office
from nlp.witnesses import measures
from store.records import Mention

# What only a country, a region or the world has, whoever tells it.
_PLACE_METRICS = frozenset(
    (
        "gdp", "gdp_growth", "gdp_per_capita", "inflation", "exports", "trade_value", "tariff_rate", "interest_rate",
        "tax_rate", "tariff_revenue", "threshold", "market_size", "production", "wages",
    )
)  # fmt: skip
_RULED = frozenset(("tariff_rate", "tax_rate", "tariff_revenue", "threshold"))
# What a listed company reports as a whole; a unit of it does not.
_HOUSE_METRICS = frozenset(
    (
        "capex", "free_cash_flow", "net_income", "net_loss", "eps", "stock_price", "market_cap", "buyback", "layoffs",
    )
)  # fmt: skip
_WORLD_METRICS = _PLACE_METRICS | {"shipments", "sales", "share", "units_sold", "capacity", "spending"}
_WORLD = re.compile(
    r"全球(?!化|购|速|最|第|领)|\bglobal(?:ly)?\b|\bworldwide\b|\bworld (?:trade|economy|output|gdp)\b"
)
_TRADE = re.compile(
    r"(?:跨境|直播|社交|农村)电商(?!平台|卖家|企业|公司|综)|\bcross-border e-commerce\b(?! (?:platform|compan|seller))"
)
_MACRO = re.compile(
    r"经济(?:成长|增长|增速)|生产总值|gdp|(?<![a-z])[cp]pi(?![a-z])|(?<![a-z])pmi(?![a-z])|失业(?:率|人)|通胀|物价|进出口|(?<!对)出口(?!商|企|管)|进口(?!商|企|品牌|包)"
    r"|外销订单|接单|动向指数|社会消费品|零售(?:业|额|销售)|规模以上|工业增加值|固定资产投资|财政收入|赤字|贸易(?:顺差|逆差|出超|入超|额)|楼价|房价|樓宇|楼宇买卖"
    r"|外汇储备|景气|人均(?:可支配)?收入|私人消费|国内生产|本地生产|快递业务量|网络(?:销售|零售)额?|免税额|免税门槛|进口税|关税收入|销货价值"
)
_TAKES_UP = re.compile(
    r"(?:则|仅|约|就|也|共|又|还|已)?占|[ ](?:account(?:s|ed)? for|ma(?:kes?|de) up|represent(?:s|ed)?)\b"
)
_PERSONAL = frozenset(
    (None, "net_worth", "wages", "price", "cost", "fee", "spending")
)  # what people have too
_SUMMED = re.compile(
    r"总(?:营收|收入|销售额|利润)|合并营收|全公司|集团(?:营收|收入|整体)"
    r"|\b(?:company-wide|overall|group) (?:revenue|sales|profit)"
)
_LIABLE = re.compile(
    r"(?:平台|企业|商家|卖家|公司|机构|经营者|商|platforms|companies|sellers|importers|carriers)$"
)
_OBJECT = re.compile(
    r"(?:[向对与和跟在从给到于将被至比较据]|\b(?:into|in|for|to|from|with|by|on|at|against|between|via|through|than|of|and"
    r"|across|over|to)(?: the| its)? )$"
)
_CITED = re.compile(
    r"(?:据|根据|来源:|according to (?:the )?|said |says |(?:surveyed|polled|compiled|tracked) by |\[)$"
)


def subject_of(
    quantity: Quantity,
    place: Surroundings,
    discourse: Discourse,
    *,
    metric: str | None,
    titled: Mention | None = None,
) -> str | None:
    """Whom or what a figure is about: an id, the words of a common noun, or None; ``titled``: of the title."""
    if quantity.kind == "duration":
        return None
    names, topic = discourse.names, discourse.topic(place.start)
    theme = (
        respective(place, topic.current, () if topic.own else discourse.spoken(place.start))
        or beside(quantity, place, names, metric)
        or _pointed(quantity, place, names, metric)
    )
    if theme is None and not (topic.current and topic.current.group):
        home = _at_home(place, names, metric)
        since = max(place.sentence.start, place.page.rfind("；", place.sentence.start, place.start))
        numbers = home is not None and _tells_macro(place, since)
        parted = titled is not None or (numbers and not _TRADE.search(place.sentence_left))
        theme = (
            _spoken_of(topic, place, metric, parted=parted)
            or home
            or _unnamed(place, metric)
            or _ruling(quantity, place, names, metric)
            or _of_title(titled, names, metric)
            or _single(place, names, metric)
        )
    return theme.key if theme else None


def _pointed(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """Whom the words of the metric point at."""
    fine = fined(place, names, metric) if quantity.kind in ("money", "rate") else None
    return (
        fine
        or bought(quantity, place, names, metric)
        or priced(quantity, place, names, metric)
        or taxed(quantity, place, names, metric)
        or entered(quantity, place, names)
    )


def _spoken_of(topic: Topic, place: Surroundings, metric: str | None, *, parted: bool) -> Theme | None:
    """What the clause is about.

    ``parted``: in a text about one house, or where a country's numbers are told, common nouns are parts of those.
    """
    theme = topic.current
    if metric == "fine" and theme is not None and theme.sort is Sort.NOUN and _LIABLE.search(theme.key):
        return theme
    if theme is not None and theme.sort in (Sort.NOUN, Sort.COUNTED, Sort.PERSON):
        apart = (
            theme.tied or _TAKES_UP.match(place.page, theme.end) is not None or _stands(topic, parted=parted)
        )
        if topic.named is not None and not apart:
            theme = topic.named
        elif theme.sort is Sort.COUNTED or (parted and not apart):
            return None
    if theme is not None and theme.sort is Sort.PERSON and metric not in _PERSONAL:
        return None
    if theme is None or (metric == "fine" and theme.sort in (Sort.STATE, Sort.PLACE)):
        return None  # who fines is not who is fined
    if metric in _RULED:
        if (theme.sort in (Sort.NOUN, Sort.PERSON) and theme.start < place.start) or (
            theme.sort is Sort.NAME and metric != "threshold"
        ):
            return None  # rates and limits are of whose law they are
        theme = replace(theme, key=countries().by_seat.get(theme.key, theme.key))
    summed = metric in _HOUSE_METRICS or _SUMMED.search(place.left) is not None
    return whole(theme) if summed and topic.own is None else theme


def _stands(topic: Topic, *, parted: bool) -> bool:
    """Whether a clause's own noun is no part of the name before: of a country only its numbers are parts."""
    named = topic.named
    if named is None or topic.own is None or topic.own.sort is not Sort.NOUN or parted:
        return False
    return named.sort is Sort.STATE or (named.sort is Sort.PLACE and topic.own.key.isascii())


def _at_home(place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """The country of the text, for what only countries have."""
    if names.home is None or metric == "fine" or not _tells_macro(place, place.sentence.start):
        return None
    return Theme(key=names.home, sort=Sort.STATE, start=place.start, end=place.start)


def _tells_macro(place: Surroundings, since: int) -> bool:
    return _MACRO.search(place.page, since, place.start) is not None


def _unnamed(place: Surroundings, metric: str | None) -> Theme | None:
    """The world or a trade, said before the figure in its sentence: 全球产量3亿支, 跨境电商增长9%."""
    if metric == "fine":
        return None
    left = place.sentence_left[-80:]
    for pattern in (_WORLD, _TRADE):
        found = list(pattern.finditer(left))
        near = found and place.start - len(left) + found[-1].start() >= place.clause.start
        if not near and (pattern is _TRADE or metric not in _WORLD_METRICS):
            continue
        if found and not _OBJECT.search(left[: found[-1].start()]):
            said = found[-1].group()
            key = "全球" if said.startswith("全") else "global" if pattern is _WORLD else said
            return Theme(key=key, sort=Sort.PLACE, start=place.start, end=place.start)
    return None


def _ruling(quantity: Quantity, place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """Whose law, office or border a sentence speaks of, or whose money a limit is in, where it is one country's."""
    if metric not in _RULED:
        return None
    start, end = place.sentence.start, place.sentence.end
    states = {
        theme.key
        for mention in names.within(start, end)
        if (theme := names.theme(mention)) and theme.sort in (Sort.STATE, Sort.PLACE)
    }
    states |= {countries().by_act[match.group()] for match in acts().finditer(names.page, start, end)}
    money = countries().by_money.get(quantity.currency or "") or _money_of(names.page, start, end)
    key = money if len(states) != 1 else states.pop()
    return Theme(key=key, sort=Sort.STATE, start=place.start, end=place.start) if key else None


_SIGNS = {"€": "EUR", "£": "GBP", "c$": "CAD", "a$": "AUD", "r$": "BRL", "nt$": "TWD", "s$": "SGD"}
_SIGN = re.compile(r"€|£|(?<![a-z])(?:nt|[cars])\$")


def _money_of(page: str, start: int, end: int) -> str | None:
    """The country whose money, by its sign, a sentence speaks in."""
    signs = {match.group() for match in _SIGN.finditer(page, start, end)}
    return countries().by_money[_SIGNS[signs.pop()]] if len(signs) == 1 else None


def _of_title(titled: Mention | None, names: Names, metric: str | None) -> Theme | None:
    """The house of the text, for what houses have."""
    if titled is None or metric is None or metric in _PLACE_METRICS or metric in ("fine", "index", "price"):
        return None
    return names.theme(titled)


def _single(place: Surroundings, names: Names, metric: str | None) -> Theme | None:
    """The only name of the sentence, where it stands before the figure and is no object or source."""
    if metric is None or metric == "capacity":
        return None
    found: dict[str, Mention] = {}
    for mention in names.within(place.sentence.start, place.sentence.end):
        if mention.type in ("ORG", "PRODUCT", "GPE"):
            found.setdefault(mention.id or mention.quote, mention)
    if len(found) != 1:
        return None
    mention = next(iter(found.values()))
    before = place.page[max(place.sentence.start, mention.start - 18) : mention.start]
    if mention.end > place.start or measures(mention) or _CITED.search(before) or _OBJECT.search(before):
        return None
    if mention.type == "GPE" and metric not in _PLACE_METRICS:
        return None
    return names.theme(mention)


def title_owner(mentions: Sequence[Mention], page: str) -> Mention | None:
    """The house of the title, or of the first line of a text of several, else the one it speaks of most.

    Those who measure others and offices are none.
    """
    named = [
        m for m in mentions if m.type in ("ORG", "PRODUCT") and m.id and not measures(m) and not is_office(m)
    ]
    if any(m.in_title for m in named):
        return min((m for m in named if m.in_title), key=lambda m: m.start)
    counts = Counter(m.id for m in named if m.type == "ORG")
    if not counts:
        return None
    line = page.find("\n")
    first = [m for m in named if m.end <= line] if 0 < line <= _HEADLINE else []
    houses = {m.id for m in first}
    if len(houses) == 1 and counts[first[0].id] > 1:
        return first[0]
    theme, times = counts.most_common(1)[0]
    if times < 3 or times * 5 < sum(counts.values()) * 2:
        return None
    return next(m for m in named if m.id == theme)


_HEADLINE = 80  # characters of a first line that can be the title
