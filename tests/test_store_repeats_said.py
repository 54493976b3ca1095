"""Lines of texts that return on a site and are no part of what the house repeats: they stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from store.records import LineKind
from store.repeats import Line, Seen, find_repeated, lines_of
from tests.test_store_repeats import COMMENT, FOOT, body, repeated, site, whole

HEADING, ITEM, ROW = LineKind.HEADING, LineKind.ITEM, LineKind.ROW
Told = tuple[str, LineKind]


def learned(texts: Mapping[str, Sequence[str | Told]]) -> set[str]:
    """Lines of one site that are found to return, where the kind of some lines is known."""
    marked: dict[str, list[Line]] = {}
    for url, lines in sorted(texts.items()):
        told = [line if isinstance(line, tuple) else (line, LineKind.PARAGRAPH) for line in lines]
        places = [
            replace(place, kind=kind)
            for place, (_, kind) in zip(whole([t for t, _ in told]), told, strict=True)
        ]
        marked[url] = lines_of("\n".join(text for text, _ in told), places)
    wording = {line.mark: line.text for lines in marked.values() for line in lines if line.may_go}
    seen = {}
    for mark in wording:
        urls = [url for url, lines in marked.items() if any(line.mark == mark for line in lines)]
        seen[mark] = Seen(articles=lambda urls=urls: urls, count=len(urls), total=len(texts))  # type: ignore[misc]  # a lambda's default
    return {wording[mark] for mark in find_repeated(seen, marked.__getitem__)}


@pytest.mark.parametrize("kind", [HEADING, LineKind.PARAGRAPH])
@pytest.mark.parametrize("line", ["Outlook", "后市展望", "What does it mean for sellers?"])
def test_a_heading_with_text_below_it_stays(line: str, kind: LineKind) -> None:
    """A house's own headings stand in each of its weekly reports."""
    texts = {f"a{n}": [*body(f"a{n}"), (line, kind), *body(f"b{n}", 2), *FOOT] for n in range(40)}
    assert learned(texts) == set(FOOT)


def test_a_heading_with_a_table_below_it_stays() -> None:
    texts = {f"a{n}": [*body(f"a{n}"), ("Rates", HEADING), (f"Ningbo | {n}", ROW), *FOOT] for n in range(12)}
    assert learned(texts) == set(FOOT)


def test_a_heading_with_headlines_of_others_below_it_goes() -> None:
    others = {
        f"a{n}": [(f"Story {n} and what came of it", ITEM), (f"Port {n} and its week", ITEM)]
        for n in range(12)
    }
    texts = {url: [*body(url), ("More from the quay", HEADING), *more, *FOOT] for url, more in others.items()}
    assert learned(texts) == {"More from the quay", *FOOT}


def test_items_go_with_a_list_that_returns_whole() -> None:
    """Names of countries and firms return in lists of any kind, buttons always together."""
    names = ("China", "Vietnam", "Mexico", "Brazil", "India", "Poland", "Turkey", "Oman", "Chile")
    buttons = [("Facebook", ITEM), ("LinkedIn", ITEM), ("Copy link", ITEM)]
    texts: dict[str, list[str | Told]] = {}
    for n in range(36):
        below = buttons if n % 2 else [(names[(n * step + step) % 9], ITEM) for step in (1, 2, 4)]
        texts[f"a{n}"] = [*body(f"a{n}"), *below]
    assert learned(texts) == {name for name, _ in buttons}


@pytest.mark.parametrize(
    ("flat", "moved"),
    [
        ("Rates to Northern Europe were unchanged.", "Rates to Northern Europe fell {} points."),
        ("欧洲航线运价与上期持平。", "欧洲航线运价下跌{}点。"),
    ],
)
def test_a_daily_report_keeps_its_whole_sentences(flat: str, moved: str) -> None:
    texts = {
        f"a{n}": [
            f"The index stood at {900 + n} on the day.",
            flat if n % 3 else moved.format(n),
            f"Brokers sold {n * 3} boxes on the spot market, and bought {n * 2}.",
            *FOOT,
        ]
        for n in range(40)
    }
    assert flat not in repeated(texts)
    assert set(FOOT) <= repeated(texts)


def test_reports_that_differ_in_numbers_only_count_once() -> None:
    texts = site(12, ("Follow us",)) | {
        f"d{n}": [
            f"The index stood at {900 + n} points.",
            f"It rose by {n}.",
            "Trade in the east stood still all day.",
        ]
        for n in range(6)
    }
    assert repeated(texts) == {"Follow us"}


def test_values_of_a_table_that_was_written_as_lines_stay() -> None:
    texts = {f"a{n}": [*body(f"a{n}"), "Ningbo", f"{n + 40}", "Flat", f"{n}.5", *FOOT] for n in range(20)}
    assert repeated(texts) == set(FOOT)


def test_a_date_above_the_text_hides_no_line_below_it() -> None:
    texts = {f"a{n}": [f"2026-11-{n + 1:02} 08:1{n % 9}", "字号 大 中 小", *body(f"a{n}")] for n in range(12)}
    assert repeated(texts) == {"字号 大 中 小"}


@pytest.mark.parametrize(
    "line",
    [
        COMMENT,
        "Lantern Freight declined to comment.",
        "A spokesman for the port could not be reached for comment on Friday.",
        "The ministry did not reply to questions that were sent on Friday.",
        "截至发稿，平台方面未对此作出回应。",
        "該公司拒絕置評。",
        "本公告自公布之日起施行。",
        "本规定自2026年12月1日起生效。",
        "This rule takes effect on the day of its publication.",
        "Authority: 19 U.S.C. 1499.",
    ],
)
def test_what_reporters_and_ministries_write_in_the_same_words_stays(line: str) -> None:
    assert line not in repeated(site(30) | site(6, (line, *FOOT), of="c"))
    assert line not in repeated(site(12, (line,)))
