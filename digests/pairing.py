"""How a pair of series is written: ``pair:entity:a+topic:b``."""

from __future__ import annotations

PAIR = "pair:"


def pair_of(first: str, second: str) -> str:
    """The series of what both are in, the one that sorts first before the other."""
    return PAIR + "+".join(sorted((first, second)))


def parts_of(series: str) -> tuple[str, ...]:
    """The two series of a pair; of any other series, itself."""
    if not series.startswith(PAIR):
        return (series,)
    joined = series.removeprefix(PAIR)
    for mark in ("+topic:", "+entity:"):
        first, found, second = joined.partition(mark)
        if found:
            return first, mark[1:] + second
    return (series,)
