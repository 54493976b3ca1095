"""A figure of a part is no figure of the whole, and a place has no orders: what stands around the measure decides."""

from __future__ import annotations

from decimal import Decimal

import pytest

from digests.items_reported import figure_item, figure_text
from digests.labels import labels_of
from digests.narrowing import has_unnamed_source, is_whole
from store.records import Span
from tests.digest_rows import Rows
from tests.test_digests_digest import digest_of, told, write


def whole(metric: str, sentence: str, quote: str, name: str, *, place: bool = False) -> bool:
    at = sentence.index(quote)
    named = sentence.find(name)
    subject = [Span(named, named + len(name))] if named >= 0 else []
    return is_whole(metric, sentence, Span(at, at + len(quote)), subject, place=place)


@pytest.mark.parametrize(
    "metric, sentence, quote, name",
    [
        ("orders", "知情人士称，试行后的几周里，境外直发订单下降7%。", "7%", "Temu"),
        ("orders", "知情人士透露，試辦幾週後，境外出貨訂單少了7％。", "7％", "Temu"),
        ("orders", "Temu半托管订单增长30%。", "30%", "Temu"),
        ("orders", "Orders from abroad fell 4 percent in the weeks after a trial began.", "4 percent", "Temu"),
        ("gmv", "机构估算，TikTok Shop德国站8月成交额5800万美元，较三个月前增长83%。", "83%", "TikTok Shop"),
        ("sales", "亚马逊德国站销售额增长12%。", "12%", "亚马逊"),
        ("sales", "亞馬遜美國站銷售額年增12%。", "12%", "亞馬遜"),
        ("sales", "Shein's U.S. sales fell 12% in October.", "12%", "Shein"),
        ("sales", "Shein sales in Germany fell 12% in October.", "12%", "Shein"),
        ("sales", "Shein sales fell 12% in Germany.", "12%", "Shein"),
        ("sales", "Shein reported a 12% drop in European sales.", "12%", "Shein"),
        ("revenue", "Amazon reported advertising revenue of $17 billion.", "$17 billion", "Amazon"),
        ("revenue", "Amazon reported revenue from advertising of $17 billion.", "$17 billion", "Amazon"),
        ("revenue", "京东广告收入同比增长11%。", "11%", "京东"),
        ("revenue", "酷澎海外營收年增11%。", "11%", "酷澎"),
        ("shipments", "鄂州花湖机场公布，10月电商货物吞吐量10.8万吨，同比下降11%。", "11%", "鄂州花湖机场"),
        ("shipments", "深圳寶安機場週二公布，9月電商貨運量9.4萬公噸，年減12.5％。", "12.5％", "深圳寶安機場"),
        ("shipments", "UPS moved 16% fewer parcels from China.", "16%", "UPS"),
        ("sales", "外界估計Prime會員日帶動246億美元買氣，按年升8.1%。", "8.1%", "亞馬遜"),
    ],
)  # fmt: skip
def test_a_part_is_not_the_whole(metric: str, sentence: str, quote: str, name: str) -> None:
    assert not whole(metric, sentence, quote, name)


@pytest.mark.parametrize(
    "metric, sentence, quote, name",
    [
        ("orders", "Temu订单下降7%。", "7%", "Temu"),
        ("orders", "Temu第三季度总订单量同比下降7%。", "7%", "Temu"),
        ("orders", "Temu上週全部訂單少了7％。", "7％", "Temu"),
        ("revenue", "Coupang于8月6日发布财报，季度营收93亿美元，同比增长18%，净利润9500万美元。", "18%", "Coupang"),
        ("revenue", "极兔速递8月26日披露业绩：报告期内营收69亿美元，同比增长21.5%。", "21.5%", "极兔速递"),
        ("revenue", "安克創新週三公告，期間營收人民幣210億元，年增27.8％。", "27.8％", "安克創新"),
        ("revenue", "亚马逊第三季度净销售额为1802亿美元。", "1802亿美元", "亚马逊"),
        ("revenue", "Zalando reported quarterly revenue of €2.84 billion on Thursday, 7.3% more.", "7.3%", "Zalando"),
        ("revenue", "Amazon booked net sales of $180.2 billion in the third quarter.", "$180.2 billion", "Amazon"),
        ("sales", "Shein sales fell 12% in October.", "12%", "Shein"),
        ("sales", "Sales at Zalando rose 12% in the quarter.", "12%", "Zalando"),
        ("sales", "Shein's total sales rose 12% from a year earlier.", "12%", "Shein"),
        ("fee", "亚马逊德国站佣金上调2%。", "2%", "亚马逊"),
    ],
)  # fmt: skip
def test_periods_and_words_for_the_whole_narrow_nothing(
    metric: str, sentence: str, quote: str, name: str
) -> None:
    assert whole(metric, sentence, quote, name)


