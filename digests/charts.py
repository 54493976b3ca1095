"""Charts as inline SVG: no script, no library, the same bytes for the same numbers.

A chart is a picture with a title and a description for who cannot see it, and its numbers as a table under it. What
tells two things apart is never colour alone: bars, band and dashes; lines have dashes, marks and names of their own.
Text is text of ours or escaped; coordinates are finite numbers with one decimal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from digests.evidence import width
from digests.view import clean

_WIDTH = 360.0  # user units: as wide as a telephone's screen, so that letters of 12 units can be read there
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 8.0, 18.0, 24.0
_NAME_COLUMNS = 15  # of a name beside its line; the table has it whole
_LINES = 6  # more lines than that nobody follows
_LABEL_HEIGHT = 14.0
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4", "1 4")
_MARKS = (  # circle, square, triangle, diamond, cross, bar: around 0,0
    "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
    "M-2.6-2.6h5.2v5.2h-5.2z",
    "M0-3.4L3.2 2.6H-3.2z",
    "M0-3.6L3.6 0 0 3.6-3.6 0z",
    "M-3-3L3 3M-3 3L3-3",
    "M-3.4-1h6.8v2h-6.8z",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartText:
    """The words of one chart, in one language."""

    id: str  # of the elements; one chart a page has it
    title: str
    description: str  # what a reader sees in it, in a sentence with its numbers
    caption: str  # how to read it; "" where the chart before it says so
    table: str  # what the table is called
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # every value drawn


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of a series: its count, and the range it was expected in (None: not compared)."""

    label: str
    count: int
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    tested: bool = False  # of the weeks that the claim is about


@dataclass(frozen=True, slots=True)
class Line:
    """Values over the weeks, 0..1; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of a figure's series. ``at`` counts periods from the first one."""

    at: int
    value: float
    text: str  # the value as printed
    conflict: bool = False  # another value stands for the same period and more publishers say that one


def attention_chart(bars: Sequence[Bar], text: ChartText) -> Markup:
    """Bars of a series over the weeks, on the range that four of five normal weeks lie in."""
    height = 180.0
    top = _nice(max([1.0, *(float(bar.count) for bar in bars), *(_known(bar.high) or 0.0 for bar in bars)]))
    y = _Scale(top, height)
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    parts = _grid((0.0, top / 2, top), y, [_number(tick) for tick in (0.0, top / 2, top)])
    expected: list[str] = []
    for index, bar in enumerate(bars):
        x = _LEFT + index * step
        if bar.low is not None and bar.high is not None:
            ends = y(bar.high), y(bar.low)
            parts.append(_rect("band", x, ends[0], step, max(ends[1] - ends[0], 1.5)))
        if bar.expected is not None:
            expected += [f"M{_n(x)} {_n(y(bar.expected))}h{_n(step)}"]
        slim = step * 0.56
        tall = y(0.0) - y(float(bar.count))
        name = "bar now" if bar.tested else "bar"
        parts.append(_rect(name, x + (step - slim) / 2, y(0.0) - tall, slim, tall))
        if bar.tested:
            parts.append(_text("value", x + step / 2, y(float(bar.count)) - 4, str(bar.count), "middle"))
    if expected:
        parts.append(Markup('<path class="expected" d="{}"/>').format("".join(expected)))
    parts += _weeks([bar.label for bar in bars], step, _LEFT, height)
    return _figure(Markup("").join(parts), height, text)


