"""`tradewind sentiment`: weeks, names and sentences, from stores of every kind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests.balance import balance_of
from digests.tone_weeks import ToneStory
from store.db import open_store
from tests.digest_rows import SOURCES, WEEK, Rows
from tests.news_store import newsroom
from tests.newsdesk import inside
from tests.tone_store import Said, tone_store
from tradewind import issuing
from tradewind.config import Settings
from tradewind.telling import tell, telling_of

HOURS = 24 * 7.0


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    """The weeks of these stores are over, whatever day it is."""

    def now() -> datetime:
        return datetime(2026, 11, 18, tzinfo=UTC)

    for name in ("tradewind.clock.now", "tradewind.telling.now"):
        monkeypatch.setattr(name, now)


def desk(folder: Path, *articles: Said, config: str = 'timezone = "UTC"') -> Path:
    (folder / "tradewind.toml").write_text(
        f'[store]\npath = "news.db"\n[digest]\n{config}\n', encoding="utf-8"
    )
    tone_store(folder / "news.db", articles)
    return folder


@pytest.fixture
def four(tmp_path: Path) -> Path:
    return desk(
        tmp_path,
        Said(says=(1,), salience=0.02, role="passing"),
        Said(says=(-1, 0), salience=0.6, hours=2, house="parcel"),
        Said(says=(0,), hours=3),
        Said(says=(1, 1), hours=-HOURS),
        Said(name="shein", says=(0,), hours=1),
        Said(name="orbita", says=(-1,), hours=1),
        Said(name="quiet", says=(0,), hours=1),
    )


def test_weeks_with_their_numbers(four: Path) -> None:
    done = inside(four, "sentiment", "temu", "--weeks", "3", "--json")
    assert done.code == 0, done.err
    found = done.rows()
    assert [row["week"] for row in found] == ["2026-W43", "2026-W44", "2026-W45"]
    none, before, now = found
    assert (none["n"], none["balance"], none["low"], none["weighed"]) == (0, None, None, None)
    assert (before["n"], before["favourable"], before["balance"]) == (1, 1, 1.0)
    assert (now["n"], now["favourable"], now["unfavourable"], now["houses"]) == (3, 1, 1, 2)
    assert (now["balance"], now["low"], now["high"]) == pytest.approx(balance_of(1, 1, 3), abs=1e-4)
    assert now["weighed"] == pytest.approx((0.02 - 0.6) / (0.02 + 0.6 + 0.5), abs=1e-4)
    assert now["weighed_low"] < now["weighed"] < now["weighed_high"]


def test_people_read_a_table(four: Path) -> None:
    done = inside(four, "sentiment", "temu", "--weeks", "2")
    assert done.code == 0
    head, before, now = done.out.splitlines()
    assert head.split("\t") == ["week", "n", "for/against", "balance", "by salience", "houses", "tone"]
    assert before.split("\t")[3].startswith("+100 (")
    assert before.endswith("·····|█████")
    assert now.split("\t")[:4] == ["2026-W45", "3", "1/1", "0 (−65 to +65)"]


@pytest.mark.parametrize("name", ["TEMU", "拼多多temu", "Temu"])
def test_a_name_in_any_script_is_the_thing(four: Path, name: str) -> None:
    done = inside(four, "sentiment", name, "--json")
    if name == "拼多多temu":
        assert done.code == 2
        return
    assert done.rows()[-1]["id"] == "temu"


def test_chinese_names_of_either_script(tmp_path: Path) -> None:
    desk(tmp_path, Said(name="amazon"))
    for name in ("亚马逊", "亞馬遜", "Amazon", "amazon"):
        assert inside(tmp_path, "sentiment", name, "--json").rows()[-1]["n"] == 1


def test_a_name_that_only_the_store_has(tmp_path: Path) -> None:
    desk(tmp_path, Said(name="quillo-freight"))
    for name in ("quillo-freight", "Quillo Freight"):
        assert inside(tmp_path, "sentiment", name, "--json").rows()[-1]["n"] == 1


def test_an_unknown_name_is_told_with_near_ones(four: Path) -> None:
    done = inside(four, "sentiment", "temoo")
    assert done.code == 2
    assert "nothing is called 'temoo'" in done.err
    assert "temu" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "name",
    ["", " ", "'; DROP TABLE sentiments; --", "\u202eumet", "\ud800", "x" * 5000, "%", "*", "\x00", "[red]x"],
)
def test_hostile_names_are_only_unknown(four: Path, name: str) -> None:
    done = inside(four, "sentiment", name)
    assert done.code == 2, done.out
    assert "Traceback" not in done.err
    assert "\u202e" not in done.err
    assert inside(four, "sentiment", "temu").code == 0


def test_without_a_name_the_newest_week(four: Path) -> None:
    done = inside(four, "sentiment", "--json")
    assert done.code == 0
    found = done.rows()
    assert [row["id"] for row in found] == ["temu", "shein", "orbita"], (
        "watched first; nobody takes a side on quiet"
    )
    assert {row["week"] for row in found} == {"2026-W45"}
    assert len(inside(four, "sentiment", "--limit", "1", "--json").rows()) == 2, (
        "watched ones are always told"
    )


def test_a_week_can_be_named(four: Path) -> None:
    (row,) = inside(four, "sentiment", "temu", "--week", "2026-W44", "--weeks", "1", "--json").rows()
    assert (row["week"], row["n"]) == ("2026-W44", 1)
    assert inside(four, "sentiment", "temu", "--week", "2026-W99").code == 2


def test_a_week_that_is_not_over_is_said(tmp_path: Path) -> None:
    desk(tmp_path, Said(), Said(hours=2 * HOURS), Said(hours=9 * HOURS))
    done = inside(tmp_path, "sentiment", "temu", "--json")
    assert done.rows()[-1]["week"] == "2026-W47", "an article of the future makes no newest week"
    assert "2026-W47 is not over" in done.err
    assert "not over" not in inside(tmp_path, "sentiment", "temu", "--week", "2026-W46").err
    assert inside(tmp_path, "sentiment", "temu", "--week", "2026-W48").code == 2


def test_sentences_with_the_words_marked(four: Path) -> None:
    done = inside(four, "sentiment", "temu", "--sentences")
    assert done.code == 0
    assert "− Temu [lost] sellers there." in done.out
    assert "+ Temu [gained] sellers there." in done.out
    assert "met" not in done.out, "neutral sentences are none of them"
    assert "https://parcel.example/a1" in done.out
    assert "The Parcel" in done.out
    found = inside(four, "sentiment", "temu", "--sentences", "--json", "--limit", "2").rows()
    assert [row["polarity"] for row in found] == [1, -1], "the newest, in the order of time"
    (word,) = found[-1]["evidence"]
    sentence, start = found[-1]["sentence"], found[-1]["sent_start"]
    assert sentence[word["start"] - start : word["end"] - start] == word["quote"] == "lost"


def test_sentences_of_the_past_are_shown_and_not_counted(tmp_path: Path) -> None:
    folder = desk(tmp_path, Said(says=(1,), past=(0,)), Said(says=(-1,), hours=2))
    (week,) = inside(folder, "sentiment", "temu", "--weeks", "1", "--json").rows()
    assert (week["n"], week["favourable"], week["unfavourable"]) == (2, 0, 1)
    shown = inside(folder, "sentiment", "temu", "--sentences").out.splitlines()
    assert [line.startswith("  past, not counted; ") for line in shown] == [False, True, False, False]
    found = inside(folder, "sentiment", "temu", "--sentences", "--json").rows()
    assert [(row["polarity"], row["past"]) for row in found] == [(1, True), (-1, False)]


def test_sentences_need_a_name(four: Path) -> None:
    assert inside(four, "sentiment", "--sentences").code == 2


def test_a_thing_nobody_tells_of(four: Path) -> None:
    done = inside(four, "sentiment", "amazon")
    assert done.code == 4
    assert "no story" in done.err
    rows = inside(four, "sentiment", "amazon", "--weeks", "2", "--json")
    assert rows.code == 4
    assert [row["n"] for row in rows.rows()] == [0, 0]


def test_an_empty_store(tmp_path: Path) -> None:
    desk(tmp_path)
    assert inside(tmp_path, "sentiment").code == 4
    assert inside(tmp_path, "sentiment", "--json").rows() == []
    assert inside(tmp_path, "sentiment", "temu").code == 4


def test_no_store(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text("", encoding="utf-8")
    done = inside(tmp_path, "sentiment", "temu")
    assert done.code == 2
    assert "no store yet" in done.err


def test_words_of_an_old_version_are_no_places(tmp_path: Path) -> None:
    desk(tmp_path, Said(says=(-1,)), Said(says=(1,), hours=1), Said(says=(1,), hours=2))
    with closing(open_store(tmp_path / "news.db")) as db:
        db.conn.execute("UPDATE sentiments SET evidence = '[\"lost\"]' WHERE polarity < 0")
        db.conn.execute("UPDATE sentiments SET evidence = 'broken' WHERE article_id = 2")
        db.conn.execute("DELETE FROM roles")
    done = inside(tmp_path, "sentiment", "temu", "--sentences")
    assert done.code == 0, done.err
    assert "− Temu lost sellers there." in done.out
    table = inside(tmp_path, "sentiment", "temu", "--weeks", "1")
    assert "+33 (" in table.out
    assert inside(tmp_path, "sentiment", "temu", "--sentences", "--json").rows()[0]["evidence"] == []


def test_what_another_version_read_is_left_out_and_said(tmp_path: Path) -> None:
    desk(tmp_path, Said(), Said(hours=1), Said(says=(-1,), hours=2, version="older"))
    done = inside(tmp_path, "sentiment", "temu", "--weeks", "1", "--json")
    (row,) = done.rows()
    assert (row["n"], row["unfavourable"]) == (2, 0)
    assert "1 article left out" in done.err
    assert "tradewind tag" in done.err


def test_control_characters_of_pages_do_not_reach_the_terminal(tmp_path: Path) -> None:
    desk(tmp_path, Said(says=(-1,)))
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        conn.execute("UPDATE articles SET text = replace(text, 'there', '\x1b[31m' || char(8238))")
        conn.commit()
    done = inside(tmp_path, "sentiment", "temu", "--sentences")
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


def test_weeks_are_those_of_the_digest(tmp_path: Path) -> None:
    desk(tmp_path, Said(hours=HOURS - 5), config='timezone = "Asia/Shanghai"')  # Sunday evening in UTC
    (row,) = inside(tmp_path, "sentiment", "temu", "--weeks", "1", "--json").rows()
    assert (row["week"], row["n"]) == ("2026-W46", 1)


def test_the_digest_prints_the_same_numbers(tmp_path: Path) -> None:
    rows = Rows(5).weeks(14, per_source=6)
    for story in range(4):  # of which reprints outnumber what another house writes in its own words
        name = f"s-torn-{story}"
        root = rows.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon", story=name, polarity=1)
        for source in SOURCES[1:4]:
            rows.article(WEEK, source, "fees-and-pricing", "amazon", story=name, copy_of=root, polarity=1)
        for source in SOURCES[4:6]:
            rows.article(WEEK, source, "fees-and-pricing", "amazon", story=name, polarity=-1)
    settings = newsroom(tmp_path, rows, languages='"en"')
    made = issuing.digest(settings, WEEK).digest
    assert made is not None
    assert "entity:amazon" in {line.name.id for line in made.tone}
    for line in made.tone:
        options = ("--week", str(WEEK), "--weeks", "1", "--json")
        (row,) = inside(tmp_path, "sentiment", line.name.id.removeprefix("entity:"), *options).rows()
        assert (row["n"], row["favourable"], row["unfavourable"]) == (
            line.stories,
            line.favourable,
            line.unfavourable,
        )
        assert (row["balance"], row["low"], row["high"]) == pytest.approx(
            (line.balance, line.low, line.high), abs=1e-4
        )
    (torn,) = [story for story in _stories(settings, "amazon") if story.story == "s-torn-0"]
    assert torn.side == -1, "four copies of one text are one witness"


def _stories(settings: Settings, name: str) -> tuple[ToneStory, ...]:
    with telling_of(settings) as connection:
        return tell(connection, settings, WEEK, 1, name).stories
