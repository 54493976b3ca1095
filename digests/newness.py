"""Which of the figures that a week's articles state are this week's news, and which are background.

News is told by the lead or the headline, about somebody the sentence names, and was not stated in the weeks before.
A threshold that has stood for ten years is repeated in every article on thresholds; it changed nothing this week.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import Any

from digests.evidence import Reading, is_background
from digests.frames import ENTITY
from digests.narrowing import is_whole
from digests.proofs import Proofs
from digests.weeks import Week
from store.records import Span

Row = Mapping[str, Any]

_LEAD_SENTENCES = 2
_OLD = timedelta(days=200)  # results of a year are news well into the next; older periods are history
_PERIOD = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d)|-?Q(?P<quarter>[1-4])|-?H(?P<half>[12]))?")
_LEVEL = {"money", "count", "rate", "capacity", "multiple"}
_RATES = {
    "tax_rate",
    "tariff_rate",
    "interest_rate",
    "market_share",
    "profit_margin",
    "conversion_rate",
    "click_rate",
    "retention_rate",
    "renewal_rate",
    "repurchase_rate",
    "inflation",
}
_UNPRICED = {
    "engagement",
    "user_count",
    "seller_count",
    "mau",
    "headcount",
    "units_sold",
    "shipments",
    "orders",
}
_COUNTRIES = 250  # there are no more
_AMOUNTS = {
    "units_sold",
    "trade_value",
    "orders",
    "shipments",
    "user_count",
    "seller_count",
    "mau",
    "sales",
    "revenue",
    "gmv",
    "funding",
    "investment",
    "valuation",
    "market_cap",
    "acquisition_price",
    "buyback",
    "capex",
    "net_income",
    "net_loss",
    "operating_income",
    "operating_loss",
    "free_cash_flow",
}
_PEOPLE = re.compile(
    r"员|員|人|职|職|岗|崗|staff|jobs?\b|workers?\b|employees?\b|people|positions?\b|roles?\b", re.IGNORECASE
)
_ENDS = re.compile(
    r"取消|终止|終止|废除|廢除|退场|退場|\b(?:end(?:s|ed|ing)?|scrap\w*|abolish\w*|should go|is going|remov\w+)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:\b(?:below|under|up to|worth less than|less than|not exceeding|valued at)\s|低于|低於|不超过|不超過|满|滿)"
    r"[\s約约]{0,2}$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"^\s?(?:[及或]?以下|以内|以內|的?(?:免税|免稅|门槛|門檻|豁免)|(?:exemption|threshold|limit|line)\b|or less\b)"
)
_SELLERS_SHOPS = re.compile(
    r"店[铺鋪]|网店|網店|卖家|賣家|商家|\bsellers?\b|\bmerchants?\b|\bonline stores?\b", re.IGNORECASE
)
# Units of what is no shop: floor space, people, goods.
_NO_SHOPS = re.compile(r"平方|坪|人|款|种|種|square|feet|metre|people|person|visitor|item")
_EACH = {
    "item",
    "order",
    "click",
    "kilogram",
    "person",
    "hour",
    "square_metre",
}  # an amount a piece is no total
# A percentage behind these words is of pay or of rent, one behind a price is how that moved.
_PAY = re.compile(r"加薪|涨薪|漲薪|调薪|調薪|薪资|薪資|工资|工資|\b(?:pay|wages?|raise)\b", re.IGNORECASE)
_RENT = re.compile(r"租(?:金)?[^，。,.]{0,12}$|\brents?\b[^.]{0,60}$", re.IGNORECASE)
_PRICED = re.compile(
    r"(?:[$€£¥]\s?[\d.,]{1,12}|[\d.,]{1,12}\s?[万萬亿億]?(?:美元|欧元|歐元|英镑|英鎊|日元|元|dollars?|euros?|pounds?|yen))"
    r"[^。.;；]{0,28}$",
    re.IGNORECASE,
)
# What it was: 一年前为41%, after 39 percent a year ago.
_WAS = re.compile(r"(?:一年前|[上去]年(?:同期)?|此前|先前|原)(?:[仅僅]?[为為是])\s?$")
_WAS_AFTER = re.compile(
    r"^\s?(?:percent|per cent|%)?\s?(?:a year (?:ago|earlier|before)|so far)\b", re.IGNORECASE
)
_NEAR = 40  # characters before a figure in which such words are looked for


def is_news(row: Row, proofs: Proofs, week: Week) -> bool:
    """Whether this statement may stand in the section: fits its metric, is of now, and is about its subject."""
    reading = proofs.reading(row["article_id"])
    if reading is None or not fits(row, reading.text) or is_over(row["period"], week):
        return False
    index = reading.sentence_at(row["start"])
    if index is None or is_background(reading, reading.sentences[index]):
        return False
    sentence = reading.text[reading.sentences[index].start : reading.sentences[index].end]
    if row["metric"] in ("layoffs", "headcount") and not _PEOPLE.search(sentence):
        return False  # 砍掉 is said of jobs and of product lines
    if row["metric"] == "store_count" and of_sellers(sentence):
        return False
    if row["metric"] == "threshold" and _ENDS.search(sentence):
        return False  # a line that is to go is no line from that day on
    subject = str(row["subject"])
    if not proofs.names_subject(subject, row["article_id"], reading.sentences[index]):
        return False
    return is_whole(
        str(row["metric"]),
        sentence,
        Span(row["start"] - reading.sentences[index].start, row["end"] - reading.sentences[index].start),
        _named_in(subject, row["article_id"], reading, reading.sentences[index], proofs),
        place=proofs.is_place(ENTITY + subject),
    )


def _named_in(subject: str, article: int, reading: Reading, sentence: Span, proofs: Proofs) -> list[Span]:
    """Where a sentence names the subject, from the sentence's start: what no list knows, by its letters."""
    if not proofs.known(subject):
        text = reading.text[sentence.start : sentence.end]
        return [Span(*hit.span()) for hit in re.finditer(re.escape(subject), text)]
    return [
        Span(span.start - sentence.start, span.end - sentence.start)
        for span in proofs.spans(ENTITY + subject, article, reading)
        if sentence.start <= span.start and span.end <= sentence.end
    ]


