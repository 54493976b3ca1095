"""crawl, import, extract: from the web or from files to articles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from crawler.desk import CrawlOptions
    from store.records import Source
    from tradewind.config import Settings
    from tradewind.results import CrawlResult

SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def crawl(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Only this source; repeat for more.")
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option(min=0, help="Fetch at most this many pages; 0: no limit.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Leave out what was announced with an earlier date.")
    ] = None,
    due: Annotated[
        bool,
        typer.Option(
            "--due",
            help="Ask only sources whose next look is due, by how often each brings something"
            " (crawl.poll_min, crawl.poll_max). Without it, all are asked.",
        ),
    ] = False,
    recheck: Annotated[
        bool,
        typer.Option(
            "--recheck",
            help="Ask every stored article of the sources whether it has changed, whatever its age; with --since"
            " those published since. Young ones (crawl.recheck_days) are asked anyway.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch what the sources have announced since last time. http_proxy and https_proxy are honoured.

    Articles whose text or headline has changed become revisions: `tradewind revisions` shows them.
    """
    from tradewind.commands.given import parse_when, settings_of
    from tradewind.lock import only_one

    settings = settings_of(context)
    after = parse_when(since, option="--since")
    chosen = chosen_sources(settings, source)
    with only_one(settings.store_path):
        result = crawl_with_meter(
            settings,
            chosen,
            crawl_options(settings, max_pages=max_pages, since=after),
            due_only=due,
            recheck=recheck,
        )
    report_crawl(result, as_json=as_json)
    raise typer.Exit(result.exit_code)


def chosen_sources(settings: Settings, ids: Sequence[str] | None) -> list[Source]:
    """The enabled sources, or those named; an unknown or disabled one is an error with the nearest name."""
    import difflib

    from store.errors import InputError
    from tradewind.commands.given import catalogue

    path, known = settings.sources_path, catalogue(settings)
    if not ids:
        enabled = [item for item in known if item.enabled]
        if not enabled:
            raise InputError(
                "no source is enabled",
                path=str(path),
                remedy="Set crawl.shipped_sources = true, or add sources with `tradewind sources import FILE.opml`",
            )
        return enabled
    by_id = {item.id: item for item in known}
    for wanted in ids:
        if wanted not in by_id:
            near = difflib.get_close_matches(wanted, by_id, n=1, cutoff=0.4)
            hint = f"Did you mean {near[0]}?" if near else "`tradewind sources list` shows them all"
            raise InputError(f"no source {wanted!r}", key="--source", remedy=hint)
    return [by_id[wanted] for wanted in dict.fromkeys(ids)]


def crawl_options(settings: Settings, *, max_pages: int | None = None, since: Any = None) -> CrawlOptions:
    """The configuration as the crawler wants it."""
    import os

    from crawler.desk import CrawlOptions
    from tradewind.config import proxies_of
    from tradewind.version import __version__

    config, proxies = settings.config.crawl, proxies_of(os.environ)
    limit = config.max_pages if max_pages is None else max_pages
    return CrawlOptions(
        user_agent=f"tradewind/{__version__}" + (f" (+{config.contact})" if config.contact else ""),
        delay=config.delay,
        concurrency=config.concurrency,
        timeout=config.timeout,
        max_bytes=config.max_bytes,
        max_pages=limit or None,
        since=since,
        allow_hosts=config.allow_hosts,
        http_proxy=proxies["http_proxy"],
        https_proxy=proxies["https_proxy"],
        no_proxy=proxies["no_proxy"],
        obey_robots=config.obey_robots,
        obey_tdm=config.obey_tdm,
        max_pages_per_host=config.max_pages_per_host,
        extract_workers=config.extract_workers,
        extract_deadline=config.extract_deadline,
    )


