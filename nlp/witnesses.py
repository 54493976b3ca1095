"""Who can be cited for a figure: offices, institutes, those who measure others, the press."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from nlp.script import fold
from nlp.sectors import sector_of
from store.records import Mention

# Who speaks for the state or studies others, by the form of the name.
_BODY = re.compile(
    r"(?:部|总署|[^格]局|署|统计处|总处|总局|委员会|联合会|协会|学会|研究院|研究所|研究中心|咨询|证券|智库)$"
    r"|\b(?:research|bureau|department|ministry|institute|association|commission|council|lab|analytics|securities)$"
)
_STATE = re.compile(
    r"(?:部|署|[^格]局|司|厅|处|海关|国务院|白宫|政府|委|委员会|法院|检察院|警方|邮政|央行)$"
    r"|\b(?:ministry|department|bureau|commission|customs|government|administration|agency|treasury"
    r"|white house|council)\b"
)
_COMPANIES = frozenset(("platforms", "retailers", "brands", "sellers", "technology", "logistics", "industry"))
_TELLERS = frozenset(("research", "media", "associations"))
# Houses that are in no list: by the end of the name.
_HOUSE = re.compile(
    r"(?:[公工商总联]会|投[信顾]|交易所|大学|学院|研究|智库|基金会|[^互官]网|[日晚时周早]报|财经|新闻社|通讯社|[\u4e00-\u9fff]院|中心|(?<![场厕会派])所)$"
    r"|\b(?:university|federation|union|chamber|exchange|observatory|times|post|news|journal|survey|group of|partners"
    r"|service|office|authority|agency|board|fund|foundation|society|alliance|cent(?:re|er)|college|school|organi[sz]ation"
    r"|trust|league|congress|parliament|forum|registry|ombudsman|inspectorate|laboratory|academy|consortium|coalition"
    r"|confederation|monitor|bulletin|review|magazine|tribunal|court)$"
    r"|^(?:port|university|city|chamber|bank|institute|society|confederation|federation|association|council) of\b"
    r"|^statistics \w+$"
)

# The part of a company that studies others: Adobe Analytics, 京东消费研究院.
_ARM = re.compile(
    r"(?:研究院|研究中心|研究所|智库)$|\b(?:analytics|research|insights|intelligence|economics|institute)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says something, and where the citing words stand."""

    name: str  # as printed, without what stands around it
    start: int
    end: int
    # teller | state | bank | company | person | common (a trade, no name) | "" (nothing is known of the organisation)
    standing: str
    way: str  # data | guess | published | word: by its figures, as its estimate, by what it gives out, in its words
    trails: bool = False  # stands behind what is said, and reaches back to where its sentence begins
    near: bool = False  # of the next figure only: analysts had expected $1.2bn, 市场预期的2.1%


@cache
def _speakers() -> frozenset[str]:
    lines = files("nlp").joinpath("data/speakers.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def measures(mention: Mention) -> bool:
    """Banks, research houses, ministries: more often the source of a figure than its subject."""
    return (
        mention.id in _speakers()
        or sector_of(mention.id) in ("research", "government")
        or is_body(mention.quote)
    )


@lru_cache(maxsize=4096)
def is_body(name: str) -> bool:
    """Whether a name has the form of an office, an institute or an association."""
    return _BODY.search(fold(name)) is not None


def standing_of(mention: Mention) -> str:
    """What a name is among those who speak: see ``Saying.standing``; "place" for a place."""
    if mention.type == "PERSON":
        return "person"
    if mention.type == "GPE":
        return "place"
    return standing_of_id(mention.id, mention.quote)


def _is_house(name: str) -> bool:
    return is_body(name) or _HOUSE.search(fold(name)) is not None


@lru_cache(maxsize=4096)
def standing_of_id(entity: str | None, name: str) -> str:
    """The same for an organisation, by its id and its name."""
    sector = sector_of(entity)
    if _ARM.search(fold(name)):
        return "teller"
    if sector == "government" or (not sector and _STATE.search(fold(name))):
        return "state"
    if entity in _speakers() or sector in _TELLERS or (not sector and _is_house(name)):
        return "teller"
    if sector == "payments":
        return "bank"
    return "company" if sector in _COMPANIES else ""
