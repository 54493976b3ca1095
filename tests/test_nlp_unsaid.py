"""Words that look like gain or loss and tell nothing of anybody's business, in the three writings; own sentences."""

from __future__ import annotations

import pytest

from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document
from nlp.sentiment import read_rules
from nlp.tone import combine


def signs(text: str) -> dict[str, int]:
    document = build_document(text)
    mentions = find_mentions(document, load_lexicon())
    return {item.rules.id: item.polarity for item in combine(document, read_rules(document, mentions, ()))}


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        # a word put together from two others
        ("亚马逊说，德国站上次改版是在3月。", "amazon"),
        ("亞馬遜說，德國站上次改版是在3月。", "amazon"),
        # a share of a whole
        ("Temu and Shein account for the larger part of the volume.", "temu"),
        # what an auction or a price list does
        ("Temu每次点击0.35美元，比春天贵了20%。", "temu"),
        ("Temu每次點擊0.35美元，比春天貴了20%。", "temu"),
        ("Ads are an auction: Temu charged $0.35 per click, up 20% on the spring.", "temu"),
        ("Amazon will raise what it charges sellers in Spain from March.", "amazon"),
        ("亚马逊的仓储费将调涨，平均每件增加0.3欧元。", "amazon"),
        ("亞馬遜的倉儲費將調漲，平均每件增加0.3歐元。", "amazon"),
        ("Temu will add import charges at the checkout.", "temu"),
        # goods one takes down oneself
        ("Temu回应称，已下架800个相关商品。", "temu"),
        ("Temu回應稱，已下架800個相關商品。", "temu"),
        # a rumour that is denied
        ("京东否认收购传闻。", "jd"),
        ("京東否認收購傳聞。", "jd"),
        ("JD.com denied reports that it plans to buy a chain of shops.", "jd"),
        # where the one who is quoted comes from
        ("厦门家居卖家林某说：运费已经比毛利高了。", "xiamen"),
        ("廈門家居賣家林某說：運費已經比毛利高了。", "xiamen"),
        # where goods pass, and a rate that fell
        (
            "Rates to North America stood at $5 in the first week, against a peak of more than $8.",
            "north-america",
        ),
        ("About 90 million parcels entered Japan last year.", "japan"),
        # how goods are described
        ("亚马逊表示，商店售出的商品多数来自第三方卖家。", "amazon"),
        ("亞馬遜表示，商店售出的商品多數來自第三方賣家。", "amazon"),
        ("Temu opened in Spain in 2023 and has since entered dozens of markets.", "temu"),
    ],
)
def test_nothing_is_said_of_the_business(text: str, entity: str) -> None:
    assert signs(text)[entity] == 0


@pytest.mark.parametrize(
    ("text", "entity", "sign"),
    [
        ("亚马逊股价站上历史高位。", "amazon", 1),
        ("亞馬遜股價站上歷史高位。", "amazon", 1),
        ("Temu的订单比春天多了20%。", "temu", 1),
        ("Temu's orders were up 20% on the spring.", "temu", 1),
        ("Amazon's costs rose 20%.", "amazon", -1),
        ("Temu被勒令下架800个商品。", "temu", -1),
        ("Temu被勒令下架800個商品。", "temu", -1),
        ("Temu否认销售假货的指控。", "temu", -1),
        ("Temu否認銷售假貨的指控。", "temu", -1),
        ("Temu denied that it sold counterfeit goods.", "temu", -1),
        ("Temu has entered the Polish market.", "temu", 1),
    ],
)
def test_the_same_words_count_where_they_speak(text: str, entity: str, sign: int) -> None:
    assert signs(text)[entity] == sign
