"""crawler.reading.editors: who edited a page, and who only checked, read or wrote it."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_evenly

from crawler.reading.editors import find_editor
from crawler.reading.markup import parse_html, read_head


def editor_of(body: str, head: str = "") -> str | None:
    tree = parse_html(
        f"<html><head><title>港口</title>{head}</head><body><p>港口上周恢复作业。</p>{body}</body></html>"
    )
    assert tree is not None
    return find_editor(read_head(tree), tree)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>（责任编辑：林晓）</p>", "林晓"),
        ("<p>(责编：林晓、张明)</p>", "林晓; 张明"),
        ("<div class='edit'>责任编辑： 林晓 张明</div>", "林晓; 张明"),
        ("<p>责任编辑：林晓_NE0011</p>", "林晓"),
        ("<p>编辑：林晓</p>", "林晓"),
        ("<p>编辑 林晓</p>", "林晓"),
        ("<p>作者 | 何未　编辑 | 林晓</p>", "林晓"),
        ("<p>来源：海风网　编　辑：林　晓</p>", "林晓"),
        ("<p>责编：Demi Xia</p>", "Demi Xia"),
        ("<p>責任編輯：林亭萱</p>", "林亭萱"),
        ("<p>核稿編輯／林亭萱</p>", "林亭萱"),
        ("<p>責任編輯 林亭萱</p>", "林亭萱"),
        ("<span>【纠错】</span><span>责任编辑：<b>林晓</b></span>", "林晓"),
        ("<p>港口恢复作业，运价回落。（编辑：林晓）</p>", "林晓"),
        ("<p>(Reporting by Jo Lane; Editing by Mara Quill and Ana Prim)</p>", "Mara Quill; Ana Prim"),
        ("<p>Edited by: Mara Quill</p>".replace(":", ""), "Mara Quill"),
        ("<p>Editor: Mara Quill</p>", "Mara Quill"),
        # tasks that are not editing, and words that speak of editors
        ("<p>校对：林晓</p>", None),
        ("<p>审核：林晓</p>", None),
        ("<p>记者：林晓</p>", None),
        ("<p>责任编辑：admin</p>", None),
        ("<p>编辑部的门口排起了队。</p>", None),
        ("<p>编辑说，稿件会在周五刊出。</p>", None),
        ("<p>責任編輯制度行之有年。</p>", None),
        ("<p>本站编辑：小编</p>", None),
        ("<p>The editor of the paper said it would wait.</p>", None),
        ("<p>Photo editing is a service of its own.</p>", None),
        ("", None),
    ],
)
def test_the_editor(body: str, expected: str | None) -> None:
    assert editor_of(body) == expected


def test_a_meta_element_names_the_editor_too() -> None:
    assert editor_of("", "<meta name='editor' content='林晓'>") == "林晓"
    assert editor_of("<p>责编：张明</p>", "<meta name='editor' content='https://x.example/7'>") == "张明"


def test_the_last_line_that_names_one_is_the_articles() -> None:
    assert editor_of("<p>编辑：林晓</p><p>正文。</p><p>责任编辑：张明</p>") == "张明"


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    clean = text.replace("<", "").replace("&", "")
    found = editor_of(f"<p>编辑：{clean}</p><p>Editing by {clean}</p>")
    assert found is None or found.strip()


@pytest.mark.parametrize("unit", ["编辑", "编辑：林晓、", "<p>编辑：</p>", "Editing by A ", "<b>责编：林"])
def test_time_grows_with_the_page_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        began = process_time()
        editor_of(unit * size)
        return process_time() - began

    assert grows_evenly(seconds, 2_000, 16_000, factor=20, free=0.4)
