"""Citations in English: according to X, data from X, X's survey found, X reckons, "…", said X."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from nlp.citation_words import citation_words
from nlp.witnesses import Saying, standing_of, standing_of_id
from store.records import Mention

_W = citation_words("en")
_WORD = r"[A-Z0-9](?:[\w&-]|[’'.](?=[\w&])|(?<=[A-Z])\.(?= [A-Z]))*"
# Names: capital words, with the small words that stand inside names.
_NAME = (
    r"\b[a-z]?[A-Z](?:[\w&/-]|[’'.](?=[\w&])(?![’']?s\b))*"
    rf"(?: (?:(?:of|and|for|on|the|de|&)(?: the)? )?(?!\w+day\b){_WORD}){{0,7}}"
)
_OFFICES = (
    r"(?:government|central bank|customs|(?:\w+ )?ministry|police|regulators?"
    r"|statistics (?:office|agency|bureau))"
)
_BODY = rf"{_NAME}(?: {_OFFICES})?"  # the Jordanian government
_HEAD, _PAPER = _W["heads"], _W["papers"]
_NOISE = rf"(?:{_W['noise']}\s){{0,4}}"
_DO = rf"(?:{_W['adverbs']} ){{0,3}}"
_ISSUED = r"(?: (?:released|published|compiled|collected|provided|conducted|issued))?"
# What a house is, before its name: according to shipping consultancy X.
_WHAT = r"(?:(?!(?:with|of|in|on|at|to|for|from|by|who|that|and|familiar) )[a-z-]{3,16} ){1,4}"
_KIN = r"(?:economist|analyst|researcher|strategist|official|spokes\w+|executive)"
_BY = re.compile(
    rf"\b(?:[Aa]ccording to|[Cc]iting|(?<=, )per|[Bb]ased on) {_NOISE}"
    rf"(?:(?:[a-z-]+ ){{0,3}}{_PAPER}\b{_ISSUED}(?: (?:by|from|of|at) {_NOISE})?)?"
    rf"(?:{_WHAT}(?=[A-Z]))?(?P<who>{_BODY}|{_HEAD}\b)?"
    rf"|\b(?:{_PAPER}{_ISSUED}(?: \w+day)? (?:by|from)"
    r"|(?:surveyed|polled|compiled|conducted|tracked|estimated|identified|collected|published) by)"
    rf" {_NOISE}(?:{_WHAT}(?=[A-Z]))?(?P<by>{_BODY}|{_HEAD}\b)"
)
_PAPERS = re.compile(r"\b(?:survey|poll|study)\b")
_VERB = re.compile(rf" (?:(?P<guess>{_W['guesses']})|(?P<count>{_W['counts']})|(?P<say>{_W['says']}))\b")
_REACH = 150  # characters before a verb in which its speaker stands
_NAMED = re.compile(
    rf"(?P<who>{_BODY})(?:[’']s?)?(?: \([^()\n]{{2,12}}\))?(?:(?: [A-Za-z/-]+){{0,4}}? (?P<paper>(?i:{_PAPER})))?"
    r"(?:(?P<kin> (?:economists?|analysts?|researchers?|strategists?|officials?|spokes\w+|executives?))"
    rf"(?: (?:led by |including |such as )?{_NAME})?| (?:[a-z]+ ){{0,2}}{_KIN} {_NAME})?"
    r"(?:, (?:an?|the|in|its|his|chief|head|senior|managing|who|which|co-\w+|director|president|professor"
    r"|economist"
    rf"|analyst|partner)\b[^,.;\n]{{2,80}},|(?<=[a-z]),)? ?{_DO}$"
)
_UNNAMED = re.compile(
    r"\b(?:(?i:the|an?|one|some|its|most) )?(?:[\w-]+ )??(?P<who>[A-Z][a-z]+-based analysts"
    rf"|(?i:{_HEAD}))(?: (?:chief|head|leader|boss|chair\w*|officials?|data))?"
    rf"(?: (?:at|with|from|for|of) (?P<of>{_NAME}))?(?: who [^.,;\n]{{2,60}}|, [^.,;\n]{{2,60}},)? ?{_DO}$"
)
_POLL = re.compile(
    rf"(?:\b[Aa]n? |\b[Tt]he |\b[Ii]ts )(?:[a-z]+ ){{0,3}}?(?P<who>{_NAME})(?:[’']s)? (?:[a-z]+ ){{0,2}}?"
    r"(?:poll|survey|study|index|report|analysis|model|tracker)\b"
    r"|\b(?:[Ii]n|[Oo]ne|[Aa]|[Tt]he) (?:(?:one|a|the|recent|new|separate|exit|opinion) ){0,3}"
    r"(?P<paper>poll|survey|study)\b(?= (?:of|found|showed|by|published|suggested))"
    r"|\btold the (?P<told>survey|poll)"
)
_INVERTED = re.compile(
    rf"(?:,[”\"’]?|[”\"]) (?:said|says|wrote|added|noted) (?:[a-z-]+ ){{0,6}}?(?P<who>{_BODY})"
    rf"(?:, (?:[\w-]+ ){{1,8}}?(?:at|of|with|for|from) (?:the )?(?P<house>{_NAME}))?"
)
_EXPECTED = re.compile(
    r"\b(?P<who>analysts|economists|Wall Street)(?:[’']s?)? (?:on average |had |have |were |was |are ){0,3}"
    r"(?:average |consensus )?(?:expect(?:ed|ing|ations?)|forecast(?:s|ing)?|estimates?d?|predict(?:ed"
    r"|ing|ions?)"
    r"|pencill?ed in|look(?:ed|ing) for|projected|projections?|anticipated)\b"
    r"|\b(?:expected|forecast|estimated|predicted|projected) by (?P<by>analysts|economists|Wall Street)\b"
)
_FIRST = re.compile(rf"^(?:{_W['openers']}\.?\s)+")
_NOBODY = re.compile(f"^{_W['nobody']}$", re.IGNORECASE)
_RECKONS = re.compile(_W["reckons"], re.IGNORECASE)
_OF_HOUSE = re.compile(r" (?:of|at) ")
_OWN_PLAN = re.compile(
    r" (?:that )?(?:he|she|it|they|we|the (?:u\.?s\.?|united states|company|government|administration|eu))"
    r" (?:would|will|plans?|intends?|is|are|was|were|had|has)\b",
    re.IGNORECASE,
)
_GENITIVE = re.compile(r"[’']s?$")
_POSSESSIVE = re.compile(r"^[A-Z][\w. -]{1,24}[’']s (?=[A-Z])")
_DETERMINER = re.compile(r"(?:\b(?:the|an?|one|its)|\b[A-Z][\w.-]+(?: [A-Z][\w.-]+)?[’']s)$", re.IGNORECASE)
_NAMED_BEFORE = re.compile(r"\b[A-Z][\w&-]+(?:[’']s)? $")
_ASKED = re.compile(r" of (?:more than |about |some |over |nearly )?[\d,]+")
_HOUSES = ("teller", "bank", "state")
_MOST_CUES = 1_500  # of one form in one text
_SMALL = frozenset(("the", "a", "an", "one", "in", "its", "but", "this", "that"))
_CLOSES = re.compile(
    r"(?: (?:on )?\w+day| in an? [\w ]{1,24}| late \w+| earlier \w+| today)?(?:[.,;:]|$|[”\"])|(?: \w+){1,4}[.]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    name: str
    start: int
    standing: str


def find_sayings(text: str, mentions: Sequence[Mention], starts: Sequence[int]) -> Iterator[Saying]:
    """Everybody an English text cites, each form by place."""
    for match in islice(_BY.finditer(text), _MOST_CUES):
        group = "who" if match["who"] else "by" if match["by"] else ""
        paper = None if group else _PAPERS.search(text, match.start(), match.end())
        who = _name(text, match.span(group), mentions, starts) if group else _paper(paper)
        if who:
            yield _saying(who, match.start(), match.end(), "data", trails=not text[match.start()].isupper())
    for match in islice(_VERB.finditer(text), _MOST_CUES):
        said = _spoken(text, match, mentions, starts)
        if said is not None:
            yield said
    for match in islice(_POLL.finditer(text), _MOST_CUES):
        who = _name(text, match.span("who"), mentions, starts) if match["who"] else _paper(match)
        if who and who.standing != "company":
            asked = _ASKED.match(text, match.end())  # whom they asked is not what they found
            start = asked.end() if asked else match.start()
            yield _saying(who, start, match.end(), "data", trails=match["told"] is not None)
    for match in islice(_INVERTED.finditer(text), _MOST_CUES):
        house = _name(text, match.span("house"), mentions, starts) if match["house"] else None
        who = (
            house if house and house.standing in _HOUSES else _name(text, match.span("who"), mentions, starts)
        )
        if who:
            yield _saying(who, match.start(), match.end(), "word", trails=True)
    for match in islice(_EXPECTED.finditer(text), _MOST_CUES):
        if _NAMED_BEFORE.search(text, max(0, match.start() - 30), match.start()):
            continue  # RBC analysts expect: RBC is who is cited
        who = _Name(name=match["who"] or match["by"], start=match.start(), standing="common")
        yield replace(_saying(who, match.start(), match.end(), "guess", trails=True), near=True)


def _saying(who: _Name, start: int, end: int, way: str, *, trails: bool) -> Saying:
    return Saying(name=who.name, start=start, end=end, standing=who.standing, way=way, trails=trails)


def _paper(match: re.Match[str] | None) -> _Name | None:
    """A survey nobody is named for: it is cited itself."""
    if match is None:
        return None
    paper = _PAPERS.search(match.group())
    return (
        _Name(name=paper.group(), start=match.start() + paper.start(), standing="common") if paper else None
    )


def _spoken(
    text: str, verb: re.Match[str], mentions: Sequence[Mention], starts: Sequence[int]
) -> Saying | None:
    """Who stands before a verb of saying, with nothing but office and time between."""
    line = text.rfind("\n", max(0, verb.start() - _REACH), verb.start()) + 1
    window = text[max(line, verb.start() - _REACH) : verb.start() + 1]
    base = verb.start() + 1 - len(window)
    match = _UNNAMED.search(window)
    named = (
        _NAMED_BEFORE.search(window, max(0, match.start("who") - 30), match.start("who")) if match else None
    )
    common = match is not None and (
        named is None
        or _FIRST.match(named.group()) is not None
        or (_GENITIVE.search(named.group().strip()) is not None and not _PAPERS.fullmatch(match["who"]))
    )
    paper = _NAMED.search(window) if common else None
    if (
        match
        and paper
        and paper["paper"]
        and paper.start() < match.start()
        and paper["who"].lower() not in _SMALL
    ):
        common = False  # a Reuters poll, Bank of America's survey: who is cited is who made it
    if match is None or not common:
        match = _NAMED.search(window)
    if match is None:
        return None
    groups = match.groupdict()
    group = "of" if groups.get("of") else "who"
    start = base + match.start(group)
    if common and group == "who":
        name = match["who"] if "-based" in match["who"] else match["who"].lower()
        who: _Name | None = _Name(name=name, start=start, standing="common")
    else:
        who = _name(text, (start, base + match.end(group)), mentions, starts)
    measured = groups.get("paper") is not None
    if who is None or not _may_say(verb, who.standing, measured=measured or groups.get("kin") is not None):
        return None
    if who.standing in ("person", "state", "common") and not measured and _OWN_PLAN.match(text, verb.end()):
        return None  # what they will do themselves
    way = "data" if measured or verb["count"] else "guess" if verb["guess"] else "word"
    speaker = match.start() if common else match.start("who")
    before = _DETERMINER.sub("", window[:speaker].rstrip()[-40:]).rstrip()
    trails = (
        before[-1:] in (",", "”", '"', "-", "–", "—", "’") and _CLOSES.match(text, verb.end()) is not None
    )
    return _saying(who, who.start, verb.end(), way, trails=trails)


def _may_say(verb: re.Match[str], standing: str, *, measured: bool) -> bool:
    """A company's own word is no witness; of an organisation nothing is known of, its counts and guesses are."""
    if standing == "company":
        return False
    if standing == "":
        return measured or _RECKONS.fullmatch(verb.group().strip()) is not None
    return standing != "person" or verb["count"] is None or verb.group() in (" said", " says")


