"""The schema as documentation, as a promise to those who query it, and as a plan for SQLite."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from store.articles import save_fetched, save_sources
from store.db import open_store
from store.digest_rows import _EARLIER, _IN_FULL, _OTHERS, _PENDING, _SINCE, _STATED, _UNDATED
from store.pages import open_pages
from store.queries import TableDoc, connect_readonly, schema_tables
from store.runs import finish_run, start_run
from tests.storeroom import NOW, fetched, fold, rows, source

# The views are a promise: columns may be added here, none may go or change its name.
VIEWS = {
    "v_health": "source_id name state since why at status detail announced new articles revisions duplicates"
    " rejected reasons dated later measure numbers",
    "v_official_record": "source_id source key title url published_at fields first_at changed_at",
    "v_article": "article_id url title lang source_id source family source_group published_at week date_source"
    " date_only first_fetched_at fetched_at author editor modified_at section tags access origin origin_url origin_mark"
    " translated parts missing story_id root_id reprint_of tagged_by evidence_grade characters text",
    "v_mention": "id type quote provisional role salience in_title start end article_id url title source_id lang published_at",
    "v_role": "id type role salience mentions in_title provisional article_id url title source_id lang published_at",
    "v_figure": "subject metric kind value value_real low low_real high high_real unit currency per approx direction"
    " change_role basis period period_rule modality cited confidence rule arithmetic computed usd usd_date usd_source"
    " quote start end article_id url title source_id lang published_at",
    "v_tone_article": "id role salience sentences favourable unfavourable balance tone strongest strongest_polarity"
    " strongest_score article_id url title source_id lang published_at",
    "v_tone_story": "id week story_id side weight sentences favourable unfavourable texts house title url",
    "v_tone_week": "id week n favourable unfavourable houses balance low high weighed effective weighed_low"
    " weighed_high",
    "v_sentiment": "id polarity score evidence past sentence sent_start sent_end article_id url title source_id lang"
    " published_at",
    "v_evidence": "grade score dated sourced figures attributed promotional article_id url title source_id lang"
    " published_at",
    "v_topic": "topic score evidence article_id url title source_id lang published_at story_id",
    "v_policy": "jurisdiction authority instrument kind doc_number action announced_on effective_on deadline rates"
    " thresholds scope quote start end article_id url title source_id lang published_at",
    "v_policy_event": "instrument_id name jurisdiction authority kind action stage day announced_on effective_on deadline"
    " official official_announced_on official_effective_on official_deadline official_url differs replaced reason"
    " instrument doc_number rates thresholds scope quote start end article_id n url title source_id source family lang"
    " published_at story_id",
    "v_instrument": "instrument_id name doc_number jurisdiction authority kind scope first_day last_day action events"
    " official press houses languages differing",
    "v_policy_calendar": "day what status instrument_id name jurisdiction authority kind action official houses quote"
    " start end article_id n url title source_id lang published_at",
    "v_policy_week": "week jurisdiction instrument_id name kind action day official articles houses authority"
    " effective_on deadline quote start end article_id n url title source_id lang published_at",
    "v_story": "story_id articles texts families languages first_at last_at title url",
    "v_source": "source_id name kind url lang family source_group enabled disabled_reason articles first_article_at"
    " last_article_at pending rejected last_look_at last_good_at failures every next_look_at last_news_at",
    "v_rejection": "reason detail url source_id at title published_at",
    "v_candidate": "url source_id outcome detail discovered_at tried_at attempts retry_at article_id article_url reason",
    "v_revision": "article_id url number title fetched_at replaced_at text cause extractor",
    "v_run": "run_id command started_at finished_at seconds exit_code counts notes version",
    "v_issue": "week lang revision as_of at sha256 body_json",
    "v_shift": "week measure series name status weeks observed expected range_low range_high effect low high p q n"
    " witnesses baseline panel revision",
    "v_shift_evidence": "week measure series n article_id title url source_id source lang published_at story_id quote"
    " start end text_sha256 revision",
    "v_digest_claim": "week revision stands at measure series name weeks observed expected effect low high q n witnesses",
    "v_claim_outcome": "week measure series name effect q next_week next_status next_observed next_expected later_week"
    " later_status later_observed later_expected",
    "v_search": "grams rank article_id url title source_id lang published_at",
}
# Contract of the other rooms: names of annotation columns are those of the command line's rows.
COLUMNS = {
    "mentions": "start end quote type id",
    "roles": "id type role salience",
    "figures": "start end quote kind value low high unit currency per approx direction change_role basis period"
    " modality subject metric source",
    "sentiments": "sent_start sent_end id polarity score evidence past",
    "topics": "topic score",
    "policies": "instrument doc_number jurisdiction authority action announced_on effective_on deadline rates"
    " thresholds scope",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("schema") / "news.db"
    db = open_store(made)
    with open_pages(made.with_suffix(".pages.db")) as archive:
        save_sources(db, [source(), source("tide")])
        batch = [fetched(f"p{i}", f"Text {i}.", published_at=NOW - i * timedelta(days=1)) for i in range(20)]
        save_fetched(db, archive, batch, fold=fold)
    db.close()
    return made


@pytest.fixture(params=["before the first run", "after a run"])
def planner(request: pytest.FixtureRequest, path: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The store without and with the statistics that the end of a run leaves."""
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    if request.param == "after a run":
        db = open_store(copy)
        finish_run(db, start_run(db, command="crawl", version="1", at=NOW), at=NOW, exit_code=0, counts={})
        assert db.conn.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 5
        db.close()
    with closing(connect_readonly(copy, fold=fold)) as opened:
        yield opened


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect_readonly(path, fold=fold)) as opened:
        yield opened


