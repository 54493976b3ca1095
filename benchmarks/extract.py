"""How well and how fast pages are read: ours beside every extractor that is installed, in one run.

Pages are our own (``tests/data/pages``), or those of ``--pages FOLDER`` with a ``manifest.jsonl`` (one object a line:
id, lang, file or file.gz, url, and what is true of it: title, date, author, text, optional). Every tool sees the same
text of the page, already decoded; ours sees the bytes and decodes them itself. All tools read a page before the next
page comes, so that load on the machine falls on all alike. The first page of each language and three of our own with
hard dates are read once before, for what is built on first use (seconds in trafilatura, for the patterns of dates).

The other tools are the extra ``compare``; what is not installed is named and left out. newspaper4k and readability-lxml
want older companions than ``constraints.txt`` pins, so give them an environment of their own, without the constraints:

    python -m venv compare && compare/bin/pip install -U pip && compare/bin/pip install '.[compare]'
    compare/bin/python benchmarks/extract.py [--pages FOLDER] [--tools ours,trafilatura,...] [--json]
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from own_pages import own_pages  # noqa: E402 - the tests are no package
from page_scoring import Got, Score, Truth, score, summary  # noqa: E402

AT = datetime(2026, 11, 20, tzinfo=UTC)
COLUMNS = ("f1", "precision", "body", "fair", "title", "date", "wrong", "author", "residue", "ms", "ratio")
PEER = "trafilatura"  # ratios of time are to this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One page: its bytes, the same decoded, and the truth. ``kind``: news or another, where it is said."""

    id: str
    url: str
    body: bytes
    html: str
    kind: str
    truth: Truth


WARM = ("hant-infogov-1", "hans-kr-1", "hans-wechat-1")
Read = Callable[[Given], Got]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one tool did: a score and the CPU seconds of every page, and how often it raised."""

    scores: dict[str, Score] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    raised: int = 0


def day(value: Any) -> str:
    """A date as YYYY-MM-DD..., whatever a tool gives; "" for none."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def names(value: Any) -> str:
    """Names joined with semicolons."""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value or "")


def ours() -> Read:
    """tradewind's own."""
    from crawler.extract import extract_page, extract_row
    from store.records import Page

    def read(page: Given) -> Got:
        given = Page(
            url=page.url, final_url=page.url, source_id="", fetched_at=AT, status=200, body=page.body
        )
        row = extract_row(extract_page(given, now=AT))
        text, title = row.get("text") or "", row.get("title") or ""
        return Got(text=text, title=title, date=day(row.get("published_at")), author=row.get("author") or "")

    return read


def trafilatura_with(**options: bool) -> Callable[[], Read]:
    """trafilatura with its metadata, as it comes or with one of its switches."""

    def build() -> Read:
        import trafilatura

        def read(page: Given) -> Got:
            found = trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True, **options)
            if found is None:
                return Got()
            return Got(
                text=found.text or "",
                title=found.title or "",
                date=day(found.date),
                author=found.author or "",
            )

        return read

    return build


def readability() -> Read:
    """readability-lxml: a text and a title."""
    from lxml import html as markup
    from readability import Document

    def read(page: Given) -> Got:
        found = Document(page.html, url=page.url)
        lines = markup.fromstring(found.summary()).itertext()
        return Got(
            text="\n".join(line.strip() for line in lines if line.strip()), title=found.short_title() or ""
        )

    return read


def newspaper() -> Read:
    """newspaper4k, told the language as its users must."""
    import newspaper

    def read(page: Given) -> Got:
        article = newspaper.Article(page.url, language="zh" if page.truth.lang.startswith("zh") else "en")
        article.download(input_html=page.html)
        article.parse()
        return Got(
            text=article.text or "",
            title=article.title or "",
            date=day(article.publish_date),
            author=names(article.authors),
        )

    return read


def gne() -> Read:
    """gne: made for Chinese news, run on all."""
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()

    def read(page: Given) -> Got:
        found = extractor.extract(page.html)
        return Got(
            text=found.get("content") or "",
            title=found.get("title") or "",
            date=day(found.get("publish_time")),
            author=found.get("author") or "",
        )

    return read


def goose() -> Read:
    """goose3, with its words for Chinese where the page is."""
    from goose3 import Goose
    from goose3.text import StopWordsChinese

    plain = Goose({"enable_image_fetching": False})
    chinese = Goose({"enable_image_fetching": False, "stopwords_class": StopWordsChinese})

    def read(page: Given) -> Got:
        found = (chinese if page.truth.lang.startswith("zh") else plain).extract(raw_html=page.html)
        return Got(
            text=found.cleaned_text or "",
            title=found.title or "",
            date=day(found.publish_date),
            author=names(found.authors),
        )

    return read


