"""A case in one language: the sentences, tables and statements of the page of one shift."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from digests.addresses import shift_page_name
from digests.cases import Case, CaseStory
from digests.evidence import UNSAFE
from digests.items_reported import capital
from digests.items_shifts import lead_of, shift_level, shift_sentence
from digests.labels import Labels, labels_of
from digests.page_charts import draw_attention
from digests.pairing import PAIR
from digests.parts import Digest
from digests.view import NAME, Link, Quote, clean, quotes_of, web_address
from digests.weeks import parse_week

_LISTED = 200  # stories on a page; the statement lists them all
_PLAIN_SHELL = re.compile(r"[^\"$`!\\\x00-\x1f\x7f]+")
_INSIDE = re.compile(r"[^\x00-\x1f\x7f-\x9f']*")


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story on the page of a shift."""

    title: str
    url: str  # "" when it is no web address
    lang: str
    where: str  # source and day, and how many articles carry it
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class HouseView:
    """The stories of one publisher house."""

    name: str
    stories: tuple[StoryView, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A small table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The page of one shift, in one language."""

    lang: str
    subject: str  # of the page
    week: str
    status: str  # in words
    lead: str
    arrow: str  # up | down
    facts: tuple[str, ...]  # sentences
    chart: Markup
    note: str  # how many stories, from whom
    houses: tuple[HouseView, ...]
    more: str  # stories that are not listed; "" when all are
    before: tuple[HouseView, ...]
    languages: TableView
    together: TableView
    figures: tuple[tuple[str, str, str, str], ...]  # about what, as written, where, URL
    earlier: tuple[Link, ...]
    sql: str
    command: str


def build_case_view(
    digest: Digest, case: Case, lang: str, *, earlier: Sequence[Mapping[str, Any]] = ()
) -> CaseView:
    """The page of ``case`` in "en", "zh" or "zh-Hant". ``earlier``: rows week, measure, series, effect."""
    say = labels_of(lang)
    lead = capital(lead_of(say, case.name, case.shift))
    week = digest.week.label
    sql = evidence_sql(week, case.measure, case.series)
    return CaseView(
        lang=say.lang,
        subject=say.say("case", "title", lead=lead, week=say.week(digest.week)),
        week=say.say(
            "head", "week", number=digest.week.number, span=say.span(digest.week.monday, digest.week.sunday)
        ),
        status=say.say("case", case.status),
        lead=lead,
        arrow="up" if case.shift.effect > 1 else "down",
        facts=_facts(say, digest, case),
        chart=draw_attention(say, case),
        note=say.say("case", "stories_note", stories=say.count("story", len(case.stories)))
        if case.stories
        else say.say("case", "none"),
        houses=_houses(say, case.stories[:_LISTED]),
        more=say.say("case", "more", stories=say.count("story", len(case.stories) - _LISTED))
        if len(case.stories) > _LISTED
        else "",
        before=_houses(say, case.before),
        languages=_languages(say, case),
        together=TableView(
            tuple(say.sentences["case"]["together_columns"]),
            tuple((capital(clean(say.name(name), NAME)), say.integer(n)) for name, n in case.together),
        ),
        figures=tuple(
            (
                f"{clean(say.name(figure.subject), NAME)} · {say.term('metric', figure.metric)}",
                clean(figure.quote, 80),
                clean(figure.source, NAME),
                web_address(figure.url),
            )
            for figure in case.figures
        ),
        earlier=_earlier(say, case, lang, earlier),
        sql=sql,
        command=shell_command(sql),
    )


def _facts(say: Labels, digest: Digest, case: Case) -> tuple[str, ...]:
    found, method = case.shift, digest.method
    said = [shift_sentence(say, found, case.houses)]
    if found.observed:
        said.append(
            say.say(
                "case",
                "effect",
                level=shift_level(say, found),
                low=say.level(found.low),
                high=say.level(found.high),
            )
        )
    paired = found.series.startswith(PAIR)  # pairs are tested apart, among themselves
    tested = say.count("pair", method.pairs) if paired else say.count("subject", method.tests)
    said.append(say.say("case", "test", q=f"{found.q:.2g}", tested=tested))
    said.append(
        say.say(
            "case",
            "panel",
            sources=say.count("source", len(case.panel)),
            weeks=say.count("week", case.baseline),
        )
    )
    if found.effect < 1:
        said.append(say.say("case", "fall", publishers=say.count("publisher", found.witnesses)))
    if case.baseline < 12:
        said.append(say.say("shift", "short", weeks=say.count("week", case.baseline)))
    return tuple(said)


def _houses(say: Labels, stories: Sequence[CaseStory]) -> tuple[HouseView, ...]:
    grouped: dict[str, list[CaseStory]] = {}
    for story in stories:
        grouped.setdefault(story.house, []).append(story)
    found = []
    own = sorted(grouped.values(), key=lambda of: of[0].lang.startswith("zh") != say.lang.startswith("zh"))
    for of_house in own:  # who writes in the reader's language first
        names = list(dict.fromkeys(clean(story.source, NAME) for story in of_house))
        found.append(HouseView(say.comma.join(names[:3]), tuple(_story(say, story) for story in of_house)))
    return tuple(found)


def _story(say: Labels, story: CaseStory) -> StoryView:
    where = say.say("format", "source", source=clean(story.source, NAME), day=say.day(story.published_on))
    if story.articles > 1:
        where += " · " + say.say("case", "carried", articles=say.count("article", story.articles))
    quotes = quotes_of(say, (story.evidence,), 1) if story.evidence else ()
    return StoryView(
        clean(story.title) or where,
        web_address(story.url),
        story.lang,
        where,
        quotes[0] if quotes else None,
    )


def _languages(say: Labels, case: Case) -> TableView:
    now, before = sum(n for _, n, _ in case.languages), sum(n for _, _, n in case.languages)
    rows = [
        (
            str(say.sentences["script"].get(lang, clean(lang, NAME))),
            say.integer(n),
            say.percent(n / now) if now else "",
            say.percent(past / before) if before else "",
        )
        for lang, n, past in case.languages
    ]
    return TableView(tuple(say.sentences["case"]["language_columns"]), tuple(rows))


def _earlier(say: Labels, case: Case, lang: str, earlier: Sequence[Mapping[str, Any]]) -> tuple[Link, ...]:
    """Claims of the same series in earlier issues, each with its page, from a page one folder down."""
    return tuple(
        Link(
            say.say(
                "case",
                "earlier_line",
                week=say.week(parse_week(str(row["week"]))),
                level=say.level(float(row["effect"])),
            ),
            "../" + shift_page_name(str(row["week"]), case.measure, case.series, lang),
        )
        for row in earlier
        if (row["measure"], row["series"]) == (case.measure, case.series)
    )


def evidence_sql(week: str, measure: str, series: str) -> str:
    """The statement that gives the stories behind one shift of an issue as it stands, in the page's order."""
    return (
        "SELECT n, published_at, source, title, url, quote FROM v_shift_evidence"
        f" WHERE week = {_literal(week)} AND measure = {_literal(measure)} AND series = {_literal(series)} ORDER BY n"
    )


def _literal(text: str) -> str:
    """A text as SQL. What cannot be seen or would turn the line around is written by its number."""
    parts, plain = [], ""
    for letter in text:
        if UNSAFE.match(letter) or ord(letter) < 32:
            parts += [f"'{plain}'"] if plain else []
            parts.append(f"char({ord(letter)})")
            plain = ""
        else:
            plain += "''" if letter == "'" else letter
    if plain or not parts:
        parts.append(f"'{plain}'")
    return " || ".join(parts) if len(parts) == 1 else f"({' || '.join(parts)})"


def shell_command(sql: str) -> str:
    """``tradewind sql "SELECT ..."``, ready to be pasted into a shell."""
    return f'tradewind sql "{sql}"' if _PLAIN_SHELL.fullmatch(sql) else f"tradewind sql {shlex.quote(sql)}"
