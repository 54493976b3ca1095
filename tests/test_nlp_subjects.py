"""Whose a figure is: the order of what a text can give, one rule a test."""

from __future__ import annotations

import pytest

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Figure, Lang, Mention

# Names of the catalogue that stand for their kind; every other name of a test is a house.
PLACES = {
    "欧盟": "european-union", "中国": "china", "美国": "united-states", "德国": "germany", "法国": "france", "日本": "japan",
    "China": "china", "Britain": "united-kingdom", "the EU": "european-union", "EU": "european-union", "Hanoi": "hanoi",
    "London": "london", "Canada": "canada", "深圳": "shenzhen", "洛杉矶": "los-angeles", "河南": "henan",
}  # fmt: skip
OFFICES = {"财政部": "mof-china", "海关总署": "gacc", "美国财政部": "us-treasury", "CBP": "us-cbp"}
PRODUCTS = frozenset(("Vellum X2", "星砂平板"))
PEOPLE = frozenset(("Ana Whitlock", "林知远"))


def mention(text: str, name: str, at: int) -> Mention:
    kind = (
        "GPE" if name in PLACES else "PRODUCT" if name in PRODUCTS else "PERSON" if name in PEOPLE else "ORG"
    )
    entity = PLACES.get(name) or OFFICES.get(name) or name.lower()
    return Mention(start=at, end=at + len(name), quote=name, type=kind, id=entity)


def figures(text: str, *names: str, lang: Lang | None = None) -> list[Figure]:
    mentions = [
        mention(text, name, at) for name in names for at in range(len(text)) if text.startswith(name, at)
    ]
    mentions.sort(key=lambda item: (item.start, -item.end))
    found = find_figures(build_document(text, lang=lang), mentions)
    return [figure for figure in found if figure.kind not in ("date", "docref", "duration")]


