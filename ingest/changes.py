"""What a load or a removal changes of the graph that joins all sources: entities and ties that come and that go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.facts import Facts
from graph.judgements import Judgement, Judgements
from graph.progress import Track, silently
from graph.schema import Claim, Node, Organisation, Relation, Source, Statement
from graph.store import Store
from graph.store.snapshots import Snapshots, unpack
from ingest.apart import OF_A_REGISTER, apart
from ingest.assembly import assemble
from ingest.loading import in_order
from ingest.resolution.compared import Compared

MOST_NAMED = 50

LARGE = 4_000_000
"""Sources of so many packed bytes are joined in a process of its own, beside the service."""

Tie = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """Entities that come and that go, the first of them by name, and how many; ties in number.

    `sources` are those that are loaded or taken out, `again` those of them that were loaded before and are replaced.
    """

    sources: tuple[str, ...]
    again: tuple[str, ...]
    come: tuple[str, ...]
    go: tuple[str, ...]
    entities_come: int
    entities_go: int
    ties_come: int
    ties_go: int


def changes(
    store: Store, judgements: Judgements, new: Mapping[str, Facts], gone: frozenset[str] = frozenset()
) -> Changes:
    """Return what loading these sources, or taking others out, changes of the graph of all."""
    held = dict(store.current().snapshots())
    told = list(judgements.latest().values())
    arguments = (held, dict(new), gone, told, judgements.home / "compared")
    if sum(map(len, held.values())) < LARGE:
        return between(*arguments, silently)
    found: Changes = apart(between, arguments, ", ".join(new) or ", ".join(gone), OF_A_REGISTER)
    return found


def between(
    held: Snapshots,
    new: Mapping[str, Facts],
    gone: frozenset[str],
    told: Sequence[Judgement],
    compared: Path,
    track: Track,
) -> Changes:
    """Return what the graph of other sources differs in from that of these."""
    kept = {name: unpack(one) for name, one in held.items()}
    after = {name: facts for name, facts in kept.items() if name not in gone} | dict(new)
    before, then = (
        assemble(in_order(facts), told, track, compared=Compared(compared)).facts if facts else Facts()
        for facts in (kept, after)
    )
    return _told(before, then, tuple(sorted({*new, *gone})), tuple(sorted(kept.keys() & new.keys())))


def _told(before: Facts, after: Facts, sources: tuple[str, ...], again: tuple[str, ...]) -> Changes:
    old, fresh = {one.id: one for one in _entities(before)}, {one.id: one for one in _entities(after)}
    now = _now(old, fresh)
    stay: dict[str, str] = {}
    for one, name in sorted(now.items(), key=lambda it: (it[0] != it[1], it)):
        stay.setdefault(name, one)
    come = [fresh[one] for one in sorted(fresh.keys() - stay.keys())]
    go = [old[one] for one in sorted(old.keys() - set(stay.values()))]
    ties = {(kind, now.get(start, start), now.get(end, end)) for kind, start, end in _ties(before)}
    new_ties = _ties(after)
    return Changes(
        sources,
        again,
        tuple(map(_name, come[:MOST_NAMED])),
        tuple(map(_name, go[:MOST_NAMED])),
        len(come),
        len(go),
        len(new_ties - ties),
        len(ties - new_ties),
    )


def _now(old: Mapping[str, Node], fresh: Mapping[str, Node]) -> dict[str, str]:
    """Return id -> the id that an entity has in the other graph; of two that become one both have its id."""
    own = {other: one for one, node in fresh.items() for other in _ids(node)} | {one: one for one in fresh}
    found = ((one, next((own[it] for it in (one, *_ids(node)) if it in own), None)) for one, node in old.items())
    return {one: name for one, name in found if name is not None}


def _ids(node: Node) -> tuple[str, ...]:
    return node.other_ids if isinstance(node, Organisation) else ()


def _entities(facts: Facts) -> Iterator[Node]:
    return (one for one in facts if isinstance(one, Node) and not isinstance(one, Source | Claim | Statement))


def _name(node: Node) -> str:
    return next((str(said) for name in ("name", "title", "label") if (said := getattr(node, name, None))), node.id)


def _ties(facts: Facts) -> set[Tie]:
    return {(type(one).__name__, one.start, one.end) for one in facts if isinstance(one, Relation)}
