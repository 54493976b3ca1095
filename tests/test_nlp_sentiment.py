"""What a sentence says about each entity in it: sentences of our own, annotated before the rules were tuned.

Notation: ``{Temu:-}`` is a mention of Temu whose polarity in this sentence is -1 (``+`` +1, ``0`` neutral);
``{Seoul:0:GPE}`` gives the type too (ORG when left out). The id of a mention is its surface in lower case.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.document import Document
from nlp.segment import build_document
from nlp.sentiment import find_sentiments
from store.records import Mention, Sentiment

MARK = re.compile(r"\{([^{}:]+):([+0-])(?::([A-Z]+))?\}")
SIGN = {"+": 1, "0": 0, "-": -1}


def read_marked(marked: str) -> tuple[str, list[Mention], dict[str, int]]:
    """The plain sentence, its mentions, and the polarity expected of each id."""
    text, mentions, expected, last = "", [], {}, 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        surface, sign, kind = match.group(1), match.group(2), match.group(3) or "ORG"
        mentions.append(
            Mention(
                start=len(text), end=len(text) + len(surface), quote=surface, type=kind, id=surface.lower()
            )
        )
        expected[surface.lower()] = SIGN[sign]
        text += surface
        last = match.end()
    return text + marked[last:], mentions, expected


def read_document(text: str) -> Document:
    return build_document(text, lang=None)


def polarities(marked: str) -> tuple[dict[str, int], dict[str, int]]:
    text, mentions, expected = read_marked(marked)
    found = find_sentiments(read_document(text), mentions, [])
    return {item.id: item.polarity for item in found}, expected


SIMPLIFIED = [
    # direction of a good metric
    "{拼多多:+}第三季度营收同比增长一成,超出市场预期。",
    "{兰亭集势:-}去年净利润大幅下滑,海外仓周转天数也被拉长。",
    "{Shopee:+}巴西站订单量创下历史新高。",
    "{eBay:-}活跃买家数连续五个季度减少。",
    "{Wayfair:-}增速放缓至2%,远低于去年同期。",
    "{速卖通:+}在韩国的市场份额升至第二位。",
    # direction of a bad metric
    "{Lazada:+}亏损继续收窄,距离盈亏平衡只差一步。",
    "{京东物流:-}单票成本上升,毛利率承压。",
    "{菜鸟:+}把退货率压低了三个百分点。",
    "{极兔:-}东南亚业务亏损扩大。",
    "{递四方:+}时效缩短两天,丢件率降到千分之一以下。",
    "{希音:-}库存积压严重,被迫低价清仓。",
    # negation
    "{美客多:-}的扩张并不顺利,阿根廷站至今没有起色。",
    "{赛维时代:-}未能扭转颓势。",
    "{安克:+}并未受到关税冲击,第二季度订单没有下降。",
    "{TikTok Shop:-}在印尼的业务远未恢复。",
    "分析人士认为,{敦煌网:-}难以摆脱流量下滑的困境。",
    # competition: each entity has its own sign
    "{亚马逊:-}广告单价上涨让中小卖家转投{沃尔玛:+}。",
    "{Temu:+}下载量首次超过{亚马逊:-}。",
    "{亚马逊:+}销售额不降反升,{Wish:-}却几乎销声匿迹。",
    "{乐天:-}的日本用户流失,{Temu:+}反而趁势崛起。",
    "与{eBay:-}持续萎缩不同,{Etsy:+}手工品类交易额稳步增长。",
    "{抖音电商:+}从{淘宝:-}手中抢走了大量服饰商家。",
    "{Coupang:+}以次日达甩开{Gmarket:-}。",
    "{SHEIN:-}被{Temu:+}反超,退居第二。",
    # regulators, courts, law
    "{意大利竞争管理局:0}对{SHEIN:-}处以一百万欧元罚款。",
    "{欧盟委员会:0}启动对{Temu:-}的正式调查。",
    "{法国:0:GPE}参议院通过法案,{SHEIN:-}每件商品将被加征环境费。",
    "{波兰消保局:0}撤销了对{Allegro:+}的指控。",
    "{亚马逊:-}在德国败诉,须修改卖家条款。",
    "{阿里巴巴:+}在商标案中胜诉,对手{江南皮具:-}被判赔偿。",
    "{市场监管总局:0}约谈{拼多多:-},要求其立即整改。",
    "{印尼:0:GPE}政府要求下架{Temu:-}应用。",
    # neutral: source, speaker, place, buyer, launch
    "据{路透社:0}报道,{Temu:0}将于下月推出新的卖家后台。",
    "{Gartner:0}预计明年全球云支出为八千亿美元。",
    "{亚马逊:0}发言人拒绝就此置评。",
    "{京东:0}以五亿欧元收购德国零售商{Ceconomy:0}的股份。",
    "{SHEIN:0}总部位于{新加坡:0:GPE}。",
    "{商务部:0}表示,中方坚决反对滥用出口管制。",
    "{亚马逊:0}宣布明年一月起上调{FBA:0:PRODUCT}配送费。",
    "{麦肯锡:0}报告显示,{拼多多:+}海外用户数翻了一番。",
    "消费者可以在{淘宝:0}或{京东:0}上买到同款。",
    # entering and leaving, funding, orders
    "{Temu:+}正式进入{墨西哥:0:GPE}市场。",
    "{Shopee:-}宣布关闭法国站并撤出印度。",
    "{空中云汇:+}完成三亿美元融资,估值突破六十亿美元。",
    "{Noon:-}将裁员一成。",
    "{UPS:-}失去了{亚马逊:0}的部分包裹业务。",
    "{云途物流:+}获得{TikTok Shop:0}的独家配送订单。",
    "{SHEIN:-}的上市计划再度搁浅。",
    "{名创优品:+}在越南新开二十家门店。",
    # forecasts and hedges take the sign of the content
    "{阿里云:+}明年收入有望增长四成。",
    "若关税落地,{SHEIN:-}的利润可能缩水三分之一。",
    "业内担忧{Temu:-}全托管模式将难以为继。",
    # country
    "{越南:-:GPE}对美出口连续三个月下降。",
    "{墨西哥:+:GPE}受益于近岸外包,出口创新高。",
]

TRADITIONAL = [
    "{蝦皮:+}營收年增兩成,連三季獲利。",
    "{momo:-}單季獲利年減四成,市占率遭{酷澎:+}侵蝕。",
    "{PChome:+}虧損大幅縮小,{家樂福:-}卻宣布裁員。",
    "{公平會:0}對{蝦皮:-}開罰新台幣兩百萬元。",
    "{統一超:+}來客數回升,{全家:-}業績反而衰退。",
    "{淘寶:-}台灣站流量不如預期。",
    "{亞馬遜:+}股價盤後大漲逾一成。",
    "{好市多:0}執行長預計於明年退休。",
    "{博客來:-}遭駭客入侵,逾十萬筆個資外洩。",
    "{長榮海運:-}運價下跌,{萬海:-}也難逃虧損。",
    "{台灣:+:GPE}出口創歷年同期新高。",
    "根據{資策會:0}調查,{酷澎:+}會員數成長三倍。",
    "{樂天:0}並未回應外界詢問。",
    "{Shein:-}面臨集體訴訟,用戶控告其盜用設計。",
    "{輝達:+}打敗{英特爾:-},拿下資料中心大單。",
    "{東森購物:-}不敵{momo:+},退出台中市場。",
]

ENGLISH = [
    "{Etsy:-} reported a third straight quarter of falling sales.",
    "{Zalando:+} raised its full-year outlook after orders climbed.",
    "{Wayfair:+} narrowed its loss and cut shipping costs.",
    "{Ozon:-} said fulfilment costs rose faster than revenue.",
    "Shares of {Allegro:-} tumbled 9% after the outlook was lowered.",
    "{Coupang:+} overtook {Gmarket:-} as the country's biggest online mall.",
    "{eBay:-} lost ground to {Vinted:+} in second-hand fashion.",
    "{Walmart:+} is gaining share while {Target:-} struggles to draw shoppers.",
    "Orders at {Shein:-} slowed, but {Temu:+} kept growing.",
    "Unlike {Wish:-}, which keeps shrinking, {AliExpress:+} added two million buyers.",
    "The {FTC:0} sued {Uber:-} over its subscription practices.",
    "{Temu:-} was fined 12 million euros by the {Polish regulator:0}.",
    "A judge dismissed the lawsuit against {Shopify:+}.",
    "{Amazon:-} failed to overturn the ruling.",
    "{Rakuten:+} avoided a downgrade.",
    "{Otto:-} will not meet its profit target this year.",
    "None of the delays affected {Maersk:+}, which posted record volumes.",
    "According to {Gartner:0}, {Google Cloud:+} doubled its backlog.",
    "{Reuters:0} first reported the talks between {Naver:0} and {Kakao:0}.",
    "{Amazon:0} declined to comment.",
    "{Adidas:0} named a new head of e-commerce in {Berlin:0:GPE}.",
    "{Walmart:0} agreed to buy the logistics startup {Parcelio:0}.",
    "{InPost:+} won a five-year contract from {Vinted:0}.",
    "{Evri:-} lost the {ASOS:0} contract to {Royal Mail:+}.",
    "{Temu:+} opened its platform to sellers in {Norway:0:GPE}.",
    "{Shopee:-} pulled out of {Poland:0:GPE} and laid off local staff.",
    "{Alibaba:-} may be forced to write down its stake.",
    "Analysts expect {JD:+} to benefit from the subsidy programme.",
    "{Vietnam:-:GPE} exporters will be hurt by the 20% tariff.",
    "The {European Commission:0} opened an investigation into {AliExpress:-}.",
    "{PayPal:0} will introduce a new checkout button next spring.",
    "{Flexport:-} cut 20% of its workforce.",
    "{Klarna:+} doubled its customer base and turned a profit.",
    "{FedEx:-} warned that demand was weaker than expected.",
    "Complaints about {Temu:+} fell by half.",
    "Return rates at {Zalando:-} rose again.",
    "{Amazon:+} fended off a challenge from {Shein:-}.",
    "Regulators in {Seoul:0:GPE} cleared {Coupang:+} of wrongdoing.",
    "{Mercado Libre:+} beat estimates, helped by {Brazil:0:GPE}.",
    "{Primark:+} and {H&M:+} both reported higher sales.",
]

CHECK = [
    # written after the rules stood, to see how they do on text they were not made with
    "{Temu:-}美国站日活用户较关税落地前下降近五成,{亚马逊:+}则趁机收复失地。",
    "受小额豁免取消影响,{SHEIN:-}美国销售额连续两周下滑。",
    "{京东国际:+}双十一成交额同比增长逾四成,{天猫国际:+}也刷新了单日纪录。",
    "{沃尔玛:+}电商业务首次实现全年盈利。",
    "{塔吉特:-}下调全年业绩指引,股价盘前大跌8%。",
    "知情人士透露,{字节跳动:0}正与多家物流商商谈合作。",
    "{TikTok Shop:0}宣布下月上线新的客服系统。",
    "{巴西:0:GPE}财政部对{AliExpress:-}处以三千万雷亚尔罚款。",
    "{顺丰:+}国际件量大增,而{圆通:-}国际业务仍在亏损。",
    "{Ozon:-}仓库起火,数千商家货物受损。",
    "面对{Temu:+}的低价攻势,{Dollar Tree:-}客流流失严重。",
    "{SHEIN:+}赢得与{Uniqlo:-}的外观设计官司。",
    "{惠普:0}、{戴尔:0}均未回应置评请求。",
    "{Lazada:+}越南站的退货率降到历史低点。",
    "{韩国公平交易委员会:0}认定{Coupang:-}操纵搜索排名,开出巨额罚单。",
    "{法国邮政:+}因包裹量激增而上调全年收入预期。",
    "在{日本:0:GPE},{乐天:0}与{雅虎购物:0}同时举办促销。",
    "{唯品会:-}第二季度活跃客户数同比减少5%。",
    "{酷澎:-}台灣用戶成長趨緩,{momo:+}市占率重回第一。",
    "{鴻海:+}獲{亞馬遜:0}伺服器大單,營收可望倍增。",
    "{Shopee:-}遭印尼法院判賠,{Tokopedia:0}不予置評。",
    "{台積電:0}董事長將出席論壇。",
    "{富邦媒:-}毛利率跌破一成,創六年新低。",
    "Sales at {Boohoo:-} slid 12% as shoppers switched to {Shein:+}.",
    "{Temu:-} suspended shipments from China after the exemption ended.",
    "{Etsy:-} shares sank after the marketplace forecast weaker holiday demand.",
    "{Amazon:+} said revenue at its advertising arm grew faster than expected.",
    "{Walmart:0} will hold its annual investor meeting in {Dallas:0:GPE}.",
    "{H&M:-} is losing customers to {Shein:+} and {Temu:+}.",
    "The court threw out a case against {AliExpress:+}.",
    "{FedEx:+} picked up business that {UPS:-} abandoned.",
    "Fewer shoppers visited {Macy's:-} stores in October.",
    "{Zalando:0} and {About You:0} did not respond to requests for comment.",
    "Delivery times at {Yodel:+} have fallen to two days.",
    "{JD.com:+} emerged as the biggest winner of the shopping festival.",
    "The recall is a blow to {Shein:-}, analysts at {Jefferies:0} said.",
    "{Meta:-} faces a drop in advertising from Chinese retailers.",
    "Customs officers in {Rotterdam:0:GPE} seized thousands of fake goods shipped by sellers on {Temu:-}.",
    "{Shopify:+} merchants sold a record $4 billion over the weekend.",
    "{Rakuten:-} has yet to turn a profit in its mobile unit.",
]

SECOND_CHECK = [
    # a second set, written later; 18 of 30 were right when first read
    "{Temu:-}欧洲用户投诉激增,西班牙消费者组织要求召回多款产品。",
    "{SHEIN:+}第一季度利润翻番,得益于关税生效前的抢购。",
    "{亚马逊:0}将于7月8日至11日举办{Prime会员日:0:EVENT}。",
    "{美国:0:GPE}最高法院裁定关税违法,{Costco:+}等进口商有望获得退税。",
    "{中国:-:GPE}跨境卖家因德国新规面临更高合规成本。",
    "{京东:-}外卖业务拖累整体利润,{美团:-}也因补贴大战由盈转亏。",
    "{抖音:+}抢走{小红书:-}的广告预算。",
    "{Etsy:0}宣布出售{Depop:0},以集中主业。",
    "{安克创新:-}召回两款充电宝,预计损失四亿元。",
    "{DHL:-}暂停向美国寄送高价值包裹。",
    "{墨西哥:+:GPE}对美出口额首次突破五千亿美元。",
    "{菜鸟:+}与{西班牙邮政:0}签署五年合作协议。",
    "{露露乐檬:0}起诉{好市多:-}销售仿冒品。",
    "{PChome:-}連五季虧損,市值跌破百億。",
    "{蝦皮:+}退貨政策獲消費者好評。",
    "{momo:-}遭爆個資外洩,股價重挫。",
    "{Shein:-} was ordered to pay 40 million euros over false discounts.",
    "{Walmart:+} now ships to 95% of households the same day, closing the gap with {Amazon:-}.",
    "{Zara:+} owner {Inditex:+} posted its fastest growth in two years.",
    "{Temu:+} has quietly resumed direct shipments to the United States.",
    "{Otto:0} is reviewing its options in {Austria:0:GPE}, a spokesman said.",
    "{Allegro:-} blamed {Temu:0} for a decline in active buyers.",
    "Investors dumped {Meituan:-} stock after the price war deepened.",
    "{Best Buy:-} expects tariffs to push up costs.",
    "{Cainiao:+} slashed its delivery time to Brazil by two days.",
    "{Wish:-} has lost nearly all of its users since 2021.",
    "{Amazon:-} must face a class action over {Prime:-:PRODUCT} cancellations, a judge ruled.",
    "The deal gives {Klarna:+} access to 150 million shoppers.",
    "{TikTok Shop:+} sellers made more than $500 million over four days.",
    "{Nike:-} said sales in {China:0:GPE} fell 17%.",
]

KNOWN_FAILURES: dict[str, str] = {
    "{SHEIN:+}赢得与{Uniqlo:-}的外观设计官司。": "who lost a case is told by 与 and the noun at the end only",
    "{菜鸟:+}与{西班牙邮政:0}签署五年合作协议。": "signing a contract says who wins it only with the trade in mind",
    "{Allegro:-} blamed {Temu:0} for a decline in active buyers.": "blame: the harm is its subject's",
}
"""Marked sentence to why the rules cannot read it. Strict: one that starts to pass must leave this table."""

CASES = [
    pytest.param(
        case,
        marks=[pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[case])] if case in KNOWN_FAILURES else [],
    )
    for case in SIMPLIFIED + TRADITIONAL + ENGLISH + CHECK + SECOND_CHECK
]


@pytest.mark.parametrize("marked", CASES)
def test_each_entity_has_its_own_sign(marked: str) -> None:
    found, expected = polarities(marked)
    assert found == expected


def test_a_sentence_names_each_entity_once() -> None:
    text, mentions, _ = read_marked("{Temu:+}订单增长,{Temu:+}用户也增长;{eBay:0}未变。")
    found = find_sentiments(read_document(text), mentions, [])
    assert [(item.id, item.polarity) for item in found] == [("temu", 1), ("ebay", 0)]


def test_evidence_names_the_words_that_decided() -> None:
    text, mentions, _ = read_marked("{PChome:+}虧損大幅縮小。{Wayfair:+} cut shipping costs.")
    first, second = find_sentiments(read_document(text), mentions, [])
    assert [row.quote for row in first.evidence] == ["虧損", "縮小"]
    assert [row.quote for row in second.evidence] == ["cut", "shipping costs"]
    assert first.score > 0
    assert second.score > 0


def test_neutral_entities_carry_no_evidence() -> None:
    text, mentions, _ = read_marked("{Gartner:0} said sales at {Temu:-} fell.")
    by_id = {item.id: item for item in find_sentiments(read_document(text), mentions, [])}
    assert by_id["gartner"].evidence == ()
    assert by_id["gartner"].score == 0
    assert by_id["temu"].polarity == -1


@pytest.mark.parametrize(
    "marked",
    [
        "{Northquay Freight:0} told {the Harbour Gazette:0} that no route had changed.",
        "{Northquay Freight:0} told staff in a note that the office would move.",
        "The court told {Northquay Freight:-} to stop selling prepaid boxes.",
        "{Northquay Freight:-} was told to stop selling prepaid boxes.",
    ],
)
def test_who_is_told_something_is_not_judged_and_who_is_told_to_do_it_is(marked: str) -> None:
    found, expected = polarities(marked)
    assert found == expected


def test_sentences_are_judged_apart() -> None:
    text, mentions, _ = read_marked("{Etsy:+} sales rose. {Etsy:-} shares fell.")
    found = find_sentiments(read_document(text), mentions, [])
    assert [item.polarity for item in found] == [1, -1]
    assert all(text[item.sent_start : item.sent_end].startswith("Etsy") for item in found)


def test_mentions_without_id_or_in_the_title_are_left_out() -> None:
    document = build_document("Etsy sales rose.", lang=None, title="Etsy grows")
    unknown = Mention(start=0, end=4, quote="Etsy", type="ORG", id=None)
    titled = Mention(start=0, end=4, quote="Etsy", type="ORG", id="etsy", in_title=True)
    assert find_sentiments(document, [unknown, titled], []) == []


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("{Temu:-}被罚。", "passive without an agent"),
        ("{Temu:-} fined 2 million euros in Poland", "headline passive"),
        ("{FTC:0}对{Temu:-}罚款。", "object marked by 对"),
        ("{Temu:-} was not spared.", "negated help"),
        ("{Temu:+}未被罚款。", "negated harm"),
        ("{Amazon:-}否认操纵价格。", "a denial leaves the accusation"),
    ],
)
def test_voice_and_negation(marked: str, why: str) -> None:
    found, expected = polarities(marked)
    assert found == expected, why


def test_the_whole_set_keeps_its_floor() -> None:
    """Sentences of the CHECK list were 27 of 40 right when first read; the floor is what stands now."""
    right = sum(found == expected for found, expected in map(polarities, CHECK))
    assert right >= 38


@given(st.text(alphabet="Temu 被罚款增长下滑亏损,。but fell rose not 对 's", max_size=120))
def test_any_text_is_judged_within_bounds(text: str) -> None:
    full = "Temu " + text
    mention = Mention(start=0, end=4, quote="Temu", type="ORG", id="temu")
    found = find_sentiments(read_document(full), [mention], [])
    assert all(
        isinstance(item, Sentiment) and item.polarity in (-1, 0, 1) and -1 <= item.score <= 1
        for item in found
    )


def test_long_sentences_stay_linear() -> None:
    text = "Temu sales fell and rose, " * 2000
    mentions = [
        Mention(start=i * 26, end=i * 26 + 4, quote="Temu", type="ORG", id=f"t{i}") for i in range(500)
    ]
    assert find_sentiments(read_document(text), mentions, [])
