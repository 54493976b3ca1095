"""A digest as bytes: the letter (HTML for mail clients, and its text part) and JSON.

Mail clients take tables and inlined styles, show no images until asked, and Gmail cuts a letter at 102
KB: so there are no images and no scripts, and a digest that would be larger loses whole lines, the least
important first, and says so. The same digest gives the same bytes. docs/decisions/mail.md
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import css_inline
import jinja2
from markupsafe import Markup, escape

from digests.digest import SCHEMA, plain
from digests.fitting import fit
from digests.labels import labels_of
from digests.parts import Digest
from digests.text_part import lead_link, plain_text
from digests.view import View, clean, web_address
from digests.wording import build_view

MAX_BYTES = 102_000  # Gmail clips behind 102 KB; whether it counts 1000s or 1024s, we are under it
BUDGET = 80_000  # what a letter is fitted to: relays that rewrite links and add a footer may take the rest
_SMALL_PRINT = ("blind", "method")
_ASIDE = ("figures", "new", "top")  # the headline and the quote say it; how many carried it stands beside
_MAILTO = re.compile(r"mailto:[A-Za-z0-9%.+_-]+@[A-Za-z0-9.-]+(\?subject=[A-Za-z0-9%._-]*)?")


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


def render_html(
    digest: Digest, lang: str, *, page_url: str = "", page_file: str = "", leave: str = ""
) -> str:
    """The letter in "en", "zh" or "zh-Hant", as HTML of at most 80 kB."""
    view = build_view(digest, lang, brief=True)
    return view_html(view, page_url=page_url, page_file=page_file, leave=leave)


def view_html(view: View, *, page_url: str = "", page_file: str = "", leave: str = "") -> str:
    """Any view as a letter; what makes it larger than 80 kB is left to the page, by whole lines.

    ``page_url``: where the whole issue can be read; else ``page_file``, the name of its file. ``leave``: where to
    unsubscribe. Addresses that are not https:, http: or (to leave) mailto: are not printed.
    """
    ends = _ends(view.lang, web_address(page_url), page_file, leave)
    whole = _letter(view, ends)
    if len(whole.encode()) <= BUDGET:
        return whole
    return _letter(fit(view, lambda shown: len(_letter(shown, ends).encode()), BUDGET), ends)


def render_text(
    digest: Digest, lang: str, *, brief: bool = True, page_url: str = "", page_file: str = "", leave: str = ""
) -> str:
    """The text part: everything the letter says, in the same order, every link written out; else all of the page."""
    view = build_view(digest, lang, brief=brief)
    return view_text(view, page_url=page_url, page_file=page_file, leave=leave)


def view_text(view: View, *, page_url: str = "", page_file: str = "", leave: str = "") -> str:
    """Any view as plain text, one line a sentence; the arguments are those of ``view_html``."""
    ends = _ends(view.lang, web_address(page_url), page_file, leave)
    lines = [f"{ends.page_label} {ends.page_url}".strip()] if ends.page_label else []
    lines += [f"{ends.leave_label} {ends.leave_url}"] if ends.leave_url else []
    return plain_text(view, page_url=ends.page_url, ends=lines)


@dataclass(frozen=True, slots=True)
class _Ends:
    """What stands at the end of a letter: the way to all of the issue, and the way out."""

    page_url: str
    page_file: str
    page_label: str
    leave_url: str
    leave_label: str


def _ends(lang: str, page_url: str, page_file: str, leave: str) -> _Ends:
    labels = labels_of(lang)
    name = clean(page_file)
    label = (
        labels.say("letter", "page") if page_url else labels.say("letter", "file", file=name) if name else ""
    )
    return _Ends(page_url, "" if page_url else name, label, _way_out(leave), labels.say("letter", "leave"))


def _way_out(address: str) -> str:
    """A web address or mailto:, else nothing."""
    return address if _MAILTO.fullmatch(address) else web_address(address)


def _letter(view: View, ends: _Ends) -> str:
    labels = labels_of(view.lang)

    def mark(quote: str) -> Markup:
        return escape(labels.say("format", "quote", quote=quote))

    html = (
        environment()
        .get_template("digest.html.j2")
        .render(
            view=view,
            mark=mark,
            link=lambda item: lead_link(item, ends.page_url),
            small=_SMALL_PRINT,
            aside=_ASIDE,
            stop=labels.stop,
            style=Markup(_read("mail.css")),  # noqa: S704 - our own file
            dark=Markup(_read("dark.css")),  # noqa: S704 - our own file
            page_url=ends.page_url,
            page_file=ends.page_file,
            page_label=ends.page_label,
            leave_url=ends.leave_url,
            leave_label=ends.leave_label,
        )
    )
    return _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    """Inlines the first style block; the other is marked to stay, as a media query cannot be inlined."""
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_link_tags=False, keep_at_rules=False
    )


def render_json(digest: Digest) -> str:
    """Everything the digest knows, language-free: one object, keys sorted, ending in a line feed."""
    body = {"schema": SCHEMA, **plain(digest)}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
