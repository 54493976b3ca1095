"""Days, amounts and scope on whole items: floors a little under what was measured, by script and language.

``policy_fresh.jsonl``: items written before the rules were changed; those of ``held``
were only counted at first and have been read since.
``policy_times.jsonl``: short reports and notices of our own. Events, days and amounts in both are invented.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nlp.entities import find_mentions
from nlp.figures import find_figures
from nlp.lexicon import load_lexicon
from nlp.policy import find_policies
from nlp.policy_amounts import read_amounts
from nlp.policy_dates import find_durations
from nlp.policy_times import read_times
from nlp.policy_zone import published_day
from nlp.segment import build_document
from store.records import Amount

DATA = Path(__file__).parent / "data"
DAYS = ("announced_on", "effective_on", "deadline")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]


def told(amounts: Iterable[Amount]) -> Counter[tuple[float, str]]:
    return Counter((float(row.value), row.unit.split("/")[0]) for row in amounts)


def given(amounts: Iterable[dict[str, Any]]) -> Counter[tuple[float, str]]:
    return Counter((float(row["value"]), str(row["unit"]).split("/")[0]) for row in amounts)


@cache
def read_fresh(split: str) -> list[tuple[dict[str, Any], Any]]:
    made = []
    for row in rows("policy_fresh.jsonl"):
        if row["split"] == split:
            at = datetime.combine(date.fromisoformat(row["published_at"]), datetime.min.time(), UTC)
            document = build_document(
                row["text"],
                lang=None,
                title=row["title"],
                published_at=at,
                source=row["source"],
                kind=row["kind"],
            )
            mentions = find_mentions(document, load_lexicon())
            found = find_policies(document, mentions, find_figures(document, mentions))
            made.append((row, found[0] if found else None))
    return made


def f1(right: int, told_too: int, missed: int) -> float:
    return 2 * right / (2 * right + told_too + missed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("split", "floors", "wrongly"),
    [
        ("open", {"announced_on": 0.94, "effective_on": 0.94, "deadline": 0.94}, 1),
        ("held", {"announced_on": 0.86, "effective_on": 0.88, "deadline": 0.88}, 3),
    ],
)
def test_days_of_items_not_written_for_the_rules(split: str, floors: dict[str, float], wrongly: int) -> None:
    found = read_fresh(split)
    for field in DAYS:
        right = bad = 0
        for row, policy in found:
            want = row["expected"][field]
            got = getattr(policy, field) if policy else None
            ways = [want, *row["also_ok"].get(field, [])] if want is not None else [None]
            right += got in ways
            bad += want is None and got is not None
        assert right / len(found) >= floors[field], field
        assert bad <= wrongly, field


@pytest.mark.slow
@pytest.mark.parametrize(("split", "figures", "scope"), [("open", 0.94, 0.88), ("held", 0.80, 0.72)])
def test_amounts_and_scope_of_items_not_written_for_the_rules(
    split: str, figures: float, scope: float
) -> None:
    counted, tagged = Counter[str](), Counter[str]()
    for row, policy in read_fresh(split):
        want = given([*row["expected"]["rates"], *row["expected"]["thresholds"]])
        got = told([*policy.rates, *policy.thresholds]) if policy else Counter()
        counted.update(right=(want & got).total(), told=(got - want).total(), missed=(want - got).total())
        tags, found = set(row["expected"]["scope"]), set(policy.scope if policy else ())
        tagged.update(right=len(tags & found), told=len(found - tags), missed=len(tags - found))
    assert f1(counted["right"], counted["told"], counted["missed"]) >= figures
    assert f1(tagged["right"], tagged["told"], tagged["missed"]) >= scope


def test_short_reports_and_notices() -> None:
    items = rows("policy_times.jsonl")
    wrong, counted = Counter[str](), Counter[str]()
    for row in items:
        at = datetime.combine(date.fromisoformat(row["published_at"]), datetime.min.time(), UTC)
        document = build_document(row["text"], lang=None, published_at=at, kind=row["kind"])
        durations = find_durations(document.folded)
        times = read_times(document, durations, published_day(document))
        for field, got in zip(DAYS, (times.announced, times.effective, times.deadline), strict=True):
            wrong[field] += got != row[field]
        rates, limits = read_amounts(document, find_figures(document, []), durations, None)
        got_all = {
            f"{format(item.value.normalize(), 'f')} {item.unit.split('/')[0]}" for item in rates + limits
        }
        want = {item.split("/")[0] for item in row["rates"] + row["thresholds"]}
        counted.update(right=len(want & got_all), told=len(got_all - want), missed=len(want - got_all))
    assert len(items) >= 100
    assert max(wrong.values()) <= 4, wrong
    assert f1(counted["right"], counted["told"], counted["missed"]) >= 0.95
