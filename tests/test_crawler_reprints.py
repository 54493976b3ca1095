"""Marks of a reprint: the house is named as printed, the site itself is none, and news about reprints is no mark."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly
from webpages import NOW, article_html, source

from crawler.local import read_local
from crawler.reading.fields import read_fields
from crawler.reading.markup import parse_html, read_head
from crawler.reading.reprint_marks import labelled_house, said_in_text, says_translated
from crawler.reading.reprints import MAX_MARK, Reprint, origin_of_text
from store.records import Article

URL = "https://news.haiyun.example/2026/11/05/8812.html"
BODY = ("港口集团周四说，新泊位下月启用，第一周只接冷藏货柜。", "一位货代表示，排队时间会从两天缩短到半天。")


def origin(
    *lines: str,
    head: str = "",
    info: str = "",
    tail: str = "",
    title: str = "新泊位下月启用_海运观察网",
    url: str = URL,
    cut: tuple[str, ...] = (),
) -> Reprint | None:
    body = lines or BODY
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    page = f"<html><head><title>{title}</title>{head}</head><body><h1>新泊位下月启用</h1>{info}{paragraphs}{tail}</body></html>"
    tree = parse_html(page)
    assert tree is not None
    return read_fields(read_head(tree), tree, body, cut=cut, title="新泊位下月启用", url=url).reprint


def house(*lines: str, **given: str) -> str:
    found = origin(*lines, **given)  # type: ignore[arg-type]  # only the texts are given here
    return found.house if found is not None else ""


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("本文转载自《外贸港口周刊》，略有删节。", "外贸港口周刊"),
        ("（转载自：物流时报）", "物流时报"),
        ("转自微信公众号：码头笔记", "码头笔记"),
        ("本文来自微信公众号“跨境灯塔”，作者：林越，经授权发布。", "跨境灯塔"),
        ("本文首发于《航运评论》2026年第3期。", "航运评论"),
        ("本文经授权转载自码头笔记，图片为原文所有。", "码头笔记"),
        ("（摘自《南洋晨报》）", "南洋晨报"),
        ("文章转载自蓝湾日报网", "蓝湾日报网"),
        ("原载于《航运评论》", "航运评论"),
        ("本文轉載自《南洋晨報》，標題為編者所加。", "南洋晨報"),
        ("（轉載自碼頭筆記）", "碼頭筆記"),
        ("本文原刊於《港埠月刊》", "港埠月刊"),
        ("编译自：The Harbour Wire", "The Harbour Wire"),
        ("編譯自 Harbour Wire", "Harbour Wire"),
        ("本文来源：蓝湾日报 责任编辑：何一", "蓝湾日报"),
        ("文章來源：南洋晨報", "南洋晨報"),
        ("稿源：蓝湾晚报", "蓝湾晚报"),
        ("来源：“码头笔记”", "码头笔记"),
        ("This article originally appeared on Harbour Wire.", "Harbour Wire"),
        ("This story was first published by the Bluefin Post on May 3.", "Bluefin Post"),
        ("Originally published in The Pier Review.", "The Pier Review"),
        ("Republished with permission from Harbour Wire", "Harbour Wire"),
        (
            "This article is republished from Quay Notes under a free licence. Read the original article.",
            "Quay Notes",
        ),
        ("A version of this article was originally published by Pier & Quay.", "Pier & Quay"),
        ("The post Berth opens next month appeared first on Harbour Wire.", "Harbour Wire"),
        ("(via Harbour Wire)", "Harbour Wire"),
        ("Via: Harbour Wire", "Harbour Wire"),
        ("This post first ran in U.S. Freight Weekly in March 2024.", "U.S. Freight Weekly"),
    ],
)
def test_marks_name_the_house_as_printed(line: str, named: str) -> None:
    found = said_in_text(line)
    assert found is not None
    assert found.house == named
    assert found.text in " ".join(line.split())
    assert named in found.text


@pytest.mark.parametrize(
    "line",
    [
        "文章来源于生活，也高于生活，她在颁奖时说。",
        "公司的收入来源：广告、佣金和物流三块。",
        "图片来源：蓝湾日报",
        "（资料来源：海关统计、港口年报）",
        "数据来源：港口集团",
        "来源：综合新华社、央视新闻",
        "来源：互联网",
        "来源：网络整理",
        "来源：本站原创",
        "該公司轉自歐洲市場的訂單增長了兩成。",
        "这篇报道发表于周二，随后被撤下。",
        "新规刊登于《官方公报》，下月一日起生效。",
        "平台要求卖家说明货物来源：工厂、批发商或个人。",
        "她的小说最早发表于《港湾》，后来拍成电影。",
        "Originally published November 9, 2022 11:01 AM ET",
        "This blog post was originally published on the 21st of June 2017 and updated later.",
        "A version of this article appeared in print on Tuesday.",
        "The term first appeared in the 1990s, long before the port was built.",
        "The book was first published in Great Britain in 2001.",
        "Via email, the company said no.",
        "The company ships via Rotterdam and Antwerp.",
        "This report was published by Bluefin in 2023 and names nine ports.",
        "The ministry republished the list from Monday.",
        "Source: port authority",
    ],
)
def test_sentences_about_sources_and_reprints_are_no_marks(line: str) -> None:
    assert said_in_text(line) is None


def test_a_bare_source_within_an_article_belongs_to_a_chart() -> None:
    assert said_in_text("来源：码头统计", at_edge=False) is None
    assert said_in_text("本文来源：码头统计", at_edge=False) is not None
    assert said_in_text("一分钟看懂新泊位（来源：码头视频）") is None  # behind words: a picture's or a film's
    assert said_in_text("新泊位下月启用。（来源：蓝湾日报）") is not None


@pytest.mark.parametrize(
    "info",
    [
        "<div class=info>2026-11-05 09:30　来源：蓝湾日报　作者：周航</div>",
        "<div>时间：2026.11.05 来源：蓝湾日报 分享到：</div>",
        "<div class=meta><span>2026-11-05</span><span>来源：</span><a href=/x>蓝湾日报</a></div>",
        "<p>2026年11月05日08:15 | 来源：<a href='http://paper.lanwan.example/1/2.html'>蓝湾日报</a> 小字号</p>",
        "<span id=source_baidu>来源：蓝湾日报</span>",
        "<div><span>2026-11-05 08:00</span> <a class='source ent'>蓝湾日报</a></div>",
        "<table><tr><td>发布时间：2026-11-05 08:00</td><td>文章来源：蓝湾日报</td></tr></table>",
    ],
)
def test_the_line_below_the_headline_names_the_source(info: str) -> None:
    found = origin(info=info)
    assert found is not None
    assert (found.house, found.rule) == ("蓝湾日报", "line below the headline")


def test_where_the_article_stands_is_the_link_of_the_mark() -> None:
    info = "<p>2026-11-05 来源：<a href='http://paper.lanwan.example/1/2.html'>蓝湾日报</a></p>"
    found = origin(info=info)
    assert found is not None
    assert found.url == "http://paper.lanwan.example/1/2.html"
    front = origin(info=info.replace("/1/2.html", "/"))
    assert front is not None
    assert front.url == ""  # a front page is not where it stands
    line = "This article is republished from Quay Notes. Read the original article."
    link = "<p><a href='https://quaynotes.example/a/9'>Read the original article</a></p>"
    english = origin(*BODY, line, tail=link)
    assert english is not None
    assert (english.house, english.url) == ("Quay Notes", "https://quaynotes.example/a/9")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("海运观察网", "新泊位下月启用_海运观察网"),
        ("海运观察", "新泊位下月启用_海运观察网"),
        ("海运观察网综合频道", "新泊位下月启用 - 海运观察网"),
        ("蓝湾网-蓝湾日报", "新泊位下月启用--蓝湾网"),
        ("蓝湾科技", "新泊位下月启用_蓝湾新闻"),
        ("Haiyun.example", "新泊位下月启用 | Haiyun"),
    ],
)
def test_the_site_itself_is_no_origin(name: str, title: str) -> None:
    assert house(info=f"<div>2026-11-05 09:30 来源：{name} 作者：周航</div>", title=title) == ""
    assert house(*BODY, f"本文来源：{name}", title=title) == ""


def test_a_source_is_not_believed_where_the_site_is_not_known() -> None:
    info = "<div>2026-11-05 09:30 来源：蓝湾日报</div>"
    assert house(info=info, title="新泊位下月启用") == ""
    assert house(*BODY, "本文转载自蓝湾日报", title="新泊位下月启用") == "蓝湾日报"
    assert (
        house(info=info, title="新泊位下月启用", head='<meta name=SiteName content="海运观察">') == "蓝湾日报"
    )
    assert house(info=info, title="新泊位下月启用", tail="<p>海运观察版权所有</p>") == "蓝湾日报"


def test_an_office_is_no_house_on_a_governments_page() -> None:
    head = "<meta name=SiteName content='滨海市商务局'>"
    url = "https://swj.binhai.gov.cn/2026/1.html"
    for label, office in (("来源", "市税务局"), ("来源", "外贸司"), ("信息来源", "办公室")):
        assert house(info=f"<div>2026-11-05 {label}：{office}</div>", head=head, url=url) == ""
    assert house(info="<div>2026-11-05 来源：蓝湾日报</div>", head=head, url=url) == "蓝湾日报"
    assert house(info="<div>2026-11-05 来源：税务局网站</div>", head=head, url=url) == "税务局网站"
    assert house(info="<div>2026-11-05 信息来源：监管司</div>") == ""
    assert (
        house(info="<div>2026-11-05 来源：市税务局</div>") == "市税务局"
    )  # a paper prints what the office gave out


def test_sources_of_a_list_of_related_articles_are_not_those_of_the_page() -> None:
    related = "".join(
        f"<li>别的标题{n}<span>来源：{name}</span></li>" for n, name in enumerate(["甲报", "乙报", "丙网"])
    )
    assert house(tail=f"<ul>{related}</ul>") == ""
    assert house(tail="<div>来源：蓝湾日报</div>") == "蓝湾日报"


def test_the_text_goes_before_the_info_line_and_that_before_the_data() -> None:
    info = "<div>2026-11-05 来源：蓝湾日报</div>"
    data = '<meta name=ContentSource content="南洋晨报">'
    found = origin(*BODY, "（本文转载自码头笔记）", info=info, head=data)
    assert found is not None
    assert found.house == "码头笔记"
    assert ("line below the headline", "蓝湾日报") in found.others
    assert ("meta contentsource", "南洋晨报") in found.others
    assert house(info=info, head=data) == "蓝湾日报"
    assert house(head=data) == "南洋晨报"


def linked(**more: object) -> str:
    item = {"@type": "NewsArticle", "headline": "新泊位下月启用", **more}
    return f"<script type='application/ld+json'>{json.dumps(item)}</script>"


def test_data_names_what_the_article_is_based_on() -> None:
    found = origin(head=linked(isBasedOn="https://www.wire.example/a/1"))
    assert found is not None
    assert (found.house, found.url, found.mark) == ("wire.example", "https://www.wire.example/a/1", "")
    named = {
        "@type": "NewsArticle",
        "url": "https://www.wire.example/a/1",
        "publisher": {"name": "Harbour Wire"},
    }
    assert house(head=linked(isBasedOn=[named])) == "Harbour Wire"
    assert house(head=linked(isBasedOn="https://news.haiyun.example/other")) == ""
    assert house(head=linked(sourceOrganization={"name": "蓝湾日报"})) == "蓝湾日报"
    assert house(head=linked(sourceOrganization={"name": "海运观察网"})) == ""
    assert house(head=linked(isBasedOn={"url": 7}, sourceOrganization=["", None])) == ""


def test_a_canonical_address_elsewhere_is_an_origin() -> None:
    def canonical(address: str, **more: object) -> Reprint | None:
        return origin(head=f"<link rel=canonical href='{address}'>" + linked(**more))

    found = canonical(
        "https://www.quay.example/a/9", publisher={"name": "Quay Notes", "url": "https://quay.example/"}
    )
    assert found is not None
    assert (found.house, found.url, found.rule) == (
        "Quay Notes",
        "https://www.quay.example/a/9",
        "canonical address",
    )
    plain = canonical("https://www.quay.example/a/9")
    assert plain is not None
    assert plain.house == "quay.example"
    for own in (
        "https://m.haiyun.example/8812",  # the same site
        "https://www.quay.example/",  # a front page
        "https://backend.quay.example/2026/11/05/8812.html",  # our path on another host: the site's own
        "//[broken",
        "javascript:void(0)",
    ):
        assert canonical(own) is None, own


def test_an_unknown_address_has_no_elsewhere() -> None:
    head = "<link rel=canonical href='https://www.quay.example/a/9'>"
    assert origin(head=head, url="http://local.invalid/page.html") is None
    assert origin(head=head, url="") is None


@pytest.mark.parametrize(
    "line",
    [
        "编译自：The Harbour Wire",
        "译者：何未",
        "編譯／王小明",
        "【編譯王小明／綜合報導】歐盟週二宣布新制",
        "（港湾社／編譯）",
        "本文由码头笔记编译整理。",
        "Translated by Anna Li",
        "This article was translated from German.",
        "This story was originally published in Portuguese and translated by our desk.",
    ],
)
def test_translations_say_so(line: str) -> None:
    assert says_translated(line)


@pytest.mark.parametrize(
    "line",
    [
        "译者协会周三开会讨论稿酬。",
        "她翻译了三本小说，最近一本讲港口。",
        "翻译软件的销量同比增长两成。",
        "The contract was translated into nine languages.",
        "编译器的新版本周五发布。",
    ],
)
def test_news_about_translating_is_no_translation(line: str) -> None:
    assert not says_translated(line)


def test_a_translation_without_a_house_is_still_one() -> None:
    found = origin(*BODY, "译者：何未")
    assert found is not None
    assert (found.house, found.mark, found.translated) == ("", "译者：何未", True)
    declared = origin(head=linked(translator={"name": "何未"}))
    assert declared is not None
    assert declared.translated
    assert origin() is None


def test_marks_in_lines_that_were_cut_count_too() -> None:
    found = origin(*BODY, cut=("责任编辑：何一", "本文来源：蓝湾日报 责任编辑：何一_N11143"))
    assert found is not None
    assert found.house == "蓝湾日报"


def test_of_a_text_without_a_page_only_a_plain_mark_is_believed() -> None:
    found = origin_of_text([*BODY, "（本文转载自《南洋晨报》）"])
    assert found is not None
    assert (found.house, found.mark, found.url) == ("南洋晨报", "本文转载自《南洋晨报》", "")
    assert origin_of_text([*BODY, "来源：南洋晨报"]) is None
    assert origin_of_text(BODY, ["编译自：Harbour Wire"]) == Reprint(
        house="Harbour Wire", url="", mark="编译自：Harbour Wire", translated=True, rule="said in the text"
    )
    translated = origin_of_text([*BODY, "译者：何未"])
    assert translated is not None
    assert (translated.house, translated.mark, translated.translated) == ("", "译者：何未", True)
    assert origin_of_text([]) is None


def test_labels_end_where_the_next_field_begins() -> None:
    assert labelled_house("来源：蓝湾日报作者：责任编辑：何一").house == "蓝湾日报"  # type: ignore[union-attr]  # it is one
    assert labelled_house("来源: 鲸鱼士 北京 举报").house == "鲸鱼士"  # type: ignore[union-attr]  # it is one
    found = labelled_house("Source: Harbour Wire | Updated: 2026-11-05 10:11 | Editor: Li")
    assert found is not None
    assert found.house == "Harbour Wire"
    assert labelled_house("Source: Harbour Authority") is None  # of a picture
    assert labelled_house("图片来源：蓝湾日报") is None


@settings(max_examples=300)
@given(
    st.text(
        alphabet="本文转载自来源：《》（）()编译 译X1.。/|<>\n\u3000via from originally published in The".strip(),
        max_size=200,
    )
)
def test_no_line_breaks_the_reading(line: str) -> None:
    for found in (said_in_text(line), labelled_house(line)):
        assert found is None or (2 <= len(found.house) <= 90 and len(found.text) <= MAX_MARK)
    says_translated(line)


@pytest.mark.parametrize(
    "piece",
    [
        "转载自",
        "本文来源：",
        "来源：A",
        "（来源：",
        "The A of the ",
        "This article was ",
        "编译自《",
        "／編譯",
        "originally published by A ",
    ],
)
def test_reading_a_line_takes_bounded_time(piece: str) -> None:
    def read(size: int) -> float:
        line, start = piece * size, time.process_time()
        for _ in range(20):
            said_in_text(line)
            labelled_house(line)
            says_translated(line)
        return time.process_time() - start

    assert grows_evenly(read, 500, 5_000, factor=15, free=0.5)


def test_an_imported_file_has_its_origin(tmp_path: Path) -> None:
    text = tmp_path / "note.txt"
    text.write_text(
        "新泊位下月启用\n" + "\n".join(BODY * 2) + "\n（本文转载自《南洋晨报》）\n", encoding="utf-8"
    )
    web = tmp_path / "page.html"
    web.write_text(
        article_html("hans", byline="来源：蓝湾日报　2026-11-05 09:30　作者：周航"), encoding="utf-8"
    )
    for path, named in ((text, "南洋晨报"), (web, "蓝湾日报")):
        made = read_local(path, source=source(), now=NOW)
        assert isinstance(made, Article), made
        assert made.origin == named
        assert named in made.origin_mark
