"""Who or what a figure is about: the owner of the metric among the names around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from nlp.clauses import Surroundings
from nlp.script import fold
from nlp.spans import Quantity
from nlp.witnesses import is_body, measures
from store.records import Mention

# What can own a figure, best first; a person owns wealth only, a law owns rates.
_OWNERS = {"ORG": 0, "PRODUCT": 5, "GPE": 6, "LAW": 12, "EVENT": 12, "PERSON": 20}
_PLACE_METRICS = frozenset(
    [
        "gdp",
        "gdp_growth",
        "gdp_per_capita",
        "inflation",
        "exports",
        "trade_value",
        "tariff_rate",
        "interest_rate",
        "user_count",
        "tax_rate",
        "tariff_revenue",
        "threshold",
        "market_size",
        "production",
        "wages",
    ]
)
# What the world as a whole can have, and what a trade can have, when no company stands nearer.
_WORLD_METRICS = _PLACE_METRICS | {"shipments", "sales", "share", "units_sold", "capacity", "spending"}
_WORLD = re.compile(r"全球(?!化|购|速|最|第|领)|\bglobal(?:ly)?\b|\bworldwide\b")
_TRADE = re.compile(
    r"(?:跨境|直播|社交|农村)电商(?!平台|卖家|企业|公司|综)|\bcross-border e-commerce\b(?! (?:platform|compan|seller))"
)
# A place that leads a clause speaks for itself when it acts or owns; 深圳卖家 and 上海至美西 are about others.
_PLACE_ACTS = re.compile(
    r"(?:的(?![^，,。]{0,4}(?:卖家|企业|公司|工厂|用户|消费者))|政府|当局|将|对|自\d|自今|拟|已|也|则|宣布|今年|去年"
    r"|上半年|前|本周|\d|第|全年|在"
    r"|(?:'s|’s)?(?: government)?(?: (?:will|has|is|was|plans?|imposed|raised|cut|saw|posted|charges?|runs?|exported"
    r"|imported"
    r"|said|aims?)\b|(?:'s|’s)))"
)
_PLACE_OBJECT = re.compile(
    r"(?:[向对与和跟在从给到于被至往赴销寄飞由自、]|\b(?:into|in|for|to|from|with|by|on|at|against|between|via|through"
    r"|across|of|near|and)(?: the)? )$"
)
# The company of the text, without its name.
_ANAPHOR = re.compile(
    r"^(?:而|且|但|同时|此外|其中|不过)?[，,]?(?:其|该|公司|集团|平台|双方"
    r"|it\b|its\b|the company|the group|the retailer)"
)
_EXCLUDED = re.compile(
    r"(?:(?:不含|除|除了|不包括|不计|剔除)(?:[^，,。;；的]{0,24}(?:与|和|及|、))?|\bexcluding |\bexcept |\bwithout )$"
)
_FORMER = re.compile(r"(?:前|前任|原|\bformer |\bex-)[ ]?$")  # 前 OpenAI 首席技术官: a person's past
_OBJECT = re.compile(
    r"(?:[向对与和跟在从给到于将被至]|\b(?:into|in|for|to|from|with|by|on|at|against|between|via|through"
    r"|across)(?: the| its)? )$"
)
# What a company says of itself: Amazon said net sales, said its, 表示公司.
_SELF_REPORT = re.compile(
    r" (?:said|says|reported|expects|forecasts?|projects|estimates?"
    r"|predicts?) (?:(?:on )?[a-z]+day )?(?:that )?(?:it|its|their|they|net|the company|revenue|sales"
    r"|profit)\b|(?:表示|称|预计|预测|估计)[，,]?(?:其|公司|该公司|集团|本季|第|全年|营收)"
)


def subject_of(
    quantity: Quantity,
    place: Surroundings,
    mentions: Sequence[Mention],
    starts: Sequence[int],
    *,
    metric: str | None,
    cited: str | None,
    titled: Mention | None = None,
    home: str | None = None,
) -> str | None:
    """Entity id (or the name, where it has none) of the owner of a figure: the likeliest mention around it.

    ``mentions`` are of the text, sorted; ``starts`` their starts. Looks in the sentence, then back to
    the sentence before in the same paragraph, then at ``titled``, the company of the title. None when
    nothing is named.
    """
    if quantity.kind == "duration":
        return None
    first = bisect_left(starts, place.sentence.start)
    last = bisect_left(starts, place.sentence.end)
    best = _carried(place, mentions, first) if metric is not None else None
    if titled is not None and metric is not None and metric not in _PLACE_METRICS:
        best = min(best, (34.0, titled), key=lambda pair: pair[0]) if best else (34.0, titled)
    behind = -1  # end of the mention before: Starbucks Deep Brew is Starbucks' own
    for mention in mentions[first:last]:
        cost = _cost(place, mention, metric, cited)
        if cost is not None and mention.start == behind + 1 and place.page[behind] == " ":
            cost += 8
        behind = mention.end
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, mention)
    if metric is not None and (best is None or best[0] >= _FAR):
        whole = _unnamed(place, metric) or _nation(place, metric, cited, home)
        if whole:
            return whole
    if best is None or _is_shared(place.page, best[1]):
        return None
    return best[1].id or best[1].quote


# 阳明与万海合计…, A and B together: what two have in common is the figure of neither.
_JOINED = re.compile(r"(?:[与和及跟、]|\band |& )$")
_TOGETHER = re.compile(r"[ ]?(?:合计|共计|总计|加起来|两者|[二两三四五]家|together\b|combined\b|jointly\b)")


def _is_shared(page: str, mention: Mention) -> bool:
    before = page[max(0, mention.start - 5) : mention.start]
    return _JOINED.search(before) is not None and _TOGETHER.match(page, mention.end) is not None


_FAR = 20.0  # an owner behind the figure, in another sentence or in the title


_NATIONS = {
    "美国": "united-states", "中国": "china", "欧盟": "european-union", "日本": "japan", "韩国": "south-korea",
    "英国": "united-kingdom", "越南": "vietnam", "巴西": "brazil", "墨西哥": "mexico", "印度": "india",
    "台湾": "taiwan", "香港": "hong-kong", "u.s.": "united-states", "us ": "united-states",
}  # fmt: skip
_HOME = re.compile(r"我国|全国|国内(?!生产)|本港|全台|全港")


def _nation(place: Surroundings, metric: str, cited: str | None, home: str | None) -> str | None:
    """What a country's own office counts is the country's: 美国财政部称关税收入…, 财政部公布10月出口."""
    if metric not in _PLACE_METRICS:
        return None
    if _HOME.search(place.sentence_left):
        return home
    if cited and is_body(cited):
        name = fold(cited)
        return next((id for word, id in _NATIONS.items() if name.startswith(word)), _home_office(name, home))
    return None


def _home_office(name: str, home: str | None) -> str | None:
    """An office without a country's name is the reader's own; firms and institutes are nobody's."""
    return home if _OFFICE.search(name) else None


