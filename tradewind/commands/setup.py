"""init, doctor: before the first crawl."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradewind.commands.collect import AsJson


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to write it in.")] = Path(),
) -> None:
    """Write a commented tradewind.toml."""
    from store.errors import InputError
    from tradewind.config import FILE_NAME, TEMPLATE
    from tradewind.console import say

    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(TEMPLATE)
    except FileExistsError:
        raise InputError(
            "is there already", path=str(path), remedy="Edit it, or move it away first"
        ) from None
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(path)) from None
    print(path)
    say(
        "next: `tradewind sources list`, `tradewind crawl`, `tradewind tag`, `tradewind link`, `tradewind digest`"
    )


def doctor(
    context: typer.Context,
    mail: Annotated[
        bool,
        typer.Option("--mail", help="Ask the mail server too: encryption, user, password. Sends nothing."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check this machine, the configuration, the sources, the store and the outbox."""
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows
    from tradewind.doctor import examine

    findings = examine(settings_of(context), server=mail)
    rows = [{"check": item.check, "state": item.state, "detail": item.detail} for item in findings]
    print_rows(rows, columns=("check", "state", "detail"), as_json=as_json)
    raise typer.Exit(2 if any(item.state == "bad" for item in findings) else 0)
