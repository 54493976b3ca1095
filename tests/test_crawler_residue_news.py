"""Sentences of news that begin with the words of residue: each of them must stay, in three scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webpages import EN, HANS, HANT

from crawler.reading.residue import cut_residue, is_furniture, is_residue, opens_tail

HANS_NEWS = [
    "广告收入增长24%，成为平台第二大收入来源。",
    "广告费用占到销售额的一成",
    "广告点击率下降之后，不少店铺转做短视频",
    "增值电信业务经营许可证的外资持股上限将放宽，主管部门征求意见。",
    "阅读完整合同的卖家不到一成",
    "审核：平台将在三日内完成资质复核，逾期店铺冻结。",
    "技术支持：服务商为卖家提供税号申请，费用由双方商定。",
    "主办单位：省商务厅",
    "评论区的卖家普遍反映运费上涨",
    "打印机出口额大增",
    "收藏量同比增长三成",
    "分享到账明细的卖家占三成",
    "扫码支付交易额增长30%，清算机构称。",
    "扫描二维码核验包裹之后，通关时间缩短一半",
    "海关通过扫描二维码核验包裹信息，查验率随之下降。",
    "亚马逊要求加入会员的卖家缴纳年费",
    "加入会员体系的店铺复购更高，平台说。",
    "消费者关注APP隐私问题，监管部门约谈三家企业。",
    "关注平台动向的商家开始备货",
    "更多内容平台开始向商家收取技术服务费",
    "下载量最高的购物应用中，两家来自中国。",
    "下载购物客户端的用户超过一亿",
    "注册账号的卖家超过三十万，平台称。",
    "登录后台的卖家发现，佣金已经调整。",
    "注册后三个月内没有上架商品的店铺将被关闭",
    "没有账户的卖家不能参加年末活动",
    "平台会员专享日将于七月举行",
    "订阅内容的收入首次超过佣金，财报显示。",
    "版权所有人起诉平台，要求下架同款商品",
    "海关开通咨询热线，解答企业关于新税则的疑问。",
    "相关报道称，欧盟将于明年取消豁免。",
    "热门内容创作者转向直播带货",
    "推荐内容的算法再次调整，小店流量下降。",
    "近期报道显示，三家货代暂停接单。",
    "特别说明的是，新规不适用于海外仓存货。",
    "特别提示消费者核对收件信息",
    "风险提示函已经发给两百家企业，主管部门说。",
    "声明称，公司遵守当地法律。",
    "声明没有提到赔偿金额，卖家并不满意。",
    "本平台所有卖家须于六月三十日前完成认证。",
    "本平台不收取入驻费，只按成交额抽取佣金。",
    "本文件自公布之日起施行。",
    "上述信息不包括海外仓库存，公司称。",
    "上述内容不适用于个人卖家。",
    "未经授权的商品不得上架销售。",
    "未经许可的承运人将被处以罚款",
    "转载量说明不了销量，分析师说。",
    "评论认为此举意在施压",
    "图片来源不明的商品将被下架",
    "▲12.5个百分点，为三年来最大升幅",
    "手机地图/导航类应用出口增长",
    "视频 | 12% | 9%",
    "审核 | 3天 | 5天",
]
HANT_NEWS = [
    "廣告營收成長24%，成為平台第二大收入來源。",
    "廣告主轉向短影音，搜尋版位的單價走低",
    "閱讀完整合約的賣家不到一成",
    "評論區的買家多半抱怨運費",
    "掃碼支付的交易額首次超過現金，央行說。",
    "平台要求加入會員的賣家繳交年費",
    "下載次數最多的購物APP來自中國",
    "登入後台的賣家發現佣金已經調整",
    "註冊滿三個月卻沒有上架的店鋪將被關閉",
    "會員專享日將在七月舉行",
    "供應鏈是外貿的生命線，業者這麼說。",
    "張老師原本在小學教書，後來改做跨境賣家。",
    "平台規定未滿十八歲的用戶不得下單",
    "相關報導指出，豁免將在明年取消。",
    "聲明指出，公司遵守當地法律。",
    "本平台所有賣家須在六月底前完成認證。",
    "上述資訊不包括海外倉庫存",
    "未經授權的商品不得上架。",
    "特別提示消費者核對收件資料",
    "更多內容平台開始向商家收費",
    "著作權所有人控告平台，要求下架同款商品",
    "審核：平台將在三日內完成複核，逾期凍結店鋪。",
]
EN_NEWS = [
    "Advertising revenue rose 24 percent to $14.9 billion.",
    "Advertising on the marketplace now costs more than rent",
    "Share this week fell to 12 percent, a third below the peak.",
    "Share on the platform slipped for a third month",
    "Register for a tax number in one member state before July",
    "Sign up to the one-stop shop by 1 July or charge tax at the door",
    "Subscribers told the regulator that cancelling took an hour.",
    "By registering in a single member state, sellers can report sales to all of them.",
    "Create an account on the customs portal before the first parcel leaves",
    "Free delivery is available to members in eight countries.",
    "The discount is exclusive to members of its paid programme.",
    "Loading dock congestion at the port eased, the terminal said.",
    "(c) goods imported by post whose value does not exceed 150 euros;",
    "Watch | 1.2 million | 9%",
    "Video | 45%",
    "Related | 4 | 7",
    "Comments are due by 5 January.",
    "Comments on the proposal close in May, the agency wrote.",
    "Tags attached to goods must name the country of origin.",
    "Tagged parcels went through the green lane.",
    "Topics at the summit included tariffs, parcels and data.",
    "Newsletter publishers must register as importers of data.",
    "Most popular items sold out within hours.",
    "More news is expected on Thursday, when the council meets.",
    "Read more broadly, the ruling covers every seller.",
    "Getty Images sued the retailer over pictures in its listings.",
    "Shutterstock shares fell 12% on Monday.",
    "About the author of the bill, little is known.",
    "Get in touch with the broker before the goods sail",
    "Download the declaration before the appointment",
    "Copyright owners sued the marketplace over listings",
    "Print shops in Shenzhen took orders until midnight",
    "JavaScript bindings are published for sellers who build their own shop",
    "JavaScript",
    "Loading speed: most pages of the shop opened within a second",
    "Share this information with the carrier before the goods arrive",
    "Log in data show that sellers checked prices hourly.",
]


@pytest.mark.parametrize("line", [*HANS_NEWS, *HANT_NEWS, *EN_NEWS])
def test_news_stays(line: str) -> None:
    assert not is_residue(line)
    assert not opens_tail(line)
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("news", "around"), [(HANS_NEWS, HANS), (HANT_NEWS, HANT), (EN_NEWS, EN)], ids=["hans", "hant", "en"]
)
def test_news_at_the_end_of_an_article_ends_nothing(news: list[str], around: list[str]) -> None:
    for line in news:
        given_lines = [*around, line, around[0]]
        assert cut_residue(given_lines) == given_lines


@pytest.mark.parametrize(
    "line",
    [
        "浙公網安備 33010002000123號", "互联网新闻信息服务许可证编号：33120260001", "点击阅读原文", "查看更多新闻",
        "责任编辑：何一 kf013", "审核：王二 终审：周三", "分享到：微信 新浪微博 QQ空间", "点赞 12 收藏 3 评论",
        "微信扫一扫，关注我们", "扫码加群，和卖家聊聊", "欢迎订阅本刊电子报", "关注“出海观察”公众号", "请先登录后发表评论",
        "本文为会员专享内容", "购买后可阅读全文", "剩余内容付费后阅读", "廣告：新品上市", "广告 | 赞助", "請登入後繼續閱讀",
        "Share this article via email", "Share on Facebook", "Sign up for our daily newsletter", "Log in to comment",
        "Register to read this story for free", "By registering, you agree to our privacy policy.",
        "This report is available only to members", "Exclusive to subscribers", "Loading...", "Please enable JavaScript to continue",
        "(c) 2026 Harbour Trade Times", "安心專線：1925", "自殺防治專線 1925", "諮詢專線：02-1234-5678",
    ],
)  # fmt: skip
def test_what_was_residue_before_is_residue_still(line: str) -> None:
    assert is_residue(line) or opens_tail(line)


@pytest.mark.parametrize(
    "line",
    [
        "相关报道：佣金之争", "更多新闻 >", "热门文章 出海周报", "您可能感兴趣的文章", "大家都在看", "免责声明本文内容仅供参考",
        "【风险提示】投资须谨慎", "特别声明：以上内容由用户上传", "声明：本文不代表本站立场", "本文来源：海风网",
        "本文由出海观察原创，转载请注明", "本网所有稿件，版权均属本社，转载须注明来源", "上述观点不代表本站立场",
        "未经授权，禁止转载。", "如需转载，请联系编辑部。", "转载请注明出处", "轉載請註明出處", "延伸閱讀：運費之爭", "聲明：轉載請註明",
        "More from Harbour Trade Times", "More stories on freight", "3 Comments on “Rates rise”", "Comments", "Topics: freight",
        "About the author: Mara Quill", "Newsletter sign-up", "Get in touch with us at the desk", "Most read this week",
        "Leave a Reply Cancel reply", "Tagged with tariffs",
    ],
)  # fmt: skip
def test_tails_in_many_words(line: str) -> None:
    assert opens_tail(line)


@given(
    st.sampled_from(
        ["广告", "廣告", "下载", "关注", "声明", "相关报道", "Register", "Comments", "Tags", "Share this"]
    ),
    st.integers(1, 99),
)
def test_a_sentence_with_a_share_in_it_is_never_cut(start: str, share: int) -> None:
    chinese = not start.isascii()
    line = (
        f"{start}收入占比升至{share}%，高于上年。" if chinese else f"{start} made up {share} percent of it."
    )
    assert cut_residue([EN[0], EN[1], line]) == [EN[0], EN[1], line]
