"""crawler.reading.main_text: the lines of a page's article, by clue and by container, and what a source says of its pages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webpages import EN, HANS, HANT, SCRIPTS, TITLES, article_html, source

from crawler.reading.main_text import MAX_TEXT, MainText, _extent, _second_opinion, least_length, read_text
from crawler.reading.markup import parse_html, read_head
from store.records import LineKind, Source

MORE = HANT  # prose of another article
MENU = "<ul>" + "".join(f"<li><a href=/{n}>频道{n}</a></li>" for n in range(40)) + "</ul>"


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def main(html: str, title: str = TITLES["hans"], *, of: Source | None = None) -> MainText:
    tree = parse_html(html)
    assert tree is not None
    return read_text(tree, read_head(tree), url="https://a.example/1", title=title, author="", source=of)


def texts(found: MainText) -> list[str]:
    return [line.text for line in found.lines]


def body(inner: str, *, head: str = "", title: str = TITLES["hans"]) -> str:
    return (
        f"<html lang=zh><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{inner}</body></html>"
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_lines_and_their_places_are_the_text(script: str) -> None:
    found = main(article_html(script), TITLES[script])
    assert texts(found) == list(SCRIPTS[script])
    assert found.rule == "container"
    assert [found.text[line.start : line.end] for line in found.paragraphs()] == texts(found)
    assert {line.kind for line in found.paragraphs()} == {LineKind.PARAGRAPH}


def test_what_was_cut_says_why() -> None:
    found = main(article_html("hans"), TITLES["hans"])
    assert all(cut.rule for cut in found.cut)
    kept = set(texts(found))
    assert not kept & {cut.text for cut in found.cut}


def test_the_description_tells_a_short_article_from_a_long_one_beside_it() -> None:
    meta = f'<meta name=description content="{HANS[0][:40]}">'
    page = body(
        f"<div><div><p>{HANS[0]}{HANS[1]}</p></div></div>{MENU}<div><div>{paragraphs(MORE)}</div></div>",
        head=meta,
    )
    assert texts(main(page)) == [HANS[0] + HANS[1]]


def test_the_declared_body_tells_it_too() -> None:
    item = {"@type": "NewsArticle", "articleBody": "\n".join(HANS[:2])}
    data = f'<script type="application/ld+json">{json.dumps(item)}</script>'
    page = body(
        f"<div><div>{paragraphs(HANS[:2])}</div></div>{MENU}<div><div>{paragraphs(MORE)}</div></div>",
        head=data,
    )
    assert texts(main(page)) == list(HANS[:2])


def test_an_article_ends_where_the_next_one_is_loaded() -> None:
    following = f"<div><div><h1>{TITLES['hant']}</h1></div><div>{paragraphs(MORE)}</div></div>"
    page = body(f"<div>{paragraphs(HANS)}</div>{following}")
    assert texts(main(page)) == list(HANS)


def test_an_h1_between_paragraphs_is_a_heading() -> None:
    page = body(f"<div>{paragraphs(HANS[:2])}<h1>运费和退货之外的负担</h1>{paragraphs(HANS[2:])}</div>")
    assert texts(main(page)) == [*HANS[:2], "运费和退货之外的负担", *HANS[2:]]


def test_the_posts_after_the_first_of_a_thread_are_replies() -> None:
    posts = "".join(
        f"<div id=post_{number}><p>{text}</p></div>"
        for number, text in enumerate((HANS[0] + HANS[1], *MORE), 71)
    )
    assert texts(main(body(f"<div id=postlist>{posts}</div>"))) == [HANS[0] + HANS[1]]


def test_the_items_of_a_stream_are_left_out_and_those_of_a_digest_are_not() -> None:
    items = [
        f"【{title}】{text}"
        for title, text in zip(("越南口岸延长通关时间", "北欧三国下调包裹费"), HANS, strict=False)
    ]
    stream = "".join(f"<div>1{n}:05</div><p>{item}</p>" for n, item in enumerate(items))
    assert texts(main(body(f"<div>{paragraphs(HANS[2:])}{stream}</div>"))) == list(HANS[2:])
    assert texts(main(body(f"<div>{paragraphs(tuple(items))}</div>"))) == items


def test_teasers_with_their_source_above_the_link_are_told() -> None:
    items = "".join(
        f"<li><div>海事通訊 3 小時前</div><h4><a href=/{n}>{text[:24]}</a></h4><p>{text}</p></li>"
        for n, text in enumerate(MORE)
    )
    page = body(f"<div><div>{paragraphs(HANS[:2])}</div><ul>{items}</ul></div>")
    assert texts(main(page)) == list(HANS[:2])


@pytest.mark.parametrize(
    "box",
    [
        "<figure><img src=1><div>码头上的集装箱，摄于周四。</div></figure>",
        "<div class=pic-info>码头上的集装箱，摄于周四。</div>",
        "<div class=InlineImage-imageEmbedCaption>码头上的集装箱，摄于周四。</div>",
        "<div class=img-box><img src=1><p>码头上的集装箱，摄于周四。</p></div>",
        "<div class=video-player><span>倍速</span><p>播放失败，请稍后再试一次。</p></div>",
        "<p hidden>码头上的集装箱，摄于周四。</p>",
        "<div role=complementary><p>更多消息，请看明天的早报和晚报。</p></div>",
    ],
)
def test_captions_and_players_are_not_the_text(box: str) -> None:
    page = body(f"<div>{paragraphs(HANS[:2])}{box}{paragraphs(HANS[2:])}</div>")
    assert texts(main(page)) == list(HANS)


def test_a_figure_around_a_table_or_a_quotation_is_text() -> None:
    table = "<table><tr><th>地区</th><th>佣金</th></tr><tr><td>泰国</td><td>6%</td></tr></table>"
    quote = "<blockquote>我们不会再涨一分钱，至少今年如此。</blockquote>"
    found = main(body(f"<div>{paragraphs(HANS)}<figure>{table}</figure><figure>{quote}</figure></div>"))
    assert [(line.kind, line.text) for line in found.lines[len(HANS) :]] == [
        (LineKind.HEADER, "地区 | 佣金"),
        (LineKind.ROW, "泰国 | 6%"),
        (LineKind.QUOTE, "我们不会再涨一分钱，至少今年如此。"),
    ]


def test_rows_that_say_the_same_are_all_kept() -> None:
    row = "<tr><td>A级</td><td>免费</td></tr>"
    found = main(body(f"<div>{paragraphs(HANS)}<table>{row * 4}</table></div>"))
    assert texts(found)[-4:] == ["A级 | 免费"] * 4


def test_a_list_or_a_quotation_that_is_the_whole_text_is_layout() -> None:
    found = main(body(f"<blockquote>{paragraphs(HANS)}</blockquote>"))
    assert {line.kind for line in found.lines} == {LineKind.PARAGRAPH}


def test_an_introduction_apart_from_the_body_is_read_with_it() -> None:
    lead = "新规先在四个站点试行，平台说是为了留住中小卖家，业界则担心物流补贴到期。"
    page = body(
        f"<div><p>{lead}</p></div><div class=nav><a href=/>返回</a></div><div class=article-content>{paragraphs(HANS)}</div>"
    )
    assert texts(main(page)) == [lead, *HANS]


def test_a_page_that_hides_its_text_until_it_has_loaded_is_read() -> None:
    page = body(f"<div style='display:none'>{paragraphs((*HANS, *MORE))}</div><p>载入中</p>")
    assert texts(main(page)) == [*HANS, *MORE]


def test_labels_above_the_first_sentence_are_dropped_and_one_heading_is_not() -> None:
    labels = "".join(f"<div>{text}</div>" for text in ("关注", "来自福建", "原创", "大字号"))
    assert texts(main(body(f"<div>{labels}{paragraphs(HANS)}</div>"))) == list(HANS)
    assert texts(main(body(f"<div><h2>新规一览</h2>{paragraphs(HANS)}</div>"))) == ["新规一览", *HANS]


@pytest.mark.parametrize(
    "line",
    [
        "【相关阅读】<a href=/2>佣金下调之后谁来付运费</a>",
        "Read more: <a href=/2>Who pays the freight after the cut</a>",
    ],
)
def test_a_labelled_link_leads_elsewhere(line: str) -> None:
    assert texts(main(body(f"<div>{paragraphs(HANS[:2])}<p>{line}</p>{paragraphs(HANS[2:])}</div>"))) == list(
        HANS
    )


def test_what_files_a_notice_is_no_row_of_its_data() -> None:
    filed = "<table><tr><td>索引号</td><td>0001-2</td></tr><tr><td>发文机关</td><td>商务局</td></tr></table>"
    assert texts(main(body(f"<div>{filed}{paragraphs(HANS)}</div>"))) == list(HANS)


def of_css(**values: str) -> Source:
    given_source = source()
    return Source(
        id=given_source.id, name=given_source.name, kind=given_source.kind, url=given_source.url, **values
    )


def test_a_source_says_where_its_text_stands() -> None:
    page = body(
        f"<div class=x1>{paragraphs(HANS)}</div><div class=sidebar><p class=q>{MORE[0]}</p><p class=q>{MORE[1]}</p></div>"
    )
    found = main(page, of=of_css(body_css="div.sidebar p.q"))
    assert (texts(found), found.rule) == (list(MORE[:2]), "body_css of the source")


@pytest.mark.parametrize("css", ["div.nothing", "div.short", "p[", "head"])
def test_where_the_selector_does_not_hold_the_text_is_found_by_itself(css: str) -> None:
    page = body(f"<div>{paragraphs(HANS)}</div><div class=short><p>短。</p></div>")
    assert main(page, of=of_css(body_css=css)).rule == "container"


def test_a_source_says_what_is_not_read() -> None:
    page = body(
        f"<div>{paragraphs(HANS[:2])}<div class=w9><p>{MORE[0]}</p></div>{paragraphs(HANS[2:])}</div>"
    )
    assert MORE[0] in texts(main(page))
    assert texts(main(page, of=of_css(drop_css="div.w9"))) == list(HANS)
    assert texts(main(page, of=of_css(body_css="body > div", drop_css="div.w9"))) == list(HANS)


def test_a_text_is_bounded_and_its_last_line_cut() -> None:
    long = tuple(f"第{number}段，{'长' * 9_000}。" for number in range(60))
    found = main(body(f"<div>{paragraphs(long)}</div>"))
    assert len(found.text) <= MAX_TEXT
    assert found.paragraphs()[-1].end == len(found.text)


def test_the_least_text_of_an_article_depends_on_its_script() -> None:
    assert least_length(HANS[0]) < least_length(EN[0])


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [*HANS, *EN, "x", "<table><tr><td>a<td>1<tr><td>b<td>2</table>", "<li>", "</div>", "<h1>y</h1>"]
        ),
        max_size=14,
    )
)
def test_no_page_raises_and_offsets_hold(parts: list[str]) -> None:
    found = main(body("<div>" + "<p>".join(parts)))
    assert [found.text[line.start : line.end] for line in found.paragraphs()] == texts(found)
    assert all(line.text.strip() == line.text != "" and "\n" not in line.text for line in found.lines)


def test_a_deep_tree_has_no_second_opinion() -> None:
    """Reading what stands below each element costs the square of the depth: of 2,000 levels it takes seconds."""
    inner = "<p>A line that stands far below the root of its page.</p>"
    deep = parse_html("<html><body>" + "<div>" * 1200 + inner * 400 + "</div>" * 1200 + "</body></html>")
    flat = parse_html("<html><body>" + "<div>" * 12 + inner * 400 + "</div>" * 12 + "</body></html>")
    assert deep is not None
    assert flat is not None
    assert _second_opinion(deep, "", "") == []
    assert _extent(flat) == (2 + 12 + 400, sum(range(14)) + 400 * 14)


def test_no_second_opinion_is_asked_on_tables_that_say_they_cover_thousands_of_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *_, **__: asked.append("it"))
    row = "<tr>" + "<td rowspan=60 colspan=60>一</td>" * 10 + "</tr>"
    main(body("<table>" + row + "</table>"))
    assert asked == []
    main(body("<table>" + row.replace("60", "2") + "</table>"))
    assert asked == ["it"]
