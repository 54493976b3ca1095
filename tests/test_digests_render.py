from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from digests.digest import build_digest, evidence_of
from digests.frames import build_frames
from digests.parts import Digest, StoryLine
from digests.render import MAX_BYTES, render_html, render_json, render_text
from digests.site import build_issue, page_name, render_index, render_page
from digests.wording import build_view
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows

LANGS = ("en", "zh", "zh-Hant")
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202e\u2066מבחן של כיוון\u202c",
    "標題" * 5000,
    "a\x00b\x1b[31mc\r\nBcc: someone@example.com",
    "&lt;b&gt; &amp; ]]>",
]


def make(rows: Rows, **more: object) -> Digest:
    given = {"watch": ("amazon", "temu", "shein"), "version": "0.1.0", "names": NAMES} | more
    return build_digest(build_frames(rows.build(), week=WEEK, zone=ZONE), texts=rows.read, **given)  # type: ignore[arg-type]


@cache
def busy() -> Digest:
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    for index in range(3):
        root = rows.article(WEEK, SOURCES[index], "logistics-fulfilment", "ups", story=f"s-{index}")
        rows.article(WEEK, SOURCES[4], "logistics-fulfilment", "ups", story=f"s-{index}", copy_of=root)
    return make(rows)


@cache
def quiet() -> Digest:
    return make(Rows(31).weeks(14, per_source=4))


@cache
def young() -> Digest:
    return make(Rows(3).weeks(3, per_source=3))


@cache
def empty() -> Digest:
    return make(Rows())


def words(markup: str) -> str:
    """What a reader sees of a page or letter."""
    tree = lxml_html.fromstring(markup)
    for node in tree.xpath("//style|//title"):
        node.drop_tree()
    return re.sub(r"\s+", " ", tree.text_content())


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("\u200b", "")


# --- the letter ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("digest", [busy, quiet, young, empty], ids=["busy", "quiet", "young", "empty"])
def test_a_letter_is_for_mail_clients(digest: object, lang: str) -> None:
    letter = render_html(digest(), lang)  # type: ignore[operator]
    assert len(letter.encode()) <= MAX_BYTES
    assert letter.startswith("<!DOCTYPE html>")
    assert b"charset" in letter.encode()[:1024]
    for tag in ("<img", "<script", "<link", "<svg", "<iframe", "<form", "data:", "javascript:", "url("):
        assert tag not in letter
    tree = lxml_html.fromstring(letter)
    assert all(table.get("role") == "presentation" for table in tree.xpath("//table"))
    assert tree.xpath("//table[@width='100%']")
    assert "prefers-color-scheme: dark" in letter
    assert tree.xpath("//meta[@name='color-scheme']")
    assert len(tree.xpath("//style")) == 1
    assert len(tree.xpath("//h1")) == 1
    sheet = tree.xpath("//table[contains(@class,'sheet')]")[0]
    assert "max-width: 640px" in sheet.get("style")
    assert tree.get("lang") == {"zh": "zh-Hans"}.get(lang, lang)
    assert all(len(line) < 9000 for line in letter.splitlines())


@pytest.mark.parametrize("lang", LANGS)
def test_the_text_part_is_complete(lang: str) -> None:
    letter, text = render_html(busy(), lang), render_text(busy(), lang)
    flat = squeeze(text)
    tree = lxml_html.fromstring(letter)
    for node in tree.xpath("//td[contains(@class,'quote')]/span[1] | //h1 | //h2 | //p"):
        assert squeeze(node.text_content()) in flat
    for link in tree.xpath("//a/@href"):
        assert link in text
    assert "<" not in text.replace("<br>", "")
    assert text.endswith("\n")


@pytest.mark.parametrize("lang", LANGS)
def test_every_quote_of_a_letter_is_verbatim_evidence(lang: str) -> None:
    known = {item.quote for item in evidence_of(busy())}
    tree = lxml_html.fromstring(render_html(busy(), lang))
    shown = tree.xpath("//td[contains(@class,'quote')]/span[1]")
    assert len(shown) >= 8
    for node in shown:
        text = node.text_content().removeprefix("… ").removesuffix(" …")
        assert text[1:-1] in known


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_has_a_link(lang: str) -> None:
    view = build_view(busy(), lang)
    for section in view.sections:
        for item in section.items:
            if section.key not in ("blind", "method", "follow"):
                assert item.quotes
                assert all(quote.url.startswith("https://") for quote in item.quotes)


def test_readers_get_their_own_language_first() -> None:
    for lang, script in (("en", "en"), ("zh", "zh"), ("zh-Hant", "zh")):
        shifts = next(section for section in build_view(busy(), lang).sections if section.key == "shifts")
        for item in shifts.items:
            assert item.quotes[0].lang.startswith(script)
            assert len(item.quotes) == 2


