"""nlp.metrics: which name a figure takes, by the words around it and the form of the phrase. Sentences are our own."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files

import pytest
from test_nlp_figures import document
from timing import grows_evenly

from nlp.annotate import annotate_document
from nlp.figures import find_figures
from nlp.metric_words import find_metric_words, load_metrics, metric_names
from nlp.script import detect_lang, fold
from nlp.segment import build_document


def metrics(text: str) -> list[str | None]:
    """The metrics of the counts of a text, in order."""
    return [
        figure.metric
        for figure in find_figures(document(text, detect_lang(text)), [])
        if figure.kind == "count"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "潮汐集市回应称，已下架3.1万个相关商品，并通知了部分买家。",
        "潮汐集市回應稱，已下架3.1萬件商品，並通知部分買家。",
        "平台清理了420万条链接，客户可以申请退款。",
        "该公司向用户召回1.2万件童装，会员将收到短信。",
        "Tidemart said it removed 31,000 listings and notified some buyers.",
        "Tidemart held back 900 parcels and wrote to its customers.",
    ],
)
def test_goods_are_not_the_people_who_are_named_beside_them(text: str) -> None:
    (metric,) = metrics(text)
    assert metric not in {"user_count", "member_count", "seller_count", "account_count", "headcount"}


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("平台共有3.1万名买家购买了相关商品。", "user_count"),
        ("平台下架了5000款玩具，影响用户约20万。", "user_count"),
        ("平台上有8万个商品的卖家只是少数，卖家总数为51万。", "seller_count"),
        ("Tidemart has 31,000 customers for these products.", "user_count"),
        ("这家平台上个月有310万件订单。", "orders"),
    ],
)
def test_people_beside_goods_are_counted_all_the_same(text: str, metric: str) -> None:
    assert metrics(text)[-1] == metric


# A sentence and the names of its figures in order; "-" for none.
NAMES = (
    (
        "星海电商上半年营业收入达47亿元，同比下滑3.2%，归母净利润由盈转亏，净亏损2.1亿元。",
        "revenue revenue net_loss",
    ),
    ("公司毛利率提升1.8个百分点至41.3%，营业利润率则降到6.5%。", "gross_margin gross_margin profit_margin"),
    ("每股盈餘0.87元，較去年同期的1.12元減少22%。", "eps eps eps"),
    ("平台年度活跃买家增至3.4亿，月活跃用户突破1.9亿。", "user_count mau"),
    ("全年GMV超过8800亿元，其中直播带货贡献了两成。", "gmv share"),
    ("第三方卖家达230万家，贡献了平台六成的销售额。", "seller_count sales_share"),
    ("该公司在全球拥有1.2万名员工，计划裁减其中8%。", "headcount layoffs"),
    (
        "连锁超市今年新开门店86家，关闭门店12家，年末门店总数达到1043家。",
        "store_count store_count store_count",
    ),
    ("快遞公司上月包裹量達7,600萬件，單件運費降至52元。", "shipments shipping_cost"),
    ("美西航线运价每FEU报2480美元，环比上涨6%。", "shipping_cost shipping_cost"),
    ("佣金率由5%上调至7%，另收每单1.5元的服务费。", "fee fee fee"),
    ("会员年费涨到299元，续费率仍有91%。", "price renewal_rate"),
    ("欧盟拟对每件小包收取2欧元手续费。", "fee"),
    ("美国将关税税率从20%提高到47%，涉及约3000亿美元的中国商品。", "tariff_rate tariff_rate trade_value"),
    ("免税门槛由800美元降到200美元。", "threshold threshold"),
    ("价值不超过50美元的包裹仍可免税入境。", "threshold"),
    ("增值税税率统一为19%，跨境卖家须自行申报。", "tax_rate"),
    ("违规平台最高可被罚款5000万元，或上一年度营业额的5%。", "fine fine"),
    ("监管部门对该平台开出1.3亿欧元罚单。", "fine"),
    ("A轮融资1.2亿美元，投后估值9亿美元。", "funding valuation"),
    ("京华集团以14亿美元收购这家物流公司65%的股权。", "acquisition_price stake"),
    ("公司宣布回购不超过20亿港元股份。", "buyback"),
    ("今年资本支出约为180亿元，其中七成用于数据中心。", "capex capex"),
    ("自由现金流转正，录得4.6亿元。", "free_cash_flow"),
    ("股价盘后大涨8%，市值重回2000亿美元。", "stock_price market_cap"),
    ("高盛将目标价从85美元上调至110美元。", "stock_price stock_price"),
    ("8月CPI同比上涨0.6%，PPI下降2.9%。", "inflation inflation"),
    ("央行将一年期LPR下调10个基点至3.0%。", "interest_rate interest_rate"),
    ("三季度GDP同比增长4.6%，比上季度放缓0.6个百分点。", "gdp gdp_growth"),
    ("前八个月货物贸易进出口总值29.6万亿元，贸易顺差5.6万亿元。", "trade_value trade_value"),
    ("對美出口年減11%，占總出口比重跌破一成五。", "exports share"),
    ("制造业PMI为49.7%，连续五个月低于荣枯线。", "index"),
    ("恒生指数收报26120点，全日升1.2%。", "index index"),
    ("新能源车销量达139万辆，渗透率升至57%。", "units_sold coverage"),
    ("今年计划生产汽车420万辆。", "production"),
    ("工厂年产能扩大到60万吨。", "capacity"),
    ("该应用全球下载量突破5亿次。", "downloads"),
    ("转化率提高18%，点击率却下降0.3个百分点。", "conversion_rate click_rate"),
    ("复购率达到43%，退货率为17%。", "repurchase_rate -"),
    ("六成受访消费者愿意为快速配送多付钱。", "consumer_share"),
    ("政府发放消费券补贴共计12亿元，每人最高可领500元。", "subsidy subsidy"),
    ("他的身家缩水至38亿美元。", "net_worth"),
    ("广告收入增长22%，占集团总收入的31%。", "ad_revenue revenue_share"),
    ("单次点击成本涨到1.8美元，广告支出增加四成。", "ad_cost ad_spend"),
    ("物流成本占总成本的28%。", "cost_share"),
    ("改用海外仓后每年可节省运费300万元。", "cost_saving"),
    ("服务覆盖全球190个国家和地区、600多座城市。", "country_count city_count"),
    ("時薪調漲至每小時200元，基本工資調幅4%。", "wages wages"),
    ("在手订单约760亿元，新签订单同比增长15%。", "order_backlog orders"),
    ("最低订单金额满35美元可免运费。", "threshold"),
    ("店均日销1.2万元，同店销售额下滑5%。", "sales comparable_sales"),
    ("每桶原油价格跌破60美元。", "price"),
    ("房贷利率降至3.1%，首付比例下调到15%。", "interest_rate share"),
    ("处理时效提升三成。", "time"),
    ("新模型的推理速度提高2倍，成本降低六成。", "speed cost"),
    ("市场规模预计2030年达到1.4万亿美元，年均复合增长率11%。", "market_size market_size"),
    ("其在东南亚的市占率由31%升到38%。", "market_share market_share"),
    ("营收增速从18%放缓至9%。", "revenue_growth revenue_growth"),
    ("新品售价199元起，比上一代便宜100元。", "price price"),
    (
        "Quarterly revenue at Nordvik rose 7% to $3.4 billion, while net profit slipped to $210 million.",
        "revenue revenue net_income",
    ),
    ("The company swung to a net loss of $48 million from a profit of $12 million.", "net_loss net_income"),
    ("Gross margin widened by 120 basis points to 38.4%.", "gross_margin gross_margin"),
    ("Earnings came to $1.12 a share, against 97 cents a year earlier.", "eps eps"),
    ("Comparable sales fell 2.3%, and the chain will shut 45 stores.", "comparable_sales store_count"),
    ("The retailer plans to cut 2,300 jobs, or about 6% of its workforce.", "layoffs layoffs"),
    ("It employs 58,000 people in 14 countries.", "headcount country_count"),
    ("Washington raised the tariff on Chinese drones to 60% from 25%.", "tariff_rate tariff_rate"),
    ("Parcels valued at $150 or less used to enter free of duty.", "threshold"),
    ("The new duty has brought in $4.2 billion since March.", "tariff_revenue"),
    ("The watchdog fined the marketplace 30 million euros.", "fine"),
    ("Penalties can reach 4% of annual turnover.", "fine"),
    ("The startup raised $85 million at a valuation of $1.1 billion.", "funding valuation"),
    ("Shares of the courier jumped 9% in premarket trading.", "stock_price"),
    ("The board approved a $2 billion buyback.", "buyback"),
    ("It agreed to buy the logistics firm for $640 million.", "acquisition_price"),
    ("The fund holds a 12% stake in the company.", "stake"),
    ("Spot rates from Shanghai to Los Angeles dropped to $2,150 per FEU.", "shipping_cost"),
    ("Container volumes at the port were up 4% at 890,000 TEUs.", "shipments shipments"),
    ("Sellers pay a referral fee of 15% on most items.", "fee"),
    ("The subscription costs $14.99 a month.", "price"),
    ("A 12-pack now sells for $8.49, up from $6.99.", "price price"),
    ("Capital expenditures are expected to reach $38 billion this year.", "capex"),
    ("Free cash flow was $1.7 billion.", "free_cash_flow"),
    ("The platform has 310 million monthly active users and 2.4 million sellers.", "mau seller_count"),
    ("About 44% of shoppers said they buy from overseas sites.", "consumer_share"),
    ("China accounted for 58% of the parcels.", "share"),
    ("Advertising sales grew 18%, making up 9% of revenue.", "ad_revenue revenue_share"),
    ("Inflation cooled to 2.4%, the lowest since 2021.", "inflation"),
    ("The central bank cut its key rate by 25 basis points to 3.75%.", "interest_rate interest_rate"),
    ("The economy grew 0.3% in the second quarter.", "gdp"),
    ("Exports to the United States plunged 27% to $31 billion.", "exports exports"),
    ("The trade deficit narrowed to $62 billion.", "trade_value"),
    ("The union won a pay rise of 11% over three years.", "wages"),
    ("Workers earn $19.50 an hour on average.", "wages"),
    ("Deliveries rose 6% to 412,000 vehicles in the quarter.", "units_sold units_sold"),
    ("The app was downloaded 40 million times.", "downloads"),
    ("Lead times shortened by a third.", "time"),
    ("The government will hand out 3 billion euros in subsidies.", "subsidy"),
    ("Its market share slipped to 21% from 24%.", "market_share market_share"),
    ("The VAT rate will rise to 22%.", "tax_rate"),
    ("Ad spending fell 8% as the company saved $500 million in marketing.", "ad_spend cost_saving"),
    ("Renewal rates held at 92.8%.", "renewal_rate"),
    ("The order backlog stood at €18 billion.", "order_backlog"),
    ("Consumer spending edged up 0.2%.", "spending"),
    ("The fortune of the founder is put at $23 billion.", "net_worth"),
    ("Operating costs climbed 12%, squeezing operating income to $88 million.", "cost operating_income"),
    ("The index slid to 98.3 points.", "index"),
    ("Half of the orders came from repeat customers.", "share"),
    (
        "二季度，公司实现营收326亿元，同比增长14.8%，增速较一季度的17.2%有所放缓；经调整净利润为41亿元，净利率升至12.6%。",
        "revenue revenue revenue_growth net_income profit_margin",
    ),
    ("云业务表现亮眼，收入同比增34%至88亿元，占总营收比重首次突破两成。", "revenue revenue revenue_share"),
    (
        "截至6月底，平台注册用户达2.6亿，日活跃用户4100万，同比分别增长19%和8%。",
        "user_count mau user_count mau",
    ),
    ("公司全年新开海外门店210家，其中东南亚占七成。", "store_count share"),
    (
        "受此影响，该公司股价一度跌逾11%，创两年来最大单日跌幅，市值蒸发近300亿港元。",
        "stock_price market_cap",
    ),
    ("越南8月出口额达434亿美元，同比增长14.5%，其中对美出口占比超过三成。", "exports exports share"),
    (
        "美方宣布自8月7日起对巴西商品加征40%关税，叠加此前的10%，总税率达到50%。",
        "tariff_rate tariff_rate tariff_rate",
    ),
    ("新规取消了150欧元以下包裹的免税待遇，每件商品将征收3欧元的定额关税。", "threshold tariff_rate"),
    ("违者最高可处全球年营业额10%的罚款。", "fine"),
    (
        "亚马逊上调了欧洲站的销售佣金，服装类从15%提高到17%，配送费每件增加0.26欧元。",
        "fee fee fulfillment_cost",
    ),
    (
        "据测算，一个标准箱从宁波运到鹿特丹的费用约为2300美元，比去年高点回落六成。",
        "shipping_cost shipping_cost",
    ),
    ("该基金持有公司8.4%的股份，并计划再投资3亿美元。", "stake investment"),
    (
        "消费者调查显示，58%的受访者把运费视为弃单主因，愿意等待一周以上的仅占两成。",
        "consumer_share consumer_share",
    ),
    ("这家工厂每天生产2.3万件衬衫，订单排到明年三月。", "production"),
    ("退税款通常在30天内到账，单笔平均1.8万元。", "subsidy"),
    ("全球智能手机出货量同比增长2.6%，达到3.2亿部。", "shipments shipments"),
    ("小包邮件量骤降八成，邮政收入因此减少12亿元。", "shipments revenue"),
    ("直播间客单价从89元涨到136元，退货率却达到45%。", "price price -"),
    ("仓库面积约8万平方米，日均处理包裹能力60万件。", "capacity capacity"),
    ("今年以来人民币对美元升值约3%。", "-"),
    ("政府补贴每辆新车最高1.5万元，以旧换新补贴总额达620亿元。", "subsidy subsidy"),
    ("年内已有37家门店关闭，裁撤员工约900人。", "store_count layoffs"),
    ("平均薪资上涨4.2%，最低工资调至每小时13欧元。", "wages wages"),
    ("CPI年增2.1％，核心通膨率1.7%，央行利率按兵不動維持2%。", "inflation inflation interest_rate"),
    ("統一超第二季每股盈餘2.85元，累計上半年EPS 5.36元，優於去年同期的5.02元。", "eps eps eps"),
    ("蝦皮調漲成交手續費至7.5%，並取消滿299元免運。", "fee threshold"),
    ("台灣6月外銷訂單567.7億美元，月減2%，年增24.6％。", "orders orders orders"),
    ("航空貨運費率飆到每公斤8.5美元，較前月漲三成。", "shipping_cost shipping_cost"),
    ("門市數突破1,800間，會員數達650萬人，占營收七成五。", "store_count member_count revenue_share"),
    ("輝達市值站上4兆美元，本益比約50倍。", "market_cap -"),
    ("今年資本支出上調至420億美元，其中七成投入先進製程。", "capex capex"),
    ("關稅稅率從20%降為15%，預估對GDP影響0.3個百分點。", "tariff_rate tariff_rate gdp_growth"),
    ("零售業營業額年減1.8%，網路銷售額占比升至12%。", "sales sales_share"),
    ("快遞包裹平均重量1.2公斤，運送時間縮短兩天。", "-"),
    (
        "Sales at stores open at least a year rose 3.1%, beating the 2.5% that analysts expected.",
        "comparable_sales comparable_sales",
    ),
    ("Net income more than doubled to $640 million, or 84 cents a share.", "net_income net_income eps"),
    (
        "The company expects full-year revenue of between $18 billion and $18.5 billion, up about 6%.",
        "revenue revenue",
    ),
    ("Its cloud division brought in $9.4 billion, a 27% increase.", "revenue revenue"),
    (
        "Advertising revenue climbed 19% to $15.7 billion, faster than the 17% pace in the prior quarter.",
        "ad_revenue ad_revenue ad_revenue",
    ),
    ("Walmart's e-commerce sales grew 25% and now make up 18% of total sales.", "sales sales_share"),
    ("Prices for used cars fell 4.2% in June; the average price was $25,300.", "price price"),
    (
        "The 25% levy on steel imports took effect in March, and a 10% duty on aluminium followed.",
        "tariff_rate tariff_rate",
    ),
    ("Goods worth less than $800 had been exempt since 2016.", "threshold"),
    (
        "Customs collected $22 billion in duties in May, up from $7 billion a year earlier.",
        "tariff_revenue tariff_revenue",
    ),
    ("The deal values the carrier at $5.6 billion, including debt.", "valuation"),
    ("The airline ordered 70 jets worth $11 billion at list prices.", "orders orders"),
    ("Unemployment rose to 4.3%, and employers added only 22,000 jobs.", "- headcount"),
    (
        "Mortgage rates slipped to 6.35%, while the 10-year Treasury yield was at 4.06%.",
        "interest_rate interest_rate",
    ),
    ("The regulator imposed a penalty of €240 million, equal to 1.5% of annual sales.", "fine fine"),
    ("Container rates from China to the US West Coast tumbled 12% to $1,850.", "shipping_cost shipping_cost"),
    ("More than 60% of Americans shop online at least once a month.", "share"),
    ("The platform takes a 12% commission and charges 30 cents per transaction.", "fee fee"),
    ("Shares in the company have lost a fifth of their value this year.", "stock_price"),
    ("The fund raised its stake to 9.8% from 7.2%.", "stake stake"),
    ("The city will offer grants of up to $5,000 to small shops.", "subsidy"),
    ("Oil fell below $62 a barrel, and gold topped $4,000 an ounce.", "price price"),
    ("Temu's daily US users dropped 48% between February and May.", "user_count"),
    ("The carrier moved 4.1 million TEUs, 6% more than in 2024.", "shipments shipments"),
    ("Labor costs rose 5%, pushing the operating margin down to 3.2%.", "cost profit_margin"),
    (
        "The startup, valued at $3 billion two years ago, was sold for $450 million.",
        "valuation acquisition_price",
    ),
    ("Britons spent £4.2 billion on takeaways, a rise of 7%.", "spending spending"),
    ("The factory will employ 1,200 workers and turn out 300,000 scooters a year.", "headcount production"),
    (
        "Its app has been downloaded 90 million times and has 14 million paying subscribers.",
        "downloads user_count",
    ),
    ("Holiday shoppers are expected to spend $253 billion online, up 5.3%.", "spending spending"),
    ("Britain's GDP shrank 0.1% in May after a 0.3% fall in April.", "gdp gdp"),
    ("The marketplace hosts 600,000 merchants in 27 countries.", "seller_count country_count"),
    ("Delivery times were cut by 30%, and conversion improved by 11%.", "time conversion_rate"),
    ("The tax on digital services will rise to 5% from 3%.", "tax_rate tax_rate"),
    ("The minimum order for free delivery goes up to $35 from $25.", "threshold threshold"),
    ("About 2 million parcels arrive each day, nine out of ten of them from China.", "shipments share"),
    ("Households would pay $1,300 more a year because of the tariffs.", "cost"),
    (
        "上半年营收和净利润分别为92亿元和6.1亿元，同比分别增长11%、下降4%。",
        "revenue net_income revenue net_income",
    ),
    (
        "Revenue was $3.1 billion and operating income $410 million, up 8% and down 3%, respectively.",
        "revenue operating_income revenue operating_income",
    ),
    ("The factory can build 250,000 cars a year.", "production"),
)


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_what_is_measured(text: str, names: str) -> None:
    figures = annotate_document(build_document(text)).figures
    measured = [
        figure.metric or "-" for figure in figures if figure.kind not in ("date", "docref", "duration")
    ]
    assert measured == names.split()


def test_every_name_of_the_list_has_words_in_both_languages() -> None:
    data = tomllib.loads(files("nlp").joinpath("data/metrics.toml").read_text(encoding="utf-8"))
    rows = {name: row for name, row in data.items() if name not in ("weak", "nothing")}
    assert set(rows) | {"rank"} == metric_names()
    for name, row in rows.items():
        assert row["zh"], name
        assert row["en"], name
        assert all(fold(word) == word for word in (*row["zh"], *row["en"])), name
        assert set(row) <= {"zh", "en", "kinds", "sort", "units", "forms"}, name


def test_weak_words_are_words_of_some_name() -> None:
    table = load_metrics()
    assert {word for word in table.weak if word not in table.metric_of} == set()


def test_a_time_span_measures_nothing() -> None:
    figures = annotate_document(build_document("运输时间缩短到12天。Delivery takes 5 days.")).figures
    assert {figure.metric for figure in figures if figure.kind == "duration"} == {None}


def test_the_search_for_words_grows_evenly() -> None:
    def run(length: int) -> float:
        text = ("营收增速of the net sales " * (length // 20))[:length]
        began = time.perf_counter()
        find_metric_words(text)
        return time.perf_counter() - began

    assert grows_evenly(run, 25_000, 100_000, factor=8, free=0.5)
