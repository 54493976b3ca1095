"""The digest as a web page, and the list of all issues: static files that any folder can serve.

No script runs on them (the page forbids it itself), nothing is loaded from elsewhere, and they read
from 375 pixels up, light and dark, with the keyboard alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from markupsafe import Markup, escape

from digests.labels import labels_of
from digests.parts import Digest
from digests.render import environment
from digests.wording import build_view

_OWN_NAME = {"en": "English", "zh": "简体中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
INDEX = "index"


@dataclass(frozen=True, slots=True)
class NavLink:
    text: str
    url: str
    lang: str  # BCP 47, "" when it is this page's


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of the list of issues."""

    week: str
    title: str
    bottom: str
    url: str


def page_name(week: str, lang: str) -> str:
    """``2026-W46.zh.html``: pages lie beside each other in one folder."""
    return f"{week}.{lang}.page.html"


def render_page(digest: Digest, lang: str, *, languages: Sequence[str] = ()) -> str:
    """The digest's web page in one language, with links to the other ``languages`` it is written in."""
    labels = labels_of(lang)
    view = build_view(digest, lang)
    nav = [NavLink(labels.say("site", "archive"), f"{INDEX}.{lang}.html", "")]
    nav += [
        NavLink(_OWN_NAME[other], page_name(view.week, other), labels_of(other).lang)
        for other in languages
        if other != lang
    ]

    def mark(quote: str) -> Markup:
        return escape(labels.say("format", "quote", quote=quote))

    return (
        environment()
        .get_template("page.html.j2")
        .render(view=view, labels=labels, nav=nav, mark=mark, style=_css())
    )


def build_issue(digest: Digest, lang: str) -> Issue:
    """What the list of issues says of one."""
    view = build_view(digest, lang)
    return Issue(view.week, view.title, labels_of(lang).stop.join(view.bottom), page_name(view.week, lang))


def render_index(issues: Sequence[Issue], lang: str) -> str:
    """The list of issues, newest first."""
    ordered = sorted(issues, key=lambda issue: issue.week, reverse=True)
    return (
        environment()
        .get_template("index.html.j2")
        .render(issues=ordered, labels=labels_of(lang), style=_css())
    )


def _css() -> Markup:
    return Markup(files("digests").joinpath("templates", "page.css").read_text("utf-8"))  # noqa: S704 - our own file