_OFFICE = re.compile(r"(?:部|总署|统计局|总局|总处|统计处|海关|央行)$")


def _unnamed(place: Surroundings, metric: str) -> str | None:
    """The world or a trade, said before the figure in its sentence: 全球产量3亿支, 跨境电商增长9%."""
    left = place.sentence_left[-80:]
    for pattern in (_WORLD, _TRADE):
        found = list(pattern.finditer(left))
        near = found and place.start - len(left) + found[-1].start() >= place.clause.start
        if pattern is _WORLD and metric not in _WORLD_METRICS and not near:
            continue
        if found and not _OBJECT.search(left[: found[-1].start()]):
            return "全球" if found[-1].group().startswith("全") else found[-1].group().removesuffix("ly")
    return None


def title_owner(mentions: Sequence[Mention]) -> Mention | None:
    """The company the title names first, else the one a longer text speaks of most; measurers are none."""
    named = [m for m in mentions if m.type in ("ORG", "PRODUCT") and m.id and not measures(m)]
    titled = min((m for m in named if m.in_title), key=lambda m: m.start, default=None)
    if titled is not None:
        return titled
    counts = Counter(m.id for m in named if m.type == "ORG")
    if not counts:
        return None
    theme, times = counts.most_common(1)[0]
    if times < 3 or times * 5 < sum(counts.values()) * 2:
        return None
    return next(m for m in named if m.id == theme)


