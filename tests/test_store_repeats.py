"""Which lines are a site's own, which only look like it, and a text without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import repeats
from store.records import LineKind, Paragraph
from store.repeats import (
    COMPARED,
    FIRST,
    LAST,
    Line,
    Seen,
    cut_text,
    edges_of,
    find_repeated,
    line_mark,
    lines_of,
    site_of,
)
from tests.timing import grows_evenly

FOOT = (
    "Sign up for the harbour letter and have the week's freight news on Friday morning.",
    "Follow us",
    "More from this section",
)


def body(name: str, paragraphs: int = 3) -> list[str]:
    """Sentences of an article that no other one has."""
    return [
        f"Paragraph {number} of {name}: the carrier said that boxes for {name} had waited {number + 2} days at the quay."
        for number in range(paragraphs)
    ]


def whole(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """What is known of these lines when all are prose."""
    made, start = [], 0
    for line in lines:
        made.append(Paragraph(start=start, end=start + len(line)))
        start += len(line) + 1
    return tuple(made)


def repeated(texts: Mapping[str, Sequence[str]], *, total: int | None = None) -> set[str]:
    """Lines of the texts of one site that are found to return; ``total``: how many articles it has."""
    holders: dict[int, list[str]] = {}
    wording: dict[int, str] = {}
    for url, lines in sorted(texts.items()):
        edges = edges_of("\n".join(lines), ())
        wording.update((line.mark, line.text) for line in edges)
        for mark in {line.mark for line in edges}:
            holders.setdefault(mark, []).append(url)
    seen = {
        mark: Seen(articles=lambda urls=urls: urls, count=len(urls), total=total or len(texts))  # type: ignore[misc]  # a lambda's default
        for mark, urls in holders.items()
    }
    found = find_repeated(seen, lambda url: lines_of("\n".join(texts[url]), ()))
    return {wording[mark] for mark in found}


def site(count: int, foot: Sequence[str] = FOOT, *, of: str = "a") -> dict[str, list[str]]:
    """So many articles with this below each."""
    return {f"{of}{number}": [*body(f"{of}{number}"), *foot] for number in range(count)}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.harbour.example/a", "harbour.example"),
        ("http://m.harbour.example:8080/a?b", "harbour.example"),
        ("https://news.harbour.example/", "news.harbour.example"),
        ("note.txt", ""),
        ("http://[::1/", ""),
        ("", ""),
    ],
)
def test_the_site_of_an_address(url: str, expected: str) -> None:
    assert site_of(url) == expected


def test_a_line_is_known_by_its_words() -> None:
    assert line_mark("Follow  us\u3000") == line_mark("follow us")
    assert line_mark("Fees rose 3%") != line_mark("Fees rose 4%")
    assert -(2**63) <= line_mark("相关阅读") < 2**63


def test_what_stands_on_three_articles_returns_and_what_stands_on_two_does_not() -> None:
    assert repeated(site(3)) == set(FOOT)
    assert repeated(site(2)) == set()


def test_lines_above_a_text_are_learned_too() -> None:
    texts = {f"a{number}": ["海燕日报客户端", "打开应用阅读全文", *body(f"a{number}")] for number in range(3)}
    assert repeated(texts) == {"海燕日报客户端", "打开应用阅读全文"}


def test_lines_in_the_middle_of_a_long_text_are_not() -> None:
    long = {
        f"a{n}": [*body(f"a{n}", FIRST), "Background", *body(f"b{n}", LAST)] for n in range(4)
    }  # fmt: skip
    assert repeated(long) == set()


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_versions_of_one_text_count_once(changed: int) -> None:
    """A text that was put up four times, each time with other paragraphs at its beginning, keeps its sentences."""
    same = body("the same", 5)
    texts = {f"v{n}": [*body(f"v{n}", changed), *same, "Follow us"] for n in range(4)}
    assert repeated(texts) == set()
    assert repeated(texts | site(2, ("Follow us",))) == {"Follow us"}


def test_a_house_of_short_notices_learns_its_long_statement() -> None:
    statement = tuple(
        f"Statement {n}: what is said here is no advice to anybody who buys or sells, and comes without any warranty."
        for n in range(4)
    )
    few = {f"n{n}": [*body(f"n{n}", 1), *statement] for n in range(6)}
    many = {f"n{n}": [*body(f"n{n}", 1), *statement] for n in range(12)}
    assert repeated(few) == set()  # these may be versions of one text
    assert repeated(many) >= set(statement[:3])


COMMENT = "The company did not immediately respond to a request for comment on the new fees."


def test_a_sentence_inside_the_end_of_a_few_texts_stays() -> None:
    """Newspapers repeat whole sentences; unlike the house's own lines they have others of the text behind them."""
    texts = site(9)
    texts |= {f"c{n}": [*body(f"c{n}"), COMMENT, *body(f"d{n}", 1), *FOOT] for n in range(3)}
    assert repeated(texts) == set(FOOT)


