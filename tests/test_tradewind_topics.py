"""Topics from end to end: a store, a file of one's own, the tagger that follows, and what a digest prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from digests.digest import build_digest
from digests.frames import build_frames
from digests.labels import topic_name
from digests.render import render_text
from digests.selection import select
from tests.digest_rows import NAMES, WEEK, ZONE, Rows
from tests.newsdesk import inside
from tradewind.config import Settings, parse_config
from tradewind.mail_config import RecipientConfig
from tradewind.named import unknown_topics
from tradewind.tagging import absent_topics, printed_names, wrong_options

OWN = """
[red-sea-route]
label = {en = "Red Sea route", zh = "红海航线"}
strong = ["houthi{|s}", "红海"]
"""
TEXTS = {
    "one.txt": "Freight rates rise again\n\nHouthis fired at a container ship off Yemen, and freight rates from Shanghai rose"
    " again. Shipping lines said the detour adds twelve days to the way to Rotterdam. A container of forty feet now costs"
    " five thousand dollars, twice as much as in spring, and forwarders are asking for payment before the vessel leaves.",
    "two.txt": "红海局势紧张，货轮改走好望角\n\n红海局势紧张，多家船公司宣布货轮改走好望角，上海至鹿特丹的集装箱运价一周上涨两成。货代表示，"
    "绕行让船期多出十二天，舱位从下周起更紧。码头的工作人员说，空箱回流慢了许多，出口企业只能提前一个月订舱，部分急货转走中欧班列。",
    "three.txt": "Etsy reports a lower profit\n\nShares of Etsy fell on Thursday after the company reported lower quarterly"
    " profit. Revenue rose three per cent to 700 million dollars, but the operating margin narrowed for the third quarter in"
    " a row. Analysts had expected more, and the company gave no guidance for the full year, its finance chief said.",
}


def settings(folder: Path, config: str = "") -> Settings:
    return Settings(config=parse_config(config, "tradewind.toml"), folder=folder, file=None)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a store of three texts."""
    place = tmp_path / "texts"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    assert inside(tmp_path, "import", "texts").code == 0
    return tmp_path


def counts(folder: Path) -> dict[str, int]:
    return {row["topic"]: row["articles"] for row in inside(folder, "topics", "--json").rows()}


def test_a_store_is_read_anew_when_own_topics_change(desk: Path) -> None:
    assert inside(desk, "tag").code == 0
    before = counts(desk)
    assert before["logistics-fulfilment"] == 2
    assert before["financial-results"] == 1
    assert "red-sea-route" not in before
    own = desk / "topics.toml"
    own.write_text(OWN, encoding="utf-8")
    assert counts(desk)["red-sea-route"] == 0  # listed, not tagged yet
    assert inside(desk, "tag").code == 0
    assert counts(desk) == before | {"red-sea-route": 2}
    rows = inside(desk, "sql", "--json", "SELECT topic, title FROM v_topic WHERE topic = 'red-sea-route'")
    assert len(rows.rows()) == 2
    own.write_text(
        OWN.replace("Red Sea route", "Suez").replace("[red-sea-route]", "# ours\n[red-sea-route]"),
        encoding="utf-8",
    )
    assert inside(desk, "tag").code == 4  # a label or a remark is no new reading
    own.write_text(OWN.replace("houthi{|s}", "yemen"), encoding="utf-8")
    assert inside(desk, "tag").code == 0
    own.unlink()
    row = next(row for row in inside(desk, "topics", "--json").rows() if row["topic"] == "red-sea-route")
    assert row["list"] == "no longer listed"
    assert inside(desk, "tag").code == 0
    assert counts(desk) == before


