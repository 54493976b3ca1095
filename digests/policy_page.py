"""The archive's page of policy in one language: the days ahead of the newest issue, and the courses of instruments."""

from __future__ import annotations

from collections.abc import Sequence

from digests.addresses import index_name, page_name, policy_name
from digests.courses import Course, CourseStep, PolicyPage
from digests.items_policy import policy_item
from digests.labels import Labels, labels_of
from digests.site import NavLink, other_languages, quoting, render_in_layout
from digests.view import NAME, SHORT, Item, Section, clean, quotes_of


def render_policy_page(page: PolicyPage, lang: str, *, languages: Sequence[str] = ()) -> str:
    """The page in one language."""
    say = labels_of(lang)
    sections = [
        Section(
            "ahead",
            say.say("section", "policy"),
            say.say("policy", "page_note", day=say.day(page.week.sunday, year=True)),
            tuple(policy_item(say, line) for line in page.days),
        ),
        *(_course(say, course) for course in page.courses),
    ]
    nav = [
        NavLink(say.say("site", "archive"), index_name(lang), ""),
        NavLink(say.week(page.week), page_name(page.week.label, lang), ""),
        *other_languages(lang, languages, policy_name),
    ]
    content = [section for section in sections if section.items]
    title = f"{say.say('head', 'name')} · {say.say('policy', 'page')}"
    heading = say.say("policy", "page")
    return render_in_layout(
        "policy.html.j2", lang, title=title, nav=nav, heading=heading, sections=content, mark=quoting(say)
    )


def _course(say: Labels, course: Course) -> Section:
    heading = [clean(course.name, 2 * NAME)]
    if course.jurisdiction:
        heading.append(say.term("jurisdiction", course.jurisdiction))
    return Section("course", " · ".join(heading), "", tuple(_step(say, step) for step in course.steps))


def _step(say: Labels, step: CourseStep) -> Item:
    lead = [say.period(clean(step.day, SHORT)), say.term("action", step.action)]
    told = []
    if step.official:
        others = {"publishers": say.count("publisher", step.houses)} if step.houses else {}
        told.append(say.say("policy", "official_and" if others else "official", **others))
    elif step.houses > 1:
        told.append(say.say("policy", "press", publishers=say.count("publisher", step.houses)))
    for source, says, official in step.differs:
        days = {"day": say.period(clean(says, SHORT)), "official": say.period(clean(official, SHORT))}
        told.append(say.say("policy", "differs_official", source=clean(source, NAME), **days))
    return Item(lead=" · ".join(lead), body=tuple(told), quotes=quotes_of(say, step.evidence, 1))
