"""Where the pages of the archive lie in their folder. Mails link to them, so a name never changes.

    index.html                            which languages there are
    index.en.html                         all issues, newest first
    feed.en.xml                           the same as an Atom feed
    policy.en.html                        days of policies ahead, of the newest issue
    2026-W46.en.page.html                 one issue
    2026-W46/entity-temu.en.html          one shift of it, with all its evidence

Names of shifts come from ids, which users choose: a name holds ASCII letters, digits and hyphens only.
"""

from __future__ import annotations

import hashlib
import re

INDEX = "index"
_PLAIN = re.compile(r"(?:topic|entity):[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # characters of a name; some file systems stop at 143 bytes
_COUNTS = ("attention", "pair")  # of the series themselves: their ids say it


def file_lang(lang: str) -> str:
    """The language as file names have it: "zh-Hans" is "zh"."""
    return "zh" if lang == "zh-Hans" else lang


def page_name(week: str, lang: str) -> str:
    """``2026-W46.zh.page.html``: pages lie beside each other in one folder."""
    return f"{week}.{file_lang(lang)}.page.html"


def index_name(lang: str = "") -> str:
    """``index.zh.html``; without a language the page that offers them."""
    return f"{INDEX}.{file_lang(lang)}.html" if lang else f"{INDEX}.html"


def policy_name(lang: str) -> str:
    """``policy.zh.html``."""
    return f"policy.{file_lang(lang)}.html"


def feed_name(lang: str) -> str:
    """``feed.zh.xml``."""
    return f"feed.{file_lang(lang)}.xml"


def shift_page_name(week: str, measure: str, series: str, lang: str) -> str:
    """``2026-W46/entity-temu.zh.html``, by what shifted and not by its rank: it is the same after a rebuild."""
    return f"{week}/{slug_of(measure, series)}.{file_lang(lang)}.html"


def slug_of(measure: str, series: str) -> str:
    """``entity-temu``, ``tone-entity-temu``: a file name for a series, a different one for every series.

    Whatever is no plain id (capitals, other scripts, slashes, endless ones) gets a part of its hash.
    """
    front = "" if measure in _COUNTS else _OTHER.sub("-", measure.lower()).strip("-") + "-"
    stem = _OTHER.sub("-", series[: 4 * _LONGEST].lower()).strip("-")
    if _PLAIN.fullmatch(series) and len(series) <= _LONGEST:
        return front + stem
    mark = hashlib.sha256(series.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return front + "-".join(filter(None, (stem[:_LONGEST].strip("-"), mark)))
