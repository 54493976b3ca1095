"""What no row supports is not said: every number of every sentence, every claim's link, quote and witnesses."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digests.brief import FIRST
from digests.digest import check_evidence
from digests.labels import labels_of
from digests.length import CHARACTERS_A_MINUTE, WORDS_A_MINUTE
from digests.parts import Digest
from digests.render import render_json
from digests.view import Item, View
from digests.weeks import shift
from digests.wording import build_view
from tests.digest_rows import SOURCES, WEEK, Rows, figure, policy
from tests.test_digests_digest import corrupt, digest_of

LANGS = ("en", "zh", "zh-Hant")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def store_of(seed: int) -> Rows:
    """A random store: three scripts, surges, figures and policies true and stale, roles, texts that are gone."""
    chance = random.Random(seed)
    rows = Rows(seed).weeks(chance.choice([3, 6, 14, 14]), per_source=chance.randint(1, 3))
    for _ in range(chance.randint(0, 2)):
        topic = chance.choice(["de-minimis-and-customs", "platform-regulation", "fees-and-pricing"])
        rows.surge(topic, chance.choice(["temu", "shein", "orbita"]), chance.randint(1, 3))
    numbers = list(rows.texts)
    for number in chance.sample(numbers, min(12, len(numbers))):
        text = rows.texts[number]
        found = chance.choice(list(_NUMBER.finditer(text)) or [None])  # type: ignore[list-item]
        if found:
            rows.tables["figures"].append(
                figure(number, found.start(), found[0], chance.choice([3, 1500, 2_500_000]),  # type: ignore[arg-type]
                       subject=chance.choice(["temu", "amazon", "airport still", "Nobody"]), kind="money",
                       currency="USD", unit=None, metric="fee", direction=None, change_role=None)
            )  # fmt: skip
        rows.tables["policies"].append(
            policy(number, 0, text[: chance.randint(5, 40)], effective_on=chance.choice(["2027-01-15", "2026-13"]),
                   announced_on="2026-11-10", action="proposed", jurisdiction=chance.choice(["US", None, "XX"]))
        )  # fmt: skip
    rows.tables["roles"] = [
        {
            "article_id": number, "id": who, "type": "ORG", "salience": chance.random(), "provisional": False,
            "role": chance.choice(["subject", "actor", "source", "promotion", "passing"]),
        }
        for number in chance.sample(numbers, len(numbers) // 3)
        for who in chance.sample(["temu", "amazon", "shein"], 2)
    ]  # fmt: skip
    if chance.random() < 0.6:
        corrupt(rows, chance)
    return rows


def sentences(view: View) -> Iterator[str]:
    """What we say ourselves: everything but quotes and headlines."""
    yield from (view.title, view.head, *view.bottom, view.foot, view.subject)
    for section in view.sections:
        yield from (section.heading, section.note, section.rest)
        for item in section.items:
            yield from (item.lead, *item.body, item.more, *(cell for row in item.rows for cell in row))
            yield item.spark_label


@cache
def label_numbers(lang: str) -> frozenset[str]:
    """Numbers that stand in the sentences themselves: 1.3-fold, the 95% interval, four weeks of five."""
    told = json.dumps(labels_of(lang).sentences, ensure_ascii=False)
    return frozenset(_NUMBER.findall(told))


def known_numbers(body: Any) -> set[str]:
    """Every number of a body as it may be printed: counted, rounded, as a share, as a day, in a name."""
    found: set[str] = set()
    stack = [body]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            stack += part.values()
        elif isinstance(part, list):
            found |= printed(len(part))
            for cut in range(len(part)):
                found |= printed(len(part) - cut)
            stack += part
        elif isinstance(part, str):
            for number in _NUMBER.findall(part):
                found |= printed(float(number.replace(",", "")))
        elif isinstance(part, int | float):
            found |= printed(part) | printed(abs(part) * 100) | printed(abs(part) / 2)
    return found


def printed(value: float) -> set[str]:
    """The ways in which a number is written."""
    forms = {
        f"{value:.0f}",
        f"{value:.1f}",
        f"{value:.2f}",
        f"{value:,.0f}",
        f"{value:g}",
        f"{abs(value):.0f}",
    }
    for scale in (1e4, 1e6, 1e8, 1e9, 1e12):
        forms |= {f"{value / scale:.{places}f}".rstrip("0").rstrip(".") for places in (1, 2, 3)}
    return forms | {form.zfill(2) for form in forms}


def quotients(body: Any) -> set[str]:
    """The effect that a reader gets who divides stories by the printed expectation."""
    found: set[str] = set()
    lines = [*body["shifts"], *body["pairs"], *body["watch"]]
    tests = [line["shift"] for line in lines] + [also[1] for line in lines for also in line["also"]]
    for test in tests:
        for places in (0, 1):
            expected = max(round(test["expected"], places), 0.1)
            found |= printed(test["observed"] / expected)
            found |= printed(100 * test["observed"] / expected)
    for line in body["follow_ups"]:
        found |= printed(line["expected"]) | printed(100 * line["observed"] / max(line["of"], 1))
        found |= printed(100 * line["expected"] / max(line["of"], 1))
    return found


def check_numbers(digest: Digest, lang: str, *, brief: bool) -> None:
    view = build_view(digest, lang, brief=brief)
    body = json.loads(render_json(digest))
    known = known_numbers(body) | quotients(body) | label_numbers(view.lang)
    known |= {
        str(WORDS_A_MINUTE),
        str(CHARACTERS_A_MINUTE),
        view.head.rsplit("·", 1)[1].strip().split("-")[0],
    }
    known |= printed(float((_NUMBER.findall(view.head.rsplit("·", 1)[1]) or ["0"])[0]))
    for back in range(-1, 14):
        known |= printed(shift(WEEK, -back).number)
    for day in (WEEK.monday, WEEK.sunday):
        known |= printed(day.day) | printed(day.year) | printed(day.month)
    claims = sum(1 + len(line.also) for line in (*digest.shifts, *digest.watch))
    known |= printed(digest.method.tests - claims) | printed(claims) | printed(digest.policy_more)
    known |= printed(sum(n for _, n in digest.blind.rejected)) | printed(
        round(digest.method.expected_false * 10)
    )
    known |= {str(section.left) for section in view.sections}
    for sentence in sentences(view):
        for number in _NUMBER.findall(sentence):
            assert number in known, (number, sentence)


def lines(view: View, keys: Iterable[str]) -> Iterator[tuple[str, Item]]:
    for section in view.sections:
        if section.key in keys:
            yield from ((section.key, item) for item in section.items if item.lead)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
@example(3874754)  # a week before this one in which every series was too rare
def test_nothing_is_said_that_no_row_says(seed: int) -> None:
    rows = store_of(seed)
    digest = digest_of(rows.build(), rows.read)
    check_evidence(digest, rows.read)
    quotes = {(url, text) for url, text in quoted(json.loads(render_json(digest)))}
    for lang in LANGS:
        say = labels_of(lang)
        for brief in (True, False):
            check_numbers(digest, lang, brief=brief)
            view = build_view(digest, lang, brief=brief)
            for key, item in lines(
                view, ("shifts", "pairs", "watch", "figures", "policy", "new", "tone", "mix")
            ):
                assert item.quotes, (key, item.lead)
                assert all(quote.text in {text for _, text in quotes} for quote in item.quotes)
                assert all(not quote.url or (quote.url, quote.text) in quotes for quote in item.quotes)
        publisher = say.count("witness", 2).replace("2", "")
        alone = say.count("witness", 1)
        for _, item in lines(build_view(digest, lang), ("shifts", "pairs", "watch", "figures", "new", "top")):
            told = " ".join(item.body)
            assert publisher in told or alone in told.lower() or say.say("shift", "none_now") in told, told


def quoted(part: Any) -> Iterator[tuple[str, str]]:
    """Address and text of every quote of a body."""
    if isinstance(part, dict):
        if {"quote", "start", "end", "url"} <= part.keys():
            assert part["end"] - part["start"] == len(part["quote"])
            yield part["url"], part["quote"]
        for value in part.values():
            yield from quoted(value)
    elif isinstance(part, list):
        for value in part:
            yield from quoted(value)


def test_the_check_of_numbers_can_fail() -> None:
    rows = Rows(3).weeks(14, per_source=3).surge("de-minimis-and-customs", "temu", 3)
    digest = digest_of(rows.build(), rows.read)
    check_numbers(digest, "en", brief=False)
    body = json.loads(render_json(digest))
    known = known_numbers(body) | quotients(body) | label_numbers("en")
    assert not {"7777", "431", "88.8"} & known


def test_one_publisher_is_said_to_be_one() -> None:
    rows = Rows(3).weeks(14, per_source=2)
    said = "Amazon will raise its fulfilment fee by 31% in May, the company told sellers."
    number = rows.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon")
    rows.texts[number] = f"{said}\n{rows.texts[number]}"
    rows.tables["figures"].append(figure(number, said.index("31%"), "31%", 31, subject="amazon"))  # type: ignore[arg-type]
    digest = digest_of(rows.build(), rows.read)
    for lang, alone in (("en", "one publisher only"), ("zh", "仅1家媒体报道"), ("zh-Hant", "僅1家媒體報導")):
        told = [" ".join(item.body) for key, item in lines(build_view(digest, lang), ("figures",)) if key]
        assert any(alone in text for text in told)
    assert FIRST[0] == "changes"
