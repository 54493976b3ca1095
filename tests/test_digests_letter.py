"""The letter as a mail client gets it: small, whole, readable by everybody, and never more than may be shown."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from crawler.rendering import BROWSERS
from digests.columns import WIDTH, columns, wrap_text
from digests.labels import labels_of
from digests.render import BUDGET, MAX_BYTES, view_html, view_text
from digests.view import Item, Link, Quote, Section, View
from digests.wording import build_view
from tests.test_digests_render import LANGS, busy, empty, quiet, squeeze

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
PAGE = "https://digest.example/2026-W46.page.html"
SENTENCE = {
    "en": "The agency said on Thursday that parcels worth less than 150 euros will be charged a handling fee of 2 euros each "
    "from 1 July 2027, and that platforms must declare ten-digit codes for every item.",
    "zh": "海关总署11月12日公布，自2027年7月1日起，对申报价值低于150欧元的进口小包每件收取2欧元处理费，由平台或申报人缴纳，并须逐件申报十位税号，逾期退运。",
}  # fmt: skip


def quote(lang: str, number: int, text: str = "") -> Quote:
    script = "en" if lang == "en" else "zh"
    source = {"en": "Harbour Trade Review, 12 November", "zh": "跨境电商观察，11月12日"}[script]
    url = f"https://www.harbourtrade.example/news/2026/11/12/customs-handling-fee-{number}-88231{number}.html"
    return Quote(text or SENTENCE[script], "", "", source, url, lang)


def shift(lang: str, number: int) -> Item:
    """A shift as long as they come, with two quotes."""
    said = {
        "en": (
            "De minimis and customs",
            "21 stories from 9 publishers; usually 6 (80% of weeks: 3–9).",
            "Why it counts: the same stories are about Temu (7), Shein (5) and SF Express (3). 24 articles.",
        ),
        "zh": (
            "小额豁免与清关",
            "本周21条新闻，来自9家媒体；平时约6条，八成情况下3至9条。",
            "牵涉Temu（7条）、希音（5条）和顺丰（3条）。共24篇文章，中文新闻15条、英文新闻6条。",
        ),
    }["en" if lang == "en" else "zh"]
    return Item(
        lead=f"{said[0]} ▲ 3.{number}×",
        arrow="up" if number % 2 else "down",
        page=f"2026-W46/topic-{number}.{lang}.html",
        body=said[1:],
        spark="▂▂▃▃▁▃▃▂▂▃▂▃▃█",
        spark_label="Week by week: 4, 4, 5, 5, 1, 6, 5, 3, 4, 5, 4, 6, 5, 21",
        quotes=(quote(lang, number), quote("en" if lang != "en" else "zh", number)),
    )


def with_shifts(lang: str, items: tuple[Item, ...]) -> View:
    """The busy week's letter with these shifts."""
    view = build_view(busy(), lang, brief=True)
    assert any(section.key == "shifts" for section in view.sections)
    return replace(
        view,
        sections=tuple(
            replace(section, items=items, left=0, rest="") if section.key == "shifts" else section
            for section in view.sections
        ),
    )


def leads(letter: str) -> list[str]:
    return [node.text_content() for node in lxml_html.fromstring(letter).xpath("//h3")]


# --- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_seven_shifts_with_two_quotes_each_take_45_kilobytes_at_most(lang: str) -> None:
    view = with_shifts(lang, tuple(shift(lang, number) for number in range(7)))
    letter = view_html(view, page_url=PAGE)
    assert len(lxml_html.fromstring(letter).xpath("//td[contains(@class,'quote')]")) >= 14
    assert len(letter.encode()) <= 45_000
    for style in lxml_html.fromstring(letter).xpath("//style"):
        assert len(style.text.encode()) <= 16_000


@pytest.mark.parametrize("lang", LANGS)
def test_two_hundred_shifts_are_fitted_by_whole_lines(lang: str) -> None:
    items = tuple(replace(shift(lang, 1), lead=f"Shift {number} of many") for number in range(200))
    letter = view_html(with_shifts(lang, items), page_url=PAGE)
    assert BUDGET - 5_000 < len(letter.encode()) <= BUDGET < MAX_BYTES
    kept = [lead for lead in leads(letter) if lead.startswith("Shift ")]
    assert [lead.partition(" of many")[0] for lead in kept] == [f"Shift {n}" for n in range(len(kept))]
    assert 20 < len(kept) < 100
    said = labels_of(lang).say("letter", "rest", more=str(200 - len(kept)))
    (pointer,) = lxml_html.fromstring(letter).xpath(f"//a[normalize-space()='{said}']")
    assert pointer.get("href") == PAGE
    assert letter.rstrip().endswith("</html>")
    assert squeeze(build_view(busy(), lang).bottom[0]) in squeeze(lxml_html.fromstring(letter).text_content())


