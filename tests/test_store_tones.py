"""Roll-ups of sentiment in SQL: the views against the same counted in Python, on stores of every kind."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digests.tone_weeks import build_tone_stories, build_tone_week
from store.queries import Table, connect_readonly, run_sql
from store.tones import is_told_of, load_judged, load_told, prevailing_version, told_ids
from tests.storeroom import rows
from tests.tone_store import MONDAY, Said, tone_store

START, END = MONDAY - timedelta(days=70), MONDAY + timedelta(days=70)


def opened(folder: Path, *articles: Said) -> closing[sqlite3.Connection]:
    tone_store(folder / "news.db", articles)
    return closing(connect_readonly(folder / "news.db"))


def view(conn: sqlite3.Connection, name: str, where: str = "1") -> list[dict[str, Any]]:
    return rows(conn, f"SELECT * FROM {name} WHERE {where} ORDER BY id")


def test_an_article_by_salience(tmp_path: Path) -> None:
    subject = Said(says=(-1, -1, 0, 1), salience=0.8)
    passing = Said(says=(1,), salience=0.05, role="passing", hours=1)
    with opened(tmp_path, subject, passing) as conn:
        one, other = rows(conn, "SELECT * FROM v_tone_article ORDER BY published_at")
    assert (one["sentences"], one["favourable"], one["unfavourable"]) == (4, 1, 2)
    assert one["balance"] == pytest.approx(-0.25)
    assert one["tone"] == pytest.approx(-0.25 * 0.8)
    assert (one["role"], one["salience"]) == ("subject", 0.8)
    assert one["strongest"] == "Temu lost sellers there."
    assert (one["strongest_polarity"], one["strongest_score"]) == (-1, -0.5)
    assert (other["balance"], other["tone"]) == (1.0, pytest.approx(0.05))
    assert one["url"].startswith("https://")


def test_what_tells_of_the_past_takes_no_side(tmp_path: Path) -> None:
    with opened(tmp_path, Said(says=(1, 1, -1), past=(0, 1))) as conn:
        (article,), (story,), (week,) = (
            view(conn, name) for name in ("v_tone_article", "v_tone_story", "v_tone_week")
        )
        sentences = view(conn, "v_sentiment")
        (told,) = load_told(conn, start=START, end=END)
    assert [row["past"] for row in sentences] == [1, 1, 0]
    for row in (article, story, told):
        assert (row["sentences"], row["favourable"], row["unfavourable"]) == (3, 0, 1)
    assert article["strongest"] == "Temu lost sellers there."
    assert (story["side"], week["n"], week["balance"]) == (-1, 1, -1.0)


def test_a_story_of_the_past_alone_still_names_the_thing(tmp_path: Path) -> None:
    with opened(tmp_path, Said(says=(1,), past=(0,))) as conn:
        (week,) = view(conn, "v_tone_week")
        (article,) = view(conn, "v_tone_article")
    assert (week["n"], week["favourable"], week["balance"]) == (1, 0, 0)
    assert article["strongest"] is None


def test_the_strongest_sentence_takes_a_side(tmp_path: Path) -> None:
    with opened(tmp_path, Said(says=(0, 0))) as conn:
        (row,) = view(conn, "v_tone_article")
    assert (row["strongest"], row["strongest_polarity"], row["strongest_score"]) == (None, None, None)
    assert (row["balance"], row["tone"]) == (0, 0)


def test_reprints_count_once_and_promotions_never(tmp_path: Path) -> None:
    with opened(
        tmp_path,
        Said(says=(-1,)),
        *(Said(says=(-1, -1), hours=at, copy_of=0, house=f"h{at}") for at in (1, 2, 3)),
        Said(says=(1, 1), hours=4, story=0, house="other"),  # its own words about the same
        Said(says=(1,), role="promotion", salience=0.0, hours=5),
    ) as conn:
        (story,) = view(conn, "v_tone_story")
        (week,) = view(conn, "v_tone_week")
    assert (story["texts"], story["sentences"], story["side"]) == (2, 3, 1)
    assert (story["house"], story["week"]) == ("harbour", "2026-W45")
    assert (week["n"], week["favourable"], week["unfavourable"], week["houses"]) == (1, 1, 0, 1)


def test_a_reprint_speaks_where_the_first_text_does_not_name_it(tmp_path: Path) -> None:
    with opened(tmp_path, Said(name="shein"), Said(name="temu", says=(-1,), hours=1, copy_of=0)) as conn:
        found = {row["id"]: row["side"] for row in view(conn, "v_tone_story")}
    assert found == {"shein": 1, "temu": -1}


def test_what_an_old_version_tagged_has_a_balance_and_no_weight(tmp_path: Path) -> None:
    with opened(tmp_path, Said(role=None), Said(role=None, hours=1, says=(-1,))) as conn:
        (week,) = view(conn, "v_tone_week")
        article = view(conn, "v_tone_article")[0]
    assert (week["n"], week["balance"]) == (2, 0)
    assert week["low"] < 0 < week["high"]
    assert [week[name] for name in ("weighed", "effective", "weighed_low", "weighed_high")] == [None] * 4
    assert (article["role"], article["tone"]) == (None, None)


def test_an_empty_store_has_empty_views(tmp_path: Path) -> None:
    with opened(tmp_path) as conn:
        for name in ("v_tone_article", "v_tone_story", "v_tone_week"):
            assert view(conn, name) == []
        assert load_told(conn, start=START, end=END) == []
        assert prevailing_version(conn, start=START, end=END) is None
        assert not is_told_of(conn, "temu")
        assert told_ids(conn, "t") == []


def random_store(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    articles: list[Said] = []
    for _ in range(120):
        before = [n for n, said in enumerate(articles) if said.copy_of is None and said.linked]
        copy = chance.choice(before) if before and chance.random() < 0.3 else None
        story = None
        if copy is None and before and chance.random() < 0.2:
            story = chance.choice([n for n in before if articles[n].story is None])
        if copy is not None:
            story = articles[copy].story
        role = chance.choice(("subject", "actor", "passing", "promotion", None))
        articles.append(
            Said(
                name=chance.choice(("temu", "shein", "amazon")),
                says=chance.choices((-1, 0, 1), k=chance.randint(1, 4)),
                past=chance.choices((0, 1, 2, 3), k=chance.randint(0, 2)),
                hours=chance.randint(0, 24 * 20),
                house=chance.choice(("harbour", "parcel", "cross")),
                role=role,
                salience=0.0 if role == "promotion" else chance.random(),
                story=story,
                copy_of=copy,
                linked=copy is not None or story is not None or chance.random() < 0.9,
            )
        )
    tone_store(folder / "news.db", articles)


@pytest.fixture(scope="module", params=[1, 2, 3])
def conn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("tones")
    random_store(folder, request.param)
    with closing(connect_readonly(folder / "news.db")) as connection:
        yield connection


def test_the_views_say_what_python_counts(conn: sqlite3.Connection) -> None:
    stories = build_tone_stories(load_told(conn, start=START, end=END), "UTC")
    told = {(row["id"], row["week"], row["story_id"]): row for row in view(conn, "v_tone_story")}
    assert {(s.id, str(s.week), s.story): (s.side, s.weight, s.house, len(s.articles)) for s in stories} == {
        key: (row["side"], row["weight"], row["house"], row["texts"]) for key, row in told.items()
    }
    weeks = view(conn, "v_tone_week")
    assert sum(row["n"] for row in weeks) == len(stories)
    assert {(row["id"], row["week"]) for row in weeks} == {(s.id, str(s.week)) for s in stories}
    for row in weeks:
        (week,) = {s.week for s in stories if str(s.week) == row["week"]}
        made = build_tone_week(row["id"], week, stories)
        assert (row["n"], row["favourable"], row["unfavourable"], row["houses"]) == (
            made.n, made.favourable, made.unfavourable, made.houses,
        )  # fmt: skip
        assert made.balance is not None
        assert (row["balance"], row["low"], row["high"]) == pytest.approx(
            (made.balance.value, made.balance.low, made.balance.high), abs=1e-9
        )
        if made.weighed is None:
            assert row["weighed"] is None
        else:
            assert (
                row["weighed"],
                row["weighed_low"],
                row["weighed_high"],
                row["effective"],
            ) == pytest.approx(
                (made.weighed.value, made.weighed.low, made.weighed.high, made.weighed.n), abs=1e-9
            )


def test_by_name_is_the_same_as_all(conn: sqlite3.Connection) -> None:
    every = load_told(conn, start=START, end=END)
    assert load_told(conn, start=START, end=END, names=["temu"]) == [
        row for row in every if row["id"] == "temu"
    ]
    assert load_told(conn, start=START, end=END, names=["'; DROP TABLE x; --"]) == []
    middle = MONDAY + timedelta(days=5)
    part = load_told(conn, start=middle, end=END)
    assert part == [row for row in every if datetime.fromisoformat(row["published_at"]) >= middle]
    assert 0 < len(part) < len(every)


def test_the_view_of_one_name_asks_the_index(conn: sqlite3.Connection) -> None:
    for name in ("v_tone_article", "v_tone_story", "v_tone_week"):
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {name} WHERE id = 'temu'")]
        assert any("sentiments_id (id=?)" in line for line in plan), (name, plan)


def test_users_may_ask_them(conn: sqlite3.Connection) -> None:
    made = run_sql(
        conn,
        "SELECT week, n, balance, low, high FROM v_tone_week WHERE id = 'temu' ORDER BY week",
        limit=9,
        seconds=9,
    )
    assert made.rows
    for _, n, balance, low, high in made.rows:
        assert n > 0
        assert -1 <= low <= balance <= high <= 1


def test_judged_sentences_come_with_the_words(tmp_path: Path) -> None:
    numbers = tone_store(tmp_path / "news.db", [Said(says=(1, 0, -1)), Said(name="shein", hours=1)])
    with closing(connect_readonly(tmp_path / "news.db")) as conn:
        found = load_judged(conn, "temu", numbers)
    assert [row["sentence"] for row in found] == ["Temu gained sellers there.", "Temu lost sellers there."]
    (word,) = json.loads(found[1]["evidence"])
    assert word["quote"] == "lost"
    first = word["start"] - found[1]["sent_start"]
    assert found[1]["sentence"][first:].startswith("lost")


def test_the_questions_of_the_page_can_be_asked(tmp_path: Path) -> None:
    good = [Said(name="amazon", hours=at) for at in range(12)]
    with opened(
        tmp_path, *good, Said(name="amazon", says=(-1,), hours=20), Said(name="temu", hours=1)
    ) as conn:
        answers = ask_the_page(conn)
    assert all(answer.rows for answer in answers)
    assert answers[2].rows[0][:2] == ("2026-W45", 13)
    assert answers[3].rows == (("lost", 1),)


def test_they_are_asked_of_an_older_store_and_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    tone_store(path, [Said(name="amazon", says=(-1,)), Said(name="amazon", says=(-1,), hours=1)])
    with closing(sqlite3.connect(path)) as writing:
        writing.execute("UPDATE sentiments SET evidence = '[\"lost\"]' WHERE article_id = 1")
        writing.commit()
    with closing(connect_readonly(path)) as conn:
        assert ask_the_page(conn)[3].rows == (("lost", 1),)
    (tmp_path / "empty").mkdir()
    with opened(tmp_path / "empty") as conn:
        assert not any(answer.rows for answer in ask_the_page(conn))


def ask_the_page(conn: sqlite3.Connection) -> list[Table]:
    page = (Path(__file__).resolve().parents[1] / "docs" / "sentiment.md").read_text(encoding="utf-8")
    questions = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    assert len(questions) == 5
    return [run_sql(conn, question, limit=100, seconds=9) for question in questions]