def of_sellers(sentence: str) -> bool:
    """Whether the shops of a sentence are those of sellers on a platform: 2200家店铺 of Temu are no shops of Temu's."""
    return _SELLERS_SHOPS.search(sentence) is not None


def fits(row: Row, text: str) -> bool:
    """Whether what is measured can be measured so: a rate is no sum of money, an exemption's line no trade."""
    metric, kind = row["metric"], row["kind"]
    if row["change_role"] == "from":
        return False  # what it was before is not what it is now
    before, after = text[max(0, row["start"] - _NEAR) : row["start"]], text[row["end"] : row["end"] + 24]
    if _WAS.search(before) or _WAS_AFTER.match(after):
        return False
    if metric in _RATES and kind in _LEVEL:
        return False
    if metric in _AMOUNTS and kind == "percent" and not (row["direction"] or row["change_role"]):
        return False  # 70 % of orders is a share of them, not a number of them
    if metric in _AMOUNTS and row["per"] in _EACH and kind in ("money", "rate"):
        return False  # raises its price by 18 yen an item: nobody raised money
    if (metric in _UNPRICED and kind == "money") or (metric == "country_count" and _exceeds(row, _COUNTRIES)):
        return False
    if kind == "percent":
        return not _is_of_another(metric, before)
    if metric == "store_count" and _NO_SHOPS.search(str(row["unit"] or "")):
        return False
    if metric == "threshold" or kind != "money":
        return True
    return not (_BOUND.search(before) or _BOUND_AFTER.match(after))


def _is_of_another(metric: str, before: str) -> bool:
    """Whether a percentage is of pay, of rent or of a price, and not of what it is filed under."""
    if metric != "wages" and _PAY.search(before):
        return True
    if metric in ("fee", "price") and _RENT.search(before):
        return True
    return metric in _UNPRICED and _PRICED.search(before) is not None


def _exceeds(row: Row, limit: int) -> bool:
    try:
        return Decimal(str(row["value"])) > limit
    except ArithmeticError:
        return False


def is_over(period: Any, week: Week) -> bool:
    """Whether the period a figure is of ended long before the week."""
    found = _PERIOD.match(period) if isinstance(period, str) else None
    if found is None:
        return False
    month = int(found["month"] or 0) or 3 * int(found["quarter"] or 0) or 6 * int(found["half"] or 0) or 12
    if not 1 <= month <= 12:
        return False
    return date(int(found["year"]), month, 28) < week.monday - _OLD


