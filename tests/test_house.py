"""The house's own rules: short modules, empty package files, no catch-all rooms, late imports at the door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("crawler", "nlp", "store", "digests", "tradewind")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))

# import-linter sees modules; which of ours may name a big library is said here, module by module.
DOORS = {
    "trafilatura": {"crawler.extract"},
    "spacy": {"nlp.segment"},
    "jieba": {"nlp.segment"},
    "opencc": {"nlp.script"},
    "ahocorasick_rs": {"nlp.lexicon"},
    "sqlite_utils": {"store.db"},
    "zstandard": {"store.pages"},
    "feedparser": {"crawler.feeds"},
    "listparser": {"crawler.opml"},
    "css_inline": {"digests.render"},
    "jinja2": {"digests.render"},
    "msgspec": {"tradewind.config"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short_and_so_are_its_functions(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400
    if path.name == "__init__.py":
        assert not source.strip()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is longer than 60 lines"


def test_there_is_no_room_for_what_has_no_room() -> None:
    names = {part for path in MODULES for part in Path(path.relative_to(ROOT)).with_suffix("").parts}
    assert not names & {"utils", "util", "common", "helpers", "helper", "misc"}


def test_one_door_per_big_library() -> None:
    for path in MODULES:
        for library in imports_of(path) & DOORS.keys():
            assert name_of(path) in DOORS[library], f"{name_of(path)} imports {library}"


def test_every_door_is_used() -> None:
    used = {library for path in MODULES for library in imports_of(path) & DOORS.keys()}
    assert used == set(DOORS)


@pytest.mark.parametrize("arguments", [["--help"], ["crawl", "--help"], ["digest", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    probe = (
        "import sys\nfrom tradewind.__main__ import run\n"
        f"code = run({arguments!r})\n"
        "heavy = {'scrapy', 'twisted', 'spacy', 'jieba', 'pandas', 'numpy', 'scipy', 'trafilatura', 'sqlite_utils',"
        " 'opencc', 'lxml'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)\nsys.exit(code or bool(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
