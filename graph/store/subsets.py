"""Parts of a graph: what is left without some of its entities, or without one of its sources."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from tempfile import TemporaryDirectory

from graph.facts import Facts
from graph.schema import OUTCOMES, RELATION_TYPES, Claim, Node, Organisation, Relation
from graph.store import Store, open_store


def without_entities(facts: Facts, left_out: Collection[str]) -> Facts:
    """Return the facts without these entities, their relations and the claims about them."""
    gone = frozenset(left_out)
    return Facts(record for record in facts if not gone.intersection(_ends(record)))


def without_source(facts: Facts, source: str) -> Facts:
    """Return what any other source supports too, by the source's id.

    A value stays where another source names the entity, since a record does not say which of its sources gave which.
    """
    kept = [record for record in facts if any(place.partition("#")[0] != source for place in record.sources)]
    there = {record.id for record in kept if isinstance(record, Node)}
    return Facts(record for record in kept if there.issuperset(_ends(record)))


def largest_organisations(facts: Facts, most: int) -> list[str]:
    """Return the organisations with the most relations, by their number and then id; outcomes are not counted."""
    kinds = [kind for kind in RELATION_TYPES if kind.label not in OUTCOMES]
    ties = Counter(end for kind in kinds for tie in facts.relations(kind) for end in (tie.start, tie.end))
    return sorted((node.id for node in facts.nodes(Organisation)), key=lambda i: (-ties[i], i))[:most]


@contextmanager
def as_store(facts: Facts) -> Iterator[Store]:
    """Give a store of these facts for a while, in a temporary folder."""
    with (
        TemporaryDirectory(prefix="intercluster-", ignore_cleanup_errors=True) as folder,
        open_store(f"ladybug://{PurePath(folder).as_posix()}") as empty,
    ):
        empty.load(facts)
        with empty.current() as store:
            yield store


def _ends(record: Node | Relation) -> tuple[str, ...]:
    if isinstance(record, Relation):
        return (record.start, record.end)
    return (record.id, record.entity_id) if isinstance(record, Claim) else (record.id,)
