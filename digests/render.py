"""A digest as bytes: the letter (HTML for mail clients, and its text part) and JSON.

Mail clients take tables and inlined styles, show no images until asked, and Gmail cuts a letter at 102
KB: so there are no images and no scripts, and a digest that would be longer loses its tail, not its
head. The same digest gives the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files

import css_inline
import jinja2
from markupsafe import Markup, escape

from digests.digest import SCHEMA, plain
from digests.labels import labels_of
from digests.parts import Digest
from digests.view import Item, Quote, Section, View
from digests.wording import build_view

MAX_BYTES = 102_000  # Gmail clips behind 102 KB; whether it counts 1000s or 1024s, we are under it
_SMALL_PRINT = ("blind", "method")
_CUT_LAST = ("method", "blind", "shifts")  # what a letter that is too long gives up last


@cache
def environment() -> jinja2.Environment:
    """Autoescape for every template; an unknown name is an error, not an empty string."""
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_read),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _read(name: str) -> str:
    return files("digests").joinpath("templates", name).read_text(encoding="utf-8")


def render_html(digest: Digest, lang: str, *, page_url: str = "") -> str:
    """The letter in "en", "zh" or "zh-Hant": at most 102 KB of UTF-8."""
    return view_html(build_view(digest, lang, brief=True), page_url=page_url)


def view_html(view: View, *, page_url: str = "") -> str:
    """Any view as a letter of at most 102 KB of UTF-8."""
    html = _letter(view, page_url)
    while (size := len(html.encode())) > MAX_BYTES and (
        shorter := _shorten(view, 1 - MAX_BYTES / size)
    ) is not None:
        view = shorter
        html = _letter(view, page_url)
    return html


def _letter(view: View, page_url: str) -> str:
    labels = labels_of(view.lang)

    def mark(quote: str) -> Markup:
        return escape(labels.say("format", "quote", quote=quote))

    html = (
        environment()
        .get_template("digest.html.j2")
        .render(
            view=view,
            mark=mark,
            quiet=_SMALL_PRINT,
            stop=labels.stop,
            style=Markup(_read("mail.css")),  # noqa: S704 - our own file
            dark=Markup(_read("dark.css")),  # noqa: S704 - our own file
            page_url=page_url,
            archive=labels.say("site", "archive"),
        )
    )
    return _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    """Inlines the first style block; the other is marked to stay, as a media query cannot be inlined."""
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_link_tags=False, keep_at_rules=False
    )


def _shorten(view: View, share: float) -> View | None:
    """Without that share of the items of the longest section that may be cut; None when nothing is left to cut."""
    choices = [section for section in view.sections if len(section.items) > 1]
    if not choices:
        return None
    longest = max(choices, key=lambda section: (section.key not in _CUT_LAST, _size(section)))
    left = len(longest.items) - max(1, int(share * len(longest.items)))
    kept = tuple(
        replace(section, items=section.items[: max(1, left)]) if section is longest else section
        for section in view.sections
    )
    return replace(view, sections=kept)


def _size(section: Section) -> int:
    return sum(len(line.encode()) for item in section.items for line in _item_lines(item, "{quote}"))


def render_text(digest: Digest, lang: str, *, brief: bool = True) -> str:
    """The text part: everything the letter says, in the same order, every link written out; else all of the page."""
    return view_text(build_view(digest, lang, brief=brief))


def view_text(view: View) -> str:
    """Any view as plain text, ending in a line feed."""
    mark = str(labels_of(view.lang).sentences["format"]["quote"])
    lines = [f"{view.name} · {view.tagline}", view.title, view.head, ""]
    lines += [*view.bottom, ""]
    for section in view.sections:
        lines += [section.heading, "-" * max(3, len(section.heading.encode("gb18030")))]
        if section.note:
            lines += [section.note]
        for item in section.items:
            lines += ["", *_item_lines(item, mark)]
        lines.append("")
    lines.append(view.foot)
    return "\n".join(lines) + "\n"


def _item_lines(item: Item, mark: str) -> list[str]:
    lines = []
    if item.lead:
        lines.append(f"* {item.lead}")
    if item.spark:
        lines.append(f"  {item.spark}")
    lines += [f"  {sentence}" for sentence in item.body]
    lines += [f"  - {' · '.join(filter(None, row))}" for row in item.rows]
    if item.url and all(quote.url != item.url for quote in item.quotes):
        lines.append(f"  {item.url}")
    for quote in item.quotes:
        lines += _quote_lines(quote, mark)
    if item.links:
        lines.append(f"  {item.more}")
        for link in item.links:
            lines += [f"  - {link.text}", *([f"    {link.url}"] if link.url else [])]
    return lines


def _quote_lines(quote: Quote, mark: str) -> list[str]:
    said = mark.replace("{quote}", quote.text)
    address = [f"    {quote.url}"] if quote.url else []
    return [f"  > {quote.before}{said}{quote.after}", f"    {quote.source}", *address]


def render_json(digest: Digest) -> str:
    """Everything the digest knows, language-free: one object, keys sorted, ending in a line feed."""
    body = {"schema": SCHEMA, **plain(digest)}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
