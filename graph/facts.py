"""Facts on their way into a store: records of the schema, merged by identity, checked, and in a fixed order."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import pyarrow

from graph.errors import BadInputError
from graph.identity import make_id
from graph.schema import TYPES, Claim, Node, Relation, Statement, node_type
from graph.stated import Subject, need_telling_apart, subject
from graph.stated import statements as stated
from graph.tables import table_of, version_of

Record = TypeVar("Record", Node, Relation)
K = TypeVar("K")
N = TypeVar("N", bound=Node)
R = TypeVar("R", bound=Relation)


class Facts:
    """All that will be loaded, one record per entity and per relation.

    Records of one identity are merged: lists are joined, and of two values the one that was added first stays, so
    a source adds the more authoritative one first. Where the records differ, or are of several sources, what each of
    them states is kept as `Statement`s. Records that are added together with their statements need no others.
    """

    def __init__(self, records: Iterable[Node | Relation] = ()) -> None:
        self._nodes: dict[str, Node] = {}
        self._relations: dict[tuple[Any, ...], Relation] = {}
        self._ordered: dict[type, Sequence[Any]] = {}
        self._tables: dict[type, pyarrow.Table] = {}
        self._version = ""
        self._told: set[Subject] = set()
        self.add(*records)

    def add(self, *records: Node | Relation) -> None:
        """Add records; raise BadInputError where an id does not fit its type or a relation its ends."""
        self._ordered, self._tables, self._version = {}, {}, ""
        statements = [record for record in records if isinstance(record, Statement)]
        told = set(map(subject, statements))
        for record in records:
            if isinstance(record, Statement):
                continue
            if isinstance(record, Node):
                _check_node(record)
                self._put(self._nodes, record.id, record, told)
            else:
                _check_relation(record)
                self._put(self._relations, _identity(record), record, told)
        self._tell(statements)

    def _put(self, there: dict[K, Record], key: K, record: Record, told: set[Subject]) -> None:
        known = there.get(key)
        if known is None:
            there[key] = record
            return
        there[key] = _merge(known, record)
        about = subject(record)
        if about in self._told or about in told or need_telling_apart(known, record):
            self._tell(() if about in self._told else stated(known))
            self._tell(() if about in told else stated(record))

    def _tell(self, statements: Iterable[Statement]) -> None:
        for said in statements:
            _check_node(said)
            known = self._nodes.get(said.id)
            self._nodes[said.id] = said if known is None else _merge(known, said)
            self._told.add(subject(said))

    def claim(self, entity: str, name: str, value: object, source: str, locator: str, **more: Any) -> None:
        """Add what `source` says, at `locator`, of one property of one entity; `more` are properties of a Claim."""
        text = str(value)
        told = (entity, name, text, source, locator, *filter(None, [more.get("subgroup")]))
        digest = hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]
        self.add(
            Claim(
                id=make_id("claim", "sha256", digest),
                sources=(f"{source}#{locator}",),
                entity_id=entity,
                property=name,
                value=text,
                source_id=source,
                locator=locator,
                **more,
            )
        )

    def node(self, kind: type[N], identifier: str) -> N | None:
        """Return the node of a type and id, or None where it is not there."""
        node = self._nodes.get(identifier)
        return node if isinstance(node, kind) else None

    def nodes(self, kind: type[N]) -> Sequence[N]:
        """Return the nodes of one type, by id."""
        if kind not in self._ordered:
            found = [node for node in self._nodes.values() if type(node) is kind]
            self._ordered[kind] = sorted(found, key=attrgetter("id"))
        return self._ordered[kind]

    def relations(self, kind: type[R]) -> Sequence[R]:
        """Return the relations of one type, by their ends and key."""
        if kind not in self._ordered:
            found = [tie for tie in self._relations.values() if type(tie) is kind]
            self._ordered[kind] = sorted(found, key=_order)
        return self._ordered[kind]

    def of(self, kind: type[Node] | type[Relation]) -> Sequence[Node | Relation]:
        """Return the records of one type, in their order."""
        return self.nodes(kind) if issubclass(kind, Node) else self.relations(kind)

    def table(self, kind: type[Node] | type[Relation]) -> pyarrow.Table:
        """Return the records of one type as columns, in their order."""
        if kind not in self._tables:
            self._tables[kind] = table_of(kind, self.of(kind))
        return self._tables[kind]

    def __len__(self) -> int:
        return len(self._nodes) + len(self._relations)

    def __iter__(self) -> Iterator[Node | Relation]:
        for kind in TYPES:
            yield from self.of(kind)

    def check(self) -> None:
        """Raise BadInputError where a relation or a claim names an entity that is not there."""
        for relation in self._relations.values():
            for end in (relation.start, relation.end):
                if end not in self._nodes:
                    raise BadInputError(
                        "%(label)s from %(start)s to %(end)s (%(relation)s) names %(end_2)s, which no row describes.",
                        label=relation.label,
                        start=relation.start,
                        end=relation.end,
                        relation=_where(relation),
                        end_2=end,
                    )
        for node in self._nodes.values():
            if isinstance(node, Claim | Statement) and node.entity_id not in self._nodes:
                raise BadInputError(
                    "A claim (%(node)s) is about %(entity_id)s, which no row describes.",
                    node=_where(node),
                    entity_id=node.entity_id,
                )

    def version(self) -> str:
        """Return the data's version: twelve hexadecimal digits that depend on every fact and on nothing else."""
        self._version = self._version or version_of((kind, self.table(kind)) for kind in TYPES)
        return self._version


def _where(record: Node | Relation) -> str:
    return ", ".join(record.sources) or "no source"


def _check_node(node: Node) -> None:
    if node_type(node.id) is not type(node):
        raise BadInputError("'%(node)s' is not the id of a %(name)s.", node=node.id, name=type(node).__name__)


def _check_relation(relation: Relation) -> None:
    if (relation.start.partition(":")[0], relation.end.partition(":")[0]) not in _stems(relation.ends):
        allowed = " or ".join(f"{a.__name__} -> {b.__name__}" for a, b in relation.ends)
        raise BadInputError(
            "%(label)s cannot tie %(start)s to %(end)s (%(relation)s): expected %(allowed)s.",
            label=relation.label,
            start=relation.start,
            end=relation.end,
            relation=_where(relation),
            allowed=allowed,
        )


@cache
def _stems(ends: tuple[tuple[type[Node], type[Node]], ...]) -> frozenset[tuple[str, str]]:
    """Return what the ids of the two ends may begin with."""
    return frozenset((start.stem, end.stem) for start, end in ends)


def _identity(relation: Relation) -> tuple[Any, ...]:
    key = relation.key
    if not key:
        return (relation.label, relation.start, relation.end)
    return (relation.label, relation.start, relation.end, *[getattr(relation, name) for name in key])


def _order(relation: Relation) -> tuple[str | bool, ...]:
    key = [getattr(relation, name) for name in relation.key]
    return (relation.start, relation.end, *[value or "" for value in key], *[value is not None for value in key])


def _merge(known: Record, new: Record) -> Record:
    """Keep what is known, fill what is not, and join the lists in order of appearance."""
    surer = max((known, new), key=attrgetter("confidence"))
    changes: dict[str, Any] = {"confidence": surer.confidence, "note": surer.note}
    for field in fields(known):
        if field.name in changes:
            continue
        old: Any = getattr(known, field.name)
        fresh: Any = getattr(new, field.name)
        if isinstance(old, tuple):
            changes[field.name] = tuple(dict.fromkeys((*old, *fresh)))
        elif old is None:
            changes[field.name] = fresh
    return replace(known, **changes)
