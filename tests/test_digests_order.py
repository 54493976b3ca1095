"""A digest depends on what articles say and when, not on the order in which they arrived."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.digest import build_digest
from digests.frames import build_frames
from digests.render import render_html, render_json, render_text
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows, policy

SAID = "The tariff office said its order on parcels takes effect on 15 January 2027 for every seller."


def world(seed: int) -> Rows:
    """Weeks with ties: equal moments, equal values, equal scores, acts told twice."""
    rows = Rows(seed).weeks(14, per_source=2).surge("de-minimis-and-customs", "temu", 2)
    for index in (0, 1, 4):
        root = rows.article(WEEK, SOURCES[index], "logistics-fulfilment", "ups", story=f"s-{index}")
        rows.article(WEEK, SOURCES[5], "logistics-fulfilment", "ups", story=f"s-{index}", copy_of=root)
        number = rows.article(WEEK, SOURCES[index], "platform-regulation", "eu-commission")
        rows.texts[number] = f"{SAID}\n{rows.texts[number]}"
        for name in ("mentions", "figures"):
            for row in rows.tables[name]:
                if row["article_id"] == number and not row.get("in_title"):
                    row["start"], row["end"] = row["start"] + len(SAID) + 1, row["end"] + len(SAID) + 1
        rows.tables["policies"].append(
            policy(
                number, 0, SAID, effective_on="2027-01-15", jurisdiction="US", scope=json.dumps([str(index)])
            )
        )
    for number, row in enumerate(rows.tables["articles"]):
        row["published_at"] = row["published_at"][:11] + "03:00:00Z"
        row["url"] = f"https://{row['source_id']}.example/{number * 7919 % 10007}"
    return rows


def renumbered(rows: Rows, seed: int) -> Rows:
    """The same articles as another store holds them: they arrived in another order."""
    chance = random.Random(seed)
    ids = list(rows.texts)
    new = dict(zip(ids, chance.sample(range(1, 10**6), len(ids)), strict=True))
    stories: dict[str, str] = {}
    other = Rows(1)
    other.texts = {new[number]: text for number, text in rows.texts.items()}
    for name, table in rows.tables.items():
        moved: list[dict[str, Any]] = [dict(row) for row in table]
        for row in moved:
            for key in ("article_id", "root_id", "reprint_of"):
                if row.get(key) is not None:
                    row[key] = new[row[key]]
            if row.get("story_id"):
                row["story_id"] = stories.setdefault(row["story_id"], f"s-{chance.randrange(10**12):012d}")
        chance.shuffle(moved)
        other.tables[name] = moved
    return other


def printed(rows: Rows) -> tuple[str, ...]:
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    digest = build_digest(frames, texts=rows.read, watch=("amazon", "temu", "shein"), names=NAMES)
    made = [render(digest, lang) for render in (render_text, render_html) for lang in ("en", "zh", "zh-Hant")]
    return (*made, render_json(digest))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_the_order_of_arrival_changes_no_byte(seed: int) -> None:
    rows = world(seed % 100)
    one, other = printed(rows), printed(renumbered(rows, seed))
    assert one == other


def test_no_id_of_the_store_leaves_it() -> None:
    body = printed(world(3))[-1]
    assert "article_id" not in body
    assert json.loads(body)["policy"]
    assert json.loads(body)["figures"]
    assert json.loads(body)["tone"]
