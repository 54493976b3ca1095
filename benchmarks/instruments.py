"""Joining of policy events: labelled pairs beside a plain peer, and invented years of news for pairs and time.

The peer joins what shares country and number, or country and a day of effect or deadline, as a line of SQL would.
The invented years are harsher than news: every act draws its body, tags and days by chance, half of the days from the
first of a month, so that acts which look alike are many. Quick: `python benchmarks/instruments.py 5000`.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from nlp.instrument_ids import build_instruments
from nlp.policy_terms import ACTIONS, SCOPES
from store.policy_records import PolicyEvent
from tests.instrument_cases import FILES, cases, judged

BODIES = {
    "US": ("ustr", "U.S. Customs and Border Protection", "White House", "cpsc"),
    "EU": ("european-commission", "European Parliament", "欧盟理事会"),
    "CN": ("gacc", "mofcom", "财政部", "samr"),
}
COUNTRIES = ["US"] * 30 + ["EU"] * 30 + ["CN"] * 20 + ["UK", "JP", "KR", "VN", "TW", "BR", "MX", "CA"]
FIRST, DAYS = date(2024, 1, 1), 900


def peer(a: PolicyEvent, b: PolicyEvent) -> bool:
    """Same country, and the same number as printed or the same day."""
    if a.jurisdiction != b.jurisdiction:
        return False
    if a.doc_number and b.doc_number:
        return a.doc_number == b.doc_number
    return any(x and x == y for x, y in ((a.effective_on, b.effective_on), (a.deadline, b.deadline)))


def scores(pairs: Iterable[tuple[bool, bool]]) -> str:
    """Precision and recall of (same, joined)."""
    seen = list(pairs)
    right = sum(same and joined for same, joined in seen)
    joined, same = sum(row[1] for row in seen), sum(row[0] for row in seen)
    return f"precision {right / joined if joined else 1:.3f}  recall {right / same if same else 1:.3f}  ({same} pairs)"


def invent(count: int, dice: random.Random) -> list[tuple[int, PolicyEvent]]:
    """Events of invented acts, each with the number of its act."""
    told: list[tuple[int, PolicyEvent]] = []
    act = 0
    while len(told) < count:
        act += 1
        code, day = dice.choice(COUNTRIES), FIRST + timedelta(days=dice.randrange(DAYS))
        start = day + timedelta(days=dice.randrange(200))
        start = start.replace(day=1) if dice.random() < 0.5 else start
        number = {
            "CN": f"公告{day.year}年第{act}号",
            "EU": f"(EU) {day.year}/{act}",
            "US": f"90 FR {10_000 + act}",
        }.get(code)
        body, action = dice.choice(BODIES.get(code, ("government",))), dice.choice(ACTIONS)
        scope = dice.sample(SCOPES, dice.choice((1, 2, 3)))
        for house in range(dice.choice((1, 1, 2, 3, 8, 25))):
            event = PolicyEvent(
                article_id=len(told),
                n=0,
                url=f"https://house{house}.example/{act}",
                published=(day + timedelta(days=dice.randrange(5))).isoformat(),
                official=house == 0,
                house=f"house{house}",
                doc_number=number if dice.random() < 0.4 else None,
                jurisdiction=code,
                authority=body if dice.random() < 0.8 else None,
                action=action,
                announced_on=day.isoformat() if dice.random() < 0.7 else None,
                effective_on=start.isoformat() if dice.random() < 0.6 else None,
                scope=tuple(scope),
            )
            told.append((act, event))
    return told


def measure(told: Sequence[tuple[int, PolicyEvent]]) -> tuple[str, float]:
    """Precision and recall of the pairs of invented events, and seconds of one processor."""
    began = time.process_time()
    by_country: dict[str | None, list[PolicyEvent]] = defaultdict(list)
    for _, event in told:
        by_country[event.jurisdiction].append(event)
    found = {
        link.article_id: link.instrument_id
        for events in by_country.values()
        for link in build_instruments(events, {}, {})[1]
    }
    seconds = time.process_time() - began
    acts: dict[int, list[int]] = defaultdict(list)
    joined: dict[str, list[int]] = defaultdict(list)
    truth = {event.article_id: act for act, event in told}
    for number, act in truth.items():
        acts[act].append(number)
        joined[found[number]].append(number)
    same = sum(len(row) * (len(row) - 1) // 2 for row in acts.values())
    pairs = [(truth[a] == truth[b]) for row in joined.values() for a, b in combinations(row, 2)]
    right = sum(pairs)
    return f"precision {right / len(pairs):.3f}  recall {right / same:.3f}  ({same} pairs)", seconds


def main() -> None:
    for file in FILES:
        rows = list(judged(file))
        print(f"{file}: {len(cases(file))} cases")
        print(f"  ours  {scores((same, found) for *_, same, found in rows)}")
        print(f"  peer  {scores((same, peer(a, b)) for _, a, b, same, _ in rows)}")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    said, seconds = measure(invent(count, random.Random(7)))
    print(f"invented years: {count} events")
    print(f"  ours  {said}  in {seconds:.1f} s of one processor")


if __name__ == "__main__":
    main()
