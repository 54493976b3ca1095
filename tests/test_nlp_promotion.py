"""nlp.promotion: what sells to the reader is counted, news about selling is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from nlp.promotion import count_markers
from nlp.script import fold
from nlp.segment import build_document
from store.records import Span

NEWS = (
    "平台宣布双十一限时优惠延长至15日，卖家可在后台报名。",
    "监管部门查处一批扫码领奖骗局，涉案金额1.2亿元。",
    "市监局提醒消费者，不要点击短信中的陌生链接。",
    "该公司因在直播间使用“限时抢购”“最后一天”等用语被罚20万元。",
    "报告显示，使用优惠码的订单占比达到37%。",
    "消费者只需扫码即可领取退税，海关人员介绍。",
    "美团称，新用户注册即送的红包被黑产套取5000万元。",
    "法院认定，“点击下方链接领取”属于诱导分享。",
    "平台要求商家不得诱导用户添加微信进行线下交易。",
    "据介绍，展会期间观众可扫描二维码登记入场。",
    "亚马逊将会员日促销从两天延长到四天。",
    "平台的百亿补贴活动让二手机销量翻倍。",
    "该品牌前三季度广告赞助支出增长23%。",
    "卖家抱怨，官方要求报名限时秒杀的商品降价15%。",
    "名额有限的配额在开放首日就被抢完，商务部表示。",
    "調查發現，七成消費者會因限時折扣而下單。",
    "公平會開罰業者，指其「前100名免費」廣告不實。",
    "警方提醒民眾切勿點擊釣魚簡訊連結，也不要加LINE投資。",
    "百貨業者表示，週年慶全館優惠帶動業績成長12%。",
    "平台推出折扣碼機制後，客單價下滑8%。",
    "業者贊助的研究報告引發爭議。",
    "主辦單位說，報名人數已突破3萬人。",
    "Coupon use rose 14% as shoppers hunted for promo codes, the survey found.",
    'The FTC sued the company over fake "limited-time offer" banners.',
    "Brightcart will stop paying affiliate commissions on electronics in January.",
    "The retailer's sponsored listings brought in $1.2 billion of ad revenue.",
    "Amazon said Prime members who sign up before Friday will get the lower rate.",
    'Regulators said "free trial" offers must state the price of renewal.',
    "The startup, sponsored by the state fund, opened its first warehouse.",
    "Black Friday deals of up to 50% off drew fewer shoppers than last year, according to Adobe.",
    'Sellers say scammers tell buyers to "click here" to confirm an order.',
    "The bill would require influencers to label sponsored content.",
    "Consumers used promo code fields to test stolen cards, the bank said.",
    "Customers who buy now, pay later carry more debt, the Fed found.",
    "The company offers free shipping on orders over $35, down from $49.",
    "The platform booked a demo order to prove the counterfeit, the court heard.",
    "Walmart's discount code error cost it $3 million, people familiar said.",
    "The affiliate network Rakan filed for an IPO on Monday.",
    'Its "use code SAVE" campaign broke advertising rules, the watchdog ruled.',
    "Shop owners in Delhi said they would shut for a day in protest.",
    "商家在直播间反复喊“先到先得”，被消费者投诉。",
    "不少卖家说联系客服三天没有回音。",
    "该补贴名额共500个，先到先得，用完为止，市商务局表示。",
    "平台将推荐码奖励从10元降到5元。",
    "公司为赛事特约赞助商，全年投入2亿元。",
    "海关提醒，旅客入境前可扫描二维码填报健康申明。",
    "文旅局开通咨询热线12345，受理退票纠纷。",
    "新规要求，广告内容须在显著位置标明“广告”字样。",
    "推广费用同比下降12%，公司称效果好于预期。",
    "免费试用期从30天缩短为14天。",
    "扫码支付在夜市已经普及，占比达92%。",
    "用户点击广告后才会计费。",
    "警方破获一起以“免费领取”为诱饵的诈骗案。",
    "业者推出早鳥價，三天賣出2萬張門票。",
    "立即生效的新關稅令業者措手不及。",
    "消保會呼籲，切勿掃描來路不明的QR Code。",
    "台北市推廣環保餐具，參與店家達1200家。",
    "廣告收入占比升至21%。",
    "折扣碼外流事件造成公司損失300萬元。",
    "Sponsored products ads grew 19%, the company said.",
    "Sponsored content accounts for a fifth of its traffic.",
    "Promoted pins now carry a label, Pinterest said.",
    "Shop now, pay later is the pitch of most lenders.",
    "The free trial ends after 14 days under the new rules.",
    "Buyers rush to order now before tariffs take effect.",
    "Lawmakers urged parents not to click the link in such texts.",
    "Advertisement revenue fell 4% in the quarter.",
    "The group offers a money-back guarantee of 30 days.",
    "Retailers shifted spending from discount codes to loyalty points.",
    "Your parcel may cost more next year, customs officials said.",
    "The app asked users to book a demo before it would show prices.",
)

ADS = (
    "扫码关注公众号，获取更多行业干货！",
    "广告：跨境收款用易汇达，费率低至0.2%。",
    "想要完整名单的读者，可添加微信 kj2026 领取。",
    "长按识别下方二维码，免费领取选品报告。",
    "限时特惠！全年会员直降200元，立即订阅。",
    "欢迎致电400-800-1234，专属顾问为您服务。",
    "使用优惠码SHIP88，首单立减10美元。",
    "私信我，拉你进卖家交流群。",
    "現在加入會員，即享免運優惠！",
    "點此立即報名，名額有限。",
    "加入官方LINE，加LINE領200元折價券！",
    "輸入折扣碼 FALL100 現折百元。",
    "Sign up today and get your first month free.",
    "Use code SHIP20 for 20% off your first label.",
    "This article is sponsored by Vantix.",
    "Sponsored: ten tools every seller needs.",
    "If you buy through our links, we may earn a commission.",
    "Click here to download the guide.",
    "Book a demo to see how it works for your store.",
    "Don’t miss out! Limited-time offer for new sellers.",
    "Ready to scale? Schedule a demo with our team.",
)


def markers(text: str, reported: frozenset[int] = frozenset()) -> int:
    document = build_document(text)
    return count_markers(document.text, document.folded, document.sentences, reported)


@pytest.mark.parametrize("line", NEWS)
def test_news_about_selling_does_not_sell(line: str) -> None:
    assert markers(line) == 0


@pytest.mark.parametrize("line", ADS)
def test_words_to_the_reader_sell(line: str) -> None:
    assert markers(line) >= 1


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Start your free trial today. Don’t miss out!", 2),  # one phrase within another counts once
        ("优惠码：HARBOUR，限时优惠中。", 2),
        ("平台取消了优惠码。", 0),
        ("平台取消了优惠码。扫码关注我们。", 1),  # the sentence beside it does not make news an offer
        ("“立即注册”是这家店的口号。", 0),
        ("【限时优惠】全年会员", 1),
        ("", 0),
    ],
)
def test_how_often(line: str, count: int) -> None:
    assert markers(line) == count


def test_what_somebody_is_said_to_say_is_no_advertising() -> None:
    assert markers("立即报名，名额有限。") == 2
    assert markers("立即报名，名额有限。", frozenset((0,))) == 0


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="扫码优惠码立即报名名额有限 “”！,.usecodshpnw\n", max_size=120))
def test_any_text_is_counted(text: str) -> None:
    folded = fold(text)
    assert 0 <= count_markers(text, folded, (Span(0, len(text)),), frozenset()) <= len(text)


@pytest.mark.parametrize("piece", ["扫码关注", "名额有限“", 'use code "', "优惠码 ", "立即"])
def test_time_grows_with_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        folded, spans = fold(text), tuple(Span(at, min(at + 40, size)) for at in range(0, size, 40))
        began = time.process_time()
        count_markers(text, folded, (*spans[:300], Span(0, size)), frozenset())
        return time.process_time() - began

    assert grows_evenly(seconds, 50_000, 100_000, factor=4, free=1.0)
