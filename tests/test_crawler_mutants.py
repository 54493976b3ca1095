"""Damaged pages come out as an article or as a rejection with a name, and what comes out is sound.

The same few hundred on every run; ``benchmarks/mutants.py`` reads 20,000 and measures what each costs.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from damaged_pages import HARMS, Mutant, mutant, mutants
from timing import grows_evenly

from crawler.extract import extract_page
from crawler.reading.markup import parse_html
from store.records import Article, Page, Reason, Rejection

AT = datetime(2026, 11, 20, tzinfo=UTC)
COUNT = 300
HANG = 60.0  # seconds: a page that takes so long has no bound at all
# Pages that once took seconds or broke a rule, by their number.
REMEMBERED = (56, 93, 163, 172, 204, 694, 1103, 1476, 1583)


def read(given: Mutant) -> Article | Rejection:
    page = Page(url=given.url, final_url=given.url, source_id="", fetched_at=AT, status=200, body=given.body)
    return extract_page(page, now=AT)


def faults(result: Article | Rejection) -> list[str]:
    """What is wrong with a result, whatever page it is of."""
    if isinstance(result, Rejection):
        return [result.detail] if result.reason is Reason.EXTRACT_FAILED else []
    written = (
        result.title,
        result.text,
        result.author or "",
        result.section or "",
        *result.tags,
        result.description,
    )
    lines = [result.text[line.start : line.end] for line in result.paragraphs]
    checks = {
        "no text": bool(result.text.strip()),
        "no title": bool(result.title.strip()),
        "a date to come": result.published_at is None or result.published_at <= AT,
        "half a character": all(
            not text or text.encode("utf-8", "surrogatepass").decode("utf-8") for text in written
        ),
        "a control character": not any(char < " " and char != "\n" for text in written for char in text),
        "lines that are not the text": "\n".join(lines) == result.text,
    }
    return [name for name, right in checks.items() if not right]


@pytest.mark.slow
def test_every_damaged_page_is_an_article_or_a_named_rejection() -> None:
    wrong, outcomes = [], set()
    for given in (*mutants(COUNT), *map(mutant, REMEMBERED)):
        began = time.process_time()
        result = read(given)
        found = faults(result)
        if time.process_time() - began > HANG:
            found.append("hangs")
        outcomes.add(result.reason if isinstance(result, Rejection) else "article")
        wrong += [(given.number, given.harms, found)] if found else []
    assert not wrong
    assert len(outcomes) > 4  # the harms do harm: more than one way of going wrong was met


def test_every_harm_is_done_and_the_same_each_time() -> None:
    first = [mutant(number) for number in range(200)]
    assert {harm for given in first for harm in given.harms} == {harm.__name__ for harm in HARMS}
    assert [given.body for given in first[:20]] == [mutant(number).body for number in range(20)]
    assert sum(given.body != b"" for given in first) > 190


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("<div " + " ".join(f"d{n}" for n in range(2_000)) + ">", id="attributes"),
        pytest.param('<a b="' * 2_000, id="quotes that never close"),
        pytest.param("<a b=c" * 2_000, id="tags in values"),
        pytest.param("<p>by</p>" * 500, id="bylines"),
        pytest.param("<time datetime=2026-01-01>1</time>" * 300, id="dated lines"),
        pytest.param("<li>相关阅读：下一篇</li>" * 400, id="headings of tails"),
        pytest.param("<title>a | b - c</title>" * 300, id="titles"),
        pytest.param("<td colspan=1000000000 rowspan=9999999>x", id="cells that span"),
    ],
)
def test_time_grows_with_the_page(piece: str) -> None:
    prose = "<p>" + "A container ship lay off the port for nine days before it was allowed in. " * 8 + "</p>"

    def seconds(count: int) -> float:
        body = f"<html><title>Ship waits</title><body><h1>Ship waits</h1>{prose}{piece * count}{prose}</body></html>"
        given = Mutant(number=0, origin="", harms=(), url="https://a.example/b", body=body.encode())
        began = time.process_time()
        assert faults(read(given)) == []
        return time.process_time() - began

    assert grows_evenly(seconds, 2, 8, factor=9, free=0.3)


def test_a_tag_with_thousands_of_attributes_keeps_what_is_around_it() -> None:
    many = " ".join(f"data-{n}='>{n}'" for n in range(5_000))
    tree = parse_html(
        f"<body><p id=a>before</p><div {many}><p id=b title='1 > 0'>inside</p></div><p>behind</p></body>"
    )
    assert tree is not None
    assert [element.text for element in tree.iter("p")] == ["before", "inside", "behind"]
    assert tree.xpath("//p/@title") == ["1 > 0"]
    assert not tree.xpath("//div/@*")


def test_a_long_tag_with_few_attributes_is_left_as_it_is() -> None:
    tree = parse_html(f"<body><img src='data:image/png;base64,{'A' * 20_000}' alt=ship><p>text</p></body>")
    assert tree is not None
    assert len(tree.xpath("//img/@src")[0]) > 20_000
    assert tree.xpath("//img/@alt") == ["ship"]
