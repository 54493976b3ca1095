"""What the command line says of itself: every command and option explained, and the docs say the same."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main

from store.errors import InputError, TradewindError
from tests.newsdesk import inside
from tradewind import __main__ as door
from tradewind.cli import app
from tradewind.version import __version__

ROOT = Path(__file__).resolve().parents[1]


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from commands(child, (*path, name))


ALL = list(commands(typer.main.get_command(app)))
WIDE = {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}


def test_the_commands_are_these() -> None:
    assert {" ".join(path) for path, _ in ALL} == {
        "", "alerts", "alerts check", "alerts list", "annotate", "crawl", "demo", "digest", "doctor", "entities", "entities accept",
        "entities check", "entities list", "entities show", "entities suggest", "extract", "import", "init",
        "link", "models", "models check", "models install", "models list", "outbox", "outbox list", "outbox resend",
        "outbox send", "outbox show", "policy", "policy calendar", "policy changes", "policy list", "policy timeline", "revisions", "run", "schedule", "schema", "search", "sentiment", "shifts", "sources", "sources check", "sources discover", "sources export",
        "sources health", "sources import", "sources list", "sql", "summary", "tag", "topics", "topics check",
    }  # fmt: skip


@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=lambda path: " ".join(path) or "tradewind")
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_of_each_command(tmp_path: Path, path: tuple[str, ...], flag: str) -> None:
    done = inside(tmp_path, *path, flag, env=WIDE)
    assert (done.code, done.err) == (0, "")
    assert "Usage: " + " ".join(("tradewind", *path)) in done.out
    assert " [] " not in done.out  # a word in double brackets, taken for markup
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path,command", ALL, ids=lambda item: " ".join(item) if isinstance(item, tuple) else ""
)
def test_everything_is_explained_in_sentences(path: tuple[str, ...], command: Any) -> None:
    assert command.help
    assert command.help.strip().endswith((".", ")"))
    for parameter in command.params:
        if parameter.name in ("help", "install_completion", "show_completion"):
            continue
        assert parameter.help, f"{' '.join(path)} {parameter.name}"


def test_the_help_tells_the_exit_codes(tmp_path: Path) -> None:
    told = inside(tmp_path, "--help", env=WIDE).out
    for words in ("0 fine", "1 a bug", "2 usage", "3 partly done", "4 nothing new", "75 try again later"):
        assert words in re.sub(r"\s+", " ", told)


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    done = inside(tmp_path, env=WIDE)
    assert done.code == 2
    assert "Usage: tradewind" in done.out + done.err


def test_the_version(tmp_path: Path) -> None:
    assert inside(tmp_path, "--version").out == f"tradewind {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "nonsense"),
        (["crawl", "--max-pages", "-1"], "--max-pages"),
        (["crawl", "--max-pages", "many"], "--max-pages"),
        (["sql"], "question"),
        (["sql", "SELECT 1", "--limit", "0"], "--limit"),
        (["digest", "--lang", "fr"], "fr"),
        (["run", "daily"], "hourly or weekly"),
        (["import"], "paths"),
        (["crawl", "--sinse", "x"], "--sin"),
        (["crawl", "--since", "soon"], "--since"),
        (["digest", "--as-of", "soon"], "--as-of"),
        (["--config", "nowhere.toml", "doctor"], "nowhere.toml"),
    ],
)
def test_wrong_usage_is_2_and_named(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = inside(tmp_path, *arguments, env=WIDE)
    assert done.code == 2
    assert said in done.err.replace("QUESTION", "question").replace("PATHS", "paths")
    assert list(tmp_path.iterdir()) == []


# --- the entry point ------------------------------------------------------------------------------------------


class Leaving(TradewindError):
    exit_code = 75


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SystemExit(4), 4, ""),
        (SystemExit(None), 0, ""),
        (KeyboardInterrupt(), 130, "tradewind: interrupted; run the same command again"),
        (InputError("bad", path="a.toml", line=3), 2, "tradewind: a.toml:3: bad"),
        (Leaving("later"), 75, "tradewind: later"),
    ],
)
def test_what_ends_a_command_is_an_exit_code_and_a_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def app(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("tradewind.cli.app", app)
    assert door.run(["anything"]) == code
    err = capsys.readouterr().err
    assert err.startswith(said)
    assert err.count("\n") == bool(said)


def test_main_leaves_with_the_code_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "run", lambda arguments: len(arguments))
    monkeypatch.setattr(sys, "argv", ["tradewind", "a", "b", "c"])
    with pytest.raises(SystemExit) as left:
        door.main()
    assert left.value.code == 3


# --- docs -----------------------------------------------------------------------------------------------------


@pytest.fixture
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_docs_are_what_the_code_says(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 0, capsys.readouterr().err


def test_stale_docs_are_named_and_written_anew(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "cli.md").write_text("old\n")
    monkeypatch.setattr(generate, "DOCS", docs)
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 1
    err = capsys.readouterr().err
    assert "cli.md" in err
    assert "data-dictionary.md" in err
    assert (docs / "cli.md").read_text() == "old\n"  # checking writes nothing
    monkeypatch.setattr(sys, "argv", ["generate.py"])
    assert generate.main() == 0
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 0


def test_the_reference_names_every_command_and_option(generate: ModuleType) -> None:
    reference = generate.cli_reference()
    for path, command in ALL:
        assert f"# {' '.join(('tradewind', *path))}\n" in reference
        for parameter in command.params:
            for name in parameter.opts:
                if name.startswith("--") and name not in (
                    "--help",
                    "--install-completion",
                    "--show-completion",
                ):
                    assert f"`{name}`" in reference
