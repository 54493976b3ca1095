"""What an issue says of its own numbers: nothing twice, nothing left out unsaid, nothing that is not so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from digests.backing import build_backing
from digests.bottom import bottom_of
from digests.case_view import build_case_view
from digests.claims import is_named_in, is_part_of
from digests.digest import build_digest
from digests.frames import build_frames
from digests.items_tested import mix_item
from digests.labels import labels_of, topic_name
from digests.parts import FollowUp, MixLine, MixNote, Name
from digests.proofs import Proofs
from digests.shares import ShareShift
from digests.wording import build_view
from store.outbox import Enqueued
from tests.digest_rows import NAMES, WEEK, ZONE, Rows
from tests.test_digests_digest import digest_of, told, write
from tests.test_digests_quotes import calendar
from tests.test_digests_render import busy, empty
from tradewind.commands.outbox import report_sent
from tradewind.letters import Posted, in_words
from tradewind.sending import Sent

LANGS = ("en", "zh", "zh-Hant")


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [
        ("en", "One more shifted.", "2 more shifted."),
        ("zh", "另有1项异动。", "另有2项异动。"),
        ("zh-Hant", "另有1項異動。", "另有2項異動。"),
    ],
)
def test_claims_beyond_the_third_are_counted(lang: str, one: str, two: str) -> None:
    line, say = busy().shifts[0], labels_of(lang)
    for n, said in ((4, one), (5, two)):
        assert said in bottom_of(say, replace(busy(), shifts=(line,) * n))
    assert not {one, two} & set(bottom_of(say, replace(busy(), shifts=(line,) * 3)))


def test_what_a_claim_tells_is_not_to_be_watched_as_well() -> None:
    claim = busy().shifts[0].shift
    of = frozenset(range(20))
    assert is_part_of(claim, frozenset(range(13, 23)), claim, of)  # 7 of its 10
    assert not is_part_of(claim, frozenset(range(14, 24)), claim, of)
    assert not is_part_of(claim, frozenset(), claim, of)
    fall = replace(claim, effect=1 / claim.effect)
    assert not is_part_of(fall, frozenset(range(10)), claim, of)
    short = Name(id="entity:us-de-minimis", en="de minimis", zh_hans="小额豁免", zh_hant="小額豁免")
    assert is_named_in(short, topic_name("de-minimis-and-customs"))
    assert not is_named_in(topic_name("de-minimis-and-customs"), short)


def test_what_is_unusual_is_not_said_to_be_normal() -> None:
    digest = busy()
    assert digest.method.unusual >= len(digest.shifts) + len(digest.watch) > 0
    rest = digest.method.tests - digest.method.unusual
    assert f"The other {labels_of('en').count('subject', rest)} tested" in " ".join(
        bottom_of(labels_of("en"), digest)
    )


def test_the_note_of_the_calendar_says_how_it_is_ordered() -> None:
    ahead = calendar({"in_source": 0, "jurisdiction": "PL"})[0]
    announced = replace(ahead, event="announced", day="2026-11-10")
    for lang in LANGS:
        say = labels_of(lang)
        for lines, key in (
            ((ahead,), "note"),
            ((announced,), "note_announced"),
            ((ahead, announced), "note_both"),
        ):
            view = build_view(replace(busy(), policy=lines, policy_more=0), lang)
            note = next(section.note for section in view.sections if section.key == "policy")
            assert note == say.say("policy", key)


@pytest.mark.parametrize(("lang", "none"), [("en", "no story"), ("zh", "没有新闻"), ("zh-Hant", "沒有新聞")])
def test_none_is_said_in_words(lang: str, none: str) -> None:
    assert labels_of(lang).count("story", 0) == none
    line = busy().shifts[0]
    over = FollowUp(
        name=line.name, then=line.shift, outcome="over", observed=0, expected=0.4, evidence=line.evidence
    )
    view = build_view(replace(busy(), follow_ups=(over,)), lang)
    assert none in next(section for section in view.sections if section.key == "follow").items[0].lead
    assert "0 " not in build_view(empty(), lang).head.partition(" · ")[0]
    base = {"share": 0.0, "low": 0.0, "high": 0.1, "p": 0.0, "q": 0.0, "witnesses": 3, "weeks": 1}
    counted = {"hits": 0, "of": 30, "usual": 0.4, "range_low": 0.2, "range_high": 0.6}
    test = ShareShift(week=WEEK, series="language:en", claim=True, **base, **counted)  # type: ignore[arg-type]
    note = MixNote(measure="language", value="en", test=test)
    (body,) = mix_item(labels_of(lang), MixLine(note=note, evidence=line.evidence)).body
    assert "30" in body
    assert "0" not in body.replace("30", "")


def test_a_figure_has_a_quote_of_either_language() -> None:
    rows = Rows(3)
    zh = write(rows, 4, "亚马逊周一表示，将在波兰投资2亿欧元兴建仓库，明年动工。", who="amazon")
    en = write(
        rows,
        0,
        "Amazon will invest 200 million euros in a warehouse in Poland, it said on Monday.",
        who="amazon",
    )
    said = {
        "kind": "money",
        "metric": "investment",
        "currency": "EUR",
        "unit": None,
        "subject": "amazon",
        "direction": None,
        "change_role": None,
    }
    told(rows, zh, "2亿欧元", "200000000", **said, period="2027")
    told(rows, en, "200 million euros", "200000000", **said)
    lines = digest_of(rows.build(), rows.read).figures
    assert len(lines) == 1
    assert {item.lang for item in lines[0].evidence} == {"en", "zh-Hans"}
    assert lines[0].houses == 2
    for lang, own in (("en", "en"), ("zh", "zh-Hans")):
        view = build_view(replace(busy(), figures=lines), lang)
        item = next(section for section in view.sections if section.key == "figures").items[0]
        assert item.quotes[0].lang == own
    rows.tables["figures"][-1]["value"] = "210000000"
    assert all(len(line.evidence) == 1 for line in digest_of(rows.build(), rows.read).figures)


def test_names_that_a_reader_can_read_come_first() -> None:
    rows = Rows(3)
    number = write(
        rows, 0, "Amazon will invest 200 million euros in a warehouse in Poland, it said on Monday."
    )
    said = {
        "kind": "money",
        "metric": "investment",
        "direction": None,
        "change_role": None,
        "currency": "EUR",
    }
    told(rows, number, "200 million euros", "200000000", subject="amazon", **said, unit=None)
    known = digest_of(rows.build(), rows.read).figures[0]
    foreign = replace(
        known, subject=Name(id="x", en="鄂州花湖机场", zh_hans="鄂州花湖机场", zh_hant="鄂州花湖機場")
    )
    digest = replace(busy(), figures=(foreign, known))
    for lang, first in (("en", "Amazon"), ("zh", "鄂州花湖机场")):
        section = next(s for s in build_view(digest, lang).sections if s.key == "figures")
        assert section.items[0].lead.startswith(first)


@pytest.mark.parametrize(
    ("lang", "clause"),
    [("en", "two wordings of one event"), ("zh", "同一件事的不同写法"), ("zh-Hant", "同一件事的不同寫法")],
)
def test_the_method_says_what_one_story_is(lang: str, clause: str) -> None:
    for brief in (True, False):
        view = build_view(busy(), lang, brief=brief)
        (item,) = next(section for section in view.sections if section.key == "method").items
        assert clause in item.body[0]


@pytest.mark.parametrize(
    ("lang", "subjects", "pairs"),
    [
        ("en", "{} subjects", "7 pairs"),
        ("zh", "{}个主题和名称", "7对主题"),
        ("zh-Hant", "{}個主題與名稱", "7組主題"),
    ],
)
def test_the_page_of_a_pair_counts_pairs(lang: str, subjects: str, pairs: str) -> None:
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    proofs = Proofs(frames, rows.read, NAMES)
    digest = build_digest(frames, texts=rows.read, names=NAMES, proofs=proofs)
    digest = replace(digest, method=replace(digest.method, pairs=7))
    case = next(case for case in build_backing(frames, proofs, digest).cases if case.series == "entity:temu")
    facts = " ".join(build_case_view(digest, case, lang).facts)
    assert subjects.format(digest.method.tests) in facts
    paired = replace(case, shift=replace(case.shift, series="pair:entity:temu+topic:tax-vat"))
    facts = " ".join(build_case_view(digest, paired, lang).facts)
    assert pairs in facts
    assert subjects.format(digest.method.tests) not in facts


def test_one_letter_is_no_letters(capsys: pytest.CaptureFixture[str]) -> None:
    for n, said in (
        (1, "1 letter in the outbox; 1 recipient has"),
        (2, "2 letters in the outbox; 2 recipients have"),
    ):
        assert in_words(
            Posted(outbox=Enqueued(new=n), unasked=n, unchanged=0, lost=0, unknown_topics=())
        ).startswith(said)
    report_sent(Sent(counts=Counter(recovered=1), left=1))
    said = " ".join(capsys.readouterr().err.split())
    assert "1 of a run that died is unknown now: it may have arrived" in said
    assert "1 that is due waits for the next run" in said
