"""Nothing is said that no row says: checked on random rows, and on rows that lie."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.digest import build_digest, check_evidence, evidence_of, plain
from digests.frames import ENTITY, build_frames
from digests.parts import Digest
from digests.weeks import shift
from store.records import DigestRows
from tests.digest_rows import (
    FILLER,
    NAMES,
    SOURCES,
    WEEK,
    ZONE,
    Rows,
    Texts,
    figure,
    mention,
    policy,
    positions,
)

WATCH = ("amazon", "temu", "shein")


def digest_of(rows: DigestRows, texts: Texts, **more: object) -> Digest:
    given = {"watch": WATCH, "version": "0.1.0", "names": NAMES} | more
    return build_digest(build_frames(rows, week=WEEK, zone=ZONE), texts=texts, **given)  # type: ignore[arg-type]


def write(rows: Rows, source: int, first: str, *, who: str = "amazon", polarity: int = 0, **more: str) -> int:
    """An article that begins with this sentence; its other rows stay true."""
    number = rows.article(WEEK, SOURCES[source], "fees-and-pricing", who, **more)  # type: ignore[arg-type]
    rows.texts[number] = f"{first}\n{FILLER['en' if SOURCES[source][3] == 'en' else 'zh']}"
    for name in ("mentions", "figures"):
        rows.tables[name] = [row for row in rows.tables[name] if row["article_id"] != number]
    name = NAMES[who][SOURCES[source][3]]
    for at in positions(rows.texts[number], name):
        rows.tables["mentions"].append(mention(number, at, name, who, in_title=False))
    return number


def told(rows: Rows, number: int, quote: str, amount: str, **more: object) -> None:
    rows.tables["figures"].append(
        figure(number, rows.texts[number].index(quote), quote, Decimal(amount)) | more
    )


# --- the promise ---------------------------------------------------------------------------------------------


def corrupt(rows: Rows, chance: random.Random) -> None:
    """Rows as a store may hold them after revisions, hostile pages and half-finished runs."""
    for table in ("mentions", "figures"):
        for row in rows.tables[table]:
            if chance.random() < 0.2:
                move = chance.choice([-400, -1, 1, 7, 4000])
                row["start"], row["end"] = row["start"] + move, row["end"] + move
    for row in rows.tables["sentiments"]:
        if chance.random() < 0.2:
            row["sent_start"], row["sent_end"] = chance.choice([(0, 10**6), (-5, 5), (9, 3)])
    for row in rows.tables["figures"]:
        if chance.random() < 0.2:
            row["value"] = chance.choice([None, "", "NaN", "Infinity", "1e999", "-0", "12,3"])
        if chance.random() < 0.1:
            row["subject"] = chance.choice(["x" * 5000, "\u202eevil", "<script>", None, "unknown firm"])
    for row in rows.tables["articles"]:
        if chance.random() < 0.1:
            row["title"] = chance.choice(
                ["<script>alert(1)</script>", "\u202eטקסט", "标题" * 5000, "", "a\nb"]
            )
        if chance.random() < 0.1:
            row["url"] = chance.choice(
                ["javascript:alert(1)", "local:0123456789abcdef", "https://a.example/\u202e"]
            ) + str(row["article_id"])
        if chance.random() < 0.1:
            row["story_id"] = row["root_id"] = row["reprint_of"] = None
    for number in list(rows.texts):
        spoiled = chance.random()
        if spoiled < 0.05:
            del rows.texts[number]
        elif spoiled < 0.1:
            rows.texts[number] = chance.choice(
                ["", "\u202e" + rows.texts[number], rows.texts[number] * 40, "x" * 20_000]
            )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(1, 14), st.booleans(), st.booleans())
def test_nothing_unsupported_is_emitted(seed: int, weeks: int, surge: bool, spoil: bool) -> None:
    rows = Rows(seed).weeks(weeks, per_source=2)
    if surge:
        rows.surge("de-minimis-and-customs", "temu", 2)
    if spoil:
        corrupt(rows, random.Random(seed))
    built = rows.build()
    digest = digest_of(built, rows.read)
    urls = {row["article_id"]: row["url"] for row in built.articles}
    names = {row["source_id"]: row["name"] for row in built.sources}
    source = {row["article_id"]: names[row["source_id"]] for row in built.articles}
    for line in [
        *digest.shifts,
        *digest.watch,
        *digest.figures,
        *digest.policy,
        *digest.tone,
        *digest.top,
        *digest.new,
        *digest.pairs,
        *digest.mix,
    ]:
        assert line.evidence, line
    for item in evidence_of(digest):
        assert rows.texts[item.article_id][item.start : item.end] == item.quote
        assert item.url == urls[item.article_id]
        assert item.source == source[item.article_id]
    check_counts(digest, built)
    if weeks < 5:
        assert not digest.shifts
        assert digest.method.baseline == 0


def check_counts(digest: Digest, rows: DigestRows) -> None:
    """The numbers of a digest, counted again the slow way."""
    frames = build_frames(rows, week=WEEK, zone=ZONE)
    at = dict(zip(frames.articles["article_id"], frames.articles["at"], strict=True))
    story = dict(zip(frames.articles["article_id"], frames.articles["story"], strict=True))
    began: dict[str, int] = {}
    for number, when in at.items():
        began[story[number]] = min(when, began.get(story[number], 99))
    assert digest.articles == sum(when == 13 for when in at.values())
    assert digest.stories == sum(when == 13 for when in began.values())
    naming: dict[str, set[str]] = defaultdict(set)
    for row in rows.mentions:
        if row["article_id"] in story and began[story[row["article_id"]]] == 13:
            naming[row["id"]].add(story[row["article_id"]])
    any_of = set().union(*(naming[name] for name in WATCH))
    for line in digest.voice:
        assert line.stories == len(naming[line.name.id.removeprefix(ENTITY)])
        assert line.of == len(any_of)
        assert line.low <= line.share <= line.high
    if not frames.tested.panel.outages and len(frames.tested.panel.sources) == len(SOURCES):
        for shifted in digest.shifts:
            name = shifted.shift.series.removeprefix(ENTITY)
            if name in naming and shifted.shift.weeks == 1:
                assert shifted.shift.observed == len(naming[name])
    for line in digest.new:
        assert all(at[row["article_id"]] == 13 for row in rows.mentions if ENTITY + row["id"] == line.name.id)


@pytest.mark.parametrize("series_is_quoted", [ENTITY])
def test_a_quote_about_a_name_names_it(series_is_quoted: str) -> None:
    rows = Rows(4).weeks(14, per_source=3).surge("fees-and-pricing", "shein", 3)
    digest = digest_of(rows.build(), rows.read)
    lines = [
        line
        for line in (*digest.shifts, *digest.voice, *digest.new)
        if line.name.id.startswith(series_is_quoted)
    ]
    assert lines
    for line in lines:
        names = set(NAMES[line.name.id.removeprefix(ENTITY)].values())
        for item in line.evidence:
            assert any(name in item.quote for name in names)


def test_a_quote_that_does_not_stand_where_it_says_stops_the_issue() -> None:
    rows = Rows(4).weeks(14, per_source=2)
    digest = digest_of(rows.build(), rows.read)
    check_evidence(digest, rows.read)
    with pytest.raises(AssertionError, match="does not stand"):
        check_evidence(digest, lambda ids: dict.fromkeys(ids, "Something else."))
    line = digest.voice[0]
    forged = replace(line.evidence[0], quote=line.evidence[0].quote.replace("a", "o").replace("的", "得"))
    with pytest.raises(AssertionError):
        check_evidence(replace(digest, voice=(replace(line, evidence=(forged,)),)), rows.read)


def test_the_same_rows_give_an_equal_digest_in_any_order() -> None:
    rows = Rows(12).weeks(14, per_source=3).surge("fees-and-pricing", "temu", 2)
    one = rows.build()
    for name, table in rows.tables.items():
        rows.tables[name] = table[::-1]
    assert plain(digest_of(one, rows.read)) == plain(digest_of(rows.build(), rows.read))


# --- what shifted ----------------------------------------------------------------------------------------------


def test_a_surge_leads_the_digest_with_quotes_in_both_languages() -> None:
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    digest = digest_of(rows.build(), rows.read)
    claims = {
        name for line in digest.shifts for name in (line.name.id, *(other.id for other, _ in line.also))
    }
    assert {"topic:de-minimis-and-customs", "entity:temu"} <= claims
    line = digest.shifts[0]
    assert line.history[-1] == line.shift.observed
    assert len(line.history) == 14
    assert {item.lang[:2] for item in line.evidence} == {"zh", "en"}
    assert len({(item.house, item.lang[:2]) for item in line.evidence}) == len(line.evidence)
    assert line.stories_zh + line.stories_en == line.shift.observed
    voices = [line for line in digest.voice if line.change is not None]
    pairs = [name for line in digest.pairs for name in (line.name, *(other for other, _ in line.also))]
    assert digest.method.claims >= len(claims) + len(pairs) + len(voices)
    assert digest.method.expected_false == round(0.1 * digest.method.claims, 1)


def test_a_claim_nobody_can_be_quoted_for_is_withheld_and_counted() -> None:
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    digest = digest_of(rows.build(), lambda ids: dict.fromkeys(ids, "No sentence here"))
    assert digest.shifts == ()
    assert digest.blind.withheld >= 2
    assert list(evidence_of(digest)) == []


def test_the_claims_of_last_week_are_followed_up() -> None:
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 4, shift(WEEK, -1))
    digest = digest_of(rows.build(), rows.read)
    found = {line.name.id: line.outcome for line in digest.follow_ups if line.measure == "attention"}
    assert found["topic:de-minimis-and-customs"] in ("over", "still")
    again = rows.surge("de-minimis-and-customs", "temu", 4)
    lines = digest_of(again.build(), again.read).follow_ups
    found = {line.name.id: line.outcome for line in lines if line.measure == "attention"}
    assert found["entity:temu"] == "again"


def test_three_weeks_of_history_build_the_baseline() -> None:
    rows = Rows(3).weeks(3, per_source=4).surge("de-minimis-and-customs", "temu", 5)
    digest = digest_of(rows.build(), rows.read)
    assert digest.shifts == digest.watch == digest.follow_ups == ()
    assert (digest.method.have, digest.method.needed) == (2, 4)


# --- sections ----------------------------------------------------------------------------------------------------


def test_figures_two_houses_agree_on_come_first_and_conflicts_are_shown() -> None:
    rows = Rows(3).weeks(2, per_source=1)
    for source, quote, value in (
        (0, "$180.2 billion", "180.2e9"),
        (1, "$180.2 billion", "180.2e9"),
        (4, "1791亿美元", "179.1e9"),
    ):
        said = (
            f"Amazon booked net sales of {quote} in the third quarter, the company said."
            if source < 4
            else f"亚马逊第三季度净销售额为{quote}，公司周四公布。"
        )
        number = write(rows, source, said)
        told(
            rows,
            number,
            quote,
            value,
            kind="money",
            currency="USD",
            unit=None,
            metric="revenue",
            period="2026Q3",
            subject="amazon",
        )
    line = digest_of(rows.build(), rows.read).figures[0]
    assert (line.metric, line.value, line.houses) == ("revenue", Decimal("180.2e9"), 2)
    assert [value for value, _ in line.differs] == [Decimal("179.1e9")]
    assert "1791亿美元" in line.differs[0][1].quote


@pytest.mark.parametrize(
    "other, period, approx",
    [
        ("180e9", "2026Q3", None),
        ("179.1e9", None, None),
        ("179.1e9", "2026Q3", "about"),
        ("18.02e9", "2026Q3", None),
    ],
    ids=["rounding", "no period", "approximate", "another thing"],
)
def test_what_need_not_be_a_contradiction_is_none(other: str, period: str | None, approx: str | None) -> None:
    rows = Rows(3)
    for source, value in ((0, "180.2e9"), (1, other)):
        number = write(
            rows, source, "Amazon booked net sales of $180.2 billion in the third quarter, it said."
        )
        more = {
            "kind": "money",
            "currency": "USD",
            "unit": None,
            "metric": "revenue",
            "period": period,
            "subject": "amazon",
        }
        told(rows, number, "$180.2 billion", value, approx=approx if source else None, **more)
    assert all(line.differs == () for line in digest_of(rows.build(), rows.read).figures)


@pytest.mark.parametrize(
    "more",
    [
        {"confidence": 0.3},
        {"metric": None},
        {"subject": None},
        {"modality": "negated"},
        {"modality": "hypothetical"},
        {"kind": "date"},
        {"value": "NaN"},
    ],
)
def test_weak_figures_are_left_out(more: dict[str, object]) -> None:
    rows = Rows(3)
    number = write(rows, 0, "Amazon raised its storage fee by 4% for all sellers on Monday.")
    told(rows, number, "4%", "4", **{"subject": "amazon"} | more)
    assert digest_of(rows.build(), rows.read).figures == ()


NOTICE = (
    "The commission published Regulation (EU) 2026/9901 on 10 November 2026, open for comment until 1 December 2026, "
    "and it applies from 15 January 2027 to every parcel."
)


def calendar(**more: object) -> tuple[tuple[str, str], ...]:
    rows = Rows(3)
    number = write(rows, 0, NOTICE)
    rows.tables["policies"].append(policy(number, 0, NOTICE, **more))
    return tuple((line.event, line.day) for line in digest_of(rows.build(), rows.read).policy)


def test_the_calendar_holds_days_to_come_and_announcements_of_the_week() -> None:
    assert calendar(effective_on="2027-01-15", announced_on="2026-11-10") == (("effective", "2027-01-15"),)
    assert calendar(announced_on="2026-11-10", action="proposed") == (("announced", "2026-11-10"),)
    assert calendar(announced_on="2026-11-10", action="adopted") == ()
    both = calendar(deadline="2026-12-01", effective_on="2027-01")
    assert both == (("deadline", "2026-12-01"), ("effective", "2027-01"))


def test_a_day_is_quoted_from_the_sentence_that_names_it() -> None:
    rows = Rows(3)
    first = "The commission published its regulation on parcels after two years of talks."
    number = write(rows, 0, f"{first} It applies from 15 January to every parcel under 150 euros.")
    rows.tables["policies"].append(
        policy(number, 0, first, instrument="Parcel Act", effective_on="2027-01-15")
    )
    assert digest_of(rows.build(), rows.read).policy == ()  # no row says which day the text means
    told(rows, number, "15 January", "0", kind="date", period="2027-01-15", metric=None)
    (line,) = digest_of(rows.build(), rows.read).policy
    assert "15 January" in line.evidence[0].quote
    assert line.instrument is None  # the article has no such name
    assert line.title == "Amazon changes what sellers pay"


def test_a_computed_day_is_quoted_with_its_term() -> None:
    rows = Rows(3)
    said = "Comments may be sent to the ministry within 30 days of publication, it said."
    number = write(rows, 0, said)
    rows.tables["policies"].append(policy(number, 0, said, deadline="2026-12-10"))
    assert digest_of(rows.build(), rows.read).policy == ()
    told(rows, number, "30 days", "30", kind="duration", unit="day", metric=None)
    assert [line.day for line in digest_of(rows.build(), rows.read).policy] == ["2026-12-10"]


def test_places_are_tested_but_not_listed_as_new() -> None:
    rows = Rows(3).weeks(14, per_source=2)
    for source in (SOURCES[0], SOURCES[4], SOURCES[5]):
        rows.article(WEEK, source, "fees-and-pricing", "orbita")
    for row in rows.tables["mentions"]:
        if row["id"] == "orbita":
            row["type"] = "GPE"
    assert digest_of(rows.build(), rows.read).new == ()


@pytest.mark.parametrize(
    "day", ["2026-11-01", "2035-01-01", "2026-13-01", "soon", "", None, "2026-02-31", "20270115"]
)
def test_days_past_or_impossible_are_not_in_the_calendar(day: str | None) -> None:
    assert calendar(instrument="A", effective_on=day) == ()


def test_one_instrument_is_one_line_a_day() -> None:
    rows = Rows(3)
    for source in (0, 1, 2):
        number = write(rows, source, NOTICE)
        rows.tables["policies"].append(
            policy(
                number, 0, NOTICE, doc_number="(EU) 2026/9901", jurisdiction="EU", effective_on="2027-01-15"
            )
        )
    assert len(digest_of(rows.build(), rows.read).policy) == 1


def test_tone_is_stated_with_its_interval_and_changes_only_with_proof() -> None:
    rows = Rows(3)
    for back in range(13, 0, -1):
        for source in SOURCES:
            rows.article(shift(WEEK, -back), source, "fees-and-pricing", "temu", polarity=1)
    quiet = rows.build()
    assert digest_of(quiet, rows.read).tone == ()
    rows.surge("fees-and-pricing", "temu", 4)
    line = digest_of(rows.build(), rows.read).tone[0]
    assert (line.stories, line.favourable, line.unfavourable, line.balance) == (32, 0, 32, -1.0)
    assert line.low <= line.balance <= line.high
    assert line.before == 1.0
    assert line.evidence


def test_new_names_need_two_houses_and_a_past_to_be_new_in() -> None:
    rows = Rows(3).weeks(14, per_source=2)
    rows.article(WEEK, SOURCES[2], "fees-and-pricing", "orbita")
    rows.article(WEEK, SOURCES[3], "fees-and-pricing", "orbita")  # the same house
    assert digest_of(rows.build(), rows.read).new == ()
    rows.article(WEEK, SOURCES[5], "fees-and-pricing", "orbita")
    (line,) = digest_of(rows.build(), rows.read).new
    assert (line.name.en, line.stories, line.houses) == ("Orbita Freight", 3, 2)
    young = Rows(3).weeks(2, per_source=2)
    for source in SOURCES[:3]:
        young.article(WEEK, source, "fees-and-pricing", "orbita")
    assert digest_of(young.build(), young.read).new == ()


def test_top_stories_are_those_most_houses_carried() -> None:
    rows = Rows(3).weeks(2, per_source=1)
    for name, sources in (("s-wide", [0, 1, 4, 5]), ("s-house", [2, 3])):
        root = rows.article(WEEK, SOURCES[sources[0]], "fees-and-pricing", "ups", story=name, title=name)
        for index in sources[1:]:
            rows.article(WEEK, SOURCES[index], "fees-and-pricing", "ups", story=name, copy_of=root)
    top = digest_of(rows.build(), rows.read).top
    assert [(line.houses, line.articles) for line in top] == [(4, 4), (1, 2)]


def test_what_could_not_be_seen_is_said() -> None:
    rows = Rows(6).weeks(14, per_source=6, dead={"haiwai": [WEEK]})
    rows.tables["announcements"] += [
        {
            "source_id": "haiwai",
            "url": "https://haiwai.example/feed",
            "at": "2026-11-15T00:00:00Z",
            "status": "timeout",
            "detail": "",
        },
        {
            "source_id": "parcel",
            "url": "https://parcel.example/feed",
            "at": "2026-11-15T00:00:00Z",
            "status": "unchanged",
            "detail": "",
        },
    ]
    rows.tables["rejections"] += [
        {"source_id": "parcel", "reason": "too-short", "n": 2},
        {"source_id": "cross", "reason": "too-short", "n": 3},
    ]
    digest = digest_of(rows.build(undated=4, pending=9), rows.read)
    blind = digest.blind
    assert blind.outages == ("海外仓日报",)
    assert blind.broken == (("海外仓日报", "timeout"),)
    assert blind.rejected == (("too-short", 5),)
    assert (blind.undated, blind.pending, blind.reprints) == (4, 9, 0)
    assert (digest.sources_heard, digest.sources) == (7, 8)


def test_names_fall_back_on_what_articles_write() -> None:
    rows = Rows(3).weeks(2, per_source=4)
    line = next(
        line
        for line in digest_of(rows.build(), rows.read, names=None).voice
        if line.name.id == "entity:amazon"
    )
    assert (line.name.en, line.name.zh_hans, line.name.zh_hant) == ("Amazon", "亚马逊", "亞馬遜")


def test_an_empty_store_is_a_digest_that_says_so() -> None:
    digest = digest_of(Rows().build(), lambda ids: {})
    assert (digest.articles, digest.stories, digest.sources_heard) == (0, 0, 0)
    assert list(evidence_of(digest)) == []
