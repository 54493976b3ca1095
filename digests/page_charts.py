"""The charts of a page with their words: attention of a claim, share of voice over the weeks."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from digests.addresses import slug_of
from digests.backing import VoiceCourse
from digests.band import BandPoint
from digests.cases import Case
from digests.charts import Bar, ChartText, Dot, Line, attention_chart, figure_chart, share_chart
from digests.figure_series import Stated
from digests.items_tested import about
from digests.labels import Labels
from digests.parts import FigureLine
from digests.view import NAME, clean


def draw_attention(say: Labels, case: Case, *, caption: bool = True) -> Markup:
    """Stories a week with the range that was to be expected; "" when there is no baseline to draw."""
    if len(case.band) < 2:
        return Markup("")
    first_tested = len(case.band) - case.shift.weeks
    bars = [
        Bar(_week(point), point.observed, point.expected, point.low, point.high, index >= first_tested)
        for index, point in enumerate(case.band)
    ]
    found = case.shift
    text = ChartText(
        id=f"c-{slug_of(case.measure, case.series)}",
        title=say.say("chart", "attention", name=clean(say.name(case.name), NAME)),
        description=say.say(
            "chart",
            "attention_said",
            week=say.week(found.week),
            stories=say.count("story", case.band[-1].observed),
            expected=about(case.band[-1].expected or 0.0),
            low=say.integer(case.band[-1].low or 0),
            high=say.integer(case.band[-1].high or 0),
        ),
        caption=say.say("chart", "attention_how") if caption else "",
        table=say.say("chart", "numbers"),
        columns=tuple(say.sentences["chart"]["attention_columns"]),
        rows=tuple(_row(say, point) for point in case.band),
    )
    return attention_chart(bars, text)


def _row(say: Labels, point: BandPoint) -> tuple[str, ...]:
    if point.expected is None or point.low is None or point.high is None:
        return (point.week.label, say.integer(point.observed), "", "")
    return (
        point.week.label,
        say.integer(point.observed),
        about(point.expected),
        f"{say.integer(point.low)}–{say.integer(point.high)}",
    )


def _week(point: BandPoint) -> str:
    return f"W{point.week.number:02d}"


def draw_figure(say: Labels, line: FigureLine, stated: Sequence[Stated], place: int) -> Markup:
    """A figure over its periods with what conflicts; "" when there are too few. ``place``: of the figure."""
    if len(stated) < 2:
        return Markup("")

    def amount(item: Stated) -> str:
        return say.amount(item.value, currency=line.currency, unit=line.unit, kind=line.kind)

    periods = list(dict.fromkeys(item.period for item in stated))
    dots = [
        Dot(periods.index(item.period), float(item.value), amount(item), item.conflict) for item in stated
    ]
    name, metric = clean(say.name(line.subject), NAME), say.term("metric", line.metric)
    values = say.comma.join(f"{say.period(item.period)} {amount(item)}" for item in stated)
    text = ChartText(
        id=f"c-figure-{place}",
        title=say.say("chart", "figure", name=name, metric=metric),
        description=say.say("chart", "figure_said", values=values),
        caption=say.say("chart", "figure_how"),
        table=say.say("chart", "numbers"),
        columns=tuple(say.sentences["chart"]["figure_columns"]),
        rows=tuple((say.period(item.period), amount(item), say.integer(item.houses)) for item in stated),
    )
    return figure_chart([say.period(period) for period in periods], dots, text)


def draw_voice(say: Labels, course: VoiceCourse) -> Markup:
    """One line a watched name, the newest share beside its end."""
    names = [clean(say.name(name), NAME) for name, _ in course.lines]
    lines = [Line(name, values) for name, (_, values) in zip(names, course.lines, strict=True)]
    newest = [
        say.say("chart", "share_one", name=line.name, share=say.percent(line.values[-1]))
        for line in lines
        if line.values[-1] is not None
    ]
    rows = tuple(
        (
            week.label,
            *("" if line.values[at] is None else say.percent(line.values[at] or 0.0) for line in lines),
        )
        for at, week in enumerate(course.weeks)
    )
    text = ChartText(
        id="c-voice",
        title=say.say("chart", "share"),
        description=say.say(
            "chart", "share_said", week=say.week(course.weeks[-1]), shares=say.comma.join(newest)
        ),
        caption=say.say("chart", "share_how"),
        table=say.say("chart", "numbers"),
        columns=(say.say("chart", "week"), *names),
        rows=rows,
    )
    return share_chart([f"W{week.number:02d}" for week in course.weeks], lines, text)
