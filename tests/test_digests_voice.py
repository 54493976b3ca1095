"""Shares and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.voice import wilson


@given(st.integers(0, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_stays_a_share(counts: tuple[int, int]) -> None:
    hits, of = counts
    low, high = wilson(hits, of)
    assert 0 <= low <= high <= 1
    if of:
        assert low <= hits / of <= high


def test_the_interval_of_a_known_case() -> None:
    # Newcombe 1998, table I: 81 of 263 has the Wilson interval .2553 to .3662.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("hits", "of"), [(0, 22), (22, 22), (0, 1), (1, 1)])
def test_a_share_of_none_or_all_is_at_the_edge_of_its_interval(hits: int, of: int) -> None:
    low, high = wilson(hits, of)
    assert (low if hits == 0 else high) == hits / of


def test_nothing_seen_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
