"""``tradewind extract --explain``: why pages are read as they are, from files or from the copies the store keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.pool import ExtractPool
    from crawler.reading.choices import Trace
    from store.records import Article, Candidate, Page, Rejection, Source
    from tradewind.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A page, what was made of it, and why. ``name``: as the user gave it."""

    name: str
    result: Article | Rejection
    trace: Trace


def explain_all(settings: Settings, names: Sequence[str], *, workers: int) -> Iterator[Explained]:
    """Explain files and stored addresses, in order.

    Each page is read in a worker first, which can be killed; a page that costs a worker its life is not read here.
    """
    from crawler.pool import ExtractPool

    found = [(name, *_page_of(settings, name)) for name in names]
    with ExtractPool(min(workers, len(found))) as pool:
        for name, page, source, candidate, stored in found:
            yield _explain(pool, name, page, source, candidate, stored)


def explained_row(item: Explained) -> dict[str, Any]:
    """The row that ``--json`` prints."""
    from crawler.explain import explanation_row

    row = explanation_row(item.result, item.trace)
    return {"id": item.name, **row, "url": row["url"] if _is_address(item.name) else ""}


def explained_lines(item: Explained) -> Iterator[str]:
    """The lines for people."""
    from crawler.explain import explanation_lines

    yield item.name
    yield from explanation_lines(item.result, item.trace)


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _page_of(settings: Settings, name: str) -> tuple[Page, Source | None, Candidate | None, Article | None]:
    """The page of a file, or of an address the store knows, with what was known of it when it was fetched."""
    from tradewind.commands.extracting import Wanted, page_of
    from tradewind.commands.given import parse_address

    if not _is_address(name):
        return page_of(Wanted(id=name, url="", file=Path(name))), None, None, None
    from tradewind.kept import load_kept

    kept = load_kept(settings, parse_address(name, option="URL") or name)
    return kept.page, kept.source, kept.candidate, kept.article


def _explain(
    pool: ExtractPool,
    name: str,
    page: Page,
    source: Source | None,
    candidate: Candidate | None,
    stored: Article | None,
) -> Explained:
    from crawler.extract import read_page
    from crawler.local import TEXT_SUFFIXES, read_plain
    from crawler.reading.choices import Trace
    from store.records import Article, Reason

    trace = Trace()
    if Path(name).suffix.lower() in TEXT_SUFFIXES and stored is None:
        plain = read_plain(page.body, url=page.url, source_id="", zone=None, now=page.fetched_at, trace=trace)
        return Explained(name=name, result=_with_lang(plain, trace), trace=trace)
    result = pool.extract_here(page, source, candidate, page.fetched_at)
    lost = not isinstance(result, Article) and result.reason in {
        Reason.EXTRACT_TIMEOUT,
        Reason.EXTRACT_FAILED,
    }
    if not lost:
        result = read_page(page, trace, source=source, candidate=candidate, now=page.fetched_at)
    if isinstance(result, Article) and not _is_address(name):
        trace.note("url", "", "a file does not say where it was fetched")
    if isinstance(result, Article) and stored is not None:
        _note_repeats(trace, result, stored)
    return Explained(name=name, result=_with_lang(result, trace), trace=trace)


def _with_lang(result: Article | Rejection, trace: Trace) -> Article | Rejection:
    """The language by the text, and what the page says of it."""
    from nlp.script import detect_lang, label_paragraphs
    from store.records import Article

    if not isinstance(result, Article):
        return result
    lang = detect_lang(result.text)
    declared = [("declared", result.declared_lang)] if result.declared_lang else []
    trace.note("lang", lang.value, "detected from the text", declared)
    return label_paragraphs(replace(result, lang=lang))


def _note_repeats(trace: Trace, read: Article, stored: Article) -> None:
    """What the store took out of the text later, because it returns on several articles of the site."""
    from crawler.reading.choices import Cut

    if stored.extractor != read.extractor or stored.text == read.text:
        return
    left = set(stored.text.split("\n"))
    gone = [line for line in read.text.split("\n") if line not in left]
    trace.cut += tuple(Cut(text=line, rule="returns on several articles of this site") for line in gone)
