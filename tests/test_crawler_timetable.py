"""When a source is looked at again: steps, wishes of the publisher, and what the rule comes to over weeks."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.timetable import (
    EARLY_AT_MOST,
    WISH_AT_MOST,
    Bounds,
    Seen,
    Timetable,
    announced_wishes,
    is_due,
    next_allowed,
    next_distance,
    next_look,
    recheck_distances,
)
from store.records import Candidate, Discovery, Look

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)  # a Monday
BOUNDS = Bounds(least=1_800, most=86_400)
HOUR = timedelta(hours=1)
NOBODY = Look(source_id="n")


def seen(new: int = 0, announced: int = 20, **changes: object) -> Seen:
    return replace(Seen(at=AT, status="ok", announced=announced, new=new), **changes)  # type: ignore[arg-type]  # a test's own names


def discovery(
    n: int, *, status: str = "ok", url: str = "https://n.example/feed", **changes: object
) -> Discovery:
    found = tuple(
        Candidate(url=f"https://n.example/{number}", source_id="n", discovered_at=AT) for number in range(n)
    )
    made = Discovery(source_id="n", url=url, at=AT, status=status, candidates=found)
    return replace(made, **changes)  # type: ignore[arg-type]  # a test's own names


@pytest.mark.parametrize(
    ("every", "look", "expected"),
    [
        (None, seen(20), 1_800),  # the first look
        (None, seen(0, 0, status="timeout"), 1_800),
        (1_800, seen(0), 3_600),  # nothing new: a step further
        (1_800, seen(0, 0, status="unchanged"), 3_600),
        (1_800, seen(0, 0, status="empty"), 3_600),
        (7_200, seen(1), 5_400),  # each new address: a step nearer
        (7_200, seen(3), 1_800),
        (7_200, seen(9), 1_800),  # never nearer than the least
        (86_400, seen(0), 86_400),  # nor further than the most
        (86_400, seen(20, 20), 1_800),  # all of it is new: something may have been missed
        (7_200, seen(0, 0, status="http-status"), 7_200),  # a failure says nothing of the rhythm
        (50_000, seen(1, 1), 1_800),
    ],
)
def test_the_distance_grows_and_shrinks_by_steps(every: int | None, look: Seen, expected: int) -> None:
    assert next_distance(every, look, BOUNDS) == expected


def test_a_look_is_due_a_little_early_so_that_an_hourly_timer_does_not_miss_it() -> None:
    after = next_look(replace(NOBODY, every=1_800), seen(0), BOUNDS)
    assert after.every == 3_600
    assert after.due_at == AT + timedelta(seconds=3_600 - EARLY_AT_MOST)
    # But never nearer than the least distance.
    assert next_look(NOBODY, seen(20), BOUNDS).due_at == AT + timedelta(seconds=1_800)


def test_failures_add_a_step_each_and_the_rhythm_comes_back() -> None:
    look = replace(NOBODY, every=7_200, failures=0)
    for count in (1, 2, 3):
        look = next_look(look, seen(0, 0, status="timeout"), BOUNDS)
        assert (look.every, look.failures) == (7_200, count)
        assert look.due_at == AT + timedelta(seconds=7_200 + count * 1_800)
    many = next_look(replace(look, failures=500), seen(0, 0, status="timeout"), BOUNDS)
    assert many.due_at == AT + timedelta(seconds=86_400)
    back = next_look(look, seen(1), BOUNDS)
    assert (back.every, back.failures, back.news_at) == (5_400, 0, AT)


def test_an_empty_announcement_is_no_failure() -> None:
    look = next_look(replace(NOBODY, every=1_800, failures=4), seen(0, 0, status="empty"), BOUNDS)
    assert (look.failures, look.every) == (0, 3_600)


def test_when_it_last_brought_news_is_kept() -> None:
    assert next_look(NOBODY, seen(2), BOUNDS).news_at == AT
    assert next_look(replace(NOBODY, news_at=AT - HOUR), seen(0), BOUNDS).news_at == AT - HOUR


@pytest.mark.parametrize(
    ("wish", "expected"),
    [(60, 1_800), (1_800, 1_800), (10_800, 10_800), (10**9, WISH_AT_MOST), (0, 1_800), (None, 1_800)],
)
def test_a_publisher_may_ask_for_more_time_never_for_less(wish: int | None, expected: int) -> None:
    assert next_distance(None, seen(20, period=wish), BOUNDS) == expected


def test_retry_after_is_kept_and_never_brings_a_look_forward() -> None:
    soon = next_look(NOBODY, seen(0, 0, status="http-status", not_before=AT + HOUR / 60), BOUNDS)
    assert soon.due_at == AT + timedelta(seconds=3_600)
    late = next_look(NOBODY, seen(0, 0, status="http-status", not_before=AT + 5 * HOUR), BOUNDS)
    assert late.due_at == AT + 5 * HOUR
    never = next_look(NOBODY, seen(0, 0, status="http-status", not_before=AT + 9_999 * HOUR), BOUNDS)
    assert never.due_at == AT + 24 * HOUR


def test_what_is_due() -> None:
    look = replace(NOBODY, at=AT, every=3_600, due_at=AT + HOUR)
    assert is_due(NOBODY, AT, BOUNDS)
    assert is_due(replace(look, due_at=None), AT, BOUNDS)
    assert not is_due(look, AT + HOUR / 2, BOUNDS)
    assert is_due(look, AT + HOUR, BOUNDS)
    # A clock that was put back, and a longest distance that was made shorter, leave no source waiting for ever.
    assert is_due(look, AT - HOUR, BOUNDS)
    assert is_due(replace(look, due_at=AT + 99 * HOUR), AT + 24 * HOUR, BOUNDS)


def feed(channel: str, item: str = "<item><title>x</title><ttl>1</ttl></item>") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}{item}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("channel", "period"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3_600),
        ("<ttl> 15 </ttl>", 900),
        ("<TTL>15.0</TTL>", 900),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", None),
        (
            "<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>\n\t1\t</sy:updateFrequency>",
            3_600,
        ),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<syn:updatePeriod>weekly</syn:updatePeriod>", 604_800),
        ("<sy:updatePeriod>fortnightly</sy:updatePeriod>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3_600),
        ("<ttl>1440</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
    ],
)
def test_what_a_feed_says_of_its_period(channel: str, period: int | None) -> None:
    assert announced_wishes(feed(channel)).period == period


def test_hours_and_days_to_be_skipped() -> None:
    hours = "<skipHours><hour>0</hour><hour> 23 </hour><hour>24</hour><hour>77</hour></skipHours>"
    days = "<skipDays><day>Saturday</day><day>sunday</day><day>Payday</day></skipDays>"
    quiet = announced_wishes(feed(hours + days)).quiet
    assert quiet == {day * 24 + hour for day in range(7) for hour in (0, 23)} | set(range(5 * 24, 7 * 24))
    friday_night = datetime(2026, 11, 13, 23, 30, tzinfo=UTC)
    assert next_allowed(friday_night, quiet) == datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    assert next_allowed(AT + HOUR / 7, quiet) == AT + HOUR / 7


def test_a_feed_that_skips_every_hour_is_not_believed() -> None:
    all_hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    assert announced_wishes(feed(f"<skipHours>{all_hours}</skipHours>")).quiet == frozenset()
    assert announced_wishes(b"<hour>3</hour><skipHours>").quiet == frozenset()
    assert next_allowed(AT, frozenset(range(168))) == AT + 168 * HOUR  # it comes to an end all the same


def test_the_next_look_is_moved_out_of_the_quiet_hours() -> None:
    quiet = announced_wishes(feed("<skipHours><hour>8</hour><hour>9</hour></skipHours>")).quiet
    assert next_look(NOBODY, seen(20, quiet=quiet), BOUNDS).due_at == AT + 2 * HOUR


@given(st.binary(max_size=400))
def test_any_bytes_have_wishes_that_can_be_used(body: bytes) -> None:
    wishes = announced_wishes(b"<ttl>" + body + b"</ttl><skipHours>" + body)
    assert wishes.period is None or wishes.period > 0
    assert len(wishes.quiet) < 168


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ok", "unchanged", "empty", "timeout"]),
            st.integers(0, 30),
            st.integers(0, 99_999),
        )
    )
)
def test_whatever_comes_the_next_look_lies_within_the_bounds(looks: list[tuple[str, int, int]]) -> None:
    look = NOBODY
    for status, new, period in looks:
        look = next_look(look, seen(new if status == "ok" else 0, 30, status=status, period=period), BOUNDS)
        assert look.every is not None
        assert look.due_at is not None
        assert BOUNDS.least <= look.every <= BOUNDS.most
        assert BOUNDS.least <= (look.due_at - AT).total_seconds() <= BOUNDS.most


def test_a_run_adds_up_what_an_index_and_its_children_bring() -> None:
    held = Look(source_id="n", at=AT - HOUR, status="ok", every=7_200, due_at=AT, news_at=AT - 9 * HOUR)
    table = Timetable({"n": held}, BOUNDS)
    assert table.not_due(AT - HOUR / 2) == {"n"}
    assert table.not_due(AT) == frozenset()
    index = table.note(discovery(0), 0)
    assert (index.every, index.news_at) == (9_000, AT - 9 * HOUR)
    child = table.note(discovery(500, url="https://n.example/1.xml"), 2)
    assert (child.every, child.news_at) == (3_600, AT)
    # A child that fails does not make the source one that fails; what its siblings brought stands.
    again = table.note(discovery(0, status="timeout", url="https://n.example/2.xml"), 0)
    assert (again.every, again.failures) == (3_600, 0)


def test_a_source_the_timetable_has_not_heard_of_gets_a_line() -> None:
    look = Timetable({}, BOUNDS).note(discovery(3), 3)
    assert (look.source_id, look.every, look.due_at) == ("n", 1_800, AT + HOUR / 2)


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        (0, []),
        (1, [6, 24]),
        (3, [6, 24, 72]),
        (8, [6, 24, 72]),
        (9, [6, 24, 72, 216]),
        (30, [6, 24, 72, 216, 648]),
    ],
)
def test_articles_are_asked_again_at_growing_distances(days: int, hours: list[int]) -> None:
    assert recheck_distances(days) == tuple(timedelta(hours=number) for number in hours)


def simulate(per_day: float, days: int, *, night: bool = False) -> tuple[float, float, int]:
    """(looks a day, median delay of an article in hours, articles lost from a feed of 20) with an hourly timer."""
    dice = random.Random(f"{per_day} {night}")
    minutes = [
        minute
        for minute in range(days * 1440)
        if dice.random() < per_day / 1440 * ((1.5 if 7 <= minute // 60 % 24 < 23 else 0) if night else 1)
    ]
    look, known, looks, delays, lost = NOBODY, 0, 0, [], 0
    for tick in range(days * 24):
        now = AT + tick * HOUR
        if not is_due(look, now, BOUNDS):
            continue
        looks += 1
        published = sum(1 for minute in minutes[known:] if minute <= tick * 60)
        lost += max(0, published - 20)
        delays += [(tick * 60 - minute) / 60 for minute in minutes[known : known + published]]
        known += published
        look = next_look(look, seen(min(published, 20), 20, at=now), BOUNDS)
    return looks / days, sorted(delays)[len(delays) // 2], lost


@pytest.mark.parametrize(
    ("per_day", "night", "looks", "delay"),
    [
        (120.0, False, (22.0, 24.0), 1.0),  # a wire: each hour the timer gives
        (24.0, True, (13.0, 21.0), 1.0),  # a newsroom that sleeps at night
        (4.0, False, (4.0, 11.0), 3.0),
        (1.0, False, (1.5, 4.0), 8.0),
        (1 / 7, False, (1.0, 1.5), 14.0),  # a ministry: about once a day
    ],
)
def test_over_a_season_a_source_is_asked_about_as_often_as_it_has_something_to_say(
    per_day: float, night: bool, looks: tuple[float, float], delay: float
) -> None:
    a_day, median, lost = simulate(per_day, 90, night=night)
    assert looks[0] <= a_day <= looks[1]
    assert median <= delay
    assert lost == 0