def share_chart(weeks: Sequence[str], lines: Sequence[Line], text: ChartText) -> Markup:
    """Shares over the weeks, one line a name, each with its name beside its end. At most six lines."""
    shown = [Line(line.name, tuple(map(_known, line.values))) for line in lines[:_LINES]]
    height, left, right = 210.0, 38.0, 96.0
    known = [value for line in shown for value in line.values if value is not None]
    top = min(1.0, _nice(100 * max([0.1, *known])) / 100)
    y = _Scale(top, height)
    step = (_WIDTH - left - right) / max(len(weeks) - 1, 1)
    parts = _grid(
        (0.0, top / 2, top), y, [f"{_number(100 * tick)}%" for tick in (0.0, top / 2, top)], left, right
    )
    ends = [next((value for value in reversed(line.values) if value is not None), 0.0) for line in shown]
    places = _apart([y(end) for end in ends], height)
    for index, line in enumerate(shown):
        points = [(left + at * step, y(value)) for at, value in enumerate(line.values) if value is not None]
        if not points:
            continue
        way = "M" + "L".join(f"{_n(x)} {_n(at)}" for x, at in points)
        parts.append(
            Markup('<path class="line l{}" d="{}" stroke-dasharray="{}"/>').format(
                index, way, _DASHES[index] or "none"
            )
        )
        every = [*points[-1::-4]]  # the newest has one
        parts += [
            Markup('<path class="mark l{}" transform="translate({} {})" d="{}"/>').format(
                index, _n(x), _n(at), _MARKS[index]
            )
            for x, at in every
        ]
        x, at = points[-1]
        parts.append(
            Markup('<path class="lead" d="M{} {}L{} {}"/>').format(
                _n(x + 5), _n(at), _n(_WIDTH - right + 12), _n(places[index])
            )
        )
        name = f"{_short(line.name)} {_number(round(100 * ends[index]))}%"
        parts.append(_text(f"name l{index}", _WIDTH - right + 15, places[index] + 4, name, "start"))
    parts += _weeks(weeks, step, left - step / 2, height)
    return _figure(Markup("").join(parts), height, text)


def figure_chart(periods: Sequence[str], dots: Sequence[Dot], text: ChartText) -> Markup:
    """A figure over its periods: a line through what most publishers say, a hollow diamond for what differs."""
    height = 190.0
    dots = [dot for dot in dots if _known(dot.value) is not None]
    values = [dot.value for dot in dots]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    y = _Scale(high + room, height, low - room)
    step = (_WIDTH - _LEFT - _RIGHT - 24) / max(len(periods), 1)
    parts = [
        Markup('<path class="grid" d="M{} {}H{}"/>').format(_n(_LEFT), _n(y(low - room)), _n(_WIDTH - _RIGHT))
    ]

    def x(dot: Dot) -> float:
        return _LEFT + 12 + (dot.at + 0.5) * step

    agreed = sorted((dot for dot in dots if not dot.conflict), key=lambda dot: dot.at)
    main = {dot.at: dot for dot in agreed}
    if len(agreed) > 1:
        way = "M" + "L".join(f"{_n(x(dot))} {_n(y(dot.value))}" for dot in agreed)
        parts.append(Markup('<path class="line l0" d="{}"/>').format(way))
    for dot in sorted(dots, key=lambda dot: (dot.at, dot.conflict, dot.value)):
        if dot.conflict and dot.at in main:
            parts.append(
                Markup('<path class="between" d="M{} {}V{}"/>').format(
                    _n(x(dot)), _n(y(main[dot.at].value)), _n(y(dot.value))
                )
            )
        parts.append(
            Markup('<path class="{}" transform="translate({} {})" d="{}"/>').format(
                "odd" if dot.conflict else "mark l0",
                _n(x(dot)),
                _n(y(dot.value)),
                _MARKS[3 if dot.conflict else 0],
            )
        )
    for dot in [*agreed[:1], *agreed[1:][-1:], *(dot for dot in dots if dot.conflict)][:6]:
        above = not dot.conflict or dot.at not in main or dot.value >= main[dot.at].value
        parts.append(
            _text("value", x(dot), y(dot.value) + (-7 if above else 16), clean(dot.text, 24), "middle")
        )
    parts += _weeks(periods, step, _LEFT + 12, height)
    return _figure(Markup("").join(parts), height, text)


