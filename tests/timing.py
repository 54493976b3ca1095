"""Whether time grows with size, on machines that do other things too."""

from __future__ import annotations

from collections.abc import Callable


def grows_evenly(
    seconds: Callable[[int], float], small: int, large: int, *, factor: float, free: float
) -> bool:
    """Whether ``large`` costs less than ``factor`` times ``small``, or less than ``free`` seconds, in one of three tries.

    A machine under load only ever adds time; a cost that grows with the square fails every try.
    """
    for _ in range(3):
        short, long = seconds(small), seconds(large)
        if long < free or long < factor * short:
            return True
    return False