def test_a_sentence_at_the_very_end_of_a_few_texts_goes() -> None:
    bio = "Ada Quill covers freight and customs for the paper from its office in Rotterdam."
    texts = site(9) | {f"c{n}": [*body(f"c{n}"), bio, *FOOT] for n in range(3)}
    assert repeated(texts) == {bio, *FOOT}


def test_the_larger_the_site_the_more_articles_a_line_needs() -> None:
    texts = site(4)
    assert repeated(texts, total=39) == set(FOOT)
    assert repeated(texts, total=60) == set(FOOT[1:])  # one sentence in fifteen articles may be the text's
    assert repeated(texts, total=500) == set()


@pytest.mark.parametrize(
    "line",
    [
        "The commission for clothing is 12% in Germany and France, and it was 8% in the year before.",
        "平台的服装类目佣金为12%，去年同期为8%，新规适用于德国和法国的全部卖家。",
        "税率：25%",
        "Revenue was $9.5 billion",
    ],
)
def test_an_amount_is_content_until_half_of_the_site_has_it(line: str) -> None:
    few = site(8) | site(4, (line, *FOOT), of="b")
    assert line not in repeated(few)
    most = site(2) | site(8, (line, *FOOT), of="b")
    assert line in repeated(most)


@pytest.mark.parametrize(
    "line",
    [
        "各省、自治区、直辖市人民政府，各直属机构：",
        "海关总署",
        "財政部關務署",
        "国家发展改革委 商务部",
        "特此公告。",
        "ACTION: Final rule.",
        "单位：亿美元",
        "(Unit: thousand tonnes)",
        "数据来源：海关总署，本刊整理",
        "Source: Port Authority",
    ],
)
def test_what_documents_repeat_by_their_nature_stays(line: str) -> None:
    assert line not in repeated(site(12, (line, *FOOT)))


@pytest.mark.parametrize(
    "line",
    [
        "相关阅读：",
        "Read more:",
        "来源：海燕日报",
        "版权所有：海关总署",
        "扫一扫在手机打开当前页",
        "责任编辑：何一",
        "Share:",
    ],
)
def test_labels_like_them_go(line: str) -> None:
    assert line in repeated(site(12, (line, *FOOT)))


def test_a_long_statement_goes_though_no_line_of_the_text_is_as_long() -> None:
    long = "Terms: " + "whoever reads this agrees to all that is said here and elsewhere on the site. " * 5
    assert repeated(site(20, (long, "Follow us"))) == {long, "Follow us"}


def test_a_text_of_nothing_but_returning_lines_stays() -> None:
    text = "Follow us\n\nMore"
    assert cut_text(text, (), {line_mark("Follow us"), line_mark("More")}) == (text, ())
    assert cut_text(text, (), {line_mark("Follow us")}) == ("\nMore", ())


@pytest.mark.parametrize("kind", LineKind)
def test_only_prose_headings_and_items_may_go(kind: LineKind) -> None:
    text = "\n".join([*body("a"), "Follow us"])
    known = [*whole(body("a")), Paragraph(start=len(text) - 9, end=len(text), kind=kind)]
    may_go = "Follow us" in {line.text for line in edges_of(text, known)}
    assert may_go == (kind in (LineKind.PARAGRAPH, LineKind.HEADING, LineKind.ITEM))
    assert ("Follow us" in cut_text(text, known, {line_mark("Follow us")})[0]) != may_go


