"""``tradewind extract``: files to JSON Lines, HTML through the same killable workers a crawl uses."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from store.errors import InputError

if TYPE_CHECKING:
    from crawler.pool import ExtractPool
    from store.records import Article, Page, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file to be read, and what is said of it."""

    id: Any
    url: str
    file: Path


def rows_of_paths(paths: Sequence[Path]) -> Iterator[Wanted]:
    """Files named on the command line; the id is the path."""
    for path in paths:
        yield Wanted(id=str(path), url="", file=path)


def rows_of_stdin() -> Iterator[Wanted]:
    """JSON Lines {id, url, file}."""
    from tradewind.commands.given import json_lines, text_of

    for line, row in json_lines():
        file = Path(text_of(row, "file", line=line, required=True))
        if not file.is_file():
            raise InputError(
                f"no such file: {file}", path="stdin", line=line, key="file", remedy="Check the path"
            )
        yield Wanted(id=row.get("id", str(file)), url=text_of(row, "url", line=line), file=file)


def extract_rows(
    wanted: Iterable[Wanted], *, workers: int, repeats: bool = False
) -> Iterator[dict[str, Any]]:
    """One row per file, in order; a page that hangs or crashes its worker is a row with a rejection.

    ``repeats``: cut the lines that return on several pages of a site; rows come in batches then.
    """
    from tradewind.commands.repeated import without_repeats

    results = _results(wanted, workers)
    for item, result in without_repeats(results) if repeats else results:
        yield _row(item, result)


def _results(wanted: Iterable[Wanted], workers: int) -> Iterator[tuple[Wanted, Article | Rejection]]:
    """At most four files a worker are in memory at once."""
    from crawler.pool import ExtractPool

    source = iter(wanted)
    with ExtractPool(workers) as pool, ThreadPoolExecutor(workers) as threads:
        under_way: deque[Future[tuple[Wanted, Article | Rejection]]] = deque()
        while True:
            under_way.extend(
                threads.submit(_read, pool, item) for item in islice(source, workers * 4 - len(under_way))
            )
            if not under_way:
                return
            yield under_way.popleft().result()


def _read(pool: ExtractPool, wanted: Wanted) -> tuple[Wanted, Article | Rejection]:
    from crawler.local import TEXT_SUFFIXES, read_plain

    page = page_of(wanted)
    if wanted.file.suffix.lower() in TEXT_SUFFIXES:
        text = read_plain(page.body, url=page.url, source_id="", zone=None, now=page.fetched_at)
        return wanted, text
    return wanted, pool.extract_here(page, None, None, page.fetched_at)


def page_of(wanted: Wanted) -> Page:
    """A file as if it had been fetched just now."""
    from crawler.extract import MAX_BYTES
    from store.records import Page
    from tradewind.clock import now

    # A file without an address is known under the reserved name of RFC 2606: nothing can be fetched from there.
    url = wanted.url or "http://local.invalid/" + quote(wanted.file.name)
    return Page(
        url=url, final_url=url, source_id="", fetched_at=now(), status=200, content_type="",
        body=_bytes_of(wanted.file, MAX_BYTES + 1),
    )  # fmt: skip


def _row(wanted: Wanted, result: Article | Rejection) -> dict[str, Any]:
    from crawler.extract import extract_row
    from nlp.script import detect_lang, label_paragraphs
    from store.records import Article

    if isinstance(result, Article):
        result = label_paragraphs(replace(result, lang=detect_lang(result.text)))
    row = extract_row(result)
    row["id"] = wanted.id
    if not wanted.url:
        row["url"] = ""
    return row


def _bytes_of(file: Path, limit: int) -> bytes:
    """The file, cut after ``limit`` bytes; the extractor itself unpacks gzip."""
    try:
        with file.open("rb") as stream:
            return stream.read(limit)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", path=str(file), remedy="Check the file"
        ) from None
