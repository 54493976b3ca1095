"""From one schema version to the next: whole or not at all, once, and to the same schema as a new file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import migrations
from store.articles import load_articles, load_sources, save_fetched, save_sources
from store.db import check, open_store
from store.errors import StoreError, StoreForeign
from store.migrations import SCHEMA_VERSION, STEPS, Step, migrate, statements
from store.pages import open_pages
from store.records import Fetched, Outcome, Reason, Rejection
from store.reextract import count_stale, save_reread
from store.sightings import learn_repeats
from tests.storeroom import DAY, NOW, article, fetched, fold, source

URL = "https://harbour.example/"
TARGET = SCHEMA_VERSION + 2
NEXT = {
    SCHEMA_VERSION + 1: Step(
        "price list",
        """
        -- A comment; with a semicolon.
        CREATE TABLE prices (id INTEGER PRIMARY KEY, source_id TEXT REFERENCES sources (id));
        INSERT INTO prices (source_id) SELECT id FROM sources;
        """,
    ),
    SCHEMA_VERSION + 2: Step("colour of a source", "ALTER TABLE sources ADD COLUMN colour TEXT;"),
}


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    db = open_store(tmp_path / "news.db")
    save_sources(db, [source("one"), source("two")])
    yield db.conn
    db.close()


def version(conn: sqlite3.Connection) -> int:
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def test_steps_are_taken_in_order_and_recorded(conn: sqlite3.Connection) -> None:
    assert migrate(conn, NEXT, TARGET) == [SCHEMA_VERSION + 1, SCHEMA_VERSION + 2]
    assert version(conn) == TARGET
    assert conn.execute("SELECT version, name FROM migrations ORDER BY version").fetchall() == [
        (SCHEMA_VERSION, "created"),
        (SCHEMA_VERSION + 1, "price list"),
        (SCHEMA_VERSION + 2, "colour of a source"),
    ]
    assert conn.execute("SELECT source_id FROM prices ORDER BY 1").fetchall() == [("one",), ("two",)]
    assert conn.execute("SELECT colour FROM sources").fetchall() == [(None,), (None,)]


def test_a_step_is_taken_once(conn: sqlite3.Connection) -> None:
    migrate(conn, NEXT, TARGET)
    assert migrate(conn, NEXT, TARGET) == []
    assert conn.execute("SELECT count(*) FROM prices").fetchone()[0] == 2


def test_a_current_file_is_left_alone(conn: sqlite3.Connection) -> None:
    before = conn.total_changes
    assert migrate(conn) == []
    assert conn.total_changes == before


def test_a_failing_step_leaves_the_version_before(conn: sqlite3.Connection) -> None:
    broken = {
        **NEXT,
        SCHEMA_VERSION + 2: Step("wrong", "CREATE TABLE half (a);\nINSERT INTO nowhere VALUES (1);"),
    }
    with pytest.raises(StoreError, match="nowhere"):
        migrate(conn, broken, TARGET)
    assert not conn.in_transaction
    assert version(conn) == SCHEMA_VERSION + 1
    assert conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()[0] == 0
    assert migrate(conn, NEXT, TARGET) == [SCHEMA_VERSION + 2]


def test_a_step_that_breaks_references_is_undone(conn: sqlite3.Connection) -> None:
    conn.execute("PRAGMA foreign_keys = OFF")
    orphan = {SCHEMA_VERSION + 1: Step("orphans", "INSERT INTO taggings (article_id) VALUES (77);")}
    with pytest.raises(StoreForeign, match="taggings without its articles"):
        migrate(conn, orphan, SCHEMA_VERSION + 1)
    assert version(conn) == SCHEMA_VERSION
    assert conn.execute("SELECT count(*) FROM taggings").fetchone()[0] == 0


def test_a_gap_between_steps_is_told(conn: sqlite3.Connection) -> None:
    with pytest.raises(StoreForeign, match=f"from schema version {SCHEMA_VERSION} to {SCHEMA_VERSION + 1}"):
        migrate(conn, {SCHEMA_VERSION + 2: NEXT[SCHEMA_VERSION + 2]}, TARGET)


def test_views_are_made_anew_and_those_of_the_user_stay(conn: sqlite3.Connection) -> None:
    conn.execute("DROP VIEW v_run")
    conn.execute("CREATE VIEW v_run AS SELECT 'old' AS run_id")
    conn.execute("CREATE VIEW mine AS SELECT id FROM sources")
    migrate(conn, NEXT, TARGET)
    columns = [row[1] for row in conn.execute("PRAGMA table_info(v_run)")]
    assert "exit_code" in columns
    assert conn.execute("SELECT count(*) FROM mine").fetchone()[0] == 2


def test_two_processes_may_migrate_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one finds the version raised after it has waited for the lock."""
    path = tmp_path / "news.db"
    open_store(path).close()
    one, two = (sqlite3.connect(path, isolation_level=None) for _ in range(2))
    taken: list[int] = []
    take = migrations._take

    def slow(conn: sqlite3.Connection, number: int, steps: dict[int, Step]) -> None:
        take(conn, number, steps)
        taken.append(number)

    monkeypatch.setattr(migrations, "_take", slow)
    assert migrate(one, NEXT, TARGET) == [SCHEMA_VERSION + 1, SCHEMA_VERSION + 2]
    # As if ``two`` had read the old version before ``one`` committed.
    versions = iter([SCHEMA_VERSION])
    real = migrations._version
    monkeypatch.setattr(migrations, "_version", lambda conn: next(versions, None) or real(conn))
    assert migrate(two, NEXT, TARGET) == []
    assert taken == [SCHEMA_VERSION + 1, SCHEMA_VERSION + 2]
    one.close()
    two.close()


