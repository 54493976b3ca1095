"""The words of data/citations.toml, each table as one alternation."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def citation_words(lang: str) -> dict[str, str]:
    """``zh`` (on folded text) or ``en`` (as printed): the name of a table to ``(?:a|b|c)``."""
    data = tomllib.loads(files("nlp").joinpath("data/citations.toml").read_text(encoding="utf-8"))
    return {name: f"(?:{'|'.join(words)})" for name, words in data[lang].items()}
