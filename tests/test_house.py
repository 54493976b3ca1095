"""The house's own rules: short modules, empty package files, no catch-all rooms, late imports at the door."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("crawler", "nlp", "store", "digests", "tradewind")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))

# import-linter sees modules; which of ours may name a big library is said here, module by module.
DOORS = {
    "trafilatura": {"crawler.reading.main_text"},
    "spacy": {"nlp.spacy_door"},
    "jieba": {"nlp.segment"},
    "opencc": {"nlp.script"},
    "ahocorasick_rs": {"nlp.lexicon", "nlp.topic_terms"},
    "pypinyin": {"nlp.provisional"},
    "sqlite_utils": {"store.db"},
    "zstandard": {"store.pages", "store.outbox", "crawler.unpacking"},
    "brotli": {"crawler.unpacking"},
    "feedparser": {"crawler.feeds"},
    "feedgenerator": {"digests.feed"},
    "listparser": {"crawler.opml"},
    "css_inline": {"digests.render"},
    "jinja2": {"digests.render"},
    "msgspec": {
        "tradewind.config",
        "tradewind.mail_config",
        "tradewind.run_config",
        "tradewind.alert_config",
        "tradewind.llm_config",
    },
    "platformdirs": {"tradewind.models"},
    "pandas": {
        *("digests.attention", "digests.claims", "digests.frames", "digests.surfaces", "digests.tables"),
        *("digests.matched", "digests.mix", "digests.pairs"),
    },
    "scipy": {
        *("digests.tails", "digests.marking", "digests.shares", "digests.tone_test"),
        *("nlp.training.crf", "nlp.training.tone_learn"),
    },
    "rich": {"tradewind.console"},
    "idna": {"crawler.urls", "digests.mail", "tradewind.mail_config"},
    "zope": {"crawler.guard"},
    "scrapy_playwright": {"crawler.browser"},
    "playwright": {"crawler.browser"},
    "prometheus_client": {"tradewind.metrics"},
    "apprise": {"tradewind.hooks"},
    "llm": {"tradewind.llm_door"},
}
# How a library is imported, where that is not its name as a package; and packages that nothing of ours imports.
IMPORTED_AS = {
    "sqlite-utils": "sqlite_utils",
    "css-inline": "css_inline",
    "zope.interface": "zope",
    "scrapy-playwright": "scrapy_playwright",
    "prometheus-client": "prometheus_client",
}
EXTRAS = ("browser", "channels", "llm", "metrics")  # whose libraries a module imports when it is asked to
NOT_IMPORTED = {"lxml_html_clean", "tzdata"}
OF_ANOTHER = {"playwright"}  # what scrapy-playwright stands on and hands out


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


def test_what_is_declared_is_imported_and_the_other_way_round() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for extra in EXTRAS for name in project["optional-dependencies"][extra]]
    lines = [*project["dependencies"], *extras]
    declared = {re.split(r"[<>=~! ;\[]", line)[0] for line in lines} - NOT_IMPORTED
    imported = {library for path in MODULES for library in imports_of(path)}
    foreign = imported - OF_ANOTHER - set(ROOMS) - set(sys.stdlib_module_names) - {"__future__"}
    assert foreign == {IMPORTED_AS.get(name, name) for name in declared}


def test_the_page_of_libraries_names_every_door() -> None:
    page = (ROOT / "docs" / "decisions" / "libraries.md").read_text(encoding="utf-8")
    for library, modules in DOORS.items():
        line = next(
            line for line in page.splitlines() if library in line.replace("-", "_").partition(" | ")[0]
        )
        for module in modules:
            assert module.replace(".", "/") + ".py" in line, f"{library} is imported in {module}"


def test_the_law_of_stages_names_every_module_of_the_store() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (law,) = (item for item in contracts if item["name"] == "Stages know the records, not the database")
    modules = {name_of(path) for path in (ROOT / "store").glob("*.py") if path.name != "__init__.py"}
    named = {name for name in law["forbidden_modules"] if name.startswith("store.")}
    assert named == modules - {
        "store.claims",
        "store.digest_records",
        "store.policy_records",
        "store.records",
        "store.sources",
        "store.texts",
        "store.errors",
    }


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


def test_the_map_of_the_crawler_names_every_module_once() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    part = page.partition("## The crawler, module by module")[2].partition("\n## ")[0]
    named = [
        name for line in part.splitlines() for name in re.findall(r"`([a-z_/]+)`", line.rpartition(" | ")[2])
    ]
    room = ROOT / "crawler"
    modules = {
        path.relative_to(room).with_suffix("").as_posix()
        for path in room.rglob("*.py")
        if path.name != "__init__.py"
    }
    assert sorted(named) == sorted(modules)
