"""Numbers of official documents as one key, however they are written: 公告2026年第12号, Announcement No. 12 of 2026.

A key is a series and a serial. Series that begin again each year (announcements, bills of a Congress) have their year
in the serial, and no key without one. Some series are an issuer's own: 2026年第12号 of customs is not that of commerce.
Sources: GB/T 9704 (China's official papers), the EU's ELI forms, the Federal Register's and Congress's citations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from nlp.script import fold

_FORMS_OF_ONE = str.maketrans(
    {
        **dict.fromkeys("〔【﹝〖（［", "["),
        **dict.fromkeys("〕】﹞〗）］", "]"),
        **dict.fromkeys("‑–—", "-"),
        "№": "#",
        "đ": "d",
    }
)
_YEAR = r"(?:19|20)\d\d"
_CONGRESS_BEGAN, _CONGRESS_YEARS = 1789, 2
_REPUBLIC = 1911  # year 0 of 民国


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """What a document number says. ``series`` None: nothing that could name a document by itself."""

    series: str
    serial: str
    issued: bool = False  # the series is its issuer's: another body's same serial is another document
    paper: str = ""  # 公告 | 通知 | 令 | 决定: what kind of paper, where it says
    issuer: str = ""  # words in front of an issued number that name who issued it, folded
    lawful: bool = False  # numbers acts of general law, never cases under them
    docket: bool = False  # of a matter through its stages

    @property
    def key(self) -> tuple[str, str]:
        return self.series, self.serial


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What is known beside the number."""

    jurisdiction: str
    year: str  # of the announcement, else of publication; "" unknown
    announced: str  # year of the announcement; "" unknown


_Reader = Callable[[re.Match[str], _Place], Number | None]
_PAPERS = {
    "公告": "公告", "通告": "公告", "通知": "通知", "令": "令", "决定": "决定", "通函": "通知",
    "announcement": "公告", "decree": "令", "order": "令", "decision": "决定",
}  # fmt: skip
_PAPER = r"(?:公告|通告|通知|令|决定|通函)"
_ENGLISH_PAPER = r"(?:announcement|notice|circular|decree|order|decision|notification|bulletin|resolution)"


def _kind(text: str) -> str:
    found = [paper for word, paper in _PAPERS.items() if word in text]
    return found[0] if len(set(found)) == 1 else ""


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"


def _european(match: re.Match[str], place: _Place) -> Number | None:
    first, second = match["a"], match["b"]
    year, number = first, second
    if re.fullmatch(_YEAR, second) and not re.fullmatch(_YEAR, first):
        year, number = second, first
    if not re.fullmatch(r"\d{2}|" + _YEAR, year):
        return None
    return Number(series="eu", serial=f"{year}-{_plain(number)}", lawful=True)


def _docket(series: str) -> _Reader:
    def read(match: re.Match[str], place: _Place) -> Number | None:
        serial = "-".join(part for part in re.split(r"[^a-z0-9]+", match["n"]) if part)
        return Number(series=series, serial=serial, docket=True)

    return read


def _general(series: str, *, lawful: bool = True) -> _Reader:
    def read(match: re.Match[str], place: _Place) -> Number | None:
        return Number(
            series=series, serial="-".join(_plain(part) for part in match.groups() if part), lawful=lawful
        )

    return read


def _bill(match: re.Match[str], place: _Place) -> Number | None:
    if not place.year:
        return None
    congress = (int(place.year) - _CONGRESS_BEGAN) // _CONGRESS_YEARS + 1
    return Number(series=f"us-{match['chamber'][0]}{congress}", serial=_plain(match["n"]), lawful=True)


def _paper_number(match: re.Match[str], place: _Place) -> Number | None:
    said = match.groupdict()
    year = said.get("year") or said.get("year2") or ""
    if said.get("republic"):
        year = str(_REPUBLIC + int(said["republic"]))
    year = year or place.announced
    if not year:
        return None
    return Number(
        series="paper",
        serial=f"{year}-{_plain(match['n'])}",
        issued=True,
        paper=_kind(match.string),
        issuer=_around(match),
    )


def _around(match: re.Match[str]) -> str:
    """The words beside a number that may name its issuer."""
    beside = (
        f"{match.groupdict().get('word') or ''} {match.string[: match.start()]} {match.string[match.end() :]}"
    )
    return " ".join(
        re.sub(rf"{_PAPER}|{_ENGLISH_PAPER}|\b(?:no|number|of)\b\.?|[\[\]().,#]", " ", beside).split()
    )


def _lettered(match: re.Match[str], place: _Place) -> Number | None:
    word = re.sub(rf"{_PAPER}|的", "", match["word"])
    if re.search(rf"{_PAPER}$", match["word"]) or not word:
        return _paper_number(match, place)
    return Number(series=f"字 {word}", serial=f"{match['year']}-{_plain(match['n'])}")


