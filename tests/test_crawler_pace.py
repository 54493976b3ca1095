"""How long to leave a host between two requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.hosts import BLOCKED_IN_A_ROW, Hosts
from crawler.pace import EASY, LEAST_STEP, LONGEST, SHARE, Pace


def test_a_quick_host_is_asked_as_promised() -> None:
    pace = Pace(floor=1.0)
    assert [pace.answered(latency, trouble=False) for latency in (0.05, 0.4, EASY)] == [1.0, 1.0, 1.0]


def test_a_slow_host_is_left_time() -> None:
    pace = Pace(floor=1.0)
    assert pace.answered(3.0, trouble=False) == SHARE * 3.0
    for _ in range(60):
        pace.answered(0.1, trouble=False)
    assert pace.delay == 1.0
    # One slow page among many is no slow host.
    assert pace.answered(2.0, trouble=False) < 2.0


def test_trouble_doubles_and_good_answers_bring_it_back_slowly() -> None:
    pace = Pace(floor=1.0)
    assert [pace.answered(0.1, trouble=True) for _ in range(4)] == [2.0, 4.0, 8.0, 16.0]
    steps = 0
    before = pace.delay
    while pace.delay > 1.0:
        after = pace.answered(0.1, trouble=False)
        assert before * 0.89 < after < before or after == 1.0
        before, steps = after, steps + 1
    assert 20 <= steps <= 40
    for _ in range(20):
        pace.answered(0.1, trouble=True)
    assert pace.delay == LONGEST


def test_no_delay_grows_all_the_same() -> None:
    pace = Pace(floor=0.0)
    assert pace.answered(0.01, trouble=True) == LEAST_STEP
    assert pace.answered(0.01, trouble=True) == 2 * LEAST_STEP


def test_a_promise_is_kept_and_never_taken_back() -> None:
    pace = Pace(floor=1.0)
    assert pace.promise(10.0) == 10.0
    assert pace.promise(2.0) == 10.0
    for _ in range(50):
        assert pace.answered(0.1, trouble=False) == 10.0
    assert Pace(floor=90.0).answered(100.0, trouble=True) == 90.0  # longer than the longest, by promise


@given(
    floor=st.floats(0, 120),
    answers=st.lists(st.tuples(st.floats(0, 600), st.booleans()), max_size=60),
)
def test_the_pace_stays_between_the_promise_and_the_longest(
    floor: float, answers: list[tuple[float, bool]]
) -> None:
    pace = Pace(floor=floor)
    for latency, trouble in answers:
        before = pace.delay
        after = pace.answered(latency, trouble=trouble)
        assert floor <= after <= max(floor, LONGEST)
        if trouble:
            assert after >= min(before, max(floor, LONGEST))


# --- what is known of a host ---------------------------------------------------------------------------------------


def test_a_pause_says_whether_it_was_asked_for() -> None:
    hosts = Hosts()
    hosts.rest("a.shop", 60, now=100, why="answered 429")
    rest = hosts.rest_of("a.shop", now=159)
    assert rest is not None
    assert (rest.asked, rest.why) == (True, "answered 429")
    assert hosts.rest_of("a.shop", now=160) is None
    for _ in range(3):
        hosts.failed("b.shop", now=100, why="timeout")
    down = hosts.rest_of("b.shop", now=10**9)
    assert down is not None
    assert not down.asked


def test_a_longer_pause_is_not_shortened() -> None:
    hosts = Hosts()
    hosts.rest("a.shop", 600, now=0, why="long")
    hosts.rest("a.shop", 6, now=0, why="short")
    assert hosts.resting("a.shop", now=599)
    assert hosts.notes == ["a.shop: long"]


@pytest.mark.parametrize("budget, asked, given_out", [(3, 5, 3), (0, 5, 5), (1, 1, 1)])
def test_a_host_has_a_budget(budget: int, asked: int, given_out: int) -> None:
    hosts = Hosts()
    assert sum(hosts.spend("a.shop", budget) for _ in range(asked)) == given_out
    assert hosts.spend("b.shop", budget)
    noted = [f"a.shop: {budget} pages in this run; the rest waits for the next"] if asked > given_out else []
    assert hosts.notes == noted


def test_gates_in_a_row_end_the_visit() -> None:
    hosts = Hosts()
    shown = [hosts.blocked("a.shop", now=0, why="slider") for _ in range(BLOCKED_IN_A_ROW)]
    assert shown == [False] * (BLOCKED_IN_A_ROW - 1) + [True]
    assert hosts.resting("a.shop", now=10**9)
    hosts.let_in("a.shop")
    assert not hosts.blocked("a.shop", now=0, why="slider")
