"""models list, install, check: spaCy models that take the shipped tagger's place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradewind.commands.collect import AsJson

models = typer.Typer(
    no_args_is_help=True, help="spaCy models of your own that find names in the shipped tagger's place."
)


@models.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """The models we know, and those that are here: where, and which the configuration uses."""
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows, say
    from tradewind.models import held_models, load_offers

    held = held_models(settings_of(context))
    rows: list[dict[str, object]] = []
    for offer in load_offers():
        row = {"name": offer.name, "lang": offer.lang, "version": offer.version, "licence": offer.licence,
               "size": f"{offer.size / 1e6:.0f} MB", "names_f1": offer.f1, "words_per_second": offer.words_per_second,
               "hash": "verified" if offer.sha256 else "unverified"}  # fmt: skip
        here = [item for item in held if (item.name, item.version) == (offer.name, offer.version)]
        rows += [{**row, "where": item.where, "used_for": item.used} for item in here] or [row]
    known = {(offer.name, offer.version) for offer in load_offers()}
    rows += [
        {"name": item.name, "version": item.version, "where": item.where, "used_for": item.used}
        for item in held
        if (item.name, item.version) not in known
    ]
    columns = ("name", "lang", "version", "licence", "size", "names_f1", "hash", "where", "used_for")
    print_rows(rows, columns=(*columns, *(("words_per_second",) if as_json else ())), as_json=as_json)
    say('`tradewind models install NAME`, then [tag] models = { en = "NAME" } in tradewind.toml')


@models.command("install")
def install(
    name: Annotated[str, typer.Argument(help="A name of `tradewind models list`.")],
    to: Annotated[
        Path | None, typer.Option(help="The folder to put it in; else your user data folder.")
    ] = None,
    wheel: Annotated[
        Path | None, typer.Option("--from", help="Its wheel, fetched elsewhere; else it is downloaded.")
    ] = None,
) -> None:
    """Fetch a model from its makers, compare it with the hash they publish, and unpack it. Runs none of its code."""
    from nlp.model_files import is_met
    from tradewind.console import meter, say
    from tradewind.models import find_offer
    from tradewind.models import install as install_model

    offer = find_offer(name)
    with meter(f"fetch {offer.full_name}") as bar:
        folder, fresh = install_model(
            offer,
            to=to,
            wheel=wheel,
            progress=lambda done, total: bar.update(done=done, total=total, note=""),
        )
    print(folder)
    if not fresh:
        say(f"{offer.full_name} was there already, every file as published")
    if missing := [item for item in offer.requires if not is_met(item)]:
        say("it needs: pip install " + " ".join(f'"{item}"' for item in missing))
    named = offer.name if to is None else folder.as_posix()
    say(f'to use it: [tag] models = {{ {offer.lang} = "{named}" }} in tradewind.toml, then `tradewind tag`')


@models.command("check")
def check(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="Only these; else every model that is here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare every file of the models that are here with the hashes they came with, and load them."""
    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows, say
    from tradewind.models import examine, held_models, models_of, require_models

    settings = settings_of(context)
    held = [item for item in held_models(settings) if not names or item.name in names]
    for name in names or ():
        if name not in {item.name for item in held}:
            raise InputError(f"no model {name!r} is here", remedy=f"`tradewind models install {name}`")
    rows = []
    for item in held:
        wrong = examine(item)
        state = "bad" if wrong else "ok"
        rows.append({"name": item.name, "version": item.version, "where": item.where, "used_for": item.used,
                     "state": state, "detail": "; ".join(wrong)})  # fmt: skip
    print_rows(rows, columns=("name", "version", "state", "detail", "where", "used_for"), as_json=as_json)
    if not rows:
        say("no model is here; the shipped tagger works without")
    require_models(models_of(settings))  # one that is configured and not here
    raise typer.Exit(2 if any(row["state"] == "bad" for row in rows) else 0)
