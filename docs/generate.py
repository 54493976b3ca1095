"""Write the parts of the docs that follow from the code: the CLI reference and the data dictionary.

python docs/generate.py            write them
python docs/generate.py --check    exit 1 when a committed one is not what the code says
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import typer.main

DOCS = Path(__file__).resolve().parent


def main() -> int:
    made = {DOCS / "cli.md": cli_reference(), DOCS / "data-dictionary.md": data_dictionary()}
    stale = [
        path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(
                f"{path.relative_to(DOCS.parent)} is not what the code says: run `make docs`", file=sys.stderr
            )
        return 1 if stale else 0
    for path in stale:
        path.write_text(made[path], encoding="utf-8")
        print(path.relative_to(DOCS.parent))
    return 0


def cli_reference() -> str:
    from tradewind.cli import app

    lines = ["# Command line", "", "Generated from the code by `make docs`.", ""]
    lines.extend(_command(typer.main.get_command(app), "tradewind"))
    return "\n".join(lines).rstrip() + "\n"


def _command(command, path: str) -> Iterator[str]:
    depth = "##" if path.count(" ") <= 1 else "###"
    yield from (f"{depth} {path}", "", (command.help or "").strip().replace("\b", ""), "")
    rows = [row for row in map(_parameter, command.params) if row]
    if rows:
        yield from ("| argument or option | default | meaning |", "| --- | --- | --- |", *rows, "")
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _command(child, f"{path} {name}")


def _parameter(parameter) -> str:
    if getattr(parameter, "hidden", False) or parameter.name in (
        "install_completion",
        "show_completion",
        "help",
    ):
        return ""
    names = ", ".join(
        f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts] if name.startswith("-")
    )
    default = parameter.default
    shown = (
        "" if default is None or default is False or callable(default) or default == () else f"`{default}`"
    )
    return f"| {names or f'`{parameter.name.upper()}`'} | {shown} | {(parameter.help or '').strip()} |"


def data_dictionary() -> str:
    from store import queries
    from store.db import open_store

    lines = [
        "# Data dictionary",
        "",
        "Generated from `store/schema.sql` by `make docs`. Views (`v_...`) are the stable way in.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_store(path).close()
        with closing(queries.connect_readonly(path)) as connection:
            tables = queries.schema_tables(connection)
    for table in sorted(tables, key=lambda table: (table.kind != "view", table.name)):
        lines += [
            f"## {table.name} ({table.kind})",
            "",
            table.meaning,
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
        ]
        lines += [f"| {column.name} | {column.type} | {column.meaning} |" for column in table.columns]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
