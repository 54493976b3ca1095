"""A file on disk to an article: .txt, .md and .html, with the same encodings, dates and residue as a page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.body import clean_line
from crawler.dates import FoundDate, read_dateline
from crawler.encodings import REPLACEMENT, decode
from crawler.extract import EXTRACTOR_VERSION, MAX_BYTES, MAX_DAMAGE, extract_page
from crawler.main_text import MAX_TEXT, least_length
from crawler.residue import cut_residue
from store.errors import InputError
from store.records import Article, DateSource, Lang, Page, Reason, Rejection, Source

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})
_MAX_TITLE = 200  # code points; a longer first line is a paragraph
_DATELINES = 8  # lines from the top in which the date of a text is looked for

_MARKDOWN_LINE = re.compile(r"^\s{0,3}(?:#{1,6}\s{1,9}|>\s?|[-*+]\s{1,9}(?=\S)|\|\s?)")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_MARKDOWN_MARK = re.compile(r"(\*\*|__|`)(?=\S)([^*_`]{1,2000})\1")
_MARKDOWN_RULE = re.compile(
    r"^\s{0,3}(?:[-*_=]\s?){3,200}$|^\s{0,3}\|?(?:\s{0,9}:?-{2,50}:?\s{0,9}\|){1,50}(?:\s{0,9}:?-{2,50}:?\s{0,9})?$"
)
_FRONT_MATTER_LINE = re.compile(r"^(?P<key>[A-Za-z_]{1,30})\s{0,9}:\s{0,9}(?P<value>.{0,500})$")


def read_local(
    path: Path, *, url: str | None = None, published: datetime | None = None, source: Source, now: datetime
) -> Article | Rejection:
    """Read one file. ``lang`` stays UNKNOWN; ``published`` (aware) is said by the user and wins.

    Without ``url`` the article is known as "local:" and the first 16 hex digits of its content's SHA-256, so
    that importing a file twice is one article. Raises InputError when the file cannot be read or is of another kind.
    """
    suffix = path.suffix.lower()
    if suffix not in HTML_SUFFIXES | TEXT_SUFFIXES:
        remedy = "Give " + ", ".join(sorted(HTML_SUFFIXES | TEXT_SUFFIXES))
        raise InputError(
            f"no article can be read from a {suffix or 'file without suffix'}", path=str(path), remedy=remedy
        )
    body = _bytes_of(path)
    known = url or "local:" + hashlib.sha256(body).hexdigest()[:16]
    if len(body) > MAX_BYTES:
        detail = f"more than {MAX_BYTES} bytes"
        return Rejection(url=known, source_id=source.id, at=now, reason=Reason.TOO_LARGE, detail=detail)
    result = (
        _from_html(body, known, source, now)
        if suffix in HTML_SUFFIXES
        else _from_text(body, known, source, now)
    )
    if isinstance(result, Rejection) or published is None:
        return result
    return replace(
        result,
        published_at=published.astimezone(UTC),
        published_raw=published.isoformat(),
        date_source=DateSource.GIVEN,
        date_only=False,
    )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=str(path)) from error


def _from_html(body: bytes, url: str, source: Source, now: datetime) -> Article | Rejection:
    page = Page(url=url, final_url=url, source_id=source.id, fetched_at=now, status=200, body=body)
    result = extract_page(page, source=source, now=now)
    return replace(result, url=url) if isinstance(result, Article) else result


def _from_text(body: bytes, url: str, source: Source, now: datetime) -> Article | Rejection:
    decoded = decode(body)
    lines = [clean_line(line) for line in _plain_lines(decoded.text)]
    lines = [line for line in lines if line]
    refused = _refusal(decoded.text, lines)
    if refused is not None:
        return Rejection(url=url, source_id=source.id, at=now, reason=refused[0], detail=refused[1])
    title, date, rest = _parted(lines, ZoneInfo(source.timezone), now)
    text = "\n".join(cut_residue(rest))[:MAX_TEXT]
    if len(text) < least_length(text):
        detail = f"{len(text)} characters"
        return Rejection(url=url, source_id=source.id, at=now, reason=Reason.TOO_SHORT, detail=detail)
    return Article(
        url=url,
        source_id=source.id,
        title=title,
        text=text,
        lang=Lang.UNKNOWN,
        fetched_at=now,
        published_at=date.at if date else None,
        published_raw=date.raw if date else "",
        date_source=DateSource.BODY if date else DateSource.NONE,
        date_only=bool(date and date.date_only),
        extractor=EXTRACTOR_VERSION,
    )


def _refusal(text: str, lines: list[str]) -> tuple[Reason, str] | None:
    if not lines:
        return Reason.EMPTY, "no text"
    if text.count("\x00") + sum(char < " " and char not in "\t\r\n\f" for char in text[:20_000]) > 0.02 * len(
        text
    ):
        return Reason.NOT_HTML, "binary"
    if text.count(REPLACEMENT) > MAX_DAMAGE * len(text):
        return Reason.BAD_ENCODING, f"{text.count(REPLACEMENT)} of {len(text)} characters unreadable"
    return None


def _plain_lines(text: str) -> list[str]:
    """Lines of a text or Markdown file without the marks; the front matter's title and date come first."""
    lines = text.splitlines()
    front: list[str] = []
    if lines and lines[0].strip() == "---" and "---" in [line.strip() for line in lines[1:60]]:
        end = [line.strip() for line in lines].index("---", 1)
        given = {
            found["key"].lower(): found["value"].strip(" \"'")
            for line in lines[1:end]
            if (found := _FRONT_MATTER_LINE.match(line))
        }
        front = [given[key] for key in ("title", "date") if given.get(key)]
        lines = lines[end + 1 :]
        if (
            "title" in given
            and (first := next((line for line in lines if line.strip()), "")).lstrip("# ") == given["title"]
        ):
            lines = lines[lines.index(first) + 1 :]
    return front + [_unmarked(line) for line in lines if not _MARKDOWN_RULE.match(line[:1000])]


def _unmarked(line: str) -> str:
    line = _MARKDOWN_LINK.sub(r"\1", _MARKDOWN_LINE.sub("", line, count=1))
    line = _MARKDOWN_MARK.sub(r"\2", line)
    return line.rstrip().removesuffix("|") if line.count("|") > 1 else line


def _parted(lines: list[str], zone: ZoneInfo, now: datetime) -> tuple[str, FoundDate | None, list[str]]:
    """Title, date and the rest. The title is the first line that can be one; a bare date line is not text."""
    title, rest = "", list(lines)
    if len(lines[0]) <= _MAX_TITLE and len(lines) > 1:
        title, rest = lines[0], lines[1:]
    date = read_dateline(rest[:_DATELINES], zone=zone, now=now)
    if date is not None:
        rest = [
            line for number, line in enumerate(rest) if number >= _DATELINES or not _only_date(line, date)
        ]
    return title or lines[0][:_MAX_TITLE], date, rest


def _only_date(line: str, date: FoundDate) -> bool:
    return (
        date.raw in line
        and len(line) - len(date.raw) <= 30
        and not line.endswith(("。", ".", "！", "!", "？", "?"))
    )
