"""Each arrow of an article's way: asked twice it does nothing twice, a failure costs one article and is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp.annotate
from crawler.desk import CrawlOptions, CrawlSummary, Desk, SourceReport
from digests.weeks import parse_week
from nlp.annotate import TagOptions
from nlp.script import detect_lang
from store import articles, runs
from store.db import open_existing, open_store
from store.errors import InputError, StoreFull, StoreMissing
from store.records import (
    Annotations,
    Article,
    Candidate,
    Discovery,
    Fetched,
    Lang,
    Outcome,
    Paragraph,
    Reason,
    Rejection,
    Source,
    SourceKind,
    Validators,
)
from tests.newsdesk import TEXTS, inside, write_texts
from tradewind import issuing, pipeline
from tradewind.commands.collect import report_crawl, sums
from tradewind.config import Settings, parse_config
from tradewind.results import CrawlResult

WEEK = parse_week("2026-W45")
FETCHED = datetime(2026, 11, 6, 8, tzinfo=UTC)
GERMAN = (
    "Zoll prüft Pakete länger\n\n"
    + "Der Zoll hat die Pakete aus dem Ausland im Oktober länger geprüft. " * 12
)


def settings_for(folder: Path, config: str = "") -> Settings:
    return Settings(config=parse_config(config, "tradewind.toml"), folder=folder, file=None)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    """A store of three articles, nothing of them tagged."""
    settings = settings_for(tmp_path)
    pipeline.import_files(settings, sorted(write_texts(tmp_path).iterdir()))
    return settings


def ask(settings: Settings, question: str) -> list[tuple[Any, ...]]:
    with closing(open_existing(settings.store_path)) as db:
        return db.conn.execute(question).fetchall()


def last_run(settings: Settings) -> runs.RunRecord:
    with closing(open_existing(settings.store_path)) as db:
        return runs.last_runs(db.conn, 1)[0]


def untagged(settings: Settings) -> int:
    with closing(open_existing(settings.store_path)) as db:
        return articles.count_untagged(db, nlp.annotate.version())


def failing_on(word: str) -> Callable[[tuple[Article, Source | None, TagOptions]], Annotations]:
    """The annotator, except for articles with ``word`` in their title."""

    def annotate(given: tuple[Article, Source | None, TagOptions]) -> Annotations:
        if word in given[0].title:
            raise LookupError("no such rule")
        return nlp.annotate.annotate(given[0], source=given[1], options=given[2])

    return annotate


# --- tag ------------------------------------------------------------------------------------------------------


def test_what_is_tagged_is_not_tagged_again(desk: Settings) -> None:
    counts, code = pipeline.tag(desk)
    assert (counts["tagged"], code) == (3, 0)
    before = ask(desk, "SELECT count(*) FROM mentions")
    assert before == [(counts["mentions"],)]
    assert pipeline.tag(desk) == ({}, 4)
    assert ask(desk, "SELECT count(*) FROM mentions") == before
    assert last_run(desk).exit_code == 4


def test_tagging_brings_the_rates_and_figures_can_be_put_in_order_by_size(desk: Settings) -> None:
    (desk.folder / "rates.csv").write_text(
        "currency,usd,date,source\nCNY,0.5,2026-11-01,The bank\n", encoding="utf-8"
    )
    pipeline.tag(desk)
    priced = ask(
        desk,
        "SELECT value_real, currency, usd, usd_date FROM v_figure WHERE value IS NOT NULL AND kind = 'money'",
    )
    assert priced
    for value, currency, usd, on in priced:
        assert usd == pytest.approx({"CNY": value / 2, "USD": value}[currency])
        assert on == "2026-11-01"
    (desk.folder / "rates.csv").unlink()
    assert pipeline.tag(desk) == ({}, 4)  # nothing to tag; the rates that ship are back
    assert ask(desk, "SELECT count(*) > 100 FROM rates") == [(1,)]


def test_wrong_rates_end_the_command_before_it_begins(desk: Settings) -> None:
    (desk.folder / "rates.csv").write_text("currency,usd,date,source\nCNY,0,2026-11-01,x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"rates\.csv:2"):
        pipeline.tag(desk)
    assert untagged(desk) == 3


def test_the_article_that_fails_stays_untagged_and_is_counted_and_told(
    desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(nlp.annotate, "annotate_from", failing_on("Temu"))
        counts, code = pipeline.tag(desk)
    assert (counts["tagged"], counts["failed"], code) == (2, 1, 3)
    assert untagged(desk) == 1
    run = last_run(desk)
    assert (run.command, run.exit_code) == ("tag", 3)
    url = ask(desk, "SELECT url FROM articles WHERE lang = 'en'")[0][0]
    assert run.notes == (f"{url}: LookupError: no such rule",)
    counts, code = pipeline.tag(desk)
    assert (counts["tagged"], code, untagged(desk)) == (1, 0, 0)


def test_the_command_says_that_articles_stay_untagged(
    desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nlp.annotate, "annotate_from", failing_on("Temu"))
    done = inside(desk.folder, "tag")
    assert done.code == 3
    assert "failed\t1" in done.out
    assert "1 article stays untagged" in done.err
    assert "v_run" in done.err


def test_annotations_that_do_not_fit_their_text_are_refused_and_counted(
    desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted(given: tuple[Article, Source | None, TagOptions]) -> Annotations:
        made = nlp.annotate.annotate(given[0], source=given[1])
        if given[0].lang is not Lang.EN:
            return made
        first = replace(made.mentions[0], start=made.mentions[0].start + 1, end=made.mentions[0].end + 1)
        return replace(made, mentions=(first, *made.mentions[1:]))

    monkeypatch.setattr(nlp.annotate, "annotate_from", shifted)
    counts, code = pipeline.tag(desk)
    assert (counts["tagged"], counts["failed"], code) == (2, 1, 3)
    number = ask(desk, "SELECT id FROM articles WHERE lang = 'en'")[0][0]
    assert ask(desk, f"SELECT count(*) FROM mentions WHERE article_id = {number}") == [(0,)]
    assert f"article {number}: a span does not fit its text" in last_run(desk).notes
    assert counts["mentions"] == ask(desk, "SELECT count(*) FROM mentions")[0][0]


def test_another_version_of_the_tagger_tags_everything_anew(
    desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = pipeline.tag(desk)
    monkeypatch.setattr(nlp.annotate, "CODE_VERSION", "next")
    again, code = pipeline.tag(desk)
    assert (again, code) == (first, 0)
    assert ask(desk, "SELECT DISTINCT substr(version, 1, 5) FROM taggings") == [("next+",)]
    assert ask(desk, "SELECT count(*) FROM figures") == [(first["figures"],)]
    assert pipeline.tag(desk)[1] == 4


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_the_size_of_a_batch_changes_nothing(desk: Settings, batch: int) -> None:
    seen: list[tuple[int, int | None]] = []
    settings = settings_for(desk.folder, f"[tag]\nbatch = {batch}\n")
    counts, _ = pipeline.tag(settings, progress=lambda done, total, note: seen.append((done, total)))
    assert counts["tagged"] == 3
    assert seen == sorted(seen)
    assert seen[-1] == (3, 3)
    assert ask(desk, "SELECT count(*) FROM mentions") == [(counts["mentions"],)]


def test_a_corrected_article_is_tagged_and_linked_anew(desk: Settings) -> None:
    path, url = desk.folder / "texts" / "temu-fee.txt", "https://harbour.test-port.org/temu"
    pipeline.import_files(desk, [path], url=url, source_id="harbour")
    pipeline.tag(desk)
    pipeline.link(desk)
    path.write_text(TEXTS["temu-fee.txt"].replace("4,200", "4,300"), encoding="utf-8")
    _, counts = pipeline.import_files(desk, [path], url=url, source_id="harbour")
    assert counts == {Outcome.REVISION: 1}
    assert untagged(desk) == 1
    assert pipeline.tag(desk)[0]["tagged"] == 1
    assert pipeline.link(desk)[0]["linked"] >= 1  # with it the copies of its story
    of_it = f"SELECT count(*) FROM v_figure WHERE url = '{url}' AND quote LIKE "
    assert (ask(desk, of_it + "'%4,300%'"), ask(desk, of_it + "'%4,200%'")) == ([(1,)], [(0,)])


# --- link -----------------------------------------------------------------------------------------------------


def test_what_is_linked_is_not_linked_again(desk: Settings) -> None:
    counts, code = pipeline.link(desk)
    assert (counts["linked"], counts["reprints"], code) == (3, 0, 0)
    before = ask(desk, "SELECT * FROM story_links ORDER BY 1")
    assert pipeline.link(desk) == ({}, 4)
    assert ask(desk, "SELECT * FROM story_links ORDER BY 1") == before


def test_a_reprint_that_comes_later_joins_the_story(desk: Settings) -> None:
    pipeline.link(desk)
    copy = desk.folder / "copy.txt"
    copy.write_text(TEXTS["temu-fee.txt"].replace("Temu raises", "Temu to raise"), encoding="utf-8")
    pipeline.import_files(desk, [copy], source_id="other", published=datetime(2026, 11, 4, tzinfo=UTC))
    counts, code = pipeline.link(desk)
    assert (counts["linked"], counts["reprints"], code) == (1, 1, 0)
    stories = ask(desk, "SELECT story_id, count(*) FROM story_links GROUP BY 1 ORDER BY 2 DESC")
    assert [number for _, number in stories] == [2, 1, 1]


@pytest.mark.parametrize("stage", [pipeline.tag, pipeline.link])
def test_a_stage_without_a_store_names_it_and_makes_none(
    tmp_path: Path, stage: Callable[[Settings], Any]
) -> None:
    with pytest.raises(StoreMissing, match=r"tradewind\.db"):
        stage(settings_for(tmp_path))
    assert list(tmp_path.iterdir()) == []


# --- import ---------------------------------------------------------------------------------------------------


def test_address_day_and_source_can_be_given(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (tmp_path / "a.txt").write_text(TEXTS["temu-fee.txt"], encoding="utf-8")
    url, day = "https://harbour.test-port.org/temu", datetime(2026, 10, 30, 9, tzinfo=UTC)
    results, counts = pipeline.import_files(
        settings, [tmp_path / "a.txt"], url=url, published=day, source_id="harbour"
    )
    made = results[0][1]
    assert isinstance(made, Article)
    assert (made.url, made.published_at, made.source_id, made.lang) == (url, day, "harbour", Lang.EN)
    assert counts == {Outcome.ARTICLE: 1}
    assert ask(settings, "SELECT source_id, published_at FROM articles") == [
        ("harbour", "2026-10-30T09:00:00Z")
    ]


def test_the_options_of_the_command_are_those(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["temu-fee.txt"], encoding="utf-8")
    url = "https://harbour.test-port.org/temu"
    done = inside(
        tmp_path, "import", "a.txt", "--url", url, "--published", "2026-10-30", "--source", "harbour", "--json"
    )  # fmt: skip
    assert done.code == 0, done.err
    assert done.rows()[0]["published_at"].startswith("2026-10-30")
    kept = inside(tmp_path, "sql", "SELECT url, source_id FROM v_article", "--json").rows()
    assert kept == [{"url": url, "source_id": "harbour"}]


def test_a_file_of_a_known_source_is_dated_in_its_zone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (tmp_path / "a.txt").write_text(TEXTS["temu-fee.txt"], encoding="utf-8")
    with closing(open_store(settings.store_path)) as db:
        articles.save_sources(db, [Source(id="tokyo", name="Tokyo Quay", kind=SourceKind.FEED, url="https://quay.example/f", timezone="Asia/Tokyo")])  # fmt: skip
    results, _ = pipeline.import_files(settings, [tmp_path / "a.txt"], source_id="tokyo")
    made = results[0][1]
    assert isinstance(made, Article)
    assert made.published_at == datetime(2026, 11, 3, 0, 30, tzinfo=UTC)
    assert ask(settings, "SELECT name FROM sources WHERE id = 'tokyo'") == [("Tokyo Quay",)]


@pytest.mark.parametrize("command", [("revisions",), ("extract", "--again")])
def test_a_source_that_the_store_does_not_have_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    write_texts(tmp_path)
    assert inside(tmp_path, "import", "texts", "--source", "harbour").code == 0
    done = inside(tmp_path, *command, "--source", "harbor")
    assert done.code == 2
    assert "no source 'harbor' in the store" in done.err
    assert "Did you mean harbour?" in done.err
    assert inside(tmp_path, *command, "--source", "harbour").code == 4


def test_one_address_is_not_given_to_two_files(tmp_path: Path) -> None:
    write_texts(tmp_path)
    done = inside(tmp_path, "import", "texts", "--url", "https://harbour.test-port.org/a")
    assert done.code == 2
    assert "--url goes with one file, not 3" in done.err
    assert not (tmp_path / "tradewind.db").exists()


@pytest.mark.parametrize(
    "url", ["ftp://harbour.test-port.org/a", "nowhere", "http://", "javascript:alert(1)"]
)
def test_an_address_that_is_none_is_no_traceback(tmp_path: Path, url: str) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["temu-fee.txt"], encoding="utf-8")
    done = inside(tmp_path, "import", "a.txt", "--url", url)
    assert done.code == 2
    assert "not an address" in done.err
    assert "--url" in done.err
    assert not (tmp_path / "tradewind.db").exists()


def test_a_source_that_is_known_keeps_its_name(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    paths = sorted(write_texts(tmp_path).iterdir())
    pipeline.import_files(settings, paths[:1], source_id="harbour")
    with closing(open_existing(settings.store_path)) as db:
        articles.save_sources(db, [source("harbour", name="The Harbour", group="media-en")])
    pipeline.import_files(settings, paths[1:], source_id="harbour")
    with closing(open_existing(settings.store_path)) as db:
        held = articles.load_sources(db, ["harbour"])[0]
    assert (held.name, held.group) == ("The Harbour", "media-en")
    assert ask(settings, "SELECT count(*) FROM articles WHERE source_id = 'harbour'") == [(3,)]


def test_a_text_in_another_language_is_a_counted_rejection(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (tmp_path / "zoll.txt").write_text(GERMAN, encoding="utf-8")
    results, counts = pipeline.import_files(settings, [tmp_path / "zoll.txt"])
    assert isinstance(results[0][1], Rejection)
    assert counts == {Outcome.REJECTED: 1, Reason.LANGUAGE: 1}
    assert ask(settings, "SELECT reason FROM v_rejection") == [("language",)]


@given(st.text(max_size=120))
def test_every_text_has_a_language_of_ours_or_is_rejected(text: str) -> None:
    made = article("https://harbour.test-port.org/a", text)
    result = pipeline.with_lang(made, detect_lang)
    if isinstance(result, Article):
        assert result.lang is not Lang.UNKNOWN
        assert replace(result, lang=made.lang) == made
    else:
        assert (result.reason, result.url, result.source_id) == (Reason.LANGUAGE, made.url, made.source_id)
    assert pipeline.with_lang(result, detect_lang) == result


# --- crawl: what the crawler tells becomes counts, an exit code and a line of the run ledger -------------------


def source(id: str, **fields: Any) -> Source:
    given = {"name": id, "kind": SourceKind.FEED, "url": f"https://{id}.test-port.org/feed"}
    return Source(id=id, **(given | fields))


def article(url: str, text: str, **fields: Any) -> Article:
    given = {"source_id": "harbour", "title": "A title", "lang": Lang.EN, "fetched_at": FETCHED}
    return Article(url=url, text=text, **(given | fields))


def crawler(
    found: Mapping[str, Article | Rejection | None],
    *,
    status: str = "ok",
    problems: tuple[str, ...] = (),
    stopped: str | None = None,
) -> Callable[[list[Source], CrawlOptions, Desk], CrawlSummary]:
    """A crawler that announces and settles these pages; None is announced and left for later."""

    def crawl(sources: list[Source], options: CrawlOptions, desk: Desk) -> CrawlSummary:
        at = desk.now()
        candidates = tuple(Candidate(url=url, source_id="harbour", discovered_at=at) for url in found)
        desk.save_discovery(
            Discovery(
                source_id="harbour", url=sources[0].url, at=at, status=status, candidates=candidates,
                validators=Validators(etag='"1"'),
            )
        )  # fmt: skip
        wanted = {item.url for item in desk.pending(["harbour"])}
        settled = [url for url in found if url in wanted and found[url] is not None]
        for url in settled:
            desk.save_fetched(
                [Fetched(candidate_url=url, source_id="harbour", at=at, page=None, result=found[url])]
            )
            desk.progress(1, len(settled), url)
        report = SourceReport(announcements=Counter({status: 1}), problems=list(problems))
        return CrawlSummary(
            sources={"harbour": report}, pages=len(settled), bytes=100, seconds=2.0, stopped_early=stopped
        )

    return crawl


def crawled(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str, **how: Any):
    import crawler.run

    (folder / "sources.toml").write_text(
        '[[source]]\nid = "harbour"\nname = "Harbour"\nkind = "feed"\nlang = "en"\n'
        'url = "https://harbour.test-port.org/feed"\n',
        encoding="utf-8",
    )
    (folder / "tradewind.toml").write_text("[crawl]\nshipped_sources = false\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(crawler.run, "crawl", globals()["crawler"](how.pop("found", {}), **how))
        return inside(folder, "crawl", *arguments)


URL = "https://harbour.test-port.org/{}"
GOOD = {URL.format("a"): article(URL.format("a"), TEXTS["temu-fee.txt"])}


def refusal(name: str, reason: Reason = Reason.TOO_SHORT) -> dict[str, Rejection]:
    url = URL.format(name)
    return {url: Rejection(url=url, source_id="harbour", at=FETCHED, reason=reason, detail="12 characters")}


def test_what_waits_for_its_time_is_not_what_the_next_crawl_goes_on_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    summary = CrawlSummary(sources={}, pages=0, bytes=0, seconds=0.1)
    made = CrawlResult(summary=summary, outcomes={}, discovered={}, pending=5, waiting=3, exit_code=4)
    report_crawl(made, as_json=False)
    told = capsys.readouterr().err.splitlines()
    assert told[-2].startswith("asked again later: 3 (")
    assert told[-1].startswith("still to be fetched: 2 (")
    report_crawl(replace(made, pending=3), as_json=False)
    assert capsys.readouterr().err.splitlines()[-1].startswith("asked again later: 3 (")
    report_crawl(made, as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert (row["pending"], row["waiting"]) == (5, 3)


def test_a_crawl_that_found_something_is_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = crawled(tmp_path, monkeypatch, found={**GOOD, **refusal("b"), URL.format("c"): None})
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "outcome\tcandidates", "article\t1", "revision\t0", "duplicate\t0", "rejected\t1", "  too-short\t1", "sum\t2",
    ]  # fmt: skip
    assert "1 sources (1 ok)" in done.err
    assert "still to be fetched: 1" in done.err
    run = last_run(settings_for(tmp_path))
    assert (run.command, run.exit_code, run.counts["article"], run.counts["candidates-new"]) == (
        "crawl", 0, 1, 3,
    )  # fmt: skip


def test_a_crawl_that_found_nothing_new_is_4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert crawled(tmp_path, monkeypatch, found=GOOD).code == 0
    again = crawled(tmp_path, monkeypatch, found=GOOD)
    assert again.code == 4
    assert again.out.splitlines()[-1] == "sum\t0"
    assert crawled(tmp_path, monkeypatch, found=refusal("b")).code == 4


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"status": "failed", "problems": ("failed: HTTP 500",)}, "harbour: failed: HTTP 500"),
        ({"stopped": "SIGTERM"}, "stopped early: SIGTERM"),
    ],
)
def test_a_crawl_that_was_done_in_part_is_3_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any], said: str
) -> None:
    done = crawled(tmp_path, monkeypatch, found=GOOD, **how)
    assert done.code == 3
    assert said in done.err
    assert said in last_run(settings_for(tmp_path)).notes


def test_a_limit_that_was_asked_for_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = crawled(tmp_path, monkeypatch, found=GOOD, stopped="max-pages")
    assert done.code == 0
    assert "stopped early: max-pages" in done.err


def test_the_summary_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = crawled(tmp_path, monkeypatch, "--json", found={**GOOD, **refusal("b", Reason.LANGUAGE)}).rows()
    assert row["outcomes"] == {"article": 1, "rejected": 1, "language": 1}
    assert (row["pages"], row["pending"], row["stopped_early"]) == (2, 0, None)
    assert row["sources"]["harbour"]["announcements"] == {"ok": 1}


def test_a_crawl_that_ends_in_an_error_is_in_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import crawler.run

    def full(*_: object) -> CrawlSummary:
        raise StoreFull("the disk is full")

    monkeypatch.setattr(crawler.run, "crawl", full)
    settings = settings_for(tmp_path)
    with pytest.raises(StoreFull):
        pipeline.crawl(settings, [source("harbour")], CrawlOptions(user_agent="t"))
    run = last_run(settings)
    assert (run.command, run.exit_code, run.notes) == ("crawl", 2, ("StoreFull: the disk is full",))
    assert run.finished_at is not None


@given(
    st.dictionaries(
        st.sampled_from([Outcome.ARTICLE, Outcome.REVISION, Outcome.DUPLICATE]), st.integers(0, 99)
    ),
    st.dictionaries(st.sampled_from([*Reason]), st.integers(1, 99)),
)
def test_the_sum_is_that_of_the_outcomes_and_reasons_are_parts_of_it(
    kept: dict[Outcome, int], reasons: dict[Reason, int]
) -> None:
    rejected = sum(reasons.values())
    rows = dict(sums({**kept, Outcome.REJECTED: rejected, **reasons}))
    assert rows["sum"] == sum(kept.values()) + rejected
    assert sum(number for name, number in rows.items() if name.startswith("  ")) == rows["rejected"]


# --- digest ---------------------------------------------------------------------------------------------------


def test_the_same_digest_again_is_the_same_revision(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    first = issuing.digest(desk, WEEK)
    assert first.revision == 1
    assert {path.name for path in first.letters} == {
        "2026-W45.json", "2026-W45.en.html", "2026-W45.en.txt", "2026-W45.zh.html", "2026-W45.zh.txt",
    }  # fmt: skip
    again = issuing.digest(desk, WEEK)
    assert (again.revision, again.json, again.text) == (1, first.json, first.text)


def test_what_came_later_makes_a_second_revision(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    first = issuing.digest(desk, WEEK)
    late = desk.folder / "late.txt"
    late.write_text(
        "Allegro opens a warehouse near Lodz\n\n2026-11-06\n\n"
        + "Allegro opened a warehouse of 40,000 square metres near Lodz, the marketplace said on Friday. "
        * 4,
        encoding="utf-8",
    )
    pipeline.import_files(desk, [late])
    pipeline.tag(desk)
    pipeline.link(desk)
    second = issuing.digest(desk, WEEK)
    assert (second.revision, second.json != first.json) == (2, True)


def test_as_of_sees_only_what_was_known_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_for(tmp_path)
    early, late = sorted(write_texts(tmp_path).iterdir())[:2]
    for path, at in ((early, FETCHED), (late, FETCHED + timedelta(days=2))):
        monkeypatch.setattr(pipeline, "now", lambda at=at: at)
        pipeline.import_files(settings, [path])
    pipeline.tag(settings)
    pipeline.link(settings)
    then = issuing.digest(settings, WEEK, as_of=FETCHED + timedelta(days=1))
    now = issuing.digest(settings, WEEK)
    urls = dict(zip((early, late), addresses(settings), strict=True))
    assert urls[late] not in then.json
    assert urls[late] in now.json
    assert (then.revision, now.revision) == (1, 1)
    before = issuing.digest(settings, WEEK, as_of=FETCHED - timedelta(days=1))
    assert not any(url in before.json for url in urls.values())
    assert (before.empty, before.hint) == (True, "")


def addresses(settings: Settings) -> list[str]:
    return [row[0] for row in ask(settings, "SELECT url FROM articles ORDER BY id")]


def test_an_empty_week_is_hinted_at_and_a_full_one_is_not(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    assert "2026-W45" in issuing.digest(desk, parse_week("2025-W02")).hint
    assert issuing.digest(desk, WEEK).hint == ""


def test_only_the_languages_asked_for_are_written(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    made = issuing.digest(desk, WEEK, languages=["zh-Hant"])
    assert list(made.text) == ["zh-Hant"]
    assert {path.name for path in made.letters} == {
        "2026-W45.json", "2026-W45.zh-Hant.html", "2026-W45.zh-Hant.txt",
    }  # fmt: skip
    assert json.loads(made.json)["week"] == "2026-W45"


def test_a_young_store_claims_nothing(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    assert not any(row["claim"] for row in issuing.tested_shifts(desk, WEEK))


def test_each_line_of_an_article_gets_its_language() -> None:
    chinese, english = (
        "平台说新规定将从下月起实施，卖家要在月底之前确认。",
        "The platform said that the new rules apply from May.",
    )
    made = article("https://harbour.test-port.org/a", f"{chinese}\n{english}")
    at = len(chinese)
    made = replace(
        made, paragraphs=(Paragraph(start=0, end=at), Paragraph(start=at + 1, end=at + 1 + len(english)))
    )
    result = pipeline.with_lang(made, detect_lang)
    assert isinstance(result, Article)
    assert [line.lang for line in result.paragraphs] == [Lang.ZH_HANS, Lang.EN]
