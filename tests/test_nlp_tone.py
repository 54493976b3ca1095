"""Rules and model together: held sentences, both scripts, any text, and a model file that cannot be read."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.document import Document
from nlp.script import traditional
from nlp.segment import build_document
from nlp.sentiment import read_rules
from nlp.tone import ToneReading, combine, decide, is_headline, read_headline
from nlp.tone_features import look
from nlp.tone_model import read_model, shipped_model
from nlp.tone_tokens import Name, see, stem
from nlp.training.tone_examples import Marked, as_mentions, read_sentfin, read_signed
from nlp.training.tone_learn import Lesson, Settings, learn, of_kind, pack, with_copies
from nlp.training.tone_train import lessons_of, write_model
from store.errors import InputError
from store.records import Mention

FRESH = Path(__file__).parent / "data" / "sentiment_fresh.txt"


def read(example: Marked) -> tuple[Document, list[ToneReading]]:
    document = build_document(example.text)
    return document, combine(document, read_rules(document, as_mentions(example), ()))


def judged(code: str) -> list[tuple[int, int, bool]]:
    """Of the held sentences: the right sign, the one read, and whether one name gains and another loses."""
    found = []
    for example in read_signed(FRESH):
        if example.code != code or example.columns[-1] != "held":
            continue
        right = {example.text[start:end].lower(): sign for start, end, _, sign in example.names}
        polarity = {item.rules.id: item.polarity for item in read(example)[1]}
        found += [(sign, polarity.get(name, 0), example.both_signs) for name, sign in right.items()]
    return found


@pytest.mark.parametrize(
    ("code", "least", "both", "opposite"), [("zh", 0.79, 0.7, 0.09), ("en", 0.67, 0.6, 0.11)]
)
def test_held_sentences(code: str, least: float, both: float, opposite: float) -> None:
    rows = judged(code)
    assert len(rows) > 50
    assert sum(right == told for right, told, _ in rows) / len(rows) >= least
    assert sum(right * told < 0 for right, told, _ in rows) / len(rows) <= opposite
    split = [right == told for right, told, two in rows if two]
    assert sum(split) / len(split) >= both


def test_both_scripts_are_read_alike() -> None:
    """Letter for letter: what the fold makes equal is equal to rules and model."""
    seen = 0
    for example in read_signed(FRESH):
        if example.columns[0] != "zh-Hans":
            continue
        written = "".join(traditional(char) if len(traditional(char)) == 1 else char for char in example.text)
        copy = Marked(text=written, names=example.names, code="zh", origin="own")
        if build_document(written).folded != build_document(example.text).folded:
            continue
        first, second = read(example)[1], read(copy)[1]
        assert [item.polarity for item in first] == [item.polarity for item in second]
        assert [item.chances for item in first] == [item.chances for item in second]
        seen += 1
    assert seen > 50


def test_a_sign_has_words_of_the_text_and_a_score_of_its_side() -> None:
    deciders = set()
    for example in read_signed(FRESH):
        document, readings = read(example)
        for item in readings:
            deciders.add(item.decided_by)
            assert sum(item.chances) == pytest.approx(1)
            assert -1 <= item.score <= 1
            assert (item.polarity != 0) == bool(item.evidence)
            assert not item.polarity or item.score * item.polarity > 0
            assert not item.rules.bystander or item.polarity == 0
            for quoted in item.evidence:
                assert document.text[quoted.start : quoted.end] == quoted.quote
                assert item.rules.sentence.start <= quoted.start < quoted.end <= item.rules.sentence.end
    assert deciders == {"rules", "model", "none", "bystander"}


def test_the_rules_stand_where_they_speak_and_a_sign_of_the_model_must_be_likely() -> None:
    assert decide((0.9, 0.05, 0.05), 1) == 1
    assert decide((0.45, 0.2, 0.35), 0) == -1
    assert decide((0.45, 0.2, 0.35), 0, 0.6) == 0
    assert decide((0.1, 0.2, 0.7), 0, 0.6) == 1
    assert decide((0.1, 0.8, 0.1), 0, 0.9) == 0


PARTS = [
    "亚马逊",
    "Temu",
    " fell ",
    "下滑",
    "，",
    "。",
    "but ",
    "12%",
    "\n",
    "蝦皮",
    "\ud83d",
    "é",
    "[[",
    " ",
    "▪",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=12))
def test_any_text_is_read_within_bounds(parts: list[str]) -> None:
    text = "".join(parts)
    document = build_document(text)
    at = text.find("Temu")
    mentions = (
        [Mention(start=at, end=at + 4, quote="Temu", type="ORG", id="temu")]
        if 0 <= at < len(document.text)
        else []
    )
    for item in combine(document, read_rules(document, mentions, ())):
        assert -1 <= item.score <= 1
        assert all(document.text[each.start : each.end] == each.quote for each in item.evidence)
    assert sum(read_headline(text)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("控股股东所持股份被司法冻结", -1),
        ("前三季度净利润同比增长45%", 1),
        ("前三季度淨利潤同比增長45%", 1),
        ("Temu shares jump as profit beats estimates", 1),
        ("Shares slump 9% on weak sales", -1),
    ],
)
def test_a_headline_is_read_whether_it_names_somebody_or_not(text: str, sign: int) -> None:
    chances = read_headline(text)
    assert chances[1 + sign] > chances[1 - sign]


def test_a_headline_is_one_line_without_a_full_stop() -> None:
    assert is_headline(build_document("Temu shares jump"))
    assert not is_headline(build_document("Temu shares jump."))
    assert not is_headline(build_document("Temu shares jump\nas profit rises"))
    assert not is_headline(build_document(""))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"no model at all"])
def test_what_is_no_model_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(InputError, match="no model of sentiment"):
        read_model(io.BytesIO(content))


def test_tables_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "zh.npz"
    np.savez(
        path,
        features=np.array([5, 3], np.uint32),
        report_weights=np.zeros((2, 3), np.int8),
        report_scale=np.array(0.1),
        report_bias=np.zeros(3),
    )
    with path.open("rb") as file, pytest.raises(InputError, match="do not fit"):
        read_model(file)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_what_is_shipped_can_be_read_and_is_small(code: str) -> None:
    model = shipped_model(code)
    assert "report" in model.tables
    path = Path(__file__).parents[1] / "nlp" / "data" / "tone" / f"{code}.npz"
    assert path.stat().st_size < 2_000_000


def test_the_name_that_is_judged_is_masked_and_so_are_the_others() -> None:
    """Sentences that differ in their numbers of one kind and in the scripts look alike; who is judged does not."""
    first, second = "a sold 3% more than b.", "a sold 9% more than b."
    names = [Name(start=0, end=1), Name(start=20, end=21)]
    views = [look(see(text, 0, len(text), names), names[:1]) for text in (first, second)]
    other = look(see(first, 0, len(first), names), names[1:])
    assert views[0] is not None
    assert views[1] is not None
    assert other is not None
    assert (views[0].keys() == views[1].keys()).all()
    assert set(views[0].keys().tolist()) != set(other.keys().tolist())
    assert look(see(first, 0, 10, names[:1]), names[1:]) is None
    assert {stem("rises"), stem("rising")} == {"ris"}


def test_learning_tells_signs_apart_and_keeps_what_it_learned(tmp_path: Path) -> None:
    def lesson(text: str, sign: int) -> Lesson:
        (found,) = lessons_of(Marked(text=text, names=((0, 1, "ORG", sign),), code="en", origin="own"))
        return found

    lessons = [
        lesson(f"A {verb} in {place}.", sign)
        for verb, sign in (("rose", 1), ("fell", -1), ("met", 0))
        for place in ("May", "June", "July")
    ]
    model = pack({"report": learn(lessons, Settings(penalty=0.1, power=0.5))})
    write_model(model, tmp_path / "en.npz")
    with (tmp_path / "en.npz").open("rb") as file:
        again = read_model(file)
    for verb, sign in (("rose", 1), ("fell", -1), ("met", 0)):
        chances = again.chances(lesson(f"A {verb} in March.", 0).keys)
        assert max(range(3), key=lambda place: chances[place]) == 1 + sign
    own = learn([with_copies(each, 1) for each in lessons], Settings(penalty=0.1, power=0.5))
    keys = np.unique(np.concatenate([each.keys for each in lessons]))
    assert len(of_kind(own, keys, 1).features) > 0


def test_signed_files_are_read_and_slips_named(tmp_path: Path) -> None:
    path = tmp_path / "signed.txt"
    path.write_text("# a note\n\nen\topen\t[[A B|ORG|+]] beat [[C|PRODUCT|-]].\n", encoding="utf-8")
    (example,) = read_signed(path)
    assert example.columns == ("en", "open")
    assert example.names == ((0, 3, "ORG", 1), (9, 10, "PRODUCT", -1))
    assert example.both_signs
    path.write_text("[[A|FIRM|+]] grew.\n", encoding="utf-8")
    with pytest.raises(InputError, match="no mark"):
        read_signed(path)


def test_the_table_of_headlines_is_read_with_its_slips_mended(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "S No.,Title,Decisions,Words\n1,Zed Holdings up as Quo slips,\"{'Zed neutralings': 'positive', 'Quo': 'negative'}\",6\n",
        encoding="utf-8",
    )
    (example,) = read_sentfin(path)
    assert [(example.text[start:end], sign) for start, end, _, sign in example.names] == [
        ("Zed Holdings", 1),
        ("Quo", -1),
    ]
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="SEntFiN"):
        read_sentfin(path)