def subjects(text: str, *names: str, lang: Lang | None = None) -> list[str | None]:
    return [figure.subject for figure in figures(text, *names, lang=lang)]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        # the name that stands against the figure
        ("潮鹿毛利率下滑，北帆的12%与岚桥的9%更低。", ("潮鹿", "北帆", "岚桥"), ["北帆", "岚桥"]),
        ("增值税各国不同，德国19%、法国20%。", ("德国", "法国"), ["germany", "france"]),
        ("潮鹿今年收到的包裹里，九成来自中国。", ("潮鹿", "中国"), ["china"]),
        ("Windlass is ahead of Northquay's 31% share.", ("Windlass", "Northquay"), ["northquay"]),
        (
            "Windlass was valued at $4bn against $9bn for Northquay.",
            ("Windlass", "Northquay"),
            ["windlass", "northquay"],
        ),
        ("Some 60% of them came from China, Windlass said.", ("China", "Windlass"), ["china"]),
        # the subject of the clause, and what a clause without one goes on about
        ("第三季度潮鹿营收30亿元，同比增长9%，毛利率为23%。", ("潮鹿",), ["潮鹿"] * 3),
        (
            "Windlass lifted sales 4% to $3bn, while Northquay's profit fell 7%.",
            ("Windlass", "Northquay"),
            ["windlass", "windlass", "northquay"],
        ),
        ("潮鹿净利润8亿元，远超北帆，不过门店只剩400家。", ("潮鹿", "北帆"), ["潮鹿"] * 2),
        (
            "Windlass bought a stake in Northquay. It sold 40,000 kayaks.",
            ("Windlass", "Northquay"),
            ["windlass"],
        ),
        ("潮鹿去年入股北帆。该公司今年营收12亿元。", ("潮鹿", "北帆"), ["潮鹿"]),
        ("电商巨头潮鹿一季度亏损3亿元。", ("潮鹿",), ["潮鹿"]),
        ("成立两年的潮鹿已融资3亿元。", ("潮鹿",), ["潮鹿"]),
        ("潮鹿旗下的北帆上半年营收7亿元。", ("潮鹿", "北帆"), ["北帆"]),
        ("在扩建12个仓库的同时，河南新开通8条航线。", ("河南",), ["henan"] * 2),
        (
            "Its rival Northquay shed 900 jobs after Windlass cut prices.",
            ("Northquay", "Windlass"),
            ["northquay"],
        ),
        (
            "There are now 12 million users across Northquay's three apps.",
            ("Northquay",),
            ["northquay", "northquay"],
        ),
        # who says so is not whom it is said of
        ("Windlass expects revenue of $3bn, Ana Whitlock said.", ("Windlass", "Ana Whitlock"), ["windlass"]),
        ("林知远表示，潮鹿明年将裁员300人。", ("林知远", "潮鹿"), ["潮鹿"]),
        # an office speaks for its country
        ("美国财政部公布，上月关税收入300亿美元。", ("美国财政部",), ["united-states"]),
        ("CBP processed 1.2 billion shipments last year.", ("CBP",), ["united-states"]),
        ("Hanoi accepted a 20% tariff.", ("Hanoi",), ["vietnam"]),
        ("Canada's jobless rate rose to 6.9%.", ("Canada",), ["canada"]),
        ("Chinese exports fell 3.1% in May.", (), ["china"]),
    ],
)
def test_the_name_that_owns_it(text: str, names: tuple[str, ...], wanted: list[str]) -> None:
    assert subjects(text, *names) == wanted


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("监管机构对潮鹿罚款3亿元。", ("潮鹿",), "潮鹿"),
        ("The regulator fined Windlass $30 million.", ("Windlass",), "windlass"),
        ("北帆以20亿元收购潮鹿。", ("北帆", "潮鹿"), "潮鹿"),
        ("Northquay bought Windlass for $3bn.", ("Northquay", "Windlass"), "windlass"),
        ("美国对中国商品加征30%关税。", ("美国", "中国"), "china"),
        ("欧盟对华关税升至38%。", ("欧盟",), "china"),
        ("对原产于日本的钢材征收12%的关税。", ("日本",), "japan"),
        ("The White House put a 25% duty on Indian goods.", (), "india"),
        ("Northquay sells a $900 Vellum X2 in Britain.", ("Northquay", "Vellum X2", "Britain"), "vellum x2"),
        ("潮鹿每台星砂平板的售价为3999元。", ("潮鹿", "星砂平板"), "星砂平板"),
        ("去年约有40亿件小包涌入欧盟。", ("欧盟",), "european-union"),
    ],
)
def test_whom_the_words_of_a_metric_point_at(text: str, names: tuple[str, ...], wanted: str) -> None:
    assert subjects(text, *names) == [wanted]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        # a law, an office, a capital, or the money a limit is in
        ("Executive Order 14999 ends the exemption for goods of $800 or less.", (), "united-states"),
        ("Courier parcels get duty relief up to C$40.", (), "canada"),
        ("The parcel relief of £135 is to be scrapped.", (), "united-kingdom"),
        # an office without a country is of the one spoken of
        ("德国拟取消免税，财政部估计每年增加税收3亿欧元。", ("德国", "财政部"), "germany"),
    ],
)
def test_rates_and_limits_are_of_whose_law_they_are(text: str, names: tuple[str, ...], wanted: str) -> None:
    assert set(subjects(text, *names)) == {wanted}


def test_who_fines_is_not_who_is_fined() -> None:
    assert subjects("欧盟规定，违规者最高罚款5000万欧元。", "欧盟") == [None]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("小型车月租费为100元。", "小型车"),
        ("一个借款用户的数据成本在12元左右。", "借款用户"),
        ("受访厂商占三成。", "厂商"),
        ("直播电商今年增长12%。", "直播电商"),
        ("Lower-income households cut spending by 12%.", "lower-income households"),
        ("More than 40 percent of households have a loan.", "households"),
        ("Two in three shoppers said they would pay more.", "shoppers"),
    ],
)
def test_a_common_noun_where_no_name_owns_it(text: str, wanted: str) -> None:
    assert subjects(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("潮鹿上半年营收30亿元，手机订单增长9%。", ("潮鹿",)),
        ("Windlass raised prices and kayak orders fell 9%.", ("Windlass",)),
    ],
)
def test_a_common_noun_beside_a_name_is_a_part_of_it(text: str, names: tuple[str, ...]) -> None:
    assert set(subjects(text, *names)) == {names[0].lower()}


