"""Web pages of our own writing with their truth: invented news in the layouts of real content management systems.

``tests/data/pages/articles`` holds the prose (one file a script), ``tests/data/pages/layouts`` the sites: a template
each, with the menus, hot lists, comments and promotion such sites have. Every layout carries two articles, every
article its own prose. What a template passes through ``r`` (or ``R``) is residue and is remembered as such, what it
passes through ``cap`` and ``opt`` may be in a text or not; so the truth is written where the page is written.

An article opens with ``@@ id | layout``, then ``key value`` lines up to the body; the body has one paragraph a line:
``## `` heading, ``- `` item, ``|| `` header row, ``| `` row, ``?`` counts neither way, ``!`` residue inside the body.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

HERE = Path(__file__).resolve().parent / "data" / "pages"
LANGS = {"hans": "zh-Hans", "hant": "zh-Hant", "en": "en"}
KEYS = re.compile(
    r"(title|subtitle|date|author|section|source|editor|account|place|summary|column|credit|coverline|company|origtitle"
    r"|origin_account)(?: (.*))?$"
)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as written. ``lines``: (kind, text), kinds as in the store plus ``optional`` and ``residue``."""

    id: str
    layout: str
    lang: str
    fields: dict[str, str]
    lines: tuple[tuple[str, str], ...]

    @property
    def date(self) -> datetime:
        """When it was published, in the site's own zone."""
        zone = UTC if self.lang == "en" else timezone(timedelta(hours=8))
        return datetime.strptime(self.fields["date"], "%Y-%m-%d %H:%M").replace(tzinfo=zone)

    @property
    def body(self) -> tuple[tuple[str, str], ...]:
        """The lines that are the article."""
        return tuple((kind, bare(text)) for kind, text in self.lines if kind not in ("optional", "residue"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A page as served and what is true of it. ``author``: names, several with ``; ``; empty when it has none."""

    id: str
    lang: str
    layout: str
    url: str
    html: bytes
    title: str
    date: str
    author: str
    lines: tuple[tuple[str, str], ...]
    residue: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def text(self) -> str:
        """The truth of the text: one paragraph a line."""
        return "\n".join(text for _, text in self.lines)


@dataclass(slots=True, kw_only=True)
class Marks:
    """What a template said of its own lines while it was filled in."""

    residue: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)


def bare(text: str) -> str:
    """A line without its marks of emphasis."""
    return text.replace("**", "")


def read_line(line: str) -> tuple[str, str]:
    """One line of a body as (kind, text)."""
    marks = (
        ("## ", "heading"),
        ("- ", "item"),
        ("|| ", "header"),
        ("| ", "row"),
        ("?", "optional"),
        ("!", "residue"),
    )
    for mark, kind in marks:
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return ("heading", line) if re.fullmatch(r"\*\*[^*]{1,40}\*\*", line) else ("paragraph", line)


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of one file."""
    for block in path.read_text(encoding="utf-8").split("@@ ")[1:]:
        head, *rest = block.strip().splitlines()
        name, layout = (part.strip() for part in head.split("|"))
        fields: dict[str, str] = {}
        while rest and (found := KEYS.match(rest[0])):
            fields[found[1]] = found[2] or ""
            rest = rest[1:]
        lines = tuple(read_line(line) for line in rest if line.strip())
        yield Article(id=name, layout=layout, lang=LANGS[path.stem], fields=fields, lines=lines)


@cache
def all_articles() -> tuple[Article, ...]:
    """Every article, in the order of the files."""
    return tuple(article for stem in LANGS for article in read_articles(HERE / "articles" / f"{stem}.txt"))


def emphasised(text: str) -> str:
    """The text as HTML, its marks of emphasis as ``strong``."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text)))


# How the paragraphs and the headings of a site are written; a dict so that a template names its site's habit.
STYLES: dict[str, tuple[str, str]] = {
    "p": ("<p>{}</p>", "<h2>{}</h2>"),
    "indent": ("<p>　　{}</p>\r\n", "<p>　　<strong>{}</strong></p>\r\n"),
    "br": ("　　{}<br />\n<br />\n", "　　<b>{}</b><br /><br />\n"),
    "br2": ("{}<br />\r\n<br />\r\n", "<b>{}</b><br />\r\n"),
    "span": (
        '<section style="margin:0 8px;line-height:1.75em"><span style="font-size:15px;letter-spacing:1px">{}</span></section>'
        '<section style="margin:0 8px"><br></section>',
        '<section style="text-align:center"><strong><span style="font-size:18px">{}</span></strong></section>',
    ),
    "trs": ('<p align="justify" style="text-indent:2em">{}</p>\n', '<p align="justify"><b>{}</b></p>\n'),
    "divs": ("<div>{}</div><div><br/></div>", "<div><b>{}</b></div>"),
    "wp": ("<p>{}</p>\n", '<h2 class="wp-block-heading">{}</h2>\n'),
    "wpen": ("\n<p>{}</p>\n", '\n<h2 class="wp-block-heading">{}</h2>\n'),
    "nbsp": ("<p>&nbsp;&nbsp;&nbsp;&nbsp;{}</p>", "<p>&nbsp;&nbsp;&nbsp;&nbsp;<b>{}</b></p>"),
    "gbkindent": ('<p style="text-indent: 2em;">\n\t　　{}</p>\n', "<p><strong>{}</strong></p>"),
    "mso": (
        '<p class="MsoNormal" style="text-indent:24pt"><span style="font-family:宋体"><font size="3">{}'
        "<o:p></o:p></font></span></p>",
        '<p class="MsoNormal"><b>{}</b></p>',
    ),
    "pgc": ('<p data-track="{n}">{}</p>', '<h1 class="pgc-h-arrow-right">{}</h1>'),
    "spanp": ("<p><span>{}</span></p>", "<h3><span>{}</span></h3>"),
    "cp": ('<p class="c-paragraph">{}</p>', '<h2 class="c-heading">{}</h2>'),
    "med": ('<p id="a{n}" class="pw-post-body-paragraph nk nl">{}</p>', "<h1>{}</h1>"),
    "oldp": ("{}<P>\n", "<B>{}</B><P>\n"),
    "testid": ('<div data-testid="paragraph-{n}" class="text__text__1FZLe">{}</div>', "<h2>{}</h2>"),
    "dcr": ('<p class="dcr-130mj7b">{}</p>', '<h2 id="h{n}">{}</h2>'),
    "wrap": ("<p><span>{}</span></p>", '<h2 id="s{n}">{}</h2>'),
    "comp": ('<div><p datatype="p">{}</p></div>', "<h3>{}</h3>"),
    "plain": ("{}\n\n", "{}\n\n"),
}


def rendered(lines: tuple[tuple[str, str], ...], style: str, start: int) -> str:
    """The lines as a site with this habit writes them; neighbouring rows make a table, items a list."""
    paragraph, heading = STYLES[style]
    out: list[str] = []
    opened = ""
    for number, (kind, text) in enumerate(lines, start):
        wanted = {"item": "ul", "header": "table", "row": "table"}.get(kind, "")
        if wanted != opened:
            out += [f"</{opened}>"] * bool(opened) + [f"<{wanted}>"] * bool(wanted)
            opened = wanted
        inner = emphasised(text)
        if wanted == "table":
            cell = "th" if kind == "header" else "td"
            out.append("<tr>" + "".join(f"<{cell}>{part}</{cell}>" for part in inner.split(" | ")) + "</tr>")
        elif wanted:
            out.append(f"<li>{inner}</li>")
        else:
            shape = heading if kind == "heading" else paragraph
            out.append(
                shape.replace("{n}", str(number)).replace("{}", bare(inner) if style == "plain" else inner)
            )
    return "".join(out + [f"</{opened}>"] * bool(opened))


def helpers(article: Article, marks: Marks) -> dict[str, Any]:
    """What a template may call: its body, the lines it marks, and other articles for its lists."""
    peers = [other for other in all_articles() if other.lang == article.lang and other.id != article.id]
    offset = int(hashlib.sha256(article.id.encode()).hexdigest(), 16)

    def peer(number: int) -> Article:
        return peers[(offset + number * 7) % len(peers)]

    def remember(into: list[str]) -> Callable[[object], Markup]:
        def write(text: object) -> Markup:
            into.append(str(text))
            return Markup(escape(text))

        return write

    mark = remember(marks.residue)

    def body(style: str, start: int = 0, stop: int | None = None) -> Markup:
        chosen = article.lines[start:stop]
        marks.residue += [bare(text) for kind, text in chosen if kind == "residue"]
        marks.optional += [text for kind, text in chosen if kind == "optional"]
        return Markup(rendered(chosen, style, start))

    def listed(texts: list[str], tag: str = "li") -> Markup:
        items = (f'<{tag}><a href="/o/{n}.html">{mark(text)}</a></{tag}>' for n, text in enumerate(texts))
        return Markup("\n".join(items))

    def title(number: int) -> str:
        return peer(number).fields["title"]

    def teaser(number: int) -> str:
        return peer(number).body[0][1][: 90 if article.lang == "en" else 42]

    return {
        "body": body,
        "r": mark,
        "R": listed,
        "cap": remember(marks.optional),
        "opt": remember(marks.optional),
        "js": lambda value: Markup(json.dumps(str(value), ensure_ascii=False).replace("</", "<\\/")),
        "other": title,
        "teaser": teaser,
        "others": lambda count, start=1: [title(start + n) for n in range(count)],
        "teasers": lambda count, start=1: [(title(start + n), teaser(start + n)) for n in range(count)],
    }


def facts(article: Article) -> dict[str, Any]:
    """The values a template prints: names, dates in any form, numbers of its own."""
    when = article.date
    number = int(hashlib.sha256(article.id.encode()).hexdigest()[:6], 16) % 90000 + 10000
    slug = "-".join(re.findall(r"[a-z0-9]+", article.fields["title"].lower())[:7]) or str(number)
    plain = [bare(text) for kind, text in article.lines if kind == "paragraph"]
    # strftime's "-" (no leading zero) is glibc's own; written out, so that pages are the same everywhere.
    short = {
        "%-d": str(when.day),
        "%-m": str(when.month),
        "%-H": str(when.hour),
        "%-I": str((when.hour - 1) % 12 + 1),
    }

    def formatted(form: str) -> str:
        return when.strftime(re.sub(r"%-[dmHI]", lambda found: short[found[0]], form))

    return {
        "a": {
            **article.fields,
            "n": number,
            "title": article.fields["title"],
            "author": article.fields.get("author", ""),
        },
        "authors": [name for name in re.split(r"; ?", article.fields.get("author", "")) if name],
        "d": formatted,
        "dutc": when.astimezone(UTC).strftime,
        "ts": int(when.timestamp()),
        "roc": f"{when.year - 1911}-{when:%m-%d}",
        "weekday": WEEKDAYS[when.weekday()],
        "y": f"{when:%Y}",
        "m": f"{when:%m}",
        "n": number,
        "id": number * 7,
        "slug": slug,
        "text": "".join(plain),
        "first": plain[0],
        "lines": [(kind, bare(text)) for kind, text in article.lines],
    }


def header(source: str) -> dict[str, str]:
    """The ``key: value`` pairs of a template's first comment."""
    opening = source.split("#}", 1)[0].removeprefix("{#")
    return dict(part.strip().split(": ", 1) for part in opening.split(" | "))


@cache
def environment() -> Environment:
    """The templates, with escaping on."""
    return Environment(loader=FileSystemLoader(HERE / "layouts"), autoescape=True)


def build_page(article: Article) -> OwnPage:
    """The page of an article and its truth."""
    site = header((HERE / "layouts" / f"{article.layout}.html").read_text(encoding="utf-8"))
    known = facts(article)
    url = re.sub(
        r"\{(\w+)\}", lambda found: str(known["d"]("%d") if found[1] == "d" else known[found[1]]), site["url"]
    )
    marks = Marks()
    # "d" is the date as a function in templates and the day in addresses.
    html = (
        environment()
        .get_template(f"{article.layout}.html")
        .render(url=url, **known, **helpers(article, marks))
    )
    html = html.split("\n", 1)[1]
    encoding = site.get("encoding", "utf-8")
    truth = {bare(text) for _, text in article.body}
    return OwnPage(
        id=article.id,
        lang=article.lang,
        layout=article.layout,
        url=url,
        html=html.encode({"gb2312": "gbk"}.get(encoding, encoding), "xmlcharrefreplace"),
        title=article.fields["title"],
        date=f"{article.date:%Y-%m-%d}",
        author=article.fields.get("author", ""),
        lines=article.body,
        residue=tuple(dict.fromkeys(line for line in marks.residue if line.strip() and line not in truth)),
        optional=tuple(dict.fromkeys(marks.optional)),
    )


@cache
def own_pages() -> tuple[OwnPage, ...]:
    """All pages, built once in a run."""
    return tuple(build_page(article) for article in all_articles())
