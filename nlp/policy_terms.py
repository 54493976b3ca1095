"""The lists of policy: bodies, countries, gazettes (data/authorities.toml), actions and scopes (data/policy.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from nlp.terms import TermIndex
from store.errors import InputError

ACTIONS = (
    "proposed",
    "adopted",
    "effective",
    "amended",
    "suspended",
    "repealed",
    "consultation",
    "investigation",
    "ruling",
)
"""What can happen to an instrument; the closed list."""

KINDS = ("law", "bill", "regulation", "order", "notice", "tariff", "agreement", "case", "programme")
"""What an instrument can be; the closed list.

A law is passed by a parliament, a bill is before one; a regulation is a body's general rule (办法, directive, rule);
an order is a decision on one matter (executive order, 决定); a notice tells or calls (公告, notice, guidance,
consultation paper); a tariff is a duty, a tax or an exemption that is known without a text of its own (de minimis);
an agreement is made between states; a case is one body against somebody (investigation, suit, ruling); a
programme is a pilot, plan or action.
"""

SCOPES = (
    "low-value-parcels",
    "postal",
    "express",
    "all-origins",
    "platforms",
    "sellers",
    "foreign-sellers",
    "vat",
    "income-tax",
    "additional-duty",
    "customs-code",
    "data-hub",
    "handling-fee",
    "export-returns",
    "returned-goods",
    "cross-border-retail",
    "overseas-warehouse",
    "exports",
    "export-control",
    "pilot-zones",
    "tax-reporting",
    "digital-services-tax",
    "data-transfer",
    "identity-verification",
    "pricing",
    "fees",
    "product-safety",
    "illegal-products",
    "antitrust",
    "anti-subsidy",
    "intellectual-property",
    "samples",
    "shipping",
    "listing",
    "fast-fashion",
    "environment",
    "amazon",
    "temu",
    "shein",
    "aliexpress",
)
"""What an instrument can cover, besides ``origin:XX``; the closed list."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One body that acts. ``slug`` is "" where it is reported by the name the text gives it."""

    slug: str
    jurisdiction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTerms:
    authorities: TermIndex[Authority]
    countries: TermIndex[str]
    regions: TermIndex[str]  # places inside a country, capitals that stand for a government
    gazettes: TermIndex[str]
    actions: TermIndex[str]
    scopes: TermIndex[tuple[str, ...]]
    country_names: Mapping[str, tuple[str, ...]]  # code to the ways to write it


def _merged(lists: Mapping[str, list[str]], known: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for tag, terms in lists.items():
        if tag not in known:
            raise InputError("not in the closed list", path="nlp/data/policy.toml", key=tag)
        for term in terms:
            found.setdefault(term, []).append(tag)
    return {term: tuple(tags) for term, tags in found.items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("nlp") / "data" / name).read_text(encoding="utf-8"))


def _by_name(lists: Mapping[str, list[str]]) -> TermIndex[str]:
    return TermIndex((name, code) for code, names in lists.items() for name in names)


@cache
def load_policy_terms() -> PolicyTerms:
    """The lists, read once. Raises InputError when a table names what the closed lists do not."""
    tables, bodies = _read("policy.toml"), _read("authorities.toml")
    actions = _merged(tables["action"], ACTIONS)
    return PolicyTerms(
        authorities=TermIndex(
            (name, Authority(row.get("slug", ""), row["jurisdiction"]))
            for row in bodies["authority"]
            for name in row["names"]
        ),
        countries=_by_name(bodies["country"]),
        regions=_by_name(bodies["region"]),
        gazettes=_by_name(bodies["gazette"]),
        actions=TermIndex((term, tags[0]) for term, tags in actions.items()),
        scopes=TermIndex(_merged(tables["scope"], SCOPES).items()),
        country_names={code: tuple(names) for code, names in bodies["country"].items()},
    )
