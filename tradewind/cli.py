"""The command line: names, options and help. What a command needs is imported when it runs, not before.

``tradewind --help`` must not load scrapy, spaCy or pandas (tests/test_tradewind_cli.py holds us to it).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradewind.commands import (
    alerts,
    annotating,
    collect,
    entities,
    models,
    outbox,
    policy,
    publish,
    query,
    running,
    sentiment,
    setup,
    sources,
    summary,
    topics,
    work,
)

app = typer.Typer(
    name="tradewind",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="What changed this week in cross-border e-commerce, whether the change is real, and where the proof is.",
    epilog="Exit codes: 0 fine, 1 a bug, 2 usage or configuration, 3 partly done, 4 nothing new, 75 try again later.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from tradewind.version import __version__

        print(f"tradewind {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", "-c", help="The tradewind.toml to use; else the one in this folder, else defaults."
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Collect the news, tag it, and say what shifted."""
    context.obj = config


START, COLLECT, READ, PUBLISH = "Start here", "Collect and tag", "Ask", "Publish"

app.command(rich_help_panel=START)(publish.demo)
app.command(rich_help_panel=START)(setup.init)
app.command(rich_help_panel=START)(setup.doctor)
app.add_typer(sources.sources, name="sources", rich_help_panel=START)
app.add_typer(entities.entities, name="entities", rich_help_panel=START)
app.add_typer(topics.topics, name="topics", rich_help_panel=START)
app.add_typer(models.models, name="models", rich_help_panel=START)

app.command(rich_help_panel=COLLECT)(collect.crawl)
app.command("import", rich_help_panel=COLLECT)(collect.import_)
app.command(rich_help_panel=COLLECT)(work.tag)
app.command(rich_help_panel=COLLECT)(work.link)
app.command(rich_help_panel=COLLECT)(collect.extract)
app.command(rich_help_panel=COLLECT)(annotating.annotate)

app.command(rich_help_panel=PUBLISH)(publish.digest)
app.add_typer(outbox.outbox, name="outbox", rich_help_panel=PUBLISH)
app.command(rich_help_panel=PUBLISH)(work.shifts)
app.command(rich_help_panel=PUBLISH)(running.run)
app.command(rich_help_panel=PUBLISH)(running.schedule)
app.add_typer(alerts.alerts, name="alerts", rich_help_panel=PUBLISH)

app.command(rich_help_panel=READ)(query.search)
app.command(rich_help_panel=READ)(summary.summary)
app.command(rich_help_panel=READ)(sentiment.sentiment)
app.add_typer(policy.policy, name="policy", rich_help_panel=READ)
app.command(rich_help_panel=READ)(query.revisions)
app.command(rich_help_panel=READ)(query.sql)
app.command(rich_help_panel=READ)(query.schema)