def test_the_least_important_goes_first() -> None:
    long = Item(lead="A line of no weight", body=("x" * 1_000,))
    view = with_shifts("en", tuple(shift("en", number) for number in range(7)))
    sections = (*view.sections, Section("top", "Most widely carried", "", (long,) * 60))
    letter = view_html(replace(view, sections=sections))
    assert len(letter.encode()) <= BUDGET
    assert sum("▲ 3." in lead for lead in leads(letter)) == 7
    assert 0 < leads(letter).count("A line of no weight") < 60
    many = replace(
        view, sections=(*view.sections, Section("policy", "Policy", "", (long,) * 200), sections[-1])
    )
    fitted = view_html(many)
    assert "Most widely carried" not in fitted  # a heading over nothing
    assert "most widely carried (60)" in fitted
    assert sum("▲ 3." in lead for lead in leads(fitted)) == 7


@pytest.mark.parametrize("text", ["包裹" * 5_000, "x" * 10_000, "<&'\">" * 2_000, "a b " * 2_500])
def test_quotes_of_ten_thousand_characters(text: str) -> None:
    items = tuple(
        replace(shift("en", n), quotes=(quote("en", n, text), quote("zh", n, text))) for n in range(7)
    )
    letter = view_html(with_shifts("en", items), page_url=PAGE)
    assert len(letter.encode()) <= BUDGET
    tree = lxml_html.fromstring(letter)
    shown = [squeeze(node.text_content()) for node in tree.xpath("//td[contains(@class,'quote')]/span[1]")]
    assert all(f"“{squeeze(text)}”" == found for found in shown if len(found) > 400)
    assert "more on the page." in letter
    assert tree.xpath("//td[@role='contentinfo']")


def test_when_nothing_fits_the_head_still_comes() -> None:
    items = (replace(shift("en", 1), quotes=(quote("en", 1, "x" * 300_000),)),)
    letter = view_html(with_shifts("en", items))
    assert len(letter.encode()) <= BUDGET
    assert squeeze(build_view(busy(), "en").title) in squeeze(lxml_html.fromstring(letter).text_content())
    assert "Also this week: what shifted (1), " in letter
    assert "What shifted" not in letter


