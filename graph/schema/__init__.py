"""The vocabulary: what nodes and relations exist and what they carry.

Everything else that must know it (the store's DDL, the load, the exports, the documentation) is derived from these
dataclasses, which are found here too. Money is euro, dates are dates, and None means unknown, never zero.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from functools import cache

from graph.schema.nodes import Claim, Cluster, FundingInstrument, Organisation, Project, Source, Statement, Theme
from graph.schema.records import Mark as Mark
from graph.schema.records import Node, Relation
from graph.schema.relations import (
    About,
    BackedBy,
    ContinuesIn,
    FundedBy,
    GivesAccessTo,
    GrewFrom,
    Hosts,
    LinkedWith,
    MemberOf,
    MustJoin,
    NicheOf,
    OverlapsWith,
    ParticipatesIn,
    PartOf,
    Steers,
)

NODE_TYPES: tuple[type[Node], ...] = (
    Cluster,
    Organisation,
    Project,
    FundingInstrument,
    Theme,
    Source,
    Claim,
    Statement,
)
RELATION_TYPES: tuple[type[Relation], ...] = (
    MemberOf,
    Hosts,
    Steers,
    ParticipatesIn,
    FundedBy,
    About,
    NicheOf,
    OverlapsWith,
    ContinuesIn,
    MustJoin,
    BackedBy,
    LinkedWith,
    GrewFrom,
    GivesAccessTo,
    PartOf,
)

TYPES: tuple[type[Node] | type[Relation], ...] = (*NODE_TYPES, *RELATION_TYPES)

ENTITY_TYPES: tuple[type[Node], ...] = tuple(kind for kind in NODE_TYPES if kind.marks)
"""The node types that have a mark, since they stand for something in the world; what has none speaks about them."""

WORDS = "words"
"""The unit of a claim that is a rule or a view, no value: a property may have many, and none contradicts another."""

PERSON = "natural_person"
"""The kind of an organisation that is a natural person."""

OUTCOMES = ("CONTINUES_IN", "outcome", "MUST_JOIN")
"""What happened after the funding, and what was imposed on it: scores never read it."""

_PROPERTIES: dict[type[Node] | type[Relation], Mapping[str, type]] = {}
"""Worked out once a type: reading the hints again for each record made reading a large graph three times slower."""


@cache
def _by_stem() -> Mapping[str, type[Node]]:
    return {kind.stem: kind for kind in NODE_TYPES}


def node_type(identifier: str) -> type[Node] | None:
    """Return the node type that an id stands for (`cluster:...` -> Cluster), or None where it stands for none."""
    return _by_stem().get(identifier.partition(":")[0])


def prefix(kind: type[Node]) -> str:
    """Return what the ids of a node type begin with: `organisation:`."""
    return f"{kind.stem}:"


def properties(record: type[Node] | type[Relation]) -> Mapping[str, type]:
    """Return a type's properties in order, each with its Python type stripped of `| None`.

    The ends of a relation are not properties. Lists of text come back as `tuple`.
    """
    if record not in _PROPERTIES:
        hints = typing.get_type_hints(record)
        names = [field.name for field in fields(record) if field.name not in ("start", "end")]
        _PROPERTIES[record] = {name: _plain(hints[name]) for name in names}
    return _PROPERTIES[record]


def _plain(hint: object) -> type:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    origin = typing.get_origin(hint) or hint
    if not isinstance(origin, type):
        raise TypeError(f"{hint} is no property type")
    return origin
