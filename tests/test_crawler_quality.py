"""The gate: how well our own pages are read, against pinned floors, and what these pages are.

``data/pages/floors.toml`` holds the floors. A floor may rise with any commit; one that is lower than it has ever been
needs a ``[[lowered]]`` entry with its reason, so that the commit shows it.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from own_pages import HERE, LANGS, OwnPage, all_articles, own_pages
from page_scoring import Got, Score, Truth, plain, score, shingles, summary

from crawler.extract import extract_page, extract_row
from crawler.reading.encodings import decode
from store.records import Article, Page, Rejection

AT = datetime(2026, 11, 20, tzinfo=UTC)
FLOORS = HERE / "floors.toml"
ROOT = Path(__file__).resolve().parents[1]
SHORTEST_REASON = 20  # characters
PAYLOADS = frozenset({"spa_state", "next_payload"})  # layouts whose text is in a script only


def read(page: OwnPage) -> Article | Rejection:
    """What extraction makes of the page when nothing else is known of it."""
    given = Page(url=page.url, final_url=page.url, source_id="", fetched_at=AT, status=200, body=page.html)
    return extract_page(given, now=AT)


def got(result: Article | Rejection) -> Got:
    """The fields that have a truth."""
    if isinstance(result, Rejection):
        return Got()
    lines = tuple((line.kind.value, result.text[line.start : line.end]) for line in result.paragraphs)
    day = extract_row(result)["published_at"] or ""  # as the site's own clock says it
    return Got(text=result.text, title=result.title, date=day, author=result.author or "", lines=lines)


@cache
def scores() -> dict[str, tuple[OwnPage, Score]]:
    """Every page's figures, by its id."""
    out = {}
    for page in own_pages():
        truth = Truth(
            lang=page.lang,
            text=page.text,
            title=page.title,
            date=page.date,
            author=page.author or None,
            lines=page.lines,
            residue=page.residue,
            optional=page.optional,
        )
        out[page.id] = (page, score(truth, got(read(page))))
    return out


def floors() -> dict[str, Any]:
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS.values())
def test_no_figure_is_below_its_floor(lang: str) -> None:
    of_lang = [(page, found) for page, found in scores().values() if page.lang == lang]
    measured = summary([found for _, found in of_lang])
    below = {
        f"{measure}: {measured[measure]:.4f} is below {floor}"
        for measure, floor in floors()[lang].items()
        if measured[measure] < floor
    }
    worst = sorted((found.f1, page.id) for page, found in of_lang)[:5]
    assert not below, f"{lang}: {sorted(below)}; the worst texts: {worst}"


@pytest.mark.slow
def test_floors_are_close_below_what_is_measured() -> None:
    """A floor far below would let a good rule be lost without a word."""
    loose = []
    for lang in LANGS.values():
        measured = summary([found for page, found in scores().values() if page.lang == lang])
        loose += [
            (lang, m, round(measured[m], 4))
            for m, floor in floors()[lang].items()
            if measured[m] > floor + 0.05
        ]
    assert not loose, f"raise these floors: {loose}"


def committed_floors() -> list[dict[str, Any]]:
    """The floors of every commit, oldest last; none where the project is not a repository."""
    git = ["git", "-C", str(ROOT)]
    log = subprocess.run(
        [*git, "log", "--format=%H", "--", str(FLOORS)], capture_output=True, text=True, check=False
    )
    shown = (
        subprocess.run(
            [*git, "show", f"{commit}:{FLOORS.relative_to(ROOT)}"], capture_output=True, check=False
        )
        for commit in log.stdout.split()
    )
    return [tomllib.loads(done.stdout.decode()) for done in shown if done.returncode == 0]


def unexplained(now: dict[str, Any], before: list[dict[str, Any]]) -> list[str]:
    """The floors that are lower, or gone, than they ever were without an entry that says from where and why."""
    said = {
        (entry["group"], entry["measure"]): entry
        for entry in now.get("lowered", ())
        if len(entry["reason"]) >= SHORTEST_REASON
    }
    silent = []
    for old in before:
        for group, measures in old.items():
            for measure, floor in measures.items() if group != "lowered" else ():
                current = now.get(group, {}).get(measure, 0.0)
                entry = said.get((group, measure))
                if current < floor and (entry is None or entry["from"] < floor or entry["to"] > current):
                    silent.append(f"{group} {measure}: {floor} to {current}")
    return sorted(set(silent))


def test_a_floor_goes_down_only_with_a_reason() -> None:
    silent = unexplained(floors(), committed_floors())
    assert not silent, f"lowered without an entry in [[lowered]] of {FLOORS.name}: {silent}"


def test_what_counts_as_a_reason() -> None:
    before = [{"en": {"f1": 0.9, "title": 0.8}}, {"en": {"f1": 0.95}}]
    entry = {
        "group": "en",
        "measure": "f1",
        "from": 0.95,
        "to": 0.93,
        "reason": "captions are part of the text now",
    }
    assert unexplained({"en": {"f1": 0.95, "title": 0.8}}, before) == []
    assert unexplained({"en": {"f1": 0.93, "title": 0.8}}, before) == ["en f1: 0.95 to 0.93"]
    assert unexplained({"en": {"f1": 0.93, "title": 0.8}, "lowered": [entry]}, before) == []
    assert unexplained({"en": {"f1": 0.92, "title": 0.8}, "lowered": [entry]}, before) == [
        "en f1: 0.95 to 0.92"
    ]
    assert unexplained(
        {"en": {"f1": 0.93, "title": 0.8}, "lowered": [{**entry, "reason": "flaky"}]}, before
    ) == ["en f1: 0.95 to 0.93"]
    assert unexplained({"en": {"f1": 0.95}}, before) == ["en title: 0.8 to 0.0"]  # taken out is lowered too


def test_there_are_pages_of_every_script_and_many_sites() -> None:
    pages = own_pages()
    per_lang = Counter(page.lang for page in pages)
    assert per_lang["zh-Hans"] >= 30
    assert per_lang["zh-Hant"] >= 25
    assert per_lang["en"] >= 35
    layouts = {path.stem for path in (HERE / "layouts").glob("*.html")}
    assert layouts == {article.layout for article in all_articles()}
    assert len(layouts) >= 45
    assert len({page.id for page in pages}) == len({page.url for page in pages}) == len(pages)


def test_every_line_of_the_truth_stands_on_its_page() -> None:
    missing = []
    for page in own_pages():
        drawn = plain(unescape(re.sub("<[^>]+>", "", decode(page.html, "").text)))
        if page.layout in PAYLOADS:
            continue
        for kind, text in page.lines:
            cells = text.split(" | ") if kind in ("header", "row") else [text[4:20]]
            missing += [(page.id, cell) for cell in cells if plain(cell) not in drawn]
    assert not missing


def test_no_two_articles_share_their_prose() -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for page in own_pages():
        seen.update(set(shingles(page.text)))
    alone = {
        page.id: sum(seen[s] == 1 for s in shingles(page.text)) / len(shingles(page.text))
        for page in own_pages()
    }
    assert min(alone.values()) > 0.8, min(alone, key=alone.__getitem__)


def test_residue_is_no_part_of_the_article() -> None:
    for page in own_pages():
        assert not set(page.residue) & {text for _, text in page.lines}, page.id
        assert page.residue, page.id
