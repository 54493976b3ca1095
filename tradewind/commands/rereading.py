"""``tradewind extract --again``: what it says of stored pages that were read anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind.config import Settings

# In the order of the table: the count's name, and what it is of.
TOLD = (
    ("changed", "articles that read differently: the old text is kept (tradewind revisions --extraction)"),
    ("same", "articles whose text and headline read the same"),
    ("refused", "articles that this version takes for none: they stay as they were"),
    ("shorter", "articles that would lose a part: they stay as they were"),
    ("not-kept", "articles whose raw page is not kept (imports, pages that allow no copy)"),
    ("now-articles", "refused pages that are articles now"),
    ("still-refused", "refused pages that are refused again"),
    ("refusals-not-kept", "refused pages that are not kept"),
    ("lines-learned", "lines that have turned out to return on their site"),
    ("articles-recut", "articles that lost such lines"),
)


def require_alone(
    *,
    again: bool,
    explain: bool,
    names: Sequence[str] | None,
    source: Sequence[str] | None,
    since: str | None,
    dry_run: bool,
) -> None:
    """Raise InputError where --again stands beside what it does not go with, or what needs it stands without it."""
    from store.errors import InputError

    if again and (names or explain):
        raise InputError(
            "--again reads what the store keeps, no files",
            key="--again",
            remedy="Leave the files and --explain out",
        )
    without = [
        name for name, given in (("--source", source), ("--since", since), ("--dry-run", dry_run)) if given
    ]
    if without and not again:
        raise InputError(
            f"{without[0]} goes with --again", key=without[0], remedy="Add --again, or leave it out"
        )


def read_again(
    settings: Settings, *, sources: Sequence[str] | None, since: str | None, dry_run: bool, as_json: bool
) -> int:
    """Read the stored raw pages that another version of the extractor has read; the exit code."""
    from tradewind.again import again
    from tradewind.commands.given import catalogue, parse_when
    from tradewind.console import meter, print_json, print_rows, say
    from tradewind.lock import only_one

    after = parse_when(since, option="--since")
    with only_one(settings.store_path), meter("extract") as bar:
        done = again(
            settings,
            source_ids=sources,
            since=after,
            dry_run=dry_run,
            catalogue=catalogue(settings),
            progress=lambda done, total, note: bar.update(done=done, total=total, note=note),
        )
    if as_json:
        print_json({"dry_run": dry_run, "counts": dict(done.counts), "notes": done.notes()})
        return done.exit_code
    if not done.counts:
        say("every stored page has been read by this version of the extractor")
        return done.exit_code
    rows = [{"n": done.counts[name], "what": told, "name": name} for name, told in TOLD if done.counts[name]]
    print_rows(rows, columns=("name", "n", "what"))
    for note in done.notes():
        say(note)
    if dry_run:
        say("nothing was written; without --dry-run this is done")
    elif any(done.counts[name] for name in ("changed", "now-articles", "articles-recut")):
        say("what they say is read by `tradewind tag` and `tradewind link` next")
    return done.exit_code