def _letter_of(match: re.Match[str], place: _Place) -> Number | None:
    return Number(series=f"{place.jurisdiction} letter", serial=_plain(match["n"]))


def _decree(match: re.Match[str], place: _Place) -> Number | None:
    return Number(
        series="decree",
        serial=_plain(match["n"]),
        issued=True,
        paper="令",
        issuer=_around(match),
        lawful=True,
    )


def _yearly(match: re.Match[str], place: _Place) -> Number | None:
    return Number(
        series="yearly", serial=f"{match['year']}-{_plain(match['n'])}", issued=True,
        paper=match.groupdict().get("tail") or _kind(match.string), lawful=True,
    )  # fmt: skip


def _forms(*rows: tuple[str, _Reader, str]) -> tuple[tuple[re.Pattern[str], _Reader, str], ...]:
    return tuple((re.compile(pattern), reader, where) for pattern, reader, where in rows)


# Pattern on the folded number, its reader, and the jurisdiction it needs ("": any). The first that fits counts.
_FORMS = _forms(
    (rf"(?P<n>{_YEAR}/\d{{4}}) ?[(\[]?cod[)\]]?", _docket("eu-procedure"), ""),
    (rf"\b(?P<n>(?:com|swd|join) ?[(\[]{_YEAR}[)\]] ?\d{{1,5}})", _docket("eu-paper"), ""),
    (r"(?<![a-z0-9])(?P<n>[ct]-\d{1,4}/\d\d)(?![a-z0-9])", _docket("eu-court"), ""),
    (r"(?<![a-z0-9])(?P<n>(?:dsa|at|m)\.\d{4,6})(?![a-z0-9])", _docket("eu-case"), ""),
    (r"[(\[](?:eu|ec|ue|eea|cfsp|euratom)(?:, ?\w+)?[)\]] ?(?:no\.? ?)?(?P<a>\d{1,4})/(?P<b>\d{1,5})", _european, ""),
    (rf"(?:no\.? ?)?(?P<a>{_YEAR}|\d{{2}})/(?P<b>\d{{1,5}})/(?:eu|ec|eec)(?![a-z0-9])", _european, ""),
    (rf"(?P<a>{_YEAR})/(?P<b>\d{{1,5}})", _european, "EU"),
    (r"(?<![a-z0-9])(\d{2,3}) ?(?:fr|fed\. ?reg\.) ?(\d{3,6})(?![a-z0-9])", _general("us-fr", lawful=False), ""),
    (r"(?<![a-z0-9])fr doc\.? ?(?:no\.? ?)?(20\d\d)-(\d{4,6})", _general("us-frdoc", lawful=False), ""),
    (r"^(20\d\d)-(\d{5})$", _general("us-frdoc", lawful=False), "US"),
    (
        r"(?<![a-z0-9])(?P<n>(?:ustr|us?cbp|cbp|ita|bis|ftc|cpsc|usitc)-20\d\d-\d{3,5})(?![a-z0-9])",
        _docket("us-docket"), "",
    ),
    (r"(?<![a-z0-9])(?P<n>[a-z]{2,6}-20\d\d-\d{3,5})(?![a-z0-9])", _docket("us-docket"), "US"),
    (r"(?<![a-z0-9])(?P<n>[ac]-\d{3}-\d{3})(?![a-z0-9])", _docket("us-order"), "US"),
    (r"(?:executive order|(?<![a-z])e\.? ?o\.?|行政令|行政命令)[^\d]{0,6}(\d{4,5})", _general("us-eo"), ""),
    (r"(\d{4,5}) ?号? ?(?:行政令|行政命令|总统令)", _general("us-eo"), "US"),
    (r"(?:proclamation|总统公告)[^\d]{0,6}(\d{4,6})", _general("us-proclamation"), ""),
    (r"(?<![a-z0-9])(?P<chamber>h)\. ?r\. ?(?P<n>\d{1,5})(?![a-z0-9])", _bill, ""),
    (r"(?<![a-z.])(?P<chamber>s)\. ?(?P<n>\d{1,5})(?![a-z0-9])", _bill, "US"),
    (r"(?:public law|pub\. ?l\.|公法)[^\d]{0,6}(\d{2,3})-(\d{1,4})", _general("us-law"), ""),
    (rf"(?P<word>[\u4e00-\u9fff、 ]{{1,24}}) ?[(\[](?P<year>{_YEAR})[)\]] ?第? ?(?P<n>\d{{1,6}}) ?号", _lettered, ""),
    (rf"(?P<year>{_YEAR}) ?年度?[)\]]? ?第? ?(?P<n>\d{{1,5}}) ?号", _paper_number, ""),
    (rf"第? ?(?P<n>\d{{1,5}}) ?号[(\[](?P<year>{_YEAR}) ?年?[)\]]", _paper_number, ""),
    (r"民国 ?(?P<republic>\d{2,3}) ?年 ?第? ?(?P<n>\d{1,5}) ?号", _paper_number, ""),
    (rf"(?:no\.?|number|#) ?(?P<n>\d{{1,5}}) ?(?:of|,|[(\[]) ?(?P<year>{_YEAR})(?![a-z0-9])", _paper_number, ""),
    (rf"[(\[](?P<year>{_YEAR})[)\]] ?(?:no\.?|number|#) ?(?P<n>\d{{1,5}})", _paper_number, ""),
    (rf"(?:no\.?|number|#)? ?(?<!\d)(?P<year>{_YEAR})-(?P<n>\d{{1,4}})(?![a-z0-9])", _paper_number, ""),
    (rf"(?:no\.?|number|第)? ?(?<!\d)(?P<n>\d{{1,5}})/(?P<year>{_YEAR})(?:/(?P<tail>[a-z-]{{1,9}}))?", _yearly, ""),
    (r"字第? ?(?P<n>\d{5,14}) ?号", _letter_of, ""),
    (r"(?:no\.?|第)? ?(?P<n>\d{8,14})", _letter_of, ""),
    (rf"^(?:no\.?|order no\.?|第|{_PAPER})? ?(?P<n>\d{{5}}) ?号?(?:{_PAPER})?$", _letter_of, "TW"),
    (r"令 ?第? ?(?P<n>\d{1,4}) ?号", _decree, "CN"),
    (r"(?:decree|order) (?:no\.?|number|#) ?(?P<n>\d{1,4})(?![a-z0-9])", _decree, "CN"),
    (rf"(?:{_PAPER}|{_ENGLISH_PAPER}) ?(?:no\.?|第|#)? ?(?P<n>\d{{1,5}}) ?号?$", _paper_number, ""),
    (rf"第 ?(?P<n>\d{{1,5}}) ?号{_PAPER}", _paper_number, ""),
    (
        r"(?<![a-z0-9])(?:docket|case|file|court|slip op\.?)(?: nos?\.?)?:? ?(?P<n>[a-z0-9]{1,6}[-:.][a-z0-9/-]{2,18})",
        _docket("docket"), "",
    ),
    (r"(?<![a-z0-9])no\. (?P<n>\d{2}-\d{2,6})(?![a-z0-9])", _docket("docket"), ""),
)  # fmt: skip
_SECTION = re.compile(r"^(?:section|sec\.|§|第) ?\d{2,4}[a-z]?(?:\([a-z0-9]\))* ?(?:条款?|节)?$")
_GENERIC = re.compile(
    r"\b(?:no|number|nr|n[oº]?|lei|ley|loi|the|of|and|for|final|announcement|notice|circular|decree|order|decision|regulation|rule|law"
    r"|act|bill|directive|resolution|article|section|part|chapter|draft|docket|case|file|notification|act)\b\.?"
)
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")  # Lei 15.270
_TOKEN = re.compile(r"[a-z]+|\d+")


