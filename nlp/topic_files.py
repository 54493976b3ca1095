"""A user's own topics: a TOML file with one table for each, in the form of the shipped lists.

    [forced-labour-bans]
    label = {en = "forced-labour bans", zh = "强迫劳动禁令", "zh-Hant" = "強迫勞動禁令"}
    strong = ["forced labo{u|}r", "强迫劳动", "import ban{|s} + xinjiang"]
    plain = ["xinjiang", "新疆"]
    weak = ["cotton"]
    ids = ["uflpa"]
    not = ["labour party"]

The name of the table is the slug that stands in the store. They are found beside the closed list, in which they change
nothing. The file is read whole or refused whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from nlp.terms import expand_term
from nlp.title_words import stop_words
from nlp.topic_terms import (
    ID_WEIGHTS,
    JOINED,
    NOT,
    TERM_WEIGHTS,
    TOPICS,
    TopicTerms,
    build_terms,
    shipped_tables,
    shipped_terms,
)
from store.errors import InputError

LABEL = "label"
_LANGS = {"en": "en", "zh": "zh-Hans", "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant"}
_KEYS = (LABEL, *TERM_WEIGHTS, NOT, *ID_WEIGHTS)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_TELLS = re.compile(r"[^\W\d_]")  # a letter of any script
_MOST_BYTES = 1_000_000
_MOST_TOPICS = 200
_MOST_FORMS = 50_000
_MOST_LETTERS = 40  # of a slug and of a label: more does not fit into a digest's line
_MOST_PARTS = 4
_MOST_PROBLEMS = 100
_HEADER = re.compile(r"\s*\[\s*[\"']?([^\]\"']*)[\"']?\s*\]")
_TOML_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTopic:
    """One topic of the user's."""

    slug: str
    labels: Mapping[str, str]  # of en, zh-Hans, zh-Hant: those that are given
    lists: Mapping[str, tuple[str, ...]]  # strong, plain, weak, not, ids, plain_ids, weak_ids


@dataclass(slots=True)
class _File:
    """What is read, and where: for messages."""

    content: str
    path: str
    forms: int = 0
    lines: list[str] = field(default_factory=list)

    def wrong(self, message: str, key: str, remedy: str, *, word: str = "") -> InputError:
        return InputError(message, path=self.path, line=self.line_of(key, word), key=key, remedy=remedy)

    def line_of(self, key: str, word: str) -> int | None:
        """Where a key ``topic`` or ``topic.list`` is written, or the first line after it with ``word``."""
        topic, _, name = key.partition(".")
        self.lines = self.lines or self.content.splitlines()
        found, inside = None, False
        for number, line in enumerate(self.lines, 1):
            header = _HEADER.match(line)
            if header:
                inside = header[1] == topic
                found = number if inside and found is None else found
            elif not name and re.match(rf"\s*[\"']?{re.escape(topic)}[\"']?\s*[.=]", line):
                return number
            elif inside and name and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[.=]", line):
                return self._line_with(number, word)
        return found

    def _line_with(self, first: int, word: str) -> int:
        quoted = json.dumps(word, ensure_ascii=False)
        for number, line in enumerate(self.lines[first - 1 :], first):
            if word and (quoted in line or f"'{word}'" in line):
                return number
        return first


