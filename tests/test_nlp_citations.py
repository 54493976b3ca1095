"""nlp.citations: who is cited for a figure, how the name is cut, and how far a citation reaches. Sentences are our own."""

from __future__ import annotations

import time

import pytest
from timing import grows_evenly

from nlp.annotate import annotate_document
from nlp.citations import find_citations
from nlp.segment import build_document
from store.records import Span


def sources(text: str) -> list[str | None]:
    """The source of each quantity of a text, in order."""
    figures = annotate_document(build_document(text)).figures
    return [figure.source for figure in figures if figure.kind not in ("date", "docref", "duration")]


PREFIX = (
    ("据海关总署统计，8月出口增长4.2%。", "海关总署"),
    ("根据国家统计局公布的数据，社会消费品零售总额增长3.4%。", "国家统计局"),
    ("據路透報導，這家電商估值縮水三成。", "路透"),
    ("据《华尔街日报》上周报道，裁员人数约为3万人。", "华尔街日报"),
    ("根据国际能源署（IEA）的测算，装机容量将增加一倍。", "IEA"),
    ("记者从上海海关获悉，上半年验放包裹2.1亿件。", "上海海关"),
    ("According to Marketplace Pulse, the site has 1.9 million active sellers.", "Marketplace Pulse"),
    ("Parcel volume rose 9%, according to data from Pitney Bowes.", "Pitney Bowes"),
    ("The app has 60 million users, per Sensor Tower.", "Sensor Tower"),
    ("A survey of 900 merchants by Jungle Scout found 43% raised prices.", "Jungle Scout"),
)


@pytest.mark.parametrize(("text", "name"), PREFIX)
def test_who_is_named_by_a_preposition(text: str, name: str) -> None:
    assert sources(text)[-1] == name


SPEAKING = (
    ("财政部统计，关税收入同比下降6%。", "财政部"),
    ("主計總處18日上修今年經濟成長率至4.1%。", "主計總處"),
    ("艾瑞咨询发布的《2026年出海白皮书》显示，行业规模达2万亿元。", "艾瑞咨询"),
    ("市场研究机构Counterpoint最新报告指出，出货量增长3%。", "Counterpoint"),
    ("高盛分析师林一凡预计，平台的成交额将达到700亿美元。", "高盛"),
    ("董事长周明远透露，退货率降到4%。", "周明远"),
    ("法人估，全年營收將成長兩成。", "法人"),
    ("多位卖家表示，头程运费上涨了三成。", "卖家"),
    ("海关总署：前十月进出口增长3.6%。", "海关总署"),
    ("野村将目标价从120美元上调至150美元。", "野村"),
    ("Eurostat's flash estimate showed prices up 2.1%.", "Eurostat"),
    ("Adobe Analytics expects shoppers to spend $250 billion online.", "Adobe Analytics"),
    ("Economists at Yale estimated the rule would cost families $140.", "Yale"),
    ("Bank of America analysts estimate that orders fell 30%.", "Bank of America"),
    ("The Universal Postal Union said traffic fell 81 percent.", "Universal Postal Union"),
    ("A recent Reuters poll found 58% in favour.", "Reuters"),
    ("One survey found that 44% of shoppers wait for sales.", "survey"),
)


@pytest.mark.parametrize(("text", "name"), SPEAKING)
def test_who_speaks(text: str, name: str) -> None:
    assert sources(text)[-1] == name


TRAILING = (
    ("Retail sales rose 0.6% in May, the Commerce Department said on Tuesday.", "Commerce Department"),
    ("Rates slid 8% last week, Drewry's container index showed.", "Drewry"),
    ("“We see rates falling 20%,” said Peter Holm, chief analyst at Xeneta.", "Xeneta"),
    ("Exports plunged 34% from a year earlier, customs data showed.", "customs"),
    ("11月销量达到500万辆，据中国汽车工业协会统计。", "中国汽车工业协会"),
    ("- 购物车放弃率：70%（来源：Baymard）", "Baymard"),
    ("推荐引擎贡献销售额的35% [McKinsey & Company]", "McKinsey & Company"),
)


