"""Learning the tagger: reading marked sentences, varying them, and a model that learns the same twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from nlp.lexicon import load_lexicon
from nlp.tagger_features import BUCKET_BITS, TYPES
from nlp.tagger_model import LABELS, label_of
from nlp.training.crf import Sentence, Settings, learn
from nlp.training.examples import Example, read_iob2, read_marked
from nlp.training.prepare import prepare
from nlp.training.swaps import Variant, collect_names, vary
from nlp.training.train import HERE, RECIPES, blur, train, write_weights
from store.errors import InputError

TINY = replace(RECIPES["zh"], settings=Settings(epochs=3), looks=2, blur=0.1)
OWN = ("hans.txt", "hant.txt", "en.txt")
PROSE = "plain.txt"


def marked(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "marked.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


# --- reading -------------------------------------------------------------------------------------------------


def test_marks_become_offsets_of_the_plain_text(tmp_path: Path) -> None:
    (example,) = read_marked(marked(tmp_path, "# a remark", "", "[[Quillo|ORG]] hired [[Ann Poe|PERSON]]."))
    assert example.text == "Quillo hired Ann Poe."
    assert [(example.text[a:b], kind) for a, b, kind in example.names] == [
        ("Quillo", "ORG"),
        ("Ann Poe", "PERSON"),
    ]


@pytest.mark.parametrize(
    ("line", "told"), [("[[Quillo|FIRM]] fell", "unknown type"), ("[[Quillo|ORG] fell", "balance")]
)
def test_a_wrong_mark_is_told_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        read_marked(marked(tmp_path, "No names here.", line))
    assert caught.value.line == 2


def test_iob2_labels_become_names_of_three_types(tmp_path: Path) -> None:
    rows = ["# text = Mia Toll left Osk.", "1\tMia\tB-PER\t-\t-", "2\tToll\tI-PER\t-\t-", "3\tleft\tO\t-\t-"]
    path = marked(tmp_path, *rows, "4\tOsk\tB-LOC\t-\t-", "5\t.\tO\t-\t-", "")
    (example,) = read_iob2(path, weight=0.2)
    assert [(example.text[a:b], kind) for a, b, kind in example.names] == [
        ("Mia Toll", "PERSON"),
        ("Osk", "GPE"),
    ]
    assert not example.whole
    assert example.weight == 0.2


@pytest.mark.parametrize("name", OWN)
def test_our_own_sentences_can_be_learned_from(name: str) -> None:
    examples = read_marked(HERE / name)
    assert len(examples) >= 600
    assert len({example.text for example in examples}) >= 0.99 * len(examples)
    assert {kind for example in examples for _, _, kind in example.names} == set(TYPES)


# --- varying -------------------------------------------------------------------------------------------------


def test_a_variant_has_as_many_names_of_the_same_types_at_their_places() -> None:
    random = Random(1)
    examples = [example for name in OWN for example in read_marked(HERE / name)[:60]]
    pool = collect_names(examples, load_lexicon())
    changed = 0
    for example in examples:
        variant = vary(example, pool, random)
        assert [kind for *_, kind in variant.example.names] == [kind for *_, kind in example.names]
        assert rest_of(variant.example) == rest_of(example)
        assert set(variant.hidden) <= {(start, end) for start, end, _ in variant.example.names}
        changed += variant.example.text != example.text
    assert changed > len(examples) / 2


def rest_of(example: Example) -> list[str]:
    ends = [0, *(end for _, end, _ in example.names)]
    starts = [*(start for start, _, _ in example.names), len(example.text)]
    return [example.text[end:start] for end, start in zip(ends, starts, strict=True)]


# --- lessons -------------------------------------------------------------------------------------------------


def test_each_token_of_a_lesson_may_have_the_label_of_its_mark() -> None:
    example = Example(text="货代青栎运通被罚。", names=((2, 6, "ORG"),))
    (lesson,) = prepare([Variant(example=example, hidden=())], load_lexicon()).sentences["zh"]
    org = TYPES.index("ORG")
    first, inside, last = (label_of(org, place) for place in range(3))
    assert lesson.allowed.argmax(1).tolist() == [0, 0, first, inside, inside, last, 0, 0, 0]
    assert (lesson.allowed.sum(1) == 1).all()


def test_what_three_types_leave_unmarked_may_be_of_the_other_types() -> None:
    example = Example(text="Mia left.", names=((0, 3, "PERSON"),), whole=False)
    (lesson,) = prepare([Variant(example=example, hidden=())], load_lexicon()).sentences["en"]
    assert lesson.allowed.sum(1).tolist() == [1, 13, 13]


def test_a_hidden_name_looks_as_if_the_lexicon_did_not_know_it() -> None:
    example = Example(text="货代在亚马逊上架。", names=((3, 6, "ORG"),))
    shown, hidden = (
        prepare([Variant(example=example, hidden=spans)], load_lexicon()).sentences["zh"][0].rows
        for spans in ((), ((3, 6),))
    )
    assert (shown[3] != hidden[3]).any()
    assert (shown[0] == hidden[0]).all() or (shown[0] != hidden[0]).sum() < 4


def test_a_blurred_sentence_lacks_some_features_and_keeps_its_labels() -> None:
    rows = np.arange(200, dtype=np.int32).reshape(4, 50)
    sentence = Sentence(rows=rows, allowed=np.ones((4, LABELS), np.bool_), weight=0.5)
    blurred = blur(sentence, 0.2, np.random.default_rng(3))
    same = (blurred.rows == rows).mean()
    assert 0.6 < same < 1
    assert blurred.weight == 0.5
    assert blurred.allowed is sentence.allowed


# --- learning ------------------------------------------------------------------------------------------------


def one(bucket: int, label: int) -> Sentence:
    allowed = np.zeros((1, LABELS), np.bool_)
    allowed[0, label] = True
    return Sentence(rows=np.array([[bucket, 0]], np.int32), allowed=allowed, weight=1.0)


def test_a_feature_that_tells_the_label_gets_the_weight() -> None:
    only = label_of(0, 3)
    weights = learn([one(3, only), one(5, 0)] * 20, 8, Settings(epochs=20))
    assert weights.table[3, only] > weights.table[3, 0]
    assert weights.table[5, 0] > weights.table[5, only]
    assert not weights.table[7].any()


def tiny() -> list[Example]:
    return read_marked(HERE / "hans.txt")[:40]


@pytest.mark.slow
def test_the_same_sentences_give_the_same_weights_to_the_byte(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        weights = train("zh", tiny(), load_lexicon(), recipe=TINY, copies=1)
        write_weights(weights, TINY, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with np.load(tmp_path / "one.npz") as stored:
        assert stored["table"].shape == (1 << BUCKET_BITS, LABELS)
        assert stored["table"].any()


def test_there_is_one_floor_for_each_type(tmp_path: Path) -> None:
    weights = learn([one(3, 0)], 8, Settings(epochs=1))
    with pytest.raises(ValueError, match="floor"):
        write_weights(weights, replace(TINY, floors=((0.0,),)), tmp_path / "x.npz")
