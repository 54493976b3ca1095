"""Sentences with what each figure says of a change: [quote|direction role basis], "-" where it says nothing.

Of since:X and vs:X only the word before the colon stands here. Durations that do not move are not marked.
"""

ENGLISH = """
Parcel volumes rose [12%|up by YoY] to [4.1 million|up to] from [3.7 million|up from] a year earlier.
The board cut the dividend by [20 cents|down by] to [$1.10|down to].
Exports to Brazil fell by nearly [a fifth|down by], to [$88 million|down to], in the quarter.
Its headcount has shrunk from [5,200|down from] to [3,900|down to] since 2022.
Shares of the grocer were down [3.2%|down by] at [412 pence|down to] by noon.
Shipping rates jumped [40 percent|up by] in a month and are now [twice|vs] as high as in May.
The carrier raised its fuel surcharge to [18%|up to] from [15%|up from].
The retailer raised [$300 million|-] from [two|-] pension funds.
The ministry lowered its growth forecast for 2026 to [2.1%|down to] from [2.6%|down from].
Sellers now pay [15%|up by vs] more than they did in March.
Prices of the tablets were [8%|down by YoY] lower than a year ago.
Analysts expect profit growth of [6% to 8%|up by] next year.
A [25%|up by] increase in warehouse rents hit small firms.
Gross margin improved [120 basis points|up by YoY] year over year to [41.3%|up to].
Inventory was flat at [$2.2 billion|flat].
The index gained [41|up by] points, or [0.6%|up by], to close at [6,870|up to].
Net income more than [doubled|up to YoY] to [$54 million|up to], compared with [$25 million|up from] a year ago.
Monthly users climbed past [90 million|up to], up from [71 million|up from] last year.
The platform added [400,000|up by] subscribers while its rival lost [120,000|down by].
Costs went from [$4|up from] to [$7 a parcel|up to] in two years.
The duty goes up to [30%|up to] on Monday.
Refunds take up to 30 days and cost up to [$15|-].
About [30%|-] of the orders came from Mexico, and returns accounted for [9%|-].
Gold hit [$4,100 an ounce|up to], and the yield on the ten-year note reached [4.6%|up to].
The app passed [50 million|-] downloads in June.
It will invest [$2 billion|-] in a plant that employs [1,200|-] people.
Revenue fell short of the [$9.1 billion|-] that analysts had expected.
Sales slid [7%|down by] in Europe and [4%|down by] in Asia.
Same-store sales edged up [0.4%|up by], their first gain in a year.
The company trimmed its full-year sales outlook to between [$31 billion and $32 billion|down to].
Unemployment eased to [4.1%|down to] from [4.3%|down from] in August.
Output shrank at an annual rate of [2.4%|down by] in the third quarter.
The market is forecast to grow at a compound annual rate of [9.5%|up by CAGR] through 2030.
The stock has surged [85%|up by YTD] so far this year.
Imports dropped [6%|down by QoQ] from the previous quarter.
Sequentially, cloud revenue grew [5%|up by QoQ].
Loss widened to [$48 million|up to] from [$31 million|up from].
The fee was increased by [€0.15 per item|up by].
Advertising revenue, up [19%|up by] at [$4.4 billion|up to], made up [a tenth|-] of the total.
The discount narrows to [5%|down to] in January.
The tax would push the price of a phone up by [$120|up by].
Wages are rising [3%|up by] a year.
Rising costs of [$40 million|-] weighed on the quarter.
A down payment of [20%|-] is needed.
The group will lay off [900|-] workers, or [6%|-] of its staff.
Traffic is [30%|up by vs] above 2019 levels.
Profit dropped [9 percent|down by], hurt by a [14 percent|up by] jump in freight.
The rate stays unchanged at [4.25%|flat].
Spending swelled to [3.2%|up to] of GDP.
The bank reduced its stake from [12%|down from] to [9.9%|down to].
Deliveries were up [11 per cent|up by YoY] on last year.
Its market value has fallen by more than [$90 billion|down by since] since January.
The new model is [20%|down by] cheaper and [15%|up by vs] faster than the old one.
The lender sees inflation slowing to [2.2%|down to] in 2026 after [3.4%|-] this year.
Freight spot rates, which peaked at [$9,000|-], have since plunged [70%|down by].
Registrations in Spain soared [61%|up by] and those in Italy [38%|up by].
It plans to hire [500|-] engineers and open [40|-] stores.
Brent crude settled [1.8%|down by] lower at [$61.30 a barrel|down to].
Online sales growth slowed to [5.1%|down to] from [8.9%|down from].
The value of returns [tripled|up to] in five years.
Cutting emissions [40%|down by] by 2030 would cost [$3 trillion|-].
The premium was reduced by [half|down by].
Staff turnover declined to [18%|down to], versus [26%|down from] in 2023.
Bookings were up by [double digits|up by].
Orders rose by [2.4 percentage points|up by] more than forecast.
He bought [4%|-] of the company for [$30 million|-].
The number of sellers has grown [fivefold|up to since] since 2019.
Sales: +[12%|up by]. Profit: -[4%|down by].
The commission wants to raise the levy on small parcels from [€2|up from] to [€4|up to] and to scrap the [€150|-] threshold.
Under the plan, the corporate rate would drop from [25 percent|down from] to [20 percent|down to] by 2028.
Tariffs on Swiss watches will come down to [15%|down to] from [39%|down from].
The import duty was [doubled|up to] to [50%|up to].
India's exports to the US declined [8.6 per cent|down by YoY] year-on-year to [$6.3 billion|down to] in October.
Retail sales rose a seasonally adjusted [0.3%|up by vs] in June from May.
Core prices were up [2.9%|up by YoY] from a year earlier, matching forecasts.
The agency expects collections to increase by about [$12 million|up by] annually.
Net loss was [$42 million|-], compared with a net loss of [$18 million|-] in the year-ago quarter.
Adjusted EBITDA came in at [$91 million|up to], up from [$74 million|up from] a year ago and above estimates of [$88 million|-].
Comparable sales fell [2.7%|down by], compared to the [1.9%|down by] decline analysts had forecast.
Active buyers grew [6%|up by] to [134 million|up to], while gross merchandise sales slipped [2%|down by] to [$2.9 billion|down to].
The company expects revenue of [$1.1 billion to $1.2 billion|-], representing growth of [8% to 12%|up by].
Revenue is expected to rise between [8% and 12%|up by].
Shares fell as much as [9%|down by] in early trading before paring losses to close down [4.1%|down by].
Its stock, which has lost more than [half|down by] its value this year, rose [2%|up by].
Container imports through Los Angeles dropped [9.4%|down by] in September to [883,053 TEUs|down to].
The average price per unit fell by [$0.40|down by] to [$3.85|down to].
Output is running [4%|down by YoY] below last year's level.
Wage growth cooled to [3.8%|down to].
The vacancy rate ticked up to [7.3%|up to] from [7.1%|up from] in the second quarter.
A further [2,000|-] jobs will go, taking the total to [9,000|-].
Fuel accounts for [30%|up to] of costs, up from [22%|up from] a year ago.
The group's share of the market has slid to [18 per cent|down to] from a peak of [31 per cent|down from] in 2019.
The S&P 500 added [0.5%|up by], the Dow shed [120|down by] points and the Nasdaq was little changed.
Diesel is now [12 cents|down by vs] cheaper than a month ago.
More than [40%|-] of shoppers plan to spend less.
The fund has returned [11%|-] since inception.
The retailer's online arm, which makes up [15%|-] of sales, grew [20%|up by].
The city attracted [3.1 million|-] visitors, an increase of [14%|up by].
The city attracted [3.1 million|-] visitors, [14%|up by vs] more than in 2023.
Rents have risen by [a third|up by] in five years.
Capacity will expand to [400,000 tonnes|up to] a year.
The bank slashed its target price on the stock to [$85|down to] from [$120|down from].
Fraud losses climbed [25%|up by], reaching [$12.5 billion|up to].
The threshold will be lifted to [$1,000|up to] next year.
The bill would cut the exemption in [half|down by], to [$400|down to].
Sales of electric cars nearly [tripled|up to], to [92,000|up to].
Volume growth of [3%|up by] was offset by a [2%|down by] fall in prices.
They sold [12%|-] of the stock at a [30%|-] discount.
Foot traffic is down [15%|down by], he said, and rents are up [10%|up by].
The ratio has gone from [one in ten|up from] to [one in four|up to].
Interest expense decreased [$4 million|down by].
Subscription revenue: [$210 million|-], +[14%|up by YoY] YoY.
Guidance was raised by [$50 million|up by] at the midpoint.
The tax collects [$3 billion a year|-].
The site posted a loss of [90,000|down by] members in spring, after a gain of [4%|up by] in winter.
Spot rates to Lagos slid [3%|down by] or [$40|down by] to [$1,310|down to], and are now [61%|down by vs] below the peak of 2022.
Tolls rose [1%|up by] to [$12|up to], [$19|up to] and [$31|up to].
Pay growth was [3.4%|up by], and prices rose [0.2%|up by QoQ] month over month and [2.6%|up by YoY] year over year.
They raised fees enough to drive a [15 percent|up by] jump in income.
In the same week a year ago it added [70,000|up by] users.
The lease costs [35%|down by vs] less than the 10-year average.
The order adds [5 percentage points|up by] to the [20%|-] already charged.
Both pay an extra [€30|up by] and an additional [12%|up by] duty.
Margins were [9%|-], compared with [8%|-] a year earlier.
"""