def _cost(place: Surroundings, mention: Mention, metric: str | None, cited: str | None) -> float | None:
    """How unlikely a mention is to own the figure; None: it cannot."""
    page = place.page
    if cited and mention.start >= place.end and mention.quote.lower() in cited.lower():
        return None
    if mention.start < place.end and mention.end > place.start:
        return None
    said = 0.0
    if _is_citing(page, mention) and not (_SELF_REPORT.match(page, mention.end) and not measures(mention)):
        if measures(mention) or mention.start >= place.end or not _says(page, mention):
            return None
        said = 5.0  # 拼多多预计2026年…: a company speaks of itself, unless somebody else is named
    if mention.type == "PERSON" and metric != "net_worth":
        return None
    before = page[max(0, mention.start - 14) : mention.start]
    if _EXCLUDED.search(page[max(0, mention.start - 32) : mention.start]) or _FORMER.search(before):
        return None
    leads = mention.start - place.clause.start <= 6 or mention.start - place.sentence.start <= 6
    cost = float(_OWNERS.get(mention.type, 15))
    if mention.type == "GPE":
        cost = _place_cost(place, mention, metric)
    if (
        mention.type == "ORG"
        and not leads
        and page[mention.end : mention.end + 1] == " "
        and _NOUN_BEHIND.match(page, mention.end)
    ):
        cost += 5  # fewer Amazon packages: whose packages, not who
    if measures(mention):
        cost += 3
    cost += said
    if not leads and _OBJECT.search(before):
        cost += 10
    if mention.end <= place.start:
        cost += (place.start - mention.end) * 0.12
        if mention.start < place.clause.start:
            cost += 4
    else:
        cost += 16 + (mention.start - place.end) * 0.4
        if mention.start >= place.clause.end:
            cost += 20
    return cost if cost < 90 else None


_NOUN_BEHIND = re.compile(
    r" (?!(?:and|will|has|had|is|was|are|were|said|can|could|would|also|now|in)\b)[a-z]+(?<!ed)s\b"
)


def _place_cost(place: Surroundings, mention: Mention, metric: str | None) -> float:
    """A place owns what places have, or leads and acts; else it only says where."""
    page = place.page
    if _PLACE_OBJECT.search(page[max(place.sentence.start, mention.start - 14) : mention.start]):
        return 90.0
    if re.match(r"[ ]?(?:至|到|往|飞|-|–|to )", page[mention.end : mention.end + 4]):
        return 90.0
    if metric in _PLACE_METRICS:
        return 2.0
    leading = min(mention.start - place.clause.start, mention.start - place.sentence.start) <= 1
    if leading and (metric is not None or mention.end <= place.start):
        return 3.0 if _PLACE_ACTS.match(page, mention.end) else 40.0 if metric is not None else 90.0
    return 40.0 if metric is not None else 90.0


def _says(page: str, mention: Mention) -> bool:
    """Speaks itself (X expects), rather than being quoted (according to X, 据 X)."""
    return not _QUOTED.search(page[max(0, mention.start - 18) : mention.start])


def _carried(place: Surroundings, mentions: Sequence[Mention], first: int) -> tuple[float, Mention] | None:
    """The company named last before, in the same paragraph, no further than 160 characters away.

    A sentence that begins with 公司, 该平台 or the company reaches further back, over paragraphs too.
    """
    told = _ANAPHOR.match(place.page[place.sentence.start : place.sentence.start + 24]) is not None
    for mention in reversed(mentions[max(0, first - 6) : first]):
        far = place.sentence.start - mention.end
        if far > (400 if told else 160) or (
            not told and "\n" in place.page[mention.end : place.sentence.start]
        ):
            return None
        quoted = _is_citing(place.page, mention) and (measures(mention) or not _says(place.page, mention))
        if mention.type in ("ORG", "PRODUCT") and not quoted:
            return (26.0 if told else 32.0), mention
    return None


_QUOTED = re.compile(
    r"(?:据|根据|来源:|according to (?:the )?|said |says |(?:surveyed|polled|compiled|tracked) by |\[)$"
)


def _is_citing(page: str, mention: Mention) -> bool:
    """Named as a speaker or a source, not as an owner: 据彭博社, said Gartner, Reuters reported."""
    before = page[max(0, mention.start - 18) : mention.start]
    after = page[mention.end : mention.end + 10]
    return bool(
        _QUOTED.search(before)
        or re.match(
            r"(?:回应|通报|公布|发布|上修|下修|表示|指出|称|报道|报导|认为|数据显示|统计|调查"
            r"|预计|预测|预估|估计|透露|披露| said\b"
            r"| says\b| estimates\b| reported\b"
            r"| data\b)",
            after,
        )
    )
