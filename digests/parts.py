"""What a digest is made of: frozen records, the same for every language.

A part says nothing in words. digests.wording turns it into sentences, so that the English and the
Chinese digest cannot claim different things. Numbers come from counted rows, words from ``Evidence``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from digests.shares import ShareShift
from digests.shifts import Shift
from digests.tone_test import ToneShift
from digests.weeks import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim stretch of one article: ``text[start:end] == quote``, checked when it was made."""

    article_id: int
    url: str
    source: str  # name as printed
    house: str  # publisher house: two quotes of one house are one witness
    lang: str
    published_on: date  # in the digest's zone
    quote: str
    start: int
    end: int
    cut_before: bool  # the sentence began earlier
    cut_after: bool  # the sentence went on
    text_sha256: str  # of the whole text in UTF-8, hexadecimal: which version was quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A series or subject by its id and what it is called in each language of the digest."""

    id: str  # "topic:de-minimis-and-customs", "entity:temu", or a name nobody knows
    en: str
    zh_hans: str
    zh_hant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MixNote:
    """A share of languages or kinds of source that is not the usual one: of a subject's stories, or of all."""

    measure: str  # language | kind
    value: str  # zh-Hans | zh-Hant | en; newsroom | press | policy | aggregator | local
    test: ShareShift


