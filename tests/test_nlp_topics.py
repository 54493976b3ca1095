"""What a text is about: short texts of our own, annotated before the terms were tuned.

A case is ``(text, expected, tolerated)``: every expected topic is found, and nothing outside both lists.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.segment import build_document
from nlp.topic_terms import TOPICS
from nlp.topics import find_topics
from store.records import Mention, Topic

Case = tuple[str, str, str]

SIMPLIFIED: list[Case] = [
    ("美国拟对进口家具加征25%关税,行业协会要求豁免。", "tariffs-and-duties", ""),
    (
        "对等关税暂缓期只剩两周,深圳工厂赶在窗口关闭前发货。",
        "tariffs-and-duties",
        "logistics-fulfilment sellers",
    ),
    ("日本拟取消一万日元以下进口小包免税,海关系统将同步改造。", "de-minimis-and-customs", "tax-vat"),
    ("巴西海关抽检率提高,小包清关平均多等三天。", "de-minimis-and-customs", "logistics-fulfilment"),
    ("欧盟要求超大型在线平台每年提交系统性风险评估报告。", "platform-regulation", ""),
    ("网信办约谈两家直播平台,责令限期整改算法推荐。", "platform-regulation", ""),
    ("市场监管总局对该平台“二选一”行为立案,涉嫌滥用市场支配地位。", "antitrust", "platform-regulation"),
    ("竞争管理机构认定平台自我优待,处以巨额反垄断罚款。", "antitrust", "platform-regulation"),
    ("召回:三款儿童座椅存在窒息风险,平台已下架。", "product-safety", ""),
    ("抽检发现近四成玩具甲醛超标,不符合安全标准。", "product-safety", ""),
    ("平台因未经同意将用户个人信息传输至境外被罚。", "data-privacy", "platform-regulation"),
    ("黑客兜售两千万条会员数据,公司确认发生数据泄露。", "data-privacy", ""),
    ("英国税局向跨境卖家追缴增值税,店铺资金被冻结。", "tax-vat", "sellers"),
    ("平台将向税务机关报送商家收入,涉税信息报送自十月开始。", "tax-vat", "sellers platform-regulation"),
    ("海外仓爆仓,旺季入库排队两周,头程运价同步上涨。", "logistics-fulfilment", "fees-and-pricing"),
    ("红海绕行推高海运费,集装箱班轮准班率降至五成。", "logistics-fulfilment", ""),
    ("平台下月起佣金上调一个百分点,低客单价商品另收处理费。", "fees-and-pricing", "sellers"),
    ("运费险取消后,商家定价普遍上浮。", "fees-and-pricing", "sellers"),
    ("点击单价涨了三成,卖家投放站内广告越来越难回本。", "advertising", "sellers"),
    ("平台开放程序化广告接口,品牌广告主可按转化付费。", "advertising", ""),
    ("云厂商发布新一代大模型推理芯片,算力价格腰斩。", "ai-and-cloud", "fees-and-pricing"),
    ("生成式人工智能导购上线,智能体可直接下单。", "ai-and-cloud", ""),
    ("大批店铺被封号,卖家资金滞留平台账户。", "sellers", ""),
    ("平台启动招商,新商家入驻可免首年年费。", "sellers", "fees-and-pricing"),
    ("消费者信心指数回落,节后线上零售额增速放缓。", "consumer-demand", ""),
    ("年轻人更愿意买平替,客单价走低但复购增加。", "consumer-demand", ""),
    ("仓库工人罢工进入第二周,工会要求加薪。", "labour", "logistics-fulfilment"),
    ("公司裁员八百人,主要涉及客服岗位。", "labour", ""),
    ("公司公布三季报:营收增长12%,净利润同比翻番。", "financial-results", ""),
    ("财报显示毛利率承压,每股收益低于市场预期。", "financial-results", ""),
    ("平台正式进入波兰,明年计划再开三个欧洲站点。", "expansion", ""),
    ("品牌首家海外旗舰店在曼谷开业,年内拓店至十家。", "expansion", ""),
    ("初创公司完成B轮融资,由红杉领投,估值十亿美元。", "investment-and-deals", ""),
    ("该公司向港交所递交招股书,拟募资五亿美元。", "investment-and-deals", ""),
    ("法院裁定专利侵权成立,判令停止销售并赔偿。", "litigation-and-ip", ""),
    ("独立设计师起诉平台抄袭,指其盗用版权图案。", "litigation-and-ip", ""),
    ("黑五大促预售开启,平台推出满减与百亿补贴。", "promotions", "consumer-demand"),
    ("双十一取消凑单门槛,优惠券可直接抵扣。", "promotions", ""),
    ("平台承诺2040年实现碳中和,并停用塑料填充物。", "sustainability", ""),
    (
        "法国环境费针对超快时尚,按每件产品的碳足迹计征。",
        "sustainability",
        "tax-vat fees-and-pricing platform-regulation",
    ),
    ("球队昨晚在主场以两球优势取胜。", "", ""),
    ("气象台预计周末将有阵雨。", "", ""),
]

TRADITIONAL: list[Case] = [
    ("美國對台灣輸美螺絲課徵關稅,公會籲政府協助。", "tariffs-and-duties", ""),
    ("關務署擬調降進口低價包裹免稅門檻。", "de-minimis-and-customs", "tax-vat"),
    ("公平會認定平台濫用市場地位,依公平交易法開罰。", "antitrust", "platform-regulation"),
    ("電商個資外洩頻傳,數位部要求業者導入資安標準。", "data-privacy", "platform-regulation"),
    ("境外電商營業稅申報期限將屆,逾期將罰滯納金。", "tax-vat", ""),
    ("物流中心啟用自動化分揀,當日配達範圍擴大。", "logistics-fulfilment", ""),
    ("平台調漲成交手續費,賣家揚言出走。", "fees-and-pricing sellers", ""),
    ("第一季每股盈餘三元,營收創同期新高。", "financial-results", ""),
    ("週年慶檔期業績亮眼,滿千送百帶動買氣。", "promotions", "consumer-demand financial-results"),
    ("外送員抗議勞動條件惡化,工會發動罷工。", "labour", ""),
    ("雲端業者擴建資料中心,搶攻生成式AI商機。", "ai-and-cloud", "expansion investment-and-deals"),
    ("連鎖超市宣布收購對手,交易金額逾百億元。", "investment-and-deals", ""),
]

ENGLISH: list[Case] = [
    ("The tariff on imported steel will double next month, customs brokers said.", "tariffs-and-duties", ""),
    ("Importers are asking for refunds of the duties they paid.", "tariffs-and-duties", ""),
    (
        "Small parcels lose their duty-free treatment; every package now needs a full customs declaration.",
        "de-minimis-and-customs",
        "logistics-fulfilment tariffs-and-duties",
    ),
    (
        "Very large online platforms must open their recommender systems to auditors.",
        "platform-regulation",
        "",
    ),
    (
        "The regulator accuses the marketplace of abusing a dominant position.",
        "antitrust",
        "platform-regulation",
    ),
    ("A recall covers 40,000 power banks that can overheat and catch fire.", "product-safety", ""),
    ("The app shared location data without consent, the privacy watchdog found.", "data-privacy", ""),
    ("Sellers must register for VAT before they store goods in Spain.", "tax-vat sellers", ""),
    (
        "A new fulfilment centre near Leipzig will handle next-day delivery for southern Germany.",
        "logistics-fulfilment",
        "expansion",
    ),
    (
        "Spot freight rates from Shanghai fell for the sixth week as container capacity grew.",
        "logistics-fulfilment",
        "",
    ),
    ("The marketplace raises its referral fee for clothing to 17%.", "fees-and-pricing", "sellers"),
    ("Retail media now brings in more than a tenth of its ad revenue.", "advertising", ""),
    (
        "The cloud unit will build three data centres to train large language models.",
        "ai-and-cloud",
        "expansion",
    ),
    ("Merchants say their accounts were suspended without warning.", "sellers", ""),
    ("Shoppers are trading down to cheaper brands as consumer confidence falls.", "consumer-demand", ""),
    ("Warehouse workers voted to strike over pay, their union said.", "labour", "logistics-fulfilment"),
    ("Net income doubled and earnings per share beat estimates.", "financial-results", ""),
    (
        "The retailer will open its first stores in Portugal and enters two more markets next year.",
        "expansion",
        "",
    ),
    (
        "The company filed for an initial public offering and hopes to raise $300 million.",
        "investment-and-deals",
        "",
    ),
    ("A jury found that the copycat shoes infringed the designer's trademark.", "litigation-and-ip", ""),
    ("Black Friday discounts started two weeks earlier this year.", "promotions", "consumer-demand"),
    ("The retailer pledged net-zero emissions and recyclable packaging.", "sustainability", ""),
    ("Heavy rain is expected in the north on Friday.", "", ""),
    ("The orchestra played to a full house on Saturday.", "", ""),
]

CHECK: list[Case] = [
    # written after the terms stood, to see how they do on text they were not made with
    ("中美代表团周末在日内瓦就降低关税举行会谈。", "tariffs-and-duties", ""),
    (
        "美国邮政暂停接收来自香港的包裹,跨境小件只能改走商业快递。",
        "de-minimis-and-customs logistics-fulfilment",
        "",
    ),
    ("监管部门要求平台公示排序规则,并保留交易日志三年。", "platform-regulation", ""),
    (
        "德国机构认为平台对卖家定价的干预限制了竞争。",
        "antitrust",
        "sellers fees-and-pricing platform-regulation",
    ),
    ("一批无线充电器因过热风险被要求退市。", "product-safety", ""),
    ("平台被指向第三方出售用户浏览记录。", "data-privacy", ""),
    ("意大利拟对两百欧元以下订单加收商品税。", "tax-vat", "tariffs-and-duties de-minimis-and-customs"),
    ("义乌到马德里的班列本月加密至每周五列。", "logistics-fulfilment", ""),
    ("会员费每月上涨两美元,为三年来首次。", "fees-and-pricing", ""),
    ("短视频达人佣金分成降低,品牌转向搜索广告。", "advertising", "fees-and-pricing"),
    ("云业务收入占比升至三成,公司追加采购图形处理器。", "ai-and-cloud", "financial-results"),
    ("深圳两千家店铺在一周内收到账户审核通知。", "sellers", ""),
    ("百货客流连续五个月回落,居民更愿意储蓄。", "consumer-demand", ""),
    ("快递员集体停工,要求恢复原有派件费。", "labour", "logistics-fulfilment fees-and-pricing"),
    ("上半年归母净利同比减少两成。", "financial-results", ""),
    ("连锁品牌关闭全部英国门店,退出欧洲。", "expansion", ""),
    ("私募基金以十二亿美元买下这家支付公司七成股权。", "investment-and-deals", ""),
    ("上诉法院维持原判,被告须支付版权赔偿金。", "litigation-and-ip", ""),
    ("年中大促首日,家电品类直降三成。", "promotions", ""),
    ("新规要求服装附上环保标签和再生材料比例。", "sustainability", "platform-regulation product-safety"),
    ("超商推出店到店寄件半價。", "promotions", "logistics-fulfilment fees-and-pricing"),
    ("網購詐騙案增加,檢方起訴三名賣家。", "litigation-and-ip", "sellers"),
    ("台商擬在墨西哥設廠,避開美國高額關稅。", "tariffs-and-duties", "expansion investment-and-deals"),
    ("國內電商龍頭第二季營收衰退,股價跌破百元。", "financial-results", ""),
    (
        "White House officials say a trade agreement with India is close; duties on textiles would be halved.",
        "tariffs-and-duties",
        "",
    ),
    (
        "Postal operators stopped accepting small packages bound for the United States.",
        "de-minimis-and-customs",
        "logistics-fulfilment",
    ),
    ("Lawmakers want shopping apps to check the identity of every trader.", "platform-regulation", "sellers"),
    (
        "Prosecutors say the companies agreed to fix prices, a breach of competition law.",
        "antitrust",
        "litigation-and-ip fees-and-pricing",
    ),
    ("Tests found dangerous levels of lead in children's jewellery.", "product-safety", ""),
    ("The retailer said hackers stole the records of nine million customers.", "data-privacy", ""),
    ("Online shops outside the bloc will have to charge value-added tax from the first cent.", "tax-vat", ""),
    (
        "A shortage of truck drivers is slowing deliveries before the holidays.",
        "logistics-fulfilment",
        "consumer-demand labour",
    ),
    ("Subscriptions will cost $2 more a month, its third price rise in four years.", "fees-and-pricing", ""),
    ("Brands are shifting budgets from television to sponsored search results.", "advertising", ""),
    ("The start-up rents out graphics processors to companies that train chatbots.", "ai-and-cloud", ""),
    ("Spending at restaurants fell while households saved more.", "consumer-demand", ""),
    ("Two thousand office staff will lose their jobs.", "labour", ""),
    ("Operating margin widened to 11% and sales beat forecasts.", "financial-results", ""),
    (
        "It is buying a rival for $2.1 billion in cash and shares.",
        "investment-and-deals",
        "financial-results",
    ),
    ("The city marathon drew 40,000 runners.", "", ""),
]

KNOWN_FAILURES: dict[str, str] = {
    "超商推出店到店寄件半價。": "two terms of parcels and one of a sale: the sale is taken for a side remark",
}
"""Text to why the terms cannot tell. Strict: one that starts to pass must leave this table."""

CASES = [
    pytest.param(
        *case,
        marks=[pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[case[0]])]
        if case[0] in KNOWN_FAILURES
        else [],
    )
    for case in SIMPLIFIED + TRADITIONAL + ENGLISH + CHECK
]


def topics_of(text: str, title: str = "") -> set[str]:
    return {item.topic for item in find_topics(build_document(text, lang=None, title=title), [])}


@pytest.mark.parametrize(("text", "expected", "tolerated"), CASES)
def test_short_text_is_about(text: str, expected: str, tolerated: str) -> None:
    found = topics_of(text)
    assert set(expected.split()) <= found
    assert found <= set(expected.split()) | set(tolerated.split())


@given(st.text(max_size=300))
def test_any_text_gets_at_most_four_topics_of_the_list(text: str) -> None:
    found = find_topics(build_document(text, lang=None), [])
    assert len(found) <= 4
    assert {item.topic for item in found} <= set(TOPICS)
    assert all(isinstance(item, Topic) and 0 < item.score <= 1 and item.evidence for item in found)


def test_the_title_decides_where_the_text_is_vague() -> None:
    text = "The company gave no further details on Tuesday."
    assert topics_of(text) == set()
    assert topics_of(text, "Warehouse workers strike") == {"labour"}


def test_entities_are_evidence_too() -> None:
    text = "Trainium2 will be used in Ohio."
    mention = Mention(start=0, end=9, quote="Trainium2", type="PRODUCT", id="aws-trainium2")
    found = find_topics(build_document(text, lang=None), [mention])
    assert [(item.topic, item.evidence) for item in found] == [("ai-and-cloud", ("aws-trainium2",))]
    assert find_topics(build_document(text, lang=None), []) == []


def test_a_term_inside_a_name_says_less() -> None:
    text = "The Data Protection Commission moved to a new building."
    name = Mention(start=4, end=30, quote="Data Protection Commission", type="ORG", id="somebody")
    assert topics_of(text) != set()
    assert find_topics(build_document(text, lang=None), [name]) == []


def test_the_last_word_of_an_unlisted_name_says_its_trade() -> None:
    text = "潮鹿物流与三友物流的名称近似，法院未予支持。"
    names = [
        Mention(
            start=at, end=at + 4, quote=text[at : at + 4], type="ORG", id=text[at : at + 2], provisional=True
        )
        for at in (0, 5)
    ]
    listed = [replace(name, provisional=False) for name in names]
    document = build_document(text, lang=None)
    assert "logistics-fulfilment" in {topic.topic for topic in find_topics(document, names)}
    assert "logistics-fulfilment" not in {topic.topic for topic in find_topics(document, listed)}


def test_both_scripts_are_read_alike() -> None:
    assert topics_of("倉儲物流業者調漲運費") == topics_of("仓储物流业者调涨运费") != set()


def test_a_passing_word_in_a_long_text_is_no_topic() -> None:
    about = "仓库里的包裹当天送达,物流网络覆盖全城,配送员两班倒。" * 12
    assert topics_of(about + "老板偶尔也看广告。") == {"logistics-fulfilment"}


def test_strongest_topic_comes_first_with_its_words() -> None:
    found = find_topics(build_document("关税。美国加征关税,贸易战升级,平台佣金未变。", lang=None), [])
    assert found[0].topic == "tariffs-and-duties"
    assert "加征" in found[0].evidence
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


def test_micro_f1_on_the_check_list_keeps_its_floor() -> None:
    """24 of these 40 texts were all right when first read; the floor is what stands now."""
    right = sum(
        set(expected.split()) <= topics_of(text) <= set(expected.split()) | set(tolerated.split())
        for text, expected, tolerated in CHECK
    )
    assert right >= 38


# --- what an article is about stands in its opening ------------------------------------------------------------

FILLER_ZH = "市场人士说，情况仍在变化，各家的安排并不一样，细节要等到下个月才会清楚，届时再作判断。" * 5


@pytest.mark.parametrize(
    "remark, topic",
    [
        ("另外，当地工会曾因加薪罢工，工人要求涨工资。", "labour"),
        ("此前关税与反倾销税、加征关税也让成本上升。", "tariffs-and-duties"),
        ("增值税、消费税和所得税另计，缴税由承运人代办。", "tax-vat"),
    ],
)
def test_a_remark_at_the_end_is_no_topic_in_the_opening_it_is_one(remark: str, topic: str) -> None:
    news = "邮政公司宣布新的集装箱航线和海外仓，快递时效缩短两天，仓储和配送网络扩大。"
    assert topic not in topics_of(news + FILLER_ZH + remark, "邮政开通新航线")
    assert topic in topics_of(remark * 2 + news + FILLER_ZH + remark, "邮政开通新航线")


@pytest.mark.parametrize(
    "text",
    [
        "58% of sellers now keep stock in the country and ship their orders from local warehouses.",
        "Temu wants half of its orders to ship from local stock within 48 hours.",
    ],
)
def test_stock_in_a_warehouse_is_no_result(text: str) -> None:
    assert "financial-results" not in topics_of(text)


def test_the_commission_takes_no_commission() -> None:
    asked = "TikTok Shop has 28 days to answer the Commission on how it ranks what it shows."
    assert "fees-and-pricing" not in topics_of(asked)
    assert "fees-and-pricing" in topics_of("Shopee raises the commission that sellers pay to 6 percent.")


@given(st.sampled_from(SIMPLIFIED), st.integers(0, 30))
def test_a_headline_keeps_its_topic_however_long_the_text(case: Case, times: int) -> None:
    text, expected, _ = case
    said = topics_of(text + FILLER_ZH[: times * 10], text)
    assert said & set(expected.split()) or not topics_of(text, text) & set(expected.split())


# --- text written blind: nobody looked at the terms while writing it -------------------------------------------------


def _micro_f1(rows: list[dict[str, Any]]) -> float:
    """As the guidelines count: a defensible extra topic is neither right nor wrong."""
    right = wrong = missed = 0
    for row in rows:
        expected, neutral = set(row["topics"]), set(row["also_ok"])
        found = topics_of(row["context"], row["title"])
        right += len(expected & found)
        missed += len(expected - found)
        wrong += len(found - expected - neutral)
    return 2 * right / (2 * right + wrong + missed)


@pytest.fixture(scope="module")
def fresh() -> list[dict[str, Any]]:
    path = Path(__file__).parent / "data" / "topics_fresh.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_micro_f1_on_held_rows_keeps_its_floor(fresh: list[dict[str, Any]]) -> None:
    """Scored, never read: 60 paraphrases that avoid the words of the trade on purpose."""
    held = [row for row in fresh if row["split"] == "held"]
    assert len(held) == 60
    assert _micro_f1(held) >= 0.62


def test_both_scripts_of_one_text_have_the_same_topics(fresh: list[dict[str, Any]]) -> None:
    """Of every Chinese row, through the converter; regional words stay as they are."""
    simplified = [row for row in fresh if row["lang"] == "zh-Hans"]
    to_traditional = opencc.OpenCC("s2t").convert
    same = [
        topics_of(row["context"], row["title"])
        == topics_of(to_traditional(row["context"]), to_traditional(row["title"]))
        for row in simplified
    ]
    assert len(same) == 45
    assert all(same)
