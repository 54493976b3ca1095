"""Stories: which articles are one text told again, and which article each of them repeats.

Linked are reprints: exact, trimmed or lightly edited, under another headline, in the other Chinese script. Two
articles from one template with other figures or names are not, and neither is a translation or a rewrite.
The result does not depend on the order in which articles arrive: linking them one by one, or all at once,
gives the same stories.

The root of a story is the article that was there first, unless a member names another one as where it took its text
from (Article.origin_url): dates of copies are not always later, and the house that is named is the witness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from nlp.fingerprint import Hashes, containment, letter_shingles, plain, resemblance
from nlp.variants import Difference, compare
from store.records import Article, Fingerprint, Lang, Peer, StoryLink

VERSION = "stories-2"

# A fifth of the words replaced leaves 0.4 to 0.5; own wording of one event shares under 0.3.
_ALIKE = 0.45
# A copy cut to its first half resembles its source by 0.5 or less, but nearly all of it is in there.
_CONTAINED, _CONTAINED_LEAST = 0.85, 100
# Under this many shingles (two or three sentences) formulas alone can make two texts alike.
_SHORT, _SHORT_ALIKE = 60, 0.6
# Figures and names that differ in the same place: an editor corrects one of six or more in a text he leaves alone
# otherwise, a template changes many.
_ONE_CHANGED_OF, _ONE_CHANGED_ALIKE, _CHANGED_MOST, _CHANGED_FREELY = 6, 0.7, 0.08, 0.04
# Wherever they stand, a reprint has its source's figures and names; a template shares only its fixed ones. The
# less of the wording is shared, the more of them have to be: (resemblance, share in common), linear in between.
_COMMON_FROM, _COMMON_TO = (0.5, 0.85), (0.7, 0.6)
# Candidates looked at for one article: a stop against floods of texts that share their boilerplate.
_LOOKED_AT = 64


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts are one: how much they share, and in words."""

    similarity: float
    reason: str


class _Known:
    """An article on the table, with what is computed of it once: its letters, and its shingles when asked."""

    def __init__(self, article: Article, fingerprint: Fingerprint | None = None) -> None:
        self.article = article
        self.bands = fingerprint.bands if fingerprint is not None else ()
        self.letters = plain(article.text)

    @cached_property
    def grams(self) -> Hashes:
        return letter_shingles(self.letters)

    @property
    def order(self) -> tuple[str, str, int]:
        """Earlier first: a story is rooted in the article that was there first."""
        return (
            (self.article.published_at or self.article.fetched_at).isoformat(),
            self.article.url,
            self.article.id,
        )


def story_id(root_url: str) -> str:
    """The stable name of the story that this article is the root of."""
    return "s-" + sha256(root_url.encode()).hexdigest()[:12]


def _chinese(lang: Lang) -> bool:
    return lang in {Lang.ZH_HANS, Lang.ZH_HANT}


def match_texts(one: Article, other: Article) -> Match | None:
    """Whether two articles carry one text, and why; None when they do not."""
    return _match(_Known(one), _Known(other))


def _match(one: _Known, other: _Known) -> Match | None:
    if not one.letters or (one.article.lang is Lang.EN and _chinese(other.article.lang)):
        return None
    if _chinese(one.article.lang) and other.article.lang is Lang.EN:
        return None
    if one.letters == other.letters:
        scripts = {one.article.lang, other.article.lang}
        across = " in the other script" if scripts == {Lang.ZH_HANS, Lang.ZH_HANT} else ""
        return Match(1.0, f"the same text{across}")
    similarity = resemblance(one.grams, other.grams)
    inside = containment(one.grams, other.grams)
    smaller = min(len(one.grams), len(other.grams))
    needed = _SHORT_ALIKE if smaller < _SHORT else _ALIKE
    cut = inside >= _CONTAINED and smaller >= _CONTAINED_LEAST
    if similarity < needed and not cut:
        return None
    difference = compare(one.article.text, other.article.text)
    if not _says_the_same(difference, max(similarity, inside if cut else 0.0)):
        return None
    said = f"{similarity:.0%} of the wording shared"
    if similarity < needed:
        said = f"{inside:.0%} of the shorter text is in the longer"
    values = difference.kept + difference.changed
    figures = f", {difference.kept} of {values} figures and names in the same places equal" if values else ""
    return Match(round(similarity, 4), said + figures)


def _says_the_same(difference: Difference, similarity: float) -> bool:
    """Whether what changed is within what an editor changes in a text that is not his."""
    if difference.renamed:  # an editor corrects a figure, but he does not make France of Poland
        return False
    compared = difference.kept + difference.changed
    few = difference.share_changed <= _CHANGED_MOST
    if difference.changed == 1 and difference.share_changed > _CHANGED_FREELY:
        alike = similarity >= _ONE_CHANGED_ALIKE and difference.missing <= 1
        few = compared >= _ONE_CHANGED_OF and alike
    (low, most), (high, least) = _COMMON_FROM, _COMMON_TO
    way = min(max((similarity - low) / (high - low), 0.0), 1.0)
    return few and difference.in_common >= most + way * (least - most)


class _Groups:
    """Disjoint sets of places in the order of time; the smallest place leads its set."""

    def __init__(self, size: int) -> None:
        self._lead = list(range(size))

    def find(self, place: int) -> int:
        while self._lead[place] != place:
            self._lead[place] = self._lead[self._lead[place]]
            place = self._lead[place]
        return place

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._lead[second] = first