def in_lead(row: Row, proofs: Proofs) -> bool:
    """Whether the headline or the first sentences state it: that is what the article is there to say."""
    reading = proofs.reading(row["article_id"])
    if reading is None:
        return False
    index = reading.sentence_at(row["start"])
    digits = re.sub(r"[^0-9.]", "", str(row["quote"]))
    return (index is not None and index < _LEAD_SENTENCES) or bool(
        digits and re.search(rf"(?<![0-9.]){re.escape(digits)}(?![0-9.])", proofs.title(row["article_id"]))
    )


def is_name(text: str, sentence: str) -> bool:
    """Whether a thing that no catalogue lists may be the subject of a line: the sentence has it, and as a name.

    In Latin letters a name begins and ends with a capital or a figure (Port of Long Beach; airport still does not);
    in Chinese it is short and has no words of grammar at its ends.
    """
    if text not in sentence or not _ONE_NAME.fullmatch(text):
        return False
    if _HAN.search(text):
        return len(text) <= _LONGEST_HAN and not (_GRAMMAR.match(text[0]) or _GRAMMAR.match(text[-1]))
    words = text.split()
    return len(words) <= _MOST_WORDS and not (words[0][0].islower() or words[-1][0].islower())


_ONE_NAME = re.compile(r"[^\W_][^\n,;:!?。，；：！？、|<>{}\[\]\"“”「」]*")
_HAN = re.compile("[\u3400-\u9fff]")
_GRAMMAR = re.compile("[的了在是将將也仍还還其该該此这這那与與和及或被把从從对對为為等们們就都又再]")
_LONGEST_HAN, _MOST_WORDS = 16, 6


def at_odds(row: Row) -> bool:
    """Whether the other figures of its own sentence make something else of a figure."""
    return row.get("arithmetic") == "disagrees"


def rank(
    rows: Sequence[Row], proofs: Proofs, watch: Sequence[str], shifted: Sequence[str]
) -> tuple[Any, ...]:
    """Sort key of one figure, best first: told in leads, of watched or shifted names, by more publishers.

    Of equals, the one that stands in the better grounded article: dated, sourced, attributed, not selling. Of what is
    equal in that too, the larger amount, in US dollars.
    """
    houses = {proofs.origins[row["article_id"]].house for row in rows}
    first = min((proofs.place[row["article_id"]], row["start"]) for row in rows)
    subject = str(rows[0]["subject"])
    weight = 2 * any(in_lead(row, proofs) for row in rows) + min(len(houses), 3)
    weight += (subject in watch) + (ENTITY + subject in shifted) + bool(rows[0]["period"])
    weight -= 2 * (not proofs.known(subject))  # importers are nobody in particular
    weight -= all(at_odds(row) for row in rows)
    best = max(proofs.grounded(row["article_id"]) for row in rows)
    sizes = [abs(row.get("usd") or 0.0) for row in rows]
    return (-weight, rows[0]["kind"] not in ("money", "percent", "pp"), -best, -max(sizes), first)


def best_first(
    groups: Iterable[Sequence[Row]], proofs: Proofs, week: Week, watch: Sequence[str], shifted: Sequence[str]
) -> Iterator[list[Row]]:
    """What is news of each group (the figures of one thing), the best group first; what holds no news is left out.

    Whether a figure is news stands in its text. A busy week has thousands of texts, so a group is looked at only when
    it might be better than the best of those looked at already.
    """
    ahead = sorted(
        ((_most(group, proofs, watch, shifted), group) for group in groups), key=lambda item: -item[0]
    )
    looked: list[tuple[Any, int, list[Row]]] = []
    for number, (hope, group) in enumerate(ahead):
        while looked and -looked[0][0][0] > hope:  # a key begins with minus its weight
            yield heappop(looked)[2]
        proofs.load(row["article_id"] for row in group)
        news = [row for row in group if is_news(row, proofs, week)]
        if news:
            heappush(looked, (rank(news, proofs, watch, shifted), number, news))
    while looked:
        yield heappop(looked)[2]


def _most(rows: Sequence[Row], proofs: Proofs, watch: Sequence[str], shifted: Sequence[str]) -> int:
    """The weight that ``rank`` gives these rows, or some of them, at most: what can be said without their texts."""
    houses = {proofs.origins[row["article_id"]].house for row in rows}
    subject = str(rows[0]["subject"])
    weight = 2 + min(len(houses), 3) + (subject in watch) + (ENTITY + subject in shifted)
    weight += bool(rows[0]["period"]) - 2 * (not proofs.known(subject))
    return weight - all(at_odds(row) for row in rows)
