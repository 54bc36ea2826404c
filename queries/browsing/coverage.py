"""What is known and what is missing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from graph.facts import Facts
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Node, Relation, Source, properties
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.question import question

NOT_COUNTED = ("id", "sources", "confidence")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a source's records of one type have a property; for relations only how many there are.

    `known` of `total` records have a value; `share` is their ratio, null where there are none.
    """

    source: str
    type: str
    property: str
    known: int
    total: int
    share: float | None


@question
def coverage(store: Store) -> list[Coverage]:
    """What is known and what is missing, per source and property.

    A record counts for each source that states something of it. For node types every property is listed, with the
    share of records that have a value; for relation types the number of relations. A type that no record has is
    listed with a total of 0: nothing of that kind is loaded, which is not the same as that there is none.
    """
    facts = all_facts(store)
    sources = [source.id for source in facts.nodes(Source)]
    rows = [row for source in sources for kind in ENTITY_TYPES for row in _of_nodes(facts, source, kind)]
    rows += [_of_relations(facts, source, kind) for source in sources for kind in RELATION_TYPES]
    return rows


def _of_nodes(facts: Facts, source: str, kind: type[Node]) -> Iterable[Coverage]:
    nodes = [node for node in facts.nodes(kind) if _cites(node, source)]
    known = Counter(name for node in nodes for name in properties(kind) if getattr(node, name) not in (None, ()))
    for name in properties(kind):
        if name not in NOT_COUNTED:
            share = known[name] / len(nodes) if nodes else None
            yield Coverage(source, kind.__name__, name, known[name], len(nodes), share)


def _of_relations(facts: Facts, source: str, kind: type[Relation]) -> Coverage:
    count = sum(_cites(tie, source) for tie in facts.relations(kind))
    return Coverage(source, kind.label, "", count, count, 1.0 if count else None)


def _cites(record: Node | Relation, source: str) -> bool:
    return any(place.partition("#")[0] == source for place in record.sources)