@pytest.mark.parametrize(("text", "name"), TRAILING)
def test_who_stands_behind(text: str, name: str) -> None:
    assert sources(text) == [name]


NOBODY = (
    "拼多多第三季度营收1083亿元，同比增长9%。",
    "亚马逊财报显示，净销售额增长13%。",
    "公司称，利润下滑两成。",
    "业内人士认为，运费会再涨一成。",
    "据悉，门槛降到150欧元。",
    "财政部宣布对进口包裹征收10%关税。",
    "根据新规定，每件商品收取3欧元关税。",
    "商务部表示将投入20亿元。",
    "数据中心容量增加一倍。",
    "Amazon said net sales rose 11%.",
    "The company reported a profit of $2 billion.",
    "Two people briefed on the talks said the duty would be 25 percent.",
    "Sources said the deal was worth $3 billion.",
    "The president said he would raise the tariff to 30%.",
)


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_cited(text: str) -> None:
    assert set(sources(text)) == {None}


def test_a_citation_reaches_on_while_nobody_else_comes() -> None:
    assert sources("海关总署数据显示，出口增长7%。其中，对美出口下降14%。阿里巴巴营收增长5%。") == [
        "海关总署",
        "海关总署",
        None,
    ]
    assert sources("TrendForce指出，价格上涨两成；三星营收下降5%。") == ["TrendForce", None]
    assert (
        sources("The agency is new. Eurostat said prices rose 2%. It put core inflation at 3%.")
        == ["Eurostat"] * 2
    )
    assert sources("IDC预计出货量增长3%，Canalys则预计下降1%。") == ["IDC", "Canalys"]


def test_what_was_expected_is_of_who_expected_it() -> None:
    assert sources("二季度营收970亿元，低于市场预期的1000亿元，股价下跌5%。") == [None, "市场", None]
    assert sources("Earnings were 68 cents a share, below the 74 cents analysts had forecast.") == [
        None,
        "analysts",
    ]


def test_a_column_of_sources_is_of_its_rows() -> None:
    text = "渠道 | 用户（万） | 数据来源\n甲平台 | 320万人 | Fenwick Research\n乙平台 | 210万人 | -\n\n全年增长5%。"
    assert sources(text) == ["Fenwick Research", None, None]


def test_a_time_span_has_no_source() -> None:
    figures = annotate_document(build_document("海关总署统计，出口连续11个月增长。")).figures
    assert [figure.source for figure in figures if figure.kind == "duration"] == [None]


def test_whom_they_asked_is_not_what_they_found() -> None:
    assert sources("麦肯锡调查了2万名消费者，三成打算少买。") == [None, "麦肯锡"]


