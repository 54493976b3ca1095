"""Whether a figure is of all that its line would say: orders shipped from abroad are not the orders of a company.

A line says a name and a measure. Where the article's own word for the measure is narrowed (境外直发订单, U.S. sales,
sales in Germany, 电商货运量), or the name is part of a longer one (芝加哥奥黑尔机场), the line would be false.
Only words that are known not to narrow (of periods, of the whole) may stand there: a line left out is better than one
that is not so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.records import Span

# What a company has of its own, and what is written for it.
_OF_SALES = r"销售额|銷售額|销售收入|营业额|營業額|成交额|成交額|交易额|交易額|销量|銷量|销售|銷售"
_OF_REVENUE = r"营业收入|營業收入|总营收|總營收|营收|營收|收入"
_OF_GOODS = r"货运量|貨運量|吞吐量|发货量|發貨量|出货量|出貨量|货量|貨量|单量|單量|件量|包裹量?|小包"
_OF_ORDERS = r"订单[量数]?|訂單[量數]?"
_WORDS = {
    "orders": (_OF_ORDERS, r"orders?"),
    "shipments": (_OF_GOODS, r"shipments?|parcels?|packages?|volumes?|freight|cargo|throughput"),
    "sales": (_OF_SALES, r"sales|turnover"),
    "revenue": (rf"{_OF_REVENUE}|{_OF_SALES}", r"revenues?|sales|turnover|income"),
    "gmv": (rf"{_OF_SALES}|GMV", r"GMV|gross merchandise (?:value|volume)|sales"),
    "units_sold": (_OF_SALES, r"sales|units|goods"),
}
_NUMBER = r"第?(?:[\d０-９.,，]+|[一二三四两兩上下全首前后後去今本当當]+)"
_PERIOD = (
    rf"{_NUMBER}?(?:个|個)?(?:财年|財年|年度|季度|月份|半年|年|月|日|周|週|天|季|Q[1-4])(?:以来|以來|期间|期間|内|內)?"
    r"|[单單][季月]|报告期内?|報告期內?|期间|期間|期内|期內|同期|同比|环比|年[增减減]|[去今本前]年|Q[1-4]|H[12]"
)
_WHOLE = (
    r"总共?|總共?|净|淨|全部|整体|整體|合计|合計|累计|累計|合并|合併|平台|公司|集团|集團|[该該其的之]|旗下"
)
_VERBS = (
    r"收到|接收|处理|處理|实现|實現|录得|錄得|取得|达到?|達到?|"
    r"公布|宣布|表示|显示|顯示|预计|預計|称|稱|说|說|[为為使令将將]|約|约|\s"
)
_PLAIN_HAN = re.compile(rf"(?:{_PERIOD}|{_WHOLE}|{_VERBS})*")
_MEASURED = re.compile(rf"(?:[余多]|[件个個笔筆票单單]|{_WHOLE}|{_VERBS})*")
_PLAIN_EN = re.compile(
    r"(?:quarterly|annual|yearly|monthly|weekly|daily|full-year|year|quarter|month|week|half|half-year|first|second"
    r"|third|fourth|first-half|second-half|(?:first|second|third|fourth)-quarter|Q[1-4]|H[12]|\d{4}|January|February"
    r"|March|April|May|June|July|August|September|October|November|December|total|overall|all|company|group|combined"
    r"|consolidated|net|gross|record|reported|percent|%)$",
    re.IGNORECASE,
)
_STOP_EN = re.compile(
    r"(?:the|a|an|its|their|his|her|that|and|of|in|as|with|on|by|for|said|says|reported|reports|posted|shows?|saw|booked"
    r"|had|has|set|put|generated|made|grew|raised|lifted|recorded|announced|expects?|forecasts?|more|fewer|less|higher"
    r"|lower|increased|cut|lost|where|when|while|whose)$",
    re.IGNORECASE,
)
_AFTER_EN = re.compile(
    r"\s+(?:from|to|into|in|at|on|for|via|through|of|by|among|between|outside|within)\s+(?P<what>[^\s,.;]+)"
    r"(?:\s+(?P<next>[^\s,.;]+))?"
)
_IN_EN = re.compile(r"\s+(?:in|across|within|outside)\s")
_AT_EN = re.compile(r"\s+(?:at|by|of|from)\s+")
_TIME_EN = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|\d{4}|Q[1-4]|Monday"
    r"|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|about|around|almost|nearly|over|more|last|this|[$€£¥]?\d.*)$",
    re.IGNORECASE,
)
_TIME_AFTER_THE = re.compile(
    r"(?:first|second|third|fourth|last|past|same|latest|three|six|nine|twelve|quarter|year|month|week|half|period)$",
    re.IGNORECASE,
)
_BREAK_HAN = re.compile("[，。；：、！？“”「」\n]|[,;:](?!\\d)")
_BREAK_EN = re.compile('[;:\n“”"]|,(?!\\d)')
_HAN = re.compile("[\u3400-\u9fff]")
# What turns a place into something that stands there.
_LONGER_HAN = re.compile(
    r"^[\u3400-\u9fff·]{0,8}?(?:国际|國際)?(?:机场|機場|港口|港务|港務|[海空]?港(?![元币幣])|市场|市場|站点|站(?!在)|"
    r"海关|海關|大学|大學|商会|商會|协会|協會|交易所|银行|銀行|邮政|郵政|公司|集团|集團)"
)
_LONGER_EN = re.compile(r"^(?:['’]s)?(?: [A-Z][\w'’.-]*)+")
_LONGER_BEFORE = re.compile(
    r"\b(?:Port|Bank|University|Airport|City|Chamber|Bay|Port Authority) of (?:the )?$"
)
_ACTS_HAN = re.compile(
    r"^(?:[每去今全][年月日天])?(?:共|已|仅|僅)?(?:收到|接收|进口|進口|出口|处理|處理|发出|發出)"
)
_ACTS_EN = re.compile(
    r"^ (?:received|imported|exported|handled|took in|shipped|sold|processed)\b(?! by)", re.IGNORECASE
)
_UNNAMED = re.compile(
    r"知情人士|知情者|消息人士|不愿具名|不願具名|匿名|内部人士|內部人士|业内人士|業內人士"
    r"|\b(?:people|persons?|sources?|insiders?)\s(?:who\s(?:are\s)?)?"
    r"(?:familiar|close|briefed|with (?:direct )?knowledge)\b"
    r"|\b(?:insiders|unnamed (?:sources?|people|officials?)|on condition of anonymity"
    r"|asked not to be (?:named|identified)|sources (?:said|say|told))\b",
    re.IGNORECASE,
)


def is_whole(metric: str, sentence: str, figure: Span, subject: Sequence[Span], *, place: bool) -> bool:
    """Whether a figure is of the whole measure of its subject, as far as the words around it tell.

    ``figure`` and ``subject`` (each time it is named there, in order) are offsets of ``sentence``. ``place``: the
    subject is a country or a town, which has no orders of its own unless the sentence says so of it.
    """
    if place:
        own = [span for span in subject if not _is_longer(sentence, span)]
        if subject and not own:
            return False
        subject = own
    if metric not in _WORDS:
        return True
    found = _word(metric, sentence, figure)
    if found is None:
        return False
    if not _plain(sentence, found, figure, subject):
        return False
    return not place or any(_is_doer(sentence, span, found, figure) for span in subject)


def has_unnamed_source(sentence: str) -> bool:
    """Whether a sentence has what it says from people whom it does not name."""
    return _UNNAMED.search(sentence) is not None


def _is_longer(sentence: str, span: Span) -> bool:
    after = sentence[span.end :]
    if _HAN.search(sentence[span.start : span.end]):
        return _LONGER_HAN.match(after) is not None
    return bool(_LONGER_EN.match(after)) or bool(_LONGER_BEFORE.search(sentence[: span.start]))


def _word(metric: str, sentence: str, figure: Span) -> Span | None:
    """The article's word for the measure: the last before the figure, else the first behind it in its clause."""
    han, latin = _WORDS[metric]
    word = re.compile(rf"(?:{han})|\b(?:{latin})\b", re.IGNORECASE)
    before = [Span(*hit.span()) for hit in word.finditer(sentence) if hit.end() <= figure.start]
    behind = word.search(sentence, figure.end, _end(sentence, figure.end))
    if before and (behind is None or _start(sentence, figure.start) <= before[-1].start):
        return before[-1]
    if behind is not None:
        return Span(*behind.span())
    return before[-1] if before else None


