"""The table of what a digest could not see: one row for each source that was not well, in every language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html as lxml_html

from crawler.health import _WORDS
from digests.digest import build_digest
from digests.frames import build_frames
from digests.labels import labels_of
from digests.parts import Digest
from digests.render import MAX_BYTES, render_html, render_json, render_text
from digests.site import render_page
from tests.digest_rows import WEEK, ZONE, Rows

LANGUAGES = ("en", "zh", "zh-Hant")
NUMBERS: dict[str, dict[str, float | str]] = {
    "failing": {"status": "http-status", "detail": "404 Not Found"},
    "refused": {"status": "blocked", "detail": "a challenge"},
    "empty": {},
    "never": {},
    "pause": {"longest": 2.5, "limit": 6.0},
    "flood": {"new": 1412, "days": 1.0, "most": 26, "usual": 20},
    "refused-pages": {"now": 9, "of": 12, "reason": "http-status 403"},
    "misread": {"now": 11, "of": 12, "before": 0.08},
    "undated": {"now": 12, "of": 12, "before": 0.021},
    "unsigned": {"now": 20, "of": 20, "before": 0.1},
    "shorter": {"now": 180.0, "of": 14, "before": 1211.0},
    "longer": {"now": 20_500.0, "of": 14, "before": 5200.0},
    "fewer": {"now": 1, "of": 3, "before": 18.0},
}


def row(
    source: str, state: str, measure: str, since: str = "2026-11-10T22:00:00Z", **given: Any
) -> dict[str, Any]:
    numbers = NUMBERS[measure]
    return {
        "source_id": source, "state": state, "since": since, "measure": measure, "numbers": json.dumps(numbers),
        "status": numbers.get("status", "ok"), "detail": numbers.get("detail", ""), **given,
    }  # fmt: skip


def digest_of(*health: dict[str, Any], **more: Any) -> Digest:
    rows = Rows(3).weeks(6)
    frames = build_frames(rows.build(health=health, **more), week=WEEK, zone=ZONE)
    return build_digest(frames, texts=rows.read)


def test_no_table_when_all_is_well() -> None:
    digest = digest_of()
    assert digest.blind.health == ()
    for lang in LANGUAGES:
        assert not lxml_html.fromstring(render_html(digest, lang)).xpath("//table[@class='grid']")
        assert not lxml_html.fromstring(render_page(digest, lang)).xpath("//section[@class='blind']//table")


def test_the_worst_stand_first_and_a_source_is_told_of_once() -> None:
    failed = {
        "source_id": "haiwai",
        "url": "f",
        "at": "2026-11-15T00:00:00Z",
        "status": "timeout",
        "detail": "",
    }
    other = {**failed, "source_id": "parcel"}
    digest = digest_of(
        row("parcel", "silent", "pause"), row("haiwai", "broken", "failing"), row("chuhai", "flooded", "flood"),
        announcements=(failed, other),
    )  # fmt: skip
    assert [(line.name, line.state) for line in digest.blind.health] == [
        ("海外仓日报", "broken"), ("Parcel Weekly", "silent"), ("出海观察", "flooded"),
    ]  # fmt: skip
    assert digest.blind.broken == ()  # both stand in the table
    assert digest_of(row("haiwai", "broken", "failing"), announcements=(failed, other)).blind.broken == (
        ("Parcel Weekly", "timeout"),
    )


def test_since_is_a_day_in_the_zone_of_the_digest() -> None:
    line = digest_of(row("parcel", "silent", "pause")).blind.health[0]
    assert str(line.since) == "2026-11-11"  # six in the morning in Shanghai
    text = render_text(
        digest_of(row("parcel", "silent", "pause", since="2025-12-30T22:00:00Z")), "en", brief=False
    )
    assert "31 December 2025" in text


def test_a_state_of_another_version_is_left_out_and_a_measure_of_one_is_no_error() -> None:
    digest = digest_of(
        row("parcel", "haunted", "pause"), {**row("harbour", "broken", "failing"), "measure": "later"}
    )
    assert [line.state for line in digest.blind.health] == ["broken"]
    assert "Harbour Ledger · broken · 11 November\n" in render_text(digest, "en", brief=False)


def test_each_measure_of_the_crawler_has_its_sentence_in_each_language() -> None:
    assert set(NUMBERS) == set(_WORDS) - {""}
    for lang in LANGUAGES:
        assert set(NUMBERS) <= set(labels_of(lang).sentences["health"])


@pytest.mark.parametrize("measure", NUMBERS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.slow
def test_every_reason_is_a_sentence_with_its_numbers(measure: str, lang: str) -> None:
    text = render_text(digest_of(row("parcel", "broken", measure)), lang, brief=False)
    line = next(line for line in text.splitlines() if line.startswith("  - Parcel Weekly"))
    assert "{" not in line
    for value in NUMBERS[measure].values():
        if isinstance(value, float | int) and value > 1 and value == round(value):
            assert f"{round(value):,}" in line or str(round(value)) in line
    if lang != "en":
        assert not any(word in line for word in ("its", "list", "articles", "before"))


def test_what_is_said() -> None:
    text = render_text(
        digest_of(
            row("parcel", "broken", "failing"), row("cross", "blocked", "refused-pages"), row("chuhai", "silent", "pause"),
            row("haiwai", "flooded", "flood"), row("jinchu", "layout-changed", "undated"),
        ),
        "en",
        brief=False,
    )  # fmt: skip
    assert "5 of 8 sources did not come as usual." in text
    assert (
        "Parcel Weekly · broken · 11 November · its list of articles does not come: the server answers 404"
        in text
    )
    assert "9 of its last 12 pages were refused (the server answers 403)" in text
    assert "its longest pause before was 2.5 days, and beyond 6 days" in text
    assert "1,412 new addresses within 1 day; usually 20, at most 26" in text
    assert "12 of its last 12 articles have no date; 2% had none before" in text
    chinese = render_text(
        digest_of(row("parcel", "broken", "failing"), row("chuhai", "silent", "pause")), "zh", brief=False
    )
    assert "8家来源中有2家未能照常采集。" in chinese
    assert "Parcel Weekly · 取不到 · 11月11日 · 文章列表取不到：服务器返回404" in chinese
    assert "此后没有新文章；以往最长停更2.5天，超过6天已难说是偶然" in chinese


@pytest.mark.parametrize("lang", LANGUAGES)
def test_letter_and_page_hold_the_same_table(lang: str) -> None:
    digest = digest_of(row("parcel", "broken", "failing"), row("chuhai", "silent", "pause"))
    page = lxml_html.fromstring(render_page(digest, lang)).xpath("//section[@class='blind']//table")[0]
    letter = lxml_html.fromstring(render_html(digest, lang)).xpath("//table[@class='grid']")[0]
    cells = [[cell.text_content() for cell in line.xpath("th|td")] for line in page.xpath(".//tr")]
    short = [[cell.text_content() for cell in line.xpath("th|td")] for line in letter.xpath(".//tr")]
    assert cells[: len(short)] == short
    assert len(cells) == 3
    assert len(short) >= 2
    assert {len(line) for line in cells} == {4}
    assert all(head.get("scope") == "col" for head in [*page.xpath(".//th"), *letter.xpath(".//th")])


def test_many_sources_are_counted_and_the_letter_stays_in_its_limit() -> None:
    health = [row(f"s{number}", "broken", "failing") for number in range(300)]
    text = render_text(digest_of(*health), "en", brief=False)
    assert text.count("its list of articles does not come") == 20
    assert "280 sources more are listed by `tradewind sources health`." in text
    letter = render_text(digest_of(*health), "en")
    assert letter.count("its list of articles does not come") <= 4
    assert "300 of 8 sources did not come as usual." in letter
    assert len(render_html(digest_of(*health), "en").encode()) <= MAX_BYTES


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eevil", "a\r\nb" * 500, "{0.__class__}"])
def test_what_servers_say_is_inert(text: str) -> None:
    digest = digest_of(
        row("parcel", "broken", "failing", status=text, detail=text),
        row("harbour", "blocked", "refused-pages", numbers=json.dumps({"now": 9, "of": 9, "reason": text})),
    )
    for markup in (render_html(digest, "en"), render_page(digest, "zh")):
        assert not lxml_html.fromstring(markup).xpath("//script")
        assert "\u202e" not in markup
    assert "\u202e" not in render_text(digest, "en")
    assert max(len(line) for line in render_text(digest, "en").splitlines()) < 2500


def test_the_same_rows_in_another_order_give_the_same_bytes() -> None:
    health = [
        row("parcel", "broken", "failing"),
        row("chuhai", "silent", "pause"),
        row("cross", "empty", "empty"),
    ]
    assert render_json(digest_of(*health)) == render_json(digest_of(*reversed(health)))
    body = json.loads(render_json(digest_of(*health)))
    assert body["blind"]["health"][0]["numbers"] == NUMBERS["failing"]