def test_the_same_digest_gives_the_same_bytes() -> None:
    rows = Rows(3).weeks(14, per_source=3).surge("fees-and-pricing", "temu", 2)
    one, other = make(rows), make(rows)
    for lang in LANGS:
        assert render_html(one, lang) == render_html(other, lang)
        assert render_text(one, lang) == render_text(other, lang)
        assert render_page(one, lang, languages=LANGS) == render_page(other, lang, languages=LANGS)
    assert render_json(one) == render_json(other)


@pytest.mark.slow
def test_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, '.')\n"
        "from tests.test_digests_render import busy, LANGS\n"
        "from digests.render import render_html, render_json, render_text\n"
        "made = render_json(busy()) + ''.join(render_html(busy(), lang) + render_text(busy(), lang) for lang in LANGS)\n"
        "print(hashlib.sha256(made.encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[1]
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


# --- what it says ------------------------------------------------------------------------------------------------


def test_a_busy_week_in_english() -> None:
    text = render_text(busy(), "en")
    assert re.search(r"(Temu|De minimis & customs) drew [0-9.]+ times its usual coverage\.", text)
    assert "tested were within their normal range." in text
    assert re.search(r"; usually [0-9.]+ \(80% of weeks: [0-9]+–[0-9]+\)\.", text)
    assert "What shifted" in text
    assert "expect at most" in text
    assert build_view(busy(), "en").subject.startswith("Tradewind 2026-W46 · ")


def test_a_busy_week_in_chinese() -> None:
    simplified, traditional = render_text(busy(), "zh"), render_text(busy(), "zh-Hant")
    assert "报道量为平时的" in simplified
    assert "都在正常范围内。" in simplified
    assert "報導量為平時的" in traditional
    assert "小額免稅與通關" in traditional
    for text in (simplified, traditional):
        assert " ." not in text
        assert "。。" not in text


@pytest.mark.parametrize(
    "lang, says", [("en", "A normal week: none of the"), ("zh", "本周平稳"), ("zh-Hant", "本週平穩")]
)
def test_a_quiet_week_says_so_and_claims_nothing(lang: str, says: str) -> None:
    assert quiet().shifts == ()
    assert says in render_text(quiet(), lang)
    assert not any(section.key == "shifts" for section in build_view(quiet(), lang).sections)


@pytest.mark.parametrize(
    "lang, says",
    [
        ("en", "We are still building the baseline: a comparison needs 4 weeks, and we have 2 weeks."),
        ("zh", "至少要有4周的数据，目前只有2周"),
        ("zh-Hant", "至少要有4週的資料，目前只有2週"),
    ],
)
def test_a_young_store_builds_its_baseline(lang: str, says: str) -> None:
    assert says in render_text(young(), lang)


@pytest.mark.parametrize(
    "lang, says",
    [
        ("en", "No article of this week is in the store."),
        ("zh", "库里没有本周的文章。"),
        ("zh-Hant", "資料庫裡沒有本週的文章。"),
    ],
)
def test_an_empty_week_says_so(lang: str, says: str) -> None:
    assert says in render_text(empty(), lang)


def test_a_fall_is_put_as_a_share_of_the_usual() -> None:
    line = busy().shifts[0]
    fall = replace(line, shift=replace(line.shift, effect=0.31, observed=3, expected=9.7))
    text = render_text(replace(busy(), shifts=(line, fall)), "en")
    assert "fell to 31% of its usual coverage." in text
    assert "▼0.3×" in text
    assert "降至平时的31%。" in render_text(replace(busy(), shifts=(fall,)), "zh")


def test_a_second_look_names_both_weeks() -> None:
    line = busy().shifts[0]
    text = render_text(replace(busy(), shifts=(replace(line, shift=replace(line.shift, weeks=2)),)), "en")
    assert "over two weeks (2026-W45 and 2026-W46)" in text


def test_outages_stand_in_the_bottom_line() -> None:
    digest = replace(busy(), blind=replace(busy().blind, outages=("海外仓日报", "Harbour Ledger")))
    assert "left out of every comparison: 海外仓日报, Harbour Ledger." in build_view(digest, "en").bottom[0]
    many = replace(busy(), blind=replace(busy().blind, outages=tuple(f"Paper {n}" for n in range(40))))
    assert "+37" in build_view(many, "en").bottom[0]


# --- hostile rows ------------------------------------------------------------------------------------------------


