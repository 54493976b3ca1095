"""Why a page was read as it was: the rule behind each field, what was passed over, what was cut, what was weighed.

``crawler.extract`` notes it while it reads; here it becomes a row for programs and lines for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.reading.choices import Choice, Trace
from crawler.reading.fields import PageFields
from crawler.reading.found_dates import FoundDate, local_text, text_beside
from crawler.reading.main_text import MainText, least_length
from crawler.reading.reprints import Reprint
from crawler.reading.sights import units
from store.records import Access, Article, Rejection

MAX_SHOWN = 160  # code points of a value that are shown to people
_MAX_OTHERS = 6
_KINDS_SHOWN = ("heading", "item", "header", "row", "caption", "quote")


def note_reading(
    trace: Trace,
    main: MainText,
    *,
    found: FoundDate | None,
    signed: Choice | None,
    parts: tuple[str, ...],
) -> None:
    """Keep what the decision whether it is an article rests on: the text, the date of the page, its writer."""
    text = main.text
    trace.note("text", f"{len(text)} characters in {len(main.lines)} lines", main.rule or "no text found")
    trace.cut = main.cut
    if found is not None:
        trace.note("published_at", found.raw, found.rule or found.source.value, found.others)
    else:
        trace.note("published_at", "", "no date that can be believed")
    if signed is not None:
        trace.fields["author"] = signed
    else:
        trace.note("author", "", "nobody is named")
    kinds = [line.kind.value for line in main.lines]
    trace.measures |= {
        "characters": len(text),
        "least characters": least_length(text),
        "units of text": units(text),
        "lines": len(kinds),
        **{f"lines of kind {kind}": kinds.count(kind) for kind in _KINDS_SHOWN if kind in kinds},
        "lines cut": len(main.cut),
        "dated": found is not None,
        "signed": signed is not None,
    }
    if parts:
        trace.measures["further pages joined"] = len(parts)


def note_article(trace: Trace, article: Article, *, date: FoundDate | None, fields: PageFields) -> None:
    """Keep why the fields of an article are as they are that are read once it is known to be one."""
    _note_date(trace, date)
    when = trace.fields["published_at"].value
    moved = text_beside(article.modified_at, when) if article.modified_at is not None else ""
    trace.note("modified_at", moved, "the page says so" if moved else "the page does not say")
    _note_editor(trace, article.editor)
    trace.fields["section"] = fields.section or Choice(value="", rule="the page names none")
    trace.note("tags", ", ".join(fields.tags), fields.tags_rule or "the page gives none of its own")
    said = fields.access_rule if fields.access is not Access.UNKNOWN else "the page does not say"
    trace.note("access", article.access.value, said)
    _note_origin(trace, fields.reprint)
    trace.note("url", article.url, "canonical or fetched address")


def note_plain(
    trace: Trace,
    main: MainText,
    *,
    title: str,
    date: FoundDate | None,
    author: Choice | None,
    editor: str | None,
    origin: Reprint | None,
) -> None:
    """Keep why a text file was read as it was: it has lines, and nothing that speaks of them."""
    trace.note("title", title, "the first line, or the title before the text")
    note_reading(trace, main, found=date, signed=author, parts=())
    _note_date(trace, date)
    _note_editor(trace, editor)
    _note_origin(trace, origin)


def _note_date(trace: Trace, date: FoundDate | None) -> None:
    """The date that was chosen, in the zone it was written in, and how it was written."""
    if date is None:
        return
    page = trace.fields["published_at"]
    given = page.value == date.raw
    others = page.others if given or not page.value else ((page.rule, page.value), *page.others)
    rule = (date.rule if given else "as announced") or date.source.value
    when = local_text(date.at, date.raw, date_only=date.date_only)
    trace.note("published_at", when, f"{rule}; written {date.raw!r}", others)


def _note_editor(trace: Trace, editor: str | None) -> None:
    trace.note("editor", editor or "", "named on the page" if editor else "nobody is named")


def _note_origin(trace: Trace, reprint: Reprint | None) -> None:
    if reprint is None:
        trace.note("origin", "", "no mark of a reprint")
        return
    trace.note("origin", reprint.house, reprint.rule, reprint.others)
    if reprint.mark:
        trace.note("origin_mark", reprint.mark, "as written")
    if reprint.url:
        trace.note("origin_url", reprint.url, "link of the mark, or of the page's data")
    if reprint.translated:
        trace.note("translated", "yes", "it says so")


def explanation_row(result: Article | Rejection, trace: Trace) -> dict[str, Any]:
    """What `tradewind extract --explain --json` prints of one page."""
    row: dict[str, Any] = {"url": result.url, "extractor": result.extractor}
    if isinstance(result, Rejection):
        row |= {"rejection": result.reason.value, "detail": result.detail}
    return row | {
        "fields": {
            name: {
                "value": choice.value,
                "rule": choice.rule,
                "passed_over": [list(other) for other in choice.others],
            }
            for name, choice in trace.fields.items()
        },
        "cut": [{"rule": cut.rule, "text": cut.text} for cut in trace.cut],
        "measures": dict(trace.measures),
    }


def explanation_lines(result: Article | Rejection, trace: Trace) -> Iterator[str]:
    """The same for people, line by line."""
    if isinstance(result, Rejection):
        yield f"rejected: {result.reason.value}" + (f" ({result.detail})" if result.detail else "")
    else:
        yield f"an article, read by version {result.extractor} of the extractor"
    for name, choice in trace.fields.items():
        yield ""
        yield f"{name}: {_short(choice.value) or '(none)'}"
        yield f"  because: {choice.rule}"
        for rule, value in choice.others[:_MAX_OTHERS]:
            yield f"  passed over: {_short(value)}  [{rule}]"
        if len(choice.others) > _MAX_OTHERS:
            yield f"  passed over: {len(choice.others) - _MAX_OTHERS} more"
    yield ""
    yield f"cut from the text: {len(trace.cut)} lines" if trace.cut else "cut from the text: nothing"
    for cut in trace.cut:
        yield f"  [{cut.rule}] {_short(cut.text)}"
    yield ""
    yield "measures: " + ", ".join(f"{name} {_plain(value)}" for name, value in trace.measures.items())


def _plain(value: str | int | bool) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
