"""Every text of a digest, hostile in turn: it comes out as text, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest
from lxml import html as lxml_html

from digests.parts import Change, Digest, HealthLine
from digests.render import render_html, render_json, render_text
from digests.site import render_page
from digests.wording import build_view
from tests.digest_rows import SOURCES, WEEK, Rows, policy
from tests.test_digests_render import LANGS, make

HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title><svg onload=alert(1)><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)' x=\"",
    "{{ 7 * 7 }}{% raw %}{0.__class__}{name}",
    "\u202eevil\u2066\u200f",
    "a\x00b\x1b[31m\x7f",
    "x\r\nBcc: someone@example.com\r\n\r\nbody",
    "標" * 10_000,
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "👩‍👩‍👧 \ud800 \udfff half",
    "&lt;b&gt; ]]> <!-- ",
]
EVERYTHING = (
    "\"'></style><script>alert(1)</script><img src=x onerror=alert(1)>\r\nBcc: x\u202e\x00\ud800{name}"
)
# Words of our own lists, which no row and no page has written.
OURS = {
    "outcome",
    "event",
    "measure",
    "what",
    "how",
    "listed",
    "state",
    "kind",
    "direction",
    "change_role",
    "lang",
}
TESTS = ("Week", "Shift", "ShareShift", "ToneShift")  # numbers
UNPRINTABLE = "\u202e\u2066\u200f\x00\x1b\x7f\r"


@cache
def rich() -> Digest:
    """A digest with a line of every kind."""
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    for number in range(3):
        root = rows.article(WEEK, SOURCES[number], "logistics-fulfilment", "ups", story=f"s-{number}")
        rows.article(WEEK, SOURCES[4], "logistics-fulfilment", "ups", story=f"s-{number}", copy_of=root)
    said = "The order takes effect on January 15, 2027, the office said in a notice to brokers."
    number = rows.article(WEEK, SOURCES[0], "platform-regulation", "orbita")
    rows.texts[number] = f"{said}\n{rows.texts[number]}"
    rows.tables["policies"].append(policy(number, 0, said, effective_on="2027-01-15", jurisdiction="US"))
    made = make(rows)
    line = made.policy[0]
    ill = HealthLine(
        name="Harbour Ledger",
        state="broken",
        since=WEEK.monday,
        status="http-status 503",
        detail="503",
        measure="failing",
        numbers={"reason": "http-status 503"},
    )
    return replace(
        made,
        policy=(replace(line, instrument="Order 7", doc_number="No. 7", authority="Office"), line),
        figures=tuple(replace(item, cited="Office", period="2026-10", per="item") for item in made.figures),
        blind=replace(
            made.blind,
            unheard=("Harbour Ledger",),
            outages=("Parcel Weekly",),
            broken=(("Parcel Weekly", "timeout"),),
            rejected=(("paywall", 3),),
            health=(ill,),
        ),
        revision=2,
        changes=(
            Change(what="claim", how="new", name=made.shifts[0].name, after=2.0),
            Change(what="figure", how="gone", name=made.shifts[0].name, detail="fee"),
            Change(what="date", how="new", name=made.shifts[0].name, detail="2027-01-15"),
        ),
    )


def changed(part: Any, at: str, to: Callable[[str], str], here: str = "") -> Any:
    """The same part with every text of the field ``at`` ("Type.field", "" for all) changed."""
    if isinstance(part, str):
        return to(part) if at in ("", here) and here.rsplit(".", 1)[-1] not in OURS | {"quote"} else part
    if isinstance(part, tuple):
        return tuple(changed(item, at, to, here) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        name = type(part).__name__
        if name in TESTS:
            return part
        new = {
            item.name: changed(getattr(part, item.name), at, to, f"{name}.{item.name}")
            for item in fields(part)
            if item.init
        }
        return replace(part, **new)
    return part


def texts_in(part: Any, here: str = "") -> Iterator[str]:
    """The fields of a digest that hold texts, as "Type.field"."""
    if isinstance(part, str):
        yield here
    elif isinstance(part, tuple):
        for item in part:
            yield from texts_in(item, here)
    elif is_dataclass(part) and type(part).__name__ not in TESTS:
        for item in fields(part):
            yield from texts_in(getattr(part, item.name), f"{type(part).__name__}.{item.name}")


def shape(markup: str) -> set[tuple[str, str]]:
    """Elements and attributes of a page."""
    found = set()
    for node in lxml_html.fromstring(markup).iter():
        if isinstance(node.tag, str):
            found |= {(node.tag, ""), *((node.tag, name) for name in node.attrib)}
    return found


@cache
def benign(lang: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    return shape(render_html(rich(), lang)), shape(render_page(rich(), lang))


def check_inert(digest: Digest, lang: str) -> None:
    for markup, known in zip(
        (render_html(digest, lang), render_page(digest, lang)), benign(lang), strict=True
    ):
        markup.encode()
        assert shape(markup) - known <= {("span", "dir"), ("span", "")}
        tree = lxml_html.fromstring(markup)
        assert len(tree.xpath("//title")) == 1
        for address in tree.xpath("//@href"):
            assert not address.startswith(("javascript:", "data:"))
            assert address.startswith(("https://", "http://", "#", "mailto:")) or ":" not in address
        assert not any(mark in markup for mark in UNPRINTABLE)
    for text in (render_text(digest, lang), render_text(digest, lang, brief=False)):
        text.encode()
        assert not any(mark in text for mark in UNPRINTABLE)
    subject = build_view(digest, lang).subject
    assert len(subject) <= 200
    assert subject.splitlines() == [subject]
    assert not any(mark in subject for mark in UNPRINTABLE)
    body = render_json(digest)
    body.encode()
    assert json.loads(body)["week"] == WEEK.label


def test_the_rich_digest_is_rich() -> None:
    known = set(texts_in(rich()))
    assert len(known) > 40
    for name in ("Name.en", "Evidence.url", "StoryLine.title", "PolicyLine.instrument", "FigureLine.cited"):
        assert name in known


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("lang", LANGS)
def test_all_texts_hostile_at_once(text: str, lang: str) -> None:
    check_inert(changed(rich(), "", lambda _: text), lang)


@pytest.mark.parametrize("text", HOSTILE[:4] + HOSTILE[6:8], ids=range(6))
def test_a_hostile_text_behind_a_good_one(text: str) -> None:
    check_inert(changed(rich(), "", lambda good: good + text), "zh")


@pytest.mark.slow
@pytest.mark.parametrize(
    "at", sorted({name for name in texts_in(rich()) if name.rsplit(".", 1)[-1] not in OURS})
)
def test_each_text_hostile_in_turn(at: str) -> None:
    check_inert(changed(rich(), at, lambda _: EVERYTHING), "en")


def test_a_hostile_quote_is_text() -> None:
    line = rich().shifts[0]
    quote = replace(
        line.evidence[0], quote=f"{HOSTILE[1]} is what the page said, {HOSTILE[2]} and {HOSTILE[3]}."
    )
    check_inert(replace(rich(), shifts=(replace(line, evidence=(quote,)),)), "en")
    assert "onerror=alert(1)&gt;" in render_html(
        replace(rich(), shifts=(replace(line, evidence=(quote,)),)), "en"
    )