@pytest.mark.parametrize(
    "metric, sentence, quote, name",
    [
        ("shipments", "芝加哥歐海爾機場3日公布，10月貨運量8.3萬公噸，年減16%。", "16%", "芝加哥"),
        ("shipments", "芝加哥奥黑尔机场货运量同比下降16%。", "16%", "芝加哥"),
        ("fee", "洛杉磯港費用上調3%。", "3%", "洛杉磯"),
        ("shipments", "Chicago O'Hare shipments fell 16%.", "16%", "Chicago"),
        ("fee", "The Port of Los Angeles raised its fee by 3%.", "3%", "Los Angeles"),
        ("shipments", "170 million small parcels entered Japan last year.", "170 million", "Japan"),
        ("shipments", "去年约2400万件小包裹进入瑞士。", "2400万件", "瑞士"),
        ("sales", "In Germany the company said sales fell 3%.", "3%", "Germany"),
        ("orders", "卖家说，订单下降3%，德国最明显。", "3%", "德国"),
    ],
)
def test_a_place_has_no_orders_and_a_longer_name_is_no_place(
    metric: str, sentence: str, quote: str, name: str
) -> None:
    assert not whole(metric, sentence, quote, name, place=True)


@pytest.mark.parametrize(
    "metric, sentence, quote, name",
    [
        ("shipments", "Chicago shipments fell 16%.", "16%", "Chicago"),
        ("shipments", "Japan received 170 million parcels last year.", "170 million", "Japan"),
        ("shipments", "瑞士去年收到包裹2400万件。", "2400万件", "瑞士"),
        ("shipments", "芝加哥10月货运量同比下降16%。", "16%", "芝加哥"),
        ("exports", "中國前三季跨境電商出口人民幣1.63兆元，年增6.6%。", "6.6%", "中國"),
        ("tariff_rate", "美国将关税提高25%。", "25%", "美国"),
    ],
)
def test_what_is_said_of_the_place_itself_stays(metric: str, sentence: str, quote: str, name: str) -> None:
    assert whole(metric, sentence, quote, name, place=True)


@pytest.mark.parametrize(
    "sentence, unnamed",
    [
        ("知情人士称，Temu订单下降7%。", True),
        ("消息人士透露，訂單少了7％。", True),
        ("Orders fell 4%, people familiar with the matter said.", True),
        ("Orders fell 4%, a person familiar with the figures said.", True),
        ("Orders fell 4%, the company said.", False),
        ("公司称，订单下降7%。", False),
    ],
)
def test_sources_without_a_name_are_found(sentence: str, unnamed: bool) -> None:
    assert has_unnamed_source(sentence) is unnamed


@pytest.mark.parametrize(
    "sentence, kept",
    [
        ("Amazon orders fell 9% in October, people familiar with the matter said on Monday.", True),
        ("Amazon orders from abroad fell 9% in October, people familiar with the matter said.", False),
    ],
)
def test_in_the_digest_a_part_has_no_line_and_unnamed_sources_are_said(sentence: str, kept: bool) -> None:
    rows = Rows(3)
    told(rows, write(rows, 0, sentence), "9%", "9", subject="amazon", metric="orders", direction="down")
    found = [line for line in digest_of(rows.build(), rows.read).figures if line.metric == "orders"]
    assert [line.value for line in found] == ([Decimal(9)] if kept else [])
    for line in found:
        for lang, note in (
            ("en", "ccording to people familiar"),
            ("zh", "知情人士"),
            ("zh-Hant", "知情人士"),
        ):
            say = labels_of(lang)
            assert note in " ".join(figure_item(say, line).body)
            assert note in figure_text(say, line)
