"""A file on disk to an article: .txt, .md and .html, with the same encodings, dates and residue as a page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.explain import note_plain
from crawler.extract import EXTRACTOR_VERSION, MAX_BYTES, MAX_DAMAGE, extract_page
from crawler.reading.authors import find_author
from crawler.reading.choices import Choice, Trace
from crawler.reading.dates import FoundDate, read_dateline
from crawler.reading.editors import find_editor
from crawler.reading.encodings import REPLACEMENT, decode
from crawler.reading.lines import TextLine
from crawler.reading.main_text import MainText, bounded, is_too_short
from crawler.reading.markup import read_head
from crawler.reading.plain import parse_plain, signed_page
from crawler.reading.reprints import origin_of_text
from crawler.reading.residue import cut_lines
from crawler.reading.zones import page_zone
from store.errors import InputError
from store.records import Article, DateSource, Lang, LineKind, Page, Reason, Rejection, Source

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})
_MAX_TITLE = 200  # code points; a longer first line is a paragraph
_DATELINES = 8  # lines from the top in which the date of a text is looked for
_TABLE = frozenset((LineKind.ROW, LineKind.HEADER))
_ROW = "。"  # what stands for a row where residue is looked for: text, and no words


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
    result = (
        _from_html(body, known, source, now)
        if suffix in HTML_SUFFIXES
        else read_plain(body, url=known, source_id=source.id, zone=_zone_of(source), now=now)
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


def _zone_of(source: Source) -> ZoneInfo | None:
    return ZoneInfo(source.timezone) if source.timezone else None


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=str(path)) from error


def _from_html(body: bytes, url: str, source: Source, now: datetime) -> Article | Rejection:
    page = Page(url=url, final_url=url, source_id=source.id, fetched_at=now, status=200, body=body)
    if len(body) > MAX_BYTES:
        return _too_large(url, source.id, now)
    result = extract_page(page, source=source, now=now)
    return replace(result, url=url) if isinstance(result, Article) else result


def _too_large(url: str, source_id: str, now: datetime) -> Rejection:
    detail = f"more than {MAX_BYTES} bytes"
    return Rejection(url=url, source_id=source_id, at=now, reason=Reason.TOO_LARGE, detail=detail)


def read_plain(
    body: bytes, *, url: str, source_id: str, zone: ZoneInfo | None, now: datetime, trace: Trace | None = None
) -> Article | Rejection:
    """Read the bytes of a text or Markdown file.

    ``zone``: of a date that names none; None: that of the address's country, or of the text's script. ``trace``: why,
    for people.
    """
    if len(body) > MAX_BYTES:
        return _too_large(url, source_id, now)
    decoded = decode(body)
    plain = parse_plain(decoded.text)
    lines = [*(TextLine(text=line) for line in plain.front), *plain.lines]
    refused = _refusal(decoded.text, lines)
    if refused is not None:
        return Rejection(url=url, source_id=source_id, at=now, reason=refused[0], detail=refused[1])
    title, date, rest = _parted(lines, zone or page_zone(url, "", lines[0].text), now)
    main = _main_text(rest)
    text = main.text
    origin = origin_of_text([line.text for line in main.lines], [line.text for line in main.cut])
    author, editor = _people(title, [line.text for line in lines])
    if trace is not None:
        trace.measures |= {"bytes": len(body), "encoding": decoded.encoding}
        note_plain(trace, main, title=title, date=date, author=author, editor=editor, origin=origin)
    if is_too_short(text):
        detail = f"{len(text)} characters"
        return Rejection(url=url, source_id=source_id, at=now, reason=Reason.TOO_SHORT, detail=detail)
    return Article(
        url=url,
        source_id=source_id,
        title=title,
        text=text,
        lang=Lang.UNKNOWN,
        fetched_at=now,
        published_at=date.at if date else None,
        published_raw=date.raw if date else "",
        date_source=DateSource.BODY if date else DateSource.NONE,
        date_only=bool(date and date.date_only),
        author=author.value if author is not None else None,
        editor=editor,
        extractor=EXTRACTOR_VERSION,
        paragraphs=main.paragraphs(),
        origin=origin.house if origin is not None else "",
        origin_mark=origin.mark if origin is not None else "",
        translated=origin is not None and origin.translated,
    )


def _people(title: str, lines: Sequence[str]) -> tuple[Choice | None, str | None]:
    """Who wrote and who edited a text, by the lines at its edges, as by those of a page."""
    tree = signed_page(title, lines)
    if tree is None:
        return None, None
    head = read_head(tree)
    editor = find_editor(head, tree)
    return find_author(head, tree, editor=editor), editor


def _main_text(lines: Sequence[TextLine]) -> MainText:
    """The lines without residue. Rows of tables are never residue, whatever their cells are called."""
    kept, cut = cut_lines([_ROW if line.kind in _TABLE else line.text for line in lines])
    return MainText(
        lines=tuple(bounded(lines[index] for index in kept)), cut=cut, rule="text file", drawn_title=""
    )


def _refusal(text: str, lines: Sequence[TextLine]) -> tuple[Reason, str] | None:
    if not lines:
        return Reason.EMPTY, "no text"
    if text.count("\x00") + sum(char < " " and char not in "\t\r\n\f" for char in text[:20_000]) > 0.02 * len(
        text
    ):
        return Reason.NOT_HTML, "binary"
    if text.count(REPLACEMENT) > MAX_DAMAGE * len(text):
        return Reason.BAD_ENCODING, f"{text.count(REPLACEMENT)} of {len(text)} characters unreadable"
    return None


def _parted(
    lines: Sequence[TextLine], zone: ZoneInfo, now: datetime
) -> tuple[str, FoundDate | None, Sequence[TextLine]]:
    """Title, date and the rest. The title is the first line that can be one; a bare date line is not text."""
    title, rest = "", lines
    if len(lines[0].text) <= _MAX_TITLE and len(lines) > 1:
        title, rest = lines[0].text, lines[1:]
    date = read_dateline([line.text for line in rest[:_DATELINES]], zone=zone, now=now)
    if date is not None:
        rest = [
            line
            for number, line in enumerate(rest)
            if number >= _DATELINES or not _only_date(line.text, date)
        ]
    return title or lines[0].text[:_MAX_TITLE], date, rest


def _only_date(line: str, date: FoundDate) -> bool:
    return (
        date.raw in line
        and len(line) - len(date.raw) <= 30
        and not line.endswith(("。", ".", "！", "!", "？", "?"))
    )