def crawl_with_meter(
    settings: Settings,
    sources: Sequence[Source],
    options: CrawlOptions,
    *,
    due_only: bool = False,
    recheck: bool = False,
) -> CrawlResult:
    """Crawl with a progress bar where there is a terminal."""
    from tradewind import pipeline
    from tradewind.commands.given import catalogue
    from tradewind.console import meter

    with meter("crawl") as bar:
        return pipeline.crawl(
            settings,
            sources,
            options,
            due_only=due_only,
            recheck=recheck,
            catalogue=catalogue(settings),
            progress=lambda done, total, note: bar.update(done=done, total=total, note=note),
        )


def report_crawl(result: CrawlResult, *, as_json: bool) -> None:
    """The sums of a crawl: every candidate fetched ends under exactly one name."""
    from tradewind.console import print_json, print_rows, say

    rows = [{"outcome": name, "candidates": number} for name, number in sums(result.outcomes)]
    if as_json:
        print_json({
            **result.summary.as_row(), "outcomes": dict(result.outcomes), "records": result.records,
            "pending": result.pending, "waiting": result.waiting,
        })  # fmt: skip
        return
    print_rows(
        rows,
        columns=("outcome", "candidates"),
        title="What became of the candidates (addresses the sources announced)",
    )
    for line in result.summary.lines():
        say(line)
    say_how_private_hosts_are_allowed(result.summary.failures())
    if result.records:
        say(f"official registers: {result.records} entries are new or have changed")
    if result.waiting:
        say(
            f"asked again later: {result.waiting} (refused, or failed for now; each has a time before which it rests)"
        )
    if result.pending > result.waiting:
        rest = result.pending - result.waiting
        say(
            f"still to be fetched: {rest} (broken off, over a limit, or of a host that rests; the next crawl goes on)"
        )


def say_how_private_hosts_are_allowed(failures: Iterable[str]) -> None:
    """The remedy, once, where an address was refused for leading to this machine or a private network."""
    from store.records import Reason
    from tradewind.console import say

    if any(Reason.UNSAFE_ADDRESS in failure for failure in failures):
        say("private hosts are fetched only where crawl.allow_hosts in tradewind.toml names them")


def sums(outcomes: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Outcomes in the order of an article's life, rejections by reason below their sum, and the total."""
    from store.records import Outcome, Reason

    total = 0
    for outcome in (Outcome.ARTICLE, Outcome.REVISION, Outcome.DUPLICATE, Outcome.REJECTED):
        number = outcomes.get(outcome, 0)
        total += number
        yield outcome, number
        if outcome is Outcome.REJECTED:
            yield from ((f"  {reason}", outcomes[reason]) for reason in Reason if outcomes.get(reason))
    yield "sum", total


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=".txt, .md or .html files, or folders of them.")],
    url: Annotated[
        str | None, typer.Option(help="The address the article was published at (one file only).")
    ] = None,
    published: Annotated[str | None, typer.Option(help="The day or time it was published.")] = None,
    source: Annotated[str, typer.Option(help="The source it belongs to.")] = "local",
    as_json: AsJson = False,
) -> None:
    """Make articles of local files."""
    from store.errors import InputError
    from store.records import Article
    from tradewind import pipeline
    from tradewind.commands.given import parse_address, parse_when, settings_of
    from tradewind.console import meter, print_rows, say
    from tradewind.lock import only_one

    settings = settings_of(context)
    when, address = parse_when(published, option="--published"), parse_address(url, option="--url")
    if not SOURCE_ID.fullmatch(source):
        raise InputError(
            f"{source!r} is no source id",
            key="--source",
            remedy="Use lower-case letters, digits, dots and dashes",
        )
    files = list(_files_under(paths))
    if address is not None and len(files) != 1:
        raise InputError(
            f"--url goes with one file, not {len(files)}", key="--url", remedy="Import them one by one"
        )
    with only_one(settings.store_path), meter("import") as bar:
        results, counts = pipeline.import_files(
            settings,
            files,
            url=address,
            published=when,
            source_id=source,
            progress=lambda done, total, note: bar.update(done=done, total=total, note=note),
        )
    rows = [
        {"file": str(path), "result": "article", "title": made.title, "lang": str(made.lang),
         "published_at": made.published_at, "date_source": str(made.date_source), "characters": len(made.text)}
        if isinstance(made, Article)
        else {"file": str(path), "result": f"rejected: {made.reason}", "title": made.detail}
        for path, made in results
    ]  # fmt: skip
    columns = ("file", "result", "title", "lang", "published_at", "date_source", "characters")
    print_rows(rows, columns=columns, as_json=as_json)
    say(", ".join(f"{number} {name}" for name, number in counts.items()))
    rejected = sum(1 for _, made in results if not isinstance(made, Article))
    raise typer.Exit(0 if not rejected else 3 if rejected < len(results) else 2)