def _start(sentence: str, at: int) -> int:
    """Where the clause that holds an offset begins."""
    rule = _BREAK_HAN if _HAN.search(sentence) else _BREAK_EN
    return max((hit.end() for hit in rule.finditer(sentence, 0, at)), default=0)


def _end(sentence: str, at: int) -> int:
    rule = _BREAK_HAN if _HAN.search(sentence) else _BREAK_EN
    hit = rule.search(sentence, at)
    return hit.start() if hit else len(sentence)


def _plain(sentence: str, word: Span, figure: Span, subject: Sequence[Span]) -> bool:
    """Whether nothing around the measure's word says that it is a part of it."""
    start = _start(sentence, word.start)
    named = [span.end for span in subject if start <= span.start and span.end <= word.start]
    start = max([start, *named])
    if figure.end <= word.start and start <= figure.end:  # 300 million parcels
        before, rule = sentence[figure.end : word.start], _MEASURED
    else:
        before, rule = sentence[start : word.start], _PLAIN_HAN
    if _HAN.search(sentence):
        # 电商GMV, 美国站GMV, U.S.销售额: Latin letters are no period either
        return rule.fullmatch(before) is not None
    behind = _AT_EN.match(sentence, word.end)
    its_own = behind is not None and any(span.start == behind.end() for span in subject)  # sales at Zalando
    return (
        _plain_before(before, named=bool(named))
        and (its_own or _plain_after(sentence[word.end :]))
        and (not _IN_EN.match(sentence, figure.end) or _plain_after(sentence[figure.end :]))
    )


def _plain_before(before: str, *, named: bool) -> bool:
    """Whether the words back to the name, a verb or a small word are of periods or of the whole."""
    words = re.sub(r"^['’]s?\b", "", before).split()
    for word in reversed(words):
        bare = word.strip("'’()")
        if _STOP_EN.match(bare):
            return True
        if not _PLAIN_EN.match(bare):
            return False
    return named or not words or before[:1].isspace()


def _plain_after(after: str) -> bool:
    found = _AFTER_EN.match(after)
    if found is None:
        return True
    what, following = found["what"], found["next"] or ""
    if what.lower() in ("the", "its", "a"):
        return _TIME_AFTER_THE.match(following) is not None
    return _TIME_EN.match(what) is not None


def _is_doer(sentence: str, place: Span, word: Span, figure: Span) -> bool:
    """Whether the sentence says it of the place: its measure follows the name, or what it did."""
    start, after = _start(sentence, word.start), sentence[place.end :]
    if _ACTS_HAN.match(after) or _ACTS_EN.match(after):
        return _start(sentence, figure.start) <= place.start < figure.start
    between = sentence[place.end : word.start]
    own = _HAN.search(sentence) or all(map(_PLAIN_EN.match, re.sub(r"^['’]s?\b", "", between).split()))
    return bool(own) and start <= place.start and place.end <= word.start and word.end <= figure.start