def read_number(
    text: str | None, *, jurisdiction: str | None, announced_on: str | None = None, published: str = ""
) -> Number | None:
    """The key of a document number as printed; None where it names no document by itself.

    ``announced_on`` gives the year of an announcement that is cited without one; a bill's Congress is that of
    ``announced_on``, else of the day of publication.
    """
    if not text:
        return None
    announced = (announced_on or "")[:4]
    place = _Place(jurisdiction=jurisdiction or "", year=announced or published[:4], announced=announced)
    return _read(text, place)


@lru_cache(maxsize=4096)  # reports of one act print one number
def _read(text: str, place: _Place) -> Number | None:
    folded = " ".join(fold(text).translate(_FORMS_OF_ONE).split())
    if _SECTION.match(folded):
        return None
    spelt = _bills_spelt(folded)
    for pattern, reader, where in _FORMS:
        if where and where != place.jurisdiction:
            continue
        match = pattern.search(spelt)
        if match:
            return reader(match, place)
    return _other(folded)


def _bills_spelt(folded: str) -> str:
    """HR 1234 as H.R. 1234, and 第810号国务院令 as 令第810号: one way to write each."""
    folded = re.sub(r"\bhr ?(?=\d)", "h.r. ", folded)
    return re.sub(r"(?<!\d)第? ?(\d{1,4}) ?号([\u4e00-\u9fff]{0,6})令$", r"\2令第\1号", folded)


def _other(folded: str) -> Number | None:
    """Any other number: its letters and digits in order, where they are more than a short number alone."""
    tokens = _TOKEN.findall(_GENERIC.sub(" ", _THOUSANDS.sub("", folded)))
    digits = [_plain(token) for token in tokens if token.isdigit()]
    letters = [token for token in tokens if token.isalpha()]
    if not digits or (not letters and len(digits) < 2 and len(digits[0]) < 5):
        return None
    if len(tokens) > 8:
        return None  # a sentence, not a number
    serial = "-".join(_plain(token) if token.isdigit() else token for token in tokens)
    return Number(series="other", serial=serial, issued=not letters)