# --- what it is made of ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_a_letter_asks_nothing_that_mail_clients_refuse(lang: str) -> None:
    letter = view_html(with_shifts(lang, tuple(shift(lang, n) for n in range(7))), page_url=PAGE)
    for word in ("display: flex", "display:flex", "grid-template", "position:", "float:", "@import", "@font-face",
                 "url(", "data:", "<svg", "<img", "<script", "<link", "javascript:", "var(--", "calc("):  # fmt: skip
        assert word not in letter
    tree = lxml_html.fromstring(letter)
    for table in tree.xpath("//table[not(@role)]"):
        assert table.xpath(".//th[@scope='col']")
    assert len(tree.xpath("//*[@role='main']")) == 1
    assert len(tree.xpath("//*[@role='banner']")) == len(tree.xpath("//*[@role='contentinfo']")) == 1
    levels = [int(node.tag[1]) for node in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for spark in tree.xpath("//*[contains(@class,'spark')]"):
        assert re.search(r"\d", spark.get("aria-label"))
    for said in tree.xpath("//td[contains(@class,'quote')]/span[1]"):
        assert said.get("lang")
        assert said.get("dir") == "auto"
    assert tree.xpath("//body/*[1][contains(@class,'preheader')]")[0].text_content()


def test_the_way_to_the_page_and_the_way_out() -> None:
    view = build_view(quiet(), "en", brief=True)
    leave = "https://digest.example/leave?who=a%40b.example"
    letter, text = view_html(view, page_url=PAGE, leave=leave), view_text(view, page_url=PAGE, leave=leave)
    links = lxml_html.fromstring(letter).xpath("//td[@role='contentinfo']//a/@href")
    assert links == [PAGE, leave]
    assert PAGE in text.splitlines()[-2]
    assert leave in text.splitlines()[-1]
    filed = view_html(
        view, page_file="2026-W46.en.page.html", leave="mailto:leave@digest.example?subject=unsubscribe"
    )
    assert "2026-W46.en.page.html" in filed
    assert lxml_html.fromstring(filed).xpath("//td[@role='contentinfo']//a/@href") == [
        "mailto:leave@digest.example?subject=unsubscribe"
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example?cc=eve@x.example", "//x"]
)
def test_a_foot_has_no_other_addresses(address: str) -> None:
    letter = view_html(build_view(quiet(), "en", brief=True), page_url=address, leave=address)
    assert not lxml_html.fromstring(letter).xpath("//td[@role='contentinfo']//a")
    assert address not in letter


def test_what_changed_since_the_last_revision_stands_in_a_box() -> None:
    view = build_view(busy(), "en", brief=True)
    changes = Section(
        "changes", "Changed since the earlier revision", "", (Item(body=("New claim: Temu 3.1×.",)),)
    )
    letter = view_html(replace(view, sections=(changes, *view.sections)))
    (box,) = lxml_html.fromstring(letter).xpath("//td[contains(@class,'box')]")
    assert "New claim: Temu 3.1×." in box.text_content()
    assert letter.index("Changed since") < letter.index("What shifted")


# --- the text part ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_text_says_the_same_in_the_same_order(lang: str) -> None:
    view = with_shifts(lang, tuple(shift(lang, n) for n in range(7)))
    tree = lxml_html.fromstring(view_html(view, page_url=PAGE))
    text = wrap_text(view_text(view, page_url=PAGE))
    for line in text.splitlines():
        assert columns(line) <= WIDTH or line.strip().startswith("https://")
    flat = re.sub(r"[\s>]+", "", text)
    at = 0
    for node in tree.xpath(
        "//td[@role='main']//*[self::h2 or self::h3 or self::p or (self::span and @lang)]"
    ):
        said = re.sub(r"[\s>\u200b]+", "", node.text_content())
        for part in [said.split("▂")[0], *re.findall("[▁-█]+", said)[:1]] if "▂" in said else [said]:
            found = flat.find(part, at)
            assert found >= 0, part
            at = found
    for link in tree.xpath("//a/@href"):
        assert link in text


# --- as a browser shows it --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@cache
def hostile_view() -> View:
    view = with_shifts("zh", tuple(shift("zh", n) for n in range(3)))
    word = "x" * 400
    item = Item(
        lead=word, body=(word, "标题" * 300), quotes=(quote("en", 1, word),), bar=40,
        columns=("a", "b", "c", "d"), rows=((word, "3", "12 November", word),),
        more="More:", links=(Link(word, "https://x.example/" + word),),
    )  # fmt: skip
    return replace(view, title=word, sections=(*view.sections, Section("top", word, word, (item,))))


VIEWS = {
    "en": lambda: with_shifts("en", tuple(shift("en", n) for n in range(7))),
    "zh": lambda: with_shifts("zh", tuple(shift("zh", n) for n in range(7))),
    "quiet": lambda: build_view(quiet(), "en", brief=True),
    "empty": lambda: build_view(empty(), "zh-Hant", brief=True),
    "whole": lambda: build_view(busy(), "zh-Hant"),
    "hostile": hostile_view,
}


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    browser: Any, tmp_path: Path, name: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    file = tmp_path / "letter.html"
    file.write_text(
        view_html(VIEWS[name](), page_url=PAGE, leave="https://x.example/leave"), encoding="utf-8"
    )
    for width in (320, 375, 640, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width in (375, 640):
            found = axe.Axe().run(page).response["violations"]
            assert [(item["id"], item["impact"], item["nodes"][0]["html"][:200]) for item in found] == []
        page.close()


@needs_browser
@pytest.mark.slow
def test_dark_is_dark_and_light_is_light(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "letter.html"
    file.write_text(view_html(VIEWS["en"]()), encoding="utf-8")
    shades = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(file.as_uri())
        shades[scheme] = page.evaluate(
            "[...document.querySelectorAll('.outer, .sheet')].map(e => getComputedStyle(e).backgroundColor)"
        )
        page.close()
    for scheme, test in (("light", lambda n: n > 200), ("dark", lambda n: n < 60)):
        for shade in shades[scheme]:
            assert all(test(int(part)) for part in re.findall(r"\d+", shade)[:3])
