"""alerts: what rules have found, and looking by them now."""

from __future__ import annotations

from typing import Annotated

import typer

from tradewind.commands.collect import AsJson

alerts = typer.Typer(no_args_is_help=True, help="What the rules of your tradewind.toml find, told at once.")


@alerts.command()
def check(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what is new and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at the newest articles, dates and claims by the rules; what is found is told once. `run` does it too."""
    from tradewind.alerting import check_rules
    from tradewind.commands.given import settings_of
    from tradewind.console import counted, print_rows, say

    settings = settings_of(context)
    if not settings.config.alerts.rules:
        say("no rule is configured: [[alerts.rules]] in tradewind.toml; `tradewind init` shows how")
        raise typer.Exit(4)
    checked, fresh = check_rules(settings, dry_run=dry_run)
    rows = [
        {"rule": alert.rule, "day": alert.on.isoformat(), "title": alert.title, "fact": " · ".join(alert.fact),
         "quote": alert.quote, "url": alert.url, "key": alert.key}
        for alert in fresh
    ]  # fmt: skip
    print_rows(rows, columns=("rule", "day", "title", "fact", "quote", "url"), as_json=as_json)
    for name, number in sorted(checked.waiting.items()):
        say(f"{name} is quiet: {number} found {'waits' if number == 1 else 'wait'} for its next message")
    if not dry_run:
        written = counted(checked.messages, "message")
        them = "it" if checked.messages == 1 else "them"
        say(f"{len(fresh)} new, {written} written; `tradewind outbox send` sends {them}")
    raise typer.Exit(checked.exit_code)


@alerts.command("list")
def list_(
    context: typer.Context,
    rule: Annotated[str | None, typer.Option(help="Only of this rule.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """What rules have found, newest first, and when it was told."""
    from contextlib import closing

    from store.alerts import list_alerts
    from store.queries import connect_readonly
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows

    with closing(connect_readonly(settings_of(context).store_path)) as connection:
        found = list_alerts(connection, rule=rule, limit=limit)
    rows = [
        {"rule": row.rule, "at": row.at.isoformat(), "told_at": row.told_at.isoformat() if row.told_at else None,
         "title": row.title, "fact": " · ".join(row.fact), "quote": row.quote, "url": row.url, "key": row.key}
        for row in found
    ]  # fmt: skip
    print_rows(rows, columns=("rule", "at", "told_at", "title", "fact", "url"), as_json=as_json)
    if not rows:
        raise typer.Exit(4)
