"""A letter is read in five minutes, its key part in two, a quiet one in less than a minute: whatever the week brings."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.bottom import is_quiet
from digests.brief import FIRST, size_of_key, versions
from digests.labels import labels_of
from digests.length import KEY, MINUTES, QUIET, minutes_of, printed_texts, reading_time, size_of
from digests.parts import Blind, Change, Digest, Evidence, FollowUp, HealthLine, Name, ShiftLine
from digests.render import render_text
from digests.view import View
from digests.wording import build_view
from tests.test_digests_render import busy, quiet, young

LANGS = ("en", "zh", "zh-Hant")
LETTERS = {
    "en": [
        "carriers",
        "brokers",
        "parcels",
        "from",
        "the",
        "customs",
        "house",
        "of",
        "a",
        "port",
        "that",
        "nobody",
        "can",
        "spell",
        "in",
        "one",
        "go",
    ],
    "zh": list("小额包裹豁免取消后各平台卖家物流成本海关清关税率上涨欧盟委员会通知"),
}


def words_of(chance: random.Random, most: int) -> str:
    lang = chance.choice(["en", "zh"])
    n = chance.randint(1, most)
    if lang == "en":
        return " ".join(chance.choices(LETTERS["en"], k=n))[: 6 * most]
    return "".join(chance.choices(LETTERS["zh"], k=n))


def long_name(chance: random.Random, number: int) -> Name:
    en, zh = words_of(chance, 30), words_of(chance, 90)
    return Name(id=f"entity:x{number}", en=en, zh_hans=zh, zh_hant=zh)


def long_quote(chance: random.Random, like: Evidence, number: int) -> Evidence:
    quote = f"{words_of(chance, 40)} {number}."
    return replace(
        like,
        quote=quote,
        end=like.start + len(quote),
        source=words_of(chance, 20),
        house=f"house {number}",
        lang=chance.choice(["en", "zh-Hans", "zh-Hant"]),
    )


def swollen(seed: int) -> Digest:
    """A digest with more of everything, longer than any week has it."""
    chance = random.Random(seed)
    base = busy()
    line, blind, quote = base.shifts[0], base.blind, base.shifts[0].evidence[0]

    def quotes(n: int) -> tuple[Evidence, ...]:
        return tuple(long_quote(chance, quote, number) for number in range(n))

    def shift_line(number: int) -> ShiftLine:
        named = tuple((long_name(chance, number), chance.randint(2, 30)) for _ in range(chance.randint(0, 3)))
        also = tuple((long_name(chance, number), line.shift) for _ in range(chance.randint(0, 3)))
        effect = chance.choice([0.2, 0.7, 1.5, 12.0, 400.0])
        return replace(
            line,
            name=long_name(chance, number),
            shift=replace(
                line.shift, effect=effect, weeks=chance.choice([1, 2]), more_than=chance.random() < 0.2
            ),
            companions=named,
            also=also,
            stakes=(0, 1),
            evidence=quotes(chance.randint(1, 4)),
        )

    follow = tuple(
        FollowUp(
            name=long_name(chance, number),
            then=line.shift,
            outcome=chance.choice(["again", "still", "over"]),
            observed=chance.randint(0, 900),
            expected=chance.random() * 30,
            evidence=quotes(1),
        )
        for number in range(chance.randint(0, 9))
    )
    health = tuple(
        HealthLine(
            name=words_of(chance, 30),
            state="broken",
            since=base.week.monday,
            status="http-status 503",
            detail="",
            measure="failing",
            numbers={},
        )
        for _ in range(chance.randint(0, 25))
    )
    changes = tuple(
        Change(what="claim", how="new", name=long_name(chance, number), after=2.5)
        for number in range(chance.randint(0, 12))
    )
    return replace(
        base,
        shifts=tuple(shift_line(number) for number in range(chance.randint(1, 7))),
        watch=tuple(shift_line(number) for number in range(chance.randint(0, 3))),
        pairs=tuple(shift_line(number) for number in range(chance.randint(0, 3))),
        follow_ups=follow,
        figures=tuple(
            replace(item, subject=long_name(chance, 1), evidence=quotes(2)) for item in base.figures * 3
        ),
        top=tuple(replace(item, title=words_of(chance, 80), evidence=quotes(1)) for item in base.top * 4),
        voice=tuple(replace(item, name=long_name(chance, 2)) for item in base.voice * chance.randint(1, 6)),
        blind=replace(
            blind,
            outages=tuple(words_of(chance, 30) for _ in range(chance.randint(0, 30))),
            unheard=tuple(words_of(chance, 30) for _ in range(chance.randint(0, 60))),
            broken=tuple((words_of(chance, 20), "timeout") for _ in range(chance.randint(0, 20))),
            health=health,
            pending=chance.randint(0, 10**6),
        ),
        revision=chance.choice([1, 2, 9]),
        changes=changes,
        version=words_of(chance, 90),
    )


def quietened(digest: Digest) -> Digest:
    voice = tuple(replace(line, change=None) for line in digest.voice)
    tone = tuple(replace(line, change=None) for line in digest.tone)
    return replace(digest, shifts=(), pairs=(), mix=(), voice=voice, tone=tone)


def head_of(view: View) -> list[str]:
    return [view.name, view.tagline, view.title, view.head, *view.bottom]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9), st.sampled_from(LANGS))
def test_no_week_makes_a_letter_longer(seed: int, lang: str) -> None:
    digest = swollen(seed)
    view = build_view(digest, lang, brief=True)
    assert size_of_key(view.lang, head_of(view), view.sections) <= KEY[view.lang]
    whole = [*head_of(view), view.foot, *printed_texts(view.sections)]
    assert reading_time(whole) <= MINUTES
    assert view.head.endswith(build_view(digest, lang, brief=True).head.rsplit("·", 1)[1])
    known = {item.quote for line in (*digest.shifts, *digest.pairs, *digest.watch) for item in line.evidence}
    for section in view.sections:
        if section.key in ("shifts", "pairs", "watch"):
            lines = [item for item in section.items if item.lead]
            assert all(item.quotes and item.quotes[0].text in known for item in lines)
            most = len(getattr(digest, section.key))
            if len(lines) < most:
                assert str(most - len(lines)) in section.rest
    assert next(section for section in view.sections if section.key == "shifts").items


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9), st.sampled_from(LANGS))
def test_a_quiet_week_is_short(seed: int, lang: str) -> None:
    digest = quietened(swollen(seed))
    view = build_view(digest, lang, brief=True)
    assert {section.key for section in view.sections} <= {"changes", "follow", "blind", "page"}
    assert size_of([*head_of(view), view.foot, *printed_texts(view.sections)], view.lang) < QUIET[view.lang]
    if digest.follow_ups:
        follow = next((section for section in view.sections if section.key == "follow"), None)
        lines = sum(bool(item.lead) for item in follow.items) if follow else 0
        rest = follow.rest if follow else next(s for s in view.sections if s.key == "page").items[0].body[0]
        assert lines == len(digest.follow_ups) or str(len(digest.follow_ups) - lines) in rest


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_everything(lang: str) -> None:
    digest = swollen(7)
    by = {section.key: section for section in build_view(digest, lang).sections}
    assert len(by["shifts"].items) == len(digest.shifts)
    assert len(by["figures"].items) == len(digest.figures)
    assert len(by["top"].items) == len(digest.top)


@pytest.mark.parametrize("lang", LANGS)
def test_the_order_of_a_letter(lang: str) -> None:
    order = [
        "changes",
        "shifts",
        "pairs",
        "watch",
        "follow",
        "voice",
        "mix",
        "figures",
        "policy",
        "new",
        "terms",
        "tone",
        "top",
        "cited",
        "blind",
        "method",
        "page",
    ]
    for digest in (busy(), quiet(), young(), swollen(3), swollen(4)):
        for brief in (True, False):
            keys = [section.key for section in build_view(digest, lang, brief=brief).sections]
            known = [key for key in keys if key in order]
            assert known == sorted(known, key=order.index)
            first = [key for key in keys if key in FIRST]
            assert keys[: len(first)] == first


@pytest.mark.parametrize("lang", LANGS)
def test_a_section_without_a_line_is_named_in_the_closing_line(lang: str) -> None:
    say, empty = labels_of(lang), 0
    for seed in range(40):
        for digest in (swollen(seed), quietened(swollen(seed))):
            whole = {section.key: section for section in build_view(digest, lang).sections}
            view = build_view(digest, lang, brief=True)
            assert all(section.items for section in view.sections)
            shown = {section.key for section in view.sections}
            closing = [
                item.body[0] for section in view.sections if section.key == "page" for item in section.items
            ]
            told = {"follow"} if is_quiet(digest) else {"pairs", "watch", "follow"}
            for key in (told & whole.keys()) - shown:
                empty += 1
                heading, n = whole[key].heading, len(whole[key].items)
                named = say.say("letter", "more", heading=heading[:1].lower() + heading[1:], n=n)
                assert any(named in line for line in closing)
    assert empty > 0


def test_the_shortest_form_of_a_claim_keeps_its_number_and_one_quote() -> None:
    view = build_view(busy(), "en")
    item = next(section for section in view.sections if section.key == "shifts").items[0]
    forms = versions(item)
    assert all(form.quotes and form.body[0] == item.body[0] for form in forms)
    assert [len(form.body) for form in forms] == sorted(len(form.body) for form in forms)
    assert forms[-1].quotes == item.quotes


def test_reading_is_measured_in_both_scripts() -> None:
    assert size_of(["Temu raised its fee by 12%."], "en") == 6
    assert size_of(["Temu佣金上调12%。"], "zh-Hans") == 6
    assert size_of(["海关清关"], "en") == 2
    assert reading_time(["海" * 400]) == pytest.approx(1)
    assert reading_time(["word " * 230]) == pytest.approx(1)
    assert minutes_of(["word " * 231]) == 2
    assert minutes_of([]) == 1
    assert size_of(["x" * 240], "en") == 10


def test_the_speed_is_stated() -> None:
    assert "230 words or 400 Chinese characters a minute" in render_text(busy(), "en")
    assert "每分钟中文400字、英文230词" in render_text(busy(), "zh")


def test_what_is_silent_is_said_first() -> None:
    digest = replace(busy(), blind=replace(busy().blind, outages=("Harbour Ledger",)))
    assert isinstance(digest.blind, Blind)
    assert "Harbour Ledger" in build_view(digest, "en", brief=True).bottom[0]
