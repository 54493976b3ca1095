"""A user's own topics: the file, what is wrong with it, and what it does to a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.annotate import TagOptions, annotate, version
from nlp.segment import build_document
from nlp.topic_files import check_topics, load_topic_terms, parse_topics, read_topics, topic_labels
from nlp.topic_terms import TOPICS
from nlp.topics import find_topics, judge_topics
from store.errors import InputError
from store.records import Article, Lang
from tests.storeroom import NOW

OWN = """# of ours
[red-sea]
label = {en = "Red Sea route", zh = "红海航线", "zh-Hant" = "紅海航線"}
strong = ["houthi{|s}", "好望角", "ship{|s} + diverted"]
plain = ["bab el-mandeb"]
weak = ["canal"]
ids = ["maersk"]
not = ["houthi song"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "topics.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def found(text: str, path: Path | None) -> list[str]:
    terms = load_topic_terms(path)
    return [topic.topic for topic in find_topics(build_document(text, lang=None), [], (), terms)]


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Houthis fired at a tanker on Monday.", True),
        ("貨輪繞行好望角，船期延後十天。", True),
        ("货轮绕行好望角，船期延后十天。", True),
        ("Four ships were diverted to Durban.", True),
        ("Four ships left. The plane was diverted.", False),  # two sentences
        ("Bab el-Mandeb is a strait.", False),  # one plain word
        ("A Houthi song played.", False),
        ("The houthies are a misspelling.", False),
    ],
)
def test_own_terms_have_the_forms_of_the_shipped_ones(own: Path, text: str, fires: bool) -> None:
    assert ("red-sea" in found(text, own)) is fires


def test_own_topics_change_nothing_in_the_closed_list(own: Path) -> None:
    text = "Houthis fired at a container ship; freight rates rose and the tariff on steel will double."
    shipped = found(text, None)
    assert shipped
    assert found(text, own) == [*shipped, "red-sea"]


def test_own_topics_come_on_top_of_the_four(own: Path) -> None:
    text = (
        "Houthis. The tariff. A recall. VAT. A lawsuit. Layoffs. Black Friday. Freight. Antitrust. Privacy."
    )
    names = found(text, own)
    assert len(names) == 5
    assert names[-1] == "red-sea"


def test_the_version_follows_the_terms_not_the_labels_nor_the_remarks(own: Path) -> None:
    options = TagOptions(topics=own)
    first = version(options)
    assert first != version()
    own.write_text(OWN.replace("# of ours", "# others").replace("Red Sea route", "Suez"), encoding="utf-8")
    assert version(options) == first
    own.write_text(OWN.replace("canal", "strait"), encoding="utf-8")
    assert version(options) not in (first, version())
    own.write_text("# nothing yet\n", encoding="utf-8")
    assert version(options) == version()


def test_annotations_have_own_topics_with_their_words(own: Path) -> None:
    article = Article(
        id=1, url="local:1", source_id="", title="", text="Houthis fired at a ship.", lang=Lang.EN, fetched_at=NOW
    )  # fmt: skip
    options = TagOptions(topics=own)
    made = annotate(article, options=options)
    assert [(topic.topic, topic.evidence) for topic in made.topics if topic.topic == "red-sea"] == [
        ("red-sea", ("houthis",))
    ]
    assert made.version == version(options)


def test_labels_stand_for_what_is_missing(own: Path) -> None:
    assert topic_labels(own) == {
        "red-sea": {"en": "Red Sea route", "zh-Hans": "红海航线", "zh-Hant": "紅海航線"}
    }
    assert topic_labels(None) == {}


GOOD = 'strong = ["houthi"]\n'


