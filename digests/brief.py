"""The letter: what of an issue is mailed, so that it is read in five minutes. The page has everything.

A letter is fitted, not cut: every claim gets its shortest form first (the numbers and one quote), then there is room
for more of the first, then of the next. What does not fit is counted, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from digests.labels import Labels
from digests.length import KEY, MINUTES, QUIET, item_texts, printed_texts, reading_time, size_of, texts_of
from digests.view import Item, Section

FIRST = ("changes", "shifts", "pairs", "watch", "follow")  # the key part, with head and bottom line
LAST = ("blind", "method")
_SHOWN = {
    "changes": 4,
    "shifts": 5,
    "pairs": 2,
    "watch": 2,
    "follow": 5,
}  # lines; one line of a section that is not named
_REST_SHOWN = {"figures": 4, "policy": 5, "new": 3, "terms": 2, "top": 3, "tone": 3}
_BLIND = {"en": 90, "zh-Hans": 180, "zh-Hant": 180}
_BLIND_QUIET = {"en": 60, "zh-Hans": 120, "zh-Hant": 120}
_OTHER_PROOF = ("new", "terms", "tone", "top")  # lines with a link, or with several quotes
_ROWS = 4  # of a table in the small print

Cost = Callable[[Iterable[str]], float]
Sections = Mapping[str, Section]


def letter_sections(
    say: Labels, sections: Sequence[Section], fixed: Sequence[str], *, quiet: bool
) -> tuple[Section, ...]:
    """The sections of the letter out of those of the page. ``fixed``: what is printed beside them; the foot is last."""
    by = {section.key: section for section in sections}
    return _quiet(say, by, fixed) if quiet else _full(say, sections, by, fixed)


def _full(
    say: Labels, sections: Sequence[Section], by: Sections, fixed: Sequence[str]
) -> tuple[Section, ...]:
    def words(texts: Iterable[str]) -> float:
        return size_of(texts, say.lang)

    first = _fit(say, [by[key] for key in FIRST if key in by], KEY[say.lang] - words(fixed[:-1]), words)
    last = _small_print(say, by, _BLIND[say.lang])
    middle = [section for section in sections if section.key not in (*FIRST, *LAST)]
    first, last = _told(first), _told(last)
    untold = {s.key for s in sections} - {s.key for s in (*first, *last)}
    page = closing(say, [(s, len(s.items)) for s in sections if s.key in untold])
    room = MINUTES - reading_time([*fixed, *printed_texts([*first, *page, *last])])
    told = [quote.text for section in first for item in section.items for quote in item.quotes]
    shared = _share(say, middle, room, told)
    left = untold - {section.key for section in shared}
    chosen = {section.key: section for section in (*first, *shared, *last)}
    shown = tuple(chosen[section.key] for section in sections if section.key in chosen)
    return (*shown, *closing(say, [(s, len(s.items)) for s in sections if s.key in left]))


def _told(sections: Sequence[Section]) -> list[Section]:
    """Those that say something: a heading over nothing is left out, and counted in the closing line."""
    return [section for section in sections if section.items]


def _quiet(say: Labels, by: Sections, fixed: Sequence[str]) -> tuple[Section, ...]:
    """A week in which nothing shifted: what became of last week's claims, what we could not see, what the page has."""

    def words(texts: Iterable[str]) -> float:
        return size_of(texts, say.lang)

    first = [by[key] for key in ("changes", "follow") if key in by]
    heads = words([text for s in (*first, by["blind"]) for text in (s.heading, s.note, _rest(say, 99))])
    room = QUIET[say.lang] - 1 - words(fixed)
    seen = {key: by[key] for key in by if key != "method"}
    last = _small_print(say, seen, min(_BLIND_QUIET[say.lang], int(room - heads) // (2 if first else 1)))
    named = closing(say, [(section, len(section.items)) for section in first])  # if nothing of them fits
    told = _told([*_fit(say, first, room - words(printed_texts([*last, *named])), words), *last])
    untold = by.keys() - {section.key for section in told} - {"method"}
    page = closing(say, [(section, len(section.items)) for key, section in by.items() if key in untold])
    if words(printed_texts([*told, *page])) > room:
        page = closing(say, [(section, len(section.items)) for section in first if section.key in untold])
    return (*told, *page)


def closing(say: Labels, sections: Sequence[tuple[Section, int]]) -> tuple[Section, ...]:
    """What only the page has, by the headings of its sections and how many lines they have."""
    if not sections:
        return ()
    named = [
        say.say("letter", "more", heading=section.heading[:1].lower() + section.heading[1:], n=n)
        for section, n in sections
    ]
    note = say.say("letter", "quiet", sections=say.comma.join(named))
    return (Section("page", say.say("section", "page"), "", (Item(body=(note,)),)),)


def versions(item: Item) -> tuple[Item, ...]:
    """An item from its shortest form to its fullest: a sentence and a quote, sentence by sentence, then all quotes."""
    if not item.quotes:
        return (replace(item, more="", links=()),)
    bare = replace(item, more="", links=())
    short = min(item.quotes, key=lambda quote: (reading_time([quote.text]), quote.text))
    made = [replace(bare, body=item.body[:1], quotes=(short,))]
    made += [
        replace(bare, body=item.body[: at + 1], quotes=item.quotes[:1])
        for at in range(max(1, len(item.body)))
    ]
    made.append(bare)
    if item.url:  # the lead is the line, and its link the proof
        made.insert(0, replace(bare, quotes=()))
    return tuple(dict.fromkeys(made))


def _fit(say: Labels, sections: Sequence[Section], room: float, cost: Cost) -> list[Section]:
    """As much of these sections as there is room for: the shortest form of each line first."""
    room -= sum(cost([section.heading, section.note, _rest(say, 99)]) for section in sections)
    lines = [
        (section.key, item) for section in sections for item in section.items[: _SHOWN.get(section.key, 1)]
    ]
    forms = _forms([item for _, item in lines])
    taken: dict[int, Item] = {}

    def take(index: int, form: Item, room: float) -> float:
        price = cost(item_texts(form)) - (cost(item_texts(taken[index])) if index in taken else 0.0)
        if price > room:
            return room
        taken[index] = form
        return room - price

    for index, (key, _) in enumerate(lines):  # claims before what to watch, and why they count
        room = take(index, forms[index][0], room) if key != "watch" else room
    for index in tuple(taken):
        if lines[index][0] == "shifts" and (why := [form for form in forms[index] if len(form.body) > 1]):
            room = take(index, why[0], room)
    for index, (key, _) in enumerate(lines):
        room = take(index, forms[index][0], room) if key == "watch" else room
    for section in sections:  # nothing is left of it, so nothing need be said of a rest
        if sum(lines[at][0] == section.key for at in taken) == len(section.items):
            room += cost([_rest(say, 99)])
    for level in range(1, max(map(len, forms), default=0)):
        for index in sorted(taken):
            fuller = forms[index][level : level + 1]
            if fuller and len(fuller[0].body) >= len(taken[index].body):
                room = take(index, fuller[0], room)
    chosen = {
        section.key: [item for at, item in sorted(taken.items()) if lines[at][0] == section.key]
        for section in sections
    }
    return [_chosen(say, section, chosen[section.key]) for section in sections]


def _forms(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """The forms of each line; a quote that a line above begins with stands behind the others of its own."""
    told: set[str] = set()
    made = []
    for item in items:
        quotes = tuple(sorted(item.quotes, key=lambda quote: quote.text in told))
        fresh = tuple(quote for quote in quotes if quote.text not in told) or quotes
        told.update(quote.text for quote in fresh[:1])
        made.append(versions(replace(item, quotes=fresh)))
    return made


def _share(say: Labels, sections: Sequence[Section], room: float, already: Iterable[str]) -> list[Section]:
    """A line of each section, then another of each, until five minutes are full. Shares stand together."""
    taken: dict[str, list[Item]] = {section.key: [] for section in sections}
    done: set[str] = set()
    told = set(already)
    for turn in range(max((len(section.items) for section in sections), default=0)):
        for section in sections:
            whole = section.key == "voice"
            if section.key in done or turn >= min(len(section.items), _REST_SHOWN.get(section.key, 1)):
                continue
            items = [
                _shown(section, item, told)
                for item in (section.items if whole else section.items[turn : turn + 1])
            ]
            price = sum(reading_time(item_texts(item)) for item in items)
            if not turn:
                price += reading_time([section.heading, section.note, _rest(say, 99)])
            if whole or price > room:
                done.add(section.key)
            if price <= room:
                taken[section.key] += items
                room -= price
                told.update(quote.text for item in items for quote in item.quotes)
    return [_chosen(say, section, taken[section.key]) for section in sections if taken[section.key]]


def _shown(section: Section, item: Item, told: Collection[str]) -> Item:
    """A line of the letter: a sentence that stands above it is quoted again only where nothing else is its proof."""
    if section.key == "voice":
        return replace(item, quotes=()) if item.url else item
    if section.key not in _OTHER_PROOF:
        return item
    fresh = tuple(quote for quote in item.quotes if quote.text not in told)
    return replace(item, quotes=fresh or (() if item.url else item.quotes[:1]))


def _small_print(say: Labels, by: Sections, limit: int) -> list[Section]:
    """What could not be seen, sentence by sentence in so many words, and the method."""
    made = []
    if "blind" in by:
        items: list[Item] = []
        room, left = limit - size_of([_rest(say, 99)], say.lang), 0
        for item in by["blind"].items:
            kept = []
            for sentence in item.body:
                price = size_of([sentence], say.lang)
                kept += [sentence] if price <= room else []
                room -= price if price <= room else 0
            left += len(item.body) - len(kept)
            rows: tuple[tuple[str, ...], ...] = ()
            for row in item.rows[:_ROWS]:
                price = size_of([*row, *(() if rows else item.columns)], say.lang)
                rows, room = ((*rows, row), room - price) if price <= room else (rows, room)
            left += len(item.rows) - len(rows)
            if kept or rows:
                items.append(replace(item, body=tuple(kept), rows=rows, columns=item.columns if rows else ()))
        made.append(with_rest(say, replace(by["blind"], items=tuple(items)), left))
    return [*made, *([by["method"]] if "method" in by else [])]


def _chosen(say: Labels, section: Section, items: Sequence[Item]) -> Section:
    return with_rest(say, replace(section, items=tuple(items)), len(section.items) - len(items))


def with_rest(say: Labels, section: Section, left: int) -> Section:
    """The section with how many more of its items the page has."""
    return replace(section, left=left, rest=_rest(say, left) if left else "")


def _rest(say: Labels, more: int) -> str:
    return say.say("letter", "rest", more=say.integer(more))


def size_of_key(lang: str, head: Sequence[str], sections: Sequence[Section]) -> int:
    """Words or characters of the key part: what stands above it, and its sections."""
    return size_of([*head, *(text for s in sections if s.key in FIRST for text in texts_of(s))], lang)