def _files_under(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as named; folders give the files in them that we can read, in the order of their names."""
    from store.errors import InputError

    for path in paths:
        if path.is_dir():
            found = sorted(
                item for item in path.rglob("*") if item.suffix.lower() in READABLE and item.is_file()
            )
            if not found:
                raise InputError(
                    "no .txt, .md or .html file in this folder", path=str(path), remedy="Name the files"
                )
            yield from found
        elif path.exists():
            yield path
        else:
            raise InputError("no such file", path=str(path), remedy="Check the path")


READABLE = frozenset({".txt", ".md", ".html", ".htm"})


Repeats = Annotated[
    bool,
    typer.Option(
        help="Cut lines that stand at the beginnings or ends of at least three articles of a site. A file whose"
        " address is not given (on stdin) is of no site."
        " Rows come once 5,000 pages are read, or all; --no-repeats prints each as it is read."
    ),
]
Again = Annotated[
    bool,
    typer.Option(
        "--again",
        help="Read the stored raw pages anew that another version of the extractor has read, articles and"
        " refused pages; what reads differently is a revision of extraction, not of the article.",
    ),
]


def extract(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="HTML, .txt or .md files; without them JSON Lines on stdin. With --explain also addresses"
            " of stored articles.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    repeats: Repeats = True,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Say why each field is as it is, what was passed over, what was cut and what was weighed.",
        ),
    ] = False,
    again: Again = False,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", "-s", help="With --again: only of this source; repeat for more."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="With --again: only what was published on or after this day.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --again: say what would come of it, and write nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the explanation, or the counts of --again, as JSON.")
    ] = False,
) -> None:
    """Read the article out of files: one JSON object a line. Stores nothing, but with --again.

    On stdin, give one {"id", "url", "file"} object a line.
    """
    from tradewind.commands.extracting import extract_rows, rows_of_paths, rows_of_stdin
    from tradewind.commands.given import settings_of
    from tradewind.commands.rereading import read_again, require_alone

    require_alone(again=again, explain=explain, names=paths, source=source, since=since, dry_run=dry_run)
    if again:
        settings = settings_of(context)
        raise typer.Exit(read_again(settings, sources=source, since=since, dry_run=dry_run, as_json=as_json))
    if explain or as_json:
        _print_explanations(context, paths or [], explain=explain, workers=workers, as_json=as_json)
        return
    wanted = rows_of_paths([Path(path) for path in paths]) if paths else rows_of_stdin()
    for row in extract_rows(wanted, workers=workers, repeats=repeats):
        print(json.dumps(row, ensure_ascii=False), flush=True)


def _print_explanations(
    context: typer.Context, names: Sequence[str], *, explain: bool, workers: int, as_json: bool
) -> None:
    from store.errors import InputError
    from tradewind.commands.explaining import explain_all, explained_lines, explained_row
    from tradewind.commands.given import settings_of
    from tradewind.console import clean

    if not explain:
        raise InputError("rows are JSON already", key="--json", remedy="It goes with --explain")
    if not names:
        raise InputError(
            "nothing to explain", key="--explain", remedy="Name a file, or a stored article's address"
        )
    for number, item in enumerate(explain_all(settings_of(context), names, workers=workers)):
        if as_json:
            print(json.dumps(explained_row(item), ensure_ascii=False), flush=True)
            continue
        if number:
            print()
        for line in explained_lines(item):
            print(clean(line))