def resiliparse() -> Read:
    """resiliparse: a text and the title element, fast."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(page: Given) -> Got:
        tree = HTMLTree.parse(page.html)
        return Got(text=extract_plain_text(tree, main_content=True), title=tree.title or "")

    return read


TOOLS: dict[str, Callable[[], Read]] = {
    "ours": ours,
    "trafilatura": trafilatura_with(),
    "trafilatura precision": trafilatura_with(favor_precision=True),
    "trafilatura recall": trafilatura_with(favor_recall=True),
    "trafilatura fast": trafilatura_with(fast=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "gne": gne,
    "goose3": goose,
    "resiliparse": resiliparse,
}


def of_the_project() -> Iterator[Given]:
    """Our own pages."""
    from crawler.reading.encodings import decode

    for page in own_pages():
        truth = Truth(
            lang=page.lang,
            text=page.text,
            title=page.title,
            date=page.date,
            author=page.author or None,
            residue=page.residue,
            optional=page.optional,
        )
        html = decode(page.html, "").text
        yield Given(id=page.id, url=page.url, body=page.html, html=html, kind="", truth=truth)


def of_folder(folder: Path) -> Iterator[Given]:
    """The pages of a folder with a manifest."""
    from crawler.reading.encodings import decode

    with (folder / "manifest.jsonl").open(encoding="utf-8") as manifest:
        for row in map(json.loads, filter(str.strip, manifest)):
            raw = (folder / row["file"]).read_bytes()
            body = gzip.decompress(raw) if row["file"].endswith(".gz") else raw
            truth = Truth(
                lang=row.get("lang") or "",
                text=row.get("text") or "",
                title=row.get("title"),
                date=row.get("date"),
                author=names(row.get("author")) or None,
                optional=tuple(row.get("optional") or ()),
            )
            html = decode(body, "").text
            kind = row.get("kind") or ""
            yield Given(id=row["id"], url=row.get("url") or "", body=body, html=html, kind=kind, truth=truth)


def installed(wanted: list[str]) -> tuple[dict[str, Read], dict[str, str]]:
    """The tools that can be run, and why the others cannot."""
    tools, missing = {}, {}
    for name in wanted:
        try:
            tools[name] = TOOLS[name]()
        except ImportError as error:
            missing[name] = str(error)
    return tools, missing


def timed(read: Read, page: Given, tally: Tally) -> None:
    """One page by one tool. A tool that raises gave nothing."""
    began = time.process_time()
    try:
        found = read(page)
    except Exception:
        tally.raised += 1
        found = Got()
    tally.seconds[page.id] = time.process_time() - began
    tally.scores[page.id] = score(page.truth, found)


def run(pages: list[Given], tools: dict[str, Read]) -> dict[str, Tally]:
    """Every page by every tool, page by page."""
    first = {page.truth.lang: page for page in reversed(pages)}
    for read in tools.values():
        for page in (*first.values(), *(page for page in of_the_project() if page.id in WARM)):
            timed(read, page, Tally())
    tallies = {name: Tally() for name in tools}
    for page in pages:
        for name, read in tools.items():
            timed(read, page, tallies[name])
    return tallies


def grouped(pages: list[Given]) -> dict[str, list[str]]:
    """The ids by language; news apart where kinds are known."""
    groups: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        groups[page.truth.lang].append(page.id)
        if page.truth.lang.startswith("zh"):
            groups["zh"].append(page.id)
        elif page.kind == "news":
            groups[f"{page.truth.lang} news"].append(page.id)
    return dict(sorted(groups.items()))


def figures(tally: Tally, ids: list[str]) -> dict[str, float]:
    """One row of the table. ``ms``: CPU milliseconds a page."""
    row = summary([tally.scores[id] for id in ids])
    wrong = 1 - row["not_wrong"]
    return {**row, "wrong": wrong, "ms": 1000 * sum(tally.seconds[id] for id in ids) / len(ids)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, help="a folder with manifest.jsonl; our own pages without it")
    parser.add_argument("--tools", default=",".join(TOOLS), help="comma-separated")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    tools, missing = installed(options.tools.split(","))
    pages = list(of_folder(options.pages) if options.pages else of_the_project())
    tallies = run(pages, tools)
    table: dict[str, dict[str, dict[str, float]]] = {}
    for group, ids in grouped(pages).items():
        rows = {name: figures(tally, ids) for name, tally in tallies.items()}
        peer = rows.get(PEER, {}).get("ms")
        table[group] = {
            name: {**row, "ratio": row["ms"] / peer if peer else 1.0} for name, row in rows.items()
        }
    if options.json:
        print(json.dumps({"figures": table, "missing": missing}, ensure_ascii=False))
        return
    for group, ids in grouped(pages).items():
        print(f"{group}: {len(ids)} pages".ljust(24), *(f"{column:>9}" for column in COLUMNS))
        for name, row in table[group].items():
            cells = (f"{row[column]:9.1f}" if column == "ms" else f"{row[column]:9.3f}" for column in COLUMNS)
            print(name.ljust(24), *cells)
        print()
    for name, tally in tallies.items():
        if tally.raised:
            print(f"{name} raised on {tally.raised} of {len(pages)} pages")
    for name, reason in missing.items():
        print(f"{name} is left out: {reason}")


if __name__ == "__main__":
    main()
