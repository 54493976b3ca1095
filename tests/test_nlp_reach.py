"""Which period a figure is about, in sentences of this project's own wording, and the rule that told it.

In a row a figure stands in brackets with its period behind a bar, "-" for none; everything else of it is text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Figure, Lang

NOW = datetime(2025, 11, 20, 9, tzinfo=UTC)  # a Thursday
_MARKED = re.compile(r"\[([^\]|]+)\|([^\]]+)\]")

SIMPLIFIED = [
    # the clause names it
    "公司第二季度净营收[258亿元|2025Q2]，同比下降[4%|2025Q2]。",
    "截至5月底，平台入驻商家达[32万家|2025-05]。",
    "公司2024财年营收为[64亿美元|FY2024]，2025财年预计增长[5%至7%|FY2025]。",
    "据预测，到2030年全球规模将达到[7.9万亿美元|2030]，2025年至2030年年均增长[12%|2025/2030]。",
    "我国上月零售总额[4.63万亿元|2025-10]，比9月放缓[0.1个百分点|2025-10]。",
    "上周五，纳指跌[2.24%|2025-11-14]，报[20650点|2025-11-14]。",
    "自2026年1月1日起，对[100万越南盾|2026-01-01]以下的小包征收[10%|2026-01-01]增值税。",
    "预计下半年运费将回落[15%至20%|2025H2]，全年出货量有望达到[120万台|2025]。",
    "去年，公司关闭了[230家|2024]门店，员工人数由[5.1万人|2024]减至[4.4万人|2024]。",
    # it goes on from figure to figure
    "三季度收入[86亿元|2025Q3]，净利润[7亿元|2025Q3]；毛利率[31%|2025Q3]，同比提高[2个百分点|2025Q3]。",
    "前三季度营收[86.5亿元|2025Q1/2025Q3]；单看三季度，营收[30.2亿元|2025Q3]，环比减少[2.3%|2025Q3]。",
    "上半年网上零售额达[7.4万亿元|2025H1]，增长[8.5%|2025H1]，其中实物商品占[24.9%|2025H1]。",
    "10月我国对美出口[343亿美元|2025-10]，下降[25%|2025-10]。同期，对东盟出口增长[11%|2025-10]。",
    "2025年第三季度财报出炉\n公司营收[120亿元|2025Q3]，净利润[9亿元|2025Q3]。\n分业务看，广告收入[45亿元|2025Q3]，增长[12%|2025Q3]。",
    # levels that are compared with keep their own
    "三季度净利润[21亿元|2025Q3]，较上年同期的[22亿元|2024Q3]略有下滑。",
    "三季度净利润为[21亿元|2025Q3]，去年同期为[22亿元|2024Q3]，同比下降[5%|2025Q3]。",
    "2024年月活用户为[9200万|2024]，是2023年的[2.3倍|2024]。",
    "2025年毛利率提升至[72%|2025]，上年为[66%|2024]。",
    "网上销售占比[13.4%|-]，2019年仅为[8%|2019]。",
    # in the same order
    "2022年至2024年，公司研发费用分别为[3.2亿元|2022]、[4.6亿元|2023]和[5.9亿元|2024]。",
    "2023年、2024年，公司营收分别为[5亿元|2023]和[6亿元|2024]。",
    "2024年，公司在两地的营收分别为[5亿元|2024]和[6亿元|2024]。",
    # what stands outside of time
    "近三年，该品牌门店数量增长了[两倍|-]，达到[900家|-]。",
    "三季度营收[8亿元|2025Q3]；目前全国门店[900家|-]，员工[2万人|-]。",
    "这家成立于2012年的公司目前拥有[1.2万名|-]员工。",
    "三季度营收[8亿元|2025Q3]，股价应声下跌[9%|-]。",
    "去年签下多家客户，未来三年内，将再建[20座|-]仓库，投资[15亿元|-]。",
    "新规10月15日起施行。平台未按期报送的，处[2万元以上10万元|-]以下罚款。",
    "今年9月以[20亿元|2025-09]买下对手，其后又宣布[百亿元|-]补贴。",
    "11月13日，公司公布财报：营收[8亿元|-]。",
    "为2020年以来最大跌幅，达[6%|-]。",
]  # fmt: skip
TRADITIONAL = [
    "鴻海7月營收[6,138.7億元|2025-07]，月增[13.6%|2025-07]；累計前7月[4.05兆元|2025-01/2025-07]，年增[17.2%|2025-01/2025-07]。",
    "114年全年來台旅客[857萬人次|2025]，較113年成長[9.1%|2025]，明年目標[1,000萬人次|2026]。",
    "主計總處下修今年經濟成長率至[3.1%|2025]，較8月預測減少[0.04個百分點|2025]。",
    "恒生指數昨日收報[25,058點|2025-11-19]，跌[284點|2025-11-19]。",
    "截至去年12月底止三個月收入[2,801.5億元|2024Q4]，上年同期為[2,600億元|2023Q4]。",
    "去年12月出口[435.9億美元|2024-12]，今年1月則為[387.1億美元|2025-01]，月減[11.2%|2025-01]。",
    "第三季營收[9,899億元|2025Q3]，季增[6%|2025Q3]；9月單月[3,309.8億元|2025-09]，月減[1.4%|2025-09]。",
    "114年報關[9,876萬份|2025]，其中一地占[七成二|2025]，較113年增加[187萬份|2025]。",
    "聯準會10日宣布降息[1碼|2025-11-10]，利率區間降至[3.5%至3.75%|2025-11-10]。",
]
ENGLISH = [
    "Sales rose [12%|2025Q3] in the third quarter.",
    "Target reported net sales of [$25.2 billion|2025Q2] for the second quarter, down [0.9%|2025Q2] from [$25.4 billion|2024Q2] a year ago.",
    "DHL moved [4.1 million|2025-09] parcels in September, compared with [4.9 million|2024-09] in September 2024.",
    "Imports fell to [1.8 million|2025-10] last month, [7%|2025-10] below September.",
    "The Fed cut its benchmark rate by [25 basis points|2025-11-19] on Wednesday.",
    "Amazon spent [$131 billion|2024] last year; this year it plans [$200 billion|2025].",
    "Revenue in the three months ended June 30 came to [$8.4 billion|2025Q2], against [$7.9 billion|2024Q2] in the same period last year.",
    "By 2030 the market will be worth [$1.2 trillion|2030], up from [$640 billion|2024] in 2024.",
    "The agency counted [1.2 billion|FY2024] parcels in fiscal 2024. Roughly [60%|FY2024] came from China.",
    "Revenue was [$5 million|2023] and [$6 million|2024] in 2023 and 2024, respectively.",
    "From Dec. 1, parcels worth less than [$800|2025-12-01] face a duty of [10%|2025-12-01].",
    "The ministry wants renewables to reach [35%|2030] by 2030 from [22%|-] now.",
    "Founded in 2014, the firm employs [3,200|-] people in [12|-] countries.",
    "A [10%|-] drop in orders would cost the retailer [$40 million|-].",
    "It was the sharpest fall since 2009, of [6%|-].",
    "Prices rose [3%|2025-09] in the 12 months through September.",
]  # fmt: skip
ROWS = [
    *((row, Lang.ZH_HANS) for row in SIMPLIFIED),
    *((row, Lang.ZH_HANT) for row in TRADITIONAL),
    *((row, Lang.EN) for row in ENGLISH),
]


def figures(text: str, lang: Lang = Lang.ZH_HANS, now: datetime | None = NOW) -> list[Figure]:
    return find_figures(build_document(text, lang=lang, published_at=now), [])


@pytest.mark.parametrize("row,lang", ROWS, ids=[row[:40] for row, _ in ROWS])
def test_each_figure_is_of_its_period(row: str, lang: Lang) -> None:
    text = _MARKED.sub(r"\1", row)
    wanted = [(quote, None if period == "-" else period) for quote, period in _MARKED.findall(row)]
    told = {figure.quote: figure for figure in figures(text, lang) if figure.kind != "date"}
    assert [(quote, told[quote].period) for quote, _ in wanted] == wanted


@pytest.mark.parametrize("row,lang", ROWS, ids=[row[:40] for row, _ in ROWS])
def test_a_period_has_its_rule_and_only_a_period(row: str, lang: Lang) -> None:
    for figure in figures(_MARKED.sub(r"\1", row), lang):
        assert (figure.period is None) == (figure.period_rule is None), figure


WHERE = {"clause", "list", "sentence", "figure before", "sentence before", "report"}
HOW = {"written", "named", "published", "nearest", "same"}


def test_the_rules_are_the_ones_that_are_listed() -> None:
    seen: set[str] = set()
    for row, lang in ROWS:
        for figure in figures(_MARKED.sub(r"\1", row), lang):
            if figure.period_rule and figure.kind == "date":
                assert figure.period_rule in HOW
            elif figure.period_rule:
                where, how = figure.period_rule.split(", ")
                assert how in HOW
                seen.add(where)
    assert seen == WHERE


def shifted(period: str | None, years: int) -> str | None:
    return period and re.sub(r"\d{4}", lambda match: str(int(match[0]) + years), period)


RELATIVE = [
    "去年营收[5亿元]，今年将增长[20%]，明年目标[8亿元]。", "上月出口[5亿元]，上季度为[9亿元]。", "三季度净利润[21亿元]，去年同期为[22亿元]。",
    "6月销量[5万辆]，同比增长[8%]。", "全年出货量有望达到[120万台]，年底门店将达[900家]。",
    "Sales rose [12%] last quarter and [5%] this year.", "It sold [3 million] units in June, up from [2 million] a year earlier.",
]  # fmt: skip


@given(st.sampled_from(RELATIVE), st.integers(-8, 8))
@settings(max_examples=40, deadline=None)
def test_a_year_later_all_that_is_relative_is_a_year_later(row: str, years: int) -> None:
    text = row.replace("[", "").replace("]", "")
    lang = Lang.EN if text.isascii() else Lang.ZH_HANS
    now = [figure.period for figure in figures(text, lang)]
    later = [figure.period for figure in figures(text, lang, NOW.replace(year=NOW.year + years))]
    assert any(now)
    assert later == [shifted(period, years) for period in now]


@given(st.sampled_from(RELATIVE))
@settings(max_examples=20, deadline=None)
def test_without_a_day_of_publication_what_is_relative_is_not_guessed(row: str) -> None:
    text = row.replace("[", "").replace("]", "")
    told = figures(text, Lang.EN if text.isascii() else Lang.ZH_HANS, None)
    assert {figure.period for figure in told} == {None}


@given(
    st.integers(2010, 2030),
    st.sampled_from(["{}年营收{}亿元", "营收在{}年达到{}亿元", "{}年，营收为{}亿元"]),
    st.integers(2, 900),
)
@settings(max_examples=60, deadline=None)
def test_a_year_that_is_written_is_the_period_whenever_it_is_read(year: int, form: str, value: int) -> None:
    for now in (None, NOW, NOW.replace(year=2015)):
        found = [
            figure
            for figure in figures(f"公司{form.format(year, value)}。", now=now)
            if figure.kind == "money"
        ]
        assert [(f.value, f.period, f.period_rule and f.period_rule.split(", ")[1]) for f in found] == [
            (Decimal(value) * 10**8, str(year), "written")
        ]