def test_the_list_names_every_topic_in_three_writings(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text(OWN, encoding="utf-8")
    done = inside(tmp_path, "topics", "--json")
    rows = done.rows()
    assert done.code == 0
    assert len(rows) == 21
    assert rows[0]["zh-Hant"] == "關稅"
    assert rows[-1] == {
        "topic": "red-sea-route", "en": "Red Sea route", "zh-Hans": "红海航线", "zh-Hant": "红海航线", "list": "own",
        "articles": None,
    }  # fmt: skip
    assert "not there yet" in done.err


def test_check_says_what_fires_and_why(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN + 'ids = ["maersk", "nobody-has-this"]\n', encoding="utf-8")
    (tmp_path / "text.txt").write_text("Red Sea\n\nHouthis fired at a ship of Maersk.", encoding="utf-8")
    done = inside(tmp_path, "topics", "check", "mine.toml", "text.txt")
    assert done.code == 0
    assert "* red-sea-route" in done.out
    assert "houthis (2)" in done.out
    assert "maersk (1.6)" in done.out
    assert "nobody-has-this" in done.err
    row = inside(tmp_path, "topics", "check", "mine.toml", "text.txt", "--json").rows()
    assert row["problems"] == []
    assert row["texts"][0]["topics"][0]["fires"] is True
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    assert inside(tmp_path, "topics", "check", "mine.toml", "empty.txt").code == 0
    assert inside(tmp_path, "topics", "check", "mine.toml", "none.txt").code == 2


def test_check_tells_every_problem(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[antitrust]\nstrong = "x"\n[b-c]\nplain = ["the"]\n', encoding="utf-8"
    )
    done = inside(tmp_path, "topics", "check", "mine.toml")
    assert done.code == 2
    assert [line.split(" ")[0] for line in done.err.splitlines()] == [
        "mine.toml:1:",
        "mine.toml:2:",
        "mine.toml:4:",
    ]


def test_a_wrong_file_ends_tag_before_it_begins(desk: Path) -> None:
    (desk / "topics.toml").write_text("[antitrust]\nstrong = ['x y']\n", encoding="utf-8")
    done = inside(desk, "tag")
    assert done.code == 2
    assert "topics.toml:1: 'antitrust' is a topic of the closed list" in done.err
    assert "closed list" in str(wrong_options(settings(desk)))
    assert "topics.toml:1" in inside(desk, "doctor").out


def test_a_file_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    assert absent_topics(settings(tmp_path)) is None
    named = settings(tmp_path, '[tag]\ntopics = "mine.toml"\n')
    assert absent_topics(named) == tmp_path / "mine.toml"
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    assert absent_topics(named) is None


def test_recipients_may_ask_for_own_topics(tmp_path: Path) -> None:
    person = RecipientConfig(address="anna@example.com", topics=("red-sea-route", "antitrust"))
    assert unknown_topics(settings(tmp_path), [person]) == ("red-sea-route",)
    (tmp_path / "topics.toml").write_text(OWN, encoding="utf-8")
    assert unknown_topics(settings(tmp_path), [person]) == ()


def test_a_label_stands_for_the_writings_it_has_not() -> None:
    assert topic_name("red-sea-route").en == "red sea route"
    only_en = topic_name("red-sea-route", {"en": "Red Sea"})
    assert (only_en.en, only_en.zh_hans, only_en.zh_hant) == ("Red Sea", "Red Sea", "Red Sea")
    only_zh = topic_name("red-sea-route", {"zh-Hant": "紅海"})
    assert (only_zh.en, only_zh.zh_hans, only_zh.zh_hant) == ("red sea route", "紅海", "紅海")


def test_a_digest_prints_the_label_of_a_shift_and_of_who_asked(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text(OWN, encoding="utf-8")
    told = {name: row for name, row in printed_names(settings(tmp_path)).items() if name.startswith("topic:")}
    rows = Rows(1).weeks(14, per_source=3)
    rows.surge("de-minimis-and-customs", "temu", 4)
    for row in rows.tables["topics"]:
        if row["topic"] == "de-minimis-and-customs":
            row["topic"] = "red-sea-route"
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    names = {**NAMES, **told}
    digest = build_digest(frames, texts=rows.read, watch=("temu",), version="1", names=names)
    assert "topic:red-sea-route" in [line.name.id for line in digest.shifts]
    assert "Red Sea route" in render_text(digest, "en")
    assert "红海航线" in render_text(digest, "zh")
    chosen = select(digest, ("red-sea-route",), names)
    assert chosen.selection is not None
    assert [name.en for name in chosen.selection.names] == ["Red Sea route"]
    assert "topic:red-sea-route" in [line.name.id for line in chosen.shifts]