def build_stories(
    new: Sequence[tuple[Article, Fingerprint]], peers: Sequence[Peer], families: Mapping[str, str]
) -> list[StoryLink]:
    """Links of every new article, and of each peer whose link changes, in order of time.

    ``peers`` are linked articles that share a band with a new one, and all members of their stories.
    ``families`` maps a source to its publisher house; an article that names its own publisher is that house's. It is
    said in the reason when a house repeats itself.
    """
    given = {peer.article.id: peer.link for peer in peers}
    table = {peer.article.id: _Known(peer.article, peer.fingerprint) for peer in peers}
    table.update({article.id: _Known(article, fingerprint) for article, fingerprint in new})
    known = sorted(table.values(), key=lambda item: item.order)
    groups = _Groups(len(known))
    matched: dict[int, tuple[int, Match]] = {}
    for place, earlier in _candidates(known):
        for other in earlier:
            if groups.find(other) == groups.find(place):
                continue
            match = _match(known[place], known[other])
            if match is not None:
                matched.setdefault(place, (other, match))
                groups.join(place, other)
    sizes = Counter(groups.find(place) for place in range(len(known)))
    roots = _roots(known, groups)
    links = (_link(place, known, groups, roots, sizes, matched, families) for place in range(len(known)))
    fresh = {article.id for article, _ in new}
    return [link for link in links if link.article_id in fresh or given.get(link.article_id) != link]


def _roots(known: Sequence[_Known], groups: _Groups) -> dict[int, int]:
    """Leading place of a story -> the place of its root, where that is another: the earliest member that is named.

    Named is an article at the address, or on the site, that another member says its text is from; one that names a
    member itself is a copy in the middle of a chain, and no root.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for place in range(len(known)):
        members[groups.find(place)].append(place)
    found = {}
    for lead, places in members.items():
        sites = {place: _site(known[place].article.url) for place in places}
        named = {place: _site(known[place].article.origin_url) for place in places}
        said = {site for place, site in named.items() if site and site != sites[place]}
        if not said:
            continue
        here = set(sites.values())
        first = next((p for p in places if sites[p] in said and (not named[p] or named[p] not in here)), None)
        if first is not None and first != lead:
            found[lead] = first
    return found


def _site(url: str) -> str:
    """The name a host is registered under, nearly: the last labels, three where the second is one of a registry."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return ""
    registry = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if registry else -2 :])


def _candidates(known: Sequence[_Known]) -> Iterable[tuple[int, list[int]]]:
    """For each place, the earlier places that share a band or the whole text; at most ``_LOOKED_AT``, in order.

    Of texts that are equal letter for letter only the first is a candidate: it stands for its copies.
    """
    first_of_text: dict[str, int] = {}
    by_band: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, item in enumerate(known):
        original = first_of_text.setdefault(item.letters, place)
        if original != place:
            yield place, [original]
            continue
        shared: Counter[int] = Counter()
        for band in enumerate(item.bands):
            shared.update(by_band[band][:1000])
            by_band[band].append(place)
        likeliest = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:_LOOKED_AT]
        yield place, sorted(other for other, _ in likeliest)


def _link(
    place: int,
    known: Sequence[_Known],
    groups: _Groups,
    roots: Mapping[int, int],
    sizes: Mapping[int, int],
    matched: Mapping[int, tuple[int, Match]],
    families: Mapping[str, str],
) -> StoryLink:
    article = known[place].article
    lead = groups.find(place)
    top = roots.get(lead, lead)
    root = known[top].article
    if root.id == article.id:
        reason = "alone" if sizes[lead] == 1 else "the first to carry this text"
        if top != lead:
            reason = "named by others as where they have this text from"
        return StoryLink(
            article_id=article.id,
            story_id=story_id(article.url),
            root_id=article.id,
            reprint_of=None,
            reason=reason,
        )
    if place in matched:
        other, match = matched[place]
        source, similarity = known[other].article, match.similarity
        reason = f"repeats {source.url}: {match.reason}{_same_house(article, source, families)}"
    else:
        source, similarity = root, round(resemblance(known[place].grams, known[top].grams), 4)
        if place == lead:  # the earliest by its date, but not by its own word
            reason = f"carries the text of {root.url}, which is named as its source"
        else:  # the story's members meet in a later article that has the text of both
            reason = f"joined to {root.url} by a later article that repeats both"
    return StoryLink(
        article_id=article.id,
        story_id=story_id(root.url),
        root_id=root.id,
        reprint_of=source.id,
        reason=reason,
        similarity=similarity,
    )


def _same_house(article: Article, source: Article, families: Mapping[str, str]) -> str:
    house, other = (
        item.publisher or families.get(item.source_id, item.source_id) for item in (article, source)
    )
    return ", of the same house" if house == other else ""


def link_rows(links: Iterable[StoryLink], ids: Mapping[int, str]) -> list[dict[str, Any]]:
    """Rows of ``tradewind link --jsonl``; ``ids`` gives the caller's own id for each article id."""
    return [
        {
            "row": "story",
            "id": ids[link.article_id],
            "story": link.story_id,
            "reprint_of": ids.get(link.reprint_of) if link.reprint_of is not None else None,
            "translation_of": None,
            "witness": ids.get(link.root_id),
        }
        for link in links
    ]