def hostile_digest(text: str) -> Digest:
    line = busy().top[0]
    return replace(
        busy(),
        top=(replace(line, title=text, source=text, url="javascript:alert(1)"),),
        shifts=tuple(replace(item, more=((text, "https://a.example/" + text),)) for item in busy().shifts),
        figures=tuple(replace(item, cited=text, period=text) for item in busy().figures),
        blind=replace(busy().blind, outages=(text,), broken=((text, text),)),
        version=text,
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_rows_are_inert(text: str, lang: str) -> None:
    digest = hostile_digest(text)
    for markup in (
        render_html(digest, lang),
        render_page(digest, lang),
        render_index([build_issue(digest, lang)], lang),
    ):
        tree = lxml_html.fromstring(markup)
        assert not tree.xpath("//script|//img|//iframe|//object|//form|//*[@onerror]|//*[@onload]")
        assert not tree.xpath("//a[starts-with(@href,'javascript')]")
        assert len(tree.xpath("//title")) == 1
        assert "49" not in "".join(tree.xpath("//h3/text()"))
        for mark in "\u202e\u2066\x00\x1b":
            assert mark not in markup
    plain_text = render_text(digest, lang)
    for mark in "\u202e\u2066\x00\x1b\r":
        assert mark not in plain_text
    assert max(len(line) for line in plain_text.splitlines()) < 2500
    assert json.loads(render_json(digest))["version"] == text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_any_title_comes_out_as_text(title: str) -> None:
    line: StoryLine = replace(busy().top[0], title=title)
    view = build_view(replace(busy(), top=(line,)), "en")
    lead = next(section for section in view.sections if section.key == "top").items[0].lead
    page = render_page(replace(busy(), top=(line,)), "en")
    assert html.escape(lead, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_letter_never_grows_over_the_limit_and_loses_its_tail_first(lang: str) -> None:
    line = busy().top[0]
    long_quote = replace(line.evidence[0], quote="包裹在港口等待清关，" * 14)
    flood = tuple(replace(line, title=f"{n} {'标题' * 70}", evidence=(long_quote,)) for n in range(400))
    letter = render_html(replace(busy(), top=flood), lang)
    assert len(letter.encode()) <= MAX_BYTES
    assert squeeze(build_view(busy(), lang).bottom[0]) in squeeze(words(letter))
    assert "0 标题" in letter
    assert f"399 {'标题' * 3}" not in letter
    assert "399 标题" in render_page(replace(busy(), top=flood), lang)


# --- JSON and pages ------------------------------------------------------------------------------------------------


def test_json_has_every_quote_with_its_offsets() -> None:
    body = json.loads(render_json(busy()))
    assert body["schema"] == "tradewind.digest/1"
    assert body["week"] == "2026-W46"
    shift = body["shifts"][0]
    assert {"observed", "expected", "effect", "p", "q", "claim", "week"} <= shift["shift"].keys()
    quote = shift["evidence"][0]
    assert {"url", "quote", "start", "end", "text_sha256", "source", "lang"} <= quote.keys()
    assert quote["end"] - quote["start"] == len(quote["quote"])
    assert render_json(busy()).endswith("}\n")


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_is_static_and_stands_alone(lang: str) -> None:
    page = render_page(busy(), lang, languages=LANGS)
    tree = etree.fromstring(page.encode(), etree.HTMLParser(recover=False))
    assert not tree.xpath("//script|//link|//img|//iframe|//@onclick")
    assert "default-src 'none'" in page
    assert tree.xpath("//main[@id='digest']")
    assert tree.xpath("//a[@class='skip']/@href") == ["#digest"]
    assert [int(node.tag[1]) for node in tree.xpath("//h1|//h2|//h3")][:3] == [1, 2, 3]
    assert tree.xpath("//svg/@aria-label")
    assert set(tree.xpath("//nav/a/@href")) == {
        f"index.{lang}.html",
        *(page_name("2026-W46", other) for other in LANGS if other != lang),
    }
    assert all(rel == "noopener noreferrer" for rel in tree.xpath("//a[starts-with(@href,'http')]/@rel"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_page_says_what_the_letter_says() -> None:
    for lang in LANGS:
        page, flat = render_page(busy(), lang), squeeze(render_text(busy(), lang, brief=False))
        for node in lxml_html.fromstring(page).xpath("//h2|//blockquote/p|//div[@class='bottom']/p"):
            assert squeeze(node.text_content()) in flat


def test_the_index_lists_the_newest_first() -> None:
    issues = [replace(build_issue(busy(), "en"), week=week) for week in ("2026-W44", "2026-W46", "2026-W45")]
    page = render_index([replace(issue, title=issue.week) for issue in issues], "en")
    assert page.index("2026-W46</a>") < page.index("2026-W45</a>") < page.index("2026-W44</a>")
    assert "No issue yet." in render_index([], "en")
    assert "还没有周报。" in render_index([], "zh")


def test_a_digest_reads_in_minutes() -> None:
    for lang in LANGS:
        match = re.search(r"\d+", build_view(busy(), lang).head.rsplit("·", 1)[1])
        assert match is not None
        assert 1 <= int(match[0]) <= 8
