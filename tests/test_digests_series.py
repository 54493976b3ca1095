"""A figure beside the last one of the same thing: only where it is the same thing, and with its own quote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from digests.digest import build_digest
from digests.frames import build_frames
from digests.parts import FigureLine
from digests.proofs import Proofs
from digests.series import last_before, status_of
from digests.weeks import Week, shift
from digests.wording import build_view
from tests.digest_rows import FILLER, NAMES, SOURCES, WEEK, ZONE, Rows, figure, mention, positions

FEE = {
    "kind": "money",
    "currency": "GBP",
    "unit": None,
    "per": "item",
    "metric": "fee",
    "subject": "amazon",
    "direction": None,
    "change_role": None,
}


def state(rows: Rows, week: Week, said: str, quote: str, amount: str, source: int = 0, **more: Any) -> None:
    number = rows.article(week, SOURCES[source], "fees-and-pricing", "amazon")
    rows.texts[number] = f"{said}\n{FILLER['en']}"
    for name in ("mentions", "figures"):
        rows.tables[name] = [row for row in rows.tables[name] if row["article_id"] != number]
    for at in positions(rows.texts[number], "Amazon"):
        rows.tables["mentions"].append(mention(number, at, "Amazon", "amazon", in_title=False))
    for place in ("Spain", "Japan"):
        for at in positions(rows.texts[number], place):
            named = mention(number, at, place, place.lower(), in_title=False) | {"type": "GPE"}
            rows.tables["mentions"].append(named)
    rows.tables["figures"].append(figure(number, said.index(quote), quote, Decimal(amount)) | FEE | more)


def line_of(rows: Rows) -> FigureLine:
    made = build_digest(build_frames(rows.build(), week=WEEK, zone=ZONE), texts=rows.read, names=NAMES)
    return made.figures[0]


NOW = "Amazon asks £10 for every item it returns to sellers, its price list says."
THEN = "Amazon asks £8 for every item it returns to sellers, its price list says."


def test_a_new_fee_stands_beside_the_last_one_with_its_quote() -> None:
    rows = Rows(3)
    state(rows, shift(WEEK, -8), THEN, "£8", "8", source=1)
    state(rows, WEEK, NOW, "£10", "10")
    line = line_of(rows)
    last = last_before(line)
    assert last is not None
    assert (last.value, last.evidence.quote, last.evidence.source) == (Decimal(8), THEN, "Parcel Weekly")
    assert status_of(line) == "changed"
    made = build_digest(build_frames(rows.build(), week=WEEK, zone=ZONE), texts=rows.read, names=NAMES)
    for lang, said in (("en", "Last stated: £8"), ("zh", "上次报道为8英镑"), ("zh-Hant", "上次報導為8英鎊")):
        (section,) = [section for section in build_view(made, lang).sections if section.key == "figures"]
        assert any(said in text for text in section.items[0].body)
        assert THEN in [quote.text for quote in section.items[0].quotes]


def test_what_the_store_has_of_the_thing_is_asked_for() -> None:
    rows = Rows(3)
    state(rows, shift(WEEK, -8), THEN, "£8", "8", source=1)
    state(rows, WEEK, NOW, "£10", "10")
    given = rows.build()
    *earlier, newest = given.figures
    frames = build_frames(replace(given, figures=(newest,)), week=WEEK, zone=ZONE)
    asked: list[tuple[str, str]] = []

    def figures_of(things: Collection[tuple[str, str]]) -> list[Mapping[str, Any]]:
        asked.extend(things)
        return list(earlier)

    proofs = Proofs(frames, rows.read, NAMES)
    proofs.figures_of = figures_of
    (line,) = build_digest(frames, texts=rows.read, proofs=proofs).figures
    assert asked == [("amazon", "fee")]
    assert [point.value for point in line.earlier] == [Decimal(8)]


@pytest.mark.parametrize(
    ("said", "more"),
    [
        (THEN.replace("sellers", "sellers in Spain"), {}),
        (THEN, {"currency": "EUR"}),
        (THEN, {"per": "order"}),
        (THEN, {"modality": "target"}),
        (THEN, {"modality": "negated"}),
        (THEN, {"approx": "over"}),
        (THEN, {"change_role": "from"}),
        (THEN, {"change_role": "by"}),
        (THEN, {"metric": "price"}),
        (THEN, {"subject": "temu"}),
        (THEN, {"confidence": 0.4}),
        (THEN, {"value": "0.8"}),
        (THEN, {"value": "NaN"}),
    ],
)
def test_what_may_be_another_thing_is_not_compared(said: str, more: dict[str, object]) -> None:
    rows = Rows(3)
    state(rows, shift(WEEK, -8), said, "£8", "8", source=1, **more)
    state(rows, WEEK, NOW, "£10", "10")
    assert line_of(rows).earlier == ()


@pytest.mark.parametrize(
    ("period", "compared"), [("2026Q2", True), ("2026-06", False), ("2025", False), (None, False)]
)
def test_what_is_measured_over_time_needs_another_time_of_the_same_length(
    period: str | None, compared: bool
) -> None:
    more: dict[str, Any] = {"metric": "revenue", "currency": "USD", "per": None}
    rows = Rows(3)
    state(
        rows,
        shift(WEEK, -9),
        "Amazon booked net sales of $160 billion, it said on Thursday.",
        "$160 billion",
        "160e9",
        period=period,
        **more,
    )
    state(
        rows,
        WEEK,
        "Amazon booked net sales of $180 billion, it said on Thursday.",
        "$180 billion",
        "180e9",
        period="2026Q3",
        **more,
    )
    assert [point.value for point in line_of(rows).earlier] == ([Decimal("160e9")] if compared else [])


def test_values_of_one_time_that_contradict_each_other_are_not_chosen_from() -> None:
    more: dict[str, Any] = {"metric": "revenue", "currency": "USD", "per": None}
    rows = Rows(3)
    for source, value in ((0, "160"), (1, "150")):
        said = f"Amazon booked net sales of ${value} billion, it said on Thursday."
        state(
            rows,
            shift(WEEK, -9),
            said,
            f"${value} billion",
            f"{value}e9",
            source=source,
            period="2026Q2",
            **more,
        )
    state(
        rows,
        WEEK,
        "Amazon booked net sales of $180 billion, it said on Thursday.",
        "$180 billion",
        "180e9",
        period="2026Q3",
        **more,
    )
    line = line_of(rows)
    assert sorted(point.value for point in line.earlier) == [Decimal("150e9"), Decimal("160e9")]
    assert last_before(line) is None


def test_another_value_for_the_same_time_contradicts() -> None:
    more: dict[str, Any] = {"metric": "revenue", "currency": "USD", "per": None, "period": "2026Q3"}
    rows = Rows(3)
    state(
        rows,
        shift(WEEK, -1),
        "Amazon booked net sales of $150 billion, it said on Thursday.",
        "$150 billion",
        "150e9",
        source=1,
        **more,
    )
    state(
        rows,
        WEEK,
        "Amazon booked net sales of $180 billion, it said on Thursday.",
        "$180 billion",
        "180e9",
        **more,
    )
    assert status_of(line_of(rows)) == "contradicted"
