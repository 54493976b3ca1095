"""Charts: their numbers can be read without seeing them, they are inert, and the same numbers give the same bytes."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from lxml import etree

from digests.charts import Bar, ChartText, Dot, Line, attention_chart, figure_chart, share_chart

WEEKS = [f"W{number:02d}" for number in range(33, 46)]


def words(**changes: object) -> ChartText:
    given = {
        "id": "c-1",
        "title": "Temu: stories a week",
        "description": "W45: 21 stories.",
        "caption": "Bars: stories.",
        "table": "The numbers",
        "columns": ("Week", "Stories"),
        "rows": (("W44", "5"), ("W45", "21")),
    }
    return ChartText(**(given | changes))  # type: ignore[arg-type]


def read(markup: str) -> etree._Element:
    return etree.fromstring(markup)  # well-formed, or an error


def bars(counts: list[int]) -> list[Bar]:
    last = len(counts) - 1
    return [Bar(WEEKS[at], n, 5.0, 3.0, 8.0, tested=at == last) for at, n in enumerate(counts)]


def test_a_chart_is_said_in_words_and_in_numbers() -> None:
    figure = read(attention_chart(bars([4, 5, 21]), words()))
    (svg,) = figure.xpath("//svg")
    assert svg.get("role") == "img"
    named = [figure.xpath(f"//*[@id='{name}']")[0].text for name in svg.get("aria-labelledby").split()]
    assert named == ["Temu: stories a week", "W45: 21 stories."]
    assert figure.xpath("//figcaption/text()") == ["Bars: stories."]
    assert figure.xpath("//details/summary/text()") == ["The numbers"]
    assert figure.xpath("//th[@scope='col']/text()") == ["Week", "Stories"]
    assert figure.xpath("//tr[th[@scope='row']]/td/text()") == ["5", "21"]


def test_bars_stand_to_scale_on_the_range_they_were_expected_in() -> None:
    figure = read(attention_chart(bars([4, 0, 20]), words()))
    heights = [float(bar.get("height")) for bar in figure.xpath("//rect[contains(@class,'bar')]")]
    assert heights[0] == pytest.approx(heights[2] / 5, abs=0.15)
    assert heights[1] == 0
    bands = figure.xpath("//rect[@class='band']")
    assert len(bands) == 3
    assert float(bands[0].get("height")) == pytest.approx(heights[2] / 4, abs=0.15)  # 3 to 8 of 20
    assert [bar.get("class") for bar in figure.xpath("//rect[contains(@class,'bar')]")] == [
        "bar",
        "bar",
        "bar now",
    ]
    assert figure.xpath("//text[@class='value']/text()") == ["20"]


def test_a_week_without_baseline_has_no_range() -> None:
    figure = read(attention_chart([Bar("W44", 3), Bar("W45", 4, tested=True)], words()))
    assert not figure.xpath("//rect[@class='band']|//path[@class='expected']")


def test_lines_are_told_apart_without_colour() -> None:
    lines = [
        Line(name, (0.2, None, 0.1 * at))
        for at, name in enumerate(("Temu", "Shein", "Amazon", "eBay", "希音", "Shopee"))
    ]
    figure = read(share_chart(WEEKS[:3], lines, words()))
    drawn = figure.xpath("//path[starts-with(@class,'line')]")
    assert len({path.get("stroke-dasharray") for path in drawn}) == 6
    assert len({path.get("d") for path in figure.xpath("//path[starts-with(@class,'mark')]")}) == 6
    names = figure.xpath("//text[starts-with(@class,'name')]")
    assert [text.text.split()[0] for text in names] == [line.name for line in lines]
    heights = sorted(float(text.get("y")) for text in names)
    assert all(below - above >= 13.9 for above, below in pairwise(heights))
    assert heights[0] > 0
    assert heights[-1] < 210


def test_many_names_leave_the_chart_readable() -> None:
    lines = [Line("A name that is much too long for the edge", (0.1, 0.2)) for _ in range(40)]
    figure = read(share_chart(WEEKS[:2], lines, words()))
    names = figure.xpath("//text[starts-with(@class,'name')]/text()")
    assert len(names) == 6
    assert max(map(len, names)) <= 16


def test_a_figure_shows_what_conflicts() -> None:
    dots = [Dot(0, 800.0, "US$800"), Dot(1, 750.0, "US$750"), Dot(1, 900.0, "US$900", conflict=True)]
    figure = read(figure_chart(["2026Q1", "2026Q2"], dots, words()))
    assert len(figure.xpath("//path[@class='odd']")) == 1
    assert len(figure.xpath("//path[@class='mark l0']")) == 2
    assert len(figure.xpath("//path[@class='between']")) == 1
    assert set(figure.xpath("//text[@class='value']/text()")) == {"US$800", "US$750", "US$900"}
    places = [
        float(re.findall(r"[-\d.]+", mark.get("transform"))[1])
        for mark in figure.xpath("//path[@class='mark l0']")
    ]
    assert places[0] < places[1]  # 800 stands above 750


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 0.0, 1e30, -5.0])
def test_no_number_breaks_a_drawing(value: float) -> None:
    for markup in (
        attention_chart([Bar("W1", 0, value, value, value)], words()),
        share_chart(["W1"], [Line("a", (value,))], words()),
        figure_chart(["2026"], [Dot(0, value, "x"), Dot(0, 1.0, "y", conflict=True)], words()),
    ):
        coordinates = [
            part
            for name in ("x", "y", "d", "height", "width", "transform")
            for part in read(markup).xpath(f"//@{name}")
        ]
        assert coordinates
        assert not [part for part in coordinates if re.search(r"nan|inf|[0-9]e", part)]


def test_empty_charts_are_charts() -> None:
    for markup in (attention_chart([], words()), share_chart([], [], words()), figure_chart([], [], words())):
        assert read(markup).xpath("//svg")


@pytest.mark.parametrize(
    "text", ["</title><script>alert(1)</script>", '"><img onerror=x>', "a & b < c", "]]>"]
)
def test_hostile_words_are_inert(text: str) -> None:
    said = words(
        title=text, description=text, caption=text, table=text, columns=(text,), rows=((text, text),)
    )
    for markup in (
        attention_chart([Bar(text, 3, 2.0, 1.0, 4.0, tested=True)], said),
        share_chart([text], [Line(text, (0.5,))], said),
        figure_chart([text], [Dot(0, 1.0, text)], said),
    ):
        figure = read(markup)
        assert not figure.xpath("//script|//img|//@onerror")
        assert figure.xpath("//svg/title")[0].text == text


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert attention_chart(bars([1, 2, 9]), words()) == attention_chart(bars([1, 2, 9]), words())
    assert "-0.0" not in share_chart(["W1", "W2"], [Line("a", (0.0, -0.0))], words())