@pytest.mark.parametrize(
    ("content", "line", "key", "says"),
    [
        ("[antitrust]\n" + GOOD, 1, "antitrust", "closed list"),
        ("\n[Red_Sea]\n" + GOOD, 2, "Red_Sea", "no name for a topic"),
        ("[" + "a" * 41 + "]\n" + GOOD, 1, "a" * 41, "no name for a topic"),
        ('red-sea = "houthi"\n', 1, "red-sea", "no table"),
        ('[red-sea]\nstrong = "houthi"\n', 2, "red-sea.strong", "no list"),
        ("[red-sea]\n" + GOOD + 'stron = ["x"]\n', 3, "red-sea.stron", "unknown key"),
        ('[red-sea]\nstrong = [\n "houthi",\n "the",\n]\n', 4, "red-sea.strong", "nearly every text"),
        ('[red-sea]\nstrong = ["houthi", "x"]\n', 2, "red-sea.strong", "nearly every text"),
        ('[red-sea]\nstrong = ["船"]\n', 2, "red-sea.strong", "nearly every text"),
        ('[red-sea]\nstrong = ["houthi + the"]\n', 2, "red-sea.strong", "nearly every text"),
        ('[red-sea]\nstrong = ["{|s}houthi", "{the|houthi}"]\n', 2, "red-sea.strong", "nearly every text"),
        ('[red-sea]\nstrong = ["", "houthi"]\n', 2, "red-sea.strong", "no letters"),
        ('[red-sea]\nstrong = ["2026"]\n', 2, "red-sea.strong", "no letters"),
        ('[red-sea]\nstrong = ["{houthi"]\n', 2, "red-sea.strong", "braces"),
        ("[red-sea]\nstrong = [" + '"' + "{a|b}" * 10 + '"' + "]\n", 2, "red-sea.strong", "512 forms"),
        ("[red-sea]\nstrong = [" + '"' + "{" * 100 + "a" + "}" * 100 + '"' + "]\n", 2, "red-sea.strong", "braces"),
        ("[red-sea]\nstrong = [5]\n", 2, "red-sea.strong", "no text"),
        ('[red-sea]\nweak = ["houthi"]\n', 1, "red-sea", "nothing would ever be about it"),
        ("[red-sea]\n" + GOOD + 'ids = ["No Id"]\n', 3, "red-sea.ids", "no id"),
        ("[red-sea]\n" + GOOD + 'not = ["a b + c d"]\n', 3, "red-sea.not", "two parts"),
        ("[red-sea]\n" + GOOD + 'label = "Red Sea"\n', 3, "red-sea.label", "no table"),
        ("[red-sea]\n" + GOOD + 'label = {fr = "Mer"}\n', 3, "red-sea.label", "unknown language"),
        ("[red-sea]\n" + GOOD + 'label = {en = ""}\n', 3, "red-sea.label", "no label"),
        ("[red-sea]\n" + GOOD + 'label = {en = "a\\u200b\\u0007"}\n', 3, "red-sea.label", "printed"),
        ("[red-sea\n" + GOOD, 1, None, "not TOML"),
        ("[a-b]\n" + GOOD + "[a-b]\n" + GOOD, 3, None, "not TOML"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_with_line_key_and_remedy(
    content: str, line: int, key: str | None, says: str
) -> None:
    _, problems = check_topics(content, "topics.toml")
    assert problems
    assert problems[0].line == line
    assert problems[0].key == key
    assert says in problems[0].message
    assert problems[0].remedy
    with pytest.raises(InputError):
        parse_topics(content, "topics.toml")


def test_bytes_that_are_no_text_and_files_that_are_too_large(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_bytes("[a]\nstrong = ['紅海']".encode("big5"))
    with pytest.raises(InputError, match=r"topics\.toml:2: is not UTF-8"):
        read_topics(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="larger than"):
        read_topics(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_topics(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert [topic.slug for topic in parse_topics(read_topics(path), "x")] == ["red-sea"]
    many = "".join(f'[t{number}]\nstrong = ["houthi"]\n' for number in range(201))
    assert "more than 200" in check_topics(many, "x")[1][0].message


@given(st.text(max_size=200))
def test_any_content_is_read_or_refused(content: str) -> None:
    topics, problems = check_topics(content, "topics.toml")
    assert problems or all(topic.slug not in TOPICS for topic in topics)
    assert all(problem.path == "topics.toml" for problem in problems)


@given(st.text(alphabet="abc{}|~+ 红海", max_size=40), st.text(max_size=60))
def test_any_term_is_found_or_refused(term: str, text: str) -> None:
    written = f"[own]\nstrong = ['{term}', 'houthi']\n"
    topics, problems = check_topics(written, "topics.toml")
    assert bool(topics) is not bool(problems)


def test_what_was_weighed_explains_what_was_found(own: Path) -> None:
    document = build_document("Houthis fired near the canal; the tariff stays.", lang=None)
    rows = {row.topic: row for row in judge_topics(document, [], (), load_topic_terms(own))}
    assert [(each.words, each.weight) for each in rows["red-sea"].reasons] == [
        (("houthis",), 2.0),
        (("canal",), 0.4),
    ]
    assert rows["red-sea"].score >= rows["red-sea"].bar
    assert rows["red-sea"].opens
