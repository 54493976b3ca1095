"""``tradewind demo``: the whole job on the bundled sample newsroom, from the web to the digest, with no network."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from store.errors import InputError
from tradewind.config import Settings, parse_config
from tradewind.console import console, meter, print_rows, say

MARK = ".tradewind-demo"

CONFIG = """\
# The demo's configuration: only the sample newsroom, which this machine serves to itself.
[crawl]
sources = "sources.toml"
shipped_sources = false
delay = 0.0                  # our own machine: no need to wait
allow_hosts = ["*.example"]  # reserved names, refused everywhere else
extract_workers = 2

[digest]
timezone = "Asia/Shanghai"
languages = ["en", "zh"]
"""

FORMS = {".json": "data", ".txt": "text"}

QUESTIONS = (
    (
        "Which figures did this week's news report about Temu?",
        "SELECT quote, metric, value, period, title FROM v_figure"
        " WHERE subject = 'temu' AND kind <> 'date' ORDER BY published_at DESC, url, start LIMIT 5",
    ),
    (
        "Which stories were printed most often, and in how many publisher houses?",
        "SELECT story_id, articles, families, title FROM v_story ORDER BY articles DESC, story_id LIMIT 5",
    ),
    (
        "What could not be read, and why?",
        "SELECT reason, count(*) AS pages FROM v_rejection GROUP BY reason ORDER BY pages DESC, reason",
    ),
)


def play(folder: Path) -> None:
    """Serve, crawl, tag, link, digest; print where everything is and three questions with their answers."""
    from crawler.sources import render_sources
    from digests.weeks import parse_week
    from tradewind import issuing, pipeline
    from tradewind.sample.newsroom import build_newsroom
    from tradewind.sample.server import serve

    folder = _fresh(folder)
    say("This is a sample: the companies are real, the events and figures are invented.")
    with meter("write the sample newsroom") as bar:
        newsroom = build_newsroom()
        bar.update(done=1, total=1)
    (folder / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "sources.toml").write_text(render_sources(newsroom.sources), encoding="utf-8")
    settings = Settings(
        config=parse_config(CONFIG, str(folder / "tradewind.toml")),
        folder=folder,
        file=folder / "tradewind.toml",
    )
    with serve(newsroom) as server:
        _crawl(settings, server.proxy_url)
    with meter("tag") as bar:
        pipeline.tag(
            settings, progress=lambda done, total, note: bar.update(done=done, total=total, note=note)
        )
    with meter("link") as bar:
        pipeline.link(
            settings, progress=lambda done, total, note: bar.update(done=done, total=total, note=note)
        )
    with meter("digest") as bar:
        made = issuing.digest(settings, parse_week(newsroom.planted.week))
        bar.update(done=1, total=1)
    print(made.text["en"])
    _ask(settings)
    _where(settings, made.letters, made.pages)


def _fresh(folder: Path) -> Path:
    """An empty folder; one that holds an earlier demo is emptied, any other that is not empty is left alone."""
    folder = folder.resolve()
    try:
        if folder.exists() and any(folder.iterdir()):
            if not (folder / MARK).exists():
                raise InputError(
                    "is not empty, and not a demo of ours",
                    path=str(folder),
                    key="--dir",
                    remedy="Name another folder",
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(folder), key="--dir") from None
    return folder


def _crawl(settings: Settings, proxy: str) -> None:
    from tradewind.commands.collect import chosen_sources, crawl_options, crawl_with_meter, report_crawl

    options = replace(crawl_options(settings), http_proxy=proxy, https_proxy="", no_proxy="")
    report_crawl(crawl_with_meter(settings, chosen_sources(settings, None), options), as_json=False)


def _ask(settings: Settings) -> None:
    from store import queries

    with closing(queries.connect_readonly(settings.store_path)) as connection:
        for question, statement in QUESTIONS:
            print(f'\n{question}\n  tradewind sql "{statement}"')
            table = queries.run_sql(connection, statement, limit=10, seconds=10)
            print_rows(
                [dict(zip(table.columns, row, strict=True)) for row in table.rows], columns=table.columns
            )


def _where(settings: Settings, letters: Sequence[Path], pages: Sequence[Path]) -> None:
    place, config = os.path.relpath(settings.folder), os.path.relpath(settings.folder / "tradewind.toml")
    # As it was called: after `make demo` the command is in .venv and on no PATH.
    command = sys.argv[0] if sys.argv[0].endswith("tradewind") else "python -m tradewind"
    lines = [
        "",
        "Everything is in " + place,
        f"  database   {os.path.relpath(settings.store_path)}   (raw pages beside it)",
        *(f"  {FORMS.get(path.suffix, 'letter'):<10} {os.path.relpath(path)}" for path in letters),
        *(f"  web page   {os.path.relpath(path)}" for path in pages if path.suffix == ".html"),
        "",
        f'Ask on:    {command} --config {config} sql "SELECT ..."     {command} --config {config} search 关税',
        f"Your own:  {command} init && {command} run weekly",
    ]
    console().print("\n".join(lines), markup=False, soft_wrap=True)
