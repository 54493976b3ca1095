"""The archive: issues as web pages, the list of them, and the languages. Static files that any folder can serve.

No script runs on them (the page forbids it itself), nothing is loaded from elsewhere, and they read from 320 pixels
up, light and dark, with the keyboard alone. What an issue says is rendered once, when it is built, and kept; what
lies around it (the issues before and after, its other languages) is put there whenever the archive is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from markupsafe import Markup, escape

from digests.addresses import feed_name, index_name, page_name, policy_name, shift_page_name
from digests.backing import Backing
from digests.cases import measure_of
from digests.items_shifts import lead_of
from digests.labels import Labels, labels_of
from digests.page_charts import draw_attention, draw_figure, draw_voice
from digests.parts import Digest
from digests.render import environment
from digests.view import NAME, clean
from digests.wording import build_view

OWN_NAME = {"en": "English", "zh": "简体中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


@dataclass(frozen=True, slots=True)
class NavLink:
    text: str
    url: str
    lang: str  # BCP 47, "" when it is this page's


@dataclass(frozen=True, slots=True)
class AroundLink:
    """The way to a neighbouring issue."""

    kind: str  # previous | next
    kind_text: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A language of the archive."""

    text: str
    url: str
    lang: str
    said: str  # what the archive is, in that language


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue in one language, as the store keeps it: its line in the list, and what its page says."""

    week: str
    title: str
    bottom: str
    url: str
    subject: str = ""
    claims: int = 0
    quiet: bool = False  # it was compared, and nothing had shifted
    revision: int = 0
    content: str = ""  # HTML of its page, without what lies around it; "" when another version wrote the line
    shifts: Mapping[str, str] | None = None  # address of each page of a shift: what the shift is of


def render_page(
    digest: Digest, lang: str, *, languages: Sequence[str] = (), backing: Backing | None = None
) -> str:
    """The digest's web page in one language, with links to the other ``languages`` it is written in."""
    return render_issue(build_issue(digest, lang, backing=backing), lang, languages=languages)


def build_issue(digest: Digest, lang: str, *, backing: Backing | None = None, revision: int = 0) -> Issue:
    """What the archive keeps of an issue. ``backing``: what stands behind its claims; their pages are linked."""
    backing = backing or Backing()
    view = build_view(digest, lang)
    labels = labels_of(lang)
    week = digest.week.label
    pages = {
        shift_page_name(week, case.measure, case.series, lang): draw_attention(labels, case, caption=not at)
        for at, case in enumerate(backing.cases)
    }
    content = (
        environment()
        .get_template("issue.html.j2")
        .render(
            view=view,
            labels=labels,
            mark=quoting(labels),
            pages=pages,
            also=_also(labels, digest, lang),
            series=[
                draw_figure(labels, line, stated, place)
                for place, (line, stated) in enumerate(zip(digest.figures, backing.figures, strict=False))
            ],
            policy=policy_name(lang) if backing.policy else "",
            voice=draw_voice(labels, backing.voice) if backing.voice else "",
        )
    )
    return Issue(
        week=view.week,
        title=view.title,
        bottom=labels.stop.join(view.bottom),
        url=page_name(view.week, lang),
        subject=view.subject,
        claims=digest.method.claims,
        quiet=digest.method.claims == 0 and digest.method.baseline > 0,
        revision=revision,
        content=content,
        shifts={
            shift_page_name(week, case.measure, case.series, lang): clean(labels.name(case.name), NAME)
            for case in backing.cases
        },
    )


def _also(labels: Labels, digest: Digest, lang: str) -> dict[str, list[NavLink]]:
    """Links to the pages of the weaker claims that share a line, by the page of that line."""

    def page(series: str) -> str:
        return shift_page_name(digest.week.label, measure_of(series), series, lang)

    return {
        page(line.shift.series): [
            NavLink(lead_of(labels, name, shift), page(shift.series), "") for name, shift in line.also
        ]
        for line in (*digest.shifts, *digest.pairs, *digest.watch)
    }