@dataclass(frozen=True, slots=True, kw_only=True)
class MixLine:
    """A language or kind of source that has another share of all the week's stories than usual."""

    note: MixNote
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    """One tested series that left its range, with what the stories behind it are."""

    name: Name
    shift: Shift
    history: tuple[int, ...]  # the panel's stories by week, oldest first, the digest's week last
    articles: int
    houses: int
    stories_zh: int
    stories_en: int
    also: tuple[tuple[Name, Shift], ...] = ()  # weaker claims made by largely the same stories
    companions: tuple[tuple[Name, int], ...]  # what those stories are also about, and how many
    evidence: tuple[Evidence, ...]
    more: tuple[tuple[str, str], ...]  # headline and URL of further stories
    stakes: tuple[int, ...] = ()  # figures that those stories state, as places in ``Digest.figures``
    mix: tuple[MixNote, ...] = ()  # where its languages or kinds of source are not its usual ones
    about: tuple[str, ...] = ()  # series that more than half of its stories are about, sorted
    named: tuple[tuple[str, ...], ...] = ()  # series that each quote of ``evidence`` names


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became of a claim of the last two weeks, tested with today's rows.

    "again": claimed again. "still": off the same way, but not by enough to claim. "over": back to normal. "unseen":
    there is too little this week to compare. No claim is left out because nobody can be quoted.
    """

    name: Name
    measure: str = "attention"  # attention | pair | voice | tone | language | kind
    value: str = ""  # of a composition: which language, or which kind of source
    then: Shift | ShareShift | ToneShift
    now: Shift | ShareShift | ToneShift | None = None  # the test of this week; None: too little to be tested
    outcome: str
    observed: int  # stories this week; of a share those that count
    expected: float  # stories that were to be expected
    of: int = 0  # stories it is a share of; 0: it is a count
    balance: tuple[float, float] | None = None  # of a tone: this week, and before
    evidence: tuple[Evidence, ...]  # () where no sentence can be quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLine:
    """How many of the stories about the watched names are about one of them. Every watched name has a line."""

    name: Name
    stories: int
    of: int  # stories about at least one of the watched
    share: float
    low: float  # 95 % Wilson interval
    high: float
    headlines: int  # stories with the name in a headline
    usual: float | None  # the same share over the weeks before; None: no weeks before
    evidence: tuple[Evidence, ...]
    change: ShareShift | None = None  # only when a change of the share is claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePoint:
    """A value that an article of the weeks before states of the same thing."""

    value: Decimal
    period: str | None  # as of figures; None: it held when it was stated
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """A figure that the week's articles state."""

    subject: Name
    metric: str
    kind: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    currency: str | None
    per: str | None
    approx: str | None
    direction: str | None
    change_role: str | None
    basis: str | None
    period: str | None
    modality: str | None
    cited: str | None  # who is named as its source
    houses: int  # independent publishers that state it
    evidence: tuple[Evidence, ...]
    differs: tuple[tuple[Decimal, Evidence], ...]  # other values for the same thing and period
    selling: bool = False  # it stands only in texts that sell more than they prove: grade D, with a date
    about: tuple[str, ...] = ()  # series that the stories quoted are about, sorted
    unnamed: bool = False  # the sentence has it from people whom it does not name
    computed: Decimal | None = None  # what the other figures of its sentence make of it, where they disagree
    earlier: tuple[FigurePoint, ...] = ()  # of the same thing, oldest first: see digests.series


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """A day in the life of a policy instrument."""

    day: str  # YYYY-MM-DD or YYYY-MM
    event: str  # effective | deadline | announced
    action: str | None
    jurisdiction: str | None
    authority: str | None
    instrument: str | None  # as the article prints it, else None
    doc_number: str | None
    title: str  # headline of the article: what the line is called when there is no instrument
    titles: tuple[tuple[str, str], ...] = ()  # (language, headline) of what tells of it in that language
    listed: str | None = None  # the week of the first of the last eight issues that had this day already
    instrument_id: str = ""  # of the store; "": not joined into one
    since: str | None = None  # the week whose articles first told of the day, where it is an earlier one
    official: bool = False  # an official document states the day
    houses: int = 0  # publishers of the press that state it
    was: tuple[str, Evidence] | None = None  # the day that stood before, and who said so
    differs: tuple[tuple[str, Evidence], ...] = ()  # another day that a publisher states instead
    about: tuple[str, ...] = ()  # series that the stories quoted are about, sorted
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """An act that has gone a step further than earlier weeks told of it."""

    name: str  # its number or name, as both sentences print it
    jurisdiction: str
    before: str  # proposed | consultation | adopted | effective | suspended
    now: str
    then: Evidence  # what said so before
    about: tuple[str, ...] = ()  # series that the stories quoted are about, sorted
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneLine:
    """How the week's stories speak of one name: (favourable - unfavourable) / stories, -1 to 1."""

    name: Name
    stories: int
    favourable: int
    unfavourable: int
    balance: float
    low: float  # 95 % interval
    high: float
    evidence: tuple[Evidence, ...]
    change: ToneShift | None = None  # only when a change is claimed: the same houses, then and now
    # By week, oldest first: stories, balance, its 95 % interval; None: too few to state a balance.
    history: tuple[tuple[int, float, float, float] | None, ...] = ()

    @property
    def before(self) -> float | None:
        """The balance before, same houses; None when no change is claimed."""
        return None if self.change is None else self.change.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story that many carried."""

    title: str
    url: str
    source: str
    lang: str
    published_on: date
    articles: int
    houses: int
    about: tuple[str, ...] = ()  # series that it is about, sorted
    evidence: tuple[Evidence, ...]
    chosen_by: str = ""  # the model that chose and ordered the quotes; empty: the rules of digests.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A name that no article of the weeks before had, and that stories of this week are about."""

    name: Name
    stories: int
    houses: int
    weeks: int  # how far back we looked
    about: tuple[str, ...] = ()  # series that all the stories quoted are about, sorted
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """A word of headlines and leads that marks the week, or a phrase of such words. Stories are of the panel."""

    lang: str  # zh (both scripts) | en: of the texts it was counted in
    word: str  # folded
    simplified: str  # as articles print it; an English word is the same in both
    traditional: str
    z: float  # log-odds with Dirichlet prior over their standard error
    stories: int
    houses: int
    usual: float  # stories in a week like this, by the weeks before
    about: tuple[str, ...] = ()  # series that all the stories quoted are about, sorted
    evidence: tuple[Evidence, ...]  # the word stands in each quote


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLine:
    """Somebody whom the week's stories cite and are not about."""

    name: Name
    stories: int
    houses: int  # publishers that cite it


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthLine:
    """A source that was not well, by its last crawl of the week or of the two days after it."""

    name: str
    state: str  # empty | broken | blocked | silent | flooded | layout-changed
    since: date
    status: str  # of its announcement
    detail: str
    measure: str  # the rule that decided: see crawler.health
    numbers: Mapping[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """What this issue could not see."""

    unheard: tuple[str, ...]  # names of enabled sources without an article this week
    outages: tuple[str, ...]  # names of sources that fell silent
    health: tuple[HealthLine, ...] = ()
    broken: tuple[tuple[str, str], ...]  # other sources whose last look failed: name, status
    rejected: tuple[tuple[str, int], ...]  # reason, pages of the week
    undated: int
    pending: int
    reprints: int  # articles folded into another one's story
    withheld: int  # claims left out because no sentence could be quoted for them
    unread: int = (
        0  # articles of all weeks compared that other rules have read, or none yet: in no count of names
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How the week was compared."""

    baseline: int  # weeks compared with; 0: none yet
    needed: int  # weeks a comparison needs
    have: int  # earlier weeks with articles
    panel: int  # sources compared over
    coverage: float  # their share of the week's articles
    tests: int  # series tested
    phi: float
    alpha: float
    q: float
    expected_false: float  # claims of this issue that are false, on average at most
    pairs: int = 0  # pairs tested, beside ``tests``
    claims: int = 0  # of all measures
    unusual: int = (
        0  # of ``tests``, those that are claimed or worth watching, whether or not they have a line
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that an issue says otherwise than its revision before."""

    what: str  # claim | figure | date | follow | voice | stories | articles
    how: str  # new | gone | other
    name: Name | None = None  # of a claim, figure, share of voice; of a date its country, or its act
    detail: str = (
        ""  # the metric of a figure, the day of a date, of a claim followed up measure/value/outcome
    )
    before: float | None = None  # effect of a claim, or a count
    after: float | None = None
    before_of: int = 0  # what a count is a share of; 0: of nothing
    after_of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """For whom lines were chosen: see digests.selection."""

    names: tuple[Name, ...]  # the topics and things that were asked for
    elsewhere: int  # claims of the whole issue that touch none of them
    watched: tuple[Name, ...] = ()  # whom the share of voice is out of


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One week for people, before it has a language."""

    week: Week
    zone: str
    version: str
    stories: int
    articles: int
    sources_heard: int  # enabled sources with an article this week
    sources: int  # enabled sources
    shifts: tuple[ShiftLine, ...]  # claims, by score
    watch: tuple[ShiftLine, ...]  # 0.1 < q <= 0.2
    pairs: tuple[ShiftLine, ...] = ()  # two things in the same stories, beyond what each alone explains
    mix: tuple[MixLine, ...] = ()  # languages and kinds of source of all stories; empty: as usual
    follow_ups: tuple[FollowUp, ...]
    voice: tuple[VoiceLine, ...]
    figures: tuple[FigureLine, ...]
    policy: tuple[PolicyLine, ...]
    stages: tuple[StageLine, ...] = ()  # acts that moved on
    policy_more: int  # further days that the week's articles name
    tone: tuple[ToneLine, ...]
    top: tuple[StoryLine, ...]
    new: tuple[NewLine, ...]
    terms: tuple[TermLine, ...] = ()
    cited: tuple[CitedLine, ...]
    blind: Blind
    method: Method
    revision: int = 1  # of this week's issue; 2 and later say what changed
    changes: tuple[Change, ...] = ()
    selection: Selection | None = None  # None: the whole issue
