"""The peers of ``figures_peers.py``, each in a process of its own: texts in, quantities out, as JSON Lines.

    python benchmarks/peer_readers.py recognizers-text|jionlp|quantulum3

Run by the interpreter that has the peers, which need not have our project; so nothing of ours is imported. A line is
``{"texts": [...], "lang": "zh"|"en", "mode": "read"|"time", "own": kind or null}``; the answer to "read" is the list
of quantities of every text, the answer to "time" the CPU seconds of reading all of them once.

A quantity is ``{start, end, kind, value, low, high, unit, currency, period}``: kind is money, percent, number, rank,
duration, dimension or date; unit and currency are the peer's own words. What is done to a peer's answers is what a
user of it could do: recognizers-text is asked for percentages, money, dimensions, dates and durations, ages,
temperatures, ordinals and numbers, in this order; what lies in something found before is dropped, as are numbers that
look like years and numerals below ten written as words or Chinese characters, which are pronouns and pointers more
often than quantities. With ``own`` only its recognizer of that kind is asked. When the time is taken it is asked for
percentages, money, dimensions, ordinals and numbers, and for dates if "also" says "times"; so is JioNLP. quantulum3 and
JioNLP are taken as they are.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

Quantity = dict[str, Any]
Reader = Callable[[str, str, dict[str, Any]], list[Quantity]]  # text, language, what was asked


def _quantity(start: int, end: int, kind: str, **known: Any) -> Quantity:
    blank = {"value": None, "low": None, "high": None, "unit": None, "currency": None, "period": None}
    return {"start": start, "end": end, "kind": kind, **blank, **known}


def _number(written: Any) -> float | None:
    try:
        return float(str(written).rstrip("%"))
    except ValueError:
        return None


# --- recognizers-text ----------------------------------------------------------------------------------------

_CULTURES = {"zh": "zh-cn", "en": "en-us"}
# A year, and a small number that is written out: one, 一, 三.
_NOISE = re.compile(r"(?:19|20)\d\d|[零〇一二两三四五六七八九]|one|two|three|four|five|six|seven|eight|nine")


_DURATION = re.compile(r"P(?P<value>\d+(?:\.\d+)?)(?P<unit>[YMWD])")
_LENGTHS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def recognizers() -> Reader:
    """Microsoft's recognizers-text: a recognizer for each kind."""
    import recognizers_date_time as dated
    import recognizers_number as plain
    import recognizers_number_with_unit as measured

    def dates(text: str, culture: str, today: str | None) -> list[Any]:
        return dated.recognize_datetime(
            text, culture, reference=datetime.fromisoformat(today or "2025-11-20")
        )

    def any_day(recognize: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        return lambda text, culture, today: recognize(text, culture)

    by_kind = {
        "percent": any_day(plain.recognize_percentage),
        "money": any_day(measured.recognize_currency),
        "dimension": any_day(measured.recognize_dimension),
        "date": dates,
        "duration": any_day(measured.recognize_age),
        "temperature": any_day(measured.recognize_temperature),
        "rank": any_day(plain.recognize_ordinal),
        "number": any_day(plain.recognize_number),
    }
    timed = ("percent", "money", "dimension", "rank", "number")
    also = {"times": ("percent", "money", "dimension", "date", "rank", "number")}

    def read(text: str, lang: str, asked: dict[str, Any]) -> list[Quantity]:
        own = asked.get("own")
        found: list[Quantity] = []
        kinds = also.get(asked.get("also") or "", timed) if asked["mode"] == "time" else by_kind
        for kind in [own] if own else kinds:
            for result in by_kind[kind](text, _CULTURES[lang], asked.get("today")):
                made = _dated(result) if kind == "date" else _recognized(kind, result)
                if kind == "number" and not own and _NOISE.fullmatch(result.text.strip().lower()):
                    continue
                if made and not any(
                    made["start"] < other["end"] and other["start"] < made["end"] for other in found
                ):
                    found.append(made)
        return sorted(found, key=lambda quantity: quantity["start"])

    return read


def _recognized(kind: str, result: Any) -> Quantity | None:
    told = result.resolution or {}
    value = _number(told.get("value"))
    if value is None:
        return None
    unit = "%" if kind == "percent" else told.get("unit")
    currency = (told.get("isoCurrency") or unit) if kind == "money" else None
    return _quantity(result.start, result.end + 1, kind, value=value, unit=unit, currency=currency)


def _dated(result: Any) -> Quantity:
    """A duration in one unit, or a date by its TIMEX expression (of several readings the first)."""
    timex = ((result.resolution or {}).get("values") or [{}])[0].get("timex", "")
    length = _DURATION.fullmatch(timex)
    if length:
        value, unit = float(length["value"]), _LENGTHS[length["unit"]]
        return _quantity(result.start, result.end + 1, "duration", value=value, unit=unit)
    return _quantity(result.start, result.end + 1, "date", period=timex)


# --- JioNLP --------------------------------------------------------------------------------------------------


def jionlp() -> Reader:
    """JioNLP: money, the one quantity it finds in running text, and times where "also" asks. It reads Chinese only."""
    import jionlp as jio

    def read(text: str, lang: str, asked: dict[str, Any]) -> list[Quantity]:
        found = []
        for item in jio.ner.extract_money(text):
            told = item.get("detail") or {}
            start, end = item["offset"]
            num = told.get("num")
            ends = [_number(part) for part in num] if isinstance(num, list) else [_number(num)]
            if ends[0] is None:
                continue
            bounds = {"value": ends[0]} if len(ends) == 1 else {"low": ends[0], "high": ends[1]}
            found.append(_quantity(start, end, "money", currency=told.get("case"), **bounds))
        if asked.get("also") == "times":
            for item in jio.ner.extract_time(text):
                found.append(_quantity(*item["offset"], "date", period=item["type"]))
        return found

    return read


# --- quantulum3 ----------------------------------------------------------------------------------------------


def quantulum() -> Reader:
    """quantulum3 without its classifier (which wants scikit-learn and a model). It reads English only."""
    from quantulum3 import parser

    kinds = {"currency": "money", "time": "duration"}

    def read(text: str, lang: str, asked: dict[str, Any]) -> list[Quantity]:
        found = []
        for item in parser.parse(text):
            start, end = item.span
            unit, entity = item.unit.name, item.unit.entity.name
            kind = "percent" if unit == "percentage" else kinds.get(entity, "dimension")
            if unit == "dimensionless":
                kind = "number"
            spread = item.uncertainty
            bounds = (
                {"low": item.value - spread, "high": item.value + spread} if spread else {"value": item.value}
            )
            named = unit if kind == "money" else None
            shown = "%" if kind == "percent" else None if kind == "number" else unit
            found.append(_quantity(start, end, kind, unit=shown, currency=named, **bounds))
        return found

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "recognizers-text": recognizers,
    "jionlp": jionlp,
    "quantulum3": quantulum,
}


def _one(read: Reader, text: str, asked: dict[str, Any]) -> list[Quantity]:
    """What raises has found nothing."""
    try:
        return read(text, asked["lang"], asked)
    except Exception:
        return []


def _answer(read: Reader, asked: dict[str, Any]) -> Any:
    texts: Iterable[str] = asked["texts"]
    began = time.process_time()
    found = [_one(read, text, asked) for text in texts]
    return time.process_time() - began if asked["mode"] == "time" else found


def main() -> None:
    warnings.simplefilter("ignore")
    # Peers print when they are imported; the first line of ours says whether it can be used.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    try:
        with contextlib.redirect_stdout(sys.stderr):
            read = READERS[sys.argv[1]]()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), file=out, flush=True)
        return
    print(json.dumps({"missing": None}), file=out, flush=True)
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            answer = _answer(read, json.loads(line))
        print(json.dumps(answer, ensure_ascii=False, default=float), file=out, flush=True)


if __name__ == "__main__":
    main()
