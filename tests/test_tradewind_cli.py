"""The command line's contract: what each command prints, its exit codes, and clear words for bad input."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.newsdesk import TEXTS, inside, tradewind, write_texts


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which three articles were imported, tagged and linked."""
    folder = tmp_path_factory.mktemp("desk")
    write_texts(folder)
    assert inside(folder, "init").code == 0
    imported = inside(folder, "import", "texts", "--json")
    assert imported.code == 0, imported.err
    tagged = inside(folder, "tag", "--json")
    assert tagged.code == 0, tagged.err
    assert tagged.rows()["tagged"] == 3
    assert inside(folder, "link").code == 0
    return folder


def test_imported_articles_keep_title_date_and_language(desk: Path) -> None:
    done = inside(
        desk, "sql", "SELECT title, lang, published_at FROM v_article ORDER BY published_at", "--json"
    )
    assert done.code == 0, done.err
    rows = done.rows()
    assert [row["lang"] for row in rows] == ["en", "zh-Hans", "zh-Hant"]
    assert [row["published_at"][:10] for row in rows] == ["2026-11-03", "2026-11-04", "2026-11-05"]
    assert rows[0]["title"] == "Temu raises commission for European sellers to 12%"


def test_every_span_of_the_store_is_the_text_it_quotes(desk: Path) -> None:
    with closing(sqlite3.connect(desk / "tradewind.db")) as connection:
        texts = {
            row[0]: (row[1], row[2]) for row in connection.execute("SELECT id, text, title FROM articles")
        }
        mentions = connection.execute(
            'SELECT article_id, start, "end", quote, in_title FROM mentions'
        ).fetchall()
        figures = connection.execute('SELECT article_id, start, "end", quote FROM figures').fetchall()
    assert len(mentions) >= 12
    assert len(figures) >= 15
    for article_id, start, end, quote, in_title in mentions:
        assert texts[article_id][1 if in_title else 0][start:end] == quote
    for article_id, start, end, quote in figures:
        assert texts[article_id][0][start:end] == quote


def test_one_company_has_one_id_in_three_scripts(desk: Path) -> None:
    done = inside(
        desk,
        "sql",
        "SELECT id, count(DISTINCT article_id) AS n FROM v_mention GROUP BY 1",
        "--json",
    )
    assert done.code == 0, done.err
    found = {row["id"]: row["n"] for row in done.rows()}
    assert found["amazon"] == 3
    assert found["shein"] == 3
    assert found["temu"] == 2


def test_a_second_tag_and_link_have_nothing_to_do(desk: Path) -> None:
    again = inside(desk, "tag")
    assert (again.code, again.out) == (4, "")
    assert "already" in again.err
    assert inside(desk, "link").code == 4


def test_importing_the_same_again_adds_nothing(desk: Path) -> None:
    assert inside(desk, "import", "texts").code == 0
    done = inside(desk, "sql", "SELECT count(*) AS n FROM articles", "--json")
    assert done.rows() == [{"n": 3}]


def test_a_date_can_be_given_to_an_article_that_has_none(tmp_path: Path) -> None:
    text = "\n\n".join(TEXTS["temu-fee.txt"].replace("on Tuesday", "").split("\n\n")[::2])
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    question = "SELECT published_at, date_source, tagged_by FROM v_article"
    assert inside(tmp_path, "import", "a.txt").code == 0
    assert inside(tmp_path, "tag").code == 0
    assert inside(tmp_path, "sql", question, "--json").rows()[0]["published_at"] is None
    assert inside(tmp_path, "import", "a.txt", "--published", "2026-11-10").code == 0
    row = inside(tmp_path, "sql", question, "--json").rows()[0]
    assert row["published_at"].startswith("2026-11-10")
    assert row["date_source"] == "given"
    assert row["tagged_by"] is None
    assert inside(tmp_path, "import", "a.txt").code == 0
    assert inside(tmp_path, "sql", question, "--json").rows()[0]["date_source"] == "given"


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["关税"], []),
        (["包裹"], ["海关总署公告小额包裹新规 跨境卖家成本上升"]),
        (["亞馬遜"], ["海关总署公告小额包裹新规 跨境卖家成本上升", "SHEIN傳明年赴港上市 估值或達500億美元"]),
        (["亚马逊", "营收"], ["SHEIN傳明年赴港上市 估值或達500億美元"]),
        (["commission"], ["Temu raises commission for European sellers to 12%"]),
        (["COMMISSION", "sellers"], ["Temu raises commission for European sellers to 12%"]),
    ],
)
def test_search_in_any_script(desk: Path, words: list[str], titles: list[str]) -> None:
    done = inside(desk, "search", *words, "--json")
    assert sorted(row["title"] for row in done.rows()) == sorted(titles)
    assert done.code == (0 if titles else 4)


