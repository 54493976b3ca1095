"""crawler.reading.lines: what a page shows line by line, what each line is, and the tree they stand in."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from timing import grows_evenly
from webpages import EN, HANS

from crawler.reading.lines import Sheet, is_heading, key_of, read_sheet, units_of
from crawler.reading.markup import parse_html


def sheet(body: str, *, hidden: bool = False) -> Sheet:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return read_sheet(tree, hidden=hidden)


def kinds(body: str) -> list[tuple[str, str]]:
    return [(line.kind.value, line.text) for line in sheet(body).lines]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>一、背景</h2><p>正文。</p>", [("heading", "一、背景"), ("paragraph", "正文。")]),
        (
            "<p><strong>Why it matters</strong></p><p>Text.</p>",
            [("heading", "Why it matters"), ("paragraph", "Text.")],
        ),
        ("<p><b>Fees</b> rose again</p>", [("paragraph", "Fees rose again")]),
        ("<p><b>He said no.</b></p>", [("paragraph", "He said no.")]),
        ("<p>（二）总体要求</p>", [("heading", "（二）总体要求")]),
        ("<p>二是加强监管，完善制度</p>", [("paragraph", "二是加强监管，完善制度")]),
        ("<ul><li>one</li><li><p>two</p></li></ul>", [("item", "one"), ("item", "two")]),
        ("<dl><dt>a</dt><dd>b</dd></dl>", [("item", "a"), ("item", "b")]),
        ("<blockquote><p>said</p></blockquote>", [("quote", "said")]),
        ("<figure><figcaption>a port</figcaption></figure>", [("caption", "a port")]),
        ("<ul><li>a<br>b</li></ul>c", [("item", "a"), ("item", "b"), ("paragraph", "c")]),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>1</td></tr></table>",
            [("header", "a | b"), ("row", "c | 1")],
        ),
        ("<table><tr><td><p>x</p><p>y</p></td></tr></table>", [("paragraph", "x"), ("paragraph", "y")]),
    ],
)
def test_every_line_knows_what_it_is(html: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(html) == expected


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [
        ("What changes", True, True),
        ("What changes", False, False),
        ("第三章 附则", False, True),
        ("word " * 30, True, False),
    ],
)
def test_a_heading_is_short_and_bold_or_numbered(text: str, bold: bool, expected: bool) -> None:
    assert is_heading(text, bold=bold, units=units_of(text)) is expected


def test_what_is_hidden_is_read_only_when_asked_for() -> None:
    html = "<p style='DISPLAY : none'>a</p><p hidden>b</p><p style='color:red'>c</p>"
    assert [line.text for line in sheet(html).lines] == ["c"]
    assert [line.text for line in sheet(html, hidden=True).lines] == ["a", "b", "c"]


def test_what_is_dropped_is_not_read_but_what_follows_it_is() -> None:
    tree = parse_html("<html><body><p>a<span>b</span>c</p><div>d</div>e</body></html>")
    assert tree is not None
    dropped = [*tree.iter("span"), *tree.iter("div")]
    assert [line.text for line in read_sheet(tree, dropped=dropped).lines] == ["ac", "e"]


def test_comments_and_instructions_hide_no_words() -> None:
    other = fromstring("<div><p>one<!-- two -->three</p><?four?>five</div>")
    assert [line.text for line in read_sheet(other).lines] == ["onethree", "five"]


def test_links_and_prose_are_told() -> None:
    first, second, third = sheet(f"<p>{EN[0]}</p><p><a href=/>{EN[1]}</a></p><p>{HANS[0][:8]}</p>").lines
    assert (first.prose, second.prose, third.prose) == (True, False, False)
    assert (first.linked, second.linked) == (0.0, 1.0)


def test_units_weigh_scripts_alike() -> None:
    assert units_of("关税上调") == 4
    assert units_of("tariff rise") == 4
    assert units_of("—，。!") == 0


def test_a_key_is_what_two_printings_share() -> None:
    assert key_of("蓝鲸：“下调” 佣金！") == key_of("蓝鲸 下调佣金")
    assert key_of("A–B c.") == "abc"


TREES = st.recursive(
    st.sampled_from(
        ["x", HANS[0], "<br>", "<a href=/>y</a>", "<table><tr><td>1<td>2<tr><td>3<td>4</table>", ""]
    ),
    lambda inner: st.tuples(
        st.sampled_from(["div", "p", "li", "h2", "b", "td", "blockquote", "script"]),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=25,
)


@settings(max_examples=80)
@given(TREES)
def test_the_tree_of_a_page_is_whole(body: str) -> None:
    found = sheet(body)
    for number, (parent, end) in enumerate(zip(found.parents, found.ends, strict=True)):
        assert parent < number < end <= len(found.elements)
        assert parent < 0 or end <= found.ends[parent]
    for line in found.lines:
        assert 0 <= line.at < len(found.elements)
        assert line.text == " ".join(line.text.split()) != ""
        assert 0 <= line.linked <= 1
    amounts = {line.at: 1.0 for line in found.lines}
    assert found.bubbled(amounts)[0] == len(amounts)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["<p>一句话，说完。</p>", "<div><b>a</b>", "<li><a href=/>x</a>", "<td>1", "<table><tr>"]
)
def test_time_grows_evenly(piece: str) -> None:
    def seconds(size: int) -> float:
        tree = parse_html("<html><body>" + piece * size)
        assert tree is not None
        start = perf_counter()
        read_sheet(tree)
        return perf_counter() - start

    assert grows_evenly(seconds, 2_000, 20_000, factor=30, free=0.5)
