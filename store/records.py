"""What passes between the rooms: frozen, slotted, keyword-only dataclasses.

Conventions that hold for every record
- Offsets are half-open and count Unicode code points of ``Article.text`` as stored: ``text[start:end] == quote``.
- Times are aware UTC ``datetime``; calendar days are ``date``; ``None`` means unknown, never a guess.
- Values are ``Decimal``, after scale (1.2億 is 120000000); the raw text stands beside them in ``quote``.
- Records are named for the stage of an article's way they belong to (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

# What an issue claims stands in a file of its own; the rooms know it from here.
from store.claims import ShiftEvidenceRow as ShiftEvidenceRow  # noqa: PLC0414 - re-exported
from store.claims import ShiftRow as ShiftRow  # noqa: PLC0414

# What sources are, and the rows of a digest, likewise.
from store.digest_records import Coded as Coded  # noqa: PLC0414
from store.digest_records import Columns as Columns  # noqa: PLC0414
from store.digest_records import DigestRows as DigestRows  # noqa: PLC0414
from store.digest_records import EarlierRows as EarlierRows  # noqa: PLC0414
from store.sources import Lang as Lang  # noqa: PLC0414
from store.sources import Look as Look  # noqa: PLC0414
from store.sources import Recipe as Recipe  # noqa: PLC0414
from store.sources import Source as Source  # noqa: PLC0414
from store.sources import SourceKind as SourceKind  # noqa: PLC0414
from store.sources import SourceRun as SourceRun  # noqa: PLC0414
from store.sources import SourceState as SourceState  # noqa: PLC0414

# What an article is, likewise.
from store.texts import Access as Access  # noqa: PLC0414
from store.texts import Article as Article  # noqa: PLC0414
from store.texts import DateSource as DateSource  # noqa: PLC0414
from store.texts import Evidence as Evidence  # noqa: PLC0414
from store.texts import LineKind as LineKind  # noqa: PLC0414
from store.texts import Paragraph as Paragraph  # noqa: PLC0414


class Outcome(StrEnum):
    """How a candidate ended. PENDING: not yet fetched, or to be tried again."""

    PENDING = "pending"
    ARTICLE = "article"
    REVISION = "revision"  # the text of a known article changed; kept as a version of it
    DUPLICATE = "duplicate"  # the same article under another URL, or unchanged
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a candidate is not an article. Every rejection is counted under one of these names."""

    HTTP_STATUS = "http-status"  # 4xx/5xx that will not be tried again; detail: the status
    UNREACHABLE = "unreachable"  # DNS, refused, reset, TLS, after the last try
    TIMEOUT = "timeout"  # the page did not arrive before its deadline
    TOO_LARGE = "too-large"  # body over the limit, or a decompression bomb
    TRUNCATED = "truncated"  # fewer bytes than announced
    ROBOTS = "robots"  # robots.txt forbids it
    UNSAFE_ADDRESS = "unsafe-address"  # private, loopback, link-local, reserved name, or no http(s)
    NOT_HTML = "not-html"  # PDF, image, JSON or other bytes
    EMPTY = "empty"  # no bytes, or no text in them
    BAD_ENCODING = "bad-encoding"  # no encoding reads the bytes without damage
    NO_TITLE = "no-title"
    TOO_SHORT = "too-short"  # less text than an article has
    NOT_ARTICLE = "not-article"  # an index, tag, search or home page
    BLOCKED = "blocked"  # a challenge, a captcha or a refusal in place of the page
    LOGIN = "login-wall"  # wants an account before it shows anything
    CONSENT = "consent"  # a page that asks for consent in place of the article
    SOFT_404 = "soft-404"  # "not found", said with status 200
    PAYWALL = "paywall"  # says that it is not accessible for free, and shows only the beginning
    RESERVED = "reserved"  # its publisher reserves text and data mining (TDM Reservation Protocol)
    LANGUAGE = "language"  # neither Chinese nor English
    EXTRACT_TIMEOUT = "extract-timeout"  # extraction passed its deadline and was killed
    EXTRACT_FAILED = "extract-failed"  # extraction ended with an error; detail: which


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open offsets in code points into ``Article.text`` as stored."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "changed since?" with. Replaced whole on every 200."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A URL that may be an article, as its source announced it."""

    url: str  # canonical form (crawler.urls); the key
    source_id: str
    discovered_at: datetime
    title: str | None = None  # as announced, tags removed
    published_at: datetime | None = None  # as announced
    updated_at: datetime | None = None  # as announced; later than what we hold means: fetch again
    date_source: DateSource = DateSource.NONE  # FEED or SITEMAP when published_at is set
    fetch_url: str = (
        ""  # the address as announced, where it is not ``url``: servers may need what the key drops
    )
    publisher: str = ""  # the house that printed it, as an aggregator names it; empty: the source itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one fetch of a source's announcement (feed, sitemap, listing) brought."""

    source_id: str
    url: str  # of this announcement (a sitemap index has many)
    at: datetime
    status: str  # "ok" | "unchanged" (304) | "empty" | a Reason value
    detail: str = ""
    validators: Validators | None = None  # None: keep what is stored
    candidates: tuple[Candidate, ...] = ()
    records: tuple[OfficialRecord, ...] = ()
    period: int | None = None  # seconds it asks to leave between two looks; None: it does not say
    not_before: datetime | None = None  # its server asked not to be asked again until then
    quiet: frozenset[int] = frozenset()  # hours of the week (UTC; 0: Monday's first) it asks to be left alone
    next_page: str = ""  # name of the page behind this one, which is to be read when this one has news


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRecord:
    """An entry of an official register, kept as data: no article, and never counted as one."""

    source_id: str
    key: str  # the register's own name for it; with the source the key
    at: datetime  # when it was read
    url: str = ""  # where people read it; empty: nowhere
    title: str = ""
    published_at: datetime | None = None
    fields: tuple[tuple[str, str], ...] = ()  # what the recipe names, in its order; values as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bytes as fetched, before anybody looked at them."""

    url: str  # the candidate's URL
    final_url: str  # after redirects
    source_id: str
    fetched_at: datetime
    status: int
    body: bytes
    content_type: str = ""  # the Content-Type header as sent
    validators: Validators = field(default_factory=Validators)
    keep: bool = True  # False: its publisher allows no archived copy (noarchive); the body is not kept
    parts: tuple[Page, ...] = ()  # its further pages, in order; status 0: asked for in vain


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A candidate that is not an article, and why."""

    url: str
    source_id: str
    at: datetime
    reason: Reason
    detail: str = ""
    extractor: str = ""  # version of the extractor that refused the page; empty: it was not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The end of one candidate's way: the page if there was one, and what it turned out to be."""

    candidate_url: str
    source_id: str
    at: datetime
    page: Page | None  # None when nothing arrived
    result: Article | Rejection | None  # None: 304, unchanged
    retry_at: datetime | None = None  # set: stays pending, try again then (result is the Rejection so far)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in the text. Types: ORG PERSON GPE PRODUCT LAW EVENT. ``id`` None: no id could be made of the name."""

    start: int
    end: int
    quote: str
    type: str
    id: str | None
    in_title: bool = False  # True: the offsets are into ``Article.title``
    provisional: bool = False  # True: no catalogue lists the thing; the id is made from its name
    found_by: str = "lexicon"  # lexicon | document (defined in this text) | form | tagger | model


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What an article has to do with a thing it names: one record for each id."""

    id: str
    type: str
    role: str  # subject | actor | affected | source | passing | promotion
    salience: (
        float  # 0..1: how much of the article is about it; the shares of all its things add up to 1 at most
    )
    mentions: int  # in text and title
    in_title: bool
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity, rank, calendar period or document number the text states.

    ``value`` or ``low``/``high`` (a range is one record). See the data dictionary for the closed
    lists of every field; None is "the text does not say, or we cannot tell".
    """

    start: int
    end: int
    quote: str
    kind: str  # money percent pp count multiple rate duration date rank capacity docref
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    currency: str | None = None  # ISO 4217
    per: str | None = None
    approx: str | None = None  # about over under nearly up_to order
    direction: str | None = None  # up down flat
    change_role: str | None = None  # by to from
    basis: str | None = None  # YoY QoQ CAGR YTD since:X vs:X
    period: str | None = None  # 2025 2025Q3 2025H2 2025-10 2025-10-28 FY2023 2024/2034 2015/
    modality: str | None = None  # actual forecast target estimate hypothetical negated
    subject: str | None = None  # entity id, or the shortest usual name
    metric: str | None = None
    source: str | None = None  # who is cited for it
    rule: str = ""  # which rule made it
    confidence: float = 1.0  # 0..1; a digest leaves weak ones out
    # Which rule told the period. Where it stands: clause | list (分别, respectively) | sentence | figure before |
    # sentence before | report (the one the article opens with) | heading | label | cell | column | row; a date is its
    # own. Then how its year is known: written | named (the year before it) | published (counted from that day) |
    # nearest (the last or next one, seen from that day) | same (同期, a year earlier). "clause, published"
    period_rule: str | None = None
    arithmetic: str | None = None  # agrees | disagrees: with the from, to and by beside it
    computed: Decimal | None = None  # what those others make of it, where they were compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words of a text: ``text[start:end] == quote``, in code points."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """What one sentence says about the business situation of one entity: -1, 0 or +1."""

    sent_start: int
    sent_end: int
    id: str
    polarity: int
    score: float  # -1..1
    evidence: tuple[Quoted, ...] = ()  # the words that decided it, in the order of the text
    past: bool = False  # it tells of more than half a year before publication: no tone of today


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic that the article is about, of the closed list or of the user's own, with the terms that say so."""

    topic: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A rate or threshold of a policy instrument."""

    value: Decimal
    unit: str  # % | ISO 4217 (/item allowed) | day working-day month year count person


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """An event of a policy instrument. Days as text: YYYY-MM-DD, or YYYY-MM where only the month is given."""

    instrument: str | None = None
    kind: str | None = None  # what the instrument is: one of nlp.policy_terms.KINDS
    doc_number: str | None = None
    jurisdiction: str | None = None
    authority: str | None = None
    action: str | None = None
    announced_on: str | None = None
    effective_on: str | None = None
    deadline: str | None = None
    rates: tuple[Amount, ...] = ()
    thresholds: tuple[Amount, ...] = ()
    scope: tuple[str, ...] = ()
    start: int = 0  # the sentence that says so
    end: int = 0
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """Everything the tagger says of one article, made by one version of it."""

    article_id: int
    version: str
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    figures: tuple[Figure, ...] = ()
    sentiments: tuple[Sentiment, ...] = ()
    topics: tuple[Topic, ...] = ()
    policies: tuple[Policy, ...] = ()
    evidence: Evidence | None = None
    words: tuple[
        str, ...
    ] = ()  # different words of headline and lead, folded, in the order of their first places


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What near-duplicates of a text are found by: see nlp.fingerprint."""

    article_id: int
    version: str
    bands: tuple[int, ...]  # signed 64-bit, in band order; equal band: candidate pair
    shingles: int  # how many distinct ones the text has


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """An article's place in a story, and why it is there."""

    article_id: int
    story_id: str
    root_id: int  # article at the root of the reprint chain: its witness
    reprint_of: int | None  # the article whose text this one repeats
    reason: str  # "alone", or a sentence with the numbers that decided it
    similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An article that is linked already and shares a band with a new one."""

    article: Article
    fingerprint: Fingerprint
    link: StoryLink


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run of a command, for the run ledger."""

    id: int
    command: str
    started_at: datetime
    finished_at: datetime | None
    exit_code: int | None
    version: str
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()


def as_row(record: Any) -> dict[str, Any]:
    """A shallow dict of a record's fields (``dataclasses.asdict`` copies deeply at ten times the price)."""
    return {item.name: getattr(record, item.name) for item in fields(record)}