def test_what_takes_up_a_part_is_told_of_the_part() -> None:
    assert subjects("潮鹿营收30亿元，云业务占四成。", "潮鹿") == ["潮鹿", "云业务"]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("深圳—洛杉矶航线报价42元。", ("深圳", "洛杉矶"), "深圳—洛杉矶航线"),
        ("潮鹿称，中国卖家占52%。", ("潮鹿", "中国"), "中国卖家"),
        ("London nickel traded at $19,000.", ("London",), "nickel"),
    ],
)
def test_a_place_in_front_of_a_noun_only_tells_where(text: str, names: tuple[str, ...], wanted: str) -> None:
    assert subjects(text, *names) == [wanted]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("潮鹿和北帆的营收分别为3亿元和5亿元。", ("潮鹿", "北帆"), ["潮鹿", "北帆"]),
        (
            "Windlass and Northquay grew by 8% and 6%, respectively.",
            ("Windlass", "Northquay"),
            ["windlass", "northquay"],
        ),
    ],
)
def test_figures_given_one_each(text: str, names: tuple[str, ...], wanted: list[str]) -> None:
    assert subjects(text, *names) == wanted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("潮鹿与北帆合计投入3亿元。", ("潮鹿", "北帆")),
        ("潮鹿和北帆两家投入3亿元。", ("潮鹿", "北帆")),
        ("Northquay and Windlass together shipped 40,000 parcels.", ("Northquay", "Windlass")),
    ],
)
def test_what_two_have_in_common_is_of_neither(text: str, names: tuple[str, ...]) -> None:
    assert set(subjects(text, *names)) == {None}


@pytest.mark.parametrize(
    ("text", "name"),
    [("潮鹿合计投入3亿元。", "潮鹿"), ("Windlass combined sales of $3 million with a store.", "Windlass")],
)
def test_what_one_has_in_all_is_its_own(text: str, name: str) -> None:
    assert subjects(text, name) == [name.lower()]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        # each clause of a sentence has a subject of its own
        ("Oil topped $90 a barrel and copper traded above $9,000.", (), ["oil", "copper"]),
        (
            "Windlass closed 12 stores after Northquay opened 30 depots.",
            ("Windlass", "Northquay"),
            ["windlass", "northquay"],
        ),
        (
            "Ana Whitlock argues that Windlass lost 9% of its buyers.",
            ("Ana Whitlock", "Windlass"),
            ["windlass"],
        ),
        ("He praised Windlass, which gave $6 million to schools.", ("Windlass",), ["windlass"]),
        # where the noun stands apart from the country that is told of it
        ("Canada raised rates, and a typical new house costs $700,000.", ("Canada",), ["new house"]),
        # the price of a thing
        ("A $15 lamp would cost $19 from May.", (), ["lamp", "lamp"]),
    ],
)
def test_a_sentence_of_several_subjects(text: str, names: tuple[str, ...], wanted: list[str]) -> None:
    assert subjects(text, *names, lang=Lang.EN) == wanted


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("10月社会消费品零售总额4.1万亿元。", Lang.ZH_HANS, "china"),
        ("10月外銷訂單690億美元，年增兩成。", Lang.ZH_HANT, "taiwan"),
        ("前10个月我国出口3.2万亿美元。", Lang.ZH_HANS, "china"),
    ],
)
def test_what_only_countries_have_is_of_the_country_at_home(text: str, lang: Lang, wanted: str) -> None:
    assert set(subjects(text, lang=lang)) == {wanted}


def test_a_unit_reports_no_cash_flow_of_its_own() -> None:
    """The catalogue knows whose unit AWS is; the company is the house, and so is who has a cash flow."""
    text = "AWS营收增长17%，自由现金流降至150亿美元。公司预计全年营收7000亿美元。"
    aws = Mention(start=0, end=3, quote="AWS", type="ORG", id="aws")
    found = find_figures(build_document(text, lang=Lang.ZH_HANS), [aws])
    assert [figure.subject for figure in found] == ["aws", "amazon", "amazon"]


def test_the_first_line_of_a_text_can_be_its_title() -> None:
    text = "潮鹿财报解读\n\n营业利润增长9%。\n\n潮鹿的门店没有变化。"
    assert subjects(text, "潮鹿") == ["潮鹿"]


def test_a_row_is_about_the_words_at_its_head_or_in_the_line_above() -> None:
    text = "市场规模预测：\n绘本租赁市场\n2034年 300亿元\n在线陪练市场 2028 年 90亿元\n"
    assert subjects(text, lang=Lang.ZH_HANS) == ["绘本租赁市场", "在线陪练市场"]


def test_what_stands_in_brackets_is_not_gone_on_about() -> None:
    text = "潮鹿营收30亿元（北帆同期为20亿元），净利润3亿元。"
    assert subjects(text, "潮鹿", "北帆") == ["潮鹿", "北帆", "潮鹿"]


def test_a_new_paragraph_begins_with_nobody() -> None:
    assert subjects("潮鹿换了新总部。\n\n净利润增长9%。", "潮鹿") == [None]
