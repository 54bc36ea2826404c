"""What may be shown to everybody: a graph without the fees that members pay and without who the natural persons are.

It is a store of its own, so that whatever is asked, drawn, exported or kept of it cannot tell what it does not hold.
"""

import hashlib
import weakref
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

from graph.facts import Facts
from graph.identity import make_id
from graph.schema import PERSON, Claim, MemberOf, Node, Organisation, Relation, Statement
from graph.store.answers import all_facts, kept
from graph.store.protocol import Store
from graph.store.snapshots import pack, unpack
from graph.store.subsets import as_store, without_entities

FEES = frozenset(("fee_eur", "fee_other"))


@dataclass(frozen=True, eq=False)
class Shown:
    """A store without what is confidential, and the ids of records that it hides; hold it while it is read."""

    store: Store
    hidden: frozenset[str]


@kept
def shown(store: Store) -> Shown:
    """Return what may be shown to everybody, which is the store itself where nothing is confidential."""
    facts = all_facts(store)
    persons = persons_of(facts)
    if not persons and not any(map(_tells_fee, facts)):
        return Shown(store, frozenset())
    records = {node.id: (node.id, *node.other_ids) for node in facts.nodes(Organisation)}
    hidden = frozenset(one for person in persons for one in records[person])
    snapshots = {
        name: pack(Facts(_without_fees(without_entities(unpack(content), hidden))))
        for name, content in store.snapshots().items()
    }
    decisions = tuple(one for one in store.decisions() if not {one.a, one.b} & hidden)
    opened = ExitStack()
    there = opened.enter_context(as_store(public(facts), snapshots, decisions))
    made = Shown(there, hidden)
    weakref.finalize(made, opened.close)
    return made


def public(facts: Facts) -> Facts:
    """Return facts without fees, and with each natural person as a number that says nothing of who it is."""
    persons = persons_of(facts)
    by_digest = sorted(persons, key=lambda person: hashlib.sha256(person.encode()).digest())
    numbers = {person: number for number, person in enumerate(by_digest, 1)}
    return Facts(_nameless(_without_fees(facts), numbers))


def persons_of(facts: Facts) -> frozenset[str]:
    """Return the organisations that are natural persons, by what any source says."""
    said = (one.entity_id for one in facts.nodes(Statement) if (one.property, one.value) == ("kind", PERSON))
    known = (node.id for node in facts.nodes(Organisation) if node.kind == PERSON)
    return frozenset(one for one in (*said, *known) if facts.node(Organisation, one))


def _tells_fee(record: Node | Relation) -> bool:
    if isinstance(record, MemberOf):
        return record.fee_eur is not None or record.fee_other is not None
    return isinstance(record, Claim | Statement) and record.property in FEES


def _without_fees(facts: Iterable[Node | Relation]) -> Iterator[Node | Relation]:
    for record in facts:
        if not _tells_fee(record):
            yield record
        elif isinstance(record, MemberOf):
            yield replace(record, fee_eur=None, fee_other=None, note=None)


def _nameless(facts: Iterable[Node | Relation], numbers: dict[str, int]) -> Iterator[Node | Relation]:
    ids = {person: make_id("organisation", "person", str(number)) for person, number in numbers.items()}
    for record in facts:
        if isinstance(record, Relation):
            if {record.start, record.end} & ids.keys():
                start, end = ids.get(record.start, record.start), ids.get(record.end, record.end)
                yield replace(record, start=start, end=end, note=None)
            else:
                yield record
        elif isinstance(record, Claim | Statement):
            about = {record.entity_id, record.end_id if isinstance(record, Statement) else None}
            if not about & ids.keys():
                yield record
        elif record.id in ids:
            name = f"natural person {numbers[record.id]}"
            yield Organisation(id=ids[record.id], sources=record.sources, name=name, kind=PERSON)
        else:
            yield record