CHINESE = """
门票由[80元|up from]涨到[95元|up to]，团购价则从[72元|down from]降至[68元|down to]。
上半年包裹量同比增长[两成|up by YoY]，达到[3.4亿件|up to]。
利润率较年初提升[1.5个百分点|up by YTD]，至[18.2%|up to]。
仓租一年涨了[三倍|up by]。
退货率从一季度的[6%|up from]攀升至三季度的[11%|up to]。
把起征点由[50欧元|down from]下调到[22欧元|down to]。
空运报价连跌四周，累计下降[17%|down by]。
订单量环比减少[8.3%|down by QoQ]，同比仍增[21%|up by YoY]。
营收、净利分别同比增长[9.4%|up by YoY]和[15.1%|up by YoY]。
出口、进口和顺差分别增长[3%|up by]、[1.5%|up by]、[7%|up by]。
佣金率上调[2个百分点|up by]至[12%|up to]。
快件均价已跌破[3元|down to]。
员工人数缩减[三成|down by]，剩下[420人|-]。
降幅较上月收窄[0.6个百分点|down by vs]。
增速回落至[4.1%|down to]。
经济增速放缓到[4.7%|down to]，比前一季低[0.3个百分点|down by QoQ]。
这款手机比上一代便宜[500元|down by vs]。
客单价高出行业均值[35%|up by vs]。
日本站销量是韩国站的[三倍|vs]。
成本压缩了近[四分之一|down by]。
该店2024年销售额为[2.6亿元|-]，较2019年[翻了两番|up to vs]。
网点数由2020年的[1200个|up from]增至2024年的[3100个|up to]。
消费者信心指数收报[98.6点|down to]，下跌[1.2点|down by]。
股价盘中一度飙升[12%|up by]，收盘涨幅收窄至[6.5%|down to]。
油价站上每桶[90美元|up to]。
银行把利率维持在[3.5%|flat]不变。
预计全年增长[5%|up by]左右。
企业所得税率为[25%|-]。
其中[35%|-]来自海外。
最高可减免[80%|-]的仓储费。
满[299元|-]减[50元|-]。
公司募资[3亿元|-]，估值达[20亿元|-]。
计划裁员[1500人|-]，约占员工总数的[7%|-]。
计划投资[60亿元|-]新建[两座|-]仓库。
交货期由[30天|down from]缩短至[18天|down to]。
平均时效缩短[2.5天|down by]。
运费上涨，每公斤多收[6元|up by]。
今年以来，人民币兑美元升值[2.8%|up by YTD]。
自2021年以来，进口额已增长近[一倍|up by since]。
过去五年年均增长[13%|up by CAGR]。
2020年至2024年复合年增长率为[18%|up by CAGR]。
三季度亏损收窄至[1.2亿元|down to]，去年同期亏损[3.4亿元|-]。
与去年同期相比，客诉量下降[40%|down by YoY]。
市场份额由[21%|up from]提高到[24%|up to]，提高了[3个百分点|up by]。
均价跌至每吨[4300元|down to]，周环比下跌[2.4%|down by QoQ]。
票价打[八折|-]。
价格[腰斩|down to]至[499元|down to]。
产能扩大[一倍|up by]，年产量将达到[50万台|-]。
广告支出[砍半|down to]。
毛利率[22.4%|-]，同比下滑[0.9个百分点|down by YoY]。
关税从[10%|up from]→[25%|up to]。
GMV：[120亿元|-]（同比+[18%|up by YoY]）
活跃买家数：[4500万|-]（-[3.1%|down by]）
税率拟由[5%|up from]调整为[8%|up to]。
到2030年可再生能源占比提高到[45%|up to]。
预计每年可节省成本[2亿元|-]。
日均单量突破[800万单|-]。
跌幅最大的是铜，下跌[4.4%|down by]。
全年用电量同比增[4.6%|up by YoY]，增速比上年提高[0.4个百分点|up by YoY]。
赤字占GDP比重由[2.8%|up from]升至[4%|up to]。
失业率降到[5.1%|down to]，低于上年同期的[5.4%|down from]。
房价指数连续第九个月下跌，按年跌[6.2%|down by YoY]，按月跌[0.7%|down by vs]。
营收[3.1亿元|-]，年增[二成五|up by YoY]，月减[4%|down by vs]。
本季毛利率可望回升到[五成|up to]以上。
该基金规模缩水逾[两成|down by]。
每股股息增加[0.2港元|up by]至[1.1港元|up to]。
成交额较前一交易日放量[1200亿元|up by vs]。
引入智能客服后，人工成本下降了[六成|down by]，响应速度提升[5倍|up by]。
通过算法优化，退货率降低了[12个百分点|down by]，仓储周转天数从[45天|down from]压缩到[28天|down to]。
直播间转化率是图文页的[4倍|vs]，客单价高出[30元|up by]。
该工具帮助卖家减少[80%|down by]的重复劳动，提效[50%|up by]。
今年品牌出海实现[200%|up by]的增长，ROI提升至[3.5|up to]。
相比传统空运，成本可节省[40%|-]。
这一比例在2023年仅为[12%|-]，如今已跃升至[31%|up to]。
复购率从[18%|up from]一路涨到[42%|up to]。
相较2021年，独立站数量增长了[1.8倍|up by vs]。
活跃买家突破[2亿|-]，年均增速超过[25%|up by CAGR]。
平台佣金由[8%—12%|down from]统一调整为[10%|down to]。
該國決定自明年起將基本稅率由[17%|down from]調降為[15%|down to]，門檻則從[5萬元|up from]提高到[8萬元|up to]。
委員會建議[減半|down to]課稅，稅額降為[500元|down to]。
若協議破局，關稅恐再提高[10個百分點|up by]至[35%|up to]。
政府擬對進口鋼鐵加徵[25%|up by]關稅。
對小型企業減徵[50%|down by]營業稅。
免稅額度維持[150歐元|flat]。
手續費調漲[五成|up by]，每件改收[90元|-]。
出口連三黑，月減[5.2%|down by vs]、年減[11.3%|down by YoY]，創近兩年最大跌幅。
大盤早盤下挫逾[200點|down by]，終場小跌[38點|down by]，收在[17,842點|down to]，跌幅[0.21%|down by]。
公司擬發行[3億元|-]公司債，利率[2.1%|-]。
股價一度觸及漲停，收盤上漲[9.8%|up by]至[55.2元|up to]。
全年營收挑戰[百億元|-]，年增上看[15%|up by YoY]。
第三季毛利率[52.1%|-]，較前季減少[1.3個百分點|down by QoQ]，較去年同期增加[0.8個百分點|up by YoY]。
市佔率由首季的[31%|down from]降至第二季的[28.5%|down to]。
旅客量回復至疫情前的[八成七|up to vs]。
該行將目標價由[120元|up from]調升至[150元|up to]，升幅達[兩成五|up by]。
今年前9個月，全港零售額累計下跌[0.4%|down by]。
零售銷售額按年上升[4.8%|up by YoY]，較8月的[3.8%|up from]加快[1個百分點|up by vs]。
樓價指數較高位回落近[三成|down by vs]。
純利大增[1.2倍|up by]至[8.6億元|up to]。
裁員比例約[一成|-]。
油價每公升調降[0.3元|down by]。
廠商漲價[5%至10%|up by]。
年產能從[20萬輛|up from]提升至[35萬輛|up to]，增加[75%|up by]。
平均每户年支出减少约[600元|down by]。
销量下滑，仅为去年同期的[六成|vs]。
利润率下降近[一半|down by]。
单价由每公斤[12元|down from]跌至[9.5元|down to]，跌幅超[两成|down by]。
物流时效缩短至[3天|down to]以内。
成交额同比下降[8%|down by YoY]，订单量却上升[5%|up by YoY]。
二季度GDP环比折年率增长[3.1%|up by QoQ]。
注册商家达到[12万家|-]，同比增长[45%|up by YoY]，环比增长[6%|up by QoQ]。
平均涨薪[4%|up by]。
政策实施后，申报时间由[2小时|down from]缩短为[15分钟|down to]。
海外收入占比从[35%|up from]提升至超过[50%|up to]。
净增门店[320家|up by]，总数达[1.2万家|up to]。
快递业务量突破[千亿件|-]，比去年提前71天。
2024年出口额[7.8亿美元|-]，占全国的[12%|-]，同比下降[3%|down by YoY]。
亏损同比扩大[1.4亿元|up by YoY]。
单月新增商户[3200家|up by]、服务商[90家|up by]，而门店净减少[12家|down by]。
首季GDP按年升[3.4%|up by YoY]，按季升[1%|up by QoQ]；其中出口升[5.2%|up by YoY]。
全年年增率上看[三成|up by YoY]，股价平均涨幅[9%|up by]。
利润由[3亿元|down from][减半|down to]至[1.5亿元|down to]。
"""
