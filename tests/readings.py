"""What a released version of the extractor reads on our own pages, so that no other reading goes by its name.

Stores know which version read an article; ``tradewind extract --again`` reads what another version has read. Should two
readings carry one version, the stored ones of the first would never be read anew. So, from a release on, the pages of
``data/pages`` must read as they did, or the version must be raised::

    make readings             write readings.toml for a version that was raised, as a draft: it may change freely
    make readings RELEASE=1   seal it, in the commit of a release

A draft is not compared: between two releases the version is raised once, not with every change.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

AT = datetime(2026, 11, 20, tzinfo=UTC)
FILE = Path(__file__).resolve().parent / "data" / "pages" / "readings.toml"
NAMED = 5  # pages that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A version of the extractor and what it reads: page id to a digest of the row. A draft has no pages."""

    version: str
    released: bool
    pages: Mapping[str, str]


def load_readings(path: Path = FILE) -> Readings:
    """The readings as committed."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return Readings(version=found["version"], released=found["released"], pages=found["pages"])


def render(readings: Readings) -> str:
    """The file's text."""
    lines = [
        "# What the extractor of this version reads on the pages of this folder. Written by `make readings`.",
        "# released = false: a draft, which may still change; tests/readings.py says how and why.",
        f"version = {json.dumps(readings.version)}",
        f"released = {str(readings.released).lower()}",
        "",
        "[pages]",
        *(f"{json.dumps(name)} = {json.dumps(digest)}" for name, digest in sorted(readings.pages.items())),
    ]
    return "\n".join(lines) + "\n"


def difference(committed: Readings, version: str, pages: Mapping[str, str]) -> str:
    """What is wrong, and what to do about it; "" when all is well."""
    if committed.version != version:
        return f"crawler/extract.py is version {version}, readings.toml of version {committed.version}: `make readings`"
    if not committed.released:
        return ""
    other = sorted(name for name in committed.pages if pages.get(name) != committed.pages[name])
    if not other:
        return ""
    return (
        f"{len(other)} of our pages are not read as by the released version {version} ({', '.join(other[:NAMED])}): raise"
        " EXTRACTOR_VERSION in crawler/extract.py and `make readings`, so that stores read theirs anew too"
    )


def next_readings(committed: Readings, version: str, pages: Mapping[str, str], *, release: bool) -> Readings:
    """What is to be committed: a draft of a raised version, or its seal. ValueError for what was released already."""
    if committed.version == version and committed.released and dict(committed.pages) != dict(pages):
        raise ValueError(
            f"version {version} was released; raise EXTRACTOR_VERSION in crawler/extract.py first"
        )
    if committed.version == version and committed.released:
        return committed
    return Readings(version=version, released=release, pages=pages if release else {})


def read_pages() -> dict[str, str]:
    """Every page of ours as this extractor reads it."""
    from own_pages import own_pages

    from crawler.extract import extract_page, extract_row
    from store.records import Page

    found = {}
    for page in own_pages():
        given = Page(
            url=page.url, final_url=page.url, source_id="", fetched_at=AT, status=200, body=page.html
        )
        row = extract_row(extract_page(given, now=AT))
        said = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
        found[page.id] = hashlib.sha256(said.encode()).hexdigest()[:12]
    return found


def main(arguments: list[str]) -> int:
    """Write the file."""
    from crawler.extract import EXTRACTOR_VERSION

    try:
        made = next_readings(
            load_readings(), EXTRACTOR_VERSION, read_pages(), release="--release" in arguments
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    FILE.write_text(render(made), encoding="utf-8")
    print(f"{FILE.name}: version {made.version}, {'released' if made.released else 'a draft'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
