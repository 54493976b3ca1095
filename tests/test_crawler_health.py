"""How a source stands: each rule by itself, on histories written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import rhythm, yields
from crawler.health import Watch, judge, judge_all
from store.records import (
    Article,
    Candidate,
    Discovery,
    Fetched,
    Lang,
    OfficialRecord,
    Outcome,
    Page,
    Reason,
    Rejection,
    SourceRun,
    SourceState,
)

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OK, EMPTY, BROKEN = SourceState.OK, SourceState.EMPTY, SourceState.BROKEN
BLOCKED, SILENT, FLOODED = SourceState.BLOCKED, SourceState.SILENT, SourceState.FLOODED
CHANGED = SourceState.LAYOUT_CHANGED


def look(at: datetime, **given: Any) -> SourceRun:
    return SourceRun(source_id="a", at=at, **given)


def failed(at: datetime, status: str = "timeout", detail: str = "") -> SourceRun:
    return look(at, status=status, detail=detail)


def judged(looks: Sequence[SourceRun], peers: Sequence[Sequence[SourceRun]] = ()) -> list[SourceRun]:
    """The looks as they would have been judged one after the other."""
    done: list[SourceRun] = []
    for item in looks:
        done.append(judge(item, done, lambda: peers))
    return done


def daily(days: int, *, until: datetime = NOW, every: timedelta = 6 * HOUR, **given: Any) -> list[SourceRun]:
    """A steady source: some news in each look by day, eight pages read of ten."""
    count = days * DAY // every
    usual = {"announced": 25, "new": 5, "articles": 4, "rejected": 1, "reasons": {"too-short": 1}, "dated": 4,
             "authored": 3, "characters": 2000, **given}  # fmt: skip
    looks = [look(until - index * every, **usual) for index in range(count, 0, -1)]
    # Texts are not all of one length.
    return [
        replace(item, characters=1500 + 97 * (n % 11)) if item.characters else item
        for n, item in enumerate(looks)
    ]


# --- counting ------------------------------------------------------------------------------------------------


def discovery(
    status: str = "ok", detail: str = "", *, urls: int = 0, records: int = 0, url: str = "f"
) -> Discovery:
    candidates = tuple(
        Candidate(url=f"https://a.example/{n}", source_id="a", discovered_at=NOW) for n in range(urls)
    )
    kept = tuple(OfficialRecord(source_id="a", key=str(n), at=NOW) for n in range(records))
    return Discovery(
        source_id="a", url=url, at=NOW, status=status, detail=detail, candidates=candidates, records=kept
    )


def ended(result: Article | Rejection | None, body: bytes = b"") -> Fetched:
    page = (
        Page(url="u", final_url="u", source_id="a", fetched_at=NOW, status=200, body=body) if body else None
    )
    return Fetched(candidate_url="u", source_id="a", at=NOW, page=page, result=result)


def article(text: str, **given: Any) -> Article:
    return Article(url="u", source_id="a", title="t", text=text, lang=Lang.EN, fetched_at=NOW, **given)


def rejection(reason: Reason, detail: str = "") -> Rejection:
    return Rejection(url="u", source_id="a", at=NOW, reason=reason, detail=detail)


def test_a_watch_counts_by_source_what_came() -> None:
    watch = Watch()
    watch.saw(discovery(urls=3), 2)
    watch.ended(ended(article("x" * 100, published_at=NOW, author="A. Writer"), b"12345"), Outcome.ARTICLE)
    watch.ended(ended(article("x" * 300), b"123"), Outcome.REVISION)
    watch.ended(ended(article("x" * 900, published_at=NOW)), Outcome.DUPLICATE)
    watch.ended(ended(None), Outcome.DUPLICATE)
    watch.ended(ended(rejection(Reason.HTTP_STATUS, "404")), Outcome.REJECTED)
    watch.ended(ended(rejection(Reason.HTTP_STATUS, "403 (tried 5 times)")), Outcome.REJECTED)
    watch.ended(ended(rejection(Reason.TOO_SHORT, "80 characters")), Outcome.REJECTED)
    watch.ended(ended(rejection(Reason.TIMEOUT)), Outcome.PENDING)
    (run,) = watch.runs(NOW)
    assert (run.asked, run.status, run.announced, run.new) == (True, "ok", 3, 2)
    assert (run.articles, run.revisions, run.duplicates, run.rejected, run.later) == (1, 1, 2, 3, 1)
    assert run.reasons == {"http-status 404": 1, "http-status 403": 1, "too-short": 1}
    assert sum(run.reasons.values()) == run.rejected
    assert (run.dated, run.authored, run.characters, run.bytes) == (1, 1, 200, 8)  # of the duplicate nothing


def test_a_source_that_was_not_asked_and_had_no_page_has_no_row() -> None:
    watch = Watch()
    watch.ended(ended(rejection(Reason.TIMEOUT)), Outcome.PENDING)
    (run,) = watch.runs(NOW)
    assert (run.asked, run.status, run.later) == (False, "", 1)
    assert Watch().runs(NOW) == []


def test_entries_of_a_register_count_as_announced() -> None:
    watch = Watch()
    watch.saw(discovery(records=7), 4)
    (run,) = watch.runs(NOW)
    assert (run.announced, run.new) == (7, 4)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["ok", "timeout", "ok"], "ok"),  # one child of a sitemap index
        (["ok", "timeout", "timeout"], "timeout"),  # all of them
        (["timeout"], "timeout"),
        (["empty", "ok"], "ok"),  # an index has no addresses of its own
        (["empty", "empty"], "empty"),
        (["unchanged"], "unchanged"),
    ],
)
def test_the_status_of_a_source_is_that_of_its_own_address_unless_all_below_failed(
    statuses: list[str], expected: str
) -> None:
    watch = Watch()
    for number, status in enumerate(statuses):
        watch.saw(discovery(status, url=str(number)), 0)
    assert watch.runs(NOW)[0].status == expected


# --- broken and blocked --------------------------------------------------------------------------------------


def states(looks: Sequence[SourceRun]) -> list[str]:
    return [str(run.state) for run in judged(looks)]


def test_a_hitch_is_nobody_s_concern_and_a_lasting_failure_is_broken_since_its_first_look() -> None:
    past = daily(20)
    hitches = [failed(NOW), failed(NOW + 6 * HOUR), look(NOW + 12 * HOUR, new=3)]
    assert states([*past, *hitches])[-3:] == ["ok", "ok", "ok"]
    down = [failed(NOW + n * 6 * HOUR) for n in range(4)]
    runs = judged([*past, *down])[-4:]
    assert [run.state for run in runs] == [OK, OK, BROKEN, BROKEN]
    assert runs[-1].since == NOW
    assert runs[-1].why == "its announcement does not come: timeout"
    assert runs[-1].numbers == {"status": "timeout", "detail": ""}


def test_a_plain_answer_needs_two_looks_and_a_refusal_is_blocked() -> None:
    past = daily(20)
    gone = [failed(NOW + n * HOUR, "http-status", "404") for n in range(2)]
    assert states([*past, *gone])[-2:] == ["ok", "broken"]
    refused = [failed(NOW + n * HOUR, "http-status", "403") for n in range(2)]
    runs = judged([*past, *refused])
    assert (runs[-1].state, runs[-1].measure, runs[-1].since) == (BLOCKED, "refused", NOW)
    challenged = [failed(NOW + n * HOUR, "blocked", "Cloudflare") for n in range(2)]
    assert states([*past, *challenged])[-1] == "blocked"
    asked_too_often = [failed(NOW + n * HOUR, "http-status", "429") for n in range(2)]
    assert states([*past, *asked_too_often])[-1] == "ok"


def test_forty_hours_without_a_good_look_are_enough_for_one_failure() -> None:
    weekly = daily(70, every=7 * DAY)
    assert states([*weekly, failed(NOW + 7 * DAY)])[-1] == "broken"


def test_a_source_that_was_refused_from_the_start_is_said_at_once() -> None:
    assert states([failed(NOW, "http-status", "404")]) == ["broken"]
    assert states([failed(NOW)]) == ["ok"]  # a timeout may pass
    assert states([failed(NOW), failed(NOW + DAY), failed(NOW + 2 * DAY)])[-1] == "broken"


def test_a_failure_that_goes_on_is_told_with_its_newest_cause() -> None:
    never = [failed(NOW, "unsafe-address", "10.0.0.1 is private"), failed(NOW + HOUR, "http-status", "500")]
    found = judged(never)[-1]
    assert (found.state, found.since) == (BROKEN, NOW)
    assert found.why == "its announcement does not come: http-status 500"
    refused = judged([failed(NOW, "http-status", "403"), failed(NOW + HOUR, "timeout", "30 s")])[-1]
    assert (refused.state, refused.why) == (BLOCKED, "its announcement is refused to us: http-status 403")


def test_a_304_after_failures_is_a_good_look() -> None:
    down = [failed(NOW + n * 12 * HOUR) for n in range(4)]
    back = look(NOW + 60 * HOUR, status="unchanged")
    runs = judged([*daily(20), *down, back])
    assert runs[-2].state is BROKEN
    assert (runs[-1].state, runs[-1].since, runs[-1].why) == (OK, back.at, "")


def test_what_is_not_asked_stays_as_it_was() -> None:
    down = [failed(NOW + n * 12 * HOUR) for n in range(4)]
    idle = look(NOW + 40 * HOUR, asked=False, status="", articles=2, dated=2)
    runs = judged([*daily(20), *down, idle])
    assert (runs[-1].state, runs[-1].since, runs[-1].why) == (BROKEN, NOW, runs[-2].why)


def test_from_broken_to_blocked_is_a_new_state() -> None:
    down = [failed(NOW + n * 12 * HOUR, "http-status", "404") for n in range(3)]
    refused = [failed(NOW + (36 + n) * HOUR, "http-status", "403") for n in range(2)]
    runs = judged([*daily(20), *down, *refused])
    assert (runs[-1].state, runs[-1].since) == (BLOCKED, refused[0].at)


def test_a_robots_file_that_cannot_be_read_may_pass() -> None:
    past = daily(20)
    unread = [failed(NOW + n * 6 * HOUR, "robots", "robots.txt cannot be read") for n in range(5)]
    assert states([*past, *unread])[-5:] == ["ok", "ok", "blocked", "blocked", "blocked"]


def test_a_news_sitemap_is_short_after_a_weekend() -> None:
    week = [*daily(5, until=NOW + 5 * DAY, announced=40), *daily(2, until=NOW + 7 * DAY, announced=1)]
    assert set(states(week)) == {"ok"}
    weeks = [replace(item, at=item.at + n * 7 * DAY) for n in range(5) for item in week]
    assert set(states(weeks)) == {"ok"}


def test_most_pages_refused_is_blocked_although_the_announcement_comes() -> None:
    past = daily(30)
    closed = [
        look(NOW + n * 6 * HOUR, announced=25, new=5, articles=1, dated=1, rejected=4, reasons={"blocked": 3, "login-wall": 1})
        for n in range(3)
    ]  # fmt: skip
    runs = judged([*past, *closed])
    assert [run.state for run in runs[-3:]] == [OK, BLOCKED, BLOCKED]
    assert runs[-1].why == "8 of its 10 newest pages were refused, most of them as blocked"
    assert runs[-1].since == closed[1].at
    wrong = replace(closed[0], reasons={"http-status 404": 4})
    assert states([*past, *(replace(wrong, at=item.at) for item in closed)])[-1] != "blocked"


def test_a_source_that_never_let_us_in_is_blocked_after_three_pages() -> None:
    gates = look(NOW, announced=8, new=8, rejected=3, reasons={"blocked": 2, "http-status 429": 1})
    shut = judged([gates])[-1]
    assert (shut.state, shut.since) == (BLOCKED, NOW)
    assert shut.why == "3 of its 3 newest pages were refused, most of them as blocked"
    assert states([replace(gates, rejected=2, reasons={"blocked": 2})]) == ["ok"]
    assert states([replace(gates, rejected=4)]) == ["ok"]  # one of them was refused for another reason
    assert (
        states([look(NOW - DAY, announced=8, new=1, articles=1, dated=1), gates])[-1] == "ok"
    )  # it let one in


# --- empty ---------------------------------------------------------------------------------------------------


def empties(hours: Sequence[int]) -> list[SourceRun]:
    return [look(NOW + hour * HOUR, status="empty") for hour in hours]


def test_empty_is_not_broken_and_takes_a_day() -> None:
    runs = judged([*daily(40), *empties([0, 6, 12, 18, 24, 30])])
    assert [run.state for run in runs[-6:]] == [OK, OK, OK, OK, EMPTY, EMPTY]
    assert (runs[-1].since, runs[-1].measure) == (NOW, "empty")
    assert judged([*daily(40), *empties([0, 24])])[-1].state is EMPTY


def test_a_source_that_is_empty_at_weekends_is_not_told_of() -> None:
    week = [*daily(5, until=NOW + 5 * DAY), *empties([120, 144])]
    weeks = [replace(item, at=item.at + n * 7 * DAY) for n in range(6) for item in week]
    assert set(states(weeks)) == {"ok"}
    longer = [*weeks, *(replace(item, at=NOW + (41 + n) * DAY) for n, item in enumerate(empties([0] * 5)))]
    assert states(longer)[-1] == "empty"


def test_what_never_announced_anything_is_empty_after_two_days() -> None:
    runs = judged(empties([0, 24, 48]))
    assert [run.state for run in runs] == [OK, OK, EMPTY]
    assert runs[-1].why == "has announced nothing since it was first asked"


# --- layout --------------------------------------------------------------------------------------------------


def after(past: Sequence[SourceRun], count: int = 3, **changed: Any) -> list[SourceRun]:
    """The past, and some looks more in which something is otherwise."""
    usual = replace(past[-1], **changed)
    return [*past, *(replace(usual, at=NOW + n * 6 * HOUR) for n in range(count))]


@pytest.mark.parametrize(
    ("changed", "measure"),
    [
        ({"dated": 0}, "undated"),
        ({"articles": 0, "dated": 0, "authored": 0, "characters": None, "rejected": 5, "reasons": {"not-article": 5}}, "misread"),
        ({"characters": 300}, "shorter"),
        ({"characters": 20_000}, "longer"),
        ({"announced": 1}, "fewer"),
    ],
)  # fmt: skip
def test_pages_that_read_otherwise_than_before_are_a_changed_layout(
    changed: dict[str, Any], measure: str
) -> None:
    runs = judged(after(daily(30), 4, **changed))
    assert (runs[-1].state, runs[-1].measure) == (CHANGED, measure)
    assert runs[-5].state is OK
    assert runs[-1].why
    assert runs[-1].since is not None
    assert runs[-1].since > NOW - HOUR


def test_a_source_that_never_dated_its_pages_has_not_changed() -> None:
    assert states(after(daily(30, dated=0, authored=0), 6))[-1] == "ok"


def test_bylines_may_come_and_go() -> None:
    assert states(after(daily(30), 8, authored=1))[-1] == "ok"
    assert states(after(daily(30, authored=4), 8, authored=0))[-1] == "layout-changed"


def test_one_crawl_decides_nothing_unless_it_brought_many_pages() -> None:
    past = daily(30)
    assert states(after(past, 1, dated=0, articles=12))[-1] == "ok"
    assert states(after(past, 1, dated=0, articles=25))[-1] == "layout-changed"


def test_a_young_source_has_no_layout_that_could_change() -> None:
    assert states(after(daily(1), 4, dated=0))[-1] == "ok"


def test_a_changed_layout_stays_one_until_it_is_mended_or_has_become_usual() -> None:
    past = daily(30)
    broken = after(past, 4 * 40, dated=0)
    assert set(states(broken)[-150:]) == {"layout-changed"}
    mended = [*broken, *(replace(item, at=item.at + 41 * DAY) for item in daily(3))]
    assert states(mended)[-1] == "ok"
    for_good = after(past, 4 * 125, dated=0)
    assert states(for_good)[-1] == "ok"


# --- silence and flood ---------------------------------------------------------------------------------------


def quiet(days: int, *, start: datetime = NOW, every: timedelta = DAY) -> list[SourceRun]:
    return [look(start + n * every, status="unchanged") for n in range(days * DAY // every)]


def test_silence_is_measured_by_the_source_s_own_pauses() -> None:
    runs = judged([*daily(40), *quiet(6)])
    first = next(run for run in runs if run.state is SILENT)
    assert NOW + DAY < first.at < NOW + 3 * DAY
    assert first.since == NOW - 6 * HOUR  # the last look with news
    assert "nothing new since 2026-11-09" in first.why
    slow = [item for item in daily(120, every=DAY) if item.at.day % 4 == 0]
    assert set(states([*slow, *quiet(9)])) == {"ok"}
    assert states([*slow, *quiet(28)])[-1] == "silent"


def test_news_end_a_silence() -> None:
    runs = judged([*daily(40), *quiet(6), look(NOW + 7 * DAY, new=1)])
    assert (runs[-2].state, runs[-1].state, runs[-1].since) == (SILENT, OK, NOW + 7 * DAY)


def test_a_young_source_may_be_silent() -> None:
    assert set(states([*daily(12), *quiet(30)])) == {"ok"}
    assert set(states([*daily(60, every=10 * DAY), *quiet(40)])) == {"ok"}  # six pauses are too few


def test_time_in_which_the_announcement_failed_is_no_pause() -> None:
    past = daily(40)
    gap = [failed(NOW + n * DAY) for n in range(20)]
    again = [replace(item, at=item.at + 35 * DAY) for item in daily(15)]
    assert rhythm.pauses_of([*past, *gap, *again]) == [6 * HOUR] * (len(past) + len(again) - 2)


def peer(number: int, brings: int) -> list[SourceRun]:
    past = daily(40)
    later = [look(NOW + n * 6 * HOUR, new=brings) for n in range(40)]
    return [replace(item, source_id=f"p{number}") for item in [*past, *later]]


def test_a_holiday_is_nobody_s_outage() -> None:
    alone = judged([*daily(40), *quiet(6)])
    holiday = [peer(number, brings=1) for number in range(6)]  # a fifth of their usual
    usual = [peer(number, brings=5) for number in range(6)]
    assert alone[-1].state is SILENT
    assert judged([*daily(40), *quiet(6)], holiday)[-1].state is OK
    assert judged([*daily(40), *quiet(6)], usual)[-1].state is SILENT
    assert judged([*daily(40), *quiet(6)], holiday[:4])[-1].state is SILENT  # four peers are no holiday
    assert judged([*daily(40), *quiet(30)], holiday)[-1].state is SILENT  # nor is a month


def test_peers_are_those_of_the_same_language_and_asked_for_only_when_one_is_silent() -> None:
    past = {"a": daily(40), **{f"p{n}": peer(n, brings=1) for n in range(6)}}
    loaded: list[str] = []

    def load(names: Sequence[str]) -> dict[str, list[SourceRun]]:
        loaded.extend(names)
        return {name: past[name] for name in names}

    def state(groups: dict[str, str], **given: Any) -> SourceState:
        loaded.clear()
        return judge_all([look(NOW + 6 * DAY, **given)], load, groups)[0].state

    together = {"a": "zh", **{f"p{n}": "zh" for n in range(6)}}
    assert state(together, status="unchanged") is OK
    assert sorted(loaded) == sorted(past)  # once each, though none of them was in this crawl
    assert state({**together, "a": "en"}, status="unchanged") is SILENT
    assert state(together, new=3) is OK
    assert loaded == ["a"]


def test_a_peer_speaks_for_the_time_until_it_was_last_asked() -> None:
    peers = [[run for run in peer(number, brings=5) if run.at < NOW + 3 * DAY] for number in range(6)]
    assert rhythm.activity(peers, NOW, NOW + 6 * DAY) == pytest.approx(1.0, abs=0.1)
    failing = [[*looks, failed(NOW + 3 * DAY)] for looks in peers]
    assert rhythm.activity([*peers[:4], *failing], NOW, NOW + 6 * DAY) == 1.0  # too few are left


def test_a_flood_is_far_more_than_any_day_before() -> None:
    past = daily(30)
    runs = judged([*past, look(NOW, announced=300, new=300)])
    assert (runs[-1].state, runs[-1].numbers["new"]) == (FLOODED, 315)
    assert runs[-1].why.startswith("315 new addresses in 1 days; such a time brings 20")
    assert judged([*past, look(NOW, announced=40, new=40)])[-1].state is OK
    small = daily(30, new=0)
    assert judged([*small, look(NOW, announced=30, new=30)])[-1].state is OK


def test_the_back_catalogue_of_a_new_source_is_no_flood() -> None:
    first = look(NOW - 31 * DAY, announced=5000, new=5000)
    assert set(states([first, *daily(30)])) == {"ok"}
    assert states([look(NOW - 3 * DAY, new=10), *daily(2), look(NOW, new=5000)])[-1] == "ok"


def test_what_piled_up_while_nobody_looked_is_no_flood() -> None:
    past = daily(40)
    away = look(NOW + 20 * DAY, announced=400, new=400)
    assert states([*past, away])[-1] == "ok"
    down = [failed(NOW + n * DAY) for n in range(20)]
    assert states([*past, *down, away])[-1] == "ok"


def test_a_flood_that_lasts_becomes_usual() -> None:
    past = daily(30)
    flood = [look(NOW + n * 6 * HOUR, announced=200, new=100) for n in range(4 * 40)]
    seen = states([*past, *flood])[len(past) :]
    assert seen[2] == "flooded"
    assert seen[4 * 10] == "flooded"
    assert seen[-1] == "ok"


# --- properties ----------------------------------------------------------------------------------------------

RUNS = st.builds(
    SourceRun,
    source_id=st.just("a"),
    at=st.integers(0, 60_000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    asked=st.booleans(),
    status=st.sampled_from(["ok", "unchanged", "empty", "timeout", "http-status", "blocked", ""]),
    detail=st.sampled_from(["", "403", "404", "500", "{0}"]),
    announced=st.integers(0, 100),
    new=st.integers(0, 100),
    articles=st.integers(0, 30),
    rejected=st.integers(0, 30),
    reasons=st.dictionaries(st.sampled_from(["blocked", "too-short", "http-status 403"]), st.integers(0, 30)),
    dated=st.integers(0, 5),
    authored=st.integers(0, 5),
    characters=st.one_of(st.none(), st.integers(1, 9000)),
)


@given(st.lists(RUNS, min_size=1, max_size=40))
def test_every_history_has_a_verdict_with_a_since_that_is_past(runs: list[SourceRun]) -> None:
    ordered = sorted(runs, key=lambda run: run.at)
    for run in judged(ordered):
        assert run.since is not None
        assert run.since <= run.at
        assert bool(run.why) == (run.state is not OK)
        assert bool(run.measure) == (run.state is not OK)


@given(st.integers(1, 60), st.floats(0.01, 0.99))
def test_the_tail_of_a_binomial(of: int, share: float) -> None:
    assert yields.upper_tail(0, of, share) == pytest.approx(1.0)
    tails = [yields.upper_tail(count, of, share) for count in range(of + 1)]
    assert tails == sorted(tails, reverse=True)
    assert tails[-1] == pytest.approx(share**of)


def test_a_gate_is_a_refusal_although_its_page_is_asked_for_again() -> None:
    watch = Watch()
    watch.saw(discovery("ok"), 3)
    watch.ended(ended(rejection(Reason.BLOCKED, "403: Cloudflare")), Outcome.PENDING)
    (run,) = watch.runs(NOW)
    assert (run.rejected, run.later, run.reasons) == (1, 0, {"blocked": 1})