def test_released_steps_lead_from_version_to_version() -> None:
    assert sorted(STEPS) == list(range(2, SCHEMA_VERSION + 1))


def test_statements_are_cut_at_their_ends() -> None:
    script = """
-- heading

CREATE TABLE a ( -- what; it is
  b TEXT -- said 'so'
);
CREATE TRIGGER t AFTER INSERT ON a BEGIN
  DELETE FROM a;
  DELETE FROM a;
END;
INSERT INTO a VALUES ('x;y');
"""
    found = list(statements(script))
    assert [re.sub(r"\s+", " ", item)[:20] for item in found] == [
        "CREATE TABLE a ( -- ",
        "CREATE TRIGGER t AFT",
        "INSERT INTO a VALUES",
    ]
    assert found[0].endswith(");")
    assert found[1].endswith("END;")


def test_an_unfinished_script_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="inside a statement"):
        list(statements("CREATE TABLE a (b TEXT"))


def shape(conn: sqlite3.Connection) -> dict[str, object]:
    """Tables, columns, keys and indexes; the order of columns does not count."""
    tables = [
        row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    ]
    return {
        table: (
            sorted(row[1:] for row in conn.execute(f'PRAGMA table_info("{table}")')),
            sorted(row[2:] for row in conn.execute(f'PRAGMA foreign_key_list("{table}")')),
            sorted(
                (row[1], row[2], tuple(part[2] for part in conn.execute(f'PRAGMA index_info("{row[1]}")')))
                for row in conn.execute(f'PRAGMA index_list("{table}")')
            ),
        )
        for table in tables
    }


def first_version(path: Path) -> sqlite3.Connection:
    """A file as the first version made it, without rows."""
    old = sqlite3.connect(path, isolation_level=None)
    script = (Path(__file__).parent / "data" / "schema_1.sql").read_text(encoding="utf-8")
    for statement in statements(script):
        old.execute(statement)
    old.execute("INSERT INTO migrations (version, name) VALUES (1, 'created')")
    return old


def test_a_file_of_the_first_version_becomes_like_a_new_one(tmp_path: Path) -> None:
    old = first_version(tmp_path / "old.db")
    old.execute(
        "INSERT INTO sources VALUES ('one', 'One', 'feed', 'http://one.example/', 'en', 'UTC', '', 'press', '',"
        " '[]', 1, '', NULL, '', '', NULL)"
    )
    old.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    old.execute("PRAGMA user_version = 1")
    old.close()
    with closing(open_store(tmp_path / "old.db")) as db, closing(open_store(tmp_path / "new.db")) as new:
        assert version(db.conn) == SCHEMA_VERSION
        assert shape(db.conn) == shape(new.conn)
        (kept,) = load_sources(db)
        assert (kept.id, kept.pages, kept.recipe, kept.browser) == ("one", 1, None, False)
        assert check(db) == []


def test_what_a_file_of_the_first_version_holds_goes_on(tmp_path: Path) -> None:
    """Its articles are read, looked at again, read anew and cut like those of this version."""
    text = "The port opened a second hall.\nFollow the harbour"
    taken = [fetched(name, f"{name} {text}", extractor="1") for name in "abc"]
    taken.append(fetched("a", f"It closed one. {text}", extractor="1", at=NOW + DAY))
    refusal = Rejection(url=URL + "r", source_id="harbour", at=NOW, reason=Reason.EMPTY, detail="0")
    taken.append(Fetched(candidate_url=URL + "r", source_id="harbour", at=NOW, page=None, result=refusal))
    with closing(open_store(tmp_path / "new.db")) as new, open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(new, [source()])
        for item in taken:
            save_fetched(new, archive, [item], fold=fold)
    old = first_version(tmp_path / "old.db")
    old.execute("ATTACH ? AS n", (str(tmp_path / "new.db"),))
    for table in ("sources", "articles", "article_revisions", "candidates", "rejections", "taggings"):
        names = ", ".join(f'"{row[1]}"' for row in old.execute(f"PRAGMA main.table_info({table})"))
        old.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM n.{table}")
    old.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    old.execute("PRAGMA user_version = 1")
    old.close()
    with closing(open_store(tmp_path / "old.db")) as db, open_pages(tmp_path / "news.pages.db") as archive:
        assert [made.paragraphs for made in load_articles(db, [1, 2, 3])] == [()] * 3
        assert db.conn.execute("SELECT cause FROM v_revision").fetchall() == [("page",)]
        assert count_stale(db, "2") == (3, 1)
        looked = [fetched("b", f"b {text}", extractor="1", at=NOW + DAY)]
        assert save_fetched(db, archive, looked, fold=fold) == {Outcome.DUPLICATE: 1}
        for number, name in enumerate("abc", 1):
            anew = article(name, f"The hall of {name} is full.\nFollow the harbour", extractor="2")
            assert save_reread(db, number, anew, fold=fold, now=NOW + DAY) == "changed"
        assert learn_repeats(db, fold=fold, now=NOW + DAY) == (1, 3)
        assert [made.text for made in load_articles(db, [1, 2, 3])] == [
            f"The hall of {n} is full." for n in "abc"
        ]
        assert check(db) == []
