"""Modality: what the words of a sentence make of each of its figures, and how far they rule.

Each row is a sentence of our own wording and what its figures are, in order: - actual, F forecast, T target, E estimate,
H hypothetical, N negated. Read on 20 November 2025.
"""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_figures import figures_of
from timing import grows_evenly

from nlp.modality import _is_over

LETTERS = {
    "actual": "-", "forecast": "F", "target": "T", "estimate": "E", "hypothetical": "H", "negated": "N",
}  # fmt: skip
CHINESE = [
    ("京东表示，今年双十一期间将投入超过50亿元补贴商家。", "T"),
    ("顺丰计划明年在东南亚新建12个中转场，总投资约8亿元。", "T T"),
    ("菜鸟称，到2027年其海外仓数量将增至100个。", "F"),
    ("分析师预计，四季度跨境电商出口额将同比增长15%，达到7000亿元。", "F F"),
    ("该公司去年营收为120亿元，今年预计达到150亿元。", "- F"),
    ("如果关税提高到60%，企业利润将减少三成。", "H H"),
    ("商务部否认将对电动车加征25%关税。", "N"),
    ("据估算，全国快递小哥超过450万人。", "E"),
    ("欧盟拟对150欧元以下包裹取消免税，每件征收2欧元。", "T T"),
    ("公司目前有员工3.2万人，计划年底前裁减10%。", "- T"),
    ("美联储有望在12月降息25个基点。", "F"),
    ("高盛将京东目标价由45美元下调至40美元。", "F F"),
    ("新规自2026年1月1日起施行，起征点为800元。", "T"),
    ("该规定已于2025年5月2日生效，税率为30%。", "-"),
    ("市场规模预计2030年突破2万亿元，年复合增长率为12.5%。", "F F"),
    ("三季度净利润同比增长20%，高于市场预期的15%。", "- F"),
    ("公司三季度营收300亿元，并预计四季度营收为320亿至340亿元。", "- F"),
    ("一旦谈判破裂，税率可能升至145%。", "H"),
    ("受访的200家卖家中，六成认为明年成本会上升。", "- -"),
    ("港口并未因此减少10%的航班。", "N"),
    ("特朗普威胁对欧盟商品征收50%关税。", "T"),
    ("中方承诺采购1200万吨大豆。", "T"),
    ("该草案规定，平台最高可被处以年营业额5%的罚款。", "T"),
    ("依据现行规定，平台最高可被处以年营业额5%的罚款。", "-"),
    ("Temu宣布将在波兰开设3个仓库，面积共20万平方米。", "T T"),
    ("阿里宣布完成收购，交易金额为20亿元。", "-"),
    ("亚马逊宣布推出15项新服务。", "T"),
    ("机构测算，新税每年可为欧盟带来10亿欧元收入。", "E"),
    ("韩国统计厅估计，当地直购规模已达7万亿韩元。", "E"),
    ("预计到今年年底，门店将达到5000家，其中海外门店500家。", "F F"),
    ("公司重申全年资本支出指引为1000亿美元。", "F"),
    ("按计划，项目将于2026年投产，年产能30万辆。", "T"),
    ("该行将全年GDP增速预测从4.8%上调至5.0%。", "F F"),
    ("若不计一次性费用，营业利润为217亿元。", "H"),
    ("网传公司裁员5000人的说法不实。", "N"),
    ("目标是到2030年减排50%。", "T"),
    ("去年同期为30亿元，预计今年为40亿元。", "- F"),
    ("商家需在30日内缴纳5万元保证金。", "- -"),
    ("消费者每单可能多付3美元。", "F"),
    ("沃尔玛要求供应商降价10%。", "T"),
    ("议员提案将免税额降至200美元，预计增加税收50亿美元。", "T F"),
    ("公司原计划投资30亿元，目前已投入12亿元。", "T -"),
    ("业内人士透露，运费恐再涨三成。", "F"),
    ("财政部关税司12月3日发布公告，自2026年1月1日起，对原产于加拿大的菜籽油加征100%关税。", "T"),
    ("根据公告，逾期未申报的，按日加收滞纳税款0.05%的滞纳金。", "-"),
    ("跨境电商零售进口商品的单次交易限值为5000元，年度交易限值为26000元。", "- -"),
    ("办法规定，网店须在30日内完成登记，否则处1万元以下罚款。", "- -"),
    ("征求意见稿提出，平台应当在7日内下架，违者最高罚款50万元。", "- T"),
    ("经济部今天预估，今年出口可望突破5000亿美元，年增12%。", "F F"),
    ("央行总裁表示，房贷利率短期内不会超过3%。", "F"),
    ("台积电董事会决议配发现金股利每股4.5元。", "-"),
    ("鸿海预计第四季营收季增5%，全年可望成长逾两成。", "F F"),
    ("业者指出，若运价跌破1000美元，将有三成船只停航。", "H H"),
    ("港府建议把住宿税调高至3%，料每年带来11亿港元收入。", "T F"),
    ("分析认为，明年市场规模或将达到500亿元。", "F"),
    ("2026年，公司的重点是把海外仓扩大到80个，覆盖25个国家。", "T T"),
    ("到2026年底，建成200个前置仓，日单量提升至30万单。", "T T"),
    ("2026年营收目标为500亿元，同比增长20%。", "T T"),
    ("本次融资后，公司估值约为30亿美元，计划用其中的5亿美元扩建仓库。", "- T"),
    ("该平台去年亏损3亿元，预计今年扭亏，明年盈利2亿元。", "- F"),
    ("预计2025年全球电商销售额为6.4万亿美元，比2024年的6万亿美元增长7%。", "F - F"),
    ("公司预计四季度营收在200亿元至210亿元之间，而去年同期为180亿元。", "F -"),
    ("消息称，字节跳动正洽谈以300亿美元估值回购股份。", "T"),
    ("市场传言称该公司将以80亿元出售物流业务。", "T"),
    ("卖家担心，关税会让成本上升两成。", "F"),
    ("机构普遍看好，给出的目标价在120元上下。", "F"),
    ("报告显示，如果不调整，三分之一的卖家可能退出。", "H"),
    ("他认为，今年出货量最多只有1000万台。", "-"),
    ("专家建议，企业把库存周期控制在45天以内。", "-"),
    ("以一件售价100元的商品为例，平台抽佣15元。", "H H"),
    ("假设客单价为50美元，佣金就是7.5美元。", "H H"),
    ("公司从未承诺退还500元押金。", "N"),
    ("双方并没有就50亿元的赔偿达成一致。", "N"),
    ("美国海关自8月29日起停止对800美元以下包裹免税。", "-"),
    ("按照规划，2030年跨境电商规模将比2025年翻一番。", "T"),
    ("数据显示，截至9月底，平台累计投入30亿元，完成全年计划的75%。", "- -"),
    ("该基金拟募资20亿美元，已完成首轮5亿美元。", "T -"),
    ("商务部称，不排除对其加征50%的关税。", "H"),
    ("公司下调全年销量指引至300万辆，原指引为350万辆。", "F F"),
    ("双方同意将关税从125%降至10%，为期90天。", "- T -"),
    ("工信部要求，到2027年，回收率达到90%以上。", "T"),
    ("央视报道称，该项目总投资80亿元，建成后年处理包裹3亿件。", "- F"),
    ("假如每单补贴5元，平台一天要烧掉2亿元。", "H H"),
    ("市场普遍预期美联储将降息25个基点，至3.75%。", "F F"),
    ("多家机构认为，金价明年有机会冲上5000美元。", "F"),
    ("欧盟委员会建议对其征收45%的反补贴税。", "T"),
    ("受此影响，公司股价跌了8%，分析师称可能再跌10%。", "- F"),
    ("财政部安排50亿元补贴，支持以旧换新。", "-"),
    ("公司预告全年净利润为12亿元至14亿元，同比增长30%至50%。", "F F"),
    ("本次降价后，最低价格为99元，此前为129元。", "- -"),
    ("按目前速度，年底前可突破100亿元。", "F"),
    ("估值最高可能达到500亿元。", "F"),
    ("公司否认了裁员20%的传闻，但承认将关闭3个仓库。", "N T"),
    ("今年的目标是营收增长30%，去年实际增长25%。", "T -"),
    ("上半年完成投资12亿元，占全年计划的40%。", "- -"),
    ("卖家若在11月30日前报名，可减免佣金5%。", "H"),
    ("为应对旺季，UPS将额外雇用10万名临时工。", "T"),
    ("有消息指，腾讯考虑出资20亿欧元入股。", "T"),
    ("港交所行政总裁透露，现有逾300家企业排队上市，料全年集资额超过2500亿港元。", "- F"),
    ("瑞银维持买入评级，目标价看150元。", "F"),
    ("业界推估，明年缺口恐扩大到三成。", "F"),
    ("行政院会通过草案，拟将罚款上限提高到500万元。", "T"),
    ("劳动部拍板，明年基本工资调涨至29500元，涨幅3.18%。", "T T"),
    ("董事会通过每股配息3元。", "-"),
    ("该案若通过，最快明年3月上路，届时税率为10%。", "H"),
    ("他呼吁把起征点降到100美元。", "T"),
    ("世贸组织警告，全球贸易可能萎缩1.5%。", "F"),
    ("团队希望把退货率控制在5%以内。", "T"),
    ("照此推算，全年销售额约为120亿元。", "E"),
    ("据不完全统计，全国已有超过2000家企业受影响。", "-"),
    ("初步核算，前三季度国内生产总值增长5.2%。", "E"),
    ("粗略估算，一个集装箱的成本约为3500美元。", "E"),
    ("预计到2030年，AI将为零售业带来4000亿美元的增量。", "F"),
    ("2026年起，平台将对未达标商家收取每单1元的服务费。", "T"),
    ("到那时，市场份额有望从10%提升到25%。", "- F"),
    ("去年计划开店500家，实际只开了320家。", "T -"),
    ("公司本打算融资5亿美元，最终只拿到2亿美元。", "T -"),
    ("她说，明年的目标是把复购率做到40%。", "T"),
    ("他预测，下半年运价将回落20%至30%。", "F"),
    ("受制裁影响，出口或减少四成。", "F"),
]
ENGLISH = [
    ("Walmart plans to open 150 stores over the next five years.", "T T"),
    ("Amazon will spend $35 billion on data centers in Virginia by 2040.", "T"),
    ("The company expects revenue of $12 billion to $13 billion this quarter.", "F"),
    ("Analysts had forecast a profit of 85 cents a share.", "F"),
    ("Sales rose 8% to $4.2 billion, beating the $4.1 billion analysts expected.", "- - F"),
    ("If the tariffs take effect, prices could rise 12%.", "H"),
    ("The tariff could cost families $1,300 a year.", "H"),
    ("The bill would impose a 2% tax on remittances.", "T"),
    ("The company said it would cut 5,000 jobs.", "T"),
    ("The company said it cut 5,000 jobs last year.", "-"),
    ("Shein denied that it had raised $2 billion.", "N"),
    ("The firm did not pay the $5 million fine.", "N"),
    ("About 60% of sellers say they will raise prices.", "-"),
    ("The market is projected to reach $90 billion by 2030, up from $40 billion in 2024.", "F -"),
    ("An estimated 4 million parcels enter the country daily.", "E"),
    ("The agency estimates that 3% of parcels are checked.", "E"),
    ("The duty rises to 30% on June 1, 2026.", "T"),
    ("The duty has risen to 30%.", "-"),
    ("The EU proposes to end the €150 exemption and charge a €2 fee.", "- T"),
    ("Maersk raised its full-year profit guidance to $7 billion.", "F"),
    ("Maersk kept its guidance unchanged after profit fell 20% to $1.1 billion.", "- -"),
    ("The union is demanding a 25% raise.", "T"),
    ("Target said sales fell 3%.", "-"),
    ("Alibaba aims to double its cloud revenue to $30 billion.", "T T"),
    ("Under the deal, Japan will invest $550 billion in the United States.", "T"),
    ("Customs collected $29 billion in duties in July, and officials expect $300 billion this year.", "- F"),
    ("Prices would fall by 20% if supply improved.", "H"),
    ("The retailer, which employs 300,000 people, plans to hire 20,000 more.", "- T"),
    ("Starting next month, sellers will pay a fee of 3%.", "T"),
    ("Shipments are likely to fall 10% next year, while imports dropped 4% in May.", "F -"),
    ("The Commission has proposed a handling fee of €2 per parcel.", "T"),
    ("It is considering tariffs of 100% on chips.", "T"),
    ("Temu may face a fine of up to 6% of its turnover.", "H"),
    ("The fund invested $200 million and expects a return of 15%.", "- F"),
    ("Freight rates will probably drop 30%, Drewry said.", "F"),
    ("The order takes effect on Jan. 1, 2026, and sets the rate at 20%.", "T"),
    ("The platform had targeted 50 million users but reached only 30 million.", "T -"),
    ("China agreed to buy 12 million tonnes of soybeans.", "T"),
    ("The Treasury will begin collecting a 10% duty on Aug. 1.", "T"),
    ("Importers must file within 30 days and pay a $500 bond.", "- -"),
    ("Violations carry fines of up to 6% of global turnover.", "-"),
    ("Under the proposal, platforms could be fined up to 4% of revenue.", "T"),
    ("The rule, which took effect in May, sets the duty at 54%.", "-"),
    ("The draft law sets a cap of 15% on commissions.", "T"),
    ("Lawmakers approved a bill that raises the minimum wage to $17 an hour from 2027.", "T"),
    ("UBS sees the shares at $120 in 12 months.", "F -"),
    ("Revenue is seen rising 4% to 6% in 2026.", "F"),
    ("Cainiao said it handled 5 million parcels a day and aims for 8 million by 2027.", "- T"),
    ("The Bank of Japan is expected to raise rates to 0.75% in December.", "F"),
    ("The plant will employ 1,200 people when it opens in 2027.", "F"),
    ("He promised to create 100,000 jobs.", "T"),
    ("About a third of its 900 shops may close.", "H -"),
    ("There is no plan to lay off 10,000 workers.", "N"),
    ("It hopes to raise $1 billion in an IPO that would value it at $50 billion.", "T T"),
    ("The tariff, now 10%, is set to climb to 25% next month.", "- F"),
    ("Retailers forecast holiday sales growth of 3.7% to 4.2%, the slowest in six years.", "F -"),
    ("The fund is seeking $2 billion and has raised $800 million so far.", "T -"),
    ("Analysts at Citi estimate the fee would add $8 to each order.", "E"),
    ("The ministry said exports, which rose 12% in May, would slow to 5% by year-end.", "- F"),
    ("The carmaker is recalling 300,000 vehicles.", "-"),
    ("Officials are weighing a levy of 15% on imported furniture.", "T"),
    ("Netflix said it is in talks to buy the studio for $72 billion.", "T"),
    ("The pension fund has committed $400 million to the project.", "T"),
    ("Nvidia will invest up to $100 billion in OpenAI over several years.", "T"),
    (
        "The central bank left its key rate at 4.5% and signalled two cuts of 25 basis points next year.",
        "- F F",
    ),
    ("The lender earmarked £500 million for compensation.", "T"),
    ("Economists polled by Reuters had expected a 0.3% rise.", "F"),
    ("The IMF trimmed its 2026 growth forecast to 2.9% from 3.1%.", "F F"),
    ("Toyota sees profit falling 21% in the year to March 2026.", "F"),
    ("Its shares would need to rise 40% to regain that level.", "H"),
    ("The strike is costing the company $50 million a day, analysts estimate.", "E"),
    ("More than 2 million people are thought to have attended.", "E"),
    ("The new law caps fees at 15%.", "-"),
    ("The proposed law would cap fees at 15%.", "T"),
    ("Had the duty applied, the bill would have been $300.", "H"),
    ("Without the subsidy, losses would have reached $2 billion.", "H"),
    ("The government has dropped plans to raise VAT to 22%.", "N"),
    ("The company scrapped a target of 2 million vehicles a year.", "N"),
    ("Amazon, which has 1.5 million workers, said it would add 250,000 for the holidays.", "- T"),
    ("It called for a 30% cut in emissions by 2035.", "T"),
    ("By 2030, half of all parcels will be delivered by drone, the report predicts.", "F"),
    ("The platform charges sellers 8% and will raise that to 10% in March.", "- T"),
    ("The ministry has yet to pay out 40% of the funds.", "N"),
    ("Sellers must pay a deposit of $500.", "-"),
    ("Output should recover to 2 million barrels by June.", "F"),
    ("Traders bet the rate will be cut to 3%.", "F"),
    ("China vowed to retaliate with tariffs of 34%.", "T"),
    ("China retaliated with tariffs of 34%.", "-"),
    ("If approved, the merger would create a company worth $85 billion.", "H"),
    ("The first phase, costing $3 billion, is due to open in 2027.", "T"),
    ("The senator introduced a bill to raise the fee to $50.", "T"),
    ("Beijing will lower the duty to 10%, the ministry said.", "T"),
    ("Temu must pay a fine of $2 million.", "-"),
    ("Temu was ordered to pay $2 million.", "-"),
    ("The company set aside $600 million for refunds.", "-"),
    ("It hopes to sell 2 million units a year.", "T"),
    ("The bank put the chance of a recession at 40%.", "E"),
    ("The firm is valued at $12 billion and could go public at $20 billion.", "- H"),
    ("Inflation is running at 3% and will ease to 2.5% by December.", "- F"),
    ("Retail sales probably rose 0.4% in October.", "E"),
    ("Up to 300,000 federal workers could be furloughed.", "H"),
    ("If no deal is reached by Nov. 1, the rate goes to 130%.", "H"),
    ("The ministry wants exports to reach $1 trillion by 2030.", "T"),
    ("The port aims to handle 10 million containers a year by 2035, compared with 6 million now.", "T -"),
    ("By the end of 2026, it will have 500 stores.", "F"),
    ("FedEx expects the change to cost it $1 billion.", "F"),
    ("The rule would affect about 40% of imports.", "F"),
    ("The tax is estimated to bring in $3 billion a year.", "E"),
    ("They now expect sales to drop 10%, having earlier forecast a 5% rise.", "F F"),
    ("New York plans to ban sales of 200 chemicals, effective 2027.", "T"),
    ("The airline has 200 planes on order.", "-"),
    ("The retailer reaffirmed its outlook for sales of $120 billion.", "F"),
    ("Unless Congress acts, 30,000 workers will lose pay.", "F"),
    ("The startup is seeking to raise $500 million at a $5 billion valuation.", "T T"),
]


