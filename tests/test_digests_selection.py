"""A digest for one who reads of some things only: nothing else in it, and nothing said otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.digest import build_digest, check_evidence, evidence_of
from digests.frames import build_frames
from digests.parts import Change, Digest, Name
from digests.render import render_html, render_text
from digests.selection import matters, select, subjects_of
from digests.weeks import shift
from digests.wording import build_view
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows, policy

WATCH = ("amazon", "temu", "shein")
LINES = (
    "shifts",
    "watch",
    "pairs",
    "terms",
    "follow_ups",
    "figures",
    "policy",
    "tone",
    "top",
    "new",
    "cited",
)


def issue(seed: int = 1, *, surge: bool = True) -> tuple[Digest, Rows]:
    rows = Rows(seed).weeks(14, per_source=3)
    if surge:
        rows.surge("de-minimis-and-customs", "temu", 4)
    root = rows.article(WEEK, SOURCES[0], "logistics-fulfilment", "ups", story="s-carried")
    for source in (SOURCES[1], SOURCES[2]):
        rows.article(WEEK, source, "logistics-fulfilment", "ups", story="s-carried", copy_of=root)
    day = rows.article(WEEK, SOURCES[0], "platform-regulation", "shein")
    dated = "The rule takes effect on 1 January 2027."
    rows.texts[day] = f"{dated}\n{rows.texts[day]}"
    for table in ("mentions", "figures"):
        rows.tables[table] = [
            row if row["article_id"] != day or row.get("in_title") else row | {
                "start": row["start"] + len(dated) + 1, "end": row["end"] + len(dated) + 1
            }
            for row in rows.tables[table]
        ]  # fmt: skip
    rows.tables["policies"].append(policy(day, 0, dated, effective_on="2027-01-01"))
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    return build_digest(frames, texts=rows.read, watch=WATCH, version="1", names=NAMES), rows


@pytest.fixture(scope="module")
def whole() -> Digest:
    made, _ = issue()
    assert made.shifts
    assert made.top
    assert made.policy
    return made


def test_whoever_names_nothing_gets_everything(whole: Digest) -> None:
    assert select(whole, ()) is whole
    assert select(whole, ("  ",)) is whole


@pytest.mark.parametrize(
    "topic", ["temu", "entity:temu", "shein", "de-minimis-and-customs", "topic:tax-vat", "ups"]
)
def test_every_line_touches_what_was_asked_for_and_no_such_line_is_lost(whole: Digest, topic: str) -> None:
    chosen, wanted = select(whole, (topic,)), topic.partition(":")[2] or topic
    for section in LINES:
        if section not in ("shifts", "watch", "pairs"):
            assert list(getattr(chosen, section)) == [
                line for line in getattr(whole, section) if wanted in subjects_of(line)
            ]
            continue
        for line in getattr(whole, section):
            own = wanted in subjects_of((line.name, *(name for name, _ in line.also)))
            by_name = [item for item in getattr(chosen, section) if item.name == line.name]
            if own:
                assert [replace(item, stakes=()) for item in by_name] == [replace(line, stakes=())]
            for item in by_name:
                assert own or _is_about(item.about, wanted)
                assert own or all(_is_about(named, wanted) for named in item.named)
                assert item.evidence
                assert {chosen.figures[place] for place in item.stakes} == {
                    whole.figures[place] for place in line.stakes
                } & set(chosen.figures)
    assert [line.name for line in chosen.voice] == [
        line.name for line in whole.voice if line.name.id.endswith(f":{wanted}")
    ]
    assert (chosen.blind, chosen.stories, chosen.articles, chosen.week) == (
        whole.blind, whole.stories, whole.articles, whole.week,
    )  # fmt: skip


def _is_about(series: tuple[str, ...], wanted: str) -> bool:
    return any(item.endswith(f":{wanted}") for item in series)


def test_what_is_seen_beside_a_subject_does_not_bring_it(whole: Digest) -> None:
    (line,) = [item for item in whole.shifts if item.name.id == "topic:de-minimis-and-customs"][:1] or [
        whole.shifts[0]
    ]
    ups = Name(id="entity:ups", en="UPS", zh_hans="UPS", zh_hant="UPS")
    beside = replace(line, companions=((ups, 2),), also=(), about=(line.name.id,))
    assert select(replace(whole, shifts=(beside,)), ("ups",)).shifts == ()
    most = replace(
        beside,
        about=("entity:ups", line.name.id),
        named=(("entity:ups",), *((),) * (len(line.evidence) - 1)),
    )
    (found,) = select(replace(whole, shifts=(most,)), ("ups",)).shifts
    assert found.evidence == line.evidence[:1]
    unquoted = replace(most, named=((),) * len(line.evidence))
    assert select(replace(whole, shifts=(unquoted,)), ("ups",)).shifts == ()


def test_a_share_of_voice_is_told_of_theirs_alone_with_all_it_is_out_of(whole: Digest) -> None:
    chosen = select(whole, ("temu",))
    assert [line.name.en for line in chosen.voice] == ["Temu"]
    (section,) = [section for section in build_view(chosen, "en").sections if section.key == "voice"]
    assert all(name in section.note for name in ("Amazon", "Temu", "Shein"))
    assert "%" in section.items[0].body[0]


def test_that_there_is_nothing_is_said_once(whole: Digest) -> None:
    chosen = select(whole, ("no-such-thing",))
    for lang, denials in (
        ("en", ("Nothing", "No shift")),
        ("zh", ("没有", "无关")),
        ("zh-Hant", ("沒有", "無關")),
    ):
        said = " ".join(build_view(chosen, lang, brief=True).bottom)
        assert sum(said.count(word) for word in denials) == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 10**6),
    st.booleans(),
    st.sets(st.sampled_from([*NAMES, "fees-and-pricing", "tax-vat"]), min_size=1),
)
def test_any_choice_of_any_issue_can_be_read_and_proved(seed: int, surge: bool, topics: set[str]) -> None:
    made, rows = issue(seed, surge=surge)
    chosen = select(made, sorted(topics), NAMES)
    check_evidence(chosen, rows.read)
    assert set(evidence_of(chosen)) <= set(evidence_of(made))
    assert chosen.selection is not None
    assert chosen.selection.elsewhere + chosen.method.claims == made.method.claims
    assert select(made, sorted(topics), NAMES) == chosen
    for lang in ("en", "zh", "zh-Hant"):
        view = build_view(chosen, lang, brief=True)
        named = [
            build_name.en if lang == "en" else build_name.zh_hans for build_name in chosen.selection.names
        ]
        if lang != "zh-Hant":
            assert all(name in " ".join(view.bottom) for name in named)


def test_the_letter_says_that_it_is_chosen_and_what_the_issue_has_besides(whole: Digest) -> None:
    chosen = select(whole, ("ups",), NAMES)
    assert chosen.selection is not None
    assert not chosen.shifts
    assert chosen.selection.elsewhere
    said = render_text(chosen, "en")
    assert "Selected for your topics: UPS." in said
    assert "The whole issue has" in said
    assert "normal week" not in said  # it was none: others shifted
    assert "What we could not see" in said
    assert "no shift in your topics" in build_view(chosen, "en").subject
    assert "本期按您关注的主题选编：UPS。" in render_text(chosen, "zh")
    assert "本期依您關注的主題選編：UPS。" in render_text(chosen, "zh-Hant")
    assert "Selected for your topics" in render_html(chosen, "en")


def test_a_topic_nobody_wrote_of_makes_a_short_letter_that_says_so(whole: Digest) -> None:
    chosen = select(whole, ("no-such-thing",), {"no-such-thing": {"en": "Nosuch & Sons"}})
    assert all(not getattr(chosen, section) for section in LINES)
    said = render_text(chosen, "en")
    assert "Selected for your topics: Nosuch & Sons. Nothing in this issue touches them." in said.replace(
        "\n", " "
    )
    assert len(said) < len(render_text(whole, "en")) / 2


def test_expected_false_claims_are_those_of_the_claims_that_are_left(whole: Digest) -> None:
    assert select(whole, ("ups",)).method.expected_false == round(whole.method.q * len(whole.mix), 1)
    chosen = select(whole, ("temu",)).method
    assert 0 < chosen.claims <= whole.method.claims
    assert chosen.expected_false == round(whole.method.q * chosen.claims, 1)


def test_pairs_touch_both_of_theirs() -> None:
    pair = Name(id="pair:entity:temu+topic:tax-vat", en="", zh_hans="", zh_hant="")
    assert subjects_of((pair,)) == {"temu", "tax-vat"}
    assert subjects_of(replace(pair, id="voice:temu")) == {"temu"}


def test_only_claims_figures_and_dates_make_a_revision_matter(whole: Digest) -> None:
    name = Name(id="entity:temu", en="Temu", zh_hans="Temu", zh_hant="Temu")
    counted = replace(whole, revision=2, changes=(Change(what="articles", how="other", before=3, after=4),))
    claimed = replace(whole, revision=2, changes=(Change(what="claim", how="new", name=name, after=3.0),))
    assert not matters(whole)
    assert not matters(counted)
    assert matters(claimed)
    for what in ("voice", "follow"):
        assert matters(replace(whole, revision=2, changes=(Change(what=what, how="other", name=name),)))
    assert matters(select(claimed, ("temu",)))
    assert not matters(select(claimed, ("shein",)))


def test_days_and_stories_say_what_they_are_about(whole: Digest) -> None:
    assert all(line.about == tuple(sorted(set(line.about))) for line in (*whole.policy, *whole.top))
    assert any("topic:" in series for line in whole.top for series in line.about)
    assert shift(WEEK, 1) > whole.week
