"""Digits inside names: part of the name, unless the name is called by an amount or was cut out of a figure."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from nlp.protected import find_protected
from nlp.quantities import find_quantities
from nlp.script import fold
from nlp.spans import Cover
from store.records import Lang, Mention


def is_protected(text: str, name: str, kind: str) -> bool:
    start = text.index(name)
    mention = Mention(start=start, end=start + len(name), quote=name, type=kind, id="x")
    return (start, start + len(name)) in find_protected(fold(text), [mention])


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("观潮发布望舒4.6，价格不变。", "望舒4.6", "PRODUCT"),
        ("六国化工涨停。", "六国化工", "ORG"),
        ("The rule is known as Proposition 65 in that state.", "Proposition 65", "LAW"),
        ("Seller group 24k Pets was suspended.", "24k Pets", "ORG"),
        ("It arrived on a Cessna 208B.", "Cessna 208B", "PRODUCT"),
        ("Windlass 9 to be sold.", "Windlass 9", "PRODUCT"),
    ],
)
def test_digits_of_a_name_are_no_figure(text: str, name: str, kind: str) -> None:
    assert is_protected(text, name, kind)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("欧盟拟收取2欧元手续费。", "2欧元手续费", "LAW"),
        ("台灣取消2000元免稅。", "2000元免稅", "LAW"),
        ("The EU plans a €2 handling fee.", "€2 handling fee", "LAW"),
        ("The 150-euro exemption ends.", "150-euro exemption", "LAW"),
        ("50%穿透规则生效。", "50%穿透规则", "LAW"),
        ("Fashion 44%, Groceries 21%, the rest online.", "Groceries 21", "ORG"),
        ("- Days 1 to 30: audit the feed", "Days 1", "PRODUCT"),
        ("香港－歐洲 33.5", "歐洲 33", "ORG"),
    ],
)
def test_an_amount_stays_a_figure(text: str, name: str, kind: str) -> None:
    assert not is_protected(text, name, kind)


def quantities(text: str, lang: Lang = Lang.ZH_HANS) -> list[str]:
    page = fold(text)
    found = find_quantities(page, text, lang=lang, region="", blocked=Cover(find_protected(page, [])))
    return [text[each.start : each.end] for each in found]


CHINESE = tomllib.loads(files("nlp").joinpath("data/protected_zh.toml").read_text(encoding="utf-8"))
COMMON = tomllib.loads(files("nlp").joinpath("data/protected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "phrase", [*CHINESE["idioms"], *CHINESE["names"], *CHINESE["public"], *COMMON["phrases"]]
)
def test_each_phrase_of_the_lists_counts_nothing(phrase: str) -> None:
    lang = Lang.EN if phrase.isascii() and " " in phrase else Lang.ZH_HANS
    sentence = "They spoke of {} today." if lang is Lang.EN else "他们谈到了{}，并未展开。"
    assert quantities(sentence.format(phrase), lang) == []


@pytest.mark.parametrize("name", CHINESE["numbered"])
def test_a_name_that_takes_a_number(name: str) -> None:
    assert quantities(f"发布会上展示了{name}15，反响热烈。") == []
    assert quantities(f"同期{name}15.5%的份额被抢走。") == ["15.5%"]


@pytest.mark.parametrize(
    "text",
    [
        "会议定于8点半开始，20时30分结束。", "事故发生在凌晨零时卅五分。", "晚上八点开播，上午9点截止。",
        "双方以77比73结束比赛，比分2:1。", "猪粮比为5.3:1，比例约为1：7.5。", "存储为12+128GB与8GB+256GB两种。",
        "整机尺寸为161.9×73.7×7.8mm。", "支持8K/30FPS与2K 分辨率，刷新率120Hz。", "采用3纳米制程与8吋晶圆。", "每只40呎柜的运价。",
        "进入工业4.0与3.0时代。", "90后与00后消费者。", "提供24小时客服与4S店服务。", "以9810模式出口。", "备案号12345678，客服热线:95588。",
        "原因有三：1.价格，2.品质，3.服务。", "二十一世纪与21世纪的企业。", "零部件与零售业务。", "光绪三年与令和六年。", "公元前249年，秦灭东周。",
        "代号600519的股票。", "南亚科（2408）与台积电(2330.TW)。", "请拨打010-62345678。", "2024年京ICP备05012345号。", "7×24全天候支持。",
        "A股三大指数，B2B与C2M模式。", "第三家门店与第12条航线。", "这两家公司与该三款产品。", "四周环境与十字路口。", "3.15晚会与6.18大促。",
        "上百度搜索，网上百家号。", "第11届论坛，2024届毕业生。", "搬到3号楼502室。", "三楼与五层的商户。", "《二十四节气》与《三体》。",
    ],
)  # fmt: skip
def test_numbers_that_are_no_amounts(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    "text,amounts",
    [
        ("代表300家企业发言。", ["300家"]),
        ("2023：500家门店。", ["500家"]),
        ("大促期间售出618美元与3,618元的商品。", ["618美元", "3,618元"]),
        ("上万网友与过亿欧元的损失。", ["上万", "亿欧元"]),
        ("三星期内送达。", ["三星期"]),
        ("涨至5.0元，增长3.0%。", ["5.0元", "3.0%"]),
        ("关闭30家居民服务店，新增300家电商公司。", ["30家", "300家"]),
        ("需要3年轻资产运营。", ["3年"]),
    ],
)
def test_amounts_beside_what_looks_like_a_name(text: str, amounts: list[str]) -> None:
    assert quantities(text) == amounts