def _figure(drawing: Markup, height: float, text: ChartText) -> Markup:
    rows = Markup("").join(
        Markup("<tr>")
        + Markup("").join(
            (Markup('<th scope="row">{}</th>') if not index else Markup("<td>{}</td>")).format(cell)
            for index, cell in enumerate(row)
        )
        + Markup("</tr>")
        for row in text.rows
    )
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in text.columns)
    return Markup(
        '<figure class="chart"><svg role="img" aria-labelledby="{id}-t {id}-d" viewBox="0 0 {width} {height}">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>{drawing}</svg>'
        "{caption}<details><summary>{table}</summary>"
        '<table class="numbers"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details></figure>'
    ).format(
        id=text.id,
        width=_n(_WIDTH),
        height=_n(height),
        title=text.title,
        description=text.description,
        drawing=drawing,
        caption=Markup("<figcaption>{}</figcaption>").format(text.caption) if text.caption else "",
        table=text.table,
        heads=heads,
        rows=rows,
    )


class _Scale:
    """From a value to its height on the drawing; what lies outside is put on the edge."""

    def __init__(self, top: float, height: float, bottom: float = 0.0) -> None:
        self._top, self._bottom = top, bottom
        self._space = height - _TOP - _BOTTOM

    def __call__(self, value: float) -> float:
        share = (value - self._bottom) / (self._top - self._bottom) if math.isfinite(value) else 0.0
        return _TOP + self._space * (1 - min(max(share, 0.0), 1.0))


def _grid(
    ticks: Sequence[float], y: _Scale, names: Sequence[str], left: float = _LEFT, right: float = _RIGHT
) -> list[Markup]:
    found = []
    for tick, name in zip(ticks, names, strict=True):
        found.append(
            Markup('<path class="grid" d="M{} {}H{}"/>').format(_n(left), _n(y(tick)), _n(_WIDTH - right))
        )
        found.append(_text("tick", left - 4, y(tick) + 4, name, "end"))
    return found


def _weeks(labels: Sequence[str], step: float, left: float, height: float) -> list[Markup]:
    """The first, the middle and the last label: more do not fit on a telephone."""
    last = len(labels) - 1
    shown = sorted({0, last // 2, last} if last >= 4 else set(range(max(last + 1, 0))))
    return [
        _text("tick", left + (at + 0.5) * step, height - 8, labels[at], _anchor(at, last)) for at in shown
    ]


def _anchor(at: int, last: int) -> str:
    return "middle" if last < 4 or 0 < at < last else "start" if at == 0 else "end"


def _apart(wanted: Sequence[float], height: float) -> list[float]:
    """The same heights, moved so far that labels do not lie on each other and stay on the drawing."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    places = list(wanted)
    free = _TOP
    for index in order:
        places[index] = max(places[index], free)
        free = places[index] + _LABEL_HEIGHT
    free = height - _BOTTOM
    for index in reversed(order):
        places[index] = min(places[index], free)
        free = places[index] - _LABEL_HEIGHT
    return places


def _short(name: str) -> str:
    """A name cut to what fits beside a line, in columns: a Chinese character takes two."""
    if width(name) <= _NAME_COLUMNS - 5:
        return name
    kept = ""
    for letter in name:
        if width(kept + letter) > _NAME_COLUMNS - 6:
            break
        kept += letter
    return kept.rstrip() + "…"


def _nice(top: float) -> float:
    """The next round number whose half is a whole one."""
    power = max(10.0 ** math.floor(math.log10(top)), 1.0) if top > 0 else 1.0
    steps = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 20.0) if power > 1 else (2.0, 4.0, 6.0, 8.0, 10.0)
    return next(step * power for step in steps if step * power >= top)


def _text(name: str, x: float, y: float, said: str, anchor: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        name, _n(x), _n(y), anchor, escape(said)
    )


def _rect(name: str, x: float, y: float, wide: float, tall: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        name, _n(x), _n(y), _n(wide), _n(max(tall, 0.0))
    )


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _n(value: float) -> str:
    """A coordinate: one decimal, no minus before a zero."""
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0") if math.isfinite(value) else "0.0"


def _number(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"
