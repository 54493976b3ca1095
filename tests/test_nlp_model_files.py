"""Models as files: found by folder or package, and refused with a remedy before anything is loaded."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from nlp.model_files import check_model, find_model, is_met, model_mark
from nlp.spacy_door import is_compatible, load_model
from store.errors import InputError
from tests.tiny_model import change_meta, write_model


def test_a_folder_says_what_it_is(tmp_path: Path) -> None:
    files = check_model(str(write_model(tmp_path / "m")), "en")
    assert (files.name, files.lang, files.version) == ("en_tiny_news", "en", "3.8.0")
    assert "ORG" in files.labels
    assert files.pipeline == ("entity_ruler",)


@pytest.mark.parametrize("depth", ["", "en_tiny_news-3.8.0", "en_tiny_news/en_tiny_news-3.8.0"])
def test_the_data_may_lie_deeper(tmp_path: Path, depth: str) -> None:
    folder = write_model(tmp_path / "top" / depth)
    files = find_model(str(tmp_path / "top"))
    assert files
    assert files.folder == folder


def test_an_installed_package_is_found_by_name_and_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(tmp_path / "en_probe_news" / "en_probe_news-3.8.0", name="probe_news")
    (tmp_path / "en_probe_news" / "__init__.py").write_text("raise SystemExit('run')", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    importlib.invalidate_caches()
    assert check_model("en_probe_news", "en").name == "en_probe_news"
    assert "en_probe_news" not in sys.modules


@pytest.mark.parametrize("name", ["no_such_model", "", "..", "a/b", "os.path", "x" * 300, "json", "\0"])
def test_what_is_no_model_is_none(name: str) -> None:
    assert find_model(name) is None


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({}, "zh", "reads 'en', not 'zh'"),
        ({"spacy_version": ">=3.2.0,<3.3.0"}, "en", "was made for spaCy >=3.2.0,<3.3.0"),
        ({"spacy_version": "nonsense"}, "en", "was made for spaCy nonsense"),
        ({"requirements": ["spacy-no-such>=1,<2"]}, "en", 'Install with pip: "spacy-no-such>=1,<2"'),
        ({"labels": {"ner": ["DATE", "NORP"]}}, "en", "finds no names"),
        ({"labels": None, "pipeline": None}, "en", "it has no components"),
        ({"pipeline": ["tradewind"]}, "en", "finds no names: tradewind"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused(
    tmp_path: Path, changes: dict[str, object], code: str, said: str
) -> None:
    folder = write_model(tmp_path / "m")
    change_meta(folder, **changes)
    with pytest.raises(InputError) as error:
        check_model(str(folder), code)
    assert said in str(error.value)
    assert "tag.models" in str(error.value)


def test_a_missing_model_names_the_way_to_one() -> None:
    with pytest.raises(InputError, match=r"no model 'en_no_model' .*tradewind models install"):
        check_model("en_no_model", "en")


@pytest.mark.parametrize("content", ["{", "[]", "\ud800".encode("utf-8", "surrogatepass")])
def test_a_broken_meta_is_told(tmp_path: Path, content: str | bytes) -> None:
    folder = write_model(tmp_path / "m")
    (folder / "meta.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError):
        find_model(str(folder))


def test_a_damaged_model_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "m")
    (folder / "config.cfg").write_text("[nlp\n", encoding="utf-8")
    with pytest.raises(InputError, match="spaCy cannot load"):
        load_model(str(folder))


def test_requirements() -> None:
    assert is_met("spacy>=3.8,<3.9")
    assert is_met("spacy")
    assert not is_met("spacy>=99")
    assert not is_met("spacy-no-such")
    assert is_compatible("3.8.18", ">=3.8.0,<3.9.0")
    assert not is_compatible("3.9.0", ">=3.8.0,<3.9.0")


def test_another_file_is_another_mark(tmp_path: Path) -> None:
    marks = set()
    for number in range(2):
        folder = write_model(tmp_path / str(number))
        if number:
            change_meta(folder, description="trained again")
        marks.add(model_mark(str(folder)))
    assert len(marks) == 2
    assert all(mark.startswith("en_tiny_news-3.8.0+") for mark in marks)
    assert model_mark("en_no_model") == "en_no_model"