def letters(text: str) -> str:
    figures = [f for f in figures_of(text) if f.kind not in ("date", "docref")]
    return " ".join(LETTERS[figure.modality or "actual"] for figure in figures)


@pytest.mark.parametrize("text,wanted", [*CHINESE, *ENGLISH], ids=[text for text, _ in [*CHINESE, *ENGLISH]])
def test_what_the_words_make_of_each_figure(text: str, wanted: str) -> None:
    assert letters(text) == wanted


@pytest.mark.parametrize(
    "word,letter",
    [
        ("预计", "F"), ("预期", "F"), ("有望", "F"), ("料将", "F"), ("预测", "F"), ("可望", "F"), ("或将", "F"),
        ("计划", "T"), ("拟", "T"), ("打算", "T"), ("力争", "T"), ("承诺", "T"), ("提议", "T"), ("争取", "T"),
        ("估计", "E"), ("据估算", "E"), ("没有", "N"), ("并未", "N"), ("否认", "N"), ("如果", "H"), ("一旦", "H"),
        ("今天", "-"), ("昨日", "-"), ("已经", "-"), ("曾经", "-"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("quote", ["300台", "6亿元", "两成"])
def test_each_governing_word_in_chinese(word: str, letter: str, quote: str) -> None:
    assert letters(f"远航物流{word}采购{quote}。") == letter


@pytest.mark.parametrize(
    "words,letter",
    [
        ("plans to buy", "T"), ("aims to buy", "T"), ("has agreed to buy", "T"), ("proposed to buy", "T"),
        ("intends to buy", "T"), ("will buy", "T"), ("pledged to buy", "T"), ("expects to lose", "F"),
        ("is likely to lose", "F"), ("will lose", "F"), ("is set to lose", "F"), ("forecast it would lose", "F"),
        ("could lose", "H"), ("might lose", "H"), ("may lose", "H"), ("did not buy", "N"), ("never bought", "N"),
        ("denied buying", "N"), ("bought", "-"), ("has bought", "-"), ("is said to have an estimated", "E"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("quote", ["300", "$6 million worth of"])
def test_each_governing_word_in_english(words: str, letter: str, quote: str) -> None:
    assert letters(f"Farline {words} {quote} trucks.") == letter


@pytest.mark.parametrize(
    "text,wanted",
    [
        ("公司预计收入达到80亿元，同比增长三成，利润为6亿元。", "F F F"),
        ("公司预计收入达到80亿元，但去年只有60亿元。", "F -"),
        ("公司计划开设30家店，目前有12家店。", "T -"),
        ("公司计划开设30家店；上月关闭了5家店。", "T -"),
        ("预计出口额为50亿元；进口额20亿元。", "F F"),
        ("预计出口额为50亿元；进口额已降至20亿元。", "F -"),
        ("如果油价涨到100美元，运费将上涨两成，利润减少3亿元。", "H H H"),
        ("It plans to open 30 stores, hire 500 people and spend $2 million.", "T T T"),
        ("It plans to open 30 stores after sales rose 12%.", "T -"),
        ("It expects to sell 30 trucks, but lost $2 million in May.", "F -"),
        ("It expects sales of $30 million, up 12%, and a profit of $2 million.", "F F F"),
        ("It will close one in five of its 600 shops.", "T -"),
    ],
)
def test_how_far_a_word_rules(text: str, wanted: str) -> None:
    assert letters(text) == wanted


@pytest.mark.parametrize(
    "text,wanted",
    [
        ("自2025年12月15日起，每件收取4元。", "T"),
        ("自2025年3月15日起，每件收取4元。", "-"),
        ("2027年市场规模为90亿元。", "F"),
        ("2023年市场规模为90亿元。", "-"),
        ("The levy rises to 12% on March 1, 2026.", "T"),
        ("The levy rose to 12% on March 1, 2025.", "-"),
    ],
)
def test_a_date_to_come_decides_where_no_word_does(text: str, wanted: str) -> None:
    assert letters(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "展望指数升至52.1%。",
        "业绩超预期，收入为30亿元。",
        "企划部有40人。",
        "公司将员工视为伙伴，发放了3亿元奖金。",
        "计划生育支出为3亿元。",
        "没有变化，仍为30%。",
        "不仅如此，收入还有30亿元。",
        "Target said profit was $30 million.",
        "It earned more than expected, $30 million.",
        "Not only did sales rise, profit was $30 million.",
        "The planning office has 30 staff.",
        "新疆若羌有30家企业。",
        "都会区有30家企业。",
        "The storm threatened oil fields with 30 rigs.",
    ],
)
def test_what_only_looks_like_a_word_of_modality(text: str) -> None:
    assert letters(text) == "-"


@pytest.mark.parametrize(
    "period,over",
    [
        ("2024", True), ("2025", False), ("2025Q3", True), ("2025Q4", False), ("2025H1", True), ("2025-10", True),
        ("2025-11", False), ("2025-10-28", True), ("FY2024", True), ("2024/2034", False), ("2015/", False),
        ("2025-01/2025-10", True), ("2025Q1/2025Q3", True),
    ],
)  # fmt: skip
def test_whether_a_period_is_over(period: str, over: bool) -> None:
    assert _is_over(period, date(2025, 11, 20)) == over


WORDS = st.sampled_from(
    [
        "预计",
        "将",
        "计划",
        "如果",
        "没有",
        "已",
        "，",
        "；",
        "。",
        "300台",
        "6亿元",
        " will ",
        " plans to ",
        " if ",
        "$5",
        "2027年",
    ]
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=14))
def test_every_figure_gets_a_modality_of_the_closed_list(words: list[str]) -> None:
    assert {f.modality for f in figures_of("".join(words))} <= {*LETTERS, None}


@pytest.mark.parametrize("piece", ["将", "预计", "will ", "如果5元，", "plans $5 ", "not ", "；5元"])
def test_repetition_costs_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        begun = time.perf_counter()
        figures_of(piece * (size // len(piece)))
        return time.perf_counter() - begun

    assert grows_evenly(seconds, 10_000, 40_000, factor=8, free=0.5)