def by_name(conn: sqlite3.Connection) -> dict[str, TableDoc]:
    return {table.name: table for table in schema_tables(conn)}


def test_everything_is_explained(conn: sqlite3.Connection) -> None:
    tables = schema_tables(conn)
    assert {table.kind for table in tables} == {"table", "view", "index"}
    assert len(tables) > 40
    for table in tables:
        assert len(table.meaning) > 8, table.name
        assert bool(table.columns) == (table.kind != "index"), table.name
        for column in table.columns:
            assert len(column.meaning) > 3, f"{table.name}.{column.name}"
            assert "--" not in column.meaning


def test_explanations_stand_beside_their_own_columns(conn: sqlite3.Connection) -> None:
    tables = by_name(conn)
    said = {name: {column.name: column.meaning for column in table.columns} for name, table in tables.items()}
    assert said["articles"]["text_sha256"] == "of the text in UTF-8, hexadecimal"
    assert said["sources"]["delay"].startswith("seconds between requests")
    assert said["figures"]["per"] == '"per what"'
    assert said["v_article"]["week"].startswith("ISO week")
    assert said["v_story"]["url"].startswith("URL of its earliest article")
    assert said["v_run"]["seconds"] == "how long it took"
    assert said["article_grams"]["title"] == "grams of the folded headline"
    assert tables["articles_published"].meaning.startswith("serves: ")
    assert {c.name: c.type for c in tables["figures"].columns}["value_real"] == "REAL"


