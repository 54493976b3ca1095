"""Who acts, what is done and under which number, over the ways of many states; texts, events and numbers are invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlp.entities import find_mentions
from nlp.figures import find_figures
from nlp.lexicon import load_lexicon
from nlp.policy import find_policies
from nlp.policy_terms import KINDS
from nlp.segment import build_document
from store.records import Policy

DAY = datetime(2027, 3, 10, 4, tzinfo=UTC)  # a Wednesday


def read(text: str, title: str = "", kind: str = "press", source: str = "") -> list[Policy]:
    document = build_document(text, lang=None, title=title, published_at=DAY, source=source, kind=kind)
    mentions = find_mentions(document, load_lexicon())
    return find_policies(document, mentions, find_figures(document, mentions))


# text, title, kind, source, jurisdiction, action, number
ITEMS: list[tuple[str, str, str, str, str, str, str | None]] = [
    # Simplified Chinese
    ("哈萨克斯坦财政部3月9日表示,自2028年1月1日起取消200欧元以下包裹的免税待遇。", "哈萨克斯坦收紧跨境小包免税", "press", "中亚商讯", "KZ", "repealed", None),
    ("印度尼西亚财政部签发2027年第37号部长条例,电商平台将从4月起代扣0.5%的所得税。", "印尼要求平台代扣所得税", "press", "出海日报", "ID", "adopted", "2027年第37号部长条例"),
    ("土耳其竞争管理局周二对一家本地电商平台立案调查,理由是涉嫌限制卖家定价。", "土耳其调查电商平台", "press", "欧亚观察", "TR", "investigation", None),
    ("沙特税务海关总局就电子发票第24批实施名单公开征求意见,截止4月8日。", "沙特电子发票新一批名单征求意见", "press", "海湾商报", "SA", "consultation", None),
    ("商务部、海关总署公告2027年第11号公布《跨境电子商务出口统计办法》,自2027年5月1日起施行。", "商务部 海关总署公告2027年第11号", "notice", "商务部", "CN", "adopted", "商务部 海关总署公告2027年第11号"),
    ("财政部关税司负责人就《关于延续跨境电商零售进口税收政策的通知》(财关税〔2027〕9号)答记者问。该政策延长至2030年底。", "跨境电商零售进口税收政策延续", "press", "财经快讯", "CN", "amended", "财关税〔2027〕9号"),
    ("波兰竞争与消费者保护局对Temu处以600万兹罗提罚款,认定其未标示最低历史价格。", "波兰罚Temu", "press", "东欧商情", "PL", "ruling", None),
    ("巴西众议院周二表决通过第914/2027号法案,50美元以下包裹将恢复征收20%进口税。该法案还须参议院审议。", "巴西众院通过小包税法案", "press", "拉美观察", "BR", "proposed", "第914/2027号法案"),
    ("越南财政部拟将年营业额门槛由1亿越南盾提高至2亿越南盾,草案正在征求意见。", "越南拟上调个体户起征点", "press", "东盟商情", "VN", "proposed", None),
    ("俄罗斯联邦海关署宣布推迟实施跨境电商商品标签要求,原定4月1日的日期改为9月1日。", "俄罗斯推迟标签新规", "press", "北方贸易", "RU", "suspended", None),
    ("南非贸易、工业和竞争部长签署命令,废止2019年发布的小额包裹优惠税率。", "南非废止小包优惠税率", "press", "非洲商业", "ZA", "repealed", None),
    ("美国总统特朗普9日签署第14501号行政令,将对等关税暂停期延长90天。", "特朗普延长关税暂停期", "press", "华府快报", "US", "amended", "第14501号行政令"),
    ("加州隐私保护局周一对一家时尚电商处以130万美元罚款。", "加州重罚时尚电商", "press", "美西要闻", "US", "ruling", None),
    ("最高人民法院发布法释〔2027〕3号司法解释,自4月1日起施行。", "最高法发布司法解释", "press", "法治日报读报", "CN", "adopted", "法释〔2027〕3号"),
    ("欧洲议会国际市场委员会通过海关改革报告,将提交全体会议表决。", "欧洲议会委员会通过海关改革报告", "press", "布鲁塞尔来信", "EU", "proposed", None),
    ("尼日利亚联邦税务局局长称,数字服务供应商须自下月起代收7.5%增值税,该规定已刊登公报。", "尼日利亚要求境外平台代收增值税", "press", "西非观察", "NG", "adopted", None),
    # Traditional Chinese
    ("越南財政部週二公布第18/2027/TT-BTC號通知,自4月15日起電商小包一律申報稅號。", "越南小包申報新規", "press", "南向日報", "VN", "adopted", "第18/2027/TT-BTC號"),
    ("經濟部國際貿易署公告修正「戰略性高科技貨品輸出管制清單」,自即日生效。", "貿易署修正管制清單", "press", "財經晚報", "TW", "effective", None),
    ("公平會昨決議,某外送平台聯合調漲服務費,處新臺幣1,200萬元罰鍰。", "公平會開罰外送平台", "press", "產業時報", "TW", "ruling", None),
    ("立法院院會9日三讀通過電子商務消費者保護條例,平台須保存交易紀錄五年。", "立院三讀電商消保條例", "press", "台北評論", "TW", "adopted", None),
    ("行政院會將於下週討論加值型及非加值型營業稅法修正草案,擬調降境外電商登記門檻。", "境外電商登記門檻擬調降", "press", "稅務旬刊", "TW", "proposed", None),
    ("香港海關宣布暫停「轉運易」計劃的新申請,何時恢復另行公布。", "轉運易暫停新申請", "press", "港貿周刊", "HK", "suspended", None),
    ("歐盟執委會週三對阿里速賣通展開正式調查,要求其在20日內提供資料。", "歐盟調查速賣通", "press", "歐洲商訊", "EU", "investigation", None),
    ("印尼貿易部表示,政府計劃取消跨境平台最低售價限制,尚在與業者溝通。", "印尼擬取消最低售價", "press", "東協觀察", "ID", "proposed", None),
    ("泰國海關廳3月9日公告,把包裹申報期限由3日調整為1日,4月1日施行。", "泰國縮短包裹申報期限", "press", "湄公商報", "TH", "amended", None),
    ("發文字號:臺教商字第1160004567號。公告廢止「跨境電商輔導作業要點」,自中華民國116年4月1日生效。", "公告廢止跨境電商輔導作業要點", "notice", "經濟部", "TW", "repealed", "臺教商字第1160004567號"),
    # English
    ("Kenya's finance ministry published the Tax Laws (Amendment) Bill on Tuesday, proposing a 16 percent VAT on parcels.", "Kenya eyes parcel VAT", "press", "Nairobi Ledger", "KE", "proposed", None),
    ("The Competition Commission of India ordered an inquiry into two online marketplaces in Case No. 14 of 2027.", "CCI orders marketplace inquiry", "press", "Delhi Docket", "IN", "investigation", "14 of 2027"),
    ("Notification No. 21/2027-Customs. The Central Board of Indirect Taxes and Customs hereby amends the tariff for courier imports with effect from 1 April 2027.", "Notification No. 21/2027-Customs", "notice", "CBIC", "IN", "amended", "Notification No. 21/2027-Customs"),
    ("The Philippine Bureau of Internal Revenue issued Revenue Regulations No. 4-2027, which take effect on 1 April.", "BIR rules on digital services", "press", "Manila Wire", "PH", "adopted", "Revenue Regulations No. 4-2027"),
    ("Mexico's Senate on Tuesday approved a reform that raises duties on textiles to 35 percent; it now goes to the lower house.", "Mexico Senate backs duty reform", "press", "Border Desk", "MX", "proposed", None),
    ("The Australian Treasury has released a discussion paper on the low value threshold. Submissions close on 16 April 2027.", "Treasury seeks views on low value goods", "press", "Canberra Note", "AU", "consultation", None),
    ("The Court of Justice ruled on Thursday in Case C-77/26 that a marketplace must delist fake goods.", "EU court rules on fakes", "press", "Luxembourg Wire", "EU", "ruling", "C-77/26"),
    ("The U.S. International Trade Commission has instituted Inv. No. 701-TA-812 on imported storage boxes.", "USITC opens case", "press", "Trade Docket", "US", "investigation", "Inv. No. 701-TA-812"),
    ("Texas Governor signed House Bill 1181 into law on Friday, requiring app stores to verify ages.", "Texas app store law signed", "press", "Austin Desk", "US", "adopted", "House Bill 1181"),
    ("H.R. 2211, which would end duty-free treatment for all parcels, was introduced in the House of Representatives on Monday.", "House bill targets parcels", "press", "Hill Notes", "US", "proposed", "H.R. 2211"),
    ("SAMR closed its investigation and fined the platform 50 million yuan for choosing-one-of-two practices.", "China fines platform", "press", "Asia Desk", "CN", "ruling", None),
    ("New Zealand Customs Service will postpone its parcel levy, due to start in April, by a year.", "NZ puts off parcel levy", "press", "Wellington Wire", "NZ", "suspended", None),
    ("France's DGCCRF fined Shein 40 million euros for fake discounts after a year-long investigation.", "France fines Shein", "press", "Paris Desk", "FR", "ruling", None),
    ("The Commission has extended the definitive anti-dumping duties on e-bikes from China for five years, Regulation (EU) 2027/219 says.", "E-bike duties prolonged", "press", "EU Trade Log", "EU", "amended", "(EU) 2027/219"),
    ("Argentina scrapped the import statement system for couriers, the economy ministry said in Resolution No. 45/2027.", "Argentina scraps courier form", "press", "Plata Brief", "AR", "repealed", "Resolution No. 45/2027"),
    ("The ministry of trade suspended the import quota on shoes for six months, it said on Monday.", "Uzbekistan suspends shoe quota", "press", "Silk Road Wire", "UZ", "suspended", None),
    ("BIS issued an interim final rule, 92 FR 10311, that widens export controls to chip testing tools; comments are due April 20.", "BIS widens controls", "press", "Chip Ledger", "US", "amended", "92 FR 10311"),
    ("Ireland's Data Protection Commission has opened an inquiry into Temu over transfers of user data to China.", "Irish watchdog opens Temu inquiry", "press", "Dublin Note", "IE", "investigation", None),
    ("Vietnam's National Assembly passed the Law on E-commerce No. 122/2027 on Wednesday; it takes effect on 1 July 2028.", "Vietnam passes e-commerce law", "press", "Mekong Wire", "VN", "adopted", "122/2027"),
    ("The Swiss Federal Council wants to make platforms liable for VAT and opened a consultation until 30 June.", "Bern consults on platform VAT", "press", "Alpine Note", "CH", "proposed", None),
]  # fmt: skip

COMPANIES: list[tuple[str, str, str, str]] = [
    ("为遵守欧盟(EU) 2023/988号条例,平台将于4月1日起下架未填写责任人的商品,请卖家尽快更新信息。", "商品安全信息更新通知", "notice", "某平台卖家中心"),
    ("顺丰国际自4月1日起调整美国路向附加费,每票加收15元,以应对美国海关的新申报要求。", "关于调整美国路向附加费的通知", "notice", "顺丰国际"),
    ("亞馬遜台灣宣布,依財政部規定,4月起向賣家收取的服務費將加計5%營業稅。", "亞馬遜服務費加計營業稅", "press", "電商日報"),
    ("Etsy will add a 0.5 percent regulatory fee for sellers in Spain from April 1 because of the country's digital services tax.", "Etsy adds fee in Spain", "press", "Seller Notes"),
    ("To comply with Regulation (EU) 2023/988, you must add a responsible person to your listings by 30 April. Listings without one will be removed.", "Update your listings", "notice", "Seller Help Centre"),
    ("TikTok Shop宣布4月10日起在印尼调高佣金,并推迟新卖家保证金政策。", "TikTok Shop印尼站调高佣金", "press", "东南亚电商"),
    ("京东物流宣布取消欧洲海外仓首月仓储费。公司称此举与欧盟取消150欧元免税无关。", "京东物流免仓储费", "press", "物流在线"),
    ("FedEx suspended its money-back guarantee for parcels to Brazil, it said on Tuesday, after customs there changed its system.", "FedEx suspends guarantee", "press", "Freight Wire"),
    ("Analysts at a bank expect the European Commission to scrap the exemption in 2028, lifting Zalando's sales by 3 percent.", "Zalando could gain", "press", "Market Notes"),
    ("一家跨境卖家协会呼吁欧盟委员会推迟取消免税安排。", "卖家协会致信欧盟", "press", "卖家之声"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "title", "kind", "source", "jurisdiction", "action", "number"), ITEMS)
def test_body_action_and_number(
    text: str, title: str, kind: str, source: str, jurisdiction: str, action: str, number: str | None
) -> None:
    policies = read(text, title, kind, source)
    assert [(row.jurisdiction, row.action, row.doc_number) for row in policies[:1]] == [
        (jurisdiction, action, number)
    ]
    assert all(row.kind in KINDS for row in policies)


@pytest.mark.parametrize(("text", "title", "kind", "source"), COMPANIES)
def test_what_companies_do_and_ask_is_no_policy(text: str, title: str, kind: str, source: str) -> None:
    assert read(text, title, kind, source) == []


SEVERAL: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    (
        "欧盟委员会3月9日通过(EU) 2027/388号实施条例,自4月1日起对低价包裹征收3欧元关税。英国财政部同日宣布,自2028年3月起取消135英镑免税。"
        "中国商务部回应称,将采取必要措施。",
        [("EU", "adopted", "(EU) 2027/388"), ("UK", "repealed", None)],
    ),
    (
        "The Commission adopted Regulation (EU) 2027/388 on Tuesday. Japan's Ministry of Finance will end its 10,000-yen exemption "
        "from 1 April 2028, it said on Monday. Analysts expect the UK government to follow in 2029. Shares rose.",
        [("EU", "adopted", "(EU) 2027/388"), ("JP", "repealed", None)],
    ),
    (
        "USTR on Monday extended the Section 301 exclusions to August 31, 2027. In a separate notice, 92 FR 11001, CBP proposed to "
        "require ten-digit codes; comments are due April 30.",
        [("US", "amended", None), ("US", "proposed", "92 FR 11001")],
    ),
    (
        "商务部公告2027年第21号决定暂停对稀土的出口管制。海关总署公告2027年第33号调整零售进口清单,自4月1日起施行。去年,商务部公告2026年第62号曾加强管制。",
        [("CN", "suspended", "商务部公告2027年第21号"), ("CN", "amended", "海关总署公告2027年第33号")],
    ),
    (
        "越南政府上周五签发第178/2027/ND-CP号议定,自2027年9月1日起电商平台须代扣5%的增值税。背景:2026年7月1日生效的第117/2026/ND-CP号议定适用于个体户。",
        [("VN", "adopted", "第178/2027/ND-CP号")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_events_of_one_text(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    policies = read(text)
    assert [(row.jurisdiction, row.action, row.doc_number) for row in policies] == expected
    assert all(text[row.start : row.end] == row.quote for row in policies)


def test_days_of_another_event_are_not_the_first_ones() -> None:
    first, second = read(SEVERAL[1][0])
    assert (first.effective_on, second.effective_on) == (None, "2028-04-01")


def test_the_quote_is_a_whole_sentence_whatever_stops_its_numbers_hold() -> None:
    text = "Shares fell. H.R. 2211, which would end duty-free treatment, was introduced in the House of Representatives on Monday."
    (policy,) = read(text, "House bill targets parcels")
    assert policy.quote == text.removeprefix("Shares fell. ")


@pytest.mark.parametrize(
    "filler",
    ["(" * 200_000, "公告" * 100_000, "美国海关" * 50_000, "the Ministry of " * 12_000, "《" * 200_000],
)
def test_hostile_texts_are_read_in_one_pass(filler: str) -> None:
    text = f"财政部3月9日发布公告2027年第14号。{filler}"
    document = build_document(text, lang=None, title="", published_at=DAY, source="", kind="press")
    assert len(find_policies(document, [], [])) <= 5
