"""What an instrument covers: tags of the closed list, and the origins of goods, out of title and lead."""

from __future__ import annotations

import re

from nlp.document import Document
from nlp.policy_actors import Actor
from nlp.policy_terms import SCOPES, load_policy_terms

_READ = 1800  # characters of the text in which what an act covers is told
_ORIGIN_AFTER = re.compile(
    r"^\s?(?:的?(?:商品|货物|包裹|产品|小包裹|小包|平台|进口|输美|卖家|制|产|输)|goods|imports|products"
    r"|parcels)"
)
_GOODS_FROM = re.compile(
    r"(?:goods|imports|products|parcels|shipments|items)\s(?:made in|from|of|originating in)\s(?:the\s)?$"
)
_EXEMPT_AMOUNT = re.compile(
    r"(?:[€$£]\s?[\d,]{1,8}|\d[\d,]{0,8}[ -](?:euro|dollar|pound|peso))\s(?:customs |duty |duty-free |import )?"
    r"(?:exemption|threshold|relief|de minimis)"
)


def find_scope(document: Document, actor: Actor) -> tuple[str, ...]:
    """Tags in the order of the closed list, then ``origin:XX`` by country."""
    terms = load_policy_terms()
    found: dict[str, None] = {}
    for text in (document.title_folded, document.folded[:_READ]):
        if _EXEMPT_AMOUNT.search(text):
            found["low-value-parcels"] = None
        for hit in terms.scopes.find_all(text):
            found.update(dict.fromkeys(hit.value))
        for country in terms.countries.find(text):
            before, after = (
                text[max(0, country.start - 24) : country.start],
                text[country.end : country.end + 12],
            )
            goods = _GOODS_FROM.search(before) or (
                _ORIGIN_AFTER.match(after) and country.value != actor.jurisdiction
            )
            if country.value not in (actor.jurisdiction, "EU") and (
                goods or re.search(r"(?:原产于|来自)$", before)
            ):
                found[f"origin:{country.value}"] = None
    order = {tag: index for index, tag in enumerate(SCOPES)}
    return tuple(sorted(found, key=lambda tag: (order.get(tag, len(order)), tag)))