def _name(
    text: str, span: tuple[int, int], mentions: Sequence[Mention], starts: Sequence[int]
) -> _Name | None:
    """Name, its place and what it is; None for nobody in particular."""
    start, name = span[0], text[slice(*span)]
    for form in (_POSSESSIVE, _FIRST):
        if (outside := form.match(name + " ")) is not None:
            start, name = start + outside.end(), name[outside.end() :]
    name = _GENITIVE.sub("", name.strip(" ,."))
    if len(name) < 2 or _NOBODY.match(name):
        return None
    mention = _mention_at(start, start + len(name), mentions, starts)
    if mention is not None and mention.type in ("ORG", "PERSON") and _OF_HOUSE.search(name):
        start, name = mention.start, mention.quote  # an economist of a house: the house; else who it is
    standing = (
        standing_of(mention) if mention else "common" if name[:1].islower() else standing_of_id(None, name)
    )
    if mention is not None and standing == "place":
        if (mention.start, mention.end) == (start, start + len(name)) and not _OF_HOUSE.search(name):
            return None
        standing = standing_of_id(None, name)
    return _Name(
        name=name.rsplit(" ", 1)[-1] if standing == "person" else name, start=start, standing=standing
    )


def _mention_at(start: int, end: int, mentions: Sequence[Mention], starts: Sequence[int]) -> Mention | None:
    """The name that fills most of a stretch."""
    found = mentions[max(0, bisect_left(starts, start) - 1) : bisect_right(starts, end)]
    inside = [m for m in found if m.start < end and m.end > start]
    houses = [m for m in inside if standing_of(m) in _HOUSES]
    best = max(houses or inside, key=lambda m: min(m.end, end) - max(m.start, start), default=None)
    if best is None or (best.type == "GPE" and best.end - best.start < end - start):
        return None if best is None or best.end - best.start < (end - start) // 2 else best
    return best