def read_topics(path: Path) -> str:
    """The text of the user's file. Raises InputError where it cannot be read, is too large or is not UTF-8."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}",
            path=str(path),
            key="tag.topics",
            remedy="Check the path and its permissions",
        ) from error
    if len(content) > _MOST_BYTES:
        raise InputError(
            f"is larger than {_MOST_BYTES} bytes", path=str(path), remedy="Is it the right file?"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8", path=str(path), line=line, remedy="Save it as UTF-8") from error


def check_topics(content: str, path: str) -> tuple[list[OwnTopic], list[InputError]]:
    """The topics that are right, and everything that is wrong (100 at most), in the order of the file."""
    try:
        tables = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _TOML_LINE.search(str(error))
        problem = InputError(
            f"is not TOML: {error}",
            path=path,
            line=int(at[1]) if at else None,
            remedy='Write tables such as [my-topic] with lists such as strong = ["word", "词"]',
        )
        return [], [problem]
    file = _File(content, path)
    topics: list[OwnTopic] = []
    problems: list[InputError] = []
    if len(tables) > _MOST_TOPICS:
        return [], [InputError(f"has more than {_MOST_TOPICS} topics", path=path, remedy="Leave some out")]
    for slug, table in tables.items():
        wrong = list(islice(_problems(file, slug, table), _MOST_PROBLEMS - len(problems)))
        problems += wrong
        if not wrong:
            topics.append(_topic(slug, table))
    if file.forms > _MOST_FORMS:
        problems.append(
            InputError(
                f"its terms stand for more than {_MOST_FORMS} forms", path=path, remedy="Use fewer braces"
            )
        )
    return topics, problems


def parse_topics(content: str, path: str) -> list[OwnTopic]:
    """The topics of a file; InputError for the first thing that is wrong."""
    topics, problems = check_topics(content, path)
    if problems:
        raise problems[0]
    return topics


def load_topic_terms(path: Path | None = None) -> TopicTerms:
    """The shipped terms, or those with the user's topics beside them.

    Raises InputError with file, line and key. The file is looked at each time and built anew when it has changed.
    """
    return shipped_terms() if path is None else _with_own(str(path), read_topics(path))


def topic_labels(path: Path | None) -> Mapping[str, Mapping[str, str]]:
    """Slug to the labels of the user's topics, in the file's order; InputError where the file is wrong."""
    if path is None:
        return {}
    return {topic.slug: topic.labels for topic in parse_topics(read_topics(path), str(path))}


@lru_cache(maxsize=2)
def _with_own(path: str, content: str) -> TopicTerms:
    own = parse_topics(content, path)
    if not own:
        return shipped_terms()
    tables = {topic.slug: topic.lists for topic in own}
    told = json.dumps(tables, ensure_ascii=False, sort_keys=True)  # remarks and labels change no reading
    return build_terms(
        {**shipped_tables(), **tables},
        (*TOPICS, *tables),
        own=hashlib.sha256(told.encode()).hexdigest(),
    )


def _topic(slug: str, table: Mapping[str, Any]) -> OwnTopic:
    labels = {_LANGS[lang]: text for lang, text in table.get(LABEL, {}).items()}
    lists = {name: tuple(values) for name, values in table.items() if name != LABEL}
    return OwnTopic(slug=slug, labels=labels, lists=lists)


def _problems(file: _File, slug: str, table: Any) -> Iterator[InputError]:
    if not _SLUG.match(slug) or len(slug) > _MOST_LETTERS:
        yield file.wrong(
            f"no name for a topic: {slug[:60]!r}",
            slug,
            f"Use lower-case letters, digits and hyphens, {_MOST_LETTERS} at most, for example port-strikes",
        )
    elif slug in TOPICS:
        yield file.wrong(
            f"{slug!r} is a topic of the closed list", slug, f"Give yours another name, for example my-{slug}"
        )
    if not isinstance(table, dict):
        yield file.wrong("is no table", slug, f"Write [{slug}] on a line of its own, and the lists below it")
        return
    for name, values in table.items():
        if name not in _KEYS:
            yield file.wrong(f"unknown key {name!r}", f"{slug}.{name}", "Use " + ", ".join(_KEYS))
        elif name == LABEL:
            yield from _label_problems(file, slug, values)
        else:
            yield from _list_problems(file, f"{slug}.{name}", name, values)
    if not any(table.get(name) for name in ("strong", "plain", "ids", "plain_ids")):
        yield file.wrong(
            "has no strong or plain term and no id: nothing would ever be about it",
            slug,
            'Add strong = ["..."]',
        )


def _label_problems(file: _File, slug: str, labels: Any) -> Iterator[InputError]:
    key = f"{slug}.{LABEL}"
    remedy = f'Write label = {{en = "...", zh = "...", "zh-Hant" = "..."}}, {_MOST_LETTERS} letters at most'
    if not isinstance(labels, dict):
        yield file.wrong("is no table", key, remedy)
        return
    for lang, text in labels.items():
        if lang not in _LANGS:
            yield file.wrong(f"unknown language {lang!r}", key, "Use " + ", ".join(_LANGS))
        elif not isinstance(text, str) or not text.strip() or len(text) > _MOST_LETTERS:
            yield file.wrong(f"no label for {lang}", key, remedy)
        elif not text.isprintable():
            yield file.wrong(f"the label for {lang} has signs that cannot be printed", key, remedy)


def _list_problems(file: _File, key: str, name: str, values: Any) -> Iterator[InputError]:
    if not isinstance(values, list):
        yield file.wrong("is no list", key, f'Write {name} = ["...", "..."]')
        return
    for value in values:
        if not isinstance(value, str):
            yield file.wrong(f"{value!r} is no text", key, "Put each term between quotes")
        elif name in ID_WEIGHTS:
            if not _SLUG.match(value):
                yield file.wrong(
                    f"no id: {value[:60]!r}", key, "`tradewind entities list` shows the ids", word=value
                )
        else:
            problem = _term_problem(file, name, value)
            if problem is not None:
                yield file.wrong(problem[0], key, problem[1], word=value)


def _term_problem(file: _File, name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a term, and what to do."""
    parts: Sequence[str] = value.split(JOINED)
    if len(parts) > 1 and name == NOT:
        return f"{value[:60]!r} has two parts", "In `not` write longer words that hold a term"
    if len(parts) > _MOST_PARTS:
        return f"{value[:60]!r} has more than {_MOST_PARTS} parts", "Leave some out"
    for part in parts:
        try:
            forms = expand_term(part)
        except InputError as error:
            return f"{value[:60]!r}: {error.message}", "Pair the braces, or write fewer alternatives"
        file.forms += len(forms)
        empty = not forms
        for form in forms:
            if not _TELLS.search(form):
                empty = True
            elif len(form) < 2 or form in stop_words():
                return (
                    f"{form!r} stands in nearly every text",
                    "Use a longer term, or one that says more",
                )
        if empty:
            return f"{value[:60]!r} has no letters to look for", "Write a word"
    return None