@pytest.mark.parametrize(
    "words", ['"', "a OR", "NEAR(", "*", "title:", "x'; DROP TABLE articles; --", "\x00", "(" * 500]
)
def test_whatever_is_searched_for_is_no_error(desk: Path, words: str) -> None:
    if "\x00" in words:
        words = "\N{SYMBOL FOR NULL}"
    done = inside(desk, "search", "--", words)
    assert done.code in (0, 4), done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles",
        "DROP TABLE articles",
        "ATTACH 'x.db' AS x",
        "PRAGMA writable_schema=1",
        "CREATE TABLE t (x)",
        "INSERT INTO runs (command) VALUES ('x')",
        "SELECT load_extension('x')",
        "SELEC 1",
        "",
        "SELECT 1; DELETE FROM articles",
    ],
)
def test_sql_cannot_change_anything(desk: Path, statement: str) -> None:
    before = (desk / "tradewind.db").read_bytes()
    done = inside(desk, "sql", statement)
    assert done.code == 2
    assert done.err.startswith("tradewind: ")
    assert "Traceback" not in done.err
    assert (desk / "tradewind.db").read_bytes() == before
    assert not (desk / "x.db").exists()


def test_sql_that_never_ends_is_given_up(desk: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    done = inside(desk, "sql", "--seconds", "0.5", endless)
    assert done.code == 2
    assert "0.5" in done.err or "time" in done.err.lower()


def test_sql_says_when_it_cuts(desk: Path) -> None:
    done = inside(desk, "sql", "--limit", "2", "SELECT id FROM articles ORDER BY id")
    assert len(done.out.splitlines()) == 3
    assert "only the first 2" in done.err


def test_the_digest_of_a_young_store_says_it_has_no_baseline(desk: Path) -> None:
    done = inside(desk, "digest", "--week", "2026-W45", "--lang", "en", "--lang", "zh")
    assert done.code == 0, done.err
    assert "baseline" in done.out.lower()
    for name in (
        "2026-W45.json",
        "2026-W45.en.html",
        "2026-W45.en.txt",
        "2026-W45.zh.html",
        "2026-W45.zh.txt",
    ):
        assert (desk / "issues" / name).stat().st_size > 200
    assert "http" not in done.out.split("12%")[0] or done.out


def test_the_same_digest_twice_is_the_same_bytes(desk: Path) -> None:
    assert inside(desk, "digest", "--week", "2026-W45").code == 0
    first = {path.name: path.read_bytes() for path in (desk / "issues").iterdir()}
    assert inside(desk, "digest", "--week", "2026-W45").code == 0
    assert {path.name: path.read_bytes() for path in (desk / "issues").iterdir()} == first
    revisions = inside(desk, "sql", "SELECT lang, revision FROM issues WHERE week = '2026-W45'", "--json")
    assert {"*", "en", "zh"} == {row["lang"] for row in revisions.rows()}
    assert {row["revision"] for row in revisions.rows()} == {1}


def test_an_empty_week_points_to_the_newest_one(desk: Path) -> None:
    before = sorted(path.name for path in (desk / "issues").glob("*"))
    done = inside(desk, "digest", "--week", "2025-W10")
    assert done.code == 4, done.err
    assert "nothing was written" in done.err
    assert "2026-W45" in done.err
    assert sorted(path.name for path in (desk / "issues").glob("*")) == before


def test_a_week_that_has_not_begun_is_an_error(desk: Path) -> None:
    done = inside(desk, "digest", "--week", "2099-W10")
    assert done.code == 2
    assert "2099-W10 has not begun" in done.err


def test_the_doctor_knows_the_names_to_watch(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text('[digest]\nwatch = ["amazon", "tmu"]\n')
    done = inside(tmp_path, "doctor", "--json")
    assert done.code == 2
    found = {row["check"]: row for row in done.rows()}
    assert found["watch"]["state"] == "bad"
    assert "did you mean temu?" in found["watch"]["detail"]


def test_the_digest_says_which_names_nothing_has(desk: Path) -> None:
    config = desk / "tradewind.toml"
    before = config.read_text() if config.exists() else None
    mail = '[mail]\nhost = "127.0.0.1"\nfrom_address = "d@example.org"\n'
    people = mail + '[[mail.recipients]]\naddress = "a@example.org"\ntopics = ["temoo", "temu"]\n'
    config.write_text(f'[digest]\nwatch = ["amazon", "amazn"]\n{people}')
    try:
        done = inside(desk, "digest", "--week", "2026-W46")
    finally:
        config.unlink() if before is None else config.write_text(before)
    assert done.code in (0, 4), done.err
    assert "nothing is called 'temoo'; it selects nothing. Did you mean 'temu'?" in done.err
    assert "nothing is called 'amazn'; it counts nothing. Did you mean 'amazon'?" in done.err
    assert done.err.count("nothing is called") == 2
    assert "nothing is called" not in done.out


@pytest.mark.parametrize("label", ["2026-W54", "2026", "last", "2026-W00", "2026-46"])
def test_a_week_that_is_none_is_named(desk: Path, label: str) -> None:
    done = inside(desk, "digest", "--week", label)
    assert done.code == 2
    assert re.search(rf"{label}|2026 has no week {label[-2:].lstrip('0') or 0}", done.err)


def test_annotate_gives_the_fields_of_the_contract(tmp_path: Path) -> None:
    text = TEXTS["temu-fee.txt"]
    rows = [{"id": 7, "text": text, "lang": "en", "published_at": "2026-11-03"}, {"id": "b", "text": ""}]
    done = inside(tmp_path, "annotate", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert done.code == 0, done.err
    first, second = done.lines()
    assert (first["id"], second["id"]) == (7, "b")
    parts = {"mentions", "figures", "sentiments", "topics", "policies"}
    assert {"id", *parts} <= set(first)
    assert all(first[part] for part in parts - {"policies"})
    assert not any(second[part] for part in parts)
    assert {"start", "end", "quote", "type", "id"} <= set(first["mentions"][0])
    wanted = "start end quote kind value low high unit currency per approx direction change_role basis period modality"
    assert {*wanted.split(), "subject", "metric", "source"} <= set(first["figures"][0])
    for item in (*first["mentions"], *first["figures"]):
        assert text[item["start"] : item["end"]] == item["quote"]
    assert any(item["quote"] == "12%" and item["value"] == 12 for item in first["figures"])
    assert list(tmp_path.iterdir()) == []


def test_offsets_stay_those_of_the_given_text(tmp_path: Path) -> None:
    text = "\ufeff\r\n  亞馬遜\x00於\t2026年投資３５億美元。\r\n\U0001f680SHEIN"
    done = inside(tmp_path, "annotate", stdin=json.dumps({"id": 1, "text": text}) + "\n")
    assert done.code == 0, done.err
    row = done.lines()[0]
    assert {"amazon", "shein"} <= {item["id"] for item in row["mentions"]}
    for item in (*row["mentions"], *row["figures"]):
        assert text[item["start"] : item["end"]] == item["quote"]


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        ("{\n", "stdin:1: not JSON"),
        ('{"id": 1, "text": "x"}\n[]\n', "stdin:2: expected an object"),
        ('{"id": 1}\n', "key: text"),
        ('{"id": 1, "text": 3}\n', "key: text"),
        ('{"id": 1, "text": "x", "lang": "fr"}\n', "key: lang"),
        ('{"id": 1, "text": "x", "published_at": "soon"}\n', "key: published_at"),
    ],
)
def test_bad_json_lines_are_named(tmp_path: Path, stdin: str, said: str) -> None:
    done = inside(tmp_path, "annotate", stdin=stdin)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_extract_reads_pages_and_names_rejections(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in TEXTS["temu-fee.txt"].split("\n\n")[2:])
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Temu raises commission | Port News</title>'
        '<meta property="article:published_time" content="2026-11-03T09:30:00+01:00"></head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>Temu raises commission</h1>{paragraphs}</article></body></html>"
    )
    (tmp_path / "good.html").write_text(page, encoding="utf-8")
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "photo.html").write_bytes(bytes(range(256)) * 40)
    rows = [
        {"id": "g", "url": "http://news.test-port.org/2026/11/temu", "file": str(tmp_path / "good.html")},
        {"id": "e", "url": "http://news.test-port.org/e", "file": str(tmp_path / "empty.html")},
        {"id": "p", "url": "http://news.test-port.org/p", "file": str(tmp_path / "photo.html")},
    ]
    done = inside(tmp_path, "extract", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert done.code == 0, done.err
    good, empty, photo = done.lines()
    assert (good["id"], good["title"], good["lang"]) == ("g", "Temu raises commission", "en")
    assert datetime.fromisoformat(good["published_at"]) == datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
    assert "4,200 sellers" in good["text"]
    assert (empty["id"], empty["rejection"]) == ("e", "empty")
    assert "text" not in empty
    assert photo["id"] == "p"
    assert "rejection" in photo


def test_link_folds_a_reprint_in_the_other_script(tmp_path: Path) -> None:
    from nlp.script import fold

    text = TEXTS["shein-hk.txt"]
    rows = [
        {"id": "a", "lang": "zh-Hant", "source": "one", "url": "http://one.test/1", "published_at": "2026-11-05",
         "title": "SHEIN傳赴港上市", "text": text},
        {"id": "b", "lang": "zh-Hans", "source": "two", "url": "http://two.test/1", "published_at": "2026-11-06",
         "title": "SHEIN或赴港上市", "text": fold(text)},
        {"id": "c", "lang": "en", "source": "three", "url": "http://three.test/1", "published_at": "2026-11-03",
         "title": "Temu raises commission", "text": TEXTS["temu-fee.txt"]},
    ]  # fmt: skip
    done = inside(tmp_path, "link", "--jsonl", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert done.code == 0, done.err
    found = {row["id"]: row for row in done.lines() if row["row"] == "story"}
    assert found["a"]["story"] == found["b"]["story"] != found["c"]["story"]
    assert found["b"]["reprint_of"] == "a"
    assert found["b"]["witness"] == "a"


def test_shifts_of_counts_on_stdin(tmp_path: Path) -> None:
    rows = []
    for week in range(20, 34):
        for source in ("a", "b", "c", "d"):
            rows.append({"week": f"2026-W{week}", "source": source, "series": "*", "stories": 30})
            for series in range(6):
                planted = 9 if series == 0 and week == 33 else 0
                rows.append(
                    {"week": f"2026-W{week}", "source": source, "series": f"s{series}",
                     "stories": 4 + (week + series) % 2 + planted}
                )  # fmt: skip
    done = inside(tmp_path, "shifts", "--jsonl", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert done.code == 0, done.err
    last = {row["series"]: row for row in done.lines() if row.get("week") == "2026-W33" and "series" in row}
    assert {"week", "series", "effect", "low", "high", "p", "q", "claim", "second_look"} <= set(last["s0"])
    assert last["s0"]["claim"]
    assert not any(last[f"s{number}"]["claim"] for number in range(1, 6))


# --- bad input: a clear message, a counted rejection, never a traceback ----------------------------------------


def test_init_does_not_overwrite(tmp_path: Path) -> None:
    assert inside(tmp_path, "init", "here").code == 0
    (tmp_path / "here" / "tradewind.toml").write_text("# mine\n")
    again = inside(tmp_path, "init", "here")
    assert again.code == 2
    assert "is there already" in again.err
    assert (tmp_path / "here" / "tradewind.toml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    "command", [["crawl"], ["tag"], ["digest"], ["sql", "SELECT 1"], ["doctor"], ["sources", "list"]]
)
def test_a_typo_in_the_configuration_ends_every_command_before_it_starts(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "tradewind.toml").write_text("[crawl]\nobey_robot = true\n")
    done = inside(tmp_path, *command)
    assert done.code == 2
    assert (
        "tradewind.toml:2: unknown key (key: crawl.obey_robot). Did you mean crawl.obey_robots?" in done.err
    )
    assert [path.name for path in tmp_path.iterdir()] == ["tradewind.toml"]


@pytest.mark.parametrize(
    "command", [["tag"], ["link"], ["digest"], ["sql", "SELECT 1"], ["search", "x"], ["shifts"]]
)
def test_without_a_store_the_way_to_one_is_said(tmp_path: Path, command: list[str]) -> None:
    done = inside(tmp_path, *command)
    assert done.code == 2
    assert "tradewind.db" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "tradewind.db").exists()


@pytest.mark.parametrize(
    "content", [b"", b"this is no database, but it is long enough to look like one" * 40]
)
def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tradewind.db").write_bytes(content)
    (tmp_path / "a.txt").write_text(TEXTS["temu-fee.txt"])
    done = inside(tmp_path, "import", "a.txt")
    if content:
        assert done.code == 2
        assert (tmp_path / "tradewind.db").read_bytes() == content
    assert "Traceback" not in done.err


def test_files_that_are_no_articles_are_counted_rejections(tmp_path: Path) -> None:
    place = write_texts(tmp_path)
    (place / "empty.txt").write_bytes(b"")
    (place / "binary.txt").write_bytes(os.urandom(5000))
    (place / "short.md").write_text("# Hello\n\nworld\n")
    (place / "json.html").write_text('{"error": "not found", "code": 404}')
    (place / "nul.txt").write_bytes(b"\x00" * 4000)
    done = inside(tmp_path, "import", "texts", "--json")
    assert done.code == 3, done.err
    results = {Path(row["file"]).name: row["result"] for row in done.rows()}
    assert len(results) == 8
    assert {name for name, result in results.items() if result == "article"} == set(TEXTS)
    assert results["empty.txt"] == "rejected: empty"
    assert all(result.startswith("rejected: ") for name, result in results.items() if name not in TEXTS)
    kept = inside(tmp_path, "sql", "SELECT reason, count(*) AS n FROM v_rejection GROUP BY reason", "--json")
    assert sum(row["n"] for row in kept.rows()) == 5


def test_a_file_of_50_mb_is_refused_quickly_and_counted(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as stream:
        stream.write(b"<html><body>")
        stream.truncate(50_000_000)
    done = inside(tmp_path, "import", "huge.html", "--json")
    assert done.code == 2
    assert done.rows()[0]["result"] == "rejected: too-large"


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    missing = inside(tmp_path, "import", "nowhere.txt")
    assert missing.code == 2
    assert "nowhere.txt: no such file" in missing.err
    (tmp_path / "empty").mkdir()
    assert "no .txt" in inside(tmp_path, "import", "empty").err


def test_a_run_that_is_under_way_is_not_disturbed(desk: Path) -> None:
    from tradewind.lock import only_one

    with only_one(desk / "tradewind.db"):
        done = tradewind(desk, "tag")
    assert done.code == 75
    assert str(os.getpid()) in done.err


def test_an_unknown_source_is_answered_with_the_nearest(tmp_path: Path) -> None:
    known = inside(tmp_path, "sources", "list", "--json").rows()
    done = inside(tmp_path, "crawl", "--source", known[0]["id"] + "x")
    assert done.code == 2
    assert known[0]["id"] in done.err


def test_sources_travel_as_opml(tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(
        '<opml version="2.0"><head/><body><outline text="Harbour &amp; Port" type="rss" '
        'xmlUrl="https://harbour.test-port.org/feed.xml"/><outline text="folder"><outline text="港口新聞" type="rss" '
        'xmlUrl="https://gang.test-port.org/rss"/></outline></body></opml>',
        encoding="utf-8",
    )
    first = inside(tmp_path, "sources", "import", "mine.opml")
    assert first.code == 0, first.err
    assert "2 sources added" in first.err
    assert "0 sources added, 2 were there already" in inside(tmp_path, "sources", "import", "mine.opml").err
    listed = {row["url"]: row for row in inside(tmp_path, "sources", "list", "--json").rows()}
    assert listed["https://gang.test-port.org/rss"]["verified"] == "unverified"
    exported = inside(tmp_path, "sources", "export")
    assert "https://harbour.test-port.org/feed.xml" in exported.out
    assert "Harbour &amp; Port" in exported.out
    assert (
        "left out: OPML has no place for them" in exported.err
    )  # the catalogue's listings are not lost unsaid


def test_imported_sources_never_take_the_place_of_others(tmp_path: Path) -> None:
    shipped = {row["id"]: row for row in inside(tmp_path, "sources", "list", "--json").rows()}
    name, row = next(iter(shipped.items()))
    (tmp_path / "mine.opml").write_text(
        f'<opml version="2.0"><body><outline text="{name}" type="rss" xmlUrl="https://feeds.test-port.org/a.xml"/>'
        f'<outline text="Quotes &quot; and \\ [[source]]" type="rss" xmlUrl="https://feeds.test-port.org/b.xml"/>'
        f'<outline text="again" type="rss" xmlUrl="{row["url"].replace("&", "&amp;")}"/></body></opml>'
    )
    done = inside(tmp_path, "sources", "import", "mine.opml")
    assert done.code == 0, done.err
    assert "2 sources added, 1 were there already" in done.err
    after = {item["id"]: item for item in inside(tmp_path, "sources", "list", "--json").rows()}
    assert after[name] == row
    assert after.keys() > shipped.keys()


def test_a_sources_file_that_cannot_be_added_to_is_left_as_it_is(tmp_path: Path) -> None:
    own = 'source = [{id = "a", name = "A", kind = "feed", url = "https://a.test-port.org/f"}]\n'
    (tmp_path / "sources.toml").write_text(own)
    (tmp_path / "mine.opml").write_text(
        '<opml version="2.0"><body><outline text="B" type="rss" xmlUrl="https://b.test-port.org/f"/></body></opml>'
    )
    done = inside(tmp_path, "sources", "import", "mine.opml")
    assert done.code == 2
    assert "sources.toml" in done.err
    assert (tmp_path / "sources.toml").read_text() == own


@pytest.mark.parametrize("content", [b"", b"not xml", b"<html><body>no</body></html>", b"<opml><body>"])
def test_an_opml_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.opml").write_bytes(content)
    done = inside(tmp_path, "sources", "import", "bad.opml")
    assert done.code == 2
    assert "bad.opml" in done.err
    assert "Traceback" not in done.err


def test_schema_tells_what_every_column_means(desk: Path) -> None:
    rows = inside(desk, "schema", "--json").rows()
    assert {"v_article", "v_mention", "v_figure", "v_story", "articles"} <= {row["name"] for row in rows}
    assert [row for row in rows if not row["meaning"]] == []
    assert inside(desk, "schema", "nothing").code == 2


def test_doctor_names_what_is_there(desk: Path) -> None:
    done = inside(desk, "doctor", "--json")
    assert done.code == 0, done.out
    found = {row["check"]: row for row in done.rows()}
    assert found["store"]["detail"].endswith(")") or "3 articles" in found["store"]["detail"]
    assert found["configuration"]["state"] == "note"


def test_runs_are_recorded_with_counts_and_exit_codes(desk: Path) -> None:
    rows = inside(
        desk, "sql", "SELECT command, exit_code, counts FROM v_run ORDER BY started_at, command", "--json"
    ).rows()
    assert {"import", "tag", "link"} <= {row["command"] for row in rows}
    assert all(row["exit_code"] in (0, 4) for row in rows)
