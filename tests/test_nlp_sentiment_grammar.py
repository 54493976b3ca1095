"""How a sign finds its name: one short sentence of our own for each turn of grammar the rules know, and for each
that they do not. Notation as in tests/test_nlp_sentiment_fresh.py; the names are invented.
"""

from __future__ import annotations

import pytest

from nlp.cues import find_cues, load_cues
from nlp.measures import bad_measure_before
from nlp.segment import build_document
from nlp.sentiment import find_sentiments
from store.records import Mention
from tests.test_nlp_sentiment_fresh import unmark

KNOWN = {
    "a relief behind its trouble": "[[云泊科技|ORG|+]]的退市警报已经解除。",
    "a contrast says the other half": "[[Quillmoor|ORG|+]] doubled its orders, in contrast to [[Brassfen|ORG|-]].",
    "what is left unsaid of the second": "[[Quillmoor|ORG|+]] turned the corner and [[Brassfen|ORG|-]] did not.",
    "a cost compared with last year's": "Unit costs at [[Quillmoor|ORG|+]] came in well under those of last year.",
    "who is brought more, who nothing": "[[Quillmoor|ORG|+]] brought us ninety stockists; [[Brassfen|ORG|-]] none.",
    "a quantity per something else": "Diesel burnt per parcel rose at [[Quillmoor|ORG|-]].",
    "a fall that slows": "The drop in print sales at [[Quillmoor|ORG|+]] is getting smaller.",
    "two forms of one comparison": "论退货比例,[[云泊科技|ORG|+]]少了一半,[[禾屿电商|ORG|-]]多了三成。",
    "the state of a thing as an image": "[[禾屿电商|ORG|-]]的货架落了一层灰。",
    "who exposes whom": "[[云泊科技|ORG|+]]赢得与[[禾屿电商|ORG|-]]的商标官司。",
}
"""What is not read, and a sentence that shows it. Strict: one that starts to pass must leave this table."""

READ = {
    "who is let, made or helped": "关税下调让[[禾屿电商|ORG|+]]的利润回升。",
    "who is sued sells the fakes": "[[云泊科技|ORG|0]]起诉[[禾屿电商|ORG|-]]销售假货。",
    "a rating is another's": "[[丘衡|ORG|0]]下调[[禾屿电商|ORG|-]]评级。",
    "a rating somebody was given": "[[禾屿电商|ORG|+]]评级获[[丘衡|ORG|0]]上调。",
    "a rating, in English": "[[Harrow|ORG|0]] raised [[Brassfen|ORG|+]]'s rating.",
    "granted by others": "[[禾屿电商|ORG|+]]获老股东注资。",
    "what stands before the name": "被点名的[[禾屿电商|ORG|-]]连夜道歉。",
    "the last predicate counts": "[[禾屿电商|ORG|-]]的大单黄了。",
    "a relief before its trouble": "[[禾屿电商|ORG|+]]躲过了这场风波。",
    "a good thing taken away": "[[禾屿电商|ORG|-]]无缘榜首。",
    "trouble that eases": "[[Brassfen|ORG|+]] said its shortages eased.",
    "a measure no list has": "[[禾屿电商|ORG|+]]的错拣率降到千分之二。",
    "a measure the clause before leaves open": "[[禾屿电商|ORG|+]]的妥投时间,从四天缩到两天。",
    "the latter": "[[云泊科技|ORG|0]]与老对手[[禾屿电商|ORG|-]]都在场,后者销量大跌。",
    "customers who go": "Sellers moved from [[Brassfen|ORG|-]] to [[Quillmoor|ORG|+]].",
    "what rivals take": "[[Quillmoor|ORG|+]] keeps taking shelf space from [[Brassfen|ORG|-]].",
    "an order from a customer": "[[Quillmoor|ORG|+]] landed a contract from [[Brassfen|ORG|0]].",
    "a buyer who only buys elsewhere": "[[云泊科技|ORG|0]]转投[[禾屿电商|ORG|+]]。",
    "a number is nobody": "[[云泊科技|ORG|0]]的听证不超过六十天。",
    "who only counted": "[[丘衡|ORG|0]]测算,明年包裹量将下滑。",
    "a place that stands for its trade": "[[越南|GPE|-]]的家具厂被迫停工。",
    "a place that acts": "[[越南|GPE|0]]将下调进口税率。",
    "headline clauses": "[[禾屿电商|ORG|-]]市占失守 [[云泊科技|ORG|+]]夺回第一",
    "nothing to write down": "[[Brassfen|ORG|+]] cut costs and booked no write-down.",
    "only one can be meant": "Our favourite of the lot is [[Quillmoor|ORG|+]].",
}


def signs(marked: str) -> tuple[list[int], list[int]]:
    """The signs read and the signs that are right, in the order of the names."""
    text, names = unmark(marked)
    document = build_document(text, lang=None)
    mentions = [
        Mention(start=start, end=end, quote=text[start:end], type=kind, id=text[start:end].lower())
        for start, end, kind, _ in names
    ]
    found = {item.id: item.polarity for item in find_sentiments(document, mentions, [])}
    return [found[mention.id or ""] for mention in mentions], [sign for *_, sign in names]


@pytest.mark.parametrize("turn", READ)
def test_a_turn_of_grammar_is_read(turn: str) -> None:
    found, right = signs(READ[turn])
    assert found == right


@pytest.mark.parametrize(
    "turn", [pytest.param(turn, marks=pytest.mark.xfail(strict=True, reason=turn)) for turn in KNOWN]
)
def test_a_turn_of_grammar_that_is_not_read_yet(turn: str) -> None:
    found, right = signs(KNOWN[turn])
    assert found == right


@pytest.mark.parametrize(
    ("text", "verb", "bad"),
    [
        ("公司的返修率上升", "上升", True),
        ("公司的装机率上升", "上升", False),
        ("平均营业时间拉长", "拉长", False),
        ("平均等货时间拉长", "拉长", True),
        ("bounced payments rose", "rose", True),
        ("visitor numbers rose", "rose", False),
    ],
)
def test_a_measure_is_bad_news_by_its_parts(text: str, verb: str, bad: bool) -> None:
    assert (bad_measure_before(text, 0, text.index(verb)) is not None) is bad


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("不良率上升", -1),  # 不 belongs to the word
        ("销量没有下滑", 1),
        ("零投诉", 1),
        ("零跑转亏为盈", 1),  # 零 of a name far from the cue turns nothing
    ],
)
def test_what_turns_a_cue_and_what_only_looks_it(text: str, sign: int) -> None:
    cues = find_cues(text, 0, len(text), load_cues())
    assert [cue.subject > 0 for cue in cues] == [sign > 0]
