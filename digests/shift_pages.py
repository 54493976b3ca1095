"""A page for each shift of an issue, with all its evidence; and one in its place when a later revision drops it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digests.addresses import index_name, page_name, shift_page_name
from digests.case_view import build_case_view
from digests.cases import Case
from digests.labels import labels_of
from digests.parts import Digest
from digests.site import Issue, NavLink, other_languages, render_in_layout

_UP = "../"  # they lie one folder below the issues


def render_shift_pages(
    digest: Digest,
    cases: Sequence[Case],
    lang: str,
    *,
    languages: Sequence[str] = (),
    earlier: Sequence[Mapping[str, Any]] = (),
) -> dict[str, str]:
    """The pages of an issue's cases in one language, by file name. ``earlier``: what issues before it claimed."""
    week = digest.week.label
    found = {}
    for case in cases:
        view = build_case_view(digest, case, lang, earlier=earlier)
        found[shift_page_name(week, case.measure, case.series, lang)] = render_in_layout(
            "shift.html.j2",
            lang,
            title=view.subject,
            nav=_nav(week, lang, [other for other in languages if other != lang], case),
            view=view,
        )
    return found


def _nav(week: str, lang: str, languages: Sequence[str], case: Case) -> list[NavLink]:
    labels = labels_of(lang)

    def address(other: str) -> str:
        return _UP + shift_page_name(week, case.measure, case.series, other)

    return [
        NavLink(labels.say("case", "issue"), _UP + page_name(week, lang), ""),
        NavLink(labels.say("site", "archive"), _UP + index_name(lang), ""),
        *other_languages(lang, languages, address),
    ]


def render_withdrawn(revisions: Sequence[Issue], lang: str) -> dict[str, str]:
    """Pages of shifts that the newest of a week's ``revisions`` (oldest first) does not speak of any more.

    Mails link to them: each stays, and says that it was withdrawn and by which revision.
    """
    if not revisions:
        return {}
    labels = labels_of(lang)
    newest = revisions[-1]
    found = {}
    for at, issue in enumerate(revisions[:-1]):
        for name, subject in (issue.shifts or {}).items():
            if name in (newest.shifts or {}):
                continue
            later = next(other for other in revisions[at + 1 :] if name not in (other.shifts or {}))
            found[name] = render_in_layout(
                "withdrawn.html.j2",
                lang,
                title=labels.say("case", "withdrawn", name=subject),
                nav=[NavLink(labels.say("site", "archive"), _UP + index_name(lang), "")],
                revision=later.revision,
                issue=_UP + page_name(newest.week, lang),
            )
    return found
