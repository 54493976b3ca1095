"""Models from the table to the tagger: installed by hash, checked, configured, refused."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from nlp.annotate import TagOptions, annotate_document
from nlp.segment import build_document
from store.db import open_existing
from store.errors import InputError
from tests.newsdesk import inside, write_texts
from tests.tiny_model import write_model, write_wheel
from tradewind import models, pipeline
from tradewind.config import Settings, parse_config
from tradewind.models import (
    Offer,
    examine,
    find_offer,
    held_models,
    install,
    load_offers,
    models_folder,
    models_of,
    require_models,
)
from tradewind.tagging import ready_options, tag_options
from tradewind.wheels import unpack

TEXT = "Bluefin Parcel opened on Monday."


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and where it is served."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def offer_of(wheel: Path, url: str = "", **changes: object) -> Offer:
    row: dict[str, object] = {
        "name": "en_tiny_news", "lang": "en", "version": "3.8.0", "spacy": ">=3.8.0,<3.9.0", "licence": "MIT",
        "size": wheel.stat().st_size, "url": url or f"http://127.0.0.1:9/{wheel.name}",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "proof": "", "precision": 0.5, "recall": 0.5,
        "f1": 0.5, "words_per_second": 1, **changes,
    }  # fmt: skip
    return Offer(**row)  # type: ignore[arg-type]  # a row of the table


def settings_of(folder: Path, tag: str = "") -> Settings:
    return Settings(config=parse_config(f"[tag]\n{tag}\n", "x"), folder=folder, file=None)


def test_every_offer_of_the_table_is_whole() -> None:
    offers = load_offers()
    assert {(offer.name, offer.version) for offer in offers} >= {
        ("en_core_web_sm", "3.8.0"), ("en_core_web_md", "3.8.0"), ("zh_core_web_sm", "3.8.0"),
    }  # fmt: skip
    for offer in offers:
        assert offer.lang == offer.name[:2]
        assert offer.url.startswith("https://")
        assert offer.url.endswith(f"/{offer.full_name}/{offer.full_name}-py3-none-any.whl")
        assert bool(offer.sha256) == bool(offer.proof)
        assert not offer.sha256 or len(bytes.fromhex(offer.sha256)) == 32
        assert offer.licence
        assert 0 < offer.f1 < 1
        assert 1_000_000 < offer.size < 1_000_000_000
    assert find_offer("en_core_web_sm") == find_offer("en_core_web_sm-3.8.0")
    with pytest.raises(InputError, match="Known: en_core_web_sm"):
        find_offer("xx_core")


def test_from_the_server_to_the_tagger(shelf: tuple[Path, str], tmp_path: Path) -> None:
    folder, url = shelf
    wheel = write_wheel(folder / "tiny.whl")
    offer = offer_of(wheel, f"{url}/tiny.whl")
    data, fresh = install(offer)
    assert fresh
    assert data == models_folder() / "en_tiny_news-3.8.0" / "en_tiny_news" / "en_tiny_news-3.8.0"
    assert [path.name for path in models_folder().iterdir()] == ["en_tiny_news-3.8.0"]
    wheel.unlink()
    assert install(offer) == (data, False)  # nothing is asked again

    settings = settings_of(tmp_path, 'models = { en = "en_tiny_news" }')
    options = ready_options(settings)
    assert options == TagOptions(models=(("en", str(data)),))
    (mention,) = annotate_document(build_document(TEXT), options=options).mentions
    assert (mention.quote, mention.found_by) == ("Bluefin Parcel", "model")
    (held,) = [item for item in held_models(settings) if item.name == "en_tiny_news"]
    assert (held.origin, held.used, held.where) == ("ours", "en", str(data))
    assert examine(held) == []

    (data / "entity_ruler" / "patterns.jsonl").write_text("{}", encoding="utf-8")
    assert examine(held) == ["en_tiny_news/en_tiny_news-3.8.0/entity_ruler/patterns.jsonl was changed"]
    with pytest.raises(InputError, match="answers 404"):
        install(offer)  # a damaged one is fetched anew, and the server has none any more
    assert examine(held)  # what was there is there still


def test_a_damaged_model_is_replaced(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "tiny.whl")
    data, _ = install(offer_of(wheel), wheel=wheel)
    (data / "config.cfg").write_text("", encoding="utf-8")
    assert install(offer_of(wheel), wheel=wheel) == (data, True)
    assert (data / "config.cfg").read_text("utf-8")
    assert len(list(models_folder().iterdir())) == 1


def test_another_folder(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "tiny.whl")
    data, _ = install(offer_of(wheel), to=tmp_path / "mine", wheel=wheel)
    assert not models_folder().exists()
    settings = settings_of(tmp_path, 'models = { en = "./mine/en_tiny_news-3.8.0" }')
    require_models(models_of(settings))
    (held,) = held_models(settings)
    assert (held.origin, held.where, examine(held)) == ("folder", str(data), [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": ""}, r'no hash that its makers publish .*pip install "http://127.0.0.1:9/tiny.whl"'),
        ({"sha256": "0" * 64}, "not the file its makers published"),
        ({"spacy": ">=3.2.0,<3.3.0"}, "made for spaCy >=3.2.0,<3.3.0"),
        ({"version": "3.8.1"}, "would be written to"),
        ({"name": "en_other_news"}, "would be written to"),
    ],
)
def test_what_is_not_the_published_model_is_refused(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    wheel = write_wheel(tmp_path / "tiny.whl")
    with pytest.raises(InputError, match=said):
        install(offer_of(wheel, **changes), wheel=wheel)
    assert not models_folder().exists() or list(models_folder().iterdir()) == []


def test_a_tampered_wheel_of_the_server_is_refused(shelf: tuple[Path, str]) -> None:
    folder, url = shelf
    wheel = write_wheel(folder / "tiny.whl")
    offer = offer_of(wheel, f"{url}/tiny.whl")
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    with pytest.raises(InputError, match="not the file its makers published"):
        install(offer)
    assert list(models_folder().iterdir()) == []


def test_a_wheel_that_holds_another_model_is_refused(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "tiny.whl", meta={"version": "1.0.0"})
    with pytest.raises(InputError, match=r"holds en_tiny_news 1\.0\.0"):
        install(offer_of(wheel), wheel=wheel)
    assert list(models_folder().iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "tiny.whl")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="name another with --to"):
        install(offer_of(wheel), to=tmp_path / "file" / "below", wheel=wheel)


def test_an_installed_package_is_checked_by_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    unpack(write_wheel(tmp_path / "tiny.whl"), site, name="en_tiny_news", version="3.8.0")
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    settings = settings_of(tmp_path, 'models = { en = "en_tiny_news" }')
    (held,) = held_models(settings)
    assert (held.origin, held.used) == ("package", "en")
    (site / "en_tiny_news" / "en_tiny_news-3.8.0" / "config.cfg").write_text("x", encoding="utf-8")
    (wrong,) = examine(held)
    assert wrong.endswith("config.cfg was changed")


def test_a_model_is_asked_for_before_any_work(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'models = { en = "en_no_model" }')
    assert tag_options(settings).models == (("en", "en_no_model"),)  # what needs no model does not miss it
    with pytest.raises(InputError, match="no model 'en_no_model'"):
        ready_options(settings)
    require_models(())


@pytest.mark.slow
def test_workers_use_the_model_and_another_model_is_another_tagger(tmp_path: Path) -> None:
    texts = write_texts(tmp_path)
    for path in texts.iterdir():
        path.write_text(f"{path.read_text('utf-8')}\n{TEXT}\n", encoding="utf-8")
    write_model(tmp_path / "tiny")
    with_model = settings_of(tmp_path, 'models = { en = "./tiny" }\nworkers = 2')
    pipeline.import_files(with_model, sorted(texts.iterdir()))
    counts, code = pipeline.tag(with_model)
    assert (counts["tagged"], code) == (3, 0)
    with closing(open_existing(with_model.store_path)) as db:
        found = db.conn.execute(
            "SELECT DISTINCT quote, found_by FROM mentions WHERE found_by = 'model'"
        ).fetchall()
    assert found == [("Bluefin Parcel", "model")]
    assert pipeline.tag(with_model)[1] == 4
    assert pipeline.tag(settings_of(tmp_path))[0]["tagged"] == 3  # the shipped tagger reads them again
    with pytest.raises(InputError, match="no model"):
        pipeline.tag(settings_of(tmp_path, 'models = { en = "./gone" }'))


def test_a_broken_model_is_shown_as_such(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "broken")
    (folder / "meta.json").write_text("{", encoding="utf-8")
    (held,) = held_models(settings_of(tmp_path, 'models = { en = "./broken" }'))
    assert held.used == "en"
    assert "cannot be read" in examine(held)[0]
    other = write_model(tmp_path / "other")
    (other / "config.cfg").write_text("[nlp]\n", encoding="utf-8")
    (held,) = held_models(settings_of(tmp_path, 'models = { en = "./other" }'))
    assert "spaCy cannot load" in examine(held)[0]


# --- the commands -----------------------------------------------------------------------------------------------


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = write_wheel(tmp_path / "tiny.whl")
    offers = (offer_of(wheel), offer_of(wheel, name="zh_tiny_news", lang="zh", sha256=""))
    monkeypatch.setattr(models, "load_offers", lambda: offers)
    (tmp_path / "tradewind.toml").write_text('[tag]\nmodels = { en = "en_tiny_news" }\n', encoding="utf-8")

    refused = inside(tmp_path, "annotate", str(wheel))
    assert (refused.code, refused.out) == (2, "")
    assert "no model 'en_tiny_news'" in refused.err
    assert inside(tmp_path, "models", "check").code == 2
    unknown = inside(tmp_path, "models", "install", "zh_tiny_news")
    assert unknown.code == 2
    assert "pip install" in unknown.err

    done = inside(tmp_path, "models", "install", "en_tiny_news", "--from", str(wheel))
    assert done.code == 0, done.err
    assert Path(done.out.strip()).is_dir()
    assert '[tag] models = { en = "en_tiny_news" }' in done.err
    again = inside(tmp_path, "models", "install", "en_tiny_news")
    assert (again.code, again.out) == (0, done.out)
    assert "was there already" in again.err

    rows = json.loads(inside(tmp_path, "models", "list", "--json").out)
    assert [(row["name"], row["hash"], row["where"], row["used_for"]) for row in rows] == [
        ("en_tiny_news", "verified", done.out.strip(), "en"), ("zh_tiny_news", "unverified", None, None),
    ]  # fmt: skip
    checked = inside(tmp_path, "models", "check", "--json")
    assert checked.code == 0, checked.err
    assert [(row["name"], row["state"]) for row in json.loads(checked.out)] == [("en_tiny_news", "ok")]
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    (line,) = inside(tmp_path, "annotate", "text.txt").out.splitlines()
    assert json.loads(line)["mentions"][0]["quote"] == "Bluefin Parcel"

    (Path(done.out.strip()) / "config.cfg").write_text("x", encoding="utf-8")
    broken = inside(tmp_path, "models", "check")
    assert broken.code == 2
    assert "config.cfg was changed" in broken.out
    assert inside(tmp_path, "models", "check", "zh_other").code == 2


def test_without_any_model(tmp_path: Path) -> None:
    listed = inside(tmp_path, "models", "list")
    assert listed.code == 0
    assert "zh_core_web_sm" in listed.out
    checked = inside(tmp_path, "models", "check")
    assert checked.code == 0
    assert "the shipped tagger works without" in checked.err


@pytest.mark.parametrize("value", ['{ fr = "x" }', '{ en = "" }', '"en_core_web_sm"', "{ en = 1 }"])
def test_a_wrong_value_names_its_line(tmp_path: Path, value: str) -> None:
    (tmp_path / "tradewind.toml").write_text(f"[tag]\nmodels = {value}\n", encoding="utf-8")
    done = inside(tmp_path, "models", "list")
    assert done.code == 2
    assert "tradewind.toml:2: " in done.err
    assert "tag.models" in done.err
