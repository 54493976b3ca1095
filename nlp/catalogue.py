"""All rows put together: those that ship, and the user's own, which win.

A row of the user's with a known id takes the place of the shipped one, whole. A name that a row of the user's claims
for good (strong) is taken from every shipped thing; one it claims with support only (weak, ``~``) is shared, and the
user's thing is looked at first. A name the thing had for good as shipped claims nothing new: who shared it weakly (the
rainforest beside amazon) goes on to. What the user's rows say against each other is an error, as it is among the
shipped.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from nlp.entity_files import WATCHLIST, Alias, Entity
from store.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A name that a row of the user's took from a shipped thing."""

    surface: str  # as the shipped row has it
    by: str  # id of the user's row
    owner: str  # id of the shipped thing
    line: int  # of the user's row


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Every thing by its id, the user's first, and what the user's rows changed of the shipped ones."""

    entities: Mapping[str, Entity]
    replaced: tuple[str, ...]  # ids whose shipped row gave way
    taken: tuple[Taken, ...]


def merge_rows(shipped: Iterable[Entity], own: Sequence[Entity] = ()) -> Catalogue:
    """The shipped rows and the user's as one. Checks nothing: see find_problems. Linear in the aliases."""
    entities = {row.id: row for row in own}
    shipped = tuple(shipped)
    claims = _claims(own, {row.id: row for row in shipped if row.id in entities})
    replaced: list[str] = []
    taken: list[Taken] = []
    for row in shipped:
        if row.id in entities:
            replaced.append(row.id)
            continue
        lost = {
            alias: claim
            for alias in row.aliases
            for claim in claims.get(alias.folded, ())
            if _same_spelling(alias, claim)
        }
        for alias, claim in lost.items():
            line = entities[claim.entity_id].line
            taken.append(Taken(surface=alias.surface, by=claim.entity_id, owner=row.id, line=line))
        kept = tuple(alias for alias in row.aliases if alias not in lost)
        entities[row.id] = replace(row, aliases=kept) if lost else row
    return Catalogue(entities=entities, replaced=tuple(replaced), taken=tuple(taken))


def _claims(own: Iterable[Entity], replaced: Mapping[str, Entity]) -> Mapping[str, Sequence[Alias]]:
    """By its fold, every name that the user's rows take: those for good, but what the shipped row had for good too."""
    claims: dict[str, list[Alias]] = defaultdict(list)
    for row in own:
        before = replaced[row.id].aliases if row.id in replaced else ()
        had = {(alias.folded, alias.exact and alias.surface) for alias in before if not alias.weak}
        for alias in row.aliases:
            if not alias.weak and (alias.folded, alias.exact and alias.surface) not in had:
                claims[alias.folded].append(alias)
    return claims


def _same_spelling(one: Alias, other: Alias) -> bool:
    """Of two aliases with one fold: whether a text could mean either."""
    return not (one.exact and other.exact) or one.surface == other.surface


def find_problems(entities: Mapping[str, Entity]) -> Iterator[InputError]:
    """What the rows say against each other: parents that are not there or run in a circle, names of two owners."""
    yield from _wrong_parents(entities)
    yield from _shared_names(entities.values())


def _wrong_parents(entities: Mapping[str, Entity]) -> Iterator[InputError]:
    walked: set[str] = set()
    for entity in entities.values():
        chain: dict[str, None] = {}  # in order
        current = entity
        while current.id not in walked:
            walked.add(current.id)
            chain[current.id] = None
            if current.parent is None:
                break
            if current.parent in chain:
                names = list(chain)
                circle = names[names.index(current.parent) :]
                theirs = (entities[each] for each in circle if entities[each].sector == WATCHLIST)
                yield _wrong_parent(
                    f"parents run in a circle: {' > '.join([*circle, circle[0]])}",
                    next(theirs, entities[circle[0]]),
                )
                break
            if current.parent not in entities:
                yield _wrong_parent(f"parent {current.parent} of {current.id} is not in the lexicon", current)
                break
            current = entities[current.parent]


def _wrong_parent(message: str, entity: Entity) -> InputError:
    return InputError(
        message,
        path=entity.path,
        line=entity.line,
        key="parent",
        remedy="Name the id of another row, or leave it empty",
    )


def _shared_names(entities: Iterable[Entity]) -> Iterator[InputError]:
    """Two strong owners of one spelling."""
    owners: dict[str, list[tuple[Alias, Entity]]] = defaultdict(list)
    for entity in entities:
        for alias in entity.aliases:
            if alias.weak:
                continue
            known = owners[alias.folded]
            other = next((o for a, o in known if o.id != entity.id and _same_spelling(a, alias)), None)
            if other is None:
                known.append((alias, entity))
                continue
            yield InputError(
                f"alias {alias.surface!r} of {entity.id} already belongs to {other.id}"
                f" ({other.path}:{other.line})",
                path=entity.path,
                line=entity.line,
                remedy="Mark one of them as weak (~) and give it cues",
            )


def rows_hash(rows: Iterable[Entity]) -> str:
    """What the rows say, whatever their order and the remarks between them; empty for none."""
    said = sorted(repr(asdict(replace(row, path="", line=0))) for row in rows)
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest() if said else ""