def test_a_text_is_cut_and_what_is_known_of_its_lines_moves_along() -> None:
    lines = ["Follow us", "Fees rise", *body("a"), "a | b", "Follow us"]
    kinds = [LineKind.PARAGRAPH, LineKind.HEADING, *[LineKind.PARAGRAPH] * 3, LineKind.ROW, LineKind.ITEM]
    known = tuple(
        Paragraph(start=line.start, end=line.end, kind=kind)
        for line, kind in zip(whole(lines), kinds, strict=True)
    )
    text, moved = cut_text("\n".join(lines), known, {line_mark("Follow us"), line_mark("a | b")})
    assert text.split("\n") == lines[1:-1]
    assert [line.kind for line in moved] == kinds[1:-1]
    assert [text[line.start : line.end] for line in moved] == lines[1:-1]


def test_what_is_not_known_of_lines_stays_unknown() -> None:
    text = "\n".join(["Follow us", *body("a")])
    assert cut_text(text, (), {line_mark("Follow us")}) == ("\n".join(body("a")), ())
    assert cut_text("", (), {1}) == ("", ())
    odd = (Paragraph(start=3, end=90),)
    assert cut_text(text, odd, {line_mark("Follow us")})[1] == ()
    assert cut_text(text, odd, {5}) == (text, odd)


LINES = st.lists(
    st.sampled_from(["", " ", "Follow us", "a", "b b", "相关阅读", "-", "Fees rose. " * 6, "\u2028x"]),
    max_size=40,
)


@given(LINES, st.sets(st.sampled_from(["Follow us", "a", "b b", "相关阅读"])), st.integers(0, 3))
def test_cutting_in_two_steps_is_cutting_at_once(lines: list[str], drop: set[str], split: int) -> None:
    lines = [*lines, "The text itself"]
    text = "\n".join(lines)
    marks = sorted(line_mark(line) for line in drop)
    first, second = set(marks[:split]), set(marks[split:])
    at_once = cut_text(text, whole(lines), {*marks})
    assert cut_text(*cut_text(text, whole(lines), first), second) == at_once
    assert cut_text(*at_once, {*marks}) == at_once
    kept, known = at_once
    assert [kept[line.start : line.end] for line in known] == kept.split("\n")
    assert set(lines) - drop <= set(kept.split("\n"))


@given(st.permutations(list(site(6) | site(3, ("About", *FOOT), of="b"))))
def test_the_order_of_arrival_makes_no_difference(order: list[str]) -> None:
    texts = site(6) | site(3, ("About", *FOOT), of="b")
    assert repeated({url: texts[url] for url in order}) == {"About", *FOOT}


@pytest.mark.parametrize(
    ("line", "same", "total", "looks"),
    [
        ("Follow us", 0, 200, COMPARED),
        ("Follow us", 6, 900, COMPARED),
        ("Fees were unchanged on that day.", 0, 9000, 1),
    ],
    ids=["on every article", "on versions of one text", "a sentence on too few"],
)
def test_few_articles_of_a_line_are_looked_at(line: str, same: int, total: int, looks: int) -> None:
    shared = body("the same", same)
    texts = {
        url: lines_of("\n".join([*lines, *shared]), ()) for url, lines in site(200, (*FOOT, line)).items()
    }
    asked: list[str] = []

    def look(url: str) -> Sequence[Line]:
        asked.append(url)
        return texts[url]

    mark = line_mark(line)
    seen = {mark: Seen(articles=lambda: sorted(texts), count=200, total=total)}
    assert find_repeated(seen, look) == ({} if same or looks == 1 else {mark: 200})
    assert len(asked) == looks


def test_memory_is_bounded_while_a_site_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_IN_MEMORY", 2)
    assert repeated(site(7)) == set(FOOT)


@pytest.mark.parametrize("unit", ["各、" * 30, "A " * 40, "来源" * 30])
def test_time_to_judge_grows_evenly(unit: str) -> None:
    def seconds(size: int) -> float:
        line = unit * (size // len(unit)) + "。"
        began = perf_counter()
        repeated(site(4, (line,)))
        return perf_counter() - began

    assert grows_evenly(seconds, 20_000, 200_000, factor=25, free=0.05)


@pytest.mark.parametrize("unit", ["Follow us\n", "\n", "Fees rose. Fees fell. \n", "x" * 50 + "\n"])
def test_time_grows_evenly(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        began = perf_counter()
        edges_of(text, ())
        cut_text(text, (), {line_mark(unit)})
        return perf_counter() - began

    assert grows_evenly(seconds, 20_000, 200_000, factor=25, free=0.05)
