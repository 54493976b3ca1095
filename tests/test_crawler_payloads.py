"""crawler.reading.payloads: articles that only scripts hold are read from their data; nothing is ever run."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webpages import EN, HANS, HANT, NOW, SCRIPTS, TITLES, article_html, page

from crawler.extract import extract_page
from crawler.reading.markup import parse_html
from crawler.reading.payloads import MAX_READ, find_payload, load_states
from store.records import Article, Rejection

OTHERS = [
    {"id": n, "title": f"另一家平台第{n}次调整运费", "content": "".join(HANT) * 2, "url": f"/n/{n}"}
    for n in range(6)
]


def shell(script: str, title: str = TITLES["hans"]) -> str:
    """A page that shows nothing but a place for its scripts to draw in."""
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><div id=app></div>{script}</body></html>"


def read(html: str) -> Article | Rejection:
    return extract_page(page(html), now=NOW)


def html_of(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


NEWS: dict[str, Any] = {
    "title": TITLES["hans"],
    "publishTime": "2026-11-05 09:30",
    "content": html_of(HANS),
    "author": "周航",
}
STATE = {"user": None, "recommend": OTHERS, "detail": {"data": NEWS}, "config": {"debug": False}}
FORMS = {
    "next": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": STATE}})}</script>',
    "initial state": f"<script>window.__INITIAL_STATE__ = {json.dumps(STATE)};(function(){{var s;}}());</script>",
    "initial state, bracket": f"<script>window['__INITIAL_STATE__']={json.dumps(STATE, ensure_ascii=False)}</script>",
    "preloaded": f"<script>var x=1;window.__PRELOADED_STATE__={json.dumps(STATE)}\nwindow.b=2</script>",
    "nuxt 2 as json": f"<script>window.__NUXT__={json.dumps({'data': [STATE]})};</script>",
    "parse, double": f"<script>window.__APP_STATE__ = JSON.parse({json.dumps(json.dumps(STATE))});</script>",
    "parse, single": "<script>window.__DATA__=JSON.parse('"
    + json.dumps(STATE).replace("\\", "\\\\").replace("'", "\\'")
    + "')</script>",
    "apollo": f"<script>window.__APOLLO_STATE__={json.dumps({'Article:1': NEWS, 'Article:2': OTHERS[0]})}</script>",
    "plain json": f'<script type="application/json" data-x>{json.dumps([1, STATE])}</script>',
    "variable": f"<script>var initialState = {json.dumps(STATE)};</script>",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_article_of_a_drawn_page_is_read(form: str) -> None:
    result = read(shell(FORMS[form]))
    assert isinstance(result, Article), result
    assert result.text == "\n".join(HANS)
    assert result.title == TITLES["hans"]


def test_nuxt_3_with_numbered_values() -> None:
    flat = [["ShallowReactive", 1], {"data": 2, "state": 9}, {"news": 3}, {"title": 4, "content": 5, "tags": 6},
            TITLES["hans"], html_of(HANS), [7, 8], "a", "b", {}]  # fmt: skip
    result = read(shell(f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flat)}</script>'))
    assert isinstance(result, Article)
    assert result.text == "\n".join(HANS)


@pytest.mark.parametrize(
    "body",
    [
        list(EN),
        [{"type": "paragraph", "text": text} for text in EN],
        [{"type": "text", "content": f"<p>{text}</p>"} for text in EN],
        {"blocks": [{"data": {"text": text}} for text in EN]},
        [{"type": "p", "children": [{"text": text}]} for text in EN]
        + [{"type": "image", "text": "a caption of it"}],
        "\n\n".join(EN),
        "&lt;p&gt;" + "&lt;/p&gt;&lt;p&gt;".join(EN) + "&lt;/p&gt;",
        "<div>" + "<br><br>".join(EN) + "</div><script>var a = 'never shown';</script>",
    ],
    ids=range(8),
)
def test_a_body_in_any_usual_shape(body: object) -> None:
    state = {"page": {"article": {"headline": TITLES["en"], "body": body}}}
    raw = json.dumps(state).replace("</", "<\\/")
    result = read(shell(f"<script>window.__STATE__={raw}</script>", TITLES["en"]))
    assert isinstance(result, Article), result
    assert result.text == "\n".join(EN)


def test_the_only_body_is_the_pages_own_whatever_its_title() -> None:
    state = {"detail": {"content": html_of(HANT)}}
    result = read(shell(f"<script>window.__STATE__={json.dumps(state)}</script>", "海角新聞網"))
    assert isinstance(result, Article)
    assert result.text == "\n".join(HANT)


def test_of_several_strangers_none_is_taken() -> None:
    assert isinstance(
        read(shell(f"<script>window.__STATE__={json.dumps({'list': OTHERS})}</script>", "频道")), Rejection
    )
    different = [
        {"title": f"标题甲乙丙丁{n}", "content": html_of(texts)} for n, texts in enumerate((HANS, HANT, EN))
    ]
    assert isinstance(
        read(shell(f"<script>window.__STATE__={json.dumps(different)}</script>", "频道")), Rejection
    )


def test_what_the_page_shows_is_not_replaced() -> None:
    state = {"title": TITLES["hans"], "content": html_of(HANT * 5)}
    for script in SCRIPTS:
        result = read(article_html(script, head=f"<script>window.__STATE__={json.dumps(state)}</script>"))
        assert isinstance(result, Article)
        assert result.text == "\n".join(SCRIPTS[script])


def test_the_beginning_on_the_page_gives_way_to_the_whole_in_its_data() -> None:
    state = {"news": {"title": TITLES["hans"], "content": html_of(HANS * 3)}}
    html = article_html(
        "hans", paragraphs=HANS[:1], head=f"<script>window.__S_STATE__={json.dumps(state)}</script>"
    )
    result = read(html)
    assert isinstance(result, Article)
    assert len(result.text) > 2 * len("".join(HANS))


@pytest.mark.parametrize(
    "script",
    [
        "<script>window.__NUXT__=(function(a,b){return {title:a,content:b}}('x','y'))</script>",
        "<script>window.__INITIAL_STATE__={title:'unquoted', content:[1,2,}</script>",
        "<script>window.__INITIAL_STATE__=</script>",
        "<script>window.__INITIAL_STATE__=JSON.parse('unclosed</script>",
        '<script>window.__INITIAL_STATE__=JSON.parse("</script>',
        '<script id=__NEXT_DATA__ type=application/json>{"props":</script>',
        '<script type="application/json" id="__NUXT_DATA__">[0, [1], {"a": 1}, [2, 3, 99, -1, true]]</script>',
        '<script type="application/json" id="__NUXT_DATA__">[[1], [2], [0], ["Reactive"]]</script>',
        "<script>fetch('/api').then(function(x){window.__STATE__ = x})</script>"
        + "<!-- padding of forty characters and more -->",
    ],
    ids=range(9),
)
def test_what_is_not_data_is_left_alone(script: str) -> None:
    assert isinstance(read(shell(script)), Rejection)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=30),
                    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["title", "content", "a", "body"]), inner, max_size=4),
                    max_leaves=30))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_any_json_is_walked(value: object) -> None:
    for kind in ('type="application/json"', 'type="application/json" id="__NUXT_DATA__"'):
        raw = json.dumps(value).replace("<", "\\u003c")
        tree = parse_html(shell(f"<script {kind}>{raw}{' ' * 50}</script>"))
        assert tree is not None
        assert len(list(load_states(tree))) == 1
        find_payload(tree, (TITLES["hans"],), "")


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/json">' + "[" * 200_000 + "</script>",
        '<script type="application/json">'
        + json.dumps([[{"content": ["x, " * 20] * 50}] * 20] * 100)
        + "</script>",
        "<script>" + "window.__STATE__=" * 100_000 + "</script>",
        "<script>" + "__A" * 500_000 + "</script>",
        "<script>window.__STATE__=JSON.parse('" + "\\" * 1_000_000 + "</script>",
        '<script type="application/json" id="__NUXT_DATA__">'
        + json.dumps([[n + 1, n + 1] for n in range(5000)])
        + "</script>",
        "<script>window.__STATE__=" + json.dumps({"content": "<p" * 300_000}) + "</script>",
        "<script>window.__STATE__=" + json.dumps({"content": "<script>" * 100_000}) + "</script>",
    ],
    ids=range(8),
)
@pytest.mark.slow
def test_hostile_data_costs_little(script: str) -> None:
    begun = time.process_time()
    assert isinstance(read(shell(script)), Rejection)
    assert time.process_time() - begun < 25


@pytest.mark.parametrize("kind", ["hans", "hant", "en"])
def test_markup_in_a_form_field_is_drawn_by_scripts(kind: str) -> None:
    title = TITLES[kind]
    held = html_of(SCRIPTS[kind]).replace("<", "&lt;")
    fields = (
        f"<div class=hide><textarea class=article-title>{title}</textarea>"
        f"<textarea class=article-time>1793842200000</textarea><textarea class=article-content>{held}</textarea></div>"
    )
    read_page = read(
        f"<html><head><title>{title}</title></head><body>{fields}<div id=app></div></body></html>"
    )
    assert isinstance(read_page, Article)
    assert read_page.title == title
    assert read_page.text == "\n".join(SCRIPTS[kind])


def test_a_form_field_without_markup_is_no_article() -> None:
    fields = f"<textarea>{'  '.join(HANS)}</textarea>"
    assert isinstance(read(shell(fields)), Rejection)


def test_one_text_that_is_referred_to_a_thousand_times_is_read_a_few_times() -> None:
    text = "Carriers said so, and shippers agreed. " * 8_000
    state = json.dumps([{"content": 1}, [2] * 2_000, text])
    tree = parse_html(
        f'<html><body><script type="application/json" id="__NUXT_DATA__">{state}</script></body></html>'
    )
    assert tree is not None
    found = find_payload(tree, (), "")
    assert found is not None
    assert sum(map(len, found.lines)) <= MAX_READ + len(text)


def test_strings_without_an_end_are_no_states() -> None:
    tree = parse_html(
        "<html><body><script>" + "window.__INITIAL_STATE__ = JSON.parse('{ " * 30 + "</script></body></html>"
    )
    assert tree is not None
    assert not any(load_states(tree))
