"""What a load or a removal changes of what a source says: entities and ties that come and that go."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.facts import Facts
from graph.schema import Claim, Node, Relation, Source, Statement
from graph.store import Store
from graph.store.snapshots import unpack

MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Changes:
    """Entities that come and that go, the first of them by name, and how many; ties in number.

    `again` says that the source was loaded before, so that it is replaced.
    """

    source: str
    again: bool
    come: tuple[str, ...]
    go: tuple[str, ...]
    entities_come: int
    entities_go: int
    ties_come: int
    ties_go: int


def changes(store: Store, new: Mapping[str, Facts], gone: frozenset[str] = frozenset()) -> list[Changes]:
    """Return what loading these sources, or taking others out, changes of what each says."""
    held = store.current().snapshots()
    found = []
    for name in sorted({*new, *gone}):
        before = unpack(held[name]) if name in held else Facts()
        found.append(_between(name, before, new.get(name, Facts()), again=name in held))
    return found


def _between(name: str, before: Facts, after: Facts, *, again: bool) -> Changes:
    old, fresh = _entities(before), _entities(after)
    come = [fresh[one] for one in sorted(fresh.keys() - old.keys())]
    go = [old[one] for one in sorted(old.keys() - fresh.keys())]
    ties, new_ties = _ties(before), _ties(after)
    return Changes(
        name,
        again,
        tuple(come[:MOST_NAMED]),
        tuple(go[:MOST_NAMED]),
        len(come),
        len(go),
        len(new_ties - ties),
        len(ties - new_ties),
    )


def _entities(facts: Facts) -> dict[str, str]:
    return {
        one.id: _name(one) for one in facts if isinstance(one, Node) and not isinstance(one, Source | Claim | Statement)
    }


def _name(node: Node) -> str:
    return next((str(said) for name in ("name", "title", "label") if (said := getattr(node, name, None))), node.id)


def _ties(facts: Facts) -> set[tuple[str, str, str]]:
    return {(type(one).__name__, one.start, one.end) for one in facts if isinstance(one, Relation)}
