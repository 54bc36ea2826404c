"""Facts on their way into a store: records of the schema, merged by identity, checked, and in a fixed order."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

import pyarrow

from graph.errors import BadInputError
from graph.identity import make_id
from graph.schema import ENTITY_TYPES, TYPES, Claim, Node, Relation, Statement, node_type, properties
from graph.stated import Subject, subject
from graph.stated import statements as stated
from graph.tables import table_of, version_of

Record = TypeVar("Record", Node, Relation)
K = TypeVar("K")
N = TypeVar("N", bound=Node)
R = TypeVar("R", bound=Relation)

_OF_THE_SUREST = ("confidence", "note")


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
        self._gathered: dict[Any, _Gathered[Any]] = {}
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
        known = self._known(there, key, record)
        if known is None:
            return
        about = subject(record)
        if about in self._told or about in told or known.need_telling_apart(record):
            self._tell(() if about in self._told else stated(known.record()))
            self._tell(() if about in told else stated(record))
        known.add(record)

    def _tell(self, statements: Iterable[Statement]) -> None:
        for said in statements:
            _check_node(said)
            if (known := self._known(self._nodes, said.id, said)) is not None:
                known.add(said)
            self._told.add(subject(said))

    def _known(self, there: dict[K, Record], key: K, record: Record) -> "_Gathered[Record] | None":
        """Return what earlier records say of a thing; where there are none, put the first in its place."""
        if (known := self._gathered.get(key)) is None:
            first = there.setdefault(key, record)
            if first is not record:
                known = self._gathered[key] = _Gathered(first)
        return known

    def _join(self) -> None:
        """Make one record of all that were gathered; until then each that is added costs no more than the first."""
        for key, gathered in self._gathered.items():
            one = gathered.record()
            if isinstance(one, Node):
                self._nodes[key] = one
            else:
                self._relations[key] = one
        self._gathered = {}

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
        self._join()
        node = self._nodes.get(identifier)
        return node if isinstance(node, kind) else None

    def nodes(self, kind: type[N]) -> Sequence[N]:
        """Return the nodes of one type, by id."""
        if kind not in self._ordered:
            self._join()
            found = [node for node in self._nodes.values() if type(node) is kind]
            self._ordered[kind] = sorted(found, key=attrgetter("id"))
        return self._ordered[kind]

    def relations(self, kind: type[R]) -> Sequence[R]:
        """Return the relations of one type, by their ends and key."""
        if kind not in self._ordered:
            self._join()
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

    def __contains__(self, identifier: str) -> bool:
        """Say whether a node of this id is there."""
        return identifier in self._nodes

    def __len__(self) -> int:
        return len(self._nodes) + len(self._relations)

    def __iter__(self) -> Iterator[Node | Relation]:
        for kind in TYPES:
            yield from self.of(kind)

    def check(self) -> None:
        """Raise BadInputError where a relation or a claim names an entity that is not there."""
        self._join()
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


class _Gathered(Generic[Record]):
    """What some records of one thing say: of two values the first, lists joined in order of appearance.

    To add one costs what it says, however much is there already.
    """

    def __init__(self, first: Record) -> None:
        kinds = properties(type(first))
        self._first: Record = first
        self._surest: Record = first
        singles = [name for name, kind in kinds.items() if kind is not tuple and name not in _OF_THE_SUREST]
        lists = [name for name, kind in kinds.items() if kind is tuple]
        self._values: dict[str, Any] = {name: getattr(first, name) for name in singles}
        self._unknown = [name for name, value in self._values.items() if value is None]
        self._lists: dict[str, dict[str, None]] = {name: dict.fromkeys(getattr(first, name)) for name in lists}
        self._named = _named(first.sources)

    def add(self, record: Record) -> None:
        """Fill what is not known, and join the lists."""
        for name, items in self._lists.items():
            items.update(dict.fromkeys(getattr(record, name)))
        if self._unknown:
            self._values.update((name, getattr(record, name)) for name in self._unknown)
            self._unknown = [name for name in self._unknown if self._values[name] is None]
        if record.confidence > self._surest.confidence:
            self._surest = record
        self._named |= _named(record.sources)

    def record(self) -> Record:
        """Return the one record."""
        changes: dict[str, Any] = {name: tuple(items) for name, items in self._lists.items()}
        changes |= {name: getattr(self._surest, name) for name in _OF_THE_SUREST}
        return replace(self._first, **self._values, **changes)

    def need_telling_apart(self, other: Record) -> bool:
        """Return whether what is here and a record must be told apart by statements: other sources, or other values."""
        if self._lists_are("sources", other) or not isinstance(other, (*ENTITY_TYPES, Relation)):
            return False
        first = next(iter(self._lists["sources"]), "").partition("#")[0]
        if (self._named | _named(other.sources)) - {first}:
            return True
        if self._surest.note != other.note or any(getattr(other, name) != one for name, one in self._values.items()):
            return True
        return not all(self._lists_are(name, other) for name in self._lists if name != "sources")

    def _lists_are(self, name: str, other: Record) -> bool:
        """Whether a list is that of another record; one that is longer is not looked through."""
        here, there = self._lists[name], getattr(other, name)
        return len(here) <= len(there) and list(here) == list(dict.fromkeys(there))


def _named(places: Iterable[str]) -> set[str]:
    """Return the sources that places are in."""
    return {place.partition("#")[0] for place in places}
