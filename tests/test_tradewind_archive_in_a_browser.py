"""The archive in Chromium: axe-core finds nothing, nothing is asked for, nothing scrolls sideways, the keyboard is enough."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.rendering import BROWSERS
from digests.weeks import shift
from tests.digest_rows import WEEK, Rows
from tests.news_store import newsroom
from tradewind import issuing

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
LANGS = ("en", "zh", "zh-Hant")
PAGES = (
    "index.{lang}.html",
    "2026-W46.{lang}.page.html",
    "2026-W46/topic-de-minimis-and-customs.{lang}.html",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    # playwright leaves its own loop's sockets to the collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two issues; one house and some headlines are hostile."""
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    for row in rows.tables["articles"][-6:]:
        row["title"] += (
            " <script>fetch('https://evil.example/')</script><img src=https://evil.example/x>" + "長" * 300
        )
    settings = newsroom(
        tmp_path_factory.mktemp("desk"), rows, name=lambda name: name + ' <b onclick="x()">&' + "x" * 80
    )
    issuing.digest(settings, shift(WEEK, -1))
    issuing.digest(settings, WEEK)
    return settings.digests_path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing(folder: Path, browser: Any, lang: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme, viewport={"width": 640, "height": 900})
    page = context.new_page()
    for name in (*PAGES, "index.html"):
        page.goto((folder / name.format(lang=lang)).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found = axe.run(page).response
        assert not [(item["id"], item["nodes"][0]["html"]) for item in found["violations"]]
        assert len(found["passes"]) > 8
    context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_scrolls_sideways_and_nothing_is_cut_off(folder: Path, browser: Any, lang: str) -> None:
    for wide in (320, 375, 640, 1280):
        context = browser.new_context(viewport={"width": wide, "height": 800})
        page = context.new_page()
        for name in PAGES:
            page.goto((folder / name.format(lang=lang)).as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= wide, f"{name} at {wide}"
            cut = page.evaluate(
                "[...document.querySelectorAll('main *')].filter(part => { const box = part.getBoundingClientRect();"
                " return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && !part.closest('thead') })"
                ".map(part => part.outerHTML.slice(0, 80))"
            )
            assert not cut, f"{name} at {wide}"
        context.close()


def test_nothing_runs_and_nothing_is_asked_for(folder: Path, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for path in sorted(folder.rglob("*.html")):
        if ".page." in path.name or path.parent.name == "2026-W46" or path.name.startswith("index"):
            asked.clear()
            page.goto(path.as_uri())
            assert asked == [path.as_uri()], path.name
    assert not said
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_goes_from_the_skip_link_to_the_navigation_to_the_content(
    folder: Path, browser: Any, name: str
) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 800})
    page = context.new_page()
    page.goto((folder / name.format(lang="en")).as_uri())
    where = "(() => { const at = document.activeElement; return at.className == 'skip' ? 'skip' : at.closest('nav') ? 'nav' :"
    where += " at.closest('main') ? 'main' : 'body' })()"
    seen: list[str] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        place = page.evaluate(where)
        assert place == "body" or page.evaluate(
            "(() => { const box = document.activeElement.getBoundingClientRect(), how = getComputedStyle(document.activeElement);"
            " return box.width > 0 && box.left >= 0 && parseFloat(how.outlineWidth) >= 2 })()"
        ), "what has the focus is seen"
        if not seen or seen[-1] != place:
            seen.append(place)
    assert seen[:3] == ["skip", "nav", "main"]  # behind the last link the browser begins anew
    page.goto((folder / name.format(lang="en")).as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(where) == "main"
    context.close()


def test_headings_come_in_their_order(folder: Path, browser: Any) -> None:
    page = browser.new_page()
    for name in PAGES:
        page.goto((folder / name.format(lang="en")).as_uri())
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(part => +part.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
    page.close()
