"""crawler.reading.prose: which lines of an article's place are its text."""

from __future__ import annotations

import pytest

from crawler.reading.containers import Clues, find_container
from crawler.reading.markup import parse_html
from crawler.reading.prose import article_lines

TITLE = "Treasury closes the relief for small parcels"
LEAD = "Goods worth less than a hundred pounds will no longer enter without duty from the spring of 2029, it was confirmed."
BODY = [
    "Officials set out how the relief will end, a rule that was written when few people shopped abroad.",
    "Some ninety million parcels came in that way last year, twice as many as in the year before it.",
    "A consultation on the details will run for twelve weeks and close before the summer recess.",
]


def texts(above: str, below: str = "") -> list[str]:
    body = "".join(f"<p>{text}</p>" for text in BODY)
    tree = parse_html(
        f"<html><body><main><h1>{TITLE}</h1>{above}<div class=govspeak>{body}</div>{below}</main></body></html>"
    )
    assert tree is not None
    found = find_container(tree, Clues(title=TITLE))
    assert found is not None
    return [line.text for line in article_lines(found.lines, TITLE)[0]]


BYLINE = "<dl><dt>From:</dt><dd>The Treasury</dd><dt>Published</dt><dd>1 October 2026</dd></dl>"


def test_a_sentence_between_headline_and_byline_is_the_articles_first() -> None:
    assert texts(f"<p class=lead>{LEAD}</p>{BYLINE}") == [LEAD, *BODY]


@pytest.mark.parametrize(
    "above",
    [
        "<p>Relief to end after twelve weeks of talks, ministers say in a long awaited statement to traders</p>",
        "<p>The short one.</p>",
        "<p>By Mara Quill and Theo Lind</p>",
    ],
    ids=["no full stop", "a few words", "a second byline"],
)
def test_what_is_no_sentence_stays_above_the_text(above: str) -> None:
    assert texts(above + BYLINE) == BODY


def test_a_sentence_above_the_headline_is_of_something_else() -> None:
    tree = parse_html(
        f"<html><body><main><p>{LEAD}</p><h1>{TITLE}</h1>{BYLINE}{''.join(f'<p>{text}</p>' for text in BODY)}"
        "</main></body></html>"
    )
    assert tree is not None
    found = find_container(tree, Clues(title=TITLE))
    assert found is not None
    assert LEAD not in [line.text for line in article_lines(found.lines, TITLE)[0]]


@pytest.mark.parametrize("name", ["何未", "何未；宋晓"])
def test_the_authors_name_below_a_text_stops_no_residue_above_it(name: str) -> None:
    body = [
        "港口上周恢复作业，三家货代在本周签下新的仓位合同，运价回到三月的水平。",
        "码头公司预计，积压的四千个箱子要到月底才能清完，夜班将再延长两周。",
        "船公司表示，下一班船的舱位已经全部订出，下月的报价将在周五公布。",
    ]
    closing = ["版权所有，未经授权不得转载", "文章作者", name]
    tree = parse_html(
        f"<html><body><div class=article-content>{''.join(f'<p>{text}</p>' for text in [*body, *closing])}</div></body></html>"
    )
    assert tree is not None
    found = find_container(tree)
    assert [line.text for line in article_lines(found.lines, "", "何未; 宋晓")[0]] == body
