"""Texts that nobody writes cost by their length: four times the text, about four times the time."""

from __future__ import annotations

import time

import pytest
from figure_hostility import HOSTILE, hostile_text
from timing import grows_evenly

from nlp.figures import find_figures

SMALL = 10_000


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_costs_about_four_times_the_time(piece: str) -> None:
    """The square would be sixteen times; what is quick is not held to it."""

    def seconds(length: int) -> float:
        given = hostile_text(piece, length)
        began = time.process_time()
        find_figures(given, ())
        return time.process_time() - began

    seconds(1000)
    assert grows_evenly(seconds, SMALL, 4 * SMALL, factor=8, free=0.4)


def test_the_list_holds_each_text_once() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE)
