"""How pages close a text that came from elsewhere, and what news says in like words."""

from __future__ import annotations

import pytest

from crawler.reading.residue import cut_lines, is_furniture, late_rule, rule_of, tail_rule

BODY = [
    "港口上周恢复作业，三家货代在本周签下新的仓位合同，运价回到三月的水平。",
    "码头公司预计，积压的四千个箱子要到月底才能清完，夜班将再延长两周。",
]


@pytest.mark.parametrize(
    "closing",
    [
        ["文章来源：海风网"],
        ["版权所有，未经授权不得转载", "37"],
        ["【纠错】 【责任编辑:何未】"],
        ["【我要纠错】 责任编辑：何未"],
        ["责任编辑："],
        ["作者 | 何未"],
        ["文章作者"],
        ["本文来自海风，原文链接：https://wind.example/a/1"],
        ["————"],
    ],
    ids=lambda lines: lines[-1],
)
def test_what_closes_a_page_goes(closing: list[str]) -> None:
    assert cut_lines([*BODY, *closing])[0] == [0, 1]


@pytest.mark.parametrize(
    "line",
    [
        "The post Quay reopens for reefers appeared first on Harbour Notes.",
        "Editor's note: This story was first published in our Quay newsletter. Sign up here.",
        "This article originally appeared on Harbour Notes.",
    ],
)
def test_english_closings(line: str) -> None:
    assert late_rule(line)


@pytest.mark.parametrize(
    "line",
    [
        "点击上方蓝字关注海风，每天一条航运消息",
        "請繼續往下滑閱讀 港口罷工結束 業者鬆口氣",
        "本文来自微信公众号“海风夜话”（ID：haifeng），作者：何未，经授权发布。",
        "Got a tip for our port desk? Write to us",
    ],
)
def test_calls_go_wherever_they_stand(line: str) -> None:
    assert rule_of(line)


@pytest.mark.parametrize(
    "line", ["賣家昨日聚集在碼頭。（資料照）", "码头恢复作业（资料图片）", "船隊昨日返港。（港務圖片）"]
)
def test_a_line_with_its_pictures_source_is_a_caption(line: str) -> None:
    assert is_furniture(line)


def test_contacts_of_a_press_office_open_a_tail() -> None:
    assert tail_rule("Contacts for media")
    assert tail_rule("Contacts for media outlets were cut after the merger last spring.") is None


@pytest.mark.parametrize(
    "line",
    [
        "文章来源不明的帖子在群里传开，警方提醒市民核实后再转发。",
        "37家企业获准复工。",
        "责任编辑：这一岗位今年被三家报社取消。",
        "作者协会呼吁平台公开分成比例，并给出过渡期。",
        "卖家点击蓝色按钮即可提交报关单，系统在两小时内答复。",
        "Police have a tip that led them to the warehouse near the quay.",
        "This article of the treaty was first applied in 2019, and courts have cited it since.",
        "The post office said parcels from the first week of May had appeared in Lyon.",
        "海關表示，將繼續往下追查貨主（資料顯示共有三人）。",
        "The post was first published on Monday and drew 4,000 replies before it was deleted.",
    ],
)
def test_news_in_like_words_stays(line: str) -> None:
    assert (rule_of(line), tail_rule(line), late_rule(line)) == (None, None, None)
    assert not is_furniture(line)