@pytest.mark.parametrize(
    "unit",
    [
        "据",
        "称",
        "预计",
        "统计局数据显示",
        "他表示",
        "the a ",
        "The Bank of ",
        "A ",
        "said ",
        "（来源：a）",
        "[a]\n",
    ],
)
def test_the_search_grows_evenly(unit: str) -> None:
    def run(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        began = time.perf_counter()
        find_citations(text.lower(), text, [Span(0, len(text))], [])
        return time.perf_counter() - began

    assert grows_evenly(run, 25_000, 100_000, factor=8, free=1.0)


BY_THE_CLAUSE = (
    ("晨星数据显示，该基金今年以来回报率为18.4%。", "晨星"),
    ("中信建投在研报中表示，预计装机量将增长50%以上。", "中信建投"),
    ("乘联分会秘书长崔东树在微信公众号撰文称，汽车行业利润率为4.5%。", "崔东树"),
    ("摩根士丹利的報告指，香港樓價明年將升5%。", "摩根士丹利"),
    ("机场管理局行政总裁张李佳向传媒透露，货运量按年升3%。", "张李佳"),
    ("携程数据显示，中秋出游订单同比增长45%。", "携程"),
    ("毕马威与中国连锁经营协会联合发布的报告显示，便利店门店数达到32万家。", "毕马威与中国连锁经营协会"),
    ("凱基投信認為，獲利成長率可望達18%。", "凱基投信"),
    ("業者預期，中秋禮盒價格普遍上漲5%至8%。", "業者"),
    ("德国联邦统计局数据显示，通胀率为2.3%。该局表示，核心通胀率为2.8%。", "德国联邦统计局"),
    ("Freight rates rose 12% last week, according to shipping consultancy Drewry.", "Drewry"),
    ("The number of insolvencies rose to 2,103 in May, the Insolvency Service said.", "Insolvency Service"),
    (
        "“Footfall was down 8%,” said Helen Moss, head of the British Retail Consortium.",
        "British Retail Consortium",
    ),
    ("Wedbush analyst Dan Ives believes iPhone sales will rise 8%.", "Wedbush"),
    ("Bank of America's monthly fund manager survey showed cash levels dropped to 3.9%.", "Bank of America"),
    ("Ofcom found that 62% of teenagers used it. The regulator said 9% paid for it.", "Ofcom"),
    ("Inflation slowed to 2.2%, Statistics Sweden reported.", "Statistics Sweden"),
    ("Analysts at JPMorgan cut their price target to $45.", "JPMorgan"),
    ("- 退货率下降 15%（麦肯锡，2024）", "麦肯锡"),
    ("全球市场规模将达 850 亿美元 [Grand View Research]。", "Grand View Research"),
)


@pytest.mark.parametrize(("text", "name"), BY_THE_CLAUSE)
def test_who_leads_the_clause_is_cited(text: str, name: str) -> None:
    assert sources(text)[-1] == name


NOT_CITED = (
    "公司公告显示，前三季度实现营业收入38.5亿元。",
    "小鹏汽车表示，三季度交付量为11.6万辆。",
    "后台数据显示，退货率升至9%。",
    "The company said quarterly revenue rose 14%.",
    "According to people familiar with the plan, the retailer will close 150 stores.",
    "Online spending jumped 9%, Adobe Analytics said, while costs at the port rose 4%.",
)


@pytest.mark.parametrize("text", NOT_CITED)
def test_own_and_nobodys_words_are_no_source(text: str) -> None:
    assert sources(text)[-1] is None


MANNERS = (
    ("麦肯锡的研究表明，个性化推荐可提升收入一成。", "麦肯锡"),
    ("路透社看到的一份文件显示，公司计划裁员5000人。", "路透社"),
    ("世界银行将今年经济增速预期上调至4.8%。", "世界银行"),
    ("集邦科技最新報告顯示，第三季合約價季增5%。", "集邦科技"),
    ("經濟部統計處官員指出，外銷訂單年增率可望逾一成。", "經濟部統計處"),
    ("主计长陈以安表示，税收可望超征30亿元。", "陈以安"),
    ("A Reuters/Ipsos poll found that 56% opposed the tariffs.", "Reuters/Ipsos"),
    ("Bernstein analyst Mark Vell said ad revenue could grow 20%.", "Bernstein"),
    ("The study, published in Nature, found that costs rose 4%.", "study"),
    ("Thailand's commerce ministry said shipments grew 13%.", "commerce ministry"),
    ("Economists polled by Reuters had forecast a 0.3% rise.", "Reuters"),
    (
        "Online spending hit $11 billion, according to Adobe Analytics, which tracks websites.",
        "Adobe Analytics",
    ),
    ("The Kiel Institute calculates that exports would shrink by 0.6%.", "Kiel Institute"),
)


@pytest.mark.parametrize(("text", "name"), MANNERS)
def test_the_manners_of_citing(text: str, name: str) -> None:
    assert sources(text)[-1] == name
