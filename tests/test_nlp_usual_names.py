"""What things are usually called, read without the lexicon: the same as the lexicon says."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.lexicon import load_lexicon
from nlp.usual_names import usual_names
from store.errors import InputError


def test_the_shipped_names_are_those_of_the_lexicon() -> None:
    assert usual_names() == {entity.id: entity.names for entity in load_lexicon().entities.values()}


def test_rows_of_the_users_win_whole(tmp_path: Path) -> None:
    own = tmp_path / "entities.csv"
    own.write_text(
        "id,type,en,zh_hans\ntemu,ORG,=TEMU|Temu Global,\nnordhafen,ORG,,北港物流|~北港\n", encoding="utf-8"
    )
    names = usual_names(own)
    assert names == {entity.id: entity.names for entity in load_lexicon(own).entities.values()}
    assert names["temu"] == {"en": "TEMU"}
    assert names["nordhafen"] == {"zh-Hans": "北港物流"}


def test_a_wrong_row_of_the_users_is_named(tmp_path: Path) -> None:
    own = tmp_path / "entities.csv"
    own.write_text("id,type,en\nNord Hafen,ORG,Nordhafen\n", encoding="utf-8")
    with pytest.raises(InputError, match="slug"):
        usual_names(own)