def test_tables_of_others_are_shown_without_explanation(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as mine:
        mine.execute("CREATE TABLE watch (entity TEXT, -- said of the line\n since TEXT)")
        mine.commit()
    with closing(connect_readonly(copy)) as conn:
        table = by_name(conn)["watch"]
    assert [column.name for column in table.columns] == ["entity", "since"]
    assert all(not column.meaning for column in table.columns)


def test_views_keep_their_columns(conn: sqlite3.Connection) -> None:
    found = {
        table.name: " ".join(column.name for column in table.columns)
        for table in schema_tables(conn)
        if table.kind == "view"
    }
    assert found == VIEWS


def test_views_about_articles_carry_the_url(conn: sqlite3.Connection) -> None:
    for table in schema_tables(conn):
        names = {column.name for column in table.columns}
        if table.kind == "view" and "article_id" in names:
            assert names & {"url", "article_url"}, table.name


def test_annotation_columns_are_named_as_on_the_command_line(conn: sqlite3.Connection) -> None:
    tables = by_name(conn)
    for name, columns in COLUMNS.items():
        assert {column.name for column in tables[name].columns} >= set(columns.split()), name


def test_every_view_can_be_read(conn: sqlite3.Connection) -> None:
    for name in VIEWS:
        where = " WHERE grams MATCH zh_query('text')" if name == "v_search" else ""
        assert isinstance(conn.execute(f"SELECT * FROM {name}{where} LIMIT 3").fetchall(), list)


def test_tables_take_their_types_only(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    for name, sql in db.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
        if not name.startswith(("sqlite_", "article_grams")):
            assert re.search(r"\) STRICT(, WITHOUT ROWID)?$", sql), name
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute("INSERT INTO taggings (article_id, version) VALUES ('one', NULL)")
    db.close()


@pytest.mark.parametrize(
    "day", ["2026-01-01", "2026-12-31", "2027-01-03", "2027-01-04", "2024-12-30", "2020-12-31"]
)
def test_the_week_of_an_article_is_its_iso_week(tmp_path: Path, day: str) -> None:
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        given = date.fromisoformat(day)
        moment = NOW.replace(year=given.year, month=given.month, day=given.day, hour=23)
        save_fetched(
            db,
            archive,
            [fetched("a", "Text.", published_at=moment), fetched("b", "T.", published_at=None)],
            fold=fold,
        )
    year, week, _ = given.isocalendar()
    assert rows(db.conn, "SELECT week FROM v_article ORDER BY url") == [
        {"week": f"{year}-W{week:02}"},
        {"week": None},
    ]
    db.close()


def test_weeks_of_thirty_years(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        expression = (
            "strftime('%Y', :d, '-3 days', 'weekday 4') || '-W' ||"
            " substr('0' || ((strftime('%j', :d, '-3 days', 'weekday 4') - 1) / 7 + 1), -2)"
        )
        sql = (Path(__file__).resolve().parents[1] / "store" / "views.sql").read_text(encoding="utf-8")
        assert expression.replace(":d", "a.published_at") in sql
        day = date(2000, 1, 1)
        while day < date(2030, 1, 10):
            year, week, _ = day.isocalendar()
            assert (
                conn.execute(f"SELECT {expression}", {"d": f"{day}T12:00:00Z"}).fetchone()[0]
                == f"{year}-W{week:02}"
            )
            day += timedelta(days=1)


def plan(conn: sqlite3.Connection, sql: str, values: object = ()) -> str:
    return " | ".join(str(row[3]) for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", values))  # type: ignore[arg-type]  # dict or tuple


WINDOW = {"start": "2026-11-01", "end": "2026-11-09", "newest": "2026-11-02", "as_of": "9999"}


@pytest.mark.parametrize("name", ["articles", "mentions", "figures", "sentiments", "topics", "policies"])
def test_a_digest_reads_its_window_only(planner: sqlite3.Connection, name: str) -> None:
    said = plan(planner, _IN_FULL[name].format(window=_SINCE), WINDOW)
    assert "INDEX articles_published (published_at>? AND published_at<?)" in said
    assert "SCAN" not in said
    # The index brings the order of the articles: only the rows of one article are sorted, if any.
    assert "USE TEMP B-TREE FOR ORDER BY" not in said


@pytest.mark.parametrize("sql", [*_EARLIER.values(), _STATED])
def test_what_is_counted_of_the_weeks_before_needs_no_article_read(
    planner: sqlite3.Connection, sql: str
) -> None:
    """A row of articles holds its text: a hundred thousand of them are half a gigabyte."""
    said = plan(planner, sql, WINDOW)
    assert "SEARCH a USING COVERING INDEX articles_published (published_at>? AND published_at<?)" in said
    assert "SCAN" not in said
    assert "TEMP B-TREE" not in said


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (_OTHERS["rejections"], "rejections_at"),
        (_UNDATED, "articles_undated"),
        (_PENDING, "candidates_"),
    ],
)
def test_the_health_of_a_week_is_read_from_indexes(planner: sqlite3.Connection, sql: str, index: str) -> None:
    said = plan(planner, sql, WINDOW)
    assert index in said


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT url FROM candidates WHERE outcome = 'pending' AND source_id = 'a'", "candidates_"),
        (
            "SELECT id FROM articles WHERE source_id = 'a' AND text_sha256 = 'b' AND title = 'c'",
            "articles_same_text",
        ),
        ("SELECT article_id FROM mentions WHERE id = 'temu'", "mentions_id"),
        ("SELECT * FROM v_mention WHERE id = 'temu'", "mentions_id"),
        ("SELECT * FROM v_figure WHERE subject = 'temu' AND metric = 'commission'", "figures_subject"),
        ("SELECT * FROM v_sentiment WHERE id = 'temu'", "sentiments_id"),
        ("SELECT * FROM v_topic WHERE topic = 'sellers'", "topics_topic"),
        ("SELECT * FROM v_policy WHERE effective_on BETWEEN '2026-11' AND '2026-12'", "policies_effective"),
        ("SELECT * FROM v_policy WHERE deadline BETWEEN '2026-11' AND '2026-12'", "policies_deadline"),
        ("SELECT * FROM v_policy_event WHERE instrument_id = 'eu-dsa'", "policy_links_instrument"),
        ("SELECT article_id FROM policies WHERE jurisdiction IS 'EU'", "policies_jurisdiction"),
        ("SELECT * FROM story_links WHERE story_id = 's-1'", "story_links_story"),
        ("SELECT min(published_at) FROM articles WHERE source_id = 'a'", "articles_source"),
        ("SELECT * FROM v_article WHERE published_at >= '2026-11-01'", "articles_published"),
        ("SELECT count(*) FROM taggings WHERE version IS NOT 'v'", "taggings"),
    ],
)
def test_frequent_questions_use_an_index(conn: sqlite3.Connection, sql: str, index: str) -> None:
    assert index in plan(conn, sql)


def test_no_index_is_without_a_use(conn: sqlite3.Connection) -> None:
    for table in schema_tables(conn):
        if table.kind == "index":
            assert table.meaning.startswith("serves: "), table.name