def render_issue(
    issue: Issue,
    lang: str,
    *,
    languages: Sequence[str] = (),
    previous: Issue | None = None,
    following: Issue | None = None,
    listed: bool = True,
) -> str:
    """The page of an issue as it was built, with the ways to its neighbours and its other ``languages``.

    ``listed``: there is a list of issues beside it.
    """
    labels = labels_of(lang)
    nav = [NavLink(labels.say("site", "archive"), index_name(lang), "")] if listed else []
    nav += other_languages(lang, languages, lambda other: page_name(issue.week, other))
    around = [
        AroundLink(kind, labels.say("site", kind), other.title, other.url)
        for kind, other in (("previous", previous), ("next", following))
        if other is not None
    ]
    return render_in_layout(
        "page.html.j2",
        lang,
        title=issue.subject or issue.title,
        nav=nav,
        around=around,
        content=Markup(issue.content),  # noqa: S704 - our own template's output, kept as it was
    )


def render_archive(issues: Mapping[str, Sequence[Issue]], *, site_url: str = "") -> dict[str, str]:
    """All pages that follow from the issues by language: themselves, their lists, the languages. By file name."""
    languages = list(issues)
    weeks = {lang: {issue.week for issue in of_lang if issue.content} for lang, of_lang in issues.items()}
    found = {index_name(): render_languages(languages)}
    for lang, of_lang in issues.items():
        found[index_name(lang)] = render_index(of_lang, lang, languages=languages, feed=feed_name(lang))
        ordered = sorted(of_lang, key=lambda issue: issue.week)
        for at, issue in enumerate(ordered):
            if issue.content:
                found[page_name(issue.week, lang)] = render_issue(
                    issue,
                    lang,
                    languages=[other for other in languages if issue.week in weeks[other]],
                    previous=ordered[at - 1] if at else None,
                    following=ordered[at + 1] if at + 1 < len(ordered) else None,
                )
    return found


def render_index(issues: Sequence[Issue], lang: str, *, languages: Sequence[str] = (), feed: str = "") -> str:
    """The list of issues, newest first."""
    labels = labels_of(lang)
    ordered = sorted(issues, key=lambda issue: issue.week, reverse=True)
    nav = other_languages(lang, languages, index_name)
    if feed:
        nav.append(NavLink(labels.say("site", "feed"), feed, ""))
    title = f"{labels.say('head', 'name')} · {labels.say('site', 'issues')}"
    return render_in_layout("index.html.j2", lang, title=title, nav=nav, issues=ordered, feed=feed)


def render_languages(languages: Sequence[str]) -> str:
    """The page that a folder is opened with: the archive in each of its languages."""
    choices = [
        Choice(OWN_NAME[lang], index_name(lang), labels_of(lang).lang, labels_of(lang).say("site", "intro"))
        for lang in languages
    ]
    first = languages[0] if languages else "en"
    return render_in_layout("languages.html.j2", first, title="Tradewind", nav=[], choices=choices)


def render_in_layout(template: str, lang: str, *, title: str, nav: Sequence[NavLink], **parts: object) -> str:
    """A page of the archive."""
    labels = labels_of(lang)
    given = {"around": (), "mark": quoting(labels), **parts}
    return (
        environment()
        .get_template(template)
        .render(title=title, nav=nav, labels=labels, style=_css(), **given)
    )


def other_languages(lang: str, languages: Sequence[str], address: Callable[[str], str]) -> list[NavLink]:
    """Links to the same page in other languages."""
    return [
        NavLink(OWN_NAME[other], address(other), labels_of(other).lang)
        for other in languages
        if other != lang
    ]


def quoting(labels: Labels) -> Callable[[str], Markup]:
    """Puts a quote into the quotation marks of a language, escaped."""

    def mark(quote: str) -> Markup:
        return escape(labels.say("format", "quote", quote=quote))

    return mark


def _css() -> Markup:
    return Markup(files("digests").joinpath("templates", "page.css").read_text("utf-8"))  # noqa: S704 - our own file
